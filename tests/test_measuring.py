"""Costs are counted whole, compared within a round, and told with what they do not say."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.cli import bench as command
from reportkit.measuring import corpora, floor, goals, ours, peers, report, soak
from reportkit.measuring.processes import Cost, Memory, NotMeasured, spent
from reportkit.measuring.rounds import Measured, Way, in_turn, ratio, turned
from reportkit.reading import encoding
from reportkit.resources import example, notebooks
from tests.commands import ran

costs = st.builds(Cost, st.floats(0.01, 1000), st.floats(0.01, 1000))
surroundings = {"PATH": os.environ.get("PATH", os.defpath)}
linux = pytest.mark.skipif(sys.platform != "linux", reason="read from /proc")
unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such accounts")

BUSY = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"


# What a command costs


@unix
def test_the_work_of_children_is_counted(tmp_path: Path) -> None:
    """A command that lets others work costs what they cost."""
    idle = spent(["sh", "-c", "true"], surroundings, tmp_path)
    busy = spent(["sh", "-c", f'sh -c "{BUSY.replace("$", chr(92) + "$")}"; true'], surroundings, tmp_path)
    assert busy.cpu > idle.cpu


@linux
def test_what_loses_its_parent_is_waited_for_and_counted(tmp_path: Path) -> None:
    """A helper that outlives its command is counted, and is gone when the cost is told."""
    helper = f"({BUSY}; touch done) & true"
    took = spent(["sh", "-c", helper], surroundings, tmp_path)
    assert (tmp_path / "done").is_file()
    assert took.cpu > spent(["sh", "-c", "true"], surroundings, tmp_path).cpu


@linux
def test_memory_is_seen_while_a_command_runs(tmp_path: Path) -> None:
    """What a command holds is seen, with what its children hold, each under its name."""
    held = "x = bytearray(60 << 20); import time; time.sleep(0.6)"
    memory = Memory()
    spent(["sh", "-c", f"'{sys.executable}' -c '{held}'; true"], surroundings, tmp_path, memory=memory)
    assert memory.peak > 60
    assert {"sh"} < set(memory.names.values())


@unix
def test_a_command_that_fails_has_no_cost(tmp_path: Path) -> None:
    """A failure is told with the last words of the command; nothing is made up in its place."""
    with pytest.raises(NotMeasured, match=r"^sh ended with 4: no paper$"):
        spent(["sh", "-c", "echo no paper >&2; exit 4"], surroundings, tmp_path)
    with pytest.raises(NotMeasured, match=r"^no-such-program cannot be started: "):
        spent(["no-such-program"], surroundings, tmp_path)


@unix
def test_a_command_that_hangs_is_killed(tmp_path: Path) -> None:
    """A command that takes too long is killed with all it has started."""
    with pytest.raises(NotMeasured, match=r"^sh ended with -9"):
        spent(["sh", "-c", "sleep 60 & sleep 60"], surroundings, tmp_path, longest=0.2)


# Rounds


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.integers(0, 40))
def test_every_way_is_tried_once_in_a_round(names: list[str], number: int) -> None:
    """The order of a round leaves nothing out and doubles nothing."""
    ways = [Way(name, lambda _: {}) for name in names]
    assert Counter(way.name for way in turned(ways, number)) == Counter(names)


@given(st.integers(2, 6))
def test_every_way_is_first_as_often_as_others(count: int) -> None:
    """Over two full turns no way profits from its place."""
    ways = [Way(str(number), lambda _: {}) for number in range(count)]
    first = Counter(turned(ways, number)[0].name for number in range(2 * count))
    assert max(first.values()) - min(first.values(), default=0) <= 2


def test_a_first_round_counts_for_nothing_and_a_failure_is_told() -> None:
    """The warm-up is no result; a way that fails is left out afterwards and named with its reason."""
    tried: list[str] = []

    def good(_: Memory | None) -> dict[str, Cost]:
        tried.append("good")
        return {"good": Cost(1.0, 1.0)}

    def bad(_: Memory | None) -> dict[str, Cost]:
        tried.append("bad")
        raise NotMeasured("no paper")

    found = in_turn([Way("good", good), Way("bad", bad)], 2)
    assert tried == ["good", "bad", "good", "good"]
    assert found.rounds == [{"good": Cost(1.0, 1.0)}] * 2
    assert found.not_measured == {"bad": "no paper"}


@given(st.lists(st.tuples(costs, costs), min_size=1), st.floats(0.1, 10))
def test_a_slower_machine_changes_no_ratio(rounds: list[tuple[Cost, Cost]], slower: float) -> None:
    """When one round takes longer for everybody, the ratios stay."""
    quick = [{"a": a, "b": b} for a, b in rounds]
    slow = [
        {name: Cost(cost.wall * slower, cost.cpu * slower) for name, cost in one.items()} for one in quick
    ]
    before, after = (ratio(one, "a", ["b"], "wall") for one in (quick, slow))
    assert before is not None
    assert after is not None
    assert after.median == pytest.approx(before.median)
    assert (after.lowest, after.highest) == pytest.approx((before.lowest, before.highest))


# Corpora, and what is measured


def test_a_repeated_corpus_is_one(tmp_path: Path) -> None:
    """Each copy says what the example says, under names of its own, and can be read."""
    made = encoding.load(corpora.repeated(example(), tmp_path / "seeds", 13))
    first = encoding.load(example())
    assert len(made.incidents) == 3 * len(first.incidents)
    assert len(made.claims) == 3 * len(first.claims)
    assert {re.sub(r"-\d+$", "", slug) for slug in made.incidents} == set(first.incidents)


def test_the_floor_shows_what_the_notebook_shows() -> None:
    """The floor draws every block of the page, so it is no lower than the work is."""
    found = floor.shown(notebooks() / "briefing.ipynb")
    cells = json.loads((notebooks() / "briefing.ipynb").read_bytes())["cells"]
    blocks = [
        cell for cell in cells if any("block+json" in str(output) for output in cell.get("outputs", ()))
    ]
    assert len(found) == len(blocks)
    assert not any("load" in one or "aside" in one for one in found)


def test_peers_that_are_not_there_are_told(tmp_path: Path) -> None:
    """A peer that is not installed is named with what it lacks and where the way to it stands."""
    for name in ("papermill", "nbconvert"):
        (tmp_path / "lib" / "python3.99" / "site-packages" / name).mkdir(parents=True)
    webpdf = next(peer for peer in peers.PEERS if peer.name == peers.WEBPDF)
    assert peers.lacking(webpdf, tmp_path) == (
        f"not installed: playwright in {tmp_path}; docs/howto/benchmarks.md says how to install it"
    )


@unix
def test_a_folder_with_a_space_is_one_word_to_peers(tmp_path: Path) -> None:
    """Commands of peers work from folders whose names a shell would part."""
    words = peers.command(peers.PEERS[0], tmp_path / "my peers", "harbour-fire")
    assert f"'{tmp_path / 'my peers' / 'bin'}'/papermill" in words
    assert words.endswith("harbour-fire.ipynb")


@pytest.mark.parametrize(
    ("seen", "slope"), [([(0.0, 1.0)], 0.0), ([(0.0, 4.0), (5.0, 4.0)], 0.0), ([(0.0, 1.0), (2.0, 5.0)], 2.0)]
)
def test_growth_is_told_by_the_second(seen: list[tuple[float, float]], slope: float) -> None:
    """What stays has not grown."""
    assert soak.growth(seen) == slope


# What is told


ROUNDS = [
    {
        ours.COLD: Cost(1.5, 1.25),
        peers.WEBPDF: Cost(6.0, 5.0),
        ours.BATCH: Cost(0.25, 0.5),
        peers.in_batch(peers.WEBPDF): Cost(3.0 + more, 6.0),
        peers.in_batch(peers.XELATEX): Cost(4.0, 7.0),
        "floor": Cost(0.25, 0.25),
    }
    for more in (0.0, 0.5)
]


def test_a_report_reads_as_a_table() -> None:
    """Ways stand with seconds, processor time and ratios; what was not tried has no row and no number."""
    text = report.to_text(report.Report(Measured(ROUNDS), tuple(goals.goals(ROUNDS))))
    rows = [" ".join(line.split()) for line in text.splitlines()]
    assert "| reportkit, one call | 1.50 | 1.25 | 1.00 | 1.00 |" in rows
    assert "| papermill + webpdf | 6.00 | 5.00 | 4.00 | 4.00 |" in rows
    assert "| papermill + webpdf, batch | 3.25 (3.00-3.50) | 6.00 | 13.0 (12.0-14.0) | 12.0 |" in rows
    assert not any("WeasyPrint" in row for row in rows)
    assert "| one call: at most 0.4 of the time of the fastest peer | 0.250 | met |" in rows
    assert "| batch: at most 1.5 of the processor time of: floor | 2.00 | not met |" in rows
    assert "| batch: at most 1.5 of the processor time of: floor, page checked | | not measured |" in rows
    assert len({len(line) for line in text.split("\n\n")[0].splitlines()}) == 1


def test_the_worst_round_decides_what_may_never_be_below() -> None:
    """A batch that is once slower than the least that is asked has not met the goal."""
    near = [
        {ours.BATCH: Cost(1.0, 1.0), peers.in_batch(peers.WEBPDF): Cost(times, 1.0)}
        for times in (13.0, 14.0, 7.9)
    ]
    batch = next(goal for goal in goals.goals(near) if "batch, start-up" in goal.asked)
    assert batch.found is not None
    assert [round(one, 6) for one in (batch.found.median, batch.found.lowest, batch.found.highest)] == [
        13.0,
        7.9,
        14.0,
    ]
    assert batch.met is False


def test_scripts_get_every_round() -> None:
    """The JSON holds what each way cost in each round, not only what was made of it."""
    found = report.to_json(
        report.Report(Measured(ROUNDS), tuple(goals.goals(ROUNDS)), grown={"template": 0.5})
    )
    assert json.loads(json.dumps(found))["rounds"][1][ours.COLD] == {"wall": 1.5, "cpu": 1.25}
    assert found["grown_mb_per_1000"] == {"template": 0.5}
    assert found["machine"]["processors"] == os.cpu_count()


@unix
def test_bench_says_what_it_has_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints the tables, and what was asked for stands beside what was found."""
    monkeypatch.setattr(command, "_ours", lambda *_: [Way(ours.COLD, lambda _: {ours.COLD: Cost(2.0, 1.0)})])
    done = ran("bench", "--rounds", "2", "--only", "one")
    assert done.exit_code == 0
    assert "| reportkit, one call | 2.00 | 1.00" in done.stdout
    assert "| not measured |" in done.stdout
    assert done.stderr.splitlines() == [
        "once before: reportkit, one call",
        "round 1 of 2: reportkit, one call",
        "round 2 of 2: reportkit, one call",
    ]


@pytest.mark.slow
@unix
def test_one_call_is_measured(tmp_path: Path) -> None:
    """A briefing is really made, and costs something."""
    found = ours.cold(example(), "eilat-claimed-attack", tmp_path / "one").make(None)[ours.COLD]
    assert (tmp_path / "one" / "eilat-claimed-attack.pdf").is_file()
    assert min(found.wall, found.cpu) > 0


@pytest.mark.slow
@unix
def test_the_floor_is_measured(tmp_path: Path) -> None:
    """The floor is told for a first drawing and a second one; a page that is looked over costs more."""
    found = ours.floors(example(), ["eilat-claimed-attack"], tmp_path / "floor").make(None)
    assert list(found) == list(ours.FLOORS.values())
    assert all(cost.cpu > 0 for cost in found.values())
    assert found["floor, page checked"].cpu > found["floor"].cpu

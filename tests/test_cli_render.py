"""Briefings asked for on the command line: what a run is given, and what is told of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing.batch import local
from reportkit.publishing.batch.work import Item, Result
from reportkit.publishing.record import CellRecord, RunRecord
from reportkit.reading import stored
from tests.commands import edit, ran

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Stand in for the workers; the briefing on river-raid fails."""
    asked: list[tuple[Any, ...]] = []

    def stand_in(items: Iterable[Item], out: Path, count: int, **settings: object) -> Iterator[Result]:
        del count
        for item in items:
            here = out.relative_to(Path.cwd())
            asked.append((Path(item.notebook), item.slug, here, dict(item.parameters), item, settings))
            yield Result(item, record(item.slug))

    monkeypatch.setattr(local, "make", stand_in)
    return asked


def record(slug: str) -> RunRecord:
    """Return the record of a stand-in for a run."""
    cells = (CellRecord(1, "", "ok", 0.5),)
    if slug == "river-raid":
        return RunRecord(slug, "cell_error", "An error in cell [1]: no\nMend the cell.", cells)
    return RunRecord(slug, "ok", "", cells, seconds=1.25)


def test_a_briefing_is_made_from_its_slug(corpus: Path, notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """A run gets the slug, the corpus that was found, parameters and limits; then the PDF is named."""
    words = (
        "--notebook",
        notebook,
        "--out",
        "pages",
        "-p",
        "edition",
        "2",
        "--timeout",
        "7",
        "--deadline",
        "9",
    )
    done = ran("render", "harbour-fire", *words)
    assert done.exit_code == 0
    assert done.stdout == f"harbour-fire: {Path('pages/harbour-fire.pdf')}\n"
    assert done.stderr.endswith("\n  1 cell in 1.2 s\n")
    ((_, slug, out, parameters, item, _),) = runs
    assert (slug, out, parameters) == (
        "harbour-fire",
        Path("pages"),
        {"edition": "2", "incident": "harbour-fire"},
    )
    assert item.environment == {"REPORTKIT_SEEDS": str(corpus)}
    assert (item.limits.cell, item.limits.whole, item.engine) == (7, 9, "auto")
    part = stored.from_bytes(item.encoding.encode())
    assert list(part.incidents) == ["harbour-fire", "river-raid"], "what bears on it is handed over"


@pytest.mark.usefixtures("corpus")
def test_a_failed_run_does_not_stop_the_others(notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """After a failure the next briefing is made; the summary and the exit code say what failed."""
    done = ran("-q", "render", "river-raid", "harbour-fire", "river-raid", "--notebook", notebook)
    assert [call[1] for call in runs] == ["river-raid", "harbour-fire"]
    assert done.exit_code == 1
    assert done.stdout == f"harbour-fire: {Path('build/harbour-fire.pdf')}\n1 of 2 briefings made in build\n"
    assert done.stderr == "river-raid: An error in cell [1]: no\nMend the cell.\nfailed: river-raid\n"


@pytest.mark.usefixtures("corpus", "runs")
def test_on_a_pipe_each_of_several_briefings_is_a_line_of_json(notebook: Path) -> None:
    """Scripts read how far a batch is, how fast it goes, and what failed, from the standard error."""
    done = ran("render", "river-raid", "harbour-fire", "--notebook", notebook)
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [(one["event"], one["incident"], one["done"], one["of"]) for one in lines] == [
        ("failed", "river-raid", 1, 2),
        ("made", "harbour-fire", 2, 2),
    ]
    assert lines[0]["message"] == "An error in cell [1]: no\nMend the cell."
    assert lines[1]["failed"] == 1


@pytest.mark.usefixtures("corpus")
def test_all_incidents_are_rendered_in_order(notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """--all makes every briefing of the corpus, by slug."""
    ran("-q", "render", "--all", "--notebook", notebook)
    assert [call[1] for call in runs] == ["harbour-fire", "river-raid"]


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("harbor-fire",), "there is no incident 'harbor-fire': write 'harbour-fire'"),
        ((), "Name the incidents, or give --all"),
        (("--all", "harbour-fire"), "Name the incidents, or give --all"),
        (("harbour-fire", "-p", "edtion", "2"), "unknown parameter 'edtion'"),
        (
            ("harbour-fire", "-p", "edition", "two"),
            "parameter 'edition' was given 'two', which is no whole number",
        ),
        (("harbour-fire", "-p", "edition", "1", "-p", "edition", "2"), "-p edition is given twice"),
        (("harbour-fire", "-p", "incident", "x"), "-p incident: the incident is named by its slug alone"),
        (("harbour-fire", "--timeout", "0"), "Invalid value for '--timeout'"),
    ],
)
def test_wrong_usage_is_told_before_anything_runs(
    notebook: Path, runs: list[tuple[Any, ...]], words: tuple[str, ...], told: str
) -> None:
    """Mistyped slugs and parameters end the command with exit code 2, and no kernel is started."""
    done = ran("-q", "render", "--notebook", notebook, *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert runs == []


@pytest.mark.usefixtures("corpus")
def test_another_notebook_overwrites_no_briefing(notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """The page of another notebook on the same incident stands in a folder of its name."""
    other = notebook.rename(notebook.with_name("second-look.ipynb"))
    ran("render", "harbour-fire", "--notebook", other)
    assert [(slug, out.as_posix()) for _, slug, out, *_ in runs] == [("harbour-fire", "build/second-look")]


@pytest.mark.usefixtures("corpus")
def test_a_notebook_on_the_whole_corpus_takes_no_slug(notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """A notebook that is not about one incident is run once, under its own name; a slug for it is refused."""
    other = notebook.rename(notebook.with_name("order.ipynb"))
    other.write_text(other.read_text("utf-8").replace("incident: str", "place: str"), encoding="utf-8")
    ran("render", "--notebook", other, "-p", "place", "harbour")
    assert [(slug, out.as_posix(), given) for _, slug, out, given, *_ in runs] == [
        ("order", "build", {"place": "harbour"})
    ]
    refused = ran("render", "harbour-fire", "--notebook", other)
    assert refused.exit_code == 2
    assert "order.ipynb is not about one incident: leave out the slugs" in refused.stderr


def test_an_incident_without_claims_waits(corpus: Path, notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """--all makes no page of an incident that nobody has spoken of yet, says so, and does not fail for it."""
    (corpus / "incidents/quiet-day.yaml").write_text("format: 1\nlabel: Reported quiet\n", encoding="utf-8")
    ended = ran("render", "--all", "--notebook", str(notebook))
    assert "quiet-day: no claim speaks of it yet, so no page is made" in ended.stderr
    assert [slug for _, slug, *_ in runs] == ["harbour-fire", "river-raid"]


def test_a_broken_corpus_is_not_rendered(corpus: Path, notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """Problems in the encodings are listed before anything runs."""
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    done = ran("-q", "render", "harbour-fire", "--notebook", notebook)
    assert done.exit_code == 1
    assert done.stderr.startswith("readings/radio-2.yaml:16:8: ")
    assert runs == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_ends_a_real_run(corpus: Path, notebook: Path) -> None:
    """Ctrl-C during a run ends the kernel, says so and leaves a record that says cancelled."""
    content, begun = json.loads(notebook.read_text()), notebook.parent / "at-work"
    waits = {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "source": f"open({str(begun)!r}, 'w').close()\nimport time; time.sleep(60)",
    }
    content["cells"].append(waits | {"outputs": [], "execution_count": None})
    notebook.write_text(json.dumps(content))
    words = [sys.executable, "-m", "reportkit", "-q", "render", "harbour-fire", "--seeds", str(corpus)]
    words += ["--notebook", str(notebook), "--out", "pages"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        asked = time.monotonic()
        while not begun.exists() and time.monotonic() - asked < 60:
            assert process.poll() is None, process.communicate()
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "stopped\n")
    assert (
        json.loads(Path("pages/harbour-fire.run.json").read_text(encoding="utf-8"))["status"] == "cancelled"
    )

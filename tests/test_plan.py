"""What would be made, and why: exactly what something that bears on it has changed for."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportkit import opening
from reportkit.measuring.corpora import repeated
from reportkit.publishing.batch import holdings, jobs, keys, planning, receipts
from reportkit.publishing.batch.jobs import Job
from reportkit.publishing.record import RunRecord, to_bytes
from reportkit.resources import notebooks
from tests.cases import FOLDERS
from tests.commands import edit, ran

SEEDS = FOLDERS[0]


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing remembered of other tests count."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def job(seeds: Path, out: Path, notebook: Path | None = None, **parameters: object) -> Job:
    """Return a job over all incidents of a corpus."""
    slugs = sorted(path.stem for path in (seeds / "incidents").glob("*.yaml"))
    path = notebook or notebooks() / "briefing.ipynb"
    return Job(path, out, parameters, seeds, about={slug: {"incident": slug} for slug in slugs})  # type: ignore[arg-type]


def plan(asked: Job, **how: bool) -> dict[str, tuple[str, ...]]:
    """Return the reasons of each briefing that would be made."""
    held = holdings.of(asked.seeds, lambda: opening.sound(asked.seeds))
    return {one.name: one.reasons for one in jobs.planned(asked, asked.about, held, **how) if one.reasons}


def made(asked: Job) -> None:
    """Write what a batch would leave of everything that is planned."""
    asked.out.mkdir(exist_ok=True)
    held = holdings.of(asked.seeds, lambda: opening.sound(asked.seeds))
    for one in jobs.planned(asked, asked.about, held):
        if one.to_make:
            stand(asked.out, one)


def stand(out: Path, one: planning.Planned) -> None:
    """Write the files of one briefing as a worker does."""
    pdf, executed = f"%PDF-1.7 {one.name} {one.key}".encode(), b"{}"
    pdf_sha, executed_sha = (hashlib.sha256(content).hexdigest() for content in (pdf, executed))
    (out / f"{one.name}.pdf").write_bytes(pdf)
    (out / f"{one.name}.ipynb").write_bytes(executed)
    receipt = receipts.Receipt(
        one.name, one.key, tuple(sorted(one.parts.items())), pdf_sha, executed_sha, len(pdf), "kernel"
    )
    receipts.path(out, one.name).write_bytes(receipts.to_bytes(receipt))


def test_editing_one_incident_of_a_hundred_makes_one_and_those_that_cite_it(tmp_path: Path) -> None:
    """Of 102 incidents, changing a claim of one document makes the six that this document speaks of."""
    seeds = repeated(SEEDS, tmp_path / "seeds", 100)
    asked = job(seeds, tmp_path / "out")
    assert set(plan(asked).values()) == {("new",)}
    made(asked)
    assert plan(asked) == {}
    reading = sorted((seeds / "readings").glob("*.yaml"))[3]
    number = reading.stem.rpartition("-")[2]
    edit(reading, "words: recently", "words: lately")
    assert plan(asked) == {slug: ("data changed",) for slug in asked.about if slug.endswith(f"-{number}")}
    slug = f"kalsu-explosion-{sorted((seeds / 'readings').glob('*.yaml'))[7].stem.rpartition('-')[2]}"
    made(asked)
    path = seeds / "incidents" / f"{slug}.yaml"
    path.write_text(path.read_text("utf-8").replace("label: ", "label: Reported ", 1), encoding="utf-8")
    changed = plan(asked)
    assert slug in changed
    assert {one.rpartition("-")[2] for one in changed} == {slug.rpartition("-")[2]}


def test_touching_files_makes_nothing(tmp_path: Path) -> None:
    """Another date, a comment, another order of keys, and a claim moved down a line change no page."""
    seeds = repeated(SEEDS, tmp_path / "seeds", 6)
    asked = job(seeds, tmp_path / "out")
    made(asked)
    for path in seeds.rglob("*.yaml"):
        path.write_text(f"# looked at\n\n{path.read_text('utf-8')}", encoding="utf-8")
        os.utime(path, (0, 0))
    assert plan(asked) == {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda asked: Job(asked.notebook, asked.out, {"edition": "2"}, asked.seeds, about=asked.about),
            "parameters",
        ),
        (
            lambda asked: Job(asked.notebook, asked.out, {"theme": "fern"}, asked.seeds, about=asked.about),
            "theme",
        ),
    ],
)
def test_what_else_bears_on_a_page_is_named(tmp_path: Path, change, reason: str) -> None:
    """A parameter or a theme that is another one is a reason, by its name."""
    seeds = repeated(SEEDS, tmp_path / "seeds", 6)
    asked = job(seeds, tmp_path / "out")
    made(asked)
    found = plan(change(asked))
    assert set(found) == set(asked.about)
    assert all(keys.PARTS[reason] in reasons for reasons in found.values())


def test_another_notebook_template_font_or_kit_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of the kit that bears on pages is a reason of its own."""
    seeds = repeated(SEEDS, tmp_path / "seeds", 6)
    own = tmp_path / "briefing.ipynb"
    own.write_bytes((notebooks() / "briefing.ipynb").read_bytes())
    asked = job(seeds, tmp_path / "out", own)
    made(asked)
    own.write_bytes(own.read_bytes() + b"\n")
    assert set(plan(asked).values()) == {("notebook changed",)}
    made(asked)
    for part in ("template", "fonts", "map", "kit", "libraries"):
        before = keys.common()
        with monkeypatch.context() as patch:
            patch.setattr(keys, "common", lambda part=part, before=before: {**before, part: "0" * 64})
            assert set(plan(asked).values()) == {(keys.PARTS[part],)}


def test_a_notebook_on_the_whole_corpus_depends_on_all_of_it(tmp_path: Path) -> None:
    """A notebook that opens the corpus is made again when any incident changes; the briefing is not."""
    seeds = repeated(SEEDS, tmp_path / "seeds", 12)
    whole = Job(notebooks() / "escalation.ipynb", tmp_path / "out", {}, seeds)
    held = holdings.of(seeds, lambda: opening.sound(seeds))
    (tmp_path / "out").mkdir()
    (one,) = jobs.planned(whole, ["escalation"], held)
    stand(tmp_path / "out", one)
    assert not jobs.planned(whole, ["escalation"], held)[0].reasons
    edit(sorted((seeds / "readings").glob("*.yaml"))[1], "words: recently", "words: lately")
    held = holdings.of(seeds, lambda: opening.sound(seeds))
    assert jobs.planned(whole, ["escalation"], held)[0].reasons == ("data changed",)


def test_files_that_a_notebook_says_it_reads_count(tmp_path: Path) -> None:
    """What a notebook names in its metadata is a reason when it changes, and told when it is not there."""
    seeds, own = repeated(SEEDS, tmp_path / "seeds", 6), tmp_path / "briefing.ipynb"
    content = json.loads((notebooks() / "briefing.ipynb").read_bytes())
    content["metadata"].setdefault("reportkit", {})["inputs"] = ["tides.csv"]
    own.write_text(json.dumps(content), encoding="utf-8")
    asked = job(seeds, tmp_path / "out", own)
    with pytest.raises(keys.NoFile, match=r"says that it reads tides\.csv, and there is no such"):
        plan(asked)
    (tmp_path / "tides.csv").write_text("high,low\n")
    made(asked)
    (tmp_path / "tides.csv").write_text("high,low,\n")
    assert set(plan(asked).values()) == {("files beside the notebook changed",)}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, planning.Planned]:
    """Return a job over one incident that stands as done."""
    out = tmp_path_factory.mktemp("one") / "out"
    asked = job(SEEDS, out)
    held = holdings.read(opening.sound(SEEDS), lambda: opening.sound(SEEDS))
    planned = next(p for p in jobs.planned(asked, asked.about, held) if p.name == "kalsu-explosion")
    out.mkdir()
    stand(out, planned)
    return asked, planned


def reasons(asked: Job, planned: planning.Planned) -> tuple[str, ...]:
    """Return why that one briefing would be made."""
    return planning.plan([planned.name], asked.out, lambda _: planned.parts)[0].reasons


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data())
def test_a_receipt_damaged_in_any_way_is_never_believed(
    one: tuple[Job, planning.Planned], data: st.DataObject
) -> None:
    """Cut at any length, or with any byte another one, a receipt leads to a new page or tells the truth."""
    asked, planned = one
    path = receipts.path(asked.out, planned.name)
    whole = path.read_bytes()
    try:
        at = data.draw(st.integers(0, len(whole) - 1))
        cut = data.draw(st.booleans())
        flipped = bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))])
        path.write_bytes(whole[:at] if cut else whole[:at] + flipped + whole[at + 1 :])
        found = receipts.read(asked.out, planned.name)
        same = found is not None and (found.key, found.pdf_sha256) == (planned.key, receipts_sha(whole))
        assert reasons(asked, planned) or same
    finally:
        path.write_bytes(whole)
    assert reasons(asked, planned) == ()


def receipts_sha(content: bytes) -> str:
    """Return the digest of the PDF in a receipt."""
    return str(json.loads(content)["pdf_sha256"])


@pytest.mark.parametrize("ending", [".pdf", ".ipynb"])
def test_files_that_are_not_as_they_were_made_are_made_again(
    one: tuple[Job, planning.Planned], ending: str
) -> None:
    """A flipped bit, a cut end, a link, a folder in place of the file, and its absence are each found."""
    asked, planned = one
    path = asked.out / f"{planned.name}{ending}"
    whole = path.read_bytes()
    for wrong in (whole[:-1], b"", whole[:3] + b"?" + whole[4:]):
        path.write_bytes(wrong)
        assert reasons(asked, planned) == ("damaged",)
    path.unlink()
    assert reasons(asked, planned) == ("missing",)
    path.mkdir()
    assert reasons(asked, planned) == ("damaged",)
    path.rmdir()
    other = asked.out / "elsewhere"
    other.write_bytes(whole)
    path.symlink_to(other)
    assert reasons(asked, planned) == ("damaged",)
    path.unlink()
    path.write_bytes(whole)
    assert reasons(asked, planned) == ()


def test_a_receipt_of_another_incident_does_not_count(one: tuple[Job, planning.Planned]) -> None:
    """Files that changed places are found, though each is whole."""
    asked, planned = one
    path, other = receipts.path(asked.out, planned.name), receipts.path(asked.out, "other")
    other.write_bytes(path.read_bytes())
    assert receipts.read(asked.out, "other") is None
    other.unlink()


def test_what_failed_is_tried_again_and_what_kills_workers_is_left_alone(
    one: tuple[Job, planning.Planned],
) -> None:
    """A failure is a reason; two dead workers are one not to, until something changes or somebody asks."""
    asked, planned = one
    receipt, record = receipts.path(asked.out, planned.name), asked.out / f"{planned.name}.run.json"
    whole = receipt.read_bytes()
    receipt.unlink()
    record.write_bytes(to_bytes(RunRecord(planned.name, "cell_error", "no", (), key=planned.key)))
    assert reasons(asked, planned) == ("failed last time",)
    dead = RunRecord(planned.name, "worker_died", "no", (), key=planned.key, attempts=2)
    record.write_bytes(to_bytes(dead))
    assert reasons(asked, planned) == ("quarantined",)
    again = planning.plan([planned.name], asked.out, lambda _: planned.parts, again=True)
    assert again[0].to_make
    changed = {**planned.parts, "data": "0" * 64}
    assert planning.plan([planned.name], asked.out, lambda _: changed)[0].reasons == ("new",)
    record.unlink()
    receipt.write_bytes(whole)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(0, 4000), bit=st.integers(0, 7))
def test_what_is_remembered_is_whole_or_forgotten(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    """A cache with any byte another one is not believed: the digests are those of the corpus."""
    cache = tmp_path_factory.getbasetemp() / "remembered"
    os.environ["XDG_CACHE_HOME"] = str(cache)
    truth = holdings.of(SEEDS, lambda: opening.sound(SEEDS))
    (file,) = (cache / "reportkit").glob("*.json")
    content = bytearray(file.read_bytes())
    content[at % len(content)] ^= 1 << bit
    file.write_bytes(bytes(content))
    found = holdings.of(SEEDS, lambda: opening.sound(SEEDS))
    assert (found.digests, found.spoken_of, found.whole) == (truth.digests, truth.spoken_of, truth.whole)


def test_plan_and_render_ask_the_same(corpus: Path, notebook: Path) -> None:
    """The plan names what is new, counts it, and makes nothing."""
    del corpus
    done = ran("-q", "plan", "--all", "--notebook", notebook)
    assert done.stdout == "harbour-fire  new\nriver-raid    new\n2 briefings to make\n"
    assert not Path("build").exists()
    told = json.loads(ran("-q", "plan", "harbour-fire", "--notebook", notebook, "--json").stdout)
    assert [(row["incident"], row["reasons"], row["make"]) for row in told["briefings"]] == [
        ("harbour-fire", ["new"], True)
    ]

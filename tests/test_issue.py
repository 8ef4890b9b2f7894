"""What was rendered is issued as the next edition: what it takes, what it refuses, what its page says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest

from reportkit.changes import applied
from reportkit.publishing.batch import locks
from reportkit.publishing.editions import chain, proofs
from reportkit.publishing.editions.proofs import Refused
from reportkit.reading import stored
from tests.commands import edit, ran
from tests.pages import ROOT

pytestmark = [pytest.mark.usefixtures("alone"), pytest.mark.slow]

CORPUS = Path(__file__).parent / "corpora" / "editions"
NOTEBOOK = ROOT / "notebooks" / "briefing.ipynb"
DRAWN = ("rk.places", "rk.actor", "rk.sequence", "rk.event_table", "rk.matrix", "rk.strip_for")
SLUG = "harbour-fire"
DAYS = ("2031-05-02", "2031-05-05", "2031-05-09", "2031-05-13", "2031-06-02")


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the notebook of the briefing without its drawings, which take most of its time."""
    held = json.loads(NOTEBOOK.read_bytes())
    held["cells"] = [one for one in held["cells"] if not "".join(one["source"]).startswith(DRAWN)]
    del held["metadata"]["reportkit"]
    path = tmp_path_factory.mktemp("lean") / NOTEBOOK.name
    path.write_text(json.dumps(held))
    return path


@dataclass(frozen=True)
class Desk:
    """Somebody who renders and issues the fire by one notebook into one folder."""

    out: Path
    notebook: Path
    seeds: Path = CORPUS

    @property
    def place(self) -> tuple[str | Path, ...]:
        """Where everything is, in words of the command line."""
        return "--out", self.out, "--seeds", self.seeds, "--notebook", self.notebook

    def renders(self, *words: str) -> None:
        """Render the fire."""
        done = ran("-q", "render", SLUG, *self.place, *words)
        assert done.exit_code == 0, done.output

    def issues(self, *words: str):
        """Issue what was rendered."""
        return ran("-q", "issue", SLUG, *self.place, "--allow-draft", *words)

    def on(self, seeds: Path) -> Desk:
        """Return the desk at another corpus."""
        shutil.copytree(CORPUS, seeds)
        return replace(self, seeds=seeds)

    @property
    def editions(self):
        """The chain."""
        return chain.chain(self.out, SLUG)


def words_of(pdf: Path) -> str:
    """Return the text of all pages in one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory, lean: Path) -> Path:
    """Issue five editions of the fire, each as it was known on its day."""
    desk = Desk(tmp_path_factory.mktemp("five"), lean)
    for number, day in enumerate(DAYS, 1):
        previous = str(desk.out / "editions" / SLUG / f"{number - 1:04}") if number > 1 else ""
        desk.renders("--as-of", day, "-p", "edition", str(number), "-p", "previous", previous)
        done = desk.issues()
        assert done.exit_code == 0, done.output
    return desk.out


@pytest.fixture
def desk(five: Path, lean: Path, tmp_path: Path) -> Desk:
    """Return a desk with a copy of the five editions, to be spoilt."""
    shutil.copytree(five, tmp_path / "out", symlinks=True)
    return Desk(tmp_path / "out", lean)


def test_five_editions_follow_each_other(five: Path) -> None:
    """Each has its number on its page, its cut-off and its link, and tells changes since the one before."""
    editions = chain.chain(five, SLUG)
    assert [one.number for one in editions] == [1, 2, 3, 4, 5]
    assert [one.issue.compared_with for one in editions] == [0, 1, 2, 3, 4]
    assert [one.issue.as_of for one in editions] == list(DAYS)
    for one in editions:
        text = words_of(one.pdf)
        assert f"Edition {one.number}" in text
        assert one.issue.cut_off in text
        assert one.issue.theme == "house"
        assert one.issue.marking in text


def test_what_changed_stands_on_the_page(five: Path) -> None:
    """From the second edition on, a page says what changed; the first has nothing to compare with."""
    first, second, *_, last = chain.chain(five, SLUG)
    assert "What changed" not in words_of(first.pdf)
    assert "What changed" in words_of(second.pdf)
    assert "Report of the inquiry" in words_of(last.pdf)


def test_the_notebook_of_the_kit_says_number_and_changes(tmp_path: Path) -> None:
    """The second edition by the kit's own notebook bears its number, and what changed since the first."""
    desk = Desk(tmp_path, NOTEBOOK)
    for day in DAYS[:2]:
        desk.renders("--as-of", day)
        assert desk.issues().exit_code == 0
    text = words_of(desk.editions[1].pdf)
    assert "Edition 2. As known at the end of 5 May 2031" in text
    assert "What changed" in text


def test_each_edition_can_be_opened_as_it_was(five: Path) -> None:
    """The state of an edition is what bore on the incident; its changes lead there from the one before."""
    editions = chain.chain(five, SLUG)
    for before, one in pairwise(editions):
        change = json.loads(one.changes.read_bytes())
        assert change["since"] == before.number
        assert change["told"]
        after = applied(chain.state(before), change["delta"])
        assert stored.to_bytes(after) == chain.stored_state(one)


def test_an_edition_holds_nothing_of_a_later_day(five: Path) -> None:
    """The second edition knows nothing of the inquiry: not in its PDF, encoding, changes or record."""
    folder = chain.chain(five, SLUG)[1].folder
    for path in sorted(folder.iterdir()):
        assert b"inquiry-0601" not in path.read_bytes(), path.name


def test_two_editions_are_compared_in_sentences(five: Path) -> None:
    """Each change is a sentence with the claims it is from; an edition and itself have no difference."""
    done = ran("-q", "diff", SLUG, "2", "3", "--out", five)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("harbour-fire: edition 2 → edition 3: ")
    assert "a zero became a number; nobody says that the zero was wrong" in done.stdout
    same = ran("-q", "diff", SLUG, "3", "3", "--out", five)
    assert same.stdout == "harbour-fire: edition 3 → edition 3: no difference\n"
    found = json.loads(ran("-q", "diff", SLUG, "3", "3", "--out", five, "--json").stdout)
    assert (found["told"], found["delta"]["operations"]) == ([], [])


def test_the_last_edition_is_compared_with_the_corpus_as_it_is(five: Path) -> None:
    """Without numbers, diff compares the last edition that stands with what is encoded now."""
    done = ran("-q", "diff", SLUG, "--out", five, "--seeds", CORPUS)
    assert done.stdout.startswith("harbour-fire: edition 5 → the corpus now: ")
    assert ran("-q", "diff", SLUG, "9", "--out", five, "--seeds", CORPUS).exit_code == 2
    assert ran("-q", "diff", SLUG, "x", "--out", five, "--seeds", CORPUS).exit_code == 2


def test_after_a_recall_changes_are_told_against_what_stands(desk: Desk) -> None:
    """The edition after a withdrawn one is compared with the last that stands, and latest leads to it."""
    assert ran("-q", "recall", SLUG, "--edition", "5", "--because", "x", "--out", desk.out).exit_code == 0
    refused = desk.issues()
    assert "nothing has changed since edition 5, which was withdrawn" in refused.stderr
    assert desk.issues("--again", "--because", "the recall was a mistake").exit_code == 0
    *_, last = desk.editions
    assert (last.number, last.issue.compared_with, last.issue.because) == (6, 4, "the recall was a mistake")
    assert (desk.out / "editions" / SLUG / "latest").readlink().as_posix() == "0006"


def test_pruned_editions_can_still_be_compared(desk: Desk) -> None:
    """Without their PDFs old editions are verified, opened and compared as before."""
    assert ran("-q", "prune", "--keep", "1", "--out", desk.out).exit_code == 0
    assert len(list(desk.out.glob("editions/*/0*/briefing.pdf"))) == 1
    assert ran("-q", "editions", SLUG, "--out", desk.out).exit_code == 0
    assert ran("-q", "diff", SLUG, "1", "2", "--out", desk.out).exit_code == 0


# What is refused


def refusals() -> dict[str, tuple[Callable[[Path], object], str]]:
    """Return what can be wrong with a proof, and what is told of it."""
    return {
        "no receipt": (lambda out: (out / f"{SLUG}.receipt.json").unlink(), "is missing or not one"),
        "gone": (lambda out: (out / f"{SLUG}.pdf").unlink(), "it is missing"),
        "another": (lambda out: (out / f"{SLUG}.pdf").write_bytes(b"%PDF-"), "not the PDF that the record"),
        "unmade": (lambda out: (out / f"{SLUG}.run.json").unlink(), "no briefing of it was made"),
        "no record": (lambda out: (out / f"{SLUG}.run.json").write_bytes(b"{"), "cannot be read"),
        "failed": (failed, "its last run failed"),
    }


def failed(out: Path) -> None:
    """Let the record of the run say that it failed."""
    edit(out / f"{SLUG}.run.json", '"status": "ok"', '"status": "cell_error"')


@pytest.mark.parametrize("what", refusals())
def test_only_what_a_good_run_made_is_issued(desk: Desk, what: str) -> None:
    """A proof that is gone, changed, or of a failed run is refused with what to do; the chain stays."""
    spoil, told = refusals()[what]
    spoil(desk.out)
    done = desk.issues("--again")
    assert done.exit_code == 1
    assert told in done.stderr
    assert f"reportkit render {SLUG}" in done.stderr or "reportkit why" in done.stderr
    assert len(desk.editions) == 5


def test_a_proof_of_another_state_is_refused(desk: Desk, tmp_path: Path) -> None:
    """When the corpus says something else than the page, the page is not issued."""
    desk = desk.on(tmp_path / "seeds")
    edit(desk.seeds / "incidents" / f"{SLUG}.yaml", "label: ", "label: The ")
    done = desk.issues("--again")
    assert (done.exit_code, "its briefing is not of the corpus as it is now" in done.stderr) == (1, True)


def test_an_unchanged_state_is_refused_and_comments_are_no_change(desk: Desk, tmp_path: Path) -> None:
    """A corpus in which only comments and lines moved has not changed: no edition of it is issued."""
    desk = desk.on(tmp_path / "seeds")
    for path in desk.seeds.rglob("*.yaml"):
        path.write_text("# looked at again\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    done = desk.issues()
    assert (done.exit_code, "nothing has changed since edition 5" in done.stderr) == (1, True)


def test_a_draft_is_not_issued_unawares(desk: Desk, tmp_path: Path) -> None:
    """A page that says DRAFT goes out only when somebody says so, and its record says it too."""
    desk = desk.on(tmp_path / "seeds")
    reading = desk.seeds / "readings" / "inquiry-0601.yaml"
    text = reading.read_text(encoding="utf-8")
    edit(reading, text[text.index("second: ") : text.index("}", text.index("second: "))], "second: null")
    desk.renders("--as-of", "2031-06-03")
    done = ran("-q", "issue", SLUG, *desk.place)
    assert (done.exit_code, "its page says DRAFT" in done.stderr) == (1, True)
    assert desk.issues().exit_code == 0
    assert desk.editions[-1].issue.draft


def test_another_ceiling_is_another_chain(desk: Desk) -> None:
    """What changed between two circles of readers is told to neither: such an edition is refused."""
    desk.renders("--as-of", "2031-06-02", "--ceiling", "TLP:GREEN")
    done = desk.issues("--again")
    assert (done.exit_code, "was issued under no ceiling, this is under TLP:GREEN" in done.stderr) == (
        1,
        True,
    )


def test_two_issuers_make_one_edition(desk: Desk) -> None:
    """While one issues, another ends at once with the code for trying again."""
    with locks.held(chain.home(desk.out, SLUG)):
        done = desk.issues("--again")
    assert (done.exit_code, "another issue or recall holds its editions" in done.stderr) == (75, True)


def test_a_rehearsal_writes_nothing(desk: Desk) -> None:
    """--dry-run names the edition and what would be told, and the folder is as it was."""
    before = sorted(desk.out.rglob("*"))
    done = ran("issue", SLUG, *desk.place, "--allow-draft", "--again", "--dry-run")
    assert "edition 6, TLP:CLEAR, would be issued" in done.stdout
    assert sorted(desk.out.rglob("*")) == before


def test_a_proof_with_its_number_is_taken_as_it_is(desk: Desk) -> None:
    """Whoever gives render the number and the edition before sees the very bytes that go out."""
    previous = str(desk.out / "editions" / SLUG / "0005")
    desk.renders("-p", "edition", "6", "-p", "previous", previous)
    pdf = (desk.out / f"{SLUG}.pdf").read_bytes()
    assert desk.issues("--again").exit_code == 0
    last = desk.editions[-1]
    assert last.pdf.read_bytes() == pdf
    assert previous not in (last.folder / "edition.json").read_text()


def test_a_pdf_of_another_make_is_refused() -> None:
    """A file without the record of this kit, or no PDF at all, is no proof."""
    with pytest.raises(Refused, match="neither its PDF nor a receipt says what it was made from"):
        proofs.told_by(b"%PDF-1.7\n%%EOF\n", SLUG)

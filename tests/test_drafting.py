"""New files are made as a check would have them, and what people wrote is never written over."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reportkit.cli import main
from reportkit.problems import EncodingProblems
from reportkit.reading import drafting
from reportkit.reading.checking import check
from reportkit.reading.yamltext import read_text

if TYPE_CHECKING:
    from click.testing import Result

    from reportkit.problems import Problem

TINY = Path(__file__).parent / "corpora" / "tiny"
TEXT = "The relief agency saw smoke.\n\nIt saw no ships.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a copy of a small corpus."""
    return shutil.copytree(TINY, tmp_path / "seeds")


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """Return a text that no register has."""
    path = tmp_path / "Relief 0509.txt"
    path.write_text(TEXT, encoding="utf-8", newline="\n")
    return path


def ran(corpus: Path, *words: str | Path) -> Result:
    """Run a command on a corpus."""
    return CliRunner().invoke(main, ["--seeds", str(corpus), *map(str, words)])


def contents(folder: Path) -> dict[Path, bytes]:
    """Return every file of a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def problem_of(refused: pytest.ExceptionInfo[EncodingProblems]) -> Problem:
    """Return the one problem of a refusal."""
    (problem,) = refused.value.problems
    return problem


def test_a_new_incident_passes_the_check(corpus: Path) -> None:
    """The file holds an identity and a label, and nothing has to be added to it."""
    done = ran(corpus, "new", "incident", "quay-fire", "--label", "Fire: the quay, 'north'")
    made = corpus / "incidents" / "quay-fire.yaml"
    assert (done.exit_code, done.stdout) == (0, f"made {made}\n")
    checked = check(corpus)
    assert checked.problems == ()
    assert checked.corpus.incidents["quay-fire"].label == "Fire: the quay, 'north'"


@pytest.mark.parametrize(
    ("slug", "label", "what"),
    [
        ("harbour-fire", "Fire", "this file is there already"),
        ("Quay_Fire", "Fire", "'Quay_Fire' is no id"),
        ("../quay", "Fire", "'../quay' is no id"),
        ("quay", "Terror at the quay", "the label judges: 'Terror'"),
        ("quay", "Fire\nlabel: x", "'Fire\\x0alabel: x' has several lines"),
        ("quay", "Fire \x1b[2J", "a hidden character stands here"),
    ],
)
def test_an_incident_that_cannot_be_is_refused(corpus: Path, slug: str, label: str, what: str) -> None:
    """A slug that is none or taken, and a label that would not pass the check, make no file."""
    before = contents(corpus)
    with pytest.raises(EncodingProblems) as refused:
        drafting.incident(corpus, slug, label)
    if what != "a hidden character stands here":
        assert problem_of(refused).what == what
    assert ran(corpus, "new", "incident", slug, "--label", label).exit_code == 1
    assert contents(corpus) == before


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"]),
        min_size=1,
        max_size=40,
    )
)
def test_a_label_is_read_back_as_it_was_given(label: str) -> None:
    """Whatever a label holds, YAML gives it back to the letter, or it is refused."""
    problems: list[Problem] = []
    entries = read_text(f"label: {drafting._scalar(label)}\n", "x.yaml", problems)  # noqa: SLF001 - the law is about it
    found = entries.get("label") if entries else None
    assert problems or (found is not None and getattr(found, "value", None) == label)


def test_a_new_reading_says_what_is_left_to_fill(corpus: Path, text: Path) -> None:
    """The skeleton passes but for what only a reader knows, and the command names those lines."""
    register(corpus, text)
    done = ran(corpus, "new", "reading", "relief-0509")
    made = corpus / "readings" / "relief-0509.yaml"
    assert done.stdout == f"made {made}\n"
    assert done.stderr.partition("left to fill:\n")[2] == (
        "  line 4: voice (an id of actors.yaml)\n"
        "  line 6: by (your role, such as: desk)\n"
        "  line 7: on (the day you read it, such as: 2031-05-06)\n"
        "  line 9: claims\n"
    )
    problems = check(corpus).problems
    assert {(p.place.file, p.place.line) for p in problems} == {
        ("readings/relief-0509.yaml", n) for n in (4, 6, 7, 9)
    }


def test_a_reading_filled_as_told_passes_the_check(corpus: Path, text: Path) -> None:
    """With voice, reader, day and the example made a claim, the check has nothing to say."""
    register(corpus, text)
    done = ran(
        corpus, "new", "reading", "relief-0509", "--voice", "radio", "--by", "desk", "--on", "2031-05-09"
    )
    assert done.stderr.endswith("left to fill:\n  line 9: claims\n")
    made = corpus / "readings" / "relief-0509.yaml"
    filled = made.read_text(encoding="utf-8").replace("\n# ", "\n").replace("#   - occurred", "  - occurred")
    filled = filled.replace("\n#   ", "\n  ").replace("first words … last words", "The relief … smoke")
    made.write_text(filled, encoding="utf-8")
    assert check(corpus).problems[0].rule == "not-pinned"
    shutil.copy(text, corpus / "texts" / "relief-0509.txt")
    assert ran(corpus, "pin", "--documents", corpus / "texts").exit_code == 0
    assert check(corpus, corpus / "texts").problems == ()


def test_the_publication_suggests_the_voice(corpus: Path, text: Path) -> None:
    """Where one actor is called like the publication, it is the voice."""
    register(corpus, text, "--publication", "Radio Northland")
    assert "\nvoice: radio\n" in drafting.reading(corpus, "relief-0509").text


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("daily-1",), "this file is there already"),
        (("daily-2",), "there is no document 'daily-2'"),
        (("../daily-1",), "there is no document '../daily-1'"),
    ],
)
def test_a_reading_that_is_there_stays(corpus: Path, words: tuple[str, ...], what: str) -> None:
    """Nothing is made for a document that has a reading, or is not registered."""
    before = contents(corpus)
    done = ran(corpus, "new", "reading", *words)
    assert done.exit_code == 1
    assert what in done.stderr
    assert contents(corpus) == before


def register(corpus: Path, text: Path, *words: str) -> None:
    """Add a text and paste its entry where the command says."""
    done = ran(corpus, "add", text, *words)
    assert done.exit_code == 0
    path = corpus / "documents.yaml"
    after = int(done.stderr.partition("below line ")[2].partition(":")[0])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:after], done.stdout, *lines[after:]]), encoding="utf-8")


@pytest.mark.parametrize("tail", ["", "\n\n# the end\n"])
def test_an_added_text_is_known_once_its_entry_is_pasted(corpus: Path, text: Path, tail: str) -> None:
    """The entry holds digest and paragraphs, and only the reading is missing afterwards."""
    path = corpus / "documents.yaml"
    path.write_text(path.read_text(encoding="utf-8") + tail, encoding="utf-8")
    register(corpus, text, "--title", "Relief: what we saw", "--publication", "Relief")
    checked = check(corpus)
    assert (checked.problems, [problem.rule for problem in checked.open]) == ((), ["not-read"])
    added = checked.corpus.documents["relief-0509"]
    assert (added.title, added.publication, added.paragraphs) == ("Relief: what we saw", "Relief", 2)


def test_adding_never_changes_the_register(corpus: Path, text: Path) -> None:
    """The command prints the entry; documents.yaml stays as people wrote it."""
    before = contents(corpus)
    done = ran(corpus, "add", text, "--id", "relief")
    assert done.stdout == (
        "  relief:\n"
        "    title: Relief 0509\n"
        "    publication: not stated\n"
        "    date: none  # or the day the document states for itself\n"
        "    paragraphs: 2\n"
        f"    sha256: {hashlib.sha256(TEXT.encode()).hexdigest()}\n"
    )
    assert done.stderr.endswith("\nthen: reportkit new reading relief\n")
    assert contents(corpus) == before


def test_a_register_that_is_not_there_is_made(corpus: Path, text: Path) -> None:
    """Without documents.yaml the first text makes it."""
    (corpus / "documents.yaml").unlink()
    shutil.rmtree(corpus / "readings")
    (corpus / "pins.json").unlink()
    assert ran(corpus, "add", text).exit_code == 0
    assert list(check(corpus).corpus.documents) == ["relief-0509"]
    assert check(corpus).open[0].rule == "not-read"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"caf\xe9\n", "byte 0xe9 on line 1 is no UTF-8"),
        (b"one\ntwo \x93three\x94\n", "byte 0x93 on line 2 is no UTF-8"),
        ("é".encode("utf-16"), "it is UTF-16"),
        (b"\n \n", "the text is empty"),
        ((TINY / "texts" / "daily-1.txt").read_bytes(), "this text is registered already, as 'daily-1'"),
    ],
)
def test_a_text_that_cannot_be_registered_is_refused(
    corpus: Path, tmp_path: Path, content: bytes, what: str
) -> None:
    """A text in another encoding, an empty one and one that is registered are told with the reason."""
    path = tmp_path / "copy.txt"
    path.write_bytes(content)
    with pytest.raises(EncodingProblems) as refused:
        drafting.document(corpus, path)
    assert problem_of(refused).what == what


def test_an_id_names_one_text(corpus: Path, text: Path) -> None:
    """An id that another text has is refused."""
    with pytest.raises(EncodingProblems) as refused:
        drafting.document(corpus, text, identity="daily-1")
    assert problem_of(refused).what == "there is a document 'daily-1' already, with another text"


def test_a_file_made_in_the_same_moment_wins(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that appears after the look is not written over."""
    draft = drafting.incident(corpus, "quay-fire", "Fire")
    theirs = corpus / "incidents" / "quay-fire.yaml"
    theirs.write_text("theirs", encoding="utf-8")
    monkeypatch.setattr(drafting, "incident", lambda *_: draft)
    done = ran(corpus, "new", "incident", "quay-fire", "--label", "Fire")
    assert done.exit_code == 1
    assert theirs.read_text(encoding="utf-8") == "theirs"

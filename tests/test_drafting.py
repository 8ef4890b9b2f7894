"""New files are made as a check would have them, and what people wrote is never written over."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reportkit.cli import adding, main
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
    assert "called" in done.stderr
    checked = check(corpus)
    assert checked.problems == ()
    assert checked.corpus.incidents["quay-fire"].label == "Fire: the quay, 'north'"


def test_an_incident_without_its_names_shows_where_they_go(corpus: Path) -> None:
    """The fields that are not given stand in the file as comments, and filling them in is all to do."""
    ran(corpus, "new", "incident", "quay-fire", "--label", "Fire at the quay")
    made = corpus / "incidents" / "quay-fire.yaml"
    text = made.read_text(encoding="utf-8")
    filled = text.replace("# called:  ", "called: the fire").replace("# short:  ", "short: Quay")
    made.write_text(filled, encoding="utf-8")
    checked = check(corpus)
    known = checked.corpus.incidents["quay-fire"]
    assert (checked.problems, known.called, known.short) == ((), "the fire", "Quay")


def test_an_incident_is_made_with_all_its_names(corpus: Path) -> None:
    """--called and --short stand in the file as they were given, and no hint is left to say."""
    words = ("--label", "Fire at the quay", "--called", "the fire: 'quay'", "--short", "Quay fire")
    done = ran(corpus, "new", "incident", "quay-fire", *words)
    known = check(corpus).corpus.incidents["quay-fire"]
    assert (known.called, known.short) == ("the fire: 'quay'", "Quay fire")
    assert "called" not in done.stderr
    text = (corpus / "incidents" / "quay-fire.yaml").read_text(encoding="utf-8")
    assert "#" not in text.partition("label")[2]


@pytest.mark.parametrize("option", ["--label", "--called", "--short"])
@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("the brutal fire", "the label judges: 'brutal'"),
        ("A " * 40, "'{}' has 79 characters"),
        ("a\nb", "'a\\x0ab' has several lines"),
    ],
)
def test_a_name_that_the_check_would_refuse_makes_no_file(
    corpus: Path, option: str, words: str, what: str
) -> None:
    """Each name of an incident is judged as in its file, and the message names the option."""
    given = {"--label": "Fire at the quay"} | {option: words}
    done = ran(corpus, "new", "incident", "quay-fire", *(word for pair in given.items() for word in pair))
    assert done.exit_code == 1
    assert f"incidents/quay-fire.yaml: {option}: {what.format(option[2:])}\n" in done.stderr
    assert not (corpus / "incidents" / "quay-fire.yaml").exists()


@pytest.mark.parametrize(
    ("slug", "label", "what"),
    [
        ("harbour-fire", "Fire", "this file is there already"),
        ("Quay_Fire", "Fire", "'Quay_Fire' is no id"),
        ("../quay", "Fire", "'../quay' is no id"),
        ("quay", "Terror at the quay", "--label: the label judges: 'Terror'"),
        ("quay", "Fire\nlabel: x", "--label: 'Fire\\x0alabel: x' has several lines"),
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
    """The command names the lines that only a reader can fill, and the check says that they are open."""
    register(corpus, text)
    done = ran(corpus, "new", "reading", "relief-0509", "--voice", "radio")
    assert done.stdout == f"made {corpus / 'readings' / 'relief-0509.yaml'}\n"
    assert done.stderr.partition("left to fill:\n")[2] == (
        "  line 6: by (your role, such as: desk)\n"
        "  line 7: on (the day you read it, such as: 2031-05-06)\n"
        "  line 9: claims\n"
    )
    found = ran(corpus, "-q", "check")
    assert found.exit_code == 0
    assert found.stdout.startswith(
        "open: the reading of 'relief-0509' is begun (readings/relief-0509.yaml:9); "
        "left to fill: by, on, claims\n"
    )


def test_a_reading_that_is_begun_holds_up_no_page(corpus: Path, text: Path) -> None:
    """While somebody begins to read one document, the incidents of the others are listed and rendered."""
    register(corpus, text)
    ran(corpus, "new", "reading", "relief-0509", "--voice", "radio")
    assert ran(corpus, "-q", "show", "harbour-fire").exit_code == 0
    assert ran(corpus, "-q", "pin", "--documents", corpus / "texts").exit_code == 0
    (one,) = json.loads(ran(corpus, "check", "--json").stdout)["open"]
    assert (one["rule"], one["file"], one["line"]) == ("begun", "readings/relief-0509.yaml", 9)


def test_what_is_not_filled_is_a_problem_once_there_is_a_claim(corpus: Path, text: Path) -> None:
    """With the first claim the reading counts, and each empty field that it needs is told as one to write."""
    register(corpus, text)
    ran(corpus, "new", "reading", "relief-0509", "--voice", "radio")
    made = corpus / "readings" / "relief-0509.yaml"
    claim = '- {id: smoke, at: p1 "saw smoke", about: harbour-fire, that: [occurred]}\n'
    made.write_text(made.read_text(encoding="utf-8") + claim, encoding="utf-8")
    found = check(corpus).problems
    assert [(p.place.line, p.fix) for p in found if p.rule == "empty"] == [
        (6, "write it: this field is needed (role of the first reader)"),
        (7, "write it: this field is needed (day of the reading)"),
    ]
    assert "open:" not in ran(corpus, "-q", "check").stdout


def test_a_document_that_says_nothing_to_encode_is_read(corpus: Path, text: Path) -> None:
    """An empty list of claims is a result and not a beginning: nothing is open."""
    register(corpus, text)
    ran(corpus, "new", "reading", "relief-0509", "--voice", "radio", "--by", "desk", "--on", "2031-05-09")
    made = corpus / "readings" / "relief-0509.yaml"
    made.write_text(made.read_text(encoding="utf-8").replace("claims:\n", "claims: []\n"), encoding="utf-8")
    done = ran(corpus, "-q", "check")
    assert (done.exit_code, "open:" in done.stdout) == (0, False)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ((), "readings/relief-0509.yaml: --voice is needed\n"),
        ((), "fix: give the id of the outlet: --voice ID; actors.yaml has these media: daily, radio\n"),
        (("--voice", "relief"), "--voice: unknown actor 'relief'\n"),
        (("--voice", "radio", "--on", "yesterday"), "--on: 'yesterday' is not a date of the encoding\n"),
        (("--voice", "radio", "--by", "a\nb"), "--by: 'a\\x0ab' has several lines\n"),
    ],
)
def test_a_reading_that_would_not_pass_the_check_is_not_made(
    corpus: Path, text: Path, words: tuple[str, ...], what: str
) -> None:
    """Without a voice, or with what the check would refuse, no file is made and the option is named."""
    register(corpus, text)
    done = ran(corpus, "new", "reading", "relief-0509", *words)
    assert done.exit_code == 1
    assert what in done.stderr
    assert not (corpus / "readings" / "relief-0509.yaml").exists()


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
    told = json.loads(ran(corpus, "add", "--json", text, *words).stdout)
    path = Path(told["register"])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(told["below_line"], told["entry"])
    path.write_text("".join(lines), encoding="utf-8")


def redirected(corpus: Path, text: Path, sign: str, to: Path) -> subprocess.CompletedProcess[str]:
    """Run `add` with its output redirected, as a shell does."""
    words = ["-m", "reportkit", "--seeds", str(corpus), "add", str(text), "--id", "relief"]
    with to.open({">": "w", ">>": "a"}[sign], encoding="utf-8") as out:
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, *words], check=False, stdout=out, stderr=subprocess.PIPE, encoding="utf-8"
        )


@pytest.mark.parametrize("end", ["\n", "", "\n\n# the end\n"])
def test_an_entry_is_added_by_the_shell(corpus: Path, text: Path, end: str) -> None:
    """With >> the entry stands in the register, also below a last line without an end, and that is said."""
    path = corpus / "documents.yaml"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + end, encoding="utf-8")
    done = redirected(corpus, text, ">>", path)
    assert done.returncode == 0
    assert done.stderr.partition("\n")[2] == f"added to {path}\nthen: reportkit new reading relief\n"
    checked = check(corpus)
    assert checked.problems == ()
    assert list(checked.corpus.documents) == ["daily-1", "radio-2", "relief"]


def test_an_entry_is_not_added_where_it_would_not_be_one(corpus: Path, text: Path) -> None:
    """Where the register does not end with its documents, >> adds nothing and the place is told."""
    path = corpus / "documents.yaml"
    head, entries = path.read_text(encoding="utf-8").split("documents:\n")
    path.write_text(f"documents:\n{entries}{head}", encoding="utf-8")
    before = path.read_bytes()
    done = redirected(corpus, text, ">>", path)
    assert done.returncode == 1
    assert "below line 19\n" in done.stderr
    assert path.read_bytes() == before


def test_an_entry_that_goes_elsewhere_comes_without_a_word_about_pasting(
    corpus: Path, text: Path, tmp_path: Path
) -> None:
    """In a file or a pipe there is the entry; where to paste it is said only to somebody at a terminal."""
    done = redirected(corpus, text, ">", tmp_path / "entry.yaml")
    assert (tmp_path / "entry.yaml").read_text(encoding="utf-8").startswith("  relief:\n    title: ")
    assert "paste" not in done.stderr + ran(corpus, "add", text).stderr


def test_somebody_at_a_terminal_is_told_where_to_paste(
    corpus: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal the entry stands between the place where it belongs and what comes next."""
    monkeypatch.chdir(corpus.parent)
    monkeypatch.setattr(adding, "on_terminal", lambda: True)
    done = ran(corpus, "add", text)
    assert done.stderr.partition("\n")[2] == (
        "paste this into seeds/documents.yaml, below line 21:\n\n\nthen: reportkit new reading relief-0509\n"
    )


def test_what_is_known_of_a_text_is_given_at_once(corpus: Path, text: Path) -> None:
    """Every field that has an option is read back as it was given."""
    given = {
        "title": "Relief: what we saw",
        "publication": "Relief",
        "publication_kind": "newspaper",
        "date": "by 2031-05-09",
        "marking": "TLP:GREEN",
        "language": "ar",
        "url": "https://example.org/a?b=1&c#d",
    }
    options = (word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value))
    register(corpus, text, *options)
    checked = check(corpus)
    assert checked.problems == ()
    added = checked.corpus.documents["relief-0509"]
    assert {name: str(getattr(added, name)) for name in given} == given


@pytest.mark.parametrize("date", ["2031-05-09", "2031-05", "2031-05-09?", "about 2031-05", "none"])
def test_a_date_is_given_as_people_write_it(corpus: Path, text: Path, date: str) -> None:
    """--date takes each form that the register takes."""
    register(corpus, text, "--date", date)
    checked = check(corpus)
    assert checked.problems == ()
    assert str(checked.corpus.documents["relief-0509"].date or "none") == date


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--date", "3 May", "'3 May' is not a date of the encoding"),
        ("--marking", "TLP:PINK", "unknown marking 'TLP:PINK'"),
        ("--language", "english", "'english' is not a language tag"),
        ("--publication-kind", "paper", "unknown publication kind 'paper'"),
        ("--title", "a\nb", "'a\\x0ab' has several lines"),
        ("--url", "https://example.org/\x1b", "a hidden character stands here"),
    ],
)
def test_what_the_register_would_refuse_is_refused_at_once(
    corpus: Path, text: Path, option: str, value: str, what: str
) -> None:
    """A value that the check would refuse makes no entry, and the message names the option."""
    done = ran(corpus, "add", text, option, value)
    assert (done.exit_code, done.stdout) == (1, "")
    assert what in done.stderr
    assert f"documents.yaml: {option}: " in done.stderr or "hidden" in what


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
    monkeypatch.setattr(drafting, "incident", lambda *_, **__: draft)
    done = ran(corpus, "new", "incident", "quay-fire", "--label", "Fire")
    assert done.exit_code == 1
    assert theirs.read_text(encoding="utf-8") == "theirs"

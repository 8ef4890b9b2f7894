"""The commands say the same in words, on the right stream and with the right exit code, every time."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pypdf
import pytest
from click.testing import CliRunner

from reportkit.case import case
from reportkit.cli import checking, main
from reportkit.publishing import run
from reportkit.publishing.record import CellRecord, RunRecord
from reportkit.reading import encoding, whereabouts
from reportkit.reading.whereabouts import NoCorpus, find
from reportkit.wording.record import attached

if TYPE_CHECKING:
    from click.testing import Result

TINY = Path(__file__).parent / "corpora" / "tiny"
HOSTILE = "Fire \u202eat\u202c $x$ [red]the[/red] harbour"
HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "networkx",
    "papermill",
    "nbformat",
    "nbconvert",
    "typst",
    "rich",
    "pypdf",
)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing in the caller's shell decide what a command finds."""
    for name in ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a small corpus, in the working folder as seeds/."""
    monkeypatch.chdir(tmp_path)
    return shutil.copytree(TINY, tmp_path / "seeds")


def ran(*words: str | Path) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="reportkit")


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as an analyst would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write_pdf(path: Path, attachments: dict[str, bytes]) -> Path:
    """Write a PDF of one empty page."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    writer.write(path)
    return path


@pytest.fixture
def briefing(tmp_path: Path) -> Path:
    """Return a PDF with the record of a case attached."""
    record = attached(case(encoding.load(TINY), "harbour-fire"), 3)
    return write_pdf(tmp_path / "harbour-fire.pdf", {"record.json": json.dumps(record).encode()})


# Start-up


def modules_after(*words: str) -> set[str]:
    """Return the modules that a command has imported when it ends, in a process of its own."""
    source = (
        "import sys\nfrom reportkit.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", source, *words], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return {line.partition(".")[0] for line in done.stderr.splitlines()}


def test_help_starts_without_heavy_libraries() -> None:
    """--help answers at once: it imports no library of tables, charts, notebooks or pages."""
    assert modules_after("--help") & {*HEAVY, "yaml"} == set()


@pytest.mark.parametrize("words", [("check",), ("list",), ("list", "--json")], ids=" ".join)
def test_looking_at_a_corpus_loads_no_tables_and_charts(words: tuple[str, ...]) -> None:
    """Checking and listing do not wait for pandas, matplotlib or papermill."""
    heavy = {"pandas", "matplotlib", "papermill", "typst", "nbconvert"}
    assert modules_after(*words, "--seeds", str(TINY)) & heavy == set()


def test_help_names_every_command_in_the_order_of_work() -> None:
    """The help lists the commands, the one everybody wants first."""
    shown = ran("--help").stdout
    names = [line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines() if line.strip()]
    assert names == ["render", "list", "show", "trace", "check", "pin", "span", "add", "new", "schema"]


def test_the_module_runs_like_the_command() -> None:
    """Running the package as a module is the same command under the same name."""
    words = [sys.executable, "-m", "reportkit", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert done.stdout == "reportkit 0.1.0\n"


# Which corpus


def test_every_command_says_which_corpus_it_reads(corpus: Path) -> None:
    """The folder and how it was found stand on the standard error, and not with --quiet."""
    assert ran("list").stderr == f"corpus: {corpus} (found from the working folder)\n"
    assert ran("list", "--seeds", corpus).stderr == f"corpus: {corpus} (named by --seeds)\n"
    assert ran("--quiet", "list").stderr == ran("list", "-q").stderr == ""


def test_a_named_folder_counts_before_the_environment_and_the_working_folder(
    corpus: Path, tmp_path: Path
) -> None:
    """--seeds wins over REPORTKIT_SEEDS, and that over the working folder."""
    other = shutil.copytree(TINY, tmp_path / "other")
    assert find(corpus, environment={"REPORTKIT_SEEDS": str(other)}).folder == corpus
    assert find(None, environment={"REPORTKIT_SEEDS": str(other)}) == (other, "named by REPORTKIT_SEEDS")
    assert find(None, environment={"REPORTKIT_SEEDS": ""}, start=tmp_path).folder == corpus


def test_the_nearest_corpus_upwards_is_found(corpus: Path, tmp_path: Path) -> None:
    """From inside a corpus, and from a folder beside it, the corpus is found; elsewhere the example is."""
    (tmp_path / "notes" / "deep").mkdir(parents=True)
    assert find(environment={}, start=corpus / "readings").folder == corpus
    assert find(environment={}, start=tmp_path / "notes" / "deep").folder == corpus
    shipped = find(environment={}, start=Path("/"), shipped=corpus)
    assert shipped == (corpus, "the example that comes with the kit")


def test_a_named_folder_that_is_no_corpus_is_never_passed_over(corpus: Path, tmp_path: Path) -> None:
    """A wrong --seeds is an error that names the corpus inside, though another one would be found."""
    done = ran("check", "--seeds", tmp_path)
    assert done.exit_code == 2
    assert done.stderr == (
        f"--seeds names no corpus: {tmp_path} holds no corpus.yaml; its seeds/ is one: name {corpus}\n"
    )
    done = ran("check", "--seeds", tmp_path / "nowhere")
    assert done.stderr == f"--seeds names no corpus: there is no folder {tmp_path / 'nowhere'}\n"


def test_no_corpus_anywhere_says_where_it_looked(tmp_path: Path) -> None:
    """Without any corpus the message tells where was looked and what to do."""
    with pytest.raises(NoCorpus) as none:
        find(environment={}, start=tmp_path, shipped=tmp_path / "nowhere")
    assert str(none.value) == (
        f"there is no corpus: no corpus.yaml in {tmp_path}, in the folders above it, or in their seeds/; "
        "go to the folder of your corpus, or name it with --seeds or REPORTKIT_SEEDS"
    )


# check


def test_a_sound_corpus_with_its_texts_is_verified(corpus: Path) -> None:
    """With the texts at hand the last line says how many spans were verified."""
    done = ran("-q", "check", "--documents", corpus / "texts")
    assert (done.exit_code, done.stdout, done.stderr) == (
        0,
        "8 claims, 2 incidents, 2 documents; 8 spans verified\n",
        "",
    )


@pytest.mark.usefixtures("corpus")
def test_spans_without_their_text_are_not_passed(corpus: Path) -> None:
    """Without a text its spans are not verifiable, which is said and is no problem."""
    absent = "is not at hand (set --documents or REPORTKIT_DOCUMENTS)"
    assert ran("-q", "check").stdout == (
        "8 claims, 2 incidents, 2 documents; "
        f"8 spans not verifiable here: the text of daily-1, radio-2 {absent}\n"
    )
    (corpus / "texts" / "radio-2.txt").unlink()
    done = ran("-q", "check", "--documents", corpus / "texts")
    assert done.exit_code == 0
    assert done.stdout.endswith(
        f"; 6 spans verified; 2 spans not verifiable here: the text of radio-2 {absent}\n"
    )


def test_problems_are_listed_with_their_places(corpus: Path) -> None:
    """A mistake ends the check with exit code 1, its place, the reason and the remedy."""
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    done = ran("-q", "check")
    assert done.exit_code == 1
    assert done.stdout.startswith("readings/radio-2.yaml:16:8: ")
    assert "16 |   act: acuses\n   |        ^^^^^^\n" in done.stdout
    assert "write 'accuses'" in done.stdout
    assert "1 problem in 1 file; 8 claims, 2 incidents, 2 documents; " in done.stdout.splitlines()[-1]


def test_a_text_that_changed_is_a_problem(corpus: Path) -> None:
    """A text that is not the one that was read is told by name."""
    edit(corpus / "texts" / "radio-2.txt", "drones", "boats")
    done = ran("-q", "check", "--documents", corpus / "texts")
    assert done.exit_code == 1
    assert "radio-2.txt is not the text that was read" in done.stdout


def test_coverage_names_open_sentences_without_repeating_them(corpus: Path) -> None:
    """--coverage gives paragraph and first and last words of a sentence, not the sentence."""
    edit(corpus / "readings" / "daily-1.yaml", '"Several people were injured"', "p3")
    edit(corpus / "readings" / "daily-1.yaml", "p3 p3", 'p3 "Several people"')
    text = (corpus / "readings" / "daily-1.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("- id: dockworker-suspects")
    rest = rest.partition("- id: ministry-denies")[2]
    (corpus / "readings" / "daily-1.yaml").write_text(f"{head}- id: ministry-denies{rest}", encoding="utf-8")
    assert ran("-q", "pin", "--documents", corpus / "texts").exit_code == 0
    done = ran("-q", "check", "--coverage", "--documents", corpus / "texts")
    assert done.exit_code == 0
    assert done.stdout == (
        "daily-1: no claim covers 1 sentence:\n"
        "  p3 “A dockworker … an accident.”\n"
        "radio-2: a claim covers every sentence\n\n"
        "7 claims, 2 incidents, 2 documents; 7 spans verified\n"
    )


@pytest.mark.parametrize(
    "sentence", ["Yes.", "One two.", "One two three four five six.", "漢" * 200, " ".join("a" * 99)]
)
def test_the_ends_of_a_sentence_are_never_a_long_text(sentence: str) -> None:
    """Of a long sentence, even one without spaces, only its ends are shown."""
    ends = checking._ends(sentence)  # noqa: SLF001 - the rule that keeps texts out of reports
    assert len(ends) <= 90
    assert len(sentence) < 25 or sentence not in ends


def test_coverage_of_a_text_that_is_not_at_hand_is_not_told() -> None:
    """Without the text nobody can say what is covered."""
    shown = ran("-q", "check", "--coverage", "--seeds", TINY).stdout
    assert shown.startswith("daily-1: coverage cannot be told: the text of daily-1 is not at hand")


def test_a_check_as_json_is_for_scripts(corpus: Path) -> None:
    """--json holds problems with place and remedy, and the counts, and nothing but ASCII."""
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: açcuses")
    done = ran("-q", "check", "--json", "--documents", corpus / "texts")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert done.stdout.isascii()
    assert (found["problems"][0]["file"], found["problems"][0]["line"]) == ("readings/radio-2.yaml", 16)
    assert (found["claims"], found["incidents"], found["documents_not_at_hand"]) == (8, 2, [])


# pin and span


def test_pinning_again_changes_nothing(corpus: Path) -> None:
    """Pins that are right stay as they are, to the byte."""
    before = (corpus / "pins.json").read_bytes()
    done = ran("-q", "pin", "--documents", corpus / "texts")
    assert done.stdout == (
        "daily-1: 0 new, 0 moved, 0 gone, 7 as they were\n"
        "radio-2: 0 new, 0 moved, 0 gone, 2 as they were\n"
        "pins.json stands as it was\n"
    )
    assert (corpus / "pins.json").read_bytes() == before


def test_a_changed_anchor_is_told_and_other_documents_keep_their_pins(corpus: Path) -> None:
    """Pinning tells each span that is new or gone, and keeps the pins of a text that is not at hand."""
    edit(corpus / "readings" / "radio-2.yaml", 'p2 "It was … drones"', 'p2 "It was … repeated"')
    (corpus / "texts" / "daily-1.txt").unlink()
    before = json.loads((corpus / "pins.json").read_bytes())
    done = ran("pin", "--documents", corpus / "texts")
    assert done.stdout == (
        "radio-2: 1 new, 0 moved, 1 gone, 1 as they were\n"
        '  + p2 "It was … repeated"\n'
        '  - p2 "It was … drones"\n'
        "wrote pins.json\n"
    )
    assert "kept as they were: the pins of daily-1" in done.stderr
    after = json.loads((corpus / "pins.json").read_bytes())
    assert after["documents"]["daily-1"] == before["documents"]["daily-1"]
    assert 'p2 "It was … repeated"' in after["documents"]["radio-2"]


def test_nothing_is_pinned_where_an_anchor_is_not_found(corpus: Path) -> None:
    """One anchor that is not in its text leaves pins.json as it was."""
    before = (corpus / "pins.json").read_bytes()
    edit(corpus / "readings" / "radio-2.yaml", 'p2 "It was … drones"', 'p2 "It was … boats"')
    done = ran("-q", "pin", "--documents", corpus / "texts")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("nothing was pinned: 1 problem in 1 file\n")
    assert (corpus / "pins.json").read_bytes() == before


@pytest.mark.usefixtures("corpus")
def test_pinning_without_texts_is_wrong_usage() -> None:
    """Without any text the command says how to name them."""
    done = ran("-q", "pin")
    assert done.exit_code == 2
    assert done.stderr == (
        "nothing to pin here: the text of daily-1, radio-2 is not at hand "
        "(set --documents or REPORTKIT_DOCUMENTS)\n"
    )


def test_an_anchor_is_printed_to_paste(corpus: Path) -> None:
    """The anchor can be pasted into a reading; one that YAML would misread comes in quotes."""
    words = ("-q", "span", "--documents", corpus / "texts", "radio-2")
    assert ran(*words, "Southmark’s … withdrew").stdout == 'p1 "Southmark’s … withdrew"\n'
    assert ran(*words, "On 5 May, Southmark’s").stdout == "'p1 \"On 5 May, Southmark’s\"'\n"


def test_an_anchor_that_cannot_be_is_explained(corpus: Path) -> None:
    """Words that are not there, and documents that are not, are told with what to do."""
    done = ran("-q", "span", "--documents", corpus / "texts", "radio-2", "no such words")
    assert done.exit_code == 1
    assert done.stderr == (
        "radio-2: no paragraph holds these words\n"
        "  = why: words are compared exactly, with quotes and dashes\n"
        "  = fix: copy them from the text of the document\n"
    )
    done = ran("-q", "span", "radio", "words")
    assert (done.exit_code, done.stderr) == (2, "there is no document 'radio': write 'radio-2'\n")


# list, show, schema


@pytest.mark.usefixtures("corpus")
def test_the_list_on_a_pipe_is_a_table_of_tabs() -> None:
    """Each incident has one line: slug, label, claims, speakers, whether it occurred, documents."""
    assert [line.split("\t") for line in ran("-q", "list").stdout.splitlines()] == [
        ["incident", "label", "claims", "speakers", "it occurred", "documents"],
        ["harbour-fire", "Fire at the harbour of Northport", "7", "5", "acknowledged", "daily-1, radio-2"],
        ["river-raid", "Reported raid on the river", "1", "1", "not addressed", "daily-1"],
    ]


@pytest.mark.usefixtures("corpus")
def test_the_list_as_json_has_the_same() -> None:
    """--json gives each incident with its speakers by id."""
    fire, raid = json.loads(ran("-q", "list", "--json").stdout)["incidents"]
    assert (fire["incident"], fire["occurred"], fire["documents"]) == (
        "harbour-fire",
        "acknowledged",
        ["daily-1", "radio-2"],
    )
    assert raid["speakers"] == ["daily"]


@pytest.mark.parametrize("words", [("list",), ("show", "harbour-fire"), ("check",)], ids=" ".join)
def test_hostile_labels_cannot_act_on_a_terminal(corpus: Path, words: tuple[str, ...]) -> None:
    """Characters of direction in a label are shown as escapes; markup stays as it was written."""
    edit(
        corpus / "incidents" / "harbour-fire.yaml",
        "label: Fire at the harbour of Northport",
        f"label: '{HOSTILE}'",
    )
    done = ran("-q", *words)
    assert "\u202e" not in done.stdout + done.stderr
    assert words == ("check",) or "Fire \\u202eat\\u202c $x$ [red]the[/red] harbour" in done.stdout


@pytest.mark.usefixtures("corpus")
def test_show_names_everybody_who_affirms_and_denies() -> None:
    """An incident is shown with standings, who says what by number, denials, claims and sources."""
    shown = ran("-q", "show", "harbour-fire").stdout
    assert shown.startswith("Fire at the harbour of Northport (harbour-fire)\n")
    assert "\n  It took place: acknowledged\n      Port authority of Northport: acknowledges [C1]\n" in shown
    assert "\nWhat each denial covers\n  Ministry of Southmark [C4], taken back or replaced [C7]\n" in shown
    assert "\n  C1    D1 ¶2  Port authority of Northport acknowledges: " in shown
    assert "\n  C7    D2 ¶1  Ministry of Southmark " in shown
    assert (
        "\n  D2    radio-2: News at seven; Radio Northland; 2031-05-06; 2 paragraphs; SHA-256 66bd473a57e9…"
        in shown
    )


@pytest.mark.usefixtures("corpus")
def test_show_as_json_holds_the_record_of_the_page() -> None:
    """--json holds the same references, standings and documents that a briefing attaches."""
    found = json.loads(ran("-q", "show", "harbour-fire", "--json").stdout)
    assert found["references"]["C1"]["speaker"] == "port-authority"
    assert found["documents"]["D2"]["id"] == "radio-2"
    assert {"standings", "state", "denials"} <= set(found)


@pytest.mark.usefixtures("corpus")
def test_a_slug_that_is_not_there_leads_to_the_nearest() -> None:
    """A mistyped slug, or a part of one, is answered with the one that is meant."""
    for typed in ("harbor-fire", "harbour"):
        done = ran("-q", "show", typed)
        assert (done.exit_code, done.stderr) == (2, f"there is no incident '{typed}': write 'harbour-fire'\n")


def test_a_broken_corpus_is_not_listed(corpus: Path) -> None:
    """Commands that need a sound corpus list what is wrong and end with exit code 1."""
    edit(corpus / "incidents" / "river-raid.yaml", "format: 1", "format: 2")
    done = ran("-q", "list")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("incidents/river-raid.yaml:")


def test_a_schema_is_printed_by_name() -> None:
    """Asked for a schema, the command prints the JSON Schema of a file; a wrong name leads to the nearest."""
    assert json.loads(ran("schema", "reading").stdout)["type"] == "object"
    assert "reading" in json.loads(ran("schema").stdout)
    done = ran("schema", "readin")
    assert (done.exit_code, done.stderr) == (2, "there is no schema 'readin': write 'reading'\n")


# trace


def test_a_number_leads_back_to_the_words(briefing: Path) -> None:
    """The chain of a claim goes from its number over speaker and relay to the place in the document."""
    assert ran("trace", briefing, "C4").stdout == (
        "C4 of harbour-fire, edition 3, TLP:CLEAR\n"
        "  claim         daily-1/ministry-denies\n"
        "  speaker       Ministry of Southmark (southmark-ministry)\n"
        "  act           denies, certainty CT-\n"
        "  says          a drone attack by Southmark, that day\n"
        "  about         harbour-fire\n"
        "  relayed via   daily\n"
        "  document      D1 daily-1: Fire at the harbour\n"
        "  publication   Northport Daily, 2031-05-04\n"
        "  text          5 paragraphs, SHA-256 "
        "501ec23b216998205b0a0a645a95986d993d381f2042656a99650b8a31d20581\n"
        '  at            p4 "Southmark’s ministry … that night"\n'
        "                characters 210 to 283, SHA-256 "
        f"{json.loads((TINY / 'pins.json').read_text('utf-8'))['documents']['daily-1'][ANCHOR][2][:12]}…\n"
    )


ANCHOR = 'p4 "Southmark’s ministry … that night"'


@pytest.mark.parametrize("number", ["C4", "c4", "4", "[C4]", "C04"])
def test_a_number_may_be_written_as_it_stands_on_the_page(briefing: Path, number: str) -> None:
    """Brackets, small letters and a missing C do not matter."""
    assert ran("trace", briefing, number).stdout.startswith("C4 of harbour-fire")


def test_a_document_can_be_traced_too(briefing: Path) -> None:
    """D2 leads to title, publication, day and digest of a document."""
    assert (
        "D2 radio-2: News at seven\n  publication   Radio Northland, 2031-05-06\n"
        in ran("trace", briefing, "D2").stdout
    )
    assert json.loads(ran("trace", briefing, "C1", "--json").stdout)["speaker"] == "port-authority"


def test_an_unknown_number_is_answered_with_those_there_are(briefing: Path) -> None:
    """A number that the page has not leads to the range it has."""
    done = ran("trace", briefing, "C99\x1b[2J")
    assert done.exit_code == 2
    assert done.stderr == "there is no C99\\x1b[2J: this briefing has C1 to C8 and D1 to D2\n"


@pytest.mark.parametrize(
    ("attachments", "told"),
    [
        ({}, "this PDF has no record.json attached, so it is no briefing of this kit"),
        ({"record.json": b"nonsense"}, "its record.json is not one of this kit"),
        ({"record.json": b'{"references": {}, "format": 2}'}, "its record has format 2, this kit reads 1"),
        (
            {"record.json": b'{"references": {"C1": []}, "documents": {}, "format": 1}'},
            "its record is not as this version of the kit writes it",
        ),
    ],
)
def test_other_files_are_told_plainly(tmp_path: Path, attachments: dict[str, bytes], told: str) -> None:
    """A PDF that is no briefing is said to be none."""
    done = ran("trace", write_pdf(tmp_path / "other.pdf", attachments), "C1")
    assert (done.exit_code, done.stderr) == (1, f"other.pdf: {told}\n")


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n1 0 obj\n<<"])
def test_a_file_that_is_no_pdf_is_told_plainly(tmp_path: Path, content: bytes) -> None:
    """What no PDF reader can open ends in one line."""
    path = tmp_path / "notes.pdf"
    path.write_bytes(content)
    done = ran("trace", path, "C1")
    assert done.exit_code == 1
    assert done.stderr.startswith("notes.pdf: this is no PDF that can be read (")
    assert done.stderr.count("\n") == 1


# render


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Return a notebook with a parameters cell."""
    source = "incident: str\nedition: int = 1"
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {"tags": ["parameters"]},
        "source": source,
    }
    cell |= {"outputs": [], "execution_count": None}
    path = tmp_path / "page.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}))
    return path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Stand in for the runs; the one of river-raid fails."""
    asked: list[tuple[Any, ...]] = []

    def stand_in(
        notebook: Path, slug: str, out: Path, parameters: dict[str, Any], **settings: object
    ) -> RunRecord:
        asked.append((notebook, slug, out, parameters, settings))
        cells = (CellRecord(1, "", "ok", 0.5),)
        if slug == "river-raid":
            return RunRecord(slug, "cell_error", "An error in cell [1]: no\nMend the cell.", cells)
        return RunRecord(slug, "ok", "", cells, seconds=1.25)

    monkeypatch.setattr(run, "render", stand_in)
    return asked


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
    ((_, slug, out, parameters, settings),) = runs
    assert (slug, out, parameters) == (
        "harbour-fire",
        Path("pages"),
        {"edition": "2", "incident": "harbour-fire"},
    )
    assert settings == {
        "environment": {"REPORTKIT_SEEDS": str(corpus)},
        "on_cell": None,
        "cell_timeout": 7,
        "deadline": 9,
    }


@pytest.mark.usefixtures("corpus")
def test_a_failed_run_does_not_stop_the_others(notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """After a failure the next briefing is made; the summary and the exit code say what failed."""
    done = ran("-q", "render", "river-raid", "harbour-fire", "river-raid", "--notebook", notebook)
    assert [call[1] for call in runs] == ["river-raid", "harbour-fire"]
    assert done.exit_code == 1
    assert done.stdout == f"harbour-fire: {Path('build/harbour-fire.pdf')}\n1 of 2 briefings made in build\n"
    assert done.stderr == "river-raid: An error in cell [1]: no\nMend the cell.\nfailed: river-raid\n"


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


def test_a_broken_corpus_is_not_rendered(corpus: Path, notebook: Path, runs: list[tuple[Any, ...]]) -> None:
    """Problems in the encodings are listed before anything runs."""
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    done = ran("-q", "render", "harbour-fire", "--notebook", notebook)
    assert done.exit_code == 1
    assert done.stderr.startswith("readings/radio-2.yaml:16:8: ")
    assert runs == []


# How commands end


def test_a_fault_of_the_kit_is_no_traceback(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is told in plain words with exit code 70; --debug raises it."""

    def broken(folder: Path) -> NoReturn:
        raise RuntimeError(f"lost \x1b[2J in {folder.name}")

    monkeypatch.setattr(encoding, "load", broken)
    done = ran("-q", "list")
    assert done.exit_code == 70
    assert done.stderr == (
        "reportkit met a fault of its own: RuntimeError: lost \\x1b[2J in seeds\n"
        "Nothing you wrote should lead here; please report it with what this prints:\n"
        "  reportkit --debug list …\n"
    )
    assert isinstance(ran("-q", "list", "--debug").exception, RuntimeError)
    assert corpus.is_dir()


@pytest.mark.usefixtures("corpus")
def test_a_stopped_command_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command with one word and the exit code of an interruption."""

    def stopped(_: Path) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(encoding, "load", stopped)
    done = ran("-q", "list")
    assert (done.exit_code, done.stderr) == (130, "stopped\n")


def test_an_unknown_command_is_wrong_usage() -> None:
    """A mistyped command ends with exit code 2, its escape sequences shown."""
    done = ran("lst\x1b[2J")
    assert done.exit_code == 2
    assert "\x1b" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_ends_a_real_run(corpus: Path, notebook: Path) -> None:
    """Ctrl-C during a run ends the kernel, says so and leaves a record that says cancelled."""
    content = json.loads(notebook.read_text())
    waits = {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "source": "open('at-work', 'w').close()\nimport time; time.sleep(60)",
    }
    content["cells"].append(waits | {"outputs": [], "execution_count": None})
    notebook.write_text(json.dumps(content))
    words = [sys.executable, "-m", "reportkit", "-q", "render", "harbour-fire", "--seeds", str(corpus)]
    words += ["--notebook", str(notebook), "--out", "pages"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        begun = time.monotonic()
        while not (notebook.parent / "at-work").exists() and time.monotonic() - begun < 60:
            assert process.poll() is None, process.communicate()
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "stopped\n")
    assert (
        json.loads(Path("pages/harbour-fire.run.json").read_text(encoding="utf-8"))["status"] == "cancelled"
    )


def test_the_mark_of_a_corpus_is_the_file_that_readers_read() -> None:
    """The file that makes a folder a corpus is the one that its readers open first."""
    assert whereabouts.MARK == encoding.CORPUS_FILE

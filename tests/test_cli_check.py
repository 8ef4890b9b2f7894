"""What an encoder runs between two edits: check, pin and span, in words and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from reportkit.cli import checking
from tests.commands import TINY, edit, ran
from tests.samples import many

pytestmark = pytest.mark.usefixtures("alone")


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
        "radio-2: every sentence is covered by a claim, or listed as uncovered\n\n"
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


def test_there_is_nothing_to_pin_before_anything_was_read(corpus: Path) -> None:
    """In a new corpus pinning is no mistake: it says that there is nothing yet, and writes nothing."""
    shutil.rmtree(corpus / "readings")
    shutil.rmtree(corpus / "incidents")
    before = (corpus / "pins.json").read_bytes()
    done = ran("-q", "pin")
    assert (done.exit_code, done.stdout) == (0, "nothing to pin yet: no document was read\n")
    assert json.loads(ran("pin", "--json").stdout)["wrote"] is False
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


def test_of_many_documents_without_a_text_some_are_named(tmp_path: Path) -> None:
    """The last line of a check stays a line in a corpus of many documents."""
    seeds = many.write(tmp_path / "seeds", 20)
    shown = ran("-q", "check", "--seeds", seeds).stdout
    assert "report-00011 and 8 more is not at hand" in shown
    assert "report-00012" not in shown

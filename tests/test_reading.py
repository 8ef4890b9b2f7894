"""Reading a corpus: one mistake is one message, texts at hand verify spans, nobody is merged with anybody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reportkit.problems import EncodingProblems
from reportkit.reading import encoding, texts
from reportkit.reading.checking import check

TINY = Path(__file__).parent / "corpora" / "tiny"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a copy of the tiny corpus to change."""
    return shutil.copytree(TINY, tmp_path / "corpus")


def change(path: Path, old: str, new: str) -> None:
    """Replace words of a file."""
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new), encoding="utf-8", newline="\n")


def rules(corpus: Path) -> list[str]:
    """Return the rules that a corpus breaks, in the order told."""
    return [problem.rule for problem in check(corpus, corpus / "texts").problems]


def pins(corpus: Path) -> Mapping[str, Any]:
    """Return the stored pins by document."""
    documents: Mapping[str, Any] = json.loads((corpus / "pins.json").read_text(encoding="utf-8"))["documents"]
    return documents


@pytest.mark.parametrize("name", ["actors.yaml", "places.yaml", "documents.yaml"])
def test_a_register_that_cannot_be_read_is_one_problem(corpus: Path, name: str) -> None:
    """A slip in a register does not bury itself under a message for every reference into it."""
    change(corpus / name, "format: 1", "format: [1")
    assert rules(corpus) == ["yaml"]


def test_a_reading_that_cannot_be_read_is_one_problem(corpus: Path) -> None:
    """References into a reading with a slip are not told as leading nowhere."""
    change(corpus / "readings" / "daily-1.yaml", "voice: daily", "voice: [daily")
    assert rules(corpus) == ["yaml"]


def test_a_claim_with_a_slip_is_judged_by_no_further_rule(corpus: Path) -> None:
    """What follows from a misspelt act is not told besides the misspelt act."""
    change(corpus / "readings" / "daily-1.yaml", "act: suspects", "act: suspcts")
    assert rules(corpus) == ["unknown-word"]


def test_everything_wrong_is_told_at_once(corpus: Path) -> None:
    """One run shows all there is to mend, in the order of files and lines."""
    change(corpus / "actors.yaml", "kind: state", "kind: stat")
    change(corpus / "readings" / "daily-1.yaml", "act: suspects", "act: suspcts")
    change(corpus / "readings" / "radio-2.yaml", "said: 2031-05-05", "said: 5 May 2031")
    with pytest.raises(EncodingProblems) as caught:
        encoding.load(corpus)
    told = [(problem.place.file, problem.rule) for problem in caught.value.problems]
    assert told == [
        ("actors.yaml", "unknown-word"),
        ("actors.yaml", "unknown-word"),
        ("readings/daily-1.yaml", "unknown-word"),
        ("readings/radio-2.yaml", "date"),
    ]
    assert str(caught.value).endswith("4 problems in 3 files")


def test_without_texts_spans_are_not_verifiable_and_not_passed(corpus: Path) -> None:
    """Where no text is at hand, no span counts as verified, and none as wrong."""
    checked = check(corpus, None)
    assert checked.problems == ()
    assert checked.verification.verified == 0
    assert checked.verification.not_verifiable == 8
    assert checked.verification.documents_missing == ("daily-1", "radio-2")


def test_texts_are_found_by_digest_whatever_they_are_called(corpus: Path) -> None:
    """Nobody has to name a text after its document."""
    (corpus / "texts" / "below").mkdir()
    (corpus / "texts" / "daily-1.txt").rename(corpus / "texts" / "below" / "000_capture.txt")
    assert check(corpus, corpus / "texts").verification.verified == 8


def test_pins_of_texts_that_are_not_at_hand_are_kept(corpus: Path) -> None:
    """Pinning on a machine with half of the texts loses nothing."""
    before = pins(corpus)
    (corpus / "texts" / "daily-1.txt").unlink()
    read, _ = encoding.inspect(corpus)
    written, _ = texts.pins(read, texts.find(corpus / "texts", read), before)
    assert json.loads(written)["documents"] == before


def test_pinning_again_changes_nothing_and_one_span_is_one_line(corpus: Path) -> None:
    """A change of one span shows as one line, like in a lock file."""
    read, _ = encoding.inspect(corpus)
    stored = (corpus / "pins.json").read_text(encoding="utf-8")
    assert texts.pins(read, texts.find(corpus / "texts", read), {}) == (stored, ())
    change(corpus / "readings" / "daily-1.yaml", 'p3 "Several people were injured"', 'p3 "Several people"')
    read, _ = encoding.inspect(corpus)
    again, _ = texts.pins(read, texts.find(corpus / "texts", read), {})
    assert len(set(again.splitlines()) ^ set(stored.splitlines())) == 2


def test_unnamed_speakers_of_two_documents_are_two(corpus: Path) -> None:
    """That the officials of one outlet are those of another is never assumed."""
    change(corpus / "readings" / "daily-1.yaml", "speaker: a-dockworker", "speaker: {unnamed: officials}")
    change(
        corpus / "readings" / "radio-2.yaml", "speaker: dockworkers-league", "speaker: {unnamed: officials}"
    )
    read, problems = encoding.inspect(corpus)
    assert not problems
    unnamed = [actor for actor in read.actors.values() if actor.described_as == "officials"]
    assert len(unnamed) == 2


def test_unnamed_speakers_in_other_scripts_stay_apart(corpus: Path) -> None:
    """Two descriptions are two speakers, also where no letter of them fits an id."""
    change(corpus / "readings" / "daily-1.yaml", "speaker: a-dockworker", "speaker: {unnamed: مسؤولون}")
    change(corpus / "readings" / "daily-1.yaml", "speaker: dockworkers-league", "speaker: {unnamed: مصادر}")
    read, _ = encoding.inspect(corpus)
    assert len({claim.speaker for claim in read.claims if claim.speaker.startswith("unnamed-")}) == 2


def test_coverage_counts_what_claims_and_gaps_touch(corpus: Path) -> None:
    """A sentence that nobody encoded shows, until a claim or a reason stands for it."""
    change(corpus / "readings" / "daily-1.yaml", 'p5 "came one day after"', 'p4 "blamed Southmark"')
    read, _ = encoding.inspect(corpus)
    found = texts.find(corpus / "texts", read)
    bare = texts.sentences_without_claim(read, found)
    assert bare == {"daily-1": ((5, "The fire came one day after a raid on the river."),), "radio-2": ()}
    ((paragraph, _, share),) = texts.sentences_thinly_covered(read, found)["radio-2"]
    assert (paragraph, round(share, 2)) == (1, 0.31)

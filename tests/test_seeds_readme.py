"""The guide to encoding names everything an encoder may write, and its worked example is valid."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from reportkit import codebook
from reportkit.reading import encoding, texts
from reportkit.reading.shapes import SHAPES

README = (Path(__file__).resolve().parents[1] / "seeds" / "README.md").read_text(encoding="utf-8")
NAMED = frozenset(re.findall(r"`([^`\n]+)`", README))
MOST_LINES = 200

ACTORS = """\
format: 1
actors:
  wire: {label: The wire, kind: media}
  south-army: {label: Army of Southmark, kind: military_force}
  north-air-force: {label: Air force of Northland, kind: military_force}
  northland: {label: Northland, kind: state}
"""
PLACES = """\
format: 1
places:
  harl-depot: {label: Harl depot, kind: site}
"""
INCIDENT = """\
format: 1
label: Fire at the Harl depot
"""
READING = """\
format: 1
document: wire
voice: wire
read: {by: desk, on: 2031-05-06, second: second desk}
claims:
"""


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading row, without that row."""
    table = README.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def marked(cell: str) -> list[str]:
    """Return the words that a cell shows as code."""
    return re.findall(r"`([^`]+)`", cell)


def fenced(kind: str) -> str:
    """Return the one block of a kind in the guide."""
    (block,) = re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)
    return str(block)


@pytest.mark.parametrize("act", codebook.words("acts"))
def test_every_act_is_named(act: str) -> None:
    """An encoder finds every act in the table of acts, and once."""
    assert [act for row in rows("act") for found in marked(row[0]) if found == act] == [act]


def test_no_act_is_named_that_does_not_exist() -> None:
    """The table of acts holds nothing that a check would refuse."""
    assert {a for row in rows("act") for a in marked(row[0])} == set(codebook.words("acts"))


@pytest.mark.parametrize("kind", codebook.words("propositions"))
def test_every_proposition_is_named_with_its_slots(kind: str) -> None:
    """An encoder finds every proposition with exactly the slots that it holds."""
    (row,) = (row for row in rows("proposition") if marked(row[0])[0] == kind)
    written = [slot for slot in codebook.vocabulary("propositions")[kind]["slots"] if slot != "kind"]
    assert marked(row[1]) == written


def test_no_proposition_is_named_that_does_not_exist() -> None:
    """The table of propositions holds the codebook's, in its order, and the kinds of casualties."""
    assert [marked(row[0])[0] for row in rows("proposition")] == list(codebook.words("propositions"))
    casualty = next(marked(row[0]) for row in rows("proposition") if "casualty" in row[0])
    assert casualty[1:] == list(codebook.words("casualties"))


def test_every_field_of_a_claim_is_named_and_no_other() -> None:
    """An encoder finds every field of a claim in the table of fields, once, and nothing that is refused."""
    fields = [name for row in rows("field") for name in marked(row[0])]
    assert sorted(fields) == sorted(SHAPES["claim"])


@pytest.mark.parametrize("word", ["in_response_to", "retaliation_for", "caused_by", "read_as", "uncovered"])
def test_words_of_the_rules_exist(word: str) -> None:
    """The words that the rules of reading lean on are words of the encoding."""
    known = {*codebook.words("links"), *SHAPES["resolved"], *SHAPES["reading"]}
    assert word in NAMED
    assert word in known


def test_the_guide_is_short() -> None:
    """Somebody who has never seen an encoding can read all of it."""
    assert len(README.splitlines()) < MOST_LINES


def test_the_worked_example_is_valid_and_stands_in_its_text(tmp_path: Path) -> None:
    """The example can be copied: it passes the check and every anchor is found in the text above it."""
    text = fenced("text")
    document = {
        "title": "Worked example",
        "publication": "not stated",
        "date": "none",
        "paragraphs": len(text.splitlines()),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "invented": "yes",
    }
    head = {"format": 1, "name": "Example", "language": "en", "marking": "TLP:CLEAR", "invented": "yes"}
    files = {
        "corpus.yaml": json.dumps(head),
        "actors.yaml": ACTORS,
        "places.yaml": PLACES,
        "documents.yaml": json.dumps({"format": 1, "documents": {"wire": document}}),
        "incidents/depot-fire.yaml": INCIDENT,
        "readings/wire.yaml": READING + fenced("yaml"),
        "texts/wire.txt": text,
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8", newline="\n")
    corpus, problems = encoding.inspect(tmp_path)
    assert not problems, "\n".join(map(str, problems))
    found = texts.find(tmp_path / "texts", corpus)
    pinned, missing = texts.pins(corpus, found, {})
    assert not missing, "\n".join(map(str, missing))
    (tmp_path / "pins.json").write_text(pinned, encoding="utf-8", newline="\n")
    problems, verification = texts.verify(encoding.load(tmp_path), found)
    assert not problems, "\n".join(map(str, problems))
    assert verification.verified > 0
    assert verification.not_verifiable == 0

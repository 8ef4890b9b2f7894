"""Named slots: a block stands where its kind belongs, wherever its cell stands."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from reportkit.publishing.proofing import KINDS
from reportkit.publishing.typesetting import typeset
from reportkit.resources import templates
from tests.samples import pages, paper

TABLE = (templates() / "briefing/slots.typ").read_text(encoding="utf-8")
Page = tuple[dict, dict, dict]  # type: ignore[type-arg]


def words(page: Page) -> str:
    """Return the words of a page in their order."""
    return " ".join(paper.text(sheet) for sheet in PdfReader(io.BytesIO(typeset(*page))).pages)


def moved(kind: str, to: int) -> Page:
    """Return a sample with the first block of a kind at another place."""
    document, drawings, attached = pages.short()
    blocks = document["blocks"]
    block = next(block for block in blocks if block["kind"] == kind)
    blocks.remove(block)
    blocks.insert(to, block)
    return document, drawings, attached


@pytest.mark.parametrize(("kind", "to"), [("headline", 3), ("bottom_line", 3), ("notes", 0), ("notes", 1)])
def test_a_slot_is_filled_wherever_the_cell_stands(kind: str, to: int) -> None:
    """The headline is under the title, the bottom line before the rest, the notes at the end."""
    assert words(moved(kind, to)) == words(pages.short())


def test_what_fills_no_slot_flows() -> None:
    """Tables, figures and legends stand in the order of their cells."""
    document, drawings, attached = pages.harbour()
    tables = [block for block in document["blocks"] if block["kind"] == "table"]
    said = words((document, drawings, attached))
    heads = ["".join(run["t"] for run in block["heading"]) for block in tables]
    assert [said.index(head) for head in heads] == sorted(said.index(head) for head in heads)
    document["blocks"] = [block for block in document["blocks"] if block not in tables] + tables[::-1]
    said = words((document, drawings, attached))
    assert [said.index(head) for head in heads] == sorted((said.index(head) for head in heads), reverse=True)


def test_the_table_of_slots_names_kinds_that_there_are() -> None:
    """Every kind in the table is one that a block can have, and none stands in two slots."""
    table = TABLE[TABLE.index("#let slots = (") : TABLE.index("#let flow")]
    named = re.findall(r'"([\w:]+)"', table)
    assert {name.split(":")[0] for name in named} <= set(KINDS)
    assert len(named) == len(set(named))
    assert re.findall(r"(?m)^  (\w+): \(", table) == ["head", "summary", "column", "map", "after", "end"]

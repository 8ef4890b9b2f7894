"""What an analyst weighed beside a judgement: read, worded, shown after everything else, or not at all."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from pypdf import PdfReader

import reportkit as rk
from reportkit import briefing, cards, faces
from reportkit.analysis import ceiling
from reportkit.blocks import runs
from reportkit.model import Alternative
from reportkit.publishing.exporter import page
from reportkit.publishing.typesetting import typeset
from reportkit.wording import alternatives, record, wordcheck
from reportkit.wording.runs import plain
from tests import cases, test_briefings
from tests.samples import pages, paper
from tests.samples.tagged import Tagged
from tests.test_faces import hostile

if TYPE_CHECKING:
    from reportkit.case import Case

INVENTED = cases.ROOT / "tests/corpora/invented"
HEADS = (
    "Assessment",
    "Considered as well",
    "Held less likely, since",
    "Would change the judgement",
    "Based on",
)
Page = tuple[dict[str, Any], dict[str, str], dict[str, bytes]]


@cache
def harbour() -> Case:
    """Return the invented case in which two alternatives stand beside one of three assessments."""
    return cases.opened(INVENTED, "harbour-fire")


def weighed(*found: Alternative, based_on: tuple[str, ...] = ()) -> Case:
    """Return that case with one assessment and other alternatives beside it."""
    case = harbour()
    one = replace(case.incident.assessments[1], alternatives=found, based_on=based_on)
    changed = replace(case.incident, assessments=(one,))
    corpus = replace(case.corpus, incidents={**case.corpus.incidents, case.slug: changed})
    return replace(case, corpus=corpus, incident=changed)


def added(case: Case, sample: Page) -> Page:
    """Return a sample page with the alternatives of a case put in front of all its blocks but the first."""
    document, drawings, attached = sample
    document["blocks"].insert(1, json.loads(json.dumps(briefing.alternatives(case).to_json())))
    return document, drawings, attached


def test_alternatives_are_read_in_their_order() -> None:
    """Each statement comes with the reason that is written under it, and others have none."""
    found = {one.id: one.alternatives for one in harbour().incident.assessments}
    assert [a.statement for a in found["stored-munitions"]] == [
        "Somebody set the fire.",
        "Lightning struck the basin.",
    ]
    assert found["stored-munitions"][1].because == "No document speaks of a storm that night."
    assert found["northland-drones"] == found["three-dead"] == ()


def test_a_row_for_each_alternative_says_what_it_stands_beside() -> None:
    """Judgement, role, alternative, reason, what would change it, claims; what rows share is said once."""
    found = alternatives.table(harbour())
    first, second = ([[plain(line) for line in cell.lines] for cell in row] for row in found.rows)
    assert [plain(column.head) for column in found.columns] == list(HEADS)
    assert first == [
        ["The fire began with munitions stored at the basin.", "signed by duty analyst"],
        ["Somebody set the fire."],
        [harbour().incident.assessments[1].alternatives[0].because],
        ["The published report of the inquiry"],
        [""],
    ]
    assert [cell[0] for cell in second] == [
        "as above",
        "Lightning struck the basin.",
        "No document speaks of a storm that night.",
        "as above",
        "as above",
    ]


def test_alternatives_refer_to_the_claims_of_their_assessment() -> None:
    """The references are those of the claims it is based on, which the table of claims lists."""
    block = briefing.alternatives(harbour())
    based = harbour().incident.assessments[1].based_on
    assert block.references == tuple(harbour().number[claim] for claim in based)
    assert set(block.references) <= set(briefing.sources(harbour()).content["row_labels"])


def test_every_word_is_the_assessments_or_fixed() -> None:
    """What an analyst wrote leads to the assessment that a role has signed."""
    for run in runs(briefing.alternatives(harbour()).content):
        if run["kind"] != "reference" and run["from"] != "fixed":
            assert run["from"] == ["assessment:harbour-fire/stored-munitions"]


def test_likelihood_and_confidence_stay_apart() -> None:
    """Read as one sentence, a whole row with its heads speaks of one of the two alone."""
    found = alternatives.table(harbour())
    for row in found.rows:
        whole = [
            run
            for column, cell in zip(found.columns, row, strict=True)
            for run in (*column.head, *(r for line in cell.lines for r in line))
        ]
        assert wordcheck.faults(harbour(), whole) == ()


@pytest.mark.parametrize("slug", ["depot-blast", "river-raid"])
def test_without_alternatives_nothing_is_shown(slug: str) -> None:
    """Neither a heading nor a head of a table stands for nothing, whether something was assessed or not."""
    block = rk.alternatives(cases.opened(INVENTED, slug))
    assert block.text() == ""
    assert list(runs(block.content)) == []


def test_without_alternatives_the_page_is_as_it_was() -> None:
    """The pages of a case without alternatives hold what they hold without the block, where it stood."""
    shown = test_briefings.notebook(INVENTED, "depot-blast")
    with_it = page(shown)
    without = page({**shown, "cells": [c for c in shown.cells if c.source != "rk.alternatives(case)"]})
    assert len(with_it[0]["blocks"]) == len(without[0]["blocks"]) + 1
    first, second = (PdfReader(io.BytesIO(typeset(*one))).pages for one in (with_it, without))
    assert [paper.boxes(sheet) for sheet in first] == [paper.boxes(sheet) for sheet in second]


LONG = Alternative("A lamp fell over in the net store. " * 7, "Nobody speaks of a lamp that night. " * 7)


def test_two_full_pages_get_a_third() -> None:
    """Where it does not fit below the rest it stands whole on the next page, with the notes behind it."""
    opened = PdfReader(io.BytesIO(typeset(*added(weighed(LONG, LONG, LONG, LONG), pages.harbour()))))
    said = [paper.text(sheet) for sheet in opened.pages]
    assert len(said) == 3
    assert ["Alternatives considered" in words for words in said] == [False, False, True]
    assert said[2].count("lamp fell over") == 4 * 7
    assert len(PdfReader(io.BytesIO(typeset(*pages.harbour()))).pages) == 2


def test_where_there_is_room_no_page_is_begun() -> None:
    """A few lines stand on the last page, behind what flows and before the notes."""
    document, drawings, attached = added(weighed(LONG), pages.short())
    opened = PdfReader(io.BytesIO(typeset(document, drawings, attached)))
    said = paper.text(opened.pages[0])
    notes = next(block for block in document["blocks"] if block["kind"] == "notes")
    first_note = "".join(run["t"] for run in notes["items"][0]["text"])[:20]
    listed = next(block for block in document["blocks"] if block["kind"] == "list")
    flowing = "".join(run["t"] for run in listed["heading"])
    assert len(opened.pages) == 1
    assert said.index(flowing) < said.index("Alternatives considered") < said.rindex(first_note)


@pytest.mark.parametrize("height", range(40, 150, 22))
def test_it_is_never_parted(height: int) -> None:
    """Wherever the page ends, heading and rows are on one page, and no page is left empty."""
    document, drawings, attached = added(weighed(LONG, LONG, LONG, LONG), pages.short())
    document["blocks"][2:2] = [pages.figure("actors", 178)]
    drawings |= {"figures/actors.svg": pages.drawing(178, height)}
    opened = PdfReader(io.BytesIO(typeset(document, drawings, attached)))
    said = [paper.text(sheet) for sheet in opened.pages]
    assert [words.count("lamp fell over") for words in said if "Alternatives considered" in words] == [28]
    assert all(len(words) > 200 for words in said)


def test_more_than_a_page_of_them_is_shown_whole() -> None:
    """Twenty long alternatives go over pages; none is lost, and the heads are repeated."""
    opened = PdfReader(io.BytesIO(typeset(*added(weighed(*[LONG] * 20), pages.short()))))
    said = [paper.text(sheet) for sheet in opened.pages]
    assert sum(words.count("lamp fell over") for words in said) == 20 * 7
    assert all("CONSIDERED AS WELL" in words for words in said if "lamp fell over" in words)
    assert all(len(words) > 200 for words in said)


def test_a_screen_reader_finds_heading_and_heads() -> None:
    """The heading is one of the second level and the last before the notes; the table has five heads."""
    found = Tagged(typeset(*added(weighed(LONG), pages.short())))
    headings = [found.words(heading).strip() for heading in found.document.every("H2")]
    assert "Alternatives considered" in headings
    table = list(found.document.every("Table"))[-1]
    heads = [found.words(head).strip() for head in table.every("TH")]
    assert [head.casefold() for head in heads] == [head.casefold() for head in HEADS]


@given(hostile, hostile)
def test_hostile_alternatives_are_shown_literally(statement: str, because: str) -> None:
    """Whatever is written stands in its cell letter by letter, and in HTML as text."""
    case = weighed(Alternative(statement, because))
    block = briefing.alternatives(case)
    _, considered, reason, *_ = block.content["rows"][0]
    assert [run["t"] for run in considered["lines"][0]] == [statement]
    assert [run["t"] for run in reason["lines"][0]] == [because]
    assert "<script" not in block.html()
    assert "<script" not in faces.html(cards.face(case.incident.assessments[0]))


def test_the_card_and_the_attached_record_hold_them() -> None:
    """Whoever opens an assessment, or the record in the PDF, finds what was weighed beside it."""
    shown = faces.text(cards.face(harbour().incident.assessments[1]))
    assert "Lightning struck the basin. – held less likely because: No document speaks of a storm" in shown
    signed = record.attached(harbour(), 1)["assessments"]
    assert [len(one["alternatives"]) for one in signed] == [0, 2, 0]
    assert signed[1]["alternatives"][0]["statement"] == "Somebody set the fire."
    assert signed[1]["based_on"] == ["C12", "C86", "C88", "C83"]
    assert "assessments" not in record.attached(cases.opened(INVENTED, "river-raid"), 1)


def test_alternatives_go_with_their_assessment() -> None:
    """Under a ceiling that takes an assessment away, nothing of what was weighed beside it is left."""
    case = harbour()
    one = replace(case.incident.assessments[1], marking="TLP:RED")
    changed = replace(case.incident, assessments=(case.incident.assessments[0], one), marking="TLP:CLEAR")
    corpus = replace(case.corpus, incidents={**case.corpus.incidents, case.slug: changed})
    left = ceiling.under(corpus, "TLP:AMBER").incidents[case.slug]
    assert all(found.alternatives == () for found in left.assessments)
    assert "Lightning" not in repr([found.statement for found in left.assessments])

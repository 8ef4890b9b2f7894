"""
The blocks of a briefing, one function each: the public face of a notebook.

Each takes a case and returns a block that displays itself. What they say is worded in
`reportkit.wording`; what they draw is drawn in `reportkit.charts`, from the same records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from reportkit import codebook
from reportkit.blocks import Block, digest
from reportkit.case import Case
from reportkit.wording import actors_picture, glance, names, places_picture, record, sequence_picture, tables
from reportkit.wording import bottom_line as conclusion
from reportkit.wording import headline as headlines
from reportkit.wording import notes as noted
from reportkit.wording import unknowns as gaps
from reportkit.wording.phrases import phrase
from reportkit.wording.pictures import ActorsPicture, PlacesPicture, SequencePicture
from reportkit.wording.runs import Line, to_json

WIDE_MM, NARROW_MM = 178, 76
Picture = SequencePicture | ActorsPicture | PlacesPicture


def headline(case: Case, *, edition: int = 1) -> Block:
    """
    The title, the state of the record and the date line; with them what the whole page needs.

    Parameters
    ----------
    case : Case
        The case.
    edition : int
        Number of the edition, from 1.
    """
    document = record.document(case, edition)
    document["marks"] = _marks()
    return _block(
        "headline",
        {
            "heading": [],
            "subtitle": to_json(headlines.subtitle(case)),
            "dateline": [to_json(line) for line in headlines.dateline(case, edition, document["marking"])],
            "document": document,
            "references": record.anchors(case),
        },
    )


def bottom_line(case: Case) -> Block:
    """What happened by whose word, who accuses, who denies: at most eighty words."""
    return _block("bottom_line", {"heading": [], "sentences": _lines(conclusion.bottom_line(case))})


def at_a_glance(case: Case) -> Block:
    """Six cells: harm, kind of event, who is said to be answerable, reasons given."""
    cells = [
        {
            "head": to_json(cell.head),
            "rows": [
                {"mark": row.mark, "flags": list(row.flags), "text": to_json(row.text)} for row in cell.rows
            ],
        }
        for cell in glance.cells(case)
    ]
    return _block("glance", {"heading": [], "cells": cells})


def unknowns(case: Case) -> Block:
    """What the record leaves open."""
    return _block(
        "list", {"heading": to_json(phrase("unknown.heading")), "items": _lines(gaps.unknowns(case))}
    )


def assessments(case: Case) -> Block:
    """The analyst's signed judgements, or that there is none."""
    return _block("list", {"heading": to_json(phrase("assess.heading")), **noted.assessments(case)})


def places(case: Case) -> Block:
    """The locator map; where no place can be drawn, a sentence that says so."""
    picture = places_picture.picture(case)
    if picture is None:
        return _sentence(phrase("places.heading"), noted.no_place(case))

    def draw() -> str:
        from reportkit.charts import places as chart
        from reportkit.charts import sheet

        return sheet.svg(chart.draw(picture, NARROW_MM))

    return _figure("places", picture, phrase("places.heading"), places_picture.caption(case), draw)


def sequence(case: Case) -> Block:
    """The escalation sequence: events by incident and statements by speaker, in the order that is stated."""
    picture = sequence_picture.picture(case)

    def draw() -> str:
        from reportkit.charts import sequence as chart
        from reportkit.charts import sheet

        return sheet.svg(chart.draw(picture, WIDE_MM))

    return _figure("sequence", picture, noted.sequence_heading(picture), noted.sequence_caption(case), draw)


def actors(case: Case) -> Block:
    """The actors: who accuses, denies, acknowledges or inquires, each line with who says it."""
    from reportkit.charts import actors as chart
    from reportkit.charts import sheet
    from reportkit.charts.actors_plan import TooManyActors

    picture = actors_picture.picture(case)
    try:
        drawing = chart.draw(picture, WIDE_MM)
    except TooManyActors:
        items = [noted.too_many(case, picture), *actors_picture.listed(case, picture)]
        return _block("list", {"heading": to_json(phrase("actors.heading_plain")), "items": _lines(items)})
    heading = phrase("actors.heading" if picture.ties else "actors.heading_plain")
    caption = noted.actors_caption(case, picture)
    return _figure("actors", picture, heading, caption, lambda: sheet.svg(drawing))


def matrix(case: Case) -> Block:
    """Who says what: propositions by speakers, with the standing of each."""
    return _table(tables.matrix(case), phrase("matrix.heading"))


def denials(case: Case) -> Block:
    """What each denial covers and what it does not address."""
    table = tables.denials(case)
    if not table.rows:
        return _sentence(phrase("denials.heading"), noted.no_denial(case))
    return _table(table, phrase("denials.heading"))


def sources(case: Case) -> Block:
    """The claims the briefing uses, with speaker, document and paragraph."""
    return _table(tables.claims(case, referenced(case)), phrase("claims.heading"))


def legend(case: Case) -> Block:
    """The marks and what they mean."""
    del case
    return _block("legend", {"heading": [], "items": _legend_items()})


def notes(case: Case) -> Block:
    """The documents, how speakers are heard, and names in full and in their own script."""
    return _block("notes", {"heading": [], "items": noted.notes(case)})


def referenced(case: Case) -> tuple[str, ...]:
    """Return the numbers of the claims that the blocks of a briefing refer to."""
    builders: tuple[Callable[[Case], Block], ...] = (
        headline,
        bottom_line,
        at_a_glance,
        unknowns,
        assessments,
        matrix,
        denials,
        notes,
    )
    found = [key for build in builders for key in build(case).references]
    drawn = actors_picture.picture(case)
    shown = (sequence_picture.picture(case), drawn, places_picture.picture(case))
    captions = (places_picture.caption(case), noted.sequence_caption(case), noted.actors_caption(case, drawn))
    found += [key for part in (*shown, *captions) if part for key in record.references_in(part)]
    return tuple(dict.fromkeys(key for key in found if key.startswith("C")))


def _block(kind: str, content: dict[str, Any]) -> Block:
    return Block(kind, content, marks=_marks())


def _sentence(heading: Line, words: Line) -> Block:
    """Return a block that says why there is nothing to show."""
    return _block("list", {"heading": to_json(heading), "text": [to_json(words)]})


def _lines(lines: Iterable[Line]) -> list[Any]:
    return [to_json(line) for line in lines]


def _figure(name: str, picture: Picture, heading: Line, caption: Line, draw: Callable[[], str]) -> Block:
    content = {
        "figure": name,
        "heading": to_json(heading),
        "caption": to_json(caption),
        "alt": to_json(picture.alt),
        "width_mm": NARROW_MM if name == "places" else WIDE_MM,
        "digest": digest(picture),
    }
    return Block("figure", content, draw, _marks())


def _table(table: tables.Table, heading: Line) -> Block:
    content: dict[str, Any] = {
        "name": table.name,
        "heading": to_json(heading),
        "columns": [{"head": to_json(c.head), "width": c.width} for c in table.columns],
        "rows": [
            [
                {"lines": _lines(cell.lines), "mark": cell.mark or None, "flags": list(cell.flags)}
                for cell in row
            ]
            for row in table.rows
        ],
        "note": to_json(table.note),
        "halves": table.halves,
    }
    if table.labels:
        content["row_labels"] = list(table.labels)
    return _block("table", content)


@cache
def _marks() -> dict[str, str]:
    from reportkit.charts import marks

    return {name: marks.as_svg(name) for name in marks.NAMES}


def _legend_items() -> list[dict[str, Any]]:
    order = (
        "acknowledged",
        "claimed_only",
        "reported_only",
        "suspected",
        "disputed",
        "denied_only",
        "not_addressed",
    )
    circles = [("standings", name) for name in order]
    squares = [("statement_marks", name) for name in codebook.words("statement_marks")]
    signs = [("flags", name) for name in codebook.words("flags")]
    return [
        {
            "mark": name,
            "name": to_json(names.word_of(table, name)),
            "note": to_json(names.word_of(table, name, form="note")) if table == "standings" else [],
        }
        for table, name in (*circles, *squares, *signs)
    ]

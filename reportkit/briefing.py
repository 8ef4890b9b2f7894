"""
The blocks of a briefing, one function each: the public face of a notebook.

Each takes a case and returns a block that displays itself. What they say is worded in
`reportkit.wording`; what they draw is drawn in `reportkit.charts`, from the same records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reportkit import blocks, codebook
from reportkit.blocks import Block
from reportkit.case import Case
from reportkit.dossier import ends, whole
from reportkit.model import Claim, Corpus
from reportkit.themes import finding, tokens
from reportkit.wording import (
    actors_caption,
    actors_picture,
    glance,
    names,
    places_picture,
    record,
    sequence_told,
    tables,
)
from reportkit.wording import alternatives as weighed
from reportkit.wording import bottom_line as conclusion
from reportkit.wording import escalation as worded
from reportkit.wording import headline as headlines
from reportkit.wording import notes as noted
from reportkit.wording import strip as answers
from reportkit.wording import unknowns as gaps
from reportkit.wording.asked_day import day_of
from reportkit.wording.phrases import phrase
from reportkit.wording.runs import to_json

if TYPE_CHECKING:
    from reportkit.charts.sheet import Sheet

WIDE_MM, NARROW_MM = 178, 76
_ACTORS = ("lines", "numbers", "matrix")  # the forms of the chart of actors


def headline(case: Case, *, edition: int = 1, theme: str = "") -> Block:
    """
    The title, the state of the record and the date line; with them what the whole page needs.

    Parameters
    ----------
    case : Case
        The case.
    edition : int
        Number of the edition, from 1.
    theme : str
        What the page looks like: "house", "fern" or a folder with ``theme.toml``; empty for ``theme/`` beside
        the seeds, else the house's own.

    Raises
    ------
    NoTheme
        There is no such theme.
    ThemeProblems
        It says something that cannot be put on a page; the message lists all of it.
    """
    document = record.document(case, edition)
    document["marks"] = blocks.marks()
    tokens.put_on(document, finding.load(theme, case.corpus.folder))
    return blocks.made(
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
    sentences = blocks.in_json(conclusion.bottom_line(case))
    return blocks.made("bottom_line", {"heading": [], "sentences": sentences})


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
    return blocks.made("glance", {"heading": [], "cells": cells})


def unknowns(case: Case) -> Block:
    """What the record leaves open."""
    return blocks.listing(
        phrase("ceiling.unknown" if case.left_out else "unknown.heading"), gaps.unknowns(case)
    )


def assessments(case: Case) -> Block:
    """The analyst's signed judgements, or that there is none."""
    return blocks.made("list", {"heading": to_json(phrase("assess.heading")), **noted.assessments(case)})


def alternatives(case: Case) -> Block:
    """
    What was weighed beside the signed judgements, why it is held less likely, and what would change them.

    Where nothing was, the block has no heading and no rows, and nothing is shown.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> alternatives(opening.load("kalsu-explosion")).text()
    ''
    """
    found = weighed.table(case)
    return blocks.table(found, phrase("alternatives.heading") if found.rows else ())


def places(case: Case) -> Block:
    """The locator map; where no place can be drawn, a sentence that says so."""
    picture = places_picture.picture(case)
    if picture is None:
        return blocks.listing(phrase("places.heading"), text=[noted.no_place(case)])

    def draw() -> Sheet:
        from reportkit.charts import places as chart

        return chart.draw(picture, NARROW_MM)

    heading, caption = phrase("places.heading"), places_picture.caption(case)
    return blocks.figure("places", picture, heading, caption, draw, width_mm=NARROW_MM)


def sequence(case: Case, *, asserter: str = "", narrative: int = 1) -> Block:
    """
    The escalation sequence, in the fullest form that a page holds.

    What it leaves out stands in `reportkit.event_table`.

    Parameters
    ----------
    case : Case
        The case.
    asserter : str
        The actor that alone is heard, with whoever is part of it; empty for everybody.
    narrative : int
        Which version of the order is drawn, where speakers contradict each other, from 1.

    Raises
    ------
    UnknownNarrative, reportkit.dossier.UnknownActor
        The record has no such version, or no such actor.
    """
    from reportkit.charts import sequence_forms as forms

    told = sequence_told.telling(case, asserter, narrative)
    if told is None:
        return blocks.listing(phrase("sequence.heading"), text=[worded.nothing(case, "narratives.too_many")])
    if told.nothing or told.unsaid:
        return blocks.listing(phrase("sequence.heading"), text=[told.nothing or phrase("sequence.none")])
    found = forms.chosen(told.forms, WIDE_MM)
    if found is None:
        return blocks.table(worded.table(told.case, told.picture, told.caption("crowded")), told.heading)
    form, picture = found
    caption = told.caption(form)
    return blocks.figure(
        "sequence", picture, told.heading, caption, lambda: forms.draw(picture, WIDE_MM), width_mm=WIDE_MM
    )


def actors(case: Case, *, at: str = "", seats: Mapping[str, tuple[float, float]] | None = None) -> Block:
    """
    The actors: who accuses, denies, acknowledges or inquires, each line with who says it.

    More than twenty actors stand in a matrix, with those closest to the incident drawn above it;
    `reportkit.actor_table` has the words that such a chart leaves out.

    Parameters
    ----------
    case : Case
        The case.
    at : str
        A day, as people write it: ties that are known not to hold then are left out. Empty for any.
    seats : mapping of str to (float, float), optional
        Seats that are fixed, by actor: how far from the left rim, and how far below the incident (negative:
        above it), as shares of the width.

    Raises
    ------
    NotADay
        If the day is no date.
    reportkit.charts.actors_pins.CannotPin
        If a seat cannot be had; the message says why.
    """
    from reportkit.charts import actors as chart

    day = day_of(at, "at")
    picture = actors_picture.picture(case, day=day)
    try:
        plan = chart.planned(picture, WIDE_MM, seats=seats)
    except chart.TooManyActors:
        items = [noted.too_many(case, picture), *actors_picture.listed(case, picture)]
        return blocks.listing(phrase("actors.heading_plain"), items)
    heading = phrase("actors.heading" if picture.ties else "actors.heading_plain")
    caption = actors_caption.caption(case, picture, plan.form, day)
    return blocks.figure("actors", picture, heading, caption, lambda: chart.drawn(plan), width_mm=WIDE_MM)


def matrix(case: Case) -> Block:
    """
    Who says what: propositions by speakers, with the standing of each.

    Beyond twelve propositions or ten speakers it is the ten most contested propositions; all of them are
    counted in `reportkit.strip_for`, which belongs below it.
    """
    if answers.too_large(case):
        most = tables.matrix(case, answers.contested_rows(case))
        return blocks.table(most, phrase("strip.heading_contested"))
    return blocks.table(tables.matrix(case), phrase("matrix.heading"))


def denials(case: Case) -> Block:
    """What each denial covers and what it does not address."""
    table = tables.denials(case)
    if not table.rows:
        return blocks.listing(phrase("denials.heading"), text=[noted.no_denial(case)])
    return blocks.table(table, phrase("denials.heading"))


def sources(case: Case | Corpus, *, incidents: Iterable[str] = (), also: Iterable[Block] = ()) -> Block:
    """
    The claims the page uses, with speaker, document and paragraph.

    Parameters
    ----------
    case : Case or Corpus
        A case gives the claims that its briefing refers to, a corpus all of its own.
    incidents : iterable of str, optional
        Slugs; of a corpus, only the claims about these incidents and the links at them.
    also : iterable of Block, optional
        Blocks of a case's page that are not always on it; the claims that they refer to are listed too.
    """
    if isinstance(case, Case):
        more = [key for block in also for key in block.references]
        return blocks.table(tables.claims(case, [*referenced(case), *more]), phrase("claims.heading"))
    record = whole(case)
    wanted = set(incidents)
    used = [c for c in record.statements if not wanted or wanted & {*c.incidents, *_tied(c)}]
    return blocks.table(tables.claims(record, names.number(record, used)), phrase("claims.heading"))


def _tied(claim: Claim) -> Iterator[str]:
    return (slug for p in claim.propositions for slug in ends(p))


def legend(case: Case | Corpus) -> Block:
    """The marks and what they mean."""
    del case
    return blocks.made("legend", {"heading": [], "items": _legend_items()})


def notes(case: Case | Corpus) -> Block:
    """The documents, how speakers are heard, and names in full and in their own script."""
    about = case if isinstance(case, Case) else whole(case)
    return blocks.made("notes", {"heading": [], "items": noted.notes(about)})


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
    shown = (drawn, places_picture.picture(case), *_sequence_parts(case))
    captions = (places_picture.caption(case), *(actors_caption.caption(case, drawn, f) for f in _ACTORS))
    found += [key for part in (*shown, *captions) if part for key in record.references_in(part)]
    return tuple(dict.fromkeys(key for key in found if key.startswith("C")))


def _sequence_parts(case: Case) -> tuple[object, ...]:
    """Return what the sequence says in any of its forms, with its table."""
    told = sequence_told.telling(case)
    if told is None or told.nothing:
        return ()
    return told.picture, told.caption(worded.SENTENCES), told.table(worded.COUNTED)


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

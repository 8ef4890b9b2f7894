"""The events of a case or a corpus on one sequence, each side's telling of it, and who contradicts whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.questions.asked import About, dossier, incidents_of
from reportkit.wording import escalation as worded
from reportkit.wording import narratives as told
from reportkit.wording import orders as stated
from reportkit.wording import sequence_told
from reportkit.wording.escalation import CROWDED, TABLE
from reportkit.wording.phrases import phrase
from reportkit.wording.sequence_told import Telling, UnknownNarrative

if TYPE_CHECKING:
    from reportkit.charts.sheet import Sheet
    from reportkit.dossier import Dossier
    from reportkit.wording.sequence_told import AnySequence
    from reportkit.wording.tables import Table

__all__ = [
    "UnknownNarrative",
    "contradictions",
    "escalation",
    "escalation_table",
    "event_table",
    "narratives",
    "orders",
    "sides",
]

WIDE_MM = 178


class _Drawn(NamedTuple):
    """A form of a sequence that fits a page: its name, its picture record, and what draws it."""

    form: str
    picture: AnySequence
    draw: Callable[[], Sheet]


def escalation(about: About, *, asserter: str = "", narrative: int = 1) -> Block:
    """
    All incidents on one sequence: events by incident and statements by speaker, in the order that is stated.

    Of what speakers say only that is shown which tells of an event itself: that it took place, what it
    was, by whom, when and why. What a page cannot hold in words at their marks is numbered, its words in
    `event_table`; what it cannot hold so is counted; and what it cannot hold at all becomes a table.

    Parameters
    ----------
    about : Corpus or Dossier
        What is asked; the whole of a corpus as a rule.
    asserter : str, optional
        An actor: only what it says, and those that are part of it, is shown. Standings are then as if
        nobody else had spoken.
    narrative : int
        Which narrative of the order is shown where speakers contradict each other, from 1, as `narratives`
        numbers them.

    Raises
    ------
    UnknownActor
        If the corpus has no such actor; the nearest is named.
    UnknownNarrative
        If there are not so many narratives.

    Examples
    --------
    >>> from reportkit import opening
    >>> escalation(opening.corpus()).content["figure"]
    'escalation'
    """
    asked = sequence_told.telling(dossier(about), asserter, narrative)
    if asked is None:
        return _too_many(dossier(about))
    if asked.nothing:
        return _silent(asked)
    drawn = _drawn(asked)
    if drawn is None:
        return _as_table(asked, CROWDED)
    caption = asked.caption(drawn.form)
    return blocks.figure("escalation", drawn.picture, asked.heading, caption, drawn.draw, width_mm=WIDE_MM)


def event_table(about: About, *, asserter: str = "", narrative: int = 1) -> Block:
    """
    The words that a drawn sequence leaves out: events and statements by the numbers that they have in it.

    Where the drawing has all of its words, this block has no heading and no rows, and nothing is shown.
    Ties between events that are stated and not drawn stand in it in any case.

    Parameters
    ----------
    about : Case, Corpus or Dossier
        What the sequence is drawn of.
    asserter : str, optional
        The actor that alone is heard in it.
    narrative : int
        The narrative of the order that is drawn, from 1.

    Raises
    ------
    UnknownActor
        If the corpus has no such actor; the nearest is named.
    UnknownNarrative
        If there are not so many narratives.

    Examples
    --------
    >>> from reportkit import opening
    >>> event_table(opening.load("kalsu-explosion")).text()
    ''
    """
    asked = sequence_told.telling(dossier(about), asserter, narrative)
    drawn = None if asked is None or asked.nothing or asked.unsaid else _drawn(asked)
    if asked is None or drawn is None:  # then a sentence or a table stands in the place of the drawing
        return blocks.table(sequence_told.no_rows(), ())
    found = asked.table(drawn.form)
    return blocks.table(found, phrase("events.heading") if found.rows else ())


def escalation_table(about: About, *, asserter: str = "", narrative: int = 1) -> Block:
    """
    The same sequence as a table: each event and statement with its day or its place in the order.

    Parameters
    ----------
    about, asserter, narrative
        As `escalation` takes them; it is made of the record that the drawing is made of.

    Raises
    ------
    UnknownActor
        If the corpus has no such actor; the nearest is named.
    UnknownNarrative
        If there are not so many narratives.

    Examples
    --------
    >>> from reportkit import opening
    >>> len(escalation_table(opening.corpus()).content["rows"])
    18
    """
    asked = sequence_told.telling(dossier(about), asserter, narrative)
    if asked is None:
        return _too_many(dossier(about))
    return _silent(asked) if asked.nothing else _as_table(asked, TABLE)


def orders(about: About, *, incidents: Iterable[str] = ()) -> Block:
    """
    Who states or denies which order: one row a statement on which of two events was first, with its speaker.

    Parameters
    ----------
    about : Corpus or Dossier
        What is asked.
    incidents : iterable of str, optional
        Slugs; only orders between these. Left out, all.

    Raises
    ------
    reportkit.opening.UnknownIncident
        If the corpus has no such incident; the nearest is named.

    Examples
    --------
    >>> from reportkit import opening
    >>> len(orders(opening.corpus()).content["rows"])
    7
    """
    case = dossier(about)
    slugs = incidents_of(case.corpus, incidents)
    return _table(case, stated.orders(case, slugs), "orders.heading", _nobody_orders(slugs))


def sides(about: About, *, incidents: Iterable[str] = ()) -> Block:
    """
    Each side's telling of the same order, one row a speaker; what it does not address is named, not denied.

    Parameters
    ----------
    about : Corpus or Dossier
        What is asked.
    incidents : iterable of str, optional
        Slugs; only orders between these and days of these. Left out, all.

    Raises
    ------
    reportkit.opening.UnknownIncident
        If the corpus has no such incident; the nearest is named.
    """
    case = dossier(about)
    slugs = incidents_of(case.corpus, incidents)
    return _table(case, stated.sides(case, slugs), "sides.heading", _nobody_orders(slugs))


def _nobody_orders(slugs: tuple[str, ...]) -> str:
    """Return the key of the sentence that nobody states an order, among all or those asked about."""
    return "orders.none_between" if slugs else "orders.none"


def contradictions(about: About) -> Block:
    """Who contradicts whom on order, by which claims; a reader's inference that does not fit is named."""
    case = dossier(about)
    if not sequence_told.narratives_of(case):
        return _too_many(case)
    return _table(case, told.contradictions(case), "contradictions.heading", "contradictions.none")


def narratives(about: About) -> Block:
    """
    The narratives of the order that can each be so as a whole, with whose word each leaves out.

    There is one where nobody contradicts anybody; then nothing is listed.
    """
    case = dossier(about)
    if (many := sequence_told.narratives_of(case)) == 0:
        return _too_many(case)
    if many == 1:
        return blocks.listing(phrase("narratives.heading"), text=[worded.nothing(case, "narratives.one")])
    return blocks.table(told.narratives(case), phrase("narratives.heading"))


def _too_many(case: Dossier) -> Block:
    return blocks.listing(phrase("narratives.heading"), text=[worded.nothing(case, "narratives.too_many")])


def _silent(asked: Telling) -> Block:
    return blocks.listing(asked.heading, text=[asked.nothing])


def _as_table(asked: Telling, form: str) -> Block:
    found = worded.table(asked.case, asked.picture, asked.caption(form))
    return blocks.table(found, phrase("escalation.heading"))


def _table(case: Dossier, found: Table, heading: str, none: str) -> Block:
    if found.rows:
        return blocks.table(found, phrase(heading))
    return blocks.listing(phrase(heading), text=[worded.nothing(case, none)])


def _drawn(asked: Telling) -> _Drawn | None:
    """Return the first form of a sequence that fits a page, if one does."""
    from reportkit.charts import sequence_forms  # noqa: PLC0415 - matplotlib is loaded to draw something

    found = sequence_forms.chosen(asked.forms, WIDE_MM)
    if found is None:
        return None
    form, picture = found
    return _Drawn(form, picture, lambda: sequence_forms.draw(picture, WIDE_MM))

"""All incidents of a corpus on one sequence, each side's telling of it, and who contradicts whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportkit import blocks
from reportkit.analysis import sequence
from reportkit.blocks import Block
from reportkit.problems import Told
from reportkit.questions.asked import About, dossier, incidents_of
from reportkit.wording import escalation as worded
from reportkit.wording import narratives as told
from reportkit.wording import orders as stated
from reportkit.wording import sequence_picture
from reportkit.wording.escalation import CROWDED, EVENTS, TABLE, WHOLE
from reportkit.wording.phrases import phrase

if TYPE_CHECKING:
    from reportkit.dossier import Dossier
    from reportkit.wording.pictures import SequencePicture
    from reportkit.wording.runs import Line
    from reportkit.wording.tables import Table

WIDE_MM = 178
TALLEST_MM = 238  # what a page holds of a figure, beside its heading and its caption
LOWEST_MM = 4.5  # the least height of a lane
MM_PER_INCH = 25.4
MOST_IN_KEY = 14  # labels that a reader still looks up under a number


class UnknownNarrative(Told, LookupError):  # noqa: N818 - a number that is not there is told, not a fault
    """Raised for a narrative of the order that the record does not have; the message says how many it has."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about the sequence: what it is asked of, who is heard, and in which narrative."""

    case: Dossier
    asserter: str
    narrative: int

    @property
    def nothing(self) -> Line:
        """The sentence that there is no event to show; empty where there is one."""
        return () if self.case.related else worded.silent(self.case, self.asserter)

    def caption(self, shown: str) -> Line:
        return worded.caption(self.case, shown=shown, asserter=self.asserter, narrative=self.narrative)

    def picture(self, shown: str) -> SequencePicture:
        return sequence_picture.picture(self.case, narrative=self.narrative, statements=shown != EVENTS)

    def table(self, shown: str) -> Block:
        found = worded.table(self.picture(shown), self.caption(shown))
        return blocks.table(found, phrase("escalation.heading"))


def escalation(about: About, *, asserter: str = "", narrative: int = 1) -> Block:
    """
    All incidents on one sequence: events by incident and statements by speaker, in the order that is stated.

    Of what speakers say only that is shown which tells of an event itself: that it took place, what it
    was, by whom, when and why. What would be too crowded to read is drawn without statements; what
    would be so still, or needs more columns than a page has, becomes a table. Either says so.

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
    asked = _asked(about, asserter, narrative)
    if asked is None:
        return _too_many(dossier(about))
    if asked.nothing:
        return _silent(asked)
    for shown in (WHOLE, EVENTS):
        picture = asked.picture(shown)
        if draw := _drawn(picture):
            heading, caption = worded.heading(asked.case, picture, asked.asserter), asked.caption(shown)
            return blocks.figure("escalation", picture, heading, caption, draw, width_mm=WIDE_MM)
    return asked.table(CROWDED)


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
    asked = _asked(about, asserter, narrative)
    if asked is None:
        return _too_many(dossier(about))
    return _silent(asked) if asked.nothing else asked.table(TABLE)


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
    if not _narratives(case):
        return _too_many(case)
    return _table(case, told.contradictions(case), "contradictions.heading", "contradictions.none")


def narratives(about: About) -> Block:
    """
    The narratives of the order that can each be so as a whole, with whose word each leaves out.

    There is one where nobody contradicts anybody; then nothing is listed.
    """
    case = dossier(about)
    if (many := _narratives(case)) == 0:
        return _too_many(case)
    if many == 1:
        return blocks.listing(phrase("narratives.heading"), text=[worded.nothing(case, "narratives.one")])
    return blocks.table(told.narratives(case), phrase("narratives.heading"))


def _asked(about: About, asserter: str, narrative: int) -> _Asked | None:
    """Return what is asked, None where there are more narratives than can be told apart."""
    case = dossier(about)
    case = case.heard(asserter) if asserter else case
    many = _narratives(case)
    if many and not 1 <= narrative <= many:
        there = (
            "there is one narrative of the order"
            if many == 1
            else f"there are {many} narratives of the order"
        )
        raise UnknownNarrative(f"there is no narrative {narrative}: {there}, counted from 1")
    return _Asked(case, asserter, narrative) if many else None


def _narratives(case: Dossier) -> int:
    """Return how many narratives of the order there are, 0 for more than can be told apart."""
    try:
        return len(case.narratives)
    except sequence.TooManyNarratives:
        return 0


def _too_many(case: Dossier) -> Block:
    return blocks.listing(phrase("narratives.heading"), text=[worded.nothing(case, "narratives.too_many")])


def _silent(asked: _Asked) -> Block:
    heading = worded.heading(asked.case, asked.picture(TABLE), asked.asserter)
    return blocks.listing(heading, text=[asked.nothing])


def _table(case: Dossier, found: Table, heading: str, none: str) -> Block:
    if found.rows:
        return blocks.table(found, phrase(heading))
    return blocks.listing(phrase(heading), text=[worded.nothing(case, none)])


def _drawn(picture: SequencePicture) -> Callable[[], str] | None:
    """Draw a sequence, if a reader can read it on one page, and return what gives its SVG."""
    from reportkit.charts import layout, sheet  # noqa: PLC0415 - matplotlib is loaded to draw something
    from reportkit.charts import sequence as chart  # noqa: PLC0415
    from reportkit.charts.sequence_seats import TooManyColumns  # noqa: PLC0415

    if len(picture.lanes) * LOWEST_MM > TALLEST_MM:
        return None
    try:
        drawing = chart.draw(picture, WIDE_MM, weighed=True)
    except TooManyColumns:
        return None
    tall = drawing.get_figheight() * MM_PER_INCH > TALLEST_MM
    crowded = chart.numbered(drawing) > MOST_IN_KEY
    return None if tall or crowded or layout.faults(drawing) else lambda: sheet.svg(drawing)

"""
A sequence and every form it can be told in, from all its words at their marks down to counts.

Which of the forms is shown follows from the finished drawing: the first that a page can hold. The words
round it, and the table of what it leaves out, follow from the form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from reportkit.analysis import sequence
from reportkit.dossier import Dossier
from reportkit.problems import Told
from reportkit.wording import escalation as worded
from reportkit.wording import sequence_table
from reportkit.wording.escalation import COUNTED, NUMBERED, SENTENCES, TALLIED
from reportkit.wording.pictures import CountedSequence, NumberedSequence, SequenceLink, SequencePicture
from reportkit.wording.runs import Line
from reportkit.wording.sequence_counted import counted
from reportkit.wording.sequence_layout import Layout, layout
from reportkit.wording.sequence_links import parted, set_aside, stated_links
from reportkit.wording.sequence_numbered import numbered, numbers
from reportkit.wording.sequence_picture import picture
from reportkit.wording.sequence_statements import statement_lanes
from reportkit.wording.tables import Table

AnySequence = SequencePicture | NumberedSequence | CountedSequence
Forms = tuple[tuple[str, Callable[[], AnySequence]], ...]


class UnknownNarrative(Told, LookupError):  # noqa: N818 - a number that is not there is told, not a fault
    """Raised for a narrative of the order that the record does not have; the message says how many it has."""


@dataclass(frozen=True)
class Telling:
    """A question about the sequence: what it is asked of, who alone is heard, and in which narrative."""

    case: Dossier
    asserter: str
    narrative: int

    @property
    def nothing(self) -> Line:
        """The sentence that there is no event to show; empty where there is one."""
        return () if self.case.related else worded.silent(self.case, self.asserter)

    @property
    def unsaid(self) -> bool:
        """Whether nobody speaks of any of its events."""
        marks = (mark for lane in self.picture.lanes for mark in lane.marks)
        return all(mark.mark == "not_addressed" for mark in marks)

    @cached_property
    def layout(self) -> Layout:
        """Where its events stand."""
        return layout(self.case, self.narrative)

    @cached_property
    def picture(self) -> SequencePicture:
        """The sequence with all of its words."""
        return picture(self.case, narrative=self.narrative)

    @cached_property
    def links(self) -> tuple[SequenceLink, ...]:
        """Every tie between two events that is stated and could be drawn."""
        return stated_links(self.case, self.layout.version)

    @property
    def left(self) -> tuple[SequenceLink, ...]:
        """The ties that no drawing of it has a line for: beyond the first few, or contradicting itself."""
        return (*parted(self.case, self.links)[1], *self.aside)

    @cached_property
    def aside(self) -> tuple[SequenceLink, ...]:
        """The ties of speakers who contradict themselves on order; no line can be right for them."""
        return set_aside(self.case, self.layout.version)

    @property
    def forms(self) -> Forms:
        """The forms it can be told in, the fullest first: each with what makes its picture record."""
        return (
            (SENTENCES, lambda: self.picture),
            (NUMBERED, lambda: numbered(self.case, self.layout, tallied=False)),
            (TALLIED, lambda: numbered(self.case, self.layout, tallied=True)),
            (COUNTED, lambda: counted(self.case, self.layout)),
        )

    @property
    def heading(self) -> Line:
        """How much of it carries a day, or whose telling it is."""
        return worded.heading(self.case, self.picture, self.asserter)

    def caption(self, form: str) -> Line:
        """Return what the signs of a form mean, what it leaves out, and whose word it is."""
        left = len(self.links) + len(self.aside) if form == COUNTED else len(self.left)
        return worded.caption(
            self.case, form=form, left=left, asserter=self.asserter, narrative=self.narrative
        )

    def table(self, form: str) -> Table:
        """Return the table of what a form leaves out: empty where its drawing has every word."""
        if form == SENTENCES:
            if not self.left:
                return sequence_table.empty()
            return sequence_table.left_over(self.case, self.picture, self.left)
        told = numbers(self.case, self.layout, statement_lanes(self.case, self.layout))
        return sequence_table.events(self.case, self.layout, self.picture, told, (*self.links, *self.aside))


def telling(case: Dossier, asserter: str = "", narrative: int = 1) -> Telling | None:
    """
    Return a sequence to be told, None where there are more narratives than can be told apart.

    Raises
    ------
    UnknownActor
        If the corpus has no such actor; the nearest is named.
    UnknownNarrative
        If there are not so many narratives.
    """
    heard = case.heard(asserter) if asserter else case
    many = narratives_of(heard)
    if many and not 1 <= narrative <= many:
        there = (
            "there is one narrative of the order"
            if many == 1
            else f"there are {many} narratives of the order"
        )
        raise UnknownNarrative(f"there is no narrative {narrative}: {there}, counted from 1")
    return Telling(heard, asserter, narrative) if many else None


def narratives_of(case: Dossier) -> int:
    """Return how many narratives of the order there are, 0 for more than can be told apart."""
    try:
        return len(case.narratives)
    except sequence.TooManyNarratives:
        return 0


def no_rows() -> Table:
    """Return the table of a sequence whose drawing leaves nothing out."""
    return sequence_table.empty()

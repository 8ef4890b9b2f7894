"""Where the events of a sequence stand: in columns of stated order, or at the days stated for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from reportkit import codebook
from reportkit.analysis import sequence
from reportkit.analysis.sequence import Bound, Bounds, Narrative, Slot
from reportkit.dossier import END, Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording.pictures import End

MAX_DATED_DAYS = 45
EDGE = End("edge", None, cap=False, inferred=False)


@dataclass(frozen=True, slots=True)
class Version:
    """
    Which narrative is drawn, by itself: order, bounds, days and lines are its own and nobody else's.

    What two speakers say who contradict each other is never drawn together.
    """

    story: Narrative

    def counts(self, claim: Claim) -> bool:
        """Whether what a claim says of order and time is part of what is drawn."""
        aside = {c.claim for c in self.story.set_aside}
        return claim.speaker in self.story.speakers and claim.id not in aside

    def bounds(self, point: str) -> Bounds:
        """Return the days left open for a point; of one that nobody orders or dates, all."""
        solution = self.story.solution
        return solution[point] if point in solution.points else Bounds(point, Bound(), Bound())


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Where events stand: the column of each by order, or its day or days where it has them.

    ``columns`` gives every point without a day its column as drawn, from 0; ``slots`` every point
    the columns that order leaves open to it; ``days`` the incidents with a day their first and
    last as proleptic ordinals; ``shown`` the drawn column of each column of the order; ``version`` is
    the narrative behind all of it. ``after`` holds the incidents that stand at the first day left open
    to them because what is before them has a day, and whether only a reader's inference says so.
    """

    columns: Mapping[str, int]
    slots: Mapping[str, Slot]
    days: Mapping[str, tuple[int, int]]
    shown: Mapping[int, int]
    version: Version
    after: Mapping[str, bool]


def layout(case: Dossier, narrative: int = 1) -> Layout:
    """
    Return where the events of a narrative stand.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    narrative : int
        Which narrative is drawn, by itself, from 1: the first is the one that most speakers share.
    """
    version = Version(case.narratives[narrative - 1])
    events = [p for p in case.points if p.removesuffix(END) in case.related]
    constraints = version.story.solution.constraints
    slots = sequence.slots(events, [c for c in constraints if c.earlier in events and c.later in events])
    days = {slug: stated for slug in case.related if (stated := _days(slug, version))}
    after = _after(case, version, days)
    days |= {slug: (first, first) for slug, (first, _) in after.items()}
    used = sorted({slot.column for point, slot in slots.items() if point not in days})
    shown = {column: n for n, column in enumerate(used)}
    columns = {point: shown[slot.column] for point, slot in slots.items() if point not in days}
    inferred = {slug: by for slug, (_, by) in after.items()}
    return Layout(columns, slots, days, shown, version, inferred)


def _after(
    case: Dossier, version: Version, days: Mapping[str, tuple[int, int]]
) -> dict[str, tuple[int, bool]]:
    """
    Return the events without a day that cannot be before the first dated one, with their first open day.

    Left of the days they would seem to be before what they follow. Each comes with whether only a
    reader's inference says so.
    """
    first = min((day for day, _ in days.values()), default=date.max.toordinal())
    found = {}
    for slug in case.related:
        earliest = version.story.solution[slug].earliest
        if slug not in days and earliest.day and earliest.day.toordinal() >= first:
            found[slug] = (earliest.day.toordinal(), earliest.inferred)
    return found


def _days(slug: str, version: Version) -> tuple[int, int] | None:
    """
    Return the first and last day of an event, None where they are not bounded closely enough.

    They follow from all that the version holds, without what a reader infers.
    """
    bounds = next((b for b in version.story.solution.stated if b.point == slug), None)
    if bounds is None:
        return None
    if not bounds.earliest.day or not bounds.latest.day:
        return None
    first, last = bounds.earliest.day.toordinal(), bounds.latest.day.toordinal()
    return (first, last) if last - first <= MAX_DATED_DAYS else None


def in_order(case: Dossier, found: Layout) -> list[str]:
    """Return the incidents as their marks stand from left to right; of those in one place, as registered."""
    registered = {slug: number for number, slug in enumerate(case.corpus.incidents)}

    def place(slug: str) -> tuple[bool, int, int]:
        dated = slug not in found.columns
        at = sum(found.days[slug]) if dated else found.columns[slug]
        return dated, at, registered[slug]

    return sorted(case.related, key=place)


def is_drawn(p: Proposition) -> bool:
    """Whether a link of order is drawn as a line of its own: where it has a gap to tell."""
    return bool(p.gap) and codebook.vocabulary("links")[p["link"]]["kind"] == "order"


def said_days(case: Dossier) -> set[int]:
    """Return the days, as ordinals, on which speakers are said to have spoken of the incident."""
    said = [c.said for c in case.core if c.said and c.said.precise and c.speaker not in case.voices]
    return {when.first.toordinal() for when in said if when.first}

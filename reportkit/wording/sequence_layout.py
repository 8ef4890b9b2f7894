"""Where the events of a sequence stand: in columns of stated order, or at the days stated for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportkit.analysis import sequence
from reportkit.analysis.sequence import Slot
from reportkit.dossier import END, Dossier
from reportkit.wording.pictures import End

MAX_DATED_DAYS = 45
EDGE = End("edge", None, cap=False, inferred=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """
    Where events stand: the column of each by order, or its day or days where it has them.

    ``columns`` gives every point without a day its column as drawn, from 0; ``slots`` every point
    the columns that order leaves open to it; ``days`` the incidents with a day their first and
    last as proleptic ordinals; ``shown`` the drawn column of each column of the order.
    """

    columns: Mapping[str, int]
    slots: Mapping[str, Slot]
    days: Mapping[str, tuple[int, int]]
    shown: Mapping[int, int]


def layout(case: Dossier) -> Layout:
    """Return where the events of the drawn narrative stand: the first, which most speakers share."""
    events = [p for p in case.points if p.removesuffix(END) in case.related]
    constraints = case.narratives[0].solution.constraints
    slots = sequence.slots(events, [c for c in constraints if c.earlier in events and c.later in events])
    days = {slug: stated for slug in case.related if (stated := _days(case, slug))}
    used = sorted({slot.column for point, slot in slots.items() if point not in days})
    shown = {column: n for n, column in enumerate(used)}
    columns = {point: shown[slot.column] for point, slot in slots.items() if point not in days}
    return Layout(columns, slots, days, shown)


def _days(case: Dossier, slug: str) -> tuple[int, int] | None:
    """Return the first and last day stated for an event, None where nobody dates it closely enough."""
    if not any(p.when is not None and not p["point"] for _, p in case.said(slug, "time")):
        return None
    bounds = next(b for b in case.narratives[0].solution.stated if b.point == slug)
    if not bounds.earliest.day or not bounds.latest.day:
        return None
    first, last = bounds.earliest.day.toordinal(), bounds.latest.day.toordinal()
    return (first, last) if last - first <= MAX_DATED_DAYS else None


def in_order(case: Dossier, found: Layout) -> list[str]:
    """Return the incidents from left to right, then by nearness to the one briefed."""

    def place(slug: str) -> tuple[bool, int, int]:
        dated = slug not in found.columns
        at = found.days[slug][0] if dated else found.columns[slug]
        return dated, at, case.related.index(slug)

    return sorted(case.related, key=place)


def said_days(case: Dossier) -> set[int]:
    """Return the days, as ordinals, on which speakers are said to have spoken of the incident."""
    said = [c.said for c in case.core if c.said and c.said.precise and c.speaker not in case.voices]
    return {when.first.toordinal() for when in said if when.first}

"""
Which events fall into which week, by what is said of them, and which weeks the record looks at.

An event counts in a week only where what speakers say leaves no other; one whose day hinges on a reader's
inference, or is not bounded so closely, is counted apart. A week is observed where a document is dated in it:
an empty week without one is not a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reportkit import codebook
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording.scales import monday

SEVERAL, UNSAID = "several", ""
FEWEST = 12
"""Events in known weeks below which counts by week say less than their list."""


@dataclass(frozen=True, slots=True)
class Event:
    """An incident that somebody affirms; ``week`` is the ordinal of its Monday, None where it is open."""

    slug: str
    week: int | None
    kind: str
    acknowledged: bool
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Events of a record by week, those that nobody affirms, and the documents of each observed week."""

    events: tuple[Event, ...]
    unaffirmed: tuple[str, ...]
    documents: Mapping[int, tuple[str, ...]]

    @property
    def dated(self) -> tuple[Event, ...]:
        """The events whose week is known."""
        return tuple(event for event in self.events if event.week is not None)

    @property
    def undated(self) -> tuple[Event, ...]:
        """The events whose week is not known."""
        return tuple(event for event in self.events if event.week is None)


def weeks(case: Dossier) -> Weeks:
    """
    Return the events of a record by week.

    Examples
    --------
    >>> from reportkit import opening
    >>> from reportkit.dossier import whole
    >>> len(weeks(whole(opening.corpus())).undated)
    6
    """
    found = [(slug, _affirming(case, slug)) for slug in case.related]
    events = tuple(_event(case, slug, claims) for slug, claims in found if claims)
    return Weeks(events, tuple(slug for slug, claims in found if not claims), _observed(case))


def _affirming(case: Dossier, slug: str) -> tuple[Claim, ...]:
    """Return who says that an event took place, or what kind it was, and has not taken it back."""
    said = case.said(slug, "occurred") or case.said(slug, "nature")
    return tuple(dict.fromkeys(claim for claim, _ in said))


def _event(case: Dossier, slug: str, claims: tuple[Claim, ...]) -> Event:
    occurred = case.standing("occurred", slug)
    acknowledged = occurred is not None and occurred.word == "acknowledged"
    natures = [p["is"] for _, p in case.said(slug, "nature")]
    return Event(slug, _week(case, slug), shared(natures), acknowledged, claims)


def _week(case: Dossier, slug: str) -> int | None:
    """Return the only week that what is said leaves open, None for more, or where a reader infers it."""
    bounds = case.bounds(slug)
    first, last = bounds.earliest, bounds.latest
    if first.day is None or last.day is None or first.inferred or last.inferred:
        return None
    week = monday(first.day.toordinal())
    return week if week == monday(last.day.toordinal()) else None


def shared(natures: Iterable[str]) -> str:
    """
    Return the narrowest kind of event that all the kinds that are said agree on.

    It is "" where none is said, and "several" where they exclude each other: to choose one would take a side.

    Examples
    --------
    >>> shared(["airstrike", "attack"]), shared(["fire", "airstrike"]), shared([])
    ('attack', 'several', '')
    """
    chains = [codebook.kinds_above(nature) for nature in dict.fromkeys(natures)]
    if not chains:
        return UNSAID
    return next((kind for kind in chains[0] if all(kind in chain for chain in chains)), SEVERAL)


def _observed(case: Dossier) -> dict[int, tuple[str, ...]]:
    """Return the documents that are dated within one week, by its Monday."""
    found: dict[int, list[str]] = {}
    for document in case.documents:
        when = document.date
        if when is not None and when.first is not None and when.last is not None:
            week = monday(when.first.toordinal())
            if week == monday(when.last.toordinal()):
                found.setdefault(week, []).append(document.id)
    return {week: tuple(found[week]) for week in sorted(found)}

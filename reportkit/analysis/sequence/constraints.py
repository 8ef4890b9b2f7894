"""
What one claim says about two points in time, as limits on the days between them.

Dates are limits against the common `ORIGIN`, "after" is no day or more and a strict order
beside it. What comes in any order is sorted here, once, so that nothing after depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reportkit.dates import Gap, When

ORIGIN = ""
"""The point that dates are counted from: day 1 is 0001-01-01. No other point has an empty name."""

LAST_DAY = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Constraint:
    """
    What one claim says about two points: ``low <= later - earlier <= high``, in days.

    Parameters
    ----------
    earlier, later : str
        Names of the points; with a negative ``low`` the names promise no order.
    low, high : int or None
        Limits in days, None is open. With ``order``, a missing ``low`` is 0.
    claim, speaker : str
        The claim it is from and who speaks in it.
    inferred : bool
        Whether it holds only because a reader resolved a reference.
    order : bool
        Whether ``earlier`` is before ``later`` also when both fall on one day.

    Raises
    ------
    ValueError
        For two equal points, crossed limits, an order against its limits, and limits beyond the calendar.
    """

    earlier: str
    later: str
    low: int | None
    high: int | None
    claim: str
    speaker: str
    inferred: bool = False
    order: bool = False

    def __post_init__(self) -> None:
        if self.earlier == self.later:
            raise ValueError(f"claim {self.claim!r} relates {self.earlier!r} to itself")
        if self.order and (self.low is None or self.low < 0):
            object.__setattr__(self, "low", 0)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"claim {self.claim!r} has crossed limits: {self.low} and {self.high} days")
        if max(abs(self.low or 0), abs(self.high or 0)) > LAST_DAY:
            raise ValueError(f"claim {self.claim!r} reaches beyond the calendar")


def at(point: str, when: When, claim: str, speaker: str, *, inferred: bool = False) -> Constraint:
    """
    Return the constraint that a date sets on a point; one in doubt sets no limit.

    Examples
    --------
    >>> from reportkit.dates import parse
    >>> at("fire", parse("by 0001-01-31"), "C1", "daily").high
    31
    """
    low, high = (day.toordinal() if day else None for day in (when.first, when.last))
    return Constraint(ORIGIN, point, low, high, claim, speaker, inferred)


def after(  # noqa: PLR0913 - two points, what lies between them, and who says so
    earlier: str, later: str, claim: str, speaker: str, gap: Gap | None = None, *, inferred: bool = False
) -> Constraint:
    """
    Return the constraint that one point is after another, by a gap if one is told.

    Examples
    --------
    >>> after("raid", "fire", "C2", "daily").low
    0
    """
    low, high = (gap.low_days, gap.high_days) if gap else (0, None)
    return Constraint(earlier, later, low, high, claim, speaker, inferred, order=True)


def canonical(
    points: Iterable[str], constraints: Iterable[Constraint]
) -> tuple[tuple[str, ...], tuple[Constraint, ...]]:
    """Return points and constraints once each and sorted, so that the order they came in changes nothing."""
    names = tuple(sorted(set(points)))
    told = tuple(sorted(set(constraints), key=sorting))
    if ORIGIN in names:
        raise ValueError("a point has no name")
    known = {ORIGIN, *names}
    if unknown := sorted({p for c in told for p in (c.earlier, c.later)} - known):
        raise ValueError(f"constraints name points that are not there: {', '.join(unknown)}")
    return names, told


def claims_of(constraints: Iterable[Constraint]) -> tuple[str, ...]:
    """Return the claims that constraints are from, once each and sorted."""
    return tuple(sorted({c.claim for c in constraints}))


def sorting(constraint: Constraint) -> tuple[object, ...]:
    """Return what constraints are sorted by: all they say."""
    c = constraint
    limits = (c.low is None, c.low or 0, c.high is None, c.high or 0)
    return (c.earlier, c.later, c.claim, c.speaker, c.inferred, c.order, *limits)

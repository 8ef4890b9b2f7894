"""
What constraints that agree say together: bounds for each point, an order for each pair.

Everything is solved twice, with readers' inferences and without, and every result names the
claims it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from reportkit.analysis.sequence.conflicts import InconsistentError, conflict_in
from reportkit.analysis.sequence.constraints import LAST_DAY, ORIGIN, Constraint, canonical, claims_of
from reportkit.analysis.sequence.network import Network, network_of, precedence

Order: TypeAlias = Literal["before", "after", "same day", "possibly before", "possibly after", "no order"]


@dataclass(frozen=True, slots=True)
class Bound:
    """A first or last possible day (None is open), its claims, and whether it hinges on an inference."""

    day: date | None = None
    claims: tuple[str, ...] = ()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """The earliest and the latest day on which a point can lie."""

    point: str
    earliest: Bound
    latest: Bound


@dataclass(frozen=True, slots=True)
class Solution:
    """
    What constraints that agree say together; `solve` makes it, `relation` asks it about pairs.

    ``bounds`` has one entry a point, in the order of ``points`` (sorted); ``stated`` is the same
    without the inferred constraints. The networks behind both are there for this package.
    """

    points: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    bounds: tuple[Bounds, ...]
    stated: tuple[Bounds, ...]
    network: Network = field(compare=False, repr=False)
    stated_network: Network = field(compare=False, repr=False)

    def __getitem__(self, point: str) -> Bounds:
        """Return the bounds of one point."""
        return self.bounds[self.points.index(point)]


@dataclass(frozen=True, slots=True)
class Relation:
    """
    How one point lies to another.

    ``kind`` is *before* or *after* only if nothing else is possible; *possibly before* means on the
    same day or an earlier one, never a later one; *no order* that both ways stay open. ``low`` and
    ``high`` limit the days from the first point to the second. ``without`` is the kind that is left
    without readers' inferences, ``inferred`` whether it differs.
    """

    kind: Order
    low: int | None
    high: int | None
    claims: tuple[str, ...]
    inferred: bool
    without: Order


def solve(points: Iterable[str], constraints: Iterable[Constraint]) -> Solution:
    """
    Return the tightest bounds that all constraints together allow.

    A simple temporal network (Dechter, Meiri, Pearl 1991), solved with Floyd and Warshall's
    algorithm in the cube of the points. A bound outside the calendar is told as its first or
    last day where that is true of it, else as open.

    Parameters
    ----------
    points : iterable of str
        Every point there is; also those that no constraint names.
    constraints : iterable of Constraint
        What is said about them.

    Raises
    ------
    InconsistentError
        If the constraints cannot all hold; `narratives` takes them apart.
    ValueError
        If a constraint names a point that is not there, or a point has no name.

    Examples
    --------
    >>> from reportkit.analysis.sequence import after, at
    >>> from reportkit.dates import parse, parse_gap
    >>> said = at("post", parse("2031-05-03"), "C1", "ministry")
    >>> answers = after("fire", "post", "C2", "daily", inferred=True)
    >>> next_day = after("raid", "fire", "C3", "daily", parse_gap("P1D"))
    >>> solve(["raid", "fire", "post"], [said, answers, next_day])["raid"].latest
    Bound(day=datetime.date(2031, 5, 2), claims=('C1', 'C2', 'C3'), inferred=True)
    """
    names, told = canonical(points, constraints)
    if conflict := conflict_in(names, told):
        raise InconsistentError(conflict)
    whole = network_of(names, told)
    stated = [c for c in told if not c.inferred]
    part = whole if len(stated) == len(told) else network_of(names, stated)
    without = tuple(_bounds(point, part, part) for point in names)
    return Solution(names, told, tuple(_bounds(point, whole, part) for point in names), without, whole, part)


def relation(solution: Solution, a: str, b: str) -> Relation:
    """
    Return how point *a* lies to point *b*, and the claims that say so.

    What holds without inferences rests on claims without them, even if ``low`` and ``high`` do not.

    Examples
    --------
    >>> from reportkit.analysis.sequence import after
    >>> told = after("a", "b", "C1", "daily"), after("b", "c", "C2", "league", inferred=True)
    >>> solution = solve("abc", told)
    >>> relation(solution, "c", "a").kind, relation(solution, "c", "a").without
    ('after', 'no order')
    """
    kind, low, high, claims = _related(solution.network, a, b)
    without, _, _, stated = _related(solution.stated_network, a, b)
    return Relation(kind, low, high, stated if kind == without else claims, kind != without, without)


def _bounds(point: str, network: Network, stated: Network) -> Bounds:
    def bound(start: str, end: str, sign: int) -> Bound:
        i, j = network.index[start], network.index[end]
        day, without = (_calendar_day(n.days.days(i, j), sign) for n in (network, stated))
        paths = (stated if day == without else network).days
        return Bound(day, claims_of(paths.constraints(i, j)) if day else (), day != without)

    return Bounds(point, bound(point, ORIGIN, -1), bound(ORIGIN, point, 1))


def _calendar_day(days: int | None, sign: int) -> date | None:
    """Return the day of an upper (sign 1) or, with days and sign turned, a lower bound."""
    if days is None or days > (LAST_DAY if sign > 0 else -1):
        return None
    return date.fromordinal(min(max(sign * days, 1), LAST_DAY))


def _related(network: Network, a: str, b: str) -> tuple[Order, int | None, int | None, tuple[str, ...]]:
    """Return the order of two points, the limits of the days between them, and the claims."""
    i, j = network.index[a], network.index[b]
    high, back = network.days.days(i, j), network.days.days(j, i)
    low = None if back is None else -back
    kind: Order = "no order"
    path: Iterable[Constraint] = ()
    if first := precedence(network, i, j):
        kind, path = "before", first
    elif second := precedence(network, j, i):
        kind, path = "after", second
    elif low == high == 0:
        kind, path = "same day", (*network.days.constraints(i, j), *network.days.constraints(j, i))
    elif low == 0:
        kind, path = "possibly before", network.days.constraints(j, i)
    elif high == 0:
        kind, path = "possibly after", network.days.constraints(i, j)
    return kind, low, high, claims_of(path)

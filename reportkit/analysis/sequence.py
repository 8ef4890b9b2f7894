"""
What happened before what, as far as anybody says so.

Time is told in claims over points (events, statements) and differences: a day, a bound, "one
day after", "after". They are solved as a simple temporal network: every constraint is a lower
and an upper limit on the days between two points, dates are limits against one common
`ORIGIN`, and shortest paths give the tightest bounds that all constraints together allow.

Two points of one day can still be in order, which limits in whole days cannot tell. "After"
is therefore kept twice: as zero days or more, and as a link of a strict order beside the
days. One thing is before another if its day is smaller or a chain of such links says so.

Promised: nothing is averaged, guessed or ranked. Every result names the claims it rests on (of
several ways to it one that infers least, then the shortest) and says whether it holds without
what readers inferred. Speakers that cannot all be right become separate narratives. Results
do not depend on the order of points and constraints.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from reportkit.dates import Gap, When

ORIGIN = ""
"""The point that dates are counted from: day 1 is 0001-01-01. No other point has an empty name."""

Order: TypeAlias = Literal["before", "after", "same day", "possibly before", "possibly after", "no order"]
_Matrix: TypeAlias = npt.NDArray[np.int64]

_LAST = date.max.toordinal()
_FAR = 2**62
_NEVER = -(2**30)


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
        if max(abs(self.low or 0), abs(self.high or 0)) > _LAST:
            raise ValueError(f"claim {self.claim!r} reaches beyond the calendar")


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
    without the inferred constraints. The networks behind both are there for this module.
    """

    points: tuple[str, ...]
    constraints: tuple[Constraint, ...]
    bounds: tuple[Bounds, ...]
    stated: tuple[Bounds, ...]
    network: _Network = field(compare=False, repr=False)
    stated_network: _Network = field(compare=False, repr=False)

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


@dataclass(frozen=True, slots=True)
class Contradiction:
    """
    Constraints that cannot all hold while any of them left out makes the rest possible.

    With one speaker it is a speaker contradicting himself; with ``inferred`` it is a reader's
    inference that does not fit, and nobody's word against another's.
    """

    constraints: tuple[Constraint, ...]
    claims: tuple[str, ...]
    speakers: tuple[str, ...]
    inferred: bool


@dataclass(frozen=True, slots=True)
class Narrative:
    """
    What speakers who can all be right say together.

    ``set_aside`` holds their constraints that take part in a contradiction of one speaker with
    himself, or of an inference with what is stated.
    """

    speakers: tuple[str, ...]
    solution: Solution
    set_aside: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """
    Where a point stands in a drawing of order alone.

    ``left`` is the column of the nearest point that is before it, ``right`` of the nearest that
    is after it (None: nothing bounds it on that side); ``left_inferred`` and ``right_inferred``
    say that this column would be another without readers' inferences.
    """

    column: int
    left: int | None = None
    right: int | None = None
    left_inferred: bool = False
    right_inferred: bool = False


class InconsistentError(ValueError):
    """Raised when constraints cannot all hold; ``contradiction`` tells which."""

    def __init__(self, contradiction: Contradiction) -> None:
        super().__init__(contradiction)
        self.contradiction = contradiction

    def __str__(self) -> str:
        """Return who contradicts whom, and in which claims."""
        found = self.contradiction
        return f"claims {', '.join(found.claims)} by {', '.join(found.speakers)} cannot all hold"


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
    >>> from reportkit.dates import parse, parse_gap
    >>> said = at("post", parse("2031-05-03"), "C1", "ministry")
    >>> answers = after("fire", "post", "C2", "daily", inferred=True)
    >>> next_day = after("raid", "fire", "C3", "daily", parse_gap("P1D"))
    >>> solve(["raid", "fire", "post"], [said, answers, next_day])["raid"].latest
    Bound(day=datetime.date(2031, 5, 2), claims=('C1', 'C2', 'C3'), inferred=True)
    """
    names, told = _canonical(points, constraints)
    if conflict := _conflict(names, told):
        raise InconsistentError(conflict)
    whole = _network(names, told)
    stated = [c for c in told if not c.inferred]
    part = whole if len(stated) == len(told) else _network(names, stated)
    without = tuple(_bounds(point, part, part) for point in names)
    return Solution(names, told, tuple(_bounds(point, whole, part) for point in names), without, whole, part)


def relation(solution: Solution, a: str, b: str) -> Relation:
    """
    Return how point *a* lies to point *b*, and the claims that say so.

    What holds without inferences rests on claims without them, even if ``low`` and ``high`` do not.

    Examples
    --------
    >>> told = after("a", "b", "C1", "daily"), after("b", "c", "C2", "league", inferred=True)
    >>> solution = solve("abc", told)
    >>> relation(solution, "c", "a").kind, relation(solution, "c", "a").without
    ('after', 'no order')
    """
    kind, low, high, claims = _related(solution.network, a, b)
    without, _, _, stated = _related(solution.stated_network, a, b)
    return Relation(kind, low, high, stated if kind == without else claims, kind != without, without)


def contradictions(points: Iterable[str], constraints: Iterable[Constraint]) -> tuple[Contradiction, ...]:
    """
    Return minimal sets of constraints that cannot all hold; empty if everything fits together.

    Not every such set there is, but for each speaker or constraint that some narrative leaves
    out, the one it was left out for. What speakers say against each other comes first, then
    what one says against himself, then inferences that do not fit.

    Examples
    --------
    >>> says = after("a", "b", "C1", "daily"), after("b", "a", "C2", "league")
    >>> [c.claims for c in contradictions("ab", says)]
    [('C1', 'C2')]
    """
    return _taken_apart(points, constraints)[1]


def narratives(points: Iterable[str], constraints: Iterable[Constraint]) -> tuple[Narrative, ...]:
    """
    Return the maximal sets of speakers who can all be right, each solved for itself.

    One narrative if everything fits together. Only what is stated sets speakers apart. Where one
    speaker contradicts himself, every claim that takes part is set aside and the rest of what he
    says stays; where an inference contradicts what is stated, the inference is set aside.

    Returns
    -------
    tuple of Narrative
        The one with the most speakers first, then by their names.

    Raises
    ------
    ValueError
        If there are more than 64; that many stories are none.

    Examples
    --------
    >>> says = after("a", "b", "C1", "daily"), after("b", "a", "C2", "league"), after("a", "c", "C3", "port")
    >>> [n.speakers for n in narratives("abc", says)]
    [('daily', 'port'), ('league', 'port')]
    """
    return _taken_apart(points, constraints)[0]


def slots(points: Iterable[str], constraints: Iterable[Constraint]) -> dict[str, Slot]:
    """
    Return the column of every point in a drawing of order, in the order of the points' names.

    A column is the longest chain of "before" that leads to a point. Points an exact gap apart
    stand in adjacent columns: the earlier one is pulled up to its partner into a column of its
    own, and everything from the partner on moves one column to the right. Where that cannot be
    (something lies between them, or a shorter gap comes first) they stay apart. Points in one
    column have no order, and columns are no measure of time.

    Raises
    ------
    InconsistentError
        If the constraints cannot all hold; draw the solutions of `narratives` then.

    Examples
    --------
    >>> from reportkit.dates import parse_gap
    >>> chain = [after(*pair, "C1", "daily") for pair in ("ab", "bc", "cd")]
    >>> columns = slots("abcdx", [*chain, after("x", "d", "C2", "daily", parse_gap("P1D"))])
    >>> {point: slot.column for point, slot in columns.items()}
    {'a': 0, 'b': 1, 'c': 2, 'd': 4, 'x': 3}
    """
    solution = solve(points, constraints)
    index = {point: number for number, point in enumerate(solution.points)}
    before, stated = _before(solution.network), _before(solution.stated_network)
    columns = _columns(before, _exact_pairs(solution.constraints, index, before))
    return {point: _slot(i, columns, before, stated) for point, i in index.items()}


class _Edge(NamedTuple):
    """``point[end] - point[start] <= days``, by which constraint."""

    start: int
    end: int
    days: int
    constraint: Constraint


@dataclass(frozen=True, slots=True, eq=False)
class _Paths:
    """
    Shortest paths between all points, among equal ones those that infer least, then the shortest.

    ``cost`` packs the three into one integer, days first; ``unit`` is one day of it and ``step``
    the first edge of each path.
    """

    edges: tuple[_Edge, ...]
    unit: int
    cost: _Matrix
    step: _Matrix

    def days(self, start: int, end: int) -> int | None:
        cost = int(self.cost[start, end])
        return None if cost == _FAR else cost // self.unit

    def constraints(self, start: int, end: int) -> Iterator[Constraint]:
        while start != end:
            edge = self.edges[int(self.step[start, end])]
            yield edge.constraint
            start = edge.end


@dataclass(frozen=True, slots=True, eq=False)
class _Network:
    """The days between points and their strict order; the origin is point 0."""

    index: dict[str, int]
    days: _Paths
    order: _Paths


def _key(constraint: Constraint) -> tuple[object, ...]:
    c = constraint
    limits = (c.low is None, c.low or 0, c.high is None, c.high or 0)
    return (c.earlier, c.later, c.claim, c.speaker, c.inferred, c.order, *limits)


def _canonical(
    points: Iterable[str], constraints: Iterable[Constraint]
) -> tuple[tuple[str, ...], tuple[Constraint, ...]]:
    """Return points and constraints once each and sorted, so that the order they came in changes nothing."""
    names = tuple(sorted(set(points)))
    told = tuple(sorted(set(constraints), key=_key))
    if ORIGIN in names:
        raise ValueError("a point has no name")
    known = {ORIGIN, *names}
    if unknown := sorted({p for c in told for p in (c.earlier, c.later)} - known):
        raise ValueError(f"constraints name points that are not there: {', '.join(unknown)}")
    return names, told


def _edges(index: dict[str, int], constraints: Iterable[Constraint]) -> Iterator[_Edge]:
    for c in constraints:
        if c.high is not None:
            yield _Edge(index[c.earlier], index[c.later], c.high, c)
        if c.low is not None:
            yield _Edge(index[c.later], index[c.earlier], -c.low, c)


def _order_edges(index: dict[str, int], constraints: Iterable[Constraint]) -> Iterator[_Edge]:
    return (_Edge(index[c.earlier], index[c.later], 0, c) for c in constraints if c.order)


def _network(names: Sequence[str], constraints: Sequence[Constraint]) -> _Network:
    index = {point: number for number, point in enumerate((ORIGIN, *names))}
    days = _shortest(len(index), tuple(_edges(index, constraints)))
    return _Network(index, days, _shortest(len(index), tuple(_order_edges(index, constraints))))


def _shortest(size: int, edges: tuple[_Edge, ...]) -> _Paths:
    """Return all shortest paths of a network without negative cycles."""
    # A path has fewer than size + 1 edges, so their number, and times size + 1 the inferred ones among
    # them, stay below one day's unit. It also makes every cycle dearer than none: paths come to an end.
    turn = size + 1
    unit = turn * turn
    cost = np.full((size, size), _FAR, dtype=np.int64)
    step = np.full((size, size), -1, dtype=np.int64)
    np.fill_diagonal(cost, 0)
    for number, edge in enumerate(edges):
        price = edge.days * unit + turn * edge.constraint.inferred + 1
        if price < cost[edge.start, edge.end]:
            cost[edge.start, edge.end], step[edge.start, edge.end] = price, number
    for via in range(size):
        rows, columns = np.flatnonzero(cost[:, via] < _FAR), np.flatnonzero(cost[via] < _FAR)
        block = np.ix_(rows, columns)
        through = cost[rows, via][:, None] + cost[via, columns][None, :]
        shorter = through < cost[block]
        cost[block] = np.where(shorter, through, cost[block])
        step[block] = np.where(shorter, step[rows, via][:, None], step[block])
    return _Paths(edges, unit, cost, step)


def _bounds(point: str, network: _Network, stated: _Network) -> Bounds:
    def bound(start: str, end: str, sign: int) -> Bound:
        i, j = network.index[start], network.index[end]
        day, without = (_calendar_day(n.days.days(i, j), sign) for n in (network, stated))
        paths = (stated if day == without else network).days
        return Bound(day, _claims(paths.constraints(i, j)) if day else (), day != without)

    return Bounds(point, bound(point, ORIGIN, -1), bound(ORIGIN, point, 1))


def _calendar_day(days: int | None, sign: int) -> date | None:
    """Return the day of an upper (sign 1) or, with days and sign turned, a lower bound."""
    if days is None or days > (_LAST if sign > 0 else -1):
        return None
    return date.fromordinal(min(max(sign * days, 1), _LAST))


def _claims(constraints: Iterable[Constraint]) -> tuple[str, ...]:
    return tuple(sorted({c.claim for c in constraints}))


def _related(network: _Network, a: str, b: str) -> tuple[Order, int | None, int | None, tuple[str, ...]]:
    """Return the order of two points, the limits of the days between them, and the claims."""
    i, j = network.index[a], network.index[b]
    high, back = network.days.days(i, j), network.days.days(j, i)
    low = None if back is None else -back
    kind: Order = "no order"
    path: Iterable[Constraint] = ()
    if first := _precedence(network, i, j):
        kind, path = "before", first
    elif second := _precedence(network, j, i):
        kind, path = "after", second
    elif low == high == 0:
        kind, path = "same day", (*network.days.constraints(i, j), *network.days.constraints(j, i))
    elif low == 0:
        kind, path = "possibly before", network.days.constraints(j, i)
    elif high == 0:
        kind, path = "possibly after", network.days.constraints(i, j)
    return kind, low, high, _claims(path)


def _precedence(network: _Network, i: int, j: int) -> tuple[Constraint, ...]:
    """Return the constraints that put one point before another; none if they do not."""
    ways = []
    if network.days.cost[j, i] < 0:
        ways.append(tuple(network.days.constraints(j, i)))
    if i != j and network.order.cost[i, j] < _FAR:
        ways.append(tuple(network.order.constraints(i, j)))
    return min(ways, key=lambda way: (sum(c.inferred for c in way), len(way), _claims(way)), default=())


def _conflict(names: Sequence[str], constraints: Sequence[Constraint]) -> Contradiction | None:
    """
    Return a minimal set of constraints that cannot all hold, or None.

    It is a cycle without repeated points: of strict order, or of days that sum to less than none.
    Leaving out one of its constraints opens it, and what remains can always hold.
    """
    index = {point: number for number, point in enumerate((ORIGIN, *names))}
    edges = tuple(_order_edges(index, constraints))
    cycle = _order_cycle(edges) or _negative_cycle(len(index), tuple(_edges(index, constraints)))
    if not cycle:
        return None
    found = tuple(sorted((edge.constraint for edge in cycle), key=_key))
    speakers = tuple(sorted({c.speaker for c in found}))
    return Contradiction(found, _claims(found), speakers, any(c.inferred for c in found))


def _order_cycle(edges: Sequence[_Edge]) -> list[_Edge]:
    """Return a cycle of edges, if there is one, by peeling off what nothing leads to."""
    left = list(edges)
    while left:
        reached = {edge.end for edge in left}
        rest = [edge for edge in left if edge.start in reached]
        if len(rest) == len(left):
            return _cycle({edge.end: edge for edge in reversed(left)})
        left = rest
    return []


def _negative_cycle(size: int, edges: Sequence[_Edge]) -> list[_Edge]:
    """Return a cycle of negative length, if there is one, with Bellman and Ford's algorithm."""
    cost, into, changed = [0] * size, dict[int, _Edge](), True
    while changed:
        changed = False
        for edge in edges:
            if cost[edge.start] + edge.days < cost[edge.end]:
                cost[edge.end], into[edge.end], changed = cost[edge.start] + edge.days, edge, True
        # The edges that last improved a point close a circle only where it is negative; a look after
        # every round finds it long before the rounds run out.
        if changed and (cycle := _cycle(into)):
            return cycle
    return []


def _cycle(into: dict[int, _Edge]) -> list[_Edge]:
    """Return a cycle among edges of which at most one leads to each point, if there is one."""
    done = set[int]()
    for start in sorted(into):
        point, walked = start, dict[int, None]()
        while point in into and point not in done and point not in walked:
            walked[point] = None
            point = into[point].start
        if point in walked:
            round_trip = list(walked)
            return [into[p] for p in round_trip[round_trip.index(point) :]]
        done.update(walked)
    return []


_MOST = 64


def _taken_apart(
    points: Iterable[str], constraints: Iterable[Constraint]
) -> tuple[tuple[Narrative, ...], tuple[Contradiction, ...]]:
    names, told = _canonical(points, constraints)
    speakers = sorted({c.speaker for c in told})
    found = list[Contradiction]()
    fits = dict[str, tuple[Constraint, ...]]()
    for speaker in speakers:
        own = tuple(c for c in told if c.speaker == speaker and not c.inferred)
        while conflict := _conflict(names, own):
            found.append(conflict)
            own = tuple(c for c in own if c.claim not in conflict.claims)
        fits[speaker] = own
    stories = list[Narrative]()
    for out in _left_out(names, fits, found):
        within = tuple(s for s in speakers if s not in out)
        own = tuple(c for s in within for c in fits[s])
        inferred = tuple(c for c in told if c.inferred and c.speaker in within)
        while conflict := _conflict(names, own + inferred):
            found.append(conflict)
            inferred = tuple(c for c in inferred if c not in conflict.constraints)
        kept = {*own, *inferred}
        aside = tuple(c for c in told if c.speaker in within and c not in kept)
        stories.append(Narrative(within, solve(names, kept), aside))
    stories.sort(key=lambda story: (-len(story.speakers), story.speakers))
    listed = sorted(set(found), key=lambda c: (c.inferred, len(c.speakers) == 1, c.speakers, c.claims))
    return tuple(stories), tuple(listed)


def _left_out(
    names: Sequence[str], fits: dict[str, tuple[Constraint, ...]], found: list[Contradiction]
) -> list[frozenset[str]]:
    """
    Return the smallest sets of speakers without whom the others can all be right.

    They are the minimal hitting sets of the contradictions (Reiter 1987), found breadth first;
    contradictions are looked for as needed and added to *found*.
    """
    queue, seen, enough = deque([frozenset[str]()]), set[frozenset[str]](), list[frozenset[str]]()
    while queue:
        out = queue.popleft()
        if any(smaller <= out for smaller in enough):
            continue
        known = (c for c in found if len(c.speakers) > 1 and out.isdisjoint(c.speakers))
        conflict = next(known, None)
        if not conflict and (conflict := _among_fewest(names, {s: fits[s] for s in fits if s not in out})):
            found.append(conflict)
        if conflict is None:
            enough.append(out)
        else:
            further = {out | {speaker} for speaker in conflict.speakers} - seen
            seen |= further
            queue.extend(sorted(further, key=sorted))
        if len(enough) > _MOST or len(seen) > _MOST**2:
            raise ValueError(f"more than {_MOST} narratives: too many speakers contradict each other")
    return enough


def _among_fewest(names: Sequence[str], fits: dict[str, tuple[Constraint, ...]]) -> Contradiction | None:
    """Return a contradiction none of whose speakers could be left out, or None."""
    conflict = _conflict(names, [c for own in fits.values() for c in own])
    tried = set[str]()
    while conflict and (untried := [s for s in conflict.speakers if s not in tried]):
        tried.add(untried[0])
        others = [c for s in conflict.speakers if s != untried[0] for c in fits[s]]
        conflict = _conflict(names, others) or conflict
    return conflict


def _before(network: _Network) -> npt.NDArray[np.bool_]:
    """Return for all pairs of points, the origin left out, whether the first is before the second."""
    order = network.order.cost < _FAR
    np.fill_diagonal(order, val=False)
    return np.asarray((network.days.cost.T < 0) | order)[1:, 1:]


def _exact_pairs(
    constraints: Iterable[Constraint], index: dict[str, int], before: npt.NDArray[np.bool_]
) -> list[tuple[int, int]]:
    """Return the pairs that a constraint puts an exact gap apart, earlier one first, shortest gap first."""
    exact = set[tuple[int, int, int]]()
    for c in constraints:
        if c.low is None or c.low != c.high or ORIGIN in {c.earlier, c.later}:
            continue
        i, j = index[c.earlier], index[c.later]
        if before[i, j] or before[j, i]:
            exact.add((abs(c.low), i, j) if before[i, j] else (abs(c.low), j, i))
    return [(i, j) for _, i, j in sorted(exact)]


def _columns(before: npt.NDArray[np.bool_], pairs: Iterable[tuple[int, int]]) -> _Matrix:
    """Return the column of each point, from the longest chains and the pairs to stand side by side."""
    apart = _chains(before)
    first = apart.max(axis=0, initial=0)
    opened = set[int]()
    for i, j in pairs:
        if apart[i, j] == 1:  # nothing stands between them
            apart = np.maximum(apart, apart[:, [j]] - 1 + apart[[i], :])
            if first[j] - first[i] > 1:
                opened.add(int(first[j]))
    floor = first + np.searchsorted(np.array(sorted(opened), dtype=np.int64), first, side="right")
    columns = (floor[:, None] + apart).max(axis=0, initial=0)
    return np.unique(columns, return_inverse=True)[1].astype(np.int64)


def _chains(before: npt.NDArray[np.bool_]) -> _Matrix:
    """Return how many columns each point must stand to the right of each other one."""
    size = len(before)
    apart = np.full((size, size), _NEVER, dtype=np.int64)
    for j in np.argsort(
        before.sum(axis=0), kind="stable"
    ):  # fewest predecessors first: "before" is transitive
        if before[:, j].any():
            apart[:, j] = apart[:, before[:, j]].max(axis=1) + 1
        apart[j, j] = 0
    return apart


def _slot(i: int, columns: _Matrix, before: npt.NDArray[np.bool_], stated: npt.NDArray[np.bool_]) -> Slot:
    def nearest(which: npt.NDArray[np.bool_], *, last: bool) -> int | None:
        found = columns[which]
        return None if not len(found) else int(found.max() if last else found.min())

    left, right = nearest(before[:, i], last=True), nearest(before[i], last=False)
    hinges = (nearest(stated[:, i], last=True) != left, nearest(stated[i], last=False) != right)
    return Slot(int(columns[i]), left, right, *hinges)

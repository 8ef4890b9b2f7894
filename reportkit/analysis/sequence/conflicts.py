"""Constraints that cannot all hold: a circle of them that leaves none to spare, and who says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportkit.analysis.sequence.constraints import ORIGIN, Constraint, claims_of, sorting
from reportkit.analysis.sequence.network import Edge, day_edges, order_edges


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


class InconsistentError(ValueError):
    """Raised when constraints cannot all hold; ``contradiction`` tells which."""

    def __init__(self, contradiction: Contradiction) -> None:
        super().__init__(contradiction)
        self.contradiction = contradiction

    def __str__(self) -> str:
        """Return who contradicts whom, and in which claims."""
        found = self.contradiction
        return f"claims {', '.join(found.claims)} by {', '.join(found.speakers)} cannot all hold"


def conflict_in(names: Sequence[str], constraints: Sequence[Constraint]) -> Contradiction | None:
    """
    Return a minimal set of constraints that cannot all hold, or None.

    It is a cycle without repeated points: of strict order, or of days that sum to less than none.
    Leaving out one of its constraints opens it, and what remains can always hold.
    """
    index = {point: number for number, point in enumerate((ORIGIN, *names))}
    edges = tuple(order_edges(index, constraints))
    cycle = _order_cycle(edges) or _negative_cycle(len(index), tuple(day_edges(index, constraints)))
    if not cycle:
        return None
    found = tuple(sorted((edge.constraint for edge in cycle), key=sorting))
    speakers = tuple(sorted({c.speaker for c in found}))
    return Contradiction(found, claims_of(found), speakers, any(c.inferred for c in found))


def _order_cycle(edges: Sequence[Edge]) -> list[Edge]:
    """Return a cycle of edges, if there is one, by peeling off what nothing leads to."""
    left = list(edges)
    while left:
        reached = {edge.end for edge in left}
        rest = [edge for edge in left if edge.start in reached]
        if len(rest) == len(left):
            return _cycle({edge.end: edge for edge in reversed(left)})
        left = rest
    return []


def _negative_cycle(size: int, edges: Sequence[Edge]) -> list[Edge]:
    """Return a cycle of negative length, if there is one, with Bellman and Ford's algorithm."""
    cost, into, changed = [0] * size, dict[int, Edge](), True
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


def _cycle(into: dict[int, Edge]) -> list[Edge]:
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

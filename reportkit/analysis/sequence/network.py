"""
Constraints as a simple temporal network: the shortest paths between all points.

Every constraint is an upper limit one way and a lower one the other way (Dechter, Meiri, Pearl
1991). Days and strict order are kept as two graphs, because whole days cannot tell the order
of two things on one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from reportkit.analysis.sequence.constraints import ORIGIN, Constraint, claims_of

Matrix: TypeAlias = npt.NDArray[np.int64]

FAR = 2**62  # the cost where no path leads


class Edge(NamedTuple):
    """``point[end] - point[start] <= days``, by which constraint."""

    start: int
    end: int
    days: int
    constraint: Constraint


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """
    Shortest paths between all points, among equal ones those that infer least, then the shortest.

    ``cost`` packs the three into one integer, days first; ``unit`` is one day of it and ``step``
    the first edge of each path.
    """

    edges: tuple[Edge, ...]
    unit: int
    cost: Matrix
    step: Matrix

    def days(self, start: int, end: int) -> int | None:
        """Return the length of a path in days, None where there is none."""
        cost = int(self.cost[start, end])
        return None if cost == FAR else cost // self.unit

    def constraints(self, start: int, end: int) -> Iterator[Constraint]:
        """Yield the constraints along a path."""
        while start != end:
            edge = self.edges[int(self.step[start, end])]
            yield edge.constraint
            start = edge.end


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The days between points and their strict order; the origin is point 0."""

    index: dict[str, int]
    days: Paths
    order: Paths


def network_of(names: Sequence[str], constraints: Sequence[Constraint]) -> Network:
    """Return the network of constraints that can all hold, over points as `canonical` gives them."""
    index = {point: number for number, point in enumerate((ORIGIN, *names))}
    days = _shortest(len(index), tuple(day_edges(index, constraints)))
    return Network(index, days, _shortest(len(index), tuple(order_edges(index, constraints))))


def precedence(network: Network, i: int, j: int) -> tuple[Constraint, ...]:
    """Return the constraints that put one point before another; none if they do not."""
    ways = []
    if network.days.cost[j, i] < 0:
        ways.append(tuple(network.days.constraints(j, i)))
    if i != j and network.order.cost[i, j] < FAR:
        ways.append(tuple(network.order.constraints(i, j)))
    return min(ways, key=lambda way: (sum(c.inferred for c in way), len(way), claims_of(way)), default=())


def day_edges(index: dict[str, int], constraints: Iterable[Constraint]) -> Iterator[Edge]:
    """Yield every limit in days as an edge; a lower one runs backwards."""
    for c in constraints:
        if c.high is not None:
            yield Edge(index[c.earlier], index[c.later], c.high, c)
        if c.low is not None:
            yield Edge(index[c.later], index[c.earlier], -c.low, c)


def order_edges(index: dict[str, int], constraints: Iterable[Constraint]) -> Iterator[Edge]:
    """Return an edge for every strict order."""
    return (Edge(index[c.earlier], index[c.later], 0, c) for c in constraints if c.order)


def _shortest(size: int, edges: tuple[Edge, ...]) -> Paths:
    """Return all shortest paths of a network without negative cycles."""
    # A path has fewer than size + 1 edges, so their number, and times size + 1 the inferred ones among
    # them, stay below one day's unit. It also makes every cycle dearer than none: paths come to an end.
    turn = size + 1
    unit = turn * turn
    cost = np.full((size, size), FAR, dtype=np.int64)
    step = np.full((size, size), -1, dtype=np.int64)
    np.fill_diagonal(cost, 0)
    for number, edge in enumerate(edges):
        price = edge.days * unit + turn * edge.constraint.inferred + 1
        if price < cost[edge.start, edge.end]:
            cost[edge.start, edge.end], step[edge.start, edge.end] = price, number
    for via in range(size):
        rows, columns = np.flatnonzero(cost[:, via] < FAR), np.flatnonzero(cost[via] < FAR)
        block = np.ix_(rows, columns)
        through = cost[rows, via][:, None] + cost[via, columns][None, :]
        shorter = through < cost[block]
        cost[block] = np.where(shorter, through, cost[block])
        step[block] = np.where(shorter, step[rows, via][:, None], step[block])
    return Paths(edges, unit, cost, step)

"""Where points stand in a drawing of order alone: columns that measure nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportkit.analysis.sequence.constraints import ORIGIN, Constraint
from reportkit.analysis.sequence.network import FAR, Matrix, Network
from reportkit.analysis.sequence.solving import solve

_NEVER = -(2**30)


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
    >>> from reportkit.analysis.sequence import after
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


def _before(network: Network) -> npt.NDArray[np.bool_]:
    """Return for all pairs of points, the origin left out, whether the first is before the second."""
    order = network.order.cost < FAR
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


def _columns(before: npt.NDArray[np.bool_], pairs: Iterable[tuple[int, int]]) -> Matrix:
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


def _chains(before: npt.NDArray[np.bool_]) -> Matrix:
    """Return how many columns each point must stand to the right of each other one."""
    size = len(before)
    apart = np.full((size, size), _NEVER, dtype=np.int64)
    fewest_first = np.argsort(before.sum(axis=0), kind="stable")  # "before" is transitive
    for j in fewest_first:
        if before[:, j].any():
            apart[:, j] = apart[:, before[:, j]].max(axis=1) + 1
        apart[j, j] = 0
    return apart


def _slot(i: int, columns: Matrix, before: npt.NDArray[np.bool_], stated: npt.NDArray[np.bool_]) -> Slot:
    def nearest(which: npt.NDArray[np.bool_], *, last: bool) -> int | None:
        found = columns[which]
        return None if not len(found) else int(found.max() if last else found.min())

    left, right = nearest(before[:, i], last=True), nearest(before[i], last=False)
    hinges = (nearest(stated[:, i], last=True) != left, nearest(stated[i], last=False) != right)
    return Slot(int(columns[i]), left, right, *hinges)

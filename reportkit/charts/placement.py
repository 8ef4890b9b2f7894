"""Where there is room for a label on a map: a search over all places, not a matter of luck.

The sheet is a fine grid. What is drawn takes cells; a label is put on the free place of least cost, and
of two equal places on the upper, then the left one. The same drawing always gets the same places.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from reportkit.charts.sheet import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Points = NDArray[np.float64]  # shape (n, 2)
    Grid = NDArray[np.float64]  # shape (rows, columns), one number for each cell
    Mask = NDArray[np.bool_]

STEP: Final = 0.4  # mm: side of a cell


class Room:
    """The cells of a frame and which of them are taken."""

    def __init__(self, frame: Box) -> None:
        """Start with an empty frame.

        Parameters
        ----------
        frame : Box
            Where labels may stand, in millimetres.
        """
        self.frame = frame
        self.columns = max(1, int(frame.width / STEP))
        self.rows = max(1, int(frame.height / STEP))
        self.taken: Mask = np.zeros((self.rows, self.columns), dtype=bool)
        self.dislike: Grid = np.zeros((self.rows, self.columns))
        self.lines: Grid = np.zeros((self.rows, self.columns))

    @property
    def centres(self) -> tuple[Grid, Grid]:
        """The x and y of the middle of each cell, in millimetres."""
        x = self.frame.left + (np.arange(self.columns) + 0.5) * STEP
        y = self.frame.top + (np.arange(self.rows) + 0.5) * STEP
        grid_x, grid_y = np.meshgrid(x, y)
        return grid_x, grid_y

    def mask(self, rings: Iterable[Points]) -> Mask:
        """Return which cells have their middle inside some rings (even number of rings: outside)."""
        crossed = np.zeros((self.rows, self.columns + 1), dtype=np.int64)
        for ring in rings:
            if len(ring) > 2:  # noqa: PLR2004 - a line has no inside
                self._cross(ring, crossed)
        inside: Mask = np.cumsum(crossed, axis=1)[:, : self.columns] % 2 == 1
        return inside

    def _cross(self, ring: Points, crossed: NDArray[np.int64]) -> None:
        """Count for each row of cells how often the edges of a ring cross it, at the first cell beyond."""
        start = (np.asarray(ring) - (self.frame.left, self.frame.top)) / STEP - 0.5  # in cells
        stop = np.roll(start, -1, axis=0)
        first = np.clip(np.ceil(np.minimum(start[:, 1], stop[:, 1])), 0, self.rows).astype(int)
        beyond = np.clip(np.ceil(np.maximum(start[:, 1], stop[:, 1])), 0, self.rows).astype(int)
        edges = np.repeat(np.arange(len(start)), beyond - first)
        rows = _counted(first, beyond)
        slope = (stop[edges, 0] - start[edges, 0]) / (stop[edges, 1] - start[edges, 1])
        at = start[edges, 0] + (rows - start[edges, 1]) * slope
        np.add.at(crossed, (rows, np.clip(np.ceil(at), 0, self.columns).astype(int)), 1)

    def on_line(self, points: Points) -> Mask:
        """Return which cells a line through points runs over."""
        cells = np.zeros((self.rows, self.columns), dtype=bool)
        line = (np.asarray(points) - (self.frame.left, self.frame.top)) / STEP
        start, step = line[:-1], np.diff(line, axis=0)
        counts = np.maximum(2, np.ceil(np.hypot(step[:, 0], step[:, 1]) * 2).astype(int))
        pieces = np.repeat(np.arange(len(start)), counts)
        share = _counted(np.zeros_like(counts), counts) / (counts[pieces] - 1)
        dots = np.floor(start[pieces] + step[pieces] * share[:, None]).astype(int)
        seen = (dots >= 0).all(axis=1) & (dots < (self.columns, self.rows)).all(axis=1)
        cells[dots[seen, 1], dots[seen, 0]] = True
        return cells

    def take_line(self, points: Points) -> None:
        """Take the cells that a line runs over, and those beside it: words need some air."""
        cells = np.pad(self.on_line(points), 1)
        wide = cells[:-2] | cells[1:-1] | cells[2:]
        self.take(wide[:, :-2] | wide[:, 1:-1] | wide[:, 2:])

    def in_disc(self, x: float, y: float, radius: float) -> Mask:
        """Return which cells lie within a circle."""
        grid_x, grid_y = self.centres
        inside: Mask = np.hypot(grid_x - x, grid_y - y) <= radius
        return inside

    def in_box(self, box: Box) -> Mask:
        """Return which cells a rectangle touches."""
        x, y = self.centres
        half = STEP / 2
        return (x > box.left - half) & (x < box.right + half) & (y > box.top - half) & (y < box.bottom + half)

    def take(self, cells: Mask) -> None:
        """Take cells: no label will stand there any more."""
        self.taken |= cells

    def corners(self, width: float, height: float) -> tuple[Grid, Grid]:
        """Return the left and top of every place that a rectangle of some size can have in the frame."""
        across, down = self._cells(width, height)
        x = self.frame.left + np.arange(max(0, self.columns - across + 1)) * STEP
        y = self.frame.top + np.arange(max(0, self.rows - down + 1)) * STEP
        grid_x, grid_y = np.meshgrid(x, y)
        return grid_x, grid_y

    def share(self, cells: NDArray[np.generic], width: float, height: float) -> Grid:
        """Return for every place of a rectangle the mean of some cells under it."""
        across, down = self._cells(width, height)
        if across > self.columns or down > self.rows:
            return np.zeros((max(0, self.rows - down + 1), max(0, self.columns - across + 1)))
        kind = np.int32 if cells.dtype == np.bool_ else np.float64
        total = np.zeros((self.rows + 1, self.columns + 1), dtype=kind)
        np.cumsum(cells, axis=0, dtype=kind, out=total[1:, 1:])
        np.cumsum(total, axis=1, out=total)
        window = (
            total[down:, across:] - total[:-down, across:] - total[down:, :-across] + total[:-down, :-across]
        )
        shares: Grid = window / (across * down)
        return shares

    def crossings(self, width: float, height: float) -> Grid:
        """Return for every place of a rectangle what the lines under it cost, in millimetres of distance."""
        across, down = self._cells(width, height)
        cost: Grid = 0.05 * self.share(self.lines, width, height) * (across * down)
        return cost

    def aversion(self, width: float, height: float) -> Grid:
        """Return for every place of a rectangle what speaks against it, in millimetres of distance.

        ``dislike`` counts by the share of the rectangle that it covers, ``lines`` by their length under it.
        """
        against: Grid = 14.0 * self.share(self.dislike, width, height) + self.crossings(width, height)
        return against

    def best(self, width: float, height: float, cost: Grid, count: int = 1) -> list[tuple[float, Box]]:
        """Return the cheapest free places for a rectangle, cheapest first, each with its cost.

        Parameters
        ----------
        width, height : float
            Size of the rectangle in millimetres.
        cost : array
            Cost of each place, shaped like `corners`; infinite where it must not stand.
        count : int
            How many places at most.

        Examples
        --------
        >>> room = Room(Box(0, 0, 10, 10))
        >>> left, top = room.corners(2, 2)
        >>> room.best(2, 2, left + top)[0][1]
        Box(left=0.0, top=0.0, right=2.0, bottom=2.0)
        """
        if cost.size == 0:
            return []
        # A share of free cells computed from sums is not exactly zero: half a cell is the limit.
        across, down = self._cells(width, height)
        free = self.share(self.taken, width, height) < 0.5 / (across * down)
        costs = np.where(free, cost, np.inf).ravel()
        left, top = (grid.ravel() for grid in self.corners(width, height))
        order = np.argsort(costs, kind="stable")[:count]
        return [
            (
                float(costs[i]),
                Box(float(left[i]), float(top[i]), float(left[i]) + width, float(top[i]) + height),
            )
            for i in order
            if math.isfinite(costs[i])
        ]

    def _cells(self, width: float, height: float) -> tuple[int, int]:
        return max(1, math.ceil(width / STEP)), max(1, math.ceil(height / STEP))


def _counted(first: NDArray[np.int64], beyond: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the whole numbers of several ranges, one range after the other."""
    lengths = beyond - first
    before = np.repeat(np.cumsum(lengths) - lengths, lengths)
    numbers: NDArray[np.int64] = np.arange(int(lengths.sum())) - before + np.repeat(first, lengths)
    return numbers


def distance_to_box(point: tuple[float, float], room: Room, width: float, height: float) -> Grid:
    """Return how far a point is from a rectangle at each place it can have, in millimetres.

    Examples
    --------
    >>> float(distance_to_box((5, 6), Room(Box(0, 0, 10, 10)), 2, 2)[0, 0])
    5.0
    """
    left, top = room.corners(width, height)
    dx = np.maximum(np.maximum(left - point[0], point[0] - left - width), 0.0)
    dy = np.maximum(np.maximum(top - point[1], point[1] - top - height), 0.0)
    distance: Grid = np.hypot(dx, dy)
    return distance


def worn(cells: Mask, times: int = 1) -> Mask:
    """Return an area without its outermost cells.

    Examples
    --------
    >>> int(worn(np.ones((3, 3), dtype=bool)).sum())
    1
    """
    for _ in range(times):
        padded = np.pad(cells, 1)
        cells = cells & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return cells


def deepest(room: Room, cells: Mask) -> tuple[float, float] | None:
    """Return the point of an area that is farthest from its edge, or None for an empty area.

    The area is worn away from all sides until nothing would be left (Manhattan distance).

    Examples
    --------
    >>> room = Room(Box(0, 0, 4, 4))
    >>> [round(v, 6) for v in deepest(room, room.in_box(Box(0.5, 0.5, 1.9, 1.9)))]
    [1.0, 1.0]
    """
    if not cells.any():
        return None
    left = cells
    while (inner := worn(left)).any():
        left = inner
    rows, columns = np.nonzero(left)
    middle = np.argmin(np.hypot(rows - rows.mean(), columns - columns.mean()))
    x, y = room.centres
    return float(x[rows[middle], columns[middle]]), float(y[rows[middle], columns[middle]])


def segments_cross(a: tuple[float, float], b: tuple[float, float], box: Box) -> bool:
    """Say whether a straight line between two points enters a rectangle.

    Examples
    --------
    >>> segments_cross((0, 0), (4, 4), Box(1, 1, 2, 2)), segments_cross((0, 0), (4, 0), Box(1, 1, 2, 2))
    (True, False)
    """
    enter, leave = 0.0, 1.0
    for start, end, low, high in ((a[0], b[0], box.left, box.right), (a[1], b[1], box.top, box.bottom)):
        step = end - start
        if step == 0:
            if not low < start < high:
                return False
            continue
        one, two = sorted(((low - start) / step, (high - start) / step))
        enter, leave = max(enter, one), min(leave, two)
    return enter < leave

"""
Detours: lines with right angles around boxes and marks, where no straight line is free.

A fine grid is laid over the chart; the cheapest way over it is searched, where length,
bends, crossings and nearness to other things cost and running along another line is not
allowed.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reportkit.charts.actors_geometry import Point, Rect, grown, pairs, walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEP = 1.4
"""Millimetres between two lines of the grid."""

RIGHT, DOWN, LEFT, UP = range(4)
ANY_WAY = -1
"""Directions in which a line passes a gate."""

_CLEAR, _NEAR = 1.1, 3.4
_BESIDE, _PARALLEL = 1.5, 4.4
_BEND, _CROSS, _SIDE = 6.0, 2.2, 6.0
_INNER, _TIGHT, _SHADED = 1.3, 0.8, 0.5
_STRAIGHT = 0.02
_EAGER, _MOST_STEPS = 1.5, 6000
_FLAT, _STEEP, _SLANTED = 1, 2, 4


class Gate(NamedTuple):
    """
    A place where a detour may begin or end.

    ``place`` is where the line touches, ``cell`` the nearest free cell of the grid, and
    ``way`` the direction in which the line has to pass it.
    """

    place: Point
    cell: int
    way: int
    price: float


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A grid over an area: what a step into each cell costs, level and upright.

    Cells are numbered row by row; a closed cell costs infinity both ways.
    """

    area: Rect
    columns: int
    level: tuple[float, ...]
    upright: tuple[float, ...]

    def point(self, cell: int) -> Point:
        """Middle of a cell in millimetres."""
        row, column = divmod(cell, self.columns)
        return self.area.left + (column + 0.5) * STEP, self.area.top + (row + 0.5) * STEP

    def cell(self, point: Point) -> int:
        """Cell that holds a point; of points outside the nearest cell."""
        rows = len(self.level) // self.columns
        column = min(max(math.floor((point[0] - self.area.left) / STEP), 0), self.columns - 1)
        row = min(max(math.floor((point[1] - self.area.top) / STEP), 0), rows - 1)
        return row * self.columns + column

    def holds(self, cell: int) -> bool:
        """Whether a line may pass a cell."""
        return not (math.isinf(self.level[cell]) and math.isinf(self.upright[cell]))


def grid(
    area: Rect, solids: Iterable[Rect], routes: Iterable[Sequence[Point]], inner: tuple[float, float]
) -> Grid:
    """
    Lay a grid over an area.

    Parameters
    ----------
    area : Rect
        What it covers.
    solids : iterable of Rect
        What lines have to keep out of.
    routes : iterable of sequence of Point
        Lines that exist.
    inner : (float, float)
        Span of y in which a step costs more.
    """
    columns, rows = max(3, int(area.width / STEP)), max(3, int(area.height / STEP))
    lines = _Lines(area, columns, rows)
    for route in routes:
        for piece in pairs(route):
            lines.add(*piece)
    y = area.top + (np.arange(rows) + 0.5) * STEP
    base = np.where((inner[0] < y) & (y < inner[1]), STEP * _INNER, STEP)[:, None] + lines.crossing()
    level = np.where(lines.on[_FLAT], math.inf, base + _SHADED * lines.near[_FLAT])
    upright = np.where(lines.on[_STEEP], math.inf, base + _SHADED * lines.near[_STEEP])
    for solid in solids:
        for by, price in ((_NEAR, _TIGHT), (_CLEAR, math.inf)):
            cells = _cells(area, columns, rows, grown(solid, by))
            level[cells] += price
            upright[cells] += price
    for prices in (level, upright):
        prices[[0, -1], :] = math.inf
        prices[:, [0, -1]] = math.inf
    return Grid(area, columns, tuple(level.ravel().tolist()), tuple(upright.ravel().tolist()))


class _Lines:
    """Which cells level, upright and slanted lines lie on, and which lie beside the first two."""

    def __init__(self, area: Rect, columns: int, rows: int) -> None:
        self.area, self.columns, self.rows = area, columns, rows
        self.on = {way: np.zeros((rows, columns), dtype=bool) for way in (_FLAT, _STEEP, _SLANTED)}
        self.near = {way: np.zeros((rows, columns), dtype=bool) for way in (_FLAT, _STEEP)}

    def add(self, a: Point, b: Point) -> None:
        """Add one straight piece of a line."""
        if abs(a[1] - b[1]) < _STRAIGHT or abs(a[0] - b[0]) < _STRAIGHT:
            way = _FLAT if abs(a[1] - b[1]) < _STRAIGHT else _STEEP
            span = Rect(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            wide, high = (_PARALLEL if way == _STEEP else 0.0), (_PARALLEL if way == _FLAT else 0.0)
            beside = Rect(span.left - wide, span.top - high, span.right + wide, span.bottom + high)
            self.on[way][_cells(self.area, self.columns, self.rows, grown(span, _BESIDE))] = True
            self.near[way][_cells(self.area, self.columns, self.rows, beside)] = True
            return
        along = np.array([point for point, _ in walk((a, b), STEP / 2)]) - (self.area.left, self.area.top)
        for across in (-1.0, 1.0):
            for down in (-1.0, 1.0):
                # The cells whose middles are within a millimetre: at most two each way.
                column = _nearest(along[:, 0] + across, across)
                row = _nearest(along[:, 1] + down, down)
                held = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
                self.on[_SLANTED][row[held], column[held]] = True

    def crossing(self) -> NDArray[np.float64]:
        """Return what it costs to cross what lies on each cell."""
        any_way = self.on[_FLAT] | self.on[_STEEP] | self.on[_SLANTED]
        return np.where(any_way, _CROSS, 0.0)


def _nearest(along: NDArray[np.float64], side: float) -> NDArray[np.intp]:
    """Numbers of the cells whose middles are the last before, or the first after, some places."""
    place = along / STEP - 0.5
    return (np.ceil(place) if side < 0 else np.floor(place)).astype(np.intp)


def _cells(area: Rect, columns: int, rows: int, rect: Rect) -> tuple[slice, slice]:
    """Cells whose middle lies in a rectangle."""
    left = max(0, math.ceil((rect.left - area.left) / STEP - 0.5))
    right = min(columns - 1, math.floor((rect.right - area.left) / STEP - 0.5))
    top = max(0, math.ceil((rect.top - area.top) / STEP - 0.5))
    bottom = min(rows - 1, math.floor((rect.bottom - area.top) / STEP - 0.5))
    return slice(top, max(top, bottom + 1)), slice(left, max(left, right + 1))


def gates(over: Grid, rect: Rect, taken: Sequence[Point], *, entering: bool) -> tuple[Gate, ...]:
    """
    Places along the edges of a box where a detour may begin or end.

    Parameters
    ----------
    over : Grid
        The grid.
    rect : Rect
        The box.
    taken : sequence of Point
        Places on its edges where other lines touch it.
    entering : bool
        Whether the line comes from outside.
    """
    found = []
    for way, edge in ((RIGHT, rect.right), (DOWN, rect.bottom), (LEFT, rect.left), (UP, rect.top)):
        level = way in (RIGHT, LEFT)
        low, high = (rect.top, rect.bottom) if level else (rect.left, rect.right)
        inset = min(2.0, (high - low) / 2 - STEP)
        away = (_CLEAR + STEP / 2 + 0.01) * (1 if way in (RIGHT, DOWN) else -1)
        for k in range(int((high - low) / STEP) + 1):
            along = low + k * STEP
            cell = over.cell((edge + away, along) if level else (along, edge + away))
            along = over.point(cell)[1 if level else 0]
            place = (edge, along) if level else (along, edge)
            free = all(math.dist(place, other) >= 2 * STEP for other in taken)
            if free and low + inset <= along <= high - inset and over.holds(cell):
                price = 0.15 * abs(along - (low + high) / 2) + (_SIDE if level else 0.0)
                found.append(Gate(place, cell, (way + 2) % 4 if entering else way, price))
    return tuple(found)


def detour(  # noqa: C901, PLR0912 - one search
    over: Grid, starts: Sequence[Gate], goals: Sequence[Gate]
) -> tuple[Point, ...] | None:
    """
    Cheapest line from any of the starts to any of the goals; None if there is none.

    Parameters
    ----------
    over : Grid
        The grid.
    starts, goals : sequence of Gate
        Where the line may begin and end.

    Notes
    -----
    A* (Hart, Nilsson and Raphael 1968) over cells and directions, its estimate weighted (Pohl 1970),
    so that the way is at most half as dear again as the cheapest. Equal prices are decided by the
    number of the cell, so that the result is always the same.
    """
    if not starts or not goals:
        return None
    ends: dict[int, list[Gate]] = {}
    for gate in goals:
        ends.setdefault(gate.cell, []).append(gate)
    least = _least(over, ends)
    prices = (over.level, over.upright)
    steps = (1, over.columns, -1, -over.columns)
    best = [math.inf] * (4 * len(over.level))
    came: dict[int, int] = {}
    heap: list[tuple[float, float, int]] = []
    for gate in starts:
        state = gate.cell * 4 + gate.way
        if gate.price < best[state]:
            best[state] = gate.price
            heapq.heappush(heap, (gate.price + least[gate.cell], gate.price, state))
    found: tuple[float, int, Gate] | None = None
    for _ in range(_MOST_STEPS):
        if not heap:
            break
        guess, price, state = heapq.heappop(heap)
        if found and guess >= found[0]:
            break
        if price > best[state]:
            continue
        cell, way = divmod(state, 4)
        for gate in ends.get(cell, ()):
            total = price + gate.price + (_BEND if gate.way not in (ANY_WAY, way) else 0.0)
            if (gate.way == ANY_WAY or gate.way != way ^ 2) and (found is None or total < found[0]):
                found = (total, state, gate)
        for turn in range(4):
            if turn == way ^ 2:
                continue
            to = cell + steps[turn]
            total = price + prices[turn & 1][to] + (_BEND if turn != way else 0.0)
            if total < best[to * 4 + turn]:
                best[to * 4 + turn] = total
                came[to * 4 + turn] = state
                heapq.heappush(heap, (total + least[to], total, to * 4 + turn))
    return None if found is None else _traced(over, starts, came, found)


def _least(over: Grid, ends: Iterable[int]) -> list[float]:
    """Weighted least price from each cell to the rectangle around all ends."""
    columns = over.columns
    spots = [divmod(cell, columns) for cell in ends]
    top, bottom = min(row for row, _ in spots), max(row for row, _ in spots)
    left, right = min(column for _, column in spots), max(column for _, column in spots)
    across = [STEP * max(left - column, 0, column - right) for column in range(columns)]
    down = [STEP * max(top - row, 0, row - bottom) for row in range(len(over.level) // columns)]
    return [_EAGER * (d + a) for d in down for a in across]


def _traced(
    over: Grid, starts: Sequence[Gate], came: dict[int, int], found: tuple[float, int, Gate]
) -> tuple[Point, ...]:
    _, state, goal = found
    points = [goal.place, over.point(state // 4)]
    while state in came:
        state = came[state]
        points.append(over.point(state // 4))
    first = min((gate for gate in starts if gate.cell * 4 + gate.way == state), key=lambda gate: gate.price)
    points.append(first.place)
    return _corners(points[::-1])


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """Keep the ends and the points where a line turns."""
    kept = [points[0]]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        if abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) > 1e-6:  # noqa: PLR2004
            kept.append(b)
    return (*kept, points[-1])

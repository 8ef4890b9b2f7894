"""
Detours: lines with right angles around boxes and marks, where no straight line is free.

A fine grid is laid over the chart; the cheapest way over it is searched, where length,
bends and crossings cost and running along another line is not allowed.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reportkit.charts.actors_geometry import Point, Rect, grown, pairs, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

STEP = 1.3
"""Millimetres between two lines of the grid."""

_CLEAR, _NEAR = 1.1, 3.4
_BESIDE = 1.45
_BEND, _CROSS = 6.0, 2.2
_INNER, _TIGHT = 1.3, 0.8
_SIDE = 6.0
_STRAIGHT = 0.02
_WAYS = ((1, 0), (0, 1), (-1, 0), (0, -1))
_FLAT, _STEEP, _SLANTED = 1, 2, 4

Cell = tuple[int, int]


class Gate(NamedTuple):
    """
    A place where a detour may begin or end.

    ``place`` is where the line touches, ``cell`` the nearest free point of the grid, and
    ``way`` the direction in which the line has to pass it (-1: any).
    """

    place: Point
    cell: Cell
    way: int
    price: float


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A grid over an area, with the cells that are taken.

    ``solid`` cells cannot be entered and ``close`` ones lie beside them; ``lines`` says
    which cells lie beside a line and how it runs there; ``inner`` is the span of y in
    which a step costs more.
    """

    area: Rect
    solid: frozenset[Cell]
    close: frozenset[Cell]
    lines: Mapping[Cell, int]
    inner: tuple[float, float]

    def point(self, cell: Cell) -> Point:
        """Middle of a cell in millimetres."""
        return self.area.left + (cell[0] + 0.5) * STEP, self.area.top + (cell[1] + 0.5) * STEP

    def cell(self, point: Point) -> Cell:
        """Cell that holds a point."""
        return math.floor((point[0] - self.area.left) / STEP), math.floor((point[1] - self.area.top) / STEP)

    def holds(self, cell: Cell) -> bool:
        """Whether a cell lies in the area and is not solid."""
        x, y = self.point(cell)
        return self.area.left < x < self.area.right and self.area.top < y < self.area.bottom and cell not in self.solid


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
    empty = Grid(area, frozenset(), frozenset(), {}, inner)
    solid: set[Cell] = set()
    close: set[Cell] = set()
    for rect in solids:
        solid.update(_within(empty, grown(rect, _CLEAR)))
        close.update(_within(empty, grown(rect, _NEAR)))
    lines: dict[Cell, int] = {}
    for route in routes:
        for a, b in pairs(route):
            flag = _FLAT if abs(a[1] - b[1]) < _STRAIGHT else _STEEP if abs(a[0] - b[0]) < _STRAIGHT else _SLANTED
            reach = 1.0 if flag == _SLANTED else _BESIDE
            for (x, y), _ in walk((a, b), STEP / 2):
                for cell in _within(empty, Rect(x - reach, y - reach, x + reach, y + reach)):
                    lines[cell] = lines.get(cell, 0) | flag
    return Grid(area, frozenset(solid), frozenset(close), lines, inner)


def _within(over: Grid, rect: Rect) -> Iterable[Cell]:
    """Cells whose middle lies in a rectangle."""
    left, top = over.cell((rect.left + STEP / 2, rect.top + STEP / 2))
    right, bottom = over.cell((rect.right - STEP / 2, rect.bottom - STEP / 2))
    return ((i, j) for i in range(left, right + 1) for j in range(top, bottom + 1))


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
    faces = (
        (0, rect.right, rect.top, rect.bottom),
        (1, rect.bottom, rect.left, rect.right),
        (2, rect.left, rect.top, rect.bottom),
        (3, rect.top, rect.left, rect.right),
    )
    for way, edge, low, high in faces:
        flat = way in (0, 2)
        dx, dy = _WAYS[way]
        middle = (low + high) / 2
        inset = min(2.0, (high - low) / 2 - STEP)
        start = over.cell((edge, low) if flat else (low, edge))
        stop = over.cell((edge, high) if flat else (high, edge))
        for k in range(start[1] if flat else start[0], (stop[1] if flat else stop[0]) + 1):
            cell = (start[0], k) if flat else (k, start[1])
            along = over.point(cell)[1 if flat else 0]
            place = (edge, along) if flat else (along, edge)
            if not low + inset <= along <= high - inset or any(math.dist(place, other) < 2 * STEP for other in taken):
                continue
            while cell in over.solid and max(abs(cell[0] - start[0]), abs(cell[1] - start[1])) < 400 and _near(over, cell, rect):
                cell = (cell[0] + dx, cell[1] + dy)
            if over.holds(cell):
                price = 0.15 * abs(along - middle) + (_SIDE if flat else 0.0)
                found.append(Gate(place, cell, (way + 2) % 4 if entering else way, price))
    return tuple(found)


def _near(over: Grid, cell: Cell, rect: Rect) -> bool:
    x, y = over.point(cell)
    wide = grown(rect, _CLEAR + STEP)
    return wide.left <= x <= wide.right and wide.top <= y <= wide.bottom


def detour(over: Grid, starts: Sequence[Gate], goals: Sequence[Gate]) -> tuple[Point, ...] | None:
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
    A* (Hart, Nilsson and Raphael 1968) over cells and directions. Equal prices are
    decided by cell, so that the result is always the same.
    """
    if not starts or not goals:
        return None
    ends: dict[Cell, list[Gate]] = {}
    for gate in goals:
        ends.setdefault(gate.cell, []).append(gate)
    box = Rect(
        min(c[0] for c in ends), min(c[1] for c in ends), max(c[0] for c in ends), max(c[1] for c in ends)
    )
    best: dict[tuple[Cell, int], float] = {}
    came: dict[tuple[Cell, int], tuple[Cell, int] | Gate] = {}
    heap: list[tuple[float, float, Cell, int]] = []
    for gate in starts:
        state = (gate.cell, gate.way)
        if gate.price < best.get(state, math.inf):
            best[state], came[state] = gate.price, gate
            heapq.heappush(heap, (gate.price + _least(gate.cell, box), gate.price, *state))
    found: tuple[float, tuple[Cell, int], Gate] | None = None
    while heap:
        guess, price, cell, way = heapq.heappop(heap)
        if found and guess >= found[0]:
            break
        if price > best[cell, way]:
            continue
        for gate in ends.get(cell, ()):
            total = price + gate.price + (_BEND if gate.way not in (-1, way) else 0.0)
            if gate.way != (way + 2) % 4 and (found is None or total < found[0]):
                found = (total, (cell, way), gate)
        for turn, (dx, dy) in enumerate(_WAYS):
            to = (cell[0] + dx, cell[1] + dy)
            if turn == (way + 2) % 4 or not over.holds(to):
                continue
            step = _price(over, to, turn)
            if step is None:
                continue
            total = price + step + (_BEND if turn != way else 0.0)
            if total < best.get((to, turn), math.inf) - 1e-9:
                best[to, turn], came[to, turn] = total, (cell, way)
                heapq.heappush(heap, (total + _least(to, box), total, to, turn))
    return None if found is None else _traced(over, came, found[1], found[2])


def _least(cell: Cell, box: Rect) -> float:
    dx = max(box.left - cell[0], 0, cell[0] - box.right)
    dy = max(box.top - cell[1], 0, cell[1] - box.bottom)
    return STEP * (dx + dy)


def _price(over: Grid, cell: Cell, way: int) -> float | None:
    """Price of a step into a cell; None where it would run along another line."""
    lines = over.lines.get(cell, 0)
    if lines & (_FLAT if way in (0, 2) else _STEEP):
        return None
    y = over.point(cell)[1]
    price = STEP * (_INNER if over.inner[0] < y < over.inner[1] else 1.0)
    return price + (_CROSS if lines else 0.0) + (_TIGHT if cell in over.close else 0.0)


def _traced(
    over: Grid, came: Mapping[tuple[Cell, int], tuple[Cell, int] | Gate], last: tuple[Cell, int], goal: Gate
) -> tuple[Point, ...]:
    points = [goal.place]
    state: tuple[Cell, int] | Gate = last
    while not isinstance(state, Gate):
        points.append(over.point(state[0]))
        state = came[state]
    points.append(state.place)
    return _corners(points[::-1])


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    """Keep the ends and the points where a line turns."""
    kept = [points[0]]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        if abs((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])) > 1e-6:
            kept.append(b)
    return (*kept, points[-1])

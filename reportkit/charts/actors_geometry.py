"""
Plane geometry in millimetres for the chart of actors: rectangles, lines, distances.

Pure functions, y pointing down. Nothing here knows what is drawn.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]

_EPSILON = 1e-9


class Rect(NamedTuple):
    """An upright rectangle, by its edges in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Distance between the left and right edges."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Distance between the top and bottom edges."""
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def around(centre: Point, width: float, height: float) -> Rect:
    """
    Rectangle of a given size around a point.

    Parameters
    ----------
    centre : Point
        Its middle, in millimetres.
    width, height : float
        Its size in millimetres.

    Examples
    --------
    >>> around((10, 5), 4, 2)
    Rect(left=8.0, top=4.0, right=12.0, bottom=6.0)
    """
    x, y = centre
    return Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def grown(rect: Rect, by: float) -> Rect:
    """
    Rectangle moved outwards on all four sides.

    Parameters
    ----------
    rect : Rect
        The rectangle.
    by : float
        Millimetres on each side; negative shrinks it.

    Examples
    --------
    >>> grown(Rect(0, 0, 2, 2), 1)
    Rect(left=-1, top=-1, right=3, bottom=3)
    """
    return Rect(rect.left - by, rect.top - by, rect.right + by, rect.bottom + by)


def overlap(a: Rect, b: Rect) -> bool:
    """
    Whether two rectangles share area; touching edges do not count.

    Parameters
    ----------
    a, b : Rect
        The rectangles.

    Examples
    --------
    >>> overlap(Rect(0, 0, 2, 2), Rect(1, 1, 3, 3)), overlap(Rect(0, 0, 2, 2), Rect(2, 0, 3, 2))
    (True, False)
    """
    return (
        a.left < b.right - _EPSILON
        and b.left < a.right - _EPSILON
        and a.top < b.bottom - _EPSILON
        and b.top < a.bottom - _EPSILON
    )


def hits(start: Point, end: Point, rect: Rect) -> bool:
    """
    Whether a straight line passes through the inside of a rectangle.

    Parameters
    ----------
    start, end : Point
        The ends of the line.
    rect : Rect
        The rectangle.

    Notes
    -----
    Clipping against the four half planes, as Liang and Barsky (1984) do it.

    Examples
    --------
    >>> hits((0, 0), (4, 4), Rect(1, 1, 2, 2)), hits((0, 0), (4, 0), Rect(1, 1, 2, 2))
    (True, False)
    """
    return inside(start, end, rect) > _EPSILON


def inside(start: Point, end: Point, rect: Rect) -> float:
    """
    Length of the part of a straight line that lies inside a rectangle.

    Parameters
    ----------
    start, end : Point
        The ends of the line.
    rect : Rect
        The rectangle.

    Examples
    --------
    >>> inside((0, 1), (10, 1), Rect(2, 0, 5, 2))
    3.0
    """
    low, high = 0.0, 1.0
    dx, dy = end[0] - start[0], end[1] - start[1]
    for step, room in (
        (-dx, start[0] - rect.left),
        (dx, rect.right - start[0]),
        (-dy, start[1] - rect.top),
        (dy, rect.bottom - start[1]),
    ):
        if abs(step) < _EPSILON:
            if room <= _EPSILON:
                return 0.0
            continue
        if step < 0:
            low = max(low, room / step)
        else:
            high = min(high, room / step)
        if low >= high:
            return 0.0
    return (high - low) * math.hypot(dx, dy)


def crosses(a: Point, b: Point, c: Point, d: Point) -> bool:
    """
    Whether two straight lines cross between their ends; touching does not count.

    Parameters
    ----------
    a, b : Point
        The ends of one line.
    c, d : Point
        The ends of the other.

    Examples
    --------
    >>> crosses((0, 0), (2, 2), (0, 2), (2, 0)), crosses((0, 0), (1, 0), (0, 1), (1, 1))
    (True, False)
    """
    return _turn(a, b, c) * _turn(a, b, d) < -_EPSILON and _turn(c, d, a) * _turn(c, d, b) < -_EPSILON


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def distance(point: Point, start: Point, end: Point) -> float:
    """
    Distance from a point to a straight line between two ends.

    Parameters
    ----------
    point : Point
        The point.
    start, end : Point
        The ends of the line.

    Examples
    --------
    >>> distance((1, 3), (0, 0), (2, 0))
    3.0
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    share = 0.0
    if square > _EPSILON:
        share = min(1.0, max(0.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / square))
    return math.hypot(point[0] - start[0] - share * dx, point[1] - start[1] - share * dy)


def length(points: Sequence[Point]) -> float:
    """
    Length of a line through several points.

    Parameters
    ----------
    points : sequence of Point
        The points in order.

    Examples
    --------
    >>> length([(0, 0), (3, 0), (3, 4)])
    7.0
    """
    return sum(math.dist(a, b) for a, b in pairs(points))


def pairs(points: Sequence[Point]) -> tuple[tuple[Point, Point], ...]:
    """
    Straight pieces of a line through several points.

    Parameters
    ----------
    points : sequence of Point
        The points in order.

    Examples
    --------
    >>> pairs([(0, 0), (3, 0), (3, 4)])
    (((0, 0), (3, 0)), ((3, 0), (3, 4)))
    """
    return tuple(itertools.pairwise(points))


def walk(points: Sequence[Point], step: float) -> tuple[tuple[Point, Point], ...]:
    """
    Places along a line, with the direction the line has there.

    Parameters
    ----------
    points : sequence of Point
        The line.
    step : float
        Millimetres between two places.

    Returns
    -------
    tuple of (Point, Point)
        Each place and a vector of length one.

    Examples
    --------
    >>> walk([(0, 0), (4, 0)], 2)
    (((1.0, 0.0), (1.0, 0.0)), ((3.0, 0.0), (1.0, 0.0)))
    """
    places = []
    for a, b in pairs(points):
        whole = math.dist(a, b)
        if whole < _EPSILON:
            continue
        way = ((b[0] - a[0]) / whole, (b[1] - a[1]) / whole)
        count = max(1, round(whole / step))
        for i in range(count):
            at = whole * (i + 0.5) / count
            places.append(((a[0] + way[0] * at, a[1] + way[1] * at), way))
    return tuple(places)


def spread(
    wanted: Sequence[float], gaps: Sequence[float], low: float, high: float
) -> tuple[float, ...] | None:
    """
    Positions nearest to those wanted that keep their order and their gaps.

    Parameters
    ----------
    wanted : sequence of float
        Where each thing would like to be, in the order they have to keep.
    gaps : sequence of float
        Least distance between each thing and the next, one fewer than `wanted`.
    low, high : float
        Bounds of the first and the last position.

    Returns
    -------
    tuple of float or None
        The positions with the least sum of squared moves; None where there is no room.

    Notes
    -----
    Subtracting the gaps turns it into isotonic regression, solved by pooling adjacent
    violators (Ayer et al. 1955) and clipping to the bounds.

    Examples
    --------
    >>> spread([5, 5], [2], 0, 10)
    (4.0, 6.0)
    >>> spread([5, 5], [20], 0, 10) is None
    True
    """
    sums = [0.0]
    for gap in gaps:
        sums.append(sums[-1] + gap)
    top = high - sums[-1]
    if top < low - 1e-6:
        return None
    pools: list[tuple[float, int]] = []
    for place, before in zip(wanted, sums, strict=False):
        mean, count = place - before, 1
        while pools and pools[-1][0] > mean:
            other, many = pools.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        pools.append((mean, count))
    flat = [min(top, max(low, mean)) for mean, count in pools for _ in range(count)]
    return tuple(place + before for place, before in zip(flat, sums, strict=False))

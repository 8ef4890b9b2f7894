"""
Where the lines of the chart of actors begin and end.

Lines that leave one face of a box, or meet one mark, are spread so that arrow heads and
bars stay apart, each as near as it can be to where it would go by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reportkit.charts.actors_geometry import Point, Rect, pairs, spread
from reportkit.charts.actors_plan import ARROW_WIDTH, BAR, DOT, INCIDENT, Spot
from reportkit.charts.actors_seats import Seats
from reportkit.wording.pictures import Edge

RIM = 1.4
"""Millimetres between the incident's mark and a dotted line."""

UNDER = 1.3
"""Millimetres between the incident's name and a line that ends under it."""

APART = 3.2
"""Least distance in millimetres between two lines at one box, where nothing asks for more."""

_GAPS = {"arrow": 0.6, "bar": 1.2, "dot": 0.35, "open": 0.5}
_HALVES = {"arrow": ARROW_WIDTH / 2, "bar": BAR / 2, "dot": DOT / 2, "open": ARROW_WIDTH / 2}
_AIR = 0.35
_INSET, _LEAN = 2.4, 0.4
_FLATTEST, _OWN = 20.0, 36.0
_STEPS, _FURTHER = 30, 0.4
_QUARTER, _HALF = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class Scene:
    """
    What lines are drawn between: the seats, the edges by number, and the dotted lines of ties.

    ``own`` are the edges of accused actors to their own ties, ``gap`` the millimetres
    between two lines at one face of a box.
    """

    edges: tuple[Edge, ...]
    seats: Seats
    dotted: tuple[tuple[Point, ...], ...]
    own: frozenset[int]
    gap: float

    def place(self, key: str) -> Rect:
        """Return the rectangle of an actor's box or of a mark."""
        return self.seats.boxes[key].rect if key in self.seats.boxes else self.seats.spots[key].rect

    def rows(self) -> dict[str, int]:
        """Return the number of the row of everything that stands in one."""
        return {key: i for i, row in enumerate((*self.seats.above, *self.seats.below)) for key in row}

    def captioned(self) -> bool:
        """Whether the incident's name stands under its mark, where lines from below would end."""
        return self.seats.names[INCIDENT].rect.centre[1] > self.seats.spots[INCIDENT].centre[1]

    def solids(self, but: Iterable[str] = ()) -> list[Rect]:
        """Return all boxes, marks and names, except some boxes and marks."""
        but = set(but)
        found = [box.rect for key, box in sorted(self.seats.boxes.items()) if key not in but]
        found += [spot.rect for key, spot in sorted(self.seats.spots.items()) if key not in but]
        return found + [text.rect for _, text in sorted(self.seats.names.items())]


class Port(NamedTuple):
    """
    One end of a straight line: the number of its edge and whether it is the last point.

    ``wanted`` is the x or the angle it would like to have, ``order`` what it is sorted by.
    """

    edge: int
    last: bool
    wanted: float
    order: float


def gap(edge: Edge) -> float:
    """
    Millimetres between the end of a line and what it points at.

    Parameters
    ----------
    edge : Edge
        The edge; its sign decides.
    """
    return _GAPS[edge.end]


def half_angle(edge: Edge, reach: float) -> float:
    """
    Half the angle in degrees that the sign at an edge's end takes up around a mark.

    Parameters
    ----------
    edge : Edge
        The edge.
    reach : float
        Millimetres from the middle of the mark to where the gap before the sign begins.
    """
    return math.degrees(math.atan2(_HALVES[edge.end] + _AIR, reach + _GAPS[edge.end]))


def ends(scene: Scene, numbers: Iterable[int]) -> dict[int, tuple[Point, Point]]:
    """
    First and last point of straight lines, spread over the faces of boxes and around marks.

    Parameters
    ----------
    scene : Scene
        Boxes and marks.
    numbers : iterable of int
        Numbers of the edges that are to be straight.
    """
    faces: dict[tuple[str, int], list[Port]] = {}
    halves: dict[tuple[str, int], list[Port]] = {}
    numbers = tuple(numbers)
    for number in numbers:
        _sorted_in(scene, number, faces, halves)
    points: dict[tuple[int, bool], Point] = {}
    for (key, way), ports in faces.items():
        points |= _along_face(scene, key, way, ports)
    for (key, way), ports in halves.items():
        points |= _around_half(scene, key, way, ports)
    return {
        number: (points[number, False], points[number, True])
        for number in numbers
        if (number, False) in points and (number, True) in points
    }


def _sorted_in(
    scene: Scene,
    number: int,
    faces: dict[tuple[str, int], list[Port]],
    halves: dict[tuple[str, int], list[Port]],
) -> None:
    """Add both ends of a line to the face of a box, or to the half of a mark, that they belong to."""
    edge = scene.edges[number]
    source, target = scene.seats.boxes[edge.source].rect, scene.place(edge.target)
    down = 1 if target.centre[1] > source.centre[1] else -1
    boxed = edge.target in scene.seats.boxes
    x = _toward(source, target, boxed=boxed)
    faces.setdefault((edge.source, down), []).append(Port(number, False, x, target.centre[0]))  # noqa: FBT003
    if boxed:
        port = Port(number, True, _toward(target, source, boxed=True), source.centre[0])  # noqa: FBT003
        faces.setdefault((edge.target, -down), []).append(port)
    elif edge.target == INCIDENT and down < 0 and scene.captioned():
        faces.setdefault((INCIDENT, 1), []).append(Port(number, True, x, source.centre[0]))  # noqa: FBT003
    else:
        centre = target.centre
        y = source.bottom if down > 0 else source.top
        angle = -math.degrees(math.atan2(abs(y - centre[1]), x - centre[0]))
        halves.setdefault((edge.target, -down), []).append(Port(number, True, angle, angle))  # noqa: FBT003


def _toward(source: Rect, target: Rect, *, boxed: bool) -> float:
    """X on a face from which a line to a target looks best: straight down where it can be."""
    low, high = source.left + _INSET, source.right - _INSET
    shared = max(low, target.left + _INSET), min(high, target.right - _INSET)
    x = target.centre[0]
    if boxed and shared[0] < shared[1]:
        return (shared[0] + shared[1]) / 2
    if low <= x <= high:
        return x
    middle = source.centre[0]
    return middle + _LEAN * (min(max(x, low), high) - middle)


def _along_face(scene: Scene, key: str, way: int, ports: list[Port]) -> dict[tuple[int, bool], Point]:
    """Ends along the upper (-1) or lower (1) face of a box, or under the incident's name."""
    rect = scene.seats.names[INCIDENT].rect if key == INCIDENT else scene.seats.boxes[key].rect
    y = rect.bottom + UNDER if key == INCIDENT else rect.bottom if way > 0 else rect.top
    ports.sort(key=lambda port: (round(port.order, 6), port.edge))
    low, high = rect.left + _INSET, rect.right - _INSET
    apart = min(scene.gap, max(0.0, high - low) / max(1, len(ports) - 1))
    xs = spread([port.wanted for port in ports], [apart] * (len(ports) - 1), low, high + 1e-3)
    return {(port.edge, port.last): (x, y) for port, x in zip(ports, xs or (), strict=False)}


def _around_half(scene: Scene, key: str, way: int, ports: list[Port]) -> dict[tuple[int, bool], Point]:
    """Ends around the upper (-1) or lower (1) half of a mark; the more there are, the further out."""
    spot = scene.seats.spots[key]
    ports.sort(key=lambda port: (round(port.order, 6), port.edge))
    low, high = _sector(scene, spot, way)
    reach, angles = spot.size / 2, None
    for step in range(_STEPS):
        reach = spot.size / 2 + step * _FURTHER
        halves = [half_angle(scene.edges[port.edge], reach) for port in ports]
        angles = spread([port.wanted for port in ports], [a + b for a, b in pairwise(halves)], low, high)
        if angles is not None:
            break
    found = {}
    for port, angle in zip(ports, angles or (), strict=False):
        radius = reach + _GAPS[scene.edges[port.edge].end]
        x, y = (radius * part for part in unit(angle))
        found[port.edge, port.last] = (spot.centre[0] + x, spot.centre[1] + way * abs(y))
    return found


def _sector(scene: Scene, spot: Spot, way: int) -> tuple[float, float]:
    """Angles of a half (from -180, left, to 0, right) that dotted lines leave free."""
    first, last = -_HALF + _FLATTEST, -_FLATTEST
    low, high = first, last
    for there in dotted_from(scene, spot):
        angle = -math.degrees(math.atan2(way * (there[1] - spot.centre[1]), there[0] - spot.centre[0]))
        if -_QUARTER <= angle <= 0:
            high = min(high, angle - _FLATTEST)
        elif -_HALF <= angle < -_QUARTER:
            low = max(low, angle + _FLATTEST)
    return (low, high) if low < high else (first, last)


def dotted_from(scene: Scene, spot: Spot) -> list[Point]:
    """
    Far ends of the pieces of dotted lines that begin at a mark.

    Parameters
    ----------
    scene : Scene
        The dotted lines.
    spot : Spot
        The mark.
    """
    return [
        far
        for line in scene.dotted
        for a, b in pairs(line)
        for near, far in ((a, b), (b, a))
        if math.dist(near, spot.centre) < spot.size / 2 + RIM + _AIR
    ]


def beside(scene: Scene, number: int) -> tuple[Point, Point]:
    """
    First and last point of the line from an accused actor to its own tie.

    A denial runs under the dotted line, everything else above it.

    Parameters
    ----------
    scene : Scene
        Boxes and marks.
    number : int
        Number of the edge.
    """
    edge = scene.edges[number]
    rect, spot = scene.seats.boxes[edge.source].rect, scene.seats.spots[edge.target]
    way = 1 if edge.end == "bar" else -1
    left = rect.centre[0] < spot.centre[0]
    radius = spot.size / 2 + _GAPS[edge.end]
    x, y = (radius * part for part in unit(_OWN))
    end = (spot.centre[0] - x if left else spot.centre[0] + x, spot.centre[1] + way * y)
    start = min(max(end[1], rect.top + UNDER), rect.bottom - UNDER)
    return (rect.right if left else rect.left, start), end


def unit(degrees: float) -> Point:
    """
    Point at distance one in a direction.

    Parameters
    ----------
    degrees : float
        Clockwise from the right, because y points down.

    Examples
    --------
    >>> [round(part, 6) for part in unit(90)]
    [0.0, 1.0]
    """
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def bearing(spot: Spot, point: Point) -> float:
    """
    Direction from the middle of a mark to a point, in degrees from 0 to 360.

    Parameters
    ----------
    spot : Spot
        The mark.
    point : Point
        The point.
    """
    return math.degrees(math.atan2(point[1] - spot.centre[1], point[0] - spot.centre[0])) % 360


def between(a: float, b: float) -> float:
    """
    Angle between two directions, in degrees from 0 to 180.

    Parameters
    ----------
    a, b : float
        The directions in degrees.

    Examples
    --------
    >>> between(350, 20)
    30
    """
    turn = abs(a - b) % 360
    return min(turn, 360 - turn)


def touching(scene: Scene, routes: Mapping[int, Sequence[Point]], key: str) -> list[Point]:
    """
    Places where lines touch a box.

    Parameters
    ----------
    scene : Scene
        The edges.
    routes : mapping of int to sequence of Point
        The lines that exist, by the number of their edge.
    key : str
        The actor.
    """
    found = []
    for number, line in routes.items():
        edge = scene.edges[number]
        found += [point for end, point in ((edge.source, line[0]), (edge.target, line[-1])) if end == key]
    return found

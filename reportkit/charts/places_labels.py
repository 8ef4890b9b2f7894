"""The words of a locator map: blocks of lines, and the rules by which each finds its place."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from reportkit.charts.placement import Room, deepest, distance_to_box, segments_cross, worn
from reportkit.charts.sheet import Box
from reportkit.charts.style import measure, wrap
from reportkit.wording.runs import Line, Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportkit.wording.pictures import PlaceMark

    Mask = NDArray[np.bool_]
    Grid = NDArray[np.float64]
    Point = tuple[float, float]

NAME_SIZE: Final = 7.4  # points: name of an incident
TEXT_SIZE: Final = 7.0  # points: everything else on a map
OWN_COUNTRY_SIZE: Final = 8.2
LABEL_SHARE: Final = 0.42  # of the width, at most, for a label
PITCH: Final = 3.0  # mm from line to line
MARKED_PITCH: Final = 5.2  # the same where letters bear marks above and below them
MARK_SIZE: Final = 3.0  # mm
OWN_MARK_SIZE: Final = 3.6
TOWN: Final = 1.0  # mm: side of a town's square
_GAP: Final = 0.8  # mm between a mark and its words
_AIR: Final = 0.4  # mm between words and the end of their leader
_AT_ONCE: Final = 1.4  # mm: words this near to their mark need no leader
_MISREAD: Final = 0.3  # share of a name over another area at which it would be taken for that one
_TRIES: Final = 400  # places that are looked at for their leader


@dataclass(frozen=True, slots=True)
class Label:
    """The words about one incident, with its mark before them where the mark has no point to stand on."""

    lines: tuple[Line, ...]
    mark: str | None
    mark_size: float
    width: float
    height: float

    @property
    def pitch(self) -> float:
        """How far lines are apart, in millimetres: letters with marks above and below them need more room."""
        return self.height / max(1, len(self.lines))

    @property
    def indent(self) -> float:
        """Where the words begin, from the left edge, in millimetres."""
        return self.mark_size + _GAP if self.mark else 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A label at its place, with the line that leads from it to what it is about (or none)."""

    label: Label
    box: Box
    anchor: str
    leader: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a country or region, in the middle of a box."""

    line: Line
    x: float
    y: float
    size: float
    strong: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Town:
    """An orientation town: a small square and its name."""

    x: float
    y: float
    line: Line
    box: Box
    anchor: str


def strong(line: Line) -> Line:
    """Return a line with its plain and soft runs set strong.

    Examples
    --------
    >>> strong((Run("Iran"),))[0].kind
    'strong'
    """
    return tuple(replace(run, kind="strong") if run.kind in {"text", "soft"} else run for run in line)


def label_of(
    mark: PlaceMark, width_mm: float, *, standing: bool, number: str = "", eye: bool = False
) -> Label:
    """Return the words about an incident as lines that fit a width.

    Parameters
    ----------
    mark : PlaceMark
        The incident.
    width_mm : float
        Room for the label in millimetres.
    standing : bool
        Whether the mark stands in the label, because it has no point on the map.
    number : str
        A key number to set before the name, or nothing.
    eye : bool
        Whether the reader's eye stands behind the name, because no rim of a circle has room for it.

    Examples
    --------
    >>> from reportkit.wording.pictures import PlaceMark
    >>> mark = PlaceMark("a", (Run("Eilat"),), (), "states", (), "town", 29.6, 34.9, None, "IL", False, False)
    >>> label_of(mark, 30, standing=False).lines[0][0].words
    'Eilat'
    """
    size = (OWN_MARK_SIZE if mark.own else MARK_SIZE) if standing else 0.0
    readers = ("inference",) if eye and "inference" not in mark.flags else ()
    flags = tuple(Run(flag, (), "mark") for flag in (*mark.flags, *readers))
    head = ((Run(f"{number} ", (), "strong"),) if number else ()) + strong(mark.name) + flags
    room = width_mm - (size + _GAP if standing else 0.0)
    lines = [*_broken(head, room, NAME_SIZE)]
    for line in mark.labels:
        lines.extend(_broken(line, room, TEXT_SIZE))
    return _label(tuple(lines), mark.mark if standing else None, size)


def number_of(mark: PlaceMark, number: str, *, standing: bool) -> Label:
    """Return a label that only holds the key number of an incident.

    Examples
    --------
    >>> from reportkit.wording.pictures import PlaceMark
    >>> mark = PlaceMark("a", (), (), "states", (), "town", 29.6, 34.9, None, "IL", False, False)
    >>> number_of(mark, "3", standing=False).lines[0][0].words
    '3'
    """
    size = (OWN_MARK_SIZE if mark.own else MARK_SIZE) if standing else 0.0
    return _label(((Run(number, (), "strong"),),), mark.mark if standing else None, size)


def _broken(line: Line, width_mm: float, size: float) -> list[Line]:
    return wrap(line, width_mm, size) or wrap(line, width_mm, size, break_words=True) or []


def _label(lines: tuple[Line, ...], mark: str | None, mark_size: float) -> Label:
    widths = [measure(line, NAME_SIZE if number == 0 else TEXT_SIZE) for number, line in enumerate(lines)]
    indent = mark_size + _GAP if mark else 0.0
    pitch = MARKED_PITCH if any(_has_marks(run.words) for line in lines for run in line) else PITCH
    return Label(lines, mark, mark_size, max(widths, default=0.0) + indent, max(1, len(lines)) * pitch)


def _has_marks(words: str) -> bool:
    """Whether words bear marks above or below their letters, as vocalised Arabic and pointed Hebrew do."""
    return any(unicodedata.combining(letter) for letter in words)


def beside_point(
    room: Room, label: Label, point: Point, radius: float, solid: tuple[Box, ...]
) -> Placed | None:
    """Place a label beside a point or a circle: right of it if there is room, else left, below, above.

    None where there is no room, or where its leader would cross something.

    Parameters
    ----------
    room : Room
        What is free.
    label : Label
        The words.
    point : tuple of float
        The middle of the mark or circle, in millimetres.
    radius : float
        How far it reaches, in millimetres.
    solid : tuple of Box
        What a leader must not cross.

    Examples
    --------
    >>> placed = beside_point(Room(Box(0, 0, 40, 40)), Label(((Run("a"),),), None, 0, 5, 3), (9, 9), 1, ())
    >>> placed.box.left > 9, placed.leader
    (True, ())
    """
    x, y = point
    gap = _GAP if label.mark is None else 2.0 * _GAP  # a mark beside a circle needs room for its leader
    left, top = room.corners(label.width, label.height)
    right, bottom = left + label.width, top + label.height
    distance = distance_to_box(point, room, label.width, label.height)
    away = np.maximum(distance - radius - gap, 0.0)
    nearer = distance < radius + gap * 0.6
    beside = np.where(left >= x, 0.0, np.where(right <= x, 0.5, np.where(top >= y, 0.9, 1.1)))
    level = np.abs((top + bottom) / 2 - y) * np.where((left >= x) | (right <= x), 0.12, 0.0)
    middle = np.abs((left + right) / 2 - x) * np.where((left < x) & (right > x), 0.08, 0.0)
    cost = away + beside + level + middle + room.aversion(label.width, label.height)
    return _choose(room, label, np.where(nearer, np.inf, cost), (x, y, radius), solid)


def over_area(room: Room, label: Label, cells: Mask, others: Mask, solid: tuple[Box, ...]) -> Placed | None:
    """Place a label inside an area, or beside it with a leader that ends in the area.

    None where there is no room, or where its leader would cross something.

    Parameters
    ----------
    room : Room
        What is free.
    label : Label
        The words, with the mark.
    cells, others : array of bool
        The cells of the area, and of other areas, where the label would be misread.
    solid : tuple of Box
        What a leader must not cross.
    """
    target = deepest(room, cells & ~room.taken) or deepest(room, cells)
    if target is None:
        return None
    inside = room.share(cells, label.width, label.height)
    whole = fits_inside(room, label, cells)
    left, top = room.corners(label.width, label.height)
    off_middle = np.hypot(left + label.width / 2 - target[0], top + label.height / 2 - target[1])
    off_area = distance_to_box(target, room, label.width, label.height)
    astride = np.where(inside > 0.02, 3.0 + 12.0 * inside, 0.0)  # noqa: PLR2004 - the grid again
    cost = np.where(whole, 0.08 * off_middle, 4.0 + off_area + astride)
    cost = cost + 25.0 * room.share(others & ~cells, label.width, label.height)
    cost = cost + np.where(whole, 0.0, room.crossings(label.width, label.height))
    return _choose(room, label, cost, (*target, 0.0), solid, cells)


def fits_inside(room: Room, label: Label, cells: Mask, margin: int = 1) -> Mask:
    """Return at which places a label lies inside an area, with some room to the edge.

    Parameters
    ----------
    room : Room
        The cells of the map.
    label : Label
        The words.
    cells : array of bool
        The cells of the area.
    margin : int
        How many cells there must be to the edge.
    """
    edge = worn(cells, margin)
    inside: Mask = room.share(edge, label.width, label.height) > 0.999  # noqa: PLR2004 - sums are not exact
    return inside


def _choose(  # noqa: PLR0913, PLR0917 - what the choice of a place rests on
    room: Room,
    label: Label,
    cost: Grid,
    target: tuple[float, float, float],
    solid: tuple[Box, ...],
    area: Mask | None = None,
) -> Placed | None:
    """Return the cheapest place inside the area, or whose leader crosses nothing and not its own words."""
    for _, box in room.best(label.width, label.height, cost, _TRIES):
        if area is not None and not (room.in_box(box) & ~area).any():
            return Placed(label, box, "left", ())
        placed = _at(label, box, target)
        in_the_way = (*solid, words_of(placed)) if label.mark else solid
        if not any(segments_cross(a, b, other) for a, b in pairwise(placed.leader) for other in in_the_way):
            return placed
    return None


def words_of(placed: Placed) -> Box:
    """Return the room that the words of a label take, without its mark.

    Examples
    --------
    >>> label = Label(((Run("a"),),), "states", 3.0, 9.0, 3.0)
    >>> words_of(Placed(label, Box(0, 0, 9, 3), "right", ())).right
    5.6
    """
    box, words = placed.box, placed.label.indent - _GAP / 2 if placed.label.mark else 0.0
    if placed.anchor == "right":
        return Box(box.left, box.top, box.right - words, box.bottom)
    return Box(box.left + words, box.top, box.right, box.bottom)


def mark_of(placed: Placed) -> Point:
    """Return the middle of the mark that stands in a label.

    Examples
    --------
    >>> label = Label(((Run("a"),),), "states", 3.0, 9.0, 3.0)
    >>> mark_of(Placed(label, Box(0, 0, 9, 3), "right", ()))
    (7.5, 1.5)
    """
    half, box = placed.label.mark_size / 2, placed.box
    return (
        box.right - half if placed.anchor == "right" else box.left + half
    ), box.top + placed.label.pitch / 2


def _at(label: Label, box: Box, target: tuple[float, float, float]) -> Placed:
    """Return a label in a box, its mark or its words' end on the side of what it is about."""
    x, y, radius = target
    anchor = "right" if (box.right if label.mark is None else (box.left + box.right) / 2) <= x else "left"
    placed = Placed(label, box, anchor, ())
    start = _start(placed, (x, y))
    length = math.dist(start, (x, y))
    if not length or (label.mark is None and length - radius <= _AT_ONCE):
        return placed
    if label.mark is None:
        start = (start[0] + (x - start[0]) * _AIR / length, start[1] + (y - start[1]) * _AIR / length)
    stop = (x + (start[0] - x) * radius / length, y + (start[1] - y) * radius / length)
    return replace(placed, leader=(start, stop))


def _start(placed: Placed, target: Point) -> Point:
    """Return where a leader leaves a label: at the rim of its mark, or at the nearest edge of its words."""
    label, box = placed.label, placed.box
    if label.mark is None:
        return min(max(target[0], box.left), box.right), min(max(target[1], box.top), box.bottom)
    middle = mark_of(placed)
    length = math.dist(middle, target)
    share = label.mark_size / 2 / length if length else 0.0
    return middle[0] + (target[0] - middle[0]) * share, middle[1] + (target[1] - middle[1]) * share


def name_in(  # noqa: PLR0913 - what the choice of a place rests on
    room: Room, line: Line, cells: Mask, others: Mask, *, own: bool, least: float = 0.3
) -> Name | None:
    """Place the name of an area as deep inside it as there is room, or nowhere.

    Parameters
    ----------
    room : Room
        What is free.
    line : Line
        The name.
    cells : array of bool
        The cells of the area.
    others : array of bool
        The cells of other areas, where the name would be misread.
    own : bool
        Whether it is the country of the briefing's own incident: larger and strong.
    least : float
        Share of the name that must lie inside.
    """
    size = OWN_COUNTRY_SIZE if own else TEXT_SIZE
    line = strong(line) if own else line
    width, height = measure(line, size), 2.7
    target = deepest(room, cells & ~room.taken)
    if target is None:
        return None
    left, top = room.corners(width, height)
    inside = room.share(cells, width, height)
    if not (inside >= least).any():
        return None
    off = np.hypot(left + width / 2 - target[0], top + height / 2 - target[1])
    wrong = room.share(others & ~cells, width, height)
    cost = 0.15 * off + 8.0 * (1.0 - inside) + 12.0 * wrong + 0.3 * room.aversion(width, height)
    found = room.best(width, height, np.where((inside < least) | (wrong > _MISREAD), np.inf, cost))
    if not found:
        return None
    box = found[0][1]
    return Name(line, (box.left + box.right) / 2, (box.top + box.bottom) / 2, size, own, box)


def town_at(room: Room, x: float, y: float, line: Line) -> Town | None:
    """Place a town and its name, or leave both out where they would touch anything."""
    half = TOWN / 2
    square = Box(x - half, y - half, x + half, y + half)
    frame = room.frame
    if not (
        frame.left < square.left and square.right < frame.right and frame.top < square.top < frame.bottom
    ):
        return None
    if (room.in_box(square) & room.taken).any():
        return None
    width, height, gap = measure(line, TEXT_SIZE), 2.6, half + 0.5
    places = (
        (x + gap, y - height / 2, "left"),
        (x - gap - width, y - height / 2, "right"),
        (x + half, y - gap - height, "left"),
        (x + half, y + gap, "left"),
        (x - half - width, y - gap - height, "right"),
        (x - half - width, y + gap, "right"),
    )
    for left, top, anchor in places:
        box = Box(left, top, left + width, top + height)
        fits = frame.left <= box.left and box.right <= frame.right and frame.top <= box.top
        if fits and box.bottom <= frame.bottom and not (room.in_box(box) & room.taken).any():
            return Town(x, y, line, box, anchor)
    return None

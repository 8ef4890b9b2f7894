"""
Records of the chart of actors between measuring and drawing.

`Sizes` holds the picture's words as they may be set, measured; `Plan` holds where
everything stands, in millimetres with y pointing down. A plan draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reportkit.charts.actors_geometry import Point, Rect
from reportkit.wording.pictures import Edge
from reportkit.wording.runs import Line

INCIDENT = "incident"
"""The target of an edge that points at the incident itself."""

RELATES = "open"
"""The end of an edge that ties two actors and says nothing of the incident."""

MOST = 20
"""More actors than this are not drawn: such a chart is a tangle, a table is not."""

PITCH = 3.05
"""Millimetres from one line of words to the next."""

INCIDENT_SIZE, TIE_SIZE, EVENT_SIZE, FLAG_SIZE = 7.4, 5.6, 4.4, 2.4
"""Sizes of the marks in millimetres."""

ARROW, ARROW_WIDTH, BAR, DOT = 1.9, 1.6, 3.1, 1.1
"""Length and width of an arrow head, length of a denial's bar, size of a dot, in millimetres."""


class TooManyActors(ValueError):  # noqa: N818 (the name says what is wrong; callers show the table instead)
    """
    The picture holds more than can be drawn legibly; show its table instead.

    Examples
    --------
    >>> raise TooManyActors("24 actors; at most 20 are drawn")
    Traceback (most recent call last):
    reportkit.charts.actors_plan.TooManyActors: 24 actors; at most 20 are drawn
    """


@dataclass(frozen=True, slots=True)
class Words:
    """
    Lines of words set one under another, each with its style and measured width.

    ``pitch`` are the millimetres from line to line; scripts with high letters need more.
    """

    lines: tuple[Line, ...]
    styles: tuple[str, ...]
    widths: tuple[float, ...]
    pitch: float = PITCH

    @property
    def width(self) -> float:
        """Width of the longest line in millimetres."""
        return max(self.widths, default=0.0)

    @property
    def height(self) -> float:
        """Height of all lines in millimetres."""
        return self.pitch * len(self.lines)


@dataclass(frozen=True, slots=True)
class Sizes:
    """
    The words of a picture, measured.

    Every value is a tuple of ways to set the same words, best first. ``boxes`` goes by
    the key of an actor or of another event, ``ties`` by the key of a tie. ``hulls`` are the
    labels of groups, not broken yet, ``key`` is the room of a number that stands for a label.
    """

    boxes: Mapping[str, tuple[Words, ...]]
    labels: Mapping[Edge, tuple[Words, ...]]
    ties: Mapping[str, tuple[Words, ...]]
    incident: tuple[Words, ...]
    hulls: Mapping[str, Line] = field(default_factory=dict)
    key: Words | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """An actor's place; for another event the place of its mark and name."""

    key: str
    rect: Rect
    words: Words
    shape: str


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of a mark; ``key`` is the tie's, the event's, or "incident"."""

    key: str
    name: str
    centre: Point
    size: float

    @property
    def rect(self) -> Rect:
        """The square the mark fills."""
        half, (x, y) = self.size / 2, self.centre
        return Rect(x - half, y - half, x + half, y + half)


@dataclass(frozen=True, slots=True)
class Text:
    """
    Words at their place.

    ``rect`` is what they cover, ``align`` the edge the lines share, ``paper`` whether
    they stand over their own line and need white behind them.
    """

    key: str
    rect: Rect
    words: Words
    align: str
    paper: bool


@dataclass(frozen=True, slots=True)
class Route:
    """
    The course of an edge, or the dotted line of a tie (then ``edge`` is None).

    ``points`` run from the source to the target; the last one is where the end's sign
    touches.
    """

    key: str
    edge: Edge | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a group around the boxes of its members; ``depth`` counts the groups inside it."""

    key: str
    rect: Rect
    dashed: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Plan:
    """
    Where everything of the chart stands.

    ``numbered`` counts the labels that became numbers, ``unlined`` what is told in the list alone.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    spots: tuple[Spot, ...]
    flags: tuple[Spot, ...]
    texts: tuple[Text, ...]
    routes: tuple[Route, ...]
    outlines: tuple[Outline, ...] = ()
    numbered: int = 0
    unlined: int = 0

    def lowered(self, by: float) -> Plan:
        """Return the same plan further down on a sheet, by some millimetres."""

        def moved(rect: Rect) -> Rect:
            return Rect(rect.left, rect.top + by, rect.right, rect.bottom + by)

        def point(at: Point) -> Point:
            return at[0], at[1] + by

        return replace(
            self,
            boxes=tuple(replace(box, rect=moved(box.rect)) for box in self.boxes),
            spots=tuple(replace(spot, centre=point(spot.centre)) for spot in self.spots),
            flags=tuple(replace(spot, centre=point(spot.centre)) for spot in self.flags),
            texts=tuple(replace(text, rect=moved(text.rect)) for text in self.texts),
            routes=tuple(replace(route, points=tuple(map(point, route.points))) for route in self.routes),
            outlines=tuple(replace(outline, rect=moved(outline.rect)) for outline in self.outlines),
        )

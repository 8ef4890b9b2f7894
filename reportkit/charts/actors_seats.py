"""
Where boxes and marks of the chart of actors stand.

The incident is the middle (y = 0 until the plan is moved onto its sheet), the accused stand
at the sides, and whoever speaks of them in rows above and below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportkit.charts.actors_geometry import Point, around
from reportkit.charts.actors_middle import NAME_GAP, asked, caption, middle, reaches
from reportkit.charts.actors_plan import EVENT_SIZE, INCIDENT, Box, Outline, Sizes, Spot, Text, Words
from reportkit.charts.actors_rows import HULLED, MARGIN, Row, bands, needed, ordered, split
from reportkit.wording.pictures import ActorsPicture

_PAD, _ROUND_PAD, _NARROWEST = 3.0, 3.6, 13.0
_AROUND_ONE, _AROUND, _TWO = 5.45, 3.7, 2
_LINK, _EVENT_LINK = 8.5, 2.5
_FLAT, _DEEPER, _DEEPEST, _ASKED = 40.0, 0.15, 7.0, 5.0
_LEAST, _NEAREST = 15.0, 14.0

Rank: TypeAlias = "tuple[Mapping[str, float], ...]"
"""Rows of one side, the one next to the accused first: the x of each member."""

Rows: TypeAlias = "tuple[Rank, Rank]"
"""The rows above and below."""


@dataclass(frozen=True, slots=True)
class Room:
    """
    How much room is given, in millimetres.

    ``above`` and ``below`` lie between the accused and the nearest rows, ``rows`` between
    two rows of one side, ``stack`` from one accused at a side to the next, ``beside``
    between two neighbours in a row and ``air`` more where the width allows it; ``ports``
    lies between two lines at one box.
    """

    above: float = 15.0
    below: float = 15.0
    rows: float = 11.0
    stack: float = 15.0
    beside: float = 4.0
    air: float = 4.0
    ports: float = 5.0


@dataclass(frozen=True, slots=True)
class Seats:
    """
    Boxes, marks and the names that belong to marks, by key.

    ``above`` and ``below`` are the rows from top to bottom, each from left to right;
    ``names`` hold the incident's caption and the names of other events, ``rows`` the x of each
    member, above and below, the row next to the accused first; ``outlines`` lie around groups.
    """

    width: float
    boxes: Mapping[str, Box]
    spots: Mapping[str, Spot]
    names: Mapping[str, Text]
    above: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, ...], ...]
    rows: Rows
    outlines: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What seats are chosen for: the picture, how its names are set, the width and the room."""

    picture: ActorsPicture
    names: Mapping[str, Words]
    width: float
    room: Room

    def shape(self, key: str) -> str:
        """Shape of an actor's box, or "event"."""
        return next((node.shape for node in self.picture.nodes if node.key == key), "event")

    def across(self, key: str) -> float:
        """Width of an actor's box, or of another event with its name."""
        words, shape = self.names[key], self.shape(key)
        if shape == "event":
            return max(words.width, EVENT_SIZE) + 1.0
        inner = words.width + 2 * (_ROUND_PAD if shape == "group" else _PAD)
        return max(_NARROWEST, inner)

    def down(self, key: str) -> float:
        """Height of an actor's box."""
        words = self.names[key]
        return words.height + (_AROUND_ONE if len(words.lines) < _TWO else _AROUND)


def seat(
    picture: ActorsPicture, sizes: Sizes, width: float, room: Room, given: Rows | None = None
) -> Seats | None:
    """
    Place every box and mark; None where a row does not fit the width.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    width : float
        Width of the chart in millimetres.
    room : Room
        Distances to keep.
    given : Rows, optional
        Who stands in which row and where; else the rows are found.
    """
    frame = framed(picture, sizes, width, room)
    boxes, spots = middle(frame, sizes)
    names = {INCIDENT: caption(picture, sizes, spots)}
    reach = reaches(spots, boxes, names[INCIDENT].rect)
    xs = {key: spot.centre[0] for key, spot in spots.items()}
    xs |= {key: box.rect.centre[0] for key, box in boxes.items()}
    rows: list[Rank] = []
    for side, (keys, way) in enumerate(zip(bands(picture), (-1, 1), strict=True)):
        placed = given[side] if given else _stacked(frame, keys, xs)
        if placed is None:
            return None
        more = max(_slant(placed[:1], picture, xs), _ASKED * (side == 1 and asked(picture)))
        y = way * _level(reach[side], (room.above, room.below)[side], more)
        for row in placed:
            height = max(frame.down(key) for key in row)
            for key, x in row.items():
                centre = (x, y + way * height / 2)
                if frame.shape(key) == "event":
                    spots[key], names[key] = _event(frame, key, centre)
                else:
                    rect = around(centre, frame.across(key), height)
                    boxes[key] = Box(key, rect, frame.names[key], frame.shape(key))
            y += way * (height + room.rows)
        rows.append(tuple(placed))
    above, below = (tuple(tuple(row) for row in rank) for rank in rows)
    return Seats(width, boxes, spots, names, above[::-1], below, (rows[0], rows[1]))


def framed(picture: ActorsPicture, sizes: Sizes, width: float, room: Room) -> Frame:
    """
    Return what seats are chosen for, with every name set as its row allows.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    width : float
        Width of the chart in millimetres.
    room : Room
        Distances to keep.
    """
    return Frame(picture, _names(picture, sizes, width, room), width, room)


def _names(picture: ActorsPicture, sizes: Sizes, width: float, room: Room) -> dict[str, Words]:
    """Set every name as wide as its row allows: the widest names of a crowded row wrap first."""
    chosen = {key: settings[0] for key, settings in sizes.boxes.items()}
    for keys in bands(picture):
        while True:
            frame = Frame(picture, chosen, width, room)
            able = [key for key in keys if chosen[key] != sizes.boxes[key][-1]]
            if needed(keys, row_of(frame, keys, {})) <= width or not able:
                break
            widest = max(able, key=lambda key: (frame.across(key), key))
            settings = sizes.boxes[widest]
            chosen[widest] = settings[settings.index(chosen[widest]) + 1]
    return chosen


# --- rows --------------------------------------------------------------------------------------------


def row_of(frame: Frame, keys: Sequence[str], xs: Mapping[str, float]) -> Row:
    """
    What a row of these members has to hold.

    Parameters
    ----------
    frame : Frame
        The picture, how its names are set, the width and the room.
    keys : sequence of str
        The members.
    xs : mapping of str to float
        The x of what stands already.
    """
    members = set(keys)
    lines = [(edge.source, edge.target) for edge in frame.picture.edges]
    both = [*lines, *(pair[::-1] for pair in lines)]
    pulls = {
        key: tuple(sorted(xs[b] for a, b in both if a == key and b in xs and b not in members))
        for key in keys
    }
    ends = frozenset(event.key for event in frame.picture.events) & members
    links = {frozenset(pair): _link(frame, frozenset(pair), ends) for pair in lines if set(pair) <= members}
    widths = {key: frame.across(key) for key in keys}
    groups = tuple(frozenset(hull.members) & members for hull in frame.picture.hulls)
    groups = tuple(group for group in groups if len(group) > 1)
    margin = HULLED if frame.picture.hulls else MARGIN
    return Row(widths, pulls, links, ends, frame.room.beside, frame.room.air, frame.width, groups, margin)


def _link(frame: Frame, pair: frozenset[str], events: frozenset[str]) -> float:
    """Least distance for the line between two neighbours; an event's name leaves room of its own."""
    spare = max((frame.across(key) / 2 - EVENT_SIZE / 2 for key in pair & events), default=0.0)
    return max(_EVENT_LINK, _LINK - spare)


def _stacked(frame: Frame, keys: Sequence[str], xs: Mapping[str, float]) -> list[dict[str, float]] | None:
    """Rows of one side with the x of their members, the one next to the accused first."""
    rows: list[dict[str, float]] = []
    known = dict(xs)
    rest = tuple(keys)
    while rest:
        near, far = split(frame.picture, rest, row_of(frame, rest, known))
        if not near:
            near, far = far, ()
        placed = ordered(near, row_of(frame, near, known))
        if placed is None:
            return None
        rows.append(placed)
        known |= placed
        rest = far
    return rows


def _level(reach: tuple[float, float], room: float, more: float) -> float:
    """
    Millimetres from the incident's level to the nearest row.

    All that asks for room asks for it in the same few millimetres, so that a newcomer moves no row
    further than these; only three accused and more at one side push it further.
    """
    plain, whole = reach
    return max(plain + _LEAST + min(_DEEPEST, max(room - _LEAST, more)), whole + _NEAREST)


def _slant(rows: Sequence[Mapping[str, float]], picture: ActorsPicture, xs: Mapping[str, float]) -> float:
    """Further millimetres that flat lines need, so that their labels find room."""
    reach = [
        abs(row[edge.source] - xs[edge.target])
        for row in rows
        for edge in picture.edges
        if edge.source in row and edge.target in xs
    ]
    return min(_DEEPEST, max(0.0, (max(reach, default=0.0) - _FLAT) * _DEEPER))


def _event(frame: Frame, key: str, centre: Point) -> tuple[Spot, Text]:
    """Place another event's mark, and its name under it."""
    words = frame.names[key]
    event = next(event for event in frame.picture.events if event.key == key)
    x, y = centre
    below = (x, y + EVENT_SIZE / 2 + NAME_GAP + words.height / 2)
    name = Text(key, around(below, words.width, words.height), words, "middle", paper=False)
    return Spot(key, event.mark, centre, EVENT_SIZE), name

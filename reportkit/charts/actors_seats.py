"""
Where boxes and marks of the chart of actors stand.

The incident is the middle (y = 0 until the plan is moved onto its sheet), or aside of it
where only one actor is accused. Ties stand between it and the accused at the sides; with
several accused at one side the upper ties stand further in, which keeps the lower dotted
lines clear of the incident's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reportkit.charts.actors_geometry import Point, Rect, around, grown, hits
from reportkit.charts.actors_plan import (
    EVENT_SIZE,
    INCIDENT,
    INCIDENT_SIZE,
    PITCH,
    TIE_SIZE,
    Box,
    Sizes,
    Spot,
    Text,
    Words,
)
from reportkit.charts.actors_rows import MARGIN, Row, bands, needed, neighbours, ordered, sides, split
from reportkit.wording.pictures import ActorsPicture, Tie

_PAD, _ROUND_PAD, _NARROWEST = 3.0, 3.6, 13.0
_HEIGHT, _SECOND_LINE = 8.5, 1.3
_LINK, _EVENT_LINK = 8.5, 2.5
_NAME_GAP, _DROPS = 1.0, (0.0, 2.0, 4.0, 6.0, 8.0)
_ASIDE = 0.62
_COLUMN, _FIRST, _LONGEST_FIRST, _OVER_GROUP = 10.0, 9.0, 26.0, 4.0
_INCIDENT_AIR, _TIE_AIR, _STACK_AIR = 2.0, 8.0, 4.0
_FLAT, _DEEPER, _DEEPEST = 40.0, 0.15, 8.0
_BOX_RIM, _CAPTION_LINE, _CAPTION_FREE = 1.5, 5.8, 10.8


@dataclass(frozen=True, slots=True)
class Room:
    """
    How much room is given, in millimetres; a plan that does not work out asks for more.

    ``above`` and ``below`` lie between the accused and the nearest rows, ``rows`` between
    two rows of one side, ``stack`` from one accused at a side to the next, ``beside``
    between two neighbours in a row and ``air`` more where the width allows it; ``inward``
    is added between an accused and its tie, ``ports`` lies between two lines at one box.
    """

    above: float = 15.0
    below: float = 14.0
    rows: float = 11.0
    stack: float = 15.0
    beside: float = 4.0
    air: float = 0.0
    inward: float = 0.0
    ports: float = 3.2


@dataclass(frozen=True, slots=True)
class Seats:
    """
    Boxes, marks and the names that belong to marks, by key.

    ``above`` and ``below`` are the rows from top to bottom, each from left to right;
    ``names`` hold the incident's caption and the names of other events.
    """

    width: float
    boxes: Mapping[str, Box]
    spots: Mapping[str, Spot]
    names: Mapping[str, Text]
    above: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What seats are chosen for: the picture, how its names are set, the width and the room."""

    picture: ActorsPicture
    names: Mapping[str, Words]
    width: float
    room: Room

    def shape(self, key: str) -> str:
        return next((node.shape for node in self.picture.nodes if node.key == key), "event")

    def across(self, key: str) -> float:
        """Width of an actor's box, or of another event with its name."""
        words, shape = self.names[key], self.shape(key)
        if shape == "event":
            return max(words.width, EVENT_SIZE) + 1.0
        doubled = self.room.ports > Room().ports and self._doubled(key)
        inner = words.width + 2 * (_ROUND_PAD if shape == "group" else _PAD)
        return max(_NARROWEST, inner, self.room.ports + 2 * _PAD if doubled else 0.0)

    def _doubled(self, key: str) -> bool:
        """Whether an actor has two lines to the same other actor, so that a label stands between them."""
        actors = {node.key for node in self.picture.nodes}
        ends = [(edge.source, edge.target) for edge in self.picture.edges]
        others = [b if a == key else a for a, b in ends if key in {a, b}]
        return any(others.count(other) > 1 for other in actors & set(others))

    def down(self, key: str) -> float:
        """Height of an actor's box."""
        lines = len(self.names[key].lines)
        return _HEIGHT + (lines > 1) * _SECOND_LINE + max(0, lines - 2) * PITCH


def seat(picture: ActorsPicture, sizes: Sizes, width: float, room: Room) -> Seats | None:
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
    """
    frame = _Frame(picture, _names(picture, sizes, width, room), width, room)
    boxes, spots = _middle(frame, sizes)
    names = {INCIDENT: _caption(picture, sizes, spots)}
    upper, lower = _rim(picture, spots, boxes, names[INCIDENT].rect)
    xs = {key: spot.centre[0] for key, spot in spots.items()}
    xs |= {key: box.rect.centre[0] for key, box in boxes.items()}
    rows: list[tuple[tuple[str, ...], ...]] = []
    edges = (upper - room.above, lower + room.below)
    for keys, way, edge in zip(bands(picture), (-1, 1), edges, strict=True):
        placed = _stacked(frame, keys, xs)
        if placed is None:
            return None
        y = edge + way * _slant(placed[:1], picture, xs)
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
        rows.append(tuple(tuple(row) for row in placed))
    return Seats(width, boxes, spots, names, rows[0][::-1], rows[1])


def _names(picture: ActorsPicture, sizes: Sizes, width: float, room: Room) -> dict[str, Words]:
    """Set every name as wide as its row allows: the widest names of a crowded row wrap first."""
    chosen = {key: settings[0] for key, settings in sizes.boxes.items()}
    for keys in bands(picture):
        while True:
            frame = _Frame(picture, chosen, width, room)
            able = [key for key in keys if chosen[key] != sizes.boxes[key][-1]]
            if needed(keys, _row(frame, keys, {})) <= width or not able:
                break
            widest = max(able, key=lambda key: (frame.across(key), key))
            settings = sizes.boxes[widest]
            chosen[widest] = settings[settings.index(chosen[widest]) + 1]
    return chosen


# --- rows --------------------------------------------------------------------------------------------


def _row(frame: _Frame, keys: Sequence[str], xs: Mapping[str, float]) -> Row:
    """What a row of these members has to hold, given the x of what stands already."""
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
    return Row(widths, pulls, links, ends, frame.room.beside, frame.room.air, frame.width)


def _link(frame: _Frame, pair: frozenset[str], events: frozenset[str]) -> float:
    """Least distance for the line between two neighbours; an event's name leaves room of its own."""
    spare = max((frame.across(key) / 2 - EVENT_SIZE / 2 for key in pair & events), default=0.0)
    return max(_EVENT_LINK, _LINK - spare)


def _stacked(frame: _Frame, keys: Sequence[str], xs: Mapping[str, float]) -> list[dict[str, float]] | None:
    """Rows of one side with the x of their members, the one next to the accused first."""
    rows: list[dict[str, float]] = []
    known = dict(xs)
    rest = tuple(keys)
    while rest:
        near, far = split(frame.picture, rest, _row(frame, rest, known))
        if not near:
            near, far = far, ()
        placed = ordered(near, _row(frame, near, known))
        if placed is None:
            return None
        rows.append(placed)
        known |= placed
        rest = far
    return rows


def _slant(rows: Sequence[Mapping[str, float]], picture: ActorsPicture, xs: Mapping[str, float]) -> float:
    """Further millimetres that flat lines need, so that their labels find room."""
    reach = [
        abs(row[edge.source] - xs[edge.target])
        for row in rows
        for edge in picture.edges
        if edge.source in row and edge.target in xs
    ]
    return min(_DEEPEST, max(0.0, (max(reach, default=0.0) - _FLAT) * _DEEPER))


def _event(frame: _Frame, key: str, centre: Point) -> tuple[Spot, Text]:
    """Place another event's mark, and its name under it."""
    words = frame.names[key]
    event = next(event for event in frame.picture.events if event.key == key)
    x, y = centre
    below = (x, y + EVENT_SIZE / 2 + _NAME_GAP + words.height / 2)
    name = Text(key, around(below, words.width, words.height), words, "middle", paper=False)
    return Spot(key, event.mark, centre, EVENT_SIZE), name


# --- the middle --------------------------------------------------------------------------------------


def _middle(frame: _Frame, sizes: Sizes) -> tuple[dict[str, Box], dict[str, Spot]]:
    """Place the incident, the ties and the accused."""
    picture, width = frame.picture, frame.width
    middle = width * (_ASIDE if len({tie.actor for tie in picture.ties}) == 1 else 0.5)
    widths = {node.key: frame.across(node.key) for node in picture.nodes}
    boxes: dict[str, Box] = {}
    spots = {INCIDENT: Spot(INCIDENT, picture.incident_mark, (middle, 0.0), INCIDENT_SIZE)}
    left, right = sides(picture, widths)
    for side in (left, right):
        end = (middle if side is left else width - middle) - INCIDENT_SIZE / 2 - _INCIDENT_AIR
        pitch = max([frame.room.stack, *(frame.down(tie.actor) + _STACK_AIR for tie in side)])
        for i, (tie, inward) in enumerate(zip(side, _inward(frame, side, sizes, end), strict=True)):
            y = (i - (len(side) - 1) / 2) * pitch
            outer = MARGIN + widths[tie.actor] / 2
            x, at = (inward, outer) if side is left else (width - inward, width - outer)
            spots[tie.key] = Spot(tie.key, tie.mark, (x, y), TIE_SIZE)
            rect = around((at, y), widths[tie.actor], frame.down(tie.actor))
            boxes.setdefault(tie.actor, Box(tie.actor, rect, frame.names[tie.actor], frame.shape(tie.actor)))
    return boxes, spots


def _inward(frame: _Frame, side: Sequence[Tie], sizes: Sizes, end: float) -> list[float]:
    """Distances of the marks of a side's ties from the rim, none further in than `end`."""
    outer = MARGIN + max((frame.across(tie.actor) for tie in side), default=0.0) + frame.room.inward
    found = []
    for column, tie in zip(range(len(side) - 1, -1, -1), side, strict=True):
        own = [edge for edge in frame.picture.edges if (edge.source, edge.target) == (tie.actor, tie.key)]
        said = max((min(words.width for words in sizes.labels[edge]) for edge in own), default=0.0)
        start = outer + max(_FIRST, min(_LONGEST_FIRST, said + TIE_SIZE))
        if len(side) > 1:
            step = min(_COLUMN, max(TIE_SIZE + 1.0, (end - start - TIE_SIZE) / len(side)))
            found.append(start + column * step)
        else:
            last = end - sizes.ties[tie.key][0].width - TIE_SIZE / 2 - _TIE_AIR
            wanted = max(start + _OVER_GROUP, _group(frame, tie) / 2)
            found.append(max(start, min(last, wanted)))
    return found


def _group(frame: _Frame, tie: Tie) -> float:
    """Width of those who speak of a tie from above or from below, whichever is more."""
    speakers = {edge.source for edge in frame.picture.edges if edge.target == tie.key}
    groups = [sorted(speakers & set(keys)) for keys in bands(frame.picture)]
    return max(sum(frame.across(key) + frame.room.beside for key in keys) for keys in groups)


def _caption(picture: ActorsPicture, sizes: Sizes, spots: Mapping[str, Spot]) -> Text:
    """Name and notes of the incident under its mark, or over it where lines come from below only."""
    centre = spots[INCIDENT].centre
    lines = [(spots[tie.key].centre, centre) for tie in picture.ties]
    way = -1 if _topped(picture) else 1
    trials = []
    for drop in _DROPS:
        for words in sizes.incident:
            away = INCIDENT_SIZE / 2 + _NAME_GAP + drop + words.height / 2
            rect = around((centre[0], way * away), words.width, words.height)
            trials.append(Text(INCIDENT, rect, words, "middle", paper=False))
    free = (text for text in trials if not any(hits(*line, grown(text.rect, MARGIN)) for line in lines))
    return next(free, trials[0])


def _topped(picture: ActorsPicture) -> bool:
    """Whether the incident's name stands over its mark: more speak from below, and nobody above of it."""
    aims = {INCIDENT, *(tie.key for tie in picture.ties)}
    top, bottom = bands(picture)
    above, below = (
        sum(edge.source in keys and edge.target in aims for edge in picture.edges) for keys in (top, bottom)
    )
    return above < below and not neighbours(picture, INCIDENT) & set(top)


def _rim(
    picture: ActorsPicture, spots: Mapping[str, Spot], boxes: Mapping[str, Box], caption: Rect
) -> tuple[float, float]:
    """Upper and lower edge of the middle, from which the rows above and below keep their distance."""
    rects = [*(spot.rect for spot in spots.values()), *(grown(box.rect, -_BOX_RIM) for box in boxes.values())]
    asked = bool(neighbours(picture, INCIDENT) & set(bands(picture)[1]))
    line = _CAPTION_LINE if asked else _CAPTION_FREE
    top, bottom = min(rect.top for rect in rects), max(rect.bottom for rect in rects)
    return min(top, caption.top + line), max(bottom, caption.bottom - line)

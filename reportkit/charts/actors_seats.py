"""
Where boxes and marks of the chart of actors stand.

The incident is the middle (y = 0 until the plan is moved onto its page). Ties stand
between it and the accused at the sides; with several accused at one side the upper ties
stand further in, which keeps the lower dotted lines clear of the incident's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportkit.charts.actors_geometry import Rect, around, grown, hits
from reportkit.charts.actors_plan import (
    EVENT_SIZE,
    INCIDENT,
    INCIDENT_SIZE,
    PITCH,
    TIE_SIZE,
    Box,
    Spot,
    Text,
)
from reportkit.charts.actors_rows import MARGIN, Row, bands, needed, neighbours, ordered, sides, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reportkit.charts.actors_plan import Sizes, Words
    from reportkit.wording.pictures import ActorsPicture, Tie

_LINK, _EVENT_LINK = 8.5, 2.5

_PAD, _ROUND_PAD, _NARROWEST = 3.0, 3.6, 13.0
_HEIGHT, _SECOND_LINE = 8.5, 1.3
_NAME_GAP = 1.0
_COLUMN, _FIRST, _LONGEST_FIRST = 10.0, 9.0, 26.0
_ASIDE = 0.62
_FLAT, _DEEPEST = 40.0, 8.0
_CAPTION_LINE = 8.0


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

    ``rows`` are the rows above and below from the outermost above downwards; ``names``
    hold the incident's caption and the names of other events.
    """

    boxes: Mapping[str, Box]
    spots: Mapping[str, Spot]
    names: Mapping[str, Text]
    above: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, ...], ...]


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
    chosen = _chosen(picture, sizes, width, room)
    boxes, spots, names = _middle(picture, sizes, chosen, width, room)
    rim = _rim(picture, spots, boxes, names)
    xs = {key: spot.centre[0] for key, spot in spots.items()} | {
        key: box.rect.centre[0] for key, box in boxes.items()
    }
    top, bottom = bands(picture)
    rows: list[tuple[tuple[str, ...], ...]] = []
    for keys, edge, way, gap in ((top, rim[0], -1, room.above), (bottom, rim[1], 1, room.below)):
        placed = _stacked(picture, keys, chosen, xs, width, room)
        if placed is None:
            return None
        y = edge + way * (gap + _slant(placed[:1], picture, xs))
        for row in placed:
            height = max((_height(chosen[key]) for key in row), default=_HEIGHT)
            for key, x in row.items():
                _put(picture, key, (x, y + way * height / 2), height, chosen, boxes, spots, names)
            y += way * (height + room.rows)
        rows.append(tuple(tuple(row) for row in placed))
    return Seats(boxes, spots, names, rows[0][::-1], rows[1])


def _slant(rows: Sequence[Mapping[str, float]], picture: ActorsPicture, xs: Mapping[str, float]) -> float:
    """Further millimetres that flat lines need, so that their labels find room."""
    reach = [
        abs(row[edge.source] - xs[edge.target])
        for row in rows
        for edge in picture.edges
        if edge.source in row and edge.target in xs
    ]
    return min(_DEEPEST, max(0.0, (max(reach, default=0.0) - _FLAT) * 0.15))


def _chosen(picture: ActorsPicture, sizes: Sizes, width: float, room: Room) -> dict[str, Words]:
    """Set every name as wide as its row allows: the widest names of a crowded row wrap first."""
    level = dict.fromkeys(sizes.boxes, 0)
    for keys in bands(picture):
        while True:
            widths = {key: _width(picture, key, sizes.boxes[key][level[key]]) for key in keys}
            row = _row(picture, keys, widths, {}, width, room)
            need = needed(keys, row)
            able = [key for key in keys if level[key] + 1 < len(sizes.boxes[key])]
            if need <= width or not able:
                break
            level[max(able, key=lambda key: (widths[key], key))] += 1
    return {key: sizes.boxes[key][level[key]] for key in sizes.boxes}


def _shape(picture: ActorsPicture, key: str) -> str:
    return next((node.shape for node in picture.nodes if node.key == key), "event")


def _width(picture: ActorsPicture, key: str, words: Words) -> float:
    shape = _shape(picture, key)
    if shape == "event":
        return max(words.width, EVENT_SIZE) + 1.0
    return max(_NARROWEST, words.width + 2 * (_ROUND_PAD if shape == "group" else _PAD))


def _height(words: Words) -> float:
    lines = len(words.lines)
    return _HEIGHT + (lines > 1) * _SECOND_LINE + max(0, lines - 2) * PITCH


def _row(
    picture: ActorsPicture,
    keys: Sequence[str],
    widths: Mapping[str, float],
    xs: Mapping[str, float],
    width: float,
    room: Room,
) -> Row:
    links = [(edge.source, edge.target) for edge in picture.edges]
    pulls = {
        key: tuple(
            sorted(
                xs[other]
                for pair in links
                for me, other in (pair, pair[::-1])
                if me == key and other in xs and other not in keys
            )
        )
        for key in keys
    }
    members = set(keys)
    ends = frozenset(event.key for event in picture.events) & members
    joined = {frozenset(pair) for pair in links if set(pair) <= members}
    needs = {pair: _link(pair, widths, ends) for pair in joined}
    return Row(widths, pulls, needs, ends, room.beside, room.air, width)


def _link(pair: frozenset[str], widths: Mapping[str, float], events: frozenset[str]) -> float:
    """Least distance for the line between two neighbours; an event's name leaves room of its own."""
    spare = max((widths[key] / 2 - EVENT_SIZE / 2 for key in pair & events), default=0.0)
    return max(_EVENT_LINK, _LINK - spare)


def _stacked(
    picture: ActorsPicture,
    keys: Sequence[str],
    chosen: Mapping[str, Words],
    xs: Mapping[str, float],
    width: float,
    room: Room,
) -> list[dict[str, float]] | None:
    """Rows of one side with the x of their members, the one next to the accused first."""
    rows: list[dict[str, float]] = []
    known = dict(xs)
    rest = tuple(keys)
    while rest:
        widths = {key: _width(picture, key, chosen[key]) for key in rest}
        near, far = split(picture, rest, _row(picture, rest, widths, known, width, room))
        if not near:
            near, far = far, ()
        placed = ordered(near, _row(picture, near, widths, known, width, room))
        if placed is None:
            return None
        rows.append(placed)
        known |= placed
        rest = far
    return rows


def _middle(
    picture: ActorsPicture, sizes: Sizes, chosen: Mapping[str, Words], width: float, room: Room
) -> tuple[dict[str, Box], dict[str, Spot], dict[str, Text]]:
    """Place the incident, the ties and the accused."""
    widths = {key: _width(picture, key, words) for key, words in chosen.items()}
    boxes: dict[str, Box] = {}
    spots = {INCIDENT: Spot(INCIDENT, picture.incident_mark, (_centre(picture, width), 0.0), INCIDENT_SIZE)}
    for way, side in zip((1, -1), sides(picture, widths), strict=True):
        outer = max((widths[tie.actor] for tie in side), default=0.0)
        pitch = max([room.stack, *(_height(chosen[tie.actor]) + 4.0 for tie in side)])
        for i, tie in enumerate(side):
            y = (i - (len(side) - 1) / 2) * pitch
            inward = _inward(picture, tie, sizes, widths, outer + room.inward, width, len(side), len(side) - 1 - i)
            spots[tie.key] = Spot(tie.key, tie.mark, (inward if way > 0 else width - inward, y), TIE_SIZE)
            if tie.actor not in boxes:
                middle = MARGIN + widths[tie.actor] / 2
                centre = (middle if way > 0 else width - middle, y)
                rect = around(centre, widths[tie.actor], _height(chosen[tie.actor]))
                boxes[tie.actor] = Box(tie.actor, rect, chosen[tie.actor], _shape(picture, tie.actor))
    return boxes, spots, {INCIDENT: _caption(picture, sizes, spots)}


def _centre(picture: ActorsPicture, width: float) -> float:
    """X of the incident: the middle, or aside of it where only one actor is accused."""
    return width * (_ASIDE if len({tie.actor for tie in picture.ties}) == 1 else 0.5)


def _inward(
    picture: ActorsPicture,
    tie: Tie,
    sizes: Sizes,
    widths: Mapping[str, float],
    outer: float,
    width: float,
    count: int,
    column: int,
) -> float:
    """Distance of a tie's mark from the rim: over the middle of its speakers, if its words still fit."""
    own = [edge for edge in picture.edges if edge.source == tie.actor and edge.target == tie.key]
    said = max((min(words.width for words in sizes.labels[edge]) for edge in own), default=0.0)
    start = MARGIN + outer + max(_FIRST, min(_LONGEST_FIRST, said + TIE_SIZE))
    end = _centre(picture, width) - INCIDENT_SIZE / 2 - 2.0
    if count > 1:
        step = min(_COLUMN, max(TIE_SIZE + 1.0, (end - start - TIE_SIZE) / count))
        return start + column * step
    speakers = {edge.source for edge in picture.edges if edge.target == tie.key}
    groups = [sorted(speakers & set(keys)) for keys in bands(picture)]
    group = max(sum(widths[key] + 4.0 for key in keys) for keys in groups)
    last = end - min((words.width for words in sizes.ties[tie.key]), default=0.0) - TIE_SIZE / 2 - 5.0
    return max(start, min(last, max(start + 4.0, group / 2)))


def _caption(picture: ActorsPicture, sizes: Sizes, spots: Mapping[str, Spot]) -> Text:
    """Name and notes of the incident under its mark, or over it where lines come from below only."""
    centre = spots[INCIDENT].centre
    lines = [(spots[tie.key].centre, centre) for tie in picture.ties]
    trials = []
    for drop in (0.0, 2.0, 4.0, 6.0, 8.0):
        for words in sizes.incident:
            away = INCIDENT_SIZE / 2 + _NAME_GAP + drop + words.height / 2
            rect = around((centre[0], -away if _topped(picture) else away), words.width, words.height)
            trials.append(Text(INCIDENT, rect, words, "middle", paper=False))
    return next(
        (trial for trial in trials if not any(hits(a, b, grown(trial.rect, 0.4)) for a, b in lines)), trials[0]
    )


def _topped(picture: ActorsPicture) -> bool:
    top, bottom = bands(picture)
    aims = {INCIDENT, *(tie.key for tie in picture.ties)}
    above, below = (sum(edge.source in keys and edge.target in aims for edge in picture.edges) for keys in (top, bottom))
    return above < below and not neighbours(picture, INCIDENT) & set(top)


def _rim(
    picture: ActorsPicture, spots: Mapping[str, Spot], boxes: Mapping[str, Box], names: Mapping[str, Text]
) -> tuple[float, float]:
    """Upper and lower edge of the middle, from which the rows above and below keep their distance."""
    top = min([spot.rect.top for spot in spots.values()] + [box.rect.top + 1.5 for box in boxes.values()])
    bottom = max([spot.rect.bottom for spot in spots.values()] + [box.rect.bottom - 1.5 for box in boxes.values()])
    asked = bool(neighbours(picture, INCIDENT) & set(bands(picture)[1]))
    line = _CAPTION_LINE if asked else _CAPTION_LINE + 3.0
    caption = names[INCIDENT].rect
    return min(top, caption.top + line), max(bottom, caption.bottom - line)


def _put(
    picture: ActorsPicture,
    key: str,
    centre: tuple[float, float],
    height: float,
    chosen: Mapping[str, Words],
    boxes: dict[str, Box],
    spots: dict[str, Spot],
    names: dict[str, Text],
) -> None:
    """Put an actor's box or another event's mark and name at its place in a row."""
    words = chosen[key]
    shape = _shape(picture, key)
    if shape != "event":
        boxes[key] = Box(key, around(centre, _width(picture, key, words), height), words, shape)
        return
    event = next(event for event in picture.events if event.key == key)
    spots[key] = Spot(key, event.mark, centre, EVENT_SIZE)
    x, top = centre[0], centre[1] + EVENT_SIZE / 2 + _NAME_GAP
    rect = Rect(x - words.width / 2, top, x + words.width / 2, top + words.height)
    names[key] = Text(key, rect, words, "middle", paper=False)

"""
The layout of the chart of actors, by rule: from a picture and its measured words to millimetres.

Seats first, then lines, then words. Where a line or a label finds no room the rows move
apart and everything is tried again, a bounded number of times. The same picture gives
the same plan, in whatever order its tuples come.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from reportkit.charts.actors_geometry import Point, Rect
from reportkit.charts.actors_labels import Wish, labelled
from reportkit.charts.actors_plan import INCIDENT, MOST, Plan, Route, Spot, Text, TooManyActors
from reportkit.charts.actors_routes import routes
from reportkit.charts.actors_seats import Room, Seats, seat
from reportkit.wording.runs import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.charts.actors_plan import Sizes
    from reportkit.wording.pictures import ActorsPicture, Edge

_TRIES, _STRICT = 16, 8
_RIM = 0.7


def layout(picture: ActorsPicture, sizes: Sizes, width: float = 178.0) -> Plan:
    """
    Plan of the chart of actors: where every box, mark, line and label stands.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    width : float
        Width of the chart in millimetres; the height follows.

    Raises
    ------
    TooManyActors
        The picture has more actors than can be drawn, or its words find no room.
    ValueError
        A line or a tie names an actor that is not in the picture.
    """
    if len(picture.nodes) > MOST:
        message = f"{len(picture.nodes)} actors; at most {MOST} are drawn"
        raise TooManyActors(message)
    picture = canonical(picture)
    room = Room()
    for attempt in range(_TRIES):
        seats = seat(picture, sizes, width, room)
        if seats is None:
            message = "the names of the actors are too long for the width of the chart"
            raise TooManyActors(message)
        lines = routes(picture, seats, width, room.ports)
        if lines is None:
            room = _wider(room)
            continue
        texts, flags, missing = labelled(picture, sizes, seats, lines, width, strict=attempt < _STRICT)
        if not missing:
            return _plan(seats, lines, texts, flags, width)
        room = _roomier(room, missing, seats)
    message = "the lines and labels of this picture find no room"
    raise TooManyActors(message)


def canonical(picture: ActorsPicture) -> ActorsPicture:
    """
    Return the picture with its tuples sorted, and one line for what one actor says of one thing.

    Lines with the same ends and the same sign become one that carries all their labels.

    Parameters
    ----------
    picture : ActorsPicture
        The record.

    Raises
    ------
    ValueError
        A line or a tie names an actor that is not in the picture.
    """
    nodes = {node.key for node in picture.nodes}
    targets = nodes | {tie.key for tie in picture.ties} | {event.key for event in picture.events} | {INCIDENT}
    for tie in picture.ties:
        if tie.actor not in nodes:
            message = f"tie {tie.key!r} is of an actor {tie.actor!r} that is not in the picture"
            raise ValueError(message)
    for edge in picture.edges:
        if edge.source not in nodes or edge.target not in targets or edge.source == edge.target:
            message = f"a line from {edge.source!r} to {edge.target!r} has an end that is not in the picture"
            raise ValueError(message)
    return replace(
        picture,
        nodes=tuple(sorted(picture.nodes, key=lambda node: node.key)),
        ties=tuple(sorted(picture.ties, key=lambda tie: tie.key)),
        events=tuple(sorted(picture.events, key=lambda event: event.key)),
        edges=_merged(sorted(set(picture.edges), key=_rank)),
    )


def _merged(edges: Sequence[Edge]) -> tuple[Edge, ...]:
    found: dict[tuple[str, str, str, str, bool], Edge] = {}
    for edge in edges:
        kind = (edge.source, edge.target, edge.end, edge.tone, edge.dashed)
        before = found.get(kind)
        labels = (*before.labels, *(line for line in edge.labels if line not in before.labels)) if before else edge.labels
        found[kind] = replace(edge, labels=labels)
    return tuple(found[kind] for kind in sorted(found))


def _rank(edge: Edge) -> tuple[str, str, str, str, bool, tuple[str, ...], str]:
    return (
        edge.source,
        edge.target,
        edge.end,
        edge.tone,
        edge.dashed,
        tuple(plain(line) for line in edge.labels),
        repr(edge.labels),
    )


def _wider(room: Room) -> Room:
    """Give room everywhere: a line found no way."""
    return replace(
        room,
        above=room.above + 3.0,
        below=room.below + 3.0,
        rows=room.rows + 3.0,
        stack=room.stack + 1.5,
        air=room.air + 2.0,
    )


def _roomier(room: Room, missing: Sequence[Wish], seats: Seats) -> Room:
    """Give room where words found none."""
    upper = {key for row in seats.above for key in row}
    lower = {key for row in seats.below for key in row}
    edges = [wish.route.edge if wish.route else None for wish in missing]
    ends = [{edge.source, edge.target} if edge else set() for edge in edges]
    return Room(
        above=room.above + 2.0 * any(pair & upper or not pair & lower for pair in ends),
        below=room.below + 2.0 * any(pair & lower or not pair & upper for pair in ends),
        rows=room.rows + 2.0 * any(pair and (pair <= upper or pair <= lower) for pair in ends),
        stack=room.stack + 1.5 * any(not pair or not pair <= upper | lower for pair in ends),
        beside=room.beside,
        air=room.air + 2.0 * any(pair & (upper | lower) for pair in ends),
        inward=min(9.0, room.inward + 1.2 * any(not pair & (upper | lower) for pair in ends)),
        ports=min(9.0, room.ports + 1.0 * any(pair for pair in ends)),
    )


def _plan(
    seats: Seats, lines: Sequence[Route], texts: Sequence[Text], flags: Sequence[Spot], width: float
) -> Plan:
    """Move everything to the upper rim and to the middle of the width."""
    everything = [box.rect for box in seats.boxes.values()]
    everything += [spot.rect for spot in (*seats.spots.values(), *flags)]
    words = (*(text for _, text in sorted(seats.names.items())), *texts)
    everything += [text.rect for text in words]
    ys = [y for route in lines for _, y in route.points]
    xs = [x for route in lines for x, _ in route.points]
    left = min([rect.left for rect in everything] + xs)
    right = max([rect.right for rect in everything] + xs)
    aside = (width - left - right) / 2
    top = min([rect.top for rect in everything] + ys) - _RIM
    bottom = max([rect.bottom for rect in everything] + ys) + _RIM

    def down(rect: Rect) -> Rect:
        return Rect(rect.left + aside, rect.top - top, rect.right + aside, rect.bottom - top)

    def point(at: Point) -> Point:
        return at[0] + aside, at[1] - top

    return Plan(
        width=width,
        height=math.ceil((bottom - top) * 10) / 10,
        boxes=tuple(replace(box, rect=down(box.rect)) for _, box in sorted(seats.boxes.items())),
        spots=tuple(replace(spot, centre=point(spot.centre)) for _, spot in sorted(seats.spots.items())),
        flags=tuple(replace(spot, centre=point(spot.centre)) for spot in flags),
        texts=tuple(replace(text, rect=down(text.rect)) for text in words),
        routes=tuple(replace(route, points=tuple(point(at) for at in route.points)) for route in lines),
    )

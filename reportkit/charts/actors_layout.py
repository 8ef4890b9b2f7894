"""
The layout of the chart of actors, by rule: from a picture and its measured words to millimetres.

Seats first, then lines, then words. Where a line or a label finds no room the rows move
apart and everything is tried again, a bounded number of times. The same picture gives
the same plan, in whatever order its tuples come.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportkit.charts.actors_geometry import Point, Rect
from reportkit.charts.actors_labels import Wish, labelled
from reportkit.charts.actors_plan import INCIDENT, MOST, Plan, Route, Sizes, Spot, Text, TooManyActors
from reportkit.charts.actors_routes import routes
from reportkit.charts.actors_seats import Room, Seats, seat
from reportkit.wording.pictures import ActorsPicture, Edge
from reportkit.wording.runs import plain

_TRIES, _STRICT = 12, 6
_FASTER = 0.15
_TALLEST = 200.0
_RIM = 0.7


def layout(picture: ActorsPicture, sizes: Sizes, width: float = 178.0) -> Plan:
    """
    Plan of the chart of actors: where every box, mark, line and label stands.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured; for the edges of the canonical picture (see `canonical`).
    width : float
        Width of the chart in millimetres; the height follows.

    Raises
    ------
    TooManyActors
        The picture has more actors than can be drawn, or its words find no room.
    ValueError
        A line or a tie names an actor that is not in the picture.

    Examples
    --------
    >>> from reportkit.charts.actors_plan import Words
    >>> from reportkit.wording.runs import Run
    >>> name = Words(((Run("Fire"),),), ("incident",), (6.0,))
    >>> alone = ActorsPicture((Run("Fire"),), "acknowledged", (), (), (), (), (), (), ())
    >>> plan = layout(alone, Sizes({}, {}, {}, (name,)))
    >>> [spot.centre[0] for spot in plan.spots], plan.height
    ([89.0], 12.9)
    """
    if len(picture.nodes) > MOST:
        raise TooManyActors(f"{len(picture.nodes)} actors; at most {MOST} are drawn")
    picture = canonical(picture)
    room = Room()
    for attempt in range(_TRIES):
        seats = seat(picture, sizes, width, room)
        if seats is None:
            raise TooManyActors("the names of the actors are too long for the width of the chart")
        lines = routes(picture, seats, room.ports)
        if lines is None:
            room = _wider(room, 1.0 + _FASTER * attempt)
            continue
        texts, flags, missing = labelled(picture, sizes, seats, lines, strict=attempt < _STRICT)
        if not missing:
            return _plan(seats, lines, texts, flags)
        room = _roomier(room, missing, seats, 1.0 + _FASTER * attempt)
    raise TooManyActors("the lines and labels of this picture find no room")


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
            raise ValueError(f"tie {tie.key!r} is of an actor {tie.actor!r} that is not in the picture")
    for edge in picture.edges:
        if edge.source not in nodes or edge.target not in targets or edge.source == edge.target:
            raise ValueError(
                f"a line from {edge.source!r} to {edge.target!r} has an end that is not in the picture"
            )
    return replace(
        picture,
        nodes=tuple(sorted(picture.nodes, key=lambda node: node.key)),
        ties=tuple(sorted(picture.ties, key=lambda tie: tie.key)),
        events=tuple(sorted(picture.events, key=lambda event: event.key)),
        edges=_merged(sorted(set(picture.edges), key=_rank)),
    )


def _rank(edge: Edge) -> tuple[tuple[str, str, str, str, bool], tuple[str, ...], str]:
    return _kind(edge), tuple(plain(line) for line in edge.labels), repr(edge.labels)


def _kind(edge: Edge) -> tuple[str, str, str, str, bool]:
    return edge.source, edge.target, edge.end, edge.tone, edge.dashed


def _merged(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    found: dict[tuple[str, str, str, str, bool], Edge] = {}
    for edge in edges:
        before = found[_kind(edge)].labels if _kind(edge) in found else ()
        found[_kind(edge)] = replace(edge, labels=tuple(dict.fromkeys((*before, *edge.labels))))
    return tuple(found[kind] for kind in sorted(found))


def _wider(room: Room, pace: float) -> Room:
    """Give room everywhere: a line found no way."""
    return replace(
        room,
        above=room.above + 3.0 * pace,
        below=room.below + 3.0 * pace,
        rows=room.rows + 3.0 * pace,
        stack=room.stack + 1.5 * pace,
        air=room.air + 2.0 * pace,
    )


def _roomier(room: Room, missing: Sequence[Wish], seats: Seats, pace: float) -> Room:
    """Give room where words found none."""
    upper = {key for row in seats.above for key in row}
    lower = {key for row in seats.below for key in row}
    ends = [{wish.edge.source, wish.edge.target} if wish.edge else set() for wish in missing]
    return Room(
        above=room.above + 2.0 * pace * any(pair & upper or not pair & lower for pair in ends),
        below=room.below + 2.0 * pace * any(pair & lower or not pair & upper for pair in ends),
        rows=room.rows + 2.0 * pace * any(pair and (pair <= upper or pair <= lower) for pair in ends),
        stack=room.stack + 1.5 * pace * any(not pair or not pair <= upper | lower for pair in ends),
        beside=room.beside,
        air=room.air + 2.0 * pace * any(pair & (upper | lower) for pair in ends),
        inward=min(9.0, room.inward + 1.2 * pace * any(not pair & (upper | lower) for pair in ends)),
        ports=min(17.0, room.ports + 1.5 * pace * any(pair for pair in ends)),
    )


def _plan(seats: Seats, lines: Sequence[Route], texts: Sequence[Text], flags: Sequence[Spot]) -> Plan:
    """Move everything to the upper rim and to the middle of the width."""
    words = (*(text for _, text in sorted(seats.names.items())), *texts)
    rects = [box.rect for box in seats.boxes.values()]
    rects += [spot.rect for spot in (*seats.spots.values(), *flags)]
    rects += [text.rect for text in words]
    rects += [Rect(x, y, x, y) for route in lines for x, y in route.points]
    aside = (seats.width - min(rect.left for rect in rects) - max(rect.right for rect in rects)) / 2
    top = min(rect.top for rect in rects) - _RIM
    height = math.ceil((max(rect.bottom for rect in rects) + _RIM - top) * 10) / 10
    if height > _TALLEST:
        raise TooManyActors(f"a drawing of {height:.0f} mm would not fit a page")

    def moved(rect: Rect) -> Rect:
        return Rect(rect.left + aside, rect.top - top, rect.right + aside, rect.bottom - top)

    def point(at: Point) -> Point:
        return at[0] + aside, at[1] - top

    return Plan(
        width=seats.width,
        height=height,
        boxes=tuple(replace(box, rect=moved(box.rect)) for _, box in sorted(seats.boxes.items())),
        spots=tuple(replace(spot, centre=point(spot.centre)) for _, spot in sorted(seats.spots.items())),
        flags=tuple(replace(spot, centre=point(spot.centre)) for spot in flags),
        texts=tuple(replace(text, rect=moved(text.rect)) for text in words),
        routes=tuple(replace(route, points=tuple(point(at) for at in route.points)) for route in lines),
    )

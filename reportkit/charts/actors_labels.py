"""
Where the words of the chart of actors stand: each beside or on its own line, and free.

Places that meet a box, a mark or somebody else's line drop out. The rest are chosen one
label after the other, the one with the fewest places first; a label that finds none goes
to the head of the queue and the choice is made again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportkit.charts.actors_candidates import AIR, Place, for_edge, for_flags, for_tie
from reportkit.charts.actors_geometry import Point, Rect, around, grown, inside, length, overlap, pairs
from reportkit.charts.actors_plan import ARROW, BAR, FLAG_SIZE, INCIDENT, Route, Sizes, Spot, Text, Words
from reportkit.charts.actors_seats import Seats
from reportkit.wording.pictures import ActorsPicture, Edge

_RIM, _HEAD, _NAME_AIR, _APART = 0.2, 0.85, 1.2, 0.9
_CROWD, _NEAR_ON_LINE, _NEAR = 1.3, 0.6, 1.5
_HIDDEN = 0.6
_KEPT, _ROUNDS, _PASSES, _WORTH = 60, 40, 6, 0.05


@dataclass(frozen=True, slots=True)
class Wish:
    """
    Something that has to find a place: the words of a line, or the flags of a mark.

    ``edge`` is None for the words of a tie and for flags.
    """

    key: str
    edge: Edge | None
    points: tuple[Point, ...]
    settings: tuple[Words, ...]
    spot: Spot | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """
    What is there already: rectangles, straight pieces of lines with their owner, edges of rows.

    ``strict`` says that no label beside its line may come as near to another line.
    """

    width: float
    rects: tuple[Rect, ...]
    lines: tuple[tuple[str, Point, Point], ...]
    levels: tuple[tuple[float, float], ...]
    strict: bool


def labelled(
    picture: ActorsPicture, sizes: Sizes, seats: Seats, routes: Sequence[Route], *, strict: bool
) -> tuple[tuple[Text, ...], tuple[Spot, ...], tuple[Wish, ...]]:
    """
    Find a place for every label and flag.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    seats : Seats
        Boxes and marks.
    routes : sequence of Route
        Lines.
    strict : bool
        Whether a label beside its line may not come as near to another line.

    Returns
    -------
    tuple of (tuple of Text, tuple of Spot, tuple of Wish)
        The labels, the flags, and the wishes that found no place.
    """
    ground = _ground(seats, routes, strict=strict)
    wishes = tuple(_wishes(picture, sizes, seats, routes))
    options = {i: _options(wish, ground) for i, wish in enumerate(wishes)}
    chosen = _chosen(options)
    texts: list[Text] = []
    flags: list[Spot] = []
    for i, place in sorted(chosen.items()):
        if place.words is None:
            flags += _flags(wishes[i], place.rect)
        else:
            texts.append(Text(wishes[i].key, place.rect, place.words, place.align, place.paper))
    missing = tuple(wish for i, wish in enumerate(wishes) if i not in chosen)
    return tuple(texts), tuple(flags), missing


def _wishes(picture: ActorsPicture, sizes: Sizes, seats: Seats, routes: Sequence[Route]) -> Iterator[Wish]:
    flags = {INCIDENT: picture.incident_flags}
    flags |= {tie.key: tie.flags for tie in picture.ties}
    flags |= {event.key: event.flags for event in picture.events}
    for key, names in sorted(flags.items()):
        if names:
            yield Wish(key, None, (), (), seats.spots[key], names)
    for route in routes:
        settings = sizes.ties[route.key] if route.edge is None else sizes.labels[route.edge]
        if settings and settings[0].lines:
            yield Wish(route.key, route.edge, route.points, settings, None, ())


def _flags(wish: Wish, rect: Rect) -> Iterator[Spot]:
    step = rect.width / len(wish.flags)
    for i, name in enumerate(wish.flags):
        yield Spot(wish.key, name, (rect.left + (i + 0.5) * step, rect.centre[1]), FLAG_SIZE)


# --- what is there -----------------------------------------------------------------------------------


def _ground(seats: Seats, routes: Sequence[Route], *, strict: bool) -> _Ground:
    rects = [grown(box.rect, AIR) for _, box in sorted(seats.boxes.items())]
    rects += [grown(spot.rect, AIR) for _, spot in sorted(seats.spots.items())]
    rects += [grown(text.rect, _NAME_AIR) for _, text in sorted(seats.names.items())]
    rects += [_sign(route.edge.end, *route.points[-2:]) for route in routes if route.edge]
    lines = tuple((route.key, a, b) for route in routes for a, b in pairs(route.points))
    levels = []
    for row in (*seats.above, *seats.below):
        boxes = [seats.boxes[key].rect for key in row if key in seats.boxes]
        if boxes:
            levels.append((min(rect.top for rect in boxes), max(rect.bottom for rect in boxes)))
    return _Ground(seats.width, tuple(rects), lines, tuple(levels), strict)


def _sign(end: str, before: Point, at: Point) -> Rect:
    """Area of the sign at the end of a line."""
    whole = math.dist(before, at) or 1.0
    dx, dy = (at[0] - before[0]) / whole, (at[1] - before[1]) / whole
    if end == "bar":
        return around(at, BAR * abs(dy) + 2 * _RIM + AIR, BAR * abs(dx) + 2 * _RIM + AIR)
    back = (at[0] - dx * ARROW, at[1] - dy * ARROW)
    (left, right), (top, bottom) = sorted((at[0], back[0])), sorted((at[1], back[1]))
    return grown(Rect(left, top, right, bottom), _HEAD)


def _options(wish: Wish, ground: _Ground) -> tuple[Place, ...]:
    """Free places of a wish, cheapest first."""
    if wish.spot is not None:
        places = for_flags(wish.spot, len(wish.flags))
    elif wish.edge is None:
        places = for_tie(wish.points, wish.settings)
    else:
        places = for_edge(wish.points, wish.settings, ground.levels)
    found: list[Place] = []
    for place in sorted(places, key=_rank):
        extra = _extra(place, wish, ground)
        if extra is not None:
            found.append(place._replace(price=place.price + extra))
        if len(found) >= _KEPT:
            break
    return tuple(sorted(found, key=_rank))


def _rank(place: Place) -> tuple[float, Rect]:
    return round(place.price, 6), place.rect


def _extra(place: Place, wish: Wish, ground: _Ground) -> float | None:
    """Return what a place costs beyond its price for lines that are near; None where it is not free."""
    rect = place.rect
    if rect.left < _RIM or rect.right > ground.width - _RIM:
        return None
    if any(overlap(rect, other) for other in ground.rects):
        return None
    crowd = grown(rect, _CROWD)
    near = [
        (owner, a, b)
        for owner, a, b in ground.lines
        if min(a[0], b[0]) < crowd.right
        and max(a[0], b[0]) > crowd.left
        and min(a[1], b[1]) < crowd.bottom
        and max(a[1], b[1]) > crowd.top
    ]
    mine = [(a, b) for owner, a, b in near if owner == wish.key]
    others = [(a, b) for owner, a, b in near if owner != wish.key]
    wide = grown(rect, AIR)
    hidden = sum(inside(a, b, wide) for a, b in mine)
    if any(inside(a, b, wide) > 0 for a, b in others):
        return None
    if hidden > (_HIDDEN * length(wish.points) if place.paper else 0.0):
        return None
    crowding = sum(inside(a, b, crowd) > 0 for a, b in others)
    if crowding and ground.strict and wish.edge and not place.paper:
        return None
    return crowding * (_NEAR_ON_LINE if place.paper else _NEAR)


# --- choosing ----------------------------------------------------------------------------------------


def _chosen(options: Mapping[int, Sequence[Place]]) -> dict[int, Place]:
    """Choose one place for each, so that none overlap; what is missing found no place."""
    queue = sorted((i for i in options if options[i]), key=lambda i: (len(options[i]), i))
    best: dict[int, Place] = {}
    for _ in range(_ROUNDS):
        chosen: dict[int, Place] = {}
        failed: list[int] = []
        for i in queue:
            place = _first_free(options[i], chosen.values())
            if place is None:
                failed.append(i)
            else:
                chosen[i] = place
        if len(chosen) > len(best):
            best = chosen
        if not failed:
            break
        queue = failed + [i for i in queue if i not in failed]
    return _settled(best, options)


def _settled(chosen: dict[int, Place], options: Mapping[int, Sequence[Place]]) -> dict[int, Place]:
    """Move labels to cheaper places while that pays, also where one other label has to make way."""
    for _ in range(_PASSES):
        moved = False
        for i in sorted(chosen):
            cheaper = (place for place in options[i] if place.price < chosen[i].price - _WORTH)
            trials = (_making_way(chosen, options, i, place) for place in cheaper)
            trial = next((trial for trial in trials if trial), None)
            if trial:
                chosen, moved = trial, True
        if not moved:
            break
    return chosen


def _making_way(
    chosen: dict[int, Place], options: Mapping[int, Sequence[Place]], i: int, place: Place
) -> dict[int, Place] | None:
    """Return the choice with one label moved, and another one out of its way, if that is cheaper."""
    wide = grown(place.rect, _APART)
    hit = [j for j in chosen if j != i and overlap(chosen[j].rect, wide)]
    if not hit:
        return {**chosen, i: place}
    if len(hit) > 1:
        return None
    j = hit[0]
    others = [other for k, other in chosen.items() if k not in {i, j}]
    way = _first_free(options[j], [*others, place])
    if way is None or place.price + way.price >= chosen[i].price + chosen[j].price - _WORTH:
        return None
    return {**chosen, i: place, j: way}


def _first_free(options: Iterable[Place], taken: Iterable[Place]) -> Place | None:
    rects = [grown(place.rect, _APART) for place in taken]
    return next((place for place in options if not any(overlap(place.rect, rect) for rect in rects)), None)

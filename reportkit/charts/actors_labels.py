"""
Where the words of the chart of actors stand: each beside or on its own line, and free.

Every label has candidate places along its line, each with a price: beside a steep line,
on a slanted one, above a level one, near its middle. Places that meet a box, a mark or
somebody else's line drop out at once. The rest are chosen one label after the other,
the one with the fewest places first; a label that finds none goes to the head of the
queue and the choice is made again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from reportkit.charts.actors_geometry import Point, Rect, around, grown, inside, length, overlap, pairs, walk
from reportkit.charts.actors_plan import ARROW, BAR, FLAG_SIZE, PITCH, Spot, Text, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reportkit.charts.actors_plan import Route, Sizes
    from reportkit.charts.actors_seats import Seats
    from reportkit.wording.pictures import ActorsPicture

_STEP = 1.5
_AIR, _APART, _NAME_AIR = 0.45, 0.9, 1.2
_BESIDE = 1.2
_ABOVE = 0.9
_STEEP, _LEVEL = 0.3, 0.25
_KEPT = 60
_ROUNDS = 40
_MOST_ON_LINE = 4
_HIDDEN = 0.6
_ENOUGH, _SIGN = 2.6, 1.6
_CROWD = 1.3
_HEAD = 0.85


class Place(NamedTuple):
    """A candidate: its price, what it covers, and how its words are set there."""

    price: float
    rect: Rect
    words: Words | None
    align: str
    paper: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """
    Something that has to find a place.

    ``kind`` is "edge", "tie" or "flags"; ``route`` the line it belongs to, if any.
    """

    key: str
    kind: str
    route: Route | None
    settings: tuple[Words, ...]
    spot: Spot | None
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is there already: rectangles, straight pieces of lines with their owner, levels of rows."""

    width: float
    rects: tuple[Rect, ...]
    lines: tuple[tuple[str, int, Point, Point], ...]
    levels: tuple[tuple[float, float], ...]
    strict: bool


def labelled(
    picture: ActorsPicture, sizes: Sizes, seats: Seats, routes: Sequence[Route], width: float, *, strict: bool = True
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
    width : float
        Width of the chart in millimetres.
    strict : bool
        Whether a label beside its line may not come as near to another line.

    Returns
    -------
    tuple of (tuple of Text, tuple of Spot, tuple of Wish)
        The labels, the flags, and the wishes that found no place.
    """
    ground = _ground(seats, routes, width, strict=strict)
    wishes = _wishes(picture, sizes, seats, routes)
    options = {i: _options(wish, ground) for i, wish in enumerate(wishes)}
    chosen = _chosen(options)
    texts, flags = [], []
    for i, wish in enumerate(wishes):
        place = chosen.get(i)
        if place is None:
            continue
        if place.words is None:
            flags += _flags(wish, place.rect, picture)
        else:
            texts.append(Text(wish.key, place.rect, place.words, place.align, place.paper))
    missing = tuple(wish for i, wish in enumerate(wishes) if i not in chosen)
    return tuple(texts), tuple(flags), missing


def _wishes(
    picture: ActorsPicture, sizes: Sizes, seats: Seats, routes: Sequence[Route]
) -> tuple[Wish, ...]:
    wishes = []
    for key, names in sorted(_flag_names(picture).items()):
        if names:
            wishes.append(Wish(key, "flags", None, (), seats.spots[key], len(names)))
    for route in routes:
        settings = sizes.ties[route.key] if route.edge is None else sizes.labels[route.edge]
        if settings and settings[0].lines:
            wishes.append(Wish(route.key, "tie" if route.edge is None else "edge", route, settings, None))
    return tuple(wishes)


def _flag_names(picture: ActorsPicture) -> dict[str, tuple[str, ...]]:
    found = {"incident": picture.incident_flags}
    found |= {tie.key: tie.flags for tie in picture.ties}
    return found | {event.key: event.flags for event in picture.events}


def _flags(wish: Wish, rect: Rect, picture: ActorsPicture) -> list[Spot]:
    names = _flag_names(picture)[wish.key]
    step = rect.width / len(names)
    y = rect.centre[1]
    return [Spot(wish.key, name, (rect.left + (i + 0.5) * step, y), FLAG_SIZE) for i, name in enumerate(names)]


# --- what is there -----------------------------------------------------------------------------------


def _ground(seats: Seats, routes: Sequence[Route], width: float, *, strict: bool) -> _Ground:
    rects = [grown(box.rect, _AIR) for _, box in sorted(seats.boxes.items())]
    rects += [grown(spot.rect, _AIR) for _, spot in sorted(seats.spots.items())]
    rects += [grown(text.rect, _NAME_AIR) for _, text in sorted(seats.names.items())]
    lines = []
    for i, route in enumerate(routes):
        lines += [(route.key, i, a, b) for a, b in pairs(route.points)]
        if route.edge is not None:
            rects.append(_sign(route))
    levels = []
    for row in (*seats.above, *seats.below):
        boxes = [seats.boxes[key].rect for key in row if key in seats.boxes]
        if boxes:
            levels.append((min(rect.top for rect in boxes), max(rect.bottom for rect in boxes)))
    return _Ground(width, tuple(rects), tuple(lines), tuple(levels), strict)


def _sign(route: Route) -> Rect:
    """Area of the sign at the end of a line."""
    assert route.edge is not None
    (x0, y0), (x1, y1) = route.points[-2:]
    whole = math.dist((x0, y0), (x1, y1)) or 1.0
    dx, dy = (x1 - x0) / whole, (y1 - y0) / whole
    if route.edge.end == "bar":
        half = BAR / 2
        return around((x1, y1), 2 * half * abs(dy) + 0.6, 2 * half * abs(dx) + 0.6)
    back = (x1 - dx * ARROW, y1 - dy * ARROW)
    return grown(Rect(min(x1, back[0]), min(y1, back[1]), max(x1, back[0]), max(y1, back[1])), _HEAD)


def _open(place: Place, wish: Wish, ground: _Ground) -> float | None:
    """Return what a place costs beyond its price for lines that are near; None where it is not free."""
    rect = place.rect
    if rect.left < 0.2 or rect.right > ground.width - 0.2:  # noqa: PLR2004
        return None
    if any(overlap(rect, other) for other in ground.rects):
        return None
    wide, crowd = grown(rect, _AIR), grown(rect, _CROWD)
    hidden = 0.0
    extra = 0.0
    for owner, _, a, b in ground.lines:
        if max(a[0], b[0]) < crowd.left or min(a[0], b[0]) > crowd.right:
            continue
        if max(a[1], b[1]) < crowd.top or min(a[1], b[1]) > crowd.bottom:
            continue
        mine = wish.route is not None and owner == wish.route.key and _of(wish, a, b)
        if mine and place.paper:
            hidden += inside(a, b, wide)
        elif inside(a, b, wide) > 0:
            return None
        elif not mine and inside(a, b, crowd) > 0:
            if ground.strict and not place.paper and wish.kind == "edge":
                return None
            extra += 0.6 if place.paper else 1.5
    if place.paper and wish.route is not None and hidden > _HIDDEN * length(wish.route.points):
        return None
    return extra


def _of(wish: Wish, a: Point, b: Point) -> bool:
    return wish.route is not None and (a, b) in pairs(wish.route.points)


# --- candidates --------------------------------------------------------------------------------------


def _options(wish: Wish, ground: _Ground) -> tuple[Place, ...]:
    """Free places of a wish, cheapest first."""
    if wish.kind == "flags":
        places: Iterator[Place] = _round(wish)
    elif wish.kind == "tie":
        places = _on_tie(wish)
    else:
        places = _along(wish, ground)
    ranked = sorted(places, key=lambda place: (round(place.price, 6), place.rect))
    found = []
    for place in ranked:
        extra = _open(place, wish, ground)
        if extra is not None:
            found.append(place._replace(price=place.price + extra))
        if len(found) >= _KEPT:
            break
    return tuple(sorted(found, key=lambda place: (round(place.price, 6), place.rect)))


def _round(wish: Wish) -> Iterator[Place]:
    """Places for flags around a mark, upper right first."""
    assert wish.spot is not None
    wide, high = wish.count * (FLAG_SIZE + 0.3), FLAG_SIZE
    (x, y), half = wish.spot.centre, wish.spot.size / 2
    for further in (0.0, 0.8, 1.8, 3.0, 4.5):
        for rank, angle in enumerate((-45, -135, -25, -155, -65, -115, 45, 135, 25, 155, 0, 180, -90, 90)):
            dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            reach = half + 0.4 + further
            centre = (x + dx * reach + _signum(dx) * wide / 2, y + dy * reach + _signum(dy) * high / 2)
            yield Place(rank * 0.3 + further, around(centre, wide, high), None, "middle", paper=False)


def _signum(value: float) -> float:
    return 0.0 if abs(value) < 1e-6 else math.copysign(1.0, value)  # noqa: PLR2004


def _on_tie(wish: Wish) -> Iterator[Place]:
    """Places for the words of a tie: on its dotted line, the inner part first, or above or below it."""
    assert wish.route is not None
    parts = pairs(wish.route.points)
    for rank, words in enumerate(wish.settings):
        first = words.styles[0] == "word"
        for (a, b), outer in zip(parts[::-1], (0.0, 2.5), strict=False):
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
            for (x, y), _ in walk((a, b), 1.0):
                away = math.dist((x, y), middle) * 0.12
                price = outer + rank * 0.9 + away
                top = y - PITCH / 2 if first else y + PITCH / 2 - words.height
                left = x - words.width / 2
                yield Place(price, _rect(left, top, words), words, "middle", paper=True)
                for lift, cost in ((words.height + _ABOVE, 1.4), (-_ABOVE, 1.6)):
                    slope = abs(b[1] - a[1]) / max(0.1, abs(b[0] - a[0])) * words.width / 2
                    more = math.copysign(min(slope, 6.0), lift)
                    rect = _rect(left, y - lift - more, words)
                    yield Place(price + cost, rect, words, "middle", paper=False)


def _rect(left: float, top: float, words: Words) -> Rect:
    return Rect(left, top, left + words.width, top + words.height)


def _along(wish: Wish, ground: _Ground) -> Iterator[Place]:
    """Places for the label of an edge along its line."""
    assert wish.route is not None
    whole = length(wish.route.points)
    done = 0.0
    for a, b in pairs(wish.route.points):
        piece = math.dist(a, b)
        for (x, y), _ in walk((a, b), min(_STEP, max(0.4, piece / 6))):
            at = (done + math.dist(a, (x, y))) / whole
            away = 2.4 * abs(at - 0.5) + (0.6 if piece < whole / 4 else 0.0)
            for rank, words in enumerate(wish.settings):
                yield from _beside(words, (x, y), (a, b), away + 0.7 * rank, min(at * whole + _SIGN, (1 - at) * whole), ground)
        done += piece


def _beside(
    words: Words, at: Point, piece: tuple[Point, Point], price: float, free: float, ground: _Ground
) -> Iterator[Place]:
    (x, y), (dx, dy) = at, _way(*piece)
    if abs(dy) < _LEVEL:
        yield from _level(words, at, piece, price, ground)
    else:
        ratio = abs(dx / dy)
        lean = ratio * (words.height / 2 + _AIR)
        top = y - words.height / 2
        cost = 0.0 if abs(dx) < _STEEP else 0.5
        right = x + lean + _BESIDE
        yield Place(price + cost, _rect(right, top, words), words, "left", paper=False)
        left = x - lean - _BESIDE - words.width
        yield Place(price + cost + 0.25, _rect(left, top, words), words, "right", paper=False)
    across, down = words.width / 2 / max(abs(dx), 1e-6), words.height / 2 / max(abs(dy), 1e-6)
    reach = min(across, down)
    if free > reach + _ENOUGH and len(words.lines) <= _MOST_ON_LINE:
        cost = 1.0 if abs(dx) < _STEEP else 0.45 if abs(dy) >= _LEVEL else 1.2
        for shift in (0.0, -0.25, 0.25) if abs(dx) < 0.9 else (0.0,):  # noqa: PLR2004
            left = x - words.width * (0.5 + shift)
            rect = _rect(left, y - words.height / 2, words)
            yield Place(price + cost + abs(shift) * 2 + 0.3 * (len(words.lines) - 1), rect, words, "middle", paper=True)


def _way(a: Point, b: Point) -> Point:
    whole = math.dist(a, b)
    return (b[0] - a[0]) / whole, (b[1] - a[1]) / whole


def _level(
    words: Words, at: Point, piece: tuple[Point, Point], price: float, ground: _Ground
) -> Iterator[Place]:
    """Places above and below a level line, also past the boxes of its row."""
    (x, y), (dx, dy) = at, _way(*piece)
    slope = abs(dy / dx) * words.width / 2
    start, end = sorted(point[0] for point in piece)
    half = words.width / 2
    shifts = (0.0, -3.0, 3.0, -6.0, 6.0, start + half - x, end - half - x)
    lifts = [(_ABOVE + slope, 0.0, 0.3)]
    for top, bottom in ground.levels:
        if top < y < bottom:
            for more in (0.0, PITCH + 0.4, 2 * PITCH + 0.8):
                lifts += [(y - top + _ABOVE + more, 0.3 + more * 0.3, 9.0), (bottom - y + _ABOVE + more, 9.0, 0.8 + more * 0.3)]
    for lift, above, below in lifts:
        for shift in shifts:
            left = x - half + shift
            cost = price + abs(shift) * 0.12
            if above < 9.0:  # noqa: PLR2004
                yield Place(cost + above, _rect(left, y - lift - words.height, words), words, "middle", paper=False)
            if below < 9.0:  # noqa: PLR2004
                yield Place(cost + below, _rect(left, y + lift, words), words, "middle", paper=False)


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
    return best


def _first_free(options: Iterable[Place], taken: Iterable[Place]) -> Place | None:
    rects = [grown(place.rect, _APART) for place in taken]
    return next((place for place in options if not any(overlap(place.rect, rect) for rect in rects)), None)

"""
Where the words of the chart of actors stand: each beside or on its own line, and free.

Places that meet a box, a mark or somebody else's line drop out. The rest are chosen one
label after the other, the one with the fewest places first; a label that finds none goes
to the head of the queue and the choice is made again. A number stands where words find no place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reportkit.charts.actors_candidates import (
    AIR,
    Candidate,
    Place,
    flags_width,
    for_edge,
    for_flags,
    for_tie,
)
from reportkit.charts.actors_geometry import Point, Rect, around, grown, length, overlap, pairs
from reportkit.charts.actors_many import inside_many, meeting, widened
from reportkit.charts.actors_plan import ARROW, BAR, FLAG_SIZE, INCIDENT, Route, Sizes, Spot, Text, Words
from reportkit.charts.actors_seats import Seats
from reportkit.wording.pictures import ActorsPicture, Edge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportkit.charts.actors_many import Pieces, Rects

_RIM, _HEAD, _NAME_AIR, _APART = 0.2, 0.85, 1.2, 0.9
_CROWD, _NEAR_ON_LINE, _NEAR = 1.3, 0.6, 1.5
_HIDDEN = 0.6
_KEPT, _ROUNDS, _PASSES, _WORTH = 40, 24, 6, 0.05
_KEYED = 40.0


@dataclass(frozen=True, slots=True)
class Wish:
    """
    Something that has to find a place: the words of a line, or the flags of a mark.

    ``edge`` is None for the words of a tie and for flags. The first ``worded`` settings are
    words; what follows is the number that stands for them.
    """

    key: str
    edge: Edge | None
    points: tuple[Point, ...]
    settings: tuple[Words, ...]
    spot: Spot | None
    flags: tuple[str, ...]
    worded: int = 0


class Option(NamedTuple):
    """A free place: its price with what is near, what it covers, and how the words are set there."""

    price: float
    rect: Rect
    place: Place


@dataclass(frozen=True, slots=True)
class _Ground:
    """
    What is there already: rectangles, straight pieces of lines and whose they are, edges of rows.

    ``strict`` says that no label beside its line may come as near to another line.
    """

    width: float
    rects: Rects
    owners: tuple[str, ...]
    pieces: Pieces
    levels: tuple[tuple[float, float], ...]
    strict: bool


def labelled(  # noqa: PLR0913 - what is drawn, and how
    picture: ActorsPicture,
    sizes: Sizes,
    seats: Seats,
    routes: Sequence[Route],
    *,
    worded: bool,
    strict: bool = True,
) -> tuple[tuple[Text, ...], tuple[Spot, ...], tuple[Wish, ...]]:
    """
    Find a place for every label and flag; where words find none, for the number that stands for them.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured; ``key`` is the room of a number.
    seats : Seats
        Boxes and marks.
    routes : sequence of Route
        Lines.
    worded : bool
        Whether edges are labelled with words where these find room; else with numbers.
    strict : bool, default True
        Whether a label beside its line may not come as near to another line.

    Returns
    -------
    tuple of (tuple of Text, tuple of Spot, tuple of Wish)
        The labels, the flags, and the wishes that found no place.
    """
    ground = _ground(seats, routes, strict=strict)
    wishes = tuple(_wishes(picture, sizes, seats, routes, worded=worded))
    chosen = _chosen(dict(enumerate(_options(wishes, ground))))
    texts: list[Text] = []
    flags: list[Spot] = []
    for i, (_, rect, place) in sorted(chosen.items()):
        if place.setting < 0:
            flags += _flags(wishes[i], rect)
        else:
            words = wishes[i].settings[place.setting]
            texts.append(Text(wishes[i].key, rect, words, place.align, place.paper))
    missing = tuple(wish for i, wish in enumerate(wishes) if i not in chosen)
    return tuple(texts), tuple(flags), missing


def _wishes(
    picture: ActorsPicture, sizes: Sizes, seats: Seats, routes: Sequence[Route], *, worded: bool
) -> Iterator[Wish]:
    flags = {INCIDENT: picture.incident_flags}
    flags |= {tie.key: tie.flags for tie in picture.ties}
    flags |= {event.key: event.flags for event in picture.events}
    for key, names in sorted(flags.items()):
        if names and key in seats.spots:
            yield Wish(key, None, (), (), seats.spots[key], names)
    number = (sizes.key,) if sizes.key else ()
    for route in routes:
        settings = sizes.ties[route.key] if route.edge is None else sizes.labels[route.edge]
        if settings and settings[0].lines:
            words = settings if worded or route.edge is None or not number else ()
            yield Wish(route.key, route.edge, route.points, (*words, *number), None, (), len(words))


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
    pieces = [(route.key, *a, *b) for route in routes for a, b in pairs(route.points)]
    pieces += [("", *a, *b) for outline in seats.outlines for a, b in _sides(outline.rect)]
    levels = []
    for row in (*seats.above, *seats.below):
        boxes = [seats.boxes[key].rect for key in row if key in seats.boxes]
        if boxes:
            levels.append((min(rect.top for rect in boxes), max(rect.bottom for rect in boxes)))
    owners, ends = tuple(owner for owner, *_ in pieces), [points for _, *points in pieces]
    walls = np.array(rects, dtype=np.float64).reshape(-1, 4)
    return _Ground(seats.width, walls, owners, np.array(ends).reshape(-1, 4), tuple(levels), strict)


def _sides(rect: Rect) -> tuple[tuple[Point, Point], ...]:
    left, top, right, bottom = rect
    return pairs(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)))


def _sign(end: str, before: Point, at: Point) -> Rect:
    """Area of the sign at the end of a line."""
    whole = math.dist(before, at) or 1.0
    dx, dy = (at[0] - before[0]) / whole, (at[1] - before[1]) / whole
    if end == "bar":
        return around(at, BAR * abs(dy) + 2 * _RIM + AIR, BAR * abs(dx) + 2 * _RIM + AIR)
    back = (at[0] - dx * ARROW, at[1] - dy * ARROW)
    (left, right), (top, bottom) = sorted((at[0], back[0])), sorted((at[1], back[1]))
    return grown(Rect(left, top, right, bottom), _HEAD)


def _options(wishes: Sequence[Wish], ground: _Ground) -> list[tuple[Option, ...]]:
    """Free places of every wish, cheapest first; looked at all together, which is many times quicker."""
    places, owners = _places(wishes, ground)
    if not places:
        return [() for _ in wishes]
    price, left, top, setting, _, paper = zip(*places, strict=True)
    prices, papers, corner = np.array(price), np.array(paper), np.array((left, top)).T
    extent = _extents(wishes)[np.array(owners), np.array(setting)]
    rects = np.concatenate((corner, corner + extent), axis=1)
    owner = np.array(owners)
    free = (rects[:, 0] >= _RIM) & (rects[:, 2] <= ground.width - _RIM) & ~meeting(rects, ground.rects)
    kept = np.flatnonzero(free)
    if len(kept) and len(ground.pieces):
        mine = owner[kept][:, None] == _owned(wishes, ground)[None, :]
        strict = np.array([ground.strict and wish.edge is not None for wish in wishes])[owner[kept]]
        most = np.array([_HIDDEN * length(wish.points) for wish in wishes])[owner[kept]]
        extra = _crowding(rects[kept], papers[kept], mine, strict, most, ground.pieces)
        prices[kept] += np.where(np.isnan(extra), 0.0, extra)
        kept = kept[~np.isnan(extra)]
    order = kept[np.lexsort((rects[kept, 1], rects[kept, 0], np.round(prices[kept], 6), owner[kept]))]
    found: list[list[Option]] = [[] for _ in wishes]
    for i in order.tolist():
        mine = found[owners[i]]
        if len(mine) < _KEPT or (prices[i] >= _KEYED and len(mine) < 2 * _KEPT):
            mine.append(Option(float(prices[i]), Rect(*rects[i].tolist()), Place(*places[i])))
    return [tuple(options) for options in found]


def _places(wishes: Sequence[Wish], ground: _Ground) -> tuple[list[Candidate], list[int]]:
    """Every place of every wish, with the number of its wish."""
    places: list[Candidate] = []
    owners: list[int] = []
    for number, wish in enumerate(wishes):
        if wish.spot is not None:
            places += for_flags(wish.spot, len(wish.flags))
        else:
            places += _along(wish, ground, 0, wish.worded, 0.0)
            places += _along(wish, ground, wish.worded, len(wish.settings), _KEYED)
        owners += [number] * (len(places) - len(owners))
    return places, owners


def _along(wish: Wish, ground: _Ground, first: int, end: int, extra: float) -> Iterator[Candidate]:
    """Places along a line of the settings from a first to an end."""
    if wish.edge is None:
        return for_tie(wish.points, wish.settings[first:end], first, extra)
    return for_edge(wish.points, wish.settings[first:end], ground.levels, first, extra)


def _extents(wishes: Sequence[Wish]) -> NDArray[np.float64]:
    """Width and height of every setting of every wish; those of flags stand last, where -1 finds them."""
    most = max(len(wish.settings) for wish in wishes)
    found = np.zeros((len(wishes), most + 1, 2))
    for number, wish in enumerate(wishes):
        found[number, : len(wish.settings)] = [(words.width, words.height) for words in wish.settings] or 0
        found[number, -1] = flags_width(len(wish.flags)), FLAG_SIZE
    return found


def _owned(wishes: Sequence[Wish], ground: _Ground) -> NDArray[np.intp]:
    """For each piece of a line the number of the wish whose line it is, or -1."""
    number = {wish.key: i for i, wish in enumerate(wishes) if wish.spot is None}
    return np.array([number.get(owner, -1) for owner in ground.owners])


def _crowding(  # noqa: PLR0913, PLR0917 - one row for each place, and the lines
    rects: Rects,
    papers: NDArray[np.bool_],
    mine: NDArray[np.bool_],
    strict: NDArray[np.bool_],
    most: NDArray[np.float64],
    pieces: Pieces,
) -> NDArray[np.float64]:
    """What lines near by add to the price of each place; not a number where one of them forbids it."""
    through = inside_many(widened(rects, AIR), pieces)
    hidden = np.where(mine, through, 0.0).sum(axis=1)
    bad = ((through > 0) & ~mine).any(axis=1) | (hidden > np.where(papers, most, 0.0))
    crowd = ((inside_many(widened(rects, _CROWD), pieces) > 0) & ~mine).sum(axis=1)
    bad |= (crowd > 0) & strict & ~papers
    return np.where(bad, np.nan, crowd * np.where(papers, _NEAR_ON_LINE, _NEAR))


# --- choosing ----------------------------------------------------------------------------------------


def _chosen(options: Mapping[int, Sequence[Option]]) -> dict[int, Option]:
    """Choose one place for each, so that none overlap; what is missing found no place."""
    queue = sorted((i for i in options if options[i]), key=lambda i: (len(options[i]), i))
    best: dict[int, Option] = {}
    for _ in range(_ROUNDS):
        chosen: dict[int, Option] = {}
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


def _settled(chosen: dict[int, Option], options: Mapping[int, Sequence[Option]]) -> dict[int, Option]:
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
    chosen: dict[int, Option], options: Mapping[int, Sequence[Option]], i: int, place: Option
) -> dict[int, Option] | None:
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


def _first_free(options: Iterable[Option], taken: Iterable[Option]) -> Option | None:
    rects = [grown(place.rect, _APART) for place in taken]
    return next((place for place in options if not any(overlap(place.rect, rect) for rect in rects)), None)

"""
The layout of the chart of actors, by rule: from a picture and its measured words to millimetres.

Seats first, then lines, then words. Where words find no room the rows move apart, three times at most;
words that find none then become numbers, and what finds no line is told in the list under the drawing.
So the work is bounded by what the picture holds. The same picture gives the same plan, in whatever
order its tuples come.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportkit.charts.actors_geometry import Rect
from reportkit.charts.actors_hulls import enclosed
from reportkit.charts.actors_labels import Wish, labelled
from reportkit.charts.actors_list import Entry, key, listed
from reportkit.charts.actors_pins import Pin, pinned
from reportkit.charts.actors_plan import (
    INCIDENT,
    MOST,
    RELATES,
    Plan,
    Route,
    Sizes,
    Spot,
    Text,
    TooManyActors,
)
from reportkit.charts.actors_routes import routes
from reportkit.charts.actors_seats import Room, Seats, seat
from reportkit.charts.actors_stable import seated
from reportkit.charts.actors_words import flagged
from reportkit.wording.pictures import ActorsPicture, Edge
from reportkit.wording.runs import Line, plain

_MORE, _MOST_ROOM, _TRIES = 3.5, 22.0, 3
_CROWDED = 16
_MOST_NUMBERS = 0.34
_TALLEST = 220.0
_RIM, _BEFORE_LIST = 0.7, 3.0


@dataclass(frozen=True, slots=True)
class _Try:
    """One way to draw a picture: seats, lines, words, and what has to be told in the list."""

    seats: Seats
    lines: tuple[Route, ...]
    texts: tuple[Text, ...]
    flags: tuple[Spot, ...]
    numbered: tuple[str, ...]
    unlined: tuple[Edge, ...]

    @property
    def wordless(self) -> tuple[str, ...]:
        """Lines of edges with a number in place of their words."""
        edges = {route.key for route in self.lines if route.edge}
        return tuple(key for key in self.numbered if key in edges)

    @property
    def cost(self) -> tuple[int, int, int]:
        """What speaks against it: said of the incident and not drawn, not drawn at all, without words."""
        silent = sum(edge.end != RELATES for edge in self.unlined)
        return silent, len(self.unlined), len(self.numbered)


def layout(
    picture: ActorsPicture, sizes: Sizes, width: float = 178.0, pins: Mapping[str, Pin] | None = None
) -> Plan:
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
    pins : mapping of str to (float, float), optional
        Seats that somebody fixed, see `reportkit.charts.actors_pins`.

    Raises
    ------
    TooManyActors
        The picture has more actors than can be drawn, or a name is wider than the chart.
    reportkit.charts.actors_pins.CannotPin
        A seat cannot be kept: it overlaps another or lies outside.
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
    pins = pins or {}
    base = _seats(picture, sizes, width)
    found = _tried(picture, sizes, base, Room(), pins)
    best, room = found, Room()
    for _ in range(_TRIES - 1 if len(picture.edges) <= _CROWDED else 0):
        if not found.numbered:
            break  # more room helps words, and seldom a line that found no way
        room = _roomier(room, found)
        found = _tried(picture, sizes, base, room, pins)
        if found.cost >= best.cost:
            break
        best = found
    if len(best.wordless) > _MOST_NUMBERS * len(picture.edges):
        short = _tried(picture, sizes, base, Room(), pins, worded=False)
        best = short if short.cost[:2] <= best.cost[:2] else best
    elif best.numbered:
        best = min(best, _nearer(picture, sizes, best), key=lambda one: one.cost)
    return _plan(picture, best)


def _seats(picture: ActorsPicture, sizes: Sizes, width: float) -> Seats:
    """Seats with little room above and below, which gives every box its row and its x."""
    seats = seated(picture, sizes, width, Room())
    if seats is None:
        raise TooManyActors("the names of the actors are too long for the width of the chart")
    return seats


def _roomier(room: Room, found: _Try) -> Room:
    """Give room at the side where words or lines found none, within bounds: rows are not to move far."""
    upper, lower = ({key for rank in side for key in rank} for side in (found.seats.above, found.seats.below))
    edges = [route.edge for route in found.lines if route.key in found.numbered and route.edge]
    ends = {end for edge in (*edges, *found.unlined) for end in (edge.source, edge.target)}
    more = [_MORE * bool(ends & side or not ends & (upper | lower)) for side in (upper, lower)]
    return replace(
        room, above=min(_MOST_ROOM, room.above + more[0]), below=min(_MOST_ROOM, room.below + more[1])
    )


def _tried(  # noqa: PLR0913 - what is drawn, and how
    picture: ActorsPicture,
    sizes: Sizes,
    base: Seats,
    room: Room,
    pins: Mapping[str, Pin],
    *,
    worded: bool = True,
) -> _Try:
    seats = base if room == Room() else seat(picture, sizes, base.width, room, base.rows) or base
    seats = enclosed(picture, sizes, pinned(picture, seats, pins))
    told = {outline.key for outline in seats.outlines}
    drawn = replace(
        picture, edges=tuple(edge for edge in picture.edges if not edge.hull or edge.hull not in told)
    )
    lines, unlined = routes(drawn, seats, room.ports)
    seats = _without_strays(drawn, seats, lines)
    texts, flags, missing = labelled(drawn, sizes, seats, lines, worded=worded)
    gone = {wish.key for wish in missing if wish.spot is None}
    if gone:
        unlined += tuple(route.edge for route in lines if route.key in gone and route.edge)
        lines = tuple(route for route in lines if route.key not in gone or route.edge is None)
        seats = _without_strays(drawn, seats, lines)
        texts, flags, missing = labelled(drawn, sizes, seats, lines, worded=worded)
    bare = {wish.key for wish in missing if wish.spot is not None}
    if bare:
        # Flags that find no place beside their mark stand behind its words.
        plainer, sizes = flagged(picture, sizes, bare)
        seats = seat(picture, sizes, base.width, room, base.rows) or base
        return _tried(plainer, sizes, seats, room, pins, worded=worded)
    if missing:
        raise TooManyActors(f"the words at {_named(missing)} find no room")
    return _Try(seats, lines, texts, flags, _numbers(texts, sizes), unlined)


def _nearer(picture: ActorsPicture, sizes: Sizes, found: _Try) -> _Try:
    """Set the words anew, now also near to other lines, where none of them is lost by that."""
    texts, flags, missing = labelled(picture, sizes, found.seats, found.lines, worded=True, strict=False)
    if missing:
        return found
    return replace(found, texts=texts, flags=flags, numbered=_numbers(texts, sizes))


def _numbers(texts: Iterable[Text], sizes: Sizes) -> tuple[str, ...]:
    return tuple(text.key for text in texts if text.words is sizes.key)


def _without_strays(picture: ActorsPicture, seats: Seats, lines: Iterable[Route]) -> Seats:
    """
    Return seats without what no line leads to, because all that is stated of it stands in the list.

    An event that nobody is tied to, or an actor only known by ties that found no line, would be a
    thing without a meaning.
    """
    drawn = {end for route in lines if route.edge for end in (route.edge.source, route.edge.target)}
    held = {tie.actor for tie in picture.ties} | {key for hull in picture.hulls for key in hull.members}
    tied = {end for edge in picture.edges for end in (edge.source, edge.target)}
    strays = (tied & seats.boxes.keys()) | {event.key for event in picture.events}
    strays -= drawn | held
    return replace(
        seats,
        boxes={key: box for key, box in seats.boxes.items() if key not in strays},
        spots={key: spot for key, spot in seats.spots.items() if key not in strays},
        names={key: text for key, text in seats.names.items() if key not in strays},
    )


def _named(missing: Iterable[Wish]) -> str:
    return ", ".join(sorted(wish.key for wish in missing))


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


_Kind = tuple[str, str, str, str, bool, str]


def _rank(edge: Edge) -> tuple[_Kind, tuple[str, ...], str]:
    return _kind(edge), tuple(plain(line) for line in edge.labels), repr(edge.labels)


def _kind(edge: Edge) -> _Kind:
    return edge.source, edge.target, edge.end, edge.tone, edge.dashed, edge.hull


def _merged(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    found: dict[_Kind, Edge] = {}
    for edge in edges:
        before = found.get(_kind(edge))
        labels = tuple(dict.fromkeys((*(before.labels if before else ()), *edge.labels)))
        sign = edge.sign if before is None or before.sign == edge.sign else "contested"
        told = edge.told if before is None else ()  # two sentences in one: the list tells the labels
        found[_kind(edge)] = replace(edge, labels=labels, sign=sign, told=told)
    return tuple(found[kind] for kind in sorted(found))


# --- the sheet ---------------------------------------------------------------------------------------


def _plan(picture: ActorsPicture, best: _Try) -> Plan:
    """Number the labels, move everything to the upper rim, and set the list under it."""
    seats = best.seats
    texts, entries = _numbered(picture, best)
    words = (*(text for _, text in sorted(seats.names.items())), *texts)
    rects = [box.rect for box in seats.boxes.values()]
    rects += [spot.rect for spot in (*seats.spots.values(), *best.flags)]
    rects += [text.rect for text in words]
    rects += [outline.rect for outline in seats.outlines]
    rects += [Rect(x, y, x, y) for route in best.lines for x, y in route.points]
    top = min(rect.top for rect in rects) - _RIM
    bottom = max(rect.bottom for rect in rects)
    list_texts, bottom = listed(entries, picture.also, seats.width, bottom, _BEFORE_LIST)
    height = math.ceil((bottom + _RIM - top) * 10) / 10
    if height > _TALLEST:
        raise TooManyActors(f"a drawing of {height:.0f} mm would not fit a page")

    return Plan(
        width=seats.width,
        height=height,
        boxes=tuple(box for _, box in sorted(seats.boxes.items())),
        spots=tuple(spot for _, spot in sorted(seats.spots.items())),
        flags=best.flags,
        texts=(*words, *list_texts),
        routes=best.lines,
        outlines=seats.outlines,
        numbered=len(best.numbered),
        unlined=len(best.unlined),
    ).lowered(-top)


def _numbered(picture: ActorsPicture, best: _Try) -> tuple[tuple[Text, ...], tuple[Entry, ...]]:
    """Give the numbers away from the top to the bottom, and say what each stands for."""
    told: dict[str, tuple[Line, ...]] = {
        tie.key: _told(tie.told, (tie.word, *tie.notes)) for tie in picture.ties
    }
    told |= {route.key: _told(route.edge.told, route.edge.labels) for route in best.lines if route.edge}
    order = {text.key: (text.rect.top, text.rect.left) for text in best.texts}
    number = {name: n for n, name in enumerate(sorted(best.numbered, key=order.__getitem__), 1)}
    texts = tuple(
        replace(text, words=key(number[text.key], told[text.key])) if text.key in number else text
        for text in best.texts
    )
    entries = [Entry(n, told[name]) for name, n in number.items()]
    entries += [Entry(0, _told(edge.told, edge.labels)) for edge in best.unlined]
    return texts, tuple(entries)


def _told(sentence: Line, labels: Sequence[Line]) -> tuple[Line, ...]:
    return (sentence,) if sentence else tuple(labels)

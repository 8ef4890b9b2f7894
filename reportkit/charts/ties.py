"""
The chart of ties alone: who is tied to whom by whose word, where no one incident is the middle.

Actors stand in columns and ties run between neighbours, from left to right as far as they can. Ties that
hang together stand together. What cannot be drawn so is refused, and the caller shows the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportkit.charts.actors_geometry import Point, Rect, around, grown, hits, overlap
from reportkit.charts.actors_layout import canonical
from reportkit.charts.actors_painting import painted
from reportkit.charts.actors_plan import MOST, Box, Plan, Route, Sizes, Text, TooManyActors, Words
from reportkit.charts.actors_words import measured
from reportkit.charts.style import own_settings
from reportkit.charts.ties_layers import columns, ordered, parts, settled
from reportkit.wording.pictures import ActorsPicture, Edge

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_TIED = MOST + 10
"""More actors than this are not drawn: without an incident in the middle a few more find room."""

_RIM, _SIDE, _HEAD = 2.0, 2.2, 1.2
_PORT, _LOWEST = 4.4, 7.0
_GAPS, _GROUPS = (3.2, 5.0, 7.0, 9.5), 2.5
_WIDEST_GAP, _NARROWEST_GAP = 46.0, 22.0
_WIDEST_BOX, _LABEL_ROOM = 33.0, 7.0
_AT = (0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72)
_PASSES = 8


@dataclass(frozen=True, slots=True)
class _Grid:
    """Middles and widths of the columns, and the room between two rows."""

    middles: tuple[float, ...]
    between: float
    gap: float


def draw(picture: ActorsPicture, width_mm: float = 178) -> Figure:
    """
    Draw ties between actors; the height follows from what there is.

    Parameters
    ----------
    picture : ActorsPicture
        The record; it has no incident, and its edges run from actor to actor.
    width_mm : float
        Width in millimetres.

    Raises
    ------
    TooManyActors
        More actors than can be drawn legibly (30), or ties that find no room; the caller shows the table.

    Examples
    --------
    >>> from reportkit.charts.style import words
    >>> from reportkit.wording.pictures import Node
    >>> from reportkit.wording.runs import Run
    >>> nodes = [Node(name, (Run(name),), (), (), "state", "background") for name in ("North", "League")]
    >>> backs = Edge("North", "League", "open", "grey", False, ((Run("backs"),),))
    >>> words(draw(ActorsPicture((), "", (), (), tuple(nodes), (), (), (backs,), ())))
    ('North', 'League', 'backs')
    """
    with own_settings():
        return painted(laid_out(picture, measured(canonical(picture)), width_mm), {})


def laid_out(picture: ActorsPicture, sizes: Sizes, width: float = 178.0) -> Plan:
    """
    Return where every box, line and label stands.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured; for the edges of the canonical picture.
    width : float
        Width of the chart in millimetres.

    Raises
    ------
    TooManyActors
        If it cannot be drawn legibly.
    """
    if len(picture.nodes) > MOST_TIED:
        raise TooManyActors(f"{len(picture.nodes)} actors; at most {MOST_TIED} are drawn")
    order = {pair: n for n, pair in reversed(list(enumerate((e.source, e.target) for e in picture.edges)))}
    edges = sorted(canonical(picture).edges, key=lambda e: (order[e.source, e.target], e.end, e.tone))
    pairs = list(dict.fromkeys((edge.source, edge.target) for edge in edges))
    column: dict[str, int] = {}
    for part in parts(pairs):
        own = columns(part)
        if own is None:
            raise TooManyActors("ties that run in a circle cannot stand in columns")
        column |= own
    shapes = {node.key: node.shape for node in picture.nodes}
    for gap in _GAPS:
        grid = _grid(column, sizes, width, gap)
        boxes = _seated(pairs, column, sizes, shapes, grid)
        routes = _routed(edges, boxes, column)
        texts = _labelled(routes, sizes, boxes, grid.between)
        if texts is not None:
            return _plan(width, boxes.values(), texts, routes)
    raise TooManyActors("the lines and labels of these ties find no room")


def _grid(column: Mapping[str, int], sizes: Sizes, width: float, gap: float) -> _Grid:
    """Return columns as wide as their boxes, with as much room between as there is."""
    many = max(column.values()) + 1
    widths = [
        max(_boxed(sizes, name).width + 2 * _SIDE for name, n in column.items() if n == number)
        for number in range(many)
    ]
    between = min(_WIDEST_GAP, (width - 2 * _HEAD - sum(widths)) / max(1, many - 1))
    if between < _NARROWEST_GAP:
        raise TooManyActors("chains of ties are too long for the width of the chart")
    left, middles = (width - sum(widths) - between * (many - 1)) / 2, []
    for own in widths:
        middles.append(left + own / 2)
        left += own + between
    return _Grid(tuple(middles), between, gap)


def _boxed(sizes: Sizes, name: str) -> Words:
    """Return an actor's name as it is set: the widest way that a column holds."""
    ways = sizes.boxes[name]
    return next((words for words in ways if words.width <= _WIDEST_BOX), ways[-1])


def _seated(
    pairs: Sequence[tuple[str, str]],
    column: Mapping[str, int],
    sizes: Sizes,
    shapes: Mapping[str, str],
    grid: _Grid,
) -> dict[str, Box]:
    """Return every actor's box, group under group."""
    boxes: dict[str, Box] = {}
    top = _HEAD
    for part in parts(pairs):
        own = {name: column[name] for pair in part for name in pair}
        heights = {name: _height(name, part, own, _boxed(sizes, name)) for name in own}
        middles = _middles(part, own, heights, grid.gap)
        highest = min(middles[name] - heights[name] / 2 for name in own)
        for name, number in own.items():
            words = _boxed(sizes, name)
            centre = (grid.middles[number], top + middles[name] - highest)
            boxes[name] = Box(
                name, around(centre, words.width + 2 * _SIDE, heights[name]), words, shapes[name]
            )
        top = max(boxes[name].rect.bottom for name in own) + grid.gap + _GROUPS
    return boxes


def _height(name: str, pairs: Iterable[tuple[str, str]], column: Mapping[str, int], words: Words) -> float:
    """Return how high a box is: its words, and room for every line on its busier side."""
    sides = [0, 0]
    for source, target in pairs:
        if name in {source, target}:
            other = target if source == name else source
            sides[column[other] > column[name]] += 1
    return max(words.height + 2 * _RIM, max(sides) * _PORT, _LOWEST)


def _middles(
    pairs: Sequence[tuple[str, str]], column: Mapping[str, int], heights: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Return the height of every middle: each near those it is tied to, none over another."""
    stacks = ordered(pairs, column)
    found = {name: float(n) * (_LOWEST + gap) for stack in stacks for n, name in enumerate(stack)}
    beside: dict[str, list[str]] = {name: [] for name in column}
    for source, target in pairs:
        beside[source].append(target)
        beside[target].append(source)
    for turn in range(_PASSES):
        for stack in stacks if turn % 2 else reversed(stacks):
            wished = [sum(found[other] for other in beside[name]) / len(beside[name]) for name in stack]
            placed = settled(wished, [heights[name] for name in stack], gap)
            found |= dict(zip(stack, placed, strict=True))
    return found


def _routed(edges: Sequence[Edge], boxes: Mapping[str, Box], column: Mapping[str, int]) -> list[Route]:
    """Return every line, from the side of one box to the facing side of the other."""
    ports: dict[tuple[str, bool], list[int]] = {}
    for number, edge in enumerate(edges):
        for name, other in ((edge.source, edge.target), (edge.target, edge.source)):
            ports.setdefault((name, column[other] > column[name]), []).append(number)
    at: dict[tuple[int, str], Point] = {}
    for (name, rightward), own in ports.items():
        rect = boxes[name].rect

        def height(number: int, name: str = name) -> tuple[float, int]:
            edge = edges[number]
            other = edge.target if edge.source == name else edge.source
            return boxes[other].rect.centre[1], number

        step = min(_PORT, rect.height / (len(own) + 1)) if len(own) > 1 else 0.0
        for place, number in enumerate(sorted(own, key=height)):
            y = rect.centre[1] + (place - (len(own) - 1) / 2) * step
            at[number, name] = (rect.right if rightward else rect.left, y)
    return [Route(f"tie {n}", edge, (at[n, edge.source], at[n, edge.target])) for n, edge in enumerate(edges)]


def _labelled(
    routes: Sequence[Route], sizes: Sizes, boxes: Mapping[str, Box], between: float
) -> tuple[Text, ...] | None:
    """Return every label on its line, clear of boxes and of other labels; None where one finds no place."""
    found: list[Text] = []
    for route in routes:
        if route.edge is None:
            continue
        ways = [words for words in sizes.labels[route.edge] if words.width <= between - _LABEL_ROOM]
        others = [other for other in routes if other is not route]
        places = [
            (crossed, n, m, rect, words)
            for m, words in enumerate(ways)
            for n, share in enumerate(_AT)
            for rect in [around(_along(route, share), words.width, words.height)]
            if _free(rect, boxes.values(), found)
            for crossed in [sum(hits(other.points[0], other.points[1], rect) for other in others)]
        ]
        if not places:
            return None
        *_, rect, words = min(places, key=lambda place: place[:3])
        found.append(Text(route.key, rect, words, "middle", paper=True))
    return tuple(found)


def _free(rect: Rect, boxes: Iterable[Box], texts: Iterable[Text]) -> bool:
    near = grown(rect, 0.4)
    taken = [*(box.rect for box in boxes), *(text.rect for text in texts)]
    return not any(overlap(near, other) for other in taken)


def _along(route: Route, share: float) -> Point:
    (x0, y0), (x1, y1) = route.points[0], route.points[-1]
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def _plan(width: float, boxes: Iterable[Box], texts: tuple[Text, ...], routes: Sequence[Route]) -> Plan:
    every = tuple(boxes)
    height = max([*(box.rect.bottom for box in every), *(text.rect.bottom for text in texts)]) + _HEAD
    return Plan(width, height, every, (), (), texts, tuple(routes))

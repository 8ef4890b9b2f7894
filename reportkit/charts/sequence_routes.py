"""How links run in the escalation sequence: order at right angles, reasons in a curve."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reportkit.charts import style
from reportkit.charts.sequence_labels import length_of
from reportkit.charts.sequence_seats import CLEAR, JOG, TEXT, Point, Seat
from reportkit.charts.sheet import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportkit.wording.pictures import SequenceLink, SequencePicture


def _walls(points: Sequence[Point]) -> tuple[Box, ...]:
    """Return the room of a path piece by piece."""
    return tuple(
        Box(min(x, to_x) - 0.2, min(y, to_y) - 0.2, max(x, to_x) + 0.2, max(y, to_y) + 0.2)
        for (x, y), (to_x, to_y) in pairwise(points)
    )


@dataclass(frozen=True, slots=True)
class Route:
    """A link as it will be drawn: a path from point to point, with a head at its end or none."""

    number: int
    link: SequenceLink
    points: tuple[Point, ...]

    def head(self) -> tuple[Point, ...]:
        """Return the open head of a reason: two barbs that meet at the tip; order has none."""
        if self.link.kind == "order":
            return ()
        (x, y), (from_x, from_y) = self.points[-1], self.points[-4]
        angle = math.atan2(from_y - y, from_x - x)
        one, two = ((x + 1.4 * math.cos(angle + t), y + 1.4 * math.sin(angle + t)) for t in (-0.45, 0.45))
        return one, (x, y), two

    def walls(self) -> tuple[Box, ...]:
        """Return what no words may cover: the line piece by piece, and its head."""
        return (*_walls(self.points), *self.head_walls())

    def head_walls(self) -> tuple[Box, ...]:
        """Return the room of the head alone, which never opens for words."""
        return _walls(self.head())

    def goes_round(self) -> bool:
        """Say whether the line of an order leaves the room between its marks."""
        xs = [x for x, _ in self.points]
        return self.link.kind == "order" and max(xs) > max(xs[0], xs[-1]) + 0.1

    def hits(self, *groups: Sequence[Box]) -> list[int]:
        """Count the boxes of each group that the line runs into."""
        own = self.walls()
        whole = Box(
            min(wall.left for wall in own),
            min(wall.top for wall in own),
            max(wall.right for wall in own),
            max(wall.bottom for wall in own),
        )
        near = ([box for box in boxes if box.meets(whole, 0.4)] for boxes in groups)
        return [sum(any(box.meets(wall, 0.4) for wall in own) for box in boxes) for boxes in near]


def _elbows(a: Seat, b: Seat) -> Iterator[tuple[Point, ...]]:
    """Yield the ways for a line with right angles, best first.

    Over and then down, down and then over, between the two, at last out to the right and back.
    """
    over, down = math.copysign(1.0, b.x - a.x), math.copysign(1.0, b.y - a.y)
    far = max(a.half, b.half)
    if abs(b.y - a.y) <= far:
        yield ((a.x + over * a.half, a.y), (b.x - over * b.half, b.y))
        return
    if abs(b.x - a.x) > far:
        yield ((a.x + over * a.half, a.y), (b.x, a.y), (b.x, b.y - down * b.half))
        yield ((a.x, a.y + down * a.half), (a.x, b.y), (b.x - over * b.half, b.y))
        between = (b.x - over * (b.half + JOG), (a.x + b.x) / 2, a.x + over * (a.half + JOG))
        for x in between if abs(b.x - a.x) > a.half + b.half + 2 * JOG else between[1:2]:
            yield ((a.x + over * a.half, a.y), (x, a.y), (x, b.y), (b.x - over * b.half, b.y))
    else:
        yield ((b.x, a.y + down * a.half), (b.x, b.y - down * b.half))
    for out in (3.0, 4.5, 6.0, 7.5):
        x = max(a.x, b.x) + out
        yield ((a.x + a.half, a.y), (x, a.y), (x, b.y), (b.x + b.half, b.y))


def _arc(tail: Seat, tip: Seat, lean: float) -> tuple[Point, ...]:
    """Return a curve that leaves one mark steeply and comes to the other from the side."""
    dx, dy = tip.x - tail.x, tip.y - tail.y
    over, down, near = math.copysign(1.0, dx), math.copysign(1.0, dy), tail.half + tip.half
    if abs(dy) < near:  # in one row: over the marks
        leave, come, handles = (0.3 * over, -1.0), (-0.3 * over, -1.0), ((0.0, -1.0 - 4 * lean),) * 2
    elif abs(dx) < near:  # in one column: round its right side
        leave, come, handles = (0.8, 0.6 * down), (0.8, -0.6 * down), ((4 + 9 * lean, 0.0),) * 2
    else:
        leave, come = (0.4 * over, down), (-0.4 * over, -0.95 * down)
        handles = (0.2 * lean * dx, lean * dy), (-0.8 * lean * dx, -0.05 * dy)
    ends = []
    for seat, (x, y), gap in ((tail, leave, 0.3), (tip, come, 1.0)):
        share = (seat.half + gap) / math.hypot(x, y)
        ends.append((seat.x + share * x, seat.y + share * y))
    (x0, y0), (x3, y3) = ends
    (x1, y1), (x2, y2) = ((x + by_x, y + by_y) for (x, y), (by_x, by_y) in zip(ends, handles, strict=True))
    return tuple(
        (
            (1 - t) ** 3 * x0 + 3 * t * (1 - t) ** 2 * x1 + 3 * t * t * (1 - t) * x2 + t**3 * x3,
            (1 - t) ** 3 * y0 + 3 * t * (1 - t) ** 2 * y1 + 3 * t * t * (1 - t) * y2 + t**3 * y3,
        )
        for t in (step / 24 for step in range(25))
    )


def _leaves_no_room(route: Route, seat: Seat, rim: float) -> bool:
    """Say whether a line takes the only side of its first mark on which the mark's own words have room."""
    lines = [line for line in seat.mark.labels if style.measure(line, TEXT)]
    (x, y), (to_x, to_y) = route.points[:2]
    if not lines or y != to_y or to_x < x:
        return False
    needed = length_of(lines) + 2 * CLEAR
    return needed > seat.x - seat.half - rim and needed > to_x - x


def routes_for(
    picture: SequencePicture, seats: Sequence[Seat], rim: float, *, yielding: bool
) -> tuple[Route, ...]:
    """Route every link where it meets the fewest marks, ends of bars and other links."""
    by_key = {seat.mark.key: seat for seat in reversed(seats)}
    taken: list[Box] = []
    routes: dict[int, Route] = {}
    for number, link in sorted(enumerate(picture.links), key=lambda pair: pair[1].kind != "order"):
        earlier, later = by_key[link.earlier], by_key[link.later]
        if link.kind == "order":
            ways: Iterable[tuple[Point, ...]] = _elbows(earlier, later)
        else:
            ways = (_arc(later, earlier, lean) for lean in (0.4, 0.25, 0.6, 0.1, 0.8))
        others = [seat for seat in seats if seat not in (earlier, later)]
        boxes, ends = [seat.box for seat in others], [end for seat in others for end in seat.ends()]
        tried = [Route(number, link, way) for way in ways]
        costs = []
        for way in tried:
            on_marks, on_ends, on_lines = way.hits(boxes, ends, taken)
            narrow = yielding and _leaves_no_room(way, earlier, rim)
            costs.append(3 * on_marks + 2 * on_ends + on_lines + narrow + 1.5 * way.goes_round())
        routes[number] = tried[costs.index(min(costs))]
        taken += routes[number].walls()
    return tuple(routes[number] for number in sorted(routes))

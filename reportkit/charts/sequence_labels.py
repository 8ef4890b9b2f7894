"""Where words stand in the escalation sequence: every place a label could take, and what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

from reportkit.charts import fonts, marks, style
from reportkit.charts.sequence_seats import (
    AIR,
    CLEAR,
    FARTHEST,
    FLAG,
    LEADING,
    LEFT,
    RIGHT,
    STUB,
    TEXT,
    Band,
    Key,
    Point,
    Seat,
)
from reportkit.charts.sheet import Box
from reportkit.charts.style import MM_PER_POINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportkit.wording.runs import Line

_SPACE = 1.0  # at least what a break in a line saves: the space in its place


@dataclass(frozen=True, slots=True)
class Label:
    """Words that want a place: those of a mark or of a link, or the number that stands for them."""

    key: Key
    lines: tuple[Line, ...]
    colour: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a label: its lines with the middles of their capitals, and what the place costs."""

    label: Label
    lines: tuple[tuple[Line, float], ...]
    x: float
    anchor: str
    box: Box
    middle: float  # of the row it belongs to
    cost: float

    def moved(self, down: float) -> Spot:
        """Return the same place, lower by some millimetres."""
        lines = tuple((line, y + down) for line, y in self.lines)
        return replace(self, lines=lines, box=moved(self.box, down), middle=self.middle + down)


@dataclass(frozen=True, slots=True)
class Field:
    """Where a label may look for a place: to one side of a point, up to a rim, within a row."""

    start: float
    stop: float
    row: Band
    walls: tuple[Box, ...]

    def levelled(self) -> Field:
        """Return the same seen from the line of the marks, with only those walls that reach into the row."""
        top, middle, bottom = self.row
        near = (w for w in self.walls if w.top < bottom and w.bottom > top)
        row = (_exact(top - middle), 0.0, _exact(bottom - middle))
        return Field(self.start, self.stop, row, tuple(moved(wall, -middle) for wall in near))

    def outgrown(self, box: Box) -> bool:
        """Say whether a box needs a taller row."""
        return box.top < self.row[0] + AIR - 0.01 or box.bottom > self.row[2] - AIR + 0.01

    def gaps(self, top: float, bottom: float) -> Iterator[tuple[float, float, int]]:
        """Yield free stretches from near to far, each with how many obstacles lie before it."""
        side = RIGHT if self.stop >= self.start else LEFT
        near = [w for w in self.walls if w.top < bottom and top < w.bottom]
        spans = sorted((min(side * w.left, side * w.right), max(side * w.left, side * w.right)) for w in near)
        at, end, before = side * self.start + CLEAR, side * self.stop, 0
        for left, right in spans:
            if right + CLEAR <= at:
                continue
            if at >= end:
                return
            if left - CLEAR > at:
                yield side * at, side * min(left - CLEAR, end), before
                before += 1
            before = max(before, 1)
            at = right + CLEAR
        if at < end:
            yield side * at, side * end, before


def _exact(number: float) -> float:
    """Return a millimetre without the noise of its sum, so that equal lengths are equal numbers."""
    return round(number, 6)


def moved(box: Box, down: float) -> Box:
    """Return a box that stands lower by some millimetres."""
    return Box(box.left, _exact(box.top + down), box.right, _exact(box.bottom + down))


@lru_cache(maxsize=4096)
def rise_of(line: Line, size: float) -> Point:
    """Return how far a line reaches over and under the middle of its capitals, tall scripts included."""
    em = size * MM_PER_POINT
    words = [fonts.clean(run.words) for run in line if run.kind != "mark"]
    extents = [fonts.extent(part, size, 400, True) for part in words if part.strip()]  # noqa: FBT003
    up = max([0.431 * em, *(extent.above - 0.349 * em for extent in extents)])
    return up, max([0.569 * em, *(extent.below + 0.349 * em for extent in extents)])


def stacked(
    lines: Sequence[Line], y: float, sizes: Sequence[float] = ()
) -> tuple[tuple[tuple[Line, float], ...], float, float]:
    """Stand lines one under the other around a middle; return them with top and bottom."""
    rises = [rise_of(line, size) for line, size in zip(lines, sizes or [TEXT] * len(lines), strict=True)]
    steps = [max(LEADING, a[1] + b[0] + 0.1) for a, b in pairwise(rises)]
    middles = [y - sum(steps) / 2 + sum(steps[:i]) for i in range(len(lines))]
    placed = tuple(zip(lines, middles, strict=True))
    return placed, middles[0] - rises[0][0], middles[-1] + rises[-1][1]


def length_of(lines: Iterable[Line]) -> float:
    """Return how long the longest line is."""
    return max(style.measure(line, TEXT) for line in lines)


def _folded(lines: Sequence[Line], room: float) -> tuple[Line, ...] | None:
    """Break each line in at most two, as evenly as the words allow."""
    parts: list[Line] = []
    for line in lines:
        whole = style.measure(line, TEXT)
        if whole > 2 * room + _SPACE:  # not even if it could be broken anywhere
            return None
        widths = [w for w in (0.54 * whole, 0.62 * whole) if w < room] if whole > room else []
        broken = next((found for w in (*widths, room) if (found := _broken(line, w))), None)
        if broken is None:
            return None
        parts += broken
    return tuple(parts)


@lru_cache(maxsize=4096)
def _broken(line: Line, room: float) -> tuple[Line, ...] | None:
    """Break a line in at most two; the same line meets the same room again and again."""
    found = style.wrap(line, room, TEXT, 2)
    return None if found is None else tuple(found)


def spots_for(label: Label, field: Field, *, over: bool = False) -> Iterator[Spot]:
    """Yield the places of a label on one side: beside or over the line of the marks, folded or not."""
    return (spot.moved(field.row[1]) for spot in _spots(label, field.levelled(), over))


@lru_cache(maxsize=4096)
def _spots(label: Label, field: Field, over: bool) -> tuple[Spot, ...]:  # noqa: FBT001 - of a cached function
    return tuple(_tried(label, field, over=over))


def _tried(label: Label, field: Field, *, over: bool) -> Iterator[Spot]:
    for raised, fold in product((True,) if over else (False, True), (1, 2)):
        yield from _shaped(label, field, raised=raised, fold=fold)


def _shaped(
    label: Label, field: Field, *, raised: bool, fold: int, limit: float = math.inf
) -> Iterator[Spot]:
    """Yield the places of a label in one shape that cost less than a limit."""
    side = RIGHT if field.stop >= field.start else LEFT
    _, top, bottom = _stood([line for line in label.lines for _ in range(fold)], field, raised=raised)
    # What stands beyond the row makes way when the row grows.
    for near, far, before in field.gaps(max(top, field.row[0]), min(bottom, field.row[2])):
        if before >= limit:
            return
        room = abs(far - near)
        lines = label.lines if fold == 1 else _folded(label.lines, room)
        if lines is None or (length := length_of(lines)) > room:
            continue
        placed, above, below = _stood(lines, field, raised=raised)
        anchor = "left" if side == RIGHT else "right"
        box = Box(min(near, near + side * length), above, max(near, near + side * length), below)
        cost = (1.0 if side == LEFT else 0.0) + 1.0 * before + (1.5 if raised else 0.0)
        cost += len(lines) - len(label.lines) + (1.5 if field.outgrown(box) else 0.0)
        yield Spot(label, placed, near, anchor, box, field.row[1], cost)


def _stood(
    lines: Sequence[Line], field: Field, *, raised: bool
) -> tuple[tuple[tuple[Line, float], ...], float, float]:
    """Stand lines around the line of the marks, or over it."""
    placed, top, bottom = stacked(lines, field.row[1])
    lift = bottom - field.row[1] + 0.45 if raised else 0.0
    return tuple((line, y - lift) for line, y in placed), top - lift, bottom - lift


def forced_spot(label: Label, x: float, half: float, field: Field) -> Spot:
    """Return the last resort of a number: the nearest free ground round a point of its row."""
    length, (top, y, bottom) = length_of(label.lines), field.row
    heights = [y, y - half - 1.7, y + half + 1.4, top + 1.4, bottom - 1.75]
    for step, middle, side in product(range(24), heights, (RIGHT, LEFT)):
        at = x + side * (0.5 * step + (half + 0.6 + length / 2 if middle == y else 0.0))
        placed, above, below = stacked(label.lines, middle)
        box = Box(at - length / 2, above, at + length / 2, below)
        inside = field.start <= box.left and box.right <= field.stop
        if inside and not any(box.meets(wall, 0.15) for wall in field.walls):
            return Spot(label, placed, at, "middle", box, y, 8.0)
    placed, above, below = stacked(label.lines, min(bottom + 1.8, top + 30.0))  # asks for a taller row
    return Spot(label, placed, x, "middle", Box(x - length / 2, above, x + length / 2, below), y, 40.0)


def flag_places(seat: Seat, side: int) -> tuple[list[tuple[str, float]], float, Box | None]:
    """Return each flag with its middle, where they end, and the room they take."""
    at, placed = seat.x + side * seat.half, []
    near = [x for way, x, _ in seat.bars() if way == side and abs(x - at) < 2 * STUB]
    at = near[0] + side * 0.6 if near else at
    start = at + side * 0.3
    for flag in seat.mark.flags:
        left, _, right, _ = marks.extent(flag)
        at += side * 0.5
        placed.append((flag, at - FLAG * (left if side == RIGHT else right)))
        at += side * FLAG * (right - left)
    if not placed:
        return [], at, None
    tall = FLAG * max(-marks.extent(flag)[1] for flag in seat.mark.flags)
    return placed, at, Box(min(start, at), seat.y - tall, max(start, at), seat.y + tall)


@dataclass(frozen=True, slots=True)
class Dress:
    """One way of giving a mark its flags and labels."""

    flags: tuple[tuple[str, float, float], ...]
    spots: tuple[Spot, ...]
    failed: tuple[Key, ...]
    boxes: tuple[Box, ...]
    cost: float

    def moved(self, down: float) -> Dress:
        """Return the same dress, lower by some millimetres."""
        return Dress(
            tuple((flag, x, y + down) for flag, x, y in self.flags),
            tuple(spot.moved(down) for spot in self.spots),
            self.failed,
            tuple(moved(box, down) for box in self.boxes),
            self.cost,
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Surroundings of a mark: its row, how far words may go to either side, and what is in the way."""

    row: Band
    reach: Point
    walls: tuple[Box, ...]

    def levelled(self) -> Place:
        """Return the same seen from the line of the marks: alike places look alike wherever they stand."""
        top, middle, bottom = self.row
        row = (_exact(top - middle), 0.0, _exact(bottom - middle))
        return Place(row, self.reach, tuple(moved(wall, -middle) for wall in self.walls))


def _hidden(seat: Seat, box: Box) -> float:
    """Return how much of a dotted bar some words would hide: what is inferred must stay in sight."""
    dotted = [
        sorted((seat.x, x)) for _, x, end in seat.bars() if end.inferred and box.top < seat.y < box.bottom
    ]
    return sum(max(0.0, min(box.right, right) - max(box.left, left)) for left, right in dotted)


def _cheapest(seat: Seat, label: Label, side: int, place: Place) -> Spot | None:
    """Return the place that costs least for a label beside a mark whose flags stand on one side.

    A shape is not tried if the least it can cost is more than what is found already; of equal ones the first
    tried is kept: right before left, beside before over, on one line before two.
    """
    _, end, flags = flag_places(seat, side)
    best: Spot | None = None
    for way in (RIGHT, LEFT):
        stop = place.reach[way == RIGHT]
        start = end if flags and way == side else seat.x + way * seat.half
        if (stop - start) * way <= 0:
            continue
        apart = 0.5 if flags and way != side else 0.0  # flags are read with the words
        field = Field(start, stop, place.row, place.walls)
        for raised, fold in product((False, True), (1, 2)):
            # Folded without being broken, words stand where they stood unfolded, or worse.
            least = apart + (way == LEFT) + 1.5 * raised + (fold - 1)
            limit = math.inf if best is None else best.cost - least
            for spot in _shaped(label, field, raised=raised, fold=fold, limit=limit) if limit > 0 else ():
                priced = _priced(spot, seat, start, way, apart)
                if priced and (best is None or priced.cost < best.cost):
                    best = priced
    return best


def _priced(spot: Spot, seat: Seat, start: float, way: int, apart: float) -> Spot | None:
    """Return a place with what its distance costs, None where words would not be read with their mark."""
    off = max(0.0, (spot.x - (seat.span.right if way == RIGHT else seat.span.left)) * way)
    if off >= FARTHEST:
        return None
    along = abs(spot.x - start) - off
    far = 0.1 * off + 0.03 * along + 0.05 * _hidden(seat, spot.box)
    return replace(spot, cost=spot.cost + apart + far)


def dressed(seat: Seat, labels: Sequence[Label], side: int, place: Place, handicap: float = 0.0) -> Dress:
    """Put flags on one side, then each label where it costs least."""
    flags, _, flag_box = flag_places(seat, side)
    taken = [flag_box] if flag_box else []
    cost = handicap + 0.1 * (side == LEFT)
    if flag_box:
        beyond = flag_box.left < place.reach[0] - CLEAR or flag_box.right > place.reach[1] + CLEAR
        cost += 60.0 * beyond + 20.0 * any(flag_box.meets(wall) for wall in place.walls)
    spots: list[Spot] = []
    failed: list[Key] = []
    for label in labels:
        around = replace(place, walls=(*place.walls, *taken))
        best = _cheapest(seat, label, side, around)
        if best is None and label.number:
            field = Field(*place.reach, place.row, (*around.walls, seat.box))
            best = forced_spot(label, seat.x, seat.half, field)
        if best is None:
            failed.append(label.key)
            cost += 50.0
            continue
        spots.append(best)
        taken.append(Box(best.box.left - 1.2, best.box.top, best.box.right + 1.2, best.box.bottom))
        cost += best.cost
    placed = tuple((flag, x, seat.y) for flag, x in flags)
    return Dress(placed, tuple(spots), tuple(failed), tuple(taken), cost)


def best_dress(seat: Seat, labels: Sequence[Label], place: Place) -> Dress:
    """Return the cheapest way of giving a mark its flags and labels; the reason first, as a rule."""
    levelled = replace(seat, y=0.0)
    return _best_dress(levelled, tuple(labels), place.levelled()).moved(place.row[1])


@lru_cache(maxsize=2048)
def _best_dress(seat: Seat, labels: tuple[Label, ...], place: Place) -> Dress:
    sides = (RIGHT, LEFT)[: 1 + len(seat.mark.flags)]
    ways = [dressed(seat, labels, side, place) for side in sides]
    if len(labels) > 1:  # unless the other order is clearly better
        ways += [dressed(seat, labels[::-1], side, place, handicap=0.5) for side in sides]
    return min(ways, key=lambda way: way.cost)

"""Where words stand in the escalation sequence: every place a label could take, and what it costs."""

from __future__ import annotations

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
from reportkit.charts.style import MM_PER_POINT, Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportkit.wording.runs import Line


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


@dataclass(frozen=True, slots=True)
class Field:
    """Where a label may look for a place: to one side of a point, up to a rim, within a row."""

    start: float
    stop: float
    row: Band
    walls: tuple[Box, ...]

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
        widths = [room] if whole <= room else [w for w in (0.54 * whole, 0.62 * whole) if w < room] + [room]
        broken = next((found for w in widths if (found := style.wrap(line, w, TEXT, 2))), None)
        if broken is None:
            return None
        parts += broken
    return tuple(parts)


def spots_for(label: Label, field: Field, *, over: bool = False) -> Iterator[Spot]:
    """Yield the places of a label on one side: beside or over the line of the marks, folded or not."""
    side = RIGHT if field.stop >= field.start else LEFT
    shapes = product((True,) if over else (False, True), (1, 2))
    for raised, fold in shapes:
        _, top, bottom = _stood([line for line in label.lines for _ in range(fold)], field, raised=raised)
        # What stands beyond the row makes way when the row grows.
        for near, far, before in field.gaps(max(top, field.row[0]), min(bottom, field.row[2])):
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


@dataclass(frozen=True, slots=True)
class Place:
    """Surroundings of a mark: its row, how far words may go to either side, and what is in the way."""

    row: Band
    reach: Point
    walls: tuple[Box, ...]


def _hidden(seat: Seat, box: Box) -> float:
    """Return how much of a dotted bar some words would hide: what is inferred must stay in sight."""
    dotted = [
        sorted((seat.x, x)) for _, x, end in seat.bars() if end.inferred and box.top < seat.y < box.bottom
    ]
    return sum(max(0.0, min(box.right, right) - max(box.left, left)) for left, right in dotted)


def _offers(seat: Seat, label: Label, side: int, place: Place) -> Iterator[Spot]:
    """Yield every place for a label beside a mark whose flags stand on one side."""
    _, end, flags = flag_places(seat, side)
    for way in (RIGHT, LEFT):
        stop = place.reach[way == RIGHT]
        start = end if flags and way == side else seat.x + way * seat.half
        if (stop - start) * way <= 0:
            continue
        apart = 0.5 if flags and way != side else 0.0  # flags are read with the words
        for spot in spots_for(label, Field(start, stop, place.row, place.walls)):
            off = max(0.0, (spot.x - (seat.span.right if way == RIGHT else seat.span.left)) * way)
            along = abs(spot.x - start) - off
            if off < FARTHEST:
                far = 0.1 * off + 0.03 * along + 0.05 * _hidden(seat, spot.box)
                yield replace(spot, cost=spot.cost + apart + far)


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
        found = list(_offers(seat, label, side, around))
        if not found and label.number:
            field = Field(*place.reach, place.row, (*around.walls, seat.box))
            found = [forced_spot(label, seat.x, seat.half, field)]
        if not found:
            failed.append(label.key)
            cost += 50.0
            continue
        best = min(found, key=lambda spot: spot.cost)
        spots.append(best)
        taken.append(Box(best.box.left - 1.2, best.box.top, best.box.right + 1.2, best.box.bottom))
        cost += best.cost
    placed = tuple((flag, x, seat.y) for flag, x in flags)
    return Dress(placed, tuple(spots), tuple(failed), tuple(taken), cost)

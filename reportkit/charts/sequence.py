"""The escalation sequence: who did and said what, in the order the record allows and no finer.

Lanes run across an order part, whose equal columns say left before right and nothing else, and a dated
part for what carries a day. The drawing takes every word from its picture record and every position
from a rule: a label stands right of its mark, else left, above or on more lines, else in the key below
the chart under a number. Words never lie on each other, and none is lost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING, Final, NamedTuple

from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from reportkit.charts import fonts, marks, style
from reportkit.charts.style import BLUE, BRAND, GREY, HAIRLINE, INK, MM_PER_POINT, PAPER, WASH, Box
from reportkit.wording.pictures import End, Lane, LaneMark, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Millimetres, unless said otherwise.
NAMES: Final = 38.5  # the label column
LEAD: Final = 4.9  # from the rim of a part to its first mark
NARROWEST: Final = 4.6  # a column must at least hold the largest mark
EVENT, OWN, STATEMENT, FLAG = 3.0, 4.2, 2.5, 2.3
ONE_LINE, TWO_LINES, OWN_EXTRA = 4.5, 6.45, 2.2
LEADING: Final = 2.95
CLEAR: Final = 0.9  # between words and anything else
AIR: Final = 0.25  # between words and the rim of their row
STUB: Final = 1.5  # what must stay in sight of a bar before its end
JOG: Final = 2.2  # from a mark to a line that bends before it
FARTHEST: Final = 30.0  # from a mark or its bar to words that are still read with it
TEXT, NAME, NOTE, HEAD = 7.4, 7.6, 7.2, 7.4  # points
TONES: Final = {"ink": INK, "blue": BLUE, "grey": GREY}
RIGHT, LEFT = 1, -1

Point = tuple[float, float]
Band = tuple[float, float, float]  # top, middle of the marks, bottom
Key = tuple[str, int, int]  # ("link", link, 0) or ("mark", lane, mark)


# --- across: columns, days and rims ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where columns and days stand across the figure, in millimetres."""

    width: float
    names: float
    order: tuple[float, float] | None
    pitch: float
    dated: tuple[float, float] | None
    days: tuple[int, int]
    stretch: tuple[float, float]  # where the first and the last day stand

    def column(self, number: int) -> float:
        """Return where a column stands."""
        return self.names + LEAD + number * self.pitch

    def day(self, ordinal: int) -> float:
        """Return where a day stands, in proportion to the days between the first and the last."""
        first, last = self.days
        share = (ordinal - first) / (last - first) if last > first else 0.0
        return self.stretch[0] + share * (self.stretch[1] - self.stretch[0])

    def part(self, mark: LaneMark) -> tuple[float, float]:
        """Return the rims between which a mark's bar may run without a bound."""
        whole = self.order if mark.column is not None else self.dated
        return whole or self.order or self.dated or (self.names, self.width)

    def rims(self, mark: LaneMark) -> tuple[float, float]:
        """Return the rims between which a mark's words stand."""
        left, right = self.part(mark)
        return left - 0.3 if left == self.names else left + 0.3, right - 0.4


def _marks(picture: SequencePicture) -> Iterator[LaneMark]:
    """Yield every mark of every lane."""
    return (mark for lane in picture.lanes for mark in lane.marks)


def _days(picture: SequencePicture) -> tuple[int, ...]:
    """Return every day that the picture speaks of, labelled or not."""
    found = {day for day, _ in picture.days}
    for mark in _marks(picture):
        found.update(mark.days or ())
        found.update(e.value for e in (mark.left, mark.right) if e and e.at == "day" and e.value is not None)
    return tuple(sorted(found))


def _one_day_width(picture: SequencePicture) -> float:
    """Return how wide a single day must be for its labels to stand beside their marks on two lines."""
    lines = [line for mark in _marks(picture) if mark.days for line in mark.labels]
    widths = (28.0, 31.0, 34.0, 37.0, 40.0)
    return next((w for w in widths if all(style.wrap(line, w - 6.0, TEXT, 2) for line in lines)), widths[0])


def _scale(picture: SequencePicture, width: float) -> _Scale:
    names = min(NAMES, max(24.0, 0.3 * width))
    days, room = _days(picture), width - names
    dated = 0.0 if not days else room
    if days and picture.columns:
        most = max(28.0, min(0.5 * room, room - LEAD - 9.0 * picture.columns))
        dated = min(10.0 + 18.0 * len(days) if len(days) > 1 else _one_day_width(picture), most)
    split = width - dated
    # Words stand right of their marks, so that the last column gets more room than the others.
    pitch = (split - names - LEAD) / (picture.columns + 0.3) if picture.columns else 0.0
    if picture.columns and pitch < NARROWEST:
        raise ValueError(f"{picture.columns} columns do not fit a figure {width} mm wide")
    longest = max((style.measure(label, HEAD, 600) for _, label in picture.days), default=0.0)
    first = split + (3.5 if picture.columns else LEAD)
    tail = min(max(8.0, longest + 1.8, 0.2 * dated), 0.5 * dated)
    return _Scale(
        width=width,
        names=names,
        order=(names, split) if picture.columns or not days else None,
        pitch=pitch,
        dated=(split, width) if days else None,
        days=(days[0], days[-1]) if days else (0, 0),
        stretch=(first, max(first, width - tail)),
    )


# --- marks with their bars ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seat:
    """A mark in its place, and how far its bar runs to either side."""

    lane: int
    index: int
    mark: LaneMark
    size: float
    x: float
    y: float
    left: float
    right: float

    @property
    def half(self) -> float:
        """Half the width of the mark."""
        return marks.extent(self.mark.mark)[2] * self.size

    @property
    def box(self) -> Box:
        """The room of the mark."""
        return Box(self.x - self.half, self.y - self.half, self.x + self.half, self.y + self.half)

    @property
    def span(self) -> Box:
        """The room of the bar with its mark."""
        box = self.box
        return Box(min(box.left, self.left), self.y - 0.5, max(box.right, self.right), self.y + 0.5)

    def bars(self) -> Iterator[tuple[int, float, End]]:
        """Yield the bars as their side, the place of their end and how they end."""
        if self.mark.left:
            yield LEFT, self.left, self.mark.left
        if self.mark.right:
            yield RIGHT, self.right, self.mark.right

    def ends(self) -> Iterator[Box]:
        """Yield the room of the caps and arrows."""
        for _, x, end in self.bars():
            tall = 1.3 if end.cap else 0.8
            yield Box(x - 0.6, self.y - tall, x + 0.6, self.y + tall)

    def walls(self) -> Iterator[Box]:
        """Yield what no words may cover: the mark, and the ends of its bars with a piece of each."""
        yield self.box
        for side, x, end in self.bars():
            tall = 1.3 if end.cap else 0.8
            for inner, outer, height in ((1.3, 0.6, tall), (STUB, 0.6, 0.2)):
                low, high = sorted((x - side * inner, x + side * outer))
                yield Box(low, self.y - height, high, self.y + height)


def _spanned(mark: LaneMark) -> LaneMark:
    """Give a mark that stands for several days the bar that says so."""
    if mark.days is None or mark.days[0] == mark.days[1]:
        return mark
    left, right = (End("day", day, cap=True, inferred=False) for day in mark.days)
    return replace(mark, left=mark.left or left, right=mark.right or right)


def _end_place(scale: _Scale, mark: LaneMark, end: End, side: int) -> float:
    if end.at == "column" and end.value is not None:
        return scale.column(end.value)
    if end.at == "day" and end.value is not None:
        return scale.day(end.value)
    if side == LEFT:  # a day has everything known by order only on its left, too
        return (scale.order or scale.part(mark))[0] + 0.5
    return scale.part(mark)[1] - 1.6


def _seat(scale: _Scale, lane: Lane, number: int, index: int, y: float) -> _Seat:
    """Seat a mark in its column; beside it, where the column itself is what bounds it."""
    mark = _spanned(lane.marks[index])
    size = OWN if mark.own else EVENT if lane.group == "events" else STATEMENT
    half = marks.extent(mark.mark)[2] * size
    if mark.column is not None:
        x, push = scale.column(mark.column), min(half + 1.1, 0.35 * scale.pitch)
    else:
        first, last = mark.days or (0, 0)
        x, push = (scale.day(first) + scale.day(last)) / 2, half + 1.1
    left, right = (
        x if end is None else _end_place(scale, mark, end, side)
        for end, side in ((mark.left, LEFT), (mark.right, RIGHT))
    )
    held = mark.left is not None and left > x - half, mark.right is not None and right < x + half
    if held[0] != held[1]:
        x += push if held[0] else -push
    if mark.left:
        left = min(left, x - half - 0.6)
    if mark.right:
        right = max(right, x + half + 0.6)
    return _Seat(number, index, mark, size, x, y, left, right)


# --- down: lanes and the rows in them -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a lane: usually the only one; marks that would run into each other get rows of their own."""

    lane: int
    marks: tuple[int, ...]
    up: float  # from the middle of the marks to the top
    down: float

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.up + self.down


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the labels have been granted so far: rows, their heights, and numbers in the key."""

    rows: tuple[_Row, ...]
    keyed: frozenset[Key]
    yielding: bool = False  # whether lines of order leave the side of a mark to its words


@dataclass(frozen=True, slots=True)
class _Levels:
    """Where things stand down the figure, each as top and bottom, rows with their middle between."""

    header: float
    headings: tuple[tuple[Line, Point], ...]
    lanes: tuple[Point, ...]
    rows: tuple[Band, ...]
    bottom: float


def _row(picture: SequencePicture, number: int, indices: Sequence[int]) -> _Row:
    """Return a row with room for a line of words, for two of an event, and more for the own mark."""
    lane = picture.lanes[number]
    own = any(lane.marks[index].own for index in indices) or (lane.own and 0 in indices)
    half = ((TWO_LINES if lane.group == "events" else ONE_LINE) + (OWN_EXTRA if own else 0.0)) / 2
    return _Row(number, tuple(indices), half, half)


def _first_plan(picture: SequencePicture, scale: _Scale) -> _Plan:
    """Return one row for each lane, more where marks or bars would meet in it."""
    rows: list[_Row] = []
    for number, lane in enumerate(picture.lanes):
        spans: list[list[Box]] = [[]]
        members: list[list[int]] = [[]]
        for index in range(len(lane.marks)):
            span = _seat(scale, lane, number, index, 0.0).span.grown(0.6)
            free = next((i for i, row in enumerate(spans) if not any(span.meets(s) for s in row)), None)
            if free is None:
                spans.append([])
                members.append([])
                free = -1
            spans[free].append(span)
            members[free].append(index)
        rows += [_row(picture, number, part) for part in members]
    return _Plan(tuple(rows), frozenset())


def _name_lines(lane: Lane, scale: _Scale) -> list[tuple[Line, float, int]]:
    """Return name and note as lines with their size and weight."""
    found = []
    for line, size, weight in ((lane.name, NAME, 600), (lane.note, NOTE, 400)):
        parts = style.wrap(line, scale.names - 1.4, size, weight=weight, break_words=True) or []
        found += [(part, size, weight) for part in parts]
    return found


def _levels(picture: SequencePicture, scale: _Scale, plan: _Plan, header: float) -> _Levels:
    y, group = header, ""
    headings: list[tuple[Line, Point]] = []
    lanes: list[Point] = []
    rows: list[Band] = []
    for number, members in groupby(plan.rows, key=lambda row: row.lane):
        lane, mine = picture.lanes[number], list(members)
        heading = picture.events_heading if lane.group == "events" else picture.statements_heading
        if lane.group != group:
            group, height = lane.group, 4.15 if style.measure(heading, HEAD, 600) else 0.0
            headings.append((heading, (y, y + height)))
            y += height
        names = _name_lines(lane, scale)
        least = (TWO_LINES if lane.group == "events" else ONE_LINE) + (OWN_EXTRA if lane.own else 0.0)
        if names:
            _, above, below = _block([line for line, _, _ in names], 0.0, [size for _, size, _ in names])
            least = max(least, 2 * max(-above, below) + 0.4)
        extra = max(0.0, least - sum(row.height for row in mine)) / len(mine)
        top = y
        for row in mine:
            rows.append((y, y + row.up + extra / 2, y + row.height + extra))
            y = rows[-1][2]
        lanes.append((top, y))
    return _Levels(header, tuple(headings), tuple(lanes), tuple(rows), y)


# --- links ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Route:
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

    def walls(self) -> Iterator[Box]:
        """Yield what no words may cover: the line piece by piece, and its head."""
        for (x, y), (to_x, to_y) in (*pairwise(self.points), *pairwise(self.head())):
            yield Box(min(x, to_x) - 0.2, min(y, to_y) - 0.2, max(x, to_x) + 0.2, max(y, to_y) + 0.2)

    def goes_round(self) -> bool:
        """Say whether the line of an order leaves the room between its marks."""
        xs = [x for x, _ in self.points]
        return self.link.kind == "order" and max(xs) > max(xs[0], xs[-1]) + 0.1

    def hits(self, others: Iterable[Box]) -> int:
        """Count the boxes that the line runs into."""
        own = tuple(self.walls())
        return sum(any(box.meets(wall, 0.4) for wall in own) for box in others)


def _elbows(a: _Seat, b: _Seat) -> Iterator[tuple[Point, ...]]:
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


def _arc(tail: _Seat, tip: _Seat, lean: float) -> tuple[Point, ...]:
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


def _leaves_no_room(route: _Route, seat: _Seat, rim: float) -> bool:
    """Say whether a line takes the only side of its first mark on which the mark's own words have room."""
    lines = [line for line in seat.mark.labels if style.measure(line, TEXT)]
    (x, y), (to_x, to_y) = route.points[:2]
    if not lines or y != to_y or to_x < x:
        return False
    needed = _length(lines) + 2 * CLEAR
    return needed > seat.x - seat.half - rim and needed > to_x - x


def _routes(
    picture: SequencePicture, seats: Sequence[_Seat], rim: float, *, yielding: bool
) -> tuple[_Route, ...]:
    """Route every link where it meets the fewest marks, ends of bars and other links."""
    by_key = {seat.mark.key: seat for seat in reversed(seats)}
    taken: list[Box] = []
    routes: dict[int, _Route] = {}
    for number, link in sorted(enumerate(picture.links), key=lambda pair: pair[1].kind != "order"):
        earlier, later = by_key[link.earlier], by_key[link.later]
        if link.kind == "order":
            ways: Iterable[tuple[Point, ...]] = _elbows(earlier, later)
        else:
            ways = (_arc(later, earlier, lean) for lean in (0.4, 0.25, 0.6, 0.1, 0.8))
        others = [seat for seat in seats if seat not in (earlier, later)]
        boxes, ends = [seat.box for seat in others], [end for seat in others for end in seat.ends()]
        tried = [_Route(number, link, way) for way in ways]
        costs = [
            3 * way.hits(boxes)
            + 2 * way.hits(ends)
            + way.hits(taken)
            + (yielding and _leaves_no_room(way, earlier, rim))
            + 1.5 * way.goes_round()
            for way in tried
        ]
        routes[number] = tried[costs.index(min(costs))]
        taken += routes[number].walls()
    return tuple(routes[number] for number in sorted(routes))


# --- labels ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Label:
    """Words that want a place: those of a mark or of a link, or the number that stands for them."""

    key: Key
    lines: tuple[Line, ...]
    colour: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place for a label: its lines with the middles of their capitals, and what the place costs."""

    label: _Label
    lines: tuple[tuple[Line, float], ...]
    x: float
    anchor: str
    box: Box
    middle: float  # of the row it belongs to
    cost: float


@dataclass(frozen=True, slots=True)
class _Field:
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
def _rise(line: Line, size: float) -> Point:
    """Return how far a line reaches over and under the middle of its capitals, tall scripts included."""
    em = size * MM_PER_POINT
    words = [fonts.clean(run.words) for run in line if run.kind != "mark"]
    extents = [fonts.extent(part, size, 400, True) for part in words if part.strip()]  # noqa: FBT003
    up = max([0.431 * em, *(extent.above - 0.349 * em for extent in extents)])
    return up, max([0.569 * em, *(extent.below + 0.349 * em for extent in extents)])


def _block(
    lines: Sequence[Line], y: float, sizes: Sequence[float] = ()
) -> tuple[tuple[tuple[Line, float], ...], float, float]:
    """Stand lines one under the other around a middle; return them with top and bottom."""
    rises = [_rise(line, size) for line, size in zip(lines, sizes or [TEXT] * len(lines), strict=True)]
    steps = [max(LEADING, a[1] + b[0] + 0.1) for a, b in pairwise(rises)]
    middles = [y - sum(steps) / 2 + sum(steps[:i]) for i in range(len(lines))]
    placed = tuple(zip(lines, middles, strict=True))
    return placed, middles[0] - rises[0][0], middles[-1] + rises[-1][1]


def _length(lines: Iterable[Line]) -> float:
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


def _spots(label: _Label, field: _Field, *, over: bool = False) -> Iterator[_Spot]:
    """Yield the places of a label on one side: beside or over the line of the marks, folded or not."""
    side = RIGHT if field.stop >= field.start else LEFT
    shapes = product((True,) if over else (False, True), (1, 2))
    for raised, fold in shapes:
        _, top, bottom = _stood([line for line in label.lines for _ in range(fold)], field, raised=raised)
        # What stands beyond the row makes way when the row grows.
        for near, far, before in field.gaps(max(top, field.row[0]), min(bottom, field.row[2])):
            room = abs(far - near)
            lines = label.lines if fold == 1 else _folded(label.lines, room)
            if lines is None or (length := _length(lines)) > room:
                continue
            placed, above, below = _stood(lines, field, raised=raised)
            anchor = "left" if side == RIGHT else "right"
            box = Box(min(near, near + side * length), above, max(near, near + side * length), below)
            cost = (1.0 if side == LEFT else 0.0) + 1.0 * before + (1.5 if raised else 0.0)
            cost += len(lines) - len(label.lines) + (1.5 if field.outgrown(box) else 0.0)
            yield _Spot(label, placed, near, anchor, box, field.row[1], cost)


def _stood(
    lines: Sequence[Line], field: _Field, *, raised: bool
) -> tuple[tuple[tuple[Line, float], ...], float, float]:
    """Stand lines around the line of the marks, or over it."""
    placed, top, bottom = _block(lines, field.row[1])
    lift = bottom - field.row[1] + 0.45 if raised else 0.0
    return tuple((line, y - lift) for line, y in placed), top - lift, bottom - lift


def _forced(label: _Label, x: float, half: float, field: _Field) -> _Spot:
    """Return the last resort of a number: the nearest free ground round a point of its row."""
    length, (top, y, bottom) = _length(label.lines), field.row
    heights = [y, y - half - 1.7, y + half + 1.4, top + 1.4, bottom - 1.75]
    for step, middle, side in product(range(24), heights, (RIGHT, LEFT)):
        at = x + side * (0.5 * step + (half + 0.6 + length / 2 if middle == y else 0.0))
        placed, above, below = _block(label.lines, middle)
        box = Box(at - length / 2, above, at + length / 2, below)
        inside = field.start <= box.left and box.right <= field.stop
        if inside and not any(box.meets(wall, 0.15) for wall in field.walls):
            return _Spot(label, placed, at, "middle", box, y, 8.0)
    placed, above, below = _block(label.lines, min(bottom + 1.8, top + 30.0))  # asks for a taller row
    return _Spot(label, placed, x, "middle", Box(x - length / 2, above, x + length / 2, below), y, 40.0)


def _flag_places(seat: _Seat, side: int) -> tuple[list[tuple[str, float]], float, Box | None]:
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
class _Dress:
    """One way of giving a mark its flags and labels."""

    flags: tuple[tuple[str, float, float], ...]
    spots: tuple[_Spot, ...]
    failed: tuple[Key, ...]
    boxes: tuple[Box, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Place:
    """Surroundings of a mark: its row, how far words may go to either side, and what is in the way."""

    row: Band
    reach: Point
    walls: tuple[Box, ...]


def _hidden(seat: _Seat, box: Box) -> float:
    """Return how much of a dotted bar some words would hide: what is inferred must stay in sight."""
    dotted = [
        sorted((seat.x, x)) for _, x, end in seat.bars() if end.inferred and box.top < seat.y < box.bottom
    ]
    return sum(max(0.0, min(box.right, right) - max(box.left, left)) for left, right in dotted)


def _offers(seat: _Seat, label: _Label, side: int, place: _Place) -> Iterator[_Spot]:
    """Yield every place for a label beside a mark whose flags stand on one side."""
    _, end, flags = _flag_places(seat, side)
    for way in (RIGHT, LEFT):
        stop = place.reach[way == RIGHT]
        start = end if flags and way == side else seat.x + way * seat.half
        if (stop - start) * way <= 0:
            continue
        apart = 0.5 if flags and way != side else 0.0  # flags are read with the words
        for spot in _spots(label, _Field(start, stop, place.row, place.walls)):
            off = max(0.0, (spot.x - (seat.span.right if way == RIGHT else seat.span.left)) * way)
            along = abs(spot.x - start) - off
            if off < FARTHEST:
                far = 0.1 * off + 0.03 * along + 0.05 * _hidden(seat, spot.box)
                yield replace(spot, cost=spot.cost + apart + far)


def _dressed(
    seat: _Seat, labels: Sequence[_Label], side: int, place: _Place, handicap: float = 0.0
) -> _Dress:
    """Put flags on one side, then each label where it costs least."""
    flags, _, flag_box = _flag_places(seat, side)
    taken = [flag_box] if flag_box else []
    cost = handicap + 0.1 * (side == LEFT)
    if flag_box:
        beyond = flag_box.left < place.reach[0] - CLEAR or flag_box.right > place.reach[1] + CLEAR
        cost += 60.0 * beyond + 20.0 * any(flag_box.meets(wall) for wall in place.walls)
    spots: list[_Spot] = []
    failed: list[Key] = []
    for label in labels:
        around = replace(place, walls=(*place.walls, *taken))
        found = list(_offers(seat, label, side, around))
        if not found and label.number:
            field = _Field(*place.reach, place.row, (*around.walls, seat.box))
            found = [_forced(label, seat.x, seat.half, field)]
        if not found:
            failed.append(label.key)
            cost += 50.0
            continue
        best = min(found, key=lambda spot: spot.cost)
        spots.append(best)
        taken.append(Box(best.box.left - 1.2, best.box.top, best.box.right + 1.2, best.box.bottom))
        cost += best.cost
    placed = tuple((flag, x, seat.y) for flag, x in flags)
    return _Dress(placed, tuple(spots), tuple(failed), tuple(taken), cost)


# --- everything in its place ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Layout:
    """Everything but the words, in its place."""

    scale: _Scale
    levels: _Levels
    seats: tuple[_Seat, ...]
    routes: tuple[_Route, ...]

    def seat_of(self, key: str) -> _Seat:
        """Return the seat of the mark with a key."""
        return next(seat for seat in self.seats if seat.mark.key == key)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The chart in millimetres, ready to be drawn, with what did not find room."""

    plan: _Plan
    layout: _Layout
    flags: tuple[tuple[str, float, float], ...]
    spots: tuple[_Spot, ...]
    failed: tuple[Key, ...]
    key: tuple[_Label, ...]  # what stands under a number


def _shown(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that have anything to show."""
    return tuple(line for line in lines if style.measure(line, TEXT) > 0)


def _link_label(number: int, link: SequenceLink) -> _Label:
    """Return the words of a link after its flags."""
    flags = tuple(Run(flag, (), "mark") for flag in link.flags)
    return _Label(("link", number, 0), _shown([(*flags, *link.label)]), TONES[link.tone])


def _labels(picture: SequencePicture) -> dict[Key, _Label]:
    """Return every label of the picture in reading order, each link's at the mark it is written beside."""
    found: dict[Key, _Label] = {}
    for number, lane in enumerate(picture.lanes):
        for index, mark in enumerate(lane.marks):
            found["mark", number, index] = _Label(("mark", number, index), _shown(mark.labels), INK)
            for place, link in enumerate(picture.links):
                if mark.key == (link.earlier if link.kind == "order" else link.later):
                    found.setdefault(("link", place, 0), _link_label(place, link))
    return {key: label for key, label in found.items() if label.lines}


def _numbered(labels: dict[Key, _Label], keyed: frozenset[Key]) -> dict[Key, _Label]:
    """Put numbers, in reading order, in the place of the labels that go to the key."""
    numbers = {key: str(number) for number, key in enumerate((k for k in labels if k in keyed), start=1)}
    return {
        key: replace(label, lines=((Run(numbers[key], (), "strong"),),), number=True)
        if key in keyed
        else label
        for key, label in labels.items()
    }


def _beside_route(route: _Route, label: _Label, layout: _Layout, walls: tuple[Box, ...]) -> _Spot | None:
    """Return the place of an order link's words: beside a vertical of its line, else over a horizontal."""
    found: list[_Spot] = []
    earlier, later = (layout.seat_of(key) for key in (route.link.earlier, route.link.later))
    bars = [seat.span for seat in layout.seats]
    for (x, y), (to_x, to_y) in pairwise(route.points):
        low, high = sorted((y, to_y))
        for row in layout.levels.rows:
            if low == high and row[0] <= y < row[2]:
                found += _spots(label, _Field(min(x, to_x) - CLEAR, max(x, to_x), row, walls), over=True)
            elif low < high and low - OWN / 2 <= row[1] <= high + OWN / 2:
                if any(seat.x == x and seat.y == row[1] for seat in (earlier, later)):
                    continue  # beside a mark they would be read as words of that mark
                late = 0.4 * abs(row[1] - y) / TWO_LINES
                for rim in layout.scale.rims(later.mark)[::-1]:
                    near = _Field(x + math.copysign(0.2, rim - x), rim, row, walls)
                    # Behind another obstacle the words would not be read as those of this line.
                    close = (spot for spot in _spots(label, near) if abs(spot.x - x) < 2 * OWN_EXTRA)
                    found += [replace(spot, cost=spot.cost + late) for spot in close]
    if not found and label.number:
        x, y = route.points[len(route.points) // 2]
        row = next(row for row in layout.levels.rows if row[0] <= y < row[2])
        found = [_forced(label, x, 0.5, _Field(0.0, math.inf, row, walls))]
    # On a bar they would be read as words about that bar.
    return min(found, key=lambda s: s.cost + 2.5 * any(s.box.meets(bar) for bar in bars), default=None)


def _order_spots(
    layout: _Layout, labels: dict[Key, _Label], walls: tuple[Box, ...]
) -> tuple[list[_Spot], list[Key]]:
    """Place the words of order links, before any mark's, because they have the least choice."""
    spots: list[_Spot] = []
    failed: list[Key] = []
    waiting = tuple(
        box for seat in layout.seats for side in (RIGHT, LEFT) if (box := _flag_places(seat, side)[2])
    )
    for route in layout.routes:
        label = labels.get(("link", route.number, 0))
        if label is None or route.link.kind != "order":
            continue
        around = (*walls, *waiting, *(spot.box for spot in spots))
        spot = _beside_route(route, label, layout, around)
        if spot is None:
            failed.append(label.key)
        else:
            spots.append(spot)
    return spots, failed


def _dresses(layout: _Layout, labels: dict[Key, _Label], walls: tuple[Box, ...]) -> Iterator[_Dress]:
    """Dress one mark after another, each round the words that stand already."""
    taken = walls
    for row in layout.levels.rows:
        members = [seat for seat in layout.seats if seat.y == row[1]]
        for seat in members:
            mine = _labels_of(seat, layout.routes, labels)
            place = _surroundings(seat, members, row, layout.scale, taken)
            sides = (RIGHT, LEFT)[: 1 + len(seat.mark.flags)]
            ways = [_dressed(seat, mine, side, place) for side in sides]
            if len(mine) > 1:  # the reason first, unless the other order is clearly better
                ways += [_dressed(seat, mine[::-1], side, place, handicap=0.5) for side in sides]
            best = min(ways, key=lambda way: way.cost)
            taken = (*taken, *best.boxes)
            yield best


def _laid_out(picture: SequencePicture, scale: _Scale, plan: _Plan, header: float) -> _Layout:
    """Stand rows, marks and links where the plan has them."""
    levels = _levels(picture, scale, plan, header)
    seats = tuple(
        _seat(scale, picture.lanes[row.lane], row.lane, index, middle)
        for row, (_, middle, _) in zip(plan.rows, levels.rows, strict=True)
        for index in row.marks
    )
    return _Layout(scale, levels, seats, _routes(picture, seats, scale.names, yielding=plan.yielding))


def _arranged(picture: SequencePicture, scale: _Scale, plan: _Plan, header: float) -> _Sheet:
    """Give everything its place as far as the plan has room."""
    layout = _laid_out(picture, scale, plan, header)
    walls = [wall for seat in layout.seats for wall in seat.walls()]
    walls += [wall for route in layout.routes for wall in route.walls()]
    if scale.dated and scale.order:
        walls.append(Box(scale.dated[0] - 0.15, 0.0, scale.dated[0] + 0.15, layout.levels.bottom))
    all_labels = _labels(picture)
    labels = _numbered(all_labels, plan.keyed)
    spots, failed = _order_spots(layout, labels, tuple(walls))
    dresses = tuple(_dresses(layout, labels, (*walls, *(spot.box for spot in spots))))
    return _Sheet(
        plan=plan,
        layout=layout,
        flags=tuple(flag for dress in dresses for flag in dress.flags),
        spots=(*spots, *(spot for dress in dresses for spot in dress.spots)),
        failed=(*failed, *(key for dress in dresses for key in dress.failed)),
        key=tuple(label for name, label in all_labels.items() if name in plan.keyed),
    )


def _labels_of(seat: _Seat, routes: Sequence[_Route], labels: dict[Key, _Label]) -> list[_Label]:
    """Return the labels that stand beside a mark: of the reasons given for it, then its own."""
    keys: list[Key] = [
        ("link", route.number, 0)
        for route in routes
        if route.link.kind != "order" and route.link.later == seat.mark.key
    ]
    return [labels[key] for key in (*keys, ("mark", seat.lane, seat.index)) if key in labels]


def _surroundings(
    seat: _Seat, members: Sequence[_Seat], row: Band, scale: _Scale, walls: Sequence[Box]
) -> _Place:
    """Return what words beside a mark must keep clear of; they never go past another mark of the row."""
    left, right = scale.rims(seat.mark)
    others = [other for other in members if other is not seat]
    for other in others:
        if other.x > seat.x:
            right = min(right, other.span.left - CLEAR)
        else:
            left = max(left, other.span.right + CLEAR)
    own = seat.box
    waiting = [box for other in others for side in (RIGHT, LEFT) if (box := _flag_places(other, side)[2])]
    near = [w for w in (*walls, *waiting) if w.top < row[2] + 4 and w.bottom > row[0] - 4 and w != own]
    return _Place(row, (left, right), tuple(near))


def _wanted(sheet: _Sheet) -> tuple[_Row, ...]:
    """Return the rows with the room over and under their marks that the words in them need."""
    wanted = []
    for row, (top, middle, bottom) in zip(sheet.plan.rows, sheet.layout.levels.rows, strict=True):
        boxes = [spot.box for spot in sheet.spots if spot.middle == middle]
        up = max([0.0, *(middle - box.top + AIR for box in boxes)])
        down = max([0.0, *(box.bottom + AIR - middle for box in boxes)])
        up, down = (
            (up if up > middle - top + 0.01 else row.up),
            (down if down > bottom - middle + 0.01 else row.down),
        )
        wanted.append(replace(row, up=up, down=down))
    return tuple(wanted)


def _crowded(picture: SequencePicture, row: _Row, index: int) -> bool:
    """Say whether another mark of the row stands in the same part, so that a row of its own would help."""
    marks_ = picture.lanes[row.lane].marks
    return any(i != index and (marks_[i].days is None) == (marks_[index].days is None) for i in row.marks)


def _granted(picture: SequencePicture, sheet: _Sheet) -> _Plan:
    """Grant what the labels still want: taller rows, a row of one's own, at last a number in the key."""
    plan, rows = sheet.plan, _wanted(sheet)
    if rows != plan.rows:
        return replace(plan, rows=rows)
    if not sheet.failed:
        return plan
    kind, lane, index = key = sheet.failed[0]
    for number, row in enumerate(plan.rows):
        if kind == "mark" and row.lane == lane and index in row.marks and _crowded(picture, row, index):
            rest = tuple(i for i in row.marks if i != index)
            parts = (rest, (index,)) if rest[0] < index else ((index,), rest)
            split = [_row(picture, lane, part) for part in parts]
            return replace(plan, rows=(*plan.rows[:number], *split, *plan.rows[number + 1 :]))
    return replace(plan, keyed=plan.keyed | {key})


def _tightened(sheet: _Sheet) -> _Plan:
    """Take back the room that was granted on the way and that nothing stands in at the end."""
    rows = []
    for row, (_, middle, _) in zip(sheet.plan.rows, sheet.layout.levels.rows, strict=True):
        boxes = [spot.box for spot in sheet.spots if spot.middle == middle]
        marks_ = [seat.half + AIR for seat in sheet.layout.seats if seat.y == middle]
        up = max([ONE_LINE / 2, *marks_, *(middle - box.top + AIR for box in boxes)])
        down = max([ONE_LINE / 2, *marks_, *(box.bottom + AIR - middle for box in boxes)])
        rows.append(replace(row, up=min(row.up, up), down=min(row.down, down)))
    return replace(sheet.plan, rows=tuple(rows))


def _settled_from(picture: SequencePicture, scale: _Scale, plan: _Plan, header: float) -> _Sheet:
    """Arrange and grant until every label has its place; each grant is for good, so this ends."""
    while True:
        sheet = _arranged(picture, scale, plan, header)
        after = _granted(picture, sheet)
        if after == plan:
            break
        plan = after
    tight = _arranged(picture, scale, _tightened(sheet), header)
    return tight if _granted(picture, tight) == tight.plan else sheet


def _settled(picture: SequencePicture, scale: _Scale, header: float) -> _Sheet:
    """Settle with lines of order that run over first, and with such that yield; keep what needs less key."""
    plan = _first_plan(picture, scale)
    plain = _settled_from(picture, scale, plan, header)
    if not any(link.kind == "order" for link in picture.links):
        return plain
    yielding = _settled_from(picture, scale, replace(plan, yielding=True), header)
    return min(plain, yielding, key=lambda sheet: (len(sheet.key), sum(spot.cost for spot in sheet.spots)))


# --- header and key -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """The row over the lanes: what each part means, and the labels of the days."""

    height: float
    lines: tuple[tuple[Line, Point, int, str], ...]  # words, where their left end stands, weight, colour
    ticks: tuple[Point, ...]  # of each labelled day: where it stands and from where its line comes down


def _order_head(picture: SequencePicture, scale: _Scale) -> list[tuple[Line, Point, int, str]]:
    """Return the heading of the order part and its note: after it, or under it where room is short."""
    if scale.order is None or not picture.columns:
        return []
    (left, right), found = scale.order, []
    y, x, room = 2.8, left, right - left - 2.0
    for part in style.wrap(picture.order_heading, room, HEAD, weight=600, break_words=True) or []:
        found.append((part, (left, y), 600, BRAND))
        x, y = left + style.measure(part, HEAD, 600) + 3.0, y + LEADING
    if x + style.measure(picture.order_note, HEAD) <= right - 2.0:
        return [*found, (picture.order_note, (x, max(2.8, y - LEADING)), 400, GREY)]
    for number, part in enumerate(style.wrap(picture.order_note, room, HEAD, break_words=True) or []):
        found.append((part, (left, y + number * LEADING), 400, GREY))
    return found


def _day_heads(picture: SequencePicture, scale: _Scale) -> list[tuple[int, list[Line], float, int]]:
    """Return the labels of days, last first, each with its place and the line of the header it ends on.

    A label hangs at its day like a flag; where it would run into the next one it goes up, out of its way.
    """
    found: list[tuple[int, list[Line], float, int]] = []
    for day, label in sorted(picture.days, reverse=True):
        x = scale.day(day)
        parts = style.wrap(label, max(6.0, scale.width - x - 0.9), HEAD, weight=600, break_words=True) or []
        end = x + 0.8 + max((style.measure(part, HEAD, 600) for part in parts), default=0.0) + 1.2
        below = [up + len(lines) for _, lines, at, up in found if at < end]
        found.append((day, parts, x, max(below, default=0)))
    return found


def _head(picture: SequencePicture, scale: _Scale) -> _Head:
    order, days = _order_head(picture, scale), _day_heads(picture, scale)
    lowest = max([0.0, *(y + 2.75 for _, (_, y), _, _ in order)])
    rows = max([0, *(up + len(parts) for _, parts, _, up in days)])
    height = max(lowest, 2.6 + LEADING * rows) if order or days else 0.6
    lines = [(line, (x, y), weight, colour) for line, (x, y), weight, colour in order]
    ticks: list[Point] = []
    lone = len(days) == 1 and scale.days[0] == scale.days[1]
    for _, parts, x, up in days:
        last = height - 2.7 - up * LEADING
        top = last - (len(parts) - 1) * LEADING
        left = x - 1.2 if lone else x + 0.8
        lines += [(part, (left, top + i * LEADING), 600, BRAND) for i, part in enumerate(parts)]
        ticks.append((x, top - 1.1))
    return _Head(height, tuple(lines), () if lone else tuple(ticks))


def _key_lines(
    labels: Sequence[_Label], width: float, top: float
) -> tuple[list[tuple[Line, Point, str]], float]:
    """Return the lines of the numbered key in columns, and the bottom of the key."""
    if not labels:
        return [], top
    columns = 1 if len(labels) == 1 else 2
    room = (width - 5.0 * (columns - 1)) / columns
    indent = max(style.measure((Run(str(len(labels)), (), "strong"),), TEXT) + 1.3, 3.2)
    entries = [
        [
            part
            for line in label.lines
            for part in style.wrap(line, room - indent, TEXT, break_words=True) or []
        ]
        for label in labels
    ]
    found: list[tuple[Line, Point, str]] = []
    half, bottom, x, y, done = sum(map(len, entries)) / columns, top, 0.0, top + 2.6, 0
    for number, (label, parts) in enumerate(zip(labels, entries, strict=True), start=1):
        if x == 0.0 and done and done + len(parts) / 2 > half:
            x, y = room + 5.0, top + 2.6
        found.append(((Run(str(number), (), "strong"),), (x, y), INK))
        for part in parts:
            up, down = _rise(part, TEXT)
            y += max(0.0, up - 1.3)
            found.append((part, (x + indent, y), label.colour))
            y += max(LEADING, down + 1.3)
        done += len(parts)
        bottom = max(bottom, y - LEADING + 1.6)
        y += 0.35
    return found, bottom


# --- drawing --------------------------------------------------------------------------------------


class _Pen(NamedTuple):
    """How a line is drawn: its width in points, its colour, its height in the stack, and its dashes."""

    width: float
    colour: str
    level: float
    dashes: tuple[float, float] | None = None


_RULE, _FRAME = _Pen(0.45, HAIRLINE, 1.0), _Pen(0.9, BRAND, 1.2)
_DAY, _TICK, _BREAK = _Pen(0.45, HAIRLINE, 1.0), _Pen(0.6, BRAND, 1.1), _Pen(0.8, GREY, 1.1)
_BAR, _DOTTED, _CAP = _Pen(0.8, GREY, 2.0), _Pen(0.8, GREY, 2.0, (1.1, 1.5)), _Pen(1.1, GREY, 2.1)
_ORDER, _REASON, _HEAD = _Pen(1.4, INK, 3.0), _Pen(1.2, INK, 3.0, (3.4, 1.4)), _Pen(1.2, INK, 3.0)


def _line(axes: Axes, points: Iterable[Point], label: str, pen: _Pen) -> None:
    """Draw a line through points; the label says what it is."""
    xs, ys = zip(*points, strict=True)
    line = Line2D(xs, ys, linewidth=pen.width, color=pen.colour, zorder=pen.level, label=label, clip_on=False)
    line.set_solid_capstyle("butt")
    line.set_solid_joinstyle("miter")
    line.set_dash_capstyle("butt")
    if pen.dashes:
        line.set_linestyle((0, pen.dashes))
    axes.add_line(line)


def _shape(axes: Axes, corners: Sequence[Point], label: str, colour: str, level: float) -> None:
    """Draw a filled shape without a rim."""
    shape = Polygon(corners, facecolor=colour, edgecolor="none", linewidth=0, zorder=level, clip_on=False)
    shape.set_label(label)
    axes.add_patch(shape)


def _wash(axes: Axes, box: Box) -> None:
    """Lay a pale ground."""
    shape = Rectangle((box.left, box.top), box.width, box.height, facecolor=WASH, linewidth=0, zorder=0)
    style.as_ground(shape)
    axes.add_patch(shape)


def _open(start: float, stop: float, boxes: Iterable[tuple[float, float]]) -> Iterator[Point]:
    """Yield the pieces of a stretch that no other stretch covers."""
    at = start
    for left, right in sorted(boxes):
        if left > at:
            yield at, min(left, stop)
        at = max(at, right)
        if at >= stop:
            return
    if at < stop:
        yield at, stop


def _draw_bars(axes: Axes, seat: _Seat, covered: Sequence[Box]) -> None:
    """Draw a mark's bar to both sides: open where words stand on it, dotted where a reader infers it."""
    for side, x, end in seat.bars():
        tip = x if end.cap else x - side * 1.2
        start, stop = sorted((seat.x + side * seat.half * 0.9, tip))
        over = [(box.left - 0.5, box.right + 0.5) for box in covered if box.top < seat.y < box.bottom]
        for piece in _open(start, stop, over):
            if piece[1] - piece[0] > 0.5 + end.inferred:  # less is a crumb between a mark and its words
                pen = _DOTTED if end.inferred else _BAR
                _line(axes, [(edge, seat.y) for edge in piece], f"bar {seat.mark.key}", pen)
        if end.cap:
            _line(axes, [(x, seat.y - 1.2), (x, seat.y + 1.2)], f"cap {seat.mark.key}", _CAP)
        else:
            corners = [(x, seat.y), (x - side * 1.5, seat.y - 0.65), (x - side * 1.5, seat.y + 0.65)]
            _shape(axes, corners, f"arrow {seat.mark.key}", GREY, 2.1)


def _draw_route(axes: Axes, route: _Route) -> None:
    """Draw a link: order as a plain line without a head, a reason dashed with an open one."""
    names, colour = f"{route.link.earlier} {route.link.later}", TONES[route.link.tone]
    if route.link.kind == "order":
        _line(axes, route.points, f"order {names}", _ORDER._replace(colour=colour))
    else:
        _line(axes, route.points, f"reason {names}", _REASON._replace(colour=colour))
        _line(axes, route.head(), f"head {names}", _HEAD._replace(colour=colour))


def _draw_frame(axes: Axes, picture: SequencePicture, layout: _Layout) -> None:
    """Draw washes, rules, and the break between order and dates."""
    scale, levels, width = layout.scale, layout.levels, layout.scale.width
    if scale.dated and scale.order:
        _wash(axes, Box(scale.dated[0], 0.0, width, levels.bottom))
    for lane, (top, bottom) in zip(picture.lanes, levels.lanes, strict=True):
        if lane.own:
            _wash(axes, Box(0.0, top, width, bottom))
    heavy = {levels.header, levels.bottom, *(top for _, (top, _) in levels.headings)}
    light = {y for span in (*levels.lanes, *(span for _, span in levels.headings)) for y in span} - heavy
    for y in sorted(light):
        _line(axes, [(0.0, y), (width, y)], "rule", _RULE)
    for y in sorted(heavy):
        _line(axes, [(0.0, y), (width, y)], "rule", _FRAME)
    if scale.dated and scale.order:
        _draw_break(axes, scale.dated[0], levels)


def _draw_break(axes: Axes, x: float, levels: _Levels) -> None:
    """Draw the line between order and dates, with the sign that the measure changes at it."""
    _line(axes, [(x, 0.0), (x, levels.bottom)], "break", _BREAK)
    for y in (levels.header, levels.bottom):
        gap = [(x - 0.95, y + 0.8), (x + 0.15, y - 0.8), (x + 0.95, y - 0.8), (x - 0.15, y + 0.8)]
        _shape(axes, gap, "break", PAPER, 1.3)
        for at in (x - 0.4, x + 0.4):
            _line(axes, [(at - 0.55, y + 0.95), (at + 0.55, y - 0.95)], "break", _BREAK._replace(level=1.4))


def _draw_names(axes: Axes, picture: SequencePicture, layout: _Layout) -> None:
    """Write group headings, and the names of lanes with their notes."""
    levels = layout.levels
    for heading, (top, bottom) in levels.headings:
        if bottom > top:
            style.write(axes, 0.35, (top + bottom) / 2, heading, size=HEAD, weight=600, colour=BRAND)
    for lane, (top, bottom) in zip(picture.lanes, levels.lanes, strict=True):
        names = _name_lines(lane, layout.scale)
        if not names:
            continue
        placed, _, _ = _block(
            [part for part, _, _ in names], (top + bottom) / 2, [size for _, size, _ in names]
        )
        for (line, y), (_, size, weight) in zip(placed, names, strict=True):
            colour = INK if weight == 600 else GREY  # noqa: PLR2004 - the weight of names
            style.write(axes, 0.35, y, line, size=size, weight=weight, colour=colour)


def _draw_head(axes: Axes, head: _Head, bottom: float, covered: Sequence[Box]) -> None:
    """Write the header, and draw the line of each day where no words stand."""
    for line, (x, y), weight, colour in head.lines:
        style.write(axes, x, y, line, size=HEAD, weight=weight, colour=colour)
    for x, top in head.ticks:
        over = [(box.top - 0.3, box.bottom + 0.3) for box in covered if box.left - 0.5 < x < box.right + 0.5]
        _line(axes, [(x, top), (x, head.height)], "day", _TICK)
        for piece in _open(head.height, bottom, over):
            _line(axes, [(x, edge) for edge in piece], "day", _DAY)


def _check(picture: SequencePicture) -> None:
    """Refuse a picture that cannot be drawn without saying something else."""
    keys = {mark.key for mark in _marks(picture)}
    for link in picture.links:
        if link.kind not in {"order", "reason"} or link.tone not in TONES:
            raise ValueError(f"There is no link of kind {link.kind!r} and tone {link.tone!r}")
        if link.earlier == link.later:
            raise ValueError(f"A link ties {link.later!r} to itself")
        for key in (link.earlier, link.later):
            if key not in keys:
                raise ValueError(f"A link names {key!r}, and no lane has such a mark")
    for mark in _marks(picture):
        _check_mark(mark, picture.columns)


def _check_mark(mark: LaneMark, columns: int) -> None:
    """Refuse a mark without a place, and a bar without a possible end."""
    if (mark.column is None) == (mark.days is None):
        raise ValueError(f"{mark.key!r} needs a column or days, and not both")
    ends = [end for end in (mark.left, mark.right) if end]
    for end in ends:
        if end.at not in {"column", "day", "edge"} or (end.value is None) != (end.at == "edge"):
            raise ValueError(f"The bar of {mark.key!r} ends at {end.at!r} {end.value}, which is no place")
    for column in (mark.column, *(end.value for end in ends if end.at == "column")):
        if column is not None and not 0 <= column < columns:
            raise ValueError(f"{mark.key!r} speaks of column {column} of {columns}")
    if _backwards(mark):
        raise ValueError(f"The bar of {mark.key!r} ends on the wrong side of its mark")


def _backwards(mark: LaneMark) -> bool:
    """Say whether an end lies on the other side of the mark; every day stands right of every column."""

    def rank(at: str, value: int | None) -> Point | None:
        return None if value is None else (float(at == "day"), float(value))

    first = rank("column", mark.column) or rank("day", mark.days and mark.days[0])
    last = rank("column", mark.column) or rank("day", mark.days and mark.days[1])
    left = rank(mark.left.at, mark.left.value) if mark.left else None
    right = rank(mark.right.at, mark.right.value) if mark.right else None
    return bool((left and last and left > last) or (right and first and right < first))


@style.own_settings()
def draw(picture: SequencePicture, width_mm: float = 178) -> Figure:
    """Draw the escalation sequence.

    Order links are plain lines without a head, because order is not cause. A thin cap ends a bar where
    the record bounds it, an arrow where it does not; a bar is dotted where only a reader's inference
    carries it.

    Parameters
    ----------
    picture : SequencePicture
        What is shown: lanes, marks, links, and every word.
    width_mm : float
        Width of the figure in millimetres; its height follows from the lanes.

    Raises
    ------
    ValueError
        A mark has both a column and days or neither, a column does not exist, a bar ends nowhere or on
        the wrong side of its mark, a link names no mark, or the columns do not fit the width.
    KeyError
        A mark or flag has a name that is none of `marks.NAMES`.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> fire = LaneMark("e1", "reported_only", (), 0, None, None, None, ((Run("a fire"),),), own=True)
    >>> lane = Lane("fire", "events", (Run("Harbour fire"),), (), own=True, marks=(fire,))
    >>> head = (Run("ORDER ONLY"),), (), (Run("EVENTS"),), ()
    >>> sheet = draw(SequencePicture(*head, columns=1, days=(), lanes=(lane,), links=(), alt=()))
    >>> style.words(sheet)
    ('ORDER ONLY', 'EVENTS', 'Harbour fire', 'a fire')
    """
    _check(picture)
    scale = _scale(picture, width_mm)
    head = _head(picture, scale)
    sheet = _settled(picture, scale, head.height)
    layout, bottom = sheet.layout, sheet.layout.levels.bottom
    key, end = _key_lines(sheet.key, scale.width, bottom + (1.2 if sheet.key else 0.0))
    figure = style.figure(width_mm, end + 1.2)
    axes = figure.axes[0]
    flags = [Box(x - FLAG / 2, y - FLAG / 2, x + FLAG / 2, y + FLAG / 2) for _, x, y in sheet.flags]
    covered = [*flags, *(spot.box for spot in sheet.spots)]
    _draw_frame(axes, picture, layout)
    _draw_head(axes, head, bottom, covered)
    _draw_names(axes, picture, layout)
    for seat in layout.seats:
        _draw_bars(axes, seat, covered)
        marks.draw(axes, seat.mark.mark, seat.x, seat.y, seat.size)
    for route in layout.routes:
        _draw_route(axes, route)
    for flag, x, y in sheet.flags:
        marks.draw(axes, flag, x, y, FLAG)
    for spot in sheet.spots:
        for line, y in spot.lines:
            style.write(axes, spot.x, y, line, size=TEXT, anchor=spot.anchor, colour=spot.label.colour)
    for line, (x, y), colour in key:
        style.write(axes, x, y, line, size=TEXT, colour=colour)
    return figure

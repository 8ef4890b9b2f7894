"""The sequence as counts: a lane for each place, a stack for each stretch of order or of days.

All stacks have one scale. What is acknowledged is their solid foot; the other standings stand on it, apart by
fill and rim. The incident in question is never counted in: it is drawn as its own mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, sequence_fills, sequence_pens, style
from reportkit.charts.sequence_labels import stacked
from reportkit.charts.sequence_seats import (
    HEAD,
    NAME,
    NAMES,
    NOTE,
    OWN,
    OWN_EXTRA,
    STATEMENT,
    TALLEST_MM,
    TEXT,
    Point,
)
from reportkit.charts.sequence_tally import Tallied, tallied
from reportkit.charts.sheet import Box
from reportkit.charts.style import BRAND, GREY, INK
from reportkit.wording.runs import Run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import CountedLane, CountedSequence, NamedEvent, Stack
    from reportkit.wording.runs import Line

HEADING: Final = 4.15
LABEL: Final = 3.9  # mm over the stacks for the names of events
STACKS: Final = 14.0, 9.0, 5.6, 4.2, 3.0  # mm: how high the highest stack may be, the first that fits a page
TALLEST_UNIT: Final = 2.0  # mm: one event, where few are counted
ORDER_BIN: Final = 2.6  # mm at least
ORDER_PART: Final = 36.0  # mm: what the words over it need
LONE_BIN: Final = 9.0  # mm: for what has no order, and for days that no stretch holds
LEAD: Final = 1.2
WIDEST_BIN: Final = 8.0
LEADING: Final = 2.95
COUNT: Final = 3.3  # mm from one number to the next
_MARGIN: Final = 1.2
_FOOT: Final = 0.7  # mm between a stack and the rule below


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where bins stand across the figure: left and right end of each, and where the days begin."""

    width: float
    bins: tuple[Point, ...]
    days_from: float | None
    first: int
    last: int

    def day(self, ordinal: int) -> float:
        """Return where a day begins."""
        left, right = self._days
        return left + (right - left) * (ordinal - self.first) / (self.last + 1 - self.first)

    @property
    def _days(self) -> Point:
        inside = [ends for ends in self.bins if self.days_from is not None and ends[0] >= self.days_from]
        return inside[0][0], inside[-1][1]


@dataclass(frozen=True, slots=True)
class Plate:
    """A counted sequence with everything in its place, before it is drawn."""

    scale: _Scale
    header: float
    head: tuple[tuple[Line, Point, int, str], ...]  # words, where their left end stands, weight, colour
    ticks: tuple[float, ...]
    lanes: tuple[tuple[float, float], ...]
    unit: float  # millimetres for one event
    legend: tuple[tuple[str, Box, Line, Point], ...]
    names: tuple[tuple[Line, Point], ...]
    tallies: Tallied | None
    bottom: float
    height: float


def _scale_of(picture: CountedSequence, width: float) -> _Scale:
    """Give each bin its room: those of order and those of days are equal among themselves."""
    parts = [bin_.part for bin_ in picture.bins]
    names = min(NAMES, max(24.0, 0.3 * width))
    lone = LONE_BIN * sum(part in {"unordered", "open"} for part in parts)
    room = width - names - LEAD - 0.6 - lone - (2.0 if "order" in parts and "days" in parts else 0.0)
    ordered, dated = parts.count("order"), parts.count("days")
    order_bin = min(WIDEST_BIN, max(ORDER_BIN, room / max(1, ordered + dated))) if ordered else 0.0
    if ordered:
        order_bin = (
            min(max(order_bin, ORDER_PART / ordered), 0.6 * room / ordered) if dated else room / ordered
        )
    day_bin = (room - order_bin * ordered) / dated if dated else 0.0
    x, bins, days_from = names + LEAD, [], None
    for bin_ in picture.bins:
        if bin_.part == "days" and days_from is None:
            x += 2.0 if ordered else 0.0
            days_from = x
        wide = {"order": order_bin, "days": day_bin}.get(bin_.part, LONE_BIN)
        bins.append((x, x + wide))
        x += wide
    days = [bin_ for bin_ in picture.bins if bin_.part == "days"]
    first, last = (days[0].first, days[-1].last) if days else (0, 0)
    return _Scale(width, tuple(bins), days_from, first, last)


@lru_cache(maxsize=8)  # what is asked whether it fits is drawn right after
def laid_out(picture: CountedSequence, width_mm: float, tallest: float) -> Plate:
    """Return a counted sequence with everything in its place: stacks are made lower where a page asks for it.

    Parameters
    ----------
    picture : CountedSequence
        What is shown.
    width_mm : float
        Width of the figure in millimetres.
    tallest : float
        The height in millimetres to which stacks make way, down to one at which they are still legible.
    """
    ways = (_laid_out(picture, width_mm, stack) for stack in STACKS)
    return next((plate for plate in ways if plate.height <= tallest), None) or _laid_out(
        picture, width_mm, STACKS[-1]
    )


def _laid_out(picture: CountedSequence, width: float, stack: float) -> Plate:
    scale = _scale_of(picture, width)
    head, ticks, header = _head(picture, scale)
    y = header + HEADING
    lanes: list[tuple[float, float]] = []
    highest = max([1, *(_highest(picture, lane) for lane in picture.lanes)])
    unit = min(TALLEST_UNIT, stack / highest)
    space = LABEL if any(event for lane in picture.lanes for event in lane.named if not event.own) else 0.5
    for lane in picture.lanes:
        called = _called(lane, NAMES - 1.4)
        _, above, below = stacked([part for part, _, _ in called], 0.0, [size for _, size, _ in called])
        tall = (
            OWN + OWN_EXTRA
            if lane.own
            else max(_FOOT + _highest(picture, lane) * unit + space, _lone_height(picture, lane))
        )
        height = max(tall, 2 * max(-above, below) + 0.6)
        lanes.append((y, y + height))
        y += height
    named = tuple(_named(picture, scale, lanes))
    legend, bottom = _legend(picture, width, y)
    tallies = (
        tallied(picture.tallies, picture.statements_heading, width, bottom + 0.8) if picture.tallies else None
    )
    end = tallies.bottom if tallies else bottom
    return Plate(
        scale, header, tuple(head), ticks, tuple(lanes), unit, legend, named, tallies, y, end + _MARGIN
    )


def _sum(counts: Sequence[tuple[str, int]]) -> int:
    return sum(number for _, number in counts)


def _drawn(picture: CountedSequence, lane: CountedLane) -> list[Stack]:
    """Return what is drawn as stacks: what stands in a stretch of order or of days."""
    return [stack for stack in lane.stacks if picture.bins[stack.bin].part in {"order", "days"}]


def _told(picture: CountedSequence, lane: CountedLane) -> list[Stack]:
    """Return what is told in numbers: as stacks they would set the scale of all others."""
    return [stack for stack in lane.stacks if picture.bins[stack.bin].part not in {"order", "days"}]


def _highest(picture: CountedSequence, lane: CountedLane) -> int:
    return max((_sum(stack.counts) for stack in _drawn(picture, lane)), default=0)


def _lone_height(picture: CountedSequence, lane: CountedLane) -> float:
    return 0.6 + COUNT * max((len(stack.counts) for stack in _told(picture, lane)), default=0)


def _called(lane: CountedLane, room: float) -> list[tuple[Line, float, int]]:
    found = []
    for line, size, weight in ((lane.name, NAME, 600), (lane.note, NOTE, 400)):
        parts = style.wrap(line, room, size, weight=weight, break_words=True) or []
        found += [(part, size, weight) for part in parts]
    return found


def _head(
    picture: CountedSequence, scale: _Scale
) -> tuple[list[tuple[Line, Point, int, str]], tuple[float, ...], float]:
    """Return the lines over the lanes, where the steps of the calendar stand, and how high it all is."""
    ends = {
        part: (min(left for left, _ in some), max(right for _, right in some))
        for part in dict.fromkeys(bin_.part for bin_ in picture.bins)
        if (some := [at for bin_, at in zip(picture.bins, scale.bins, strict=True) if bin_.part == part])
    }
    over = {
        "unordered": [(picture.unordered_heading, 400, GREY)],
        "order": [(picture.order_heading, 600, BRAND), (picture.order_note, 400, GREY)],
        "days": [(picture.days_heading, 600, BRAND)],
        "open": [(picture.open_heading, 400, GREY)],
    }
    lines: list[tuple[Line, Point, int, str]] = []
    for part, (left, right) in ends.items():
        room, y = max(7.5, right - left - 1.2), 2.8
        for line, weight, colour in over[part]:
            for words in style.wrap(line, room, HEAD, weight=weight, break_words=True) or []:
                lines.append((words, (left, y), weight, colour))
                y += LEADING
    lowest = max([2.8, *(y for _, (_, y), _, _ in lines)])
    if "days" not in ends:
        return lines, (), lowest + 2.3
    lowest = max(lowest, 2.8 + LEADING)
    free = ends["days"][0]
    for ordinal, label in picture.days:
        x, wide = scale.day(ordinal), style.measure(label, HEAD, 600)
        if free <= x + 0.01 and x + 0.8 + wide <= ends["days"][1]:
            lines.append((label, (x + 0.8, lowest), 600, BRAND))
            free = x + wide + 2.0
    return lines, tuple(scale.day(ordinal) for ordinal, _ in picture.days), lowest + 2.3


def _named(
    picture: CountedSequence, scale: _Scale, lanes: Sequence[tuple[float, float]]
) -> Iterator[tuple[Line, Point]]:
    """Yield the names of events over their bins, moved inwards where they would leave the lanes.

    A name that runs into the numbers at the end of its lane is left out: the table has it.
    """
    for lane, (top, bottom) in zip(picture.lanes, lanes, strict=True):
        numbers = [scale.bins[stack.bin] for stack in _told(picture, lane)]
        for event in lane.named:
            middle = sum(scale.bins[event.bin]) / 2
            first = min(NAMES, 0.3 * scale.width) + 0.8
            least = max([first, *(right for _, right in numbers if right <= middle)])
            most = min([scale.width - 0.4, *(left for left, _ in numbers if left >= middle)])
            if event.own:
                length, beside = style.measure(event.label, TEXT), middle + OWN / 2 + 0.9
                x = beside if beside + length <= most else middle - OWN / 2 - 0.9 - length
                yield event.label, (x, (top + bottom) / 2)
                continue
            line = _signed(event)
            length = style.measure(line, TEXT)
            if length <= most - least:
                yield line, (min(max(middle - length / 2, least), most - length), top + LABEL / 2)


def _signed(event: NamedEvent) -> Line:
    return (Run(event.mark, (), "mark"), *event.label)


def _legend(
    picture: CountedSequence, width: float, top: float
) -> tuple[tuple[tuple[str, Box, Line, Point], ...], float]:
    """Return the fills with their words, then what a stack counts, in as many rows as they need."""
    found: list[tuple[str, Box, Line, Point]] = []
    x, y = 0.35, top + 2.9
    for standing, word in (*picture.legend, *((("", picture.scale),) if picture.legend else ())):
        swatch = 3.0 if standing else 0.0
        long = style.measure(word, TEXT)
        if x > 1.0 and x + swatch + long > width:
            x, y = 0.35, y + 3.6
        found.append((standing, Box(x, y - 1.2, x + 2.2, y + 1.2), word, (x + swatch, y)))
        x += swatch + long + 4.0
    return tuple(found), (y + 1.6 if found else top)


@style.own_settings()
def draw(picture: CountedSequence, width_mm: float = 178) -> Figure:
    """Draw a counted sequence.

    Parameters
    ----------
    picture : CountedSequence
        What is shown: bins, lanes with their stacks, named events, and counted statements.
    width_mm : float
        Width of the figure in millimetres; its height follows from the lanes.

    Raises
    ------
    KeyError
        A standing is none of `marks.STANDINGS`.
    MissingGlyph
        No bundled font has one of the characters.
    """
    plate = laid_out(picture, width_mm, TALLEST_MM)
    figure = style.figure(width_mm, plate.height)
    axes = figure.axes[0]
    _draw_frame(axes, picture, plate)
    for line, (x, y), weight, colour in plate.head:
        style.write(axes, x, y, line, size=HEAD, weight=weight, colour=colour)
    style.write(
        axes, 0.35, plate.header + HEADING / 2, picture.events_heading, size=HEAD, weight=600, colour=BRAND
    )
    _draw_names(axes, picture, plate)
    sequence_fills.draw(
        axes, [*_stacks(picture, plate), *((name, box) for name, box, _, _ in plate.legend if name)]
    )
    _draw_marks(axes, picture, plate)
    for line, (x, y) in plate.names:
        style.write(axes, x, y, line, size=TEXT)
    for _, _, word, (x, y) in plate.legend:
        style.write(axes, x, y, word, size=TEXT)
    if plate.tallies:
        plate.tallies.draw(axes)
    return figure


def _stacks(picture: CountedSequence, plate: Plate) -> Iterator[tuple[str, Box]]:
    """Yield the pieces of all stacks, each from below upwards."""
    for lane, (_, bottom) in zip(picture.lanes, plate.lanes, strict=True):
        for stack in _drawn(picture, lane):
            left, right = plate.scale.bins[stack.bin]
            half = min((right - left) * 0.42, 2.2)
            middle, y = (left + right) / 2, bottom - _FOOT
            for standing, number in stack.counts:
                yield standing, Box(middle - half, y - number * plate.unit, middle + half, y)
                y -= number * plate.unit


def _draw_frame(axes: Axes, picture: CountedSequence, plate: Plate) -> None:
    width, names = plate.scale.width, plate.names
    for lane, (top, bottom) in zip(picture.lanes, plate.lanes, strict=True):
        if lane.own:
            sequence_pens.wash(axes, Box(0.0, top, width, bottom))
        sequence_pens.line(axes, [(0.0, bottom), (width, bottom)], "rule", sequence_pens.RULE)
    for y in (plate.header, plate.bottom):
        sequence_pens.line(axes, [(0.0, y), (width, y)], "rule", sequence_pens.FRAME)
    covered = [_room(line, place) for line, place in names]
    for x in plate.ticks:
        over = [(box.top - 0.2, box.bottom + 0.2) for box in covered if box.left - 0.8 < x < box.right + 0.8]
        sequence_pens.line(axes, [(x, plate.header - 3.6), (x, plate.header)], "day", sequence_pens.TICK)
        for piece in sequence_pens.pieces(plate.header, plate.bottom, over):
            sequence_pens.line(axes, [(x, edge) for edge in piece], "day", sequence_pens.DAY)
    parts = {bin_.part for bin_ in picture.bins}
    if plate.scale.days_from is not None and "order" in parts:
        x = plate.scale.days_from - 1.0
        sequence_pens.broken(axes, x, plate.header, plate.bottom, covered)


def _room(line: Line, place: Point) -> Box:
    x, y = place
    return Box(x, y - 1.5, x + style.measure(line, TEXT), y + 1.5)


def _draw_names(axes: Axes, picture: CountedSequence, plate: Plate) -> None:
    for lane, (top, bottom) in zip(picture.lanes, plate.lanes, strict=True):
        called = _called(lane, NAMES - 1.4)
        if not called:
            continue
        placed, _, _ = stacked(
            [part for part, _, _ in called], (top + bottom) / 2, [size for _, size, _ in called]
        )
        for (part, y), (_, size, weight) in zip(placed, called, strict=True):
            colour = INK if weight == 600 else GREY  # noqa: PLR2004 - the weight of names
            style.write(axes, 0.35, y, part, size=size, weight=weight, colour=colour)


def _draw_marks(axes: Axes, picture: CountedSequence, plate: Plate) -> None:
    """Draw the incident's own mark, and the marks of what is told in numbers."""
    for lane, (top, bottom) in zip(picture.lanes, plate.lanes, strict=True):
        for event in lane.named:
            if event.own:
                left, right = plate.scale.bins[event.bin]
                marks.draw(axes, event.mark, (left + right) / 2, (top + bottom) / 2, OWN)
        for stack in _told(picture, lane):
            left, _ = plate.scale.bins[stack.bin]
            y = (top + bottom - COUNT * (len(stack.counts) - 1)) / 2
            for number, (standing, count) in enumerate(stack.counts):
                at = y + number * COUNT
                marks.draw(axes, standing, left + STATEMENT / 2 + 0.4, at, STATEMENT)
                style.write(axes, left + STATEMENT + 0.9, at, (Run(str(count)),), size=TEXT)

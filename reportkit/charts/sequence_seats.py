"""Where columns, days and marks stand across the escalation sequence, and the measures of its drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, style
from reportkit.charts.sheet import Box
from reportkit.charts.style import BLUE, GREY, INK
from reportkit.wording.pictures import End, Lane, LaneMark, SequencePicture

if TYPE_CHECKING:
    from collections.abc import Iterator


# Millimetres, unless said otherwise.
TALLEST_MM: Final = 235.0  # of a figure: a page holds 240 beside its heading
NAMES: Final = 38.5  # the label column
MOST_DATED: Final = 0.72  # of the room beside the names, if nearly every mark has a day
LAST: Final = 22.0  # what the words right of the last column need at least
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


class TooManyColumns(ValueError):  # noqa: N818 - it names what is wrong, like the other errors of the kit
    """Raised for a picture with more columns than the width of its figure holds."""


Point = tuple[float, float]
Band = tuple[float, float, float]  # top, middle of the marks, bottom
Key = tuple[str, int, int]  # ("link", link, 0) or ("mark", lane, mark)


@dataclass(frozen=True, slots=True)
class Scale:
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


def every_mark(picture: SequencePicture) -> Iterator[LaneMark]:
    """Yield every mark of every lane."""
    return (mark for lane in picture.lanes for mark in lane.marks)


def _days(picture: SequencePicture) -> tuple[int, ...]:
    """Return every day that the picture speaks of, labelled or not."""
    found = {day for day, _ in picture.days}
    for mark in every_mark(picture):
        found.update(mark.days or ())
        found.update(e.value for e in (mark.left, mark.right) if e and e.at == "day" and e.value is not None)
    return tuple(sorted(found))


def _one_day_width(picture: SequencePicture) -> float:
    """Return how wide a single day must be for its labels to stand beside their marks on two lines."""
    lines = [line for mark in every_mark(picture) if mark.days for line in mark.labels]
    widths = (28.0, 31.0, 34.0, 37.0, 40.0)
    return next((w for w in widths if all(style.wrap(line, w - 6.0, TEXT, 2) for line in lines)), widths[0])


def _weight(picture: SequencePicture) -> float:
    """Return which share of the marks stands at days."""
    marks_ = [mark.days is not None for mark in every_mark(picture)]
    return sum(marks_) / max(len(marks_), 1)


def scale_of(picture: SequencePicture, width: float) -> Scale:
    """Divide the width among names, columns and days; the more marks have days, the more room days get."""
    names = min(NAMES, max(24.0, 0.3 * width))
    days, room = _days(picture), width - names
    dated = 0.0 if not days else room
    if days and picture.columns:
        most = max(28.0, min(0.5 * room, room - LEAD - 9.0 * picture.columns))
        dated = min(10.0 + 18.0 * len(days) if len(days) > 1 else _one_day_width(picture), most)
        most = max(most, min(MOST_DATED * room, room - LEAD - 9.0 * picture.columns - LAST))
        dated = max(dated, min(_weight(picture) * room, most))
    split = width - dated
    # Words stand right of their marks, so that the last column gets more room than the others.
    pitch = (split - names - LEAD) / (picture.columns + 0.3) if picture.columns else 0.0
    if picture.columns and pitch < NARROWEST:
        raise TooManyColumns(f"{picture.columns} columns do not fit a figure {width} mm wide")
    longest = max((style.measure(label, HEAD, 600) for _, label in picture.days), default=0.0)
    first = split + (3.5 if picture.columns else LEAD)
    tail = min(max(8.0, longest + 1.8, 0.2 * dated), 0.5 * dated)
    return Scale(
        width=width,
        names=names,
        order=(names, split) if picture.columns or not days else None,
        pitch=pitch,
        dated=(split, width) if days else None,
        days=(days[0], days[-1]) if days else (0, 0),
        stretch=(first, max(first, width - tail)),
    )


@dataclass(frozen=True, slots=True)
class Seat:
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


def _end_place(scale: Scale, mark: LaneMark, end: End, side: int) -> float:
    if end.at == "column" and end.value is not None:
        return scale.column(end.value)
    if end.at == "day" and end.value is not None:
        return scale.day(end.value)
    if side == LEFT:  # a day has everything known by order only on its left, too
        return (scale.order or scale.part(mark))[0] + 0.5
    return scale.part(mark)[1] - 1.6


def seat_for(scale: Scale, lane: Lane, number: int, index: int, y: float) -> Seat:
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
    return Seat(number, index, mark, size, x, y, left, right)

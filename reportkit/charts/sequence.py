"""The escalation sequence: who did and said what, in the order the record allows and no finer.

Lanes run across an order part, whose equal columns say left before right and nothing else, and a dated
part for what carries a day. The drawing takes every word from its picture record and every position
from a rule: a label stands right of its mark, else left, above or on more lines, else under a number
that the key below the chart resolves. Words never lie on each other, and none is lost.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise, product
from typing import TYPE_CHECKING, Final

from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from reportkit.charts import fonts, marks, style
from reportkit.charts.style import BLUE, BRAND, GREY, HAIRLINE, INK, MM_PER_POINT, PAPER, WASH, Box
from reportkit.wording.runs import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import End, Lane, LaneMark, SequenceLink, SequencePicture
    from reportkit.wording.runs import Line

# Millimetres, unless said otherwise.
NAMES: Final = 38.5  # the label column
LEAD: Final = 4.9  # from the rim of a part to its first mark
NARROWEST: Final = 4.6  # a column must at least hold the largest mark
EVENT, OWN, STATEMENT, FLAG = 3.0, 4.2, 2.5, 2.3
ONE_LINE, TWO_LINES, OWN_EXTRA = 4.5, 6.45, 2.2
LEADING: Final = 2.95
CLEAR: Final = 0.9  # between words and anything else
STUB: Final = 2.0  # what must stay in sight of a bar before its end
ABOVE: Final = 1.95  # from a bar up to the words that stand over it
TEXT, NAME, NOTE, HEAD = 7.4, 7.6, 7.2, 7.4  # points
TONES: Final = {"ink": INK, "blue": BLUE, "grey": GREY}
DOTTED: Final = (0, (1.1, 1.5))
DASHED: Final = (0, (3.6, 1.5))

Point = tuple[float, float]
Key = tuple[str, int, int]  # ("mark", lane, mark) or ("link", link, 0)


# --- across: columns, days and rims ---------------------------------------------------------------


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
        return (self.order or (self.names, 0.0))[0] + LEAD + number * self.pitch

    def day(self, ordinal: int) -> float:
        """Return where a day stands: in proportion to the days between the first and the last."""
        first, last = self.days
        share = (ordinal - first) / (last - first) if last > first else 0.0
        return self.stretch[0] + share * (self.stretch[1] - self.stretch[0])

    def part(self, *, dated: bool) -> tuple[float, float]:
        """Return the rims between which the words of a mark stand."""
        if dated and self.dated:
            return self.dated[0] + 0.4, self.dated[1] - 0.3
        left, right = self.order or self.dated or (self.names, self.width)
        return left, right - 0.6


def _days(picture: SequencePicture) -> tuple[int, ...]:
    """Return every day that the picture speaks of, labelled or not."""
    found = {day for day, _ in picture.days}
    for mark in (mark for lane in picture.lanes for mark in lane.marks):
        found.update(mark.days or ())
        found.update(end.value for end in (mark.left, mark.right) if end and end.at == "day" and end.value)
    return tuple(sorted(found))


def _scale(picture: SequencePicture, width: float) -> Scale:
    names = min(NAMES, max(24.0, 0.3 * width))
    days, room = _days(picture), width - names
    order_needs = LEAD + picture.columns * 9.0 if picture.columns else 0.0
    dated_width = 0.0
    if days:
        wish = 28.0 + 18.0 * (len(days) - 1)
        dated_width = min(wish, max(28.0, min(0.5 * room, room - order_needs))) if picture.columns else room
    split = width - dated_width
    pitch = (split - names - LEAD) / picture.columns if picture.columns else 0.0
    if picture.columns and pitch < NARROWEST:
        raise ValueError(f"{picture.columns} columns do not fit a figure of {width} mm")
    last = max((style.measure(label, HEAD, 600) for _, label in picture.days), default=0.0)
    first = split + (3.5 if picture.columns else LEAD)
    tail = min(max(8.0, last + 1.5, 0.2 * dated_width), 0.5 * dated_width)
    return Scale(
        width,
        names,
        (names, split) if picture.columns or not days else None,
        pitch,
        (split, width) if days else None,
        (days[0], days[-1]) if days else (0, 0),
        (first, max(first, width - tail)),
    )


# --- marks with their bars ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seat:
    """A mark in its place, with the ends of its bar."""

    lane: int
    index: int
    mark: LaneMark
    size: float
    x: float
    y: float
    left: float | None
    right: float | None

    @property
    def half(self) -> float:
        """Half of the mark's width."""
        return marks.extent(self.mark.mark)[2] * self.size

    @property
    def box(self) -> Box:
        """The room of the mark."""
        return Box(self.x - self.half, self.y - self.half, self.x + self.half, self.y + self.half)

    @property
    def reach(self) -> tuple[float, float]:
        """From the left end of the bar, or the mark, to the right one."""
        left, right = self.x - self.half, self.x + self.half
        return (
            min(left, left if self.left is None else self.left),
            max(right, right if self.right is None else self.right),
        )

    def bar_end(self, side: int) -> tuple[float, End] | None:
        """Return where the bar ends on one side (-1 left, 1 right), and how."""
        end, x = (self.mark.left, self.left) if side < 0 else (self.mark.right, self.right)
        return None if end is None or x is None else (x, end)


def _spanned(mark: LaneMark) -> LaneMark:
    """Give a mark that stands for several days the bar that says so."""
    if mark.days is None or mark.days[0] == mark.days[1]:
        return mark
    from reportkit.wording.pictures import End as _End  # noqa: PLC0415

    return replace(
        mark,
        left=mark.left or _End("day", mark.days[0], cap=True, inferred=False),
        right=mark.right or _End("day", mark.days[1], cap=True, inferred=False),
    )

"""Events by week and kind: counts as steps, solid where acknowledged, hatched where not.

A week without a document is grey and has no foot line, so that "nobody looked" never reads as "nothing
happened". All lanes share one scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.collections import PolyCollection

from reportkit.charts import ruled, style
from reportkit.charts.projection import hatching
from reportkit.charts.ruled import FAINT, FRAME, HEAD, NAME, RULE, Column, Pen, Point, Words
from reportkit.charts.style import BRAND, GREY, HAIRLINE, INK, PAPER, WASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import WeeksLane, WeeksPicture

NAMES: Final = 0.215  # share of the width
_LEVELS: Final = 7.0  # mm: room for the numbers of the scale
_LANE: Final = 12.5  # mm: the least height of a lane
_TOP: Final = 2.0  # mm: over the highest count
_FOOT: Final = 1.6  # mm: under the foot line
_GAP: Final = 4.0  # mm: weeks that are drawn together
_WIDEST: Final = 24.0  # mm: a week
_FINE, _COARSE = 0.8, 1.5  # mm between strokes: not acknowledged, not observed
_STEP, _ZERO = Pen(0.7, INK, 3.0), Pen(0.8, INK, 2.5)
_HATCH, _UNSEEN = Pen(0.4, INK, 2.4), Pen(0.6, HAIRLINE, 1.0)
_SCALE: Final = Pen(0.45, GREY, 1.1)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where weeks stand across the sheet, and how high an event is, in millimetres."""

    names: Column
    levels: Column
    left: float
    right: float
    week: float
    starts: tuple[float, ...]
    gaps: tuple[Point, ...]
    highest: int

    def height(self, count: int) -> float:
        """Return how far a count stands over the foot line."""
        return (_LANE - _TOP - _FOOT) * count / self.highest


def _scale(picture: WeeksPicture, width: float) -> _Scale:
    names = NAMES * width
    left, right = names + _LEVELS, width - 1.0
    gaps = {at for at, _ in picture.gaps}
    week = min(_WIDEST, (right - left - _GAP * len(gaps)) / max(1, len(picture.weeks)))
    x, starts, breaks = left, [], []
    for at in range(len(picture.weeks)):
        if at in gaps:
            breaks.append((x, x + _GAP))
            x += _GAP
        starts.append(x)
        x += week
    return _Scale(
        Column(0.35, names - 0.35),
        Column(names, _LEVELS),
        left,
        x,
        week,
        tuple(starts),
        tuple(breaks),
        max((value for value, _ in picture.levels), default=1) or 1,
    )


@style.own_settings()
def draw(picture: WeeksPicture, width_mm: float = 178) -> Figure:
    """Draw events by week; the height follows from the kinds.

    Parameters
    ----------
    picture : WeeksPicture
        What is shown: weeks, lanes, counts, and every word.
    width_mm : float
        Width of the figure in millimetres.

    Raises
    ------
    ValueError
        A lane does not have one count for each week, or a count is higher than the scale.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import WeeksLane, WeeksPicture
    >>> from reportkit.wording.runs import Run
    >>> lane = WeeksLane("fire", (Run("A fire"),), (), ((1, 0), (0, 1)))
    >>> levels = ((0, (Run("0"),)), (1, (Run("1"),)))
    >>> weeks = ((741568, True), (741575, False))
    >>> style.words(draw(WeeksPicture((), weeks, (), (), levels, (lane,), ())))
    ('0', '1', 'A fire')
    """
    _check(picture)
    scale = _scale(picture, width_mm)
    head = ruled.row(
        0.0,
        ruled.cell(scale.names, Words(picture.head, HEAD, 600, BRAND)),
        extra=3.4 if picture.gaps else 0.0,
    )
    rows, y = [], head.bottom
    for lane in picture.lanes:
        words = (Words(lane.name, NAME, 600), Words(lane.note, colour=GREY))
        rows.append(ruled.row(y, ruled.cell(scale.names, *words), least=_LANE))
        y = rows[-1].bottom
    figure = style.figure(width_mm, y + 0.6)
    axes = figure.axes[0]
    _draw_head(axes, picture, scale, head)
    for lane, row in zip(picture.lanes, rows, strict=True):
        _draw_lane(axes, picture, scale, lane, row)
        ruled.write(axes, _raised(row))
    ruled.across(axes, [row.top for row in rows[1:]], 0.0, width_mm, RULE)
    ruled.across(axes, [head.bottom, y], 0.0, width_mm, FRAME)
    return figure


def _check(picture: WeeksPicture) -> None:
    highest = max((value for value, _ in picture.levels), default=0)
    for lane in picture.lanes:
        if len(lane.counts) != len(picture.weeks):
            raise ValueError(f"{lane.key!r} has {len(lane.counts)} counts for {len(picture.weeks)} weeks")
        if any(sum(count) > highest for count in lane.counts):
            raise ValueError(f"{lane.key!r} counts more than the scale holds ({highest})")


def _raised(row: ruled.Row) -> ruled.Row:
    """Return a row with its words at its top and not in its middle."""
    up = max((cell.up for cell in row.cells), default=0.0)
    return ruled.Row(row.top, row.top + ruled.PAD + 0.6 + up, row.bottom, row.cells)


def _draw_head(axes: Axes, picture: WeeksPicture, scale: _Scale, head: ruled.Row) -> None:
    """Write the heads, the labels of weeks, and under them how many weeks are drawn together."""
    ruled.write(axes, head)
    width = float(axes.get_xlim()[1])
    places = [(scale.starts[at], line) for at, line in picture.ticks]
    kept = ruled.thinned(places, style.SMALLEST, scale.left, width)
    for start, line in kept:
        style.write(axes, start, head.middle, line, size=style.SMALLEST, colour=GREY)
    spans = [
        ((left + right) / 2, line) for (left, right), (_, line) in zip(scale.gaps, picture.gaps, strict=True)
    ]
    for start, line in ruled.thinned(spans, style.SMALLEST, scale.left, width):
        style.write(axes, start, head.middle + 3.4, line, size=style.SMALLEST, colour=GREY)


def _draw_lane(axes: Axes, picture: WeeksPicture, scale: _Scale, lane: WeeksLane, row: ruled.Row) -> None:
    foot = row.bottom - _FOOT
    unseen = [
        (x, x + scale.week) for x, (_, seen) in zip(scale.starts, picture.weeks, strict=True) if not seen
    ]
    grounds = [_box(left, row.top, right, row.bottom) for left, right in (*unseen, *scale.gaps)]
    _fill(axes, grounds, WASH, 0.5, "ground of what is not observed")
    ruled.lines(axes, _strokes(grounds, _COARSE), _UNSEEN, "not observed")
    bars = list(_bars(scale, lane, foot))
    _fill(axes, [box for _, box in bars], PAPER, 2.2, "paper of counts")
    _fill(axes, [box for solid, box in bars if solid], INK, 2.3, "acknowledged")
    ruled.lines(axes, _strokes([box for solid, box in bars if not solid], _FINE), _HATCH, "not acknowledged")
    ruled.lines(axes, _steps(scale, lane, foot), _STEP, "steps")
    seen = [(x, x + scale.week) for x, (_, s) in zip(scale.starts, picture.weeks, strict=True) if s]
    ruled.lines(axes, [[(a, foot), (b, foot)] for a, b in seen], _ZERO, "zero")
    ruled.lines(axes, [[(scale.left, row.top), (scale.left, row.bottom)]], FAINT, "axis")
    _levels(axes, picture, scale, foot)


def _levels(axes: Axes, picture: WeeksPicture, scale: _Scale, foot: float) -> None:
    """Write the numbers of the scale beside a lane, with a tick for each."""
    for value, line in picture.levels:
        y = foot - scale.height(value)
        style.write(axes, scale.left - 1.6, y, line, size=style.SMALLEST, anchor="right", colour=GREY)
        ruled.lines(axes, [[(scale.left - 0.9, y), (scale.left, y)]], _SCALE, "level")


def _box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def _bars(scale: _Scale, lane: WeeksLane, foot: float) -> Iterator[tuple[bool, list[Point]]]:
    """Yield the part of each week that is acknowledged, and over it the part that is not."""
    for x, (solid, hatched) in zip(scale.starts, lane.counts, strict=True):
        middle, top = foot - scale.height(solid), foot - scale.height(solid + hatched)
        if solid:
            yield True, _box(x, middle, x + scale.week, foot)
        if hatched:
            yield False, _box(x, top, x + scale.week, middle)


def _steps(scale: _Scale, lane: WeeksLane, foot: float) -> Iterator[list[Point]]:
    """Yield the outline of weeks that follow each other: up at a week's Monday, level to the next."""
    columns = list(zip(scale.starts, lane.counts, strict=True))
    groups: list[list[tuple[float, int]]] = []
    for x, count in columns:
        if not sum(count):
            continue
        if not groups or abs(groups[-1][-1][0] + scale.week - x) > 0.01:  # noqa: PLR2004 - mm, rounding
            groups.append([])
        groups[-1].append((x, sum(count)))
    for group in groups:
        points = [(group[0][0], foot)]
        for x, high in group:
            y = foot - scale.height(high)
            points += [(x, y), (x + scale.week, y)]
        yield [*points, (group[-1][0] + scale.week, foot), points[0]]


def _strokes(boxes: Iterable[list[Point]], spacing: float) -> list[list[Point]]:
    """Return hatching strokes over boxes, on one grid for the whole sheet."""
    found = []
    for box in boxes:
        for stroke in hatching([np.asarray(box, dtype=float)], spacing):
            (ax, ay), (bx, by) = stroke.tolist()
            found.append([(ax, ay), (bx, by)])
    return found


def _fill(axes: Axes, boxes: list[list[Point]], colour: str, level: float, label: str) -> None:
    if boxes:
        shapes = PolyCollection(
            boxes, facecolors=colour, edgecolors="none", linewidths=0, zorder=level, clip_on=False
        )
        shapes.set_label(label)
        axes.add_collection(shapes, autolim=False)

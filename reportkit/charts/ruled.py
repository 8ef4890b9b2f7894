"""Rows of words beside a drawing: columns, rows as high as their words need, headings and rules.

Charts that show one statement a row (harm, stances) and those that show one kind a row (weeks, the strip of
answers) stand on this. Words are broken into their column and never run into what is drawn beside them, so
such a chart needs no search for free places: whatever the words are, the rows make room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon, Rectangle

from reportkit.charts import fonts, style
from reportkit.charts.sheet import Box
from reportkit.charts.style import BRAND, GREY, HAIRLINE, INK, MM_PER_POINT, WASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from reportkit.wording.runs import Line

LEADING: Final = 2.95  # mm from line to line
PAD: Final = 0.55  # mm between the words of a row and its rims
ROW: Final = 4.5  # mm: the least height of a row
TEXT, NAME, HEAD = 7.4, 7.6, 7.4  # points
_AIR: Final = 1.4  # mm that words leave free at the right end of their column

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pen:
    """How lines are drawn: width in points, colour, height in the stack, dashes in points."""

    width: float
    colour: str
    level: float
    dashes: tuple[float, float] | None = None


RULE, FRAME, FAINT = Pen(0.45, HAIRLINE, 1.0), Pen(0.9, BRAND, 1.2), Pen(0.35, HAIRLINE, 0.9)


@dataclass(frozen=True, slots=True)
class Column:
    """Where words stand: their left end and the room they have, in millimetres."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Words:
    """Words for a cell, in one type; they begin on a line of their own."""

    line: Line
    size: float = TEXT
    weight: int = 400
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Cell:
    """Words as they are broken in their column, with how far each line stands under the first."""

    column: Column
    lines: tuple[tuple[Words, float], ...]
    up: float
    down: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row in its place: its rims and the middle of its first line, at which marks stand."""

    top: float
    middle: float
    bottom: float
    cells: tuple[Cell, ...]


def rise(words: Words) -> Point:
    """Return how far a line reaches over and under the middle of its capitals, tall scripts included."""
    em = words.size * MM_PER_POINT
    parts = [fonts.clean(run.words) for run in words.line if run.kind != "mark"]
    extents = [fonts.extent(part, words.size, words.weight, True) for part in parts if part.strip()]  # noqa: FBT003
    up = max([0.431 * em, *(extent.above - 0.349 * em for extent in extents)])
    return up, max([0.569 * em, *(extent.below + 0.349 * em for extent in extents)])


def cell(column: Column, *paragraphs: Words) -> Cell:
    """Break words into a column.

    Examples
    --------
    >>> from reportkit.wording.runs import Run
    >>> len(cell(Column(0, 12), Words((Run("one two three"),))).lines)
    2
    """
    broken = [part for words in paragraphs for part in _broken(words, column.width - _AIR)]
    rises = [rise(part) for part in broken]
    at, placed = 0.0, []
    for number, part in enumerate(broken):
        if number:
            at += max(LEADING, rises[number - 1][1] + rises[number][0] + 0.1)
        placed.append((part, at))
    if not broken:
        return Cell(column, (), 0.0, 0.0)
    return Cell(column, tuple(placed), rises[0][0], at + rises[-1][1])


def _broken(words: Words, width: float) -> list[Words]:
    lines = style.wrap(words.line, width, words.size, weight=words.weight, break_words=True) or []
    return [Words(line, words.size, words.weight, words.colour) for line in lines]


def row(top: float, *cells: Cell, least: float = ROW, extra: float = 0.0) -> Row:
    """Return a row under a level, as high as its words need it and ``extra`` more below."""
    up = max([least / 2 - PAD, *(one.up for one in cells)])
    down = max([least / 2 - PAD, *(one.down for one in cells)])
    return Row(top, top + PAD + up, top + 2 * PAD + up + down + extra, tuple(cells))


def write(axes: Axes, found: Row) -> None:
    """Set the words of a row."""
    for one in found.cells:
        for words, down in one.lines:
            style.write(
                axes,
                one.column.left,
                found.middle + down,
                words.line,
                size=words.size,
                weight=words.weight,
                colour=words.colour,
            )


def lines(axes: Axes, pieces: Iterable[Sequence[Point]], pen: Pen, label: str) -> None:
    """Draw many lines at once; the label says what they are."""
    segments = [np.asarray(piece, dtype=float) for piece in pieces]
    if not segments:
        return
    found = LineCollection(segments, linewidths=pen.width, colors=pen.colour, zorder=pen.level, clip_on=False)
    found.set_capstyle("butt")
    found.set_label(label)
    if pen.dashes:
        found.set_linestyle((0, pen.dashes))
    axes.add_collection(found, autolim=False)


def across(axes: Axes, levels: Iterable[float], left: float, right: float, pen: Pen) -> None:
    """Draw rules from left to right at some levels."""
    lines(axes, [[(left, y), (right, y)] for y in sorted(set(levels))], pen, "rule")


def wash(axes: Axes, box: Box, colour: str = WASH) -> None:
    """Lay a pale ground, over which words may run."""
    shape = Rectangle((box.left, box.top), box.width, box.height, facecolor=colour, linewidth=0, zorder=0)
    style.as_ground(shape)
    axes.add_patch(shape)


def shape(axes: Axes, corners: Sequence[Point], colour: str, level: float, label: str) -> None:
    """Draw a filled shape without a rim."""
    found = Polygon(corners, facecolor=colour, edgecolor="none", linewidth=0, zorder=level, clip_on=False)
    found.set_label(label)
    axes.add_patch(found)


def arrow(axes: Axes, tip: Point, side: int, label: str) -> None:
    """Draw the head of an arrow whose tip is at a point; ``side`` is 1 to the right, -1 to the left."""
    x, y = tip
    shape(axes, [(x, y), (x - side * 1.5, y - 0.65), (x - side * 1.5, y + 0.65)], GREY, 2.1, label)


def thinned(
    places: Sequence[tuple[float, Line]], size: float, left: float, right: float
) -> list[tuple[float, Line]]:
    """
    Return the labels of a scale that fit beside each other, each in the middle of its place.

    The first is kept, then the last, then as many between as have room; none stands outside.
    """
    kept: list[tuple[float, float, float, Line]] = []
    order = [*places[:1], *places[:0:-1][:1], *places[1:-1]]
    for x, line in order:
        half = style.measure(line, size) / 2
        start = min(max(x - half, left), right - 2 * half)
        free = all(start > stop + 1.6 or start + 2 * half < begin - 1.6 for _, begin, stop, _ in kept)
        if free and 2 * half <= right - left:
            kept.append((x, start, start + 2 * half, line))
    return [(start, line) for _, start, _, line in sorted(kept, key=lambda one: one[1])]

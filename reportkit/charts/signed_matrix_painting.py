"""
Painting the matrix of many actors: its frames, names and signs.

A sign is told by its shape before its colour: dark and full, tinted with a wedge, a bar, a question mark
or, where no letter would be read, two quarters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import Rectangle

from reportkit.charts.measure import SMALLEST
from reportkit.charts.signed_matrix import AIR, CONTESTED, HEADS, LEADER, NUMBER, SWATCH, MatrixPlan
from reportkit.charts.style import GREY, HAIRLINE, INK, PAPER, VERMILION, WASH, as_ground, write
from reportkit.wording.runs import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Shape: TypeAlias = "list[tuple[float, float]]"

_TINT = "#DDA283"  # vermilion on white, as light as a grey that nobody takes for ink
_EVERY_HEAD = 3.3
_INSET, _BAR = 0.08, 0.22
_Z_GROUND, _Z_SIGN, _Z_FRAME = 1.0, 2.0, 2.5


def paint(axes: Axes, plan: MatrixPlan, down: float) -> None:
    """
    Draw a planned matrix on axes that hold more than it; within the settings of `own_settings`.

    Parameters
    ----------
    axes : Axes
        Axes of a `figure`.
    plan : MatrixPlan
        Where everything stands.
    down : float
        How far down on the sheet its upper edge lies, in millimetres.
    """
    x, y, c = plan.left, plan.top + down, plan.cell
    _guides(axes, plan, x, y)
    squares = [(x + column * c, y + row * c, c, sign) for row, column, sign, _ in plan.cells]
    asks = [
        (x + (column + 0.5) * c, y + (row + 0.5) * c, source)
        for row, column, sign, source in plan.cells
        if sign == CONTESTED
    ]
    for legend_x, legend_y, sign, meaning in plan.legend:
        half = SWATCH / 2
        squares.append((legend_x, legend_y + down - half, SWATCH, sign))
        if sign == CONTESTED:
            asks.append((legend_x + half, legend_y + down, ()))
        write(axes, legend_x + SWATCH + AIR, legend_y + down, meaning, size=SMALLEST, colour=GREY)
    if plan.unsure:
        squares = [square for square in squares if square[3] != CONTESTED]
        for at_x, at_y, source in asks:
            mark = tuple(replace(run, source=source or run.source) for run in plan.unsure)
            write(axes, at_x, at_y, mark, size=SMALLEST, weight=600, anchor="middle")
    _signs(axes, squares)
    _names(axes, plan, x, y)


def _names(axes: Axes, plan: MatrixPlan, x: float, y: float) -> None:
    """Write the name and number of each row, and the numbers over the columns."""
    c = plan.cell
    for row in plan.rows:
        if row.name:
            middle = y + (row.number - 0.5) * c
            number = (Run(str(row.number), row.name[0].source),)
            write(axes, NUMBER - AIR, middle, number, size=SMALLEST, anchor="right", colour=GREY)
            write(axes, NUMBER, middle, row.name, size=SMALLEST)
            if c >= _EVERY_HEAD or row.number % 2:  # two digits beside two would read as four
                head = x + (row.number - 0.5) * c
                write(axes, head, y - HEADS / 2 + 0.3, number, size=SMALLEST, anchor="middle", colour=GREY)


def _guides(axes: Axes, plan: MatrixPlan, x: float, y: float) -> None:
    """Draw what helps the eye: a wash on each group, its frame, and a leader to its name."""
    c, n = plan.cell, len(plan.rows)
    ground = Rectangle((x, y), n * c, n * c, facecolor=PAPER, edgecolor=HAIRLINE, linewidth=0.5)
    ground.set_zorder(_Z_GROUND)
    as_ground(ground)
    axes.add_patch(ground)
    lines, bands = [], []
    for block in plan.blocks:
        low, high = block.first * c, (block.last + 1) * c
        side = high - low
        frame = Rectangle((x + low, y + low), side, side, facecolor=WASH, edgecolor=INK, linewidth=0.7)
        frame.set_zorder(_Z_GROUND + 0.2)
        as_ground(frame)
        axes.add_patch(frame)
        if block.last + 1 < n:
            bands += [[(x, y + high), (x + n * c, y + high)], [(x + high, y), (x + high, y + n * c)]]
        if block.label:
            at = y - plan.top + block.at
            write(axes, 0.4, at, block.label, size=SMALLEST)
            lines.append([(x - LEADER + 0.4, at), (x - 0.6, y + (low + high) / 2)])
            lines.append([(x - 0.6, y + low + 0.15 * c), (x - 0.6, y + high - 0.15 * c)])
    between = LineCollection(bands, colors=HAIRLINE, linewidths=0.4, zorder=_Z_GROUND + 0.1)
    leaders = LineCollection(lines, colors=GREY, linewidths=0.5, zorder=_Z_FRAME)
    as_ground(between)
    axes.add_collection(between)
    axes.add_collection(leaders)


def _signs(axes: Axes, squares: Sequence[tuple[float, float, float, str]]) -> None:
    """Draw all signs, one collection for each colour."""
    shapes: dict[str, list[_Shape]] = {}
    for x, y, c, sign in squares:
        for colour, shape in _shapes(x, y, c, sign):
            shapes.setdefault(colour, []).append(shape)
    for number, colour in enumerate((_TINT, VERMILION, INK)):
        if colour in shapes:
            found = PolyCollection(shapes[colour], facecolors=colour, edgecolors="none")
            found.set_zorder(_Z_SIGN + number / 10)
            found.set_label(f"signs:{colour}")
            axes.add_collection(found)


def _shapes(x: float, y: float, c: float, sign: str) -> list[tuple[str, _Shape]]:
    """Return what makes up a sign in a cell of some size: dark, tinted with a wedge, a bar, two quarters."""
    low, high = _INSET * c, (1 - _INSET) * c
    half = c / 2

    def box(left: float, top: float, right: float, bottom: float) -> _Shape:
        return [(x + left, y + top), (x + right, y + top), (x + right, y + bottom), (x + left, y + bottom)]

    if sign == "with":
        return [(INK, box(low, low, high, high))]
    if sign == "against":
        wedge = [(x + 0.3 * c, y + 0.22 * c), (x + 0.78 * c, y + half), (x + 0.3 * c, y + 0.78 * c)]
        return [(_TINT, box(low, low, high, high)), (VERMILION, wedge)]
    if sign == "denies":
        return [(INK, box(low, half - _BAR * half, high, half + _BAR * half))]
    return [(INK, box(low, low, half, half)), (INK, box(half, half, high, high))]

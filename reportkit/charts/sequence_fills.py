"""
How a count of events is filled by their standing: the marks of standing, drawn out to any height.

What tells circles apart tells stacks apart: solid is acknowledged, half is the author's own word, a line in
the middle is a report, a chequer is disputed, bars are denials; suspected and not addressed are empty, with
a dashed and a dotted rim; withdrawn is struck through. Fill and rim come before colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.collections import LineCollection, PolyCollection

from reportkit.charts import marks
from reportkit.charts.palette import MM_PER_POINT
from reportkit.charts.sheet import Box
from reportkit.charts.style import PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.axes import Axes

    Point = tuple[float, float]
    Corners = tuple[Point, ...]
    Stroke = tuple[Point, Point]

RIM: Final = 0.22  # mm: the width of a rim
CELL: Final = 1.15  # mm: the height over which a pattern repeats
_DASH: Final = 0.95, 0.55  # mm: of the rim of suspected
_DOT: Final = 0.28, 0.62  # mm: of the rim of not addressed
LABEL: Final = "stack:"


def draw(axes: Axes, stacks: Iterable[tuple[str, Box]], zorder: float = 4.0) -> None:
    """Draw pieces of stacks, each a standing and its rectangle in millimetres.

    Parameters
    ----------
    axes : Axes
        Axes in millimetres, y downwards.
    stacks : iterable of (str, Box)
        A standing, and where its count stands.
    zorder : float
        Height in the stack of drawn things.

    Raises
    ------
    KeyError
        A standing has no mark.
    """
    by_standing: dict[str, list[Box]] = {}
    for standing, box in stacks:
        by_standing.setdefault(standing, []).append(box)
    for standing, boxes in by_standing.items():
        colour, label = marks.colour(standing), LABEL + standing
        paper = [_corners(box) for box in boxes]
        filled = [shape for box in boxes for shape in _filled(standing, box)]
        strokes = [stroke for box in boxes for stroke in _rim(standing, box)]
        axes.add_collection(
            PolyCollection(paper, facecolor=PAPER, edgecolor="none", zorder=zorder, label=label),
            autolim=False,
        )
        if filled:
            axes.add_collection(
                PolyCollection(filled, facecolor=colour, edgecolor="none", zorder=zorder + 0.1, label=label),
                autolim=False,
            )
        if strokes:
            lines = LineCollection(
                strokes, colors=colour, linewidths=RIM / MM_PER_POINT, zorder=zorder + 0.2, label=label
            )
            lines.set_capstyle("butt")
            axes.add_collection(lines, autolim=False)


def _corners(box: Box) -> Corners:
    return ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))


def _filled(standing: str, box: Box) -> Iterator[Corners]:
    """Yield the filled areas of a piece."""
    middle = (box.left + box.right) / 2
    if standing == "acknowledged":
        yield _corners(box)
    elif standing == "claimed_only":
        yield _corners(Box(box.left, box.top, middle, box.bottom))
    elif standing == "reported_only":
        half = min(0.16 * box.width, 0.3)
        yield _corners(Box(middle - half, box.top, middle + half, box.bottom))
    elif standing == "disputed":
        for number, (top, bottom) in enumerate(_cells(box, CELL)):
            left, right = (box.left, middle) if number % 2 else (middle, box.right)
            yield _corners(Box(left, top, right, bottom))
    elif standing == "denied_only":
        for top, bottom in _cells(box, CELL):
            height = bottom - top
            yield _corners(Box(box.left, top + 0.3 * height, box.right, bottom - 0.3 * height))


def _cells(box: Box, tall: float) -> list[tuple[float, float]]:
    """Return the pieces into which a pattern parts a height: at least two, each about so tall."""
    count = max(2, round(box.height / tall))
    step = box.height / count
    return [(box.top + number * step, box.top + (number + 1) * step) for number in range(count)]


def _rim(standing: str, box: Box) -> Iterator[Stroke]:
    """Yield the strokes of a piece: its rim, whole or in dashes, and what strikes it through."""
    if standing == "acknowledged":
        return
    inner = Box(box.left + RIM / 2, box.top + RIM / 2, box.right - RIM / 2, box.bottom - RIM / 2)
    corners = _corners(inner)
    for start, stop in zip(corners, (*corners[1:], corners[0]), strict=True):
        if standing == "suspected":
            yield from _dashed(start, stop, *_DASH)
        elif standing == "not_addressed":
            yield from _dashed(start, stop, *_DOT)
        else:
            yield start, stop
    if standing == "withdrawn":
        for top, bottom in _cells(inner, 2 * CELL)[: max(1, round(inner.height / (2 * CELL)))]:
            yield (inner.left, bottom), (inner.right, top)


def _dashed(start: Point, stop: Point, dash: float, gap: float) -> Iterator[Stroke]:
    """Yield a stretch in dashes that begin and end at its corners."""
    (x, y), (to_x, to_y) = start, stop
    length = abs(to_x - x) + abs(to_y - y)
    count = max(1, round((length + gap) / (dash + gap)))
    step = (length + gap) / count
    part = dash / (dash + gap) * step
    for number in range(count):
        near, far = number * step / length, min(1.0, (number * step + part) / length)
        yield (x + (to_x - x) * near, y + (to_y - y) * near), (x + (to_x - x) * far, y + (to_y - y) * far)

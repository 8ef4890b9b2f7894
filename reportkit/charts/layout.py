"""What is wrong with a drawing as a piece of printed matter: words that cannot be read where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.collections import Collection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import Affine2D

from reportkit.charts import marks
from reportkit.charts.palette import MM_PER_POINT
from reportkit.charts.sheet import Box, is_ground
from reportkit.charts.style import SMALLEST, Written, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Outline = NDArray[np.float64]  # shape (n, 2), millimetres

_TOUCH: Final = 0.12  # mm: what two things may share before a reader sees them meet
_FINE: Final = 20.0  # curves are flattened at this many steps a millimetre


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A thing on the sheet that could be in the way of words."""

    name: str
    outlines: tuple[Outline, ...]
    stroke: float  # mm: half the width of its line, 0.0 where it has none
    stroked: bool
    filled: bool
    level: tuple[float, int]
    box: Box


def faults(figure: Figure) -> tuple[str, ...]:
    """Return what makes words on a figure hard to read, one sentence for each place.

    Found are words over words, words outside the sheet, type below 7 points, and words that a mark or a
    line runs through. A line that is hidden behind white paper or a filled box does no harm, and
    neither does what is declared as ground (a wash, a border on a map).

    Examples
    --------
    >>> from reportkit.charts.style import figure, write
    >>> from reportkit.wording.runs import Run
    >>> sheet = figure(30, 10)
    >>> for y in (4, 5):
    ...     _ = write(sheet.axes[0], 2, y, (Run("words"),))
    >>> faults(sheet)
    ('"words" lies over "words"',)
    """
    return tuple(fault for axes in figure.axes for fault in _of_axes(axes, written(figure)))


def _of_axes(axes: Axes, texts: tuple[Written, ...]) -> Iterator[str]:
    drawn = tuple(_drawn(axes))
    levels = {id(child): (child.get_zorder(), i) for i, child in enumerate(axes.get_children())}
    sheet = Box(0.0, 0.0, float(axes.get_xlim()[1]), float(axes.get_ylim()[0]))
    for number, text in enumerate(texts):
        if text.axes is not axes:
            continue
        yield from _alone(text, sheet)
        for other in texts[:number]:
            if other.line_number != text.line_number and _shrunk(text).meets(_shrunk(other)):
                yield f"{_quoted(text)} lies over {_quoted(other)}"
        for thing in drawn:
            if _in_the_way(thing, text, levels[id(text)], drawn):
                yield f"{_quoted(text)} is crossed by {thing.name}"


def _quoted(text: Written) -> str:
    return f'"{text.run.words.strip()}"'


def _shrunk(text: Written) -> Box:
    return text.box.grown(-_TOUCH / 2)


def _alone(text: Written, sheet: Box) -> Iterator[str]:
    """Yield what is wrong with words whatever else stands on the sheet."""
    box = text.box
    size = float(text.get_fontsize())
    if size < SMALLEST - 1e-6:
        yield f"{_quoted(text)} is set in {size:.1f} pt, and nothing may be below {SMALLEST}"
    beyond = max(
        sheet.left - box.left, box.right - sheet.right, sheet.top - box.top, box.bottom - sheet.bottom
    )
    if beyond > _TOUCH:
        yield f"{_quoted(text)} stands {beyond:.1f} mm outside the figure"


def _drawn(axes: Axes) -> Iterator[_Drawn]:
    for number, child in enumerate(axes.get_children()):
        if child is axes.patch or not child.get_visible() or is_ground(child):
            continue
        if isinstance(child, (Patch, Line2D, Collection)):
            thing = _as_drawn(axes, child, number)
            if thing:
                yield thing


def _as_drawn(axes: Axes, child: Patch | Line2D | Collection, number: int) -> _Drawn | None:
    outlines = tuple(_outlines(axes, child))
    if not outlines:
        return None
    points = np.concatenate(outlines)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    stroked, width = _stroke(child)
    return _Drawn(
        name=_name(child),
        outlines=outlines,
        stroke=width * MM_PER_POINT / 2 if stroked else 0.0,
        stroked=stroked,
        filled=_filled(child),
        level=(child.get_zorder(), number),
        box=Box(float(left), float(top), float(right), float(bottom)),
    )


def _name(child: Artist) -> str:
    label = str(child.get_label())
    if label.startswith(marks.LABEL):
        return f"the mark {label.removeprefix(marks.LABEL)!r}"
    return "a line" if isinstance(child, (Line2D, Collection)) else "the edge of a shape"


def _outlines(axes: Axes, child: Patch | Line2D | Collection) -> Iterator[Outline]:
    paths = child.get_paths() if isinstance(child, Collection) else [child.get_path()]
    to_paper = child.get_transform() + axes.transData.inverted() + Affine2D().scale(_FINE)
    for path in paths:
        for polygon in to_paper.transform_path(path).to_polygons(closed_only=False):
            outline = np.asarray(polygon, dtype=np.float64) / _FINE
            if len(outline) > 1 and np.isfinite(outline).all():
                yield outline


def _stroke(child: Patch | Line2D | Collection) -> tuple[bool, float]:
    """Return whether a thing has a line one can see, and how wide it is in points."""
    if isinstance(child, Line2D):
        return child.get_linestyle() not in {"None", "", " "}, float(child.get_linewidth())
    edge = np.atleast_2d(np.asarray(child.get_edgecolor(), dtype=float))
    width = float(np.max(np.atleast_1d(child.get_linewidth())))
    return bool(edge.size) and bool(edge[:, -1].max() > 0) and width > 0, width


def _filled(child: Patch | Line2D | Collection) -> bool:
    if isinstance(child, Patch):
        return bool(child.get_fill()) and to_rgba(child.get_facecolor())[3] > 0.99  # noqa: PLR2004 - opaque
    return False


def _in_the_way(thing: _Drawn, text: Written, level: tuple[float, int], drawn: tuple[_Drawn, ...]) -> bool:
    box = _shrunk(text)
    if not thing.box.grown(thing.stroke).meets(box):
        return False
    covers = thing.filled and any(_overlaps(outline, box) for outline in thing.outlines)
    if thing.level > level and covers:
        return True
    if thing.filled and not thing.stroked and not thing.name.startswith("the mark"):
        return False
    room = box.grown(thing.stroke)
    crossed = any(_crosses(outline, room) for outline in thing.outlines)
    if not crossed and not (thing.name.startswith("the mark") and covers):
        return False
    return not any(_hides(other, thing, box, level) for other in drawn)


def _hides(other: _Drawn, thing: _Drawn, box: Box, level: tuple[float, int]) -> bool:
    """Say whether a filled shape lies between the words and what would cross them."""
    if not (other.filled and thing.level < other.level < level):
        return False
    corners = np.array([[x, y] for x in (box.left, box.right) for y in (box.top, box.bottom)])
    return any(_inside(outline, corners).all() for outline in other.outlines)


def _crosses(outline: Outline, box: Box) -> bool:
    """Say whether a polyline enters a rectangle (clipping each piece against the four sides)."""
    start, delta = outline[:-1], np.diff(outline, axis=0)
    low, high = np.array([box.left, box.top]), np.array([box.right, box.bottom])
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = (low - start) / delta, (high - start) / delta
    still = delta == 0
    between = (start > low) & (start < high)
    enter = np.where(still, np.where(between, -np.inf, np.inf), np.minimum(one, two)).max(axis=1)
    leave = np.where(still, np.where(between, np.inf, -np.inf), np.maximum(one, two)).min(axis=1)
    return bool(np.any((enter < leave) & (enter < 1) & (leave > 0)))


def _overlaps(outline: Outline, box: Box) -> bool:
    middle = np.array([[(box.left + box.right) / 2, (box.top + box.bottom) / 2]])
    return _crosses(outline, box) or bool(_inside(outline, middle).any())


def _inside(outline: Outline, points: Outline) -> NDArray[np.bool_]:
    """Say for each point whether it lies inside a closed outline (even number of crossings: outside)."""
    ax, ay = outline[:, 0][:, None], outline[:, 1][:, None]
    bx, by = np.roll(ax, -1, axis=0), np.roll(ay, -1, axis=0)
    px, py = points[:, 0][None, :], points[:, 1][None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        at = ax + (py - ay) / (by - ay) * (bx - ax)
    crossings: NDArray[np.bool_] = ((ay > py) != (by > py)) & (px < at)
    inside: NDArray[np.bool_] = crossings.sum(axis=0) % 2 == 1
    return inside

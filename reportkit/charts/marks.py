"""The evidence marks: one geometry for every chart, table and legend.

Circles are standings, squares are statements of one speaker, flags have no rim. They differ by fill
and rim first, then by dash, and by colour last, so that a photocopy still tells them apart. Each mark
is a list of filled outlines in a box of side 1 around 0, y downwards: matplotlib draws these outlines,
and the page gets the very same ones as SVG.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from reportkit.charts.outlined import Outlined, fill
from reportkit.charts.palette import BLUE, GREY, INK, PAPER, VERMILION
from reportkit.charts.sheet import own_settings
from reportkit.charts.vectors import Outline, outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

Part = tuple[Path, bool]  # an outline, and whether it is paper (white) and not the mark's own colour

_STEPS: Final = 10_000  # steps of an outline in the size of a mark
LABEL: Final = "mark:"  # how an artist says that it is part of a mark


def _disc(radius: float, x: float = 0.0, y: float = 0.0) -> Path:
    return Path.circle((x, y), radius)


def _joined(*paths: Path) -> Path:
    return Path.make_compound_path(*paths)


def _polygon(*corners: tuple[float, float]) -> Path:
    return Path([*corners, corners[0]], closed=True)


def _box(left: float, top: float, right: float, bottom: float) -> Path:
    return _polygon((left, top), (right, top), (right, bottom), (left, bottom))


def _reversed(path: Path) -> Path:
    """Turn a closed outline round, so that it cuts a hole where paths are filled by winding number."""
    vertices = np.asarray(path.vertices)[:-1][::-1]
    codes = None if path.codes is None else np.asarray(path.codes)
    return Path(np.concatenate([vertices, vertices[-1:]]), codes, closed=codes is None)


def _ring(radius: float, width: float, x: float = 0.0, y: float = 0.0) -> Path:
    return _joined(_disc(radius + width / 2, x, y), _reversed(_disc(radius - width / 2, x, y)))


def _frame() -> Path:
    return _joined(_box(-0.43, -0.43, 0.43, 0.43), _reversed(_box(-0.31, -0.31, 0.31, 0.31)))


def _sector(radius: float, start: float, stop: float) -> Path:
    """Return a piece of cake; degrees run clockwise from the right, because y points down."""
    return Path.wedge(start, stop).transformed(Affine2D().scale(radius))


def _dash(radius: float, width: float, middle: float, degrees: float) -> Path:
    outer, inner = (
        Path.arc(middle - degrees / 2, middle + degrees / 2).transformed(Affine2D().scale(r))
        for r in (radius + width / 2, radius - width / 2)
    )
    there, back = np.asarray(outer.vertices), np.asarray(inner.vertices)[::-1]
    codes = np.asarray(inner.codes).copy()
    codes[0] = Path.LINETO
    return Path(np.concatenate([there, back, there[:1]]), [*np.asarray(outer.codes), *codes, Path.CLOSEPOLY])


def _dashes(count: int, radius: float, width: float, degrees: float) -> Path:
    return _joined(*(_dash(radius, width, 90 + i * 360 / count, degrees) for i in range(count)))


def _stroke(start: tuple[float, float], end: tuple[float, float], width: float) -> Path:
    """Return a straight stroke as an outline, because a line's width would not scale with the mark."""
    (ax, ay), (bx, by) = start, end
    half = width / 2 / math.hypot(bx - ax, by - ay)
    sx, sy = (ay - by) * half, (bx - ax) * half
    return _polygon((ax + sx, ay + sy), (bx + sx, by + sy), (bx - sx, by - sy), (ax - sx, ay - sy))


def _lens(half: float, bulge: float) -> Path:
    """Return the outline of an eye from corner to corner."""
    corner, rise = (-half, 0.0), 4 / 3 * bulge
    curve = [Path.CURVE4] * 3
    points = [
        corner,
        (-half * 0.42, -rise),
        (half * 0.42, -rise),
        (half, 0.0),
        (half * 0.42, rise),
        (-half * 0.42, rise),
        corner,
        corner,
    ]
    return Path(points, [Path.MOVETO, *curve, *curve, Path.CLOSEPOLY])


def _circle(*parts: Path) -> tuple[Part, ...]:
    return ((_disc(0.46), True), *((part, False) for part in parts))


def _square(*parts: Path) -> tuple[Part, ...]:
    return ((_box(-0.40, -0.40, 0.40, 0.40), True), *((part, False) for part in (_frame(), *parts)))


def _inquiry() -> tuple[Part, ...]:
    lens = (-0.12, -0.12)
    return (
        (_disc(0.22, *lens), True),
        (_ring(0.215, 0.085, *lens), False),
        (_stroke((0.04, 0.04), (0.37, 0.37), 0.13), False),
    )


def _inference() -> tuple[Part, ...]:
    rim = _joined(_lens(0.45, 0.31), _reversed(_lens(0.345, 0.225)))
    return ((_lens(0.42, 0.28), True), (rim, False), (_disc(0.125), False))


def _through_denial() -> tuple[Part, ...]:
    return (
        (_disc(0.15, -0.15), True),
        (_ring(0.135, 0.085, -0.15), False),
        (_box(0.10, -0.33, 0.26, 0.33), False),
    )


def _says_both() -> tuple[Part, ...]:
    return (
        (_box(-0.30, -0.15, 0.30, -0.05), False),
        (_box(-0.30, 0.06, 0.30, 0.16), False),
        (_stroke((-0.16, 0.33), (0.16, -0.33), 0.10), False),
    )


_GEOMETRY: Final[dict[str, tuple[str, Callable[[], tuple[Part, ...]]]]] = {
    "acknowledged": (INK, lambda: ((_disc(0.50), False),)),
    "claimed_only": (BLUE, lambda: _circle(_sector(0.44, 90, 270), _ring(0.43, 0.14))),
    "suspected": (VERMILION, lambda: _circle(_dashes(6, 0.42, 0.16, 37.2))),
    "reported_only": (INK, lambda: _circle(_disc(0.18), _ring(0.435, 0.13))),
    "disputed": (
        VERMILION,
        lambda: _circle(_sector(0.44, 180, 270), _sector(0.44, 0, 90), _ring(0.43, 0.14)),
    ),
    "denied_only": (INK, lambda: _circle(_box(-0.29, -0.105, 0.29, 0.105), _ring(0.435, 0.13))),
    "not_addressed": (GREY, lambda: _circle(_dashes(12, 0.44, 0.09, 10.2))),
    "withdrawn": (
        GREY,
        lambda: _circle(_disc(0.18), _ring(0.40, 0.10), _stroke((-0.5, 0.5), (0.5, -0.5), 0.11)),
    ),
    "affirms": (INK, lambda: ((_box(-0.43, -0.43, 0.43, 0.43), False),)),
    "states": (INK, lambda: _square(_box(-0.14, -0.14, 0.14, 0.14))),
    "denies": (INK, lambda: _square(_box(-0.25, -0.095, 0.25, 0.095))),
    "accuses": (VERMILION, lambda: _square(_polygon((-0.23, -0.29), (0.27, 0.0), (-0.23, 0.29)))),
    "claims_own": (BLUE, lambda: _square(_box(-0.37, -0.37, 0.0, 0.37))),
    "motive": (BLUE, lambda: _square(_polygon((-0.37, -0.37), (0.37, 0.37), (-0.37, 0.37)))),
    "inquiry": (INK, _inquiry),
    "inference": (INK, _inference),
    "through_denial": (INK, _through_denial),
    "says_both": (INK, _says_both),
}

NAMES: Final[tuple[str, ...]] = tuple(_GEOMETRY)
STANDINGS: Final[tuple[str, ...]] = NAMES[:8]
STATEMENTS: Final[tuple[str, ...]] = NAMES[8:14]
FLAGS: Final[tuple[str, ...]] = NAMES[14:]


def _known(name: str) -> str:
    if name not in _GEOMETRY:
        raise KeyError(f"There is no mark named {name!r}; the marks are {', '.join(NAMES)}")
    return name


@cache
def outlines(name: str) -> tuple[Part, ...]:
    """Return the outlines of a mark in drawing order, each with whether it is white paper.

    Parameters
    ----------
    name : str
        One of `NAMES`.

    Raises
    ------
    KeyError
        No mark has this name.

    Examples
    --------
    >>> len(outlines("acknowledged"))
    1
    """
    return _GEOMETRY[_known(name)][1]()


def colour(name: str) -> str:
    """Return the colour of a mark as a hexadecimal string.

    Raises
    ------
    KeyError
        No mark has this name.

    Examples
    --------
    >>> colour("disputed")
    '#B34700'
    """
    return _GEOMETRY[_known(name)][0]


@cache
def extent(name: str) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a mark as shares of its size, seen from its middle.

    Raises
    ------
    KeyError
        No mark has this name.

    Examples
    --------
    >>> extent("affirms")
    (-0.43, -0.43, 0.43, 0.43)
    """
    boxes = [path.get_extents() for path, paper in outlines(name) if not paper]
    left, top = min(b.x0 for b in boxes), min(b.y0 for b in boxes)
    right, bottom = max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    return round(float(left), 4), round(float(top), 4), round(float(right), 4), round(float(bottom), 4)


@cache
def _shapes(name: str) -> tuple[tuple[Path, Outline, str], ...]:
    """Return each outline of a mark with its data for a drawing and its colour."""
    return tuple(
        (path, outline(path, _STEPS), PAPER if paper else colour(name)) for path, paper in outlines(name)
    )


class _Part(PathPatch):
    """One outline of a mark; on a drawing of the kit it is written once and then referred to."""

    def __init__(self, part: tuple[Path, Outline, str], place: tuple[float, float, float], name: str) -> None:
        """Put an outline at a place: x and y of the mark's middle, and its size, in millimetres."""
        path, self._shape, tone = part
        x, y, size = self._place = place
        placed = Path(np.asarray(path.vertices) * size + (x, y), path.codes)
        super().__init__(placed, facecolor=tone, edgecolor="none", linewidth=0, label=LABEL + name)
        self._placed = placed
        self.set_clip_on(False)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the outline: by reference, unless somebody has given it another shape since."""
        if not (isinstance(renderer, Outlined) and (scale := self._scale(renderer))):
            super().draw(renderer)
        elif self.get_visible():
            at = renderer.at(self.get_data_transform(), *self._place[:2])
            renderer.shape(self._shape, at, scale, fill(self.get_facecolor()))
        self.stale = False

    def _scale(self, renderer: Outlined) -> float:
        """Return how large a step of the outline is on the drawing; 0.0 where it cannot be written so."""
        (x, y, size), data = self._place, self.get_data_transform()
        (left, top), (right, _) = renderer.at(data, x, y), renderer.at(data, x + size, y)
        _, low = renderer.at(data, x, y + size)
        upright = abs((right - left) - (low - top)) < 1  # a step of the sheet is too small to see
        return (right - left) / _STEPS if upright and self.get_path() is self._placed else 0.0


@own_settings()
def draw(  # noqa: PLR0913, PLR0917 - what, where and how large
    axes: Axes, name: str, x: float, y: float, size: float, zorder: float = 5.0
) -> tuple[PathPatch, ...]:
    """Draw a mark with its middle at a point.

    Parameters
    ----------
    axes : Axes
        Axes in millimetres, y downwards.
    name : str
        One of `NAMES`.
    x, y : float
        Where the middle is, in millimetres.
    size : float
        Side of the mark's box in millimetres.
    zorder : float
        Height in the stack of drawn things.

    Returns
    -------
    tuple of PathPatch
        What was drawn, each labelled ``mark:<name>``.

    Raises
    ------
    KeyError
        No mark has this name.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> [patch.get_label() for patch in draw(Figure().add_axes((0, 0, 1, 1)), "affirms", 5, 5, 3)]
    ['mark:affirms']
    """
    parts = tuple(_Part(part, (x, y, size), name) for part in _shapes(_known(name)))
    for part in parts:
        part.set_zorder(zorder)
        axes.add_artist(part)
    return parts


def _number(value: float) -> str:
    return f"{round(value, 4) + 0.0:.4f}".rstrip("0").rstrip(".")  # adding 0.0 turns -0.0 into 0.0


def _commands(path: Path) -> Iterator[str]:
    letters = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
    for vertices, code in path.iter_segments(curves=True, simplify=False):
        if code == Path.CLOSEPOLY:
            yield "Z"
        else:
            yield letters[code] + " ".join(_number(float(value)) for value in vertices)


@cache
def as_svg(name: str) -> str:
    """Return a mark as a small SVG document in a box of side 1.1 around 0.

    The box is a little larger than the mark, so that a slash from corner to corner is not cut off.

    Raises
    ------
    KeyError
        No mark has this name.

    Examples
    --------
    >>> as_svg("affirms").count("<path")
    1
    """
    paths = "".join(
        f'<path fill="{PAPER if paper else colour(name)}" d="{"".join(_commands(path))}"/>'
        for path, paper in outlines(name)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="11" height="11" viewBox="-0.55 -0.55 1.1 1.1">'
        f"{paths}</svg>"
    )

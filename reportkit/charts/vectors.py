"""Paths as the text of SVG: whole numbers, each step seen from the point before.

Whoever calls it chooses a unit so fine that whole numbers are enough (a hundredth of a point on a sheet,
half a unit of a font). Steps are differences of rounded places, so that they never drift.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Places = NDArray[np.int64]  # shape (n, 2)

_FAR: Final = 10_000_000  # beyond it nothing is on any paper, and numbers stay short
_SPAN: Final = {int(Path.LINETO): ("l", 1), int(Path.CURVE3): ("q", 2), int(Path.CURVE4): ("c", 3)}
_MOVE, _LINE, _CLOSE = int(Path.MOVETO), int(Path.LINETO), int(Path.CLOSEPOLY)
_FEW: Final = 12  # points: up to here plain loops are quicker than arrays


class Outline(NamedTuple):
    """A path that is drawn again and again: what it is called in a drawing, and its data."""

    name: str
    data: str


def outline(path: Path, unit: float) -> Outline:
    """Return a path under a name that follows from its data: equal names are equal outlines, on any page.

    Parameters
    ----------
    path : Path
        The outline.
    unit : float
        How many steps there are in 1.

    Examples
    --------
    >>> outline(Path([[0, 0], [1, 0], [0, 1]]), 10).data
    'M0 0l10 0-10 10'
    """
    vertices = np.asarray(path.vertices, dtype=np.float64)
    data = path_data(rounded(vertices * unit), path.codes) if len(vertices) else ""
    return Outline(name_of(data, "o"), data)


def name_of(data: str, kind: str) -> str:
    """Return a short name that follows from what it names.

    Examples
    --------
    >>> name_of("M0 0", "o") == name_of("M0 0", "o") != name_of("M0 1", "o")
    True
    """
    digest = b32encode(hashlib.sha256(data.encode("ascii")).digest()).decode("ascii")
    return kind + digest[:7].lower()


def rounded(points: NDArray[np.float64]) -> Places:
    """Return points on whole numbers.

    Examples
    --------
    >>> rounded(np.array([[0.4, -0.6]])).tolist()
    [[0, -1]]
    """
    return np.rint(np.clip(points, -_FAR, _FAR)).astype(np.int64)


def path_data(points: Places, codes: object = None) -> str:
    """Return a path as the ``d`` of an SVG path.

    Parameters
    ----------
    points : array of shape (n, 2)
        Its vertices on whole numbers, y downwards.
    codes : array of shape (n,) or None
        What each vertex is, as matplotlib counts them; None for a polyline.

    Examples
    --------
    >>> path_data(np.array([[0, 0], [5, 0], [5, 5], [0, 0]]), [1, 2, 2, 79])
    'M0 0l5 0 0 5z'
    """
    if codes is None:
        kinds = [_MOVE] + [_LINE] * (len(points) - 1) if len(points) else []
    else:
        kinds = np.asarray(codes).tolist()
    return "".join(_commands(points, kinds))


def _commands(points: Places, codes: list[int]) -> Iterator[str]:
    """Yield the commands of a path; steps of one kind stand together behind one letter."""
    at, start, closed, first = [0, 0], [0, 0], False, 0
    places = points.tolist()
    while first < len(codes):
        code, last = codes[first], first
        if code == _MOVE:
            at = start = places[first]
            closed = False
            yield f"M{at[0]} {at[1]}"
        elif code == _CLOSE:
            if not closed:
                yield "z"
            at, closed = start, True
        elif code in _SPAN:
            letter, span = _SPAN[code]
            while last + span < len(codes) and codes[last + span] == code:
                last += span
            last += span - 1
            if closed:  # a path that goes on after it was closed begins where it began
                yield f"M{at[0]} {at[1]}"
                closed = False
            yield letter + _steps(at, points[first : last + 1], span)
            at = places[last]
        else:  # STOP: what comes after it is not drawn
            return
        first = last + 1


def _steps(at: list[int], points: Places, span: int) -> str:
    """Return points as numbers, each seen from where its stretch of ``span`` points begins."""
    if len(points) > _FEW:
        begins = np.vstack((at, points[span - 1 : -1 : span]))
        steps = (points - np.repeat(begins, span, axis=0)).tolist()
    else:
        steps, (u, v) = [], at
        for number, (x, y) in enumerate(points.tolist(), 1):
            steps.append((x - u, y - v))
            if number % span == 0:
                u, v = x, y
    return " ".join([f"{x} {y}" for x, y in steps]).replace(" -", "-")

"""
The plane geometry of the chart of actors for many rectangles at once.

Arrays in millimetres, y pointing down: a rectangle is a row of left, top, right and bottom, a piece of a
line a row of x, y, x, y. The same answers as `actors_geometry`, for thousands of places in one go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rects: TypeAlias = NDArray[np.float64]  # shape (n, 4): left, top, right, bottom
    Pieces: TypeAlias = NDArray[np.float64]  # shape (k, 4): x and y of one end, then of the other

_EPSILON = 1e-9


def widened(rects: Rects, by: float) -> Rects:
    """
    Rectangles moved outwards on all four sides.

    Parameters
    ----------
    rects : array of shape (n, 4)
        The rectangles.
    by : float
        Millimetres on each side.

    Examples
    --------
    >>> widened(np.array([[0.0, 0.0, 2.0, 2.0]]), 1).tolist()
    [[-1.0, -1.0, 3.0, 3.0]]
    """
    found: Rects = rects + np.array((-by, -by, by, by))
    return found


def meeting(rects: Rects, others: Rects) -> NDArray[np.bool_]:
    """
    Whether each rectangle shares area with any of some others; touching edges do not count.

    Parameters
    ----------
    rects, others : array of shape (n, 4)
        The rectangles.

    Examples
    --------
    >>> one = np.array([[0.0, 0.0, 2.0, 2.0], [5.0, 0.0, 6.0, 2.0]])
    >>> meeting(one, np.array([[1.0, 1.0, 3.0, 3.0]])).tolist()
    [True, False]
    """
    a, b = rects[:, None, :], others[None, :, :]
    across = (a[..., 0] < b[..., 2] - _EPSILON) & (b[..., 0] < a[..., 2] - _EPSILON)
    down = (a[..., 1] < b[..., 3] - _EPSILON) & (b[..., 1] < a[..., 3] - _EPSILON)
    found: NDArray[np.bool_] = np.any(across & down, axis=1)
    return found


def inside_many(rects: Rects, pieces: Pieces) -> NDArray[np.float64]:
    """
    Length of the part of each straight piece that lies inside each rectangle.

    Parameters
    ----------
    rects : array of shape (n, 4)
        The rectangles.
    pieces : array of shape (k, 4)
        The pieces.

    Returns
    -------
    array of shape (n, k)
        Millimetres.

    Notes
    -----
    Clipping against the four half planes, as Liang and Barsky (1984) do it.

    Examples
    --------
    >>> inside_many(np.array([[2.0, 0.0, 5.0, 2.0]]), np.array([[0.0, 1.0, 10.0, 1.0]])).tolist()
    [[3.0]]
    """
    low, high = np.minimum(pieces[:, :2], pieces[:, 2:]), np.maximum(pieces[:, :2], pieces[:, 2:])
    near = (rects[:, None, 0] < high[None, :, 0]) & (rects[:, None, 2] > low[None, :, 0])
    near &= (rects[:, None, 1] < high[None, :, 1]) & (rects[:, None, 3] > low[None, :, 1])
    which, piece = np.nonzero(near)
    found = np.zeros((len(rects), len(pieces)))
    found[which, piece] = _inside(rects[which], pieces[piece])
    return found


def _inside(rects: Rects, pieces: Pieces) -> NDArray[np.float64]:
    """Return for each pair of a rectangle and a piece the length inside."""
    start, step = pieces[:, :2], pieces[:, 2:] - pieces[:, :2]
    still = np.abs(step) < _EPSILON
    safe = np.where(still, 1.0, step)
    one, two = (rects[:, :2] - start) / safe, (rects[:, 2:] - start) / safe
    within = (rects[:, :2] - start < -_EPSILON) & (rects[:, 2:] - start > _EPSILON)
    enter = np.where(still, np.where(within, 0.0, 1.0), np.minimum(one, two)).max(axis=1)
    leave = np.where(still, np.where(within, 1.0, 0.0), np.maximum(one, two)).min(axis=1)
    share = np.minimum(leave, 1.0) - np.maximum(enter, 0.0)
    found: NDArray[np.float64] = np.maximum(share, 0.0) * np.hypot(step[:, 0], step[:, 1])
    return np.where(found > _EPSILON, found, 0.0)

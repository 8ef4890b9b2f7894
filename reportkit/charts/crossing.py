"""Whether lines enter boxes and outlines hold points: many at once, because a briefing has many words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Boxes = NDArray[np.float64]  # shape (n, 4): left, top, right, bottom
    Outline = NDArray[np.float64]  # shape (n, 2)
    Mask = NDArray[np.bool_]


def meeting(one: Boxes, two: Boxes) -> Mask:
    """Say for each of some boxes and each of others whether they overlap; shape (n, m).

    Examples
    --------
    >>> meeting(np.array([[0.0, 0, 2, 2]]), np.array([[1.0, 1, 3, 3], [2.0, 0, 3, 3]])).tolist()
    [[True, False]]
    """
    left, top, right, bottom = (one[:, side, None] for side in range(4))
    met: Mask = (left < two[:, 2]) & (two[:, 0] < right) & (top < two[:, 3]) & (two[:, 1] < bottom)
    return met


def entered(outlines: Sequence[Outline], boxes: Boxes) -> Mask:
    """Say for each outline whether its line enters the box of the same number.

    Each piece of each line is cut at the four sides; a line that only touches a side does not enter.

    Examples
    --------
    >>> across, along = np.array([[0.0, 0], [4, 4]]), np.array([[0.0, 0], [4, 0]])
    >>> entered([across, along], np.array([[1.0, 1, 2, 2]] * 2)).tolist()
    [True, False]
    """
    counts = np.array([len(outline) - 1 for outline in outlines], dtype=np.intp)
    if not counts.any():
        return np.zeros(len(outlines), dtype=bool)
    start = np.concatenate([outline[:-1] for outline in outlines])
    delta = np.concatenate([outline[1:] for outline in outlines]) - start
    owner = np.repeat(np.arange(len(outlines)), counts)
    low, high = boxes[owner, :2], boxes[owner, 2:]
    with np.errstate(divide="ignore", invalid="ignore"):
        one, two = (low - start) / delta, (high - start) / delta
    still, between = delta == 0, (start > low) & (start < high)
    enter = np.where(still, np.where(between, -np.inf, np.inf), np.minimum(one, two)).max(axis=1)
    leave = np.where(still, np.where(between, np.inf, -np.inf), np.maximum(one, two)).min(axis=1)
    hit = (enter < leave) & (enter < 1) & (leave > 0)
    return np.bincount(owner, weights=hit, minlength=len(outlines)) > 0


def inside(outline: Outline, points: Outline) -> Mask:
    """Say for each point whether it lies inside a closed outline (even number of crossings: outside).

    Examples
    --------
    >>> square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    >>> inside(square, np.array([[1.0, 1], [3, 1]])).tolist()
    [True, False]
    """
    ax, ay = outline[:, 0][:, None], outline[:, 1][:, None]
    bx, by = np.roll(ax, -1, axis=0), np.roll(ay, -1, axis=0)
    px, py = points[:, 0][None, :], points[:, 1][None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        at = ax + (py - ay) / (by - ay) * (bx - ax)
    crossings: Mask = ((ay > py) != (by > py)) & (px < at)
    odd: Mask = crossings.sum(axis=0) % 2 == 1
    return odd


def apart(one: Outline, two: Outline) -> bool:
    """Say whether a straight line can be drawn between two quadrangles without inner corners.

    Examples
    --------
    >>> square = np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]])
    >>> apart(square, square + 1), apart(square, square + 2)
    (False, True)
    """
    for quadrangle in (one, two):
        edges = np.roll(quadrangle, -1, axis=0) - quadrangle
        for across in np.column_stack((-edges[:, 1], edges[:, 0])):
            a, b = one @ across, two @ across
            if a.max() <= b.min() or b.max() <= a.min():
                return True
    return False

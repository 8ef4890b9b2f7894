"""From degrees to millimetres on a small map: equirectangular, squashed at the middle latitude."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from reportkit.charts.sheet import Box

    Points = NDArray[np.float64]  # shape (n, 2)

KM_PER_DEGREE: Final = math.pi * 6371.0088 / 180  # of latitude, on a sphere of the Earth's mean radius
_FLATTEST: Final = 0.15  # squash at very high latitudes, where the map would be all width


@dataclass(frozen=True, slots=True)
class Degrees:
    """A piece of the Earth between two meridians and two parallels; west may be below -180."""

    west: float
    south: float
    east: float
    north: float

    def around(self, other: Degrees) -> Degrees:
        """Return the smallest piece that holds both.

        Examples
        --------
        >>> Degrees(0, 0, 1, 1).around(Degrees(2, 2, 3, 3))
        Degrees(west=0, south=0, east=3, north=3)
        """
        return Degrees(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
        )

    def within(self, other: Degrees) -> Degrees | None:
        """Return what two pieces share, or None.

        Examples
        --------
        >>> Degrees(0, 0, 2, 2).within(Degrees(1, 1, 3, 3))
        Degrees(west=1, south=1, east=2, north=2)
        """
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Degrees(west, south, east, north) if west < east and south < north else None

    def grown(self, lon: float, lat: float) -> Degrees:
        """Return the piece with so many degrees more on each side.

        Examples
        --------
        >>> Degrees(0, 0, 1, 1).grown(1, 2)
        Degrees(west=-1, south=-2, east=2, north=3)
        """
        return Degrees(self.west - lon, self.south - lat, self.east + lon, self.north + lat)


def around_point(lon: float, lat: float, km: float) -> Degrees:
    """Return the piece of the Earth that reaches so many kilometres from a point.

    Examples
    --------
    >>> piece = around_point(44.0, 0.0, KM_PER_DEGREE)
    >>> round(piece.west, 6), round(piece.north, 6)
    (43.0, 1.0)
    """
    lat_half = km / KM_PER_DEGREE
    lon_half = lat_half / max(_FLATTEST, math.cos(math.radians(lat)))
    return Degrees(lon - lon_half, lat - lat_half, lon + lon_half, lat + lat_half)


@dataclass(frozen=True, slots=True)
class View:
    """How degrees become millimetres inside one frame on the sheet."""

    frame: Box
    lon: float  # the middle of the frame
    lat: float
    squash: float  # length of a degree of longitude in degrees of latitude
    mm_per_degree: float  # of latitude

    @property
    def km_per_mm(self) -> float:
        """Kilometres that one millimetre of the map stands for, at its middle latitude."""
        return KM_PER_DEGREE / self.mm_per_degree

    @property
    def shown(self) -> Degrees:
        """The piece of the Earth that the frame shows."""
        lat_half = self.frame.height / 2 / self.mm_per_degree
        lon_half = self.frame.width / 2 / self.mm_per_degree / self.squash
        return Degrees(self.lon - lon_half, self.lat - lat_half, self.lon + lon_half, self.lat + lat_half)

    def points(self, degrees: Points) -> Points:
        """Return longitudes and latitudes as millimetres, on the side of the date line of this map.

        Parameters
        ----------
        degrees : array of shape (n, 2)
            Longitude and latitude of points that belong together (a ring, a line).

        Examples
        --------
        >>> from reportkit.charts.sheet import Box
        >>> view = fit(Degrees(0, -1, 2, 1), Box(0, 0, 20, 20))
        >>> view.points(np.array([[1.0, 0.0], [361.0, 0.0]]))[0].round(6).tolist()
        [10.0, 10.0]
        """
        middle = (degrees[:, 0].min() + degrees[:, 0].max()) / 2
        turns = 360.0 * np.round((middle - self.lon) / 360.0)
        x = (degrees[:, 0] - turns - self.lon) * self.squash * self.mm_per_degree
        y = (self.lat - degrees[:, 1]) * self.mm_per_degree
        centre = ((self.frame.left + self.frame.right) / 2, (self.frame.top + self.frame.bottom) / 2)
        placed: Points = np.column_stack([x, y]) + np.array(centre)
        return placed

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return one place as millimetres.

        Examples
        --------
        >>> from reportkit.charts.sheet import Box
        >>> fit(Degrees(0, -1, 2, 1), Box(0, 0, 20, 20)).point(1.0, 0.0)
        (10.0, 10.0)
        """
        x, y = self.points(np.array([[lon, lat]], dtype=np.float64))[0]
        return float(x), float(y)


def fit(piece: Degrees, frame: Box) -> View:
    """Return the view that shows a piece of the Earth as large as a frame allows, in its middle.

    Parameters
    ----------
    piece : Degrees
        What must be seen.
    frame : Box
        Where, in millimetres.

    Examples
    --------
    >>> from reportkit.charts.sheet import Box
    >>> fit(Degrees(0, -1, 2, 1), Box(0, 0, 40, 20)).mm_per_degree
    10.0
    """
    lat = (piece.south + piece.north) / 2
    squash = max(_FLATTEST, math.cos(math.radians(lat)))
    scale = min(
        frame.width / ((piece.east - piece.west) * squash), frame.height / (piece.north - piece.south)
    )
    return View(frame, (piece.west + piece.east) / 2, lat, squash, scale)


def clip(ring: Points, box: Box) -> Points:
    """Return the part of a closed ring inside a rectangle (Sutherland and Hodgman 1974).

    Where the ring leaves and comes back, the result runs along the rectangle: take one that is larger
    than what is seen.

    Parameters
    ----------
    ring : array of shape (n, 2)
        Points in millimetres.
    box : Box
        The rectangle.

    Examples
    --------
    >>> from reportkit.charts.sheet import Box
    >>> ring = np.array([[-1, 0], [1, 0], [1, 1], [-1, 1], [-1, 0]], dtype=float)
    >>> float(clip(ring, Box(0, -9, 9, 9))[:, 0].min())
    0.0
    """
    sides = ((0, box.left, 1.0), (0, box.right, -1.0), (1, box.top, 1.0), (1, box.bottom, -1.0))
    for axis, limit, sign in sides:
        if len(ring) == 0:
            break
        ring = _clip_side(ring, axis, limit, sign)
    return ring


def _clip_side(ring: Points, axis: int, limit: float, sign: float) -> Points:
    depth = (ring[:, axis] - limit) * sign
    if (depth >= 0).all():
        return ring
    before, depth_before = np.roll(ring, 1, axis=0), np.roll(depth, 1)
    crosses = (depth >= 0) != (depth_before >= 0)
    share = depth_before / np.where(crosses, depth_before - depth, 1.0)
    # Each point gives up to two: where the line from the point before meets the side, and itself.
    both = np.stack([before + (ring - before) * share[:, None], ring], axis=1)
    keep = np.stack([crosses, depth >= 0], axis=1)
    pieces: Points = both[keep]
    return pieces


def thinned(ring: Points, step: float = 0.1) -> Points:
    """Return a line without the points that follow the one before at less than a reader can see.

    Parameters
    ----------
    ring : array of shape (n, 2)
        Points in millimetres.
    step : float
        Along the line, one point in so many millimetres is enough.

    Examples
    --------
    >>> len(thinned(np.array([[0, 0], [0.01, 0], [1, 0]], dtype=float)))
    2
    """
    lengths = np.hypot(*np.diff(ring, axis=0).T)
    number = np.floor(np.concatenate([[0.0], np.cumsum(lengths)]) / step)
    keep = np.concatenate([[True], np.diff(number) > 0])
    keep[-1] = True
    kept: Points = ring[keep]
    return kept


def hatching(rings: Iterable[Points], spacing: float) -> list[Points]:
    """Return strokes at 45 degrees that fill an area, each of shape (2, 2), in millimetres.

    The strokes lie on one grid for the whole sheet, so that neighbouring areas continue each other.

    Parameters
    ----------
    rings : iterable of arrays of shape (n, 2)
        Outer and inner rings; what is inside an even number of them stays empty.
    spacing : float
        Distance between strokes in millimetres.

    Examples
    --------
    >>> square = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)
    >>> len(hatching([square], 2.0))
    3
    """
    turn = np.array([[1.0, -1.0], [1.0, 1.0]]) / math.sqrt(2)  # along and across the strokes
    turned = [ring @ turn.T for ring in rings if len(ring) > 2]  # noqa: PLR2004 - a line has no area
    if not turned:
        return []
    low = math.ceil(min(float(r[:, 1].min()) for r in turned) / spacing)
    high = math.floor(max(float(r[:, 1].max()) for r in turned) / spacing)
    strokes: list[Points] = []
    for number in range(low, high + 1):
        cuts = sorted(x for ring in turned for x in _cuts(ring, number * spacing))
        for start, stop in zip(cuts[::2], cuts[1::2], strict=False):
            strokes.append(np.array([[start, number * spacing], [stop, number * spacing]]) @ turn)
    return strokes


def _cuts(ring: Points, level: float) -> list[float]:
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[:, 1] > level) != (b[:, 1] > level)
    a, b = a[crosses], b[crosses]
    return [float(x) for x in a[:, 0] + (level - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])]

"""What stands on a locator map, as plain records, and the pieces that the map and its inset share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from reportkit.charts import mapdata
from reportkit.charts.places_labels import TEXT_SIZE, Name, Placed, Town, town_at
from reportkit.charts.projection import clip, thinned
from reportkit.charts.sheet import Box
from reportkit.charts.style import measure
from reportkit.wording.runs import Run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reportkit.charts.mapdata import Area
    from reportkit.charts.placement import Room
    from reportkit.charts.projection import View
    from reportkit.wording.pictures import PlaceMark, PlacesPicture
    from reportkit.wording.runs import Line

    Points = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Rings = tuple[Points, ...]

_SCALE_SHARE: Final = 0.2  # of the width, at most, for the scale bar


@dataclass(frozen=True, slots=True)
class Site:
    """An incident and how its place is drawn: "point", "circle", "area", or "nowhere"."""

    mark: PlaceMark
    kind: str
    home: tuple[float, float]  # mm
    radius: float  # mm, of the circle or of the mark
    rings: Rings  # of the area


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark that stands at a point, and the point it is about where it had to move."""

    site: Site
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Circle:
    """The area around a place, and where the reader's eye stands if the area is the reader's."""

    key: str
    x: float
    y: float
    radius: float
    eye: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale bar: its left end, its length in millimetres, its words, and the room of both."""

    x: float
    y: float
    length: float
    line: Line
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one map: the main one, or the inset."""

    view: View
    circles: tuple[Circle, ...]
    names: tuple[Name, ...]
    towns: tuple[Town, ...]
    scale: Scale | None


@dataclass(frozen=True, slots=True)
class Inset:
    """The close view of the own place, under a strip with its words."""

    key: str  # of the incident that it shows
    box: Box
    strip: float
    label: Placed
    sheet: Sheet
    connectors: tuple[tuple[tuple[float, float], tuple[float, float]], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole drawing."""

    width: float
    height: float
    main: Sheet
    sites: tuple[Site, ...]
    pins: tuple[Pin, ...]
    labels: tuple[Placed, ...]
    inset: Inset | None
    key: tuple[Placed, ...]


def rings_of(view: View, area: Area) -> Rings:
    """Return the rings of an area in millimetres, as far as they can be seen in a view.

    Examples
    --------
    >>> from reportkit.charts.projection import Degrees, fit
    >>> view = fit(Degrees(40, 30, 48, 36), Box(0, 0, 50, 50))
    >>> len(rings_of(view, mapdata.country("IQ"))), len(rings_of(view, mapdata.country("JP")))
    (1, 0)
    """
    seen = view.frame.grown(3.0)
    rings: list[Points] = []
    for polygon in area:
        for ring in polygon:
            points = view.points(ring)
            low, high = points.min(axis=0), points.max(axis=0)
            if Box(float(low[0]), float(low[1]), float(high[0]), float(high[1])).meets(seen):
                piece = clip(thinned(points), seen)
                if len(piece) > 2:  # noqa: PLR2004 - fewer points have no area
                    rings.append(piece)
    return tuple(rings)


@lru_cache(maxsize=2048)
def country_rings(view: View, code: str) -> Rings:
    """Return the rings of a country in millimetres, as far as they can be seen in a view.

    Examples
    --------
    >>> from reportkit.charts.projection import Degrees, fit
    >>> len(country_rings(fit(Degrees(40, 30, 48, 36), Box(0, 0, 50, 50)), "IQ"))
    1
    """
    return rings_of(view, mapdata.country(code))


def eye_at(x: float, y: float, radius: float, frame: Box) -> tuple[float, float]:
    """Return where the reader's eye stands on the rim of a circle: upper right, if that is on the map.

    Examples
    --------
    >>> [round(v, 2) for v in eye_at(10, 10, 5, Box(0, 0, 20, 20))]
    [13.54, 6.46]
    """
    for degrees in (-45, -135, 45, 135):
        px = x + radius * math.cos(math.radians(degrees))
        py = y + radius * math.sin(math.radians(degrees))
        if frame.left + 1.6 < px < frame.right - 1.6 and frame.top + 1.6 < py < frame.bottom - 1.6:
            break
    return px, py


def scale_bar(room: Room, view: View, unit: Line) -> Scale | None:
    """Return the scale bar, in the first corner that is free."""
    most = _SCALE_SHARE * view.frame.width * view.km_per_mm
    power = 10.0 ** math.floor(math.log10(most))
    km = max(step * power for step in (1, 2, 3, 5) if step * power <= most)
    line = (Run(f"{km:g} "), *unit)
    length = km / view.km_per_mm
    width, height = max(length, measure(line, TEXT_SIZE)), 3.9
    frame = room.frame
    for left in (frame.left + 0.4, frame.right - width - 0.4):
        for top in (frame.bottom - height - 0.2, frame.top + 0.2):
            box = Box(left, top, left + width, top + height)
            if not (room.in_box(box) & room.taken).any():
                room.take(room.in_box(box.grown(0.3)))
                return Scale(left, top + height - 0.4, length, line, box)
    return None


def towns_on(room: Room, view: View, picture: PlacesPicture) -> tuple[Town, ...]:
    """Place the orientation towns that find room, each taking its own.

    Parameters
    ----------
    room : Room
        What is free; a placed town takes its cells.
    view : View
        The map.
    picture : PlacesPicture
        The record with the towns.
    """
    towns = []
    for lat, lon, line in picture.towns:
        town = town_at(room, *view.point(lon, lat), line)
        if town:
            towns.append(town)
            room.take(room.in_box(town.box.grown(0.3)))
            room.take(room.in_disc(town.x, town.y, 0.9))
    return tuple(towns)

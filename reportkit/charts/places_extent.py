"""Which piece of the Earth a locator map shows, so that every incident on it can be told apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from reportkit.charts import mapdata
from reportkit.charts.projection import Degrees, around_point

if TYPE_CHECKING:
    from reportkit.wording.pictures import PlaceMark

_POINT_KM: Final = 40.0  # what is shown around a place that has no radius of its own
_OWN_COUNTRY: Final = 7.5  # degrees of the own country that are shown around its incident
_SMALL: Final = 0.6  # a country below this share of the map is shown whole
_NEAREST: Final = 0.32  # of a larger one, so much of the map's size
_LEAST: Final = 2.4  # degrees of latitude that a map shows at least
_LARGE: Final = 26.0  # degrees: a country beyond this is not shown whole for its own sake
_MARGIN: Final = 0.06

AREAS: Final = ("admin1", "country", "region")  # precisions that are areas and never points


def is_located(mark: PlaceMark) -> bool:
    """Say whether an incident is drawn at coordinates: as a point, or as a circle around one.

    Examples
    --------
    >>> from reportkit.wording.pictures import PlaceMark
    >>> mark = PlaceMark("a", (), (), "states", (), "country", 33.0, 44.0, None, "IQ", False, False)
    >>> is_located(mark)
    False
    """
    has_point = mark.lat is not None and mark.lon is not None
    return (
        has_point
        and mark.precision != "country"
        and (mark.radius_km is not None or mark.precision not in AREAS)
    )


def extent(marks: tuple[PlaceMark, ...]) -> Degrees:
    """Return what a map of some incidents has to show.

    Points and circles are shown whole, with the part of the own country around the own incident. Small
    countries that are known only as a country are shown whole, of large ones the nearest part.

    Parameters
    ----------
    marks : tuple of PlaceMark
        Incidents; at least one is located or lies in a country of the map data.

    Raises
    ------
    ValueError
        None of them has a place.

    Examples
    --------
    >>> from reportkit.wording.pictures import PlaceMark
    >>> mark = PlaceMark("a", (), (), "states", (), "country", None, None, None, "LB", True, False)
    >>> piece = extent((mark,))
    >>> piece.west < 35.2 < piece.east
    True
    """
    located = sorted((mark for mark in marks if is_located(mark)), key=lambda mark: not mark.own)
    area = sorted((mark for mark in marks if not is_located(mark)), key=lambda mark: not mark.own)
    pieces = [piece for mark in located for piece in _around(mark)]
    core: Degrees | None = None
    for piece in pieces:
        core = piece if core is None else core.around(_turned(piece, core))
    for mark in area:
        for whole in main_part(mark.country):
            core = whole if core is None else core.around(_part(mark, _turned(whole, core), core))
    if core is None:
        raise ValueError("None of the incidents has a place, so there is nothing to draw on a map")
    return _roomy(core)


def _around(mark: PlaceMark) -> list[Degrees]:
    if mark.lat is None or mark.lon is None:
        return []
    point = around_point(mark.lon, mark.lat, mark.radius_km or _POINT_KM)
    if not mark.own:
        return [point]
    near = _OWN_COUNTRY / max(0.3, math.cos(math.radians(mark.lat)))
    window = Degrees(mark.lon - near, mark.lat - _OWN_COUNTRY, mark.lon + near, mark.lat + _OWN_COUNTRY)
    shown = [part.within(window) for part in main_part(mark.country, point)]
    return [point, *(part for part in shown if part)]


def main_part(code: str, towards: Degrees | None = None) -> list[Degrees]:
    """Return the bounds of the largest part of a country, in a list that is empty where there is none.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-2.
    towards : Degrees or None
        A piece of the Earth whose side of the date line is wanted.

    Examples
    --------
    >>> main_part("no such country")
    []
    """
    area = mapdata.country(code)
    if not area:
        return []
    ring = area[0][0]
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    whole = Degrees(float(west), float(south), float(east), float(north))
    return [whole if towards is None else _turned(whole, towards)]


def _turned(piece: Degrees, towards: Degrees) -> Degrees:
    """Return a piece on the same side of the date line as another one."""
    away = (piece.west + piece.east) / 2 - (towards.west + towards.east) / 2
    turn = 360.0 * round(away / 360.0)
    return Degrees(piece.west - turn, piece.south, piece.east - turn, piece.north)


def _part(mark: PlaceMark, country: Degrees, core: Degrees) -> Degrees:
    """Return what is shown of a country: the own one whole, unless it is very large."""
    small = max(country.east - country.west, country.north - country.south) <= _LARGE
    return country if mark.own and small else _nearest(country, core)


def _nearest(country: Degrees, core: Degrees) -> Degrees:
    """Return so much of a country as its mark and hatching need beside what is already shown."""
    wide, high = core.east - core.west, core.north - core.south
    if country.east - country.west < _SMALL * wide and country.north - country.south < _SMALL * high:
        return country
    west, east = _side(country.west, country.east, core.west, core.east, wide)
    south, north = _side(country.south, country.north, core.south, core.north, high)
    return Degrees(west, south, east, north)


def _side(low: float, high: float, core_low: float, core_high: float, length: float) -> tuple[float, float]:
    if min(high, core_high) - max(low, core_low) >= _NEAREST * length:
        return max(low, core_low), min(high, core_high)
    reach = max(_NEAREST * length, 2.0)
    if low > core_low:
        return max(low, core_low), min(high, max(low, core_high) + reach)
    return max(low, min(high, core_low) - reach), min(high, core_high)


def _roomy(core: Degrees) -> Degrees:
    lat = (core.south + core.north) / 2
    squash = max(0.3, math.cos(math.radians(lat)))
    high = max(0.0, _LEAST - (core.north - core.south)) / 2
    wide = max(0.0, _LEAST / squash - (core.east - core.west)) / 2
    core = core.grown(wide, high)
    return core.grown((core.east - core.west) * _MARGIN, (core.north - core.south) * _MARGIN)

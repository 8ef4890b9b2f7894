"""Everything on a locator map at its place, before anything is drawn.

The order is the order of importance: the incidents' own marks, the inset, the scale, the words of the
incidents, then names of countries and towns as far as there is room. An incident is never left out:
where its words find no place they go into a numbered key under the map.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.path import Path

from reportkit.charts import mapdata
from reportkit.charts.placement import Room, distance_to_box
from reportkit.charts.places_extent import extent, is_located, main_part
from reportkit.charts.places_inset import READABLE, inset_of
from reportkit.charts.places_labels import (
    LABEL_SHARE,
    MARK_SIZE,
    OWN_MARK_SIZE,
    Label,
    Name,
    Placed,
    beside_point,
    fits_inside,
    label_of,
    name_in,
    number_of,
    over_area,
)
from reportkit.charts.places_parts import (
    Circle,
    Inset,
    Pin,
    Plan,
    Sheet,
    Site,
    country_rings,
    eye_at,
    rings_of,
    scale_bar,
    towns_on,
)
from reportkit.charts.projection import Degrees, View, fit
from reportkit.charts.sheet import Box
from reportkit.wording.runs import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportkit.charts.places_parts import Rings
    from reportkit.wording.pictures import PlaceMark, PlacesPicture

    Mask = NDArray[np.bool_]

_HEIGHTS: Final = (48.0, 53.0)  # mm: the lowest and the highest map
_LEAST_RADIUS: Final = 1.1  # mm: a circle is never drawn smaller, so that it can be seen
_EYE_RADIUS: Final = 2.5  # mm: a smaller circle has no room for the eye on its rim
_COMFORT: Final = 3  # cells around the words in an area for which a map is widened
_WIDENINGS: Final = 6  # how often a map is widened for words that should stand inside an area
_MOST_LABELS: Final = 8  # more incidents are numbered
_HIGHEST_LABEL: Final = 0.35  # share of the height of the map; what is higher goes into the key


def plan(picture: PlacesPicture, width_mm: float) -> Plan:
    """Return where everything on a locator map stands.

    Parameters
    ----------
    picture : PlacesPicture
        Incidents, names and towns.
    width_mm : float
        Width of the figure in millimetres.

    Raises
    ------
    ValueError
        No incident has a place.
    """
    view, height = _view(picture.marks, width_mm)
    room = Room(view.frame.grown(-0.8))
    sites = tuple(_site(mark, view) for mark in picture.marks)
    areas = {site.mark.key: room.mask(site.rings) for site in sites if site.kind == "area"}
    _ground(room, view, sites, areas)
    pins = _pins(room, sites)
    circles = _circles(room, sites)
    inset = inset_of(room, picture, sites, pins, areas)
    circles = tuple(replace(c, eye=None) if inset and c.key == inset.key else c for c in circles)
    solid = _solid(pins, circles, inset)
    scale = scale_bar(room, view, picture.scale)
    if scale:
        solid = (*solid, scale.box)
    labels, keyed = _labels(room, sites, pins, areas, solid, inset, width_mm)
    names = _names(room, view, picture, areas)
    towns = towns_on(room, view, picture)
    bottom = inset.box.bottom + 0.2 if inset and inset.box.bottom > height else height
    key, total = _key(keyed, bottom, width_mm)
    return Plan(width_mm, total, Sheet(view, circles, names, towns, scale), sites, pins, labels, inset, key)


def _view(marks: tuple[PlaceMark, ...], width_mm: float) -> tuple[View, float]:
    """Return the view and the height of the map, wide enough for words inside the areas they are about."""
    piece = extent(marks)
    areas = [mark for mark in marks if not is_located(mark)]
    for _ in range(_WIDENINGS):
        view, _ = _framed(piece, width_mm)
        wider = piece
        for mark in areas:
            wider = _more_of(mark, view, wider, width_mm)
        if wider == piece:
            break
        piece = wider
    return _framed(piece, width_mm)


def _framed(piece: Degrees, width_mm: float) -> tuple[View, float]:
    height = _height(piece, width_mm)
    return fit(piece, Box(0.2, 0.2, width_mm - 0.2, height - 0.2)), height


def _more_of(mark: PlaceMark, view: View, piece: Degrees, width_mm: float) -> Degrees:
    """Return a piece of the Earth that shows more of a country, if the words about it find no room in it."""
    room = Room(view.frame.grown(-0.8))
    label = label_of(mark, width_mm * LABEL_SHARE, standing=True)
    if fits_inside(room, label, room.mask(_rings(mark, view)), _COMFORT).any():
        return piece
    shown = view.shown
    reach = shown.grown((shown.east - shown.west) * 0.1, (shown.north - shown.south) * 0.1)
    seen = [part.within(reach) for part in main_part(mark.country, piece)]
    for part in seen:
        if part is not None and shown.around(part) != shown:
            return piece.around(part)
    return piece


def _height(piece: Degrees, width_mm: float) -> float:
    squash = math.cos(math.radians((piece.south + piece.north) / 2))
    natural = width_mm * (piece.north - piece.south) / ((piece.east - piece.west) * max(0.15, squash))
    low, high = (edge * width_mm / 76 for edge in _HEIGHTS)
    return round(min(high, max(low, natural)), 1)


def _site(mark: PlaceMark, view: View) -> Site:
    if is_located(mark) and mark.lat is not None and mark.lon is not None:
        home = view.point(mark.lon, mark.lat)
        if mark.radius_km is None:
            return Site(mark, "point", home, _size(mark) / 2, ())
        return Site(mark, "circle", home, max(_LEAST_RADIUS, mark.radius_km / view.km_per_mm), ())
    rings = _rings(mark, view)
    return Site(mark, "area" if rings else "nowhere", (0.0, 0.0), 0.0, rings)


def _rings(mark: PlaceMark, view: View) -> Rings:
    """Return the region around a place that is known as one, else its country."""
    if mark.precision == "admin1" and mark.lat is not None and mark.lon is not None:
        for _, _, area in mapdata.regions(mark.country):
            if any(Path(polygon[0]).contains_point((mark.lon, mark.lat)) for polygon in area):
                return rings_of(view, area)
    return country_rings(view, mark.country)


def _size(mark: PlaceMark) -> float:
    return OWN_MARK_SIZE if mark.own else MARK_SIZE


def _ground(room: Room, view: View, sites: tuple[Site, ...], areas: dict[str, Mask]) -> None:
    """Note where labels had better not stand: on borders, and on what is hatched."""
    for code, area in mapdata.countries():
        own = bool(code) and any(site.mark.own and site.mark.country == code for site in sites)
        for ring in country_rings(view, code) if code else rings_of(view, area):
            lines = room.on_line(np.vstack([ring, ring[:1]]))
            room.lines[lines] = np.maximum(room.lines[lines], 2.0 if own else 1.0)
    for cells in areas.values():
        room.dislike[cells] = 1.0


def _pins(room: Room, sites: tuple[Site, ...]) -> tuple[Pin, ...]:
    """Set the marks of points: at their point, or as near to it as an earlier mark allows."""
    pins: list[Pin] = []
    for site in sorted((s for s in sites if s.kind == "circle"), key=lambda s: not s.mark.own):
        room.take(room.in_disc(*site.home, min(site.radius, READABLE) + 0.3))
    for site in sorted((s for s in sites if s.kind == "point"), key=lambda s: not s.mark.own):
        size = _size(site.mark)
        x, y = site.home
        home = Box(x - size / 2, y - size / 2, x + size / 2, y + size / 2)
        if (room.in_box(home) & room.taken).any():
            cost = distance_to_box(site.home, room, size, size)
            found = room.best(size, size, cost + np.where(cost < 1.0, 3.0, 0.0))
            home = found[0][1] if found else home
        pin = Pin(site, (home.left + home.right) / 2, (home.top + home.bottom) / 2, size)
        room.take(room.in_box(home.grown(0.3)))
        room.take_line(np.array([site.home, (pin.x, pin.y)]))
        pins.append(pin)
    return tuple(pins)


def _circles(room: Room, sites: tuple[Site, ...]) -> tuple[Circle, ...]:
    circles = []
    for site in sites:
        if site.kind != "circle":
            continue
        x, y = site.home
        on_rim = site.mark.inferred and site.radius >= _EYE_RADIUS
        eye = eye_at(x, y, site.radius, room.frame) if on_rim else None
        room.take(room.in_disc(x, y, site.radius + 0.3))
        if eye:
            room.take(room.in_disc(*eye, 1.6))
        circles.append(Circle(site.mark.key, x, y, site.radius, eye))
    return tuple(circles)


def _solid(pins: tuple[Pin, ...], circles: tuple[Circle, ...], inset: Inset | None) -> tuple[Box, ...]:
    marks = [Box(p.x - p.size / 2, p.y - p.size / 2, p.x + p.size / 2, p.y + p.size / 2) for p in pins]
    discs = [Box(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles]
    return tuple(marks + discs + ([inset.box] if inset else []))


def _labels(  # noqa: PLR0913, PLR0917 - the stages of one plan
    room: Room,
    sites: tuple[Site, ...],
    pins: tuple[Pin, ...],
    areas: dict[str, Mask],
    solid: tuple[Box, ...],
    inset: Inset | None,
    width_mm: float,
) -> tuple[tuple[Placed, ...], list[tuple[str, PlaceMark]]]:
    """Place the words of the incidents; return also those that go into the key, with their numbers."""
    hatched = (
        np.logical_or.reduce(list(areas.values()))
        if areas
        else np.zeros((room.rows, room.columns), dtype=bool)
    )
    at = {pin.site.mark.key: pin for pin in pins}
    numbered = sum(site.kind != "nowhere" for site in sites) > _MOST_LABELS
    placed: list[Placed] = []
    keyed: list[tuple[str, PlaceMark]] = []
    for site in sorted(sites, key=lambda s: _rank(s, areas)):  # equal ranks keep the order of the record
        mark = site.mark
        if inset and mark.key == inset.key:
            continue
        if site.kind == "nowhere":
            keyed.append(("", mark))
            continue
        eye = mark.inferred and not (site.kind == "circle" and site.radius >= _EYE_RADIUS)
        label = label_of(mark, width_mm * LABEL_SHARE, standing=site.kind != "point", eye=eye)
        short = (numbered and not mark.own) or label.height > _HIGHEST_LABEL * room.frame.height
        found = None if short else _seek(room, site, at.get(mark.key), label, areas, hatched, solid)
        if found is None:
            number = str(1 + sum(bool(n) for n, _ in keyed))
            keyed.append((number, mark))
            label = number_of(mark, number, standing=site.kind != "point")
            found = _seek(room, site, at.get(mark.key), label, areas, hatched, solid)
            if found is None:  # its leader may then pass a mark, but never words
                words = tuple(one.box for one in placed)
                found = _seek(room, site, at.get(mark.key), label, areas, hatched, words)
        if found is not None:
            placed.append(found)
            room.take(room.in_box(found.box.grown(0.5)))
            if found.leader:
                room.take_line(np.array(found.leader))
            solid = (*solid, found.box)
    return tuple(placed), keyed


def _rank(site: Site, areas: dict[str, Mask]) -> tuple[int, int]:
    """Order the incidents: the own first, then what stands at a point, then areas from small to large."""
    order = {"point": 1, "circle": 2, "area": 3, "nowhere": 4}[site.kind]
    cells = int(areas[site.mark.key].sum()) if site.mark.key in areas else 0
    return (0 if site.mark.own and order < 3 else order, cells)  # noqa: PLR2004


def _seek(  # noqa: PLR0913, PLR0917 - what a label has to know
    room: Room,
    site: Site,
    pin: Pin | None,
    label: Label,
    areas: dict[str, Mask],
    hatched: Mask,
    solid: tuple[Box, ...],
) -> Placed | None:
    if site.kind == "area":
        return over_area(room, label, areas[site.mark.key], hatched, solid)
    x, y = (pin.x, pin.y) if pin else site.home
    others = tuple(box for box in solid if not (box.left < x < box.right and box.top < y < box.bottom))
    return beside_point(room, label, (x, y), site.radius, others)


def _names(room: Room, view: View, picture: PlacesPicture, areas: dict[str, Mask]) -> tuple[Name, ...]:
    """Place the names of countries, unless a label in the area already says the same."""
    said = {(mark.country, plain(mark.name)) for mark in picture.marks if mark.key in areas}
    own = {mark.country for mark in picture.marks if mark.own}
    marked = {mark.country for mark in picture.marks}
    order = sorted(picture.countries, key=lambda pair: (pair[0] not in own, pair[0] not in marked))
    cells = {code: room.mask(country_rings(view, code)) for code, _ in order}
    land = np.logical_or.reduce([*cells.values(), *areas.values(), np.zeros_like(room.taken)])
    names = []
    for code, line in order:
        if (code, plain(line)) in said:
            continue
        name = name_in(room, line, cells[code], land, own=code in own)
        if name:
            names.append(name)
            room.take(room.in_box(name.box.grown(0.4)))
    return tuple(names)


def _key(
    keyed: list[tuple[str, PlaceMark]], height: float, width_mm: float
) -> tuple[tuple[Placed, ...], float]:
    """Set the incidents that found no place in columns under the map."""
    columns = 2 if len(keyed) > 1 else 1
    each = (width_mm - 0.6 - 3.0 * (columns - 1)) / columns
    labels = [label_of(mark, each, standing=True, number=number, eye=mark.inferred) for number, mark in keyed]
    placed: list[Placed] = []
    bottoms = [height + 1.5] * columns
    for label in labels:
        column = bottoms.index(min(bottoms))
        left, top = 0.3 + column * (each + 3.0), bottoms[column]
        placed.append(Placed(label, Box(left, top, left + label.width, top + label.height), "left", ()))
        bottoms[column] = top + label.height + 0.8
    return tuple(placed), round(max(bottoms), 1) if labels else height

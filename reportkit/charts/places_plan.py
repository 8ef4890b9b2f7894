"""Everything on a locator map at its place, before anything is drawn.

The order is the order of importance: the incidents' own marks, the inset, the scale, the words of the
incidents, then names of countries and towns as far as there is room. An incident is never left out:
where its words find no place they go into a numbered key under the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.path import Path

from reportkit.charts import mapdata
from reportkit.charts.placement import Room, distance_to_box
from reportkit.charts.places_extent import extent, is_located, main_part
from reportkit.charts.places_labels import (
    MARK_SIZE,
    OWN_MARK_SIZE,
    PITCH,
    TEXT_SIZE,
    Label,
    Name,
    Placed,
    Town,
    beside_point,
    fits_inside,
    label_of,
    name_in,
    number_of,
    over_area,
    town_at,
)
from reportkit.charts.projection import Degrees, View, around_point, clip, fit, thinned
from reportkit.charts.style import Box, measure
from reportkit.wording.runs import Line, Run, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportkit.charts.mapdata import Area
    from reportkit.wording.pictures import PlaceMark, PlacesPicture

    Points = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Rings = tuple[Points, ...]

_HEIGHTS: Final = (48.0, 53.0)  # mm: the lowest and the highest map
_READABLE: Final = 5.0  # mm: a circle below this radius gets an inset
_LEAST_RADIUS: Final = 1.1  # mm: a circle is never drawn smaller, so that it can be seen
_INSET: Final = (0.45, 22.0)  # share of the width, and height of the inset's map in mm
_WIDENINGS: Final = 6  # how often a map is widened for words that should stand inside an area
_MOST_LABELS: Final = 8  # more incidents are numbered
_HIDES_A_MARK: Final = 100.0  # cost of an inset over a mark; nothing else adds up to it
_HIGHEST_INSET: Final = 0.7  # share of the height of the map; what is higher goes under it
_SCALE_SHARE: Final = 0.2  # of the width, at most, for the scale bar
_LABEL_SHARE: Final = 0.42  # of the width, at most, for a label


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

    x: float
    y: float
    radius: float
    eye: tuple[float, float] | None
    own: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale bar: its left end, its length in millimetres and its words."""

    x: float
    y: float
    length: float
    line: Line


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
    >>> len(country_rings(fit(Degrees(40, 30, 48, 36), Box(0, 0, 50, 50)), "IQ"))
    1
    """
    return rings_of(view, mapdata.country(code))


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
    inset = _inset(room, picture, sites, pins, areas)
    circles = tuple(replace(c, eye=None) if inset and c.own else c for c in circles)
    solid = _solid(pins, circles, inset)
    scale = _scale(room, view, picture.scale)
    labels, keyed = _labels(room, sites, pins, areas, solid, inset, width_mm)
    names = _names(room, view, picture, areas)
    towns = _towns(room, view, picture)
    bottom = inset.box.bottom + 0.2 if inset and inset.box.bottom > height else height
    key, total = _key(keyed, bottom, width_mm)
    return Plan(width_mm, total, Sheet(view, circles, names, towns, scale), sites, pins, labels, inset, key)


def _view(marks: tuple[PlaceMark, ...], width_mm: float) -> tuple[View, float]:
    """Return the view and the height of the map, wide enough for words inside the areas they are about."""
    piece = extent(marks)
    areas = [mark for mark in marks if not is_located(mark)]
    for _ in range(_WIDENINGS):
        view, height = _framed(piece, width_mm)
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
    label = label_of(mark, width_mm * _LABEL_SHARE, standing=True)
    if fits_inside(room, label, room.mask(_rings(mark, view))).any():
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
        own = any(site.mark.own and site.mark.country == code for site in sites)
        for ring in country_rings(view, code) if code else rings_of(view, area):
            lines = room.on_line(np.vstack([ring, ring[:1]]))
            room.lines[lines] = np.maximum(room.lines[lines], 2.0 if own else 1.0)
    for cells in areas.values():
        room.dislike[cells] = 1.0


def _pins(room: Room, sites: tuple[Site, ...]) -> tuple[Pin, ...]:
    """Set the marks of points: at their point, or as near to it as an earlier mark allows."""
    pins: list[Pin] = []
    for site in sorted((s for s in sites if s.kind == "circle"), key=lambda s: not s.mark.own):
        room.take(room.in_disc(*site.home, min(site.radius, _READABLE) + 0.3))
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
        room.take(room.on_line(np.array([site.home, (pin.x, pin.y)])))
        pins.append(pin)
    return tuple(pins)


def _circles(room: Room, sites: tuple[Site, ...]) -> tuple[Circle, ...]:
    circles = []
    for site in sites:
        if site.kind != "circle":
            continue
        x, y = site.home
        eye = eye_at(x, y, site.radius, room.frame) if site.mark.inferred else None
        room.take(room.in_disc(x, y, site.radius + 0.3))
        if eye:
            room.take(room.in_disc(*eye, 1.6))
        circles.append(Circle(x, y, site.radius, eye, site.mark.own))
    return tuple(circles)


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


def _solid(pins: tuple[Pin, ...], circles: tuple[Circle, ...], inset: Inset | None) -> tuple[Box, ...]:
    marks = [Box(p.x - p.size / 2, p.y - p.size / 2, p.x + p.size / 2, p.y + p.size / 2) for p in pins]
    discs = [Box(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles]
    return tuple(marks + discs + ([inset.box] if inset else []))


def _scale(room: Room, view: View, unit: Line) -> Scale | None:
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
                return Scale(left, top + height - 0.4, length, line)
    return None


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
        if inset and mark.own and site.kind == "circle":
            continue
        if site.kind == "nowhere":
            keyed.append(("", mark))
            continue
        label = label_of(mark, width_mm * _LABEL_SHARE, standing=site.kind != "point")
        found = (
            None
            if numbered and not mark.own
            else _seek(room, site, at.get(mark.key), label, areas, hatched, solid)
        )
        if found is None:
            number = str(1 + sum(bool(n) for n, _ in keyed))
            keyed.append((number, mark))
            short = number_of(mark, number, standing=site.kind != "point")
            found = _seek(room, site, at.get(mark.key), short, areas, hatched, solid)
        if found is not None:
            placed.append(found)
            room.take(room.in_box(found.box.grown(0.5)))
            if found.leader:
                room.take(room.on_line(np.array(found.leader)))
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


def _towns(room: Room, view: View, picture: PlacesPicture) -> tuple[Town, ...]:
    towns = []
    for lat, lon, line in picture.towns:
        town = town_at(room, *view.point(lon, lat), line)
        if town:
            towns.append(town)
            room.take(room.in_box(town.box.grown(0.3)))
            room.take(room.in_disc(town.x, town.y, 0.9))
    return tuple(towns)


def _inset(
    room: Room, picture: PlacesPicture, sites: tuple[Site, ...], pins: tuple[Pin, ...], areas: dict[str, Mask]
) -> Inset | None:
    """Return the close view of the own place, in the corner where it hides least."""
    own = next((s for s in sites if s.mark.own and s.kind == "circle" and s.radius < _READABLE), None)
    if own is None:
        return None
    width = round(_INSET[0] * (room.frame.width + 2.0), 1)
    label = label_of(own.mark, width - 1.6, standing=True)
    strip = label.height + 1.2
    box = _corner(room, own, pins, areas, (width, strip + _INSET[1]))
    view = _close_view(own.mark, picture, Box(box.left, box.top + strip, box.right, box.bottom))
    start = (box.left + 0.8 + label.mark_size / 2, box.top + 0.6 + PITCH / 2 + label.mark_size / 2)
    elbow = (start[0], box.top + strip)
    middle, radius = _own_circle(own.mark, view)
    rim = _towards(middle, elbow, radius)
    sheet = _close_sheet(own.mark, picture, view, (elbow, rim))
    words = Box(box.left + 0.8, box.top + 0.6, box.left + 0.8 + label.width, box.top + 0.6 + label.height)
    connectors = _connectors(own, box, below=box.top > room.frame.bottom)
    room.take(room.in_box(box.grown(0.6)))
    for start_, stop in connectors:
        room.take(room.on_line(np.array([start_, stop])))
    return Inset(box, strip, Placed(label, words, "left", (start, elbow, rim)), sheet, connectors)


def _corner(
    room: Room, own: Site, pins: tuple[Pin, ...], areas: dict[str, Mask], size: tuple[float, float]
) -> Box:
    """Return the box of the inset: in the corner where it hides least, or under the map."""
    width, height = size
    frame = room.frame.grown(0.5)
    boxes = [
        Box(left, top, left + width, top + height)
        for top in (frame.bottom - height, frame.top)
        for left in (frame.right - width, frame.left)
    ]
    costs = [_hidden(room, own, pins, areas, box) for box in boxes]
    least = min(costs)
    if least >= _HIDES_A_MARK or height > _HIGHEST_INSET * frame.height:
        top = room.frame.bottom + 2.0
        return Box(0.2, top, room.frame.right + 0.8, top + height)
    return boxes[costs.index(least)]


def _hidden(room: Room, own: Site, pins: tuple[Pin, ...], areas: dict[str, Mask], box: Box) -> float:
    """Return how much an inset would hide: marks are not to be hidden, areas not whole."""
    cells = room.in_box(box)
    lost = [float((area & cells).sum() / max(1, area.sum())) for area in areas.values()]
    near = box.grown(2.0)
    hits = sum(near.left < p.x < near.right and near.top < p.y < near.bottom for p in pins)
    (x, y), far = own.home, box.grown(3.0)
    hits += far.left < x < far.right and far.top < y < far.bottom
    hits += sum(share > 0.8 for share in lost)  # noqa: PLR2004 - too little of it is left to be seen
    border = float((room.lines[cells] >= 2.0).mean()) if cells.any() else 0.0  # noqa: PLR2004 - of _ground
    return _HIDES_A_MARK * hits + sum(lost) + 8.0 * border


def _towards(start: tuple[float, float], stop: tuple[float, float], length: float) -> tuple[float, float]:
    """Return the point at a distance from one point on the way to another."""
    share = length / (math.dist(start, stop) or 1.0)
    return start[0] + (stop[0] - start[0]) * share, start[1] + (stop[1] - start[1]) * share


def _connectors(
    own: Site, box: Box, *, below: bool
) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
    """Return the lines from the circle to the inset: two lines of sight, or one down to an inset below."""
    x, y = own.home
    if below:
        return (((x, y + own.radius), (x, box.top)),)
    middle = math.atan2((box.top + box.bottom) / 2 - y, (box.left + box.right) / 2 - x)

    def turn(corner: tuple[float, float]) -> float:
        angle = math.atan2(corner[1] - y, corner[0] - x) - middle
        return (angle + math.pi) % (2 * math.pi) - math.pi

    corners = [(cx, cy) for cx in (box.left, box.right) for cy in (box.top, box.bottom)]
    ends = (min(corners, key=turn), max(corners, key=turn))
    return tuple((_towards(own.home, end, own.radius), end) for end in ends)


def _close_view(mark: PlaceMark, picture: PlacesPicture, frame: Box) -> View:
    """Return the view of the inset: the circle, and the nearest town if that leaves the circle readable."""
    lat, lon, radius = mark.lat or 0.0, mark.lon or 0.0, mark.radius_km or 1.0
    circle = around_point(lon, lat, radius * 1.22)
    best = circle
    squash = math.cos(math.radians(lat))
    for town_lat, town_lon, _ in sorted(
        picture.towns, key=lambda t: math.hypot(t[0] - lat, (t[1] - lon) * squash)
    ):
        piece = best.around(around_point(town_lon, town_lat, radius * 0.32))
        view = fit(piece, frame)
        if radius / view.km_per_mm < _READABLE * 1.1:
            break
        best = piece
    return fit(best, frame)


def _own_circle(mark: PlaceMark, view: View) -> tuple[tuple[float, float], float]:
    return view.point(mark.lon or 0.0, mark.lat or 0.0), (mark.radius_km or 1.0) / view.km_per_mm


def _close_sheet(
    mark: PlaceMark, picture: PlacesPicture, view: View, leader: tuple[tuple[float, float], ...]
) -> Sheet:
    room = Room(view.frame.grown(-0.6))
    (x, y), radius = _own_circle(mark, view)
    room.take(room.on_line(np.array(leader)))
    eye = eye_at(x, y, radius, view.frame) if mark.inferred else None
    if eye:
        room.take(room.in_disc(*eye, 1.8))
    angles = np.linspace(0, 2 * math.pi, 90)
    rim = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])
    room.take(room.on_line(rim))
    scale = _scale(room, view, picture.scale)
    regions = [(line, mapdata.region(mark.country, key)) for key, line in picture.regions]
    for _, _, area in mapdata.regions(mark.country):
        for ring in rings_of(view, area):
            room.lines[room.on_line(np.vstack([ring, ring[:1]]))] = 1.0
    towns = _towns(room, view, picture)
    room.take(room.in_disc(x, y, radius))
    nowhere = np.zeros_like(room.taken)
    names = []
    for line, area in regions:
        name = name_in(room, line, room.mask(rings_of(view, area)), nowhere, own=False, least=0.55)
        if name:
            names.append(name)
            room.take(room.in_box(name.box.grown(0.4)))
    return Sheet(view, (Circle(x, y, radius, eye, own=True),), tuple(names), towns, scale)


def _key(
    keyed: list[tuple[str, PlaceMark]], height: float, width_mm: float
) -> tuple[tuple[Placed, ...], float]:
    """Set the incidents that found no place in columns under the map."""
    columns = 2 if len(keyed) > 1 else 1
    each = (width_mm - 0.6 - 3.0 * (columns - 1)) / columns
    labels = [label_of(mark, each, standing=True, number=number) for number, mark in keyed]
    placed: list[Placed] = []
    bottoms = [height + 1.5] * columns
    for label in labels:
        column = bottoms.index(min(bottoms))
        left, top = 0.3 + column * (each + 3.0), bottoms[column]
        placed.append(Placed(label, Box(left, top, left + label.width, top + label.height), "left", ()))
        bottoms[column] = top + label.height + 0.8
    return tuple(placed), round(max(bottoms), 1) if labels else height

"""Everything on a locator map at its place, before anything is drawn.

The order is the order of importance: the incidents' own marks, the inset, the scale, the words of the
incidents, then names of countries and towns as far as there is room. An incident is never left out:
where its words find no place they go into a numbered key under the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from reportkit.charts import mapdata
from reportkit.charts.placement import Room, distance_to_box
from reportkit.charts.places_extent import extent, is_located
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
    label_of,
    name_in,
    number_of,
    over_area,
    town_at,
)
from reportkit.charts.projection import KM_PER_DEGREE, Degrees, View, around_point, clip, fit, thinned
from reportkit.charts.style import Box, measure
from reportkit.wording.runs import Line, Run, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportkit.charts.mapdata import Area
    from reportkit.wording.pictures import PlaceMark, PlacesPicture

    Points = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Rings = tuple[Points, ...]

_HEIGHTS: Final = (50.0, 58.0)  # mm: the lowest and the highest map
_READABLE: Final = 5.0  # mm: a circle below this radius gets an inset
_LEAST_RADIUS: Final = 1.1  # mm: a circle is never drawn smaller, so that it can be seen
_INSET: Final = (0.45, 22.0)  # share of the width, and height of the inset's map in mm
_MOST_LABELS: Final = 8  # more incidents are numbered
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
    piece = extent(picture.marks)
    height = _height(piece, width_mm)
    view = fit(piece, Box(0.2, 0.2, width_mm - 0.2, height - 0.2))
    room = Room(view.frame.grown(-0.8))
    sites = tuple(_site(mark, view) for mark in picture.marks)
    areas = {site.mark.key: room.mask(site.rings) for site in sites if site.kind == "area"}
    room.dislike = _ground(room, view, sites, areas)
    pins = _pins(room, sites)
    circles = _circles(room, sites)
    inset = _inset(room, picture, sites, pins, areas)
    circles = tuple(replace(c, eye=None) if inset and c.own else c for c in circles)
    solid = _solid(pins, circles, inset)
    scale = _scale(room, view, picture.scale)
    labels, keyed = _labels(room, sites, pins, areas, solid, inset, width_mm)
    names = _names(room, view, picture, areas)
    towns = _towns(room, view, picture)
    key, total = _key(keyed, height, width_mm)
    return Plan(width_mm, total, Sheet(view, circles, names, towns, scale), sites, pins, labels, inset, key)


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
    rings = rings_of(view, _area(mark))
    return Site(mark, "area" if rings else "nowhere", (0.0, 0.0), 0.0, rings)


def _area(mark: PlaceMark) -> Area:
    """Return the region around a place that is known as one, else its country."""
    if mark.precision == "admin1" and mark.lat is not None and mark.lon is not None:
        from matplotlib.path import Path  # noqa: PLC0415

        for _, _, area in mapdata.regions(mark.country):
            if any(Path(polygon[0]).contains_point((mark.lon, mark.lat)) for polygon in area):
                return area
    return mapdata.country(mark.country)


def _size(mark: PlaceMark) -> float:
    return OWN_MARK_SIZE if mark.own else MARK_SIZE


def _ground(room: Room, view: View, sites: tuple[Site, ...], areas: dict[str, Mask]) -> NDArray[np.float64]:
    """Return how little a label should stand in each cell: on borders, and on what is hatched."""
    dislike = np.zeros((room.rows, room.columns))
    for code, area in mapdata.countries():
        own = any(site.mark.own and site.mark.country == code for site in sites)
        for ring in rings_of(view, area):
            lines = room.on_line(np.vstack([ring, ring[:1]]))
            dislike[lines] = np.maximum(dislike[lines], 2.0 if own else 1.0)
    for cells in areas.values():
        dislike[cells] = np.maximum(dislike[cells], 0.8)
    return dislike


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
    every = [area for area in areas.values()]
    hatched = np.logical_or.reduce(every) if every else np.zeros((room.rows, room.columns), dtype=bool)
    at = {pin.site.mark.key: pin for pin in pins}
    numbered = sum(site.kind != "nowhere" for site in sites) > _MOST_LABELS
    placed: list[Placed] = []
    keyed: list[tuple[str, PlaceMark]] = []
    for site in sorted(sites, key=lambda s: _rank(s, areas)):
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


def _rank(site: Site, areas: dict[str, Mask]) -> tuple[int, int, str]:
    """Order the incidents: the own first, then what stands at a point, then areas from small to large."""
    order = {"point": 1, "circle": 2, "area": 3, "nowhere": 4}[site.kind]
    cells = int(areas[site.mark.key].sum()) if site.mark.key in areas else 0
    return (0 if site.mark.own and order < 3 else order, cells, site.mark.key)  # noqa: PLR2004


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
    names = []
    for code, line in order:
        if (code, plain(line)) in said:
            continue
        cells = room.mask(rings_of(view, mapdata.country(code)))
        name = name_in(room, line, cells, own=code in own)
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
    sheet = _close_sheet(own.mark, picture, view)
    circle = sheet.circles[0]
    start = (box.left + 0.8 + label.mark_size / 2, box.top + 0.6 + PITCH / 2 + label.mark_size / 2)
    elbow = (start[0], box.top + strip)
    away = math.dist(elbow, (circle.x, circle.y))
    share = circle.radius / away
    rim = (circle.x + (elbow[0] - circle.x) * share, circle.y + (elbow[1] - circle.y) * share)
    words = Box(box.left + 0.8, box.top + 0.6, box.left + 0.8 + label.width, box.top + 0.6 + label.height)
    connectors = _connectors(own, box)
    room.take(room.in_box(box.grown(0.6)))
    for start_, stop in connectors:
        room.take(room.on_line(np.array([start_, stop])))
    return Inset(box, strip, Placed(label, words, "left", (start, elbow, rim)), sheet, connectors)


def _corner(
    room: Room, own: Site, pins: tuple[Pin, ...], areas: dict[str, Mask], size: tuple[float, float]
) -> Box:
    """Return the box of the inset in one of the four corners of the map."""
    width, height = size
    frame = room.frame.grown(0.5)
    home = mapdata.country(own.mark.country)
    country = room.mask(()) if not home else None
    boxes = [
        Box(left, top, left + width, top + height)
        for top in (frame.bottom - height, frame.top)
        for left in (frame.right - width, frame.left)
    ]

    def hidden(box: Box) -> float:
        cells = room.in_box(box)
        lost = [float((area & cells).sum() / max(1, area.sum())) for area in areas.values()]
        marks_hit = sum(
            box.grown(2.0).left < p.x < box.grown(2.0).right and box.top - 2 < p.y < box.bottom + 2
            for p in pins
        )
        x, y = own.home
        hits_own = box.left - 3 < x < box.right + 3 and box.top - 3 < y < box.bottom + 3
        near = float((room.dislike[cells] >= 2.0).mean()) if country is None else 0.0  # noqa: PLR2004
        return (
            100.0 * hits_own + 20.0 * marks_hit + sum(lost) + 10.0 * sum(v > 0.9 for v in lost) + 8.0 * near
        )  # noqa: PLR2004

    return min(boxes, key=hidden)


def _connectors(own: Site, box: Box) -> tuple[tuple[tuple[float, float], tuple[float, float]], ...]:
    """Return the two lines from the circle to the inset, as a reader's sight lines would run."""
    x, y = own.home
    middle = math.atan2((box.top + box.bottom) / 2 - y, (box.left + box.right) / 2 - x)

    def turn(corner: tuple[float, float]) -> float:
        angle = math.atan2(corner[1] - y, corner[0] - x) - middle
        return (angle + math.pi) % (2 * math.pi) - math.pi

    corners = [(cx, cy) for cx in (box.left, box.right) for cy in (box.top, box.bottom)]
    ends = (min(corners, key=turn), max(corners, key=turn))
    return tuple(
        (
            (
                x + (ex - x) * own.radius / math.dist((ex, ey), (x, y)),
                y + (ey - y) * own.radius / math.dist((ex, ey), (x, y)),
            ),
            (ex, ey),
        )
        for ex, ey in ends
    )


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


def _close_sheet(mark: PlaceMark, picture: PlacesPicture, view: View) -> Sheet:
    room = Room(view.frame.grown(-0.6))
    x, y = view.point(mark.lon or 0.0, mark.lat or 0.0)
    radius = (mark.radius_km or 1.0) / view.km_per_mm
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
            room.dislike[room.on_line(np.vstack([ring, ring[:1]]))] = 1.0
    towns = _towns(room, view, picture)
    room.take(room.in_disc(x, y, radius))
    names = []
    for line, area in regions:
        name = name_in(room, line, room.mask(rings_of(view, area)), own=False, least=0.9)
        if name:
            names.append(name)
            room.take(room.in_box(name.box.grown(0.4)))
    return Sheet(view, (Circle(x, y, radius, eye, own=True),), tuple(names), towns, scale)


def _key(
    keyed: list[tuple[str, PlaceMark]], height: float, width_mm: float
) -> tuple[tuple[Placed, ...], float]:
    """Set the incidents that found no place in columns under the map."""
    columns = 2 if len(keyed) > 1 else 1
    each = (width_mm - 3.0 * (columns - 1)) / columns
    labels = [label_of(mark, each, standing=True, number=number) for number, mark in keyed]
    placed: list[Placed] = []
    bottoms = [height + 1.5] * columns
    for label in labels:
        column = bottoms.index(min(bottoms))
        left, top = column * (each + 3.0), bottoms[column]
        placed.append(Placed(label, Box(left, top, left + label.width, top + label.height), "left", ()))
        bottoms[column] = top + label.height + 0.8
    return tuple(placed), round(max(bottoms), 1) if labels else height


__all__ = [
    "KM_PER_DEGREE",
    "Circle",
    "Inset",
    "Pin",
    "Plan",
    "Scale",
    "Sheet",
    "Site",
    "eye_at",
    "plan",
    "rings_of",
]

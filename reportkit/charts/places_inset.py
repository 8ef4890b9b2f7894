"""The close view of the own place, for maps on which its circle would be too small to read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from reportkit.charts import mapdata
from reportkit.charts.placement import Room
from reportkit.charts.places_labels import LABEL_SHARE, Placed, fits_inside, label_of, name_in
from reportkit.charts.places_parts import Circle, Inset, Sheet, eye_at, rings_of, scale_bar, towns_on
from reportkit.charts.projection import View, around_point, fit
from reportkit.charts.sheet import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reportkit.charts.places_parts import Pin, Site
    from reportkit.wording.pictures import PlaceMark, PlacesPicture

    Mask = NDArray[np.bool_]

READABLE: Final = 5.0  # mm: a circle below this radius gets an inset
_INSET: Final = (0.45, 22.0)  # share of the width, and height of the inset's map in mm
_STRIP: Final = 1.2  # mm over and under the words of the inset
_HIDES_A_MARK: Final = 100.0  # cost of an inset over a mark; nothing else adds up to it
_HIGHEST_INSET: Final = 0.7  # share of the height of the map; what is higher goes under it


def inset_of(
    room: Room, picture: PlacesPicture, sites: tuple[Site, ...], pins: tuple[Pin, ...], areas: dict[str, Mask]
) -> Inset | None:
    """Return the close view of the own place, in the corner where it hides least."""
    own = next((s for s in sites if s.mark.own and s.kind == "circle" and s.radius < READABLE), None)
    if own is None:
        return None
    width = round(_INSET[0] * (room.frame.width + 2.0), 1)
    label = label_of(own.mark, width - 1.6, standing=True)
    box = _corner(room, sites, pins, areas, (width, label.height + _STRIP + _INSET[1]))
    if box is None:
        left, right = room.frame.left - 0.8, room.frame.right + 0.8
        label = label_of(own.mark, right - left - 1.6, standing=True)
        top = room.frame.bottom + 2.0
        box = Box(left, top, right, top + label.height + _STRIP + _INSET[1])
    strip = label.height + _STRIP
    view = _close_view(own.mark, picture, Box(box.left, box.top + strip, box.right, box.bottom))
    start = (box.left + 0.8 + label.mark_size / 2, box.top + 0.6 + label.pitch / 2 + label.mark_size / 2)
    elbow = (start[0], box.top + strip)
    middle, radius = _own_circle(own.mark, view)
    rim = _towards(middle, elbow, radius)
    sheet = _close_sheet(own.mark, picture, view, (elbow, rim))
    words = Box(box.left + 0.8, box.top + 0.6, box.left + 0.8 + label.width, box.top + 0.6 + label.height)
    connectors = _connectors(own, box, below=box.top > room.frame.bottom)
    room.take(room.in_box(box.grown(0.6)))
    for start_, stop in connectors:
        room.take_line(np.array([start_, stop]))
    return Inset(
        own.mark.key, box, strip, Placed(label, words, "left", (start, elbow, rim)), sheet, connectors
    )


def _corner(
    room: Room,
    sites: tuple[Site, ...],
    pins: tuple[Pin, ...],
    areas: dict[str, Mask],
    size: tuple[float, float],
) -> Box | None:
    """Return the box of the inset in the corner where it hides least; None where it has to go elsewhere."""
    width, height = size
    frame = room.frame.grown(0.5)
    boxes = [
        Box(left, top, left + width, top + height)
        for top in (frame.bottom - height, frame.top)
        for left in (frame.right - width, frame.left)
    ]
    costs = [_hidden(room, sites, pins, areas, box) + _displaced(room, sites, areas, box) for box in boxes]
    least = min(costs)
    if least >= _HIDES_A_MARK or height > _HIGHEST_INSET * frame.height:
        return None
    return boxes[costs.index(least)]


def _hidden(
    room: Room, sites: tuple[Site, ...], pins: tuple[Pin, ...], areas: dict[str, Mask], box: Box
) -> float:
    """Return how much an inset would hide: marks are not to be hidden, areas not whole."""
    cells = room.in_box(box)
    lost = [float((area & cells).sum() / max(1, area.sum())) for area in areas.values()]
    near = box.grown(2.0)
    hits = sum(near.left < p.x < near.right and near.top < p.y < near.bottom for p in pins)
    for site in sites:
        (x, y), far = site.home, box.grown(2.0 + site.radius)
        hits += site.kind == "circle" and far.left < x < far.right and far.top < y < far.bottom
    hits += sum(share > 0.8 for share in lost)  # noqa: PLR2004 - too little of it is left to be seen
    border = room.lines >= 2.0  # noqa: PLR2004 - the own country, see the plan
    return _HIDES_A_MARK * hits + sum(lost) + 2.0 * float((border & cells).sum() / max(1, border.sum()))


def _displaced(room: Room, sites: tuple[Site, ...], areas: dict[str, Mask], box: Box) -> float:
    """Return how many areas would no longer have room for their words if an inset stood here."""
    count = 0
    for site in sites:
        if site.mark.key not in areas:
            continue
        cells = areas[site.mark.key]
        label = label_of(site.mark, LABEL_SHARE * room.frame.width, standing=True)
        before = fits_inside(room, label, cells).any()
        count += bool(before and not fits_inside(room, label, cells & ~room.in_box(box)).any())
    return 1.5 * count


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
        if radius / view.km_per_mm < READABLE * 1.1:
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
    room.take_line(np.array(leader))
    eye = eye_at(x, y, radius, view.frame) if mark.inferred else None
    if eye:
        room.take(room.in_disc(*eye, 1.8))
    angles = np.linspace(0, 2 * math.pi, 90)
    rim = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])
    room.take(room.on_line(rim))
    scale = scale_bar(room, view, picture.scale)
    regions = [(line, mapdata.region(mark.country, key)) for key, line in picture.regions]
    for _, _, area in mapdata.regions(mark.country):
        for ring in rings_of(view, area):
            room.lines[room.on_line(np.vstack([ring, ring[:1]]))] = 1.0
    towns = towns_on(room, view, picture)
    room.take(room.in_disc(x, y, radius))
    nowhere = np.zeros_like(room.taken)
    names = []
    for line, area in regions:
        name = name_in(room, line, room.mask(rings_of(view, area)), nowhere, own=False, least=0.55)
        if name:
            names.append(name)
            room.take(room.in_box(name.box.grown(0.4)))
    return Sheet(view, (Circle(mark.key, x, y, radius, eye),), tuple(names), towns, scale)

"""
The lines of the chart of actors: from which box, to which side of which mark.

A line is straight where nothing stands in its way and makes a detour where something
does; a detour between two boxes of one row keeps to the outer side of that row. There are
only so many detours: what finds no way is told and not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from reportkit.charts.actors_detours import ANY_WAY, STEP, UP, Gate, Grid, detour, gates, grid
from reportkit.charts.actors_ends import (
    APART,
    RIM,
    UNDER,
    Scene,
    bearing,
    between,
    dotted_from,
    gap,
    half_angle,
    touching,
    unit,
)
from reportkit.charts.actors_geometry import Point, Rect, grown, hits, length
from reportkit.charts.actors_plan import INCIDENT, Route, Spot
from reportkit.charts.actors_seats import Seats
from reportkit.charts.actors_straight import Course, neighbours, short, straight
from reportkit.wording.pictures import ActorsPicture, Edge

_CLEAR = 0.9
_OUTSIDE, _MARGIN = 11.0, 0.5
_LABEL, _WORDS = 8.0, 14.0
_RING, _BENT, _ANGLES = 4.6, 5.0, 15
_STAGGER, _THIN, _DOTTED = 2.4, 5.0, 8.0
_AWAY = 0.15
_RIGHT = 90
_MOST_DETOURS, _LONGEST, _MOST_BENDS = 7, 110.0, 4


def routes(picture: ActorsPicture, seats: Seats, apart: float) -> tuple[tuple[Route, ...], tuple[Edge, ...]]:
    """
    Lines of all ties and edges, and the edges for which no line was found.

    What is said of the incident is led round first; a tie between two actors that would run
    right across the chart is left to the list under it.

    Parameters
    ----------
    picture : ActorsPicture
        The record, its edges in an order that does not depend on who wrote it.
    seats : Seats
        Where boxes and marks stand.
    apart : float
        Millimetres between two lines that leave one face of a box.
    """
    dotted = tuple(Route(tie.key, None, _dotted(tie.key, tie.actor, seats)) for tie in picture.ties)
    actors = {tie.key: tie.actor for tie in picture.ties}
    own = frozenset(i for i, edge in enumerate(picture.edges) if actors.get(edge.target) == edge.source)
    scene = Scene(picture.edges, seats, tuple(route.points for route in dotted), own, apart)
    lines = neighbours(scene)
    lines |= straight(scene, lines)
    rest = [i for i in range(len(scene.edges)) if i not in lines]
    rest.sort(key=lambda i: (scene.edges[i].target in seats.boxes, _far(scene, scene.edges[i]), i))
    for i in rest[:_MOST_DETOURS]:
        found = _around(scene, i, lines)
        between_actors = scene.edges[i].target in seats.boxes
        if found and not (between_actors and (length(found) > _LONGEST or len(found) > _MOST_BENDS + 2)):
            lines[i] = found
    drawn = tuple(
        Route(f"{i}:{edge.source}>{edge.target}", edge, lines[i])
        for i, edge in enumerate(scene.edges)
        if i in lines
    )
    return dotted + drawn, tuple(edge for i, edge in enumerate(scene.edges) if i not in lines)


def _dotted(key: str, actor: str, seats: Seats) -> Course:
    """Dotted line from an accused actor through the mark of its tie to the incident."""
    box, tie, incident = seats.boxes[actor].rect, seats.spots[key], seats.spots[INCIDENT]
    inner = box.right if box.centre[0] < tie.centre[0] else box.left
    start = (inner, min(max(tie.centre[1], box.top + 2), box.bottom - 2))
    x, y = unit(bearing(incident, tie.centre))
    reach = incident.size / 2 + RIM
    return start, tie.centre, (incident.centre[0] + reach * x, incident.centre[1] + reach * y)


def _far(scene: Scene, edge: Edge) -> float:
    return round(math.dist(scene.place(edge.source).centre, scene.place(edge.target).centre), 6)


def _around(scene: Scene, number: int, lines: Mapping[int, Course]) -> Course | None:
    """Detour for one edge, if possible in the area that suits it best."""
    edge = scene.edges[number]
    solids = [*scene.solids(), *_kept(scene, lines)]
    for area in _areas(scene, edge):
        over = grid(area, solids, [*scene.dotted, *lines.values()], _inner(scene))
        starts = gates(over, scene.place(edge.source), touching(scene, lines, edge.source), entering=False)
        if edge.target in scene.seats.boxes:
            goals = gates(over, scene.place(edge.target), touching(scene, lines, edge.target), entering=True)
            found = detour(over, starts, goals)
            if found:
                return _shortened(found, gap(edge))
        else:
            found = detour(over, starts, _ring(scene, number, over, lines))
            if found:
                return found
    return None


def _shortened(line: Course, by: float) -> Course:
    """End a line before its box, as far as its sign needs."""
    (x0, y0), (x1, y1) = line[-2:]
    whole = math.dist(line[-2], line[-1])
    share = max(0.0, (whole - by) / whole)
    return (*line[:-1], (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))


def _kept(scene: Scene, lines: Mapping[int, Course]) -> Iterator[Rect]:
    """Areas beside the short lines of accused actors to their ties and to each other, for their labels."""
    rows = scene.rows()
    for i, line in sorted(lines.items()):
        edge = scene.edges[i]
        (x0, y0), (x1, y1) = line[0], line[-1]
        if i in scene.own and short(line):
            high = y1 + _LABEL if edge.end == "bar" else y1 - _LABEL
            yield Rect(min(x0, x1), min(y0, y1, high), max(x0, x1), max(y0, y1, high))
        elif (
            short(line) and edge.target in scene.seats.boxes and not {edge.source, edge.target} & rows.keys()
        ):
            far = x0 + _WORDS if x0 < scene.seats.width / 2 else x0 - _WORDS
            yield Rect(min(x0, x1, far), min(y0, y1), max(x0, x1, far), max(y0, y1))


def _areas(scene: Scene, edge: Edge) -> Iterator[Rect]:
    """Areas a detour may use: the outer side of a row for two of its members, then everything."""
    rects = scene.solids()
    top = min(rect.top for rect in rects) - _OUTSIDE
    bottom = max(rect.bottom for rect in rects) + _OUTSIDE
    left, right = _MARGIN, scene.seats.width - _MARGIN
    for row in (*scene.seats.above, *scene.seats.below):
        if {edge.source, edge.target} <= set(row):
            members = [scene.place(key) for key in row]
            if row in scene.seats.above:
                yield Rect(left, top, right, max(rect.bottom for rect in members))
            else:
                yield Rect(left, min(rect.top for rect in members), right, bottom)
    yield Rect(left, top, right, bottom)


def _inner(scene: Scene) -> tuple[float, float]:
    """Span of y between the nearest rows above and below."""
    upper = [scene.place(key).bottom for row in scene.seats.above[-1:] for key in row]
    lower = [scene.place(key).top for row in scene.seats.below[:1] for key in row]
    return max(upper, default=-math.inf), min(lower, default=math.inf)


def _ring(scene: Scene, number: int, over: Grid, lines: Mapping[int, Course]) -> tuple[Gate, ...]:
    """Places around a mark where a detour may come in; further out where the mark is crowded."""
    edge = scene.edges[number]
    spot = scene.seats.spots[edge.target]
    caption = tuple(_under_caption(scene, over, lines)) if edge.target == INCIDENT else ()
    others = [(i, line[-1]) for i, line in lines.items() if scene.edges[i].target == edge.target]
    others = [(i, end) for i, end in others if math.dist(end, spot.centre) < spot.size / 2 + 2 * _RING]
    dotted = [(bearing(spot, point), _DOTTED) for point in dotted_from(scene, spot)]
    close = [(bearing(spot, end), half_angle(scene.edges[i], spot.size / 2)) for i, end in others]
    outer = [(bearing(spot, end), _THIN) for _, end in others]
    outermost = max((math.dist(end, spot.centre) for _, end in others), default=0.0) + _STAGGER
    walls = [grown(solid, _CLEAR) for solid in scene.solids(but={edge.target})]
    for radius, halves in ((spot.size / 2 + gap(edge), close), (outermost, outer)):
        mine = half_angle(edge, radius - gap(edge))
        taken = [(direction, half + mine) for direction, half in (*halves, *dotted)]
        found = tuple(_gates_around(over, spot, radius, taken, walls))
        if found or caption:
            return found + caption
    return caption


def _gates_around(
    over: Grid, spot: Spot, radius: float, taken: Sequence[tuple[float, float]], walls: Sequence[Rect]
) -> Iterator[Gate]:
    """Gates at a distance from a mark, away from the angles that are taken."""
    for angle in range(0, 360, _ANGLES):
        x, y = (c + (radius + _RING) * part for c, part in zip(spot.centre, unit(angle), strict=True))
        cell = over.cell((x, y))
        start = over.point(cell)
        if not over.holds(cell) or math.dist(start, (x, y)) > 2 * STEP:
            continue
        end = _rimmed(spot, radius, start, angle)
        if any(between(bearing(spot, end), other) < need for other, need in taken):
            continue
        if not any(hits(start, end, wall) for wall in walls):
            right = angle % _RIGHT == 0
            way = (angle // _RIGHT + 2) % 4 if right else ANY_WAY
            yield Gate(end, cell, way, 0.0 if right else _BENT)


def _rimmed(spot: Spot, radius: float, start: Point, angle: int) -> Point:
    """Point on the rim of a mark where a line from a place ends: upright, level, or towards the middle."""
    (x, y), (left, top) = spot.centre, start
    if angle % 180 == _RIGHT:
        return left, y + math.copysign(math.sqrt(max(0.0, radius**2 - (left - x) ** 2)), top - y)
    if angle % 180 == 0:
        return x + math.copysign(math.sqrt(max(0.0, radius**2 - (top - y) ** 2)), left - x), top
    across, down = unit(bearing(spot, start))
    return x + radius * across, y + radius * down


def _under_caption(scene: Scene, over: Grid, lines: Mapping[int, Course]) -> Iterator[Gate]:
    """Places under the incident's name, where lines from below end."""
    if not scene.captioned():
        return
    rect = scene.seats.names[INCIDENT].rect
    y = rect.bottom + UNDER
    ends = [line[-1][0] for line in lines.values() if abs(line[-1][1] - y) < UNDER]
    for cell in range(over.cell((rect.left, y + STEP)), over.cell((rect.right, y + STEP)) + 1):
        x = over.point(cell)[0]
        if over.holds(cell) and all(abs(x - end) > APART for end in ends):
            yield Gate((x, y), cell, UP, _AWAY * abs(x - rect.centre[0]))

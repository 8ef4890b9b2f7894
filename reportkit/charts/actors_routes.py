"""
The lines of the chart of actors: from which box, to which side of which mark.

A line is straight where nothing stands in its way and makes a detour where something
does. Lines that leave one face of a box, or meet one mark, are spread so that arrow
heads and bars stay apart; two lines between the same two boxes run parallel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from reportkit.charts.actors_detours import ANY_WAY, STEP, UP, Gate, Grid, detour, gates, grid
from reportkit.charts.actors_geometry import (
    Point,
    Rect,
    crosses,
    distance,
    grown,
    hits,
    length,
    pairs,
    spread,
    walk,
)
from reportkit.charts.actors_plan import ARROW_WIDTH, BAR, DOT, INCIDENT, Route

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from reportkit.charts.actors_plan import Spot
    from reportkit.charts.actors_seats import Seats
    from reportkit.wording.pictures import ActorsPicture, Edge

_GAPS = {"arrow": 0.6, "bar": 1.2, "dot": 0.35, "open": 0.5}
_HALVES = {"arrow": ARROW_WIDTH / 2, "bar": BAR / 2, "dot": DOT / 2, "open": ARROW_WIDTH / 2}
_AIR = 0.35
_INSET, _PORTS = 2.4, 3.2
_LANES = 3.6
_RIM = 1.4
_CLEAR = 0.9
_LEAN = 0.4
_FLATTEST = 20.0
_OUTSIDE = 11.0
_SHORT = 30.0
_SHALLOW = 0.3
_UNDER = 1.3
_LABEL = 8.0
_RING, _BENT = 4.6, 5.0
_STAGGER, _THIN = 2.4, 5.0


class Port(NamedTuple):
    """One end of a straight line: of which edge, at its start or end, wanted where, in which order."""

    edge: int
    last: bool
    wanted: float
    order: float


@dataclass(slots=True)
class _Draft:
    """Lines found so far; ``touching`` are the places where lines touch boxes, by box."""

    routes: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    touching: dict[str, list[Point]] = field(default_factory=dict)


def routes(picture: ActorsPicture, seats: Seats, width: float, gap: float) -> tuple[Route, ...] | None:
    """
    Lines of all ties and edges; None where there is no room for one of them.

    Parameters
    ----------
    picture : ActorsPicture
        The record, its edges in an order that does not depend on who wrote it.
    seats : Seats
        Where boxes and marks stand.
    width : float
        Width of the chart in millimetres.
    gap : float
        Millimetres between two lines that leave one face of a box.
    """
    edges = picture.edges
    ties = tuple(_dotted(tie.key, tie.actor, seats) for tie in sorted(picture.ties, key=lambda tie: tie.key))
    fixed = [route.points for route in ties]
    draft = _Draft()
    _neighbours(edges, seats, draft)
    barred: set[int] = set(draft.routes)
    while True:
        straight = _straight(edges, seats, fixed, barred, gap)
        bad = _blocked(edges, straight, seats, [*fixed, *draft.routes.values()])
        if not bad:
            break
        barred |= bad
    for index in sorted(straight):
        draft.routes[index] = straight[index]
        _touch(draft, edges[index], straight[index], seats)
    rest = [i for i in range(len(edges)) if i not in draft.routes]
    rest.sort(key=lambda i: (_far(edges[i], seats), i))
    for index in rest:
        found = _around(edges, index, seats, width, fixed, draft)
        if found is None:
            return None
        draft.routes[index] = found
        _touch(draft, edges[index], found, seats)
    return ties + tuple(
        Route(f"{i}:{edge.source}>{edge.target}", edge, draft.routes[i]) for i, edge in enumerate(edges)
    )


def _blocked(
    edges: Sequence[Edge],
    straight: Mapping[int, tuple[Point, ...]],
    seats: Seats,
    fixed: Sequence[Sequence[Point]],
) -> set[int]:
    """Straight lines that cannot stay; of two that run into each other the later one."""
    kept = list(fixed)
    bad = set()
    accused = set(seats.boxes) - {key for row in (*seats.above, *seats.below) for key in row}
    short = [line for i, line in sorted(straight.items()) if edges[i].source in accused and _near(line)]
    for index in sorted(straight):
        line = straight[index]
        cut = any(crosses(*line, *other) for other in short if other is not line)
        if not cut and _free(edges[index], line, seats, kept):
            kept.append(straight[index])
        else:
            bad.add(index)
    return bad


def _near(line: Sequence[Point]) -> bool:
    """Whether a line is too short to be crossed and still carry its label."""
    return length(line) < _SHORT


def _dotted(key: str, actor: str, seats: Seats) -> Route:
    """Dotted line from an accused actor through the mark of its tie to the incident."""
    box, tie, incident = seats.boxes[actor].rect, seats.spots[key], seats.spots[INCIDENT]
    inner = box.right if box.centre[0] < tie.centre[0] else box.left
    start = (inner, min(max(tie.centre[1], box.top + 2), box.bottom - 2))
    reach = incident.size / 2 + _RIM
    angle = math.atan2(tie.centre[1] - incident.centre[1], tie.centre[0] - incident.centre[0])
    end = (incident.centre[0] + reach * math.cos(angle), incident.centre[1] + reach * math.sin(angle))
    return Route(key, None, (start, tie.centre, end))


def _touch(draft: _Draft, edge: Edge, line: Sequence[Point], seats: Seats) -> None:
    draft.touching.setdefault(edge.source, []).append(line[0])
    if edge.target in seats.boxes:
        draft.touching.setdefault(edge.target, []).append(line[-1])


def _far(edge: Edge, seats: Seats) -> float:
    return round(math.dist(seats.boxes[edge.source].rect.centre, _place(edge.target, seats).centre), 6)


def _place(key: str, seats: Seats) -> Rect:
    return seats.boxes[key].rect if key in seats.boxes else seats.spots[key].rect


# --- neighbours in a row -----------------------------------------------------------------------------


def _neighbours(edges: Sequence[Edge], seats: Seats, draft: _Draft) -> None:
    """Join neighbours in a row by horizontal lines, side by side where there are several."""
    for row in (*seats.above, *seats.below):
        line = sorted(row, key=lambda key: _place(key, seats).centre[0])
        for left, right in zip(line, line[1:], strict=False):
            mine = [i for i, edge in enumerate(edges) if {edge.source, edge.target} == {left, right}]
            height = min(_place(key, seats).height for key in (left, right))
            lane = min(_LANES, (height - 1.0) / max(1, len(mine) - 1))
            if len(mine) * 1.7 > height:
                continue
            for place, i in enumerate(mine):
                y = _place(left, seats).centre[1] + (place - (len(mine) - 1) / 2) * lane
                draft.routes[i] = _level(edges[i], edges[i].source == left, y, seats)
                _touch(draft, edges[i], draft.routes[i], seats)


def _level(edge: Edge, rightward: bool, y: float, seats: Seats) -> tuple[Point, ...]:  # noqa: FBT001
    source, target = _place(edge.source, seats), _place(edge.target, seats)
    gap = _GAPS[edge.end]
    if rightward:
        return (source.right, y), (target.left - gap, y)
    return (source.left, y), (target.right + gap, y)


# --- straight lines ----------------------------------------------------------------------------------


def _straight(
    edges: Sequence[Edge], seats: Seats, fixed: Sequence[Sequence[Point]], barred: AbstractSet[int], gap: float
) -> dict[int, tuple[Point, ...]]:
    """Straight lines of all edges between different rows, with their ends spread."""
    rows = {key: i for i, row in enumerate((*seats.above, *seats.below)) for key in row}
    open_ = [
        i
        for i, edge in enumerate(edges)
        if i not in barred and (edge.source not in rows or rows[edge.source] != rows.get(edge.target))
    ]
    faces: dict[tuple[str, int], list[Port]] = {}
    halves: dict[tuple[str, int], list[Port]] = {}
    for i in open_:
        edge = edges[i]
        source, target = seats.boxes[edge.source].rect, _place(edge.target, seats)
        down = 1 if target.centre[1] > source.centre[1] else -1
        own = edge.source not in rows and _own(edge, fixed, seats)
        if own:
            continue
        x = _toward(source, target)
        faces.setdefault((edge.source, down), []).append(Port(i, last=False, wanted=x, order=target.centre[0]))
        if edge.target in seats.boxes:
            port = Port(i, last=True, wanted=_toward(target, source), order=source.centre[0])
            faces.setdefault((edge.target, -down), []).append(port)
        elif edge.target == INCIDENT and down < 0 and _captioned(seats):
            faces.setdefault((INCIDENT, 1), []).append(Port(i, last=True, wanted=x, order=source.centre[0]))
        else:
            y = source.bottom if down > 0 else source.top
            centre = seats.spots[edge.target].centre
            angle = math.degrees(math.atan2(abs(y - centre[1]), x - centre[0]))
            halves.setdefault((edge.target, -down), []).append(Port(i, last=True, wanted=-angle, order=-angle))
    starts, ends = _spread_faces(faces, seats, gap), _spread_halves(halves, edges, seats, fixed)
    lines = _joined(open_, starts, ends)
    lines |= _beside_own(edges, open_, fixed, seats, lines)
    return lines


def _captioned(seats: Seats) -> bool:
    """Whether the incident's name stands under its mark, where lines from below would end."""
    return seats.names[INCIDENT].rect.centre[1] > seats.spots[INCIDENT].centre[1]


def _own(edge: Edge, fixed: Sequence[Sequence[Point]], seats: Seats) -> bool:
    """Whether an accused actor speaks of its own tie."""
    centre = _place(edge.target, seats).centre
    box = grown(seats.boxes[edge.source].rect, 0.1)
    return any(
        line[1] == centre and box.left <= line[0][0] <= box.right and box.top <= line[0][1] <= box.bottom
        for line in fixed
    )


def _toward(source: Rect, target: Rect) -> float:
    """X on a face from which a line to a target looks best: straight down where it can be."""
    low, high = source.left + _INSET, source.right - _INSET
    shared = max(low, target.left + _INSET), min(high, target.right - _INSET)
    x = target.centre[0]
    if target.width > TIGHT and shared[0] < shared[1]:
        return (shared[0] + shared[1]) / 2
    if low <= x <= high:
        return x
    middle = source.centre[0]
    return middle + _LEAN * (min(max(x, low), high) - middle)


TIGHT = 8.0
"""Marks are narrower than this, boxes wider."""


def _spread_faces(
    faces: Mapping[tuple[str, int], list[Port]], seats: Seats, apart: float
) -> dict[tuple[int, bool], Point]:
    found: dict[tuple[int, bool], Point] = {}
    for (key, way), ports in faces.items():
        rect = seats.names[INCIDENT].rect if key == INCIDENT else seats.boxes[key].rect
        y = rect.bottom + _UNDER if key == INCIDENT else rect.bottom if way > 0 else rect.top
        ports.sort(key=lambda port: (round(port.order, 6), port.edge))
        low, high = rect.left + _INSET, rect.right - _INSET
        gap = min(apart, (high - low) / max(1, len(ports) - 1))
        xs = spread([port.wanted for port in ports], [gap] * (len(ports) - 1), low, high + 1e-3)
        if xs is None:
            continue
        for port, x in zip(ports, xs, strict=True):
            found[port.edge, port.last] = (x, y)
    return found


def _spread_halves(
    halves: Mapping[tuple[str, int], list[Port]],
    edges: Sequence[Edge],
    seats: Seats,
    fixed: Sequence[Sequence[Point]],
) -> dict[tuple[int, bool], Point]:
    """Ends around the upper or lower half of a mark, apart from each other and from dotted lines."""
    found: dict[tuple[int, bool], Point] = {}
    for (key, way), ports in halves.items():
        spot = seats.spots[key]
        ports.sort(key=lambda port: (round(port.order, 6), port.edge))
        low, high = _sector(spot, way, fixed)
        reach = spot.size / 2
        for _ in range(30):
            gaps = [
                _angle(edges[a.edge], reach) + _angle(edges[b.edge], reach)
                for a, b in zip(ports, ports[1:], strict=False)
            ]
            angles = spread([port.wanted for port in ports], gaps, low, high)
            if angles is not None:
                break
            reach += 0.4
        else:
            continue
        for port, angle in zip(ports, angles, strict=True):
            radius = reach + _GAPS[edges[port.edge].end]
            x = spot.centre[0] + radius * math.cos(math.radians(angle))
            y = spot.centre[1] + way * radius * abs(math.sin(math.radians(angle)))
            found[port.edge, True] = (x, y)
    return found


def _angle(edge: Edge, reach: float) -> float:
    """Half the angle, in degrees, that the sign at an edge's end takes up around a mark."""
    return math.degrees(math.atan2(_HALVES[edge.end] + _AIR, reach + _GAPS[edge.end]))


def _sector(spot: Spot, way: int, fixed: Sequence[Sequence[Point]]) -> tuple[float, float]:
    """Angles of a half (from -180, left, to 0, right) that dotted lines leave free."""
    low, high = -180.0 + _FLATTEST, -_FLATTEST
    for line in fixed:
        for a, b in pairs(line):
            for here, there in ((a, b), (b, a)):
                if math.dist(here, spot.centre) > spot.size / 2 + _RIM + 0.1:
                    continue
                angle = -math.degrees(math.atan2(way * (there[1] - here[1]), there[0] - here[0]))
                if -90 <= angle <= 0:
                    high = min(high, angle - _FLATTEST)
                elif -180 <= angle < -90:
                    low = max(low, angle + _FLATTEST)
    return (low, high) if low < high else (-180.0 + _FLATTEST, -_FLATTEST)


def _joined(
    open_: Iterable[int], starts: Mapping[tuple[int, bool], Point], ends: Mapping[tuple[int, bool], Point]
) -> dict[int, tuple[Point, ...]]:
    lines: dict[int, tuple[Point, ...]] = {}
    for i in open_:
        start = starts.get((i, False))
        end = ends.get((i, True), starts.get((i, True)))
        if start and end:
            lines[i] = (start, end)
    return lines


def _beside_own(
    edges: Sequence[Edge],
    open_: Iterable[int],
    fixed: Sequence[Sequence[Point]],
    seats: Seats,
    lines: Mapping[int, tuple[Point, ...]],
) -> dict[int, tuple[Point, ...]]:
    """Lines from accused actors to their own ties: denials under the dotted line, all else above it."""
    found: dict[int, tuple[Point, ...]] = {}
    used: set[tuple[str, int]] = set()
    for i in open_:
        edge = edges[i]
        if i in lines or edge.target not in seats.spots or not _own(edge, fixed, seats):
            continue
        way = 1 if edge.end == "bar" else -1
        if (edge.target, way) in used:
            continue
        used.add((edge.target, way))
        rect, spot = seats.boxes[edge.source].rect, seats.spots[edge.target]
        left = rect.centre[0] < spot.centre[0]
        radius, angle = spot.size / 2 + _GAPS[edge.end], math.radians(36)
        end = (
            spot.centre[0] - (1 if left else -1) * radius * math.cos(angle),
            spot.centre[1] + way * radius * math.sin(angle),
        )
        y = min(max(end[1], rect.top + 1.2), rect.bottom - 1.2)
        found[i] = ((rect.right if left else rect.left, y), end)
    return found


def _free(
    edge: Edge, line: Sequence[Point], seats: Seats, others: Iterable[Sequence[Point]]
) -> bool:
    """Whether a straight line meets nothing it should not meet."""
    ends = {edge.source, edge.target}
    start, end = line[0], line[-1]
    for solid in _solids(seats, ends):
        if hits(start, end, grown(solid, _CLEAR)):
            return False
    if any(hits(start, end, grown(seats.boxes[key].rect, -0.3)) for key in ends & seats.boxes.keys()):
        return False
    if any(distance(seats.spots[key].centre, start, end) < seats.spots[key].size / 2 for key in ends - seats.boxes.keys()):
        return False
    rows = {key for row in (*seats.above, *seats.below) for key in row}
    if edge.source not in rows and not _level_with(line) and _slope(line) < _SHALLOW:
        return False
    for other in others:
        if any(_alongside(start, end, a, b) for a, b in pairs(other)):
            return False
    return math.dist(start, end) > 3.0  # noqa: PLR2004


def _level_with(line: Sequence[Point]) -> bool:
    """Whether a line is short and level, as those of accused actors to their own ties are."""
    return _near(line) and abs(line[0][1] - line[-1][1]) < 2.0  # noqa: PLR2004


def _slope(line: Sequence[Point]) -> float:
    return abs(line[-1][1] - line[0][1]) / max(0.1, abs(line[-1][0] - line[0][0]))


def _solids(seats: Seats, but: Iterable[str]) -> list[Rect]:
    """Boxes, marks and names that a line keeps out of, except the line's own."""
    but = set(but)
    found = [box.rect for key, box in sorted(seats.boxes.items()) if key not in but]
    found += [spot.rect for key, spot in sorted(seats.spots.items()) if key not in but]
    return found + [text.rect for _, text in sorted(seats.names.items())]


def _alongside(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two straight lines run so close side by side that they look like one."""
    if crosses(a, b, c, d):
        turn = abs(math.atan2(b[1] - a[1], b[0] - a[0]) - math.atan2(d[1] - c[1], d[0] - c[0])) % math.pi
        return min(turn, math.pi - turn) < math.radians(9)
    close = sum(distance(point, c, d) < 1.0 for point, _ in walk((a, b), 1.0))
    return close > 4  # noqa: PLR2004


# --- detours -----------------------------------------------------------------------------------------


def _around(
    edges: Sequence[Edge],
    index: int,
    seats: Seats,
    width: float,
    fixed: Sequence[Sequence[Point]],
    draft: _Draft,
) -> tuple[Point, ...] | None:
    """Detour for one edge; between two of one row it keeps to the outer side of the row."""
    edge = edges[index]
    lines = [*fixed, *draft.routes.values()]
    for outer in (True, False):
        area = _area(edge, seats, width, outer=outer)
        if area is None:
            continue
        over = grid(area, [*_solids(seats, ()), *_kept(edges, seats, draft)], lines, _inner(seats))
        starts = gates(over, seats.boxes[edge.source].rect, draft.touching.get(edge.source, ()), entering=False)
        if edge.target in seats.boxes:
            goals = gates(over, seats.boxes[edge.target].rect, draft.touching.get(edge.target, ()), entering=True)
        else:
            goals = _ring(over, edges, index, seats, fixed, draft)
        found = detour(over, starts, goals)
        if found is not None:
            return _shortened(found, edge) if edge.target in seats.boxes else found
    return None


def _kept(edges: Sequence[Edge], seats: Seats, draft: _Draft) -> list[Rect]:
    """Areas beside the short lines of accused actors, which their labels need."""
    rows = {key for row in (*seats.above, *seats.below) for key in row}
    found = []
    for i, line in sorted(draft.routes.items()):
        if edges[i].source not in rows and edges[i].target in seats.spots and len(line) == 2 and _near(line):  # noqa: PLR2004
            (x0, y0), (x1, y1) = line
            way = 1 if edges[i].end == "bar" else -1
            high = y1 + way * _LABEL
            found.append(Rect(min(x0, x1), min(y0, y1, high), max(x0, x1), max(y0, y1, high)))
    return found


def _shortened(line: tuple[Point, ...], edge: Edge) -> tuple[Point, ...]:
    """End a line before its box, as far as its sign needs."""
    (x0, y0), (x1, y1) = line[-2], line[-1]
    whole = math.dist(line[-2], line[-1])
    share = max(0.0, (whole - _GAPS[edge.end]) / whole)
    return (*line[:-1], (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))


def _area(edge: Edge, seats: Seats, width: float, *, outer: bool) -> Rect | None:
    """Area a detour may use."""
    rects = [*(box.rect for box in seats.boxes.values()), *(spot.rect for spot in seats.spots.values())]
    rects += [text.rect for text in seats.names.values()]
    top = min(rect.top for rect in rects) - _OUTSIDE
    bottom = max(rect.bottom for rect in rects) + _OUTSIDE
    if not outer:
        return Rect(0.5, top, width - 0.5, bottom)
    for rows, above in ((seats.above, True), (seats.below, False)):
        if any({edge.source, edge.target} <= set(row) for row in rows):
            row = next(row for row in rows if edge.source in row)
            heights = [_place(key, seats) for key in row]
            if above:
                return Rect(0.5, top, width - 0.5, max(rect.bottom for rect in heights))
            return Rect(0.5, min(rect.top for rect in heights), width - 0.5, bottom)
    return None


def _inner(seats: Seats) -> tuple[float, float]:
    """Span of y between the nearest rows above and below."""
    upper = [_place(key, seats).bottom for row in seats.above[-1:] for key in row]
    lower = [_place(key, seats).top for row in seats.below[:1] for key in row]
    return max(upper, default=-math.inf), min(lower, default=math.inf)


def _ring(
    over: Grid,
    edges: Sequence[Edge],
    index: int,
    seats: Seats,
    fixed: Sequence[Sequence[Point]],
    draft: _Draft,
) -> tuple[Gate, ...]:
    """Places around a mark where a detour may come in; further out where the mark is crowded."""
    edge = edges[index]
    spot = seats.spots[edge.target]
    caption = _under_caption(over, seats, draft) if edge.target == INCIDENT else ()
    ends = [
        (_bearing(spot, line[-1]), _angle(edges[i], spot.size / 2), math.dist(line[-1], spot.centre))
        for i, line in draft.routes.items()
        if edges[i].target == edge.target
    ]
    ends = [end for end in ends if end[2] < spot.size / 2 + 2 * _RING]
    dotted = [
        (_bearing(spot, p), 8.0)
        for line in fixed
        for a, b in pairs(line)
        for p, q in ((a, b), (b, a))
        if math.dist(q, spot.centre) < spot.size / 2 + _RIM + _AIR
    ]
    outermost = max((distance for _, _, distance in ends), default=0.0) + _STAGGER
    solids = [grown(solid, _CLEAR) for solid in _solids(seats, {edge.target})]
    for radius, halves in (
        (spot.size / 2 + _GAPS[edge.end], [(bearing, half) for bearing, half, _ in ends]),
        (outermost, [(bearing, _THIN) for bearing, _, _ in ends]),
    ):
        taken = [(bearing, half + _angle(edge, radius - _GAPS[edge.end])) for bearing, half in halves + dotted]
        found = tuple(_gates_around(over, spot, radius, taken, solids))
        if found or caption:
            break
    return found + caption


def _gates_around(
    over: Grid, spot: Spot, radius: float, taken: Sequence[tuple[float, float]], solids: Sequence[Rect]
) -> Iterator[Gate]:
    """Gates at a distance from a mark, away from the angles that are taken."""
    for angle in range(0, 360, 15):
        x, y = (c + (radius + _RING) * w for c, w in zip(spot.centre, _unit(angle), strict=True))
        cell = over.cell((x, y))
        start = over.point(cell)
        if not over.holds(cell) or math.dist(start, (x, y)) > 2 * STEP:
            continue
        end = _rimmed(spot, radius, start, angle)
        bearing = _bearing(spot, end)
        if any(_turn(bearing, other) < need for other, need in taken):
            continue
        if not any(hits(start, end, solid) for solid in solids):
            right = angle % 90 == 0
            yield Gate(end, cell, (angle // 90 + 2) % 4 if right else ANY_WAY, 0.0 if right else _BENT)


def _unit(degrees: float) -> Point:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def _under_caption(over: Grid, seats: Seats, draft: _Draft) -> tuple[Gate, ...]:
    """Places under the incident's name, where lines from below end."""
    if not _captioned(seats):
        return ()
    rect = seats.names[INCIDENT].rect
    y = rect.bottom + _UNDER
    ends = [line[-1] for line in draft.routes.values() if abs(line[-1][1] - y) < _UNDER]
    found = []
    for cell in range(over.cell((rect.left, y + STEP)), over.cell((rect.right, y + STEP)) + 1):
        x = over.point(cell)[0]
        if over.holds(cell) and all(abs(x - end[0]) > _PORTS for end in ends):
            found.append(Gate((x, y), cell, UP, 0.15 * abs(x - rect.centre[0])))
    return tuple(found)


def _rimmed(spot: Spot, radius: float, start: Point, angle: int) -> Point:
    """Point on the rim of a mark where a line from a place ends: upright, level, or towards the middle."""
    (x, y), (left, top) = spot.centre, start
    if angle % 180 == 90:  # noqa: PLR2004
        return left, y + math.copysign(math.sqrt(radius**2 - (left - x) ** 2), top - y)
    if angle % 180 == 0:
        return x + math.copysign(math.sqrt(radius**2 - (top - y) ** 2), left - x), top
    bearing = math.radians(_bearing(spot, start))
    return x + radius * math.cos(bearing), y + radius * math.sin(bearing)


def _bearing(spot: Spot, point: Point) -> float:
    return math.degrees(math.atan2(point[1] - spot.centre[1], point[0] - spot.centre[0])) % 360


def _turn(a: float, b: float) -> float:
    turn = abs(a - b) % 360
    return min(turn, 360 - turn)

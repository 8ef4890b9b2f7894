"""
Straight lines of the chart of actors: between neighbours, down to a mark, beside a dotted line.

A line stays straight only where it meets nothing that is not its own, crosses no short
line of an accused actor, and does not run along another line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from reportkit.charts.actors_ends import Scene, beside, ends, gap
from reportkit.charts.actors_geometry import Point, Rect, crosses, distance, grown, hits, length, pairs, walk
from reportkit.wording.pictures import Edge

Course = tuple[Point, ...]

_CLEAR, _OWN_BOX = 0.9, -0.3
_LANES, _NARROWEST_LANE = 5.0, 1.7
_SHORT, _SHORTEST = 30.0, 3.0
_SHALLOW, _LEVEL = 0.3, 2.0
_CLOSE, _ALONG = 1.0, 4
_SHARPEST = math.radians(14)


def neighbours(scene: Scene) -> dict[int, Course]:
    """
    Level lines between neighbours in a row, side by side where there are several.

    Parameters
    ----------
    scene : Scene
        Boxes, marks and edges.
    """
    found: dict[int, Course] = {}
    for row in (*scene.seats.above, *scene.seats.below):
        for left, right in pairwise(sorted(row, key=lambda key: scene.place(key).centre[0])):
            mine = [i for i, edge in enumerate(scene.edges) if {edge.source, edge.target} == {left, right}]
            height = min(scene.place(key).height for key in (left, right))
            if len(mine) * _NARROWEST_LANE > height:
                continue
            lane = min(_LANES, (height - 1.0) / max(1, len(mine) - 1))
            for place, i in enumerate(mine):
                y = scene.place(left).centre[1] + (place - (len(mine) - 1) / 2) * lane
                found[i] = _level(scene, scene.edges[i], y)
    return found


def _level(scene: Scene, edge: Edge, y: float) -> Course:
    source, target = scene.place(edge.source), scene.place(edge.target)
    if source.centre[0] < target.centre[0]:
        return (source.right, y), (target.left - gap(edge), y)
    return (source.left, y), (target.right + gap(edge), y)


def straight(scene: Scene, level: Mapping[int, Course]) -> dict[int, Course]:
    """
    Straight lines of all edges that can have one.

    Lines that are not free drop out together and the rest are spread anew, until all are free.

    Parameters
    ----------
    scene : Scene
        Boxes, marks and edges.
    level : mapping of int to Course
        The lines between neighbours, by the number of their edge.
    """
    rows = scene.rows()
    left = [
        i
        for i, edge in enumerate(scene.edges)
        if i not in level and (edge.source not in rows or rows[edge.source] != rows.get(edge.target))
    ]
    while True:
        lines: dict[int, Course] = dict(ends(scene, (i for i in left if i not in scene.own)))
        taken = set()
        for i in left:
            edge = scene.edges[i]
            if i in scene.own and (edge.target, edge.end == "bar") not in taken:
                taken.add((edge.target, edge.end == "bar"))
                lines[i] = beside(scene, i)
        bad = _blocked(scene, lines, [*scene.dotted, *level.values()])
        left = [i for i in left if i in lines and i not in bad]
        if not bad:
            return lines


def short(line: Sequence[Point]) -> bool:
    """
    Whether a line is too short to be crossed and still carry its label.

    Parameters
    ----------
    line : sequence of Point
        The line.
    """
    return length(line) < _SHORT


def _blocked(scene: Scene, lines: Mapping[int, Course], fixed: Sequence[Course]) -> set[int]:
    """Straight lines that cannot stay; of two that run into each other the later one."""
    kept = list(fixed)
    bad = set()
    rows = scene.rows()
    shorts = [line for i, line in lines.items() if scene.edges[i].source not in rows and short(line)]
    for i in sorted(lines):
        line = lines[i]
        cut = any(crosses(*line, *other) for other in shorts if other is not line)
        if cut or not _free(scene, i, line) or any(_along(line, other) for other in kept):
            bad.add(i)
        else:
            kept.append(line)
    return bad


def _free(scene: Scene, number: int, line: Course) -> bool:
    """Whether a straight line meets nothing it should not meet, its own box and mark included."""
    edge, seats = scene.edges[number], scene.seats
    mine = {edge.source, edge.target}
    start, end = line
    walls: Iterable[Rect] = [grown(solid, _CLEAR) for solid in scene.solids(but=mine)]
    walls = [*walls, *(grown(seats.boxes[key].rect, _OWN_BOX) for key in mine if key in seats.boxes)]
    marks = [seats.spots[key] for key in mine if key not in seats.boxes]
    if any(hits(start, end, wall) for wall in walls):
        return False
    if any(distance(mark.centre, start, end) < mark.size / 2 for mark in marks):
        return False
    rise, run = abs(end[1] - start[1]), max(0.1, abs(end[0] - start[0]))
    if edge.source not in scene.rows() and rise / run < _SHALLOW and not (short(line) and rise < _LEVEL):
        return False
    return math.dist(start, end) > _SHORTEST


def _along(line: Course, other: Course) -> bool:
    """Whether a straight line runs so close along another one that they look like one."""
    return any(_alongside(line[0], line[-1], a, b) for a, b in pairs(other))


def _alongside(a: Point, b: Point, c: Point, d: Point) -> bool:
    if (
        max(a[0], b[0]) < min(c[0], d[0]) - _CLOSE
        or min(a[0], b[0]) > max(c[0], d[0]) + _CLOSE
        or max(a[1], b[1]) < min(c[1], d[1]) - _CLOSE
        or min(a[1], b[1]) > max(c[1], d[1]) + _CLOSE
    ):
        return False
    if crosses(a, b, c, d):
        turn = abs(math.atan2(b[1] - a[1], b[0] - a[0]) - math.atan2(d[1] - c[1], d[0] - c[0])) % math.pi
        return min(turn, math.pi - turn) < _SHARPEST
    return sum(distance(point, c, d) < _CLOSE for point, _ in walk((a, b), 1.0)) > _ALONG

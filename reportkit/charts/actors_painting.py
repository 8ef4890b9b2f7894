"""
Painting the chart of actors: a plan becomes boxes, lines, marks and words on a sheet.

Nothing here decides where anything stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from reportkit.charts import marks
from reportkit.charts.actors_geometry import Point
from reportkit.charts.actors_plan import (
    ARROW,
    ARROW_WIDTH,
    BAR,
    DOT,
    Box,
    Outline,
    Plan,
    Route,
    Text,
    Words,
)
from reportkit.charts.actors_words import STYLES
from reportkit.charts.sheet import PAPER_LABEL
from reportkit.charts.style import BLUE, GREY, INK, PAPER, VERMILION, WASH, as_ground, figure, write
from reportkit.wording.pictures import Edge

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TONES = {"ink": INK, "grey": GREY, "blue": BLUE, "vermilion": VERMILION}
_CORNERS = {"state": 0.0, "command": 1.1, "body": 0.0, "group": 4.0, "unnamed": 0.0, "voice": 0.0}
# Widths of lines in points.
_WIDTHS = {"ink": 1.15, "grey": 0.95, "blue": 1.15, "vermilion": 1.4}
_THIN, _BOX, _BAR_LINE, _HEAD_LINE, _DOTTED = 0.7, 1.15, 2.0, 1.0, 1.1
# Dashes in units of the line's width.
_TIE_DASH, _EDGE_DASH, _BOX_DASH = (0, (1.4, 1.9)), (0, (3.2, 1.6)), (0, (2.6, 1.5))
# Millimetres.
_BEND, _OPEN, _PAPER_RIM = 1.6, 0.7, 0.5
_HULL_CORNER, _Z_HULL = 2.0, 1.5
_Z_LINE, _Z_SIGN, _Z_PAPER, _Z_BOX = 2.0, 2.2, 2.5, 3.0


def painted(plan: Plan, colours: Mapping[str, str]) -> Figure:
    """
    Draw a plan; within the settings of `own_settings`.

    Parameters
    ----------
    plan : Plan
        Where everything stands.
    colours : mapping of str to str
        The colour of each tie to the incident, by its key.
    """
    sheet = figure(plan.width, plan.height)
    paint(sheet.axes[0], plan, colours)
    return sheet


def paint(axes: Axes, plan: Plan, colours: Mapping[str, str]) -> None:
    """
    Draw a plan on axes that hold more than it; within the settings of `own_settings`.

    Parameters
    ----------
    axes : Axes
        Axes of a `figure`.
    plan : Plan
        Where everything stands.
    colours : mapping of str to str
        The colour of each tie to the incident, by its key.
    """
    for outline in sorted(plan.outlines, key=lambda outline: (-outline.depth, outline.key)):
        _outline(axes, outline)
    for route in plan.routes:
        _line(axes, route, colours)
    for box in plan.boxes:
        _box(axes, box)
    for spot in (*plan.spots, *plan.flags):
        marks.draw(axes, spot.name, *spot.centre, spot.size)
    tones = {route.key: route.edge.tone for route in plan.routes if route.edge}
    for text in plan.texts:
        _words(axes, text, colours.get(text.key) or _ink(tones.get(text.key, "ink")))


def _ink(tone: str) -> str:
    """Colour of a label: words stay ink where only the sign of their line is vermilion."""
    return INK if tone == "vermilion" else _TONES[tone]


def _words(axes: Axes, text: Text, colour: str) -> None:
    rect = text.rect
    if text.paper:
        corner = (rect.left - _PAPER_RIM, rect.top)
        size = (rect.width + 2 * _PAPER_RIM, rect.height)
        paper = Rectangle(corner, *size, facecolor=PAPER, edgecolor="none", zorder=_Z_PAPER)
        paper.set_label(PAPER_LABEL)
        axes.add_patch(paper)
    x = {"left": rect.left, "middle": rect.centre[0], "right": rect.right}[text.align]
    _lines(axes, (x, rect.top), text.words, text.align, colour)


def _lines(axes: Axes, at: Point, words: Words, align: str, colour: str) -> None:
    """Write lines under one another, each in its style."""
    own = {"note": GREY, "native": GREY, "hull": GREY} | dict.fromkeys(("incident", "name", "listed"), INK)
    for i, (line, style) in enumerate(zip(words.lines, words.styles, strict=True)):
        size, weight = STYLES[style]
        y = at[1] + (i + 0.5) * words.pitch
        write(axes, at[0], y, line, size=size, weight=weight, anchor=align, colour=own.get(style, colour))


def _box(axes: Axes, box: Box) -> None:
    rect = box.rect
    radius = min(_CORNERS[box.shape], rect.height / 2 - 0.01)
    patch = FancyBboxPatch(
        (rect.left, rect.top),
        rect.width,
        rect.height,
        boxstyle=f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0",
        facecolor=PAPER,
        edgecolor=GREY if box.shape == "voice" else INK,
        linewidth=_THIN if box.shape in {"body", "voice"} else _BOX,
        linestyle=_BOX_DASH if box.shape == "unnamed" else "-",
        zorder=_Z_BOX,
        label=f"box:{box.key}",
    )
    axes.add_patch(patch)
    _lines(axes, (rect.centre[0], rect.centre[1] - box.words.height / 2), box.words, "middle", INK)


def _outline(axes: Axes, outline: Outline) -> None:
    """Draw a group as ground: a wash with a hairline, dashed where its members are not in the record."""
    rect = outline.rect
    patch = FancyBboxPatch(
        (rect.left, rect.top),
        rect.width,
        rect.height,
        boxstyle=f"round,pad=0,rounding_size={_HULL_CORNER}",
        facecolor=PAPER if outline.dashed else WASH,
        edgecolor=GREY,
        linewidth=_THIN,
        linestyle=_BOX_DASH if outline.dashed else "-",
        zorder=_Z_HULL - outline.depth / 10,
    )
    as_ground(patch)
    axes.add_patch(patch)


def _line(axes: Axes, route: Route, colours: Mapping[str, str]) -> None:
    label = f"line:{route.key}"
    if route.edge is None:
        _stroke(axes, route.points, (colours[route.key], _DOTTED, _TIE_DASH), label)
        return
    edge = route.edge
    colour = _TONES[edge.tone]
    points = _cut(route.points, ARROW / 2) if edge.end == "arrow" else route.points
    _stroke(axes, points, (colour, _WIDTHS[edge.tone], _EDGE_DASH if edge.dashed else "-"), label)
    _sign(axes, edge, route.points, colour)


def _cut(points: Sequence[Point], by: float) -> tuple[Point, ...]:
    """End a line before its head, so that it does not show beside the point."""
    return (*points[:-1], _part(points[-1], points[-2], min(by, math.dist(points[-1], points[-2]))))


def _stroke(axes: Axes, points: Sequence[Point], pen: tuple[str, float, object], label: str) -> None:
    """Draw a line with its corners rounded."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(_BEND, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        vertices += [_part(corner, before, reach), corner, _part(corner, after, reach)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    path = Path([*vertices, points[-1]], [*codes, Path.LINETO])
    colour, width, dash = pen
    patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=width, zorder=_Z_LINE, label=label)
    patch.set_linestyle(dash)  # type: ignore[arg-type]
    patch.set_capstyle("butt")
    axes.add_patch(patch)


def _part(start: Point, end: Point, reach: float) -> Point:
    """Point at a distance from a start on the way to an end."""
    share = reach / (math.dist(start, end) or 1.0)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _sign(axes: Axes, edge: Edge, points: Sequence[Point], colour: str) -> None:
    """Draw what ends a line: arrow accuses, bar denies, dot acknowledges or inquires, open head relates."""
    (x0, y0), (x, y) = points[-2:]
    whole = math.dist(points[-2], points[-1]) or 1.0
    dx, dy = (x - x0) / whole, (y - y0) / whole

    def at(back: float, side: float) -> Point:
        return x - dx * back - dy * side, y - dy * back + dx * side

    label = f"{edge.end}:{edge.source}>{edge.target}"
    filled = {"facecolor": colour, "edgecolor": "none", "zorder": _Z_SIGN, "label": label}
    if edge.end == "dot":
        axes.add_patch(Circle((x, y), DOT / 2, **filled))
    elif edge.end == "arrow":
        corners = [at(0, 0), at(ARROW, ARROW_WIDTH / 2), at(ARROW, -ARROW_WIDTH / 2)]
        axes.add_patch(Polygon(corners, closed=True, **filled))
    elif edge.end == "bar":
        _polyline(axes, [at(0, -BAR / 2), at(0, BAR / 2)], colour, _BAR_LINE, label)
    else:
        back, side = ARROW * _OPEN, ARROW_WIDTH / 2
        _polyline(axes, [at(back, side), at(0, 0), at(back, -side)], colour, _HEAD_LINE, label)


def _polyline(axes: Axes, points: Sequence[Point], colour: str, width: float, label: str) -> None:
    look = {"facecolor": "none", "edgecolor": colour, "zorder": _Z_SIGN, "label": label}
    patch = PathPatch(Path(points), linewidth=width, **look)
    patch.set_capstyle("butt")
    patch.set_joinstyle("miter")
    axes.add_patch(patch)

"""
The chart of actors: who accuses, denies, acknowledges, and at which tie they point.

The incident stands in the middle. A state or group said to be answerable touches it
only through a dotted line that carries the standing of that tie; whoever speaks of the
tie points at its mark. Where everything stands is decided by `actors_layout`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path

from reportkit.charts import marks
from reportkit.charts.actors_layout import canonical, layout
from reportkit.charts.actors_plan import (
    ARROW,
    ARROW_WIDTH,
    BAR,
    DOT,
    PITCH,
    Plan,
    Sizes,
    TooManyActors,
    Words,
)
from reportkit.charts.style import BLUE, GREY, INK, PAPER, VERMILION, figure, measure, own_settings, wrap, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.charts.actors_geometry import Point
    from reportkit.charts.actors_plan import Box, Route, Text
    from reportkit.wording.pictures import ActorsPicture, Edge, Node
    from reportkit.wording.runs import Line

__all__ = ["TooManyActors", "draw", "measured"]

_TONES = {"ink": INK, "grey": GREY, "blue": BLUE, "vermilion": VERMILION}
_STYLES = {
    "incident": (8.2, 600),
    "name": (7.9, 600),
    "native": (7.4, 400),
    "note": (7.2, 400),
    "label": (7.4, 400),
    "word": (7.4, 400),
}
_CORNERS = {"state": 0.0, "command": 1.1, "body": 0.0, "group": 4.0, "unnamed": 0.0, "voice": 0.0}
_LINE, _BAR_LINE, _BEND = 1.15, 2.0, 1.6
_NAME, _LONGEST_NAME = 25.0, 120.0
_LABEL, _LONG_LABEL = 36.0, 54.0
_TIE_WORD, _TIE_NOTE = 30.0, 30.0


def draw(picture: ActorsPicture, width_mm: float = 178) -> Figure:
    """
    Draw the chart of actors; the height follows from what it holds.

    Parameters
    ----------
    picture : ActorsPicture
        The record; the order of its tuples does not matter.
    width_mm : float
        Width in millimetres.

    Raises
    ------
    TooManyActors
        More actors than can be drawn legibly (20), or lines and labels that find no
        room; the caller shows the picture's table instead.
    ValueError
        A line or a tie names an actor that is not in the picture.
    """
    with own_settings():
        picture = canonical(picture)
        plan = layout(picture, measured(picture), width_mm)
        sheet = figure(plan.width, plan.height)
        axes = sheet.axes[0]
        colours = {tie.key: marks.colour(tie.mark) for tie in picture.ties}
        for route in plan.routes:
            _line(axes, route, colours)
        for box in plan.boxes:
            _box(axes, box)
        for spot in (*plan.spots, *plan.flags):
            marks.draw(axes, spot.name, *spot.centre, spot.size)
        tones = {route.key: route.edge.tone for route in plan.routes if route.edge}
        for text in plan.texts:
            _words(axes, text, colours.get(text.key) or _ink(tones.get(text.key, "ink")))
        return sheet


def _ink(tone: str) -> str:
    """Colour of a label: words stay ink where only the sign of their line is vermilion."""
    return INK if tone == "vermilion" else _TONES[tone]


# --- measuring ---------------------------------------------------------------------------------------


def measured(picture: ActorsPicture) -> Sizes:
    """
    Words of a picture as they may be set, measured in millimetres.

    Parameters
    ----------
    picture : ActorsPicture
        The record.

    Examples
    --------
    >>> from reportkit.wording.pictures import ActorsPicture
    >>> from reportkit.wording.runs import Run
    >>> empty = ActorsPicture((Run("Fire"),), "acknowledged", (), (), (), (), (), (), ())
    >>> [len(words.lines) for words in measured(empty).incident]
    [1]
    """
    boxes = {node.key: _named(node) for node in picture.nodes}
    boxes |= {event.key: _settings([[(event.name, "name")]], (22.0, 15.0)) for event in picture.events}
    named = [(picture.incident, "incident"), *((note, "note") for note in picture.incident_notes)]
    return Sizes(
        boxes=boxes,
        labels={edge: _label(edge) for edge in picture.edges},
        ties={
            tie.key: _settings(
                [
                    [*((note, "note") for note in tie.notes), (tie.word, "word")],
                    [(tie.word, "word"), *((note, "note") for note in tie.notes)],
                ],
                (32.0, 24.0, 15.0),
            )
            for tie in picture.ties
        },
        incident=_settings([named], (42.0, 28.0)),
    )


def _named(node: Node) -> tuple[Words, ...]:
    """Name on one or two lines, then the original script, then the note."""
    parts = [(node.name, "name"), (node.native, "native"), (node.note, "note")]
    return _settings([parts], (_NAME, 19.0, 14.0), most=2)


def _label(edge: Edge) -> tuple[Words, ...]:
    """Label as it is given, and wrapped where it is long."""
    parts = [(line, "label") for line in edge.labels]
    narrow = (26.0, 18.0, 12.0)
    return _settings([parts], (_LABEL, *narrow))


def _settings(
    orders: Sequence[Sequence[tuple[Line, str]]], widths: Sequence[float], most: int | None = None
) -> tuple[Words, ...]:
    """Every order of the lines wrapped at every width, without repetitions."""
    found: list[Words] = []
    for width in widths:
        for parts in orders:
            lines: list[Line] = []
            styles: list[str] = []
            for line, style in parts:
                wrapped = _wrapped(line, width, style, most)
                lines += wrapped
                styles += [style] * len(wrapped)
            spans = tuple(_span(line, style) for line, style in zip(lines, styles, strict=True))
            words = Words(tuple(lines), tuple(styles), spans)
            if words not in found:
                found.append(words)
    return tuple(found)


def _span(line: Line, style: str) -> float:
    size, weight = _STYLES[style]
    return measure(line, size, weight)


def _wrapped(line: Line, width: float, style: str, most: int | None = None) -> list[Line]:
    """Wrap to a width, lines about equally long; wider than asked for rather than on more lines than `most`."""
    size, weight = _STYLES[style]
    if not line or not _span(line, style):
        return []
    room = width
    found = wrap(line, room, size, most, weight=weight)
    while found is None and room < _LONGEST_NAME:
        room *= 1.15
        found = wrap(line, room, size, most, weight=weight)
    if found is None:
        return wrap(line, width * 2, size, weight=weight, break_words=True) or []
    while len(found) > 1:
        room -= 0.5
        tighter = wrap(line, room, size, len(found), weight=weight)
        if tighter is None:
            break
        found = tighter
    return found


# --- drawing -----------------------------------------------------------------------------------------


def _words(axes: Axes, text: Text, colour: str) -> None:
    rect = text.rect
    x = {"left": rect.left, "middle": rect.centre[0], "right": rect.right}[text.align]
    if text.paper:
        axes.add_patch(_rectangle(rect.left - 0.5, rect.top, rect.right + 0.5, rect.bottom))
    for i, (line, style) in enumerate(zip(text.words.lines, text.words.styles, strict=True)):
        size, weight = _STYLES[style]
        tone = GREY if style == "note" else INK if style in {"incident", "name"} else colour
        y = rect.top + (i + 0.5) * PITCH
        write(axes, x, y, line, size=size, weight=weight, anchor=text.align, colour=tone)


def _rectangle(left: float, top: float, right: float, bottom: float) -> Polygon:
    """White paper behind words that stand over their own line."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Polygon(corners, closed=True, facecolor=PAPER, edgecolor="none", zorder=2.5, label="paper")


def _box(axes: Axes, box: Box) -> None:
    rect = box.rect
    radius = min(_CORNERS[box.shape], rect.height / 2 - 0.01, rect.width / 2 - 0.01)
    style = f"round,pad=0,rounding_size={radius}" if radius else "square,pad=0"
    thin = box.shape in {"body", "voice"}
    axes.add_patch(
        FancyBboxPatch(
            (rect.left, rect.top),
            rect.width,
            rect.height,
            boxstyle=style,
            facecolor=PAPER,
            edgecolor=GREY if box.shape == "voice" else INK,
            linewidth=0.7 if thin else 1.15,
            linestyle=(0, (2.6, 1.5)) if box.shape == "unnamed" else "-",
            zorder=3,
            label="box",
        )
    )
    top = rect.centre[1] - box.words.height / 2
    for i, (line, style_) in enumerate(zip(box.words.lines, box.words.styles, strict=True)):
        size, weight = _STYLES[style_]
        colour = GREY if style_ in {"note", "native"} else INK
        write(
            axes, rect.centre[0], top + (i + 0.5) * PITCH, line, size=size, weight=weight, anchor="middle", colour=colour
        )


def _line(axes: Axes, route: Route, colours: dict[str, str]) -> None:
    if route.edge is None:
        _stroke(axes, route.points, colours[route.key], 1.1, (0, (1.4, 1.9)))
        return
    edge = route.edge
    colour = _TONES[edge.tone]
    width = 0.95 if edge.tone == "grey" else 1.4 if edge.tone == "vermilion" else _LINE
    points = route.points
    if edge.end == "arrow":
        points = _cut(points, ARROW * 0.8)
    _stroke(axes, points, colour, width, (0, (3.2, 1.6)) if edge.dashed else "-")
    _sign(axes, edge, route.points, colour)


def _cut(points: Sequence[Point], by: float) -> tuple[Point, ...]:
    (x0, y0), (x1, y1) = points[-2], points[-1]
    whole = math.dist(points[-2], points[-1])
    share = max(0.0, 1 - by / whole)
    return (*points[:-1], (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))


def _stroke(axes: Axes, points: Sequence[Point], colour: str, width: float, dash: object) -> None:
    """Draw a line with its corners rounded."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(_BEND, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        vertices += [_part(corner, before, reach), corner, _part(corner, after, reach)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    vertices.append(points[-1])
    codes.append(Path.LINETO)
    axes.add_patch(
        PathPatch(
            Path(vertices, codes),
            facecolor="none",
            edgecolor=colour,
            linewidth=width,
            linestyle=dash,
            capstyle="butt",
            zorder=2,
            label="line",
        )
    )


def _part(start: Point, end: Point, reach: float) -> Point:
    whole = math.dist(start, end) or 1.0
    return start[0] + (end[0] - start[0]) * reach / whole, start[1] + (end[1] - start[1]) * reach / whole


def _sign(axes: Axes, edge: Edge, points: Sequence[Point], colour: str) -> None:
    """Draw what ends a line: arrow accuses, bar denies, dot acknowledges or inquires, open head relates."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    whole = math.dist(points[-2], points[-1]) or 1.0
    dx, dy = (x1 - x0) / whole, (y1 - y0) / whole

    def at(back: float, side: float) -> Point:
        return x1 - dx * back - dy * side, y1 - dy * back + dx * side

    if edge.end == "bar":
        corners = [at(0, -BAR / 2), at(0, BAR / 2)]
        axes.plot(*zip(*corners, strict=True), color=colour, linewidth=_BAR_LINE, solid_capstyle="butt", zorder=2.2, label="bar")
    elif edge.end == "dot":
        axes.add_patch(Circle((x1, y1), DOT / 2, facecolor=colour, edgecolor="none", zorder=2.2, label="dot"))
    elif edge.end == "arrow":
        head = [at(0, 0), at(ARROW, ARROW_WIDTH / 2), at(ARROW, -ARROW_WIDTH / 2)]
        axes.add_patch(Polygon(head, closed=True, facecolor=colour, edgecolor="none", zorder=2.2, label="arrow"))
    else:
        head = [at(ARROW * 0.7, ARROW_WIDTH * 0.45), at(0, 0), at(ARROW * 0.7, -ARROW_WIDTH * 0.45)]
        axes.plot(*zip(*head, strict=True), color=colour, linewidth=1.0, solid_joinstyle="miter", zorder=2.2, label="open")

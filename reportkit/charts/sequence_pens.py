"""The lines of a sequence: washes, rules, bars with their ends, ties, the break between order and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from reportkit.charts import style
from reportkit.charts.sequence_labels import stacked
from reportkit.charts.sequence_rows import name_lines
from reportkit.charts.sequence_seats import HEAD, TONES, Point, Seat
from reportkit.charts.sheet import Box
from reportkit.charts.style import BRAND, GREY, HAIRLINE, INK, PAPER, WASH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes

    from reportkit.charts.sequence_head import Head
    from reportkit.charts.sequence_routes import Route
    from reportkit.charts.sequence_settling import Layout
    from reportkit.wording.pictures import SequencePicture


class Pen(NamedTuple):
    """How a line is drawn: its width in points, its colour, its height in the stack, and its dashes."""

    width: float
    colour: str
    level: float
    dashes: tuple[float, float] | None = None


RULE, FRAME = Pen(0.45, HAIRLINE, 1.0), Pen(0.9, BRAND, 1.2)
DAY, TICK, BREAK = Pen(0.45, HAIRLINE, 1.0), Pen(0.6, BRAND, 1.1), Pen(0.8, GREY, 1.1)
BAR, DOTTED, CAP = Pen(0.8, GREY, 2.0), Pen(0.8, GREY, 2.0, (1.1, 1.5)), Pen(1.1, GREY, 2.1)
ORDER, REASON, BARBS = Pen(1.4, INK, 3.0), Pen(1.2, INK, 3.0, (3.4, 1.4)), Pen(1.2, INK, 3.0)


def line(axes: Axes, points: Iterable[Point], label: str, pen: Pen) -> None:
    """Draw a line through points; the label says what it is."""
    xs, ys = zip(*points, strict=True)
    line = Line2D(xs, ys, linewidth=pen.width, color=pen.colour, zorder=pen.level, label=label, clip_on=False)
    line.set_solid_capstyle("butt")
    line.set_solid_joinstyle("miter")
    line.set_dash_capstyle("butt")
    if pen.dashes:
        line.set_linestyle((0, pen.dashes))
    axes.add_line(line)


def shape(axes: Axes, corners: Sequence[Point], label: str, colour: str, level: float) -> None:
    """Draw a filled shape without a rim."""
    shape = Polygon(corners, facecolor=colour, edgecolor="none", linewidth=0, zorder=level, clip_on=False)
    shape.set_label(label)
    axes.add_patch(shape)


def wash(axes: Axes, box: Box) -> None:
    """Lay a pale ground."""
    shape = Rectangle((box.left, box.top), box.width, box.height, facecolor=WASH, linewidth=0, zorder=0)
    style.as_ground(shape)
    axes.add_patch(shape)


def pieces(start: float, stop: float, boxes: Iterable[tuple[float, float]]) -> Iterator[Point]:
    """Yield the pieces of a stretch that no other stretch covers."""
    at = start
    for left, right in sorted(boxes):
        if left > at:
            yield at, min(left, stop)
        at = max(at, right)
        if at >= stop:
            return
    if at < stop:
        yield at, stop


def bars(axes: Axes, seat: Seat, covered: Sequence[Box]) -> None:
    """Draw a mark's bar to both sides: open where words stand on it, dotted where a reader infers it."""
    for side, x, end in seat.bars():
        tip = x if end.cap else x - side * 1.2
        start, stop = sorted((seat.x + side * seat.half * 0.9, tip))
        over = [(box.left - 0.5, box.right + 0.5) for box in covered if box.top < seat.y < box.bottom]
        for piece in pieces(start, stop, over):
            if piece[1] - piece[0] > 0.5 + end.inferred:  # less is a crumb between a mark and its words
                pen = DOTTED if end.inferred else BAR
                line(axes, [(edge, seat.y) for edge in piece], f"bar {seat.mark.key}", pen)
        if end.cap:
            line(axes, [(x, seat.y - 1.2), (x, seat.y + 1.2)], f"cap {seat.mark.key}", CAP)
        else:
            corners = [(x, seat.y), (x - side * 1.5, seat.y - 0.65), (x - side * 1.5, seat.y + 0.65)]
            shape(axes, corners, f"arrow {seat.mark.key}", GREY, 2.1)


def route_line(axes: Axes, route: Route) -> None:
    """Draw a link: order as a plain line without a head, a reason dashed with an open one."""
    names, colour = f"{route.link.earlier} {route.link.later}", TONES[route.link.tone]
    if route.link.kind == "order":
        line(axes, route.points, f"order {names}", ORDER._replace(colour=colour))
    else:
        line(axes, route.points, f"reason {names}", REASON._replace(colour=colour))
        line(axes, route.head(), f"head {names}", BARBS._replace(colour=colour))


def open_route(axes: Axes, route: Route, covered: Sequence[Box]) -> None:
    """Draw a link that is open where words stand on it."""
    names, colour = f"{route.link.earlier} {route.link.later}", TONES[route.link.tone]
    kind, pen = ("order", ORDER) if route.link.kind == "order" else ("reason", REASON)
    for piece in _uncovered(route.points, [box.grown(0.35) for box in covered]):
        line(axes, piece, f"{kind} {names}", pen._replace(colour=colour))
    if route.head():
        line(axes, route.head(), f"head {names}", BARBS._replace(colour=colour))


def _uncovered(points: Sequence[Point], boxes: Sequence[Box]) -> Iterator[list[Point]]:
    """Yield the pieces of a path that lie in none of some boxes, cut to a quarter of a millimetre."""
    (x, y), *rest = points
    piece: list[Point] = []
    last: Point = (x, y)
    for to_x, to_y in rest:
        steps = max(1, int(4 * (abs(to_x - x) + abs(to_y - y)))) if _near(boxes, x, y, to_x, to_y) else 1
        for step in range(steps + 1):
            last = (x + (to_x - x) * step / steps, y + (to_y - y) * step / steps)
            if any(box.left < last[0] < box.right and box.top < last[1] < box.bottom for box in boxes):
                if len(piece) > 1:
                    yield piece
                piece = []
            elif not piece or piece[-1] != last:
                piece.append(last)
        x, y = to_x, to_y
    if len(piece) > 1:
        yield piece


def _near(boxes: Sequence[Box], x: float, y: float, to_x: float, to_y: float) -> bool:
    stretch = Box(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
    return any(box.meets(stretch, 0.01) for box in boxes)


def frame(axes: Axes, picture: SequencePicture, layout: Layout) -> None:
    """Draw washes, rules, and the break between order and dates."""
    scale, levels, width = layout.scale, layout.levels, layout.scale.width
    if scale.dated and scale.order:
        wash(axes, Box(scale.dated[0], 0.0, width, levels.bottom))
    for lane, (top, bottom) in zip(picture.lanes, levels.lanes, strict=True):
        if lane.own:
            wash(axes, Box(0.0, top, width, bottom))
    heavy = {levels.header, levels.bottom, *(top for _, (top, _) in levels.headings)}
    light = {y for span in (*levels.lanes, *(span for _, span in levels.headings)) for y in span} - heavy
    for y in sorted(light):
        line(axes, [(0.0, y), (width, y)], "rule", RULE)
    for y in sorted(heavy):
        line(axes, [(0.0, y), (width, y)], "rule", FRAME)
    if scale.dated and scale.order:
        broken(axes, scale.dated[0], levels.header, levels.bottom)


def broken(axes: Axes, x: float, header: float, bottom: float, covered: Sequence[Box] = ()) -> None:
    """Draw the line between order and dates, open for words, with the sign that the measure changes at it."""
    over = [(box.top - 0.2, box.bottom + 0.2) for box in covered if box.left - 0.8 < x < box.right + 0.8]
    for piece in pieces(0.0, bottom, over):
        line(axes, [(x, edge) for edge in piece], "break", BREAK)
    for y in (header, bottom):
        gap = [(x - 0.95, y + 0.8), (x + 0.15, y - 0.8), (x + 0.95, y - 0.8), (x - 0.15, y + 0.8)]
        shape(axes, gap, "break", PAPER, 1.3)
        for at in (x - 0.4, x + 0.4):
            line(axes, [(at - 0.55, y + 0.95), (at + 0.55, y - 0.95)], "break", BREAK._replace(level=1.4))


def names(axes: Axes, picture: SequencePicture, layout: Layout) -> None:
    """Write group headings, and the names of lanes with their notes."""
    levels = layout.levels
    for heading, (top, bottom) in levels.headings:
        if bottom > top:
            style.write(axes, 0.35, (top + bottom) / 2, heading, size=HEAD, weight=600, colour=BRAND)
    for lane, (top, bottom) in zip(picture.lanes, levels.lanes, strict=True):
        called = name_lines(lane, layout.scale)
        if not called:
            continue
        placed, _, _ = stacked(
            [part for part, _, _ in called], (top + bottom) / 2, [size for _, size, _ in called]
        )
        for (part, y), (_, size, weight) in zip(placed, called, strict=True):
            colour = INK if weight == 600 else GREY  # noqa: PLR2004 - the weight of names
            style.write(axes, 0.35, y, part, size=size, weight=weight, colour=colour)


def header(axes: Axes, head: Head, bottom: float, covered: Sequence[Box]) -> None:
    """Write the header, and draw the line of each day where no words stand."""
    for part, (x, y), weight, colour in head.lines:
        style.write(axes, x, y, part, size=HEAD, weight=weight, colour=colour)
    for x, top in head.ticks:
        over = [(box.top - 0.3, box.bottom + 0.3) for box in covered if box.left - 0.5 < x < box.right + 0.5]
        line(axes, [(x, top), (x, head.height)], "day", TICK)
        for piece in pieces(head.height, bottom, over):
            line(axes, [(x, edge) for edge in piece], "day", DAY)

"""The escalation sequence: who did and said what, in the order the record allows and no finer.

Lanes run across an order part, whose equal columns say left before right and nothing else, and a dated
part for what carries a day. The drawing takes every word from its picture record and every position
from a rule: a label stands right of its mark, else left, above or on more lines, else in the key below
the chart under a number. Words never lie on each other, and none is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from reportkit.charts import marks, style
from reportkit.charts.sequence_head import Head, head_for, key_lines
from reportkit.charts.sequence_labels import stacked
from reportkit.charts.sequence_rows import Levels, name_lines
from reportkit.charts.sequence_seats import FLAG, HEAD, TEXT, TONES, Point, Seat, every_mark, scale_of
from reportkit.charts.sequence_settling import Layout, settle
from reportkit.charts.style import BRAND, GREY, HAIRLINE, INK, PAPER, WASH, Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.charts.sequence_routes import Route
    from reportkit.wording.pictures import LaneMark, SequencePicture


class _Pen(NamedTuple):
    """How a line is drawn: its width in points, its colour, its height in the stack, and its dashes."""

    width: float
    colour: str
    level: float
    dashes: tuple[float, float] | None = None


_RULE, _FRAME = _Pen(0.45, HAIRLINE, 1.0), _Pen(0.9, BRAND, 1.2)
_DAY, _TICK, _BREAK = _Pen(0.45, HAIRLINE, 1.0), _Pen(0.6, BRAND, 1.1), _Pen(0.8, GREY, 1.1)
_BAR, _DOTTED, _CAP = _Pen(0.8, GREY, 2.0), _Pen(0.8, GREY, 2.0, (1.1, 1.5)), _Pen(1.1, GREY, 2.1)
_ORDER, _REASON, _HEAD = _Pen(1.4, INK, 3.0), _Pen(1.2, INK, 3.0, (3.4, 1.4)), _Pen(1.2, INK, 3.0)


def _line(axes: Axes, points: Iterable[Point], label: str, pen: _Pen) -> None:
    """Draw a line through points; the label says what it is."""
    xs, ys = zip(*points, strict=True)
    line = Line2D(xs, ys, linewidth=pen.width, color=pen.colour, zorder=pen.level, label=label, clip_on=False)
    line.set_solid_capstyle("butt")
    line.set_solid_joinstyle("miter")
    line.set_dash_capstyle("butt")
    if pen.dashes:
        line.set_linestyle((0, pen.dashes))
    axes.add_line(line)


def _shape(axes: Axes, corners: Sequence[Point], label: str, colour: str, level: float) -> None:
    """Draw a filled shape without a rim."""
    shape = Polygon(corners, facecolor=colour, edgecolor="none", linewidth=0, zorder=level, clip_on=False)
    shape.set_label(label)
    axes.add_patch(shape)


def _wash(axes: Axes, box: Box) -> None:
    """Lay a pale ground."""
    shape = Rectangle((box.left, box.top), box.width, box.height, facecolor=WASH, linewidth=0, zorder=0)
    style.as_ground(shape)
    axes.add_patch(shape)


def _open(start: float, stop: float, boxes: Iterable[tuple[float, float]]) -> Iterator[Point]:
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


def _draw_bars(axes: Axes, seat: Seat, covered: Sequence[Box]) -> None:
    """Draw a mark's bar to both sides: open where words stand on it, dotted where a reader infers it."""
    for side, x, end in seat.bars():
        tip = x if end.cap else x - side * 1.2
        start, stop = sorted((seat.x + side * seat.half * 0.9, tip))
        over = [(box.left - 0.5, box.right + 0.5) for box in covered if box.top < seat.y < box.bottom]
        for piece in _open(start, stop, over):
            if piece[1] - piece[0] > 0.5 + end.inferred:  # less is a crumb between a mark and its words
                pen = _DOTTED if end.inferred else _BAR
                _line(axes, [(edge, seat.y) for edge in piece], f"bar {seat.mark.key}", pen)
        if end.cap:
            _line(axes, [(x, seat.y - 1.2), (x, seat.y + 1.2)], f"cap {seat.mark.key}", _CAP)
        else:
            corners = [(x, seat.y), (x - side * 1.5, seat.y - 0.65), (x - side * 1.5, seat.y + 0.65)]
            _shape(axes, corners, f"arrow {seat.mark.key}", GREY, 2.1)


def _draw_route(axes: Axes, route: Route) -> None:
    """Draw a link: order as a plain line without a head, a reason dashed with an open one."""
    names, colour = f"{route.link.earlier} {route.link.later}", TONES[route.link.tone]
    if route.link.kind == "order":
        _line(axes, route.points, f"order {names}", _ORDER._replace(colour=colour))
    else:
        _line(axes, route.points, f"reason {names}", _REASON._replace(colour=colour))
        _line(axes, route.head(), f"head {names}", _HEAD._replace(colour=colour))


def _draw_frame(axes: Axes, picture: SequencePicture, layout: Layout) -> None:
    """Draw washes, rules, and the break between order and dates."""
    scale, levels, width = layout.scale, layout.levels, layout.scale.width
    if scale.dated and scale.order:
        _wash(axes, Box(scale.dated[0], 0.0, width, levels.bottom))
    for lane, (top, bottom) in zip(picture.lanes, levels.lanes, strict=True):
        if lane.own:
            _wash(axes, Box(0.0, top, width, bottom))
    heavy = {levels.header, levels.bottom, *(top for _, (top, _) in levels.headings)}
    light = {y for span in (*levels.lanes, *(span for _, span in levels.headings)) for y in span} - heavy
    for y in sorted(light):
        _line(axes, [(0.0, y), (width, y)], "rule", _RULE)
    for y in sorted(heavy):
        _line(axes, [(0.0, y), (width, y)], "rule", _FRAME)
    if scale.dated and scale.order:
        _draw_break(axes, scale.dated[0], levels)


def _draw_break(axes: Axes, x: float, levels: Levels) -> None:
    """Draw the line between order and dates, with the sign that the measure changes at it."""
    _line(axes, [(x, 0.0), (x, levels.bottom)], "break", _BREAK)
    for y in (levels.header, levels.bottom):
        gap = [(x - 0.95, y + 0.8), (x + 0.15, y - 0.8), (x + 0.95, y - 0.8), (x - 0.15, y + 0.8)]
        _shape(axes, gap, "break", PAPER, 1.3)
        for at in (x - 0.4, x + 0.4):
            _line(axes, [(at - 0.55, y + 0.95), (at + 0.55, y - 0.95)], "break", _BREAK._replace(level=1.4))


def _draw_names(axes: Axes, picture: SequencePicture, layout: Layout) -> None:
    """Write group headings, and the names of lanes with their notes."""
    levels = layout.levels
    for heading, (top, bottom) in levels.headings:
        if bottom > top:
            style.write(axes, 0.35, (top + bottom) / 2, heading, size=HEAD, weight=600, colour=BRAND)
    for lane, (top, bottom) in zip(picture.lanes, levels.lanes, strict=True):
        names = name_lines(lane, layout.scale)
        if not names:
            continue
        placed, _, _ = stacked(
            [part for part, _, _ in names], (top + bottom) / 2, [size for _, size, _ in names]
        )
        for (line, y), (_, size, weight) in zip(placed, names, strict=True):
            colour = INK if weight == 600 else GREY  # noqa: PLR2004 - the weight of names
            style.write(axes, 0.35, y, line, size=size, weight=weight, colour=colour)


def _draw_head(axes: Axes, head: Head, bottom: float, covered: Sequence[Box]) -> None:
    """Write the header, and draw the line of each day where no words stand."""
    for line, (x, y), weight, colour in head.lines:
        style.write(axes, x, y, line, size=HEAD, weight=weight, colour=colour)
    for x, top in head.ticks:
        over = [(box.top - 0.3, box.bottom + 0.3) for box in covered if box.left - 0.5 < x < box.right + 0.5]
        _line(axes, [(x, top), (x, head.height)], "day", _TICK)
        for piece in _open(head.height, bottom, over):
            _line(axes, [(x, edge) for edge in piece], "day", _DAY)


def _check(picture: SequencePicture) -> None:
    """Refuse a picture that cannot be drawn without saying something else."""
    keys = {mark.key for mark in every_mark(picture)}
    for link in picture.links:
        if link.kind not in {"order", "reason"} or link.tone not in TONES:
            raise ValueError(f"There is no link of kind {link.kind!r} and tone {link.tone!r}")
        if link.earlier == link.later:
            raise ValueError(f"A link ties {link.later!r} to itself")
        for key in (link.earlier, link.later):
            if key not in keys:
                raise ValueError(f"A link names {key!r}, and no lane has such a mark")
    for mark in every_mark(picture):
        _check_mark(mark, picture.columns)


def _check_mark(mark: LaneMark, columns: int) -> None:
    """Refuse a mark without a place, and a bar without a possible end."""
    if (mark.column is None) == (mark.days is None):
        raise ValueError(f"{mark.key!r} needs a column or days, and not both")
    ends = [end for end in (mark.left, mark.right) if end]
    for end in ends:
        if end.at not in {"column", "day", "edge"} or (end.value is None) != (end.at == "edge"):
            raise ValueError(f"The bar of {mark.key!r} ends at {end.at!r} {end.value}, which is no place")
    for column in (mark.column, *(end.value for end in ends if end.at == "column")):
        if column is not None and not 0 <= column < columns:
            raise ValueError(f"{mark.key!r} speaks of column {column} of {columns}")
    if _backwards(mark):
        raise ValueError(f"The bar of {mark.key!r} ends on the wrong side of its mark")


def _backwards(mark: LaneMark) -> bool:
    """Say whether an end lies on the other side of the mark; every day stands right of every column."""

    def rank(at: str, value: int | None) -> Point | None:
        return None if value is None else (float(at == "day"), float(value))

    first = rank("column", mark.column) or rank("day", mark.days and mark.days[0])
    last = rank("column", mark.column) or rank("day", mark.days and mark.days[1])
    left = rank(mark.left.at, mark.left.value) if mark.left else None
    right = rank(mark.right.at, mark.right.value) if mark.right else None
    return bool((left and last and left > last) or (right and first and right < first))


def numbered(figure: Figure) -> int:
    """Return how many labels of a drawn sequence stand in its key, under a number, and not at their marks.

    Examples
    --------
    >>> numbered(style.figure(30, 10))
    0
    """
    runs = {text.run for text in style.written(figure)}
    return sum(run.kind == "strong" and not run.source and run.words.isdigit() for run in runs)


@style.own_settings()
def draw(picture: SequencePicture, width_mm: float = 178, *, weighed: bool = False) -> Figure:
    """Draw the escalation sequence.

    Order links are plain lines without a head, because order is not cause. A thin cap ends a bar where
    the record bounds it, an arrow where it does not; a bar is dotted where only a reader's inference
    carries it.

    Parameters
    ----------
    picture : SequencePicture
        What is shown: lanes, marks, links, and every word.
    width_mm : float
        Width of the figure in millimetres; its height follows from the lanes.
    weighed : bool
        Whether the dated part is given room by the number of marks that stand in it; otherwise the order
        part has at least half of it.

    Raises
    ------
    ValueError
        A mark has both a column and days or neither, a column does not exist, a bar ends nowhere or on
        the wrong side of its mark, or a link names no mark.
    TooManyColumns
        The columns do not fit the width.
    KeyError
        A mark or flag has a name that is none of `marks.NAMES`.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import Lane, LaneMark, SequencePicture
    >>> from reportkit.wording.runs import Run
    >>> fire = LaneMark("e1", "reported_only", (), 0, None, None, None, ((Run("a fire"),),), own=True)
    >>> lane = Lane("fire", "events", (Run("Harbour fire"),), (), own=True, marks=(fire,))
    >>> head = (Run("ORDER ONLY"),), (), (Run("EVENTS"),), ()
    >>> sheet = draw(SequencePicture(*head, columns=1, days=(), lanes=(lane,), links=(), alt=()))
    >>> style.words(sheet)
    ('ORDER ONLY', 'EVENTS', 'Harbour fire', 'a fire')
    """
    _check(picture)
    scale = scale_of(picture, width_mm, weighed=weighed)
    head = head_for(picture, scale)
    sheet = settle(picture, scale, head.height)
    layout, bottom = sheet.layout, sheet.layout.levels.bottom
    key, end = key_lines(sheet.key, scale.width, bottom + (1.2 if sheet.key else 0.0))
    figure = style.figure(width_mm, end + 1.2)
    axes = figure.axes[0]
    flags = [Box(x - FLAG / 2, y - FLAG / 2, x + FLAG / 2, y + FLAG / 2) for _, x, y in sheet.flags]
    covered = [*flags, *(spot.box for spot in sheet.spots)]
    _draw_frame(axes, picture, layout)
    _draw_head(axes, head, bottom, covered)
    _draw_names(axes, picture, layout)
    for seat in layout.seats:
        _draw_bars(axes, seat, covered)
        marks.draw(axes, seat.mark.mark, seat.x, seat.y, seat.size)
    for route in layout.routes:
        _draw_route(axes, route)
    for flag, x, y in sheet.flags:
        marks.draw(axes, flag, x, y, FLAG)
    for spot in sheet.spots:
        for line, y in spot.lines:
            style.write(axes, spot.x, y, line, size=TEXT, anchor=spot.anchor, colour=spot.label.colour)
    for line, (x, y), colour in key:
        style.write(axes, x, y, line, size=TEXT, colour=colour)
    return figure

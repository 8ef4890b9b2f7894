"""Stance over time: each statement at the day it was said, a row each, speaker by speaker.

Rows run down in the order of time, so a speaker who changes is a line from one mark to the next: heavy for a
reversal, dashed for softer or firmer words, dotted for what is taken back. A statement whose day is only
bounded is a bar; what nothing dates stands apart, left of the days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, ruled, style
from reportkit.charts.ruled import FAINT, FRAME, HEAD, NAME, RULE, Column, Pen, Point, Words
from reportkit.charts.sheet import Box
from reportkit.charts.style import BRAND, GREY, INK, VERMILION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import StancePanel, StanceRow, StancesPicture

NAMES, SCALE, SAID = 0.18, 0.325, 0.32  # shares of the width; when it was said has the rest
STATEMENT, STANDING, FLAG = 2.5, 3.0, 2.3  # mm
_COLUMN: Final = 5.0  # mm: a column of the order part
_ORDER: Final = 13.0  # mm: the least width of the order part, for its head
_EDGE: Final = 3.2  # mm: from the rims of the dated part to its first and last day
_OPEN: Final = 9.5  # mm: the same where statements without a bound need room for their arrows
_INDENT: Final = 4.2  # mm: room for the mark of a standing before its words
_CLEAR: Final = 2.2  # mm: from a cap to the mark beside it
_STUB: Final = 3.0  # mm: how far "about" is dotted to both sides; it means no width
_BAR, _CAP = Pen(0.8, GREY, 2.0), Pen(1.1, GREY, 2.1)
_ABOUT = Pen(1.2, GREY, 2.0, (1.1, 1.5))
_CHANGES: Final = {
    "reversal": Pen(1.5, VERMILION, 3.0),
    "softer": Pen(1.1, VERMILION, 3.0, (3.0, 1.4)),
    "firmer": Pen(1.1, INK, 3.0, (3.0, 1.4)),
    "back": Pen(1.1, GREY, 3.0, (1.1, 1.5)),
}


@dataclass(frozen=True, slots=True)
class _Scale:
    """The columns, and where columns of order and days stand, in millimetres."""

    who: Column
    order: tuple[float, float]
    dated: tuple[float, float]
    days: tuple[int, int]
    stretch: tuple[float, float]
    said: Column
    when: Column

    def column(self, number: int) -> float:
        """Return where a column of the order part stands."""
        return self.order[0] + _EDGE + number * _COLUMN

    def day(self, ordinal: int) -> float:
        """Return where a day stands; a single day stands in the middle."""
        (left, right), (first, last) = self.stretch, self.days
        share = 0.5 if last == first else (ordinal - first) / (last - first)
        return left + (right - left) * share


@dataclass(frozen=True, slots=True)
class _Seat:
    """A statement in its place: its row, and where its mark stands."""

    row: StanceRow
    at: ruled.Row
    x: float


def _scale(picture: StancesPicture, width: float) -> _Scale:
    who, scale, said = NAMES * width, SCALE * width, SAID * width
    left, right = who + 1.0, who + scale - 1.0
    stop = left + (max(_ORDER, 2 * _EDGE + (picture.columns - 1) * _COLUMN) if picture.columns else 0.0)
    rows = [row for panel in picture.panels for lane in panel.lanes for row in lane.rows]
    days = [day for row in rows for day in (row.first, row.last) if day is not None]
    days += [day for day, _ in picture.ticks]
    dated = [row for row in rows if row.column is None]
    open_left, open_right = any(r.first is None for r in dated), any(r.last is None for r in dated)
    return _Scale(
        who=Column(0.35, who - 0.35),
        order=(left, stop if days else right),
        dated=(stop, right),
        days=(min(days, default=0), max(days, default=0)),
        stretch=(stop + (_OPEN if open_left else _EDGE), right - (_OPEN if open_right else _EDGE)),
        said=Column(who + scale + 1.2, said - 1.2),
        when=Column(who + scale + said, width - who - scale - said),
    )


@style.own_settings()
def draw(picture: StancesPicture, width_mm: float = 178) -> Figure:
    """Draw stance over time; the height follows from the statements.

    Parameters
    ----------
    picture : StancesPicture
        What is shown: panels, lanes, statements, days, and every word.
    width_mm : float
        Width of the figure in millimetres.

    Raises
    ------
    ValueError
        A statement has neither a column nor a day, or more columns than the width holds.
    KeyError
        A mark has a name that is none of `marks.NAMES`.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import StanceLane, StancePanel, StanceRow, StancesPicture
    >>> from reportkit.wording.runs import Run
    >>> said = ((Run("denies it"),),)
    >>> row = StanceRow("C1", "denies", 0, None, None, False, False, "", "", said, ())
    >>> lane = StanceLane((Run("Port"),), (), (row,))
    >>> panel = StancePanel("p", "denied_only", (), (), (), (Run("A fire: denied only"),), (lane,))
    >>> style.words(draw(StancesPicture(((), (), (), ()), 1, (), (panel,), ())))
    ('A fire: denied only', 'Port', 'denies it')
    """
    scale = _scale(picture, width_mm)
    _check(picture, scale)
    head = _head(picture, scale)
    placed: list[tuple[StancePanel, ruled.Row, list[_Seat]]] = []
    y = head.bottom
    for panel in picture.panels:
        title = _title(panel, y, width_mm)
        seats, y = [], title.bottom
        for row, cells in _rows(panel, scale):
            seats.append(_Seat(row, ruled.row(y, *cells), _place(scale, row)))
            y = seats[-1].at.bottom
        placed.append((panel, title, seats))
    figure = style.figure(width_mm, y + 0.6)
    _paint(figure.axes[0], picture, scale, head, placed)
    return figure


def _check(picture: StancesPicture, scale: _Scale) -> None:
    for panel in picture.panels:
        for lane in panel.lanes:
            for row in lane.rows:
                if (row.column is None) == (row.first is None and row.last is None):
                    raise ValueError(f"{row.key!r} needs a column or a day, and not both")
                if row.first is not None and row.last is not None and row.first > row.last:
                    raise ValueError(f"{row.key!r} is bounded from the wrong sides")
    if picture.columns and scale.column(picture.columns - 1) > scale.order[1] - _EDGE + 0.01:
        raise ValueError(f"{picture.columns} columns of order are more than the width holds")


def _head(picture: StancesPicture, scale: _Scale) -> ruled.Row:
    """Return the heads of the columns; the labels of days are set when the sheet is there."""
    who, order, said, when = picture.heads
    part = Column(scale.order[0], scale.order[1] - scale.order[0] + 1.4)
    cells = [
        ruled.cell(scale.who, Words(who, HEAD, 600, BRAND)),
        ruled.cell(scale.said, Words(said, HEAD, 600, BRAND)),
        ruled.cell(scale.when, Words(when, HEAD, 600, BRAND)),
    ]
    if picture.columns:
        cells.append(ruled.cell(part, Words(order, style.SMALLEST, 400, GREY)))
    return ruled.row(0.0, *cells)


def _title(panel: StancePanel, top: float, width: float) -> ruled.Row:
    """Return the heading of a panel: what is said, and where it stands."""
    left = 0.35 + _INDENT + FLAG * 1.15 * len(panel.flags)
    words = Words(panel.heading, NAME)
    return ruled.row(top, ruled.cell(Column(left, width - left), words), least=5.2)


def _rows(panel: StancePanel, scale: _Scale) -> Iterator[tuple[StanceRow, list[ruled.Cell]]]:
    """Yield the rows of a panel with their words; a speaker's name stands once."""
    for lane in panel.lanes:
        for number, row in enumerate(lane.rows):
            tone = GREY if row.gone else INK
            names = [] if number else [Words(lane.who, NAME, 600, INK)]
            names += [] if number or not lane.note else [Words(lane.note, colour=GREY)]
            first, *others = row.said
            yield (
                row,
                [
                    ruled.cell(scale.who, *names),
                    ruled.cell(scale.said, Words(first, colour=tone), *(Words(line) for line in others)),
                    ruled.cell(scale.when, Words(row.when, colour=tone)),
                ],
            )


def _place(scale: _Scale, row: StanceRow) -> float:
    """Return where a mark stands: in its column, at its day, beside the bound it has, or within two."""
    if row.column is not None:
        return scale.column(row.column)
    if row.first is None or row.last is None:
        bound = row.first if row.last is None else row.last
        side = 1 if row.last is None else -1
        x = scale.day(bound or 0) + (0.0 if row.about else side * _CLEAR)
        return min(max(x, scale.dated[0] + 1.4), scale.dated[1] - 1.4)
    first, last = scale.day(row.first), scale.day(row.last)
    return first + _CLEAR if last - first > 2 * _CLEAR and not row.about else (first + last) / 2


def _paint(
    axes: Axes,
    picture: StancesPicture,
    scale: _Scale,
    head: ruled.Row,
    placed: list[tuple[StancePanel, ruled.Row, list[_Seat]]],
) -> None:
    width = float(axes.get_xlim()[1])
    ruled.write(axes, head)
    places = [(scale.day(day), line) for day, line in picture.ticks]
    for start, line in ruled.thinned(places, style.SMALLEST, scale.dated[0], scale.dated[1]):
        style.write(axes, start, head.middle, line, size=style.SMALLEST, colour=GREY)
    bottom = head.bottom
    for panel, title, seats in placed:
        bottom = seats[-1].at.bottom if seats else title.bottom
        ruled.wash(axes, Box(0.0, title.top, width, title.bottom))
        marks.draw(axes, panel.mark, 0.35 + STANDING / 2, title.middle, STANDING)
        for number, flag in enumerate(panel.flags):
            marks.draw(axes, flag, 0.35 + _INDENT + FLAG * (0.5 + 1.15 * number), title.middle, FLAG)
        ruled.write(axes, title)
        ruled.lines(axes, [[(x, title.bottom), (x, bottom)] for x, _ in places], FAINT, "day")
        if picture.columns and picture.ticks:
            ruled.lines(axes, [[(scale.dated[0], title.bottom), (scale.dated[0], bottom)]], _BAR, "break")
        _rules(axes, panel, seats, width)
        _changes(axes, seats)
        for seat in seats:
            ruled.write(axes, seat.at)
            _bars(axes, scale, seat)
            marks.draw(axes, seat.row.mark, seat.x, seat.at.middle, STATEMENT)
    frame = [head.bottom, bottom, *(title.top for _, title, _ in placed)]
    ruled.across(axes, frame, 0.0, width, FRAME)


def _rules(axes: Axes, panel: StancePanel, seats: list[_Seat], width: float) -> None:
    """Draw a rule over each speaker's first row."""
    firsts = {lane.rows[0].key for lane in panel.lanes if lane.rows}
    ruled.across(axes, [s.at.top for s in seats if s.row.key in firsts], 0.0, width, RULE)


def _bars(axes: Axes, scale: _Scale, seat: _Seat) -> None:
    """Draw what bounds a statement: a bar between caps, an arrow where nothing does, dots for "about"."""
    row, y, key = seat.row, seat.at.middle, seat.row.key
    if row.column is not None:
        return
    if row.about:
        ruled.lines(axes, [[(seat.x - _STUB, y), (seat.x + _STUB, y)]], _ABOUT, f"about {key}")
        return
    if row.first is not None and row.first == row.last:
        return
    left = scale.dated[0] if row.first is None else scale.day(row.first)
    right = scale.dated[1] if row.last is None else scale.day(row.last)
    ruled.lines(
        axes,
        [[(left + 1.2 * (row.first is None), y), (right - 1.2 * (row.last is None), y)]],
        _BAR,
        f"bar {key}",
    )
    for side, x, bound in ((-1, left, row.first), (1, right, row.last)):
        if bound is None:
            ruled.arrow(axes, (x, y), side, f"arrow {key}")
        else:
            ruled.lines(axes, [[(x, y - 1.2), (x, y + 1.2)]], _CAP, f"cap {key}")


def _changes(axes: Axes, seats: list[_Seat]) -> None:
    """Draw a line from each statement to the one that changes it, with a sign for softer and firmer."""
    at: dict[str, Point] = {seat.row.key: (seat.x, seat.at.middle) for seat in seats}
    for seat in seats:
        pen = _CHANGES.get(seat.row.change)
        start = at.get(seat.row.since)
        if pen is None or start is None:
            continue
        stop = (seat.x, seat.at.middle)
        ruled.lines(axes, [[start, stop]], pen, f"{seat.row.change} {seat.row.since} {seat.row.key}")
        if seat.row.change in {"softer", "firmer"}:
            x, y = (start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2
            down = 1 if seat.row.change == "softer" else -1
            corners = [(x - 0.85, y - 0.7 * down), (x + 0.85, y - 0.7 * down), (x, y + 0.8 * down)]
            ruled.shape(axes, corners, pen.colour, 3.1, seat.row.change)

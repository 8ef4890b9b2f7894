"""Casualty ranges by source: each claim's numbers on a scale of its kind of harm, beside its own words.

A range is drawn from the lowest to the highest number said, the number itself is the mark of the statement.
Where no bound is said an arrow runs to the rim; where only a word is said nothing stands on the scale. What
is denied, taken back or replaced is grey and dashed, so that no range looks said that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matplotlib.patches import Circle

from reportkit.charts import marks, ruled, style
from reportkit.charts.ruled import FAINT, FRAME, HEAD, NAME, RULE, Column, Pen, Words
from reportkit.charts.style import BRAND, GREY, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import HarmGroup, HarmPicture, HarmRow
    from reportkit.wording.runs import Line

NAMES, SCALE, SAID = 0.2, 0.32, 0.305  # shares of the width; when it was said has the rest
STATEMENT: Final = 2.5  # mm
_DOT: Final = 0.62  # mm: radius of an end of a range
_INDENT: Final = 3.0  # mm: room for the mark of a statement before its words
_STUB: Final = 3.2  # mm: how far "about" is dotted to both sides; it means no width
_EDGE: Final = 3.4  # mm: from the rims of the scale to its first and last number
_RANGE, _QUIET = Pen(1.5, INK, 2.2), Pen(1.1, GREY, 2.2, (2.2, 1.4))
_OPEN, _ABOUT = Pen(0.8, GREY, 2.0), Pen(1.2, INK, 2.0, (1.1, 1.5))
_ZERO = Pen(0.8, GREY, 1.1)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The four columns, and the middle one as a scale in millimetres."""

    who: Column
    scale: Column
    said: Column
    when: Column

    def at(self, value: int, highest: int) -> float:
        """Return where a number stands; whole numbers of any size keep their share of the scale."""
        return self.scale.left + _EDGE + (self.scale.width - 2 * _EDGE) * (value / highest)

    @property
    def right(self) -> float:
        """The right rim of the scale."""
        return self.scale.left + self.scale.width - 1.0


def _columns(width: float) -> _Columns:
    who, scale, said = NAMES * width, SCALE * width, SAID * width
    left = who + scale
    return _Columns(
        Column(0.35, who - 0.35),
        Column(who, scale),
        Column(left + 1.0 + _INDENT, said - _INDENT - 1.0),
        Column(left + said, width - left - said),
    )


@style.own_settings()
def draw(picture: HarmPicture, width_mm: float = 178) -> Figure:
    """Draw casualty ranges; the height follows from the rows.

    Parameters
    ----------
    picture : HarmPicture
        What is shown: groups, rows, scales, and every word.
    width_mm : float
        Width of the figure in millimetres.

    Raises
    ------
    KeyError
        A row has a mark that is none of `marks.NAMES`.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import HarmGroup, HarmPicture, HarmRow
    >>> from reportkit.wording.runs import Run
    >>> said = (Run("3"),)
    >>> row = HarmRow("C1", (Run("Port"),), (), "states", None, 3, None, False, False, False, False, said, ())
    >>> scale = ((0, (Run("0"),)), (4, (Run("4"),)))
    >>> deaths = HarmGroup("killed", (Run("Deaths"),), scale, (row,), ())
    >>> style.words(draw(HarmPicture(((), (), (), ()), (deaths,), ())))
    ('Deaths', '0', '4', 'Port', '3')
    """
    columns = _columns(width_mm)
    head = _head(columns, picture)
    placed: list[tuple[HarmGroup, ruled.Row, list[ruled.Row]]] = []
    y = head.bottom
    for group in picture.groups:
        title = ruled.row(y, ruled.cell(columns.who, Words(group.name, HEAD, 600, BRAND)))
        rows, y = [], title.bottom
        before: Line = ()
        for row in group.rows:
            rows.append(_row(columns, row, y, named=row.who != before))
            before, y = row.who, rows[-1].bottom
        if group.silent:
            whole = Column(columns.who.left, width_mm - columns.who.left)
            rows.append(ruled.row(y, ruled.cell(whole, Words(group.silent, colour=GREY))))
            y = rows[-1].bottom
        placed.append((group, title, rows))
    figure = style.figure(width_mm, y + 0.6)
    _paint(figure.axes[0], columns, head, placed, width_mm)
    return figure


def _head(columns: _Columns, picture: HarmPicture) -> ruled.Row:
    """Return the heads of the columns."""
    who, scale, said, when = picture.heads
    middle = Column(columns.scale.left + _EDGE, columns.scale.width - _EDGE)
    words = Column(columns.said.left - _INDENT, columns.said.width + _INDENT)
    return ruled.row(
        0.0,
        ruled.cell(columns.who, Words(who, HEAD, 600, BRAND)),
        ruled.cell(middle, Words(scale, HEAD, 400, GREY)),
        ruled.cell(words, Words(said, HEAD, 600, BRAND)),
        ruled.cell(columns.when, Words(when, HEAD, 600, BRAND)),
    )


def _row(columns: _Columns, row: HarmRow, top: float, *, named: bool) -> ruled.Row:
    """Return one claim's row; a speaker's name stands once, a note of whom was counted in every row."""
    tone = GREY if row.gone else INK
    names = [Words(row.who, NAME, 600, INK)] if named else []
    return ruled.row(
        top,
        ruled.cell(columns.who, *names, *([Words(row.note, colour=GREY)] if row.note else [])),
        ruled.cell(columns.said, Words(row.said, colour=tone)),
        ruled.cell(columns.when, Words(row.when, colour=tone)),
    )


def _paint(
    axes: Axes,
    columns: _Columns,
    head: ruled.Row,
    placed: list[tuple[HarmGroup, ruled.Row, list[ruled.Row]]],
    width: float,
) -> None:
    ruled.write(axes, head)
    bottom = head.bottom
    for group, title, rows in placed:
        ruled.write(axes, title)
        _scale(axes, columns, group, title, rows)
        ruled.across(axes, [row.top for row in rows], 0.0, width, RULE)
        for row, found in zip(group.rows, rows, strict=False):
            ruled.write(axes, found)
            _mark(axes, columns, row, found.middle)
            if group.ticks:
                _numbers(axes, columns, row, found.middle, group.ticks[-1][0])
        if group.silent:
            ruled.write(axes, rows[-1])
        bottom = rows[-1].bottom if rows else title.bottom
    frame = [head.bottom, bottom, *(title.top for _, title, _ in placed)]
    ruled.across(axes, frame, 0.0, width, FRAME)


def _scale(axes: Axes, columns: _Columns, group: HarmGroup, title: ruled.Row, rows: list[ruled.Row]) -> None:
    """Draw the scale of a kind of harm: its numbers beside its name, its lines down its rows."""
    if not group.ticks or not rows:
        return
    highest = group.ticks[-1][0]
    places = [(columns.at(value, highest), line) for value, line in group.ticks]
    stop = rows[len(group.rows) - 1].bottom
    left, right = columns.scale.left, columns.scale.left + columns.scale.width
    for start, line in ruled.thinned(places, style.SMALLEST, left, right):
        style.write(axes, start, title.middle, line, size=style.SMALLEST, colour=GREY)
    grid = [[(x, title.bottom), (x, stop)] for x, _ in places]
    ruled.lines(axes, grid[1:], FAINT, "grid")
    ruled.lines(axes, grid[:1], _ZERO, "zero")


def _mark(axes: Axes, columns: _Columns, row: HarmRow, y: float) -> None:
    """Draw the mark of a statement before its words."""
    marks.draw(axes, row.mark, columns.said.left - _INDENT / 2 - 0.2, y, STATEMENT)


def _numbers(axes: Axes, columns: _Columns, row: HarmRow, y: float, highest: int) -> None:
    """Draw what a claim says on the scale: ends, the line between, open sides, and the number itself."""
    said = [value for value in (row.low, row.best, row.high) if value is not None]
    if not said:
        return
    places = [columns.at(value, highest) for value in said]
    first, last = min(places), max(places)
    quiet = row.gone or row.mark == "denies"
    if last > first:
        ruled.lines(axes, [[(first, y), (last, y)]], _QUIET if quiet else _RANGE, f"range {row.key}")
    if row.right:
        ruled.lines(axes, [[(last, y), (columns.right - 1.2, y)]], _OPEN, f"open {row.key}")
        ruled.arrow(axes, (columns.right, y), 1, f"arrow {row.key}")
    if row.left:
        zero = columns.at(0, highest)
        ruled.lines(axes, [[(zero, y), (first, y)]], _OPEN, f"open {row.key}")
        if first - zero > 2.0:  # noqa: PLR2004 - mm: less has no room for a head
            ruled.arrow(axes, (zero, y), -1, f"arrow {row.key}")
    if row.about and row.best is not None:
        x = columns.at(row.best, highest)
        ruled.lines(axes, [[(x - _STUB, y), (x + _STUB, y)]], _ABOUT, f"about {row.key}")
    for value in (row.low, row.high):
        if value is not None:
            _dot(axes, columns.at(value, highest), y, GREY if quiet else INK, row.key)
    if row.best is not None:
        marks.draw(axes, row.mark, columns.at(row.best, highest), y, STATEMENT)


def _dot(axes: Axes, x: float, y: float, colour: str, key: str) -> None:
    """Draw an end of a range."""
    dot = Circle((x, y), _DOT, facecolor=colour, edgecolor="none", linewidth=0, zorder=2.3, clip_on=False)
    dot.set_label(f"end {key}")
    axes.add_patch(dot)

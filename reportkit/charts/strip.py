"""A strip of counts for each proposition: how many speakers affirm, hedge, deny, take back, are silent.

Cells are grey in steps and every cell has its number, so nothing hangs on telling greys apart. Silence is no
answer and stays white.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from matplotlib.patches import Rectangle

from reportkit.charts import marks, ruled, style
from reportkit.charts.ruled import FRAME, HEAD, RULE, TEXT, Column, Words
from reportkit.charts.style import BRAND, GREY, INK, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import StripPicture, StripRow

LABELS, CELLS = 0.345, 0.455  # shares of the width; the standing has the rest
STEPS: Final = (PAPER, "#E3E7EB", "#B9C1CA", GREY, INK)
"""Fill of a cell by its step: from nobody to many."""

_DARK: Final = 3  # from this step on numbers are white
_STANDING, _FLAG, _HEAD_MARK = 3.0, 2.3, 2.5  # mm
_AIR: Final = 0.35  # mm round a cell
_INSET: Final = 1.6  # mm: from the rim of a cell to its number
_INDENT: Final = 4.2  # mm: room for the mark of a standing before its word


class _Columns(NamedTuple):
    label: Column
    cells: tuple[Column, ...]
    standing: Column


def _columns(picture: StripPicture, width: float) -> _Columns:
    left, many = LABELS * width, max(1, len(picture.answers))
    pitch = CELLS * width / many
    cells = tuple(Column(left + n * pitch, pitch) for n in range(many))
    stop = left + CELLS * width + 3.0
    return _Columns(Column(0.35, left - 0.35), cells, Column(stop, width - stop))


@style.own_settings()
def draw(picture: StripPicture, width_mm: float = 178) -> Figure:
    """Draw the strip; the height follows from the propositions.

    Parameters
    ----------
    picture : StripPicture
        What is shown: propositions, counts, standings, and every word.
    width_mm : float
        Width of the figure in millimetres.

    Raises
    ------
    ValueError
        A row does not have one cell for each answer.
    KeyError
        A mark has a name that is none of `marks.NAMES`.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import StripCell, StripPicture, StripRow
    >>> from reportkit.wording.runs import Run
    >>> cell = StripCell(2, 2, (Run("2"),))
    >>> row = StripRow("p", (Run("A fire"),), (cell,), "disputed", (), (Run("disputed"),))
    >>> style.words(draw(StripPicture(((), ()), (("denies", (Run("denies"),)),), (row,), ())))
    ('denies', '2', 'A fire', 'disputed')
    """
    columns = _columns(picture, width_mm)
    head = _head(picture, columns)
    rows, y = [], head.bottom
    for row in picture.rows:
        if len(row.cells) != len(picture.answers):
            raise ValueError(f"{row.key!r} has {len(row.cells)} cells for {len(picture.answers)} answers")
        room = columns.standing.left + _INDENT + len(row.flags) * _FLAG * 1.15
        standing = Column(room, max(width_mm - room, 12.0))
        rows.append(
            ruled.row(
                y,
                ruled.cell(columns.label, Words(row.label, TEXT, 500)),
                ruled.cell(standing, Words(row.standing)),
            )
        )
        y = rows[-1].bottom
    figure = style.figure(width_mm, y + 0.6)
    axes = figure.axes[0]
    _paint_head(axes, picture, columns, head)
    for row, found in zip(picture.rows, rows, strict=True):
        _paint(axes, columns, row, found)
    ruled.across(axes, [one.top for one in rows[1:]], 0.0, width_mm, RULE)
    ruled.across(axes, [head.bottom, y], 0.0, width_mm, FRAME)
    return figure


def _head(picture: StripPicture, columns: _Columns) -> ruled.Row:
    """Return the heads: the answers with room over them for their marks."""
    label, standing = picture.heads
    cells = [
        ruled.cell(Column(column.left + _INSET, column.width - _INSET), Words(line, HEAD, 400, BRAND))
        for column, (_, line) in zip(columns.cells, picture.answers, strict=True)
    ]
    words = (
        ruled.cell(columns.label, Words(label, HEAD, 600, BRAND)),
        *cells,
        ruled.cell(columns.standing, Words(standing, HEAD, 600, BRAND)),
    )
    return ruled.row(3.2 if any(mark for mark, _ in picture.answers) else 0.0, *words)


def _paint_head(axes: Axes, picture: StripPicture, columns: _Columns, head: ruled.Row) -> None:
    ruled.write(axes, head)
    for column, (mark, _) in zip(columns.cells, picture.answers, strict=True):
        if mark:
            marks.draw(axes, mark, column.left + _INSET + _HEAD_MARK * 0.43, 2.0, _HEAD_MARK)


def _paint(axes: Axes, columns: _Columns, row: StripRow, found: ruled.Row) -> None:
    """Draw the cells of a row with their numbers, its words and the mark of its standing."""
    for column, cell in zip(columns.cells, row.cells, strict=True):
        box = Rectangle(
            (column.left + _AIR, found.top + _AIR),
            column.width - 2 * _AIR,
            found.bottom - found.top - 2 * _AIR,
            facecolor=STEPS[cell.step],
            edgecolor="none",
            linewidth=0,
            zorder=1.5,
            clip_on=False,
        )
        box.set_label(f"step {cell.step}")
        axes.add_patch(box)
        tone = PAPER if cell.step >= _DARK else GREY if not cell.count else INK
        style.write(axes, column.left + _INSET, found.middle, cell.words, colour=tone)
    left = columns.standing.left
    marks.draw(axes, row.mark, left + _STANDING / 2, found.middle, _STANDING)
    for number, flag in enumerate(row.flags):
        marks.draw(axes, flag, left + _INDENT + _FLAG * (0.5 + 1.15 * number) - 0.4, found.middle, _FLAG)
    ruled.write(axes, found)

"""
Standings over editions: a proposition a row, an edition a column, and in each cell where it stood.

A standing is a mark and its word, never a height or a shade: standings have no order, and no line leads from
one to the next. A cell that differs from the one before it stands on a pale ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, ruled, style
from reportkit.charts.ruled import FRAME, HEAD, RULE, TEXT, Column, Words
from reportkit.charts.sheet import Box
from reportkit.charts.style import BRAND, GREY, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import StoodCell, StoodPicture, StoodRow

LABELS: Final = 0.29  # share of the width; the editions have the rest
_STANDING, _FLAG = 3.0, 2.3  # mm
_INDENT: Final = 4.2  # mm: room for the mark of a standing before its word
_INSET: Final = 1.0  # mm: from the rim of a cell to its mark
_NARROW: Final = 17.0  # mm: columns narrower than this do not hold the words of a standing


@style.own_settings()
def draw(picture: StoodPicture, width_mm: float = 178) -> Figure:
    """Draw standings over editions; the height follows from the propositions.

    Parameters
    ----------
    picture : StoodPicture
        What is shown: propositions, editions, standings, and every word.
    width_mm : float
        Width of the figure in millimetres.

    Raises
    ------
    ValueError
        A row does not have one cell for each edition, or there are more editions than the width holds.
    KeyError
        A mark has a name that is none of `marks.NAMES`.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import StoodCell, StoodPicture, StoodRow
    >>> from reportkit.wording.runs import Run
    >>> cells = (StoodCell("", (), (Run("–"),)), StoodCell("disputed", (), (Run("disputed"),)))
    >>> row = StoodRow("p", (Run("A fire"),), cells)
    >>> sorted(style.words(draw(StoodPicture((), ((Run("Edition 1"),), (Run("Edition 2"),)), (row,), ()))))
    ['A fire', 'Edition 1', 'Edition 2', 'disputed', '–']
    """
    left = LABELS * width_mm
    pitch = (width_mm - left) / max(1, len(picture.columns))
    if pitch < _NARROW:
        raise ValueError(f"{len(picture.columns)} editions are more than {width_mm:g} mm hold")
    label = Column(0.35, left - 0.35)
    lefts = [left + n * pitch for n in range(len(picture.columns))]
    head = ruled.row(
        0.0,
        ruled.cell(label, Words(picture.head, HEAD, 600, BRAND)),
        *(
            ruled.cell(Column(x + _INSET, pitch - _INSET), Words(line, HEAD, 600, BRAND))
            for x, line in zip(lefts, picture.columns, strict=True)
        ),
    )
    rows, y = [], head.bottom
    for row in picture.rows:
        if len(row.cells) != len(picture.columns):
            raise ValueError(f"{row.key!r} has {len(row.cells)} cells for {len(picture.columns)} editions")
        cells = [_words(cell, x, pitch) for cell, x in zip(row.cells, lefts, strict=True)]
        rows.append(ruled.row(y, ruled.cell(label, Words(row.label, TEXT, 500)), *cells))
        y = rows[-1].bottom
    figure = style.figure(width_mm, y + 0.6)
    axes = figure.axes[0]
    for row, found in zip(picture.rows, rows, strict=True):
        _paint(axes, row, found, lefts, pitch)
    ruled.write(axes, head)
    ruled.across(axes, [one.top for one in rows[1:]], 0.0, width_mm, RULE)
    ruled.across(axes, [head.bottom, y], 0.0, width_mm, FRAME)
    return figure


def _words(cell: StoodCell, left: float, pitch: float) -> ruled.Cell:
    """Return the word of a standing behind its mark and flags; of none the dash where the mark would be."""
    start = _INSET + (_INDENT + _FLAG * 1.15 * len(cell.flags) if cell.mark else 0.0)
    tone = INK if cell.mark else GREY
    return ruled.cell(Column(left + start, max(pitch - start, 8.0)), Words(cell.words, TEXT, 400, tone))


def _paint(axes: Axes, row: StoodRow, found: ruled.Row, lefts: list[float], pitch: float) -> None:
    """Draw the cells of a row: a ground where the standing is another than before, marks, words."""
    for number, (cell, x) in enumerate(zip(row.cells, lefts, strict=True)):
        if number and cell.mark != row.cells[number - 1].mark:
            ruled.wash(axes, Box(x, found.top, x + pitch - 0.6, found.bottom))
        if not cell.mark:
            continue
        marks.draw(axes, cell.mark, x + _INSET + _STANDING / 2, found.middle, _STANDING)
        for place, flag in enumerate(cell.flags):
            at = x + _INSET + _INDENT + _FLAG * (0.5 + 1.15 * place) - 0.4
            marks.draw(axes, flag, at, found.middle, _FLAG)
    ruled.write(axes, found)

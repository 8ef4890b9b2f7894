"""The escalation sequence: who did and said what, in the order the record allows and no finer.

Lanes run across an order part, whose equal columns say left before right and nothing else, and a dated
part for what carries a day. The drawing takes every word from its picture record and every position
from a rule: a label stands right of its mark, else left, above or on more lines, else in the key below
the chart under a number. Words never lie on each other, and none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, sequence_pens, style
from reportkit.charts.sequence_checking import check
from reportkit.charts.sequence_head import Head, head_for, key_lines
from reportkit.charts.sequence_seats import FLAG, TEXT, Point, scale_of
from reportkit.charts.sequence_settling import Sheet, least_height, settle
from reportkit.charts.sheet import Box

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reportkit.wording.pictures import SequencePicture
    from reportkit.wording.runs import Line

MARGIN: Final = 1.2  # mm below the last line
MOST_IN_KEY: Final = 14  # labels that a reader still looks up below the drawing


@dataclass(frozen=True, slots=True)
class Plate:
    """A sequence with everything in its place, before it is drawn."""

    head: Head
    sheet: Sheet
    key: tuple[tuple[Line, Point, str], ...]
    height: float


def laid_out(picture: SequencePicture, width_mm: float, tallest: float) -> Plate | None:
    """Return a sequence with all of its words in their places, None where a page cannot hold it so.

    Parameters
    ----------
    picture : SequencePicture
        What is shown.
    width_mm : float
        Width of the figure in millimetres.
    tallest : float
        The greatest height in millimetres, key and all; in the key stand at most `MOST_IN_KEY` labels.
    """
    check(picture)
    scale = scale_of(picture, width_mm)
    if least_height(picture, scale, head_for(picture, scale).height) > tallest:
        return None
    plate = _plate(picture, width_mm, MOST_IN_KEY)
    return plate if plate and plate.height <= tallest else None


@lru_cache(maxsize=8)  # what is asked whether it fits is drawn right after
def _plate(picture: SequencePicture, width_mm: float, most_keyed: int | None) -> Plate | None:
    """Return a sequence in its places; None as soon as more labels than are allowed would go to the key."""
    scale = scale_of(picture, width_mm)
    head = head_for(picture, scale)
    sheet = settle(picture, scale, head.height, most_keyed)
    if sheet is None:
        return None
    bottom = sheet.layout.levels.bottom
    key, end = key_lines(sheet.key, width_mm, bottom + (MARGIN if sheet.key else 0.0))
    return Plate(head, sheet, tuple(key), end + MARGIN)


@style.own_settings()
def draw(picture: SequencePicture, width_mm: float = 178) -> Figure:
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
    check(picture)
    plate = _plate(picture, width_mm, MOST_IN_KEY) or _plate(picture, width_mm, None)
    assert plate is not None, "without limits every picture has a layout"  # noqa: S101
    sheet, layout = plate.sheet, plate.sheet.layout
    figure = style.figure(width_mm, plate.height)
    axes = figure.axes[0]
    flags = [Box(x - FLAG / 2, y - FLAG / 2, x + FLAG / 2, y + FLAG / 2) for _, x, y in sheet.flags]
    covered = [*flags, *(spot.box for spot in sheet.spots)]
    sequence_pens.frame(axes, picture, layout)
    sequence_pens.header(axes, plate.head, layout.levels.bottom, covered)
    sequence_pens.names(axes, picture, layout)
    for seat in layout.seats:
        sequence_pens.bars(axes, seat, covered)
        marks.draw(axes, seat.mark.mark, seat.x, seat.y, seat.size)
    for route in layout.routes:
        sequence_pens.route_line(axes, route)
    for flag, x, y in sheet.flags:
        marks.draw(axes, flag, x, y, FLAG)
    for spot in sheet.spots:
        for line, y in spot.lines:
            style.write(axes, spot.x, y, line, size=TEXT, anchor=spot.anchor, colour=spot.label.colour)
    for line, (x, y), colour in plate.key:
        style.write(axes, x, y, line, size=TEXT, colour=colour)
    return figure

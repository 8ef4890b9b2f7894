"""How words are set on a sheet, and everything else that a chart draws with.

Words come in as lines of runs and keep them: `words` and `runs` list what stands on a figure. The
sheet, the measuring and the colours have modules of their own; charts take all of it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from reportkit.charts import fonts, marks
from reportkit.charts.fonts import MissingGlyph
from reportkit.charts.measure import MARK, SIZE, SMALLEST, measure, typeset, wrap
from reportkit.charts.outlined import FINE, Outlined, fill, number
from reportkit.charts.palette import (
    BLUE,
    BRAND,
    GREY,
    HAIRLINE,
    INK,
    MM_PER_POINT,
    PAPER,
    VERMILION,
    WASH,
)
from reportkit.charts.sheet import PAPER_LABEL, Box, as_ground, figure, is_ground, own_settings, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure

    from reportkit.charts.measure import Piece
    from reportkit.wording.runs import Line, Run

__all__ = [
    "BLUE", "BRAND", "GREY", "HAIRLINE", "INK", "LEADING", "MM_PER_POINT", "PAPER", "SIZE", "SMALLEST",
    "VERMILION", "WASH",
    "MissingGlyph", "Written", "as_ground", "figure", "is_ground", "measure", "own_settings", "runs",
    "svg", "words", "wrap", "write", "written",
]  # fmt: skip

LEADING: Final = 1.2  # from line to line, in units of the type size
_LINES: Final = count()  # numbers by which the pieces of one line know each other, and nothing else
_RIM: Final = 1.8  # points: the line round letters on a map
_CAPITALS: Final = 0.349  # from the baseline to the middle of the capitals, in units of the type size
_ABOVE, _BELOW = 0.78, 0.22  # what a line of Latin text takes up over and under its baseline


class _Letters(Text):
    """Words in a bundled font; on a drawing of the kit they are written from kept outlines."""

    def __init__(self, x: float, y: float, words: str, hand: _Hand, piece: Piece) -> None:
        """Set words with their baseline beginning at a point."""
        super().__init__(
            x,
            y,
            words,
            color=GREY if piece.grey else hand.colour,
            fontproperties=fonts.properties(piece.size, piece.weight, hand.condensed),
            horizontalalignment="left",
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
        )
        self.set_clip_on(False)
        self.set_label("words")
        self.cut = piece.weight, hand.condensed

    def draw(self, renderer: RendererBase) -> None:
        """Draw the words: from kept outlines where they are set as `write` sets them."""
        if not (isinstance(renderer, Outlined) and self._as_set()):
            super().draw(renderer)
        elif self.get_visible():
            x, y = self.get_position()
            size, place = float(self.get_fontsize()), renderer.at(self.get_transform(), x, y)
            scale = size * FINE / fonts.EM
            renderer.words(fonts.glyphs(self.get_text(), *self.cut), place, scale, self._look(scale))
        self.stale = False

    def _as_set(self) -> bool:
        """Say whether nobody has turned, moved from its baseline or recast the words since."""
        return (
            self.get_rotation() == 0
            and self.get_verticalalignment() == "baseline"
            and self.get_horizontalalignment() == "left"
            and self.get_fontfamily() == fonts.properties(self.get_fontsize(), *self.cut).get_family()
        )

    def _look(self, scale: float) -> str:
        """Return the attributes of the letters."""
        del scale  # only a rim is as wide on paper whatever the size of the letters
        return fill(to_rgba(self.get_color(), self.get_alpha()))


class _Rim(_Letters):
    """The white rim of words; a text of its own, so that it lies under all letters of its height."""

    def __init__(self, x: float, y: float, words: str, hand: _Hand, piece: Piece) -> None:
        """Set the rim of words with their baseline beginning at a point."""
        super().__init__(x, y, words, hand, piece)
        self.set_color(PAPER)
        self.set_path_effects([Stroke(linewidth=_RIM, foreground=PAPER)])
        as_ground(self)

    def _look(self, scale: float) -> str:
        return f'fill="{PAPER.lower()}" stroke="{PAPER.lower()}" stroke-width="{number(_RIM * FINE / scale)}"'


class Written(_Letters):
    """Words on a figure that know the run they are from and the room they take."""

    run: Run
    line_number: int

    @property
    def box(self) -> Box:
        """The room the words take where they stand now, in millimetres."""
        (x, y), extent = (
            self.get_position(),
            fonts.extent(self.get_text(), float(self.get_fontsize()), *self.cut),
        )
        return Box(x, y - extent.above, x + extent.advance, y + extent.below)


def _start(x: float, width: float, anchor: str) -> float:
    shares = {"left": 0.0, "middle": 0.5, "right": 1.0}
    if anchor not in shares:
        raise ValueError(f"A label is anchored left, middle or right, not {anchor!r}")
    return x - shares[anchor] * width


@dataclass(frozen=True, slots=True)
class _Hand:
    """How one call of `write` sets its words."""

    axes: Axes
    size: float
    weight: int
    condensed: bool
    colour: str
    halo: bool
    zorder: float


def _set_words(hand: _Hand, piece: Piece, x: float, baseline: float, number: int) -> Box:
    words = piece.run.words
    if hand.halo:
        rim = _Rim(x, baseline, words, hand, piece)
        rim.set_zorder(hand.zorder - 0.1)
        hand.axes.add_artist(rim)
    text = Written(x, baseline, words, hand, piece)
    text.set_zorder(hand.zorder)
    text.run, text.line_number = piece.run, number
    hand.axes.add_artist(text)
    return text.box


def _set_line(hand: _Hand, line: Line, x: float, y: float, anchor: str) -> Box:
    """Set one line with the middle of its capitals on y, and return the room it takes."""
    pieces = typeset(line, hand.size, hand.weight, hand.condensed)
    em = hand.size * MM_PER_POINT
    left = _start(x, sum(piece.gap + piece.width for piece in pieces), anchor)
    baseline, at, number = y + _CAPITALS * em, left, next(_LINES)
    box = Box(left, baseline - _ABOVE * em, left, baseline + _BELOW * em)
    for piece in pieces:
        at += piece.gap
        if piece.run.kind == "mark":
            middle = at - marks.extent(piece.run.words)[0] * MARK * em
            marks.draw(hand.axes, piece.run.words, middle, y, MARK * em, hand.zorder)
        elif piece.run.words.strip():
            box = box.around(_set_words(hand, piece, at, baseline, number))
        at += piece.width
    return Box(box.left, box.top, max(box.right, at), box.bottom)


@own_settings()
def write(  # noqa: PLR0913 - each is a property of the type
    axes: Axes,
    x: float,
    y: float,
    line: Line,
    *,
    size: float = SIZE,
    weight: int = 400,
    anchor: str = "left",
    condensed: bool = True,
    wrap: float | None = None,
    leading: float = LEADING,
    colour: str = INK,
    paper: bool = False,
    halo: bool = False,
    zorder: float = 6.0,
) -> Box:
    """Set a line of runs on a figure, with the middle of its capitals at y.

    Strong runs are semibold, soft ones grey, references grey and a little smaller; marks are drawn.
    Words are shown as they are: nothing in them is markup or mathematics.

    Parameters
    ----------
    axes : Axes
        Axes of a `figure`.
    x, y : float
        Where the line is anchored, in millimetres; with more than one line, y is that of the first.
    line : Line
        What is written.
    size : float
        Type size in points.
    weight : int
        400, 500 or 600, for the runs that are not strong.
    anchor : str
        Which end of the words stands at x: "left", "middle" or "right".
    condensed : bool
        Whether the narrow cut is used.
    wrap : float or None
        Width in millimetres to break the line at; None keeps it on one line.
    leading : float
        From line to line, in units of the type size.
    colour : str
        Colour of everything that is not grey by its kind.
    paper : bool
        Whether white paper hides what is drawn below the words.
    halo : bool
        Whether the letters have a thin white rim, for words on a map.
    zorder : float
        Height in the stack of drawn things.

    Returns
    -------
    Box
        The room that the words take, in millimetres.

    Raises
    ------
    MissingGlyph
        No bundled font has one of the characters.
    ValueError
        The anchor is none of the three.

    Examples
    --------
    >>> from reportkit.wording.runs import Run
    >>> sheet = figure(60, 10)
    >>> box = write(sheet.axes[0], 30, 5, (Run("in the middle"),), anchor="middle")
    >>> round((box.left + box.right) / 2, 6)
    30.0
    """
    hand = _Hand(axes, size, weight, condensed, colour, halo, zorder)
    lines: list[Line] = [tuple(line)] if wrap is None else _broken(line, wrap, hand)
    boxes = [
        _set_line(hand, part, x, y + number * leading * size * MM_PER_POINT, anchor)
        for number, part in enumerate(lines)
    ]
    if not boxes:
        return Box(x, y, x, y)
    if paper:
        for box in boxes:
            _lay_paper(axes, box, zorder - 0.5)
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.around(box)
    return whole


def _broken(line: Line, width_mm: float, hand: _Hand) -> list[Line]:
    return (
        wrap(line, width_mm, hand.size, weight=hand.weight, condensed=hand.condensed)
        or wrap(line, width_mm, hand.size, weight=hand.weight, condensed=hand.condensed, break_words=True)
        or []
    )


def _lay_paper(axes: Axes, box: Box, zorder: float) -> None:
    sheet = Rectangle(
        (box.left - 0.4, box.top),
        box.width + 0.8,
        box.height,
        facecolor=PAPER,
        edgecolor="none",
        linewidth=0,
        zorder=zorder,
        label=PAPER_LABEL,
        clip_on=False,
    )
    axes.add_artist(sheet)


def written(sheet: Figure) -> tuple[Written, ...]:
    """Return the words of a figure as artists, in the order they were set.

    Examples
    --------
    >>> written(figure(10, 10))
    ()
    """
    return tuple(text for axes in sheet.axes for text in axes.texts if isinstance(text, Written))


def runs(sheet: Figure) -> tuple[Run, ...]:
    """Return the runs that stand on a figure, as they were broken, with what they are from.

    Examples
    --------
    >>> runs(figure(10, 10))
    ()
    """
    return tuple(text.run for text in written(sheet))


def words(sheet: Figure) -> tuple[str, ...]:
    """Return the words that stand on a figure, one string for each run on each line.

    Examples
    --------
    >>> from reportkit.wording.runs import Run
    >>> sheet = figure(40, 10)
    >>> _ = write(sheet.axes[0], 1, 5, (Run("denies it"), Run("C2", ("C2",), "reference")))
    >>> words(sheet)
    ('denies it', 'C2')
    """
    return tuple(run.words.strip() for run in runs(sheet))

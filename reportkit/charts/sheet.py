"""A sheet of paper in millimetres, and the SVG it becomes.

Every drawing is a `figure` of a stated size with y pointing down; its one pair of axes covers it, so a
length in the data is a length on paper. `svg` gives the same bytes for the same drawing, whatever
matplotlib settings, fonts or styles the machine has.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from reportkit.charts.palette import MM_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist

_NOT_OURS: Final = ("backend", "interactive", "toolbar", "webagg", "keymap", "tk.", "macosx.")
_OURS: Final = {
    "svg.fonttype": "path",
    "svg.hashsalt": "reportkit",
    "svg.id": None,
    "text.parse_math": False,
}

_INSIDE: Final = ContextVar("_INSIDE", default=False)

GROUND: Final = "ground"  # label of an artist that words may run over
PAPER_LABEL: Final = "paper"  # label of the white behind words


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet in millimetres; y points down, so the top is the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is, in millimetres."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is, in millimetres."""
        return self.bottom - self.top

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Say whether two rectangles overlap, or come nearer to each other than a gap.

        Examples
        --------
        >>> Box(0, 0, 1, 1).meets(Box(1.5, 0, 2, 1)), Box(0, 0, 1, 1).meets(Box(1.5, 0, 2, 1), gap=1)
        (False, True)
        """
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def around(self, other: Box) -> Box:
        """Return the smallest rectangle that holds both.

        Examples
        --------
        >>> Box(0, 0, 1, 1).around(Box(3, 0, 4, 2))
        Box(left=0, top=0, right=4, bottom=2)
        """
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def grown(self, by: float) -> Box:
        """Return the rectangle with a margin of some millimetres on each side.

        Examples
        --------
        >>> Box(1, 1, 2, 2).grown(1)
        Box(left=0, top=0, right=3, bottom=3)
        """
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@contextmanager
def own_settings() -> Iterator[None]:
    """Draw with matplotlib's own defaults, whatever the machine or the notebook has set.

    Every chart is drawn inside it; works as a context and as a decorator of a drawing function.

    Examples
    --------
    >>> with own_settings():
    ...     mpl.rcParams["lines.linewidth"]
    1.5
    """
    if _INSIDE.get():  # setting all of them again for each word would take longer than the drawing
        yield
        return
    settings: dict[Any, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith(_NOT_OURS)
    }
    token = _INSIDE.set(True)
    try:
        with mpl.rc_context(settings | _OURS):
            yield
    finally:
        _INSIDE.reset(token)


@own_settings()
def figure(width_mm: float, height_mm: float) -> Figure:
    """Return an empty sheet whose only axes are measured in millimetres from its upper left corner.

    Parameters
    ----------
    width_mm, height_mm : float
        Size of the sheet in millimetres.

    Raises
    ------
    ValueError
        A side is not longer than nothing.

    Examples
    --------
    >>> sheet = figure(178, 50)
    >>> [float(edge) for edge in sheet.axes[0].get_ylim()]
    [50.0, 0.0]
    """
    if not (width_mm > 0 and height_mm > 0):
        raise ValueError(f"A figure of {width_mm} x {height_mm} mm has no room")
    sheet = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), dpi=72, facecolor="none")
    FigureCanvasSVG(sheet)
    axes = sheet.add_axes((0, 0, 1, 1), frameon=False)
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    axes.set_xlim(0, width_mm)
    axes.set_ylim(height_mm, 0)
    return sheet


def as_ground(artist: Artist) -> Artist:
    """Mark something drawn as ground, which words may run over: a wash, a border on a map.

    Examples
    --------
    >>> from matplotlib.patches import Rectangle
    >>> as_ground(Rectangle((0, 0), 1, 1)).get_label()
    'ground'
    """
    artist.set_label(GROUND)
    return artist


def is_ground(artist: Artist) -> bool:
    """Say whether words may run over something drawn.

    Examples
    --------
    >>> from matplotlib.patches import Rectangle
    >>> is_ground(as_ground(Rectangle((0, 0), 1, 1)))
    True
    """
    return artist.get_label() == GROUND


_BEFORE_SVG: Final = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_STYLE: Final = re.compile(r"<defs>\s*<style[^>]*>\s*\*\{([^}]*)\}\s*</style>\s*</defs>\s*")


# A hundredth of a point is less than any printer resolves; it halves the size of a map.
_PATH: Final = re.compile(r' d="[^"]*"')
_SHORT: Final = re.compile(r"-?\d+\.\d{3,}")


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number.group(0)):.2f}".rstrip("0").rstrip(".")


@own_settings()
def svg(sheet: Figure) -> str:
    """Return a figure as SVG with outlined text: the same bytes for the same drawing.

    There is no date, no text in comments and no style sheet in it, so that it can stand inside an HTML
    page without changing that page.

    Examples
    --------
    >>> svg(figure(10, 10)) == svg(figure(10, 10))
    True
    """
    stream = io.StringIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    FigureCanvasSVG(sheet).print_svg(stream, metadata=metadata)  # type: ignore[no-untyped-call]
    text = _COMMENT.sub("", _BEFORE_SVG.sub("", stream.getvalue(), count=1))
    text = _PATH.sub(lambda found: _SHORT.sub(_rounded, found.group(0)).replace("\n", ""), text)
    style = _STYLE.search(text)
    if style:
        text = text.replace(style.group(0), "", 1).replace("<svg ", f'<svg style="{style.group(1)}" ', 1)
    return text

"""A sheet of paper in millimetres, and the SVG it becomes.

Every drawing is a `figure` of a stated size with y pointing down; its one pair of axes covers it, so a
length in the data is a length on paper. `svg` gives the same bytes for the same drawing, whatever
matplotlib settings, fonts or styles the machine has.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.transforms import TransformedPath

from reportkit.charts.outlined import PAGE, Outlined
from reportkit.charts.palette import MM_PER_INCH, POINTS_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.collections import Collection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

_NOT_OURS: Final = ("backend", "interactive", "toolbar", "webagg", "keymap", "tk.", "macosx.")
_OURS: Final = {
    "svg.fonttype": "path",
    "svg.hashsalt": "reportkit",
    "svg.id": None,
    "text.parse_math": False,
}

_INSIDE: Final = ContextVar("_INSIDE", default=False)

_Drawn = TypeVar("_Drawn", bound="Artist")

Sheet: TypeAlias = Figure  # what a chart returns; only charts know matplotlib by name

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
    token = _INSIDE.set(True)
    try:
        with mpl.rc_context(_differing()):
            yield
    finally:
        _INSIDE.reset(token)


@cache
def _wanted() -> dict[Any, Any]:
    settings: dict[Any, Any] = {
        key: value for key, value in mpl.rcParamsDefault.items() if not key.startswith(_NOT_OURS)
    }
    return settings | _OURS


def _differing() -> dict[Any, Any]:
    """Return the settings that the machine has otherwise: setting all three hundred takes a while."""
    theirs = dict(mpl.rcParams.items())
    return {key: value for key, value in _wanted().items() if theirs[key] != value}


class _Sheet(Axes):
    """Axes that take artists as they are: nothing is scaled to them, and nothing but the paper cuts them off.

    Looking at each artist for its limits and its clipping took longer than drawing it.
    """

    _page: TransformedPath | None = None

    def add_artist(self, a: Artist) -> Artist:
        """Put an artist on the sheet."""
        if a.get_clip_path() is None:
            self._page = self._page or TransformedPath(PAGE, self.transAxes)
            a.set_clip_path(self._page)
        return super().add_artist(a)

    def grid(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - matplotlib's own
        """Do nothing: a sheet has no grid, and making its ticks takes longer than the rest of a new sheet."""

    def add_patch(self, p: Patch) -> Patch:
        """Put a shape on the sheet."""
        self.add_artist(p)
        return p

    def add_line(self, line: Line2D) -> Line2D:
        """Put a line on the sheet."""
        self.add_artist(line)
        return line

    def add_collection(self, collection: Collection, autolim: Any = True) -> Collection:  # noqa: ANN401, FBT002
        """Put a collection on the sheet."""
        del autolim  # a sheet has its limits
        self.add_artist(collection)
        return collection


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
    axes = _Sheet(sheet, (0, 0, 1, 1), frameon=False)
    sheet.add_axes(axes)
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    axes.set_xlim(0, width_mm)
    axes.set_ylim(height_mm, 0)
    return sheet


def as_ground(artist: _Drawn) -> _Drawn:
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


@own_settings()
def svg(sheet: Figure) -> str:
    """Return a figure as SVG with outlined text: the same bytes for the same drawing.

    It holds shapes and nothing else: no date, no comment, no style sheet. What recurs, a letter or a mark, is
    defined once under a name that follows from its outline, so that any number of drawings can stand in one
    HTML page.

    Raises
    ------
    ValueError
        Something on the figure is an image of pixels.

    Examples
    --------
    >>> svg(figure(10, 10)) == svg(figure(10, 10))
    True
    """
    width, height = sheet.get_size_inches() * POINTS_PER_INCH
    resolution = sheet.get_dpi()
    sheet.set_dpi(POINTS_PER_INCH)
    try:
        drawing = Outlined(float(width), float(height))
        sheet.draw(drawing)
    finally:
        sheet.set_dpi(resolution)
    return drawing.text()

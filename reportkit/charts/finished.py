"""What stands on a finished figure: its words and its shapes, in the order they are drawn, in millimetres.

Any figure of matplotlib can be read, with axes, ticks and legends or without; a sheet of the kit is read
without asking matplotlib to lay anything out. Nothing is changed on the figure.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backend_bases import RendererBase
from matplotlib.cbook import STEP_LOOKUP_MAP
from matplotlib.collections import Collection, PathCollection, QuadMesh
from matplotlib.colors import to_rgba
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnnotationBbox
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.spines import Spine
from matplotlib.table import Cell
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, IdentityTransform

from reportkit.charts import marks
from reportkit.charts.outlined import PAGE
from reportkit.charts.palette import MM_PER_POINT, POINTS_PER_INCH
from reportkit.charts.sheet import Box, is_ground
from reportkit.charts.style import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import BboxBase, Transform
    from numpy.typing import NDArray

    Sides = tuple[float, float, float, float]  # left, top, right, bottom in millimetres
    Boxes = NDArray[np.float64]  # shape (n, 4), likewise
    Matrix = NDArray[np.float64]  # shape (2, 3)
    Outline = NDArray[np.float64]  # shape (n, 2), millimetres from the upper left corner

_FINE: Final = 20.0  # curves are flattened at this many steps a millimetre
_NO_LINE: Final = frozenset({"None", "", " "})
_NO_MARKER: Final = (None, "None", "none", "", " ")
_SAME: Final = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])  # from a sheet's millimetres to millimetres
_EIGHT: Final = np.array(
    [(math.cos(a), math.sin(a)) for a in np.linspace(0, math.tau, 9)]
)  # a marker, roughly


class Word(NamedTuple):
    """A text as it stands on the paper."""

    text: Text
    words: str
    order: int  # what has a higher number is drawn over it
    line: tuple[int, int] | None  # of a line that was set in pieces: the same for all of them
    box: Sides
    corners: Outline | None  # of the rectangle that it fills, where it stands askew
    room: Box  # where it has to stand
    boxed: bool  # whether that is its axes and not the whole page

    @property
    def size(self) -> float:
        """Type size in points."""
        return float(self.text.get_fontsize())


class Shape(NamedTuple):
    """One path as it is drawn, and how it could be in the way of words."""

    name: str
    path: Path  # in millimetres
    order: int
    half: float  # mm: half the width of its line, 0.0 where it has none
    fill: float  # how opaque its area is, 0.0 to 1.0
    solid: bool  # a mark: words on it are as bad as words across its rim
    window: Box  # it can be seen inside only

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """The path as polylines."""
        vertices, codes = np.asarray(self.path.vertices), self.path.codes
        if codes is None:
            return (vertices,)
        flat = [np.asarray(line) for line in Path(vertices * _FINE, codes).to_polygons(closed_only=False)]
        return tuple(line / _FINE for line in flat if len(line) > 1)


class _Nowhere(RendererBase):
    """What a figure is drawn on only to let matplotlib put its ticks, titles and legends in place."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._size = width, height

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self._size

    def draw_path(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    def draw_image(self, *_: object, **__: object) -> None:
        """Draw nothing."""

    def draw_text(self, *_: object, **__: object) -> None:
        """Draw nothing."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The words and the shapes of a figure."""

    words: tuple[Word, ...]
    shapes: tuple[Shape, ...]

    @property
    def boxes(self) -> Boxes:
        """The rectangle round each word."""
        return np.array([word.box for word in self.words]).reshape(-1, 4)

    @property
    def reach(self) -> Boxes:
        """The rectangle round all points of each shape, those that only bend a curve included."""
        if not self.shapes:
            return np.empty((0, 4))
        points = [np.asarray(shape.path.vertices) for shape in self.shapes]
        first = np.cumsum([0, *(len(one) for one in points[:-1])])
        every = np.concatenate(points)
        return np.hstack((np.minimum.reduceat(every, first), np.maximum.reduceat(every, first)))


def read(figure: Figure, *, ground: bool = False) -> Finished:
    """Return what stands on a figure.

    Left out is what cannot be seen, grids, images and meshes of coloured cells, and, unless it is asked for,
    what is declared as ground (`as_ground`).

    Examples
    --------
    >>> from reportkit.charts.style import figure, write
    >>> from reportkit.wording.runs import Run
    >>> sheet = figure(30, 10)
    >>> _ = write(sheet.axes[0], 2, 5, (Run("words"),))
    >>> [word.words for word in read(sheet).words]
    ['words']
    """
    resolution = figure.get_dpi()
    figure.set_dpi(POINTS_PER_INCH)
    try:
        reading = _Reading(figure, ground=ground)
        with warnings.catch_warnings():
            warnings.filterwarnings(
                "ignore", "Glyph .* missing from font"
            )  # `layout.faults` says in which words
            if any(axes.axison for axes in figure.axes) or figure.legends or figure.get_layout_engine():
                figure.draw(reading.renderer)
            reading.descend(figure, None)
    finally:
        figure.set_dpi(resolution)
    return Finished(tuple(reading.words), tuple(reading.shapes))


def _parts(artist: Artist) -> list[Artist]:
    """Return what an artist is made of, lowest first."""
    if isinstance(artist, Axis):
        return list(_of_axis(artist))
    if isinstance(artist, Legend):
        frame = artist.get_frame()
        return [frame, *(part for part in artist.get_children() if part is not frame)]
    if isinstance(artist, AnnotationBbox):
        below = [part for part in (artist.arrow_patch, artist.patch) if part is not None]
        return [*below, artist.offsetbox]
    parts = [part for part in artist.get_children() if part is not getattr(artist, "patch", None)]
    if isinstance(artist, Axes):
        if not (artist.axison and artist.get_frame_on()):
            parts = [part for part in parts if not isinstance(part, Spine)]
        if not artist.axison:
            parts = [part for part in parts if not isinstance(part, Axis)]
    return sorted(parts, key=_level)


def _level(artist: Artist) -> float:
    return artist.get_zorder()


def _of_axis(axis: Axis) -> Iterator[Artist]:
    """Yield the ticks that are in view, without their grid, and the names of an axis."""
    low, high = sorted(axis.get_view_interval())
    air = (high - low) * 1e-9
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        if tick.get_visible() and low - air <= tick.get_loc() <= high + air:
            yield from (tick.tick1line, tick.tick2line, tick.label1, tick.label2)
    yield from (axis.label, axis.offsetText)


class _Reading:
    """One pass over a figure."""

    def __init__(self, figure: Figure, *, ground: bool) -> None:
        self.ground = ground
        width, height = (figure.get_size_inches() * POINTS_PER_INCH).tolist()
        self.height = height
        self.page = Box(0.0, 0.0, width * MM_PER_POINT, height * MM_PER_POINT)
        self.renderer = _Nowhere(width, height)
        self.words: list[Word] = []
        self.shapes: list[Shape] = []
        self._order = 0
        self._matrices: dict[int, tuple[Transform, Matrix | None]] = {}

    def descend(self, artist: Artist, axes: Axes | None) -> None:
        """Read an artist and what it is made of."""
        self._order += 1
        if isinstance(artist, Text):
            self._text(artist, axes)
        elif isinstance(artist, QuadMesh) or (is_ground(artist) and not self.ground):
            return
        elif isinstance(artist, Line2D):
            self._line(artist)
        elif isinstance(artist, Patch):
            self._patch(artist)
            if isinstance(artist, Cell):
                self._text(artist.get_text(), axes)
        elif isinstance(artist, Collection):
            self._collection(artist)
        else:
            inner = artist if isinstance(artist, Axes) else axes
            for part in _parts(artist):
                if part.get_visible():
                    self.descend(part, inner)

    def _text(self, text: Text, axes: Axes | None) -> None:
        words = " ".join(text.get_text().split())
        if not words or not text.get_visible() or is_ground(text):
            return
        if isinstance(text, Annotation):
            text.update_positions(self.renderer)
            if text.arrow_patch is not None and text.arrow_patch.get_visible():
                self._patch(text.arrow_patch)
        if (frame := text.get_bbox_patch()) is not None:
            text.update_bbox_position_size(self.renderer)
            self._patch(frame)
        line = (id(text.axes), text.line_number) if isinstance(text, Written) else None
        room = self._room(text, axes)
        boxed = room is not self.page
        self.words.append(Word(text, words, self._order, line, *self._place(text), room, boxed))

    def _place(self, text: Text) -> tuple[Sides, Outline | None]:
        """Return the rectangle round words, and their corners where they stand askew."""
        turn = float(text.get_rotation())
        if isinstance(text, Written) and not turn and self._matrix(text.get_transform()) is _SAME:
            box = text.box
            return (box.left, box.top, box.right, box.bottom), None
        found = Text.get_window_extent(text, self.renderer, dpi=POINTS_PER_INCH)
        around = self._box(found)
        sides = around.left, around.top, around.right, around.bottom
        if not turn % 90:
            return sides, None
        text.set_rotation(0.0)
        try:
            upright = Text.get_window_extent(text, self.renderer, dpi=POINTS_PER_INCH)
        finally:
            text.set_rotation(turn)
        across, down = upright.width / 2, upright.height / 2
        corners = np.array([(-across, -down), (across, -down), (across, down), (-across, down)])
        middle = (found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2
        return sides, self._on_paper(Affine2D().rotate_deg(turn).translate(*middle).transform(corners))

    def _room(self, text: Text, axes: Axes | None) -> Box:
        """Return where words have to stand: those put at data within their axes, others on the page."""
        if axes is None or self._matrix(text.get_transform()) is _SAME or text not in axes.texts:
            return self.page
        if not all(text.get_transform().contains_branch_seperately(axes.transData)):
            return self.page
        return self._box(axes.bbox)

    def _line(self, line: Line2D) -> None:
        alpha = to_rgba(line.get_color(), line.get_alpha())[3]
        path, marker = line.get_path(), line.get_marker()
        step = line.get_drawstyle()
        if step != "default":
            path = Path(np.column_stack(STEP_LOOKUP_MAP[step](*np.asarray(path.vertices).T)))
        placed = self._placed(path, line.get_transform())
        width = line.get_linewidth()
        if line.get_linestyle() not in _NO_LINE and width > 0 and alpha > 0:
            self._add("a line", placed, line, half=width * MM_PER_POINT / 2)
        if marker not in _NO_MARKER and (size := line.get_markersize() * MM_PER_POINT / 2) > 0:
            for point in np.asarray(placed.vertices):
                self._add("a marker", Path(_EIGHT * size + point), line, fill=1.0, solid=True)

    def _patch(self, patch: Patch) -> None:
        own = patch.get_patch_transform()
        fill = to_rgba(patch.get_facecolor())[3] if patch.get_fill() else 0.0
        half = patch.get_linewidth() * MM_PER_POINT / 2 if to_rgba(patch.get_edgecolor())[3] > 0 else 0.0
        if not (fill or half):
            return
        path = patch.get_path()
        if not isinstance(own, IdentityTransform):
            path = own.transform_path(path)
        label = str(patch.get_label())
        mark = label.startswith(marks.LABEL)
        name = f"the mark {label.removeprefix(marks.LABEL)!r}" if mark else "the edge of a shape"
        placed = self._placed(path, patch.get_data_transform())
        self._add(name, placed, patch, half=half, fill=fill, solid=mark)

    def _collection(self, found: Collection) -> None:
        paths, offsets = found.get_paths(), found.get_offset_transform().transform(found.get_offsets())
        faces, edges = _opacities(found.get_facecolor()), _opacities(found.get_edgecolor())
        widths, sizes = np.atleast_1d(found.get_linewidth()), found.get_transforms()
        name = "a marker" if isinstance(found, PathCollection) else "a line"
        for number in range(max(len(paths), len(offsets)) if len(paths) else 0):
            path = paths[number % len(paths)]
            if len(sizes):
                path = Affine2D(sizes[number % len(sizes)]).transform_path(path)
            placed = self._placed(path, found.get_transform())
            if len(offsets) and offsets[number % len(offsets)].any():
                x, y = offsets[number % len(offsets)] * MM_PER_POINT
                placed = Path(np.asarray(placed.vertices) + np.array([x, -y]), placed.codes)
            fill = faces[number % len(faces)] if faces else 0.0
            seen = edges and edges[number % len(edges)] > 0
            half = float(widths[number % len(widths)]) * MM_PER_POINT / 2 if seen and len(widths) else 0.0
            if fill or half:
                solid = isinstance(found, PathCollection)
                self._add(name, placed, found, half=half, fill=fill, solid=solid)

    def _add(  # noqa: PLR0913 - each is a property of a shape
        self,
        name: str,
        path: Path,
        artist: Artist,
        *,
        half: float = 0.0,
        fill: float = 0.0,
        solid: bool = False,
    ) -> None:
        if np.asarray(path.vertices).size:
            window = self._window(artist)
            self.shapes.append(Shape(name, path, self._order, half, fill, solid, window))

    def _window(self, artist: Artist) -> Box:
        """Return what an artist can be seen in."""
        if not artist.get_clip_on():
            return self.page
        clip: Any = artist.get_clip_path()  # matplotlib's types name what may be set, not what is kept
        if clip is not None:
            path, transform = clip.get_transformed_path_and_affine()
            return self.page if path is PAGE else self._box(path.get_extents(transform))
        return self.page if artist.clipbox is None else self._box(artist.clipbox)

    def _box(self, box: BboxBase) -> Box:
        """Return a box of pixels as one of millimetres."""
        top, bottom = (self.height - y for y in (box.y1, box.y0))
        return Box(*(float(edge) * MM_PER_POINT for edge in (box.x0, top, box.x1, bottom)))

    def _on_paper(self, points: Outline) -> Outline:
        """Return pixels as millimetres."""
        return (points * (1, -1) + (0, self.height)) * MM_PER_POINT

    def _placed(self, path: Path, transform: Transform) -> Path:
        """Return a path in millimetres."""
        matrix = self._matrix(transform)
        if matrix is _SAME:
            return path
        if matrix is None:
            path = transform.transform_path(path)
            return Path(self._on_paper(np.asarray(path.vertices)), path.codes)
        return Path(np.asarray(path.vertices) @ matrix[:, :2].T + matrix[:, 2], path.codes)

    def _matrix(self, transform: Transform) -> Matrix | None:
        """Return the upper two rows of a transform to millimetres, `_SAME` for that of a sheet."""
        known = self._matrices.get(id(transform))
        if known is None:
            matrix: Matrix | None = None
            if transform.is_affine:
                matrix = transform.get_matrix()[:2] * [[MM_PER_POINT], [-MM_PER_POINT]]
                matrix[1, 2] += self.height * MM_PER_POINT
                matrix = _SAME if np.allclose(matrix, _SAME, rtol=0, atol=1e-6) else matrix
            known = self._matrices[id(transform)] = transform, matrix
        return known[1]


def _opacities(colours: Any) -> list[float]:  # noqa: ANN401 - none, one or many colours, as a collection keeps them
    return [
        float(colour[3]) for colour in np.atleast_2d(np.asarray(colours, dtype=np.float64)) if len(colour)
    ]

"""A drawing written as SVG: outlines, each that recurs only once, in hundredths of a point.

It takes what artists draw with matplotlib's public drawing calls, so any artist can be written. Words and
marks, which are most of a chart, come with outlines that are kept from drawing to drawing (`words`, `shape`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NoReturn

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgba
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from reportkit.charts.vectors import name_of, outline, path_data, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.transforms import Transform

    from reportkit.charts.vectors import Outline

    Colour = tuple[float, ...]

PAGE: Final = Path([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], closed=True)  # what a sheet cuts off: nothing
FINE: Final = 100  # steps in a point: less than any printer resolves
_TILE: Final = 72.0  # points: side of a tile of hatching, as in matplotlib's own SVG
_CAPS: Final = {"projecting": "square"}


def number(value: float) -> str:
    """Return a number as short as it is exact to four decimals.

    Examples
    --------
    >>> number(12.0), number(0.0740)
    ('12', '.074')
    """
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text or "0"


@lru_cache(maxsize=1024)
def hexadecimal(colour: Colour) -> str:
    """Return a colour without its opacity, as six digits.

    Examples
    --------
    >>> hexadecimal((0.0, 0.0, 1.0, 0.5))
    '#0000ff'
    """
    red, green, blue = colour[:3]
    return to_hex((red, green, blue))


def fill(colour: Any) -> str:  # noqa: ANN401 - a colour as an artist gives it
    """Return the attributes of an area in a colour; nothing more is said where it is opaque.

    Examples
    --------
    >>> fill("#16202E"), fill((1.0, 1.0, 1.0, 0.5))
    ('fill="#16202e"', 'fill="#ffffff" fill-opacity=".5"')
    """
    return _attributes(to_rgba(colour), (0.0, 0.0, 0.0, 0.0), 0.0, None, ("round", "butt"), None)


@lru_cache(maxsize=4096)
def _attributes(  # noqa: PLR0913, PLR0917 - each is a property of a line or an area
    face: Colour | None,
    line: Colour,
    width: float,
    dashes: tuple[float, tuple[float, ...]] | None,
    ends: tuple[str, str],
    opacity: float | None,
) -> str:
    """Return how a path looks as attributes; nothing where it cannot be seen.

    ``opacity`` is that of the whole path, in place of those of its colours.
    """
    own = opacity is None
    filled = face is not None and not (own and len(face) > 3 and face[3] == 0)  # noqa: PLR2004 - red, green, blue
    stroked = width > 0 and not (own and line[3] == 0)
    if opacity == 0 or not (filled or stroked):
        return ""
    parts = [f'fill="{hexadecimal(face)}"' if filled and face else 'fill="none"']
    if filled and face and own and len(face) > 3 and face[3] < 1:  # noqa: PLR2004 - as above
        parts.append(f'fill-opacity="{number(face[3])}"')
    if stroked:
        parts.append(f'stroke="{hexadecimal(line)}" stroke-width="{number(width * FINE)}"')
        if own and line[3] < 1:
            parts.append(f'stroke-opacity="{number(line[3])}"')
        if dashes:
            parts.append(f'stroke-dasharray="{" ".join(number(part * FINE) for part in dashes[1])}"')
            parts.extend([f'stroke-dashoffset="{number(dashes[0] * FINE)}"'] if dashes[0] else [])
        join, cap = ends
        parts.extend([f'stroke-linejoin="{join}"'] if join != "round" else [])
        parts.extend([f'stroke-linecap="{_CAPS.get(cap, cap)}"'] if cap != "butt" else [])
    if opacity is not None and opacity < 1:
        parts.append(f'opacity="{number(opacity)}"')
    return " ".join(parts)


def _parts(colour: Any) -> Colour:  # noqa: ANN401 - a colour in any of numpy's forms
    return tuple(float(part) for part in colour)


class Outlined(RendererBase):
    """What artists are drawn on to become SVG.

    Parameters
    ----------
    width, height : float
        Size of the drawing in points.
    """

    def __init__(self, width: float, height: float) -> None:
        """Start with nothing drawn."""
        super().__init__()
        self.width, self.height = width, height
        self._body: list[str] = []
        self._defined: dict[str, str] = {}
        self._windows: dict[tuple[float, ...], str] = {}
        self._matrices: dict[int, tuple[Transform, list[list[float]]]] = {}

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size in points."""
        return self.width, self.height

    def text(self) -> str:
        """Return the drawing."""
        size = f'width="{number(self.width)}pt" height="{number(self.height)}pt"'
        view = f'viewBox="0 0 {number(self.width * FINE)} {number(self.height * FINE)}"'
        defined = f"<defs>{''.join(self._defined.values())}</defs>" if self._defined else ""
        return (
            f'<svg style="stroke-linejoin: round; stroke-linecap: butt" {size} {view} '
            f'xmlns="http://www.w3.org/2000/svg" version="1.1">{defined}{"".join(self._body)}</svg>'
        )

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,  # noqa: ANN401, N803 - matplotlib's own
    ) -> None:
        """Write a path as matplotlib's artists hand it over."""
        look, hatched = self._look(gc, rgbFace), gc.get_hatch() is not None
        if not look and not hatched:
            return
        data = self._data(path, transform)
        if data and look:
            self._body.append(f'<path d="{data}" {look}{self._clip(gc)}/>')
        if data and hatched:
            self._hatch(gc, data, path, transform)

    def draw_image(self, *_: object, **__: object) -> NoReturn:
        """Refuse an image: a page shows outlines only.

        Raises
        ------
        ValueError
            Always.
        """
        raise ValueError("A chart of the kit is drawn in outlines, and this one holds an image of pixels")

    def draw_markers(  # noqa: PLR0913, PLR0917 - matplotlib's own
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,  # noqa: ANN401, N803 - matplotlib's own
    ) -> None:
        """Write the same small shape at each point of a path."""
        look = self._look(gc, rgbFace)
        if not look:
            return
        small = outline((marker_trans + Affine2D().scale(1.0, -1.0)).transform_path(marker_path), FINE)
        clip = self._clip(gc)
        self._body.extend([f"<g{clip}>"] if clip else [])
        for points, _ in path.iter_segments(trans, simplify=False):
            x, y = float(points[-2]) * FINE, (self.height - float(points[-1])) * FINE
            self.shape(small, (x, y), 1.0, look)
        self._body.extend(["</g>"] if clip else [])

    def words(
        self, glyphs: Iterable[tuple[Outline, int, int]], at: tuple[float, float], scale: float, look: str
    ) -> None:
        """Write letters.

        Parameters
        ----------
        glyphs : iterable of (Outline, int, int)
            Each letter and where it stands, in units of its font, y downwards.
        at : tuple of float
            Where the line begins, in steps of the sheet.
        scale : float
            How many steps a unit of the font is.
        look : str
            Attributes of all letters.
        """
        letters = []
        for letter, x, y in glyphs:
            if letter.data:
                self._define(letter)
                place = (f' x="{x}"' if x else "") + (f' y="{y}"' if y else "")
                letters.append(f'<use href="#{letter.name}"{place}/>')
        if letters:
            place = f"translate({at[0]:.0f} {at[1]:.0f}) scale({number(scale)})"
            self._body.append(f'<g {look} transform="{place}">{"".join(letters)}</g>')

    def shape(self, found: Outline, at: tuple[float, float], scale: float, look: str) -> None:
        """Write an outline at a place.

        Parameters
        ----------
        found : Outline
            The outline.
        at : tuple of float
            Where its origin stands, in steps of the sheet.
        scale : float
            How many steps of the sheet a step of the outline is.
        look : str
            Its attributes.
        """
        self._define(found)
        if scale == 1.0:
            place = f'x="{at[0]:.0f}" y="{at[1]:.0f}"'
        else:
            place = f'transform="translate({at[0]:.0f} {at[1]:.0f}) scale({scale:.6g})"'
        self._body.append(f'<use href="#{found.name}" {place} {look}/>')

    def at(self, transform: Transform, x: float, y: float) -> tuple[float, float]:
        """Return where a point stands, in steps from the upper left corner."""
        if not transform.is_affine:
            x, y = transform.transform((x, y))
            return x * FINE, (self.height - y) * FINE
        if id(transform) not in self._matrices:  # all words of a sheet share one
            self._matrices[id(transform)] = transform, self._steps(transform)
        (a, c, e), (b, d, f) = self._matrices[id(transform)][1]
        return a * x + c * y + e, b * x + d * y + f

    def _steps(self, transform: Transform) -> list[list[float]]:
        """Return a transform as the upper two rows of its matrix, in steps and y downwards."""
        (a, c, e), (b, d, f) = transform.get_matrix()[:2].tolist()
        return [[a * FINE, c * FINE, e * FINE], [-b * FINE, -d * FINE, (self.height - f) * FINE]]

    def _data(self, path: Path, transform: Transform) -> str:
        (a, c, e), (b, d, f) = self._steps(transform)
        vertices = np.asarray(path.vertices, dtype=np.float64)
        x, y = vertices[:, 0], vertices[:, 1]
        points = np.column_stack((a * x + c * y + e, b * x + d * y + f))
        if not np.isfinite(points).all():
            whole = path.cleaned(remove_nans=True)
            return self._data(whole, transform) if np.isfinite(whole.vertices).all() else ""
        return path_data(rounded(points), path.codes)

    def _define(self, found: Outline) -> None:
        if found.name not in self._defined:
            self._defined[found.name] = f'<path id="{found.name}" d="{found.data}"/>'

    @staticmethod
    def _look(gc: GraphicsContextBase, face: Any) -> str:  # noqa: ANN401 - a colour in any of numpy's forms
        dashes: Any  # numbers in any of numpy's forms
        offset, dashes = gc.get_dashes()
        return _attributes(
            None if face is None else _parts(face),
            _parts(gc.get_rgb()),
            float(gc.get_linewidth()),
            None if dashes is None else (float(offset), tuple(float(part) for part in dashes)),
            (str(gc.get_joinstyle()), str(gc.get_capstyle())),
            float(gc.get_alpha()) if gc.get_forced_alpha() else None,
        )

    def _clip(self, gc: GraphicsContextBase) -> str:
        """Return the attribute that cuts a thing off, and define what cuts it."""
        path: Any  # matplotlib's types take it for the path before it was transformed
        path, transform = gc.get_clip_path()
        if path is PAGE:
            return ""
        if path is not None and transform is not None:
            return self._window(self._data(path, transform))
        box = gc.get_clip_rectangle()
        if box is None:
            return ""
        left, bottom, right, top = bounds = tuple(float(edge) for edge in box.extents)
        if bounds not in self._windows:
            corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
            whole = left <= 0 and bottom <= 0 and right >= self.width and top >= self.height
            data = "" if whole else self._data(Path(corners, closed=True), IdentityTransform())
            self._windows[bounds] = self._window(data) if data else ""
        return self._windows[bounds]

    def _window(self, data: str) -> str:
        name = name_of(data, "w")
        self._defined.setdefault(name, f'<clipPath id="{name}"><path d="{data}"/></clipPath>')
        return f' clip-path="url(#{name})"'

    def _hatch(self, gc: GraphicsContextBase, data: str, path: Path, transform: Transform) -> None:
        """Write hatching as lines in a window, where matplotlib would write a pattern."""
        tile, colour = gc.get_hatch_path(), hexadecimal(tuple(gc.get_hatch_color()))
        (left, bottom), (right, top) = path.get_extents(transform).get_points()
        tiles = [
            self._data(tile, Affine2D().scale(_TILE).translate(column * _TILE, self.height - row * _TILE))
            for column in range(int(left // _TILE), int(right // _TILE) + 1)
            for row in range(int((self.height - top) // _TILE) + 1, int((self.height - bottom) // _TILE) + 2)
        ]
        width = number(gc.get_hatch_linewidth() * FINE)
        look = f'fill="{colour}" stroke="{colour}" stroke-width="{width}" stroke-linejoin="miter"'
        self._body.append(f'<g{self._clip(gc)}><path d="{"".join(tiles)}" {look}{self._window(data)}/></g>')

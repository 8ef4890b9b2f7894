"""The locator map: where the incidents are said to be, never finer than it is said.

A place with a radius is a circle, a country an area with hatching and the mark beside it, and only a
town or a site is a point. Every word comes from the picture's record, country names included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle as Disc
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from reportkit.charts import mapdata, marks, style
from reportkit.charts.places_labels import NAME_SIZE, TEXT_SIZE, TOWN, mark_of
from reportkit.charts.places_parts import country_rings, rings_of
from reportkit.charts.places_plan import plan
from reportkit.charts.projection import hatching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from reportkit.charts.places_labels import Name, Placed, Town
    from reportkit.charts.places_parts import Circle, Inset, Pin, Plan, Scale, Sheet
    from reportkit.charts.projection import View
    from reportkit.charts.sheet import Box
    from reportkit.wording.pictures import PlacesPicture

    Points = NDArray[np.float64]

_SEA: Final = "#E9EEF3"
_OWN: Final = "#F4ECDA"  # the country of the own incident; so light that nothing is lost in greyscale
_BORDER: Final = "#98A2AE"
_HATCH: Final = "#A9B2BD"
_REGION: Final = "#C9B48A"
_SPACING: Final = 1.5  # mm between strokes of a hatching


@style.own_settings()
def draw(picture: PlacesPicture, width_mm: float = 76.0) -> Figure:
    """Draw the locator map of the incidents around one incident.

    Parameters
    ----------
    picture : PlacesPicture
        Incidents with their places, names of countries, towns and regions, and the unit of length.
    width_mm : float
        Width of the figure in millimetres; the height follows from what is shown.

    Returns
    -------
    Figure
        Its height is in its size; `style.svg` makes the SVG.

    Raises
    ------
    ValueError
        No incident has a place; the caller leaves the map out.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import PlaceMark, PlacesPicture
    >>> from reportkit.wording.runs import Run
    >>> mark = PlaceMark(
    ...     "raid", (Run("Harbour"),), (), "disputed", (), "town", 33.9, 35.5, None, "LB", True, False
    ... )
    >>> map_ = draw(PlacesPicture((mark,), (("LB", (Run("Lebanon"),)),), (), (), (Run("km"),), ()))
    >>> "Harbour" in style.words(map_)
    True
    """
    drawing = plan(picture, width_mm)
    sheet = style.figure(drawing.width, drawing.height)
    axes = sheet.axes[0]
    own = {mark.country for mark in picture.marks if mark.own and mark.country}
    _ground(axes, drawing, own)
    _frame(axes, drawing.main.view.frame, 3.6)
    _sheet(axes, drawing.main, 4.0)
    for pin in drawing.pins:
        _pin(axes, pin)
    for placed in drawing.labels:
        _label(axes, placed, 5.0)
    if drawing.inset:
        _inset(axes, drawing.inset, own)
    for placed in drawing.key:
        _label(axes, placed, 5.0)
    return sheet


def _clipped(artist: Artist, frame: Box, axes: Axes) -> Artist:
    """Cut a thing off at the frame of its map; what is cut off is ground that words may run over."""
    window = Rectangle((frame.left, frame.top), frame.width, frame.height, transform=axes.transData)
    artist.set_clip_path(window)
    return style.as_ground(artist)


def _area(rings: Iterable[Points]) -> Path:
    paths = [Path(np.vstack([ring, ring[:1]]), closed=True) for ring in rings]
    return Path.make_compound_path(*paths)


def _land(axes: Axes, view: View, own: set[str], zorder: float, border: str = _BORDER) -> None:
    frame = view.frame
    sea = Rectangle(
        (frame.left, frame.top), frame.width, frame.height, facecolor=_SEA, linewidth=0, zorder=zorder
    )
    axes.add_artist(sea)
    style.as_ground(sea)
    for code, area in mapdata.countries():
        rings = country_rings(view, code) if code else rings_of(view, area)
        if not rings:
            continue
        mine = code in own
        patch = PathPatch(
            _area(rings),
            facecolor=_OWN if mine else style.PAPER,
            edgecolor=style.INK if mine else border,
            linewidth=0.9 if mine else 0.45,
            joinstyle="round",
            zorder=zorder + (0.3 if mine else 0.1),
        )
        axes.add_artist(patch)
        _clipped(patch, frame, axes)


def _disputed(axes: Axes, view: View, zorder: float) -> None:
    """Draw boundary lines that are not settled as dashes over a white line."""
    seen = view.frame.grown(3.0)
    for line in mapdata.disputed_lines():
        points = view.points(line)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        if left > seen.right or right < seen.left or top > seen.bottom or bottom < seen.top:
            continue
        hidden = Line2D(*points.T, color=style.PAPER, linewidth=1.3, zorder=zorder)
        dashes = Line2D(*points.T, color=_BORDER, linewidth=0.6, linestyle=(0, (2.2, 1.6)), zorder=zorder)
        for stroke in (hidden, dashes):
            axes.add_artist(stroke)
            _clipped(stroke, view.frame, axes)


def _ground(axes: Axes, drawing: Plan, own: set[str]) -> None:
    view = drawing.main.view
    _land(axes, view, own, 0.0)
    sheet = drawing.main
    boxes = [
        *(placed.box for placed in drawing.labels),
        *(name.box for name in sheet.names),
        *(town.box for town in sheet.towns),
    ]
    words = [box.grown(0.25) for box in boxes]
    words += [sheet.scale.box] if sheet.scale else []
    strokes = [
        piece
        for site in drawing.sites
        for stroke in hatching(site.rings, _SPACING)
        for piece in _without(stroke, words)
    ]
    if strokes:
        lines = LineCollection(strokes, colors=_HATCH, linewidths=0.4, zorder=1.0)
        axes.add_collection(lines, autolim=False)
        _clipped(lines, view.frame, axes)
    _disputed(axes, view, 1.2)


def _without(stroke: Points, boxes: Sequence[Box]) -> list[Points]:
    """Return what is left of a stroke outside some boxes, so that hatching does not run through words."""
    pieces = [stroke]
    for box in boxes:
        pieces = [part for piece in pieces for part in _outside(piece, box)]
    return pieces


def _outside(stroke: Points, box: Box) -> list[Points]:
    start, step = stroke[0], stroke[1] - stroke[0]
    enter, leave = 0.0, 1.0
    for axis, low, high in ((0, box.left, box.right), (1, box.top, box.bottom)):
        if step[axis] == 0:
            if not low < start[axis] < high:
                return [stroke]
            continue
        one, two = sorted(((low - start[axis]) / step[axis], (high - start[axis]) / step[axis]))
        enter, leave = max(enter, one), min(leave, two)
    if enter >= leave:
        return [stroke]
    ends = ((0.0, enter), (leave, 1.0))
    return [np.array([start + step * a, start + step * b]) for a, b in ends if b - a > 1e-9]  # noqa: PLR2004


def _frame(axes: Axes, frame: Box, zorder: float) -> None:
    rim = Rectangle(
        (frame.left, frame.top),
        frame.width,
        frame.height,
        fill=False,
        edgecolor=style.GREY,
        linewidth=0.5,
        zorder=zorder,
    )
    axes.add_artist(rim)


def _sheet(axes: Axes, sheet: Sheet, zorder: float) -> None:
    """Draw circles, names, towns and scale of one map."""
    for circle in sheet.circles:
        _circle(axes, circle, sheet.view.frame, zorder - 1.0)
    for name in sheet.names:
        _name(axes, name, zorder)
    for town in sheet.towns:
        _town(axes, town, zorder)
    if sheet.scale:
        _scale(axes, sheet.scale, zorder)


def _circle(axes: Axes, circle: Circle, frame: Box, zorder: float) -> None:
    fill = Disc(
        (circle.x, circle.y), circle.radius, facecolor=style.GREY, alpha=0.28, linewidth=0, zorder=zorder
    )
    rim = Disc(
        (circle.x, circle.y),
        circle.radius,
        fill=False,
        edgecolor=style.INK,
        linewidth=0.9,
        linestyle=(0, (2.6, 1.6)),
        zorder=zorder + 0.1,
    )
    for part in (fill, rim):
        axes.add_artist(part)
        _clipped(part, frame, axes)
        part.set_label("circle")
    if circle.eye:
        axes.add_artist(Disc(circle.eye, 1.35, facecolor=style.PAPER, linewidth=0, zorder=zorder + 0.2))
        marks.draw(axes, "inference", *circle.eye, 2.3, zorder + 0.3)


def _name(axes: Axes, name: Name, zorder: float) -> None:
    colour = style.INK if name.strong else style.GREY
    style.write(
        axes,
        name.x,
        name.y,
        name.line,
        size=name.size,
        anchor="middle",
        colour=colour,
        halo=True,
        zorder=zorder,
    )


def _town(axes: Axes, town: Town, zorder: float) -> None:
    square = Rectangle(
        (town.x - TOWN / 2, town.y - TOWN / 2),
        TOWN,
        TOWN,
        facecolor=style.GREY,
        edgecolor=style.PAPER,
        linewidth=0.4,
        zorder=zorder,
    )
    axes.add_artist(square)
    x = town.box.left if town.anchor == "left" else town.box.right
    y = (town.box.top + town.box.bottom) / 2
    style.write(
        axes, x, y, town.line, size=TEXT_SIZE, anchor=town.anchor, colour=style.GREY, halo=True, zorder=zorder
    )


def _scale(axes: Axes, scale: Scale, zorder: float) -> None:
    style.write(
        axes, scale.x, scale.y - 2.0, scale.line, size=TEXT_SIZE, colour=style.INK, halo=True, zorder=zorder
    )
    for colour, width, over in ((style.PAPER, 2.6, 0.0), (style.INK, 1.2, 0.1)):
        bar = Line2D(
            [scale.x, scale.x + scale.length],
            [scale.y, scale.y],
            color=colour,
            linewidth=width,
            zorder=zorder - 0.5 + over,
        )
        bar.set_solid_capstyle("butt")
        axes.add_artist(bar)


def _pin(axes: Axes, pin: Pin) -> None:
    if (pin.x, pin.y) != pin.site.home:
        _leader(axes, ((pin.x, pin.y), pin.site.home), 4.2)
    marks.draw(axes, pin.site.mark.mark, pin.x, pin.y, pin.size, 5.0)


def _leader(axes: Axes, points: tuple[tuple[float, float], ...], zorder: float) -> None:
    x, y = [p[0] for p in points], [p[1] for p in points]
    for colour, width, over in ((style.PAPER, 1.8, 0.0), (style.INK, 0.6, 0.1)):
        line = Line2D(x, y, color=colour, linewidth=width, zorder=zorder + over)
        axes.add_artist(line)
        if colour == style.PAPER:
            style.as_ground(line)


def _label(axes: Axes, placed: Placed, zorder: float) -> None:
    label, box = placed.label, placed.box
    if placed.leader:
        _leader(axes, placed.leader, zorder - 0.8)
    if label.mark:
        marks.draw(axes, label.mark, *mark_of(placed), label.mark_size, zorder)
    x = box.right - label.indent if placed.anchor == "right" else box.left + label.indent
    for number, line in enumerate(label.lines):
        style.write(
            axes,
            x,
            box.top + label.pitch * (number + 0.5),
            line,
            size=TEXT_SIZE if number else NAME_SIZE,
            anchor=placed.anchor,
            halo=True,
            zorder=zorder + 1.0,
        )


def _inset(axes: Axes, inset: Inset, own: set[str]) -> None:
    box, view = inset.box, inset.sheet.view
    for start, stop in inset.connectors:
        _leader(axes, (start, stop), 3.0)
    paper = Rectangle(
        (box.left, box.top), box.width, box.height, facecolor=style.PAPER, linewidth=0, zorder=10.0
    )
    axes.add_artist(paper)
    _land(axes, view, own, 10.1)
    for code in sorted(own):
        for _, _, area in mapdata.regions(code):
            rings = rings_of(view, area)
            if rings:
                lines = PathPatch(_area(rings), facecolor=_OWN, edgecolor=_REGION, linewidth=0.6, zorder=10.6)
                axes.add_artist(lines)
                _clipped(lines, view.frame, axes)
    _sheet(axes, inset.sheet, 12.0)
    _label(axes, inset.label, 13.0)
    _frame(axes, view.frame, 12.5)
    rim = Rectangle(
        (box.left, box.top),
        box.width,
        box.height,
        fill=False,
        edgecolor=style.INK,
        linewidth=0.8,
        zorder=14.0,
    )
    axes.add_artist(rim)

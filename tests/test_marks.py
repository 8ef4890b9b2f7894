"""The evidence marks: every one can be told from every other, on screen, in print and without colour."""

from __future__ import annotations

import math
import re
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.transforms import Affine2D

import reportkit as rk
from reportkit.charts import marks, style
from tests import cases

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Picture = NDArray[np.float64]  # shape (rows, columns, 3), 0 to 1

# Deuteranopia of full severity: Machado, Oliveira and Fernandes 2009, table for severity 1.0, linear light.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
PAPER_SIZE = 2.3  # mm: the smallest mark in a briefing
DPI, SIDE = 200, 26  # what an office printer resolves, and how many of its dots the crop of a mark is wide
FINE = 8  # marks are drawn so many times finer and then averaged into dots, wherever the dots happen to lie
CLEARLY = 0.35  # of the way from black to white: a step that nobody takes for the grain of the paper
# Two marks are told apart if at least so many dots differ clearly in the position in which they differ least.
# A mark is some 18 dots wide; the small box by which a statement differs from an empty frame has 25.
ENOUGH = 12
AROUND = [(down, across) for down in range(-FINE, FINE + 1, 2) for across in range(-FINE, FINE + 1, 2)]
CORNERS = [(down, across) for down in (0, FINE // 2) for across in (0, FINE // 2)]


def picture(parts) -> Picture:
    """Return outlines of (path, colour) in the smallest size of a mark, as finely as can be."""
    sheet = style.figure(SIDE / DPI * 25.4, SIDE / DPI * 25.4)
    middle = SIDE / DPI * 25.4 / 2
    place = Affine2D().scale(PAPER_SIZE).translate(middle, middle)
    for path, tone in parts:
        sheet.axes[0].add_patch(PathPatch(path.transformed(place), facecolor=tone, linewidth=0))
    return pixels(sheet, DPI * FINE)


def pixels(sheet: Figure, dpi: int) -> Picture:
    """Return a sheet on white paper as pixels, 0 to 1."""
    sheet.set_facecolor("white")
    sheet.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(sheet)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba(), dtype=np.float64)[:, :, :3] / 255


def drawn(name: str) -> Picture:
    """Return a mark as charts draw it, as finely as can be."""
    sheet = style.figure(SIDE / DPI * 25.4, SIDE / DPI * 25.4)
    middle = SIDE / DPI * 25.4 / 2
    marks.draw(sheet.axes[0], name, middle, middle, PAPER_SIZE)
    return pixels(sheet, DPI * FINE)


def dots(image: Picture, offsets, see) -> Picture:
    """Return a picture as a printer's dots, for each of some ways in which they can lie, as it is seen."""
    shape = SIDE, FINE, SIDE, FINE, 3
    shifted = (np.roll(image, offset, axis=(0, 1)).reshape(shape).mean(axis=(1, 3)) for offset in offsets)
    seen: Picture = see(np.stack(list(shifted)))
    return seen


def parts_of(name: str):
    """Return the outlines of a mark, each with its colour."""
    return [(path, style.PAPER if paper else marks.colour(name)) for path, paper in marks.outlines(name)]


def linear(image: Picture) -> Picture:
    """Return light from the values of a screen."""
    return np.where(image <= 0.04045, image / 12.92, ((image + 0.055) / 1.055) ** 2.4)


def on_screen(light: Picture) -> Picture:
    """Return the values of a screen from light."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def greyscale(image: Picture) -> Picture:
    """Return what a photocopier keeps."""
    return on_screen((linear(image) @ LUMINANCE)[..., None])


def without_green(image: Picture) -> Picture:
    """Return what a reader without green cones sees."""
    return on_screen(linear(image) @ DEUTERANOPIA.T)


def printed(image: Picture, see) -> tuple[Picture, Picture]:
    """Return a mark in a few positions, and in all positions that another can have against them."""
    return dots(image, CORNERS, see), dots(image, AROUND, see)


def difference(one: tuple[Picture, Picture], two: tuple[Picture, Picture]) -> int:
    """Return how many dots differ clearly in the position in which two printed marks differ least."""
    clear = (np.abs(here - two[1]).max(axis=3) > CLEARLY for here in one[0])
    return min(int(found.sum(axis=(1, 2)).min()) for found in clear)


SEEN_AS = {"greyscale": greyscale, "deuteranopia": without_green}


@pytest.mark.parametrize("seen_as", SEEN_AS)
def test_any_two_marks_differ_without_colour(seen_as: str) -> None:
    """A reader of a photocopy, and one who sees no green, can tell every two marks apart at 2.3 mm."""
    images = {name: printed(drawn(name), SEEN_AS[seen_as]) for name in marks.NAMES}
    near = {
        (one, two): count
        for one, two in combinations(marks.NAMES, 2)
        if (count := difference(images[one], images[two])) < ENOUGH
    }
    assert near == {}


def mutants(name: str):
    """Yield marks that a reader would take for the mark of a name, and how they came about."""
    parts = parts_of(name)
    other = style.VERMILION if marks.colour(name) != style.VERMILION else style.INK
    yield "made equal", parts
    yield "in another colour", [(path, tone if tone == style.PAPER else other) for path, tone in parts]
    yield "a little larger", [(path.transformed(Affine2D().scale(1.03)), tone) for path, tone in parts]
    yield "turned a little", [(path.transformed(Affine2D().rotate_deg(2)), tone) for path, tone in parts]
    yield "elsewhere", [(path.transformed(Affine2D().translate(0.05, 0.03)), tone) for path, tone in parts]


@pytest.mark.parametrize("seen_as", SEEN_AS)
@pytest.mark.parametrize("name", marks.NAMES)
def test_marks_that_look_alike_would_be_noticed(name: str, seen_as: str) -> None:
    """A mark made equal to another, or different in size, turn, place or colour only, fails the test above.

    Colour counts on a photocopy only: without green, vermilion is still lighter than ink.
    """
    see = SEEN_AS[seen_as]
    own = printed(drawn(name), see)
    for how, parts in mutants(name):
        if (how, seen_as) != ("in another colour", "deuteranopia"):
            assert difference(own, printed(picture(parts), see)) < ENOUGH, how


def test_there_is_one_module_for_marks() -> None:
    """No chart draws a mark by itself: all outlines of standings come from one place."""
    rooms = Path(marks.__file__).parents[1]
    geometry = re.compile(r"Path\.(wedge|circle|arc)\b|Wedge\(|Arc\(")
    found = {p.name for p in rooms.rglob("*.py") if geometry.search(p.read_text(encoding="utf-8"))}
    assert found == {"marks.py"}


def hues(colours: set[str]) -> list[list[str]]:
    """Return colours that are no greys, those of one hue together (25 degrees in CIELAB)."""
    told: list[tuple[float, str]] = []
    for colour in colours:
        light = linear(np.array([[[int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]]]))[0, 0]
        x, y, z = np.cbrt(
            RGB_TO_XYZ @ light
        )  # all greys of a screen have x = y = z; the toe below 1 % is left out
        a, b = 500 * (x - y), 200 * (y - z)
        if math.hypot(a, b) > GREYISH:
            told.append((math.degrees(math.atan2(b, a)) % 360, colour))
    families: list[list[tuple[float, str]]] = []
    for hue, colour in sorted(told):
        if families and hue - families[-1][0][0] <= 25:
            families[-1].append((hue, colour))
        else:
            families.append([(hue, colour)])
    return [[colour for _, colour in family] for family in families]


# sRGB to XYZ, divided by the white of a screen (IEC 61966-2-1).
RGB_TO_XYZ = np.array([[0.4339, 0.3762, 0.1899], [0.2126, 0.7152, 0.0722], [0.0177, 0.1095, 0.8727]])
GREYISH = 12.0  # CIELAB chroma: up to here a colour is a tinted grey, as ink and wash are


def test_hues_are_counted_as_a_reader_sees_them() -> None:
    """Ink and its tints are greys, two blues one hue, and a fourth hue would be counted."""
    assert hues({style.INK, style.GREY, style.PAPER, style.HAIRLINE, style.WASH}) == []
    assert len(hues({style.BLUE, style.BRAND})) == 1
    assert len(hues({style.BLUE, style.VERMILION, "#C9B48A", "#009E73"})) == 4


CASES = [(folder, slug) for folder, slug in cases.slugs() if slug in {"kalsu-explosion", "depot-blast"}]
CHARTS = ("sequence", "actors", "places", "harm", "stances", "weeks", "strip", "matrix", "relationships")


def test_all_charts_together_have_at_most_three_hues() -> None:
    """Colour is spent on evidence: over all charts of a briefing there are three hues, and greys."""
    colours: set[str] = set()
    for folder, slug in CASES:
        for chart in CHARTS:
            block = getattr(rk, chart)(cases.opened(folder, slug)) if chart in rk.__all__ else None
            if block is not None and block.draw is not None:
                colours.update(found.lower() for found in re.findall(r"#[0-9a-fA-F]{6}\b", block.draw().svg))
    assert {style.BLUE.lower(), style.VERMILION.lower()} <= colours
    assert len(hues(colours)) <= 3, hues(colours)


def test_there_are_eighteen_marks_in_three_families() -> None:
    """Circles, squares and flags together are all marks, and no name stands twice."""
    assert (*marks.STANDINGS, *marks.STATEMENTS, *marks.FLAGS) == marks.NAMES
    assert len(set(marks.NAMES)) == len(marks.NAMES) == 18


def test_a_mark_covers_what_runs_behind_it() -> None:
    """A line that passes behind a hollow mark does not show inside it."""
    sheet = style.figure(10, 10)
    sheet.set_facecolor("white")
    sheet.axes[0].add_line(Line2D([0, 10], [5, 5], color="red", linewidth=2, zorder=1))
    marks.draw(sheet.axes[0], "not_addressed", 5, 5, 6)
    sheet.set_dpi(100)
    canvas: Any = FigureCanvasAgg(sheet)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    middle = pixels[pixels.shape[0] // 2, pixels.shape[1] // 2, :3]
    assert middle.tolist() == [255, 255, 255]


@pytest.mark.parametrize("name", marks.NAMES)
def test_the_page_gets_the_same_outlines_as_the_charts(name: str) -> None:
    """The SVG of a mark is well-formed, holds only filled outlines, and reaches as far as the drawn mark."""
    root = ET.fromstring(marks.as_svg(name))  # noqa: S314 - our own text
    assert {child.tag.rpartition("}")[2] for child in root} == {"path"}
    drawn = [child for child in root if child.get("fill") != style.PAPER]
    numbers = [float(n) for child in drawn for n in re.findall(r"-?\d+(?:\.\d+)?", child.get("d") or "")]
    left, top, right, bottom = marks.extent(name)
    assert max(numbers) == pytest.approx(max(right, bottom), abs=0.08)
    assert min(numbers) == pytest.approx(min(left, top), abs=0.08)
    assert max(abs(n) for n in (left, top, right, bottom)) <= 0.55, "a mark leaves the view box of its SVG"


def test_colour_says_whose_word_it_is() -> None:
    """Blue is the author's own word, vermilion what is contested or hedged, on circles and squares alike."""
    blue = {name for name in marks.NAMES if marks.colour(name) == style.BLUE}
    vermilion = {name for name in marks.NAMES if marks.colour(name) == style.VERMILION}
    assert blue == {"claimed_only", "claims_own", "motive"}
    assert vermilion == {"suspected", "disputed", "accuses"}


def test_an_unknown_mark_is_refused_with_the_names_that_exist() -> None:
    """Somebody who mistypes a mark reads which marks there are."""
    with pytest.raises(KeyError, match="denied_only"):
        marks.as_svg("denyed_only")

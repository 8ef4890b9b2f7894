"""The evidence marks: every one can be told from every other, on screen, in print and without colour."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.lines import Line2D

from reportkit.charts import marks, style

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.float64]  # shape (rows, columns, 3), 0 to 1

# Deuteranopia of full severity: Machado, Oliveira and Fernandes 2009, table for severity 1.0, linear light.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
PAPER_SIZE = 2.3  # mm: the smallest mark in a briefing


def picture(name: str, size_mm: float = PAPER_SIZE, dpi: int = 200) -> Picture:
    """Return a mark as an office printer would resolve it."""
    sheet = style.figure(3.2, 3.2)
    sheet.set_facecolor("white")
    marks.draw(sheet.axes[0], name, 1.6, 1.6, size_mm)
    sheet.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(sheet)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba(), dtype=np.float64)[:, :, :3] / 255


def greyscale(image: Picture) -> Picture:
    """Return what a photocopier keeps."""
    grey: Picture = (image @ LUMINANCE)[:, :, None]
    return grey


def without_green(image: Picture) -> Picture:
    """Return what a reader without green cones sees."""
    linear = np.where(image <= 0.04045, image / 12.92, ((image + 0.055) / 1.055) ** 2.4)
    seen: Picture = np.clip(linear @ DEUTERANOPIA.T, 0, 1)
    return seen


@pytest.mark.parametrize("seen_as", [greyscale, without_green])
def test_any_two_marks_differ_without_colour(seen_as: object) -> None:
    """A reader of a photocopy, and one who sees no green, can tell every two marks apart at 2.3 mm."""
    assert callable(seen_as)
    images = {name: seen_as(picture(name)) for name in marks.NAMES}
    for one, two in combinations(marks.NAMES, 2):
        difference = np.abs(images[one] - images[two]).max(axis=2)
        clearly = (difference > 0.35).sum()
        assert clearly >= 12, f"{one} and {two} differ in {clearly} pixels only"


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

"""
What charts cost, beside what they would cost otherwise.

Run it with ``python -m benchmarks.charts`` from the root of the project; it prints a Markdown table. For
each chart and size it draws, in turn and in one process, so that a slower machine slows all of them down:

ours
    The whole figure of a briefing: block, picture record, layout, artists, SVG, layout checker. All that is
    remembered between drawings is warm.
record
    What of it goes before the drawing: standings, orders and words are derived from the claims.
drawing
    The rest of it.
new
    The same with all memories of layouts and words emptied, as for a case that was never drawn: every word
    is measured and shaped for the first time. Outlines of letters and marks, fonts and map data stay.
tight
    The same chart (record, layout and artists as in "ours"), written as matplotlib does it: constrained
    layout, a tight bounding box and its own SVG writer. Nothing is checked.
floor
    The same marks and strings alone on a bare SVG canvas: a plain `Figure` on a `FigureCanvasSVG`, no axes;
    each evidence mark as `PathPatch`, each string as `Text` in the same font, put where our layout has put it
    and written by matplotlib. No record, no search for room, no lines, boxes or land.
all shapes
    The floor, and every line, box and area of the chart as a plain path too.

Numbers are CPU milliseconds of this process: median, and lowest to highest of the rounds; ratios are taken
within each round. "check" is what the layout checker alone takes for the figure.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

import reportkit as rk
from reportkit.case import case as case_of
from reportkit.charts import finished, layout, marks, sheet, style
from reportkit.charts.palette import MM_PER_POINT
from reportkit.reading import encoding
from reportkit.wording import actors_picture
from tests.samples import sized

if TYPE_CHECKING:
    from matplotlib.path import Path as Curve

    from reportkit.blocks import Block

Draw = Callable[[], str]
ROOT = Path(__file__).parents[1]
CHARTS = ("sequence", "actors", "places", "harm", "stances", "strip", "weeks")
EVENTS, ACTORS = (3, 10, 30, 300), (3, 9, 15, 60)
# What stays when everything else is forgotten: it depends on fonts, marks and maps, not on a case.
# Of these modules only the memories named here are emptied.
LASTING: dict[str, set[str]] = {
    "fonts": {"_measured", "glyphs", "clean"},
    "marks": set(),
    "mapdata": set(),
    "outlined": set(),
    "sheet": set(),
}


def opened(name: str, size: int) -> tuple[str, Any, Any]:
    """Return what a row is called, its case and its corpus."""
    if name == "seeds":
        corpus = encoding.load(ROOT / "seeds")
        return "seeds (kalsu)", case_of(corpus, "kalsu-explosion"), corpus
    asked = {"events": size} if name == "events" else {"actors": size}
    return f"{size} {name}", sized.case(**asked), sized.corpus(**asked)


def rows(*, sizes: bool) -> Iterator[tuple[str, str, Callable[[], Block], Callable[[], object]]]:
    """Yield chart, size, what makes the block, and what makes only its record."""
    grow = [("events", n, c) for c in CHARTS if c != "actors" for n in EVENTS]
    grow += [("actors", n, "actors") for n in ACTORS]
    for name, size, chart in [*(("seeds", 0, c) for c in CHARTS), *(grow if sizes else ())]:
        if chart in rk.__all__:
            called, case, corpus = opened(name, size)
            make = partial(getattr(rk, chart), corpus if chart == "weeks" else case)
            # The block of actors is drawn when it is made, because it could be that they cannot be drawn.
            yield chart, called, make, partial(actors_picture.picture, case) if chart == "actors" else make


@contextmanager
def writing(write: Callable[[Figure], str]) -> Iterator[None]:
    """Let charts be written by another function, and not be checked."""
    with mock.patch.object(sheet, "svg", write), mock.patch.object(layout, "verdict", return_value={}):
        yield


def tight(figure: Figure) -> str:
    """Write a figure with constrained layout, a tight bounding box and matplotlib's own writer."""
    stream = io.StringIO()
    with sheet.own_settings(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # axes that fill the whole figure leave nothing to lay out
        figure.set_layout_engine("constrained")
        FigureCanvasSVG(figure).print_figure(stream, format="svg", bbox_inches="tight")
    return stream.getvalue()


def forget() -> None:
    """Empty all memories of the charts that depend on a case."""
    for name, module in list(sys.modules.items()):
        room, _, last = name.rpartition(".")
        for key, value in list(vars(module).items()) if room == "reportkit.charts" else ():
            own = hasattr(value, "cache_clear") and getattr(value, "__module__", "") == name
            if own and (last not in LASTING or key in LASTING[last]):
                value.cache_clear()


def floor(figure: Figure, *, shapes: bool) -> Draw:
    """Return what draws the strings and marks of a figure, or all its shapes, on a bare canvas."""
    words = [
        (text.get_position(), text.get_text(), text.get_fontproperties().copy(), text.get_color())
        for text in style.written(figure)
    ]
    paths: list[tuple[Curve, Any, float]] = [
        (patch.get_path(), patch.get_facecolor(), 0.0)
        for patch in figure.axes[0].patches
        if str(patch.get_label()).startswith(marks.LABEL)
    ]
    if shapes:  # their colours are of no consequence for the cost
        paths += [
            (one.path, "#888888" if one.fill else "none", 2 * one.half / MM_PER_POINT)
            for one in finished.read(figure, ground=True).shapes
            if not one.solid
        ]
    width, height = figure.get_size_inches()

    def draw() -> str:
        with sheet.own_settings():
            bare = Figure(figsize=(width, height), dpi=72)
            canvas: Any = FigureCanvasSVG(bare)
            place = Affine2D().scale(1 / MM_PER_POINT, -1 / MM_PER_POINT).translate(0, height * 72)
            for path, face, line in paths:
                edge = "black" if line else "none"
                shape = PathPatch(path, facecolor=face, edgecolor=edge, linewidth=line, transform=place)
                bare.add_artist(shape)
            for (x, y), string, font, colour in words:
                bare.add_artist(Text(x, y, string, color=colour, fontproperties=font, transform=place))
            stream = io.StringIO()
            canvas.print_svg(stream)
            return stream.getvalue()

    return draw


def taken(work: Callable[[], object]) -> float:
    """Return the CPU milliseconds that some work takes."""
    gc.collect()
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def measured(
    make: Callable[[], Block], record: Callable[[], object], rounds: int
) -> dict[str, list[float]] | None:
    """Return the milliseconds of each way of drawing, one number a round; None where nothing is drawn."""
    kept: list[Figure] = []

    def keep(figure: Figure) -> str:
        kept.append(figure)
        return ""

    def ours() -> None:
        block = make()
        if block.draw:
            block.draw()

    def by_matplotlib() -> None:
        with writing(tight):
            ours()

    with writing(keep):
        ours()
    if not kept:
        return None
    ways: dict[str, Callable[[], object]] = {
        "new": ours,
        "ours": ours,
        "record": record,
        "tight": by_matplotlib,
        "floor": floor(kept[-1], shapes=False),
        "all shapes": floor(kept[-1], shapes=True),
        "check": partial(layout.faults, kept[-1]),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            if name == "new":
                forget()
            cost = taken(way)
            if number:  # the first round warms everything
                found[name].append(cost)
    found["drawing"] = [a - b for a, b in zip(found["ours"], found["record"], strict=True)]
    return found


def shown(numbers: list[float], digits: int = 0) -> str:
    """Return median and spread."""
    return f"{statistics.median(numbers):.{digits}f} ({min(numbers):.{digits}f}–{max(numbers):.{digits}f})"


def against(one: list[float], two: list[float]) -> str:
    """Return the ratio of two ways, taken within each round."""
    return shown([a / b for a, b in zip(one, two, strict=True)], 2)


def machine() -> str:
    """Return what was measured on."""
    versions = f"Python {platform.python_version()}, matplotlib {mpl.__version__}, numpy {np.__version__}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {versions}"


RATIOS = (
    ("ours", "tight"),
    ("ours", "floor"),
    ("drawing", "floor"),
    ("drawing", "all shapes"),
    ("new", "floor"),
    ("check", "new"),
)
HEAD = ["chart", "size", "ours ms", "record ms", "new ms", *(f"{one} / {two}" for one, two in RATIOS)]


def cells(found: dict[str, list[float]]) -> list[str]:
    """Return the numbers of a row."""
    ratios = [against(found[one], found[two]) for one, two in RATIOS]
    return [*(shown(found[way]) for way in ("ours", "record", "new")), *ratios]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description="What charts cost.")
    asked.add_argument("--rounds", type=int, default=7, help="how often each way is drawn")
    asked.add_argument("--charts", default=",".join(CHARTS), help="names of charts, with commas between them")
    asked.add_argument("--seeds-only", action="store_true", help="only the case of the seeds")
    options = asked.parse_args()
    say = sys.stdout.write
    say(f"{options.rounds} rounds, interleaved; {machine()}.\n\n")
    say(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}\n")
    for chart, size, make, record in rows(sizes=not options.seeds_only):
        if chart in options.charts.split(","):
            found = measured(make, record, options.rounds)
            told = cells(found) if found else ["told in words, not drawn"] + [""] * (len(HEAD) - 3)
            say(f"| {chart} | {size} | {' | '.join(told)} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

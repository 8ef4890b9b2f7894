"""The layout checker: whatever a reader could not read on a finished figure is named, and nothing else."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from reportkit.charts import layout, marks, style
from reportkit.charts.sheet import Box
from reportkit.wording.runs import Run, reference

WIDTH, HEIGHT = 120.0, 60.0


def line(words: str):
    """Return a line of one run."""
    return (Run(words, ("C1",)),)


def overlap(one: Box, two: Box) -> float:
    """Return how many millimetres two rectangles share in their smaller direction; below 0 if apart."""
    across = min(one.right, two.right) - max(one.left, two.left)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    return min(across, down)


def plotted(**asked):
    """Return an ordinary figure of matplotlib with axes, ticks, a line and a legend."""
    figure = Figure(figsize=(6, 4), **asked)
    axes = figure.add_subplot()
    axes.plot([0, 1, 2, 3], [1, 3, 2, 4], label="counted")
    axes.set_title("Shells a day")
    axes.set_xlabel("day")
    axes.set_ylabel("shells")
    axes.legend(loc="lower right")
    return figure, axes


words_anywhere = st.lists(
    st.tuples(
        st.floats(-10, WIDTH + 5),
        st.floats(-5, HEIGHT + 5),
        st.sampled_from(["one", "two words", "Ägypten", "الحشد", "said so, twice, on the day"]),
        st.sampled_from([5.0, 6.9, 7.0, 7.4, 12.0]),
        st.sampled_from(["left", "middle", "right"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(words_anywhere)
def test_every_planted_fault_is_named_and_nothing_else(placed) -> None:
    """Words that overlap, leave the page or are too small are all named; words that stand free are not."""
    sheet = style.figure(WIDTH, HEIGHT)
    boxes = []
    for number, (x, y, words, size, anchor) in enumerate(placed):
        style.write(sheet.axes[0], x, y, line(f"{words} {number}"), size=size, anchor=anchor)
        boxes.append(style.written(sheet)[-1].box)
    found = layout.faults(sheet)
    names = [f'"{words} {number}"' for number, (_, _, words, _, _) in enumerate(placed)]
    page = Box(0, 0, WIDTH, HEIGHT)
    for (i, one), (j, two) in combinations(enumerate(boxes), 2):
        shared = overlap(one, two)
        if abs(shared - 0.12) > 1e-6:  # what touches by the width of a hair is left to rounding
            assert (f"{names[j]} lies over {names[i]}" in found) == (shared > 0.12)
    for name, box, (_, _, _, size, _) in zip(names, boxes, placed, strict=True):
        beyond = max(-box.left, -box.top, box.right - page.right, box.bottom - page.bottom)
        if abs(beyond - 0.12) > 1e-6:
            outside = [fault for fault in found if fault.startswith(f"{name} stands") and "outside" in fault]
            assert bool(outside) == (beyond > 0.12)
        assert any(fault.startswith(f"{name} is set in") for fault in found) == (size < 7)
    assert not any("crossed" in fault for fault in found)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(*[st.floats(0, 1)] * 4),
    st.floats(0.2, 4),
    st.sampled_from(["line", "collection", "patch"]),
)
def test_a_line_is_named_where_it_runs_through_words_and_only_there(ends, width, kind) -> None:
    """Whatever draws a line, it is found in the words it crosses, its width counted, and nowhere else."""
    sheet = style.figure(WIDTH, HEIGHT)
    axes = sheet.axes[0]
    box = style.write(axes, 60, 30, line("in the middle of it"), anchor="middle", size=10)
    ink = style.written(sheet)[0].box
    x0, y0, x1, y1 = (share * side for share, side in zip(ends, (WIDTH, HEIGHT) * 2, strict=True))
    if kind == "line":
        axes.add_line(Line2D([x0, x1], [y0, y1], linewidth=width))
    elif kind == "collection":
        axes.add_collection(LineCollection([[(x0, y0), (x1, y1)]], linewidths=width, colors="black"))
    else:
        path = np.array([(x0, y0), (x1, y1)])
        axes.add_patch(style_patch(path, width))
    along = np.linspace((x0, y0), (x1, y1), 4000)
    gap = np.maximum(
        np.maximum(ink.left - along[:, 0], along[:, 0] - ink.right),
        np.maximum(ink.top - along[:, 1], along[:, 1] - ink.bottom),
    ).min()
    reach = width * style.MM_PER_POINT / 2
    found = layout.faults(sheet)
    if gap < reach - 0.12:
        assert len(found) == 1
        assert '"in the middle of it" is crossed by' in found[0]
    elif gap > reach * 1.5 + 0.1:  # a box grown by half a width is a little larger at its corners
        assert found == ()
    assert box.width > 0


def style_patch(points, width):
    """Return a line drawn as a shape without an area."""
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path  # noqa: PLC0415

    return PathPatch(Path(points), fill=False, linewidth=width)


def test_an_ordinary_figure_without_a_fault_passes() -> None:
    """Axes, ticks, a grid, a legend and an annotation of matplotlib are no faults."""
    for engine in (None, "constrained", "tight"):
        figure, axes = plotted(layout=engine)
        axes.grid(visible=True)
        axes.annotate("the peak", (3, 4), (1.2, 3.7), arrowprops={"arrowstyle": "->"})
        axes.bar([0.5], [0.8], color="#ccc")
        assert layout.faults(figure) == ()
        assert layout.verdict(figure)["words"] > 12


def test_the_faults_of_an_ordinary_figure_are_found() -> None:
    """Text over text or a line, out of its axes or page, too small or without a glyph: all are named."""
    figure, axes = plotted()
    axes.text(1.0, 3.0, "on the line", ha="center", va="center")
    axes.text(0.1, 3.8, "first")
    axes.text(0.12, 3.82, "second")
    axes.text(2.9, 1.2, "out of its axes")
    axes.text(0.1, 2.6, "tiny", fontsize=5)
    axes.text(0.1, 3.2, "drone \U00012000")
    figure.text(0.99, 0.5, "out of the page")
    found = "\n".join(layout.faults(figure))
    assert '"on the line" is crossed by a line' in found
    assert '"second" lies over "first"' in found
    assert '"out of its axes" stands' in found
    assert "outside its axes" in found
    assert '"tiny" is set in 5.0 pt' in found
    assert "U+12000" in found
    assert '"out of the page" stands' in found
    assert "outside the figure" in found


def test_turned_tick_labels_are_measured_as_they_stand() -> None:
    """Slanted names beside each other are fine although the upright boxes round them overlap."""
    figure, axes = plotted()
    axes.set_xticks(
        range(4), ["a rather long name", "another long name", "a third long name", "and a last one"]
    )
    axes.tick_params(axis="x", labelrotation=60)
    figure.subplots_adjust(bottom=0.45, left=0.2)
    assert [fault for fault in layout.faults(figure) if "lies over" in fault] == []
    axes.set_xticks(np.linspace(0, 0.3, 4), ["a rather long name", "another long name", "third", "fourth"])
    assert any("lies over" in fault for fault in layout.faults(figure))


def test_what_is_cut_off_or_out_of_view_is_in_nobodys_way() -> None:
    """A line that runs on beyond its axes is not drawn there and does not cross the numbers beside them."""
    figure, axes = plotted()
    axes.set_xlim(0, 2)
    axes.plot([-5, 5], [2.5, 2.5])
    assert [fault for fault in layout.faults(figure) if "crossed" in fault] == []


def test_a_marker_on_words_is_a_fault_and_a_step_is_where_it_is_drawn() -> None:
    """Points of a scatter or a line are in the way of words; a stair is looked at as a stair."""
    for draw in (
        lambda axes: axes.scatter([1.0], [3.8], s=60),
        lambda axes: axes.plot([1.0], [3.8], "o", markersize=8),
    ):
        figure, axes = plotted()
        axes.text(1.0, 3.8, "under a point", ha="center", va="center")
        assert layout.faults(figure) == ()
        draw(axes)
        assert any("crossed by a marker" in fault for fault in layout.faults(figure))
    figure, axes = plotted()
    axes.set_ylim(0, 8)
    axes.step([0, 2], [5, 7], where="post")
    axes.text(0.7, 5.8, "over the stair")  # the straight line between the points would run through it
    assert layout.faults(figure) == ()


def test_white_paper_hides_a_line_and_glass_does_not() -> None:
    """An opaque box between a line and words takes the line away; a translucent one does not."""
    for alpha, expected in ((1.0, ()), (0.5, ('"words" is crossed by a line',))):
        sheet = style.figure(40, 20)
        axes = sheet.axes[0]
        axes.add_line(Line2D([0, 40], [10, 10], color="black", zorder=1))
        axes.add_patch(Rectangle((5, 5), 20, 10, facecolor="white", alpha=alpha, linewidth=0, zorder=2))
        style.write(axes, 8, 10, line("words"))
        assert layout.faults(sheet) == expected


def test_a_shape_over_words_is_a_fault_and_ground_is_none() -> None:
    """Words under a filled shape cannot be read; words on a wash can."""
    sheet = style.figure(40, 20)
    style.write(sheet.axes[0], 8, 10, line("words"))
    wash = sheet.axes[0].add_patch(Circle((12, 10), 8, facecolor="#eee", edgecolor="#ccc"))
    style.as_ground(wash)
    assert layout.faults(sheet) == ()
    sheet.axes[0].add_patch(Circle((12, 10), 8, facecolor="#eee", linewidth=0, zorder=9))
    assert layout.faults(sheet) == ('"words" is crossed by the edge of a shape',)


def test_the_checker_looks_at_what_stands_there_and_not_at_what_was_set() -> None:
    """Words that are moved or enlarged after they were written are checked where they are now."""
    sheet = style.figure(40, 20)
    for y in (5, 15):
        style.write(sheet.axes[0], 4, y, line("words"))
    assert layout.faults(sheet) == ()
    first, second = style.written(sheet)
    second.set_position(first.get_position())
    assert layout.faults(sheet) == ('"words" lies over "words"',)
    second.set_position((4, 15))
    second.set_fontsize(60)
    assert any("lies over" in fault for fault in layout.faults(sheet))


def test_pieces_of_one_line_and_their_rim_are_no_faults() -> None:
    """Words, references and marks in one line, with a white rim or on white paper, stand as they should."""
    sheet = style.figure(80, 20)
    words = (Run("inference", (), "mark"), *line("says it did"), reference("C1", "C2"))
    style.write(sheet.axes[0], 4, 5, words, halo=True)
    style.write(sheet.axes[0], 4, 15, words, paper=True)
    assert layout.faults(sheet) == ()


def test_looking_changes_nothing() -> None:
    """A figure that was checked is the same figure: same bytes, same size, same resolution."""
    sheet = style.figure(40, 20)
    style.write(sheet.axes[0], 4, 5, line("words"))
    marks.draw(sheet.axes[0], "disputed", 30, 10, 3)
    before = style.svg(sheet)
    layout.faults(sheet)
    assert style.svg(sheet) == before
    figure, _ = plotted()
    layout.faults(figure)
    assert figure.get_dpi() == 100
    assert figure.get_size_inches().tolist() == [6, 4]


def test_the_verdict_is_plain_json_and_always_the_same() -> None:
    """A figure's block carries how much is written, how small, and what is wrong, in plain values."""
    sheet = style.figure(60, 20)
    style.write(sheet.axes[0], 4, 5, (*line("says it did"), reference("C1")))
    found = layout.verdict(sheet)
    assert found == {"words": 2, "smallest_pt": 7.0, "faults": []}
    assert json.loads(json.dumps(found)) == layout.verdict(sheet)
    assert layout.verdict(style.figure(10, 10)) == {"words": 0, "smallest_pt": None, "faults": []}


@pytest.mark.parametrize("words", ["$x^2$ and 5$", "a\nb", "\u202eright to left", "<b>bold</b>"])
def test_hostile_words_are_told_literally(words: str) -> None:
    """A fault quotes the words as they are, on one line, without anything that a terminal would obey."""
    sheet = style.figure(60, 20)
    for _ in range(2):
        style.write(sheet.axes[0], 4, 10, line(words))
    (fault,) = layout.faults(sheet)
    assert "\n" not in fault
    assert "\u202e" not in fault
    assert fault.startswith(f'"{style.words(sheet)[0]}"')

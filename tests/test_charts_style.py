"""Words on a sheet: set where they should be, shown as they are, the same on every machine."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.font_manager import findfont
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from matplotlib.path import Path as CurvePath
from PIL import Image

from reportkit import resources
from reportkit.charts import fonts, layout, marks, style
from reportkit.charts.vectors import path_data
from reportkit.wording.runs import Line, Run, plain, reference

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

HOSTILE = (
    "$\\frac{1}{0}$ and $x^2$",
    "<script>alert(1)</script>",
    "#set page(margin: 0pt)",
    "*bold* _under_ `code` \\n {{ jinja }}",
    "-->]]>&amp;",
    "%s %d {0}",
)


def line(words: str, kind: str = "text") -> Line:
    """Return a line of one run."""
    return (Run(words, ("C1",), kind),)


def ink(sheet: Figure, dpi: int = 600) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of everything dark on a sheet, in millimetres."""
    sheet.set_facecolor("white")
    sheet.set_dpi(dpi)
    canvas: Any = FigureCanvasAgg(sheet)
    canvas.draw()
    dark = np.asarray(canvas.buffer_rgba())[:, :, :3].max(axis=2) < 128
    rows, columns = np.nonzero(dark)
    unit = 25.4 / dpi
    return (
        float(columns.min()) * unit,
        float(rows.min()) * unit,
        float(columns.max() + 1) * unit,
        float(rows.max() + 1) * unit,
    )


def test_capitals_stand_with_their_middle_on_y() -> None:
    """A label beside a mark is level with it: the middle of its capitals is where it was asked to be."""
    sheet = style.figure(30, 10)
    style.write(sheet.axes[0], 3, 5, line("HIH"), size=12)
    _, top, _, bottom = ink(sheet)
    assert (top + bottom) / 2 == pytest.approx(5.0, abs=0.06)


@pytest.mark.parametrize(("anchor", "share"), [("left", 0.0), ("middle", 0.5), ("right", 1.0)])
def test_words_are_as_long_as_measured_and_anchored_where_asked(anchor: str, share: float) -> None:
    """The printed ink fills the room that was measured for it, from the anchor on."""
    sheet = style.figure(60, 10)
    words = (Run("HUMAN ", ("C1",)), Run("REMAINS HIM", ("C1",), "strong"))
    box = style.write(sheet.axes[0], 30, 5, words, anchor=anchor)
    left, _, right, _ = ink(sheet)
    assert box.width == pytest.approx(style.measure(words))
    assert box.left == pytest.approx(30 - share * box.width)
    assert left == pytest.approx(box.left, abs=0.35)
    assert right == pytest.approx(box.right, abs=0.35)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_they_are(words: str) -> None:
    """Markup and mathematics in a quoted text stay letters: every sign is drawn, none is obeyed."""
    sheet = style.figure(120, 10)
    style.write(sheet.axes[0], 2, 5, line(words, "quote"))
    assert style.words(sheet) == (words,)
    drawn = style.svg(sheet)
    assert drawn.count("<use ") == len(words.replace(" ", ""))
    assert words not in drawn


def test_a_figure_holds_outlines_and_nothing_else() -> None:
    """An SVG has no text, date, comment, style sheet or link, so it looks the same everywhere."""
    sheet = style.figure(60, 10)
    style.write(sheet.axes[0], 2, 5, (*line("denied -->"), reference("C1"), Run("inference", (), "mark")))
    drawn = style.svg(sheet)
    assert drawn.startswith("<svg")
    for forbidden in ("<text", "<!--", "<style", "<script", "<image", "dc:date", "Matplotlib", "denied"):
        assert forbidden not in drawn
    assert set(re.findall(r'href="(.)', drawn)) == {"#"}


def specimen() -> Figure:
    """Return a small figure with words, marks and a line."""
    sheet = style.figure(60, 12)
    style.write(sheet.axes[0], 30, 4, (*line("says $it$"), reference("C1", "C2")), anchor="middle", halo=True)
    style.write(sheet.axes[0], 2, 9, line("مقاومة"), paper=True)
    marks.draw(sheet.axes[0], "disputed", 50, 9, 3)
    return sheet


def test_the_machine_has_no_say_in_a_figure() -> None:
    """Matplotlib settings of a notebook or a user change not one byte, and drawing changes none of them."""
    expected = style.svg(specimen())
    theirs: dict[Any, Any] = {
        "font.family": ["serif"],
        "svg.fonttype": "none",
        "svg.hashsalt": "theirs",
        "path.sketch": (2.0, 50.0, 8.0),
        "text.parse_math": True,
        "savefig.bbox": "tight",
        "figure.autolayout": True,
        "patch.linewidth": 9.0,
    }
    with mpl.rc_context(theirs):
        before = dict(mpl.rcParams)
        assert style.svg(specimen()) == expected
        assert dict(mpl.rcParams) == before


def test_letters_come_from_the_bundled_files() -> None:
    """An installed font of the same name cannot take the place of the kit's own."""
    for weight in (400, 500, 600):
        for condensed in (True, False):
            chosen = findfont(fonts.properties(7.4, weight, condensed), fallback_to_default=False)
            assert chosen.startswith(str(resources.templates() / "fonts"))
            assert ("Condensed" in chosen) is condensed


def test_a_missing_glyph_is_named_and_not_drawn_as_a_box() -> None:
    """Whoever quotes a sign that no font has reads which sign, in which words, and what to do."""
    with pytest.raises(style.MissingGlyph) as caught:
        style.measure(line("drone 🚁 seen"))
    message = str(caught.value)
    assert "U+1F681" in message
    assert "drone" in message
    assert "templates/fonts" in message
    assert (caught.value.string, caught.value.character) == ("drone 🚁 seen", "🚁")


def test_control_characters_and_overrides_do_not_reach_the_sheet() -> None:
    """A name with a hidden right-to-left override or a control character is written plainly."""
    sheet = style.figure(60, 10)
    style.write(sheet.axes[0], 2, 5, line("al\u202ecod\x00\x1b\u2066ex\tend\n"))
    assert style.words(sheet) == ("alcodex end",)


def test_arabic_is_joined_and_hebrew_is_written() -> None:
    """Names in their own script are shaped: joined Arabic is narrower than its letters one by one."""
    word = "الحشد"
    apart = sum(style.measure(line(letter)) for letter in word)
    assert style.measure(line(word)) < apart
    assert style.measure(line("צה״ל")) > 0


def test_references_are_smaller_and_never_bold_or_below_seven_points() -> None:
    """The reference after a strong label is set light, a little smaller, and still readable."""
    sheet = style.figure(60, 10)
    style.write(sheet.axes[0], 2, 5, (*line("Iran", "strong"), reference("C3")), size=8)
    name, number = style.written(sheet)
    assert float(name.get_fontsize()) > float(number.get_fontsize()) >= 7.0
    assert "SemiBold" in name.get_fontfamily()[0]
    assert "Regular" in number.get_fontfamily()[0]
    assert number.box.left > name.box.right


def test_every_word_on_a_sheet_still_knows_its_source() -> None:
    """Broken over lines, each piece keeps the claims that its words are from."""
    sheet = style.figure(60, 20)
    words = (Run("one two three four five", ("C7",)), reference("C7", "C12"))
    style.write(sheet.axes[0], 2, 5, words, wrap=12)
    pieces = style.runs(sheet)
    assert len(pieces) > 2
    assert {piece.source for piece in pieces} == {("C7",), ("C7", "C12")}


def test_a_reference_never_begins_a_line() -> None:
    """A claim number stands on the line of the words it belongs to."""
    words = (Run("words that are said by somebody", ("C7",)), reference("C7"))
    for width in range(12, 60):
        for part in style.wrap(words, float(width)) or []:
            assert part[0].kind != "reference"


def test_what_cannot_be_broken_is_said_or_cut() -> None:
    """A word too wide for its room is reported by `wrap`; `write` cuts it instead of overflowing."""
    assert style.wrap(line("x" * 300), 20) is None
    assert style.wrap(line("one two three four"), 12, max_lines=1) is None
    sheet = style.figure(24, 80)
    style.write(sheet.axes[0], 2, 4, line("x" * 300), wrap=20)
    assert "".join(style.words(sheet)) == "x" * 300
    assert layout.faults(sheet) == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text("abcdefgh ij-.,", min_size=1, max_size=20), st.sampled_from(["text", "strong", "soft"])
        ),
        min_size=1,
        max_size=6,
    ),
    st.floats(15, 80),
)
def test_breaking_a_line_loses_nothing_and_keeps_to_the_width(
    pieces: list[tuple[str, str]], width: float
) -> None:
    """However a line is broken, its words are all there, in order, and no line is wider than its room."""
    words = tuple(Run(text, ("C1",), kind) for text, kind in pieces)
    lines = style.wrap(words, width, break_words=True)
    assert lines is not None
    assert "".join(plain(part) for part in lines).replace(" ", "") == plain(words).replace(" ", "")
    for part in lines:
        assert style.measure(part) <= width + 1e-6


def test_bad_requests_are_refused_in_plain_words() -> None:
    """An anchor, weight or size of a sheet that does not exist is an error that says what exists."""
    with pytest.raises(ValueError, match="left, middle or right"):
        style.write(style.figure(9, 9).axes[0], 1, 1, line("a"), anchor="center")
    with pytest.raises(ValueError, match="400, 500 or 600"):
        style.measure(line("a"), weight=700)
    with pytest.raises(ValueError, match="no room"):
        style.figure(0, 10)


def test_a_tidy_sheet_has_no_faults() -> None:
    """Words beside a mark, in a box and on a wash are no fault."""
    sheet = style.figure(60, 20)
    axes = sheet.axes[0]
    axes.add_patch(Rectangle((1, 1), 40, 8, fill=False, edgecolor="black", linewidth=1))
    style.as_ground(axes.add_patch(Rectangle((0, 10), 60, 10, facecolor="#eee", edgecolor="#ccc")))
    style.write(axes, 6, 5, (Run("inference", (), "mark"), *line("in a box"), reference("C1")))
    style.write(axes, 6, 15, line("on a wash"))
    marks.draw(axes, "disputed", 3.5, 5, 3)
    assert layout.faults(sheet) == ()


def test_each_kind_of_fault_is_found() -> None:
    """Words over words, beyond the edge, too small, under a mark and under a line are all named."""
    sheet = style.figure(60, 40)
    axes = sheet.axes[0]
    style.write(axes, 5, 5, line("under"))
    style.write(axes, 6, 6, line("over"))
    style.write(axes, 55, 12, line("beyond"))
    style.write(axes, 5, 18, line("small"), size=6)
    style.write(axes, 5, 24, line("marked"))
    marks.draw(axes, "acknowledged", 7, 24, 3, zorder=1)
    style.write(axes, 5, 30, line("struck"))
    axes.add_line(Line2D([0, 60], [30, 30], color="black", linewidth=0.5))
    faults = "\n".join(layout.faults(sheet))
    for words in ('"over" lies over "under"', '"beyond" stands', '"small" is set in 6.0 pt'):
        assert words in faults
    assert "\"marked\" is crossed by the mark 'acknowledged'" in faults
    assert '"struck" is crossed by a line' in faults
    assert len(faults.splitlines()) == 5


def test_paper_behind_words_takes_the_line_away() -> None:
    """A label on white paper may stand on a line that was drawn below it, not on one drawn above it."""
    sheet = style.figure(60, 20)
    sheet.axes[0].add_line(Line2D([0, 60], [5, 5], color="black", zorder=2))
    style.write(sheet.axes[0], 10, 5, line("on paper"), paper=True)
    assert layout.faults(sheet) == ()
    sheet.axes[0].add_line(Line2D([0, 60], [5, 5], color="black", zorder=9))
    assert layout.faults(sheet) == ('"on paper" is crossed by a line',)


def everything() -> Figure:
    """Return a figure with each kind of thing that charts draw with, and some that they do not yet."""
    sheet = style.figure(90, 60)
    axes = sheet.axes[0]
    style.write(axes, 30, 4, (*line("says $it$ fi"), reference("C1", "C2")), anchor="middle", halo=True)
    style.write(axes, 4, 10, line("مقاومة and Ägypten, צה״ל"), paper=True, size=12, weight=600)
    for number, name in enumerate(marks.NAMES):
        marks.draw(axes, name, 4 + 4.6 * number, 18, 4)
    axes.add_line(Line2D([2, 40, 60], [24, 28, 23], linewidth=2, linestyle=(1.5, (4, 2)), color="#0072B2"))
    axes.add_line(Line2D([2, 20, 30], [30, 32, 30], marker="o", markersize=5, markerfacecolor="none"))
    axes.add_patch(FancyBboxPatch((42, 28), 14, 6, boxstyle="round,pad=0,rounding_size=2", alpha=0.4))
    axes.add_patch(Rectangle((62, 28), 14, 6, facecolor="none", edgecolor="#B34700", hatch="///"))
    cut = axes.add_patch(Circle((10, 42), 8, facecolor="#C9D0D8", edgecolor="none"))
    cut.set_clip_path(Rectangle((10, 36), 30, 8, transform=axes.transData))
    axes.add_collection(LineCollection([[(25, 40), (40, 50)], [(25, 50), (40, 40)]], colors="#5F6B7A"))
    circles = [CurvePath.unit_circle()]
    dots = PathCollection(circles, sizes=[30], offsets=[(50, 45), (55, 40)], facecolors="#16202E")
    dots.set_offset_transform(axes.transData)
    axes.add_collection(dots)
    axes.text(60, 50, "plain text", fontsize=11, rotation=15)
    return sheet


def raster(drawn: str, folder: Path) -> NDArray[np.int64]:
    """Return what a page makes of a drawing."""
    (folder / "drawn.svg").write_text(drawn, encoding="utf-8")
    source = '#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image("drawn.svg")'
    (folder / "page.typ").write_text(source, encoding="utf-8")
    png = typst.compile(folder / "page.typ", format="png", ppi=150)
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int64)


@pytest.mark.slow
def test_a_drawing_looks_as_matplotlib_would_write_it(tmp_path: Path) -> None:
    """Our own way of writing SVG changes nothing that a reader could see, and takes half the bytes."""
    ours = style.svg(everything())
    stream = io.StringIO()
    with style.own_settings():
        canvas: Any = FigureCanvasSVG(everything())
        canvas.print_svg(stream)
    one, two = raster(ours, tmp_path), raster(stream.getvalue(), tmp_path)
    assert one.shape == two.shape
    difference = np.abs(one - two).max(axis=2)
    assert difference.mean() < 0.4
    rows, columns = (np.nonzero(difference > 96)[axis] * 25.4 / 150 for axis in (0, 1))
    hatched = (
        (columns > 61) & (columns < 77) & (rows > 27) & (rows < 35)
    )  # there a pattern is cut off at its tile
    assert (~hatched).sum() < 20
    assert len(ours) < 0.6 * len(stream.getvalue())


def test_what_recurs_is_written_once_under_a_name_of_its_own() -> None:
    """Letters and marks are defined once; equal names are equal outlines, so drawings can share a page."""
    defined: dict[str, str] = {}
    for words in ("all all all", "shall call", "ALL"):
        sheet = style.figure(60, 12)
        style.write(sheet.axes[0], 2, 4, line(words))
        for x in (10, 20):
            marks.draw(sheet.axes[0], "disputed", x, 9, 3)
        drawn = style.svg(sheet)
        found = re.findall(r'<path id="(\w+)" d="([^"]*)"/>', drawn)
        assert len({name for name, _ in found}) == len({data for _, data in found}) == len(found)
        assert set(re.findall(r'href="#(\w+)"', drawn)) == {name for name, _ in found}
        assert all(defined.setdefault(name, data) == data for name, data in found)


def test_an_image_of_pixels_is_refused() -> None:
    """A chart that holds a picture is an error that says so, not a page that looks different everywhere."""
    sheet = style.figure(20, 20)
    sheet.axes[0].imshow([[0, 1], [1, 0]], extent=(2, 10, 10, 2))
    with pytest.raises(ValueError, match="image of pixels"):
        style.svg(sheet)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["move", "line", "line", "line", "quadratic", "cubic", "close"]),
            st.lists(st.tuples(*[st.integers(-999, 999)] * 2), min_size=3, max_size=3),
        ),
        max_size=40,
    )
)
def test_a_path_is_written_without_loss(drawn: list[tuple[str, list[tuple[int, int]]]]) -> None:
    """Whatever lines and curves follow each other, the steps that are written lead to the same points."""
    kinds = {
        "move": (CurvePath.MOVETO, 1),
        "line": (CurvePath.LINETO, 1),
        "quadratic": (CurvePath.CURVE3, 2),
        "cubic": (CurvePath.CURVE4, 3),
        "close": (CurvePath.CLOSEPOLY, 1),
    }
    codes, points, expected = [CurvePath.MOVETO], [(0, 0)], []
    at = start = (0, 0)
    for kind, places in drawn:
        code, count = kinds[kind]
        codes += [code] * count
        points += places[:count]
        if kind not in {"move", "close"}:
            expected.append((at, *places[:count]))
        at = start if kind == "close" else places[count - 1]
        start = at if kind == "move" else start
    assert walked(path_data(np.array(points), codes)) == expected


def walked(data: str) -> list[tuple[tuple[int, int], ...]]:
    """Return the pieces of an SVG path: where each begins, and the points that it leads over."""
    found: list[tuple[tuple[int, int], ...]] = []
    at = start = (0, 0)
    for letter, text in re.findall(r"([MlqczZ])([^MlqczZ]*)", data):
        numbers = [int(number) for number in re.findall(r"-?\d+", text)]
        places = list(zip(numbers[::2], numbers[1::2], strict=True))
        if letter == "z":
            at = start
        elif letter == "M":
            ((x, y),) = places
            at = start = x, y
        else:
            span = {"l": 1, "q": 2, "c": 3}[letter]
            for first in range(0, len(places), span):
                piece = (at, *((at[0] + x, at[1] + y) for x, y in places[first : first + span]))
                found.append(piece)
                at = piece[-1]
    return found

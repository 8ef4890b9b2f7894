"""Words on a sheet: set where they should be, shown as they are, the same on every machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import findfont
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from reportkit import resources
from reportkit.charts import fonts, layout, marks, style
from reportkit.wording.runs import Line, Run, plain, reference

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
    assert drawn.count("<use ") == len(words.replace(" ", "")) + words.count(" ")
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

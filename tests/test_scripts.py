"""Names in their own script: shaped, in their order, and in the right direction, wherever they stand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from reportkit import resources
from reportkit.charts import fonts, style
from reportkit.publishing import typesetting
from reportkit.publishing.typesetting import TypesettingError, typeset
from reportkit.wording.runs import Run
from tests.samples import pages
from tests.samples.tagged import Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.publishing.glyphs import Piece

# Language, name, and whether it is read from right to left.
NAMES = {
    "ar": ("حزب الله", True),
    "fa": ("نیروی دریایی", True),
    "he": ("ישראל", True),
    "ru": ("Пограничная лига", False),
    "el": ("Ένωση Λιμένα", False),
}
NARROW = (400, True)  # the weight and the cut of most labels
CHINESE = "港務局"
each = pytest.mark.parametrize("language", NAMES)


def run(language: str) -> dict[str, Any]:
    """Return a name as a run of a page."""
    return pages.run(NAMES[language][0], source=["actor:x"]) | {"lang": language}


@cache
def page(language: str, own: str = "en") -> Tagged:
    """Return a page that holds a name in its title, a list and a table, between words of the page."""
    document, drawings, attached = pages.short()
    before, after = (
        (pages.run("Denial"), pages.run("again")) if own == "en" else (pages.run("نفي"), pages.run("ثانية"))
    )
    document |= {"title": [before, pages.run(" "), run(language), pages.run(" "), after], "lang": own}
    document["blocks"][2]["items"] = [[run(language), pages.run(" (denies) it")]]
    cells = [pages.cell(pages.line("1")), pages.cell([run(language)])]
    document["blocks"].append(pages.table("events", ["No.", "Who"], [cells]))
    return Tagged(typeset(document, drawings, attached))


def lines(opened: Tagged, letters: str) -> list[list[Piece]]:
    """Return, for each place where some letters stand, the pieces that hold them, from left to right."""
    found: dict[float, list[Piece]] = {}
    for piece in opened.sheets[0].pieces:
        if set(letters) & set(piece.words) - {" "}:
            found.setdefault(round(piece.matrix[5], 1), []).append(piece)
    return [sorted(pieces, key=lambda piece: piece.box[0]) for pieces in found.values()]


def seen(pieces: list[Piece], *, leftward: bool) -> str:
    """Return letters in the order in which eyes meet them; a glyph may stand for two."""
    glyphs = [glyph.words for piece in pieces for glyph in piece.glyphs]
    return re.sub(r"[\s\u200b\u2066-\u2069]", "", "".join(reversed(glyphs) if leftward else glyphs))


@each
def test_a_name_is_read_in_its_own_direction(language: str) -> None:
    """In title, list and table the letters of a name follow each other as its readers expect."""
    name, leftward = NAMES[language]
    found = lines(page(language), name)
    assert len(found) == 3
    assert [seen(pieces, leftward=leftward) for pieces in found] == [name.replace(" ", "")] * 3


@each
def test_a_name_turns_nothing_around_it(language: str) -> None:
    """What stands before a name on an English page stays at its left, what follows it at its right."""
    name, _ = NAMES[language]
    opened = page(language)
    [title, listed, cell] = lines(opened, name)
    around = {piece.words.strip(): piece.box for piece in opened.sheets[0].pieces}
    assert around["Denial"][2] < title[0].box[0]
    assert title[-1].box[2] < around["again"][0]
    assert listed[-1].box[2] < next(box[0] for words, box in around.items() if "(denies" in words)
    assert cell[0].box[0] < 90, "it stands at the left of its column, like every other cell"


def test_a_page_from_right_to_left_keeps_a_latin_name_whole() -> None:
    """On an Arabic page a Greek name stands between its neighbours, and is itself read from left to right."""
    opened = page("el", "ar")
    [title, *_] = lines(opened, NAMES["el"][0])
    assert seen(title, leftward=False) == NAMES["el"][0].replace(" ", "")
    [words] = [
        p
        for p in opened.sheets[0].pieces
        if set("نفي") & set(p.words) and p.size > 18 and "ن" in p.words and "ف" in p.words
    ]
    assert title[-1].box[2] < words.box[0], "what comes first stands at the right"


JOINED = "\u0647" * 3  # the letter heh


def test_arabic_is_joined() -> None:
    """A letter has another form at the beginning, in the middle and at the end of a word."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"] = [[pages.run(JOINED) | {"lang": "ar"}]]
    [[piece]] = lines(Tagged(typeset(document, drawings, attached)), JOINED)
    assert len({ink for _, ink in piece.inks}) == 3


@each
def test_bookmark_and_title_hold_the_name_as_it_is_written(language: str) -> None:
    """The bookmark and the window's title hold the letters in the order of speech, held apart by isolates."""
    name, leftward = NAMES[language]
    opened = page(language)
    shown = f"\u2068{name}\u2069" if leftward else name
    assert opened.reader.metadata is not None
    assert opened.reader.metadata.title == f"Denial {shown} again"
    assert opened.reader.outline[0]["/Title"] == f"Denial {shown} again"  # type: ignore[call-overload]


@each
def test_a_name_in_a_figure_is_read_in_its_own_direction(language: str) -> None:
    """The outlines of a label stand in the order of its script, and Arabic letters are joined."""
    name, leftward = NAMES[language]
    word = name.split()[0]
    placed = fonts.glyphs(fonts.clean(word), *NARROW)
    across = [x for _, x, _ in placed]
    assert across == sorted(across)
    if language in {"he", "ru", "el"}:  # no letter changes its form
        alone = [fonts.glyphs(letter, *NARROW)[0][0] for letter in word]
        assert [outline for outline, _, _ in placed] == (alone[::-1] if leftward else alone)
    else:
        first = fonts.advance(word[0], 10, *NARROW)
        joined = fonts.advance(word, 10, *NARROW)
        assert joined != pytest.approx(sum(fonts.advance(letter, 10, *NARROW) for letter in word))
        assert first > 0


@each
def test_words_beside_a_name_in_a_figure_keep_their_place(language: str) -> None:
    """A label of a name and English words has the name first, also where the name is read leftward."""
    sheet = style.figure(60, 20)
    line = (Run(NAMES[language][0], ("actor:x",), language=language), Run(" (denies)", ("C1",)))
    style.write(sheet.axes[0], 5, 10, line)
    name, words = style.written(sheet)
    assert name.get_position()[0] < words.get_position()[0]


# Scripts that no bundled font has.


def squares(path: Path, letters: str) -> None:
    """Write a font in which each letter is a square of its own height."""
    builder = FontBuilder(1000, isTTF=True)
    order = [".notdef", *(f"uni{ord(letter):04X}" for letter in letters)]
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, order[1:], strict=True)})
    glyphs = {}
    for number, name in enumerate(order):
        pen, top = TTGlyphPen(None), 500 + 60 * number
        pen.moveTo((60, 0))
        for point in ((60, top), (940, top), (940, 0)):
            pen.lineTo(point)
        pen.closePath()
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(order, (1000, 60)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular", "psName": "Squares-Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWeightClass=400)
    builder.setupPost()
    builder.save(path)


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the templates that pages are set with."""
    copy = shutil.copytree(resources.templates(), tmp_path / "templates")
    monkeypatch.setattr(typesetting, "templates", lambda: copy)
    typesetting.forget_fonts()
    yield copy
    typesetting.forget_fonts()


def chinese() -> Any:
    """Return a page with a Chinese name in title, bottom line, list and table."""
    document, drawings, attached = pages.short()
    name = pages.run(CHINESE, source=["actor:x"]) | {"lang": "zh-Hant-TW"}
    document["title"] = [pages.run("Fire at "), name]
    document["blocks"][1]["sentences"].append([name, pages.run(" denies it.")])
    document["blocks"][2]["items"].append([pages.run("strong ", "strong"), name | {"kind": "strong"}])
    document["blocks"].append(pages.table("claims", ["No.", CHINESE, ""], [[pages.cell([name])] * 3]))
    return document, drawings, attached


def test_a_script_without_a_font_is_told_with_the_font_to_add(templates: Path) -> None:
    """The error names the words, the letters, a font that has them, and the folder it goes into."""
    with pytest.raises(TypesettingError) as wrong:
        typeset(*chinese())
    message = str(wrong.value)
    assert f"in “{CHINESE}”" in message
    assert (
        f"put a font that has it, such as Noto Sans CJK, (.ttf or .otf) into {templates / 'fonts'}" in message
    )


def test_a_font_that_was_added_is_used_on_the_page(templates: Path) -> None:
    """With a font for it, a Chinese name stands in title, sentence, list, table, head and bookmark."""
    squares(templates / "fonts" / "Squares-Regular.ttf", CHINESE)
    typesetting.forget_fonts()
    opened = Tagged(typeset(*chinese()))
    found = lines(opened, CHINESE)
    assert len(found) == 5
    for pieces in found:
        assert seen(pieces, leftward=False).count(CHINESE) == len(pieces)
        heights = [glyph.high - glyph.low for piece in pieces[:1] for glyph in piece.glyphs]
        assert all(lower < higher for lower, higher in pairwise(heights)), "each letter is its own square"
    assert opened.reader.outline[0]["/Title"] == f"Fire at {CHINESE}"  # type: ignore[call-overload]
    assert set(opened.languages().values()) == {"zh-TW"}


DRAW = """
import json, sys
from pathlib import Path
from reportkit import resources
resources.templates = lambda: Path(sys.argv[1])
from reportkit.charts import fonts, style
from reportkit.wording.runs import Run
sheet = style.figure(60, 20)
style.write(sheet.axes[0], 5, 10, (Run(sys.argv[2], ("actor:x",), language="zh"),))
style.svg(sheet)
placed = fonts.glyphs(sys.argv[2], 400, True)
print(json.dumps([x for _, x, _ in placed] + [len({outline for outline, _, _ in placed})]))
"""


@pytest.mark.slow
def test_a_font_that_was_added_is_used_in_charts(templates: Path) -> None:
    """With a font for it, the outlines of a Chinese label stand side by side in a figure."""
    squares(templates / "fonts" / "Squares-Regular.ttf", CHINESE)
    words = [sys.executable, "-c", DRAW, str(templates), CHINESE]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)  # noqa: S603 - ours
    first, second, third, kinds = json.loads(done.stdout)
    assert second - first == third - second > 0
    assert kinds == 3


def test_a_chart_tells_which_font_to_add() -> None:
    """A label that cannot be written is told with its words and a font that has them."""
    with pytest.raises(style.MissingGlyph, match="such as Noto Sans CJK") as wrong:
        style.measure((Run(f"Port of {CHINESE}"),))
    assert f"“Port of {CHINESE}”" in str(wrong.value)
    assert str(resources.templates() / "fonts") in str(wrong.value)

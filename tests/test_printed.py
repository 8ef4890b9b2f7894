"""The finished page is looked over by where its glyphs stand: what cannot be read is never exported."""

from __future__ import annotations

import io
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
import typst

from reportkit import resources
from reportkit.publishing import glyphs, printed, typesetting
from reportkit.publishing.typesetting import TypesettingError, typeset
from tests.samples import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME = """
#set document(title: "x")
#set page(width: 210mm, height: 297mm, margin: (x: 16mm, top: 18.5mm, bottom: 14.5mm))
#set text(font: "IBM Plex Sans", size: 8pt)
"""
FONTS = typst.Fonts(
    include_system_fonts=False,
    include_embedded_fonts=False,
    font_paths=[resources.templates() / "fonts"],
)


@cache
def made(body: str, frame: str = FRAME) -> bytes:
    """Return the PDF of some Typst, set without the kit's templates."""
    return bytes(typst.compile((frame + body).encode(), font_paths=FONTS, ignore_system_fonts=True))


def found(body: str, frame: str = FRAME) -> list[str]:
    """Return what is wrong with the page that some Typst makes, as "page: rule: what"."""
    return [f"{p.place.file}: {p.rule}: {p.what}" for p in printed.faults(made(body, frame))]


def sheet(body: str) -> glyphs.Sheet:
    """Return what stands on the first page that some Typst makes."""
    return glyphs.sheets(pypdf.PdfReader(io.BytesIO(made(body))).pages)[0]


SOUND = (
    "Plain words, closely set. Ägypten, Çanakkale, Żółw, fjord, office.",
    "#set par(leading: 0.25em)\n#lorem(200)",
    "#columns(3, gutter: 1mm, lorem(200))",
    "#underline[under] #strike[through] #overline[over] _slanted_",
    "#text(10pt)[H#sub(size: 7pt)[2]O 10#super(size: 7pt)[3]]",
    "#table(columns: 3, ..range(60).map(n => [row #n (with words)]))",
    '#text(dir: rtl, font: "IBM Plex Sans Arabic")[كتائب حزب الله، العراق]',
    '#text(dir: rtl, font: "IBM Plex Sans Hebrew")[שָׁלוֹם עֲלֵיכֶם]',
    "#text(12pt)[()()()()] #text(20pt)[))((]) AVAVA fffi ïî",
    "#place(top + right, rotate(90deg, reflow: true)[turned within the page])",
    "#box(clip: true, width: 60mm, height: 8mm)[whole]",
    "#box(fill: black, inset: 2mm, text(white)[on a ground])",
)


@pytest.mark.parametrize("body", SOUND, ids=range(len(SOUND)))
def test_what_can_be_read_is_passed(body: str) -> None:
    """Close lines, narrow columns, other scripts, marks on letters, turned or framed words are no faults."""
    assert found(body) == []


def test_text_on_text_is_told() -> None:
    """Two words at one place are told with the page and both words; so is a line too close under another."""
    assert found("first page #pagebreak() #place(top)[under water] #place(top)[the harbour]") == [
        "page 2: overprint: “under water” and “the harbour” are printed on each other"
    ]
    [shifted] = found("#place(dy: 0pt)[quay and pier] #place(dy: 4.5pt)[lighthouse]")
    assert "quay and pier” and “lighthouse" in shifted


def test_rows_on_top_of_each_other_are_told() -> None:
    """A long table that cannot break loses no word and warns of nothing, and is refused all the same."""
    body = "#figure(table(columns: 2, ..range(100).map(n => ([row #n], [words #n])).flatten()))"
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made(body))).pages)
    assert all(f"words {n}" in words for n in range(100))
    assert any("overprint" in fault or "outside" in fault for fault in found(body))


def test_words_that_run_into_the_next_cell_are_told() -> None:
    """A column narrower than its longest word is a fault."""
    body = "#table(columns: (12mm, 30mm), inset: 1pt, [Unabbreviated], [Attributed])"
    assert found(body) == ["page 1: overprint: “Unabbreviated” and “Attributed” are printed on each other"]


@pytest.mark.parametrize(
    "body",
    [
        "#place(dx: 170mm)[right of it]",
        "#place(dx: -10mm)[left of it]",
        "#place(top, dy: -9mm)[in the header]",
        "#place(bottom, dy: 9mm)[in the footer]",
        "#place(dx: 300mm)[off the paper]",
        "#place(bottom, dx: -9mm, rotate(90deg)[a long line that was turned])",
    ],
)
def test_text_outside_the_margins_is_told(body: str) -> None:
    """Words that leave the text area or the paper, to whichever side, are told."""
    assert [fault.split(": ")[1] for fault in found(body)] == ["outside"]


def test_text_that_is_cut_off_is_told() -> None:
    """Words that a frame cuts off are told, those that it holds are not."""
    body = "#box(clip: true, width: 15mm, height: 4mm)[a name that is too long]"
    assert found(body) == [f"page 1: clipped: “{words}” is cut off" for words in ("that is too", "long")]


def test_small_type_is_told() -> None:
    """Type under seven points is told with its size, also where it was made small by scaling."""
    assert found("#text(7pt)[seven] #text(6pt)[six]") == ["page 1: small: “six” is set in 6.0 pt"]
    assert found("#scale(50%)[halved]") == ["page 1: small: “halved” is set in 4.0 pt"]


def test_an_empty_box_is_told() -> None:
    """A letter that the font lacks, where the typesetter puts an empty box, is told."""
    told = "page 1: missing-glyph: an empty box stands for a letter in “port wall”"
    assert found("#set text(fallback: false)\nport 漢 wall") == [told]


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><path d="M0 0H90V60Z"/></svg>'


def test_text_on_a_drawing_is_told() -> None:
    """A figure that is laid over words, or words that are laid over a figure, are told."""
    body = f'#place(image(bytes({tuple(DRAWING.encode())}), alt: "a port")) words beneath it'
    assert found(body) == ["page 1: overprint: “words beneath it” stands on a drawing"]
    assert found(body.replace("words", "#v(62pt) words")) == []


def test_a_text_operator_that_is_not_known_is_not_passed() -> None:
    """A page that sets text in a way the check does not understand is refused, not taken for empty."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made("words")))
    page = writer.pages[0]
    stream = pypdf.generic.StreamObject()
    stream.set_data(page.get_contents().get_data().replace(b"Tj", b"'").replace(b"TJ", b"'"))  # type: ignore[union-attr]
    page[pypdf.generic.NameObject("/Contents")] = stream
    held = io.BytesIO()
    writer.write(held)
    [problem] = printed.faults(held.getvalue())
    assert problem.what == "page 1 sets text with “'”"


def test_boxes_are_those_of_the_ink() -> None:
    """Where a glyph is follows from its outline: an x stands on the line, a p reaches below it."""
    [piece] = sheet("xpH").pieces
    x, p, h = piece.glyphs
    base, size = piece.matrix[5], 8
    assert (x.words, p.words, h.words) == ("x", "p", "H")
    assert x.low == pytest.approx(base, abs=0.01)
    assert x.high == pytest.approx(base + 0.516 * size, abs=0.05)
    assert p.low < base - 0.15 * size
    assert h.high == pytest.approx(base + 0.698 * size, abs=0.01)
    assert x.right < p.left < p.right < h.left


BRACKETS = ("((((((((((deep))))))))))", ")(", r"\(\\)", "BT ET (q Q) EMC", "<<a>>", "W n", "ET" * 20)


@pytest.mark.parametrize("words", BRACKETS)
def test_brackets_and_operators_in_words_are_words(words: str) -> None:
    """Whatever a name holds, it is read as a name and nothing after it is lost."""
    said = _string(words)
    body = f"#text({said}) #linebreak() after #figure(rect(), alt: {said}) #text[last]"
    seen = "".join(piece.words for piece in sheet(body).pieces).replace(" ", "")
    assert words.replace(" ", "") in seen
    assert seen.endswith("last")


def _string(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a copy of the templates that pages are set with."""
    copy = shutil.copytree(resources.templates(), tmp_path / "templates")
    monkeypatch.setattr(typesetting, "templates", lambda: copy)
    typesetting.forget_fonts()
    yield copy
    typesetting.forget_fonts()


PRINTED, OUTSIDE = "are printed on each other", "stands outside the margins"
MUTANTS = (
    (
        "tables.typ",
        "let columns = widths(kind, table, measure-width)",
        "let columns = (9mm,) * table.columns.len()",
        PRINTED,
    ),
    ("tables.typ", "(size: 7.4pt, lines: 7.8pt,", "(size: 7.4pt, lines: 4pt,", PRINTED),
    ("tables.typ", "inset: (left: before,", "inset: (left: -20mm,", OUTSIDE),
    ("words.typ", "size: 7pt, weight: 400", "size: 6pt, weight: 400", "is set in 6.0 pt"),
)


@pytest.mark.parametrize(("name", "old", "new", "fault"), MUTANTS)
def test_a_template_that_spoils_the_page_is_found_out(
    templates: Path, name: str, old: str, new: str, fault: str
) -> None:
    """With a mistake in a template that Typst does not mind, no page is made, and the words are named."""
    file = templates / "briefing" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(TypesettingError) as wrong:
        typeset(*pages.harbour())
    assert str(wrong.value).startswith("page ")
    assert fault in str(wrong.value)

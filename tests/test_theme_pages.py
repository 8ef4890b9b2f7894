"""A page in a theme: its colours, its faces and its words, and the same bytes each time."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from reportkit.charts import marks
from reportkit.publishing.dressing import dressed
from reportkit.publishing.typesetting import TypesettingError, typeset
from reportkit.themes import finding, logos, reading, tokens
from reportkit.themes.recolouring import recoloured
from reportkit.themes.records import Colours, Look, Theme
from tests.samples import pages, paper
from tests.samples.themed import LETTERS, SVG, font, png, theme, with_fonts

HOUSE = asdict(Colours())


# Drawings in the theme's colours


def test_only_paint_changes_its_colour() -> None:
    """Fill and stroke become the theme's; names, words, paths and other colours stay to the letter."""
    svg = (
        '<svg><!-- fill="#12324F" --><title>fill="#12324F"</title>'
        '<g id="#12324F" data-fill="#12324F" style="fill:#12324f;x-fill:#12324F; stroke : #12324F">'
        "<path d='M1 2' fill='#12324F' stroke=\"#C9D0D8\"/><use href=\"#12324F\"/></g></svg>"
    )
    assert recoloured(svg, {"#12324F": "#000001"}) == (
        '<svg><!-- fill="#12324F" --><title>fill="#12324F"</title>'
        '<g id="#12324F" data-fill="#12324F" style="fill:#000001;x-fill:#12324F; stroke : #000001">'
        "<path d='M1 2' fill='#000001' stroke=\"#C9D0D8\"/><use href=\"#12324F\"/></g></svg>"
    )
    assert recoloured(svg, {}) == svg


def test_two_colours_can_change_places() -> None:
    """A theme whose ink is the house's brand does not run the two into one."""
    svg = '<path fill="#16202E" stroke="#12324F"/>'
    swapped = recoloured(svg, {"#16202E": "#12324F", "#12324F": "#16202E"})
    assert swapped == '<path fill="#12324F" stroke="#16202E"/>'


@pytest.mark.parametrize("name", marks.NAMES)
def test_every_mark_takes_the_colours_of_a_theme(name: str) -> None:
    """No mark keeps a colour of the house that the theme has another for."""
    changed = dict.fromkeys(HOUSE.values(), "#ABCDEF")
    found = set(re.findall(r"#[0-9A-Fa-f]{6}", recoloured(marks.as_svg(name), changed)))
    assert {colour.upper() for colour in found} <= {"#ABCDEF", "#FFFFFF"}


# In the document


def test_the_digest_is_over_what_changes_a_page(tmp_path: Path) -> None:
    """A comment, an order or a folder changes no digest; a colour, a word and a font do."""
    one = reading.read(theme(tmp_path / "x", 'name = "n"\ncontact = "a"\npaper = "A4"'))
    same = reading.read(theme(tmp_path / "y", '# note\npaper = "A4"\ncontact = "a"\nname = "n"'))
    assert tokens.digest(one) == tokens.digest(same)
    for text in ('contact = "b"', 'contact = "a"\n[colours]\nhairline = "#C9D0D9"'):
        assert tokens.digest(reading.read(theme(tmp_path / "z", f'name = "n"\n{text}'))) != tokens.digest(one)


def test_tokens_are_json_with_sources() -> None:
    """What stands in a document survives a JSON editor, and every word in it says that it is the theme's."""
    found = tokens.tokens(finding.load("fern"))
    again = json.loads(json.dumps(found))
    assert again == found
    assert tokens.faults(again) == ()
    runs = [*found["contact"], *found["disclaimer"], *found["logo"]["alt"]]
    assert {tuple(run["from"]) for run in runs} == {("theme:fern",)}
    assert tokens.record(finding.load("fern"))["digest"] == found["digest"]


@pytest.mark.parametrize(
    "changed",
    [
        {"format": 9},
        {"colours": {}},
        {"colours": {**HOUSE, "ink": "red"}},
        {"paper": "a0"},
        {"look": {"header": "x", "headings": "sans", "sections": "plain"}},
        {"contact": ["loose words"]},
        {
            "fonts": {
                "sans": "",
                "serif": "",
                "condensed": "",
                "files": [{"name": "a", "sha256": "", "family": ""}],
            }
        },
        {
            "logo": {
                "kind": "svg",
                "data": SVG.format("<text>A</text>"),
                "alt": [],
                "width_mm": 9,
                "height_mm": 8,
            }
        },
        {
            "logo": {
                "kind": "png",
                "data": base64.b64encode(b"GIF").decode(),
                "alt": [],
                "width_mm": 9,
                "height_mm": 8,
            }
        },
        {"logo": {"kind": "png", "data": "", "alt": [], "width_mm": 1e9, "height_mm": 8}},
    ],
)
def test_a_theme_that_was_meddled_with_stops_the_page(changed: dict[str, object]) -> None:
    """A document whose theme is not whole is not set half in it; the error says what is wrong."""
    document, drawings, attached = pages.short()
    document["theme"] = tokens.tokens(Theme("x")) | changed
    with pytest.raises(TypesettingError, match="the theme: "):
        typeset(document, drawings, attached)


def made(name: str, of: Theme, page: str = "harbour", **more: object) -> bytes:
    """Return the PDF of a sample page in a theme."""
    del name
    document, drawings, attached = getattr(pages, page)()
    return typeset(document | {"theme": tokens.tokens(of)} | more, drawings, attached)


def used(pdf: bytes) -> set[str]:
    """Return the fonts that a PDF embeds."""
    return {
        held.get_object()["/BaseFont"].partition("+")[2]
        for page in paper.opened(pdf).pages
        for held in page["/Resources"]["/Font"].values()
    }


@pytest.mark.slow
def test_the_house_by_name_is_the_house() -> None:
    """A page in the theme "house" is, to the byte, the page without a theme."""
    assert made("house", finding.load("house")) == typeset(*pages.harbour())


@pytest.mark.slow
def test_a_page_in_the_second_theme() -> None:
    """Paper, logo with its words, contact and disclaimer are on it; the same bytes come again."""
    fern = finding.load("fern")
    pdf = made("fern", fern)
    assert pdf == made("fern", fern)
    opened = paper.opened(pdf)
    assert [float(side) for side in opened.pages[0].mediabox[2:]] == [612, 792]
    last = paper.text(opened.pages[-1])
    assert fern.disclaimer in last
    assert last.count(fern.contact) == 2  # in the text, and in the footer
    assert all(fern.contact in paper.text(page) for page in opened.pages)
    pictures = [tag.get("/Alt") for kind, tag in paper.tags(opened) if kind == "/Figure"]
    assert fern.logo
    assert pictures[0] == fern.logo.alt


@pytest.mark.slow
def test_the_measure_is_the_same_on_every_paper() -> None:
    """On Letter as on A4 words begin at the left margin and end within 178 mm of it."""
    for size, margin in (("A4", 16.0), ("Letter", 18.95)):
        page = paper.opened(made("x", Theme("x", paper=size))).pages[0]
        boxes = paper.boxes(page)
        assert min(box.left for box in boxes) * 25.4 / 72 == pytest.approx(margin, abs=0.2)
        assert max(box.right for box in boxes) * 25.4 / 72 < margin + 178.1


@pytest.mark.slow
def test_a_page_is_set_in_the_fonts_of_its_theme(tmp_path: Path) -> None:
    """The theme's face is embedded, letters that it lacks come from Plex, a changed file stops the page."""
    text = '[fonts]\nsans = "Test Hand"\ncondensed = "none"'
    folder = with_fonts(tmp_path / "x", text, a=font("Test Hand", LETTERS))
    own = reading.read(folder)
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"].append([pages.run("Василий, حزب الله")])
    document["theme"] = tokens.tokens(own)
    pdf = typeset(document, drawings, attached)
    assert any(name.startswith("TestHand") for name in used(pdf))
    assert {"IBMPlexSans-Regular", "IBMPlexSansArabic-Regular"} <= used(pdf)
    (folder / "fonts" / "a.ttf").write_bytes(font("Test Hand", LETTERS + "é"))
    with pytest.raises(TypesettingError, match=r"is set in a\.ttf, and no such file has the digest"):
        typeset(document, drawings, attached)


def test_fonts_are_looked_for_and_not_trusted(tmp_path: Path) -> None:
    """A document cannot have a file of the machine read by naming it as a font of its theme."""
    given_tokens = tokens.tokens(Theme("x"))
    record = {"name": "../../etc/passwd", "sha256": "0" * 64, "family": "x"}
    given_tokens["fonts"]["files"] = [record]
    given_tokens["folder"] = str(tmp_path)
    with pytest.raises(ValueError, match="no such file has the digest"), dressed(given_tokens):
        pass


@pytest.mark.slow
def test_a_figure_that_is_too_high_for_the_paper_is_told() -> None:
    """What fits A4 and not Letter is told with both sizes; it is neither scaled nor cut."""
    document, drawings, attached = pages.harbour()
    number = next(n for n, block in enumerate(document["blocks"]) if block.get("figure") == "sequence")
    name = document["blocks"][number]["svg"]
    size = 'width="178mm" height="234mm"'
    high = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="9" height="9"/></svg>'
    page = document, {**drawings, name: high}, attached
    assert typeset(*page)
    with pytest.raises(
        TypesettingError, match="the figure 'sequence' is 178 x 234 mm, and the page has room"
    ):
        typeset({**document, "theme": tokens.tokens(Theme("x", paper="Letter"))}, *page[1:])


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("header", ["rule", "band"])
def test_the_header_holds_logo_words_and_marking_apart(lang: str, header: str) -> None:
    """On page 1 of either direction nothing in the header stands on the logo or on the marking."""
    logo = logos.made(png(1200, 200), "png", "A bar", 8.0)
    brand = Theme("x", look=Look(header=header), logo=logo)
    draft = [pages.run("DRAFT. Nobody has read it a second time.")]
    pdf = made("x", brand, "short", lang=lang, draft=draft)
    page = paper.opened(pdf).pages[0]
    top = [box for box in paper.boxes(page) if box.base > float(page.mediabox[3]) - 18.5 / 25.4 * 72]
    assert paper.overprinted(paper.boxes(page)) == []
    left, right = (16 + 48) * 72 / 25.4, (210 - 16 - 48) * 72 / 25.4
    heads = [box for box in top if "DRAFT" not in box.words and box.size < 9]
    assert heads
    assert all(box.left > left if lang == "en" else box.right < right for box in heads if box.base > 790)

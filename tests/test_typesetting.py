"""The finished PDF as a reader, a screen reader and an archive meet it."""

from __future__ import annotations

import copy
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader

from reportkit.publishing.typesetting import TypesettingError, typeset
from reportkit.resources import templates

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> ModuleType:
    """Return a module of the samples folder."""
    spec = importlib.util.spec_from_file_location(name, SAMPLES / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules.setdefault(name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


pages, paper = sample("pages"), sample("paper")


@cache
def pdf(name: str, *options: int) -> bytes:
    """Return the PDF of a sample, made once."""
    return typeset(*getattr(pages, name)(*options))


def reader(name: str, *options: int) -> PdfReader:
    """Return a sample's PDF, opened."""
    return PdfReader(io.BytesIO(pdf(name, *options)))


def text(page: Any) -> str:
    """Return the words of a page without what only steers line breaks and directions."""
    words = re.sub("[\u200b\u2066-\u2069]", "", page.extract_text()).replace("\xa0", " ")
    return re.sub(r"\s+", " ", words)


def changed(page: Any, **block: Any) -> Any:
    """Return a copy of a page with other values in its first table or figure that has them."""
    document, drawings, attached = copy.deepcopy(page)
    for part in document["blocks"]:
        if block.keys() <= part.keys():
            part.update(block)
            return document, drawings, attached
    raise AssertionError(block)


def problems(*page: Any) -> str:
    """Return what the error says that a page gives."""
    with pytest.raises(TypesettingError) as error:
        typeset(*page)
    return str(error.value)


ALL = ("harbour", "short", "hostile")


def test_a_usual_briefing_takes_two_pages() -> None:
    """A briefing with 34 claims, two figures and three tables is two pages; the least one is one page."""
    assert len(reader("harbour").pages) == 2
    assert len(reader("short").pages) == 1


def test_every_page_says_what_it_is() -> None:
    """Slug, edition, marking (at top and foot) and page number stand on each page."""
    opened = reader("harbour", 120)
    assert len(opened.pages) == 3
    for number, page in enumerate(opened.pages, 1):
        words = text(page)
        assert words.count("TLP:CLEAR") >= 2
        assert "harbour-fire" in words
        assert "Edition 1" in words
        assert f"Page {number} of 3" in words


def test_a_draft_says_so_on_every_page() -> None:
    """The draft line stands once on each page, and on the first one in the text that is read aloud."""
    document, drawings, attached = pages.harbour(60)
    document["draft"] = pages.line("DRAFT: nobody has read this a second time")
    opened = PdfReader(io.BytesIO(typeset(document, drawings, attached)))
    assert len(opened.pages) == 3
    assert [text(page).count("DRAFT: nobody has read this") for page in opened.pages] == [1, 1, 1]
    assert "DRAFT" not in text(reader("harbour").pages[0])
    paragraphs, usual = (
        [kind for kind, _ in tags(each)].count("/P") for each in (opened, reader("harbour", 60))
    )
    assert paragraphs == usual + 1


def test_every_word_of_the_document_is_on_the_page() -> None:
    """No sentence, cell, note or caption is lost, whatever it holds."""
    for name in ALL:
        document, *_ = getattr(pages, name)()
        found = "".join(text(page) for page in reader(name).pages).replace(" ", "").casefold()
        for block in document["blocks"]:
            for line in lines(block):
                for run in line:
                    words = re.sub("[\u202e\u2066]", "", run["t"])
                    if run["kind"] != "mark" and words.isascii():
                        assert re.sub(r"\s", "", words).casefold() in found, words


def lines(part: Any) -> Any:
    """Yield the lines of a block, except the alt texts, which are not set."""
    if isinstance(part, list):
        if part and isinstance(part[0], dict) and "t" in part[0]:
            yield part
        else:
            for value in part:
                yield from lines(value)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key != "alt":
                yield from lines(value)


def test_no_word_comes_from_the_template() -> None:
    """A page whose document holds no words shows none, but for its numbers: the templates have none of their own."""
    document, drawings, attached = pages.harbour()

    def emptied(part: Any) -> Any:
        if isinstance(part, list):
            return [emptied(value) for value in part]
        if isinstance(part, dict):
            if "t" in part:
                return part | ({} if part["kind"] == "mark" else {"t": ""})
            return {key: emptied(value) for key, value in part.items()}
        return part

    blank = emptied(document) | {"marking": "", "title": [pages.run("·")]}
    blank["running"] = {"head": [], "foot": [], "page": []}
    for block in blank["blocks"]:
        if "alt" in block:
            block["alt"] = [pages.run("x")]
        if block["heading"]:  # an empty heading is refused
            block["heading"] = [pages.run("·")]
    opened = PdfReader(io.BytesIO(typeset(blank, drawings, attached)))
    assert set("".join(text(page) for page in opened.pages)) <= set(" ·[]")


def test_nothing_stands_on_anything_else() -> None:
    """No two runs of words overlap and none leaves the text area, on a hundred rows or on hostile words."""
    for opened in (*(reader(name) for name in ALL), reader("harbour", 120)):
        for page in opened.pages:
            assert paper.overprinted(paper.boxes(page)) == []
            assert paper.outside(page) == []


def test_overprinting_would_be_seen() -> None:
    """The check above can fail: the words of two equal pages laid on each other are found."""
    assert len(paper.overprinted(paper.boxes(reader("short").pages[0]) * 2)) > 5


def keys(opened: PdfReader) -> list[list[str]]:
    """Return the claim numbers in the claims table of each page, as they are read."""
    size = 7.1
    return [
        [b.words for b in paper.boxes(page) if abs(b.size - size) < 0.01 and re.fullmatch(r"C\d+", b.words)]
        for page in opened.pages
    ]


def test_a_long_table_of_claims_is_read_page_by_page() -> None:
    """Rows run down the left half, then the right half, then on the next page, and none is missing."""
    found = keys(reader("harbour", 120))
    assert [key for page in found for key in page] == [f"C{n}" for n in range(1, 121)]
    assert sum(map(bool, found)) == 2


def test_heads_are_repeated_on_every_page_of_a_table() -> None:
    """Each page that holds claims says what their columns are, once for each half."""
    for page, rows in zip(reader("harbour", 120).pages, keys(reader("harbour", 120)), strict=True):
        assert text(page).count("ACT AND WHAT") == (2 if rows else 0)
    document, drawings, attached = pages.harbour(120)
    whole = changed((document, drawings, attached), halves=True)
    for block in whole[0]["blocks"]:
        block.update({"halves": False} if "halves" in block else {})
    opened = PdfReader(io.BytesIO(typeset(*whole)))
    assert [text(page).count("ACT AND WHAT") for page in opened.pages] == [int(bool(k)) for k in keys(opened)]
    assert sum(map(bool, keys(opened))) == 3


@pytest.mark.parametrize("height", range(60, 150, 9))
def test_no_heading_is_left_behind(height: int) -> None:
    """Wherever the page ends, a heading stands on the page of what it announces, and halves find their place."""
    document, drawings, attached = pages.harbour(40)
    drawings["figures/actors.svg"] = pages.drawing(178, height)
    opened = PdfReader(io.BytesIO(typeset(document, drawings, attached)))
    for page in opened.pages:
        found = [b for b in paper.boxes(page) if 42 < b.base]
        below = min(b.base for b in found)
        lowest = max(b.size for b in found if b.base < below + 1)
        assert lowest < 9.8
    assert [key for page in keys(opened) for key in page] == [f"C{n}" for n in range(1, 41)]


def test_few_claims_are_not_halved() -> None:
    """Up to twelve claims stand in one column of rows, more in two that differ by a row at most."""
    few, many = pages.short(), pages.short()
    few[0]["blocks"].append(pages.claims(12))
    many[0]["blocks"].append(pages.claims(13))
    one = paper.boxes(PdfReader(io.BytesIO(typeset(*few))).pages[0])
    two = paper.boxes(PdfReader(io.BytesIO(typeset(*many))).pages[0])
    assert len({b.left for b in one if re.fullmatch(r"C\d+", b.words)}) == 1
    sides = [b.left > 200 for b in two if re.fullmatch(r"C\d+", b.words)]
    assert (sides.count(False), sides.count(True)) == (7, 6)


def test_lists_and_map_stand_side_by_side() -> None:
    """With a map the lists take the left part of the page, without one the full width."""
    words = "Whether anything reached the river; and more words that go on to the end of the line, and further still"
    document, drawings, attached = pages.harbour()
    for block in document["blocks"]:
        if block["kind"] == "list" and "items" in block:
            block["items"] = [[pages.run(words)]]
    beside = PdfReader(io.BytesIO(typeset(document, drawings, attached)))
    document["blocks"] = [block for block in document["blocks"] if block.get("figure") != "places"]
    alone = PdfReader(io.BytesIO(typeset(document, drawings, attached)))
    assert words in [box.words for box in paper.boxes(alone.pages[0])]
    assert words not in [box.words for box in paper.boxes(beside.pages[0])]
    assert max(b.right for b in paper.boxes(beside.pages[0]) if b.words.startswith("Whether any")) < 340


def test_the_outline_leads_through_the_briefing() -> None:
    """The bookmarks are the title and below it every heading in order."""
    title, below = reader("harbour").outline
    assert title["/Title"] == "Fire at the north harbour"
    assert [entry["/Title"] for entry in below][:2] == ["What is not known", "Assessments"]
    assert [entry["/Title"] for entry in below][-2:] == ["What each denial covers", "Claims"]


def links(opened: PdfReader) -> list[tuple[str, int, float]]:
    """Return for each link of the first page its words, and the page's number and the height where it leads."""
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(opened.pages, 1)}  # type: ignore[union-attr]
    words = paper.boxes(opened.pages[0])
    found = []
    for note in opened.pages[0]["/Annots"]:  # type: ignore[attr-defined]
        left, low, right, high = (float(n) for n in note.get_object()["/Rect"])
        [under] = [
            b.words for b in words if left - 1 < b.left and b.right < right + 1 and low - 1 < b.base < high
        ]
        target = (note.get_object().get("/Dest") or note.get_object()["/A"]["/D"]).get_object()
        if not isinstance(target, list):
            target = opened.named_destinations[target].dest_array
        found.append((under, numbers[target[0].idnum], float(target[3])))
    return found


def test_every_reference_leads_to_its_row() -> None:
    """Each key in brackets is a link, and it ends at the row of that claim or at the note on the source."""
    opened = reader("harbour")
    document, *_ = pages.harbour()
    first = [b for b in document["blocks"] if b["kind"] in {"headline", "bottom_line", "glance", "list"}]
    first += [b for b in document["blocks"] if b.get("figure") == "places"]
    asked = [
        key for b in first for line in lines(b) for r in line if r["kind"] == "reference" for key in r["from"]
    ]
    rows = {
        b.words: b.base
        for b in paper.boxes(opened.pages[1])
        if re.fullmatch(r"[CD]\d+", b.words) and b.size > 7
    }
    found = links(opened)
    assert sorted(words for words, _, _ in found) == sorted(asked)
    assert {page for _, page, _ in found} == {2}
    above = {round(height - rows[words], 1) for words, _, height in found}
    assert above == {10.0}, "the view begins just above the row"


def test_a_reference_without_a_row_stops_the_page() -> None:
    """A key that leads nowhere is told with its block; two rows of one name are told as well."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"].append(pages.line("Who saw it[C9]."))
    document["blocks"][3]["items"] *= 2
    message = problems(document, drawings, attached)
    assert "block 3, list: [C9] leads nowhere: no row or note is called C9" in message
    assert "2 rows are called D1" in message


def test_the_record_is_attached() -> None:
    """The encoded record can be taken out of the PDF as it was put in, and is named as its source."""
    opened = reader("harbour")
    assert {name: content for name, [content] in opened.attachments.items()} == pages.harbour()[2]
    file = opened.trailer["/Root"]["/AF"][0].get_object()  # type: ignore[index]
    assert file["/AFRelationship"] == "/Source"
    assert file["/Desc"] == "Fire at the north harbour"
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"


def test_the_file_claims_both_standards() -> None:
    """The metadata name PDF/UA-1 and PDF/A-3a; title and language are set, an author and a clock are not."""
    opened = reader("harbour")
    xmp = opened.trailer["/Root"]["/Metadata"].get_object().get_data().decode()  # type: ignore[index]
    assert re.search(r"pdfuaid:part>1<", xmp)
    assert re.search(r"pdfaid:part>3<", xmp)
    assert re.search(r"pdfaid:conformance>A<", xmp)
    assert opened.metadata
    assert opened.metadata.title == "Fire at the north harbour"
    assert opened.metadata.author is None
    assert opened.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert opened.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert "1970-01-01" in xmp


def tags(opened: PdfReader) -> list[tuple[str, Any]]:
    """Return the elements of the tag tree."""
    return list(paper.structure(opened.trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]


def test_a_screen_reader_finds_its_way() -> None:
    """Headings, paragraphs, lists, tables with heads and figures with their descriptions are tagged as such."""
    document, *_ = pages.harbour()
    found = tags(reader("harbour"))
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == sum(bool(block["heading"]) for block in document["blocks"])
    assert kinds.count("/TH") == 11 + 6 + 4 + 4
    assert kinds.count("/LI") == 8
    assert kinds.count("/P") > 20
    described = [node["/Alt"] for kind, node in found if kind == "/Figure" and "/Alt" in node]
    assert described == [f"The {name} of the fire, described." for name in ("places", "sequence", "actors")]


def test_marks_are_passed_over_by_a_screen_reader() -> None:
    """A mark adds a drawing to the page but nothing to what is read: its word stands beside it."""
    plain = pages.short()
    marked = copy.deepcopy(plain)
    marked[0]["blocks"][2]["items"][0].insert(0, pages.run("inquiry", "mark"))
    before, after = (PdfReader(io.BytesIO(typeset(*page))) for page in (plain, marked))
    assert [kind for kind, _ in tags(before)] == [kind for kind, _ in tags(after)]
    assert len(after.pages[0].get_contents().get_data()) > len(before.pages[0].get_contents().get_data())  # type: ignore[union-attr]


def test_only_the_bundled_fonts_are_used() -> None:
    """Whatever the machine has installed, only IBM Plex is embedded, also for Arabic and Hebrew names."""
    used: set[str] = set()
    for name in ALL:
        for page in reader(name).pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                used.add(font.get_object()["/BaseFont"].partition("+")[2].partition("-")[0])
    assert used == {
        *("IBMPlexSans", "IBMPlexSansCond", "IBMPlexSerif", "IBMPlexSansArabic", "IBMPlexSansHebrew"),
    }


def test_markup_is_shown_and_not_obeyed() -> None:
    """Code and markup of every kind is shown letter by letter, in the title and the alt text as well."""
    opened = reader("hostile")
    words = text(opened.pages[0])
    for string in pages.HOSTILE:
        assert string in words
    assert opened.metadata
    assert opened.metadata.title == "#title $x$ *b* <i> ]"
    assert opened.outline[0]["/Title"] == "#title $x$ *b* <i> ]"
    assert [n["/Alt"] for k, n in tags(opened) if k == "/Figure" and "/Alt" in n] == ['"] #alt $x$ \\']
    assert "Page 1 of 2" in words
    assert "{page}" in words


def test_names_from_right_to_left_do_not_turn_their_surroundings() -> None:
    """A sentence that begins with an Arabic or Hebrew name still goes on to its right."""
    named, told = [], []
    for box in paper.boxes(reader("hostile").pages[0]):
        if box.size == pytest.approx(9.9) and box.base < 745:
            (told if "denies" in box.words else named).append(box)
    assert len(told) == len(pages.NAMES)
    first = min(named, key=lambda box: (-round(box.base), box.left))
    assert first.left < min(box.left for box in told if round(box.base) == round(first.base))


def test_letters_without_a_glyph_are_all_named_at_once() -> None:
    """A letter that no bundled font has stops the page; the error names each such letter and its block."""
    document, drawings, attached = pages.short()
    document["blocks"][1]["sentences"].append([pages.run("smoke 😀 and 漢")])
    document["blocks"][2]["items"].append([pages.run("bell \x07")])
    message = problems(document, drawings, attached)
    assert "block 2, bottom_line: no bundled font has U+6F22 (cjk unified ideograph-6f22), U+1F600" in message
    assert "block 3, list: no bundled font has U+0007 (a control character)" in message
    assert "\x07" not in message


def test_half_a_character_is_named() -> None:
    """A lone surrogate, which is no text in any encoding, is told as such."""
    document, drawings, attached = pages.short()
    document["blocks"][2]["items"].append([pages.run("odd \ud800")])
    assert "block 3, list: half of a character in 'odd \\ud800'" in problems(document, drawings, attached)


@pytest.mark.parametrize(
    ("svg", "complaint"),
    [
        ("<svg", "it is not an SVG"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>', "it holds <text>"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/hostname"/></svg>',
            "it holds <image>, a link",
        ),
        (
            '<!DOCTYPE s [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            "it holds an entity",
        ),
        ('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "it holds <script>"),
    ],
)
def test_drawings_hold_nothing_but_outlines(svg: str, complaint: str) -> None:
    """Text would change with the fonts of a machine, links would fetch: such drawings are refused by name."""
    document, drawings, attached = pages.harbour()
    message = problems(document, drawings | {"figures/actors.svg": svg}, attached)
    assert f"drawing 'figures/actors.svg': {complaint}" in message


def test_missing_drawings_are_named() -> None:
    """A figure or a mark without its drawing is told with its block, all of them at once."""
    document, drawings, attached = pages.harbour()
    for name in ("figures/actors.svg", "marks/inquiry.svg"):
        del drawings[name]
    message = problems(document, drawings, attached)
    assert "block 9, figure 'actors': its drawing 'figures/actors.svg' is not there" in message
    assert "block 10, table 'matrix': the mark 'inquiry' has no drawing" in message


def test_what_is_larger_than_the_page_stops_it() -> None:
    """A figure or a table that would be cut off is told with its size, never cut off."""
    tall = pages.harbour()
    tall[1]["figures/actors.svg"] = pages.drawing(178, 300)
    assert "block 9, figure 'actors': the figure 'actors' is 178 x 300 mm" in problems(*tall)
    wide = pages.short()
    heads = [f"Unabbreviated{n}" for n in range(20)]
    wide[0]["blocks"].append(pages.table("matrix", heads, [[pages.cell(pages.line("–"))] * 20]))
    assert re.search(
        r"block 5, table 'matrix': the table 'matrix' needs \d+ mm for its 20 columns", problems(*wide)
    )


def test_an_alt_text_is_never_left_out() -> None:
    """A figure without a description is refused, and the figure is named."""
    page = changed(pages.harbour(), figure="places", alt=[])
    assert "block 6, figure 'places': it has no description" in problems(*page)


def test_another_format_is_refused() -> None:
    """A document of another format is not guessed at."""
    document, drawings, attached = pages.short()
    assert "format 2" in problems(document | {"format": 2}, drawings, attached)
    del document["marking"]
    assert "the document has no marking" in problems(document, drawings, attached)


def test_a_name_that_leads_out_of_its_folder_is_refused() -> None:
    """An attachment cannot be called so that saving it writes elsewhere."""
    document, drawings, _ = pages.short()
    assert "'../x' is no name for an attached file" in problems(document, drawings, {"../x": b""})


_MAKE = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("pages", sys.argv[1])
pages = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pages)
from reportkit.publishing.typesetting import typeset
print(hashlib.sha256(typeset(*getattr(pages, sys.argv[2])())).hexdigest())
"""


@pytest.mark.slow
def test_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    """Working folder, home, time zone, locale, clock settings and font folders of the machine change nothing."""
    (tmp_path / "page.json").write_text("{}")
    (tmp_path / "house.typ").write_text("#let house = 1")
    here = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[1])}
    elsewhere = here | {
        "HOME": str(tmp_path / "nobody"),
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "ar_EG",
        "SOURCE_DATE_EPOCH": "86400",
        "TYPST_FONT_PATHS": str(tmp_path),
        "TYPST_PACKAGE_PATH": str(tmp_path),
        "PYTHONHASHSEED": "7",
    }
    for name in ("harbour", "hostile"):
        made = {
            subprocess.run(  # noqa: S603 - our own interpreter on our own lines
                [sys.executable, "-c", _MAKE, str(SAMPLES / "pages.py"), name],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for folder, environment in ((Path.cwd(), here), (tmp_path, elsewhere))
        }
        assert len(made) == 1


def test_the_order_of_keys_does_not_matter() -> None:
    """A document whose keys come in another order gives the same bytes."""
    document, drawings, attached = pages.harbour()

    def turned(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: turned(part[key]) for key in sorted(part, reverse=True)}
        return [turned(value) for value in part] if isinstance(part, list) else part

    again = typeset(turned(document), dict(reversed(drawings.items())), attached)
    assert again == pdf("harbour")


def test_templates_need_no_network() -> None:
    """No template imports a package, which would be fetched."""
    for path in (templates() / "briefing").glob("*.typ"):
        assert not re.search(r"""(import|include)\s+["']@""", path.read_text(encoding="utf-8")), path


def test_other_scripts_of_the_public_list_are_told_or_set() -> None:
    """Every string of a list of awkward ones is set as it is or refused with its reason; nothing else happens."""
    words = [
        "",
        " ",
        "\t\n",
        "\u202e\u202d",
        "\ufeff",
        "a\u0301\u0302",
        "\u200d" * 40,
        "ﷺ",
        "𝒜",
        "１２",
        "\u2028",
        "()" * 99,
    ]
    for word in words:
        document, drawings, attached = pages.short()
        document["blocks"][2]["items"] = [[pages.run(word), pages.run("D1", "reference", ["D1"])]]
        document["title"] = [pages.run("t"), pages.run(word)]
        try:
            made = typeset(document, drawings, attached)
        except TypesettingError as error:
            assert "no bundled font has" in str(error)
        else:
            assert paper.outside(PdfReader(io.BytesIO(made)).pages[0]) == []


def test_json_values_alone_make_the_page() -> None:
    """A document that went through JSON is the same document."""
    document, drawings, attached = pages.harbour()
    assert typeset(json.loads(json.dumps(document)), drawings, attached) == pdf("harbour")

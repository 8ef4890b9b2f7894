"""The page as a reader and a screen reader meet it."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from reportkit.publishing.typesetting import typeset
from tests.samples import pages, paper

if TYPE_CHECKING:
    from collections.abc import Iterator


ALL = ("harbour", "short", "hostile")
Json = Any  # whatever JSON can hold, and a page made of it


@cache
def pdf(name: str, *options: int) -> bytes:
    """Return the PDF of a sample, made once."""
    return typeset(*getattr(pages, name)(*options))


def reader(name: str, *options: int) -> Json:
    """Return a sample's PDF, opened."""
    return paper.opened(pdf(name, *options))


def lines(part: Json) -> Iterator[list[Json]]:
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


def test_a_usual_briefing_takes_two_pages() -> None:
    """A briefing with 34 claims, two figures and three tables is two pages; the least one is one page."""
    assert len(reader("harbour").pages) == 2
    assert len(reader("short").pages) == 1


def test_every_page_says_what_it_is() -> None:
    """Slug, edition, marking (at top and foot) and page number stand on each page."""
    opened = reader("harbour", 120)
    assert len(opened.pages) == 3
    for number, page in enumerate(opened.pages, 1):
        words = paper.text(page)
        assert words.count("TLP:CLEAR") >= 2
        assert "harbour-fire" in words
        assert "Edition 1" in words
        assert f"Page {number} of 3" in words


def test_a_draft_says_so_on_every_page() -> None:
    """The draft line stands once on each page, and on the first one in the text that is read aloud."""
    document, drawings, attached = pages.harbour(60)
    document["draft"] = pages.line("DRAFT: nobody has read this a second time")
    opened = paper.opened(typeset(document, drawings, attached))
    assert len(opened.pages) == 3
    assert [paper.text(page).count("DRAFT: nobody has read this") for page in opened.pages] == [1, 1, 1]
    assert "DRAFT" not in paper.text(reader("harbour").pages[0])
    paragraphs, usual = (
        [kind for kind, _ in paper.tags(each)].count("/P") for each in (opened, reader("harbour", 60))
    )
    assert paragraphs == usual + 1


def test_every_word_of_the_document_is_on_the_page() -> None:
    """No sentence, cell, note or caption is lost, whatever it holds."""
    for name in ALL:
        document, *_ = getattr(pages, name)()
        found = "".join(paper.text(page) for page in reader(name).pages).replace(" ", "").casefold()
        for block in document["blocks"]:
            for line in lines(block):
                for run in line:
                    words = re.sub("[\u202e\u2066]", "", run["t"])
                    if run["kind"] != "mark" and words.isascii():
                        assert re.sub(r"\s", "", words).casefold() in found, words


def test_no_word_comes_from_the_template() -> None:
    """A page whose document holds no words shows none: the templates have none of their own."""
    document, drawings, attached = pages.harbour()

    def emptied(part: Json) -> Json:
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
    opened = paper.opened(typeset(blank, drawings, attached))
    assert set("".join(paper.text(page) for page in opened.pages)) <= set(" ·[]")


def test_nothing_stands_on_anything_else() -> None:
    """No two runs of words overlap and none leaves the text area, on a hundred rows or on hostile words."""
    for opened in (*(reader(name) for name in ALL), reader("harbour", 120)):
        for page in opened.pages:
            assert paper.overprinted(paper.boxes(page)) == []
            assert paper.outside(page) == []


def test_overprinting_would_be_seen() -> None:
    """The check above can fail: the words of two equal pages laid on each other are found."""
    assert len(paper.overprinted(paper.boxes(reader("short").pages[0]) * 2)) > 5


def keys(opened: Json) -> list[list[str]]:
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
        assert paper.text(page).count("ACT AND WHAT") == (2 if rows else 0)
    document, drawings, attached = pages.harbour(120)
    for block in document["blocks"]:
        if "halves" in block:
            block["halves"] = False
    opened = paper.opened(typeset(document, drawings, attached))
    assert [paper.text(page).count("ACT AND WHAT") for page in opened.pages] == [
        int(bool(k)) for k in keys(opened)
    ]
    assert sum(map(bool, keys(opened))) == 3


@pytest.mark.parametrize("height", range(60, 150, 9))
def test_no_heading_is_left_behind(height: int) -> None:
    """Wherever the page ends, a heading stands on the page of what it announces; halves find their place."""
    document, drawings, attached = pages.harbour(40)
    drawings["figures/actors.svg"] = pages.drawing(178, height)
    opened = paper.opened(typeset(document, drawings, attached))
    for page in opened.pages:
        found = [b for b in paper.boxes(page) if b.base > 42]
        below = min(b.base for b in found)
        lowest = max(b.size for b in found if b.base < below + 1)
        assert lowest < 9.8
    assert [key for page in keys(opened) for key in page] == [f"C{n}" for n in range(1, 41)]


@pytest.mark.parametrize("height", range(150, 220, 10))
def test_a_small_table_stays_whole(height: int) -> None:
    """A table of a few rows is not parted by the end of a page, nor from its heading."""
    document, drawings, attached = pages.short()
    document["blocks"][2:2] = [pages.figure("actors", 178), pages.claims(6)]
    opened = paper.opened(
        typeset(document, drawings | {"figures/actors.svg": pages.drawing(178, height)}, attached)
    )
    assert [len(found) for found in keys(opened)] in ([6], [6, 0], [0, 6])
    assert [paper.text(page).count("Claims") for page in opened.pages] == [bool(f) for f in keys(opened)]


def test_few_claims_are_not_halved() -> None:
    """Up to twelve claims stand in one column of rows, more in two that differ by a row at most."""
    few, many = pages.short(), pages.short()
    few[0]["blocks"].append(pages.claims(12))
    many[0]["blocks"].append(pages.claims(13))
    one = paper.boxes(paper.opened(typeset(*few)).pages[0])
    two = paper.boxes(paper.opened(typeset(*many)).pages[0])
    assert len({b.left for b in one if re.fullmatch(r"C\d+", b.words)}) == 1
    sides = [b.left > 200 for b in two if re.fullmatch(r"C\d+", b.words)]
    assert (sides.count(False), sides.count(True)) == (7, 6)


def test_a_claim_longer_than_a_page_is_shown_whole() -> None:
    """A quotation that is taller than a page breaks over pages; nothing of it is cut off or printed over."""
    document, drawings, attached = pages.harbour(40)
    table = next(block for block in document["blocks"] if block.get("name") == "claims")
    table["rows"][20][2]["lines"] = [pages.line(" ".join(f"word{n}" for n in range(3000)))]
    opened = paper.opened(typeset(document, drawings, attached))
    words = " ".join(paper.text(page) for page in opened.pages)
    assert all(f"word{n}" in words for n in (0, 1500, 2999))
    assert not any(paper.overprinted(paper.boxes(page)) or paper.outside(page) for page in opened.pages)


def test_lists_and_map_stand_side_by_side() -> None:
    """With a map the lists take the left part of the page, without one the full width."""
    words = "Whether anything reached the river; and more words that go on to the end of the line and on"
    document, drawings, attached = pages.harbour()
    for block in document["blocks"]:
        if block["kind"] == "list" and "items" in block:
            block["items"] = [[pages.run(words)]]
    beside = paper.opened(typeset(document, drawings, attached))
    document["blocks"] = [block for block in document["blocks"] if block.get("figure") != "places"]
    alone = paper.opened(typeset(document, drawings, attached))
    assert words in [box.words for box in paper.boxes(alone.pages[0])]
    assert words not in [box.words for box in paper.boxes(beside.pages[0])]
    assert max(b.right for b in paper.boxes(beside.pages[0]) if b.words.startswith("Whether any")) < 340


def test_the_outline_leads_through_the_briefing() -> None:
    """The bookmarks are the title and below it every heading in order."""
    title, below = reader("harbour").outline
    assert title["/Title"] == "Fire at the north harbour"
    assert [entry["/Title"] for entry in below][:2] == ["What is not known", "Assessments"]
    assert [entry["/Title"] for entry in below][-2:] == ["What each denial covers", "Claims"]


def links(opened: Json) -> list[tuple[str, int, float]]:
    """Return for each link of the first page its words, and the page and the height where it leads."""
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(opened.pages, 1)}
    words = paper.boxes(opened.pages[0])
    found = []
    for note in opened.pages[0]["/Annots"]:
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


def test_a_screen_reader_finds_its_way() -> None:
    """Headings, paragraphs, lists, tables with heads and figures with descriptions are tagged as such."""
    document, *_ = pages.harbour()
    found = paper.tags(reader("harbour"))
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
    before, after = (paper.opened(typeset(*page)) for page in (plain, marked))
    assert [kind for kind, _ in paper.tags(before)] == [kind for kind, _ in paper.tags(after)]
    assert len(after.pages[0].get_contents().get_data()) > len(before.pages[0].get_contents().get_data())


def test_markup_is_shown_and_not_obeyed() -> None:
    """Code and markup of every kind is shown letter by letter, in the title and the alt text as well."""
    opened = reader("hostile")
    words = paper.text(opened.pages[0])
    for string in pages.HOSTILE:
        assert string in words
    assert opened.metadata
    assert opened.metadata.title == "#title $x$ *b* <i> ]"
    assert opened.outline[0]["/Title"] == "#title $x$ *b* <i> ]"
    assert [n["/Alt"] for k, n in paper.tags(opened) if k == "/Figure" and "/Alt" in n] == ['"] #alt $x$ \\']
    assert "Page 1 of 2" in words
    assert "{page}" in words


def test_names_from_right_to_left_do_not_turn_their_surroundings() -> None:
    """A sentence that begins with an Arabic or Hebrew name still goes on to its right."""
    named: list[Json] = []
    told: list[Json] = []
    for box in paper.boxes(reader("hostile").pages[0]):
        if box.size == pytest.approx(9.9) and box.base < 745:
            (told if "denies" in box.words else named).append(box)
    assert len(told) == len(pages.NAMES)
    first = min(named, key=lambda box: (-round(box.base), box.left))
    assert first.left < min(box.left for box in told if round(box.base) == round(first.base))


def test_a_reference_stays_with_its_words() -> None:
    """No line of the first page begins with a reference: each follows the words it is for."""
    found = paper.boxes(reader("harbour").pages[0])
    for bracket in (box for box in found if box.words == "["):
        line = [box for box in found if abs(box.base - bracket.base) < 1]
        assert any(0 <= bracket.left - box.right < 4 or box.words.endswith("\xa0") for box in line), bracket


def test_names_with_a_hyphen_are_not_parted() -> None:
    """Wherever the line ends, a name such as CJTF-OIR or a date such as 2031-05-03 stands on one line."""
    document, drawings, attached = pages.short()
    words = [f"{'so ' * count}CJTF-OIR on 2031-05-03" for count in range(30, 50)]
    document["blocks"][2]["items"] = [[pages.run(w), pages.run("D1", "reference", ["D1"])] for w in words]
    found = [box.words for box in paper.boxes(paper.opened(typeset(document, drawings, attached)).pages[0])]
    assert sum("CJTF-OIR" in w for w in found) == sum("2031-05-03" in w for w in found) == len(words)

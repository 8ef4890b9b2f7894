"""What a screen reader, an archive and a search get of every briefing: the tag tree and what is beside it."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from reportkit.publishing.exporter import page
from reportkit.publishing.proofing import runs_of
from reportkit.publishing.typesetting import typeset
from tests import cases, test_briefings
from tests.samples import pages
from tests.samples.tagged import Element, Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
Json = Any  # whatever JSON can hold
# The parts of a block in the order in which they are read.
ORDER = (
    *("heading", "subtitle", "dateline", "sentences", "head", "name", "text", "cells", "items"),
    *("columns", "rows", "lines", "caption", "note"),
)
AFTER = {"alternatives", "changes"}  # tables in the slot "after"
SAMPLES = ("harbour", "short", "hostile")
EVERY = [pytest.param(*each, id=name) for each, name in zip(cases.slugs(), cases.IDS, strict=True)]
EVERY += [pytest.param(None, name, id=name) for name in SAMPLES]
every = pytest.mark.parametrize(("folder", "slug"), EVERY)


@cache
def document(folder: Path | None, slug: str) -> Json:
    """Return the document, drawings and attachments of a briefing."""
    if folder is None:
        return getattr(pages, slug)()
    return page(test_briefings.notebook(folder, slug))


def placed(blocks: list[Json]) -> list[Json]:
    """Return blocks in the order of the page, wherever cells stand: the notes last, AFTER before them."""
    return sorted(blocks, key=lambda block: 2 * (block["kind"] == "notes") or block.get("name") in AFTER)


@cache
def tagged(folder: Path | None, slug: str) -> Tagged:
    """Return the tag tree of a briefing."""
    return Tagged(typeset(*document(folder, slug)))


def bare(words: str) -> str:
    """Return words without what differs between data and page: spaces, capitals, steering characters."""
    return re.sub(r"[\s\u200b\u202a-\u202e\u2066-\u2069]", "", words).casefold()


def read(part: Json) -> Iterator[str]:
    """Yield the words of a block's runs in the order in which they should be read."""
    if isinstance(part, list):
        for value in part:
            yield from read(value)
    elif isinstance(part, dict):
        if "t" in part:
            if part["kind"] != "mark":
                yield part["t"]
        else:
            yield from itertools.chain.from_iterable(read(part[key]) for key in ORDER if key in part)


@every
def test_words_are_read_in_their_order(folder: Path | None, slug: str) -> None:
    """A screen reader meets every word of the blocks once, in the order in which they are written."""
    held, *_ = document(folder, slug)
    spoken, at = bare(tagged(folder, slug).words(tagged(folder, slug).document)), 0
    for block in placed(held["blocks"]):
        for words in map(bare, read(block)):
            # Words from right to left are held letter by letter from left to right: others look at them.
            if words and words.isascii():
                found = spoken.find(words, at)
                assert found >= 0, f"“{words}” is not read after “{spoken[max(0, at - 60) : at]}”"
                at = found + len(words)


@every
def test_what_is_read_first_is_drawn_first(folder: Path | None, slug: str) -> None:
    """On each page the content is drawn in the order in which it is read, and nothing is read twice."""
    held = tagged(folder, slug).document
    # A caption is read before its figure and stands below it: Typst tags it so, and it does no harm.
    figures = {mark for figure in held.every("Figure") for mark in figure.marks()}
    marks = [mark for mark in held.marks() if mark not in figures]
    assert len(marks) == len(set(marks))
    for number in {number for number, _ in marks}:
        on_page = [mark for page_number, mark in marks if page_number == number]
        assert on_page == sorted(on_page)


@every
def test_headings_go_down_the_page(folder: Path | None, slug: str) -> None:
    """Of two headings in one column the one that is read later stands lower, or on a later page."""
    held = tagged(folder, slug)
    at = [held.pieces[next(heading.marks())][0] for heading in held.document.every("H1", "H2")]
    for upper, lower in itertools.pairwise(at):
        beside = abs(upper.box[0] - lower.box[0]) > 40
        assert upper.page < lower.page or beside or upper.box[1] > lower.box[3]


@every
def test_nothing_is_left_untagged(folder: Path | None, slug: str) -> None:
    """What stands on a page is read or is furniture: no words are lost between the two."""
    held = tagged(folder, slug)
    assert held.root["/MarkInfo"]["/Marked"]
    assert set(held.pieces) <= set(held.document.marks())
    loose = [p for sheet in held.sheets for p in sheet.pieces if p.content is None and not p.running]
    heads = {bare(held.words(cell)) for cell in held.document.every("TH")}
    for line in itertools.groupby(loose, key=lambda piece: (piece.page, round(piece.matrix[5], 1))):
        words = bare("".join(piece.words for piece in line[1]))
        # Repeated heads of a table are furniture; nothing else in the text is.
        assert not words or any(part in words or words in part for part in heads if part), words


@every
def test_headings_skip_no_level(folder: Path | None, slug: str) -> None:
    """There is one title, it comes first, and no heading is more than one level below the one before."""
    levels = [int(e.kind[1]) for e in tagged(folder, slug).document.every() if re.fullmatch(r"H\d", e.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@every
def test_every_table_has_heads(folder: Path | None, slug: str) -> None:
    """The first row of a table holds its heads alone, and each further cell says which is its own."""
    for table in tagged(folder, slug).document.every("Table"):
        first, *rows = table.every("TR")
        heads = [part for part in first.held if isinstance(part, Element)]
        assert {head.kind for head in heads} == {"TH"}
        assert all(_about(head)["/Scope"] == "/Column" for head in heads)
        names = {str(head.node["/ID"]) for head in heads}
        assert rows
        for row in rows:
            cells = [part for part in row.held if isinstance(part, Element)]
            assert [cell.kind for cell in cells] == ["TD"] * len(heads)
            assert all(set(map(str, _about(cell)["/Headers"])) <= names for cell in cells)


def _about(cell: Element) -> Json:
    return next(one for one in cell.node["/A"] if one["/O"] == "/Table")


@every
def test_every_figure_is_described(folder: Path | None, slug: str) -> None:
    """Each figure has a description, and it is that of its block, in order."""
    held, *_ = document(folder, slug)
    told = [block["alt"] for block in held["blocks"] if block["kind"] == "figure"]
    words = ("".join(run["t"] for run in alt if run["kind"] not in {"reference", "mark"}) for alt in told)
    expected = list(map(bare, words))
    found = [bare(str(e.node["/Alt"])) for e in tagged(folder, slug).document.every("Figure")]
    assert sorted(found) == sorted(expected)


@every
def test_the_body_says_what_header_and_footer_say(folder: Path | None, slug: str) -> None:
    """Marking, edition and draft line are read, not only shown where no screen reader goes."""
    held, *_ = document(folder, slug)
    if slug == "hostile":  # its date line is names, and nothing else
        return
    spoken = bare(tagged(folder, slug).words(tagged(folder, slug).document))
    assert bare(held["marking"]) in spoken
    assert f"edition{held['edition']}" in spoken
    if held["draft"]:
        assert bare("".join(run["t"] for run in held["draft"])) in spoken


@every
def test_title_language_and_bookmarks(folder: Path | None, slug: str) -> None:
    """The window shows the title, the file names its language, and the bookmarks are the headings."""
    held, *_ = document(folder, slug)
    opened = tagged(folder, slug)
    title = bare("".join(run["t"] for run in held["title"]))
    assert opened.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert bare(str(opened.reader.metadata.title)) == title  # type: ignore[union-attr]
    assert opened.root["/Lang"] == held["lang"]
    bookmarks = [bare(str(entry["/Title"])) for entry in _flat(opened.reader.outline)]
    blocks = placed(held["blocks"])
    headings = [[run["t"] for run in block["heading"] if run["kind"] != "mark"] for block in blocks]
    assert bookmarks[0] == title
    assert [words for words in map(bare, map("".join, headings)) if words] == bookmarks[1:]


def _flat(outline: Json) -> Iterator[Json]:
    for entry in outline:
        yield from _flat(entry) if isinstance(entry, list) else (entry,)


@every
def test_links_say_where_they_lead(folder: Path | None, slug: str) -> None:
    """Each link is tagged around words, has a description, and leads to a page of the file."""
    opened = tagged(folder, slug)
    links = list(opened.document.every("Link"))
    notes = [note.get_object() for sheet in opened.reader.pages for note in sheet.get("/Annots", ())]
    assert len(links) == len(notes)
    assert all(opened.words(link).strip() for link in links)
    assert all(str(note["/Contents"]).strip() for note in notes)
    assert all(note["/Subtype"] == "/Link" and "/Dest" in note for note in notes)


@every
def test_the_record_is_attached_as_its_source(folder: Path | None, slug: str) -> None:
    """The record, and of a briefing its encoding too, are in the file as what the page was made from."""
    files = [file.get_object() for file in tagged(folder, slug).root["/AF"]]
    assert {file["/AFRelationship"] for file in files} == {"/Source"}
    # The samples are pages without a corpus.
    assert [file["/UF"] for file in files] == [*([] if folder is None else ["encoding.json"]), "record.json"]


@every
def test_each_name_says_its_language(folder: Path | None, slug: str) -> None:
    """Words in another language than the page's are tagged with it, so that they are read aloud as such."""
    held, *_ = document(folder, slug)
    opened = tagged(folder, slug)
    expected = {
        (run["lang"], bare(run["t"])[:1]) for _, run in runs_of({**held, "running": {}}) if "lang" in run
    }
    by_language: dict[str, str] = {}
    for mark, language in opened.languages().items():
        words = "".join(piece.words for piece in opened.pieces.get(mark, ()))
        by_language[language] = by_language.get(language, "") + bare(words)
    assert {language for language, _ in expected} == set(by_language)
    assert all(letter in by_language[language] for language, letter in expected)


def test_a_name_of_another_language_is_one_of_the_register() -> None:
    """The briefing on the base in Iraq holds Arabic and Hebrew names, each with its language."""
    folder = cases.ROOT / "seeds"
    runs = [run for _, run in runs_of(document(folder, "kalsu-explosion")[0]) if "lang" in run]
    assert {run["lang"] for run in runs} == {"ar", "he"}
    assert all(not run["t"].isascii() for run in runs)

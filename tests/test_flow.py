"""What of a notebook is on the page: everything from the headline on, but for what says that it is not."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from reportkit.mime import ASIDE
from reportkit.publishing.exporter import page
from reportkit.publishing.flow import items
from tests.cases import ROOT
from tests.samples import pages
from tests.samples.cells import code, markdown, notebook, plain, said, shown

Json = Any
KITS = pages.notebook(pages.short())["cells"][-1]  # a cell that displays a block of the kit
MINE = code(shown(text_plain="mine"))


def texts(*cells: Json, at: int | None = None) -> list[str]:
    """Return the words that added cells bring onto the page."""
    document = page(notebook(*cells, at=at))[0]
    added = [part for block in document["blocks"] if block["kind"] == "added" for part in block["parts"]]
    return [
        plain(part["lines"][0]) if part["kind"] == "printed" else plain(part["nodes"][0]["line"])
        for part in added
    ]


def test_what_a_cell_displays_is_on_the_page() -> None:
    """Printed words, displayed values and Markdown cells flow in the order in which they stand."""
    cells = [code(said("one"), shown(text_plain="two"), said("three")), markdown("four"), MINE]
    assert texts(*cells) == ["one", "two", "three", "four", "mine"]


@pytest.mark.parametrize("at", [2, 3, 5])
def test_it_stands_where_its_cell_stands(at: int) -> None:
    """Between the blocks of the kit, what is added has the place of its cell."""
    document = page(notebook(MINE, at=at))[0]
    kinds = [block["kind"] for block in document["blocks"]]
    assert kinds == [
        *["headline", "bottom_line", "list", "notes"][: at - 1],
        "added",
        *["headline", "bottom_line", "list", "notes"][at - 1 :],
    ]


def test_neighbours_are_added_together() -> None:
    """What stands side by side has one heading, and what a block of the kit parts has two."""
    document = page(notebook(MINE, MINE, KITS | {"id": "x"}, MINE, at=3))[0]
    added = [block for block in document["blocks"] if block["kind"] == "added"]
    assert [len(block["parts"]) for block in added] == [2, 1]


def test_nothing_before_the_headline_is_on_the_page() -> None:
    """What is looked at before the page begins is for the notebook."""
    assert texts(MINE, markdown("words"), at=1) == []


@pytest.mark.parametrize(
    "cell",
    [
        code(said("a warning", "stderr")),
        code({**shown(text_plain="mine"), "data": {"text/plain": "mine", ASIDE: {}}}),
        code(shown(text_plain="<Axes: title={'center': 'x'}>")),
        code(shown(text_plain="[<matplotlib.lines.Line2D at 0x7f5d1c2b3a90>]")),
        code(
            shown(**{"application_vnd.jupyter.widget-view+json": {}, "text_plain": "<Box at 0x7f5d1c2b3a90>"})
        ),
        code(said("\n \n")),
        code(shown()),
        code(),
        markdown(""),
        markdown("  \n"),
        markdown("<!-- note --> words"),
        markdown("<!-- only a comment -->"),
        {"cell_type": "raw", "metadata": {}, "source": "words"},
    ],
    ids=range(13),
)
def test_what_stays_off_the_page(cell: Json) -> None:
    """Warnings, what is shown aside, names of objects, widgets, notes and empty cells are not on it."""
    assert texts(cell) == []


@pytest.mark.parametrize("below", [KITS, code({**shown(), "data": {ASIDE: {}, "text/plain": "x"}})])
def test_a_heading_of_the_notebook_stays_in_it(below: Json) -> None:
    """`##` directly above a block of the kit, or above something aside, tells whoever reads the notebook."""
    assert texts(markdown("## The claims\n\nwords"), below | {"id": "x"}) == []
    assert texts(markdown("The claims"), below | {"id": "x"}) == ["The claims"]
    assert texts(markdown("### The claims"), below | {"id": "x"}) == ["The claims"]
    assert texts(markdown("<!-- page -->\n## The claims"), below | {"id": "x"}) == ["The claims"]


@pytest.mark.parametrize("below", [MINE, code(), markdown("## more"), code(said("x"))])
def test_a_heading_of_something_added_is_on_the_page(below: Json) -> None:
    """`##` above what the analyst adds, above nothing or above more words belongs to what is added."""
    assert texts(markdown("## Context"), below)[0] == "Context"


def test_a_cell_that_shows_both_is_the_analysts() -> None:
    """A heading above a cell that displays a block and prints words is about the words as well."""
    both = KITS | {"id": "x", "outputs": [*KITS["outputs"], said("mine")]}
    assert texts(markdown("## Both"), both) == ["Both", "mine"]


def test_pieces_of_what_is_printed_are_one_text() -> None:
    """However a kernel cuts what a cell prints, and whatever it warns of meanwhile, it is the same text."""
    whole = list(items({"cells": [code(said("one\ntwo\n"))]}))
    pieces = code(said("on"), said("a warning", "stderr"), said("e\ntw"), said("o\n"))
    assert list(items({"cells": [pieces]})) == whole


def test_the_notebooks_of_the_kit_show_only_the_kit() -> None:
    """In every notebook that is shipped, from its headline on, nothing is taken for an analyst's."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if path.stem == "tutorial":  # it has no headline: it is no page
            continue
        document = page(nbformat.read(path, as_version=4))[0]
        assert "added" not in [block["kind"] for block in document["blocks"]], path.name

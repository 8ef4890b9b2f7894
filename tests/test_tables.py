"""Tables of any length: no row alone on a page, heads on each page, and columns that hold their words."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from reportkit.publishing.typesetting import TypesettingError, typeset
from tests.samples import pages, paper

pytestmark = pytest.mark.slow
SHORT, LONG = "short words", "words that go on and on " * 12


def rows(count: int) -> list[list[dict[str, Any]]]:
    """Return so many rows, every third of them some lines high."""
    return [
        [pages.cell(pages.line(f"K{n}")), pages.cell(pages.line(SHORT if n % 3 else LONG))]
        for n in range(count)
    ]


def made(count: int, above: int, name: str = "events", *, draft: bool = True) -> Any:
    """Return the PDF of a page with a figure so many millimetres high, and below it a table of rows."""
    document, drawings, attached = pages.short()
    table = pages.table(name, ["No.", "What"], rows(count), heading=pages.line("The table"))
    document["blocks"][2:2] = [pages.figure("actors", 178), table]
    document["draft"] = document["draft"] if draft else None
    return paper.opened(
        typeset(document, drawings | {"figures/actors.svg": pages.drawing(178, above)}, attached)
    )


def counted(opened: Any) -> list[int]:
    """Return how many rows of the table each page holds."""
    return [sum(bool(re.fullmatch(r"K\d+", box.words)) for box in paper.boxes(page)) for page in opened.pages]


def told(opened: Any, words: str) -> list[int]:
    """Return how often some words stand on each page."""
    return [paper.text(page).count(words) for page in opened.pages]


@pytest.mark.parametrize("above", range(90, 200, 10))
@pytest.mark.parametrize("count", [9, 14, 47])
def test_no_row_is_alone_on_a_page(count: int, above: int) -> None:
    """Wherever a table begins, each page it takes gets two rows at least, its heads, and nothing twice."""
    opened = made(count, above, draft=above % 20 == 0)
    held = counted(opened)
    first = next(number for number, found in enumerate(held) if found)
    assert sum(held) == count
    assert 1 not in held
    assert told(opened, "NO.") == [int(found > 0) for found in held]
    assert told(opened, "The table") == [int(number == first) for number in range(len(held))]


def test_a_table_of_two_long_rows_is_parted_where_it_must_be() -> None:
    """Where two rows have no room on one page, each has its own: nothing is lost for the sake of the rule."""
    document, drawings, attached = pages.short()
    tall = [[pages.cell(pages.line(f"K{n}")), pages.cell(pages.line(LONG * 18))] for n in range(2)]
    document["blocks"][2:2] = [pages.table("events", ["No.", "What"], tall)]
    opened = paper.opened(typeset(document, drawings, attached))
    assert sum(counted(opened)) == 2
    assert sum(told(opened, "words that go on")) == 2 * 12 * 18


def test_a_table_of_a_kind_nobody_knows_is_set_like_others() -> None:
    """A new kind of table needs nothing in the templates: it is set whole, in a type that can be read."""
    opened = made(5, 40, "something_new")
    assert counted(opened) == [5]
    assert all(box.size >= 7 for page in opened.pages for box in paper.boxes(page))


def wide(columns: int, word: str) -> Any:
    """Return the PDF of a page with a table of so many columns that all hold one word."""
    document, drawings, attached = pages.short()
    heads = [f"H{n}" for n in range(columns)]
    document["blocks"].append(pages.table("matrix", heads, [[pages.cell(pages.line(word))] * columns] * 3))
    return paper.opened(typeset(document, drawings, attached))


def room(opened: Any, word: str) -> float:
    """Return the least room between the words of two neighbouring columns, in millimetres."""
    found = [box for page in opened.pages for box in paper.boxes(page) if box.words == word]
    rows = [
        sorted((b for b in found if b.base == base), key=lambda b: b.left) for base in {b.base for b in found}
    ]
    return min(right.left - left.right for row in rows for left, right in pairwise(row)) * 25.4 / 72


def test_columns_come_closer_before_a_table_is_refused() -> None:
    """A table that would be some millimetres too wide has less room between its columns, and stays whole."""
    rooms = []
    for length in range(12):
        word = "nimbldenial" + "i" * length
        try:
            opened = wide(12, word)
        except TypesettingError as error:
            assert "mm for its" in str(error)  # noqa: PT017 - told, never overprinted
            break
        rooms.append(room(opened, word))
    assert rooms[0] > 2.1
    assert 1.4 < rooms[-1] < 1.9
    assert rooms == sorted(rooms, reverse=True)


def test_a_towering_figure_never_stands_above_the_title() -> None:
    """A figure of nearly a page follows the title, on its page or the next, and covers nothing."""
    for above in (150, 205, 212, 220):
        opened = made(4, above)
        document = paper.boxes(opened.pages[0])
        title = next(box for box in document if box.words.startswith("Smoke over"))
        assert title.base > 740

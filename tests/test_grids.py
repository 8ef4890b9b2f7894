"""Tables of an analyst, from values or from HTML."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.publishing import frames, grids
from reportkit.publishing.prose import harmless
from reportkit.publishing.raster import Refused
from tests.samples import hostile
from tests.samples.cells import plain

Json = Any
TWO_LEVELS = pd.DataFrame(
    np.arange(24).reshape(6, 4),
    index=pd.MultiIndex.from_product([["north", "south"], ["a", "b", "c"]], names=["side", "quay"]),
    columns=pd.MultiIndex.from_product([["posts", "reports"], ["day", "night"]]),
)


def heads(table: Json) -> list[list[tuple[str, int]]]:
    """Return the heads of a table with how many columns each is over."""
    return [[(plain(head["line"]), head["span"]) for head in row] for row in table["heads"]]


def rows(table: Json) -> list[list[str]]:
    """Return the cells of a table."""
    return [[plain(cell) for cell in row] for row in table["rows"]]


def notes(table: Json) -> list[str]:
    """Return what stands under a table."""
    return [plain(line) for line in table["notes"]]


def from_values(data: Json, most: int = frames.MOST_ROWS) -> Json:
    """Return a table as the exporter makes it from a kernel's values."""
    return grids.checked(frames.values(data, most), "cell 1")


def from_html(data: Json) -> Json:
    """Return a table as the exporter reads it from pandas' HTML."""
    found = grids.of_html(data._repr_html_())
    assert found is not None
    return found


@pytest.mark.parametrize("made", [from_values, from_html])
def test_a_table_of_two_levels_keeps_them(made: Json) -> None:
    """Names of the index stand over it, upper heads over their columns, and an outer name is said once."""
    table = made(TWO_LEVELS)
    assert heads(table)[0][-2:] == [("posts", 2), ("reports", 2)]
    assert [words for words, _ in heads(table)[1]] == ["side", "quay", "day", "night", "day", "night"]
    assert rows(table)[:2] == [["north", "a", "0", "1", "2", "3"], ["", "b", "4", "5", "6", "7"]]
    assert [column["index"] for column in table["columns"]] == [True, True, False, False, False, False]
    assert [column["end"] for column in table["columns"]] == [False, False, True, True, True, True]


@pytest.mark.parametrize("made", [from_values, from_html])
def test_an_index_that_only_counts_is_left_out(made: Json) -> None:
    """Row numbers that nobody gave say nothing on a page."""
    table = made(pd.DataFrame({"side": ["north", "south"], "posts": [3, 12]}))
    assert heads(table) == [[("side", 1), ("posts", 1)]]
    assert rows(table) == [["north", "3"], ["south", "12"]]


def test_a_series_is_a_table() -> None:
    """A count by speaker has its speakers at the left and its name above."""
    table = from_values(pd.Series([3, 1], index=pd.Index(["a", "b"], name="speaker"), name="claims"))
    assert heads(table) == [[("speaker", 1), ("claims", 1)]]
    assert rows(table) == [["a", "3"], ["b", "1"]]


def test_numbers_of_a_column_have_the_same_decimals() -> None:
    """Decimals line up, nothing is invented for what is not there, and days have no hour."""
    table = from_values(
        pd.DataFrame(
            {
                "share": [0.5, 0.125, float("nan"), float("inf")],
                "huge": [1e20, 1.0, 0.0, 2.5],
                "day": pd.to_datetime(pd.Series(["2031-05-01", "2031-05-02", None, "2031-05-03"])),
                "so": [True, False, True, True],
            }
        )
    )
    assert [row[0] for row in rows(table)] == ["0.500", "0.125", "NaN", "inf"]
    assert rows(table)[0][1:] == ["1e+20", "2031-05-01", "True"]
    assert rows(table)[2][2] == "NaT"


def test_a_huge_table_is_cut_and_says_so() -> None:
    """Of 100,000 rows and 60 columns a page shows what it holds, and counts the rest."""
    data = pd.DataFrame(np.zeros((100_000, 60)), columns=[f"c{n}" for n in range(60)])
    stored = frames.values(data, frames.MOST_ROWS)
    assert len(stored["rows"]) == frames.MOST_ROWS
    table = from_values(data)
    assert (len(table["rows"]), len(table["columns"])) == (200, 40)
    assert notes(table) == ["… 99,800 more rows", "… 20 more columns"]
    assert len(from_values(data, 700)["rows"]) == 700


def test_a_long_cell_is_shortened_and_says_so() -> None:
    """A cell of a whole page would push everything else away."""
    table = from_values(pd.DataFrame({"said": ["word " * 500]}))
    assert len(rows(table)[0][0]) <= grids.LONGEST_CELL + 1
    assert rows(table)[0][0].endswith("…")
    assert notes(table) == ["Long cells are shortened; they end in “…”."]


def test_what_pandas_left_out_is_said() -> None:
    """HTML of a long DataFrame has lost its middle; its own words on that stand below the table."""
    table = from_html(pd.DataFrame({"n": range(100)}))
    assert notes(table) == ["100 rows × 1 columns"]
    assert ["...", "..."] in rows(table)


@pytest.mark.parametrize(
    "html",
    [
        "<p>words</p>",
        "<p>words</p><table><tr><td>1</td></tr></table>",
        "<table><tr><td>1</td></tr></table><table><tr><td>2</td></tr></table>",
        "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>",
        "<table></table>",
        "<table>" + "<tr><td>1</td></tr>" * 6_000 + "</table>",
        "<table><tr>" + "<td>1</td>" * 500 + "</tr></table>",
        '<table><tr><td colspan="99999">1</td></tr></table>',
    ],
    ids=range(8),
)
def test_what_is_no_single_table_is_not_taken_for_one(html: str) -> None:
    """Words beside a table, several tables and tables without measure are left to other faces."""
    assert grids.of_html(html) is None


def test_spans_are_filled() -> None:
    """A cell over several rows or columns keeps the others under their heads."""
    table = grids.of_html(
        "<style>td {}</style><table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
        '<tr><td rowspan="2">1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr>'
        '<tr><td colspan="2">6</td><td>7</td></tr></table>'
    )
    assert table is not None
    assert rows(table) == [["1", "2", "3"], ["", "4", "5"], ["6", "6", "7"]]


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [["1", "2"]]},
        {"rows": [[1]]},
        {"heads": []},
        {"heads": [[["a", -1]]]},
        {"heads": [[["a", 2]]]},
        {"ends": []},
        {"rows": None},
        {"index": "x"},
        {"more_rows": -3},
        {"caption": 7},
    ],
)
def test_values_of_another_form_are_refused(change: dict[str, Json]) -> None:
    """What a notebook holds in the kit's name is looked at before it is believed."""
    sound = {"heads": [[["a", 1]]], "rows": [["1"]], "ends": [False]}
    assert grids.checked(sound, "cell 1")
    with pytest.raises(Refused, match="cell 1 is not of the form"):
        grids.checked(sound | change, "cell 1")


@pytest.mark.parametrize("number", range(len(hostile.BATCHES)))
def test_hostile_strings_are_cells(number: int) -> None:
    """In heads and cells, by values and by HTML, a string is what it is."""
    texts = [text for text in hostile.BATCHES[number] if len(text) < 300]
    data = pd.DataFrame([texts], columns=texts, index=["x"])
    table = from_values(data)
    wanted = [showing_as(text) for text in texts[: frames.MOST_COLUMNS]]
    assert rows(table)[0][1:] == wanted
    assert [words for words, _ in heads(table)[0]][1:] == wanted
    found = grids.of_html(data.to_html())
    assert found is not None
    assert all(run["from"] == ["analyst"] for row in found["rows"] for cell in row for run in cell)


def showing_as(text: str) -> str:
    """Return a string with what cannot be shown as its escape."""
    return harmless(text)


@given(st.text(alphabet="<>/=\"'tablerdhcospn 19&;-!", max_size=200))
def test_no_html_breaks_the_reader(html: str) -> None:
    """Broken tags give a table, or none."""
    found = grids.of_html("<table><tr><td>" + html)
    assert found is None or all(len(row) == len(found["columns"]) for row in found["rows"])


@pytest.mark.parametrize(
    "html",
    [
        "<!--" * 200_000,
        "<a " * 200_000,
        "<table><tr><td>" + "a<b>" * 300_000,
        "<table>" + ("<tr>" + "<td>1" * 300) * 1_000,
    ],
)
def test_html_without_measure_is_read_in_part_or_not_at_all(html: str) -> None:
    """Tags that never close, cells without end: what is read of them is bounded."""
    found = grids.of_html(html)
    assert found is None or sum(map(len, found["rows"])) <= 1
    assert len(grids.words_of(html) or "") <= len(html)

"""
Tables of an analyst as plain values for a page: checked, cut to what a page takes, and aligned.

A DataFrame shown in a kernel that knows the kit comes as values (`reportkit.publishing.frames`). Any other
table comes as HTML, and is read here cell by cell with the standard library's parser: its words become words,
whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from reportkit.publishing.frames import FULL_ROWS, MOST_COLUMNS, MOST_ROWS
from reportkit.publishing.prose import Line, Node, analysts
from reportkit.publishing.raster import Refused
from reportkit.wording import added
from reportkit.wording.runs import to_json

LONGEST_CELL = 400  # characters
_READ_WORDS = 10 * LONGEST_CELL  # of a cell before its spaces are brought together
_READ_ROWS, _READ_COLUMNS, _READ_CELLS = (
    5_000,
    400,
    200_000,
)  # of a table in HTML, before it is no table but an attack
_LONGEST_HTML = 2_000_000  # characters
_UNCLOSED = 1_000  # signs that open a tag and never close it: for each the parser goes back and reads again
_NUMBER = re.compile(r"[-+−]?(\d[\d,\u202f']*)?(\.\d+)?([eE][-+]?\d+)?%?")
_BREAKING = {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "pre", "section"}
_NOTHING = {"", "nan", "none", "nat", "<na>", "-", "–", "…", "..."}
# How libraries say beside a table how large it is.
_SIZE = re.compile(r"(\d+ rows × \d+ columns|shape: \([\d_, ]+\))?")


def frame(  # noqa: PLR0913 - the parts of a table, each by its name
    heads: Sequence[Sequence[tuple[str, int]]],
    rows: Sequence[Sequence[str]],
    ends: Sequence[bool],
    *,
    index: int = 0,
    more_rows: int = 0,
    more_columns: int = 0,
    most: int = MOST_ROWS,
    caption: str = "",
    notes: Iterable[str] = (),
) -> Node:
    """
    A table as a page takes it.

    Parameters
    ----------
    heads : sequence of rows of (words, span)
        Rows of heads; the spans of each add up to the number of columns.
    rows : sequence of rows of str
        Its cells; more of them than a page takes are counted.
    ends : sequence of bool
        For each column, whether it is aligned at its end, as numbers are.
    index : int
        How many columns at the start name the row.
    more_rows, more_columns : int
        How many more there are that are not given.
    most : int
        How many rows are shown.
    caption : str
        The analyst's words over it.
    notes : iterable of str
        The analyst's words under it.

    Examples
    --------
    >>> made = frame([[("side", 1), ("posts", 1)]], [["north", "3"]], [False, True], index=1)
    >>> made["columns"], made["rows"][0][1][0]["t"]
    ([{'end': False, 'index': True}, {'end': True, 'index': False}], '3')
    """
    width = min(len(ends), MOST_COLUMNS)
    shown = rows[:most]
    cells = [[_clipped(words) for words in row[:width]] for row in shown]
    cut = any(len(words) > LONGEST_CELL for row in shown for words in row[:width])
    said = added.more(more_rows + len(rows) - len(shown), more_columns + len(ends) - width, cut=cut)
    return {
        "kind": "frame",
        "caption": _line(caption),
        "heads": [list(_first_heads(row, width)) for row in heads],
        "columns": [{"end": bool(end), "index": n < index} for n, end in enumerate(ends[:width])],
        "rows": [[_line(words) for words in row] for row in cells],
        "notes": [*map(to_json, said), *([analysts(_clipped(words))] for words in notes if words)],
        "part": to_json(added.columns_shown()),
    }


def _first_heads(row: Sequence[tuple[str, int]], width: int) -> Iterator[Node]:
    left = width
    for words, span in row:
        if left > 0:
            yield {"line": _line(_clipped(words)), "span": min(span, left)}
        left -= span


def _clipped(words: str) -> str:
    return words if len(words) <= LONGEST_CELL else words[:LONGEST_CELL].rstrip() + "…"


def _line(words: str) -> Line:
    return [analysts(words)] if words else []


def checked(block: Any, cell: str) -> Node:  # noqa: ANN401 - whatever a notebook holds
    """
    Return a table that a notebook holds as values, with every string in it marked as the analyst's.

    Raises
    ------
    Refused
        It is not of the form that the kit writes.

    Examples
    --------
    >>> checked({"heads": [[["a", 1]]], "rows": [["1"]], "ends": [True]}, "cell 3")["rows"]
    [[[{'t': '1', 'from': ['analyst'], 'kind': 'text'}]]]
    """
    try:
        return _believed(block)
    except (KeyError, TypeError, ValueError, AttributeError):
        what = f"the table of {cell} is not of the form that the kit writes"
        fix = "run the notebook again with this version of the kit"
        raise Refused(what, "it cannot be read", fix) from None


def _believed(block: Any) -> Node:  # noqa: ANN401 - see above
    heads = [[(_words(words), _number(span)) for words, span in row] for row in block["heads"]]
    ends = [end is True for end in block["ends"]]
    rows = [[_words(words) for words in row] for row in block["rows"]]
    widths = {sum(span for _, span in row) for row in heads} | {len(row) for row in rows}
    if not heads or not ends or widths != {len(ends)}:
        raise ValueError("rows of unequal length")
    return frame(
        heads,
        rows,
        ends,
        index=_number(block.get("index", 0)),
        more_rows=_number(block.get("more_rows", 0)),
        more_columns=_number(block.get("more_columns", 0)),
        most=min(_number(block.get("most", MOST_ROWS)), FULL_ROWS),
        caption=_words(block.get("caption", "")),
    )


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no words")
    return value


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("no number")
    return value


def of_html(html: str) -> Node | None:
    """
    A table from HTML, or nothing where it is more than one table or has words beside it.

    Parameters
    ----------
    html : str
        What a library shows of a table: pandas and its like.

    Examples
    --------
    >>> made = of_html("<table><tr><th></th><th>n</th></tr><tr><th>a&lt;b</th><td>7</td></tr></table>")
    >>> made["rows"][0][0][0]["t"], made["columns"][1]["end"]
    ('a<b', True)
    >>> of_html("<p>no table</p>") is None
    True
    """
    if _is_beyond_measure(html):
        return None
    found = _Tables()
    try:
        found.feed(html)
        found.close()
        size = _tidy("".join(found.beside))
        if found.tables != 1 or found.nested or not _SIZE.fullmatch(size):
            return None
        return _from_cells(found, size)
    except _TooLarge:
        return None


def words_of(html: str) -> str | None:
    r"""
    The words of HTML, one line for each stretch of them; nothing where it holds a table.

    Examples
    --------
    >>> words_of("<p>one <b>line</b></p><script>no()</script><p>another</p>")
    'one line\nanother'
    >>> words_of("<table></table>") is None
    True
    """
    if _is_beyond_measure(html):
        return None
    found = _Tables()
    try:
        found.feed(html)
        found.close()
    except _TooLarge:
        return None
    lines = (_tidy(line) for line in "".join(found.beside).split("\n"))
    return None if found.tables else "\n".join(line for line in lines if line)


def _is_beyond_measure(html: str) -> bool:
    unclosed = html.count("<") - html.count(">") + 2 * max(0, html.count("<!--") - html.count("-->"))
    return len(html) > _LONGEST_HTML or unclosed > _UNCLOSED


class _TooLarge(Exception):  # noqa: N818 - a signal inside this module
    """There are more cells than any table has."""


@dataclass(slots=True)
class _Cell:
    words: str
    is_head: bool


@dataclass(slots=True)
class _Row:
    in_head: bool
    cells: list[tuple[_Cell, int, int]] = field(default_factory=list)  # with how far down and across it goes


class _Tables(HTMLParser):
    """Reads the cells of a table, and keeps the words beside it apart."""

    def __init__(self) -> None:
        super().__init__()
        self.tables, self.depth, self.nested = 0, 0, False
        self.rows: list[_Row] = []
        self.caption, self.beside = "", [""]
        self._place = ""  # "cell", "caption", "unseen" or nothing
        self._in_head = False
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where the words that follow belong."""
        if tag == "table":
            self.tables, self.depth = self.tables + 1, self.depth + 1
            self.nested = self.nested or self.depth > 1
        elif tag in {"style", "script"}:
            self._place = "unseen"
        elif tag in {"thead", "tbody", "tfoot"}:
            self._in_head = tag == "thead"
        elif tag == "caption":
            self._place = tag
        elif tag == "tr":
            self.rows.append(_Row(self._in_head))
            if len(self.rows) > _READ_ROWS:
                raise _TooLarge
        elif tag in {"td", "th"} and self.rows:
            self._place = "cell"
            given = dict(attrs)
            span = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self.rows[-1].cells.append((_Cell("", tag == "th"), *span))
            self._cells += 1
            if len(self.rows[-1].cells) > _READ_COLUMNS or self._cells > _READ_CELLS:
                raise _TooLarge
        elif tag in _BREAKING:
            self.handle_data(" " if self._place else "\n")

    def handle_endtag(self, tag: str) -> None:
        """Note that what was begun has ended."""
        if tag == "table":
            self.depth -= 1
        elif tag == "thead":
            self._in_head = False
        if tag in {"td", "th", "caption", "style", "script", "tr", "table"}:
            self._place = ""
        elif tag in _BREAKING and not self._place:
            self.beside.append("\n")

    def handle_data(self, data: str) -> None:
        """Put words where they belong."""
        if self._place == "cell":
            cell = self.rows[-1].cells[-1][0]
            if len(cell.words) <= _READ_WORDS:  # a page shows far less of it
                cell.words += data
        elif self._place == "caption":
            self.caption += data
        elif not self._place:
            self.beside.append(data)


def _span(value: str | None) -> int:
    number = int(value) if value and value.isascii() and value.isdigit() and len(value) < 6 else 1  # noqa: PLR2004
    return max(1, number)


def _spread(rows: Sequence[_Row]) -> Iterator[list[tuple[_Cell, int]]]:
    """Yield the rows with every cell at its place: one that goes further down is empty in the next row."""
    below: dict[int, tuple[int, bool]] = {}  # column: rows still covered from above
    for row in rows:
        made: list[tuple[_Cell, int]] = []
        cells, at = iter(row.cells), 0
        while True:
            if at in below:
                left, is_head = below.pop(at)
                if left > 1:
                    below[at] = (left - 1, is_head)
                made.append((_Cell("", is_head), 1))
                at += 1
                continue
            cell = next(cells, None)
            if cell is None:
                break
            what, down, across = cell
            made.append((what, across))
            if down > 1:
                below |= {at + n: (down - 1, what.is_head) for n in range(min(across, _READ_COLUMNS))}
            at += across
            if at > _READ_COLUMNS:
                raise _TooLarge
        yield made


def _from_cells(found: _Tables, size: str) -> Node | None:
    spread = list(_spread([row for row in found.rows if row.cells]))
    kept = [row.in_head for row in found.rows if row.cells]
    if not any(kept):  # without a head of its own, a first row of heads is one
        kept = [n == 0 and all(cell.is_head for cell, _ in row) for n, row in enumerate(spread)]
    above = [row for row, in_head in zip(spread, kept, strict=True) if in_head]
    body = [row for row, in_head in zip(spread, kept, strict=True) if not in_head]
    width = max((sum(span for _, span in row) for row in spread), default=0)
    if not width:
        return None
    index = min((_leading_heads(row) for row in body), default=0)
    rows = [_filled([_tidy(cell.words) for cell, span in row for _ in range(span)], width) for row in body]
    heads = [[(_tidy(cell.words), span) for cell, span in row] for row in above]
    heads = _with_index_names([_padded(row, width) for row in heads] or [[("", 1)] * width], index)
    heads, rows, index = _without_counting(heads, rows, index)
    ends = [_are_numbers(column) for column in zip(*rows, strict=True)] if rows else [False] * _width(heads)
    return frame(heads, rows, ends, index=index, caption=_tidy(found.caption), notes=[size])


def _tidy(words: str) -> str:
    return " ".join(words.split())


def _width(heads: Sequence[Sequence[tuple[str, int]]]) -> int:
    return sum(span for _, span in heads[0])


def _leading_heads(row: Sequence[tuple[_Cell, int]]) -> int:
    count = 0
    for cell, span in row:
        if not cell.is_head:
            break
        count += span
    return count


def _filled(row: list[str], width: int) -> list[str]:
    return [*row[:width], *([""] * (width - len(row)))]


def _padded(row: list[tuple[str, int]], width: int) -> list[tuple[str, int]]:
    return [*row, *([("", 1)] * (width - sum(span for _, span in row)))]


def _with_index_names(heads: list[list[tuple[str, int]]], index: int) -> list[list[tuple[str, int]]]:
    """Return the heads with the names of the index, which pandas puts in a row of their own, in the last."""
    if len(heads) < 2 or not index or any(span > 1 for row in heads[-2:] for _, span in row):  # noqa: PLR2004
        return heads
    *others, last, names = heads
    if any(words for words, _ in names[index:]) or any(words for words, _ in last[:index]):
        return heads
    return [*others, [*names[:index], *last[index:]]]


def _without_counting(
    heads: list[list[tuple[str, int]]], rows: list[list[str]], index: int
) -> tuple[list[list[tuple[str, int]]], list[list[str]], int]:
    """Return the table without an index that only counts its rows: it was not given, and says nothing."""
    counts = [row[0] for row in rows] == [str(n) for n in range(len(rows))]
    nameless = all(row[0] == ("", 1) for row in heads)
    if index != 1 or not counts or not nameless or _width(heads) == 1:
        return heads, rows, index
    return [row[1:] for row in heads], [row[1:] for row in rows], 0


def _are_numbers(column: Iterable[str]) -> bool:
    """Return whether a column holds numbers, and what stands for a number that is not there."""
    said = [words for words in column if words.casefold() not in _NOTHING]
    return bool(said) and all(_NUMBER.fullmatch(words) for words in said)

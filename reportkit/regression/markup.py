"""
HTML as it is read: its tables row by row, and the words outside them.

Styles, attributes and the nesting of elements are left out: a changed colour is no changed result, and a
table compares by its cells. What is hidden in scripts and style sheets is left out too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_UNREAD = frozenset({"script", "style", "template", "head", "title"})
_INLINE = frozenset(
    {*("a", "abbr", "b", "bdi", "bdo", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span"), "strong"}
    | {"sub", "sup", "u", "var", "wbr"}
)
_MOST_SPANNED = 1000  # columns or rows; HTML itself stops there


def read(html: str) -> list[Any]:
    """
    The parts of some HTML in their order: words as strings, tables as {"columns", "index", "rows"}.

    Parameters
    ----------
    html : str
        Any text; what is no sound HTML is read as a browser would.

    Returns
    -------
    list of str or dict
        Of a table: the heads of its columns (several rows of heads joined by " / "), how many columns at its
        left are heads of rows, and its rows as words.

    Examples
    --------
    >>> read("<p>Two <b>rows</b></p><table><tr><th>id<th>n<tr><th>a<td>1</table>")
    ['Two rows', {'columns': ['id', 'n'], 'index': 1, 'rows': [['a', '1']]}]
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.parts()


@dataclass(slots=True)
class _Cell:
    """A cell of a table while it is read."""

    words: list[str]
    head: bool
    columns: int
    rows: int


@dataclass(slots=True)
class _Table:
    """A table while it is read: its rows, and which of them stand in its head."""

    rows: list[list[_Cell]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    in_head: bool = False


class _Reader(HTMLParser):
    """Gathers parts; a table inside a cell counts as words of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[Any] = []
        self._words: list[str] = []
        self._table: _Table | None = None
        self._cell: _Cell | None = None
        self._depth = self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what an element opens."""
        if tag in _UNREAD:
            self._unread += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self._close_words()
                self._table = _Table()
        if self._table is None or self._depth != 1:
            self._break(tag)
        elif tag in {"thead", "tbody", "tfoot"}:
            self._table.in_head = tag == "thead"
        elif tag == "tr":
            self._cell = None
            self._table.rows.append([])
            self._table.heads.append(self._table.in_head)
        elif tag in {"td", "th"} and self._table.rows:
            spans = dict(attrs)
            self._cell = _Cell([], tag == "th", _span(spans.get("colspan")), _span(spans.get("rowspan")))
            self._table.rows[-1].append(self._cell)
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what an element closes."""
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth and self._table is not None:
                self._parts.append(_grid(self._table))
                self._table = self._cell = None
        elif tag in {"td", "th"} and self._depth == 1:
            self._cell = None
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self._unread:
            (self._cell.words if self._cell else self._words).append(data)

    def parts(self) -> list[Any]:
        """Return what was read; a table that is not closed ends with the text."""
        if self._table is not None:
            self._parts.append(_grid(self._table))
            self._table = self._cell = None
        self._close_words()
        return self._parts

    def _break(self, tag: str) -> None:
        """End a line of words at an element that a browser sets apart."""
        if tag in _INLINE or tag in _UNREAD:
            return
        if self._cell:
            self._cell.words.append(" ")
        elif self._table is None:
            self._close_words()

    def _close_words(self) -> None:
        if words := _joined(self._words):
            self._parts.append(words)
        self._words = []


def _span(value: str | None) -> int:
    text = value or ""
    return min(_MOST_SPANNED, max(1, int(text))) if text.isascii() and text.isdigit() else 1


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())


def _grid(table: _Table) -> dict[str, Any]:
    """Return a table with every cell repeated over the columns and rows that it spans."""
    grid: dict[tuple[int, int], _Cell] = {}
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in grid:
                x += 1
            for down in range(min(cell.rows, len(table.rows) - y)):
                grid.update({(y + down, x + right): cell for right in range(cell.columns)})
            x += cell.columns
    width = 1 + max((x for _, x in grid), default=-1)
    lines = [[grid.get((y, x)) for x in range(width)] for y in range(len(table.rows))]
    if lines and not any(table.heads):  # no thead: heads alone make a row of heads
        table.heads[0] = all(cell and cell.head for cell in lines[0])
    words = [[_joined(cell.words) if cell else "" for cell in line] for line in lines]
    body = [y for y, head in enumerate(table.heads) if not head]
    heads = [words[y] for y, head in enumerate(table.heads) if head]
    index = min((_leading(lines[y]) for y in body), default=0)
    columns = [
        " / ".join(dict.fromkeys(line[x] for line in heads if line[x])) if heads else f"{x + 1}"
        for x in range(width)
    ]
    return {"columns": columns, "index": index, "rows": [words[y] for y in body]}


def _leading(line: list[_Cell | None]) -> int:
    """Return how many cells at the left of a row are heads of the row."""
    return next((x for x, cell in enumerate(line) if not (cell and cell.head)), 0)

"""
Two tables held against each other by the keys of their rows.

The key of a row is what the table names it by, or the words of as few columns at its left as tell all rows
apart. Rows that stand in another order are the same rows, unless the order counts; without a key they are
compared in their order. An index that only counts rows (0, 1, 2 …) says nothing of them and is no key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from reportkit.regression.differences import NOTHING, Difference, Json, below, between
from reportkit.regression.shown import words
from reportkit.regression.values import close, compare, paired

Cells: TypeAlias = "Callable[[Json, Json], Iterator[Difference]]"
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table as it is compared.

    Parameters
    ----------
    heads : tuple of str
        The heads of its columns.
    rows : tuple of tuple
        Its cells.
    texts : tuple of tuple of str
        The words of each cell.
    keys : tuple of str
        What the table names its rows by; none if it does not.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Json, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()


def blocks(was: Mapping[str, Json], now: Mapping[str, Json], *, ordered: bool) -> Iterator[Difference]:
    """
    Yield what differs between two table blocks.

    Parameters
    ----------
    was, now : mapping
        Blocks of the kind "table", their lines as `reportkit.regression.shown.compact` makes them.
    ordered : bool
        Whether the order of rows counts.
    """
    inside = {"columns", "rows", "row_labels"}
    yield from compare(*({key: table[key] for key in table if key not in inside} for table in (was, now)))
    widths = [[column.get("width") for column in table.get("columns", ())] for table in (was, now)]
    if widths[0] != widths[1] and len(widths[0]) == len(widths[1]):
        yield between(widths[0], widths[1], "widths of the columns")
    yield from tables(_of_block(was), _of_block(now), compare, ordered=ordered)


def parts(was: Sequence[Json], now: Sequence[Json], *, ordered: bool) -> Iterator[Difference]:
    """
    Yield what differs between two readings of HTML: its tables by key, its words literally.

    Parameters
    ----------
    was, now : sequence of str or dict
        As `reportkit.regression.markup.read` gives them.
    ordered : bool
        Whether the order of rows counts.

    Examples
    --------
    >>> table = {"columns": ["", "n"], "index": 1, "rows": [["a", "1"], ["b", "2"]]}
    >>> turned = table | {"rows": [["b", "3"], ["a", "1"]]}
    >>> [(one.path, one.was, one.now) for one in parts([table], [turned], ordered=False)]
    [(('row “b”', 'column “n”'), '2', '3')]
    """
    kinds = [["table" if isinstance(part, dict) else "words" for part in side] for side in (was, now)]
    for before, after in paired(*kinds):
        one, other = (NOTHING if n is None else side[n] for n, side in ((before, was), (after, now)))
        if isinstance(one, dict) and isinstance(other, dict):
            first = 1 if _only_counts(one) and _only_counts(other) else 0
            yield from tables(_of_html(one, first), _of_html(other, first), _text, ordered=ordered)
        else:
            yield from compare(*(_flat(part) for part in (one, other)))


def tables(was: Table, now: Table, cells: Cells, *, ordered: bool) -> Iterator[Difference]:
    """
    Yield what differs between two tables; a changed cell is told by its row's key and its column's head.

    Parameters
    ----------
    was, now : Table
        The tables.
    cells : callable
        Yields what differs between two cells.
    ordered : bool
        Whether the order of rows counts.
    """
    columns = [*paired(was.heads, now.heads)]
    for before, after in columns:
        if before is None or after is None or was.heads[before] != now.heads[after]:
            yield between(_head(was, before), _head(now, after), "columns")
    both = [(left, right) for left, right in columns if left is not None and right is not None]
    for name, before, after in _rows(was, now, ordered=ordered):
        if before is None or after is None:
            yield between(_row(was, before), _row(now, after), name)
            continue
        for left, right in both:
            found = cells(was.rows[before][left], now.rows[after][right])
            head = f"“{now.heads[right]}”" if now.heads[right] else str(right + 1)
            yield from below(name, below(f"column {head}", found))


def _rows(was: Table, now: Table, *, ordered: bool) -> Iterator[tuple[str, int | None, int | None]]:
    """Yield the name of each row with its place in both tables, None where it is not there."""
    keys = _keys(was, now)
    if keys is None:
        for before, after in paired(*([*map(repr, table.texts)] for table in (was, now))):
            yield f"row {1 + next(n for n in (after, before) if n is not None)}", before, after
        return
    one, other = keys
    if ordered:
        pairs = [*paired(one, other)]
    else:
        place = {key: n for n, key in enumerate(other)}
        pairs = [(n, place.pop(key, None)) for n, key in enumerate(one)]
        pairs += [(None, n) for n in place.values()]
    for before, after in pairs:
        yield f"row “{one[before] if before is not None else other[after or 0]}”", before, after


def _keys(was: Table, now: Table) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return what tells the rows of both tables apart; None where only all their cells together do."""
    for columns in range(1, max(2, min(len(was.heads), len(now.heads)))):
        keys = [
            table.keys or tuple(" · ".join(filter(None, row[:columns])) for row in table.texts)
            for table in (was, now)
        ]
        if all(all(some) and len(set(some)) == len(some) for some in keys):
            return keys[0], keys[1]
    return None


def _of_block(block: Mapping[str, Json]) -> Table:
    heads = tuple(_words(column.get("head")) for column in block.get("columns", ()))
    rows = tuple(_filled(row, len(heads)) for row in block.get("rows", ()))
    texts = tuple(tuple(_words(cell) for cell in row) for row in rows)
    return Table(heads, rows, texts, tuple(map(str, block.get("row_labels", ()))))


def _of_html(table: Mapping[str, Json], first: int) -> Table:
    heads = tuple(map(str, table["columns"][first:]))
    rows = tuple(_filled(row[first:], len(heads)) for row in table["rows"])
    index = table["index"] - first
    keys = tuple(" · ".join(row[:index]) for row in rows) if index > 0 else ()
    return Table(heads, rows, rows, keys if all(keys) and len(set(keys)) == len(keys) else ())


def _only_counts(table: Mapping[str, Json]) -> bool:
    return table["index"] == 1 and [row[0] for row in table["rows"]] == [
        str(n) for n in range(len(table["rows"]))
    ]


def _filled(row: Sequence[Json], width: int) -> tuple[Json, ...]:
    return (*row, *[""] * width)[:width]


def _words(value: Json) -> str:
    """Return the words of a head or a cell of a block."""
    if isinstance(value, dict):
        return " ".join(_words(line) for line in value.get("lines", ())) or str(value.get("mark") or "")
    return words(value) if isinstance(value, str) else ""


def _text(was: Json, now: Json) -> Iterator[Difference]:
    """Yield the difference of two cells of words; words that are numbers agree as numbers do."""
    numbers = _NUMBER.fullmatch(was) and _NUMBER.fullmatch(now)
    if was != now and not (numbers and close(float(was), float(now))):
        yield between(was, now)


def _flat(part: Json) -> Json:
    return " | ".join(part["columns"]) if isinstance(part, dict) else part


def _head(table: Table, at: int | None) -> str:
    return "" if at is None else table.heads[at] or f"column {at + 1}"


def _row(table: Table, at: int | None) -> str:
    return "" if at is None else " | ".join(filter(None, table.texts[at]))

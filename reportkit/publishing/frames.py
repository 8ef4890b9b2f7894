"""
Tables of pandas as plain values: heads, cells as words, and how many more there are.

It is done where the table is, in the notebook's kernel, and for as many rows as a page may show; what is
stored is words and not objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_ROWS, MOST_COLUMNS = 200, 40  # that a page shows of one table; more rows only if asked for
FULL_ROWS = 1_000
_LONGEST = 400  # characters of a cell: what is longer is cut on the page as well
_TOO_LONG = 1e15  # numbers from here on have more digits than are known


def values(data: Any, rows: int) -> dict[str, Any]:  # noqa: ANN401 - of pandas
    """
    Return a table of pandas as plain values: heads, cells as words, and how many more there are.

    Numbers of a column have as many decimals as the one that needs most; `display.float_format` and
    `display.precision` of pandas count. An index that only counts the rows is left out.

    Parameters
    ----------
    data : pandas.DataFrame or pandas.Series
        The table.
    rows : int
        How many rows are kept.

    Examples
    --------
    >>> import pandas as pd
    >>> made = values(pd.DataFrame({"n": [1.5, 2.25]}, index=pd.Index(["a", "b"], name="side")), 10)
    >>> made["heads"], made["rows"]
    ([[['side', 1], ['n', 1]]], [['a', '1.50'], ['b', '2.25']])
    """
    table = data if data.ndim > 1 else data.to_frame("" if data.name is None else data.name)
    head = table.iloc[:rows, :MOST_COLUMNS]
    index = [] if _only_counts(table.index) else list(_index_columns(head.index))
    columns = [head.iloc[:, n] for n in range(head.shape[1])]
    cells = [*index, *(list(_cells(column)) for column in columns)]
    return {
        "kind": "frame",
        "heads": [[[words, span] for words, span in row] for row in _heads(head, len(index))],
        "rows": [list(row) for row in zip(*cells, strict=True)] if cells else [],
        "ends": [*(False for _ in index), *(column.dtype.kind in "iufc" for column in columns)],
        "index": len(index),
        "most": rows,
        "more_rows": len(table) - len(head),
        "more_columns": table.shape[1] - head.shape[1],
    }


def _only_counts(index: Any) -> bool:  # noqa: ANN401 - of pandas
    is_range = type(index).__name__ == "RangeIndex"
    return is_range and index.name is None and (index.start, index.step) == (0, 1)


def _heads(table: Any, index: int) -> Iterator[list[tuple[str, int]]]:  # noqa: ANN401 - of pandas
    """Yield the rows of heads: equal neighbours of an upper level are one, names of the index come last."""
    levels, labels = table.columns.nlevels, list(table.columns)
    paths = [label if isinstance(label, tuple) and levels > 1 else (label,) for label in labels]
    level_names, index_names = list(table.columns.names), list(table.index.names)
    for level in range(levels):
        is_last = level == levels - 1
        row: list[tuple[str, int]] = [("", 1)] * index
        if index and is_last and any(name is not None for name in index_names):
            row = [(_words(name) if name is not None else "", 1) for name in index_names]
        elif index and level_names[level] is not None:
            row[-1] = (_words(level_names[level]), 1)
        before: Any = None
        for path in paths:
            if not is_last and before is not None and path[: level + 1] == before:
                row[-1] = (row[-1][0], row[-1][1] + 1)
            else:
                row.append((_words(path[level]), 1))
            before = path[: level + 1]
        yield row


def _index_columns(index: Any) -> Iterator[list[str]]:  # noqa: ANN401 - of pandas
    """Yield the words of each level of an index; an outer one says only once what holds for several rows."""
    levels = [list(_cells(index.get_level_values(n).to_series())) for n in range(index.nlevels)]
    for n, level in enumerate(levels):
        outer = list(zip(*levels[: n + 1], strict=True))
        same = [bool(y) and outer[y] == outer[y - 1] for y in range(len(level))]
        yield (
            level
            if n == len(levels) - 1
            else ["" if y else words for words, y in zip(level, same, strict=True)]
        )


def _cells(column: Any) -> Iterator[str]:  # noqa: ANN401 - of pandas
    if column.dtype.kind == "f":
        yield from _numbers([float(value) for value in column])
    elif column.dtype.kind == "M":
        said = [_words(value) for value in column]
        midnight = " 00:00:00"
        days = all(words.endswith(midnight) or words == "NaT" for words in said)
        yield from (words.removesuffix(midnight) for words in said) if days else said
    else:
        yield from map(_words, column)


def _numbers(numbers: Sequence[float]) -> Iterator[str]:
    """Yield numbers with as many decimals as the one that needs most."""
    import pandas as pd  # noqa: PLC0415 - whoever gives a table has it

    own, most = pd.get_option("display.float_format"), int(pd.get_option("display.precision"))
    finite = [number for number in numbers if number - number == 0]  # neither infinite nor no number
    fits = all(number == 0 or 10**-most <= abs(number) < _TOO_LONG for number in finite)
    places = max((len(f"{number:.{most}f}".rstrip("0").rpartition(".")[2]) for number in finite), default=0)
    for number in numbers:
        if own is not None:
            yield str(own(number))
        elif number != number:  # noqa: PLR0124 - this is how a number says that it is none
            yield "NaN"
        else:
            yield f"{number:.{places}f}" if fits else f"{number:.{most}g}"


def _words(value: object) -> str:
    """Return a value in words; what is longer than a cell on the page is cut a little after that."""
    try:
        words = str(value)
    except Exception:  # noqa: BLE001 - anything can stand in a table
        return f"({type(value).__name__})"
    return words[: _LONGEST + 1]

"""The data dictionary: what a table's columns mean, to look at in a notebook and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reportkit import faces
from reportkit.faces import Face, Grid
from reportkit.problems import Unknown, clipped, nearest, visible
from reportkit.tables.declared import TABLES
from reportkit.tables.records import DTYPES, NEVER, Column, Table

_PAGE = """\
# Data dictionary

The tables of a case, and of a whole corpus: `case.tables["claims"]`, or `case.claims` for the usual ones.
Each is a pandas DataFrame with exactly these columns, in this order and of these types, also without rows.
`rk.dictionary("claims")` shows one of them in a notebook. This page is made from the same declarations;
after a change: `REPORTKIT_WRITE_DICTIONARY=1 pytest tests/test_case_tables.py`.

There is no fact table among them. Every row is something that somebody said, or is derived from it; what a
column says of the world is said by the speaker of that row.

"""
_DAYS = """\
Days are text in ISO form and no timestamps. What speakers give is a whole day of a calendar: a timestamp
would put a midnight into it that nobody stated. ISO text sorts and compares as days do
(`events["latest"] < "2031-05-03"`) and comes back the same from CSV, JSON and Parquet;
`pd.to_datetime(events["latest"])` makes timestamps of it where you need them. Lists are tuples in columns of
the dtype object; `frame.explode("incidents")` makes rows of them.
"""


class UnknownTable(Unknown):
    """Raised for a table that there is not; the message names the nearest."""


@dataclass(frozen=True, slots=True, repr=False)
class Dictionary:
    """What the columns of one table mean; it displays itself."""

    table: Table

    def __repr__(self) -> str:
        """Return it as aligned text."""
        return faces.text(self.face())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return it as HTML and as text, for IPython."""
        del include, exclude
        return faces.bundle(self.face())

    def face(self) -> Face:
        """Return what it shows."""
        table = self.table
        definitions = (
            ("one row is", (table.row,)),
            ("told apart by", (", ".join(table.key),)),
            ("refers to", tuple(_reference(column) for column in table.references)),
        )
        rows = tuple(
            (column.name, column.dtype, _meaning(column), "" if column.missing == NEVER else column.missing)
            for column in table.columns
        )
        grid = Grid(("column", "dtype", "means", "where missing"), rows, whole=True)
        return Face("Table", table.name, definitions, (grid,))


def dictionary(table: str | object) -> Dictionary:
    """
    Return what the columns of a table mean.

    Parameters
    ----------
    table : str or DataFrame
        The name of a table of a case, or the table itself.

    Raises
    ------
    UnknownTable
        If there is no such table; the nearest is named.

    Examples
    --------
    >>> dictionary("scopes").table.key
    ('claim',)
    """
    return Dictionary(declared(table if isinstance(table, str) else _name_of(table)))


def declared(name: str) -> Table:
    """Return the declaration of a table by its name; `UnknownTable` names the nearest."""
    if name not in TABLES:
        fix = nearest(name, TABLES, where="the data dictionary")
        raise UnknownTable(f"there is no table '{clipped(visible(name))}': {fix}")
    return TABLES[name]


def page() -> str:
    """
    Return the data dictionary of all tables as Markdown.

    Examples
    --------
    >>> page().splitlines()[0]
    '# Data dictionary'
    """
    kinds = [
        "| dtype | holds |",
        "|---|---|",
        *(f"| {dtype} | {words} |" for dtype, words in DTYPES.values()),
    ]
    parts = [_PAGE, _lines(kinds), "\n", _DAYS]
    parts += ["\n" + _lines(_section(table)) for table in TABLES.values()]
    return "".join(parts)


def _section(table: Table) -> Iterator[str]:
    yield from (f"## {table.name}", "", f"One row is {table.row}. Told apart by {_names(table.key)}.", "")
    yield from ("| column | dtype | means | where missing |", "|---|---|---|---|")
    for column in table.columns:
        missing = "–" if column.missing == NEVER else column.missing
        yield f"| `{column.name}` | {column.dtype} | {_meaning(column)} | {missing} |"
    if table.references:
        yield from ("", "It refers to other tables:", "")
        yield from (f"- {_reference(column, code='`')}" for column in table.references)


def _meaning(column: Column) -> str:
    return column.means + (f" (codebook: {column.words})" if column.words else "")


def _reference(column: Column, code: str = "") -> str:
    each = "each of " if column.holds == "list" else ""
    beyond = ", which may stand outside of these documents" if column.beyond else ""
    return f"{each}{code}{column.name}{code} → {code}{column.refers}{code}{beyond}"


def _names(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def _name_of(frame: object) -> str:
    """Return which table a frame is; what is made by joining several is none."""
    attrs = getattr(frame, "attrs", None)
    if not isinstance(attrs, Mapping) or "table" not in attrs:
        fix = f"give the name of one: {', '.join(TABLES)}"
        raise UnknownTable(f"this {type(frame).__name__} is no table of a case: {fix}")
    return str(attrs["table"])


def _lines(lines: Iterator[str] | list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

"""
Frames: pandas DataFrames made from a declaration, that show what they hold as it is.

A frame is a DataFrame in everything. Beyond that it knows which table it is (``frame.attrs["table"]``),
shows hidden characters and lets no ``$`` become mathematics, and asks which column was meant when there
is none of a name. What is made from a frame is a frame again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from reportkit.problems import Unknown, clipped, nearest, no_name, visible

if TYPE_CHECKING:
    from reportkit.tables.records import Table


class UnknownColumn(Unknown):
    """Raised for a column that a frame does not have; the message names the nearest."""


class Frame(pd.DataFrame):
    """A DataFrame that shows its content literally; `frame` makes one."""

    @property
    def _constructor(self) -> type[Frame]:
        return Frame

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - as of a DataFrame
        """Return what a DataFrame returns; a name that is no column is told with the nearest."""
        try:
            return super().__getitem__(key)
        except KeyError as error:
            if (name := _absent(key, self.columns)) is None:
                raise
            raise self._unknown(name) from error

    def __getattr__(self, name: str) -> Any:  # type: ignore[misc] # noqa: ANN401 - as of a DataFrame
        """Return what a DataFrame returns; a name that is no column is told with the nearest."""
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name.startswith("_"):
                raise
            raise no_name(self._called(), name, map(str, self.columns)) from None

    def __repr__(self) -> str:
        """Return the frame as pandas prints it, with every hidden character shown."""
        return repr(_literal(self))

    def _repr_html_(self) -> str | None:
        with pd.option_context("display.html.use_mathjax", False):  # noqa: FBT003 - pandas' way
            found: str | None = _literal(self)._repr_html_()  # type: ignore[operator]
        return found

    def _called(self) -> str:
        table = self.attrs.get("table")
        return f"the table '{table}'" if table else "this table"

    def _unknown(self, name: str) -> UnknownColumn:
        fix = nearest(name, map(str, self.columns), where="its columns")
        return UnknownColumn(f"{self._called()} has no column '{clipped(visible(name))}': {fix}")


def frame(rows: Iterable[Mapping[str, Any]], table: Table) -> Frame:
    """
    Return rows as a frame with the columns and dtypes that a table declares, also without rows.

    Examples
    --------
    >>> from reportkit.tables.declared import CLAIMS
    >>> str(frame([], CLAIMS)["withdrawn"].dtype)
    'boolean'
    """
    rows = tuple(rows)
    made = Frame(
        {c.name: pd.Series([row[c.name] for row in rows], dtype=_dtype(c.dtype)) for c in table.columns}
    )
    made.attrs["table"] = table.name
    return made


def _dtype(name: str) -> Any:  # noqa: ANN401 - pandas names a dtype in many ways
    """Return a dtype; text is kept by Python itself, so that it is the same with and without pyarrow."""
    return pd.StringDtype("python") if name == "string" else name


def _absent(key: object, columns: Iterable[Hashable]) -> str | None:
    """Return the first name in a key that is no column; None where it holds something else than names."""
    known = set(columns)
    names = [key] if isinstance(key, str) else key if isinstance(key, list) else []
    return next((name for name in names if isinstance(name, str) and name not in known), None)


def _literal(found: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for display: lists as words, everything hidden shown."""
    plain = pd.DataFrame(found)
    shown = plain.copy()
    for number, dtype in enumerate(plain.dtypes):
        if dtype in ("object", "string"):
            shown.isetitem(number, pd.array([_cell(value) for value in plain.iloc[:, number]], dtype=object))
    return shown


def _cell(value: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(value, tuple):
        return _cell(", ".join(map(str, value)))
    return visible(value) if isinstance(value, str) and not value.isprintable() else value

"""A table and its columns as records: what a row is, what a column means, and what a gap in it means."""

from __future__ import annotations

from dataclasses import dataclass

NEVER = "never missing"

# What stands in a column, by the name used in declarations: pandas' dtype, and what it is in words.
DTYPES = {
    "text": ("string", "text"),
    "day": ("string", "a day as ISO text, 2031-05-02"),
    "number": ("Int64", "a whole number"),
    "flag": ("boolean", "true or false"),
    "list": ("object", "a tuple, empty where there is none"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a table.

    Parameters
    ----------
    name : str
        Its name in the frame.
    holds : str
        A key of `DTYPES`.
    means : str
        What it says, in the words of the subject.
    missing : str
        What it means where nothing stands in it.
    words : str
        The vocabulary of the codebook that its words are from.
    refers : str
        The column it refers to, as "table.column"; each entry of a list refers.
    beyond : bool
        Whether what it refers to may stand outside of these documents.
    """

    name: str
    holds: str
    means: str
    missing: str = NEVER
    words: str = ""
    refers: str = ""
    beyond: bool = False

    @property
    def dtype(self) -> str:
        """The dtype of the column in a frame, also of one without rows."""
        return DTYPES[self.holds][0]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what one row of it is, the columns that tell its rows apart, all its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def references(self) -> tuple[Column, ...]:
        """The columns that refer to another table."""
        return tuple(column for column in self.columns if column.refers)

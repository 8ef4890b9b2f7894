"""
Dates and gaps as values, and the problem of one that cannot be read.

A date keeps what was written: its form, its ends at their own precision, and its doubt. What
it bounds is derived from that, never stored beside it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from reportkit.problems import visible

Kind = Literal["day", "month", "year", "night", "by", "from", "between", "none"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_SHOWN = 60  # characters of a text that a problem quotes


class DateProblem(ValueError):  # noqa: N818 - a problem in what somebody wrote, told like all others
    """
    Raised for a date or gap that cannot be read.

    ``what`` is wrong, ``why`` it cannot stand and the remedy ``fix`` are sentences for the
    person who wrote it; control characters of the text are shown escaped.
    """

    def __init__(self, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.what, self.why, self.fix = what, why, fix

    def __str__(self) -> str:
        """Return the problem in one line."""
        return f"{self.what}: {self.why}; {self.fix}"


@dataclass(frozen=True, slots=True)
class Period:
    """A whole day, month (``day`` 0) or year (``month`` 0) of the Gregorian calendar, years 1 to 9999."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        """Return it in digits, at its own precision."""
        return f"{self.year:04d}" + "".join(f"-{part:02d}" for part in (self.month, self.day) if part)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.month or len(MONTHS)
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class When:
    """
    A date as somebody stated it, with what it leaves open; `parse` makes it.

    Parameters
    ----------
    kind : str
        One of the forms of this module: day, month, year, night, by, from, between, none.
    start, end : Period, optional
        The ends as written; equal for a day, month or year, None where the form has no such end.
    uncertain, approximate : bool
        Whether the date was marked ``?`` or ``about``.
    """

    kind: Kind
    start: Period | None = None
    end: Period | None = None
    uncertain: bool = False
    approximate: bool = False

    @property
    def named(self) -> tuple[date | None, date | None]:
        """First and last day that the words name, doubt left aside: where to draw, not what to rely on."""
        return (self.start.first if self.start else None, self.end.last if self.end else None)

    @property
    def first(self) -> date | None:
        """Earliest day on which it may have been; None where the words set no such bound."""
        return None if self.uncertain or self.approximate else self.named[0]

    @property
    def last(self) -> date | None:
        """Latest day on which it may have been; None where the words set no such bound."""
        return None if self.uncertain or self.approximate else self.named[1]

    @property
    def precise(self) -> bool:
        """Whether it is one whole day, free of doubt."""
        return self.kind == "day" and not (self.uncertain or self.approximate)

    @property
    def words(self) -> str:
        """The date as people write it; ``parse(when.words) == when``."""
        if self.kind == "none":
            return "none"
        if self.kind == "between":
            return f"between {self.start} and {self.end}"
        prefix = {"by": "by ", "from": "from ", "night": "night of "}.get(self.kind, "")
        about, doubt = "about " if self.approximate else "", "?" if self.uncertain else ""
        return f"{about}{prefix}{self.end if self.kind == 'by' else self.start}{doubt}"

    def __str__(self) -> str:
        """Return the date as people write it."""
        return self.words


@dataclass(frozen=True, slots=True)
class Gap:
    """How long after: ``low_days`` at least, ``high_days`` at most (None is open), as in ``words``."""

    low_days: int
    high_days: int | None
    words: str

    def __str__(self) -> str:
        """Return the gap as people write it."""
        return self.words


def shown(text: str) -> str:
    """Return a text as a problem quotes it: cut where it is long, control characters escaped."""
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"'{visible(short)}'"

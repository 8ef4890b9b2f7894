"""The day that a reader asks about, as people write it."""

from __future__ import annotations

from reportkit import dates
from reportkit.dates import When
from reportkit.problems import Told


class NotADay(Told, ValueError):  # noqa: N818 - a day that cannot be read is told, not a fault
    """Raised for a day that is no date; the message says what to write instead."""


def day_of(words: str, name: str = "day") -> When | None:
    """
    Return a day as a date; none for an empty one.

    Parameters
    ----------
    words : str
        The day as people write it.
    name : str
        What the parameter is called, for the message.

    Raises
    ------
    NotADay
        If it is no date.

    Examples
    --------
    >>> str(day_of("2031-05").first), day_of(" ")
    ('2031-05-01', None)
    """
    if not words.strip():
        return None
    try:
        return dates.parse(words)
    except dates.DateProblem as problem:
        raise NotADay(f"{name}: {problem}") from None

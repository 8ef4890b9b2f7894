"""Reading a date: one of the forms, or a problem that says what to write instead."""

from __future__ import annotations

from reportkit.dates.advice import refused
from reportkit.dates.forms import read
from reportkit.dates.records import When


def parse(text: str) -> When:
    """
    Read a date as people write it.

    Parameters
    ----------
    text : str
        One of the forms of `reportkit.dates`; white space around and between words does not count.

    Raises
    ------
    DateProblem
        For an empty text, a day that does not exist, ends that are reversed, equal or overlap, a
        bound in doubt, day and month that could be either way round, and any other spelling; the
        remedy names the right one where it can be told.

    Examples
    --------
    >>> when = parse("by 2031-05-03")
    >>> when.first, when.last
    (None, datetime.date(2031, 5, 3))
    >>> parse("about 2031-05").first is None
    True
    >>> parse("20 April 2031")
    Traceback (most recent call last):
    reportkit.dates.records.DateProblem: '20 April 2031' is not a date of the encoding: \
dates are written in digits, year first, with a fixed word for what is left open; write '2031-04-20'
    """
    written = " ".join(text.split())
    when = read(written)
    if when is None:
        raise refused(written)
    return when

"""Dates in plain English, for a page: as precise as they were given, and no more."""

from __future__ import annotations

from reportkit.dates.records import MONTHS, Period, When


def describe(when: When) -> str:
    """
    Return the date in plain English for a page, at the precision it was given and no more.

    ``from D`` is said as "on or after": it bounds a day, it does not say that something began.

    Examples
    --------
    >>> from reportkit.dates import parse
    >>> describe(parse("2024-01")), describe(parse("by 2024-04-20"))
    ('January 2024', 'on or before 20 April 2024')
    >>> describe(parse("between 2031-05-01 and 2031-06-03"))
    'between 1 May and 3 June 2031'
    >>> describe(parse("about 2031-05-03?")), describe(parse("none"))
    ('about 3 May 2031 (uncertain)', 'day not stated')
    """
    start, end = when.start, when.end
    if start and end:
        said = {
            "night": f"night of {_pair(start, end)}",
            "between": f"between {_pair(start, end, joint=' and ')}",
        }.get(when.kind, _spoken(start))
    elif end:
        said = f"{'on' if end.day else 'in'} or before {_spoken(end)}"
    elif start:
        said = f"{'on' if start.day else 'in'} or after {_spoken(start)}"
    else:
        return "day not stated"
    return f"{'about ' if when.approximate else ''}{said}{' (uncertain)' if when.uncertain else ''}"


def _spoken(period: Period, *, month: bool = True, year: bool = True) -> str:
    """Return a period in words, without the month or year that a neighbour already tells."""
    parts = [str(period.day)] if period.day else []
    parts += [MONTHS[period.month - 1]] if period.month and month else []
    return " ".join(parts + ([f"{period.year:04d}"] if year else []))


def _pair(start: Period, end: Period, joint: str = "") -> str:
    """Return two ends in words; what they share is said once."""
    same_year = start.year == end.year and bool(start.month and end.month)
    same_month = same_year and start.month == end.month
    if not joint:  # an en dash, with spaces where the ends are more than a number
        joint = "\u2013" if same_month else " \u2013 "
    return _spoken(start, month=not same_month, year=not same_year) + joint + _spoken(end)

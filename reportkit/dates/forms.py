"""
The forms of a date that people may write, to the letter.

Nothing is forgiven here: what has a form and breaks a rule of the calendar is refused with the
rule, and what has none of the forms is nothing. Other spellings are the matter of
`reportkit.dates.advice`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from reportkit.dates.records import MONTHS, DateProblem, Kind, Period, When

DIGITS = r"[0-9]{4}(?:-[0-9]{2}){0,2}"
_ONE = re.compile(rf"(?:(about|by|from|night of) )?({DIGITS})(\?)?")
_TWO = re.compile(rf"between ({DIGITS}) and ({DIGITS})")


def read(written: str) -> When | None:
    """Return the date, or None if the text has none of the forms."""
    if written == "none":
        return When("none")
    if two := _TWO.fullmatch(written):
        return _between(period_of(two[1]), period_of(two[2]))
    one = _ONE.fullmatch(written)
    if one is None:
        return None
    word, period, doubt = one[1] or "", period_of(one[2]), bool(one[3])
    if word == "night of":
        return _night(period, uncertain=doubt)
    if word in {"by", "from"}:
        if doubt:
            why = "a bound that is itself in doubt bounds nothing"
            fix = f"write '{word} {period}' if the text sets that bound, else '{period}?' or 'none'"
            raise DateProblem(f"'{written}' is a bound in doubt", why, fix)
        return When("by", end=period) if word == "by" else When("from", start=period)
    kind: Kind = "day" if period.day else "month" if period.month else "year"
    return When(kind, period, period, uncertain=doubt, approximate=word == "about")


def period_of(digits: str) -> Period:
    """Return the day, month or year written so; refuse one that the calendar does not have."""
    year, month, day = (*map(int, digits.split("-")), 0, 0)[:3]
    if not year:
        fix = "write the year with its four digits"
        raise DateProblem(f"'{digits}' has year 0", "years run from 0001 to 9999", fix)
    if len(digits) > len("2031") and not 1 <= month <= len(MONTHS):
        turned = 1 <= day <= len(MONTHS) and 1 <= month <= monthrange(year, day)[1]
        swapped = f"write '{year:04d}-{day:02d}-{month:02d}' if day and month are swapped"
        fix = swapped if turned else "write the month with two digits"
        raise DateProblem(f"'{digits}' has no month {month:02d}", "months run from 01 to 12", fix)
    days = monthrange(year, month)[1] if month else 0
    if len(digits) > len("2031-05") and not 1 <= day <= days:
        name, why = f"{year:04d}-{month:02d}", f"{MONTHS[month - 1]} {year:04d} has {days} days"
        fix = f"write a day from {name}-01 to {name}-{days}, or '{name}' if the day is not known"
        raise DateProblem(f"'{digits}' does not exist", why, fix)
    return Period(year, month, day)


def _between(start: Period, end: Period) -> When:
    if start.last < end.first:
        return When("between", start, end)
    what, why = f"'between {start} and {end}' names no interval", "the first end must lie before the second"
    if start == end:
        fix = f"write '{start}'"
    elif end.last < start.first:
        fix = f"write 'between {end} and {start}'"
    else:
        fix = f"one of the two holds the other: write '{min(str(start), str(end), key=len)}', or two days"
    raise DateProblem(what, why, fix)


def _night(evening: Period, *, uncertain: bool) -> When:
    if not evening.day:
        why, fix = "a night begins on one day", f"write 'night of' with that day, or '{evening}' alone"
        raise DateProblem(f"'night of {evening}' names no night", why, fix)
    if evening.last == date.max:
        why = "the night would end after the last day of the calendar"
        raise DateProblem(f"'night of {evening}' has no end", why, f"write '{evening}'")
    return When("night", evening, _day(evening.first + timedelta(days=1)), uncertain=uncertain)


def _day(day: date) -> Period:
    return Period(day.year, day.month, day.day)

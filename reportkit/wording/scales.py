"""The marks of a scale: round numbers from zero, days and months on a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from reportkit.dates import MONTHS
from reportkit.wording.runs import Line, Run

MOST = 6
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def counts(highest: int, source: Sequence[str], most: int = MOST) -> tuple[tuple[int, Line], ...]:
    """
    Return round numbers from zero to the first that is not below the highest.

    Parameters
    ----------
    highest : int
        What the scale has to hold.
    source : sequence of str
        The claims or documents that the counts are from.
    most : int
        How many steps there may be.

    Examples
    --------
    >>> [value for value, _ in counts(14, ["C1"])]
    [0, 5, 10, 15]
    >>> [value for value, _ in counts(0, ["C1"])]
    [0, 1]
    """
    step = next(step for step in _round() if -(-max(highest, 1) // step) <= most)
    top = -(-max(highest, 1) // step)
    return tuple((n * step, (Run(str(n * step), tuple(source)),)) for n in range(top + 1))


def _round() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def days(first: int, last: int, source: Sequence[str], most: int = MOST) -> tuple[tuple[int, Line], ...]:
    """
    Return days, first days of months or first days of years between two days, as ordinals with labels.

    Parameters
    ----------
    first, last : int
        Proleptic ordinals of the days.
    source : sequence of str
        The documents that the days are from.
    most : int
        How many there may be.

    Examples
    --------
    >>> from reportkit.wording.runs import plain
    >>> first, last = date(2031, 5, 1).toordinal(), date(2031, 5, 9).toordinal()
    >>> [plain(label) for _, label in days(first, last, ["D1"])]
    ['1 May 2031', '3 May', '5 May', '7 May', '9 May']
    >>> [plain(label) for _, label in days(date(1989, 1, 1).toordinal(), last, ["D1"])]
    ['1990', '2000', '2010', '2020', '2030']
    """
    for found, form in _calendars(first, last, most):
        if 1 < len(found) <= most or first == last:
            return tuple(labelled(found, form, source))
    return tuple(labelled([first, last], "day", source))


def _calendars(first: int, last: int, most: int) -> Iterator[tuple[list[int], str]]:
    """Yield days at growing distances, each with what is written of them."""
    span = last - first
    for step in (1, 2, 5):
        if span // step < most:
            yield list(range(first, last + 1, step)), "day"
    for step in (7, 14):  # from Monday to Monday; ordinal 1 was a Monday
        if span // step < most:
            yield list(range(first + (1 - first) % 7, last + 1, step)), "day"
    start, stop = date.fromordinal(first), date.fromordinal(last)
    months = (stop.year - start.year) * 12 + stop.month - start.month
    for step in (1, 2, 3, 6):
        if months // step <= most:
            yield [d for d in _months(start, months, step) if first <= d <= last], "month"
    for step in _YEARS:
        if (stop.year - start.year) // step <= most:
            years = range(-(-start.year // step) * step, stop.year + 1, step)
            firsts = [date(year, 1, 1).toordinal() for year in years if year]
            yield [d for d in firsts if first <= d <= last], "year"


def _months(start: date, months: int, step: int) -> Iterator[int]:
    for n in range(months + 1):
        year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
        if month % step == 0:
            yield date(year, month + 1, 1).toordinal()


def labelled(found: Sequence[int], form: str, source: Sequence[str]) -> Iterator[tuple[int, Line]]:
    """
    Yield days with their labels; the year stands on the first and wherever it changes.

    Parameters
    ----------
    found : sequence of int
        Proleptic ordinals.
    form : str
        What is written: "day", "month" or "year".
    source : sequence of str
        The documents that the days are from.
    """
    year = 0
    for ordinal in found:
        day = date.fromordinal(ordinal)
        month = MONTHS[day.month - 1]
        words = {"day": f"{day.day} {month}", "month": month, "year": ""}[form]
        if day.year != year:
            words = f"{words} {day.year}".strip()
        year = day.year
        yield ordinal, (Run(words, tuple(source)),)


def monday(day: int) -> int:
    """
    Return the Monday of the week of a day, both as ordinals.

    Examples
    --------
    >>> date.fromordinal(monday(date(2031, 5, 4).toordinal())).isoformat()
    '2031-04-28'
    """
    return day - (day - 1) % 7  # ordinal 1 was a Monday

"""The days that are written over a sequence: each one where they are few, else the steps of a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from reportkit import dates
from reportkit.dossier import Dossier
from reportkit.wording.runs import Line, Run

MOST_DAYS: Final = 5  # days that are written out one by one
MOST_STEPS: Final = 7  # of a calendar over a figure
MOST_BINS: Final = 54  # a year of weeks, and one for its rim
_WEEK: Final = 7
_MONTHS: Final = 12


def labelled(case: Dossier, days: Iterable[int]) -> tuple[tuple[int, Line], ...]:
    """
    Return the days to be written over a figure, as ordinals with their words.

    Parameters
    ----------
    case : Dossier
        The case, whose documents the days are from.
    days : iterable of int
        The days that marks stand at or are bounded by, as proleptic ordinals.
    """
    known = sorted(set(days))
    if len(known) <= MOST_DAYS:
        return tuple((day, _words(case, date.fromordinal(day).isoformat())) for day in known)
    first, last = date.fromordinal(known[0]), date.fromordinal(known[-1])
    found = next(steps for steps in _calendars(first, last) if len(steps) <= MOST_STEPS)
    return tuple((day.toordinal(), _words(case, words)) for day, words in found)


def _words(case: Dossier, when: str) -> Line:
    return (Run(dates.describe(dates.parse(when)), tuple(case.source.values()), "strong"),)


def _calendars(first: date, last: date) -> Iterator[list[tuple[date, str]]]:
    """Yield the steps of finer, then of coarser calendars: weeks, months, quarters, years."""
    monday = first + timedelta(days=-first.weekday() % _WEEK)
    weeks = range(monday.toordinal(), last.toordinal() + 1, _WEEK)
    if weeks:
        yield [(day, day.isoformat()) for day in map(date.fromordinal, weeks)]
    for months in (1, 3, 6):
        starts = [day for day in _months(first, last) if (day.month - 1) % months == 0]
        if starts:
            yield [(day, day.isoformat()[:7]) for day in starts]
    step = 1
    while True:
        starts = [day for day in _months(first, last) if day.month == 1 and day.year % step == 0]
        yield [(day, day.isoformat()[:4]) for day in starts]
        step *= 2


def _months(first: date, last: date) -> Iterator[date]:
    """Yield the first days of the months between two days."""
    year, month = (first.year, first.month) if first.day == 1 else _next(first.year, first.month)
    while (year, month) <= (last.year, last.month):
        yield date(year, month, 1)
        if (year, month) == (date.max.year, _MONTHS):
            return
        year, month = _next(year, month)


def _next(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < _MONTHS else (year + 1, 1)


def stretches(first: int, last: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """
    Return the unit that events are counted in, and its stretches from a first to a last day.

    It is the finest of week, month, quarter and year of which there are at most `MOST_BINS`; beyond that
    as many years at a time as it takes.

    Examples
    --------
    >>> from datetime import date
    >>> unit, weeks = stretches(date(2031, 3, 5).toordinal(), date(2031, 3, 12).toordinal())
    >>> unit, [date.fromordinal(monday).isoformat() for monday, _ in weeks]
    ('week', ['2031-03-03', '2031-03-10'])
    """
    ways: list[tuple[str, Callable[[date], int]]] = [
        ("week", lambda day: day.toordinal() - day.weekday()),
        ("month", lambda day: day.year * _MONTHS + day.month - 1),
        ("quarter", lambda day: day.year * 4 + (day.month - 1) // 3),
        ("year", lambda day: day.year),
    ]
    start, end = date.fromordinal(first), date.fromordinal(last)
    if (last - start.toordinal() + start.weekday()) // _WEEK < MOST_BINS:
        monday = max(1, start.toordinal() - start.weekday())
        return "week", tuple((day, day + _WEEK - 1) for day in range(monday, last + 1, _WEEK))
    for unit, number in ways[1:]:
        if number(end) - number(start) < MOST_BINS:
            return unit, _runs(start, end, number)
    many = -(-(end.year - start.year + 1) // MOST_BINS)
    return "years", _runs(start, end, lambda day: day.year // many)


def _runs(start: date, end: date, number: Callable[[date], int]) -> tuple[tuple[int, int], ...]:
    """Return the stretches in which months have the same number, empty ones too."""
    begun = date(start.year, start.month, 1)
    while begun > date.min and number(before := begun - timedelta(days=1)) == number(start):
        begun = date(before.year, before.month, 1)
    firsts: dict[int, int] = {}
    for month in (begun, *_months(begun + timedelta(days=1), end)):
        firsts.setdefault(number(month), month.toordinal())
    starts = list(firsts.values())
    stop = _last(end, number)
    return tuple(zip(starts, [*(day - 1 for day in starts[1:]), stop], strict=True))


def _last(end: date, number: Callable[[date], int]) -> int:
    """Return the last day that belongs together with another."""
    day = end
    while day < date.max and number(day + timedelta(days=1)) == number(end):
        day += timedelta(days=1)
    return day.toordinal()

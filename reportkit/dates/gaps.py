"""
Gaps, how long one thing happened after another: what people write, its days, and its words.

Days and weeks are exact. Months and years are not, so they give the fewest and the most days
that they can have, and a page says them as they were written.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from reportkit.dates.records import DateProblem, Gap, shown

_DURATION = re.compile(
    r"P(?:(?P<weeks>[0-9]{1,7})W|(?=[0-9])(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,5})M)?"
    r"(?:(?P<days>[0-9]{1,7})D)?)"
)
_GAP_WHY = "a gap is an ISO 8601 duration in days, weeks, months or years"
_GAP_FIX = "write it like P1D, P2W or P1M, P3D..P5D for a range, or P3D.. for at least so long"
CALENDAR_DAYS = date.max.toordinal() - date.min.toordinal()  # no gap is longer
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_UNITS = {"years": "Y", "months": "M", "weeks": "W", "days": "D"}


def parse_gap(text: str) -> Gap:
    """
    Read how long one thing happened after another, in days.

    Parameters
    ----------
    text : str
        An ISO 8601 duration of whole days, weeks, months or years (``P1D``, ``P2W``, ``P1M``,
        ``P1Y6M``); two of them as a range (``P3D..P5D``), or one and an open end (``P3D..``).
        Months and years have no exact length: they give the fewest and the most days that so
        many consecutive ones have anywhere in the Gregorian calendar.

    Raises
    ------
    DateProblem
        For hours, fractions, negative and reversed gaps, and what is longer than the calendar.

    Examples
    --------
    >>> parse_gap("P2W")
    Gap(low_days=14, high_days=14, words='P2W')
    >>> parse_gap("P1M").low_days, parse_gap("P1M").high_days
    (28, 31)
    >>> parse_gap("P3D..P5D"), parse_gap("P2D..").high_days
    (Gap(low_days=3, high_days=5, words='P3D..P5D'), None)
    """
    written = text.strip()
    first, dots, last = written.partition("..")
    low = _duration(first, written)
    if not dots:
        return Gap(*low, words=written)
    if not last:
        return Gap(low[0], None, words=written)
    high = _duration(last, written)
    if low[0] >= high[0] or low[1] >= high[1]:
        why = "the first limit must be the shorter one, and months have no exact length"
        fix = "write the shorter one first, or both in days"
        raise DateProblem(f"{shown(written)} is not a range", why, fix)
    return Gap(low[0], high[1], words=written)


def describe_gap(gap: Gap) -> str:
    """
    Return a gap in plain English.

    Examples
    --------
    >>> [describe_gap(parse_gap(g)) for g in ("P1D", "P2W", "P0D")]
    ['one day', 'two weeks', 'the same day']
    >>> [describe_gap(parse_gap(g)) for g in ("P1Y6M", "P3D..P5D", "P2D..")]
    ['one year and six months', 'three days to five days', 'at least two days']
    """
    first, dots, last = gap.words.partition("..")
    if dots and not last:
        return f"at least {_length(first)}"
    return f"{_length(first)} to {_length(last)}" if dots else _length(first)


def _duration(text: str, written: str) -> tuple[int, int]:
    """Return the fewest and most days of one ISO 8601 duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise DateProblem(f"{shown(written)} is not a gap", _GAP_WHY, _gap_advice(text))
    years, months, weeks, days = (int(match[p] or 0) for p in ("years", "months", "weeks", "days"))
    low, high = (d + 7 * weeks + days for d in _months_in_days(12 * years + months))
    if high > CALENDAR_DAYS:
        raise DateProblem(f"{shown(written)} is too long", "the calendar ends with the year 9999", _GAP_FIX)
    return low, high


@cache
def _months_in_days(months: int) -> tuple[int, int]:
    """Return the fewest and most days of so many consecutive months; the calendar repeats after 400 years."""
    cycle, era = 4800, date(401, 1, 1).toordinal() - 1
    starts = [date(1 + m // 12, 1 + m % 12, 1).toordinal() for m in range(cycle)]
    eras, rest = divmod(months, cycle)
    spans = [starts[(m + rest) % cycle] - starts[m] + era * ((m + rest) // cycle) for m in range(cycle)]
    return min(spans) + eras * era, max(spans) + eras * era


def _length(duration: str) -> str:
    match = _DURATION.fullmatch(duration)
    amounts = {unit: int(match[unit] or 0) for unit in _UNITS} if match else {}
    parts = [
        f"{_NUMBERS[n] if n < len(_NUMBERS) else n} {unit if n > 1 else unit[:-1]}"
        for unit, n in amounts.items()
        if n
    ]
    return " and ".join(parts) or "the same day"


def _gap_advice(text: str) -> str:
    """Return what to write instead of a gap that cannot be read."""
    words = re.fullmatch(r"([0-9]{1,4}|[a-z]+) (year|month|week|day)s?( after| later)?", text.casefold())
    numbers = {"a": 1, "next": 1} | {word: n for n, word in enumerate(_NUMBERS) if n}
    if words and (words[1].isdecimal() or words[1] in numbers):
        return f"write 'P{numbers.get(words[1], words[1])}{words[2][0].upper()}'"
    if _DURATION.fullmatch(text.upper()):
        return f"write '{text.upper()}'"
    if text.startswith(("-", "\u2212")):
        return "a gap is never negative: swap the two incidents"
    if re.fullmatch(r"P.*T.*", text):
        return "hours are not kept: write P0D..P1D for what is less than a day"
    return _GAP_FIX

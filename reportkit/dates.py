"""
Uncertain dates and gaps: what people write, what it bounds, how it is exchanged and said.

A date here answers one question: on which days may it have been? People write

=============================  ==============================================================
``2031-05-03``                 that day
``2031-05``, ``2031``          some day of that month or year
``by D``, ``from D``           D or earlier, D or later; D itself is included
``between D and D``            from the first day of the one to the last day of the other
``about D``                    near D; how near nobody says
``D?``                         D, and whether it was D is in doubt
``night of D``                 the night that begins on the day D and ends on the next
``none``                       no day is stated
=============================  ==============================================================

where D is a day, a month or a year in digits. ``about`` and ``?`` may stand together, and
``?`` after a night; neither goes with by, from and between, because a bound that is in doubt
bounds nothing.

Two promises. Nothing gains precision on the way: a month stays a month in every face, and a
date marked ``about`` or ``?`` bounds nothing (`When.first` and `When.last` are None), because
any margin around it would be ours; the days its words name stay at hand in `When.named`.
And nothing depends on clock, time zone or locale.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Literal

from reportkit.problems import visible

Kind = Literal["day", "month", "year", "night", "by", "from", "between", "none"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
CALENDAR_DAYS = date.max.toordinal() - date.min.toordinal()


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


_D = r"[0-9]{4}(?:-[0-9]{2}){0,2}"
_ONE = re.compile(rf"(?:(about|by|from|night of) )?({_D})(\?)?")
_TWO = re.compile(rf"between ({_D}) and ({_D})")


def parse(text: str) -> When:
    """
    Read a date as people write it.

    Parameters
    ----------
    text : str
        One of the forms of this module; white space around and between words does not count.

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
    reportkit.dates.DateProblem: '20 April 2031' is not a date of the encoding: \
dates are written in digits, year first, with a fixed word for what is left open; write '2031-04-20'
    """
    written = " ".join(text.split())
    when = _read(written)
    if when is None:
        raise _refused(written)
    return when


def edtf(when: When) -> str:
    """
    Return the date as an EDTF string (ISO 8601-2), for exchange.

    Days, months and years are level 0 and keep their precision; ``?``, ``~`` and ``%`` (both)
    are level 1. What happened on one day out of several is a level 2 one-of set, ``[..D]``,
    ``[D..]``, ``[D..D]``, and never an interval, which would say that it lasted. Sets of unlike
    ends are written in days, as EDTF has no mixed ones. EDTF has no night: it becomes the set
    of its two days, listed. A date that is not stated is the empty string: ``XXXX`` would
    claim a year.

    Examples
    --------
    >>> [edtf(parse(d)) for d in ("2031-05", "by 2031-05-03", "about 2031?", "night of 2031-05-31")]
    ['2031-05', '[..2031-05-03]', '2031%', '[2031-05-31,2031-06-01]']
    >>> edtf(parse("between 2031-05 and 2031-07-03"))
    '[2031-05-01..2031-07-03]'
    """
    if when.kind == "none":
        return ""
    mark = ("%" if when.approximate else "?") if when.uncertain else ("~" if when.approximate else "")
    start, end = when.start, when.end
    if when.kind == "night":
        return f"[{start}{mark},{end}{mark}]"
    if start == end:
        return f"{start}{mark}"
    if start and end and len(str(start)) != len(str(end)):
        return f"[{start.first.isoformat()}..{end.last.isoformat()}]"
    return f"[{start or ''}..{end or ''}]"


def describe(when: When) -> str:
    """
    Return the date in plain English for a page, at the precision it was given and no more.

    ``from D`` is said as "on or after": it bounds a day, it does not say that something began.

    Examples
    --------
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


_DURATION = re.compile(
    r"P(?:(?P<weeks>[0-9]{1,7})W|(?=[0-9])(?:(?P<years>[0-9]{1,4})Y)?(?:(?P<months>[0-9]{1,5})M)?"
    r"(?:(?P<days>[0-9]{1,7})D)?)"
)
_GAP_WHY = "a gap is an ISO 8601 duration in days, weeks, months or years"
_GAP_FIX = "write it like P1D, P2W or P1M, P3D..P5D for a range, or P3D.. for at least so long"


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
        raise DateProblem(f"{_shown(written)} is not a range", why, fix)
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


def _read(written: str) -> When | None:
    """Return the date, or None if the text has none of the forms."""
    if written == "none":
        return When("none")
    if two := _TWO.fullmatch(written):
        return _between(_period(two[1]), _period(two[2]))
    one = _ONE.fullmatch(written)
    if one is None:
        return None
    word, period, doubt = one[1] or "", _period(one[2]), bool(one[3])
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


def _period(digits: str) -> Period:
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


def _duration(text: str, written: str) -> tuple[int, int]:
    """Return the fewest and most days of one ISO 8601 duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise DateProblem(f"{_shown(written)} is not a gap", _GAP_WHY, _gap_advice(text))
    years, months, weeks, days = (int(match[p] or 0) for p in ("years", "months", "weeks", "days"))
    low, high = (d + 7 * weeks + days for d in _months_in_days(12 * years + months))
    if high > CALENDAR_DAYS:
        raise DateProblem(f"{_shown(written)} is too long", "the calendar ends with the year 9999", _GAP_FIX)
    return low, high


@cache
def _months_in_days(months: int) -> tuple[int, int]:
    """Return the fewest and most days of so many consecutive months; the calendar repeats after 400 years."""
    cycle, era = 4800, date(401, 1, 1).toordinal() - 1
    starts = [date(1 + m // 12, 1 + m % 12, 1).toordinal() for m in range(cycle)]
    eras, rest = divmod(months, cycle)
    spans = [starts[(m + rest) % cycle] - starts[m] + era * ((m + rest) // cycle) for m in range(cycle)]
    return min(spans) + eras * era, max(spans) + eras * era


_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_UNITS = {"years": "Y", "months": "M", "weeks": "W", "days": "D"}


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


_SHOWN = 60


def _shown(text: str) -> str:
    short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return f"'{visible(short)}'"


_WHY = "dates are written in digits, year first, with a fixed word for what is left open"
_FIX = (
    "write one of 2031-05-03, 2031-05, 2031, by D, from D, between D and D, about D, D?, night of D, none "
    "(D is a day, month or year)"
)
_SIGNS = (  # what else can be told from the text: a pattern, why, fix
    (r"[0-9]t[0-9]|[0-9]:[0-9]", "a time of day is not kept", "write the day alone"),
    (
        r"\b(today|yesterday|tomorrow|last|next|ago|earlier|later|[a-z]+day)\b",
        "it can only be read from another day",
        "write 'none' and a link with a gap, or the day itself if the document's date settles it",
    ),
    ("", _WHY, _FIX),
)
_DAY_MONTH_YEAR = re.compile(r"(?<![0-9]{4}[./-])\b([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]{4})\b")


def _refused(written: str) -> DateProblem:
    """Return the problem of a text that has none of the forms, with the best advice there is."""
    if not written:
        why = "an empty date says neither that a day is stated nor that none is"
        return DateProblem("no date is written", why, "write 'none' if no day is stated")
    what = f"{_shown(written)} is not a date of the encoding"
    plain = unicodedata.normalize("NFKC", written[:200]).casefold()
    plain = re.sub("[\u2010-\u2015\u2212]", "-", plain)
    plain = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), plain)
    numeric = _DAY_MONTH_YEAR.search(plain)
    if numeric and max(int(numeric[1]), int(numeric[2])) <= len(MONTHS) and numeric[1] != numeric[2]:
        one, two = (f"{numeric[3]}-{int(numeric[m]):02d}-{int(numeric[3 - m]):02d}" for m in (2, 1))
        why = "day and month could be either way round"
        return DateProblem(what, why, f"write '{one}' or '{two}', whichever the text means")
    candidate = _rewritten(plain)
    try:
        if candidate != written and _read(candidate) is not None:
            return DateProblem(what, _WHY, f"write '{candidate}'")
    except DateProblem as problem:
        return problem
    return next((DateProblem(what, *advice) for sign, *advice in _SIGNS if re.search(sign, plain)))


_MONTH = "(" + "|".join(month[:3].casefold() for month in MONTHS) + r")[a-z]*\.?,?"
_DAYS = r"([0-9]{1,2})(?:st|nd|rd|th)?,?(?: of)?"
_OTHER_DATES = (  # other spellings of a date; which groups hold the year, month and day
    (re.compile(rf"\b{_DAYS} {_MONTH} ([0-9]{{4}})\b"), (3, 2, 1)),
    (re.compile(rf"\b{_MONTH} {_DAYS} ([0-9]{{4}})\b"), (3, 1, 2)),
    (re.compile(rf"\b{_MONTH} ([0-9]{{4}})\b"), (2, 1)),
    (re.compile(r"\b([0-9]{1,2})[./ -](1[3-9]|[23][0-9])[./ -]([0-9]{4})\b"), (3, 1, 2)),
    (_DAY_MONTH_YEAR, (3, 2, 1)),
    (re.compile(r"\b([0-9]{4})[./ -]([0-9]{1,2})[./ -]([0-9]{1,2})\b"), (1, 2, 3)),
    (re.compile(r"\b([0-9]{4})[./-]([0-9]{1,2})\b(?![./-][0-9])"), (1, 2)),
    (re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$"), (1, 2, 3)),
)
_SYNONYMS = (  # other words for the forms, tried in this order on dates already in digits
    (r"(unknown|undated|unstated|not (stated|known|given)|n/?a|null|-+|\?+)", "none"),
    (r"(on or before|no later than|not later than|until|till|up to) ", "by "),
    (r"(on or after|since|no earlier than|not before|starting) ", "from "),
    (r"(about|circa|ca\.?|c\.|approx\.?|approximately|around|roughly|~) ?(?=[0-9])", "about "),
    (r"(?:the )?(?:over)?night(?: of)?(?: the)? ", "night of "),
    (r"(?:probably|possibly|perhaps|maybe) (.*[0-9])\??$", r"\1?"),
    (rf"(?:from |between )?({_D}) ?(?:to|until|till|-|/|\.\.|and) ?({_D})$", r"between \1 and \2"),
    (r"(?:on|in|during) (?=[0-9])", ""),
    (r"(.*[0-9])~$", r"about \1"),
    (r"(.*[0-9]) \?$", r"\1?"),
)


def _rewritten(plain: str) -> str:
    """Return the text with other spellings of dates in digits and other words as those of the forms."""
    text = plain
    for pattern, groups in _OTHER_DATES:
        text = pattern.sub(partial(_in_digits, groups), text)
    for other, word in _SYNONYMS:
        text = re.sub(f"^{other}", word, text)
    if strict := re.fullmatch(rf"(before|after) ({_D})", text):  # by and from include the day they name
        period = _period(strict[2])
        if strict[1] == "before" and period.first > date.min:
            return f"by {period.first - timedelta(days=1)}"
        if strict[1] == "after" and period.last < date.max:
            return f"from {period.last + timedelta(days=1)}"
    return text


def _in_digits(groups: tuple[int, ...], match: re.Match[str]) -> str:
    names = [month[:3].casefold() for month in MONTHS]
    year, *parts = (match[g] if match[g].isdecimal() else str(names.index(match[g]) + 1) for g in groups)
    return "-".join((year, *(part.zfill(2) for part in parts)))

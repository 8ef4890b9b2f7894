"""
When something recurs: a cron expression, the zone whose clocks it is about, and lengths of time.

What is read here is judged with its place in the file; when it fires is reckoned by
`reportkit.publishing.schedules.fires`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from reportkit.problems import plural

FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_CALLED = {"day-of-month": FIELDS[2], "day-of-week": FIELDS[4]}  # as cronsim calls them
_SAMPLE = "write minute, hour, day, month, weekday, such as '30 6 * * *' (daily at 06:30)"
_NAMED = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_LENGTH = re.compile(r"([1-9][0-9]{0,4})(m|h|d)")
_RELATIVE = re.compile(r"today|(?P<sign>[+-])(?P<number>[0-9]{1,4})(?P<unit>d|w|m|y)")
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_ANY = datetime(2024, 1, 1)  # noqa: DTZ001 - a clock on a wall, in no zone: only the form is looked at


class NotRecurring(ValueError):  # noqa: N818 - what somebody wrote, told with its place by whoever read it
    """
    Raised for words that name no recurring time.

    ``what``, ``why`` and ``fix`` are those of a `reportkit.problems.Problem`; ``start`` and ``width`` say
    which part of the text is meant, ``width`` 0 for all of it.
    """

    def __init__(self, what: str, why: str, fix: str, start: int = 0, width: int = 0) -> None:
        super().__init__(f"{what}: {why}; {fix}")
        self.what, self.why, self.fix, self.start, self.width = what, why, fix, start, width


def cron(text: str) -> str:
    """
    Return a cron expression with single spaces, after judging it.

    Parameters
    ----------
    text : str
        Five fields, as crontab(5) has them: minute, hour, day of the month, month, day of the week.

    Raises
    ------
    NotRecurring
        If it is none, or names a day that never comes.

    Examples
    --------
    >>> cron("30  6 * * mon-fri")
    '30 6 * * mon-fri'
    >>> cron("30 26 * * *")
    Traceback (most recent call last):
    ...
    reportkit.reading.recurring.NotRecurring: '26' is no hour: hours go from 0 to 23; write ...
    """
    found = list(re.finditer(r"\S+", text))
    words = [one.group() for one in found]
    if text.strip() in _NAMED:
        raise NotRecurring(
            f"'{text.strip()}' is a name that not every cron knows",
            "the same expression goes to cron, systemd and Kubernetes",
            f"write '{_NAMED[text.strip()]}'",
        )
    if len(words) != len(FIELDS):
        raise NotRecurring(
            f"this has {plural(len(words), 'field')}", f"a cron expression has {len(FIELDS)}", _SAMPLE
        )
    for number, one in enumerate(found):
        if fault := _wrong(number, one.group()):
            raise NotRecurring(*fault, one.start(), one.end() - one.start())
    expression = " ".join(words)
    try:
        next(CronSim(expression, _ANY))
    except (CronSimError, StopIteration):
        raise NotRecurring(
            "that day never comes", "no month that is named has it", "name a day that the months have"
        ) from None
    return expression


def _wrong(number: int, word: str) -> tuple[str, str, str] | None:
    """Return what is wrong with one field: what, why, what to write."""
    alone = ["0", "0", "*", "*", "*"]
    alone[number] = word
    try:
        CronSim(" ".join(alone), _ANY)
    except CronSimError as error:
        called = _CALLED.get(str(error).removeprefix("Bad "), FIELDS[number])
        low, high = _RANGES[number]
        return (
            f"'{word[:40]}' is no {called}",
            f"{called.partition(' ')[0]}s go from {low} to {high}",
            "write a number, * for every one, */5 for every fifth, 1-5 for a range, 1,3 for several",
        )
    return None


_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@cache
def zones() -> frozenset[str]:
    """
    Return the names of all zones, of the IANA database that comes with the kit.

    Examples
    --------
    >>> {"Europe/Paris", "Asia/Baghdad", "UTC"} <= zones()
    True
    """
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


@cache
def zone(name: str) -> ZoneInfo:
    """
    Return a zone by its IANA name, from the database that comes with the kit: the same on every machine.

    Parameters
    ----------
    name : str
        Such as ``Asia/Baghdad``; one of `zones`.

    Raises
    ------
    KeyError
        If there is no such zone.

    Examples
    --------
    >>> zone("Asia/Baghdad").key
    'Asia/Baghdad'
    """
    if name not in zones():
        raise KeyError(name)
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def length(text: str) -> timedelta:
    """
    Return a length of time: a whole number of minutes, hours or days.

    Parameters
    ----------
    text : str
        Such as ``90m``, ``26h``, ``8d``.

    Raises
    ------
    NotRecurring
        If it is none.

    Examples
    --------
    >>> length("26h")
    datetime.timedelta(days=1, seconds=7200)
    """
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        raise NotRecurring(
            f"'{text.strip()[:40]}' is no length of time",
            "it is a whole number with its unit",
            "write minutes, hours or days: 90m, 26h, 8d",
        )
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def relative(text: str) -> bool:
    """
    Whether a text is a day that is reckoned from another one.

    Examples
    --------
    >>> relative("-7d"), relative("today"), relative("2031-05-06")
    (True, True, False)
    """
    return bool(_RELATIVE.fullmatch(text))


def day(text: str) -> str:
    """
    Return a day as it was written, after judging it: a date, ``today``, or so many days, weeks … from it.

    Parameters
    ----------
    text : str
        Such as ``2031-05-06``, ``today``, ``-7d``, ``-2w``, ``-1m``, ``+1y``.

    Raises
    ------
    NotRecurring
        If it is none.
    """
    try:
        day_of(text.strip(), date(2024, 1, 1))
    except (ValueError, OverflowError):
        raise NotRecurring(
            f"'{text.strip()[:40]}' is no day",
            "it is a date, or one reckoned from the day of a run",
            "write 2031-05-06, today, -7d, -2w, -1m or -1y",
        ) from None
    return text.strip()


def day_of(text: str, today: date) -> date:
    """
    Return the date that a text means on a day; a month later is the same day of it, or its last.

    Parameters
    ----------
    text : str
        As `day` returns it.
    today : date
        The day it is reckoned from.

    Raises
    ------
    ValueError
        If it is no day.

    Examples
    --------
    >>> day_of("-7d", date(2031, 5, 6)).isoformat(), day_of("-1m", date(2031, 3, 31)).isoformat()
    ('2031-04-29', '2031-02-28')
    """
    found = _RELATIVE.fullmatch(text)
    if not found:
        return date.fromisoformat(text)
    if text == "today":
        return today
    number, unit = int(found["sign"] + found["number"]), found["unit"]
    if unit in _DAYS:
        return today + timedelta(days=number * _DAYS[unit])
    months = today.year * 12 + today.month - 1 + number * _MONTHS[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))

"""
When a schedule fires: a cron expression, read on the clocks of a zone.

A fire belongs to a time as the wall clock shows it, its *logical* time. An expression that names its hours
fires once for each of them: where the clocks are put forward over it, at the moment they are put forward;
where they are put back over it, the first time it is shown. So every day has its fire, and only one. An
expression for every hour, or every second one (its hour begins with ``*``), is about time that passes: it
fires whenever the clocks show its time, also the second time, and an hour that no clock shows has none.

Nothing here looks at a clock: whoever asks says what time it is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cronsim import CronSim

from reportkit.reading.recurring import zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_APART = timedelta(hours=50)  # clocks were never put further than a day, and two times are compared
_SECOND = timedelta(seconds=1)
SECOND_TIME = "-second"  # what marks a logical time that clocks show twice, the second time


@dataclass(frozen=True, slots=True, order=True)
class Fire:
    """
    One fire of a schedule.

    Parameters
    ----------
    instant : datetime
        When, in UTC.
    wall : datetime
        The time on the wall that it belongs to, without a zone.
    again : bool
        Whether the clocks show that time for the second time.
    moved : bool
        Whether no clock shows that time, and it fires when the clocks are put forward.

    Examples
    --------
    >>> Fire(datetime(2031, 5, 6, 4, 30, tzinfo=UTC), datetime(2031, 5, 6, 6, 30)).logical
    '2031-05-06T0630'
    """

    instant: datetime
    wall: datetime = field(compare=False)
    again: bool = field(default=False, compare=False)
    moved: bool = field(default=False, compare=False)

    @property
    def logical(self) -> str:
        """The logical time as it names a slot and its file: 2031-05-06T0630."""
        return f"{self.wall:%Y-%m-%dT%H%M}{SECOND_TIME if self.again else ''}"


def upcoming(expression: str, name: str, after: datetime) -> Iterator[Fire]:
    """
    Yield the fires after an instant, in their order, without an end.

    Parameters
    ----------
    expression : str
        A cron expression of five fields, as `reportkit.reading.recurring.cron` returns it.
    name : str
        The IANA name of the zone.
    after : datetime
        The instant, with its zone.

    Examples
    --------
    >>> from itertools import islice
    >>> spring = datetime(2026, 3, 28, 12, tzinfo=UTC)  # in Paris, 02:00 to 03:00 is left out on the 29th
    >>> for one in islice(upcoming("30 2 * * *", "Europe/Paris", spring), 2):
    ...     print(one.instant.isoformat(), one.logical)
    2026-03-29T01:00:00+00:00 2026-03-29T0230
    2026-03-30T00:30:00+00:00 2026-03-30T0230
    """
    there = zone(name)
    start = after.astimezone(there).replace(tzinfo=None) - _APART
    walls = iter(CronSim(expression, start))
    waiting: list[Fire] = []
    while True:
        wall = next(walls, None)
        while waiting and (wall is None or waiting[0].wall + _APART < wall):
            one = _first(waiting)
            if one.instant > after:
                yield one
        if wall is None:
            return
        for fire in _fires(expression, wall, there):
            heapq.heappush(waiting, fire)


def latest(expression: str, name: str, until: datetime) -> Iterator[Fire]:
    """
    Yield the fires up to an instant, that instant included, from the last one backwards.

    Parameters
    ----------
    expression, name
        As in `upcoming`.
    until : datetime
        The instant, with its zone.

    Examples
    --------
    >>> from itertools import islice
    >>> [one.logical for one in islice(latest("0 6 * * *", "UTC", datetime(2031, 5, 6, 6, tzinfo=UTC)), 2)]
    ['2031-05-06T0600', '2031-05-05T0600']
    """
    there = zone(name)
    start = until.astimezone(there).replace(tzinfo=None) + _APART
    walls = iter(CronSim(expression, start, reverse=True))
    waiting: list[tuple[float, Fire]] = []
    while True:
        wall = next(walls, None)
        while waiting and (wall is None or waiting[0][1].wall - _APART > wall):
            one = _last(waiting)
            if one.instant <= until:
                yield one
        if wall is None:
            return
        for fire in _fires(expression, wall, there):
            heapq.heappush(waiting, (-fire.instant.timestamp(), fire))


def passing(expression: str) -> bool:
    """
    Whether an expression is about time that passes, and not about times on the wall.

    Examples
    --------
    >>> passing("0 */2 * * *"), passing("*/10 2 * * *")
    (True, False)
    """
    return expression.split()[1].startswith("*")


def _fires(expression: str, wall: datetime, there: ZoneInfo) -> Iterator[Fire]:
    """Yield the fires that belong to a time on the wall."""
    early = wall.replace(tzinfo=there, fold=0)
    late = wall.replace(tzinfo=there, fold=1)
    first, second = early.astimezone(UTC), late.astimezone(UTC)
    if first == second:
        yield Fire(first, wall)
    elif first < second:  # the clocks show it twice
        yield Fire(first, wall)
        if passing(expression):
            yield Fire(second, wall, again=True)
    elif not passing(expression):  # no clock shows it
        put_forward = _change(second, first, there)
        day = wall.replace(hour=0, minute=0, tzinfo=there)
        # A day that a zone left out whole, as when it changed sides of the date line, has no fire.
        if _shown(day, there) or put_forward.astimezone(there).date() == wall.date():
            yield Fire(put_forward, wall, moved=True)


def _shown(wall: datetime, there: ZoneInfo) -> bool:
    """Whether the clocks show a time at all."""
    return wall.astimezone(UTC).astimezone(there).replace(tzinfo=None) == wall.replace(tzinfo=None)


def _change(before: datetime, after: datetime, there: ZoneInfo) -> datetime:
    """Return the instant, to the second, at which the offset of a zone changes between two instants."""
    offset = after.astimezone(there).utcoffset()
    low, high = before, after
    while high - low > _SECOND:
        middle = low + timedelta(seconds=(high - low) // _SECOND // 2)
        if middle.astimezone(there).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def _first(waiting: list[Fire]) -> Fire:
    """Take the earliest fire; of several at one instant the one whose time the clocks show counts for all."""
    one = heapq.heappop(waiting)
    while waiting and waiting[0].instant == one.instant:
        one = _of_two(one, heapq.heappop(waiting))
    return one


def _last(waiting: list[tuple[float, Fire]]) -> Fire:
    one = heapq.heappop(waiting)[1]
    while waiting and waiting[0][1].instant == one.instant:
        one = _of_two(one, heapq.heappop(waiting)[1])
    return one


def _of_two(one: Fire, other: Fire) -> Fire:
    if one.moved != other.moved:
        return other if one.moved else one
    return max(one, other, key=lambda fire: fire.wall)

"""
The dead-man signal: schedules that have not run well for longer than they said they would.

A schedule that does not run tells nobody so itself. Something else has to ask, and it asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.problems import plural
from reportkit.publishing.schedules import slots
from reportkit.publishing.schedules.setting import root
from reportkit.publishing.schedules.slots import DONE

if TYPE_CHECKING:
    from reportkit.publishing.schedules.slots import SlotState
    from reportkit.reading.schedules import Schedule

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_HOUR, _DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Overdue:
    """
    A schedule that is overdue.

    Parameters
    ----------
    schedule : Schedule
        The schedule.
    last : str
        When its last good run ended, in UTC; "" where there was none.
    """

    schedule: Schedule
    last: str

    @property
    def expected(self) -> str:
        """Within which time a good run was expected, in words."""
        return in_words(self.schedule.expect_within or timedelta())


def overdue(schedules: Iterable[Schedule], out: Path, now: datetime) -> Iterator[Overdue]:
    """
    Yield the schedules that are overdue; one without ``expect_within`` never is.

    Parameters
    ----------
    schedules : iterable of Schedule
        The schedules.
    out : pathlib.Path
        The folder of the briefings.
    now : datetime
        The instant.

    Examples
    --------
    >>> from reportkit.reading.schedules import Query, Schedule
    >>> daily = Schedule("morning", Query(), "0 6 * * *", "UTC", expect_within=timedelta(hours=26))
    >>> [one.expected for one in overdue([daily], Path("no such folder"), datetime(2031, 5, 6, tzinfo=UTC))]
    ['26 hours']
    """
    for schedule in schedules:
        if schedule.expect_within is None:
            continue
        last = last_good(schedule, out)
        if last is None or now - moment(last.ended) > schedule.expect_within:
            yield Overdue(schedule, last.ended if last else "")


def last_good(schedule: Schedule, out: Path) -> SlotState | None:
    """Return the slot of a schedule that ended well last; None where none did."""
    good = [one for one in slots.known(root(out, schedule), schedule.name) if one.status == DONE]
    return max(good, key=lambda one: one.ended, default=None)


def moment(words: str) -> datetime:
    """Return the instant that a slot names."""
    return datetime.strptime(words, _INSTANT).replace(tzinfo=UTC)


def in_words(length: timedelta) -> str:
    """
    Return a length of time in words.

    Examples
    --------
    >>> in_words(timedelta(hours=26)), in_words(timedelta(days=8)), in_words(timedelta(minutes=90))
    ('26 hours', '8 days', '90 minutes')
    """
    seconds = int(length.total_seconds())
    if seconds % _DAY == 0:
        return plural(seconds // _DAY, "day")
    if seconds % _HOUR == 0:
        return plural(seconds // _HOUR, "hour")
    return plural(seconds // 60, "minute")

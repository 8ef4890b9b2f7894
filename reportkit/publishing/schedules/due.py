"""
Which slots of a schedule are to be run now, and which are left out.

A slot is one fire of a schedule. It is due from its time on, and missed when it has not begun within
``late_after``. What becomes of missed slots the schedule says: they are left out, one run stands for all of
them, or each is run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from reportkit.publishing.schedules.fires import SECOND_TIME, Fire, latest, upcoming
from reportkit.reading.schedules import ALL, COALESCE

if TYPE_CHECKING:
    from reportkit.reading.schedules import Schedule

_LISTED = 6
_FURTHEST = 1000  # fires looked back for: what was missed before that is left out without a record of each
_FORMS = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H%M", "%Y-%m-%d %H:%M")


class NoSuchSlot(ValueError):  # noqa: N818 - a day that somebody named, told
    """Raised for a day or time at which a schedule has no slot, or not one alone; the message says which."""


@dataclass(frozen=True, slots=True)
class Due:
    """
    One slot that is to be run.

    Parameters
    ----------
    fire : Fire
        Its time.
    covers : tuple of Fire
        Missed slots that this run stands for.
    back : bool
        Whether it is made up for later, from what was known on its day.
    """

    fire: Fire
    covers: tuple[Fire, ...] = ()
    back: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is to be run, the oldest first, and what is left out."""

    run: tuple[Due, ...] = ()
    skipped: tuple[Fire, ...] = ()


def agenda(
    schedule: Schedule, ended: Collection[str], now: datetime, *, catch_up: int | None = None
) -> Agenda:
    """
    Return what of a schedule is to be run at an instant.

    Parameters
    ----------
    schedule : Schedule
        The schedule.
    ended : collection of str
        The logical times of slots that are done with: run, left out, or stood for by another. Where there is
        none, the schedule is new, and nothing before its last fire was missed.
    now : datetime
        The instant.
    catch_up : int, optional
        So many missed slots are run, each, whatever the schedule says.

    Examples
    --------
    >>> from reportkit.reading.schedules import Query, Schedule
    >>> daily = Schedule("morning", Query(), "0 6 * * *", "UTC", catch_up="all")
    >>> found = agenda(daily, {"2031-05-03T0600"}, datetime(2031, 5, 6, 6, 1, tzinfo=UTC))
    >>> [(one.fire.logical, one.back) for one in found.run]
    [('2031-05-04T0600', True), ('2031-05-05T0600', True), ('2031-05-06T0600', False)]
    """
    open_ = _open(schedule, ended, now)
    on_time = [one for one in open_[-1:] if now - one.instant <= schedule.late_after]
    missed = open_[: len(open_) - len(on_time)]
    limit = schedule.limit if catch_up is None else catch_up
    policy = schedule.catch_up if catch_up is None else ALL
    if policy == COALESCE:
        return _as_one(on_time or missed[-1:], missed)
    kept = missed[-limit:] if policy == ALL and limit else []
    left_out = missed[: len(missed) - len(kept)]
    runs = [*(Due(one, back=True) for one in kept), *map(Due, on_time)]
    return Agenda(tuple(runs), tuple(left_out))


def _as_one(last: list[Fire], missed: list[Fire]) -> Agenda:
    """Return one run, of the last slot, that stands for all that were missed."""
    return Agenda(tuple(Due(one, tuple(m for m in missed if m != one)) for one in last))


def _open(schedule: Schedule, ended: Collection[str], now: datetime) -> list[Fire]:
    """Return the slots that are due and not done with, the oldest first."""
    found: list[Fire] = []
    for fire in islice(latest(schedule.cron, schedule.zone, now), _FURTHEST):
        if fire.logical in ended:
            break
        found.append(fire)
        if not ended:  # a new schedule
            break
    return found[::-1]


def slot(schedule: Schedule, words: str, now: datetime) -> Fire:
    """
    Return the slot of a day, or of a day with a time, as the clocks of the schedule's zone show them.

    Parameters
    ----------
    schedule : Schedule
        The schedule.
    words : str
        Such as ``2031-05-06`` or ``2031-05-06T06:30``; a logical time is read too.
    now : datetime
        The instant; a slot that is not due yet is none.

    Raises
    ------
    NoSuchSlot
        If there is none, several, or it is still to come.
    """
    meant, whole_day = _read(words)
    around = list(_around(schedule, meant))
    found = [one for one in around if _is(one, words, meant, whole_day=whole_day)]
    if not found:
        near = [one.logical for one in around][:4]
        raise NoSuchSlot(
            f"'{schedule.name}' has no slot on {words}; near it are: {', '.join(near) or 'none'}"
        )
    if len(found) > 1:
        listed = ", ".join([one.logical for one in found[:_LISTED]] + ["…"] * (len(found) > _LISTED))
        raise NoSuchSlot(f"'{schedule.name}' has {len(found)} slots on {words}: name one of {listed}")
    (one,) = found
    if one.instant > now:
        raise NoSuchSlot(f"the slot {one.logical} of '{schedule.name}' is still to come")
    return one


def _read(words: str) -> tuple[datetime, bool]:
    for form in _FORMS:
        try:
            return datetime.strptime(words.removesuffix(SECOND_TIME), form), form == _FORMS[0]  # noqa: DTZ007
        except ValueError:
            continue
    raise NoSuchSlot(f"'{words[:40]}' is no day: write 2031-05-06, or 2031-05-06T06:30")


def _around(schedule: Schedule, meant: datetime) -> Iterator[Fire]:
    start = meant.replace(tzinfo=UTC) - timedelta(days=2)
    for one in upcoming(schedule.cron, schedule.zone, start):
        if one.wall > meant + timedelta(days=2):
            return
        if one.wall > meant - timedelta(days=2):
            yield one


def _is(one: Fire, words: str, meant: datetime, *, whole_day: bool) -> bool:
    if whole_day:
        return one.wall.date() == meant.date()
    return one.logical == words if words.endswith(SECOND_TIME) else one.wall == meant and not one.again

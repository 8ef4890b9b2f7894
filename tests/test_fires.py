"""When schedules fire: one run a day in every zone and every year, none lost and none twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.publishing.schedules.fires import Fire, latest, upcoming
from reportkit.reading.recurring import NotRecurring, cron, length, zone, zones

DAY = timedelta(days=1)
CHANGES = [
    # zone, time of the schedule, day on which clocks change, the instant of its one fire
    ("Europe/Paris", "0 0 * * *", "2026-03-29", "2026-03-28T23:00"),
    ("Europe/Paris", "0 0 * * *", "2026-10-25", "2026-10-24T22:00"),
    ("Europe/Paris", "0 2 * * *", "2026-03-29", "2026-03-29T01:00"),  # no clock shows 02:00
    ("Europe/Paris", "30 2 * * *", "2026-03-29", "2026-03-29T01:00"),  # nor 02:30
    ("Europe/Paris", "30 2 * * *", "2026-10-25", "2026-10-25T00:30"),  # shown twice
    ("Europe/Paris", "0 3 * * *", "2026-10-25", "2026-10-25T02:00"),
    ("Africa/Cairo", "0 0 * * *", "2026-04-24", "2026-04-23T22:00"),  # no clock shows 00:00
    ("Africa/Cairo", "30 0 * * *", "2026-04-24", "2026-04-23T22:00"),  # nor 00:30
    ("Africa/Cairo", "30 2 * * *", "2026-04-24", "2026-04-23T23:30"),
    ("Africa/Cairo", "30 23 * * *", "2026-10-29", "2026-10-29T20:30"),  # shown twice
    ("Africa/Cairo", "0 0 * * *", "2026-10-30", "2026-10-29T22:00"),
    ("Asia/Baghdad", "0 0 * * *", "2026-03-29", "2026-03-28T21:00"),  # no change any more
    ("Asia/Baghdad", "30 2 * * *", "2026-10-25", "2026-10-24T23:30"),
    ("Asia/Tehran", "0 0 * * *", "2022-03-22", "2022-03-21T20:30"),  # the last change there: no 00:00
    ("Asia/Tehran", "30 0 * * *", "2022-03-22", "2022-03-21T20:30"),
    ("Asia/Tehran", "30 23 * * *", "2022-09-21", "2022-09-21T19:00"),  # shown twice
    ("Asia/Tehran", "30 2 * * *", "2026-03-22", "2026-03-21T23:00"),
    ("Australia/Lord_Howe", "15 2 * * *", "2026-10-04", "2026-10-03T15:30"),  # half an hour forward
    ("Australia/Lord_Howe", "45 1 * * *", "2026-04-05", "2026-04-04T14:45"),  # half an hour back
    ("America/Nuuk", "30 23 * * *", "2026-03-28", "2026-03-29T01:00"),  # the day ends an hour early
    ("America/St_Johns", "30 2 * * *", "2026-03-08", "2026-03-08T05:30"),
]


def at(words: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def between(expression: str, name: str, start: datetime, end: datetime) -> list[Fire]:
    """Return the fires after one instant, up to another."""
    return list(takewhile(lambda one: one.instant <= end, upcoming(expression, name, start)))


@pytest.mark.parametrize(("name", "expression", "day", "instant"), CHANGES)
def test_a_day_on_which_clocks_change_has_one_fire(
    name: str, expression: str, day: str, instant: str
) -> None:
    """Midnight, 02:30, a time that no clock shows and one shown twice: one run, at a known instant."""
    noon = at(f"{day}T12:00")
    found = [
        one
        for one in between(expression, name, noon - 3 * DAY, noon + 3 * DAY)
        if one.wall.date() == noon.date()
    ]
    assert [one.instant.strftime("%Y-%m-%dT%H:%M") for one in found] == [instant]


@settings(max_examples=250, deadline=None)
@given(
    name=st.sampled_from(sorted(zones())),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    start=st.dates(date(2020, 1, 1), date(2030, 10, 1)),
)
def test_every_date_has_exactly_one_fire_in_every_zone(
    name: str, hour: int, minute: int, start: date
) -> None:
    """A daily schedule runs once for each local date, in any zone and year, and in the order of dates."""
    days = [start + n * DAY for n in range(100)]
    begins = datetime(start.year, start.month, start.day, tzinfo=UTC) - 2 * DAY
    found = between(f"{minute} {hour} * * *", name, begins, begins + 110 * DAY)
    dates = Counter(one.wall.date() for one in found)
    assert [dates[day] for day in days] == [1] * len(days)
    assert [one.instant for one in found] == sorted({one.instant for one in found})


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(["Europe/Paris", "Africa/Cairo", "Asia/Tehran", "Australia/Lord_Howe", "UTC"]),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    year=st.integers(2020, 2029),
)
def test_no_date_of_a_whole_year_is_lost(name: str, hour: int, minute: int, year: int) -> None:
    """The zones that were asked about, a whole year at a time: 365 or 366 runs for as many dates."""
    begins = datetime(year - 1, 12, 29, tzinfo=UTC)
    found = between(f"{minute} {hour} * * *", name, begins, begins + 373 * DAY)
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    assert Counter(one.wall.date() for one in found if one.wall.year == year) == Counter(
        date(year, 1, 1) + n * DAY for n in range(days)
    )


@settings(max_examples=100, deadline=None)
@given(
    name=st.sampled_from(["Europe/Paris", "Africa/Cairo", "Australia/Lord_Howe", "Atlantic/Azores"]),
    expression=st.sampled_from(
        ["0 0 * * *", "30 2 * * *", "0 * * * *", "*/20 2 * * *", "0 6 1 * *", "0 2,3 * * 1-5", "0 */5 * * *"]
    ),
    day=st.sampled_from([date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 4, 24)]),
    hours=st.integers(-30, 30),
)
def test_looking_back_finds_what_looking_ahead_found(
    name: str, expression: str, day: date, hours: int
) -> None:
    """What was due is what was announced: the same fires, whichever way one looks."""
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
    back = list(islice(latest(expression, name, now), 3))
    assert back == sorted(back, reverse=True)
    assert between(expression, name, back[-1].instant - timedelta(seconds=1), now) == back[::-1]


def test_an_hourly_schedule_goes_by_the_time_that_passes() -> None:
    """When an hour is shown twice both have their run, told apart by name; an hour left out has none."""
    autumn = between("0 * * * *", "Europe/Paris", at("2026-10-24T22:30"), at("2026-10-25T02:00"))
    assert [one.logical for one in autumn] == [
        "2026-10-25T0100",
        "2026-10-25T0200",
        "2026-10-25T0200-second",
        "2026-10-25T0300",
    ]
    spring = between("0 * * * *", "Europe/Paris", at("2026-03-28T23:30"), at("2026-03-29T01:30"))
    assert [one.logical for one in spring] == ["2026-03-29T0100", "2026-03-29T0300"]


def test_two_times_that_fall_on_one_instant_are_one_run() -> None:
    """02:00 and 03:00 on the day that has no 02:00: one run at 03:00, not two."""
    found = between("0 2,3 * * *", "Europe/Paris", at("2026-03-28T22:00"), at("2026-03-29T12:00"))
    assert [(one.logical, one.moved) for one in found] == [("2026-03-29T0300", False)]


def test_a_day_that_a_zone_left_out_has_no_run() -> None:
    """Samoa had no 30 December 2011, and no run for it."""
    found = between("0 12 * * *", "Pacific/Apia", at("2011-12-28T00:00"), at("2012-01-01T12:00"))
    assert date(2011, 12, 30) not in {one.wall.date() for one in found}
    assert date(2011, 12, 31) in {one.wall.date() for one in found}


def test_rare_days_are_found() -> None:
    """29 February comes every fourth year, and the last day of a month is named by L."""
    (leap,) = islice(upcoming("0 0 29 2 *", "UTC", at("2029-01-01T00:00")), 1)
    (last,) = islice(upcoming("0 0 L 2 *", "UTC", at("2031-01-01T00:00")), 1)
    assert (leap.logical, last.logical) == ("2032-02-29T0000", "2031-02-28T0000")


@pytest.mark.parametrize(
    ("text", "what", "at_"),
    [
        ("30 26 * * *", "'26' is no hour", (3, 2)),
        ("30  6 * 13 *", "'13' is no month", (8, 2)),
        ("x 6 * * *", "'x' is no minute", (0, 1)),
        ("0 6 * * FUN", "'FUN' is no day of the week", (8, 3)),
        ("0 6 * *", "this has 4 fields", (0, 0)),
        ("0 0 6 * * *", "this has 6 fields", (0, 0)),
        ("@daily", "'@daily' is a name that not every cron knows", (0, 0)),
        ("0 0 31 2 *", "that day never comes", (0, 0)),
        ("0 0 * * *; rm", "this has 6 fields", (0, 0)),
        ("", "this has 0 fields", (0, 0)),
    ],
)
def test_what_is_no_cron_expression_is_told_with_its_field(
    text: str, what: str, at_: tuple[int, int]
) -> None:
    """The message names the field that is wrong, and where it stands in the expression."""
    with pytest.raises(NotRecurring) as told:
        cron(text)
    assert (told.value.what, (told.value.start, told.value.width)) == (what, at_)


@pytest.mark.parametrize("text", ["1", "h", "-1h", "26 h", "1.5h", "0d", "999999d", ""])
def test_what_is_no_length_is_refused(text: str) -> None:
    """A length of time has a whole number and a unit."""
    with pytest.raises(NotRecurring):
        length(text)


def test_zones_are_those_of_the_kit_and_not_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with an old table of zones fires when every other one does."""
    monkeypatch.setenv("PYTHONTZPATH", "/nowhere")
    zone.cache_clear()
    assert zone("Africa/Cairo").utcoffset(datetime(2026, 7, 1)) == timedelta(hours=3)  # noqa: DTZ001

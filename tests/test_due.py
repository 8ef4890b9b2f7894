"""Which slots run, which are made up for and which are left out; and which incidents a query means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit import opening
from reportkit.case import case
from reportkit.publishing.schedules.choosing import chosen
from reportkit.publishing.schedules.due import Agenda, NoSuchSlot, agenda, slot
from reportkit.reading import encoding
from reportkit.reading.schedules import Query, Schedule
from tests.commands import TINY

NOW = datetime(2031, 5, 6, 6, 10, tzinfo=UTC)


def daily(catch_up: str = "coalesce", limit: int = 7) -> Schedule:
    """Return a schedule for six in the morning."""
    return Schedule("morning", Query(), "0 6 * * *", "UTC", catch_up=catch_up, limit=limit)


def said(found: Agenda) -> tuple[list[tuple[str, bool, int]], list[str]]:
    """Return an agenda as days, whether made up for, for how many others they stand, and the rest."""
    days = [(f"{one.fire.wall:%d}", one.back, len(one.covers)) for one in found.run]
    return days, [f"{one.wall:%d}" for one in found.skipped]


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [
        ("skip", ([("06", False, 0)], ["03", "04", "05"])),
        ("coalesce", ([("06", False, 3)], [])),
        ("all", ([("03", True, 0), ("04", True, 0), ("05", True, 0), ("06", False, 0)], [])),
    ],
)
def test_three_missed_nights(catch_up: str, expected: object) -> None:
    """Left out, one for all, or each: as the schedule says."""
    assert said(agenda(daily(catch_up), {"2031-05-02T0600"}, NOW)) == expected


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [
        ("skip", ([], ["04", "05", "06"])),
        ("coalesce", ([("06", False, 2)], [])),
        ("all", ([("04", True, 0), ("05", True, 0), ("06", True, 0)], [])),
    ],
)
def test_a_machine_that_comes_back_at_noon(catch_up: str, expected: object) -> None:
    """The slot of this morning is missed too, once it is later than the schedule allows."""
    noon = NOW + timedelta(hours=6)
    assert said(agenda(daily(catch_up), {"2031-05-03T0600"}, noon)) == expected


def test_no_more_than_the_limit_is_made_up_for() -> None:
    """After a long pause the newest are made, and the others named as left out."""
    found = agenda(daily("all", 2), {"2031-04-26T0600"}, NOW)
    assert said(found) == (
        [("04", True, 0), ("05", True, 0), ("06", False, 0)],
        ["27", "28", "29", "30", "01", "02", "03"],
    )


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_number_that_is_asked_for_counts_above_the_schedule(number: int) -> None:
    """--catch-up N makes N missed runs, whatever the file says."""
    found = agenda(daily("skip"), {"2031-05-02T0600"}, NOW, catch_up=number)
    assert sum(one.back for one in found.run) == number
    assert len(found.skipped) == 3 - number


def test_a_slot_that_is_done_is_not_due_again() -> None:
    """A timer that fires twice finds nothing to do."""
    assert agenda(daily(), {"2031-05-06T0600"}, NOW) == Agenda()


def test_a_new_schedule_has_missed_nothing() -> None:
    """Its first run is its last slot; it does not begin with a backlog."""
    assert said(agenda(daily("all"), set(), NOW)) == ([("06", False, 0)], [])


@given(
    pauses=st.lists(st.integers(1, 200), min_size=1, max_size=12),
    catch_up=st.sampled_from(["skip", "coalesce", "all"]),
    limit=st.integers(1, 5),
)
def test_every_slot_ends_once_however_the_machine_sleeps(
    pauses: list[int], catch_up: str, limit: int
) -> None:
    """Whenever it is called, no slot is run twice and none is without a word."""
    schedule, now = daily(catch_up, limit), NOW
    ended: list[str] = []
    for hours in (0, *pauses):
        now += timedelta(hours=hours)
        found = agenda(schedule, set(ended), now)
        for one in found.run:
            ended += [one.fire.logical, *(c.logical for c in one.covers)]
        ended += [one.logical for one in found.skipped]
    assert len(ended) == len(set(ended))
    days = sorted(date.fromisoformat(one[:10]) for one in ended)
    assert all(b - a == timedelta(days=1) for a, b in pairwise(days))


@pytest.mark.parametrize("words", ["2031-05-05", "2031-05-05T06:00", "2031-05-05T0600"])
def test_a_slot_is_named_by_its_day(words: str) -> None:
    """The day alone is enough where there is one slot on it."""
    assert slot(daily(), words, NOW).logical == "2031-05-05T0600"


@pytest.mark.parametrize(
    ("words", "cron", "message"),
    [
        ("yesterday", "0 6 * * *", "'yesterday' is no day: write 2031-05-06, or 2031-05-06T06:30"),
        ("2031-05-07", "0 6 * * *", "the slot 2031-05-07T0600 of 'morning' is still to come"),
        (
            "2031-05-05",
            "0 6,18 * * *",
            "'morning' has 2 slots on 2031-05-05: name one of 2031-05-05T0600, 2031-05-05T1800",
        ),
        (
            "2031-05-04",
            "0 6 * * 1",
            "'morning' has no slot on 2031-05-04; near it are: 2031-05-05T0600",
        ),
    ],
)
def test_a_slot_that_is_none_is_told(words: str, cron: str, message: str) -> None:
    """The message names what there is instead."""
    with pytest.raises(NoSuchSlot) as told:
        slot(Schedule("morning", Query(), cron, "UTC"), words, NOW)
    assert str(told.value) == message


SEEDS = opening.corpus()
TODAY = date(2024, 5, 1)


def test_all_means_every_incident_that_is_spoken_of() -> None:
    """The whole corpus, in its order."""
    assert set(chosen(SEEDS, Query(), TODAY)) <= set(SEEDS.incidents)
    assert "kalsu-explosion" in chosen(SEEDS, Query(), TODAY)


def test_what_is_named_must_all_hold() -> None:
    """Each key narrows; together they never widen."""
    for query in (
        Query(actors=("centcom",)),
        Query(standings=("disputed",)),
        Query(since="-7d", until="today"),
        Query(markings=("TLP:RED",)),
    ):
        every = chosen(SEEDS, Query(), TODAY)
        some = chosen(SEEDS, query, TODAY)
        assert set(some) < set(every), query
        both = Query(query.slugs, query.actors, query.places, query.since, query.until, ("denied_only",))
        assert set(chosen(SEEDS, both, TODAY)) <= set(every)


def test_a_larger_place_holds_the_smaller() -> None:
    """Whoever asks for a country gets what is located in a town of it."""
    within = {p.within for p in SEEDS.places.values() if p.within}
    found = {place: chosen(SEEDS, Query(places=(place,)), TODAY) for place in SEEDS.places}
    for place in SEEDS.places.values():
        if place.within in within:
            assert set(found[place.id]) <= set(found[place.within])
    assert any(found.values())


def test_an_incident_that_nobody_dates_is_not_left_out() -> None:
    """Where claims leave the day open it may have been any day."""
    tiny = encoding.load(TINY)
    assert chosen(tiny, Query(since="2100-01-01"), TODAY) <= chosen(tiny, Query(), TODAY)
    early = chosen(tiny, Query(until="1900-01-01"), TODAY)
    for slug in chosen(tiny, Query(), TODAY):
        assert (slug in early) == (case(tiny, slug).bounds(slug).earliest.day is None)

"""When readers are told and when they are left alone, by the invented fire and by every kind of change."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import pytest

from reportkit.analysis.changes.records import Changes
from reportkit.analysis.known_at import known_at
from reportkit.changes import changes
from reportkit.model import Corpus
from reportkit.publishing.schedules.silence import QUIET, TOLD, listed, verdict
from reportkit.reading import encoding

CORPUS = Path(__file__).parent / "corpora" / "editions"
SLUG = "harbour-fire"
DAYS = ("2031-05-02", "2031-05-05", "2031-05-09", "2031-05-13", "2031-06-02")


@pytest.fixture(scope="module")
def whole() -> Corpus:
    """Return the invented fire with all its later documents."""
    return encoding.load(CORPUS)


def test_every_later_state_of_the_fire_is_told(whole: Corpus) -> None:
    """Each of the five days brings something that a reader has to know, and the rule names it."""
    states = [known_at(whole, day) for day in DAYS]
    found = [verdict(changes(a, b, SLUG)) for a, b in pairwise(states)]
    assert all(one.material for one in found), found
    assert {"number", "accusation", "retraction"} <= {name for one in found for name in one.because}


def test_nothing_new_is_silence(whole: Corpus) -> None:
    """A night in which nothing happened wakes nobody."""
    found = verdict(changes(whole, whole, SLUG))
    assert (found.material, found.text) == (False, "nothing has changed")


def test_a_second_reader_is_silence(whole: Corpus) -> None:
    """That somebody read a document a second time changes no reader's mind."""
    first = next(c.document for c in whole.claims if SLUG in c.incidents)
    reading = whole.readings[first]
    once, twice = (
        replace(whole, readings={**whole.readings, first: replace(reading, second=by)})
        for by in ("", "night desk")
    )
    found = verdict(changes(once, twice, SLUG))
    assert not found.material
    assert found.quiet == ("document",)


def test_one_more_text_that_says_the_same_is_silence(whole: Corpus) -> None:
    """A document that repeats what stands there brings a claim, and no reader is told."""
    told = [c for c in whole.claims if SLUG in c.incidents and c.act == "states" and c.propositions]
    again = next(c for c in told if not {p.kind for p in c.propositions} & {"casualty", "process", "link"})
    reading = whole.readings[again.document]
    repeated = replace(again, id=f"{again.document}/again", name="again", number=len(reading.claims) + 1)
    readings = {
        **whole.readings,
        again.document: replace(reading, claims=(*reading.claims, repeated)),
    }
    found = verdict(changes(whole, replace(whole, readings=readings), SLUG))
    assert (found.because, found.quiet) == ((), ("repeated",))


def test_a_reading_that_is_worded_otherwise_is_silence(whole: Corpus) -> None:
    """The desk's note on a claim, or the verb it chose, is no news."""
    claim = next(c for c in whole.claims if SLUG in c.incidents)
    reading = whole.readings[claim.document]
    claims = tuple(replace(c, verb="remarks") if c.id == claim.id else c for c in reading.claims)
    readings = {**whole.readings, claim.document: replace(reading, claims=claims)}
    found = verdict(changes(whole, replace(whole, readings=readings), SLUG))
    assert (found.because, found.quiet) == ((), ("reworded",))


def test_no_kind_of_change_is_without_a_rule() -> None:
    """Whatever a comparison can find is looked at by some rule, so that nothing is passed over unseen."""
    seen: set[str] = set()

    class Watched:
        def __getattr__(self, name: str) -> object:
            """Note which field is asked for."""
            seen.add(name)
            return 0 if name == "elsewhere" else ()

    for rule in (*TOLD, *QUIET):
        rule.found(Watched())  # type: ignore[arg-type]
    assert seen == {field.name for field in fields(Changes)} - {"slug"}


def test_the_rule_can_be_read() -> None:
    """Each line says in words whether it tells or not, and no two are the same."""
    lines = listed()
    assert len(set(lines)) == len(lines) == len(TOLD) + len(QUIET)
    assert all(line.startswith(("told: ", "silent: ")) for line in lines)

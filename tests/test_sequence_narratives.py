"""Speakers who cannot all be right: contradictions, and the narratives that keep them apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reportkit.analysis.sequence import (
    Constraint,
    after,
    at,
    contradictions,
    narratives,
    relation,
    slots,
    solve,
)
from reportkit.dates import parse, parse_gap
from tests.samples.orders import POINTS, Moments, solvable, told, true_of, unhurried


@unhurried
@given(told(), told())
def test_an_inference_leaves_what_is_stated_alone(claims: list[Constraint], more: list[Constraint]) -> None:
    """A reader's inference changes no bound, order or narrative of what is stated without it."""
    heard = [*claims, *(replace(c, claim=f"more {c.claim}", inferred=True) for c in more)]
    few, many = solvable(claims), solvable(heard)
    if few and many:
        assert few.stated == many.stated
        for a, b in combinations(POINTS, 2):
            assert relation(few, a, b).without == relation(many, a, b).without
    silent = {c.speaker for c in more} - {c.speaker for c in claims}
    before, later = narratives(POINTS, claims), narratives(POINTS, heard)
    told_by = [tuple(s for s in n.speakers if s not in silent) for n in later]
    assert told_by == [n.speakers for n in before]
    assert [n.solution.stated for n in later] == [n.solution.stated for n in before]


@unhurried
@given(told(), st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(claims: list[Constraint], shuffled: Random) -> None:
    """Points and claims give the same results in whatever order, and however often, they come."""
    mixed, names = [*claims, *claims[:2]], list(POINTS)
    shuffled.shuffle(mixed)
    shuffled.shuffle(names)
    assert narratives(names, mixed) == narratives(POINTS, claims)
    assert contradictions(names, mixed) == contradictions(POINTS, claims)
    if solvable(claims):
        assert solve(names, mixed) == solve(POINTS, claims)
        assert slots(names, mixed) == slots(POINTS, claims)


@unhurried
@given(true_of())
def test_claims_that_agree_are_one_narrative(case: tuple[Moments, list[Constraint]]) -> None:
    """What can all be true is one story by all who tell it, with nothing set aside."""
    claims = case[1]
    (only,) = narratives(POINTS, claims)
    assert only.speakers == tuple(sorted({c.speaker for c in claims}))
    assert only.solution == solve(POINTS, claims)
    assert only.set_aside == ()
    assert contradictions(POINTS, claims) == ()


@unhurried
@given(told(("a", "b"), reach=2))
def test_narratives_are_the_largest_sets_of_speakers_who_can_all_be_right(claims: list[Constraint]) -> None:
    """Against all sets of speakers, narratives are exactly those that fit and cannot be enlarged."""
    stated = [c for c in claims if not c.inferred]
    speakers = sorted({c.speaker for c in stated})
    assume(all(solvable([c for c in stated if c.speaker == s]) for s in speakers))
    fitting = [
        set(some)
        for size in range(len(speakers) + 1)
        for some in combinations(speakers, size)
        if solvable([c for c in stated if c.speaker in some])
    ]
    largest = [some for some in fitting if not any(some < other for other in fitting)]
    assert sorted(sorted(n.speakers) for n in narratives(POINTS, stated)) == sorted(map(sorted, largest))


@unhurried
@given(told())
def test_a_contradiction_names_nothing_beside_the_point(claims: list[Constraint]) -> None:
    """The claims of a contradiction cannot all hold, and any of them left out makes the rest possible."""
    found = contradictions(POINTS, claims)
    assert bool(found) is (solvable(claims) is None)
    for one in found:
        assert solvable(one.constraints) is None
        for left_out in one.constraints:
            assert solvable([c for c in one.constraints if c != left_out]) is not None
        assert one.speakers == tuple(sorted({c.speaker for c in one.constraints}))
        assert one.claims == tuple(sorted({c.claim for c in one.constraints}))


@unhurried
@given(told())
def test_every_narrative_holds_and_loses_no_claim_silently(claims: list[Constraint]) -> None:
    """Each speaker's claims stand in a narrative or are set aside, and what is set aside is explained."""
    explained = {c for one in contradictions(POINTS, claims) for c in one.claims}
    for one in narratives(POINTS, claims):
        whole = {*one.solution.constraints, *one.set_aside}
        assert whole == {c for c in claims if c.speaker in one.speakers}
        assert not {*one.solution.constraints} & {*one.set_aside}
        assert {c.claim for c in one.set_aside} <= explained


def test_speakers_who_contradict_each_other_tell_separate_stories() -> None:
    """Two dates for one fire are two narratives that keep their dates; a bystander is in both."""
    claims = [
        at("a", parse("2031-05-01"), "C1", "daily"),
        at("a", parse("2031-05-04"), "C2", "league"),
        after("a", "b", "C3", "port", parse_gap("P1D")),
    ]
    one, two = narratives("ab", claims)
    assert (one.speakers, two.speakers) == (("daily", "port"), ("league", "port"))
    assert one.solution["b"].latest.day == date(2031, 5, 2)
    assert two.solution["b"].latest.day == date(2031, 5, 5)
    (found,) = contradictions("ab", claims)
    assert (found.claims, found.speakers, found.inferred) == (("C1", "C2"), ("daily", "league"), False)


def test_one_speaker_against_two_stands_alone() -> None:
    """Where one speaker contradicts two who agree, the two stay together and he tells his own story."""
    claims = [
        at("a", parse(f"2031-05-{day}"), f"C{n}", speaker)
        for n, (speaker, day) in enumerate([("daily", "01"), ("league", "04"), ("port", "01")])
    ]
    assert [n.speakers for n in narratives("a", claims)] == [("daily", "port"), ("league",)]


def test_a_speaker_who_contradicts_himself_is_told_as_that() -> None:
    """Both of his clashing claims are set aside, his other claims stay, and nobody else is split off."""
    claims = [
        after("a", "b", "C1", "daily"),
        after("b", "a", "C2", "daily"),
        after("a", "c", "C3", "daily"),
        after("a", "b", "C4", "league"),
    ]
    (only,) = narratives("abc", claims)
    assert only.speakers == ("daily", "league")
    assert [c.claim for c in only.set_aside] == ["C1", "C2"]
    assert [c.claim for c in only.solution.constraints] == ["C4", "C3"]
    assert [c.speakers for c in contradictions("abc", claims)] == [("daily",)]


def test_an_inference_that_does_not_fit_splits_nobody() -> None:
    """Where a reader's inference clashes with what is stated, the inference goes and the story stays one."""
    claims = [after("a", "b", "C1", "daily"), after("b", "a", "C2", "league", inferred=True)]
    (only,) = narratives("ab", claims)
    assert only.speakers == ("daily", "league")
    assert [c.claim for c in only.set_aside] == ["C2"]
    (found,) = contradictions("ab", claims)
    assert found.inferred


def test_no_points_are_an_empty_story() -> None:
    """Without points there is nothing to solve and nothing to draw."""
    assert solve([], []).bounds == ()
    assert slots([], []) == {}
    assert [n.speakers for n in narratives([], [])] == [()]


def test_stories_without_end_are_refused() -> None:
    """When too many speakers contradict each other, that is said instead of listing every mixture."""
    claims = [
        at(f"p{pair}", parse(f"2031-05-0{side}"), f"C{pair}{side}", f"s{pair}{side}")
        for pair in range(12)
        for side in (1, 2)
    ]
    with pytest.raises(ValueError, match="more than 64 narratives"):
        narratives([f"p{pair}" for pair in range(12)], claims)

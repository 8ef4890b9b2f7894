"""What happened before what: bounds and orders from claims about time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import assume, given

from reportkit.analysis.sequence import (
    ORIGIN,
    Bound,
    Constraint,
    InconsistentError,
    Solution,
    after,
    at,
    relation,
    solve,
)
from reportkit.dates import parse, parse_gap
from tests.samples.orders import DAY, POINTS, Moments, allows, day, solvable, told, true_of, unhurried


@unhurried
@given(true_of())
def test_bounds_hold_every_history_that_the_claims_allow(case: tuple[Moments, list[Constraint]]) -> None:
    """Whatever really happened, if all claims are true of it, it lies within the bounds and orders."""
    moments, claims = case
    solution = solve(POINTS, claims)
    for point, moment in moments.items():
        for bounds in (solution[point], solution.stated[solution.points.index(point)]):
            assert bounds.earliest.day is None or bounds.earliest.day <= day(moment // DAY)
            assert bounds.latest.day is None or day(moment // DAY) <= bounds.latest.day
    for a, b in combinations(POINTS, 2):
        apart = moments[b] // DAY - moments[a] // DAY
        holds = {
            "before": moments[a] < moments[b],
            "after": moments[b] < moments[a],
            "same day": apart == 0,
            "possibly before": apart >= 0,
            "possibly after": apart <= 0,
            "no order": True,
        }
        found = relation(solution, a, b)
        assert holds[found.kind]
        assert holds[found.without]
        assert found.low is None or found.low <= apart
        assert found.high is None or apart <= found.high


WINDOW = [Constraint(ORIGIN, p, 1, 3, f"W{p}", "p") for p in "abc"]
HISTORIES = [dict(zip("abc", moments, strict=True)) for moments in product(range(DAY, 4 * DAY), repeat=3)]


@unhurried
@given(told(("a", "b", "c"), reach=2))
def test_bounds_and_orders_are_exactly_what_all_histories_share(claims: list[Constraint]) -> None:
    """Against all histories of three points in three days, no bound and no order is too weak."""
    told_all = [*WINDOW, *claims]
    possible = [moments for moments in HISTORIES if all(allows(c, moments) for c in claims)]
    if not possible:
        with pytest.raises(InconsistentError):
            solve("abc", told_all)
        return
    solution = solve("abc", told_all)
    for point in "abc":
        found = [moments[point] // DAY for moments in possible]
        assert solution[point].earliest.day == day(min(found))
        assert solution[point].latest.day == day(max(found))
    for a, b in combinations("abc", 2):
        apart = {m[b] // DAY - m[a] // DAY for m in possible}
        kinds = [
            ("before", all(m[a] < m[b] for m in possible)),
            ("after", all(m[b] < m[a] for m in possible)),
            ("same day", apart == {0}),
            ("possibly before", min(apart) >= 0),
            ("possibly after", max(apart) <= 0),
            ("no order", True),
        ]
        found_relation = relation(solution, a, b)
        assert found_relation.kind == next(kind for kind, holds in kinds if holds)
        assert (found_relation.low, found_relation.high) == (min(apart), max(apart))


@unhurried
@given(told(), told())
def test_another_claim_never_widens_a_bound(claims: list[Constraint], more: list[Constraint]) -> None:
    """Hearing more can only narrow the days on which something may have happened."""
    heard = [*claims, *(replace(c, claim=f"more {c.claim}") for c in more)]
    few, many = solvable(claims), solvable(heard)
    assume(few is not None and many is not None)
    assert few is not None
    assert many is not None
    for loose, tight in zip(few.bounds, many.bounds, strict=True):
        if loose.earliest.day:
            assert tight.earliest.day is not None
            assert tight.earliest.day >= loose.earliest.day
        if loose.latest.day:
            assert tight.latest.day is not None
            assert tight.latest.day <= loose.latest.day


@unhurried
@given(told())
def test_a_bound_that_hinges_on_an_inference_says_so(claims: list[Constraint]) -> None:
    """A bound is marked as inferred exactly when it is another one without the inferences."""
    solution = solvable(claims)
    assume(solution is not None)
    assert solution is not None
    for whole, stated in zip(solution.bounds, solution.stated, strict=True):
        for one, two in ((whole.earliest, stated.earliest), (whole.latest, stated.latest)):
            assert one.inferred is (one.day != two.day)
            assert not two.inferred


@unhurried
@given(told())
def test_a_result_rests_on_the_claims_it_names(claims: list[Constraint]) -> None:
    """The claims named for a bound or an order suffice for it; so they do without inferences if it does."""
    solution = solvable(claims)
    assume(solution is not None)
    assert solution is not None

    def only(names: tuple[str, ...], *, inferred: bool) -> Solution:
        return solve(POINTS, [c for c in claims if c.claim in names and (inferred or not c.inferred)])

    for bounds in solution.bounds:
        one, two = bounds.earliest, bounds.latest
        assert only(one.claims, inferred=one.inferred)[bounds.point].earliest.day == one.day
        assert only(two.claims, inferred=two.inferred)[bounds.point].latest.day == two.day
    for a, b in combinations(POINTS, 2):
        found = relation(solution, a, b)
        assert relation(only(found.claims, inferred=found.inferred), a, b).kind == found.kind


@unhurried
@given(told())
def test_orders_read_the_same_from_both_ends(claims: list[Constraint]) -> None:
    """If one point is before another, the other is after it, for the same reasons."""
    solution = solvable(claims)
    assume(solution is not None)
    assert solution is not None
    turned = {
        "before": "after",
        "after": "before",
        "possibly before": "possibly after",
        "possibly after": "possibly before",
    }
    for a, b in product(POINTS, repeat=2):
        one, two = relation(solution, a, b), relation(solution, b, a)
        assert one.kind == turned.get(two.kind, two.kind)
        assert one.without == turned.get(two.without, two.without)
        assert one.claims == two.claims
        assert (one.low, one.high) == (
            None if two.high is None else -two.high,
            None if two.low is None else -two.low,
        )


def test_one_day_after_moves_a_date_by_one_day() -> None:
    """A fire "one day after" a raid of a known day has a known day itself, by both claims."""
    solution = solve(
        ["raid", "fire"],
        [
            at("raid", parse("2024-02-28"), "C1", "daily"),
            after("raid", "fire", "C2", "league", parse_gap("P1D")),
        ],
    )
    known = Bound(date(2024, 2, 29), ("C1", "C2"))
    assert (solution["fire"].earliest, solution["fire"].latest) == (known, known)
    found = relation(solution, "raid", "fire")
    assert (found.kind, found.low, found.high, found.claims) == ("before", 1, 1, ("C2",))


def test_an_event_is_on_or_before_the_day_of_a_statement_about_it() -> None:
    """A dated statement made on or after an event bounds the event from above, and only there."""
    claims = [
        at("post", parse("2024-04-20"), "C16", "centcom"),
        Constraint("explosion", "post", 0, None, "C17", "daily", inferred=True),
    ]
    bounds = solve(["explosion", "post"], claims)["explosion"]
    assert bounds.latest == Bound(date(2024, 4, 20), ("C16", "C17"), inferred=True)
    assert bounds.earliest == Bound()
    solution = solve(["explosion", "post"], claims)
    assert solution.stated[0].latest == Bound()
    found = relation(solution, "explosion", "post")
    assert (found.kind, found.inferred, found.without) == ("possibly before", True, "no order")


def test_a_month_bounds_by_its_first_and_last_day() -> None:
    """Attacks that ended in January 2024 ended between its first and its last day."""
    end = solve(["end"], [at("end", parse("2024-01"), "C26", "daily")])["end"]
    assert (end.earliest.day, end.latest.day) == (date(2024, 1, 1), date(2024, 1, 31))


@pytest.mark.parametrize("words", ["about 2024-04-20", "2024-04-20?", "night of 2024-04-20?", "none"])
def test_a_date_in_doubt_bounds_nothing(words: str) -> None:
    """What is told as about, uncertain or not at all gives a point no bound."""
    bounds = solve(["fire"], [at("fire", parse(words), "C1", "daily")])["fire"]
    assert (bounds.earliest, bounds.latest) == (Bound(), Bound())


def test_order_alone_is_order_without_days() -> None:
    """A chain of "after" puts its ends in order by all its claims and gives nobody a date."""
    chain = [after(a, b, f"C{a}", "daily") for a, b in ("ab", "bc", "cd")]
    solution = solve(POINTS, chain)
    found = relation(solution, "a", "d")
    assert (found.kind, found.low, found.high, found.claims) == ("before", 0, None, ("Ca", "Cb", "Cc"))
    assert all(b.earliest == b.latest == Bound() for b in solution.bounds)


def test_two_events_of_one_day_can_be_in_order() -> None:
    """On the same day, "after" still orders, and a circle of "after" is still a contradiction."""
    same = [at(p, parse("2031-05-03"), f"D{p}", "daily") for p in "ab"]
    assert relation(solve("ab", same), "a", "b").kind == "same day"
    ordered = [*same, after("a", "b", "C1", "daily")]
    assert relation(solve("ab", ordered), "a", "b").kind == "before"
    with pytest.raises(InconsistentError, match="C1, C2"):
        solve("ab", [*ordered, after("b", "a", "C2", "league")])


def test_a_bound_that_is_stated_rests_on_no_inference() -> None:
    """Where the same day follows from an inference and from what is stated, the statement is named."""
    claims = [
        at("a", parse("by 2031-05-03"), "C1", "daily", inferred=True),
        at("b", parse("by 2031-05-03"), "C2", "daily"),
        after("a", "b", "C3", "daily"),
    ]
    bound = solve("ab", claims)["a"].latest
    assert bound == Bound(date(2031, 5, 3), ("C2", "C3"))


def test_the_ends_of_the_calendar_are_no_obstacle() -> None:
    """A bound outside the calendar is told as its last or first day, or left open, and is no error."""
    claims = [
        at("a", parse("9999-12-31"), "C1", "daily"),
        after("a", "b", "C2", "daily", parse_gap("P1D")),
        at("d", parse("by 0001-01-01"), "C3", "daily"),
        Constraint("c", "d", 5, None, "C4", "daily"),
    ]
    solution = solve(POINTS, claims)
    assert solution["a"].latest.day == date.max
    assert solution["b"].latest == solution["c"].earliest == Bound()
    assert (solution["b"].earliest.day, solution["c"].latest.day) == (date.max, date.min)
    assert relation(solution, "a", "b").kind == "before"


def test_mistakes_in_the_call_are_refused() -> None:
    """Unknown points, nameless points, self-relations and crossed or endless limits are errors."""
    with pytest.raises(ValueError, match="not there: b"):
        solve("a", [after("a", "b", "C1", "daily")])
    with pytest.raises(ValueError, match="has no name"):
        solve(["a", ""], [])
    with pytest.raises(ValueError, match="to itself"):
        after("a", "a", "C1", "daily")
    with pytest.raises(ValueError, match="crossed limits"):
        Constraint("a", "b", 2, 1, "C1", "daily")
    with pytest.raises(ValueError, match="crossed limits"):
        Constraint("a", "b", None, -1, "C1", "daily", order=True)
    with pytest.raises(ValueError, match="beyond the calendar"):
        Constraint("a", "b", 10**9, None, "C1", "daily")

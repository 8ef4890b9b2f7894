"""What happened before what: bounds, orders, narratives and columns from claims about time."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise, product
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reportkit.analysis.sequence import (
    ORIGIN,
    Bound,
    Constraint,
    InconsistentError,
    Solution,
    after,
    at,
    contradictions,
    narratives,
    relation,
    slots,
    solve,
)
from reportkit.dates import parse, parse_gap

unhurried = settings(max_examples=60, deadline=None)  # a busy machine is no failure

POINTS = ("a", "b", "c", "d")
Moments = dict[str, int]  # a point in time for each point, in thirds of a day
DAY = 3


def allows(constraint: Constraint, moments: Moments) -> bool:
    """Return whether a constraint holds, by its definition."""
    one, two = (0 if p == ORIGIN else moments[p] for p in (constraint.earlier, constraint.later))
    days = two // DAY - one // DAY
    return (
        (constraint.low is None or constraint.low <= days)
        and (constraint.high is None or days <= constraint.high)
        and (not constraint.order or one < two)
    )


@st.composite
def told(draw: st.DrawFn, points: tuple[str, ...] = POINTS, *, reach: int = 3) -> list[Constraint]:
    """Claims of three speakers about days and order, whether or not they can all hold."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        one, two = draw(st.permutations([ORIGIN, *points]))[:2]
        if two == ORIGIN:
            one, two = two, one
        limits = sorted(draw(st.tuples(*[st.integers(1 if one == ORIGIN else -reach, reach)] * 2)))
        order = one != ORIGIN and draw(st.booleans())
        low, high = (draw(st.sampled_from([limit, None])) for limit in limits)
        if order and high is not None:
            high = max(high, low or 0, 0)
        speaker, inferred = draw(st.sampled_from("pqr")), draw(st.booleans()) and draw(st.booleans())
        found.append(Constraint(one, two, low, high, f"C{number}", speaker, inferred, order))
    return found


@st.composite
def true_of(draw: st.DrawFn) -> tuple[Moments, list[Constraint]]:
    """Moments drawn at random, and claims that are true of them."""
    moments = {point: draw(st.integers(DAY, 40)) for point in POINTS}
    claims = draw(st.lists(told(reach=12), min_size=1, max_size=3))
    flat = [replace(c, claim=f"{n}{c.claim}") for n, some in enumerate(claims) for c in some]
    return moments, [c for c in flat if allows(c, moments)]


def day(number: int) -> date:
    """Return a day of the year 1 by its number."""
    return date.fromordinal(number)


def solvable(claims: list[Constraint] | tuple[Constraint, ...]) -> Solution | None:
    """Return the solution, or None if the claims cannot all hold."""
    try:
        return solve(POINTS, claims)
    except InconsistentError:
        return None


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


@unhurried
@given(told())
def test_columns_follow_every_order(claims: list[Constraint]) -> None:
    """What is before stands left of what is after, and the caps of a bar enclose its column."""
    solution = solvable(claims)
    assume(solution is not None)
    assert solution is not None
    found = slots(POINTS, claims)
    assert list(found) == sorted(POINTS)
    assert {s.column for s in found.values()} == set(range(max(s.column for s in found.values()) + 1))
    for a in POINTS:
        earlier = [found[b].column for b in POINTS if relation(solution, b, a).kind == "before"]
        later = [found[b].column for b in POINTS if relation(solution, b, a).kind == "after"]
        assert found[a].left == max(earlier, default=None)
        assert found[a].right == min(later, default=None)
        assert all(column < found[a].column for column in earlier)
        assert all(found[a].column < column for column in later)
        if not earlier and not later:
            assert found[a].column == 0


@unhurried
@given(told(), st.sampled_from([("a", "b"), ("c", "a")]), st.integers(1, 3))
def test_points_an_exact_gap_apart_stand_side_by_side(
    claims: list[Constraint], pair: tuple[str, str], gap: int
) -> None:
    """Two points told to be so many days apart are neighbours unless something is known to lie between."""
    claims = [c for c in claims if c.low is None or c.low != c.high]
    claims.append(after(pair[0], pair[1], "gap", "p", parse_gap(f"P{gap}D")))
    solution = solvable(claims)
    assume(solution is not None)
    assert solution is not None
    found = slots(POINTS, claims)
    between = [
        p
        for p in POINTS
        if relation(solution, pair[0], p).kind == "before" and relation(solution, p, pair[1]).kind == "before"
    ]
    assert (found[pair[1]].column - found[pair[0]].column == 1) is (not between)


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


def test_a_bound_that_is_stated_rests_on_no_inference() -> None:
    """Where the same day follows from an inference and from what is stated, the statement is named."""
    claims = [
        at("a", parse("by 2031-05-03"), "C1", "daily", inferred=True),
        at("b", parse("by 2031-05-03"), "C2", "daily"),
        after("a", "b", "C3", "daily"),
    ]
    bound = solve("ab", claims)["a"].latest
    assert bound == Bound(date(2031, 5, 3), ("C2", "C3"))


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


def test_an_exact_gap_pulls_the_earlier_event_up() -> None:
    """The raid one day before the fire gets a column of its own beside it; the rest moves on by one."""
    points = ["jordan", "end", "action", "raid", "fire", "eilat"]
    claims = [
        after("jordan", "end", "C26", "daily"),
        after("jordan", "action", "C28", "daily"),
        after("end", "fire", "C24", "daily"),
        after("raid", "fire", "C29", "daily", parse_gap("P1D")),
        after("fire", "eilat", "C33", "league", inferred=True),
    ]
    found = slots(points, claims)
    columns = {point: found[point].column for point in points}
    assert columns == {"jordan": 0, "end": 1, "action": 1, "raid": 2, "fire": 3, "eilat": 4}
    assert (found["action"].left, found["action"].right) == (0, None)
    assert (found["eilat"].left, found["eilat"].left_inferred) == (3, True)
    assert (found["fire"].right, found["fire"].right_inferred) == (4, True)


def test_an_exact_gap_gives_way_to_what_lies_between() -> None:
    """Two days apart with another event between, and a day from each, three events are three columns."""
    gaps = [("ac", "P2D"), ("ab", "P1D"), ("bc", "P1D")]
    claims = [after(pair[0], pair[1], f"C{pair}", "daily", parse_gap(gap)) for pair, gap in gaps]
    for some in (claims, [claims[0], after("a", "b", "C", "daily"), after("b", "c", "C", "daily")]):
        assert [slot.column for slot in slots("abc", some).values()] == [0, 1, 2]


def test_two_partners_of_one_event_share_the_column_beside_it() -> None:
    """Two events told to be one day before a third stand beside it, and so does a chain of such gaps."""
    day_after = parse_gap("P1D")
    claims = [after(a, b, "C", "daily") for a, b in ("pq", "qr", "rz")]
    claims += [after(a, b, "G", "daily", day_after) for a, b in ("xz", "yz", "wx")]
    columns = {point: slot.column for point, slot in slots("pqrzxyw", claims).items()}
    assert columns["z"] - 1 == columns["x"] == columns["y"] == columns["w"] + 1
    assert columns["p"] < columns["q"] < columns["r"] < columns["z"]


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


def test_three_hundred_events_take_a_moment() -> None:
    """A long escalation, dated and in order, is solved and laid out while a reader waits."""
    names = [f"e{number:03d}" for number in range(300)]
    start = date(2031, 1, 1)
    claims = [
        after(a, b, f"C{a}", "daily", parse_gap("P1D") if n % 3 else None, inferred=n % 7 == 0)
        for n, (a, b) in enumerate(pairwise(names))
    ]
    claims += [
        at(name, parse(f"by {start + timedelta(days=2 * n)}"), f"D{name}", "league")
        for n, name in enumerate(names)
        if n % 5 == 0
    ]
    began = time.process_time()
    solution = solve(names, claims)
    columns = slots(names, claims)
    assert time.process_time() - began < 4  # seconds of work, not of waiting for a busy machine
    assert relation(solution, names[0], names[-1]).kind == "before"
    assert [columns[name].column for name in names] == list(range(300))

"""Columns of a drawing of order: they follow every order and measure nothing."""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from reportkit.analysis.sequence import (
    Constraint,
    after,
    at,
    relation,
    slots,
    solve,
)
from reportkit.dates import parse, parse_gap
from tests.samples.orders import POINTS, solvable, told, unhurried


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

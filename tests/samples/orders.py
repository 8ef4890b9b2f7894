"""Claims about days and order, drawn at random, and moments that they may be true of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from reportkit.analysis.sequence import ORIGIN, Constraint, InconsistentError, Solution, solve

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

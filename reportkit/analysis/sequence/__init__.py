"""
What happened before what, as far as anybody says so.

Time is told in claims over points (events, statements) and differences: a day, a bound, "one
day after", "after". They are solved as a simple temporal network: every constraint is a lower
and an upper limit on the days between two points, dates are limits against one common
`ORIGIN`, and shortest paths give the tightest bounds that all constraints together allow.

Two points of one day can still be in order, which limits in whole days cannot tell. "After"
is therefore kept twice: as zero days or more, and as a link of a strict order beside the
days. One thing is before another if its day is smaller or a chain of such links says so.

Promised: nothing is averaged, guessed or ranked. Every result names the claims it rests on (of
several ways to it one that infers least, then the shortest) and says whether it holds without
what readers inferred. Speakers that cannot all be right become separate narratives. Results
do not depend on the order of points and constraints.
"""

from __future__ import annotations

from reportkit.analysis.sequence.columns import Slot, slots
from reportkit.analysis.sequence.conflicts import Contradiction, InconsistentError
from reportkit.analysis.sequence.constraints import ORIGIN, Constraint, after, at
from reportkit.analysis.sequence.narrating import (
    Narrative,
    TooManyNarratives,
    contradictions,
    narratives,
    widest,
)
from reportkit.analysis.sequence.solving import Bound, Bounds, Order, Relation, Solution, relation, solve

__all__ = [
    "ORIGIN",
    "Bound",
    "Bounds",
    "Constraint",
    "Contradiction",
    "InconsistentError",
    "Narrative",
    "Order",
    "Relation",
    "Slot",
    "Solution",
    "TooManyNarratives",
    "after",
    "at",
    "contradictions",
    "narratives",
    "relation",
    "slots",
    "solve",
    "widest",
]

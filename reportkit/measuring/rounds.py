"""
Ways of doing one thing, tried in turn, so that a machine that slows down slows all of them.

Seconds of two days cannot be compared, nor those of two machines. What can be is how much longer one way took
than another in the same round; that ratio is what is told, with the lowest and the highest of the rounds.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from reportkit.measuring.processes import Cost, Memory, NotMeasured

Rounds: TypeAlias = "Sequence[Mapping[str, Cost]]"


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way of making briefings.

    Parameters
    ----------
    name : str
        What it is called.
    make : callable
        Makes briefings and returns what one of them cost, by name: most ways have one name, their own; what
        is seen in one go under several has several. Given a `Memory`, it fills that in meanwhile.
    """

    name: str
    make: Callable[[Memory | None], Mapping[str, Cost]]


@dataclass(frozen=True, slots=True)
class Spread:
    """
    A number that was measured in several rounds.

    Examples
    --------
    >>> spread([3.0, 1.0, 2.0])
    Spread(median=2.0, lowest=1.0, highest=3.0)
    """

    median: float
    lowest: float
    highest: float


@dataclass(slots=True)
class Measured:
    """What was measured: what each way cost in each round, the most memory, and why some have no numbers."""

    rounds: list[dict[str, Cost]] = field(default_factory=list)
    peaks: dict[str, float] = field(default_factory=dict)
    not_measured: dict[str, str] = field(default_factory=dict)


def in_turn(
    ways: Sequence[Way],
    rounds: int,
    told: Callable[[str], None] = lambda _: None,
    *,
    memory: bool = False,
) -> Measured:
    """
    Try each way in each round, each round beginning with another one; a first round counts for nothing.

    Parameters
    ----------
    ways : sequence of Way
        The ways. One that fails is left out of the rounds that follow, and said to be.
    rounds : int
        How many rounds count.
    told : callable, optional
        Called with what is done now.
    memory : bool, optional
        Whether to look at memory, in a run of its own of each way after all rounds: looking costs time.

    Examples
    --------
    >>> quick = Way("quick", lambda memory: {"quick": Cost(1.0, 0.5)})
    >>> in_turn([quick], 2).rounds
    [{'quick': Cost(wall=1.0, cpu=0.5)}, {'quick': Cost(wall=1.0, cpu=0.5)}]
    """
    measured, left = Measured(), list(ways)
    for number in range(rounds + 1):
        found: dict[str, Cost] = {}
        for way in turned(left, number):
            told(f"round {number} of {rounds}: {way.name}" if number else f"once before: {way.name}")
            try:
                found |= way.make(None)
            except NotMeasured as reason:
                measured.not_measured[way.name] = str(reason)
                left.remove(way)
        if number:
            measured.rounds.append(found)
    for way in left if memory else ():
        told(f"memory: {way.name}")
        seen = Memory()
        way.make(seen)
        measured.peaks[way.name] = seen.peak
    return measured


def turned(ways: Sequence[Way], number: int) -> list[Way]:
    """
    Return ways in the order of a round, and in the opposite order in every second one.

    Examples
    --------
    >>> a, b, c = (Way(name, lambda memory: {}) for name in "abc")
    >>> ["".join(way.name for way in turned((a, b, c), number)) for number in range(4)]
    ['abc', 'acb', 'cab', 'cba']
    """
    if not ways:
        return []
    at = number % len(ways)
    order = [*ways[at:], *ways[:at]]
    return order if number % 2 == 0 else order[::-1]


def spread(numbers: Iterable[float]) -> Spread:
    """Return the median, the lowest and the highest."""
    found = sorted(numbers)
    return Spread(statistics.median(found), found[0], found[-1])


def of(rounds: Rounds, name: str, what: str) -> Spread | None:
    """
    Return what one way cost, over the rounds; None where it has no numbers.

    Parameters
    ----------
    rounds : sequence of mappings
        What each way cost in each round.
    name : str
        The way.
    what : str
        "wall" or "cpu".

    Examples
    --------
    >>> of([{"a": Cost(2.0, 1.0)}, {"a": Cost(4.0, 1.0)}], "a", "wall")
    Spread(median=3.0, lowest=2.0, highest=4.0)
    """
    found = [getattr(one[name], what) for one in rounds if name in one]
    return spread(found) if found else None


def ratio(rounds: Rounds, name: str, beside: Iterable[str], what: str) -> Spread | None:
    """
    Return how much one way cost beside the cheapest of others, taken within each round.

    Parameters
    ----------
    rounds, name, what
        As for `of`.
    beside : iterable of str
        The others; those without numbers do not count.

    Examples
    --------
    >>> rounds = [{"a": Cost(1.0, 1.0), "b": Cost(4.0, 1.0), "c": Cost(2.0, 1.0)}]
    >>> ratio(rounds, "a", ("b", "c", "d"), "wall")
    Spread(median=0.5, lowest=0.5, highest=0.5)
    """
    others = tuple(beside)
    found = []
    for one in rounds:
        costs = [getattr(one[other], what) for other in others if other in one]
        if name in one and costs:
            found.append(getattr(one[name], what) / min(costs))
    return spread(found) if found else None

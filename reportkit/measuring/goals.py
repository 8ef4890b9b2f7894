"""What is asked of the kit's speed, and whether a measurement has met it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportkit.measuring import ours, peers
from reportkit.measuring.rounds import Spread, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.measuring.rounds import Rounds

ONE_CALL, TIMES_FASTER, LEAST_FASTER, OVER_FLOOR, FLAT = 0.4, 12.0, 8.0, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Goal:
    """
    A goal, and how near a measurement came to it.

    Parameters
    ----------
    asked : str
        The goal in words.
    found : Spread or None
        What was measured; None where it was not.
    met : bool or None
        Whether the median meets it.
    """

    asked: str
    found: Spread | None
    met: bool | None


def goals(rounds: Rounds) -> Iterator[Goal]:
    """
    Yield the goals that are ratios of two ways.

    Parameters
    ----------
    rounds : sequence of mappings
        What each way cost in each round.

    Examples
    --------
    >>> from reportkit.measuring.processes import Cost
    >>> rounds = [{ours.COLD: Cost(1.5, 1.5), peers.WEBPDF: Cost(6.0, 5.0)}]
    >>> first = next(goals(rounds))
    >>> first.asked, first.found.median, first.met
    ('one call: at most 0.4 of the time of the fastest peer', 0.25, True)
    """
    one = ratio(rounds, ours.COLD, [peer.name for peer in peers.PEERS], "wall")
    yield _at_most(f"one call: at most {ONE_CALL} of the time of the fastest peer", one, ONE_CALL)
    slower = ratio(rounds, ours.BATCH, map(peers.in_batch, (peers.WEBPDF, peers.XELATEX)), "wall")
    faster = slower and Spread(1 / slower.median, 1 / slower.highest, 1 / slower.lowest)
    yield Goal(
        f"batch, start-up included: at least {TIMES_FASTER:g} times as fast as the faster of webpdf and "
        f"xelatex (never below {LEAST_FASTER:g})",
        faster,
        None if faster is None else faster.median >= TIMES_FASTER and faster.lowest >= LEAST_FASTER,
    )
    for name in ours.FLOORS.values():
        asked = f"batch: at most {OVER_FLOOR} of the processor time of: {name}"
        yield _at_most(asked, ratio(rounds, ours.BATCH, [name], "cpu"), OVER_FLOOR)


def flat(grown: dict[str, float], briefings: int) -> Goal:
    """
    Return the goal of memory that stays flat.

    Parameters
    ----------
    grown : dict of str to float
        By how many megabytes each lasting process has grown in a thousand briefings.
    briefings : int
        How many were made.

    Examples
    --------
    >>> flat({"template": 0.2, "typesetter": 4.0}, 1000).met
    False
    """
    asked = f"memory: at most {FLAT:g} MB more in 1,000 briefings, in no process ({briefings:,} made)"
    most = max(grown.values(), default=None)
    return _at_most(asked, None if most is None else Spread(most, min(grown.values()), most), FLAT)


def _at_most(asked: str, found: Spread | None, limit: float) -> Goal:
    return Goal(asked, found, None if found is None else found.median <= limit)

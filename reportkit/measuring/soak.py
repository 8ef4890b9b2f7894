"""A long batch, and whether what lasts through it grows: supervisor, template, typesetter."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from reportkit.measuring import corpora, ours
from reportkit.measuring.processes import Memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LASTING = 0.5  # of the whole time, for a process that lasts
_SETTLED = 0.2  # of the whole time, after which it should grow no more


def grown(corpus: Path, briefings: int, workers: int, scratch: Path) -> dict[str, float]:
    """
    Make many briefings and return by how much each lasting process grew: megabytes for a thousand briefings.

    Parameters
    ----------
    corpus : pathlib.Path
        The corpus whose incidents are repeated.
    briefings : int
        How many are made at least.
    workers : int
        How many are made at a time.
    scratch : pathlib.Path
        A folder for corpus and briefings.

    Raises
    ------
    reportkit.measuring.processes.NotMeasured
        When the batch failed.
    """
    seeds = corpora.repeated(corpus, scratch / "soaked", briefings)
    slugs = corpora.slugs_of(seeds)
    memory = Memory(pause=1.0)
    ours.batch(seeds, slugs, workers, scratch / "soak").make(memory)
    whole = memory.total[-1][0]
    lasting = {pid: seen for pid, seen in memory.each.items() if seen[-1][0] - seen[0][0] > _LASTING * whole}
    found: dict[str, float] = {}
    for pid, seen in sorted(lasting.items()):
        name = memory.names[pid]
        name = name if name not in found else f"{name} ({pid})"
        found[name] = growth([one for one in seen if one[0] > _SETTLED * whole]) * whole / len(slugs) * 1000
    return found


def growth(seen: Sequence[tuple[float, float]]) -> float:
    """
    Return by how much a number grows in one second, by least squares.

    Parameters
    ----------
    seen : sequence of (float, float)
        Seconds, and the number.

    Examples
    --------
    >>> growth([(0.0, 5.0), (1.0, 7.0), (2.0, 9.0)])
    2.0
    """
    return statistics.linear_regression(*zip(*seen, strict=True)).slope if len(seen) > 1 else 0.0

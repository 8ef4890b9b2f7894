"""
Which actor stands in which column and in which order, for a drawing of ties alone.

Pure functions on names: ties run from left to right as far as they can, each to the next column, and
those that belong together stand together. The order in which ties come decides where nothing else does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise, permutations

Pair = tuple[str, str]
_TRIED = 6  # of more actors in a column there are too many orders to try


def parts(pairs: Sequence[Pair]) -> tuple[tuple[Pair, ...], ...]:
    """
    Return ties in the groups that hang together, the largest group first.

    Examples
    --------
    >>> parts([("a", "b"), ("c", "d"), ("b", "e")])
    ((('a', 'b'), ('b', 'e')), (('c', 'd'),))
    """
    groups: list[tuple[set[str], list[Pair]]] = []
    for pair in pairs:
        touching = [group for group in groups if group[0] & set(pair)]
        names = set(pair).union(*(group[0] for group in touching))
        joined = [*(p for group in touching for p in group[1]), pair]
        groups = [group for group in groups if group not in touching]
        groups.append((names, joined))
    order = {pair: n for n, pair in reversed(list(enumerate(pairs)))}
    found = [tuple(sorted(joined, key=order.__getitem__)) for _, joined in groups]
    return tuple(sorted(found, key=lambda group: (-len(set().union(*group)), order[group[0]])))


def columns(pairs: Sequence[Pair], most: int = 4) -> dict[str, int] | None:
    """
    Return the column of each actor of one group, counted from 0 at the left; every tie joins neighbours.

    Ties run to the right where that can be; where it would take too many columns, both ways between two.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Ties that hang together.
    most : int
        How many columns there may be.

    Returns
    -------
    dict of str to int, or None
        None where ties run in a circle of an odd length: no two columns hold that.

    Examples
    --------
    >>> columns([("a", "b"), ("b", "c"), ("d", "c")])
    {'a': 0, 'b': 1, 'c': 2, 'd': 1}
    >>> columns([("a", "b"), ("b", "c"), ("c", "a")])
    """
    found = _steps(pairs, onward=True)
    lowest = min(found.values())
    found = {name: step - lowest for name, step in found.items()}
    if max(found.values()) >= most or not _neighbours(pairs, found):
        found = _steps(pairs, onward=False)
    return found if _neighbours(pairs, found) else None


def _steps(pairs: Sequence[Pair], *, onward: bool) -> dict[str, int]:
    """
    Return how far each actor is from the first: along a tie one to the right, against it one to the left.

    Without ``onward`` both ways lead to the other of two columns.
    """
    found = {pairs[0][0]: 0}
    names = {name for pair in pairs for name in pair}
    while len(found) < len(names):
        source, target = next(pair for pair in pairs if len({*pair} & found.keys()) == 1)
        if source in found:
            found[target] = found[source] + 1 if onward else 1 - found[source]
        else:
            found[source] = found[target] - 1 if onward else 1 - found[target]
    return found


def _neighbours(pairs: Iterable[Pair], found: Mapping[str, int]) -> bool:
    return all(abs(found[source] - found[target]) == 1 for source, target in pairs)


def ordered(pairs: Sequence[Pair], column: Mapping[str, int]) -> list[list[str]]:
    """
    Return the actors of each column from top to bottom, so that few ties cross.

    Every order of one column is tried, with the others set beside it; of a long column only the given one.

    Examples
    --------
    >>> ordered([("a", "x"), ("b", "y"), ("c", "x")], {"a": 0, "x": 1, "b": 0, "y": 1, "c": 0})
    [['a', 'c', 'b'], ['x', 'y']]
    """
    stacks: list[list[str]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for name, number in column.items():
        stacks[number].append(name)
    best, fewest = stacks, math.inf
    for number, stack in enumerate(stacks):
        for order in permutations(stack) if len(stack) <= _TRIED else [tuple(stack)]:
            tried = _beside(pairs, stacks, number, order)
            found = crossings(pairs, tried)
            if found < fewest:
                best, fewest = tried, found
    return best


def _beside(
    pairs: Sequence[Pair], stacks: Sequence[Sequence[str]], start: int, order: Sequence[str]
) -> list[list[str]]:
    """Return the columns with one in a given order and each other beside its neighbour on that side."""
    found = [list(stack) for stack in stacks]
    found[start] = list(order)
    onward = [(n, n - 1) for n in range(start + 1, len(stacks))]
    for number, near in [*onward, *((n, n + 1) for n in reversed(range(start)))]:
        place = {name: n for n, name in enumerate(found[near])}
        beside = {
            name: [place[other] for pair in pairs if name in pair for other in pair if other in place]
            for name in found[number]
        }
        found[number].sort(key=lambda name, beside=beside: _mean(beside[name]))  # type: ignore[misc]
    return found


def crossings(pairs: Sequence[Pair], stacks: Sequence[Sequence[str]]) -> int:
    """
    Return how many ties cross another.

    Examples
    --------
    >>> crossings([("a", "y"), ("b", "x")], [["a", "b"], ["x", "y"]])
    1
    """
    at = {name: (column, place) for column, stack in enumerate(stacks) for place, name in enumerate(stack)}
    ends = [tuple(sorted((at[source], at[target]))) for source, target in pairs]
    return sum(a[0] == b[0] and (a[1] - b[1]) * (c[1] - d[1]) < 0 for (a, c), (b, d) in combinations(ends, 2))


def settled(wished: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """
    Return middles as near as can be to those wished for, in their order and with gaps between.

    Parameters
    ----------
    wished : sequence of float
        The middles wished for, top to bottom.
    heights : sequence of float
        What each takes up.
    gap : float
        Room between two.

    Examples
    --------
    >>> settled([5, 5], [4, 4], 2)
    [2.0, 8.0]
    """
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2 + gap)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=False):
        blocks.append((wish - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (a, n), (b, m) = blocks[-2:]
            blocks[-2:] = [((a * n + b * m) / (n + m), n + m)]
    starts = [start for start, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=False)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0

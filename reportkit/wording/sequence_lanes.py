"""
In which order the lanes of a sequence stand: so that the lines between them cross as little as can be.

A place in a list is a statement too. So the order is made of what is the same for everybody: where lanes
stand from left to right, then how they are registered; and it is left only where that takes crossings away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

MOST_TRIED: Final = 8  # lanes of which every order is tried: 40320 of them
_ROUNDS: Final = 12  # of moving lanes to the middle of their partners; it settles in a few

Tie = tuple[str, str]
Places = Mapping[str, tuple[int, int]]


def crossings(order: Sequence[str], ties: Sequence[Tie], places: Places) -> int:
    """
    Return how many pairs of straight lines cross when lanes stand in an order.

    Parameters
    ----------
    order : sequence of str
        The lanes from top to bottom.
    ties : sequence of pairs of str
        The two lanes of each line.
    places : mapping
        Where the mark of each lane stands from left to right, as something that can be compared.

    Examples
    --------
    >>> across, ties = {"a": (0, 0), "b": (0, 0), "c": (0, 1), "d": (0, 1)}, [("a", "d"), ("b", "c")]
    >>> crossings("abcd", ties, across), crossings("abdc", ties, across)
    (1, 0)
    """
    down = {lane: number for number, lane in enumerate(order)}
    across = {place: number for number, place in enumerate(sorted(set(places.values())))}
    lines = [[(across[places[lane]], down[lane]) for lane in tie] for tie in dict.fromkeys(ties)]
    return sum(_cross(*one, *other) for one, other in combinations(lines, 2))


def _cross(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], d: tuple[int, int]) -> bool:
    """Say whether two stretches cross; those that only meet at an end do not."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def uncrossed(order: Sequence[str], ties: Iterable[Tie], places: Places, fixed: str = "") -> list[str]:
    """
    Return lanes in the order with the fewest crossings; of several such, the one nearest to the given order.

    Only lanes with a line are moved, and among each other's places. Up to eight of them every order is
    tried; of more, each is moved to the middle of its partners (barycentre) while that takes crossings away.

    Parameters
    ----------
    order : sequence of str
        The lanes as they stand where no line asks for anything else.
    ties : iterable of pairs of str
        The two lanes of each line; a line within one lane asks for nothing.
    places : mapping
        Where the mark of each lane stands from left to right.
    fixed : str
        A lane that stays where it is.

    Examples
    --------
    >>> across = {"a": (0, 0), "b": (0, 0), "c": (0, 1), "d": (0, 1)}
    >>> uncrossed("abcd", [("a", "d"), ("b", "c")], across)
    ['a', 'b', 'd', 'c']
    """
    lines = [tie for tie in dict.fromkeys(ties) if tie[0] != tie[1]]
    best, fewest = list(order), crossings(order, lines, places)
    movable = [lane for lane in order if lane != fixed and any(lane in tie for tie in lines)]
    if not fewest:
        return best
    tried = _every(best, movable) if len(movable) <= MOST_TRIED else _middled(best, movable, lines)
    for found in tried:
        if (now := crossings(found, lines, places)) < fewest:
            best, fewest = found, now
        if not fewest:
            break
    return best


def _every(order: Sequence[str], movable: Sequence[str]) -> Iterable[list[str]]:
    """Yield every order of some lanes among their places, the nearest to the given one first."""
    at = [order.index(lane) for lane in movable]
    for turned in range(1, len(movable) * (len(movable) - 1) // 2 + 1):
        for way in _turned(tuple(movable), turned):
            found = list(order)
            for place, lane in zip(at, way, strict=True):
                found[place] = lane
            yield found


def _turned(lanes: tuple[str, ...], pairs: int) -> Iterator[tuple[str, ...]]:
    """Yield the orders of lanes in which so many pairs of them stand the other way round."""
    if not lanes:
        yield from [()] if not pairs else []
        return
    for number, lane in enumerate(lanes[: pairs + 1]):
        rest = (*lanes[:number], *lanes[number + 1 :])
        if pairs - number <= len(rest) * (len(rest) - 1) // 2:
            yield from ((lane, *others) for others in _turned(rest, pairs - number))


def _middled(order: Sequence[str], movable: Sequence[str], ties: Sequence[Tie]) -> Iterable[list[str]]:
    """Yield orders in which the lanes at one end of the lines move to the middle of those at the other."""
    found = list(order)
    for number in range(_ROUNDS):
        near, far = (0, 1) if number % 2 else (1, 0)
        moving = [lane for lane in movable if any(tie[near] == lane for tie in ties)]
        down = {lane: place for place, lane in enumerate(found)}
        at = sorted(down[lane] for lane in moving)
        partners = {lane: [down[tie[far]] for tie in ties if tie[near] == lane] for lane in moving}
        ranked = sorted(moving, key=lambda lane: (sum(partners[lane]) / len(partners[lane]), down[lane]))
        for place, lane in zip(at, ranked, strict=True):
            found[place] = lane
        yield list(found)

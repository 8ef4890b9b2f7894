"""
Who stands in which row of the chart of actors, and in which order.

Accused actors stand at the two sides, whoever speaks of them above (accusers,
witnesses, background) or below (deniers, inquirers). Within a row the order is the one
with the fewest crossing lines whose related actors are neighbours. Everything is sorted
by key first, so that the order of the record's tuples cannot show.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportkit.charts.actors_geometry import spread
from reportkit.wording.pictures import ActorsPicture, Tie

MARGIN = 0.4
"""Millimetres that stay free at the left and right rim."""

HULLED = 2.6
"""The same where outlines of groups need room there."""

_ROUNDS = 12
_BELOW = frozenset({"denier", "inquirer"})
_CROSSING, _APART, _FURTHER, _INNER, _AWAY, _TORN = 10.0, 8.0, 3.0, 2.5, 0.05, 4.0
_FAN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """
    What a row has to hold.

    ``widths`` are the members' widths; ``pulls`` the x of everything outside the row that
    a member has a line to; ``links`` the pairs of members with a line between them and the
    least distance that this line needs; ``ends`` the members that should stand at an end;
    ``gap`` the least distance between two neighbours without a line; ``air`` what is added
    between all neighbours as far as the width allows; ``groups`` are members that should stay
    together; ``margin`` stays free at either rim.
    """

    widths: Mapping[str, float]
    pulls: Mapping[str, tuple[float, ...]]
    links: Mapping[frozenset[str], float]
    ends: frozenset[str]
    gap: float
    air: float
    width: float
    groups: tuple[frozenset[str], ...] = ()
    margin: float = MARGIN


def sides(picture: ActorsPicture) -> tuple[tuple[Tie, ...], tuple[Tie, ...]]:
    """
    Ties at the left and at the right of the incident, each from top to bottom.

    The accused take sides in turn, as they are registered, so that one who comes later moves
    nobody across; an actor's ties stay together.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    """
    accused = {tie.actor for tie in picture.ties}
    left = {
        key for place, key in enumerate(key for key in registered(picture) if key in accused) if not place % 2
    }
    lean = {tie.key: _lean(picture, tie) for tie in picture.ties}
    queue = sorted(picture.ties, key=lambda tie: (-lean[tie.key], tie.key))
    return tuple(tie for tie in queue if tie.actor in left), tuple(
        tie for tie in queue if tie.actor not in left
    )


def registered(picture: ActorsPicture) -> tuple[str, ...]:
    """
    Actors in the order in which they are registered.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    """
    return tuple(node.key for node in sorted(picture.nodes, key=lambda node: (node.registered, node.key)))


def _lean(picture: ActorsPicture, tie: Tie) -> int:
    """How many more speak of a tie from above than from below."""
    roles = {node.key: node.role for node in picture.nodes}
    speakers = {edge.source for edge in picture.edges if edge.target == tie.key}
    return sum(-1 if roles.get(key) in _BELOW else 1 for key in speakers)


def bands(picture: ActorsPicture) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Keys of what stands above and below the accused: actors, and events beside theirs.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    """
    accused = {tie.actor for tie in picture.ties}
    roles = {node.key: node.role for node in picture.nodes if node.key not in accused}
    below = {key for key, role in roles.items() if role in _BELOW}
    for key in sorted(key for key, role in roles.items() if role == "background"):
        others = neighbours(picture, key) - {key}
        if others and others <= below:
            below.add(key)
    events = {event.key for event in picture.events}
    under = {key for key in events if neighbours(picture, key) and neighbours(picture, key) <= below}
    top = (set(roles) - below) | (events - under)
    return tuple(sorted(top)), tuple(sorted(below | under))


def neighbours(picture: ActorsPicture, key: str) -> frozenset[str]:
    """
    Everything that has a line to an actor or event.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    key : str
        Key of the actor or event.
    """
    return frozenset(
        edge.target if edge.source == key else edge.source
        for edge in picture.edges
        if key in (edge.source, edge.target)
    )


def split(picture: ActorsPicture, keys: Sequence[str], row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Members of the row next to the accused, and those that have to stand in a further one.

    Whoever says nothing of the incident moves out first; an actor tied to three or more
    in the row always does, because it cannot be everybody's neighbour.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    keys : sequence of str
        Who is to stand on this side.
    row : Row
        Widths and gaps.
    """
    hubs = {key for key in keys if len(_within(row, key, keys)) >= _FAN and not row.pulls[key]}
    near = [key for key in sorted(keys) if key not in hubs]
    events = {event.key for event in picture.events}
    while near and needed(near, row) > row.width - 2 * row.margin:
        out = min(near, key=lambda key: (bool(row.pulls[key]), key not in events, _degree(picture, key), key))
        with_it = {key for key in near if key in events and neighbours(picture, key) == {out}}
        near = [key for key in near if key != out and key not in with_it]
    far = tuple(sorted(set(keys) - set(near)))
    return tuple(near), far


def _within(row: Row, key: str, keys: Iterable[str]) -> set[str]:
    return {other for other in keys if frozenset((key, other)) in row.links and other != key}


def _degree(picture: ActorsPicture, key: str) -> int:
    return sum(key in (edge.source, edge.target) for edge in picture.edges)


def needed(keys: Sequence[str], row: Row) -> float:
    """
    Width in millimetres that members need side by side.

    Parameters
    ----------
    keys : sequence of str
        The members.
    row : Row
        Widths and gaps.
    """
    joints = max(0, len(keys) - 1)
    links = sorted((gap for pair, gap in row.links.items() if pair <= set(keys)), reverse=True)[:joints]
    loose = (joints - len(links)) * row.gap
    return math.fsum(row.widths[key] for key in keys) + math.fsum(links) + loose


def ordered(keys: Sequence[str], row: Row) -> dict[str, float] | None:
    """
    Order of a row's members and the x of their middles; None where they do not fit.

    It starts from the mean of what each member points at (the barycentre) and improves by moving
    one member at a time.

    Parameters
    ----------
    keys : sequence of str
        The members.
    row : Row
        What pulls at them.
    """
    keys = sorted(keys)
    wanted = _wanted(keys, row)
    start = tuple(sorted(keys, key=lambda key: (wanted[key], key)))
    best = _improved(start, wanted, row)
    places = _places(best, wanted, row)
    return None if places is None else dict(zip(best, places, strict=True))


def _improved(order: tuple[str, ...], wanted: Mapping[str, float], row: Row) -> tuple[str, ...]:
    cost = _cost(order, wanted, row, math.inf)
    for _ in range(_ROUNDS):
        before = cost
        for key in sorted(order):
            rest = tuple(other for other in order if other != key)
            for place in range(len(order)):
                trial = (*rest[:place], key, *rest[place:])
                price = _cost(trial, wanted, row, cost) if trial != order else cost
                if price < cost - 1e-9:
                    order, cost = trial, price
        if cost >= before:
            break
    return order


def _wanted(keys: Sequence[str], row: Row) -> dict[str, float]:
    """Where each member would like to stand: at its targets, or at its neighbours, or in the middle."""
    wanted = {key: math.fsum(row.pulls[key]) / len(row.pulls[key]) for key in keys if row.pulls[key]}
    for _ in keys:
        for key in keys:
            near = [wanted[other] for other in sorted(_within(row, key, keys)) if other in wanted]
            if key not in wanted and near:
                wanted[key] = math.fsum(near) / len(near)
    return {key: wanted.get(key, row.width / 2) for key in keys}


def _places(order: Sequence[str], wanted: Mapping[str, float], row: Row) -> tuple[float, ...] | None:
    if not order:
        return ()
    spare = row.width - 2 * row.margin - needed(order, row)
    air = max(0.0, min(row.air, spare / max(1, len(order) - 1) - 0.01))
    gaps = [
        (row.widths[a] + row.widths[b]) / 2 + row.links.get(frozenset((a, b)), row.gap) + air
        for a, b in itertools.pairwise(order)
    ]
    low = row.margin + row.widths[order[0]] / 2
    high = row.width - row.margin - row.widths[order[-1]] / 2
    return spread([wanted[key] for key in order], gaps, low, high)


def _cost(order: Sequence[str], wanted: Mapping[str, float], row: Row, bound: float) -> float:
    """What speaks against an order; looked into no further where that is more than a bound."""
    cost = _tangled(order, row)
    if cost >= bound:
        return cost
    places = _places(order, wanted, row)
    if places is None:
        return math.inf
    away = sum(abs(x - pull) for key, x in zip(order, places, strict=True) for pull in row.pulls[key])
    return cost + _AWAY * away


def _tangled(order: Sequence[str], row: Row) -> float:
    """What an order costs wherever its members stand: crossings, those parted, ends inside, groups torn."""
    at = {key: i for i, key in enumerate(order)}
    cost = 0.0
    before: list[float] = []
    for key in order:
        cost += _CROSSING * sum(pull < other - 1 for pull in row.pulls[key] for other in before)
        before += row.pulls[key]
    for pair in row.links:
        if pair <= at.keys():
            one, other = pair
            steps = abs(at[one] - at[other])
            cost += (_APART + _FURTHER * (steps - 2)) * (steps > 1) + _AWAY * steps
    for group in row.groups:
        inside = [at[key] for key in group if key in at]
        if len(inside) > 1:
            cost += _TORN * (max(inside) - min(inside) + 1 - len(inside))
    return cost + _INNER * sum(key in row.ends and 0 < at[key] < len(order) - 1 for key in order)

"""
Seats that stay: actors take their seats one after the other, as they are registered.

Whoever comes is let in where the drawing of all so far looks best, if that moves the median of those
who sit already by no more than a twentieth of the width; else they keep their seats and the newcomer
takes the nearest free one. So the next actor registered cannot turn a known drawing upside down.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import replace

from reportkit.charts.actors_plan import INCIDENT, Sizes
from reportkit.charts.actors_rows import Row, bands, registered
from reportkit.charts.actors_seats import Frame, Rank, Room, Seats, framed, row_of, seat
from reportkit.wording.pictures import ActorsPicture

LIMIT = 0.045
"""The median move of all others that a newcomer may cause, as a share of the width."""

_NEAR = 0.4


def seated(picture: ActorsPicture, sizes: Sizes, width: float, room: Room) -> Seats | None:
    """
    Seats of a picture, given in the order in which its actors are registered.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    width : float
        Width of the chart in millimetres.
    room : Room
        Distances to keep.

    Returns
    -------
    Seats or None
        None where a name is too wide for the chart.
    """
    order = registered(picture)
    found = seat(among(picture, ()), sizes, width, room)
    for count in range(1, len(order) + 1):
        part = among(picture, order[:count])
        free = seat(part, sizes, width, room)
        if found is None or (free is not None and moved(found, free) <= LIMIT * width):
            found = free
        else:
            found = _kept(part, sizes, width, room, found)
        if found is None:
            return None
    return found


def among(picture: ActorsPicture, keys: Iterable[str]) -> ActorsPicture:
    """
    Return a picture with only some of its actors, and what is left then.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    keys : iterable of str
        The actors that stay.
    """
    kept = frozenset(keys)
    ties = tuple(tie for tie in picture.ties if tie.actor in kept)
    events = {edge.target for edge in picture.edges if edge.source in kept} & {e.key for e in picture.events}
    ends = kept | {tie.key for tie in ties} | events | {INCIDENT}
    return replace(
        picture,
        nodes=tuple(node for node in picture.nodes if node.key in kept),
        ties=ties,
        events=tuple(event for event in picture.events if event.key in events),
        edges=tuple(edge for edge in picture.edges if edge.source in kept and edge.target in ends),
        hulls=tuple(
            replace(hull, members=tuple(a for a in hull.members if a in kept)) for hull in picture.hulls
        ),
    )


def moved(before: Seats, after: Seats) -> float:
    """
    Median distance in millimetres by which actors moved against the incident.

    Parameters
    ----------
    before, after : Seats
        Seats; those who are in both count.
    """
    both = before.boxes.keys() & after.boxes.keys()
    far = [math.dist(before.boxes[key].rect.centre, after.boxes[key].rect.centre) for key in both]
    return statistics.median(far) if far else 0.0


def _kept(part: ActorsPicture, sizes: Sizes, width: float, room: Room, before: Seats) -> Seats | None:
    """Seats where everybody in a row stays where they are, and the newcomers take free ones."""
    frame = framed(part, sizes, width, room)
    xs = {key: spot.centre[0] for key, spot in before.spots.items()}
    xs |= {key: box.rect.centre[0] for key, box in before.boxes.items()}
    accused = {tie.actor for tie in part.ties}
    now: list[Rank] = [
        tuple({k: x for k, x in row.items() if k not in accused} for row in rank) for rank in before.rows
    ]
    sitting = {key for rank in now for row in rank for key in row}
    for side, keys in enumerate(bands(part)):
        for key in keys:
            if key not in sitting:
                now[side] = _let_in(frame, now[side], key, xs)
    ranks = tuple(tuple(row for row in rank if row) for rank in now)
    return seat(part, sizes, width, room, (ranks[0], ranks[1]))


def _let_in(frame: Frame, rank: Rank, key: str, xs: Mapping[str, float]) -> Rank:
    """Give a newcomer the free seat nearest to where it would be, in the first row that has one near."""
    half = frame.across(key) / 2
    for number, row in enumerate(rank):
        members = (*row, key)
        found = row_of(frame, members, {k: x for k, x in xs.items() if k not in row})
        wanted = _wanted(found, key, row, frame.width)
        free = _free(frame, found, key, row)
        near = [x for x in free if abs(x - wanted) <= max(_NEAR * frame.width, 2 * half)]
        if near:
            seat_x = min(near, key=lambda x: (round(abs(x - wanted), 6), x))
            return (*rank[:number], {**row, key: seat_x}, *rank[number + 1 :])
    alone = row_of(frame, (key,), xs)
    wanted = _wanted(alone, key, {}, frame.width)
    return (*rank, {key: min(max(wanted, alone.margin + half), frame.width - alone.margin - half)})


def _wanted(row: Row, key: str, others: Mapping[str, float], width: float) -> float:
    linked = [x for other, x in others.items() if frozenset((key, other)) in row.links]
    pulls = [*row.pulls[key]] or linked
    return math.fsum(pulls) / len(pulls) if pulls else width / 2


def _free(frame: Frame, row: Row, key: str, others: Mapping[str, float]) -> list[float]:
    """Places nearest to where a newcomer would like to be that touch nobody: there, or beside somebody."""
    half = row.widths[key] / 2
    low, high = row.margin + half, frame.width - row.margin - half
    apart = {
        other: half + row.widths[other] / 2 + row.links.get(frozenset((key, other)), row.gap)
        for other in others
    }
    wanted = min(max(_wanted(row, key, others, frame.width), low), high)
    beside = [x + way * (apart[other] + 1e-6) for other, x in others.items() for way in (-1, 1)]
    return [
        x
        for x in (wanted, *beside)
        if low <= x <= high and all(abs(x - at) >= apart[other] for other, at in others.items())
    ]

"""
Seats that somebody fixed in the chart of actors: kept exactly, or refused with the reason.

A seat is a pair of shares of the width: how far from the left rim, and how far under the incident
(negative above it). So it stays the same place whatever else the drawing holds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from reportkit.charts.actors_geometry import Rect, around, grown, hits, overlap
from reportkit.charts.actors_plan import INCIDENT, Box
from reportkit.charts.actors_rows import MARGIN
from reportkit.charts.actors_seats import Seats
from reportkit.problems import Told
from reportkit.wording.pictures import ActorsPicture

Pin: TypeAlias = "tuple[float, float]"
"""How far from the left rim and how far under the incident, as shares of the width."""

_AIR, _ROW, _STEP, _FURTHEST = 1.5, 11.0, 1.0, 120.0


class CannotPin(Told, ValueError):  # noqa: N818 - a seat that cannot be kept is told, not a fault
    """Raised for a seat that cannot be kept; the message says what is in its way."""


def pinned(picture: ActorsPicture, seats: Seats, pins: Mapping[str, Pin]) -> Seats:
    """
    Return seats with some fixed; whoever is in the way moves aside in their row, or out of it.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    seats : Seats
        The seats that follow from the rule.
    pins : mapping of str to (float, float)
        Seats by the key of the actor.

    Raises
    ------
    CannotPin
        The actor is not in the picture, the seat lies outside the sheet, over the incident, a tie or
        another fixed seat, or nobody in the way finds another place.
    """
    if not pins:
        return seats
    unknown = sorted(set(pins) - seats.boxes.keys())
    if unknown:
        raise CannotPin(f"seats: {unknown[0]!r} is not in this drawing; there are {_list(seats.boxes)}")
    boxes = dict(seats.boxes)
    fixed = {key: _placed(seats, boxes[key], pin) for key, pin in sorted(pins.items())}
    walls = {f"the mark of {key}": grown(spot.rect, _AIR) for key, spot in seats.spots.items()}
    walls |= {f"the name of {key}": grown(text.rect, _AIR) for key, text in seats.names.items()}
    for key, box in fixed.items():
        walls_now = walls | {f"the seat of {other}": one.rect for other, one in fixed.items() if other != key}
        for name, wall in walls_now.items():
            if overlap(grown(box.rect, _AIR), wall):
                raise CannotPin(f"seats: {key!r} would lie over {name.replace(INCIDENT, 'the incident')}")
    boxes |= fixed
    for key in sorted(seats.boxes.keys() - fixed.keys()):
        others = [grown(box.rect, _AIR) for other, box in boxes.items() if other != key]
        if any(overlap(boxes[key].rect, grown(box.rect, _AIR)) for box in fixed.values()):
            boxes[key] = _aside(seats, boxes[key], [*others, *walls.values()])
    _check_ties(picture, seats, boxes)
    return replace(seats, boxes=boxes)


def _list(keys: Mapping[str, Box]) -> str:
    return ", ".join(sorted(keys)) or "none"


def _placed(seats: Seats, box: Box, pin: Pin) -> Box:
    x, y = (share * seats.width for share in pin)
    centre = (x, seats.spots[INCIDENT].centre[1] + y)
    rect = around(centre, box.rect.width, box.rect.height)
    if rect.left < MARGIN or rect.right > seats.width - MARGIN:
        raise CannotPin(f"seats: {box.key!r} would stand outside the sheet, at {pin[0]:.2f} of its width")
    if abs(y) > _FURTHEST:
        raise CannotPin(
            f"seats: {box.key!r} would stand {abs(y):.0f} mm from the incident; at most {_FURTHEST:.0f}"
        )
    return replace(box, rect=rect)


def _aside(seats: Seats, box: Box, walls: list[Rect]) -> Box:
    """Return a box at the nearest free place of its row, or of one further out."""
    x, y = box.rect.centre
    away = math.copysign(box.rect.height + _ROW, y - seats.spots[INCIDENT].centre[1])
    steps = int(seats.width / _STEP)
    for out in (0.0, away, 2 * away):
        for distance in (0.0, *(sign * step * _STEP for step in range(1, steps) for sign in (1, -1))):
            rect = around((x + distance, y + out), box.rect.width, box.rect.height)
            inside = rect.left >= MARGIN and rect.right <= seats.width - MARGIN
            if inside and not any(overlap(rect, wall) for wall in walls):
                return replace(box, rect=rect)
    raise CannotPin(f"seats: there is no room for {box.key!r} beside the fixed seats")


def _check_ties(picture: ActorsPicture, seats: Seats, boxes: Mapping[str, Box]) -> None:
    """Refuse seats that would lie on a dotted line."""
    incident = seats.spots[INCIDENT].centre
    for tie in picture.ties:
        mark, own = seats.spots[tie.key].centre, boxes[tie.actor].rect.centre
        for key, box in boxes.items():
            on_line = hits(mark, incident, box.rect) or (key != tie.actor and hits(own, mark, box.rect))
            if on_line:
                raise CannotPin(
                    f"seats: {key!r} would stand on the line that ties {tie.actor!r} to the incident"
                )

"""
Groups in the chart of actors: a pale outline around members that stand side by side.

A group is drawn where its members are neighbours in one row and its label finds room at the outer
side of that row; elsewhere its ties stay lines. Groups may lie in one another, two deep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from reportkit.charts.actors_geometry import Rect, grown, overlap
from reportkit.charts.actors_plan import Outline, Sizes, Text
from reportkit.charts.actors_seats import Seats
from reportkit.charts.actors_words import broken
from reportkit.wording.pictures import ActorsPicture, Hull

HULL = "hull "
"""What the key of a group's label begins with."""

_RIM, _DEEPER, _MOST_INSIDE = 1.3, 0.8, 1
_AIR, _INSET, _NARROWEST, _MOST_LINES = 0.7, 0.6, 26.0, 3


def enclosed(picture: ActorsPicture, sizes: Sizes, seats: Seats) -> Seats:
    """
    Return seats with the outlines of groups that can be drawn, and their labels.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    seats : Seats
        Boxes and marks.
    """
    taken: list[Hull] = []
    outlines: list[Outline] = []
    names = dict(seats.names)
    for hull in sorted(picture.hulls, key=lambda hull: (len(hull.members), hull.key)):
        inner = [other for other in taken if set(other.members) <= set(hull.members)]
        apart = all(other in inner or not set(other.members) & set(hull.members) for other in taken)
        depth = max((1 + o.depth for o in outlines if o.key in {other.key for other in inner}), default=0)
        row = _row(seats, hull.members)
        if not row or not apart or depth > _MOST_INSIDE or hull.key not in sizes.hulls:
            continue
        inside = [one.rect for one in outlines if one.key in {other.key for other in inner}]
        rect = _around(seats, hull.members, inside)
        others = [box.rect for key, box in seats.boxes.items() if key not in hull.members]
        others += [spot.rect for spot in seats.spots.values()]
        within = {f"{HULL}{other.key}" for other in inner}
        others += [text.rect for key, text in names.items() if key not in within]
        rect_, label = _labelled(sizes, seats, hull, rect, others)
        if label is None or any(overlap(rect_, other) for other in others):
            continue
        taken.append(hull)
        outlines.append(Outline(hull.key, rect_, hull.dashed, depth))
        names[label.key] = label
    return replace(seats, names=names, outlines=tuple(outlines))


def _row(seats: Seats, members: Sequence[str]) -> tuple[str, ...]:
    """Return the row in which members are neighbours of one another; nothing where there is none."""
    for row in (*seats.above, *seats.below):
        order = sorted((key for key in row if key in seats.boxes), key=lambda key: seats.boxes[key].rect.left)
        at = [order.index(key) for key in members if key in order]
        if at and len(at) == len(members) and max(at) - min(at) == len(at) - 1:
            return tuple(row)
    return ()


def _around(seats: Seats, members: Iterable[str], inside: Iterable[Rect]) -> Rect:
    rects = [grown(seats.boxes[key].rect, _RIM) for key in members]
    rects += [grown(rect, _DEEPER) for rect in inside]
    return Rect(
        min(rect.left for rect in rects),
        min(rect.top for rect in rects),
        max(rect.right for rect in rects),
        max(rect.bottom for rect in rects),
    )


def _labelled(
    sizes: Sizes, seats: Seats, hull: Hull, rect: Rect, others: Sequence[Rect]
) -> tuple[Rect, Text | None]:
    """Return the outline with room for its label at the side away from the incident, and the label."""
    up = any(member in row for row in seats.above for member in hull.members)
    words = broken(sizes.hulls[hull.key], max(rect.width - 2 * _INSET, _NARROWEST), "hull")
    if not words.lines or len(words.lines) > _MOST_LINES:
        return rect, None
    left = min(rect.left + _INSET, seats.width - words.width - _INSET)
    if up:
        top = rect.top - words.height
        rect = rect._replace(top=top - _INSET / 2)
    else:
        top = rect.bottom
        rect = rect._replace(bottom=top + words.height + _INSET / 2)
    place = Rect(left, top, left + words.width, top + words.height)
    rect = rect._replace(
        left=min(rect.left, place.left - _INSET), right=max(rect.right, place.right + _INSET)
    )
    free = rect.left >= 0 and rect.right <= seats.width
    free = free and not any(overlap(grown(place, _AIR), other) for other in others)
    return rect, Text(f"{HULL}{hull.key}", place, words, "left", paper=False) if free else None

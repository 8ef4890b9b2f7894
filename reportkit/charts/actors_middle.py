"""
The middle of the chart of actors: the incident, the ties to it, and the accused at both sides.

Ties stand between the incident and the accused; with several accused at one side the upper ties
stand further in, which keeps the lower dotted lines clear of the incident's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reportkit.charts.actors_geometry import Rect, around, grown, hits
from reportkit.charts.actors_plan import INCIDENT, INCIDENT_SIZE, TIE_SIZE, Box, Sizes, Spot, Text
from reportkit.charts.actors_rows import MARGIN, bands, neighbours, sides
from reportkit.wording.pictures import ActorsPicture, Tie

if TYPE_CHECKING:
    from reportkit.charts.actors_seats import Frame

NAME_GAP = 1.0
"""Millimetres between a mark and the name under it."""

_DROPS = (0.0, 2.0, 4.0, 6.0, 8.0)
_COLUMN, _FIRST, _LONGEST_FIRST, _OVER_GROUP = 10.0, 9.0, 26.0, 4.0
_INCIDENT_AIR, _TIE_AIR, _STACK_AIR = 2.0, 8.0, 4.0
_BOX_RIM, _CAPTION_FREE = 1.5, 10.8


def middle(frame: Frame, sizes: Sizes) -> tuple[dict[str, Box], dict[str, Spot]]:
    """
    Place the incident, the ties and the accused.

    Parameters
    ----------
    frame : Frame
        The picture, how its names are set, the width and the room.
    sizes : Sizes
        Its words, measured.
    """
    picture, width = frame.picture, frame.width
    middle = width / 2
    widths = {node.key: frame.across(node.key) for node in picture.nodes}
    boxes: dict[str, Box] = {}
    spots = {INCIDENT: Spot(INCIDENT, picture.incident_mark, (middle, 0.0), INCIDENT_SIZE)}
    left, right = sides(picture)
    for side in (left, right):
        end = (middle if side is left else width - middle) - INCIDENT_SIZE / 2 - _INCIDENT_AIR
        pitch = max([frame.room.stack, *(frame.down(tie.actor) + _STACK_AIR for tie in side)])
        for i, (tie, inward) in enumerate(zip(side, _inward(frame, side, sizes, end), strict=True)):
            y = (i - (len(side) - 1) / 2) * pitch
            outer = MARGIN + widths[tie.actor] / 2
            x, at = (inward, outer) if side is left else (width - inward, width - outer)
            spots[tie.key] = Spot(tie.key, tie.mark, (x, y), TIE_SIZE)
            rect = around((at, y), widths[tie.actor], frame.down(tie.actor))
            boxes.setdefault(tie.actor, Box(tie.actor, rect, frame.names[tie.actor], frame.shape(tie.actor)))
    return boxes, spots


def _inward(frame: Frame, side: Sequence[Tie], sizes: Sizes, end: float) -> list[float]:
    """Distances of the marks of a side's ties from the rim, none further in than `end`."""
    outer = MARGIN + max((frame.across(tie.actor) for tie in side), default=0.0)
    found = []
    for column, tie in zip(range(len(side) - 1, -1, -1), side, strict=True):
        own = [edge for edge in frame.picture.edges if (edge.source, edge.target) == (tie.actor, tie.key)]
        said = max((min(words.width for words in sizes.labels[edge]) for edge in own), default=0.0)
        start = outer + max(_FIRST, min(_LONGEST_FIRST, said + TIE_SIZE))
        if len(side) > 1:
            step = min(_COLUMN, max(TIE_SIZE + 1.0, (end - start - TIE_SIZE) / len(side)))
            found.append(start + column * step)
        else:
            last = end - sizes.ties[tie.key][0].width - TIE_SIZE / 2 - _TIE_AIR
            wanted = max(start + _OVER_GROUP, _group(frame, tie) / 2)
            found.append(max(start, min(last, wanted)))
    return found


def _group(frame: Frame, tie: Tie) -> float:
    """Width of those who speak of a tie from above or from below, whichever is more."""
    speakers = {edge.source for edge in frame.picture.edges if edge.target == tie.key}
    groups = [sorted(speakers & set(keys)) for keys in bands(frame.picture)]
    return max(sum(frame.across(key) + frame.room.beside for key in keys) for keys in groups)


def caption(picture: ActorsPicture, sizes: Sizes, spots: Mapping[str, Spot]) -> Text:
    """
    Name and notes of the incident under its mark, or over it where lines come from below only.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    spots : mapping of str to Spot
        The marks that stand already.
    """
    centre = spots[INCIDENT].centre
    lines = [(spots[tie.key].centre, centre) for tie in picture.ties]
    way = -1 if _topped(picture) else 1
    trials = []
    for drop in _DROPS:
        for words in sizes.incident:
            away = INCIDENT_SIZE / 2 + NAME_GAP + drop + words.height / 2
            rect = around((centre[0], way * away), words.width, words.height)
            trials.append(Text(INCIDENT, rect, words, "middle", paper=False))
    free = (text for text in trials if not any(hits(*line, grown(text.rect, MARGIN)) for line in lines))
    return next(free, trials[0])


def _topped(picture: ActorsPicture) -> bool:
    """Whether the incident's name stands over its mark: more speak from below, and nobody above of it."""
    aims = {INCIDENT, *(tie.key for tie in picture.ties)}
    top, bottom = bands(picture)
    above, below = (
        sum(edge.source in keys and edge.target in aims for edge in picture.edges) for keys in (top, bottom)
    )
    return above < below and not neighbours(picture, INCIDENT) & set(top)


def reaches(
    spots: Mapping[str, Spot], boxes: Mapping[str, Box], name: Rect
) -> tuple[tuple[float, float], tuple[float, float]]:
    """
    How far the middle reaches from the incident's level, above and below.

    Parameters
    ----------
    spots : mapping of str to Spot
        The marks of the middle.
    boxes : mapping of str to Box
        The accused.
    name : Rect
        Where the incident's name stands.

    Returns
    -------
    (float, float), (float, float)
        Above and below, each once for the incident with its name as if nobody were accused, and
        once for all that stands there. The first does not change when somebody is accused, so
        that rows measured from it stay where they are.
    """
    half = INCIDENT_SIZE / 2
    under = half + NAME_GAP + name.height
    named = max(half, under - _CAPTION_FREE)
    plain = (named, half) if name.centre[1] < 0 else (half, named)
    rects = [*(spot.rect for spot in spots.values()), *(grown(box.rect, -_BOX_RIM) for box in boxes.values())]
    top = max(-min(rect.top for rect in rects), -name.top - _CAPTION_FREE)
    bottom = max(*(rect.bottom for rect in rects), name.bottom - _CAPTION_FREE)
    return (plain[0], top), (plain[1], bottom)


def asked(picture: ActorsPicture) -> bool:
    """
    Whether lines from below end under the incident's name, and need room to be seen.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    """
    return bool(neighbours(picture, INCIDENT) & set(bands(picture)[1]))

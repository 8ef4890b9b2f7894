"""How the words of the chart of actors are set: their styles, line breaks and measured widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportkit.charts.actors_plan import Sizes, Words
from reportkit.charts.measure import measure, wrap
from reportkit.wording.pictures import ActorsPicture, Node, Tie
from reportkit.wording.runs import Line

STYLES: Final = {
    "incident": (8.2, 600),
    "name": (7.9, 600),
    "native": (7.4, 400),
    "note": (7.2, 400),
    "label": (7.4, 400),
    "word": (7.4, 400),
}
"""Type size in points and weight of each style."""

_NAME, _EVENT = (25.0, 19.0, 14.0), (22.0, 15.0)
_LABEL, _TIE, _INCIDENT = (36.0, 26.0, 18.0, 12.0), (32.0, 24.0, 15.0), (42.0, 28.0)
_NAME_LINES = 2
_LONGEST, _WIDER, _TIGHTER, _CUT = 120.0, 1.15, 0.5, 2.0


def measured(picture: ActorsPicture) -> Sizes:
    """
    Words of a picture as they may be set, measured in millimetres.

    Parameters
    ----------
    picture : ActorsPicture
        The record.

    Examples
    --------
    >>> from reportkit.wording.runs import Run
    >>> empty = ActorsPicture((Run("Fire"),), "acknowledged", (), (), (), (), (), (), ())
    >>> [len(words.lines) for words in measured(empty).incident]
    [1]
    """
    boxes = {node.key: _named(node) for node in picture.nodes}
    boxes |= {event.key: _settings([[(event.name, "name")]], _EVENT) for event in picture.events}
    named = [(picture.incident, "incident"), *((note, "note") for note in picture.incident_notes)]
    return Sizes(
        boxes=boxes,
        labels={
            edge: _settings([[(line, "label") for line in edge.labels]], _LABEL) for edge in picture.edges
        },
        ties={tie.key: _tied(tie) for tie in picture.ties},
        incident=_settings([named], _INCIDENT),
    )


def _named(node: Node) -> tuple[Words, ...]:
    """Name on one or two lines, then the original script, then the note."""
    parts = [(node.name, "name"), (node.native, "native"), (node.note, "note")]
    return _settings([parts], _NAME, _NAME_LINES)


def _tied(tie: Tie) -> tuple[Words, ...]:
    """Standing of a tie with its notes over it, or under it."""
    word, notes = (tie.word, "word"), [(note, "note") for note in tie.notes]
    return _settings([[*notes, word], [word, *notes]], _TIE)


def _settings(
    orders: Sequence[Sequence[tuple[Line, str]]], widths: Sequence[float], most: int | None = None
) -> tuple[Words, ...]:
    """Every order of the lines wrapped at every width, without repetitions."""
    found: list[Words] = []
    for width in widths:
        for parts in orders:
            lines: list[Line] = []
            styles: list[str] = []
            for line, style in parts:
                wrapped = _wrapped(line, width, style, most)
                lines += wrapped
                styles += [style] * len(wrapped)
            spans = tuple(_span(line, style) for line, style in zip(lines, styles, strict=True))
            words = Words(tuple(lines), tuple(styles), spans)
            if words not in found:
                found.append(words)
    return tuple(found)


def _span(line: Line, style: str) -> float:
    size, weight = STYLES[style]
    return measure(line, size, weight)


def _wrapped(line: Line, width: float, style: str, most: int | None) -> list[Line]:
    """Break a line so that its parts are about equally long; rather wider than on more lines than `most`."""
    size, weight = STYLES[style]
    if not _span(line, style):
        return []
    room, found = width, wrap(line, width, size, most, weight=weight)
    while found is None and room < _LONGEST:
        room *= _WIDER
        found = wrap(line, room, size, most, weight=weight)
    if found is None:
        return wrap(line, _CUT * width, size, weight=weight, break_words=True) or []
    while len(found) > 1:
        room -= _TIGHTER
        tighter = wrap(line, room, size, len(found), weight=weight)
        if tighter is None:
            break
        found = tighter
    return found

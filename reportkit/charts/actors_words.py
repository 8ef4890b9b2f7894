"""How the words of the chart of actors are set: their styles, line breaks and measured widths."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

from reportkit.charts import fonts
from reportkit.charts.actors_plan import PITCH, Sizes, TooManyActors, Words
from reportkit.charts.measure import measure, typeset, wrap
from reportkit.charts.palette import MM_PER_POINT
from reportkit.wording.pictures import ActorsPicture, Node, Tie
from reportkit.wording.runs import Line, Run

STYLES: Final = {
    "incident": (8.2, 600),
    "name": (7.9, 600),
    "native": (7.4, 400),
    "note": (7.2, 400),
    "label": (7.4, 400),
    "word": (7.4, 400),
    "number": (7.4, 600),
    "listed": (7.2, 400),
    "hull": (7.2, 400),
}
"""Type size in points and weight of each style."""

CAPITALS: Final = 0.349
"""From the baseline to the middle of the capitals, in units of the type size."""

_NAME, _EVENT = (25.0, 19.0, 14.0), (22.0, 15.0)
_LABEL, _TIE, _INCIDENT = (36.0, 26.0, 18.0, 12.0), (32.0, 24.0, 15.0), (42.0, 28.0)
_NAME_LINES = 2
_HUNDRED = 100
_LONGEST, _WIDER, _TIGHTER, _MOST_EVEN = 48.0, 1.15, 0.5, 6
_MOST_LETTERS = 700


def measured(picture: ActorsPicture) -> Sizes:
    """
    Words of a picture as they may be set, measured in millimetres.

    Parameters
    ----------
    picture : ActorsPicture
        The record.

    Raises
    ------
    TooManyActors
        One of the names or labels is longer than a drawing can hold.

    Examples
    --------
    >>> from reportkit.wording.runs import Run
    >>> empty = ActorsPicture((Run("Fire"),), "acknowledged", (), (), (), (), (), (), ())
    >>> [len(words.lines) for words in measured(empty).incident]
    [1]
    """
    longest = max(map(len, _every(picture)), default=0)
    if longest > _MOST_LETTERS:
        raise TooManyActors(f"words of {longest} letters; a drawing holds {_MOST_LETTERS}")
    boxes = {node.key: _named(node) for node in picture.nodes}
    boxes |= {event.key: _settings([[(event.name, "name")]], _EVENT) for event in picture.events}
    named = [(picture.incident, "incident"), *((note, "note") for note in picture.incident_notes)]
    most = "88" if len(picture.edges) + len(picture.ties) < _HUNDRED else "888"
    return Sizes(
        boxes=boxes,
        labels={
            edge: _settings([[(line, "label") for line in edge.labels]], _LABEL) for edge in picture.edges
        },
        ties={tie.key: _tied(tie) for tie in picture.ties},
        incident=_settings([named], _INCIDENT),
        hulls={hull.key: hull.label for hull in picture.hulls},
        key=broken((Run(most),), _LONGEST, "number"),
    )


def _every(picture: ActorsPicture) -> Iterator[str]:
    """Yield all words that a drawing may have to set."""
    lines = [picture.incident, *picture.incident_notes, *(event.name for event in picture.events)]
    lines += [part for node in picture.nodes for part in (node.name, node.native, node.note)]
    lines += [part for tie in picture.ties for part in (tie.word, *tie.notes, tie.told)]
    lines += [part for edge in picture.edges for part in (*edge.labels, edge.told)]
    for line in (*lines, *(hull.label for hull in picture.hulls)):
        yield "".join(run.words for run in line)


def broken(line: Line, width: float, style: str) -> Words:
    """
    Break a line at a width, cutting words that are longer than that.

    Parameters
    ----------
    line : Line
        The line.
    width : float
        Room for each line in millimetres.
    style : str
        A style of `STYLES`.
    """
    size, weight = STYLES[style]
    lines = wrap(line, width, size, weight=weight) or wrap(line, width, size, weight=weight, break_words=True)
    found = tuple(lines or ())
    return _set(found, (style,) * len(found))


def flagged(picture: ActorsPicture, sizes: Sizes, keys: Collection[str]) -> tuple[ActorsPicture, Sizes]:
    """
    Return a picture whose flags stand behind the words of their mark, and its words measured so.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    sizes : Sizes
        Its words, measured.
    keys : collection of str
        The marks whose flags find no place beside them: "incident", or the key of a tie or event.
    """
    flags = {tie.key: tie.flags for tie in picture.ties} | {one.key: one.flags for one in picture.events}
    ties = {
        key: tuple(_with(words, flags[key]) for words in ways) if key in keys else ways
        for key, ways in sizes.ties.items()
    }
    boxes = {
        key: tuple(_with(words, flags[key]) for words in ways) if key in keys and key in flags else ways
        for key, ways in sizes.boxes.items()
    }
    incident = sizes.incident
    if "incident" in keys:
        incident = tuple(_with(words, picture.incident_flags) for words in incident)
    return replace(
        picture,
        incident_flags=() if "incident" in keys else picture.incident_flags,
        ties=tuple(replace(tie, flags=()) if tie.key in keys else tie for tie in picture.ties),
        events=tuple(replace(one, flags=()) if one.key in keys else one for one in picture.events),
    ), replace(sizes, boxes=boxes, ties=ties, incident=incident)


def _with(words: Words, flags: Sequence[str]) -> Words:
    """Return words with flags at the end of their last line."""
    if not words.lines:
        return words
    line = (*words.lines[-1], *(Run(flag, (), "mark") for flag in flags))
    size, weight = STYLES[words.styles[-1]]
    return replace(
        words, lines=(*words.lines[:-1], line), widths=(*words.widths[:-1], measure(line, size, weight))
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
            words = _set(lines, styles)
            if words not in found:
                found.append(words)
    return tuple(found)


def _span(line: Line, style: str) -> float:
    size, weight = STYLES[style]
    return measure(line, size, weight)


def _set(lines: Sequence[Line], styles: Sequence[str]) -> Words:
    pairs = tuple(zip(lines, styles, strict=True))
    spans = tuple(_span(line, style) for line, style in pairs)
    return Words(tuple(lines), tuple(styles), spans, max((_high(*pair) for pair in pairs), default=PITCH))


def _high(line: Line, style: str) -> float:
    """Millimetres from one such line to the next, so that no letter reaches into another line."""
    if all(run.words.isascii() for run in line):
        return PITCH
    size, weight = STYLES[style]
    middle = CAPITALS * size * MM_PER_POINT
    reach = 0.0
    for piece in typeset(line, size, weight, True):  # noqa: FBT003 - as `measure` asks for it
        if piece.run.kind != "mark":
            room = fonts.extent(piece.run.words, piece.size, piece.weight, True)  # noqa: FBT003 - as above
            reach = max(reach, room.above - middle, room.below + middle)
    return max(PITCH, 2 * reach)


def _wrapped(line: Line, width: float, style: str, most: int | None) -> list[Line]:
    """Break a line so that its parts are about equally long; rather wider than on more lines than `most`."""
    size, weight = STYLES[style]
    if not _span(line, style):
        return []
    room, found = width, wrap(line, width, size, most, weight=weight)
    while found is None and room < _LONGEST:
        room = min(_LONGEST, room * _WIDER)
        found = wrap(line, room, size, most, weight=weight)
    if found is None:
        return wrap(line, _LONGEST, size, weight=weight, break_words=True) or []
    if not 1 < len(found) <= _MOST_EVEN:
        return found
    low, high = 0.0, room  # the least room that takes no more lines, to half a millimetre
    while high - low > _TIGHTER:
        tighter = wrap(line, (low + high) / 2, size, len(found), weight=weight)
        if tighter is None:
            low = (low + high) / 2
        else:
            high, found = (low + high) / 2, tighter
    return found

"""The list under the chart of actors: what each number stands for, and what is told without a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportkit.charts.actors_geometry import Rect
from reportkit.charts.actors_plan import PITCH, Text, Words
from reportkit.charts.actors_words import broken
from reportkit.wording.runs import Line, Run

_GUTTER, _INDENT, _COLUMNS = 6.0, 5.0, 2
_RIM = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list: its number (0 for none) and what it says."""

    number: int
    told: tuple[Line, ...]


def key(number: int, told: Sequence[Line]) -> Words:
    """
    Return a number as it is set; it speaks for the claims of what it stands for.

    Parameters
    ----------
    number : int
        The number.
    told : sequence of Line
        What it stands for.

    Examples
    --------
    >>> key(3, [(Run("denies it", ("C2",)),)]).lines
    ((Run(words='3', source=('C2',), kind='text'),),)
    """
    source = dict.fromkeys(claim for line in told for run in line for claim in run.source)
    return broken((Run(str(number), tuple(source)),), _INDENT, "number")


def listed(
    entries: Sequence[Entry], also: Line, width: float, under: float, gap: float
) -> tuple[tuple[Text, ...], float]:
    """
    Set the list in two columns, and return its words and where it ends.

    Parameters
    ----------
    entries : sequence of Entry
        The entries: numbers first.
    also : Line
        What stands over the entries without a number.
    width : float
        Width in millimetres.
    under : float
        Where the drawing ends, in millimetres from the top.
    gap : float
        Millimetres between the drawing and the list.
    """
    if not entries:
        return (), under
    column = (width - 2 * _RIM - _GUTTER * (_COLUMNS - 1)) / _COLUMNS
    rows: list[tuple[Words | None, Words]] = []
    heading = -1
    for place, entry in enumerate(entries):
        if also and not entry.number and (not place or entries[place - 1].number):
            heading = len(rows)
            rows.append((None, broken(also, column - _INDENT, "listed")))
        found = [broken(line, column - _INDENT, "listed") for line in entry.told]
        words = Words(
            tuple(line for part in found for line in part.lines),
            tuple(style for part in found for style in part.styles),
            tuple(span for part in found for span in part.widths),
            max((part.pitch for part in found), default=PITCH),
        )
        rows.append((key(entry.number, entry.told) if entry.number else None, words))
    return _columns(rows, heading, column, under + gap)


def _columns(
    rows: Sequence[tuple[Words | None, Words]], heading: int, column: float, top: float
) -> tuple[tuple[Text, ...], float]:
    """Fill one column after the other, each about as long as the next."""
    whole = sum(max(PITCH, words.height) for _, words in rows)
    texts: list[Text] = []
    place, y, bottom = 0, top, top
    for number, (head, words) in enumerate(rows):
        height = max(PITCH, words.height)
        heads = number == heading and number + 1 < len(rows)  # a heading stands with what it is over
        need = height + max(PITCH, rows[number + 1][1].height) if heads else height
        if y > top and y - top + need / 2 > whole / _COLUMNS and place < _COLUMNS - 1:
            place, y = place + 1, top
        left = _RIM + place * (column + _GUTTER)
        if head:
            texts.append(_text(f"list {number} number", replace(head, pitch=words.pitch), left, y))
        texts.append(_text(f"list {number}", words, left + _INDENT, y))
        y += height
        bottom = max(bottom, y)
    return tuple(texts), bottom


def _text(name: str, words: Words, left: float, top: float) -> Text:
    rect = Rect(left, top, left + words.width, top + words.height)
    return Text(name, rect, words, "left", paper=False)

"""The header of the escalation sequence, and the key that its numbers refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportkit.charts import style
from reportkit.charts.sequence_labels import Label, rise_of
from reportkit.charts.sequence_seats import HEAD, LEADING, TEXT, Point, Scale
from reportkit.charts.style import BRAND, GREY, INK
from reportkit.wording.runs import Line, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.wording.pictures import SequencePicture


@dataclass(frozen=True, slots=True)
class Head:
    """The row over the lanes: what each part means, and the labels of the days."""

    height: float
    lines: tuple[tuple[Line, Point, int, str], ...]  # words, where their left end stands, weight, colour
    ticks: tuple[Point, ...]  # of each labelled day: where it stands and from where its line comes down


def _order_head(picture: SequencePicture, scale: Scale) -> list[tuple[Line, Point, int, str]]:
    """Return the heading of the order part and its note: after it, or under it where room is short."""
    if scale.order is None or not picture.columns:
        return []
    (left, right), found = scale.order, []
    y, x, room = 2.8, left, right - left - 2.0
    for part in style.wrap(picture.order_heading, room, HEAD, weight=600, break_words=True) or []:
        found.append((part, (left, y), 600, BRAND))
        x, y = left + style.measure(part, HEAD, 600) + 3.0, y + LEADING
    if x + style.measure(picture.order_note, HEAD) <= right - 2.0:
        return [*found, (picture.order_note, (x, max(2.8, y - LEADING)), 400, GREY)]
    for number, part in enumerate(style.wrap(picture.order_note, room, HEAD, break_words=True) or []):
        found.append((part, (left, y + number * LEADING), 400, GREY))
    return found


def _day_heads(picture: SequencePicture, scale: Scale) -> list[tuple[int, list[Line], float, int]]:
    """Return the labels of days, last first, each with its place and the line of the header it ends on.

    A label hangs at its day like a flag; where it would run into the next one it goes up, out of its way.
    """
    found: list[tuple[int, list[Line], float, int]] = []
    for day, label in sorted(picture.days, reverse=True):
        x = scale.day(day)
        parts = style.wrap(label, max(6.0, scale.width - x - 0.9), HEAD, weight=600, break_words=True) or []
        end = x + 0.8 + max((style.measure(part, HEAD, 600) for part in parts), default=0.0) + 1.2
        below = [up + len(lines) for _, lines, at, up in found if at < end]
        found.append((day, parts, x, max(below, default=0)))
    return found


def head_for(picture: SequencePicture, scale: Scale) -> Head:
    """Return the header, as high as its words need it."""
    order, days = _order_head(picture, scale), _day_heads(picture, scale)
    lowest = max([0.0, *(y + 2.75 for _, (_, y), _, _ in order)])
    rows = max([0, *(up + len(parts) for _, parts, _, up in days)])
    height = max(lowest, 2.6 + LEADING * rows) if order or days else 0.6
    lines = [(line, (x, y), weight, colour) for line, (x, y), weight, colour in order]
    ticks: list[Point] = []
    lone = len(days) == 1 and scale.days[0] == scale.days[1]
    for _, parts, x, up in days:
        last = height - 2.7 - up * LEADING
        top = last - (len(parts) - 1) * LEADING
        left = x - 1.2 if lone else x + 0.8
        lines += [(part, (left, top + i * LEADING), 600, BRAND) for i, part in enumerate(parts)]
        ticks.append((x, top - 1.1))
    return Head(height, tuple(lines), () if lone else tuple(ticks))


def key_lines(
    labels: Sequence[Label], width: float, top: float, called: Sequence[Line] = ()
) -> tuple[list[tuple[Line, Point, str]], float]:
    """Return the lines of the key in columns, by number or by what entries are called, and its bottom."""
    if not labels:
        return [], top
    called = called or [(Run(str(number), (), "strong"),) for number in range(1, len(labels) + 1)]
    columns = 1 if len(labels) == 1 else 2
    room = (width - 5.0 * (columns - 1)) / columns
    indent = max(style.measure(called[-1], TEXT) + 1.3, 3.2)
    entries = [
        [
            part
            for line in label.lines
            for part in style.wrap(line, room - indent, TEXT, break_words=True) or []
        ]
        for label in labels
    ]
    found: list[tuple[Line, Point, str]] = []
    half, bottom, x, y, done = sum(map(len, entries)) / columns, top, 0.0, top + 2.6, 0
    for name, label, parts in zip(called, labels, entries, strict=True):
        if x == 0.0 and done and done + len(parts) / 2 > half:
            x, y = room + 5.0, top + 2.6
        found.append((name, (x, y), INK))
        for part in parts:
            up, down = rise_of(part, TEXT)
            y += max(0.0, up - 1.3)
            found.append((part, (x + indent, y), label.colour))
            y += max(LEADING, down + 1.3)
        done += len(parts)
        bottom = max(bottom, y - LEADING + 1.6)
        y += 0.35
    return found, bottom

"""Statements counted by speaker and kind: a small table of marks with their numbers, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, style
from reportkit.charts.sequence_labels import stacked
from reportkit.charts.sequence_pens import FRAME, RULE
from reportkit.charts.sequence_pens import line as drawn_line
from reportkit.charts.sequence_seats import HEAD, NAME, STATEMENT, TEXT, Point
from reportkit.charts.style import BRAND, INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from reportkit.wording.pictures import Tally
    from reportkit.wording.runs import Line

ROW: Final = 4.3  # mm
HEADING: Final = 4.6
GUTTER: Final = 5.0  # between columns
COUNT: Final = 5.2  # from one kind of statement to the next: a mark and two figures
FEW, SOME = 5, 16  # speakers that stand in one column, and in two; more stand in three
KINDS: Final = marks.STATEMENTS


@dataclass(frozen=True, slots=True)
class Tallied:
    """Counted statements in their places."""

    words: tuple[tuple[Line, Point, float, int, str], ...]  # line, place, size, weight, colour
    squares: tuple[tuple[str, Point], ...]
    rules: tuple[tuple[float, float, float], ...]  # left, right, y
    frame: tuple[float, float]  # the right end, and the height of the rule below the heading
    bottom: float

    def draw(self, axes: Axes) -> None:
        """Draw them."""
        width, top = self.frame
        drawn_line(axes, [(0.0, top), (width, top)], "rule", FRAME)
        for left, right, y in self.rules:
            drawn_line(axes, [(left, y), (right, y)], "rule", RULE)
        for name, (x, y) in self.squares:
            marks.draw(axes, name, x, y, STATEMENT)
        for line, (x, y), size, weight, colour in self.words:
            style.write(axes, x, y, line, size=size, weight=weight, colour=colour)


def tallied(tallies: Sequence[Tally], heading: Line, width: float, top: float) -> Tallied:
    """Put counted statements in one to three columns; the same kind stands at the same place in each row.

    Parameters
    ----------
    tallies : sequence of Tally
        A row each.
    heading : Line
        What stands over them.
    width, top : float
        The width there is, and where they begin, in millimetres.
    """
    columns = 1 if len(tallies) <= FEW else 2 if len(tallies) <= SOME else 3
    kinds = [kind for kind in KINDS if any(kind == mark for tally in tallies for mark, _ in tally.counts)]
    step = max([COUNT, *(_wide(number) for tally in tallies for _, number in tally.counts)])
    whole = (width - GUTTER * (columns - 1)) / columns
    room = max(14.0, whole - step * len(kinds) - 1.5)
    names = [_name(tally, room) for tally in tallies]
    tall = [max(ROW, len(parts) * 3.0 + 1.2, _stands(parts)) for parts in names]
    words: list[tuple[Line, Point, float, int, str]] = [
        (heading, (0.35, top + HEADING / 2), HEAD, 600, BRAND)
    ]
    squares: list[tuple[str, Point]] = []
    rules: list[tuple[float, float, float]] = []
    start = y = top + HEADING
    x, bottom, column = 0.0, start, 0
    for tally, parts, height in zip(tallies, names, tall, strict=True):
        if column + 1 < columns and y > start and y - start + height / 2 > sum(tall) / columns:
            x, y, column = x + whole + GUTTER, start, column + 1
        middle = y + height / 2
        words += [
            (part, (x + 0.35, at), NAME, 600, INK)
            for part, at in stacked(parts, middle, [NAME] * len(parts))[0]
        ]
        for mark, number in tally.counts:
            at = x + room + 1.5 + step * kinds.index(mark) + STATEMENT / 2
            squares.append((mark, (at, middle)))
            words.append((number, (at + STATEMENT / 2 + 0.3, middle), TEXT, 400, INK))
        y += height
        rules.append((x, x + whole, y))
        bottom = max(bottom, y)
    return Tallied(tuple(words), tuple(squares), tuple(rules), (width, start), bottom)


def _wide(number: Line) -> float:
    return STATEMENT + 1.3 + style.measure(number, TEXT)


def _name(tally: Tally, room: float) -> list[Line]:
    return style.wrap(tally.name, room, NAME, weight=600, break_words=True) or [()]


def _stands(parts: Sequence[Line]) -> float:
    _, above, below = stacked(parts, 0.0, [NAME] * len(parts))
    return 2 * max(-above, below) + 0.5

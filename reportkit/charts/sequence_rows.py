"""Where lanes stand down the escalation sequence, and the rows that marks need in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from reportkit.charts import style
from reportkit.charts.sequence_labels import stacked
from reportkit.charts.sequence_seats import (
    HEAD,
    NAME,
    NOTE,
    ONE_LINE,
    OWN_EXTRA,
    TWO_LINES,
    Band,
    Key,
    Point,
    Scale,
    seat_for,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.charts.sheet import Box
    from reportkit.wording.pictures import Lane, SequencePicture
    from reportkit.wording.runs import Line


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a lane: usually the only one; marks that would run into each other get rows of their own."""

    lane: int
    marks: tuple[int, ...]
    up: float  # from the middle of the marks to the top
    down: float

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.up + self.down


@dataclass(frozen=True, slots=True)
class Plan:
    """What the labels have been granted so far: rows, their heights, and numbers in the key."""

    rows: tuple[Row, ...]
    keyed: frozenset[Key]
    yielding: bool = False  # whether lines of order leave the side of a mark to its words


@dataclass(frozen=True, slots=True)
class Levels:
    """Where things stand down the figure, each as top and bottom, rows with their middle between."""

    header: float
    headings: tuple[tuple[Line, Point], ...]
    lanes: tuple[Point, ...]
    rows: tuple[Band, ...]
    bottom: float


def row_for(picture: SequencePicture, number: int, indices: Sequence[int]) -> Row:
    """Return a row with room for a line of words, for two of an event, and more for the own mark."""
    lane = picture.lanes[number]
    own = any(lane.marks[index].own for index in indices) or (lane.own and 0 in indices)
    half = ((TWO_LINES if lane.group == "events" else ONE_LINE) + (OWN_EXTRA if own else 0.0)) / 2
    return Row(number, tuple(indices), half, half)


def first_plan(picture: SequencePicture, scale: Scale) -> Plan:
    """Return one row for each lane, more where marks or bars would meet in it."""
    rows: list[Row] = []
    for number, lane in enumerate(picture.lanes):
        spans: list[list[Box]] = [[]]
        members: list[list[int]] = [[]]
        for index in range(len(lane.marks)):
            span = seat_for(scale, lane, number, index, 0.0).span.grown(0.6)
            free = next((i for i, row in enumerate(spans) if not any(span.meets(s) for s in row)), None)
            if free is None:
                spans.append([])
                members.append([])
                free = -1
            spans[free].append(span)
            members[free].append(index)
        rows += [row_for(picture, number, part) for part in members]
    return Plan(tuple(rows), frozenset())


def name_lines(lane: Lane, scale: Scale) -> list[tuple[Line, float, int]]:
    """Return name and note as lines with their size and weight."""
    found = []
    for line, size, weight in ((lane.name, NAME, 600), (lane.note, NOTE, 400)):
        parts = style.wrap(line, scale.names - 1.4, size, weight=weight, break_words=True) or []
        found += [(part, size, weight) for part in parts]
    return found


def levels_for(
    picture: SequencePicture, scale: Scale, plan: Plan, header: float, event_least: float = TWO_LINES
) -> Levels:
    """Stand lanes and their rows one under the other, with a heading wherever the group changes."""
    y, group = header, ""
    headings: list[tuple[Line, Point]] = []
    lanes: list[Point] = []
    rows: list[Band] = []
    for number, members in groupby(plan.rows, key=lambda row: row.lane):
        lane, mine = picture.lanes[number], list(members)
        heading = picture.events_heading if lane.group == "events" else picture.statements_heading
        if lane.group != group:
            group, height = lane.group, 4.15 if style.measure(heading, HEAD, 600) else 0.0
            headings.append((heading, (y, y + height)))
            y += height
        names = name_lines(lane, scale)
        least = event_least if lane.group == "events" else min(event_least, ONE_LINE)
        least += OWN_EXTRA if lane.own else 0.0
        if names:
            _, above, below = stacked([line for line, _, _ in names], 0.0, [size for _, size, _ in names])
            least = max(least, 2 * max(-above, below) + 0.4)
        extra = max(0.0, least - sum(row.height for row in mine)) / len(mine)
        top = y
        for row in mine:
            rows.append((y, y + row.up + extra / 2, y + row.height + extra))
            y = rows[-1][2]
        lanes.append((top, y))
    return Levels(header, tuple(headings), tuple(lanes), tuple(rows), y)

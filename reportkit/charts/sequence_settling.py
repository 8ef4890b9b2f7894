"""Everything in the escalation sequence in its place: labels are placed, rows grow, until all words stand."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from reportkit.charts import style
from reportkit.charts.sequence_labels import (
    Dress,
    Field,
    Label,
    Place,
    Spot,
    best_dress,
    flag_places,
    forced_spot,
    spots_for,
)
from reportkit.charts.sequence_routes import Route, routes_for
from reportkit.charts.sequence_rows import Levels, Plan, Row, first_plan, levels_for, row_for
from reportkit.charts.sequence_seats import (
    AIR,
    CLEAR,
    LEFT,
    ONE_LINE,
    OWN,
    OWN_EXTRA,
    RIGHT,
    TEXT,
    TONES,
    TWO_LINES,
    Band,
    Key,
    Scale,
    Seat,
    seat_for,
)
from reportkit.charts.sheet import Box
from reportkit.charts.style import INK
from reportkit.wording.runs import Line, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportkit.wording.pictures import SequenceLink, SequencePicture


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything but the words, in its place."""

    scale: Scale
    levels: Levels
    seats: tuple[Seat, ...]
    routes: tuple[Route, ...]

    def seat_of(self, key: str) -> Seat:
        """Return the seat of the mark with a key."""
        return next(seat for seat in self.seats if seat.mark.key == key)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The chart in millimetres, ready to be drawn, with what did not find room."""

    plan: Plan
    layout: Layout
    flags: tuple[tuple[str, float, float], ...]
    spots: tuple[Spot, ...]
    failed: tuple[Key, ...]
    key: tuple[Label, ...]  # what stands under a number


def _shown(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that have anything to show."""
    return tuple(line for line in lines if style.measure(line, TEXT) > 0)


def _link_label(number: int, link: SequenceLink) -> Label:
    """Return the words of a link after its flags."""
    flags = tuple(Run(flag, (), "mark") for flag in link.flags)
    return Label(("link", number, 0), _shown([(*flags, *link.label)]), TONES[link.tone])


def _labels(picture: SequencePicture) -> dict[Key, Label]:
    """Return every label of the picture in reading order, each link's at the mark it is written beside."""
    found: dict[Key, Label] = {}
    for number, lane in enumerate(picture.lanes):
        for index, mark in enumerate(lane.marks):
            found["mark", number, index] = Label(("mark", number, index), _shown(mark.labels), INK)
            for place, link in enumerate(picture.links):
                if mark.key == (link.earlier if link.kind == "order" else link.later):
                    found.setdefault(("link", place, 0), _link_label(place, link))
    return {key: label for key, label in found.items() if label.lines}


def _numbered(labels: dict[Key, Label], keyed: frozenset[Key]) -> dict[Key, Label]:
    """Put numbers, in reading order, in the place of the labels that go to the key."""
    numbers = {key: str(number) for number, key in enumerate((k for k in labels if k in keyed), start=1)}
    return {
        key: replace(label, lines=((Run(numbers[key], (), "strong"),),), number=True)
        if key in keyed
        else label
        for key, label in labels.items()
    }


def _beside_route(route: Route, label: Label, layout: Layout, walls: tuple[Box, ...]) -> Spot | None:
    """Return the place of an order link's words: beside a vertical of its line, else over a horizontal."""
    found: list[Spot] = []
    earlier, later = (layout.seat_of(key) for key in (route.link.earlier, route.link.later))
    bars = [seat.span for seat in layout.seats]
    for (x, y), (to_x, to_y) in pairwise(route.points):
        low, high = sorted((y, to_y))
        for row in layout.levels.rows:
            if low == high and row[0] <= y < row[2]:
                found += spots_for(label, Field(min(x, to_x) - CLEAR, max(x, to_x), row, walls), over=True)
            elif low < high and low - OWN / 2 <= row[1] <= high + OWN / 2:
                if any(seat.x == x and seat.y == row[1] for seat in (earlier, later)):
                    continue  # beside a mark they would be read as words of that mark
                late = 0.4 * abs(row[1] - y) / TWO_LINES
                for rim in layout.scale.rims(later.mark)[::-1]:
                    near = Field(x + math.copysign(0.2, rim - x), rim, row, walls)
                    # Behind another obstacle the words would not be read as those of this line.
                    close = (spot for spot in spots_for(label, near) if abs(spot.x - x) < 2 * OWN_EXTRA)
                    found += [replace(spot, cost=spot.cost + late) for spot in close]
    if not found and label.number:
        x, y = route.points[len(route.points) // 2]
        row = next(row for row in layout.levels.rows if row[0] <= y < row[2])
        found = [forced_spot(label, x, 0.5, Field(0.0, math.inf, row, walls))]
    # On a bar they would be read as words about that bar.
    return min(found, key=lambda s: s.cost + 2.5 * any(s.box.meets(bar) for bar in bars), default=None)


def _order_spots(
    layout: Layout, labels: dict[Key, Label], walls: tuple[Box, ...]
) -> tuple[list[Spot], list[Key]]:
    """Place the words of order links, before any mark's, because they have the least choice."""
    spots: list[Spot] = []
    failed: list[Key] = []
    waiting = tuple(
        box for seat in layout.seats for side in (RIGHT, LEFT) if (box := flag_places(seat, side)[2])
    )
    for route in layout.routes:
        label = labels.get(("link", route.number, 0))
        if label is None or route.link.kind != "order":
            continue
        around = (*walls, *waiting, *(spot.box for spot in spots))
        spot = _beside_route(route, label, layout, around)
        if spot is None:
            failed.append(label.key)
        else:
            spots.append(spot)
    return spots, failed


def _dresses(layout: Layout, labels: dict[Key, Label], walls: tuple[Box, ...]) -> Iterator[Dress]:
    """Dress one mark after another, each round the words that stand already."""
    taken = walls
    for row in layout.levels.rows:
        members = [seat for seat in layout.seats if seat.y == row[1]]
        for seat in members:
            mine = _labels_of(seat, layout.routes, labels)
            place = _surroundings(seat, members, row, layout.scale, taken)
            best = best_dress(seat, mine, place)
            taken = (*taken, *best.boxes)
            yield best


def _laid_out(picture: SequencePicture, scale: Scale, plan: Plan, header: float) -> Layout:
    """Stand rows, marks and links where the plan has them."""
    levels = levels_for(picture, scale, plan, header)
    seats = tuple(
        seat_for(scale, picture.lanes[row.lane], row.lane, index, middle)
        for row, (_, middle, _) in zip(plan.rows, levels.rows, strict=True)
        for index in row.marks
    )
    return Layout(scale, levels, seats, routes_for(picture, seats, scale.names, yielding=plan.yielding))


def _arranged(picture: SequencePicture, scale: Scale, plan: Plan, header: float) -> Sheet:
    """Give everything its place as far as the plan has room."""
    layout = _laid_out(picture, scale, plan, header)
    walls = [wall for seat in layout.seats for wall in seat.walls()]
    walls += [wall for route in layout.routes for wall in route.walls()]
    if scale.dated and scale.order:
        walls.append(Box(scale.dated[0] - 0.15, 0.0, scale.dated[0] + 0.15, layout.levels.bottom))
    all_labels = _labels(picture)
    labels = _numbered(all_labels, plan.keyed)
    spots, failed = _order_spots(layout, labels, tuple(walls))
    dresses = tuple(_dresses(layout, labels, (*walls, *(spot.box for spot in spots))))
    return Sheet(
        plan=plan,
        layout=layout,
        flags=tuple(flag for dress in dresses for flag in dress.flags),
        spots=(*spots, *(spot for dress in dresses for spot in dress.spots)),
        failed=(*failed, *(key for dress in dresses for key in dress.failed)),
        key=tuple(label for name, label in all_labels.items() if name in plan.keyed),
    )


def _labels_of(seat: Seat, routes: Sequence[Route], labels: dict[Key, Label]) -> list[Label]:
    """Return the labels that stand beside a mark: of the reasons given for it, then its own."""
    keys: list[Key] = [
        ("link", route.number, 0)
        for route in routes
        if route.link.kind != "order" and route.link.later == seat.mark.key
    ]
    return [labels[key] for key in (*keys, ("mark", seat.lane, seat.index)) if key in labels]


def _surroundings(
    seat: Seat, members: Sequence[Seat], row: Band, scale: Scale, walls: Sequence[Box]
) -> Place:
    """Return what words beside a mark must keep clear of; they never go past another mark of the row."""
    left, right = scale.rims(seat.mark)
    others = [other for other in members if other is not seat]
    for other in others:
        if other.x > seat.x:
            right = min(right, other.span.left - CLEAR)
        else:
            left = max(left, other.span.right + CLEAR)
    own = seat.box
    waiting = [box for other in others for side in (RIGHT, LEFT) if (box := flag_places(other, side)[2])]
    near = [w for w in (*walls, *waiting) if w.top < row[2] + 4 and w.bottom > row[0] - 4 and w != own]
    return Place(row, (left, right), tuple(near))


def _wanted(sheet: Sheet) -> tuple[Row, ...]:
    """Return the rows with the room over and under their marks that the words in them need."""
    wanted = []
    for row, (top, middle, bottom) in zip(sheet.plan.rows, sheet.layout.levels.rows, strict=True):
        boxes = [spot.box for spot in sheet.spots if spot.middle == middle]
        up = max([0.0, *(middle - box.top + AIR for box in boxes)])
        down = max([0.0, *(box.bottom + AIR - middle for box in boxes)])
        up, down = (
            (up if up > middle - top + 0.01 else row.up),
            (down if down > bottom - middle + 0.01 else row.down),
        )
        wanted.append(replace(row, up=up, down=down))
    return tuple(wanted)


def _crowded(picture: SequencePicture, row: Row, index: int) -> bool:
    """Say whether another mark of the row stands in the same part, so that a row of its own would help."""
    marks_ = picture.lanes[row.lane].marks
    return any(i != index and (marks_[i].days is None) == (marks_[index].days is None) for i in row.marks)


def _granted(picture: SequencePicture, sheet: Sheet) -> Plan:
    """Grant what the labels still want: taller rows, a row of one's own, at last a number in the key."""
    plan, rows = sheet.plan, _wanted(sheet)
    if rows != plan.rows:
        return replace(plan, rows=rows)
    if not sheet.failed:
        return plan
    kind, lane, index = key = sheet.failed[0]
    for number, row in enumerate(plan.rows):
        if kind == "mark" and row.lane == lane and index in row.marks and _crowded(picture, row, index):
            rest = tuple(i for i in row.marks if i != index)
            parts = (rest, (index,)) if rest[0] < index else ((index,), rest)
            split = [row_for(picture, lane, part) for part in parts]
            return replace(plan, rows=(*plan.rows[:number], *split, *plan.rows[number + 1 :]))
    return replace(plan, keyed=plan.keyed | {key})


def _tightened(sheet: Sheet) -> Plan:
    """Take back the room that was granted on the way and that nothing stands in at the end."""
    rows = []
    for row, (_, middle, _) in zip(sheet.plan.rows, sheet.layout.levels.rows, strict=True):
        boxes = [spot.box for spot in sheet.spots if spot.middle == middle]
        marks_ = [seat.half + AIR for seat in sheet.layout.seats if seat.y == middle]
        up = max([ONE_LINE / 2, *marks_, *(middle - box.top + AIR for box in boxes)])
        down = max([ONE_LINE / 2, *marks_, *(box.bottom + AIR - middle for box in boxes)])
        rows.append(replace(row, up=min(row.up, up), down=min(row.down, down)))
    return replace(sheet.plan, rows=tuple(rows))


def _settled_from(
    picture: SequencePicture, scale: Scale, plan: Plan, header: float, most_keyed: int | None
) -> Sheet | None:
    """Arrange and grant until every label has its place; each grant is for good, so this ends."""
    while True:
        sheet = _arranged(picture, scale, plan, header)
        after = _granted(picture, sheet)
        if after == plan:
            break
        plan = after
        if most_keyed is not None and len(plan.keyed) > most_keyed:
            return None
    tight = _arranged(picture, scale, _tightened(sheet), header)
    return tight if _granted(picture, tight) == tight.plan else sheet


def settle(
    picture: SequencePicture, scale: Scale, header: float, most_keyed: int | None = None
) -> Sheet | None:
    """Give every label its place, None where more of them than are allowed would stand in the key.

    Lines of order run over first. Only where words go to the key is it tried with lines that yield, and
    the better of both is kept.
    """
    plan = first_plan(picture, scale)
    plain = _settled_from(picture, scale, plan, header, most_keyed)
    if (plain and not plain.key) or not any(link.kind == "order" for link in picture.links):
        return plain
    yielding = _settled_from(picture, scale, replace(plan, yielding=True), header, most_keyed)
    both = [sheet for sheet in (plain, yielding) if sheet]
    return min(both, key=lambda sheet: (len(sheet.key), sum(spot.cost for spot in sheet.spots)), default=None)


def least_height(picture: SequencePicture, scale: Scale, header: float) -> float:
    """Return the height, in millimetres, below which no granting can bring a sequence."""
    plan = first_plan(picture, scale)
    low = tuple(
        replace(row, up=min(row.up, ONE_LINE / 2), down=min(row.down, ONE_LINE / 2)) for row in plan.rows
    )
    return levels_for(picture, scale, replace(plan, rows=low), header).bottom

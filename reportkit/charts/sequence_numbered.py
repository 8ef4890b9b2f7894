"""The sequence with numbers: each mark bears its own, its name where there is room; a table has the words.

Marks that would run into each other stand in rows of their own. A number stands right of its mark, else left
of it; a name follows it only where the row is free up to the next mark. Ties are drawn as in the full
form, bear a letter, and have their words below the chart, so that none is drawn without who says it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING, Final

from reportkit.charts import marks, sequence_pens, style
from reportkit.charts.sequence_checking import check
from reportkit.charts.sequence_head import Head, head_for, key_lines
from reportkit.charts.sequence_labels import Label
from reportkit.charts.sequence_routes import Route, routes_for
from reportkit.charts.sequence_rows import Plan, Row, levels_for
from reportkit.charts.sequence_seats import (
    LEFT,
    OWN_EXTRA,
    RIGHT,
    STUB,
    TEXT,
    TONES,
    Point,
    Scale,
    Seat,
    scale_of,
    seat_for,
)
from reportkit.charts.sequence_settling import Layout
from reportkit.charts.sequence_tally import Tallied, tallied
from reportkit.charts.sheet import Box
from reportkit.charts.style import INK
from reportkit.wording.runs import Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matplotlib.figure import Figure

    from reportkit.wording.pictures import NumberedSequence, SequencePicture
    from reportkit.wording.runs import Line

ROW: Final = 4.3  # mm: a number, a mark and some air
_HALF: Final = 1.45  # mm: half the height of a line of words
_NEAR: Final = 0.55  # mm between a mark and its number
_APART: Final = 0.9  # mm between the number or name of one mark and the next mark
_FARTHEST: Final = 6.0  # mm from a tie to its letter
_MARGIN: Final = 1.2


@dataclass(frozen=True, slots=True)
class Placed:
    """Words in their place: a line, where its left end and its middle stand, and the room it takes."""

    line: Line
    box: Box
    y: float
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Plate:
    """A numbered sequence with everything in its place, before it is drawn."""

    head: Head
    layout: Layout
    words: tuple[Placed, ...]
    key: tuple[tuple[Line, Point, str], ...]
    tallies: Tallied | None
    height: float


@dataclass(frozen=True, slots=True)
class _Item:
    """A mark with its number on one side of it, as if its row lay at height 0."""

    seat: Seat
    tag: Line
    side: int
    start: float  # of the number, seen from the mark outwards
    room: Box  # mark, bar and number together


@lru_cache(maxsize=8)  # what is asked whether it fits is drawn right after
def laid_out(picture: NumberedSequence, width_mm: float) -> Plate:
    """Return a numbered sequence with everything in its place.

    Parameters
    ----------
    picture : NumberedSequence
        What is shown.
    width_mm : float
        Width of the figure in millimetres.
    """
    check(picture.sequence)
    crowded: frozenset[int] = frozenset()
    while True:
        plate, failed = _laid_out(picture, width_mm, crowded)
        if not failed:
            return plate
        crowded |= failed


def _laid_out(
    picture: NumberedSequence, width_mm: float, crowded: frozenset[int]
) -> tuple[Plate, frozenset[int]]:
    """Return a layout, and the ties whose letter finds no place; those of ``crowded`` stand at a mark."""
    sequence = picture.sequence
    scale = scale_of(sequence, width_mm)
    head = head_for(sequence, scale)
    tags = _tags(picture, crowded)
    rows = [row for number in range(len(sequence.lanes)) for row in _rows(sequence, number, scale, tags)]
    levels = levels_for(sequence, scale, _plan(sequence, rows), head.height, event_least=ROW)
    placed = [
        _lowered(item, middle)
        for (_, items), (_, middle, _) in zip(rows, levels.rows, strict=True)
        for item in items
    ]
    seats = tuple(item.seat for item in placed)
    layout = Layout(scale, levels, seats, routes_for(sequence, seats, scale.names, yielding=False))
    words = tuple(_words(placed, layout))
    letters, failed = _letters(layout, words, crowded)
    below = levels.bottom + (_MARGIN if sequence.links else 0.0)
    labels = [Label(("link", n, 0), (link.label,), TONES[link.tone]) for n, link in enumerate(sequence.links)]
    key, end = key_lines(labels, width_mm, below, [_letter(n) for n in range(len(labels))])
    tallies = (
        tallied(picture.tallies, sequence.statements_heading, width_mm, end) if picture.tallies else None
    )
    height = (tallies.bottom if tallies else end) + _MARGIN
    return Plate(head, layout, (*words, *letters), tuple(key), tallies, height), failed


def _letter(number: int) -> Line:
    return (Run(ascii_lowercase[number], (), "strong"),)


def _tags(picture: NumberedSequence, crowded: Iterable[int]) -> dict[str, Line]:
    """Return what stands at each mark: its number, and the letters of ties that have no room for theirs."""
    tags = dict(picture.numbers)
    for number in sorted(crowded):
        later = picture.sequence.links[number].later
        tags[later] = (*tags[later], Run(" "), *_letter(number))
    return tags


def _plan(picture: SequencePicture, rows: Sequence[tuple[int, tuple[_Item, ...]]]) -> Plan:
    """Return rows of equal height; that of the own mark is higher."""
    found = []
    for lane, items in rows:
        own = picture.lanes[lane].own
        half = (ROW + (OWN_EXTRA if own else 0.0)) / 2
        found.append(Row(lane, tuple(item.seat.index for item in items), half, half))
    return Plan(tuple(found), frozenset())


def _rows(
    picture: SequencePicture, number: int, scale: Scale, numbers: dict[str, Line]
) -> list[tuple[int, tuple[_Item, ...]]]:
    """Stand the marks of a lane in as few rows as they need, from left to right into the first free one."""
    lane = picture.lanes[number]
    items = [
        _item(seat_for(scale, lane, number, index, 0.0), numbers[mark.key], scale)
        for index, mark in enumerate(lane.marks)
    ]
    rows: list[list[_Item]] = [[]]
    for item in sorted(items, key=lambda item: (item.room.left, item.seat.index)):
        free = next((row for row in rows if not any(item.room.meets(one.room, _APART) for one in row)), None)
        if free is None:
            rows.append([item])
        else:
            free.append(item)
    return [(number, tuple(row)) for row in rows]


def _item(seat: Seat, number: Line, scale: Scale) -> _Item:
    """Put the number of a mark on its right, or where there is no room for it before the rim on its left."""
    flags = tuple(Run(flag, (), "mark") for flag in seat.mark.flags)
    tag = (*number, *flags)
    length = style.measure(tag, TEXT)
    left, right = scale.rims(seat.mark)
    beside = {side: _start(seat, side, length) for side in (RIGHT, LEFT)}
    side = RIGHT if beside[RIGHT] + length <= right or beside[LEFT] - length < left else LEFT
    start = beside[side]
    low, high = sorted((start, start + side * length))
    return _Item(seat, tag, side, start, seat.span.around(seat.box).around(Box(low, -_HALF, high, _HALF)))


def _start(seat: Seat, side: int, length: float) -> float:
    """Return where words beside a mark begin: past the end of its bar, if that is near."""
    start = seat.x + side * (seat.half + _NEAR)
    for way, x, end in seat.bars():
        if way == side and (x - start) * side < length + STUB + 0.6:
            start = x + side * (_NEAR if end.cap else _NEAR + 0.2)
    return start


def _lowered(item: _Item, y: float) -> _Item:
    seat = replace(item.seat, y=y)
    room = Box(item.room.left, item.room.top + y, item.room.right, item.room.bottom + y)
    return replace(item, seat=seat, room=room)


def _words(items: Sequence[_Item], layout: Layout) -> Iterator[Placed]:
    """Yield the numbers of the marks, and the names for which there is room."""
    lines = [wall for route in layout.routes for wall in route.walls()]
    heads = [wall for route in layout.routes for wall in route.head_walls()]
    for item in items:
        row = [other for other in items if other is not item and other.seat.y == item.seat.y]
        tag = _tag(item, row, lines, heads, layout.scale)
        yield tag
        name = _name(item, tag, row, lines, layout.scale)
        if name:
            yield name


def _tag(
    item: _Item, row: Sequence[_Item], lines: Sequence[Box], heads: Sequence[Box], scale: Scale
) -> Placed:
    """Place a number where no tie runs through it, beside its mark or a little off; else ties open for it."""
    length, y = style.measure(item.tag, TEXT), item.seat.y
    left, right = scale.rims(item.seat.mark)
    ways = [(item.side, item.start), (-item.side, _start(item.seat, -item.side, length))]
    tried = [_box(start + side * 0.5 * step, side, length, y) for step in range(9) for side, start in ways]
    hard = (*item.seat.ends(), *heads)
    opened: Box | None = None
    for box in tried:
        inside = left <= box.left and box.right <= right
        if not inside or any(box.meets(o.room, 0.3) for o in row) or any(box.meets(w, 0.1) for w in hard):
            continue
        if not any(box.meets(wall, 0.1) for wall in lines):
            return Placed(item.tag, box, y)
        opened = opened or box
    return Placed(item.tag, opened or tried[0], y)


def _box(start: float, side: int, length: float, y: float) -> Box:
    low, high = sorted((start, start + side * length))
    return Box(low, y - _HALF, high, y + _HALF)


def _name(
    item: _Item, tag: Placed, row: Sequence[_Item], lines: Sequence[Box], scale: Scale
) -> Placed | None:
    """Place the name of a mark after its number, if it fits there in one line."""
    seat = item.seat
    line = next(iter(seat.mark.labels), ())
    length = style.measure(line, TEXT)
    if not line or not length:
        return None
    right = min([scale.rims(seat.mark)[1], *(o.room.left - _APART for o in row if o.room.left > seat.x)])
    start = max(tag.box.right, seat.box.right) + 0.9
    end = seat.right if seat.mark.right else -math.inf
    for at in (start, end + 1.6):
        box = Box(at, seat.y - _HALF, at + length, seat.y + _HALF)
        beside = at >= end + 1.5 or box.right + STUB + 0.6 <= end or not seat.mark.right
        free = not any(box.meets(wall, 0.2) for wall in lines) and not any(box.meets(o.room) for o in row)
        if at >= start and box.right <= right and beside and free:
            return Placed(line, box, seat.y)
    return None


def _letters(
    layout: Layout, words: Sequence[Placed], crowded: Iterable[int]
) -> tuple[list[Placed], frozenset[int]]:
    """Return the letter of each tie, beside its line where nothing stands, and the ties without room."""
    taken = [word.box for word in words] + [wall for seat in layout.seats for wall in seat.walls()]
    taken += [Box(0.0, y - 0.1, layout.scale.width, y + 0.1) for span in layout.levels.lanes for y in span]
    taken += [wall for route in layout.routes for wall in route.head_walls()]
    if layout.scale.dated and layout.scale.order:
        x = layout.scale.dated[0]
        taken.append(Box(x - 1.0, 0.0, x + 1.0, layout.levels.bottom))
    lines = [wall for route in layout.routes for wall in route.walls()]
    found: list[Placed] = []
    failed: set[int] = set()
    for route in layout.routes:
        if route.number in crowded:
            continue
        letter = _letter(route.number)
        box = _beside(route, style.measure(letter, TEXT), taken, lines, layout)
        if box is None:
            failed.add(route.number)
            continue
        taken.append(box)
        found.append(Placed(letter, box, (box.top + box.bottom) / 2, TONES[route.link.tone]))
    return found, frozenset(failed)


def _beside(
    route: Route, length: float, walls: Sequence[Box], lines: Sequence[Box], layout: Layout
) -> Box | None:
    """Return the nearest free place for a letter next to a tie; lines of ties open for it."""
    around, *rest = route.walls()
    for wall in rest:
        around = around.around(wall)
    near = [wall for wall in walls if wall.meets(around, 3 * _FARTHEST)]
    places = [box for _, box in sorted(_places(route, length, layout), key=lambda pair: pair[0])]
    opened: Box | None = None
    for box in places:
        if not any(box.meets(wall, 0.15) for wall in near):
            if not any(box.meets(wall, 0.1) for wall in lines):
                return box
            opened = opened or box
    return opened


def _places(route: Route, length: float, layout: Layout) -> Iterator[tuple[float, Box]]:
    """Yield places for a letter in the rows along a tie, each with how far it is from its middle."""
    points = list(_along(route))[::2]
    left, right = layout.scale.names + 0.3, layout.scale.width - 0.3 - length
    for number, (x, y) in enumerate(points):
        off = abs(2 * number - len(points) + 1) * 0.25
        for top, middle, bottom in layout.levels.rows:
            if not top - ROW / 2 < y < bottom + ROW / 2:
                continue
            for step in range(8):
                far = 0.9 + step * _FARTHEST / 7
                for start in (x + far, x - far - length):
                    at = min(max(start, left), right)
                    box = Box(at, middle - _HALF, at + length, middle + _HALF)
                    yield off + 1.5 * far + abs(y - middle) + abs(at - start), box


def _along(route: Route) -> Iterator[Point]:
    """Yield points on a tie, about a millimetre apart."""
    for (x, y), (to_x, to_y) in zip(route.points, route.points[1:], strict=False):
        steps = max(1, int(math.dist((x, y), (to_x, to_y))))
        for step in range(steps):
            yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps
    yield route.points[-1]


@style.own_settings()
def draw(picture: NumberedSequence, width_mm: float = 178) -> Figure:
    """Draw a numbered sequence.

    Parameters
    ----------
    picture : NumberedSequence
        What is shown: lanes, marks with their numbers, ties, and how many statements of which kind there are.
    width_mm : float
        Width of the figure in millimetres; its height follows from the lanes.

    Raises
    ------
    ValueError
        As for `reportkit.charts.sequence.draw`.
    TooManyColumns
        The columns do not fit the width.
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.pictures import Lane, LaneMark, NumberedSequence, SequencePicture
    >>> fire = LaneMark("e1", "reported_only", (), 0, None, None, None, ((Run("Fire"),),), own=False)
    >>> lane = Lane("quay", "events", (Run("Old Quay"),), (), own=False, marks=(fire,))
    >>> head = (Run("ORDER ONLY"),), (), (Run("EVENTS"),), ()
    >>> shown = SequencePicture(*head, columns=1, days=(), lanes=(lane,), links=(), alt=())
    >>> style.words(draw(NumberedSequence(shown, (("e1", (Run("1"),)),), (), ())))
    ('ORDER ONLY', 'EVENTS', 'Old Quay', '1', 'Fire')
    """
    plate = laid_out(picture, width_mm)
    layout, figure = plate.layout, style.figure(width_mm, plate.height)
    axes, covered = figure.axes[0], [word.box for word in plate.words]
    sequence_pens.frame(axes, picture.sequence, layout)
    sequence_pens.header(axes, plate.head, layout.levels.bottom, covered)
    sequence_pens.names(axes, picture.sequence, layout)
    for seat in layout.seats:
        sequence_pens.bars(axes, seat, covered)
        marks.draw(axes, seat.mark.mark, seat.x, seat.y, seat.size)
    for route in layout.routes:
        sequence_pens.open_route(axes, route, covered)
    for word in plate.words:
        style.write(axes, word.box.left, word.y, word.line, size=TEXT, colour=word.colour)
    for line, (x, y), colour in plate.key:
        style.write(axes, x, y, line, size=TEXT, colour=colour)
    if plate.tallies:
        plate.tallies.draw(axes)
    return figure

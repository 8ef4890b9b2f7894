"""
The matrix of many actors: who stands how to whom, ordered by umbrella.

A sign stands in the row of whoever speaks or is tied and in the column of whom: dark for a tie of
support, tinted for an accusation or a fight, a bar for a denial, a question mark where it is stated and
denied. A blank says that nothing is stated. Fill and shape tell the signs apart before colour does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportkit.charts.actors_geometry import spread
from reportkit.charts.actors_plan import TooManyActors
from reportkit.charts.measure import SMALLEST, measure, wrap
from reportkit.wording.pictures import ActorsPicture, MatrixWords, Node
from reportkit.wording.runs import Line, Run

CONTESTED = "contested"
"""The sign of what is stated and denied, or stated both ways."""

MOST_ROWS = 400
"""More actors than this have cells that no printer shows."""

NUMBER, AIR, LEADER, HEADS, SWATCH = 5.2, 1.2, 4.0, 3.4, 2.2
"""Millimetres: room of a row's number, air, length of a leader, room of the columns' numbers, a sign."""

_ROW, _LARGEST, _SMALLEST = 2.7, 3.4, 0.3
_WIDEST, _LEGEND, _LINE = 52.0, 4.2, 3.05
_PAGE, _LOWEST = 220.0, 60.0
_ASKS, _MEANT = 2.4, 0.5
_MOST_LETTERS, _MOST_RUNS = 80, 4


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the matrix: the actor, its number, and its name as it is set, or nothing without room."""

    key: str
    number: int
    name: Line


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one group, from the first to the last; its label stands at a height of its own."""

    first: int
    last: int
    label: Line
    at: float


@dataclass(frozen=True, slots=True)
class MatrixPlan:
    """Where everything of the matrix stands, in millimetres from its own upper left corner."""

    width: float
    height: float
    left: float
    top: float
    cell: float
    rows: tuple[Row, ...]
    blocks: tuple[Block, ...]
    cells: tuple[tuple[int, int, str, tuple[str, ...]], ...]
    legend: tuple[tuple[float, float, str, Line], ...]
    unsure: Line

    @property
    def labelled(self) -> bool:
        """Whether every row has its name; else only groups do, and the members stand in the table."""
        return all(row.name for row in self.rows)


def tallest(above: float) -> float:
    """
    Return how high a matrix may be, in millimetres, where something stands above it on the page.

    Examples
    --------
    >>> tallest(80.0), tallest(230.0)
    (140.0, 60.0)
    """
    return max(_LOWEST, _PAGE - above)


def ordered(picture: ActorsPicture) -> tuple[tuple[str, tuple[Node, ...]], ...]:
    """
    Return the actors by group, in the order of the register; those without a group stand last.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    """
    groups: dict[str, list[Node]] = {}
    for node in sorted(picture.nodes, key=lambda node: (node.key != node.group, node.registered, node.key)):
        groups.setdefault(node.group, []).append(node)
    alone = {key for key, nodes in groups.items() if key and len(nodes) == 1}
    rest = sorted(
        [node for key in (*alone, "") for node in groups.get(key, ())],
        key=lambda node: (node.registered, node.key),
    )
    kept = [(key, tuple(nodes)) for key, nodes in groups.items() if key and key not in alone]
    kept.sort(key=lambda item: min((node.registered, node.key) for node in item[1]))
    return (*kept, ("", tuple(rest))) if rest else tuple(kept)


def arranged(picture: ActorsPicture, width: float, height: float) -> MatrixPlan:
    """
    Plan the matrix: rows with names where they find room at 7 points, else groups with names.

    Parameters
    ----------
    picture : ActorsPicture
        The record; its ``matrix`` holds the words.
    width, height : float
        What it may take up, in millimetres.

    Raises
    ------
    TooManyActors
        More actors than cells can be told apart (400), or a record without the words of a matrix.
    """
    words = picture.matrix
    if words is None or len(picture.nodes) > MOST_ROWS:
        raise TooManyActors(f"{len(picture.nodes)} actors; at most {MOST_ROWS} stand in a matrix")
    groups = ordered(picture)
    nodes = [node for _, members in groups for node in members]
    labels = [_cut(node.name, _WIDEST - NUMBER) for node in nodes]
    legend, deep = _legend(words, width)
    room = min(width, height - deep - HEADS)
    count = max(1, len(nodes))
    column = max((measure(label, SMALLEST) for label in labels), default=0.0) + NUMBER + AIR
    cell = min(_LARGEST, (width - column) / count, (height - deep - HEADS) / count)
    fits = cell >= _ROW
    if not fits:
        column = max((measure(label, SMALLEST) for label in _group_names(groups, words)), default=0.0)
        column = min(column, _WIDEST) + LEADER + AIR
        cell = max(_SMALLEST, min(_ROW, (width - column) / count, room / count))
    top = deep + (HEADS if fits else 0.0)
    rows = tuple(
        Row(node.key, n, label if fits else ())
        for n, (node, label) in enumerate(zip(nodes, labels, strict=True), 1)
    )
    blocks = _blocks(groups, words, cell, top, labelled=not fits)
    lowest = max((block.at + _LINE / 2 for block in blocks if block.label), default=0.0)
    return MatrixPlan(
        width=width,
        height=max(top + cell * len(nodes) + 1.0, lowest + 0.5),
        left=column,
        top=top,
        cell=cell,
        rows=rows,
        blocks=blocks,
        cells=_cells(picture, [node.key for node in nodes]),
        legend=legend,
        unsure=words.unsure if cell >= _ASKS else (),
    )


def _cut(name: Line, width: float) -> Line:
    """Return a name on one line, cut where it is too long; the table has it whole."""
    short = tuple(replace(run, words=run.words[:_MOST_LETTERS]) for run in name[:_MOST_RUNS])
    lines = wrap(short, width, SMALLEST) or wrap(short, width, SMALLEST, break_words=True) or [short]
    if len(lines) == 1 and short == name:
        return lines[0]
    if not lines[0]:
        return name[:1]
    last = lines[0][-1]
    return (*lines[0][:-1], Run(last.words.rstrip() + "…", last.source, last.kind))


def _group_names(groups: Iterable[tuple[str, Sequence[Node]]], words: MatrixWords) -> list[Line]:
    names = dict(words.names)
    return [_cut(names.get(key, words.rest), _WIDEST) for key, _ in groups]


def _blocks(
    groups: Sequence[tuple[str, Sequence[Node]]],
    words: MatrixWords,
    cell: float,
    top: float,
    *,
    labelled: bool,
) -> tuple[Block, ...]:
    """Return the groups with their labels, the largest as far as there is room for a line each."""
    starts, place = [], 0
    for _, nodes in groups:
        starts.append(place)
        place += len(nodes)
    names = _group_names(groups, words)
    most = max(1, int(place * cell / _LINE))
    kept = sorted(range(len(groups)), key=lambda n: (-len(groups[n][1]), n))[:most] if labelled else []
    kept.sort()
    wanted = [top + (starts[n] + len(groups[n][1]) / 2) * cell for n in kept]
    bottom = max(top + place * cell - _LINE / 2, top + _LINE * len(kept))
    at = spread(wanted, [_LINE] * (len(kept) - 1), top + _LINE / 2, bottom) or wanted
    middle = dict(zip(kept, at, strict=True))
    return tuple(
        Block(start, start + len(nodes) - 1, names[n] if n in middle else (), middle.get(n, 0.0))
        for n, ((_, nodes), start) in enumerate(zip(groups, starts, strict=True))
    )


def _cells(picture: ActorsPicture, order: Sequence[str]) -> tuple[tuple[int, int, str, tuple[str, ...]], ...]:
    """Return row, column, sign and source of every cell that is not blank."""
    at = {key: n for n, key in enumerate(order)}
    accused = {tie.key: tie.actor for tie in picture.ties}
    found: dict[tuple[int, int], dict[str, list[str]]] = {}
    for edge in picture.edges:
        target = accused.get(edge.target, edge.target)
        if edge.sign and target in at:
            source = [claim for label in edge.labels for run in label for claim in run.source]
            found.setdefault((at[edge.source], at[target]), {}).setdefault(edge.sign, []).extend(source)
    return tuple(
        (row, column, _sign(signs), tuple(dict.fromkeys(key for keys in signs.values() for key in keys)))
        for (row, column), signs in sorted(found.items())
    )


def _sign(signs: Mapping[str, object]) -> str:
    return next(iter(signs)) if len(signs) == 1 else CONTESTED


def _legend(words: MatrixWords, width: float) -> tuple[tuple[tuple[float, float, str, Line], ...], float]:
    """Return the legend, sign by sign in as many lines as it takes, and how high it is."""
    found, x, y = [], 0.4, _LEGEND / 2
    for sign, meaning in words.signs:
        wide = SWATCH + AIR + measure(meaning, SMALLEST) + 3 * AIR
        if x > AIR and x + wide > width:
            x, y = 0.4, y + _LEGEND
        found.append((x, y, sign, meaning))
        x += wide
    return tuple(found), y + _LEGEND / 2 + _MEANT

"""
What a notebook shows now, held against what it showed when its baseline was kept.

Numbers agree when they differ by less than one part in a thousand million. Tables agree when they hold the
same rows, in whatever order unless their cell is tagged ``ordered``. Figures agree when the same is drawn:
where the record of the drawing is at hand, a difference is told in its terms, else only that there is one.
Everything else agrees when it is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportkit.regression import tables, values
from reportkit.regression.differences import NOTHING, Difference, Json, below, between
from reportkit.regression.shown import Cell, Output, words

_FACES = {"stdout": "printed words", "stderr": "warnings", "html": "table or HTML", "text": "text"}


def differences(
    was: Sequence[Cell], now: Sequence[Cell], ordered: Sequence[bool] = ()
) -> tuple[Difference, ...]:
    """
    What differs in what cells show.

    Parameters
    ----------
    was, now : sequence of Cell
        The cells of a baseline and of an executed notebook; those with the same source are compared.
    ordered : sequence of bool
        For each cell of ``now`` whether the order of rows counts in its tables.

    Examples
    --------
    >>> cell = Cell("Order", ("case",), ({"text": ["two events"]},))
    >>> differences([cell], [replace(cell, outputs=({"text": ["three events"]},))])[0].now
    'three events'
    """
    found: list[Difference] = []
    for before, after in values.paired(*([*map(_code, cells)] for cells in (was, now))):
        if before is not None and after is not None and _code(was[before]) == _code(now[after]):
            counts = after < len(ordered) and ordered[after]
            shown = _outputs(was[before].outputs or (), now[after].outputs or (), ordered=counts)
            found += [replace(one, cell=named(now[after])) for one in shown]
    return tuple(found)


def changed_cells(was: Sequence[Cell], now: Sequence[Cell]) -> tuple[Difference, ...]:
    """
    How the code of a notebook differs from the one a baseline is of; nothing where the cells are the same.

    Parameters
    ----------
    was, now : sequence of Cell
        The cells of the baseline and of the notebook.

    Examples
    --------
    >>> found = changed_cells([Cell("Order", ("case",))], [Cell("Order", ("case.events",))])
    >>> found[0].was, found[0].now
    ('case', 'case.events')
    """
    found: list[Difference] = []
    for before, after in values.paired(*([*map(_code, cells)] for cells in (was, now))):
        one, other = (None if n is None else side[n] for n, side in ((before, was), (after, now)))
        at = other or one
        if at and (one is None or other is None or _code(one) != _code(other)):
            code = between(_code(one) if one else NOTHING, _code(other) if other else NOTHING)
            found.append(replace(code, shown="code", cell=named(at)))
    return tuple(found)


def named(cell: Cell) -> str:
    """
    Return how a cell is called in messages: by the heading above it and its last line.

    Examples
    --------
    >>> named(Cell("Order", ("import reportkit as rk", "rk.sequence(case)")))
    'under “Order”: rk.sequence(case)'
    """
    last = next((line.strip() for line in reversed(cell.source) if line.strip()), "")
    return f"under “{cell.heading}”: {last}" if cell.heading else last


def called(output: Output) -> str:
    """
    Return what an output is called in messages.

    Examples
    --------
    >>> called({"block": {"kind": "figure", "figure": "sequence"}})
    "figure 'sequence'"
    """
    block = output.get("block")
    if not isinstance(block, dict):
        return next((_FACES.get(face, face) for face in output), "")
    kind, name = str(block.get("kind", "block")).replace("_", " "), block.get("figure") or block.get("name")
    return f"{kind} '{name}'" if name else kind


def _code(cell: Cell) -> str:
    return "\n".join(cell.source)


def _outputs(was: Sequence[Output], now: Sequence[Output], *, ordered: bool) -> Iterator[Difference]:
    for before, after in values.paired(*([*map(called, side)] for side in (was, now))):
        one, other = (None if n is None else side[n] for n, side in ((before, was), (after, now)))
        name = called(other or one or {})
        if one is None or other is None or called(one) != called(other):
            yield replace(between(_summary(one), _summary(other)), shown=name)
            continue
        for face in dict.fromkeys((*one, *other)):
            for found in _face(face, one.get(face, NOTHING), other.get(face, NOTHING), ordered=ordered):
                yield replace(found, shown=name)


def _face(face: str, was: Json, now: Json, *, ordered: bool) -> Iterator[Difference]:
    """Yield what differs in one face of an output."""
    if was is NOTHING or now is NOTHING:
        yield between("" if was is NOTHING else "there", "" if now is NOTHING else "there", face)
    elif face == "drawn":
        yield from map(_readable, below("what it draws", values.compare(was, now)))
    elif face == "block":
        is_table = isinstance(now, dict) and now.get("kind") == "table"
        found = tables.blocks(was, now, ordered=ordered) if is_table else values.compare(was, now)
        yield from map(_readable, found)
    elif face == "html":
        yield from tables.parts(was, now, ordered=ordered)
    else:
        for one in values.compare(was, now):
            yield replace(one, path=(f"line {one.path[0]}",)) if face in _FACES and one.path else one


def _readable(found: Difference) -> Difference:
    """Return a difference in its words alone; what they are from is told where only that differs."""
    if found.path == ("digest",):
        return replace(found, path=("what it draws, known by its digest alone",))
    was, now = words(found.was), words(found.now)
    return found if was == now else replace(found, was=was, now=now)


def _summary(output: Output | None) -> str:
    """Return an output in a line, for one that is there only before or only now."""
    if output is None:
        return ""
    block = output.get("block")
    heading = (
        words(block["heading"]) if isinstance(block, dict) and isinstance(block.get("heading"), str) else ""
    )
    content = next(iter(output.values()), "")
    text = "" if isinstance(block, dict) or not isinstance(content, list) else " ".join(map(str, content))
    return f"{called(output)}: {heading or text}".rstrip(": ")

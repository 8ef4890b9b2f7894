"""
A baseline: what a notebook showed with a parameter set, as somebody has looked at it and kept it.

It is a file beside the parameter file, made for reviews: JSON in which whatever fits stands on one line, so
that a changed word is a changed line. It holds no time, no machine, no count of runs: the same result gives
the same bytes.

A baseline proves nothing when it is empty, or when it is of another notebook than the one that runs. Both are
refused: nbval itself would pass a notebook without outputs unread.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportkit.regression.shown import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportkit.publishing.parameters import Plain

FORMAT = 1
_WIDEST = 110


class BaselineProblem(ValueError):  # noqa: N818 - a baseline that proves nothing is told, not a fault
    """Raised for a file that is no baseline, or an empty one; the message says why."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """
    What a notebook showed.

    Parameters
    ----------
    notebook : str
        Name of its file.
    seeds : str
        The corpus that the parameter file names, "" for none.
    parameters : mapping of str to plain values
        All parameters with their values.
    cells : tuple of Cell
        The code cells with what they showed.
    """

    notebook: str
    seeds: str
    parameters: Mapping[str, Plain]
    cells: tuple[Cell, ...]


def to_bytes(baseline: Baseline) -> bytes:
    r"""
    A baseline as the bytes of its file.

    Examples
    --------
    >>> shown = Cell("Order", ("case",), ({"text": ["a case"]},))
    >>> print(to_bytes(Baseline("order.ipynb", "", {"incident": "harbour"}, (shown,))).decode(), end="")
    {
     "format": 1,
     "notebook": "order.ipynb",
     "seeds": "",
     "parameters": {"incident": "harbour"},
     "cells": [{"heading": "Order", "source": ["case"], "outputs": [{"text": ["a case"]}]}]
    }
    """
    content = {
        "format": FORMAT,
        "notebook": baseline.notebook,
        "seeds": baseline.seeds,
        "parameters": dict(baseline.parameters),
        "cells": [_plain(cell) for cell in baseline.cells],
    }
    return f"{_laid_out(content, 0)}\n".encode()


def read(content: bytes) -> Baseline:
    r"""
    A baseline from the bytes of its file.

    Raises
    ------
    BaselineProblem
        When it is no baseline of this format, or holds nothing that anything could be compared with.

    Examples
    --------
    >>> read(b'{"format": 1, "notebook": "a.ipynb", "seeds": "", "parameters": {}, "cells": []}')
    Traceback (most recent call last):
    ...
    reportkit.regression.baseline.BaselineProblem: it is empty: no cell in it shows anything
    """
    try:
        found = json.loads(content)
        form = found["format"]
        cells = tuple(map(_cell, found["cells"]))
        baseline = Baseline(found["notebook"], found["seeds"], dict(found["parameters"]), cells)
    except BaselineProblem:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BaselineProblem(f"it is no baseline ({type(error).__name__}: {error})") from None
    if form != FORMAT:
        raise BaselineProblem(f"it has format {form!r}, and this kit compares format {FORMAT}")
    if is_empty(baseline):
        raise BaselineProblem("it is empty: no cell in it shows anything")
    return baseline


def is_empty(baseline: Baseline) -> bool:
    """
    Whether nothing could be compared with a baseline: no cell shows anything that counts.

    Examples
    --------
    >>> is_empty(Baseline("order.ipynb", "", {}, (Cell("Order", ("case",), ()),)))
    True
    """
    return not any(cell.outputs for cell in baseline.cells)


def _plain(cell: Cell) -> dict[str, Any]:
    outputs = None if cell.outputs is None else list(cell.outputs)
    return {"heading": cell.heading, "source": list(cell.source), "outputs": outputs}


def _cell(found: Mapping[str, Any]) -> Cell:
    outputs = found["outputs"]
    if outputs is not None and not (isinstance(outputs, list) and all(isinstance(o, dict) for o in outputs)):
        raise BaselineProblem("it is no baseline (the outputs of a cell are no list of faces)")
    return Cell(str(found["heading"]), tuple(found["source"]), None if outputs is None else tuple(outputs))


def _laid_out(value: Any, depth: int, before: int = 0) -> str:  # noqa: ANN401 - any JSON
    """Return JSON in which all that fits stands on one line; nothing in it is hidden from a reader."""
    line = _visible(json.dumps(value, ensure_ascii=False))
    if depth + before + len(line) <= _WIDEST or not isinstance(value, dict | list) or not value:
        return line
    inside, after = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, list):
        return f"[{inside}{f',{inside}'.join(_laid_out(item, depth + 1) for item in value)}{after}]"
    names = {name: _visible(json.dumps(name, ensure_ascii=False)) for name in value}
    entries = [
        f"{names[key]}: {_laid_out(item, depth + 1, len(names[key]) + 2)}" for key, item in value.items()
    ]
    return f"{{{inside}{f',{inside}'.join(entries)}{after}}}"


def _visible(line: str) -> str:
    """Return JSON with what nobody can see escaped: controls, directions, halves of surrogate pairs."""
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)

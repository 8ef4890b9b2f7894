"""What differs between two results, told as a person reads it: where, what was, what is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from reportkit.problems import visible

Json: TypeAlias = Any  # whatever JSON can hold

NOTHING: Json = object()  # where one side has no value, which is not the same as null

_LONGEST = 160  # characters of one side of a difference that are told
_BEFORE = 40  # of which these stand before the first that differs


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One thing that differs.

    Parameters
    ----------
    was, now : str
        What the baseline has and what is there now; "" for nothing.
    path : tuple of str
        Where, from the outside: ("row “Iran”", "column “Perpetrator”").
    shown : str
        What the cell shows there: "table 'matrix'", "figure 'sequence'", "text".
    cell : str
        The cell: the heading above it and its last line.
    """

    was: str
    now: str
    path: tuple[str, ...] = ()
    shown: str = ""
    cell: str = ""


def between(was: Json, now: Json, *path: str) -> Difference:
    """
    Return the difference of two values, each as text.

    Examples
    --------
    >>> between(NOTHING, [1, 2], "rows")
    Difference(was='', now='[1, 2]', path=('rows',), shown='', cell='')
    """
    return Difference(_said(was), _said(now), path)


def below(step: str, found: Iterator[Difference]) -> Iterator[Difference]:
    """Yield differences of a part as differences of the whole."""
    for one in found:
        yield replace(one, path=(step, *one.path))


def told(found: Sequence[Difference], most: int = 40) -> str:
    """
    Differences as a person reads them: by cell and by what it shows, was and is below each other.

    Parameters
    ----------
    found : sequence of Difference
        The differences, in the order of the notebook.
    most : int
        How many are told; of the others only their number.

    Examples
    --------
    >>> print(told([Difference("two events", "three events", ("line 1",), "text", "under “Order”: case")]))
    under “Order”: case
      text, line 1
        was: two events
        is:  three events
    """
    lines: list[str] = []
    cell = ""
    for one in found[:most]:
        if one.cell != cell:
            lines.append(one.cell)
        cell = one.cell
        was, now = _around(one.was, one.now)
        lines.append(f"  {', '.join(filter(None, (one.shown, *one.path)))}")
        lines += [f"    was: {was or 'nothing'}", f"    is:  {now or 'nothing'}"]
    if len(found) > most:
        lines.append(f"… and {len(found) - most} more")
    return "\n".join(visible(line) for line in lines)


def _said(value: Json) -> str:
    if value is NOTHING:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _around(was: str, now: str) -> tuple[str, str]:
    """Return both sides, long ones cut to the stretch in which they differ."""
    if max(len(was), len(now)) <= _LONGEST:
        return was, now
    same = next(
        (n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now))
    )
    start = max(0, same - _BEFORE)
    return _cut(was, start), _cut(now, start)


def _cut(text: str, start: int) -> str:
    stretch = text[start : start + _LONGEST]
    return "…" * (start > 0) + stretch + "…" * (start + _LONGEST < len(text))

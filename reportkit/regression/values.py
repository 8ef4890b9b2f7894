"""Two JSON values held against each other: numbers with a tolerance, records by key, the rest literally."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from reportkit.regression.differences import NOTHING, Difference, Json, below, between

RELATIVE, ABSOLUTE = 1e-9, 1e-12  # what the last digits of a number may drift from machine to machine


def compare(was: Json, now: Json) -> Iterator[Difference]:
    """
    Yield what differs between two JSON values, with the way that leads there.

    Parameters
    ----------
    was, now : JSON
        The values. Lists whose items all have a "key" of their own are compared by it (and by their order),
        other lists item by item, what was put in or taken out told as that.

    Examples
    --------
    >>> list(compare({"day": 1.0, "n": 2}, {"day": 1.0 + 1e-13, "n": 3}))
    [Difference(was='2', now='3', path=('n',), shown='', cell='')]
    """
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*was, *now)):
            yield from _entry(str(key).replace("_", " "), was.get(key, NOTHING), now.get(key, NOTHING))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _entry("", was, now)
    elif not _same(was, now):
        yield between(was, now)


def close(was: float, now: float) -> bool:
    """
    Return whether two numbers agree: whole numbers only when they are equal.

    Examples
    --------
    >>> close(0.1 + 0.2, 0.3), close(100.0, 101.0), close(10**15, 10**15 + 1)
    (True, False, False)
    """
    if isinstance(was, int) and isinstance(now, int):
        return was == now
    neither = math.isnan(was) and math.isnan(now)
    return neither or math.isclose(was, now, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def paired(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """
    Yield which items of two sequences belong together, by position; None where one has none.

    Examples
    --------
    >>> list(paired(["a", "b", "c"], ["a", "c"]))
    [(0, 0), (1, None), (2, 1)]
    """
    for _, start, stop, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        yield from zip_longest(range(start, stop), range(first, last))


def _entry(name: str, was: Json, now: Json) -> Iterator[Difference]:
    """Yield what differs below one name; the items of a list are told by their number behind it."""
    if not (isinstance(was, list) and isinstance(now, list)):
        yield from below(name, compare(was, now))
    elif _have_keys(was) and _have_keys(now):
        found = _by_key(was, now)
        yield from below(name, found) if name else found
    else:
        for before, after in paired(*([_alike(item) for item in side] for side in (was, now))):
            step = f"{name} {1 + next(n for n in (after, before, 0) if n is not None)}".lstrip()
            left, right = (NOTHING if n is None else side[n] for n, side in ((before, was), (after, now)))
            yield from below(step, compare(left, right))


def _by_key(was: list[Json], now: list[Json]) -> Iterator[Difference]:
    before, after = ({record["key"]: record for record in records} for records in (was, now))
    for key in dict.fromkeys((*before, *after)):
        yield from below(f"“{key}”", compare(before.get(key, NOTHING), after.get(key, NOTHING)))
    stayed, there = [key for key in before if key in after], [key for key in after if key in before]
    if stayed != there:
        yield between(", ".join(stayed), ", ".join(there), "order")


def _have_keys(records: list[Json]) -> bool:
    keys = [record.get("key") for record in records if isinstance(record, dict)]
    named = all(isinstance(key, str) and key for key in keys)
    return named and 0 < len(records) == len(keys) == len({*map(str, keys)})


def _same(was: Json, now: Json) -> bool:
    if isinstance(was, bool) or isinstance(now, bool):
        return was is now
    if isinstance(was, int | float) and isinstance(now, int | float):
        return close(was, now)
    return type(was) is type(now) and bool(was == now)


def _alike(value: Json) -> str:
    """Return a text that is the same for values which differ by drift alone: what belongs together."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return f"{{{_joined(f'{key}:{_alike(value[key])}' for key in sorted(value))}}}"
    return f"[{_joined(map(_alike, value))}]" if isinstance(value, list) else repr(value)


def _joined(parts: Iterable[str]) -> str:
    return ",".join(parts)

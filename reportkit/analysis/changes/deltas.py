"""
The difference of two JSON documents as operations of RFC 6902 (JSON Patch), which any library can apply.

A list is compared as a list: what was put in, taken out or moved. The order of keys in an object is none.
"""

from __future__ import annotations

import json
from copy import deepcopy
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, TypeAlias

from reportkit.problems import Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Json: TypeAlias = Any
Operation: TypeAlias = dict[str, Any]


class DoesNotApply(Told, ValueError):  # noqa: N818 - a delta of something else is told, not a fault
    """Raised for a delta that is not one of the document it is applied to."""


def operations(before: Json, after: Json, path: str = "") -> Iterator[Operation]:
    """
    Yield the operations that turn one JSON document into another, in the order in which they are applied.

    Parameters
    ----------
    before, after : JSON values
        Objects with text keys, lists, text, numbers, true, false and null.
    path : str
        Where both stand, as a JSON pointer.

    Examples
    --------
    >>> list(operations({"a": [1, 2], "b": 3}, {"a": [1, 5, 2]}))
    [{'op': 'remove', 'path': '/b'}, {'op': 'add', 'path': '/a/1', 'value': 5}]
    """
    if _canonical(before) == _canonical(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from (
            {"op": "remove", "path": _step(path, key)} for key in sorted(before.keys() - after.keys())
        )
        for key in sorted(after):
            if key in before:
                yield from operations(before[key], after[key], _step(path, key))
            else:
                yield {"op": "add", "path": _step(path, key), "value": after[key]}
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_list(before, after, path)
    else:
        yield {"op": "replace", "path": path, "value": after}


def applied(document: Json, changes: Sequence[Operation]) -> Json:
    """
    Return a JSON document after some operations; the given one stays as it is.

    Raises
    ------
    DoesNotApply
        If an operation names a place that is not there.

    Examples
    --------
    >>> applied({"a": [1, 2]}, [{"op": "remove", "path": "/a/0"}])
    {'a': [2]}
    """
    found = {"": deepcopy(document)}
    for change in changes:
        try:
            _apply(found, change)
        except (KeyError, IndexError, ValueError, TypeError):
            where = change.get("path") if isinstance(change, dict) else change
            raise DoesNotApply(
                f"the delta speaks of {where!r}, which is not there: "
                "it was made for another state; apply it to the one whose digest it names"
            ) from None
    return found[""]


def _in_list(before: list[Json], after: list[Json], path: str) -> Iterator[Operation]:
    """Yield the operations on a list from its end to its start, so that no place moves before its turn."""
    old, new = list(map(_canonical, before)), list(map(_canonical, after))
    for tag, a, b, c, d in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        both = min(b - a, d - c)
        yield from ({"op": "remove", "path": f"{path}/{n}"} for n in reversed(range(a + both, b)))
        for offset in range(both, d - c):
            yield {"op": "add", "path": f"{path}/{a + offset}", "value": after[c + offset]}
        for offset in reversed(range(both)):
            yield from operations(before[a + offset], after[c + offset], f"{path}/{a + offset}")


def _apply(found: dict[str, Json], change: Operation) -> None:
    *above, last = ["", *(_unescaped(step) for step in change["path"].split("/")[1:])]
    target: Json = found
    for step in above:
        target = target[int(step) if isinstance(target, list) else step]
    match change["op"], target:
        case "remove", dict():
            del target[last]
        case "remove", list():
            del target[_place(last, len(target) - 1)]
        case "add", list():
            target.insert(_place(last, len(target)), deepcopy(change["value"]))
        case "replace", list():
            target[_place(last, len(target) - 1)] = deepcopy(change["value"])
        case "add", dict():
            target[last] = deepcopy(change["value"])
        case "replace", dict():
            _ = target[last]
            target[last] = deepcopy(change["value"])
        case _:
            raise ValueError(change["op"])


def _place(step: str, most: int) -> int:
    number = int(step)
    if not 0 <= number <= most:
        raise IndexError(step)
    return number


def _step(path: str, key: str) -> str:
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

"""
The forms of the kit's blocks: which parts each kind has, and of what.

A notebook is a file that anybody can write. What stands in it under the kit's own type is held against these
forms before anything looks into it, so that a block that is not of the kit's making is told with its place,
and not met as an error in the middle of a page. Parts that are named nowhere here change nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Form: TypeAlias = "str | list[Form] | dict[str, Form]"

_LARGEST: Final = 1_000_000  # of a number: more millimetres, or more of anything, has no page
_LINE: Final[Form] = ["run"]
_LINES: Final[Form] = [_LINE]
_FLAGS: Final[Form] = ["name"]
_CELL: Final[Form] = {"lines": _LINES, "mark?": "name or nothing", "flags?": _FLAGS}
_ROW: Final[Form] = {"text": _LINE, "mark?": "name or nothing", "flags?": _FLAGS}
_REFERENCES: Final[Form] = {"*": {"anchor": "name"}}
_DOCUMENT: Final[Form] = {
    "slug?": "name",
    "lang?": "name",
    "marking?": "name",
    "title?": _LINE,
    "draft?": "line or nothing",
    "running?": {"head": _LINE, "foot": _LINE, "page": _LINE},
    "marks?": {"*": "drawing"},
    "references?": _REFERENCES,
}
FORMS: Final[Mapping[str, dict[str, Form]]] = {
    "headline": {
        "subtitle?": _LINE,
        "dateline?": _LINES,
        "references?": _REFERENCES,
        "document?": _DOCUMENT,
    },
    "bottom_line": {"sentences": _LINES},
    "glance": {"cells": [{"head": _LINE, "rows": [_ROW]}]},
    "list": {"text?": _LINES, "items?": _LINES},
    "figure": {
        "figure": "name",
        "caption": _LINE,
        "alt": _LINE,
        "width_mm": "number",
        "layout?": {"faults?": ["name"]},
    },
    "table": {
        "name?": "name",
        "columns": [{"head": _LINE, "width": "name"}],
        "rows": [[_CELL]],
        "row_labels?": ["name or nothing"],
        "note?": _LINE,
        "halves?": "yes or no",
    },
    "legend": {"items": [{"mark": "name", "name": _LINE, "note": _LINE}]},
    "notes": {"items": [{"anchor?": "name or nothing", "head": _LINE, "text": _LINE}]},
}


def fault(block: Mapping[str, Any]) -> str:
    """
    Return the first part of a block that is not of its form, and what it should be; "" where all is.

    Parameters
    ----------
    block : mapping
        A block of a kind that has a form.

    Examples
    --------
    >>> fault({"kind": "bottom_line", "sentences": [[{"t": 7, "from": "fixed", "kind": "text"}]]})
    'sentences[0][0] is no run of words with its source'
    >>> fault({"kind": "bottom_line"})
    "it has no 'sentences'"
    >>> fault({"kind": "list", "heading": [], "items": []})
    ''
    """
    if not isinstance(block.get("document"), dict):  # what a headline lacks is told by itself
        block = {key: value for key, value in block.items() if key != "document"}
    return next(_faults(block, {"heading?": _LINE, **FORMS[block["kind"]]}, ""), "")


def _faults(value: Any, form: Form, at: str) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(form, str):
        is_so, what = _KINDS[form]
        if not is_so(value):
            yield f"{at} is no {what}"
    elif isinstance(form, list):
        if not isinstance(value, list):
            yield f"{at} is no list"
            return
        for number, item in enumerate(value):
            yield from _faults(item, form[0], f"{at}[{number}]")
    elif not isinstance(value, dict):
        yield f"{at} is no set of names and values"
    else:
        yield from _of_parts(value, form, at)


def _of_parts(value: Mapping[str, Any], form: Mapping[str, Form], at: str) -> Iterator[str]:
    for key, inner in form.items():
        name = key.removesuffix("?")
        if name == "*":
            for each, held in value.items():
                yield from _faults(held, inner, _under(at, each))
        elif name in value:
            yield from _faults(value[name], inner, _under(at, name))
        elif name == key:
            yield f"{at or 'it'} has no '{name}'"


def _under(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _is_run(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    source, words = value.get("from"), (value.get("t"), value.get("kind"))
    sourced = isinstance(source, str) or (isinstance(source, list) and _are_words(source))
    # A reference leads to each of its keys: it has a list of them.
    led = value.get("kind") != "reference" or isinstance(source, list)
    return sourced and led and _are_words(words) and isinstance(value.get("lang", ""), str)


def _are_words(values: list[object] | tuple[object, ...]) -> bool:
    return all(isinstance(each, str) for each in values)


def _is_number(value: object) -> bool:
    return type(value) in {int, float} and math.isfinite(value) and 0 < value < _LARGEST  # type: ignore[arg-type,operator]


def _is_line(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_run, value))


def _is_drawing(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and _are_words(value))


_KINDS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "run": (_is_run, "run of words with its source"),
    "name": (lambda value: isinstance(value, str), "name"),
    "name or nothing": (lambda value: value is None or isinstance(value, str), "name"),
    "line or nothing": (lambda value: value is None or _is_line(value), "line of words with their sources"),
    "number": (_is_number, "number of the page's size"),
    "yes or no": (lambda value: isinstance(value, bool), "yes or no"),
    "drawing": (_is_drawing, "drawing"),
}

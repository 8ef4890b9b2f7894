"""
What of a notebook flows onto the page, and in what order.

The page begins with the headline. From there on everything that a cell displays is on it, in order: the
blocks of the kit in their slots, everything else as the analyst's own. Four things are not:

- what ``rk.aside(…)`` displays,
- what a program says on its second stream, where warnings go,
- a Markdown cell that heads a cell of the kit: it begins with ``#`` or ``##`` and stands directly above a
  cell that displays blocks of the kit, or something aside, and nothing else,
- a Markdown cell that begins with ``<!-- note -->``.

``<!-- page -->`` at its start puts a Markdown cell onto the page wherever it stands. All this is read from
outputs and from the text of Markdown cells, never from metadata or from code.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportkit.mime import ASIDE, BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ADDED_KINDS = ("frame", "picture")  # blocks that hold an analyst's own material
_DATA = ("display_data", "execute_result")
_SIGN = re.compile(r"\s*<!--\s*(?P<sign>note|page)\b[^>]*-->[ \t]*\n?")
_HEADS = re.compile(r"\s{0,3}#{1,2}(\s|$)")

Output = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """
    One thing that a cell shows.

    Parameters
    ----------
    cell : str
        How the cell is called in messages: "cell 7".
    data : dict
        What it displays, by type; empty for what it printed and for Markdown.
    text : str
        What it printed.
    markdown : str
        The text of a Markdown cell.
    attachments : dict
        The pictures that are kept with a Markdown cell, by name.
    """

    cell: str
    data: Output = field(default_factory=dict)
    text: str = ""
    markdown: str = ""
    attachments: Mapping[str, Any] = field(default_factory=dict)


def items(notebook: Mapping[str, Any]) -> Iterator[Item]:
    """
    What the cells of a notebook show, in order, without what is for the notebook alone.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4.

    Examples
    --------
    >>> said = {"output_type": "stream", "name": "stdout", "text": ["a, ", "b"]}
    >>> next(items({"cells": [{"cell_type": "code", "outputs": [said]}]})).text
    'a, b'
    """
    cells = [
        (f"cell {number}", cell)
        for number, cell in enumerate(notebook["cells"], 1)
        if cell["cell_type"] in {"code", "markdown"}
    ]
    for at, (name, cell) in enumerate(cells):
        if cell["cell_type"] == "code":
            yield from _shown(name, cell)
            continue
        words = joined(cell["source"])
        sign = _SIGN.match(words)
        below = cells[at + 1][1] if at + 1 < len(cells) else None
        is_page = sign["sign"] == "page" if sign else not (_HEADS.match(words) and _is_headed(below))
        if is_page and words.strip():
            text = words[sign.end() :] if sign else words
            yield Item(name, markdown=text, attachments=cell.get("attachments") or {})


def kind_of(data: Output) -> str | None:
    """
    Return the kind of the block that an output displays; nothing where it displays none.

    Examples
    --------
    >>> kind_of({BLOCK: '{"kind": "legend"}'}), kind_of({"text/plain": "1"})
    ('legend', None)
    """
    if BLOCK not in data:
        return None
    raw = data[BLOCK]
    try:
        block = raw if isinstance(raw, dict) else json.loads(joined(raw))
    except (ValueError, TypeError):
        return ""
    return str(block.get("kind")) if isinstance(block, dict) else ""


def joined(value: str | Sequence[str]) -> str:
    """Return text that a notebook may hold as one string or as its lines."""
    return "".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _is_headed(cell: Mapping[str, Any] | None) -> bool:
    """Return whether a heading above a cell is the notebook's: it displays the kit's, or something aside."""
    if cell is None or cell["cell_type"] != "code":
        return False
    shown = list(_shown("", cell))
    is_aside = any(ASIDE in output.get("data", ()) for output in cell.get("outputs", ()))
    is_kits = all(item.data and kind_of(item.data) not in {None, *ADDED_KINDS} for item in shown)
    return is_kits and (is_aside or bool(shown))


def _shown(name: str, cell: Mapping[str, Any]) -> Iterator[Item]:
    """Yield what a code cell shows; what it prints in pieces is one text, as it is for whoever reads it."""
    said: list[str] = []
    for output in cell.get("outputs", ()):
        if output["output_type"] == "stream":
            if output.get("name") == "stdout":
                said.append(joined(output["text"]))
        elif output["output_type"] in _DATA and output["data"] and ASIDE not in output["data"]:
            if said:
                yield Item(name, text="".join(said))
                said = []
            yield Item(name, data=output["data"])
    if said:
        yield Item(name, text="".join(said))

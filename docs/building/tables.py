"""Markdown written by code: tables and fences that hold any text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")


def plain(text: str) -> str:
    r"""
    Return Markdown that shows a text as it stands.

    Examples
    --------
    >>> print(plain("a_b | <c>"))
    a\_b \| \<c\>
    """
    return _ACTIVE.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """
    Return a text as code within a line; nothing for no text.

    Examples
    --------
    >>> code("TLP:RED")
    '`TLP:RED`'
    """
    return f"`{text}`" if text else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    Return a Markdown table; columns in which no row has anything are left out.

    Examples
    --------
    >>> print(table(("word", "meaning", "note"), [("`a`", "first", ""), ("`b`", "second", "")]))
    | word | meaning |
    | --- | --- |
    | `a` | first |
    | `b` | second |
    """
    cells = [tuple(row) for row in rows]
    kept = [n for n, _ in enumerate(heads) if n == 0 or any(row[n] for row in cells)]
    lines = [[heads[n] for n in kept], ["---"] * len(kept), *([row[n] for n in kept] for row in cells)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fenced(text: str, language: str = "text") -> str:
    """Return a block of code, in a fence that is longer than any within the text."""
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"

"""The tables of the codebook page: every word of a vocabulary with what the kit knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from building.tables import code, plain, table
from reportkit import codebook

_FIRST = ("meaning", "word", "noun", "phrase", "note")  # what a reader asks for first
_LEFT_OUT = frozenset(
    {"verb", "mark", "shape", "head", "participle", "short", "main", "preposition", "inverse"}
)
_SHOWN_AS = {
    "about": "needs an incident",
    "cause": "says how it came about",
    "kind_of": "a kind of",
    "key": "the same one if equal in",
    "low": "from (per cent)",
    "high": "below (per cent)",
    "open": "still open",
}


def made_from() -> Iterable[Path]:
    """Yield the files the tables are made from."""
    yield codebook.FILE


def markdown(name: str, _: Path | None = None) -> str:
    """
    Return the table of one vocabulary, without the words that sentences and charts are made with.

    Parameters
    ----------
    name : str
        A vocabulary of the codebook, such as "acts".

    Raises
    ------
    KeyError
        If the codebook has no such vocabulary.

    Examples
    --------
    >>> print(markdown("reached"))
    | word | phrase |
    | --- | --- |
    | `hit` | hit |
    | `aimed_at` | was aimed at |
    """
    words = codebook.vocabulary(name)
    found = [key for key in dict.fromkeys(key for entry in words.values() for key in entry) if _shown(key)]
    keys = [key for key in _FIRST if key in found] + [key for key in found if key not in _FIRST]
    if not keys:
        return ", ".join(code(word) for word in words)
    heads = ("word", *(_SHOWN_AS.get(key, key.replace("_", " ")) for key in keys))
    return table(heads, ([code(word), *(_cell(entry, key) for key in keys)] for word, entry in words.items()))


def _shown(key: str) -> bool:
    return key not in _LEFT_OUT


def _cell(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(plain(str(one)) for one in value)
    return plain(str(value))

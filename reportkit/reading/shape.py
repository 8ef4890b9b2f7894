"""One field of a file that people write; `reportkit.reading.shapes` puts them together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type, whether it must be there, and what it means."""

    type: str
    meaning: str
    required: bool = False


def need(kind: str, meaning: str) -> Field:
    """
    Return a field that must be there.

    Examples
    --------
    >>> need("text", "what pages call it").required
    True
    """
    return Field(kind, meaning, required=True)

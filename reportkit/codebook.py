"""
The closed vocabularies, as one table.

``codebook.yaml`` holds every word an encoding may use and what it means; validation,
messages, legends and documentation all read it here, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FILE = Path(__file__).with_name("codebook.yaml")


@cache
def vocabulary(name: str) -> Mapping[str, Mapping[str, Any]]:
    """
    Return one closed vocabulary: its words, each with what is known of it.

    Parameters
    ----------
    name : str
        A top-level name of ``codebook.yaml``, such as "acts" or "standings".

    Raises
    ------
    KeyError
        If there is no such vocabulary.

    Examples
    --------
    >>> vocabulary("acts")["denies"]["verb"]
    ['denies', 'deny']
    >>> list(vocabulary("reached"))
    ['hit', 'aimed_at']
    """
    return MappingProxyType({word: MappingProxyType(entry or {}) for word, entry in _tables()[name].items()})


def words(name: str) -> tuple[str, ...]:
    """
    Return the words of one vocabulary in the codebook's order.

    Examples
    --------
    >>> words("confidences")
    ('low', 'moderate', 'high')
    """
    return tuple(vocabulary(name))


def names() -> tuple[str, ...]:
    """Return the names of all vocabularies."""
    return tuple(name for name in _tables() if name != "format")


def affirms(act: str) -> bool:
    """
    Whether who performs an act says that what it carries is so.

    Examples
    --------
    >>> affirms("acknowledges"), affirms("denies"), affirms("condemns")
    (True, False, False)
    """
    return bool(vocabulary("acts")[act]["polarity"] == "affirms")


def kinds_above(nature: str) -> tuple[str, ...]:
    """
    Return a nature and every wider one that contains it.

    Examples
    --------
    >>> kinds_above("airstrike")
    ('airstrike', 'strike', 'attack')
    """
    table, found = vocabulary("natures"), [nature]
    while wider := table.get(found[-1], {}).get("kind_of"):
        found.append(str(wider))
    return tuple(found)


@cache
def _tables() -> dict[str, Any]:
    # A file of the kit's own, and every command waits for it: by libyaml, where that is there, in a tenth.
    return dict(yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - as safe as the other

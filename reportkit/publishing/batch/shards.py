"""
A batch in parts, for job arrays and indexed jobs: part K of N is the same incidents on every machine.

Which part an incident belongs to depends on its slug alone, so that a new incident moves no other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_WRITTEN = re.compile(r"(?P<part>[0-9]{1,6})/(?P<of>[0-9]{1,6})")


def read(text: str) -> tuple[int, int]:
    """
    Return (part, of) from text such as "2/8".

    Raises
    ------
    ValueError
        When it is not of that form, or the part is none of them.

    Examples
    --------
    >>> read("2/8")
    (2, 8)
    >>> read("9/8")
    Traceback (most recent call last):
    ...
    ValueError: '9/8' is no part: write K/N with K from 1 to N, such as 2/8
    """
    found = _WRITTEN.fullmatch(text)
    part, of = (int(found["part"]), int(found["of"])) if found else (0, 0)
    if not 1 <= part <= of:
        raise ValueError(f"{text!r} is no part: write K/N with K from 1 to N, such as 2/8")
    return part, of


def of_part(slugs: Iterable[str], part: int, of: int) -> list[str]:
    """
    Return the slugs that belong to a part, in the order given.

    Parameters
    ----------
    slugs : iterable of str
        All slugs of the batch.
    part, of : int
        Which part, from 1, of how many.

    Examples
    --------
    >>> slugs = ["a", "b", "c", "d"]
    >>> sorted(of_part(slugs, 1, 2) + of_part(slugs, 2, 2))
    ['a', 'b', 'c', 'd']
    """
    return [slug for slug in slugs if _number(slug) % of == part - 1]


def _number(slug: str) -> int:
    return int.from_bytes(hashlib.sha256(slug.encode()).digest()[:8], "big")

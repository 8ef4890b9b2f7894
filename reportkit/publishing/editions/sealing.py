"""
Small records that show when they were changed: JSON in one form, with a digest of itself.

A seal finds accidents and changes by those who do not know of it. It is no signature: whoever can write the
folder can write a record anew. What ties records together is that each names the digest of another.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT: Final = 1
SEAL: Final = "sha256"  # the key under which a record holds its own digest


class Broken(ValueError):  # noqa: N818 - what became of a file, told by whoever read it
    """Raised for bytes that are not a record as it was sealed; the message says in a few words what it is."""


def digest(content: bytes) -> str:
    """
    Return the SHA-256 of some bytes, in hexadecimal digits.

    Examples
    --------
    >>> digest(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(content).hexdigest()


def canonical(value: object) -> bytes:
    r"""
    Return a JSON value in the one form that is ever written: keys sorted, UTF-8, a line for each value.

    Raises
    ------
    ValueError
        When it holds what JSON cannot: no number, half a character. TypeError for other objects.

    Examples
    --------
    >>> canonical({"b": 1, "a": "é"})
    b'{\n "a": "\xc3\xa9",\n "b": 1\n}\n'
    """
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def sealed(kind: str, fields: Mapping[str, object]) -> bytes:
    """
    Return a record with its format, its kind and the digest of all this.

    Parameters
    ----------
    kind : str
        What it is a record of, such as "edition".
    fields : mapping of str to JSON values
        What it says.

    Examples
    --------
    >>> sorted(unsealed("recall", sealed("recall", {"number": 3})))
    ['format', 'kind', 'number', 'sha256']
    """
    content = {**fields, "format": FORMAT, "kind": kind}
    return canonical({**content, SEAL: digest(canonical(content))})


def unsealed(kind: str, content: bytes) -> dict[str, Any]:
    """
    Return what a sealed record says.

    Parameters
    ----------
    kind : str
        What it has to be a record of.
    content : bytes
        The bytes of its file.

    Raises
    ------
    Broken
        When a single byte is not as it was sealed, or it is a record of something else or of another format.

    Examples
    --------
    >>> unsealed("edition", sealed("edition", {"number": 3})[:-9])
    Traceback (most recent call last):
    ...
    reportkit.publishing.editions.sealing.Broken: it is no whole JSON
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Broken("it is no whole JSON") from None
    if not isinstance(found, dict) or SEAL not in found:
        raise Broken("it has no digest of itself")
    if found.get("format") != FORMAT:
        raise Broken(f"it is of another format than {FORMAT}")
    if found.get("kind") != kind:
        raise Broken(f"it is no record of the kind '{kind}'")
    rest = {key: value for key, value in found.items() if key != SEAL}
    try:
        whole = digest(canonical(rest)) == found[SEAL] and canonical(found) == content
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        raise Broken("it was changed after it was written: its digest is another")
    return found

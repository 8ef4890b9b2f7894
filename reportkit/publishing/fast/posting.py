"""
How a page travels to the typesetter's process, and its PDF back: lengths, then JSON, then bytes as they are.

Nothing that arrives is run or trusted to be of any size: what is longer than `LARGEST` is not read.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from reportkit.problems import Place, Problem
from reportkit.publishing.typesetting import TypesettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LARGEST: Final = 1 << 28  # bytes
_MARK: Final = b"page"
_HEAD: Final = struct.Struct(">4sQ")
_SIZE: Final = struct.Struct(">Q")


class Garbled(ValueError):  # noqa: N818 - what came is no message of ours
    """Raised for what is no message, is cut off, or is too long."""


@dataclass(frozen=True, slots=True)
class Page:
    """
    What the typesetter needs for one page.

    Parameters
    ----------
    document, svgs, attachments : mapping
        As `reportkit.publishing.typesetting.typeset` takes them.
    fonts : mapping of str to bytes
        The font files of the document's theme, by name.
    """

    document: Mapping[str, Any]
    svgs: Mapping[str, str]
    attachments: Mapping[str, bytes]
    fonts: Mapping[str, bytes] = field(default_factory=dict)


def framed(body: bytes) -> bytes:
    r"""
    Return a message with its length before it.

    Raises
    ------
    Garbled
        When it is longer than any may be.

    Examples
    --------
    >>> framed(b"ab")
    b'page\x00\x00\x00\x00\x00\x00\x00\x02ab'
    """
    if len(body) > LARGEST:
        raise Garbled(f"it has {len(body):,} bytes, and a page may have {LARGEST:,}")
    return _HEAD.pack(_MARK, len(body)) + body


def fetched(read: Callable[[int], bytes]) -> bytes:
    """
    Return the next message.

    Parameters
    ----------
    read : callable
        Gives at most so many bytes, and none at the end.

    Raises
    ------
    Garbled
        When what comes is no message.

    Examples
    --------
    >>> import io
    >>> fetched(io.BytesIO(framed(b"ab")).read)
    b'ab'
    """
    mark, length = _HEAD.unpack(_exactly(_HEAD.size, read))
    if mark != _MARK or length > LARGEST:
        raise Garbled("it does not begin as a page does")
    return _exactly(length, read)


def _exactly(size: int, read: Callable[[int], bytes]) -> bytes:
    held = bytearray()
    while len(held) < size:
        piece = read(min(size - len(held), 1 << 20))
        if not piece:
            raise Garbled(f"it ends after {len(held)} of {size} bytes")
        held += piece
    return bytes(held)


def written(page: Page) -> bytes:
    """
    Return a page as bytes.

    Examples
    --------
    >>> read(written(Page({"a": 1}, {}, {"record.json": b"{}"}))).attachments
    {'record.json': b'{}'}
    """
    pieces = [*page.attachments.values(), *page.fonts.values()]
    meta = {
        "document": page.document,
        "svgs": dict(page.svgs),
        "attachments": [[name, len(content)] for name, content in page.attachments.items()],
        "fonts": [[name, len(content)] for name, content in page.fonts.items()],
    }
    head = json.dumps(meta).encode()
    return b"".join([_SIZE.pack(len(head)), head, *pieces])


def read(body: bytes) -> Page:
    """
    Return the page that bytes are.

    Raises
    ------
    Garbled
        When they are none.
    """
    try:
        (size,) = _SIZE.unpack_from(body)
        at = _SIZE.size + size
        meta = json.loads(body[_SIZE.size : at])
        parts: dict[str, dict[str, bytes]] = {}
        for part in ("attachments", "fonts"):
            parts[part] = {}
            for name, length in meta[part]:
                parts[part][name] = body[at : at + length]
                at += length
        if at != len(body):
            raise Garbled("its parts are not as long as it says")
        return Page(meta["document"], meta["svgs"], **parts)
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise Garbled(f"it is no page: {error}") from None


def answered(make: Callable[[], bytes]) -> bytes:
    """
    Return the answer to a page: its PDF, or all that stands against it.

    Examples
    --------
    >>> pdf(answered(lambda: b"%PDF-"))
    b'%PDF-'
    """
    try:
        return b"P" + make()
    except TypesettingError as error:
        return b"E" + json.dumps([asdict(problem) for problem in error.problems]).encode()


def pdf(answer: bytes) -> bytes:
    """
    Return the PDF that an answer holds.

    Raises
    ------
    TypesettingError
        When it holds what stands against one.
    Garbled
        When it is no answer.
    """
    kind, rest = answer[:1], answer[1:]
    if kind == b"P":
        return rest
    if kind != b"E":
        raise Garbled("it is no answer")
    try:
        problems = [Problem(**(one | {"place": Place(**one["place"])})) for one in json.loads(rest)]
    except (ValueError, TypeError, KeyError) as error:
        raise Garbled(f"it is no answer: {error}") from None
    raise TypesettingError(problems)

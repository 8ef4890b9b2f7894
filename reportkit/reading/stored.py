"""
A corpus as bytes, for machines: what a briefing was made from, kept beside it and inside its PDF.

People write YAML in many files; this is one JSON document that holds the same records, in the one form that a
content has: a claim moved down a line, a comment, another order of keys change nothing in it. Numbers with a
fraction are kept as text, because editors of JSON write 1.0 as 1. What stands here was checked when it was
read from the files of a corpus; it is not checked for sense again, only for form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from reportkit import dates, model
from reportkit.model import Corpus
from reportkit.problems import Told, clipped, visible

FORMAT = 1
_PASSED_OVER = {(model.Claim, "place"), (Corpus, "folder")}  # where it was written is no part of what it says
_MOST = 512 << 20  # bytes


class NotStored(Told, ValueError):  # noqa: N818 - it tells of a file, it is not a fault
    """Raised for bytes that are no stored corpus; the message says what is wrong with them."""


def to_bytes(corpus: Corpus) -> bytes:
    """
    Return a corpus as JSON, in the one form it has.

    Parameters
    ----------
    corpus : Corpus
        A corpus, or what bears on one incident of it (`reportkit.analysis.bearing`).

    Examples
    --------
    >>> from reportkit.reading import encoding, whereabouts
    >>> found = encoding.load(whereabouts.find().folder)
    >>> to_bytes(from_bytes(to_bytes(found))) == to_bytes(found)
    True
    """
    held = {"format": FORMAT, "corpus": _written(corpus)}
    # Half a character is in no encoding; it is kept as the escape that JSON has for it.
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        errors="backslashreplace"
    )


def from_bytes(content: bytes) -> Corpus:
    """
    Return the corpus that `to_bytes` has written.

    Parameters
    ----------
    content : bytes
        The whole file.

    Raises
    ------
    NotStored
        When it is anything else.

    Examples
    --------
    >>> from_bytes(b"{}")
    Traceback (most recent call last):
    ...
    reportkit.reading.stored.NotStored: this is no stored encoding of format 1
    """
    if len(content) > _MOST:
        raise NotStored(f"this stored encoding has {len(content):,} bytes, more than any corpus has")
    try:
        held = json.loads(content, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise NotStored(f"this is no stored encoding: {clipped(visible(str(error)))}") from None
    if not isinstance(held, dict) or held.keys() != {"format", "corpus"} or held["format"] != FORMAT:
        raise NotStored(f"this is no stored encoding of format {FORMAT}")
    try:
        return cast("Corpus", _reader(Corpus)(held["corpus"]))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotStored(f"this stored encoding is damaged: {clipped(visible(str(error)))}") from None


class Digests:
    """
    Digests of corpora that share most of their records: each record is written once, however many hold it.

    Two corpora have the same digest exactly where `to_bytes` writes the same of them.

    Parameters
    ----------
    whole : Corpus
        The corpus that the others are parts of.

    Examples
    --------
    >>> from reportkit.reading import encoding, whereabouts
    >>> found = encoding.load(whereabouts.find().folder)
    >>> Digests(found).of(found) == Digests(found).of(from_bytes(to_bytes(found)))
    True
    """

    def __init__(self, whole: Corpus) -> None:
        self._whole, self._known = whole, dict[tuple[str, str], str]()

    def of(self, part: Corpus) -> str:
        """Return the digest of a part."""
        held: list[Any] = [FORMAT]
        for field in fields(Corpus):
            value = getattr(part, field.name)
            if (Corpus, field.name) in _PASSED_OVER:
                continue
            if isinstance(value, Mapping):
                value = [[name, self._one(field.name, name, one)] for name, one in value.items()]
            held.append([field.name, _written(value) if isinstance(value, frozenset) else value])
        return _digest(held)

    def _one(self, register: str, name: str, record: Any) -> str:  # noqa: ANN401 - a record of any register
        if getattr(self._whole, register).get(name) is not record:
            return _digest(_written(record))  # one that was changed for the part
        if (register, name) not in self._known:
            self._known[register, name] = _digest(_written(record))
        return self._known[register, name]


def _digest(value: Any) -> str:  # noqa: ANN401 - plain JSON values
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    if is_dataclass(value):
        return {
            f.name: _written(getattr(value, f.name))
            for f in fields(value)
            if (type(value), f.name) not in _PASSED_OVER and getattr(value, f.name) != _usual(f)
        }
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):  # in the order of the register, which says who is seated where
        return [[name, _written(one)] for name, one in value.items()]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    return value


def _usual(field: Any) -> Any:  # noqa: ANN401 - whatever a field holds if nothing is said
    return MISSING if field.default is MISSING else field.default


Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> Reader:  # noqa: ANN401, PLR0911 - one line for each kind of value there is
    """Return what reads one kind of value, and refuses everything else."""
    origin, inner = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _of_record(cast("type", kind))
    if origin is tuple and inner[-1] is Ellipsis:
        each = _reader(inner[0])
        return lambda value: tuple(each(one) for one in _a(list, value))
    if origin is tuple:
        parts = tuple(map(_reader, inner))
        return lambda value: tuple(read(one) for read, one in zip(parts, _a(list, value), strict=True))
    if origin is frozenset:
        each = _reader(inner[0])
        return lambda value: frozenset(each(one) for one in _a(list, value))
    if origin is Mapping:
        name, each = map(_reader, inner)
        return lambda value: MappingProxyType(dict(_pair(name, each, one) for one in _a(list, value)))
    if origin in {Union, UnionType}:
        (other,) = (_reader(one) for one in inner if one is not NoneType)
        return lambda value: None if value is None else other(value)
    if origin is Literal:
        return lambda value: _among(inner, value)
    if kind is float:
        return lambda value: float(_a(str, value))
    return lambda value: _a(kind, value)


def _pair(name: Reader, each: Reader, value: Any) -> tuple[Any, Any]:  # noqa: ANN401 - a name and a record
    first, second = _a(list, value)
    return name(first), each(second)


def _a(kind: type, value: Any) -> Any:  # noqa: ANN401 - the value itself
    if type(value) is not kind:
        raise TypeError(f"{clipped(repr(value))} stands where {kind.__name__} is expected")
    return value


def _among(known: tuple[Any, ...], value: Any) -> Any:  # noqa: ANN401 - the value itself
    if value not in known:
        raise ValueError(f"{clipped(repr(value))} is none of {known}")
    return value


def _of_record(kind: type) -> Reader:
    hints = get_type_hints(kind, {**vars(model), **vars(dates), "Mapping": Mapping})
    known = {f.name: f for f in fields(kind) if (kind, f.name) not in _PASSED_OVER}
    needed = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    readers = {name: _reader(hints[name]) for name in known}

    def read(value: Any) -> Any:  # noqa: ANN401 - a record of that kind
        _a(dict, value)
        if unknown := value.keys() - known.keys():
            raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
        if lacking := needed - value.keys():
            raise ValueError(f"{kind.__name__} lacks {', '.join(sorted(lacking))}")
        return kind(**{name: readers[name](one) for name, one in value.items()})

    return read

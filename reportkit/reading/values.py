"""
One scalar at a time: from text with a place to a typed value.

Each function returns None where the text cannot be read, after logging why; `SCALARS` names
them by their type, as `reportkit.reading.shapes` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reportkit import codebook, dates
from reportkit.problems import clipped, closest, nearest
from reportkit.reading import anchors, recurring
from reportkit.reading.countries import COUNTRIES, OTHER_CODES
from reportkit.reading.shapes import (
    DIGEST,
    EXTRA_WORDS,
    LANGUAGE,
    LONGEST_SLUG,
    LONGEST_TEXT,
    REGISTERS,
    SLUG,
)

if TYPE_CHECKING:
    from reportkit.problems import Place
    from reportkit.reading.fields import Log
    from reportkit.reading.yamltext import Text

_YES = {"yes": True, "true": True, "no": False, "false": False}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONGEST_ADDRESS = 254  # RFC 5321
_URL = re.compile(r"[a-z][a-z0-9+.-]*://(?P<host>[^\s/?#]+)[^\s]*")
_NOUNS = {
    "media": "medium",
    "reached": "'reached'",
    "link_points": "point of a link",
    "catch_up": "word for missed runs",
}


def mended(identity: str) -> str:
    """
    Return what an id would be in the letters that an id may have.

    Examples
    --------
    >>> mended("The_Daily")
    'the-daily'
    """
    return re.sub(r"[^a-z0-9]+", "-", identity[:LONGEST_SLUG].lower()).strip("-")


def _text(_: str, node: Text, log: Log) -> str | None:
    if len(node.value) <= LONGEST_TEXT:
        return node.value.strip()
    log.add(
        "text-too-long",
        node.place,
        f"this text has {len(node.value):,} characters",
        f"a field holds at most {LONGEST_TEXT:,}; the documents themselves stay outside",
        "shorten it to what a later reader needs",
    )
    return None


def slug(_: str, node: Text, log: Log) -> str | None:
    """Return an id; where it cannot be one, what it would be after mending, so that references to it hold."""
    if SLUG.fullmatch(node.value) and len(node.value) <= LONGEST_SLUG:
        return node.value
    possible = mended(node.value)
    log.add(
        "slug",
        node.place,
        f"'{clipped(node.value)}' cannot be an id",
        "ids become file names and references: small letters a to z, digits, single hyphens",
        f"write '{possible}'" if possible else "write a name in these letters",
    )
    return possible or None


def _integer(_: str, node: Text, log: Log) -> int | None:
    if re.fullmatch(r"[+-]?[0-9]{1,9}", node.value):
        return int(node.value)
    log.add(
        "integer",
        node.place,
        f"'{clipped(node.value)}' is not a whole number",
        "this field counts",
        "write digits only; a word of the text goes under 'words', and the number is left out",
    )
    return None


def _number(_: str, node: Text, log: Log) -> float | None:
    if re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", node.value):
        return float(node.value)
    what = f"'{clipped(node.value)}' is not a number"
    log.add("number", node.place, what, "this field measures", "write digits and a point, like 32.85")
    return None


def _flag(_: str, node: Text, log: Log) -> bool | None:
    if node.value.lower() in _YES:
        return _YES[node.value.lower()]
    what = f"'{clipped(node.value)}' is neither yes nor no"
    log.add("flag", node.place, what, "this field has two values only", "write yes or no")
    return None


def _when(_: str, node: Text, log: Log) -> dates.When | None:
    try:
        return dates.parse(node.value)
    except dates.DateProblem as problem:
        log.add("date", node.place, problem.what, problem.why, problem.fix)
        return None


def _gap(_: str, node: Text, log: Log) -> str | None:
    try:
        return dates.parse_gap(node.value).words
    except dates.DateProblem as problem:
        log.add("gap", node.place, problem.what, problem.why, problem.fix)
        return None


def _anchor(_: str, node: Text, log: Log) -> Any:  # noqa: ANN401 - a Span or None
    try:
        return anchors.parse(node.value)
    except anchors.AnchorProblem as problem:
        log.add(problem.rule, node.place, problem.what, problem.why, problem.fix)
        return None


def _word(vocabulary: str, node: Text, log: Log) -> str | None:
    extra, words = EXTRA_WORDS.get(vocabulary), allowed(vocabulary)
    if node.value in words:
        return node.value
    only = f"write '{words[0]}'" if len(words) == 1 else ""
    log.add(
        "unknown-word",
        node.place,
        f"unknown {_noun(vocabulary)} '{clipped(node.value)}'",
        extra.why if extra else "the words are fixed, so that every page and table means the same by them",
        only or nearest(node.value, words, where="this format" if extra else "the codebook"),
    )
    return None


def allowed(vocabulary: str) -> tuple[str, ...]:
    """
    Return the words of a vocabulary, of the codebook or of the format itself.

    Examples
    --------
    >>> allowed("format"), allowed("confidences")
    (('1',), ('low', 'moderate', 'high'))
    """
    extra = EXTRA_WORDS.get(vocabulary)
    return extra.words if extra else codebook.words(vocabulary)


def _noun(vocabulary: str) -> str:
    """
    Return what one word of a vocabulary is called.

    Examples
    --------
    >>> _noun("certainties"), _noun("actor_kinds"), _noun("directness"), _noun("media")
    ('certainty', 'actor kind', 'directness', 'medium')
    """
    if vocabulary in _NOUNS:
        return _NOUNS[vocabulary]
    name = vocabulary.replace("_", " ")
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name if name.endswith("ss") else name.removesuffix("s")


def _reference(register: str, node: Text, log: Log) -> str | None:
    known, file, shown = log.known.get(register), REGISTERS[register], clipped(node.value)
    if known is None or node.value in known:
        return node.value
    new = f"make incidents/{shown}.yaml" if register == "incident" else f"add '{shown}' to {file}"
    near = nearest(node.value, known, where=file)
    log.add(
        f"unknown-{register}",
        node.place,
        f"unknown {register} '{shown}'",
        f"every {register} is registered once, so that it has one name on every page",
        f"{near}, or {new}" if near.startswith("write '") else f"{new}, or write an id that stands there",
    )
    return None


def _country(_: str, node: Text, log: Log) -> str | None:
    if node.value in COUNTRIES:
        return node.value
    code = OTHER_CODES.get(node.value.upper(), node.value.upper())
    log.add(
        "country",
        node.place,
        f"'{clipped(node.value)}' is not a country code",
        "maps and exports find countries by the two letters of ISO 3166-1",
        f"write '{code}'" if code in COUNTRIES else "write two capitals, such as IQ, or leave the field out",
    )
    return None


def _language(_: str, node: Text, log: Log) -> str | None:
    if LANGUAGE.fullmatch(node.value):
        return node.value
    log.add(
        "language",
        node.place,
        f"'{clipped(node.value)}' is not a language tag",
        "fonts and screen readers find languages by their BCP 47 tag",
        "write two or three small letters, such as en or ar",
    )
    return None


def _digest(_: str, node: Text, log: Log) -> str | None:
    if DIGEST.fullmatch(node.value):
        return node.value
    log.add(
        "digest",
        node.place,
        "this is not a SHA-256 digest",
        "the document is found and verified by the 64 hexadecimal digits of its text",
        "register the file again: reportkit add FILE",
    )
    return None


def _bringer(_: str, node: Text, log: Log) -> str | None:
    return node.value if node.value == "reader" else _reference("actor", node, log)


def _recurring(kind: str, node: Text, log: Log) -> Any:  # noqa: ANN401 - what the kind is read as
    """Read a cron expression, a length of time or a day; a part that is wrong is pointed at."""
    try:
        return _RECURRING[kind](node.value)
    except recurring.NotRecurring as wrong:
        log.add(kind, _within(node.place, node.value, wrong), wrong.what, wrong.why, wrong.fix)
        return None


def _within(place: Place, value: str, wrong: recurring.NotRecurring) -> Place:
    """Return the place of the part of a value that is wrong, where it stands on one line."""
    at = place.text.find(value, place.column - 1)
    if not wrong.width or at < 0:
        return place
    return replace(place, column=at + wrong.start + 1, width=wrong.width)


_RECURRING: dict[str, Callable[[str], Any]] = {
    "cron": recurring.cron,
    "length": recurring.length,
    "day": recurring.day,
}


def _zone(_: str, node: Text, log: Log) -> str | None:
    if node.value in recurring.zones():
        return node.value
    near = closest(node.value, recurring.zones())
    log.add(
        "zone",
        node.place,
        f"'{clipped(node.value)}' is no zone",
        "the clocks of a place are known by the name that the IANA database has for them",
        f"write '{near}'" if near else "write the IANA name of the zone, such as Europe/Paris or UTC",
    )
    return None


def _address(_: str, node: Text, log: Log) -> str | None:
    if _ADDRESS.fullmatch(node.value) and len(node.value) <= _LONGEST_ADDRESS:
        return node.value
    log.add(
        "address",
        node.place,
        f"'{clipped(node.value)}' is no address of mail",
        "it stands in the head of a mail, where anything else could be taken for another line",
        "write name@host alone, without a display name",
    )
    return None


def _url(_: str, node: Text, log: Log) -> str | None:
    found = _URL.fullmatch(node.value)
    if found and "@" not in found["host"]:
        return node.value
    log.add(
        "url",
        replace(node.place, text=node.place.text.replace(found["host"], "…")) if found else node.place,
        "this is no plain address of a server",
        "it is shown in messages and records, so no name and password may be in it",
        "write scheme://host/path; what opens it goes under 'secret'",
    )
    return None


SCALARS: dict[str, Callable[[str, Text, Log], Any]] = {
    "text": _text,
    "nullable": _text,
    "claim": _text,
    "slug": slug,
    "integer": _integer,
    "number": _number,
    "flag": _flag,
    "when": _when,
    "gap": _gap,
    "anchor": _anchor,
    "country": _country,
    "language": _language,
    "digest": _digest,
    "word": _word,
    "ref": _reference,
    "bringer": _bringer,
    "cron": lambda _, node, log: _recurring("cron", node, log),
    "length": lambda _, node, log: _recurring("length", node, log),
    "day": lambda _, node, log: _recurring("day", node, log),
    "zone": _zone,
    "address": _address,
    "url": _url,
}

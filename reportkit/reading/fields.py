"""
One value at a time: from text with a place to a typed value, or a problem.

The types are those of `reportkit.reading.shapes`. Every function returns None (or leaves a
field out) where the text cannot be read, after logging why, so that one run finds all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from reportkit import codebook, dates
from reportkit.problems import Problem, clipped, nearest
from reportkit.reading import anchors
from reportkit.reading.countries import COUNTRIES, OTHER_CODES
from reportkit.reading.shapes import DIGEST, EXTRA_WORDS, LANGUAGE, SHAPES, SLUG, written_kinds
from reportkit.reading.yamltext import Entries, Items, Text

if TYPE_CHECKING:
    from reportkit.problems import Place
    from reportkit.reading.yamltext import Node

LONGEST_TEXT = 2_000
LONGEST_SLUG = 80  # fits a file name on every system
_LISTED = 8
REGISTERS = {
    "actor": "actors.yaml",
    "place": "places.yaml",
    "document": "documents.yaml",
    "incident": "incidents/",
}
_YES = {"yes": True, "true": True, "no": False, "false": False}
_CALLED = {
    "actors": "register of actors",
    "places": "register of places",
    "documents": "register of documents",
    "read": "'read'",
    "gap": "uncovered sentence",
    "bears_on": "'bears_on'",
    "resolved": "reading of words",
}
_NOUNS = {"media": "medium", "reached": "'reached'", "link_points": "point of a link"}


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given, with its place."""

    value: Any
    place: Place


@dataclass(slots=True)
class Log:
    """
    Where problems are gathered, and which identities are known while reading.

    A register that is not in ``known`` could not be read; references into it are let pass,
    because the one problem to mend is the register.
    """

    problems: list[Problem] = field(default_factory=list)
    known: dict[str, Collection[str]] = field(default_factory=dict)

    def add(self, rule: str, place: Place, what: str, why: str, fix: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(rule, place, what, why, fix))


Record: TypeAlias = Mapping[str, Given]


class Taken(dict[str, Given]):
    """
    The fields of a record that could be read; ``written`` names all that stand there.

    A field that is written and could not be read is a problem noted already, and not one
    that is missing.
    """

    __slots__ = ("written",)

    def __init__(self, written: Collection[str] = ()) -> None:
        super().__init__()
        self.written = frozenset(written)


def mended(identity: str) -> str:
    """
    Return what an id would be in the letters that an id may have.

    Examples
    --------
    >>> mended("The_Daily")
    'the-daily'
    """
    return re.sub(r"[^a-z0-9]+", "-", identity[:LONGEST_SLUG].lower()).strip("-")


def plain(record: Record, name: str, default: Any = "") -> Any:  # noqa: ANN401 - values of many types
    """Return the value of a field, or a default."""
    return record[name].value if name in record else default


def take(shape: str, node: Node, log: Log) -> Taken:
    """
    Read a mapping as a record of a shape: unknown and missing fields are problems.

    Parameters
    ----------
    shape : str
        A name of `reportkit.reading.shapes.SHAPES`.
    node : Node
        What stands in the file.
    log : Log
        Problems are added here.
    """
    table, called = SHAPES[shape], _CALLED.get(shape, shape)
    if not isinstance(node, Entries):
        first = next(iter(table))
        why = "its parts are found by their names"
        log.add("wrong-form", node.place, f"this {called} has no names", why, f"start it with '{first}: …'")
        return Taken()
    found, meant = Taken(node.names()), set[str]()
    for key, value in node.pairs:
        spec = table.get(key.value)
        if spec is None:
            meant.add(_unknown_key(shape, called, key, log))
        elif (read := value_of(spec.type, value, log)) is not None:
            found[key.value] = Given(read, value.place if value.place.line == key.place.line else key.place)
    for name, spec in table.items():
        if spec.required and name not in found.written and name not in meant:
            log.add(
                "missing-key",
                node.pairs[0][0].place if node.pairs else node.place,
                f"this {called} has no '{name}'",
                f"it is needed: {spec.meaning}",
                _remedy(name, spec.type),
            )
    return found


def value_of(kind: str, node: Node, log: Log) -> Any:  # noqa: ANN401 - the type is named by `kind`
    """
    Return the typed value of a node, or None after logging why it has none.

    Examples
    --------
    >>> from reportkit.reading.yamltext import read_text
    >>> log = Log()
    >>> value_of("integer", read_text("best: 3", "x.yaml", log.problems).get("best"), log)
    3
    """
    head, _, rest = kind.partition(":")
    if head in _COMPOUND:
        return _COMPOUND[head](rest, node, log)
    if not isinstance(node, Text):
        log.add(
            "wrong-form",
            node.place,
            "one value is wanted here",
            "this field holds one word, date or text",
            "write it on one line, in quotes if it holds ': ', ' #' or brackets",
        )
        return None
    if not node.value.strip():
        _empty(node, log)
        return None
    return _SCALARS[head](rest, node, log)


def _unknown_key(shape: str, called: str, key: Text, log: Log) -> str:
    """Note a key that is no field, and return the field that was meant, as far as can be told."""
    below = shape == "claim" and key.value in written_kinds()
    near = nearest(key.value, SHAPES[shape], where=f"the fields of this {called}")
    log.add(
        "unknown-key",
        key.place,
        f"'{clipped(key.value)}' is not a field of this {called}",
        "a field nobody reads would be lost without a word",
        f"put it under 'that:' as '- {key.value}: …'" if below else near,
    )
    return near.removeprefix("write ").strip("'")


def _remedy(name: str, kind: str) -> str:
    """Return what to type for a field that is missing."""
    head, _, rest = kind.removeprefix("list:").partition(":")
    if head == "word":
        allowed = _allowed(rest)
        listed = ", ".join(allowed[:_LISTED]) + (", …" if len(allowed) > _LISTED else "")
        return (
            f"add '{name}: {allowed[0]}'" if len(allowed) == 1 else f"add '{name}: …' with one of: {listed}"
        )
    if head == "ref":
        return f"add '{name}: …' with an id of {REGISTERS[rest]}"
    samples = {
        "anchor": 'p2 "first words … last words"',
        "when": "2031-05-03",
        "slug": "a-name-like-this",
        "nullable": "null",
        "shape": {"read": "{by: desk, on: 2031-05-06, second: null}", "claim": ""}.get(rest, "…"),
        "map": "",
    }
    return f"add '{name}: {samples.get(head, '…')}".rstrip() + "'"


def _empty(node: Text, log: Log) -> None:
    why = "an empty field says nothing"
    log.add("empty", node.place, "there is no value here", why, "write it, or remove the line")


def _list(kind: str, node: Node, log: Log) -> tuple[Given, ...]:
    if isinstance(node, Text) and not node.value.strip():
        _empty(node, log)
        return ()
    nodes = node.items if isinstance(node, Items) else (node,)
    values = ((value_of(kind, item, log), item.place) for item in nodes)
    return tuple(Given(value, place) for value, place in values if value is not None)


def _by_id(shape: str, node: Node, log: Log) -> tuple[tuple[str, Place, Taken], ...] | None:
    if not isinstance(node, Entries):
        why = "each is found by its id"
        log.add(
            "wrong-form",
            node.place,
            f"these {shape}s have no ids",
            why,
            f"write each {shape} as 'id: …', indented",
        )
        return None
    return tuple((_slug("", key, log), key.place, take(shape, value, log)) for key, value in node.pairs)


def _resolved(kind: str, node: Node, log: Log) -> tuple[Any, str, bool] | None:
    """Return (value, words, whether a reader resolved it)."""
    if not isinstance(node, Entries):
        value = value_of(kind, node, log)
        return None if value is None else (value, "", False)
    record = take("resolved", node, log)
    if "read_as" not in record:
        return None
    value = value_of(kind, Text(record["read_as"].value, record["read_as"].place), log)
    return None if value is None else (value, plain(record, "words"), True)


def _spoken(_: str, node: Node, log: Log) -> tuple[dates.When | None, str] | None:
    """Return (date, words) of a time of speaking; either may be missing."""
    words = node.get("words") if isinstance(node, Entries) else None
    if isinstance(node, Entries) and words and len(node.pairs) == 1:
        said = value_of("text", words, log)
        return None if said is None else (None, said)
    when = value_of("when", node, log)
    return None if when is None else (when, "")


def _as_it_is(_: str, node: Node, __: Log) -> Node:
    """Leave a form of its own to the module that knows it."""
    return node


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


def _slug(_: str, node: Text, log: Log) -> str:
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
    return possible


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
    extra, allowed = EXTRA_WORDS.get(vocabulary), _allowed(vocabulary)
    if node.value in allowed:
        return node.value
    only = f"write '{allowed[0]}'" if len(allowed) == 1 else ""
    log.add(
        "unknown-word",
        node.place,
        f"unknown {_noun(vocabulary)} '{clipped(node.value)}'",
        extra.why if extra else "the words are fixed, so that every page and table means the same by them",
        only or nearest(node.value, allowed, where="the codebook"),
    )
    return None


def _allowed(vocabulary: str) -> tuple[str, ...]:
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


_COMPOUND: dict[str, Callable[[str, Node, Log], Any]] = {
    "list": _list,
    "shape": take,
    "map": _by_id,
    "resolved": _resolved,
    "spoken": _spoken,
    "speaker": _as_it_is,
    "about": _as_it_is,
    "linked": _as_it_is,
    "that": _as_it_is,
}
_SCALARS: dict[str, Callable[[str, Text, Log], Any]] = {
    "text": _text,
    "nullable": _text,
    "claim": _text,
    "slug": _slug,
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
}

"""
One value at a time: from text with a place to a typed value, or a problem.

The types are those of `reportkit.reading.shapes`. Every function returns None (or leaves a
field out) where the text cannot be read, after logging why, so that one run finds all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportkit import codebook, dates
from reportkit.problems import Place, Problem, nearest
from reportkit.reading import anchors
from reportkit.reading.shapes import SHAPES, Field
from reportkit.reading.yamltext import Entries, Items, Node, Text

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YES = {"yes": True, "true": True, "no": False, "false": False}
_EXTRA = {"format": ("1",), "resolver": ("reader",)}
REGISTERS = {
    "actor": "actors.yaml",
    "place": "places.yaml",
    "document": "documents.yaml",
    "incident": "incidents/",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given, with its place."""

    value: Any
    place: Place


@dataclass(slots=True)
class Log:
    """Where problems are gathered, and which identities are known while reading."""

    problems: list[Problem] = field(default_factory=list)
    known: dict[str, Collection[str]] = field(default_factory=dict)

    def add(self, rule: str, place: Place, what: str, why: str, fix: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(rule, place, what, why, fix))


Record = Mapping[str, Given]


def take(shape: str, node: Node, log: Log) -> dict[str, Given]:
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
    table = SHAPES[shape]
    if not isinstance(node, Entries):
        log.add(
            "wrong-form",
            node.place,
            f"a {shape} is written as 'name: value' entries",
            "its parts are found by name",
            f"start with '{next(iter(table))}: …'",
        )
        return {}
    found: dict[str, Given] = {}
    for key, value in node.pairs:
        spec = table.get(key.value)
        if spec is None:
            log.add(
                "unknown-key",
                key.place,
                f"a {shape} has no '{key.value}'",
                "a key nobody reads would be lost without a word",
                nearest(key.value, table, where="the list of fields in seeds/README.md"),
            )
            continue
        read = value_of(spec.type, value, log)
        if read is not None:
            found[key.value] = Given(read, value.place)
    given = {key.value for key, _ in node.pairs}
    for name, spec in table.items():
        if spec.required and name not in given:
            log.add(
                "missing-key",
                _head(node),
                f"this {shape} has no '{name}'",
                f"it is needed: {spec.meaning}",
                f"add '{name}: …'",
            )
    return found


def value_of(kind: str, node: Node, log: Log) -> Any:  # noqa: ANN401 - the type is named by `kind`
    """Return the typed value of a node, or None after logging why it has none."""
    head, _, rest = kind.partition(":")
    if head == "list":
        nodes = node.items if isinstance(node, Items) else (node,)
        values = (value_of(rest, item, log) for item in nodes)
        pairs = [(v, n) for v, n in zip(values, nodes, strict=True) if v is not None]
        return tuple(Given(v, n.place) for v, n in pairs)
    if head == "shape":
        return take(rest, node, log)
    if head == "map":
        return _by_id(rest, node, log)
    if head == "resolved":
        return _resolved(rest, node, log)
    if head == "spoken":
        return _spoken(node, log)
    if head in {"speaker", "about", "that", "linked"}:
        return node
    if not isinstance(node, Text):
        log.add(
            "wrong-form",
            node.place,
            "a single value is wanted here",
            "this field holds one word, date or text",
            "write it on one line, in quotes if it holds ': ' or ' #'",
        )
        return None
    if not node.value.strip():
        log.add("empty", node.place, "there is no value here", "an empty field says nothing", "write it, or remove the line")
        return None
    return _SCALARS[head](rest, node, log)


def _by_id(shape: str, node: Node, log: Log) -> tuple[tuple[str, Place, dict[str, Given]], ...]:
    if not isinstance(node, Entries):
        log.add("wrong-form", node.place, f"{shape}s are written as 'id: …' entries", "each is found by its id", "indent them under it")
        return ()
    found = []
    for key, value in node.pairs:
        if _slug("", key, log) is not None:
            found.append((key.value, key.place, take(shape, value, log)))
    return tuple(found)


def _resolved(kind: str, node: Node, log: Log) -> tuple[Any, str, bool] | None:
    """Return (value, words, whether a reader resolved it)."""
    if isinstance(node, Text):
        value = value_of(kind, node, log)
        return None if value is None else (value, "", False)
    record = take("resolved", node, log)
    if not record or "read_as" not in record:
        return None
    value = value_of(kind, Text(record["read_as"].value, record["read_as"].place), log)
    words = record["words"].value if "words" in record else ""
    return None if value is None else (value, words, True)


def _spoken(node: Node, log: Log) -> tuple[dates.When | None, str] | None:
    """Return (date, words) of a time of speaking; either may be missing."""
    words = node.get("words") if isinstance(node, Entries) else None
    if isinstance(words, Text) and isinstance(node, Entries) and len(node.pairs) == 1:
        return None, words.value
    when = value_of("when", node, log)
    return None if when is None else (when, "")


def _text(_: str, node: Text, __: Log) -> str:
    return node.value


def _slug(_: str, node: Text, log: Log) -> str | None:
    if SLUG.fullmatch(node.value) and len(node.value) <= 80:  # noqa: PLR2004 - fits a file name
        return node.value
    plain = re.sub(r"[^a-z0-9]+", "-", node.value.lower()).strip("-")[:80] or "name"
    log.add(
        "slug",
        node.place,
        f"'{node.value}' cannot be an id",
        "ids become file names and references: small letters, digits and single hyphens",
        f"write '{plain}'",
    )
    return None


def _integer(_: str, node: Text, log: Log) -> int | None:
    if re.fullmatch(r"[+-]?[0-9]{1,9}", node.value):
        return int(node.value)
    log.add(
        "integer",
        node.place,
        f"'{node.value}' is not a whole number",
        "this field counts",
        "write digits only; if the text gives a word, put it under 'words' and leave the number out",
    )
    return None


def _number(_: str, node: Text, log: Log) -> float | None:
    if re.fullmatch(r"[+-]?[0-9]{1,9}(\.[0-9]{1,9})?", node.value):
        return float(node.value)
    log.add("number", node.place, f"'{node.value}' is not a number", "this field measures", "write it like 32.85")
    return None


def _flag(_: str, node: Text, log: Log) -> bool | None:
    if node.value.lower() in _YES:
        return _YES[node.value.lower()]
    log.add("flag", node.place, f"'{node.value}' is neither yes nor no", "this field is a yes or a no", "write yes or no")
    return None


def _when(_: str, node: Text, log: Log) -> dates.When | None:
    try:
        return dates.parse(node.value)
    except dates.DateProblem as problem:
        log.add("date", node.place, problem.what, problem.why, problem.fix)
        return None


def _gap(_: str, node: Text, log: Log) -> str | None:
    try:
        dates.parse_gap(node.value)
    except dates.DateProblem as problem:
        log.add("gap", node.place, problem.what, problem.why, problem.fix)
        return None
    return node.value


def _anchor(_: str, node: Text, log: Log) -> Any:  # noqa: ANN401 - a Span or None
    try:
        return anchors.parse(node.value)
    except anchors.AnchorProblem as problem:
        log.add(problem.rule, node.place, problem.what, problem.why, problem.fix)
        return None


def _word(vocabulary: str, node: Text, log: Log) -> str | None:
    allowed = _EXTRA.get(vocabulary) or codebook.words(vocabulary)
    if node.value in allowed:
        return node.value
    noun = vocabulary.rstrip("s").replace("_", " ")
    log.add(
        "unknown-word",
        node.place,
        f"unknown {noun} '{node.value}'",
        "the vocabulary is closed, so that every page and table means the same by a word",
        nearest(node.value, allowed, where="the codebook"),
    )
    return None


def _reference(register: str, node: Text, log: Log) -> str | None:
    known = log.known.get(register, ())
    if node.value in known:
        return node.value
    log.add(
        f"unknown-{register}",
        node.place,
        f"unknown {register} '{node.value}'",
        f"every {register} is registered once, so that it has one name on every page",
        f"{nearest(node.value, known, where=REGISTERS[register])}, or add '{node.value}' to {REGISTERS[register]}",
    )
    return None


def _bringer(_: str, node: Text, log: Log) -> str | None:
    return node.value if node.value == "reader" else _reference("actor", node, log)


def _head(node: Entries) -> Place:
    if not node.pairs:
        return node.place
    return node.pairs[0][0].place


_SCALARS: dict[str, Callable[[str, Text, Log], Any]] = {
    "text": _text,
    "claim": _text,
    "slug": _slug,
    "integer": _integer,
    "number": _number,
    "flag": _flag,
    "when": _when,
    "gap": _gap,
    "anchor": _anchor,
    "word": _word,
    "ref": _reference,
    "bringer": _bringer,
}



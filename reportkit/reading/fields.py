"""
One value at a time: from text with a place to a typed value, or a problem.

The types are those of `reportkit.reading.shapes`. Every function returns None (or leaves a
field out) where the text cannot be read, after logging why, so that one run finds all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from reportkit.problems import Problem, clipped, nearest
from reportkit.reading.shapes import REGISTERS, SHAPES, written_kinds
from reportkit.reading.values import SCALARS, allowed, slug
from reportkit.reading.yamltext import Entries, Items, Text

if TYPE_CHECKING:
    from reportkit.dates import When
    from reportkit.problems import Place
    from reportkit.reading.yamltext import Node

_LISTED = 8
_CALLED = {
    "actors": "register of actors",
    "places": "register of places",
    "documents": "register of documents",
    "read": "'read'",
    "gap": "uncovered sentence",
    "bears_on": "'bears_on'",
    "resolved": "reading of words",
    "schedules": "list of schedules",
    "query": "'incidents'",
    "mail": "mail",
    "objects": "object store",
}


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


def plain(record: Record, name: str, default: Any = "") -> Any:  # noqa: ANN401 - values of many types
    """Return the value of a field, or a default."""
    return record[name].value if name in record else default


def take(shape: str, node: Node, log: Log) -> Taken:
    """
    Read a mapping as a record of a shape: unknown and missing fields are problems.

    What is not filled in a reading that is only `begun` is none, but for its voice.

    Parameters
    ----------
    shape : str
        A name of `reportkit.reading.shapes.SHAPES`.
    node : Node
        What stands in the file.
    log : Log
        Problems are added here.
    """
    if shape != "reading" or not begun(node):
        return _taken(shape, node, log)
    inner = Log(known=log.known)
    found = _taken(shape, node, inner)
    log.problems += [p for p in inner.problems if p.rule != "empty" or field_of(p) == "voice"]
    return found


def blank(node: Node | None) -> bool:
    """Whether a field is written and holds nothing."""
    return isinstance(node, Text) and not node.value.strip()


def begun(reading: Node) -> bool:
    """
    Whether a reading is made and nothing is read yet: its ``claims`` is blank.

    An empty list is something else: the document was read and says nothing to encode.

    Examples
    --------
    >>> from reportkit.reading.yamltext import read_text
    >>> [begun(read_text(text, "x.yaml", [])) for text in ("claims:", "claims: []", "voice: daily")]
    [True, False, False]
    """
    return isinstance(reading, Entries) and blank(reading.get("claims"))


def left_to_fill(reading: Node) -> tuple[Problem, ...]:
    r"""
    Return the fields of a reading that are written and hold nothing, as problems.

    Examples
    --------
    >>> from reportkit.reading.yamltext import read_text
    >>> left = left_to_fill(read_text("voice: daily\nread: {by: desk}\nclaims:", "x.yaml", []))
    >>> [field_of(problem) for problem in left]
    ['claims']
    """
    log = Log()
    _taken("reading", reading, log)
    return tuple(problem for problem in log.problems if problem.rule == "empty")


def field_of(problem: Problem) -> str:
    """Return the field in whose line a problem stands."""
    return problem.place.text.partition(":")[0].strip(" -")


def _taken(shape: str, node: Node, log: Log) -> Taken:
    """Read a mapping as a record of a shape, and note all that is wrong with it."""
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
        elif spec.required and blank(value) and not spec.type.startswith("map:"):
            _empty(value, log, f"write it: this field is needed ({spec.meaning})")
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
    if blank(node):
        _empty(node, log)
        return None
    return SCALARS[head](rest, node, log)


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
        words = allowed(rest)
        listed = ", ".join(words[:_LISTED]) + (", …" if len(words) > _LISTED else "")
        return f"add '{name}: {words[0]}'" if len(words) == 1 else f"add '{name}: …' with one of: {listed}"
    if head == "ref":
        return f"add '{name}: …' with an id of {REGISTERS[rest]}"
    samples = {
        "anchor": 'p2 "first words … last words"',
        "when": "2031-05-03",
        "slug": "a-name-like-this",
        "nullable": "null",
        "cron": "30 6 * * *",
        "zone": "Asia/Baghdad",
        "shape": {"read": "{by: desk, on: 2031-05-06, second: null}", "claim": "", "query": "{all: yes}"}.get(
            rest, "…"
        ),
        "map": "",
    }
    return f"add '{name}: {samples.get(head, '…')}".rstrip() + "'"


def _empty(node: Node, log: Log, fix: str = "write it, or remove the line") -> None:
    log.add("empty", node.place, "there is no value here", "an empty field says nothing", fix)


def _list(kind: str, node: Node, log: Log) -> tuple[Given, ...]:
    if blank(node):
        _empty(node, log)
        return ()
    nodes = node.items if isinstance(node, Items) else (node,)
    values = ((value_of(kind, item, log), item.place) for item in nodes)
    return tuple(Given(value, place) for value, place in values if value is not None)


def _by_id(shape: str, node: Node, log: Log) -> tuple[tuple[str, Place, Taken], ...] | None:
    if blank(node):
        return ()  # a register that holds nothing yet: new entries are pasted below its first line
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
    found = ((slug("", key, log), key.place, take(shape, value, log)) for key, value in node.pairs)
    return tuple((identity, place, fields) for identity, place, fields in found if identity)


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


def _spoken(_: str, node: Node, log: Log) -> tuple[When | None, str] | None:
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
    "values": _as_it_is,
    "secret": _as_it_is,
}

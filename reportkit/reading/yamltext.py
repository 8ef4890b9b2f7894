"""
YAML as text with its positions.

YAML's own guesses are switched off: `NO` stays Norway, `12:30` a time and `007` three
digits; the field a value fills decides its type. Equal keys, aliases and tags are
problems, since each of them would let a file say something other than what it shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from reportkit.problems import Place, Problem

MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar: its text and place."""

    value: str
    place: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the order written."""

    pairs: tuple[tuple[Text, Node], ...]
    place: Place

    def get(self, name: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((value for key, value in self.pairs if key.value == name), None)

    def names(self) -> tuple[str, ...]:
        """Return the keys in the order written."""
        return tuple(key.value for key, _ in self.pairs)


Node = Text | Items | Entries


def read_file(path: Path, shown: str, log: list[Problem]) -> Entries | None:
    """
    Return the top-level entries of a YAML file, or None where it cannot be read.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        Its name as messages give it (relative to the corpus).
    log : list of Problem
        Problems are added here.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = f"the system says: {error.strerror}"
        log.append(
            Problem(
                "unreadable", Place(shown), "the file cannot be read", why, "check that it exists and its rights"
            )
        )
        return None
    if len(raw) > MAX_BYTES:
        log.append(
            Problem(
                "too-large",
                Place(shown),
                "the file is too large",
                f"it has {len(raw):,} bytes; an encoding is written by hand and has less than {MAX_BYTES:,}",
                "divide it, one document to a reading",
            )
        )
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        log.append(_not_utf8(raw, error.start, shown))
        return None
    return read_text(text, shown, log)


def read_text(text: str, shown: str, log: list[Problem]) -> Entries | None:
    """
    Return the top-level entries of YAML text, or None where it is not a mapping.

    Examples
    --------
    >>> log = []
    >>> read_text("country: NO", "places.yaml", log).get("country").value
    'NO'
    >>> read_text("a: 1\\na: 2", "x.yaml", log) is None, log[0].what
    (False, "'a' is given twice")
    """
    lines = text.splitlines()
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        log.append(_syntax(error, lines, shown))
        return None
    except (yaml.YAMLError, ValueError) as error:
        log.append(
            Problem(
                "yaml",
                _place_of(text, error, shown),
                "the file holds a character YAML does not allow",
                "control characters are invisible and would reach the page",
                "delete the character, or write it as words",
            )
        )
        return None
    except RecursionError:
        log.append(
            Problem(
                "too-deep",
                Place(shown),
                "the file is nested too deeply",
                "no encoding needs more than a few levels",
                "look for a run of opening brackets",
            )
        )
        return None
    if not isinstance(root, yaml.MappingNode):
        what = "the file is empty" if root is None else "the file is not a list of 'name: value' lines"
        log.append(
            Problem(
                "not-a-mapping",
                Place(shown, 1, 1, 1, lines[0] if lines else ""),
                what,
                "every file of a corpus starts with 'format: 1' and named entries",
                "see seeds/README.md for an example of this file",
            )
        )
        return None
    return _entries(root, shown, lines, log, set())


def walk(node: Node) -> Iterator[Text]:
    """Yield every scalar below a node, keys included."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Items):
        for item in node.items:
            yield from walk(item)
    else:
        for key, value in node.pairs:
            yield key
            yield from walk(value)


def _node(node: yaml.Node, shown: str, lines: list[str], log: list[Problem], seen: set[int]) -> Node:
    place = _place(shown, lines, node)
    if id(node) in seen:
        log.append(
            Problem(
                "alias",
                place,
                "an alias repeats another part of the file",
                "a reader of this line cannot see what it says",
                "write the value out",
            )
        )
        return Text("", place)
    seen.add(id(node))
    if node.tag.startswith("!"):
        log.append(
            Problem(
                "tag",
                place,
                f"the tag '{node.tag}' is not allowed",
                "the field a value fills decides its type, not a tag",
                "remove the tag",
            )
        )
    if isinstance(node, yaml.ScalarNode):
        return Text(node.value, place)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_node(item, shown, lines, log, seen) for item in node.value), place)
    return _entries(node, shown, lines, log, seen)


def _entries(node: yaml.Node, shown: str, lines: list[str], log: list[Problem], seen: set[int]) -> Entries:
    pairs: dict[str, tuple[Text, Node]] = {}
    for key, value in node.value:
        at = _place(shown, lines, key)
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not name:
            log.append(
                Problem("key", at, "a key is not a plain word", "entries are found by name", "write 'name: value'")
            )
            continue
        if name in pairs:
            log.append(
                Problem(
                    "duplicate-key",
                    at,
                    f"'{name}' is given twice",
                    f"line {pairs[name][0].place.line} already gives it, and one of the two would be lost",
                    "remove one of the two, or join them",
                )
            )
            continue
        pairs[name] = Text(name, at), _node(value, shown, lines, log, seen)
    return Entries(tuple(pairs.values()), _place(shown, lines, node))


def _place(shown: str, lines: list[str], node: yaml.Node) -> Place:
    start, end = node.start_mark, node.end_mark
    text = lines[start.line] if start.line < len(lines) else ""
    width = end.column - start.column if end.line == start.line else len(text.rstrip()) - start.column
    return Place(shown, start.line + 1, start.column + 1, max(1, width), text)


def _syntax(error: yaml.MarkedYAMLError, lines: list[str], shown: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    text = lines[line] if line < len(lines) else ""
    place = Place(shown, line + 1, column + 1, 1, text)
    if "\t" in text[: column + 1]:
        return Problem(
            "tab",
            place,
            "a tab stands where YAML wants spaces",
            "a tab has no fixed width, so the nesting of the line is not known",
            "replace the tab by spaces",
        )
    said = " ".join(str(part) for part in (error.context, error.problem) if part)
    return Problem(
        "yaml",
        place,
        "the line is not valid YAML",
        said or "the parser stopped here",
        "check the indent, and put text that holds ': ' or ' #' or starts with a sign into quotes",
    )


def _place_of(text: str, error: Exception, shown: str) -> Place:
    position = getattr(error, "position", 0)
    before = text[:position]
    line = before.count("\n")
    lines = text.split("\n")
    column = len(before) - (before.rfind("\n") + 1)
    return Place(shown, line + 1, column + 1, 1, lines[line] if line < len(lines) else "")


def _not_utf8(raw: bytes, start: int, shown: str) -> Problem:
    line = raw[:start].count(b"\n")
    column = start - (raw.rfind(b"\n", 0, start) + 1)
    shown_line = raw.split(b"\n")[line].decode("cp1252", "replace").rstrip("\r")
    return Problem(
        "not-utf-8",
        Place(shown, line + 1, column + 1, 1, shown_line),
        "the file is not UTF-8",
        f"byte 0x{raw[start]:02x} cannot stand there; it reads as '{raw[start : start + 1].decode('cp1252', 'replace')}' "
        "in Windows' encoding",
        "save the file as UTF-8 in your editor",
    )

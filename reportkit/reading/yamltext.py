"""
YAML as text with its positions.

YAML's own guesses are switched off: `NO` stays Norway, `12:30` a time and `007` three
digits; the field a value fills decides its type. Equal keys, anchors, aliases and tags are
problems, since each of them lets a file say something other than what it shows; so are
characters that nobody can see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from reportkit.problems import Place, Problem, clipped
from reportkit.reading import ordinary
from reportkit.reading.yamlerrors import explained

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 4_000_000
MAX_DEPTH = 20
_LOOKED_AT = 400  # bytes that tell an encoding
_HIDDEN_SHOWN = 20  # a binary file holds thousands; these are enough to see what it is

# What YAML forbids, line breaks that no editor shows as such (a lone CR, NEL, LS, PS), and tabs: YAML allows
# them in places, the two parsers not in the same ones, and on a screen they are spaces.
_HIDDEN = re.compile(
    "[^\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)|[\u2028\u2029]"
)
_HIDDEN_IN_VALUE = re.compile(f"{_HIDDEN.pattern}|\r")
_BREAKS = {"\r", "\x85", "\u2028", "\u2029"}

Loader: TypeAlias = type[yaml.BaseLoader]
# The parser in C is about ten times as fast; PyYAML may be built without it. Both give the same places.
FAST: Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


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


Node: TypeAlias = "Text | Items | Entries"


def read_file(path: Path, shown: str, log: list[Problem]) -> Entries | None:
    """
    Return the top-level entries of a YAML file, or None where it cannot be read.

    Parameters
    ----------
    path : Path
        The file; UTF-8, with or without a byte order mark.
    shown : str
        Its name as messages give it (relative to the corpus).
    log : list of Problem
        Problems are added here.
    """
    try:
        raw = ordinary.content(path)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        denied = isinstance(error, PermissionError)
        log.append(
            Problem(
                "unreadable",
                Place(shown),
                "the file is missing" if missing else "the file cannot be read",
                "every corpus has this file" if missing else f"the system says: {error.strerror}",
                f"write {shown} (seeds/README.md tells what it holds)"
                if missing
                else "give yourself the right to read it"
                if denied
                else "put a plain text file in its place",
            )
        )
        return None
    if len(raw) > MAX_BYTES:
        log.append(
            Problem(
                "too-large",
                Place(shown),
                "the file is too large",
                f"it has {len(raw):,} bytes; an encoding written by hand has less than {MAX_BYTES:,}",
                "divide it: one document is one reading",
            )
        )
        return None
    if wide := _wide(raw):
        log.append(_wide_text(raw, wide, shown))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        log.append(_not_utf8(raw, error.start, shown))
        return None
    return read_text(text, shown, log)


def read_text(text: str, shown: str, log: list[Problem], loader: Loader = FAST) -> Entries | None:
    r"""
    Return the top-level entries of YAML text, or None where it is not a mapping.

    Parameters
    ----------
    text : str
        Any text at all; what is wrong with it is added to the log and never raised.
    shown : str
        The file's name as messages give it.
    log : list of Problem
        Problems are added here.
    loader : type, optional
        The parser. What the fast one refuses is read again by the one in Python, so that
        messages do not depend on how PyYAML was built. What both read is the same; the one
        in Python reads a little less (no ``?`` in unquoted text between brackets).

    Examples
    --------
    >>> log = []
    >>> read_text("country: NO", "places.yaml", log).get("country").value
    'NO'
    >>> read_text("a: 1\na: 2", "x.yaml", log).names(), log[0].what
    (('a',), "'a' is given twice")
    """
    if hidden := [*_hidden(text, shown)]:
        log.extend(hidden)
        return None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    reading = _Reading(shown, lines)
    try:
        reading.follow(yaml.parse(text, Loader=loader))
    except _StoppedError:
        pass
    except (yaml.YAMLError, ValueError) as error:
        if loader is not yaml.BaseLoader:
            return read_text(text, shown, log, yaml.BaseLoader)
        reading.problems.append(explained(error, lines, shown))
        reading.root = None
    log.extend(reading.problems)
    if isinstance(reading.root, Entries):
        return reading.root
    if not reading.problems:
        log.append(_not_a_mapping(reading.root, shown, lines[0]))
    return None


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


class _StoppedError(Exception):
    """What follows cannot be read sensibly; the problem is noted already."""


@dataclass(slots=True)
class _Reading:
    """
    Nodes from the parser's events, with the problems found on the way.

    Events instead of a composed tree: no recursion, so that fifty thousand brackets are a
    problem like any other and not the end of the process.
    """

    shown: str
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    root: Node | None = None
    _open: list[tuple[yaml.CollectionStartEvent, list[Node]]] = field(default_factory=list)
    _documents: int = 0

    def follow(self, events: Iterator[yaml.Event]) -> None:
        """Build nodes until the events end."""
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._document(event)
            elif isinstance(event, yaml.NodeEvent):
                self._marked(event)
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                start, children = self._open.pop()
                place = self._place(start, event if start.flow_style else None)
                build = self._entries if isinstance(start, yaml.MappingStartEvent) else Items
                self._give(build(tuple(children), place))

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._add(
                "two-documents",
                self._place(event, event),
                "a second YAML document starts here",
                "one file is one record, and what follows would be lost",
                "remove the line '---', or move what follows into a file of its own",
            )
            raise _StoppedError

    def _node(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.ScalarEvent):
            place = self._place(event, event)
            self._give(Text(self._visible(event.value, place), place))
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self._open) == MAX_DEPTH:
                self._add(
                    "too-deep",
                    self._place(event, None),
                    "this is nested too deeply",
                    f"no encoding needs more than {MAX_DEPTH} levels",
                    "look for brackets that are opened and never closed",
                )
                raise _StoppedError
            self._open.append((event, []))
        else:
            self._give(Text(f"*{event.anchor}", self._place(event, event)))

    def _give(self, node: Node) -> None:
        if self._open:
            self._open[-1][1].append(node)
        else:
            self.root = node

    def _marked(self, event: yaml.NodeEvent) -> None:
        """Note anchors, aliases and tags, which are often text that was meant to be quoted."""
        tag = getattr(event, "tag", None)
        if event.anchor is None and tag is None:
            return
        place = self._place(event, event if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) else None)
        quote = "put text that starts with this sign into quotes"
        if isinstance(event, yaml.AliasEvent):
            why = "it repeats a part of the file that stands elsewhere"
            self._add("alias", place, f"'*{event.anchor}' is an alias", why, f"write the value out; {quote}")
        elif event.anchor is not None:
            why = "YAML takes it for a name and not for a part of the text"
            self._add("yaml-anchor", place, f"'&{event.anchor}' is an anchor", why, f"remove it; {quote}")
        if tag is not None:
            why = "the field a value fills decides its type, not a tag"
            self._add("tag", place, f"'{clipped(tag)}' is a tag", why, f"remove it; {quote}")

    def _entries(self, children: tuple[Node, ...], place: Place) -> Entries:
        pairs: dict[str, tuple[Text, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Text) or not key.value:
                why = "a part of a record is found by its name"
                self._add("key", key.place, "a name is missing before the colon", why, "write 'name: value'")
            elif key.value in pairs:
                first = pairs[key.value][0].place.line
                self._add(
                    "duplicate-key",
                    key.place,
                    f"'{clipped(key.value)}' is given twice",
                    f"line {first} has it already, and one of the two would be lost",
                    "remove one of the two, or join them",
                )
            else:
                empty = isinstance(value, Text) and not value.value
                # Where nothing stands, the parsers disagree on the place.
                pairs[key.value] = key, Text("", key.place) if empty else value
        return Entries(tuple(pairs.values()), place)

    def _visible(self, value: str, place: Place) -> str:
        """Return a value without hidden characters, after noting the first of them."""
        if found := _HIDDEN_IN_VALUE.search(value):
            self.problems.append(_hidden_character(found.group(), place))
            return _HIDDEN_IN_VALUE.sub("\ufffd", value)
        return value

    def _place(self, start: yaml.Event, end: yaml.Event | None) -> Place:
        """Return where something starts, and how far it goes on that line."""
        line, column = _position(start.start_mark)
        text = self.lines[line] if line < len(self.lines) else ""
        last, stop = _position(end.end_mark) if end else (-1, 0)
        stop = stop if last == line else len(text.rstrip())
        return Place(self.shown, line + 1, column + 1, max(1, stop - column), text)

    def _add(self, rule: str, place: Place, what: str, why: str, fix: str) -> None:
        self.problems.append(Problem(rule, place, what, why, fix))


def _position(mark: Any) -> tuple[int, int]:  # noqa: ANN401 - a mark of either parser, or None
    return (mark.line, mark.column) if mark else (0, 0)


def _hidden(text: str, shown: str) -> Iterator[Problem]:
    """Yield problems of characters that nobody can see, at the places where they stand."""
    line, after = 1, 0
    for count, match in enumerate(_HIDDEN.finditer(text), 1):
        line += text.count("\n", after, match.start())
        after = match.start()
        begin = text.rfind("\n", 0, after) + 1
        end = text.find("\n", after)
        whole = text[begin : end if end >= 0 else len(text)].removesuffix("\r")
        yield _hidden_character(match.group(), Place(shown, line, after - begin + 1, 1, whole))
        if count == _HIDDEN_SHOWN:
            return


def _hidden_character(character: str, place: Place) -> Problem:
    if character == "\t":
        return Problem(
            "tab",
            place,
            "a tab stands here",
            "it looks like spaces, but nobody knows how many, so what it indents may belong elsewhere",
            "replace it by spaces",
        )
    noun = "line break" if character in _BREAKS else "character"
    return Problem(
        "hidden-character",
        place,
        f"a hidden {noun} stands here (U+{ord(character):04X})",
        "nobody can see it, and it would reach the page",
        "delete it" if noun == "character" else "delete it, or press Enter if a line should end here",
    )


def _not_a_mapping(root: Node | None, shown: str, first_line: str) -> Problem:
    empty = root is None or (isinstance(root, Text) and not root.value)
    return Problem(
        "not-a-mapping",
        Place(shown) if empty else root.place if root else Place(shown, 1, 1, 1, first_line),
        "the file is empty" if empty else "the file has no 'name: value' lines",
        "every file of a corpus starts with its format and named entries",
        "start it with 'format: 1' (seeds/README.md tells what it holds)",
    )


def _wide(raw: bytes) -> str:
    """Return the encoding of text with two bytes a letter, by its mark or its zeros; "" for any other."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            return encoding
    zeros = raw[:_LOOKED_AT].count(0), raw[1:_LOOKED_AT:2].count(0)
    if zeros[0] * 3 < len(raw[:_LOOKED_AT]) or not raw:
        return ""
    return "utf-16-le" if zeros[1] * 2 > zeros[0] else "utf-16-be"


def _wide_text(raw: bytes, encoding: str, shown: str) -> Problem:
    first = raw.decode(encoding, "replace").lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    return Problem(
        "not-utf-8",
        Place(shown, 1, 1, 1, first or " "),
        "the file is UTF-16, not UTF-8",
        "some editors call it 'Unicode'; each of its letters takes two bytes or more",
        "save the file as UTF-8 in your editor",
    )


def _not_utf8(raw: bytes, start: int, shown: str) -> Problem:
    line = raw[:start].count(b"\n")
    begin = raw.rfind(b"\n", 0, start) + 1
    whole = raw.split(b"\n")[line].decode("cp1252", "replace").rstrip("\r")
    column = len(raw[begin:start].decode("cp1252", "replace"))
    windows = raw[start : start + 1].decode("cp1252", "replace")
    guess = f"in Windows' encoding it is '{windows}'" if windows.isprintable() and windows != "\ufffd" else ""
    return Problem(
        "not-utf-8",
        Place(shown, line + 1, column + 1, 1, whole),
        "the file is not UTF-8",
        f"byte 0x{raw[start]:02x} cannot stand here" + (f"; {guess}" if guess else ""),
        "save the file as UTF-8 in your editor",
    )

"""
A TOML file with the place of every value in it.

`tomllib` says what a file means and not where it says so; messages need both. The file is read by `tomllib`,
and its lines are then looked through for the keys it has found.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from reportkit.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

Path: TypeAlias = "tuple[str, ...]"

_NAME: Final = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+)"
_NAMES: Final = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_TABLE: Final = re.compile(rf"[ \t]*\[\[?[ \t]*(?P<names>{_NAMES})[ \t]*\]")
_PAIR: Final = re.compile(rf"[ \t]*(?P<names>{_NAMES})[ \t]*=[ \t]*(?P<value>.*)")
_WHOLE: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^#]*")
_LONG: Final = ('"""', "'''")
_AT: Final = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Written:
    """
    What a file holds, and where: ``values`` by their paths of keys.

    Parameters
    ----------
    file : str
        Its name, as messages call it.
    values : dict
        What `tomllib` has read.
    """

    file: str
    values: dict[str, Any] = field(default_factory=dict)
    _keys: dict[Path, Place] = field(default_factory=dict)
    _values: dict[Path, Place] = field(default_factory=dict)

    def key(self, *path: str) -> Place:
        """Return where a key stands; where that cannot be told, the table it belongs to, or the file."""
        return _found(self._keys, path) or Place(self.file)

    def value(self, *path: str) -> Place:
        """Return where a value stands; as `key` where that cannot be told."""
        return self._values.get(path) or self.key(*path)


def read(text: str, file: str) -> tuple[Written, tuple[Problem, ...]]:
    r"""
    Read a TOML text with its places; a text that is none is one problem.

    Examples
    --------
    >>> written, _ = read('[colours]\nbrand = "#123456"', "theme.toml")
    >>> at = written.value("colours", "brand")
    >>> at.line, at.column, at.width
    (2, 9, 9)
    >>> print(read("paper = A4", "theme.toml")[1][0])
    theme.toml:1:9: the file cannot be read as TOML: Invalid value
      |
    1 | paper = A4
      |         ^
      = why: one mistake of form hides all that stands below it
      = fix: mend this line; words stand in quotes: paper = "A4"
    """
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Written(file), (_no_toml(str(error) or "too deeply nested", text, file),)
    written = Written(file, values)
    for path, key, value in _places(_lines(text), file):
        written._keys.setdefault(path, key)  # noqa: SLF001 - built here, once
        if value is not None:
            written._values.setdefault(path, value)  # noqa: SLF001
    return written, ()


def _lines(text: str) -> list[str]:
    """Return the lines as TOML counts them: no other sign than LF ends one."""
    return text.replace("\r\n", "\n").split("\n")


def _found(places: dict[Path, Place], path: Path) -> Place | None:
    return next((places[path[:n]] for n in range(len(path), 0, -1) if path[:n] in places), None)


def _places(lines: list[str], file: str) -> Iterator[tuple[Path, Place, Place | None]]:
    table: Path = ()
    closing = ""
    for number, line in enumerate(lines, 1):
        if closing:  # inside words that go over lines
            closing = "" if closing in line else closing
        elif found := _TABLE.match(line):
            table = _split(found["names"])
            yield table, _at(file, number, line, *found.span("names")), None
        elif found := _PAIR.match(line):
            path = (*table, *_split(found["names"]))
            start = found.start("value")
            whole = _WHOLE.match(found["value"])
            length = len(whole[0].rstrip()) if whole else 1
            key = _at(file, number, line, *found.span("names"))
            yield path, key, _at(file, number, line, start, start + length)
            opening = next((sign for sign in _LONG if found["value"].startswith(sign)), "")
            closing = opening if opening and opening not in found["value"][3:] else ""


def _at(file: str, number: int, line: str, start: int, end: int) -> Place:
    return Place(file, number, start + 1, max(1, end - start), line)


def _split(names: str) -> Path:
    """Return the single names of a dotted key, each without its quotes."""
    value: Any = tomllib.loads(f"{names} = 0")
    path: list[str] = []
    while isinstance(value, dict):
        ((name, value),) = value.items()
        path.append(name)
    return tuple(path)


def _no_toml(words: str, text: str, file: str) -> Problem:
    found, lines = _AT.search(words), _lines(text)
    line = int(found["line"]) if found and found["line"] else len(lines)
    at = lines[line - 1] if 0 < line <= len(lines) else ""
    column = int(found["column"]) if found and found["column"] else len(at) + 1
    what = _AT.sub("", words)
    return Problem(
        "toml",
        Place(file, line, column, 1, at) if line else Place(file),
        f"the file cannot be read as TOML: {what}",
        "one mistake of form hides all that stands below it",
        'mend this line; words stand in quotes: paper = "A4"',
    )

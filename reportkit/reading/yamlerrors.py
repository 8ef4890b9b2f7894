"""
What YAML's parser could not read, said for the person who wrote it.

The parser speaks of tokens and simple keys; people forgot a quote, a space or a colon.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import yaml

from reportkit.problems import Place, Problem, clipped

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Advice(NamedTuple):
    """What to say of an error: at the place where it shows, or (``began``) where it started."""

    what: str
    why: str
    fix: str
    began: bool = False


_QUOTE = "put the text into quotes"
_NO_COLON = _Advice(
    "this line has no colon after its name",
    "each line of a record is 'name: value'",
    "write 'name: value', and indent text that goes on from the line above",
    began=True,
)
_SECOND_COLON = _Advice(
    "a second ': ' stands in this line",
    "a colon with a space after it starts a value, also inside text",
    "put the text into quotes, or start a new line if a field begins here",
)
_TOO_DEEP = _Advice(
    "this line stands deeper than its record",
    "the line above has its value, so this one counts as more of its text",
    "give the line the indent of the field above, or put the text into quotes",
)
_AFTER_QUOTE = _Advice(
    "text goes on after the closing quote",
    "a text that starts with a quote ends with the next one",
    "put single quotes around the whole text, and double each single quote inside",
)
_LIST_INLINE = _Advice(
    "a list starts in the middle of a line",
    "a list with dashes starts on a line of its own",
    "start a new line before the '-', or write [one, two]",
)
# A part of the parser's message, and what to say instead; the first that fits.
_KNOWN: tuple[tuple[str, _Advice], ...] = (
    ("could not find expected ':'", _NO_COLON),
    (
        "while scanning a quoted scalar",
        _Advice(
            "a quote is opened here and not closed",
            "everything up to the next quote counts as text",
            "close it; a single quote inside single quotes is doubled",
            began=True,
        ),
    ),
    (
        "unknown escape character",
        _Advice(
            "a backslash stands between double quotes",
            "there it starts a code and is not text",
            "put the text into single quotes",
        ),
    ),
    (
        "that cannot start any token",
        _Advice("a value cannot start with this sign", "YAML keeps the sign for itself", _QUOTE),
    ),
    (
        "while parsing a flow node",
        _Advice(
            "a value is missing between brackets",
            "there values stand with one comma between them",
            "write the value, or remove the sign that has none before it",
        ),
    ),
    (
        "while parsing a flow",
        _Advice(
            "a bracket is opened here and not closed",
            "its list or record goes on to the closing bracket",
            "close the bracket; put text that holds a comma or a bracket into quotes",
            began=True,
        ),
    ),
    (
        "while parsing a block collection",
        _Advice(
            "this line does not line up with its list",
            "items of one list start in the same column, and nothing stands between them",
            "give each '-' the same indent, and what belongs to an item two columns more",
        ),
    ),
    (
        "while parsing a block mapping",
        _Advice(
            "this line does not line up with its record",
            "fields of one record start in the same column",
            "give the line the indent of the fields above",
        ),
    ),
    ("sequence entries are not allowed", _LIST_INLINE),
    (
        "YAML document",
        _Advice("a line cannot start with '%'", "YAML takes it for an order to itself", "remove the line"),
    ),
)


def explained(error: Exception, lines: Sequence[str], shown: str) -> Problem:
    """
    Return a parser's error as a problem.

    Parameters
    ----------
    error : Exception
        What the parser raised.
    lines : sequence of str
        The lines of the file.
    shown : str
        The file's name as messages give it.

    Examples
    --------
    >>> try:
    ...     list(yaml.parse("note: he said: no"))
    ... except yaml.YAMLError as error:
    ...     print(explained(error, ["note: he said: no"], "x.yaml").what)
    a second ': ' stands in this line
    """
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem("yaml", Place(shown), "this is not YAML", clipped(str(error)), _QUOTE)
    here = _place(error.problem_mark or error.context_mark, lines, shown)
    said = " ".join(str(part) for part in (error.context, error.problem) if part)
    if "mapping values are not allowed" in said:
        here, advice = _colon(here, lines)
    elif said.endswith("but got ':'") and error.context_mark and error.context_mark.line == here.line - 1:
        advice = _SECOND_COLON
    elif "found '<scalar>'" in said and here.text[: here.column - 1].strip():
        advice = _AFTER_QUOTE
    else:
        unknown = _Advice(
            "this line is not valid YAML",
            f"the parser says: {clipped(said, 200)}",
            "look at its quotes, brackets and colons",
        )
        advice = next((advice for sign, advice in _KNOWN if sign in said), unknown)
    at = _place(error.context_mark, lines, shown) if advice.began and error.context_mark else here
    return Problem("yaml", at, advice.what, advice.why, advice.fix)


def _colon(here: Place, lines: Sequence[str]) -> tuple[Place, _Advice]:
    """Tell a second colon in a line from a first one where no field can start."""
    if ": " in here.text[: here.column - 1]:
        return here, _SECOND_COLON
    above = next((n for n in range(here.line - 2, -1, -1) if lines[n].strip()), None)
    if above is not None and _indent(lines[above]) >= _indent(here.text):
        return Place(here.file, above + 1, _indent(lines[above]) + 1, 1, lines[above]), _NO_COLON
    return replace(here, column=_indent(here.text) + 1), _TOO_DEEP


def _place(mark: yaml.Mark | None, lines: Sequence[str], shown: str) -> Place:
    """Return the place of a mark; one on an empty line is shown behind the last text before it."""
    if mark is None or not lines:
        return Place(shown)
    line, column = min(mark.line, len(lines) - 1), mark.column
    if not lines[line].strip():
        line = next((n for n in range(line, -1, -1) if lines[n].strip()), line)
        column = len(lines[line].rstrip())
    return Place(shown, line + 1, column + 1, 1, lines[line])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

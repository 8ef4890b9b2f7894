"""
Problems in what people wrote, and how to say them.

A problem names the exact place, quotes what stands there, says why it cannot
stand and what to write instead. Readers gather every problem before they raise,
so that one run shows all there is to mend.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from heapq import nlargest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_LINE = 100  # columns of an excerpt; a longer line is shown around its caret
_LEAD = 60
_LISTED = 24
_COMPARED = 50
_LONGEST_WORD = 80  # nobody means a word that is longer
_SHORTEST_PART = 3  # letters of which somebody may mean the only word that holds them
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """
    A stretch of one line of a file. Lines and columns count from 1.

    ``file`` is the name as the reader should see it (relative to the corpus),
    ``text`` the whole line as it stands in the file.
    """

    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing wrong at one place, with the reason and the remedy.

    Parameters
    ----------
    rule : str
        Short stable name of the rule, for filters and documentation.
    place : Place
        Where it stands.
    what, why, fix : str
        What is wrong (a few words), why that cannot stand, what to write instead.

    Examples
    --------
    >>> place = Place("actors.yaml", 3, 9, 3, "  kind: sate")
    >>> print(Problem("unknown-word", place, "unknown kind 'sate'", "kinds are closed", "write 'state'"))
    actors.yaml:3:9: unknown kind 'sate'
      |
    3 |   kind: sate
      |         ^^^
      = why: kinds are closed
      = fix: write 'state'
    """

    rule: str
    place: Place
    what: str
    why: str
    fix: str

    def __str__(self) -> str:
        """Return the message as a person reads it, every hidden character shown."""
        at = self.place
        why, fix = f"= why: {visible(self.why)}", f"= fix: {visible(self.fix)}"
        if not at.line:
            return f"{visible(at.file)}: {visible(self.what)}\n  {why}\n  {fix}"
        margin = " " * len(str(at.line))
        shown, caret = _excerpt(at)
        return "\n".join(
            (
                f"{visible(at.file)}:{at.line}:{at.column}: {visible(self.what)}",
                f"{margin} |",
                f"{at.line} | {shown}".rstrip(),
                f"{margin} | {caret}",
                f"{margin} {why}",
                f"{margin} {fix}",
            )
        )

    def to_json(self) -> dict[str, object]:
        """Return the problem as plain values for scripts and editors."""
        at = self.place
        return {
            "rule": self.rule,
            "file": at.file,
            "line": at.line,
            "column": at.column,
            "width": at.width,
            "what": self.what,
            "why": self.why,
            "fix": self.fix,
        }


class Told:
    """
    What makes an exception one whose message says it all: a notebook shows that message and nothing else.

    It stands before the exception among the bases: ``class NoCorpus(Told, LookupError)``.
    """

    def _render_traceback_(self) -> list[str]:
        """Return what IPython prints instead of a traceback: the lines of the message, nothing hidden."""
        return [visible(line) for line in str(self).split("\n")]


class Unknown(Told, KeyError):  # noqa: N818 - a name that is not there is told, not a fault
    """A name that is not there; the message names the nearest that is."""

    def __str__(self) -> str:
        """Return the message as it is, without the quotes of a KeyError."""
        return str(self.args[0])


class NoSuchName(Told, AttributeError):  # noqa: N818 - a mistyped name is told, not a fault
    """A public name that is not there; `no_name` words it."""


class EncodingProblems(Told, ValueError):  # noqa: N818 - it carries many problems, it is not one error
    """Raised when encoded files hold problems; the message lists all of them in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n\n".join((*map(str, self.problems), count(self.problems))))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems once each, sorted by file, line and column."""
    return tuple(
        sorted(
            set(problems),
            key=lambda p: (p.place.file, p.place.line, p.place.column, p.rule, p.what, p.why, p.fix),
        )
    )


def count(problems: Collection[Problem]) -> str:
    """
    Return how many problems there are, in words for the last line of a report.

    Examples
    --------
    >>> count([])
    'no problems'
    """
    files = len({p.place.file for p in problems})
    if not problems:
        return "no problems"
    return f"{plural(len(problems), 'problem')} in {plural(files, 'file')}"


def plural(number: int, noun: str) -> str:
    """
    Return a count with its noun.

    Examples
    --------
    >>> plural(1, "claim"), plural(3, "claim"), plural(2, "inquiry"), plural(8, "day")
    ('1 claim', '3 claims', '2 inquiries', '8 days')
    """
    if number == 1:
        return f"1 {noun}"
    ies = noun.endswith("y") and noun[-2:-1] not in {*"aeiou"}
    return f"{number} {noun[:-1]}ies" if ies else f"{number} {noun}s"


def nearest(word: str, known: Iterable[str], *, where: str) -> str:
    """
    Return a remedy that names the known word nearest to *word*, or what is known.

    Examples
    --------
    >>> nearest("sate", ["state", "media"], where="the codebook")
    "write 'state'"
    >>> nearest("zzz", ["state", "media"], where="the codebook")
    'write one of: media, state (from the codebook)'
    """
    words = sorted(known)
    if near := closest(word, words):
        return f"write '{near}'"
    if not words:
        return f"there is none yet: add it to {where}"
    listed = ", ".join(words[:_LISTED]) + (", …" if len(words) > _LISTED else "")
    return f"write one of: {listed} (from {where})"


def closest(word: str, known: Iterable[str]) -> str:
    """
    Return the known word that was most likely meant, or an empty string.

    That is one that is spelt alike; else the only one that holds all of the word.

    Examples
    --------
    >>> closest("sate", ["state", "media"]), closest("zzz", ["state", "media"])
    ('state', '')
    >>> closest("kalsu", ["kalsu-explosion", "eilat-attack"]), closest("a", ["apple", "pear"])
    ('kalsu-explosion', '')
    """
    if len(word) > _LONGEST_WORD:
        return ""
    words = sorted(known)
    alike = _alike(word, words)
    near = get_close_matches(word, alike, n=1, cutoff=0.7)
    if not near:
        plain = {_plain(w): w for w in alike}
        near = [plain[w] for w in get_close_matches(_plain(word), plain, n=1, cutoff=0.7)]
    if not near and len(word) >= _SHORTEST_PART:
        holding = [w for w in words if _plain(word) in _plain(w)]
        near = holding if len(holding) == 1 else []
    return near[0] if near else ""


def no_name(owner: str, name: str, known: Iterable[str]) -> NoSuchName:
    """
    Return the exception for a mistyped name; where one is near, it asks whether that was meant.

    Examples
    --------
    >>> print(no_name("reportkit", "botom_line", ["bottom_line", "load"]))
    reportkit has no 'botom_line': did you mean 'bottom_line'?
    """
    near = closest(name, known)
    meant = f": did you mean '{near}'?" if near else ""
    return NoSuchName(f"{owner} has no '{clipped(visible(name))}'{meant}")


def clipped(text: str, longest: int = 60) -> str:
    """
    Return a text that fits into a message.

    Examples
    --------
    >>> clipped("a" * 100, 5)
    'aaaaa…'
    """
    return text if len(text) <= longest else f"{text[:longest]}…"


def visible(text: str) -> str:
    r"""
    Return text that a terminal shows as it is: control and direction characters escaped.

    Examples
    --------
    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(c if c == "\t" or unicodedata.category(c) not in _HIDDEN else _escaped(c) for c in text)


def columns(text: str) -> int:
    """
    Return how many columns of a terminal a text takes.

    Examples
    --------
    >>> columns("abc"), columns("日本")
    (3, 4)
    """
    return sum(map(_columns, text))


def _alike(word: str, words: list[str]) -> list[str]:
    """Return the words that share most with one: comparing thousands of them closely takes seconds."""
    if len(words) <= _COMPARED:
        return words
    parts = _threes(word)
    return nlargest(_COMPARED, words, key=lambda other: len(parts & _threes(other)))


def _threes(word: str) -> set[str]:
    return {word[n : n + 3] for n in range(len(word) - 2)}


def _plain(word: str) -> str:
    """Return a word without what people vary: capitals, spaces, hyphens and underscores."""
    return word.casefold().replace(" ", "").replace("-", "").replace("_", "")


def _excerpt(at: Place) -> tuple[str, str]:
    """Return the line, shortened around the place, and the carets below it."""
    start, end = at.column - 1, at.column - 1 + at.width
    left = max(0, start - _LEAD) if len(at.text) > _LINE else 0
    right = min(len(at.text), left + _LINE)
    shown = "…" * bool(left) + visible(at.text[left:right]) + "…" * (right < len(at.text))
    indent = "".join("\t" if c == "\t" else " " * _columns(c) for c in at.text[left:start])
    width = sum(map(_columns, at.text[start : min(end, right)]))
    return shown, " " * bool(left) + indent + "^" * max(1, width)


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"  # noqa: PLR2004 - one byte


def _columns(character: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if character != "\t" and unicodedata.category(character) in _HIDDEN:
        return len(_escaped(character))
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

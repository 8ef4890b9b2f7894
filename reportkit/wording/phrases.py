"""
The kit's own fixed words, and the one way to join them with words that have sources.

`phrase` fills the slots of an entry of ``phrases.yaml`` with lines; what stands between
the slots becomes fixed runs. So a sentence can say only what its claims carry and what is
in that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from reportkit.wording.runs import Line, Run

FILE = Path(__file__).with_name("phrases.yaml")
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def _table() -> dict[str, str | list[str]]:
    # A file of the kit's own, and every page waits for it: by libyaml, where that is there, in a tenth.
    return dict(yaml.load(FILE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - as safe as the other


def phrase(key: str, *, strong: bool = False, soft: bool = False, **slots: Line) -> Line:
    """
    Return an entry of the table with its slots filled.

    Parameters
    ----------
    key : str
        A key of ``phrases.yaml``.
    strong, soft : bool
        Style of the fixed words.
    **slots : Line
        A line for each ``{slot}`` of the entry.

    Raises
    ------
    KeyError
        If there is no such entry or a slot is not given.

    Examples
    --------
    >>> [run.words for run in phrase("via", relay=(Run("CENTCOM", ("actor:centcom",)),))]
    ['via ', 'CENTCOM']
    """
    kind = "strong" if strong else "soft" if soft else "text"
    found: list[Run] = []
    for n, part in enumerate(_SLOT.split(str(_table()[key]))):
        if n % 2:
            found.extend(slots[part])
        elif part:
            found.append(Run(part, (), kind))
    return tuple(found)


def verb(key: str, source: Sequence[str], *, plural: bool) -> Line:
    """
    Return a verb of the table in the right number, with the claims it speaks for.

    Examples
    --------
    >>> verb("date.puts", ["C1"], plural=True)
    (Run(words='put', source=('C1',), kind='text'),)
    """
    forms = _table()[key]
    return (Run(forms[1] if plural else forms[0], tuple(source)),)


def join(lines: Iterable[Line], separator: str = "comma") -> Line:
    """
    Join lines with a fixed separator.

    Examples
    --------
    >>> [run.words for run in join([(Run("a"),), (Run("b"),)])]
    ['a', ', ', 'b']
    """
    found: list[Run] = []
    for line in lines:
        if found and line:
            found.extend(phrase(separator))
        found.extend(line)
    return tuple(found)


def listed(lines: Sequence[Line]) -> Line:
    """
    Join lines as a list in a sentence: commas, and "and" before the last.

    Examples
    --------
    >>> "".join(run.words for run in listed([(Run(w),) for w in "abc"]))
    'a, b and c'
    """
    if len(lines) < 2:  # noqa: PLR2004 - nothing to join
        return lines[0] if lines else ()
    return phrase("and", a=join(lines[:-1]), b=lines[-1])


def quoted(words: str, source: Sequence[str]) -> Line:
    """
    Return the text's own words in quotation marks.

    Examples
    --------
    >>> quoted("several", ["C1"])[0].words
    '“several”'
    """
    return (Run(f"“{words.strip('“”')}”", tuple(source), "quote"),)


def pieces() -> Iterator[str]:
    """Yield every fixed string that a phrase can leave on a page."""
    for entry in _table().values():
        for form in entry if isinstance(entry, list) else [entry]:
            yield from (part for n, part in enumerate(_SLOT.split(form)) if not n % 2 and part)


def sentence(line: Line, cited: Line = ()) -> Line:
    """
    Return a line as a sentence: a capital, its reference, a full stop.

    Examples
    --------
    >>> [run.words for run in sentence((Run("nobody says so"),))]
    ['Nobody says so', '.']
    """
    return (*capital(line), *cited, *phrase("stop"))


def capital(line: Line) -> Line:
    """
    Return a line that starts with a capital, as a sentence does.

    Examples
    --------
    >>> capital((Run("the outlet"),))[0].words
    'The outlet'
    """
    if not line:
        return line
    first = line[0]
    if first.kind in {"mark", "reference"} or not first.words:
        return (first, *capital(line[1:]))
    head = first.words[0].upper() + first.words[1:]
    if first.words[0] == "“" and len(first.words) > 1:
        head = "“" + first.words[1].upper() + first.words[2:] if first.kind != "quote" else first.words
    return (replace(first, words=head), *line[1:])

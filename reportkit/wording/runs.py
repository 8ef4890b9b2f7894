"""
Words that know what they are from.

Everything a reader sees is a line of runs. A run holds its words and the claims,
documents or register entries they are taken from; a run with no source is one of
the kit's own fixed words. Nothing else may reach a page, a figure or an alt text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Run:
    """
    A stretch of words in one style, with its source.

    Parameters
    ----------
    words : str
        What is written. For a reference the claim numbers ("C7, C12"), for a
        mark the name of the mark, which is drawn and not written.
    source : tuple of str
        What the words are from: claim numbers ("C7"), a document read in vain
        ("D1"), or a register entry ("actor:centcom"). Empty for the kit's own words.
    kind : str
        "text", "strong", "soft", "quote", "reference" or "mark".
    language : str
        The language of the words (BCP 47: "ar", "zh-Hant") where it is not that of the page, so that they are
        read aloud and shaped as what they are. Empty on nearly all.
    """

    words: str
    source: tuple[str, ...] = ()
    kind: str = "text"
    language: str = field(default="", repr=False)


Line = tuple[Run, ...]


def plain(line: Iterable[Run]) -> str:
    """
    Return the words of a line without marks and references.

    Examples
    --------
    >>> plain((Run("denies it", ("C2",)), reference("C2")))
    'denies it'
    """
    return "".join(run.words for run in line if run.kind not in {"reference", "mark"}).strip()


def reference(*keys: str) -> Run:
    """
    Return the run that refers the reader to claims or documents.

    Examples
    --------
    >>> reference("C7", "C12").words
    'C7, C12'
    """
    return Run(", ".join(keys), tuple(keys), "reference")


def unreferenced(line: Iterable[Run]) -> Line:
    """
    Return a line without its references and the spaces before them, for words read aloud.

    Examples
    --------
    >>> unreferenced((Run("denies it"), Run(" "), reference("C2")))
    (Run(words='denies it', source=(), kind='text'),)
    """
    kept: list[Run] = []
    for run in line:
        if run.kind == "reference":
            while kept and not kept[-1].words.strip() and kept[-1].kind != "mark":
                kept.pop()
        elif run.kind != "mark":
            kept.append(run)
    while kept and not kept[-1].words.strip():
        kept.pop()
    return tuple(kept)


def to_json(line: Iterable[Run]) -> list[dict[str, Any]]:
    """
    Return a line as plain JSON values, each string with its source, and with its language if it has one.

    Examples
    --------
    >>> to_json((Run("Marks."),))
    [{'t': 'Marks.', 'from': 'fixed', 'kind': 'text'}]
    >>> to_json((Run("ישראל", ("actor:israel",), language="he"),))[0]["lang"]
    'he'
    """
    return [
        {"t": run.words, "from": list(run.source) if run.source else FIXED, "kind": run.kind}
        | ({"lang": run.language} if run.language else {})
        for run in line
    ]

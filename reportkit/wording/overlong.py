"""
Bottom lines that stay too long however they are said: told at `check` with the count, and never cut.

What is derived is made to fit (`reportkit.wording.bottom_line.forms`). What is left are words that people
typed: long quotations, long names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reportkit.case import Case, case
from reportkit.model import Corpus
from reportkit.problems import Place, Problem, clipped
from reportkit.reading.lengths import quoted, wordy
from reportkit.wording.bottom_line import BOTTOM_LINE_WORDS, bottom_line, words_in


def problems(corpus: Corpus, places: Mapping[tuple[str, str, str], Place]) -> Iterator[Problem]:
    """
    Yield a problem for each incident whose bottom line has more words than the page holds.

    Parameters
    ----------
    corpus : Corpus
        A sound corpus.
    places : mapping
        Where the parts of records are written, as `reportkit.reading.encoding.written` gives it.
    """
    for slug in wordy(corpus):
        found = case(corpus, slug)
        many = sum(map(words_in, bottom_line(found)))
        if many <= BOTTOM_LINE_WORDS:
            continue
        yield Problem(
            "bottom-line-too-long",
            places.get(("incident", slug, "label"), Place(f"incidents/{slug}.yaml")),
            f"the bottom line has {many} words",
            f"the page holds {BOTTOM_LINE_WORDS}, and no sentence of it is cut or left out; this is its "
            "shortest form",
            f"shorten what it repeats: {_longest(found)}",
        )


def _words(text: str) -> int:
    return len(text.split())


def _longest(found: Case) -> str:
    """Return the longest words that a bottom line repeats, with where they are written."""
    repeated = [
        (words, f"'words' of {claim.id}")
        for claim in found.about(found.slug)
        for words in quoted(found.slug, [claim])
        if words
    ]
    ids = {claim.speaker for claim in found.about(found.slug)}
    repeated += [(found.actor(i).called or found.actor(i).label, f"'called' of {i}") for i in ids]
    words, where = max(repeated, key=lambda pair: (_words(pair[0]), pair[1]))
    return f"{where} has {_words(words)}, '{clipped(words, 40)}'"

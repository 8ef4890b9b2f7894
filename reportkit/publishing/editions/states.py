"""What bears on an incident now, in the form in which editions keep it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit import opening
from reportkit.analysis import ceiling as markings
from reportkit.analysis import known_at as instants
from reportkit.analysis.bearing import bearing
from reportkit.case import case

if TYPE_CHECKING:
    from reportkit.model import Corpus

Now = Callable[[str, str, str], "Corpus | None"]


def now_in(seeds: Path) -> Now:
    """
    Return a function that tells what bears on an incident now; the corpus is read once.

    Parameters
    ----------
    seeds : pathlib.Path
        The corpus.

    Returns
    -------
    callable
        Of slug, ceiling and instant; it returns None where nothing is left to be said of the incident. It
        raises what `reportkit.opening.load` raises for a corpus with mistakes, and for words that are no
        ceiling and no instant.
    """

    @cache
    def held(ceiling: str, as_of: str) -> Corpus:
        limit, instant = opening.lowest(ceiling), opening.earliest(as_of)
        whole = opening.sound(seeds, limit)
        whole = instants.known_at(whole, instant) if instant else whole
        return markings.under(whole, limit) if limit else whole

    def now(slug: str, ceiling: str, as_of: str) -> Corpus | None:
        whole = held(ceiling, as_of)
        if slug not in whole.incidents:
            return None
        return bearing(case(whole, slug).corpus, slug)

    return now

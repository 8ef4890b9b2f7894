"""
What every page says of itself first: marking, edition, as of when, cut-off, and that material was left out.

It stands in the text below the title, because running heads and feet are not read aloud.
"""

from __future__ import annotations

from datetime import date

from reportkit import dates
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.phrases import join, phrase, sentence
from reportkit.wording.runs import Line, Run


def status(about: Dossier, edition: int, marking: str) -> Line:
    """
    Return marking and edition, the cut-off, as of when it is, and that something was left out where it was.

    What was left out, how much, and how it is marked is not said: from the numbers of two editions one could
    read when something came in (docs/decisions/0019).

    Parameters
    ----------
    about : Dossier
        What the page is from.
    edition : int
        Number of the edition, from 1.
    marking : str
        The marking of the page.

    Examples
    --------
    >>> from reportkit import opening
    >>> from reportkit.wording.runs import plain
    >>> plain(status(opening.load("kalsu-explosion"), 1, "TLP:CLEAR"))
    'TLP:CLEAR · Edition 1. Information cut-off: not stated, read on 22 November 2026.'
    """
    n = (Run(str(edition), ("corpus",)),)
    parts = [phrase("date.status", marking=(Run(marking, ("corpus",)),), n=n), as_of(about)]
    parts.append(sentence(cut_off(about)))
    return join([*parts, left_out(about)], "space")


def as_of(about: Dossier) -> Line:
    """
    Return the sentence that the page is as of a day; nothing where it is of all that is known.

    The day is the last that counts: what was printed later, or on a day that may have been later, is not
    there.
    """
    if not about.corpus.as_of:
        return ()
    day = names.day(dates.parse(about.corpus.as_of), ("corpus",))
    return sentence(phrase("date.as_of", day=day))


def left_out(about: Dossier) -> Line:
    """Return the sentence that material above the ceiling was left out; nothing where none was."""
    if not about.left_out:
        return ()
    return sentence(phrase("ceiling.left_out", ceiling=(Run(about.corpus.ceiling, ("corpus",)),)))


def cut_off(about: Dossier) -> Line:
    """
    Return how far the information goes: to the date of the latest document.

    Where no document states a date, it is the day of the latest reading that a reader can go by; where only
    some do, that is said.
    """
    dated = [(found.date, about.source[found.id]) for found in about.documents if found.date]
    if dated:
        when, number = max(dated, key=lambda pair: _end(pair[0]))
        key = "cut.dated" if len(dated) == len(about.documents) else "cut.dated_some"
        return phrase(key, day=names.day(when, (number,)))
    days = [(about.corpus.readings[d].read_on, number) for d, number in about.source.items()]
    if read := [(dates.parse(day), number) for day, number in days if day]:
        when, number = max(read, key=lambda pair: _end(pair[0]))
        return phrase("cut.read", day=names.day(when, (number,)))
    return phrase("cut.none")


def _end(when: When) -> date:
    return when.last or when.first or date.min

"""
When a statement was made, as far as the record tells: its own day or bound, else the document's date.

A document is printed after what it quotes was said, so its date bounds a statement and never dates it;
only what it says in its own voice was said on that day. What nothing dates has no day, and gets none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.phrases import phrase, quoted
from reportkit.wording.runs import Line

_LAST = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Saying:
    """
    When something was said.

    ``first`` and ``last`` are proleptic ordinals of the days that bound it, None where nothing does. With
    ``about`` they are the days that are named, and how near they are nobody says. ``direct`` tells that the
    statement itself is dated, and not only the document it stands in.
    """

    first: int | None
    last: int | None
    about: bool
    direct: bool
    words: Line

    @property
    def rank(self) -> tuple[int, int]:
        """Where it stands in a list by time; what has no day stands last."""
        known = [day for day in (self.last, self.first) if day is not None]
        return (known[0], known[-1]) if known else (_LAST, _LAST)


def saying(case: Dossier, claim: Claim) -> Saying:
    """
    Return when a claim was made.

    Its own day counts first, then a day on which somebody says that it was said, then what its document
    states for itself: the day itself for the document's own voice, a latest day for everybody else.

    Examples
    --------
    >>> from reportkit import opening
    >>> from reportkit.wording.runs import plain
    >>> kalsu = opening.load("kalsu-explosion")
    >>> post = kalsu.corpus.claim("iraq-base-report/centcom-denies-air-strikes")
    >>> plain(saying(kalsu, post).words)
    '20 April 2024'
    """
    numbers = names.number(case, [claim])
    if claim.said is not None and claim.said.kind != "none":
        return _dated(claim.said, names.day(claim.said, numbers), direct=True)
    if told := _recalled(case, claim):
        when, by = told
        return _dated(when, names.day(when, names.number(case, [by])), direct=True)
    if claim.said_words:
        return _printed(case, claim, quoted(claim.said_words, numbers))
    return _printed(case, claim, ())


def _recalled(case: Dossier, claim: Claim) -> tuple[When, Claim] | None:
    """Return the first day on which somebody says that a claim was made, with who says it."""
    told = (
        (p.when, by) for by, p in case.stated("utterance") if p.when is not None and claim.id in p.of_claims
    )
    return next(((when, by) for when, by in told if when.kind != "none"), None)


def _printed(case: Dossier, claim: Claim, words: Line) -> Saying:
    """Return what the document's date says of a claim in it."""
    when = case.corpus.documents[claim.document].date
    if when is None or when.kind == "none":
        return Saying(None, None, about=False, direct=False, words=words or phrase("saying.not_stated"))
    source = (case.source[claim.document],)
    day = names.day(when, source)
    if claim.speaker == case.corpus.readings[claim.document].voice:
        return _dated(when, words or day, direct=True)
    last = when.last.toordinal() if when.last else None
    return Saying(
        None, last, about=False, direct=False, words=words or phrase("saying.printed", document=day)
    )


def _dated(when: When, words: Line, *, direct: bool) -> Saying:
    about = when.uncertain or when.approximate
    first, last = when.named
    return Saying(
        first.toordinal() if first else None, last.toordinal() if last else None, about, direct, words
    )


def surely_before(one: Saying, other: Saying) -> bool:
    """
    Whether one statement was certainly made on an earlier day than another.

    Examples
    --------
    >>> day = Saying(5, 5, about=False, direct=True, words=())
    >>> surely_before(day, Saying(6, None, about=False, direct=True, words=()))
    True
    >>> surely_before(day, Saying(None, 6, about=False, direct=False, words=()))
    False
    """
    if one.about or other.about:
        return False
    return one.last is not None and other.first is not None and one.last < other.first

"""
A record as it was known at an instant: what had been printed by then, and nothing that came later.

The rule, for each document: it counts from the last day that its date leaves open. A date that leaves none
open ("about", "from", with a question mark), and no date at all, count from the day of its reading; so does a
wide date, where it was read before it ended. A day counts when it is over: at an instant within a day, that
day is not yet known. What straddles the instant is not yet known.

- A claim counts with its document, unless it was certainly said later, or speaks of a statement that is not
  known yet. So a withdrawal is unknown until the document that tells of it is known.
- A judgement counts from the day it was signed, if all it rests on is known.
- Of actors, places and incidents those count that a known claim names, with what they are part of; a name
  whose source is a document counts with that document.
- What was written with hindsight bears no day and is left out: notes, and grades of single claims.

`known_at` filters before anything is derived, as a ceiling does: standings, order, numbers and pictures are
those of what was known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from reportkit import dates
from reportkit.mentions import Named, named
from reportkit.model import Actor, Assessment, Claim, Corpus, Document, Incident, Locality, Reading
from reportkit.problems import Place, Told, clipped, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reportkit.dates import When

_WITHOUT_GRADE = "6"
T = TypeVar("T", Actor, Locality)


class NotAnInstant(Told, ValueError):  # noqa: N818 - what somebody wrote is told, not a fault
    """Raised for words that are neither a day nor a day with a time."""


def day(instant: str, *, by: str = "as_of") -> date:
    """
    Return the last day that is over at an instant.

    Parameters
    ----------
    instant : str
        A day ("2031-05-05": all of it counts), or a day with a time ("2031-05-05T06:00", with or without an
        offset from UTC: the day before it is the last that is over, by the calendar of whoever wrote it).
    by : str
        How people name it there, for the message.

    Raises
    ------
    NotAnInstant
        If it is neither, or no day of the calendar; a month or a year could mean its start or its end.

    Examples
    --------
    >>> day("2031-05-05"), day("2031-05-05T06:00+03:00")
    (datetime.date(2031, 5, 5), datetime.date(2031, 5, 4))
    >>> day("2031")
    Traceback (most recent call last):
    ...
    reportkit.analysis.known_at.NotAnInstant: as_of: '2031' is no instant: write 2031-05-31 or 2031-05-31T06
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", instant):
            return date.fromisoformat(instant)
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d", instant):
            return datetime.fromisoformat(instant).date() - timedelta(days=1)
    except (ValueError, OverflowError):
        pass
    raise NotAnInstant(
        f"{by}: '{clipped(visible(instant))}' is no instant: write 2031-05-31 or 2031-05-31T06"
    )


def known_from(document: Document, reading: Reading | None) -> date | None:
    """
    Return the day at whose end a document is certainly known; None where nothing tells.

    Parameters
    ----------
    document : Document
        An entry of the register.
    reading : Reading or None
        Its reading, if there is one.

    Examples
    --------
    >>> from reportkit.dates import parse
    >>> wide = Document("d", "d", "d", "newspaper", parse("2031-05"), "", 1, "", "en")
    >>> known_from(wide, None)
    datetime.date(2031, 5, 31)
    >>> known_from(wide, Reading("d", "daily", "desk", "2031-05-06", "", ()))
    datetime.date(2031, 5, 6)
    """
    printed = document.date
    days = [printed.last] if printed and printed.last else []
    if read := _last(reading.read_on if reading else ""):
        earliest = printed.first if printed and printed.first else read
        if read >= earliest:  # a day of reading before that of printing is a slip of whoever wrote it
            days.append(read)
    return min(days, default=None)


def known_at(corpus: Corpus, instant: str) -> Corpus:
    """
    Return what of a corpus was known at an instant.

    Parameters
    ----------
    corpus : Corpus
        A sound corpus: every reference in it leads somewhere.
    instant : str
        A day, or a day with a time, as `day` reads it.

    Returns
    -------
    Corpus
        Numbered anew, without places of writing; ``as_of`` is the last day that counts.

    Raises
    ------
    NotAnInstant
        If it is neither a day nor a day with a time.

    Examples
    --------
    >>> from reportkit import opening
    >>> len(known_at(opening.corpus(), "2000-01-01").claims)
    0
    """
    return _Then(corpus, day(instant)).done()


@dataclass(frozen=True)
class _Then:
    """A corpus on its way back to a day."""

    corpus: Corpus
    until: date

    def done(self) -> Corpus:
        corpus = self.corpus
        return replace(
            corpus,
            actors=MappingProxyType({i: self._actor(a) for i, a in self._kept(corpus.actors, self.actors)}),
            places=MappingProxyType({i: self._place(p) for i, p in self._kept(corpus.places, self.places)}),
            documents=MappingProxyType(
                {i: self._document(d) for i, d in corpus.documents.items() if i in self.documents}
            ),
            incidents=MappingProxyType(
                {
                    slug: replace(incident, assessments=tuple(self._signed(incident)))
                    for slug, incident in corpus.incidents.items()
                    if slug in self.named.incidents
                }
            ),
            readings=MappingProxyType(
                {i: self._reading(r) for i, r in corpus.readings.items() if i in self.documents}
            ),
            as_of=self.until.isoformat(),
        )

    @cached_property
    def documents(self) -> frozenset[str]:
        """Ids of the documents that are known."""
        readings = self.corpus.readings
        return frozenset(
            i
            for i, document in self.corpus.documents.items()
            if (since := known_from(document, readings.get(i))) and since <= self.until
        )

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """The claims that are known, by id."""
        kept = {
            c.id: c
            for c in self.corpus.claims
            if c.document in self.documents and not _later(c.said, self.until)
        }
        while lost := [i for i, claim in kept.items() if not _needs(claim) <= kept.keys()]:
            for identity in lost:
                del kept[identity]
        return kept

    @cached_property
    def named(self) -> Named:
        found = named(self.claims.values())
        voices = {r.voice for i, r in self.corpus.readings.items() if i in self.documents}
        return found._replace(actors=found.actors | voices)

    @cached_property
    def actors(self) -> frozenset[str]:
        return _with_wider(self.named.actors, {a.id: a.of for a in self.corpus.actors.values()})

    @cached_property
    def places(self) -> frozenset[str]:
        return _with_wider(self.named.places, {p.id: p.within for p in self.corpus.places.values()})

    @cached_property
    def unknown(self) -> tuple[re.Pattern[str], ...]:
        """The ids of documents that are not known yet, as they stand in the source of a name."""
        ids = set(self.corpus.documents) - self.documents
        return tuple(re.compile(rf"(?<![\w-]){re.escape(i)}(?![\w-])") for i in sorted(ids))

    @staticmethod
    def _kept(register: Mapping[str, T], ids: frozenset[str]) -> Iterator[tuple[str, T]]:
        return ((i, found) for i, found in register.items() if i in ids)

    def _actor(self, actor: Actor) -> Actor:
        names = tuple(name for name in actor.names if not self._told_later(name.source))
        return replace(actor, names=names, note="", of=actor.of if actor.of in self.actors else "")

    def _place(self, place: Locality) -> Locality:
        names = tuple(name for name in place.names if not self._told_later(name.source))
        found = replace(place, names=names)
        if self._told_later(place.source):  # where it is was learned later
            return replace(found, source="", lat=None, lon=None, radius_km=None, inferred=False)
        return found

    def _told_later(self, source: str) -> bool:
        return any(pattern.search(source) for pattern in self.unknown)

    def _document(self, document: Document) -> Document:
        earlier = document.edition_of if document.edition_of in self.documents else ""
        return replace(document, note="", edition_of=earlier)

    def _reading(self, reading: Reading) -> Reading:
        """Return what is known of a reading, numbered anew."""
        kept = [claim for claim in reading.claims if claim.id in self.claims]
        uncovered = reading.uncovered if len(kept) == len(reading.claims) else ()
        cut = tuple(self._claim(claim, n) for n, claim in enumerate(kept, 1))
        return replace(reading, claims=cut, uncovered=uncovered)

    def _claim(self, claim: Claim, number: int) -> Claim:
        """Return a claim without what only later ones say, nor what was written of it with hindsight."""
        return replace(
            claim,
            number=number,
            paraphrase_of=claim.paraphrase_of if claim.paraphrase_of in self.claims else "",
            supersedes=claim.supersedes if claim.supersedes in self.claims else "",
            credibility=_WITHOUT_GRADE,
            credibility_because="",
            note="",
            place=Place(""),
        )

    def _signed(self, incident: Incident) -> Iterator[Assessment]:
        for one in incident.assessments:
            signed = _last(one.signed)
            if signed and signed <= self.until and self.claims.keys() >= set(one.based_on):
                yield one


def _needs(claim: Claim) -> set[str]:
    """Return the claims without which one cannot be known: it is known through them, or speaks of them."""
    spoken_of = {identity for p in claim.propositions for identity in p.of_claims}
    return {claim.known_through, claim.retracts, *spoken_of} - {""}


def _later(when: When | None, until: date) -> bool:
    return bool(when and when.first and when.first > until)


def _last(words: str) -> date | None:
    """Return the last day that a written date leaves open; None where it leaves all open, or is none."""
    try:
        return dates.parse(words).last
    except ValueError:
        return None


def _with_wider(ids: Iterable[str], wider: Mapping[str, str]) -> frozenset[str]:
    found = set(ids)
    while more := {wider.get(i, "") for i in found} - found - {""}:
        found |= more
    return frozenset(found & wider.keys())

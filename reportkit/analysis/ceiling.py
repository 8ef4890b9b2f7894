"""
Markings of the Traffic Light Protocol, and what of a corpus may be shown up to one of them.

What bears no marking of its own bears the corpus's. A claim is as closed as the most closed thing in it: its
document, itself, and every actor, place and incident it names. So nothing has to be marked twice, and a
claim marked open cannot carry a closed name along.

`under` takes everything above a ceiling out of a corpus before anything is derived: standings, orders,
numbers and pictures are then those of what remains, and no step after it can show what it never had. With a
claim goes what would tell of it or be wrong without it:

- a claim that is known through it, takes it back, or speaks of it as a statement;
- a claim that it takes back or replaces: it would stand as if its speaker still held to it;
- an assessment that rests on it, even among others;
- documents, actors, places and incidents that nothing else names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from reportkit import codebook
from reportkit.mentions import named
from reportkit.model import Actor, Locality
from reportkit.problems import Place, Unknown, clipped, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeVar

    from reportkit.mentions import Named
    from reportkit.model import Assessment, Claim, Corpus, Document, Incident, Reading

    T = TypeVar("T")

_NAMELESS = "this corpus"  # where the corpus's own name is above the ceiling


class UnknownMarking(Unknown):
    """Raised for a word that is no marking; the message names the nearest."""


def marking(word: str, *, by: str = "ceiling") -> str:
    """
    Return a word that is a marking.

    Parameters
    ----------
    word : str
        What somebody gave.
    by : str
        How people name it there, for the message.

    Raises
    ------
    UnknownMarking
        If it is none; the nearest is named.

    Examples
    --------
    >>> marking("TLP:GREEN")
    'TLP:GREEN'
    >>> marking("green")
    Traceback (most recent call last):
    ...
    reportkit.analysis.ceiling.UnknownMarking: ceiling: 'green' is no marking: write 'TLP:GREEN'
    """
    words = codebook.words("markings")
    if word in words:
        return word
    near = nearest(word, words, where="TLP 2.0")
    raise UnknownMarking(f"{by}: '{clipped(visible(word))}' is no marking: {near}")


def highest(words: Iterable[str]) -> str:
    """
    Return the most closed of some markings; empty ones do not count.

    Examples
    --------
    >>> highest(["TLP:GREEN", "", "TLP:AMBER+STRICT", "TLP:AMBER"])
    'TLP:AMBER+STRICT'
    """
    order = codebook.words("markings")
    return max((word for word in words if word), key=order.index, default=order[0])


def above(word: str, ceiling: str) -> bool:
    """
    Whether a marking is more closed than a ceiling.

    Examples
    --------
    >>> above("TLP:AMBER+STRICT", "TLP:AMBER"), above("TLP:CLEAR", "TLP:CLEAR")
    (True, False)
    """
    order = codebook.words("markings")
    return order.index(word) > order.index(ceiling)


@dataclass(frozen=True)
class Markings:
    """What everything in a corpus is marked, inherited markings included."""

    corpus: Corpus

    def of(self, found: Actor | Locality | Document | Incident | None) -> str:
        """Return the marking of a record of a register: its own, or the corpus's."""
        return (found.marking if found else "") or self.corpus.marking

    def of_claim(self, claim: Claim) -> str:
        """Return the marking of a claim: the highest of its own, its document's and of all it names."""
        corpus, names = self.corpus, named([claim])
        registers: tuple[tuple[Iterable[str], Mapping[str, Actor | Locality | Incident]], ...] = (
            ({*names.actors, *self.voice(claim)}, corpus.actors),
            (names.places, corpus.places),
            (names.incidents, corpus.incidents),
        )
        return highest(
            (
                claim.marking,
                self.of(corpus.documents.get(claim.document)),
                *(self.of(found.get(identity)) for ids, found in registers for identity in ids),
            )
        )

    def of_assessment(self, assessment: Assessment, incident: Incident) -> str:
        """Return the marking of an assessment: the highest of its own, its incident's and its claims'."""
        based = (self._claims[i] for i in assessment.based_on if i in self._claims)
        return highest((assessment.marking, self.of(incident), *map(self.of_claim, based)))

    def voice(self, claim: Claim) -> tuple[str, ...]:
        """Return who speaks wherever nobody is quoted in the claim's document: one, or nobody."""
        reading = self.corpus.readings.get(claim.document)
        return (reading.voice,) if reading else ()

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.corpus.claims}


def under(corpus: Corpus, ceiling: str) -> Corpus:
    """
    Return a corpus without anything marked above a ceiling.

    Parameters
    ----------
    corpus : Corpus
        A sound corpus: every reference in it leads somewhere.
    ceiling : str
        The highest marking that stays, such as "TLP:GREEN".

    Returns
    -------
    Corpus
        Numbered anew, without places of writing; ``ceiling`` names the marking, ``lacking`` the incidents
        of which something was left out, and "" where anything was.

    Raises
    ------
    UnknownMarking
        If the ceiling is no marking; the nearest is named.

    Examples
    --------
    >>> from reportkit import opening
    >>> whole = opening.corpus()
    >>> kept = under(whole, "TLP:CLEAR")
    >>> len(kept.claims) == len(whole.claims), kept.lacking
    (True, frozenset())
    """
    return _Lowering(corpus, marking(ceiling)).done()


@dataclass(frozen=True)
class _Lowering:
    """A corpus on its way under a ceiling."""

    corpus: Corpus
    ceiling: str

    def done(self) -> Corpus:
        corpus, own = self.corpus, self._high(self.corpus.marking)
        return replace(
            corpus,
            name=_NAMELESS if own else corpus.name,
            marking=codebook.words("markings")[0] if own else corpus.marking,
            actors=self._left(corpus.actors, self._actors),
            places=self._left(corpus.places, self._places),
            documents=MappingProxyType(self._documents),
            incidents=MappingProxyType(self._incidents),
            readings=MappingProxyType(
                {i: self._reading(r) for i, r in corpus.readings.items() if self._any(r)}
            ),
            ceiling=self.ceiling,
            lacking=frozenset(self._lacking()),
        )

    @cached_property
    def _documents(self) -> dict[str, Document]:
        """The documents that stay; where an earlier edition goes, a later one does not tell of it."""
        stay = {i: d for i, d in self.corpus.documents.items() if self._stays(d)}
        return {
            i: replace(d, edition_of="", edition=0) if d.edition_of and d.edition_of not in stay else d
            for i, d in stay.items()
        }

    @cached_property
    def gone(self) -> frozenset[str]:
        """Ids of the claims that are left out."""
        claims = self.corpus.claims
        found = {claim.id for claim in claims if self._high(self._markings.of_claim(claim))}
        while more := set(_following(claims, found)) - found:
            found |= more
        return frozenset(found)

    @cached_property
    def _markings(self) -> Markings:
        return Markings(self.corpus)

    @cached_property
    def _kept(self) -> tuple[Claim, ...]:
        return tuple(claim for claim in self.corpus.claims if claim.id not in self.gone)

    @cached_property
    def _before(self) -> Named:
        found = named(self.corpus.claims)
        return found._replace(actors=found.actors | {r.voice for r in self.corpus.readings.values()})

    @cached_property
    def _after(self) -> Named:
        found = named(self._kept)
        voices = {r.voice for r in self.corpus.readings.values() if self._any(r)}
        return found._replace(actors=found.actors | voices)

    def _high(self, word: str) -> bool:
        return above(word, self.ceiling)

    def _any(self, reading: Reading) -> bool:
        """Whether something of a reading stays, or it was open and had nothing in it."""
        document = self.corpus.documents[reading.document]
        voice = self.corpus.actors.get(reading.voice)
        if self._high(self._markings.of(document)) or self._high(self._markings.of(voice)):
            return False
        return not reading.claims or any(claim.id not in self.gone for claim in reading.claims)

    def _stays(self, document: Document) -> bool:
        reading = self.corpus.readings.get(document.id)
        return self._any(reading) if reading else not self._high(self._markings.of(document))

    def _reading(self, reading: Reading) -> Reading:
        """Return what is left of a reading; no number and no place of writing tells where something stood."""
        kept = [claim for claim in reading.claims if claim.id not in self.gone]
        cut = tuple(self._cut(claim, n) for n, claim in enumerate(kept, 1))
        # Why a sentence has no claim may be said by way of one that is gone.
        uncovered = reading.uncovered if len(kept) == len(reading.claims) else ()
        return replace(reading, claims=cut, uncovered=uncovered)

    def _cut(self, claim: Claim, number: int) -> Claim:
        """Return a claim without references to what is left out."""
        return replace(
            claim,
            number=number,
            paraphrase_of="" if claim.paraphrase_of in self.gone else claim.paraphrase_of,
            supersedes="" if claim.supersedes in self.gone else claim.supersedes,
            place=Place(""),
        )

    def _parted(self, claim: Claim) -> bool:
        """Whether what a claim names is part of something that goes: whose it is, is then not told."""
        names = named([claim])
        actors = (self.corpus.actors[i] for i in {*names.actors, *self._markings.voice(claim)})
        return any(actor.of and actor.of not in self._actors for actor in actors) or any(
            (wider := self.corpus.places[i].within) and wider not in self._places for i in names.places
        )

    @cached_property
    def _actors(self) -> set[str]:
        wider = {actor.id: actor.of for actor in self.corpus.actors.values()}
        return self._open(self.corpus.actors, self._before.actors, self._after.actors, wider)

    @cached_property
    def _places(self) -> set[str]:
        wider = {place.id: place.within for place in self.corpus.places.values()}
        return self._open(self.corpus.places, self._before.places, self._after.places, wider)

    @cached_property
    def _incidents(self) -> dict[str, Incident]:
        every = self.corpus.incidents
        stay = self._open(every, self._before.incidents, self._after.incidents, {})
        return {
            slug: replace(incident, assessments=tuple(self._signed(incident)))
            for slug, incident in every.items()
            if slug in stay
        }

    def _signed(self, incident: Incident) -> Iterator[Assessment]:
        for one in incident.assessments:
            based = self.gone.intersection(one.based_on)
            if not (based or self._high(self._markings.of_assessment(one, incident))):
                yield one

    def _open(
        self,
        register: Mapping[str, Actor] | Mapping[str, Locality] | Mapping[str, Incident],
        before: frozenset[str],
        after: frozenset[str],
        wider: Mapping[str, str],
    ) -> set[str]:
        """Return the ids of a register that stay: named by what is left, or never named by a claim."""
        low = {i for i, found in register.items() if not self._high(self._markings.of(found))}
        told = {*before, *(set(register) - low)}  # what nothing else names than these is named by what goes
        while more := {wider[i] for i in told if wider.get(i)} - told:
            told |= more
        stay = {i for i in low if i in after or i not in told}
        while more := {wider.get(i, "") for i in stay} & low - stay:
            stay |= more
        return stay

    @staticmethod
    def _left(register: Mapping[str, T], stay: set[str]) -> Mapping[str, T]:
        """Return a register without what goes, nor the reference of what stays to it."""
        return MappingProxyType({i: _loosened(found, stay) for i, found in register.items() if i in stay})

    def _lacking(self) -> Iterator[str]:
        """Yield the incidents of which something is left out, and "" where anything is at all."""
        corpus, unread = self.corpus, set(self.corpus.documents) - set(self.corpus.readings)
        waiting = any(self._high(self._markings.of(corpus.documents[i])) for i in unread)
        found = set(self._incidents) if waiting else set()
        spoken = _spoken_of(corpus)
        for reading in corpus.readings.values():
            if any(claim.id in self.gone or self._parted(claim) for claim in reading.claims):
                found |= spoken[reading.document]
        for slug, incident in corpus.incidents.items():
            if slug not in self._incidents or len([*self._signed(incident)]) < len(incident.assessments):
                found.add(slug)
        if found or self.gone or waiting:
            yield ""
        yield from found & set(self._incidents)


def _spoken_of(corpus: Corpus) -> dict[str, set[str]]:
    """Return the incidents on whose pages a document counts: it names them, or takes back what does."""
    found = {i: set(named(reading.claims).incidents) for i, reading in corpus.readings.items()}
    backwards = {
        (claim.document, earlier.partition("/")[0])
        for claim in corpus.claims
        for earlier in (claim.retracts, claim.supersedes)
        if earlier
    }
    while more := [(d, found[e] - found[d]) for d, e in backwards if found[e] - found[d]]:
        for document, incidents in more:
            found[document] |= incidents
    return found


def _loosened(found: T, stay: set[str]) -> T:
    """Return a record of a register without its reference to a wider one that goes."""
    if isinstance(found, Actor) and found.of not in stay:
        return replace(found, of="")
    if isinstance(found, Locality) and found.within not in stay:
        return replace(found, within="")
    return found


def _following(claims: Iterable[Claim], gone: set[str]) -> Iterator[str]:
    """Yield the claims that cannot stand without some that are gone, or not as they were."""
    for claim in claims:
        if claim.id in gone:
            yield from filter(None, (claim.retracts, claim.supersedes))
        else:
            spoken_of = {identity for p in claim.propositions for identity in p.of_claims}
            if gone & {claim.known_through, claim.retracts, *spoken_of}:
                yield claim.id

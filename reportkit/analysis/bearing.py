"""
What bears on one incident, out of a whole corpus: the part that its briefing is made from, and nothing else.

Two corpora that have the same part give the same briefing, whatever else they hold. So the part is what a
page is known by, what is handed to whoever makes it, and what is kept with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reportkit.mentions import Named, named

if TYPE_CHECKING:
    from reportkit.model import Claim, Corpus, Proposition

_REGISTERS = ("actors", "places", "documents", "incidents", "readings")


def bearing(corpus: Corpus, slug: str) -> Corpus:
    """
    Return the part of a corpus that bears on one incident.

    It holds the documents that speak of the incident or take back what such a document says, those that their
    claims refer to, every actor, place and incident that stands in any of them, and the documents that nobody
    has read yet: whether those bear on it is not known. Of other incidents it has the name, no judgement.

    Parameters
    ----------
    corpus : Corpus
        The corpus; where it was opened under a ceiling or as of a day, so is the part.
    slug : str
        The incident.

    Raises
    ------
    KeyError
        If the corpus has no such incident.
    """
    return index(corpus).bearing(slug)


def speaking(corpus: Corpus, slug: str) -> frozenset[str]:
    """Return the documents that speak of an incident, and those that take back what such a document says."""
    return index(corpus).speaking(slug)


_last: list[Index] = []  # of the corpus that was asked about last: it is asked once for every incident


def index(corpus: Corpus) -> Index:
    """Return the index of a corpus; asked again for the same one, the same."""
    if not _last or _last[0].corpus is not corpus:
        _last[:] = [Index(corpus)]
    return _last[0]


@dataclass(frozen=True)
class Index:
    """
    A corpus with what leads from its incidents to their documents, found once for all incidents.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    """

    corpus: Corpus

    @cached_property
    def _about(self) -> Mapping[str, set[str]]:
        """The documents that speak of an incident, by its slug."""
        found: dict[str, set[str]] = defaultdict(set)
        for claim in self.corpus.claims:
            for slug in {*claim.incidents, *(end for p in claim.propositions for end in _ends(p))}:
                found[slug].add(claim.document)
        return found

    @cached_property
    def _taken_back(self) -> Mapping[str, set[str]]:
        """The documents that retract or supersede something of a document, by the id of that one."""
        found: dict[str, set[str]] = defaultdict(set)
        for claim in self.corpus.claims:
            for earlier in (claim.retracts, claim.supersedes):
                if earlier:
                    found[earlier.partition("/")[0]].add(claim.document)
        return found

    @cached_property
    def _referred(self) -> Mapping[str, frozenset[str]]:
        """The documents that the claims of a document, or its entry in the register, refer to."""
        found = {d.id: {d.edition_of} - {""} for d in self.corpus.documents.values()}
        for claim in self.corpus.claims:
            found[claim.document] |= _documents(claim)
        return {identity: frozenset(others) for identity, others in found.items()}

    @cached_property
    def _named(self) -> Mapping[str, Named]:
        """What stands in each reading."""
        return {
            identity: _with_voice(named(reading.claims), reading.voice)
            for identity, reading in self.corpus.readings.items()
        }

    @cached_property
    def _unread(self) -> frozenset[str]:
        return frozenset(self.corpus.documents.keys() - self.corpus.readings.keys())

    @cached_property
    def _rank(self) -> Mapping[str, Mapping[str, int]]:
        """The place of each record in its register."""
        return {
            register: {identity: n for n, identity in enumerate(getattr(self.corpus, register))}
            for register in _REGISTERS
        }

    def _kept(self, register: str, ids: Iterable[str]) -> Mapping[str, Any]:
        """Return the records of some ids, in the order of the register."""
        records, rank = getattr(self.corpus, register), self._rank[register]
        there = sorted((identity for identity in ids if identity in rank), key=rank.__getitem__)
        return MappingProxyType({identity: records[identity] for identity in there})

    def speaking(self, slug: str) -> frozenset[str]:
        """Return the documents that speak of an incident, and those that take back what such a one says."""
        found = set(self._about.get(slug, ()))
        return frozenset(_closed(found, lambda one: self._taken_back.get(one, ())))

    def bearing(self, slug: str) -> Corpus:
        """Return the part of the corpus that bears on an incident, as `bearing` does."""
        corpus = self.corpus
        incident = corpus.incidents[slug]
        documents = _closed(set(self.speaking(slug)), lambda one: self._referred.get(one, ()))
        parts = [self._named[one] for one in documents if one in self._named]
        actors = _closed(set().union(*(p.actors for p in parts)), lambda one: _of(corpus, one))
        places = _closed(set().union(*(p.places for p in parts)), lambda one: _within(corpus, one))
        incidents = {slug}.union(*(p.incidents for p in parts))
        return replace(
            corpus,
            actors=self._kept("actors", actors),
            places=self._kept("places", places),
            documents=self._kept("documents", documents | self._unread),
            incidents=MappingProxyType(
                {
                    name: incident if name == slug else replace(other, assessments=())
                    for name, other in self._kept("incidents", incidents).items()
                }
            ),
            readings=self._kept("readings", documents),
            lacking=corpus.lacking & {slug, ""},
        )


def _closed(found: set[str], leads: Callable[[str], Iterable[str]]) -> set[str]:
    """Return a set with everything that its members lead to, and so on."""
    new = set(found)
    while new:
        new = {other for one in new for other in leads(one)} - found
        found |= new
    return found


def _of(corpus: Corpus, identity: str) -> tuple[str, ...]:
    actor = corpus.actors.get(identity)
    return (actor.of,) if actor and actor.of else ()


def _within(corpus: Corpus, identity: str) -> tuple[str, ...]:
    place = corpus.places.get(identity)
    return (place.within,) if place and place.within else ()


def _with_voice(found: Named, voice: str) -> Named:
    return found._replace(actors=found.actors | {voice})


def _documents(claim: Claim) -> set[str]:
    """Return the documents of the claims that a claim refers to."""
    others = (claim.retracts, claim.supersedes, claim.known_through, claim.paraphrase_of)
    inside = (other for p in claim.propositions for other in p.of_claims)
    return {other.partition("/")[0] for other in (*others, *inside) if "/" in other}


def _ends(p: Proposition) -> tuple[str, ...]:
    """Return the incidents at the ends of a link."""
    if p.kind != "link":
        return ()
    return (p["to"],) if p.of_claims else (p["of"], p["to"])

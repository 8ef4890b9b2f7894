"""
A dossier: claims of some documents, with all that follows from them.

It joins the analyses: the numbers of claims and documents on the page, standings, the order of
events, the ties between actors. `whole` makes the one of a corpus; a case is the one of one incident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from reportkit import cards, case_standings, case_tables, codebook, dates, faces
from reportkit.analysis import network, origins, sequence
from reportkit.analysis.sequence import Bound, Bounds, Constraint
from reportkit.analysis.standing import Standing
from reportkit.model import Actor, Claim, Corpus, Document, Proposition
from reportkit.problems import Unknown, clipped, nearest, no_name, plural, visible

if TYPE_CHECKING:
    from typing import Self

    import pandas as pd

END = ".end"
_FORWARD_LOOKING = {"predicts", "threatens"}


class UnknownActor(Unknown):
    """Raised for an actor that the corpus does not have; the message names the nearest."""


@dataclass(frozen=True, repr=False)
class Dossier:
    """
    The claims of some documents with all that follows from them; `whole` makes one.

    ``statements`` are the claims, in reading order; ``number`` gives each its number on the page
    ("C7"), ``source`` each document its own ("D1"). Where only some claims are heard (`heard`),
    ``numbered`` keeps all, so that numbers stay what they are.
    """

    corpus: Corpus
    statements: tuple[Claim, ...]
    numbered: tuple[Claim, ...] = field(default=(), kw_only=True)

    @property
    def slug(self) -> str:
        """The slug of the incident it is about: none."""
        return ""

    @property
    def left_out(self) -> bool:
        """Whether anything that bears on it was left out, because it is marked above the ceiling."""
        return self.slug in self.corpus.lacking

    @property
    def claims(self) -> pd.DataFrame:
        """One row a claim, in reading order; `reportkit.case_tables` says what the columns are."""
        return case_tables.claims(self)

    @property
    def events(self) -> pd.DataFrame:
        """One row an incident, with its standing and the bounds of its day."""
        return case_tables.events(self)

    @property
    def actors(self) -> pd.DataFrame:
        """One row an actor that speaks or is spoken of."""
        return case_tables.actors(self)

    @property
    def relations(self) -> pd.DataFrame:
        """One row a stated tie between two actors."""
        return case_tables.relations(self)

    @property
    def sources(self) -> pd.DataFrame:
        """One row a document."""
        return case_tables.sources(self)

    @property
    def tables(self) -> case_tables.Tables:
        """All tables of these claims by name; without one it shows which there are."""
        return case_tables.Tables(self)

    @cached_property
    def number(self) -> Mapping[str, str]:
        """Claim id to its number on the page."""
        return MappingProxyType(
            {claim.id: f"C{n}" for n, claim in enumerate(self.numbered or self.statements, 1)}
        )

    @cached_property
    def source(self) -> Mapping[str, str]:
        """Document id to its number on the page."""
        documents = dict.fromkeys(claim.document for claim in self.numbered or self.statements)
        return MappingProxyType({document: f"D{n}" for n, document in enumerate(documents, 1)})

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents whose claims these are, in register order."""
        return tuple(self.corpus.documents[d] for d in self.source)

    @cached_property
    def voices(self) -> frozenset[str]:
        """The actors that are the voices of these documents."""
        return frozenset(self.corpus.readings[d].voice for d in self.source)

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """Ids of claims that their speaker took back or replaced."""
        return frozenset(i for c in self.numbered or self.statements for i in (c.retracts, c.supersedes) if i)

    @cached_property
    def related(self) -> tuple[str, ...]:
        """The incidents these claims speak of, in the order in which they are first named."""
        return self._mentioned

    @cached_property
    def _mentioned(self) -> tuple[str, ...]:
        found = [
            i for c in self.statements for i in (*c.incidents, *(x for p in c.propositions for x in ends(p)))
        ]
        return tuple(dict.fromkeys(found))

    @property
    def core(self) -> tuple[Claim, ...]:
        """The claims about its incidents: all of them."""
        return self.statements

    def about(self, slug: str) -> tuple[Claim, ...]:
        """Return the claims about one incident."""
        return tuple(claim for claim in self.statements if slug in claim.incidents)

    def propositions(self, *kinds: str) -> tuple[tuple[Claim, Proposition], ...]:
        """Return every proposition of some kinds with the claim that carries it."""
        return tuple((c, p) for c in self.statements for p in c.propositions if p.kind in kinds)

    def stated(self, *kinds: str) -> tuple[tuple[Claim, Proposition], ...]:
        """Return the propositions of some kinds that are affirmed and not taken back, with their claims."""
        return tuple(
            (claim, p)
            for claim, p in self.propositions(*kinds)
            if codebook.affirms(claim.act) and claim.id not in self.withdrawn
        )

    def said(self, slug: str, *kinds: str) -> tuple[tuple[Claim, Proposition], ...]:
        """Return the same, of what is said about one incident."""
        return tuple((claim, p) for claim, p in self.stated(*kinds) if p.about == slug)

    def heard(self, asserter: str) -> Self:
        """
        Return the same with only what one actor says, and those that are part of it.

        Numbers of claims and documents stay those of the whole. Standings then tell where a
        proposition would stand if nobody else had spoken.

        Raises
        ------
        UnknownActor
            If the corpus has no such actor; the nearest is named.
        """
        actors = self.corpus.actors
        if asserter not in actors:
            known, asked = nearest(asserter, actors, where="actors.yaml"), clipped(visible(asserter))
            raise UnknownActor(f"there is no actor '{asked}' in {visible(self.corpus.name)}: {known}")
        side = {identity for identity in actors if asserter in self._above(identity)}
        kept = tuple(c for c in self.statements if side & {c.speaker, *c.jointly})
        return replace(self, statements=kept, numbered=self.numbered or self.statements)

    def _above(self, identity: str) -> set[str]:
        """Return an actor with all it is part of, over however many steps."""
        found: set[str] = set()
        while identity and identity not in found:
            found.add(identity)
            identity = self.corpus.actors[identity].of if identity in self.corpus.actors else ""
        return found

    def actor(self, identity: str) -> Actor:
        """Return a registered actor."""
        return self.corpus.actors[identity]

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """Standing of every proposition these documents carry or deny, by its key."""
        found = case_standings.standings(
            self.statements, self.corpus.places, inquired=lambda slug: bool(self.open_inquiries(slug))
        )
        return MappingProxyType(found)

    def standing(self, kind: str, slug: str = "", /, **slots: str) -> Standing | None:
        """Return the standing of a proposition by kind, incident and slots; None if nobody speaks of it."""
        for found in self.standings.values():
            p = found.proposition
            if p.kind == kind and p.about == (slug or self.slug) and all(p[k] == v for k, v in slots.items()):
                return found
        return None

    def standings_of(self, kind: str, slug: str = "") -> tuple[Standing, ...]:
        """
        Return the standings of all propositions of one kind about an incident.

        What is only not known, predicted or condemned is not among them: nobody affirms or denies it.
        """
        return tuple(
            s
            for s in self.standings.values()
            if s.proposition.kind == kind
            and s.proposition.about == (slug or self.slug)
            and s.word != "not_addressed"
        )

    def open_inquiries(self, slug: str) -> tuple[Claim, ...]:
        """Return the claims that an inquiry is not finished; of each inquiry the state told last counts."""
        states = codebook.vocabulary("inquiry_states")
        last: dict[str, tuple[Claim, Proposition]] = {}
        for claim, p in self.said(slug, "process"):
            known = last.get(p["inquiry"])
            if known is None or not self._older(claim, known[0]):
                last[p["inquiry"]] = (claim, p)
        return tuple(claim for claim, p in last.values() if states[p["status"]]["open"])

    def _older(self, one: Claim, other: Claim) -> bool:
        """Whether a claim stands in a document that is certainly older than that of another."""
        own, others = (self.corpus.documents[c.document].date for c in (one, other))
        return bool(own and others and own.last and others.first and own.last < others.first)

    def origins_of(self, found: Standing) -> origins.Range:
        """Return how many independent origins affirm a proposition, as a range."""
        return origins.origins(found.voices.affirmed, self.corpus.actors, self.voices)

    @cached_property
    def ties(self) -> network.Graph:
        """The graph of ties between actors that these documents state, without what was taken back."""
        return network.graph(c for c in self.statements if c.id not in self.withdrawn)

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """What the claims say of order and time, for the temporal network."""
        return tuple(dict.fromkeys(c for claim in self.statements for c in self._constraints(claim)))

    @cached_property
    def points(self) -> tuple[str, ...]:
        """The points of the temporal network: incidents, their ends, and statements by claim id."""
        named = [x for c in self.constraints for x in (c.earlier, c.later) if x != sequence.ORIGIN]
        return tuple(dict.fromkeys((*self.related, *(x for x in named))))

    @cached_property
    def narratives(self) -> tuple[sequence.Narrative, ...]:
        """The order of events; more than one where speakers contradict each other."""
        return sequence.narratives(self.points, self.constraints)

    def bounds(self, point: str) -> Bounds:
        """
        Return the days left open for a point; where speakers contradict, those of all narratives.

        A point that nobody orders or dates is open, and so is every point where speakers contradict
        each other in more ways than can be told.
        """
        try:
            known = point in self.points and self.narratives
        except sequence.TooManyNarratives:
            known = ()
        return sequence.widest(known, point) if known else Bounds(point, Bound(), Bound())

    def _constraints(self, claim: Claim) -> Iterable[Constraint]:
        if claim.id in self.withdrawn or claim.act == "denies_knowledge":
            return
        own = claim.speaker not in self.voices
        if claim.said and own:
            yield sequence.at(claim.id, claim.said, claim.id, claim.speaker)
        of_event = claim.act != "denies" or claim.scope is not None  # to deny an event does not date it
        if own and of_event and claim.act not in _FORWARD_LOOKING and not _of_words_only(claim):
            for bearing in claim.about:
                direct = not bearing.by
                yield sequence.after(bearing.incident, claim.id, claim.id, claim.speaker, inferred=not direct)
        if claim.known_through and own:
            yield sequence.after(claim.id, claim.known_through, claim.id, claim.speaker)
        if codebook.affirms(claim.act):
            for p in claim.propositions:
                yield from _timed(claim, p)

    def __repr__(self) -> str:
        """Return how much it holds, in one line."""
        return (
            f"Dossier of '{self.corpus.name}': {plural(len(self.statements), 'claim')} "
            f"in {plural(len(self.source), 'document')}"
        )

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - only called for what is not there
        """Tell a mistyped name with the nearest."""
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        raise no_name(f"this {type(self).__name__.lower()}", name, dir(type(self)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude
        return faces.bundle(cards.dossier(self))


def whole(corpus: Corpus) -> Dossier:
    """
    Return the dossier of all claims of a corpus.

    Examples
    --------
    >>> from reportkit.reading import encoding, whereabouts
    >>> whole(encoding.load(whereabouts.find().folder)).number["iraq-base-report/us-officials-deny-airstrike"]
    'C1'
    """
    return Dossier(corpus, corpus.claims)


def _of_words_only(claim: Claim) -> bool:
    """Whether a claim speaks only of other statements, not of the event."""
    return bool(claim.propositions) and all(p.kind in {"utterance", "intent"} for p in claim.propositions)


def ends(p: Proposition) -> tuple[str, ...]:
    """Return the incidents at the ends of a link; of anything else none."""
    if p.kind != "link":
        return ()
    return (p["to"],) if p.of_claims else (p["of"], p["to"])


def _timed(claim: Claim, p: Proposition) -> Iterable[Constraint]:
    """Yield what one affirmed proposition says of order and time."""
    if p.kind == "time" and p.when:
        point = p.about + (END if p["point"] == "end" else "")
        yield sequence.at(point, p.when, claim.id, claim.speaker, inferred=p.inferred)
        if p["point"] == "end":
            yield sequence.after(p.about, point, claim.id, claim.speaker)
    elif p.kind == "utterance" and p.when:
        for identity in p.of_claims:
            yield sequence.at(identity, p.when, claim.id, claim.speaker)
    elif p.kind == "link":
        yield from _ordered(claim, p)


def _ordered(claim: Claim, p: Proposition) -> Iterable[Constraint]:
    end = END if p["point"] == "end" else ""
    gap = dates.parse_gap(p.gap) if p.gap else None
    to = p["to"]
    for of in p.of_claims or (p["of"] + end,):
        if p["link"] in {"after", "in_response_to", "retaliation_for", "caused_by"}:
            yield sequence.after(to, of, claim.id, claim.speaker, gap, inferred=p.inferred)
        elif p["link"] == "before":
            yield sequence.after(of, to, claim.id, claim.speaker, gap, inferred=p.inferred)
        elif p["link"] == "same_day":
            yield Constraint(to, of, 0, 0, claim.id, claim.speaker, p.inferred)
        if end and of.endswith(END):
            yield sequence.after(of.removesuffix(END), of, claim.id, claim.speaker)

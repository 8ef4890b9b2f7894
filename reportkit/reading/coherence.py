"""
What must hold between the parts of a corpus, beyond the form of each.

Each rule is a generator over the whole corpus; `RULES` is the list. A new rule is a
function in it, and a broken file with its message under ``tests/broken``. Rules within one
claim stand in `reportkit.reading.statements`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reportkit import codebook
from reportkit.problems import Place, Problem, clipped, in_order, nearest
from reportkit.reading import reissues, statements
from reportkit.reading.places import NOWHERE, Places, of_claim
from reportkit.reading.shapes import REGISTERS
from reportkit.reading.statements import Statement

if TYPE_CHECKING:
    from reportkit.model import Claim, Corpus, Proposition

_REFERENCES = ("known_through", "paraphrase_of", "supersedes", "retracts")
_ORIGINS_NEEDED = 2  # "other independent sources"


class Ground(NamedTuple):
    """
    What the rules judge.

    ``claims`` are those that could be read in full, and ``by_id`` all that references may
    lead to; ``complete`` says that no reading is missing from them.
    """

    corpus: Corpus
    places: Places
    claims: tuple[Claim, ...]
    by_id: Mapping[str, Claim]
    complete: bool

    def problem(self, claim: Claim, part: str, rule: str, *said: str) -> Problem:
        """Return a problem at a part of a claim; said are what, why and fix."""
        return Problem(rule, of_claim(self.places, claim, part), *said)


Found: TypeAlias = Iterator[Problem]
Rule: TypeAlias = Callable[[Ground], Found]


def incoherences(
    corpus: Corpus,
    places: Places = NOWHERE,
    *,
    doubtful: Collection[tuple[str, int]] = (),
    complete: bool = True,
) -> tuple[Problem, ...]:
    """
    Return every problem within and between the claims of a corpus, in file order.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    places : mapping, optional
        Where the parts of records are written, for messages to point at.
    doubtful : collection of (str, int), optional
        Document and number of claims with problems of form: no rule judges them, but references
        may lead to them.
    complete : bool, optional
        False where a reading could not be read at all, so that references may lead into it.
    """
    claims = corpus.claims
    sound = tuple(claim for claim in claims if (claim.document, claim.number) not in doubtful)
    by_id = {claim.id: claim for claim in reversed(claims)}
    ground = Ground(corpus, places, sound, by_id, complete)
    found = [problem for rule in RULES for problem in rule(ground)]
    for claim in sound:
        at = Statement(claim, corpus, places)
        found.extend(problem for rule in statements.RULES for problem in rule(at))
    return in_order(found)


def _references(ground: Ground) -> Found:
    """Yield references of claims to claims that are not there."""
    if not ground.complete:
        return
    for claim in ground.claims:
        named = [(part, getattr(claim, part)) for part in _REFERENCES if getattr(claim, part)]
        named += [
            (f"proposition.{number}", identity)
            for number, proposition in enumerate(claim.propositions)
            for identity in proposition.of_claims
        ]
        for part, identity in named:
            if identity not in ground.by_id:
                yield ground.problem(
                    claim, part, "unknown-claim", *_unknown(identity, claim.document, ground)
                )


def _assessment_references(ground: Ground) -> Found:
    if not ground.complete:
        return
    for slug, incident in ground.corpus.incidents.items():
        for number, assessment in enumerate(incident.assessments):
            for index, identity in enumerate(assessment.based_on):
                if identity not in ground.by_id:
                    path = f"assessments.{number}.based_on.{index}"
                    place = ground.places.get(("incident", slug, path), Place(f"incidents/{slug}.yaml"))
                    yield Problem("unknown-claim", place, *_unknown(identity, "", ground))


def _unknown(identity: str, document: str, ground: Ground) -> tuple[str, str, str]:
    """Return what, why and fix of a reference that leads nowhere."""
    within, _, name = identity.rpartition("/")
    shown = name if within == document else identity
    elsewhere = [known for known, claim in ground.by_id.items() if claim.name == name]
    near = [c.name if c.document == document else known for known, c in ground.by_id.items()]
    return (
        f"there is no claim '{clipped(shown)}'" if within else f"'{clipped(shown)}' names no document",
        "a reference that leads nowhere cannot be followed by a reader",
        f"write '{elsewhere[0]}'" if elsewhere else nearest(shown, near, where="readings/"),
    )


def _same_speaker(ground: Ground) -> Found:
    for claim in ground.claims:
        for name, verb in (
            ("retracts", "takes back"),
            ("supersedes", "replaces"),
            ("paraphrase_of", "paraphrases"),
        ):
            earlier = ground.by_id.get(getattr(claim, name))
            if earlier is None or earlier.speaker == claim.speaker:
                continue
            yield ground.problem(
                claim,
                name,
                f"{name.removesuffix('_of').replace('_', '-')}-another",
                f"it {verb} a claim of '{earlier.speaker}'",
                f"'{claim.speaker}' speaks here, and only a claim of the same speaker can be meant",
                "correct the reference or the speaker; another's contradiction is 'act: denies'",
            )


def _known_through(ground: Ground) -> Found:
    for claim in ground.claims:
        through = ground.by_id.get(claim.known_through)
        if through and through.speaker == claim.speaker:
            yield ground.problem(
                claim,
                "known_through",
                "known-through-itself",
                "it is known through its own speaker",
                "the field is for statements whose only trace is somebody else's words",
                "remove 'known_through', or correct the speaker",
            )


def _claim_cycles(ground: Ground) -> Found:
    for name in _REFERENCES:
        graph = {c.id: [getattr(c, name)] for c in ground.claims if getattr(c, name) in ground.by_id}
        if cycle := _cycle(graph):
            claim = ground.by_id[min(cycle)]
            shown = " → ".join(ground.by_id[identity].name for identity in reversed(cycle))
            yield ground.problem(
                claim,
                name,
                "reference-cycle",
                f"'{name}' leads back to itself",
                f"it reads {shown}; one of them must have come first",
                "remove one of the references",
            )


def _within_cycles(ground: Ground) -> Found:
    """A place within itself, or an actor of itself, over any number of steps."""
    registers: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("place", "within", {place.id: place.within for place in ground.corpus.places.values()}),
        ("actor", "of", {actor.id: actor.of for actor in ground.corpus.actors.values()}),
    )
    for register, part, above in registers:
        graph = {identity: [wider] for identity, wider in above.items() if wider in above}
        if cycle := _cycle(graph):
            first = min(cycle)
            yield Problem(
                f"{register}-cycle",
                ground.places.get((register, first, part), Place(REGISTERS[register])),
                f"'{part}' leads '{first}' back to itself",
                f"it reads {' → '.join(reversed(cycle))}; the wider one cannot lie inside",
                f"remove one '{part}'",
            )


def _order_cycles(ground: Ground) -> Found:
    """Within a document, one speaker who puts A before B and B before A says something impossible."""
    spoken: dict[tuple[str, str], list[Claim]] = {}
    for claim in ground.claims:
        spoken.setdefault((claim.document, claim.speaker), []).append(claim)
    for (_, speaker), claims in spoken.items():
        graph: dict[str, list[str]] = {}
        written: dict[tuple[str, str], tuple[Claim, str]] = {}
        for claim in claims:
            for number, proposition in enumerate(claim.propositions):
                if order := _order(proposition):
                    graph.setdefault(order[1], []).append(order[0])
                    written[order] = claim, f"proposition.{number}"
        if cycle := _cycle(graph):
            claim, part = max((written[pair] for pair in pairwise(cycle)), key=lambda found: found[0].number)
            yield ground.problem(
                claim,
                part,
                "circular-order",
                "the order goes round in a circle",
                f"'{speaker}' says {' before '.join(cycle)}",
                "check 'of' and 'to': {link: after, of: the later, to: the earlier}",
            )


def _order(proposition: Proposition) -> tuple[str, str] | None:
    """Return (earlier, later) of a link that orders whole incidents."""
    if proposition.kind != "link" or proposition["point"] or proposition.of_claims:
        return None
    of, to = proposition["of"], proposition["to"]
    return {"after": (to, of), "before": (of, to)}.get(proposition["link"]) if of != to else None


def _confirmed(ground: Ground) -> Found:
    """Credibility 1 says that others say it too, so somebody else must."""
    speakers: dict[str, list[frozenset[str]]] = {}
    for claim in ground.claims:
        if codebook.vocabulary("acts")[claim.act]["polarity"] == "affirms":
            for proposition in claim.propositions:
                speakers.setdefault(proposition.key, []).append(frozenset({claim.speaker, *claim.jointly}))
    for claim in ground.claims:
        if claim.credibility != "1":
            continue
        fewest = min((_groups(speakers.get(p.key, [])) for p in claim.propositions), default=0)
        if fewest < _ORIGINS_NEEDED:
            yield ground.problem(
                claim,
                "credibility",
                "credibility-1",
                "credibility 1, and nobody else says it",
                "1 means confirmed by other independent sources",
                "encode the claim that confirms it, or write 2 at most",
            )


def _groups(sets: Iterable[frozenset[str]]) -> int:
    """Return how many groups of speakers share nobody."""
    found: list[frozenset[str]] = []
    for one in sets:
        apart = [other for other in found if not one & other]
        found = [*apart, one.union(*(other for other in found if one & other))]
    return len(found)


def _reading_order(ground: Ground) -> Found:
    for reading in ground.corpus.readings.values():
        before: list[tuple[int, Claim]] = []  # paragraphs rising
        for claim in reading.claims:
            if not claim.spans:
                continue
            first = min(span.paragraph for span in claim.spans)
            if before and first < before[-1][0]:
                above = next(other for paragraph, other in before if paragraph > first)
                yield ground.problem(
                    claim,
                    "at.0",
                    "out-of-order",
                    f"paragraph {first} comes after paragraph {before[-1][0]}",
                    "a reading follows its text, so that a second reader can lay the two side by side",
                    f"move this claim up, above '{above.name}'",
                )
            else:
                before.append((first, claim))


def _second_reader(ground: Ground) -> Found:
    for identity, reading in ground.corpus.readings.items():
        if reading.second and reading.second.casefold() == reading.read_by.casefold():
            yield Problem(
                "second-reader",
                ground.places.get(("reading", identity, "read.second"), Place(f"readings/{identity}.yaml")),
                "the second reader is the first",
                f"a second reading is worth something by somebody else than '{reading.read_by}'",
                "write who else read it, or 'second: null'",
            )


def _texts_once(ground: Ground) -> Found:
    """One text registered twice would count as two."""
    seen: dict[str, str] = {}
    for identity, document in ground.corpus.documents.items():
        first = seen.setdefault(document.sha256, identity) if document.sha256 else identity
        if first != identity:
            yield Problem(
                "document-twice",
                ground.places.get(("document", identity, "sha256"), Place(REGISTERS["document"])),
                f"'{first}' is the same text",
                "one text read twice would count as two documents",
                f"remove '{identity}', or give the digest of its own text",
            )


def _reissues(ground: Ground) -> Found:
    yield from reissues.incoherences(ground.corpus, ground.places)


RULES: tuple[Rule, ...] = (
    _references,
    _assessment_references,
    _same_speaker,
    _known_through,
    _claim_cycles,
    _within_cycles,
    _order_cycles,
    _confirmed,
    _reading_order,
    _second_reader,
    _texts_once,
    _reissues,
)


def _cycle(graph: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the nodes of one cycle, each before the next, the first again at the end; or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()

"""
What must hold between the parts of a corpus, beyond the form of each.

Each rule is a generator over the whole corpus that yields problems at the claim it
concerns. `RULES` is the list; a new rule is a function in it and a broken file with its
message under ``tests/broken``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from reportkit import codebook
from reportkit.model import Claim, Corpus, Proposition
from reportkit.problems import Place, Problem, in_order, nearest

_CLAIM_REFERENCES = ("known_through", "paraphrase_of", "supersedes", "retracts")
Found = Iterator[Problem]


def incoherences(corpus: Corpus) -> tuple[Problem, ...]:
    """Return every problem between the parts of a corpus, in file order."""
    return in_order(problem for rule in RULES for problem in rule(corpus))


def _at(claim: Claim, rule: str, what: str, why: str, fix: str) -> Problem:
    return Problem(rule, claim.place, f"{claim.name}: {what}", why, fix)


def _says_something(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        if not claim.propositions and not claim.scope and claim.act not in {"retracts", "declines", "denies_knowledge"}:
            yield _at(
                claim,
                "says-nothing",
                "the claim says nothing",
                "a claim carries propositions under 'that', or a denial or accusation its 'scope'",
                "add 'that:' with at least one proposition",
            )


def _act_and_proposition(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        allowed = codebook.vocabulary("acts")[claim.act]["carries"]
        for proposition in claim.propositions:
            if allowed != "any" and proposition.kind not in allowed:
                yield _at(
                    claim,
                    "act-proposition",
                    f"'{claim.act}' cannot carry '{proposition.kind}'",
                    f"the act {codebook.vocabulary('acts')[claim.act]['meaning']}; it carries {', '.join(allowed)}",
                    "use 'states' for it, in a claim of its own",
                )


def _act_and_certainty(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        allowed = codebook.vocabulary("acts")[claim.act]["certainty"]
        if claim.certainty not in allowed:
            yield _at(
                claim,
                "act-certainty",
                f"'{claim.act}' cannot be {claim.certainty}",
                f"the act {codebook.vocabulary('acts')[claim.act]['meaning']}; its certainty is {' or '.join(allowed)}",
                f"write one of {', '.join(allowed)}, or leave 'certainty' out",
            )


def _hedges(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        hedged = codebook.vocabulary("certainties")[claim.certainty]["hedged"]
        if hedged and not claim.hedges:
            yield _at(
                claim,
                "hedge-missing",
                f"{claim.certainty} without the words that hedge",
                "a hedge is the speaker's, so its words must stand in the text",
                "add 'hedges: [suspected]' with the words, or leave the certainty at its usual value",
            )
        if claim.hedges and not hedged:
            yield _at(
                claim,
                "hedge-certain",
                f"hedges are given, but the certainty is {claim.certainty}",
                "the two say different things of how sure the speaker is",
                "add 'certainty: PR+' (or PS+), or remove the hedges",
            )


def _denials(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        if claim.act == "denies" and claim.scope and claim.propositions:
            yield _at(
                claim,
                "denial-two-forms",
                "the denial has both a scope and propositions",
                "a denial covers one conjunction, and two forms of it could disagree",
                "keep 'scope' and remove 'that'",
            )
        if claim.act == "denies" and len({p.kind for p in claim.propositions}) > 1:
            yield _at(
                claim,
                "denial-split",
                "the denial is split into several propositions",
                "what is denied is one conjunction: denying it whole does not deny each part",
                "write it as one 'scope: {actor: …, nature: …, place: …}'",
            )
        if claim.scope and claim.act not in {"denies", "accuses", "suspects"}:
            yield _at(
                claim,
                "scope-act",
                f"'{claim.act}' has a scope",
                "a scope says what a denial or an accusation covers",
                "write what the claim says under 'that'",
            )


def _own_acts(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        for proposition in claim.propositions:
            if proposition.kind != "perpetrator":
                continue
            own = proposition["actor"] in {claim.speaker, corpus.actors[claim.speaker].of}
            if claim.act == "claims" and not own:
                yield _at(
                    claim,
                    "claims-for-another",
                    f"it claims the act of '{proposition['actor']}'",
                    "'claims' is said of an act of the speaker's own",
                    "use 'states' or 'accuses', or correct the speaker",
                )
            if claim.act in {"accuses", "suspects"} and proposition["actor"] == claim.speaker:
                yield _at(
                    claim,
                    "accuses-itself",
                    "the speaker accuses itself",
                    "an accusation is of another",
                    "use 'claims' or 'acknowledges'",
                )


def _unknown_perpetrator(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        for proposition in claim.propositions:
            actor = corpus.actors.get(proposition["actor"])
            if proposition.kind == "perpetrator" and actor and actor.kind == "unknown":
                yield _at(
                    claim,
                    "unknown-perpetrator",
                    f"'{actor.id}', an actor of unknown identity, is named as perpetrator",
                    "to say that it was somebody unknown names nobody",
                    "leave the perpetrator out; if the text describes the doer, register an 'anonymous_group'",
                )


def _references(corpus: Corpus) -> Found:
    known = {claim.id for claim in corpus.claims}
    for claim in corpus.claims:
        named = [(name, getattr(claim, name)) for name in _CLAIM_REFERENCES if getattr(claim, name)]
        named += [("that", identity) for p in claim.propositions for identity in p.of_claims]
        for where, identity in named:
            if identity not in known:
                near = {i.partition("/")[2] for i in known if i.startswith(f"{claim.document}/")}
                yield _at(
                    claim,
                    "unknown-claim",
                    f"'{where}' names an unknown claim '{identity.removeprefix(claim.document + '/')}'",
                    "a reference that leads nowhere cannot be followed by a reader",
                    nearest(identity.partition("/")[2], near, where="this reading, or document/claim of another"),
                )


def _assessment_references(corpus: Corpus) -> Found:
    known = {claim.id for claim in corpus.claims}
    for incident in corpus.incidents.values():
        for assessment in incident.assessments:
            for identity in assessment.based_on:
                if identity not in known:
                    yield Problem(
                        "unknown-claim",
                        _file(f"incidents/{incident.slug}.yaml"),
                        f"assessment '{assessment.id}' is based on an unknown claim '{identity}'",
                        "a judgement is checked by the claims it rests on",
                        nearest(identity, known, where="the readings; write document/claim"),
                    )


def _same_speaker(corpus: Corpus) -> Found:
    by_id = {claim.id: claim for claim in corpus.claims}
    for claim in corpus.claims:
        for name in ("retracts", "supersedes"):
            earlier = by_id.get(getattr(claim, name))
            if earlier and earlier.speaker != claim.speaker:
                yield _at(
                    claim,
                    f"{name}-another",
                    f"it {name} a claim of another speaker ('{earlier.speaker}')",
                    "only the speaker can take back or replace what it said",
                    "use 'denies' for a contradiction by somebody else",
                )
        quoted = by_id.get(claim.paraphrase_of)
        if quoted and quoted.speaker != claim.speaker:
            yield _at(
                claim,
                "paraphrase-another",
                f"it paraphrases a claim of another speaker ('{quoted.speaker}')",
                "a paraphrase puts the same speaker's words differently",
                "correct the speaker or the reference",
            )
        if claim.act == "retracts" and not claim.retracts:
            yield _at(
                claim,
                "retracts-nothing",
                "it retracts, but does not say what",
                "a reader must see which claim no longer stands",
                "add 'retracts: <claim>'",
            )


def _known_through(corpus: Corpus) -> Found:
    by_id = {claim.id: claim for claim in corpus.claims}
    for claim in corpus.claims:
        through = by_id.get(claim.known_through)
        if through and through.speaker == claim.speaker:
            yield _at(
                claim,
                "known-through-itself",
                "it is known through a claim of the same speaker",
                "the field is for statements whose only trace is somebody else's words",
                "remove 'known_through', or correct the speaker",
            )


def _relays(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        chain = (claim.speaker, *claim.via)
        again = next((actor for n, actor in enumerate(chain) if actor in chain[:n]), None)
        if again:
            yield _at(
                claim,
                "relay-cycle",
                f"'{again}' stands twice in the relay: {' → '.join(chain)}",
                "nobody hears a statement through themselves; origins could not be counted",
                "list each relay once, nearest to the speaker first; the document's voice is added last",
            )


def _claim_cycles(corpus: Corpus) -> Found:
    by_id = {claim.id: claim for claim in corpus.claims}
    for name in _CLAIM_REFERENCES:
        graph = {c.id: {getattr(c, name)} & by_id.keys() for c in corpus.claims if getattr(c, name)}
        if cycle := _cycle(graph):
            claim = by_id[min(cycle)]
            shown = " → ".join(identity.partition("/")[2] for identity in cycle)
            yield _at(
                claim,
                "reference-cycle",
                f"'{name}' leads back to itself: {shown}",
                "one of them must have come first",
                "remove one of the references",
            )


def _place_cycles(corpus: Corpus) -> Found:
    graph = {p.id: {p.within} for p in corpus.places.values() if p.within in corpus.places}
    if cycle := _cycle(graph):
        yield Problem(
            "place-cycle",
            _file("places.yaml"),
            f"places lie within each other: {' → '.join(cycle)}",
            "a place cannot contain the place that contains it",
            "remove one 'within'",
        )


def _order_cycles(corpus: Corpus) -> Found:
    """One speaker who puts A before B and B before A in one document says something impossible."""
    speakers = {(c.document, c.speaker) for c in corpus.claims}
    for document, speaker in sorted(speakers):
        claims = [c for c in corpus.claims if (c.document, c.speaker) == (document, speaker)]
        graph: dict[str, set[str]] = {}
        owner: dict[tuple[str, str], Claim] = {}
        for claim in claims:
            for proposition in claim.propositions:
                if pair := _order(proposition):
                    earlier, later = pair
                    graph.setdefault(later, set()).add(earlier)
                    owner[later, earlier] = claim
        if cycle := _cycle(graph):
            last = max(
                (owner[pair] for pair in _pairs(cycle) if pair in owner), key=lambda c: c.number, default=claims[-1]
            )
            yield _at(
                last,
                "circular-order",
                f"the order is circular: {' after '.join(cycle)}",
                f"'{speaker}' cannot mean that each of them came after the other",
                "check the direction of 'of' and 'to' ('of' after 'to')",
            )


def _pairs(cycle: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for one, other in zip(cycle, cycle[1:], strict=False):
        yield one, other
        yield other, one


def _order(proposition: Proposition) -> tuple[str, str] | None:
    if proposition.kind != "link" or proposition["point"] or proposition.of_claims:
        return None
    return {
        "after": (proposition["to"], proposition["of"]),
        "before": (proposition["of"], proposition["to"]),
    }.get(proposition["link"])


def _self_links(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        for proposition in claim.propositions:
            if proposition.kind in {"link", "relation"} and proposition["of"] == proposition["to"]:
                yield _at(
                    claim,
                    "self-tie",
                    f"'{proposition['of']}' is tied to itself",
                    "a tie has two ends",
                    "correct 'of' or 'to'",
                )


def _said_after_document(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        printed = corpus.documents[claim.document].date
        if claim.said and printed and claim.said.first and printed.last and claim.said.first > printed.last:
            yield _at(
                claim,
                "said-after-print",
                f"it was said ({claim.said.words}) after the document's date ({printed.words})",
                "a document cannot report what was not yet said",
                "correct 'said', or the document's date in documents.yaml",
            )


def _happened_after_document(corpus: Corpus) -> Found:
    for claim in corpus.claims:
        printed = corpus.documents[claim.document].date
        if claim.act in {"predicts", "threatens"} or not printed or not printed.last:
            continue
        for p in claim.propositions:
            if p.kind == "time" and p.when and p.when.first and p.when.first > printed.last:
                yield _at(
                    claim,
                    "happens-after-print",
                    f"the time it gives ({p.when.words}) is after the document's date ({printed.words})",
                    "only a prediction or a threat can speak of what has not happened",
                    "correct the time, or use 'predicts' or 'threatens'",
                )


def _grades(corpus: Corpus) -> Found:
    speakers: dict[str, set[str]] = {}
    for claim in corpus.claims:
        if codebook.vocabulary("acts")[claim.act]["polarity"] == "affirms":
            for proposition in claim.propositions:
                speakers.setdefault(proposition.key, set()).add(claim.speaker)
    for claim in corpus.claims:
        if claim.credibility == "6":
            continue
        if not claim.credibility_because:
            yield _at(
                claim,
                "grade-without-basis",
                f"credibility {claim.credibility} is given without a basis",
                "a number from 1 to 5 is a judgement somebody must be able to check",
                "add 'credibility_because: …', or leave the number out (6, cannot be judged)",
            )
        origins = min((len(speakers.get(p.key, ())) for p in claim.propositions), default=0)
        if claim.credibility == "1" and origins < 2:  # noqa: PLR2004 - "other" sources
            yield _at(
                claim,
                "credibility-1",
                "credibility 1, but only one origin says it",
                "1 means confirmed by other independent sources",
                "encode the confirming claim, or write 2 at most",
            )


def _reading_order(corpus: Corpus) -> Found:
    for reading in corpus.readings.values():
        highest, before = 0, ""
        for claim in reading.claims:
            if not claim.spans:
                continue
            first = min(span.paragraph for span in claim.spans)
            if first < highest:
                yield _at(
                    claim,
                    "out-of-order",
                    f"it stands in paragraph {first}, after '{before}' in paragraph {highest}",
                    "a reading follows the text, so that a second reader can lay the two side by side",
                    "move the claim up",
                )
            else:
                highest, before = first, claim.name


def _paragraphs(corpus: Corpus) -> Found:
    for reading in corpus.readings.values():
        last = corpus.documents[reading.document].paragraphs
        for claim in reading.claims:
            for span in (*claim.spans, *(b.span for b in claim.about if b.span)):
                if span.paragraph > last:
                    yield _at(
                        claim,
                        "anchor-paragraph",
                        f"there is no paragraph {span.paragraph}",
                        f"the document has {last} paragraphs",
                        f"write a paragraph from p1 to p{last}",
                    )


def _second_reader(corpus: Corpus) -> Found:
    for reading in corpus.readings.values():
        if reading.second and reading.second == reading.read_by:
            yield Problem(
                "second-reader",
                _file(f"readings/{reading.document}.yaml"),
                f"the second reader is the first ('{reading.second}')",
                "a second reading is worth something only by somebody else",
                "write who else read it, or 'second: null'",
            )


def _file(name: str) -> Place:
    return Place(name)


RULES: tuple[Callable[[Corpus], Found], ...] = (
    _says_something,
    _act_and_proposition,
    _act_and_certainty,
    _hedges,
    _denials,
    _own_acts,
    _unknown_perpetrator,
    _references,
    _assessment_references,
    _same_speaker,
    _known_through,
    _relays,
    _claim_cycles,
    _place_cycles,
    _order_cycles,
    _self_links,
    _said_after_document,
    _happened_after_document,
    _grades,
    _reading_order,
    _paragraphs,
    _second_reader,
)


def _cycle(graph: dict[str, set[str]]) -> tuple[str, ...]:
    """Return the nodes of one cycle, first repeated at the end, or nothing."""
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return tuple(error.args[1])
    return ()

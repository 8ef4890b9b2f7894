"""
What must hold within one claim: its act, certainty, words, and whom it speaks of.

Each rule is a generator that yields problems of one claim; `RULES` is the list. A new rule
is a function in it, and a broken file with its message under ``tests/broken``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from reportkit import codebook
from reportkit.problems import Problem
from reportkit.reading import anchors
from reportkit.reading.places import Places, of_claim, spans_of

if TYPE_CHECKING:
    from reportkit.model import Claim, Corpus

_SAYING_NOTHING = {"retracts", "declines", "denies_knowledge"}
_WITH_SCOPE = ("denies", "accuses", "suspects")
_FORWARD_LOOKING = {"predicts", "threatens"}


class Statement(NamedTuple):
    """A claim in its corpus, and where its parts are written."""

    claim: Claim
    corpus: Corpus
    places: Places

    def problem(self, rule: str, part: str | tuple[str, ...], what: str, why: str, fix: str) -> Problem:
        """Return a problem at the first of these parts that is written."""
        paths = (part,) if isinstance(part, str) else part
        return Problem(rule, of_claim(self.places, self.claim, *paths), what, why, fix)


Found: TypeAlias = Iterator[Problem]
Rule: TypeAlias = Callable[[Statement], Found]


def _says_something(at: Statement) -> Found:
    claim = at.claim
    if not (claim.propositions or claim.scope or claim.act in _SAYING_NOTHING):
        yield at.problem(
            "says-nothing",
            ("act", "id"),
            "this claim says nothing",
            "a claim carries propositions under 'that', a denial or an accusation its 'scope'",
            "add 'that:' and below it '- occurred', '- nature: fire' or the like",
        )


def _act_and_proposition(at: Statement) -> Found:
    act = codebook.vocabulary("acts")[at.claim.act]
    for number, proposition in enumerate(at.claim.propositions):
        if act["carries"] != "any" and proposition.kind not in act["carries"]:
            yield at.problem(
                "act-proposition",
                f"proposition.{number}",
                f"'{at.claim.act}' cannot carry '{proposition.kind}'",
                f"the act {act['meaning']}; it carries {', '.join(act['carries'])}",
                "move it to a claim of its own with 'act: states'",
            )


def _act_and_certainty(at: Statement) -> Found:
    act = codebook.vocabulary("acts")[at.claim.act]
    if at.claim.certainty not in act["certainty"]:
        yield at.problem(
            "act-certainty",
            "certainty",
            f"'{at.claim.act}' cannot be {at.claim.certainty}",
            f"the act {act['meaning']}; it can be {' or '.join(act['certainty'])}",
            f"write 'certainty: {act['certainty'][0]}', or leave it out",
        )


def _hedges(at: Statement) -> Found:
    claim = at.claim
    hedged = codebook.vocabulary("certainties")[claim.certainty]["hedged"]
    if hedged and not claim.hedges:
        yield at.problem(
            "hedge-missing",
            ("certainty", "act"),
            f"{claim.certainty} stands without its hedge",
            "a hedge is the speaker's, so its words must stand in the text",
            "add 'hedges: [suspected]' with the words of the text, or correct act and certainty",
        )
    if claim.hedges and not hedged:
        yield at.problem(
            "hedge-certain",
            "hedges.0",
            f"'{claim.hedges[0]}' hedges what is {claim.certainty}",
            "the two differ on how sure the speaker is",
            f"add 'certainty: {'PR-' if claim.act == 'denies' else 'PR+'}', or remove the hedges",
        )


def _denials(at: Statement) -> Found:
    claim = at.claim
    if claim.act == "denies" and claim.scope and claim.propositions:
        yield at.problem(
            "denial-two-forms",
            "that",
            "this denial has 'that' beside its scope",
            "a denial covers one conjunction, and two forms of it could differ",
            "write all of it under 'scope', and remove 'that'",
        )
    elif claim.act == "denies" and len({proposition.kind for proposition in claim.propositions}) > 1:
        yield at.problem(
            "denial-split",
            "proposition.1",
            "this denial is split into propositions",
            "it is one conjunction: who denies the whole does not deny each part",
            "write it as one 'scope: {actor: …, nature: …, place: …}'",
        )
    if claim.scope and claim.act not in _WITH_SCOPE:
        yield at.problem(
            "scope-act",
            "scope",
            f"'{claim.act}' cannot have a scope",
            "a scope says what a denial, an accusation or a suspicion covers",
            "write what the claim says under 'that'",
        )


def _own_acts(at: Statement) -> Found:
    claim = at.claim
    speaker = at.corpus.actors.get(claim.speaker)
    own = {claim.speaker, *claim.jointly} | ({speaker.of} if speaker and speaker.of else set())
    for number, proposition in enumerate(claim.propositions):
        actor = proposition["actor"]
        if proposition.kind != "perpetrator":
            continue
        if claim.act == "claims" and actor not in own:
            yield at.problem(
                "claims-for-another",
                f"proposition.{number}",
                f"'{claim.speaker}' claims an act of '{actor}'",
                "an act is claimed by who did it, or whose part did it",
                "write 'act: states' or 'act: accuses', or correct the speaker",
            )
        if claim.act in {"accuses", "suspects"} and actor == claim.speaker:
            yield at.problem(
                "accuses-itself",
                f"proposition.{number}",
                f"'{actor}' accuses itself",
                "an accusation is of another",
                "write 'act: claims' or 'act: acknowledges', or correct the speaker",
            )
        named = at.corpus.actors.get(actor)
        if named and named.kind == "unknown":
            yield at.problem(
                "unknown-perpetrator",
                f"proposition.{number}",
                f"'{actor}' cannot be a perpetrator",
                "its identity is unknown, and to say that it was somebody unknown names nobody",
                "leave the perpetrator out; if the text describes the doer, register an anonymous_group",
            )


def _relayed(at: Statement) -> Found:
    chain = (at.claim.speaker, *at.claim.via)
    again = next((n for n, actor in enumerate(chain) if actor in chain[:n]), None)
    if again is not None:
        first = chain.index(chain[again])
        yield at.problem(
            "relay-cycle",
            (f"via.{again - 1}", f"via.{first - 1}", "via"),  # the voice at the end is not written there
            f"'{chain[again]}' stands twice in the relay",
            f"it reads {' → '.join(chain)}; nobody hears a statement through themselves",
            "list each relay once, nearest to the speaker first; the document's voice is added last",
        )


def _ties(at: Statement) -> Found:
    for number, proposition in enumerate(at.claim.propositions):
        ends = proposition["of"], proposition["to"]
        if proposition.kind in {"link", "relation"} and ends[0] == ends[1]:
            yield at.problem(
                "self-tie",
                f"proposition.{number}",
                f"'{ends[0]}' is tied to itself",
                "a tie has two ends",
                "correct 'of' or 'to'",
            )


def _times(at: Statement) -> Found:
    claim = at.claim
    document = at.corpus.documents.get(claim.document)
    printed = document.date if document else None
    if printed is None or printed.last is None:
        return
    if claim.said and claim.said.first and claim.said.first > printed.last:
        yield at.problem(
            "said-after-print",
            "said",
            "it was said after the document's date",
            f"a document of {printed.words} cannot report what was not yet said",
            "correct 'said', or the document's date in documents.yaml",
        )
    for number, proposition in enumerate(claim.propositions):
        when = proposition.when
        if proposition.kind != "time" or claim.act in _FORWARD_LOOKING or not when or not when.first:
            continue
        if when.first > printed.last:
            yield at.problem(
                "happens-after-print",
                f"proposition.{number}",
                "it happens after the document's date",
                f"in a document of {printed.words} only a prediction or a threat can speak of it",
                "correct the time, or write 'act: predicts' or 'act: threatens'",
            )


def _graded(at: Statement) -> Found:
    claim = at.claim
    if claim.credibility != "6" and not claim.credibility_because:
        yield at.problem(
            "grade-without-basis",
            "credibility",
            f"credibility {claim.credibility} is given without a basis",
            "a number from 1 to 5 is a judgement that somebody must be able to check",
            "add 'credibility_because: …', or remove the number (6: cannot be judged)",
        )


def _paragraphs(at: Statement) -> Found:
    document = at.corpus.documents.get(at.claim.document)
    last = document.paragraphs if document else 0
    for part, span in spans_of(at.claim):
        if 0 < last < span.paragraph:
            problem = anchors.no_paragraph(span.paragraph, last)
            yield at.problem(problem.rule, part, problem.what, problem.why, problem.fix)


def _marking(at: Statement) -> Found:
    document = at.corpus.documents.get(at.claim.document)
    own, order = at.claim.marking, codebook.words("markings")
    if document and document.marking and own and order.index(own) < order.index(document.marking):
        yield at.problem(
            "marking-lowered",
            "marking",
            f"{own} is below its document's {document.marking}",
            "a claim repeats its document, so it bears the higher of the two whatever stands here",
            "remove it, or correct the marking of the document in documents.yaml",
        )


def _retraction(at: Statement) -> Found:
    if at.claim.act == "retracts" and not at.claim.retracts:
        yield at.problem(
            "retracts-nothing",
            "act",
            "it retracts, and does not say what",
            "a reader must see which claim no longer stands",
            "add 'retracts: …' with the id of the earlier claim",
        )


RULES: tuple[Rule, ...] = (
    _says_something,
    _act_and_proposition,
    _act_and_certainty,
    _hedges,
    _denials,
    _own_acts,
    _relayed,
    _ties,
    _times,
    _graded,
    _paragraphs,
    _marking,
    _retraction,
)

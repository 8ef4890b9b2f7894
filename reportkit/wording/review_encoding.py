"""The desk's second look at how it is encoded: spans, grades, readers, coverage, what was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reportkit.dossier import Dossier
from reportkit.model import Claim, Document
from reportkit.reading import texts
from reportkit.wording import consequence, names
from reportkit.wording.consequence import Weights
from reportkit.wording.gist import act, gist
from reportkit.wording.phrases import join, phrase
from reportkit.wording.review_standings import speaking
from reportkit.wording.runs import Line, Run, reference
from reportkit.wording.tables import Cell, Column, Table

UNGRADED_PUBLICATION, UNGRADED_CLAIM = "F", "6"

Texts = Mapping[str, str]
"""Texts at hand by document, as `reportkit.reading.texts.find` gives them; empty where none is."""


def unverified(case: Dossier, weights: Weights, at_hand: Texts) -> Table:
    """Return the documents whose claims cannot be verified here, and the claims that are pinned wrongly."""
    columns = (
        Column(phrase("review.where")),
        Column(phrase("review.matter")),
        Column(phrase("review.claims")),
        Column(phrase("review.bottom"), "1fr"),
        Column(phrase("review.next"), "1fr"),
    )
    rows = []
    for claim in sorted(misplaced(case, at_hand), key=lambda c: consequence.of([c], weights)):
        first = consequence.of([claim], weights).name == "bottom_line"
        rows.append(
            _row(
                speaking(case, [claim]),
                phrase("review.misplaced"),
                _count(1),
                phrase("review.this") if first else phrase("review.nothing"),
                phrase("next.pin"),
            )
        )
    for document in _by_weight(case, weights, [d for d in case.documents if d.id not in at_hand]):
        own = _of(case, document)
        rows.append(
            _row(
                _titled(case, document),
                phrase("review.no_text"),
                _count(len(own)),
                _foremost(case, weights, own),
                phrase("next.text"),
            )
        )
    return Table("unverified", columns, tuple(rows))


def misplaced(case: Dossier, at_hand: Texts) -> tuple[Claim, ...]:
    """Return the claims whose words do not stand in the text at hand where they are pinned."""
    return tuple(
        c for c in case.statements if c.document in at_hand and not texts.stands(c, at_hand[c.document])
    )


def unverifiable(case: Dossier, at_hand: Texts) -> tuple[Claim, ...]:
    """Return the claims whose document has no text at hand: neither verified nor wrong."""
    return tuple(c for c in case.statements if c.document not in at_hand)


def ungraded(case: Dossier, weights: Weights) -> Table:
    """Return the documents whose publication or claims have no grade and no reason for having none."""
    columns = (
        Column(phrase("review.where")),
        Column(phrase("review.publication")),
        Column(phrase("review.ungraded_claims")),
        Column(phrase("review.bottom"), "1fr"),
        Column(phrase("review.next"), "1fr"),
    )
    rows = []
    for document in _by_weight(case, weights, case.documents):
        own = [c for c in _of(case, document) if no_grade(c)]
        letter = (Run(document.reliability, (case.source[document.id],)),)
        bare = publication_ungraded(document)
        if not (bare or own):
            continue
        advice = phrase("next.grade_publication" if bare else "next.grade_claims")
        rows.append(
            _row(
                _titled(case, document),
                phrase("review.no_reason", grade=letter) if bare else letter,
                phrase("review.of", n=_count(len(own)), all=_count(len(_of(case, document)))),
                _foremost(case, weights, own),
                phrase("next.grade_both") if bare and own else advice,
            )
        )
    return Table("ungraded", columns, tuple(rows))


def publication_ungraded(document: Document) -> bool:
    """Whether a publication has the default letter and nobody says why."""
    return document.reliability == UNGRADED_PUBLICATION and not document.reliability_because


def no_grade(claim: Claim) -> bool:
    """Whether a claim has the default number and nobody says why."""
    return claim.credibility == UNGRADED_CLAIM and not claim.credibility_because


def readers(case: Dossier, weights: Weights) -> Table:
    """Return the documents that nobody read a second time, then those registered that nobody read at all."""
    columns = (
        Column(phrase("review.where")),
        Column(phrase("review.read_by")),
        Column(phrase("review.matter")),
        Column(phrase("review.bottom"), "1fr"),
        Column(phrase("review.next"), "1fr"),
    )
    rows = []
    for document in _by_weight(case, weights, read_once(case)):
        reading = case.corpus.readings[document.id]
        rows.append(
            _row(
                _titled(case, document),
                (Run(reading.read_by, (case.source[document.id],)),),
                phrase("review.no_second"),
                _foremost(case, weights, _of(case, document)),
                phrase("next.second_reader"),
            )
        )
    for document in unread(case):
        source = (f"document:{document.id}",)
        command = phrase("next.read", document=(Run(document.id, source),))
        title = (Run(document.title, source),)
        rows.append(
            _row(title, phrase("review.nobody"), phrase("review.unread"), phrase("review.nothing"), command)
        )
    return Table("readers", columns, tuple(rows))


def read_once(case: Dossier) -> tuple[Document, ...]:
    """Return the documents that have no second reader."""
    return tuple(d for d in case.documents if not case.corpus.readings[d.id].second)


def unread(case: Dossier) -> tuple[Document, ...]:
    """Return the registered documents of the corpus that have no reading: they bear on nothing yet."""
    return tuple(d for d in case.corpus.documents.values() if d.id not in case.corpus.readings)


def uncovered(case: Dossier, at_hand: Texts) -> Table:
    """Return the sentences of the texts at hand that no claim covers and no reason explains."""
    columns = (
        Column(phrase("review.where")),
        Column(phrase("review.sentence"), "1fr"),
        Column(phrase("review.next")),
    )
    rows = [
        _row(
            (Run(f"{case.source[document]}¶{paragraph}", (case.source[document],)),),
            (Run(sentence, (case.source[document],)),),
            phrase("next.encode"),
        )
        for document, paragraph, sentence in left_out(case, at_hand)
    ]
    return Table("uncovered", columns, tuple(rows))


def left_out(case: Dossier, at_hand: Texts) -> tuple[tuple[str, int, str], ...]:
    """Return (document, paragraph, sentence) for every sentence that no claim covers, in reading order."""
    found = texts.sentences_without_claim(case.corpus, at_hand)
    return tuple((d, n, words) for d in case.source for n, words in found.get(d, ()))


def withdrawn(case: Dossier, weights: Weights) -> Table:
    """Return the claims that were taken back or replaced, by which claim, and what still rests on them."""
    columns = (
        Column(phrase("review.claim")),
        Column(phrase("review.what"), "1fr"),
        Column(phrase("review.taken_back_by")),
        Column(phrase("review.rests")),
        Column(phrase("review.next"), "1fr"),
    )
    rows = []
    for claim in sorted(taken_back(case), key=lambda c: consequence.of([c], weights)):
        weight = consequence.of([claim], weights)
        later = [c for c in case.statements if claim.id in {c.retracts, c.supersedes}]
        signed = weight.name == "assessment"
        rows.append(
            (
                Cell((speaking(case, [claim]),)),
                Cell(((*act(case, claim), *phrase("colon"), *gist(case, claim)),)),
                Cell(tuple(_takes_back(case, one, claim) for one in later)),
                Cell((consequence.rests(case, weight),)),
                Cell((phrase("next.revise" if signed else "next.keep"),)),
            )
        )
    return Table("withdrawn", columns, tuple(rows))


def taken_back(case: Dossier) -> tuple[Claim, ...]:
    """Return the claims that their speakers took back or replaced, in reading order."""
    return tuple(c for c in case.statements if c.id in case.withdrawn)


def _takes_back(case: Dossier, later: Claim, claim: Claim) -> Line:
    key = "review.replaced" if later.supersedes == claim.id else "review.retracted"
    return phrase(key, who=speaking(case, [later]))


def _row(*lines: Line) -> tuple[Cell, ...]:
    return tuple(Cell((line,)) for line in lines)


def _of(case: Dossier, document: Document) -> list[Claim]:
    return [claim for claim in case.statements if claim.document == document.id]


def _by_weight(case: Dossier, weights: Weights, documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents with those first on whose claims the foremost part of a page rests."""
    yield from sorted(documents, key=lambda d: consequence.of(_of(case, d), weights))


def _titled(case: Dossier, document: Document) -> Line:
    number = case.source[document.id]
    return join([(Run(number, (number,), "strong"),), (Run(document.title, (number,)),)], "space")


def _count(number: int) -> Line:
    return (Run(str(number), ("corpus",)),)


def _foremost(case: Dossier, weights: Weights, claims: Sequence[Claim]) -> Line:
    """Return the claims among these that a bottom line rests on, as a reference, or that there is none."""
    numbers = names.number(case, [c for c in claims if consequence.of([c], weights).name == "bottom_line"])
    return (reference(*numbers),) if numbers else phrase("review.nothing")

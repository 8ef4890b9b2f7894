"""The state of an encoding in one table: what waits for a second look, how much of it pages rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportkit.analysis.standing import Standing
from reportkit.dossier import Dossier
from reportkit.model import Claim, Document
from reportkit.wording import consequence
from reportkit.wording import review_encoding as encoding
from reportkit.wording import review_standings as standings
from reportkit.wording.consequence import Weights
from reportkit.wording.phrases import phrase
from reportkit.wording.propositions import voiced
from reportkit.wording.review_encoding import Texts
from reportkit.wording.runs import Line, Run
from reportkit.wording.tables import Cell, Column, Table


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the state: the key of its words, how many of how many, on how many a bottom line rests."""

    key: str
    some: int
    every: int
    foremost: int


def counts(case: Dossier, weights: Weights, at_hand: Texts) -> tuple[Count, ...]:
    """
    Return what waits for a second look, in the order of the review.

    Parameters
    ----------
    case : Dossier
        A case, or the dossier of a corpus.
    weights : mapping
        What rests on each claim, as `reportkit.wording.consequence.weights` gives it.
    at_hand : mapping of str to str
        Texts by document; without any, no claim is verified and no sentence counted.

    Examples
    --------
    >>> from reportkit import opening
    >>> kalsu = opening.load("kalsu-explosion")
    >>> found = {count.key: count for count in counts(kalsu, consequence.weights(kalsu), {})}
    >>> found["state_of.unverified"].some == len(kalsu.statements)
    True
    """
    claims, documents = case.statements, case.documents
    spoken_of = [
        s for s in case.standings.values() if s.voices.affirmed or s.voices.denied or s.voices.partly
    ]
    hinging = [s for s in spoken_of if s.otherwise]
    bare = [d for d in documents if encoding.publication_ungraded(d)]

    def of_standings(key: str, found: Sequence[Standing]) -> Count:
        first = sum(consequence.of(voiced(s), weights).name == "bottom_line" for s in found)
        return Count(key, len(found), len(spoken_of), first)

    def of_claims(key: str, found: Sequence[Claim]) -> Count:
        return Count(key, len(found), len(claims), _foremost(found, weights))

    def of_documents(key: str, found: Sequence[Document], every: int) -> Count:
        ids = {document.id for document in found}
        first = {c.document for c in claims if c.document in ids and _foremost([c], weights)}
        return Count(key, len(found), every, len(first))

    registered = len(case.corpus.documents)
    return (
        of_standings("state_of.contested", standings.opposed(case)),
        of_standings("state_of.single_origin", standings.on_one_origin(case)),
        of_standings("state_of.both_ways", standings.says_both(case)),
        of_standings("state_of.inferences", hinging),
        of_claims("state_of.withdrawn", encoding.taken_back(case)),
        of_claims("state_of.misplaced", encoding.misplaced(case, at_hand)),
        of_claims("state_of.unverified", encoding.unverifiable(case, at_hand)),
        of_documents("state_of.ungraded", bare, len(documents)),
        of_claims("state_of.ungraded_claims", [c for c in claims if encoding.no_grade(c)]),
        of_documents("state_of.read_once", encoding.read_once(case), len(documents)),
        of_documents("state_of.unread", encoding.unread(case), registered),
    )


def state(case: Dossier, weights: Weights, at_hand: Texts) -> Table:
    """Return the counts as a table; under it how many sentences no claim covers, or why nobody can tell."""
    columns = (
        Column(phrase("state_of.matter"), "1fr"),
        Column(phrase("state_of.many")),
        Column(phrase("state_of.of")),
        Column(phrase("state_of.foremost")),
    )
    rows = tuple(
        (
            Cell((phrase(one.key),)),
            Cell((_figure(one.some),)),
            Cell((_figure(one.every),)),
            Cell((_figure(one.foremost),)),
        )
        for one in counts(case, weights, at_hand)
    )
    return Table("state", columns, rows, note=coverage(case, at_hand))


def coverage(case: Dossier, at_hand: Texts) -> Line:
    """Return how many sentences no claim covers, of how many documents at hand; or that it cannot be told."""
    if case.corpus.lacking:
        return phrase("ceiling.coverage")
    known = [document for document in case.source if document in at_hand]
    if not known:
        return phrase("review.no_texts")
    left = len(encoding.left_out(case, at_hand))
    some, every = _figure(len(known)), _figure(len(case.source))
    if not left:
        return phrase("review.coverage_none", known=some, all=every)
    key = "review.coverage_one" if left == 1 else "review.coverage"
    return phrase(key, n=_figure(left), known=some, all=every)


def _foremost(claims: Iterable[Claim], weights: Weights) -> int:
    return sum(consequence.of([claim], weights).name == "bottom_line" for claim in claims)


def _figure(number: int) -> Line:
    return (Run(str(number), ("corpus",)),)

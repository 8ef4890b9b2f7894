"""
What an outlet changed between two editions of a document without saying so.

A claim of the earlier edition that the later one no longer holds is not withdrawn: its speaker took nothing
back. It is "no longer in edition 2", and that is all that is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportkit import codebook
from reportkit.analysis.changes.records import Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reportkit.model import Claim, Document


def silent(claims: Iterable[Claim], documents: Mapping[str, Document]) -> tuple[Silent, ...]:
    """
    Return the claims that a later edition of their document drops or gives otherwise, and nobody took back.

    An edition that has not been read yet drops nothing.

    Parameters
    ----------
    claims : iterable of Claim
        All claims.
    documents : mapping of str to Document
        The register.
    """
    told = tuple(claims)
    gone = {identity for c in told for identity in (c.retracts, c.supersedes)}
    by_document: dict[str, list[Claim]] = {}
    for claim in told:
        by_document.setdefault(claim.document, []).append(claim)
    later = {d.edition_of: d for d in documents.values() if d.edition_of and d.id in by_document}
    found = []
    for claim in told:
        edition = later.get(claim.document)
        if edition is None or claim.id in gone:
            continue
        same = tuple(_counterparts(claim, by_document[edition.id]))
        if not same:
            found.append(Silent(claim, edition))
        elif all(_otherwise(claim, one) for one in same):
            found.append(Silent(claim, edition, same))
    return tuple(found)


def _counterparts(claim: Claim, others: Sequence[Claim]) -> Iterator[Claim]:
    """Yield the claims of another edition in which the same speaker speaks of the same."""
    keys = {p.key for p in claim.propositions}
    for other in others:
        if _speaker(other) != _speaker(claim) or _polarity(other) != _polarity(claim):
            continue
        if keys & {p.key for p in other.propositions} or (not keys and other.scope == claim.scope):
            yield other


def _otherwise(claim: Claim, other: Claim) -> bool:
    """Whether a counterpart says it with another number, or more or less surely."""
    own, others = ({p.key: p.quantity for p in c.propositions} for c in (claim, other))
    return claim.certainty != other.certainty or any(
        own[key] != others[key] for key in own.keys() & others.keys()
    )


def _speaker(claim: Claim) -> str:
    """Return the speaker; one without a name is named after the edition, which is left out."""
    prefix = f"unnamed-{claim.document}-"
    return claim.speaker.removeprefix(prefix) if claim.speaker.startswith(prefix) else claim.speaker


def _polarity(claim: Claim) -> str:
    return str(codebook.vocabulary("acts")[claim.act]["polarity"])

"""
Which claim of one state is which of another, and in what a claim differs.

A claim is itself under its id "document/name". One whose id is gone is the same as a new one of the same
document that says the same at the same place: it was renamed, and that is no change. Where several are alike
they are taken in reading order. Order changes nothing: not of claims, nor of what a claim lists.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reportkit.model import Claim, Proposition, Span

_REFERENCES = ("known_through", "paraphrase_of", "supersedes", "retracts")
_PLAIN = (
    "speaker",
    "act",
    "certainty",
    "verb",
    "said",
    "said_words",
    "via",
    "directness",
    "medium",
    "credibility",
    "credibility_because",
    "marking",
    "note",
)


def content(claim: Claim) -> dict[str, Any]:
    """
    Return what a claim is, part by part: without its name, its number and where its file holds it.

    Of a span the anchor counts, not the offsets that a tool pinned it to; what is listed is compared without
    its order, except the chain of relays.
    """
    found: dict[str, Any] = {name: getattr(claim, name) for name in (*_PLAIN, *_REFERENCES)}
    found["document"] = claim.document
    found["hedges"] = tuple(sorted(claim.hedges))
    found["jointly"] = tuple(sorted(claim.jointly))
    found["at"] = tuple(sorted(map(_anchor, claim.spans)))
    found["about"] = tuple(
        sorted((b.incident, b.words, b.by, _anchor(b.span) if b.span else ()) for b in claim.about)
    )
    found["that"] = tuple(sorted(map(_said, claim.propositions)))
    found["scope"] = claim.scope
    return found


def parts(before: Claim, after: Claim) -> tuple[str, ...]:
    """Return the names of the parts in which two claims differ."""
    one, other = content(before), content(after)
    return tuple(name for name in one if one[name] != other[name])


def renamed(before: Iterable[Claim], after: Iterable[Claim]) -> dict[str, str]:
    """
    Return the new id of each claim that was renamed, by its old one.

    Parameters
    ----------
    before, after : iterable of Claim
        All claims of two states, in reading order.
    """
    old, new = {c.id: c for c in before}, {c.id: c for c in after}
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for claim in new.values():
        if claim.id not in old:
            waiting[_fingerprint(claim)].append(claim.id)
    found = {}
    for claim in old.values():
        if claim.id not in new and (alike := waiting[_fingerprint(claim)]):
            found[claim.id] = alike.pop(0)
    return found


def under_new_names(claims: Iterable[Claim], names: Mapping[str, str]) -> tuple[Claim, ...]:
    """Return claims under their new names, also where one speaks of another."""
    if not names:
        return tuple(claims)
    return tuple(_named_anew(claim, names) for claim in claims)


def differing(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[tuple[Claim, Claim], ...]:
    """Return the claims that both states hold under one id, and that differ."""
    old = {c.id: c for c in before}
    return tuple((old[c.id], c) for c in after if c.id in old and parts(old[c.id], c))


def takers(claims: Iterable[Claim], part: str) -> dict[str, Claim]:
    """Return which claim takes back ("retracts") or replaces ("supersedes") another, by the other's id."""
    return {getattr(c, part): c for c in claims if getattr(c, part)}


def _named_anew(claim: Claim, names: Mapping[str, str]) -> Claim:
    identity = names.get(claim.id, claim.id)

    def now(old: str) -> str:
        return names.get(old, old)

    return replace(
        claim,
        id=identity,
        name=identity.partition("/")[2] if identity != claim.id else claim.name,
        propositions=tuple(_of_new_names(p, names) for p in claim.propositions),
        known_through=now(claim.known_through),
        paraphrase_of=now(claim.paraphrase_of),
        supersedes=now(claim.supersedes),
        retracts=now(claim.retracts),
    )


def _of_new_names(p: Proposition, names: Mapping[str, str]) -> Proposition:
    """Return a proposition about claims with their new ids, which stand in its slots and its key too."""
    if not any(identity in names for identity in p.of_claims):
        return p
    of_claims = tuple(names.get(identity, identity) for identity in p.of_claims)
    old, new = " ".join(p.of_claims), " ".join(of_claims)
    slots = tuple((slot, new if value == old else value) for slot, value in p.slots)
    return replace(p, of_claims=of_claims, slots=slots, key=p.key.replace(f"={old}", f"={new}"))


def _fingerprint(claim: Claim) -> str:
    """Return what a claim says and where, whatever the claims are called that it speaks of."""
    loose = replace(
        claim,
        propositions=tuple(
            replace(p, of_claims=(), slots=(), key=p.kind) if p.of_claims else p for p in claim.propositions
        ),
        known_through="",
        paraphrase_of="",
        supersedes="",
        retracts="",
    )
    return repr(content(loose))


def _anchor(span: Span) -> tuple[int, str, str]:
    return span.paragraph, span.first, span.last


def _said(p: Proposition) -> str:
    """Return all of a proposition in one string, to be sorted by."""
    return repr((p.key, p.slots, p.quantity, p.when, p.gap, p.of_claims, p.inferred))

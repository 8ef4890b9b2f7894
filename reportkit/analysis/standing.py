"""
Standing: the status of a proposition, derived from who affirms and who denies it.

The table of the design, first match: not addressed, denied only, disputed, acknowledged,
claimed only, suspected, reported only. There is no "undisputed": unopposed is not
established.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from reportkit import codebook
from reportkit.model import Claim, Proposition


@dataclass(frozen=True, slots=True)
class Voices:
    """
    Who affirms and who denies one proposition, by claim.

    ``partly`` holds denials that cover only part of it, ``own`` those that speak only of
    the speaker's own side; neither makes it disputed.
    """

    affirmed: tuple[Claim, ...] = ()
    denied: tuple[Claim, ...] = ()
    partly: tuple[Claim, ...] = ()
    own: tuple[Claim, ...] = ()
    withdrawn: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """
    The standing of one proposition.

    ``word`` is a standing of the codebook, ``otherwise`` the standing without what rests
    on a reader's inference (empty where that is the same), ``flags`` what stands beside it.
    """

    proposition: Proposition
    word: str
    otherwise: str
    flags: tuple[str, ...]
    voices: Voices


def word(voices: Voices, *, burdened: Collection[str], authors: Collection[str]) -> str:
    """
    Return the standing that a set of voices gives a proposition.

    Parameters
    ----------
    voices : Voices
        Who affirms and denies it.
    burdened : collection of str
        The actors whom the proposition burdens.
    authors : collection of str
        The actors who claim the act as their own.

    Returns
    -------
    str
        A word of the codebook's ``standings``.

    Examples
    --------
    >>> word(Voices(), burdened=(), authors=())
    'not_addressed'
    """
    affirmers = {claim.speaker for claim in voices.affirmed}
    deniers = {claim.speaker for claim in voices.denied}
    if not affirmers and not deniers:
        if voices.withdrawn:
            return "withdrawn"
        return "denied_only" if voices.partly or voices.own else "not_addressed"
    if not affirmers:
        return "denied_only"
    if deniers and affirmers | deniers != affirmers & deniers:
        return "disputed"
    if deniers:
        return "disputed" if len(affirmers) > 1 else "reported_only"
    if admissions(voices, burdened):
        return "acknowledged"
    if all(
        claim.speaker in authors and claim.act not in {"accuses", "suspects"} for claim in voices.affirmed
    ):
        return "claimed_only"
    if any(claim.speaker in burdened for claim in voices.affirmed):
        return "acknowledged"
    if all(codebook.vocabulary("certainties")[claim.certainty]["hedged"] for claim in voices.affirmed):
        return "suspected"
    return "reported_only"


def admissions(voices: Voices, burdened: Collection[str]) -> tuple[Claim, ...]:
    """
    Return the claims in which a party admits what burdens it.

    That is any affirmation by a burdened actor but the boast of an own act, and every claim that
    its coder read as an acknowledgement.
    """
    return tuple(
        c for c in voices.affirmed if c.act == "acknowledges" or (c.speaker in burdened and c.act != "claims")
    )


def flags(voices: Voices, about: str, *, inquiry: bool) -> tuple[str, ...]:
    """
    Return the flags beside a standing, in the codebook's order.

    Parameters
    ----------
    voices : Voices
        Who affirms and denies the proposition.
    about : str
        The incident it is about; empty for ties between actors.
    inquiry : bool
        Whether an inquiry into the incident is open.
    """
    found = []
    if inquiry:
        found.append("inquiry")
    counted = (*voices.affirmed, *voices.denied)
    if any(rests_on_reader(claim, about) for claim in counted):
        found.append("inference")
    if voices.affirmed and all(claim.known_through for claim in voices.affirmed):
        found.append("through_denial")
    if _says_both(voices):
        found.append("says_both")
    return tuple(found)


def rests_on_reader(claim: Claim, about: str) -> bool:
    """Whether it is a reader who ties a claim to an incident, or its actor to the scope."""
    if not about:
        return any(p.inferred for p in claim.propositions)
    tied = [bearing for bearing in claim.about if bearing.incident == about]
    if tied and all(bearing.inferred for bearing in tied):
        return True
    if claim.scope and "actor" in claim.scope.inferred:
        return True
    return not tied and any(p.inferred for p in claim.propositions)


def without_reader(voices: Voices, about: str) -> Voices:
    """Return the voices that do not rest on a reader's inference."""
    return Voices(*(tuple(c for c in group if not rests_on_reader(c, about)) for group in _groups(voices)))


def burdened(proposition: Proposition, claims: Iterable[Claim]) -> frozenset[str]:
    """
    Return the actors whom a proposition burdens, by its type.

    An act burdens the actor named in it. Harm, and that and where it happened, burden the
    party that was struck: actors that claims place there or name as hit, with those whom a
    claim makes their members or lets speak for them.

    Parameters
    ----------
    proposition : Proposition
        What is said.
    claims : iterable of Claim
        All claims of the case.
    """
    kind = codebook.vocabulary("propositions")[proposition.kind]["burdens"]
    if kind == "actor":
        return frozenset({proposition["actor"]})
    if kind != "struck":
        return frozenset()
    said = [p for claim in claims for p in claim.propositions]
    struck = {
        p["actor"]
        for p in said
        if p.about == proposition.about
        and p.kind in {"presence", "target"}
        and p["actor"]
        and p["reached"] != "aimed_at"
    }
    ties = {"member_of", "part_of", "speaks_for"}
    members = {p["of"] for p in said if p.kind == "relation" and p["relation"] in ties and p["to"] in struck}
    return frozenset(struck | members)


def authors(about: str, claims: Iterable[Claim]) -> frozenset[str]:
    """Return the speakers who say that an incident, or an incident's reason, is their own act."""
    return frozenset(
        claim.speaker
        for claim in claims
        for p in claim.propositions
        if (p.kind == "perpetrator" and p.about == about and claim.act == "claims")
        or (p.kind == "motive" and p.about == about and claim.act == "gives_reason")
        or (p.kind == "link" and p["of"] == about and claim.act == "gives_reason")
    )


def _groups(voices: Voices) -> tuple[tuple[Claim, ...], ...]:
    return (voices.affirmed, voices.denied, voices.partly, voices.own, voices.withdrawn)


def _says_both(voices: Voices) -> bool:
    hedged = codebook.vocabulary("certainties")
    affirm = {(c.speaker, bool(hedged[c.certainty]["hedged"])) for c in voices.affirmed}
    speakers = {speaker for speaker, _ in affirm}
    return len(affirm) > len(speakers) or bool(speakers & {c.speaker for c in voices.denied})

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
    if not affirmers:
        return "denied_only" if deniers else _unanswered(voices)
    if deniers:  # alone on both sides: a speaker who says both, which is a flag and no dispute
        return "disputed" if len(affirmers | deniers) > 1 else "reported_only"
    hedged = codebook.vocabulary("certainties")
    own = (c.speaker in authors and c.act not in {"accuses", "suspects"} for c in voices.affirmed)
    rows = (
        ("acknowledged", bool(admissions(voices, burdened))),
        ("claimed_only", all(own)),
        ("acknowledged", not affirmers.isdisjoint(burdened)),
        ("suspected", all(hedged[c.certainty]["hedged"] for c in voices.affirmed)),
    )
    return next((name for name, holds in rows if holds), "reported_only")


def admissions(voices: Voices, burdened: Collection[str]) -> tuple[Claim, ...]:
    """
    Return the claims in which a party admits what burdens it.

    That is any affirmation by a burdened actor but the boast of an own act, and every claim that
    its coder read as an acknowledgement.
    """
    return tuple(
        c for c in voices.affirmed if c.act == "acknowledges" or (c.speaker in burdened and c.act != "claims")
    )


def flags(voices: Voices, *, inferred: bool, inquiry: bool) -> tuple[str, ...]:
    """
    Return the flags beside a standing, in the codebook's order.

    Parameters
    ----------
    voices : Voices
        Who affirms and denies the proposition.
    inferred : bool
        Whether the standing hinges on a reader's inference: without it, it would be another.
    inquiry : bool
        Whether an inquiry into the incident is open.

    Examples
    --------
    >>> flags(Voices(), inferred=False, inquiry=True)
    ('inquiry',)
    """
    through = bool(voices.affirmed) and all(claim.known_through for claim in voices.affirmed)
    found = {
        "inquiry": inquiry,
        "inference": inferred,
        "through_denial": through,
        "says_both": _says_both(voices),
    }
    return tuple(flag for flag, holds in found.items() if holds)


def rests_on_reader(claim: Claim, proposition: Proposition) -> bool:
    """
    Whether it is a reader who makes a claim speak of a proposition.

    A claim that carries it rests on the reader if the proposition does; one that denies it by its
    scope, if the reader ties it to the incident or says whose act it denies.
    """
    tied = [bearing for bearing in claim.about if proposition.about == bearing.incident]
    if tied and all(bearing.inferred for bearing in tied):
        return True
    carried = [p for p in claim.propositions if p.key == proposition.key]
    if carried:
        return all(p.inferred for p in carried)
    whose = claim.scope is not None and "actor" in claim.scope.inferred
    return whose and proposition.kind == "perpetrator"


def counted(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that affirm what they carry and that their speakers have not taken back."""
    told = tuple(claims)
    gone = {identity for c in told for identity in (c.retracts, c.supersedes)}
    return tuple(c for c in told if codebook.affirms(c.act) and c.id not in gone)


def burdened(proposition: Proposition, claims: Iterable[Claim], *, inferred: bool = True) -> frozenset[str]:
    """
    Return the actors whom a proposition burdens, by its type.

    An act burdens the actor named in it. Harm, and that and where it happened, burden the
    party that was struck: actors that claims place there or name as hit, with those whom a
    claim makes their members or lets speak for them. Who denies that somebody was there, or took
    it back, places nobody.

    Parameters
    ----------
    proposition : Proposition
        What is said.
    claims : iterable of Claim
        All claims of the case.
    inferred : bool
        Whether what rests on a reader's inference counts.
    """
    kind = codebook.vocabulary("propositions")[proposition.kind]["burdens"]
    if kind == "actor":
        return frozenset({proposition["actor"]})
    if kind != "struck":
        return frozenset()
    said = [p for c in counted(claims) for p in c.propositions if inferred or not p.inferred]
    there = [p for p in said if p.about == proposition.about and p.kind in {"presence", "target"}]
    struck = {p["actor"] for p in there if p["actor"] and p["reached"] != "aimed_at"}
    ties = {"member_of", "part_of", "speaks_for"}
    members = {p["of"] for p in said if p.kind == "relation" and p["relation"] in ties and p["to"] in struck}
    return frozenset(struck | members)


def authors(about: str, claims: Iterable[Claim], *, inferred: bool = True) -> frozenset[str]:
    """
    Return the speakers who say that an incident, or an incident's reason, is their own act.

    Parameters
    ----------
    about : str
        The incident; of a link, the one that is given a reason.
    claims : iterable of Claim
        All claims of the case.
    inferred : bool
        Whether claims count that a reader ties to the incident. A link always counts: who says
        why is its author, also where a reader resolves what it answers.
    """
    own = {"perpetrator": "claims", "motive": "gives_reason", "link": "gives_reason"}
    return frozenset(
        claim.speaker
        for claim in counted(claims)
        for p in claim.propositions
        if about == (p["of"] if p.kind == "link" else p.about)
        and claim.act == own.get(p.kind)
        and (inferred or p.kind == "link" or not p.inferred)
    )


def _unanswered(voices: Voices) -> str:
    """Return the standing of what nobody affirms and nobody denies whole."""
    if voices.withdrawn:
        return "withdrawn"
    return "denied_only" if voices.partly or voices.own else "not_addressed"


def _says_both(voices: Voices) -> bool:
    hedged = codebook.vocabulary("certainties")
    affirm = {(c.speaker, bool(hedged[c.certainty]["hedged"])) for c in voices.affirmed}
    speakers = {speaker for speaker, _ in affirm}
    return len(affirm) > len(speakers) or bool(speakers & {c.speaker for c in voices.denied})

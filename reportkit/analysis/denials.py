"""
What a denial covers, and what it does not address.

A denial has a scope: who, what kind of act, where, which day. It is one conjunction;
outside of it nothing is admitted and nothing is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reportkit.codebook import kinds_above
from reportkit.model import Claim, Locality, Proposition, Scope

COVERS, PART, OWN, NONE = "covers", "part", "own", ""


def covers(denied: Scope, said: Scope, places: Mapping[str, Locality]) -> bool:
    """
    Whether a denial's scope contains all of what was said.

    Each part of the denial must be unrestricted or at least as wide as that part of the
    statement; a part that the statement leaves open is contained only in an unrestricted one.

    Parameters
    ----------
    denied, said : Scope
        The scope of the denial, and the statement as a scope.
    places : mapping of str to Locality
        The register of places, to tell which lies within which.

    Examples
    --------
    >>> wide = Scope(actor="north", involvement="any_role")
    >>> covers(wide, Scope(actor="north", nature="airstrike"), {})
    True
    >>> covers(Scope(actor="north", nature="airstrike"), wide, {})
    False
    """
    return (
        denied.actor in {"", said.actor}
        and denied.involvement in {"", "any_role", said.involvement}
        and (not denied.nature or (bool(said.nature) and denied.nature in kinds_above(said.nature)))
        and (not denied.place or denied.place in within(said.place, places))
        and (denied.day is None or denied.day == said.day)
    )


def within(place: str, places: Mapping[str, Locality]) -> tuple[str, ...]:
    """
    Return a place and every registered place that contains it, nearest first.

    Examples
    --------
    >>> within("", {})
    ()
    """
    found: list[str] = []
    while place and place not in found:
        found.append(place)
        place = places[place].within if place in places else ""
    return tuple(found)


def as_scope(claim: Claim, proposition: Proposition) -> Scope:
    """
    Return what an accusation or statement says of a perpetrator as a scope.

    Its own scope where it has one; else the actor and involvement, with the kind of event
    and the place it gives for the same incident.
    """
    if claim.scope:
        return replace(claim.scope, actor=proposition["actor"])
    beside = {p.kind: p for p in claim.propositions if p.about == proposition.about}
    return Scope(
        actor=proposition["actor"],
        involvement=proposition["involvement"],
        nature=beside["nature"]["is"] if "nature" in beside else "",
        place=beside["location"]["place"] if "location" in beside else "",
    )


def bearing(
    denial: Claim, proposition: Proposition, affirmed: Iterable[Scope], places: Mapping[str, Locality]
) -> str:
    """
    Say how a denial bears on a proposition about an incident it speaks of.

    Parameters
    ----------
    denial : Claim
        A claim of the act "denies".
    proposition : Proposition
        What may be denied.
    affirmed : iterable of Scope
        For a perpetrator: what each affirmation says, as scopes.
    places : mapping of str to Locality
        The register of places.

    Returns
    -------
    str
        "covers" where it denies the whole of it; "part" where it denies some of it only;
        "own" where the speaker denies its own side's act of that kind, which says nothing on
        whether the event was one; "" where it does not speak of it.
    """
    if proposition.about and proposition.about not in denial.incidents:
        return NONE
    if not denial.scope:
        return COVERS if any(p.key == proposition.key for p in denial.propositions) else NONE
    scope = denial.scope
    if proposition.kind == "perpetrator":
        if scope.actor != proposition["actor"]:
            return NONE
        said = tuple(affirmed)
        whole = all(covers(scope, one, places) for one in said) if said else _unrestricted(scope)
        return COVERS if whole else PART
    if proposition.kind == "nature":
        if not scope.nature or scope.nature not in kinds_above(proposition["is"]):
            return NONE
        return OWN if scope.actor else COVERS
    if proposition.kind == "occurred":
        return NONE if scope.actor or scope.nature else COVERS
    return NONE


def not_addressed(scope: Scope, *, inferred: bool) -> tuple[str, ...]:
    """
    Return what a denial leaves unaddressed, as words of the codebook's kind.

    Parameters
    ----------
    scope : Scope
        What it covers.
    inferred : bool
        Whether the incident is reached only by a reader's inference or another's bringing.

    Returns
    -------
    tuple of str
        Among "means", "roles", "elsewhere", "other_days", "incident", "others".

    Examples
    --------
    >>> not_addressed(Scope(actor="north", involvement="any_role"), inferred=False)
    ('others',)
    """
    gaps = []
    if scope.nature:
        gaps.append("means")
    if scope.involvement not in {"", "any_role"}:
        gaps.append("roles")
    if scope.day is not None:
        gaps.append("other_days")
    if inferred:
        gaps.append("incident")
    if scope.actor:
        gaps.append("others")
    return tuple(gaps)


def _unrestricted(scope: Scope) -> bool:
    return (
        not scope.nature and not scope.place and scope.day is None and scope.involvement in {"", "any_role"}
    )

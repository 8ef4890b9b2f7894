"""
What a denial covers, and what it does not address.

A denial has a scope: who, what kind of act, where, which day. It is one conjunction;
outside of it nothing is admitted and nothing is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reportkit.codebook import kinds_above
from reportkit.dates import When
from reportkit.model import Claim, Locality, Proposition, Scope

COVERS, PART, OWN, NONE = "covers", "part", "own", ""


def covers(denied: Scope, said: Scope, places: Mapping[str, Locality]) -> bool:
    """
    Whether a denial's scope contains all of what was said.

    Each part of the denial must be unrestricted or at least as wide as that part of the
    statement; a part that the statement leaves open is contained only in an unrestricted one.
    ``target`` is not compared: it holds the text's own words for what is spoken of, and which
    incident that is stands in the claim.

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
        and (not denied.nature or denied.nature in kinds_above(said.nature))
        and (not denied.place or denied.place in within(said.place, places))
        and (denied.day is None or (said.day is not None and _holds(denied.day, said.day)))
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

    Its own scope where it has one; else the actor and involvement, with the kind of event (of
    several the most special), the place and the day it gives for the same incident.
    """
    if claim.scope:
        return replace(claim.scope, actor=proposition["actor"])
    beside = [p for p in claim.propositions if p.about == proposition.about]
    natures = [p["is"] for p in beside if p.kind == "nature"]
    return Scope(
        actor=proposition["actor"],
        involvement=proposition["involvement"],
        nature=max(natures, key=lambda nature: len(kinds_above(nature)), default=""),
        place=next((p["place"] for p in beside if p.kind == "location"), ""),
        day=next((p.when for p in beside if p.kind == "time" and p.when and not p["point"]), None),
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
        return COVERS if any(_contains(p, proposition) for p in denial.propositions) else NONE
    if proposition.kind == "perpetrator":
        return _on_perpetrator(denial.scope, proposition["actor"], tuple(affirmed), places)
    if proposition.kind == "nature":
        return _on_nature(denial.scope, proposition["is"])
    return _on_occurred(denial.scope) if proposition.kind == "occurred" else NONE


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
    if scope.place:
        gaps.append("elsewhere")
    if scope.day is not None:
        gaps.append("other_days")
    if inferred:
        gaps.append("incident")
    if scope.actor:
        gaps.append("others")
    return tuple(gaps)


def _contains(denied: Proposition, said: Proposition) -> bool:
    """Whether who denies one proposition whole also denies another: there was no attack, so no airstrike."""
    if denied.key == said.key:
        return True
    same = denied.kind == said.kind == "nature" and denied.about == said.about
    return same and denied["is"] in kinds_above(said["is"])


def _on_perpetrator(scope: Scope, actor: str, said: tuple[Scope, ...], places: Mapping[str, Locality]) -> str:
    whole = all(covers(scope, one, places) for one in said) if said else _any_act(scope) and not _where(scope)
    if scope.actor == actor:
        return COVERS if whole else PART
    return COVERS if whole and not scope.actor else NONE


def _on_nature(scope: Scope, nature: str) -> str:
    if not scope.nature or scope.nature not in kinds_above(nature):
        return NONE
    if scope.actor:
        return OWN
    return PART if _where(scope) or scope.involvement not in {"", "any_role"} else COVERS


def _on_occurred(scope: Scope) -> str:
    if scope.actor or not _any_act(scope):
        return NONE
    return PART if _where(scope) else COVERS


def _any_act(scope: Scope) -> bool:
    return not scope.nature and scope.involvement in {"", "any_role"}


def _where(scope: Scope) -> bool:
    """Whether a scope is restricted to a place or a day."""
    return bool(scope.place) or scope.day is not None


def _holds(wide: When, narrow: When) -> bool:
    """
    Whether every day that one date can mean lies within another.

    A night is a part of two days and holds only itself. What is in doubt holds only itself too:
    nobody knows which days it leaves out.
    """
    if wide == narrow:
        return True
    doubtful = any(w.uncertain or w.approximate or w.kind == "none" for w in (wide, narrow))
    if doubtful or wide.kind == "night":
        return False
    starts = wide.first is None or (narrow.first is not None and wide.first <= narrow.first)
    return starts and (wide.last is None or (narrow.last is not None and narrow.last <= wide.last))

"""What claims name: the actors, places and incidents that stand in any part of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reportkit.model import READER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportkit.model import Claim

_ACTOR_SLOTS = ("actor", "by", "of", "to", "target")


class Named(NamedTuple):
    """Ids of what claims name."""

    actors: frozenset[str]
    places: frozenset[str]
    incidents: frozenset[str]


def named(claims: Iterable[Claim]) -> Named:
    """Return the actors, places and incidents that claims name, in whatever part."""
    actors: set[str] = set()
    places: set[str] = set()
    incidents: set[str] = set()
    for claim in claims:
        actors |= {claim.speaker, *claim.jointly, *claim.via, *(bearing.by for bearing in claim.about)}
        incidents |= {*claim.incidents, *(p.about for p in claim.propositions)}
        if claim.scope:
            actors.add(claim.scope.actor)
            places.add(claim.scope.place)
        for p in claim.propositions:
            places.add(p["place"])
            tied = p.kind == "link"
            incidents |= {p["to"], "" if p.of_claims else p["of"]} if tied else set()
            actors |= {p[slot] for slot in _ACTOR_SLOTS if not (tied and slot in {"of", "to"})}
    return Named(frozenset(actors - {"", READER}), frozenset(places - {""}), frozenset(incidents - {""}))

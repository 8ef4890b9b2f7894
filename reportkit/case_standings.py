"""
The standings of a case: of every proposition that its claims carry or deny, who affirms and who denies it.

It joins what a denial covers with the table of standings, once with and once without what rests
on a reader's inference. The order of the claims changes nothing but the order of the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from reportkit import codebook
from reportkit.analysis import denials, standing
from reportkit.analysis.denials import COVERS, OWN, PART
from reportkit.analysis.standing import Standing, Voices
from reportkit.model import Claim, Locality, Proposition


def standings(
    claims: Iterable[Claim], places: Mapping[str, Locality], inquired: Callable[[str], bool]
) -> dict[str, Standing]:
    """
    Return the standing of every proposition that claims carry or deny, by its key.

    Parameters
    ----------
    claims : iterable of Claim
        The claims of a case, with those that take others back.
    places : mapping of str to Locality
        The register of places.
    inquired : callable
        Whether an inquiry into an incident is open.

    Examples
    --------
    >>> standings((), {}, inquired=lambda incident: False)
    {}
    """
    told = _Told(tuple(claims), places)
    keyed: dict[str, Proposition] = {}
    for claim in told.claims:
        for p in (*claim.propositions, *_denied_perpetrators(claim)):
            keyed.setdefault(p.key, p)
    return {
        key: told.standing(p, inquiry=p.kind == "occurred" and inquired(p.about)) for key, p in keyed.items()
    }


@dataclass(frozen=True)
class _Told:
    """Claims, and the places they speak of, with what each proposition needs of them at hand."""

    claims: tuple[Claim, ...]
    places: Mapping[str, Locality]

    def standing(self, p: Proposition, *, inquiry: bool) -> Standing:
        """Return the standing of a proposition, and the one without readers' inferences."""
        whole, stated = self.voices(p, inferred=True), self.voices(p, inferred=False)
        word, otherwise = self.word(p, whole, inferred=True), self.word(p, stated, inferred=False)
        flags = standing.flags(whole, inferred=otherwise != word, inquiry=inquiry)
        return Standing(p, word, "" if otherwise == word else otherwise, flags, whole)

    def word(self, p: Proposition, voices: Voices, *, inferred: bool) -> str:
        """Return the standing that voices give a proposition."""
        act = p["of"] if p.kind == "link" else p.about
        return standing.word(
            voices,
            burdened=standing.burdened(p, self.placing, inferred=inferred),
            authors=standing.authors(act, self.owning, inferred=inferred),
        )

    def voices(self, p: Proposition, *, inferred: bool) -> Voices:
        """Return who affirms and denies a proposition, with or without what rests on a reader."""

        def counts(claim: Claim) -> bool:
            return inferred or not standing.rests_on_reader(claim, p)

        told = [c for c in self.carriers.get(p.key, ()) if counts(c)]
        affirmed = [c for c in told if c.id in self.standing_ids]
        scopes = [
            denials.as_scope(c, q)
            for c in affirmed
            for q in c.propositions
            if q.key == p.key and q.kind == "perpetrator"
        ]
        groups: dict[str, list[Claim]] = {COVERS: [], PART: [], OWN: []}
        for claim in self.denials.get(p.about, ()):
            if counts(claim):
                groups.get(denials.bearing(claim, p, scopes, self.places), []).append(claim)
        return Voices(
            tuple(affirmed),
            denied=tuple(groups[COVERS]),
            partly=tuple(groups[PART]),
            own=tuple(groups[OWN]),
            withdrawn=tuple(c for c in told if c.id not in self.standing_ids),
        )

    @cached_property
    def standing_ids(self) -> frozenset[str]:
        """The claims that nobody took back."""
        gone = {identity for c in self.claims for identity in (c.retracts, c.supersedes)}
        return frozenset(c.id for c in self.claims) - gone

    @cached_property
    def carriers(self) -> Mapping[str, list[Claim]]:
        """The claims that affirm a proposition, by its key."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if codebook.affirms(claim.act):
                for key in dict.fromkeys(p.key for p in claim.propositions):
                    found.setdefault(key, []).append(claim)
        return found

    @cached_property
    def denials(self) -> Mapping[str, list[Claim]]:
        """The denials that stand, by incident; under no incident all, since a tie can be denied in any."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            if claim.act == "denies" and claim.id in self.standing_ids:
                for incident in ("", *claim.incidents):
                    found.setdefault(incident, []).append(claim)
        return found

    @cached_property
    def placing(self) -> tuple[Claim, ...]:
        """The claims that say who was there, who was hit, and who belongs to whom."""
        kinds = {"presence", "target", "relation"}
        return tuple(c for c in standing.counted(self.claims) if any(p.kind in kinds for p in c.propositions))

    @cached_property
    def owning(self) -> tuple[Claim, ...]:
        """The claims in which somebody speaks of an act of their own."""
        return tuple(c for c in standing.counted(self.claims) if c.act in {"claims", "gives_reason"})


def _denied_perpetrators(claim: Claim) -> Iterable[Proposition]:
    if claim.act == "denies" and claim.scope and claim.scope.actor:
        for slug in claim.incidents:
            actor = claim.scope.actor
            yield Proposition("perpetrator", slug, (("actor", actor),), f"perpetrator {slug} actor={actor}")

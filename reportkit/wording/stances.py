"""
What speakers say of one proposition, in the order of time: who affirms, hedges, denies or takes it back.

A later statement by the same speaker that says otherwise is a change only where its order is known: by the
days on which both were said, by taking the other back, or, told as such, by the dates of their documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reportkit import case_standings, codebook
from reportkit.analysis.standing import Standing
from reportkit.dossier import Dossier, ends
from reportkit.model import Claim
from reportkit.wording.gist import is_reason
from reportkit.wording.saying import Saying, saying, surely_before

AFFIRMS, DENIES, PART, OWN, OPEN, BACK = "affirms", "denies", "part", "own", "open", "back"
_KINDS = (
    "occurred",
    "nature",
    "perpetrator",
    "casualty",
    "damage",
    "location",
    "presence",
    "motive",
    "link",
)
_SURE = {"CT+": 2, "PR+": 1, "PS+": 0, "CT-": 2, "PR-": 1, "PS-": 0}


@dataclass(frozen=True, slots=True)
class Stance:
    """
    One statement on a proposition.

    ``side`` is what it does: it affirms, denies, denies part or only an act of the speaker's own, leaves it
    open, or takes something back. ``change`` says how it differs from ``since``, an earlier claim of its
    speaker; ``printed`` that only the documents' dates give the order of the two.
    """

    claim: Claim
    side: str
    when: Saying
    change: str = ""
    since: Claim | None = None
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A proposition with all that was ever said of it, by speaker, each speaker's first to last."""

    found: Standing
    stances: tuple[Stance, ...]

    @property
    def changes(self) -> int:
        """How many statements change what their speaker said."""
        return sum(bool(one.change) for one in self.stances)


def _as_if_kept(case: Dossier) -> dict[str, Standing]:
    """Return the standings as if nothing had been taken back: then voices hold all that was ever said."""
    kept = (replace(c, retracts="", supersedes="") for c in case.statements)
    return case_standings.standings(kept, case.corpus.places, inquired=lambda _: False)


def told(case: Dossier, key: str, kept: Mapping[str, Standing] | None = None) -> Told:
    """
    Return what is said of a proposition, by its key.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    key : str
        The key of a proposition.
    kept : mapping of str to Standing, optional
        The standings as if nothing had been taken back, where they are at hand.

    Raises
    ------
    KeyError
        If no claim of the dossier speaks of such a proposition.
    """
    found = case.standings[key]
    made = {c.id: c for c in case.statements}
    sides: dict[str, str] = {}
    voices = (kept or _as_if_kept(case))[key].voices
    groups = (
        (AFFIRMS, voices.affirmed),
        (DENIES, voices.denied),
        (PART, voices.partly),
        (OWN, voices.own),
        (OPEN, [c for c in case.statements if _leaves_open(c, key)]),
    )
    for side, claims in groups:
        for claim in claims:
            sides.setdefault(claim.id, side)
    for claim in case.statements:
        if claim.retracts in sides and not claim.propositions and claim.scope is None:
            sides.setdefault(claim.id, BACK)
    one = [Stance(made[i], side, saying(case, made[i])) for i, side in sides.items()]
    return Told(found, tuple(_by_speaker(case, one)))


def _leaves_open(claim: Claim, key: str) -> bool:
    """Whether a claim speaks of a proposition without saying that it is so or not."""
    neither = codebook.vocabulary("acts")[claim.act]["polarity"] == "neither"
    return neither and any(p.key == key for p in claim.propositions)


def _by_speaker(case: Dossier, stances: Iterable[Stance]) -> Iterator[Stance]:
    """Yield statements by speaker in reading order, each speaker's by time, with what changes."""
    order = {c.id: n for n, c in enumerate(case.statements)}
    spoken: dict[str, list[Stance]] = {}
    for one in sorted(stances, key=lambda s: order[s.claim.id]):
        spoken.setdefault(one.claim.speaker, []).append(one)
    for mine in spoken.values():
        yield from _changing(case, _timed(mine))


def _timed(mine: list[Stance]) -> list[Stance]:
    """Return one speaker's statements by time; what takes another back stands after it."""
    ordered = sorted(mine, key=lambda s: s.when.rank)
    for one in list(ordered):
        earlier = next((s for s in ordered if s.claim.id in _takes(one.claim)), None)
        if earlier and ordered.index(earlier) > ordered.index(one):
            ordered.remove(one)
            ordered.insert(ordered.index(earlier) + 1, one)
    return ordered


def _takes(claim: Claim) -> set[str]:
    return {claim.retracts, claim.supersedes} - {""}


def _changing(case: Dossier, ordered: Sequence[Stance]) -> Iterator[Stance]:
    """Yield statements with what each changes of the last one before it that takes a side."""
    before: Stance | None = None
    for one in ordered:
        if one.side == BACK:
            since = next((s for s in ordered if s.claim.id == one.claim.retracts), None)
            yield replace(one, change="back", since=since.claim if since else None)
        elif one.side not in {AFFIRMS, DENIES}:
            yield one
        else:
            yield one if before is None else _changed(case, before, one)
            before = one


def _changed(case: Dossier, before: Stance, one: Stance) -> Stance:
    """Return a statement with its change of an earlier one, if its order to that is known."""
    change = _difference(before, one)
    if not change:
        return one
    certain = surely_before(before.when, one.when) or before.claim.id in _takes(one.claim)
    printed = not certain and _printed_before(case, before.claim, one.claim)
    if certain or printed:
        return replace(one, change=change, since=before.claim, printed=printed)
    return replace(one, change="both", since=before.claim)


def _difference(before: Stance, one: Stance) -> str:
    if before.side != one.side:
        return "reversal"
    was, now = _SURE.get(before.claim.certainty, 2), _SURE.get(one.claim.certainty, 2)
    return "softer" if now < was else "firmer" if now > was else ""


def _printed_before(case: Dossier, one: Claim, other: Claim) -> bool:
    """Whether a claim stands in a document that is certainly older than that of another."""
    own, others = (case.corpus.documents[c.document].date for c in (one, other))
    return bool(own and others and own.last and others.first and own.last < others.first)


def moving(case: Dossier) -> list[Told]:
    """
    Return the propositions worth following, those first on which most is changed.

    On each of them somebody changes what they said, or takes it back, or somebody denies what somebody
    else affirms. Of a case they are about its incident.
    """
    found, kept = [], _as_if_kept(case)
    for key, standing in case.standings.items():
        if not _follows(case, standing):
            continue
        one = told(case, key, kept)
        sides = {s.side for s in one.stances}
        if one.changes or {AFFIRMS, DENIES} <= sides:
            found.append(one)
    return sorted(found, key=lambda one: -one.changes)


def _follows(case: Dossier, found: Standing) -> bool:
    """Whether a proposition is about what happened, and of a case about its incident."""
    p = found.proposition
    if p.kind not in _KINDS or (p.kind == "link" and (p.of_claims or not is_reason(p))):
        return False
    return not case.slug or case.slug == p.about or case.slug in ends(p)

"""Whose word it is: who affirms, who admits, through whom they are heard, which words a reader resolved."""

from __future__ import annotations

from collections.abc import Iterable

from reportkit.analysis import standing
from reportkit.analysis.standing import Standing
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.phrases import phrase, sentence
from reportkit.wording.runs import Line


def affirmers(found: Standing) -> tuple[str, ...]:
    """Return the speakers who affirm a proposition, in reading order."""
    return tuple(dict.fromkeys(claim.speaker for claim in found.voices.affirmed))


def burdened_affirmers(case: Dossier, found: Standing) -> tuple[Claim, ...]:
    """Return the claims that make a proposition acknowledged."""
    burdened = standing.burdened(found.proposition, case.statements)
    return standing.admissions(found.voices, burdened) or tuple(
        c for c in found.voices.affirmed if c.speaker in burdened
    )


def vouching(case: Dossier, found: Standing) -> tuple[Claim, ...]:
    """Return the claims that a standing rests on: those that acknowledge, else all that affirm."""
    return burdened_affirmers(case, found) if found.word == "acknowledged" else found.voices.affirmed


def resolved_words(case: Dossier, claims: Iterable[Claim]) -> str:
    """Return the first words that a reader takes to mean the incident, or an empty string."""
    bearings = (b for c in claims for b in c.about if b.incident == case.slug and b.inferred)
    return next((b.words for b in bearings if b.words), "")


def relays(case: Dossier, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return who relays claims, the voices of their documents left aside: through these all are heard."""
    claims = tuple(claims)
    voices = {case.corpus.readings[c.document].voice for c in claims}
    return tuple(dict.fromkeys(r for c in claims for r in c.via if r not in voices))


def retracting(case: Dossier, claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that take back or replace some."""
    gone = {claim.id for claim in claims}
    return tuple(c for c in case.statements if gone & {c.retracts, c.supersedes})


def took_back(case: Dossier, found: Standing) -> Line:
    """Return the sentence on who named somebody as answerable and took it back."""
    claims = found.voices.withdrawn
    who = names.actors(case, [c.speaker for c in claims])
    actor = names.actor(case, found.proposition["actor"], inside=True)
    line = phrase("state.answerable_taken_back", who=who, actor=actor)
    return sentence(line, names.cite(case, (*claims, *retracting(case, claims))))


def says(case: Dossier, speaker: str) -> Line:
    """Return who says so: "says the outlet", "say the guards"."""
    key = "sequence.say" if case.actor(speaker).plural else "sequence.says"
    return phrase(key, who=names.actor(case, speaker, inside=True))

"""
Independent origins: how many separate sources stand behind a statement, as a range.

Ten articles that repeat one origin are one origin, and so is one post quoted twice. Where
the text does not say where it has something from, the number is not known, so it is a
range: at the least everything of unknown origin goes back to what is already counted, at
the most each unknown speaker is one more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from reportkit.model import Actor, Claim

_WITHOUT_NAME = {"anonymous_group", "unknown", "media"}


@dataclass(frozen=True, slots=True)
class Range:
    """A number of independent origins: at least ``low``, at most ``high``."""

    low: int
    high: int

    def __str__(self) -> str:
        """Return it as words for a table."""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def origins(claims: Iterable[Claim], actors: Mapping[str, Actor], voices: Collection[str]) -> Range:
    """
    Count the independent origins of claims that say the same.

    One origin: the same speaker, speakers of one joint sentence, a paraphrase and what it
    paraphrases. Unknown: speakers the text does not name, and an outlet speaking in its own
    voice, since it does not say from whom it has it.

    Parameters
    ----------
    claims : iterable of Claim
        Claims that carry one proposition.
    actors : mapping of str to Actor
        The register, to tell who is unnamed.
    voices : collection of str
        The actors that are outlets' own voices.

    Returns
    -------
    Range
        0–0 for no claims; else ``1 <= low <= high``.

    Examples
    --------
    >>> origins((), {}, ()).high
    0
    """
    speakers: dict[str, str] = {}
    for claim in claims:
        joint = sorted({claim.speaker, *claim.jointly})
        roots = {_root(speakers, s) for s in joint}
        for root in roots:
            speakers[root] = min(roots)
    clusters: dict[str, set[str]] = {}
    for speaker in speakers:
        clusters.setdefault(_root(speakers, speaker), set()).add(speaker)
    known = sum(1 for members in clusters.values() if any(_known(s, actors, voices) for s in members))
    return Range(max(known, min(1, len(clusters))), len(clusters))


def _root(parents: dict[str, str], speaker: str) -> str:
    parents.setdefault(speaker, speaker)
    while parents[speaker] != speaker:
        speaker = parents[speaker]
    return speaker


def _known(speaker: str, actors: Mapping[str, Actor], voices: Collection[str]) -> bool:
    actor = actors.get(speaker)
    return speaker not in voices and actor is not None and actor.kind not in _WITHOUT_NAME

"""
Numbers of people that a speaker gives otherwise than before.

Silence, declining, "not stated", not knowing and zero are five answers, and a word such as "several" is a
sixth. A zero that becomes a number without a word is told apart from one that its speaker corrects: whoever
read the zero was told that nobody came to harm.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reportkit import codebook
from reportkit.analysis.changes.records import (
    DECLINES,
    DENIED,
    NOT_STATED,
    NUMBER,
    SILENT,
    UNKNOWN,
    WORDS,
    ZERO,
    Amount,
    Moved,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from reportkit.model import Claim, Proposition, Quantity

_OPEN = {DECLINES, NOT_STATED, UNKNOWN}
_GIVEN = {ZERO, WORDS, NUMBER}
_NEITHER = {"denies_knowledge": UNKNOWN, "declines": DECLINES}
_SILENCE = (Amount(SILENT),)


def moved(
    before: Iterable[Claim],
    after: Iterable[Claim],
    slug: str,
    *,
    passed: tuple[Collection[str], Collection[str]] = ((), ()),
) -> tuple[Moved, ...]:
    """
    Return the quantities about an incident that a speaker gives otherwise.

    Parameters
    ----------
    before, after : iterable of Claim
        All claims of two states, a claim under one id in both.
    slug : str
        The incident.
    passed : pair of collections of str
        For each state the ids of claims that a later edition of their document changed without a word: what
        is printed there now stands in their place.
    """
    old, new = _Given(before, slug, passed[0]), _Given(after, slug, passed[1])
    keyed = old.propositions | new.propositions
    found = []
    for key, speaker in dict.fromkeys((*new.by_speaker, *old.by_speaker)):
        was, now = old.of(key, speaker), new.of(key, speaker)
        first = key not in old.keys
        silence = was == _SILENCE and not first  # one more speaker: a claim was added, and no number moved
        if not silence and _shown(was) != _shown(now):
            found.append(_moved(keyed[key], speaker, was, now, first=first))
    return tuple(found)


class _Given:
    """What is given as numbers of people, by proposition and speaker; what was taken back is not."""

    def __init__(self, claims: Iterable[Claim], slug: str, passed: Collection[str] = ()) -> None:
        told = tuple(claims)
        gone = {identity for c in told for identity in (c.retracts, c.supersedes)} | set(passed)
        self.by_speaker: defaultdict[tuple[str, str], list[Amount]] = defaultdict(list)
        self.propositions: dict[str, Proposition] = {}
        self.everything: dict[str, Amount] = {}
        for claim in told:
            if claim.id in gone:
                continue
            said = [p for p in claim.propositions if p.kind == "casualty" and p.about == slug]
            for p in said:
                if form := form_of(claim, p.quantity):
                    self.propositions.setdefault(p.key, p)
                    self.by_speaker[p.key, claim.speaker].append(Amount(form, p.quantity, claim))
            if claim.act in _NEITHER and slug in claim.incidents and not claim.propositions:
                self.everything[claim.speaker] = Amount(_NEITHER[claim.act], None, claim)
        self.keys = {key for key, _ in self.by_speaker}

    def of(self, key: str, speaker: str) -> tuple[Amount, ...]:
        """Return what a speaker gives, or which kind of nothing."""
        if (key, speaker) in self.by_speaker:
            return tuple(self.by_speaker[key, speaker])
        return (self.everything[speaker],) if speaker in self.everything else _SILENCE


def form_of(claim: Claim, quantity: Quantity | None) -> str:
    """
    Return in what form a claim gives a number of people; empty where it says nothing of one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from reportkit.model import Quantity
    >>> stated = SimpleNamespace(act="states", certainty="CT+")
    >>> form_of(stated, Quantity("several", comparator="words_only"))
    'words'
    >>> form_of(stated, Quantity("nobody", best=0))
    'zero'
    """
    if claim.act in _NEITHER:
        return _NEITHER[claim.act]
    if claim.act == "denies":
        return DENIED
    if not codebook.affirms(claim.act):
        return ""
    if claim.certainty in {"CTu", "Uu"}:
        return NOT_STATED
    counts = [n for n in (quantity.low, quantity.best, quantity.high) if n is not None] if quantity else []
    if not counts:
        return WORDS
    return NUMBER if max(counts) else ZERO


def _shown(amounts: Iterable[Amount]) -> set[tuple[str, Quantity | None]]:
    return {(one.form, one.quantity) for one in amounts}


def _moved(
    p: Proposition, speaker: str, was: tuple[Amount, ...], now: tuple[Amount, ...], *, first: bool
) -> Moved:
    fresh = tuple(one for one in now if (one.form, one.quantity) not in _shown(was)) or now
    earlier = {one.claim.id for one in was if one.claim and one.form in _GIVEN}
    told = {i for one in fresh if one.claim for i in (one.claim.supersedes, one.claim.retracts)}
    silent = bool(earlier) and not earlier & told and now != _SILENCE
    return Moved(p, speaker, was, now, _kind(was, fresh, first=first, silent=silent), silent)


def _kind(was: tuple[Amount, ...], now: tuple[Amount, ...], *, first: bool, silent: bool) -> str:
    old, new = {one.form for one in was}, {one.form for one in now}
    rows: Mapping[str, bool] = {
        "withdrawn": new == {SILENT},
        "first": first and old == {SILENT},
        "silent_zero": silent and old == {ZERO} and NUMBER in new,
        "answered": old <= _OPEN,
        "emptied": new <= _OPEN,
        "counted": old == {WORDS} and NUMBER in new,
    }
    return next((kind for kind, holds in rows.items() if holds), "moved")

"""
What changed between two states of a corpus, in what bears on one incident.

Claims, numbers, ties, documents and judgements are compared by `reportkit.analysis.changes`; here they are
joined with what follows from them: standings, and speakers who say otherwise than before. Nothing is read
into a difference: what a speaker did and what the desk did stand apart.

A delta is the difference of two whole states, as JSON: applied to the first it gives the second, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from reportkit.analysis.changes import claims as alike
from reportkit.analysis.changes import quantities, registers, reissues
from reportkit.analysis.changes.records import Changes, Flip, Reworded, Silent, Turn, Withdrawn
from reportkit.analysis.changes.states import applied, composed, delta
from reportkit.analysis.standing import Standing, Voices
from reportkit.case import case
from reportkit.dossier import ends
from reportkit.model import Proposition
from reportkit.wording import changes as worded
from reportkit.wording import stances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportkit.analysis.changes.records import Paper
    from reportkit.case import Case
    from reportkit.model import Assessment, Claim, Corpus
    from reportkit.wording.runs import Run

__all__ = ["Compared", "applied", "changes", "compared", "composed", "delta", "told"]

_NOBODY = Standing(Proposition("", "", (), ""), "", "", (), Voices())
_TIES = ("relation", "link")
_PLACING = {"presence", "target", "relation"}  # by them a party is burdened whose own voice did not change


class Compared(NamedTuple):
    """The cases of two states, None where a state has no such incident, and what is different."""

    before: Case | None
    now: Case | None
    found: Changes


def changes(before: Corpus, after: Corpus, slug: str) -> Changes:
    """
    Return what is different in what bears on an incident.

    A state that does not have the incident holds nothing about it. A claim that was only renamed, and files
    or lists whose order alone is another, are no change.

    Parameters
    ----------
    before, after : Corpus
        Two states of one corpus, such as those of two editions of a briefing.
    slug : str
        The incident.

    Returns
    -------
    Changes
        Claims of the earlier state stand in it under the names of the later one.

    Examples
    --------
    >>> from reportkit import opening
    >>> seeds = opening.corpus()
    >>> bool(changes(seeds, seeds, "kalsu-explosion"))
    False
    """
    return _Two(_named_as(before, after), after, slug).compared()


def told(before: Corpus, after: Corpus, slug: str) -> tuple[str, ...]:
    """
    Return what changed in plain words, a line each, with references as the later page numbers them.

    Parameters
    ----------
    before, after : Corpus
        Two states.
    slug : str
        The incident; nothing is told where the later state does not have it.

    Examples
    --------
    >>> from reportkit import opening
    >>> told(opening.corpus(), opening.corpus(), "kalsu-explosion")
    ()
    """
    two = _Two(_named_as(before, after), after, slug)
    if two.new is None:
        return ()
    lines = worded.sentences(two.new, two.old, two.compared())
    return tuple("".join(_aloud(run) for run in line).strip() for line in lines)


def _aloud(run: Run) -> str:
    if run.kind == "mark":
        return ""
    return f"[{run.words}]" if run.kind == "reference" else run.words


def compared(before: Corpus, after: Corpus, slug: str) -> Compared:
    """
    Return what changed, with the cases of both states that it is told from.

    Parameters
    ----------
    before, after : Corpus
        Two states.
    slug : str
        The incident.
    """
    two = _Two(_named_as(before, after), after, slug)
    return Compared(two.old, two.new, two.compared())


@dataclass(frozen=True)
class _Two:
    """Two states of what bears on an incident, each claim under one id in both."""

    before: Corpus
    after: Corpus
    slug: str

    def compared(self) -> Changes:
        old, new = self.old_claims, self.new_claims
        had, has = {c.id for c in old}, {c.id for c in new}
        added = tuple(c for c in new if c.id not in had)
        gone = tuple(c for c in old if c.id not in has)
        reworded = tuple(Reworded(a, b, alike.parts(a, b)) for a, b in alike.differing(old, new))
        withdrawn, superseded = self.taken("retracts"), self.taken("supersedes")
        near = self.near
        judged = tuple(registers.judged(self.signed(self.before), self.signed(self.after)))
        moved = {
            **{c.id: "gone" for c in gone},
            **{one.after.id: "reworded" for one in reworded},
            **{one.claim.id: "silent" for one in self.silent},
            **{one.claim.id: "superseded" for one in superseded},
            **{one.claim.id: "withdrawn" for one in withdrawn},
        }
        return Changes(
            self.slug,
            added=tuple(c for c in added if c.id in near),
            withdrawn=tuple(one for one in withdrawn if one.claim.id in near),
            superseded=tuple(one for one in superseded if one.claim.id in near),
            gone=tuple(c for c in gone if c.id in near),
            reworded=tuple(one for one in reworded if one.after.id in near),
            silent=tuple(one for one in self.silent if one.claim.id in near),
            quantities=quantities.moved(
                old,
                new,
                self.slug,
                passed=(
                    {one.claim.id for one in self.passed(old, self.before)},
                    {one.claim.id for one in self.passed(new, self.after)},
                ),
            ),
            standings=tuple(self.flips()),
            turns=tuple(self.turns()),
            ties=tuple(registers.ties(self.tied(self.old), self.tied(self.new))),
            documents=tuple(self.papers()),
            judged=judged,
            shaken=tuple(
                registers.shaken(
                    self.signed(self.after),
                    moved,
                    anew={one.assessment.id for one in judged},
                    lost=self.lost,
                )
            ),
            elsewhere=len(self.touched - near),
        )

    @cached_property
    def old(self) -> Case | None:
        return case(self.before, self.slug) if self.slug in self.before.incidents else None

    @cached_property
    def new(self) -> Case | None:
        return case(self.after, self.slug) if self.slug in self.after.incidents else None

    @cached_property
    def old_claims(self) -> tuple[Claim, ...]:
        return self.old.statements if self.old else ()

    @cached_property
    def new_claims(self) -> tuple[Claim, ...]:
        return self.new.statements if self.new else ()

    @cached_property
    def near(self) -> frozenset[str]:
        """Ids of claims that bear on the incident itself, by either state, or on its judgements, and ties."""
        found = {c.id for one in (self.old, self.new) if one for c in one.core}
        found |= {
            i for state in (self.before, self.after) for one in self.signed(state) for i in one.based_on
        }
        every = (*self.old_claims, *self.new_claims)
        found |= {c.id for c in every if any(p.kind == "relation" for p in c.propositions)}
        while more := {c.id for c in every if {c.retracts, c.supersedes} & found} - found:
            found |= more
        return frozenset(found)

    @cached_property
    def touched(self) -> frozenset[str]:
        """Ids of claims that came, went, are encoded otherwise, or were taken back or replaced."""
        had, has = {c.id for c in self.old_claims}, {c.id for c in self.new_claims}
        taken = (*self.taken("retracts"), *self.taken("supersedes"))
        anew = alike.differing(self.old_claims, self.new_claims)
        return frozenset(had ^ has) | {one.claim.id for one in taken} | {c.id for _, c in anew}

    @cached_property
    def still(self) -> bool:
        """Whether nothing is different that a standing hangs on: no claim, no place, no day of a document."""
        days = [{i: d.date for i, d in state.documents.items()} for state in (self.before, self.after)]
        return not self.touched and self.before.places == self.after.places and days[0] == days[1]

    @cached_property
    def lost(self) -> frozenset[str]:
        """Ids of claims that nobody stands by in the later state, or that are not in it."""
        held = {c.id for c in self.after.claims}
        gone = self.new.withdrawn if self.new else frozenset()
        based = {i for one in self.signed(self.after) for i in one.based_on}
        return frozenset(
            (based - held) | gone | {one.claim.id for one in self.passed(self.new_claims, self.after)}
        )

    @cached_property
    def silent(self) -> tuple[Silent, ...]:
        """What editions of documents dropped or gave otherwise, and had not in the earlier state."""
        known = {(one.claim.id, one.edition.id) for one in self.passed(self.old_claims, self.before)}
        found = self.passed(self.new_claims, self.after)
        return tuple(one for one in found if (one.claim.id, one.edition.id) not in known)

    @staticmethod
    def passed(claims: Sequence[Claim], state: Corpus) -> tuple[Silent, ...]:
        return reissues.silent(claims, state.documents)

    def taken(self, part: str) -> tuple[Withdrawn, ...]:
        """Return the claims that are taken back or replaced now, and were not."""
        made = {c.id: c for c in (*self.old_claims, *self.new_claims)}
        was, now = alike.takers(self.old_claims, part), alike.takers(self.new_claims, part)
        return tuple(Withdrawn(made[i], by) for i, by in now.items() if i not in was and i in made)

    def signed(self, state: Corpus) -> tuple[Assessment, ...]:
        return state.incidents[self.slug].assessments if self.slug in state.incidents else ()

    def tied(self, one: Case | None) -> Sequence[tuple[Claim, Proposition]]:
        """Return the relations of these documents, and the links that have the incident at an end."""
        if one is None:
            return ()
        return [(c, p) for c, p in one.stated(*_TIES) if p.kind == "relation" or self.slug in ends(p)]

    def papers(self) -> Iterator[Paper]:
        """Yield what happened to the documents that speak of the incident, in either state."""
        yield from registers.papers(
            {d.id: d for d in self.old.documents} if self.old else {},
            {d.id: d for d in self.new.documents} if self.new else {},
            self.before.readings,
            self.after.readings,
        )

    def flips(self) -> Iterator[Flip]:
        """Yield the propositions about the incident whose standing is another."""
        if self.still:  # what is read in another order stands where it stood
            return
        was = dict(self.old.standings) if self.old else {}
        now = dict(self.new.standings) if self.new else {}
        for key in (*now, *(key for key in was if key not in now)):
            old, new = was.get(key), now.get(key)
            proposition = (new or old or _NOBODY).proposition
            if self.slug == proposition.about or self.slug in ends(proposition):
                yield from self.flip(proposition, old, new)

    def flip(self, p: Proposition, old: Standing | None, new: Standing | None) -> Iterator[Flip]:
        one, other = old or _NOBODY, new or _NOBODY
        came = tuple(flag for flag in other.flags if flag not in one.flags)
        went = tuple(flag for flag in one.flags if flag not in other.flags)
        if one.word == other.word and not came and not went:
            return
        yield Flip(p, one.word, other.word, self.causes(p, one.voices, other.voices), came, went)

    def causes(self, p: Proposition, old: Voices, new: Voices) -> tuple[str, ...]:
        """Return the claims that moved a standing: whose voice is another, else those that place parties."""
        was, now = _sides(old), _sides(new)
        taking = {taken: c.id for c in self.new_claims for taken in (c.retracts, c.supersedes) if taken}
        found = [
            taking.get(i, i) if now.get(i, "") in {"withdrawn", ""} else i
            for i in dict.fromkeys((*now, *was))
            if was.get(i) != now.get(i)
        ]
        return tuple(dict.fromkeys(found or self.placing(p)))

    def placing(self, p: Proposition) -> Iterator[str]:
        """Yield the claims that came or went and say who was there, or how an inquiry stands."""
        kinds = {"process"} if p.kind == "occurred" else _PLACING
        had, has = ({c.id: c for c in claims} for claims in (self.old_claims, self.new_claims))
        for identity, claim in {**had, **has}.items():
            if (identity in had) != (identity in has) and any(q.kind in kinds for q in claim.propositions):
                yield identity

    def turns(self) -> Iterator[Turn]:
        """Yield the speakers who say otherwise than before, where they did not in the earlier state."""
        known = set(_turned(self.old)) if self.old else set()
        for told in stances.moving(self.new) if self.new else ():
            p = told.found.proposition
            for one in told.stances:
                fresh = {one.claim.id, one.since.id if one.since else ""} & self.touched
                if one.change and fresh and (p.key, one.claim.id, one.change) not in known:
                    yield Turn(p, one.change, one.claim, one.since, one.printed)


def _turned(found: Case) -> Iterator[tuple[str, str, str]]:
    for told in stances.moving(found):
        yield from (
            (told.found.proposition.key, one.claim.id, one.change) for one in told.stances if one.change
        )


def _sides(voices: Voices) -> dict[str, str]:
    """Return on which side each claim stands, by its id."""
    groups = ("affirmed", "denied", "partly", "own", "withdrawn")
    return {c.id: group for group in groups for c in getattr(voices, group)}


def _named_as(before: Corpus, after: Corpus) -> Corpus:
    """Return the earlier state with claims that were renamed under the names of the later one."""
    names = alike.renamed(before.claims, after.claims)
    if not names:
        return before
    readings = {
        i: replace(reading, claims=alike.under_new_names(reading.claims, names))
        for i, reading in before.readings.items()
    }
    incidents = {
        slug: replace(
            incident,
            assessments=tuple(
                replace(one, based_on=tuple(names.get(i, i) for i in one.based_on))
                for one in incident.assessments
            ),
        )
        for slug, incident in before.incidents.items()
    }
    return replace(before, readings=MappingProxyType(readings), incidents=MappingProxyType(incidents))

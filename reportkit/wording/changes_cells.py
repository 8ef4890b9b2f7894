"""
The words of a change: what was said before and what is said now, each from its own claims.

Words of the earlier state are from claims too. Where such a claim is still in the record, they lead to it
under its number of now; where it is not, to ``previous:document/claim``, which no page has a reference to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportkit.analysis.changes.records import (
    DECLINES,
    DENIED,
    NOT_STATED,
    SILENT,
    UNKNOWN,
    Amount,
)
from reportkit.wording import names
from reportkit.wording.gist import act, gist
from reportkit.wording.phrases import phrase
from reportkit.wording.propositions import label
from reportkit.wording.runs import Line, Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportkit.analysis.standing import Standing
    from reportkit.case import Case
    from reportkit.model import Claim, Proposition


_NOTHING = {
    SILENT: "changes.silent",
    DECLINES: "changes.declines",
    NOT_STATED: "changes.not_stated",
    UNKNOWN: "changes.unknown",
    DENIED: "changes.denied",
}


@dataclass(frozen=True)
class Two:
    """The cases of two states: the page is that of ``now``; ``before`` is None where there was none."""

    before: Case | None
    now: Case

    def holding(self, claim: Claim) -> Case:
        """Return the case that has a claim: the later one, if it has."""
        return self.now if claim.id in self.now.number or self.before is None else self.before

    def actor(self, identity: str) -> Line:
        """Return the name of an actor inside a sentence, as the state has it that knows the actor."""
        known = identity in self.now.corpus.actors or self.before is None
        case = self.now if known else self.before
        return names.actor(case or self.now, identity, inside=True)

    def cited(self, ids: Iterable[str]) -> Line:
        """Return the reference to those of some claims that the page has."""
        known = set(self.now.number)
        return names.cite(self.now, [c for c in self.now.statements if c.id in known & set(ids)])

    def said(self, claim: Claim) -> Line:
        """Return who says what in a claim, with its reference."""
        case = self.holding(claim)
        who = names.actor(case, claim.speaker, inside=True)
        line = phrase("changes.said", who=who, verb=act(case, claim), what=gist(case, claim))
        return (*self.rooted(line, case), *self.cited([claim.id]))

    def what(self, claim: Claim) -> Line:
        """Return what a claim says, with its reference."""
        case = self.holding(claim)
        return (*self.rooted(gist(case, claim), case), *self.cited([claim.id]))

    def rooted(self, line: Line, case: Case) -> Line:
        """Return words of a case with sources as the page knows them."""
        if case is self.now:
            return line
        return tuple(
            replace(run, source=self._sources(run, case)) if run.source else run
            for run in line
            if run.kind != "reference"
        )

    def _sources(self, run: Run, case: Case) -> tuple[str, ...]:
        claims = {number: identity for identity, number in case.number.items()}
        papers = {number: identity for identity, number in case.source.items()}
        found = []
        for key in run.source:
            if key in claims:
                found.append(self.now.number.get(claims[key], f"previous:{claims[key]}"))
            elif key in papers:
                found.append(self.now.source.get(papers[key], f"previous:{papers[key]}"))
            else:
                found.append(key)
        return tuple(found)

    def standing(self, key: str) -> tuple[Case, Standing] | None:
        """Return the standing of a proposition with the case it is from: the later one, if it has one."""
        for case in (self.now, self.before):
            if case is not None and key in case.standings:
                return case, case.standings[key]
        return None

    def question(self, key: str) -> Line:
        """Return a proposition in words; of a number of people only what is counted."""
        held = self.standing(key)
        if held is None:
            return ()
        case, found = held
        p = found.proposition
        if p.kind == "casualty":
            return phrase("changes.count", what=self.counted(p))
        return self.rooted(label(case, found, alone=True), case)

    def counted(self, p: Proposition) -> Line:
        """Return what is counted: "Deaths", with of whom where that is said."""
        what = names.word_of("casualties", p["kind"], (), "head")
        return phrase("prop.harm_of", what=what, actor=self.actor(p["of"])) if p["of"] else what

    def amounts(self, given: Iterable[Amount]) -> tuple[Line, ...]:
        """Return what a speaker gives as a number, a line each; of nothing which kind it is."""
        lines = [self._amount(one) for one in given]
        return tuple(dict.fromkeys(lines))

    def _amount(self, one: Amount) -> Line:
        if one.claim is None:
            return phrase(_NOTHING[one.form])
        case = self.holding(one.claim)
        if one.form in _NOTHING:
            return (*phrase(_NOTHING[one.form]), *self.cited([one.claim.id]))
        numbers = names.number(case, [one.claim])
        return (*self.rooted(names.quantity(one.quantity, numbers), case), *self.cited([one.claim.id]))

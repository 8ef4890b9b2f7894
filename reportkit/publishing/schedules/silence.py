"""
The rule by which readers are told, and left alone.

A reader is told when somebody who relies on the last edition would now be misled by it. Each line of `TOLD`
says one way in which that can be so, each of `QUIET` one that is none; `reportkit schedule show` prints them.
A change that no line speaks of does not exist: a test holds the rules against every field of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportkit.analysis.changes.records import Changes, Flip, Judged

_ACCUSING = frozenset({"accuses", "suspects", "denies", "denies_knowledge", "claims", "acknowledges"})


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One way in which a record can change.

    Parameters
    ----------
    name : str
        Its name in records.
    text : str
        What it says to people.
    found : callable
        What of a comparison it is about.
    """

    name: str
    text: str
    found: Callable[[Changes], Sized]


def _accusing(found: Changes) -> Sized:
    return [claim for claim in found.added if claim.act in _ACCUSING]


def _found_by_inquiry(found: Changes) -> Sized:
    return [claim for claim in found.added if claim.act == "finds"]


def _inquiries(found: Changes) -> Sized:
    return [p for claim in found.added for p in claim.propositions if p.kind == "process"]


def _flipped(found: Changes) -> Sized:
    return [one for one in found.standings if one.before != one.after]


def _flags(found: Changes) -> Sized:
    return [one for one in found.standings if _flag_only(one)]


def _flag_only(one: Flip) -> bool:
    return one.before == one.after and bool(one.came or one.went)


def _judged(found: Changes) -> Sized:
    return [one for one in found.judged if _matters(one)]


def _matters(one: Judged) -> bool:
    return one.kind != "changed" or bool(set(one.parts) - {"marking"})


def _shaken(found: Changes) -> Sized:
    """Return assessments of whose basis something was taken back, replaced or dropped, not only reworded."""
    return [one for one in found.shaken if any(why != "reworded" for _, why in one.claims)]


def _same_again(found: Changes) -> Sized:
    return [claim for claim in found.added if claim.act not in _ACCUSING | {"finds"}]


TOLD = (
    Rule("standing", "a standing is another than before, or is one for the first time", _flipped),
    Rule("flag", "a flag came or went beside a standing (an inquiry open, says both …)", _flags),
    Rule("number", "somebody gives a number of people otherwise than before", lambda c: c.quantities),
    Rule("accusation", "a new accusation, suspicion, denial, acknowledgement or claim of the act", _accusing),
    Rule("finding", "an inquiry reports what it found", _found_by_inquiry),
    Rule("inquiry", "an inquiry is announced, or stands otherwise", _inquiries),
    Rule("retraction", "a speaker took something back", lambda c: c.withdrawn),
    Rule("correction", "a speaker replaced what they had said", lambda c: c.superseded),
    Rule("silent", "an outlet changed or dropped something without a word", lambda c: c.silent),
    Rule("turn", "a speaker says otherwise than before, or hedges more or less", lambda c: c.turns),
    Rule("gone", "the desk took a claim out of the record", lambda c: c.gone),
    Rule("tie", "a tie between actors or incidents is stated, or no longer", lambda c: c.ties),
    Rule("judgement", "an assessment is new, changed or withdrawn", _judged),
    Rule("shaken", "an assessment rests on what is no longer so", _shaken),
)
QUIET = (
    Rule("repeated", "one more speaker or text says what stood there already", _same_again),
    Rule("reworded", "the desk encodes a claim otherwise, and nothing else follows", lambda c: c.reworded),
    Rule("document", "a document came, or had its second reader", lambda c: c.documents),
    Rule("elsewhere", "claims about other incidents changed", lambda c: range(c.elsewhere)),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Whether readers are told, and by which rules.

    Parameters
    ----------
    because : tuple of str
        Names of the rules by which they are told; none where they are left alone.
    quiet : tuple of str
        Names of the rules that found something of which nobody is told.
    """

    because: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()

    @property
    def material(self) -> bool:
        """Whether readers are told."""
        return bool(self.because)

    @property
    def text(self) -> str:
        """The rules in words, those that tell before those that do not."""
        named = {rule.name: rule.text for rule in (*TOLD, *QUIET)}
        return "; ".join(named[name] for name in self.because or self.quiet) or "nothing has changed"


def verdict(found: Changes) -> Verdict:
    """
    Return whether readers are told of what changed.

    Parameters
    ----------
    found : Changes
        What is different from the last edition that stands.

    Examples
    --------
    >>> from reportkit.analysis.changes.records import Changes
    >>> verdict(Changes("harbour-fire")).material
    False
    """
    told, quiet = ([rule.name for rule in rules if len(rule.found(found))] for rules in (TOLD, QUIET))
    return Verdict(tuple(told), tuple(quiet))


def listed() -> tuple[str, ...]:
    """
    Return the rules as lines of text.

    Examples
    --------
    >>> listed()[0]
    'told: a standing is another than before, or is one for the first time'
    """
    rules = (("told", TOLD), ("silent", QUIET))
    return tuple(f"{word}: {rule.text}" for word, some in rules for rule in some)

"""
Which briefings of a slot become editions: those whose record changed in a way that readers are told of.

Where some destination is told every time, an edition is issued every time. An edition that a slot has issued
already is known by the mark in its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reportkit import changes as comparing
from reportkit.analysis.known_at import day
from reportkit.problems import plural
from reportkit.publishing.editions import chain as chains
from reportkit.publishing.editions import issuing
from reportkit.publishing.editions.pages import Asked
from reportkit.publishing.schedules.silence import Verdict, verdict
from reportkit.reading import stored
from reportkit.reading.destinations import ALWAYS
from reportkit.reading.whereabouts import VARIABLE

if TYPE_CHECKING:
    from reportkit.model import Corpus
    from reportkit.publishing.editions.issuing import Outcome
    from reportkit.publishing.editions.records import Edition
    from reportkit.publishing.editions.states import Now
    from reportkit.publishing.schedules.setting import Setting
    from reportkit.publishing.schedules.slots import SlotState
    from reportkit.reading.schedules import Schedule

FIRST = "the first edition that stands"
REFUSED = "not issued: "  # what a failure begins with, in what a slot says of an incident
_HELD = {"issue-draft": "held back: its page says DRAFT"}


def decided(slot: SlotState, ready: Sequence[str], at: Setting, now: Now) -> SlotState:
    """
    Return a slot with what is to be issued and why, and what is not and why not.

    Parameters
    ----------
    slot : SlotState
        The slot; what it has issued already is left as it is.
    ready : sequence of str
        The incidents whose briefing is there.
    at : Setting
        What the run has at hand.
    now : callable
        What bears on an incident now, as `reportkit.publishing.editions.states.now_in` gives it.
    """
    for slug in ready:
        if slug in slot.issued:
            continue
        try:
            editions = chains.chain(at.there, slug)
        except chains.ChainProblems as broken:
            count = plural(len(broken.problems), "problem")
            slot = _said(slot, slug, f"{REFUSED}its chain has {count}; see reportkit editions {slug}")
            continue
        if editions and editions[-1].issue.because == slot.mark:
            slot = _with(slot, slug, editions[-1])
            continue
        tell, because = _decision(at.schedule, slot, slug, editions, now)
        slot = _because(slot, slug, because) if tell else _said(slot, slug, because)
    return slot


def _decision(
    schedule: Schedule, slot: SlotState, slug: str, editions: Sequence[Edition], now: Now
) -> tuple[bool, str]:
    """Return whether an edition is to be issued, and why or why not."""
    current, before = now(slug, schedule.ceiling, slot.as_of), chains.standing(editions)
    if current is None:
        return False, "nothing was known of it then"
    last = editions[-1] if editions else None
    if last and not last.stands and _same(current, chains.state(last)):
        return False, f"nothing has changed since edition {last.number}, which was withdrawn"
    if before is None:
        return True, FIRST
    if slot.as_of and (before.issue.as_of or before.issue.issued)[:10] > day(slot.as_of).isoformat():
        return False, f"edition {before.number} tells of a later day"
    earlier = chains.state(before)
    found = Verdict() if _same(current, earlier) else verdict(comparing.changes(earlier, current, slug))
    every_time = ALWAYS in {one.tell for one in schedule.deliver} or schedule.tell == ALWAYS
    return found.material or every_time, found.text


def _same(one: Corpus, other: Corpus) -> bool:
    """Whether two states hold the same, whatever day they are held to."""
    return stored.to_bytes(replace(one, as_of="")) == stored.to_bytes(replace(other, as_of=""))


def issued(slot: SlotState, at: Setting, now: Now) -> Iterator[SlotState]:
    """
    Issue what a slot has decided on, and yield the slot after each incident.

    Parameters
    ----------
    slot : SlotState
        The slot, as `decided` returns it.
    at : Setting
        What the run has at hand.
    now : callable
        What bears on an incident now, as `reportkit.publishing.editions.states.now_in` gives it.

    Raises
    ------
    reportkit.publishing.batch.space.Full, reportkit.publishing.atomic.WriteProblem
        When there is no room.
    """
    todo = [slug for slug in slot.reasons if slug not in slot.issued]
    if not todo:
        return
    asked = Asked(
        at.there,
        at.hands.notebook(at.schedule),
        {VARIABLE: str(at.hands.seeds.absolute())},
        at.schedule.by,
        slot.mark,
        allow_draft=at.schedule.drafts,
        again=True,  # that there is something to tell is decided already
    )
    for outcome in issuing.issue(todo, asked, now, at=at.clock()):
        if outcome.edition is None:
            slot = _said(slot, outcome.slug, _refusal(outcome))
        else:
            slot = _with(slot, outcome.slug, outcome.edition)
        yield slot


def _because(slot: SlotState, slug: str, because: str) -> SlotState:
    silent = {name: words for name, words in slot.silent.items() if name != slug}
    return replace(slot, reasons={**slot.reasons, slug: because}, silent=silent)


def _with(slot: SlotState, slug: str, edition: Edition) -> SlotState:
    silent = {name: words for name, words in slot.silent.items() if name != slug}
    return replace(slot, issued={**slot.issued, slug: edition.number}, silent=silent)


def _refusal(outcome: Outcome) -> str:
    problem = outcome.problem
    if problem is None:
        return f"{REFUSED}nothing was said of why"
    return _HELD.get(problem.rule) or f"{REFUSED}{problem.what}"


def _said(slot: SlotState, slug: str, words: str) -> SlotState:
    reasons = {name: because for name, because in slot.reasons.items() if name != slug}
    return replace(slot, silent={**slot.silent, slug: words}, reasons=reasons)

"""
Who is told what of a slot: put into the outbox, from where it is sent.

An edition goes to the destinations that are told of material change, if that is why it was issued, and to
those that are told every time. A failure goes to those that are told of failures or of everything. That a
destination is told twice of one thing the outbox prevents.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportkit.analysis.ceiling import highest
from reportkit.case import case
from reportkit.publishing.delivery import messages, outbox
from reportkit.publishing.editions import chain as chains
from reportkit.publishing.editions import states
from reportkit.publishing.schedules.issuing import REFUSED
from reportkit.publishing.schedules.setting import GOOD
from reportkit.publishing.schedules.silence import QUIET, Verdict
from reportkit.reading.destinations import ALWAYS, FAILURE, LOWEST, MATERIAL
from reportkit.wording import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.publishing.delivery.messages import Message
    from reportkit.publishing.schedules.setting import Setting
    from reportkit.publishing.schedules.slots import SlotState
    from reportkit.reading.destinations import Destination

_WORDS_OF_SILENCE = frozenset({rule.text for rule in QUIET} | {Verdict().text})


def failed(slot: SlotState) -> tuple[str, ...]:
    """
    Return the incidents of a slot whose briefing was not made, or could not be issued.

    Examples
    --------
    >>> from reportkit.publishing.schedules.slots import SlotState
    >>> failed(SlotState("morning", "2031-05-06T0630", "", made={"a": "made", "b": "timeout"}))
    ('b',)
    """
    refused = {slug for slug, words in slot.silent.items() if words.startswith(REFUSED)}
    return tuple(slug for slug, how in slot.made.items() if how not in GOOD or slug in refused)


def posted(slot: SlotState, at: Setting) -> SlotState:
    """
    Put what is to be told of a slot into the outbox, and return the slot with the keys of the messages.

    Parameters
    ----------
    slot : SlotState
        The slot as it ended.
    at : Setting
        What the run has at hand.
    """
    keys = list(slot.posted)
    for message, destination in _to_tell(slot, at):
        keys += [one.key for one in outbox.add(at.there, message, destination, at.clock())]
    return replace(slot, posted=tuple(dict.fromkeys(keys)))


def _to_tell(slot: SlotState, at: Setting) -> Iterator[tuple[Message, Destination]]:
    schedule = at.schedule
    for slug, number in slot.issued.items():
        edition = chains.chain(at.there, slug)[number - 1]
        if not edition.stands or edition.pruned:
            continue
        message = messages.edition(edition, messages.told_by(edition), schedule=schedule.name)
        wanted = {ALWAYS} if _quiet(slot.reasons.get(slug, "")) else {ALWAYS, MATERIAL}
        yield from ((message, one) for one in schedule.deliver if one.tell in wanted)
    if slot.because:
        gone = failed(slot)
        marking = _marking(slot, gone, at) if gone else LOWEST
        for one in schedule.deliver:
            if one.tell in {ALWAYS, FAILURE}:
                made = len(slot.made) - len(gone)
                yield (
                    messages.failure(
                        schedule.name, slot.logical, gone, made=made, marking=marking, ceiling=one.ceiling
                    ),
                    one,
                )


def _quiet(reasons: str) -> bool:
    """Whether an edition was issued although nothing has changed that readers are told of."""
    return bool(reasons) and set(reasons.split("; ")) <= _WORDS_OF_SILENCE


def _marking(slot: SlotState, slugs: tuple[str, ...], at: Setting) -> str:
    """Return the highest marking of some incidents, as their pages would bear it."""
    now = states.now_in(at.hands.seeds)
    found = [(slug, now(slug, at.schedule.ceiling, slot.as_of)) for slug in slugs]
    return highest((LOWEST, *(record.marking(case(state, slug)) for slug, state in found if state)))

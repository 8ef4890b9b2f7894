"""
What a slot does: make the briefings, issue those that changed, put what readers are told into the outbox.

Each step can be done again without harm: a briefing that stands is not made anew, an edition that this slot
issued is known by its mark, and a message is put into the outbox once. After each the slot is written down.
So a run that was killed goes on where it was, and a second run of a slot that is done does nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.problems import plural
from reportkit.publishing import ledger
from reportkit.publishing.atomic import WriteProblem
from reportkit.publishing.batch.locks import Busy
from reportkit.publishing.batch.space import Full
from reportkit.publishing.editions import states
from reportkit.publishing.schedules import issuing, slots, telling
from reportkit.publishing.schedules.due import Agenda, Due, agenda
from reportkit.publishing.schedules.fires import latest
from reportkit.publishing.schedules.holders import Holder, TakenOver, holding
from reportkit.publishing.schedules.setting import GOOD, Broken, Setting
from reportkit.publishing.schedules.slots import BEGUN, COVERED, DONE, ENDED, FAILED, SKIPPED, SlotState
from reportkit.reading.schedules import resolved

if TYPE_CHECKING:
    from reportkit.publishing.schedules.fires import Fire
    from reportkit.reading.schedules import Schedule


@dataclass(frozen=True, slots=True)
class Ran:
    """
    What a call did: slots that were run, left out, or done already.

    Parameters
    ----------
    slots : tuple of SlotState
        Those that were run now, as they ended.
    skipped : tuple of str
        Logical times of missed slots that were left out.
    before : SlotState or None
        Where nothing was to be done: the slot that is done already.
    """

    slots: tuple[SlotState, ...] = ()
    skipped: tuple[str, ...] = ()
    before: SlotState | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return all(slot.status == DONE for slot in self.slots)


def run(at: Setting, *, named: Fire | None = None, catch_up: int | None = None) -> Ran:
    """
    Run what of a schedule is due, or the slot that is named.

    Parameters
    ----------
    at : Setting
        The schedule, and what its run has at hand.
    named : Fire, optional
        The slot that is asked for.
    catch_up : int, optional
        How many missed slots are run, whatever the schedule says.

    Raises
    ------
    reportkit.publishing.batch.locks.Busy
        When another run holds the schedule or the folder. What was begun is gone on with by the next run.
    reportkit.publishing.schedules.holders.TakenOver
        When another machine has taken it over.
    reportkit.publishing.batch.space.Full, reportkit.publishing.atomic.WriteProblem
        When nothing can be written there.
    """
    now = at.clock()
    if before := done(at, now, named):
        return Ran(before=before)
    with holding(slots.home(at.there, at.schedule.name), at.clock) as holder:
        if before := done(at, now, named):  # somebody may just have ended it
            return Ran(before=before)
        found = _agenda(at, now, named, catch_up)
        for fire in found.skipped:
            _left_out(at, fire, SKIPPED, f"missed; catch_up: {at.schedule.catch_up}")
        work = _Work(at, holder)
        ran = tuple(work.slot(one) for one in found.run)
        return Ran(ran, tuple(fire.logical for fire in found.skipped))


def _agenda(at: Setting, now: datetime, named: Fire | None, catch_up: int | None) -> Agenda:
    if named is None:
        return agenda(at.schedule, ended(at.there, at.schedule, now), now, catch_up=catch_up)
    return Agenda((Due(named, back=now - named.instant > at.schedule.late_after),))


def ended(there: Path, schedule: Schedule, now: datetime) -> Collection[str]:
    """
    Return the logical times of slots that are done with.

    One that failed is done with once a later one is due; until then, a run tries it again.

    Parameters
    ----------
    there : pathlib.Path
        The folder, as `root` returns it.
    schedule : Schedule
        The schedule.
    now : datetime
        The instant.
    """
    newest = next(latest(schedule.cron, schedule.zone, now), None)
    last = newest.logical if newest else ""
    return frozenset(
        slot.logical
        for slot in slots.known(there, schedule.name)
        if slot.status in ENDED or (slot.status == FAILED and slot.logical != last)
    )


def done(at: Setting, now: datetime, named: Fire | None) -> SlotState | None:
    """
    Return the slot that is asked for, where it is done already.

    Parameters
    ----------
    at : Setting
        The schedule, and what its run has at hand.
    now : datetime
        The instant.
    named : Fire or None
        The slot that is asked for; None for the last one that is due.
    """
    schedule = at.schedule
    for fire in [named] if named else islice(latest(schedule.cron, schedule.zone, now), 1):
        found = slots.read(at.there, schedule.name, fire.logical)
        if found and (found.status == DONE or (named is None and found.status in ENDED)):
            return found
    return None


def _left_out(at: Setting, fire: Fire, status: str, because: str) -> None:
    """Write down that a slot is not run by itself; one that failed or broke off keeps what it says."""
    name, now = at.schedule.name, at.clock()
    before = slots.read(at.there, name, fire.logical)
    if before and before.status != BEGUN:
        return
    slot = before or SlotState(name, fire.logical, ledger.instant(fire.instant))
    slots.write(at.there, replace(slot, status=status, ended=ledger.instant(now), because=because))
    ledger.append(
        at.there,
        "slot",
        at=now,
        schedule=name,
        slot=fire.logical,
        outcome="skipped",
        seconds=0,
        because=because,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """A run that holds its schedule."""

    at: Setting
    holder: Holder

    def slot(self, one: Due) -> SlotState:
        """Run a slot from where it is to its end."""
        started = self.at.clock()
        slot = self.begun(one)
        fault: Exception | None = None
        try:
            slot = self.issued(self.made(self.chosen(slot)))
            gone = telling.failed(slot)
            because = f"{plural(len(gone), 'briefing')} not made or not issued" if gone else ""
        except Broken as broken:
            slot, because = self.last(slot), str(broken)
        except (Busy, TakenOver, Full, WriteProblem):
            raise  # the next run goes on with it
        except Exception as error:  # noqa: BLE001 - raised again when those were told who are told of failures
            slot, because, fault = self.last(slot), f"a fault of the kit: {type(error).__name__}", error
        slot = self.kept(replace(slot, because=because))
        slot = telling.posted(slot, self.at)
        now, status = self.at.clock(), FAILED if because else DONE
        slot = self.kept(replace(slot, status=status, ended=ledger.instant(now)))
        for fire in one.covers:
            _left_out(self.at, fire, COVERED, f"stood for by {slot.logical}")
        ledger.append(
            self.at.there,
            "slot",
            at=now,
            schedule=slot.schedule,
            slot=slot.logical,
            outcome=status,
            seconds=round((now - started).total_seconds(), 1),
            because=because,
        )
        if fault:
            raise fault
        return slot

    def begun(self, one: Due) -> SlotState:
        """Write down that a slot has begun; what it says already is kept."""
        fire, now = one.fire, ledger.instant(self.at.clock())
        slot = slots.read(self.at.there, self.at.schedule.name, fire.logical) or SlotState(
            self.at.schedule.name,
            fire.logical,
            ledger.instant(fire.instant),
            as_of=f"{fire.wall:%Y-%m-%dT%H:%M}" if one.back else "",
            covers=tuple(cover.logical for cover in one.covers),
        )
        attempts, first = slot.attempts + 1, slot.begun or now
        return self.kept(replace(slot, status=BEGUN, attempts=attempts, begun=first, ended="", because=""))

    def chosen(self, slot: SlotState) -> SlotState:
        """Reckon which incidents are meant and which parameters they get, once."""
        if slot.incidents:
            return slot
        today = date.fromisoformat(slot.logical[:10])
        values = {
            name: value if isinstance(value, str) else list(value)
            for name, value in resolved(self.at.schedule.parameters, today)
        }
        found = self.at.hands.chosen(self.at.schedule, slot.as_of, today)
        return self.kept(replace(slot, incidents=found, parameters=values))

    def made(self, slot: SlotState) -> SlotState:
        """Make the briefings that do not stand yet."""
        if not slot.incidents:
            return slot
        made = self.at.hands.make(self.at.schedule, slot, self.at.there, self.holder.renew)
        return self.kept(replace(slot, made=dict(made)))

    def issued(self, slot: SlotState) -> SlotState:
        """Issue what has changed in a way that readers are told of."""
        self.holder.renew()
        ready = [slug for slug, how in slot.made.items() if how in GOOD]
        now = states.now_in(self.at.hands.seeds)
        slot = self.kept(issuing.decided(slot, ready, self.at, now))
        for one in issuing.issued(slot, self.at, now):
            slot = self.kept(one)
            self.holder.renew()
        return slot

    def last(self, slot: SlotState) -> SlotState:
        """Return a slot as it was written down last."""
        return slots.read(self.at.there, slot.schedule, slot.logical) or slot

    def kept(self, slot: SlotState) -> SlotState:
        """Write a slot down, if its schedule is still held."""
        self.holder.sure()
        return slots.write(self.at.there, slot)

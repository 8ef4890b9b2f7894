"""A slot is run once: twice at once, after a kill at any moment, on another machine, and after a failure."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing import ledger
from reportkit.publishing.batch.locks import Busy
from reportkit.publishing.delivery import outbox
from reportkit.publishing.schedules import issuing, slots, telling
from reportkit.publishing.schedules.holders import FILE, LEASE, TakenOver, holding
from reportkit.publishing.schedules.overdue import overdue
from reportkit.publishing.schedules.running import run
from reportkit.publishing.schedules.setting import Broken, Setting, root
from reportkit.publishing.schedules.slots import BEGUN, COVERED, DONE, FAILED, SKIPPED, SlotState
from reportkit.reading.destinations import ALWAYS, FAILURE, MATERIAL, Folder
from reportkit.reading.schedules import Query, Schedule
from tests.commands import TINY
from tests.crashes import killed_at

MORNING = datetime(2031, 5, 6, 6, 5, tzinfo=UTC)
FIRE = "harbour-fire"
DAILY = Schedule("morning", Query(), "0 6 * * *", "UTC")


@dataclass
class Hands:
    """Hands that make nothing, and write down in a file that they were asked to."""

    log: Path
    how: Mapping[str, str] = field(default_factory=lambda: {"a": "failed"})
    seeds: Path = TINY
    broken: str = ""
    while_making: Callable[[], None] = lambda: None

    def notebook(self, schedule: Schedule) -> Path:
        """Return no notebook."""
        return Path(schedule.notebook)

    def chosen(self, schedule: Schedule, as_of: str, today: date) -> tuple[str, ...]:
        """Return the incidents, or fail as a corpus with mistakes does."""
        del schedule, as_of, today
        if self.broken:
            raise Broken(self.broken)
        return tuple(self.how)

    def make(
        self, schedule: Schedule, slot: SlotState, there: Path, alive: Callable[[], None]
    ) -> Mapping[str, str]:
        """Note the slot, and return how its briefings went."""
        del schedule, there
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"{slot.logical} {slot.as_of} {json.dumps(dict(slot.parameters))}\n")
        self.while_making()
        alive()
        return self.how

    @property
    def asked(self) -> list[str]:
        """The slots whose briefings were made, in their order."""
        return [line.split()[0] for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    """Return hands whose briefings all go well, and none of which is to be issued."""
    (tmp_path / "log").touch()
    return Hands(tmp_path / "log", {"a": "made"})


@pytest.fixture(autouse=True)
def _nothing_to_issue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what needs a page: which editions are issued is tested with real ones."""
    monkeypatch.setattr(issuing, "decided", lambda slot, *_: slot)


def setting(tmp_path: Path, hands: Hands, schedule: Schedule = DAILY, now: datetime = MORNING) -> Setting:
    """Return what a run has at hand, at a given moment."""
    return Setting(schedule, hands, tmp_path / "out", lambda: now)


def status(at: Setting) -> dict[str, str]:
    """Return how the slots of a schedule stand, by day."""
    return {one.logical[8:10]: one.status for one in slots.known(at.there, at.schedule.name)}


def test_a_timer_that_fires_twice_makes_one_run(tmp_path: Path, hands: Hands) -> None:
    """The second call finds the slot done, says which, and does nothing."""
    at = setting(tmp_path, hands)
    assert [one.status for one in run(at).slots] == [DONE]
    again = run(at)
    assert again.slots == ()
    assert again.before
    assert again.before.logical == "2031-05-06T0600"
    assert hands.asked == ["2031-05-06T0600"]


def _one_of_many(at: Setting, start: Any, told: Any) -> None:
    start.wait()
    try:
        found = run(at)
    except Busy:
        told.put("busy")
    else:
        told.put("ran" if found.slots else "done before")


@pytest.mark.parametrize("number", [2, 5])
def test_of_several_at_once_one_runs(tmp_path: Path, hands: Hands, number: int) -> None:
    """Whoever loses is told at once that another runs, or that it is done; the slot is made once."""
    fork = multiprocessing.get_context("fork")
    for day in range(6):
        at = setting(tmp_path, hands, now=MORNING + timedelta(days=day))
        start, told = fork.Barrier(number), fork.Queue()
        every = [fork.Process(target=_one_of_many, args=(at, start, told)) for _ in range(number)]
        for one in every:
            one.start()
        ends = sorted(told.get(timeout=60) for _ in every)
        for one in every:
            one.join()
        assert ends.count("ran") == 1, ends
    assert len(hands.asked) == len(set(hands.asked)) == 6


def test_a_run_killed_at_any_moment_is_gone_on_with(tmp_path: Path, hands: Hands) -> None:
    """Before whichever call it dies, the next run ends the slot, and tells of it once."""
    desk = Folder("desk", "TLP:CLEAR", FAILURE, str(tmp_path / "desk"))
    broken = replace(hands, how={"a": "failed"})
    at = setting(tmp_path, broken, replace(DAILY, deliver=(desk,)))

    def fresh() -> None:
        shutil.rmtree(at.there, ignore_errors=True)

    step = 1 if os.environ.get("REPORTKIT_TORTURE") else 4
    crashes = killed = 0
    while crashes == killed:
        fresh()
        crashes += 1
        killed += killed_at(crashes * step, lambda: run(at))
        before = slots.read(at.there, "morning", "2031-05-06T0600")
        assert before is None or before.status in {BEGUN, FAILED}
        (ended,) = run(at).slots  # one that failed is run once more
        assert ended.status == FAILED
        assert [one.message.kind for one in outbox.read(at.there).envelopes] == ["failure"]
        assert {e.text("outcome") for e in ledger.read(at.there).events if e.kind == "slot"} == {"failed"}
        assert not (slots.home(at.there, "morning") / FILE).exists()
    assert crashes * step > 60


def test_what_was_reckoned_is_reckoned_once(tmp_path: Path, hands: Hands) -> None:
    """A second attempt asks for the same incidents and the same days as the first."""
    schedule = replace(DAILY, parameters={"since": "-7d", "title": "one week"})
    with pytest.raises(KeyboardInterrupt):
        run(setting(tmp_path, replace(hands, while_making=_interrupt), schedule))
    later = replace(schedule, parameters={"since": "-1d"})
    (slot,) = run(setting(tmp_path, replace(hands, how={"b": "made"}), later)).slots
    assert slot.parameters == {"since": "2031-04-29", "title": "one week"}
    assert (slot.incidents, slot.attempts, slot.status) == (("a",), 2, DONE)


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_missed_slots_are_written_down(tmp_path: Path, hands: Hands) -> None:
    """Left out, stood for, or made from what was known then: each slot says what became of it."""
    at = setting(tmp_path, hands)
    run(at)
    later = MORNING + timedelta(days=3)
    run(setting(tmp_path, hands, DAILY, later))
    assert status(at) == {"06": DONE, "07": COVERED, "08": COVERED, "09": DONE}
    run(setting(tmp_path, hands, replace(DAILY, catch_up="skip"), later + timedelta(days=2)))
    assert status(at) | {"10": SKIPPED, "11": DONE} == status(at)
    done = run(setting(tmp_path, hands, replace(DAILY, catch_up="all"), later + timedelta(days=4)))
    assert [(one.logical[8:10], one.as_of) for one in done.slots] == [("12", "2031-05-12T06:00"), ("13", "")]


def test_a_slot_that_failed_is_tried_again_until_the_next_one(tmp_path: Path, hands: Hands) -> None:
    """A further call on the same day tries again; the next day begins anew and lets it stand as failed."""
    bad = replace(hands, how={"a": "timeout", "b": "made"})
    at = setting(tmp_path, bad)
    assert [one.because for one in run(at).slots] == ["1 briefing not made or not issued"]
    assert [one.attempts for one in run(at).slots] == [2]
    assert [one.status for one in run(setting(tmp_path, hands, now=MORNING + timedelta(days=1))).slots] == [
        DONE
    ]
    assert status(at) == {"06": FAILED, "07": DONE}


@pytest.mark.parametrize(("tell", "told"), [(FAILURE, 1), (ALWAYS, 1), (MATERIAL, 0)])
def test_who_is_told_of_a_failure(tmp_path: Path, hands: Hands, tell: str, told: int) -> None:
    """Those who asked to be; once, however often the slot fails."""
    to = Folder("desk", "TLP:CLEAR", tell, str(tmp_path / "desk"))
    bad = replace(hands, broken="3 problems in 1 file: reportkit check lists them")
    at = setting(tmp_path, bad, replace(DAILY, deliver=(to,)))
    for _ in range(2):
        (slot,) = run(at).slots
        assert (slot.status, slot.because) == (FAILED, bad.broken)
    waiting = outbox.read(at.there).envelopes
    assert [one.message.kind for one in waiting] == ["failure"] * told
    assert all(bad.broken not in one.message.text for one in waiting)


def test_a_fault_of_the_kit_is_told_and_not_hidden(tmp_path: Path, hands: Hands) -> None:
    """What nobody foresaw ends the slot as failed, is told, and is raised for whoever can mend it."""
    to = Folder("desk", "TLP:CLEAR", FAILURE, str(tmp_path / "desk"))

    def unforeseen() -> None:
        raise ZeroDivisionError

    at = setting(tmp_path, replace(hands, while_making=unforeseen), replace(DAILY, deliver=(to,)))
    with pytest.raises(ZeroDivisionError):
        run(at)
    found = slots.read(at.there, "morning", "2031-05-06T0600")
    assert found
    assert (found.status, found.because) == (FAILED, "a fault of the kit: ZeroDivisionError")
    assert len(outbox.read(at.there).envelopes) == 1


def test_another_machine_is_left_alone_while_it_gives_signs(tmp_path: Path, hands: Hands) -> None:
    """What another machine holds counts for as long as it says, then it is taken over."""
    at = setting(tmp_path, hands)
    home = slots.home(at.there, "morning")
    home.mkdir(parents=True)
    until = MORNING + timedelta(minutes=5)
    held = {"host": "other/1", "pid": 1, "token": "x", "until": until.isoformat()}
    (home / FILE).write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(Busy):
        run(at)
    assert hands.asked == []
    assert run(setting(tmp_path, hands, now=until + timedelta(seconds=1))).ok
    assert not (home / FILE).exists()


def test_a_hold_that_is_just_being_written_counts(tmp_path: Path) -> None:
    """An empty file is somebody who is beginning, until it is old."""
    (tmp_path / FILE).touch()
    with pytest.raises(Busy), holding(tmp_path, lambda: datetime.now(UTC)):
        pass
    with holding(tmp_path, lambda: datetime.now(UTC) + 2 * LEASE):
        pass


def test_whoever_was_taken_over_writes_nothing_more(tmp_path: Path, hands: Hands) -> None:
    """A machine that was asleep for an hour wakes up, sees that another goes on, and stops."""
    home = slots.home(tmp_path / "out", "morning")

    def taken_over_meanwhile() -> None:
        held = {"host": "other/1", "token": "x", "until": "2031-05-06T09:00:00+00:00"}
        (home / FILE).write_text(json.dumps(held), encoding="utf-8")

    at = setting(tmp_path, replace(hands, while_making=taken_over_meanwhile))
    with pytest.raises(TakenOver, match="another machine has taken this run over"):
        run(at)
    found = slots.read(at.there, "morning", "2031-05-06T0600")
    assert found
    assert (found.status, found.made) == (BEGUN, {})
    assert (home / FILE).exists(), "what the other machine holds is its own"


def test_a_record_that_is_broken_off_anywhere_is_run_again(tmp_path: Path, hands: Hands) -> None:
    """Cut at any length, or changed into something else, a record never makes the next run fail."""
    at = setting(tmp_path, hands)
    (slot,) = run(at).slots
    path = slots.path(at.there, "morning", slot.logical)
    whole = path.read_bytes()
    for length in range(len(whole) - 2):
        path.write_bytes(whole[:length])
        assert slots.read(at.there, "morning", slot.logical) is None
    for other in (
        b"[]",
        b"null",
        b"\xff",
        b'{"format": 1}',
        whole.replace(b'"attempts": 1', b'"attempts": "1"'),
    ):
        path.write_bytes(other)
        assert slots.read(at.there, "morning", slot.logical) is None
    assert [one.status for one in run(at).slots] == [DONE]
    assert path.read_bytes() == whole


def test_records_of_another_slot_are_not_believed(tmp_path: Path, hands: Hands) -> None:
    """A file that was copied under another name does not make that slot done."""
    at = setting(tmp_path, hands)
    (slot,) = run(at).slots
    shutil.copy(
        slots.path(at.there, "morning", slot.logical), slots.path(at.there, "morning", "2031-05-07T0600")
    )
    assert slots.read(at.there, "morning", "2031-05-07T0600") is None


@pytest.mark.parametrize("name", ["../x", "a/b", "", "A", "a" * 81])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    """A schedule's name is never a path."""
    with pytest.raises(ValueError, match="cannot be the name of a schedule"):
        slots.home(tmp_path, name)


def test_silence_that_is_too_long_is_named(tmp_path: Path, hands: Hands) -> None:
    """A schedule is overdue when its last good run is too long ago; failed runs do not count as good."""
    schedule = replace(DAILY, expect_within=timedelta(hours=26))
    out = tmp_path / "out"
    at = setting(tmp_path, hands, schedule)
    assert [one.last for one in overdue([schedule, DAILY], out, MORNING)] == [""]
    run(at)
    assert list(overdue([schedule], out, MORNING + timedelta(hours=26))) == []
    with suppress(Busy):
        run(setting(tmp_path, replace(hands, how={"a": "timeout"}), schedule, MORNING + timedelta(days=1)))
    (late,) = overdue([schedule], out, MORNING + timedelta(hours=27))
    assert (late.last, late.expected) == ("2031-05-06T06:05:00Z", "26 hours")


def test_a_schedule_of_its_own_folder_keeps_all_there(tmp_path: Path, hands: Hands) -> None:
    """What goes to partners lies apart, its slots included."""
    assert root(tmp_path, replace(DAILY, folder="partners")) == tmp_path / "partners"
    assert root(tmp_path, DAILY) == tmp_path
    assert telling.failed(SlotState("morning", "2031-05-06T0600", "", made=hands.how)) == ()

"""``run``: what is due of a schedule, made, issued and put on its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import asking, completing, rendering
from reportkit.cli.editions import out_option
from reportkit.cli.endings import ended_cleanly
from reportkit.cli.progress import shown
from reportkit.cli.terminal import (
    BUSY,
    FORMAT,
    NO_ROOM,
    PROBLEMS,
    USAGE,
    Stop,
    corpus_folder,
    everywhere,
    json_option,
    listed,
    note,
    opened,
    say,
    say_hanging,
    say_json,
    session,
    warn,
)
from reportkit.problems import EncodingProblems, count, plural, visible

if TYPE_CHECKING:
    from reportkit.model import Corpus
    from reportkit.publishing.delivery.sending import Outcome
    from reportkit.publishing.parameters import Plain
    from reportkit.publishing.schedules.fires import Fire
    from reportkit.publishing.schedules.running import Ran
    from reportkit.publishing.schedules.setting import Setting
    from reportkit.publishing.schedules.slots import SlotState
    from reportkit.reading.schedules import Schedule

_LABEL = 10  # columns of the names on the left


def now() -> datetime:
    """Return the instant; the one place where the commands of schedules look at a clock."""
    return datetime.now(UTC)


@click.command("run", short_help="Run what is due of a schedule.")
@everywhere
@click.argument("name", metavar="SCHEDULE", shell_complete=completing.schedules)
@click.option(
    "--as-of", "as_of", metavar="DATE", default="", help="The slot of that day, as it was known then."
)
@click.option(
    "--catch-up",
    type=click.IntRange(min=0),
    metavar="N",
    help="Run the last N missed slots, each.  [default: as the schedule says]",
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Made at a time.  [default: processors]"
)
@click.option(
    "--no-deliver", is_flag=True, help="Leave messages in the outbox; reportkit deliver sends them."
)
@out_option
@json_option
def run(  # noqa: PLR0913 - the settings of a run, each by its name
    *,
    name: str,
    as_of: str,
    catch_up: int | None,
    workers: int | None,
    no_deliver: bool,
    out: Path,
    as_json: bool,
) -> None:
    """
    Run what is due of SCHEDULE: make the briefings, issue those that changed, tell whom the schedule names.

    A slot is one time of a schedule. Once it is done, running it again does nothing, and of two runs at once
    one does it: the other ends with 75. A run that was killed is gone on with by the next one.

    With --as-of: the slot of that day, which is made of what was known at its time.

    With --json: format, schedule, slots (what the record of each says), skipped, done_before, deliveries.
    """
    from reportkit.publishing.schedules.setting import Setting

    if as_of and catch_up is not None:
        raise click.UsageError("--as-of names one slot, --catch-up asks for several: give one of them.")
    folder = corpus_folder()
    schedule = found(folder, name)
    hands = _Hands(folder, workers)
    at = Setting(schedule, hands, _root(out, schedule), now)
    hands.check(schedule)
    done = _run(at, _slot(schedule, as_of), catch_up)
    sent = () if no_deliver else delivered(at.there)
    if as_json:
        say_json(_as_json(name, done, sent))
    else:
        _say(at, done, sent)
    if not done.ok:
        raise click.exceptions.Exit(PROBLEMS)


def found(folder: Path, name: str) -> Schedule:
    """Return a schedule of a corpus; where the file has mistakes, or no such schedule, the command ends."""
    from reportkit.reading import schedules

    try:
        return schedules.named(every(folder), name)
    except schedules.UnknownSchedule as unknown:
        raise Stop(str(unknown), USAGE) from None
    except EncodingProblems as wrong:
        raise Stop(listed(wrong.problems), PROBLEMS, wrong.problems) from None


def every(folder: Path) -> tuple[Schedule, ...]:
    """Return all schedules of a corpus; where their file has mistakes, the command ends and lists them."""
    from reportkit.reading import encoding, schedules

    try:
        return schedules.load(encoding.inspect(folder).corpus)
    except EncodingProblems as wrong:
        raise Stop(listed(wrong.problems), PROBLEMS, wrong.problems) from None


def _root(out: Path, schedule: Schedule) -> Path:
    from reportkit.publishing.schedules.setting import root

    return root(out, schedule)


def _slot(schedule: Schedule, as_of: str) -> Fire | None:
    from reportkit.publishing.schedules import due

    try:
        return due.slot(schedule, as_of, now()) if as_of else None
    except due.NoSuchSlot as none:
        raise Stop(f"--as-of: {none}", USAGE) from None


def _run(at: Setting, named: Fire | None, catch_up: int | None) -> Ran:
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import locks, space
    from reportkit.publishing.schedules import running
    from reportkit.publishing.schedules.holders import TakenOver

    try:
        with ended_cleanly():
            return running.run(at, named=named, catch_up=catch_up)
    except locks.Busy:
        ended = running.done(at, at.clock(), named)
        if ended:
            return running.Ran(before=ended)
        raise Stop(f"another run of '{at.schedule.name}', or of its folder, is going on", BUSY) from None
    except TakenOver as taken:
        raise Stop(str(taken), BUSY) from None
    except (space.Full, WriteProblem) as full:
        raise Stop(str(full), NO_ROOM) from None


def delivered(there: Path) -> tuple[Outcome, ...]:
    """Send what waits in the outbox, and return what became of it; where another is sending, nothing."""
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import locks
    from reportkit.publishing.delivery import sending

    try:
        return tuple(sending.deliver(there, now))
    except locks.Busy:
        note("another process is sending what waits")
        return ()
    except WriteProblem as full:
        raise Stop(str(full), NO_ROOM) from None


@dataclass(frozen=True, slots=True)
class _Hands:
    """Who makes the briefings of a slot: what ``render`` does, asked by the schedule."""

    seeds: Path
    workers: int | None

    def notebook(self, schedule: Schedule) -> Path:
        return Path(schedule.notebook) if schedule.notebook else asking.default_notebook()

    def check(self, schedule: Schedule) -> None:
        """End the command where the parameters of a schedule do not fit its notebook."""
        from reportkit.publishing.parameters import ParameterProblem, validate
        from reportkit.reading.schedules import resolved

        values: dict[str, Plain] = {
            name: value if isinstance(value, str) else list(value)
            for name, value in resolved(schedule.parameters, date(2024, 1, 1))
        }
        try:
            validate(self.notebook(schedule), {**values, asking.SLUG: "a"})
        except ParameterProblem as wrong:
            raise Stop(listed(wrong.problems), PROBLEMS, wrong.problems) from None

    def chosen(self, schedule: Schedule, as_of: str, today: date) -> tuple[str, ...]:
        from reportkit.publishing.schedules import choosing
        from reportkit.publishing.schedules.setting import Broken

        try:
            return choosing.chosen(_state(self.seeds, schedule.ceiling, as_of), schedule.query, today)
        except (Stop, EncodingProblems) as wrong:
            raise Broken(_in_short(wrong)) from None

    def make(
        self, schedule: Schedule, slot: SlotState, there: Path, alive: Callable[[], None]
    ) -> Mapping[str, str]:
        from reportkit.publishing.batch import jobs
        from reportkit.publishing.batch.work import Result
        from reportkit.publishing.schedules.setting import MADE, STANDS, Broken

        session().quiet, quiet = True, session().quiet  # which corpus it is was said already
        try:
            asked = asking.asked(
                slugs=slot.incidents,
                every=False,
                out=there,
                notebook=self.notebook(schedule),
                parameters=tuple(slot.parameters.items()),
                ceiling=schedule.ceiling,
                as_of=slot.as_of,
                theme=schedule.theme,
                shard=None,
            )
            asked = replace(asked, job=replace(asked.job, out=there))
            plan = rendering.planned(asked, again=False)
        except (Stop, EncodingProblems) as wrong:
            raise Broken(_in_short(wrong)) from None
        finally:
            session().quiet = quiet
        how = {one.name: "quarantined" if one.left_alone else STANDS for one in plan}
        todo = [one.name for one in plan if one.to_make]
        label = todo[0] if len(todo) == 1 else plural(len(todo), "briefing")
        made = jobs.made(asked.job, plan, asked.holdings, jobs.How(workers=self.workers))
        with shown(len(todo), label) as face, closing(made) as results:
            for one in results:
                alive()
                if isinstance(one, Result):
                    how[one.record.slug] = MADE if one.ok else one.record.status
                    face.done(one)
                else:
                    face.cell(one)
        return how


def _in_short(wrong: Stop | EncodingProblems) -> str:
    """Return in one line what keeps a run from beginning; what is marked is in none of it."""
    if wrong.problems:
        return f"{count(wrong.problems)}; reportkit check lists what stands in the corpus"
    return str(wrong).partition("\n")[0]


@cache
def _state(seeds: Path, ceiling: str, as_of: str) -> Corpus:
    return opened(seeds, ceiling, as_of)


def _say(at: Setting, done: Ran, sent: tuple[Outcome, ...]) -> None:
    name = at.schedule.name
    if done.before:
        say(f"{name}: the slot {done.before.logical} is {done.before.status} already; nothing to do")
    elif not done.slots and not done.skipped:
        say(f"{name}: nothing is due")
    for logical in done.skipped:
        say(f"{name} {logical}: missed, left out")
    for slot in done.slots:
        _say_slot(slot)
    states: dict[str, list[str]] = {}
    for one in sent:
        states.setdefault(one.state, []).append(one.envelope.destination.name)
    for state, names in sorted(states.items()):
        counted = ", ".join(visible(name) for name in dict.fromkeys(names))
        say_hanging(f"{state:<{_LABEL}} ", f"{plural(len(names), 'message')}: {counted}")
    for one in sent:
        if one.because:
            warn(f"{visible(one.envelope.destination.name)}: {visible(one.because)}")


def _say_slot(slot: SlotState) -> None:
    say(f"{slot.schedule} {slot.logical}: {slot.status}{_known(slot)}{_covered(slot)}")
    counts: dict[str, int] = {}
    for how in slot.made.values():
        counts[how] = counts.get(how, 0) + 1
    if counts:
        words = ", ".join(f"{number} {how.replace('_', ' ')}" for how, number in counts.items())
        say_hanging(f"{'briefings':<{_LABEL}} ", words)
    elif not slot.because:
        say_hanging(f"{'briefings':<{_LABEL}} ", "none: no incident is meant by its query now")
    for slug, number in slot.issued.items():
        say_hanging(f"{'issued':<{_LABEL}} ", f"{slug}: edition {number}; {slot.reasons.get(slug, '')}")
    for slug, because in slot.silent.items():
        say_hanging(f"{'silent':<{_LABEL}} ", f"{slug}: {because}")
    if slot.because:
        warn(f"{slot.schedule} {slot.logical}: {visible(slot.because)}")
        failed = [slug for slug, how in slot.made.items() if how not in {"made", "stands"}]
        if failed and not session().as_json:
            note(f"  reportkit why {failed[0]} says how; a further run tries again what failed")


def _known(slot: SlotState) -> str:
    return f", as known at {slot.as_of}" if slot.as_of else ""


def _covered(slot: SlotState) -> str:
    return f", also for {', '.join(slot.covers)}" if slot.covers else ""


def _as_json(name: str, done: Ran, sent: tuple[Outcome, ...]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schedule": name,
        "slots": [asdict(slot) for slot in done.slots],
        "skipped": list(done.skipped),
        "done_before": done.before.logical if done.before else None,
        "deliveries": [
            {
                "key": one.envelope.key,
                "destination": one.envelope.destination.name,
                "kind": one.envelope.message.kind,
                "state": one.state,
                "because": one.because or None,
            }
            for one in sent
        ],
    }

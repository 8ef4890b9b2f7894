"""``deliver``: what waits in the outbox goes out, and what became of each message is said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.editions import out_option
from reportkit.cli.running import every, found
from reportkit.cli.terminal import (
    BUSY,
    FORMAT,
    NO_ROOM,
    PROBLEMS,
    Stop,
    corpus_folder,
    everywhere,
    json_option,
    note,
    say,
    say_hanging,
    say_json,
)
from reportkit.problems import EncodingProblems, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reportkit.publishing.delivery.envelopes import Envelope
    from reportkit.publishing.delivery.sending import Outcome
    from reportkit.reading.destinations import Destination

_ARRIVED = ("delivered", "dropped", "not due")


@click.command(short_help="Send what waits in the outbox.")
@everywhere
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=completing.slugs)
@click.option(
    "--to",
    "schedule",
    metavar="SCHEDULE",
    shell_complete=completing.schedules,
    help="Put the last edition of each SLUG into the outbox first, for the readers of this schedule.",
)
@click.option("--now", "early", is_flag=True, help="Try also what is put off until later.")
@click.option("--retry-parked", is_flag=True, help="Try once more what was parked.")
@click.option("--dry-run", is_flag=True, help="Say what waits; send nothing.")
@out_option
@json_option
def deliver(  # noqa: PLR0913 - the settings of a delivery, each by its name
    *,
    slugs: tuple[str, ...],
    schedule: str | None,
    early: bool,
    retry_parked: bool,
    dry_run: bool,
    out: Path,
    as_json: bool,
) -> None:
    """
    Send what waits: editions, notices of recalls, of failures and of schedules that are overdue.

    What was put into the outbox arrives at least once, with a key by which its receiver knows it again. What
    fails is tried again after longer and longer times, by the next run of this command; what cannot arrive
    without somebody's doing is parked, and stays parked until --retry-parked.

    An edition goes to each reader once, however often it is asked for.

    With --json: format, messages: key, message, destination, kind, incident, edition, state, because, next.
    """
    if bool(slugs) != bool(schedule):
        raise click.UsageError("SLUG and --to go together: --to names the schedule whose readers get it.")
    known = list(_homes(out, slugs, schedule, dry=dry_run))
    outcomes = [one for home in known for one in _sent(home, early=early, again=retry_parked, dry=dry_run)]
    if as_json:
        say_json({"format": FORMAT, "messages": [_as_json(one) for one in outcomes]})
    else:
        for one in outcomes:
            _say(one)
        _sum_up(outcomes, dry=dry_run)
    if any(one.state not in _ARRIVED for one in outcomes):
        raise click.exceptions.Exit(PROBLEMS)


def _homes(out: Path, slugs: tuple[str, ...], schedule: str | None, *, dry: bool) -> Iterator[Path]:
    """Yield the folders that have an outbox, after what is asked for was put into one."""
    from reportkit.publishing import history

    if schedule and not dry:
        _put_in(out, slugs, schedule)
    yield from history.folders(out)


def _put_in(out: Path, slugs: tuple[str, ...], name: str) -> None:
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.delivery import messages, outbox
    from reportkit.publishing.editions import chain
    from reportkit.publishing.schedules.setting import root

    schedule = found(corpus_folder(), name)
    home = root(out, schedule)
    for slug in slugs:
        try:
            edition = chain.standing(chain.chain(home, slug))
        except ValueError as broken:
            raise Stop(str(broken)) from None
        if edition is None or edition.pruned:
            raise Stop(
                f"no edition of '{visible(slug)}' stands with its PDF; run: reportkit issue {visible(slug)}"
            )
        message = messages.edition(edition, messages.told_by(edition), schedule=schedule.name)
        for one in schedule.deliver:
            try:
                outbox.add(home, message, one, datetime.now(UTC))
            except WriteProblem as full:
                raise Stop(str(full), NO_ROOM) from None


def _sent(home: Path, *, early: bool, again: bool, dry: bool) -> Iterator[Outcome]:
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import locks
    from reportkit.publishing.delivery import outbox, sending

    for one in outbox.read(home).unread:
        note(f"passed over, for it is no message as it was written: {one}")
    if dry:
        yield from (sending.Outcome(one, sending.NOT_DUE, one.because) for one in outbox.read(home).envelopes)
        return
    try:
        yield from sending.deliver(
            home, lambda: datetime.now(UTC), early=early, retry_parked=again, current=_current(home)
        )
    except locks.Busy as busy:
        raise Stop(str(busy), BUSY) from None
    except WriteProblem as full:
        raise Stop(str(full), NO_ROOM) from None


def _current(home: Path) -> list[tuple[str, Destination]]:
    """Return the destinations as they are written now, where anything waits for one."""
    from reportkit.publishing.delivery import outbox

    if not any(outbox.read(home, place).envelopes for place in (outbox.WAITING, outbox.PARKED)):
        return []
    try:
        known = every(corpus_folder())
    except (Stop, EncodingProblems):
        note("the corpus cannot be read, so what waits goes where it was to go when it was put in")
        return []
    return [(one.name, destination) for one in known for destination in one.deliver]


def told(envelope: Envelope) -> str:
    """Return what a message is and to whom it goes, in a few words."""
    said, to = envelope.message, envelope.destination
    about = f"of {said.incident}, edition {said.edition}" if said.incident else f"of schedule {said.schedule}"
    what = said.kind if said.kind != "edition" else "briefing"
    people = getattr(to, "to", ())
    who = f"{to.name} ({', '.join(people)})" if people else to.name
    return visible(f"{what} {about} to {who}")


def _say(one: Outcome) -> None:
    head = f"{told(one.envelope)}: {one.state}"
    if not one.because:
        say(head)
        return
    until = f" (tried again after {one.envelope.next})" if one.envelope.next else ""
    say_hanging(f"{head}: ", f"{visible(one.because)}{until}")


def _sum_up(outcomes: list[Outcome], *, dry: bool) -> None:
    if not outcomes:
        note("nothing waits")
    elif dry:
        note(f"{plural(len(outcomes), 'message')} waiting; nothing was sent")


def _as_json(one: Outcome) -> dict[str, Any]:
    from reportkit.publishing.delivery.envelopes import kind_of

    said = one.envelope.message
    return {
        "key": one.envelope.key,
        "message": said.kind,
        "destination": one.envelope.destination.name,
        "kind": kind_of(one.envelope.destination),
        "incident": said.incident or None,
        "edition": said.edition or None,
        "state": one.state,
        "because": one.because or None,
        "next": one.envelope.next or None,
    }

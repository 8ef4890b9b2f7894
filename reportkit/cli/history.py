"""``history`` and ``status``: what happened, and how things stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.delivering import told
from reportkit.cli.editions import out_option
from reportkit.cli.terminal import (
    FORMAT,
    PROBLEMS,
    Stop,
    corpus_folder,
    everywhere,
    json_option,
    note,
    say,
    say_hanging,
    say_json,
    warn,
)
from reportkit.problems import EncodingProblems, clipped, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reportkit.publishing.delivery.envelopes import Envelope
    from reportkit.publishing.history import Status
    from reportkit.publishing.ledger import Event
    from reportkit.publishing.record import RunRecord

_KIND = 10  # columns
_LISTED = 20
_LONGEST = 200


def _instant(_: click.Context, __: click.Parameter, words: str | None) -> datetime | None:
    if words is None:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise click.BadParameter("write a day or an instant: 2031-05-06, 2031-05-06T06:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command(short_help="Say what happened: runs, editions, deliveries.")
@everywhere
@click.option(
    "--schedule", metavar="NAME", default="", shell_complete=completing.schedules, help="Only of a schedule."
)
@click.option(
    "--incident", metavar="SLUG", default="", shell_complete=completing.slugs, help="Only of an incident."
)
@click.option("--since", metavar="DATE", callback=_instant, help="Only from then on (UTC): 2031-05-06.")
@out_option
@json_option
def history(*, schedule: str, incident: str, since: datetime | None, out: Path, as_json: bool) -> None:
    """
    Say what happened, by OUT/ledger.jsonl: runs, slots, failures, editions issued and withdrawn, messages.

    The ledger survives being broken off anywhere; how many of its lines could not be read is said.

    With --json: format, events (at, kind and what is said of each), unread, closed.
    """
    from reportkit.publishing import history as looking

    found = looking.happened(out)
    events = looking.history(found.events, schedule=schedule, incident=incident, since=since)
    if as_json:
        listed = [{"at": event.at, "kind": event.kind} | dict(event.fields) for event in events]
        say_json({"format": FORMAT, "events": listed, "unread": found.unread, "closed": list(found.closed)})
        return
    for event in events:
        say_hanging(f"{visible(event.at)}  {visible(event.kind):<{_KIND}}", _words(event))
    if not events:
        note("nothing of that is written down here")
    if found.unread:
        note(f"{plural(found.unread, 'line')} of the ledger could not be read: broken off, or changed")
    for name in found.closed:
        warn(f"cannot be read: {visible(name)}")


@click.command(short_help="Say how things stand.")
@everywhere
@out_option
@json_option
def status(*, out: Path, as_json: bool) -> None:
    """
    Say how things stand in OUT: schedules, failures, what is quarantined, editions, messages that wait.

    Ends with 1 where somebody has to see to something: a run or a briefing failed, a message is parked,
    something cannot be read.

    With --json: format, well, schedules (name, slot, at, outcome, seconds, because, next), run, failed,
    quarantined, issued, waiting, parked, sent, dropped, unread.
    """
    from reportkit.publishing import history as looking

    found = looking.status(out, looking.happened(out))
    coming = _coming()
    if as_json:
        say_json({"format": FORMAT, "well": found.well} | _as_json(found, coming))
    else:
        _say(found, coming)
    if not found.well:
        raise click.exceptions.Exit(PROBLEMS)


def _coming() -> dict[str, str]:
    """Return when each schedule of the corpus fires next; none where the corpus cannot be read."""
    from reportkit.cli.running import every
    from reportkit.publishing import ledger
    from reportkit.publishing.schedules import fires

    now = datetime.now(UTC)
    try:
        known = every(corpus_folder())
    except (Stop, EncodingProblems):
        note("when schedules fire next is not known: the corpus cannot be read; run: reportkit check")
        return {}
    return {one.name: ledger.instant(next(fires.upcoming(one.cron, one.zone, now)).instant) for one in known}


def _words(event: Event) -> str:
    """Return what is said of an event, on one line."""
    said = dict(event.fields)
    parts = [
        _named(said.pop("schedule", None), "schedule"),
        _named(said.pop("slot", None), "slot"),
        _named(said.pop("incident", None), ""),
        _named(said.pop("edition", None), "edition"),
        _named(said.pop("message", None), "message:"),
        _named(said.pop("destination", None), "to"),
        _named(said.pop("outcome", None), ""),
        _named(said.pop("by", None), "by"),
        f"in {seconds} s" if (seconds := said.pop("seconds", None)) is not None else "",
    ]
    because = said.pop("because", None)
    for name in ("key", "sha256"):
        said.pop(name, None)
    parts += [
        f"{name} {_value(value)}" for name, value in sorted(said.items()) if value not in (None, "", [])
    ]
    line = " ".join(part for part in parts if part)
    return visible(f"{line}: {clipped(str(because), _LONGEST)}" if because else line)


def _named(value: object, word: str) -> str:
    return f"{word} {value}".strip() if value not in (None, "") else ""


def _value(value: object) -> str:
    if isinstance(value, list):
        return clipped(", ".join(map(str, value)), _LONGEST)
    return clipped(str(value), _LONGEST)


def _say(found: Status, coming: dict[str, str]) -> None:
    _section("schedules", list(_schedules(found, coming)))
    if found.runs:
        _section("last run by hand", [f"{found.runs.at}  {_words(found.runs)}"])
    _section("failed", [_failure(one) for one in found.failed if one not in found.quarantined])
    _section("quarantined, left alone until something changes", [_failure(one) for one in found.quarantined])
    _section("editions issued", [f"{event.at}  {_words(event)}" for event in found.issued])
    _section("waiting", [_post(one) for one in found.waiting])
    _section("parked, for somebody to see to", [_post(one) for one in found.parked])
    _section("could not be read", list(found.unread))
    say(
        f"{plural(found.sent, 'message')} arrived, {len(found.waiting)} waiting, {len(found.parked)} parked, "
        f"{found.dropped} taken back; " + ("all is well" if found.well else "somebody has to see to it")
    )


def _section(head: str, lines: list[str]) -> None:
    if not lines:
        return
    say(f"{head}:")
    for line in lines[:_LISTED]:
        say_hanging("  ", visible(line))
    if len(lines) > _LISTED:
        say(f"  and {len(lines) - _LISTED:,} more; --json lists all")


def _schedules(found: Status, coming: dict[str, str]) -> Iterator[str]:
    last = {event.text("schedule"): event for event in found.slots}
    for name in sorted({*last, *coming}):
        fire = f"; next {coming[name]}" if name in coming else ""
        ran = f"{last[name].at}  {_words(last[name])}" if name in last else "never ran here"
        yield f"{name}  {ran}{fire}"


def _failure(record: RunRecord) -> str:
    words = clipped(record.message.partition("\n")[0], _LONGEST)
    return f"{record.slug}  {record.status}: {words}; run: reportkit why {record.slug}"


def _post(envelope: Envelope) -> str:
    until = f"; tried again after {envelope.next}" if envelope.next else ""
    because = f": {clipped(envelope.because, _LONGEST)}" if envelope.because else ""
    return f"{told(envelope)}{because}{until}"


def _as_json(found: Status, coming: dict[str, str]) -> dict[str, Any]:
    def event(one: Event) -> dict[str, Any]:
        return {"at": one.at} | dict(one.fields)

    def run(one: RunRecord) -> dict[str, Any]:
        return {"name": one.slug, "status": one.status, "message": one.message, "attempts": one.attempts}

    def post(one: Envelope) -> dict[str, Any]:
        said = one.message
        return {
            "key": one.key,
            "message": said.kind,
            "destination": one.destination.name,
            "incident": said.incident or None,
            "edition": said.edition or None,
            "attempts": one.attempts,
            "next": one.next or None,
            "because": one.because or None,
        }

    last = {one.text("schedule"): event(one) for one in found.slots}
    return {
        "schedules": [
            {"name": name, "next": coming.get(name)} | last.get(name, {}) for name in sorted({*last, *coming})
        ],
        "run": event(found.runs) if found.runs else None,
        "failed": [run(one) for one in found.failed],
        "quarantined": [run(one) for one in found.quarantined],
        "issued": [event(one) for one in found.issued],
        "waiting": [post(one) for one in found.waiting],
        "parked": [post(one) for one in found.parked],
        "sent": found.sent,
        "dropped": found.dropped,
        "unread": list(found.unread),
    }

"""``schedule``: what is made when, what fires next, what is overdue, and units for programs that call it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.editions import out_option
from reportkit.cli.running import every, found, now
from reportkit.cli.terminal import (
    FORMAT,
    NO_ROOM,
    PROBLEMS,
    USAGE,
    Stop,
    corpus_folder,
    everywhere,
    json_option,
    note,
    say,
    say_hanging,
    say_json,
)
from reportkit.problems import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.publishing.schedules.fires import Fire
    from reportkit.publishing.schedules.overdue import Overdue
    from reportkit.publishing.schedules.units import Command
    from reportkit.reading.destinations import Destination
    from reportkit.reading.schedules import Query, Schedule

_LABEL = 12
_FORMS = ("systemd", "cron", "k8s", "airflow", "github")


@click.group(short_help="What is made when: list, show, next, overdue, print, install.")
def schedule() -> None:
    """Look at the schedules of a corpus, as schedules.yaml says them; reportkit run runs one."""


@schedule.command("list", short_help="List the schedules.")
@everywhere
@out_option
@json_option
def list_(*, out: Path, as_json: bool) -> None:
    """
    List the schedules: when each fires next, and how its last slot went.

    With --json: format and schedules: name, label, when, zone, next, last (slot, status, ended).
    """
    from reportkit.publishing.schedules import slots
    from reportkit.publishing.schedules.setting import root

    known = every(corpus_folder())
    rows = []
    for one in known:
        (fire,) = _coming(one, 1)
        last = max(slots.known(root(out, one), one.name), key=lambda s: s.logical, default=None)
        rows.append((one, fire, last))
    if as_json:
        say_json({"format": FORMAT, "schedules": [_row(*row) for row in rows]})
        return
    for one, fire, last in rows:
        say(f"{one.name}: {visible(one.cron)} {one.zone}{f', {visible(one.label)}' if one.label else ''}")
        say(f"  next  {_local(one, fire)}")
        ended = f", {last.ended}" if last and last.ended else ""
        say(f"  last  {f'{last.logical}: {last.status}{ended}' if last else 'never ran here'}")
    if not known:
        note("no schedule yet; they stand in schedules.yaml, beside corpus.yaml")


def _row(one: Schedule, fire: Fire, last: Any) -> dict[str, Any]:  # noqa: ANN401 - a SlotState or None
    return {
        "name": one.name,
        "label": one.label or None,
        "when": one.cron,
        "zone": one.zone,
        "next": fire.instant.isoformat(),
        "last": {"slot": last.logical, "status": last.status, "ended": last.ended or None} if last else None,
    }


@schedule.command("show", short_help="Show a schedule, and when its readers are told.")
@everywhere
@click.argument("name", metavar="SCHEDULE", shell_complete=completing.schedules)
@json_option
def show(*, name: str, as_json: bool) -> None:
    """
    Show what a schedule does, and the rule by which readers are told or left alone.

    That is: which incidents it means today, how they are made, where editions go.

    With --json: format, schedule (its fields), incidents, and rule, a line each.
    """
    from reportkit.publishing.schedules import choosing, silence
    from reportkit.reading import encoding, recurring
    from reportkit.reading.schedules import resolved

    folder = corpus_folder()
    one = found(folder, name)
    today = now().astimezone(recurring.zone(one.zone)).date()
    corpus, problems = encoding.inspect(folder)
    chosen = () if problems else choosing.chosen(corpus, one.query, today)
    parameters = dict(resolved(one.parameters, today))
    if as_json:
        say_json(
            {
                "format": FORMAT,
                "schedule": _fields(one, parameters),
                "incidents": list(chosen),
                "rule": list(silence.listed()),
            }
        )
        return
    say(f"{one.name}{f': {visible(one.label)}' if one.label else ''}")
    for head, text in _shown(one, chosen, parameters):
        say_hanging(f"  {head:<{_LABEL}} ", visible(text))
    say("\nWhen readers are told (tell: material), and when they are left alone")
    for line in silence.listed():
        head, _, text = line.partition(": ")
        say_hanging(f"  {head:<{_LABEL}} ", text)
    if problems:
        note(f"which incidents it means cannot be told: {plural(len(problems), 'problem')}; reportkit check")


def _shown(one: Schedule, chosen: tuple[str, ...], parameters: dict[str, Any]) -> Iterator[tuple[str, str]]:
    from reportkit.publishing.schedules.overdue import in_words

    yield "when", f"{one.cron}, on the clocks of {one.zone}"
    yield "incidents", f"{_query(one.query)}; today: {', '.join(chosen) or 'none'}"
    yield "notebook", one.notebook or "notebooks/briefing.ipynb"
    for name, value in parameters.items():
        yield "parameter", f"{name} {value if isinstance(value, str) else ', '.join(value)}"
    for head, value in (("theme", one.theme), ("ceiling", one.ceiling), ("folder", one.folder)):
        if value:
            yield head, value
    yield "issued by", f"{one.by}{', drafts too' if one.drafts else ''}"
    missed = {
        "skip": "left out",
        "coalesce": "one run stands for all",
        "all": f"each run, at most {one.limit}, from what was known then",
    }
    yield "missed", f"{missed[one.catch_up]}; a slot counts as missed after {in_words(one.late_after)}"
    for to in one.deliver:
        yield "to", f"{to.name}: {_where(to)}, up to {to.ceiling}, told: {to.tell}"
    if one.expect_within:
        yield "expected", f"a good run within {in_words(one.expect_within)}"


def _query(query: Query) -> str:
    parts = {
        "slug": query.slugs,
        "actor": query.actors,
        "place": query.places,
        "from": (query.since,) if query.since else (),
        "to": (query.until,) if query.until else (),
        "standing": query.standings,
        "marking": query.markings,
    }
    named = [f"{name} {' or '.join(values)}" for name, values in parts.items() if values]
    return "; ".join(named) or "all that claims speak of"


def _where(to: Destination) -> str:
    from reportkit.publishing.delivery.envelopes import address

    return address(to)


def _fields(one: Schedule, parameters: dict[str, Any]) -> dict[str, Any]:
    held = asdict(replace(one, parameters={}))
    del held["place"]
    seconds = {name: int(held[name].total_seconds()) if held[name] else None for name in _LENGTHS}
    return {**held, **seconds, "parameters": parameters}


_LENGTHS = ("late_after", "expect_within")


@schedule.command("next", short_help="Say when a schedule fires next.")
@everywhere
@click.argument("name", required=False, metavar="[SCHEDULE]", shell_complete=completing.schedules)
@click.option(
    "--count", type=click.IntRange(1, 1000), default=3, show_default=True, metavar="N", help="How many fires."
)
@click.option("--after", metavar="INSTANT", default="", help="After then, not after now: 2031-03-28T00:00Z.")
@json_option
def next_(*, name: str | None, count: int, after: str, as_json: bool) -> None:
    """
    Say when a schedule, or each of them, fires next: by the clocks of its zone and in UTC.

    With --json: format and fires: schedule, slot, local, utc, moved (no clock shows its time).
    """
    folder = corpus_folder()
    chosen = (found(folder, name),) if name else every(folder)
    start = _instant(after) if after else now()
    fires = [(one, fire) for one in chosen for fire in _coming(one, count, start)]
    if as_json:
        listed = [
            {
                "schedule": one.name,
                "slot": fire.logical,
                "local": _clock(one, fire).isoformat(),
                "utc": fire.instant.isoformat(),
                "moved": fire.moved,
            }
            for one, fire in fires
        ]
        say_json({"format": FORMAT, "fires": listed})
        return
    for one, fire in fires:
        say(f"{one.name}  {_local(one, fire)}")


def _instant(words: str) -> datetime:
    try:
        found_ = datetime.fromisoformat(words)
    except ValueError:
        found_ = None
    if found_ is None or found_.tzinfo is None:
        raise Stop(
            f"--after: '{visible(words[:40])}' is no instant: write 2031-03-28T00:00Z, with its offset", USAGE
        )
    return found_


def _coming(one: Schedule, count: int, after: datetime | None = None) -> tuple[Fire, ...]:
    from reportkit.publishing.schedules.fires import upcoming

    return tuple(islice(upcoming(one.cron, one.zone, after or now()), count))


def _clock(one: Schedule, fire: Fire) -> datetime:
    from reportkit.reading.recurring import zone

    return fire.instant.astimezone(zone(one.zone))


def _local(one: Schedule, fire: Fire) -> str:
    moved = f", for {fire.wall:%H:%M}, which no clock shows that day" if fire.moved else ""
    return f"{_clock(one, fire):%a %Y-%m-%d %H:%M} {one.zone} ({fire.instant:%Y-%m-%dT%H:%M}Z){moved}"


@schedule.command("overdue", short_help="Name schedules that have not run in time.")
@everywhere
@click.option("--tell", is_flag=True, help="Also put a notice into the outbox, and send it.")
@out_option
@json_option
def overdue(*, tell: bool, out: Path, as_json: bool) -> None:
    """
    Name the schedules whose last good run is longer ago than expect_within says; then the exit code is 1.

    It is for whatever watches this machine, best from another one. With --tell those are told that a schedule
    tells of failures; each silence once.

    With --json: format and overdue: schedule, last (when its last good run ended, or null), expected_seconds.
    """
    from reportkit.publishing.schedules import overdue as asked

    known = every(corpus_folder())
    late = tuple(asked.overdue(known, out, now()))
    if tell:
        _told(late, out)
    if as_json:
        listed = [
            {
                "schedule": one.schedule.name,
                "last": one.last or None,
                "expected_seconds": int((one.schedule.expect_within or timedelta()).total_seconds()),
            }
            for one in late
        ]
        say_json({"format": FORMAT, "overdue": listed})
    else:
        for one in late:
            since = f"last good run {one.last}" if one.last else "no good run yet"
            say(f"{one.schedule.name}: overdue, expected within {one.expected}; {since}")
        if not late:
            waited = sum(one.expect_within is not None for one in known)
            say(f"{plural(waited, 'schedule')} with expect_within: all ran in time")
    if late:
        raise click.exceptions.Exit(PROBLEMS)


def _told(late: tuple[Overdue, ...], out: Path) -> None:
    """Put notices into the outbox, write them into the ledger, and send them."""
    from reportkit.cli.running import delivered
    from reportkit.publishing import ledger
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.delivery import messages, outbox
    from reportkit.publishing.schedules.setting import root
    from reportkit.reading.destinations import MATERIAL

    try:
        for one in late:
            there = root(out, one.schedule)
            message = messages.overdue(one.schedule.name, one.last, one.expected)
            new = [
                added
                for to in one.schedule.deliver
                if to.tell != MATERIAL
                for added in outbox.add(there, message, to, now())
            ]
            if new:
                ledger.append(
                    there, "overdue", schedule=one.schedule.name, last=one.last, expected=one.expected
                )
    except WriteProblem as full:
        raise Stop(str(full), NO_ROOM) from None
    for there in dict.fromkeys(root(out, one.schedule) for one in late):
        delivered(there)


@schedule.command("print", short_help="Print a schedule for systemd, cron, Kubernetes, Airflow or GitHub.")
@everywhere
@click.argument("name", metavar="SCHEDULE", shell_complete=completing.schedules)
@click.option("--systemd", "form", flag_value="systemd", default="systemd", help="A timer and its service.")
@click.option("--cron", "form", flag_value="cron", help="Lines for a crontab.")
@click.option("--k8s", "form", flag_value="k8s", help="A CronJob of Kubernetes.")
@click.option("--airflow", "form", flag_value="airflow", help="A DAG of Airflow.")
@click.option("--github", "form", flag_value="github", help="A workflow of GitHub Actions.")
@out_option
def print_(*, name: str, form: str, out: Path) -> None:
    """Print what makes another program call reportkit run SCHEDULE in time; nothing is written anywhere."""
    from reportkit.publishing.schedules import units

    folder = corpus_folder()
    one, command = found(folder, name), _command(folder, out)
    try:
        if form != "systemd":
            say(units.FORMS[form](one, command).rstrip("\n"))
            return
        for file, text in units.systemd(one, command).items():
            say(f"# {file}\n{text}")
    except units.CannotSay as cannot:
        raise Stop(str(cannot)) from None


@schedule.command("install", short_help="Install a schedule as a systemd timer.")
@everywhere
@click.argument("name", metavar="SCHEDULE", shell_complete=completing.schedules)
@click.option("--user", is_flag=True, help="For you alone, not for the machine.")
@click.option("--dry-run", is_flag=True, help="Show the files; write nothing.")
@out_option
def install(*, name: str, user: bool, dry_run: bool, out: Path) -> None:
    """
    Show the files of a systemd timer, and put them where systemd looks.

    Only files that this command made are replaced. Nothing is started, and no crontab is touched: what to run
    then is said at the end.
    """
    from reportkit.publishing.atomic import WriteProblem, make_folder, write_together
    from reportkit.publishing.schedules import units

    folder = corpus_folder()
    one, where = found(folder, name), _unit_folder(user=user)
    try:
        files = units.systemd(one, _command(folder, out))
    except units.CannotSay as cannot:
        raise Stop(str(cannot)) from None
    for file, text in files.items():
        say(f"# {visible(str(where / file))}\n{text}")
    for path in (where / file for file in files):
        if path.exists() and not _is_ours(path):
            raise Stop(
                f"{path} was not made by reportkit schedule, and is not replaced; move it away or give the "
                "schedule another name"
            )
    if dry_run:
        note("nothing was written (--dry-run)")
        return
    try:
        make_folder(where)
        write_together({where / file: text.encode() for file, text in files.items()})
    except WriteProblem as wrong:
        raise Stop(str(wrong), NO_ROOM) from None
    control = "systemctl --user" if user else "systemctl"
    note(f"written; now run:\n  {control} daemon-reload\n  {control} enable --now reportkit-{name}.timer")
    if user:
        note("  loginctl enable-linger      # so that it also runs while you are not logged in")


def _is_ours(path: Path) -> bool:
    from reportkit.publishing.schedules import units

    try:
        return path.read_bytes().startswith(f"# {units.OURS}".encode())
    except OSError:
        return False


def _unit_folder(*, user: bool) -> Path:
    import os

    if not user:
        return Path("/etc/systemd/system")
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".config") / "systemd" / "user"


def _command(folder: Path, out: Path) -> Command:
    from reportkit.publishing.schedules.units import Command

    beside = Path(sys.executable).with_name("reportkit")
    program = str(beside) if beside.is_file() else shutil.which("reportkit") or "reportkit"
    return Command(program, str(folder.absolute()), str(out.absolute()), str(Path.cwd()))

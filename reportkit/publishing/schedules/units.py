"""
Schedules for the programs that start others: systemd, cron, Kubernetes, Airflow, GitHub Actions.

Each calls one command, ``reportkit run NAME``, and nothing else. That command knows itself what is due, so a
program may call it too often, twice at once, or late, and the slots are the same.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from cronsim import CronSim

from reportkit.publishing.schedules.fires import passing, upcoming

if TYPE_CHECKING:
    from reportkit.reading.schedules import Schedule

OURS = "Made by reportkit schedule"
_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_AHEAD = timedelta(days=3 * 366)
_LAST_HOUR = 23
_SIGNS = frozenset("\"'$%\\ \t")
_ANY = datetime(2024, 1, 1)  # noqa: DTZ001 - only the fields of an expression are looked at


class CannotSay(ValueError):  # noqa: N818 - told: what a program has no words for
    """Raised where a program has no words for a cron expression; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Command:
    """
    How the one command is called.

    Parameters
    ----------
    program : str
        The whole path of ``reportkit``, or its name where it is found.
    seeds, out, folder : str
        The corpus, the folder of the briefings, and the folder in which it is called; whole paths.
    """

    program: str
    seeds: str
    out: str
    folder: str

    def words(self, name: str) -> tuple[str, ...]:
        """Return the command for a schedule."""
        return (self.program, "run", name, "--seeds", self.seeds, "--out", self.out)


def systemd(schedule: Schedule, command: Command) -> dict[str, str]:
    """
    Return the files of a systemd timer by name: the service, and the timer that starts it.

    Parameters
    ----------
    schedule : Schedule
        The schedule.
    command : Command
        How it is called.

    Raises
    ------
    CannotSay
        Where systemd has no words for the expression.
    """
    unit = f"reportkit-{schedule.name}"
    what = _one_line(schedule.label) or f"briefings, schedule {schedule.name}"
    service = f"""\
# {OURS} print --systemd; it may be made again at any time.
[Unit]
Description=reportkit: {_escaped(what)}

[Service]
Type=oneshot
WorkingDirectory={_escaped(command.folder)}
ExecStart={_called(command.words(schedule.name))}
# 75: another run holds the schedule, which is as good as done.
SuccessExitStatus=75
"""
    lines = "\n".join(f"OnCalendar={line}" for line in calendar(schedule))
    timer = f"""\
# {OURS} print --systemd; it may be made again at any time.
[Unit]
Description=reportkit: {_escaped(what)}

[Timer]
{lines}
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
"""
    return {f"{unit}.service": service, f"{unit}.timer": timer}


def calendar(schedule: Schedule) -> Iterator[str]:
    """
    Yield the times of a schedule as systemd writes them.

    systemd leaves out a time that no clock shows. Where that happens by the rules of 2026 to 2028, a second
    line calls an hour later; on all other days that call finds the slot done.

    Examples
    --------
    >>> from reportkit.reading.schedules import Query, Schedule
    >>> list(calendar(Schedule("weekly", Query(), "30 6 * * 1-5", "Asia/Baghdad")))
    ['Mon,Tue,Wed,Thu,Fri *-*-* 06:30:00 Asia/Baghdad']
    """
    found = _Fields(schedule.cron)
    hours = sorted(found.hours)
    yield from found.lines(hours, schedule.zone)
    if not passing(schedule.cron) and _skipped(schedule):
        later = sorted({hour + 1 for hour in hours if hour < _LAST_HOUR} - set(hours))
        if later:
            yield from found.lines(later, schedule.zone)


def _skipped(schedule: Schedule, now: datetime | None = None) -> bool:
    """Whether the clocks of the zone will leave out a time of a schedule."""
    start = now or datetime(2026, 1, 1, tzinfo=UTC)
    fires = upcoming(schedule.cron, schedule.zone, start)
    return any(one.moved for one in takewhile(lambda one: one.instant < start + _AHEAD, fires))


class _Fields:
    """A cron expression by its fields, as sets of numbers."""

    def __init__(self, expression: str) -> None:
        found = CronSim(expression, _ANY)
        named = [day for day in (*found.days, *found.weekdays) if not isinstance(day, int) or day < 0]
        if named:
            raise CannotSay(
                f"'{expression}' names days by their order in a month, for which systemd has no words; write "
                "dates, or print it for cron"
            )
        self.minutes, self.hours = set(found.minutes), set(found.hours)
        words = expression.split()
        self.every_day = words[2].startswith("*"), words[4].startswith("*")
        self.days, self.months = _numbers(found.days, 1, 31), _numbers(found.months, 1, 12)
        self.weekdays = sorted({int(day) % 7 for day in found.weekdays if isinstance(day, int)})

    def lines(self, hours: Iterable[int], zone: str) -> Iterator[str]:
        """Yield the lines for some hours; either of two kinds of days is a line of its own."""
        clock = f"{_listed(hours)}:{_listed(self.minutes)}:00 {zone}"
        week = "" if len(self.weekdays) == len(_DAYS) else ",".join(_DAYS[day] for day in self.weekdays) + " "
        if any(self.every_day):  # both must hold
            yield f"{week}*-{self.months}-{self.days} {clock}"
        else:  # crontab(5): where both are restricted, either will do
            yield f"{week}*-{self.months}-* {clock}"
            yield f"*-{self.months}-{self.days} {clock}"


def _numbers(found: Iterable[int], low: int, high: int) -> str:
    numbers = sorted(found)
    return "*" if numbers == list(range(low, high + 1)) else _listed(numbers)


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(f"{number:02}" for number in sorted(numbers))


def crontab(schedule: Schedule, command: Command) -> str:
    """Return the lines of a crontab for a schedule."""
    words = " ".join(map(shlex.quote, command.words(schedule.name))).replace("%", r"\%")
    folder = shlex.quote(command.folder).replace("%", r"\%")
    return f"""\
# {OURS} print --cron. CRON_TZ counts for all lines below it, and only for cronie; a cron that does not
# know it reads the time on the clocks of the machine. A time that no clock shows is left out by some crons:
# the next call makes up for it.
CRON_TZ={schedule.zone}
{schedule.cron} cd {folder} && {words}
"""


def kubernetes(schedule: Schedule, command: Command) -> str:
    """Return a CronJob of Kubernetes for a schedule; JSON, which kubectl takes as it takes YAML."""
    return _json(
        {
            "apiVersion": "batch/v1",
            "kind": "CronJob",
            "metadata": {"name": f"reportkit-{schedule.name}"[:52].rstrip("-")},
            "spec": {
                "schedule": schedule.cron,
                "timeZone": schedule.zone,
                "concurrencyPolicy": "Forbid",
                "startingDeadlineSeconds": int(schedule.late_after.total_seconds()),
                "jobTemplate": {
                    "spec": {
                        "backoffLimit": 1,
                        "template": {
                            "spec": {
                                "restartPolicy": "Never",
                                "containers": [
                                    {
                                        "name": "reportkit",
                                        "image": "registry.example/reportkit:0.1.0",
                                        "command": list(command.words(schedule.name)),
                                        "workingDir": command.folder,
                                        "volumeMounts": [{"name": "work", "mountPath": command.folder}],
                                    }
                                ],
                                "volumes": [
                                    {"name": "work", "persistentVolumeClaim": {"claimName": "reportkit"}}
                                ],
                            }
                        },
                    }
                },
            },
        }
    )


def airflow(schedule: Schedule, command: Command) -> str:
    """Return a DAG of Airflow for a schedule: one task, which calls the one command."""
    words = " ".join(map(shlex.quote, command.words(schedule.name)))
    return f"""\
# {OURS} print --airflow.
import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from airflow.timetables.trigger import CronTriggerTimetable

with DAG(
    dag_id={json.dumps(f"reportkit-{schedule.name}")},
    schedule=CronTriggerTimetable({json.dumps(schedule.cron)}, timezone={json.dumps(schedule.zone)}),
    start_date=pendulum.datetime(2026, 1, 1, tz={json.dumps(schedule.zone)}),
    catchup=False,  # missed slots are made up for by the command, as schedules.yaml says
    max_active_runs=1,
):
    # skip_on_exit_code: another run holds the schedule.
    BashOperator(
        task_id="run",
        bash_command={json.dumps(words)},
        cwd={json.dumps(command.folder)},
        skip_on_exit_code=75,
    )
"""


def github(schedule: Schedule, _: Command) -> str:
    """
    Return a workflow of GitHub Actions for a schedule.

    It knows UTC alone: every time of day in UTC that the schedule has in a year stands in it, and a call that
    finds nothing due does nothing.
    """
    lines = "\n".join(f"    - cron: '{line}'" for line in utc(schedule))
    return f"""\
# {OURS} print --github. The times are in UTC; a call that finds nothing due does nothing.
name: {schedule.name}
on:
  schedule:
{lines}
  workflow_dispatch: {{}}
permissions:
  contents: write
concurrency:
  group: reportkit
  cancel-in-progress: false
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
    - uses: actions/checkout@v4
    - uses: actions/setup-python@v5
      with: {{python-version: '3.12'}}
    - run: pip install --require-hashes -r requirements.lock && pip install --no-deps .
    - run: reportkit run {schedule.name} --seeds seeds --out build
    # What was issued, and which slots are done, has to be kept: the next call reads it.
    - run: |
        git add -f build
        git -c user.name=reportkit -c user.email=reportkit@localhost commit -qm 'Briefings' || exit 0
        git push
"""


def utc(schedule: Schedule) -> tuple[str, ...]:
    """
    Return the cron expressions in UTC that hold every fire of a schedule, whatever its clocks do.

    Examples
    --------
    >>> from reportkit.reading.schedules import Query, Schedule
    >>> utc(Schedule("morning", Query(), "30 6 * * *", "Europe/Paris"))
    ('30 4 * * *', '30 5 * * *')
    """
    start = datetime(2026, 1, 1, tzinfo=UTC)
    fires = takewhile(lambda one: one.instant < start + _AHEAD, upcoming(schedule.cron, schedule.zone, start))
    hours: dict[int, set[int]] = {}
    for one in fires:
        hours.setdefault(one.instant.hour, set()).add(one.instant.minute)
    by_minutes: dict[tuple[int, ...], list[int]] = {}
    for hour in sorted(hours):
        by_minutes.setdefault(tuple(sorted(hours[hour])), []).append(hour)
    if len(by_minutes) == 1 and all(len(found) == 24 for found in by_minutes.values()):  # noqa: PLR2004
        (minutes,) = by_minutes
        return (f"{','.join(map(str, minutes))} * * * *",)
    return tuple(
        f"{','.join(map(str, minutes))} {hour} * * *"
        for minutes, found in by_minutes.items()
        for hour in found
    )


FORMS: dict[str, Callable[[Schedule, Command], str]] = {
    "cron": crontab,
    "k8s": kubernetes,
    "airflow": airflow,
    "github": github,
}


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    """Return a text as a value of a unit file: % is systemd's own sign there."""
    return _one_line(text).replace("%", "%%")


def _called(words: tuple[str, ...]) -> str:
    """Return a command as ExecStart takes it; a program with signs in its path is left to env to find."""
    plain = not set(words[0]) & _SIGNS
    return " ".join(map(_quoted, words if plain else ("/usr/bin/env", *words)))


def _quoted(word: str) -> str:
    """Return a word of ExecStart: % and $ are systemd's own signs, as are quotes and backslashes."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"' if safe != word or any(sign in word for sign in " \t'") else word

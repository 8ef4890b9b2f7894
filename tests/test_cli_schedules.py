"""The commands of schedules, as somebody who sets one up and somebody who is woken by one run them."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportkit.cli import running
from reportkit.cli import schedules as commands
from reportkit.publishing.editions import chain
from reportkit.publishing.schedules import units
from reportkit.reading.schedules import Query, Schedule
from tests.commands import ran

pytestmark = pytest.mark.usefixtures("alone")

FIVE = Path(__file__).parent / "corpora" / "editions"
FIRE = "harbour-fire"
HEAD = "format: 1\nschedules:\n"
MORNING = """\
  morning:
    label: Morning round
    incidents: {slugs: harbour-fire}
    when: 30 6 * * *
    zone: Europe/Paris
    drafts: yes
    expect_within: 26h
    deliver:
    - folder: ../delivered
    - {folder: ../alarms, name: alarms, tell: failure}
"""


@pytest.fixture
def five(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with the invented fire and one schedule."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(FIVE, tmp_path / "seeds")
    (tmp_path / "seeds" / "schedules.yaml").write_text(HEAD + MORNING, encoding="utf-8")
    return tmp_path


def clock(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Set the clock of the commands."""
    instant = datetime.fromisoformat(words).replace(tzinfo=UTC)
    for module in (running, commands):
        monkeypatch.setattr(module, "now", lambda: instant)


def told(*words: str) -> Any:  # what JSON holds
    """Return what a command prints as JSON."""
    return json.loads(ran("-q", *words, "--json").stdout)


# Looking


def test_check_reads_the_schedules(five: Path) -> None:
    """A mistake in schedules.yaml is told with all others."""
    path = five / "seeds" / "schedules.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Europe/Paris", "Europe/Pariss"), encoding="utf-8"
    )
    done = ran("check")
    assert done.exit_code == 1
    assert "schedules.yaml:7:11: 'Europe/Pariss' is no zone" in done.stdout
    assert "write 'Europe/Paris'" in done.stdout


def test_a_corpus_without_schedules_says_where_they_stand(five: Path) -> None:
    """Whoever looks for schedules and has none reads where they are written."""
    (five / "seeds" / "schedules.yaml").unlink()
    done = ran("schedule", "list")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "they stand in schedules.yaml, beside corpus.yaml" in done.stderr
    assert "there is none yet" in ran("run", "morning").stderr


def test_a_name_that_is_mistyped_is_told_with_the_nearest(five: Path) -> None:
    """Wrong usage, and what was meant."""
    del five
    done = ran("run", "mornin")
    assert (done.exit_code, "write 'morning'" in done.stderr) == (2, True)


def test_next_says_local_time_and_utc(five: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the night in which clocks change, local time stays and UTC moves."""
    del five
    clock(monkeypatch, "2031-03-28T12:00")
    assert ran("-q", "schedule", "next", "morning", "--count", "3").stdout.splitlines() == [
        "morning  Sat 2031-03-29 06:30 Europe/Paris (2031-03-29T05:30Z)",
        "morning  Sun 2031-03-30 06:30 Europe/Paris (2031-03-30T04:30Z)",
        "morning  Mon 2031-03-31 06:30 Europe/Paris (2031-03-31T04:30Z)",
    ]


def test_next_says_when_no_clock_shows_a_time(five: Path) -> None:
    """A fire that is moved says for which time it stands."""
    path = five / "seeds" / "schedules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("30 6 * * *", "30 2 * * *"), encoding="utf-8")
    done = ran("-q", "schedule", "next", "morning", "--count", "1", "--after", "2031-03-29T12:00Z")
    assert done.stdout == (
        "morning  Sun 2031-03-30 03:00 Europe/Paris (2031-03-30T01:00Z), for 02:30, which no clock shows "
        "that day\n"
    )


def test_show_prints_the_rule_of_silence(five: Path) -> None:
    """Nobody has to read code to know when a reader is told."""
    del five
    shown = ran("-q", "schedule", "show", "morning").stdout
    assert "somebody gives a number of people otherwise than before" in shown
    assert "silent       a document came, or had its second reader" in shown
    assert told("schedule", "show", "morning")["incidents"] == [FIRE]


# Running


@pytest.mark.slow
def test_a_week_of_mornings(five: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told when the story moved, left alone when it did not, done once, and delivered where it should go."""
    clock(monkeypatch, "2031-05-10T12:00")
    days: dict[tuple[str, int], Any] = {}
    for day in ("2031-05-03", "2031-05-04", "2031-05-07", "2031-05-03"):
        days[day, len(days)] = told("run", "morning", "--as-of", day)
    first, quiet, second, again = days.values()
    assert [one["slots"][0]["issued"] for one in (first, quiet, second)] == [{FIRE: 1}, {}, {FIRE: 2}]
    assert quiet["slots"][0]["silent"] == {FIRE: "nothing has changed"}
    assert "number" in second["slots"][0]["reasons"][FIRE]
    assert (again["slots"], again["done_before"]) == ([], "2031-05-03T0630")
    assert [one.issue.as_of for one in chain.chain(five / "build", FIRE)] == ["2031-05-02", "2031-05-06"]
    delivered = five / "delivered" / FIRE
    assert sorted(one.name for one in delivered.iterdir() if one.name[0] == "0") == ["0001", "0002"]
    assert not (five / "alarms").exists()

    late = told("run", "morning", "--as-of", "2031-05-05")
    assert late["slots"][0]["silent"] == {FIRE: "edition 2 tells of a later day"}
    ledger = (five / "build" / "ledger.jsonl").read_text(encoding="utf-8")
    events = [json.loads(line) for line in ledger.splitlines()]
    assert [e["edition"] for e in events if e["kind"] == "issued"] == [1, 2]
    assert [e["slot"][:10] for e in events if e["kind"] == "slot"] == [
        "2031-05-03",
        "2031-05-04",
        "2031-05-07",
        "2031-05-05",
    ]
    assert ran("schedule", "overdue").exit_code == 0

    ran("recall", FIRE, "--edition", "2", "--because", "wrong map")
    after = told("run", "morning", "--as-of", "2031-05-08")
    withdrawn = "nothing has changed since edition 2, which was withdrawn"
    assert after["slots"][0]["silent"] == {FIRE: withdrawn}, "what was withdrawn comes back"
    assert after["deliveries"][0]["kind"] == "recall"


@pytest.mark.slow
def test_a_night_in_which_the_corpus_is_broken(five: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slot fails, says why, tells those who are told of failures, and goes well after it was mended."""
    clock(monkeypatch, "2031-06-03T05:00")
    actors = five / "seeds" / "actors.yaml"
    whole = actors.read_text(encoding="utf-8")
    actors.write_text(whole.replace("kind: ", "kind: not-", 1), encoding="utf-8")
    done = ran("run", "morning")
    assert done.exit_code == 1
    assert "1 problem in 1 file; reportkit check lists what stands in the corpus" in done.stderr
    (notice,) = (five / "alarms").rglob("*.txt")
    assert "it broke off before any briefing was made" in notice.read_text(encoding="utf-8")
    assert not (five / "delivered").exists()
    actors.write_text(whole, encoding="utf-8")
    done = ran("run", "morning")
    assert done.exit_code == 0, done.output
    assert (five / "delivered" / FIRE / "0001" / "briefing.pdf").is_file()


def test_silence_tells_the_monitor(five: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A monitor reads the exit code; with --tell those are told who are told of failures, once."""
    clock(monkeypatch, "2031-05-10T12:00")
    for _ in range(2):
        done = ran("-q", "schedule", "overdue", "--tell")
        assert (done.exit_code, done.stdout) == (
            1,
            "morning: overdue, expected within 26 hours; no good run yet\n",
        )
    (notice,) = (five / "alarms").rglob("*.txt")
    assert "Silence from this schedule does not mean that nothing changed." in notice.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as-of", "2031-05-06", "--catch-up", "2"), "--as-of names one slot"),
        (("--as-of", "2031-13-06"), "--as-of: '2031-13-06' is no day"),
        (("--as-of", "2099-01-01"), "is still to come"),
    ],
)
def test_what_cannot_be_run_is_told(
    five: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    """Wrong usage ends with 2 and says what to write."""
    del five
    clock(monkeypatch, "2031-05-10T12:00")
    done = ran("run", "morning", *words)
    assert (done.exit_code, message in done.stderr) == (2, True), done.stderr


# Other programs


COMMAND = units.Command("/opt/kit/bin/reportkit", "/srv/a b/seeds", "/srv/a b/out", "/srv/a b")


def made(cron: str, zone: str = "Europe/Paris", **more: Any) -> Schedule:
    """Return a schedule."""
    return Schedule("morning", Query(), cron, zone, **more)


@pytest.mark.parametrize(
    ("cron", "zone", "lines"),
    [
        ("30 6 * * *", "Asia/Baghdad", ["*-*-* 06:30:00 Asia/Baghdad"]),
        ("0 6 * * 1-5", "UTC", ["Mon,Tue,Wed,Thu,Fri *-*-* 06:00:00 UTC"]),
        ("*/20 6 1,15 * *", "UTC", ["*-*-01,15 06:00,20,40:00 UTC"]),
        ("0 6 1 * 1", "UTC", ["Mon *-*-* 06:00:00 UTC", "*-*-01 06:00:00 UTC"]),
        ("0 6 * 1,7 *", "UTC", ["*-01,07-* 06:00:00 UTC"]),
        ("30 2 * * *", "Europe/Paris", ["*-*-* 02:30:00 Europe/Paris", "*-*-* 03:30:00 Europe/Paris"]),
        ("0 0 * * *", "Africa/Cairo", ["*-*-* 00:00:00 Africa/Cairo", "*-*-* 01:00:00 Africa/Cairo"]),
    ],
)
def test_systemd_gets_the_same_times(cron: str, zone: str, lines: list[str]) -> None:
    """Each field has its words; a time that clocks leave out has a second call an hour later."""
    assert list(units.calendar(made(cron, zone))) == lines


def test_what_systemd_has_no_words_for_is_told() -> None:
    """The last day of a month is left to cron."""
    with pytest.raises(units.CannotSay, match="systemd has no words"):
        units.systemd(made("0 6 L * *"), COMMAND)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed here")
@pytest.mark.parametrize("cron", ["30 6 * * *", "*/20 2 1,15 1-6 *", "0 6 1 * 1"])
def test_systemd_takes_the_units(tmp_path: Path, cron: str) -> None:
    """systemd-analyze finds no mistake in them, with blanks, percent signs and quotes in the paths."""
    folder = tmp_path / 'a b %n $HOME "c"'
    folder.mkdir()
    program = folder / "reportkit"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    command = units.Command(str(program), str(folder), str(folder / "out"), str(folder))
    for name, text in units.systemd(made(cron, label="50 % of\nit"), command).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - the one of the system
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.glob("reportkit-*")))],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line or "reportkit-" in line] == []
    for line in units.calendar(made(cron)):
        seen = subprocess.run(  # noqa: S603
            ["systemd-analyze", "calendar", line],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        assert seen.returncode == 0, seen.stderr


def test_install_shows_and_writes_only_its_own(five: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that somebody else put there are not replaced, and nothing is started."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(five / "config"))
    where = five / "config" / "systemd" / "user"
    done = ran("schedule", "install", "morning", "--user", "--dry-run")
    assert done.exit_code == 0
    assert "OnCalendar=*-*-* 06:30:00 Europe/Paris" in done.stdout
    assert not where.exists()
    for _ in range(2):
        done = ran("schedule", "install", "morning", "--user")
        assert done.exit_code == 0, done.output
        assert "systemctl --user enable --now reportkit-morning.timer" in done.stderr
    assert sorted(one.name for one in where.iterdir()) == [
        "reportkit-morning.service",
        "reportkit-morning.timer",
    ]
    (where / "reportkit-morning.timer").write_text("[Timer]\n", encoding="utf-8")
    done = ran("schedule", "install", "morning", "--user")
    assert (done.exit_code, "was not made by reportkit schedule" in done.stderr) == (1, True)
    assert (where / "reportkit-morning.timer").read_text(encoding="utf-8") == "[Timer]\n"


@pytest.mark.parametrize("form", ["--systemd", "--cron", "--k8s", "--airflow", "--github"])
def test_every_program_calls_the_one_command(five: Path, form: str) -> None:
    """Whatever starts it, what is called is reportkit run SCHEDULE."""
    del five
    done = ran("-q", "schedule", "print", "morning", form)
    assert done.exit_code == 0, done.output
    flat = " ".join(done.stdout.replace('",', "").replace('"', "").replace("'", "").split())
    assert "reportkit run morning" in flat


def test_what_is_printed_can_be_read_by_who_it_is_for() -> None:
    """A manifest is JSON with the zone in it, a DAG is Python, a workflow is YAML with UTC alone."""
    schedule = made("30 6 * * *", late_after=timedelta(hours=2))
    job = json.loads(units.kubernetes(schedule, COMMAND))
    assert (job["spec"]["schedule"], job["spec"]["timeZone"]) == ("30 6 * * *", "Europe/Paris")
    assert job["spec"]["startingDeadlineSeconds"] == 7200
    ast.parse(units.airflow(schedule, COMMAND))
    flow = yaml.safe_load(units.github(schedule, COMMAND))
    assert [one["cron"] for one in flow[True]["schedule"]] == ["30 4 * * *", "30 5 * * *"]
    lines = units.crontab(schedule, COMMAND).splitlines()
    called = f"{COMMAND.program} run morning --seeds '{COMMAND.seeds}' --out '{COMMAND.out}'"
    assert lines[-2:] == [
        "CRON_TZ=Europe/Paris",
        "30 6 * * * cd '/srv/a b' && " + called,
    ]


@pytest.mark.parametrize(
    ("cron", "zone", "expected"),
    [
        ("30 6 * * *", "Asia/Baghdad", ("30 3 * * *",)),
        ("0 * * * *", "UTC", ("0 * * * *",)),
        ("0 0 * * *", "Australia/Lord_Howe", ("0,30 13 * * *",)),
    ],
)
def test_a_program_that_knows_utc_alone_is_called_often_enough(
    cron: str, zone: str, expected: tuple[str, ...]
) -> None:
    """Every time in UTC that the schedule ever has is called; what is not due then does nothing."""
    assert units.utc(made(cron, zone)) == expected

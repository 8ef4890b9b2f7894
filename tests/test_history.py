"""What happened and how things stand is said in words, whatever state the folder is in."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from reportkit.publishing import ledger
from reportkit.publishing.record import RunRecord, to_bytes
from tests.commands import TINY, ran
from tests.samples import chains
from tests.samples.posts import NOON, SLUG, added, folder

pytestmark = pytest.mark.usefixtures("alone")


def told(out: Path) -> None:
    """Let a folder have a past."""
    hours = iter(range(10))

    def at(kind: str, **fields: object) -> None:
        ledger.append(out, kind, at=NOON + timedelta(hours=next(hours)), **fields)

    at("slot", schedule="morning", slot="2031-06-01T0630", outcome="done", seconds=12.5)
    at("issued", incident=SLUG, edition=1, by="desk", sha256="0" * 64)
    at(
        "delivered",
        message="edition",
        destination="people",
        incident=SLUG,
        edition=1,
        key="0" * 64,
        attempts=1,
    )
    at("recalled", incident=SLUG, edition=1, by="desk", because="a number\x1b[2J was wrong")
    at(
        "slot",
        schedule="evening",
        slot="2031-06-01T1830",
        outcome="failed",
        seconds=3,
        because="no room",
    )
    at("run", made=2, stood=5, failed=["river-raid"], seconds=8.25)


def test_the_past_is_told_in_lines(tmp_path: Path) -> None:
    """Each event on a line, with its instant, what it is about and why; nothing acts on the terminal."""
    told(tmp_path)
    done = ran("history", "--out", tmp_path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "2031-06-01T12:00:00Z  slot      schedule morning slot 2031-06-01T0630 done in 12.5 s\n"
        "2031-06-01T13:00:00Z  issued    harbour-fire edition 1 by desk\n"
        "2031-06-01T14:00:00Z  delivered harbour-fire edition 1 message: edition to people attempts 1\n"
        "2031-06-01T15:00:00Z  recalled  harbour-fire edition 1 by desk: a number\\x1b[2J was wrong\n"
        "2031-06-01T16:00:00Z  slot      schedule evening slot 2031-06-01T1830 failed in 3 s: no room\n"
        "2031-06-01T17:00:00Z  run       in 8.25 s failed river-raid made 2 stood 5\n"
    )


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("--incident", SLUG), ["issued", "delivered", "recalled"]),
        (("--incident", "river-raid"), ["run"]),
        (("--schedule", "evening"), ["slot"]),
        (("--since", "2031-06-01T16:00"), ["slot", "run"]),
        (("--since", "2031-06-01T19:00+03:00"), ["slot", "run"]),
        (("--since", "2031-06-02"), []),
    ],
)
def test_the_past_is_asked_by_schedule_incident_and_day(
    tmp_path: Path, words: tuple[str, ...], kinds: list[str]
) -> None:
    """Only what was asked for is told; an incident is found also where a run names it among others."""
    told(tmp_path)
    found = json.loads(ran("history", *words, "--out", tmp_path, "--json").stdout)
    assert [event["kind"] for event in found["events"]] == kinds


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    """A ledger that was broken off is told as far as it goes, and that there was more."""
    told(tmp_path)
    path = tmp_path / ledger.NAME
    path.write_bytes(path.read_bytes()[:-9])
    done = ran("history", "--out", tmp_path)
    assert done.exit_code == 0
    assert "1 line of the ledger could not be read" in done.stderr
    assert ran("status", "--out", tmp_path).exit_code == 1


def test_a_day_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    """What to write is said."""
    done = ran("history", "--since", "yesterday", "--out", tmp_path)
    assert done.exit_code == 2
    assert "write a day or an instant" in done.stderr


def test_how_things_stand_is_told_by_what_somebody_has_to_do(tmp_path: Path) -> None:
    """Schedules, failures by name, what is quarantined, editions, what waits; and it ends with 1."""
    chains.laid(tmp_path, 1)
    told(tmp_path)
    added(tmp_path, folder(tmp_path / "no" / "such"))
    for slug, status, attempts in (
        ("river-raid", "cell_error", 1),
        ("bay-blast", "out_of_memory", 2),
        ("x", "ok", 1),
    ):
        record = RunRecord(slug, status, "cell 3: no such place", (), attempts=attempts)  # type: ignore[arg-type]
        (tmp_path / f"{slug}.run.json").write_bytes(to_bytes(record))
    (tmp_path / "torn.run.json").write_bytes(b"{")
    assert ran("deliver", "--out", tmp_path).exit_code == 1
    done = ran("status", "--out", tmp_path, "--seeds", TINY)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "schedules:",
        "  evening  2031-06-01T16:00:00Z  schedule evening slot 2031-06-01T1830 failed in 3 s: no room",
        "  morning  2031-06-01T12:00:00Z  schedule morning slot 2031-06-01T0630 done in 12.5 s",
    ]
    assert "  river-raid  cell_error: cell 3: no such place; run: reportkit why river-raid" in lines
    quarantined = lines.index("quarantined, left alone until something changes:")
    assert lines[quarantined + 1].startswith("  bay-blast  out_of_memory")
    waiting = lines[lines.index("waiting:") + 1]
    assert waiting.startswith(f"  briefing of {SLUG}, edition 1 to desk: there is no folder")
    assert "torn.run.json is no run record" in done.stdout
    assert lines[-1] == "0 messages arrived, 1 waiting, 0 parked, 0 taken back; somebody has to see to it"
    found = json.loads(ran("status", "--out", tmp_path, "--seeds", TINY, "--json").stdout)
    assert found["well"] is False
    assert [one["name"] for one in found["quarantined"]] == ["bay-blast"]
    assert [one["name"] for one in found["schedules"]] == ["evening", "morning"]


def test_nothing_yet_is_well(tmp_path: Path) -> None:
    """An empty folder, or none: nothing happened, nothing waits, and all is well."""
    assert ran("status", "--out", tmp_path / "none").exit_code == 0
    assert "nothing of that is written down here" in ran("history", "--out", tmp_path / "none").stderr
    assert "nothing waits" in ran("deliver", "--out", tmp_path / "none").stderr


def test_a_folder_of_a_schedule_belongs_to_the_whole(tmp_path: Path) -> None:
    """What happened and what waits in a folder inside is told and sent with the rest."""
    added(tmp_path / "weekly", folder(tmp_path / "desk"))
    ledger.append(tmp_path / "weekly", "issued", at=NOON, incident=SLUG, edition=1)
    done = ran("deliver", "--out", tmp_path)
    assert (done.exit_code, done.stdout) == (0, f"briefing of {SLUG}, edition 1 to desk: delivered\n")
    kinds = [
        event["kind"] for event in json.loads(ran("history", "--out", tmp_path, "--json").stdout)["events"]
    ]
    assert sorted(kinds) == ["delivered", "issued"]


def test_what_waits_can_be_looked_at_without_sending(tmp_path: Path) -> None:
    """A dry run says what waits and leaves everything as it is."""
    added(tmp_path, folder(tmp_path / "desk"))
    done = ran("deliver", "--dry-run", "--out", tmp_path)
    assert done.stdout == f"briefing of {SLUG}, edition 1 to desk: not due\n"
    assert "1 message waiting; nothing was sent" in done.stderr
    assert not (tmp_path / "desk").exists()


def test_editions_are_put_in_for_the_readers_of_a_schedule(corpus: Path, tmp_path: Path) -> None:
    """Asked for by hand, the last edition that stands goes to those whom a schedule names, once."""
    (corpus / "schedules.yaml").write_text(
        "format: 1\nschedules:\n  morning:\n    incidents: {all: yes}\n    when: 0 6 * * *\n    zone: UTC\n"
        "    deliver:\n    - folder: ../desk\n      name: desk\n"
    )
    chains.laid(tmp_path / "build", 2)
    words = ("deliver", SLUG, "--to", "morning", "--out", tmp_path / "build", "--seeds", corpus)
    done = ran(*words)
    assert (done.exit_code, done.stdout) == (0, f"briefing of {SLUG}, edition 2 to desk: delivered\n")
    assert (tmp_path / "desk" / SLUG / "latest").readlink().as_posix() == "0002"
    assert ran(*words).stdout == ""
    assert ran("deliver", SLUG, "--out", tmp_path).exit_code == 2
    assert "no edition of 'river-raid' stands" in ran(*("deliver", "river-raid", *words[2:])).stderr

"""The ledger takes whole lines from everybody at once, and is readable whatever was done to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.publishing import ledger
from reportkit.publishing.atomic import WriteProblem
from tests import crashes

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


def laid(out: Path, events: int = 3) -> bytes:
    """Write down some events and return the bytes of the ledger."""
    for n in range(events):
        ledger.append(out, "issued", at=NOON + timedelta(hours=n), incident="harbour-fire", edition=n + 1)
    return (out / ledger.NAME).read_bytes()


def editions(out: Path) -> list[object]:
    """Return the numbers of the editions that the ledger tells of."""
    return [event.fields.get("edition") for event in ledger.read(out).events]


def test_what_is_written_down_is_read_again(tmp_path: Path) -> None:
    """Each event comes back as it was given, in its order, with its instant in UTC."""
    laid(tmp_path)
    found = ledger.read(tmp_path)
    assert editions(tmp_path) == [1, 2, 3]
    assert [event.at for event in found.events][::2] == ["2031-05-06T12:00:00Z", "2031-05-06T14:00:00Z"]
    assert (found.unread, found.closed) == (0, ())


def test_broken_off_at_any_byte_the_rest_is_read_and_the_next_line_is_whole(tmp_path: Path) -> None:
    """A ledger cut at any length gives all its whole lines, and what is added then is never lost."""
    content = laid(tmp_path)
    ends = [n for n, byte in enumerate(content) if byte == ord("\n")]
    for length in range(len(content)):
        (tmp_path / ledger.NAME).write_bytes(content[:length])
        whole = sum(length >= end for end in ends)
        assert editions(tmp_path) == [1, 2, 3][:whole]
        torn = length > 0 and length - 1 not in ends and length not in ends
        assert ledger.read(tmp_path).unread == torn
        ledger.append(tmp_path, "issued", edition=9)
        assert editions(tmp_path) == [*[1, 2, 3][:whole], 9]


@given(content=st.binary(max_size=400))
def test_nothing_that_stands_in_a_ledger_makes_reading_fail(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any bytes are read: as events, or counted as lines that could not be read."""
    out = tmp_path_factory.mktemp("out")
    (out / ledger.NAME).write_bytes(content)
    found = ledger.read(out)
    assert found.closed == ()
    assert len(found.events) + found.unread <= content.count(b"\n") + 1
    ledger.append(out, "issued", edition=7)
    assert ledger.read(out).events[-1].fields == {"edition": 7}


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 60_000,
        b'{"format":2,"at":"2031-05-06T12:00:00Z","kind":"run"}',
        b'{"format":1,"at":"yesterday","kind":"run"}',
        b'{"format":1,"at":"2031-05-06T12:00:00Z","kind":[]}',
        b"\xff\xfe\x00",
        b"x" * 300_000,
        b"1" * 10_000,
    ],
)
def test_lines_that_are_no_events_are_counted(tmp_path: Path, line: bytes) -> None:
    """What somebody else has put between two lines is passed over, and said to be there."""
    content = laid(tmp_path, 1)
    (tmp_path / ledger.NAME).write_bytes(content + line + b"\n" + content)
    assert editions(tmp_path) == [1, 1]
    assert ledger.read(tmp_path).unread == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system there")
@pytest.mark.parametrize("kind", ["folder", "pipe", "loop"])
def test_what_is_no_file_is_neither_read_nor_written_nor_waited_for(tmp_path: Path, kind: str) -> None:
    """A folder, a pipe or a link in a circle in place of the ledger is told, and holds nobody up."""
    path = tmp_path / ledger.NAME
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(path)
    assert len(ledger.read(tmp_path).closed) == 1
    with pytest.raises(WriteProblem, match=r"ledger\.jsonl"):
        ledger.append(tmp_path, "issued", edition=1)


def test_many_writers_at_once_lose_no_line(tmp_path: Path) -> None:
    """Four processes add a hundred lines each while the ledger is put aside over and over: none is lost."""
    code = """
import pathlib, sys
from reportkit.publishing import ledger
ledger.LARGEST = 3000
for n in range(100):
    ledger.append(pathlib.Path(sys.argv[1]), "issued", edition=n, by=sys.argv[2])
"""
    writers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), who]) for who in "abcd"]  # noqa: S603
    assert [writer.wait(120) for writer in writers] == [0] * 4
    found = ledger.read(tmp_path)
    assert found.unread == 0
    for who in "abcd":
        mine = [event.fields["edition"] for event in found.events if event.fields["by"] == who]
        assert mine == list(range(100))
    assert len(list(tmp_path.glob("ledger-*.jsonl"))) > 5


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_killed_at_any_call_a_writer_leaves_the_old_lines_and_the_new_one_or_not(tmp_path: Path) -> None:
    """Killed at any moment, also while putting the ledger aside, a writer loses and doubles no line."""
    out = tmp_path / "out"

    def fresh() -> None:
        out.mkdir(exist_ok=True)
        for path in out.iterdir():
            path.unlink()
        laid(out, 2)

    def work() -> None:
        ledger.LARGEST, whole = 100, ledger.LARGEST
        ledger.append(out, "issued", edition=3)
        ledger.LARGEST = whole

    points = 0
    for _ in crashes.every_crash(work, fresh):
        points += 1
        assert editions(out) in ([1, 2], [1, 2, 3])
        assert ledger.read(out).unread == 0
    assert points > 5


def test_a_full_disk_is_told_and_the_next_line_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When only half of a line fits, that is told; with room again, the next line stands by itself."""
    laid(tmp_path, 1)
    really = os.write
    monkeypatch.setattr("os.write", lambda descriptor, content: really(descriptor, content[:20]))
    with pytest.raises(WriteProblem, match="no space"):
        ledger.append(tmp_path, "issued", edition=2)
    monkeypatch.undo()
    ledger.append(tmp_path, "issued", edition=3)
    assert editions(tmp_path) == [1, 3]
    assert ledger.read(tmp_path).unread == 1


def test_a_word_that_the_ledger_does_not_have_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """A mistyped kind is not written down."""
    with pytest.raises(ValueError, match="write 'issued'"):
        ledger.append(tmp_path, "isued", edition=1)
    assert not (tmp_path / ledger.NAME).exists()


def test_a_line_is_one_line_of_ascii_and_of_bounded_length(tmp_path: Path) -> None:
    """Line ends, control characters and very long texts in a message cannot break the form."""
    ledger.append(tmp_path, "failed", because="a\nb\x1b[2J\u2028" + "x" * 100_000, failed=["s"] * 900)
    content = (tmp_path / ledger.NAME).read_bytes()
    assert content.count(b"\n") == 1
    assert content.isascii()
    assert len(content) < 20_000
    assert json.loads(content)["failed"][-1] == "and 400 more"

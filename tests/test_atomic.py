"""Files stand whole or not at all, whatever fails while they are written."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NoReturn

import pytest

from reportkit.publishing.atomic import (
    WriteProblem,
    make_folder,
    rehearse,
    write_bytes,
    write_text,
    write_together,
)

if TYPE_CHECKING:
    from pathlib import Path

OLD = b"%PDF-1.7 the last good briefing"
NEW = b"%PDF-1.7 the new briefing"


def names(folder: Path) -> list[str]:
    """Return all names in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


def python(code: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run a piece of code in a process of its own."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - ours


def test_replaces_the_old_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    """A written file holds the new content, and its folder holds nothing but it."""
    path = tmp_path / "a.pdf"
    path.write_bytes(OLD)
    write_bytes(path, NEW)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == ["a.pdf"]


def test_text_keeps_its_letters_and_line_ends(tmp_path: Path) -> None:
    """Arabic, emoji and Windows line ends come back as they were given."""
    write_text(tmp_path / "a.txt", "صفارات\r\n🚒\n")
    assert (tmp_path / "a.txt").read_bytes().decode() == "صفارات\r\n🚒\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no umask there")
def test_others_may_read_a_new_file_as_usual(tmp_path: Path) -> None:
    """A written file has the permissions that any new file has, not those of a private temporary one."""
    before = os.umask(0o022)
    try:
        write_bytes(tmp_path / "a.pdf", NEW)
    finally:
        os.umask(before)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken"), KeyboardInterrupt()]
)
def test_a_failing_step_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    """A full or broken disk, or Ctrl-C, in the middle of writing changes nothing and leaves no litter."""
    path = tmp_path / "a.pdf"
    path.write_bytes(OLD)

    def fail(*_: object, **__: object) -> NoReturn:
        raise failure

    monkeypatch.setattr(step, fail)
    with pytest.raises((WriteProblem, KeyboardInterrupt)):
        write_bytes(path, NEW)
    monkeypatch.undo()
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.pdf"]


def test_several_files_are_on_the_disk_before_the_first_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the second file does not fit on the disk, the first has not been replaced either."""
    (tmp_path / "a.pdf").write_bytes(OLD)
    synced: list[int] = []
    really = os.fsync

    def second_fails(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, "full")
        really(descriptor)

    monkeypatch.setattr("os.fsync", second_fails)
    with pytest.raises(WriteProblem, match="no space"):
        write_together({tmp_path / "a.pdf": NEW, tmp_path / "a.json": b"{}"})
    assert (tmp_path / "a.pdf").read_bytes() == OLD
    assert names(tmp_path) == ["a.pdf"]


def test_content_is_synced_before_it_takes_its_place_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut finds the old file or the new one: sync, rename, sync of the folder, in this order."""
    steps: list[str] = []
    sync, put = os.fsync, os.replace

    def noted_sync(descriptor: int) -> None:
        steps.append("sync")
        sync(descriptor)

    def noted_put(old: str, new: str) -> None:
        steps.append("rename")
        put(old, new)

    monkeypatch.setattr("os.fsync", noted_sync)
    monkeypatch.setattr("os.replace", noted_put)
    write_bytes(tmp_path / "a.pdf", NEW)
    assert steps == (["sync", "rename"] if sys.platform == "win32" else ["sync", "rename", "sync"])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "read-only"),
        (errno.EROFS, "read-only"),
        (errno.ENOSPC, "no space"),
        (errno.EDQUOT, "no space"),
        (errno.ENAMETOOLONG, "too long"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_refusal_says_where_why_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """A file that cannot be written is named, with the reason and the remedy in plain words."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(WriteProblem, match=words) as refused:
        write_bytes(tmp_path / "a.pdf", NEW)
    assert refused.value.path == tmp_path / "a.pdf"
    assert "a.pdf" in str(refused.value)
    assert refused.value.fix


def test_a_folder_in_the_way_is_told_and_kept(tmp_path: Path) -> None:
    """A folder with the name of the file is not touched, whatever it holds."""
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(WriteProblem, match="folder of this name"):
        write_bytes(tmp_path / "a.pdf", NEW)
    assert names(tmp_path) == ["a.pdf"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """A file is not written into a folder that is not there, and the message says so."""
    with pytest.raises(WriteProblem, match="no folder to put it in"):
        write_bytes(tmp_path / "gone" / "a.pdf", NEW)


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    """A folder is not made in place of a file, and the message says what stands there."""
    (tmp_path / "out").write_bytes(OLD)
    with pytest.raises(WriteProblem, match="a file of this name"):
        make_folder(tmp_path / "out")


def test_a_rehearsal_leaves_nothing(tmp_path: Path) -> None:
    """Trying out whether files can be written neither makes nor changes any."""
    (tmp_path / "a.pdf").write_bytes(OLD)
    rehearse([tmp_path / "a.pdf", tmp_path / "a.json"])
    assert names(tmp_path) == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == OLD


def test_a_link_is_replaced_and_what_it_points_at_is_kept(tmp_path: Path) -> None:
    """A link planted in the output folder does not lead the writer outside it."""
    outside = tmp_path / "outside"
    outside.write_bytes(OLD)
    (tmp_path / "a.pdf").symlink_to(outside)
    write_bytes(tmp_path / "a.pdf", NEW)
    assert outside.read_bytes() == OLD
    assert (tmp_path / "a.pdf").read_bytes() == NEW


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL, no file locks there")
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_killed_writer_leaves_the_old_file_and_the_next_write_tidies_up(tmp_path: Path, step: str) -> None:
    """After kill -9 the old file is whole, and what the killed writer left is gone after the next write."""
    path = tmp_path / "a.pdf"
    path.write_bytes(OLD)
    code = f"""
import os, signal, sys, pathlib
from reportkit.publishing.atomic import write_bytes
os.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_bytes(pathlib.Path(sys.argv[1]), b"half of a new brief")
"""
    assert python(code, path).returncode == -signal.SIGKILL
    assert path.read_bytes() == OLD
    assert len(names(tmp_path)) == 2
    write_bytes(path, NEW)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == ["a.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits there")
def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    """A limit of the system that is really met in the middle of writing leaves the old file and no litter."""
    path = tmp_path / "a.pdf"
    path.write_bytes(OLD)
    code = """
import pathlib, resource, sys
from reportkit.publishing.atomic import WriteProblem, write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    write_bytes(pathlib.Path(sys.argv[1]), b"x" * 100_000)
except WriteProblem as problem:
    print(problem)
"""
    assert "no space left" in python(code, path).stdout
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.pdf"]


def test_writers_at_once_never_show_a_mixture(tmp_path: Path) -> None:
    """While two processes write the same file over and over, every reading finds one of the two whole."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a" * 50_000)
    code = """
import pathlib, sys
from reportkit.publishing.atomic import write_bytes
for _ in range(100):
    write_bytes(pathlib.Path(sys.argv[1]), sys.argv[2].encode() * 50_000)
"""
    command = [sys.executable, "-c", code, str(path)]
    writers = [subprocess.Popen([*command, letter]) for letter in "ab"]  # noqa: S603 - our own code
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(path.read_bytes())
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= {b"a" * 50_000, b"b" * 50_000}
    assert names(tmp_path) == ["a.pdf"]

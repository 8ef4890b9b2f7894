"""When nothing can be written, or somebody stops it: what is told, and that nothing is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from reportkit.publishing import atomic, run
from reportkit.publishing.atomic import WriteProblem, write_together
from tests.commands import edit, ran

pytestmark = pytest.mark.usefixtures("alone")

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are Unix's")


def contents(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder with what it holds."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def failing(number: int) -> object:
    """Return what stands in for a call of the system that fails."""

    def call(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return call


def unwritable(number: int) -> object:
    """Return what opens a file to read, and fails where one is to be written."""
    opened = os.open

    def call(what: str, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(number, os.strerror(number))
        return opened(what, flags, mode)

    return call


@pytest.fixture
def moved(corpus: Path) -> Path:
    """Return a corpus of which a span has changed since it was pinned, so that pinning writes."""
    edit(corpus / "readings" / "radio-2.yaml", 'p2 "It was … drones"', 'p2 "It was … repeated"')
    return corpus


INCIDENT = ("new", "incident", "q", "--label", "Q")
PIN = ("pin", "--documents", "seeds/texts")
READ_ONLY = "this folder is read-only for you; allow writing there, or choose another folder"
FULL = "there is no space left for it; make room on the disk (or in your quota), then run again"


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.EACCES, READ_ONLY), (errno.EROFS, READ_ONLY), (errno.ENOSPC, FULL), (errno.EDQUOT, FULL)],
)
def test_a_folder_that_takes_nothing_is_told_and_stays_as_it_is(
    moved: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    """No right to write, a read-only disk and a full one end in a line with the remedy; nothing changes."""
    before = contents(moved)
    if told == FULL:
        monkeypatch.setattr(os, "fsync", failing(number))
    else:
        monkeypatch.setattr(os, "open", unwritable(number))
    for words in (PIN, INCIDENT):
        done = ran("-q", *words)
        path = moved / ("pins.json" if words[0] == "pin" else "incidents/q.yaml")
        assert (done.exit_code, done.stderr) == (1, f"cannot write {path}: {told}\n")
    monkeypatch.undo()
    assert contents(moved) == before


@UNIX
@pytest.mark.parametrize("words", [PIN, INCIDENT])
def test_a_real_limit_of_the_system_loses_nothing(moved: Path, words: tuple[str, ...]) -> None:
    """Where the system lets no file grow, old files stand, no part of a new one is left, and it is told."""
    before = contents(moved)
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20));"
        "sys.dont_write_bytecode = True; from reportkit.cli import main; main(prog_name='reportkit')"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", limited, "-q", *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cannot write ")
    assert done.stderr.endswith(f": {FULL}\n")
    assert contents(moved) == before


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("notes", "Error: Invalid value for '--out': Directory 'notes' is a file.\n"),
        (
            "notes/pages",
            (
                "/notes/pages: a file stands where its folder should be; "
                "move it away, or choose another folder\n"
            ),
        ),
        pytest.param(
            "/proc/pages",
            "cannot write /proc/pages: the system makes no folder there; choose another folder\n",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc"),
        ),
    ],
)
def test_a_place_for_pages_that_is_none_is_told_before_anything_runs(
    corpus: Path, notebook: Path, out: str, told: str
) -> None:
    """A file where a folder should be, and a folder that takes none, end the run before it has begun."""
    (corpus.parent / "notes").write_text("mine", encoding="utf-8")
    done = ran("-q", "render", "harbour-fire", "--notebook", notebook, "--out", out)
    assert done.exit_code in {2, 73}
    assert done.stderr.endswith(told)
    assert (corpus.parent / "notes").read_text(encoding="utf-8") == "mine"


def test_a_page_that_is_open_elsewhere_stands_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that another program holds is told as that, and stays whole."""
    page = tmp_path / "harbour-fire.pdf"
    page.write_bytes(b"%PDF- old")
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    with pytest.raises(WriteProblem) as told:
        write_together({page: b"%PDF- new"})
    monkeypatch.undo()
    assert str(told.value) == (
        f"cannot write {page}: another program holds the file that stands there; "
        "close it there (a viewer?) and run again"
    )
    assert contents(tmp_path) == {page: b"%PDF- old"}


def test_a_file_that_somebody_else_made_in_the_meantime_stays_theirs(tmp_path: Path) -> None:
    """A new file is never put over one that is there."""
    path = tmp_path / "quay.yaml"
    path.write_text("theirs", encoding="utf-8")
    with pytest.raises(WriteProblem, match="a file of this name stands there"):
        atomic.create_text(path, "ours")
    assert path.read_text(encoding="utf-8") == "theirs"


@pytest.mark.parametrize("words", [PIN, INCIDENT])
def test_ctrl_c_while_writing_loses_nothing(
    moved: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Stopped in the middle of a write, a command leaves the files as they were and ends with 130."""
    before = contents(moved)

    def stopped(_: int) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    done = ran("-q", *words)
    monkeypatch.undo()
    assert (done.exit_code, done.stderr) == (130, "stopped\n")
    assert contents(moved) == before


@pytest.mark.slow
@UNIX
def test_a_full_disk_after_the_run_leaves_the_last_good_page(
    corpus: Path, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When only the writing fails, the page of the run before stands, and the message says both."""
    out = corpus.parent / "build"
    settings: dict[str, Any] = {
        "environment": {"REPORTKIT_SEEDS": str(corpus)},
        "export": lambda _: b"%PDF- one",
    }
    assert run.render(notebook, "harbour-fire", out, {"incident": "harbour-fire"}, **settings).ok
    before = (out / "harbour-fire.pdf").read_bytes()
    monkeypatch.setattr(run, "write_together", failing_write)
    settings["export"] = lambda _: b"%PDF- two"
    record = run.render(notebook, "harbour-fire", out, {"incident": "harbour-fire"}, **settings)
    assert record.status == "write_failed"
    assert record.message == (
        f"All cells ran, but: cannot write page: {FULL}. "
        "A briefing of an earlier run, if there is one, stands as it was."
    )
    assert (out / "harbour-fire.pdf").read_bytes() == before


def failing_write(_: object) -> NoReturn:
    """Fail as a full disk does."""
    raise WriteProblem(Path("page"), *FULL.split("; "))


@UNIX
def test_a_closed_pipe_ends_a_command_quietly(corpus: Path) -> None:
    """`reportkit show … | head -1` ends without a word when nobody reads on."""
    command = f'"{sys.executable}" -m reportkit -q show harbour-fire --seeds "{corpus}" | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - a pipe
    assert done.stdout == "Fire at the harbour of Northport (harbour-fire)\n"
    assert done.stderr == ""

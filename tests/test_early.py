"""A worker that is started early makes what it is told to, and is gone when nobody wants it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from reportkit.publishing.batch import workers
from reportkit.publishing.batch.early import Early
from reportkit.publishing.fast import template
from tests.commands import ran

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not template.available(), reason="workers are handed descriptors on Linux alone"),
]


@pytest.fixture
def early() -> Iterator[Early]:
    """Yield one that nobody else knows of."""
    found = Early(workers.surroundings)
    yield found
    found.end()


def lives(pid: int) -> bool:
    """Return whether there is such a process."""
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_nobody_wants_it() -> None:
    """One that is not taken is ended, and its folder goes with it."""
    folders: list[Path] = []

    def surroundings(folder: Path) -> dict[str, str]:
        folders.append(folder)
        return workers.surroundings(folder)

    early = Early(surroundings)
    early.begin()
    pid = early.pid
    assert pid is not None
    assert lives(pid)
    assert folders[0].is_dir()
    early.end()
    assert not lives(pid)
    assert not folders[0].exists()


def test_it_is_taken_once(early: Early, tmp_path: Path) -> None:
    """Two briefings never share a worker: the second finds none."""
    early.begin()
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb"):
        taken = early.taken(tmp_path, writing)
        assert taken is not None
        assert early.taken(tmp_path, writing) is None
        taken.kill()
        taken.wait()


def test_it_has_died_before_it_was_wanted(early: Early, tmp_path: Path) -> None:
    """One that has died is not waited for: a worker is started in its place."""
    early.begin()
    pid = early.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb"), os.fdopen(writing, "wb"):
        assert early.taken(tmp_path, writing) is None


def test_the_page_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A briefing by a worker that was started early is, to the byte, the one by a worker that was not."""
    slug = "eilat-claimed-attack"
    assert ran("render", slug, "--out", tmp_path / "early").exit_code == 0
    monkeypatch.setattr(Early, "begin", lambda _: None)
    assert ran("render", slug, "--out", tmp_path / "anew").exit_code == 0
    for ending in ("pdf", "ipynb"):
        first, second = (tmp_path / folder / f"{slug}.{ending}" for folder in ("early", "anew"))
        assert first.read_bytes() == second.read_bytes()


def test_a_page_that_stands_leaves_no_process_behind(tmp_path: Path) -> None:
    """When there is nothing to make, the worker that was started for it is ended with the command."""
    slug = "eilat-claimed-attack"
    for _ in range(2):
        assert ran("render", slug, "--out", tmp_path).exit_code == 0
        assert workers.EARLY.pid is None

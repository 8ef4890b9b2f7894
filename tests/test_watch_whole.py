"""A real watch: real kernels, real pages, and what is left when it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing.spare import Spare
from tests.commands import TINY, edit

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "briefing.ipynb"


def read_until(stream: Any, words: str) -> list[str]:
    """Return the lines up to one with certain words."""
    lines: list[str] = []
    for line in stream:
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError(f"ended without {words!r}: {lines}")


def children(process: int) -> list[int]:
    """Return the processes that a process has started and that still run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = status.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process and state != "Z":
            found.append(int(status.parent.name))
    return found


def is_there(process: int) -> bool:
    """Say whether a process runs."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes where Linux shows them")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_real_watch_makes_the_bytes_of_a_plain_render_and_leaves_no_process(
    tmp_path: Path, ending: signal.Signals
) -> None:
    """After an edit the files are those of `render`, to the byte; the end leaves nothing running."""
    seeds = shutil.copytree(TINY, tmp_path / "seeds")
    words = [sys.executable, "-m", "reportkit", "-q", "render", "harbour-fire", "--seeds", str(seeds)]
    words += ["--notebook", str(NOTEBOOK)]
    temporary = tmp_path / "t"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary)}
    watched = [*words, "--watch", "--out", str(tmp_path / "watched")]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        watched, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        read_until(process.stdout, "harbour-fire.pdf (")
        if ending is signal.SIGINT:  # once is enough for the bytes
            edit(seeds / "incidents" / "harbour-fire.yaml", "label: Fire", "label: Large fire")
            read_until(process.stdout, "incidents/harbour-fire.yaml)")
            plain = [*words, "--out", str(tmp_path / "plain")]
            subprocess.run(plain, check=True, capture_output=True, timeout=120)  # noqa: S603
            for name in ("harbour-fire.pdf", "harbour-fire.ipynb"):
                one, other = (tmp_path / folder / name for folder in ("watched", "plain"))
                assert one.read_bytes() == other.read_bytes(), name
        waiting = wait_for_child(process.pid)
        process.send_signal(ending)
        _, told = process.communicate(timeout=30)
    by = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}
    assert process.returncode == by[ending]
    assert "Traceback" not in told
    time.sleep(0.2)
    assert not any(map(is_there, waiting))
    assert ending is signal.SIGKILL or list(temporary.iterdir()) == []


def wait_for_child(process: int) -> list[int]:
    """Return the waiting kernel, once it has been started."""
    begun = time.monotonic()
    while not (found := children(process)):
        assert time.monotonic() - begun < 30
        time.sleep(0.05)
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_a_waiting_kernel_that_has_died_is_not_waited_for(tmp_path: Path) -> None:
    """A spare kernel serves the run it was started for, once; where it has died, the run starts its own."""
    own = {"REPORTKIT_SEEDS": str(TINY)}
    spare = Spare(tmp_path, own, "harbour-fire")
    try:
        spare.start()
        with spare(tmp_path / "elsewhere", own) as other:
            assert not other.ahead
        with spare(tmp_path, own) as first:
            assert (first.ahead, first.process.returncode, spare.waits) == (True, None, False)
        assert first.process.returncode == -signal.SIGKILL
        spare.start()
        with spare(tmp_path, own) as taken:
            assert taken.process is not first.process
            spare.start()
            assert spare.waits
        taken.process.end()
        spare.end()
        with spare(tmp_path, own) as fresh:
            assert (fresh.ahead, fresh.process.started) == (False, False)
    finally:
        spare.end()

"""A cluster of two workers whose processes are killed: briefings are made, or the next run makes the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing.batch import tree
from tests.samples import many
from tests.test_batch_faults import processes
from tests.torture.test_kills import digests

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="processes as Linux tells them"),
]
INCIDENTS = 24


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers on this machine's own network, and end them by their ids."""
    file = folder / "scheduler.json"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    scheduler = subprocess.Popen(  # noqa: S603 - this interpreter and a module of the library
        [sys.executable, "-m", "distributed.cli.dask_scheduler", *words], start_new_session=True, **quiet
    )
    workers: list[subprocess.Popen[bytes]] = []
    try:
        begun = time.monotonic()
        while not file.is_file() and time.monotonic() - begun < 60:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        for _ in range(2):
            words = [address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
            module = [sys.executable, "-m", "distributed.cli.dask_worker"]
            workers.append(
                subprocess.Popen([*module, *words], cwd=folder, start_new_session=True, **quiet)  # noqa: S603
            )
        yield address, scheduler, workers
    finally:
        for process in (*workers, scheduler):
            tree.end(process.pid)
            process.wait(30)


def command(seeds: Path, out: Path, *words: str) -> list[str]:
    """Return the command line of a batch."""
    asked = ["render", "--all", "--seeds", str(seeds), "--out", str(out), *words]
    return [sys.executable, "-m", "reportkit", "-q", *asked]


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a corpus, and the digests of its briefings made without any disturbance."""
    folder = tmp_path_factory.mktemp("still")
    seeds, out = many.write(folder / "seeds", INCIDENTS), folder / "out"
    subprocess.run(command(seeds, out), check=True, timeout=900)  # noqa: S603 - our own command
    return seeds, digests(out)


@pytest.mark.parametrize("victim", ["worker", "nanny", "scheduler"])
def test_a_killed_process_of_a_cluster_loses_nothing(
    tmp_path: Path, still: tuple[Path, dict[str, str]], victim: str
) -> None:
    """What is killed is made up for, by the cluster or by the next run, and the pages are the same."""
    seeds, expected = still
    out = tmp_path / "out"
    with cluster(tmp_path) as (address, scheduler, workers):
        with subprocess.Popen(command(seeds, out, "--on", address)) as batch:  # noqa: S603 - our own command
            begun = time.monotonic()
            while len(list(out.glob("*.pdf"))) < 2 and time.monotonic() - begun < 300:
                assert batch.poll() is None
                time.sleep(0.2)
            family = tree.family(workers[0].pid)
            named = {"scheduler": scheduler.pid, "nanny": workers[0].pid, "worker": family[-1]}
            with suppress(ProcessLookupError):
                os.kill(named[victim], signal.SIGKILL)
            ended = batch.wait(900)
        assert ended in {0, 1}
        assert victim != "scheduler" or ended == 1
    if ended:
        subprocess.run(command(seeds, out), check=True, timeout=900)  # noqa: S603 - our own command
    assert digests(out) == expected
    assert processes(str(out)) == []

"""The same briefings on a cluster of two workers, whatever happens to its processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reportkit.publishing.batch import cluster
from reportkit.publishing.batch.work import Result
from tests.samples import faults
from tests.test_batch_faults import processes

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="processes as Linux tells them"),
    # Dask's own: it reads a loop that it has closed, and leaves sockets to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
NAME = f"left-by-cluster-{os.getpid()}"


def test_a_cluster_makes_what_this_machine_makes(tmp_path: Path) -> None:
    """One briefing of three kills its kernel: the others are made, it is told, and nothing is left."""
    path, out = faults.notebook(tmp_path, NAME), tmp_path / "out"
    items = [faults.item(fault, path, out) for fault in ("none", "killed", "leaves-a-child")]
    made = {
        one.record.slug: one.record
        for one in cluster.make(items, out, len(items), on="dask", workers=2)
        if isinstance(one, Result)
    }
    assert {slug: record.status for slug, record in made.items()} == {
        "none": "ok",
        "killed": "kernel_died",
        "leaves-a-child": "ok",
    }
    assert sorted(p.name for p in out.glob("*.pdf")) == ["leaves-a-child.pdf", "none.pdf"]
    assert processes(NAME) == []


def test_a_cluster_without_workers_is_given_up(tmp_path: Path) -> None:
    """Workers that ended politely are never started again: the batch says so, and can go on later."""
    file = tmp_path / "scheduler.json"
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    scheduler = subprocess.Popen(  # noqa: S603 - this interpreter and a module of the library
        [sys.executable, "-m", "distributed.cli.dask_scheduler", *words],
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        begun = time.monotonic()
        while not file.is_file() and time.monotonic() - begun < 60:
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        path, out = faults.notebook(tmp_path, NAME), tmp_path / "out"
        items = [faults.item("none", path, out)]
        with pytest.raises(cluster.NoCluster, match="no workers any more; what was made stands"):
            list(cluster.make(items, out, 1, on=address, patience=3))
    finally:
        scheduler.send_signal(signal.SIGTERM)
        scheduler.wait(30)


def test_no_cluster_is_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which nobody answers ends the batch before anything is made."""
    monkeypatch.setattr(cluster, "_START", 2)
    with pytest.raises(cluster.NoCluster, match=r"no cluster answers at tcp://127\.0\.0\.1:1"):
        list(cluster.make([], tmp_path / "out", 1, on="tcp://127.0.0.1:1"))

"""Whatever one briefing of a batch does, the others are made, it is told truly, and nothing of it is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from reportkit.publishing.batch import local, supervisor, tree
from reportkit.publishing.batch.work import Result
from reportkit.publishing.record import read
from tests.samples import faults

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="signals and processes as Linux has them"),
    pytest.mark.timeout(600),
]
NAME = f"left-by-test-{os.getpid()}"
# What the record of each has to say: the statuses that are true of it.
ENDINGS = {
    "none": {"ok"},
    "error": {"cell_error"},
    "killed": {"kernel_died"},
    "crashed": {"kernel_died"},
    "exited": {"kernel_died"},
    "system-exit": {"cell_error", "kernel_died"},
    "quit": {"cell_error", "kernel_died"},
    "stopped": {"cell_timeout", "deadline"},
    "sleeps": {"cell_timeout"},
    "deaf": {"cell_timeout"},
    "regex": {"cell_timeout"},
    "endless": {"cell_timeout"},
    "leaves-a-child": {"ok"},
    "worker-killed": {"worker_died"},
    "memory": {"cell_error", "out_of_memory", "kernel_died"},
}


def processes(words: str) -> list[str]:
    """Return the command lines of all processes that hold some words."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            found += [line] if words in line else []
    return found


def processes_of(pid: int) -> list[str]:
    """Return the command line of one process, as a list of one; none where it has ended."""
    try:
        return [(Path("/proc") / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace")]
    except OSError:
        return []


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Result]]:
    """Make one batch in which everything goes wrong that can, over a good briefing of an earlier run each."""
    folder = tmp_path_factory.mktemp("faults")
    notebook, out = faults.notebook(folder, NAME), folder / "out"
    out.mkdir()
    for fault in ENDINGS:
        (out / f"{fault}.pdf").write_bytes(b"%PDF-1.7 of an earlier run")
    items = [faults.item(fault, notebook, out) for fault in ENDINGS]
    with local.private_base() as base:
        made = [one for one in supervisor.supervise(items, base, workers=2) if isinstance(one, Result)]
        left = list(base.iterdir())
    assert sorted(one.record.slug for one in made) == sorted(ENDINGS)
    assert all(
        "held" in path.name or path.name.startswith(".") or not any(path.glob("item.json")) for path in left
    )
    return out, {one.record.slug: one for one in made}


@pytest.mark.parametrize("fault", ENDINGS)
def test_how_a_briefing_ended_is_told_truly(batch: tuple[Path, dict[str, Result]], fault: str) -> None:
    """The result and the record on the disk say what happened; none that failed counts as made."""
    out, made = batch
    record = made[fault].record
    assert record.status in ENDINGS[fault], record.message
    assert read(out / f"{fault}.run.json").status == record.status
    assert record.ok or record.message


@pytest.mark.parametrize("fault", ENDINGS)
def test_the_last_good_briefing_stands_until_there_is_a_better_one(
    batch: tuple[Path, dict[str, Result]], fault: str
) -> None:
    """A failed briefing leaves the PDF of an earlier run as it was; a good one takes its place whole."""
    out, made = batch
    pdf = (out / f"{fault}.pdf").read_bytes()
    if made[fault].ok:
        assert pdf.startswith(b"%PDF-")
        assert pdf.rstrip().endswith(b"%%EOF")
    else:
        assert pdf == b"%PDF-1.7 of an earlier run"


def test_one_that_kills_its_worker_is_tried_once_more_alone(batch: tuple[Path, dict[str, Result]]) -> None:
    """After two workers it is left alone, and its record says how often it was tried and what it died of."""
    record = batch[1]["worker-killed"].record
    assert (record.attempts, record.died_of) == (2, "SIGKILL")


@pytest.mark.usefixtures("batch")
def test_nothing_that_was_started_is_left() -> None:
    """No worker, kernel, or child of a cell outlives the batch."""
    assert processes(NAME) == []
    mine = [pid for pid in tree.family(os.getpid()) if "reportkit.publishing" in " ".join(processes_of(pid))]
    assert mine == []


def test_nothing_else_lies_in_the_folder(batch: tuple[Path, dict[str, Result]]) -> None:
    """The folder holds briefings, notebooks and records by name, and no temporary file."""
    out, _ = batch
    assert [path.name for path in out.iterdir() if path.name.endswith(".tmp")] == []

"""Killed at any call to the disk, a run leaves whole files, and a receipt never stands for another PDF."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

from reportkit.publishing.atomic import write_together
from tests import crashes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")

OLD, NEW = b"%PDF-1.7 old\n%%EOF\n", b"%PDF-1.7 new and longer\n%%EOF\n"
FILES = ("a.pdf", "a.ipynb", "a.run.json", "a.receipt.json")


def contents(pdf: bytes) -> dict[str, bytes]:
    """Return the files of a run by name, in the order in which they are put in place."""
    receipt = json.dumps({"pdf_sha256": hashlib.sha256(pdf).hexdigest()}).encode()
    return dict(zip(FILES, (pdf, b"notebook " + pdf, b"record " + pdf, receipt), strict=True))


def lay(folder: Path, pdf: bytes | None) -> None:
    """Let a folder hold the files of an earlier run, or none."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, content in contents(pdf).items() if pdf else ():
        (folder / name).write_bytes(content)


def stale(folder: Path) -> bool:
    """Whether a receipt says that a briefing of the new run is done, and another one stands there."""
    receipt, pdf = folder / "a.receipt.json", folder / "a.pdf"
    if not receipt.exists() or receipt.read_bytes() != contents(NEW)["a.receipt.json"]:
        return False
    return not pdf.exists() or pdf.read_bytes() != NEW


def found_wrong(folder: Path, writer, before: bytes | None) -> list[str]:
    """Return what a writer leaves that nobody may see, over all moments at which it can be killed."""
    whole = {name: {content, contents(NEW)[name]} for name, content in contents(before or NEW).items()}
    wrong = []
    work = lambda: writer({folder / name: content for name, content in contents(NEW).items()})  # noqa: E731
    for n in crashes.every_crash(work, lambda: lay(folder, before)):
        wrong += [f"call {n}: {name} is partial" for name in crashes.partial(folder, whole)]
        wrong += [f"call {n}: a receipt for another PDF"] if stale(folder) else []
        write_together({folder / name: content for name, content in contents(NEW).items()})
        if sorted(path.name for path in folder.iterdir()) != sorted(FILES):
            wrong.append(f"call {n}: the next run leaves {sorted(path.name for path in folder.iterdir())}")
    return wrong


def in_place(files) -> None:
    """Write as most programs do: over the old file."""
    for path, content in files.items():
        with path.open("wb", buffering=0) as file:
            half = len(content) // 2
            file.write(content[:half])
            file.write(content[half:])


def receipt_first(files) -> None:
    """Write whole files, the receipt before what it stands for."""
    write_together(dict(reversed(list(files.items()))))


def unsynced(files) -> None:
    """Write whole files and trust that the disk gets them in time."""
    for path, content in files.items():
        temporary = path.with_name(f".{path.name}.tmp")
        temporary.write_bytes(content)
        temporary.replace(path)


@pytest.mark.parametrize("before", [None, OLD], ids=["fresh", "over an earlier run"])
def test_killed_at_any_call_a_run_leaves_whole_files(tmp_path: Path, before: bytes | None) -> None:
    """Nothing partial is ever visible, and the next run ends with exactly its files."""
    assert found_wrong(tmp_path / "out", write_together, before) == []


@pytest.mark.parametrize("mutant", [in_place, receipt_first])
def test_writers_that_are_not_safe_are_found_out(tmp_path: Path, mutant) -> None:
    """The same search finds what a writer in place, or one that writes the receipt first, does wrong."""
    assert found_wrong(tmp_path / "out", mutant, OLD)


def synced(calls: list[str]) -> bool:
    """Whether each file was synced before it took its place, and its folder after the last one did."""
    first = calls.index("rename") if "rename" in calls else calls.index("replace")
    last = len(calls) - 1 - next(n for n, call in enumerate(reversed(calls)) if call in {"rename", "replace"})
    renames = sum(call in {"rename", "replace"} for call in calls)
    return calls[:first].count("fsync") >= renames and "fsync" in calls[last:]


def test_every_file_is_on_the_disk_before_it_is_seen(tmp_path: Path) -> None:
    """Files are synced before the first takes its place, and their folder after the last one does."""
    files = {tmp_path / name: content for name, content in contents(NEW).items()}
    assert synced([name for name, _ in crashes.calls_of(lambda: write_together(files))])
    assert not synced([name for name, _ in crashes.calls_of(lambda: unsynced(files))])

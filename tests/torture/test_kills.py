"""A batch whose processes are killed at random, again and again, ends as if nothing had happened."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from reportkit.publishing.batch import tree
from tests.samples import many
from tests.test_batch_faults import processes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(sys.platform != "linux", reason="processes as Linux tells them"),
]
KILLS = int(os.environ.get("REPORTKIT_TORTURE", "30"))
INCIDENTS = 40
SEED = 20260201


def command(seeds: Path, out: Path, *words: str) -> list[str]:
    """Return the command line of a batch."""
    return [
        sys.executable,
        "-m",
        "reportkit",
        "-q",
        "render",
        "--all",
        "--seeds",
        str(seeds),
        "--out",
        str(out),
        *words,
    ]


def digests(out: Path) -> dict[str, str]:
    """Return the digest of every PDF."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.glob("*.pdf"))}


def ours(seeds: Path, out: Path) -> list[int]:
    """Return the processes of batches over a folder, workers and what they were copied from included."""
    roots = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdecimal() and str(out).encode() in (folder / "cmdline").read_bytes():
                roots.append(int(folder.name))
    del seeds
    return sorted({pid for root in roots for pid in tree.family(root)})


class Reader(threading.Thread):
    """Looks at all PDFs fifty times a second, as a reader would, and keeps what is not whole."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.out, self.stop = out, threading.Event()
        self.partial: list[str] = []

    def run(self) -> None:
        """Look until told to stop."""
        while not self.stop.wait(0.02):
            for path in self.out.glob("*.pdf"):
                with suppress(OSError):
                    content = path.read_bytes()
                    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
                        self.partial.append(path.name)


def test_random_kills_lose_nothing(tmp_path: Path) -> None:
    """No partial page is ever seen; the next run makes the rest, and the same pages come out."""
    seeds = many.write(tmp_path / "seeds", INCIDENTS)
    still, out = tmp_path / "undisturbed", tmp_path / "out"
    subprocess.run(command(seeds, still), check=True, timeout=1800)  # noqa: S603 - our own command
    chance, reader, kills = random.Random(SEED), Reader(out), 0  # noqa: S311 - no secret
    out.mkdir()
    reader.start()
    while kills < KILLS:
        with subprocess.Popen(command(seeds, out, "--again"), stderr=subprocess.DEVNULL) as batch:  # noqa: S603
            time.sleep(chance.uniform(0.5, 8))
            for _ in range(chance.randint(1, 3)):
                victims = ours(seeds, out)
                if victims:
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(victims), signal.SIGKILL)
                        kills += 1
                time.sleep(chance.uniform(0, 0.5))
            batch.kill()
            batch.wait(30)
    ended = subprocess.run(command(seeds, out), check=False, timeout=1800)  # noqa: S603 - our own command
    reader.stop.set()
    reader.join()
    assert ended.returncode == 0
    assert reader.partial == []
    assert digests(out) == digests(still)
    assert [path.name for path in out.iterdir() if path.name.endswith(".tmp")] == []
    assert processes(str(out)) == []
    again = subprocess.run(command(seeds, out), check=True, timeout=600, capture_output=True, text=True)  # noqa: S603
    assert "0 of" in again.stdout or "nothing" in again.stdout

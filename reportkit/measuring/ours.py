"""The ways of this kit: one call from cold, a page that is watched, a batch, and the floor under them all."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.measuring.peers import expect
from reportkit.measuring.processes import Cost, Memory, spent
from reportkit.measuring.rounds import Way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DRAWN, CHECKED = "drawn and set", "checked"  # how far the floor has gone
FIRST, AGAIN = "first", "again"  # and whether the incident had been drawn before
COLD, WATCHED, BATCH = "reportkit, one call", "reportkit, watched", "reportkit, batch"
FLOORS = {
    (FIRST, DRAWN): "floor",
    (FIRST, CHECKED): "floor, page checked",
    (AGAIN, DRAWN): "floor, drawn before",
    (AGAIN, CHECKED): "floor, drawn before, page checked",
}
_CHANGES = 3  # of a page that is watched, in one round
_KIT = (sys.executable, "-P", "-m", "reportkit", "--quiet")


def cold(corpus: Path, slug: str, scratch: Path) -> Way:
    """Return how one call of the command makes one briefing."""

    def make(memory: Memory | None) -> Mapping[str, Cost]:
        shutil.rmtree(scratch, ignore_errors=True)
        words: list[str | Path] = [*_KIT, "--seeds", corpus, "render", slug, "--out", scratch]
        took = spent(words, surroundings(), scratch.parent, memory=memory)
        expect(scratch, [slug])
        return {COLD: took}

    return Way(COLD, make)


def batch(corpus: Path, slugs: Sequence[str], workers: int, scratch: Path) -> Way:
    """Return how one call makes a briefing of every incident of a corpus; the cost is that of one of them."""

    def make(memory: Memory | None) -> Mapping[str, Cost]:
        shutil.rmtree(scratch, ignore_errors=True)
        named = ("--seeds", corpus, "--out", scratch, "--workers", str(workers))
        took = spent([*_KIT, "render", "--all", *named], surroundings(), scratch.parent, memory=memory)
        expect(scratch, slugs)
        return {BATCH: took.over(len(slugs))}

    return Way(BATCH, make)


def watched(corpus: Path, slug: str, scratch: Path) -> Way:
    """Return how a page is made again after changes; processor time holds the start of the next kernel."""
    told = scratch / "watched.json"

    def make(memory: Memory | None) -> Mapping[str, Cost]:
        took = _told(("watched", corpus, told, slug, str(_CHANGES)), told, memory)
        seconds: list[float] = json.loads(told.read_text("utf-8"))
        return {WATCHED: Cost(statistics.median(seconds), took.cpu / (_CHANGES + 1))}

    return Way(WATCHED, make)


def floors(corpus: Path, slugs: Sequence[str], scratch: Path) -> Way:
    """Return the floor: the mean of the incidents, drawn for the first time and again, checked and not."""
    told = scratch / "floor.json"

    def make(memory: Memory | None) -> Mapping[str, Cost]:
        _told(("floor", corpus, told, *slugs), told, memory)
        found = json.loads(told.read_text("utf-8"))
        return {
            name: Cost(
                statistics.fmean(took[what][0] for took in found[when].values()),
                statistics.fmean(took[what][1] for took in found[when].values()),
            )
            for (when, what), name in FLOORS.items()
        }

    return Way(FLOORS[FIRST, DRAWN], make)


def _told(words: Sequence[str | Path], told: Path, memory: Memory | None) -> Cost:
    program, *arguments = words
    told.parent.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    command = (sys.executable, "-P", "-m", f"reportkit.measuring.{program}", *arguments)
    return spent(command, surroundings(), told.parent, memory=memory)


def surroundings() -> dict[str, str]:
    """Return the variables that the kit sees: the caller's, without those that name a corpus or a marking."""
    return {name: value for name, value in os.environ.items() if not name.startswith("REPORTKIT_")}

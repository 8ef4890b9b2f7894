"""
A page that is made again after each change, as ``render --watch`` makes it, and how long that takes.

It is run as a program of its own: the corpus (a copy of it is changed), where to write what it took, the
incident, and how many changes. Between two changes it waits, as people do, so that the next kernel is there.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

from reportkit import resources
from reportkit.publishing.watching import Asked, rounds
from reportkit.reading.whereabouts import VARIABLE

_PAUSE = 4.0  # seconds between a page and the next change


def seconds(corpus: Path, slug: str, changes: int) -> list[float]:
    """
    Return how long each page took, in seconds from the moment a change was noticed.

    Raises
    ------
    RuntimeError
        When a page could not be made.
    """
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder, "seeds")
        shutil.copytree(corpus, seeds)
        changed = min((seeds / "readings").glob("*.yaml"))
        asked = Asked(
            resources.notebooks() / "briefing.ipynb",
            slug,
            Path(folder, "out"),
            seeds,
            {"incident": slug},
            {VARIABLE: str(seeds)},
        )
        found: list[float] = []
        with closing(rounds(asked)) as made:
            for one in made:
                if not one.ok:
                    raise RuntimeError(one.message or "\n".join(map(str, one.problems)))
                found.append(one.seconds)
                if len(found) > changes:
                    break
                timer = threading.Timer(_PAUSE, _add_a_comment, (changed, len(found)))
                timer.daemon = True
                timer.start()
        return found[1:]  # the first one was cold


def _add_a_comment(path: Path, number: int) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"# change {number}\n")


if __name__ == "__main__":
    took = seconds(Path(sys.argv[1]), sys.argv[3], int(sys.argv[4]))
    Path(sys.argv[2]).write_text(json.dumps(took), encoding="utf-8")

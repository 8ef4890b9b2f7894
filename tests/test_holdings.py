"""What is remembered of corpora between two calls: enough, never too much, and nobody waits for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from reportkit.problems import EncodingProblems
from reportkit.publishing.batch import holdings
from reportkit.reading import encoding
from tests.samples import many

if TYPE_CHECKING:
    from pathlib import Path

    from reportkit.model import Corpus
    from reportkit.publishing.batch.holdings import Holdings


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for caches of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "reportkit"


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Return a corpus of three incidents."""
    return many.write(tmp_path / "seeds", 3)


def held(seeds: Path, *state: str) -> tuple[Holdings, bool]:
    """Return what a corpus holds, and whether it was read for that."""
    read = []

    def opens() -> Corpus:
        read.append(seeds)
        return encoding.load(seeds)

    return holdings.of(seeds, opens, *state), bool(read)


def test_a_corpus_is_read_once(seeds: Path) -> None:
    """Asked again, what it holds is known; in another state it is read again."""
    first, read = held(seeds)
    assert read
    again, read = held(seeds)
    assert not read
    assert (again.digests, again.spoken_of, again.whole) == (first.digests, first.spoken_of, first.whole)
    assert held(seeds, "TLP:GREEN")[1]


def test_only_the_user_can_look_into_it(seeds: Path, cache: Path) -> None:
    """The folder is the user's own, and nothing of a corpus but slugs and digests stands in it."""
    held(seeds)
    assert cache.stat().st_mode & 0o777 == 0o700
    (file,) = cache.iterdir()
    assert b"Reported" not in file.read_bytes()
    assert b"seeds" not in file.read_bytes()


def test_what_was_not_asked_for_longest_is_forgotten_first(
    seeds: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are more corpora than are kept, the oldest goes, and the new one stays."""
    monkeypatch.setattr(holdings, "_CORPORA", 2)
    held(seeds, "first")
    (oldest,) = cache.iterdir()
    os.utime(oldest, (1, 1))
    held(seeds, "second")
    held(seeds, "third")
    assert len(list(cache.iterdir())) == 2
    assert not oldest.exists()
    assert not held(seeds, "third")[1]


def test_it_has_a_size(seeds: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered together is no larger than it may be."""
    held(seeds, "first")
    monkeypatch.setattr(holdings, "_MOST", 1 + next(cache.iterdir()).stat().st_size)
    held(seeds, "second")
    assert len(list(cache.iterdir())) == 1


def test_where_nothing_can_be_remembered_all_is_read(seeds: Path, cache: Path) -> None:
    """A file in place of the folder costs time, and nothing else."""
    cache.parent.mkdir()
    cache.write_text("no folder")
    assert held(seeds)[1]
    assert held(seeds)[1]


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
@pytest.mark.parametrize("name", ["actors.yaml", "pins.json", "readings/odd.yaml"])
def test_nobody_waits_for_a_pipe(seeds: Path, make: object, name: str) -> None:
    """A pipe or a folder in place of a file is told by whoever reads the corpus, and stops nothing before."""
    (seeds / name).unlink(missing_ok=True)
    make(seeds / name)  # type: ignore[operator]
    with pytest.raises(EncodingProblems):
        held(seeds)

"""The cases that tests of words and pages go over: every incident of every corpus in the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportkit.case import Case, case
from reportkit.model import Corpus
from reportkit.reading import encoding

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "seeds", ROOT / "tests/corpora/invented")
CORPORA = tuple(folder for folder in FOLDERS if (folder / encoding.CORPUS_FILE).is_file())


@cache
def corpus(folder: Path) -> Corpus:
    """Return the corpus of a folder, read once."""
    return encoding.load(folder)


def slugs() -> list[tuple[Path, str]]:
    """Return (corpus folder, slug) of every incident."""
    return [(folder, slug) for folder in CORPORA for slug in corpus(folder).incidents]


@cache
def opened(folder: Path, slug: str) -> Case:
    """Return a case, made once."""
    return case(corpus(folder), slug)


IDS = [f"{folder.name}/{slug}" for folder, slug in slugs()]

"""The cases that tests of words and pages go over: every incident of every corpus in the project."""

from functools import cache
from pathlib import Path

from reportkit.case import case
from reportkit.reading import encoding

ROOT = Path(__file__).parents[1]
CORPORA = tuple(
    folder for folder in (ROOT / "seeds", ROOT / "tests/corpora/invented") if (folder / encoding.CORPUS_FILE).is_file()
)


@cache
def corpus(folder):
    """Return the corpus of a folder, read once."""
    return encoding.load(folder)


def slugs():
    """Return (corpus folder, slug) of every incident."""
    return [(folder, slug) for folder in CORPORA for slug in corpus(folder).incidents]


@cache
def opened(folder, slug):
    """Return a case, made once."""
    return case(corpus(folder), slug)


IDS = [f"{folder.name}/{slug}" for folder, slug in slugs()]

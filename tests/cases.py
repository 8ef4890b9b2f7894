"""The cases that tests of words and pages go over: every incident of every corpus in the project."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from reportkit import briefing
from reportkit.blocks import Block
from reportkit.case import Case, case
from reportkit.model import Corpus
from reportkit.questions.actors import actor_table
from reportkit.questions.changes import standings_over, what_changed
from reportkit.questions.escalation import event_table
from reportkit.questions.strip import strip_for
from reportkit.reading import encoding

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "seeds", ROOT / "tests/corpora/invented")
CORPORA = tuple(folder for folder in FOLDERS if (folder / encoding.CORPUS_FILE).is_file())
BLOCKS: tuple[Callable[[Case], Block], ...] = (  # of the briefing notebook, in its order
    briefing.headline,
    briefing.bottom_line,
    briefing.at_a_glance,
    briefing.unknowns,
    briefing.assessments,
    briefing.alternatives,
    briefing.places,
    briefing.actors,
    actor_table,
    briefing.sequence,
    event_table,
    briefing.matrix,
    strip_for,
    briefing.denials,
    what_changed,
    standings_over,
    briefing.sources,
    briefing.legend,
    briefing.notes,
)


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

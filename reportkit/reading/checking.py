"""Everything that can be checked of a corpus, at once: its form, its coherence, its spans, its schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reportkit.problems import in_order
from reportkit.reading import encoding, lookalikes, schedules, texts
from reportkit.reading.places import NOWHERE, Places

if TYPE_CHECKING:
    from pathlib import Path

    from reportkit.model import Corpus
    from reportkit.problems import Problem
    from reportkit.reading.texts import Verification


class Checked(NamedTuple):
    """
    The corpus as far as it goes, all problems in file order, and how many spans were verified.

    ``open`` is what is not done yet or should be looked at, and is not wrong: documents without a reading,
    names that look like others and may be meant so. ``places`` says where the parts of records are written.
    """

    corpus: Corpus
    problems: tuple[Problem, ...]
    verification: Verification
    open: tuple[Problem, ...] = ()
    places: Places = NOWHERE


def check(folder: Path, documents: Path | None = None) -> Checked:
    """
    Check a corpus, and its spans where the texts of its documents are at hand.

    Parameters
    ----------
    folder : Path
        A folder that holds ``corpus.yaml``.
    documents : Path, optional
        Where texts lie; without it no span is verifiable.

    Examples
    --------
    >>> from pathlib import Path
    >>> checked = check(Path("no-such-folder"))
    >>> checked.problems[0].what, checked.verification.verified
    ('the file is missing', 0)
    """
    written = encoding.written(folder)
    corpus, problems, places = written
    found = texts.find(documents, corpus)
    spans, verification = texts.verify(corpus, found, places)
    changed = texts.changed(documents, corpus, places)
    planned = schedules.inspect(corpus).problems
    still_open = (*encoding.unread(written), *lookalikes.doubtful(corpus, places))
    return Checked(
        corpus, in_order([*problems, *changed, *spans, *planned]), verification, in_order(still_open), places
    )

"""What is different between two states of an incident: sentences for readers, a delta for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportkit import changes as comparing
from reportkit.case import case
from reportkit.questions import changes as asking
from reportkit.wording import changes as wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportkit.model import Corpus
    from reportkit.wording.runs import Line


@dataclass(frozen=True, slots=True)
class Difference:
    """
    What is different between two states.

    Parameters
    ----------
    told : tuple of str
        What a reader is told, a sentence for each change, with the numbers of the claims in the later state.
    delta : mapping
        The difference of the two whole states, as `reportkit.changes.delta` has it.
    """

    told: tuple[str, ...]
    delta: Mapping[str, Any]

    @property
    def empty(self) -> bool:
        """Whether the two states are equal."""
        return not self.delta["operations"]


def difference(before: Corpus, after: Corpus, slug: str) -> Difference:
    """
    Return what is different between two states of what bears on an incident.

    Parameters
    ----------
    before, after : Corpus
        The states. The earlier one is held to the ceiling and the day of the later one, so that nothing is
        told that its readers may not know.
    slug : str
        The incident; the later state has it.

    Examples
    --------
    >>> from reportkit import opening
    >>> one = opening.load("kalsu-explosion").corpus
    >>> difference(one, one, "kalsu-explosion").empty
    True
    """
    held = asking.held(before, after)
    now = case(after, slug)
    found = comparing.compared(held, after, slug)
    told = tuple(referred(line) for line in wording.sentences(now, found.before, found.found))
    return Difference(told, comparing.delta(held, after))


def referred(line: Line) -> str:
    """
    Return the words of a line with its references, as they stand on a page: [C7, C12].

    Examples
    --------
    >>> from reportkit.wording.runs import Run, reference
    >>> referred((Run("denies it"), Run(" "), reference("C2"), Run(".")))
    'denies it [C2].'
    """
    words = (f"[{run.words}]" if run.kind == "reference" else run.words for run in line if run.kind != "mark")
    return " ".join("".join(words).split())

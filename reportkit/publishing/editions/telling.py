"""
Which readers have to be told of: editions that were withdrawn.

The record of a recall in the chain is the only thing that says so, and it is there or it is not. Whoever
delivers asks for all of them each time, and tells of each once: a recall that was broken off is not lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.problems import visible
from reportkit.publishing.editions import chain as chains

if TYPE_CHECKING:
    from reportkit.publishing.editions.records import Edition


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """
    An edition that was withdrawn, and what stands now.

    Parameters
    ----------
    edition : Edition
        The edition; its record of the recall is ``edition.recalled``.
    stands : Edition or None
        The last edition that stands.
    """

    edition: Edition
    stands: Edition | None

    @property
    def text(self) -> str:
        """What its readers are told."""
        return notice(self.edition, self.stands)


def withdrawals(out: Path, slug: str = "") -> Iterator[Withdrawal]:
    """
    Yield all editions that were withdrawn.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    slug : str, optional
        One incident; all if not given.

    Raises
    ------
    reportkit.publishing.editions.chain.ChainProblems
        When a chain is not whole.

    Examples
    --------
    >>> list(withdrawals(Path("no such folder")))
    []
    """
    for name in [slug] if slug else chains.slugs(out):
        editions = chains.chain(out, name)
        for edition in editions:
            if not edition.stands:
                yield Withdrawal(edition, chains.standing(editions))


def notice(edition: Edition, stands: Edition | None) -> str:
    """
    Return what readers of a withdrawn edition are told; nothing it says is about the incident itself.

    Parameters
    ----------
    edition : Edition
        The edition.
    stands : Edition or None
        The last edition that stands.

    Raises
    ------
    ValueError
        When the edition was not withdrawn.
    """
    found = edition.recalled
    if found is None:
        raise ValueError(f"edition {edition.number} of {edition.slug} stands")
    what = edition.issue
    instead = "No edition stands at present."
    if stands:
        later = "a later" if stands.number > edition.number else "an earlier"
        instead = (
            f"Edition {stands.number}, {later} one, stands: {stands.issue.marking}. {stands.issue.cut_off}."
        )
    return "\n".join(
        (
            f"{what.marking}",
            f"Edition {edition.number} of the briefing '{edition.slug}' is withdrawn.",
            f"Withdrawn {found.at}, by {visible(found.by)}. Reason given: {visible(found.because)}",
            "Please do not use it, and tell those you passed it on to.",
            instead,
            f"PDF, SHA-256: {what.pdf_sha256}",
            "",
        )
    )

"""Several incidents side by side, what they have in common, and who states a link between them."""

from __future__ import annotations

from collections.abc import Sequence

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.dossier import Dossier
from reportkit.model import Corpus
from reportkit.problems import Told, visible
from reportkit.questions.asked import dossier, misnamed
from reportkit.wording import compare as worded
from reportkit.wording.escalation import nothing
from reportkit.wording.phrases import phrase

FEWEST, MOST = 2, 5  # columns that can be read beside each other


class NotComparable(Told, ValueError):  # noqa: N818 - what was asked for is told, not a fault
    """Raised for incidents that cannot be put side by side; the message says all that is wrong with them."""


def compare(corpus: Corpus, incidents: Sequence[str]) -> Block:
    """
    Several incidents side by side: one column each, one row a question.

    Each line of a cell has the mark of where it stands, the words, who says them, and the numbers of its
    claims, which count over the whole corpus. Nothing is added up: two speakers' numbers stay two lines.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    incidents : sequence of str
        Two to five slugs, in the order of the columns.

    Raises
    ------
    NotComparable
        If a slug is not in the corpus (the nearest is named), stands twice, or there are fewer than two
        or more than five; all of it is told at once.

    Examples
    --------
    >>> from reportkit import opening
    >>> sorted(opening.corpus().incidents)[:2]
    ['attacks-on-us-forces', 'eilat-claimed-attack']
    >>> two = compare(opening.corpus(), ["kalsu-explosion", "eilat-claimed-attack"])
    >>> len(two.content["columns"])
    3
    """
    found = worded.table(_checked(corpus, incidents), tuple(incidents))
    return blocks.table(found, phrase("compare.heading"))


def shared(corpus: Corpus, incidents: Sequence[str]) -> Block:
    """
    What incidents have in common: who speaks of several of them, and who is named as answerable in several.

    Parameters and refusals are those of `compare`.
    """
    case = _checked(corpus, incidents)
    found = worded.shared(case, tuple(incidents))
    if not found.rows:
        return blocks.listing(phrase("shared.heading"), text=[nothing(case, "shared.none")])
    return blocks.table(found, phrase("shared.heading"))


def links(corpus: Corpus, incidents: Sequence[str]) -> Block:
    """
    The links that somebody states between these incidents, each with who states it.

    Parameters and refusals are those of `compare`.
    """
    case = _checked(corpus, incidents)
    if found := worded.links(case, tuple(incidents)):
        return blocks.listing(phrase("links.heading"), found)
    return blocks.listing(phrase("links.heading"), text=[nothing(case, "links.none")])


def _checked(corpus: Corpus, incidents: Sequence[str]) -> Dossier:
    """Return the dossier, or refuse with all that is wrong with the list."""
    wrong = misnamed(corpus, incidents)
    if isinstance(incidents, str):
        raise NotComparable("\n".join(wrong))
    twice = [slug for slug in dict.fromkeys(incidents) if list(incidents).count(slug) > 1]
    wrong += [f"'{visible(slug)}' stands more than once: name it once" for slug in twice]
    if len(incidents) < FEWEST:
        wrong.append(f"{len(incidents)} of at least {FEWEST} incidents are named: name the slugs to compare")
    if len(incidents) > MOST:
        wrong.append(
            f"{len(incidents)} incidents are named, and {MOST} columns can be read beside each other: "
            "compare them in several tables"
        )
    if wrong:
        raise NotComparable("\n".join(wrong))
    return dossier(corpus)

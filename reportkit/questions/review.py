"""
The desk's second look before a briefing goes out: blocks on what is contested, thin or unchecked.

Each takes a case or a whole corpus, and the folder where texts lie. It is named by whoever asks, never by the
environment: what a notebook shows must not depend on where it ran. Where no text is named, no claim counts
as verified.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.dossier import Dossier
from reportkit.problems import Told
from reportkit.questions.asked import About, dossier
from reportkit.reading import texts
from reportkit.wording import consequence, review_encoding, review_standings, review_state
from reportkit.wording.consequence import Weights
from reportkit.wording.phrases import phrase
from reportkit.wording.review_encoding import Texts
from reportkit.wording.tables import Table


class NoDocuments(Told, LookupError):  # noqa: N818 - a folder that is not there is told, not a fault
    """Raised for a folder of documents that is not there."""


def encoding_state(about: About, *, documents: str = "") -> Block:
    """
    Count what waits for a second look, and on how much of that a bottom line rests.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        One incident, or everything.
    documents : str
        Folder that holds the texts of documents; empty where none is at hand.

    Raises
    ------
    NoDocuments
        If there is no such folder.

    Examples
    --------
    >>> from reportkit import opening
    >>> encoding_state(opening.load("kalsu-explosion")).kind
    'table'
    """
    case = dossier(about)
    at_hand = _texts(about, documents)
    found = review_state.state(case, consequence.weights(case), at_hand)
    return blocks.table(found, phrase("review.heading_state"))


def contested(about: About) -> Block:
    """Say who stands against whom: propositions that are denied, whole or in part, or called contested."""
    return _answered(about, review_standings.contested, "review.heading_contested", "review.none_contested")


def single_origin(about: About) -> Block:
    """List the propositions that may rest on one origin, the weightiest first, with the range of origins."""
    none = review_standings.no_single_origin(dossier(about))
    return _answered(about, review_standings.single_origin, "review.heading_single_origin", none)


def both_ways(about: About) -> Block:
    """List the speakers who affirm and deny one thing, or say it once flatly and once with a hedge."""
    return _answered(about, review_standings.both_ways, "review.heading_both_ways", "review.none_both_ways")


def inferences(about: About) -> Block:
    """List what a reader read into the text, with the standings that hinge on it, with and without."""
    return _answered(
        about, review_standings.inferences, "review.heading_inferences", "review.none_inferences"
    )


def withdrawn(about: About) -> Block:
    """List the claims that were taken back or replaced, by which claim, and what still rests on them."""
    return _answered(about, review_encoding.withdrawn, "review.heading_withdrawn", "review.none_withdrawn")


def unverified(about: About, *, documents: str = "") -> Block:
    """
    List the documents whose claims cannot be verified here, and the claims that are pinned wrongly.

    A claim whose text is not at hand is never counted as verified.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        One incident, or everything.
    documents : str
        Folder that holds the texts of documents; empty where none is at hand.

    Raises
    ------
    NoDocuments
        If there is no such folder.
    """
    case = dossier(about)
    found = review_encoding.unverified(case, consequence.weights(case), _texts(about, documents))
    return _shown(found, "review.heading_unverified", "review.none_unverified")


def ungraded(about: About) -> Block:
    """List the documents whose publication or claims have no grade and no reason for having none."""
    return _answered(about, review_encoding.ungraded, "review.heading_ungraded", "review.none_ungraded")


def readers(about: About) -> Block:
    """List the documents that nobody read a second time, and those registered that nobody read at all."""
    return _answered(about, review_encoding.readers, "review.heading_readers", "review.none_readers")


def uncovered(about: About, *, documents: str = "") -> Block:
    """
    List the sentences of texts at hand that no claim covers and no reason explains.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        One incident, or everything.
    documents : str
        Folder that holds the texts of documents; empty where none is at hand, and then nothing can be told.

    Raises
    ------
    NoDocuments
        If there is no such folder.
    """
    case = dossier(about)
    at_hand = _texts(about, documents)
    if case.corpus.lacking:  # a sentence whose claim is above the ceiling would stand here as covered by none
        return blocks.listing(phrase("review.heading_uncovered"), text=[phrase("ceiling.coverage")])
    if not set(case.source) & set(at_hand):
        return blocks.listing(phrase("review.heading_uncovered"), text=[phrase("review.no_texts")])
    found = review_encoding.uncovered(case, at_hand)
    return _shown(found, "review.heading_uncovered", "review.none_uncovered")


def _answered(about: About, ask: Callable[[Dossier, Weights], Table], heading: str, none: str) -> Block:
    """Return what is found in a record, weighed by what a page rests on."""
    case = dossier(about)
    return _shown(ask(case, consequence.weights(case)), heading, none)


def _shown(found: Table, heading: str, none: str) -> Block:
    """Return a table as a block; without rows the sentence that there is nothing, and what the note says."""
    if found.rows:
        return blocks.table(found, phrase(heading))
    text = [phrase(none)] if not found.note else [found.note]
    return blocks.listing(phrase(heading), text=text)


def _texts(about: About, documents: str) -> Texts:
    """Return the texts that lie in a folder; without a folder none."""
    if not documents:
        return {}
    folder = Path(documents)
    if not folder.is_dir():
        raise NoDocuments(f"there is no folder {documents}: name the one that holds the texts, or none")
    return texts.find(folder, dossier(about).corpus)

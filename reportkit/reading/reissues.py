"""
What must hold between the editions of a document: an outlet prints its text again, and changes it.

Each later edition is a document of its own, with its own digest and its own reading, and names the one
before it. So a corpus tells what an outlet said first and what it says now.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from reportkit.problems import Place, Problem
from reportkit.reading.shapes import REGISTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.model import Corpus, Document
    from reportkit.reading.places import Places

_SECOND = 2  # the number of the first edition that can be a later one


def incoherences(corpus: Corpus, places: Places) -> Iterator[Problem]:
    """
    Yield what cannot be said of the editions of documents.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    places : mapping
        Where the parts of records are written.
    """
    followed: dict[str, str] = {}
    circle = _cycle(corpus)
    if circle:
        yield _circular(circle, corpus, places)
    for document in corpus.documents.values():
        earlier = corpus.documents.get(document.edition_of)
        if earlier is None:
            if not document.edition_of and document.edition >= _SECOND:
                yield _first_missing(document, places)
            continue
        other = followed.setdefault(earlier.id, document.id)
        if other != document.id:
            yield _followed_twice(document, earlier, other, places)
        if document.id not in circle:
            yield from _between(document, earlier, places)


def _at(document: Document, part: str, places: Places) -> Place:
    whole = places.get(("document", document.id, ""), Place(REGISTERS["document"]))
    return places.get(("document", document.id, part), whole)


def _first_missing(document: Document, places: Places) -> Problem:
    return Problem(
        "edition-of-nothing",
        _at(document, "edition", places),
        f"edition {document.edition} of what is not said",
        "without the edition before it nobody can see what its outlet changed",
        "add 'edition_of: …' with the id of the edition before it, or remove 'edition'",
    )


def _followed_twice(document: Document, earlier: Document, other: str, places: Places) -> Problem:
    return Problem(
        "edition-twice",
        _at(document, "edition_of", places),
        f"'{other}' follows '{earlier.id}' already",
        "editions of a document follow each other in one row, so that each has one before it",
        f"name the edition just before it, such as 'edition_of: {other}'",
    )


def _between(document: Document, earlier: Document, places: Places) -> Iterator[Problem]:
    """Yield what is wrong between an edition and the one before it."""
    least = max(earlier.edition, 1) + 1
    if document.edition < least:
        yield Problem(
            "edition-number",
            _at(document, "edition", places),
            f"edition {document.edition} follows edition {least - 1}",
            f"'{earlier.id}' came before it, and a later edition has a higher number",
            f"write 'edition: {least}', or correct 'edition_of'",
        )
    if document.publication != earlier.publication:
        yield Problem(
            "edition-of-another",
            _at(document, "publication", places),
            "it is an edition of another outlet's text",
            f"'{earlier.id}' is of {earlier.publication}; who repeats another's text relays it",
            "remove 'edition_of', or correct the publication",
        )
    one, other = document.date, earlier.date
    if one and other and one.last and other.first and one.last < other.first:
        yield Problem(
            "edition-date",
            _at(document, "date", places),
            "it is older than the edition before it",
            f"'{earlier.id}' is of {other.words}",
            "correct one of the dates, or turn 'edition_of' round",
        )


def _cycle(corpus: Corpus) -> tuple[str, ...]:
    """Return documents that are editions of each other in a circle, the first again at the end; or none."""
    before = {d.id: [d.edition_of] for d in corpus.documents.values() if d.edition_of in corpus.documents}
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def _circular(circle: tuple[str, ...], corpus: Corpus, places: Places) -> Problem:
    first = corpus.documents[min(circle)]
    return Problem(
        "edition-cycle",
        _at(first, "edition_of", places),
        f"'edition_of' leads '{first.id}' back to itself",
        f"it reads {' → '.join(reversed(circle))}; one of them was first",
        "remove 'edition_of' from the first edition",
    )

"""A document that is registered and was not read holds no page up, and the page says that it waits."""

from __future__ import annotations

import shutil
from pathlib import Path

import reportkit as rk
from reportkit.case import Case
from reportkit.wording.runs import plain
from reportkit.wording.unknowns import unknowns

TINY = Path(__file__).parent / "corpora/tiny"
ENTRY = """\
  {identity}:
    title: {title}
    publication: Northport Daily
    publication_kind: newspaper
    date: none
    paragraphs: 3
    sha256: {digest}
    language: en
    invented: yes
"""


def waiting(folder: Path, *titles: str) -> Case:
    """Return a case of a corpus in which documents with these titles wait to be read."""
    corpus = shutil.copytree(TINY, folder / "corpus")
    with (corpus / "documents.yaml").open("a", encoding="utf-8") as register:
        for n, title in enumerate(titles):
            register.write(ENTRY.format(identity=f"waiting-{n}", title=title, digest=f"{n:064x}"))
    return rk.load("harbour-fire", seeds=corpus)


def test_a_page_says_that_a_document_was_not_read(tmp_path: Path) -> None:
    """The first thing that is not known is what nobody has read."""
    first = plain(unknowns(waiting(tmp_path, "A letter"))[0])
    assert first == "What the document “A letter” says: it is registered and has not been read"


def test_many_unread_documents_are_counted(tmp_path: Path) -> None:
    """Three of them are named, the others counted."""
    first = plain(unknowns(waiting(tmp_path, "One", "Two", "Three", "Four", "Five"))[0])
    assert first == (
        "What the documents “One”, “Two”, “Three” and 2 more say: they are registered and have not been read"
    )


def test_nothing_is_said_where_everything_was_read(tmp_path: Path) -> None:
    """A corpus without waiting documents has no such line."""
    assert not any("registered" in plain(line) for line in unknowns(waiting(tmp_path)))

"""
Writing into a chain of editions: an edition appears whole or not at all, and nothing that stands is changed.

The files of an edition are written and synced in a folder that nobody looks at, which then takes its name in
one step. Killed at any moment, the chain is whole: it holds the edition or it does not. What is brought up
afterwards, where the chain ends and which edition is the last that stands, lags behind in the direction that
harms nobody: ``latest`` leads to an older edition, never to one that was withdrawn. The next writer brings it
up.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from reportkit.publishing.atomic import WriteProblem, make_folder, write_bytes, write_together
from reportkit.publishing.batch import locks
from reportkit.publishing.editions import chain as chains
from reportkit.publishing.editions import files
from reportkit.publishing.editions.records import (
    CHANGES,
    EDITION,
    ENCODING,
    HEAD,
    LATEST,
    PDF,
    PRUNED,
    RECALLED,
    Edition,
    Head,
    Issue,
    Note,
    read,
    written,
)
from reportkit.publishing.editions.sealing import digest

_LEFT: Final = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")  # of ours and of atomic writes: both only while held


@contextmanager
def held(out: Path, slug: str) -> Iterator[tuple[Edition, ...]]:
    """
    Hold the chain of an incident for one writer, and give its editions.

    What a killed writer has left is removed first, and what lags behind is brought up.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    slug : str
        The incident.

    Raises
    ------
    reportkit.publishing.batch.locks.Busy
        When another writer holds it.
    reportkit.publishing.editions.chain.ChainProblems
        When it is not whole: nothing is added to a chain that cannot be believed.
    reportkit.publishing.atomic.WriteProblem
        When nothing can be written there.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as out, held(Path(out), "harbour-fire") as editions:
    ...     editions
    ()
    """
    folder = chains.home(out, slug)
    with locks.held(folder):
        _sweep(folder)
        if not files.names(folder):
            write_bytes(folder / HEAD, written(Head(slug, 0, "", {})))
        editions = chains.chain(out, slug)
        _bring_up(folder, slug, editions)
        yield editions


def append(out: Path, editions: tuple[Edition, ...], issue: Issue, parts: Mapping[str, bytes]) -> Edition:
    """
    Put an edition at the end of a chain that is `held`.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    editions : tuple of Edition
        The chain so far.
    issue : Issue
        What its record says; number, link and digests are put in here.
    parts : mapping of str to bytes
        The PDF, the encoding and the changes by their file names.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        When it cannot be written; the chain is as it was.
    """
    folder = chains.home(out, issue.slug)
    issue = replace(
        issue,
        number=len(editions) + 1,
        previous=editions[-1].sha256 if editions else "",
        pdf_sha256=digest(parts[PDF]),
        record_sha256=digest(parts[ENCODING]),
        changes_sha256=digest(parts[CHANGES]),
        pdf_bytes=len(parts[PDF]),
    )
    record = written(issue)
    _, seal = read(Issue, record)
    place = folder / f"{issue.number:04}"
    _put(folder, place, {**parts, EDITION: record})
    made = Edition(issue, seal, place)
    _bring_up(folder, issue.slug, (*editions, made))
    return made


def recall(editions: tuple[Edition, ...], note: Note) -> tuple[Edition, ...]:
    """
    Mark an edition of a chain that is `held` as withdrawn; done once, it stays as it was.

    ``latest`` leads elsewhere before the mark is made, so that at no moment it leads to a withdrawn edition.

    Parameters
    ----------
    editions : tuple of Edition
        The chain.
    note : Note
        Which edition, when, by whom and why.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        When it cannot be written.
    """
    edition = editions[note.number - 1]
    if not edition.stands:
        return editions
    folder = edition.folder.parent
    note = replace(note, edition_sha256=edition.sha256)
    now = tuple(replace(one, recalled=note) if one is edition else one for one in editions)
    _point(folder, now)
    write_bytes(folder / f"{note.number:04}{RECALLED}", written(note, "recall"))
    _bring_up(folder, note.slug, now)
    return now


def remove_pdf(edition: Edition, note: Note) -> None:
    """
    Remove the PDF of an edition of a chain that is `held`: first it is written down, then done.

    Parameters
    ----------
    edition : Edition
        An edition whose PDF is the one that was issued.
    note : Note
        When, by whom and why.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        When it cannot be written down or removed.
    """
    path = edition.folder.parent / f"{edition.number:04}{PRUNED}"
    if edition.pruned is None:
        write_bytes(path, written(replace(note, edition_sha256=edition.sha256), "removal"))
    with _told(edition.pdf):
        edition.pdf.unlink(missing_ok=True)


def _put(folder: Path, place: Path, content: Mapping[str, bytes]) -> None:
    """Write files into a folder that nobody looks at, and let it take its place in one step."""
    temporary = folder / f".{place.name}.{secrets.token_hex(4)}.tmp"
    make_folder(temporary)
    try:
        write_together({temporary / name: part for name, part in content.items()})
        with _told(place):
            if place.exists() or place.is_symlink():  # an empty folder would give way
                raise FileExistsError(17, "something stands there", str(place))
            temporary.rename(place)
            _sync(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _bring_up(folder: Path, slug: str, editions: tuple[Edition, ...]) -> None:
    """Say where the chain ends and which edition is the last that stands, where that is not said yet."""
    recalls = {
        str(one.number): digest_of(folder / f"{one.number:04}{RECALLED}")
        for one in editions
        if not one.stands
    }
    last = editions[-1] if editions else None
    head = written(Head(slug, last.number if last else 0, last.sha256 if last else "", recalls))
    if not _holds(folder / HEAD, head):
        write_bytes(folder / HEAD, head)
    _point(folder, editions)


def digest_of(path: Path) -> str:
    """Return the digest that a record of a recall has of itself."""
    return read(Note, files.content(path), "recall")[1]


def _point(folder: Path, editions: Iterable[Edition]) -> None:
    """Let ``latest`` lead to the last edition that stands, in one step; away with it where none does."""
    path, last = folder / LATEST, chains.standing(editions)
    now = path.readlink().as_posix() if path.is_symlink() else None
    if last is None:
        if now is not None:
            with _told(path):
                path.unlink()
        return
    if now == last.folder.name:
        return
    temporary = folder / f".latest.{secrets.token_hex(4)}.tmp"
    try:
        temporary.symlink_to(last.folder.name, target_is_directory=True)
    except OSError:  # a system without links: head and records say it
        return
    with _told(path):
        temporary.replace(path)
        _sync(folder)


def _sweep(folder: Path) -> None:
    """Remove what killed writers have left; whoever calls holds the folder."""
    for name in [entry.name for entry in folder.iterdir() if _LEFT.fullmatch(entry.name)]:
        left = folder / name
        if files.is_folder(left):
            shutil.rmtree(left, ignore_errors=True)
        else:
            with suppress(OSError):
                left.unlink()


def _holds(path: Path, content: bytes) -> bool:
    try:
        return files.content(path) == content
    except ValueError:
        return False


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = f"the system says: {error.strerror or error}"
        raise WriteProblem(path, why, "look at that folder, then run again") from error


def _sync(folder: Path) -> None:
    if os.name == "nt":
        return  # folders cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {22, 95, 9}:  # file systems that cannot sync a folder
            raise
    finally:
        os.close(descriptor)

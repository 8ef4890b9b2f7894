"""
The chain of editions of one incident: read, and every digest and every link of it verified.

``<out>/editions/<slug>/`` holds a folder for each edition (``0001``), beside it what became of one
(``0001.recalled.json``, ``0001.pruned.json``), where the chain ends (``head.json``) and a link to the last
edition that stands (``latest``). Nothing of it is ever written twice but the last two, which lag behind for
the moment between two writes and are brought up by the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportkit.problems import Problem, Told
from reportkit.publishing.editions import faults, files
from reportkit.publishing.editions.records import (
    EDITION,
    HEAD,
    PRUNED,
    RECALLED,
    Edition,
    Head,
    Issue,
    Note,
    read,
)
from reportkit.publishing.editions.sealing import Broken

if TYPE_CHECKING:
    from reportkit.model import Corpus

EDITIONS: Final = "editions"
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_KINDS: Final = {RECALLED: "recall", PRUNED: "removal"}
_LARGEST = 1 << 31  # bytes of a stored encoding


class ChainProblems(Told, ValueError):  # noqa: N818 - it carries all problems of a chain, it is not one error
    """
    Raised where a chain is not whole; the message lists all that is wrong.

    Attributes
    ----------
    problems : tuple of Problem
        Each names the file, what is wrong, why it cannot stand, and what to do.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Chain:
    """
    The editions of one incident as they stand on the disk.

    Parameters
    ----------
    folder : pathlib.Path
        Where the chain is.
    slug : str
        The incident.
    editions : tuple of Edition
        Those whose records can be read, by number.
    head : Head or None
        Where it is said to end; None where that cannot be read.
    problems : tuple of Problem
        All that is not as it was written.
    """

    folder: Path
    slug: str
    editions: tuple[Edition, ...]
    head: Head | None
    problems: tuple[Problem, ...]


def home(out: Path, slug: str) -> Path:
    """
    Return where the editions of an incident are.

    Raises
    ------
    ValueError
        When the slug cannot name files.

    Examples
    --------
    >>> home(Path("build"), "harbour-fire").as_posix()
    'build/editions/harbour-fire'
    """
    if not _SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} cannot name files: write small letters and digits, joined by '-' or '_'")
    return out / EDITIONS / slug


def slugs(out: Path) -> tuple[str, ...]:
    """
    Return the incidents of which editions were issued in a folder of briefings.

    Examples
    --------
    >>> slugs(Path("no such folder"))
    ()
    """
    folder = out / EDITIONS
    return tuple(
        name for name in files.names(folder) if _SLUG.fullmatch(name) and files.is_folder(folder / name)
    )


def chain(out: Path, slug: str) -> tuple[Edition, ...]:
    """
    Return the editions of an incident by number, none where none was issued.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    slug : str
        The incident.

    Raises
    ------
    ChainProblems
        When a single byte of the chain is not as it was written, or anything of it is gone or out of place.

    Examples
    --------
    >>> chain(Path("no such folder"), "harbour-fire")
    ()
    """
    found = examined(out, slug)
    if found.problems:
        raise ChainProblems(found.problems)
    return found.editions


def standing(editions: Iterable[Edition]) -> Edition | None:
    """
    Return the last edition that was not withdrawn; None where none stands.

    Examples
    --------
    >>> standing(())
    """
    return next((one for one in reversed(tuple(editions)) if one.stands), None)


def state(edition: Edition) -> Corpus:
    """
    Return what bore on the incident when an edition was issued.

    Parameters
    ----------
    edition : Edition
        An edition of a chain.

    Raises
    ------
    ChainProblems
        When its encoding is not as it was issued. What `reportkit.reading.stored.from_bytes` raises where
        another version of the kit has written it.
    """
    from reportkit.reading import stored  # noqa: PLC0415 - the chain itself is read without it

    found: Corpus = stored.from_bytes(stored_state(edition))
    return found


def stored_state(edition: Edition) -> bytes:
    """
    Return the bytes of what bore on the incident when an edition was issued.

    Raises
    ------
    ChainProblems
        When they are not those that were issued.
    """
    from reportkit.publishing.editions.sealing import digest  # noqa: PLC0415 - beside its only use

    try:
        content = files.content(edition.encoding, _LARGEST)
        if digest(content) != edition.issue.record_sha256:
            raise Broken("its digest is another than the edition's record has")  # noqa: TRY301 - told below
    except Broken as broken:
        raise ChainProblems(
            [faults.damaged(f"{edition.folder.name}/{edition.encoding.name}", str(broken))]
        ) from None
    return content


def examined(out: Path, slug: str) -> Chain:
    """
    Return the chain of an incident with all that is wrong with it.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    slug : str
        The incident.

    Examples
    --------
    >>> examined(Path("no such folder"), "harbour-fire").problems
    ()
    """
    folder = home(out, slug)
    names = files.names(folder)
    problems: list[Problem] = []
    editions = [
        one
        for name in names
        if faults.NUMBER.fullmatch(name)
        for one in _edition(folder / name, slug, problems)
    ]
    notes = [
        note
        for ending, kind in _KINDS.items()
        for name in names
        if name.endswith(ending)
        for note in _note(folder / name, kind, editions, problems)
    ]
    editions = [_with(edition, notes) for edition in editions]
    head = _head(folder, slug, problems) if names else None
    problems += faults.unlinked(editions)
    if head:
        problems += faults.ending(head, editions, notes, names)
    elif not problems and names:
        problems.append(faults.headless())
    for edition in editions:
        problems += faults.parts(edition)
    problems += faults.foreign(names)
    problems += faults.latest(folder, editions)
    return Chain(folder, slug, tuple(editions), head, tuple(dict.fromkeys(problems)))


def _edition(folder: Path, slug: str, problems: list[Problem]) -> Iterator[Edition]:
    where = f"{folder.name}/{EDITION}"
    if not files.is_folder(folder):
        problems.append(faults.damaged(folder.name, "it is no folder"))
        return
    try:
        issue, seal = read(Issue, files.content(folder / EDITION))
    except Broken as broken:
        problems.append(faults.damaged(where, str(broken)))
        return
    if issue.slug != slug:
        problems.append(
            faults.problem(
                "edition-foreign",
                where,
                f"it is an edition of '{issue.slug}'",
                f"this is the chain of '{slug}'",
                f"move the folder {folder.name} to its own chain, and put the right one back from a copy",
            )
        )
        return
    if folder.name != f"{issue.number:04}":
        problems.append(
            faults.problem(
                "edition-order",
                where,
                f"it is edition {issue.number}",
                "editions stand in the order in which they were issued",
                f"rename the folder {folder.name} to {issue.number:04}, and what stands there likewise",
            )
        )
        return
    yield Edition(issue, seal, folder)


def _note(
    path: Path, kind: str, editions: Iterable[Edition], problems: list[Problem]
) -> Iterator[tuple[str, Note, str]]:
    try:
        note, seal = read(Note, files.content(path), kind)
    except Broken as broken:
        problems.append(faults.damaged(path.name, str(broken)))
        return
    of = next((one for one in editions if one.number == note.number), None)
    if not path.name.startswith(f"{note.number:04}.") or (of and note.edition_sha256 != of.sha256):
        problems.append(
            faults.problem(
                "edition-foreign",
                path.name,
                "it is about another edition than its name says",
                "what became of an edition is written down for that one alone",
                "put the file back where it is from",
            )
        )
        return
    yield kind, note, seal


def _with(edition: Edition, notes: Iterable[tuple[str, Note, str]]) -> Edition:
    for kind, note, _ in notes:
        if note.number == edition.number:
            edition = replace(edition, recalled=note) if kind == "recall" else replace(edition, pruned=note)
    return edition


def _head(folder: Path, slug: str, problems: list[Problem]) -> Head | None:
    try:
        head, _ = read(Head, files.content(folder / HEAD))
    except Broken as broken:
        problems.append(faults.headless(str(broken)))
        return None
    if head.slug != slug:
        problems.append(faults.headless(f"it is of the chain of '{head.slug}'"))
        return None
    return head

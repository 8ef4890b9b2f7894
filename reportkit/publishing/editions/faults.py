"""What can be wrong with a chain of editions, each kind told with the file, the reason and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from reportkit.problems import Place, Problem, visible
from reportkit.publishing.editions import files
from reportkit.publishing.editions.records import (
    EDITION,
    HEAD,
    LATEST,
    PARTS,
    PDF,
    PRUNED,
    RECALLED,
    Edition,
    Head,
    Note,
)
from reportkit.publishing.editions.sealing import Broken

NUMBER: Final = re.compile(r"[0-9]{4,}")  # the name of an edition's folder
_COPY = "put the file back from a copy: a backup, or a folder the edition was delivered to"


def unlinked(editions: Iterable[Edition]) -> Iterator[Problem]:
    """Yield where an edition names another record before it than stands there."""
    known = {edition.number: edition for edition in editions}
    for number, edition in known.items():
        before = known.get(number - 1)
        if (number == 1) != (not edition.issue.previous) or (
            before and before.sha256 != edition.issue.previous
        ):
            yield problem(
                "edition-link",
                f"{edition.folder.name}/{EDITION}",
                f"it follows another record than stands in {number - 1:04}",
                "each edition names the digest of the one before it: one of the two is not what was issued",
                "compare both with copies that were delivered, and put the right one back",
            )


def ending(
    head: Head, editions: list[Edition], notes: Iterable[tuple[str, Note, str]], names: Iterable[str]
) -> Iterator[Problem]:
    """Yield what is not as the head of the chain says; one edition may have come since it was written."""
    last = max([head.last, *(int(name) for name in names if NUMBER.fullmatch(name))])
    for number in range(1, last + 1):
        if f"{number:04}" not in names:
            yield problem(
                "edition-missing",
                f"{number:04}",
                "the edition is missing",
                "it was issued, and the chain cannot be followed without it",
                "put the folder back from a copy: a backup, or where it was delivered",
            )
    of = next((edition for edition in editions if edition.number == head.last), None)
    if last > head.last + 1 or (of and of.sha256 != head.edition_sha256):
        yield headless(f"it says that the chain ends with edition {head.last}, of another digest or long ago")
    recalls = {str(note.number): seal for kind, note, seal in notes if kind == "recall"}
    for of_edition, seal in head.recalls.items():
        if recalls.get(of_edition) != seal:
            yield problem(
                "recall-missing",
                f"{of_edition:0>4}{RECALLED}",
                "the record of this recall is missing, or is another one",
                "an edition that was withdrawn would seem to stand",
                _COPY,
            )


def parts(edition: Edition) -> Iterator[Problem]:
    """Yield which files of an edition are not those that were issued."""
    for name, field in PARTS.items():
        if name == PDF and edition.pruned:
            continue
        try:
            if files.digest(edition.folder / name) != getattr(edition.issue, field):
                raise Broken("its digest is another than the edition's record has")  # noqa: TRY301 - told below
        except Broken as broken:
            yield damaged(f"{edition.folder.name}/{name}", str(broken))
    for name in files.names(edition.folder):
        if name not in {EDITION, *PARTS}:
            yield stray(f"{edition.folder.name}/{name}")


def foreign(names: Iterable[str]) -> Iterator[Problem]:
    """Yield what stands in the folder of a chain and is none of its files."""
    for name in names:
        ours = NUMBER.fullmatch(name) or name in {HEAD, LATEST}
        if not ours and not name.endswith((RECALLED, PRUNED)):
            yield stray(name)


def latest(folder: Path, editions: Iterable[Edition]) -> Iterator[Problem]:
    """Yield whether ``latest`` leads to an edition that does not stand; to an older one that does, it may."""
    path = folder / LATEST
    if not path.is_symlink():
        if path.exists():
            yield stray(LATEST)
        return
    target = path.readlink().as_posix()
    of = next((edition for edition in editions if edition.folder.name == target), None)
    if of is None or not of.stands:
        yield problem(
            "edition-latest",
            LATEST,
            f"it leads to {visible(target)}, {'which was withdrawn' if of else 'no edition of this chain'}",
            "whoever opens it expects the last edition that stands",
            "remove the link; the next issue or recall makes it anew",
        )


def damaged(where: str, what: str) -> Problem:
    """Return that a file is not as it was written."""
    return problem("edition-damaged", where, what, "it is not the file that was issued", _COPY)


def headless(what: str = "it is missing") -> Problem:
    """Return that the file is not there, or not right, that says where the chain ends."""
    why = "without it nobody can see whether editions or recalls at the end of the chain are gone"
    return problem("edition-head", HEAD, what, why, _COPY)


def stray(where: str) -> Problem:
    """Return that something stands there that nobody issued."""
    why = "whoever finds it here takes it for a part of what was issued"
    return problem("edition-stray", where, "it is not of this chain", why, "move it elsewhere")


def problem(rule: str, where: str, what: str, why: str, fix: str) -> Problem:
    """Return a problem of a file, told from the folder of the chain."""
    return Problem(rule, Place(where), what, why, fix)

"""
Editions in a folder: ``<folder>/<slug>/<NNNN>/`` with the PDF, and ``latest``, which leads to the last one.

Each edition appears whole or not at all. ``latest`` is a link that is replaced in one step; where a system
has no links it is ``latest.json``. It never leads to an edition that was withdrawn. A notice of a recall is
``<NNNN>.recalled.txt`` beside the edition, which stays: those who have it can compare. Notices of failures
are in ``_notices``, which no incident can be called.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportkit.problems import visible
from reportkit.publishing.atomic import WriteProblem, make_folder, write_bytes, write_together
from reportkit.publishing.delivery.messages import EDITION_OUT, RECALL
from reportkit.publishing.delivery.parcels import Undelivered
from reportkit.publishing.editions import files
from reportkit.publishing.editions.sealing import Broken, canonical

if TYPE_CHECKING:
    from reportkit.publishing.delivery.parcels import Parcel
    from reportkit.reading.destinations import Folder

LATEST: Final = "latest"
LATEST_FILE: Final = "latest.json"
NOTICES: Final = "_notices"
_RECALLED: Final = ".recalled.txt"
_NUMBER = re.compile(r"\d{4,}")


def send(parcel: Parcel, to: Folder) -> None:
    """
    Put a message into a folder; put in twice, it is there once.

    Parameters
    ----------
    parcel : Parcel
        The message.
    to : Folder
        The folder; made if it is not there, but not the one above it: that may be a disk that is not there.

    Raises
    ------
    Undelivered
        When it cannot be put there.
    """
    base, message = Path(to.path), parcel.message
    if not base.parent.is_dir():
        raise Undelivered(
            f"there is no folder {visible(str(base.parent))}; make it, or see whether its disk is there",
            unreachable=True,
        )
    try:
        if message.kind == EDITION_OUT:
            _put(parcel, base / message.incident)
            _point(base / message.incident, parcel.standing)
        elif message.kind == RECALL:
            make_folder(base / message.incident)
            _point(base / message.incident, parcel.standing)
            path = base / message.incident / f"{message.edition:04}{_RECALLED}"
            write_bytes(path, message.text.encode())
        else:
            make_folder(base / NOTICES)
            name = f"{parcel.envelope.added[:10]}-{message.kind}-{parcel.key[:8]}.txt"
            write_bytes(base / NOTICES / name, message.text.encode())
    except WriteProblem as problem:
        raise Undelivered(visible(str(problem)), unreachable=True) from None
    except OSError as error:
        raise Undelivered(f"{visible(str(base))}: {error.strerror or error}", unreachable=True) from None


def _put(parcel: Parcel, home: Path) -> None:
    place = home / f"{parcel.message.edition:04}"
    make_folder(home)
    if place.exists() or place.is_symlink():
        if not _holds(place, parcel):
            raise Undelivered(
                f"something else stands in {visible(str(place))}; look at it, move it away, and run: "
                "reportkit deliver --retry-parked",
                permanent=True,
            )
        return
    temporary = home / f".{place.name}.{parcel.key[:16]}.tmp"
    shutil.rmtree(temporary, ignore_errors=True)  # of an attempt at this very message that was killed
    try:
        make_folder(temporary)
        write_together({temporary / name: content for name, content in parcel.files.items()})
        temporary.rename(place)
        _sync(home)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _holds(place: Path, parcel: Parcel) -> bool:
    try:
        return files.is_folder(place) and all(
            files.digest(place / name) == hashlib.sha256(content).hexdigest()
            for name, content in parcel.files.items()
        )
    except Broken:
        return False


def _point(home: Path, standing: frozenset[int]) -> None:
    """Let latest lead to the last edition that is there and stands; away with it where none is."""
    there = [int(name) for name in files.names(home) if _NUMBER.fullmatch(name)]
    last = max((number for number in there if number in standing), default=0)
    link, file = home / LATEST, home / LATEST_FILE
    if not last:
        for path in (link, file):
            if path.is_symlink() or path.is_file():
                path.unlink()
        return
    name = f"{last:04}"
    if _linked(link, name):
        file.unlink(missing_ok=True)
    else:
        write_bytes(file, canonical({"edition": last, "folder": name}))


def _linked(link: Path, name: str) -> bool:
    """Let a link lead to a folder beside it, in one step; false where the system has no links."""
    if link.is_symlink() and os.fspath(link.readlink()) == name:
        return True
    temporary = link.with_name(f".{LATEST}.tmp")
    with suppress(FileNotFoundError):
        temporary.unlink()
    try:
        temporary.symlink_to(name, target_is_directory=True)
    except (OSError, NotImplementedError):
        return False
    try:
        temporary.replace(link)
    except IsADirectoryError:
        temporary.unlink(missing_ok=True)
        why = f"a folder stands at {visible(str(link))}, which is no link of ours; move it away"
        raise Undelivered(why, permanent=True) from None
    _sync(link.parent)
    return True


def _sync(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

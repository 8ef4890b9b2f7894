"""What stands in a folder of editions, looked at without trust: regular files, bounded, no link followed."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from reportkit.publishing.editions.sealing import Broken

_MOST: Final = 1 << 22  # bytes of a record; one is a few thousand
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def content(path: Path, most: int = _MOST) -> bytes:
    """
    Return the bytes of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    most : int
        How many bytes it may have.

    Raises
    ------
    reportkit.publishing.editions.sealing.Broken
        When there is none, it is no regular file, is too large, or cannot be read; a few words say which.

    Examples
    --------
    >>> content(Path("no such file"))
    Traceback (most recent call last):
    ...
    reportkit.publishing.editions.sealing.Broken: it is missing
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Broken("it is no regular file")
            if found.st_size > most:
                raise Broken(f"it has {found.st_size} bytes, more than any such file")
            return file.read(most + 1)
    except OSError as error:
        raise Broken(_why(error)) from None


def digest(path: Path) -> str:
    """
    Return the SHA-256 of a file of any size.

    Raises
    ------
    reportkit.publishing.editions.sealing.Broken
        When there is none, it is no regular file, or cannot be read.

    Examples
    --------
    >>> digest(Path("no such file"))
    Traceback (most recent call last):
    ...
    reportkit.publishing.editions.sealing.Broken: it is missing
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Broken("it is no regular file")
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Broken(_why(error)) from None


def is_folder(path: Path) -> bool:
    """
    Whether a folder stands there itself, and no link to one.

    Examples
    --------
    >>> is_folder(Path("no such folder"))
    False
    """
    return path.is_dir() and not path.is_symlink()


def names(folder: Path) -> tuple[str, ...]:
    """
    Return what stands in a folder, in order, without names that begin with a dot; nothing where none is.

    Examples
    --------
    >>> names(Path("no such folder"))
    ()
    """
    try:
        return tuple(sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")))
    except OSError:
        return ()


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "it is missing"
    return f"it cannot be read: {error.strerror or error}"

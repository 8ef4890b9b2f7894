"""
The bytes of ordinary files, and of nothing else.

A pipe in the place of a file waits for somebody to write into it, and a device may never end: a command, or
the completion of a shell, would stand still over it. So what is no file is told like a file that cannot be
read. Links are followed; a corpus may lie anywhere.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def content(path: Path) -> bytes:
    """
    Return the bytes of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file, or a link to one.

    Raises
    ------
    OSError
        It is not there, may not be read, or is a folder, a pipe, a socket or a device.

    Examples
    --------
    >>> from pathlib import Path
    >>> content(Path("no-such-file"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: [Errno 2] No such file or directory: 'no-such-file'
    """
    _ordinary(path.stat().st_mode, path)
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        _ordinary(os.fstat(file.fileno()).st_mode, path)  # it may have become something else meanwhile
        return file.read()


def _ordinary(mode: int, path: Path) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))

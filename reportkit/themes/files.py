"""
Files of a theme's folder, read so that nothing outside of it is reached.

A name may not lead elsewhere, a link is not followed, and what is no plain file or too large is not read.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

# Where a system has no such flags, what `lstat` says before has to do.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0)


class Unreadable(OSError):  # noqa: N818 - told to people as it is
    """Raised for a file that is not read; the message is why, in a few words."""


def is_plain(name: str) -> bool:
    """
    Say whether a name stays in its folder, on every system.

    Examples
    --------
    >>> [is_plain(name) for name in ("logo.svg", "../logo.svg", "a/b.svg", "C:logo.svg", "..", "")]
    [True, False, False, False, False, False]
    """
    return bool(name) and name not in {".", ".."} and not set(name) & set("/\\:\0") and name.isprintable()


def content(path: Path, most: int) -> bytes:
    """
    Return the bytes of a plain file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    most : int
        The largest number of bytes it may have.

    Raises
    ------
    Unreadable
        It is not there, a link, no plain file, or larger.

    Examples
    --------
    >>> from pathlib import Path
    >>> content(Path("no-such-file"), 10)
    Traceback (most recent call last):
    ...
    reportkit.themes.files.Unreadable: there is no such file
    """
    try:
        kind = path.lstat().st_mode
        found = _read(path, most + 1) if stat.S_ISREG(kind) else None
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except (OSError, ValueError) as error:
        raise Unreadable(getattr(error, "strerror", "") or str(error)) from None
    if found is None:
        raise Unreadable("it is a link" if stat.S_ISLNK(kind) else "it is no file")
    if len(found) > most:
        raise Unreadable(f"it is larger than {most // 1000:,} kB")
    return found


def _read(path: Path, most: int) -> bytes | None:
    """Return the first bytes of a plain file; None where it became something else meanwhile."""
    handle = os.open(path, _FLAGS | _BINARY)
    with os.fdopen(handle, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(handle).st_mode) else None

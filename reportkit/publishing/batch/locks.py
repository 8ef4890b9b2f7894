"""
One run at a time in a folder: whoever comes second is told at once.

The system holds the lock and frees it when its holder ends, however that happens: nothing is ever unlocked by
hand. Parts of one batch on several machines (``--shard``) share the folder; each has its own part alone.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from reportkit.publishing.atomic import make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = ".lock"


class Busy(Exception):  # noqa: N818 - a state of the folder, not an error in anything
    """
    Raised where another run holds the folder.

    Examples
    --------
    >>> from pathlib import Path
    >>> print(Busy(Path("build")))
    another run is writing into build; wait until it has ended, or name another folder with --out
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        """Return it in one line."""
        return (
            f"another run is writing into {self.folder}; wait until it has ended, or name another folder "
            "with --out"
        )


@contextmanager
def held(folder: Path, shard: str = "") -> Iterator[None]:
    """
    Hold a folder of briefings for as long as the block runs.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; made if it is not there.
    shard : str, optional
        Which part of the batch this is, such as "2-of-8"; others may hold other parts meanwhile.

    Raises
    ------
    Busy
        When another run holds it.
    reportkit.publishing.atomic.WriteProblem
        When the folder cannot be made.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, held(Path(folder)):
    ...     with held(Path(folder)):
    ...         pass
    Traceback (most recent call last):
    ...
    reportkit.publishing.batch.locks.Busy: another run is writing into ...
    """
    make_folder(folder)
    with (folder / NAME).open("ab") as whole:
        _take(whole, folder, shared=bool(shard))
        if not shard:
            yield
            return
        with (folder / f"{NAME}-{shard}").open("ab") as part:
            _take(part, folder, shared=False)
            yield


def _take(file: IO[bytes], folder: Path, *, shared: bool) -> None:
    try:
        if sys.platform == "win32":
            if not shared:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        if isinstance(error, BlockingIOError | PermissionError):
            raise Busy(folder) from None
        # A file system without locks: then it is on whoever starts two runs.


def sweepable(file: Path) -> bool:
    """Whether nobody holds the lock of a file, so that what it stands for was left behind."""
    try:
        descriptor = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        with os.fdopen(descriptor, "ab") as opened:
            _take(opened, file.parent, shared=False)
    except (Busy, OSError):
        return False
    return True

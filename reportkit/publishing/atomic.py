"""
Files that are whole or not there.

A reader who looks at any moment sees the old file or the new one, never a part of either. The content
goes into a temporary file in the same folder, is synced to the disk, and takes the place of the old
file by a rename; the folder is synced after it. When anything fails on the way, the old file stands
untouched and the temporary one is removed. What a killed process left behind is removed by the next
write of the same file.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

if sys.platform != "win32":
    import fcntl

# An error number of the operating system, in words: why it cannot be written, and what to do.
_READ_ONLY = ("this folder is read-only for you", "allow writing there, or choose another folder")
_FULL = ("there is no space left for it", "make room on the disk (or in your quota), then run again")
_FOLDER_IN_THE_WAY = ("a folder of this name stands there", "move that folder away, or choose another name")
_NO_FOLDER = ("there is no folder to put it in", "make the folder first, or correct the path")
_FILE_IN_THE_WAY = (
    "a file stands where its folder should be",
    "move it away, or choose another folder",
)
# What a viewer does on some systems: the folder takes new files, and this one cannot be replaced.
_HELD = (
    "another program holds the file that stands there",
    "close it there (a viewer?) and run again",
)
_REASONS = {
    errno.EACCES: _READ_ONLY,
    errno.EPERM: _READ_ONLY,
    errno.EROFS: _READ_ONLY,
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EISDIR: _FOLDER_IN_THE_WAY,
    errno.EEXIST: ("a file of this name stands there", "move that file away, or choose another name"),
    errno.ENOENT: _NO_FOLDER,
    errno.ENOTDIR: _FILE_IN_THE_WAY,
    errno.ENAMETOOLONG: ("the name is too long for this file system", "choose a shorter name or folder"),
}
_WHEN_REPLACING = {errno.EACCES: _HELD, errno.EPERM: _HELD, errno.EBUSY: _HELD}
_WHEN_MAKING_FOLDERS = {errno.ENOENT: ("the system makes no folder there", "choose another folder")}
# File systems that cannot sync a folder say so with one of these; there is nothing more to do about it.
_CANNOT_SYNC_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}


def write_bytes(path: Path, content: bytes) -> None:
    """
    Content put at a path in one step, replacing what stood there.

    Parameters
    ----------
    path : pathlib.Path
        The file; its folder must exist. A symbolic link is replaced, not followed.
    content : bytes
        The whole content.

    Raises
    ------
    WriteProblem
        When the file cannot be written. The old file, if any, stands unchanged.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder, "a.txt"), b"whole")
    ...     Path(folder, "a.txt").read_bytes()
    b'whole'
    """
    write_together({path: content})


def write_text(path: Path, text: str) -> None:
    r"""
    Text put at a path in one step, as UTF-8, its line ends untouched.

    Parameters
    ----------
    path : pathlib.Path
        The file; its folder must exist. A symbolic link is replaced, not followed.
    text : str
        The whole text. Half of a surrogate pair is no text: UnicodeEncodeError.

    Raises
    ------
    WriteProblem
        When the file cannot be written. The old file, if any, stands unchanged.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_text(Path(folder, "a.txt"), "Кыргызстан\r\n")
    ...     Path(folder, "a.txt").read_bytes()[-2:]
    b'\r\n'
    """
    write_together({path: text.encode()})


def create_text(path: Path, text: str) -> None:
    """
    Text put at a path where nothing stands yet, as UTF-8.

    A file that somebody else makes in the same moment wins: this one is only ever created, in one write,
    never put over another.

    Parameters
    ----------
    path : pathlib.Path
        The file; folders above it are made if need be.
    text : str
        The whole text.

    Raises
    ------
    WriteProblem
        When the file cannot be made, or one stands there; then nothing of it is left behind.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     create_text(Path(folder, "incidents", "a.yaml"), "format: 1")
    ...     Path(folder, "incidents", "a.yaml").read_text()
    'format: 1'
    """
    make_folder(path.parent)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with _told(path):
        descriptor = os.open(path, flags, 0o666)
        try:
            with os.fdopen(descriptor, "wb") as made:
                made.write(text.encode())
                made.flush()
                os.fsync(descriptor)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def write_together(files: Mapping[Path, bytes]) -> None:
    """
    Several files put at their paths, none before all of them are safely on the disk.

    A full disk or a failing sync is met while the temporary files are written, when no old file has
    been touched. Then the files take their places in the order of the mapping. This is not a
    transaction: a process killed between two renames leaves the first file new and the second old.

    Parameters
    ----------
    files : mapping of pathlib.Path to bytes
        Whole contents by path, in the order in which they shall appear.

    Raises
    ------
    WriteProblem
        When a file cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_together({Path(folder, "a.pdf"): b"page", Path(folder, "a.json"): b"{}"})
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['a.json', 'a.pdf']
    """
    with ExitStack() as staged:
        temporaries = {
            path: staged.enter_context(_temporary(path, content)) for path, content in files.items()
        }
        for path, temporary in temporaries.items():
            with _told(path, _WHEN_REPLACING):
                temporary.replace(path)
    for folder in dict.fromkeys(path.parent for path in files):
        with _told(folder):
            _sync_folder(folder)


def make_folder(path: Path) -> None:
    """
    A folder there with all folders above it, made if need be.

    Parameters
    ----------
    path : pathlib.Path
        The folder.

    Raises
    ------
    WriteProblem
        When it cannot be made: a file in its place, a read-only folder above it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     make_folder(Path(folder, "build", "2031"))
    ...     Path(folder, "build", "2031").is_dir()
    True
    """
    with _told(path, _WHEN_MAKING_FOLDERS):
        path.mkdir(parents=True, exist_ok=True)


def rehearse(paths: Iterable[Path]) -> None:
    """
    Everything tried that could refuse these files later, except their size; nothing is left behind.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        Files to be written after long work.

    Raises
    ------
    WriteProblem
        When one of them cannot be written: a read-only or missing folder, a folder in its place.

    Examples
    --------
    >>> from pathlib import Path
    >>> rehearse([Path("no such folder", "a.pdf")])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    reportkit.publishing.atomic.WriteProblem: cannot write ...: there is no folder to put it in; ...
    """
    for path in paths:
        with _temporary(path, b""):
            pass


class WriteProblem(Exception):  # noqa: N818 - told like all problems: what, why, what to do
    """
    Raised when a file cannot be written.

    ``path`` is the file, ``why`` it cannot be written and ``fix`` what to do, in plain words.

    Examples
    --------
    >>> from pathlib import Path
    >>> print(WriteProblem(Path("build/a.pdf"), "there is no space left for it", "make room on the disk"))
    cannot write build/a.pdf: there is no space left for it; make room on the disk
    """

    def __init__(self, path: Path, why: str, fix: str) -> None:
        super().__init__(path, why, fix)
        self.path, self.why, self.fix = path, why, fix

    def __str__(self) -> str:
        """Return the problem in one line."""
        return f"cannot write {self.path}: {self.why}; {self.fix}"


@contextmanager
def _told(path: Path, meaning: Mapping[int, tuple[str, str]] = _REASONS) -> Iterator[None]:
    """Tell an error of the operating system in plain words; what one means depends on what was tried."""
    try:
        yield
    except OSError as error:
        unknown = (f"the system says: {error.strerror or error}", "look at the disk, then run again")
        why, fix = meaning.get(error.errno or 0) or _REASONS.get(error.errno or 0, unknown)
        raise WriteProblem(path, why, fix) from error


@contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    """Hold the content on the disk beside its place; on leaving, what was not put in place is removed."""
    with _told(path), ExitStack() as opened:
        if path.is_dir() and not path.is_symlink():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        _sweep(path)
        descriptor, temporary = _opened(path)
        opened.callback(temporary.unlink, missing_ok=True)
        file = opened.enter_context(os.fdopen(descriptor, "wb"))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        if sys.platform == "win32":
            file.close()  # an open file cannot be renamed there; elsewhere the lock lasts as long as the file
        kept = opened.pop_all()
    with kept:
        yield temporary


def _opened(path: Path) -> tuple[int, Path]:
    """Return a new locked temporary file beside *path*: its descriptor and its name."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.tmp")
        descriptor = os.open(temporary, flags, 0o666)  # less the umask, like any new file
        _lock(descriptor, wait=True)
        if temporary.exists():
            return descriptor, temporary
        os.close(descriptor)  # another writer swept it away before the lock was ours


def _lock(descriptor: int, *, wait: bool) -> bool:
    """Mark a temporary file as being written; the system lifts the mark when the process ends."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # held by its writer, or a file system without locks: then nothing is swept
        return False
    return True


def _sweep(path: Path) -> None:
    """Remove temporary files of *path* whose writers were killed."""
    prefix = f".{path.name[:80]}."
    left: list[Path] = []
    with suppress(OSError):  # a folder that cannot be listed may still be written to
        left += (p for p in path.parent.iterdir() if p.name.startswith(prefix) and p.name.endswith(".tmp"))
    for temporary in left:
        with suppress(OSError):
            descriptor = os.open(temporary, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                if _lock(descriptor, wait=False):
                    temporary.unlink(missing_ok=True)
            finally:
                os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # folders cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC_FOLDERS:
            raise
    finally:
        os.close(descriptor)

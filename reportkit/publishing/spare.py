"""
A kernel started ahead of the run it is for, so that the run need not wait for it.

It is used once, like every kernel: a run never sees what another run has left. It gets the same
command, environment and working folder as a kernel that starts when its run does. Where there is none,
or it has ended in the meantime, or the run wants another folder, the run starts one of its own.
"""

from __future__ import annotations

import signal
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL
from typing import TYPE_CHECKING

from jupyter_core.utils import run_sync

from reportkit.publishing import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reportkit.publishing.kernel import Prepared


_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")


class Spare:
    """
    At most one kernel that waits; call it in the place of `reportkit.publishing.kernel.fresh`.

    Kernels are tied to the thread that starts them (on Linux they end with it): use it from one thread.

    Parameters
    ----------
    folder : pathlib.Path
        The kernel's working folder.
    own : mapping of str to str
        Variables for the kernel alone.
    slug : str
        The incident that it will be asked about.

    Examples
    --------
    >>> spare = Spare(Path("notebooks"), {}, "harbour-fire")
    >>> spare.waits
    False
    >>> spare.end()
    """

    def __init__(self, folder: Path, own: Mapping[str, str], slug: str) -> None:
        self._folder, self._own, self._slug = folder, dict(own), slug
        self._private: tempfile.TemporaryDirectory[str] | None = None
        self._prepared: Prepared | None = None
        self._stood = _identity(folder)

    @property
    def waits(self) -> bool:
        """Whether a kernel is there and alive, and its files and its folder with it."""
        return (
            self._prepared is not None
            and self._prepared.process.returncode is None
            and self._prepared.log.is_file()
            and self._stood == _identity(self._folder)
        )

    def start(self) -> None:
        """Start a kernel unless one waits; it gets ready by itself."""
        if self.waits:
            return
        self.end()
        self._stood = _identity(self._folder)
        with _whole():
            self._private = tempfile.TemporaryDirectory(prefix="rk-", ignore_cleanup_errors=True)
            private = Path(self._private.name)
            self._prepared = kernel.prepared(private, self._folder, self._own, warm=self._slug)
            with self._prepared.log.open("ab") as log, suppress(OSError, RuntimeError):
                start = run_sync(self._prepared.manager.start_kernel)
                start(stdin=DEVNULL, stdout=log, stderr=log, **self._prepared.launch)
                self._prepared = replace(self._prepared, ahead=True)
        if not self._prepared.ahead:  # no process, no memory: the run will meet it and tell
            self.end()

    @contextmanager
    def __call__(self, folder: Path, own: Mapping[str, str]) -> Iterator[Prepared]:
        """Yield the kernel that waits, or else one that starts now."""
        if not self.waits or (folder, dict(own)) != (self._folder, self._own):
            with kernel.fresh(folder, own) as prepared:
                yield prepared
            return
        taken, private = self._prepared, self._private
        self._prepared = self._private = None
        assert taken is not None and private is not None  # noqa: S101, PT018 - for the type checker
        with private:
            try:
                yield taken
            finally:
                taken.end()

    def end(self) -> None:
        """End the kernel that waits, if there is one, and remove its files."""
        if self._prepared is not None:
            self._prepared.end()
        if self._private is not None:
            self._private.cleanup()
        self._prepared = self._private = None


@contextmanager
def _whole() -> Iterator[None]:
    """
    Let a signal that would end this process wait until what it would break off is done.

    A start that is broken off has a process that nobody knows of: it goes on writing into its folder while
    that is being removed.
    """
    if threading.current_thread() is not threading.main_thread():  # signals reach the main thread alone
        yield
        return
    came: list[int] = []
    known = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda sent, _: came.append(sent)) for number in known}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one that took its place."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino

"""
A worker that is started before it is known what it will make, and loads its libraries meanwhile.

For one briefing that is most of what there is to win: the corpus is read and the plan is made while the
worker gets ready on another processor. It sees nothing of anybody's before it is told what to make. Where
there is none, or it has ended, a worker is started when it is wanted.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from reportkit.publishing.fast import template

_WAIT = "import sys; from reportkit.publishing.batch import waiting; waiting.main(int(sys.argv[1]))"
_PATIENCE = 5  # seconds for one that nobody wants to end

Surroundings: TypeAlias = Callable[[Path], Mapping[str, str]]


class Early:
    """
    At most one worker that waits.

    Parameters
    ----------
    surroundings : callable
        Gives the environment variables that a worker sees, from the folder for what it writes.

    Examples
    --------
    >>> early = Early(lambda folder: {})
    >>> early.taken(Path("private"), 1) is None
    True
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process that waits, None where none does."""
        return self._process.pid if self._process else None

    def begin(self) -> None:
        """Start one, where workers can be handed descriptors; it ends with this process at the latest."""
        if self._process is not None or not template.available():
            return
        self._folder = tempfile.TemporaryDirectory(prefix="rk-", ignore_cleanup_errors=True)
        private = Path(self._folder.name)
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, suppress(OSError):  # no process, no memory: it is started, or told, when it is wanted
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                [sys.executable, "-P", "-c", _WAIT, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env=dict(self._surroundings(private)),
                cwd=private,
            )

    def taken(self, private: Path, pipe: int) -> subprocess.Popen[bytes] | None:
        """
        Give the one that waits something to make, and return it; None where there is none.

        Parameters
        ----------
        private : pathlib.Path
            The folder in which it finds what it is to make.
        pipe : int
            The descriptor on which it says how that goes.
        """
        process, channel = self._process, self._socket
        if process is None or channel is None:
            return None
        self._process = self._socket = None
        with channel, suppress(OSError):
            socket.send_fds(channel, [str(private).encode()], [pipe])
            return process
        with suppress(ProcessLookupError):  # it has ended, or ends now
            process.kill()
        process.wait()
        return None

    def end(self) -> None:
        """End the one that waits, if there is one."""
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_PATIENCE)
        if self._folder is not None:
            self._folder.cleanup()
        self._process = self._socket = self._folder = None

"""
How a worker comes to be: copied from a warm process where that can be done, started anew elsewhere.

Either way it is one process for one briefing, reached by one pipe on which it says how it goes.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from reportkit.publishing import kernel
from reportkit.publishing.batch import early, making
from reportkit.publishing.fast import template

# Libraries that reckon with threads would start them in the template, which must have none to be copied.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_INLINE = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
_SERVE = "import sys; from reportkit.publishing.fast import serving; serving.main(int(sys.argv[1]))"
_WORK = "from reportkit.publishing.batch import making; making.main()"
_WARM = 120  # seconds for the template to load everything, on a machine that is busy
_PATIENCE = 5


class NotWarm(Exception):  # noqa: N818 - a reason to start workers anew, told to nobody
    """Raised where there is no process to copy workers from."""


class Workers(Protocol):
    """What starts workers, and knows how they ended."""

    kind: str

    def start(self, number: int, private: Path, pipe: int) -> None:
        """Start a worker that writes to a pipe."""

    def wakes(self) -> tuple[int, ...]:
        """Return the descriptors on which something may come that `news` tells."""

    def news(self) -> list[tuple[int, int, int | None]]:
        """Return what there is to tell without waiting: (number, process id, None or its exit status)."""

    def close(self) -> None:
        """End what stands ready to start workers."""


class Anew:
    """Workers that are started anew, each with an interpreter of its own."""

    kind = "started"

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._new: list[tuple[int, int, int | None]] = []

    def start(self, number: int, private: Path, pipe: int) -> None:
        """Start a worker that writes to a pipe."""
        process = EARLY.taken(private, pipe) or self._started(private, pipe)
        self._running[number] = process
        self._new.append((number, process.pid, None))

    def _started(self, private: Path, pipe: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-c", _WORK, str(pipe), str(private)]
        with (private / making.LOG).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(pipe,) if sys.platform != "win32" else (),
                start_new_session=True,
                env=surroundings(private),
                cwd=private,
            )

    def wakes(self) -> tuple[int, ...]:
        """Return nothing: the end of a worker is seen by its pipe, and by asking."""
        return ()

    def news(self) -> list[tuple[int, int, int | None]]:
        """Return the workers that have started or ended since."""
        told, self._new = self._new, []
        for number, process in list(self._running.items()):
            if process.poll() is not None:
                del self._running[number]
                told.append((number, process.pid, process.returncode))
        return told

    def close(self) -> None:
        """Return at once: each worker is ended by who asked for it."""


class Copied:
    """
    Workers that are copied from a process in which everything is loaded.

    Parameters
    ----------
    private : pathlib.Path
        A folder for what that process writes.

    Raises
    ------
    NotWarm
        Where there can be no such process, or it did not get ready.
    """

    kind = "copied"

    def __init__(self, private: Path) -> None:
        if not template.available():
            raise NotWarm
        self._log = private / making.LOG
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of ours
                [sys.executable, "-P", "-c", _SERVE, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env=surroundings(private),
                cwd=private,
            )
        self._socket, self._pids = ours, dict[int, int]()
        ours.settimeout(_WARM)
        try:
            ready = json.loads(ours.recv(template.LONGEST) or b"{}").get("ready")
        except (TimeoutError, ConnectionResetError):
            ready = False
        except BaseException:  # Ctrl-C while it gets ready
            self.close()
            raise
        if not ready:
            self.close()
            raise NotWarm
        ours.setblocking(False)  # noqa: FBT003 - the name and order are the library's

    def start(self, number: int, private: Path, pipe: int) -> None:
        """Copy a worker that writes to a pipe."""
        asked = {"number": number, "private": str(private)}
        try:
            self._socket.setblocking(True)  # noqa: FBT003 - the name and order are the library's
            socket.send_fds(self._socket, [json.dumps(asked).encode()], [pipe])
        except OSError:
            raise NotWarm from None
        finally:
            self._socket.setblocking(False)  # noqa: FBT003 - the name and order are the library's

    def wakes(self) -> tuple[int, ...]:
        """Return the descriptor on which that process says who started and who ended."""
        return (self._socket.fileno(),)

    def news(self) -> list[tuple[int, int, int | None]]:
        """Return what that process has said since; raise `NotWarm` where it has ended."""
        told: list[tuple[int, int, int | None]] = []
        while True:
            try:
                message = self._socket.recv(template.LONGEST)
            except BlockingIOError:
                return told
            except ConnectionResetError:
                message = b""
            if not message:
                if told:
                    return told
                raise NotWarm
            said = json.loads(message)
            number = said["number"]
            if "pid" in said:
                self._pids[number] = said["pid"]
                told.append((number, said["pid"], None))
            else:
                told.append((number, self._pids.pop(number), os.waitstatus_to_exitcode(said["status"])))

    def close(self) -> None:
        """End that process; copies that still run end with it."""
        self._socket.close()
        with suppress(ProcessLookupError):
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)


def surroundings(private: Path) -> dict[str, str]:
    """
    Return the environment variables that a process for briefings sees, and no others.

    Examples
    --------
    >>> "MPLBACKEND" in surroundings(Path("private"))
    True
    """
    return kernel.environment(private, _ONE_THREAD | _INLINE, os.environ)


EARLY = early.Early(surroundings)


def private_folder(base: Path) -> Path:
    """Return a new folder that only one process is told of."""
    folder = base / secrets.token_hex(4)
    folder.mkdir(mode=0o700)
    return folder

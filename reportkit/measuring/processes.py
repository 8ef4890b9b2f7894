"""
What a command costs, with everything that it starts.

Processor time is taken from the system's own accounts of processes that have ended, not by looking at
intervals. On Linux whatever loses its parent (the helpers of a browser do) is handed to this process for as
long as the command runs, so that nothing is missed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from reportkit.publishing.batch import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER
_LINGER = 5.0  # seconds that what is left behind may go on
_LOOK = 0.1  # seconds between two looks at memory
_LAST_WORDS = 1500  # bytes of what a failed command has said
_ROLES = (("serving", "template"), ("printer", "typesetter"), ("render", "supervisor"))
_LONGEST = 3600  # seconds


class NotMeasured(RuntimeError):  # noqa: N818 - a reason why there is no number
    """Raised when a command that was to be measured did not do its work; the message says what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What something took.

    Parameters
    ----------
    wall : float
        Seconds from start to end.
    cpu : float
        Seconds of processor time, user and system, of all processes together.
    """

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of one after the other."""
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def over(self, count: int) -> Cost:
        """
        Return the cost of one of so many.

        Examples
        --------
        >>> Cost(10.0, 16.0).over(4)
        Cost(wall=2.5, cpu=4.0)
        """
        return Cost(self.wall / count, self.cpu / count)


@dataclass(slots=True)
class Memory:
    """
    Memory of a tree of processes, as the system shares it out (PSS): seconds since the start, megabytes.

    ``total`` is for all of them together, ``each`` for every process by its id, ``names`` what these are;
    ``pause`` are the seconds between two looks.
    """

    pause: float = _LOOK
    total: list[tuple[float, float]] = field(default_factory=list)
    each: dict[int, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)

    @property
    def peak(self) -> float:
        """The most that was seen at one moment, in megabytes."""
        return max((held for _, held in self.total), default=0.0)


def spent(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    folder: Path,
    *,
    memory: Memory | None = None,
    longest: float = _LONGEST,
) -> Cost:
    """
    Run a command and return what it cost.

    Parameters
    ----------
    command : sequence of str or path
        The command.
    environment : mapping of str to str
        All variables that it sees.
    folder : pathlib.Path
        Where it runs.
    memory : Memory, optional
        Filled in meanwhile. Looking costs time: give none where time is measured.
    longest : float, optional
        Seconds after which it is killed.

    Raises
    ------
    NotMeasured
        When it cannot be started, fails, or takes too long; with the last of what it said.
    ValueError
        On Windows, which keeps no such accounts.

    Examples
    --------
    >>> spent(["true"], {"PATH": "/usr/bin:/bin"}, Path()).wall > 0
    True
    >>> spent(["sh", "-c", "echo no paper >&2; exit 3"], {"PATH": "/usr/bin:/bin"}, Path())
    Traceback (most recent call last):
    ...
    reportkit.measuring.processes.NotMeasured: sh ended with 3: no paper
    """
    if sys.platform == "win32":
        raise ValueError("processes are measured by accounts that Windows does not keep; use WSL")
    known = _children()
    with tempfile.TemporaryFile() as said, _adopting():
        began = time.perf_counter()
        try:
            process = subprocess.Popen(  # noqa: S603 - the caller's own command
                list(map(str, command)),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=dict(environment),
                cwd=folder,
                start_new_session=True,
            )
        except OSError as error:
            raise NotMeasured(f"{Path(command[0]).name} cannot be started: {error.strerror}") from None
        with _limited(process.pid, longest), _looking(memory, known):
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime + _left_behind(process.pid, known)
        if process.returncode != 0:
            name = Path(command[0]).name
            raise NotMeasured(f"{name} ended with {process.returncode}: {_last_words(said)}")
    return Cost(wall, cpu)


def _last_words(said: IO[bytes]) -> str:
    said.seek(max(0, said.seek(0, os.SEEK_END) - _LAST_WORDS))
    return said.read().decode("utf-8", "replace").strip()


@contextmanager
def _adopting() -> Iterator[None]:
    """Have what loses its parent handed to this process."""
    if sys.platform != "linux":
        yield
        return
    prctl = ctypes.CDLL(None).prctl
    prctl(_ADOPT, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_ADOPT, 0, 0, 0, 0)


@contextmanager
def _limited(pid: int, longest: float) -> Iterator[None]:
    """Kill a command and its group when its time is up."""

    def end() -> None:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    timer = threading.Timer(longest, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _looking(memory: Memory | None, known: frozenset[int]) -> Iterator[None]:
    """Look at the memory of a tree of processes until it is over."""
    if memory is None:
        yield
        return
    over, began = threading.Event(), time.perf_counter()

    def look() -> None:
        while not over.wait(memory.pause):
            at = time.perf_counter() - began
            held = {one: megabytes(one) for one in _children() - known}
            memory.total.append((at, sum(held.values())))
            for one, size in held.items():
                memory.each[one].append((at, size))
                memory.names.setdefault(one, _name(one))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _children() -> frozenset[int]:
    """Return the processes that this one and what it started have started, adopted ones included."""
    return frozenset(tree.family(os.getpid())) - {os.getpid()}


def _left_behind(pid: int, known: frozenset[int]) -> float:
    """Let what a command has left behind end, kill what does not, and return what it cost."""
    if sys.platform != "linux":
        return 0.0
    cpu, until = 0.0, time.monotonic() + _LINGER
    while left := _children() - known:
        if time.monotonic() > until:
            for one in left:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
        for one in left:
            with suppress(ChildProcessError):  # a grandchild, or nobody's any more
                ended, _, usage = os.wait4(one, os.WNOHANG)
                cpu += usage.ru_utime + usage.ru_stime if ended else 0.0
        time.sleep(0.01)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    return cpu


def _name(pid: int) -> str:
    """Return what a process of the kit is there for, or else the name of its program."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        told = next((name for part, name in _ROLES if any(part in word for word in words)), "")
        return told or Path(words[0]).name
    return "gone"


def megabytes(pid: int) -> float:
    """Return the memory of a process as the system shares it out among processes (PSS); 0 if it is gone."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
    return 0.0

"""
A process killed before its n-th call to the system's files, for every n.

Random kills hardly ever hit the moment in which a file is half written; going through all moments does. The
calls are those that Python makes of itself (`sys.setprofile` sees each before it happens).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

CALLS = frozenset(
    (
        "open",
        "write",
        "flush",
        "fsync",
        "replace",
        "rename",
        "unlink",
        "remove",
        "mkdir",
        "link",
        "symlink",
        "rmdir",
    )
)


def killed_at(n: int, work: Callable[[], object]) -> bool:
    """Run *work* in a copy of this process that is killed before its n-th call; tell whether it was."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            left = n

            def before(frame: FrameType, event: str, what: Any) -> None:
                nonlocal left
                del frame
                if event == "c_call" and getattr(what, "__name__", "") in CALLS:
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.setprofile(before)
            work()
            sys.setprofile(None)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the work itself failed"
    return False


def every_crash(work: Callable[[], object], fresh: Callable[[], None], most: int = 2000) -> Iterator[int]:
    """Put things as they were, kill *work* before its n-th call, and yield n, until it gets through."""
    for n in range(1, most):
        fresh()
        killed = killed_at(n, work)
        yield n
        if not killed:
            return
    raise AssertionError(f"more than {most} calls")


def calls_of(work: Callable[[], object]) -> list[tuple[str, str]]:
    """Return the calls that *work* makes in this process: name, and the path or descriptor it is about."""
    made: list[tuple[str, str]] = []

    def before(frame: FrameType, event: str, what: Any) -> None:
        if event == "c_call" and getattr(what, "__name__", "") in CALLS:
            found = frame.f_locals
            about = found.get("path", found.get("folder", found.get("temporary", found.get("self", ""))))
            made.append((what.__name__, str(about)))

    sys.setprofile(before)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def partial(folder: Path, whole: dict[str, set[bytes]]) -> list[str]:
    """Return the visible files of a folder that hold neither of the contents they may hold."""
    return [
        path.name
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".") and path.read_bytes() not in whole.get(path.name, set())
    ]

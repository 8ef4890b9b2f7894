"""
The process that workers are copied from: everything is loaded once, and each briefing gets a fresh copy.

It stays single-threaded and never sets a page, because a copy of a process whose other threads held a lock
waits for that lock for ever. It never opens an incident of anybody's either: what it has drawn to get warm is
the invented one that comes with the kit, so that a copy knows nothing of the incidents of other copies.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.publishing.fast import ahead

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 1 << 17  # bytes of one message; systems carry more in one piece
_ENDED_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP) if sys.platform != "win32" else (signal.SIGTERM,)


def available() -> bool:
    """
    Whether processes can be copied here, and their ends be waited for: on Linux.

    Elsewhere libraries of the system hold threads of their own, and each worker starts anew.

    Examples
    --------
    >>> available() == (sys.platform == "linux")
    True
    """
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and hasattr(os, "fork")


def serve(descriptor: int, work: Callable[[int, str], None]) -> None:
    """
    Get warm, then make a copy of this process for each message, until the other side closes.

    Parameters
    ----------
    descriptor : int
        A socket of whole messages. In: JSON with ``number`` and ``private``, and beside it the
        descriptor that the copy writes to. Out: ``{"ready": …}``, then ``{"number", "pid"}`` and
        ``{"number", "status"}`` of each copy, the status as `os.waitpid` gives it.
    work : callable
        What a copy does: the descriptor to write to, the private folder. The copy ends with it.
    """
    with socket.socket(fileno=descriptor) as other:
        ahead.load()
        threads = _threads()
        _say(other, {"ready": threads == 1, "threads": threads})
        if threads != 1:
            return
        gc.collect()
        gc.freeze()  # what is loaded stays shared with the copies: nobody writes into it to count it
        _loop(other, work)


def _loop(other: socket.socket, work: Callable[[int, str], None]) -> None:
    copies: dict[int, tuple[int, int]] = {}  # by the descriptor of the process: number and id
    asks = other.fileno()
    while True:
        ready, _, _ = select.select([asks, *copies], [], [])
        for descriptor in [found for found in ready if found != asks]:
            number, pid = copies.pop(descriptor)
            _, status = os.waitpid(pid, 0)
            os.close(descriptor)
            _say(other, {"number": number, "status": status})
        if asks in ready:
            message, descriptors, _, _ = socket.recv_fds(other, LONGEST, 1)
            if not message:
                return
            asked = json.loads(message)
            pid = os.fork()
            if pid == 0:
                other.close()
                for descriptor in copies:
                    os.close(descriptor)
                _copy(asked, descriptors[0], work)
            os.close(descriptors[0])
            copies[os.pidfd_open(pid)] = asked["number"], pid
            _say(other, {"number": asked["number"], "pid": pid})


def _copy(asked: dict[str, Any], told: int, work: Callable[[int, str], None]) -> None:
    """Do the work of a copy and end, whatever happens: nothing of the loop above may go on in it."""
    code = 1
    try:
        os.setsid()
        end_with_parent()
        for number in _ENDED_BY:
            signal.signal(number, signal.SIG_DFL)
        work(told, asked["private"])
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, it belongs into the log and ends here
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def end_with_parent() -> None:
    """Have the system kill this process when the one that started it ends; on Linux only."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - on Linux only

    parent = os.getppid()
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:  # it ended in this very moment
        os._exit(1)


def _threads() -> int:
    """Return how many threads this process has, those of libraries included."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return threading.active_count()


def _say(other: socket.socket, what: dict[str, Any]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # then the next message is the end
        other.send(json.dumps(what).encode())

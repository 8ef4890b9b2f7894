"""
Processes with all they have started: which they are, how much they hold, and how they are ended.

A worker leads its own session, its kernel leads another, and what a cell starts may lead a third: so the tree
is read from the system, and every group in it is ended. Where the system does not tell, which is anywhere but
on Linux, it is the worker's own group.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # the one that cannot be refused
_PARENT, _GROUP = 1, 2  # of what follows the name in /proc/…/stat


def family(pid: int) -> tuple[int, ...]:
    """
    Return a process and all that it or what it started has started, as far as the system tells.

    Examples
    --------
    >>> import os
    >>> os.getpid() in family(os.getpid())
    True
    """
    children: dict[int, list[int]] = {}
    for one, fields in _processes():
        children.setdefault(int(fields[_PARENT]), []).append(one)
    found = [pid]
    for one in found:
        found += children.get(one, ())
    return tuple(found)


def end(pid: int, number: int = KILL) -> None:
    """
    Send a signal to a process and to every group in its family.

    Parameters
    ----------
    pid : int
        The process; it leads its own group.
    number : int, optional
        The signal; the one that cannot be refused if not given.
    """
    found = set(family(pid))
    groups = {int(fields[_GROUP]) for one, fields in _processes() if one in found} | {pid}
    own = os.getpgid(0) if hasattr(os, "getpgid") else 0
    for group in groups - {own, 0, 1}:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(group, number)
            else:
                os.kill(group, number)


def held(pid: int) -> float:
    """
    Return the megabytes that a process and its family hold of their own; 0 where the system does not tell.

    What copies share with the process they were copied from is not counted.

    Examples
    --------
    >>> import os
    >>> held(os.getpid()) >= 0
    True
    """
    return sum(_own(one) for one in family(pid)) / 1024


def _own(pid: int) -> int:
    """Return the kilobytes that a process holds alone or has swapped out."""
    total = 0
    with suppress(OSError, ValueError):
        for line in (_PROC / str(pid) / "status").read_text("ascii", "replace").splitlines():
            name, _, rest = line.partition(":")
            if name in {"RssAnon", "VmSwap"}:
                total += int(rest.split()[0])
    return total


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Yield each process with what the system says of it after its name."""
    try:
        names = [name for name in os.listdir(_PROC) if name.isdecimal()]  # noqa: PTH208 - names, not paths
    except OSError:
        return
    for name in names:
        with suppress(OSError, IndexError):
            text = (_PROC / name / "stat").read_text("ascii", "replace")
            yield int(name), text.rpartition(")")[2].split()

"""How long to wait: until the next attempt, and for somebody else's answer."""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ATTEMPTS: Final = 24  # of one message, over four days, before somebody has to look
_FIRST: Final = 60.0  # seconds
_LONGEST: Final = 6 * 3600.0
_MOST_ASKED: Final = 24 * 3600.0


def wait(key: str, attempts: int, asked: float = 0) -> timedelta:
    """
    Return how long to wait after an attempt: twice as long each time, up to six hours.

    The time is between half and one and a half of that, by the key and nothing else: messages that failed
    together are not all tried again together, and one message waits the same time wherever this is asked.

    Parameters
    ----------
    key : str
        The key of the message.
    attempts : int
        How often it was tried.
    asked : float, optional
        Seconds that the receiver has asked to wait; at least so long, at most a day.

    Examples
    --------
    >>> [30 <= wait("a", 1).total_seconds() <= 90, wait("a", 1) == wait("a", 1), wait("a", 1) == wait("b", 1)]
    [True, True, False]
    """
    seed = hashlib.sha256(f"{key} {attempts}".encode()).digest()
    part = int.from_bytes(seed[:8]) / (1 << 64)
    longest = min(_LONGEST, _FIRST * 2 ** min(attempts - 1, 30))
    return timedelta(seconds=max(round(longest * (0.5 + part)), min(asked, _MOST_ASKED)))


@contextmanager
def deadline(seconds: float, close: Callable[[], object]) -> Iterator[Callable[[], bool]]:
    """
    Close a connection when its time is over, whatever it is doing; a server that drips is not waited for.

    Parameters
    ----------
    seconds : float
        For all of what is done within.
    close : callable
        Ends the connection; called from another thread.

    Yields
    ------
    callable
        Says whether the time is over.
    """
    over = threading.Event()

    def end() -> None:
        over.set()
        close()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield over.is_set
    finally:
        timer.cancel()
        timer.join()

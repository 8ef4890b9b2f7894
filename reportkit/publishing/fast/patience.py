"""
Time limits of cells that run in this very process: an alarm is raised in the cell when its time is up.

A cell that catches everything is broken off all the same, where it runs Python. One that holds the
interpreter (a loop inside a library, such as the sum of a very long range) hears no alarm: that one is ended
from outside, with the process, by who started it.
"""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from reportkit.publishing.course import Limits

Reason: TypeAlias = Literal["", "cell", "whole", "stopped"]

_AGAIN: Final = 0.1  # seconds until a cell that goes on regardless is broken off again
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


class BrokenOff(BaseException):
    """Raised in a cell whose time is up; no error of its own, so that ``except Exception`` lets it pass."""


class Patience:
    """
    How long cells may still take, and why one was broken off.

    Parameters
    ----------
    limits : Limits
        Seconds for one cell and for all.
    over : callable
        Called once, at the moment when a cell is broken off.

    Examples
    --------
    >>> from reportkit.publishing.course import Limits
    >>> with Patience(Limits(cell=1), lambda: None).kept() as patience, patience.for_a_cell():
    ...     while True:
    ...         pass
    >>> patience.reason
    'cell'
    """

    def __init__(self, limits: Limits, over: Callable[[], None]) -> None:
        self.reason: Reason = ""
        self._cell, self._until = limits.cell, time.monotonic() + limits.whole
        self._over = over
        self._within = False
        self._before: dict[int, Any] = {}

    @contextmanager
    def kept(self) -> Iterator[Patience]:
        """Listen to alarms and to requests to stop, which otherwise end a cell as an error of its own."""
        self._before = {number: signal.getsignal(number) for number in (*_STOPS, signal.SIGALRM)}
        for number in self._before:
            if self._before[number] != signal.SIG_IGN:
                signal.signal(number, self._hear)
        signal.signal(signal.SIGALRM, self._hear)
        try:
            yield self
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    @contextmanager
    def for_a_cell(self) -> Iterator[None]:
        """Break off what is done here when its time is up; ``reason`` says so afterwards."""
        left = min(self._cell, self._until - time.monotonic())
        try:
            self._within = True
            signal.setitimer(signal.ITIMER_REAL, max(left, 0.001), _AGAIN)
            yield
        except BrokenOff:
            pass
        finally:
            self._within = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            sys.settrace(None)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if not self._within:
            handler = self._before.get(number)
            if number in _STOPS and callable(handler):
                handler(number, frame)
            return
        if self.reason:
            _insist(frame)
        else:
            late = "whole" if time.monotonic() >= self._until else "cell"
            self.reason = "stopped" if number in _STOPS else late  # type: ignore[assignment]
            self._over()
            signal.setitimer(signal.ITIMER_REAL, _AGAIN, _AGAIN)
        raise BrokenOff


def _insist(frame: FrameType | None) -> None:
    """Let the next line of the cell break off as well: the one that handles what was raised in it."""

    def watch(_: FrameType, event: str, __: object) -> Any:  # noqa: ANN401 - itself, as tracing wants it
        if event == "line":
            raise BrokenOff
        return watch

    while frame:
        if frame.f_globals.get("__name__") == __name__:
            break
        frame.f_trace = watch
        frame = frame.f_back
    sys.settrace(watch)

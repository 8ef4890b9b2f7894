"""How a command that has started processes ends when it is told to: with all of them ended first."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ENDINGS = ("SIGTERM", "SIGHUP")  # the terminal was closed, or somebody ended the process


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """
    Let the end of the terminal or of the process do what Ctrl-C does: end what was started, then leave.

    Raises
    ------
    SystemExit
        With 128 and the number of the signal, as shells tell it (143 for SIGTERM).
    KeyboardInterrupt
        Again, after Ctrl-C.
    """
    ended: list[int] = []

    def leave(number: int, _: FrameType | None) -> NoReturn:
        ended.append(number)
        raise KeyboardInterrupt  # the one ending that everything on the way passes on

    numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    except KeyboardInterrupt:
        if ended:
            raise SystemExit(128 + ended[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""
The process of the typesetter: it sets page after page, with the fonts read once.

It is two processes. The first reads the fonts, sets nothing, and so may be copied; the copy sets the pages.
When that one dies (Typst crashed, somebody killed it, a page took too long), the first makes another in no
time, and the connections that wait are served by that. Both end with their owner, whose end of a pipe closes.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from reportkit.publishing import typesetting
from reportkit.publishing.fast import posting, template
from reportkit.resources import templates

LONGEST: Final = 60  # seconds for one page; then the process ends, and with it the connection
_SPEECHLESS: Final = 10  # seconds in which a connection must have said what it wants
_ENOUGH: Final = 20  # ends of the copy in a row, each soon after its start: something is wrong for good
_SOON: Final = 1.0  # seconds


def main() -> None:
    """Serve pages: arguments are the descriptors of the socket to listen on and of the owner's pipe."""
    template.end_with_parent()
    listening, owner = int(sys.argv[1]), int(sys.argv[2])
    typesetting.load_fonts()
    soon = 0
    while soon < _ENOUGH:
        started = time.monotonic()
        copy = os.fork()
        if copy == 0:
            _copy(listening, owner)
        _, status = os.waitpid(copy, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            return
        soon = soon + 1 if time.monotonic() - started < _SOON else 0


def once() -> None:
    """Set the one page that stands on the standard input, and write the answer to the standard output."""
    template.end_with_parent()
    body = posting.fetched(sys.stdin.buffer.read)
    sys.stdout.buffer.write(posting.framed(posting.answered(lambda: set_page(posting.read(body)))))


def set_page(page: posting.Page) -> bytes:
    """
    Set a page, with the fonts of its theme from where they came with it.

    Raises
    ------
    TypesettingError
        As `reportkit.publishing.typesetting.pressed` does.
    """
    theme = page.document.get("theme")
    if not theme or not page.fonts:
        return typesetting.pressed(page.document, page.svgs, page.attachments, theme)
    with tempfile.TemporaryDirectory(prefix="reportkit-") as folder:
        fonts = Path(folder, "fonts")
        fonts.mkdir()
        for name, content in page.fonts.items():
            (fonts / Path(name).name).write_bytes(content)
        return typesetting.pressed(page.document, page.svgs, page.attachments, theme | {"folder": folder})


def _copy(listening: int, owner: int) -> None:
    """Serve until the owner is gone, and end: nothing of the loop above may go on in here."""
    code = 1
    try:
        template.end_with_parent()
        with socket.socket(fileno=listening) as connections:
            connections.setblocking(False)  # noqa: FBT003 - as the library has it
            _serve(connections, owner)
        code = 0
    finally:
        os._exit(code)


def _serve(connections: socket.socket, owner: int) -> None:
    fonts = _fonts_as_they_are()
    while True:
        ready, _, _ = select.select([connections.fileno(), owner], [], [])
        if owner in ready:
            return
        with suppress(OSError):  # whoever asked has gone
            connection, _ = connections.accept()
            now = _fonts_as_they_are()
            if now != fonts:
                typesetting.forget_fonts()
                fonts = now
            _answer(connection)


def _answer(connection: socket.socket) -> None:
    with connection:
        connection.settimeout(_SPEECHLESS)
        try:
            page = posting.read(posting.fetched(connection.recv))
        except posting.Garbled:
            return
        with _within(LONGEST):
            answer = posting.answered(lambda: set_page(page))
        connection.sendall(posting.framed(answer))


class _within:  # noqa: N801 - reads as a phrase where it is used
    """Have the system end this process when it takes longer: no Python is needed to hear it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _fonts_as_they_are() -> tuple[tuple[str, int, int], ...]:
    """Return what changes when somebody puts a font beside the bundled ones."""
    with suppress(OSError):
        found = [(path.name, path.stat()) for path in (templates() / "fonts").iterdir()]
        return tuple(sorted((name, status.st_size, status.st_mtime_ns) for name, status in found))
    return ()

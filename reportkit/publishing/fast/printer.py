"""
One typesetter for many briefings: a process that stays warm, and how a page is set by it.

What a page needs beside the typesetter (the proof of its document, the look at its finished sheets) is done
where the page is wanted, so that as many work on that as there are workers. The typesetter's process may die
or hang at any moment: then the page is asked for once more, and then set by a process started for it alone.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from reportkit.problems import Place, Problem
from reportkit.publishing import kernel
from reportkit.publishing.dressing import NotDressed, carried
from reportkit.publishing.fast import posting, printing
from reportkit.publishing.printed import faults
from reportkit.publishing.proofing import proof
from reportkit.publishing.typesetting import TypesettingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_MODULE: Final = "from reportkit.publishing.fast import printing; printing.{what}()"
_WAITING: Final = 256  # connections that may wait to be served
_LONGEST_PATH: Final = 90  # bytes of a socket's path; systems allow 104 to 108
_PATIENCE: Final = 3 * printing.LONGEST  # seconds for an answer, behind two others that take their time
_LAST_WORDS: Final = 5  # seconds for the process to end by itself


def available() -> bool:
    """
    Whether there can be such a process here.

    Examples
    --------
    >>> available() == (sys.platform != "win32")
    True
    """
    return hasattr(socket, "AF_UNIX") and hasattr(os, "fork")


class Printer:
    """
    The process of the typesetter, from entering to leaving; ``path`` is where it is asked.

    Examples
    --------
    >>> words = [{"t": "Smoke", "from": "fixed", "kind": "text"}]
    >>> running = {"head": words, "foot": words, "page": words}
    >>> page = {"format": 1, "lang": "en", "title": words, "marking": "TLP:CLEAR", "draft": None,
    ...         "running": running, "references": {}, "blocks": []}
    >>> with Printer() as printer:
    ...     typeset(printer.path, page, {}, {})[:5]
    b'%PDF-'
    """

    def __init__(self) -> None:
        self._private = _private()
        self.path = Path(self._private.name, "printer")
        self._process: subprocess.Popen[bytes] | None = None
        self._life = -1

    def __enter__(self) -> Self:
        """Start it; who asks at once waits until it is ready."""
        self.keep()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it with all it has started."""
        self._end()
        self._private.cleanup()

    @property
    def pid(self) -> int | None:
        """The number of the process, None before it has been started."""
        return self._process.pid if self._process else None

    def keep(self) -> None:
        """Start the process unless it lives. What it copies itself into for work it looks after itself."""
        if self._process and self._process.poll() is None:
            return
        self._end()
        reading, self._life = os.pipe()
        try:
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(str(self.path))
                listening.listen(_WAITING)
                self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
                    [*_command("main"), str(listening.fileno()), str(reading)],
                    env=_environment(self._private.name),
                    cwd=self._private.name,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(listening.fileno(), reading),
                    start_new_session=True,
                )
        finally:
            os.close(reading)  # and the socket: where nobody listens, nobody has to wait to find that out

    def _end(self) -> None:
        if self._life >= 0:
            os.close(self._life)  # what it notices when it has nothing to do
            self._life = -1
        if self._process:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_LAST_WORDS)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        self.path.unlink(missing_ok=True)


def typeset(
    path: Path, document: Mapping[str, Any], svgs: Mapping[str, str], attachments: Mapping[str, bytes]
) -> bytes:
    """
    Return the PDF of one document, as `reportkit.publishing.typesetting.typeset` would make it.

    Parameters
    ----------
    path : pathlib.Path
        Where a `Printer` is asked, of this process or of another one. When there is none any more, the page
        is set all the same; it takes longer.
    document, svgs, attachments : mapping
        The page.

    Raises
    ------
    TypesettingError
        The page cannot be set: as there, or because the typesetter died of it.
    """
    if problems := proof(document, svgs, attachments):
        raise TypesettingError(problems)
    try:
        page = posting.Page(document, svgs, attachments, carried(document.get("theme")))
        asked = posting.framed(posting.written(page))
    except NotDressed as refusal:
        raise TypesettingError(refusal.problems) from None
    except posting.Garbled as error:
        raise TypesettingError([_problem(str(error), "leave out or make smaller what is large")]) from None
    pdf = posting.pdf(_warm(path, asked) or _warm(path, asked) or _cold(asked))
    if problems := faults(pdf):
        raise TypesettingError(problems)
    return pdf


def _warm(path: Path, asked: bytes) -> bytes:
    """Return the answer of the process that waits at a path, b"" if it gave none."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE)
        with suppress(OSError, posting.Garbled):
            connection.connect(str(path))
            connection.sendall(asked)
            return posting.fetched(connection.recv)
    return b""


def _cold(asked: bytes) -> bytes:
    """Return the answer of a process that is started for this page alone."""
    with tempfile.TemporaryDirectory(prefix="rk-") as private:
        try:
            done = subprocess.run(  # noqa: S603 - this interpreter, our own module
                _command("once"),
                input=asked,
                capture_output=True,
                env=_environment(private),
                cwd=private,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TypesettingError([_problem(f"it was not set within {_PATIENCE} s", _LESS)]) from None
    if done.returncode == 0:
        with suppress(posting.Garbled):
            return posting.fetched(_reader(done.stdout))
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it did not say why"]
    raise TypesettingError([_problem(f"the typesetter died of it: {words[0]}", _LESS)])


_LESS: Final = "change or shorten what was added last, or install the kit again"


def _problem(what: str, fix: str) -> Problem:
    why = "the page cannot be set as it is, and a page with a part missing would mislead"
    return Problem("page", Place("the whole page"), what, why, fix)


def _reader(content: bytes) -> Any:  # noqa: ANN401 - as a file reads
    import io  # noqa: PLC0415 - hardly ever wanted

    return io.BytesIO(content).read


def _command(what: str) -> list[str]:
    return [sys.executable, "-P", "-c", _MODULE.format(what=what)]


def _environment(private: str) -> dict[str, str]:
    return kernel.environment(Path(private), {}, os.environ)


def _private() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that only its owner can look into, with a path that fits into a socket's address."""
    made = tempfile.TemporaryDirectory(prefix="rk-", ignore_cleanup_errors=True)
    if len(os.fsencode(made.name)) <= _LONGEST_PATH:
        return made
    made.cleanup()
    return tempfile.TemporaryDirectory(prefix="rk-", dir="/tmp", ignore_cleanup_errors=True)

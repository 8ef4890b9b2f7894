"""
The shell of a notebook in this very process: what a kernel's shell is, without its sockets.

It is the kernel's own shell, with its publisher, its display hook and its streams. What they would send is
written as for a socket and read back at once, so that a message is what it would be on the other side.
"""

from __future__ import annotations

import builtins
import getpass
import importlib
import os
import sys
from collections import deque
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from ipykernel.compiler import XCachingCompiler
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = dict[str, Any]

# A shell would load it when it is made, and what it adds to the filters of warnings would go with the shell.
importlib.import_module("IPython.core.completer")

_CONFIG: Final = {"HistoryManager": {"hist_file": ":memory:"}}
_NOBODY: Final = "raw_input was called, but this frontend does not support input requests."


class Wire(Session):
    """
    Where messages of the shell arrive, in their order; ``closed``: what comes now is not heard any more.

    Examples
    --------
    >>> wire = Wire()
    >>> wire.send(None, "stream", {"name": "stdout", "text": "a"})
    >>> wire.heard[0]["content"]
    {'name': 'stdout', 'text': 'a'}
    """

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - those of a session
        super().__init__(**settings)
        self.heard: deque[Message] = deque()
        self.closed = False
        self._of = os.getpid()

    def send(  # noqa: PLR0913, PLR0917 - as a session has it
        self,
        stream: object,  # noqa: ARG002 - there is only one
        msg_or_type: Message | str,
        content: Message | None = None,
        parent: Message | None = None,
        ident: bytes | list[bytes] | None = None,  # noqa: ARG002 - nobody subscribes
        buffers: object = None,  # noqa: ARG002 - no output has any
        track: bool = False,  # noqa: ARG002, FBT001, FBT002
        header: Message | None = None,
        metadata: Message | None = None,
    ) -> None:
        """Write a message as for a socket, and read it as it comes out of one."""
        if self.closed or os.getpid() != self._of:
            return
        message = (
            msg_or_type
            if isinstance(msg_or_type, dict)
            else self.msg(msg_or_type, content, parent, header, metadata)
        )
        try:
            _, written = self.feed_identities(self.serialize(message))
        except UnicodeEncodeError:
            if message["msg_type"] != "stream":
                raise
            return  # halves of surrogate pairs: what is printed with them is lost on the way from a kernel
        self.heard.append(self.deserialize(written))


class _NoThread(IOPubThread):
    """Stands where a kernel has the thread that sends; streams are sent when they are flushed."""

    def __init__(self) -> None:  # none of what a real one has
        self.thread = self.io_loop = None  # type: ignore[assignment]
        self.socket = None

    def schedule(self, f: object) -> None:
        """Leave a flush that would come later to the one at the end of the cell."""


class Shell:
    """
    A kernel's shell, and the words it says.

    Examples
    --------
    >>> with opened() as shell:
    ...     reply = shell.run("1 + 1", shell.request())
    >>> reply["status"], [message["msg_type"] for message in shell.wire.heard]
    ('ok', ['execute_input', 'execute_result'])
    """

    def __init__(self) -> None:
        self.wire = Wire()
        self.inner: Any = cast("Any", ZMQInteractiveShell).instance(
            config=Config(_CONFIG),
            kernel=SimpleNamespace(eventloop=None, session=self.wire),
            compiler_class=XCachingCompiler,
        )
        self.inner.displayhook.session = self.inner.display_pub.session = self.wire
        # There is no loop of windows to be joined: drawn is what a cell has drawn at its end.
        self.inner.enable_gui = lambda gui=None: None  # noqa: ARG005
        self._thread = _NoThread()

    @property
    def ended(self) -> bool:
        """Whether a cell has ended the kernel politely."""
        return bool(self.inner.exit_now)

    def streams(self) -> tuple[OutStream, OutStream]:
        """Return what a cell sees as its standard output and error."""
        stdout, stderr = (
            OutStream(self.wire, self._thread, name, watchfd=False)  # type: ignore[no-untyped-call]
            for name in ("stdout", "stderr")
        )
        return stdout, stderr

    def request(self) -> Message:
        """Return a request, as whose answer all is sent that the shell says from now on."""
        asked = self.wire.msg("execute_request", {})
        self.inner.set_parent(asked)
        return asked

    def flush(self) -> None:
        """Send what has been printed."""
        sys.stdout.flush()
        sys.stderr.flush()

    def run(self, source: str, asked: Message) -> Message:
        """Run a cell and return the kernel's reply."""
        shell = self.inner
        shown = {"code": source, "execution_count": shell.execution_count}
        self.wire.send(None, "execute_input", shown, parent=asked)
        result = shell.run_cell(source, store_history=True, silent=False)
        self.flush()
        failed = result.error_before_exec or result.error_in_exec
        # An error while something is displayed counts, though the cell itself went to its end.
        broken = not result.success or getattr(shell, "_last_traceback_during_displayhook", False)
        shell.payload_manager.clear_payload()
        reply: Message = {"status": "ok", "execution_count": shell.execution_count - 1}
        if broken:
            told = {"ename": type(failed).__name__, "evalue": str(failed)}
            reply |= {"status": "error", "traceback": shell._last_traceback or [], **told}  # noqa: SLF001
        return reply


@contextmanager
def opened() -> Iterator[Shell]:
    """
    A shell whose streams and hooks are those of this process, until it is left.

    Examples
    --------
    >>> with opened() as shell:
    ...     name = type(shell.inner).__name__
    >>> name
    'ZMQInteractiveShell'
    """
    names = ("stdout", "stderr", "displayhook", "excepthook")
    before = {name: getattr(sys, name) for name in names}
    asking, secretly, main = builtins.input, getpass.getpass, sys.modules["__main__"]
    ZMQInteractiveShell.clear_instance()
    try:
        shell = Shell()
        sys.stdout, sys.stderr = shell.streams()
        builtins.input = getpass.getpass = _nobody_answers
        yield shell
    finally:
        for name, value in before.items():
            setattr(sys, name, value)
        builtins.input, getpass.getpass = asking, secretly
        sys.modules["__main__"] = main
        ZMQInteractiveShell.clear_instance()


def _nobody_answers(*_: object, **__: object) -> str:
    from IPython.core.error import StdinNotImplementedError  # noqa: PLC0415 - rarely wanted

    raise StdinNotImplementedError(_NOBODY)

"""
One notebook executed in this very process: what a kernel would have shown, without the price of a kernel.

Papermill executes, and nbclient collects the outputs, as with a kernel; the kernel's own shell runs the cells
(`reportkit.publishing.fast.shell`). Only what lies between them is left out: a process, sockets, threads.
`reportkit.publishing.fast.fidelity` says for which notebooks that is the same.

A cell that ends this process (a crash, too much memory, an alarm that is not heard) ends the run with it. So
the process should be a copy made for this run alone, and its owner should watch it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

import papermill
from papermill.engines import papermill_engines

from reportkit.publishing.collecting import Collector
from reportkit.publishing.course import (
    KERNEL,
    Course,
    Execution,
    Limits,
    OnCell,
    bare,
    came_to,
    refuse_code,
    taken,
    watched,
)
from reportkit.publishing.fast import engine, fidelity, surroundings
from reportkit.publishing.fast.patience import Patience
from reportkit.publishing.fast.shell import Message, Shell, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

    from reportkit.publishing.parameters import Plain

_POLITELY = "exit code 0"  # how a kernel ends that a cell has asked to

papermill_engines.register(engine.NAME, engine.InProcess)  # also where the kit is not installed


def execute(  # noqa: PLR0913 - each is a decision of its own
    source: NotebookNode,
    parameters: Mapping[str, Plain],
    folder: Path,
    *,
    environment: Mapping[str, str],
    limits: Limits,
    on_cell: OnCell | None = None,
) -> Execution:
    r"""
    A notebook's cells run from first to last in this process, until one fails.

    To be called in the main thread of a process that is for this run alone: what cells change in libraries
    stays changed. The surroundings (variables, folder, streams, signals) are as before when it returns.

    Parameters
    ----------
    source : nbformat.NotebookNode
        The notebook; not changed.
    parameters : mapping of str to plain values
        Values that `reportkit.publishing.parameters.validate` has passed.
    folder : pathlib.Path
        The working folder of the cells.
    environment : mapping of str to str
        Variables for the cells, above the few of this process that they see anyway.
    limits : Limits
        How long it may take. A cell that holds the interpreter does not notice: who started this process
        has to end it.
    on_cell : callable, optional
        Called before each code cell with its number, the number of code cells, and the heading above it.
        What it raises cancels the run.

    Returns
    -------
    Execution
        As `reportkit.publishing.execution.execute` gives it, with the same words for the same endings.

    Raises
    ------
    ValueError
        When papermill would write a parameter into the notebook as anything but its value.

    Examples
    --------
    >>> import nbformat
    >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(6 * 7)")])
    >>> execution = execute(notebook, {}, Path(), environment={}, limits=Limits())
    >>> execution.ending, execution.notebook.cells[0].outputs[0].text
    ('ok', '42\n')
    """
    refuse_code(parameters)
    run = Course(limits, on_cell)
    caught: BaseException | None = None
    try:
        with surroundings.of_a_kernel(folder, environment):
            papermill.execute_notebook(
                bare(source),
                None,
                dict(parameters),
                engine_name=engine.NAME,
                kernel_name=KERNEL,
                language="python",
                progress_bar=False,
                run=run,
            )
    except BaseException as error:  # noqa: BLE001 - also a request to stop: the result tells it
        caught = error
    return came_to(run, source, caught, died_of=_POLITELY)


def practise() -> None:
    """
    Load all that a cell needs, by running one; for a process that others are copied from.

    Examples
    --------
    >>> practise()
    """
    with surroundings.of_a_kernel(Path(), {}), opened() as shell:
        shell.run("1", shell.request())


def run_cells(manager: Any, run: Course | None) -> None:  # noqa: ANN401 - papermill has no types
    """
    Run the cells of a notebook that papermill manages.

    Parameters
    ----------
    manager : papermill.engines.NotebookExecutionManager
        Holds the notebook.
    run : Course or None
        Takes down how it goes; None where papermill itself was asked to use this engine.

    Raises
    ------
    ValueError
        In that case, when the notebook wants a kernel of its own.
    """
    if run is None:
        if because := fidelity.unfaithful(manager.nb, {}):
            raise ValueError(f"this notebook wants a kernel of its own: {because}")
        run = Course(Limits(), None)
    with opened() as shell:
        patience = Patience(run.limits, lambda: _shut(shell))
        client = _Client(manager, kernel_name=KERNEL, **watched(run))
        client.kc = _Line(shell, run, patience)
        run.notebook, run.ready = manager.nb, True
        try:
            with patience.kept():
                client.execute()
        finally:
            run.notebook = taken(manager)


def _shut(shell: Shell) -> None:
    """Let the outputs of a cell end here: a kernel would be killed now."""
    shell.flush()
    shell.wire.closed = True


class _Client(Collector):
    """Papermill's client, which asks this process instead of starting another."""

    @contextmanager
    def setup_kernel(self, **_: object) -> Iterator[None]:
        """Start nothing."""
        yield


class _Line:
    """
    What nbclient takes for the connection to a kernel.

    A request is answered before it returns; then the outputs and the reply are fetched as from a socket.
    Where there is no reply, the connection is silent: nbclient asks whether the kernel lives, and gives up.
    """

    allow_stdin = False

    def __init__(self, shell: Shell, run: Course, patience: Patience) -> None:
        self._shell, self._run, self._patience = shell, run, patience
        self._reply: Message | None = None
        self.iopub_channel = _Channel(self._output)
        self.shell_channel = _Channel(self._answer)

    def execute(self, source: str, **_: object) -> str:
        """Run a cell; return the number of the request."""
        asked = self._shell.request()
        self._reply = None
        if self._lives():
            with self._patience.for_a_cell():
                reply = self._shell.run(source, asked)
                self._reply = {"parent_header": asked["header"], "content": reply}
        if self._patience.reason:
            self._reply = None
            self._run.late = self._patience.reason == "whole"
        else:
            self._shell.wire.send(None, "status", {"execution_state": "idle"}, parent=asked)
        return str(asked["header"]["msg_id"])

    def kernel_info(self) -> str:
        """Ask for the language, as papermill does after the last cell."""
        asked = self._shell.request()
        content = {"language_info": {"name": "python"}}
        self._reply = {"parent_header": asked["header"], "content": content} if self._lives() else None
        return str(asked["header"]["msg_id"])

    async def is_alive(self) -> bool:
        """Say whether cells can still be run; a cell that took too long leaves the kernel as it is."""
        return self._lives() or self._patience.reason == "cell"

    def _lives(self) -> bool:
        return not (self._shell.ended or self._patience.reason)

    async def _output(self) -> Message:
        if not self._shell.wire.heard:
            await asyncio.get_running_loop().create_future()  # there will be no more
        return self._shell.wire.heard.popleft()

    async def _answer(self) -> Message:
        if self._patience.reason == "stopped":
            raise self._run.stopped_by or KeyboardInterrupt
        if self._reply is None:
            raise Empty
        return self._reply


class _Channel:
    """One of the two ways on which nbclient listens."""

    def __init__(self, fetched: Any) -> None:  # noqa: ANN401 - a coroutine
        self._fetched = fetched

    async def get_msg(self, timeout: float | None = None) -> Message:  # noqa: ARG002, ASYNC109 - nbclient's
        """Return the next message."""
        message: Message = await self._fetched()
        return message

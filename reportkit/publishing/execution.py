"""One notebook executed once by papermill, its cells in a kernel of their own."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

import papermill
from papermill.engines import NBClientEngine, papermill_engines

from reportkit.publishing import kernel
from reportkit.publishing.collecting import Collector
from reportkit.publishing.course import (
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

    from reportkit.publishing.kernel import Kernels
    from reportkit.publishing.parameters import Plain

__all__ = ["Execution", "Limits", "OnCell", "execute", "refuse_code"]

_ENGINE = "reportkit"
_STARTS = 3  # tries where kernels listen on ports, which two starts may pick at the same moment
_LOG_LINES = 8


def execute(  # noqa: PLR0913 - each is a decision of its own
    source: NotebookNode,
    parameters: Mapping[str, Plain],
    folder: Path,
    *,
    environment: Mapping[str, str],
    limits: Limits,
    on_cell: OnCell | None = None,
    kernels: Kernels = kernel.fresh,
) -> Execution:
    """
    A notebook's cells run from first to last in a kernel of their own, until one fails.

    Parameters
    ----------
    source : nbformat.NotebookNode
        The notebook; not changed. A cell tagged ``raises-exception`` fails like any other: no briefing is
        made from a cell in error.
    parameters : mapping of str to plain values
        Values that `reportkit.publishing.parameters.validate` has passed.
    folder : pathlib.Path
        The kernel's working folder.
    environment : mapping of str to str
        Variables for the kernel alone, above the few it gets anyway.
    limits : Limits
        How long it may take.
    on_cell : callable, optional
        Called before each code cell with its number, the number of code cells, and the heading above it.
        What it raises cancels the run.
    kernels : callable, optional
        Gives the kernel; one that starts now if not given, see `reportkit.publishing.spare` for another.

    Returns
    -------
    Execution
        Also after a failure, a killed kernel or Ctrl-C. No process of the run is left.

    Raises
    ------
    ValueError
        When papermill would write a parameter into the notebook as anything but its value.
    """
    refuse_code(parameters)
    for _ in range(_STARTS):
        with kernels(folder, environment) as prepared:
            run = _Run(prepared, limits, on_cell)
            execution = _executed(run, source, parameters)
        final = prepared.manager.transport == "ipc" and not prepared.ahead
        if execution.ending != "kernel_not_started" or final or run.late:
            break
    return execution


class _Run(Course):
    """The course of a run in a kernel of its own."""

    def __init__(self, prepared: kernel.Prepared, limits: Limits, on_cell: OnCell | None) -> None:
        super().__init__(limits, on_cell)
        self.prepared = prepared

    def time_is_up(self) -> None:
        self.late = True
        self.prepared.process.end()


class _Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Papermill's engine with our kernel, our limits and our own eyes."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, run: _Run, **_: object) -> None:  # noqa: ANN401
        client = Collector(
            nb_man,
            km=run.prepared.manager,
            kernel_name=kernel_name,
            startup_timeout=run.limits.start,
            ipython_hist_file="",  # the kernel says itself that its history stays in memory
            shutdown_kernel="immediate",
            on_notebook_start=run.is_ready,
            **watched(run),
        )
        run.notebook = nb_man.nb
        try:
            with run.prepared.log.open("ab") as log:  # one that was started ahead writes there already
                streams = {"stdin": DEVNULL, "stdout": log, "stderr": log}
                client.execute(cleanup_kc=True, **streams, **run.prepared.launch)
        finally:
            run.notebook = taken(nb_man)


papermill_engines.register(_ENGINE, _Engine)


def _executed(run: _Run, source: NotebookNode, parameters: Mapping[str, Plain]) -> Execution:
    """Let papermill execute a notebook, and make sure that its kernel is gone afterwards."""
    caught: BaseException | None = None
    try:
        with _deadline(run):
            papermill.execute_notebook(
                bare(source),  # no path: papermill formats paths, and braces in them would be code
                None,
                dict(parameters),
                engine_name=_ENGINE,
                kernel_name=kernel.NAME,
                language="python",
                progress_bar=False,
                run=run,
            )
    except BaseException as error:  # noqa: BLE001 - also Ctrl-C: the result tells it
        caught = error
    finally:
        died_of = _died_of(run.prepared.process.returncode)
        run.prepared.end()
    return came_to(run, source, caught, died_of=died_of, log=_last_lines(run.prepared.log))


@contextmanager
def _deadline(run: _Run) -> Iterator[None]:
    """End the kernel when the time for the whole run is up; nbclient knows limits for single cells only."""
    timer = threading.Timer(run.limits.whole, run.time_is_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _died_of(returncode: int | None) -> str:
    if returncode is None:
        return ""
    try:
        return signal.Signals(-returncode).name
    except ValueError:
        return f"exit code {returncode}"


def _last_lines(log: Path) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text("utf-8", "replace").strip().splitlines()[-_LOG_LINES:])

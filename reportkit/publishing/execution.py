"""
One notebook executed once by papermill, and the truth about how it went.

Papermill's own marks cannot be trusted for that: after a killed kernel or a timeout it calls every cell
completed, and a cell that ends the interpreter politely ends the run without an error. Here a cell is
"ok" only when the kernel itself has said so, and a run only when every cell is.
"""

from __future__ import annotations

import ast
import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.translators import translate_parameters

from reportkit.problems import visible
from reportkit.publishing import kernel
from reportkit.publishing.notebook import heading_above
from reportkit.publishing.record import CellRecord, CellStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

    from reportkit.publishing.kernel import Kernels
    from reportkit.publishing.parameters import Plain

Ending: TypeAlias = Literal[
    "ok", "cell_error", "kernel_died", "cell_timeout", "deadline", "kernel_not_started", "cancelled"
]
OnCell: TypeAlias = Callable[[int, int, str], None]

_ENGINE = "reportkit"
_OUTPUT_PATIENCE = (
    60  # seconds for a cell's last output to arrive; nbclient's 4 are too few on a loaded machine
)
_STARTS = 3  # tries where kernels listen on ports, which two starts may pick at the same moment
_LOG_LINES = 8
_LONGEST_HEADING = 120
_log = logging.getLogger("reportkit.publishing")
# Without a handler Python prints warnings to the terminal; what matters of them stands in the result.
for _name in ("reportkit.publishing", "papermill"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How long things may take, in seconds.

    ``cell`` is for one cell, ``whole`` for the kernel's start and all cells, ``start`` for the start alone.
    """

    cell: int = 120
    whole: int = 600
    start: int = 60


@dataclass(frozen=True, slots=True)
class Execution:
    """
    How a notebook went.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The notebook with the outputs there are.
    ending : str
        "ok", or what ended it.
    cells : tuple of CellRecord
        Its code cells in order, without those that hold nothing to run.
    error : str
        The error's own words, "" without one.
    died_of : str
        For a kernel that died: the signal ("SIGKILL") or "exit code 0"; otherwise "".
    log : str
        The last lines that the kernel process itself wrote, outside all cells.
    stopped_by : BaseException or None
        What cancelled the run: KeyboardInterrupt, or what ``on_cell`` raised.
    """

    notebook: NotebookNode
    ending: Ending
    cells: tuple[CellRecord, ...]
    error: str = ""
    died_of: str = ""
    log: str = ""
    stopped_by: BaseException | None = None


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


def refuse_code(parameters: Mapping[str, Plain]) -> None:
    """
    Parameters let through only if papermill writes them as plain assignments of the same values.

    A second lock behind the check of types: papermill writes names as they are, and values of types that
    it does not know as whatever their text is.

    Parameters
    ----------
    parameters : mapping of str to plain values
        Values by name.

    Raises
    ------
    ValueError
        When what papermill would write is anything else.

    Examples
    --------
    >>> refuse_code({"incident": '"; print(1) #', "limit": 40})
    >>> refuse_code({"limit = 1; print": 40})
    Traceback (most recent call last):
    ...
    ValueError: papermill would write these parameters as other values than given
    """
    written = translate_parameters(kernel.NAME, "python", dict(parameters), "Parameters")
    try:
        read = {
            statement.targets[0].id: ast.literal_eval(statement.value)
            for statement in ast.parse(written).body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        }
        lines = len(ast.parse(written).body)
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"papermill would write these parameters as code: {error}") from None
    if repr(read) != repr(dict(parameters)) or lines != len(parameters):
        raise ValueError("papermill would write these parameters as other values than given")


@dataclass(slots=True)
class _Run:
    """What is known while a notebook runs; papermill's hooks fill it in."""

    prepared: kernel.Prepared
    limits: Limits
    on_cell: OnCell | None
    notebook: NotebookNode | None = None
    ready: bool = False
    late: bool = False
    stopped_by: BaseException | None = None
    states: dict[int, CellStatus] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    at: int | None = None

    def is_ready(self, **_: object) -> None:
        self.ready = True

    def starts(self, cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG002 - nbclient names them
        self.at = cell_index
        self.seconds[cell_index] = -time.monotonic()
        if self.on_cell:
            try:
                self.on_cell(len(self.seconds), _to_run(self.notebook), _heading(self.notebook, cell_index))
            except BaseException as stop:
                self.stopped_by = stop
                raise

    def ends(self, cell: NotebookNode, cell_index: int, execute_reply: Mapping[str, Any]) -> None:  # noqa: ARG002
        self.states[cell_index] = "ok" if execute_reply["content"]["status"] == "ok" else "error"
        self.seconds[cell_index] += time.monotonic()
        self.at = None if self.states[cell_index] == "ok" else cell_index

    def time_is_up(self) -> None:
        self.late = True
        self.prepared.process.end()


class _Engine(NBClientEngine):  # type: ignore[misc] # papermill has no types
    """Papermill's engine with our kernel, our limits and our own eyes."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, run: _Run, **_: object) -> None:  # noqa: ANN401
        client = PapermillNotebookClient(
            nb_man,
            km=run.prepared.manager,
            kernel_name=kernel_name,
            log=_log,
            timeout_func=lambda _: run.limits.cell,
            startup_timeout=run.limits.start,
            iopub_timeout=_OUTPUT_PATIENCE,
            ipython_hist_file="",  # the kernel says itself that its history stays in memory
            record_timing=False,
            coalesce_streams=True,  # how output is cut into pieces depends on the moment
            store_widget_state=False,
            force_raise_errors=True,
            shutdown_kernel="immediate",
            on_notebook_start=run.is_ready,
            on_cell_execute=run.starts,
            on_cell_executed=run.ends,
        )
        run.notebook = nb_man.nb
        try:
            with run.prepared.log.open("ab") as log:  # one that was started ahead writes there already
                streams = {"stdin": DEVNULL, "stdout": log, "stderr": log}
                client.execute(cleanup_kc=True, **streams, **run.prepared.launch)
        finally:
            run.notebook = deepcopy(nb_man.nb)  # papermill goes on to put banners into it


papermill_engines.register(_ENGINE, _Engine)


def _executed(run: _Run, source: NotebookNode, parameters: Mapping[str, Plain]) -> Execution:
    """Let papermill execute a notebook, and make sure that its kernel is gone afterwards."""
    caught: BaseException | None = None
    try:
        with _deadline(run):
            papermill.execute_notebook(
                _bare(source),  # no path: papermill formats paths, and braces in them would be code
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
    ending = _ending(run, caught)
    return Execution(
        notebook=run.notebook or source,
        ending=ending,
        cells=tuple(_cells(run, ending)),
        error=_error(run, caught),
        died_of=died_of if ending == "kernel_died" else "",
        log=_last_lines(run.prepared.log),
        stopped_by=caught if ending == "cancelled" else None,
    )


def _bare(source: NotebookNode) -> NotebookNode:
    """Return a notebook without its stored outputs: papermill would copy them thrice, then drop them."""
    bare = copy(source)
    bare.cells = [copy(cell) for cell in source.cells]
    for cell in bare.cells:
        if "outputs" in cell:
            cell.outputs = []
    return bare


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


def _ending(run: _Run, caught: BaseException | None) -> Ending:
    """Return what ended a run; what is neither of the notebook nor of the kernel is raised again."""
    states = set(run.states.values())
    if run.stopped_by or (caught and not isinstance(caught, Exception)):
        return "cancelled"
    if not caught and states <= {"ok"} and len(run.states) == _to_run(run.notebook):
        return "ok"
    endings: tuple[tuple[bool, Ending], ...] = (
        ("error" in states, "cell_error"),
        (run.late, "deadline"),
        (not run.ready, "kernel_not_started"),
        (isinstance(caught, CellTimeoutError), "cell_timeout"),
        (isinstance(caught, DeadKernelError), "kernel_died"),
    )
    for holds, ending in endings:
        if holds:
            return ending
    raise caught or RuntimeError("papermill ended before the last cell and did not say why")


def _cells(run: _Run, ending: Ending) -> Iterator[CellRecord]:
    stopped: dict[Ending, CellStatus] = {
        "kernel_died": "died",
        "cell_timeout": "timeout",
        "deadline": "timeout",
        "cancelled": "cancelled",
    }
    cells = run.notebook.cells if run.notebook else []
    for number, index in enumerate((i for i, cell in enumerate(cells) if _runs(cell)), start=1):
        at_the_end = stopped.get(ending, "not_run") if index == run.at else "not_run"
        seconds = run.seconds.get(index, 0.0)
        seconds += time.monotonic() if seconds < 0 else 0.0
        state = run.states.get(index, at_the_end)
        yield CellRecord(number, _heading(run.notebook, index), state, round(seconds, 3))


def _heading(notebook: NotebookNode | None, index: int) -> str:
    heading = visible(heading_above(notebook, index)) if notebook else ""
    return heading if len(heading) <= _LONGEST_HEADING else heading[:_LONGEST_HEADING] + "…"


def _runs(cell: NotebookNode) -> bool:
    """Return whether nbclient gives a cell to the kernel."""
    is_code = cell.cell_type == "code" and bool(cell.source.strip())
    return is_code and "skip-execution" not in cell.metadata.get("tags", ())


def _to_run(notebook: NotebookNode | None) -> int:
    return sum(map(_runs, notebook.cells)) if notebook else 0


def _error(run: _Run, caught: BaseException | None) -> str:
    """Return the words of the error that a cell raised, or else of what papermill met."""
    if run.notebook and run.at is not None:
        for output in run.notebook.cells[run.at].get("outputs", ()):
            if output.output_type == "error":
                return f"{output.ename}: {output.evalue}".removesuffix(": ")
    if isinstance(caught, CellTimeoutError):
        return "its last output did not arrive" if "IOPub" in str(caught) else ""
    return str(caught or "")


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

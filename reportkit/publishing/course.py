"""
The course of one run of a notebook, whatever runs its cells: what is watched, and what it comes to.

Papermill's own marks cannot be trusted for that: after a killed kernel or a timeout it calls every cell
completed, and a cell that ends the interpreter politely ends the run without an error. Here a cell is
"ok" only when what ran it has said so, and a run only when every cell is.
"""

from __future__ import annotations

import ast
import logging
import time
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.translators import translate_parameters

from reportkit.problems import visible
from reportkit.publishing.notebook import heading_above
from reportkit.publishing.record import CellRecord, CellStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

    from reportkit.publishing.parameters import Plain

Ending: TypeAlias = Literal[
    "ok", "cell_error", "kernel_died", "cell_timeout", "deadline", "kernel_not_started", "cancelled"
]
OnCell: TypeAlias = Callable[[int, int, str], None]

KERNEL = "python3"
_OUTPUT_PATIENCE = (
    60  # seconds for a cell's last output to arrive; nbclient's 4 are too few on a loaded machine
)
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
    written = translate_parameters(KERNEL, "python", dict(parameters), "Parameters")
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
class Course:
    """What is known while a notebook runs; papermill's hooks fill it in."""

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
        """Note that cells can be run."""
        self.ready = True

    def starts(self, cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG002 - nbclient names them
        """Note that a cell starts, and tell who asked to be told."""
        self.at = cell_index
        self.seconds[cell_index] = -time.monotonic()
        if self.on_cell:
            try:
                self.on_cell(len(self.seconds), _to_run(self.notebook), _heading(self.notebook, cell_index))
            except BaseException as stop:
                self.stopped_by = stop
                raise

    def ends(self, cell: NotebookNode, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
        """Note how a cell ended; a figure that cannot be drawn at its end is an error that no reply tells."""
        shown = any(output.output_type == "error" for output in cell.outputs)
        done = execute_reply["content"]["status"] == "ok" and not shown
        self.states[cell_index] = "ok" if done else "error"
        self.seconds[cell_index] += time.monotonic()
        self.at = None if self.states[cell_index] == "ok" else cell_index


def watched(course: Course) -> dict[str, Any]:
    """
    What papermill's client is told, so that outputs are the same whenever they arrive, and are all seen.

    Examples
    --------
    >>> watched(Course(Limits(cell=7), None))["timeout_func"](None)
    7
    """
    return {
        "log": _log,
        "timeout_func": lambda _: course.limits.cell,
        "iopub_timeout": _OUTPUT_PATIENCE,
        "record_timing": False,
        "coalesce_streams": True,  # how output is cut into pieces depends on the moment
        "store_widget_state": False,
        "force_raise_errors": True,
        "on_cell_execute": course.starts,
        "on_cell_executed": course.ends,
    }


def taken(manager: Any) -> NotebookNode:  # noqa: ANN401 - papermill has no types
    """
    Return the notebook as the cells have left it, and leave papermill one without cells.

    It would go on to put banners into them and write all of them out, for nobody.

    Parameters
    ----------
    manager : papermill.engines.NotebookExecutionManager
        Holds the notebook.

    Examples
    --------
    >>> import nbformat
    >>> from types import SimpleNamespace
    >>> held = SimpleNamespace(nb=nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    >>> len(taken(held).cells), held.nb.cells
    (1, [])
    """
    notebook: NotebookNode = copy(manager.nb)
    manager.nb.cells = []
    return notebook


def bare(source: NotebookNode) -> NotebookNode:
    """
    A notebook without its stored outputs: papermill would copy them thrice, then drop them.

    Examples
    --------
    >>> import nbformat
    >>> bare(nbformat.v4.new_notebook()).cells
    []
    """
    without = copy(source)
    without.cells = [copy(cell) for cell in source.cells]
    for cell in without.cells:
        if "outputs" in cell:
            cell.outputs = []
    return without


def came_to(
    course: Course, source: NotebookNode, caught: BaseException | None, *, died_of: str = "", log: str = ""
) -> Execution:
    """
    What a run came to.

    Parameters
    ----------
    course : Course
        What was noted while it ran.
    source : nbformat.NotebookNode
        The notebook as it was before.
    caught : BaseException or None
        What papermill raised.
    died_of : str
        How the process ended that ran the cells.
    log : str
        The last lines that it wrote outside all cells.

    Raises
    ------
    BaseException
        What was caught, when it is neither of the notebook nor of what ran it.

    Examples
    --------
    >>> import nbformat
    >>> empty = nbformat.v4.new_notebook()
    >>> came_to(Course(Limits(), None, empty, ready=True), empty, None).ending
    'ok'
    """
    ending = _ending(course, caught)
    return Execution(
        notebook=course.notebook or source,
        ending=ending,
        cells=tuple(_cells(course, ending)),
        error=_error(course, caught),
        died_of=died_of if ending == "kernel_died" else "",
        log=log,
        stopped_by=caught if ending == "cancelled" else None,
    )


def _ending(course: Course, caught: BaseException | None) -> Ending:
    """Return what ended a run; what is neither of the notebook nor of what ran it is raised again."""
    states = set(course.states.values())
    if course.stopped_by or (caught and not isinstance(caught, Exception)):
        return "cancelled"
    if not caught and states <= {"ok"} and len(course.states) == _to_run(course.notebook):
        return "ok"
    endings: tuple[tuple[bool, Ending], ...] = (
        ("error" in states, "cell_error"),
        (course.late, "deadline"),
        (not course.ready, "kernel_not_started"),
        (isinstance(caught, CellTimeoutError), "cell_timeout"),
        (isinstance(caught, DeadKernelError), "kernel_died"),
    )
    for holds, ending in endings:
        if holds:
            return ending
    raise caught or RuntimeError("papermill ended before the last cell and did not say why")


def _cells(course: Course, ending: Ending) -> Iterator[CellRecord]:
    stopped: dict[Ending, CellStatus] = {
        "kernel_died": "died",
        "cell_timeout": "timeout",
        "deadline": "timeout",
        "cancelled": "cancelled",
    }
    cells = course.notebook.cells if course.notebook else []
    for number, index in enumerate((i for i, cell in enumerate(cells) if _runs(cell)), start=1):
        at_the_end = stopped.get(ending, "not_run") if index == course.at else "not_run"
        seconds = course.seconds.get(index, 0.0)
        seconds += time.monotonic() if seconds < 0 else 0.0
        state = course.states.get(index, at_the_end)
        yield CellRecord(number, _heading(course.notebook, index), state, round(seconds, 3))


def _heading(notebook: NotebookNode | None, index: int) -> str:
    heading = visible(heading_above(notebook, index)) if notebook else ""
    return heading if len(heading) <= _LONGEST_HEADING else heading[:_LONGEST_HEADING] + "…"


def _runs(cell: NotebookNode) -> bool:
    """Return whether nbclient gives a cell to the kernel."""
    is_code = cell.cell_type == "code" and bool(cell.source.strip())
    return is_code and "skip-execution" not in cell.metadata.get("tags", ())


def _to_run(notebook: NotebookNode | None) -> int:
    return sum(map(_runs, notebook.cells)) if notebook else 0


def _error(course: Course, caught: BaseException | None) -> str:
    """Return the words of the error that a cell raised, or else of what papermill met."""
    failed = next((index for index, state in course.states.items() if state == "error"), course.at)
    if course.notebook and failed is not None:
        for output in course.notebook.cells[failed].get("outputs", ()):
            if output.output_type == "error":
                return f"{output.ename}: {output.evalue}".removesuffix(": ")
    if isinstance(caught, CellTimeoutError):
        return "its last output did not arrive" if "IOPub" in str(caught) else ""
    return str(caught or "")

"""
One briefing from one notebook: checked, executed, set as a PDF, written.

The order is the promise. Parameters are checked before a kernel starts. The PDF is made only from a
notebook all of whose cells the kernel has called done, and which shows all that its contract promises.
Nothing is put in place before everything is on the disk. So a run that fails, whenever and for whatever
reason, leaves the last good briefing as it is, and says what happened in its record; what the clock says
stands in the record and nowhere else.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from reportkit.problems import plural, visible
from reportkit.publishing import contract as contracts
from reportkit.publishing import notebook as notebooks
from reportkit.publishing.atomic import WriteProblem, make_folder, rehearse, write_bytes, write_together
from reportkit.publishing.execution import Execution, Limits, execute
from reportkit.publishing.kernel import Kernels, fresh
from reportkit.publishing.parameters import content, validate
from reportkit.publishing.record import CellRecord, RunRecord, Status, to_bytes

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from reportkit.publishing.parameters import Plain

OnCell: TypeAlias = Callable[[int, int, str], None]
Choice: TypeAlias = Literal["auto", "kernel", "in process"]
Receipt: TypeAlias = Callable[[RunRecord, bytes], Mapping[Path, bytes]]
Export: TypeAlias = "Callable[[NotebookNode], bytes]"

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")  # no dot: "a.failed" would write over what "a" wrote
_LONGEST_SLUG = 120
_LONGEST_ERROR = 2000
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_UNCHANGED = "A briefing of an earlier run, if there is one, stands as it was."
_MESSAGES: dict[Status, str] = {
    "ok": "{cells} ran.",
    "cell_error": "An error {where}: {error}\nMend the cell, or what it reads, and run again. {look}",
    "kernel_died": "The kernel died {where} ({died_of}).{memory}{log}\nTry that cell in JupyterLab. {look}",
    "cell_timeout": (
        "The {limits.cell} s that one cell may take were up {where}{late}. "
        "Give it more time or less to do. {look}"
    ),
    "deadline": (
        "The {limits.whole} s that the whole run may take were up {where}. "
        "Give it more time or less to do. {look}"
    ),
    "kernel_not_started": (
        "No kernel was ready within {limits.start} s: {error}{log}\n"
        "Run again; if it stays so, install the kit again. {look}"
    ),
    "incomplete": "All cells ran, but the notebook shows less than it promises:\n\n{error}\n\n{look}",
    "export_failed": "All cells ran, but no PDF could be made of them: {error}\n{look}",
    "cancelled": "The run was stopped {where}. Run it again. {look}",
}


def render(  # noqa: PLR0913 - the settings of a run, each by its name
    notebook: Path,
    slug: str,
    out: Path,
    parameters: Mapping[str, Plain],
    *,
    environment: Mapping[str, str] | None = None,
    cell_timeout: int = 120,
    deadline: int = 600,
    start_timeout: int = 60,
    on_cell: OnCell | None = None,
    export: Export | None = None,
    kernels: Kernels = fresh,
    engine: Choice = "kernel",
    folder: Path | None = None,
    receipt: Receipt | None = None,
    stamped: Callable[[RunRecord], RunRecord] | None = None,
) -> RunRecord:
    """
    A briefing made by running a notebook: ``<slug>.pdf``, ``<slug>.ipynb`` and ``<slug>.run.json``.

    A failed run leaves these two as the last good run wrote them, puts its executed notebook at
    ``<slug>.failed.ipynb`` and says in ``<slug>.run.json`` what happened. One run at a time in one process;
    as many processes as you like.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook. The kernel works in its folder, as it does in JupyterLab.
    slug : str
        Name of the files: small letters and digits, joined by "-" or "_".
    out : pathlib.Path
        Folder for the files; made if it is not there.
    parameters : mapping of str to plain values
        Values for the notebook's parameters, as `reportkit.publishing.parameters.validate` takes them.
    environment : mapping of str to str, optional
        Variables for the kernel alone; of the caller's own it sees only what a process needs to work.
    cell_timeout, deadline, start_timeout : int
        Seconds for one cell, for the kernel with all its cells, and for its start. The PDF is made
        after the deadline has been met and is not limited by it.
    on_cell : callable, optional
        Called before each cell with its number, the number of cells, and the heading above it. What it
        raises cancels the run.
    export : callable, optional
        Makes the PDF's bytes from the executed notebook; the briefing exporter if not given.
    kernels : callable, optional
        Gives the kernel; one that starts now if not given.
    engine : str, optional
        "kernel": the cells run in a kernel. "auto": they run in this very process, which must be for nothing
        else and end afterwards, where that is sure to show the same (`reportkit.publishing.fast.fidelity`).
        "in process": also where it is not sure.
    folder : pathlib.Path, optional
        The working folder of the cells; the notebook's if not given.
    receipt : callable, optional
        Gives the files that say that the briefing is done; they are put in place last, and only then.
    stamped : callable, optional
        Puts into the record what the caller knows of the run, before it is written.

    Returns
    -------
    RunRecord
        Also for a failed run: its status says what ended it, its message what to do. Where the record
        itself cannot be written, this is all there is of it.

    Raises
    ------
    ParameterProblem
        When the notebook or the parameters are not as they should be; nothing has been started.
    ContractProblem
        When what the notebook promises to show cannot be read; nothing has been started.
    ValueError
        When the slug cannot name files, or the notebook is no valid one.
    KeyboardInterrupt
        Again, after Ctrl-C or when ``on_cell`` raised it (the same for anything else it raises): the kernel
        has been ended and the record says "cancelled".

    Examples
    --------
    >>> render(Path("briefing.ipynb"), "../harbour", Path("build"), {})
    Traceback (most recent call last):
    ...
    ValueError: '../harbour' cannot name files: write small letters and digits, joined by '-' or '_'
    """
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise ValueError(f"{slug!r} cannot name files: write small letters and digits, joined by '-' or '_'")
    stored = content(notebook)  # once: the record names what was run, also where somebody saves meanwhile
    values = validate(notebook, parameters, stored=stored)
    source = notebooks.parsed(stored, notebook.name, outputs=False)  # they are made anew
    promise = contracts.read(source, notebook.name)
    clock, started, spent = time.monotonic(), datetime.now(UTC), cost()
    because = _unfaithful(source, values) if engine == "auto" else ""
    draft = RunRecord(
        slug=slug,
        status="ok",
        message="",
        cells=(),
        notebook=notebook.name,
        notebook_sha256=_digest(stored),
        parameters=tuple(values.items()),
        started=started.isoformat(timespec="seconds"),
        engine="kernel" if because or engine == "kernel" else "in process",
        engine_because=because,
    )
    draft = stamped(draft) if stamped else draft
    try:
        make_folder(out)
        rehearse(_files(out, slug))
    except WriteProblem as problem:
        return replace(draft, status="write_failed", message=f"Nothing was run: {problem}.")
    limits = Limits(cell_timeout, deadline, start_timeout)
    folder = folder or notebook.resolve().parent
    own = environment or {}
    if draft.engine == "kernel":
        execution = execute(
            source, values, folder, environment=own, limits=limits, on_cell=on_cell, kernels=kernels
        )
    else:
        inprocess = importlib.import_module("reportkit.publishing.fast.inprocess")
        execution = inprocess.execute(source, values, folder, environment=own, limits=limits, on_cell=on_cell)
    executed = notebooks.to_bytes(notebooks.normalised(execution.notebook, source, notebooks.folders(folder)))
    exported = _exported(executed, promise, notebook, export) if execution.ending == "ok" else _Exported()
    record = replace(
        draft,
        status=exported.status if execution.ending == "ok" else execution.ending,
        cells=execution.cells,
        died_of=execution.died_of,
        seconds=round(time.monotonic() - clock, 3),
        log=_printable(execution.log),
    )
    used = cost(spent)
    record = replace(
        record,
        cpu_seconds=used.cpu_seconds,
        peak_mb=used.peak_mb,
        message=_message(record, execution, exported, limits),
    )
    record = _written(record, out, executed, exported.pdf, receipt)
    stopped_by = execution.stopped_by or exported.stopped_by
    if stopped_by:
        raise stopped_by
    return record


def _files(out: Path, slug: str) -> tuple[Path, Path, Path, Path]:
    return (
        out / f"{slug}.pdf",
        out / f"{slug}.ipynb",
        out / f"{slug}.failed.ipynb",
        out / f"{slug}.run.json",
    )


@dataclass(frozen=True, slots=True)
class _Exported:
    """What came of making the PDF."""

    status: Status = "ok"
    pdf: bytes = b""
    error: str = ""
    stopped_by: BaseException | None = None


def _exported(
    executed: bytes, promise: contracts.Contract | None, notebook: Path, export: Export | None
) -> _Exported:
    """Make the PDF of the notebook as it will stand in its file, as every other tool will see it."""
    try:
        stored = notebooks.from_bytes(executed)
        lacking = contracts.breaches(promise, stored, notebook.name) if promise else ()
        pdf = b"" if lacking else (export or _briefing)(stored)
    except (KeyboardInterrupt, SystemExit) as stop:
        return _Exported("cancelled", stopped_by=stop)
    except BaseException as error:  # noqa: BLE001 - a panic of the typesetter is no Exception
        return _Exported("export_failed", error=f"{type(error).__name__}: {error}")
    if lacking:
        return _Exported("incomplete", error="\n\n".join(map(str, lacking)))
    if not isinstance(pdf, bytes) or not pdf.startswith(b"%PDF-"):
        return _Exported("export_failed", error="what came out is no PDF")
    return _Exported(pdf=pdf)


def _briefing(executed: NotebookNode) -> bytes:
    """Return the PDF that the briefing exporter makes, without nbconvert; the typesetter is loaded now."""
    page = importlib.import_module("reportkit.publishing.composing").page(executed)
    pdf: bytes = importlib.import_module("reportkit.publishing.typesetting").typeset(*page)
    return pdf


def _written(record: RunRecord, out: Path, executed: bytes, pdf: bytes, receipt: Receipt | None) -> RunRecord:
    """Put the files of a run in place; the last good briefing gives way to a good one only."""
    briefing, good, failed, record_path = _files(out, record.slug)
    record = replace(record, executed_sha256=_digest(executed), pdf_sha256=_digest(pdf) if pdf else None)
    files = {briefing: pdf, good: executed} if record.ok else {failed: executed}
    done = dict(receipt(record, pdf)) if receipt and record.ok else {}  # last: it says that the rest stands
    try:
        write_together(files | {record_path: to_bytes(record)} | done)
    except WriteProblem as problem:
        placed = record.ok and _holds(briefing, pdf)
        record = _not_written(record, problem, placed=placed)
        with suppress(WriteProblem):  # then the returned record is all there is
            write_bytes(record_path, to_bytes(record))
        return record
    if record.ok:
        with suppress(OSError):
            failed.unlink(missing_ok=True)  # of an earlier run
    return record


def _not_written(record: RunRecord, problem: WriteProblem, *, placed: bool) -> RunRecord:
    """Return the record of a run whose files did not all come to stand in their places."""
    if not record.ok:
        return replace(record, message=f"{record.message}\nAlso: {problem}.", executed_sha256=None)
    fate = "The new PDF is in place, what belongs to it may not be. Run again." if placed else _UNCHANGED
    return replace(
        record,
        status="write_failed",
        message=f"All cells ran, but: {problem}. {fate}",
        pdf_sha256=record.pdf_sha256 if placed else None,
        executed_sha256=None,
    )


def _unfaithful(source: NotebookNode, values: Mapping[str, Plain]) -> str:
    """Return why a notebook wants a kernel of its own, "" where it does not."""
    found: str = importlib.import_module("reportkit.publishing.fast.fidelity").unfaithful(source, values)
    unfit: str = importlib.import_module("reportkit.publishing.fast.surroundings").unfit()
    return found or unfit


class Cost(NamedTuple):
    """Processor seconds of a process with the ended ones it had started, and the most megabytes of one."""

    cpu_seconds: float
    peak_mb: float


def cost(since: Cost | None = None) -> Cost:
    """
    Return what this process has cost, with the ended ones it had started.

    Parameters
    ----------
    since : Cost, optional
        What it was before; it is taken off the processor time.

    Examples
    --------
    >>> cost(cost()).cpu_seconds < cost().cpu_seconds
    True
    """
    before = since.cpu_seconds if since else 0.0
    if sys.platform == "win32":
        return Cost(round(time.process_time() - before, 3), 0.0)
    import resource  # noqa: PLC0415 - not on Windows

    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(one.ru_utime + one.ru_stime for one in used)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10  # bytes there, kilobytes elsewhere
    return Cost(round(seconds - before, 3), round(max(one.ru_maxrss for one in used) / unit, 1))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _message(record: RunRecord, execution: Execution, exported: _Exported, limits: Limits) -> str:
    """Return what happened and what to do."""
    log, error = _printable(execution.log), execution.error or exported.error
    return _MESSAGES[record.status].format(
        cells=plural(len(record.cells), "cell"),
        where=_where(record.cells),
        error=exported.error if record.status == "incomplete" else _printable(error or "it did not say why"),
        died_of=record.died_of,
        memory=" The system does that when memory runs out." if record.died_of == "SIGKILL" else "",
        late=f" ({execution.error})" if record.status == "cell_timeout" and execution.error else "",
        log=f"\nIts last words: {log}" if log else "",
        limits=limits,
        look=f"{record.slug}.failed.ipynb shows the run up to there. {_UNCHANGED}",
    )


def _where(cells: Sequence[CellRecord]) -> str:
    at = next((cell for cell in cells if cell.status not in {"ok", "not_run"}), None)
    if at:
        return f"in cell [{at.number}]" + (f" under “{at.heading}”" if at.heading else "")
    return "after the last cell" if cells and cells[-1].status == "ok" else "before the first cell"


def _printable(text: str) -> str:
    """Return somebody else's words so that a terminal shows them and does not obey them."""
    cut = text if len(text) <= _LONGEST_ERROR else text[:_LONGEST_ERROR] + "…"
    return "\n".join(visible(line) for line in _COLOURS.sub("", cut).splitlines())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

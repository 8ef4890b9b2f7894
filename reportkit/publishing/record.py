"""
The record of a run: what was run, how it went cell by cell, and what came out.

It stands beside the briefing as ``<slug>.run.json``. Its status is true also where the executed
notebook is silent: after a killed kernel, a cell without end, a full disk.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reportkit.publishing.parameters import Plain

FORMAT = 1

Status: TypeAlias = Literal[
    "ok",
    "cell_error",
    "kernel_died",
    "cell_timeout",
    "deadline",
    "kernel_not_started",
    "incomplete",
    "export_failed",
    "write_failed",
    "cancelled",
    "worker_died",
    "out_of_memory",
]
Engine: TypeAlias = Literal["", "kernel", "in process"]
CellStatus: TypeAlias = Literal["ok", "error", "died", "timeout", "cancelled", "not_run"]


@dataclass(frozen=True, slots=True)
class CellRecord:
    """
    How one code cell went.

    Parameters
    ----------
    number : int
        Its number among the code cells, counted from 1, as ``In [1]`` in the executed notebook. The cell
        with the parameters of the run counts too.
    heading : str
        The last heading above it, "" without one.
    status : str
        "ok", "error", "died" (the kernel died in it), "timeout", "cancelled" or "not_run".
    seconds : float
        How long it ran.
    """

    number: int
    heading: str
    status: CellStatus
    seconds: float


@dataclass(frozen=True, slots=True)
class RunRecord:
    """
    How one run of a notebook went.

    Parameters
    ----------
    slug : str
        What the files of the run are called.
    status : str
        "ok", or what ended the run: "cell_error", "kernel_died", "cell_timeout", "deadline",
        "kernel_not_started", "incomplete" (it shows less than it promises), "export_failed", "write_failed",
        "cancelled", "worker_died" (the process that made it ended without a word), "out_of_memory".
    message : str
        What happened and what to do, in plain words.
    cells : tuple of CellRecord
        The code cells in order; those with nothing to run are left out.
    notebook, notebook_sha256 : str
        Name and digest of the notebook that was run.
    parameters : tuple of (str, value)
        All parameters with the values it ran with.
    died_of : str
        For a kernel that died: the signal ("SIGKILL") or "exit code 0"; otherwise "".
    pdf_sha256, executed_sha256 : str or None
        Digests of the PDF and of the executed notebook that this run wrote; None where it wrote none.
    started : str
        When it began, in UTC to the second (ISO 8601).
    seconds : float
        How long it took as a whole.
    engine, engine_because : str
        What ran the cells: a "kernel" of their own, or the worker itself ("in process"); and why it was a
        kernel where it could have been the worker, "" otherwise.
    key : str
        The digest of all that bears on the briefing (`reportkit.publishing.batch.keys`); "" without one.
    attempts : int
        How often it was tried in a row; more than once only after faults that pass.
    cpu_seconds, peak_mb : float
        Processor time of the run with all its processes, and the most memory that one of them held, in MB.
    log : str
        The last lines that the worker or the kernel wrote outside all cells.

    Examples
    --------
    >>> RunRecord("harbour-fire", "ok", "", ()).ok
    True
    """

    slug: str
    status: Status
    message: str
    cells: tuple[CellRecord, ...]
    notebook: str = ""
    notebook_sha256: str = ""
    parameters: tuple[tuple[str, Plain], ...] = ()
    died_of: str = ""
    pdf_sha256: str | None = None
    executed_sha256: str | None = None
    started: str = ""
    seconds: float = 0.0
    engine: Engine = ""
    engine_because: str = ""
    key: str = ""
    attempts: int = 1
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    log: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a briefing of this run."""
        return self.status == "ok"


def to_json(record: RunRecord) -> dict[str, Any]:
    """
    A record as plain JSON values.

    Examples
    --------
    >>> to_json(RunRecord("harbour-fire", "ok", "", ()))["status"]
    'ok'
    """
    return {"format": FORMAT} | asdict(record) | {"parameters": dict(record.parameters)}


def to_bytes(record: RunRecord) -> bytes:
    r"""
    A record as the bytes of its file: JSON in UTF-8.

    Examples
    --------
    >>> to_bytes(RunRecord("harbour-fire", "ok", "", ()))[:33]
    b'{\n "format": 1,\n "slug": "harbour'
    """
    text = json.dumps(to_json(record), indent=1, ensure_ascii=False, allow_nan=False)
    # The name of a folder need not be text; what is not can be escaped in JSON.
    return text.encode(errors="backslashreplace") + b"\n"


def from_json(content: Mapping[str, Any]) -> RunRecord:
    """
    A record of its plain JSON values.

    Raises
    ------
    ValueError
        When they are none of this format.

    Examples
    --------
    >>> from_json(to_json(RunRecord("harbour-fire", "ok", "", ()))).slug
    'harbour-fire'
    """
    try:
        values = dict(content)
        form = values.pop("format")
        values["cells"] = tuple(CellRecord(**cell) for cell in values["cells"])
        values["parameters"] = tuple(values["parameters"].items())
        record = RunRecord(**values)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"it is no run record: {error}") from None
    if form != FORMAT or record.status not in get_args(Status):
        raise ValueError(f"it is no run record: format {form!r}, status {record.status!r}")
    return record


def read(path: Path) -> RunRecord:
    """
    A record as it stands in a file.

    Parameters
    ----------
    path : pathlib.Path
        A file that a run has written (``<slug>.run.json``).

    Raises
    ------
    ValueError
        When the file is no run record of this format. OSError when it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> record = RunRecord("harbour-fire", "ok", "", (CellRecord(1, "Sequence", "ok", 0.25),))
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "harbour-fire.run.json")
    ...     _ = file.write_bytes(to_bytes(record))
    ...     read(file) == record
    True
    """
    try:
        return from_json(json.loads(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{path.name} is no run record: {str(error).removeprefix('it is no run record: ')}"
        ) from None

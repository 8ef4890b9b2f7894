"""What is told of a briefing whose worker could not tell it any more."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.problems import visible
from reportkit.publishing.batch import making
from reportkit.publishing.record import RunRecord, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportkit.publishing.batch.work import Item

_LOG_LINES = 8
_UNCHANGED = "A briefing of an earlier run, if there is one, stands as it was."
_STATUS: dict[str, Status] = {"start": "kernel_not_started", "time": "deadline", "memory": "out_of_memory"}
_MESSAGES: dict[str, str] = {
    "worker_died": (
        "The process that made it ended without a word ({died_of}).{memory}{log}\n"
        f"Try the notebook in JupyterLab with these parameters, or see what its log says. {_UNCHANGED}"
    ),
    "out_of_memory": (
        "It held more than the {limit} MB of memory that one briefing may hold, and was ended.{log}\n"
        f"Give it more (--memory), or mend the cell that holds so much. {_UNCHANGED}"
    ),
    "deadline": (
        "The {seconds} s that the whole briefing may take were up, and it did not end when asked to.{log}\n"
        f"Give it more time (--deadline) or less to do. {_UNCHANGED}"
    ),
    "kernel_not_started": (
        "Its process was not ready within {start} s.{log}\n"
        f"Run again; the machine may be overloaded. {_UNCHANGED}"
    ),
}


def record_of(
    item: Item, ending: str, status: int, private: Path, told: Mapping[str, Any] | None = None
) -> RunRecord:
    """
    Return the record of a run whose worker is gone.

    Parameters
    ----------
    item : Item
        What was to be made.
    ending : str
        Why it was ended: "start", "time", "memory"; "" where it ended by itself.
    status : int
        How its process ended: an exit code, or the negative number of a signal.
    private : pathlib.Path
        Its private folder, where its log is.
    told : mapping, optional
        What it said last of its cells, if anything.

    Examples
    --------
    >>> from reportkit.publishing.batch.work import Item
    >>> record_of(Item("a", "n.ipynb", "out"), "", -9, Path("none")).died_of
    'SIGKILL'
    """
    found: Status = _STATUS.get(ending, "worker_died")
    log, died_of = _last_lines(private / making.LOG), _died_of(status)
    message = _MESSAGES[found].format(
        died_of=died_of,
        memory=" The system does that when memory runs out." if died_of == "SIGKILL" and not ending else "",
        log=f"\nIts last words: {log}" if log else "",
        limit=item.limits.memory_mb,
        seconds=item.limits.everything,
        start=item.limits.start,
    )
    return RunRecord(
        slug=item.slug,
        status=found,
        message=message,
        cells=(),
        notebook=Path(item.notebook).name,
        notebook_sha256=str((told or {}).get("notebook_sha256", "")),
        parameters=tuple(item.parameters.items()),
        died_of=died_of,
        key=item.key,
        attempts=item.attempt,
        log=log,
    )


def _died_of(status: int) -> str:
    try:
        return signal.Signals(-status).name if status < 0 else f"exit code {status}"
    except ValueError:
        return f"signal {-status}"


def _last_lines(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", "replace").strip().splitlines()[-_LOG_LINES:]
    except OSError:
        return ""
    return "\n".join(visible(line) for line in lines)

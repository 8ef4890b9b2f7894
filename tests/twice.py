"""
The same cells run both ways: in a kernel, and in a copy of a warm process.

The warm process is a program of its own (`python twice.py` in the environment of a kernel), because a copy
must not be made of a process that has threads, as that of the tests has.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.publishing import kernel
from reportkit.publishing import notebook as notebooks
from reportkit.publishing.course import Limits
from reportkit.publishing.fast import ahead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 100  # seconds for one run; an alarm of the system ends a copy after it
MARK = "went: "
TOLD = 77  # how a copy ends that has told how it went
HELD = 20  # the same where a cell is meant to hold the interpreter


@dataclass(frozen=True, slots=True)
class Went:
    """How a run went, as far as it is the same on every machine and at any moment."""

    ending: str
    statuses: tuple[str, ...]
    error: str
    died_of: str
    stopped: bool
    notebook: dict[str, Any]

    @property
    def outputs(self) -> list[list[dict[str, Any]]]:
        """Return the outputs of each code cell."""
        return [cell["outputs"] for cell in self.notebook["cells"] if cell["cell_type"] == "code"]


def notebook(*sources: str) -> dict[str, Any]:
    """Return a notebook of code cells as it stands in a file."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": f"source-{number}",
            "source": source,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def in_a_kernel(content: Mapping[str, Any], folder: Path, **settings: Any) -> Went:
    """Run a notebook in a kernel."""
    return _went("execution", content, folder, settings)


def in_a_copy(content: Mapping[str, Any], folder: Path, **settings: Any) -> Went | int:
    """Run a notebook in a copy of a warm process; a number is how the copy ended that could not tell."""
    return in_copies([(content, folder, settings)])[0]


def in_copies(asked: Sequence[tuple[Mapping[str, Any], Path, Mapping[str, Any]]]) -> list[Went | int]:
    """Run notebooks, each in a copy of its own of one warm process."""
    lines = [json.dumps([content, str(folder), settings]) for content, folder, settings in asked]
    with tempfile.TemporaryDirectory() as private:
        done = subprocess.run(  # noqa: S603 - this interpreter, this file
            [sys.executable, "-P", __file__],
            input="\n".join(lines),
            env=kernel.environment(Path(private), {}, os.environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE * (len(lines) + 1),
        )
    assert done.returncode == 0, done.stderr
    told = [line.removeprefix(MARK) for line in done.stdout.splitlines() if line.startswith(MARK)]
    found = [json.loads(line) for line in told]
    assert len(found) == len(lines), done.stderr
    return [one if isinstance(one, int) else _read(one) for one in found]


def _read(found: dict[str, Any]) -> Went:
    return Went(**(found | {"statuses": tuple(found["statuses"])}))


def _went(way: str, content: Mapping[str, Any], folder: Path, settings: Mapping[str, Any]) -> Went:
    name = "reportkit.publishing.execution" if way == "execution" else "reportkit.publishing.fast.inprocess"
    source = notebooks.parsed(json.dumps(content).encode(), "twice.ipynb")
    limits = Limits(settings.get("cell", PATIENCE), settings.get("whole", 600))
    execution = importlib.import_module(name).execute(
        source,
        settings.get("parameters", {}),
        folder,
        environment=settings.get("environment", {}),
        limits=limits,
    )
    clean = notebooks.normalised(execution.notebook, source, notebooks.folders(folder))
    return Went(
        execution.ending,
        tuple(cell.status for cell in execution.cells),
        execution.error,
        execution.died_of,
        execution.stopped_by is not None,
        json.loads(notebooks.to_bytes(clean)),
    )


def _copy(asked: list[Any]) -> None:
    """Run a notebook in this process, which ends with it, and print how it went."""
    content, folder, settings = asked
    signal.alarm(0)
    seconds = HELD if settings.get("held") else PATIENCE
    watcher = os.fork()  # an alarm of this process belongs to the cells
    if watcher == 0:
        with suppress(BaseException):
            _watch(os.getppid(), seconds)
        os._exit(0)
    print(MARK + json.dumps(asdict(_went("inprocess", content, Path(folder), settings))), flush=True)  # noqa: T201 - to the tests


def _watch(process: int, seconds: float) -> None:
    """Kill a process if it has not ended after so long."""
    ended = os.pidfd_open(process)
    if not select.select([ended], [], [], seconds)[0]:
        os.kill(process, signal.SIGKILL)


def main() -> None:
    """Load what a briefing needs, then run each notebook of the standard input in a copy."""
    importlib.import_module("matplotlib.pyplot")  # as a library might that is loaded ahead
    ahead.load()
    for line in sys.stdin.read().splitlines():
        sys.stdout.flush()
        copy = os.fork()
        if copy == 0:
            code = 70
            try:
                _copy(json.loads(line))
                code = TOLD
            except Exception:  # noqa: BLE001 - told, not raised: the loop must not go on in a copy
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(copy, 0)
        if os.waitstatus_to_exitcode(status) != TOLD:
            print(f"{MARK}{os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201 - to the tests


if __name__ == "__main__":
    main()

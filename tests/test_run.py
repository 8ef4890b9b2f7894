"""A run makes a briefing or leaves the last good one alone, and always says truly what happened."""

from __future__ import annotations

import errno
import itertools
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NoReturn

import nbformat
import pytest

from reportkit.publishing import notebook as notebooks
from reportkit.publishing.execution import Execution
from reportkit.publishing.parameters import ParameterProblem
from reportkit.publishing.record import CellRecord, read
from reportkit.publishing.run import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nbformat import NotebookNode

    from reportkit.publishing.record import RunRecord

    Driver = Callable[[Path], subprocess.Popen[str]]

LAST_GOOD = b"%PDF-1.7 the last good briefing"
PARAMETERS = 'words: str = "nothing"'
PROCESS_ID = 'import os, pathlib; _ = pathlib.Path("process-id").write_text(str(os.getpid()))'
# Holds the interpreter for ever, so that no thread of the kernel can look after anything.
DEAF = 'import re; re.match("(a+)+$", "a" * 60 + "b")'


def pdf_of(executed: NotebookNode) -> bytes:
    """Stand in for the briefing exporter: same notebook, same bytes."""
    return b"%PDF-1.7 " + notebooks.to_bytes(executed)


def write(folder: Path, *sources: str) -> Path:
    """Write a notebook: Markdown where a source begins with #, a parameters cell first."""
    folder.mkdir(exist_ok=True, parents=True)
    cells = [cell("code", "parameters", PARAMETERS, tags=["parameters"])]
    for number, source in enumerate(sources):
        cells.append(cell("markdown" if source.startswith("#") else "code", f"source-{number}", source))
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path = folder / "briefing.ipynb"
    path.write_text(json.dumps(content), "utf-8")
    return path


def cell(kind: str, name: str, source: str, **metadata: object) -> dict[str, object]:
    """Return a cell as it stands in a file."""
    rest: dict[str, object] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "source": source, "metadata": metadata, **rest}


def run(notebook: Path, out: Path, **settings: Any) -> RunRecord:
    """Run a notebook with a stand-in for the exporter."""
    parameters = settings.pop("parameters", {})
    return render(notebook, "harbour", out, parameters, **({"export": pdf_of} | settings))


def statuses(record: RunRecord) -> list[str]:
    """Return the status of each cell."""
    return [cell.status for cell in record.cells]


def printed(notebook: Path) -> str:
    """Return all that the cells of an executed notebook printed."""
    outputs = [output for cell in load(notebook).cells for output in cell.get("outputs", ())]
    return "".join(output.text for output in outputs if output.output_type == "stream")


def load(path: Path) -> NotebookNode:
    """Read a notebook that has to be valid as it stands, without repair."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        content: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(content)
    return content


def lives(process: int) -> bool:
    """Return whether a process is there and not merely waiting to be buried."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return Path("/proc/self/stat").exists() is False


def gone(process: int, seconds: float = 5) -> bool:
    """Return whether a process ends within some seconds."""
    until = time.monotonic() + seconds
    while lives(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not lives(process)


def awaited(path: Path) -> int:
    """Return the process number that a kernel writes into a file, once it has."""
    until = time.monotonic() + 60
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < until, "the kernel did not come up"
        time.sleep(0.05)
    return int(path.read_text())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return an output folder in which the last good briefing stands."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "harbour.pdf").write_bytes(LAST_GOOD)
    (folder / "harbour.ipynb").write_bytes(LAST_GOOD)
    return folder


def stands_as_it_was(out: Path) -> bool:
    """Return whether the last good briefing is untouched and nothing half-written lies about."""
    whole = all((out / name).read_bytes() == LAST_GOOD for name in ("harbour.pdf", "harbour.ipynb"))
    return whole and not list(out.glob(".*"))


@pytest.mark.slow
def test_a_good_run_writes_briefing_notebook_and_record(tmp_path: Path, out: Path) -> None:
    """A run whose cells all succeed leaves the PDF, the executed notebook and a true record of both."""
    (out / "harbour.failed.ipynb").write_bytes(b"of an earlier run")
    seen: list[tuple[int, int, str]] = []
    notebook = write(tmp_path / "notebooks", "# Briefing", "print(words)", "## Sequence", "1 + 1")
    record = run(notebook, out, parameters={"words": "007"}, on_cell=lambda *cell: seen.append(cell))
    assert (record.status, record.ok) == ("ok", True)
    assert statuses(record) == ["ok"] * 4
    assert seen == [(1, 4, ""), (2, 4, ""), (3, 4, "Briefing"), (4, 4, "Sequence")]
    assert sorted(path.name for path in out.iterdir()) == ["harbour.ipynb", "harbour.pdf", "harbour.run.json"]
    assert read(out / "harbour.run.json") == record
    assert printed(out / "harbour.ipynb") == "007\n"
    assert (out / "harbour.pdf").read_bytes() == b"%PDF-1.7 " + (out / "harbour.ipynb").read_bytes()
    assert record.parameters == (("words", "007"),)
    assert record.pdf_sha256 is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "limits", "status", "cell", "words"),
    [
        ("1 / 0", {}, "cell_error", "error", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(0)", {}, "cell_error", "error", "SystemExit"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", {}, "kernel_died", "died", "memory"),
        ("import os; os._exit(0)", {}, "kernel_died", "died", "exit code 0"),
        ("import time; time.sleep(60)", {"cell_timeout": 2}, "cell_timeout", "timeout", "The 2 s"),
        (DEAF, {"cell_timeout": 2}, "cell_timeout", "timeout", "The 2 s"),
        ("import time; time.sleep(60)", {"deadline": 6}, "deadline", "timeout", "The 6 s"),
    ],
    ids=["error", "polite-exit", "killed", "exit", "hung", "deaf", "deadline"],
)
def test_a_failed_run_is_told_truly_and_leaves_the_last_good_briefing(  # noqa: PLR0913, PLR0917 - one case each
    tmp_path: Path, out: Path, source: str, limits: dict[str, int], status: str, cell: str, words: str
) -> None:
    """However a cell fails, it is named as failed and the later ones as not run; nobody is left running."""
    notebook = write(tmp_path / "notebooks", PROCESS_ID, "# What is known", source, "print('too far')")
    record = run(notebook, out, **limits)
    assert record.status == status
    assert statuses(record) == ["ok", "ok", "ok", cell, "not_run"]
    assert words in record.message
    assert "in cell [4] under “What is known”" in record.message
    assert stands_as_it_was(out)
    assert read(out / "harbour.run.json") == record
    assert "too far" not in printed(out / "harbour.failed.ipynb")
    assert not lives(int((tmp_path / "notebooks/process-id").read_text()))


@pytest.mark.slow
def test_what_a_cell_has_started_ends_with_the_run(tmp_path: Path, out: Path) -> None:
    """A program that a cell has started is ended with the run, also when the kernel has died before it."""
    sources = (
        "import pathlib, subprocess, sys",
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
        "_ = pathlib.Path('process-id').write_text(str(left.pid))",
        "import os; os._exit(0)",
    )
    assert run(write(tmp_path / "notebooks", *sources), out).status == "kernel_died"
    assert gone(int((tmp_path / "notebooks/process-id").read_text()))


@pytest.mark.slow
def test_a_kernel_that_does_not_come_up_is_told(tmp_path: Path, out: Path) -> None:
    """A kernel that ends at once is no failed cell: no cell has run, and its own last words are shown."""
    record = run(write(tmp_path / "notebooks", "1"), out, environment={"PYTHONHOME": str(tmp_path)})
    assert record.status == "kernel_not_started"
    assert set(statuses(record)) == {"not_run"}
    assert "init_fs_encoding" in record.message
    assert stands_as_it_was(out)


@pytest.mark.slow
def test_a_kernel_that_is_slow_to_come_up_is_given_up(tmp_path: Path, out: Path) -> None:
    """A kernel that is not ready within its time to start is ended, and the run says so."""
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "ipykernel.py").write_text(f"{PROCESS_ID}; import time; time.sleep(60)")
    notebook = write(tmp_path / "notebooks", "1")
    record = run(notebook, out, environment={"PYTHONPATH": str(slow)}, start_timeout=2)
    assert record.status == "kernel_not_started"
    assert "within 2 s" in record.message
    assert stands_as_it_was(out)
    assert not lives(int((tmp_path / "notebooks/process-id").read_text()))


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In another folder, time zone and language the executed notebook is the same to the last byte."""
    sources = (
        "import os, sys, time, warnings, pathlib",
        "print({'north', 'league', 'coalition', 'port'}, time.tzname, pathlib.Path.cwd(), sys.prefix)",
        "warnings.warn('told on standard error')",
        "for n in range(50): print(n, flush=True); print(n, file=sys.stderr, flush=True)",
    )
    made = []
    for place, zone, language in (("here", "Asia/Kathmandu", "tr_TR.UTF-8"), ("there", "UTC", "C")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LANG", language)
        assert run(write(tmp_path / place, *sources), tmp_path / place / "out").ok
        made.append((tmp_path / place / "out/harbour.ipynb").read_bytes())
    assert made[0] == made[1]
    content = load(tmp_path / "here/out/harbour.ipynb")
    assert [output.name for output in content.cells[5].outputs] == ["stdout", "stderr"]
    for trace in (str(tmp_path), sys.prefix, "ipykernel_", '"papermill"', "start_time", "iopub"):
        assert trace not in made[0].decode()


@pytest.mark.slow
def test_an_error_in_a_library_does_not_tell_the_folders_of_the_machine(tmp_path: Path, out: Path) -> None:
    """The kept notebook of a failed run shows the traceback, without the machine's folders in it."""
    assert run(write(tmp_path / "notebooks", "import json; json.loads('{')"), out).status == "cell_error"
    kept = (out / "harbour.failed.ipynb").read_text("utf-8")
    assert "JSONDecodeError" in kept
    assert all(
        folder not in kept for folder in (sys.base_prefix, sys.prefix, str(Path.home()), str(tmp_path))
    )


@pytest.mark.slow
def test_a_kernel_sees_its_own_environment_and_nothing_else(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is given to a run reaches its kernel alone; the caller's keys and a planted module do not."""
    monkeypatch.setenv("CLOUD_KEY", "secret")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    (tmp_path / "kernels/python3").mkdir(parents=True)
    (tmp_path / "kernels/python3/kernel.json").write_text(
        '{"argv": ["no"], "display_name": "", "language": ""}'
    )
    sources = (
        "import os, sys, pandas",
        "print(os.environ.get('REPORTKIT_SEEDS'), os.environ.get('CLOUD_KEY'), end=' ')",
        f"print(sys.executable == {sys.executable!r})",
    )
    notebook = write(tmp_path / "notebooks", *sources)
    (notebook.parent / "pandas.py").write_text("print('planted')")
    assert run(notebook, out, environment={"REPORTKIT_SEEDS": "seeds"}).ok
    assert printed(out / "harbour.ipynb") == "seeds None True\n"
    assert "REPORTKIT_SEEDS" not in os.environ


@pytest.mark.slow
def test_hostile_words_arrive_as_they_are(tmp_path: Path, out: Path) -> None:
    """Quotes, braces, dollar signs, markup and code in a value reach the notebook as they are."""
    words = '"""\'); raise SystemExit #{pm[run_uuid]}$\\alpha$<b>\u202e{connection_file}\n%cd /\n!ls\\'
    record = run(
        write(tmp_path / "notebooks", "import json; print(json.dumps(words))"),
        out,
        parameters={"words": words},
    )
    assert record.ok
    assert json.loads(printed(out / "harbour.ipynb")) == words
    assert read(out / "harbour.run.json").parameters == (("words", words),)


DRIVER = """
import pathlib, sys
from reportkit.publishing import notebook as notebooks
from reportkit.publishing.run import render
notebook, out = map(pathlib.Path, sys.argv[1:])
pdf_of = lambda executed: b"%PDF-1.7 " + notebooks.to_bytes(executed)
print(render(notebook, "harbour", out, {}, export=pdf_of).status)
"""


@pytest.fixture
def driver(out: Path) -> Iterator[Driver]:
    """Return a function that starts a run in a process of its own; what it leaves in /tmp is removed."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as temporary:

        def start(notebook: Path) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", DRIVER, str(notebook), str(out)]
            seen = os.environ | {"TMPDIR": temporary}
            pipe = subprocess.PIPE
            return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=seen)  # noqa: S603 - ours

        yield start


@pytest.mark.slow
def test_two_runs_at_once_both_succeed(tmp_path: Path, out: Path, driver: Driver) -> None:
    """Two processes that make the same briefing at the same moment do not disturb each other."""
    notebook = write(tmp_path / "notebooks", "print(sum(range(10)))")
    runs = [driver(notebook) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in runs] == ["ok\n", "ok\n"]
    assert (out / "harbour.pdf").read_bytes() == b"%PDF-1.7 " + (out / "harbour.ipynb").read_bytes()
    assert read(out / "harbour.run.json").ok
    assert not list(out.glob(".*"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_ends_the_kernel_and_is_recorded(tmp_path: Path, out: Path, driver: Driver) -> None:
    """Ctrl-C stops the run at once, its kernel too, and the record says that it was cancelled and where."""
    notebook = write(tmp_path / "notebooks", "# Long", f"{PROCESS_ID}; import time; time.sleep(60)")
    process = driver(notebook)
    kernel = awaited(tmp_path / "notebooks/process-id")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert said.rstrip().endswith("KeyboardInterrupt")
    assert not lives(kernel)
    record = read(out / "harbour.run.json")
    assert record.status == "cancelled"
    assert statuses(record) == ["ok", "ok", "cancelled"]
    assert "in cell [3] under “Long”" in record.message
    assert stands_as_it_was(out)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a deaf kernel ends when its cell does")
def test_a_killed_run_takes_even_a_deaf_kernel_with_it(tmp_path: Path, out: Path, driver: Driver) -> None:
    """After kill -9 of the run no kernel is left burning a processor, and the last good briefing stands."""
    process = driver(write(tmp_path / "notebooks", f"{PROCESS_ID}; {DEAF}"))
    kernel = awaited(tmp_path / "notebooks/process-id")
    time.sleep(0.5)  # from its first words into the deaf ones
    process.kill()
    process.communicate(timeout=20)
    assert gone(kernel)
    assert stands_as_it_was(out)


@pytest.mark.slow
def test_what_on_cell_raises_cancels_the_run(tmp_path: Path, out: Path) -> None:
    """A caller can stop a run from its progress display, and gets its own error back."""

    def stop(number: int, of: int, heading: str) -> None:
        if number == 2:
            raise BrokenPipeError(f"{number} of {of} {heading}")

    with pytest.raises(BrokenPipeError, match="2 of 4"):
        run(write(tmp_path / "notebooks", "1", "2"), out, on_cell=stop)
    assert read(out / "harbour.run.json").status == "cancelled"
    assert stands_as_it_was(out)


def ran_well(source: NotebookNode, *_: object, **__: object) -> Execution:
    """Stand in for papermill and the kernel: every cell has run."""
    return Execution(source, "ok", (CellRecord(1, "", "ok", 0.1),))


@pytest.fixture
def all_cells_ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Skip the kernel: every notebook is said to have run well. Return a list that fills with runs."""
    runs: list[str] = []

    def execute(source: NotebookNode, *_: object, **__: object) -> Execution:
        runs.append("run")
        return ran_well(source)

    monkeypatch.setattr("reportkit.publishing.run.execute", execute)
    return runs


@pytest.mark.usefixtures("all_cells_ran")
def test_the_pdf_is_made_of_what_is_stored(tmp_path: Path, out: Path) -> None:
    """An exporter that changes the notebook in its hands does not change the one that is kept."""

    def careless(executed: NotebookNode) -> bytes:
        made = pdf_of(executed)
        executed.cells.clear()
        return made

    assert run(write(tmp_path / "notebooks", "1"), out, export=careless).ok
    assert (out / "harbour.pdf").read_bytes() == b"%PDF-1.7 " + (out / "harbour.ipynb").read_bytes()


class Panic(BaseException):
    """What a typesetter written in Rust raises when it trips over itself: no Exception."""


def broken(_: NotebookNode) -> NoReturn:
    """Fail as an exporter may."""
    raise Panic("glyph \x1b[31m out of range")


@pytest.mark.usefixtures("all_cells_ran")
@pytest.mark.parametrize(
    ("export", "words"),
    [(broken, "Panic: glyph  out of range"), (lambda _: b"<html>", "no PDF")],
    ids=["panic", "html"],
)
def test_a_pdf_that_cannot_be_made_is_told(tmp_path: Path, out: Path, export: Any, words: str) -> None:
    """When only the PDF fails, the run has failed, the executed notebook is kept and the old PDF stands."""
    record = run(write(tmp_path / "notebooks", "1"), out, export=export)
    assert record.status == "export_failed"
    assert words in record.message
    assert statuses(record) == ["ok"]
    assert (out / "harbour.failed.ipynb").exists()
    assert stands_as_it_was(out)


@pytest.mark.usefixtures("all_cells_ran")
@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_a_failure_at_any_step_of_writing_leaves_whole_files(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Whichever single call of the system fails, the PDF is whole, old or new, and nothing else is left."""
    notebook = write(tmp_path / "notebooks", "1")
    new = pdf_of(notebooks.normalised(notebooks.read(notebook), notebooks.read(notebook), {}))
    really: Any = {"os.fsync": os.fsync, "os.replace": os.replace}[call]
    seen: set[str] = set()
    for failing in itertools.count(1):
        (out / "harbour.pdf").write_bytes(LAST_GOOD)
        calls = itertools.count(1)

        def once(*arguments: Any, calls: Iterator[int] = calls, failing: int = failing) -> None:
            if next(calls) == failing:
                raise OSError(errno.ENOSPC, "full")
            really(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(call, once)
            record = run(notebook, out)
        seen.add(record.status)
        assert not list(out.glob(".*"))
        stands = (out / "harbour.pdf").read_bytes()
        if record.ok:
            assert stands == new
            break
        assert "no space left" in record.message
        assert stands == (new if "new PDF is in place" in record.message else LAST_GOOD)
    assert seen == {"ok", "write_failed"}


def test_a_folder_that_cannot_be_written_is_told_before_anything_runs(
    tmp_path: Path, out: Path, all_cells_ran: list[str]
) -> None:
    """Nobody waits ten minutes to learn that a folder stands in the way of the file."""
    (out / "harbour.failed.ipynb").mkdir()
    record = run(write(tmp_path / "notebooks", "1"), out)
    assert record.status == "write_failed"
    assert "Nothing was run" in record.message
    assert "a folder of this name" in record.message
    assert all_cells_ran == []
    assert stands_as_it_was(out)


def test_wrong_parameters_start_nothing(tmp_path: Path, all_cells_ran: list[str]) -> None:
    """An unknown parameter is refused before a kernel starts or a folder is made."""
    with pytest.raises(ParameterProblem, match="write 'words'"):
        run(write(tmp_path / "notebooks", "1"), tmp_path / "new", parameters={"wrds": "x"})
    assert all_cells_ran == []
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "slug", ["", "../harbour", "a/b", "a.failed", "Harbour", "a b", ".hidden", "a" * 200, "a\n"]
)
def test_a_slug_that_could_lead_elsewhere_is_refused(tmp_path: Path, slug: str) -> None:
    """A slug names files in the output folder and nothing else."""
    with pytest.raises(ValueError, match="cannot name files"):
        render(write(tmp_path / "notebooks", "1"), slug, tmp_path, {}, export=pdf_of)


def test_cells_without_ids_get_the_same_ones_each_time(tmp_path: Path) -> None:
    """An old or hand-merged notebook gets lasting ids, so that two runs of it do not differ."""
    cells = [cell("markdown", name, "words") for name in ("cell-2", "", "x", "x")]
    old: dict[str, object] = {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells}
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(old))
    assert [cell.id for cell in notebooks.read(path).cells] == ["cell-2", "cell-2-2", "x", "cell-4"]


def test_a_heading_is_the_last_one_above_and_not_one_in_code(tmp_path: Path) -> None:
    """A failing cell is found by the heading a reader sees above it."""
    words = "# Briefing\n\n## What is known ##\n\n```\n# no heading\n```\n"
    content = notebooks.read(write(tmp_path, words, "1"))
    assert notebooks.heading_above(content, 2) == "What is known"
    assert notebooks.heading_above(content, 0) == ""


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": 1}', '{"format": 2, "cells": []}'])
def test_a_damaged_record_is_refused(tmp_path: Path, content: str) -> None:
    """A record that was cut off or is of another format is never taken for a good run."""
    (tmp_path / "a.run.json").write_text(content)
    with pytest.raises(ValueError, match=r"a\.run\.json is no run record"):
        read(tmp_path / "a.run.json")

"""
The process that runs a notebook's cells: how it starts, what it sees, how it ends.

It is always the interpreter that runs this kit, whatever kernels are installed for the user. It sees
only the environment named here, so that nothing of the caller's shell (locale, time zone, keys) reaches
a briefing. It talks over sockets in its own private folder, because two runs that look for free ports
at the same moment may find the same ones. And it is always ended, by its own process group: when the
run is over, when time is up, when somebody presses Ctrl-C, and when this process is killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.utils import run_sync

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

NAME = "python3"

# What a kernel needs of the caller's environment: where programs, libraries and caches are.
_PASSED_ON = (
    *(
        "PATH",
        "HOME",
        "USER",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
    ),
    *("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
    *("SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT", "COMSPEC"),
)
_LAST_WORDS = 3  # seconds for what a broken-off run has left to end; its kernel is dead by then
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_FIXED = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",  # sets iterate in the same order in every run
    "PYTHONSAFEPATH": "1",  # a file duckdb.py beside the notebook is not imported in place of the library
    "PYTHONNOUSERSITE": "1",
}

# The parent's death ends the kernel at once. Left alone it would look after its parent each second, but
# not while a library holds the interpreter (a pathological regular expression is enough).
_LINUX = """\
import ctypes, os, signal
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
os.getppid() == {parent} or os._exit(1)
"""
_START = "from ipykernel import kernelapp; kernelapp.launch_new_instance()"
# The same in its three steps, so that what costs time to load is there before the first cell asks for it. It
# is loaded by the shell, silently, because libraries look at who imports them: pandas sets tables for a
# terminal when no shell is about, and the run would differ from one without a spare kernel.
_START_AHEAD = """\
from ipykernel import kernelapp
kernel = kernelapp.IPKernelApp.instance()
kernel.initialize()
warm = "__import__('reportkit.publishing.warming').publishing.warming.warm({slug!r})"
kernel.shell.run_cell(warm, store_history=False, silent=True)
kernel.start()
"""

_LONGEST_SOCKET = 90  # bytes of a path; systems allow 104 to 108 for the socket, which adds "-ipc-5"
_PATIENCE = 10  # seconds for the system to take away a killed process


class Process(LocalProvisioner):
    """
    The kernel's process group, which can be ended at any moment and from any thread.

    ``returncode`` is how the process ended: None while it lives, negative for a signal.
    """

    _started: subprocess.Popen[bytes] | None = None
    _ended = False

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ANN401
        """Start the process, unless the run has been ended before."""
        info = await super().launch_kernel(cmd, **kwargs)
        self._started = self.process
        if self._ended:
            self.end()
        return info

    @property
    def returncode(self) -> int | None:
        """How the process ended: None while it lives or before it started, negative for a signal."""
        return self._started.poll() if self._started else None

    @property
    def started(self) -> bool:
        """Whether there ever was a process."""
        return self._started is not None

    def end(self) -> None:
        """Kill the kernel with all it has started, and wait until it is gone."""
        self._ended = True
        if self._started is None:
            return
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError, PermissionError):  # gone already
                os.killpg(self._started.pid, signal.SIGKILL)  # it leads its own session and group
        else:
            self._started.kill()
        with suppress(subprocess.TimeoutExpired):
            self._started.wait(_PATIENCE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    A kernel for one run: not yet started, or started ahead and waiting for it.

    Parameters
    ----------
    manager : jupyter_client.AsyncKernelManager
        Starts the kernel, unless it has been, and talks to it.
    process : Process
        Its process.
    log : pathlib.Path
        Where the process itself writes, outside all cells.
    launch : dict
        What it is started with: its environment and its working folder.
    ahead : bool
        Whether it has been started already.
    """

    manager: AsyncKernelManager
    process: Process
    log: Path
    launch: Mapping[str, Any]
    ahead: bool = False

    def end(self) -> None:
        """Kill the process with all it has started, and close what was opened to talk to it."""
        self.process.end()
        run_sync(self._close)()

    async def _close(self) -> None:
        # A run that Ctrl-C broke off has left its tasks; left alone, they complain when the interpreter ends.
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        if left:
            ended, _ = await asyncio.wait(left, timeout=_LAST_WORDS)
            for task in ended:
                task.cancelled() or task.exception()  # asked for here, so that nobody is told of it later
        await self.manager.cleanup_resources()


Kernels: TypeAlias = Callable[[Path, Mapping[str, str]], AbstractContextManager[Prepared]]


@contextmanager
def fresh(folder: Path, own: Mapping[str, str]) -> Iterator[Prepared]:
    """
    A kernel that starts when the run does; its private folder is gone when the run is over.

    Parameters
    ----------
    folder : pathlib.Path
        Its working folder.
    own : mapping of str to str
        Variables for the kernel alone, above the few it gets anyway.

    Examples
    --------
    >>> with fresh(Path(), {}) as prepared:
    ...     prepared.process.started, prepared.ahead
    (False, False)
    """
    with tempfile.TemporaryDirectory(prefix="rk-", ignore_cleanup_errors=True) as private:
        yield prepared(Path(private), folder, own)


def prepared(private: Path, folder: Path, own: Mapping[str, str], *, warm: str | None = None) -> Prepared:
    """
    A kernel with all it is started with.

    Parameters
    ----------
    private : pathlib.Path
        Its private folder.
    folder : pathlib.Path
        Its working folder.
    own : mapping of str to str
        Variables for the kernel alone.
    warm : str, optional
        Slug of the incident that it will be asked about: started ahead of its run, it loads what the run will
        need (`reportkit.publishing.warming`).

    Examples
    --------
    >>> sorted(prepared(Path("private"), Path("notebooks"), {}).launch)
    ['cwd', 'env']
    """
    started, process = manager(private, warm=warm)
    seen = environment(private, own, os.environ)
    return Prepared(started, process, private / "log", {"env": seen, "cwd": str(folder)})


def manager(folder: Path, *, warm: str | None = None) -> tuple[AsyncKernelManager, Process]:
    """
    A kernel of this interpreter, not yet started.

    Parameters
    ----------
    folder : pathlib.Path
        A private folder for its sockets and settings; may be removed once the kernel has ended.
    warm : str, optional
        Slug of an incident; see `prepared`.

    Returns
    -------
    jupyter_client.AsyncKernelManager
        Starts the kernel and talks to it.
    Process
        The process it will be.

    Examples
    --------
    >>> from pathlib import Path
    >>> kernel, process = manager(Path("private"))
    >>> kernel.transport, process.started
    ('ipc', False)
    """
    file = folder / "kernel.json"
    sockets = sys.platform != "win32" and len(os.fsencode(file)) <= _LONGEST_SOCKET
    kernel = AsyncKernelManager(
        kernel_name=NAME,
        kernel_id=NAME,
        connection_file=str(file),
        transport="ipc" if sockets else "tcp",
        kernel_spec_manager=_ThisInterpreter(),
    )
    if warm is not None and kernel.kernel_spec is not None:
        kernel.kernel_spec.argv = _command(_START_AHEAD.format(slug=warm))
    process = Process(kernel_id=NAME, kernel_spec=kernel.kernel_spec, parent=kernel)
    kernel.provisioner = process
    return kernel, process


def environment(folder: Path, own: Mapping[str, str], caller: Mapping[str, str]) -> dict[str, str]:
    """
    Environment variables that a kernel sees, and no others.

    Parameters
    ----------
    folder : pathlib.Path
        The kernel's private folder.
    own : mapping of str to str
        What this run adds, such as the folder of the encodings; stands above all else.
    caller : mapping of str to str
        The environment of the calling process; only what a process needs to work is taken from it.

    Examples
    --------
    >>> from pathlib import Path
    >>> seen = environment(Path("private"), {"REPORTKIT_SEEDS": "seeds"}, {"PATH": "/bin", "SECRET_KEY": "k"})
    >>> sorted(seen.keys() & {"PATH", "SECRET_KEY", "REPORTKIT_SEEDS"})
    ['PATH', 'REPORTKIT_SEEDS']
    """
    taken = {name: caller[name] for name in _PASSED_ON if name in caller}
    folders = {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder)}
    folders |= dict.fromkeys(_TEMPORARY, str(folder))  # what a killed kernel leaves goes with the folder
    return taken | _FIXED | folders | dict(own)


class _ThisInterpreter(KernelSpecManager):
    """Knows one kernel: the interpreter that runs this kit."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:  # noqa: ARG002 - there is only one
        return KernelSpec(argv=_command(_START), display_name="Python 3", language="python")


def _command(start: str) -> list[str]:
    """Return the command line of a kernel that begins in a certain way."""
    watched = _LINUX.format(parent=os.getpid()) if sys.platform == "linux" else ""
    history = "--HistoryManager.hist_file=:memory:"  # runs at once would lock each other's database
    return [sys.executable, "-P", "-c", watched + start, "-f", "{connection_file}", history]

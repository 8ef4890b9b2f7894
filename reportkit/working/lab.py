"""
JupyterLab on a working folder, on this machine alone.

It listens on the loopback address behind a token, asks nothing of the network, and starts with the
kit's defaults: settings that a user's own override, a template for the notebook of a new incident, and
this interpreter as kernel. What it needs while it runs lies in a private folder that goes with it; what
shall last (which tabs were open) lies in the working folder's ``.cache``. Nothing is installed, and nothing
that somebody else put into the folder is trusted or run.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit import resources
from reportkit.reading.whereabouts import VARIABLE
from reportkit.working.contents import contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

HOST = "127.0.0.1"
PORT = 8888
TOKEN = "JUPYTER_TOKEN"  # noqa: S105 - the name of Jupyter's own variable, no secret
_DOCUMENTS = "REPORTKIT_DOCUMENTS"
_TEXTS = "texts"
_CACHE = ".cache"
_TRIED = 50  # ports after the usual one, as Jupyter does
_HANG_UP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()  # the terminal was closed
_LONGEST_SOCKET = 60  # bytes of a folder's path; a kernel's socket adds some 45, and systems allow 104 to 108


class NotStarted(RuntimeError):  # noqa: N818 - told to the user as it is
    """Raised where JupyterLab cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where JupyterLab listens, and the secret that opens it."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """Return what to open in a browser."""
        return f"http://{HOST}:{self.port}/lab?token={self.token}"


def serve(
    folder: Path,
    *,
    port: int | None = None,
    browser: bool = True,
    seeds: Path | None = None,
    ready: Callable[[Address], object] = lambda _: None,
) -> None:
    """
    Run JupyterLab on a folder until somebody ends it (Ctrl-C, SIGTERM, *File → Shut Down*).

    It runs in this process and changes its environment; call it last.

    Parameters
    ----------
    folder : pathlib.Path
        The folder it shows.
    port : int, optional
        Port on the loopback address, 0 for any free one; left out, 8888 or the next free one.
    browser : bool
        Whether to open a browser.
    seeds : pathlib.Path, optional
        The corpus that notebooks read; left out, they find it from where they are.
    ready : callable, optional
        Called with the address once it listens.

    Raises
    ------
    NotStarted
        If the port is taken, or JupyterLab does not start.
    """
    folder = folder.resolve()
    address = Address(free_port(port), os.environ.get(TOKEN) or secrets.token_hex(24))
    with tempfile.TemporaryDirectory(prefix="rk-lab-", ignore_cleanup_errors=True) as made:
        private = Path(made)
        os.environ.update(environment(folder, private, os.environ, seeds=seeds))
        file = private / "lab.json"
        told = configuration(folder, private, address, browser=browser)
        file.write_text(json.dumps(told), encoding="utf-8")
        trust(folder, Path(told["NotebookNotary"]["data_dir"]))
        with _without_hidden_arguments():
            _run(file, lambda: ready(address))


def configuration(folder: Path, private: Path, address: Address, *, browser: bool) -> dict[str, Any]:
    """
    Return the configuration that JupyterLab is started with.

    Parameters
    ----------
    folder : pathlib.Path
        The folder it shows.
    private : pathlib.Path
        A private folder, removed when it ends; the settings are put there.
    address : Address
        Where it listens.
    browser : bool
        Whether to open a browser.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as private:
    ...     made = configuration(Path("/w"), Path(private), Address(8888, "t"), browser=False)
    >>> made["ServerApp"]["ip"], made["LabApp"]["news_url"]
    ('127.0.0.1', None)
    """
    sockets = sys.platform != "win32" and len(os.fsencode(private)) <= _LONGEST_SOCKET
    lasting = (private if (folder / _CACHE).is_symlink() else folder / _CACHE) / "jupyter"
    return {
        "ServerApp": {
            "root_dir": str(folder),
            "preferred_dir": str(folder),
            "ip": HOST,
            "port": address.port,
            "port_retries": 0,
            "allow_remote_access": False,
            "allow_root": True,  # usual in a container; it listens to nobody else
            "open_browser": browser,
            "log_level": "ERROR",
            "kernel_spec_manager_class": "reportkit.working.kernels.Kernels",
        },
        "IdentityProvider": {"token": address.token},
        # Sockets in a private folder instead of ports that everybody on this machine may knock at.
        "KernelManager": {"transport": "ipc"} if sockets else {},
        "LabApp": {
            "app_settings_dir": str(_settings(private)),
            "log_level": "ERROR",
            "workspaces_dir": str(lasting / "workspaces"),
            # None of these may ask the network.
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
        }
        | _user_settings(lasting),
        "LanguageServerManager": {"autodetect": False},  # it would run npm to look for them
        "JupyterLabTemplates": {
            "template_dirs": [str(resources.working() / "lab" / "templates")],
            "template_label": "Template",
            "include_default": False,
        },
        "NotebookNotary": {"data_dir": str(_trust_store(private))},
    }


def environment(
    folder: Path, private: Path, caller: Mapping[str, str], *, seeds: Path | None = None
) -> dict[str, str]:
    """
    Return the variables to set for JupyterLab, and so for its kernels and terminals.

    Parameters
    ----------
    folder : pathlib.Path
        The working folder.
    private : pathlib.Path
        A private folder, removed when it ends.
    caller : mapping of str to str
        The environment so far; what is set there stays, but the program folder of this interpreter comes
        first on the path, so that a terminal finds `reportkit`.
    seeds : pathlib.Path, optional
        The corpus that was named.

    Examples
    --------
    >>> made = environment(Path("/w"), Path("/p"), {"PATH": "/bin"}, seeds=Path("/s"))
    >>> made["REPORTKIT_SEEDS"], made["JUPYTER_RUNTIME_DIR"]
    ('/s', '/p')
    """
    programs, path = str(Path(sys.executable).parent), caller.get("PATH", "")
    first = programs if path.split(os.pathsep)[0] != programs else ""
    usual = {
        "MPLCONFIGDIR": str(folder / _CACHE / "matplotlib"),
        "IPYTHONDIR": str(private / "ipython"),  # in the folder it might hold somebody's start-up code
    }
    if (folder / _TEXTS).is_dir():
        usual[_DOCUMENTS] = str(folder / _TEXTS)
    named = {VARIABLE: str(seeds.absolute())} if seeds else {}
    return {
        **{name: value for name, value in usual.items() if not caller.get(name)},
        "JUPYTER_RUNTIME_DIR": str(private),
        "PATH": os.pathsep.join(part for part in (first, path) if part),
        **named,
    }


def trust(folder: Path, kept: Path) -> tuple[str, ...]:
    """
    Let JupyterLab show the stored outputs of the kit's own notebooks, and return their paths.

    JupyterLab shows drawings that it finds in a notebook only if the notebook is trusted, and those that were
    made on another machine are not. Trusted are files that are, to the byte, what this kit puts into a
    working folder; whatever else lies there is judged by JupyterLab's own rules.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that JupyterLab shows.
    kept : pathlib.Path
        Where JupyterLab remembers what is trusted.
    """
    from nbformat.sign import NotebookNotary  # noqa: PLC0415 - only for this command

    from reportkit.publishing import notebook  # noqa: PLC0415

    notary: Any = NotebookNotary
    found = []
    for made in (*contents(), *contents(example=True)):
        if not made.path.endswith(".ipynb"):
            continue
        with suppress(OSError, ValueError):  # gone, or no notebook any more
            if (folder / made.path).read_bytes() == made.data:
                notary(data_dir=str(kept)).sign(notebook.from_bytes(made.data))
                found.append(made.path)
    return tuple(found)


def free_port(wanted: int | None) -> int:
    """
    Return a port of the loopback address on which nobody listens.

    Parameters
    ----------
    wanted : int, optional
        The port that must be free, 0 for any; left out, the usual one or the next free one.

    Raises
    ------
    NotStarted
        If the wanted port is taken or not allowed, or none is free.

    Examples
    --------
    >>> free_port(0) > 0
    True
    """
    ports = (wanted,) if wanted is not None else (*range(PORT, PORT + _TRIED), 0)
    error: OSError | None = None
    for port in ports:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as trial:
            if sys.platform != "win32":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            try:
                trial.bind((HOST, port))
                trial.listen(1)
            except OSError as refused:
                error = refused
                continue
            return int(trial.getsockname()[1])
    why = error.strerror if error else "none is free"
    raise NotStarted(f"port {wanted or PORT} cannot be used ({why}): name another, or leave --port out")


def _run(file: Path, ready: Callable[[], object]) -> None:
    from jupyterlab.labapp import LabApp  # noqa: PLC0415 - half a second, and only for this command

    try:
        server = LabApp.initialize_server(argv=["--config", str(file)])
        _end_on_signals(server)
        server.io_loop.add_callback(ready)
        server.start()
    except SystemExit as ended:
        if ended.code:
            raise NotStarted("JupyterLab did not start; the reason stands above") from None
    finally:
        LabApp.clear_instance()


def _end_on_signals(server: Any) -> None:  # noqa: ANN401 - a ServerApp; Jupyter is imported only to start it
    """Let Ctrl-C end it with its kernels, without a question; a second one ends it at once."""

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        server.stop(from_signal=True)

    for number in (signal.SIGINT, signal.SIGTERM, *_HANG_UP):
        signal.signal(number, end)


def _settings(private: Path) -> Path:
    """Return a folder of application settings: those of this installation, the kit's below them."""
    from jupyterlab.commands import get_app_dir  # noqa: PLC0415 - as above

    made = private / "settings"
    installed = Path(get_app_dir()) / "settings"
    if installed.is_dir():
        shutil.copytree(installed, made)
    # Read first, so that what an administrator set stands above it.
    ours = made / "overrides.d" / "00-reportkit.json"
    ours.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(resources.working() / "lab" / "overrides.json", ours)
    return made


def _user_settings(lasting: Path) -> dict[str, str]:
    """Return where the user's own settings are kept: where they always are, unless that cannot be written."""
    from jupyterlab.commands import get_user_settings_dir  # noqa: PLC0415 - as above

    usual = Path(get_user_settings_dir())
    there = next(folder for folder in (usual, *usual.parents) if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK):
        return {}
    return {"user_settings_dir": str(lasting / "user-settings")}


def _trust_store(private: Path) -> Path:
    """
    Return where JupyterLab remembers whom it trusts: its usual place, else one for this time only.

    Never the working folder: whoever sends one would bring along what they trust.
    """
    from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415 - only for this command

    usual = _made(Path(jupyter_data_dir()))
    return usual if os.access(usual, os.W_OK) else _made(private / "trust")


def _made(folder: Path) -> Path:
    with suppress(OSError):  # a read-only folder can still be looked at
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _without_hidden_arguments() -> Iterator[None]:
    """Keep the words of our own command line from programs that look at them behind our back."""
    kept = sys.argv
    sys.argv = kept[:1]
    try:
        yield
    finally:
        sys.argv = kept

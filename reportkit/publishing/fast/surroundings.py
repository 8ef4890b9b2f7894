"""
What the cells of a notebook find around them: the same in this process as in a kernel that has just started.

Variables, folders, arguments, filters of warnings, the state of the libraries that were loaded ahead. What a
kernel's interpreter fixes at its start cannot be made so later: `unfit` says where that is different here.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import tempfile
import time
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reportkit.publishing import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DRAWN_BY: Final = "module://matplotlib_inline.backend_inline"
# They take hold of the shell when they are loaded, so each notebook loads them itself.
_BOUND_TO_A_SHELL: Final = (
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "matplotlib_inline.config",
)
_LIBRARIES: Final = ("IPython", "matplotlib", "numpy", "pandas")
_COLUMNS: Final = 20  # that pandas shows of a table, unless it takes where it is for a terminal


def unfit() -> str:
    """
    Why this process cannot stand for a kernel: "" if it can, else in plain words.

    Examples
    --------
    >>> isinstance(unfit(), str)
    True
    """
    if sys.flags.hash_randomization:
        return "the worker orders sets by chance (PYTHONHASHSEED is not 0)"
    if not sys.flags.utf8_mode or not sys.flags.safe_path:
        return "the worker was started in another mode than a kernel (PYTHONUTF8, PYTHONSAFEPATH)"
    return ""


@contextmanager
def of_a_kernel(folder: Path, own: Mapping[str, str]) -> Iterator[None]:
    """
    The process with the surroundings of a kernel, until it is left.

    Parameters
    ----------
    folder : pathlib.Path
        The working folder.
    own : mapping of str to str
        Variables for the cells, above the few of the caller that they see anyway.

    Examples
    --------
    >>> with of_a_kernel(Path(tempfile.gettempdir()), {"REPORTKIT_SEEDS": "seeds"}):
    ...     os.environ["TZ"], os.environ["REPORTKIT_SEEDS"]
    ('UTC', 'seeds')
    """
    environment, here, arguments, stdin = dict(os.environ), Path.cwd(), sys.argv, sys.stdin
    paths, temporary = list(sys.path), tempfile.tempdir
    with (
        tempfile.TemporaryDirectory(prefix="rk-", ignore_cleanup_errors=True) as private,
        Path(os.devnull).open(encoding="utf-8") as nothing,
        warnings.catch_warnings(),
    ):
        try:
            _environment(kernel.environment(Path(private), own, environment))
            os.environ["MPLBACKEND"] = _DRAWN_BY
            os.chdir(folder)
            sys.argv = ["-c", "-f", str(Path(private, "kernel.json")), "--HistoryManager.hist_file=:memory:"]
            sys.stdin = nothing
            _settings()
            yield
        finally:
            sys.argv, sys.stdin, tempfile.tempdir = arguments, stdin, temporary
            sys.path[:] = paths
            _environment(environment)
            with suppress(OSError):
                os.chdir(here)


def _environment(wanted: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(wanted)
    tempfile.tempdir = None  # remembered from the variables of before
    if hasattr(time, "tzset"):
        time.tzset()


def _settings() -> None:
    """Take back what libraries and this process were set to."""
    _filters()
    root = logging.getLogger()
    root.handlers[:] = []
    root.setLevel(logging.WARNING)
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if (pandas := sys.modules.get("pandas")) and pandas.get_option("display.max_columns") == 0:
        pandas.set_option("display.max_columns", _COLUMNS)
        pandas.set_option("display.encoding", "UTF-8")  # the name that a kernel's streams have for it
    if matplotlib := sys.modules.get("matplotlib"):
        _undrawn(matplotlib)


def _filters() -> None:
    """Filter warnings as an interpreter does at its start, but for what the libraries of cells have added."""
    added = [one for one in warnings.filters if _of_a_library(one)]
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    warnings.filters[:0] = added  # type: ignore[index]


def _of_a_library(one: Any) -> bool:  # noqa: ANN401 - a filter, as the module has it
    _, message, category, _, _ = one
    told = getattr(message, "pattern", message) or ""
    return told.startswith("numpy.") or category.__module__.partition(".")[0] in _LIBRARIES


def _undrawn(matplotlib: Any) -> None:  # noqa: ANN401 - the library, looked up and not imported
    """Close what was drawn, and set drawing to what it is before anybody has drawn."""
    if helpers := sys.modules.get("matplotlib._pylab_helpers"):
        helpers.Gcf.destroy_all()
    for name in _BOUND_TO_A_SHELL:
        if module := sys.modules.pop(name, None):
            parent, _, last = name.rpartition(".")
            if getattr(sys.modules.get(parent), last, None) is module:
                delattr(sys.modules[parent], last)
    dict.update(matplotlib.rcParams, matplotlib.rcParamsOrig)
    dict.__setitem__(matplotlib.rcParams, "backend", _DRAWN_BY)  # looking whether there is one takes long

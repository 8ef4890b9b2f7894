"""
The commands in a notebook: ``%reportkit check`` in a cell is ``reportkit check`` in a terminal.

``%load_ext reportkit`` brings two. ``%reportkit`` runs a command as a program of its own, with the
interpreter of this notebook, so that it works where no ``reportkit`` is on the search path and
under every operating system. ``%practice`` gives an empty folder to try things in.

What a cell shows is kept in the notebook. So commands are quiet here, and folders are named from
where the notebook works: the same steps show the same words on every machine.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from reportkit.problems import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from IPython.core.interactiveshell import InteractiveShell

_TEMPORARY = "an empty temporary folder, removed when the kernel ends"
# A kernel is often killed, and then tidies nothing up. This one waits beside it until it is gone, however it
# went: nothing ever comes through the pipe, which ends with the kernel.
_SITTER = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"
_OWN = ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS")  # where somebody's real work lies


@magics_class
class Commands(Magics):
    """The commands of the kit as line magics, and an empty folder to practise them in."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._start = Path.cwd()  # named folders are meant from here, however often a cell is run
        self._sitter: subprocess.Popen[bytes] | None = None

    @no_var_expand  # words pasted from a source may hold {…} or $…, which IPython would run
    @line_magic
    def reportkit(self, line: str) -> None:
        """
        Run a command of the kit: what stands behind it is what a terminal takes.

        As there, ``>> FILE`` at the end adds the result to a file instead of showing it.
        """
        try:
            arguments, file = divided(shlex.split(line))
        except ValueError:
            raise UsageError(
                "a quote in this line is not closed; put words with an apostrophe in double quotes"
            ) from None
        result, wrong = told(arguments)
        sys.stdout.write((_added(result, file) if file else result) + wrong)

    @line_magic
    def practice(self, line: str) -> None:
        """
        Make an empty folder and work in it.

        Without a name it is a temporary one. A name that is taken gets a number: what is there stays as it
        is. The corpus that the shell names is forgotten, so that practice never reaches real work.
        """
        for name in _OWN:
            os.environ.pop(name, None)
        named = line.strip().strip("\"'")
        try:
            folder = free(self._start / named) if named else Path(tempfile.mkdtemp(prefix="reportkit-"))
            folder.mkdir(parents=True, exist_ok=True)
            os.chdir(folder)
        except OSError as error:
            place = visible(named) or "a temporary folder"
            raise UsageError(f"cannot make {place}: {error.strerror}; name another one") from None
        self._tidy()
        self._sitter = None if named else _sitter(folder, self._start)
        sys.stdout.write(f"{folder.name if named else _TEMPORARY}\n")

    def _tidy(self) -> None:
        """Remove the temporary folder of before, if there is one."""
        if self._sitter is not None:
            self._sitter.communicate()


def _sitter(folder: Path, start: Path) -> subprocess.Popen[bytes]:
    """Start what removes a folder when its standard input ends."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - no shell: the folder stays what it is
        [sys.executable, "-I", "-S", "-c", _SITTER, str(folder)],
        cwd=start,
        stdin=subprocess.PIPE,
        stdout=nothing,
        stderr=nothing,
        start_new_session=True,  # whoever ends the kernel with all it started leaves this one
    )


def _added(result: str, file: str) -> str:
    """Add to a file what a command printed, if anything, and return what is said of that."""
    if not result:
        return ""
    try:
        with Path(file).open("a", encoding="utf-8", newline="\n") as end:
            end.write(result)
    except OSError as error:
        raise UsageError(f"cannot write to {visible(file)}: {error.strerror}") from None
    return f"added to {visible(file)}\n"


def divided(words: Sequence[str]) -> tuple[Sequence[str], str]:
    """
    Return the arguments of a command, and the file that its result is to be added to, if any.

    Examples
    --------
    >>> divided(["add", "texts/wire.txt", ">>", "seeds/documents.yaml"])
    (['add', 'texts/wire.txt'], 'seeds/documents.yaml')
    >>> divided(["check"])
    (['check'], '')
    """
    if words[-2:-1] == [">>"]:
        return words[:-2], words[-1]
    return words, ""


def told(arguments: Sequence[str]) -> tuple[str, str]:
    """
    Run a command, and return its result and what went wrong.

    Parameters
    ----------
    arguments : sequence of str
        The command with its options, such as ``["check", "--coverage"]``.

    Returns
    -------
    result, wrong : str
        Folders below the working folder are named from there; as a whole where it is the root, or gone.

    Examples
    --------
    >>> result, wrong = told(["--version"])
    >>> result.split()[0], wrong
    ('reportkit', '')
    """
    here = _here()
    done = subprocess.run(  # noqa: S603 - no shell: the arguments stay what they are
        [sys.executable, "-P", "-m", "reportkit", "--quiet", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=os.environ | {"PYTHONUTF8": "1"},
        encoding="utf-8",
        check=False,
    )
    if not here:
        return done.stdout, done.stderr
    return done.stdout.replace(here, ""), done.stderr.replace(here, "")


def _here() -> str:
    """Return how paths below the working folder begin; nothing at the root, or where the folder is gone."""
    try:
        folder = Path.cwd()
    except OSError:
        return ""
    return "" if folder == folder.parent else f"{folder}{os.sep}"


def free(folder: Path) -> Path:
    """
    Return a folder of this name, with a number behind it where the name is taken.

    Examples
    --------
    >>> free(Path("no-such-folder")).name
    'no-such-folder'
    """
    number, found = 1, folder
    while found.exists() and not (found.is_dir() and not any(found.iterdir())):
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Bring the magics into a notebook; IPython calls it for ``%load_ext reportkit``."""
    shell.register_magics(Commands)

"""
What every command shares: its options, what it says where, and how it ends.

Results go to the standard output, everything else to the standard error; with ``--quiet`` only
what went wrong is said there. Whatever comes from files passes through `visible` first, so that
an escape sequence or a character of direction in a source cannot act on the terminal.

Exit codes: 0 all well; 1 problems in what was written, or a run that failed; 2 wrong usage;
70 a fault of the kit; 130 interrupted.
"""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportkit.problems import EncodingProblems, clipped, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reportkit.model import Corpus
    from reportkit.problems import Problem

OK, PROBLEMS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 70, 130
_WIDEST, _NARROWEST = 110, 30  # columns of running text on a terminal
F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(slots=True)
class Session:
    """What was asked of the command line as a whole."""

    seeds: Path | None = None
    quiet: bool = False
    debug: bool = False


class Stop(Exception):  # noqa: N818 - an ending, told in plain words
    """Raised to end a command with a message and an exit code."""

    def __init__(self, message: str, code: int = PROBLEMS) -> None:
        super().__init__(message)
        self.code = code


def everywhere(command: F) -> F:
    """Give a command the options that may stand before or after its name."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option("--debug", is_flag=True, expose_value=False, callback=_keep, hidden=True),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            expose_value=False,
            callback=_keep,
            help="Say only what went wrong.",
        ),
        click.option(
            "--seeds",
            metavar="DIR",
            type=folder,
            expose_value=False,
            callback=_keep,
            help="Folder of the corpus. Otherwise: REPORTKIT_SEEDS, the nearest one upwards, the example.",
        ),
    ):
        command = option(command)
    return command


def documents_option(command: F) -> F:
    """Give a command the option that names where the texts of documents lie."""
    return click.option(
        "--documents",
        metavar="DIR",
        envvar="REPORTKIT_DOCUMENTS",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Where the texts of documents lie (or set REPORTKIT_DOCUMENTS).",
    )(command)


def session() -> Session:
    """Return what was asked of the command line as a whole."""
    return click.get_current_context().ensure_object(Session)


def corpus_folder() -> Path:
    """Return the folder of the corpus, and say on the standard error which it is."""
    from reportkit.reading import whereabouts

    try:
        folder, found = whereabouts.find(session().seeds)
    except whereabouts.NoCorpus as none:
        raise Stop(str(none), USAGE) from None
    note(f"corpus: {folder} ({found})")
    return folder


def corpus() -> Corpus:
    """Return the corpus; where anything in it is wrong, the command ends with all of it listed."""
    from reportkit.reading import encoding

    return encoding.load(corpus_folder())


def slug_in(known: Corpus, slug: str) -> str:
    """Return a slug that the corpus has; else the command ends and names the nearest."""
    if slug not in known.incidents:
        holding = [other for other in known.incidents if slug and slug in other]
        one = f"write '{holding[0]}'" if len(holding) == 1 else ""
        fix = one or nearest(slug, known.incidents, where="reportkit list")
        raise Stop(f"there is no incident '{clipped(visible(slug))}': {fix}", USAGE)
    return slug


def shown(text: str) -> str:
    r"""
    Return text of several lines with everything hidden in it shown.

    Examples
    --------
    >>> shown("one\x1b[2J\ntwo")
    'one\\x1b[2J\ntwo'
    """
    return "\n".join(visible(line) for line in text.split("\n"))


def say(text: str = "") -> None:
    """Print a result."""
    click.echo(shown(text))


def note(text: str) -> None:
    """Print something beside the result, unless the command was asked to be quiet."""
    if not session().quiet:
        click.echo(shown(text), err=True)


def warn(text: str) -> None:
    """Print what went wrong."""
    click.echo(shown(text), err=True)


def say_hanging(head: str, text: str) -> None:
    """Print text behind a head; on a terminal its further lines are set in below the first."""
    if not on_terminal():
        say(head + text)
        return
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    wrapped = textwrap.wrap(shown(text), max(width - len(head), _NARROWEST), break_on_hyphens=False)
    say(head + f"\n{' ' * len(head)}".join(wrapped))


def say_json(value: object) -> None:
    """Print a result as JSON; every character beyond ASCII is escaped, so no terminal obeys it."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=True))


def listed(problems: Iterable[Problem]) -> str:
    """Return problems as people read them, an empty line between two."""
    return "\n\n".join(map(str, problems))


def ended(error: Exception) -> int:
    """
    Say what ended a command and return the exit code.

    Parameters
    ----------
    error : Exception
        What was raised. Problems in what people wrote are listed; an error of the system is said in a line;
        anything else is a fault of the kit, told without its traceback.
    """
    if isinstance(error, Stop):
        warn(str(error))
        return error.code
    if isinstance(error, EncodingProblems):
        warn(str(error) if len(error.problems) > 1 else listed(error.problems))
        return PROBLEMS
    if isinstance(error, OSError) and error.filename is not None:
        warn(f"{error.filename}: {error.strerror or error}")
        return PROBLEMS
    about = visible(str(error).partition("\n")[0])
    warn(f"reportkit met a fault of its own: {type(error).__name__}{': ' if about else ''}{about}")
    warn("Nothing you wrote should lead here; please report it with what this prints:")
    warn(f"  reportkit --debug {click.get_current_context().invoked_subcommand or ''}".rstrip() + " …")
    return INTERNAL


def escape_the_unprintable() -> None:
    """Let streams that cannot hold a character (an ASCII terminal) show its escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def on_terminal(*, err: bool = False) -> bool:
    """Whether somebody looks at the output, rather than a file or a pipe."""
    return (sys.stderr if err else sys.stdout).isatty()


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    kept = context.ensure_object(Session)  # also where nothing was given: the commands inherit it
    if value:
        setattr(kept, str(parameter.name), value)

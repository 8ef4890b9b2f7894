"""
What every command shares: its options, what it says where, and how it ends.

Results go to the standard output, everything else to the standard error; with ``--quiet`` only
what went wrong is said there. With ``--json`` the standard output is one JSON document and nothing
else, also when a command fails. Whatever comes from files passes through `visible` first, so that
an escape sequence or a character of direction in a source cannot act on the terminal. Colour and
tables appear only where somebody looks at a terminal that can show them.
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

from reportkit.problems import EncodingProblems, clipped, count, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from reportkit.model import Corpus
    from reportkit.problems import Problem

OK, PROBLEMS, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 70, 130
NO_ROOM, BUSY = 73, 75  # as BSD systems number such endings
EXIT_CODES = {
    OK: "all well",
    PROBLEMS: "problems in what was written, or something failed",
    USAGE: "wrong usage: a name, a folder or an option that is not there",
    INTERNAL: "a fault of the kit",
    NO_ROOM: "what is made cannot be put there: no room, or not allowed",
    BUSY: "another run holds the folder; try again later",
    INTERRUPTED: "interrupted (Ctrl-C), which is also how a watch ends",
}
FORMAT = 1  # of all that --json prints
_WIDEST, _NARROWEST = 110, 30  # columns of running text on a terminal
_STYLES = (
    (r"(?m)^\S.*?:\d+:\d+: .*$", "bold"),
    (r"(?m)^ *\| +\^+$", "red"),
    (r"(?m)^ *= why: .*$", "dim"),
    (r"(?m)^ *= fix: .*$", "green"),
)
F = TypeVar("F", bound="Callable[..., Any]")
T = TypeVar("T")


@dataclass(slots=True)
class Session:
    """What was asked of the command line as a whole."""

    seeds: Path | None = None
    quiet: bool = False
    debug: bool = False
    as_json: bool = False


class Stop(Exception):  # noqa: N818 - an ending, told in plain words
    """Raised to end a command with a message and an exit code; ``problems`` are those it lists."""

    def __init__(self, message: str, code: int = PROBLEMS, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.code, self.problems = code, tuple(problems)


class FilePath(click.Path):
    """A file or folder that was named; a name that no system can have is wrong usage like any other."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the path."""
        try:
            return super().convert(value, param, ctx)
        except ValueError as error:  # a NUL in the name
            self.fail(f"{value!r} cannot be the name of a file: {error}", param, ctx)


def everywhere(command: F) -> F:
    """Give a command the options that may stand before or after its name."""
    folder = FilePath(path_type=Path)
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
        type=FilePath(exists=True, file_okay=False, path_type=Path),
        help="Where the texts of documents lie.  [default: REPORTKIT_DOCUMENTS, else texts/ beside seeds/]",
    )(command)


def texts_beside(folder: Path) -> Path | None:
    """Return the folder of texts beside a corpus in a working folder; None where there is none."""
    texts = folder.parent / "texts"
    return texts if folder.name == "seeds" and texts.is_dir() else None


def ceiling_option(command: F) -> F:
    """Give a command the option that leaves out what is marked above a marking."""
    return click.option(
        "--ceiling",
        metavar="TLP:…",
        default="",
        help="Leave out what is marked above this: TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT.",
    )(command)


def ceiling_in(given: str) -> str:
    """Return the ceiling that counts, REPORTKIT_CEILING weighed in; "" where there is none."""
    from reportkit.analysis.ceiling import UnknownMarking
    from reportkit.opening import lowest

    try:
        return lowest(given)
    except UnknownMarking as unknown:
        raise Stop(f"--{unknown}" if given else str(unknown), USAGE) from None


def json_option(command: F) -> F:
    """Give a command the option to print one JSON document."""
    return click.option(
        "--json", "as_json", is_flag=True, callback=_keep, help="Print one JSON document for scripts."
    )(command)


def session() -> Session:
    """Return what was asked of the command line as a whole."""
    return click.get_current_context().ensure_object(Session)


def corpus_folder(*, to_write: bool = False) -> Path:
    """
    Return the folder of the corpus, and say on the standard error which it is.

    Parameters
    ----------
    to_write : bool
        Whether the command makes files there: the example that comes with the kit is nobody's own corpus.
    """
    from reportkit.reading import whereabouts

    try:
        folder, found = whereabouts.find(session().seeds)
    except whereabouts.NoCorpus as none:
        raise Stop(str(none), USAGE) from None
    if to_write and found == whereabouts.SHIPPED:
        raise Stop(
            f"there is no corpus of yours in {working_folder()} or above it, and {found} is not changed; "
            "go to the folder of your corpus, name it with --seeds, or make one: reportkit init DIR",
            USAGE,
        )
    note(f"corpus: {from_here(folder)} ({found})")
    return folder


def corpus(ceiling: str = "", instant: str = "") -> Corpus:
    """Return the corpus; where anything in it is wrong, the command ends with all of it listed."""
    return opened(corpus_folder(), ceiling_in(ceiling), instant)


def opened(folder: Path, ceiling: str = "", as_of: str = "") -> Corpus:
    """
    Return the corpus of a folder without what is marked above a ceiling, which is said beside the result.

    With an instant it is what was known then.

    Where anything in it is wrong, the command ends: with all of it listed, or under a ceiling counted.
    """
    from reportkit import opening
    from reportkit.analysis.ceiling import under

    try:
        whole = opening.sound(folder, ceiling)
    except opening.NotSound as problems:
        raise Stop(str(problems)) from None
    if as_of:
        from reportkit.analysis.known_at import known_at

        whole = known_at(whole, as_of)
        note(f"as known at the end of {whole.as_of}")
    if not ceiling:
        return whole
    found = under(whole, ceiling)
    if found.lacking:
        note(f"material above {ceiling} is left out")
    return found


def slug_in(known: Corpus, slug: str) -> str:
    """Return a slug that the corpus has; else the command ends and names the nearest."""
    if slug in known.incidents:
        return slug
    if known.ceiling or known.as_of:
        from reportkit import opening
        from reportkit.analysis.ceiling import under

        whole = opening.sound(Path(known.folder), known.ceiling)
        shown = under(whole, known.ceiling) if known.ceiling else whole
        if known.as_of and slug in shown.incidents:
            raise Stop(opening.unknown_then(slug, known.as_of))
        if slug in whole.incidents:
            raise Stop(opening.refusal(whole, slug, known.ceiling))
    none = "there is none yet; begin with: reportkit new incident"
    fix = nearest(slug, known.incidents, where="reportkit list") if known.incidents else none
    raise Stop(f"there is no incident '{clipped(visible(slug))}': {fix}{_elsewhere()}", USAGE)


def _elsewhere() -> str:
    """Return a hint where the corpus is the example, which people meet in a wrong folder."""
    from reportkit.reading import whereabouts

    if whereabouts.find(session().seeds).found != whereabouts.SHIPPED:
        return ""
    where = f"no corpus is in {working_folder()} or above it"
    return f"\nThis is {whereabouts.SHIPPED}: {where}. Name yours with --seeds."


def shown(text: str) -> str:
    r"""
    Return text of several lines with everything hidden in it shown.

    Examples
    --------
    >>> shown("one\x1b[2J\ntwo")
    'one\\x1b[2J\ntwo'
    """
    return "\n".join(visible(line) for line in text.split("\n"))


def say_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print problems, an empty line between two; on a terminal with place, caret and remedy in colour."""
    text = shown(listed(problems))
    if not on_terminal(err=err):
        click.echo(text, err=err)
        return
    from rich.text import Text

    lines = Text(text)
    for pattern, style in _STYLES:
        lines.highlight_regex(pattern, style)
    console(err=err).print(lines, soft_wrap=True)


def console(*, err: bool = False) -> Console:
    """Return a terminal that takes all text as it is; NO_COLOR and TERM=dumb are heeded."""
    from rich.console import Console

    return Console(stderr=err, highlight=False, markup=False, emoji=False)


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
    message, code, problems = _ending(error)
    if session().as_json:
        told = {"code": code, "message": shown(message), "problems": [one.to_json() for one in problems]}
        say_json({"format": FORMAT, "error": told})
    if isinstance(error, EncodingProblems):
        say_problems(error.problems, err=True)
        if len(error.problems) > 1:
            warn(f"\n{count(error.problems)}")
    else:
        warn(message)
    return code


def _ending(error: Exception) -> tuple[str, int, tuple[Problem, ...]]:
    """Return what to say of an error, the exit code, and the problems it lists."""
    if isinstance(error, Stop):
        return str(error), error.code, error.problems
    if isinstance(error, EncodingProblems):
        return count(error.problems), PROBLEMS, error.problems
    if isinstance(error, OSError) and error.filename is not None:
        return f"{visible(str(error.filename))}: {error.strerror or error}", PROBLEMS, ()
    about = visible(str(error).partition("\n")[0])
    command = click.get_current_context().invoked_subcommand or ""
    fault = (
        f"reportkit met a fault of its own: {type(error).__name__}{': ' if about else ''}{about}",
        "Nothing you wrote should lead here; please report it with what this prints:",
        f"  reportkit --debug {command}".rstrip() + " …",
    )
    return "\n".join(fault), INTERNAL, ()


def escape_the_unprintable() -> None:
    """Let streams that cannot hold a character (an ASCII terminal) show its escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def on_terminal(*, err: bool = False) -> bool:
    """Whether somebody looks at the output, rather than a file or a pipe."""
    stream = sys.stderr if err else sys.stdout
    return bool(stream and stream.isatty())  # a closed stream is none


def working_folder() -> str:
    """Return the working folder in words, also when it was removed under our feet."""
    try:
        return visible(str(Path.cwd()))
    except OSError:
        return "the working folder"


def from_here(path: Path) -> str:
    r"""
    Return a path as somebody would type it here: from the working folder if it lies below, else whole.

    Examples
    --------
    >>> from_here(Path.cwd() / "seeds"), from_here(Path("/no\x1bsuch"))
    ('seeds', '/no\\x1bsuch')
    """
    try:
        return visible(str(path.relative_to(Path.cwd())))
    except (OSError, ValueError):
        return visible(str(path))


def _keep(context: click.Context, parameter: click.Parameter, value: T) -> T:
    kept = context.ensure_object(Session)  # also where nothing was given: the commands inherit it
    if value:
        setattr(kept, str(parameter.name), value)
    return value

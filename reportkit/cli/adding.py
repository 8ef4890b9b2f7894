"""``add`` and ``new``: new documents, incidents and readings; files that are there stay as they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportkit.cli import completing
from reportkit.cli.terminal import (
    FORMAT,
    FilePath,
    Stop,
    corpus_folder,
    everywhere,
    from_here,
    json_option,
    note,
    on_terminal,
    say,
    say_json,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportkit.problems import Problem
    from reportkit.reading.drafting import Entry


@click.command(short_help="Register a text: print its entry for documents.yaml.")
@everywhere
@click.argument("file", type=FilePath(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "identity", default="", metavar="ID", help="Its id.  [default: from the file's name]")
@click.option("--title", default="", help="What pages call it.  [default: the file's name]")
@click.option("--publication", default="", metavar="NAME", help="Its outlet.  [default: not stated]")
@click.option("--publication-kind", default="", metavar="WORD", help="What sort of outlet: newspaper, …")
@click.option(
    "--date",
    default="",
    metavar="DATE",
    help="What it states for itself: 2031-05-03, 2031-05, by 2031-05-03, none.  [default: none]",
)
@click.option("--marking", default="", metavar="TLP", help="Its marking.  [default: the corpus's]")
@click.option("--language", default="", metavar="TAG", help="Its language: en, …  [default: the corpus's]")
@click.option("--url", default="", help="Where it was found.")
@json_option
def add(file: Path, identity: str, *, as_json: bool, **given: str) -> None:
    """
    Register a text: print its entry for documents.yaml, or add it there with >>.

    The options are read as the register is, and what it would refuse is refused here.

    With --json: format, document, register (its whole path), entry, and below_line: where to paste it, null
    where the register was made with it.
    """
    from reportkit.reading import drafting

    folder = corpus_folder(to_write=True)
    register = folder / drafting.REGISTER
    entry = drafting.document(folder, file, identity=identity, **given)
    if entry.register:
        _create(register, entry.register)
    if as_json:
        below = None if entry.register else entry.after
        told = {"format": FORMAT, "document": entry.id, "register": str(register)}
        say_json(told | {"entry": entry.lines, "below_line": below})
        return
    _say_entry(entry, register)
    if file.suffix != ".txt":
        note(f"texts are found in files that end in .txt: keep it as {entry.id}.txt")
    note(f"then: reportkit new reading {entry.id}")


def _say_entry(entry: Entry, register: Path) -> None:
    """Print an entry, and say where it belongs or where it went."""
    lines, shown = entry.lines.removesuffix("\n"), from_here(register)
    if entry.register:
        say(f"made {shown}:\n\n{entry.lines}")
    elif _goes_into(register):
        if not entry.at_end:
            raise Stop(
                f"nothing was added: at the end of {shown} something else stands than documents; paste what "
                f"this prints without >> below line {entry.after}"
            )
        say(lines if register.read_bytes().endswith(b"\n") else f"\n{lines}")
        note(f"added to {shown}")
    elif on_terminal():
        note(f"paste this into {shown}, below line {entry.after}:\n")
        say(lines)
        note("")
    else:
        say(lines)


def _goes_into(path: Path) -> bool:
    """Whether the standard output is a file, such as the one that stands behind >>."""
    try:
        return os.path.samestat(os.fstat(sys.stdout.fileno()), path.stat())
    except (OSError, ValueError):  # no file is behind it
        return False


@click.group()
@everywhere
def new() -> None:
    """Make the file of an incident or of a reading."""


@new.command("incident")
@everywhere
@click.argument("slug")
@click.option("--label", required=True, help="A neutral name: what happened in the least contested word.")
@click.option("--called", default="", help="The label inside a sentence: the explosion at …")
@click.option("--short", default="", help="A shorter label, for charts and narrow columns.")
@json_option
def new_incident(slug: str, label: str, called: str, short: str, *, as_json: bool) -> None:
    """
    Make the file of an incident: an identity and a neutral label.

    With --json: format, made (its whole path), and left (none).
    """
    from reportkit.reading import drafting

    folder = corpus_folder(to_write=True)
    draft = drafting.incident(folder, slug, label, called=called, short=short)
    _create(folder / draft.file, draft.text)
    if as_json:
        _say_made(folder / draft.file)
        return
    say(f"made {from_here(folder / draft.file)}")
    if not called:
        note("sentences use the label as it is, without an article; to give one, fill in: called")
    note(f"claims reach it with: about: {slug}")


@new.command("reading")
@everywhere
@click.argument("document", shell_complete=completing.unread)
@click.option(
    "--voice",
    default="",
    metavar="ACTOR",
    help="Who speaks where nobody is quoted.  [default: the outlet]",
)
@click.option("--by", default="", metavar="ROLE", help="Role of the reader.")
@click.option("--on", default="", metavar="DAY", help="Day of the reading.")
@json_option
def new_reading(document: str, voice: str, by: str, on: str, *, as_json: bool) -> None:
    """
    Make an empty reading of a registered document.

    With --json: format, made (its whole path), and left: what is left to fill, as check tells problems.
    """
    from reportkit.reading import drafting

    folder = corpus_folder(to_write=True)
    draft = drafting.reading(folder, document, voice=voice, by=by, on=on)
    _create(folder / draft.file, draft.text)
    if as_json:
        _say_made(folder / draft.file, draft.left)
        return
    say(f"made {from_here(folder / draft.file)}")
    note("left to fill:")
    for problem in draft.left:
        note(f"  {_asked(problem)}")


def _say_made(path: Path, left: Iterable[Problem] = ()) -> None:
    say_json({"format": FORMAT, "made": str(path), "left": [problem.to_json() for problem in left]})


def _asked(problem: Problem) -> str:
    """Return one line on what is left to fill."""
    name, _, words = problem.place.text.strip().partition(":")
    _, _, comment = words.partition("# ")
    return f"line {problem.place.line}: {name}" + (f" ({comment})" if comment else "")


def _create(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    from reportkit.publishing.atomic import WriteProblem, create_text

    try:
        create_text(path, text)
    except WriteProblem as problem:
        raise Stop(str(problem)) from None

"""``add`` and ``new``: new documents, incidents and readings; files that are there stay as they are."""

from __future__ import annotations

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
    json_option,
    note,
    say,
    say_json,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportkit.problems import Problem


@click.command()
@everywhere
@click.argument("file", type=FilePath(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "identity", default="", metavar="ID", help="Its id.  [default: from the file's name]")
@click.option("--title", default="", help="What pages call it.  [default: the file's name]")
@click.option("--publication", default="", help="Its outlet.  [default: not stated]")
@json_option
def add(file: Path, identity: str, title: str, publication: str, *, as_json: bool) -> None:
    """
    Register a text: print its entry for documents.yaml.

    With --json: format, document, register, entry, and below_line: where to paste it, null where the register
    was made with it.
    """
    from reportkit.reading import drafting

    folder = corpus_folder(to_write=True)
    entry = drafting.document(folder, file, identity=identity, title=title, publication=publication)
    if entry.register:
        _create(folder / drafting.REGISTER, entry.register)
    if as_json:
        below = None if entry.register else entry.after
        told = {"format": FORMAT, "document": entry.id, "register": str(folder / drafting.REGISTER)}
        say_json(told | {"entry": entry.lines, "below_line": below})
        return
    if entry.register:
        say(f"made {folder / drafting.REGISTER}:\n\n{entry.lines}")
    else:
        note(f"paste this into {folder / drafting.REGISTER}, below line {entry.after}:\n")
        say(entry.lines.removesuffix("\n"))
        note("")
    if file.suffix != ".txt":
        note(f"texts are found in files that end in .txt: keep it as {entry.id}.txt")
    note(f"then: reportkit new reading {entry.id}")


@click.group()
@everywhere
def new() -> None:
    """Make the file of an incident or of a reading."""


@new.command("incident")
@everywhere
@click.argument("slug")
@click.option("--label", required=True, help="A neutral name: what happened in the least contested word.")
@json_option
def new_incident(slug: str, label: str, *, as_json: bool) -> None:
    """
    Make the file of an incident: an identity and a neutral label.

    With --json: format, made, and left (none).
    """
    from reportkit.reading import drafting

    folder = corpus_folder(to_write=True)
    draft = drafting.incident(folder, slug, label)
    _create(folder / draft.file, draft.text)
    if as_json:
        _say_made(folder / draft.file)
        return
    say(f"made {folder / draft.file}")
    note(f"claims reach it with: about: {slug}")


@new.command("reading")
@everywhere
@click.argument("document", shell_complete=completing.unread)
@click.option("--voice", default="", metavar="ACTOR", help="Who speaks wherever nobody is quoted.")
@click.option("--by", default="", metavar="ROLE", help="Role of the reader.")
@click.option("--on", default="", metavar="DAY", help="Day of the reading.")
@json_option
def new_reading(document: str, voice: str, by: str, on: str, *, as_json: bool) -> None:
    """
    Make an empty reading of a registered document.

    With --json: format, made, and left: what is left to fill, as check tells problems.
    """
    from reportkit.reading import drafting

    folder = corpus_folder(to_write=True)
    draft = drafting.reading(folder, document, voice=voice, by=by, on=on)
    _create(folder / draft.file, draft.text)
    if as_json:
        _say_made(folder / draft.file, draft.left)
        return
    say(f"made {folder / draft.file}")
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

"""``add`` and ``new``: new documents, incidents and readings; files that are there stay as they are."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportkit.cli.terminal import Stop, corpus_folder, everywhere, note, say

if TYPE_CHECKING:
    from reportkit.problems import Problem


@click.command()
@everywhere
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "identity", default="", metavar="ID", help="Its id.  [default: from the file's name]")
@click.option("--title", default="", help="What pages call it.  [default: the file's name]")
@click.option("--publication", default="", help="Its outlet.  [default: not stated]")
def add(file: Path, identity: str, title: str, publication: str) -> None:
    """Register a text: print its entry for documents.yaml."""
    from reportkit.reading import drafting

    folder = corpus_folder()
    entry = drafting.document(folder, file, identity=identity, title=title, publication=publication)
    if entry.register:
        _create(folder / drafting.REGISTER, entry.register)
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
def new_incident(slug: str, label: str) -> None:
    """Make the file of an incident: an identity and a neutral label."""
    from reportkit.reading import drafting

    folder = corpus_folder()
    draft = drafting.incident(folder, slug, label)
    _create(folder / draft.file, draft.text)
    say(f"made {folder / draft.file}")
    note(f"claims reach it with: about: {slug}")


@new.command("reading")
@everywhere
@click.argument("document")
@click.option("--voice", default="", metavar="ACTOR", help="Who speaks wherever nobody is quoted.")
@click.option("--by", default="", metavar="ROLE", help="Role of the reader.")
@click.option("--on", default="", metavar="DAY", help="Day of the reading.")
def new_reading(document: str, voice: str, by: str, on: str) -> None:
    """Make an empty reading of a registered document."""
    from reportkit.reading import drafting

    folder = corpus_folder()
    draft = drafting.reading(folder, document, voice=voice, by=by, on=on)
    _create(folder / draft.file, draft.text)
    say(f"made {folder / draft.file}")
    note("left to fill:")
    for problem in draft.left:
        note(f"  {_asked(problem)}")


def _asked(problem: Problem) -> str:
    """Return one line on what is left to fill."""
    name, _, words = problem.place.text.strip().partition(":")
    _, _, comment = words.partition("# ")
    return f"line {problem.place.line}: {name}" + (f" ({comment})" if comment else "")


def _create(path: Path, text: str) -> None:
    """
    Write a file that is not there yet.

    A file that somebody else makes in the same moment wins: this one is only ever created, in one
    write, never put over another.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise Stop(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as made:
            made.write(text.encode())
            os.fsync(made.fileno())
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise Stop(f"cannot write {path}: {error.strerror}") from None
        raise

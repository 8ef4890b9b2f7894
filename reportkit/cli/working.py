"""``init`` and ``lab``: a working folder, and JupyterLab on it."""

from __future__ import annotations

import difflib
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli.terminal import FORMAT, USAGE, Stop, everywhere, json_option, note, say, say_json, session
from reportkit.problems import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportkit.working.layout import Memory, State, Step

_FOLDER = click.Path(path_type=Path)
_DIFFERENT = 40  # lines of a difference; whoever wants the rest compares the files


@click.command(short_help="Make a working folder, or renew one.")
@everywhere
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.option("--example", is_flag=True, help="With the example corpus instead of an empty one.")
@click.option("--add", is_flag=True, help="Also into a folder that holds other things: add what is missing.")
@click.option("--upgrade", is_flag=True, help="Take the newer files of this version of the kit.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--diff", is_flag=True, help="Show the differences to newer files.")
@json_option
def init(  # noqa: PLR0913 - the ways of the command, each by its name
    *, folder: Path, example: bool, add: bool, upgrade: bool, dry_run: bool, diff: bool, as_json: bool
) -> None:
    """
    Make DIR a working folder: a corpus, notebooks, a Makefile, what editors and git need.

    On a working folder it says what this version of the kit has newer; --upgrade takes it. Files you changed
    are never written over: the newer version is put beside, ending in .new. Your corpus is never touched.

    With --json: format, folder (its whole path), was (what the folder was), done, and files (each a path,
    fate, why, written).
    """
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.working import layout
    from reportkit.working.contents import contents

    try:
        memory = layout.remembered(folder)
        example = example or memory.example
        wanted = contents(example=example)
        state = layout.state(folder, wanted)
        _refuse(folder, state, memory, add=add, upgrade=upgrade)
        adopting = state is layout.State.FOREIGN
        steps = layout.planned(folder, wanted, adopting=adopting)
        done = not dry_run and (upgrade or state is not layout.State.OURS)
        if diff and not as_json:
            _say_differences(folder, steps)
        if done:
            layout.carried_out(folder, steps, example=example)
    except (layout.NotOurs, WriteProblem) as problem:
        raise Stop(str(problem), USAGE if isinstance(problem, layout.NotOurs) else 1) from None
    if as_json:
        say_json(_as_json(folder, state, steps, done=done))
        return
    _tell(folder, state, steps, done=done, dry_run=dry_run)


def _refuse(folder: Path, state: State, memory: Memory, *, add: bool, upgrade: bool) -> None:
    """End the command where the folder is not what was meant."""
    from reportkit.working import layout

    if state is layout.State.FOREIGN and not add:
        raise Stop(
            f"{folder} holds other things. Name a new folder, or say --add: then what is missing is added "
            "and nothing that stands there is touched",
            USAGE,
        )
    if state is not layout.State.OURS and upgrade:
        raise Stop(f"{folder} is no working folder yet; make it one: reportkit init {folder}", USAGE)
    if layout.later(memory):
        raise Stop(
            f"{folder} was last renewed by reportkit {memory.version}, which is later than this one; "
            "install that one",
            USAGE,
        )


def _tell(folder: Path, state: State, steps: Iterable[Step], *, done: bool, dry_run: bool) -> None:
    """Say what was done, or would be, and what comes next."""
    from reportkit.working import layout

    steps = tuple(steps)
    written = [step for step in steps if step.target]
    if state is layout.State.NEW and done:
        say(f"made a working folder in {folder}: {plural(len(written), 'file')}")
        _note_next(folder)
        return
    for line in _lines(steps, done=done):
        say(line)
    if not written:
        say(f"{folder} is up to date: nothing to do")
    elif not done:
        how = "" if dry_run else f"; take them: reportkit init {folder} --upgrade"
        say(f"{plural(len(written), 'file')} would be written{how}")
    else:
        say(f"wrote {plural(len(written), 'file')}; nothing of yours was touched")


def _lines(steps: Iterable[Step], *, done: bool) -> Iterator[str]:
    """Yield one line a file that something is to be said of."""
    from reportkit.working.layout import Fate

    words = {
        Fate.MADE: "made" if done else "new",
        Fate.RENEWED: "renewed" if done else "newer",
        Fate.BESIDE: "beside",
        Fate.KEPT: "kept",
        Fate.LEFT: "left",
    }
    for step in steps:
        if step.fate is Fate.CURRENT:
            continue
        reason = f"  ({step.why})" if step.why else ""
        arrow = f" -> {step.target}" if step.fate is Fate.BESIDE else ""
        yield f"{words[step.fate]:<8} {step.path}{arrow}{reason}"


def _note_next(folder: Path) -> None:
    note("")
    note("next:")
    if folder.resolve() != Path.cwd():
        note(f"  cd {shlex.quote(str(folder))}")
    note("  reportkit check      # looks for mistakes; an empty corpus has none")
    note("  reportkit lab        # opens the folder in JupyterLab")
    note("README.md there leads from a text to the first page; to keep its history: git init")


def _say_differences(folder: Path, steps: Iterable[Step]) -> None:
    """Print how newer files differ from those that stand there."""
    from reportkit.working.layout import Fate

    for step in steps:
        if step.fate not in {Fate.RENEWED, Fate.BESIDE} or step.content is None or not step.target:
            continue
        newer = _readable(step.path, step.content.data)
        here = _readable(step.path, (folder / step.path).read_bytes())
        lines = list(difflib.unified_diff(here, newer, step.path, f"{step.path} (newer)", lineterm=""))
        for line in lines[:_DIFFERENT]:
            say(line)
        if len(lines) > _DIFFERENT:
            say(f"… and {plural(len(lines) - _DIFFERENT, 'line')} more")


def _readable(name: str, data: bytes) -> list[str]:
    """Return the lines of a file; of a notebook, what people write in it."""
    from reportkit.working.contents import sources

    cells = sources(data) if name.endswith(".ipynb") else None
    if cells is not None:
        return [line for kind, _, source in cells for line in (f"[{kind}]", *source.splitlines())]
    return data.decode("utf-8", errors="backslashreplace").splitlines()


def _as_json(folder: Path, state: State, steps: Iterable[Step], *, done: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "folder": str(folder.absolute()),
        "was": state.value,
        "done": done,
        "files": [
            {"path": step.path, "fate": step.fate.value, "why": step.why, "written": step.target}
            for step in steps
        ],
    }


@click.command(short_help="Open a working folder in JupyterLab.")
@everywhere
@click.argument("folder", metavar="[DIR]", type=_FOLDER, default=Path())
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port, 0 for any.  [default: 8888 or the next free]"
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@json_option
def lab(*, folder: Path, port: int | None, no_browser: bool, as_json: bool) -> None:
    """
    Open DIR (the folder you are in) in JupyterLab, on this machine alone, until Ctrl-C.

    The address holds a secret, so only you can open it; to set your own, put it into JUPYTER_TOKEN.

    With --json: format, url, port, token.
    """
    from reportkit.working import lab as jupyter

    seeds = _corpus_of(folder)

    def ready(address: jupyter.Address) -> None:
        if as_json:
            say_json({"format": FORMAT, "url": address.url, "port": address.port, "token": address.token})
        else:
            say(address.url)
            note(f"JupyterLab shows {folder.resolve()}; end it with Ctrl-C")

    try:
        jupyter.serve(folder, port=port, browser=not no_browser, seeds=seeds, ready=ready)
    except jupyter.NotStarted as problem:
        raise Stop(str(problem), USAGE) from None
    note("JupyterLab has ended")


def _corpus_of(folder: Path) -> Path | None:
    """Return the corpus that was named, None where notebooks find one; without any, the command ends."""
    from reportkit.reading import whereabouts

    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        raise Stop(f"{folder} {what}; a working folder is made by: reportkit init {folder}", USAGE)
    try:
        found = whereabouts.find(session().seeds, start=folder.absolute(), shipped=Path(os.devnull))
    except whereabouts.NoCorpus as none:
        if session().seeds or os.environ.get(whereabouts.VARIABLE):
            raise Stop(str(none), USAGE) from None
        raise Stop(
            f"there is no corpus in {folder.resolve()} or above it; make one with: reportkit init DIR, or "
            "name one with --seeds",
            USAGE,
        ) from None
    note(f"corpus: {found.folder} ({found.found})")
    return found.folder if session().seeds else None

"""``verify``: a briefing made again from what is attached to it."""

from __future__ import annotations

from pathlib import Path

import click

from reportkit.cli.endings import ended_cleanly
from reportkit.cli.terminal import (
    FORMAT,
    PROBLEMS,
    FilePath,
    Stop,
    everywhere,
    json_option,
    say,
    say_json,
)
from reportkit.problems import visible


@click.command(short_help="Make briefings again from themselves and compare.")
@everywhere
@click.argument(
    "pdfs",
    nargs=-1,
    required=True,
    metavar="PDF...",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--notebook",
    metavar="FILE",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="The notebook they were made by.  [default: notebooks/briefing.ipynb]",
)
@json_option
def verify(*, pdfs: tuple[Path, ...], notebook: Path | None, as_json: bool) -> None:
    """
    Make each PDF again from what is attached to it, and say whether the same bytes come out.

    Where they do not, it says which input differs; most exactly where the receipt still lies beside the PDF.
    The corpus is not needed.

    With --json: format, and verdicts: pdf, same, differs, failed.
    """
    from reportkit.cli.asking import default_notebook
    from reportkit.publishing.batch import verifying
    from reportkit.reading.stored import NotStored

    try:
        with ended_cleanly():
            found = list(verifying.verify(pdfs, notebook or default_notebook()))
    except (verifying.NotVerifiable, NotStored) as none:
        raise Stop(str(none)) from None
    if as_json:
        rows = [
            {"pdf": str(one.pdf), "same": one.same, "differs": list(one.differs), "failed": one.failed}
            for one in found
        ]
        say_json({"format": FORMAT, "verdicts": rows})
    for one in () if as_json else found:
        name = visible(str(one.pdf))
        if one.same:
            say(f"{name}: the same bytes")
        elif one.failed:
            say(f"{name}: cannot be made again: {one.failed}")
        else:
            say(f"{name}: differs: {', '.join(one.differs)}")
    if not all(one.same for one in found):
        raise click.exceptions.Exit(PROBLEMS)

"""``why``: how the last run of a briefing went: where it ended, in whose words, at what cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import completing
from reportkit.cli.terminal import (
    FORMAT,
    FilePath,
    Stop,
    everywhere,
    json_option,
    say_hanging,
    say_json,
)
from reportkit.problems import nearest, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.publishing.record import RunRecord

_LABEL = 11  # columns of the names on the left
_DIGEST = 12
_RECORD = ".run.json"


@click.command("why", short_help="Say how the last run of a briefing went.")
@everywhere
@click.argument("slug", shell_complete=completing.slugs)
@click.option(
    "--out",
    metavar="DIR",
    default=Path("build"),
    show_default=True,
    type=FilePath(file_okay=False, path_type=Path),
    help="Folder of the briefings.",
)
@json_option
def why(*, slug: str, out: Path, as_json: bool) -> None:
    """
    Say how the last run of SLUG went: what ended it and in which cell, its own words, its log, what it cost.

    With --json: format and record, as it stands in SLUG.run.json.
    """
    from reportkit.publishing.record import read, to_json

    path = out / f"{slug}{_RECORD}"
    try:
        record = read(path)
    except FileNotFoundError:
        there = [found.name.removesuffix(_RECORD) for found in out.glob(f"*{_RECORD}")]
        fix = nearest(slug, there, where=str(out)) if there else f"run: reportkit render {slug}"
        raise Stop(f"nothing was made of '{visible(slug)}' in {visible(str(out))}: {fix}") from None
    except ValueError as wrong:
        raise Stop(f"{wrong}; run: reportkit render {slug} --again") from None
    if as_json:
        say_json({"format": FORMAT, "record": to_json(record)})
        return
    for name, words in told(record, out):
        say_hanging(f"{name:<{_LABEL}} ", words)


def told(record: RunRecord, out: Path) -> Iterator[tuple[str, str]]:
    """
    Yield what a record says, as pairs of a name and words.

    Examples
    --------
    >>> from reportkit.publishing.record import RunRecord
    >>> next(told(RunRecord("harbour-fire", "ok", "3 cells ran.", ()), Path("build")))
    ('briefing', 'harbour-fire: made')
    """
    yield "briefing", f"{record.slug}: {'made' if record.ok else record.status.replace('_', ' ')}"
    for line in record.message.splitlines():
        yield "", visible(line)
    yield "when", f"{record.started or 'not noted'}, {record.seconds:g} s" + _tries(record)
    yield "notebook", f"{visible(record.notebook)}, SHA-256 {record.notebook_sha256[:_DIGEST] or 'not noted'}"
    if record.engine:
        because = f", since {visible(record.engine_because)}" if record.engine_because else ""
        yield "ran", ("in a kernel of its own" if record.engine == "kernel" else "in the worker") + because
    if record.cpu_seconds or record.peak_mb:
        yield (
            "cost",
            f"{record.cpu_seconds:g} s of processor time, at most {record.peak_mb:g} MB in one process",
        )
    for name, value in record.parameters:
        yield "parameter", f"{visible(name)} = {visible(repr(value))}"
    for cell in record.cells:
        heading = f" under “{visible(cell.heading)}”" if cell.heading else ""
        if cell.status != "ok":
            yield (
                "cell",
                f"[{cell.number}]{heading}: {cell.status.replace('_', ' ')} after {cell.seconds:g} s",
            )
    if slowest := max(record.cells, key=lambda cell: cell.seconds, default=None):
        yield "slowest", f"cell [{slowest.number}], {slowest.seconds:g} s"
    for number, line in enumerate(record.log.splitlines()):
        yield ("log" if number == 0 else ""), visible(line)
    yield "files", _files(record, out)


def _tries(record: RunRecord) -> str:
    return f", tried {record.attempts} times" if record.attempts > 1 else ""


def _files(record: RunRecord, out: Path) -> str:
    """Return what stands in the folder now."""
    pdf, failed = out / f"{record.slug}.pdf", out / f"{record.slug}.failed.ipynb"
    stands: list[Any] = [path for path in (pdf, failed) if path.is_file()]
    if not stands:
        return "no briefing of it stands"
    named = ", ".join(visible(str(path)) for path in stands)
    return f"{named}{'' if record.ok else ' (the PDF is of an earlier run)' if pdf.is_file() else ''}"

"""``render``: briefings made, one run of the notebook each."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportkit.cli.terminal import (
    PROBLEMS,
    USAGE,
    Stop,
    corpus_folder,
    everywhere,
    listed,
    note,
    on_terminal,
    say,
    session,
    slug_in,
    warn,
)
from reportkit.problems import plural, visible
from reportkit.reading.whereabouts import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from rich.progress import Progress

    from reportkit.publishing.parameters import Plain
    from reportkit.publishing.record import RunRecord

_NOTEBOOK = Path("notebooks", "briefing.ipynb")
_SLUG = "incident"  # the parameter of the notebook that names the incident
_SECONDS = click.IntRange(min=1)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is the same for every briefing of one call."""

    notebook: Path
    out: Path
    parameters: Mapping[str, Plain]
    seeds: Path
    limits: Mapping[str, int] = field(default_factory=dict)


@click.command(short_help="Make briefings.")
@everywhere
@click.argument("slugs", nargs=-1, metavar="SLUG...")
@click.option("--all", "every", is_flag=True, help="Every incident of the corpus.")
@click.option(
    "--out",
    metavar="DIR",
    default=Path("build"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the briefings.",
)
@click.option(
    "--notebook",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=f"The notebook to run.  [default: {_NOTEBOOK.as_posix()}]",
)
@click.option(
    "-p", "parameters", nargs=2, multiple=True, metavar="NAME VALUE", help="A parameter of the notebook."
)
@click.option("--timeout", type=_SECONDS, metavar="SECONDS", help="Longest for one cell.  [default: 120]")
@click.option("--deadline", type=_SECONDS, metavar="SECONDS", help="Longest for one run.  [default: 600]")
def render(  # noqa: PLR0913 - the settings of a run, each by its name
    *,
    slugs: tuple[str, ...],
    every: bool,
    out: Path,
    notebook: Path | None,
    parameters: tuple[tuple[str, str], ...],
    timeout: int | None,
    deadline: int | None,
) -> None:
    """Make the briefing on each incident: SLUG.pdf, the executed notebook and a record of the run."""
    from reportkit.reading import encoding

    if every == bool(slugs):
        raise click.UsageError("Name the incidents, or give --all (reportkit list shows them).")
    folder = corpus_folder()
    corpus = encoding.load(folder)
    wanted = sorted(corpus.incidents) if every else [slug_in(corpus, slug) for slug in dict.fromkeys(slugs)]
    limits = {"cell_timeout": timeout, "deadline": deadline}
    job = _Job(
        notebook or _default_notebook(),
        out,
        _given(parameters),
        folder.absolute(),
        {name: seconds for name, seconds in limits.items() if seconds},
    )
    _validate(job, wanted)
    failed = _render_all(job, wanted)
    if len(wanted) > 1:
        say(f"{len(wanted) - len(failed)} of {plural(len(wanted), 'briefing')} made in {out}")
    if failed:
        if len(wanted) > 1:
            warn(f"failed: {', '.join(failed)}")
        raise click.exceptions.Exit(PROBLEMS)


def _default_notebook() -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (Path(), package.parent):
        if (folder / _NOTEBOOK).is_file():
            return folder / _NOTEBOOK
    raise Stop(f"there is no {_NOTEBOOK} here; name the notebook with --notebook", USAGE)


def _given(parameters: tuple[tuple[str, str], ...]) -> dict[str, Plain]:
    """Return the parameters by name; the slug of the incident is no parameter to give twice."""
    found: dict[str, Plain] = {}
    for name, value in parameters:
        if name == _SLUG:
            raise Stop(f"-p {_SLUG}: the incident is named by its slug alone: reportkit render SLUG", USAGE)
        if name in found:
            raise Stop(f"-p {visible(name)} is given twice", USAGE)
        found[name] = value
    return found


def _validate(job: _Job, slugs: list[str]) -> None:
    """End the command before anything runs if the notebook or its parameters are not as they should be."""
    from reportkit.publishing import notebook
    from reportkit.publishing.parameters import ParameterProblem, validate

    try:
        for slug in slugs[:1]:
            validate(job.notebook, {**job.parameters, _SLUG: slug})
        notebook.read(job.notebook)
    except ParameterProblem as wrong:
        usage = all(problem.rule == "parameter" for problem in wrong.problems)
        raise Stop(listed(wrong.problems), USAGE if usage else PROBLEMS) from None
    except ValueError as wrong:
        raise Stop(str(wrong)) from None


def _render_all(job: _Job, slugs: list[str]) -> list[str]:
    """Make the briefings one after the other and return the slugs of those that failed."""
    failed: list[str] = []
    for slug in slugs:
        record = _rendered(job, slug)
        if record.ok:
            say(f"{slug}: {job.out / slug}.pdf")
            note(f"  {plural(len(record.cells), 'cell')} in {record.seconds:.1f} s")
            continue
        failed.append(slug)
        warn(f"{slug}: {record.message}")
    return failed


def _rendered(job: _Job, slug: str) -> RunRecord:
    from reportkit.publishing.run import render as run

    with _progress() as bar:
        return run(
            job.notebook,
            slug,
            job.out,
            {**job.parameters, _SLUG: slug},
            environment={VARIABLE: str(job.seeds)},
            on_cell=_shown_in(bar, slug) if bar else None,
            **job.limits,  # type: ignore[arg-type]  # only the two limits stand there
        )


def _progress() -> AbstractContextManager[Progress | None]:
    """Return a bar for a terminal, gone when the run is over; nothing for a pipe."""
    if session().quiet or not (on_terminal() and on_terminal(err=True)):
        return nullcontext()
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[at]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, highlight=False),
        transient=True,
        refresh_per_second=4,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def _shown_in(bar: Progress, slug: str) -> Callable[[int, int, str], None]:
    """Return what to call before each cell."""
    task = bar.add_task(visible(slug), total=None, at="starting a kernel")

    def on_cell(number: int, cells: int, heading: str) -> None:
        bar.update(task, completed=number - 1, total=cells, at=f"{number}/{cells} {visible(heading)}")

    return on_cell

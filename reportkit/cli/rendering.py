"""``render``: briefings made, one run of the notebook each."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit import resources
from reportkit.cli import completing
from reportkit.cli.endings import ended_cleanly
from reportkit.cli.progress import shown
from reportkit.cli.terminal import (
    BUSY,
    FORMAT,
    NO_ROOM,
    PROBLEMS,
    USAGE,
    FilePath,
    Stop,
    ceiling_in,
    ceiling_option,
    corpus_folder,
    everywhere,
    json_option,
    listed,
    note,
    opened,
    say,
    say_json,
    session,
    slug_in,
    warn,
)
from reportkit.problems import nearest, plural, visible
from reportkit.publishing.batch import shards
from reportkit.reading.whereabouts import CEILING_VARIABLE, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from reportkit.model import Corpus
    from reportkit.publishing.batch.supervisor import Cell
    from reportkit.publishing.batch.work import Choice, Item, Result
    from reportkit.publishing.parameters import Plain
    from reportkit.publishing.record import RunRecord

_NOTEBOOK = Path("notebooks", "briefing.ipynb")
_SLUG = "incident"  # the parameter of the notebook that names the incident
_CEILING = "ceiling"  # the parameter of a notebook that names the highest marking
_THEME = "theme"  # and the one that says what its page looks like
_SECONDS = click.IntRange(min=1)
_PLACES = ("local", "serial", "dask")
_ADDRESSES = ("tcp://", "tls://")


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for every briefing of one call."""

    notebook: Path
    out: Path
    parameters: Mapping[str, Plain]
    seeds: Path
    limits: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)  # the incident, by the page's name
    ceiling: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """
        What the kernel is told beside the parameters: which corpus, and which ceiling.

        The ceiling holds also for a notebook that has no parameter for it, or a cell that forgets it.
        """
        return {VARIABLE: str(self.seeds)} | ({CEILING_VARIABLE: self.ceiling} if self.ceiling else {})


@dataclass(frozen=True, slots=True)
class How:
    """By what means the briefings of one call are made."""

    workers: int | None
    memory: int
    on: str
    engine: Choice
    shard: str = ""


def _place(_: click.Context, __: click.Parameter, value: str) -> str:
    """Return where to make briefings."""
    if value in _PLACES or value.startswith(_ADDRESSES):
        return value
    near = nearest(value, _PLACES, where="its help")
    raise click.BadParameter(f"{value!r} is no place to make briefings: {near}")


def _part(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Return which part of the batch is asked for."""
    try:
        return shards.read(value) if value else None
    except ValueError as wrong:
        raise click.BadParameter(str(wrong)) from None


@click.command(short_help="Make briefings.")
@everywhere
@click.argument("slugs", nargs=-1, metavar="SLUG...", shell_complete=completing.slugs)
@click.option("--all", "every", is_flag=True, help="Every incident of the corpus.")
@click.option(
    "--out",
    metavar="DIR",
    default=Path("build"),
    show_default=True,
    type=FilePath(file_okay=False, path_type=Path),
    help="Folder for the briefings.",
)
@click.option(
    "--notebook",
    metavar="FILE",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help=f"The notebook to run.  [default: {_NOTEBOOK.as_posix()}]",
)
@click.option(
    "-p",
    "parameters",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="A parameter of the notebook.",
    shell_complete=completing.parameters,
)
@ceiling_option
@click.option(
    "--theme",
    metavar="NAME|DIR",
    default="",
    shell_complete=completing.themes,
    help="What the page looks like: a theme of the kit or a folder with theme.toml.",
)
@click.option("--timeout", type=_SECONDS, metavar="SECONDS", help="Longest for one cell.  [default: 120]")
@click.option("--deadline", type=_SECONDS, metavar="SECONDS", help="Longest for one run.  [default: 600]")
@click.option("--watch", is_flag=True, help="Make it again after each change; Ctrl-C ends it.")
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Made at a time.  [default: processors]"
)
@click.option(
    "--memory",
    type=click.IntRange(min=0),
    metavar="MB",
    default=4096,
    show_default=True,
    help="Most that one may hold; 0 for no limit.",
)
@click.option(
    "--on", type=click.Choice(["local", "serial"]), default="local", show_default=True, help="Where."
)
@click.option("--kernel", is_flag=True, help="Run the cells in a kernel in any case.")
@json_option
def render(  # noqa: PLR0913 - the settings of a run, each by its name
    *,
    slugs: tuple[str, ...],
    every: bool,
    out: Path,
    notebook: Path | None,
    parameters: tuple[tuple[str, str], ...],
    ceiling: str,
    theme: str,
    timeout: int | None,
    deadline: int | None,
    watch: bool,
    workers: int | None,
    memory: int,
    on: str,
    shard: tuple[int, int] | None,
    kernel: bool,
    as_json: bool,
) -> None:
    """
    Make the briefing on each incident: SLUG.pdf, the executed notebook and a record of the run.

    With --notebook: the page of another notebook, in a folder of its name, so that no briefing is
    overwritten; without SLUG it is run once, with the values that stand in it or are given with -p.

    With --watch: the page of one SLUG, made again whenever a file of the corpus, the notebook or a template
    has changed. Mistakes are told as check tells them, and the last good page stands until they are mended.

    With --ceiling: what is marked above it is left out before anything is derived, and the page says that
    something was. Name a folder of its own with --out, so that nothing fuller lies beside it.

    With --theme: house, fern, or a folder of your own. Left out, it is theme/ beside the seeds, if there is
    one, else house.

    With --json: format, corpus, and briefings: incident, status, message, pdf, notebook, record, pdf_sha256,
    seconds. A failed run has no pdf; its status says what ended it.
    """
    from reportkit.reading import encoding

    notebook = notebook or _default_notebook()
    alone = not slugs and not every and notebook.stem != _NOTEBOOK.stem
    if every == bool(slugs) and not alone:
        raise click.UsageError("Name the incidents, or give --all (reportkit list shows them).")
    if watch and (alone or every or len(set(slugs)) > 1 or as_json):
        raise click.UsageError(
            "--watch is for one incident and for people: leave out --all, --json, other slugs."
        )
    given = _given(parameters)
    for name, value in ((_CEILING, ceiling), (_THEME, theme)):
        _not_twice(name, value, given)
    limit = ceiling_in(ceiling or str(given.pop(_CEILING, "")))
    folder = corpus_folder()
    corpus = encoding.inspect(folder).corpus if watch else opened(folder, limit)
    wanted = _spoken_of(corpus) if every else [slug_in(corpus, slug) for slug in dict.fromkeys(slugs)]
    if not corpus.incidents and not alone:
        note("no incident yet, so there is nothing to make; begin with: reportkit new incident")
    if shard:
        wanted = shards.of_part(wanted, *shard)
    how = How(workers, memory, on, "kernel" if kernel else "auto", "-of-".join(map(str, shard or ())))
    limits = {"cell": timeout, "whole": deadline}
    job = Job(
        notebook,
        out if alone or notebook.stem == _NOTEBOOK.stem else out / notebook.stem,
        given | _held_to(notebook, limit) | _dressed(notebook, theme, folder),
        folder.absolute(),
        {name: seconds for name, seconds in limits.items() if seconds},
        ceiling=limit,
    )
    _validate(job, wanted)
    wanted = [notebook.stem] if alone else wanted
    job = replace(job, about={} if alone else {slug: {_SLUG: slug} for slug in wanted})
    if watch:
        from reportkit.cli.watching import watch as watch_it

        watch_it(replace(job, limits=_as_watched(job.limits)), wanted[0])
        return
    records = _render_all(job, wanted, how)
    failed = [record.slug for record in records if not record.ok]
    if as_json:
        say_json(_as_json(job, records))
    elif len(wanted) > 1:
        say(f"{len(wanted) - len(failed)} of {plural(len(wanted), 'briefing')} made in {visible(str(out))}")
    if failed:
        if len(wanted) > 1:
            warn(f"failed: {', '.join(failed)}")
        raise click.exceptions.Exit(PROBLEMS)


def _as_watched(limits: Mapping[str, int]) -> dict[str, int]:
    """Return limits by the names that a single run in this process has for them."""
    names = {"cell": "cell_timeout", "whole": "deadline"}
    return {names[name]: seconds for name, seconds in limits.items()}


def _spoken_of(corpus: Corpus) -> list[str]:
    """Return the incidents that some claim speaks of, by slug; the others are named, and no page is made."""
    from reportkit.dossier import whole

    spoken = set(whole(corpus).related)
    for slug in sorted(set(corpus.incidents) - spoken):
        note(f"{slug}: no claim speaks of it yet, so no page is made")
    return sorted(spoken & set(corpus.incidents))


def _default_notebook() -> Path:
    """Return the briefing notebook of the folder one stands in or above, else the one of the kit."""
    with suppress(OSError):  # the folder one stands in was removed
        here = Path.cwd()
        for folder in (Path(), *here.parents):
            if (folder / _NOTEBOOK).is_file():
                return folder / _NOTEBOOK
    try:
        return resources.notebooks() / _NOTEBOOK.name
    except FileNotFoundError:
        raise Stop(f"there is no {_NOTEBOOK} here; name the notebook with --notebook", USAGE) from None


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


def _held_to(notebook: Path, limit: str) -> dict[str, Plain]:
    """Return the ceiling as a parameter, for a notebook that has one; its record then says it too."""
    from reportkit.publishing.parameters import ParameterProblem, read

    with suppress(ParameterProblem):  # told by `_validate`
        if limit and any(declared.name == _CEILING for declared in read(notebook)):
            return {_CEILING: limit}
    return {}


def _not_twice(name: str, value: str, given: Mapping[str, Plain]) -> None:
    if value and name in given:
        raise Stop(f"-p {name} is given beside --{name}: give one of them", USAGE)


def _dressed(notebook: Path, theme: str, seeds: Path) -> dict[str, Plain]:
    """Return the theme as a parameter: by its name, or by its whole path: the kernel works elsewhere."""
    from reportkit.publishing.parameters import ParameterProblem, read
    from reportkit.themes.finding import NoTheme, find, load
    from reportkit.themes.reading import ThemeProblems

    if not theme:
        return {}
    with suppress(ParameterProblem):  # told by `_validate`
        if all(declared.name != _THEME for declared in read(notebook)):
            raise Stop(f"{visible(notebook.name)} has no parameter '{_THEME}', so its look is its own", USAGE)
    try:
        found = find(theme, seeds)
        load(theme, seeds)
    except NoTheme as error:
        raise Stop(str(error), USAGE) from None
    except ThemeProblems as error:
        raise Stop(listed(error.problems), PROBLEMS, error.problems) from None
    return {_THEME: theme if found.ours else str(found.folder.absolute())}


def _validate(job: Job, slugs: list[str]) -> None:
    """End the command before anything runs if the notebook or its parameters are not as they should be."""
    from reportkit.publishing import contract, notebook
    from reportkit.publishing.parameters import ParameterProblem, read, validate

    try:
        if slugs and not any(declared.name == _SLUG for declared in read(job.notebook)):
            raise Stop(
                f"{visible(job.notebook.name)} is not about one incident: leave out the slugs "
                f"(it has no parameter '{_SLUG}')",
                USAGE,
            )
        validate(job.notebook, {**job.parameters, **({_SLUG: slugs[0]} if slugs else {})})
        contract.read(notebook.read(job.notebook), job.notebook.name)
    except ParameterProblem as wrong:
        usage = all(problem.rule == "parameter" for problem in wrong.problems)
        raise Stop(listed(wrong.problems), USAGE if usage else PROBLEMS, wrong.problems) from None
    except ValueError as wrong:
        raise Stop(str(wrong)) from None


def _render_all(job: Job, slugs: list[str], how: How) -> list[RunRecord]:
    """Make the briefings and return how each went, in the order in which they were named."""
    from reportkit.publishing.batch.work import Result

    found: dict[str, RunRecord] = {}
    label = slugs[0] if len(slugs) == 1 else plural(len(slugs), "briefing")
    with ended_cleanly(), shown(len(slugs), label) as face, closing(_made(job, slugs, how)) as made:
        for one in made:
            if not isinstance(one, Result):
                face.cell(one)
                continue
            found[one.record.slug] = one.record
            face.done(one)
            if one.ok and not session().as_json:
                _say_made(job, one.record, alone=len(slugs) == 1)
    return [found[slug] for slug in slugs]


def _say_made(job: Job, record: RunRecord, *, alone: bool) -> None:
    say(f"{record.slug}: {visible(str(job.out / record.slug))}.pdf")
    if alone:
        because = f"; in a kernel, since {record.engine_because}" if record.engine_because else ""
        note(f"  {plural(len(record.cells), 'cell')} in {record.seconds:.1f} s{visible(because)}")


def _made(job: Job, slugs: list[str], how: How) -> Generator[Cell | Result, None, None]:
    """Return what makes the briefings where they were asked to be made."""
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import cluster, local, locks, space

    items, out, count = (_item(job, slug, how) for slug in slugs), job.out.absolute(), len(slugs)
    try:
        if how.on in {"local", "serial"}:
            serial = how.on == "serial"
            yield from local.make(items, out, count, workers=how.workers, serial=serial, shard=how.shard)
        else:
            yield from cluster.make(items, out, count, on=how.on, workers=how.workers, shard=how.shard)
    except locks.Busy as busy:
        raise Stop(str(busy), BUSY) from None
    except (space.Full, WriteProblem) as full:
        raise Stop(str(full), NO_ROOM) from None
    except cluster.NoCluster as none:
        raise Stop(str(none)) from None


def _item(job: Job, slug: str, how: How) -> Item:
    from reportkit.publishing.batch.work import Item, Limits

    return Item(
        slug,
        str(job.notebook.absolute()),
        str(job.out.absolute()),
        {**job.parameters, **job.about.get(slug, {})},
        job.environment,
        Limits(**job.limits, memory_mb=how.memory),
        engine=how.engine,
    )


def _as_json(job: Job, records: list[RunRecord]) -> dict[str, Any]:
    """Return how the runs went, for scripts; each has its own record with more in it."""

    def path(record: RunRecord, ending: str, digest: str | None) -> str | None:
        return str(job.out / f"{record.slug}{ending}") if digest else None

    briefings = [
        {
            "incident": record.slug if record.slug in job.about else None,
            "status": record.status,
            "message": record.message,
            "pdf": path(record, ".pdf", record.pdf_sha256),
            "notebook": path(record, ".ipynb" if record.ok else ".failed.ipynb", record.executed_sha256),
            "record": str(job.out / f"{record.slug}.run.json"),
            "pdf_sha256": record.pdf_sha256,
            "seconds": record.seconds,
        }
        for record in records
    ]
    return {"format": FORMAT, "corpus": str(job.seeds), "briefings": briefings}

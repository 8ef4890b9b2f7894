"""What ``render`` and ``plan`` are asked alike: which incidents, by which notebook, with which parameters."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reportkit import resources
from reportkit.cli import completing
from reportkit.cli.instants import as_of_option, instant_in
from reportkit.cli.terminal import (
    PROBLEMS,
    USAGE,
    FilePath,
    Stop,
    ceiling_in,
    ceiling_option,
    corpus_folder,
    listed,
    note,
    opened,
    slug_in,
)
from reportkit.problems import nearest, visible
from reportkit.publishing.batch import shards

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reportkit.publishing.batch.holdings import Holdings
    from reportkit.publishing.batch.jobs import Job
    from reportkit.publishing.parameters import Plain

_NOTEBOOK = Path("notebooks", "briefing.ipynb")
SLUG = "incident"  # the parameter of a notebook that names the incident
_CEILING = "ceiling"  # the parameter of a notebook that names the highest marking
_AS_OF = "as_of"  # the one that names the instant up to which things count
_THEME = "theme"  # and the one that says what its page looks like
_PLACES = ("local", "serial", "dask")
_ADDRESSES = ("tcp://", "tls://")
F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a call asks for.

    Parameters
    ----------
    job : Job
        What is the same for every briefing of the call.
    names : tuple of str
        What the files are called: the slugs, or the name of a notebook that is about no single incident.
    holdings : Holdings
        What the corpus holds, under the ceiling and as of the instant.
    shard : str
        Which part of a batch this is, such as "2-of-8"; "" for all of it.
    """

    job: Job
    names: tuple[str, ...]
    holdings: Holdings
    shard: str = ""


def options(command: F) -> F:
    """Give a command the arguments and options that say what is to be made."""
    for option in reversed(
        (
            click.argument("slugs", nargs=-1, metavar="SLUG...", shell_complete=completing.slugs),
            click.option("--all", "every", is_flag=True, help="Every incident of the corpus."),
            click.option(
                "--out",
                metavar="DIR",
                default=Path("build"),
                show_default=True,
                type=FilePath(file_okay=False, path_type=Path),
                help="Folder for the briefings.",
            ),
            click.option(
                "--notebook",
                metavar="FILE",
                type=FilePath(exists=True, dir_okay=False, path_type=Path),
                help=f"The notebook to run.  [default: {_NOTEBOOK.as_posix()}]",
            ),
            click.option(
                "-p",
                "parameters",
                nargs=2,
                multiple=True,
                metavar="NAME VALUE",
                help="A parameter of the notebook.",
                shell_complete=completing.parameters,
            ),
            ceiling_option,
            as_of_option,
            click.option(
                "--theme",
                metavar="NAME|DIR",
                default="",
                shell_complete=completing.themes,
                help="What the page looks like: a theme of the kit or a folder with theme.toml.",
            ),
            click.option(
                "--shard",
                metavar="K/N",
                callback=_part,
                help="Only part K of N, for job arrays: the same on every machine.",
            ),
        )
    ):
        command = option(command)
    return command


def asked(  # noqa: PLR0913 - what `options` gives, each by its name
    *,
    slugs: tuple[str, ...],
    every: bool,
    out: Path,
    notebook: Path | None,
    parameters: tuple[tuple[str, str], ...],
    ceiling: str,
    as_of: str,
    theme: str,
    shard: tuple[int, int] | None,
    limits: Mapping[str, int | None] | None = None,
    unsound: bool = False,
) -> Asked:
    """
    Return what a call asks for, after everything in it was looked at.

    Parameters
    ----------
    slugs, every, out, notebook, parameters, ceiling, as_of, theme, shard
        As the options give them.
    limits : mapping of str to int, optional
        Seconds by the names that `reportkit.publishing.batch.work.Limits` has; None counts as not given.
    unsound : bool, optional
        Whether a corpus with mistakes in it is taken as far as it goes.
    """
    from reportkit.publishing.batch import holdings
    from reportkit.publishing.batch.jobs import Job
    from reportkit.reading import encoding

    notebook = notebook or default_notebook()
    alone = is_alone(slugs, every, notebook)
    if every == bool(slugs) and not alone:
        raise click.UsageError("Name the incidents, or give --all (reportkit list shows them).")
    given = _given(parameters)
    for name, value in ((_CEILING, ceiling), (_AS_OF, as_of), (_THEME, theme)):
        _not_twice(name, value, given)
    limit = ceiling_in(ceiling or str(given.pop(_CEILING, "")))
    instant = instant_in(as_of or str(given.pop(_AS_OF, "")))
    folder = corpus_folder()
    if unsound:
        corpus = encoding.inspect(folder).corpus
        held = holdings.read(corpus, lambda: corpus)
    else:
        held = holdings.of(folder, lambda: opened(folder, limit, instant), limit, instant)
    wanted = _spoken_of(held) if every else [_slug(held, slug) for slug in dict.fromkeys(slugs)]
    if not held.digests and not alone:
        note("no incident yet, so there is nothing to make; begin with: reportkit new incident")
    job = Job(
        notebook,
        out if alone or notebook.stem == _NOTEBOOK.stem else out / notebook.stem,
        given | _held_to(notebook, {_CEILING: limit, _AS_OF: instant}) | _dressed(notebook, theme, folder),
        folder.absolute(),
        {name: seconds for name, seconds in (limits or {}).items() if seconds},
        ceiling=limit,
        as_of=instant,
    )
    _validate(job, wanted)
    if alone:
        return Asked(job, (notebook.stem,), held)
    names = shards.of_part(wanted, *shard) if shard else wanted
    about = {slug: {SLUG: slug} for slug in names}
    return Asked(replace(job, about=about), tuple(names), held, "-of-".join(map(str, shard or ())))


def is_alone(slugs: tuple[str, ...], every: bool, notebook: Path) -> bool:  # noqa: FBT001 - as the options give it
    """Whether a notebook is run once, about no single incident."""
    return not slugs and not every and notebook.stem != _NOTEBOOK.stem


def place(_: click.Context, __: click.Parameter, value: str) -> str:
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


def _slug(held: Holdings, slug: str) -> str:
    """Return a slug that the corpus has; else the command ends and names the nearest."""
    return slug if slug in held.digests else slug_in(held.corpus(), slug)


def _spoken_of(held: Holdings) -> list[str]:
    """Return the incidents that some claim speaks of, by slug; the others are named, and no page is made."""
    for slug in sorted(held.digests.keys() - held.spoken_of):
        note(f"{slug}: no claim speaks of it yet, so no page is made")
    return sorted(held.digests.keys() & held.spoken_of)


def default_notebook() -> Path:
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
        if name == SLUG:
            raise Stop(f"-p {SLUG}: the incident is named by its slug alone: reportkit render SLUG", USAGE)
        if name in found:
            raise Stop(f"-p {visible(name)} is given twice", USAGE)
        found[name] = value
    return found


def _held_to(notebook: Path, held: Mapping[str, str]) -> dict[str, Plain]:
    """Return ceiling and instant as parameters, for a notebook that has them; its record says them too."""
    from reportkit.publishing.parameters import ParameterProblem, read

    with suppress(ParameterProblem):  # told by `_validate`
        declared = {one.name for one in read(notebook)}
        return {name: value for name, value in held.items() if value and name in declared}
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
        if slugs and not any(declared.name == SLUG for declared in read(job.notebook)):
            raise Stop(
                f"{visible(job.notebook.name)} is not about one incident: leave out the slugs "
                f"(it has no parameter '{SLUG}')",
                USAGE,
            )
        validate(job.notebook, {**job.parameters, **({SLUG: slugs[0]} if slugs else {})})
        contract.read(notebook.read(job.notebook), job.notebook.name)
    except ParameterProblem as wrong:
        usage = all(problem.rule == "parameter" for problem in wrong.problems)
        raise Stop(listed(wrong.problems), USAGE if usage else PROBLEMS, wrong.problems) from None
    except ValueError as wrong:
        raise Stop(str(wrong)) from None

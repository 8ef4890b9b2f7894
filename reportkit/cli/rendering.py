"""``render``: briefings made, one run of the notebook each."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli import asking
from reportkit.cli.endings import ended_cleanly
from reportkit.cli.progress import shown
from reportkit.cli.terminal import (
    BUSY,
    FORMAT,
    NO_ROOM,
    PROBLEMS,
    Stop,
    everywhere,
    json_option,
    note,
    say,
    say_json,
    session,
    warn,
)
from reportkit.problems import plural, visible

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from reportkit.cli.asking import Job
    from reportkit.publishing.batch.supervisor import Cell
    from reportkit.publishing.batch.work import Choice, Item, Result
    from reportkit.publishing.record import RunRecord

_SECONDS = click.IntRange(min=1)


@dataclass(frozen=True, slots=True)
class How:
    """By what means the briefings of one call are made."""

    workers: int | None
    memory: int
    on: str
    engine: Choice
    shard: str = ""


@click.command(short_help="Make briefings.")
@everywhere
@asking.options
@click.option("--timeout", type=_SECONDS, metavar="SECONDS", help="Longest for one cell.  [default: 120]")
@click.option("--deadline", type=_SECONDS, metavar="SECONDS", help="Longest for one run.  [default: 600]")
@click.option("--watch", is_flag=True, help="Make it again after each change; Ctrl-C ends it.")
@click.option("--again", is_flag=True, help="Make also what stands and would come out the same.")
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
    "--on",
    metavar="PLACE",
    default="local",
    show_default=True,
    callback=asking.place,
    help="Where: local, serial (one by one), dask (a cluster on this machine), tcp://HOST:PORT.",
)
@click.option("--kernel", is_flag=True, help="Run the cells in a kernel in any case.")
@json_option
def render(  # noqa: PLR0913 - the settings of a run, each by its name
    *,
    timeout: int | None,
    deadline: int | None,
    watch: bool,
    again: bool,
    workers: int | None,
    memory: int,
    on: str,
    kernel: bool,
    as_json: bool,
    **what: Any,  # noqa: ANN401 - what `asking.options` gives
) -> None:
    """
    Make the briefing on each incident: SLUG.pdf, the executed notebook, a record of the run, a receipt.

    What stands already and would come out the same is not made again; reportkit plan says what will be made,
    and why. Each briefing is made by a process of its own, several at a time.

    With --notebook: the page of another notebook, in a folder of its name, so that no briefing is
    overwritten; without SLUG it is run once, with the values that stand in it or are given with -p.

    With --watch: the page of one SLUG, made again whenever a file of the corpus, the notebook or a template
    has changed. Mistakes are told as check tells them, and the last good page stands until they are mended.

    With --ceiling: what is marked above it is left out before anything is derived, and the page says that
    something was. Name a folder of its own with --out, so that nothing fuller lies beside it.

    With --as-of: what was not known then is left out before anything is derived, and the page says as of when
    it is. A document counts from the day it was printed; what may have been later is not yet known.

    With --theme: house, fern, or a folder of your own. Left out, it is theme/ beside the seeds, if there is
    one, else house.

    With --json: format, corpus, and briefings: incident, status, message, pdf, notebook, record, pdf_sha256,
    seconds. A failed run has no pdf; its status says what ended it. On a pipe, the standard error has one
    line of JSON for each of several briefings, with the rate and the time that is left.
    """
    single = len(set(what["slugs"])) == 1 and not what["every"]
    if watch and (not single or as_json):
        raise click.UsageError(
            "--watch is for one incident and for people: leave out --all, --json, other slugs."
        )
    asked = asking.asked(**what, limits={"cell": timeout, "whole": deadline}, unsound=watch)
    job, wanted = asked.job, list(asked.names)
    how = How(workers, memory, on, "kernel" if kernel else "auto", asked.shard)
    if watch:
        from reportkit.cli.watching import watch as watch_it

        watch_it(replace(job, limits=_as_watched(job.limits)), wanted[0])
        return
    del again
    records = _render_all(job, wanted, how)
    failed = [record.slug for record in records if not record.ok]
    if as_json:
        say_json(_as_json(job, records))
    elif len(wanted) > 1:
        made = len(wanted) - len(failed)
        say(f"{made} of {plural(len(wanted), 'briefing')} made in {visible(str(job.out))}")
    if failed:
        if len(wanted) > 1:
            warn(f"failed: {', '.join(failed)}")
        raise click.exceptions.Exit(PROBLEMS)


def _as_watched(limits: Mapping[str, int]) -> dict[str, int]:
    """Return limits by the names that a single run in this process has for them."""
    names = {"cell": "cell_timeout", "whole": "deadline"}
    return {names[name]: seconds for name, seconds in limits.items()}


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

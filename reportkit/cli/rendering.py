"""``render``: briefings made, one run of the notebook each."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from time import monotonic
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

    from reportkit.cli.asking import Asked
    from reportkit.cli.progress import Face
    from reportkit.publishing.batch.jobs import How, Job
    from reportkit.publishing.batch.planning import Planned
    from reportkit.publishing.batch.supervisor import Cell
    from reportkit.publishing.batch.work import Result
    from reportkit.publishing.record import RunRecord

_SECONDS = click.IntRange(min=1)
_NAMED = 12  # briefings that stand, told by name; of more, their number


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
    seconds. A failed run has no pdf; its status says what ended it; "unchanged" says that the page stands as
    it was. On a pipe, the standard error has one line of JSON for each of several briefings, with the rate
    and the time that is left.
    """
    from reportkit.publishing.batch import jobs

    single = len(set(what["slugs"])) == 1 and not what["every"]
    if watch and (not single or as_json):
        raise click.UsageError(
            "--watch is for one incident and for people: leave out --all, --json, other slugs."
        )
    if single and not watch and on == "local":
        from reportkit.publishing.batch import workers as starting

        starting.EARLY.begin()
        click.get_current_context().call_on_close(starting.EARLY.end)
    asked = asking.asked(**what, limits={"cell": timeout, "whole": deadline}, unsound=watch)
    job, wanted = asked.job, list(asked.names)
    how = jobs.How(workers, memory, on, "kernel" if kernel else "auto", asked.shard)
    if watch:
        from reportkit.cli.watching import watch as watch_it

        watch_it(replace(job, limits=_as_watched(job.limits)), wanted[0])
        return
    plan = planned(asked, again=again)
    started = monotonic()
    records = _render_all(asked, plan, how)
    _write_down(job, plan, records, monotonic() - started)
    failed = [slug for slug, record in records.items() if not record.ok]
    left_alone = [one.name for one in plan if one.left_alone]
    if as_json:
        say_json(_as_json(job, plan, records))
    else:
        _sum_up(job, plan, records)
    if failed or left_alone:
        if len(wanted) > 1 and failed:
            warn(f"failed: {', '.join(failed)}")
        raise click.exceptions.Exit(PROBLEMS)


def _write_down(
    job: Job, plan: tuple[Planned, ...], records: Mapping[str, RunRecord], seconds: float
) -> None:
    """Write into the ledger that briefings were made; a ledger that cannot be written to fails no run."""
    from reportkit.publishing import ledger
    from reportkit.publishing.atomic import WriteProblem

    if not records:
        return
    told: dict[str, Any] = {
        "made": sum(record.ok for record in records.values()),
        "stood": sum(not one.reasons for one in plan),
        "failed": [name for name, record in records.items() if not record.ok],
        "quarantined": [one.name for one in plan if one.left_alone],
    }
    try:
        ledger.append(job.out, "run", seconds=round(seconds, 1), **told)
    except WriteProblem as problem:
        note(f"it is not in the ledger: {problem}")


def _as_watched(limits: Mapping[str, int]) -> dict[str, int]:
    """Return limits by the names that a single run in this process has for them."""
    names = {"cell": "cell_timeout", "whole": "deadline"}
    return {names[name]: seconds for name, seconds in limits.items()}


def _render_all(asked: Asked, plan: tuple[Planned, ...], how: How) -> dict[str, RunRecord]:
    """Make what is to be made and return how each went, by name, in the order in which they were named."""
    from reportkit.publishing.batch.work import Result

    found: dict[str, RunRecord] = {}
    todo = [one.name for one in plan if one.to_make]
    label = todo[0] if len(todo) == 1 else plural(len(todo), "briefing")
    with ended_cleanly(), shown(len(todo), label) as face, closing(_made(asked, plan, how)) as made:
        for one in made:
            if not isinstance(one, Result):
                face.cell(one)
                continue
            found[one.record.slug] = one.record
            face.done(one)
            if one.ok and not session().as_json:
                _say_made(face, asked.job, one.record, alone=len(todo) == 1)
    return {name: found[name] for name in todo}


def _sum_up(job: Job, plan: tuple[Planned, ...], records: Mapping[str, RunRecord]) -> None:
    """Say what stands as it was, what is left alone, and how many were made."""
    out = visible(str(job.out))
    standing = [one.name for one in plan if not one.reasons]
    for one in plan:
        if one.left_alone:
            warn(
                f"{one.name}: left alone, since it ended its worker twice and nothing that bears on it has "
                f"changed; reportkit why {one.name} says more, --again tries it once more"
            )
    if len(standing) <= _NAMED:
        for name in standing:
            say(f"{name}: {visible(str(job.out / name))}.pdf stands; nothing that bears on it has changed")
    if len(plan) > 1:
        made = sum(record.ok for record in records.values())
        rest = f"; {len(standing):,} stand as they were" if standing else ""
        say(f"{made:,} of {plural(len(records), 'briefing')} made in {out}{rest}")


def _say_made(face: Face, job: Job, record: RunRecord, *, alone: bool) -> None:
    face.say(f"{record.slug}: {visible(str(job.out / record.slug))}.pdf")
    if alone:
        because = f"; in a kernel, since {record.engine_because}" if record.engine_because else ""
        note(f"  {plural(len(record.cells), 'cell')} in {record.seconds:.1f} s{visible(because)}")


def planned(asked: Asked, *, again: bool) -> tuple[Planned, ...]:
    """Return the plan of a call; what is wrong with its notebook ends the command."""
    from reportkit.publishing.batch import jobs, keys

    try:
        return jobs.planned(asked.job, asked.names, asked.holdings, again=again)
    except keys.NoFile as none:
        raise Stop(str(none)) from None


def _made(asked: Asked, plan: tuple[Planned, ...], how: How) -> Generator[Cell | Result, None, None]:
    """Return what makes the briefings where they were asked to be made."""
    from reportkit.publishing.atomic import WriteProblem
    from reportkit.publishing.batch import cluster, jobs, locks, space

    try:
        yield from jobs.made(asked.job, plan, asked.holdings, how)
    except locks.Busy as busy:
        raise Stop(str(busy), BUSY) from None
    except (space.Full, WriteProblem) as full:
        raise Stop(str(full), NO_ROOM) from None
    except cluster.NoCluster as none:
        raise Stop(str(none)) from None


def _as_json(job: Job, plan: tuple[Planned, ...], records: Mapping[str, RunRecord]) -> dict[str, Any]:
    """Return how the runs went, for scripts; each has its own record with more in it."""
    from reportkit.publishing.batch import receipts

    def path(name: str, ending: str, digest: str | None) -> str | None:
        return str(job.out / f"{name}{ending}") if digest else None

    def told(one: Planned) -> dict[str, Any]:
        about = {"incident": one.name if one.name in job.about else None}
        record_path = {"record": str(job.out / f"{one.name}.run.json")}
        if one.name in records:
            record = records[one.name]
            notebook = ".ipynb" if record.ok else ".failed.ipynb"
            return {
                **about,
                "status": record.status,
                "message": record.message,
                "pdf": path(one.name, ".pdf", record.pdf_sha256),
                "notebook": path(one.name, notebook, record.executed_sha256),
                **record_path,
                "pdf_sha256": record.pdf_sha256,
                "seconds": record.seconds,
            }
        receipt = None if one.left_alone else receipts.read(job.out, one.name)
        digest = receipt.pdf_sha256 if receipt else None
        return {
            **about,
            "status": "left_alone" if one.left_alone else "unchanged",
            "message": ", ".join(one.reasons),
            "pdf": path(one.name, ".pdf", digest),
            "notebook": path(one.name, ".ipynb", digest),
            **record_path,
            "pdf_sha256": digest,
            "seconds": 0.0,
        }

    return {"format": FORMAT, "corpus": str(job.seeds), "briefings": [told(one) for one in plan]}

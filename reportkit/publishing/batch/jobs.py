"""
A job: briefings that are asked for together, planned and made.

It is what the command line, a schedule and an edition all come to: which notebook, which corpus in which
state, which parameters, which folder.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.publishing.batch import keys, planning
from reportkit.publishing.batch.planning import Planned
from reportkit.publishing.batch.work import Choice, Item, Limits
from reportkit.reading.whereabouts import AS_OF_VARIABLE, CEILING_VARIABLE, VARIABLE

if TYPE_CHECKING:
    from reportkit.publishing.batch.holdings import Holdings
    from reportkit.publishing.batch.supervisor import Cell
    from reportkit.publishing.batch.work import Result
    from reportkit.publishing.parameters import Plain

SLUG = "incident"  # the parameter of a notebook that names the incident
_HERE = {"local", "serial"}


@dataclass(frozen=True, slots=True)
class Job:
    """
    What is the same for every briefing of one call.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook.
    out : pathlib.Path
        The folder for the files.
    parameters : mapping of str to plain values
        What the notebook is asked, besides the incident.
    seeds : pathlib.Path
        The folder of the corpus, whole.
    limits : mapping of str to int
        Limits by name, as `reportkit.publishing.batch.work.Limits` has them; those not named are as usual.
    about : mapping of str to mapping
        The parameters of one briefing alone, by the name of its files.
    ceiling, as_of : str
        The state of the corpus, "" for none.
    """

    notebook: Path
    out: Path
    parameters: Mapping[str, Plain]
    seeds: Path
    limits: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)
    ceiling: str = ""
    as_of: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """
        What the cells are told beside the parameters: which corpus, which ceiling, as of when.

        These hold also for a notebook that has no parameter for them, or a cell that forgets it.
        """
        held = {CEILING_VARIABLE: self.ceiling, AS_OF_VARIABLE: self.as_of}
        return {VARIABLE: str(self.seeds)} | {name: value for name, value in held.items() if value}

    def asked(self, name: str) -> dict[str, Plain]:
        """Return what the notebook is asked for one briefing."""
        return {**self.parameters, **self.about.get(name, {})}


@dataclass(frozen=True, slots=True)
class How:
    """
    By what means briefings are made.

    Parameters
    ----------
    workers : int or None
        How many at a time; None for as many as there are processors.
    memory_mb : int
        The most that one may hold; 0 for no limit.
    on : str
        "local", "serial", "dask", or the address of a Dask scheduler.
    engine : str
        What runs the cells, as `Item` has it.
    shard : str
        Which part of a batch this is, such as "2-of-8"; "" for all of it.
    """

    workers: int | None = None
    memory_mb: int = 4096
    on: str = "local"
    engine: Choice = "auto"
    shard: str = ""


def planned(
    job: Job, names: Iterable[str], holdings: Holdings, *, again: bool = False
) -> tuple[Planned, ...]:
    """
    Return which briefings of a job would be made, and why.

    Parameters
    ----------
    job : Job
        The job.
    names : iterable of str
        What the files are called: slugs, or the name of a notebook that is about no single incident.
    holdings : Holdings
        What the corpus holds, in the job's state.
    again : bool, optional
        Whether everything is to be made anew.

    Raises
    ------
    reportkit.publishing.parameters.ParameterProblem
        When a parameter is unknown or does not fit.
    reportkit.publishing.batch.keys.NoFile
        When the notebook reads a file that is not there.
    """
    from reportkit.publishing.parameters import content, validate  # noqa: PLC0415 - brings papermill along
    from reportkit.themes.finding import find  # noqa: PLC0415 - the same, for fonts

    asked = keys.notebook(job.notebook)
    theme = find(str(job.parameters.get("theme", "")), job.seeds).folder
    stored, known = content(job.notebook), dict[str, Mapping[str, str]]()

    def parts(name: str) -> Mapping[str, str]:
        on_one = name in job.about
        own = {word: value for word, value in job.about.get(name, {}).items() if word != SLUG}
        alike = json.dumps(own, sort_keys=True)  # nearly always the same for all
        if alike not in known:
            given = validate(job.notebook, job.asked(name), stored=stored)
            known[alike] = keys.parts(given | ({SLUG: ""} if on_one else {}), asked, theme)
        data = holdings.digests[name] if on_one and asked.on_one else holdings.whole
        return {"data": data, **known[alike]}

    return planning.plan(names, job.out, parts, again=again)


def made(
    job: Job, plan: Iterable[Planned], holdings: Holdings, how: How
) -> Generator[Cell | Result, None, None]:
    """
    Make what a plan says is to be made, and yield how each briefing goes.

    Parameters
    ----------
    job : Job
        The job.
    plan : iterable of Planned
        Its plan.
    holdings : Holdings
        What the corpus holds, in the job's state.
    how : How
        By what means.

    Raises
    ------
    reportkit.publishing.batch.locks.Busy
        When another run writes into the folder.
    reportkit.publishing.batch.space.Full, reportkit.publishing.atomic.WriteProblem
        When it would not fit, or the folder cannot be made.
    reportkit.publishing.batch.cluster.NoCluster
        When there is no cluster to run on.
    """
    from reportkit.publishing.batch import cluster, local  # noqa: PLC0415 - start processes

    todo = [one for one in plan if one.to_make]
    if not todo:
        return
    found, out = items(job, todo, holdings, how), job.out.absolute()
    if how.on in _HERE:
        serial = how.on == "serial"
        yield from local.make(found, out, len(todo), workers=how.workers, serial=serial, shard=how.shard)
    else:
        yield from cluster.make(found, out, len(todo), on=how.on, workers=how.workers, shard=how.shard)


def items(job: Job, plan: Iterable[Planned], holdings: Holdings, how: How) -> Iterator[Item]:
    """Yield the items of what is to be made, one by one: each carries what bears on its incident."""
    asked = keys.notebook(job.notebook)
    beside = {name: str(path.absolute()) for name, path in asked.beside.items()}
    for one in plan:
        on_one = asked.on_one and one.name in job.about
        yield Item(
            one.name,
            str(job.notebook.absolute()),
            str(job.out.absolute()),
            job.asked(one.name),
            job.environment,
            Limits(**{**job.limits, "memory_mb": how.memory_mb}),
            engine=how.engine,
            key=one.key,
            parts=one.parts,
            encoding=holdings.encoding(one.name) if on_one else "",
            beside=beside,
        )

"""
A page made again whenever something it is made from has changed.

Each round is a run like any other, by the same way and with the same bytes: only its kernel has been
started ahead (`reportkit.publishing.spare`), and the typesetter is loaded already. Where the encodings
or the notebook are not as they should be, nothing is run, the problems are told, and the last good page
stands until they are mended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from reportkit.problems import Place, Problem, nearest, visible
from reportkit.publishing import run, typesetting
from reportkit.publishing.inputs import Inputs, Seen, differences, is_kept
from reportkit.publishing.parameters import ParameterProblem
from reportkit.publishing.spare import Spare
from reportkit.reading import encoding

if TYPE_CHECKING:
    from reportkit.publishing.execution import OnCell
    from reportkit.publishing.parameters import Plain
    from reportkit.publishing.record import RunRecord

Begins: TypeAlias = "Callable[[tuple[str, ...]], OnCell | None]"

_LOOK = 1000  # milliseconds after which files are looked at without being told: network drives tell nothing
_LOOK_OFTEN = 0.3  # seconds, where the system can tell nothing at all


@dataclass(frozen=True, slots=True)
class Asked:
    """
    The page that is made again and again.

    Parameters
    ----------
    notebook, slug, out, parameters, environment, limits
        As `reportkit.publishing.run.render` takes them.
    seeds : pathlib.Path
        The folder of the corpus.
    """

    notebook: Path
    slug: str
    out: Path
    seeds: Path
    parameters: Mapping[str, Plain] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """
    One round: what had changed, and what came of it.

    Parameters
    ----------
    changed : tuple of str
        Names of the files that had changed since the round before; none in the first.
    problems : tuple of Problem
        What stands in the way of a run; none where there was one.
    record : RunRecord or None
        Of the run, if there was one.
    message : str
        What else stands in the way.
    at : str
        Time of day when it was over (HH:MM:SS).
    seconds : float
        From the change to the page, in seconds.
    made : str
        Time of day when the page that stands now was made; "" if this watch has made none.
    mended : bool
        Whether this round made a page and the one before did not.
    same : bool
        Whether the page is, to the byte, the one of the round before.
    """

    changed: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    record: RunRecord | None = None
    message: str = ""
    at: str = ""
    seconds: float = 0.0
    made: str = ""
    mended: bool = False
    same: bool = False

    @property
    def ok(self) -> bool:
        """Whether a page was made."""
        return self.record is not None and self.record.ok


def rounds(asked: Asked, begins: Begins | None = None) -> Generator[Round, None, None]:
    """
    Yield a round at once, and another one after each change, without end.

    Close the iterator (or let Ctrl-C end it): no kernel is left then. Use it from the main thread.

    Parameters
    ----------
    asked : Asked
        The page.
    begins : callable, optional
        Called with the names of what has changed before a run; returns what to call before each cell.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C.
    """
    spare = Spare(asked.notebook.resolve().parent, asked.environment, asked.slug)
    before: Seen | None = None
    last: Round | None = None
    try:
        spare.start()
        with closing(_states(Inputs(asked.seeds, asked.notebook))) as states:
            for noticed, seen in states:
                changed = differences(before, seen)
                if any(map(is_kept, changed)):
                    _forget(spare)
                result = _attempted(asked, spare, changed, begins)
                last, before = _told(result, last, noticed), seen
                yield last
                spare.start()
    finally:
        spare.end()


def _states(inputs: Inputs) -> Generator[tuple[float, Seen], None, None]:
    """Yield the state of all files at once and after each change, with the moment it was noticed."""
    noticed = time.monotonic()
    seen = inputs.settled()
    yield noticed, seen
    while True:
        watched = inputs.folders()
        with closing(_stirs(tuple(watched))) as stirs:
            for _ in stirs:
                noticed = time.monotonic()
                if inputs.stamps() != seen.stamps:
                    now = inputs.settled()
                    changed, seen = now.digests != seen.digests, now
                    if changed:
                        yield noticed, seen
                if inputs.folders() != watched:  # one came, went, or is another one by the same name
                    break


def _stirs(folders: tuple[Path, ...]) -> Generator[None, None, None]:
    """Yield whenever something stirs in one of some folders, and each second in any case."""
    from watchfiles import watch  # noqa: PLC0415 - only who watches waits for it to load

    yield None  # what happened before they were watched
    with suppress(OSError, RuntimeError):  # a folder went just now, or the system can watch no more of them
        told = watch(*folders, watch_filter=None, recursive=False, rust_timeout=_LOOK, yield_on_timeout=True)
        with closing(told):
            for _ in told:
                yield None
    while True:
        time.sleep(_LOOK_OFTEN)
        yield None


def _forget(spare: Spare) -> None:
    """Let nothing that was read from fonts and map data live on."""
    spare.end()
    typesetting.forget_fonts()


def _attempted(asked: Asked, spare: Spare, changed: tuple[str, ...], begins: Begins | None) -> Round:
    """Make the page, or find out what stands in the way."""
    problems = _in_the_way(asked)
    if problems:
        return Round(changed, problems)
    spare.start()
    try:
        record = run.render(
            asked.notebook,
            asked.slug,
            asked.out,
            asked.parameters,
            environment=asked.environment,
            on_cell=begins(changed) if begins else None,
            kernels=spare,
            **asked.limits,  # type: ignore[arg-type]  # only the limits of time stand there
        )
    except ParameterProblem as wrong:
        return Round(changed, wrong.problems)
    except (ValueError, OSError) as wrong:
        return Round(changed, message=str(wrong))
    return Round(changed, record=record, message="" if record.ok else record.message)


def _in_the_way(asked: Asked) -> tuple[Problem, ...]:
    """Return what is wrong in the encodings, as `reportkit check` tells it, or that the incident is gone."""
    if not asked.seeds.is_dir():
        gone = "the folder of the corpus is gone"
        why, fix = "nothing can be read", "put it back; it is watched for"
        return (Problem("no-corpus", Place(str(asked.seeds)), gone, why, fix),)
    corpus, problems = encoding.inspect(asked.seeds)
    if problems or asked.slug in corpus.incidents:
        return problems
    file = f"incidents/{asked.slug}.yaml"
    what, why = f"the incident '{visible(asked.slug)}' is gone", "the page is about it"
    others = nearest(asked.slug, corpus.incidents, where="incidents/")
    fix = f"put the file back, or end the watch and {others}"
    return (Problem("no-incident", Place(file), what, why, fix),)


def _told(result: Round, last: Round | None, noticed: float) -> Round:
    """Return a round with its times, and with what it means after the one before."""
    at = time.strftime("%H:%M:%S")
    same = bool(result.ok and last and last.ok and _pdf(result) == _pdf(last))
    return replace(
        result,
        at=at,
        seconds=round(time.monotonic() - noticed, 2),
        made=at if result.ok else last.made if last else "",
        mended=result.ok and last is not None and not last.ok,
        same=same,
    )


def _pdf(one: Round) -> str | None:
    return one.record.pdf_sha256 if one.record else None

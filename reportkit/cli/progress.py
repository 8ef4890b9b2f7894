"""
How far a batch is: a bar where somebody looks at a terminal, a line of JSON for each briefing on a pipe.

Both say the same: how many are done of how many, how fast that goes, when it will be over at that rate, and
which briefings failed, by name. For a single briefing it is a bar of its cells, or nothing.
"""

from __future__ import annotations

import json
import time
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import click

from reportkit.cli.terminal import console, on_terminal, say, session, warn
from reportkit.cli.terminal import shown as escaped
from reportkit.problems import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, TaskID

    from reportkit.publishing.batch.supervisor import Cell
    from reportkit.publishing.batch.work import Result

_MINUTE = 60


class Face(Protocol):
    """What is shown of a batch while it runs."""

    def cell(self, at: Cell) -> None:
        """Show that a cell begins."""

    def done(self, found: Result) -> None:
        """Show how a briefing went."""

    def say(self, text: str) -> None:
        """Print a result, above whatever is shown."""


@dataclass(slots=True)
class Pace:
    """
    How far a batch is, and how fast it goes.

    Parameters
    ----------
    total : int
        How many briefings are to be made.
    clock : callable, optional
        Seconds that never go back.

    Examples
    --------
    >>> now = iter((0.0, 30.0, 30.0))
    >>> pace = Pace(10, lambda: next(now))
    >>> pace.done, pace.rate, pace.remaining = 5, pace.per_minute(5), pace.left(5)
    >>> pace.rate, pace.remaining
    (10.0, 30)
    """

    total: int
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    failed: list[str] = field(default_factory=list)
    rate: float = 0.0
    remaining: int | None = None
    _began: float = -1.0

    def __post_init__(self) -> None:
        self._began = self.clock()

    def per_minute(self, done: int) -> float:
        """Return how many are made in a minute, the start included."""
        return round(done * _MINUTE / max(self.clock() - self._began, 1e-9), 1)

    def left(self, done: int) -> int | None:
        """Return the seconds that the rest will take at this rate; None as long as nothing is done."""
        return round((self.total - done) * (self.clock() - self._began) / done) if done else None

    def count(self, found: Result) -> None:
        """Count a briefing."""
        self.done += 1
        if not found.ok:
            self.failed.append(found.record.slug)
        self.rate, self.remaining = self.per_minute(self.done), self.left(self.done)


class _Silent:
    def say(self, text: str) -> None:
        """Print it."""
        say(text)

    def cell(self, at: Cell) -> None:
        """Show nothing."""

    def done(self, found: Result) -> None:
        """Tell of a briefing that failed."""
        if not found.ok:
            warn(f"{found.record.slug}: {found.record.message}")


@dataclass(slots=True)
class _Lines(_Silent):
    """One line of JSON on the standard error for each briefing."""

    pace: Pace

    def done(self, found: Result) -> None:
        self.pace.count(found)
        record, pace = found.record, self.pace
        told: dict[str, Any] = {
            "event": "made" if found.ok else "failed",
            "incident": record.slug,
            "status": record.status,
            "seconds": record.seconds,
            "done": pace.done,
            "of": pace.total,
            "per_minute": pace.rate,
            "remaining_seconds": pace.remaining,
            "failed": len(pace.failed),
        }
        if not found.ok:
            told["message"] = record.message
        click.echo(json.dumps(told, ensure_ascii=True), err=True)


@dataclass(slots=True)
class _Bar:
    """One bar for the whole batch; failures stand above it by name."""

    bar: Progress
    task: TaskID
    pace: Pace

    def say(self, text: str) -> None:
        """Print above the bar; somebody looks at both streams, so it does not matter on which."""
        self.bar.console.print(escaped(text), soft_wrap=True)

    def cell(self, at: Cell) -> None:
        """Show nothing: cells of several briefings run at a time."""

    def done(self, found: Result) -> None:
        pace = self.pace
        pace.count(found)
        if not found.ok:
            self.say(f"{found.record.slug}: {found.record.message}")
        left = "" if pace.remaining is None else f", {_clock(pace.remaining)} left"
        failed = f", {len(pace.failed)} failed" if pace.failed else ""
        self.bar.update(self.task, completed=pace.done, at=f"{pace.rate:g} a minute{left}{failed}")


@dataclass(slots=True)
class _Cells(_Silent):
    """The cells of a single briefing."""

    bar: Progress
    task: TaskID

    def cell(self, at: Cell) -> None:
        self.bar.update(
            self.task,
            completed=at.number - 1,
            total=at.cells,
            at=f"{at.number}/{at.cells} {visible(at.heading)}",
        )


@contextmanager
def shown(count: int, label: str) -> Iterator[Face]:
    """
    Show a batch while the block runs.

    Parameters
    ----------
    count : int
        How many briefings are to be made.
    label : str
        What stands before the bar: the incident where it is one, else what is made.
    """
    with progress(of_many=count > 1) as bar:
        if bar is None:
            lines = count > 1 and not session().quiet and not on_terminal(err=True)
            yield _Lines(Pace(count)) if lines else _Silent()
        elif count > 1:
            yield _Bar(bar, bar.add_task(visible(label), total=count, at="getting warm"), Pace(count))
        else:
            yield _Cells(bar, bar.add_task(visible(label), total=None, at="starting"))


def progress(*, of_many: bool = False) -> AbstractContextManager[Progress | None]:
    """Return a bar for a terminal, gone when the run is over; nothing for a pipe."""
    if session().quiet or not (on_terminal() and on_terminal(err=True)) or console(err=True).is_dumb_terminal:
        return nullcontext()
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        *([MofNCompleteColumn()] if of_many else []),
        TextColumn("{task.fields[at]}", markup=False),
        TimeElapsedColumn(),
        console=console(err=True),
        transient=True,
        refresh_per_second=4,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def shown_in(bar: Progress, slug: str) -> Callable[[int, int, str], None]:
    """Return what to call before each cell."""
    task = bar.add_task(visible(slug), total=None, at="starting a kernel")

    def on_cell(number: int, cells: int, heading: str) -> None:
        bar.update(task, completed=number - 1, total=cells, at=f"{number}/{cells} {visible(heading)}")

    return on_cell


def _clock(seconds: int) -> str:
    """Return seconds as people read a remaining time."""
    minutes, rest = divmod(seconds, _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

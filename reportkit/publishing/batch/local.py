"""
A batch on this machine: the folder held, room looked for, a warm typesetter, and workers looked after.

What a batch that was killed has left in the system's folder for temporary files is removed by the next one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reportkit.publishing.batch import locks, space, supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.publishing.batch.supervisor import Cell
    from reportkit.publishing.batch.work import Item, Result
    from reportkit.publishing.fast.printer import Printer

_PREFIX = "rk-batch-"
_FEW = 2  # fewer are made sooner by processes that start anew than by copies of one that gets warm first


def make(  # noqa: PLR0913 - the settings of a batch, each by its name
    items: Iterable[Item],
    out: Path,
    count: int,
    *,
    workers: int | None = None,
    serial: bool = False,
    shard: str = "",
) -> Generator[Cell | Result, None, None]:
    """
    Make briefings on this machine and yield how each goes.

    Parameters
    ----------
    items : iterable of Item
        The briefings, all for one folder; asked for one by one.
    out : pathlib.Path
        The folder.
    count : int
        How many briefings there are.
    workers : int, optional
        How many are made at a time; as many as there are processors if not given.
    serial : bool, optional
        One after the other, each by a process that starts anew: slow, and the plainest way there is.
    shard : str, optional
        Which part of a batch this is, such as "2-of-8"; other parts may be made meanwhile.

    Raises
    ------
    reportkit.publishing.batch.locks.Busy
        When another run writes into the folder.
    reportkit.publishing.batch.space.Full
        When they would not fit on the disk.
    reportkit.publishing.atomic.WriteProblem
        When the folder cannot be made.
    """
    with ExitStack() as held:
        held.enter_context(locks.held(out, shard))
        if count >= _FEW:
            space.look(out, count)
        ready = held.enter_context(warm(0 if serial else count))
        most = 1 if serial else workers or os.cpu_count() or 1
        yield from ready.make(items, workers=most)


@dataclass(frozen=True, slots=True)
class Warm:
    """
    What stands ready for a batch.

    Parameters
    ----------
    base : pathlib.Path
        A private folder.
    printer : Printer or None
        A typesetter that is warm; None where too few briefings are made for one.
    """

    base: Path
    printer: Printer | None

    def make(self, items: Iterable[Item], *, workers: int) -> Generator[Cell | Result, None, None]:
        """Make briefings and yield how each goes."""
        socket = str(self.printer.path) if self.printer else ""
        return supervisor.supervise(
            (replace(item, printer=socket) for item in items),
            self.base,
            workers=workers,
            copied=self.printer is not None,
            tended=self.printer.keep if self.printer else None,
        )


@contextmanager
def warm(count: int) -> Iterator[Warm]:
    """
    Yield what stands ready for a batch.

    Parameters
    ----------
    count : int
        How many are to be made.
    """
    with ExitStack() as held:
        base = held.enter_context(private_base())
        found = None
        if count >= _FEW:
            from reportkit.publishing.fast import printer  # noqa: PLC0415 - only a batch has one

            found = held.enter_context(printer.Printer()) if printer.available() else None
        yield Warm(base, found)


@contextmanager
def private_base() -> Iterator[Path]:
    """
    Yield a folder that is gone afterwards; remove those of batches that were killed.

    Examples
    --------
    >>> with private_base() as folder:
    ...     folder.is_dir()
    True
    """
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if left.is_dir() and not left.is_symlink() and locks.sweepable(left / locks.NAME):
            shutil.rmtree(left, ignore_errors=True)
    base = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with locks.held(base):
            yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)

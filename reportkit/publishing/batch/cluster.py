"""
A batch on a Dask cluster: the same items, in handfuls, each handful a small batch on one of its workers.

Dask hands work out and notices when a worker is gone. What is done is told by receipts in the folder all the
same, so a handful that is tried again makes only what is missing. What Dask does not notice is watched here:
workers that ended politely are never started again, and a cluster without workers waits for ever.

The folder of the briefings and the notebook must be reached by the same path on all machines, and the same
kit must run there.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.publishing.batch import local, locks, space
from reportkit.publishing.batch.work import Item, Result, result
from reportkit.publishing.record import to_json

if TYPE_CHECKING:
    from reportkit.publishing.batch.supervisor import Cell

LOCAL = "dask"
HANDFUL = 8  # briefings of one task: enough to get warm for, few enough to lose
_AHEAD = 3  # tasks that wait for each worker
_LOST = 3  # workers that may die over one handful
_WAIT = 0.2  # seconds between two looks at the cluster
_NO_WORKER = 30.0  # seconds without any worker after which the batch is given up
_START = 20  # seconds for a cluster to be there


class NoCluster(Exception):  # noqa: N818 - told in plain words
    """Raised where there is no cluster to run on, or none any more; the message says what to do."""


def make(  # noqa: PLR0913 - the settings of a batch, each by its name
    items: Iterable[Item],
    out: Path,
    count: int,
    *,
    on: str,
    workers: int | None = None,
    shard: str = "",
    patience: float = _NO_WORKER,
) -> Generator[Cell | Result, None, None]:
    """
    Make briefings on a cluster and yield how each went.

    Parameters
    ----------
    items : iterable of Item
        The briefings, all for one folder; asked for as workers get free.
    out : pathlib.Path
        The folder, which all machines reach by this path.
    count : int
        How many briefings there are.
    on : str
        "dask" for a cluster of processes on this machine, or the address of a scheduler: ``tcp://host:8786``.
    workers : int, optional
        How many processes a cluster on this machine has; as many as there are processors if not given.
    shard : str, optional
        Which part of a batch this is.
    patience : float, optional
        Seconds without any worker after which the batch is given up.

    Raises
    ------
    NoCluster
        When dask is not installed, the cluster cannot be reached, runs another kit, or has no workers left.
        What was done stands; the next run does the rest.
    reportkit.publishing.batch.locks.Busy, reportkit.publishing.batch.space.Full
        As on this machine alone.
    """
    with ExitStack() as held:
        held.enter_context(locks.held(out, shard))
        space.look(out, count)
        client = held.enter_context(_client(on, workers))
        _same_kit(client)
        yield from _handed_out(client, items, patience)


def _client(on: str, workers: int | None) -> Any:  # noqa: ANN401 - a class of a library that may be missing
    try:
        import distributed  # noqa: PLC0415 - an extra, and slow to load
    except ImportError:
        raise NoCluster(
            "--on dask needs the package 'distributed', which is not installed; "
            "install the extra: pip install 'reportkit[cluster]'"
        ) from None
    if on == LOCAL:
        return _own_cluster(distributed, workers or os.cpu_count() or 1)
    try:
        found: Any = distributed.Client  # the library has no types
        return found(on, timeout=_START, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoCluster(
            f"no cluster answers at {on} ({type(error).__name__}); is its scheduler running?"
        ) from None


class _own_cluster:  # noqa: N801 - a context manager, used like a function
    """A cluster of processes on this machine, ended with the block."""

    def __init__(self, distributed: Any, workers: int) -> None:  # noqa: ANN401 - see above
        self._distributed, self._workers = distributed, workers

    def __enter__(self) -> Any:  # noqa: ANN401 - see above
        """Start it."""
        # No dashboard, and no limit of memory: the briefings run in processes of their own, which have one.
        self._cluster = self._distributed.LocalCluster(
            n_workers=self._workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,
            dashboard_address=None,
            host="127.0.0.1",
        )
        self._client = self._distributed.Client(self._cluster, set_as_default=False)
        return self._client

    def __exit__(self, *_: object) -> None:
        """End it with all its workers."""
        with suppress(Exception):
            self._client.close()
        self._cluster.close()


def kit() -> str:
    """Return the digest of the kit that runs here."""
    from reportkit.publishing.batch import keys  # noqa: PLC0415 - read on the machines that are asked

    return keys.kit()


def _same_kit(client: Any) -> None:  # noqa: ANN401 - see above
    ours, theirs = kit(), client.run(kit)
    others = [name for name, digest in theirs.items() if digest != ours]
    if others:
        raise NoCluster(f"{others[0]} runs another reportkit than this one; install the same on all machines")


def handful(lines: tuple[bytes, ...]) -> list[dict[str, Any]]:
    """
    Make some briefings on the machine this runs on, and return the records of their runs.

    Those that are done already are not made again: a worker may have died when it had made half of them.
    """
    from reportkit.publishing.batch import receipts  # noqa: PLC0415 - read on the workers

    items = [Item.read(line) for line in lines]
    records = {item.slug: record for item in items if (record := receipts.finished(item)) is not None}
    todo = [item for item in items if item.slug not in records]
    with local.warm(len(todo)) as ready, closing(ready.make(todo, workers=1)) as made:
        records |= {one.record.slug: one.record for one in made if isinstance(one, Result)}
    return [to_json(records[item.slug]) for item in items]


def _handed_out(client: Any, items: Iterable[Item], patience: float) -> Iterator[Result]:  # noqa: ANN401
    """Hand out handfuls, a few ahead, and yield what comes back; watch that somebody is there to do them."""
    parts = _parts(items)
    waiting: dict[Any, tuple[Item, ...]] = {}
    seen = time.monotonic()
    try:
        while True:
            if client.status != "running":
                raise NoCluster(
                    "the scheduler of the cluster is gone; what was made stands. Start it and run again"
                )
            there = len(client.scheduler_info(n_workers=-1)["workers"])
            seen = time.monotonic() if there else seen
            for part in itertools.islice(parts, max(there, 1) * _AHEAD - len(waiting)):
                lines = tuple(item.written() for item in part)
                waiting[client.submit(handful, lines, pure=False, retries=_LOST)] = part
            if not waiting:
                return
            if time.monotonic() - seen > patience:
                raise NoCluster(
                    "the cluster has no workers any more; what was made stands. Start workers and run again"
                )
            done = [future for future in waiting if future.done()]
            for future in done:
                yield from _back(future, waiting.pop(future))
            if not done:
                time.sleep(_WAIT)
    finally:
        client.cancel(list(waiting), force=True)


def _parts(items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
    rest = iter(items)
    while part := tuple(itertools.islice(rest, HANDFUL)):
        yield part


def _back(future: Any, part: tuple[Item, ...]) -> Iterator[Result]:  # noqa: ANN401 - see above
    from reportkit.publishing.batch.lost import record_of  # noqa: PLC0415 - only where one is lost

    error = future.exception()
    if error is None:
        yield from (result(item, told) for item, told in zip(part, future.result(), strict=True))
        return
    if type(error).__name__ not in {"KilledWorker", "CancelledError"}:
        raise error
    for item in part:  # its worker was killed again and again; those of them that are done say so
        yield Result(item, record_of(item, "", -9, Path(item.out)))

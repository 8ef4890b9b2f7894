"""
Many workers looked after: started, timed, weighed, ended, and tried again where that can help.

A worker that dies takes nobody with it: it is one process for one briefing. What killed it is told in the
record of its run, and the briefing is tried once more alone, after all others: where it dies again it is the
briefing, not its neighbours, and it is left alone until something that bears on it changes.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from reportkit.publishing.atomic import WriteProblem, write_bytes
from reportkit.publishing.batch import making, tree
from reportkit.publishing.batch.lost import record_of
from reportkit.publishing.batch.work import Item, Result, result
from reportkit.publishing.batch.workers import Anew, Copied, NotWarm, Workers, private_folder
from reportkit.publishing.record import to_bytes

_TICK = 0.2  # seconds after which deadlines are looked at
_WEIGHED = 1.0  # seconds after which memory is looked at
_GRACE = 10  # seconds above a worker's own limits, in which it should have ended itself
_LEAST_START = 60  # seconds for a worker's interpreter and libraries, on a machine that is busy
_TRIES = 3  # of a kernel that does not start
_PASSING = frozenset({"kernel_not_started"})  # what may go well when it is simply tried again
_LOST = frozenset({"worker_died", "out_of_memory"})  # tried once more, alone
_COPIES_LOST = 3  # times that the process that is copied may end before workers are started anew instead


class Cell(NamedTuple):
    """That a cell of a briefing begins: its number, the number of cells, the heading above it."""

    slug: str
    number: int
    cells: int
    heading: str


@dataclass(slots=True)
class _Running:
    """One worker and what is known of it."""

    item: Item
    solo: bool  # nothing else runs beside it
    private: Path
    pipe: int
    asked: float
    pid: int = 0
    began: float | None = None
    ending: str = ""  # why it is being ended
    kill_at: float | None = None
    record: dict[str, Any] | None = None
    status: int | None = None
    rest: bytes = b""
    open: bool = True


@dataclass(slots=True)
class _State:
    """What is waiting, what runs, and what has come of it."""

    waiting: Iterator[Item]
    alone: deque[Item] = field(default_factory=deque)
    again: deque[Item] = field(default_factory=deque)
    running: dict[int, _Running] = field(default_factory=dict)
    number: int = 0
    done: bool = False


def supervise(  # noqa: PLR0913 - the settings of a batch, each by its name
    items: Iterable[Item],
    base: Path,
    *,
    workers: int,
    copied: bool = True,
    tended: Callable[[], object] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Cell | Result, None, None]:
    """
    Make briefings, each in a process of its own, and yield how each goes.

    Parameters
    ----------
    items : iterable of Item
        The briefings; asked for one by one, when a worker is free.
    base : pathlib.Path
        A private folder for the workers; what they leave in it is removed when they end.
    workers : int
        How many may run at a time.
    copied : bool, optional
        Whether workers may be copied from a warm process, where the system can do that.
    tended : callable, optional
        Called again and again while they are made: what they all need can be looked after in it.
    clock : callable, optional
        Seconds that never go back.

    Yields
    ------
    Cell or Result
        A cell that begins, or a briefing with the record of its run, made or not.

    Raises
    ------
    KeyboardInterrupt
        Again, after Ctrl-C: workers are asked to end, and killed where they do not.
    """
    supervisor = _Supervisor(base, workers, clock, copied=copied)
    try:
        yield from supervisor.run(items, tended)
    finally:
        supervisor.close()


class _Supervisor:
    def __init__(self, base: Path, workers: int, clock: Callable[[], float], *, copied: bool) -> None:
        self._base, self._most, self._clock = base, workers, clock
        self._starts: Workers = Anew()
        self._copies_lost = 0 if copied else _COPIES_LOST
        self._state = _State(iter(()))
        self._weighed = clock()

    def run(self, items: Iterable[Item], tended: Callable[[], object] | None) -> Iterator[Cell | Result]:
        state = self._state = _State(iter(items))
        while True:
            self._fill(state)
            if not state.running:
                return
            self._wait(state)
            if tended:
                tended()
            for running in list(state.running.values()):
                yield from self._read(running)
            self._hear(state)
            self._watch(state)
            yield from self._ended(state)

    def _next(self, state: _State) -> tuple[Item | None, bool]:
        """Return what may be started now, and whether alone: that comes when nothing else is left."""
        if state.again:
            return state.again.popleft(), False
        item = None if state.done else next(state.waiting, None)
        state.done = state.done or item is None
        if item is None and state.alone and not state.running:
            return state.alone.popleft(), True
        return item, False

    def _fill(self, state: _State) -> None:
        while len(state.running) < self._most and not any(one.solo for one in state.running.values()):
            item, solo = self._next(state)
            if item is None:
                return
            self._warm()
            self._start(state, item, solo=solo)

    def _warm(self) -> None:
        """Have a process to copy workers from, unless there can be none or it has ended too often."""
        while self._starts.kind == "started" and self._copies_lost < _COPIES_LOST:
            try:
                self._starts = Copied(private_folder(self._base))
            except NotWarm:
                self._copies_lost = _COPIES_LOST

    def _start(self, state: _State, item: Item, *, solo: bool) -> None:
        state.number += 1
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        private = private_folder(self._base)
        state.running[state.number] = _Running(item, solo, private, reading, self._clock())
        try:
            making.prepare(private, item)
            self._starts.start(state.number, private, writing)
        except NotWarm:
            self._lose_copies(state)
        finally:
            os.close(writing)

    def _lose_copies(self, state: _State) -> None:
        """Take back what ran as copies of a process that has ended: it was no fault of theirs."""
        self._copies_lost += 1
        self._starts.close()
        self._starts = Anew()
        for number, running in list(state.running.items()):
            if running.pid:
                tree.end(running.pid)
            _close(running)
            del state.running[number]
            state.again.append(running.item)

    def _wait(self, state: _State) -> None:
        with selectors.DefaultSelector() as selector:
            for descriptor in self._starts.wakes():
                selector.register(descriptor, selectors.EVENT_READ)
            for running in state.running.values():
                if running.open:
                    selector.register(running.pipe, selectors.EVENT_READ)
            selector.select(_TICK)

    def _read(self, running: _Running) -> Iterator[Cell]:
        """Read what a worker has said."""
        while running.open:
            try:
                found = os.read(running.pipe, 1 << 16)
            except BlockingIOError:
                return
            if not found:
                running.open = False
            *lines, running.rest = (running.rest + found).split(b"\n")
            for line in lines:
                said = json.loads(line)
                if "begun" in said:
                    running.began = self._clock()
                elif "cell" in said:
                    yield Cell(running.item.slug, *said["cell"])
                else:
                    running.record = said.get("record")

    def _hear(self, state: _State) -> None:
        """Note who has started and who has ended."""
        try:
            news = self._starts.news()
        except NotWarm:
            self._lose_copies(state)
            return
        for number, pid, status in news:
            running = state.running.get(number)
            if running is None:
                continue
            running.pid = pid
            running.status = status if status is not None else running.status

    def _watch(self, state: _State) -> None:
        """Ask workers to end whose time is up or who hold too much, and kill those who do not."""
        now = self._clock()
        weigh = now - self._weighed >= _WEIGHED
        self._weighed = now if weigh else self._weighed
        for running in state.running.values():
            if running.status is not None or not running.pid:
                continue
            if running.kill_at is not None:
                if now >= running.kill_at:
                    tree.end(running.pid)
                continue
            limits = running.item.limits
            if running.began is None:
                late = now - running.asked > max(limits.start, _LEAST_START)
                why = "start" if late else ""
            else:
                why = "time" if now - running.began > limits.everything + _GRACE else ""
            if weigh and limits.memory_mb and tree.held(running.pid) > limits.memory_mb:
                why = "memory"
            if why:
                self._end(running, why)

    def _end(self, running: _Running, why: str) -> None:
        running.ending = running.ending or why
        running.kill_at = self._clock() + (running.item.limits.cancel if why != "memory" else 0)
        tree.end(running.pid, signal.SIGKILL if why == "memory" else signal.SIGTERM)

    def _ended(self, state: _State) -> Iterator[Cell | Result]:
        for number, running in list(state.running.items()):
            if running.status is None:
                continue
            yield from self._read(running)
            tree.end(running.pid)  # what a cell has started and left behind
            del state.running[number]
            found = self._came_to(running)
            _close(running)
            if again := _again(found):
                (state.again if found.record.status in _PASSING else state.alone).append(again)
            else:
                yield found

    def _came_to(self, running: _Running) -> Result:
        """Return how a briefing went; where its worker could not say, say it and write it down."""
        if running.record is not None and not running.ending:
            return result(running.item, running.record)
        record = record_of(running.item, running.ending, running.status or 0, running.private, running.record)
        with suppress(WriteProblem):
            write_bytes(running.item.record_path, to_bytes(record))
        return Result(running.item, record)

    def close(self) -> None:
        """End all workers, by asking first, and what stands ready to start more."""
        running = [one for one in self._state.running.values() if one.status is None]
        for one in running:
            if one.pid:
                tree.end(one.pid, signal.SIGTERM)
        patience = self._clock() + max((one.item.limits.cancel for one in running), default=0)
        while any(one.status is None and one.pid for one in running) and self._clock() < patience:
            self._wait(self._state)
            for one in running:
                list(self._read(one))
            with suppress(NotWarm):
                for number, pid, status in self._starts.news():
                    if number in self._state.running and status is not None:
                        self._state.running[number].pid, self._state.running[number].status = pid, status
        for one in self._state.running.values():
            if one.pid:
                tree.end(one.pid)
            _close(one)
        self._starts.close()


def _again(found: Result) -> Item | None:
    """Return the item for a further try, where one can help."""
    status, attempt = found.record.status, found.item.attempt
    more = (status in _PASSING and attempt < _TRIES) or (status in _LOST and attempt == 1)
    return replace(found.item, attempt=attempt + 1) if more else None


def _close(running: _Running) -> None:
    with suppress(OSError):
        os.close(running.pipe)
    running.open = False
    shutil.rmtree(running.private, ignore_errors=True)

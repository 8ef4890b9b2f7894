"""
What happened, one line each: runs, slots, failures, editions, deliveries.

``<out>/ledger.jsonl`` is only ever added to. A line goes to the disk whole and in one write, so that runs on
one machine can add to it at once; what a killed process or a full disk has left half written is passed over
by readers, counted, and ended by the next line. A ledger that has grown large is put aside under a number
(``ledger-0001.jsonl``) and read with the rest. It is a log and nothing else: what is done stands in receipts,
chains and the outbox, and would be found there if the ledger were lost.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from reportkit.problems import nearest
from reportkit.publishing.atomic import WriteProblem, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

if sys.platform != "win32":
    import fcntl

FORMAT: Final = 1
NAME: Final = "ledger.jsonl"
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "run": "briefings were made: made, stood, failed (slugs), quarantined (slugs), seconds",
        "slot": "a schedule ran: schedule, slot, outcome (done, failed, skipped), seconds, because",
        "failed": "something went wrong: incident or schedule, because",
        "issued": "an edition went out: incident, edition, sha256, by",
        "recalled": "an edition was withdrawn: incident, edition, by, because",
        "pruned": "the PDF of an edition was removed: incident, edition",
        "waiting": "a message was put into the outbox: message, key, destination, incident, edition",
        "delivered": "a message arrived: message, key, destination, incident, edition, attempts",
        "put off": "a message did not arrive yet: message, key, destination, because, attempts, next",
        "parked": "a message will not arrive without somebody's doing: message, key, destination, because",
        "overdue": "a schedule has not run in time: schedule, last, expected",
    }
)
LARGEST = 8 << 20  # bytes, after which a ledger is put aside
_LONGEST_LINE: Final = 1 << 16  # bytes of one event
_LONGEST_TEXT: Final = 2000  # characters of one value
_MOST_LISTED: Final = 500
_TRIES: Final = 20  # times that others may put the ledger aside meanwhile
_ASIDE = re.compile(r"ledger-(\d{4,})\.jsonl")
_OWN: Final = frozenset({"format", "kind", "at"})
_READ_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Event:
    """
    One thing that happened.

    Parameters
    ----------
    at : str
        When, in UTC to the second (ISO 8601).
    kind : str
        What; one of `KINDS`, or a word of a later version of the kit.
    fields : mapping of str to plain values
        What is said of it.

    Examples
    --------
    >>> Event("2031-05-06T12:00:00Z", "issued", {"incident": "harbour-fire", "edition": 2}).text("incident")
    'harbour-fire'
    """

    at: str
    kind: str
    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field as text; "" where it is not there or is no text."""
        found = self.fields.get(name)
        return found if isinstance(found, str) else ""

    def number(self, name: str) -> float:
        """Return a field as a number; 0 where it is not there or is none."""
        found = self.fields.get(name)
        return found if isinstance(found, int | float) and not isinstance(found, bool) else 0

    def names(self, name: str) -> tuple[str, ...]:
        """Return a field as texts; none where it is not there or is no list."""
        found = self.fields.get(name)
        return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    What could be read of the ledger of a folder.

    Parameters
    ----------
    events : tuple of Event
        In the order in which they were written.
    unread : int
        How many lines could not be read: broken off, or changed by somebody.
    closed : tuple of str
        Names of the files that could not be read at all, each with the reason.
    """

    events: tuple[Event, ...]
    unread: int = 0
    closed: tuple[str, ...] = ()


def append(out: Path, kind: str, *, at: datetime | None = None, **fields: Any) -> Event:  # noqa: ANN401 - plain
    """
    Write down one thing that happened, on the disk when this returns.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings; made if it is not there.
    kind : str
        One of `KINDS`, which names the fields that belong to it.
    at : datetime.datetime, optional
        When, with its zone; now if not given.
    **fields
        Plain values: texts, numbers, yes and no, lists and mappings of them. Long ones are shortened: a
        ledger is no place for logs. No secret belongs into it.

    Raises
    ------
    ValueError
        For a kind that is none, and for what JSON cannot hold.
    reportkit.publishing.atomic.WriteProblem
        When it cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = append(Path(folder), "issued", incident="harbour-fire", edition=2)
    ...     [(event.kind, event.fields["edition"]) for event in read(Path(folder)).events]
    [('issued', 2)]
    """
    if kind not in KINDS:
        raise ValueError(f"the ledger has no '{kind}': {nearest(kind, KINDS, where='the ledger')}")
    said = {key: _short(value) for key, value in fields.items()}
    event = Event(instant(at or datetime.now(UTC)), kind, said)
    line = _line(event)
    make_folder(out)
    path = out / NAME
    for _ in range(_TRIES):
        try:
            _write(path, line)
        except _Moved:  # it was put aside while this one waited for it
            continue
        except OSError as error:
            fix = "look at the disk and at what stands there, then run again"
            raise WriteProblem(path, str(error.strerror or error), fix) from None
        return event
    raise WriteProblem(path, "it is put aside again and again", "look at what else writes there")


def read(out: Path) -> Ledger:
    """
    Return what happened, of all files of the ledger; nothing that stands there makes this fail.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("no such folder"))
    Ledger(events=(), unread=0, closed=())
    """
    events: list[Event] = []
    closed: list[str] = []
    unread = 0
    for path in (*_aside(out), out / NAME):
        try:
            for event in _events(path):
                if event is None:
                    unread += 1
                else:
                    events.append(event)
        except FileNotFoundError:
            pass
        except OSError as error:
            closed.append(f"{path.name}: {error.strerror or error}")
    return Ledger(tuple(events), unread, tuple(closed))


def instant(moment: datetime) -> str:
    """
    Return an instant as the ledger has it: UTC, to the second.

    Raises
    ------
    ValueError
        When it has no zone.

    Examples
    --------
    >>> instant(datetime(2031, 5, 6, 12, tzinfo=UTC))
    '2031-05-06T12:00:00Z'
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Moved(Exception):  # noqa: N818 - not an error: another process was first
    """The file was put aside by another process between opening and locking it."""


def _line(event: Event) -> bytes:
    content = {"format": FORMAT, "at": event.at, "kind": event.kind} | {
        key: value for key, value in event.fields.items() if key not in _OWN
    }
    try:
        line = json.dumps(content, ensure_ascii=True, allow_nan=False).encode()
    except TypeError as error:
        raise ValueError(f"the ledger holds plain values: {error}") from None
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"an event of {len(line)} bytes is more than a line of the ledger holds")
    return line + b"\n"


def _short(value: Any) -> Any:  # noqa: ANN401 - any plain value
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if isinstance(value, list | tuple):
        rest = len(value) - _MOST_LISTED
        return [_short(one) for one in value[:_MOST_LISTED]] + ([f"and {rest} more"] if rest > 0 else [])
    if isinstance(value, dict):
        return {str(key): _short(one) for key, one in value.items()}
    return value


def _write(path: Path, line: bytes) -> None:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "it is no regular file")
        _lock(descriptor)
        size = os.fstat(descriptor).st_size
        if not _same(path, found):
            raise _Moved
        if size > LARGEST:
            _put_aside(path)
            raise _Moved
        torn = size > 0 and _byte(descriptor, size - 1) != b"\n"
        whole = b"\n" * torn + line
        written = os.write(descriptor, whole)
        if written != len(whole):
            raise OSError(0, "there is no space left for it")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if not size:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Let the name of a new file be on the disk too, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Wait for whoever is writing a line; a file system without locks has to do with whole lines alone."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)


def _same(path: Path, opened: os.stat_result) -> bool:
    try:
        now = path.stat()
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino) == (opened.st_dev, opened.st_ino)


def _byte(descriptor: int, at: int) -> bytes:
    os.lseek(descriptor, at, os.SEEK_SET)
    return os.read(descriptor, 1)


def _put_aside(path: Path) -> None:
    """Give a full ledger its number; whoever waits for its lock sees that it moved."""
    numbers = [int(found[1]) for one in _aside(path.parent) if (found := _ASIDE.fullmatch(one.name))]
    path.rename(path.with_name(f"ledger-{max(numbers, default=0) + 1:04}.jsonl"))


def _aside(out: Path) -> tuple[Path, ...]:
    try:
        found = [(int(match[1]), path) for path in out.iterdir() if (match := _ASIDE.fullmatch(path.name))]
    except OSError:
        return ()
    return tuple(path for _, path in sorted(found))


def _events(path: Path) -> Iterator[Event | None]:
    """Yield the events of a file, None for each line that holds none."""
    with os.fdopen(os.open(path, _READ_FLAGS), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "it is no regular file")
        whole = True  # whether the last piece ended its line
        while piece := file.readline(_LONGEST_LINE + 1):
            starts, whole = whole, piece.endswith(b"\n")
            if starts and piece.strip():
                yield _event(piece)


def _event(line: bytes) -> Event | None:
    try:
        held = json.loads(line)
        if held["format"] != FORMAT:
            return None
        at, kind = held["at"], held["kind"]
        datetime.strptime(at, "%Y-%m-%dT%H:%M:%S%z")
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(kind, str):
        return None
    return Event(at, kind, {key: value for key, value in held.items() if key not in _OWN})

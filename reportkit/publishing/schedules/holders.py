"""
One run of a schedule at a time, on one machine or on several that share a folder.

Two things are held. A lock that the system frees when its holder ends, however that happens; where machines
share the folder it holds between them too, if the file system has such locks. And a file that only one of
them can create, which names its holder and how long it counts. It is renewed while the run goes on; that of
another machine that was not renewed in time is taken over, and its holder, should it wake up, sees
that before it writes anything that counts.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from reportkit.publishing.batch import locks
from reportkit.publishing.batch.locks import Busy

FILE: Final = ".holder"
LEASE: Final = timedelta(minutes=15)
_RENEWED: Final = timedelta(minutes=1)
_LARGEST: Final = 4096
Clock = Callable[[], datetime]


class TakenOver(Exception):  # noqa: N818 - told: another machine goes on with it
    """
    Raised where another machine has taken a run over, since this one gave no sign for too long.

    Examples
    --------
    >>> print(TakenOver("morning"))
    morning: another machine has taken this run over, since this one gave no sign for 15 minutes
    """

    def __str__(self) -> str:
        """Return it in one line."""
        return (
            f"{self.args[0]}: another machine has taken this run over, since this one gave no sign for "
            f"{LEASE.seconds // 60} minutes"
        )


def machine() -> str:
    """Return what tells this machine from others: its name, and its id where it has one."""
    with suppress(OSError):
        return f"{socket.gethostname()}/{Path('/etc/machine-id').read_text(encoding='ascii')[:8].strip()}"
    return socket.gethostname()


@dataclass(slots=True)
class Holder:
    """
    Who holds the slots of a schedule.

    Parameters
    ----------
    file : pathlib.Path
        Its file.
    clock : callable
        Tells the instant.
    host : str
        The machine.
    """

    file: Path
    clock: Clock
    host: str
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    renewed: datetime | None = None

    def content(self) -> bytes:
        """Return what stands in the file: whose it is, and until when it counts."""
        until = (self.clock() + LEASE).isoformat()
        return json.dumps(
            {"host": self.host, "pid": os.getpid(), "token": self.token, "until": until}
        ).encode()

    def renew(self) -> None:
        """
        Let it count for longer; called often, it writes once a minute.

        Raises
        ------
        TakenOver
            When it is another's now.
        """
        now = self.clock()
        if self.renewed and now - self.renewed < _RENEWED:
            return
        self.sure()
        temporary = self.file.with_name(f"{FILE}-{self.token}")
        temporary.write_bytes(self.content())
        temporary.replace(self.file)
        self.renewed = now

    def sure(self) -> None:
        """
        See that it is still one's own, before something is written that counts.

        Raises
        ------
        TakenOver
            When it is another's now.
        """
        if told_by(self.file).get("token") != self.token:
            raise TakenOver(self.file.parent.name)

    def create(self) -> None:
        """
        Create the file.

        Raises
        ------
        FileExistsError
            When there is one.
        """
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(self.content())
            file.flush()
            os.fsync(file.fileno())
        self.renewed = self.clock()

    def release(self) -> None:
        """Give it up, if it is still one's own."""
        if told_by(self.file).get("token") == self.token:
            self.file.unlink(missing_ok=True)


@contextmanager
def holding(folder: Path, clock: Clock, host: str = "") -> Iterator[Holder]:
    """
    Hold the folder of a schedule's slots for as long as the block runs.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; made if it is not there.
    clock : callable
        Tells the instant, with its zone.
    host : str, optional
        The machine, if it is not this one.

    Raises
    ------
    reportkit.publishing.batch.locks.Busy
        When another run holds it.
    reportkit.publishing.atomic.WriteProblem
        When the folder cannot be made.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as there, holding(Path(there), lambda: datetime.now(UTC)) as holder:
    ...     holder.sure()
    """
    with locks.held(folder):
        mine = Holder(folder / FILE, clock, host or machine())
        _take(mine)
        try:
            yield mine
        finally:
            mine.release()


def told_by(file: Path) -> dict[str, Any]:
    """Return what such a file says; nothing where there is none, or one that is broken off."""
    try:
        with file.open("rb") as opened:
            found = json.loads(opened.read(_LARGEST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _take(mine: Holder) -> None:
    try:
        mine.create()
    except FileExistsError:
        pass
    else:
        return
    other = told_by(mine.file)
    if not _left(other, mine):
        raise Busy(mine.file.parent)
    aside = mine.file.with_name(f"{FILE}-{mine.token}")
    try:
        mine.file.rename(aside)
    except FileNotFoundError:  # somebody else was faster, or its holder has just ended
        raise Busy(mine.file.parent) from None
    if told_by(aside) != other:  # somebody else has taken it over meanwhile: put theirs back
        with suppress(FileExistsError):
            os.link(aside, mine.file)
        aside.unlink()
        raise Busy(mine.file.parent)
    aside.unlink()
    try:
        mine.create()
    except FileExistsError:
        raise Busy(mine.file.parent) from None


def _left(other: dict[str, Any], mine: Holder) -> bool:
    """Whether a file was left by a holder that is gone."""
    if other.get("host") == mine.host:
        return True  # the lock of this machine is ours, so whoever wrote it has ended
    now = mine.clock()
    try:
        return datetime.fromisoformat(str(other["until"])) < now
    except (KeyError, ValueError, TypeError):  # broken off, or just being written
        with suppress(OSError):
            return datetime.fromtimestamp(mine.file.stat().st_mtime, UTC) + LEASE < now
        return False

"""
What happened, and how things stand: from the ledger, from records of runs, and from the outbox.

Events are what the ledger tells; what stands now is read from what counts, the records beside the briefings
and the messages in the outbox. Schedules with a folder of their own have their own ledger and outbox there,
and belong to the whole. Whatever cannot be read is passed over and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportkit.publishing import ledger
from reportkit.publishing.batch.planning import left_alone
from reportkit.publishing.delivery import outbox
from reportkit.publishing.editions import files
from reportkit.publishing.ledger import Event
from reportkit.publishing.record import RunRecord
from reportkit.publishing.record import read as read_record

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reportkit.publishing.delivery.envelopes import Envelope

_RECORD: Final = ".run.json"
_OF_INCIDENTS: Final = ("failed", "quarantined")


@dataclass(frozen=True, slots=True)
class Happened:
    """
    What the ledgers of a folder tell.

    Parameters
    ----------
    events : tuple of Event
        In the order of their instants.
    unread : int
        How many lines could not be read.
    closed : tuple of str
        The files that could not be read at all, each with the reason.
    """

    events: tuple[Event, ...]
    unread: int
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """
    How things stand in a folder of briefings.

    Parameters
    ----------
    slots : tuple of Event
        The last run of each schedule, by its name.
    runs : Event or None
        The last time that briefings were made by hand.
    failed : tuple of RunRecord
        The last runs of briefings that did not go well.
    quarantined : tuple of RunRecord
        Those of them that are left alone until something changes.
    issued : tuple of Event
        The last edition of each incident, the latest first.
    waiting, parked : tuple of Envelope
        Messages that wait, and messages that somebody has to see to.
    sent, dropped : int
        How many messages arrived, and how many were taken back before.
    unread : tuple of str
        What could not be read, in words.
    """

    slots: tuple[Event, ...]
    runs: Event | None
    failed: tuple[RunRecord, ...]
    quarantined: tuple[RunRecord, ...]
    issued: tuple[Event, ...]
    waiting: tuple[Envelope, ...]
    parked: tuple[Envelope, ...]
    sent: int
    dropped: int
    unread: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether there is nothing that somebody has to see to."""
        bad = any(one.text("outcome") == "failed" for one in self.slots)
        return not (bad or self.failed or self.parked or self.unread)


def folders(out: Path) -> tuple[Path, ...]:
    """
    Return a folder of briefings, and those in it that schedules have for themselves.

    Examples
    --------
    >>> from pathlib import Path
    >>> [path.as_posix() for path in folders(Path("no such folder"))]
    ['no such folder']
    """
    own = (out / name for name in files.names(out) if name not in {"editions", outbox.OUTBOX, "slots"})
    return out, *(
        path
        for path in own
        if files.is_folder(path) and ((path / ledger.NAME).is_file() or files.is_folder(outbox.home(path)))
    )


def happened(out: Path) -> Happened:
    """
    Return what the ledgers of a folder tell; nothing that stands there makes this fail.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.

    Examples
    --------
    >>> from pathlib import Path
    >>> happened(Path("no such folder"))
    Happened(events=(), unread=0, closed=())
    """
    found = [ledger.read(path) for path in folders(out)]
    events = sorted((event for one in found for event in one.events), key=lambda event: event.at)
    return Happened(
        tuple(events),
        sum(one.unread for one in found),
        tuple(name for one in found for name in one.closed),
    )


def history(
    events: Iterable[Event], *, schedule: str = "", incident: str = "", since: datetime | None = None
) -> tuple[Event, ...]:
    """
    Return the events that are asked for.

    Parameters
    ----------
    events : iterable of Event
        What happened.
    schedule, incident : str, optional
        Only of this schedule, of this incident.
    since : datetime.datetime, optional
        Only from this instant on.

    Examples
    --------
    >>> told = [Event("2031-05-06T12:00:00Z", "run", {"failed": ["harbour-fire"]})]
    >>> len(history(told, incident="harbour-fire")), len(history(told, incident="river-raid"))
    (1, 0)
    """
    first = ledger.instant(since) if since else ""

    def asked_for(event: Event) -> bool:
        return (
            event.at >= first
            and (not schedule or event.text("schedule") == schedule)
            and (not incident or incident in _incidents(event))
        )

    return tuple(filter(asked_for, events))


def records(out: Path) -> tuple[tuple[RunRecord, ...], tuple[str, ...]]:
    """
    Return the records of the last runs, and what of them could not be read.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    """
    found: list[RunRecord] = []
    unread: list[str] = []
    for folder in folders(out):
        for name in files.names(folder):
            if name.endswith(_RECORD):
                try:
                    found.append(read_record(folder / name))
                except (OSError, ValueError) as error:
                    unread.append(str(error))
    return tuple(found), tuple(unread)


def status(out: Path, told: Happened) -> Status:
    """
    Return how things stand in a folder of briefings.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    told : Happened
        What happened there.

    Examples
    --------
    >>> from pathlib import Path
    >>> status(Path("no such folder"), Happened((), 0, ())).well
    True
    """
    known, lost = records(out)
    bad = tuple(one for one in known if not one.ok)
    homes = folders(out)
    waiting = [outbox.read(home) for home in homes]
    parked = [outbox.read(home, outbox.PARKED) for home in homes]
    issued = _last(told.events, "issued", "incident")
    return Status(
        _last([one for one in told.events if one.text("outcome") != "skipped"], "slot", "schedule"),
        next((one for one in reversed(told.events) if one.kind == "run"), None),
        bad,
        tuple(one for one in bad if left_alone(one)),
        tuple(sorted(issued, key=lambda event: event.at, reverse=True)),
        tuple(one for post in waiting for one in post.envelopes),
        tuple(one for post in parked for one in post.envelopes),
        _counted(homes, outbox.SENT),
        _counted(homes, outbox.DROPPED),
        (
            *([f"{told.unread} lines of the ledger"] if told.unread else []),
            *told.closed,
            *lost,
            *(name for post in (*waiting, *parked) for name in post.unread),
        ),
    )


def _incidents(event: Event) -> tuple[str, ...]:
    return event.text("incident"), *(name for field in _OF_INCIDENTS for name in event.names(field))


def _last(events: Iterable[Event], kind: str, field: str) -> tuple[Event, ...]:
    """Return the last event of a kind for each value of a field, in the order of the values."""
    found = {event.text(field): event for event in events if event.kind == kind and event.text(field)}
    return tuple(event for _, event in sorted(found.items()))


def _counted(homes: Iterable[Path], place: str) -> int:
    return sum(len(files.names(outbox.home(home) / place)) for home in homes)

"""
What is to be sent, written down before anything is sent.

``<out>/outbox/<key>.json`` is a message that waits. When it has arrived it moves to ``sent``, when it will
not arrive without somebody's doing to ``parked``, and when the edition it is of was withdrawn first to
``dropped``: each in one step, so that it is in one of these places at any moment. What was once put in is
never put in again under the same key.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reportkit.publishing.atomic import WriteProblem, make_folder, write_bytes
from reportkit.publishing.delivery.envelopes import Envelope, address, from_bytes, key_of, to_bytes
from reportkit.publishing.editions import files
from reportkit.publishing.editions.sealing import Broken
from reportkit.publishing.ledger import instant
from reportkit.reading.destinations import Mail

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from reportkit.publishing.delivery.messages import Message
    from reportkit.reading.destinations import Destination

OUTBOX: Final = "outbox"
WAITING, SENT, PARKED, DROPPED = "", "sent", "parked", "dropped"
PLACES: Final = (WAITING, PARKED, SENT, DROPPED)
_NAME = re.compile(r"([0-9a-f]{64})\.json")


@dataclass(frozen=True, slots=True)
class Post:
    """
    The messages in one place of an outbox.

    Parameters
    ----------
    envelopes : tuple of Envelope
        Those that can be read, in the order of their turn: by attempts, then by when they were put in.
    unread : tuple of str
        The names of files that are no message as it was written, each with the reason; they stay there.
    """

    envelopes: tuple[Envelope, ...]
    unread: tuple[str, ...] = ()


def home(out: Path) -> Path:
    """
    Return where the outbox of a folder of briefings is.

    Examples
    --------
    >>> from pathlib import Path
    >>> home(Path("build")).as_posix()
    'build/outbox'
    """
    return out / OUTBOX


def add(out: Path, message: Message, destination: Destination, at: datetime) -> tuple[Envelope, ...]:
    """
    Put a message into the outbox, and return what was put in that was not there before.

    A mail to several people becomes a message for each: one whose address is refused does not keep it from
    the others, and nobody sees who else gets it.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    message : Message
        What is told.
    destination : Destination
        To whom.
    at : datetime.datetime
        The instant, with its zone.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        When it cannot be written.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from reportkit.publishing.delivery.messages import overdue
    >>> from reportkit.reading.destinations import Folder
    >>> desk = Folder("desk", "TLP:CLEAR", "always", "/srv/briefings")
    >>> noon = datetime(2031, 5, 6, 12, tzinfo=UTC)
    >>> with TemporaryDirectory() as out:
    ...     [len(add(Path(out), overdue("morning", "", "26 hours"), desk, noon)) for _ in range(2)]
    [1, 0]
    """
    added: list[Envelope] = []
    for one in _each(destination):
        key = key_of(message, one)
        if any((home(out) / place / f"{key}.json").exists() for place in PLACES):
            continue
        envelope = Envelope(key, message, one, instant(at))
        make_folder(home(out))
        write_bytes(home(out) / f"{key}.json", to_bytes(envelope))
        added.append(envelope)
    return tuple(added)


def read(out: Path, place: str = WAITING) -> Post:
    """
    Return the messages in one place of the outbox; nothing that stands there makes this fail.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    place : str, optional
        `WAITING`, `SENT`, `PARKED` or `DROPPED`.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("no such folder"))
    Post(envelopes=(), unread=())
    """
    folder = home(out) / place
    found: list[Envelope] = []
    unread: list[str] = []
    for name in files.names(folder):
        if not (match := _NAME.fullmatch(name)):
            continue
        try:
            envelope = from_bytes(files.content(folder / name))
            if envelope.key != match[1]:
                raise Broken("its name is that of another message")  # noqa: TRY301 - told below
        except Broken as broken:
            unread.append(f"{name}: {broken}")
        else:
            found.append(envelope)
    found.sort(key=_turn)
    return Post(tuple(found), tuple(unread))


def attempted(out: Path, envelope: Envelope) -> Envelope:
    """Write down that a message is about to be sent: from now on it may have arrived."""
    now = replace(envelope, attempts=envelope.attempts + 1, maybe=True)
    write_bytes(home(out) / f"{now.key}.json", to_bytes(now))
    return now


def put_off(out: Path, envelope: Envelope, because: str, until: datetime) -> Envelope:
    """Write down why a message did not arrive, whether it may have, and when it is tried again."""
    now = replace(envelope, because=because, next=instant(until))
    write_bytes(home(out) / f"{now.key}.json", to_bytes(now))
    return now


def move(out: Path, envelope: Envelope, place: str, because: str = "") -> Envelope:
    """
    Move a waiting message to another place, in one step.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    envelope : Envelope
        The message.
    place : str
        `SENT`, `PARKED` or `DROPPED`.
    because : str, optional
        Why.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        When it cannot be moved; it waits as before.
    """
    now = replace(envelope, because=because, next="")
    old, new = home(out) / f"{now.key}.json", home(out) / place / f"{now.key}.json"
    make_folder(new.parent)
    write_bytes(old, to_bytes(now))
    _rename(old, new)
    return now


def renew(out: Path, current: Iterable[tuple[str, Destination]]) -> None:
    """
    Let what waits and what is parked go by the destinations as they are now: another server, another ceiling.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings; whoever calls holds its outbox.
    current : iterable of (str, Destination)
        Destinations as they are written now, with the schedule of each. One counts for a message that is of
        that schedule, and goes to the same address under the same name.
    """
    known = {
        (schedule, one.name, address(one)): one for schedule, several in current for one in _each(several)
    }
    for place in (WAITING, PARKED) if known else ():
        for envelope in read(out, place).envelopes:
            to = envelope.destination
            now = known.get((envelope.message.schedule, to.name, address(to)), to)
            if now != to:
                write_bytes(
                    home(out) / place / f"{envelope.key}.json", to_bytes(replace(envelope, destination=now))
                )


def unpark(out: Path) -> tuple[Envelope, ...]:
    """
    Let everything that is parked wait again, to be tried at once, and return it.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    """
    found = read(out, PARKED).envelopes
    for one in found:
        _rename(home(out) / PARKED / f"{one.key}.json", home(out) / f"{one.key}.json")
    return found


def _turn(envelope: Envelope) -> tuple[int, str, str, int, str, str]:
    """Return whose turn it is first: what failed before does not stand in the way of the rest."""
    said = envelope.message
    to = envelope.destination
    return envelope.attempts, envelope.added, said.incident, said.edition, to.name, address(to)


def _each(destination: Destination) -> tuple[Destination, ...]:
    if not isinstance(destination, Mail):
        return (destination,)
    return tuple(replace(destination, to=(one,)) for one in dict.fromkeys(destination.to))


def _rename(old: Path, new: Path) -> None:
    try:
        old.replace(new)
        for folder in (new.parent, old.parent):
            _sync(folder)
    except OSError as error:
        why = f"the system says: {error.strerror or error}"
        raise WriteProblem(new, why, "look at that folder, then run again") from None


def _sync(folder: Path) -> None:
    with suppress(OSError):  # systems that cannot sync a folder have it as safe as they can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

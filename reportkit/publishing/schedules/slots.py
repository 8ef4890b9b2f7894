"""
The state of a slot: one fire of a schedule, from its beginning to its end, in one file.

``<out>/slots/<schedule>/<logical time>.json`` is written anew after every step, whole or not at all, so that
a run that was killed is taken up where it was. Which incidents are meant, and with which parameters, is
reckoned once and stands there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from reportkit.publishing.atomic import make_folder, write_bytes
from reportkit.reading.shapes import LONGEST_SLUG, SLUG

FORMAT: Final = 1
FOLDER: Final = "slots"
BEGUN, DONE, FAILED, SKIPPED, COVERED = "begun", "done", "failed", "skipped", "covered"
ENDED: Final = frozenset({DONE, SKIPPED, COVERED})
_STATES: Final = frozenset({BEGUN, FAILED, *ENDED})
LOGICAL = re.compile(r"\d{4}-\d\d-\d\dT\d{4}(?:-second)?")
_LARGEST: Final = 16 << 20


@dataclass(frozen=True, slots=True)
class SlotState:
    """
    One slot of a schedule, and how far it is.

    Parameters
    ----------
    schedule, logical : str
        Which slot: together they are what it is known by.
    instant : str
        When it was due, in UTC.
    status : str
        "begun", "done", "failed", "skipped" (left out), or "covered" (another run stands for it).
    as_of : str
        The instant that its briefings are held to; "" for the corpus as it was when it ran.
    covers : tuple of str
        Logical times of missed slots that it stands for.
    incidents : tuple of str
        The incidents that its query meant.
    parameters : mapping of str to plain values
        What the notebook was asked, every day reckoned.
    attempts : int
        How often it was begun.
    begun, ended : str
        When it was begun for the first time, and when it ended; in UTC.
    made : mapping of str to str
        How each briefing went, by incident.
    issued : mapping of str to int
        The editions issued, by incident.
    reasons : mapping of str to str
        Why an edition was, or is to be, issued, by incident.
    silent : mapping of str to str
        Why nothing was issued of an incident whose briefing is there.
    posted : tuple of str
        What was put into the outbox, by the key of each message.
    because : str
        Why it failed as a whole, or was left out.
    """

    schedule: str
    logical: str
    instant: str
    status: str = BEGUN
    as_of: str = ""
    covers: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0
    begun: str = ""
    ended: str = ""
    made: Mapping[str, str] = field(default_factory=dict)
    issued: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
    posted: tuple[str, ...] = ()
    because: str = ""

    @property
    def key(self) -> str:
        """
        What a run of it is known by, whoever runs it and however often.

        Examples
        --------
        >>> one = SlotState("morning", "2031-05-06T0630", "2031-05-06T03:30:00Z")
        >>> one.key == SlotState("morning", "2031-05-06T0630", "", status="done").key
        True
        """
        return hashlib.sha256(f"slot\0{self.schedule}\0{self.logical}".encode()).hexdigest()

    @property
    def mark(self) -> str:
        """What the record of an edition says of the slot that issued it."""
        return f"schedule {self.schedule}, slot {self.logical}"


def home(out: Path, schedule: str) -> Path:
    """
    Return the folder of a schedule's slots.

    Raises
    ------
    ValueError
        For what cannot be the name of a schedule.
    """
    if not SLUG.fullmatch(schedule) or len(schedule) > LONGEST_SLUG:
        raise ValueError(f"{schedule!r} cannot be the name of a schedule")
    return out / FOLDER / schedule


def path(out: Path, schedule: str, logical: str) -> Path:
    """Return the file of a slot."""
    if not LOGICAL.fullmatch(logical):
        raise ValueError(f"{logical!r} is no logical time")
    return home(out, schedule) / f"{logical}.json"


def write(out: Path, slot: SlotState) -> SlotState:
    """
    Write a slot down, whole or not at all, and return it.

    Raises
    ------
    reportkit.publishing.atomic.WriteProblem
        When it cannot be written.
    """
    file = path(out, slot.schedule, slot.logical)
    make_folder(file.parent)
    content = {"format": FORMAT, "key": slot.key, **asdict(slot)}
    write_bytes(file, json.dumps(content, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n")
    return slot


def read(out: Path, schedule: str, logical: str) -> SlotState | None:
    """
    Return a slot; None where there is no file of it, or one that cannot be read: then it is run again.

    Examples
    --------
    >>> read(Path("no such folder"), "morning", "2031-05-06T0630") is None
    True
    """
    file = path(out, schedule, logical)
    try:
        if not file.is_file() or file.is_symlink() or file.stat().st_size > _LARGEST:
            return None
        found: dict[str, Any] = json.loads(file.read_bytes())
        slot = _slot(found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return slot if (slot.schedule, slot.logical) == (schedule, logical) else None


def known(out: Path, schedule: str) -> Iterator[SlotState]:
    """
    Yield the slots of a schedule of which there is a record, the oldest first.

    Examples
    --------
    >>> list(known(Path("no such folder"), "morning"))
    []
    """
    folder = home(out, schedule)
    names = sorted(one.stem for one in folder.glob("*.json")) if folder.is_dir() else []
    for name in names:
        if LOGICAL.fullmatch(name) and (found := read(out, schedule, name)):
            yield found


def _slot(found: dict[str, Any]) -> SlotState:
    if found["format"] != FORMAT or found["status"] not in _STATES:
        raise ValueError(found)
    given: dict[str, Any] = {}
    for one in fields(SlotState):
        value = found[one.name]
        kind = str(one.type).partition("[")[0]
        if not isinstance(value, {"str": str, "int": int, "tuple": list, "Mapping": dict}[kind]):
            raise TypeError(one.name)
        given[one.name] = tuple(map(str, found[one.name])) if kind == "tuple" else value
    return SlotState(**given)

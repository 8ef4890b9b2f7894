"""
Which briefings would be made, and why: what is new, what has changed, what is missing, damaged, or failed.

Making does exactly what the plan says, because it asks the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from reportkit.publishing.batch import keys, receipts
from reportkit.publishing.record import RunRecord
from reportkit.publishing.record import read as read_record

NEW, MISSING, DAMAGED = "new", "missing", "damaged"
FAILED, LEFT_ALONE, AGAIN = "failed last time", "quarantined", "asked for again"
_KILLED = {"worker_died", "out_of_memory"}
_TRIES = 2  # workers that a briefing may kill before it is left alone
_READERS = 4  # files read at a time: digests are made without the interpreter


@dataclass(frozen=True, slots=True)
class Planned:
    """
    One briefing, and whether it is to be made.

    Parameters
    ----------
    name : str
        What its files are called.
    reasons : tuple of str
        Why it is to be made, or is left alone; none where it stands as it would be made.
    key : str
        Digest of all that bears on it.
    parts : mapping of str to str
        The digests that the key is made of.

    Examples
    --------
    >>> Planned("harbour-fire", ("new",), "", {}).to_make, Planned("harbour-fire", (), "", {}).to_make
    (True, False)
    """

    name: str
    reasons: tuple[str, ...]
    key: str
    parts: Mapping[str, str]

    @property
    def to_make(self) -> bool:
        """Whether it is to be made."""
        return bool(self.reasons) and not self.left_alone

    @property
    def left_alone(self) -> bool:
        """Whether it would be made, and is not: it ended its worker too often."""
        return LEFT_ALONE in self.reasons


def plan(
    names: Iterable[str], out: Path, parts: Callable[[str], Mapping[str, str]], *, again: bool = False
) -> tuple[Planned, ...]:
    """
    Return what is to be made.

    Parameters
    ----------
    names : iterable of str
        What the files of the briefings are called.
    out : pathlib.Path
        Their folder.
    parts : callable
        The digests of all that bears on a briefing, by what they are of (`keys.parts`).
    again : bool, optional
        Whether everything is to be made, also what stands and what has been left alone.
    """
    found = [(name, parts(name)) for name in names]
    with ThreadPoolExecutor(_READERS) as readers:
        return tuple(readers.map(lambda one: _planned(one[0], one[1], out, again=again), found))


def _planned(name: str, parts: Mapping[str, str], out: Path, *, again: bool) -> Planned:
    key = keys.key(parts)
    reasons = (AGAIN,) if again else _reasons(name, key, parts, out)
    return Planned(name, reasons, key, parts)


def _reasons(name: str, key: str, parts: Mapping[str, str], out: Path) -> tuple[str, ...]:
    receipt = receipts.read(out, name)
    if receipt is not None and receipt.key == key:
        wrong = receipts.wrong(out, receipt)
        return (wrong,) if wrong else ()
    if why := _failed(out / f"{name}.run.json", key):
        return (why,)
    if receipt is None:
        return (DAMAGED,) if receipts.path(out, name).exists() else (NEW,)
    before = dict(receipt.parts)
    changed = tuple(words for part, words in keys.PARTS.items() if before.get(part) != parts.get(part))
    return changed or (DAMAGED,)


def _failed(path: Path, key: str) -> str:
    """Return that the last run of exactly this failed, or that it is left alone."""
    try:
        record = read_record(path)
    except (OSError, ValueError):
        return ""
    if record.ok or record.key != key:
        return ""
    return LEFT_ALONE if left_alone(record) else FAILED


def left_alone(record: RunRecord) -> bool:
    """
    Whether a run ended its worker so often that it is not tried again until something changes.

    Examples
    --------
    >>> left_alone(RunRecord("harbour-fire", "worker_died", "", (), attempts=2))
    True
    """
    return record.status in _KILLED and record.attempts >= _TRIES

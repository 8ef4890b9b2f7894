"""
One briefing to be made, as a value that can be handed to another process or machine, and how it went.

An item names everything that its worker needs and nothing else, in plain JSON: where the notebook is, what it
is asked, which corpus it reads, how long it may take. What a worker sends back is the record of its run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from reportkit.publishing.record import RunRecord, from_json

if TYPE_CHECKING:
    from reportkit.publishing.parameters import Plain

Choice: TypeAlias = Literal["auto", "kernel", "in process"]


@dataclass(frozen=True, slots=True)
class Limits:
    """
    What one briefing may take.

    Parameters
    ----------
    cell, whole, start : int
        Seconds for one cell, for all cells with the kernel's start, and for that start alone.
    page : int
        Seconds more for making the PDF and writing it.
    cancel : int
        Seconds in which a worker that is asked to end must have ended; after that it is killed.
    memory_mb : int
        Megabytes of memory that the worker with all it starts may hold; 0 for no limit.
    """

    cell: int = 120
    whole: int = 600
    start: int = 60
    page: int = 120
    cancel: int = 5
    memory_mb: int = 4096

    @property
    def everything(self) -> int:
        """Seconds from the start of the worker to its end."""
        return self.whole + self.page


@dataclass(frozen=True, slots=True)
class Item:
    """
    One briefing to be made.

    Parameters
    ----------
    slug : str
        What its files are called.
    notebook : str
        The whole path of the notebook.
    out : str
        The whole path of the folder for the files.
    parameters : mapping of str to plain values
        Values for the notebook's parameters.
    environment : mapping of str to str
        Variables that its cells see, above the few they see anyway.
    limits : Limits
        What it may take.
    engine : str
        "auto": in the worker itself where that shows the same, else in a kernel. "kernel": always there.
        "in process": in the worker even where it is not sure to show the same.
    key : str
        Digest of all that bears on it; "" for none, and then no receipt is written.
    parts : mapping of str to str
        The digests that the key is made of, by what they are of.
    encoding : str
        What bears on the incident, as `reportkit.reading.stored` writes it, so that the worker need not read
        the whole corpus; "" to read it all the same.
    beside : mapping of str to str
        Whole paths of further files that its cells read, by the name under which they find them.
    printer : str
        The socket of a typesetter that is warm; "" for none.
    attempt : int
        Which try this is, from 1.

    Examples
    --------
    >>> item = Item("harbour-fire", "/n/briefing.ipynb", "/out", {"incident": "harbour-fire"})
    >>> Item.read(item.written()) == item
    True
    """

    slug: str
    notebook: str
    out: str
    parameters: Mapping[str, Plain] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    engine: Choice = "auto"
    key: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    printer: str = ""
    attempt: int = 1

    def written(self) -> bytes:
        """Return the item as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True).encode()

    @classmethod
    def read(cls, line: bytes) -> Item:
        """Return the item of a line that `written` made."""
        found: dict[str, Any] = json.loads(line)
        return cls(**{**found, "limits": Limits(**found["limits"])})

    @property
    def record_path(self) -> Path:
        """Where the record of its last run stands."""
        return Path(self.out) / f"{self.slug}.run.json"


@dataclass(frozen=True, slots=True)
class Result:
    """
    How one briefing went.

    Parameters
    ----------
    item : Item
        What was to be made, as it was tried last.
    record : RunRecord
        How its last run went.

    Examples
    --------
    >>> Result(Item("a", "", ""), RunRecord("a", "ok", "", ())).ok
    True
    """

    item: Item
    record: RunRecord

    @property
    def ok(self) -> bool:
        """Whether there is a briefing of this run."""
        return self.record.ok


def result(item: Item, told: Mapping[str, Any]) -> Result:
    """Return the result that a worker has sent as the JSON of its record."""
    return Result(item, replace(from_json(told), attempts=item.attempt))

"""What a run of a schedule has at hand: the schedule, the folder, a clock, and who makes the briefings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from reportkit.publishing.schedules.slots import SlotState
    from reportkit.reading.schedules import Schedule

MADE, STANDS = "made", "stands"
GOOD: Final = frozenset({MADE, STANDS})
"""How a briefing went; every other word says why there is none."""


class Broken(Exception):  # noqa: N818 - told by whoever raised it: what could not be begun
    """Raised where a run cannot even begin: a corpus with mistakes, a parameter that does not fit."""


class Hands(Protocol):
    """What a slot needs others to do: read the corpus in a state, and make briefings."""

    @property
    def seeds(self) -> Path:
        """The folder of the corpus."""

    def notebook(self, schedule: Schedule) -> Path:
        """Return the notebook that makes the briefings."""

    def chosen(self, schedule: Schedule, as_of: str, today: date) -> tuple[str, ...]:
        """Return the incidents that the query of a schedule means; `Broken` where that cannot be told."""

    def make(
        self, schedule: Schedule, slot: SlotState, there: Path, alive: Callable[[], None]
    ) -> Mapping[str, str]:
        """Make the briefings of a slot, calling *alive* on the way, and return how each went."""


@dataclass(frozen=True, slots=True)
class Setting:
    """
    What a run of a schedule has at hand.

    Parameters
    ----------
    schedule : Schedule
        The schedule.
    hands : Hands
        Who makes briefings.
    there : pathlib.Path
        The folder of its briefings, editions, slots and messages.
    clock : callable
        Tells the instant, with its zone.
    """

    schedule: Schedule
    hands: Hands
    there: Path
    clock: Callable[[], datetime]


def root(out: Path, schedule: Schedule) -> Path:
    """Return the folder of a schedule's briefings, inside the one for all."""
    return out / schedule.folder if schedule.folder else out

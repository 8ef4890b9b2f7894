"""The page of mistakes: every rule that `reportkit check` tells, with the message an analyst reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from building.tables import code, fenced

BROKEN = Path(__file__).resolve().parents[2] / "tests" / "broken"
MESSAGE = "message.txt"
_PLACES = {
    "readings/": "In a reading",
    "incidents/": "In the file of an incident",
    "actors.yaml": "In a register or in corpus.yaml",
    "places.yaml": "In a register or in corpus.yaml",
    "documents.yaml": "In a register or in corpus.yaml",
    "corpus.yaml": "In a register or in corpus.yaml",
}
_ELSEWHERE = "In pins.json and in the texts"
_FOLLOWS = (
    " not pinned\n"  # a changed anchor has no pin yet: said beside many a mistake, and not what it is about
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One way to break a rule: the rule's name and the message, without its last line."""

    rule: str
    message: str

    @property
    def file(self) -> str:
        """The file it stands in."""
        return self.message.partition(":")[0]


def made_from() -> Iterable[Path]:
    """Yield the files the page is made from."""
    return sorted(BROKEN.glob(f"*/{MESSAGE}"))


def mistakes() -> Iterator[Mistake]:
    """Yield every mistake that has a message, by the name of its rule."""
    for path in made_from():
        rule, _, _ = path.parent.name.partition("--")
        *messages, _ = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
        told = [message for message in messages if _FOLLOWS not in message] or messages
        yield Mistake(rule, "\n\n".join(told))


def markdown(_: str = "", __: Path | None = None) -> str:
    """Return the page: rules by the file they are about, each with its messages."""
    places: dict[str, dict[str, list[Mistake]]] = {name: {} for name in (*_PLACES.values(), _ELSEWHERE)}
    by_rule: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in mistakes():
        by_rule[mistake.rule].append(mistake)
    for rule, found in by_rule.items():
        places[_place(found[0])][rule] = found
    return "\n\n".join(
        part
        for place, rules in places.items()
        if rules
        for part in (f"## {place}", *(_told(rule, found) for rule, found in rules.items()))
    )


def _place(mistake: Mistake) -> str:
    return next(
        (place for start, place in _PLACES.items() if mistake.file.startswith(start)),
        _ELSEWHERE,
    )


def _told(rule: str, found: list[Mistake]) -> str:
    heading = f"### {code(rule)}"
    return "\n\n".join((heading, *(fenced(mistake.message) for mistake in found)))

"""Messages to deliver: of a chain made up for the purpose, to readers on this machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reportkit.publishing.delivery import messages, outbox, sending
from reportkit.publishing.delivery.envelopes import Envelope
from reportkit.publishing.delivery.sending import Outcome
from reportkit.publishing.editions import chain
from reportkit.reading.destinations import Destination, Folder, Mail, Secret
from tests.samples import chains

SLUG = chains.SLUG
NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)
TOLD = ("The desk's count of the injured is 8; it was 'several' [C7].",)


def folder(path: Path, ceiling: str = "TLP:CLEAR") -> Folder:
    """Return a folder as a destination."""
    return Folder("desk", ceiling, "material", str(path))


def mail(port: int, *to: str, security: str = "none", user: str = "", password: str = "") -> Mail:
    """Return people who are reached by a mail server on this machine; the password is in a variable."""
    people = to or ("reader@b.example",)
    common = ("people", "TLP:CLEAR", "material")
    return Mail(*common, people, "kit@b.example", "localhost", port, security, user, Secret(env=password))


def added(out: Path, to: Destination, number: int = 0, at: datetime = NOON) -> tuple[Envelope, ...]:
    """Put an edition into the outbox, the last one if none is named; one is issued if there is none."""
    if not chain.chain(out, SLUG):
        chains.laid(out, 1)
    edition = chain.chain(out, SLUG)[number - 1]
    return outbox.add(out, messages.edition(edition, TOLD, label="Harbour fire", schedule="morning"), to, at)


def sent(out: Path, at: datetime = NOON, **how: Any) -> list[Outcome]:
    """Send what waits."""
    return list(sending.deliver(out, lambda: at, **how))


def states(out: Path, at: datetime = NOON, **how: bool) -> list[str]:
    """Send what waits, and return what became of it."""
    return [one.state for one in sent(out, at, **how)]

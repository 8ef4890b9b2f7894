"""
Sending what waits in the outbox: at least once, under a key that lets the receiver take it once.

The order is what makes it so. That a message is about to be sent is written down; it is sent; it is moved to
what was sent. Killed before the last step, it is sent again with the same key. Nothing above the marking that
a destination may get is sent, and no edition that was withdrawn or is not as it was issued.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from reportkit.analysis.ceiling import above
from reportkit.problems import visible
from reportkit.publishing import ledger
from reportkit.publishing.batch import locks
from reportkit.publishing.delivery import outbox, patience, recalls
from reportkit.publishing.delivery.envelopes import Envelope, address, kind_of
from reportkit.publishing.delivery.messages import EDITION_OUT, RECALL
from reportkit.publishing.delivery.parcels import Parcel, Undelivered
from reportkit.publishing.editions import chain, files
from reportkit.publishing.editions.sealing import Broken, digest
from reportkit.reading.destinations import Mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from reportkit.publishing.editions.chain import Chain
    from reportkit.reading.destinations import Destination

DELIVERED: Final = "delivered"
PUT_OFF: Final = "put off"
PARKED: Final = "parked"
DROPPED: Final = "dropped"
NOT_DUE: Final = "not due"
_LARGEST: Final = 200 << 20  # bytes of a file that goes with a message
_AGAIN: Final = "then run: reportkit deliver --retry-parked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of one message.

    Parameters
    ----------
    envelope : Envelope
        The message and its destination.
    state : str
        "delivered", "put off" (tried again later), "parked" (somebody has to do something), "dropped" (its
        edition was withdrawn first) or "not due" (it was put off, or what failed before stands in its way).
    because : str
        Why it did not arrive.
    """

    envelope: Envelope
    state: str
    because: str = ""


def deliver(
    out: Path,
    clock: Callable[[], datetime],
    *,
    early: bool = False,
    retry_parked: bool = False,
    current: Iterable[tuple[str, Destination]] = (),
) -> Iterator[Outcome]:
    """
    Send what waits, and yield what became of each message.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    clock : callable
        Says the instant, with its zone.
    early : bool, optional
        Whether to try also what was put off until later.
    retry_parked : bool, optional
        Whether to try once more what was parked.
    current : iterable of (str, Destination), optional
        The destinations as they are written now, with the schedule of each; what waits goes by them
        (`reportkit.publishing.delivery.outbox.renew`).

    Raises
    ------
    reportkit.publishing.batch.locks.Busy
        When somebody else is sending from this outbox.
    reportkit.publishing.atomic.WriteProblem
        When what was done cannot be written down; nothing more is sent then.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from pathlib import Path
    >>> list(deliver(Path("no such folder"), lambda: datetime.now(UTC)))
    []
    """
    if not outbox.home(out).exists():
        return
    with locks.held(outbox.home(out)):
        outbox.renew(out, current)
        again = {one.key for one in outbox.unpark(out)} if retry_parked else set()
        _, broken = recalls.add(out, clock())
        round_ = _Round(out, clock, frozenset(broken))
        for envelope in outbox.read(out).envelopes:
            due = early or envelope.key in again or envelope.next <= ledger.instant(clock())
            if due or round_.gone(envelope):
                yield round_.sent(envelope)
            else:
                yield Outcome(envelope, NOT_DUE, envelope.because)


class _Round:
    """One round of sending: the chains it has looked at, and who could not be reached in it."""

    def __init__(self, out: Path, clock: Callable[[], datetime], broken: frozenset[str]) -> None:
        self.out, self.clock, self.broken = out, clock, broken
        self.chains: dict[str, Chain] = {}
        self.unreached: dict[str, str] = {}

    def sent(self, envelope: Envelope) -> Outcome:
        """Send one message and write down what became of it."""
        end, before = _end(envelope), envelope.maybe
        if end in self.unreached and not self.gone(envelope):
            return Outcome(envelope, NOT_DUE, self.unreached[end])
        try:
            if self.withdrawn(envelope):
                because = "its edition was withdrawn before it was sent"
                return Outcome(outbox.move(self.out, envelope, outbox.DROPPED, because), DROPPED, because)
            parcel = self.packed(envelope)
            envelope = outbox.attempted(self.out, envelope)
            _hand_over(parcel)
        except Undelivered as undelivered:
            if undelivered.unreachable:
                self.unreached[end] = undelivered.because
            maybe = before or (envelope.maybe and undelivered.maybe)
            return self.kept(replace(envelope, maybe=maybe), undelivered)
        envelope = outbox.move(self.out, envelope, outbox.SENT)
        self.noted("delivered", envelope)
        return Outcome(envelope, DELIVERED)

    def kept(self, envelope: Envelope, undelivered: Undelivered) -> Outcome:
        """Keep a message that did not arrive, for later or for somebody to see to."""
        because = undelivered.because
        if not undelivered.permanent and envelope.attempts >= patience.ATTEMPTS:
            because = f"{because}; it was tried {envelope.attempts} times; see to it, {_AGAIN}"
        elif not undelivered.permanent:
            until = self.clock() + patience.wait(envelope.key, max(envelope.attempts, 1), undelivered.after)
            envelope = outbox.put_off(self.out, envelope, because, until)
            self.noted("put off", envelope, next=envelope.next)
            return Outcome(envelope, PUT_OFF, because)
        envelope = outbox.move(self.out, envelope, outbox.PARKED, because)
        self.noted("parked", envelope)
        return Outcome(envelope, PARKED, because)

    def noted(self, kind: str, envelope: Envelope, **more: str) -> None:
        """Write into the ledger what became of a message."""
        said = envelope.message
        about = {"schedule": said.schedule, "incident": said.incident, "because": envelope.because}
        ledger.append(
            self.out,
            kind,
            at=self.clock(),
            message=said.kind,
            key=envelope.key,
            destination=envelope.destination.name,
            attempts=envelope.attempts,
            **({"edition": said.edition} if said.edition else {}),
            **{name: words for name, words in (about | more).items() if words},
        )

    def chain(self, slug: str) -> Chain:
        """Return the chain of an incident, looked at once a round."""
        if slug not in self.chains:
            self.chains[slug] = chain.examined(self.out, slug)
        return self.chains[slug]

    def withdrawn(self, envelope: Envelope) -> bool:
        """Whether a message brings an edition that was withdrawn."""
        said = envelope.message
        if said.kind != EDITION_OUT:
            return False
        return any(
            not one.stands for one in self._chain_of(said.incident).editions if one.sha256 == said.about
        )

    def gone(self, envelope: Envelope) -> bool:
        """Whether a message brings an edition that is known to be withdrawn."""
        try:
            return self.withdrawn(envelope)
        except Undelivered:
            return False

    def packed(self, envelope: Envelope) -> Parcel:
        """Return a message with its files, everything verified that has to be before it may leave."""
        said, to = envelope.message, envelope.destination
        if above(said.marking, to.ceiling):
            raise Undelivered(
                f"it is marked {said.marking}, and '{visible(to.name)}' may get {to.ceiling} at most; "
                "nothing was sent. If it may get more, raise its 'ceiling' in schedules.yaml, " + _AGAIN,
                permanent=True,
            )
        standing: frozenset[int] = frozenset()
        if said.kind in {EDITION_OUT, RECALL}:
            found = self._chain_of(said.incident)
            if said.kind == EDITION_OUT and not any(one.sha256 == said.about for one in found.editions):
                raise Undelivered(
                    f"the chain of '{said.incident}' has no such edition; "
                    f"run: reportkit editions {said.incident}",
                    permanent=True,
                )
            standing = frozenset(one.number for one in found.editions if one.stands)
        content = {one.name: self._file(one.path, one.sha256, said.incident) for one in said.files}
        return Parcel(envelope, content, self.clock(), standing)

    def _chain_of(self, slug: str) -> Chain:
        try:
            found = self.chain(slug)
        except ValueError as wrong:
            raise Undelivered(visible(str(wrong)), permanent=True) from None
        if found.problems or slug in self.broken:
            raise Undelivered(
                f"the chain of '{slug}' is not whole, and what cannot be verified is not sent; "
                f"run: reportkit editions {slug}"
            )
        return found

    def _file(self, path: str, sha256: str, slug: str) -> bytes:
        """Return a file of an edition as it was issued."""
        place = self.out / path
        inside = (self.out / chain.EDITIONS / slug).resolve()
        try:
            if not place.resolve().is_relative_to(inside):
                raise Broken("it is not in the chain")  # noqa: TRY301 - told below
            content = files.content(place, _LARGEST)
            if digest(content) != sha256:
                raise Broken("it is another than was issued")  # noqa: TRY301
        except Broken as broken:
            raise Undelivered(
                f"{visible(path)}: {broken}; put it back from a copy, {_AGAIN}", permanent=True
            ) from None
        return content


def _hand_over(parcel: Parcel) -> None:
    to = parcel.envelope.destination
    sender = import_module(f"reportkit.publishing.delivery.{kind_of(to)}")
    try:
        sender.send(parcel, to)
    except Undelivered as undelivered:
        raise Undelivered(
            parcel.told(undelivered.because),
            permanent=undelivered.permanent,
            unreachable=undelivered.unreachable,
            maybe=undelivered.maybe,
            after=undelivered.after,
        ) from None
    except Exception as error:  # noqa: BLE001 - one message that meets a fault of ours does not hold up the others
        because = f"a fault of the kit: {type(error).__name__}; please report it"
        raise Undelivered(because, maybe=True) from None


def _end(envelope: Envelope) -> str:
    """Return what cannot be reached when this cannot: a mail server for all its recipients."""
    to = envelope.destination
    if isinstance(to, Mail):
        return f"mail {to.host}:{to.port} {to.user}"
    return address(to)

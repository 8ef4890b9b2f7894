"""What a destination is handed to send, and how it says that it could not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from reportkit.publishing.delivery import credentials
from reportkit.publishing.delivery.envelopes import Envelope
from reportkit.publishing.delivery.messages import Message

if TYPE_CHECKING:
    from reportkit.reading.destinations import Secret


class Undelivered(Exception):  # noqa: N818 - told with its reason, and tried again
    """
    Raised when a message did not arrive.

    Parameters
    ----------
    because : str
        Why, and what to do where somebody has to do something.
    permanent : bool
        Whether trying again would end the same way.
    unreachable : bool
        Whether nothing else would arrive there either, for now.
    maybe : bool
        Whether it may have arrived all the same.
    after : float
        Seconds that the receiver asks to wait; 0 where it asks nothing.
    """

    def __init__(
        self,
        because: str,
        *,
        permanent: bool = False,
        unreachable: bool = False,
        maybe: bool = False,
        after: float = 0,
    ) -> None:
        super().__init__(because)
        self.because, self.permanent, self.unreachable = because, permanent, unreachable
        self.maybe, self.after = maybe, after


@dataclass(frozen=True, slots=True)
class Parcel:
    """
    A message with the bytes that go with it.

    Parameters
    ----------
    envelope : Envelope
        The message and its destination.
    files : mapping of str to bytes
        What goes with it, by the name it has for the reader; verified.
    at : datetime.datetime
        The instant at which it is sent.
    standing : frozenset of int
        The numbers of all editions of the incident that stand.
    """

    envelope: Envelope
    files: Mapping[str, bytes]
    at: datetime
    standing: frozenset[int] = frozenset()
    _revealed: list[str] = field(default_factory=list, repr=False, compare=False)

    @property
    def key(self) -> str:
        """The idempotency key."""
        return self.envelope.key

    @property
    def message(self) -> Message:
        """What is told."""
        return self.envelope.message

    def secret(self, source: Secret) -> str:
        """
        Return a secret; from now on it is taken out of all that is told of this parcel.

        Raises
        ------
        Undelivered
            When it is not to be had.
        """
        try:
            found = credentials.value(source)
        except credentials.NoSecret as none:
            raise Undelivered(str(none), unreachable=True) from None
        self._revealed.append(found)
        return found

    def told(self, text: str) -> str:
        """Return what is told of this parcel, with every secret taken out."""
        return credentials.hidden(text, self._revealed)

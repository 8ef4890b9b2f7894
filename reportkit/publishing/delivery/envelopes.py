"""
A message with its destination, as it stands in the outbox: everything that sending it takes, but no secret.

Of a secret it holds what the destination holds: the name of a variable, or the path of a file.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, Final, TypeVar

from reportkit import codebook
from reportkit.publishing.delivery.messages import KINDS, File, Message
from reportkit.publishing.editions.sealing import SEAL, Broken, sealed, unsealed
from reportkit.reading.destinations import Destination, Folder, Mail, Objects, Secret, Webhook

_RECORD: Final = "message"
_DESTINATIONS: Final = MappingProxyType(
    {"folder": Folder, "mail": Mail, "webhook": Webhook, "objects": Objects}
)
_NAMES: Final = MappingProxyType({form: name for name, form in _DESTINATIONS.items()})
_PLAIN: Final = MappingProxyType({"str": str, "int": int, "bool": bool})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Envelope:
    """
    A message for one reader, and how far it has come.

    Parameters
    ----------
    key : str
        What is the same whenever this is sent, and given to the receiver: see `key_of`.
    message : Message
        What is told.
    destination : Destination
        To whom; a mail has one recipient.
    added : str
        When it was put into the outbox, in UTC to the second.
    attempts : int
        How often it was begun to be sent.
    next : str
        The instant before which it is not tried again; "" for at once.
    because : str
        Why it has not arrived.
    maybe : bool
        Whether it may have arrived all the same. Written down before it is sent, and taken back only where an
        attempt is known to have come to nothing.
    """

    key: str
    message: Message
    destination: Destination
    added: str
    attempts: int = 0
    next: str = ""
    because: str = ""
    maybe: bool = False


def kind_of(destination: Destination) -> str:
    """
    Return what a destination is: folder, mail, webhook or objects.

    Examples
    --------
    >>> kind_of(Folder("desk", "TLP:CLEAR", "material", "/srv/briefings"))
    'folder'
    """
    return _NAMES[type(destination)]


def address(destination: Destination) -> str:
    """
    Return where a destination is, in words that tell two of them apart and hold no secret.

    A destination that is only called otherwise, or reached by another way, is the same one.

    Examples
    --------
    >>> address(Mail("desk", "TLP:CLEAR", "always", ("a@b.example",), "kit@b.example", "mail.b.example", 587))
    'mail a@b.example'
    """
    if isinstance(destination, Folder):
        return f"folder {destination.path}"
    if isinstance(destination, Mail):
        return f"mail {' '.join(sorted(destination.to))}"
    if isinstance(destination, Webhook):
        return f"webhook {destination.url}"
    return " ".join(filter(None, ("objects", destination.url, destination.endpoint)))


def key_of(message: Message, destination: Destination) -> str:
    """
    Return the idempotency key: the same for the same thing told to the same reader, whoever asks, whenever.

    Parameters
    ----------
    message : Message
        What is told; its kind and what it is about count, its words do not.
    destination : Destination
        To whom; its address counts.
    """
    said = [message.kind, message.about, address(destination)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def to_bytes(envelope: Envelope) -> bytes:
    """Return an envelope as the bytes of its file: JSON with a digest of itself."""
    content = asdict(envelope)
    content["destination"]["kind"] = kind_of(envelope.destination)
    return sealed(_RECORD, content)


def from_bytes(content: bytes) -> Envelope:
    """
    Return the envelope of a file's bytes.

    Raises
    ------
    reportkit.publishing.editions.sealing.Broken
        When they are not as they were written.

    Examples
    --------
    >>> message = Message("overdue", "0" * 64, "TLP:CLEAR", "a head", "a text")
    >>> to = Folder("desk", "TLP:CLEAR", "always", "/srv/briefings")
    >>> one = Envelope(key_of(message, to), message, to, "2031-05-06T12:00:00Z")
    >>> from_bytes(to_bytes(one)) == one
    True
    """
    held = unsealed(_RECORD, content)
    held = {name: value for name, value in held.items() if name not in {"format", "kind", SEAL}}
    try:
        destination = dict(held["destination"])
        form: type[Any] = _DESTINATIONS[destination.pop("kind")]
        message = dict(held["message"])
        message["files"] = tuple(_built(File, one) for one in message["files"])
        found = _built(
            Envelope, held | {"destination": _built(form, destination), "message": _built(Message, message)}
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Broken("it does not say what a message says") from None
    words = codebook.words("markings")
    if found.message.kind not in KINDS or not {found.message.marking, found.destination.ceiling} <= {*words}:
        raise Broken("it has a kind or a marking that there is none of")
    if found.key != key_of(found.message, found.destination):
        raise Broken("its key is that of another message")
    return found


def _built(form: type[T], values: dict[str, Any]) -> T:
    types = {field.name: str(field.type) for field in fields(form)}  # type: ignore[arg-type]
    if types.keys() != values.keys():
        raise ValueError(form.__name__)
    return form(**{name: _value(types[name], value) for name, value in values.items()})


def _value(kind: str, value: Any) -> Any:  # noqa: ANN401 - what a field of that type holds
    if kind == "Secret":
        return _built(Secret, value)
    if kind == "tuple[str, ...]":
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise TypeError(kind)
        return tuple(value)
    if kind in _PLAIN and type(value) is not _PLAIN[kind]:
        raise TypeError(kind)
    return value

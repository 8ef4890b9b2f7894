"""
How a request is signed, and how its receiver sees that it is ours: HMAC-SHA256 over the instant and the body.

``Reportkit-Timestamp`` is the instant in seconds since 1970, ``Reportkit-Signature`` is ``v1=`` and the HMAC
of the timestamp, a full stop and the body as it was received, in hexadecimal digits. A receiver refuses what
is older than five minutes, and takes what comes again under one ``Idempotency-Key`` once.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

KEY, TIMESTAMP, SIGNATURE = "Idempotency-Key", "Reportkit-Timestamp", "Reportkit-Signature"
WINDOW: Final = 300  # seconds
_VERSION: Final = "v1="
_LONGEST: Final = 12  # digits of an instant


def headers(body: bytes, secret: str, key: str, at: datetime) -> dict[str, str]:
    """
    Return the headers that sign a request.

    Parameters
    ----------
    body : bytes
        The body as it is sent.
    secret : str
        What sender and receiver share.
    key : str
        The idempotency key.
    at : datetime.datetime
        The instant at which it is sent.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> noon = datetime(2031, 5, 6, 12, tzinfo=UTC)
    >>> verified(b"{}", headers(b"{}", "a shared secret", "0", noon), "a shared secret", noon)
    True
    """
    stamp = str(int(at.timestamp()))
    return {KEY: key, TIMESTAMP: stamp, SIGNATURE: f"{_VERSION}{_signature(stamp, body, secret)}"}


def verified(
    body: bytes, received: Mapping[str, str], secret: str, at: datetime, *, window: int = WINDOW
) -> bool:
    """
    Whether a request was signed by who shares a secret, and not long ago.

    Parameters
    ----------
    body : bytes
        The body as it was received, before anything reads it.
    received : mapping of str to str
        The headers.
    secret : str
        What sender and receiver share.
    at : datetime.datetime
        The instant at which it was received.
    window : int, optional
        For how many seconds a signature holds, before and after its instant.
    """
    named = {name.casefold(): found for name, found in received.items()}
    stamp, said = named.get(TIMESTAMP.casefold(), ""), named.get(SIGNATURE.casefold(), "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= _LONGEST):
        return False
    if abs(at.timestamp() - int(stamp)) > window:
        return False
    expected = f"{_VERSION}{_signature(stamp, body, secret)}"
    return hmac.compare_digest(said.encode(errors="replace"), expected.encode())


def _signature(stamp: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()

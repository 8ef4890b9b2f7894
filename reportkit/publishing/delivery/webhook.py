"""Editions as a signed request to a server: one POST of a JSON document, and no answer leads it elsewhere."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import socket
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from reportkit import __version__
from reportkit.problems import clipped, visible
from reportkit.publishing.delivery import patience, signed
from reportkit.publishing.delivery.parcels import Undelivered
from reportkit.publishing.editions.records import CHANGES, PDF

if TYPE_CHECKING:
    from reportkit.publishing.delivery.parcels import Parcel
    from reportkit.reading.destinations import Webhook

FORMAT: Final = 1
STEP = 30.0  # seconds for one answer
WHOLE = 120.0  # seconds for all of one request
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_TAKEN, _ELSEWHERE, _OURS, _THEIRS = 200, 300, 400, 500
_PASSING: Final = frozenset({408, 425, 429})
_MOST_READ: Final = 1 << 12
_LONGEST_TOLD: Final = 200


def send(parcel: Parcel, to: Webhook) -> None:
    """
    Send a message as a request.

    Parameters
    ----------
    parcel : Parcel
        The message.
    to : Webhook
        The server.

    Raises
    ------
    Undelivered
        When the server cannot be reached, or does not take it.
    """
    parts = urlsplit(to.url)
    where = f"the server {visible(parts.netloc)}"
    plain = parts.scheme == "http" and parts.hostname in _HERE
    if not parts.hostname or "@" in parts.netloc or not (parts.scheme == "https" or plain):
        raise Undelivered(
            f"{where} would get it in the clear, or its address is none; write https://… in schedules.yaml",
            permanent=True,
        )
    if not to.secret:
        raise Undelivered("no secret to sign with is named; add 'secret' in schedules.yaml", permanent=True)
    content = body(parcel)
    headers = signed.headers(content, parcel.secret(to.secret), parcel.key, parcel.at) | {
        "Content-Type": "application/json",
        "User-Agent": f"reportkit/{__version__}",
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.hostname, parts.port, plain=plain)
    try:
        with patience.deadline(WHOLE, lambda: _cut(connection)) as over:
            try:
                connection.request("POST", path, content, headers)
                answer = connection.getresponse()
                words = answer.read(_MOST_READ).decode(errors="replace")
                if over():  # heads that were cut off look like heads that have ended
                    raise TimeoutError
            except (http.client.HTTPException, OSError, ValueError) as error:
                raise _told(error, where, over=over()) from None
    finally:
        _cut(connection)
        connection.close()
    _judged(answer.status, words, answer.headers.get("Retry-After", ""), where)


def body(parcel: Parcel) -> bytes:
    """
    Return the JSON document of a message: what is told, and with an edition its PDF and its changes.

    Parameters
    ----------
    parcel : Parcel
        The message.
    """
    said = parcel.message
    content: dict[str, Any] = {
        "format": FORMAT,
        "key": parcel.key,
        "message": said.kind,
        "marking": said.marking,
        "subject": said.subject,
        "text": said.text,
        "schedule": said.schedule,
        "incident": said.incident,
        "edition": said.edition,
        "edition_sha256": said.about if said.edition else "",
        "cut_off": said.cut_off,
    }
    if PDF in parcel.files:
        pdf = parcel.files[PDF]
        content["pdf"] = {
            "name": f"{said.incident}-edition-{said.edition}.pdf",
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "bytes": len(pdf),
            "base64": base64.b64encode(pdf).decode(),
        }
    if CHANGES in parcel.files:
        with suppress(ValueError, RecursionError):
            content["changes"] = json.loads(parcel.files[CHANGES])
    return json.dumps(content, ensure_ascii=True, sort_keys=True).encode()


def _connection(host: str, port: int | None, *, plain: bool) -> http.client.HTTPConnection:
    if plain:
        return http.client.HTTPConnection(host, port, timeout=STEP)
    return http.client.HTTPSConnection(host, port, timeout=STEP, context=ssl.create_default_context())


def _cut(connection: http.client.HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _told(error: Exception, where: str, *, over: bool) -> Undelivered:
    """Return an error of a connection in plain words."""
    if over:
        return Undelivered(f"{where} did not answer within {WHOLE:.0f} seconds", unreachable=True, maybe=True)
    if isinstance(error, TimeoutError):
        return Undelivered(f"{where} did not answer within {STEP:.0f} seconds", unreachable=True, maybe=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = visible(error.verify_message)
        return Undelivered(f"the certificate of {where} is not to be trusted: {why}", unreachable=True)
    if isinstance(error, ConnectionResetError | BrokenPipeError | http.client.RemoteDisconnected):
        told = f"{where} ended the connection; it may have it all the same"
        return Undelivered(told, unreachable=True, maybe=True)
    if isinstance(error, OSError):
        why = visible(error.strerror or str(error))
        return Undelivered(f"{where} cannot be reached: {why}", unreachable=True)
    return Undelivered(f"{where} answered what is no HTTP", unreachable=True, maybe=True)


def _judged(status: int, words: str, after: str, where: str) -> None:
    """Raise unless a server has taken a message."""
    said = f"{status} {clipped(visible(' '.join(words.split())), _LONGEST_TOLD)}".strip()
    if _TAKEN <= status < _ELSEWHERE:
        return
    if _ELSEWHERE <= status < _OURS:
        raise Undelivered(
            f"{where} sends elsewhere ({status}), and nothing is sent where an answer leads; write the "
            "address that takes it in schedules.yaml, then run: reportkit deliver --retry-parked",
            permanent=True,
        )
    if status in _PASSING or status >= _THEIRS:
        seconds = float(after) if after.isascii() and after.isdigit() else 0.0
        raise Undelivered(f"{where} does not take it for now: {said}", after=seconds, maybe=status >= _THEIRS)
    raise Undelivered(
        f"{where} does not take it: {said}; see to it, then run: reportkit deliver --retry-parked",
        permanent=True,
    )

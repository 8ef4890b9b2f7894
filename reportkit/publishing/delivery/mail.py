"""
Editions by mail: the changes as its text, the PDF attached; plain text, so that nothing in it acts.

A message has the same identity whenever it is sent (``Message-ID`` from its key), so that a reader's mail
program shows one that arrived twice once, and a recall stands under the edition it is of.
"""

from __future__ import annotations

import email.policy
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from reportkit.problems import clipped, visible
from reportkit.publishing.delivery import patience
from reportkit.publishing.delivery.envelopes import key_of
from reportkit.publishing.delivery.messages import EDITION_OUT, RECALL
from reportkit.publishing.delivery.parcels import Undelivered
from reportkit.publishing.editions.records import PDF

if TYPE_CHECKING:
    from reportkit.publishing.delivery.parcels import Parcel
    from reportkit.reading.destinations import Mail

STEP = 30.0  # seconds for one answer of the server
WHOLE = 180.0  # seconds for all of one mail
_PERMANENT: Final = 500  # replies from here on will be the same next time (RFC 5321, 4.2.1)
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def send(parcel: Parcel, to: Mail) -> None:
    """
    Hand a mail to a server, which then has to see to it.

    Parameters
    ----------
    parcel : Parcel
        The message.
    to : Mail
        The server and the one recipient.

    Raises
    ------
    Undelivered
        When the server cannot be reached, or does not take it.
    """
    where = f"the mail server {visible(to.host)}:{to.port}"
    if to.security == "none" and to.host not in _HERE:
        raise Undelivered(
            f"{where} would get it in the clear; write 'security: starttls' or 'tls' in schedules.yaml",
            permanent=True,
        )
    password = parcel.secret(to.password) if to.password else ""
    message = composed(parcel, to)
    server = _Server(to)
    try:
        with patience.deadline(WHOLE, server.cut) as over:
            try:
                server.handed(message, to, password)
            except (smtplib.SMTPException, OSError, ValueError) as error:
                if over():
                    told = f"{where} did not take it within {WHOLE:.0f} seconds"
                    raise Undelivered(told, unreachable=True, maybe=server.begun) from None
                raise _told(error, where, to, begun=server.begun) from None
    finally:
        server.left()


def composed(parcel: Parcel, to: Mail) -> EmailMessage:
    """
    Return a message as a mail: the same bytes whenever it is composed for the same instant.

    Parameters
    ----------
    parcel : Parcel
        The message.
    to : Mail
        Sender and recipient.
    """
    message = EmailMessage(email.policy.SMTP)
    said = parcel.message
    message["From"] = _address(to.sender)
    message["To"] = _address(to.to[0])
    message["Subject"] = clipped(visible(" ".join(said.subject.split())), 200)
    message["Date"] = format_datetime(parcel.at)
    message["Message-ID"] = identity(parcel.key, to)
    if said.kind == RECALL:
        before = identity(_edition_key(parcel), to)
        message["In-Reply-To"] = message["References"] = before
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in answer
    text = "\n".join(visible(line) for line in said.text.split("\n"))
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    if PDF in parcel.files:
        name = f"{said.incident}-edition-{said.edition}.pdf"
        message.add_attachment(parcel.files[PDF], maintype="application", subtype="pdf", filename=name)
        message.set_boundary(f"=_{parcel.key[:40]}")
    return message


def identity(key: str, to: Mail) -> str:
    """
    Return the Message-ID of a mail with a key.

    Examples
    --------
    >>> from reportkit.reading.destinations import Mail
    >>> desk = Mail("desk", "TLP:CLEAR", "always", ("a@b.example",), "kit@b.example", "mail.b.example", 587)
    >>> identity("0" * 64, desk)[-19:]
    '00000000@b.example>'
    """
    return f"<{key[:40]}@{to.sender.rpartition('@')[2]}>"  # as much of it as stands on one line


class _Server:
    """A mail server, spoken to by the rules that a destination has."""

    def __init__(self, to: Mail) -> None:
        own: dict[str, Any] = {"timeout": STEP, "local_hostname": "localhost"}
        self.smtp: smtplib.SMTP
        self.begun = False  # whether anything of the mail itself was sent
        if to.security == "tls":
            self.smtp = smtplib.SMTP_SSL(context=ssl.create_default_context(), **own)
            self.smtp._host = to.host  # type: ignore[attr-defined] # noqa: SLF001 - whom the certificate must name
        else:
            self.smtp = smtplib.SMTP(**own)

    def handed(self, message: EmailMessage, to: Mail, password: str) -> None:
        """Hand over a mail."""
        code, reply = self.smtp.connect(to.host, to.port)
        if code != 220:  # noqa: PLR2004 - "ready", RFC 5321
            raise smtplib.SMTPConnectError(code, reply)
        if self.smtp.sock:  # its address (RFC 5321, 4.1.3): a name would have to be asked of the network
            here = self.smtp.sock.getsockname()[0]
            self.smtp.local_hostname = f"[IPv6:{here}]" if ":" in here else f"[{here}]"
        self.smtp.ehlo_or_helo_if_needed()
        if to.security == "starttls":
            self.smtp._host = to.host  # type: ignore[attr-defined] # noqa: SLF001
            self.smtp.starttls(context=ssl.create_default_context())
        if to.user or password:
            self.smtp.login(to.user, password)
        self.begun = True
        self.smtp.sendmail(to.sender, list(to.to), message.as_bytes())
        with suppress(smtplib.SMTPException, OSError):
            self.smtp.quit()  # the mail is theirs already

    def cut(self) -> None:
        """End the connection at once, also from another thread."""
        sock = self.smtp.sock
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def left(self) -> None:
        """Close what is open; nobody else uses it any more."""
        self.cut()
        self.smtp.close()


def _told(  # noqa: PLR0911 - one for each way to fail
    error: Exception, where: str, to: Mail, *, begun: bool
) -> Undelivered:
    """Return an error of a mail server in plain words, and whether trying again could help."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return _refused(f"{where} does not take mail to {visible(to.to[0])}", code, reply)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        told = _refused(f"{where} does not know the user or the password", error.smtp_code, error.smtp_error)
        told.unreachable = True
        return told
    if isinstance(error, smtplib.SMTPResponseException):
        told = _refused(f"{where} did not take it", error.smtp_code, error.smtp_error)
        told.unreachable = isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError)
        return told
    if isinstance(error, smtplib.SMTPNotSupportedError):
        what = "does not speak TLS, and nothing goes to it in the clear"
        if "STARTTLS" not in str(error):
            what = f"cannot do what is asked: {visible(str(error))}"
        return Undelivered(
            f"{where} {what}; correct it in schedules.yaml, then run: reportkit deliver --retry-parked",
            permanent=True,
            unreachable=True,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        why = visible(error.verify_message)
        return Undelivered(f"the certificate of {where} is not to be trusted: {why}", unreachable=True)
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Undelivered(f"{where} did not answer within {STEP:.0f} seconds", unreachable=True, maybe=begun)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        rest = "; it may have the mail all the same" if begun else ""
        return Undelivered(f"{where} ended the connection{rest}", unreachable=True, maybe=begun)
    if isinstance(error, OSError):
        why = visible(error.strerror or str(error))
        return Undelivered(f"{where} cannot be reached: {why}", unreachable=True, maybe=begun)
    return Undelivered(f"{where} answered what is no mail protocol", unreachable=True, maybe=begun)


def _refused(what: str, code: int, reply: bytes | str) -> Undelivered:
    words = reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
    said = f"{code} {clipped(visible(' '.join(words.split())), 200)}"
    if code >= _PERMANENT:
        fix = "see to it, then run: reportkit deliver --retry-parked"
        return Undelivered(f"{what}: {said}; {fix}", permanent=True)
    return Undelivered(f"{what} for now: {said}")


def _edition_key(parcel: Parcel) -> str:
    return key_of(replace(parcel.message, kind=EDITION_OUT), parcel.envelope.destination)


def _address(text: str) -> str:
    if visible(text) != text or any(one in text for one in '\r\n,;<>"()'):
        raise Undelivered("an address is none; correct it in schedules.yaml", permanent=True)
    return text

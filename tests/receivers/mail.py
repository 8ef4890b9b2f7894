"""A real mail server, a process of its own: ``python mail.py FOLDER MODE [CERTIFICATE]`` prints its port."""

from __future__ import annotations

import asyncio
import ssl
import sys
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, syntax

REFUSALS = {"gone": "550 5.1.1 no such user", "greylisted": "451 4.7.1 try again later"}
PASSWORD = b"a password that nobody may see"


class Kept:
    """Puts each mail into a folder; answers by what the recipient is called."""

    def __init__(self, folder: Path, mode: str) -> None:
        self.folder, self.mode, self.numbers = folder, mode, count(1)

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _: Any
    ) -> str:
        """Take a recipient or refuse it."""
        del server, session
        if refusal := REFUSALS.get(address.partition("@")[0]):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a mail, or do not."""
        del server, session
        if self.mode in {"451", "554"}:
            return f"{self.mode} not this one"
        assert isinstance(envelope.content, bytes)
        (self.folder / f"{next(self.numbers):03}.eml").write_bytes(envelope.content)
        return "250 OK"


class Dropping(SMTP):
    """Ends the connection in the middle of a mail."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Read some of a mail and go."""
        del arg
        await self.push("354 go on")
        await self._reader.readline()
        self.transport.abort()  # type: ignore[union-attr]


def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Let in who knows the password; tell others what they said, as bad servers do."""
    del server, session, envelope, mechanism
    said = data.password if isinstance(data, LoginPassword) else b""
    if said == PASSWORD:
        return AuthResult(success=True)
    return AuthResult(success=False, handled=False, message=f"535 5.7.8 not '{said.decode()}'")


async def said(text: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet with some words and wait for the end."""
    writer.write(text)
    await reader.read()
    writer.close()


async def dripped(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet a letter at a time, without an end."""
    while not writer.is_closing():
        writer.write(b"2")
        await writer.drain()
        await asyncio.sleep(0.02)


async def serve(folder: Path, mode: str, certificate: str) -> None:
    """Serve until killed."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    loop, kept = asyncio.get_running_loop(), Kept(folder, mode)
    if mode in {"421", "555", "nonsense", "silent"}:
        words = {"421": b"421 not now\r\n", "555": b"554 never\r\n", "nonsense": b"HTTP/1.1 200 OK\r\n"}
        server = await asyncio.start_server(lambda r, w: said(words.get(mode, b""), r, w), "127.0.0.1", 0)
    elif mode == "drip":
        server = await asyncio.start_server(dripped, "127.0.0.1", 0)
    else:
        form = Dropping if mode == "drop" else SMTP
        tls: dict[str, Any] = {}
        if mode == "starttls":
            tls = {"tls_context": context, "require_starttls": True}
        if mode in {"starttls", "tls"}:
            tls |= {"authenticator": known, "auth_require_tls": mode == "starttls"}
        server = await loop.create_server(
            lambda: form(kept, hostname="mail.example", loop=loop, **tls),
            "127.0.0.1",
            0,
            ssl=context if mode == "tls" else None,
        )
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - who started it reads it
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""))

"""
Secrets, from where a destination says they are: looked up when something is sent, kept nowhere.

A file that others may read holds no secret any more, so it is refused. What servers and libraries answer can
repeat what they were sent; it is shown with every secret taken out.
"""

from __future__ import annotations

import base64
import os
import stat
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from reportkit.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportkit.reading.destinations import Secret

_MOST: Final = 1 << 14  # bytes
_OTHERS: Final = 0o077
_SHORTEST: Final = 4


class NoSecret(Exception):  # noqa: N818 - a state of this machine, told with what to do
    """Raised where a secret is not to be had; the message says why and what to do, and nothing of it."""


def value(secret: Secret) -> str:
    """
    Return a secret.

    Parameters
    ----------
    secret : Secret
        Where it is found: in a variable of the environment, or in a file. That file belongs to who runs this,
        nobody else may read it (mode 0600 or 0400), and it holds nothing but the secret.

    Raises
    ------
    NoSecret
        When it is not there, empty, no plain text on one line, or open to others.

    Examples
    --------
    >>> from reportkit.reading.destinations import Secret
    >>> value(Secret(env="NO_SUCH_VARIABLE"))
    Traceback (most recent call last):
    ...
    reportkit.publishing.delivery.credentials.NoSecret: the variable NO_SUCH_VARIABLE is not set; ...
    """
    where = f"the variable {visible(secret.env)}" if secret.env else f"the file {visible(secret.file)}"
    found = _from_environment(secret.env) if secret.env else _from_file(secret.file, where)
    if found is None or len(found) < _SHORTEST or not found.isprintable():
        if found is None:
            raise NoSecret(f"{where} is not set; set it for the command that delivers")
        raise NoSecret(f"{where} holds no secret: write it there, on one line and without anything else")
    return found


def hidden(text: str, secrets: Iterable[str]) -> str:
    """
    Return a text with every secret taken out, also where it is written as base64 or for an address.

    Examples
    --------
    >>> hidden("535 no such password: hunter22 (aHVudGVyMjI=)", ["hunter22"])
    '535 no such password: … (…)'
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "…")
    return text


def _forms(secret: str) -> Iterable[str]:
    plain = secret.encode()
    yield from (secret, quote(secret, safe=""), repr(secret)[1:-1], visible(secret), plain.hex())
    yield base64.b64encode(plain).decode()
    yield base64.urlsafe_b64encode(plain).decode()
    for before in range(3):  # within a longer text, base64 depends on where the secret begins
        text = base64.b64encode(b"\0" * before + plain).decode()
        inner = text[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6]
        if len(inner) >= _SHORTEST:
            yield inner


def _from_environment(name: str) -> str | None:
    found = os.environ.get(name)
    return found.strip() if found is not None else None


def _from_file(path: str, where: str) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise NoSecret(f"{where} is no regular file; write the secret into one")
            if hasattr(os, "getuid") and (found.st_uid != os.geteuid() or found.st_mode & _OTHERS):
                raise NoSecret(
                    f"{where} can be read by others, so it holds no secret any more; change the secret, and "
                    "let the file belong to the user who delivers, with mode 0600 (chmod 600)"
                )
            content = file.read(_MOST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name can be that of no file"
        raise NoSecret(f"{where} cannot be read: {why}; put the secret there, with mode 0600") from None
    try:
        return content.decode().strip() if len(content) <= _MOST else ""
    except UnicodeDecodeError:
        return ""

"""
Where editions go, as `schedules.yaml` says it: a folder, a mail, a webhook, an object store.

A secret never stands there: only the name of the variable, or the path of the file, that holds it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportkit.problems import Problem
from reportkit.reading.fields import plain, take
from reportkit.reading.yamltext import Entries, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportkit.problems import Place
    from reportkit.reading.fields import Given, Log, Record, Taken
    from reportkit.reading.yamltext import Node

KINDS = ("folder", "mail", "webhook", "objects")
MATERIAL, ALWAYS, FAILURE = "material", "always", "failure"
LOWEST = "TLP:CLEAR"
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LARGEST_PORT = 65_535
_SECRETS = frozenset({"password", "secret", "key"})
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Secret:
    """
    Where a secret is found: in a variable of the environment, or in a file; never the secret itself.

    Examples
    --------
    >>> bool(Secret(env="MAIL_PASSWORD")), bool(Secret())
    (True, False)
    """

    env: str = ""
    file: str = ""

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.env or self.file)


@dataclass(frozen=True, slots=True)
class Folder:
    """Editions are put into a folder; ``path`` is whole."""

    name: str
    ceiling: str
    tell: str
    path: str


@dataclass(frozen=True, slots=True)
class Mail:
    """
    Editions are sent by mail.

    ``security`` is "starttls", "tls" or "none".
    """

    name: str
    ceiling: str
    tell: str
    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: Secret = field(default_factory=Secret)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A server is told of editions by a request that is signed with a secret."""

    name: str
    ceiling: str
    tell: str
    url: str
    secret: Secret = field(default_factory=Secret)


@dataclass(frozen=True, slots=True)
class Objects:
    """
    Editions are put into an object store, below the address ``url``.

    ``endpoint`` is the address of the store where it is not the usual one, ``key`` and ``secret`` what opens
    it.
    """

    name: str
    ceiling: str
    tell: str
    url: str
    endpoint: str = ""
    key: Secret = field(default_factory=Secret)
    secret: Secret = field(default_factory=Secret)


Destination = Folder | Mail | Webhook | Objects


def destination(given: Given, number: int, told: str, beside: str, log: Log) -> Destination | None:
    """
    Build a destination; None where what is written cannot be one.

    Parameters
    ----------
    given : Given
        Its fields, and where they stand.
    number : int
        Its number in the list, from 1; with its kind it is its name where none is written.
    told : str
        When it is told, unless it says otherwise itself.
    beside : str
        The whole path of the folder that paths are seen from.
    log : Log
        Problems are added here.
    """
    record: Taken = given.value
    kinds = [kind for kind in KINDS if kind in record.written]
    if len(kinds) != 1:
        what = f"these are {len(kinds)} destinations in one" if kinds else "this destination goes nowhere"
        log.add(
            "destination",
            given.place,
            what,
            "each has one kind, so that its name stands for one place",
            f"write one of {', '.join(KINDS)}; a second one is another item of the list",
        )
        return None
    (kind,) = kinds
    if kind not in record:
        return None
    common = (
        plain(record, "name", f"{kind}-{number}"),
        plain(record, "ceiling", LOWEST),
        plain(record, "tell", told),
    )
    if kind == "folder":
        return Folder(*common, os.path.normpath(Path(beside, record["folder"].value)))
    inner: Record = record[kind].value
    if kind == "mail":
        return _mail(common, inner, log)
    if kind == "webhook":
        return _webhook(common, inner, log)
    return Objects(
        *common,
        plain(inner, "url"),
        plain(inner, "endpoint"),
        _secret(inner, "key", log),
        _secret(inner, "secret", log),
    )


def _mail(common: tuple[str, str, str], inner: Record, log: Log) -> Mail | None:
    security, host = plain(inner, "security", "starttls"), plain(inner, "host")
    if security == "none" and host not in _HERE:
        log.add(
            "mail-in-the-clear",
            inner["security"].place,
            "this mail would go out in the clear",
            "a briefing and a password would be open to every machine on the way",
            "write starttls or tls; none is only for a server on this machine (localhost)",
        )
    port = plain(inner, "port", _PORTS[security])
    if not 0 < port <= _LARGEST_PORT:
        log.add(
            "port", inner["port"].place, "this is no port", "ports go from 1 to 65535", "write 587 or 465"
        )
    recipients = tuple(one.value for one in plain(inner, "to", ()))
    if not (recipients and "from" in inner and host):
        return None  # told already
    password = _secret(inner, "password", log)
    return Mail(
        *common, recipients, plain(inner, "from"), host, port, security, plain(inner, "user"), password
    )


def _webhook(common: tuple[str, str, str], inner: Record, log: Log) -> Webhook | None:
    url = plain(inner, "url")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
        log.add(
            "webhook-in-the-clear",
            inner["url"].place,
            "this request would go out in the clear",
            "what is in it would be open to every machine on the way",
            "write https://…; http is only for a server on this machine (localhost)",
        )
    return Webhook(*common, url, _secret(inner, "secret", log))


def _secret(record: Record, name: str, log: Log) -> Secret:
    """Return where a secret is found; what looks like the secret itself is refused and not shown again."""
    if name not in record:
        return Secret()
    node: Node = record[name].value
    if not isinstance(node, Entries):
        log.problems.append(written_out(node.place, name))
        return Secret()
    inner = take("secret", node, log)
    found = Secret(plain(inner, "env"), plain(inner, "file"))
    if bool(found.env) == bool(found.file) and not inner.written - inner.keys():
        log.add(
            "secret-source",
            node.place,
            "a secret has one source",
            "of two sources nobody knows which one counts, and without one there is no secret",
            f"write {name}: {{env: NAME_OF_THE_VARIABLE}} or {name}: {{file: /whole/path}}",
        )
    return found


def written_out(place: Place, name: str) -> Problem:
    """Return that a secret is written where only its source belongs; the line is shown without it."""
    kept = place.text[: place.column - 1]
    return Problem(
        "secret-written",
        replace(place, text=f"{kept}…", width=1),
        f"a secret is written out under '{name}'",
        "files of a corpus are shared and kept; whoever has seen this one has the secret",
        f"write {name}: {{env: NAME_OF_THE_VARIABLE}}, and change the secret: it is known now",
    )


def values(node: Node, log: Log) -> dict[str, str | tuple[str, ...]]:
    r"""
    Return the parameters of a notebook as they are written: a text by name, or several.

    Examples
    --------
    >>> from reportkit.reading.fields import Log
    >>> from reportkit.reading.yamltext import read_text
    >>> values(read_text("limit: 3\nsince: -7d", "x.yaml", []), Log())
    {'limit': '3', 'since': '-7d'}
    """
    found: dict[str, str | tuple[str, ...]] = {}
    if not isinstance(node, Entries):
        why = "each value belongs to a parameter of the notebook"
        log.add("wrong-form", node.place, "these parameters have no names", why, "write 'name: value'")
        return found
    for key, value in node.pairs:
        if isinstance(value, Text):
            found[key.value] = value.value
        elif not isinstance(value, Entries) and all(isinstance(one, Text) for one in value.items):
            found[key.value] = tuple(one.value for one in value.items if isinstance(one, Text))
        else:
            log.add(
                "parameter-form",
                value.place,
                f"'{key.value[:40]}' is no plain value",
                "a parameter is a text, a number, yes or no, or a list of them",
                "write it on one line, or as a list",
            )
    return found


def masked(problems: Iterable[Problem], entries: Node) -> list[Problem]:
    """
    Return problems without the secrets that are written out in a file: an excerpt shows the whole line.

    Parameters
    ----------
    problems : iterable of Problem
        What is wrong in the file.
    entries : Node
        What stands in it.
    """
    secrets = sorted(set(_written_out(entries)), key=len, reverse=True)
    return [replace(one, place=replace(one.place, text=_hidden(one.place.text, secrets))) for one in problems]


def _hidden(line: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        line = line.replace(secret, "*" * len(secret))  # as long, so that carets stand where they should
    return line


def _written_out(node: Node) -> Iterator[str]:
    if isinstance(node, Entries):
        for key, value in node.pairs:
            yield from _words(value) if key.value in _SECRETS else _written_out(value)
    elif not isinstance(node, Text):
        for item in node.items:
            yield from _written_out(item)


def _words(node: Node) -> Iterator[str]:
    """Yield the words of a value that should be a record which names a source."""
    if isinstance(node, Text):
        yield from (line for line in node.value.split("\n") if line)
    elif not isinstance(node, Entries):
        for item in node.items:
            yield from _words(item)

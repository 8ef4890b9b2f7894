"""A secret stands nowhere: not in what is said, written down or sent, whatever goes wrong with it."""

from __future__ import annotations

import base64
import os
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportkit.publishing.delivery import credentials, mail, objects, webhook
from reportkit.publishing.delivery.parcels import Parcel, Undelivered
from reportkit.reading.destinations import Destination, Objects, Secret, Webhook
from tests.commands import ran
from tests.receivers.started import certificate, started
from tests.receivers.web import serving
from tests.samples.posts import NOON, added, sent
from tests.samples.posts import mail as mailed

CANARY = "canary/þ+42 sings=all\"day'"
pytestmark = pytest.mark.usefixtures("alone")


def sung(where: str) -> list[str]:
    """Return the forms in which the canary stands in a text."""
    plain = CANARY.encode()
    forms = [CANARY, quote(CANARY, safe=""), plain.hex(), "sings=all", base64.b64encode(plain).decode()]
    forms += [base64.b64encode(b"\0" * n + plain).decode()[4:-4] for n in range(3)]
    return [form for form in forms if form in where]


def files(folder: Path) -> str:
    """Return all that stands below a folder, names included."""
    return "\n".join(
        f"{path.name}\n{path.read_bytes().decode(errors='replace')}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def destinations(port: int) -> list[Destination]:
    """Return readers that are opened with the canary and answer otherwise than they should."""
    source, common = Secret(env="CANARY"), ("reader", "TLP:CLEAR", "material")
    return [
        mailed(port, security="starttls", user="kit", password="CANARY"),  # noqa: S106 - the name of a variable
        Webhook(*common, f"http://127.0.0.1:{port}/401", source),
        Objects(*common, "s3://bucket/x", f"http://127.0.0.1:{port}", source, source),
    ]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["mail", "webhook", "objects"])
@pytest.mark.parametrize("server", ["none", "wrong"])
def test_no_failure_tells_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, server: str
) -> None:
    """Refused, echoed or unreachable: the canary is in no message, file, output, repr or traceback."""
    out = tmp_path / "out"
    monkeypatch.setenv("CANARY", CANARY)
    pem = certificate(tmp_path / "localhost.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    (tmp_path / "inbox").mkdir()
    with serving() as web, started("mail", tmp_path / "inbox", "starttls", pem) as port:
        there = port if number == 0 else web.port
        to = destinations(there if server == "wrong" else 1)[number]
        (envelope,) = added(out, to)
        outcomes = [*sent(out), *sent(out, early=True, retry_parked=True)]
        assert {one.state for one in outcomes} <= {"put off", "parked"}
        parcel = Parcel(envelope, {}, NOON)
        told = [ran(*words, "--out", out) for words in (("status",), ("history",), ("deliver", "--now"))]
        told += [ran(*words, "--json", "--out", out) for words in (("status",), ("history",), ("deliver",))]
        module = (mail, webhook, objects)[number]
        try:
            module.send(parcel, to)
        except Undelivered as undelivered:
            trace = "".join(traceback.format_exception(undelivered, chain=True)) + repr(undelivered)
            trace = parcel.told(trace)
        seen = "\n".join((files(out), repr(outcomes), repr(parcel), trace, *(done.output for done in told)))
    assert sung(seen) == []
    assert "kit" in seen


def test_a_secret_that_is_accepted_stands_nowhere_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a message has arrived the canary is in nothing that was written, nor in the request."""
    monkeypatch.setenv("CANARY", CANARY)
    out = tmp_path / "out"
    with serving() as web:
        url = f"http://127.0.0.1:{web.port}/200"
        added(out, Webhook("hook", "TLP:CLEAR", "material", url, Secret(env="CANARY")))
        outcomes = sent(out)
    assert [one.state for one in outcomes] == ["delivered"]
    assert sung(files(out) + repr(outcomes) + repr(web.requests)) == []


@given(
    secret=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=8, max_size=30),
    before=st.binary(max_size=9),
    after=st.binary(max_size=9),
)
@example(secret="hunter22", before=b"\0kit\0", after=b"")  # noqa: S106 - as AUTH PLAIN has it
def test_a_secret_is_taken_out_in_whatever_form_it_is_repeated(
    secret: str, before: bytes, after: bytes
) -> None:
    """Plain, quoted for an address, or anywhere within base64."""
    plain = secret.encode()
    whole = base64.b64encode(before + plain + after).decode()
    told = credentials.hidden(f"535 '{secret}' {quote(secret, safe='')} {whole}", [secret])
    assert secret not in told
    found = told.rpartition(" ")[2]
    assert len(found) <= len(whole) - (len(plain) * 8 // 6 - 4) + 1


def test_a_file_that_others_may_read_holds_no_secret(tmp_path: Path) -> None:
    """0600 and 0400 are taken; anything that lets others in is refused, with what to do, and is not read."""
    path = tmp_path / "secret"
    path.write_text("the password\n")
    for mode, good in (
        (0o600, True),
        (0o400, True),
        (0o640, False),
        (0o604, False),
        (0o666, False),
        (0o610, False),
    ):
        path.chmod(mode)
        if good:
            assert credentials.value(Secret(file=str(path))) == "the password"
            continue
        with pytest.raises(credentials.NoSecret, match="mode 0600") as refused:
            credentials.value(Secret(file=str(path)))
        assert "the password" not in str(refused.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system there")
@pytest.mark.parametrize("kind", ["folder", "pipe", "nothing", "empty", "two lines", "bytes", "large"])
def test_what_is_no_secret_is_told(tmp_path: Path, kind: str) -> None:
    """A folder, a pipe, nothing, several lines: why, and what to do; nothing is waited for."""
    path = tmp_path / "secret"
    contents = {
        "empty": b"\n",
        "two lines": b"one line\nand more",
        "bytes": b"\xff\xfe\xfd\xfc",
        "large": b"x" * 20_000,
    }
    if kind == "folder":
        path.mkdir(mode=0o700)
    elif kind == "pipe":
        os.mkfifo(path, 0o600)
    elif kind in contents:
        path.write_bytes(contents[kind])
        path.chmod(0o600)
    with pytest.raises(credentials.NoSecret, match=str(path)):
        credentials.value(Secret(file=str(path)))


def test_what_a_variable_lacks_is_told_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not set, or empty; a message that needs it waits, and goes out when it is set."""
    monkeypatch.setenv("EMPTY", " ")
    with serving() as web:
        url = f"http://127.0.0.1:{web.port}/204"
        for name, words in (("NOT_SET", "NOT_SET is not set"), ("EMPTY", "EMPTY holds no secret")):
            added(tmp_path, Webhook(name, "TLP:CLEAR", "material", f"{url}?{name}", Secret(env=name)))
            (one,) = [found for found in sent(tmp_path) if found.state == "put off"]
            assert words in one.because
            monkeypatch.setenv(name, "a proper secret")
            assert [found.state for found in sent(tmp_path, early=True)] == ["delivered"]

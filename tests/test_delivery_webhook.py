"""A signed request reaches the server that was named and no other, and every failure is told."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.publishing.delivery import outbox, signed, webhook
from reportkit.reading.destinations import Secret, Webhook
from tests.receivers.web import serving
from tests.samples import chains
from tests.samples.posts import NOON, SLUG, added, sent, states

SECRET = "what sender and receiver share"  # noqa: S105 - a test's own


@pytest.fixture(autouse=True)
def _shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)


def hook(port: int, path: str = "/204") -> Webhook:
    """Return a server on this machine as a destination."""
    url = f"http://127.0.0.1:{port}{path}"
    return Webhook("hook", "TLP:CLEAR", "material", url, Secret(env="HOOK_SECRET"))


def test_a_request_brings_an_edition_and_its_signature_holds(tmp_path: Path) -> None:
    """Text, PDF, changes and digests arrive; the receiver can see that it is ours, new, and which it is."""
    with serving() as taken:
        (envelope,) = added(tmp_path, hook(taken.port, "/204?team=desk"))
        assert states(tmp_path) == ["delivered"]
    ((path, headers, body),) = taken.requests
    assert path == "/204?team=desk"
    assert signed.verified(body, headers, SECRET, NOON)
    assert headers["Idempotency-Key"] == envelope.key
    got = json.loads(body)
    assert (got["message"], got["incident"], got["edition"], got["marking"]) == (
        "edition",
        SLUG,
        1,
        "TLP:CLEAR",
    )
    assert got["text"] == envelope.message.text
    assert base64.b64decode(got["pdf"]["base64"]) == chains.parts(1)["briefing.pdf"]
    assert got["changes"] == {"since": 0}
    names = (
        "changes cut_off edition edition_sha256 format incident key marking message pdf schedule subject text"
    )
    assert sorted(got) == names.split()


@given(body=st.binary(), other=st.binary(), late=st.integers(-2000, 2000), secret=st.text(min_size=1))
def test_only_the_same_bytes_in_time_under_the_same_secret_are_believed(
    body: bytes, other: bytes, late: int, secret: str
) -> None:
    """Changed by a byte, signed with another secret, or five minutes old: refused."""
    secret = secret.encode(errors="ignore").decode() or "a"
    headers = signed.headers(body, secret, "key", NOON)
    assert signed.verified(body, headers, secret, NOON + timedelta(seconds=late)) == (abs(late) <= 300)
    assert signed.verified(other, headers, secret, NOON) == (other == body)
    assert not signed.verified(body, headers, f"{secret}.", NOON)
    stamp = str(int(headers["Reportkit-Timestamp"]) + 1)
    assert not signed.verified(body, headers | {"Reportkit-Timestamp": stamp}, secret, NOON)


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "9" * 400, "٣", "1 2", None])
def test_a_strange_instant_is_refused_not_tripped_over(stamp: str | None) -> None:
    """Whatever stands in the headers of a request, verifying it only says no."""
    headers = {"Reportkit-Signature": "v1=\udcff"} | (
        {"Reportkit-Timestamp": stamp} if stamp is not None else {}
    )
    assert not signed.verified(b"", headers, SECRET, NOON)


@pytest.mark.parametrize(
    ("path", "state", "words", "maybe"),
    [
        ("/307", "parked", "sends elsewhere (307), and nothing is sent where an answer leads", False),
        ("/400", "parked", r"does not take it: 400 the words \x1b[2J of the server; see to it", False),
        ("/401", "parked", "does not take it: 401", False),
        ("/408", "put off", "for now: 408", False),
        ("/429", "put off", "for now: 429", False),
        ("/500", "put off", "for now: 500", True),
        ("/503", "put off", "for now: 503", True),
        ("/drop", "put off", "ended the connection; it may have it all the same", True),
        ("/silent", "put off", "did not answer within 0 seconds", True),
        ("/drip", "put off", "did not answer within 1 seconds", True),
        ("/nonsense", "put off", "answered what is no HTTP", True),
    ],
)
def test_every_way_to_fail_is_told_and_nothing_is_lost(  # noqa: PLR0913 - a table
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, state: str, words: str, *, maybe: bool
) -> None:
    """What is refused for good is parked, everything else tried again; nothing goes where an answer leads."""
    monkeypatch.setattr(webhook, "STEP", 0.4)
    monkeypatch.setattr(webhook, "WHOLE", 1.0)
    with serving() as taken:
        added(tmp_path, hook(taken.port, path))
        (one,) = sent(tmp_path)
    assert (one.state, one.envelope.maybe) == (state, maybe)
    assert words in one.because
    assert len(taken.requests) == 1
    place = outbox.PARKED if state == "parked" else outbox.WAITING
    assert len(outbox.read(tmp_path, place).envelopes) == 1
    if path == "/429":
        assert one.envelope.next == "2031-06-01T14:00:00Z"


def test_a_server_that_is_not_there_gets_it_later_under_the_same_key(tmp_path: Path) -> None:
    """Connection refused, then a fault, then taken: three tries with one key."""
    with serving() as taken:
        port = taken.port
    added(tmp_path, hook(port))
    (one,) = sent(tmp_path)
    assert one.because == f"the server 127.0.0.1:{port} cannot be reached: Connection refused"


@pytest.mark.parametrize(
    "url",
    [
        "http://b.example/hook",
        "ftp://127.0.0.1/x",
        "https://user:secret@b.example/",
        "https:///x",
        "file:///etc/passwd",
    ],
)
def test_nothing_goes_out_in_the_clear_or_to_what_is_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Such an address is refused before any connection is made."""
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("a connection"))
    added(tmp_path, Webhook("hook", "TLP:CLEAR", "material", url, Secret(env="HOOK_SECRET")))
    assert states(tmp_path) == ["parked"]


def test_a_request_without_a_secret_does_not_go(tmp_path: Path) -> None:
    """Nothing is sent unsigned."""
    with serving() as taken:
        added(tmp_path, Webhook("hook", "TLP:CLEAR", "material", f"http://127.0.0.1:{taken.port}/204"))
        (one,) = sent(tmp_path)
    assert (one.state, taken.requests) == ("parked", [])
    assert one.because == "no secret to sign with is named; add 'secret' in schedules.yaml"

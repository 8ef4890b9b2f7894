"""In an object store an edition is whole before anything leads to it, whatever fails on the way."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing.delivery import objects
from reportkit.reading.destinations import Objects, Secret
from tests.receivers.started import started
from tests.samples import chains
from tests.samples.posts import SLUG, added, sent, states

pytest.importorskip("s3fs")
pytestmark = pytest.mark.slow
ID, KEY = "an access key", "a secret access key"


@pytest.fixture(autouse=True)
def _opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing of this machine's own settings play in."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("STORE_ID", ID)
    monkeypatch.setenv("STORE_KEY", KEY)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return where an object store answers on this machine."""
    with started("objects") as port:
        yield port


def bucket(port: int, name: str, **more: str) -> Objects:
    """Return a place in a store on this machine as a destination."""
    end = more.get("endpoint", f"http://127.0.0.1:{port}")
    common = ("store", "TLP:CLEAR", "material")
    return Objects(*common, f"s3://{name}/briefings", end, Secret(env="STORE_ID"), Secret(env="STORE_KEY"))


@contextmanager
def looked_into(port: int, name: str) -> Iterator[Any]:
    """Make a bucket, and give what looks into it."""
    store = pytest.importorskip("s3fs").S3FileSystem(
        key="k",
        secret="s",  # noqa: S106 - any will do
        endpoint_url=f"http://127.0.0.1:{port}",
        use_listings_cache=False,
    )
    if not store.exists(name):
        store.mkdir(name)
    yield store


def there(store: Any, name: str) -> list[str]:
    """Return what is in a bucket."""
    store.invalidate_cache()
    return sorted(path.removeprefix(f"{name}/briefings/") for path in store.find(name))


def latest(store: Any, name: str) -> dict[str, Any]:
    """Return what says which edition is the latest."""
    found: dict[str, Any] = json.loads(store.cat_file(f"{name}/briefings/{SLUG}/latest.json"))
    return found


def test_an_edition_lies_there_under_its_number_and_digest(tmp_path: Path, port: int) -> None:
    """PDF, changes and record are there, latest.json leads to them, also after a recall."""
    chains.laid(tmp_path, 2)
    to = bucket(port, "one")
    with looked_into(port, "one") as store:
        for number in (2, 1):
            added(tmp_path, to, number)
            assert states(tmp_path) == ["delivered"]
        names = there(store, "one")
        assert [name.removeprefix(f"{SLUG}/")[:4] for name in names] == ["0001"] * 3 + ["0002"] * 3 + ["late"]
        found = latest(store, "one")
        assert found["edition"] == 2
        assert store.cat_file(f"one/briefings/{SLUG}/{found['pdf']}") == chains.parts(2)["briefing.pdf"]
        chains.withdraw(tmp_path, 2)
        assert states(tmp_path) == ["delivered"]
        assert latest(store, "one")["edition"] == 1
        assert f"{SLUG}/0002.recalled.txt" in there(store, "one")
        chains.withdraw(tmp_path, 1)
        sent(tmp_path)
        assert latest(store, "one") == {"edition": 0, "marking": "TLP:CLEAR", "pdf": ""}


@pytest.mark.parametrize("failing", [1, 2, 3, 4])
def test_when_a_put_fails_nothing_leads_to_half_an_edition(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Whichever of the puts fails, latest.json is as it was; the next attempt completes it."""
    name = f"failing-{failing}"
    chains.laid(tmp_path, 2)
    to = bucket(port, name)
    really, puts = objects._put, []  # noqa: SLF001 - the one place that puts

    def put(store: Any, path: str, content: bytes) -> None:
        puts.append(path)
        if len(puts) == failing:
            raise OSError(5, "the connection broke")
        really(store, path, content)

    with looked_into(port, name) as store:
        added(tmp_path, to, 1)
        sent(tmp_path)
        monkeypatch.setattr(objects, "_put", put)
        added(tmp_path, to, 2)
        (one,) = sent(tmp_path)
        assert (one.state, one.envelope.maybe) == ("put off", True)
        assert latest(store, name)["edition"] == 1
        assert states(tmp_path, early=True) == ["delivered"]
        assert latest(store, name)["edition"] == 2


def between(client: socket.socket, server: socket.socket, left: int) -> None:
    """Pass on what both say, until the client has said so many bytes or one of them goes."""
    while left > 0:
        for end in select.select([client, server], [], [])[0]:
            piece = end.recv(4096)
            if not piece:
                return
            (server if end is client else client).sendall(piece)
            left -= len(piece) * (end is client)


@contextmanager
def cut_off_after(port: int, most: int) -> Iterator[int]:
    """Stand between a client and a server, and cut the line after so many bytes from the client."""
    listening = socket.create_server(("127.0.0.1", 0))

    def passed_on() -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                with client, socket.create_connection(("127.0.0.1", port)) as server:
                    between(client, server, most)

    thread = threading.Thread(target=passed_on)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(30)


def test_a_line_that_is_cut_in_the_middle_of_a_put_leaves_nothing(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An object appears whole or not at all, also when the line breaks while it is sent."""
    large = chains.parts(1) | {"briefing.pdf": b"%PDF-1.7" + b"x" * 200_000}
    monkeypatch.setattr(chains, "parts", lambda _: large)
    monkeypatch.setattr(objects, "WHOLE", 10.0)
    with looked_into(port, "cut") as store, cut_off_after(port, 50_000) as line:
        added(tmp_path, bucket(port, "cut", endpoint=f"http://127.0.0.1:{line}"))
        (one,) = sent(tmp_path)
        assert one.state == "put off"
        assert there(store, "cut") == []


def test_what_is_wrong_with_a_store_is_told(tmp_path: Path, port: int) -> None:
    """No such bucket, no server, an unknown store, the open net: what to do, and no secret in it."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        closed = one.getsockname()[1]
    chains.laid(tmp_path, 1)
    common = ("store", "TLP:CLEAR", "material")
    keys = (Secret(env="STORE_ID"), Secret(env="STORE_KEY"))
    for to, state, words in (
        (bucket(port, "no-such-bucket"), "parked", "no such bucket"),
        (bucket(closed, "any"), "put off", "did not take it: "),
        (Objects(*common, "file:///tmp/x"), "parked", "'file' is no object store"),
        (Objects(*common, "s3://x/y", "http://b.example", *keys), "parked", "in the clear"),
        (Objects(*common, "gs://x/y", "", *keys), "parked", "is not installed"),
        (
            Objects(*common, "s3://x/y", "", Secret(env="NO_SUCH"), keys[1]),
            "put off",
            "variable NO_SUCH is not set",
        ),
    ):
        added(tmp_path, to)
        one_of = [found for found in sent(tmp_path) if found.state != "not due"]
        assert [found.state for found in one_of] == [state], to
        assert words in one_of[0].because, one_of[0].because
        assert ID not in one_of[0].because
        assert KEY not in one_of[0].because


def test_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where s3fs is missing, the message names the extra."""
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    added(tmp_path, bucket(1, "any"))
    (one,) = sent(tmp_path)
    assert one.state == "parked"
    assert "install 'reportkit[objects]'" in one.because

"""What is put into the outbox arrives at least once, under one key, and nothing arrives that must not."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from reportkit.publishing import ledger
from reportkit.publishing.batch import locks
from reportkit.publishing.delivery import folder as folders
from reportkit.publishing.delivery import messages, outbox, patience, recalls, sending
from reportkit.publishing.delivery.envelopes import Envelope, from_bytes, key_of, to_bytes
from reportkit.publishing.delivery.parcels import Parcel, Undelivered
from reportkit.publishing.editions.sealing import Broken
from reportkit.reading.destinations import Folder, Mail, Objects, Secret, Webhook
from tests import crashes
from tests.samples import chains
from tests.samples.posts import LATER, NOON, SLUG, added, folder, mail, sent, states

DESTINATIONS = (
    Folder("a", "TLP:CLEAR", "always", "/srv/briefings"),
    Mail(
        "b",
        "TLP:GREEN",
        "material",
        ("a@b.example",),
        "c@b.example",
        "b.example",
        587,
        "tls",
        "u",
        Secret("P"),
    ),
    Webhook("c", "TLP:AMBER", "failure", "https://b.example/hook", Secret(file="/run/secret")),
    Objects("d", "TLP:CLEAR", "always", "s3://bucket/x", "https://s.example", Secret("K"), Secret("S")),
)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Let folders answer as a test says: what they raise, and what they were handed."""
    said = SimpleNamespace(raises=None, got=[])

    def send(parcel: Parcel, to: Folder) -> None:
        said.got.append((to.path, parcel.key))
        if said.raises:
            raise said.raises

    monkeypatch.setattr(folders, "send", send)
    return said


# Put in


@pytest.mark.parametrize("to", DESTINATIONS, ids=lambda one: type(one).__name__)
def test_a_message_is_the_same_after_it_was_written_down(tmp_path: Path, to) -> None:
    """All that sending takes stands in the outbox, whatever the destination is."""
    (envelope,) = added(tmp_path, to)
    assert from_bytes(to_bytes(envelope)) == envelope
    assert outbox.read(tmp_path).envelopes == (envelope,)


def test_a_single_changed_byte_is_noticed(tmp_path: Path) -> None:
    """A damaged message is not sent, not removed, and named; cut at any length it is the same."""
    (envelope,) = added(tmp_path, folder(tmp_path / "desk"))
    path = outbox.home(tmp_path) / f"{envelope.key}.json"
    content = path.read_bytes()
    for n in range(0, len(content), 7):
        for damaged in (content[:n], content[:n] + bytes([content[n] ^ 1]) + content[n + 1 :]):
            with pytest.raises(Broken):
                from_bytes(damaged)
    path.write_bytes(content[:-5])
    assert states(tmp_path) == []
    assert len(outbox.read(tmp_path).unread) == 1
    assert path.read_bytes() == content[:-5]


def test_the_same_is_put_in_once_wherever_it_has_got_to(tmp_path: Path, refusing) -> None:
    """Asked again, nothing is told twice: not while it waits, not after it was parked or has arrived."""
    to = folder(tmp_path / "desk")
    assert (len(added(tmp_path, to)), len(added(tmp_path, to))) == (1, 0)
    refusing.raises = Undelivered("no", permanent=True)
    assert states(tmp_path) == ["parked"]
    assert added(tmp_path, to) == ()
    refusing.raises = None
    assert states(tmp_path, retry_parked=True) == ["delivered"]
    assert added(tmp_path, to) == ()
    assert added(tmp_path, Folder("called otherwise", "TLP:CLEAR", "always", to.path)) == ()


def test_each_person_gets_a_mail_of_their_own(tmp_path: Path) -> None:
    """A mail to three people, one named twice, is three messages with three keys."""
    envelopes = added(tmp_path, mail(25, "a@b.example", "b@b.example", "c@b.example", "a@b.example"))
    assert [one.destination.to for one in envelopes if isinstance(one.destination, Mail)] == [
        ("a@b.example",),
        ("b@b.example",),
        ("c@b.example",),
    ]
    assert len({one.key for one in envelopes}) == 3


def test_the_key_depends_on_what_is_told_to_whom_and_on_nothing_else(tmp_path: Path) -> None:
    """Another edition, another kind of message or another reader has another key; another hour has not."""
    chains.laid(tmp_path / "out", 2)
    to, other = folder(tmp_path / "desk"), folder(tmp_path / "other")
    keys = [added(tmp_path / "out", place, n)[0].key for place in (to, other) for n in (1, 2)]
    assert len(set(keys)) == 4
    shutil.rmtree(outbox.home(tmp_path / "out"))
    assert added(tmp_path / "out", to, 1, LATER)[0].key == keys[0]
    assert key_of(messages.overdue("a", "", "1h"), to) != key_of(messages.overdue("a", "b", "1h"), to)


# At least once


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
@pytest.mark.parametrize("where", ["while it is put in", "while it is sent"])
def test_killed_at_any_call_nothing_is_lost_and_nothing_partial_is_seen(tmp_path: Path, where: str) -> None:
    """Killed before any call to the disk, and run again: the edition is there whole, written down as sent."""
    out, desk = tmp_path / "out", tmp_path / "desk"
    chains.laid(tmp_path / "kept", 1)

    def fresh() -> None:
        for path in (out, desk):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(tmp_path / "kept", out, symlinks=True)
        if where == "while it is sent":
            added(out, folder(desk))

    def work() -> None:
        if where == "while it is put in":
            added(out, folder(desk))
        else:
            sent(out)

    points = 0
    for _ in crashes.every_crash(work, fresh):
        points += 1
        home = desk / SLUG
        for path in home.glob("0*"):
            assert {one.name for one in path.iterdir()} == {"briefing.pdf", "changes.json", "edition.json"}
        latest = home / "latest"
        assert not latest.is_symlink() or (latest / "briefing.pdf").is_file()
        assert not outbox.read(out).unread
        added(out, folder(desk))
        sent(out)
        assert (home / "latest" / "briefing.pdf").read_bytes() == chains.parts(1)["briefing.pdf"]
        assert not list(home.glob(".*.tmp"))
        assert (outbox.read(out).envelopes, outbox.read(out, outbox.PARKED).envelopes) == ((), ())
        assert len(outbox.read(out, outbox.SENT).envelopes) == 1
        assert ledger.read(out).unread == 0
    assert points > 10, points


def received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Return the keys that a receiver got, for each call before which the sender was killed and run again."""
    out, got = tmp_path / "out", tmp_path / "got.txt"
    chains.laid(tmp_path / "kept", 1)

    def send(parcel: Parcel, _: Folder) -> None:
        with got.open("a") as file:
            file.write(f"{parcel.key}\n")

    monkeypatch.setattr(folders, "send", send)

    def fresh() -> None:
        shutil.rmtree(out, ignore_errors=True)
        got.unlink(missing_ok=True)
        shutil.copytree(tmp_path / "kept", out, symlinks=True)
        added(out, folder(tmp_path / "desk"))

    found = []
    for _ in crashes.every_crash(lambda: sent(out), fresh):
        sent(out)
        found.append(got.read_text().split() if got.exists() else [])
        assert sent(out) == []
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_killed_after_the_receiver_has_it_the_same_key_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receiver that keeps what it has by key ends with one of each, whenever the sender was killed."""
    found = received(tmp_path, monkeypatch)
    assert {len(set(keys)) for keys in found} == {1}
    assert any(len(keys) > 1 for keys in found)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_a_sender_that_is_not_safe_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same search finds that a message is lost by who writes down that it was sent before it is."""

    def already(_: Path, envelope: Envelope, *__: str) -> Envelope:
        return envelope

    moved = outbox.move
    monkeypatch.setattr(outbox, "attempted", lambda out, envelope: moved(out, envelope, outbox.SENT))
    monkeypatch.setattr(outbox, "move", already)
    assert [] in received(tmp_path, monkeypatch)


def test_what_fails_is_tried_again_after_longer_and_longer_times(tmp_path: Path, refusing) -> None:
    """Twice as long each time up to six hours, never before its time; after four days it is parked."""
    added(tmp_path, folder(tmp_path / "desk"))
    refusing.raises = Undelivered("the disk is away")
    at, waits = NOON, []
    while True:
        (one,) = sent(tmp_path, at)
        if one.state != "put off":
            break
        assert states(tmp_path, at) == ["not due"]
        (waiting,) = outbox.read(tmp_path).envelopes
        then = datetime.fromisoformat(waiting.next)
        waits.append((then - at).total_seconds())
        at = then
    assert one.state == "parked"
    assert len(waits) == patience.ATTEMPTS - 1
    assert 30 <= waits[0] <= 90
    assert all(3 * 3600 <= wait <= 9 * 3600 for wait in waits[10:])
    assert timedelta(days=3) < at - NOON < timedelta(days=6)
    assert "tried 24 times" in one.because
    assert "--retry-parked" in one.because


def test_a_receiver_that_asks_for_time_gets_it(tmp_path: Path, refusing) -> None:
    """Retry-After counts where it is longer than what would be waited anyway."""
    added(tmp_path, folder(tmp_path / "desk"))
    refusing.raises = Undelivered("busy", after=7200)
    sent(tmp_path)
    assert outbox.read(tmp_path).envelopes[0].next == "2031-06-01T14:00:00Z"


def test_who_cannot_be_reached_is_not_asked_again_in_the_same_round(tmp_path: Path, refusing) -> None:
    """One failure to reach a place is enough; others get theirs, and nothing is passed over for good."""
    chains.laid(tmp_path, 3)
    for number in (1, 2, 3):
        added(tmp_path, folder(tmp_path / "desk"), number)
    added(tmp_path, folder(tmp_path / "other"), 1)
    refusing.raises = Undelivered("the disk is away", unreachable=True)
    assert sorted(states(tmp_path)) == ["not due", "not due", "put off", "put off"]
    asked = [path for path, _ in refusing.got]
    assert sorted(asked) == [str(tmp_path / "desk"), str(tmp_path / "other")]
    for _ in range(2):
        states(tmp_path, early=True)
    assert len({key for path, key in refusing.got if path.endswith("desk")}) == 3


def test_a_fault_of_the_kit_holds_up_nothing_else(tmp_path: Path, refusing) -> None:
    """An error that nobody has thought of is told by its name, and the next message goes out."""
    chains.laid(tmp_path, 2)
    added(tmp_path, folder(tmp_path / "desk"), 1)
    added(tmp_path, folder(tmp_path / "other"), 2)
    refusing.raises = ZeroDivisionError("secret words")
    found = sent(tmp_path)
    assert [one.state for one in found] == ["put off", "put off"]
    assert found[0].because == "a fault of the kit: ZeroDivisionError; please report it"


def test_only_one_sends_from_an_outbox_at_a_time(tmp_path: Path) -> None:
    """Whoever comes second is told at once, and what waits stays as it is."""
    added(tmp_path, folder(tmp_path / "desk"))
    with locks.held(outbox.home(tmp_path)), pytest.raises(locks.Busy):
        sent(tmp_path)
    assert states(tmp_path) == ["delivered"]


def test_the_ledger_tells_what_became_of_each_message(tmp_path: Path, refusing) -> None:
    """Put off, parked and delivered stand there, with the reader's name, the edition and the reason."""
    added(tmp_path, folder(tmp_path / "desk"))
    for raises in (Undelivered("away"), Undelivered("refused", permanent=True), None):
        refusing.raises = raises
        sent(tmp_path, early=True, retry_parked=raises is None)
    events = ledger.read(tmp_path).events
    assert [event.kind for event in events] == ["put off", "parked", "delivered"]
    assert [event.text("because") for event in events] == ["away", "refused", ""]
    assert {(event.text("destination"), event.fields["edition"]) for event in events} == {("desk", 1)}
    assert events[-1].fields["attempts"] == 3


# What must not arrive


@pytest.mark.parametrize(
    ("ceiling", "marking", "arrives"),
    [
        ("TLP:CLEAR", "TLP:CLEAR", True),
        ("TLP:CLEAR", "TLP:GREEN", False),
        ("TLP:AMBER", "TLP:GREEN", True),
        ("TLP:AMBER", "TLP:AMBER+STRICT", False),
        ("TLP:RED", "TLP:RED", True),
    ],
)
def test_nothing_above_what_a_reader_may_get_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ceiling: str, marking: str, *, arrives: bool
) -> None:
    """An edition above the ceiling of a destination does not leave, and why is told."""
    made = chains.issue
    monkeypatch.setattr(chains, "issue", lambda *a, **k: replace(made(*a, **k), marking=marking))
    added(tmp_path / "out", folder(tmp_path / "desk", ceiling))
    (one,) = sent(tmp_path / "out")
    assert (one.state == "delivered") == arrives
    assert (tmp_path / "desk").exists() == arrives
    if not arrives:
        assert one.state == "parked"
        assert f"it is marked {marking}, and 'desk' may get {ceiling} at most" in one.because


def test_what_is_parked_goes_by_what_is_written_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its ceiling was raised in the file it arrives; what another schedule says changes nothing."""
    made = chains.issue
    monkeypatch.setattr(chains, "issue", lambda *a, **k: replace(made(*a, **k), marking="TLP:GREEN"))
    out, now = tmp_path / "out", folder(tmp_path / "desk", "TLP:AMBER")
    added(out, folder(tmp_path / "desk"))
    assert states(out) == ["parked"]
    others = [
        ("evening", now),
        ("morning", replace(now, name="other")),
        ("morning", folder(tmp_path / "x", "TLP:RED")),
    ]
    assert [one.state for one in sending.deliver(out, lambda: NOON, retry_parked=True, current=others)] == [
        "parked"
    ]
    found = sending.deliver(out, lambda: NOON, retry_parked=True, current=[("morning", now)])
    assert [one.state for one in found] == ["delivered"]


def test_an_edition_that_was_withdrawn_first_is_not_sent(tmp_path: Path) -> None:
    """What waited when its edition was withdrawn is dropped, and those who never got it are told nothing."""
    added(tmp_path / "out", folder(tmp_path / "desk"))
    chains.withdraw(tmp_path / "out", 1)
    assert states(tmp_path / "out") == ["dropped"]
    assert states(tmp_path / "out") == []
    assert not (tmp_path / "desk").exists()


def test_who_may_have_a_withdrawn_edition_is_told(tmp_path: Path, refusing) -> None:
    """Also where sending broke off, so that nobody knows; not where it is known to have come to nothing."""
    out = tmp_path / "out"
    chains.laid(out, 1)
    for name, raises in (
        ("got", None),
        ("perhaps", Undelivered("cut", maybe=True)),
        ("not", Undelivered("no")),
    ):
        added(out, folder(tmp_path / name), at=LATER)
        refusing.raises = raises
        sent(out)
    chains.withdraw(out, 1)
    refusing.raises = None
    refusing.got.clear()
    assert sorted(states(out)) == ["delivered", "delivered", "dropped", "dropped"]
    assert sorted(path.rpartition("/")[2] for path, _ in refusing.got) == ["got", "perhaps"]
    assert recalls.add(out, LATER) == ((), ())


@pytest.mark.parametrize("what", ["changed", "removed", "linked", "chain"])
def test_what_is_not_as_it_was_issued_is_not_sent(tmp_path: Path, what: str) -> None:
    """A PDF that was changed or removed, or a chain that is not whole, stays here, with what to do."""
    out = tmp_path / "out"
    added(out, folder(tmp_path / "desk"))
    pdf = out / "editions" / SLUG / "0001" / "briefing.pdf"
    if what == "changed":
        pdf.write_bytes(b"%PDF-1.7 another\n%%EOF\n")
    elif what == "chain":
        (out / "editions" / SLUG / "head.json").unlink()
    else:
        content = pdf.read_bytes()
        pdf.unlink()
        if what == "linked":
            (tmp_path / "elsewhere.pdf").write_bytes(content)
            pdf.symlink_to(tmp_path / "elsewhere.pdf")
    (one,) = sent(out)
    assert one.state in {"put off", "parked"}
    assert f"reportkit editions {SLUG}" in one.because
    assert not (tmp_path / "desk").exists()


def test_a_message_cannot_name_a_file_outside_the_chain(tmp_path: Path) -> None:
    """A message that was forged to bring another file of this machine is not sent."""
    out = tmp_path / "out"
    (envelope,) = added(out, folder(tmp_path / "desk"))
    path = outbox.home(out) / f"{envelope.key}.json"
    held = json.loads(path.read_bytes())
    (tmp_path / "private.txt").write_bytes(b"private")
    forged = messages.File("briefing.pdf", "../private.txt", hashlib.sha256(b"private").hexdigest())
    path.write_bytes(to_bytes(replace(envelope, message=replace(envelope.message, files=(forged,)))))
    assert held["key"] == envelope.key
    (one,) = sent(out)
    assert one.state == "parked"
    assert "it is not in the chain" in one.because


def test_an_edition_that_does_not_stand_is_not_put_in(tmp_path: Path) -> None:
    """Nobody is told of an edition that was withdrawn already."""
    chains.laid(tmp_path, 1, recalled=1)
    with pytest.raises(ValueError, match="withdrawn"):
        added(tmp_path, folder(tmp_path / "desk"))


def test_the_sender_is_asked_for_nothing_where_there_is_nothing(tmp_path: Path) -> None:
    """Without an outbox nothing is made."""
    assert list(sending.deliver(tmp_path / "out", lambda: NOON)) == []
    assert not (tmp_path / "out").exists()

"""Mails reach a real server whole, say what changed in plain text, and every refusal is told."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from reportkit.publishing.delivery import mail as mails
from reportkit.publishing.delivery import messages, outbox
from reportkit.publishing.delivery.parcels import Parcel
from reportkit.publishing.editions import chain
from tests.receivers.started import certificate, started
from tests.samples import chains
from tests.samples.posts import LATER, NOON, SLUG, added, mail, sent, states

PASSWORD = "a password that nobody may see"  # noqa: S105 - that of tests/receivers/mail.py


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Return the folder into which the server puts what it takes."""
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def received(inbox: Path) -> list[EmailMessage]:
    """Return the mails that arrived."""
    policy = email.policy.default
    return [
        email.message_from_bytes(path.read_bytes(), policy=policy) for path in sorted(inbox.glob("*.eml"))
    ]


def test_an_edition_arrives_with_its_changes_and_its_pdf(tmp_path: Path, inbox: Path) -> None:
    """The subject names label, edition, marking; the text the cut-off and what changed; the PDF is whole."""
    chains.laid(tmp_path, 2)
    issued = chain.chain(tmp_path, SLUG)[1]
    with started("mail", inbox, "ok") as port:
        (envelope,) = added(tmp_path, mail(port))
        assert states(tmp_path) == ["delivered"]
    (got,) = received(inbox)
    assert got["Subject"] == "[TLP:CLEAR] Harbour fire: briefing, edition 2"
    assert (got["From"], got["To"]) == ("kit@b.example", "reader@b.example")
    assert got["Message-ID"] == f"<{envelope.key[:40]}@b.example>"
    assert got["Date"] == "Sun, 01 Jun 2031 12:00:00 +0000"
    text, pdf = got.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().replace("\r\n", "\n") == (
        "TLP:CLEAR\n"
        "Briefing: Harbour fire. Edition 2.\n"
        "Information cut-off: not stated, read on 6 May 2031.\n"
        "\n"
        "This is the first edition that stands; there is none to compare it with.\n"
        "\n"
        "Marks in brackets, such as [C7], stand in the PDF: there each claim is given with its speaker and\n"
        "its document.\n"
        f"PDF, SHA-256: {issued.issue.pdf_sha256}\n"
    )
    assert pdf.get_filename() == f"{SLUG}-edition-2.pdf"
    assert pdf.get_content() == chains.parts(2)["briefing.pdf"]


def test_a_mail_that_comes_again_has_the_same_identity_and_a_recall_stands_under_it(
    tmp_path: Path, inbox: Path
) -> None:
    """A reader's mail program can tell what it has, and show the recall beside the edition."""
    with started("mail", inbox, "ok") as port:
        (envelope,) = added(tmp_path, mail(port))
        sent(tmp_path)
        done = outbox.home(tmp_path) / "sent" / f"{envelope.key}.json"
        done.rename(outbox.home(tmp_path) / done.name)  # as if it had been killed before it wrote that down
        sent(tmp_path)
        chains.withdraw(tmp_path, 1)
        assert states(tmp_path, LATER) == ["delivered"]
    first, again, recall = received(inbox)
    assert first.as_bytes() == again.as_bytes()
    assert recall["In-Reply-To"] == first["Message-ID"]
    assert recall["Subject"] == f"[TLP:CLEAR] {SLUG}: edition 1 is withdrawn"
    assert "Reason given: a number was wrong" in recall.get_content()


def test_nothing_in_a_text_makes_another_line_of_the_head(tmp_path: Path) -> None:
    """Line ends, controls and characters of direction in a label are shown as what they are."""
    chains.laid(tmp_path, 1)
    issued = chain.chain(tmp_path, SLUG)[0]
    label = "fire\r\nBcc: everybody@b.example\x00\u202e\ud800" + "x" * 500
    said = messages.edition(issued, ["a\r\n.\r\nQUIT\u2066"], label=label)
    (envelope,) = outbox.add(tmp_path, said, mail(25), NOON)
    composed = mails.composed(Parcel(envelope, {}, NOON), mail(25))
    parsed = email.message_from_bytes(composed.as_bytes(), policy=email.policy.default)
    assert parsed["Bcc"] is None
    assert len(parsed.keys()) == len(set(parsed.keys()))
    assert r"fire Bcc: everybody@b.example\x00\u202e\ud800" in parsed["Subject"]
    assert len(parsed["Subject"]) < 220


def test_the_texts_of_a_mail_keep_their_letters(tmp_path: Path, inbox: Path) -> None:
    """Arabic, Burmese and long lines with a full stop at their beginning arrive as they were written."""
    told = (". صفارات الإنذار", "ကျောင်း " * 300, ".")
    chains.laid(tmp_path, 2)
    said = messages.edition(chain.chain(tmp_path, SLUG)[1], told)
    with started("mail", inbox, "ok") as port:
        outbox.add(tmp_path, said, mail(port), NOON)
        sent(tmp_path)
    text = next(received(inbox)[0].iter_parts()).get_content()
    assert text.splitlines() == said.text.splitlines()


@pytest.mark.parametrize(
    ("to", "state", "words"),
    [
        (
            "gone@b.example",
            "parked",
            "does not take mail to gone@b.example: 550 5.1.1 no such user; see to it",
        ),
        ("greylisted@b.example", "put off", "for now: 451 4.7.1 try again later"),
    ],
)
def test_a_refused_recipient_keeps_it_from_nobody_else(
    tmp_path: Path, inbox: Path, to: str, state: str, words: str
) -> None:
    """Refused for good is parked with the server's words, for now is tried again; the other gets the mail."""
    with started("mail", inbox, "ok") as port:
        added(tmp_path, mail(port, to, "reader@b.example"))
        found = {one.envelope.destination.to[0]: one for one in sent(tmp_path)}  # type: ignore[union-attr]
    assert found["reader@b.example"].state == "delivered"
    assert found[to].state == state
    assert words in found[to].because
    assert len(received(inbox)) == 1


@pytest.mark.parametrize(
    ("mode", "state", "words", "maybe"),
    [
        ("451", "put off", "did not take it for now: 451 not this one", False),
        ("554", "parked", "did not take it: 554 not this one", False),
        ("421", "put off", "did not take it for now: 421 not now", False),
        ("555", "parked", "did not take it: 554 never", False),
        ("drop", "put off", "ended the connection; it may have the mail all the same", True),
        ("silent", "put off", "did not answer within 0 seconds", False),
        ("drip", "put off", "did not take it within 1 seconds", False),
        ("nonsense", "put off", "the mail server localhost:", False),
    ],
)
def test_every_way_to_fail_is_told_and_nothing_is_lost(  # noqa: PLR0913, PLR0917 - a table
    tmp_path: Path,
    inbox: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    state: str,
    words: str,
    *,
    maybe: bool,
) -> None:
    """A server that refuses, hangs up in the middle, says nothing or drips is told, and the mail is kept."""
    monkeypatch.setattr(mails, "STEP", 0.4)
    monkeypatch.setattr(mails, "WHOLE", 1.0)
    with started("mail", inbox, mode) as port:
        added(tmp_path, mail(port))
        (one,) = sent(tmp_path)
    assert (one.state, one.envelope.maybe) == (state, maybe)
    assert words in one.because
    assert received(inbox) == []
    place = outbox.PARKED if state == "parked" else outbox.WAITING
    assert len(outbox.read(tmp_path, place).envelopes) == 1


def test_a_server_that_is_not_there_is_told(tmp_path: Path, inbox: Path) -> None:
    """Connection refused is no loss; when the server is back, the mail goes out."""
    with started("mail", inbox, "ok") as port:
        pass
    added(tmp_path, mail(port))
    (one,) = sent(tmp_path)
    assert (one.state, one.envelope.maybe) == ("put off", False)
    where = f"the mail server localhost:{port}"
    assert one.because == f"{where} cannot be reached: Connection refused"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_out_encrypted_to_whom_the_certificate_names(
    tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    """With a trusted certificate and the password it arrives; without either nothing does, told why."""
    pem = certificate(tmp_path / "localhost.pem")
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    with started("mail", inbox, security, pem) as port:
        added(tmp_path, mail(port, security=security, user="kit", password="MAIL_PASSWORD"))  # noqa: S106
        (one,) = sent(tmp_path)
        assert one.state == "put off"
        assert "is not to be trusted" in one.because
        assert received(inbox) == []
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        monkeypatch.setenv("MAIL_PASSWORD", "another password")
        (one,) = sent(tmp_path, early=True)
        assert one.state == "parked"
        assert "does not know the user or the password: 535" in one.because
        assert "another password" not in one.because
        monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
        assert states(tmp_path, retry_parked=True) == ["delivered"]
    assert len(received(inbox)) == 1


def test_nothing_goes_out_in_the_clear_where_encryption_was_asked_for(tmp_path: Path, inbox: Path) -> None:
    """A server, or somebody on the way, that says it has no STARTTLS gets nothing."""
    with started("mail", inbox, "ok") as port:
        added(tmp_path, mail(port, security="starttls"))
        (one,) = sent(tmp_path)
    assert one.state == "parked"
    assert "does not speak TLS, and nothing goes to it in the clear" in one.because
    assert received(inbox) == []

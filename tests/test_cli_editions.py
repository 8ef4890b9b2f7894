"""Editions are listed, verified, withdrawn and pruned from the command line; each refusal says what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reportkit.publishing.batch import locks
from reportkit.publishing.editions import chain, telling
from tests.commands import ran
from tests.samples import chains
from tests.samples.chains import SLUG, laid

pytestmark = pytest.mark.usefixtures("alone")


def test_editions_are_listed_with_what_a_reader_asks(tmp_path: Path) -> None:
    """Number, instant, marking, role, cut-off and what became of each; and that all was verified."""
    laid(tmp_path, 2, recalled=1)
    digests = [one.sha256[:12] for one in chain.chain(tmp_path, SLUG)]
    pdfs = [one.issue.pdf_sha256[:12] for one in chain.chain(tmp_path, SLUG)]
    done = ran("editions", SLUG, "--out", tmp_path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "   1  2031-05-07T12:00:00Z  TLP:CLEAR  by desk · withdrawn\n"
        "      Information cut-off: not stated, read on 6 May 2031\n"
        f"      record {digests[0]}…  PDF {pdfs[0]}…\n"
        "      withdrawn 2031-05-06T12:00:00Z by desk: a number was wrong\n"
        "   2  2031-05-08T12:00:00Z  TLP:CLEAR  by desk · latest\n"
        "      Information cut-off: not stated, read on 6 May 2031\n"
        f"      record {digests[1]}…  PDF {pdfs[1]}…\n"
        "2 editions: every digest and every link verified\n"
    )


def test_a_damaged_chain_is_listed_and_told(tmp_path: Path) -> None:
    """What can be read is listed, all that is wrong is told with its remedy, and the exit code says so."""
    folder = laid(tmp_path, 3)
    (folder / "0002" / "changes.json").unlink()
    (folder / "0003" / "briefing.pdf").write_bytes(b"")
    done = ran("editions", SLUG, "--out", tmp_path)
    assert done.exit_code == 1
    assert "verified" not in done.stdout
    assert "0002/changes.json: it is missing" in done.stderr
    assert "0003/briefing.pdf: its digest is another" in done.stderr
    assert "2 problems in" in done.stderr
    found = json.loads(ran("editions", SLUG, "--out", tmp_path, "--json").stdout)
    assert [one["file"] for one in found["problems"]] == ["0002/changes.json", "0003/briefing.pdf"]


def test_scripts_get_the_whole_record(tmp_path: Path) -> None:
    """With --json each edition comes with all that its record says and what became of it."""
    laid(tmp_path, 2, recalled=2)
    found = json.loads(ran("editions", SLUG, "--out", tmp_path, "--json").stdout)
    assert [one["number"] for one in found["editions"]] == [1, 2]
    assert found["editions"][1]["previous"] == found["editions"][0]["sha256"]
    assert found["editions"][1]["recalled"]["because"] == "a number was wrong"
    assert found["problems"] == []


def test_a_mistyped_incident_is_told_with_the_nearest(tmp_path: Path) -> None:
    """Where no edition was issued, the nearest incident that has one is named, or how to issue."""
    assert "run: reportkit issue harbor-fire" in ran("editions", "harbor-fire", "--out", tmp_path).stderr
    laid(tmp_path, 1)
    done = ran("editions", "harbor-fire", "--out", tmp_path)
    assert (done.exit_code, "write 'harbour-fire'" in done.stderr) == (2, True)
    assert ran("editions", "../harbour", "--out", tmp_path).exit_code == 2


def test_a_recall_is_said_once_and_completed_again(tmp_path: Path) -> None:
    """A second recall changes nothing of the first, says so, and ends well."""
    laid(tmp_path, 2)
    words = ("recall", SLUG, "--edition", "2", "--out", tmp_path, "--because")
    first, second = ran(*words, "a number was wrong"), ran(*words, "for another reason")
    assert (first.stdout, first.exit_code) == ("harbour-fire: edition 2 is withdrawn\n", 0)
    assert "latest is edition 1" in first.stderr
    assert (second.stdout, second.exit_code) == ("harbour-fire: edition 2 was withdrawn already\n", 0)
    note = chain.chain(tmp_path, SLUG)[1].recalled
    assert note is not None
    assert note.because == "a number was wrong"


def test_a_recall_says_to_its_readers_what_stands(tmp_path: Path) -> None:
    """The notice names edition, reason, who gave it and what stands, and says nothing of the incident."""
    laid(tmp_path, 3, recalled=2)
    (found,) = telling.withdrawals(tmp_path)
    assert found.text == (
        "TLP:CLEAR\n"
        "Edition 2 of the briefing 'harbour-fire' is withdrawn.\n"
        "Withdrawn 2031-05-06T12:00:00Z, by desk. Reason given: a number was wrong\n"
        "Please do not use it, and tell those you passed it on to.\n"
        "Edition 3, a later one, stands: TLP:CLEAR. Information cut-off: not stated, read on 6 May 2031.\n"
        f"PDF, SHA-256: {found.edition.issue.pdf_sha256}\n"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--edition", "7", "--because", "x"), "has 2 editions, and no edition 7"),
        (("--edition", "0", "--because", "x"), "0 is not in the range x>=1"),
        (("--edition", "1", "--because", " "), "say why; its readers are told"),
        (("--edition", "1", "--because", "a\nb"), "write one line"),
        (("--edition", "1", "--because", "a\x1b[2J"), "write one line"),
        (("--edition", "1", "--because", "x" * 501), "at most 500"),
        (("--edition", "1", "--because", "x", "--by", "\u202edesk"), "write one line"),
        (("--edition", "1"), "Missing option '--because'"),
    ],
)
def test_a_recall_that_cannot_be_is_told(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    """A wrong number, no reason, and hidden characters in one are wrong usage; nothing is written."""
    folder = laid(tmp_path, 2)
    done = ran("recall", SLUG, "--out", tmp_path, *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not list(folder.glob("*.recalled.json"))


def test_a_chain_that_is_held_is_told_with_75(tmp_path: Path) -> None:
    """Whoever comes second is told at once, with the exit code for trying again."""
    with locks.held(laid(tmp_path, 1)):
        done = ran("recall", SLUG, "--edition", "1", "--because", "x", "--out", tmp_path)
    assert (done.exit_code, "another issue or recall" in done.stderr) == (75, True)


# Making room


def test_pruning_keeps_the_chain_whole(tmp_path: Path) -> None:
    """Old PDFs go, the last and the last that stands stay, and every record can still be verified."""
    folder = laid(tmp_path, 5)
    chains.withdraw(tmp_path, 5)
    done = ran("prune", "--keep", "1", "--out", tmp_path)
    assert done.exit_code == 0, done.stderr
    left = [one.parent.name for one in sorted(folder.glob("0*/briefing.pdf"))]
    assert left == ["0004", "0005"]
    assert "3 PDFs" in done.stdout
    assert done.stderr.count("to be removed:") == 3
    listed = ran("editions", SLUG, "--out", tmp_path)
    assert (listed.exit_code, listed.stdout.count("PDF removed")) == (0, 3)
    assert len(list(folder.glob("0*/encoding.json"))) == 5
    assert "0 PDFs" in ran("prune", "--keep", "1", "--out", tmp_path).stdout


def test_a_rehearsal_removes_nothing(tmp_path: Path) -> None:
    """--dry-run says what would go, and leaves every byte."""
    folder = laid(tmp_path, 3)
    before = {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}
    done = ran("prune", "--keep", "2", "--out", tmp_path, "--dry-run")
    assert "would be removed" in done.stdout
    assert {path: path.read_bytes() for path in folder.rglob("*.*") if path.is_file()} == before


def test_what_is_not_ours_is_never_removed(tmp_path: Path) -> None:
    """A PDF that is not the one issued, and what else lies there, is told and kept."""
    folder = laid(tmp_path, 3)
    (folder / "0001" / "briefing.pdf").write_bytes(b"somebody's own")
    (tmp_path / "other.pdf").write_bytes(b"%PDF-")
    done = ran("prune", "--keep", "1", "--out", tmp_path)
    assert done.exit_code == 1
    assert "0001/briefing.pdf: its digest is another" in done.stderr
    assert (folder / "0001" / "briefing.pdf").read_bytes() == b"somebody's own"
    assert (folder / "0002" / "briefing.pdf").exists()
    assert (tmp_path / "other.pdf").exists()


def test_days_count_from_the_issue(tmp_path: Path) -> None:
    """--keep-days keeps what was issued since; the editions of these tests are of 2031, in the future."""
    folder = laid(tmp_path, 3)
    assert "0 PDFs" in ran("prune", "--keep-days", "0", "--out", tmp_path).stdout
    assert len(list(folder.glob("0*/briefing.pdf"))) == 3


def test_pruning_says_what_is_kept_or_does_nothing(tmp_path: Path) -> None:
    """Without a limit nothing is removed."""
    assert ran("prune", "--out", tmp_path).exit_code == 2
    assert ran("prune", "--keep", "0", "--out", tmp_path).exit_code == 2

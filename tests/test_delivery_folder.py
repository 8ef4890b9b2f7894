"""In a folder each edition is whole or not there, and latest leads to the last one that stands."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from reportkit.publishing.atomic import write_bytes
from reportkit.publishing.delivery import messages, outbox
from tests.samples import chains
from tests.samples.posts import LATER, NOON, SLUG, added, folder, sent, states


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a folder of briefings with three editions of an incident."""
    chains.laid(tmp_path / "out", 3)
    return tmp_path / "out"


def all_files(home: Path) -> list[str]:
    """Return all files below a folder, and its links."""
    return sorted(
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if not path.is_dir() or path.is_symlink()
    )


def test_an_edition_lies_there_with_its_record_and_its_changes(out: Path, tmp_path: Path) -> None:
    """PDF, changes and record as they were issued, and latest leads to them; nothing else is there."""
    added(out, folder(tmp_path / "desk"), 2)
    assert states(out) == ["delivered"]
    home = tmp_path / "desk" / SLUG
    assert all_files(home) == ["0002/briefing.pdf", "0002/changes.json", "0002/edition.json", "latest"]
    for name in ("briefing.pdf", "changes.json", "edition.json"):
        issued = out / "editions" / SLUG / "0002" / name
        assert (home / "latest" / name).read_bytes() == issued.read_bytes()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_latest_never_goes_back(out: Path, tmp_path: Path, order: tuple[int, ...]) -> None:
    """An earlier edition that arrives late lies beside the later one, which stays the latest."""
    seen = []
    for number in order:
        added(out, folder(tmp_path / "desk"), number)
        sent(out)
        seen.append((tmp_path / "desk" / SLUG / "latest").readlink().as_posix())
    assert seen == [f"{max(order[: n + 1]):04}" for n in range(3)]


def test_latest_leads_away_from_a_withdrawn_edition_before_the_notice_is_there(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the moment in which the notice appears, latest leads to the last edition that stands."""
    home = tmp_path / "desk" / SLUG
    for number in (1, 2, 3):
        added(out, folder(tmp_path / "desk"), number)
    sent(out)
    really, seen = write_bytes, []

    def write(path: Path, content: bytes) -> None:
        seen.append((home / "latest").readlink().as_posix())
        really(path, content)

    monkeypatch.setattr("reportkit.publishing.delivery.folder.write_bytes", write)
    chains.withdraw(out, 3)
    assert states(out) == ["delivered"]
    assert seen == ["0002"]
    assert "withdrawn" in (home / "0003.recalled.txt").read_text()
    assert (home / "0003" / "briefing.pdf").exists()
    for number in (1, 2):
        chains.withdraw(out, number)
    sent(out)
    assert not (home / "latest").is_symlink()


def test_an_edition_withdrawn_in_the_chain_is_never_the_latest(out: Path, tmp_path: Path) -> None:
    """Also while its notice has not arrived: latest heeds the chain, not the notices."""
    added(out, folder(tmp_path / "desk"), 3)
    sent(out)
    chains.withdraw(out, 3)
    added(out, folder(tmp_path / "desk"), 2)
    sent(out)
    assert (tmp_path / "desk" / SLUG / "latest").readlink().as_posix() == "0002"


def test_where_there_are_no_links_a_file_names_the_latest(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a system without links latest.json says it, and is replaced in one step like every file."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "not supported")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    added(out, folder(tmp_path / "desk"), 2)
    sent(out)
    home = tmp_path / "desk" / SLUG
    assert (home / "latest.json").read_text() == '{\n "edition": 2,\n "folder": "0002"\n}\n'
    monkeypatch.undo()
    added(out, folder(tmp_path / "desk"), 3)
    sent(out)
    assert (home / "latest").readlink().as_posix() == "0003"
    assert not (home / "latest.json").exists()


def test_what_somebody_else_put_there_is_neither_replaced_nor_removed(out: Path, tmp_path: Path) -> None:
    """Another file where the edition belongs, or a folder called latest: told, and left as it is."""
    home = tmp_path / "desk" / SLUG
    (home / "0001").mkdir(parents=True)
    (home / "0001" / "briefing.pdf").write_bytes(b"somebody else's")
    (home / "latest").mkdir()
    added(out, folder(tmp_path / "desk"), 1)
    added(out, folder(tmp_path / "desk"), 2)
    found = {one.envelope.message.edition: one for one in sent(out)}
    assert {one.state for one in found.values()} == {"parked"}
    assert "something else stands in" in found[1].because
    assert "which is no link of ours; move it away" in found[2].because
    assert (home / "0001" / "briefing.pdf").read_bytes() == b"somebody else's"
    shutil.rmtree(home / "0001")
    (home / "latest").rmdir()
    assert states(out, retry_parked=True) == ["delivered", "delivered"]
    assert (home / "latest").readlink().as_posix() == "0002"


def test_a_disk_that_is_not_there_is_not_made(out: Path, tmp_path: Path) -> None:
    """Where even the folder above is missing nothing is made: it would lie under a disk that comes back."""
    added(out, folder(tmp_path / "mnt" / "desk"))
    (one,) = sent(out)
    assert one.state == "put off"
    assert "see whether its disk is there" in one.because
    assert not (tmp_path / "mnt").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is read-only for this user")
def test_a_folder_that_takes_nothing_is_told(out: Path, tmp_path: Path) -> None:
    """Read-only: why, and what to do; and it is tried again."""
    (tmp_path / "desk").mkdir(mode=0o500)
    added(out, folder(tmp_path / "desk"))
    (one,) = sent(out)
    assert one.state == "put off"
    assert "read-only" in one.because


def test_notices_lie_where_no_incident_can(tmp_path: Path) -> None:
    """Of failures and of silence: a text each, under a name that tells day and kind."""
    to = folder(tmp_path / "desk")
    told = {"made": 4, "marking": "TLP:CLEAR", "ceiling": "TLP:CLEAR"}
    outbox.add(tmp_path / "out", messages.failure("morning", "2031-06-01", ["a"], **told), to, NOON)  # type: ignore[arg-type]
    outbox.add(tmp_path / "out", messages.overdue("morning", "", "26 hours"), to, LATER)
    assert states(tmp_path / "out", LATER) == ["delivered"] * 2
    names = sorted(path.name for path in (tmp_path / "desk" / "_notices").iterdir())
    assert [name[:18].rstrip("-") for name in names] == ["2031-06-01-failure", "2031-06-03-overdue"]

"""A chain of editions shows whatever was done to it, and is whole at every moment of its writing."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reportkit.publishing.batch.locks import Busy
from reportkit.publishing.editions import chain, keeping
from reportkit.publishing.editions.chain import ChainProblems
from reportkit.publishing.editions.records import Head, written
from reportkit.publishing.editions.sealing import sealed
from tests import crashes
from tests.samples import chains
from tests.samples.chains import SLUG, add, laid, withdraw

posix = pytest.mark.skipif(sys.platform == "win32", reason="no fork and no links there")


def problems(out: Path) -> list[tuple[str, str]]:
    """Return what is wrong with the chain: rule and file."""
    return [(one.rule, one.place.file) for one in chain.examined(out, SLUG).problems]


def lead(link: Path) -> str:
    """Return the edition that a link leads to."""
    return link.readlink().as_posix()


def contents(folder: Path) -> list[Path]:
    """Return all files of a chain."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


# What stands


def test_editions_follow_each_other_by_number_and_digest(tmp_path: Path) -> None:
    """Each edition names the record of the one before it, and its files are those that were issued."""
    laid(tmp_path)
    first, second, third = chain.chain(tmp_path, SLUG)
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (first.issue.previous, second.issue.previous, third.issue.previous) == (
        "",
        first.sha256,
        second.sha256,
    )
    assert third.pdf.read_bytes() == chains.parts(3)["briefing.pdf"]
    assert chain.stored_state(second) == chains.parts(2)["encoding.json"]


def test_nothing_issued_is_an_empty_chain(tmp_path: Path) -> None:
    """Where nothing was issued there are no editions, and nothing is made by looking."""
    assert chain.chain(tmp_path, SLUG) == ()
    assert chain.slugs(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("slug", ["../harbour", "", ".", "A", "a/b", "a.b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, slug: str) -> None:
    """No chain is looked for outside the folder of editions."""
    with pytest.raises(ValueError, match="cannot name files"):
        chain.chain(tmp_path, slug)


@posix
def test_latest_leads_to_the_last_edition_that_stands(tmp_path: Path) -> None:
    """Whoever opens latest sees the last edition, and never one that was withdrawn."""
    folder = laid(tmp_path)
    assert (folder / "latest" / "briefing.pdf").read_bytes() == chains.parts(3)["briefing.pdf"]
    withdraw(tmp_path, 3)
    assert lead(folder / "latest") == "0002"
    withdraw(tmp_path, 1)
    assert lead(folder / "latest") == "0002"
    withdraw(tmp_path, 2)
    assert not (folder / "latest").is_symlink()
    assert chain.standing(chain.chain(tmp_path, SLUG)) is None
    add(tmp_path)
    assert lead(folder / "latest") == "0004"


def test_a_recall_changes_no_edition(tmp_path: Path) -> None:
    """An edition that is withdrawn stays readable, byte for byte, with the reason beside it."""
    folder = laid(tmp_path)
    before = {path: path.read_bytes() for path in contents(folder) if path.name != "head.json"}
    withdraw(tmp_path, 2)
    assert {path: path.read_bytes() for path in before} == before
    second = chain.chain(tmp_path, SLUG)[1]
    assert second.recalled is not None
    assert (second.recalled.because, second.recalled.edition_sha256) == ("a number was wrong", second.sha256)


def test_a_second_recall_keeps_the_first(tmp_path: Path) -> None:
    """What was written of a recall is never written over."""
    folder = laid(tmp_path, recalled=2)
    before = (folder / "0002.recalled.json").read_bytes()
    with keeping.held(tmp_path, SLUG) as editions:
        keeping.recall(editions, replace(chains.note(2), because="something else"))
    assert (folder / "0002.recalled.json").read_bytes() == before


# What was done to it


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    """A single byte that is another, in any file of the chain, is found, and the file is named."""
    folder = laid(tmp_path, 2, recalled=1)
    for path in contents(folder):
        whole = path.read_bytes()
        for n in range(len(whole)):
            path.write_bytes(whole[:n] + bytes([whole[n] ^ (1 << n % 8)]) + whole[n + 1 :])
            assert problems(tmp_path), f"{path.name}, byte {n}"
        path.write_bytes(whole)
    assert problems(tmp_path) == []


def test_every_truncation_and_every_byte_more_is_found(tmp_path: Path) -> None:
    """A file that ends too early, at whatever length, or goes on is found."""
    folder = laid(tmp_path, 2, recalled=2)
    for path in contents(folder):
        whole = path.read_bytes()
        for length in range(len(whole)):
            path.write_bytes(whole[:length])
            assert problems(tmp_path), f"{path.name}, {length} bytes"
        path.write_bytes(whole + b"\n")
        assert problems(tmp_path), path.name
        path.write_bytes(whole)
    assert problems(tmp_path) == []


def test_every_removed_file_and_folder_is_found(tmp_path: Path) -> None:
    """Nothing of a chain can be taken away unseen: not its end, not a recall."""
    folder = laid(tmp_path, 3, recalled=2)
    kept = tmp_path / "kept"
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.name == ".lock" or path.is_symlink() or "latest" in path.parts:
            continue
        shutil.move(path, kept)
        assert problems(tmp_path), path
        shutil.move(kept, path)
    assert problems(tmp_path) == []


def test_swapped_editions_are_found(tmp_path: Path) -> None:
    """Two folders, or two files of two editions, that have changed places are both named."""
    folder = laid(tmp_path, 3)
    swap(folder / "0001", folder / "0002")
    assert {where for rule, where in problems(tmp_path) if rule == "edition-order"} == {
        "0001/edition.json",
        "0002/edition.json",
    }
    swap(folder / "0001", folder / "0002")
    for name in ("edition.json", "briefing.pdf", "encoding.json", "changes.json"):
        swap(folder / "0002" / name, folder / "0003" / name)
        assert len(problems(tmp_path)) >= 2, name
        swap(folder / "0002" / name, folder / "0003" / name)
    assert problems(tmp_path) == []


def swap(one: Path, other: Path) -> None:
    """Let two files change places."""
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def test_an_edition_of_another_incident_is_found(tmp_path: Path) -> None:
    """A whole and valid edition of another incident does not pass as one of this."""
    folder, other = laid(tmp_path), laid(tmp_path, slug="river-raid")
    shutil.rmtree(folder / "0002")
    shutil.copytree(other / "0002", folder / "0002")
    assert ("edition-foreign", "0002/edition.json") in problems(tmp_path)


def test_an_edition_written_anew_breaks_the_next_one(tmp_path: Path) -> None:
    """Who writes an old edition anew, with right digests of its own, is betrayed by the one after it."""
    folder, elsewhere = laid(tmp_path), laid(tmp_path / "elsewhere", 2)
    text = (elsewhere / "0002" / "edition.json").read_bytes().replace(b'"by": "desk"', b'"by": "kiosk"')
    fields = {k: v for k, v in json.loads(text).items() if k not in {"sha256", "kind", "format"}}
    (folder / "0002" / "edition.json").write_bytes(sealed("edition", fields))
    assert ("edition-link", "0003/edition.json") in problems(tmp_path)


def test_what_does_not_belong_there_is_named(tmp_path: Path) -> None:
    """A file that nobody issued is named, and not taken for a part of an edition."""
    folder = laid(tmp_path, 1)
    (folder / "0001" / "briefing-corrected.pdf").write_bytes(b"%PDF-")
    (folder / "notes.txt").write_text("mine")
    (folder / ".DS_Store").write_text("theirs")
    assert problems(tmp_path) == [
        ("edition-stray", "0001/briefing-corrected.pdf"),
        ("edition-stray", "notes.txt"),
    ]


@posix
@pytest.mark.parametrize("name", ["edition.json", "briefing.pdf", "encoding.json"])
def test_links_pipes_and_folders_in_place_of_files_are_not_followed(tmp_path: Path, name: str) -> None:
    """What is no regular file is told as such: nothing is read through it, and nothing waits for it."""
    path = laid(tmp_path, 1) / "0001" / name
    kept = tmp_path / "kept"
    shutil.move(path, kept)
    for plant in (lambda: path.symlink_to(kept), lambda: os.mkfifo(path), path.mkdir):
        plant()
        assert ("edition-damaged", f"0001/{name}") in problems(tmp_path)
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()


@posix
def test_a_latest_that_leads_to_a_withdrawn_edition_is_found(tmp_path: Path) -> None:
    """A link that somebody put back to a withdrawn edition is told, and put right by the next issue."""
    folder = laid(tmp_path, 2, recalled=2)
    (folder / "latest").unlink()
    (folder / "latest").symlink_to("0002")
    assert problems(tmp_path) == [("edition-latest", "latest")]
    (folder / "latest").unlink()
    add(tmp_path)
    assert lead(folder / "latest") == "0003"


def test_nothing_is_added_to_a_chain_that_cannot_be_believed(tmp_path: Path) -> None:
    """A damaged chain is told before anything is issued, and stays as it is."""
    folder = laid(tmp_path, 2)
    (folder / "0001" / "changes.json").unlink()
    with pytest.raises(ChainProblems, match=r"0001/changes.json: it is missing"):
        add(tmp_path)
    assert not (folder / "0003").exists()


def test_a_problem_says_where_why_and_what_to_do(tmp_path: Path) -> None:
    """Each problem of a chain reads like one of check: the file, what is wrong, why, the remedy."""
    folder = laid(tmp_path, 2)
    (folder / "0002" / "briefing.pdf").write_bytes(b"%PDF-1.7 another\n%%EOF\n")
    assert str(chain.examined(tmp_path, SLUG).problems[0]) == (
        "0002/briefing.pdf: its digest is another than the edition's record has\n"
        "  = why: it is not the file that was issued\n"
        "  = fix: put the file back from a copy: a backup, or a folder the edition was delivered to"
    )


def test_a_head_of_long_ago_is_found(tmp_path: Path) -> None:
    """An old head, put back to hide that editions are gone, is told where two or more have come since."""
    folder = laid(tmp_path, 1)
    old = (folder / "head.json").read_bytes()
    laid(tmp_path, 2)
    (folder / "head.json").write_bytes(old)
    assert ("edition-head", "head.json") in problems(tmp_path)
    (folder / "head.json").write_bytes(written(Head("river-raid", 3, "", {})))
    assert ("edition-head", "head.json") in problems(tmp_path)


# Killed, and two at once


def whole_after(out: Path, expected: set[int]) -> None:
    """See that a chain is whole, holds one of some numbers of editions, and that its last can be read."""
    editions = chain.chain(out, SLUG)
    assert len(editions) in expected
    for edition in editions:
        assert edition.pdf.read_bytes() == chains.parts(edition.number)["briefing.pdf"]
    link = chain.home(out, SLUG) / "latest"
    if link.is_symlink():
        target = next(one for one in editions if one.folder.name == lead(link))
        assert target.stands


@posix
@pytest.mark.parametrize("before", [0, 2])
def test_killed_at_any_call_an_issue_leaves_a_whole_chain(tmp_path: Path, before: int) -> None:
    """The edition is there or it is not; the next issue goes on, and leaves nothing lying about."""
    (tmp_path / "as-it-was").mkdir()
    laid(tmp_path / "as-it-was", before)
    out = tmp_path / "out"

    def fresh() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "as-it-was", out, symlinks=True)

    moments = 0
    for _ in crashes.every_crash(lambda: add(out), fresh):
        moments += 1
        whole_after(out, {before, before + 1})
        there = len(chain.chain(out, SLUG))
        add(out)
        whole_after(out, {there + 1})
        folder = chain.home(out, SLUG)
        assert lead(folder / "latest") == f"{there + 1:04}"
        assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == [".lock"]
    assert moments > 20


@posix
def test_killed_at_any_call_a_recall_leaves_a_whole_chain(tmp_path: Path) -> None:
    """The edition is withdrawn or it is not, and latest at no moment leads to a withdrawn one."""
    laid(tmp_path / "as-it-was")
    out = tmp_path / "out"

    def fresh() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "as-it-was", out, symlinks=True)

    for _ in crashes.every_crash(lambda: withdraw(out, 3), fresh):
        whole_after(out, {3})
        withdraw(out, 3)
        whole_after(out, {3})
        assert [one.stands for one in chain.chain(out, SLUG)] == [True, True, False]
        assert lead(chain.home(out, SLUG) / "latest") == "0002"


@posix
def test_killed_at_any_call_pruning_leaves_a_whole_chain(tmp_path: Path) -> None:
    """A PDF is there or its removal is written down: no moment leaves an edition that seems damaged."""
    laid(tmp_path / "as-it-was")
    out = tmp_path / "out"

    def fresh() -> None:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(tmp_path / "as-it-was", out, symlinks=True)

    def prune() -> None:
        with keeping.held(out, SLUG) as editions:
            keeping.remove_pdf(editions[0], chains.note(1))

    for _ in crashes.every_crash(prune, fresh):
        first, *rest = chain.chain(out, SLUG)
        assert first.pdf.exists() or first.pruned
        assert all(one.pdf.exists() for one in rest)
        prune()
        first = chain.chain(out, SLUG)[0]
        assert first.pruned
        assert not first.pdf.exists()
        assert chain.stored_state(first) == chains.parts(1)["encoding.json"]


@posix
def test_of_two_issuers_released_at_once_one_wins(tmp_path: Path) -> None:
    """Two that begin at the same moment make one edition: the other is told at once that it is held."""
    context = multiprocessing.get_context("fork")
    for _ in range(5):
        barrier, told = context.Barrier(2), context.Queue()
        there = len(chain.chain(tmp_path, SLUG))
        both = [context.Process(target=race, args=(tmp_path, barrier, told)) for _ in "ab"]
        for one in both:
            one.start()
        ends = sorted(told.get(timeout=60) for _ in both)
        for one in both:
            one.join(60)
        assert ends == ["busy", "issued"]
        assert len(chain.chain(tmp_path, SLUG)) == there + 1


def race(out: Path, barrier, told) -> None:
    """Issue when both are ready; the winner holds the chain until the other has been told."""
    barrier.wait(60)
    try:
        with keeping.held(out, SLUG) as editions:
            barrier.wait(60)
            n = len(editions) + 1
            keeping.append(out, editions, chains.issue(days=n), chains.parts(n))
            told.put("issued")
    except Busy:
        barrier.wait(60)
        told.put("busy")

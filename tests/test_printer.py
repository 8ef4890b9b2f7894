"""Pages set by the typesetter that stays warm are those that it would set cold, whatever happens to it."""

from __future__ import annotations

import copy
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.problems import Place, Problem
from reportkit.publishing import typesetting
from reportkit.publishing.fast import posting, printer, printing
from reportkit.publishing.typesetting import TypesettingError
from reportkit.resources import templates
from reportkit.themes import reading, tokens
from tests.samples import pages
from tests.samples.themed import LETTERS, font, with_fonts

pytestmark = pytest.mark.skipif(not printer.available(), reason="needs sockets of the file system")
NAMES = ("harbour", "short", "hostile")
Json = Any


@cache
def cold(name: str) -> bytes:
    """Return the PDF of a sample, set in this process."""
    return typesetting.typeset(*getattr(pages, name)())


@pytest.fixture
def warm() -> Iterator[printer.Printer]:
    """Give a typesetter."""
    with printer.Printer() as made:
        yield made


def set_by(made: printer.Printer, name: str) -> bytes:
    """Set a sample."""
    return printer.typeset(made.path, *getattr(pages, name)())


def worker(made: printer.Printer) -> int:
    """Return the process that sets pages."""
    children = Path(f"/proc/{made.pid}/task/{made.pid}/children")
    return int(children.read_text().split()[0])


def wrong(path: Path, *page: Json) -> tuple[Problem, ...]:
    """Return what stands against a page."""
    with pytest.raises(TypesettingError) as error:
        printer.typeset(path, *page)
    return error.value.problems


@pytest.mark.slow
def test_pages_are_those_set_cold(warm: printer.Printer) -> None:
    """In whatever order pages are set, each is the same file as one set alone."""
    for name in ("harbour", "short", "hostile", "hostile", "harbour", "short"):
        assert set_by(warm, name) == cold(name)


@pytest.mark.slow
def test_what_cannot_be_set_is_told_the_same(warm: printer.Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems found before, by and after the typesetter are as for a page set alone; the next is well."""
    proofed = copy.deepcopy(pages.short())
    proofed[0]["blocks"][2]["items"].append(pages.line("Who saw it[C9]."))
    glyph = copy.deepcopy(pages.short())
    glyph[0]["blocks"][1]["sentences"].append([pages.run("smoke 😀 and 漢")])
    for page in (proofed, glyph):
        with pytest.raises(TypesettingError) as alone:
            typesetting.typeset(*page)
        assert wrong(warm.path, *page) == alone.value.problems
        assert set_by(warm, "short") == cold("short")
    stands_on = Problem("overprint", Place("page 1"), "words on words", "nobody can read them", "mend it")
    monkeypatch.setattr(printer, "faults", lambda _: (stands_on,))
    assert wrong(warm.path, *pages.short()) == (stands_on,)


@pytest.mark.slow
def test_two_ask_at_once(warm: printer.Printer) -> None:
    """Whoever asks while another page is set gets the own page."""
    found: dict[str, list[bytes]] = {name: [] for name in NAMES}
    asking = [
        threading.Thread(target=lambda name=name: found[name].append(set_by(warm, name)))
        for name in (*NAMES, *NAMES)
    ]
    for one in asking:
        one.start()
    for one in asking:
        one.join(120)
    assert {name: set(got) for name, got in found.items()} == {name: {cold(name)} for name in NAMES}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes as Linux lists them")
def test_a_killed_typesetter_is_followed_by_another(warm: printer.Printer) -> None:
    """To kill the process that sets pages costs nobody a page."""
    assert set_by(warm, "short") == cold("short")
    killed = worker(warm)
    os.kill(killed, signal.SIGKILL)
    assert set_by(warm, "harbour") == cold("harbour")
    assert worker(warm) != killed


@pytest.mark.slow
def test_without_a_typesetter_pages_are_set_all_the_same(warm: printer.Printer, tmp_path: Path) -> None:
    """When the whole process is gone, or there never was one, each page is set by a process of its own."""
    assert warm.pid
    os.kill(warm.pid, signal.SIGKILL)
    assert set_by(warm, "short") == cold("short")
    assert printer.typeset(tmp_path / "none", *pages.short()) == cold("short")
    warm.keep()
    assert set_by(warm, "short") == cold("short")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes as Linux lists them")
def test_nothing_is_left() -> None:
    """Left, or its owner killed, there is neither a process nor a folder."""
    with printer.Printer() as made:
        set_by(made, "short")
        processes = [made.pid, worker(made)]
    assert not any(Path(f"/proc/{one}").exists() for one in processes)
    assert not made.path.parent.exists()
    code = (
        "import sys, time\nfrom reportkit.publishing.fast import printer\nfrom tests.samples import pages\n"
        "with printer.Printer() as made:\n printer.typeset(made.path, *pages.short())\n"
        " print(made.pid, flush=True)\n sys.stdin.read()\n"
    )
    with subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    ) as owner:
        assert owner.stdout
        pid = int(str(owner.stdout.readline()))
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ends = [os.pidfd_open(one) for one in (pid, *map(int, children))]
        owner.kill()
    assert len(ends) == 2
    for end in ends:
        assert select.select([end], [], [], 30)[0]
        os.close(end)


@pytest.mark.slow
def test_who_says_nothing_or_nonsense_stops_nobody(
    warm: printer.Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that ends early, or is none of ours, is dropped, and the next page is set."""
    for words in (b"", b"GET / HTTP/1.1\r\n\r\n" * 9, b"page" + b"\xff" * 8, posting.framed(b"x")):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(warm.path))
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):  # it was closed before all had been read
                assert connection.recv(1) == b""
    assert set_by(warm, "short") == cold("short")
    monkeypatch.setattr(posting, "LARGEST", 1000)
    [problem] = wrong(warm.path, *pages.short())
    assert "a page may have 1,000" in problem.what


@pytest.mark.slow
def test_a_themes_own_fonts_come_with_the_page(warm: printer.Printer, tmp_path: Path) -> None:
    """A theme whose fonts only who asks can find gives the same page; a lost font is told the same."""
    folder = with_fonts(
        tmp_path / "x", 'name = "n"\n[fonts]\nsans = "Test Hand"', a=font("Test Hand", LETTERS)
    )
    document, svgs, attached = pages.short()
    page = {**document, "theme": tokens.tokens(reading.read(folder))}
    alone = typesetting.typeset(page, svgs, attached)
    assert printer.typeset(warm.path, page, svgs, attached) == alone
    assert alone != cold("short")
    for found in (folder / "fonts").iterdir():
        found.unlink()
    with pytest.raises(TypesettingError) as lost:
        typesetting.typeset(page, svgs, attached)
    assert wrong(warm.path, page, svgs, attached) == lost.value.problems
    assert printer.typeset(warm.path, document, svgs, attached) == cold("short")


@pytest.mark.slow
def test_a_page_that_kills_the_typesetter_is_told(
    warm: printer.Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typesetter that dies of a page, warm and cold, ends as a problem of that page and in no other way."""
    monkeypatch.setattr(
        printer, "_MODULE", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)  # {what}"
    )
    assert warm.pid
    os.kill(warm.pid, signal.SIGKILL)
    [problem] = wrong(warm.path, *pages.short())
    assert problem.what.startswith("the typesetter died of it")


def test_the_fonts_are_looked_at_again() -> None:
    """What is remembered of the folder of fonts tells when a file joins it, changes or goes."""
    known = printing._fonts_as_they_are()  # noqa: SLF001 - what decides whether fonts are read anew
    assert len(known) == len(list((templates() / "fonts").iterdir()))


PROBLEMS = st.lists(
    st.builds(
        Problem,
        rule=st.text(),
        place=st.builds(Place, st.text(), st.integers(0), st.integers(0), st.integers(1), st.text()),
        what=st.text(),
        why=st.text(),
        fix=st.text(),
    ),
    min_size=1,
)


@given(PROBLEMS)
def test_problems_travel_whole(problems: list[Problem]) -> None:
    """Problems come out at the other side as they went in."""

    def refuse() -> bytes:
        raise TypesettingError(problems)

    with pytest.raises(TypesettingError) as error:
        posting.pdf(posting.answered(refuse))
    assert error.value.problems == tuple(problems)


BYTES = st.dictionaries(st.text(), st.binary())


@given(
    st.dictionaries(st.text(), st.integers()), st.dictionaries(st.text(), st.text()), BYTES, BYTES, st.data()
)
def test_pages_travel_whole_or_not_at_all(
    document: Json,
    svgs: dict[str, str],
    attached: dict[str, bytes],
    fonts: dict[str, bytes],
    data: st.DataObject,
) -> None:
    """A page comes out as it went in; one that is cut off anywhere is none."""
    page = posting.Page(document, svgs, attached, fonts)
    written = posting.written(page)
    assert posting.read(written) == page
    with pytest.raises(posting.Garbled):
        posting.read(written[: data.draw(st.integers(0, len(written) - 1))])


def test_json_keeps_a_document() -> None:
    """What a page is made of survives the way as JSON to the letter."""
    for name in NAMES:
        document, _, _ = getattr(pages, name)()
        assert json.loads(json.dumps(document)) == document

"""What reaches a terminal: nothing that data could make it obey, and colour only where it can be shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportkit.case import case
from reportkit.publishing import run
from reportkit.publishing.record import CellRecord, RunRecord
from reportkit.reading import encoding
from reportkit.wording.record import attached
from tests.commands import TINY, edit, ran
from tests.test_cli_trace import write_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.usefixtures("alone")

EVIL = "e\x1b]0;owned\x07\x1b[2Jv\u202eli\u2066x\x9b31m\x7f"
BIDI = "Fire \u202eat\u202c $x$ [red]the[/red] \u200bharbour"
ACTS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
HARMLESS = {"\n", "\t"}


def obeyed(text: str) -> list[str]:
    """Return the characters of an output that a terminal would act on."""
    return [c for c in text if unicodedata.category(c) in ACTS and c not in HARMLESS]


@pytest.fixture
def hostile(corpus: Path, notebook: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[object, ...]]:
    """Return words for each command on a corpus in which every name and label is hostile."""

    def stand_in(_: Path, slug: str, *__: object, **___: object) -> RunRecord:
        return RunRecord(
            slug, "cell_error", f"An error in cell [1]: {EVIL}", (CellRecord(1, EVIL, "error", 1.0),)
        )

    monkeypatch.setattr(run, "render", stand_in)
    evil = corpus.rename(corpus.with_name(f"seeds {EVIL}"))
    edit(
        evil / "incidents" / "harbour-fire.yaml",
        "label: Fire at the harbour of Northport",
        f"label: '{BIDI}'",
    )
    edit(evil / "actors.yaml", "label: Ministry of Southmark", f"label: '{BIDI}'")
    edit(evil / "documents.yaml", "title: News at seven", f"title: '{BIDI}'")
    edit(evil / "readings" / "radio-2.yaml", "id: ", "id: ")
    (evil / "texts" / f"{EVIL}.txt").write_text("Nothing.", encoding="utf-8")
    text = evil.parent / f"text {EVIL}.txt"
    text.write_text("One paragraph.", encoding="utf-8")
    page = notebook.rename(notebook.with_name(f"{EVIL}.ipynb"))
    record = attached(case(encoding.load(evil), "harbour-fire"), 3)
    pdf = write_pdf(evil.parent / f"{EVIL}.pdf", {"record.json": json.dumps(record).encode()})
    seeds = ("--seeds", evil)
    texts = (*seeds, "--documents", evil / "texts")
    return {
        "list": seeds,
        "show": (*seeds, "harbour-fire"),
        "show no": (*seeds, EVIL),
        "check": seeds,
        "check coverage": (*texts, "--coverage"),
        "pin": texts,
        "span": (*texts, "radio-2", EVIL),
        "span no": (*texts, EVIL, "words"),
        "add": (*seeds, text),
        "new incident": (*seeds, EVIL, "--label", BIDI),
        "new reading": (*seeds, EVIL),
        "trace": (pdf, "C4"),
        "trace no": (pdf, EVIL),
        "trace none": (text, "C1"),
        "schema": (EVIL,),
        "render": (*seeds, "harbour-fire", "--notebook", page, "--out", f"out {EVIL}"),
        "render no": (*seeds, "harbour-fire", "--notebook", page, "-p", EVIL, EVIL),
        "render nowhere": (*seeds, "harbour-fire", "--notebook", f"no {EVIL}"),
        "render cell": (*seeds, "harbour-fire", "--notebook", text),
        "completion": (EVIL,),
    }


COMMANDS = (
    "list",
    "show",
    "show no",
    "check",
    "check coverage",
    "pin",
    "span",
    "span no",
    "add",
    "new incident",
    "new reading",
    "trace",
    "trace no",
    "trace none",
    "schema",
    "render",
    "render no",
    "render nowhere",
    "render cell",
    "completion",
)


def named(command: str) -> list[str]:
    """Return the words of a command: what makes it a variant is left out."""
    words = command.split()
    return words if words[0] == "new" else words[:1]


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_of_a_hostile_corpus_acts_on_a_terminal(
    command: str, hostile: Mapping[str, tuple[object, ...]], *, as_json: bool
) -> None:
    """Labels, file names, folders, notebooks, records and arguments are shown, not obeyed, also as JSON."""
    words = [*named(command), *(str(word) for word in hostile[command])]
    if as_json and command not in {"schema", "completion"}:
        words.append("--json")
    done = ran(*words)
    assert done.exit_code in {0, 1, 2}
    assert obeyed(done.stdout + done.stderr) == []


def broken(corpus: Path) -> None:
    """Put hostile characters wherever a problem quotes a file."""
    edit(corpus / "actors.yaml", "kind: state", f"kind: 'state{BIDI}'")
    edit(corpus / "places.yaml", "places:", f"places:\n  {BIDI.replace(':', '')}: 1")
    edit(corpus / "documents.yaml", "format: 1", f"format: 1 # {EVIL}")
    (corpus / "incidents" / f"{EVIL}.yaml").write_bytes(b"")
    (corpus / "readings" / "daily-1.yaml").write_bytes(f"voice: {EVIL}".encode("latin-1", "replace"))


@pytest.mark.parametrize("command", ["check", "check --json", "list", "list --json", "pin", "render x"])
def test_problems_quote_hostile_files_without_obeying_them(corpus: Path, command: str) -> None:
    """Excerpts, carets and names of files in problems hold nothing hidden."""
    broken(corpus)
    done = ran(*command.split())
    assert done.exit_code == 1
    assert obeyed(done.stdout + done.stderr) == []
    assert "\\u202e" in done.stdout + done.stderr


# On a terminal


def seen(words: list[str], columns: int = 80, **more: str) -> str:
    """Return what a terminal receives from a command."""
    pty = pytest.importorskip("pty")
    termios = pytest.importorskip("termios")
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **more}
    environment.pop("NO_COLOR", None) if "NO_COLOR" not in more else None
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, columns)) if hasattr(termios, "tcsetwinsize") else None
    command = [sys.executable, "-m", "reportkit", *words]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        received = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            received += piece
        process.wait(30)
    os.close(ours)
    return received.decode().replace("\r\n", "\n")


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_a_terminal_gets_colour_and_nothing_else(corpus: Path) -> None:
    """On a terminal problems and tables are coloured, and what data holds is still shown as escapes."""
    edit(corpus / "incidents" / "harbour-fire.yaml", "label: Fire at the harbour of", f"label: {BIDI} of")
    table = seen(["list"])
    assert COLOUR.search(table)
    assert obeyed(COLOUR.sub("", table)) == []
    edit(corpus / "actors.yaml", "kind: state", f"kind: 'state{BIDI}'")
    problems = seen(["check"])
    assert COLOUR.search(problems)
    assert obeyed(COLOUR.sub("", problems)) == []
    assert "[red]the[/red]" in problems


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "TERM=dumb"])
def test_no_colour_where_none_is_wanted(corpus: Path, setting: dict[str, Any]) -> None:
    """NO_COLOR and a terminal that can show none are heeded by tables and problems."""
    edit(corpus / "actors.yaml", "kind: state", "kind: sate")
    for words in (["check"], ["list"], ["list", "--seeds", str(TINY)]):
        assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", seen(words, **setting)), words


@pytest.mark.parametrize("columns", [20, 40, 200])
def test_a_narrow_terminal_loses_nothing(corpus: Path, columns: int) -> None:
    """However narrow the terminal is, slugs stay whole and a problem keeps its place and remedy."""
    table = COLOUR.sub("", seen(["list"], columns))
    assert "harbour-fire" in table
    assert "river-raid" in table
    shown = COLOUR.sub("", seen(["show", "harbour-fire"], columns))
    assert "Ministry" in shown
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    problems = COLOUR.sub("", seen(["check"], columns))
    assert "readings/radio-2.yaml:16:8: unknown act 'acuses'\n" in problems
    assert "   = fix: write 'accuses'\n" in problems


def test_a_pipe_gets_plain_lines(corpus: Path) -> None:
    """Off a terminal nothing is coloured, drawn or wrapped."""
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    done = ran("check")
    assert "\x1b" not in done.stdout
    shutil.rmtree(corpus)
    listed = ran("list", "--seeds", TINY).stdout
    assert len(listed.splitlines()) == 3

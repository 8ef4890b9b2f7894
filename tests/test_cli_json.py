"""What scripts get: with --json one document on the standard output, its keys as the help names them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportkit.case import case
from reportkit.publishing.batch import local, work
from reportkit.publishing.record import RunRecord
from reportkit.reading import encoding
from reportkit.wording.record import attached
from tests.commands import TINY, edit, ran
from tests.test_cli_trace import write_pdf

if TYPE_CHECKING:
    from click.testing import Result

pytestmark = pytest.mark.usefixtures("alone")


def made_by(record: Callable[[str], RunRecord]) -> Callable[..., Iterator[work.Result]]:
    """Return a stand-in for workers whose runs have the records that a function gives."""

    def make(items: Iterable[work.Item], *_: object, **__: object) -> Iterator[work.Result]:
        for item in items:
            yield work.Result(item, record(item.slug))

    return make


@pytest.fixture
def commands(corpus: Path, notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return each command that has --json with words that let it succeed; runs are stood in for."""

    def stand_in(slug: str) -> RunRecord:
        return RunRecord(slug, "ok", "1 cell ran.", (), pdf_sha256="p", executed_sha256="e", seconds=1.5)

    monkeypatch.setattr(local, "make", made_by(stand_in))
    text = tmp_path / "Relief 0509.txt"
    text.write_text("One paragraph.\n\nAnother.\n", encoding="utf-8")
    record = attached(case(encoding.load(TINY), "harbour-fire"), 3)
    pdf = write_pdf(tmp_path / "page.pdf", {"record.json": json.dumps(record).encode()})
    (corpus / "readings" / "radio-2.yaml").rename(tmp_path / "radio-2.yaml")
    texts = ("--documents", corpus / "texts")
    return {
        "render": ("harbour-fire", "--notebook", notebook),
        "list": (),
        "show": ("harbour-fire",),
        "trace": (pdf, "C1"),
        "check": (),
        "pin": texts,
        "span": (*texts, "radio-2", "Southmark’s … withdrew"),
        "add": (text,),
        "new incident": ("quay-fire", "--label", "Fire at the quay"),
        "new reading": ("radio-2",),
    }


NAMES = "render list show trace check pin span add|new incident|new reading"


def with_json(command: str, words: tuple[Any, ...]) -> Result:
    """Run a command with --json."""
    return ran(*command.split(), "--json", *words)


@pytest.mark.parametrize("command", [*NAMES.partition("|")[0].split(), *NAMES.split("|")[1:]])
def test_the_output_is_one_document_with_the_keys_that_the_help_names(
    command: str, commands: dict[str, Any]
) -> None:
    """The standard output is JSON in ASCII and nothing else; the help names each of its keys."""
    done = with_json(command, commands[command])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.isascii()
    found = json.loads(done.stdout)
    assert found["format"] == 1
    told = re.sub(r"\s+", " ", ran(*command.split(), "--help").stdout.partition("With --json:")[2])
    named = set(re.findall(r"[a-z_0-9]+", told.partition("Options:")[0]))
    free = {"show", "trace"}  # these give what the record of a briefing holds
    assert named
    assert command in free or set(found) <= named, set(found) - named


def test_the_result_of_a_run_is_told_with_its_files(commands: dict[str, Any]) -> None:
    """Each briefing has its status, its files and their digest."""
    (briefing,) = json.loads(with_json("render", commands["render"]).stdout)["briefings"]
    assert briefing == {
        "incident": "harbour-fire",
        "status": "ok",
        "message": "1 cell ran.",
        "pdf": str(Path("build/harbour-fire.pdf")),
        "notebook": str(Path("build/harbour-fire.ipynb")),
        "record": str(Path("build/harbour-fire.run.json")),
        "pdf_sha256": "p",
        "seconds": 1.5,
    }


def test_a_failed_run_names_no_page(commands: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that failed ends with exit code 1 and a document that says why, without a PDF."""

    def failed(slug: str) -> RunRecord:
        return RunRecord(slug, "cell_error", "An error in cell [1]: no", ())

    monkeypatch.setattr(local, "make", made_by(failed))
    done = with_json("render", commands["render"])
    (briefing,) = json.loads(done.stdout)["briefings"]
    assert done.exit_code == 1
    assert (briefing["status"], briefing["pdf"], briefing["notebook"]) == ("cell_error", None, None)
    assert briefing["message"] == "An error in cell [1]: no"


@pytest.mark.parametrize(
    ("words", "code", "rules"),
    [
        (("list",), 1, ["unknown-word"]),
        (("render", "harbour-fire"), 1, ["unknown-word"]),
        (("pin",), 1, ["unknown-word"]),
        (("show", "harbour", "--seeds", str(TINY.parent / "nowhere")), 2, []),
        (("span", "radio", "words"), 2, []),
    ],
)
def test_an_ending_is_a_document_too(
    corpus: Path, words: tuple[str, ...], code: int, rules: list[str]
) -> None:
    """A command that cannot do its work prints a document with the exit code, the message and problems."""
    edit(corpus / "readings" / "radio-2.yaml", "act: accuses", "act: acuses")
    done = ran("-q", words[0], "--json", *words[1:])
    error = json.loads(done.stdout)["error"]
    assert (done.exit_code, error["code"]) == (code, code)
    assert [problem["rule"] for problem in error["problems"]] == rules
    assert error["message"] in {"1 problem in 1 file", done.stderr.rstrip("\n")}


def test_a_fault_of_the_kit_is_a_document_too(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also an unexpected error leaves scripts with a document."""

    def broken(_: Path) -> None:
        raise RuntimeError("lost")

    monkeypatch.setattr(encoding, "load", broken)
    done = ran("list", "--json", "--seeds", corpus)
    assert (done.exit_code, json.loads(done.stdout)["error"]["code"]) == (70, 70)


def test_what_is_open_is_beside_the_problems(corpus: Path) -> None:
    """A document that nobody has read is open, not a problem."""
    (corpus / "readings" / "radio-2.yaml").unlink()
    found = json.loads(ran("check", "--json").stdout)
    assert found["problems"] == []
    assert [(one["rule"], one["file"], one["line"]) for one in found["open"]] == [
        ("not-read", "documents.yaml", 13)
    ]

"""Completion in the shell: what is offered comes from the corpus, and nothing is said of what is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ran
from tests.test_cli import modules_after

pytestmark = pytest.mark.usefixtures("alone")


def offered(*words: str, **more: str) -> list[str]:
    """Return what a shell is offered for the last of some words, in a process of its own."""
    environment = {
        **os.environ,
        "_REPORTKIT_COMPLETE": "bash_complete",
        "COMP_CWORD": str(len(words)),
        **more,
    }
    environment["COMP_WORDS"] = " ".join(("reportkit", *words))
    program = "from reportkit.cli import main; main(prog_name='reportkit')"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("render", "h"), ["harbour-fire"]),
        (("render", ""), ["harbour-fire", "river-raid"]),
        (("render", "harbour-fire", ""), ["river-raid"]),
        (("show", "ri"), ["river-raid"]),
        (("span", ""), ["daily-1", "radio-2"]),
        (("new", "reading", ""), []),
        (("schema", "re"), ["reading"]),
        (("completion", ""), ["bash", "fish", "zsh"]),
        (("tr",), ["trace"]),
    ],
)
def test_words_are_completed_from_the_corpus(words: tuple[str, ...], found: list[str]) -> None:
    """Slugs, documents, schemas and commands are offered as far as they go on from what is typed."""
    assert sorted(offered(*words)) == found


def test_parameters_are_those_of_the_notebook(corpus: Path, notebook: Path) -> None:
    """After -p the names in the notebook's parameters cell are offered, without the one for the slug."""
    assert offered("render", "--notebook", str(notebook), "-p", "") == ["edition"]
    assert corpus.is_dir()


def test_a_document_that_nobody_has_read_is_offered_for_reading(corpus: Path) -> None:
    """Only documents without a reading are offered to `new reading`."""
    (corpus / "readings" / "radio-2.yaml").unlink()
    assert offered("new", "reading", "") == ["radio-2"]


def test_the_folder_that_was_named_counts(corpus: Path, tmp_path: Path) -> None:
    """--seeds before the word decides which corpus is asked."""
    other = shutil.copytree(corpus, tmp_path / "other")
    (other / "incidents" / "river-raid.yaml").rename(other / "incidents" / "quay-fire.yaml")
    assert offered("render", "--seeds", str(other), "") == ["harbour-fire", "quay-fire"]


@pytest.mark.parametrize("wrong", ["no corpus", "broken", "hostile", "not a folder"])
def test_problems_are_never_printed(corpus: Path, tmp_path: Path, wrong: str) -> None:
    """A corpus that cannot be read offers less, without a word; a hostile file name is not offered."""
    if wrong == "no corpus":
        assert offered("show", "--seeds", str(tmp_path / "nowhere"), "") == []
        assert offered("span", "--seeds", str(tmp_path / "nowhere"), "") == []
    if wrong == "broken":
        for path in corpus.rglob("*.yaml"):
            path.write_bytes(b"\xff\x00: [")
        assert sorted(offered("show", "")) == ["harbour-fire", "river-raid"]
        assert offered("span", "") == []
    if wrong == "hostile":
        for name in ("$(touch x).yaml", "a b.yaml", "\x1b[2J.yaml", "-rf.yaml", "`id`.yaml"):
            (corpus / "incidents" / name).write_bytes(b"")
        assert sorted(offered("show", "")) == ["harbour-fire", "river-raid"]
    if wrong == "not a folder":
        shutil.rmtree(corpus / "incidents")
        (corpus / "incidents").write_bytes(b"")
        assert offered("show", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed(shell: str) -> None:
    """The script asks reportkit itself, and is the same wherever it is printed."""
    done = ran("completion", shell)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "_REPORTKIT_COMPLETE" in done.stdout
    assert done.stdout == ran("completion", shell).stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.usefixtures("corpus")
def test_bash_completes_a_slug(tmp_path: Path) -> None:
    """Bash, with the script evaluated, offers the slugs."""
    program = tmp_path / "bin" / "reportkit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reportkit "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(reportkit completion bash)"; COMP_WORDS=(reportkit show h); COMP_CWORD=2; '
        '_reportkit_completion reportkit; printf "%s" "${COMPREPLY[*]}"'
    )
    environment = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S603 - the shell that is tested
        [str(shutil.which("bash")), "--norc", "-c", script],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("harbour-fire", "")


def test_completing_loads_no_tables_and_charts(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At each press of a key as little is loaded as for --help, and YAML's parser where ids are asked for."""
    monkeypatch.setenv("_REPORTKIT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "main show h")
    monkeypatch.setenv("COMP_CWORD", "2")
    heavy = {"pandas", "numpy", "matplotlib", "networkx", "papermill", "nbformat", "typst", "rich"}
    assert modules_after() & heavy == set()
    assert corpus.is_dir()

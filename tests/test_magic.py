"""The commands of the kit as lines of a notebook cell."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from IPython.core.error import UsageError

from reportkit.magic import Commands, divided, free, told

CORPUS = {
    "corpus.yaml": "name: Practice\nlanguage: en\nmarking: TLP:CLEAR\n",
    "actors.yaml": "actors:\n  wire: {label: Strait Wire, kind: media}\n",
    "places.yaml": "places:\n  harl: {label: Harl, kind: town}\n",
    "documents.yaml": "documents:\n",
}
KILLED = """
import os
from reportkit.magic import Commands
Commands(None).practice("")
open("file", "w").close()
print(os.getcwd(), flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Return the magics as a notebook in an empty folder has them."""
    monkeypatch.setenv("REPORTKIT_SEEDS", "someone's corpus")
    monkeypatch.chdir(tmp_path)
    return Commands(None)  # type: ignore[arg-type]  # IPython itself takes none


@pytest.fixture
def corpus(commands):
    """Return the magics where the working folder holds a corpus."""
    Path("seeds").mkdir()
    for name, text in CORPUS.items():
        Path("seeds", name).write_text(f"format: 1\n{text}", encoding="utf-8")
    os.environ.pop("REPORTKIT_SEEDS")
    return commands


def test_a_command_says_what_it_says_in_a_terminal(corpus, capsys):
    """A line shows the result of the command behind it, and nothing beside the result."""
    corpus.reportkit("check")
    assert capsys.readouterr().out == "0 claims, 0 incidents, 0 documents; 0 spans verified\n"


def test_quoted_words_stay_together(corpus, capsys):
    """Quotes, dashes and letters of every script reach the command as they were written."""
    corpus.reportkit('new incident depot-fire --label "Fire at the depot — الميناء"')
    label = Path("seeds", "incidents", "depot-fire.yaml").read_text(encoding="utf-8")
    assert "Fire at the depot — الميناء" in label
    capsys.readouterr()


def test_no_folder_of_the_machine_is_shown(corpus, capsys):
    """What a cell keeps names folders from where the notebook works."""
    corpus.reportkit('new incident depot-fire --label "Fire at the depot"')
    assert capsys.readouterr().out == f"made {Path('seeds', 'incidents', 'depot-fire.yaml')}\n"


def test_what_went_wrong_is_shown(corpus, capsys):
    """A command that fails says so in the cell, and the notebook goes on."""
    corpus.reportkit("show no-such-incident")
    assert "there is no incident 'no-such-incident'" in capsys.readouterr().out


def test_a_quote_that_is_not_closed_is_told(corpus):
    """An apostrophe that the line takes for a quote is named, without a traceback."""
    with pytest.raises(UsageError, match="a quote in this line is not closed"):
        corpus.reportkit("new incident raid --label Quorland's raid")


def test_a_result_can_be_added_to_a_file(corpus, capsys):
    """With >> the result goes to the end of a file, as in a terminal, and the cell says so."""
    Path("depot.txt").write_text("A fire.\n", encoding="utf-8")
    corpus.reportkit("add depot.txt >> seeds/documents.yaml")
    assert capsys.readouterr().out == "added to seeds/documents.yaml\n"
    corpus.reportkit("check")
    assert "0 claims, 0 incidents, 1 document" in capsys.readouterr().out


def test_what_went_wrong_is_not_added_to_the_file(corpus, capsys):
    """A command that fails leaves the file behind >> as it is, and says why."""
    Path("out.yaml").write_bytes(b"kept\n")
    corpus.reportkit("add no-such.txt >> out.yaml")
    assert Path("out.yaml").read_bytes() == b"kept\n"
    assert "no-such.txt" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_told_in_a_line(corpus):
    """Adding to a file in a folder that is not there is said in a line, without a traceback."""
    with pytest.raises(UsageError, match=r"cannot write to no-such/file\.yaml: No such file"):
        corpus.reportkit("check >> no-such/file.yaml")


@pytest.mark.parametrize("line", ["check", "check >>", "check > file", ">> file x"])
def test_only_a_file_at_the_end_is_taken_for_one(line):
    """What is not a file behind >> at the very end stays an argument of the command."""
    assert divided(line.split()) == (line.split(), "")


def test_arguments_are_no_code(tmp_path, monkeypatch):
    """No shell sees the line: what would be a command of the shell is only a word."""
    monkeypatch.chdir(tmp_path)
    told(["show", "$(touch here)", ";", "touch", "there"])
    assert list(tmp_path.iterdir()) == []


def test_a_program_of_the_same_name_in_the_folder_is_not_run(tmp_path, monkeypatch):
    """A file click.py in the working folder is not taken for the library."""
    (tmp_path / "click.py").write_text("raise SystemExit('taken in')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert told(["--version"])[0].startswith("reportkit ")


def test_practice_is_in_an_empty_temporary_folder(commands, tmp_path, capsys):
    """Without a name one practises in an empty folder that is nobody's, and the cell does not name it."""
    commands.practice("")
    practice = Path.cwd()
    assert list(practice.iterdir()) == []
    assert not practice.is_relative_to(tmp_path)
    assert capsys.readouterr().out == "an empty temporary folder, removed when the kernel ends\n"
    commands.practice("elsewhere")
    assert not practice.exists()


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_a_temporary_folder_goes_with_a_killed_kernel(tmp_path):
    """However the notebook's kernel ends, killed included, the temporary folder is gone soon after."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True, check=False
    )
    practice = Path(done.stdout.splitlines()[-1])
    assert practice.is_relative_to(tmp_path)
    deadline = time.monotonic() + 30
    while practice.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not practice.exists()


def test_practice_anew_leaves_nothing_of_the_last(commands):
    """Running the cell again begins in another empty folder, and the earlier one goes."""
    commands.practice("")
    first = Path.cwd()
    commands.practice("")
    second = Path.cwd()
    commands.practice("elsewhere")
    assert not first.exists()
    assert first != second


def test_a_named_folder_stays(commands, tmp_path, capsys):
    """With a name one practises in a folder that stays; a second time in another, and nothing is lost."""
    commands.practice("'my practice'")
    Path("kept.txt").write_text("kept", encoding="utf-8")
    commands.practice("'my practice'")
    assert Path.cwd() == tmp_path / "my practice-2"
    assert capsys.readouterr().out == "my practice\nmy practice-2\n"
    assert (tmp_path / "my practice" / "kept.txt").is_file()


def test_practice_never_reaches_the_corpus_that_the_shell_names(commands):
    """A corpus named by the environment is forgotten before anything is practised."""
    commands.practice("practice")
    assert "REPORTKIT_SEEDS" not in os.environ


def test_a_folder_that_cannot_be_made_is_told_in_a_line(commands, tmp_path):
    """Where no folder can be made the message names it, without a traceback."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot make taken/practice"):
        commands.practice("taken/practice")
    assert Path.cwd() == tmp_path


def test_a_name_that_is_taken_gets_a_number(tmp_path):
    """The first name that is free, or an empty folder, is taken."""
    assert free(tmp_path).name == tmp_path.name
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "file").touch()
    (tmp_path / "a-2").touch()
    assert free(tmp_path / "a").name == "a-3"

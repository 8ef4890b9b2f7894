"""The commands start at once, find their corpus, and end with the right exit code, every time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from reportkit.reading import encoding, whereabouts
from reportkit.reading.whereabouts import NoCorpus, find
from tests.commands import TINY, ran

pytestmark = pytest.mark.usefixtures("alone")


HEAVY = (
    "pandas",
    "numpy",
    "matplotlib",
    "networkx",
    "papermill",
    "nbformat",
    "nbconvert",
    "typst",
    "rich",
    "pypdf",
    "watchfiles",
)
ORDER = (
    "render plan list show why trace verify issue editions diff recall prune run schedule "
    "deliver history status check pin span add new schema init lab bench completion"
)


# Start-up


def modules_after(*words: str) -> set[str]:
    """Return the modules that a command has imported when it ends, in a process of its own."""
    source = (
        "import sys\nfrom reportkit.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", source, *words], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return {line.partition(".")[0] for line in done.stderr.splitlines()}


def test_help_starts_without_heavy_libraries() -> None:
    """--help answers at once: it imports no library of tables, charts, notebooks or pages."""
    assert modules_after("--help") & {*HEAVY, "yaml"} == set()


@pytest.mark.parametrize("words", [("check",), ("list",), ("list", "--json")], ids=" ".join)
def test_looking_at_a_corpus_loads_no_tables_and_charts(words: tuple[str, ...]) -> None:
    """Checking and listing do not wait for pandas, matplotlib or papermill."""
    heavy = {"pandas", "matplotlib", "papermill", "typst", "nbconvert"}
    assert modules_after(*words, "--seeds", str(TINY)) & heavy == set()


def test_help_names_every_command_in_the_order_of_work() -> None:
    """The help lists the commands, the one everybody wants first."""
    shown = ran("--help").stdout
    names = [line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines() if line.strip()]
    commands, codes = names[: names.index("Exit")], names[names.index("Exit") + 1 :]
    assert commands == ORDER.split()
    assert codes == ["0", "1", "2", "70", "73", "75", "130"]


@pytest.mark.parametrize("command", [*ORDER.split(), "new incident", "new reading"])
def test_every_command_helps(command: str) -> None:
    """Each command explains itself without a corpus and without an error."""
    done = ran(*command.split(), "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: reportkit {command} ")


def test_a_group_without_a_command_shows_its_help() -> None:
    """Asked for `new` alone, the command line says what there is to make."""
    assert ran("new").stderr.startswith("Usage: reportkit new ")


def test_the_module_runs_like_the_command() -> None:
    """Running the package as a module is the same command under the same name."""
    words = [sys.executable, "-m", "reportkit", "--version"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert done.stdout == "reportkit 0.1.0\n"


# Which corpus


def test_every_command_says_which_corpus_it_reads(corpus: Path) -> None:
    """The folder and how it was found stand on the standard error, and not with --quiet."""
    assert ran("list").stderr == "corpus: seeds (found from the working folder)\n"
    assert ran("list", "--seeds", corpus).stderr == "corpus: seeds (named by --seeds)\n"
    assert ran("--quiet", "list").stderr == ran("list", "-q").stderr == ""


def test_a_corpus_elsewhere_is_named_by_its_whole_path(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the working folder a path is told from there; a corpus in another place is told whole."""
    monkeypatch.chdir(corpus / "texts")
    assert ran("list").stderr == f"corpus: {corpus} (found from the working folder)\n"
    monkeypatch.chdir(corpus)
    assert ran("list").stderr == "corpus: . (found from the working folder)\n"


def test_a_named_folder_counts_before_the_environment_and_the_working_folder(
    corpus: Path, tmp_path: Path
) -> None:
    """--seeds wins over REPORTKIT_SEEDS, and that over the working folder."""
    other = shutil.copytree(TINY, tmp_path / "other")
    assert find(corpus, environment={"REPORTKIT_SEEDS": str(other)}).folder == corpus
    assert find(None, environment={"REPORTKIT_SEEDS": str(other)}) == (other, "named by REPORTKIT_SEEDS")
    assert find(None, environment={"REPORTKIT_SEEDS": ""}, start=tmp_path).folder == corpus


def test_the_nearest_corpus_upwards_is_found(corpus: Path, tmp_path: Path) -> None:
    """From inside a corpus, and from a folder beside it, the corpus is found; elsewhere the example is."""
    (tmp_path / "notes" / "deep").mkdir(parents=True)
    assert find(environment={}, start=corpus / "readings").folder == corpus
    assert find(environment={}, start=tmp_path / "notes" / "deep").folder == corpus
    shipped = find(environment={}, start=Path("/"), shipped=corpus)
    assert shipped == (corpus, "the example that comes with the kit")


def test_a_named_working_folder_is_the_corpus_inside(corpus: Path, tmp_path: Path) -> None:
    """--seeds may name the working folder: its seeds/ is meant."""
    assert ran("check", "--seeds", tmp_path).stdout == ran("check", "--seeds", corpus).stdout


def test_a_named_folder_that_is_no_corpus_is_never_passed_over(corpus: Path, tmp_path: Path) -> None:
    """A wrong --seeds is an error, though another corpus would be found."""
    done = ran("check", "--seeds", corpus / "incidents")
    assert done.exit_code == 2
    assert done.stderr == (
        f"--seeds names no corpus: {corpus / 'incidents'} holds no corpus.yaml; "
        "reportkit init makes a folder with one\n"
    )
    done = ran("check", "--seeds", tmp_path / "nowhere")
    assert done.stderr == f"--seeds names no corpus: there is no folder {tmp_path / 'nowhere'}\n"


def test_no_corpus_anywhere_says_where_it_looked(tmp_path: Path) -> None:
    """Without any corpus the message tells where was looked and what to do."""
    with pytest.raises(NoCorpus) as none:
        find(environment={}, start=tmp_path, shipped=tmp_path / "nowhere")
    assert str(none.value) == (
        f"there is no corpus: no corpus.yaml in {tmp_path}, in the folders above it, or in their seeds/; "
        "go to the folder of your corpus, or name it with --seeds or REPORTKIT_SEEDS"
    )


# How commands end


def test_a_fault_of_the_kit_is_no_traceback(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected error is told in plain words with exit code 70; --debug raises it."""

    def broken(folder: Path) -> NoReturn:
        raise RuntimeError(f"lost \x1b[2J in {folder.name}")

    monkeypatch.setattr(encoding, "load", broken)
    done = ran("-q", "list")
    assert done.exit_code == 70
    assert done.stderr == (
        "reportkit met a fault of its own: RuntimeError: lost \\x1b[2J in seeds\n"
        "Nothing you wrote should lead here; please report it with what this prints:\n"
        "  reportkit --debug list …\n"
    )
    assert isinstance(ran("-q", "list", "--debug").exception, RuntimeError)
    assert corpus.is_dir()


@pytest.mark.usefixtures("corpus")
def test_a_stopped_command_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command with one word and the exit code of an interruption."""

    def stopped(_: Path) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(encoding, "load", stopped)
    done = ran("-q", "list")
    assert (done.exit_code, done.stderr) == (130, "stopped\n")


@pytest.mark.parametrize(
    "words", [("lst\x1b[2J",), ("--sed\x1b[2J",), ("check", "--al\x1b[2J"), ("trace", "a\x1b[2J.pdf", "C1")]
)
def test_wrong_usage_is_told_without_obeying_it(words: tuple[str, ...]) -> None:
    """A mistyped command, option or file ends with exit code 2, its escape sequences shown."""
    done = ran(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "\x1b" not in done.stderr
    assert "\\x1b[2J" in done.stderr


def test_the_mark_of_a_corpus_is_the_file_that_readers_read() -> None:
    """The file that makes a folder a corpus is the one that its readers open first."""
    assert whereabouts.MARK == encoding.CORPUS_FILE

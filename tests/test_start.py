"""What starts at once: help, lists and plans load no library that draws or counts."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from reportkit.cli import main
from reportkit.cli.commands import COMMANDS
from tests.commands import TINY

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("pandas", "matplotlib", "papermill", "typst", "IPython", "nbconvert", "PIL", "rich")
LATER = (*HEAVY, "yaml", "networkx", "numpy", "nbformat", "reportkit.model", "reportkit.case")


def loaded(folder: Path, *words: str) -> list[str]:
    """Return the modules that a command has loaded at its end, run in a process of its own."""
    code = (
        "import sys\n"
        "from reportkit.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:], prog_name='reportkit')\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "print('\\nloaded:', *sorted(sys.modules))\n"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": "/bin", "XDG_CACHE_HOME": str(folder), "HOME": str(folder)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.rpartition("loaded: ")[2].split()


@pytest.mark.parametrize("words", [["--help"], ["render", "--help"], ["--version"]])
def test_help_loads_nothing_it_does_not_show(tmp_path: Path, words: list[str]) -> None:
    """To show help no encoding is read, nothing is drawn and no notebook is known."""
    assert [name for name in LATER if name in loaded(tmp_path, *words)] == []


@pytest.mark.parametrize("words", [["list"], ["plan", "--all"], ["plan", "--all", "--json"]], ids=" ".join)
def test_lists_and_plans_load_nothing_that_draws(tmp_path: Path, words: list[str]) -> None:
    """What is listed or planned needs neither tables nor charts, the second time as little as the first."""
    out = ["--out", str(tmp_path / "out")] if words[0] == "plan" else []
    for _ in range(2):
        found = loaded(tmp_path, *words, *out, "--seeds", str(TINY))
        assert [name for name in HEAVY if name in found] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_all_says_what_each_says(name: str) -> None:
    """What the list of commands says of one is what its own help says."""
    with click.Context(main) as context:
        command = main.get_command(context, name)
    assert command is not None
    assert command.name == name
    assert COMMANDS[name][1] == command.get_short_help_str(200)


def test_a_command_loads_no_other(tmp_path: Path) -> None:
    """Each command loads its own module when it is called."""
    found = loaded(tmp_path, "schema", "--help")
    assert "reportkit.cli.listing" in found
    assert "reportkit.cli.working" not in found

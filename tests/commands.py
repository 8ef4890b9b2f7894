"""Commands run as an analyst runs them, and files changed as an editor changes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from reportkit.cli import main

if TYPE_CHECKING:
    from click.testing import Result

TINY = Path(__file__).parent / "corpora" / "tiny"


def ran(*words: str | Path) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="reportkit")


def edit(path: Path, old: str, new: str) -> None:
    """Change a file as an analyst would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

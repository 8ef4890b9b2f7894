"""A notebook cell without a kernel: what somebody reads below it when it ends in a mistake."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout

from IPython.core.interactiveshell import InteractiveShell


def cell(source: str) -> str:
    """Run a cell in a shell of its own and return what is shown below it."""
    shell = InteractiveShell()
    shell.colors = "nocolor"
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        shell.run_cell(source, store_history=False)
    return shown.getvalue().strip("\n")

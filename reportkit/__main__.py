"""``python -m reportkit``: the same as the command ``reportkit``."""

from __future__ import annotations

from reportkit.cli import main

if __name__ == "__main__":
    main(prog_name="reportkit")

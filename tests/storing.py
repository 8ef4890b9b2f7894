"""
Runs notebooks from top to bottom and stores them with what they show: ``make notebooks``.

A notebook that ends in an error is not stored. What is stored holds no time and nothing of the machine,
so that a run without a change leaves the file as it was.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

OWN = ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS")  # what a notebook shows must not depend on them
PATIENCE = 300  # seconds for a cell


def store(path: Path) -> None:
    """Run a notebook in its own folder and write it back."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=PATIENCE,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}
    text = nbformat.writes(notebook, version=4)
    path.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for name in OWN:
        os.environ.pop(name, None)
    for argument in sys.argv[1:]:
        store(Path(argument))
        sys.stdout.write(f"stored {argument}\n")

"""How the process starts that workers are copied from: it ends with its owner, and copies work on items."""

from __future__ import annotations

from reportkit.publishing.batch import making
from reportkit.publishing.fast import template


def main(descriptor: int) -> None:
    """Serve copies on a socket until the other side closes."""
    template.end_with_parent()
    template.serve(descriptor, making.work)

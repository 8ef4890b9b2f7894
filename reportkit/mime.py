"""The types of what a block shows beside HTML and text."""

from __future__ import annotations

from typing import Final

BLOCK: Final = "application/vnd.reportkit.block+json"  # what a page is made of
DRAWN: Final = "application/vnd.reportkit.drawn+json"  # what a figure is drawn from; no page is made of it
DRAWING: Final = "image/svg+xml"
ASIDE: Final = "application/vnd.reportkit.aside+json"  # says that an output is for the notebook, not the page

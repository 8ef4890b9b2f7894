"""
What a briefing needs, loaded before anybody asks: libraries, fonts, map data, widths of words.

What is drawn to that end is an invented incident that comes with the kit (``invented.json``), and is thrown
away. No incident of a corpus is touched here: this process, or copies of it, will make pages of others.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path

_LIBRARIES = (
    "reportkit.publishing.notebook",  # first: it knows what of the library of notebooks nobody needs
    "numpy",
    "pandas",
    "papermill",
    "nbformat",
    "IPython.core.interactiveshell",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "reportkit.opening",
    "reportkit.briefing",
    "reportkit.questions.actors",
    "reportkit.questions.escalation",
    "reportkit.questions.strip",
    "reportkit.publishing.run",
    "reportkit.publishing.composing",
    "reportkit.publishing.flow",
    "reportkit.publishing.foreign",
    "reportkit.publishing.forms",
    "reportkit.publishing.proofing",
    "reportkit.publishing.printed",
    "reportkit.publishing.typesetting",
    "reportkit.publishing.fast.inprocess",
    "reportkit.publishing.fast.fidelity",
    "reportkit.publishing.fast.printer",
    "reportkit.publishing.showing",
    "reportkit.changes",
    "reportkit.questions.changes",
    "reportkit.tables.frames",
    "reportkit.wording.stances",
    "reportkit.wording.standings_picture",
    "reportkit.reading.stored",
    "pandas.io.formats.html",
    "pandas.io.formats.format",
    "IPython.core.debugger",
    "fontTools.ttLib",
    "xml.etree.ElementTree",
    "encodings.unicode_escape",
    "encodings.utf_16_be",
    "pandas.io.formats.string",
    "pypdf.filters",
    "pypdf._codecs._codecs",
    "reportkit.charts.standings",
)
PRACTICE = Path(__file__).with_name("invented.json")
PRACTICE_SLUG = "harbour-fire"


def load() -> None:
    """
    Load the libraries, and draw the invented briefing once; whatever goes wrong, a real run will tell.

    Examples
    --------
    >>> load()
    """
    libraries()
    with suppress(Exception):
        practise()
    with suppress(Exception):
        import_module("reportkit.publishing.fast.inprocess").practise()
    with suppress(Exception):
        read_one()


def libraries() -> None:
    """
    Load the libraries alone.

    Examples
    --------
    >>> libraries()
    """
    for name in _LIBRARIES:
        with suppress(ImportError):
            import_module(name)
    import_module("reportkit.publishing.printed").reader()


def read_one() -> None:
    """
    Read and write an empty notebook, which makes ready what notebooks are checked by.

    Examples
    --------
    >>> read_one()
    """
    notebooks = import_module("reportkit.publishing.notebook")
    empty = notebooks.parsed(
        b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "empty.ipynb"
    )
    notebooks.from_bytes(notebooks.to_bytes(empty))


def practise() -> None:
    """Draw every block of the invented briefing in memory, so that what is the same for all is there."""
    case = import_module("reportkit.case").case
    stored = import_module("reportkit.reading.stored")
    invented = case(stored.from_bytes(PRACTICE.read_bytes()), PRACTICE_SLUG)
    import_module("reportkit.charts.mapdata").regions("")
    drawn = import_module("reportkit")
    for name in _BLOCKS:
        with suppress(Exception):
            getattr(drawn, name)(invented)._repr_mimebundle_()


_BLOCKS = (
    "headline",
    "bottom_line",
    "at_a_glance",
    "unknowns",
    "assessments",
    "alternatives",
    "places",
    "actors",
    "actor_table",
    "sequence",
    "event_table",
    "matrix",
    "strip_for",
    "denials",
    "sources",
    "legend",
    "notes",
)

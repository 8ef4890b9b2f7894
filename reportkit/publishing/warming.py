"""
What a kernel that waits for its run loads ahead of it.

Everything here runs inside the waiting kernel, before any cell does. It only fills caches that hold
the same whatever a corpus says: libraries, fonts, map data, widths of words. The charts that it draws
to that end are thrown away; a run reads the corpus itself, as every run does.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

_LIBRARIES = ("pandas", "reportkit.opening", "reportkit.briefing")
_DRAWN = ("headline", "places", "actors", "sequence")  # what takes longest for the first time


def warm(slug: str) -> None:
    """
    Load what a briefing on an incident will need; whatever goes wrong here, the run itself will tell.

    Parameters
    ----------
    slug : str
        The incident that will be asked about. There may be none of this name, or no sound corpus.

    Examples
    --------
    >>> warm("no-such-incident")
    """
    with suppress(Exception):
        for name in _LIBRARIES:
            import_module(name)
        case = import_module("reportkit.opening").load(slug)
        for name in _DRAWN:
            with suppress(Exception):
                getattr(import_module("reportkit.briefing"), name)(case)._repr_mimebundle_()

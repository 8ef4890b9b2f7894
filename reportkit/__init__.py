"""
Briefings on contested incidents, from claims: who said what, with what certainty, at which span.

A notebook needs little: ``case = rk.load("kalsu-explosion")``, then one function a block, such
as ``rk.bottom_line(case)`` or ``rk.sequence(case)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from reportkit.briefing import (
        actors,
        assessments,
        at_a_glance,
        bottom_line,
        denials,
        headline,
        legend,
        matrix,
        notes,
        places,
        sequence,
        sources,
        unknowns,
    )
    from reportkit.opening import corpus, load
    from reportkit.publishing.picture import page
    from reportkit.tables.dictionary import dictionary

_FACE = {
    "corpus": "reportkit.opening",
    "dictionary": "reportkit.tables.dictionary",
    "load": "reportkit.opening",
    "load_ipython_extension": "reportkit.magic",
    "page": "reportkit.publishing.picture",
    **dict.fromkeys(
        (
            "actors",
            "assessments",
            "at_a_glance",
            "bottom_line",
            "denials",
            "headline",
            "legend",
            "matrix",
            "notes",
            "places",
            "sequence",
            "sources",
            "unknowns",
        ),
        "reportkit.briefing",
    ),
}

__all__ = [
    "actors",
    "assessments",
    "at_a_glance",
    "bottom_line",
    "corpus",
    "denials",
    "dictionary",
    "headline",
    "legend",
    "load",
    "matrix",
    "notes",
    "page",
    "places",
    "sequence",
    "sources",
    "unknowns",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public function
    """Import a public function when it is first used, so that importing the package costs nothing."""
    if name in _FACE:
        return getattr(import_module(_FACE[name]), name)
    if name.startswith("_"):
        raise AttributeError(f"module 'reportkit' has no attribute {name!r}")
    from reportkit.problems import no_name  # noqa: PLC0415 - importing the package costs nothing

    raise no_name("reportkit", name, __all__)

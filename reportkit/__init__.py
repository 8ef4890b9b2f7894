"""
Briefings on contested incidents, from claims: who said what, with what certainty, at which span.

A notebook needs little: ``case = rk.load("kalsu-explosion")``, then one function a block, such
as ``rk.bottom_line(case)`` or ``rk.sequence(case)``. Questions beyond one incident take
``rk.corpus()``.
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
    from reportkit.questions.compare import compare, links, shared
    from reportkit.questions.escalation import (
        contradictions,
        escalation,
        escalation_table,
        narratives,
        orders,
        sides,
    )
    from reportkit.questions.page import every_claim, title
    from reportkit.questions.review import (
        both_ways,
        contested,
        encoding_state,
        inferences,
        readers,
        single_origin,
        uncovered,
        ungraded,
        unverified,
        withdrawn,
    )
    from reportkit.questions.ties import of_whom, relationships, ties
    from reportkit.tables.dictionary import dictionary

_FACE = {
    name: module
    for module, names in {
        "reportkit.briefing": (
            "actors assessments at_a_glance bottom_line denials headline "
            "legend matrix notes places sequence sources unknowns"
        ),
        "reportkit.opening": "corpus load",
        "reportkit.publishing.picture": "page",
        "reportkit.questions.compare": "compare links shared",
        "reportkit.questions.escalation": (
            "contradictions escalation escalation_table narratives orders sides"
        ),
        "reportkit.questions.page": "every_claim title",
        "reportkit.questions.review": (
            "both_ways contested encoding_state inferences readers "
            "single_origin uncovered ungraded unverified withdrawn"
        ),
        "reportkit.questions.ties": "of_whom relationships ties",
        "reportkit.tables.dictionary": "dictionary",
        "reportkit.magic": "load_ipython_extension",  # called by %load_ext
    }.items()
    for name in names.split()
}

__all__ = [
    "actors",
    "assessments",
    "at_a_glance",
    "both_ways",
    "bottom_line",
    "compare",
    "contested",
    "contradictions",
    "corpus",
    "denials",
    "dictionary",
    "encoding_state",
    "escalation",
    "escalation_table",
    "every_claim",
    "headline",
    "inferences",
    "legend",
    "links",
    "load",
    "matrix",
    "narratives",
    "notes",
    "of_whom",
    "orders",
    "page",
    "places",
    "readers",
    "relationships",
    "sequence",
    "shared",
    "sides",
    "single_origin",
    "sources",
    "ties",
    "title",
    "uncovered",
    "ungraded",
    "unknowns",
    "unverified",
    "withdrawn",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public function
    """Import a public function when it is first used, so that importing the package costs nothing."""
    if name in _FACE:
        return getattr(import_module(_FACE[name]), name)
    if name.startswith("_"):
        raise AttributeError(f"module 'reportkit' has no attribute {name!r}")
    from reportkit.problems import no_name  # noqa: PLC0415 - importing the package costs nothing

    raise no_name("reportkit", name, __all__)

"""
Briefings on contested incidents, from claims: who said what, with what certainty, at which span.

A notebook needs little: ``case = rk.load("kalsu-explosion")``, then one function a block, such
as ``rk.bottom_line(case)`` or ``rk.sequence(case)``. Questions beyond one incident take
``rk.corpus()``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from reportkit.briefing import (
        actors,
        alternatives,
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
    from reportkit.publishing.showing import aside, figure, frame, photo
    from reportkit.questions.actors import actor_table
    from reportkit.questions.changes import standings_over, standings_over_table, what_changed
    from reportkit.questions.compare import compare, links, shared
    from reportkit.questions.escalation import (
        contradictions,
        escalation,
        escalation_table,
        event_table,
        narratives,
        orders,
        sides,
    )
    from reportkit.questions.harm import harm, harm_table
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
    from reportkit.questions.stances import stances, stances_table
    from reportkit.questions.strip import contested_table, strip, strip_for
    from reportkit.questions.ties import of_whom, relationships, ties
    from reportkit.questions.weeks import weeks, weeks_table
    from reportkit.tables.dictionary import dictionary

_FACE = {
    name: module
    for module, names in {
        "reportkit.briefing": (
            "actors alternatives assessments at_a_glance bottom_line denials headline "
            "legend matrix notes places sequence sources unknowns"
        ),
        "reportkit.opening": "corpus load",
        "reportkit.questions.actors": "actor_table",
        "reportkit.publishing.picture": "page",
        "reportkit.publishing.showing": "aside figure frame photo",
        "reportkit.questions.changes": "standings_over standings_over_table what_changed",
        "reportkit.questions.compare": "compare links shared",
        "reportkit.questions.escalation": (
            "contradictions escalation escalation_table event_table narratives orders sides"
        ),
        "reportkit.questions.harm": "harm harm_table",
        "reportkit.questions.page": "every_claim title",
        "reportkit.questions.review": (
            "both_ways contested encoding_state inferences readers "
            "single_origin uncovered ungraded unverified withdrawn"
        ),
        "reportkit.questions.stances": "stances stances_table",
        "reportkit.questions.strip": "contested_table strip strip_for",
        "reportkit.questions.ties": "of_whom relationships ties",
        "reportkit.questions.weeks": "weeks weeks_table",
        "reportkit.tables.dictionary": "dictionary",
        "reportkit.magic": "load_ipython_extension",  # called by %load_ext
    }.items()
    for name in names.split()
}

__all__ = [
    "actor_table",
    "actors",
    "alternatives",
    "aside",
    "assessments",
    "at_a_glance",
    "both_ways",
    "bottom_line",
    "compare",
    "contested",
    "contested_table",
    "contradictions",
    "corpus",
    "denials",
    "dictionary",
    "encoding_state",
    "escalation",
    "escalation_table",
    "event_table",
    "every_claim",
    "figure",
    "frame",
    "harm",
    "harm_table",
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
    "photo",
    "places",
    "readers",
    "relationships",
    "sequence",
    "shared",
    "sides",
    "single_origin",
    "sources",
    "stances",
    "stances_table",
    "standings_over",
    "standings_over_table",
    "strip",
    "strip_for",
    "ties",
    "title",
    "uncovered",
    "ungraded",
    "unknowns",
    "unverified",
    "weeks",
    "weeks_table",
    "what_changed",
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


def _in_a_notebook() -> None:
    """Teach the kernel, if there is one, to give tables and figures a face for the page."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        from reportkit.publishing.showing import register  # noqa: PLC0415 - only in a kernel

        register(shell)


_in_a_notebook()

"""What stands at the head of a page that goes over a whole corpus: which question, and from how much."""

from __future__ import annotations

from typing import Final

from reportkit.dossier import Dossier
from reportkit.wording import names, record
from reportkit.wording.dateline import status
from reportkit.wording.phrases import join, listed, phrase, sentence
from reportkit.wording.record import Page
from reportkit.wording.runs import Line, Run

QUESTIONS: Final = {
    "escalation": ("title.escalation", "title.escalation_asks"),
    "compare": ("title.compare", "title.compare_asks"),
    "actors": ("title.actors", "title.actors_asks"),
    "review": ("title.review", "title.review_asks"),
    "statements": ("title.statements", "title.statements_asks"),
}


def page(about: Dossier, question: str) -> Page:
    """Return what a page is about: it is called by its question, and titled by the name of its corpus."""
    name, (kind, _) = about.corpus.name, QUESTIONS[question]
    return Page(question, name, (Run(name, ("corpus",)),), phrase(kind, strong=True))


def subtitle(about: Dossier, question: str, *, asserter: str = "", incidents: tuple[str, ...] = ()) -> Line:
    """Return the question, who alone is heard, which incidents it is about, and from how much."""
    _, asks = QUESTIONS[question]
    parts = [phrase(asks)]
    if incidents:
        which = listed([names.incident(about, slug, short=True) for slug in dict.fromkeys(incidents)])
        parts.append(phrase("title.incidents", list=which))
    if asserter:
        parts.append(phrase("title.heard", who=names.actor(about, asserter, inside=True)))
    held = listed([record.documents(about), record.claims(about)])
    return join([*parts, sentence(phrase("title.held", list=held))], "space")


def dateline(about: Dossier, edition: int, marking: str) -> tuple[Line, ...]:
    """Return marking, edition and cut-off, in one line."""
    return (status(about, edition, marking),)

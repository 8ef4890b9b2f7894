"""The head of a page that goes over a whole corpus: its question, what it is from, and its frame."""

from __future__ import annotations

from collections.abc import Iterable

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.problems import nearest
from reportkit.questions.asked import About, dossier, incidents_of
from reportkit.themes import finding, tokens
from reportkit.wording import record, tables
from reportkit.wording import title as heads
from reportkit.wording.phrases import phrase
from reportkit.wording.runs import to_json


def title(  # noqa: PLR0913 - what a page of its own is about, and how it looks
    corpus: About,
    question: str,
    *,
    asserter: str = "",
    incidents: Iterable[str] = (),
    edition: int = 1,
    theme: str = "",
) -> Block:
    """
    The title of a page that goes over a corpus; with it what the whole page needs.

    The title is the name of the corpus, which says nothing of what happened; the question stands
    under it. A page starts with it as a briefing starts with its headline, or no PDF can be made.

    Parameters
    ----------
    corpus : Corpus or Dossier
        The corpus, or a case, whose numbers the page then bears.
    question : str
        What the page asks: "escalation", "compare", "actors", "review" or "statements".
    asserter : str, optional
        The actor that alone is heard on the page.
    incidents : iterable of str, optional
        Slugs of the incidents that the page is about; left out, all.
    edition : int
        Number of the edition, from 1.
    theme : str
        What the page looks like: "house", "fern" or a folder with ``theme.toml``; empty for ``theme/`` beside
        the seeds, else the house's own.

    Raises
    ------
    ValueError
        If no page asks this question; the nearest is named.
    reportkit.opening.UnknownIncident, reportkit.dossier.UnknownActor
        If the corpus has no such incident or actor; the nearest is named.

    Examples
    --------
    >>> from reportkit import opening
    >>> title(opening.corpus(), "escalation").text().splitlines()[0]
    'Kalsu and what one report ties to it'
    """
    if question not in heads.QUESTIONS:
        raise ValueError(
            f"no page asks '{question}': {nearest(question, heads.QUESTIONS, where='the questions')}"
        )
    about = dossier(corpus)
    slugs = incidents_of(about.corpus, incidents) or ((about.slug,) if about.slug else ())
    if asserter:
        about.heard(asserter)  # refuses whom the corpus does not have
    page = record.framed(about, heads.page(about, question), edition)
    page["marks"] = blocks.marks()
    tokens.put_on(page, finding.load(theme, about.corpus.folder))
    content = {
        "heading": [],
        "subtitle": to_json(heads.subtitle(about, question, asserter=asserter, incidents=slugs)),
        "dateline": [to_json(line) for line in heads.dateline(about, edition, page["marking"])],
        "document": page,
        "references": record.anchors(about),
    }
    return blocks.made("headline", content)


def every_claim(about: About) -> Block:
    """
    The claims of a case or a corpus, all of them, with speaker, document and paragraph.

    A briefing lists the claims it uses; a page that asks of the whole record lists them all.

    Examples
    --------
    >>> from reportkit import opening
    >>> every_claim(opening.corpus()).text().splitlines()[2]
    'C1 | Officials in US | deny: carrying out an airstrike at a base in Iraq | ¶1'
    """
    case = dossier(about)
    return blocks.table(tables.claims(case, case.number.values()), phrase("claims.heading"))

"""Events by week and kind: what is acknowledged, what is not, and the weeks that nobody looked at."""

from __future__ import annotations

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.questions.asked import About, dossier
from reportkit.questions.drawn import WIDE_MM, drawn
from reportkit.wording import weeks as counted
from reportkit.wording import weeks_picture as worded
from reportkit.wording.phrases import phrase
from reportkit.wording.weeks import FEWEST

MOST = 260
"""Weeks that a drawing over the width of a page still shows apart."""


def weeks(about: About) -> Block:
    """
    Counts of events by week and kind, as far as what is said puts an event into one week.

    A week counts as observed where a document is dated in it; an empty week without one is no zero. Below
    twelve events with a known week a sentence says so. Events without one are named, never placed.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        What is asked; the whole of a corpus as a rule.

    Examples
    --------
    >>> from reportkit import opening
    >>> weeks(opening.corpus()).kind
    'list'
    """
    from reportkit.charts import weeks as chart  # noqa: PLC0415 - matplotlib is loaded to draw something

    case = dossier(about)
    found, heading = counted.weeks(case), phrase("weeks.heading")
    if len(found.dated) < FEWEST:
        return blocks.listing(heading, text=worded.too_few(case, found))
    picture = worded.picture(case, found)
    draw = drawn(chart.draw, picture) if len(picture.weeks) <= MOST else None
    if draw is None:
        return blocks.table(worded.table(case, found, instead=True), heading)
    caption = worded.caption(case, found, picture)
    return blocks.figure("weeks", picture, heading, caption, draw, width_mm=WIDE_MM)


def weeks_table(about: About) -> Block:
    """
    The same counts as a table, one row a week: its documents, and for each kind how many are acknowledged.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        What is asked.

    Examples
    --------
    >>> from reportkit import opening
    >>> weeks_table(opening.corpus()).kind
    'list'
    """
    case = dossier(about)
    found, heading = counted.weeks(case), phrase("weeks.heading_table")
    if not found.dated:
        return blocks.listing(heading, text=worded.too_few(case, found))
    return blocks.table(worded.table(case, found), heading)

"""Stance over time: who affirms, hedges, denies or takes back a proposition, and who changes."""

from __future__ import annotations

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.dossier import Dossier
from reportkit.problems import Unknown, clipped, nearest, visible
from reportkit.questions.asked import About, dossier
from reportkit.questions.drawn import WIDE_MM, drawn
from reportkit.wording import stances as said
from reportkit.wording import stances_picture as worded
from reportkit.wording.phrases import phrase
from reportkit.wording.stances import Told

PANELS = 6
"""Propositions that one figure follows at most."""


class UnknownProposition(Unknown):
    """Raised for a proposition that no claim speaks of; the message names the nearest."""


def stances(about: About, *, proposition: str = "") -> Block:
    """
    Follow what each speaker says of a proposition over time; reversals, hedges and withdrawals are marked.

    Without a proposition those are shown on which somebody changes what they said, then those on which
    speakers stand against each other, as many as a page holds. A statement whose day is not stated stands
    apart and never at an invented one.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        What is asked.
    proposition : str, optional
        The key of one proposition, as ``case.tables["standings"]`` has it in its column ``proposition``.

    Raises
    ------
    UnknownProposition
        If no claim speaks of such a proposition; the nearest is named.

    Examples
    --------
    >>> from reportkit import opening
    >>> stances(opening.load("kalsu-explosion")).content["figure"]
    'stances'
    """
    from reportkit.charts import stances as chart  # noqa: PLC0415 - matplotlib is loaded to draw something

    case = dossier(about)
    found, heading = _found(case, proposition), phrase("stances.heading")
    if not found:
        return blocks.listing(heading, text=[worded.nothing(case, proposition)])
    for shown in range(min(PANELS, len(found)), 0, -1):
        picture = worded.picture(case, found[:shown])
        if draw := drawn(chart.draw, picture):
            caption = worded.caption(found, shown)
            return blocks.figure("stances", picture, heading, caption, draw, width_mm=WIDE_MM)
    return blocks.table(worded.table(worded.picture(case, found)), heading)


def stances_table(about: About, *, proposition: str = "") -> Block:
    """
    The same statements as a table, and those on every further proposition.

    Parameters
    ----------
    about, proposition
        As `stances` takes them.

    Raises
    ------
    UnknownProposition
        If no claim speaks of such a proposition; the nearest is named.

    Examples
    --------
    >>> from reportkit import opening
    >>> len(stances_table(opening.load("kalsu-explosion")).content["rows"])
    8
    """
    case = dossier(about)
    found, heading = _found(case, proposition), phrase("stances.heading_table")
    if not found:
        return blocks.listing(heading, text=[worded.nothing(case, proposition)])
    return blocks.table(worded.table(worded.picture(case, found)), heading)


def _found(case: Dossier, proposition: str) -> list[Told]:
    """Return what is said of the proposition that is asked for, or of those worth following."""
    if not proposition:
        return said.moving(case)
    if proposition not in case.standings:
        known = nearest(proposition, case.standings, where="the standings of this record")
        raise UnknownProposition(f"nobody speaks of '{clipped(visible(proposition))}': {known}")
    one = said.told(case, proposition)
    return [one] if one.stances else []

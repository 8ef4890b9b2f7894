"""Who says what where a table cannot hold it: counts for all of it, a table of the most contested."""

from __future__ import annotations

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.case import Case
from reportkit.questions.drawn import WIDE_MM, drawn
from reportkit.wording import names, tables
from reportkit.wording import strip as worded
from reportkit.wording.phrases import phrase
from reportkit.wording.tables import Table

MOST = 48
"""Propositions that one figure shows at most."""

_FEWER = 6  # rows that are tried less where the figure is too tall


def strip_for(case: Case) -> Block:
    """
    Return the strip of answers of a case; nothing is shown where the table of who says what holds all of it.

    Each proposition has a strip of counts: how many speakers affirm, hedge, deny, deny part of it, took it
    back, are silent. Beside it belongs `contested_table`.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> strip_for(opening.load("kalsu-explosion")).text()
    ''
    """
    from reportkit.charts import strip as chart  # noqa: PLC0415 - matplotlib is loaded to draw something

    for most in range(MOST, 0, -_FEWER) if worded.too_large(case) else ():
        picture = worded.picture(case, most)
        if draw := drawn(chart.draw, picture):
            heading, caption = phrase("strip.heading"), worded.caption(case, picture)
            return blocks.figure("strip", picture, heading, caption, draw, width_mm=WIDE_MM)
    return blocks.table(Table("strip", (), ()), ())


def strip(case: Case) -> Block:
    """
    The strip of answers of a large case; of any other the sentence that its table holds all of it.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> strip(opening.load("kalsu-explosion")).kind
    'list'
    """
    found = strip_for(case)
    if found.draw is not None:
        return found
    line = (*phrase("strip.small"), *names.cite_silence(case), *phrase("stop"))
    return blocks.listing(phrase("strip.heading"), text=[line])


def contested_table(case: Case) -> Block:
    """
    The ten most contested propositions as the usual table of who says what; of a small case all of them.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> len(contested_table(opening.load("kalsu-explosion")).content["rows"])
    11
    """
    if not worded.too_large(case):
        return blocks.table(tables.matrix(case), phrase("matrix.heading"))
    found = tables.matrix(case, worded.contested_rows(case))
    return blocks.table(found, phrase("strip.heading_contested"))

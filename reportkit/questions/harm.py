"""How many came to harm, as each speaker counts it: drawn side by side, never added up."""

from __future__ import annotations

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.case import Case
from reportkit.questions.drawn import WIDE_MM, drawn
from reportkit.wording import harm_picture as worded
from reportkit.wording.phrases import phrase
from reportkit.wording.pictures import HarmPicture


def harm(case: Case) -> Block:
    """
    Casualty ranges by source: what each claim says of how many came to harm.

    With numbers by two speakers on one kind of harm it is a chart; by one alone, or in words only, it is
    told in sentences, and where that would be many, in a table.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> harm(opening.load("kalsu-explosion")).kind
    'list'
    """
    from reportkit.charts import harm as chart  # noqa: PLC0415 - matplotlib is loaded to draw something

    heading, picture = phrase("harm.heading"), worded.picture(case)
    draw = drawn(chart.draw, picture) if worded.comparable(picture) else None
    if draw:
        caption = phrase("harm.caption")
        return blocks.figure("harm", picture, heading, caption, draw, width_mm=WIDE_MM)
    return _told(case, picture)


def _told(case: Case, picture: HarmPicture) -> Block:
    """Return the rows without a scale: a sentence that there are none, some sentences, or a table."""
    heading, items = phrase("harm.heading"), worded.items(case, picture)
    if not items:
        return blocks.listing(heading, text=[worded.nobody(case)])
    if len(items) <= worded.LISTED:
        return blocks.listing(heading, items)
    return blocks.table(worded.table(picture), heading)


def harm_table(case: Case) -> Block:
    """
    The same counts as a table, one row a claim; a number that was not said is a dash, and zero is zero.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> len(harm_table(opening.load("kalsu-explosion")).content["rows"])
    3
    """
    picture = worded.picture(case)
    if not any(group.rows for group in picture.groups):
        return blocks.listing(phrase("harm.heading_table"), text=[worded.nobody(case)])
    return blocks.table(worded.table(picture), phrase("harm.heading_table"))

"""The members of a chart of actors that names only their groups, and all that its lines and signs say."""

from __future__ import annotations

from collections.abc import Mapping

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.case import Case
from reportkit.wording import actors_picture, actors_table
from reportkit.wording.asked_day import day_of
from reportkit.wording.phrases import phrase

WIDE_MM = 178


def actor_table(case: Case, *, at: str = "", seats: Mapping[str, tuple[float, float]] | None = None) -> Block:
    """
    The words that a chart of many actors leaves out: each actor, its group, and what it says or is tied to.

    Where every actor has its box and its lines, this block has no heading and no rows, and nothing is shown.

    Parameters
    ----------
    case : Case
        The case that is drawn.
    at : str, optional
        The day it is drawn for, as people write it.
    seats : mapping of str to (float, float), optional
        The seats that are fixed in the drawing.

    Raises
    ------
    NotADay
        If the day is no date.

    Examples
    --------
    >>> from reportkit import opening
    >>> actor_table(opening.load("kalsu-explosion")).content["rows"]
    []
    """
    from reportkit.charts import actors as chart  # noqa: PLC0415 - matplotlib is loaded to draw something

    picture = actors_picture.picture(case, day=day_of(at, "at"))
    try:
        plan = chart.planned(picture, WIDE_MM, seats=seats)
    except chart.TooManyActors:  # then the chart itself is a list of all
        return blocks.table(actors_table.table(picture, ()), ())
    found = actors_table.table(picture, plan.order if plan.form == "matrix" else ())
    return blocks.table(found, phrase("actors.heading_table") if found.rows else ())

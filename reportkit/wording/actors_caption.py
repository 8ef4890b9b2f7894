"""What stands under the chart of actors: its signs, what its form asks for, and what a day leaves out."""

from __future__ import annotations

from reportkit.case import Case
from reportkit.dates import When
from reportkit.wording import notes, ties
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import ActorsPicture
from reportkit.wording.runs import Line

_OF_FORM = {"numbers": "actors.numbered", "matrix": "actors.matrix_caption"}


def caption(case: Case, picture: ActorsPicture, form: str, day: When | None = None) -> Line:
    """
    Return the caption of the chart of actors.

    Parameters
    ----------
    case : Case
        The case.
    picture : ActorsPicture
        What is drawn.
    form : str
        How it is drawn: "lines", "numbers" (with a list under the lines) or "matrix".
    day : When, optional
        The day it is drawn for; a tie that it leaves out is named.
    """
    parts = [notes.actors_caption(case, picture), of_form(form), ties.told_left_out(case, day)]
    return join([part for part in parts if part], "space")


def of_form(form: str) -> Line:
    """
    Return the sentence that a form of the chart asks for; nothing for the one with lines alone.

    Parameters
    ----------
    form : str
        "lines", "numbers" or "matrix".
    """
    return phrase(_OF_FORM[form]) if form in _OF_FORM else ()

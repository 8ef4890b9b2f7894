"""
Who is tied to whom, and who says what of whom: by everybody or by one side, on any day or on one.

Only what somebody states is drawn as a tie, and a denial never is. A tie whose end nobody states is open, so
it may hold on any day; what is known not to hold on a day is left out and named.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reportkit import blocks
from reportkit.blocks import Block
from reportkit.case import Case
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.questions.asked import About, dossier
from reportkit.wording import actors_caption, actors_picture, names, notes, ties_picture
from reportkit.wording import ties as stated
from reportkit.wording.asked_day import NotADay, day_of
from reportkit.wording.phrases import join, phrase, sentence, verb
from reportkit.wording.pictures import ActorsPicture
from reportkit.wording.runs import Line

if TYPE_CHECKING:
    from reportkit.charts.sheet import Sheet

__all__ = ["NotADay", "of_whom", "relationships", "ties"]

WIDE_MM = 178
FEW = 8
"""So few actors whose ties no drawing can hold are listed; more stand in a matrix."""


def relationships(about: About, *, asserter: str = "", day: str = "") -> Block:
    """
    Draw who is tied to whom by whose word: around one incident, or over a whole corpus.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        One incident, or everything.
    asserter : str
        The actor who alone is heard, with whoever is part of it; empty for everybody.
    day : str
        Leaves out the ties that are said to end before this day or to begin after it, and says so; a date
        as people write it ("2031-05-03", "2031-05"). Empty for any day.

    Raises
    ------
    reportkit.dossier.UnknownActor
        If the corpus has no such actor; the nearest is named.
    NotADay
        If the day is no date.

    Examples
    --------
    >>> from reportkit import opening
    >>> block = relationships(opening.corpus(), asserter="pmu-member-groups")
    >>> block.text().splitlines()[-1]
    'Ties between actors. US government to Israel: backs. Israel to Hamas: fights.'
    """
    case, when = _heard(about, asserter), day_of(day)
    if asserter and not case.statements:
        return blocks.listing(_heading(case), text=[_silent(case, asserter)])
    if isinstance(case, Case):
        picture = actors_picture.picture(case, day=when)
        found = bool(picture.edges or picture.ties)
    else:
        picture = ties_picture.picture(case, day=when)
        found = bool(picture.edges)
    if not found:
        return blocks.listing(_heading(case), text=_nothing(case, asserter, when))
    caption = join([part for part in _caption(case, picture, asserter, when) if part], "space")
    drawing = _drawn(case, picture)
    if drawing is None:
        items = actors_picture.listed(case, picture)
        return blocks.listing(_heading(case), items, text=[phrase("ties.too_many"), caption])
    form, draw = drawing
    caption = join([part for part in (caption, actors_caption.of_form(form)) if part], "space")
    return blocks.figure("relationships", picture, _heading(case), caption, draw, width_mm=WIDE_MM)


def ties(about: About, *, asserter: str = "", day: str = "") -> Block:
    """
    List the ties between actors as claims state them: whose word, valid when, graded how, denied by whom.

    Where one actor is heard, its ties are listed; their standing and who denies them are those of the whole
    record. Parameters and refusals are those of `relationships`.

    Examples
    --------
    >>> from reportkit import opening
    >>> print(ties(opening.corpus(), asserter="pmu-member-groups").text().splitlines()[2])
    Israel is backed by the US government | reported only | Several PMU member groups, D1¶12 [C38] | \
not stated | not stated | –
    """
    case, when = _heard(about, asserter), day_of(day)
    table = stated.ties(case, dossier(about), when)
    if not table.rows:
        return blocks.listing(phrase("ties.heading"), text=_nothing(case, asserter, when))
    return blocks.table(table, phrase("ties.heading"))


def of_whom(about: About, *, asserter: str = "") -> Block:
    """
    Set speakers against those they speak of: who accuses, names, claims or denies, by claim.

    Parameters
    ----------
    about : Case, Dossier or Corpus
        One incident, or everything.
    asserter : str
        The actor who alone is heard, with whoever is part of it; empty for everybody.

    Raises
    ------
    reportkit.dossier.UnknownActor
        If the corpus has no such actor; the nearest is named.
    """
    case = _heard(about, asserter)
    table = stated.of_whom(case)
    if table.rows:
        return blocks.table(table, phrase("ties.heading_of_whom"))
    line = _speaks_of_nobody(case, asserter) if asserter else phrase("ties.nobody")
    return blocks.listing(phrase("ties.heading_of_whom"), text=[sentence(line)])


def _speaks_of_nobody(case: Dossier, asserter: str) -> Line:
    source, plural = (f"actor:{asserter}",), case.actor(asserter).plural
    calls, deny = verb("bottom.calls", source, plural=plural), verb("matrix.deny", source, plural=plural)
    return phrase("ties.nobody_by", who=_who(case, asserter), verb=calls, deny=deny)


def _who(case: Dossier, asserter: str) -> Line:
    return names.actor(case, asserter, inside=True)


def _heard(about: About, asserter: str) -> Dossier:
    case = dossier(about)
    return case.heard(asserter) if asserter else case


def _heading(case: Dossier) -> Line:
    return phrase("actors.heading" if isinstance(case, Case) else "ties.heading_drawn")


def _silent(case: Dossier, asserter: str) -> Line:
    return phrase("ties.silent", who=_who(case, asserter))


def _nothing(case: Dossier, asserter: str, when: When | None) -> list[Line]:
    """Return the sentences that say why nothing is left to show."""
    if out := stated.told_left_out(case, when):
        return [phrase("ties.none_on", day=stated.asked(when)) if when else (), out]
    if asserter:
        states = verb("ties.states", (f"actor:{asserter}",), plural=case.actor(asserter).plural)
        return [sentence(phrase("ties.none_by", who=_who(case, asserter), verb=states))]
    return [sentence(phrase("ties.none"))]


def _caption(case: Dossier, picture: ActorsPicture, asserter: str, when: When | None) -> list[Line]:
    """Return what the signs mean, what tie nobody states, who alone is heard, and what the day leaves out."""
    if isinstance(case, Case):
        signs = phrase("actors.caption") if asserter else notes.actors_caption(case, picture)
    else:
        signs = phrase("ties.caption")
    alone = phrase("ties.heard", who=_who(case, asserter)) if asserter else ()
    marks = phrase("ties.heard_marks") if asserter and isinstance(case, Case) else ()
    return [signs, alone, marks, stated.told_left_out(case, when)]


def _drawn(case: Dossier, picture: ActorsPicture) -> tuple[str, Callable[[], Sheet]] | None:
    """Return the form of the drawing and what writes it; None where no reader could tell each tie in it."""
    from reportkit.charts import actors  # noqa: PLC0415 - matplotlib is loaded when something is drawn
    from reportkit.charts import ties as alone  # noqa: PLC0415 - as above

    try:
        if isinstance(case, Case):
            plan = actors.planned(picture, WIDE_MM)
        else:
            try:
                drawing = alone.draw(picture, WIDE_MM)
            except actors.TooManyActors:
                if len(picture.nodes) <= FEW:
                    return None  # a list of a few ties says more than a matrix of a few cells
                plan = actors.as_matrix(picture, WIDE_MM)
            else:
                return "lines", lambda: drawing
    except actors.TooManyActors:
        return None
    return plan.form, lambda: actors.drawn(plan)

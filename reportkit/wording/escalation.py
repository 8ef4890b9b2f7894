"""The words round a sequence: its heading, its caption, and the same as a table."""

from __future__ import annotations

from datetime import date
from typing import Final

from reportkit import dates
from reportkit.analysis import sequence
from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.narratives import without
from reportkit.wording.notes import sequence_heading
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import LaneMark, SequencePicture
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_events import FEW
from reportkit.wording.sequence_links import at_later
from reportkit.wording.tables import Cell, Column, Table

SENTENCES: Final = "sentences"
NUMBERED: Final = "numbered"
TALLIED: Final = "tallied"
COUNTED: Final = "counted"
TABLE: Final = "table"
CROWDED: Final = "crowded"

_FORMS: Final = {
    SENTENCES: ("sequence.caption",),
    NUMBERED: ("sequence.caption", "events.numbered"),
    TALLIED: ("sequence.caption", "events.numbered", "events.tallied"),
    COUNTED: ("events.counted", "events.tallied"),
    TABLE: ("escalation.as_table",),
    CROWDED: ("escalation.crowded", "escalation.as_table"),
}


def heading(case: Dossier, picture: SequencePicture, asserter: str) -> Line:
    """Return the heading: how much of it carries a day, or whose telling it is."""
    if asserter:
        return phrase("escalation.side", who=names.actor(case, asserter, inside=True))
    return sequence_heading(picture)


def caption(case: Dossier, *, form: str, left: int = 0, asserter: str = "", narrative: int = 1) -> Line:
    """
    Return what the signs mean, what is left out, which narrative it is, and who is heard.

    Parameters
    ----------
    case : Dossier
        The dossier that is drawn.
    form : str
        How it is shown: in `SENTENCES`, `NUMBERED`, so with statements `TALLIED`, `COUNTED`, as a `TABLE`, or
        as one because any drawing would be too `CROWDED`.
    left : int
        How many ties between events are stated and not drawn.
    asserter : str
        The actor that alone is heard; empty for all.
    narrative : int
        The narrative that is shown, from 1.
    """
    source = tuple(case.source.values())
    parts = [phrase(key) for key in _FORMS[form]]
    if left == 1:
        parts.append(phrase("events.one_left"))
    elif left:
        parts.append(phrase("events.links_left", n=(Run(str(left), source),)))
    if not case.slug:
        parts.append(phrase("escalation.left_out"))
    many = len(case.narratives)
    if many > 1:
        n, all_of = ((Run(str(i), source),) for i in (narrative, many))
        without_ = without(case, case.narratives[narrative - 1])
        parts.append(phrase("escalation.version", n=n, many=all_of, list=without_))
        parts.append(phrase("events.contradicting", claims=_contradicting(case)))
    if asserter:
        parts.append(phrase("escalation.heard", who=names.actor(case, asserter, inside=True)))
    elif len(case.source) > FEW and form in {SENTENCES, TABLE}:
        parts.append((*phrase("escalation.silent"), *names.cite_silence(case), *phrase("stop")))
    return join(parts, "space")


def _contradicting(case: Dossier) -> Line:
    found = sequence.contradictions(case.points, case.constraints)
    return names.cite(case, [c for c in case.statements if any(c.id in one.claims for one in found)])


def silent(case: Dossier, asserter: str) -> Line:
    """Return the sentence that one speaker tells of no event, with the documents that show it."""
    line = phrase("escalation.nothing", who=names.actor(case, asserter, inside=True))
    return (*line, *names.cite_silence(case), *phrase("stop"))


def nothing(case: Dossier, key: str) -> Line:
    """Return the sentence that stands where there is nothing to list, with the documents that show it."""
    return (*phrase(key), *names.cite_silence(case), *phrase("stop"))


def table(case: Dossier, picture: SequencePicture, note: Line) -> Table:
    """
    Return a sequence as a table: each mark with the place it has in the drawing and its words.

    It is made from the record that the drawing is made from, so that they cannot differ.
    """
    heads = {"escalation.lane": "auto", "escalation.place": "auto", "escalation.words": "1fr"}
    columns = tuple(Column(phrase(head), width) for head, width in heads.items())
    rows = tuple(
        (
            Cell((lane.name, lane.note) if lane.note else (lane.name,)),
            Cell((standing_at(case, picture, mark),)),
            Cell(_words(picture, mark)),
        )
        for lane in picture.lanes
        for mark in lane.marks
    )
    return Table("escalation", columns, rows, note=note)


def _words(picture: SequencePicture, mark: LaneMark) -> tuple[Line, ...]:
    """Return the words of a mark behind its sign, its flags, and the links that lead to it."""
    called = {lane.key: lane.name for lane in picture.lanes}
    first, *rest = [*mark.labels, *at_later(picture.links, mark.key, called)] or [()]
    flags = [run for flag in mark.flags for run in (*phrase("space"), Run(flag, (), "mark"))]
    return ((Run(mark.mark, (), "mark"), *phrase("space"), *first, *flags), *rest)


def standing_at(case: Dossier, picture: SequencePicture, mark: LaneMark) -> Line:
    """Return where a mark stands: at or after a day, or in which places from left to right by order alone."""
    if mark.days is None:
        return _by_order(picture, mark)
    source = tuple(case.source.values())
    first, last = (date.fromordinal(day).isoformat() for day in mark.days)
    if mark.left and mark.left.at == "day":
        return phrase("escalation.day_after", day=(Run(dates.describe(dates.parse(first)), source),))
    when = first if first == last else f"between {first} and {last}"
    return (Run(dates.describe(dates.parse(when)), source),)


def _by_order(picture: SequencePicture, mark: LaneMark) -> Line:
    """Return the places that the ends of a mark leave open."""
    here = (mark.column or 0) + 1
    low = here if mark.left is None else (mark.left.value or 0) + 1 if mark.left.at == "column" else 1
    high = here
    if mark.right is not None:
        high = (mark.right.value or 0) + 1 if mark.right.at == "column" else picture.columns
    low_run, high_run, many = ((Run(str(i), ("corpus",)),) for i in (low, high, picture.columns))
    if low == high:
        return phrase("escalation.column", n=low_run, many=many)
    return phrase("escalation.columns", low=low_run, high=high_run, many=many)

"""The words round the sequence of a whole corpus: its heading, its caption, and the same as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.narratives import without
from reportkit.wording.notes import sequence_heading
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import LaneMark, SequencePicture
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_events import FEW
from reportkit.wording.tables import Cell, Column, Table

WHOLE: Final = "whole"
EVENTS: Final = "events"
TABLE: Final = "table"
CROWDED: Final = "crowded"


def heading(case: Dossier, picture: SequencePicture, asserter: str) -> Line:
    """Return the heading: how much of it carries a day, or whose telling it is."""
    if asserter:
        return phrase("escalation.side", who=names.actor(case, asserter, inside=True))
    return sequence_heading(picture)


def caption(case: Dossier, *, shown: str, asserter: str, narrative: int) -> Line:
    """
    Return what the lines mean, what is left out and why, which narrative it is, and who is heard.

    Parameters
    ----------
    case : Dossier
        The dossier that is drawn.
    shown : str
        How it is shown: `WHOLE`, `EVENTS` alone, as a `TABLE`, or as one because a drawing is too `CROWDED`.
    asserter : str
        The actor that alone is heard; empty for all.
    narrative : int
        The narrative that is shown, from 1.
    """
    parts = {
        WHOLE: [phrase("sequence.caption"), phrase("escalation.left_out")],
        EVENTS: [phrase("sequence.caption"), phrase("escalation.events_only")],
        TABLE: [phrase("escalation.as_table"), phrase("escalation.left_out")],
        CROWDED: [phrase("escalation.crowded"), phrase("escalation.as_table"), phrase("escalation.left_out")],
    }[shown]
    many = len(case.narratives)
    if many > 1:
        left = without(case, case.narratives[narrative - 1])
        n, all_of = ((Run(str(i), tuple(case.source.values())),) for i in (narrative, many))
        parts.append(phrase("escalation.version", n=n, many=all_of, list=left))
    if asserter:
        parts.append(phrase("escalation.heard", who=names.actor(case, asserter, inside=True)))
    elif len(case.source) > FEW:
        parts.append((*phrase("escalation.silent"), *names.cite_silence(case), *phrase("stop")))
    return join(parts, "space")


def silent(case: Dossier, asserter: str) -> Line:
    """Return the sentence that one speaker tells of no event, with the documents that show it."""
    line = phrase("escalation.nothing", who=names.actor(case, asserter, inside=True))
    return (*line, *names.cite_silence(case), *phrase("stop"))


def nothing(case: Dossier, key: str) -> Line:
    """Return the sentence that stands where there is nothing to list, with the documents that show it."""
    return (*phrase(key), *names.cite_silence(case), *phrase("stop"))


def table(picture: SequencePicture, note: Line) -> Table:
    """
    Return a sequence as a table: each mark with the place it has in the drawing and its words.

    It is made from the record that the drawing is made from, so that they cannot differ.
    """
    heads = {"escalation.lane": "auto", "escalation.place": "auto", "escalation.words": "1fr"}
    columns = tuple(Column(phrase(head), width) for head, width in heads.items())
    rows = tuple(
        (
            Cell((lane.name, lane.note) if lane.note else (lane.name,)),
            Cell((_place(picture, mark),)),
            Cell(_words(picture, mark)),
        )
        for lane in picture.lanes
        for mark in lane.marks
    )
    return Table("escalation", columns, rows, note=note)


def _words(picture: SequencePicture, mark: LaneMark) -> tuple[Line, ...]:
    """Return the words of a mark behind its sign, its flags, and the links that lead to it."""
    links = [link.label for link in picture.links if link.later == mark.key]
    first, *rest = [*mark.labels, *links] or [()]
    flags = [run for flag in mark.flags for run in (*phrase("space"), Run(flag, (), "mark"))]
    return ((Run(mark.mark, (), "mark"), *phrase("space"), *first, *flags), *rest)


def _place(picture: SequencePicture, mark: LaneMark) -> Line:
    """Return where a mark stands: at or after a day, or in which places from left to right by order alone."""
    if mark.days is None:
        return _by_order(picture, mark)
    called = {day: tuple(replace(run, kind="text") for run in label) for day, label in picture.days}
    first, last = (called[day] for day in mark.days)
    if mark.left and mark.left.at == "day":
        return phrase("escalation.day_after", day=first)
    return first if first == last else phrase("gist.range", low=first, high=last)


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

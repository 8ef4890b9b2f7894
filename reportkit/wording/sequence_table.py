"""The events and statements of a sequence as a numbered table: the words a crowded drawing leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.escalation import standing_at
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import LaneMark, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_events import told
from reportkit.wording.sequence_layout import Layout, in_order
from reportkit.wording.sequence_links import at_later
from reportkit.wording.tables import Cell, Column, Table

HEADS = {"events.number": "auto", "events.when": "30mm", "events.what": "1fr", "events.claims": "24mm"}


def empty() -> Table:
    """Return the table of a sequence whose drawing has all of its words."""
    return Table("events", (), ())


def _columns() -> tuple[Column, ...]:
    return tuple(Column(phrase(head), width) for head, width in HEADS.items())


def events(
    case: Dossier,
    found: Layout,
    shown: SequencePicture,
    numbers: dict[str, Line],
    links: Iterable[SequenceLink],
) -> Table:
    """
    Return every event from left to right and every statement, a row each, with its number in the drawing.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    found : Layout
        Where its events stand.
    shown : SequencePicture
        The sequence with all its words.
    numbers : dict
        The number of each mark by its key.
    links : iterable of SequenceLink
        All ties between the events; each stands in the row of the later one.
    """
    ties, called = tuple(links), {slug: names.incident(case, slug, short=True) for slug in case.related}
    marks = {mark.key: (lane.name, mark) for lane in shown.lanes for mark in lane.marks}
    rows = []
    for slug in in_order(case, found):
        name, mark = marks[slug]
        lines = (*told(case, slug, found.version), *at_later(ties, slug, called))
        rows.append(_row(numbers[slug], standing_at(case, shown, mark), name, mark, lines))
    for lane in shown.lanes:
        if lane.group == "statements":
            rows += [
                _row(numbers[mark.key], standing_at(case, shown, mark), lane.name, mark, mark.labels)
                for mark in lane.marks
            ]
    return Table("events", _columns(), tuple(rows))


def left_over(case: Dossier, shown: SequencePicture, links: Iterable[SequenceLink]) -> Table:
    """Return the ties that a drawing with all other words has no line for, a row each without a number."""
    called = {slug: names.incident(case, slug, short=True) for slug in case.related}
    marks = {mark.key: mark for lane in shown.lanes for mark in lane.marks}
    rows = [
        _row(phrase("silent"), standing_at(case, shown, marks[link.later]), called[link.later],
             marks[link.later], tuple(at_later([link], link.later, called)))
        for link in links
    ]  # fmt: skip
    return Table("events", _columns(), tuple(rows))


def _row(number: Line, when: Line, name: Line, mark: LaneMark, lines: tuple[Line, ...]) -> tuple[Cell, ...]:
    flags = [run for flag in mark.flags for run in (*phrase("space"), Run(flag, (), "mark"))]
    strong = tuple(replace(run, kind="strong") for run in name)
    head = (Run(mark.mark, (), "mark"), *phrase("space"), *strong, *flags)
    cited = dict.fromkeys(
        key for line in lines for run in line if run.kind == "reference" for key in run.source
    )
    references = (Run(", ".join(cited), tuple(cited), "reference"),) if cited else phrase("silent")
    first, *rest = [_bare(line) for line in lines] or [()]
    said = (join([head, first], "dot"), *rest)
    return Cell((number,)), Cell((when,)), Cell(said), Cell((references,))


def _bare(line: Line) -> Line:
    """Return a line without its references and the spaces before them; they have a column of their own."""
    kept: list[Run] = []
    for run in line:
        if run.kind == "reference":
            while kept and not kept[-1].words.strip() and kept[-1].kind != "mark":
                kept.pop()
        else:
            kept.append(run)
    while kept and not kept[-1].words.strip():
        kept.pop()
    return tuple(kept)

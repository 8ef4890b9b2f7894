"""
The table of alternatives: what an analyst weighed beside each signed judgement.

An alternative is the analyst's like the judgement it stands beside: every string of it leads to that
assessment, and the role that signed it is named beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportkit.case import Case
from reportkit.model import Alternative, Assessment
from reportkit.wording.phrases import capital, join, phrase
from reportkit.wording.runs import Line, Run, reference
from reportkit.wording.tables import Cell, Column, Table


def table(case: Case) -> Table:
    """
    Return one row for each alternative, in the order of the assessments; none where none was weighed.

    Parameters
    ----------
    case : Case
        The case.

    Examples
    --------
    >>> from reportkit import opening
    >>> table(opening.load("kalsu-explosion")).rows
    ()
    """
    rows = tuple(row for one in case.incident.assessments for row in _rows(case, one))
    columns = (
        Column(phrase("alternatives.assessment"), "40mm"),
        Column(phrase("alternatives.considered"), "40mm"),
        Column(phrase("alternatives.because"), "1fr"),
        Column(phrase("alternatives.would_change"), "33mm"),
        Column(phrase("alternatives.based_on"), "17mm"),
    )
    return Table("alternatives", columns if rows else (), rows)


def _rows(case: Case, one: Assessment) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of an assessment; what they share stands in the first."""
    source = (f"assessment:{case.slug}/{one.id}",)
    signed = phrase("alternatives.signed", soft=True, role=(Run(one.role, source, "soft"),))
    based = tuple(case.number[i] for i in one.based_on if i in case.number)
    for number, beside in enumerate(one.alternatives):
        if number:
            above = Cell((phrase("alternatives.as_above", soft=True),))
            yield above, *_own(beside, source), above, above
            continue
        changes = join([(Run(words, source),) for words in one.would_change], "semicolon")
        cited: Line = (reference(*based),) if based else ()
        yield (
            Cell(((Run(one.statement, source),), signed)),
            *_own(beside, source),
            Cell((capital(changes) or phrase("silent"),)),
            Cell((cited or phrase("silent"),)),
        )


def _own(beside: Alternative, source: tuple[str, ...]) -> tuple[Cell, Cell]:
    """Return what was considered, and why it is held less likely."""
    return Cell(((Run(beside.statement, source),),)), Cell(((Run(beside.because, source),),))

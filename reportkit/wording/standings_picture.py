"""Where each proposition stood in each of several states, as a picture record and as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from reportkit.dossier import ends
from reportkit.wording import names
from reportkit.wording.changes_cells import Two
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import StoodCell, StoodPicture, StoodRow
from reportkit.wording.runs import Line
from reportkit.wording.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.case import Case

COLUMNS = 6
"""States that stand beside each other at most: the width of a page holds their words."""

_FOREMOST = ("occurred", "nature", "perpetrator", "casualty", "damage", "motive", "link")


class State(NamedTuple):
    """One state: what its column is called, and its case; None where it had no such incident."""

    head: Line
    case: Case | None


def picture(now: Case, states: Sequence[State]) -> StoodPicture:
    """
    Return the propositions about an incident that stand otherwise in some state than in another.

    Parameters
    ----------
    now : Case
        The case that the page is about, which is that of the last state too.
    states : sequence of State
        The states, oldest first; of more than a page holds, the last.
    """
    shown = states[-COLUMNS:]
    rows = tuple(_row(now, key, shown) for key in _moving(now, shown))
    return StoodPicture(
        head=phrase("changes.chart_proposition", strong=True),
        columns=tuple(tuple(replace(run, kind="strong") for run in state.head) for state in shown),
        rows=rows,
        alt=phrase("changes.chart_alt", list=join([_alt(row, shown) for row in rows], "space")),
    )


def _moving(now: Case, states: Sequence[State]) -> list[str]:
    """Return the keys of what stands otherwise somewhere: the foremost questions first."""
    found: dict[str, str] = {}
    for state in (*reversed(states),):
        for key, standing in state.case.standings.items() if state.case else ():
            p = standing.proposition
            if now.slug == p.about or now.slug in ends(p):
                found.setdefault(key, p.kind)
    moving = [key for key in found if len({_word(state, key) for state in states}) > 1]

    def rank(key: str) -> int:
        return _FOREMOST.index(found[key]) if found[key] in _FOREMOST else len(_FOREMOST)

    return sorted(moving, key=rank)


def _word(state: State, key: str) -> str:
    if state.case is None or key not in state.case.standings:
        return ""
    return state.case.standings[key].word


def _row(now: Case, key: str, states: Sequence[State]) -> StoodRow:
    held = next(s.case for s in reversed(states) if s.case is not None and key in s.case.standings)
    return StoodRow(key, Two(held, now).question(key), tuple(_cell(state, key) for state in states))


def _cell(state: State, key: str) -> StoodCell:
    word = _word(state, key)
    if not word or state.case is None:
        return StoodCell("", (), phrase("silent"))
    return StoodCell(word, state.case.standings[key].flags, names.word_of("standings", word))


def _alt(row: StoodRow, states: Sequence[State]) -> Line:
    told = [
        phrase("changes.chart_cell", edition=state.head, standing=_aloud(cell))
        for number, (state, cell) in enumerate(zip(states, row.cells, strict=True))
        if not number or cell.mark != row.cells[number - 1].mark  # it stands so until the next that is named
    ]
    return (*phrase("changes.chart_row", what=row.label, list=join(told)), *phrase("stop"))


def _aloud(cell: StoodCell) -> Line:
    return cell.words if cell.mark else phrase("changes.nobody")


def some(shown: StoodPicture, most: int) -> StoodPicture:
    """Return a picture with its first rows only; the alt text keeps all."""
    return replace(shown, rows=shown.rows[:most])


def caption(shown: StoodPicture, left: int) -> Line:
    """Return what columns and dashes mean, and how many propositions have no room."""
    line = phrase("changes.chart_caption")
    if not left:
        return line
    n = names.figure(left, ("corpus",))
    more = phrase("changes.chart_more_one") if left == 1 else phrase("changes.chart_more", n=n)
    return join([line, more], "space") if shown.rows else more


def table(shown: StoodPicture) -> Table:
    """Return the same standings as a table: a proposition a row, a state a column."""
    columns = (Column(shown.head, "1fr"), *(Column(head) for head in shown.columns))
    rows = tuple(
        (Cell((row.label,)), *(Cell((cell.words,), cell.mark, cell.flags) for cell in row.cells))
        for row in shown.rows
    )
    return Table("standings_over_editions", columns, rows)

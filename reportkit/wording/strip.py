"""
Who says what where a table cannot hold it: for each proposition how many speakers give which answer.

Numbers of speakers are no corroboration: several of them can repeat one origin, and a silence is a silence in
these documents.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportkit import codebook
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import StripCell, StripPicture, StripRow
from reportkit.wording.propositions import voiced
from reportkit.wording.runs import Line, Run
from reportkit.wording.tables import PROPOSITIONS, SPEAKERS, matrix_rows

CONTESTED = 10
"""Rows of the table that goes with a strip."""

ANSWERS = ("affirms", "hedges", "denies", "part", "took_back", "silent")
_WORDS = {
    "affirms": "strip.affirms",
    "hedges": "strip.hedges",
    "denies": "strip.denies",
    "part": "strip.part",
    "took_back": "strip.took_back",
    "silent": "strip.silent",
}
_MARKS = {"affirms": "affirms", "denies": "denies", "took_back": "withdrawn"}
_STEPS = (1, 2, 4, 8)  # least numbers of the grey steps above nobody
_Row = tuple[Line, Standing]


def too_large(case: Case) -> bool:
    """
    Whether who says what has more propositions or speakers than a table on a page holds.

    Examples
    --------
    >>> from reportkit import opening
    >>> too_large(opening.load("kalsu-explosion"))
    False
    """
    rows = matrix_rows(case)
    return len(rows) > PROPOSITIONS or len(speakers(rows)) > SPEAKERS


def speakers(rows: Sequence[_Row]) -> tuple[str, ...]:
    """Return everybody who says something of any row."""
    return tuple(dict.fromkeys(c.speaker for _, found in rows for c in voiced(found)))


def answers(found: Standing) -> dict[str, tuple[Claim, ...]]:
    """
    Return the claims on a proposition by kind of answer; silence is what is left.

    A speaker hedges who affirms it with a hedge only, and denies part of it who denies no more than part or
    an act of the own side.
    """
    hedged, voices = codebook.vocabulary("certainties"), found.voices
    flat = {c.speaker for c in voices.affirmed if not hedged[c.certainty]["hedged"]}
    whole = {c.speaker for c in voices.denied}
    told = {c.speaker for c in (*voices.affirmed, *voices.denied, *voices.partly, *voices.own)}
    return {
        "affirms": tuple(c for c in voices.affirmed if c.speaker in flat),
        "hedges": tuple(c for c in voices.affirmed if c.speaker not in flat),
        "denies": voices.denied,
        "part": tuple(c for c in (*voices.partly, *voices.own) if c.speaker not in whole),
        "took_back": tuple(c for c in voices.withdrawn if c.speaker not in told),
    }


def contested_rows(case: Case) -> list[_Row]:
    """
    Return the ten most contested rows of the matrix, in the matrix's own order.

    Contested is measured by the smaller of two sides, those who affirm and those who deny; then by how many
    deny, whole or in part; then the order of the matrix holds.
    """
    rows = matrix_rows(case)
    chosen = sorted(rows, key=lambda row: _contest(row[1]), reverse=True)[:CONTESTED]
    kept = {found.proposition.key for _, found in chosen}
    return [row for row in rows if row[1].proposition.key in kept]


def _contest(found: Standing) -> tuple[int, int, int]:
    count = {name: len({c.speaker for c in claims}) for name, claims in answers(found).items()}
    affirm = count["affirms"] + count["hedges"]
    return min(affirm, count["denies"]), count["denies"] + count["part"], count["took_back"]


def picture(case: Case, most: int | None = None) -> StripPicture:
    """
    Return the counts of answers for each proposition of the matrix, in its order.

    Parameters
    ----------
    case : Case
        The case.
    most : int, optional
        How many rows there may be; the most contested stay. Left out, all.
    """
    rows = matrix_rows(case)
    everybody = speakers(rows)
    if most is not None and len(rows) > most:
        chosen = sorted(rows, key=lambda row: _contest(row[1]), reverse=True)[:most]
        rows = [row for row in rows if any(row is one for one in chosen)]
    shown = tuple(_row(case, label, found, len(everybody)) for label, found in rows)
    return StripPicture(
        heads=(phrase("matrix.proposition", strong=True), phrase("matrix.standing", strong=True)),
        answers=tuple((_MARKS.get(name, ""), phrase(_WORDS[name])) for name in ANSWERS),
        rows=shown,
        alt=phrase("strip.alt", list=join([_alt(row) for row in shown], "space")),
    )


def _row(case: Case, label: Line, found: Standing, everybody: int) -> StripRow:
    given = answers(found)
    told = {c.speaker for claims in given.values() for c in claims}
    cells = [_cell(case, claims) for claims in given.values()]
    silent = everybody - len(told)
    source = tuple(case.source.values())
    cells.append(StripCell(silent, 0, (Run(str(silent), source),)))
    numbers = names.number(case, voiced(found))
    return StripRow(
        key=found.proposition.key,
        label=label,
        cells=tuple(cells),
        mark=found.word,
        flags=found.flags,
        standing=names.word_of("standings", found.word, numbers),
    )


def _cell(case: Case, claims: Sequence[Claim]) -> StripCell:
    count = len({c.speaker for c in claims})
    source = names.number(case, claims) or tuple(case.source.values())
    step = sum(count >= least for least in _STEPS)
    return StripCell(count, step, (Run(str(count), source),))


def _alt(row: StripRow) -> Line:
    told = [
        phrase("strip.alt_cell", n=cell.words, answer=phrase(_WORDS[name]))
        for name, cell in zip(ANSWERS, row.cells, strict=True)
        if cell.count
    ]
    line = phrase("strip.alt_row", what=row.label, standing=row.standing, list=join(told))
    return (*line, *phrase("stop"))


def caption(case: Case, shown: StripPicture) -> Line:
    """Return what numbers and greys mean, and how many propositions are left out."""
    rows = matrix_rows(case)
    source = tuple(case.source.values())
    line = phrase("strip.caption", speakers=(Run(str(len(speakers(rows))), source),))
    left = len(rows) - len(shown.rows)
    if not left:
        return line
    more = phrase("strip.more_one") if left == 1 else phrase("strip.more", n=(Run(str(left), source),))
    return join([line, more], "space")

"""
What is wrong with a finished page, found by where its glyphs stand.

A table whose rows lie on top of each other loses no word: every test that reads the text of a file passes it.
So the file itself is asked where the ink of each glyph is, on every page that is made.
"""

from __future__ import annotations

import io
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from reportkit.problems import Place, Problem, visible
from reportkit.publishing import glyphs, lean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypdf import PdfReader

    from reportkit.publishing.glyphs import Box, Glyph, Piece, Sheet

_MM: Final = 72 / 25.4
SMALLEST: Final = 7.0  # points
MEASURE: Final = 178 * _MM  # the width of the text on every paper, as in templates/briefing/house.typ
BODY: Final = 14.5 * _MM  # header and footer end so far from the edge of the paper
EDGE: Final = 4 * _MM  # nearer to the edge than this, printers leave out what stands there
_STROKES: Final = frozenset("/\\\u2044\u2215")
STROKE: Final = 0.3  # of the type size: as far as the foot of a division slash reaches out
HAIR: Final = 0.35  # points: rounding, and serifs that reach over their own room
LEAN: Final = 0.05  # of the type size: as far as letters are set into each other's room, as in “)(”
OVERHANG: Final = 0.1  # of the type size: how far letters of some scripts reach over the end of a line
BELOW: Final = 3.0  # points: what letters reach below their line, which is where a page ends
BAND: Final = 12.0  # points
_FEW: Final = 5  # problems of one kind that are told of a page
_SHOWN: Final = 60  # characters of a text that are told


def faults(pdf: bytes) -> tuple[Problem, ...]:
    """
    Return all that is wrong with how the text of a PDF stands on its pages.

    Text may not stand on other text or on a drawing, outside the margins or the paper, in type under
    7 points, be cut off, or hold the empty box of a letter that the font lacks. Words in figures are drawn
    as outlines and are not looked at here.

    Parameters
    ----------
    pdf : bytes
        A file as `reportkit.publishing.typesetting.typeset` makes it.

    Examples
    --------
    >>> from pypdf import PdfWriter
    >>> writer, held = PdfWriter(), io.BytesIO()
    >>> page = writer.add_blank_page(595, 842)
    >>> _ = writer.write(held)
    >>> faults(held.getvalue())
    ()
    """
    try:
        sheets = glyphs.sheets(reader()(io.BytesIO(pdf)).pages)
    except glyphs.Unreadable as error:
        why = "a page that cannot be looked over is not passed"
        return (Problem("page", Place("the whole page"), str(error), why, _FIX["page"]),)
    return tuple(problem for n, sheet in enumerate(sheets, 1) for problem in _told_once(_faults_on(n, sheet)))


@cache
def reader() -> type[PdfReader]:
    """
    Return what reads a PDF, loaded only now and without what it would decrypt one with.

    Examples
    --------
    >>> reader().__name__
    'PdfReader'
    """
    with lean.without(*lean.CIPHERS):
        from pypdf import PdfReader  # noqa: PLC0415 - only where a page was made
    return PdfReader


def _told_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first few problems of each kind: the same fault of a template can stand in every line."""
    told: Counter[str] = Counter()
    for problem in problems:
        told[problem.rule] += 1
        if told[problem.rule] <= _FEW:
            yield problem


_FIX: Final = {
    "page": "take back the last change to the templates in templates/briefing",
    "overprint": "shorten what stands there, or give it more room in the template",
    "outside": "shorten what stands there, or give it more room in the template",
    "clipped": "shorten what stands there, or give it more room in the template",
    "small": "set it larger in the template, or shorten it so that it need not be small",
    "missing-glyph": "put a font that has it (.ttf or .otf) into the folder of the fonts",
}


def _problem(rule: str, page: int, what: str, why: str) -> Problem:
    return Problem(rule, Place(f"page {page}"), what, why, _FIX[rule])


def _faults_on(page: int, sheet: Sheet) -> Iterator[Problem]:
    for piece in sheet.pieces:
        if piece.missing:  # it has no letters of its own: what stands in its line tells where it is
            line = "".join(other.words for other in sheet.pieces if other.matrix[5] == piece.matrix[5])
            what = f"an empty box stands for a letter in “{_told(line)}”"
            yield _problem("missing-glyph", page, what, "nobody can read it, by eye or by ear")
    pieces = [piece for piece in sheet.pieces if piece.box[2] > piece.box[0] and piece.words.strip()]
    for piece in pieces:
        yield from _alone(page, piece, sheet)
    for upper, lower in _overprinted(pieces):
        what = f"“{_told(upper.words)}” and “{_told(lower.words)}” are printed on each other"
        yield _problem("overprint", page, what, "neither can be read")
    bands = _bands(sheet.drawings)
    for piece in pieces:
        near = (drawing for band in _across(piece.box) for drawing in bands.get(band, ()))
        under = [drawing for drawing in near if _meet(piece.box, drawing)]
        if any(_meet(glyph[1:], drawing) for drawing in under for glyph in piece.glyphs):
            what = f"“{_told(piece.words)}” stands on a drawing"
            yield _problem("overprint", page, what, "neither can be read")


def _alone(page: int, piece: Piece, sheet: Sheet) -> Iterator[Problem]:
    """Yield what is wrong with a piece whatever stands beside it."""
    if piece.size < SMALLEST - 0.01:
        what = f"“{_told(piece.words)}” is set in {piece.size:.1f} pt"
        yield _problem("small", page, what, f"type under {SMALLEST:g} pt is hard to read on paper")
    left, low, right, high = _upright(piece)
    side = EDGE if piece.running else (sheet.width - MEASURE) / 2 - HAIR - piece.size * OVERHANG
    end = EDGE if piece.running else BODY
    across = left < side or right > sheet.width - side
    if across or low < end - BELOW or high > sheet.height - end + HAIR:
        what = f"“{_told(piece.words)}” stands outside the margins"
        yield _problem("outside", page, what, "it is cut off, by the paper or by a printer")
    if piece.within is not None and not _holds(piece.within, piece.box):
        yield _problem("clipped", page, f"“{_told(piece.words)}” is cut off", "part of it cannot be read")


def _upright(piece: Piece) -> Box:
    """Return the box of a piece; a slanting stroke at its end may reach out of its own room with its foot."""
    left, low, right, high = piece.box
    reach = STROKE * piece.size
    first, last = min(piece.glyphs, key=lambda one: one[1]), max(piece.glyphs, key=lambda one: one[3])
    return left + reach * _leans(first), low, right - reach * _leans(last), high


def _told(words: str) -> str:
    line = " ".join(words.split())
    return visible(line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…")


def _holds(outer: Box, inner: Box) -> bool:
    return (
        inner[0] >= outer[0] - HAIR
        and inner[1] >= outer[1] - HAIR
        and inner[2] <= outer[2] + HAIR
        and inner[3] <= outer[3] + HAIR
    )


def _meet(one: Sequence[float], other: Sequence[float], aside: float = 0.0) -> bool:
    """Whether two boxes share more than a hair in both directions, and so much more from side to side."""
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > HAIR + aside
        and min(one[3], other[3]) - max(one[1], other[1]) > HAIR
    )


def _across(box: Box) -> range:
    """Return the numbers of the bands of the page that a box reaches into."""
    return range(int(box[1] // BAND), int(box[3] // BAND) + 1)


def _bands(boxes: Iterable[Box]) -> dict[int, list[Box]]:
    """Return boxes by the bands that they reach into, so that few have to be looked at for each word."""
    bands: dict[int, list[Box]] = {}
    for box in boxes:
        for band in _across(box):
            bands.setdefault(band, []).append(box)
    return bands


def _overprinted(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Yield the pairs of pieces of which a glyph of one stands on a glyph of the other."""
    down = sorted(pieces, key=lambda piece: -piece.box[3])
    for i, upper in enumerate(down):
        low = upper.box[1] + HAIR
        for lower in down[i + 1 :]:
            if lower.box[3] <= low:
                break
            if _meet(upper.box, lower.box) and _touch(upper, lower):
                yield upper, lower


def _touch(one: Piece, other: Piece) -> bool:
    """Whether glyphs of two pieces share ink; neighbours in a line may lean into each other's room."""
    aside = LEAN * min(one.size, other.size)
    near = [glyph for glyph in one.glyphs if _meet(glyph[1:], other.box)]
    return any(
        _meet(glyph[1:], beside[1:], aside) and not (_leans(glyph) and _leans(beside))
        for beside in other.glyphs
        for glyph in near
    )


def _leans(glyph: Glyph) -> bool:
    """Whether a letter is a slanting stroke: two of them stand in each other's box and touch nowhere."""
    return glyph[0] in _STROKES

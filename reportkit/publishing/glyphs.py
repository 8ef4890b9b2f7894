"""
Where every glyph of a finished PDF stands, read from the operators of its pages.

Figures are drawings and hold no glyphs: their words are looked after where they are drawn. Only what Typst
writes is understood; a page that sets text in another way is refused, so that nothing is passed unseen.
"""

from __future__ import annotations

import codecs
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reportkit.publishing.embedded import Font, Ink

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Box = tuple[float, float, float, float]  # left, low, right, high: points from the lower left of the paper
Matrix = tuple[float, float, float, float, float, float]
Json = Any  # whatever a PDF object can hold

_STILL: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
# What decides where text stands. A drawing within one q and Q is passed over as fast as the search goes.
_WANTED: Final = re.compile(
    rb"[BEqQWc/](?:(?<=q)\s[^qQ(<D]*+Q(?=\s)|(?<=B)T\b|(?<=c)m\b|MC\b|(?<=[qQW])(?=[\s*])"
    rb"|(?<=/)[^\s/<>\[\]()]+\s*(?:<<|Do\b|BMC\b|/[^\s/<>\[\]()]+\s*BDC\b))"
)
_TEXT: Final = re.compile(
    rb"\((?:[^\\()]|\\.)*+\)|<[0-9A-Fa-f\s]*+>|[(<]|/[^\s/<>()\[\]]+|[-+]?[\d.]+|[\[\]]|[A-Za-z'\"*]+",
    re.DOTALL,
)
_NESTED: Final = re.compile(rb"\\.|[()]|<<|>>|<[0-9A-Fa-f\s]*+>", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\([\\()])")
_PAINTED: Final = re.compile(rb"\s(?:[fBb]\*?|[SsnF])(?=\s)")
_NUMBER: Final = re.compile(rb"[-+]?[\d.]+")
_RECTANGLE: Final = re.compile(rb"([-+\d.]+)\s+([-+\d.]+)\s+([-+\d.]+)\s+([-+\d.]+)\s+re\b")
_MARK: Final = re.compile(rb"/MCID\s+(\d+)")
_PASSED: Final = {b"Tr", b"BDC", b"BMC", b"EMC"}


class Unreadable(ValueError):  # noqa: N818 - what it says is made a problem of the page
    """Raised where a page sets text in a way that is not understood here."""


class Glyph(NamedTuple):
    """One glyph: the letters it stands for, and the box of its ink in points; a space has none."""

    words: str
    left: float
    low: float
    right: float
    high: float


@dataclass(frozen=True, slots=True)
class Piece:
    """
    Glyphs that were set in one go, from left to right on the paper.

    Parameters
    ----------
    page : int
        Number of the page, from 1.
    inks : tuple of (float, Ink)
        The glyphs and how far along the line each stands, in points. The letters of an Arabic word come last
        to first.
    type_size : float
        Size as it is given, before the page is scaled.
    matrix : Matrix
        How the line lies on the paper.
    box : Box
        Around the ink of all glyphs.
    within : Box or None
        What the ink is clipped to, if it is.
    running : bool
        Whether it belongs to the header or footer.
    content : int or None
        Number of the marked content, by which the tag tree knows it; None for what is not read aloud.
    missing : bool
        Whether one of the glyphs is the empty box that stands for a letter the font lacks.
    """

    page: int
    inks: tuple[tuple[float, Ink], ...]
    type_size: float
    matrix: Matrix
    box: Box
    within: Box | None
    running: bool
    content: int | None
    missing: bool

    @property
    def words(self) -> str:
        """The letters of its glyphs, as they stand from left to right."""
        return "".join([ink[5] for _, ink in self.inks])

    @property
    def size(self) -> float:
        """The type size on the paper, in points."""
        a, b, c, d, *_ = self.matrix
        return self.type_size * float(abs(a * d - b * c) ** 0.5)

    @property
    def glyphs(self) -> tuple[Glyph, ...]:
        """Its glyphs with the boxes of their ink on the paper."""
        unit, made = self.type_size / 1000, []
        for at, ink in self.inks:
            box = (at + ink.left * unit, ink.low * unit, at + ink.right * unit, ink.high * unit)
            made.append(Glyph(ink.words, *_turned(box, self.matrix)))
        return tuple(made)


class Sheet(NamedTuple):
    """One page: its size in points, what is set on it in the order in which it is set, and its drawings."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
    drawings: tuple[Box, ...]


def sheets(pages: Sequence[Json]) -> tuple[Sheet, ...]:
    """
    Return all that is set on the pages of a PDF.

    Parameters
    ----------
    pages : sequence of pypdf.PageObject
        The pages of a file that `reportkit.publishing.typesetting.typeset` has made.

    Raises
    ------
    Unreadable
        A page uses an operator for text that Typst does not write.

    Examples
    --------
    >>> from pypdf import PdfWriter
    >>> sheets([PdfWriter().add_blank_page(595, 842)])
    (Sheet(width=595.0, height=842.0, pieces=(), drawings=()),)
    """
    fonts: dict[int, Font] = {}
    made = []
    for number, page in enumerate(pages, 1):
        content = page.get_contents()
        data = b"" if content is None else content.get_data()
        reading, paper = _Reading(number, fonts), page.mediabox
        pieces = tuple(reading.pieces(data, page.get("/Resources", {}), _STILL))
        made.append(Sheet(float(paper.width), float(paper.height), pieces, tuple(reading.drawings)))
    return tuple(made)


class _Place(NamedTuple):
    """The state of the page at an operator: how it is turned, and what it is clipped to."""

    matrix: Matrix
    clips: tuple[tuple[bytes, Matrix], ...]


class _Reading:
    """One page that is read from its first operator to its last."""

    def __init__(self, page: int, fonts: dict[int, Font]) -> None:
        self.page, self.fonts = page, fonts
        self.marked: list[tuple[bool, int | None]] = [(False, None)]  # running, content
        self.drawings: list[Box] = []
        self.begun, self.framed = (
            False,
            0,
        )  # whether something has just begun; how many frames hold no text yet

    def pieces(self, data: bytes, resources: Json, matrix: Matrix) -> Iterator[Piece]:
        """Yield what is set with some operators, on paper that is turned by a matrix."""
        held = resources.get_object()
        here, kept, last = _Place(matrix, ()), [], 0
        while found := _WANTED.search(data, last):
            operator, start, since, last = found[0], found.start(), last, found.end()
            if operator == b"BT":
                del self.drawings[len(self.drawings) - self.framed :]
                self.begun, self.framed = False, 0
                words, last = _words(data, last)
                yield from self._set(words, held, here)
            elif operator in {b"cm", b"W"}:
                here = self._changed(operator, data[since:start], here)
            elif operator == b"q":
                kept.append(here)
            elif operator == b"Q":
                here = kept.pop()
            elif operator == b"EMC":
                self.marked.pop()
                self.begun, self.framed = False, 0
            elif operator.endswith(b"Do"):
                yield from self._drawn(operator.split()[0], held, here)
            elif operator[:1] == b"/":
                last = _closed(data, last - 2) if operator.endswith(b"<<") else last
                self._begun(operator, data[start:last])

    def _changed(self, operator: bytes, before: bytes, here: _Place) -> _Place:
        """Return the state of the page after it was turned or clipped."""
        if operator == b"cm":
            numbers = before[-160:].split()[-6:]
            return here._replace(matrix=_times([float(n) for n in numbers], here.matrix))
        path = _PAINTED.split(before)[-1]
        if self.begun:  # a drawing is clipped to its frame before anything else
            self.drawings.append(_turned(_around(path), here.matrix))
            self.begun, self.framed = False, 1
        return here._replace(clips=(*here.clips, (path, here.matrix)))

    def _begun(self, operator: bytes, about: bytes) -> None:
        """Note what kind of content begins; what stands inside a header belongs to it."""
        running, content = self.marked[-1]
        if operator.startswith(b"/Artifact"):
            running, content = running or b"/Header" in about or b"/Footer" in about, None
        elif number := _MARK.search(about):
            content = int(number[1])
        self.marked.append((running, content))
        self.begun, self.framed = True, 0

    def _drawn(self, name: bytes, held: Json, here: _Place) -> Iterator[Piece]:
        """Yield what a form sets; a drawing without fonts sets nothing."""
        form = held["/XObject"][name.decode()].get_object()
        own = form.get("/Resources")
        if form["/Subtype"] == "/Image":
            self.drawings.append(_turned((0.0, 0.0, 1.0, 1.0), here.matrix))
        if form["/Subtype"] == "/Form" and own is not None and _has_fonts(own):
            matrix = _times([float(n) for n in form.get("/Matrix", _STILL)], here.matrix)
            yield from self.pieces(form.get_data(), own, matrix)

    def _set(self, words: Sequence[bytes], held: Json, here: _Place) -> Iterator[Piece]:
        """Yield the pieces of one text object."""
        before: list[bytes] = []
        line, pen, size = here.matrix, 0.0, 0.0
        font: Font | None = None
        for word in words:
            if word[0] in b"(<[]/+-.0123456789":
                before.append(word)
                continue
            if word == b"Tf":
                font, size = self._font(held, before[-2]), float(before[-1])
            elif word == b"Tm":
                line, pen = _times([float(n) for n in before[-6:]], here.matrix), 0.0
            elif word in {b"Tj", b"TJ"} and font is not None:
                piece, pen = self._piece(before, font, (line, size, pen), here)
                if piece is not None:
                    yield piece
            elif word not in _PASSED:
                raise Unreadable(f"page {self.page} sets text with “{word.decode('latin-1')}”")
            before.clear()

    def _font(self, held: Json, name: bytes) -> Font:
        reference = held["/Font"].raw_get(name.decode())
        if reference.idnum not in self.fonts:
            self.fonts[reference.idnum] = Font(reference.get_object())
        return self.fonts[reference.idnum]

    def _piece(
        self, parts: Sequence[bytes], font: Font, where: tuple[Matrix, float, float], here: _Place
    ) -> tuple[Piece | None, float]:
        """Return what one operator sets, if that is anything, and where on the line it ends."""
        matrix, size, pen = where
        unit, inks, missing = size / 1000, [], False
        left = low = float("inf")
        right = high = -low
        for part in parts:
            if part[0] not in b"(<":
                pen -= 0 if part in b"[]" else float(part) * unit
                continue
            codes = _codes(part, wide=font.wide)
            missing = missing or (font.wide and 0 in codes)
            for code in codes:
                ink = font.glyphs.get(code, font.unknown)
                inks.append((pen, ink))
                advance, x, y, x_to, y_to, _ = ink
                if x_to > x:  # a space has no ink
                    left, right = min(left, pen + x * unit), max(right, pen + x_to * unit)
                    low, high = min(low, y), max(high, y_to)
                pen += advance * unit
        if not inks:
            return None, pen
        box = (left, low * unit, right, high * unit) if right > left else (inks[0][0], 0.0, pen, 0.0)
        box, clip = _turned(box, matrix), _clipped(here.clips)
        return Piece(self.page, tuple(inks), size, matrix, box, clip, *self.marked[-1], missing), pen


def _words(data: bytes, at: int) -> tuple[list[bytes], int]:
    """Return the words of the text object that begins somewhere, and where it has ended."""
    end = data.find(b"ET", at)
    words = _TEXT.findall(data, at, end)
    if words and words[-1] in {b"TJ", b"Tj"} and b"(" not in words:  # no bracket within a string, as is usual
        return words, end + 2
    words = []
    while found := _TEXT.search(data, at):
        at = found.end()
        if found[0] == b"ET":
            return words, at
        if found[0] in {b"(", b"<"}:
            at = _closed(data, found.start())
        words.append(data[found.start() : at])
    raise Unreadable("a page ends within a text")


def _closed(data: bytes, at: int) -> int:
    """Return where a string or a dictionary ends that holds others of its kind."""
    depth = 0
    while found := _NESTED.search(data, at):
        at = found.end()
        depth += (found[0] in {b"(", b"<<"}) - (found[0] in {b")", b">>"})
        if depth == 0:
            return at
    raise Unreadable("a page ends within a string")


def _codes(string: bytes, *, wide: bool) -> Sequence[int]:
    """Return the codes of a string; an escape of a bracket is brought to a form that Python knows as well."""
    raw = string[1:-1]
    if string[:1] == b"<":
        raw = bytes.fromhex(raw.decode("ascii"))
    elif b"\\" in raw:
        known = _ESCAPED.sub(lambda found: b"\\%03o" % found[1][0], raw)
        raw = codecs.decode(known, "unicode_escape").encode("latin-1")
    return struct.unpack(f">{len(raw) // 2}H", raw) if wide else raw


def _times(a: Sequence[float], b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _turned(box: Box, matrix: Matrix) -> Box:
    """Return the upright box around a box that a matrix has turned."""
    a, b, c, d, e, f = matrix
    left, low, right, high = box
    if b == c == 0:  # it stands upright, or is mirrored
        x, x_to, y, y_to = a * left + e, a * right + e, d * low + f, d * high + f
        return (
            (x, y, x_to, y_to)
            if a > 0 and d > 0
            else (min(x, x_to), min(y, y_to), max(x, x_to), max(y, y_to))
        )
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (low, high)]
    across, up = zip(*points, strict=True)
    return min(across), min(up), max(across), max(up)


def _clipped(clips: Sequence[tuple[bytes, Matrix]]) -> Box | None:
    """Return what is left of the page inside all clips, for curved ones the box around them."""
    if not clips:
        return None
    left, low, right, high = zip(*(_turned(_around(path), matrix) for path, matrix in clips), strict=True)
    return max(left), max(low), min(right), min(high)


def _around(path: bytes) -> Box:
    """Return the box around the points of a path."""
    points: list[tuple[float, float]] = []
    for found in _RECTANGLE.finditer(path):
        x, y, width, height = (float(number) for number in found.groups())
        points += [(x, y), (x + width, y + height)]
    numbers = [float(number) for number in _NUMBER.findall(_RECTANGLE.sub(b"", path))]
    points += zip(numbers[::2], numbers[1::2], strict=False)
    across, up = zip(*points, strict=True) if points else ((0.0,), (0.0,))
    return min(across), min(up), max(across), max(up)


def _has_fonts(resources: Json) -> bool:
    held = resources.get_object()
    inner = (form.get_object().get("/Resources") for form in held.get("/XObject", {}).values())
    return bool(held.get("/Font")) or any(_has_fonts(below) for below in inner if below is not None)

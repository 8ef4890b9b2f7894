"""What stands where in a finished PDF, read from its own operators: tests see what a reader sees."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A run of glyphs: its words, its size, its ends and its baseline, in points from the lower left."""

    words: str
    left: float
    right: float
    base: float
    size: float


def opened(pdf: bytes) -> Any:
    """Return a PDF, opened."""
    return PdfReader(io.BytesIO(pdf))


def text(page: PageObject) -> str:
    """Return the words of a page without what only steers line breaks and directions."""
    words = re.sub("[\u200b\u2066-\u2069]", "", page.extract_text()).replace("\xa0", " ")
    return re.sub(r"\s+", " ", words)


def tags(pdf: PdfReader) -> list[tuple[str, Any]]:
    """Return the elements of the tag tree with their kinds."""
    return list(structure(pdf.trailer["/Root"]["/StructTreeRoot"]))  # type: ignore[index]


def boxes(page: PageObject) -> list[Box]:
    """Return every run of glyphs on a page that is more than space."""
    return [box for box in _runs(page) if box.words.strip()]


def overprinted(runs: list[Box]) -> list[tuple[str, str]]:
    """Return the pairs of runs that stand on each other by more than a hair."""
    found = sorted(runs, key=lambda box: -box.base)
    pairs = []
    for i, upper in enumerate(found):
        for lower in found[i + 1 :]:
            if upper.base - lower.base > 0.55 * lower.size:
                break
            if min(upper.right, lower.right) - max(upper.left, lower.left) > 0.8:
                pairs.append((upper.words, lower.words))
    return pairs


def outside(page: PageObject, margin: float = 42) -> list[str]:
    """Return the runs that reach into the side margins, by more than a space, or out of the paper."""
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    return [
        box.words
        for box in boxes(page)
        if box.left < margin or box.right > width - margin or not 10 < box.base < height - 10
    ]


def structure(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield every element of the tag tree below a node with its kind."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from structure(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]), node
        if "/K" in node:
            yield from structure(node["/K"])


def _runs(page: PageObject) -> Iterator[Box]:
    fonts = {name: _Font(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}  # type: ignore[index]
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    kept: list[Matrix] = []
    line: Matrix = matrix
    font, size = next(iter(fonts.values())), 0.0
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"q":
            kept.append(matrix)
        elif operator == b"Q":
            matrix = kept.pop()
        elif operator == b"cm":
            matrix = _times(tuple(float(n) for n in operands), matrix)  # type: ignore[arg-type]
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator == b"Tm":
            line = tuple(float(n) for n in operands)  # type: ignore[assignment]
        elif operator in {b"Tj", b"TJ"}:
            words, advance = font.measured(operands[0] if operator == b"TJ" else operands)
            at = _times(line, matrix)
            yield Box(words, at[4], at[4] + at[0] * advance * size / 1000, at[5], abs(at[0]) * size)


def _times(a: Matrix, b: Matrix) -> Matrix:
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


class _Font:
    """The widths and letters of an embedded font with two-byte codes."""

    def __init__(self, font: Any) -> None:
        below = font["/DescendantFonts"][0].get_object()
        self.usual = float(below.get("/DW", 1000))
        self.widths: dict[int, float] = {}
        entries = list(below["/W"])
        while entries:
            first, second = int(entries.pop(0)), entries.pop(0).get_object()
            if isinstance(second, list):
                self.widths |= {first + i: float(w) for i, w in enumerate(second)}
            else:
                width = float(entries.pop(0))
                self.widths |= dict.fromkeys(range(first, int(second) + 1), width)
        self.letters = _letters(font["/ToUnicode"].get_object().get_data().decode("ascii"))

    def measured(self, parts: Any) -> tuple[str, float]:
        """Return the words of a text operator and how far it goes, in thousandths of the size."""
        words, advance = "", 0.0
        for part in parts:
            if isinstance(part, (int, float)):
                advance -= float(part)
                continue
            raw = part.original_bytes
            for code in (int.from_bytes(raw[i : i + 2]) for i in range(0, len(raw), 2)):
                advance += self.widths.get(code, self.usual)
                words += self.letters.get(code, "")
        return words, advance


def _letters(table: str) -> dict[int, str]:
    letters: dict[int, str] = {}
    for block in table.split("beginbfchar")[1:]:
        for entry in block.split("endbfchar")[0].strip().splitlines():
            code, text = (bytes.fromhex(part) for part in entry.replace("<", "").replace(">", "").split())
            letters[int.from_bytes(code)] = text.decode("utf-16-be")
    return letters

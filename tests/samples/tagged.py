"""The tag tree of a PDF as a screen reader walks it: elements in order, with the words that each holds."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

from reportkit.publishing import glyphs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.publishing.glyphs import Piece

Json = Any  # whatever a PDF object can hold
Mark = tuple[int, int]  # page from 1, number of the marked content


@dataclass(frozen=True)
class Element:
    """One element of the tag tree: its kind without the slash, its entries, and what it holds in order."""

    kind: str
    node: Json
    held: tuple[Element | Mark, ...]

    def every(self, *kinds: str) -> Iterator[Element]:
        """Yield it and all elements below it, in reading order; with kinds, only those."""
        if not kinds or self.kind in kinds:
            yield self
        for part in self.held:
            if isinstance(part, Element):
                yield from part.every(*kinds)

    def marks(self) -> Iterator[Mark]:
        """Yield the marked contents below it, in reading order."""
        for part in self.held:
            if isinstance(part, Element):
                yield from part.marks()
            else:
                yield part


class Tagged:
    """A PDF with its tag tree and what stands on its pages."""

    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf))
        self.root: Json = self.reader.root_object
        self.sheets = glyphs.sheets(self.reader.pages)
        self._numbers = {page.indirect_reference.idnum: n for n, page in enumerate(self.reader.pages, 1)}  # type: ignore[union-attr]
        self.pieces: dict[Mark, list[Piece]] = {}
        for sheet in self.sheets:
            for piece in sheet.pieces:
                if piece.content is not None:
                    self.pieces.setdefault((piece.page, piece.content), []).append(piece)
        tree: Json = self.root["/StructTreeRoot"]
        [self.document] = self._held(tree["/K"], None)

    def words(self, element: Element) -> str:
        """Return the words of an element as they are read, letters of each piece from left to right."""
        return "".join(piece.words for mark in element.marks() for piece in self.pieces.get(mark, ()))

    def languages(self) -> dict[Mark, str]:
        """Return the language of each marked content that names one of its own."""
        found = {}
        for number, page in enumerate(self.reader.pages, 1):
            data = page.get_contents().get_data()  # type: ignore[union-attr]
            for about in data.split(b"/MCID")[1:]:
                head = about.split(b"BDC")[0]
                if b"/Lang(" in head:
                    found[number, int(head.split(b"/")[0])] = head.split(b"/Lang(")[1].split(b")")[0].decode()
        return found

    def _held(self, held: Json, page: int | None) -> tuple[Any, ...]:
        held = held.get_object() if hasattr(held, "get_object") else held
        entries: Json = held
        if isinstance(held, list):
            return tuple(part for child in held for part in self._held(child, page))
        if not isinstance(held, dict):
            return ((page, int(held)),)
        own = self._numbers[entries.raw_get("/Pg").idnum] if "/Pg" in held else page
        if held.get("/Type") == "/OBJR":
            return ()
        if held.get("/Type") == "/MCR":
            return ((own, int(held["/MCID"])),)
        return (Element(str(held["/S"])[1:], held, self._held(held.get("/K", []), own)),)

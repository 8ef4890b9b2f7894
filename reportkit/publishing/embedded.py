"""The fonts that a PDF embeds: how far each glyph goes, where its ink is, which letters it stands for."""

from __future__ import annotations

import re
import struct
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = Any  # whatever a PDF object can hold

_HEX: Final = re.compile(r"<([0-9A-Fa-f]+)>")


class Ink(NamedTuple):
    """A glyph of a font, in thousandths of the type size: how far it goes, and the box of its ink."""

    advance: float
    left: float
    low: float
    right: float
    high: float
    words: str


class Font:
    """
    The glyphs of one embedded font by their codes.

    Ink is measured in TrueType outlines. Glyphs of other fonts are taken to fill nearly all their room,
    as Chinese characters do.

    Attributes
    ----------
    wide : bool
        Whether a code takes two bytes; code 0 is then the empty box for what the font lacks.
    glyphs : dict of int to Ink
        What the file describes.
    unknown : Ink
        Any other glyph.
    """

    def __init__(self, font: Json) -> None:
        letters = _letters(font)
        self.wide = font["/Subtype"] == "/Type0"
        ink = None
        if self.wide:
            below = font["/DescendantFonts"][0].get_object()
            advances, usual = _widths(below.get("/W", ())), float(below.get("/DW", 1000))
            ink = _outlines(below)
        else:
            first, scale = int(font.get("/FirstChar", 0)), 1000 * float(font.get("/FontMatrix", [0.001])[0])
            advances, usual = (
                {first + i: float(w) * scale for i, w in enumerate(font.get("/Widths", ()))},
                0.0,
            )
        self.unknown = _filled(usual, "")
        self.glyphs: dict[int, Ink] = {}
        for code in advances.keys() | letters.keys() | (ink or {}).keys():
            advance, words = advances.get(code, usual), letters.get(code, "")
            box = (0.0, 0.0, 0.0, 0.0) if ink is None else ink.get(code, (0.0, 0.0, 0.0, 0.0))
            self.glyphs[code] = _filled(advance, words) if ink is None else Ink(advance, *box, words)


def _widths(entries: Sequence[Json]) -> dict[int, float]:
    widths: dict[int, float] = {}
    rest = iter(entries)
    for first in rest:
        second = next(rest).get_object()
        if isinstance(second, list):
            widths |= {int(first) + i: float(w) for i, w in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(int(first), int(second) + 1), float(next(rest)))
    return widths


def _letters(font: Json) -> dict[int, str]:
    """Return the letters of each code, as the file has them for copying and searching."""
    letters: dict[int, str] = {}
    table = font["/ToUnicode"].get_object().get_data().decode("ascii") if "/ToUnicode" in font else ""
    for kind, block in re.findall(r"beginbf(char|range)(.*?)endbf", table, re.DOTALL):
        parts = iter(_HEX.findall(block))
        for first, *more in zip(*[parts] * (2 if kind == "char" else 3), strict=True):
            start, text = int(first, 16), bytes.fromhex(more[-1]).decode("utf-16-be")
            end = start if kind == "char" else int(more[0], 16)
            letters |= {code: text[:-1] + chr(ord(text[-1]) + code - start) for code in range(start, end + 1)}
    return letters


def _filled(advance: float, words: str) -> Ink:
    space = bool(words) and not words.strip()
    box = (0.0, 0.0, 0.0, 0.0) if space else (0.04 * advance, -120.0, 0.96 * advance, 800.0)
    return Ink(advance, *box, words)


def _outlines(font: Json) -> dict[int, tuple[float, float, float, float]] | None:
    """Return the boxes of all glyphs in thousandths of the type size; None where no TrueType outlines are."""
    file = font["/FontDescriptor"].get_object().get("/FontFile2")
    if file is None or font.get("/CIDToGIDMap", "/Identity") != "/Identity":
        return None
    data = file.get_object().get_data()
    starts_at: dict[bytes, tuple[int, int]] = {}
    for n in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, start, length = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        starts_at[tag] = start, length
    head, (loca, length), glyf = starts_at[b"head"][0], starts_at[b"loca"], starts_at[b"glyf"][0]
    scale = 1000 / struct.unpack_from(">H", data, head + 18)[0]
    long = bool(struct.unpack_from(">h", data, head + 50)[0])
    starts = struct.unpack_from(f">{length // (4 if long else 2)}{'I' if long else 'H'}", data, loca)
    unit = 1 if long else 2
    boxes = {}
    for glyph, (start, end) in enumerate(pairwise(starts)):
        if end > start:
            left, low, right, high = struct.unpack_from(">4h", data, glyf + start * unit + 2)
            boxes[glyph] = left * scale, low * scale, right * scale, high * scale
    return boxes

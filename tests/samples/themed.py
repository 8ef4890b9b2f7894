"""Themes to read: folders with a ``theme.toml``, fonts of boxes, and pictures that carry more than pixels."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, PngImagePlugin

from reportkit.themes import reading

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{}</svg>'
RECT = '<rect width="20" height="10" fill="#123456"/>'
LETTERS = "".join(map(chr, range(0x20, 0x7F))) + "“”’–·…¶"


def theme(folder: Path, text: str, **files: bytes | str) -> Path:
    """Write a theme into a folder, and the files named with "_" for their dot."""
    folder.mkdir(exist_ok=True)
    (folder / "theme.toml").write_text(f"format = 1\n{text}", encoding="utf-8")
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def told(folder: Path) -> list[str]:
    """Return what is wrong with a theme, in a few words each."""
    return [problem.what for problem in reading.inspect(folder)[1]]


def font(family: str, letters: str, *, restricted: bool = False, width: int = 5) -> bytes:
    """Return a font whose letters are all the same box."""
    pen = TTGlyphPen(None)
    pen.moveTo((80, 0))
    for corner in ((80, 700), (420, 700), (420, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    names = [".notdef", *(f"u{ord(c):04X}" for c in letters)]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(c): f"u{ord(c):04X}" for c in letters})
    made.setupGlyf(dict.fromkeys(names, box))
    made.setupHorizontalMetrics(dict.fromkeys(names, (500, 80)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    made.setupOS2(sCapHeight=700, fsType=2 if restricted else 0, usWidthClass=width)
    made.setupPost()
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def png(width: int, height: int) -> bytes:
    """Return a picture that carries words and a place beside its pixels."""
    picture = Image.new("RGBA", (width, height), (10, 60, 40, 200))
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Anna Example")
    exif = Image.Exif()
    exif[0x010E] = "taken at 33.1, 44.2"
    stream = io.BytesIO()
    picture.save(stream, format="PNG", pnginfo=info, exif=exif.tobytes())
    return stream.getvalue()


def with_fonts(folder: Path, text: str, **fonts: bytes) -> Path:
    """Write a theme with fonts, each file called after its name here."""
    theme(folder, text)
    (folder / "fonts").mkdir(exist_ok=True)
    for name, data in fonts.items():
        (folder / "fonts" / f"{name}.ttf").write_bytes(data)
    return folder

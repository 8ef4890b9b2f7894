"""
A logo drawn as SVG, brought down to its outlines.

What a drawing program leaves behind (metadata, its own settings) goes. What would look otherwise elsewhere,
fetch something or run, such as letters, pictures, gradients, filters and scripts, is refused by its name,
because the logo without it would be another one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

_SHAPES: Final = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_KEPT: Final = {"svg", "g", "defs", "clipPath", *_SHAPES}
_PASSED: Final = {"title", "desc", "metadata", "namedview"}  # with all that stands in them
_SVG: Final = "http://www.w3.org/2000/svg"
_NUMBERS: Final = re.compile(r"[0-9eE.,+\-\s]*")
_VALUES: Final = {
    **dict.fromkeys(
        ("x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2"),
        re.compile(r"\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?(px|%)?\s*"),
    ),
    "points": _NUMBERS,
    "d": re.compile(r"[MmZzLlHhVvCcSsQqTtAa0-9eE.,+\-\s]*"),
    "transform": re.compile(r"((matrix|translate|scale|rotate|skewX|skewY)\s*\([0-9eE.,+\-\s]*\)[\s,]*)*"),
}
_COLOUR: Final = re.compile(r"(none|currentColor|#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24}|rgb\([0-9%.,\s]*\))")
_STYLES: Final = {
    "fill": _COLOUR,
    "stroke": _COLOUR,
    "fill-rule": re.compile("nonzero|evenodd"),
    "clip-rule": re.compile("nonzero|evenodd"),
    "fill-opacity": re.compile(r"[0-9.]+%?"),
    "stroke-opacity": re.compile(r"[0-9.]+%?"),
    "opacity": re.compile(r"[0-9.]+%?"),
    "stroke-width": re.compile(r"[0-9.]+(px)?"),
    "stroke-linecap": re.compile("butt|round|square"),
    "stroke-linejoin": re.compile("miter|round|bevel"),
    "stroke-miterlimit": re.compile(r"[0-9.]+"),
    "stroke-dasharray": re.compile(r"none|[0-9.,\s]+"),
    "stroke-dashoffset": re.compile(r"-?[0-9.]+(px)?"),
    "display": re.compile("none|inline|block"),
    "visibility": re.compile("visible|hidden"),
    "clip-path": re.compile(r"none|url\(#[\w-]+\)"),
}
_FATEFUL: Final = {"filter", "mask", "marker", "marker-start", "marker-mid", "marker-end", "mix-blend-mode"}
_MOST: Final = 4000  # elements; a logo has some dozens
_DEEPEST: Final = 40
_SIZE: Final = re.compile(r"\s*([0-9.]+)\s*(px)?\s*")


class NoOutlines(ValueError):  # noqa: N818 - told to people as it is
    """Raised for an SVG that holds more than outlines, or is none; the message is what stands against it."""


@dataclass(slots=True)
class _Reader:
    """What is gathered while the drawing is read, element by element."""

    parts: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    size: tuple[float, float, float, float] | None = None
    depth: int = 0
    passed: int = 0  # how deep inside something that is left out
    count: int = 0
    clipping: int = 0  # how deep inside what others are cut out with

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self.depth += 1
        space, _, local = tag.rpartition(" ")
        if self.count > _MOST or self.depth > _DEEPEST:
            raise NoOutlines(f"it has more than {_MOST:,} parts, or more than {_DEEPEST} inside each other")
        if self.passed or space not in {"", _SVG} or local in _PASSED:
            self.passed += 1
        elif local not in _KEPT:
            self.foreign.add(f"<{local}>")
            self.passed += 1
        elif (self.clipping or local == "clipPath") and "clip-path" in attributes.get("style", "") + " ".join(
            attributes
        ):
            raise NoOutlines("what cuts a shape out is cut out itself, which can go on without end")
        elif self.depth == 1:
            self._opened(local, attributes)
        else:
            self.clipping += local == "clipPath"
            self.parts.append(f"<{local}{self._written(attributes)}>")

    def end(self, tag: str) -> None:
        self.depth -= 1
        if self.passed:
            self.passed -= 1
        elif self.depth:
            self.clipping -= tag.rpartition(" ")[2] == "clipPath"
            self.parts.append(f"</{tag.rpartition(' ')[2]}>")

    def _opened(self, local: str, attributes: dict[str, str]) -> None:
        if local != "svg":
            raise NoOutlines(f"it is no SVG: it begins with <{local}>")
        self.size = _size(attributes)
        held = {name: value for name, value in attributes.items() if name in {*_STYLES, "style"}}
        self.parts.append(f"<g{self._written(held)}>")

    def _written(self, attributes: dict[str, str]) -> str:
        """Return the attributes that a drawing needs, those of a style among them."""
        found: dict[str, str] = {}
        for name, value in attributes.items():
            if (name in _VALUES and _VALUES[name].fullmatch(value)) or (
                name == "id" and re.fullmatch(r"[\w-]+", value)
            ):
                found[name] = value
            elif name == "style":
                pairs = (pair.partition(":") for pair in value.split(";"))
                found |= self._styles({one.strip(): other.strip() for one, _, other in pairs})
            elif name.rpartition(" ")[2] == "href":
                self.foreign.add("a link")
            elif name in _VALUES:
                self.foreign.add(f"{name}={value[:20]!r}")
            else:
                found |= self._styles({name: value})
        return "".join(f" {name}={quoteattr(value)}" for name, value in found.items())

    def _styles(self, given: dict[str, str]) -> dict[str, str]:
        found = {}
        for name, value in given.items():
            plain = value.removesuffix("!important").strip()
            if name in _STYLES and _STYLES[name].fullmatch(plain):
                found[name] = plain
            elif name in _STYLES:
                self.foreign.add("a gradient or a pattern" if "url(" in plain else f"{name}: {plain[:20]}")
            elif name in _FATEFUL and plain != "none":
                self.foreign.add(f"a {name}")
        return found


def cleaned(svg: bytes) -> tuple[bytes, float]:
    """
    Return a drawing of nothing but outlines, and how many times as wide as high it is.

    Parameters
    ----------
    svg : bytes
        An SVG document.

    Raises
    ------
    NoOutlines
        It is no SVG, says no size, or holds what is not an outline; all of it is named.

    Examples
    --------
    >>> drawing, ratio = cleaned(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">'
    ...                          b'<title>x</title><path d="M0 0h4v2z" onclick="x()"/></svg>')
    >>> ratio, b"onclick" in drawing, b"<path" in drawing
    (2.0, False, True)
    """
    reader, parser = _Reader(), expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.EntityDeclHandler = lambda *_: reader.foreign.add("an entity")
    try:
        parser.Parse(svg, True)  # noqa: FBT003 - "this is all of it"; the parser takes no keywords
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, NoOutlines):
            raise
        raise NoOutlines(f"it is no SVG: {error}") from None
    if reader.foreign:
        raise NoOutlines(f"it holds {', '.join(sorted(reader.foreign))}")
    if reader.size is None:
        raise NoOutlines("it says no size: neither a viewBox nor a width and a height in pixels")
    left, top, width, height = (f"{number:g}" for number in reader.size)
    head = f'<svg xmlns="{_SVG}" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}">'
    return (head + "".join(reader.parts) + "</g></svg>").encode(), reader.size[2] / reader.size[3]


def _size(attributes: dict[str, str]) -> tuple[float, float, float, float] | None:
    """Return left, top, width and height of the drawing's box."""
    numbers = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    if len(numbers) != 4:  # noqa: PLR2004 - the four of a viewBox
        sides = [_SIZE.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
        numbers = ["0", "0", *(side[1] if side else "" for side in sides)]
    try:
        left, top, width, height = (float(number) for number in numbers)
    except ValueError:
        return None
    good = all(map(math.isfinite, (left, top, width, height))) and min(width, height) > 0
    return (left, top, width, height) if good else None

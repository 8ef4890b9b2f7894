"""
Drawings as outlines: what in an SVG is no shape, and an analyst's SVG with the rest taken off.

Text would be set in whatever font is found, an image or a link would be fetched, a script would be run, a
filter may take for ever, and a shape that uses shapes that use shapes fills any memory. Shapes are all that a
drawing needs.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")
OUTLINES = frozenset({"svg", "g", "defs", "use", "clipPath", "title", "desc", "metadata", *SHAPES})
MOST_SHAPES = 400_000  # after every use; the densest chart of the kit has a hundredth of it
DEEPEST = 60
LONGEST = 6_000_000  # characters of an analyst's drawing: beyond it, its picture in pixels is smaller
_TALKING = frozenset({"title", "desc", "metadata"})  # what a drawing says of itself stays behind
_STYLE = re.compile(r"\s*\*\s*\{(?P<rules>[\w\s:;.,#%-]*)\}\s*")  # how matplotlib sets the ends of lines
_ELSEWHERE = re.compile(r"url\(\s*['\"]?\s*(?!#)[^)'\"\s]|@import|expression|javascript:", re.IGNORECASE)
_PAINTING = frozenset(
    {
        *("style", "fill", "stroke", "clip-path", "mask", "filter", "cursor"),
        *("marker", "marker-start", "marker-mid", "marker-end"),
    }
)
_NAMED = re.compile(r"url\(\s*['\"]?\s*#([^)'\"\s]+)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(?P<number>\d{1,7}(\.\d{1,12})?)\s*(?P<unit>|px|pt|mm|cm|in)\s*")
_THINNEST = 0.01  # millimetres: what says that it is thinner has no size
_MM = {"": 25.4 / 96, "px": 25.4 / 96, "pt": 25.4 / 72, "mm": 1.0, "cm": 10.0, "in": 25.4}


def faults(svg: str) -> tuple[str, ...]:
    """
    Return what in a drawing is no outline, each fault once.

    Raises
    ------
    xml.parsers.expat.ExpatError
        It is no XML.

    Examples
    --------
    >>> faults("<svg><text>a</text><use href='http://example.org'/></svg>")
    ('<text>', 'a link')
    """
    found = _read(svg)
    return tuple(sorted(found.faults))


@dataclass(frozen=True, slots=True)
class Drawing:
    """An analyst's drawing as outlines, with its size in millimetres."""

    svg: str
    width_mm: float
    height_mm: float


def cleaned(svg: str) -> Drawing | None:
    """
    An analyst's drawing with nothing but outlines; nothing where it is more than that, or too much.

    Parameters
    ----------
    svg : str
        What a library drew. A style for all its shapes is kept, as matplotlib writes it; what the drawing
        says of itself is left out.

    Examples
    --------
    >>> cleaned('<svg width="72pt" height="36pt"><metadata>me</metadata><path d="M0 0"/></svg>').width_mm
    25.4
    >>> cleaned("<svg><script/></svg>") is None
    True
    """
    if len(svg) > LONGEST:
        return None
    try:
        found = _read(svg, styled=True)
    except (expat.ExpatError, UnicodeEncodeError):
        return None
    if found.faults or found.size is None:
        return None
    return Drawing("".join(found.written), *found.size)


@dataclass
class _Found:
    faults: set[str] = field(default_factory=set)
    written: list[str] = field(default_factory=list)
    size: tuple[float, float] | None = None


def _read(svg: str, *, styled: bool = False) -> _Found:
    reader = _Reader(styled=styled)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.EntityDeclHandler = lambda *_: reader.found.faults.add("an entity")
    parser.Parse(svg, True)  # noqa: FBT003 - "this is all of it"; the parser takes no keywords
    reader.finish()
    return reader.found


class _Reader:
    """Goes through the elements of a drawing: notes what is foreign, counts, and writes the rest anew."""

    def __init__(self, *, styled: bool) -> None:
        self.found = _Found()
        self.styled = styled
        self.open: list[str] = []
        self.style = ""
        self.root_style = ""
        self.above: list[str] = []  # names of the open elements that can be used
        self.holds: dict[str, Counter[str]] = {}  # for each name, what is used below it
        self.shapes: Counter[str] = Counter()  # for each name, how many shapes stand below it
        self.used: Counter[str] = Counter()
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        self.open.append(local)
        if local == "style" and self.styled:
            self.style = ""
            self.above.append("")
            return
        if self.styled and _TALKING & {*self.open}:
            self.above.append("")
            return  # it is left out of what is written
        self.found.faults |= set(_foreign(tag, attributes))
        self._counted(local, attributes)
        if _TALKING & {*self.open} or local not in OUTLINES:
            return
        if len(self.open) == 1:
            self.found.size = _size(attributes)
            self.found.written.append("")  # the root is written last, when its style is known
            self.root = dict(attributes)
        else:
            self.found.written.append(_tag(local, attributes))

    def end(self, tag: str) -> None:
        local = tag.rpartition(":")[2]
        talking = bool(_TALKING & {*self.open})
        self.open.pop()
        self.above.pop()
        if local == "style" and self.styled:
            rules = _STYLE.fullmatch(self.style)
            if rules is None or _ELSEWHERE.search(self.style):
                self.found.faults.add("<style>")
            else:
                self.root_style = rules["rules"].strip()
            return
        if not talking and local in OUTLINES:
            self.found.written.append(f"</{local}>")

    def words(self, text: str) -> None:
        if self.styled and self.open and self.open[-1] == "style":
            self.style += text

    def _counted(self, local: str, attributes: Mapping[str, str]) -> None:
        self.above.append(attributes.get("id", ""))
        self.count += 1
        if len(self.above) > DEEPEST:
            self.found.faults.add(f"shapes nested deeper than {DEEPEST}")
            return
        names = [each for each in dict.fromkeys(self.above) if each]
        for each in names:
            self.shapes[each] += 1
        for target in _drawn_again(local, attributes):
            self.used[target] += 1
            for each in names:
                self.holds.setdefault(each, Counter())[target] += 1

    def finish(self) -> None:
        """Note a drawing that grows beyond measure when every use of a shape has been followed."""
        total = self.count + sum(times * self._size(name, ()) for name, times in self.used.items())
        if total > MOST_SHAPES:
            self.found.faults.add(f"more than {MOST_SHAPES} shapes")
        if self.found.written:
            style = ";".join(filter(None, (self.root_style, self.root.get("style", ""))))
            given = {key: value for key, value in self.root.items() if not key.startswith("xmlns")}
            self.found.written[0] = _tag("svg", given | ({"style": style} if style else {}), root=True)

    def _size(self, name: str, above: tuple[str, ...]) -> int:
        """Return how many shapes a name stands for; one that holds itself, or nests deeply, has no end."""
        if name in above or len(above) > 3:  # noqa: PLR2004 - a letter in a word in a label is three
            return MOST_SHAPES
        size = self.shapes[name]
        for inner, times in self.holds.get(name, {}).items():
            size += times * self._size(inner, (*above, name))
            if size > MOST_SHAPES:
                return MOST_SHAPES
        return size


def _drawn_again(local: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of what an element draws once more: what it uses, and what it is cut out with."""
    for key, value in attributes.items():
        name = key.rpartition(":")[2]
        if local == "use" and name == "href":
            yield value.lstrip("#")
        elif name in {"clip-path", "style"}:
            yield from _NAMED.findall(value)


def _foreign(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    local = tag.rpartition(":")[2]
    if local not in OUTLINES:
        yield f"<{local}>"
    for key, value in attributes.items():
        name = key.rpartition(":")[2]
        if name == "href" and not value.startswith("#"):
            yield "a link"
        elif name.startswith("on"):
            yield "a script"
        elif name in _PAINTING and _ELSEWHERE.search(value):
            yield "a link"


def _tag(local: str, attributes: Mapping[str, str], *, root: bool = False) -> str:
    spaces = ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"' if root else ""
    given = {
        ("xlink:href" if key.rpartition(":")[2] == "href" else key): value
        for key, value in attributes.items()
        if ":" not in key or key.rpartition(":")[2] == "href"
    }
    return f"<{local}{spaces}{''.join(f' {key}={quoteattr(value)}' for key, value in given.items())}>"


def _size(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    """Return how large a drawing says it is, in millimetres; nothing where it does not say."""
    sides = [_LENGTH.fullmatch(attributes.get(side, "")) for side in ("width", "height")]
    box = attributes.get("viewBox", "").replace(",", " ").split()[2:]
    if None in sides and len(box) == 2:  # noqa: PLR2004 - width and height
        sides = [_LENGTH.fullmatch(side) for side in box]
    found = [float(side["number"]) * _MM[side["unit"]] for side in sides if side is not None]
    return (found[0], found[1]) if len(found) == 2 and min(found) > _THINNEST else None  # noqa: PLR2004 - as above

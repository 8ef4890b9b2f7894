"""
An analyst's own material as parts of a page: tables, pictures, Markdown, lines of text.

Of the faces that an output has, the one that a page sets best is taken: values of the kit's, Markdown, an
outlined drawing, a picture in pixels, a table in HTML, plain text. Whatever it is, its words stay words and
carry the analyst as their source. What no page can show is refused with what to do instead, and never left
out without a word.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reportkit.mime import BLOCK, DRAWING
from reportkit.publishing import grids, outlines, prose, raster
from reportkit.publishing.flow import ADDED_KINDS, Item, Output, joined, kind_of
from reportkit.publishing.raster import Refused
from reportkit.wording import added
from reportkit.wording.runs import to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_LINES = 300  # of one text
LONGEST_LINE = 2_000  # characters
_PIXELS = ("image/png", "image/jpeg", "image/webp", "image/gif")
_LONGEST_ALT = 1_500  # characters
# Whatever a terminal would obey: colours, titles, positions.
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
# An object without words of its own: they are its name and its place in memory, which is another each time.
_NAMELESS = re.compile(r"<[^<>\n]{1,200}>|.*\bat 0x[0-9a-f]{6,}.*", re.DOTALL | re.IGNORECASE)
_SILENT = (
    "application/vnd.jupyter.widget-view+json",
    "application/javascript",
)  # for the hand, or for a script
_OFF = "keep it off the page with rk.aside(…)"

Part = dict[str, Any]


@dataclass(slots=True)
class Shelf:
    """Where the pictures of a page are put, and what has to be told about them."""

    drawings: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def put(self, svg: str, width_mm: float) -> Part:
        """Put a picture down and return the name it has on the page, and how wide it says it is."""
        name = f"pictures/{len(self.drawings) + 1}.svg"
        self.drawings[name] = svg
        return {"file": name, "width_mm": round(width_mm, 2)}


def opened() -> Part:
    """Return the block that takes an analyst's parts: the words before and after them, and no part yet."""
    return {"kind": "added", "heading": to_json(added.heading()), "end": to_json(added.end()), "parts": []}


def part(item: Item, shelf: Shelf) -> Part | None:
    """
    One part of a page from what a cell shows; nothing where there is nothing to read in it.

    Parameters
    ----------
    item : Item
        What a cell shows, other than a block of the kit.
    shelf : Shelf
        Takes the pictures.

    Raises
    ------
    Refused
        No page can show it.

    Examples
    --------
    >>> part(Item("cell 3", {"text/plain": "<Axes: >"}), Shelf()) is None
    True
    >>> part(Item("cell 3", text="two words"), Shelf())["lines"][0][0]["t"]
    'two words'
    """
    if item.markdown:
        found = _prose(item, shelf)
    elif item.text:
        found = _printed(item.text)
    else:
        found = _displayed(item, shelf)
    return found and {"cell": item.cell, **found}


def _displayed(item: Item, shelf: Shelf) -> Part | None:
    data = item.data
    block = _block(data) if kind_of(data) in ADDED_KINDS else {}
    if block.get("kind") == "frame":
        return grids.checked(block, item.cell)
    if "text/markdown" in data:
        words = joined(data["text/markdown"])
        return _prose(Item(item.cell, markdown=words), shelf) if words.strip() else None
    if DRAWING in data or any(face in data for face in _PIXELS):
        return _picture(data, block, item.cell, shelf)
    return _in_words(data)


def _in_words(data: Output) -> Part | None:
    """Return what is no picture and no table of values: a table in HTML, its text, the words of its HTML."""
    html, text = joined(data.get("text/html", "")), joined(data.get("text/plain", ""))
    if html and (table := grids.of_html(html)):
        return table
    is_nameless = _NAMELESS.fullmatch(text.strip()) is not None
    if "text/latex" in data and is_nameless:
        return _printed(joined(data["text/latex"]))
    if text.strip() and not is_nameless:
        return _printed(text)
    if html:
        return _words_of(html)
    if faces := sorted(set(data) - {"text/plain", *_SILENT}):
        what = f"it displays {', '.join(faces)}"
        raise Refused(what, "no page can show that", f"display a picture of it, or {_OFF}")
    return None


def _block(data: Mapping[str, Any]) -> dict[str, Any]:
    raw = data[BLOCK]
    block: dict[str, Any] = raw if isinstance(raw, dict) else json.loads(joined(raw))
    return block


def _words_of(html: str) -> Part | None:
    """Return the words of HTML that holds no table: what it looked like is left to browsers."""
    words = grids.words_of(html)
    if words is None:
        why = "their cells would run together"
        raise Refused(
            "it displays HTML with several tables, one inside another, or one without measure",
            why,
            f"display each by itself, or {_OFF}",
        )
    if not words.strip():
        raise Refused(
            "it displays HTML without words",
            "what it shows needs a browser",
            f"display a picture of it, or {_OFF}",
        )
    return _printed(words)


def _prose(item: Item, shelf: Shelf) -> Part | None:
    def pictured(address: str, words: prose.Line) -> prose.Node | None:
        content = _held(address, item.attachments)
        if content is None:
            shelf.told.append(
                f"{item.cell}: a picture is left out, since nothing is fetched: {address[:200]!a}"
            )
            return None
        picture = _remade(content, shelf)
        return {
            "node": "picture",
            **picture,
            **_described(words, item.cell, shelf),
            "caption": [],
            "credit": [],
        }

    nodes = prose.nodes(item.markdown, pictured)
    return {"kind": "prose", "nodes": nodes} if nodes else None


def _held(address: str, attachments: Mapping[str, Any]) -> bytes | None:
    """Return the bytes of a picture that the notebook holds: beside the cell, or in the address itself."""
    if address.startswith("attachment:"):
        from urllib.parse import unquote  # noqa: PLC0415 - seldom needed

        name = address.removeprefix("attachment:")
        faces = attachments.get(name) or attachments.get(unquote(name)) or {}
        return next((_decoded(faces[face]) for face in _PIXELS if face in faces), None)
    head, comma, body = address.partition(",")
    if comma and head.lower() in {f"data:{face};base64" for face in _PIXELS}:
        return _decoded(body)
    return None


def _decoded(value: Any) -> bytes:  # noqa: ANN401 - whatever a notebook holds
    words = "".join(joined(value).split())
    if len(words) > raster.LARGEST_FILE * 4 // 3 + 4:
        raise Refused(
            f"its picture has more than {raster.LARGEST_FILE >> 20} MB",
            "decoding it could take all memory there is",
            f"save it smaller, or {_OFF}",
        )
    try:
        return base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError):
        what = "its picture is not written as base64"
        raise Refused(what, "it cannot be read", f"run the notebook again, or {_OFF}") from None


def _remade(content: bytes, shelf: Shelf) -> Part:
    made = raster.remade(content)
    return shelf.put(raster.framed(made), made.width_mm)


def _picture(data: Mapping[str, Any], block: Mapping[str, Any], cell: str, shelf: Shelf) -> Part:
    """Return a picture: outlined where it can be, in pixels else; with its words, where it has any."""
    drawn = outlines.cleaned(joined(data[DRAWING])) if DRAWING in data else None
    face = next((face for face in _PIXELS if face in data), None)
    if drawn:
        picture = shelf.put(drawn.svg, drawn.width_mm)
    elif face:
        picture = _remade(_decoded(data[face]), shelf)
    else:
        raise Refused(
            "its drawing holds more than outlines, or more of them than a page takes",
            "text, pictures and scripts inside a drawing look different everywhere, or fetch something",
            f"display it as PNG, or with rk.figure(…), or {_OFF}",
        )
    asked = block.get("width_mm")
    if isinstance(asked, int | float) and not isinstance(asked, bool) and asked > 0:
        picture["width_mm"] = min(picture["width_mm"], asked)
    words = {key: _line(block.get(key)) for key in ("caption", "credit")}
    return {"kind": "picture", **picture, **_described(_line(block.get("alt")), cell, shelf), **words}


def _described(words: prose.Line, cell: str, shelf: Shelf) -> Part:
    """Return the alternative text of a picture; one that has none says so, and whoever exports is told."""
    if "".join(run["t"] for run in words).strip():
        return {"alt": words}
    shelf.told.append(
        f"{cell}: a picture has no description; give it one: rk.figure(…, alt=…), rk.photo(…, alt=…)"
    )
    return {"alt": to_json(added.undescribed())}


def _line(runs: Any) -> prose.Line:  # noqa: ANN401 - whatever a notebook holds
    """Return a line that a block of the analyst holds, its words cut to what an alternative text may be."""
    made: prose.Line = []
    left = _LONGEST_ALT
    for run in runs if isinstance(runs, list) else ():
        if isinstance(run, dict) and isinstance(run.get("t"), str) and left > 0:
            kept = run["t"][:left] + ("…" if len(run["t"]) > left else "")
            left -= len(kept)
            made.append(_sourced(run, kept))
    return made


def _sourced(run: Mapping[str, Any], words: str) -> prose.Run:
    """
    Return a run with its source: a document that it refers to, the kit's own words, else the analyst.

    A claim is never its source, and a reference says the number of its document and nothing else.
    """
    keys = run.get("from")
    if run.get("kind") == "reference" and keys == [words] and _DOCUMENT.fullmatch(words):
        return {"t": words, "from": keys, "kind": "reference"}
    if keys == "fixed" and words in _FIXED:
        return {"t": words, "from": "fixed", "kind": "text"}
    return prose.analysts(words)


_FIXED = frozenset(added.pieces())
_DOCUMENT = re.compile(r"D\d{1,4}")


def _printed(text: str) -> Part | None:
    """Return lines as they were printed: without what steers a terminal, and none of them without end."""
    words = _settled(_TERMINAL.sub("", text.replace("\r\n", "\n")))
    lines = words.strip("\n").split("\n")
    if not any(line.strip() for line in lines):
        return None
    cut = any(len(line) > LONGEST_LINE for line in lines[:MOST_LINES])
    shown = [line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…" for line in lines[:MOST_LINES]]
    said = added.more_lines(max(0, len(lines) - MOST_LINES), cut=cut)
    return {"kind": "printed", "lines": prose.printed_lines("\n".join(shown)), "notes": [*map(to_json, said)]}


def _settled(text: str) -> str:
    """Return what is left to read where a program went back and wrote over its own words."""
    lines = [next((p for p in reversed(line.split("\r")) if p), "") for line in text.split("\n")]
    return "\n".join(_taken_back(line) if "\b" in line else line for line in lines)


def _taken_back(line: str) -> str:
    kept: list[str] = []
    for character in line:
        if character != "\b":
            kept.append(character)
        elif kept:
            kept.pop()
    return "".join(kept)

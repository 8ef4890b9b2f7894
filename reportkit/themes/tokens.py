"""
A theme as plain JSON in the document of a page, and back again.

The digest is over what changes a page and nothing else: a comment, the order of keys and the folder do not
count.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from reportkit.themes.colours import COLOUR
from reportkit.themes.outlines import NoOutlines, cleaned
from reportkit.themes.records import COLOURS, LOOKS, PAPERS, Colours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reportkit.themes.records import Theme

FORMAT: Final = 1
_SHA: Final = re.compile(r"[0-9a-f]{64}")
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def tokens(theme: Theme) -> dict[str, Any]:
    """
    Return a theme as the JSON that stands in a document.

    Every word in it is a run with its source, ``theme:`` and the theme's name.

    Examples
    --------
    >>> from reportkit.themes.records import Theme
    >>> found = tokens(Theme("house"))
    >>> found["name"], found["paper"], found["colours"]["brand"], found["contact"]
    ('house', 'a4', '#12324F', [])
    """
    source = [f"theme:{theme.name}"]
    found: dict[str, Any] = {
        "format": FORMAT,
        "name": theme.name,
        "paper": PAPERS[theme.paper],
        "colours": asdict(theme.colours),
        "fonts": asdict(theme.faces) | {"files": [asdict(file) for file in theme.faces.files]},
        "look": asdict(theme.look),
        "contact": _line(theme.contact, source),
        "disclaimer": _line(theme.disclaimer, source),
        "markings": {m.name: {"text": m.text, "ground": m.ground} for m in theme.markings},
        "logo": None,
    }
    if theme.logo:
        found["logo"] = {
            "kind": theme.logo.kind,
            "data": _carried(theme.logo.kind, theme.logo.data),
            "alt": _line(theme.logo.alt, source),
            "width_mm": theme.logo.width_mm,
            "height_mm": theme.logo.height_mm,
        }
    found["digest"] = digest(theme)
    if theme.faces.files:
        found["folder"] = theme.folder
    return found


def digest(theme: Theme) -> str:
    """
    Return the digest of all that a theme gives to a page.

    Examples
    --------
    >>> from reportkit.themes.records import Theme
    >>> digest(Theme("house")) == digest(Theme("house", folder="elsewhere"))
    True
    """
    held = asdict(theme) | {"folder": ""}
    if theme.logo:  # the file itself: how its pixels are packed again may differ between libraries
        held["logo"] = {**held["logo"], "data": ""}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def record(theme: Theme) -> dict[str, str]:
    """
    Return what the attached record says of a theme.

    Examples
    --------
    >>> from reportkit.themes.records import Theme
    >>> sorted(record(Theme("house")))
    ['digest', 'name']
    """
    return {"name": theme.name, "digest": digest(theme)}


def put_on(document: dict[str, Any], theme: Theme) -> None:
    """
    Put a theme on the document of a page, and its name and digest into the record that is attached to it.

    Examples
    --------
    >>> from reportkit.themes import finding
    >>> document = {"record": {}}
    >>> put_on(document, finding.load("house"))
    >>> document["record"]["theme"]["name"], "paper" in document["theme"]
    ('house', True)
    """
    document["theme"], document["record"]["theme"] = tokens(theme), record(theme)


def faults(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever stands in a notebook
    """
    Return what is wrong with the theme of a document, in a few words each; () for one that can be set.

    Examples
    --------
    >>> from reportkit.themes.records import Theme
    >>> faults(tokens(Theme("house"))), faults({"format": 2})
    ((), ('it has format 2, and pages are made with format 1',))
    """
    if not isinstance(given, dict):
        return ("it is no table",)
    if given.get("format") != FORMAT:
        return (f"it has format {given.get('format')!r}, and pages are made with format {FORMAT}",)
    try:
        return tuple(_faults(given))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return (f"it is not whole ({type(error).__name__}: {error})",)


def _faults(given: Mapping[str, Any]) -> Iterator[str]:
    if given["paper"] not in PAPERS.values():
        yield f"it asks for the paper {given['paper']!r}"
    colours = [given["colours"][name] for name in COLOURS]
    colours += [colour for marking in given["markings"].values() for colour in marking.values()]
    yield from (f"{colour!r} is no colour" for colour in colours if not COLOUR.fullmatch(colour))
    yield from (
        f"{name} is {given['look'][name]!r}" for name, of in LOOKS.items() if given["look"][name] not in of
    )
    for file in given["fonts"]["files"]:
        if not _SHA.fullmatch(file["sha256"]):
            yield f"the font {file['name']!r} has no digest"
    for line in (given["contact"], given["disclaimer"], *([given["logo"]["alt"]] if given["logo"] else [])):
        yield from ("words without a source" for run in line if not {"t", "from", "kind"} <= run.keys())
    if given["logo"]:
        sides = given["logo"]["width_mm"], given["logo"]["height_mm"]
        if not all(isinstance(side, int | float) and 0 < side < 100 for side in sides):  # noqa: PLR2004 - mm
            yield f"its logo is {sides[0]!r} x {sides[1]!r} mm"
        elif given["logo"]["kind"] == "svg":
            yield from (f"its logo: {fault}" for fault in _drawn(given["logo"]["data"]))
        else:
            drawing(given["logo"])


def _drawn(svg: str) -> Iterator[str]:
    try:
        cleaned(svg.encode())
    except NoOutlines as error:
        yield str(error)


def drawing(logo: Mapping[str, Any]) -> bytes:
    """
    Return the logo of a document as an SVG; a PNG stands in it as its only picture.

    The typesetter takes files of text alone.

    Raises
    ------
    ValueError
        It is neither an SVG nor a PNG.

    Examples
    --------
    >>> drawing({"kind": "svg", "data": "<svg/>"})
    b'<svg/>'
    """
    if logo["kind"] == "svg":
        return str(logo["data"]).encode()
    try:
        held = base64.b64decode(logo["data"], validate=True)
    except (binascii.Error, ValueError):
        held = b""
    if logo["kind"] != "png" or not held.startswith(_PNG):
        raise ValueError("its logo is neither an SVG nor a PNG")
    size = f'width="{logo["width_mm"]:g}" height="{logo["height_mm"]:g}"'
    picture = f'<image {size} preserveAspectRatio="none" href="data:image/png;base64,{logo["data"]}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{picture}</svg>'.encode()


def changed_colours(given: Mapping[str, Any]) -> dict[str, str]:
    """
    Return the house's colours that a theme has others for, each with the other; in capitals.

    Examples
    --------
    >>> from reportkit.themes.records import Colours, Theme
    >>> changed_colours(tokens(Theme("x", colours=Colours(brand="#1C4A38"))))
    {'#12324F': '#1C4A38'}
    """
    house = asdict(Colours())
    return {house[name]: given["colours"][name] for name in COLOURS if house[name] != given["colours"][name]}


def _carried(kind: str, data: bytes) -> str:
    return data.decode() if kind == "svg" else base64.b64encode(data).decode()


def _line(words: str, source: list[str]) -> list[dict[str, Any]]:
    return [{"t": words, "from": source, "kind": "text"}] if words else []

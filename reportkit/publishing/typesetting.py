"""
One document and its drawings set as a PDF.

The page is made by the templates in ``templates/briefing`` from one JSON document (format 1), so that no word
of it is ever read as markup. The same input gives the same bytes on every machine: the fonts are the bundled
ones, the clock stands still, and nothing is read from the network, the working folder or the user's home.
The file is PDF/UA-1 (tagged, for screen readers) and PDF/A-3a (for archives, with the record attached).

Typst starts threads: a process that has set a page must not be forked.
"""

from __future__ import annotations

import importlib
import json
import re
import string
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from reportkit.problems import Place, Problem
from reportkit.publishing.dressing import NotDressed, dressed, worn
from reportkit.publishing.printed import faults
from reportkit.publishing.proofing import block_name, proof, runs_of
from reportkit.resources import fonts_with, templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STANDARDS = ("a-3a", "ua-1")
# PDF/A wants a date on every attachment. This one says plainly that no clock was asked.
_STANDING_CLOCK = 0
_MEDIA_TYPES = {".json": "application/json", ".csv": "text/csv", ".txt": "text/plain"}
_PROBE = b"""
#import "house.typ": sans
#set document(title: "x")
#set text(font: sans, fallback: false)
#json("page.json")
"""
_FRAME = "the frame of the page"
_PUT_BACK = "put it back as the kit came (in a checkout: git checkout templates), or install the kit again"
_NO_FONT = "unknown font family: ibm plex"
_POINTED = re.compile(r"┌─ (?:.*[/\\])?(?P<file>[^/\\\n]+):(?P<line>\d+):(?P<column>\d+)")
_REFUSED_TEXT = re.compile(r"could not be displayed|disallowed codepoint")


class TypesettingError(ValueError):
    """
    Raised when a document cannot be set; the message lists everything that stands against it.

    Attributes
    ----------
    problems : tuple of Problem
        Each names the block or figure, what is wrong, why that cannot be, and what to do.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


def typeset(document: Mapping[str, Any], svgs: Mapping[str, str], attachments: Mapping[str, bytes]) -> bytes:
    """
    Return the PDF of one document.

    Parameters
    ----------
    document : mapping
        The page as plain JSON values, format 1.
    svgs : mapping of str to str
        Drawings by the name under which the document asks for them: what a figure block names in ``svg``, and
        ``marks/<name>.svg`` for every mark that occurs. Outlined: they may hold no text and no images.
        An analyst's pictures stand under ``pictures/<name>.svg``: one picture and nothing else, or outlines.
    attachments : mapping of str to bytes
        Files to attach, by file name; the encoded record is one of them.

    Raises
    ------
    TypesettingError
        A drawing or a row that is referred to is not there, a letter is in none of the bundled fonts, a table
        or figure is larger than the page, the document is not of format 1, or on the finished page words
        stand on each other, outside the margins, cut off, or too small (`reportkit.publishing.printed`).

    Examples
    --------
    >>> words = [{"t": "Smoke", "from": "fixed", "kind": "text"}]
    >>> running = {"head": words, "foot": words, "page": words}
    >>> page = {"format": 1, "lang": "en", "title": words, "marking": "TLP:CLEAR", "draft": None,
    ...         "running": running, "references": {}, "blocks": []}
    >>> typeset(page, {}, {})[:5]
    b'%PDF-'
    """
    if problems := proof(document, svgs, attachments):
        raise TypesettingError(problems)
    pdf = pressed(document, svgs, attachments, document.get("theme"))
    if problems := faults(pdf):
        raise TypesettingError(problems)
    return pdf


def pressed(
    document: Mapping[str, Any],
    svgs: Mapping[str, str],
    attachments: Mapping[str, bytes],
    theme: Mapping[str, Any] | None,
) -> bytes:
    """
    Return the PDF of one document that has been proofed, not yet looked over as a finished page.

    Parameters
    ----------
    document, svgs, attachments : mapping
        As `typeset` takes them.
    theme : mapping or None
        The theme of the document; its ``folder`` may be another one that holds the same fonts.

    Raises
    ------
    TypesettingError
        The theme is not whole, or the typesetter refuses the page.

    Examples
    --------
    >>> words = [{"t": "Smoke", "from": "fixed", "kind": "text"}]
    >>> running = {"head": words, "foot": words, "page": words}
    >>> page = {"format": 1, "lang": "en", "title": words, "marking": "TLP:CLEAR", "draft": None,
    ...         "running": running, "references": {}, "blocks": []}
    >>> pressed(page, {}, {}, None)[:5]
    b'%PDF-'
    """
    try:
        with dressed(theme) as dress:
            return _set(document, dress.drawings(svgs), attachments)
    except NotDressed as refusal:
        raise TypesettingError(refusal.problems) from None


def _set(document: Mapping[str, Any], svgs: Mapping[str, str], attachments: Mapping[str, bytes]) -> bytes:
    files = _files(document, svgs, attachments)
    try:
        return _compiled(files)
    except _Refused as refusal:
        raise TypesettingError(_explained(refusal, document, files)) from refusal.__cause__


class _Refused(Exception):  # noqa: N818 - a signal inside this module, not an error anybody meets
    """Typst's own words on why it made nothing, and where in a template, if it says so."""

    def __init__(self, words: str, diagnostic: str = "") -> None:
        super().__init__(words)
        self.diagnostic = diagnostic


_OURS = {"IBM Plex Sans", "IBM Plex Sans Arabic", "IBM Plex Sans Hebrew", "IBM Plex Serif"}


@cache
def _fonts() -> Any:  # noqa: ANN401 - a class of a library that is imported late
    typst = importlib.import_module("typst")
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[templates() / "fonts"]
    )


def _added_families() -> bytes:
    """Return the families that have been put beside the bundled ones; they are asked for a letter last."""
    return json.dumps(sorted(set(_fonts().families()) - _OURS)).encode()


def load_fonts() -> None:
    """Read the typesetter and the bundled fonts now, and not with the first page; starts no thread."""
    _fonts()


def forget_fonts() -> None:
    """Read the fonts anew for the next page: one may have been put into their folder."""
    _fonts.cache_clear()


def _compiled(files: Mapping[str, bytes]) -> bytes:
    typst = importlib.import_module("typst")
    folder = templates() / "briefing"
    try:
        pdf, warnings = typst.compile_with_warnings(
            {**files, "families.json": _added_families(), **worn().files},
            root=folder,
            format="pdf",
            font_paths=worn().fonts or _fonts(),
            ignore_system_fonts=True,
            pdf_standards=list(STANDARDS),
            timestamp=_STANDING_CLOCK,
            # Packages would be looked for in the user's home and on the network.
            package_path=folder,
            package_cache_path=folder,
        )
    except typst.TypstError as error:
        raise _Refused(_brief(error.message), error.diagnostic) from error
    if warnings:
        # A font that is not there, or a layout that does not settle: the page may look right and not be.
        raise _Refused("; ".join(_brief(warning.message) for warning in warnings))
    return bytes(pdf)


def _brief(message: str) -> str:
    return message.removeprefix("assertion failed: ").removeprefix("PDF/A-3a, PDF/UA-1 error: ")


def _files(
    document: Mapping[str, Any], svgs: Mapping[str, str], attachments: Mapping[str, bytes]
) -> dict[str, bytes]:
    folder = templates() / "briefing"
    main = folder / "briefing.typ"
    if not main.is_file():
        lost = Problem(
            "template", Place(str(main)), "the template is missing", "every page is set by it", _PUT_BACK
        )
        raise TypesettingError([lost])
    about = "".join(run["t"] for run in document["title"])
    listed = [[name, _media_type(name), about] for name in sorted(attachments)]
    page = json.dumps({**document, "attachments": listed}, sort_keys=True)
    return (
        {path.name: path.read_bytes() for path in sorted(folder.glob("*.typ"))}
        | {"main.typ": main.read_bytes(), "page.json": page.encode()}
        | {name: svg.encode() for name, svg in svgs.items()}
        | {f"attached/{name}": content for name, content in attachments.items()}
    )


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get("." + name.rpartition(".")[2], "application/octet-stream")


def _explained(
    refusal: _Refused, document: Mapping[str, Any], files: Mapping[str, bytes]
) -> tuple[Problem, ...]:
    words = str(refusal)
    if _REFUSED_TEXT.search(words) and (missing := _missing_letters(document)):
        return missing
    if _NO_FONT in words:
        what, why = "bundled fonts are missing", "a page is set in them on every machine, and in no others"
        return (Problem("fonts", Place(str(templates() / "fonts")), what, why, _PUT_BACK),)
    guilty = _guilty(document, files)
    if guilty == _FRAME and (place := _in_a_template(refusal.diagnostic, files)):
        why = "every page is set by this template, whatever it shows"
        return (Problem("template", place, words, why, f"mend this line, or {_PUT_BACK}"),)
    return (
        Problem(
            "page",
            Place(guilty),
            words,
            "the page cannot be set as it is, and a page with a part missing would mislead",
            "change or shorten what this block shows, or the template in templates/briefing",
        ),
    )


def _in_a_template(diagnostic: str, files: Mapping[str, bytes]) -> Place | None:
    """Return the line of a template that an error of the typesetter points at first."""
    found = _POINTED.search(diagnostic)
    name = found["file"] if found else ""
    lines = files.get(name, b"").decode("utf-8", "replace").splitlines()
    if found is None or not 0 < int(found["line"]) <= len(lines):
        return None
    shown = "briefing.typ" if name == "main.typ" else name
    text = lines[int(found["line"]) - 1]
    return Place(f"templates/briefing/{shown}", int(found["line"]), int(found["column"]), 1, text)


def _missing_letters(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Name every run with a letter that no bundled font has; Typst stops at the first, or beside it."""
    letters = {letter for _, run in runs_of(document) for letter in run["t"]} - set(string.printable)
    missing = {letter for letter in letters if _is_missing(letter)}
    return tuple(
        Problem(
            "missing-glyph",
            Place(where),
            f"no font has {_letters(missing & set(run['t']))} in “{run['t']}”",
            "it would be an empty box on the page, and a screen reader would be silent",
            _with_a_font(missing & set(run["t"])),
        )
        for where, run in runs_of(document)
        if missing & set(run["t"])
    )


def _with_a_font(letters: Iterable[str]) -> str:
    known = fonts_with(letters)
    such = f", such as {known}," if known else ""
    return (
        f"put a font that has it{such} (.ttf or .otf) into {templates() / 'fonts'}, or write the words in "
        "letters of the Latin, Greek, Cyrillic, Arabic or Hebrew script"
    )


def _letters(characters: Iterable[str]) -> str:
    return ", ".join(
        f"U+{ord(c):04X} ({unicodedata.name(c, 'a control character').lower()})" for c in sorted(characters)
    )


def _is_missing(letter: str) -> bool:
    """Say whether a letter cannot be set; a mark that combines is tried on a letter."""
    house = (templates() / "briefing" / "house.typ").read_bytes()
    text = "o" + letter if unicodedata.category(letter).startswith("M") else letter
    try:
        _compiled({"main.typ": _PROBE, "house.typ": house, "page.json": json.dumps(text).encode()})
    except _Refused:
        return letter != "\ufeff"  # the one refused character that the template leaves out
    return False


def _guilty(document: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """Return the first block with which the page cannot be set; for the trial nothing is linked."""
    blocks = document["blocks"]
    for count in range(len(blocks) + 1):
        page = {**document, "blocks": blocks[:count], "references": {}, "attachments": []}
        try:
            _compiled({**files, "page.json": json.dumps(page).encode()})
        except _Refused:
            return _FRAME if count == 0 else block_name(count - 1, blocks[count - 1])
    return "the whole page"

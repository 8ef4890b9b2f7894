"""
What stands against setting a document, found before the page is made, all of it at once.

Typst stops at its first complaint and speaks of labels and files; here each complaint names the block.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from reportkit.problems import Place, Problem, nearest
from reportkit.publishing import outlines, raster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = Any  # whatever JSON can hold
FORMAT = 1
KINDS = ("headline", "bottom_line", "glance", "list", "figure", "table", "legend", "notes", "added")
_REQUIRED = ("title", "lang", "marking", "draft", "running", "blocks", "references")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FILE_NAME = re.compile(r"\w[\w.-]*")
_DRAWING_NAME = re.compile(r"(figures|marks|pictures)/[\w-]+\.svg")
_TOLD_FAULTS = 5
_WIDTH = re.compile(r"auto|\d+(\.\d+)?(fr|mm)")


def block_name(number: int, block: Mapping[str, Any]) -> str:
    """
    Return how a block is called in messages; blocks count from 1 there.

    Examples
    --------
    >>> block_name(2, {"kind": "figure", "figure": "actors"})
    "block 3, figure 'actors'"
    >>> block_name(8, {"kind": "added", "parts": [{"cell": "cell 17"}, {"cell": "cell 19"}]})
    'block 9, added by cell 17 and cell 19'
    """
    kind = block.get("kind")
    if kind == "added":
        cells = [part["cell"] for part in block["parts"]]
        return f"block {number + 1}, added by {' and '.join(dict.fromkeys((cells[0], cells[-1])))}"
    name = block.get("name") if kind == "table" else block.get("figure") if kind == "figure" else None
    return f"block {number + 1}, {kind}" + (f" '{name}'" if name else "")


def runs_of(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """
    Yield every run of a document with the name of the block that it stands in.

    Examples
    --------
    >>> run = {"t": "Smoke", "from": "fixed", "kind": "text"}
    >>> list(runs_of({"title": [run], "blocks": []}))
    [('title', {'t': 'Smoke', 'from': 'fixed', 'kind': 'text'})]
    """
    for part in ("title", "draft", "running"):
        for run in _runs(document.get(part)):
            yield part, run
    for number, block in enumerate(document.get("blocks", ())):
        name = block_name(number, block)
        for part in block["parts"] if block.get("kind") == "added" else (block,):
            for run in _runs(part):
                yield part.get("cell", name), run


def proof(
    document: Mapping[str, Any], svgs: Mapping[str, str], attachments: Mapping[str, bytes]
) -> tuple[Problem, ...]:
    """
    Return all that is wrong with a document and its drawings.

    Parameters
    ----------
    document, svgs, attachments
        As `reportkit.publishing.typesetting.typeset` takes them.

    Examples
    --------
    >>> [problem.what for problem in proof({"format": 2}, {}, {})]
    ['the document has format 2, and pages are made from format 1']
    """
    if document.get("format") != FORMAT:
        what = f"the document has format {document.get('format')!r}, and pages are made from format {FORMAT}"
        return (
            _problem(
                "format",
                "page",
                what,
                "its parts may mean something else",
                "make it with this version of the kit",
            ),
        )
    if lacking := [key for key in _REQUIRED if key not in document]:
        what = f"the document has no {', '.join(lacking)}"
        return (_problem("format", "page", what, "every page shows it", "export the notebook again"),)
    return (
        *_wrong_blocks(document),
        *_wrong_references(document),
        *_faulty_figures(document),
        *_lacking_drawings(document, svgs),
        *(problem for name, svg in sorted(svgs.items()) for problem in _wrong_drawing(name, svg)),
        *_broken_words(document),
        *(_wrong_name(name) for name in sorted(attachments) if not _FILE_NAME.fullmatch(name)),
    )


def _problem(rule: str, where: str, what: str, why: str, fix: str) -> Problem:
    return Problem(rule, Place(where), what, why, fix)


def _runs(part: Json) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, dict):
        if {"t", "kind", "from"} <= part.keys():
            yield part
        else:
            for value in part.values():
                yield from _runs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _runs(value)


def _wrong_blocks(document: Mapping[str, Any]) -> Iterator[Problem]:
    for number, block in enumerate(document["blocks"]):
        where = block_name(number, block)
        if block.get("kind") not in KINDS:
            fix = nearest(str(block.get("kind")), KINDS, where="the page's kinds of block")
            yield _problem("kind", where, f"unknown kind {block.get('kind')!r}", "no template sets it", fix)
        if block.get("kind") == "figure" and not any(run["t"].strip() for run in block["alt"]):
            yield _problem(
                "alt",
                where,
                "it has no description",
                "a reader who does not see the figure would have nothing of it",
                "give it an alt text",
            )
        if block.get("kind") != "table":
            continue
        columns = len(block["columns"])
        for row in {len(row) for row in block["rows"]} - {columns}:
            what = f"a row has {row} cells and the table {columns} columns"
            yield _problem(
                "table",
                where,
                what,
                "its words would stand under the wrong heads",
                "give each row a cell per column",
            )
        for width in sorted({c["width"] for c in block["columns"] if not _WIDTH.fullmatch(c["width"])}):
            yield _problem(
                "table", where, f"unknown width '{width}'", "widths are closed", "write auto, 1fr or 12mm"
            )


def _anchors(document: Mapping[str, Any]) -> Counter[str]:
    return Counter(
        anchor
        for block in document["blocks"]
        for anchor in (*block.get("row_labels", ()), *(i.get("anchor") for i in _items(block)))
        if anchor
    )


def _items(block: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return block.get("items", ()) if block.get("kind") == "notes" else ()


def _wrong_references(document: Mapping[str, Any]) -> Iterator[Problem]:
    anchors, known = _anchors(document), document["references"]
    for anchor, count in anchors.items():
        if count > 1:
            yield _problem(
                "anchor",
                "page",
                f"{count} rows are called {anchor}",
                "a reference leads to one row",
                "number the rows anew",
            )
    for where, run in runs_of(document):
        for key in run["from"] if run["kind"] == "reference" else ():
            if known.get(key, {}).get("anchor") not in anchors:
                what = f"[{key}] leads nowhere: no row or note is called {key}"
                yield _problem(
                    "reference",
                    where,
                    what,
                    "a reader must be able to look every sentence up",
                    f"show the block that holds {key}, or leave the sentence out",
                )


def _faulty_figures(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what was found to be wrong with the layout of a figure when it was drawn."""
    for number, block in enumerate(document["blocks"]):
        found = [str(fault) for fault in (block.get("layout") or {}).get("faults") or ()]
        if len(found) > _TOLD_FAULTS:
            found = [*found[:_TOLD_FAULTS], f"and so do {len(found) - _TOLD_FAULTS} more"]
        for fault in found:
            yield _problem(
                "layout",
                block_name(number, block),
                f"it cannot be read as it is drawn: {fault}",
                "a word that stands on another, or outside the drawing, is lost to the reader",
                "show less in it, or shorten these words; if they are short, report the chart as faulty",
            )


def pictures_of(part: Json) -> Iterator[Mapping[str, Any]]:
    """
    Yield every picture of an analyst in a part of a document, those within Markdown too.

    Examples
    --------
    >>> list(pictures_of({"kind": "prose", "nodes": [{"node": "picture", "file": "pictures/1.png"}]}))
    [{'node': 'picture', 'file': 'pictures/1.png'}]
    """
    if isinstance(part, dict):
        if "picture" in {part.get("kind"), part.get("node")}:
            yield part
        for value in part.values():
            yield from pictures_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from pictures_of(value)


def _lacking_drawings(document: Mapping[str, Any], svgs: Mapping[str, str]) -> Iterator[Problem]:
    for number, block in enumerate(document["blocks"]):
        where = block_name(number, block)
        for picture in pictures_of(block.get("parts", [])):
            if picture["file"] not in svgs:
                what = f"its picture '{picture['file']}' is not there"
                yield _problem("drawing", where, what, "the page would look complete", "export it again")
        if block.get("kind") == "figure" and block["svg"] not in svgs:
            yield _problem(
                "drawing",
                where,
                f"its drawing '{block['svg']}' is not there",
                "a briefing without it would look complete",
                "run the notebook again",
            )
        for name in sorted(set(_marks(block))):
            if f"marks/{name}.svg" not in svgs:
                yield _problem(
                    "drawing",
                    where,
                    f"the mark '{name}' has no drawing",
                    "marks are drawn, not written",
                    "add it to the document's marks",
                )


def _marks(part: Json) -> Iterator[str]:
    if isinstance(part, list):
        for value in part:
            yield from _marks(value)
    elif isinstance(part, dict):
        if part.get("kind") == "mark":
            yield part["t"]
        if part.get("mark") not in {None, "-"}:
            yield part["mark"]
        yield from part.get("flags", ())
        for value in part.values():
            yield from _marks(value)


def _wrong_drawing(name: str, svg: str) -> Iterator[Problem]:
    where = f"drawing '{name}'"
    if not _DRAWING_NAME.fullmatch(name):
        why = "it could stand for a file of the template"
        fix = "call it figures/<name>.svg, marks/<name>.svg or pictures/<name>.svg"
        yield _problem("drawing", where, "it is no name for a drawing", why, fix)
    if name.startswith("pictures/") and raster.is_framed(svg):
        return
    try:
        found = outlines.faults(svg)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        what = f"it is not an SVG: {error}"
        yield _problem("drawing", where, what, "it cannot be drawn", "run the notebook again")
        return
    if found:
        why = "only outlines look the same everywhere and fetch nothing"
        yield _problem("drawing", where, f"it holds {', '.join(found)}", why, "draw it with the kit's charts")


def _broken_words(document: Mapping[str, Any]) -> Iterator[Problem]:
    for where, run in runs_of(document):
        if _SURROGATE.search(run["t"]):
            yield _problem(
                "words",
                where,
                f"half of a character in {run['t']!a}",
                "it is no text in any encoding",
                "write the whole character",
            )


def _wrong_name(name: str) -> Problem:
    return _problem(
        "attachment",
        "page",
        f"'{name}' is no name for an attached file",
        "it could lead out of the folder it is saved in",
        "use letters, digits, dots and dashes",
    )

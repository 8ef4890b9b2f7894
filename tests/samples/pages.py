"""
Documents for the page: an invented fire in an invented harbour.

`harbour` has the size of a usual briefing (34 claims, two pages) or any other number of claims, `short` next
to nothing, `hostile` names in other scripts and strings that try to be something else. Each returns the
document, the drawings and the attachments that `typeset` takes; `notebook` wraps them as blocks in cells.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

Block = dict[str, Any]
Line = list[dict[str, Any]]
Page = tuple[dict[str, Any], dict[str, str], dict[str, bytes]]

BLOCK = "application/vnd.reportkit.block+json"
MARKS = (
    *(
        "acknowledged",
        "claimed_only",
        "suspected",
        "reported_only",
        "disputed",
        "denied_only",
        "not_addressed",
    ),
    *("affirms", "states", "denies", "accuses", "claims_own", "motive"),
    *("inquiry", "inference", "through_denial", "says_both"),
)
HOSTILE = (
    *(
        '#eval("1+1")',
        "$x^2$",
        "*bold* _it_",
        "<b>tag</b>",
        "]",
        "[",
        "\\",
        "#",
        "@label",
        "= heading",
        "`raw`",
    ),
    *("{page}", "<C1>", "//x", "/* x */", "~", "--", "https://example.org/a/b?c=d&e=f#g", "%s {0}", "&amp;"),
)
NAMES = ("حزب الله", "الحشد الشعبي", "צה״ל", "עזה (רצועה)", "كتائب حزب الله، العراق")
UNBROKEN = "x" * 400

_RUN = re.compile(r"\[(?P<reference>[^]]+)\]|<(?P<mark>\w+)>|\*\*(?P<strong>.+?)\*\*|~(?P<soft>.+?)~")
_WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("harbour.yaml").read_text(encoding="utf-8"))


def run(words: str, kind: str = "text", source: list[str] | str = "fixed") -> dict[str, Any]:
    """Return one run of a line."""
    return {"t": words, "from": source, "kind": kind}


def line(words: str) -> Line:
    """Return a line: [C1, C2] is a reference, <inference> a mark, **x** strong, ~x~ soft."""
    made, at = [], 0
    for found in _RUN.finditer(words):
        if found.start() > at:
            made.append(run(words[at : found.start()], source=["C1"]))
        kind = str(found.lastgroup)
        made.append(run(found[kind], kind, found[kind].split(", ") if kind == "reference" else "fixed"))
        at = found.end()
    return made + ([run(words[at:], source=["C1"])] if at < len(words) else [])


def cell(*lines: Line, mark: str | None = None, flags: tuple[str, ...] = ()) -> Block:
    """Return a cell of a table."""
    return {"lines": list(lines), "mark": mark, "flags": list(flags)}


def table(name: str, heads: list[str], rows: list[list[Block]], **more: Any) -> Block:
    """Return a table whose last column, unless it is the matrix, takes the width that is left."""
    columns = [{"head": line(head), "width": "auto"} for head in heads]
    if name != "matrix":
        columns[2 if name == "claims" else -1]["width"] = "1fr"
    return {
        "kind": "table", "name": name, "heading": line(name.capitalize()), "columns": columns, "rows": rows,
        "note": [], "halves": False, **more,
    }  # fmt: skip


def figure(name: str, width: int, heading: str = "", caption: str = "") -> Block:
    """Return a figure block; its drawing is called figures/<name>.svg."""
    return {
        "kind": "figure", "figure": name, "heading": line(heading), "svg": f"figures/{name}.svg",
        "caption": line(caption), "alt": line(f"The {name} of the fire, described."), "width_mm": width,
        "digest": "0",
    }  # fmt: skip


def drawing(width: float, height: float) -> str:
    """Return a placeholder for a figure: a frame with its diagonals, in millimetres."""
    x, y = width - 0.2, height - 0.2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}"><path d="M.2 .2H{x}V{y}H.2ZL{x} {y}M.2 {y}L{x} .2" '
        'fill="none" stroke="#C9D0D8" stroke-width=".3"/></svg>'
    )


def mark_drawings() -> dict[str, str]:
    """Return a placeholder for every mark: a ring of its own width."""
    return {
        f"marks/{name}.svg": (
            '<svg xmlns="http://www.w3.org/2000/svg" width="11" height="11" viewBox="-.55 -.55 1.1 1.1">'
            f'<circle r=".4" fill="none" stroke="#16202E" stroke-width="{0.04 + number / 100:.2f}"/></svg>'
        )
        for number, name in enumerate(MARKS)
    }


def frame(title: Line, slug: str, blocks: list[Block], keys: list[str]) -> dict[str, Any]:
    """Return a document around blocks."""
    return {
        "format": 1,
        "slug": slug,
        "lang": "en",
        "title": title,
        "marking": "TLP:CLEAR",
        "edition": 1,
        "draft": None,
        "running": {
            "head": line(f"**Incident briefing**   {slug}   Edition 1"),
            "foot": line("one document · every sentence cites its claims.   Edition 1"),
            "page": line("Page {page} of {pages}"),
        },
        "blocks": blocks,
        "references": {key: {"anchor": key} for key in keys},
    }


def claims(count: int) -> Block:
    """Return a claims table of so many rows, in halves."""
    words = _WORDS["claims"]
    speakers, sayings = words["speakers"], words["sayings"]
    rows = [
        [
            cell(line(f"C{n}")),
            cell(line(speakers[n * 7 % len(speakers)])),
            cell(line(sayings[n * 5 % len(sayings)])),
            cell(line(f"¶{n // 3 + 1}" + (f", {n // 3 + 2}" if n % 8 == 0 else ""))),
        ]
        for n in range(1, count + 1)
    ]
    return table(
        "claims", words["heads"], rows, halves=True, row_labels=[f"C{n}" for n in range(1, count + 1)]
    )


def harbour(count: int = 34) -> Page:
    """Return a usual briefing with every kind of block; with 34 claims it takes two pages."""
    blocks = [*_summary(), *_grid(), *_figures(), _matrix(), _denials(), claims(count), *_end()]
    keys = ["D1", *(f"C{n}" for n in range(1, count + 1))]
    document = frame(line("Fire at the north harbour"), "harbour-fire", blocks, keys)
    sizes = {"places": (76, 53), "sequence": (178, 98), "actors": (178, 64)}
    drawings = {f"figures/{name}.svg": drawing(*size) for name, size in sizes.items()}
    return document, drawings | mark_drawings(), _attached(document)


def short() -> Page:
    """Return the least there can be: a few sentences, no table, no figure, no second reader."""
    blocks: list[Block] = [
        {
            "kind": "headline",
            "heading": [],
            "subtitle": line("Reported by one outlet[D1]."),
            "dateline": [line("TLP:AMBER · Edition 1."), line("No date is stated[D1].")],
        },
        {
            "kind": "bottom_line",
            "heading": [],
            "sentences": [line("One outlet reports smoke over the quay[D1].")],
        },
        {
            "kind": "list",
            "heading": line("What is not known"),
            "items": [line("Whether there was a fire[D1].")],
        },
        {"kind": "notes", "heading": [], "items": [_note("D1", "One news text of three paragraphs.", "D1")]},
    ]
    document = frame(line("Smoke over the quay"), "quay-smoke", blocks, ["D1"])
    document |= {"marking": "TLP:AMBER", "draft": line("DRAFT: nobody has read this a second time")}
    return document, mark_drawings(), _attached(document)


def hostile() -> Page:
    """Return a briefing in which every word is a name in another script or a string of markup."""
    words = [*HOSTILE, *NAMES, "a\u202eevil\u2066b", "line\nbreak\tand tab", UNBROKEN]
    labels = [f"C{n}" for n in range(1, len(words) + 1)]
    rows = [
        [cell(line(label)), cell([run(word)]), cell([run(word, "quote"), run(label, "reference", [label])])]
        for label, word in zip(labels, words, strict=True)
    ]
    blocks: list[Block] = [
        {
            "kind": "headline",
            "heading": [],
            "subtitle": [run(" ".join(HOSTILE))],
            "dateline": [[run(name)] for name in NAMES],
        },
        {
            "kind": "bottom_line",
            "heading": [],
            "sentences": [[run(f"{n} (denies)"), run("C1", "reference", ["C1"]), run(".")] for n in NAMES],
        },
        {"kind": "list", "heading": [run("#panic() $y$ *z*")], "items": [[run(word)] for word in words]},
        figure("actors", 178) | {"caption": [run("#caption $")], "alt": [run('"] #alt $x$ \\')]},
        table("claims", ["", "#one", "#two"], rows, row_labels=labels, note=[run("#note")]),
    ]
    document = frame([run("#title $x$ *b* <i> ]")], "hostile", blocks, labels)
    return document, {"figures/actors.svg": drawing(178, 20)} | mark_drawings(), _attached(document)


def notebook(page: Page) -> dict[str, Any]:
    """Return a notebook whose cells have displayed the blocks of a page."""
    document, drawings, attached = page
    about = {key: value for key, value in document.items() if key not in {"format", "blocks", "references"}}
    about["record"] = json.loads(attached["record.json"])
    about["marks"] = {n[6:-4]: svg for n, svg in drawings.items() if n.startswith("marks/")}
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "top", "metadata": {}, "source": "# Briefing"}
    ]
    for number, block in enumerate(document["blocks"]):
        shown = {key: value for key, value in block.items() if key != "svg"}
        if block["kind"] == "headline":
            shown |= {"document": about, "references": document["references"]}
        face = {BLOCK: shown, "text/plain": block["kind"], "text/html": "<p></p>"}
        if "svg" in block:
            face["image/svg+xml"] = drawings[block["svg"]]
        cells.append(
            _cell(
                number,
                [
                    {
                        "output_type": "execute_result",
                        "execution_count": number + 1,
                        "data": face,
                        "metadata": {},
                    }
                ],
            )
        )
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}


def _cell(number: int, outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "cell_type": "code", "id": f"cell-{number}", "metadata": {}, "execution_count": number + 1,
        "source": "rk.block(case)", "outputs": outputs,
    }  # fmt: skip


def _attached(document: dict[str, Any]) -> dict[str, bytes]:
    return {
        "record.json": json.dumps({"slug": document["slug"], "claims": [{"n": 1}]}, sort_keys=True).encode()
    }


def _note(head: str, text: str, anchor: str | None = None) -> Block:
    return {"head": line(f"**{head}**"), "text": line(text), "anchor": anchor}


def _row(mark: str, words: str) -> Block:
    return {"mark": mark, "flags": [], "text": line(words)}


def _summary() -> list[Block]:
    cells = [
        {"head": line(head), "rows": [_row(*row) for row in rows]} for head, rows in _WORDS["glance"].items()
    ]
    dateline = [line(words) for words in _WORDS["dateline"]]
    return [
        {"kind": "headline", "heading": [], "subtitle": line(_WORDS["subtitle"]), "dateline": dateline},
        {"kind": "bottom_line", "heading": [], "sentences": [line(words) for words in _WORDS["bottom_line"]]},
        {"kind": "glance", "heading": [], "cells": cells},
    ]


def _grid() -> list[Block]:
    return [
        {"kind": "list", "heading": line("What is not known"), "items": [line(w) for w in _WORDS["unknown"]]},
        {"kind": "list", "heading": line("Assessments"), "text": [line(w) for w in _WORDS["assessments"]]},
        figure("places", 76, caption=_WORDS["captions"]["places"]),
    ]


def _figures() -> list[Block]:
    names = [{"mark": mark, "name": line(name), "note": []} for mark, name in _WORDS["names"].items()]
    return [
        figure("sequence", 178, "Escalation sequence: one statement carries a day, the rest is order"),
        {"kind": "legend", "heading": [], "items": names},
        figure(
            "actors",
            178,
            "Actors: each accusation and denial points at its tie",
            _WORDS["captions"]["actors"],
        ),
    ]


def _said(words: str | None) -> Block:
    if words is None:
        return cell(line("–"))
    verb, *references = line(words)
    return cell([verb], references)


def _matrix() -> Block:
    words = _WORDS["matrix"]
    rows = []
    for name, said, (mark, standing, *more) in words["rows"]:
        last = cell(
            line(f"**{standing}**"), *(line(f"~{m}~") for m in more[1:]), mark=mark, flags=tuple(more[:1])
        )
        rows.append(
            [cell(line(name)), *(_said(said.get(n)) for n in range(1, len(words["heads"]) - 1)), last]
        )
    return table("matrix", words["heads"], rows, heading=line("Who says what"), note=line(words["note"]))


def _denials() -> Block:
    rows = [[cell(line(words)) for words in row] for row in _WORDS["denials"]["rows"]]
    return table("denials", _WORDS["denials"]["heads"], rows, heading=line("What each denial covers"))


def _end() -> list[Block]:
    standings = [
        {"mark": m, "name": line(name), "note": line(note)} for m, (name, note) in _WORDS["standings"].items()
    ]
    return [
        {"kind": "legend", "heading": [], "items": standings},
        {"kind": "notes", "heading": [], "items": [_note(*note) for note in _WORDS["notes"]]},
    ]

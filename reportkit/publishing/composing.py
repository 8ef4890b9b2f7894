"""
From what the cells of a notebook have displayed to the document of one page, with all that belongs to it.

It is a pure function of the ordered outputs and of the text of Markdown cells. The blocks of the kit, which
have a type of their own, are the page; whatever else is displayed flows in order, as the analyst's own and
said to be so (`reportkit.publishing.flow` says what flows). Code, metadata, names and the clock do not count,
and the JSON is brought to one form first: an editor that saves 1.0 as 1, reorders keys or splits text into
lines changes no byte.

What reads Markdown and pictures is imported when a page is composed, not before.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from reportkit.mime import BLOCK, DRAWING
from reportkit.problems import Place, Problem
from reportkit.publishing import flow, forms
from reportkit.publishing.flow import Item
from reportkit.publishing.proofing import KINDS, Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reportkit.publishing.foreign import Shelf

FORMAT = 1
_DISPLAYED = frozenset(KINDS) - {"added"}  # that one is made here, around what is the analyst's
_FRAME = ("slug", "lang", "title", "marking", "edition", "running")

Output = dict[str, Any]
Shown = tuple[str, dict[str, Any], Output]  # the cell, the block, the faces beside it
Page = tuple[dict[str, Any], dict[str, str], dict[str, bytes]]


class ExportProblem(ValueError):  # noqa: N818 - it carries all problems of a notebook, it is not one error
    """
    Raised when a notebook holds no complete briefing; the message lists all that is wrong.

    Attributes
    ----------
    problems : tuple of Problem
        Each names the cell, what is wrong, why it cannot stand, and what to do.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


def page(notebook: Mapping[str, Any]) -> Page:
    """
    Return the document, drawings and attachments that the outputs of a notebook make.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4 as nbformat reads it, or as plain JSON.

    Raises
    ------
    ExportProblem
        The notebook was not run, ended in an error, its blocks are not one briefing, or it displays
        something that no page can show.

    Examples
    --------
    >>> page({"cells": []})
    Traceback (most recent call last):
    ...
    reportkit.publishing.composing.ExportProblem: notebook: it shows no part of a briefing
      = why: the PDF is made of the blocks that its cells have displayed
      = fix: run the notebook, or export one that displays blocks
    """
    return composed(notebook)[0]


def composed(notebook: Mapping[str, Any]) -> tuple[Page, Sequence[str]]:
    """Return the page of a notebook, and what whoever exports it should know."""
    from reportkit.publishing.foreign import Shelf  # noqa: PLC0415 - see above

    if not _is_formed(notebook):
        what, why = "it is not of the form of notebooks, format 4", "what its cells show cannot be told"
        raise ExportProblem([_problem("notebook", "notebook", what, why, "run it again, and save it anew")])
    problems = list(_errors(notebook))
    blocks: list[Shown] = []
    shelf = Shelf()
    is_begun = False
    shown_kinds = [(item, flow.kind_of(item.data)) for item in flow.items(notebook)]
    for item, kind in shown_kinds:
        if kind is None or kind in flow.ADDED_KINDS:
            if is_begun:  # what stands above the headline is for the notebook
                problems += _added(blocks, item, shelf)
            continue
        is_begun = is_begun or kind == "headline"
        block, found = _block(item.cell, item.data)
        problems += found
        if block is not None:
            blocks.append((item.cell, block, item.data))
    shown = [item for item, kind in shown_kinds if kind is not None]
    problems += _not_one_briefing([(cell, block) for cell, block, _ in blocks], shown, notebook)
    if problems:
        raise ExportProblem(problems)
    return _assembled(blocks, shelf), shelf.told


def _is_formed(notebook: Mapping[str, Any]) -> bool:
    """Return whether cells and outputs are where they are looked for; what they hold is looked at later."""
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return False
    outputs = [output for cell in cells for output in cell.get("outputs") or ()]
    return (
        all(isinstance(cell.get("cell_type"), str) and "source" in cell for cell in cells)
        and all(_is_attached(cell.get("attachments")) for cell in cells)
        and all(isinstance(output, dict) and _is_shown(output) for output in outputs)
    )


def _is_attached(found: object) -> bool:
    return not found or (isinstance(found, dict) and all(isinstance(faces, dict) for faces in found.values()))


def _is_shown(output: Output) -> bool:
    kind = output.get("output_type")
    if kind == "stream":
        return "text" in output
    return isinstance(kind, str) and (kind == "error" or isinstance(output.get("data"), dict))


def _added(blocks: list[Shown], item: Item, shelf: Shelf) -> Iterator[Problem]:
    """Put what an analyst shows behind the blocks so far, or say why no page can."""
    from reportkit.publishing import foreign, raster  # noqa: PLC0415 - see above

    try:
        part = foreign.part(item, shelf)
    except raster.Refused as refusal:
        yield _problem("added", item.cell, refusal.what, refusal.why, refusal.fix)
        return
    if part is None:
        return
    if not blocks or blocks[-1][1]["kind"] != "added":
        blocks.append((item.cell, foreign.opened(), {}))
    blocks[-1][1]["parts"].append(part)


def canonical(value: Json) -> Json:
    """
    Return a JSON value in the one form that all editors agree on: integral numbers are integers, keys sorted.

    Raises
    ------
    ValueError
        A number is infinite or no number; JSON has no such values.

    Examples
    --------
    >>> canonical({"b": 1.0, "a": [2.5, True]})
    {'a': [2.5, True], 'b': 1}
    """
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number in JSON")
        return int(value) if value.is_integer() else value
    return value


def _problem(rule: str, where: str, what: str, why: str, fix: str) -> Problem:
    return Problem(rule, Place(where), what, why, fix)


def _outputs(notebook: Mapping[str, Any]) -> Iterator[tuple[str, Output]]:
    for number, cell in enumerate(notebook["cells"], 1):
        for output in cell.get("outputs", ()) if cell["cell_type"] == "code" else ():
            yield f"cell {number}", output


def _errors(notebook: Mapping[str, Any]) -> Iterator[Problem]:
    for cell, output in _outputs(notebook):
        if output["output_type"] == "error":
            what = f"it ended in {output.get('ename', 'an error')}: {output.get('evalue', '')}".rstrip(": ")
            why = "what came after it may be missing or from an earlier run"
            yield _problem("error", cell, what, why, "mend it and run the whole notebook again")


def _text(value: str | list[str]) -> str:
    words = "".join(value) if isinstance(value, list) else str(value)
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _block(cell: str, data: Output) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Return the block of one output in canonical form, or why there is none."""
    raw = data[BLOCK]
    again = "run the notebook again with this version of the kit"
    try:
        block = canonical(raw if isinstance(raw, dict) else json.loads(_text(raw)))
    except (ValueError, TypeError, RecursionError) as error:
        return None, [_problem("block", cell, f"its block is no JSON: {error}", "it cannot be read", again)]
    if not isinstance(block, dict) or str(block.get("kind")) not in _DISPLAYED:
        kind = block.get("kind") if isinstance(block, dict) else None
        what = f"its block is of the unknown kind {kind!r}"
        return None, [_problem("block", cell, what, "no template sets it", again)]
    if block.get("format", FORMAT) != FORMAT:
        what = f"its block has format {block['format']!r}, and pages are made from format {FORMAT}"
        return None, [_problem("format", cell, what, "its parts may mean something else", again)]
    if wrong := forms.fault(block):
        what, why = f"its block is not of the form that the kit writes: {wrong}", "it cannot be read"
        return None, [_problem("block", cell, what, why, again)]
    if block["kind"] == "figure" and DRAWING not in data:
        what = f"the figure '{block.get('figure')}' has no drawing beside it"
        return block, [_problem("drawing", cell, what, "a briefing without it would look complete", again)]
    return block, []


def _not_one_briefing(
    blocks: list[tuple[str, dict[str, Any]]], shown: Sequence[Item], notebook: Mapping[str, Any]
) -> Iterator[Problem]:
    if not shown:
        run = any(cell.get("execution_count") for cell in notebook["cells"])
        what = "it shows no part of a briefing" if run or not _has_code(notebook) else "it holds no outputs"
        why = "the PDF is made of the blocks that its cells have displayed"
        yield _problem("empty", "notebook", what, why, "run the notebook, or export one that displays blocks")
        return
    heads = [(cell, block) for cell, block in blocks if block["kind"] == "headline"]
    if not heads:
        why = "it gives the page its title, marking and edition"
        yield _problem("headline", "notebook", "no block is a headline", why, "display the headline first")
    for cell, _ in heads[1:]:
        why = f"{heads[0][0]} shows one already, and a briefing is about one incident"
        yield _problem("headline", cell, "a second headline", why, "keep one of the two")
    for cell, block in heads[:1]:
        yield from _wrong_frame(cell, block)


def _has_code(notebook: Mapping[str, Any]) -> bool:
    return any(cell["cell_type"] == "code" for cell in notebook["cells"])


def _wrong_frame(cell: str, headline: Mapping[str, Any]) -> Iterator[Problem]:
    about = headline.get("document")
    again = "run the notebook again with this version of the kit"
    if not isinstance(about, dict):
        yield _problem(
            "document", cell, "its headline has no document", "title and marking stand there", again
        )
        return
    if lacking := [key for key in _FRAME if key not in about]:
        what = f"its document has no {', '.join(lacking)}"
        yield _problem("document", cell, what, "every page shows it", again)
    if about.get("format", FORMAT) != FORMAT:
        what = f"its document has format {about['format']!r}, and pages are made from format {FORMAT}"
        yield _problem("format", cell, what, "its parts may mean something else", again)


def _assembled(blocks: Sequence[Shown], shelf: Shelf) -> Page:
    headline = next(block for _, block, _ in blocks if block["kind"] == "headline")
    about = headline.pop("document")
    marks, record, encoding = about.pop("marks", {}), about.pop("record", None), about.pop("encoding", None)
    references = headline.pop("references", {}) | about.pop("references", {})
    drawings: dict[str, str] = {f"marks/{name}.svg": _text(svg) for name, svg in marks.items()}
    for number, (_, block, data) in enumerate(blocks, 1):
        if block["kind"] == "figure":
            block["svg"] = f"figures/{number}.svg"
            drawings[block["svg"]] = _text(data[DRAWING])
    document = {"draft": None, **about, "format": FORMAT, "references": references}
    document["blocks"] = [block for _, block, _ in blocks]
    attached = {} if record is None else {"record.json": _record(record)}
    attached |= {} if encoding is None else {"encoding.json": _encoding(encoding)}
    return document, drawings | shelf.drawings, attached


def _encoding(encoding: str) -> bytes:
    """Return what the briefing was made from, as `reportkit.reading.stored` has written it."""
    # Half a character is in no encoding; it is attached as the escape that JSON has for it.
    return _text(encoding).encode("utf-8", "backslashreplace")


def _record(record: Json) -> bytes:
    words = json.dumps(record, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    # Half a character is in no encoding; it is attached as the escape that JSON has for it.
    return words.encode("utf-8", "backslashreplace")

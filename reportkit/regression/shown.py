"""
What the cells of an executed notebook show, in a form that people can review line by line.

Kept is what a result consists of. A block is kept as its JSON, and the record of what its figure draws
beside it; other HTML as its words and tables; everything else as its text. Left out is what follows from the
rest (the text and HTML of a block) and what a font or a pixel decides (drawings and images, of which only
their presence is kept). Every line of words is one string that says what its parts are from.
"""

from __future__ import annotations

import hashlib
import json
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nbval.plugin import coalesce_streams, find_comment_markers, find_metadata_tags

from reportkit.mime import BLOCK, DRAWN
from reportkit.publishing.notebook import heading_above
from reportkit.regression import markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

ORDERED = "ordered"  # the tag of a cell in whose tables the order of the rows counts
_WIDGET = "application/vnd.jupyter.widget-view+json"  # its ids are random; nbval leaves it out too
_FIXED = "fixed"
_SIGN = re.compile(r"[\\{}\[\]|]")
_TEXT = r"(?:[^\\{}|]|\\.)*"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TOKEN = re.compile(rf"\\(?P<sign>.)|\{{(?P<words>{_TEXT})\|{_TEXT}(?P<style>(?:\|{_TEXT})?)\}}", re.DOTALL)

Output = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """
    A code cell and what it shows.

    Parameters
    ----------
    heading : str
        The last heading above it.
    source : tuple of str
        Its lines.
    outputs : tuple of dict, or None
        What it shows, content by face; None where the cell's tag or comment says that it does not count.
    """

    heading: str
    source: tuple[str, ...]
    outputs: tuple[Output, ...] | None = ()


def cells(notebook: NotebookNode) -> tuple[Cell, ...]:
    r"""
    The code cells of a notebook with what they show; the cells of parameters are left out.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A notebook, executed or not.

    Examples
    --------
    >>> import nbformat
    >>> said = nbformat.v4.new_output("stream", text="two\nlines")
    >>> cell = nbformat.v4.new_code_cell("print(words)", outputs=[said])
    >>> cells(nbformat.v4.new_notebook(cells=[cell]))[0].outputs
    ({'stdout': ['two', 'lines']},)
    """
    return tuple(_cells(notebook))


def ordered(notebook: NotebookNode) -> tuple[bool, ...]:
    """
    Whether the order of rows counts in the tables of each code cell: where it is tagged ``ordered``.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A notebook.
    """
    return tuple(ORDERED in _tags(cell) for cell in notebook.cells if _counts(cell))


def _cells(notebook: NotebookNode) -> Iterator[Cell]:
    for index, cell in enumerate(notebook.cells):
        if _counts(cell):
            outputs = None if _ignored(cell) else tuple(_outputs(cell))
            yield Cell(heading_above(notebook, index), tuple(cell.source.splitlines()), outputs)


def _counts(cell: NotebookNode) -> bool:
    is_code = cell.cell_type == "code" and cell.source.strip()
    return bool(is_code) and not {"parameters", "injected-parameters"} & _tags(cell)


def _tags(cell: NotebookNode) -> set[str]:
    return {str(tag) for tag in cell.metadata.get("tags", ())}


def _ignored(cell: NotebookNode) -> bool:
    """Return whether nbval would not compare the cell: by tag, or by a comment in capitals."""
    marks = dict(find_metadata_tags(cell.metadata)) | dict(find_comment_markers(cell.source))
    return bool(marks.get("skip")) or marks.get("check") is False


def _outputs(cell: NotebookNode) -> Iterator[Output]:
    for output in coalesce_streams(deepcopy(cell.get("outputs", []))):
        if output.output_type == "stream":
            yield {output.name: output.text.splitlines()}
        elif output.output_type == "error":
            yield {"error": [f"{output.ename}: {output.evalue}"]}
        elif faces := _faces(output.data):
            yield faces


def _faces(data: Mapping[str, Any]) -> Output:
    if BLOCK in data:
        block = _json(data[BLOCK])
        drawn = {"drawn": compact(_json(data[DRAWN]))} if DRAWN in data else {}
        if drawn and isinstance(block, dict):  # says the same, and only that something differs
            block = {key: value for key, value in block.items() if key != "digest"}
        return {"block": compact(block)} | drawn
    rest = {mime: data[mime] for mime in sorted(data) if mime not in {"text/html", "text/plain", _WIDGET}}
    faces = {mime: _content(mime, value) for mime, value in rest.items()}
    if "text/html" in data:
        return {"html": markup.read(_text(data["text/html"]))} | faces
    return ({"text": _text(data["text/plain"]).splitlines()} if "text/plain" in data else {}) | faces


def _content(mime: str, value: Any) -> Any:  # noqa: ANN401 - any output
    if mime.startswith(("image/", "audio/", "video/")) or mime == "application/pdf":
        return "is shown"
    if mime == "application/json" or mime.endswith("+json"):
        return _json(value)
    return _text(value).splitlines()


def _json(value: Any) -> Any:  # noqa: ANN401 - any JSON, which an editor may have stored as text
    return json.loads(_text(value)) if isinstance(value, str) else json.loads(json.dumps(value))


def _text(value: Any) -> str:  # noqa: ANN401 - text, or its lines
    return "".join(value) if isinstance(value, list) else str(value)


def compact(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """
    Return JSON with sorted keys, every line of runs as one string, and drawings replaced by their digests.

    In such a string the kit's own words stand as they are, a reference in brackets, and all other words in
    braces with what they are from, and their style unless it is plain. These signs have a backslash before
    them where they are words.

    Examples
    --------
    >>> run = {"t": "It burned, says ", "from": "fixed", "kind": "text"}
    >>> outlet = {"t": "the Daily", "from": ["actor:daily"], "kind": "strong"}
    >>> compact({"note": [run, outlet, {"t": "C7", "from": ["C7"], "kind": "reference"}]})
    {'note': 'It burned, says {the Daily|actor:daily|strong}[C7]'}
    """
    if isinstance(value, dict):
        if _is_run(value):
            return _run(value)
        return {key: compact(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        if value and all(map(_is_run, value)):
            return "".join(map(_run, value))
        return [compact(item) for item in value]
    if isinstance(value, str) and value.startswith("<svg"):
        return f"drawing {hashlib.sha256(value.encode(errors='backslashreplace')).hexdigest()[:16]}"
    return value


def words(line: str) -> str:
    """
    Return the words of a line that `compact` has made: without marks and sources, references kept.

    Examples
    --------
    >>> words("It burned, says {the Daily|actor:daily|strong}[C7]")
    'It burned, says the Daily[C7]'
    """
    return _TOKEN.sub(_word, line).strip()


def _word(token: re.Match[str]) -> str:
    if token["sign"]:
        return token["sign"]
    return "" if token["style"] == "|mark" else _ESCAPED.sub(r"\1", token["words"])


def _is_run(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Return whether a value is a run: of a block, or of the record of a drawing."""
    return isinstance(value, dict) and set(value) in ({"t", "from", "kind"}, {"words", "source", "kind"})


def _run(value: Mapping[str, Any]) -> str:
    said, source = str(value.get("t", value.get("words"))), value.get("from", value.get("source"))
    kind = value["kind"]
    keys = (
        ", ".join(map(str, source)) if isinstance(source, list) else "" if source == _FIXED else str(source)
    )
    if kind == "reference" and said == keys:
        return f"[{_escaped(said)}]"
    if kind == "text" and not keys:
        return _escaped(said)
    style = "" if kind == "text" else f"|{_escaped(str(kind))}"
    return f"{{{_escaped(said)}|{_escaped(keys)}{style}}}"


def _escaped(text: str) -> str:
    return _SIGN.sub(r"\\\g<0>", text)

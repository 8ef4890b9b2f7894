"""
Notebooks as files: each cell with a lasting id, and the same bytes for the same run.

An executed notebook holds traces of the run that made it: times, process numbers, folders of the
machine, ids drawn at random. None of them belongs to the work, all of them would make two equal runs
differ, and some of them are nobody else's business.
"""

from __future__ import annotations

import json
import re
import sys
from copy import copy, deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.publishing import lean

with lean.without(lean.ADDRESSES):
    import nbformat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

_KERNELSPEC = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
# How IPython names the source of a cell: a file that is not there, in a folder named after the process.
_CELL_FILE = re.compile(r"""[^\s"'(<]*ipykernel_\d+[/\\](\d+)\.py""")


def read(path: Path) -> NotebookNode:
    """
    A notebook as it stands in a file, in which every cell has an id that is the same on every reading.

    Parameters
    ----------
    path : pathlib.Path
        A notebook file of format 4 (.ipynb).

    Raises
    ------
    ValueError
        When the file is no notebook of format 4. OSError when it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "old.ipynb")
    ...     cell = {"cell_type": "markdown", "metadata": {}, "source": "# Order"}
    ...     old = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    ...     _ = file.write_text(json.dumps(old))
    ...     [cell.id for cell in read(file).cells]
    ['cell-1']
    """
    return parsed(path.read_bytes(), path.name)


def parsed(stored: bytes, name: str, *, outputs: bool = True) -> NotebookNode:
    """
    A notebook from the bytes of its file, as `read` gives it.

    Parameters
    ----------
    stored : bytes
        What stands in a notebook file of format 4.
    name : str
        Name of the file, for messages.
    outputs : bool, optional
        Whether what its cells have shown is wanted; it is by far the most of a notebook.

    Raises
    ------
    ValueError
        When that is no notebook of format 4.

    Examples
    --------
    >>> parsed(b"{}", "page.ipynb")
    Traceback (most recent call last):
    ...
    ValueError: page.ipynb is no notebook of format 4
    """
    content = json.loads(stored)
    is_notebook = isinstance(content, dict) and isinstance(content.get("cells"), list)
    if not is_notebook or content.get("nbformat") != nbformat.v4.nbformat:
        raise ValueError(f"{name} is no notebook of format {nbformat.v4.nbformat}")
    if not outputs:
        for cell in content["cells"]:
            if isinstance(cell, dict) and "outputs" in cell:
                cell["outputs"] = []
    _give_ids(content["cells"])
    content["nbformat_minor"] = max(content.get("nbformat_minor", 0), nbformat.v4.nbformat_minor)
    try:
        notebook: NotebookNode = nbformat.reads(json.dumps(content), as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise ValueError(f"{name} is no valid notebook: {error.message}") from None
    return notebook


def normalised(executed: NotebookNode, source: NotebookNode, folders: Mapping[str, str]) -> NotebookNode:
    """
    An executed notebook without traces of the run: same inputs, same notebook.

    Times, statuses and machine names go; outputs that are evidence stay exactly as they are. Only in
    what a cell printed and in error messages, folders of this machine are replaced by their names.

    Parameters
    ----------
    executed : nbformat.NotebookNode
        The notebook as papermill left it; not changed.
    source : nbformat.NotebookNode
        The notebook as `read` gave it.
    folders : mapping of str to str
        Name by folder, such as {"/home/ada/project": "<project>"}.

    Examples
    --------
    >>> source = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="a")])
    >>> executed = deepcopy(source)
    >>> executed.metadata["papermill"] = {"start_time": "2031-05-06T01:02:03"}
    >>> normalised(executed, source, {}).metadata.get("papermill")
    """
    clean = copy(executed)
    clean.cells = [_its_own(cell) for cell in executed.cells]
    clean.metadata = dict(source.metadata) | {"kernelspec": _KERNELSPEC}
    clean.metadata.setdefault("language_info", {"name": "python"})
    clean.metadata.pop("papermill", None)
    known = {cell.id: cell for cell in source.cells}
    taken = set(known)
    for cell in clean.cells:
        original = known.get(cell.id)
        if original is None:  # the cell that papermill put in has a random id
            cell.id = _free("parameters-of-this-run", taken)
            taken.add(cell.id)
            cell.metadata = {"tags": ["injected-parameters"]}
        else:
            cell.metadata = deepcopy(original.metadata)
            cell.metadata.pop("papermill", None)
            cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            _nameless(output, folders)
    return clean


def _its_own(cell: NotebookNode) -> NotebookNode:
    """Return a cell whose parts can be replaced; what its outputs hold is shared, and never changed."""
    own = copy(cell)
    if "outputs" in own:
        own.outputs = [copy(output) for output in cell.outputs]
    return own


def folders(folder: Path) -> dict[str, str]:
    """
    Names for the folders of this machine, in full and as short for the home folder; for `normalised`.

    Parameters
    ----------
    folder : pathlib.Path
        The folder that the notebook ran in.

    Examples
    --------
    >>> folders(Path("/srv/desk/notebooks"))["/srv/desk/notebooks"]
    '<notebooks>'
    """
    home = str(Path("~").expanduser())
    names = {
        str(Path(__file__).parents[2]): "<reportkit>",
        str(folder): "<notebooks>",
        sys.base_prefix: "<python>",
        sys.prefix: "<python>",
        home: "~",
    }
    short = {
        f"~{path.removeprefix(home)}": name for path, name in names.items() if path.startswith(f"{home}/")
    }
    return {path: name for path, name in (names | short).items() if len(path) > 1}


def to_bytes(notebook: NotebookNode) -> bytes:
    r"""
    A notebook as the bytes of its file: sorted keys, UTF-8, a line end at the end.

    Examples
    --------
    >>> to_bytes(nbformat.v4.new_notebook())[-2:]
    b'}\n'
    """
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call] # has none
    # Half of a surrogate pair, printed by a cell, cannot be written as UTF-8 but can be escaped in JSON.
    return text.rstrip("\n").encode(errors="backslashreplace") + b"\n"


def from_bytes(content: bytes) -> NotebookNode:
    """
    A notebook from the bytes that `to_bytes` made of it.

    Examples
    --------
    >>> from_bytes(to_bytes(nbformat.v4.new_notebook())).cells
    []
    """
    notebook: NotebookNode = nbformat.reads(content.decode(), as_version=4)  # type: ignore[no-untyped-call]
    return notebook


def heading_above(notebook: NotebookNode, index: int) -> str:
    r"""
    The last heading before a cell, as plain text; "" before the first.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Any notebook.
    index : int
        Index of the cell among all cells.

    Examples
    --------
    >>> words = nbformat.v4.new_markdown_cell("# Briefing\n## Escalation sequence")
    >>> heading_above(nbformat.v4.new_notebook(cells=[words, nbformat.v4.new_code_cell("1")]), 1)
    'Escalation sequence'
    """
    for cell in reversed(notebook.cells[:index]):
        found = _HEADING.findall(_FENCED.sub("", cell.source)) if cell.cell_type == "markdown" else ()
        if found:
            return str(found[-1])
    return ""


def _give_ids(cells: list[dict[str, Any]]) -> None:
    """Give an id, by position and not by chance, to each cell that has none, a malformed or a taken one."""
    taken: set[str] = set()
    for position, cell in enumerate(cells, start=1):
        current = cell.get("id")
        if not isinstance(current, str) or not _ID.fullmatch(current) or current in taken:
            used = {str(other.get("id")) for other in cells} | taken
            cell["id"] = _free(f"cell-{position}", used)
        taken.add(cell["id"])


def _free(wanted: str, taken: set[str]) -> str:
    return next(name for name in _numbered(wanted) if name not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _nameless(output: NotebookNode, folders: Mapping[str, str]) -> None:
    """Take process numbers and folders of the machine out of printed words and error messages."""
    if output.output_type == "stream":
        output.text = _without_folders(output.text, folders)
    elif output.output_type == "error":
        output.evalue = _without_folders(output.evalue, folders)
        output.traceback = [_without_folders(line, folders) for line in output.traceback]


def _without_folders(text: str, folders: Mapping[str, str]) -> str:
    text = _CELL_FILE.sub(r"cell/\1.py", text)
    for folder in sorted(folders, key=len, reverse=True):
        text = re.sub(rf"{re.escape(folder)}(?![\w.-])", folders[folder], text)
    return text

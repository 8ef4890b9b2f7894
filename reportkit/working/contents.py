"""
What a working folder is made of: the kit's files, which a newer kit may renew, and the analyst's.

Nothing is written here twice: notebooks, schemas and the guide for encoders are the ones of the kit. The
copies of notebooks hold no outputs, because those speak of the example, and this folder is another corpus.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit import resources
from reportkit.reading.whereabouts import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN = "dot-"  # how a name that begins with a dot is kept: tools obey the real one wherever it lies
_GUIDE = "README.md"
# What the guide says of one reading of the example means nothing in another corpus.
_OF_THE_EXAMPLE = "\n## The Kalsu reading"


_OF_EXAMPLE = re.compile(r'(?<== )(".*?"|\[.*?\])(?=  #)')  # the value of a parameter that is text or a list
_EMPTY = {'"': '""', "[": "[]"}


@dataclass(frozen=True, slots=True)
class Content:
    """
    One file of a working folder.

    Parameters
    ----------
    path : str
        Where it belongs, relative to the folder, with forward slashes.
    data : bytes
        What it holds.
    renewable : bool
        Whether it stays the kit's, to be offered anew by a later version; otherwise it is the analyst's from
        the first moment.
    """

    path: str
    data: bytes
    renewable: bool = True


def contents(*, example: bool = False) -> tuple[Content, ...]:
    """
    Return all files of a new working folder, sorted by path.

    Parameters
    ----------
    example : bool
        With the example corpus, and the notebooks with their outputs on it, instead of an empty corpus.

    Examples
    --------
    >>> [made.path for made in contents() if not made.renewable]
    ['seeds/actors.yaml', 'seeds/corpus.yaml', 'seeds/documents.yaml', 'seeds/places.yaml']
    """
    found = (*_frame(example=example), *_notebooks(outputs=example), *_corpus(example=example))
    return tuple(sorted(found, key=lambda content: content.path))


def sources(notebook: bytes) -> list[Any] | None:
    r"""
    Return what people write in a notebook: kind, tags and source of its cells; None if it is no notebook.

    Examples
    --------
    >>> sources(b'{"cells": [{"cell_type": "code", "source": ["1 +\\n", "1"], "outputs": []}]}')
    [('code', (), '1 +\n1')]
    """
    try:
        cells = json.loads(notebook)["cells"]
        return [
            (cell["cell_type"], tuple(cell.get("metadata", {}).get("tags", ())), "".join(cell["source"]))
            for cell in cells
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _frame(*, example: bool) -> Iterator[Content]:
    """Yield what is around the corpus: Makefile, settings of git and of editors, schemas, the guide."""
    folder = resources.working() / "folder"
    for path in _files(folder):
        parts = path.relative_to(folder).parts
        name = "/".join(
            f".{part.removeprefix(_HIDDEN)}" if part.startswith(_HIDDEN) else part for part in parts
        )
        yield Content(name, path.read_bytes())
    for path in sorted(resources.schemas().glob("*.json")):
        yield Content(f"docs/schema/{path.name}", path.read_bytes())
    guide = (resources.example() / _GUIDE).read_text(encoding="utf-8")
    told = guide if example else guide.partition(_OF_THE_EXAMPLE)[0].rstrip() + "\n"
    yield Content(f"{FOLDER}/{_GUIDE}", told.encode())


def _notebooks(*, outputs: bool) -> Iterator[Content]:
    for path in sorted(resources.notebooks().glob("*.ipynb")):
        data = path.read_bytes()
        yield Content(f"notebooks/{path.name}", data if outputs else _blank(data))


def _corpus(*, example: bool) -> Iterator[Content]:
    folder = resources.example() if example else resources.working() / FOLDER
    for path in _files(folder):
        if path.name != _GUIDE:
            at = f"{FOLDER}/{path.relative_to(folder).as_posix()}"
            yield Content(at, path.read_bytes(), renewable=False)


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder, without what tools leave behind in it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(
        path for path in found if not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )


def _blank(notebook: bytes) -> bytes:
    """Return a notebook as it is before its first run: no outputs, and nothing of the example named."""
    told = json.loads(notebook)
    for cell in told["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        if "parameters" in cell["metadata"].get("tags", ()):
            cell["source"] = _OF_EXAMPLE.sub(lambda value: _EMPTY[value[1][0]], "".join(cell["source"]))
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

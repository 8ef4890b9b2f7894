"""
What a briefing is known by: a digest of everything that bears on it, and of nothing else.

It is made of parts, so that what has changed can be named: the data (what bears on the incident), the
parameters, the notebook and the files it reads, the templates, the theme, the fonts, the map, the kit and the
libraries. Only content counts. When a file was saved, where it lies, and in which order somebody wrote keys
into it do not.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit import resources
from reportkit.problems import Told, visible
from reportkit.reading.encoding import is_passed_over

if TYPE_CHECKING:
    from reportkit.publishing.parameters import Plain

# In the order in which they are told, with the words for a change of each.
PARTS = {
    "data": "data changed",
    "parameters": "parameters changed",
    "notebook": "notebook changed",
    "files": "files beside the notebook changed",
    "template": "template changed",
    "theme": "theme changed",
    "fonts": "fonts changed",
    "map": "map changed",
    "kit": "another version of the kit",
    "libraries": "other versions of the libraries",
}
_PACKAGE = Path(resources.__file__).parent
# Rooms that only ask for pages, count them or pass them on.
_ELSEWHERE = {"cli", "regression", "working", "measuring", "magic.py", "__pycache__", "_share"}
_PASSING_ON = {"batch", "schedules", "delivery", "editions"}
_LIBRARIES = (
    *("fonttools", "ipykernel", "ipython", "markdown-it-py", "matplotlib", "mdit-py-plugins", "nbclient"),
    *("nbconvert", "nbformat", "networkx", "numpy", "pandas", "papermill", "pillow", "PyYAML", "typst"),
)


_OPENS_MORE = {"corpus", "opening", "reading", "dossier", "case"}
_STATE = {"ceiling", "as_of"}
_UNSEEN = {"getattr", "vars", "exec", "eval", "__import__"}  # what they do stands in no tree


class NoFile(Told, LookupError):  # noqa: N818 - a file that is not there is told, not a fault
    """Raised where a notebook says that it reads a file which is not there; the message names both."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What a notebook says of itself, as far as it bears on keys.

    Parameters
    ----------
    sha256 : str
        Its digest.
    on_one : bool
        Whether it opens the incident it is asked about, and nothing else of the corpus.
    beside : mapping of str to pathlib.Path
        The files it says it reads, by the names under which it does.
    """

    sha256: str
    on_one: bool
    beside: Mapping[str, Path]


def notebook(path: Path) -> Asked:
    """
    Return what a notebook says of itself.

    Files that it reads are named in its metadata: ``{"reportkit": {"inputs": ["tides.csv"]}}``.

    Parameters
    ----------
    path : pathlib.Path
        The notebook.

    Raises
    ------
    NoFile
        When a file that it names is not there, or lies outside its folder.

    Examples
    --------
    >>> from reportkit import resources
    >>> notebook(resources.notebooks() / "briefing.ipynb").on_one
    True
    >>> notebook(resources.notebooks() / "escalation.ipynb").on_one
    False
    """
    content = path.read_bytes()
    held: dict[str, Any] = json.loads(content)
    own = held.get("metadata", {}).get("reportkit", {})
    names = own.get("inputs", []) if isinstance(own, dict) else []
    cells = ["".join(cell["source"]) for cell in held.get("cells", []) if cell.get("cell_type") == "code"]
    beside = {str(name): _beside(path, str(name)) for name in names if isinstance(names, list)}
    return Asked(_digest(content), all(map(_opens_one, cells)), beside)


def _beside(path: Path, name: str) -> Path:
    found, folder = path.parent / name, path.parent.resolve()
    if not found.is_file() or not found.resolve().is_relative_to(folder):
        raise NoFile(
            f"{visible(path.name)} says that it reads {visible(name)}, and there is no such file beside it; "
            "put it there, or take its name out of the notebook's metadata (reportkit, inputs)"
        )
    return found


def _opens_one(source: str) -> bool:
    """Whether code opens nothing but the incident that its notebook is asked about; in doubt it does not."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):  # magics are no Python
        return False
    return not any(map(_opens_more, ast.walk(tree)))


def _opens_more(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            ours = [name for name in names if name.name.startswith("reportkit")]
            return any((name.name, name.asname) != ("reportkit", "rk") for name in ours)
        case ast.ImportFrom(module=module):
            return (module or "").startswith("reportkit")
        case ast.Attribute(value=ast.Name("rk"), attr=name):
            return name in _OPENS_MORE or name.startswith("_")
        case ast.Call(func=ast.Attribute(value=ast.Name("rk"), attr="load")):
            asked = [argument.id for argument in node.args if isinstance(argument, ast.Name)]
            return asked != ["incident"] or not {word.arg for word in node.keywords} <= _STATE
        case ast.Name(id=name):
            return name in _UNSEEN
    return False


@cache
def common() -> Mapping[str, str]:
    """
    Return the digests of what is the same for all briefings: templates, fonts, map, kit, libraries.

    Examples
    --------
    >>> sorted(common())
    ['fonts', 'kit', 'libraries', 'map', 'template']
    """
    folder = resources.templates()
    return {
        "template": _of_files(folder / "briefing"),
        "fonts": _of_files(folder / "fonts"),
        "map": _of_files(folder / "map"),
        "kit": kit(),
        "libraries": _digest(json.dumps(_versions()).encode()),
    }


@cache
def kit() -> str:
    """Return the digest of the kit's own files that bear on a page."""
    return _of_files(
        _PACKAGE,
        lambda path: (
            path.parts[0] in _ELSEWHERE or (path.parts[0] == "publishing" and path.parts[1] in _PASSING_ON)
        ),
    )


def parts(parameters: Mapping[str, Plain], asked: Asked, theme: Path | None) -> dict[str, str]:
    """
    Return the digests of everything that bears on a briefing, without the incident and what bears on that.

    Parameters
    ----------
    parameters : mapping of str to plain values
        All that the notebook is asked, the values that stand in it included.
    asked : Asked
        What the notebook says of itself.
    theme : pathlib.Path or None
        The folder of the theme; None where the notebook has no say in it.
    """
    beside = {name: _digest(path.read_bytes()) for name, path in asked.beside.items()}
    own = {name: _counted(value) for name, value in parameters.items()}
    return {
        "parameters": _digest(json.dumps(own, sort_keys=True).encode()),
        "notebook": asked.sha256,
        "files": _digest(json.dumps(beside, sort_keys=True).encode()),
        "theme": _of_files(theme) if theme else _digest(b""),
        **common(),
    }


def key(found: Mapping[str, str]) -> str:
    """
    Return the key that parts make.

    Examples
    --------
    >>> key({"data": "0" * 64}) != key({"data": "1" * 64})
    True
    """
    return _digest(json.dumps(dict(found), sort_keys=True).encode())


def _counted(value: Plain) -> Plain:
    """Return a parameter as it counts: of a file or folder that it names, what is in it."""
    path = Path(value) if isinstance(value, str) and value else None
    if path is None or not path.is_absolute():
        return value
    if path.is_dir():
        return f"folder {_of_files(path)}"
    return f"file {_digest(path.read_bytes())}" if path.is_file() else value


def _versions() -> dict[str, str]:
    found = {"python": ".".join(map(str, sys.version_info[:2]))}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found


def _of_files(folder: Path, left_out: Any = lambda _: False) -> str:  # noqa: ANN401 - a callable of a path
    """Return one digest of all files of a folder: their names in it, and what they hold."""
    return digest_of(
        (path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not is_passed_over(path.name)
        and not left_out(path.relative_to(folder))
        and "__pycache__" not in path.parts
    )


def digest_of(files: Iterable[tuple[str, bytes]]) -> str:
    """Return one digest of names and contents."""
    whole = hashlib.sha256()
    for name, content in files:
        whole.update(json.dumps([name, _digest(content)]).encode())
    return whole.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

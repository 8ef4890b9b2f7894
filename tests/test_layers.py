"""Imports point one way: a room imports only from rooms above its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "reportkit"
ROWS = (
    {"problems", "resources", "mime"},
    {"faces"},
    {"codebook"},
    {"dates"},
    {"cards"},
    {"model"},
    {"mentions"},
    {"reading"},
    {"analysis"},
    {"tables"},
    {"case_tables", "case_standings"},
    {"dossier"},
    {"case"},
    {"opening"},
    {"wording"},
    {"changes"},
    {"themes"},
    {"charts"},
    {"blocks"},
    {"briefing"},
    {"questions"},
    {"publishing"},
    {"regression"},
    {"working"},
    {"measuring"},
    {"cli"},
    {"magic"},
    {"__main__"},
)
ROW = {room: row for row, rooms in enumerate(ROWS) for room in rooms}
ONLY_IN = {
    "matplotlib": {"charts"},
    "networkx": {"analysis", "case", "wording", "questions"},
    "fontTools": {"themes"},
    "markdown_it": {"publishing"},
    "mdit_py_plugins": {"publishing"},
    "PIL": {"themes", "publishing"},
    "yaml": {"codebook", "reading", "wording"},
    "papermill": {"publishing"},
    "typst": {"publishing"},
    "nbconvert": {"publishing"},
    "subprocess": {"publishing", "measuring", "magic"},
    "IPython": {"magic", "publishing"},
    "jupyterlab": {"working"},
    "jupyter_client": {"publishing", "working"},
    "nbval": {"regression"},
    "watchfiles": {"publishing"},
    "pytest": {"regression"},
    "click": {"cli"},
    "rich": {"cli"},
}


def module(path: Path) -> str:
    """Return the dotted name of a module in the package, such as "analysis.sequence.network"."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def room(path: Path) -> str:
    """Return the room a module belongs to."""
    return module(path).split(".")[0]


def imports(text: str) -> Iterator[tuple[str, bool]]:
    """Yield (module, is for types only) for every import in a module's text."""
    tree = ast.parse(text)
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            inside = source in {"reportkit", "reportkit.analysis"}  # what is named there can be a module
            names = [f"{source}.{alias.name}" for alias in node.names] if inside else [source]
            yield from ((name, id(node) in guarded) for name in names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in guarded) for alias in node.names)


def breaches(here: str, text: str) -> list[str]:
    """Return what a module imports against the direction, in words."""
    found = []
    own, *inner = here.split(".")
    for name, types_only in imports(text):
        first, *parts = name.split(".")
        if not first:
            found.append(f"imports are written in full: {name}")
        elif first == "reportkit" and parts and parts[0] in ROW:
            other = parts[0]
            if other != own and ROW[other] >= ROW[own] and not types_only:
                found.append(f"{own} must not import {other}")
            if own == other == "analysis" and (not inner or parts[1:2] != inner[:1]):
                found.append(f"siblings in analysis do not import each other: {name}")
        elif own not in ONLY_IN.get(first, {own}):
            found.append(f"{own} must not import {first}")
    return found


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=module)
def test_imports_point_down(path: Path) -> None:
    """No module imports from a room below its own, nor a library that belongs to another room."""
    assert room(path) in ROW, f"{room(path)} has no row yet: say in this test where it stands"
    assert breaches(module(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("here", "text"),
    [
        ("model", "from reportkit.wording import runs"),
        ("analysis.standing", "from reportkit.analysis import origins"),
        ("analysis.standing", "from reportkit.analysis.origins import Range"),
        ("analysis.standing", "import reportkit.analysis"),
        ("analysis.sequence.columns", "from reportkit.analysis import network"),
        ("analysis.sequence", "from reportkit.analysis.network import graph"),
        ("analysis", "from reportkit.analysis import sequence"),
        ("analysis.standing", "from . import origins"),
        ("dates.forms", "from ..model import Claim"),
        ("dates.forms", "from reportkit.model import Claim"),
        ("wording", "import matplotlib"),
        ("charts", "from reportkit.publishing.run import render"),
        ("blocks", "import papermill"),
    ],
)
def test_a_wrong_import_is_found(here: str, text: str) -> None:
    """An import against the direction makes the test red."""
    assert breaches(here, text)


@pytest.mark.parametrize(
    ("here", "text"),
    [
        ("analysis.sequence.columns", "from reportkit.analysis.sequence.network import FAR"),
        ("analysis.sequence", "from reportkit.analysis.sequence import columns"),
        ("dates.reading", "from reportkit.dates.forms import read"),
        ("case", "from reportkit.analysis import network, sequence"),
        ("case", "from reportkit.analysis.standing import Voices"),
        ("model", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from reportkit.case import Case"),
    ],
)
def test_a_right_import_passes(here: str, text: str) -> None:
    """Within one analysis, within one room and upwards in the rows everything may be imported."""
    assert breaches(here, text) == []


def test_nothing_outside_the_command_line_prints() -> None:
    """Only the commands write to the terminal."""
    printing = [
        path.relative_to(PACKAGE)
        for path in MODULES
        if room(path) not in {"cli", "__main__"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert printing == []

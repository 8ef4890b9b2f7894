"""Imports point one way: a room imports only from rooms above its own."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "reportkit"
ROWS = (
    {"problems", "resources"},
    {"codebook"},
    {"dates", "_date_advice"},
    {"model"},
    {"reading"},
    {"analysis"},
    {"case_tables"},
    {"case"},
    {"opening"},
    {"wording"},
    {"charts"},
    {"blocks"},
    {"briefing"},
    {"publishing"},
    {"cli", "__main__"},
)
ROW = {room: row for row, rooms in enumerate(ROWS) for room in rooms}
ONLY_IN = {
    "matplotlib": {"charts"},
    "networkx": {"analysis", "case", "wording"},
    "yaml": {"codebook", "reading", "wording"},
    "papermill": {"publishing"},
    "typst": {"publishing"},
    "nbconvert": {"publishing"},
    "subprocess": {"publishing"},
    "click": {"cli"},
    "rich": {"cli"},
}


def room(path):
    """Return the room a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(text):
    """Yield (module, is for types only) for every import in a module's text."""
    tree = ast.parse(text)
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "reportkit" else [node.module]
            yield from ((name, id(node) in guarded) for name in names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in guarded) for alias in node.names)


def breaches(here, text):
    """Return what a module of a room imports against the direction, in words."""
    found = []
    for module, types_only in imports(text):
        parts = module.split(".")
        if parts[0] == "reportkit" and len(parts) > 1 and parts[1] in ROW:
            other = parts[1]
            if other != here and ROW[other] >= ROW[here] and not types_only:
                found.append(f"{here} must not import {other}")
            if here == other == "analysis" and not types_only:
                found.append(f"siblings in analysis do not import each other: {module}")
        elif here not in ONLY_IN.get(parts[0], {here}):
            found.append(f"{here} must not import {parts[0]}")
    return found


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    """No module imports from a room below its own, nor a library that belongs to another room."""
    assert room(path) in ROW, f"{room(path)} has no row yet: say in this test where it stands"
    assert breaches(room(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("here", "text"),
    [
        ("model", "from reportkit.wording import runs"),
        ("analysis", "from reportkit.analysis import origins"),
        ("wording", "import matplotlib"),
        ("charts", "from reportkit.publishing.run import render"),
        ("blocks", "import papermill"),
    ],
)
def test_a_wrong_import_is_found(here, text):
    """An import against the direction makes the test red."""
    assert breaches(here, text)


def test_nothing_outside_the_command_line_prints():
    """Only the commands write to the terminal."""
    printing = [
        path.relative_to(PACKAGE)
        for path in MODULES
        if room(path) not in {"cli", "__main__"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert printing == []

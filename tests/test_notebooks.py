"""Notebooks stay thin and are stored with what they showed."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
BLOCK = "application/vnd.reportkit.block+json"
SHOWS_NOTHING = ("parameters",)

EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(notebook, kind="code"):
    """Return the cells of one kind."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def shows(cell):
    """Whether a code cell ends in an expression, so that running it shows something."""
    body = ast.parse("".join(cell["source"])).body
    return bool(body) and isinstance(body[-1], ast.Expr)


def faults(notebook):
    """Return what keeps a stored notebook from being compared, in words."""
    found = []
    for number, cell in enumerate(cells(notebook)):
        if cell["execution_count"] is None:
            found.append(f"cell {number} was not run")
        if shows(cell) and not cell["outputs"]:
            found.append(f"cell {number} is stored without its output")
        found += [
            f"cell {number} ended in an error" for out in cell["outputs"] if out["output_type"] == "error"
        ]
    return found


def read(path):
    """Return a notebook as plain JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


@EVERY
def test_a_stored_notebook_was_run(path):
    """Every cell was run and keeps its output: nbval would pass a stripped notebook unread."""
    assert faults(read(path)) == []


@EVERY
def test_a_stripped_notebook_is_refused(path):
    """Taking the outputs away is noticed."""
    stripped = read(path)
    for cell in cells(stripped):
        cell["outputs"], cell["execution_count"] = [], None
    assert faults(stripped)


@EVERY
def test_a_notebook_is_valid_and_ran_from_top_to_bottom(path):
    """The stored notebook is valid nbformat, and its cells ran in order."""
    nbformat.validate(nbformat.read(path, as_version=4))
    counts = [cell["execution_count"] for cell in cells(read(path))]
    assert counts == sorted(counts)


@EVERY
def test_a_notebook_is_thin(path):
    """A notebook names, calls and shows: no functions, no classes, no other library, few lines a cell."""
    trees = [ast.parse("".join(cell["source"])) for cell in cells(read(path))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {
        alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module).split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    assert imported <= {"reportkit", "pandas"}
    assert not [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
    assert max(len("".join(cell["source"]).splitlines()) for cell in cells(read(path))) <= 8


@EVERY
def test_a_notebook_has_one_parameters_cell(path):
    """Exactly one cell is tagged for parameters, with a type and a help text for each."""
    tagged = [c for c in cells(read(path)) if "parameters" in c["metadata"].get("tags", ())]
    assert len(tagged) == 1
    source = "".join(tagged[0]["source"])
    body = ast.parse(source).body
    assert all(isinstance(node, ast.AnnAssign) for node in body)
    assert all("#" in line for line in source.splitlines())


@EVERY
def test_a_notebook_opens_with_its_question(path):
    """The first cell is a heading and a question."""
    first = read(path)["cells"][0]
    words = "".join(first["source"])
    assert first["cell_type"] == "markdown"
    assert words.startswith("# ")
    assert "?" in words


@EVERY
def test_no_path_of_a_machine_is_stored(path):
    """Nothing of the machine that ran the notebook stands in it."""
    text = path.read_text(encoding="utf-8")
    assert str(FOLDER.parent) not in text
    assert str(Path.home()) not in text or str(Path.home()) == "/"


def test_the_briefing_shows_every_block():
    """The briefing notebook displays all kinds of blocks, figures with their drawing and alt text."""
    outputs = [
        out["data"]
        for cell in cells(read(FOLDER / "briefing.ipynb"))
        for out in cell["outputs"]
        if "data" in out
    ]
    blocks = [data for data in outputs if BLOCK in data]
    kinds = [data[BLOCK]["kind"] for data in blocks]
    figures = {data[BLOCK]["figure"]: data for data in blocks if data[BLOCK]["kind"] == "figure"}
    assert set(kinds) == {"headline", "bottom_line", "glance", "list", "figure", "table", "legend", "notes"}
    assert set(figures) == {"places", "actors", "sequence"}
    assert all("image/svg+xml" in data and data[BLOCK]["alt"] for data in figures.values())

"""Notebooks stay thin, are stored with what they showed, and keep what they promise."""

import ast
import json
import tempfile
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from reportkit.mime import BLOCK, DRAWING
from reportkit.publishing import contract, parameters

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST = 8  # lines of a cell
LIBRARIES = {"reportkit", "pandas"}
# A notebook asks and shows; it does not run programs or write files. Whoever may do more stands here, with
# what and why.
ALLOWED = {
    # Its reader makes a corpus from an empty folder: each step is a file to write or a command to give.
    "tutorial": {"load_ext", "practice", "reportkit", "writefile"},
}

EVERY = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(notebook, kind="code"):
    """Return the cells of one kind."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def source(cell):
    """Return the text of a cell."""
    return "".join(cell["source"])


def tree(cell):
    """Return a code cell as Python; IPython's own commands (%, %%, !) are calls in it."""
    return ast.parse(TransformerManager().transform_cell(source(cell)))


def commands(cell):
    """Return the names of IPython's own commands in a cell: "writefile" for %%writefile, "system" for !."""
    calls = [node for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)]
    found = [call for call in calls if ast.unparse(call.func).startswith("get_ipython().")]
    return {
        ast.literal_eval(call.args[0]).split()[0] if "magic" in ast.unparse(call.func) else "system"
        for call in found
    }


def shows(cell):
    """Whether a code cell ends in an expression, so that running it shows something."""
    body = tree(cell).body
    return bool(body) and isinstance(body[-1], ast.Expr) and "get_ipython()" not in ast.unparse(body[-1])


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
    if not any(cell["outputs"] for cell in cells(notebook)):
        found.append("no cell has an output")
    return found


def thickness(notebook, allowed):
    """Return what a notebook does that belongs into the kit, in words."""
    found = []
    for number, cell in enumerate(cells(notebook)):
        nodes = list(ast.walk(tree(cell)))
        imported = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        imported += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
        strange = {name.split(".")[0] for name in imported} - LIBRARIES
        found += [f"cell {number} imports {name}" for name in sorted(strange)]
        if any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda) for node in nodes):
            found.append(f"cell {number} defines a function or a class")
        found += [f"cell {number} uses {name}" for name in sorted(commands(cell) - allowed)]
        # What %%writefile puts into a file is the reader's text, not code of the notebook.
        if len(source(cell).splitlines()) > LONGEST and "writefile" not in commands(cell):
            found.append(f"cell {number} has more than {LONGEST} lines")
    return found


def read(path):
    """Return a notebook as plain JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def made_of(*sources):
    """Return a notebook of some code cells, each run and with an output."""
    shown = {"output_type": "stream", "name": "stdout", "text": "x"}
    code = [
        {"cell_type": "code", "source": one, "outputs": [shown], "execution_count": 1, "metadata": {}}
        for one in sources
    ]
    return {"cells": code}


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
def test_a_notebook_without_outputs_that_counts_its_cells_is_refused(path):
    """Taking only the outputs away, so that the cells look run, is noticed too."""
    stripped = read(path)
    for cell in cells(stripped):
        cell["outputs"] = []
    assert faults(stripped)


@EVERY
def test_a_notebook_is_valid_and_ran_from_top_to_bottom(path):
    """The stored notebook is valid nbformat, and its cells ran in order."""
    nbformat.validate(nbformat.read(path, as_version=4))
    counts = [cell["execution_count"] for cell in cells(read(path))]
    assert counts == sorted(counts)


@EVERY
def test_a_notebook_is_thin(path):
    """A notebook names, calls and shows: no functions, no other library, no programs, few lines a cell."""
    assert thickness(read(path), ALLOWED.get(path.stem, set())) == []


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("import os", "imports os"),
        ("from pathlib import Path", "imports pathlib"),
        ("def shown():\n    pass", "defines a function"),
        ("!ls", "uses system"),
        ("files = !ls", "uses system"),
        ("%cd /", "uses cd"),
        ("%%bash\nls", "uses bash"),
        ("%%writefile a.txt\nx", "uses writefile"),
        ("1\n" * 9, "more than 8 lines"),
    ],
)
def test_a_notebook_that_does_more_is_noticed(cell, words):
    """Each thing a notebook shall not do makes the test red."""
    (found,) = thickness(made_of(cell), set())
    assert words in found


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_used(name):
    """An allowance that no notebook needs any longer is taken back."""
    used = set().union(*(commands(cell) for cell in cells(read(FOLDER / f"{name}.ipynb"))))
    assert used == ALLOWED[name]


@EVERY
def test_a_notebook_has_typed_parameters_with_help(path):
    """One cell is tagged for parameters; each has its type, its value and what it means."""
    declared = parameters.read(path)
    assert declared
    tagged = [c for c in cells(read(path)) if "parameters" in c["metadata"].get("tags", ())]
    assert all(isinstance(node, ast.AnnAssign) for node in tree(tagged[0]).body)
    assert [one.name for one in declared if not one.help or one.default is None] == []


@EVERY
def test_a_notebook_opens_with_its_question(path):
    """The first cell is a heading and a question."""
    first = read(path)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert source(first).startswith("# ")
    assert "?" in source(first)


@EVERY
def test_no_path_of_a_machine_is_stored(path):
    """Nothing of the machine that ran the notebook stands in it."""
    text = path.read_text(encoding="utf-8")
    home = str(Path.home())
    assert str(FOLDER.parent) not in text
    assert f"{tempfile.gettempdir()}/" not in text
    assert home not in text or home == "/"


@EVERY
def test_a_notebook_keeps_its_contract(path):
    """Every notebook says what it shows at least, and as it is stored it shows that."""
    stored = read(path)
    promise = contract.read(stored, path.name)
    assert promise is not None, "say in metadata.reportkit.contract what a run must show"
    assert contract.breaches(promise, stored, path.name) == ()


@EVERY
def test_every_figure_has_its_drawing_and_its_alt_text(path):
    """A stored figure can be seen on GitHub and heard in a screen reader."""
    outputs = [out["data"] for cell in cells(read(path)) for out in cell["outputs"] if "data" in out]
    figures = [data for data in outputs if data.get(BLOCK, {}).get("kind") == "figure"]
    assert all(DRAWING in data and data[BLOCK]["alt"] for data in figures)


def test_the_briefing_shows_every_block():
    """The briefing notebook displays all kinds of blocks and all three figures."""
    outputs = [
        out["data"][BLOCK]
        for cell in cells(read(FOLDER / "briefing.ipynb"))
        for out in cell["outputs"]
        if BLOCK in out.get("data", {})
    ]
    kinds = {block["kind"] for block in outputs}
    assert kinds == {"headline", "bottom_line", "glance", "list", "figure", "table", "legend", "notes"}
    assert {block.get("figure") for block in outputs} - {None} == {"places", "actors", "sequence"}

"""Nothing of one incident reaches the briefing on another, by whatever way a process could carry it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from reportkit.publishing.batch import local, supervisor
from reportkit.publishing.batch.work import Item, Limits, Result
from tests.samples import faults

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="workers are copied on Linux only"),
]
SECRET = "PLANTED-IN-A"  # noqa: S105 - a word to look for
# Each way: what a briefing could leave behind, and what another one would see of it.
WAYS = {
    "globals": ("leak = '{s}'", "globals().get('leak', '')"),
    "builtins": ("import builtins; builtins.leak = '{s}'", "getattr(__import__('builtins'), 'leak', '')"),
    "a module": ("import reportkit; reportkit.leak = '{s}'", "getattr(__import__('reportkit'), 'leak', '')"),
    "a new module": (
        "import sys, types; sys.modules['leak'] = types.ModuleType('{s}')",
        "str(__import__('sys').modules.get('leak', ''))",
    ),
    "a cache": (
        "import reportkit.problems as p, functools; p.leak = functools.cache(lambda: '{s}'); p.leak()",
        "getattr(__import__('reportkit.problems').problems, 'leak', lambda: '')()",
    ),
    "a patched function": (
        "import json; json.dumps.__doc__ = '{s}'",
        "__import__('json').dumps.__doc__ or ''",
    ),
    "rcParams": (
        "import matplotlib; matplotlib.rcParams['svg.hashsalt'] = '{s}'",
        "str(__import__('matplotlib').rcParams['svg.hashsalt'])",
    ),
    "the environment": ("import os; os.environ['LEAK'] = '{s}'", "__import__('os').environ.get('LEAK', '')"),
    "an open figure": (
        (
            "import matplotlib_inline.config as c; c.InlineBackend.instance().close_figures = False\n"
            "from matplotlib import pyplot; pyplot.figure('{s}')"
        ),
        "str(__import__('matplotlib.pyplot').pyplot.get_figlabels())",
    ),
    "random numbers": (
        "import random; random.seed('{s}')",
        "'{s}' if __import__('random').getstate() == __import__('random').Random('{s}').getstate() else ''",
    ),
    "pandas": (
        "import pandas; pandas.set_option('styler.html.mathjax', False)",
        "'' if __import__('pandas').get_option('styler.html.mathjax') else '{s}'",
    ),
    "a file in the working folder": (
        "open('leak', 'w').write('{s}')",
        "open('leak').read() if __import__('os').path.exists('leak') else ''",
    ),
    "a file in the home folder": (
        "import pathlib; (pathlib.Path.home() / 'leak').write_text('{s}')",
        "str([p.read_text() for p in __import__('pathlib').Path.home().glob('leak')])",
    ),
    "a temporary file": (
        "import tempfile, pathlib; pathlib.Path(tempfile.gettempdir(), 'leak').write_text('{s}')",
        "str([p.read_text() for p in pathlib.Path(tempfile.gettempdir()).glob('leak')])",
    ),
    "the working folder": (
        "import os; os.mkdir('{s}')",
        "str(__import__('os').listdir())",
    ),
    "IPython": (
        (
            "get_ipython().user_ns['Out']['leak'] = '{s}'\n"
            "get_ipython().alias_manager.define_alias('leak', '{s}')"
        ),
        "str(get_ipython().user_ns['Out']) + str(get_ipython().alias_manager.aliases)",
    ),
    "warnings": (
        "import warnings; warnings.filterwarnings('ignore', '{s}')",
        "str(__import__('warnings').filters)",
    ),
    "a thread": (
        (
            "import threading, time\n"
            "threading.Thread(target=time.sleep, args=(600,), name='{s}', daemon=True).start()"
        ),
        "str(__import__('threading').enumerate())",
    ),
    "the import path": ("import sys; sys.path.append('{s}')", "str(__import__('sys').path)"),
}
PLANTS = "\n".join(plant.replace("{s}", SECRET) for plant, _ in WAYS.values())
EMPTY: dict[str, Any] = {"outputs": [], "execution_count": None}
# B knows the secret by its letters in another order: what it shows must come from A alone.
TURNED = SECRET[::-1]
LOOKS = "{" + ", ".join(f"{way!r}: {look.replace('{s}', '<S>')!r}" for way, (_, look) in WAYS.items()) + "}"


def notebook(folder: Path) -> Path:
    """Write a notebook that plants everything for A, and looks for it for B."""
    cells = [
        'incident: str = "harbour-fire"\nplants: bool = False',
        f"if plants:\n    exec({PLANTS!r})",
        (
            f"import pathlib, tempfile\nsecret = {TURNED!r}[::-1]\n"
            f"seen = {{}}\nfor way, look in {LOOKS}.items():\n"
            "    found = str(eval(look.replace('<S>', secret)))\n"
            "    if secret in found:\n        seen[way] = found.replace(secret, 'IT')\n"
            "print('SEEN', sorted(seen))"
        ),
        "import reportkit as rk\n\ncase = rk.load(incident)\nrk.headline(case)",
        "rk.sources(case)",
        "rk.notes(case)",
    ]
    made = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": source} | EMPTY
        for n, source in enumerate(cells)
    ]
    made[0]["metadata"] = {"tags": ["parameters"]}
    path = folder / "leaks.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}))
    return path


def seen(path: Path) -> list[str]:
    """Return the ways in which an executed notebook has seen the secret."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = [
        "".join(o["text"]) for cell in cells for o in cell.get("outputs", ()) if o["output_type"] == "stream"
    ]
    (line,) = [line for text in texts for line in text.splitlines() if line.startswith("SEEN")]
    return list(eval(line.removeprefix("SEEN ")))  # noqa: S307 - written by the cell above


@pytest.mark.parametrize("engine", ["in process", "kernel"])
def test_nothing_planted_by_one_briefing_is_seen_by_the_next(tmp_path: Path, engine: str) -> None:
    """A briefing that plants a secret in every way it can is followed by one that finds none of them."""
    path, out = notebook(tmp_path), tmp_path / "out"

    def item(slug: str, *, plants: bool) -> Item:
        return Item(
            slug,
            str(path),
            str(out),
            {"incident": faults.SLUG, "plants": plants},
            {"REPORTKIT_SEEDS": str(faults.TINY)},
            Limits(cell=60, whole=120),
            engine=engine,  # type: ignore[arg-type]  # one of them
        )

    items = [item("a", plants=True), item("b", plants=False), item("c", plants=False)]
    with local.private_base() as base:
        made = [one for one in supervisor.supervise(items, base, workers=1) if isinstance(one, Result)]
    assert [(one.record.status, one.record.message) for one in made] == [("ok", "7 cells ran.")] * 3
    assert set(seen(out / "a.ipynb")) == set(WAYS), "the control sees all that it has planted"
    assert seen(out / "b.ipynb") == seen(out / "c.ipynb") == []
    for record in out.glob("[bc].run.json"):
        assert SECRET.encode() not in record.read_bytes()

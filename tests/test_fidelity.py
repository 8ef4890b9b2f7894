"""A notebook runs in the worker only where that is known to show the same; else it says why not."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.publishing import notebook as notebooks
from reportkit.publishing.fast.fidelity import unfaithful
from reportkit.publishing.fast.surroundings import unfit

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
STARTS, PAST, SHELL = "starts a process", "writes past Python's streams", "works on the shell itself"


def said(*sources: str, **parameters: str) -> str:
    """Return what is said of a notebook of code cells."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    return unfaithful(nbformat.v4.new_notebook(cells=cells), parameters)


REFUSED = {
    "!ls": f"{STARTS} (!ls)",
    "names = !ls -a": f"{STARTS} (!ls -a)",
    "%%bash\nls": "asks something special of the shell (%%bash)",
    "%%script sh\nls": "asks something special of the shell (%%script)",
    "%run other.py": f"{STARTS} (%run other.py)",
    "%autoreload 2": "asks something special of the shell (%autoreload 2)",
    "%reportkit check": f"{STARTS} (%reportkit check)",
    "%matplotlib qt": "asks something special of the shell (%matplotlib qt)",
    "here = %pwd": "asks something special of the shell (%pwd)",
    "%time 1": "asks something special of the shell (%time 1)",
    "len?": "asks something special of the shell (%pinfo len)",
    "ls": "asks for a name that no cell makes (ls)",
    "ls -l": "asks for a name that no cell makes (ls)",
    "get_ipython().system('ls')": f"{STARTS} (!ls)",
    "get_ipython().run_cell('1')": f"{SHELL} (run_cell)",
    "shell = get_ipython()": f"{SHELL} (get_ipython)",
    "from IPython import get_ipython": f"{SHELL} (IPython.get_ipython)",
    "import os\nos.system('ls')": f"{STARTS} (os.system)",
    "from os import popen as p": f"{STARTS} (os.popen)",
    "import os\nos.fork()": f"{STARTS} (os.fork)",
    "import os\nos._exit(0)": "ends the process (os._exit)",
    "import os\nos.write(1, b'x')": f"{PAST} (os.write)",
    "import os\nos.dup2(1, 5)": f"{PAST} (os.dup2)",
    "import os as o\no.chdir('/')": "uses what is not known (os.chdir)",
    "import sys\nsys.stdout.buffer.write(b'x')": "works on the streams themselves (sys.stdout.buffer.write)",
    "import sys\nout = sys.stdout\nout.fileno()": f"{PAST} (out.fileno)",
    "import sys\nsys.stdout.pub_thread": "works on the streams themselves (sys.stdout.pub_thread)",
    "import sys\nprint(1, file=sys.__stderr__)": f"{PAST} (sys.__stderr__)",
    "import sys\nsys.stdin.read()": "asks for input (sys.stdin.read)",
    "import sys\nsys.setrecursionlimit(10**6)": "works on the interpreter (sys.setrecursionlimit)",
    "name = input()": "asks for input",
    "import getpass": "asks for input (import getpass)",
    "import subprocess": f"{STARTS} (import subprocess)",
    "import multiprocessing.pool": "starts processes (import multiprocessing.pool)",
    "from concurrent.futures import Future": "starts processes (import concurrent.futures)",
    "import threading": "uses threads (import threading)",
    "import asyncio": "uses asyncio (import asyncio)",
    "await later()": "uses asyncio",
    "async def later(): ...": "uses asyncio",
    "[x async for x in []]": "uses asyncio",
    "import signal": "sets signal handlers (import signal)",
    "import faulthandler": "sets signal handlers (import faulthandler)",
    "import ctypes": "calls what is not Python (import ctypes)",
    "import numpy as np\nnp.ctypeslib.load_library('c', '.')": (
        "calls what is not Python (numpy.ctypeslib.load_library)"
    ),
    "import pandas as pd\npd.io.common.os.system('ls')": f"{STARTS} (pd.io.common.os.system)",
    "import logging\nlogging.threading": "uses threads (logging.threading)",
    "import importlib": "runs code that cannot be seen (import importlib)",
    "exec('1')": "runs code that cannot be seen (exec)",
    "f = eval": "runs code that cannot be seen (eval)",
    "__import__('os')": "runs code that cannot be seen (__import__)",
    "globals()['x'] = 1": "looks up names that are not known beforehand (globals)",
    "setattr(print, 'x', 1)": "changes attributes by their names (setattr)",
    "getattr(print, 'a' + 'b')": "looks up attributes by names that are not known beforehand (getattr)",
    "getattr(print, '__self__')": "looks up attributes by names that are not known beforehand (getattr)",
    "print.__self__": "looks inside of objects (print.__self__)",
    "().__class__.__subclasses__()": "looks inside of objects (().__class__.__subclasses__)",
    "exit()": "ends the kernel (exit)",
    "open('a.txt')": "opens files by what may be the number of a stream (open)",
    "from pathlib import Path\nPath('a').write_text('x')": "opens files to write (Path('a').write_text)",
    "import pandas as pd\npd.DataFrame().to_csv('/dev/stdout')": (
        "opens what belongs to the process (/dev/stdout)"
    ),
    "import matplotlib\nmatplotlib.use('agg')": "changes how figures are shown (matplotlib.use)",
    "from matplotlib import animation": f"{STARTS} (matplotlib.animation)",
    "import pandas as pd\npd.DataFrame.head = 1": "changes a library (pd.DataFrame.head)",
    "import json\nj = json\nj.dumps = str": "changes a library (j.dumps)",
    "import sys\nsys.modules['os'] = 1": "changes a library (sys.modules)",
    "class A:\n    def __del__(self): ...": "does something when an object is given up (__del__)",
    "import reportkit.publishing.run": f"{STARTS} (reportkit.publishing.run)",
    "import reportkit as rk\nrk.publishing": f"{STARTS} (reportkit.publishing)",
    "from . import sibling": "imports what cannot be seen from here (from . import …)",
    "from math import *": "imports what cannot be seen from here (from math import …)",
    "import duckdb": "imports what has not been tried in a worker (import duckdb)",
    "x = (": "is not understood ('(' was never closed (<unknown>, line 1))",
}


@pytest.mark.parametrize("source", REFUSED, ids=[source.replace("\n", "; ")[:40] for source in REFUSED])
def test_what_is_not_the_same_is_named(source: str) -> None:
    """What a kernel would show otherwise is named with the cell it stands in."""
    assert said("1", source) == f"cell [2] {REFUSED[source]}"


ALLOWED = (
    "import reportkit as rk\nrk.load('x', seeds='')",
    "import pandas as pd\npd.DataFrame({'a': [1]}).query('a > 0')",
    "import matplotlib.pyplot as plt\nplt.rcParams['font.size'] = 7\nfig, ax = plt.subplots()\nax.plot([1]);",
    "%matplotlib inline",
    "%config InlineBackend.figure_formats = ['svg']",
    "%load_ext reportkit",
    "import pandas as pd\npd.options.display.max_rows = 5",
    "import os\nos.environ['A'] = os.path.join('a', 'b')",
    "import sys\nprint('x', file=sys.stderr)\nsys.stdout.flush()",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))",
    "def f(x, *, y=1, **z):\n    return [x for x in (x, y)], z\nf(1)",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    print(error)",
    "match [1]:\n    case [one, *some]:\n        one, some\n    case {'a': 1, **some} as both:\n        both",
    "_ , _1, _i, In, Out, __name__",
    "raise SystemExit(3)",
    "class A:\n    x: int = 1\n    def __repr__(self): return self.__class__.__name__\nA().x = 2",
    "import numpy as np\nnp.random.default_rng(1).normal(size=3)\nnp.array([1])[0] = 2",
    "getattr(print, 'name', None)",
    "# only words",
)


@pytest.mark.parametrize("source", ALLOWED, ids=[source.replace("\n", "; ")[:40] for source in ALLOWED])
def test_ordinary_cells_are_let_in(source: str) -> None:
    """What briefings are written with runs in the worker."""
    assert said(source) == ""


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_notebooks_of_the_kit_are_let_in(path: Path) -> None:
    """Every notebook of the kit runs in the worker but the tutorial, which starts commands."""
    expected = "cell [3] starts a process (%practice {folder})" if path.stem == "tutorial" else ""
    assert unfaithful(notebooks.read(path), {"incident": "kalsu-explosion"}) == expected


def test_cells_are_counted_as_in_the_record() -> None:
    """The cell of the parameters counts where there is one, and cells with nothing to run do not."""
    assert said("1", "!ls", incident="x") == "cell [3] starts a process (!ls)"
    assert said(" ", "!ls") == "cell [1] starts a process (!ls)"
    given_ones = nbformat.v4.new_code_cell("a = 1", metadata={"tags": ["parameters"]})
    skipped = nbformat.v4.new_code_cell("!rm", metadata={"tags": ["skip-execution"]})
    before, after = nbformat.v4.new_code_cell("1"), nbformat.v4.new_code_cell("!ls")
    whole = nbformat.v4.new_notebook(cells=[before, given_ones, skipped, after])
    assert unfaithful(whole, {"a": 2}) == "cell [4] starts a process (!ls)"
    assert unfaithful(nbformat.v4.new_notebook(cells=[after, given_ones]), {"a": 2}).startswith("cell [1]")


def test_parameters_are_names() -> None:
    """A cell may use a parameter that no cell sets."""
    assert said("print(slug)") == "cell [1] asks for a name that no cell makes (slug)"
    assert said("print(slug)", slug="x") == ""


def test_other_languages_have_their_own_kernels() -> None:
    """A notebook that says that it is in another language is not read as Python."""
    found = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    )
    assert unfaithful(found, {}) == "it is not written in Python"


@given(st.lists(st.sampled_from(ALLOWED), max_size=4), st.sampled_from(sorted(REFUSED)), st.data())
def test_one_cell_is_enough(around: list[str], source: str, data: st.DataObject) -> None:
    """A cell that wants a kernel makes its notebook want one, whatever stands around it."""
    at = data.draw(st.integers(0, len(around)))
    assert said(*around[:at], source, *around[at:]) != ""


@given(st.text(max_size=60))
def test_no_text_breaks_the_check(source: str) -> None:
    """Whatever stands in a cell, there is an answer, and it fits on a terminal."""
    found = said(source)
    assert "\x1b" not in found
    assert len(found) < 400


def test_a_process_that_orders_sets_by_chance_is_unfit() -> None:
    """The process of these tests was not started as a kernel is, and says so."""
    assert unfit().startswith("the worker ")

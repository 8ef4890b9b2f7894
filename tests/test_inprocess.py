"""A cell shows the same, and ends the same, in a copy of a warm process as in a kernel of its own."""
# ruff: noqa: E501 - a cell stands in one line of these tables

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reportkit.publishing import notebook as notebooks
from reportkit.publishing.fast import fidelity
from tests import twice
from tests.twice import Went

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="workers are copied on Linux only"),
]
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")  # of an object in memory: another one in every process

# Cells that end well. They run one after another in one notebook, each as if it stood alone.
WELL = {
    "both streams": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')",
    "a value": "1 + 1",
    "the value before": "_ + 1",
    "what was asked before": "In[-2:], Out[max(Out)], _i, __",
    "a value unshown": "1;",
    "no value": "None",
    "several values": "1\n2",
    "a carriage return": "print('a\\rb')\nprint('xx\\b\\b\\by')",
    "a warning": "import warnings\nwarnings.warn('look')\nwarnings.warn('old', DeprecationWarning)",
    "a warning once a place": "for _ in range(3):\n    warnings.warn('again')",
    "a log": "import logging\nlogging.warning('w')\nlogging.getLogger('a').info('x')",
    "an order of a set": "set('incident briefing')",
    "a display": "from IPython.display import HTML, JSON, Latex, Markdown, SVG, clear_output, display\ndisplay(1, 'a')",
    "two faces": "class Two:\n    def _repr_mimebundle_(self, **_):\n        return {'text/html': '<b>x</b>', 'text/plain': 'x'}\nTwo()",
    "its metadata": "class Meta:\n    def _repr_mimebundle_(self, **_):\n        return {'application/x+json': (1, {2: 3})}, {'text/plain': {'w': 1}}\nMeta()",
    "html": "HTML('<b>x</b>')",
    "json": "JSON({'a': [1, float('nan')], 'b': 1.0})",
    "markdown": "Markdown('*a*')",
    "a picture": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(30), format='png')",
    "an update": "handle = display('a', display_id='x')\nhandle.update('b')",
    "an update of a cell above": "handle.update('c')\nprint('below')",
    "a display of the same name": "display('q', display_id='x')",
    "nothing to update": "display('z', display_id='nobody', update=True)",
    "cleared": "print(1)\nclear_output()\nprint(2)",
    "cleared later": "print(1)\ndisplay(1)\nclear_output(wait=True)\nprint(2)",
    "cleared for nothing": "print(1)\nclear_output(wait=True)",
    "around a display": "print('a')\ndisplay('b')\nprint('c')\nprint('d', file=sys.stderr)",
    "a table": "import pandas as pd\npd.DataFrame({'a': range(3), 'b': ['x', None, 'é']})",
    "a wide table": "print(pd.DataFrame([range(30)]))",
    "a long table": "pd.DataFrame({'a': range(100)})",
    "a column": "pd.Series([1.5, 2])",
    "a figure": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2]);",
    "a figure by its name": "fig",
    "two figures": "plt.plot([1])\nplt.figure()\nplt.plot([2]);",
    "a figure and a value": "plt.figure()\n'value'",
    "shown before the end": "plt.plot([3])\nplt.show()\nprint('after')",
    "its settings": "sorted(plt.rcParams.items()), plt.get_backend()",
    "a figure as svg": "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = 'x'",
    "a figure without pyplot": "from matplotlib.figure import Figure\nFigure(figsize=(1, 1))",
    "inline by hand": "%matplotlib inline\nplt.figure(figsize=(1, 1));",
    "variables": "import os\nown = {'JPY_PARENT_PID', 'PYDEVD_USE_FRAME_EVAL'}\nsorted((k, v) for k, v in os.environ.items() if 'rk-' not in v and k not in own)",
    "arguments": "sys.argv[0], len(sys.argv), sys.path, sys.flags",
    "the shell": "type(get_ipython()), hasattr(get_ipython(), 'kernel'), type(sys.stdout), sys.stdout.isatty()",
    "names": "sorted(globals())",
    "pandas": "from pandas._config import config\n[(k, pd.get_option(k)) for k in sorted(config._registered_options)]",
    "filters": "sorted({(f[0], str(f[1]), f[2].__name__) for f in warnings.filters if 'numpy' in str(f) or not f[1]})",
    "loggers": "logging.root.handlers, logging.root.level",
    "a magic of the kit": "%load_ext reportkit",
    "reading nothing": "sys.stdin.read()",
    "an escape": "print('\\x1b[31mred\\x1b[0m \\u202e \\x07')",
    "a local clock": "import time\ntime.localtime(0).tm_hour, time.tzname",
    "nested": "def run():\n    yield from (print(n) for n in range(2))\nlist(run())",
    "much": "print('x' * 5_000)",
    "half a character": "'\\ud800'",
    "a folder": "os.getcwd(), os.listdir()",
}
# Cells that do not, each in a notebook of its own, with how that ends.
BADLY = {
    "an error": ("def f(x):\n    return 1 / x\nprint('a')\nf(0)", "cell_error"),
    "an error after another": (
        "try:\n    {}['x']\nexcept KeyError as e:\n    raise ValueError('no') from e",
        "cell_error",
    ),
    "a group": ("raise ExceptionGroup('g', [ValueError(1), TypeError(2)])", "cell_error"),
    "a syntax error": ("x = (", "cell_error"),
    "no such magic": ("%nosuch", "cell_error"),
    "a face in error": ("class A:\n    def __repr__(self): return 1 / 0\nA()", "cell_error"),
    "an html face in error": (
        "class A:\n    def _repr_html_(self): raise ValueError('no')\n    def __repr__(self): return 'A'\nA()",
        "cell_error",
    ),
    "a figure in error": (
        "import matplotlib.pyplot as plt\nplt.figure().text(0, 0, '$\\\\nosuch$');",
        "cell_error",
    ),
    "told to exit": ("import sys\nsys.exit(3)", "cell_error"),
    "told to exit well": ("raise SystemExit", "cell_error"),
    "an interrupt": ("raise KeyboardInterrupt", "cell_error"),
    "memory": ("raise MemoryError", "cell_error"),
    "asleep": ("import time\nprint('here', flush=True)\ntime.sleep(60)", "cell_timeout"),
    "deaf": (
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass",
        "cell_timeout",
    ),
    "deaf in a function": (
        "def g():\n    while True:\n        try:\n            sum(range(100))\n        except BaseException:\n            continue\ng()",
        "cell_timeout",
    ),
    "last words": ("try:\n    while True: pass\nfinally:\n    print('late')", "cell_timeout"),
}
SHORT = {"cell": 3}


def plain(went: Went | int) -> Any:
    """Return how a run went without addresses of objects."""
    return went if isinstance(went, int) else json.loads(ADDRESS.sub("0x…", json.dumps(vars_of(went))))


FEW = tuple(BADLY)[::5]  # the others are tried by `make torture`: each starts a kernel


def vars_of(went: Went) -> dict[str, Any]:
    """Return what a result holds."""
    return {name: getattr(went, name) for name in went.__dataclass_fields__}


@cache
def copies() -> dict[str, Went | int]:
    """Run all cells of this file in copies of one process."""
    folder = NOTEBOOKS.resolve()
    asked: list[tuple[Any, Path, dict[str, Any]]] = [(twice.notebook(*WELL.values()), folder, {})]
    asked += (
        (twice.notebook("1", source, "2"), folder, SHORT if "time" in ending else {})
        for source, ending in BADLY.values()
    )
    asked += ((json.loads(path.read_bytes()), folder, {}) for path in committed())
    names = ["well", *BADLY, *(path.stem for path in committed())]
    return dict(zip(names, twice.in_copies(asked), strict=True))


def committed() -> list[Path]:
    """Return the notebooks of the kit that need no kernel of their own."""
    found = sorted(NOTEBOOKS.glob("*.ipynb"))
    return [path for path in found if not fidelity.unfaithful(notebooks.read(path), {})]


@cache
def well() -> tuple[Any, Any]:
    """Run the cells that end well both ways."""
    return plain(twice.in_a_kernel(twice.notebook(*WELL.values()), NOTEBOOKS.resolve())), plain(
        copies()["well"]
    )


@pytest.mark.parametrize("name", WELL)
def test_a_cell_shows_the_same(name: str) -> None:
    """All outputs of a cell are the same, in their order, with their numbers, faces and metadata."""
    kernel, copy = well()
    assert kernel["ending"] == copy["ending"] == "ok"
    at = list(WELL).index(name)
    assert copy["notebook"]["cells"][at] == kernel["notebook"]["cells"][at]


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in FEW else [pytest.mark.long]) for n in BADLY]
)
def test_a_cell_ends_the_same(name: str) -> None:
    """What breaks a cell off ends the run in the same way, after the same outputs, in the same words."""
    source, ending = BADLY[name]
    limits = SHORT if "time" in ending else {}
    kernel = twice.in_a_kernel(twice.notebook("1", source, "2"), NOTEBOOKS.resolve(), **limits)
    assert kernel.ending == ending
    assert plain(copies()[name]) == plain(kernel)


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_the_notebooks_of_the_kit_show_the_same(path: Path) -> None:
    """Each notebook of the kit that is let into the worker has there the outputs that it has in a kernel."""
    kernel = twice.in_a_kernel(json.loads(path.read_bytes()), NOTEBOOKS.resolve())
    copy = copies()[path.stem]
    assert kernel.ending == "ok"
    assert len(kernel.outputs) > 5
    assert copy == kernel


def test_at_least_six_notebooks_are_compared() -> None:
    """The comparison above is not empty, whatever the check lets in."""
    assert [path.stem for path in committed()] == [
        *("actors", "briefing", "compare", "escalation", "review", "statements")
    ]


WORDS = st.text(st.characters(codec="utf-8"), max_size=4)
STEPS = st.one_of(
    st.builds("print({!r}, end='')".format, WORDS),
    st.builds("print({!r}, file=sys.stderr)".format, WORDS),
    st.builds("display({!r})".format, WORDS),
    st.builds("display({!r}, display_id={!r})".format, WORDS, st.sampled_from("ab")),
    st.builds("display({!r}, display_id={!r}, update=True)".format, WORDS, st.sampled_from("ab")),
    st.builds("clear_output(wait={})".format, st.booleans()),
    st.builds("{!r}".format, WORDS),
)


# Each example starts a kernel: none is made smaller.
@pytest.mark.long
@settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.lists(STEPS, max_size=8), min_size=8, max_size=20))
def test_any_order_of_outputs_is_the_same(cells: list[list[str]]) -> None:
    """Prints, displays, updates and clearings, in whatever order and across cells, leave the same."""
    first = "import sys\nfrom IPython.display import clear_output, display"
    content = twice.notebook(first, *("\n".join(steps) for steps in cells))
    here = NOTEBOOKS.resolve()
    assert twice.in_a_copy(content, here) == twice.in_a_kernel(content, here)


def test_an_update_finds_its_display_behind_what_was_printed() -> None:
    """Prints that are joined when a cell has ended do not make a later update change another output."""
    first = "from IPython.display import display\nprint(1)\ndisplay('a')\nprint(2)\nhandle = display('b', display_id='x')"
    content = twice.notebook(first, "handle.update('c')")
    kernel = twice.in_a_kernel(content, NOTEBOOKS.resolve())
    assert [kind.get("text") or kind["data"]["text/plain"] for kind in kernel.outputs[0]] == [
        *(["1\n", "2\n"], ["'a'"], ["'c'"])
    ]
    assert twice.in_a_copy(content, NOTEBOOKS.resolve()) == kernel


def test_the_time_for_all_is_kept() -> None:
    """A run that takes too long as a whole is late, and not its cell."""
    content = twice.notebook("1", "import time\ntime.sleep(60)")
    late = twice.in_a_copy(content, NOTEBOOKS, whole=3)
    assert isinstance(late, Went)
    assert (late.ending, late.statuses) == ("deadline", ("ok", "timeout"))


def test_a_slow_expression_is_broken_off() -> None:
    """A pathological regular expression ends as it does in a kernel, which hears nothing meanwhile."""
    content = twice.notebook("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "2")
    went = twice.in_a_copy(content, NOTEBOOKS, **SHORT)
    assert isinstance(went, Went)
    assert (went.ending, went.statuses) == ("cell_timeout", ("timeout", "not_run"))


def test_ending_politely_is_no_success() -> None:
    """A cell that says `exit` never makes a run that went well, though nothing else is wrong."""
    for sources in (["exit()"], ["print(1)", "quit", "2"]):
        went = twice.in_a_copy(twice.notebook(*sources), NOTEBOOKS)
        assert isinstance(went, Went)
        assert (went.ending, went.died_of) == ("kernel_died", "exit code 0")


def test_a_cell_can_end_no_more_than_its_copy() -> None:
    """A cell that ends the process or cannot be broken off takes its copy with it, and the next run is well."""
    cells = ("import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 11)", "sum(range(10 ** 13))", "1")
    asked = [(twice.notebook(cell), NOTEBOOKS, {"cell": 1, "held": True}) for cell in cells]
    *lost, after = twice.in_copies(asked)
    assert lost == [0, -11, -9]
    assert isinstance(after, Went)
    assert after.ending == "ok"


def test_parameters_and_variables_reach_the_cells() -> None:
    """Parameters stand in a cell of their own, and the variables of a run are there and no others."""
    content = twice.notebook("limit = 1", "import os\nlimit, os.environ['OWN'], os.environ.get('SECRET')")
    content["cells"][0]["metadata"] = {"tags": ["parameters"]}
    settings = {"parameters": {"limit": 40}, "environment": {"OWN": "x"}}
    copy = twice.in_a_copy(content, NOTEBOOKS, **settings)
    assert copy == twice.in_a_kernel(content, NOTEBOOKS, **settings)
    assert isinstance(copy, Went)
    assert copy.outputs[-1][0]["data"]["text/plain"] == ["(40, 'x', None)"]


STOPPED = """
import os, signal, sys, threading
from pathlib import Path
import nbformat
from reportkit.publishing.course import Limits
from reportkit.publishing.fast import inprocess

class Asked(Exception): ...
def asked(*_):
    raise KeyboardInterrupt
signal.signal(signal.SIGTERM, asked)
source = sys.argv[1].format(me=os.getpid())
cells = [nbformat.v4.new_code_cell(source, id="a"), nbformat.v4.new_code_cell("print('more')", id="b")]
before = dict(os.environ), os.getcwd(), sys.stdout, sys.argv
went = inprocess.execute(nbformat.v4.new_notebook(cells=cells), {}, Path("/"), environment={}, limits=Limits())
assert before == (dict(os.environ), os.getcwd(), sys.stdout, sys.argv), "not as before"
assert signal.getsignal(signal.SIGTERM) is asked
print(went.ending, [cell.status for cell in went.cells], type(went.stopped_by).__name__)
"""


@pytest.mark.parametrize(
    "source",
    [
        "import os, time\nos.kill({me}, 15)\ntime.sleep(60)",
        "import os\nwhile True:\n    try:\n        os.kill({me}, 15)\n        while True: pass\n    except BaseException:\n        pass",
    ],
)
def test_a_request_to_stop_is_no_error_of_the_cell(source: str) -> None:
    """SIGTERM in the middle of a cell cancels the run, also where the cell catches everything."""
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", STOPPED, source], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stdout.strip() == "cancelled ['cancelled', 'not_run'] KeyboardInterrupt", done.stderr

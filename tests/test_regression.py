"""The pytest plugin: notebooks over parameter files, refused, compared, told, kept, and made anew."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

from reportkit.mime import BLOCK
from reportkit.publishing import execution, notebook
from reportkit.publishing.atomic import WriteProblem
from reportkit.publishing.execution import Execution
from reportkit.publishing.record import CellRecord
from reportkit.regression import baseline, comparison, matrix, shown
from reportkit.regression.matrix import Layout, MatrixProblem

if TYPE_CHECKING:
    from nbformat import NotebookNode

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
# What the tiny notebook does: it shows a number that stands in a file, and the parameter it was given.
LEVEL = "import pathlib\nlevel = float(pathlib.Path('level').read_text())"
SHOW = (
    "from IPython.display import display\n"
    f"display({{'{BLOCK}': {{'kind': 'list', 'level': level, 'words': words}}}}, raw=True)"
)


class Project:
    """A tiny project in a folder of its own: one notebook, its parameter files, and pytest run in it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.root = pytester.path
        self.parameters = self.root / "tests/params/order"
        self.parameters.mkdir(parents=True)
        (self.root / "notebooks").mkdir()
        self.write(LEVEL, SHOW)
        self.level(2.5)
        self.give("harbour", "parameters:\n  words: 007\n")

    def write(self, *sources: str, **metadata: object) -> None:
        """Write the notebook: a heading, a parameters cell, then these cells."""
        parameters = nbformat.v4.new_code_cell('words: str = "nothing"  # said aloud', id="parameters")
        parameters.metadata["tags"] = ["parameters"]
        cells = [nbformat.v4.new_markdown_cell("# Order of events", id="heading"), parameters]
        cells += [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), self.notebook)

    @property
    def notebook(self) -> Path:
        """Where the notebook stands."""
        return self.root / "notebooks/order.ipynb"

    def level(self, number: float) -> None:
        """Write the number that the notebook reads."""
        (self.root / "notebooks/level").write_text(repr(number))

    def give(self, name: str, text: str, ending: str = "yaml") -> Path:
        """Write a parameter file."""
        path = self.parameters / f"{name}.{ending}"
        path.write_text(text)
        return path

    def baseline(self, name: str = "harbour") -> Path:
        """Return where the baseline of a set stands."""
        return self.parameters / f"{name}.baseline.json"

    def kept(self, name: str = "harbour") -> Path:
        """Return where the executed notebook of a failed set is kept."""
        return self.root / f"build/regression/order/{name}.ipynb"

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in the project, in this process."""
        return self._pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:randomly", *arguments)

    def run_outside(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in the project, in a process of its own."""
        return self._pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    """Return a tiny project."""
    return Project(pytester)


Ran = list[dict[str, Any]]


@pytest.fixture
def stand_in(project: Project, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Stand in for the kernel: the last cell shows the file's number. Return a list that fills with runs."""
    runs: Ran = []

    def execute(source: NotebookNode, parameters: dict[str, Any], folder: Path, **settings: Any) -> Execution:
        runs.append({"parameters": dict(parameters), **settings})
        executed = nbformat.from_dict(json.loads(json.dumps(source)))
        content = {"kind": "list", "level": float((folder / "level").read_text()), **parameters}
        executed.cells[-1].outputs = [nbformat.v4.new_output("display_data", {BLOCK: content})]
        return Execution(executed, "ok", (CellRecord(1, "", "ok", 0.1),))

    assert project.notebook.exists()
    monkeypatch.setattr(execution, "execute", execute)
    return runs


def said(result: pytest.RunResult) -> str:
    """Return all that a run printed."""
    return "\n".join((*result.outlines, *result.errlines))


def test_pytest_finds_the_plugin_when_the_kit_is_installed():
    """The plugin comes with the kit, under a name of its own beside nbval's."""
    plugins = {entry.name: entry.value for entry in importlib.metadata.entry_points(group="pytest11")}
    assert plugins["reportkit"] == "reportkit.regression.plugin"
    assert plugins["nbval"] == "nbval.plugin"


def test_the_plugin_costs_nothing_unless_it_is_asked():
    """Every pytest run of every project imports it: nothing heavy may come along."""
    code = "import sys, reportkit.regression.plugin; print(*sys.modules)"
    command = [sys.executable, "-X", "importtime", "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - ours
    heavy = {"pandas", "numpy", "papermill", "nbclient", "nbformat", "nbval", "matplotlib", "yaml", "typst"}
    assert heavy.isdisjoint(loaded)
    assert not [name for name in loaded if name.startswith("reportkit.") and "regression" not in name]


def test_a_plain_run_does_not_know_of_parameter_files(project, stand_in):
    """Without being asked, a project with parameter files and notebooks runs its own tests alone."""
    (project.root / "test_own.py").write_text("def test_own():\n    pass\n")
    project.run().assert_outcomes(passed=1)
    assert stand_in == []
    assert not project.baseline().exists()


def test_the_first_baseline_is_asked_for_made_and_kept_to(project, stand_in):
    """Without a baseline nothing runs and the message says how to make one; then the same run passes."""
    lacking = project.run("--baselines")
    lacking.assert_outcomes(failed=1)
    lacking.stdout.fnmatch_lines(
        [
            "order.ipynb over harbour has no baseline: there is no tests/params/order/harbour.baseline.json",
            "Make it, *pytest --update-baselines notebooks/order.ipynb::harbour",
        ]
    )
    assert stand_in == []
    made = project.run("--update-baselines", "notebooks/order.ipynb::harbour")
    made.assert_outcomes(passed=1)
    made.stdout.fnmatch_lines(
        [
            "order.ipynb over harbour: a new baseline",
            "  under “Order of events”: *→ list",
            "  written: tests/params/order/harbour.baseline.json",
        ]
    )
    project.run("--baselines").assert_outcomes(passed=1)
    assert not project.kept().exists()


def test_parameters_arrive_as_they_are_declared(project, stand_in):
    """What YAML would make a number stays the text that the notebook declares; JSON has types of its own."""
    project.give("league", '{"parameters": {"words": "NO"}}', "json")
    project.run("--update-baselines").assert_outcomes(passed=2)
    assert sorted(run["parameters"]["words"] for run in stand_in) == ["007", "NO"]
    assert json.loads(project.baseline("league").read_text())["parameters"] == {"words": "NO"}


def test_a_parameter_file_names_its_corpus(project, stand_in):
    """The kernel gets the corpus that the file names from the root folder; without one it gets none."""
    (project.root / "corpora/small").mkdir(parents=True)
    (project.root / "corpora/small/corpus.yaml").touch()
    project.give("league", "seeds: corpora/small\nparameters: {}\n")
    project.run("--update-baselines").assert_outcomes(passed=2)
    environments = [run["environment"] for run in stand_in]
    assert environments == [{}, {"REPORTKIT_SEEDS": str(project.root / "corpora/small")}]


def test_drift_passes_and_a_hundredth_fails(project, stand_in):
    """A number that drifts in its last digits passes; one that is a hundredth off is told and kept."""
    project.run("--update-baselines")
    project.level(2.5 * (1 + 1e-12))
    project.run("--baselines").assert_outcomes(passed=1)
    project.level(2.5 * 1.01)
    failed = project.run("--baselines")
    failed.assert_outcomes(failed=1)
    failed.stdout.fnmatch_lines(
        [
            "order.ipynb over harbour: 1 difference from the baseline",
            "under “Order of events”: display(*",
            "  list, level",
            "    was: 2.5",
            "    is:  2.525",
            "The executed notebook is kept: build/regression/order/harbour.ipynb",
            "If this is what it should show: pytest --update-baselines notebooks/order.ipynb::harbour",
        ],
        consecutive=False,
    )
    kept = notebook.read(project.kept())
    assert kept.cells[-1].outputs[0].data[BLOCK]["level"] == 2.5 * 1.01
    assert len(stand_in) == 3
    project.level(2.5)
    project.run("--baselines").assert_outcomes(passed=1)
    assert not project.kept().exists()


def test_a_new_baseline_shows_its_difference_before_it_is_written(project, stand_in, monkeypatch):
    """The difference stands in the summary, above the line that says it was written; unwritten, it fails."""
    project.run("--update-baselines")
    before = project.baseline().read_bytes()
    project.level(3.5)
    made = project.run("--update-baselines")
    made.assert_outcomes(passed=1)
    made.stdout.fnmatch_lines(
        ["order.ipynb over harbour: 1 difference", "    was: 2.5", "    is:  3.5", "  written: *"]
    )
    after = project.baseline().read_bytes()
    assert b'"level": 3.5' in after
    assert sum(a != b for a, b in zip(before.split(b"\n"), after.split(b"\n"), strict=True)) == 1
    again = project.run("--update-baselines")
    again.stdout.fnmatch_lines(["*no difference, the baseline stays as it is"])
    again.stdout.no_fnmatch_line("  written: *")

    def full(path: Path, text: str) -> None:
        assert text
        raise WriteProblem(path, "there is no space left for it", "make room")

    monkeypatch.setattr("reportkit.publishing.atomic.write_text", full)
    project.level(4.5)
    unwritten = project.run("--update-baselines")
    unwritten.stdout.fnmatch_lines(["    is:  4.5", "  not written: *no space left*"])
    assert unwritten.ret == pytest.ExitCode.TESTS_FAILED
    assert project.baseline().read_bytes() == after
    assert len(stand_in) == 4


@pytest.mark.parametrize("silent", [("--no-summary",), ("-p", "no:terminal")])
def test_nothing_is_written_unseen(project, stand_in, silent):
    """Where the difference could not be shown, no baseline is made anew."""
    result = project.run("--update-baselines", *silent)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert stand_in == []
    assert not project.baseline().exists()


@pytest.mark.parametrize("content", ["", "{}", None])
def test_an_empty_or_stripped_baseline_is_refused(project, stand_in, content):
    """A baseline without content would pass whatever the notebook shows: nothing is run, and it fails."""
    project.run("--update-baselines")
    stripped = json.loads(project.baseline().read_text())
    for cell in stripped["cells"]:
        cell["outputs"] = []
    project.baseline().write_text(json.dumps(stripped) if content is None else content)
    refused = project.run("--baselines")
    refused.assert_outcomes(failed=1)
    refused.stdout.fnmatch_lines(["*harbour.baseline.json is refused: it is *", "Bring back the one that *"])
    assert len(stand_in) == 1
    remade = project.run("--update-baselines")
    remade.stdout.fnmatch_lines(["*a baseline instead of the one there*"])
    project.run("--baselines").assert_outcomes(passed=1)


def test_a_partly_stripped_baseline_is_a_difference(project, stand_in):
    """Taking away one output of several is noticed too."""
    project.run("--update-baselines")
    text = project.baseline().read_text()
    assert '"level": 2.5, ' in text
    project.baseline().write_text(text.replace('"level": 2.5, ', ""))
    project.run("--baselines").assert_outcomes(failed=1)
    assert len(stand_in) == 2


def test_a_baseline_of_other_cells_is_refused(project, stand_in):
    """After the notebook's code has changed, its baseline is not compared with; the changes are named."""
    project.run("--update-baselines")
    project.write(LEVEL, "# again\n" + SHOW)
    refused = project.run("--baselines")
    refused.assert_outcomes(failed=1)
    refused.stdout.fnmatch_lines(
        ["order.ipynb over harbour: the baseline is of another notebook, so nothing was run", "*  code"]
    )
    assert len(stand_in) == 1
    project.run("--update-baselines").assert_outcomes(passed=1)
    project.run("--baselines").assert_outcomes(passed=1)


def test_a_baseline_of_other_parameters_is_refused(project, stand_in):
    """After the parameter file has changed, its baseline is of another run."""
    project.run("--update-baselines")
    project.give("harbour", "parameters:\n  words: 008\n")
    refused = project.run("--baselines")
    refused.stdout.fnmatch_lines(["  parameters, words", "    was: 007", "    is:  008"])
    refused.assert_outcomes(failed=1)
    assert len(stand_in) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("parameters:\n  wrds: 1\n", "write 'words'"),
        ("parameters:\n  words: [1]\n", "give str"),
        ("parameters: none\n", "'parameters' holds no names with values"),
        ("words: 1\n", "unknown entry 'words'"),
        ("", "cannot be read"),
        ("seeds: nowhere\nparameters: {}\n", "'seeds' names no corpus: nowhere"),
        ("parameters:\n\twords: 1\n", "a tab stands here"),
    ],
)
def test_a_parameter_file_that_does_not_fit_is_told(project, stand_in, text, words):
    """What is wrong with a parameter file is told with the file's name, reason and remedy; nothing runs."""
    project.give("harbour", text)
    failed = project.run("--baselines")
    failed.assert_outcomes(failed=1)
    assert words in said(failed)
    assert "= fix: " in said(failed)
    assert stand_in == []


def layout(root: Path) -> Layout:
    """Return the folders as the plugin finds them by default."""
    return Layout(root, root / "notebooks", root / "tests/params")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"parameters": {"a": 1, "a": 2}}', '{"parameters": 1}'])
def test_a_json_parameter_file_is_read_as_strictly(tmp_path, text):
    """JSON that is cut off or names a parameter twice is refused with its reason."""
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(MatrixProblem, match=r"x\.json"):
        matrix.read(file, layout(tmp_path))


def test_what_would_never_be_run_is_told(project, stand_in):
    """Parameters of a misspelt notebook, a baseline left over, two sets of one name: the run ends at once."""
    (project.root / "tests/params/ordre").mkdir()
    (project.root / "tests/params/ordre/harbour.yaml").write_text("parameters: {}\n")
    project.give("harbour", "{}", "json")
    project.baseline("left-over").touch()
    result = project.run("--baselines")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    for words in (
        "no notebook ordre.ipynb",
        "write 'order'",
        "are called 'harbour'",
        "left-over.baseline.json",
    ):
        assert words in said(result)
    assert stand_in == []


def test_asking_without_a_parameter_file_is_no_success(project, stand_in):
    """A run that was asked to compare and has nothing to compare says so."""
    (project.parameters / "harbour.yaml").unlink()
    result = project.run("--baselines")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "tests/params/x/NAME.yaml" in said(result)
    assert stand_in == []


def test_other_folders_can_be_named(project, stand_in):
    """Both folders are settings."""
    project.root.joinpath("notebooks").rename(project.root / "books")
    project.root.joinpath("tests/params").rename(project.root / "given")
    project.root.joinpath("pytest.ini").write_text(
        "[pytest]\nreportkit_notebooks = books\nreportkit_params = given\n"
    )
    project.run("--update-baselines").assert_outcomes(passed=1)
    assert (project.root / "given/order/harbour.baseline.json").exists()
    assert len(stand_in) == 1


def test_a_notebook_that_shows_nothing_gets_no_baseline(project, monkeypatch):
    """An empty baseline is not even made."""

    def execute(source: NotebookNode, *_: object, **__: object) -> Execution:
        return Execution(source, "ok", ())

    monkeypatch.setattr(execution, "execute", execute)
    result = project.run("--update-baselines")
    result.assert_outcomes(failed=1)
    assert "no cell shows anything" in said(result)
    assert not project.baseline().exists()


def test_a_notebook_that_breaks_its_contract_fails(project, stand_in):
    """What a notebook promises to show is asked for here too, and no baseline is made of less."""
    project.write(LEVEL, SHOW, reportkit={"contract": {"figures": ["sequence"]}})
    for option in ("--update-baselines", "--baselines"):
        result = project.run(option)
        result.assert_outcomes(failed=1)
        words = "sequence chart missing" if option == "--update-baselines" else "no baseline"
        assert words in said(result)
    assert not project.baseline().exists()
    assert len(stand_in) == 1


@pytest.mark.slow
def test_it_works_over_several_workers(project):
    """With xdist the workers run notebooks, and the main process shows and writes what they made."""
    project.give("league", '{"parameters": {"words": "NO"}}', "json")
    made = project.run_outside("--update-baselines", "-n", "2", "--dist", "load")
    made.assert_outcomes(passed=2)
    made.stdout.fnmatch_lines(["  written: *harbour.baseline.json", "*", "  written: *league.baseline.json"])
    project.level(9)
    failed = project.run_outside("--baselines", "-n", "2", "--dist", "loadscope")
    failed.assert_outcomes(failed=2)
    failed.stdout.fnmatch_lines(["    was: 2.5", "    is:  9.0"])
    assert project.kept().exists()
    assert project.kept("league").exists()


@pytest.mark.slow
def test_a_failing_cell_is_told_and_kept(project):
    """A cell in error fails the set, is named by its heading, and no baseline is made of the rest."""
    project.write(LEVEL, SHOW, "1 / 0")
    result = project.run("--update-baselines")
    result.assert_outcomes(failed=1)
    words = "cell error in cell [5] under “Order of events”: ZeroDivisionError: division by zero"
    assert words in said(result)
    assert "1 / 0" in project.kept().read_text()
    assert not project.baseline().exists()


@pytest.mark.slow
def test_nbval_goes_on_as_before(project):
    """With --nbval stored outputs are compared as ever, alone or beside the baselines."""
    project.write("words", "1 + 1")
    stored = notebook.read(project.notebook)
    for count, (cell, text) in enumerate(zip(stored.cells[1:], ("", "'nothing'", "3"), strict=True), 1):
        cell.execution_count = count
        if text:
            cell.outputs = [
                nbformat.v4.new_output("execute_result", {"text/plain": text}, execution_count=count)
            ]
    project.notebook.write_bytes(notebook.to_bytes(stored))
    # outside: nbval leaves a file open, which the tests of this project do not let pass
    alone = project.run_outside("--nbval", "--nbval-current-env", "notebooks")
    alone.assert_outcomes(passed=2, failed=1)
    both = project.run_outside("--nbval", "--nbval-current-env", "--update-baselines", "notebooks")
    both.assert_outcomes(passed=3, failed=1)
    assert project.baseline().exists()


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "tests/params").glob("*/*.baseline.json")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_the_baselines_of_this_project_are_of_its_notebooks(path):
    """Each stored baseline is whole and of the cells that its notebook has; else make it anew."""
    stored = baseline.read(path.read_bytes())
    now = notebook.read(ROOT / "notebooks" / stored.notebook)
    assert path.parent.name == Path(stored.notebook).stem
    assert not comparison.changed_cells(stored.cells, shown.cells(now))
    assert baseline.to_bytes(stored) == path.read_bytes()

"""The tutorial leads from an empty folder to a PDF, wherever it is run, and leaves nothing behind."""

import json
import re
import time
from pathlib import Path

import nbformat
import pypdf
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from reportkit.cli.commands import COMMANDS

PROJECT = Path(__file__).parents[1]
NOTEBOOK = PROJECT / "notebooks" / "tutorial.ipynb"
REAL = PROJECT / "templates" / "map" / "names.json"
OURS = ("notebooks", "seeds", "templates", "docs/schema")  # what running the tutorial could come near
SECONDS = 60
SOLUTION = re.compile(r"^```\n(.*?)\n```$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.slow


def sources(kind):
    """Return the sources of the cells of one kind."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def files():
    """Return what stands in the project: each file with its size and when it was written."""
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for folder in OURS
        for path in (PROJECT / folder).rglob("*")
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
    }


def run(notebook):
    """Run a notebook where it stands in the project, as JupyterLab does, and return how long it took."""
    begun = time.monotonic()
    client = NotebookClient(notebook, timeout=2 * SECONDS, kernel_name="python3")
    client.execute(cwd=str(NOTEBOOK.parent))
    return time.monotonic() - begun


class Walked:
    """The tutorial after a run in a folder that stays, with the exercise solved behind it."""

    def __init__(self, folder):
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        notebook.cells[0].source = f"folder: str = {str(folder / 'practice')!r}"
        self.steps = len(notebook.cells)
        solution = SOLUTION.findall(sources("markdown")[-1])
        notebook.cells += [nbformat.v4.new_code_cell(step) for step in solution]
        before = files()
        self.seconds = run(notebook)
        self.touched = {path.relative_to(PROJECT) for path, _ in before.items() ^ files().items()}
        self.folder = folder / "practice"
        self.shown = ["".join(out.get("text", "") for out in cell.outputs) for cell in notebook.cells]
        self.pdf = self.folder / "build" / "ennick-explosion.pdf"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Return the tutorial after a run."""
    return Walked(tmp_path_factory.mktemp("walk"))


def test_it_ends_in_a_page_on_which_everybody_is_named(walked):
    """The PDF says who acknowledges, suspects and denies, that it is a draft, and that it is invented."""
    pages = [page.extract_text() for page in pypdf.PdfReader(walked.pdf).pages]
    text = " ".join(" ".join(pages).split())
    for words in (
        "The Veldrian navy acknowledges “an explosion”",
        "An unnamed Veldrian official suspects Quorland",
        "Quorland’s air force denies a drone attack by Quorland",
        "“Several of our sailors”",
        "reported only",
        "other means",
        "DRAFT",
        "INVENTED TEST MATERIAL",
    ):
        assert words in text


def test_nothing_on_the_page_makes_an_order_a_cause(walked):
    """Two days after stays two days after: nobody in the text gives a reason, so the page gives none."""
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(walked.pdf).pages).split())
    assert "two days after" in text
    assert not re.search(r"in response|retaliat|because of|revenge", text)


def test_the_mistakes_are_told_and_mended(walked):
    """The cell with mistakes shows each with its remedy, and the last check finds nothing wrong."""
    told = next(text for text in walked.shown if "unknown act 'admits'" in text)
    assert "write 'veldrian-navy'" in told
    assert "'several' is not a whole number" in told
    checks = [text for text in walked.shown if "spans verified" in text or "span verified" in text]
    assert "every sentence is covered by a claim, or listed as uncovered" in checks[-1]
    assert "problem" not in checks[-1]


def test_the_solution_of_the_exercise_is_right(walked):
    """With the solution the tie to Quorland is reported only, not disputed: the denial is of drones alone."""
    told = walked.shown[-1]
    assert "Quorland is answerable: reported only" in told
    assert "Quorland’s air force: denies part" in told
    assert "It was rocket or artillery fire: reported only" in told


def test_it_takes_well_under_a_minute_to_run(walked):
    """The fifteen minutes are for reading: all cells together run in well under a minute."""
    assert walked.seconds < SECONDS


def test_running_it_leaves_the_project_as_it_is(walked):
    """Nothing in the project is made, changed or removed."""
    assert walked.touched == set()


def test_no_folder_of_the_machine_is_shown(walked):
    """What the cells show does not depend on where the folder is."""
    assert not [text for text in walked.shown if str(walked.folder.parent) in text]


def test_a_step_that_fails_is_not_passed_over(tmp_path, monkeypatch):
    """Where the folder cannot be made the run stops there, before anything is written elsewhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").touch()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"][:3]
    notebook.cells[0].source = f"folder: str = {str(tmp_path / 'taken' / 'practice')!r}"
    with pytest.raises(CellExecutionError, match="cannot make"):
        run(notebook)


def test_everything_in_it_is_invented_and_says_so():
    """Both texts begin by saying that they are invented; none of their names stands on a map."""
    written = (*sources("code"), *SOLUTION.findall(sources("markdown")[-1]))
    texts = [text.splitlines()[1] for text in written if text.startswith("%%writefile texts/")]
    assert len(texts) == 2
    assert all(line.startswith("Invented for practice:") for line in texts)
    real = REAL.read_text(encoding="utf-8")
    assert not [name for name in ("Veldria", "Quorland", "Ennick") if name in real]


def test_every_command_of_the_tutorial_is_one_of_the_kit():
    """No line names a command that the kit does not have."""
    lines = [line for text in sources("code") for line in text.splitlines() if line.startswith("%reportkit")]
    assert lines
    assert {line.split()[1] for line in lines} <= COMMANDS.keys()

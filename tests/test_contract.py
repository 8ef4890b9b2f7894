"""A notebook that shows less than it promises fails its run, and all that is missing is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from click.testing import CliRunner

import reportkit as rk
from reportkit.cli import main
from reportkit.mime import BLOCK, DRAWING
from reportkit.publishing import contract
from reportkit.publishing import notebook as notebooks
from reportkit.publishing.contract import Contract, ContractProblem
from reportkit.publishing.execution import Execution
from reportkit.publishing.record import CellRecord, read
from reportkit.publishing.run import render
from tests import cases

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from reportkit.case import Case

LAST_GOOD = b"%PDF-1.7 the last good briefing"
ALT = [{"t": "Sequence. Harbour fire: acknowledged.", "from": ["incident:harbour-fire"], "kind": "text"}]
FIGURE = {BLOCK: {"kind": "figure", "figure": "sequence", "alt": ALT}, DRAWING: "<svg/>"}
TABLE = {BLOCK: {"kind": "table", "name": "claims", "rows": [[], []]}}
LINE = {BLOCK: {"kind": "bottom_line", "sentences": []}}
PROMISE = Contract(blocks=("bottom_line",), figures=("sequence",), tables=(("claims", 2),))
# A loader as a notebook may have it, and what a careful author would write to go on without data.
LOADS = "def load():\n    return {found}\ncase = load()"
SHOWS = f"from IPython.display import display\nif case:\n    display({FIGURE!r}, raw=True)"


def showing(*bundles: dict[str, Any], **metadata: Any) -> NotebookNode:
    """Return a notebook whose cells have displayed some bundles."""
    outputs = [nbformat.v4.new_output("display_data", bundle) for bundle in bundles]
    cells = [nbformat.v4.new_code_cell("shown", outputs=[output]) for output in outputs]
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    return notebook


def what(executed: NotebookNode) -> list[str]:
    """Return what is missing, in a few words each."""
    return [problem.what for problem in contract.breaches(PROMISE, executed, "briefing.ipynb")]


def test_a_kept_promise_is_silent():
    """A notebook that shows all it promises, and more, passes; so does one that promises nothing."""
    assert what(showing(LINE, FIGURE, TABLE, {BLOCK: {"kind": "legend"}})) == []
    assert contract.read(showing(), "briefing.ipynb") is None


def test_everything_missing_is_told_at_once():
    """Blocks, charts and tables that are not there are named in one message, each with reason and remedy."""
    assert what(showing()) == ["bottom line missing", "sequence chart missing", "claims table missing"]
    for problem in contract.breaches(PROMISE, showing(), "briefing.ipynb"):
        assert problem.why
        assert "metadata.reportkit.contract" in problem.fix


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        ({BLOCK: FIGURE[BLOCK]}, "sequence chart has no drawing"),
        ({BLOCK: FIGURE[BLOCK] | {"alt": []}, DRAWING: "<svg/>"}, "sequence chart has no alt text"),  # type: ignore[operator]
        ({BLOCK: FIGURE[BLOCK] | {"figure": "actors"}, DRAWING: "<svg/>"}, "sequence chart missing"),  # type: ignore[operator]
    ],
)
def test_a_chart_needs_its_drawing_and_its_alt_text(bundle, words):
    """A chart that a reader would not see, or not hear, is told as such."""
    assert what(showing(LINE, TABLE, bundle)) == [words]


def test_a_table_needs_its_rows():
    """A table with fewer rows than promised is told with their number."""
    short = {BLOCK: {"kind": "table", "name": "claims", "rows": [[]]}}
    assert what(showing(LINE, FIGURE, short)) == ["claims table has 1 row"]


@pytest.mark.parametrize(
    ("written", "where", "words"),
    [
        ([], "metadata.reportkit", "no set of names and values"),
        ({"contract": []}, "contract", "no set of names and values"),
        ({"contract": {}}, "contract", "promises nothing"),
        ({"contract": {"figures": []}}, "contract", "promises nothing"),
        ({"contract": {"figure": ["sequence"]}}, "contract", "write 'figures'"),
        ({"contract": {"figures": "sequence"}}, "contract.figures", "no list of names"),
        ({"contract": {"figures": ["a", 1]}}, "contract.figures", "no list of names"),
        ({"contract": {"blocks": ["a", "a"]}}, "contract.blocks", "'a' stands twice"),
        ({"contract": {"tables": ["claims"]}}, "contract.tables", "no names with numbers"),
        ({"contract": {"tables": {"claims": "1"}}}, "contract.tables", "rows are counted"),
        ({"contract": {"tables": {"claims": -1}}}, "contract.tables", "rows are counted"),
        ({"contract": {"tables": {"claims": True}}}, "contract.tables", "rows are counted"),
    ],
)
def test_a_contract_that_cannot_be_read_is_told(written, where, words):
    """A malformed contract is no contract kept: place, reason and remedy are told."""
    with pytest.raises(ContractProblem) as raised:
        contract.read(showing(reportkit=written), "briefing.ipynb")
    said = str(raised.value)
    assert words in said
    assert "= why: " in said
    assert "= fix: " in said
    assert said.startswith("briefing.ipynb, metadata.reportkit")
    assert where in said or not isinstance(written, dict)


def test_all_mistakes_of_a_contract_are_told_at_once():
    """Nobody mends a contract one message at a time."""
    wrong = {"figure": [], "tables": {"a": "x", "b": -1}}
    with pytest.raises(ContractProblem) as raised:
        contract.read(showing(reportkit={"contract": wrong}), "briefing.ipynb")
    assert len(raised.value.problems) == 3


def pdf_of(executed: NotebookNode) -> bytes:
    """Stand in for the briefing exporter."""
    return b"%PDF-1.7 " + notebooks.to_bytes(executed)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return an output folder in which the last good briefing stands."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "harbour.pdf").write_bytes(LAST_GOOD)
    return folder


def loading(folder: Path, found: str, **promise: object) -> Path:
    """Write a notebook whose loader finds something, and which draws only what was found."""
    parameters = nbformat.v4.new_code_cell('incident: str = "harbour"  # slug', id="parameters")
    parameters.metadata["tags"] = ["parameters"]
    cells = [nbformat.v4.new_code_cell(LOADS.format(found=found)), nbformat.v4.new_code_cell(SHOWS)]
    promised = {"figures": ["sequence"]} | promise
    metadata = {"reportkit": {"contract": promised}}
    path = folder / "briefing.ipynb"
    path.write_bytes(
        notebooks.to_bytes(nbformat.v4.new_notebook(cells=[parameters, *cells], metadata=metadata))
    )
    return path


@pytest.mark.slow
def test_a_loader_that_returns_nothing_fails_the_run(tmp_path, out):
    """All cells ran and no error was raised, yet the run fails: the chart that was promised is missing."""
    record = render(loading(tmp_path, "None"), "harbour", out, {}, export=pdf_of)
    assert (record.status, record.ok) == ("incomplete", False)
    assert {cell.status for cell in record.cells} == {"ok"}
    assert "sequence chart missing" in record.message
    assert read(out / "harbour.run.json") == record
    assert (out / "harbour.pdf").read_bytes() == LAST_GOOD
    assert (out / "harbour.failed.ipynb").exists()
    good = render(loading(tmp_path, "[1]"), "harbour", out, {}, export=pdf_of)
    assert good.ok
    assert not (out / "harbour.failed.ipynb").exists()


def ran_well(source: NotebookNode, *_: object, **__: object) -> Execution:
    """Stand in for the kernel: every cell has run and shown nothing."""
    return Execution(source, "ok", (CellRecord(1, "", "ok", 0.1),))


def test_the_record_tells_all_that_is_missing(tmp_path, out, monkeypatch):
    """However much is missing, nothing of it is cut off."""
    monkeypatch.setattr("reportkit.publishing.run.execute", ran_well)
    names = [f"chart-{n}" for n in range(40)]
    record = render(loading(tmp_path, "None", figures=names), "harbour", out, {}, export=pdf_of)
    assert all(f"{name} chart missing" in record.message for name in names)


def test_a_run_with_a_malformed_contract_starts_nothing(tmp_path, out, monkeypatch):
    """A contract that cannot be read is told before a kernel starts."""
    monkeypatch.setattr("reportkit.publishing.run.execute", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(ContractProblem, match="no list of names"):
        render(loading(tmp_path, "None", figures="sequence"), "harbour", out, {}, export=pdf_of)
    assert sorted(path.name for path in out.iterdir()) == ["harbour.pdf"]


def command(path: Path, out: Path, corpus: Path) -> Any:
    """Call the command line for one incident."""
    arguments = ["--seeds", str(corpus), "render", "harbour-fire", "--out", str(out), "--notebook", str(path)]
    return CliRunner().invoke(main, arguments)


def test_the_command_line_fails_with_what_is_missing(tmp_path, out, monkeypatch):
    """``reportkit render`` ends with 1 and says what is missing; also for a contract it cannot read."""
    corpus = cases.FOLDERS[1]
    monkeypatch.setattr("reportkit.publishing.run.execute", ran_well)
    lacking = command(loading(tmp_path, "None"), out, corpus)
    assert lacking.exit_code == 1
    assert "sequence chart missing" in lacking.output
    assert json.loads((out / "harbour-fire.run.json").read_text())["status"] == "incomplete"
    malformed = command(loading(tmp_path, "None", tables=[]), out, corpus)
    assert malformed.exit_code == 1
    assert "the tables are no names with numbers" in malformed.output
    assert "fault of its own" not in malformed.output


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_the_briefing_keeps_its_contract_for_every_incident(folder, slug):
    """What the briefing promises holds for an incident with one claim as for the one with most."""
    assert lacking(cases.opened(folder, slug)) == []


def test_an_incident_nobody_speaks_of_is_no_briefing(tmp_path):
    """Of a corpus that was loaded without its documents, no briefing is made: the contract is not kept."""
    empty = tmp_path / "empty"
    shutil.copytree(Path(__file__).parent / "corpora/tiny/incidents", empty / "incidents")
    for name in ("actors.yaml", "places.yaml", "corpus.yaml"):
        shutil.copy(Path(__file__).parent / "corpora/tiny" / name, empty)
    (empty / "documents.yaml").write_text("format: 1\ndocuments: {}\n")
    incident = empty / "incidents/harbour-fire.yaml"
    incident.write_text(incident.read_text().partition("assessments:")[0])
    said = lacking(rk.load("harbour-fire", seeds=empty))
    assert {"claims table has 0 rows", "sequence chart missing"} <= set(said)


def lacking(case: Case) -> list[str]:
    """Return what the blocks that the briefing notebook calls leave out of what it promises."""
    path = Path(__file__).parents[1] / "notebooks/briefing.ipynb"
    promise = contract.read(notebooks.read(path), path.name)
    assert promise is not None
    called = [line for cell in notebooks.read(path).cells for line in cell.source.splitlines()]
    blocks = [
        getattr(rk, line.removeprefix("rk.").split("(")[0])(case)
        for line in called
        if line.startswith("rk.") and line.endswith(("(case)", "theme=theme)", "since=previous)])"))
    ]
    bundles = [
        json.loads(json.dumps({BLOCK: block.to_json(), DRAWING: "<svg/>"})) for block in blocks if block
    ]
    assert len(bundles) > 10
    return [problem.what for problem in contract.breaches(promise, showing(*bundles), path.name)]

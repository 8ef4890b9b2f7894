"""What an analyst shows in a notebook, with words of their own or without, and what of it is on the page."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader

import reportkit as rk
from reportkit.mime import ASIDE, BLOCK
from reportkit.publishing.exporter import page
from reportkit.publishing.frames import values
from reportkit.publishing.run import render
from reportkit.publishing.showing import CannotShow, register
from reportkit.publishing.typesetting import TypesettingError, typeset
from tests.cases import ROOT
from tests.samples import cells
from tests.samples.cells import SECRETS, code, from_a_camera, notebook, parts, plain

Json = Any
TABLE = pd.DataFrame({"posts": [3, 12]}, index=pd.Index(["north", "south"], name="side"))


@pytest.fixture
def shell() -> InteractiveShell:
    """Return a shell that knows the kit."""
    made = InteractiveShell()
    register(made)
    return made


def displayed(thing: object, shell: InteractiveShell | None = None) -> Json:
    """Return a cell that displays something, as a kernel stores it."""
    if shell is None:
        found = thing._repr_mimebundle_()  # type: ignore[attr-defined]
        data = found[0] if isinstance(found, tuple) else found
    else:
        formatter = shell.display_formatter
        assert formatter is not None
        data, _ = formatter.format(thing)
    output = {"output_type": "display_data", "data": json.loads(json.dumps(data)), "metadata": {}}
    return code(output)


def only(*added: Json) -> Json:
    """Return the one part that added cells bring onto the page."""
    (made,) = parts(*added)
    return made


def test_a_kernel_that_knows_the_kit_stores_tables_whole(shell: InteractiveShell) -> None:
    """A bare DataFrame or Series comes with its values, beside the faces it always had."""
    data = displayed(TABLE, shell)["outputs"][0]["data"]
    assert {"text/html", "text/plain", BLOCK} <= {*data}
    hundred = pd.DataFrame({"n": range(150)})
    assert len(only(displayed(hundred, shell))["rows"]) == 150
    assert only(displayed(TABLE["posts"], shell))["kind"] == "frame"


def test_a_kernel_that_knows_the_kit_stores_figures_as_lines(shell: InteractiveShell) -> None:
    """A bare figure comes outlined and described by the words that stand in it."""
    made = only(displayed(cells.figure(), shell))
    assert plain(made["alt"]) == ("The analyst’s figure. Titles: Posts a day. Across: day of May. Up: posts.")
    again = displayed(cells.figure(), shell)
    assert again == displayed(cells.figure(), shell)
    svg = again["outputs"][0]["data"]["image/svg+xml"]
    assert "<text" not in svg
    assert "<metadata" not in svg


def test_a_figure_with_pixels_comes_in_pixels(shell: InteractiveShell) -> None:
    """A heat map is stored as a picture fine enough for print."""
    figure = Figure(figsize=(2, 2))
    figure.add_subplot().imshow([[1, 2], [3, 4]])
    data = displayed(figure, shell)["outputs"][0]["data"]
    assert "image/svg+xml" not in data
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as image:
        assert image.width > 250
    assert only(code({"output_type": "display_data", "data": data, "metadata": {}}))["file"]


def test_what_cannot_be_taken_keeps_its_usual_faces(shell: InteractiveShell) -> None:
    """A table of odd things, or without columns, is displayed as ever."""

    class Odd:
        def __str__(self) -> str:
            raise RuntimeError

    assert values(pd.DataFrame({"a": [Odd()]}), 5)["rows"] == [["(Odd)"]]
    assert BLOCK not in displayed(pd.DataFrame(), shell)["outputs"][0]["data"]
    assert BLOCK not in displayed(3, shell)["outputs"][0]["data"]


def test_a_table_with_a_caption() -> None:
    """The caption stands over the table, and more rows are shown if they are asked for."""
    made = only(displayed(rk.frame(pd.DataFrame({"n": range(400)}), caption="Posts", rows=300)))
    assert plain(made["caption"]) == "Posts"
    assert (len(made["rows"]), plain(made["notes"][0])) == (300, "… 100 more rows")


def test_a_figure_with_words() -> None:
    """Description and caption of a figure are the analyst's own."""
    made = only(displayed(rk.figure(cells.figure(), alt="Three posts, then none.", caption="Posts")))
    assert (plain(made["alt"]), plain(made["caption"])) == ("Three posts, then none.", "Posts")


def test_a_figure_of_pyplot_is_not_shown_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pyplot shows what is open at the end of a cell: a figure that is shown or set aside is closed."""
    monkeypatch.setitem(mpl.rcParams, "backend", "agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only here, where it cannot choose a window

    rk.figure(plt.figure(), alt="x")
    rk.aside(plt.figure())
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda: rk.frame([1, 2]), "a list is no table"),
        (lambda: rk.frame(TABLE, rows=0), "rows is a number from 1 to 1000"),
        (lambda: rk.frame(pd.DataFrame()), "no columns"),
        (lambda: rk.figure(3, alt="x"), "a int is no figure"),
        (lambda: rk.figure(Figure(), alt=" "), "needs a description"),
        (lambda: rk.photo("no-such.jpg", alt=""), "needs a description"),
        (lambda: rk.photo("no-such.jpg", alt="x"), "no-such.jpg: No such file"),
        (lambda: rk.photo(".", alt="x"), "no ordinary file"),
        (lambda: rk.photo("no\0such", alt="x"), "embedded null"),
        (lambda: rk.photo("no-such.jpg", alt="x", document="the wire"), "such as 'D1'"),
        (lambda: rk.photo("no-such.jpg", alt="x", width_mm=300), "from 20 to 174"),
    ],
    ids=range(11),
)
def test_what_cannot_be_shown_is_told_at_once(call: Any, why: str) -> None:
    """Whoever shows something in a cell reads there what is wrong, not when the page is made."""
    with pytest.raises(CannotShow, match=why):
        call()


def test_a_photograph_leaves_its_camera_behind(tmp_path: Path) -> None:
    """Not even the notebook holds what the file said of place, time and owner."""
    path = tmp_path / "quay.jpg"
    path.write_bytes(from_a_camera("JPEG"))
    shown = rk.photo(path, alt="A red wall.", caption="The quay.", credit="harbour office", document="D1")
    data = shown._repr_mimebundle_()
    stored = base64.b64decode(data["image/jpeg"])
    assert not [
        secret for secret in SECRETS if secret in stored or secret.decode() in json.dumps(data[BLOCK])
    ]
    made = only(displayed(shown))
    assert plain(made["credit"]) == "Picture: harbour office. From D1."
    assert made["width_mm"] < 110
    assert [run["from"] for run in made["credit"] if run["kind"] == "reference"] == [["D1"]]


def test_a_photograph_does_not_take_the_page(tmp_path: Path) -> None:
    """However many pixels it has, it is 110 mm wide at most, or as wide as was asked for."""
    path = tmp_path / "quay.jpg"
    path.write_bytes(cells.picture("JPEG", (3000, 2000)))
    assert only(displayed(rk.photo(path, alt="x")))["width_mm"] == 110
    assert only(displayed(rk.photo(path, alt="x", width_mm=60.5)))["width_mm"] == 60.5


def test_a_photograph_of_no_document_says_so(tmp_path: Path) -> None:
    """Where no registered document holds the picture, the page says that none does."""
    path = tmp_path / "quay.png"
    path.write_bytes(cells.picture())
    assert plain(only(displayed(rk.photo(path, alt="x")))["credit"]) == "From no document of the record."


@pytest.mark.parametrize("content", [b"", b"no picture", cells.picture()[:40]])
def test_a_bad_photograph_is_told_with_its_file(tmp_path: Path, content: bytes) -> None:
    """The name of the file and what is wrong with it stand in the message."""
    path = tmp_path / "quay.jpg"
    path.write_bytes(content)
    with pytest.raises(CannotShow, match=r"quay\.jpg: it is no picture that can be read"):
        rk.photo(path, alt="x")


def test_what_is_set_aside_is_seen_and_not_printed(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table, a figure and a block of the kit can be looked at without going to the page."""
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    for thing in (TABLE, cells.figure(), 3, rk.frame(TABLE)):
        cell = displayed(rk.aside(thing), shell)
        assert cell["outputs"][0]["data"][ASIDE] == {}
        assert BLOCK not in cell["outputs"][0]["data"]
        assert parts(cell) == []
    assert "text/html" in displayed(rk.aside(TABLE), shell)["outputs"][0]["data"]


def with_cells(folder: Path, *sources: tuple[str, str]) -> Path:
    """Return the briefing's notebook with cells added after its first ones."""
    made = nbformat.read(ROOT / "notebooks/briefing.ipynb", as_version=4)
    new = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    made.cells[6:6] = [new[kind](words) for kind, words in sources]
    made.cells[-1].source = f"rk.aside({made.cells[-1].source.removeprefix('rk.aside(').removesuffix(')')})"
    made.metadata.pop("reportkit", None)
    nbformat.write(made, folder / "briefing.ipynb")
    return folder / "briefing.ipynb"


@pytest.mark.slow
def test_every_way_to_the_page_gives_the_same_bytes(tmp_path: Path) -> None:
    """`render`, `jupyter nbconvert` and an editor's save of the executed notebook make one PDF."""
    path = with_cells(
        tmp_path,
        ("code", "from reportkit.publishing.showing import register\nregister(get_ipython())"),
        ("markdown", "Words *of the desk*.[^1]\n\n[^1]: A note."),
        ("code", "case.claims[['number', 'speaker']].head(3)"),
        ("code", "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('Posts');"),
        (
            "code",
            "import sys\nfor n in range(30):\n    print(n, flush=True)\n    print(n, file=sys.stderr)",
        ),
        ("code", "rk.aside(case.claims)"),
    )
    done = render(path, "kalsu", tmp_path / "out", {}, environment={"REPORTKIT_SEEDS": str(ROOT / "seeds")})
    assert done.ok, done.message
    pdf, stored = tmp_path / "out/kalsu.pdf", tmp_path / "out/kalsu.ipynb"
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "nbconvert", "--to", "briefing", "--output", "again", str(stored)],
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "out/again.pdf").read_bytes() == pdf.read_bytes()
    saved = json.loads(stored.read_text(encoding="utf-8"))
    document = page(nbformat.read(stored, as_version=4))
    assert page(saved) == document
    added = [
        part["kind"] for block in document[0]["blocks"] if block["kind"] == "added" for part in block["parts"]
    ]
    assert added == ["prose", "frame", "picture", "printed"]
    alts = json.dumps(document[0]["blocks"], ensure_ascii=False)
    assert "Titles: " in alts
    assert len(PdfReader(pdf).pages) > 1


def test_references_of_a_photograph_lead_to_its_document(tmp_path: Path) -> None:
    """A number of a document that is not on the page stops it, as for any sentence."""
    path = tmp_path / "quay.png"
    path.write_bytes(cells.picture())
    assert typeset(*page(notebook(displayed(rk.photo(path, alt="x", document="D1")))))
    with pytest.raises(TypesettingError, match=r"cell 6: \[D9\] leads nowhere"):
        typeset(*page(notebook(displayed(rk.photo(path, alt="x", document="D9")))))

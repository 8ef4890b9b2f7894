"""From displayed blocks to the PDF, as nbconvert and JupyterLab ask for it."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from pypdf import PdfReader

from reportkit.mime import ASIDE, BLOCK, DRAWING
from reportkit.publishing.exporter import BriefingExporter, ExportProblem, page
from reportkit.publishing.typesetting import TypesettingError, typeset
from tests.samples import pages

Json = Any  # whatever JSON can hold


def notebook(name: str = "harbour") -> dict[str, Any]:
    """Return a notebook that has displayed a sample, as plain JSON."""
    made: dict[str, Any] = pages.notebook(getattr(pages, name)())
    return made


def opened(content: dict[str, Any]) -> Json:
    """Return a notebook as nbformat reads it from a file."""
    return nbformat.reads(json.dumps(content), as_version=4)


def exported(notebook: Json, resources: Json = None) -> Json:
    """Return what the exporter gives for an opened notebook: the PDF and the resources."""
    return BriefingExporter().from_notebook_node(notebook, resources)


def export(content: dict[str, Any]) -> bytes:
    """Return the PDF of a notebook as a file would give it."""
    pdf: bytes = exported(opened(content))[0]
    return pdf


@cache
def usual() -> bytes:
    """Return the PDF of the usual notebook, made once."""
    return export(notebook())


def problems(content: dict[str, Any]) -> str:
    """Return what the error says that a notebook gives."""
    with pytest.raises(ExportProblem) as error:
        page(content)
    return str(error.value)


def displayed(content: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return the output that displays the first block of a kind."""
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            if output["data"][BLOCK]["kind"] == kind:
                data: dict[str, Any] = output["data"]
                return data
    raise AssertionError(kind)


def test_nbconvert_knows_the_exporter() -> None:
    """`jupyter nbconvert --to briefing` and the export menu find it and learn that it makes a PDF."""
    found: Json = get_exporter("briefing")
    assert found == BriefingExporter
    assert (found.output_mimetype, found.export_from_notebook) == ("application/pdf", "Briefing PDF")
    assert found().file_extension == ".pdf"


def test_the_menu_does_not_wait_for_typst() -> None:
    """Typst, Pillow and what reads Markdown are not imported for the menu: it opens where one is broken."""
    code = "import sys; from reportkit.publishing import exporter; exporter.BriefingExporter(); "
    code += "print({'typst', 'PIL', 'markdown_it', 'pandas', 'matplotlib'} & {*sys.modules})"
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own line
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert done.stdout.strip() == "set()"


def test_blocks_in_their_order_make_the_page() -> None:
    """The PDF is the one of the same document set directly, with the record attached."""
    document, drawings, attached = pages.harbour()
    made, shown, files = page(notebook())
    figures = [block for block in made["blocks"] if block["kind"] == "figure"]
    assert [block["kind"] for block in made["blocks"]] == [block["kind"] for block in document["blocks"]]
    assert [shown[block["svg"]] for block in figures] == [
        drawings[f"figures/{block['figure']}.svg"] for block in figures
    ]
    assert json.loads(files["record.json"]) == json.loads(attached["record.json"])
    assert len(PdfReader(io.BytesIO(usual())).pages) == 2
    assert typeset(made, shown, files) == usual()


def test_what_jupyter_server_cannot_zip_is_taken_out() -> None:
    """The resources hold no outputs: the server would try to zip them beside the PDF and fail."""
    _, resources = exported(opened(notebook("short")), {"outputs": {"a.png": b""}})
    assert "outputs" not in resources
    assert resources["output_extension"] == ".pdf"


def test_the_notebook_is_left_as_it_was() -> None:
    """Exporting changes nothing in the notebook that is open."""
    content = opened(notebook("short"))
    before = copy.deepcopy(content)
    exported(content)
    assert content == before


def as_a_browser_saves(part: Json) -> Json:
    """Return JSON as an editor in JavaScript writes it: 1.0 as 1, keys that look like integers first."""
    if isinstance(part, dict):
        digits = sorted((key for key in part if key.isdigit()), key=int)
        return {
            key: as_a_browser_saves(part[key]) for key in (*digits, *(k for k in part if not k.isdigit()))
        }
    if isinstance(part, list):
        return [as_a_browser_saves(value) for value in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part


def with_numbers(content: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook whose blocks hold what editors write differently."""
    about = displayed(content, "headline")[BLOCK]["document"]
    about["record"] |= {"b": 1.0, "10": [2.0, 2.5], "9": -0.0, "big": 1e22}
    displayed(content, "figure")[BLOCK]["width_mm"] = 76.0
    return content


def test_a_save_in_a_browser_changes_no_byte() -> None:
    """Numbers, order of keys, lines of text and line ends may be written as an editor likes."""
    saved = as_a_browser_saves(with_numbers(notebook()))
    for cell in saved["cells"]:
        for output in cell.get("outputs", ()):
            if "image/svg+xml" in output["data"]:
                svg = output["data"]["image/svg+xml"].replace("<path", "\n<path")
                output["data"]["image/svg+xml"] = svg.replace("\n", "\r\n").splitlines(keepends=True)
    plain = with_numbers(notebook())
    for cell in plain["cells"]:
        for output in cell.get("outputs", ()):
            if "image/svg+xml" in output["data"]:
                output["data"]["image/svg+xml"] = output["data"]["image/svg+xml"].replace("<path", "\n<path")
    assert json.dumps(saved) != json.dumps(plain)
    assert export(saved) == export(plain)
    assert page(saved) == page(plain)
    assert b"1.0" not in page(plain)[2]["record.json"]


def test_only_what_is_displayed_counts() -> None:
    """Sources, names, metadata, tags, warnings, counts and the order of faces change no byte."""
    content = notebook()
    chance = random.Random(3)  # noqa: S311 - nothing secret
    content["metadata"] = {
        "kernelspec": {"name": "x", "display_name": "x"},
        "title": "another",
        "authors": [{"name": "n"}],
    }
    for number, cell in enumerate(content["cells"]):
        cell["metadata"] = {"tags": ["remove_cell", "hide_input"], "jupyter": {"outputs_hidden": True}}
        cell["id"] = f"other-{number}"
        if cell["cell_type"] == "code":
            cell["source"] = "print(1)"
            cell["execution_count"] = chance.randint(1, 99)
            for output in cell["outputs"]:
                output["metadata"] = {"isolated": True}
                output["data"] = dict(sorted(output["data"].items())) | {"text/html": "<b>other</b>"}
            stream = {"output_type": "stream", "name": "stderr", "text": "a warning"}
            aside = {"output_type": "display_data", "data": {ASIDE: {}, "image/png": "AAAA"}, "metadata": {}}
            cell["outputs"] = [stream, *cell["outputs"], aside]
    elsewhere = {"metadata": {"name": "n", "path": "/p"}, "unique_key": "k"}
    assert exported(opened(content), elsewhere)[0] == usual()


def test_a_block_may_stand_as_text() -> None:
    """A block saved as text, or as the lines of a text, is the same block."""
    content = notebook("short")
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            output["data"][BLOCK] = json.dumps(output["data"][BLOCK], indent=1).splitlines(keepends=True)
    assert page(content) == page(notebook("short"))


def test_a_notebook_that_was_not_run_is_told() -> None:
    """A stripped notebook is an error that says what to do, never an empty PDF."""
    content = notebook()
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    message = problems(content)
    assert message.startswith("notebook: it holds no outputs")
    assert "fix: run the notebook" in message


def test_a_notebook_of_another_kind_is_told() -> None:
    """A notebook that ran but displays no block is told so."""
    content = notebook()
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    assert problems(content).startswith("notebook: it shows no part of a briefing")


def test_all_that_is_wrong_is_told_at_once() -> None:
    """An error in a cell, a second headline, a figure without drawing and an unknown format: one message."""
    content = notebook()
    content["cells"].append(copy.deepcopy(content["cells"][1]))
    displayed(content, "list")[BLOCK]["format"] = 2
    del displayed(content, "figure")["image/svg+xml"]
    displayed(content, "glance")[BLOCK]["kind"] = "horoscope"
    failed = {"output_type": "error", "ename": "ValueError", "evalue": "no such slug", "traceback": []}
    content["cells"][2]["outputs"].append(failed)
    message = problems(content)
    for line in (
        "cell 3: it ended in ValueError: no such slug",
        "cell 4: its block is of the unknown kind 'horoscope'",
        "cell 5: its block has format 2",
        "cell 7: the figure 'places' has no drawing beside it",
        f"cell {len(content['cells'])}: a second headline",
    ):
        assert line in message
    assert message.count("= why:") == message.count("= fix:") == 5


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"document": None}, "cell 2: its headline has no document"),
        ({"kind": "list"}, "notebook: no block is a headline"),
        ({"subtitle": float("nan")}, "cell 2: its block is no JSON: nan is no number in JSON"),
    ],
)
def test_a_headline_must_be_whole(change: dict[str, Any], complaint: str) -> None:
    """Without a headline, or with a broken one, the page has no title and no marking: that is told."""
    content = notebook("short")
    displayed(content, "headline")[BLOCK].update(change)
    assert complaint in problems(content)


def test_a_document_without_marking_is_told() -> None:
    """What every page must show cannot be left out, and a format of the future is not guessed at."""
    content = notebook("short")
    about = displayed(content, "headline")[BLOCK]["document"]
    del about["marking"], about["edition"]
    about["format"] = 3
    message = problems(content)
    assert "cell 2: its document has no marking, edition" in message
    assert "cell 2: its document has format 3" in message


def test_an_error_message_shows_hostile_words_harmlessly() -> None:
    """Control characters of a failed cell's message do not reach the terminal."""
    content = notebook("short")
    failed = {"output_type": "error", "ename": "E", "evalue": "\x1b[31mred", "traceback": []}
    content["cells"][2]["outputs"].append(failed)
    assert "\x1b" not in problems(content)


def test_a_page_that_cannot_be_set_says_why() -> None:
    """What the page cannot show is told by its block, not swallowed by the exporter."""
    content = notebook("short")
    displayed(content, "list")[BLOCK]["items"].append(pages.line("Who saw it[C9]."))
    with pytest.raises(TypesettingError, match=r"\[C9\] leads nowhere"):
        export(content)


def test_half_a_character_in_the_record_is_kept_as_its_escape() -> None:
    """A lone surrogate in the record does not stop the export and can be read back."""
    content = notebook("short")
    displayed(content, "headline")[BLOCK]["document"]["record"] = {"odd": "\ud800"}
    assert json.loads(page(content)[2]["record.json"]) == {"odd": "\ud800"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"rows": [[{"lines": [[{"t": 7, "from": "fixed", "kind": "text"}]]}]]},
            "rows[0][0].lines[0][0] is no run",
        ),
        ({"rows": 7}, "rows is no list"),
        ({"columns": [{"head": [], "width": ["auto"]}]}, "columns[0].width is no name"),
        ({"rows": [[{"lines": [], "mark": {}}]]}, "rows[0][0].mark is no name"),
        ({"row_labels": [[1]]}, "row_labels[0] is no name"),
        ({"kind": ["table"]}, "its block is of the unknown kind ['table']"),
    ],
)
def test_a_block_that_the_kit_did_not_write_is_told(change: dict[str, Any], said: str) -> None:
    """A forged or broken block is told with its cell and the part that is wrong."""
    content = notebook()
    displayed(content, "table")[BLOCK].update(change)
    assert said in problems(content)


@pytest.mark.parametrize(
    "cell",
    [
        7,
        {"source": "a"},
        {"cell_type": "code", "source": "", "outputs": [{"output_type": "display_data"}]},
        {"cell_type": "code", "source": "", "outputs": [{"output_type": "stream", "name": "stdout"}]},
        {"cell_type": "markdown", "source": "![a](attachment:a.png)", "attachments": {"a.png": 7}},
    ],
)
def test_what_is_no_notebook_is_told(cell: Any) -> None:
    """A file written by hand with parts missing is told, and not met as an error of the program."""
    content = notebook("short")
    content["cells"].append(cell)
    assert "it is not of the form of notebooks, format 4" in problems(content)


@pytest.mark.parametrize("value", [None, 7, {"a": 1}, [None, 1]])
@pytest.mark.parametrize("face", ["text/plain", "text/html", "text/markdown", "image/png", DRAWING])
def test_faces_of_the_wrong_type_break_nothing(face: str, value: Any) -> None:
    """Whatever stands where words or a picture should: it is shown as words, or told."""
    content = notebook("short")
    shown = {"output_type": "display_data", "metadata": {}, "data": {face: value}}
    content["cells"].append({"cell_type": "code", "metadata": {}, "source": "", "outputs": [shown]})
    with contextlib.suppress(ExportProblem):
        page(content)

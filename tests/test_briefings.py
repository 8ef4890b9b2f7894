"""The whole path, once: from the encoding through papermill to the PDF, and back to the claim."""

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest

from reportkit import briefing
from reportkit.blocks import runs
from reportkit.charts import actors, layout, places, sequence
from reportkit.charts.actors_plan import TooManyActors
from reportkit.publishing.exporter import BriefingExporter
from reportkit.publishing.run import render
from reportkit.wording import actors_picture, places_picture, sequence_picture
from tests import cases

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks/briefing.ipynb"
EVERY = pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)


@cache
def notebook(folder, slug):
    """Return an executed briefing notebook as nbconvert would get it, without starting a kernel."""
    case = cases.opened(folder, slug)
    cells = []
    for number, build in enumerate(cases.BLOCKS, 1):
        bundle = json.loads(json.dumps(build(case)._repr_mimebundle_()))
        shown = nbformat.v4.new_output("execute_result", bundle, execution_count=number)
        cells.append(
            nbformat.v4.new_code_cell(f"rk.{build.__name__}(case)", execution_count=number, outputs=[shown])
        )
    return nbformat.v4.new_notebook(cells=cells)


@cache
def pdf(folder, slug):
    """Return the PDF of an incident."""
    return BriefingExporter().from_notebook_node(notebook(folder, slug))[0]


def words(data):
    """Return the text of all pages without white space, since a line break may fall anywhere."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(data)).pages)


@EVERY
def test_every_incident_becomes_a_pdf(folder, slug):
    """Each incident, also one with a single claim, becomes a tagged PDF with its title and its record."""
    reader = pypdf.PdfReader(BytesIO(pdf(folder, slug)))
    marks: Any = reader.root_object["/MarkInfo"]
    record = json.loads(reader.attachments["record.json"][0])
    assert marks["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == cases.corpus(folder).incidents[slug].label
    assert record["slug"] == slug
    assert set(record["references"]) == set(cases.opened(folder, slug).number.values())


@EVERY
def test_every_word_of_the_page_is_from_a_block(folder, slug):
    """What can be read on the pages stands in the blocks' runs; the template adds no word of its own."""
    allowed = set()
    for cell in notebook(folder, slug).cells:
        block = cell.outputs[0]["data"]["application/vnd.reportkit.block+json"]
        for run in runs(block):
            allowed.update(run["t"])
    left = {
        c for c in words(pdf(folder, slug)) if c.isalpha() and c.upper() not in {a.upper() for a in allowed}
    }
    assert left <= set("fiflff"), left


@EVERY
def test_the_marking_stands_on_every_page(folder, slug):
    """Marking and edition stand on each page."""
    marking = briefing.headline(cases.opened(folder, slug)).content["document"]["marking"]
    for page in pypdf.PdfReader(BytesIO(pdf(folder, slug))).pages:
        text = "".join(page.extract_text().split())
        assert marking in text
        assert "Edition1" in text


@EVERY
def test_figures_are_laid_out_without_faults(folder, slug):
    """No label of any figure overlaps another, leaves the figure or is too small."""
    case = cases.opened(folder, slug)
    assert layout.faults(sequence.draw(sequence_picture.picture(case))) == ()
    if picture := places_picture.picture(case):
        assert layout.faults(places.draw(picture)) == ()
    try:
        drawn = actors.draw(actors_picture.picture(case))
    except TooManyActors:
        assert briefing.actors(case).kind == "list"
    else:
        assert layout.faults(drawn) == ()


def test_invented_material_says_so_on_every_page():
    """A briefing from test material is marked on each page."""
    folder = ROOT / "tests/corpora/invented"
    for page in pypdf.PdfReader(BytesIO(pdf(folder, "depot-blast"))).pages:
        assert "INVENTEDTESTMATERIAL" in "".join(page.extract_text().split())


def test_a_reading_without_second_reader_is_a_draft():
    """Without a second reader every page says DRAFT."""
    folder = ROOT / "tests/corpora/invented"
    assert "DRAFT" in words(pdf(folder, "signal-outage"))
    assert "DRAFT" not in words(pdf(ROOT / "seeds", "kalsu-explosion"))


def saved_by_a_browser(node):
    """Return a notebook as an editor in a browser saves it: 1.0 as 1, integer-like keys first."""

    def changed(value):
        if isinstance(value, dict):
            keys = sorted(value, key=lambda k: (not k.isdigit(), int(k) if k.isdigit() else 0))
            return {key: changed(value[key]) for key in keys}
        if isinstance(value, list):
            return [changed(item) for item in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return nbformat.from_dict(changed(json.loads(json.dumps(node))))


def test_saving_in_jupyterlab_changes_no_byte():
    """The PDF is the same after the notebook was opened and saved in a browser."""
    folder = ROOT / "seeds"
    saved = saved_by_a_browser(notebook(folder, "kalsu-explosion"))
    assert BriefingExporter().from_notebook_node(saved)[0] == pdf(folder, "kalsu-explosion")


@pytest.mark.slow
def test_the_same_bytes_in_another_folder_zone_and_locale(tmp_path):
    """The committed notebook gives the same PDF wherever and under whatever settings it is exported."""
    script = (
        "import sys, hashlib, nbformat\n"
        "from reportkit.publishing.exporter import BriefingExporter\n"
        "node = nbformat.read(sys.argv[1], as_version=4)\n"
        "print(hashlib.sha256(BriefingExporter().from_notebook_node(node)[0]).hexdigest())\n"
    )
    digests = set()
    for number, (zone, locale) in enumerate((("UTC", "C"), ("Asia/Tehran", "tr_TR.UTF-8"))):
        folder = tmp_path / f"there {number}"
        folder.mkdir()
        settings = {**os.environ, "TZ": zone, "LANG": locale, "LC_ALL": locale, "HOME": str(folder)}
        done = subprocess.run(  # noqa: S603 - our own interpreter on our own script
            [sys.executable, "-c", script, str(NOTEBOOK)],
            cwd=folder,
            env=settings,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout.strip())
    assert len(digests) == 1


@pytest.mark.slow
def test_papermill_and_nbconvert_give_the_same_pdf(tmp_path):
    """The PDF of a papermill run is the PDF of the stored notebook, byte by byte."""
    made = render(
        NOTEBOOK,
        "kalsu-explosion",
        tmp_path,
        {"incident": "kalsu-explosion"},
        environment={"REPORTKIT_SEEDS": str(ROOT / "seeds")},
    )
    stored = BriefingExporter().from_notebook_node(nbformat.read(NOTEBOOK, as_version=4))[0]
    assert made.status == "ok"
    assert (
        hashlib.sha256((tmp_path / "kalsu-explosion.pdf").read_bytes()).digest()
        == hashlib.sha256(stored).digest()
    )

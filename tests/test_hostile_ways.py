"""Every hostile string through every way in: shown as it is or refused with a reason, never obeyed."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner
from papermill.translators import translate_parameters

import reportkit as rk
from reportkit import briefing
from reportkit.blocks import runs
from reportkit.case import Case, case
from reportkit.charts.fonts import MissingGlyph, check, clean
from reportkit.cli import main
from reportkit.publishing import parameters
from reportkit.publishing.execution import Limits, execute
from reportkit.publishing.exporter import BriefingExporter
from reportkit.reading import encoding
from reportkit.working import layout
from tests import cases
from tests.commands import TINY
from tests.samples import hostile, paper

BLOCKS = (
    briefing.headline,
    briefing.bottom_line,
    briefing.at_a_glance,
    briefing.unknowns,
    briefing.assessments,
    briefing.alternatives,
    briefing.matrix,
    briefing.denials,
    briefing.sources,
    briefing.notes,
)
QUESTIONS = (
    *("orders", "sides", "contradictions", "narratives", "ties", "of_whom", "encoding_state", "contested"),
    *("single_origin", "both_ways", "inferences", "withdrawn", "unverified", "ungraded", "readers"),
    *("uncovered", "every_claim"),
)
FIGURES = (briefing.places, briefing.actors, briefing.sequence)
BATCHES = pytest.mark.parametrize("number", range(len(hostile.BATCHES)))
SPOKEN_OF = {  # what this case is sure to name
    ("actors.yaml", "label: Southmark"),
    ("actors.yaml", "label: Ministry of Southmark"),
    ("actors.yaml", "label: Port authority of Northport"),
    ("actors.yaml", "label: Dockworkers’ league"),
    ("incidents/harbour-fire.yaml", "label: Fire at the harbour of Northport"),
    ("readings/daily-1.yaml", "words: blamed Southmark"),
}
NOTEBOOK = cases.ROOT / "notebooks/briefing.ipynb"
HIDDEN, SHOWN = {"Cc", "Cf", "Cs", "Zl", "Zp"}, {"\n", "\t"}


def refused(folder: Path, placed: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Return which strings the reader refuses and why."""
    lines = {
        place: 1 + (hostile.TINY / place[0]).read_text(encoding="utf-8").split(place[1])[0].count("\n")
        for place in placed
    }
    _, found = encoding.inspect(hostile.planted(folder, placed))
    told = {(problem.place.file, problem.place.line): problem for problem in found}
    assert all(problem.what and problem.why and problem.fix for problem in found)
    return {place: told[place[0], line].what for place, line in lines.items() if (place[0], line) in told}


@pytest.fixture
def read(tmp_path: Path, number: int) -> tuple[Case, dict[tuple[str, str], str]]:
    """Return a case that holds a batch of strings, and those that it holds."""
    placed = dict(zip(hostile.PLACES, hostile.BATCHES[number], strict=False))
    kept, turn = placed, 0
    while told := refused(tmp_path / str(turn), kept):  # some rules wait until others are content
        kept, turn = {place: text for place, text in kept.items() if place not in told}, turn + 1
    return case(encoding.load(hostile.planted(tmp_path / "kept", kept)), "harbour-fire"), kept


class _Page(HTMLParser):
    """What a browser would find in a page: its elements, their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data


def harmless(html: str) -> _Page:
    """Return a page that was made sure to hold nothing active."""
    page = _Page(html)
    active = {
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "a",
        "img",
        "link",
        "base",
        "meta",
        "math",
    }
    assert not page.elements & (active | {"details", "video", "audio", "body", "html", "x", "foreignobject"})
    assert not {name for name in page.attributes if name.startswith("on")}
    assert not page.attributes & {"href", "src", "srcdoc", "action", "xlink:href", "contenteditable"}
    return page


@BATCHES
def test_a_hostile_string_in_an_encoding_is_shown_as_it_is(
    read: tuple[Case, dict[tuple[str, str], str]],
) -> None:
    """What was not refused stands letter by letter in a block, and as words alone in its HTML."""
    found, kept = read
    shown = [build(found) for build in BLOCKS]
    told = {run["t"] for block in shown for run in runs(block.content)}
    pages = [harmless(block.html()) for block in shown]
    for place, text in kept.items():
        if place in SPOKEN_OF:
            assert any(text.strip() in words for words in told), text
            assert any(text.strip() in page.words for page in pages), text


@BATCHES
def test_a_hostile_string_is_words_alone_whatever_is_asked(
    read: tuple[Case, dict[tuple[str, str], str]],
) -> None:
    """Cards of records and the blocks of every other notebook show hostile names as words."""
    found, _ = read
    shown = [getattr(rk, name)(found) for name in QUESTIONS]
    for block in shown:
        harmless(block.html())
        assert not {unicodedata.category(c) for c in block.text() if c not in SHOWN} & {"Cc", "Cs"}
    actors = found.corpus.actors.values()
    records: list[Any] = [found, found.corpus, *found.statements, *actors, *found.documents]
    for record in (*records, found.tables, *map(rk.dictionary, ("claims", "actors"))):
        bundle = record._repr_mimebundle_()
        harmless(bundle["text/html"])
        assert not {unicodedata.category(c) for c in bundle["text/plain"] if c not in SHOWN} & HIDDEN


@pytest.mark.slow
@BATCHES
def test_a_hostile_string_is_drawn_and_set_as_it_is(
    read: tuple[Case, dict[tuple[str, str], str]], tmp_path: Path
) -> None:
    """Figures and page show every hostile name that fonts have letters for; nothing in them is active."""
    kept = {place: text for place, text in read[1].items() if drawable(text)}
    found = case(encoding.load(hostile.planted(tmp_path / "drawable", kept)), "harbour-fire")
    bundles = [build(found)._repr_mimebundle_() for build in (*BLOCKS, *FIGURES)]
    drawings = "".join(bundle.get("image/svg+xml", "") for bundle in bundles)
    assert drawings
    harmless(re.sub(r'(xlink:)?href="#[^"]*"', "", drawings))
    words = "".join(paper.text(page) for page in paper.opened(exported(bundles)).pages).replace(" ", "")
    for place, text in kept.items():
        if place in SPOKEN_OF and text.isascii() and text.isprintable():
            assert "".join(text.split()) in words, text


@BATCHES
def test_a_letter_that_no_font_has_is_named(read: tuple[Case, dict[tuple[str, str], str]]) -> None:
    """A figure that cannot show a name as it is says which letter of which words is missing."""
    found, kept = read
    drawn = SPOKEN_OF - {("actors.yaml", "label: Ministry of Southmark")}  # it has taken back what it said
    shown = {place: text for place, text in kept.items() if place in drawn and "actors" in place[0]}
    if all(map(drawable, shown.values())):
        return
    with pytest.raises(MissingGlyph, match=r"U\+[0-9A-F]{4}") as told:
        briefing.actors(found)
    assert any(clean(text).strip() in told.value.string for text in kept.values())


def drawable(text: str) -> bool:
    """Whether the bundled fonts have every letter of a text."""
    try:
        check(clean(text), 400, condensed=True)
    except MissingGlyph:
        return False
    return True


def exported(bundles: list[dict[str, object]]) -> bytes:
    """Return the PDF of blocks."""
    cells = []
    for number, bundle in enumerate(bundles, 1):
        data = json.loads(json.dumps(bundle))
        shown = nbformat.v4.new_output("execute_result", data, execution_count=number)
        cells.append(nbformat.v4.new_code_cell("x", execution_count=number, outputs=[shown]))
    return BriefingExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))[0]


@pytest.mark.parametrize("text", hostile.LONG, ids=lambda text: f"{text[:4]!a}x{len(text)}")
def test_an_endless_string_is_refused_or_shown_and_costs_no_more_than_a_moment(
    tmp_path: Path, text: str
) -> None:
    """Strings of up to a million letters are told in a few lines, wherever they stand."""
    placed = dict.fromkeys(hostile.PLACES[::4], text)
    _, found = encoding.inspect(hostile.planted(tmp_path / "long", placed))
    told = "\n".join(map(str, found))
    assert found or len(text) < 60  # short enough for a name
    assert max(map(len, told.splitlines()), default=0) < 2_000
    assert not {unicodedata.category(c) for c in told if c not in SHOWN} & HIDDEN


def test_a_hostile_value_of_a_parameter_arrives_as_it_is(tmp_path: Path) -> None:
    """Whatever passes as a parameter is written into the notebook as this value, and as nothing else."""
    passed = 0
    for text in hostile.STRINGS:
        try:
            given = parameters.validate(NOTEBOOK, {"incident": text})
        except parameters.ParameterProblem:
            continue
        passed += 1
        written = ast.parse(translate_parameters("python3", "python", given, "Parameters")).body
        values = {s.targets[0].id: ast.literal_eval(s.value) for s in written}
        assert values["incident"] == text
        assert len(written) == len(given)
    assert passed > len(hostile.STRINGS) * 0.8
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_hostile_value_is_the_same_in_the_kernel(tmp_path: Path) -> None:
    """A notebook that is given every string as a parameter finds exactly these, and none of them was run."""
    cell = nbformat.v4.new_code_cell("texts: list[str] = []  # strings", metadata={"tags": ["parameters"]})
    telling = nbformat.v4.new_code_cell("import json\n\nprint(json.dumps(texts))")
    texts = [text for text in hostile.STRINGS if not {"Cs"} & {unicodedata.category(c) for c in text}]
    notebook = nbformat.v4.new_notebook(cells=[cell, telling])
    given: dict[str, parameters.Plain] = {"texts": [*texts]}
    ended = execute(notebook, given, tmp_path, environment={}, limits=Limits())
    assert ended.ending == "ok"
    assert json.loads(ended.notebook.cells[-1].outputs[0].text) == texts
    assert not list(tmp_path.iterdir())


def test_a_hostile_name_of_a_parameter_is_refused() -> None:
    """No string but a declared name is a parameter."""
    for text in hostile.STRINGS:
        with pytest.raises(parameters.ParameterProblem) as told:
            parameters.validate(NOTEBOOK, {"incident": "kalsu-explosion", text: "1"})
        assert not {unicodedata.category(c) for c in str(told.value) if c not in SHOWN} & HIDDEN


@pytest.mark.parametrize("command", ["show", "render", "trace", "span", "schema", "new incident"])
def test_a_hostile_argument_of_a_command_is_refused_in_plain_words(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No argument makes a command fail, write outside its folder, or act on the terminal."""
    corpus = hostile.planted(tmp_path / "work/corpus", {})
    monkeypatch.chdir(tmp_path / "work")
    before = sorted(tmp_path.rglob("*"))
    for text in hostile.STRINGS:
        rest = {"span": [text, text], "trace": [text, text], "new incident": ["--label", "A fire"]}
        given = [*command.split(), "--seeds", str(corpus), *rest.get(command, []), "--", text]
        if command in {"span", "trace"}:
            given = [command, "--seeds", str(corpus), "--", text, text]
        ended = CliRunner().invoke(main, [*given])
        assert ended.exit_code in {0, 1, 2}, (text, ended.output, ended.exception)
        assert not {unicodedata.category(c) for c in ended.output if c not in SHOWN} & HIDDEN, text
        outside = [path for path in tmp_path.rglob("*") if path not in before]
        assert all(path.parent == corpus / "incidents" for path in outside), outside
        for path in outside:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.yaml", path.name)
            path.unlink()


def test_a_hostile_file_name_is_refused_or_registered_under_a_plain_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document may be called anything that the system allows; what is registered has a plain id."""
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(hostile.STRINGS):
        name = f"{text}.txt"
        if {"/", "\0"} & set(name) or len(name) > 200:  # too long for some systems
            continue
        folder = tmp_path / str(number)
        corpus = hostile.planted(folder / "corpus", {})
        try:
            (folder / name).write_text(f"{number} Fire in the harbour.\n", encoding="utf-8")
        except (OSError, UnicodeError):
            continue  # the system itself refuses this name
        ended = CliRunner().invoke(main, ["add", "--seeds", str(corpus), "--", str(folder / name)])
        assert ended.exit_code in {0, 1, 2}, (text, ended.output, ended.exception)
        assert not {unicodedata.category(c) for c in ended.output if c not in SHOWN} & HIDDEN, text
        _, found = encoding.inspect(corpus)
        assert not [p for p in found if p.rule != "not-read"], [str(p) for p in found]


def test_a_hostile_markdown_cell_does_not_change_the_page() -> None:
    """Words of a notebook that are no block neither reach the page unseen nor do anything on it."""
    found = case(encoding.load(hostile.TINY), "harbour-fire")
    bundles = [build(found)._repr_mimebundle_() for build in BLOCKS]
    plain = exported(bundles)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(text) for text in hostile.STRINGS if text.isprintable()]
    )
    for number, bundle in enumerate(bundles, 1):
        data = json.loads(json.dumps(bundle))
        shown = nbformat.v4.new_output("execute_result", data, execution_count=number)
        notebook.cells.append(nbformat.v4.new_code_cell("x", execution_count=number, outputs=[shown]))
    assert BriefingExporter().from_notebook_node(notebook)[0] == plain


@BATCHES
def test_a_hostile_string_in_a_table_is_words_alone(read: tuple[Case, dict[tuple[str, str], str]]) -> None:
    """The DataFrames of a case show names as words, and queries never see them as code."""
    found, _ = read
    for frame in (found.claims, found.events, found.actors, found.relations, found.sources):
        assert isinstance(frame, pd.DataFrame)
        harmless(frame.to_html())
        assert json.loads(frame.to_json(orient="split"))["columns"] == list(frame.columns)


def test_most_hostile_strings_can_be_drawn() -> None:
    """The bundled fonts hold what Latin, Arabic and Hebrew strings need; the rest is told."""
    assert sum(map(drawable, hostile.STRINGS)) > len(hostile.STRINGS) * 0.7


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("name", ["actors.yaml", "documents.yaml", "pins.json"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(name: str, tmp_path: Path) -> None:
    """Nobody writes into it: the file is told as one that cannot be read, and no command stands still."""
    seeds = shutil.copytree(TINY, tmp_path / "seeds")
    (seeds / name).unlink(missing_ok=True)
    os.mkfifo(seeds / name)
    assert any("cannot be read" in problem.what for problem in encoding.inspect(seeds).problems)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_the_place_of_what_a_folder_remembers_is_told(tmp_path: Path) -> None:
    """A working folder whose memory is a pipe is refused, not waited for."""
    os.mkfifo(tmp_path / layout.MEMORY)
    with pytest.raises(layout.NotOurs, match="no ordinary file"):
        layout.remembered(tmp_path)

"""What counts as a difference between a baseline and a result, and how it is told."""

from __future__ import annotations

import json
from dataclasses import asdict

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.blocks import digest
from reportkit.mime import BLOCK, DRAWN
from reportkit.regression import baseline, markup, shown
from reportkit.regression.baseline import Baseline, BaselineProblem
from reportkit.regression.comparison import changed_cells, differences
from reportkit.regression.differences import told
from reportkit.regression.shown import Cell
from reportkit.wording import sequence_picture
from reportkit.wording.runs import Run, reference, to_json
from tests import cases

HOSTILE = "<script>alert(1)</script> \x1b[2J \u202e $x$ {a|b} [C7] \\"


def run(words, *source, kind="text"):
    """Return a run of words as JSON."""
    return {"t": words, "from": list(source) or "fixed", "kind": kind}


def shows(*bundles, tags=(), source="rk.shown(case)"):
    """Return the cells of a notebook with one code cell that displays some bundles, under a heading."""
    outputs = [nbformat.v4.new_output("display_data", data) for data in bundles]
    cells = [
        nbformat.v4.new_markdown_cell("## Who says what"),
        nbformat.v4.new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)}),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def found(was, now):
    """Return the differences between two notebooks."""
    return differences(shown.cells(was), shown.cells(now), shown.ordered(now))


def block(**content):
    """Return a notebook that shows one block."""
    return shows({BLOCK: {"kind": "list", "heading": [], **content}})


def table(rows, heads=("Speaker", "What", "Standing"), tags=(), **content):
    """Return a notebook that shows one table block."""
    cells = [[{"flags": [], "mark": None, "lines": [[run(words)]]} for words in row] for row in rows]
    columns = [{"head": [run(head)], "width": "auto"} for head in heads]
    content = {"kind": "table", "name": "matrix", "columns": columns, "rows": cells} | content
    return shows({BLOCK: content}, tags=tags)


def frame(data, tags=(), **settings):
    """Return a notebook that shows a DataFrame as a kernel would."""
    shown_frame = pd.DataFrame(data, **settings)
    bundle = {"text/html": shown_frame._repr_html_(), "text/plain": repr(shown_frame)}  # type: ignore[operator]
    return shows(bundle, tags=tags)


@given(st.floats(min_value=1e-3, max_value=1e9), st.sampled_from([-1, 1]))
def test_a_number_may_drift_in_its_last_digits_and_no_more(number, sign):
    """One part in a million million passes on every machine; one in a hundred fails."""
    was = block(level=[number, {"deep": number}])
    assert not found(was, block(level=[number * (1 + sign * 1e-12), {"deep": number * (1 + sign * 1e-12)}]))
    assert len(found(was, block(level=[number * (1 + sign * 0.01), {"deep": number}]))) == 1


@pytest.mark.parametrize(
    ("was", "now"),
    [(3, 4), (10**15, 10**15 + 1), (True, 1), ("1.0", "1.00"), (None, 0), ([], None), ([], [[]])],
)
def test_what_is_no_number_with_a_fraction_is_compared_exactly(was, now):
    """Counts, truth values and words are the same or they are not; null, zero and no entry differ."""
    assert found(block(n=was), block(n=now))
    assert not found(block(n=was), block(n=was))
    assert found(block(n=was), block())


def test_a_whole_number_that_an_editor_saved_without_its_point_is_the_same():
    """JavaScript saves 1.0 as 1."""
    assert not found(block(width=1.0), block(width=1))


def test_rows_in_another_order_are_the_same_rows():
    """Rows are found by their key: turning them round is no difference."""
    rows = [("Iran", "denies", "disputed"), ("PMU", "accuses", "disputed"), ("US", "denies", "denied only")]
    assert not found(table(rows), table(rows[::-1]))
    assert not found(
        table(rows, row_labels=["C1", "C2", "C3"]), table(rows[::-1], row_labels=["C3", "C2", "C1"])
    )


def test_where_the_order_counts_it_is_compared():
    """In a cell that is tagged for it, rows in another order are a difference."""
    rows = [("Iran", "denies", "disputed"), ("PMU", "accuses", "disputed")]
    assert found(table(rows, tags=["ordered"]), table(rows[::-1], tags=["ordered"]))


def test_a_changed_cell_is_told_by_row_and_column():
    """The message names notebook heading, cell, table, row and column, what was and what is."""
    rows = [("Iran", "denies", "disputed"), ("PMU", "accuses", "disputed")]
    changed = [("PMU", "accuses", "denied only"), rows[0]]
    assert told(found(table(rows), table(changed))).splitlines() == [
        "under “Who says what”: rk.shown(case)",
        "  table 'matrix', row “PMU”, column “Standing”, lines 1",
        "    was: disputed",
        "    is:  denied only",
    ]


def test_rows_that_share_their_first_cell_are_told_apart_by_the_next():
    """A speaker who denies two things has two rows, and each is found again."""
    rows = [("Iran", "drone", "a"), ("Iran", "missile", "b")]
    (one,) = found(table(rows), table([("Iran", "missile", "c"), rows[0]]))
    assert one.path[0] == "row “Iran · missile”"
    assert (one.was, one.now) == ("b", "c")


def test_rows_and_columns_that_come_and_go_are_told():
    """A new row is told with its words, a row that is gone too, and a column by its head."""
    rows = [("Iran", "denies", "disputed"), ("PMU", "accuses", "disputed")]
    gone = found(table(rows), table(rows[1:]))
    assert [(one.path, one.was, one.now) for one in gone] == [
        (("row “Iran”",), "Iran | denies | disputed", "")
    ]
    fewer = found(table(rows), table([row[:2] for row in rows], heads=("Speaker", "What")))
    assert [(one.path, one.was, one.now) for one in fewer] == [(("columns",), "Standing", "")]


def test_only_words_from_another_claim_are_told_with_their_sources():
    """The same words from another claim are a difference, and the message says from which."""
    line = [run("It burned, says "), run("the Daily", "actor:daily"), run("C7", "C7", kind="reference")]
    other = [*line[:1], run("the Daily", "actor:radio"), line[2]]
    (one,) = found(block(text=[line]), block(text=[other]))
    assert one.path == ("text 1",)
    assert "{the Daily|actor:daily}" in one.was
    assert "{the Daily|actor:radio}" in one.now


def test_a_sentence_put_in_does_not_make_the_next_ones_differ():
    """One new sentence among many is one difference."""
    lines = [[run(f"Sentence {n}.")] for n in range(6)]
    (one,) = found(block(text=lines), block(text=[*lines[:2], [run("New.")], *lines[2:]]))
    assert (one.was, one.now) == ("", "New.")


def test_data_frames_are_compared_by_their_index():
    """Rows of a DataFrame may stand in another order; a changed value is told by index label and column."""
    data: dict[str, list[object]] = {"standing": ["disputed", "claimed only"], "level": [0.25, 1.5]}
    was = frame(data, index=["north", "league"])
    assert not found(was, frame({k: v[::-1] for k, v in data.items()}, index=["league", "north"]))
    (one,) = found(was, frame(data | {"level": [0.25, 1.75]}, index=["north", "league"]))
    assert one.path == ("row “league”", "column “level”")
    assert (one.was, one.now) == ("1.50", "1.75")


def test_an_index_that_only_counts_is_no_key():
    """Without an index of its own a DataFrame is compared by its first columns, not by 0, 1, 2."""
    data: dict[str, list[object]] = {"slug": ["a", "b", "c"], "level": [1.0, 2.0, 3.0]}
    turned = {key: values[::-1] for key, values in data.items()}
    assert not found(frame(data), frame(turned))
    assert found(frame(data, tags=["ordered"]), frame(turned, tags=["ordered"]))
    (one,) = found(frame(data), frame(turned | {"level": [3.0, 2.0, 1.01]}))
    assert one.path == ("row “a”", "column “level”")


def test_a_data_frame_that_lost_its_rows_is_a_difference():
    """An empty table is not the same as a full one, and rows without a key are compared in their order."""
    data = {"slug": ["a", "a", "a"], "level": [1.0, 1.0, 2.0]}
    assert not found(frame(data), frame(data))
    assert found(frame(data), frame({"slug": [], "level": []}))
    (one,) = found(frame(data), frame(data | {"level": [1.0, 1.0, 3.0]}))
    assert one.path == ("row 3", "column “level”")


def test_several_heads_and_indexes_are_read_as_pandas_writes_them():
    """Cells that span rows and columns are read as what they mean."""
    index = pd.MultiIndex.from_tuples([("north", 1), ("north", 2), ("league", 1)], names=["side", "n"])
    columns = pd.MultiIndex.from_tuples([("said", "first"), ("said", "last")])
    html = pd.DataFrame([[1, 2], [3, 4], [5, 6]], index=index, columns=columns).to_html()
    (read,) = markup.read(html)
    assert read["index"] == 2
    assert read["columns"] == ["side", "n", "said / first", "said / last"]
    assert read["rows"] == [["north", "1", "1", "2"], ["north", "2", "3", "4"], ["league", "1", "5", "6"]]


def test_another_style_is_no_difference():
    """HTML is compared by what is read: colours and widths do not count, words do."""
    was = shows({"text/html": "<style>p{color:red}</style><p style='color:red'>Two <b>events</b></p>"})
    assert not found(was, shows({"text/html": "<div><p>Two\n events</p></div>"}))
    assert found(was, shows({"text/html": "<p>Three events</p>"}))


@given(st.text())
def test_any_html_can_be_read(text):
    """Broken markup is read, never an error."""
    markup.read(text)
    markup.read(f"<table><tr><td colspan={text}>{text}<table>{text}")


def test_printed_words_and_text_are_compared_literally():
    """A changed line that was printed is told by its number; how it was cut into pieces does not count."""

    def prints(*pieces):
        cell = nbformat.v4.new_code_cell("print()")
        cell.outputs = [nbformat.v4.new_output("stream", text=piece) for piece in pieces]
        return nbformat.v4.new_notebook(cells=[cell])

    assert not found(prints("one\ntwo\n"), prints("one\nt", "wo\n"))
    (one,) = found(prints("one\ntwo\n"), prints("one\n2\n"))
    assert (one.shown, one.path, one.was, one.now) == ("printed words", ("line 2",), "two", "2")
    assert found(shows({"text/plain": "1.0"}), shows({"text/plain": "1.00"}))


@pytest.mark.parametrize("mark", ["tag", "comment"])
def test_what_nbval_leaves_out_is_left_out(mark):
    """The marks of nbval keep a cell out of the comparison."""
    tags = ["nbval-ignore-output"] if mark == "tag" else []
    source = "# NBVAL_IGNORE_OUTPUT\nnow()" if mark == "comment" else "now()"
    was, now = (shows({"text/plain": text}, tags=tags, source=source) for text in ("1", "2"))
    assert not found(was, now)


def figure(picture, *, drawn=True):
    """Return a notebook that shows a sequence chart, with the record of what it draws or only its digest."""
    content = {"kind": "figure", "figure": "sequence", "digest": digest(picture), "alt": [run("A chart.")]}
    record = {DRAWN: json.loads(json.dumps(asdict(picture)))} if drawn else {}
    return shows({BLOCK: content, "image/svg+xml": "<svg id='1'/>"} | record)


@pytest.fixture(scope="module")
def pictures():
    """Return the sequence of an incident, and the same with one mark a column further."""
    folder = cases.FOLDERS[1]
    picture = sequence_picture.picture(cases.opened(folder, "harbour-fire"))
    record = asdict(picture)
    lane = next(lane for lane in record["lanes"] for mark in lane["marks"] if mark["column"] is not None)
    mark = next(mark for mark in lane["marks"] if mark["column"] is not None)
    return picture, lane["key"], mark["key"], mark["column"]


def test_figures_are_compared_by_what_they_draw(pictures):
    """A mark that moved is told by lane, mark and column; the drawing itself does not count."""
    picture, lane, mark, column = pictures
    was, now = figure(picture), figure(picture)
    now.cells[1].outputs[0].data["image/svg+xml"] = "<svg id='2'/>"
    assert not found(was, now)
    for some in now.cells[1].outputs[0].data[DRAWN]["lanes"]:
        for one in some["marks"]:
            if (some["key"], one["key"]) == (lane, mark):
                one["column"] += 1
    (one,) = found(was, now)
    assert one.shown == "figure 'sequence'"
    assert one.path == ("what it draws", "lanes", f"“{lane}”", "marks", f"“{mark}”", "column")
    assert (one.was, one.now) == (str(column), str(column + 1))


def test_without_its_record_a_figure_differs_by_its_digest(pictures):
    """Where only the digest is known, a figure that draws something else still fails."""
    was, now = (figure(pictures[0], drawn=False) for _ in range(2))
    assert not found(was, now)
    now.cells[1].outputs[0].data[BLOCK]["digest"] = "0" * 64
    (one,) = found(was, now)
    assert "what it draws" in one.path[0]


def test_an_output_that_is_missing_or_new_is_told():
    """A chart that is no longer shown, or one more, is a difference of its own."""
    chart = {BLOCK: {"kind": "figure", "figure": "sequence", "heading": [run("Escalation sequence")]}}
    sentence = {BLOCK: {"kind": "list", "heading": [run("Escalation sequence")]}}
    (gone,) = found(shows(chart, sentence), shows(sentence))
    assert (gone.was, gone.now) == ("figure 'sequence': Escalation sequence", "")
    (other,) = found(shows(chart), shows(sentence))
    assert other.now == "list: Escalation sequence"


def test_hostile_words_are_told_and_not_obeyed():
    """What a terminal would obey is shown escaped in a message."""
    text = told(found(block(text=[[run("x")]]), block(text=[[run(HOSTILE, "C1")]])))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert r"\x1b[2J" in text
    assert "<script>" in text


RUNS = st.builds(
    Run,
    st.text("ab{}[]|\\,C7", max_size=4),
    st.tuples(st.sampled_from(["C7", "a|b", "}"])) | st.just(()),
    st.sampled_from(["text", "strong", "mark", "reference"]),
)


@given(st.lists(RUNS, min_size=1, max_size=3), st.lists(RUNS, min_size=1, max_size=3))
def test_two_lines_are_written_alike_only_if_they_say_the_same(one, other):
    """Writing a line as one string loses nothing: not its words, not what they are from, not their style."""

    def meaning(line):
        """Return the runs, those of fixed words joined as they are read."""
        read: list[tuple[str, object]] = []
        for run in line:
            fixed = not run.source and run.kind == "text"
            if fixed and read and read[-1][1] is None:
                read[-1] = (read[-1][0] + run.words, None)
            elif not fixed or run.words:
                read.append((run.words, None if fixed else (run.source, run.kind)))
        return read

    written = [shown.compact(to_json(line)) for line in (one, other)]
    assert (written[0] == written[1]) == (meaning(one) == meaning(other))


def test_the_words_of_a_line_can_be_read_back():
    """Keys of rows and messages show words, not the signs around them."""
    line = [
        Run("inquiry", ("C3",), "mark"),
        Run("{a|b} [x] \\ ", ("C1",)),
        Run("it burned "),
        reference("C7"),
    ]
    assert shown.words(shown.compact(to_json(line))) == "{a|b} [x] \\ it burned [C7]"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_a_baseline_is_read_as_it_was_written(content):
    """Whatever a notebook shows, its baseline gives it back, in plain lines and without hidden characters."""
    kept = Baseline("a.ipynb", "", {"n": 1}, (Cell("Order", ("x",), ({"block": content},)), Cell("", ("y",))))
    written = baseline.to_bytes(kept)
    assert baseline.read(written) == kept
    assert baseline.to_bytes(baseline.read(written)) == written
    assert all(line.isprintable() for line in written.decode().split("\n"))


def test_a_changed_word_is_a_changed_line():
    """A reviewer sees in git what changed: one line for one word."""

    def lines(word):
        content = [[run(f"Sentence {n} of the record.", f"C{n}")] for n in range(20)]
        content[7] = [run(word)]
        cells = shown.cells(block(text=content))
        return baseline.to_bytes(Baseline("a.ipynb", "", {}, cells)).decode().split("\n")

    one, other = lines("harbour"), lines("river")
    assert len(one) == len(other) > 20
    assert sum(a != b for a, b in zip(one, other, strict=True)) == 1


EMPTY = {"format": 1, "notebook": "a.ipynb", "seeds": "", "parameters": {}}
STRIPPED = EMPTY | {"cells": [{"heading": "", "source": ["case"], "outputs": []}]}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no baseline"),
        ("{}", "no baseline"),
        ("[1]", "no baseline"),
        (json.dumps(EMPTY | {"cells": []}), "empty"),
        (json.dumps(STRIPPED), "empty"),
        (json.dumps(STRIPPED | {"cells": [STRIPPED["cells"][0] | {"outputs": "x"}]}), "no baseline"),  # type: ignore[index]
        (json.dumps(STRIPPED | {"format": 2}), "format 2"),
    ],
)
def test_a_baseline_that_proves_nothing_is_refused(content, why):
    """An empty, stripped or damaged baseline is never taken for a good one."""
    with pytest.raises(BaselineProblem, match=why):
        baseline.read(content.encode())


def test_a_notebook_with_other_cells_is_not_the_one_a_baseline_is_of():
    """A changed, a new and a lost cell are named; another heading above a cell is none of them."""
    cells = [Cell("Order", (f"rk.block_{n}(case)",)) for n in range(4)]
    assert not changed_cells(cells, [Cell("Another heading", cell.source) for cell in cells])
    now = [cells[0], Cell("Order", ("rk.other(case)",)), cells[2]]
    assert [(one.was, one.now) for one in changed_cells(cells, now)] == [
        ("rk.block_1(case)", "rk.other(case)"),
        ("rk.block_3(case)", ""),
    ]

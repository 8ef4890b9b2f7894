"""The forms of the chart of actors: lines, numbers with a list, a matrix with a few drawn beside it."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.charts import style
from reportkit.charts.actors import Planned, draw, drawn, planned
from reportkit.charts.actors_closest import CLOSEST, closest
from reportkit.charts.fonts import MissingGlyph
from reportkit.charts.layout import faults
from reportkit.charts.measure import measure
from reportkit.wording import actors_picture
from reportkit.wording.pictures import ActorsPicture
from reportkit.wording.runs import plain
from tests import cases
from tests.samples import hostile, sized
from tests.samples.actors import (
    accuses,
    collisions,
    crowd,
    denies,
    line,
    node,
    picture,
    pictures,
    relates,
    speaks,
    tie,
)

INVENTED = cases.FOLDERS[1]


def told(shown: Planned) -> str:
    """Return all words on the sheet, one after the other."""
    return " ".join(style.words(drawn(shown)))


@pytest.mark.parametrize("names", ["latin", "mixed"])
@pytest.mark.parametrize("count", [3, 9, 15, 20, 21, 30, 60])
def test_every_size_is_a_figure_without_faults(count: int, names: str) -> None:
    """From three actors to sixty there is a drawing that can be read, and it fits a page."""
    shown = actors_picture.picture(sized.case(actors=count, events=10, names=names))
    found = planned(shown)
    sheet = drawn(found)
    assert faults(sheet) == ()
    assert sheet.get_size_inches()[1] * 25.4 <= 228
    assert found.form == ("matrix" if len(shown.nodes) > 20 else found.form)
    if found.lines:
        assert collisions(found.lines) == []


def test_two_hundred_actors_are_a_matrix_of_their_groups() -> None:
    """Rows that find no room at seven points lose their names; the groups keep theirs."""
    found = planned(actors_picture.picture(sized.case(actors=200, events=6)))
    assert found.form == "matrix"
    assert found.matrix
    assert not found.matrix.labelled
    assert all(block.label for block in found.matrix.blocks)
    assert faults(drawn(found)) == ()


@settings(max_examples=20, deadline=None)
@given(pictures())
def test_any_picture_is_drawn_without_faults(shown: ActorsPicture) -> None:
    """Whatever the record holds, it is drawn; words stay readable and no line runs through a box or mark."""
    found = planned(shown)
    assert faults(drawn(found)) == ()
    assert found.lines is None or collisions(found.lines) == []


@settings(max_examples=15, deadline=None)
@given(pictures())
def test_nothing_that_is_stated_is_lost(shown: ActorsPicture) -> None:
    """Each label of the record is on the sheet: at its line, or in the list under the drawing."""
    found = planned(shown)
    written = told(found).split()
    for edge in found.picture.edges:
        if edge.hull:
            continue  # then the outline of a group says it
        for label in edge.labels:
            assert all(word in written for word in plain(label).split()), edge


def test_labels_that_find_no_room_become_numbers_with_a_list() -> None:
    """What once could not be drawn at all has its lines; each number stands at one and in the list."""
    shown = actors_picture.picture(cases.opened(INVENTED, "harbour-fire"))
    found = planned(shown)
    assert found.form == "numbers"
    assert found.lines
    keys = [text for text in found.lines.texts if text.words.styles == ("number",)]
    numbers = [plain(text.words.lines[0]) for text in keys]
    assert sorted(numbers, key=int) == [str(n) for n in range(1, found.lines.numbered + 1) for _ in "ab"]
    assert all(run.source for text in keys for run in text.words.lines[0])


def test_numbers_run_down_the_drawing() -> None:
    """Whoever looks for a number finds it by reading down."""
    found = planned(actors_picture.picture(cases.opened(INVENTED, "harbour-fire"))).lines
    assert found
    keys = [t for t in found.texts if t.words.styles == ("number",) and not t.key.startswith("list")]
    tops = [t.rect.top for t in sorted(keys, key=lambda t: int(plain(t.words.lines[0])))]
    assert all(one <= two for one, two in pairwise(tops))


def test_endless_words_stand_in_the_table_alone() -> None:
    """Labels that no drawing holds make it a matrix, whose signs need no words."""
    endless = line("and another thing that it says of the others " * 60, "C1")
    nodes = [node(f"n{i}", f"Speaker {i}", "body witness") for i in range(6)]
    found = planned(picture(nodes, [speaks(each.key, endless) for each in nodes]))
    assert found.form == "matrix"
    assert faults(drawn(found)) == ()


def test_twenty_one_actors_are_a_matrix_with_a_few_drawn() -> None:
    """Beyond twenty actors there is a matrix of all and a drawing of the nine closest."""
    found = planned(crowd(21, 3))
    assert found.form == "matrix"
    assert found.lines
    assert found.matrix
    assert len(found.lines.boxes) <= CLOSEST
    assert [row.number for row in found.matrix.rows] == list(range(1, 22))
    assert faults(drawn(found)) == ()


def test_the_few_are_those_most_is_said_of() -> None:
    """The accused of whom most is said comes first, each with who says it."""
    few = closest(crowd(30, 4))
    keys = {each.key for each in few.nodes}
    assert len(keys) <= CLOSEST
    for each in few.ties:
        assert any(edge.target == each.key for edge in few.edges)
    assert all(edge.source in keys for edge in few.edges)


def test_nobody_drawn_is_nobody_lost() -> None:
    """Ties of which nobody speaks of the incident are a matrix alone."""
    nodes = [node(f"n{i}", f"Body {i}", "body background") for i in range(25)]
    edges = [relates(a.key, b.key, line("backs", "C1")) for a, b in pairwise(nodes)]
    found = planned(picture(nodes, edges))
    assert found.lines is None
    assert found.matrix
    assert len(found.matrix.cells) == 24


BATCHES = [hostile.STRINGS[n : n + 90] for n in range(0, len(hostile.STRINGS), 90)]


def drawable(text: str) -> bool:
    """Whether the fonts have every character."""
    try:
        measure(line(text[:900]))
    except MissingGlyph:
        return False
    return True


@pytest.mark.parametrize("number", range(len(BATCHES)))
def test_hostile_words_lie_over_nothing(number: int) -> None:
    """Whatever an actor is called and whatever is said of it, words stay where they can be read."""
    for text in BATCHES[number][:: 3 if number else 1]:
        if drawable(text):
            nodes = [
                node("n", text, "state accused"),
                node("m", "Port", "body witness"),
                node("d", text, "unnamed denier", note=text),
            ]
            edges = [denies("d", "tie n", line(text, "C1")), speaks("m", line(text, "C2"))]
            edges.append(accuses("m", "tie n", line("accuses", "C3")))
            shown = replace(picture(nodes, edges, [tie("n", text)]), incident=line(text))
            assert faults(draw(shown)) == (), text


@pytest.mark.parametrize("text", [text[:3000] for text in hostile.LONG if text.strip()])
def test_words_without_end_take_no_time_without_end(text: str) -> None:
    """A name of thousands of letters is cut in the matrix within a second."""
    if not drawable(text):
        return
    nodes = [node("n", text, "state accused"), node("m", "Port", "body accuser")]
    begun = time.process_time()
    sheet = draw(picture(nodes, [accuses("m", "tie n", line(text, "C1"))], [tie("n")]))
    assert time.process_time() - begun < 1.0
    assert faults(sheet) == ()


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 40), st.integers(1, 8))
def test_crowds_of_any_size(count: int, accused: int) -> None:
    """One actor, or forty, with one accused or eight."""
    assert faults(draw(crowd(count, min(accused, count)))) == ()

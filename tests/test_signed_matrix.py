"""The matrix of many actors: who stands in which row, what stands in the cells, and how signs differ."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection

from reportkit.charts import signed_matrix as chart
from reportkit.charts.actors_layout import canonical
from reportkit.charts.signed_matrix_painting import paint
from reportkit.charts.style import figure, own_settings, words
from reportkit.wording.pictures import ActorsPicture, Edge
from tests.samples.actors import MATRIX, accuses, crowd, denies, line, node, picture, relates, tie


def small() -> ActorsPicture:
    """Return five actors, two of a front and one accused, with a tie of every kind."""
    nodes = [
        node("outlet", "Outlet", "voice accuser"),
        node("front", "Front", "group background"),
        node("north", "North", "state accused"),
        node("guard", "Guard", "command denier"),
        node("league", "League", "group background"),
    ]
    groups = {"front": "front", "guard": "front", "league": "front"}
    edges = [
        accuses("outlet", "tie north", line("accuses", "C1")),
        denies("north", "tie north", line("denies", "C2")),
        relates("guard", "front", line("member of", "C3")),
        replace(relates("league", "front", line("member of", "C4")), sign="contested"),
        relates("north", "league", line("backs", "C5")),
        replace(relates("north", "league", line("fights", "C6")), sign="against", tone="ink"),
    ]
    shown = picture(nodes, edges, [tie("north")])
    nodes_now = tuple(replace(each, group=groups.get(each.key, "")) for each in shown.nodes)
    return canonical(
        replace(shown, nodes=nodes_now, matrix=replace(MATRIX, names=(("front", line("Front")),)))
    )


def signs(shown: ActorsPicture) -> dict[tuple[str, str], str]:
    """Return the sign of each pair of actors that has one."""
    plan = chart.arranged(shown, 178, 200)
    keys = [row.key for row in plan.rows]
    return {(keys[row], keys[column]): sign for row, column, sign, _ in plan.cells}


def test_rows_stand_by_group_in_the_order_of_the_register() -> None:
    """An umbrella comes first of its own, then its members; who has none stands last."""
    order = [(key, [each.key for each in nodes]) for key, nodes in chart.ordered(small())]
    assert order == [("front", ["front", "guard", "league"]), ("", ["outlet", "north"])]


def test_each_cell_says_what_is_stated() -> None:
    """Support, accusation, denial and what is contested have signs of their own; the rest is blank."""
    assert signs(small()) == {
        ("outlet", "north"): "against",
        ("north", "north"): "denies",
        ("guard", "front"): "with",
        ("league", "front"): "contested",
        ("north", "league"): "contested",
    }


def test_each_cell_knows_its_claims() -> None:
    """What is in a cell is from claims, those of both sides where it is contested."""
    plan = chart.arranged(small(), 178, 200)
    assert {source for *_, source in plan.cells} == {("C1",), ("C2",), ("C3",), ("C4",), ("C5", "C6")}


def test_names_stand_once_in_full_and_groups_where_rows_are_too_low() -> None:
    """Rows of seven points have their names; where they are lower, only groups do."""
    wide, low = (chart.arranged(canonical(crowd(30, 3)), 178, height) for height in (200, 60))
    assert wide.labelled
    assert wide.cell >= 2.7
    assert not low.labelled
    assert low.height <= 66


@pytest.mark.parametrize("cell", [1.0, 2.2, 3.4])
def test_signs_differ_in_grey(cell: float) -> None:
    """Any two signs differ in many dots of a print without colour, in a large and in a small matrix."""
    shown = [
        _grey(sign, cell, unsure=sign == "contested" and cell > 2.4)
        for sign in ("", "with", "against", "denies", "contested")
    ]
    for i, one in enumerate(shown):
        for other in shown[:i]:
            assert np.mean(np.abs(one - other) > 40) > 0.05


def _grey(sign: str, cell: float, *, unsure: bool) -> np.ndarray:
    """Return a cell as a picture without colour."""
    cells = ((0, 0, sign, ("C1",)),) if sign else ()
    rows = (chart.Row("a", 1, ()),)
    question = MATRIX.unsure if unsure else ()
    plan = chart.MatrixPlan(cell, cell, 0, 0, cell, rows, (), cells, (), question)
    with own_settings():
        sheet = figure(cell, cell)
        paint(sheet.axes[0], plan, 0)
        data = io.BytesIO()
        sheet.savefig(data, format="rgba", dpi=400, facecolor="white")
    side = round(cell / 25.4 * 400)
    dots = np.frombuffer(data.getvalue(), dtype=np.uint8)
    dots = dots.reshape(-1, 4)[:, :3].astype(float) @ np.array([0.299, 0.587, 0.114])
    assert abs(len(dots) - side * side) <= 3 * side
    return np.asarray(dots)


def test_a_question_mark_is_a_letter_only_where_it_can_be_read() -> None:
    """In low cells what is contested is two quarters, in the legend too."""
    assert chart.arranged(small(), 178, 200).unsure
    low = chart.arranged(canonical(crowd(120, 3)), 178, 100)
    assert low.unsure == ()


def test_many_cells_are_few_things_to_draw() -> None:
    """Signs are one collection for each colour, however many there are."""
    keys = [f"n{i}" for i in range(60)]
    nodes = [node(key, f"Body {key}", "body background") for key in keys]
    edges = [relates(a, b, line("backs", "C1")) for a in keys for b in keys[::7] if a != b]
    plan = chart.arranged(canonical(picture(nodes, edges)), 178, 200)
    with own_settings():
        sheet = figure(plan.width, plan.height)
        paint(sheet.axes[0], plan, 0)
    assert sum(isinstance(each, PolyCollection) for each in sheet.axes[0].collections) <= 3
    assert len(plan.cells) == len({(edge.source, edge.target) for edge in edges})


def test_the_legend_says_every_sign() -> None:
    """The words of each sign stand over the matrix."""
    plan = chart.arranged(small(), 178, 200)
    with own_settings():
        sheet = figure(plan.width, plan.height)
        paint(sheet.axes[0], plan, 0)
    assert {"it is with", "it is against", "it is denies", "it is contested"} <= set(words(sheet))


PAIRS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from(["with", "against", "contested", ""])),
    max_size=20,
)


@given(PAIRS, st.permutations(range(9)))
def test_order_of_the_record_does_not_show(pairs: list[tuple[int, int, str]], order: list[int]) -> None:
    """The same ties in any order are the same matrix, and no sign stands where nothing is stated."""
    nodes = [replace(node(f"n{i}", f"Body {i}", "body background"), registered=i) for i in range(9)]
    edges = [
        Edge(f"n{a}", f"n{b}", "open", "ink", dashed=False, labels=(line(f"{sign} {a}", "C1"),), sign=sign)
        for a, b, sign in pairs
        if a != b
    ]
    shown = replace(picture(nodes, edges), nodes=tuple(nodes))
    mixed = replace(shown, nodes=tuple(nodes[i] for i in order), edges=tuple(edges[::-1]))
    found = chart.arranged(canonical(shown), 178, 200)
    assert found == chart.arranged(canonical(mixed), 178, 200)
    signed = {(edge.source, edge.target) for edge in edges if edge.sign}
    assert {(f"n{row}", f"n{column}") for row, column, *_ in found.cells} == signed

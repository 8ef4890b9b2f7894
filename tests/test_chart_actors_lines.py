"""The lines of the chart of actors: where they run, what ends them, and what they say by their look."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from matplotlib.colors import to_hex

from reportkit.charts import style
from reportkit.charts.actors import draw
from reportkit.charts.actors_geometry import crosses
from reportkit.charts.actors_plan import BAR
from tests.samples.actors import (
    accuses,
    collisions,
    course,
    crowd,
    denies,
    is_dashed,
    kalsu,
    line,
    node,
    pair,
    picture,
    plan,
    reciprocal,
    relates,
    speaks,
    tie,
)


def test_related_actors_are_neighbours() -> None:
    """Relations in the upper row are short level lines, and the claimed event ends the row."""
    planned = plan(kalsu())
    for source, target in (
        ("members", "pmu"),
        ("iran", "pmu"),
        ("iran", "resistance"),
        ("resistance", "eilat"),
    ):
        (x0, y0), (x1, y1) = course(planned, source, target).points
        assert y0 == y1
        assert abs(x1 - x0) < 25
    event = next(spot for spot in planned.spots if spot.key == "eilat")
    level = event.centre[1]
    row = [box.rect for box in planned.boxes if box.rect.top < level < box.rect.bottom]
    assert event.centre[0] > max(rect.right for rect in row)


def test_lines_to_one_tie_do_not_cross() -> None:
    """Whoever speaks of the same tie stands in the order in which the lines meet its mark."""
    for shown in (kalsu(), crowd(15, 2)):
        routes = [route for route in plan(shown).routes if route.edge and len(route.points) == 2]
        for one, two in combinations(routes, 2):
            if one.edge and two.edge and one.edge.target == two.edge.target:
                assert not crosses(*one.points, *two.points), (one.key, two.key)


def test_relation_of_two_that_are_apart_goes_over_the_row() -> None:
    """A line between two actors that cannot be neighbours runs above the row, not through it."""
    nodes = [node(key, key.title(), "body witness") for key in ("army", "court", "guard", "port")]
    edges = [speaks(each.key, line("speaks", f"C{i}")) for i, each in enumerate(nodes)]
    edges += [relates(a.key, b.key, line("pays", "C9")) for a, b in combinations(nodes[:3], 2)]
    planned = plan(picture(nodes, edges))
    top = min(box.rect.top for box in planned.boxes)
    over = [
        route for route in planned.routes if route.edge and route.edge.end == "open" and len(route.points) > 2
    ]
    assert len(over) == 1
    assert min(y for _, y in over[0].points) < top
    assert collisions(planned) == []


def test_reciprocal_relations_are_two_parallel_lines() -> None:
    """Two directions are two level lines 5 mm apart, never one with two heads."""
    planned = plan(reciprocal())
    there, back = course(planned, "army", "police"), course(planned, "police", "army")
    assert len({y for _, y in there.points}) == len({y for _, y in back.points}) == 1
    assert abs(there.points[0][1] - back.points[0][1]) == pytest.approx(5, abs=0.01)
    assert (there.points[1][0] - there.points[0][0]) * (back.points[1][0] - back.points[0][0]) < 0


def test_own_denial_runs_under_the_dotted_line() -> None:
    """An accused actor that denies has one box, and its denial does not hide the tie it denies."""
    planned = plan(pair())
    assert [box.key for box in planned.boxes].count("north") == 1
    level = next(spot.centre[1] for spot in planned.spots if spot.key == "tie north")
    assert all(y > level for _, y in course(planned, "north", "tie north").points)


def test_statements_of_one_actor_on_one_tie_share_a_line() -> None:
    """Two denials by one speaker are one line with both labels; a denial and an accusation are two."""
    said = [
        denies("port", "tie north", line("denies", "C1")),
        denies("port", "tie north", line("denies it again", "C2")),
        accuses("port", "tie north", line("accuses", "C3")),
    ]
    nodes = [node("north", "North", "state accused"), node("port", "Port", "body denier")]
    planned = plan(picture(nodes, said, [tie("north")]))
    assert sorted(len(route.edge.labels) for route in planned.routes if route.edge) == [1, 2]
    assert collisions(planned) == []


def test_signs_and_colours_say_what_kind_of_line_it_is() -> None:
    """Accusations end in a vermilion arrow, denials in a bar of ink, what the outlet states is grey."""
    patches = {str(patch.get_label()): patch for patch in draw(kalsu()).axes[0].patches}
    assert to_hex(patches["arrow:reports>tie us"].get_facecolor()).upper() == style.VERMILION
    assert to_hex(patches["bar:centcom>tie us"].get_edgecolor()).upper() == style.INK
    assert to_hex(patches["dot:iraq>incident"].get_facecolor()).upper() == style.GREY
    assert to_hex(patches["arrow:resistance>eilat"].get_facecolor()).upper() == style.BLUE
    dashed = [
        patch for label, patch in patches.items() if label.endswith("resistance>eilat") and "line" in label
    ]
    assert [is_dashed(patch) for patch in dashed] == [True]


def test_bars_of_denials_stay_apart() -> None:
    """Five bars at one mark do not touch, however flat their lines come in."""
    nodes = [node(f"d{i}", f"Ministry number {i}", "body denier") for i in range(5)]
    edges = [denies(each.key, "tie north", line("denies it", f"C{i}")) for i, each in enumerate(nodes)]
    planned = plan(picture([node("north", "North", "state accused"), *nodes], edges, [tie("north")]))
    ends = [route.points[-1] for route in planned.routes if route.edge]
    assert len(ends) == 5
    assert min(math.dist(a, b) for a, b in combinations(ends, 2)) > BAR
    assert collisions(planned) == []

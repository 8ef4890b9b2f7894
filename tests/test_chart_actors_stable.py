"""Seats in the chart of actors: a newcomer leaves the others where they are, and a fixed seat is kept."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import pytest
from hypothesis import given, settings

from reportkit.charts.actors import CannotPin, draw, planned
from reportkit.charts.actors_layout import canonical, layout
from reportkit.charts.actors_plan import MOST, Plan, TooManyActors
from reportkit.charts.actors_rows import registered
from reportkit.charts.actors_stable import among
from reportkit.charts.actors_words import measured
from reportkit.charts.layout import faults
from reportkit.wording import actors_picture
from reportkit.wording.pictures import ActorsPicture
from tests import cases
from tests.samples import sized
from tests.samples.actors import collisions, kalsu, mutual, pair, pictures, plan

Point = tuple[float, float]


def seats(shown: ActorsPicture) -> dict[str, Point]:
    """Return where each actor stands, against the incident, in shares of the width."""
    planned_ = plan(shown)
    x, y = next(spot.centre for spot in planned_.spots if spot.key == "incident")
    return {
        box.key: ((box.rect.centre[0] - x) / planned_.width, (box.rect.centre[1] - y) / planned_.width)
        for box in planned_.boxes
    }


def moves(shown: ActorsPicture, newcomer: str) -> float:
    """Return the median move of all others when somebody comes."""
    after = seats(shown)
    before = seats(among(shown, (node.key for node in shown.nodes if node.key != newcomer)))
    far = [math.dist(before[key], after[key]) for key in before.keys() & after.keys()]
    return statistics.median(far) if far else 0.0


@settings(max_examples=25, deadline=None)
@given(pictures())
def test_who_is_registered_next_hardly_moves_the_others(shown: ActorsPicture) -> None:
    """Whoever comes to the register moves the median of the others by a twentieth of the width at most."""
    if shown.nodes:
        assert moves(shown, registered(shown)[-1]) <= 0.05


@pytest.mark.parametrize("count", range(4, 22))
def test_a_growing_record_keeps_its_drawing(count: int) -> None:
    """From one size of the invented corpus to the next the median of the others stays where it is."""
    shown = actors_picture.picture(sized.case(actors=count, events=10))
    if len(shown.nodes) <= MOST:
        assert moves(shown, registered(shown)[-1]) <= 0.05


def test_any_of_most_actors_may_come_to_the_case_it_was_made_for() -> None:
    """At Kalsu it matters little who is registered last: three in four may come and the median stays."""
    shown = actors_picture.picture(cases.opened(cases.FOLDERS[0], "kalsu-explosion"))
    still = sum(moves(shown, node.key) <= 0.05 for node in shown.nodes)
    assert still >= 0.75 * len(shown.nodes)


def test_accused_take_sides_in_turn() -> None:
    """The first accused in the register stands at the left, the next at the right."""
    found = seats(mutual())
    assert found["north"][0] < 0 < found["south"][0]


def pinned(shown: ActorsPicture, **pins: Point) -> Plan:
    """Return a plan with fixed seats."""
    shown = canonical(shown)
    return layout(shown, measured(shown), 178, pins)


@pytest.mark.parametrize(("x", "y"), [(0.3, -0.17), (0.88, 0.16), (0.5, 0.25)])
def test_a_fixed_seat_is_kept_exactly(x: float, y: float) -> None:
    """An actor stands where somebody put it, and nothing lies over anything else."""
    found = pinned(kalsu(), iraq=(x, y))
    level = next(spot.centre[1] for spot in found.spots if spot.key == "incident")
    centre = next(box.rect.centre for box in found.boxes if box.key == "iraq")
    assert centre == pytest.approx((x * 178, level + y * 178))
    assert collisions(found) == []
    assert faults(draw(kalsu(), seats={"iraq": (x, y)})) == ()


@pytest.mark.parametrize(
    ("pins", "told"),
    [
        ({"iraq": (0.5, 0.0)}, "'iraq' would lie over the mark of the incident"),
        ({"iraq": (0.5, 0.2), "iran": (0.5, 0.22)}, "'iran' would lie over the seat of iraq"),
        ({"iraq": (0.01, 0.2)}, "'iraq' would stand outside the sheet"),
        ({"iraq": (0.5, 2.0)}, "'iraq' would stand 356 mm from the incident; at most 120"),
        ({"nobody": (0.5, 0.2)}, "'nobody' is not in this drawing; there are centcom, cjtf"),
        ({"pmu": (0.31, 0.0)}, "'pmu' would stand on the line that ties 'us' to the incident"),
    ],
)
def test_a_seat_that_cannot_be_kept_is_told(pins: dict[str, Point], told: str) -> None:
    """A fixed seat over something else is refused with what is in its way, and not moved silently."""
    with pytest.raises(CannotPin, match=told):
        pinned(kalsu(), **pins)


def test_without_seats_nothing_is_fixed() -> None:
    """An empty list of seats is the drawing by rule."""
    assert pinned(pair()) == plan(pair())


def test_seats_of_a_matrix_are_those_of_the_few_drawn() -> None:
    """Where many actors stand in a matrix, a seat counts for the drawing beside it."""
    shown = actors_picture.picture(sized.case(actors=30, events=6))
    free = planned(shown)
    assert free.lines
    key = next(box.key for box in free.lines.boxes if box.key not in {tie.actor for tie in shown.ties})
    found = planned(shown, seats={key: (0.2, 0.2)})
    assert found.lines
    assert next(b.rect.centre[0] for b in found.lines.boxes if b.key == key) == pytest.approx(0.2 * 178)


def test_more_actors_than_a_matrix_shows_are_refused() -> None:
    """A name for each of more than four hundred rows is no drawing; the caller lists them."""
    shown = actors_picture.picture(sized.case(actors=30, events=6))
    many = tuple(replace(shown.nodes[0], key=f"x{i}") for i in range(401))
    with pytest.raises(TooManyActors, match="401 actors; at most 400"):
        planned(ActorsPicture((), "", (), (), many, (), (), (), (), matrix=shown.matrix))

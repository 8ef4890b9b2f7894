"""The order of lanes: fewer crossings where that can be, and nothing else that could rank anybody."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.case import case
from reportkit.dates import parse
from reportkit.wording.sequence_lanes import MOST_TRIED, crossings, uncrossed
from reportkit.wording.sequence_layout import in_order, layout
from reportkit.wording.sequence_places import MOST_PLACES, by_place
from tests.samples import sized
from tests.strategies import FIRE, RAID, claim, corpus, proposition

LANES = "abcdefghijkl"
SOME = st.integers(2, 6).map(lambda n: LANES[:n])


@st.composite
def drawings(make: st.DrawFn, most: int = 6) -> tuple[str, list[tuple[str, str]], dict[str, tuple[int, int]]]:
    """Make lanes with a place each, and ties between them."""
    lanes = LANES[: make(st.integers(2, most))]
    pairs = st.tuples(st.sampled_from(lanes), st.sampled_from(lanes))
    ties = make(st.lists(pairs, max_size=5))
    places = {lane: (0, make(st.integers(0, 4))) for lane in lanes}
    return lanes, ties, places


@settings(max_examples=60, deadline=None)
@given(drawings())
def test_no_other_order_has_fewer_crossings(
    drawing: tuple[str, list[tuple[str, str]], dict[str, tuple[int, int]]],
) -> None:
    """Up to eight lanes the order found is one of the best, against all orders there are."""
    lanes, ties, places = drawing
    ties = [tie for tie in ties if tie[0] != tie[1]]
    found = uncrossed(lanes, ties, places)
    tied = [lane for lane in lanes if any(lane in tie for tie in ties)]
    at = [lanes.index(lane) for lane in tied]
    best = crossings(lanes, ties, places)
    for way in permutations(tied):
        other = list(lanes)
        for place, lane in zip(at, way, strict=True):
            other[place] = lane
        best = min(best, crossings(other, ties, places))
    assert crossings(found, ties, places) == best
    assert sorted(found) == sorted(lanes)


@settings(max_examples=60, deadline=None)
@given(drawings(12), st.data())
def test_a_fixed_lane_and_lanes_without_ties_stay(
    drawing: tuple[str, list[tuple[str, str]], dict[str, tuple[int, int]]], data: st.DataObject
) -> None:
    """The incident's own lane keeps its place, and so does every lane that no line leads to."""
    lanes, ties, places = drawing
    fixed = data.draw(st.sampled_from(lanes))
    found = uncrossed(lanes, ties, places, fixed)
    assert sorted(found) == sorted(lanes)
    assert crossings(found, ties, places) <= crossings(lanes, ties, places)
    for lane in lanes:
        if lane == fixed or not any(lane in tie and tie[0] != tie[1] for tie in ties):
            assert found.index(lane) == lanes.index(lane)


def test_without_crossings_nothing_moves() -> None:
    """Lanes that have no crossing stand as they would without any line."""
    places = {lane: (0, number) for number, lane in enumerate(LANES)}
    ties = [("a", "b"), ("c", "d")]
    assert uncrossed(LANES, ties, places) == list(LANES)


def test_many_lanes_are_uncrossed_by_their_middles() -> None:
    """Beyond eight tied lanes the barycentre still takes crossings away."""
    lanes = LANES[:10]
    places = {lane: (0, int(number >= 5)) for number, lane in enumerate(lanes)}
    ties = [("a", "j"), ("b", "i"), ("c", "h"), ("d", "g"), ("e", "f")]
    assert len({lane for tie in ties for lane in tie}) > MOST_TRIED
    assert crossings(uncrossed(lanes, ties, places), ties, places) < crossings(lanes, ties, places)


def test_who_acts_does_not_change_the_order() -> None:
    """The same events, said to be the work of others, stand in the same lanes in the same order."""

    def told(actor: str) -> list[str]:
        when = proposition("time", RAID, {"is": "2031-05-02"}, when=parse("2031-05-02"))
        claims = (
            claim(
                "daily",
                "states",
                proposition("occurred", FIRE),
                proposition("perpetrator", FIRE, {"actor": actor}),
            ),
            claim("radio", "states", when),
            claim("port", "states", proposition("link", slots={"link": "after", "of": FIRE, "to": RAID})),
        )
        one = case(corpus(claims), FIRE)
        return in_order(one, layout(one))

    assert told("army") == told("league")


def test_places_stand_as_they_are_registered() -> None:
    """Lanes by place follow the register, the own one before its place, and each event is in one."""
    found = sized.case(events=30, actors=9)
    lanes = by_place(found, in_order(found, layout(found)))
    registered = list(found.corpus.places)
    at = [registered.index(lane.key.split()[1]) for lane in lanes if not lane.own]
    assert at == sorted(at)
    assert sorted(slug for lane in lanes for slug in lane.slugs) == sorted(found.related)
    own = next(number for number, lane in enumerate(lanes) if lane.own)
    assert lanes[own].note == lanes[own + 1].name


def test_there_are_never_more_places_than_a_page_holds() -> None:
    """Beyond a number of places, larger ones are taken, and then one lane for the rest."""
    found = sized.case(events=100, actors=9)
    assert len(by_place(found, in_order(found, layout(found)))) <= MOST_PLACES + 2

"""The counted sequence: stacks on one scale, standings apart by fill, nothing put where nobody puts it."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reportkit.charts import marks, sequence_fills, style
from reportkit.charts.layout import faults
from reportkit.charts.sequence_counted import draw, laid_out
from reportkit.charts.sequence_seats import TALLEST_MM
from reportkit.charts.sheet import Box
from reportkit.wording.pictures import Bin, CountedLane, CountedSequence, NamedEvent, Stack, Tally
from reportkit.wording.runs import Run
from tests.samples.sequences import (
    DAY,
    RIGHT_TO_LEFT,
    line,
    tally,
    writable,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ORDER = (Bin("unordered", 0, 0), Bin("order", 0, 1), Bin("order", 2, 3))
WEEKS = tuple(Bin("days", DAY + 7 * n, DAY + 7 * n + 6) for n in range(12))
BINS = (*ORDER, *WEEKS, Bin("open", 0, 0))
FIRE = NamedEvent("fire", 5, "disputed", own=True, label=line("4 Pier fire"))
OWN = CountedLane("fire", line("Pier fire"), line("Old Quay"), own=True, stacks=(), named=(FIRE,))


def lane(name: str, *stacks: tuple[int, dict[str, int]], named: int = -1) -> CountedLane:
    """Return the lane of a place with its stacks, and a name over one of them."""
    found = (
        (NamedEvent(name, named, "suspected", own=False, label=line(f"7 Raid at {name}")),)
        if named >= 0
        else ()
    )
    counted = tuple(Stack(at, tuple(counts.items())) for at, counts in stacks)
    return CountedLane(name, line(name), (), own=False, stacks=counted, named=found)


def counted(
    *lanes: CountedLane, tallies: tuple[Tally, ...] = (), bins: tuple[Bin, ...] = BINS
) -> CountedSequence:
    """Return a record of counts with the usual headings."""
    used = dict.fromkeys(word for one in lanes for stack in one.stacks for word, _ in stack.counts)
    days = [bin_.first for bin_ in bins if bin_.part == "days"]
    return CountedSequence(
        order_heading=line("Order only"),
        order_note=line("left before right, each at the first place its order leaves open"),
        unordered_heading=line("no order"),
        days_heading=line("Per week"),
        open_heading=line("over several"),
        events_heading=line("Events, by place as stated"),
        statements_heading=line("Statements, by speaker"),
        scale=line("one scale for all lanes"),
        legend=tuple((word, line(word)) for word in used),
        bins=bins,
        days=tuple((day, line(f"Day {day - DAY}")) for day in days[::4]),
        lanes=lanes,
        tallies=tallies,
        alt=line("alt"),
    )


def burst() -> CountedSequence:
    """Return a burst of every standing, and quiet weeks round it."""
    every = {word: n + 1 for n, word in enumerate(marks.STANDINGS)}
    return counted(
        OWN,
        lane("Amberport", (4, {"acknowledged": 2}), (7, every), (8, {"claimed_only": 5}), named=7),
        lane("Birchport", (1, {"suspected": 3}), (2, {"disputed": 4}), (7, {"acknowledged": 9})),
        lane("Cedarport", (0, {"reported_only": 3, "denied_only": 1}), (15, {"not_addressed": 8})),
    )


def heights(figure: Figure, standing: str) -> list[float]:
    """Return how high the pieces of a standing are, in drawing order, then the swatch."""
    label = sequence_fills.LABEL + standing
    paper = next(c for c in figure.axes[0].collections if c.get_label() == label)
    return [float(np.ptp(np.asarray(path.vertices)[:, 1])) for path in paper.get_paths()]


def test_a_burst_is_readable() -> None:
    """Every standing at once, named events, numbers beside marks: nothing lies on anything."""
    assert faults(draw(burst())) == ()


def test_one_scale_for_all_lanes() -> None:
    """Nine events in one lane are as high as nine in another, and nine times as high as one."""
    shown = counted(
        lane("A", (4, {"acknowledged": 9}), (6, {"acknowledged": 1})), lane("B", (5, {"acknowledged": 9}))
    )
    one, two, three, _ = heights(draw(shown), "acknowledged")
    assert one == pytest.approx(three)
    assert one == pytest.approx(9 * two)


def test_what_is_acknowledged_is_the_foot() -> None:
    """The solid part stands on the rule of its lane, everything else on top of it."""
    shown = counted(lane("A", (4, {"acknowledged": 2, "disputed": 3})))
    axes = draw(shown).axes[0]
    foot, rest = (
        next(
            np.asarray(c.get_paths()[0].vertices)[:, 1]
            for c in axes.collections
            if c.get_label() == f"stack:{word}"
        )
        for word in ("acknowledged", "disputed")
    )
    assert foot.min() == pytest.approx(rest.max())


def test_what_has_no_place_is_told_in_numbers() -> None:
    """Events without an order, or with days that no week holds, stand apart and set no stack's height."""
    few = counted(lane("A", (4, {"acknowledged": 2}), (0, {"disputed": 1}), (15, {"suspected": 1})))
    many = counted(lane("A", (4, {"acknowledged": 2}), (0, {"disputed": 90}), (15, {"suspected": 80})))
    assert heights(draw(few), "acknowledged")[0] == heights(draw(many), "acknowledged")[0]
    assert {"90", "80"} <= set(style.words(draw(many)))


def test_the_incident_is_its_own_mark() -> None:
    """The incident in question is drawn as a mark of its own size and counted in no stack."""
    axes = draw(counted(OWN, lane("A", (4, {"acknowledged": 2})))).axes[0]
    assert any(str(artist.get_label()) == "mark:disputed" for artist in axes.get_children())
    assert not any(c.get_label() == "stack:disputed" for c in axes.collections)


def test_stacks_make_way_for_many_speakers() -> None:
    """With sixty speakers and fourteen places the figure still fits a page."""
    lanes = tuple(lane(f"Place {n}", (5, {"acknowledged": 9, "disputed": 3}), named=5) for n in range(14))
    speakers = tuple(tally(f"Speaker {n}", states=n + 1, denies=2) for n in range(60))
    plate = laid_out(counted(OWN, *lanes, tallies=speakers), 178, TALLEST_MM)
    assert plate.height <= TALLEST_MM


def piece(standing: str) -> NDArray[np.float64]:
    """Return a piece of a stack as grey pixels, as a copier would show it."""
    figure = style.figure(8, 8)
    sequence_fills.draw(figure.axes[0], [(standing, Box(2.5, 1.0, 4.5, 7.0))])
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=300, facecolor="white")
    return np.asarray(Image.open(stream).convert("L"), dtype=float) / 255


def test_fills_are_apart_in_grey() -> None:
    """Any two standings differ in a stack without their colours, by a visible share of its area."""
    shown = {standing: piece(standing) for standing in marks.STANDINGS}
    blank = np.ones_like(next(iter(shown.values())))
    for one, other in combinations([*shown.values(), blank], 2):
        assert np.abs(one - other).mean() > 0.005


def test_an_unknown_standing_is_refused() -> None:
    """A fill that does not exist is an error and not an empty box."""
    with pytest.raises(KeyError, match="no mark named 'proven'"):
        sequence_fills.draw(style.figure(10, 10).axes[0], [("proven", Box(1, 1, 3, 3))])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.data())
def test_any_counts_are_readable(data: st.DataObject) -> None:
    """Whatever is counted, wherever, and whatever places are called, there is no fault."""
    words = st.one_of(st.sampled_from(writable()), st.sampled_from(RIGHT_TO_LEFT))
    parts = data.draw(st.sampled_from([BINS, ORDER[1:], WEEKS, (*WEEKS, BINS[-1]), (*ORDER, BINS[-1])]))
    counts = st.dictionaries(st.sampled_from(marks.STANDINGS), st.integers(1, 40), min_size=1, max_size=4)
    lanes = []
    for number in range(data.draw(st.integers(1, 8))):
        stacks = data.draw(st.dictionaries(st.integers(0, len(parts) - 1), counts, max_size=5))
        among = [at for at in stacks if parts[at].part in {"order", "days"}]
        named = data.draw(st.sampled_from([-1, *among]))
        one = lane(f"lane {number}", *stacks.items(), named=named)
        lanes.append(replace(one, name=line(data.draw(words))) if data.draw(st.booleans()) else one)
    shown = counted(*lanes, bins=parts)
    assert faults(draw(shown)) == ()


def test_the_same_record_gives_the_same_bytes() -> None:
    """Two drawings of one record of counts are the same SVG."""
    assert style.svg(draw(burst())) == style.svg(draw(burst()))


def test_a_count_is_written_as_it_is() -> None:
    """The numbers of counted statements stand in the figure as the record has them."""
    figure = draw(
        counted(OWN, tallies=(Tally("port", line("Port"), (), (("denies", (Run("17", ("C1",)),)),)),))
    )
    assert "17" in style.words(figure)

"""Any escalation sequence at all: whole, readable, and saying what its record says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.charts.layout import faults
from reportkit.charts.sequence import draw
from reportkit.wording.pictures import SequencePicture
from tests.samples.sequences import (
    RIGHT_TO_LEFT,
    day_cap,
    lines,
    packed,
    path,
    pictures,
    renamed,
    seated,
    shapes,
    together,
    writable,
)

if TYPE_CHECKING:
    from reportkit.wording.pictures import SequencePicture


@settings(max_examples=25, deadline=None, derandomize=True)
@given(pictures())
def test_any_picture_is_drawn_whole_and_readable(shown: SequencePicture) -> None:
    """Whatever a record holds: no fault, no mark on another, no word lost, every mark in its column."""
    figure = draw(shown)
    assert faults(figure) == ()
    seats = seated(shown, figure)
    together_ = together(figure)
    found = [one for lane in shown.lanes for one in lane.marks]
    for one in found:
        assert all(packed(words) in together_ for words in one.labels)
    for link in shown.links:
        assert packed(link.label) in together_
    for one in found:
        for other in found:
            if one.column is not None and other.column is not None and one.column < other.column:
                assert seats[one.key].x < seats[other.key].x
            if one.column is not None and other.days is not None:
                assert seats[one.key].x < seats[other.key].x
            if one.key < other.key:
                apart = max(
                    abs(seats[one.key].x - seats[other.key].x), abs(seats[one.key].y - seats[other.key].y)
                )
                assert apart > 2


@settings(max_examples=25, deadline=None, derandomize=True)
@given(pictures())
def test_any_bar_and_link_says_what_its_record_says(shown: SequencePicture) -> None:
    """Caps, arrows, dots and heads follow from the ends and kinds of the record and from nothing else."""
    figure = draw(shown)
    seats = seated(shown, figure)
    for one in (one for lane in shown.lanes for one in lane.marks):
        ends = [one.left, one.right]
        if one.days and one.days[0] < one.days[1]:
            ends = [end or day_cap() for end in ends]
        assert len(lines(figure, f"cap {one.key}")) == sum(end is not None and end.cap for end in ends)
        assert shapes(figure, f"arrow {one.key}") == sum(end is not None and not end.cap for end in ends)
        for piece in lines(figure, f"bar {one.key}"):
            end = ends[1 if path(piece)[1][0] > seats[one.key].x else 0]
            assert end is not None
            assert piece.is_dashed() == end.inferred
    for link in shown.links:
        names = f"{link.earlier} {link.later}"
        assert bool(lines(figure, f"head {names}")) == any(
            tie.kind == "reason" and names == f"{tie.earlier} {tie.later}" for tie in shown.links
        )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(pictures(), st.data())
def test_any_words_stand_where_they_can_be_read(shown: SequencePicture, data: st.DataObject) -> None:
    """Whatever lanes, events and speakers are called, in any script and hostile too, there is no fault."""
    words = st.one_of(st.sampled_from(writable()), st.sampled_from(RIGHT_TO_LEFT))
    lanes = tuple(
        renamed(lane, data.draw(words)) if data.draw(st.booleans()) else lane for lane in shown.lanes
    )
    record = replace(shown, lanes=lanes)
    figure = draw(record)
    assert faults(figure) == ()
    seated(record, figure)

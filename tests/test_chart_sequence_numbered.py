"""The numbered sequence: every mark has its number, no tie goes without its asserter, no words are hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.charts import style
from reportkit.charts.layout import faults
from reportkit.charts.sequence_numbered import draw, laid_out
from reportkit.charts.sequence_tally import tallied
from reportkit.wording.pictures import NumberedSequence, SequencePicture, Tally
from reportkit.wording.runs import Line, Run
from tests.samples.sequences import (
    DAY,
    RIGHT_TO_LEFT,
    base_blast,
    drawn,
    event,
    fire,
    height,
    line,
    lines,
    mark,
    packed,
    picture,
    pictures,
    renamed,
    shapes,
    speaker,
    tally,
    together,
    writable,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def strong(words: str) -> Line:
    """Return words as a number stands on the sheet."""
    return (Run(words, ("C1",), "strong"),)


def numbered(shown: SequencePicture, tallies: tuple[Tally, ...] = ()) -> NumberedSequence:
    """Return a sequence with a number at each mark, in the order of the record."""
    keys = [one.key for lane in shown.lanes for one in lane.marks]
    numbers = tuple((key, strong(str(number))) for number, key in enumerate(keys, 1))
    return NumberedSequence(shown, numbers, tallies, shown.alt)


def beside(figure: Figure, key: str, shown: NumberedSequence) -> bool:
    """Say whether the number of a mark stands in its row, at most a little way from it."""
    number = dict(shown.numbers)[key][0].words
    seat = next(seat for seat in laid_out(shown, 178).layout.seats if seat.mark.key == key)
    boxes = [
        word.box for word in style.written(figure) if word.run.words == number and word.run.kind == "strong"
    ]
    off = [
        max(box.left - seat.span.right, seat.span.left - box.right, 0.0)
        for box in boxes
        if box.top < seat.y < box.bottom
    ]
    return bool(off) and min(off) < 10


def test_a_real_case_is_lower_with_numbers() -> None:
    """With numbers a case needs less of its page, and is as readable."""
    figure = draw(numbered(base_blast()))
    assert faults(figure) == ()
    assert height(figure) < 102


def test_every_mark_has_its_number() -> None:
    """Each mark is drawn once, with its number beside it."""
    shown = numbered(base_blast())
    figure = draw(shown)
    assert len([one for one in drawn(figure) if one.size in {4.2, 3.0, 2.5}]) == len(shown.numbers)
    assert all(beside(figure, key, shown) for key, _ in shown.numbers)


def test_a_name_stands_whole_or_not_at_all() -> None:
    """Where two marks leave no room between them, the first keeps its number and loses its name."""
    near = event("Quay", "", mark("a", "disputed", (DAY, DAY), line("Burning of the long pier")),
                 mark("b", "disputed", (DAY + 9, DAY + 9), line("Raid")))  # fmt: skip
    far = replace(near, marks=(near.marks[0], replace(near.marks[1], days=(DAY + 60, DAY + 60))))
    days = (DAY, DAY + 90)
    end = event("Bay", "", mark("z", "disputed", (DAY + 90, DAY + 90)))
    crowded, free = (draw(numbered(picture(0, (lane, end), days=days))) for lane in (near, far))
    assert "Burning of the long pier" in style.words(free)
    assert not any("Burning" in word for word in style.words(crowded))
    assert "Raid" in style.words(crowded)


def test_marks_that_would_touch_stand_in_rows() -> None:
    """Events of one place on one day stand under each other, each with its number, and their lane grows."""
    marks_ = tuple(mark(f"e{n}", "disputed", (DAY, DAY)) for n in range(4))
    shown = numbered(picture(0, (event("Quay", "", *marks_),), days=(DAY,)))
    figure = draw(shown)
    assert len({one.y for one in drawn(figure)}) == 4
    assert faults(figure) == ()


def test_no_tie_goes_without_who_says_so() -> None:
    """Each line bears a letter, and the words of who states it stand below under the same letter."""
    shown = numbered(fire())
    figure = draw(shown)
    words = [word.run.words for word in style.written(figure) if word.run.kind == "strong"]
    assert [words.count(letter) for letter in "abc"] == [2, 2, 0]
    assert all(packed(link.label) in together(figure) for link in shown.sequence.links)


def test_order_still_has_no_head() -> None:
    """With numbers as with words, a tie of order is no arrow."""
    figure = draw(numbered(fire()))
    assert lines(figure, "order raid fire")
    assert not lines(figure, "head raid fire")
    assert lines(figure, "head fire shells")


def test_bars_keep_their_ends() -> None:
    """A bound is a cap and an open time an arrow, whatever stands on the bar."""
    figure = draw(numbered(base_blast()))
    assert (len(lines(figure, "cap action")), shapes(figure, "arrow action")) == (1, 1)
    assert (len(lines(figure, "cap C34")), shapes(figure, "arrow C34")) == (0, 2)


def test_counted_statements_stand_in_columns() -> None:
    """Statements counted by kind are marks with numbers, the same kind under the same kind."""
    some = tuple(tally(f"Speaker {n}", affirms=n + 1, denies=2) for n in range(3))
    found = tallied(some, line("STATEMENTS"), 178, 10.0)
    across = {
        name: {round(x, 6) for one, (x, _) in found.squares if one == name} for name in ("affirms", "denies")
    }
    assert [len(xs) for xs in across.values()] == [1, 1]
    assert len(found.squares) == 6


@pytest.mark.parametrize(("many", "columns"), [(5, 1), (6, 2), (16, 2), (17, 3), (60, 3)])
def test_many_speakers_stand_side_by_side(many: int, columns: int) -> None:
    """Sixty speakers take no more height than twenty rows."""
    found = tallied([tally(f"S{n}", states=1) for n in range(many)], line("STATEMENTS"), 178, 0.0)
    assert len({round(x, 3) for _, (x, _) in found.squares}) == columns
    assert found.bottom < 4.6 + 4.4 * (many / columns + 1)


def test_the_same_record_gives_the_same_bytes() -> None:
    """Two drawings of one numbered record are the same SVG."""
    assert style.svg(draw(numbered(base_blast()))) == style.svg(draw(numbered(base_blast())))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(pictures(), st.data())
def test_any_picture_is_readable_with_numbers(shown: SequencePicture, data: st.DataObject) -> None:
    """Whatever a record holds and is called: no fault, every number there, no tie without its words."""
    words = st.one_of(st.sampled_from(writable()), st.sampled_from(RIGHT_TO_LEFT))
    lanes = tuple(
        renamed(lane, data.draw(words)) if data.draw(st.booleans()) else lane for lane in shown.lanes
    )
    some = data.draw(
        st.lists(
            st.builds(lambda name, n: tally(name, denies=n, accuses=3), words, st.integers(1, 999)),
            max_size=20,
        )
    )
    record = numbered(replace(shown, lanes=lanes), tuple(some))
    figure = draw(record)
    assert faults(figure) == ()
    assert all(beside(figure, key, record) for key, _ in record.numbers)
    letters = [
        word.run.words
        for word in style.written(figure)
        if word.run.words in set("ab") and not word.run.source
    ]
    assert len(letters) == 2 * len(shown.links)
    for link in shown.links:
        assert packed(link.label) in together(figure)


def test_a_speaker_with_a_long_name_has_room() -> None:
    """A name that does not fit its column is broken, and runs into no count."""
    some = tuple(
        tally("The unnamed spokesman of the joint operations command of the northern coast", states=n)
        for n in range(1, 19)
    )
    shown = numbered(picture(1, (speaker("Port", mark("p", "states", 0)),)), some)
    assert faults(draw(shown)) == ()

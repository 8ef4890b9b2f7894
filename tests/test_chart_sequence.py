"""The escalation sequence, tested by what stands on the sheet: places, bars, ties, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from matplotlib.patches import Rectangle

from reportkit.charts import style
from reportkit.charts.layout import faults
from reportkit.charts.sequence import draw
from reportkit.wording.pictures import End, LaneMark, SequenceLink
from tests.samples.sequences import (
    DAY,
    base_blast,
    cap,
    day_cap,
    event,
    fire,
    height,
    line,
    lines,
    mark,
    path,
    picture,
    seated,
    shapes,
    speaker,
    with_mark,
)

if TYPE_CHECKING:
    from reportkit.wording.pictures import LaneMark


def test_a_real_case_is_readable_and_low() -> None:
    """Six incidents and nine speakers stand without a fault in a figure that leaves room on its page."""
    figure = draw(base_blast())
    assert faults(figure) == ()
    assert height(figure) < 105


def test_sizes_tell_events_from_statements() -> None:
    """The incident's own mark is the largest, statements are the smallest."""
    shown = base_blast()
    seats = seated(shown, draw(shown))
    assert (seats["blast"].size, seats["jordan"].size, seats["C16"].size) == (4.2, 3.0, 2.5)


def test_own_lane_is_washed_and_higher() -> None:
    """The incident's own lane lies on a pale ground and is higher than any other lane of events."""
    axes = draw(fire()).axes[0]
    (wash,) = [patch for patch in axes.patches if style.is_ground(patch)]
    assert isinstance(wash, Rectangle)
    rules = sorted({path(one)[0][1] for one in axes.lines if one.get_label() == "rule"})
    assert wash.get_height() == pytest.approx(max(below - above for above, below in pairwise(rules)))


def test_equal_columns_even_when_some_are_empty() -> None:
    """Columns are equally wide, so that no distance says anything."""
    lanes = tuple(event(f"E{i}", "", mark(f"e{i}", "disputed", i)) for i in (0, 1, 3))
    seats = seated(shown := picture(4, lanes), draw(shown))
    assert seats["e3"].x - seats["e1"].x == pytest.approx(2 * (seats["e1"].x - seats["e0"].x))


def test_days_stand_in_proportion() -> None:
    """In the dated part the room between two marks says how many days lie between them."""
    days = (DAY, DAY + 1, DAY + 11)
    lanes = tuple(event(f"E{day}", "", mark(str(day), "disputed", (day, day))) for day in days)
    seats = seated(shown := picture(0, lanes, days=days), draw(shown))
    first, second, third = (seats[str(day)].x for day in days)
    assert third - second == pytest.approx(10 * (second - first))


def test_dated_marks_stand_right_of_the_break() -> None:
    """What carries a day stands right of the break, what does not left of it."""
    shown = base_blast()
    figure = draw(shown)
    seats = seated(shown, figure)
    at = path(lines(figure, "break")[0])[0][0]
    assert all((one.x > at) == (key == "C16") for key, one in seats.items())


@pytest.mark.parametrize(("columns", "days"), [(2, ()), (0, (DAY,))], ids=["order only", "days only"])
def test_no_break_without_two_measures(columns: int, days: tuple[int, ...]) -> None:
    """The sign of a break appears only where order and dates meet."""
    where = (DAY, DAY) if days else 1
    figure = draw(picture(columns, (event("E", "", mark("e", "disputed", where)),), days=days))
    assert not lines(figure, "break")


def test_order_takes_the_whole_width_without_dates() -> None:
    """Without a dated part its room goes to the columns."""
    narrow, wide = base_blast(), fire()
    last = mark("fire", "disputed", 2)
    both = replace(with_mark(wide, last), links=(), days=narrow.days)
    alone = replace(both, days=())
    assert seated(alone, draw(alone))["fire"].x > seated(both, draw(both))["fire"].x


def test_a_month_of_days_is_wider_than_one() -> None:
    """More days get more of the figure."""
    lane = event("E", "", mark("e", "disputed", 0))
    one, many = (
        draw(picture(2, (lane,), days=(DAY,))),
        draw(picture(2, (lane,), days=(DAY, DAY + 1, DAY + 9))),
    )
    assert path(lines(many, "break")[0])[0] < path(lines(one, "break")[0])[0]


def test_caps_bound_and_arrows_do_not() -> None:
    """A bar ends in a thin cap where the record bounds it, in an arrow where it does not."""
    figure = draw(base_blast())
    assert (len(lines(figure, "cap action")), shapes(figure, "arrow action")) == (1, 1)
    assert (len(lines(figure, "cap C34")), shapes(figure, "arrow C34")) == (0, 2)
    (bound,) = lines(figure, "cap attacks")
    assert float(bound.get_linewidth()) < 1.2


def test_a_cap_stands_at_the_column_that_bounds() -> None:
    """The bar of the first attacks ends where the second column stands."""
    shown = base_blast()
    figure = draw(shown)
    (bound,) = lines(figure, "cap attacks")
    assert path(bound)[0][0] == pytest.approx(seated(shown, figure)["action"].x)


def test_a_statement_after_its_own_column_stands_beside_the_cap() -> None:
    """A statement bounded by the column it stands in has the cap on the column, and its mark beside it."""
    shown = base_blast()
    figure = draw(shown)
    seats, (bound,) = seated(shown, figure), lines(figure, "cap C7")
    assert path(bound)[0][0] == pytest.approx(seats["blast"].x)
    assert path(bound)[0][0] < seats["C7"].x - 0.43 * 2.5


def test_several_days_are_a_bar() -> None:
    """An event that may lie on one of several days has a bar from the first to the last."""
    lanes = (event("E", "", mark("e", "disputed", (DAY + 1, DAY + 4))),)
    figure = draw(picture(0, lanes, days=(DAY, DAY + 1, DAY + 4)))
    assert len(lines(figure, "cap e")) == 2


def test_order_has_no_head() -> None:
    """A tie of order is a plain line without a head, because order is not cause."""
    figure = draw(fire())
    (order,) = lines(figure, "order raid fire")
    assert not order.is_dashed()
    assert not lines(figure, "head raid fire")


def test_a_reason_points_at_what_is_answered() -> None:
    """A reason given is dashed, in the colour of its author, and its head lies at the earlier event."""
    shown = fire()
    figure = draw(shown)
    seats = seated(shown, figure)
    (dashed,), (head,) = lines(figure, "reason fire shells"), lines(figure, "head fire shells")
    assert dashed.is_dashed()
    assert dashed.get_color() == style.BLUE
    tip = path(head)[1]
    near, far = (abs(seats[key].x - tip[0]) + abs(seats[key].y - tip[1]) for key in ("fire", "shells"))
    assert near < 5 < far


def test_marks_that_share_a_place_stand_under_each_other() -> None:
    """Statements of one speaker with the same column are stacked, and their lane grows."""
    names = ("affirms", "states", "denies")
    one = picture(2, (speaker("Port", mark("p0", "affirms", 1, line("first"))),))
    shown = picture(
        2, (speaker("Port", *(mark(f"p{i}", name, 1, line(f"no. {i}")) for i, name in enumerate(names))),)
    )
    figure = draw(shown)
    seats = seated(shown, figure)
    assert len({seat.x for seat in seats.values()}) == 1
    assert seats["p0"].y < seats["p1"].y < seats["p2"].y
    assert height(figure) > height(draw(one)) + 5
    assert faults(figure) == ()


def test_one_event_makes_a_low_figure() -> None:
    """A case with one event and no statement is a strip, without empty headings."""
    shown = picture(
        1, (event("Harbour fire", "North basin", mark("e", "acknowledged", 0, own=True), own=True),)
    )
    figure = draw(shown)
    assert height(figure) < 22
    assert "STATEMENTS, by speaker" not in style.words(figure)


def test_no_lane_is_no_failure() -> None:
    """A case that holds nothing yet gives an empty chart and not an error."""
    assert faults(draw(picture(1, ()))) == ()


def test_the_same_record_gives_the_same_bytes() -> None:
    """Two drawings of one record are the same SVG."""
    assert style.svg(draw(fire())) == style.svg(draw(fire()))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (mark("fire", "disputed", 7), "column 7 of 3"),
        (mark("fire", "disputed", 1, left=cap(2)), "wrong side"),
        (mark("fire", "disputed", 1, left=day_cap()), "wrong side"),
        (mark("fire", "disputed", 1, right=End("week", 3, cap=True, inferred=False)), "no place"),
        (replace(mark("fire", "disputed", 1), column=None), "column or days"),
        (replace(mark("fire", "disputed", 1), days=(DAY, DAY)), "column or days"),
    ],
    ids=["column", "left", "day", "place", "neither", "both"],
)
def test_a_picture_that_contradicts_itself_is_refused(changed: LaneMark, message: str) -> None:
    """A mark without a place, or with an impossible bar, is an error that names it."""
    with pytest.raises(ValueError, match=message):
        draw(with_mark(fire(), changed))


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (SequenceLink("raid", "nothing", "order", "ink", (), ()), "nothing"),
        (SequenceLink("raid", "raid", "order", "ink", (), ()), "itself"),
        (SequenceLink("raid", "fire", "cause", "ink", (), ()), "cause"),
    ],
    ids=["unknown", "itself", "kind"],
)
def test_an_impossible_link_is_refused(link: SequenceLink, message: str) -> None:
    """A link to nothing, to itself or of an unknown kind is an error and never a line."""
    with pytest.raises(ValueError, match=message):
        draw(replace(fire(), links=(link,)))


def test_columns_that_cannot_be_told_apart_are_refused() -> None:
    """Columns narrower than a mark are an error, because marks on each other would lie."""
    with pytest.raises(ValueError, match="40 columns"):
        draw(picture(40, (event("E", "", mark("e", "disputed", 39)),)))

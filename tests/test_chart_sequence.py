"""The escalation sequence, tested by what stands on the sheet."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle

from reportkit.charts import marks, style
from reportkit.charts.layout import faults
from reportkit.charts.sequence import draw
from reportkit.wording.pictures import End, Lane, LaneMark, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, Run, reference

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

DAY = 738996  # 20 April 2024
BIG = {4.2, 3.0, 2.5}  # sizes of marks that stand for an event or a statement, and not beside one


def line(*parts: str) -> Line:
    """Return a line; a part that starts with @ is a reference, with ~ soft words."""
    runs: list[Run] = []
    for part in parts:
        if part.startswith("@"):
            runs.append(reference(*part[1:].split()))
        else:
            runs.append(Run(part.removeprefix("~"), ("C1",), "soft" if part.startswith("~") else "text"))
    return tuple(runs)


def edge(*, inferred: bool = False) -> End:
    """Return an end without a bound."""
    return End("edge", None, cap=False, inferred=inferred)


def cap(column: int, *, inferred: bool = False) -> End:
    """Return an end that a column bounds."""
    return End("column", column, cap=True, inferred=inferred)


def day_cap(day: int = DAY, *, inferred: bool = False) -> End:
    """Return an end that a day bounds."""
    return End("day", day, cap=True, inferred=inferred)


def mark(  # noqa: PLR0913 - the fields of the record
    key: str,
    name: str,
    where: int | tuple[int, int],
    *labels: Line,
    flags: tuple[str, ...] = (),
    left: End | None = None,
    right: End | None = None,
    own: bool = False,
) -> LaneMark:
    """Return a mark in a column, or on days."""
    column, days = (where, None) if isinstance(where, int) else (None, where)
    return LaneMark(key, name, flags, column, days, left, right, labels, own)


def event(name: str, note: str, *found: LaneMark, own: bool = False) -> Lane:
    """Return a lane of events."""
    return Lane(name, "events", line(name), line(note) if note else (), own, found)


def speaker(name: str, *found: LaneMark) -> Lane:
    """Return a lane of statements."""
    return Lane(name, "statements", line(name), (), own=False, marks=found)


def picture(
    columns: int, lanes: tuple[Lane, ...], links: tuple[SequenceLink, ...] = (), days: tuple[int, ...] = ()
) -> SequencePicture:
    """Return a picture with the usual headings."""
    return SequencePicture(
        order_heading=line("ORDER ONLY"),
        order_note=line("left before right where the document says so; widths mean nothing"),
        events_heading=line("EVENTS, by incident"),
        statements_heading=line("STATEMENTS, by speaker"),
        columns=columns,
        days=tuple((day, line(f"DAY {day - DAY + 20}")) for day in days),
        lanes=lanes,
        links=links,
        alt=line("alt"),
    )


def base_blast() -> SequencePicture:
    """Return a picture of the size of a real case: six incidents, nine speakers, one day."""
    over = line("over by January 2024, later than three deaths in Jordan", "@C26")
    by_groups = line("~by several PMU member groups, the outlet writes", "@C24")
    events = (
        event("Attacks on US forces", "Iraq and Syria",
              mark("attacks", "reported_only", 0, over, by_groups, left=edge(), right=cap(1))),
        event("Strike on a base", "Jordan",
              mark("jordan", "reported_only", 0, line("three US soldiers killed", "@C27", " · no author"))),
        event("US action", "“against Iraq”",
              mark("action", "reported_only", 1, line("its order is not stated"), left=cap(0), right=edge())),
        event("Reported strike", "Iran",
              mark("strike", "reported_only", 2, line("“Israel struck”", "@C3", " · “suspected”", "@C30"),
                   flags=("says_both",))),
        event("Explosion at Kalsu base", "Iraq",
              mark("blast", "acknowledged", 3, line("PMU members acknowledge it", "@C7"),
                   line("~cause and day: not stated"), flags=("inquiry",),
                   right=day_cap(inferred=True), own=True),
              own=True),
        event("Claimed drone attack", "Eilat",
              mark("eilat", "claimed_only", 4, line("launch claimed, arrival not stated", "@C32"),
                   flags=("inference",), left=edge(inferred=True))),
    )  # fmt: skip
    speakers = (
        speaker("PMU members",
                mark("C7", "affirms", 3, line("acknowledge an explosion", "@C7"), left=cap(3), right=edge())),
        speaker("PMU",
                mark("C9", "affirms", 3, line("finds injuries", "@C9", " · unfinished", "@C11"),
                     flags=("inquiry",), left=cap(3), right=edge())),
        speaker("Unnamed US officials",
                mark("C1", "denies", 2, line("deny launching an airstrike on an Iraqi base", "@C1"),
                     left=cap(2), right=edge())),
        speaker("Unnamed Israeli officials",
                mark("C2", "denies", 2, line("deny likewise", "@C2", " · and any part in it", "@C12"),
                     left=cap(2), right=edge())),
        speaker("Unnamed reports",
                mark("C15", "accuses", 3, line("say: US airstrikes in Iraq that day", "@C15"),
                     flags=("through_denial",), left=edge(), right=day_cap())),
        speaker("CENTCOM",
                mark("C13", "denies", 3, line("denies, the outlet says", "@C13"), left=cap(3), right=edge()),
                mark("C16", "denies", (DAY, DAY), line("denies US air strikes in Iraq that day", "@C16"))),
        speaker("CJTF-OIR, via RedState",
                mark("C18", "denies", 3, line("denies any US role", "@C18"), left=cap(3), right=edge())),
        speaker("Islamic Resistance in Iraq",
                mark("C34", "accuses", 3, line("accuses Israel, of “camps”", "@C34"),
                     flags=("inference",), left=edge(), right=edge())),
        speaker("Several PMU member groups",
                mark("C25", "motive", 0, line("give US support of Israel as their reason", "@C25"),
                     left=edge(), right=edge())),
    )  # fmt: skip
    links = (
        SequenceLink(
            "jordan", "action", "reason", "ink", (), line("“retaliated”: the outlet’s word", "@C28")
        ),
        SequenceLink("strike", "blast", "order", "ink", (), line("one day after, says the outlet", "@C29")),
        SequenceLink("blast", "eilat", "reason", "blue", (), line("“in response to”", "@C33")),
    )
    return picture(5, (*events, *speakers), links, (DAY,))


def fire() -> SequencePicture:
    """Return three events in a row, with an order and a reason, and one statement; nothing carries a day."""
    lanes = (
        event(
            "River raid", "South bank", mark("raid", "suspected", 0, line("suspected by the daily", "@C4"))
        ),
        event(
            "Harbour fire",
            "North basin",
            mark("fire", "disputed", 1, line("accused, and denied", "@C1 C2"), flags=("inquiry",), own=True),
            own=True,
        ),
        event("Shelling", "", mark("shells", "denied_only", 2, line("denied before anybody says it", "@C9"))),
        speaker("Port", mark("port", "states", 1, line("states it", "@C3"), left=cap(1), right=edge())),
    )
    links = (
        SequenceLink("raid", "fire", "order", "ink", (), line("a day after, says the daily", "@C5")),
        SequenceLink("fire", "shells", "reason", "blue", ("inference",), line("“for the harbour”", "@C7")),
    )
    return picture(3, lanes, links)


def with_mark(shown: SequencePicture, changed: LaneMark) -> SequencePicture:
    """Return the picture with one mark in the place of the one with its key."""
    lanes = tuple(
        replace(lane, marks=tuple(changed if old.key == changed.key else old for old in lane.marks))
        for lane in shown.lanes
    )
    return replace(shown, lanes=lanes)


Point = tuple[float, float]


class Drawn(NamedTuple):
    """A mark as it stands on the sheet."""

    name: str
    x: float
    y: float
    size: float


def drawn(figure: Figure) -> list[Drawn]:
    """Return the marks of a figure in drawing order."""
    patches = [p for p in figure.axes[0].patches if str(p.get_label()).startswith(marks.LABEL)]
    found: list[Drawn] = []
    while patches:
        name = str(patches[0].get_label()).removeprefix(marks.LABEL)
        outlines = marks.outlines(name)
        parts, patches = patches[: len(outlines)], patches[len(outlines) :]
        boxes = [
            p.get_path().get_extents() for p, (_, paper) in zip(parts, outlines, strict=True) if not paper
        ]
        left, top, right, _ = marks.extent(name)
        size = (max(b.x1 for b in boxes) - min(b.x0 for b in boxes)) / (right - left)
        x, y = min(b.x0 for b in boxes) - left * size, min(b.y0 for b in boxes) - top * size
        found.append(Drawn(name, x, y, round(size, 2)))
    return found


def seated(shown: SequencePicture, figure: Figure) -> dict[str, Drawn]:
    """Return where each mark of the record stands, by its key; each must be drawn exactly once."""
    there = [one for one in drawn(figure) if one.size in BIG]
    found: dict[str, Drawn] = {}
    for lane in shown.lanes:
        mine, there = there[: len(lane.marks)], there[len(lane.marks) :]
        assert sorted(one.name for one in mine) == sorted(one.mark for one in lane.marks)
        records = sorted(lane.marks, key=lambda one: (one.mark, one.days or (0, 0), one.column or 0))
        found |= {
            record.key: one for record, one in zip(records, sorted(mine, key=lambda m: m[:3]), strict=True)
        }
    assert not there
    return found


def lines(figure: Figure, label: str) -> list[Line2D]:
    """Return the lines of a figure that say they are something."""
    return [one for one in figure.axes[0].lines if one.get_label() == label]


def path(one: Line2D) -> list[Point]:
    """Return the points of a line."""
    return [(float(x), float(y)) for x, y in np.asarray(one.get_xydata())]


def shapes(figure: Figure, label: str) -> int:
    """Return how many shapes of a figure say they are something."""
    return sum(one.get_label() == label for one in figure.axes[0].patches)


def together(figure: Figure) -> str:
    """Return all words of a figure in the order they were set, without spaces."""
    return "".join(style.words(figure)).replace(" ", "")


def packed(words: Line) -> str:
    """Return the words of a line without spaces."""
    return "".join(run.words for run in words if run.kind != "mark").replace(" ", "")


def height(figure: Figure) -> float:
    """Return the height of a figure in millimetres."""
    return float(figure.axes[0].get_ylim()[0])


def test_a_real_case_is_readable_and_low() -> None:
    """Six incidents and nine speakers stand without a fault in a figure that leaves room on its page."""
    figure = draw(base_blast())
    assert faults(figure) == ()
    assert height(figure) < 105


def test_a_real_case_needs_no_key() -> None:
    """Every label of a real case stands beside its mark, and none is moved to a numbered key."""
    assert not any(word.isdigit() for word in style.words(draw(base_blast())))


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


def test_words_of_a_link_keep_its_colour() -> None:
    """An author's own word is blue beside its mark."""
    words = {text.run.words: text.get_color() for text in style.written(draw(fire()))}
    assert words["“for the harbour”"] == style.BLUE


def test_words_stand_on_one_line_with_a_bar_that_stays_in_sight() -> None:
    """A bar is opened for words and goes on after them, so that its end can be seen."""
    figure = draw(fire())
    pieces = lines(figure, "bar port")
    (text,) = [one for one in style.written(figure) if one.run.words == "states it"]
    spans = [(path(piece)[0][0], path(piece)[1][0]) for piece in pieces]
    assert max(right for _, right in spans) > text.box.right + 5
    assert not any(left < text.box.right and right > text.box.left for left, right in spans)


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


def test_a_lane_grows_for_a_second_line() -> None:
    """A label that fits its place only on two lines makes its lane higher, and not its type smaller."""
    short, long = line("denies it", "@C1"), line("denies US air strikes in Iraq that day", "@C1")
    figures = [
        draw(picture(3, (speaker("Port", mark("p", "denies", (DAY, DAY), words)),), days=(DAY,)))
        for words in (short, long)
    ]
    assert height(figures[0]) + 1 < height(figures[1]) < height(figures[0]) + 3.5
    assert faults(figures[1]) == ()


def test_what_finds_no_place_stands_under_a_number() -> None:
    """A label too long for its place becomes a number, and the key below the chart has its words."""
    words = line("a statement so long that the narrow dated part cannot hold it on two lines", "@C3")
    figure = draw(picture(3, (speaker("Port", mark("p", "denies", (DAY, DAY), words)),), days=(DAY,)))
    numbers = [one for one in style.written(figure) if one.run.words == "1"]
    beside, in_key = sorted(numbers, key=lambda one: one.box.top)
    assert beside.box.bottom < in_key.box.top
    assert packed(words) in together(figure)
    assert faults(figure) == ()


def test_words_from_outside_are_shown_as_they_are() -> None:
    """Markup and mathematics in a name or label are letters like others."""
    hostile = "$x_1$ \\frac{1}{2} <b>&amp; {{7*7}} #set page()"
    shown = picture(1, (event(hostile, hostile, mark("<a> & 'b'", "disputed", 0, line(hostile))),))
    figure = draw(shown)
    assert together(figure).count(hostile.replace(" ", "")) == 3
    assert "<svg" in style.svg(figure)


def test_names_in_other_scripts_have_room() -> None:
    """Arabic and Hebrew names, taller than Latin ones, do not run into their neighbours."""
    lanes = tuple(
        event(
            "انفجار في قاعدة كالسو", "בסיס קלסו · العراق", mark(f"e{i}", "disputed", 0, line("قال المتحدث"))
        )
        for i in range(3)
    )
    assert faults(draw(picture(1, lanes))) == ()


def test_long_names_are_broken_in_their_column() -> None:
    """A long name takes more lines in the label column and never runs under the marks."""
    name = "The strike on a base whose name everybody spells in another way, and " + "w" * 80
    figure = draw(picture(1, (event(name, "", mark("e", "disputed", 0)),)))
    column = seated(picture(1, (event(name, "", mark("e", "disputed", 0)),)), figure)["e"].x
    ends = [one.box.right for one in style.written(figure) if one.run.words in name]
    assert len(ends) > 3
    assert max(ends) < column - 1.5
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


def test_only_words_of_the_record_are_written() -> None:
    """Every word on the figure is one of the record, except the numbers of the key."""
    shown = base_blast()
    known = "".join(
        packed(words)
        for words in (
            shown.order_heading, shown.order_note, shown.events_heading, shown.statements_heading,
            *(label for _, label in shown.days),
            *(words for lane in shown.lanes for words in (lane.name, lane.note)),
            *(words for lane in shown.lanes for one in lane.marks for words in one.labels),
            *(link.label for link in shown.links),
        )
    )  # fmt: skip
    assert all(word.replace(" ", "") in known for word in style.words(draw(shown)))


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


WORDS = (
    "denies",
    "a strike on the harbour",
    "says",
    "“camps”",
    "$x_1$",
    "<b>",
    "العراق",
    "קלסו",
    "not-stated",
)


@st.composite
def labels(make: st.DrawFn) -> tuple[Line, ...]:
    """Up to two lines of words, each with its reference."""
    found = make(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), max_size=2))
    return tuple(line(" ".join(words), "@C1 C2") for words in found)


@st.composite
def marks_of(make: st.DrawFn, key: str, name: str, columns: int, days: tuple[int, ...]) -> LaneMark:
    """Make a mark with a place and a bar that do not contradict each other."""
    dated = bool(days) and (not columns or make(st.integers(0, 3)) == 0)
    guess, inferred = st.booleans(), st.builds(edge, inferred=st.booleans())
    lefts, rights = [st.none(), inferred], [st.none(), inferred]
    where: int | tuple[int, int]
    if dated:
        first = make(st.sampled_from(days))
        last = make(st.sampled_from([day for day in days if day >= first]))
        where = (first, last)
        rights.append(st.builds(day_cap, st.sampled_from([d for d in days if d >= last]), inferred=guess))
        if columns:
            lefts.append(st.builds(cap, st.integers(0, columns - 1), inferred=guess))
    else:
        where = make(st.integers(0, columns - 1))
        lefts.append(st.builds(cap, st.integers(0, where), inferred=guess))
        rights.append(st.builds(cap, st.integers(where, columns - 1), inferred=guess))
        if days:
            rights.append(st.builds(day_cap, st.sampled_from(days), inferred=guess))
    flags = tuple(make(st.lists(st.sampled_from(marks.FLAGS), max_size=2, unique=True)))
    left, right = make(st.one_of(lefts)), make(st.one_of(rights))
    return mark(key, name, where, *make(labels()), flags=flags, left=left, right=right)


@st.composite
def pictures(make: st.DrawFn) -> SequencePicture:
    """Make a picture of any shape: with and without columns, days, statements and links."""
    columns = make(st.integers(0, 8))
    days = tuple(sorted(make(st.sets(st.integers(DAY, DAY + 20), min_size=0 if columns else 1, max_size=3))))
    lanes: list[Lane] = []
    for number in range(make(st.integers(1, 6))):
        group = "events" if number < 3 else "statements"
        pool = marks.STANDINGS if group == "events" else marks.STATEMENTS
        names = make(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
        found = tuple(make(marks_of(f"m{number}.{i}", n, columns, days)) for i, n in enumerate(names))
        note = line("somewhere") if make(st.booleans()) else ()
        lanes.append(Lane(f"l{number}", group, line(f"Lane {number}"), note, number == 1, found))
    keys = [one.key for lane in lanes if lane.group == "events" for one in lane.marks]
    pairs = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True)
    ties = make(st.lists(pairs, max_size=2)) if len(keys) > 1 else []
    kinds = [make(st.sampled_from(("order", "reason"))) for _ in ties]
    links = tuple(
        SequenceLink(one, two, kind, "blue", (), line("one day after", "@C9"))
        for (one, two), kind in zip(ties, kinds, strict=True)
    )
    return picture(columns, tuple(lanes), links, days)


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

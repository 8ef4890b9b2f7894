"""The words of an escalation sequence: where they stand, what goes to the key, scripts and hostile text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportkit.charts import style
from reportkit.charts.layout import faults
from reportkit.charts.sequence import draw
from tests.samples.sequences import (
    DAY,
    base_blast,
    event,
    fire,
    height,
    line,
    lines,
    mark,
    packed,
    path,
    picture,
    seated,
    speaker,
    together,
)

if TYPE_CHECKING:
    from reportkit.wording.pictures import SequencePicture
    from reportkit.wording.runs import Line


def narrow(words: Line) -> SequencePicture:
    """Return a picture with one label in a dated part that is narrow, because all else is known by order."""
    events = (event(f"E{column}", "", mark(f"e{column}", "disputed", column)) for column in range(6))
    return picture(6, (*events, speaker("Port", mark("p", "denies", (DAY, DAY), words))), days=(DAY,))


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


def test_a_lane_grows_for_a_second_line() -> None:
    """A label that fits its place only on two lines makes its lane higher, and not its type smaller."""
    short, long = line("denies it", "@C1"), line("denies US air strikes in Iraq that day", "@C1")
    figures = [draw(narrow(words)) for words in (short, long)]
    assert height(figures[0]) + 1 < height(figures[1]) < height(figures[0]) + 3.5
    assert faults(figures[1]) == ()


def test_what_finds_no_place_stands_under_a_number() -> None:
    """A label too long for its place becomes a number, and the key below the chart has its words."""
    words = line("a statement so long that the narrow dated part cannot hold it on two lines", "@C3")
    figure = draw(narrow(words))
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


def test_a_real_case_needs_no_key() -> None:
    """Every label of a real case stands beside its mark, and none is moved to a numbered key."""
    assert not any(word.isdigit() for word in style.words(draw(base_blast())))

"""The strip of answers: speakers counted by what they say, silence apart, the most contested as a table."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from reportkit.case import case
from reportkit.charts import marks, style
from reportkit.charts.strip import STEPS, draw
from reportkit.questions import strip as asked
from reportkit.wording import strip, tables
from reportkit.wording.pictures import StripCell, StripPicture, StripRow
from reportkit.wording.propositions import voiced
from reportkit.wording.runs import plain
from tests import cases
from tests.samples import sized
from tests.samples.charted import labelled, lines, run, strange, unwritten, wrong
from tests.strategies import FIRE, claim, corpus, proposition, told
from tests.test_words import faults_of_origin

SIZES = [(10, 15), (30, 60), (3, 30)]


def large():
    """Return the invented case, which has more rows than a table holds."""
    return cases.opened(cases.FOLDERS[1], "harbour-fire")


@pytest.mark.parametrize(("events", "actors"), SIZES)
def test_every_string_has_its_origin(events, actors):
    """Each word of strip, caption and table is from claims, registers or the phrase table."""
    for about in (large(), sized.case(events=events, actors=actors, names="mixed")):
        for block in (asked.strip(about), asked.contested_table(about)):
            assert faults_of_origin(block.to_json(), about) == []
        shown = strip.picture(about)
        assert strange(shown, {*about.number.values(), *about.source.values()}) == []
        assert wrong(draw(shown)) == ()
        assert unwritten(shown, draw(shown)) == []


def test_a_small_case_needs_no_strip():
    """Where the table holds all of it there is no strip, and the block says so."""
    about = cases.opened(cases.FOLDERS[0], "kalsu-explosion")
    assert asked.strip_for(about).text() == ""
    assert "holds all of it" in asked.strip(about).text()
    assert asked.contested_table(about).to_json()["rows"] == _rows(tables.matrix(about))


def _rows(found):
    from reportkit import blocks  # noqa: PLC0415 - only here

    return blocks.table(found, ()).to_json()["rows"]


@pytest.mark.parametrize(("rows", "speakers", "needed"), [(12, 10, False), (13, 2, True), (2, 11, True)])
def test_twelve_rows_and_ten_speakers_are_a_table(rows, speakers, needed):
    """The thirteenth proposition or the eleventh speaker makes a strip."""
    about = many(rows, speakers)
    assert (len(tables.matrix_rows(about)), len(strip.speakers(tables.matrix_rows(about)))) == (
        rows,
        speakers,
    )
    assert (asked.strip_for(about).draw is not None) == needed


def many(rows, speakers):
    """Return a case with so many rows and speakers; every row is a reason that somebody states."""
    who = [f"s{n}" for n in range(speakers)]
    told_ = [
        claim(
            who[n % speakers],
            "states",
            proposition("motive", FIRE, {"words": f"reason {n % rows}"}),
            name=f"c{n}",
        )
        for n in range(max(rows, speakers))
    ]
    found = corpus(told_)
    object.__setattr__(
        found, "actors", {**found.actors, **{s: type(found.actors["port"])(s, s, "state") for s in who}}
    )
    return case(found, FIRE)


def test_each_speaker_counts_once_in_each_kind_of_answer():
    """The counts of a row are speakers: one who hedges and one who denies, the others silent."""
    about = large()
    shown = {row.key: [cell.count for cell in row.cells] for row in strip.picture(about).rows}
    everybody = len(strip.speakers(tables.matrix_rows(about)))
    assert shown["nature harbour-fire is=munitions_explosion"] == [1, 1, 1, 0, 0, everybody - 3]
    assert shown["nature harbour-fire is=drone_attack"] == [0, 0, 0, 1, 1, everybody - 2]


def test_the_most_contested_rows_are_the_table():
    """Ten rows in the matrix's own order, those with both sides among them, with the usual cells."""
    about = large()
    rows = asked.contested_table(about).content["rows"]
    assert len(rows) == strip.CONTESTED
    order = [found.proposition.key for _, found in tables.matrix_rows(about)]
    kept = [found.proposition.key for _, found in strip.contested_rows(about)]
    assert kept == sorted(kept, key=order.index)
    disputed = {found.proposition.key for _, found in tables.matrix_rows(about) if found.word == "disputed"}
    assert disputed <= set(kept)


def test_greys_are_steps_and_every_cell_has_its_number():
    """Each step is clearly darker than the one before, and the number stands in every cell."""
    light = [0.299 * r + 0.587 * g + 0.114 * b for r, g, b in map(to_rgb, STEPS)]
    assert all(a - b > 0.08 for a, b in pairwise(light))
    shown = strip.picture(large())
    told_ = [word for word in style.words(draw(shown)) if word.isdigit()]
    assert len(told_) == sum(len(row.cells) for row in shown.rows)


def test_silence_is_never_grey():
    """However many are silent, their cell stays white: silence is no answer."""
    shown = strip.picture(sized.case(events=30, actors=60))
    assert {row.cells[-1].step for row in shown.rows} == {0}
    assert max(row.cells[-1].count for row in shown.rows) > 8


def test_what_has_no_room_is_said():
    """Where rows are left out the most contested stay, and the caption has how many are not drawn."""
    about = large()
    shown = strip.picture(about, 5)
    assert len(shown.rows) == 5
    left = len(tables.matrix_rows(about)) - 5
    assert f"{left} further propositions are not drawn" in plain(strip.caption(about, shown))
    assert "not drawn" not in plain(strip.caption(about, strip.picture(about)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(told(12))
def test_counts_are_speakers_and_add_up_with_the_silent(claims):
    """In every row each speaker answers or is silent, and nobody is counted who says nothing."""
    if not any(FIRE in c.incidents for c in claims):
        return
    about = case(corpus(claims), FIRE)
    rows = tables.matrix_rows(about)
    everybody = set(strip.speakers(rows))
    for (_, found), row in zip(rows, strip.picture(about).rows, strict=True):
        answering = {c.speaker for c in voiced(found)}
        assert row.cells[-1].count == len(everybody - answering)
        groups = [{c.speaker for c in group} for group in strip.answers(found).values()]
        assert set().union(*groups) == answering
        assert [cell.count for cell in row.cells[:-1]] == [len(group) for group in groups]


@st.composite
def pictures(make):
    """Draw a picture of up to forty rows, with words that try everything."""
    many_ = make(st.integers(1, 6))
    answers = tuple(
        (make(st.sampled_from(["", *marks.STATEMENTS, "withdrawn"])), make(lines(1))) for _ in range(many_)
    )
    found = []
    for n in range(make(st.sampled_from([0, 1, 5, 40]))):
        cells = tuple(
            StripCell(count, make(st.integers(0, 4)), (run(str(count)),))
            for count in make(st.lists(st.integers(0, 9999), min_size=many_, max_size=many_))
        )
        flags = tuple(make(st.lists(st.sampled_from(marks.FLAGS), max_size=4, unique=True)))
        mark = make(st.sampled_from(marks.STANDINGS))
        standing = (run(mark.replace("_", " ")),)
        found.append(StripRow(str(n), make(lines()), cells, mark, flags, standing))
    return StripPicture((make(lines(1)), make(lines(1))), answers, tuple(found), ())


@settings(max_examples=50, deadline=None, derandomize=True)
@given(pictures())
def test_any_picture_is_drawn_and_can_be_read(shown):
    """Whatever words and counts come: no exception, nothing on words, nothing outside, nothing below 7 pt."""
    figure = draw(shown)
    assert wrong(figure) == ()
    assert unwritten(shown, figure) == []
    assert sum(len(labelled(figure, f"step {n}")) for n in range(5)) == sum(
        len(row.cells) for row in shown.rows
    )


def test_a_row_without_all_its_cells_is_refused():
    """A row has one cell for each answer, or is told."""
    row = StripRow("p", (), (), "disputed", (), ())
    with pytest.raises(ValueError, match="0 cells for 1 answers"):
        draw(StripPicture(((), ()), (("denies", ()),), (row,), ()))

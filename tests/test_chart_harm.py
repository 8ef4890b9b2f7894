"""Casualty ranges: each number stands where it was said, a word stands nowhere, and nothing is added up."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit import codebook
from reportkit.case import case
from reportkit.charts import style
from reportkit.charts.harm import draw
from reportkit.model import Quantity
from reportkit.questions import harm as asked
from reportkit.wording import harm_picture, scales
from reportkit.wording.pictures import HarmGroup, HarmPicture, HarmRow
from reportkit.wording.runs import plain
from tests import cases
from tests.samples import sized
from tests.samples.charted import dated, labelled, lines, middles, run, strange, unwritten, wrong
from tests.strategies import FIRE, claim, corpus, proposition
from tests.test_words import faults_of_origin

EVERY = pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
SCALE = tuple((n, (run(str(n)),)) for n in (0, 5, 10))
HEADS = ((run("Speaker"),), (run("How many"),), (run("What is said"),), (run("Said"),))


def fire():
    """Return the invented case with many counts."""
    return cases.opened(cases.FOLDERS[1], "harbour-fire")


def row(key="C1", **parts):
    """Return a row that says nothing but what is named."""
    none = {"low": None, "best": None, "high": None, "left": False, "right": False, "about": False}
    return HarmRow(
        **{
            "key": key,
            "who": (run("Port"),),
            "note": (),
            "mark": "states",
            "gone": False,
            "said": (run("so"),),
            "when": (),
            **none,
            **parts,
        }
    )


def drawn(*rows, silent=()):
    """Return a sheet with some rows of one kind of harm."""
    return draw(HarmPicture(HEADS, (HarmGroup("killed", (run("Deaths"),), SCALE, rows, silent),), ()))


def at(figure, value):
    """Return where a number stands on the scale of a sheet, measured by its grid."""
    zero = labelled(figure, "zero")[0][0][0]
    step = (labelled(figure, "grid")[-1][0][0] - zero) / 10
    return zero + step * value


@EVERY
def test_every_string_has_its_origin(folder, slug):
    """Each word of block, table and drawing is from claims, registers or the phrase table."""
    about = cases.opened(folder, slug)
    for block in (asked.harm(about), asked.harm_table(about)):
        assert faults_of_origin(block.to_json(), about) == []
    known = {*about.number.values(), *about.source.values()}
    assert strange(harm_picture.picture(about), known) == []


def test_a_chart_is_drawn_where_two_speakers_count():
    """The counts of the invented fire are a figure that can be read, in no word of its own."""
    shown = harm_picture.picture(fire())
    assert asked.harm(fire()).to_json()["figure"] == "harm"
    assert wrong(draw(shown)) == ()
    assert unwritten(shown, draw(shown)) == []


@pytest.mark.parametrize(
    ("folder", "slug", "words"),
    [
        (0, "kalsu-explosion", "Deaths: 1 “one individual”, says the outlet (day not stated)"),
        (1, "depot-blast", "Injuries of the Northland Air Arm: the Northland Air Arm acknowledges 1"),
        (1, "buoy-loss", "Nobody in the record says how many people came to harm"),
    ],
)
def test_one_source_or_words_alone_are_sentences(folder, slug, words):
    """With one source, or words only, nothing is drawn: sentences say who counts what."""
    block = asked.harm(cases.opened(cases.FOLDERS[folder], slug))
    assert block.kind == "list"
    assert words in block.text()


def test_many_words_without_numbers_are_a_table():
    """More words than a few sentences hold stand in a table."""
    told = [counted(f"c{n}", speaker, words=f"several {n}") for n, speaker in enumerate(("army", "port") * 4)]
    block = asked.harm(case(corpus(told), FIRE))
    assert block.kind == "table"
    assert len(block.content["rows"]) == 8


def test_a_number_stands_where_it_was_said():
    """Low and high are dots, the number itself is the mark, each at its place on a scale from zero."""
    figure = drawn(row(low=2, best=3, high=8), row("C2", best=10))
    ends = sorted(sum(x for x, _ in dot) / len(dot) for dot in labelled(figure, "end C1"))
    assert ends == pytest.approx([at(figure, 2), at(figure, 8)], abs=0.05)
    plotted = [x for x, _ in middles(figure, "states") if x < at(figure, 10) + 1]
    assert plotted == pytest.approx([at(figure, 3), at(figure, 10)], abs=0.05)


def test_a_word_has_no_place():
    """A word such as "several" stands as a word in its row, and nothing stands on the scale."""
    figure = drawn(row(said=(run("“several”"),)), row("C2", best=10))
    assert "“several”" in style.words(figure)
    assert labelled(figure, "end C1") == labelled(figure, "range C1") == labelled(figure, "open C1") == []
    assert len([x for x, _ in middles(figure, "states") if x < at(figure, 10) + 1]) == 1


def test_zero_is_not_silence():
    """A stated none has its mark on the zero line; a kind nobody speaks of has a word and no mark."""
    figure = drawn(row(best=0))
    assert middles(figure, "states")[0][0] == pytest.approx(at(figure, 0), abs=0.05)
    silent = draw(
        HarmPicture(HEADS, (HarmGroup("killed", (run("Deaths"),), (), (), (run("not stated"),)),), ())
    )
    assert "not stated" in style.words(silent)
    assert middles(silent, "states") == []


@pytest.mark.parametrize(
    ("amount", "left", "right", "about"),
    [
        (Quantity("", 9, None, None, "at_least"), False, True, False),
        (Quantity("", None, 9, None, "at_least"), False, True, False),
        (Quantity("", None, None, 9, "at_most"), True, False, False),
        (Quantity("", 2, 3, 9, "between"), False, False, False),
        (Quantity("", 2, 3, None, ""), False, True, False),
        (Quantity("", None, 9, None, "about"), False, False, True),
        (Quantity("", None, 9, None, "exactly"), False, False, False),
        (Quantity("several", None, None, None, "words_only"), False, False, False),
        (Quantity("nobody", None, 0, None, ""), False, False, False),
    ],
)
def test_an_end_is_open_as_it_was_said(amount, left, right, about):
    """What is said as "at least" is open upwards, "at most" downwards, "about" to neither."""
    told = counted("c1", "army", amount=amount)
    found = harm_picture.picture(case(corpus([told]), FIRE)).groups[0].rows[0]
    assert (found.left, found.right, found.about) == (left, right, about)
    assert (found.low, found.best, found.high) == (amount.low, amount.best, amount.high)
    figure = draw(replace(harm_picture.picture(case(corpus([told]), FIRE)), alt=()))
    assert len(labelled(figure, "arrow C1")) == left + right
    assert len(labelled(figure, "about C1")) == about


def test_what_is_not_affirmed_is_no_number():
    """What a speaker only predicts, or does not know, has words and no place on the scale."""
    for act in ("predicts", "denies_knowledge"):
        told = [
            counted("c1", "army", act, amount=Quantity("", None, 9, None, "")),
            counted("c2", "port", best=3),
        ]
        rows = harm_picture.picture(case(corpus(told), FIRE)).groups[0].rows
        assert (rows[0].low, rows[0].best, rows[0].high) == (None, None, None)
        assert str(codebook.vocabulary("acts")[act]["verb"][0]) in plain(rows[0].said)


def test_a_replaced_count_stays_as_replaced():
    """The first count of the dead stands there in grey, with who replaced it, beside the second."""
    rows = harm_picture.picture(fire()).groups[0].rows
    first = next(one for one in rows if one.gone)
    assert (first.mark, first.low, first.best, first.high) == ("withdrawn", 2, 3, 5)
    assert plain(first.said).endswith("replaced")
    assert [one.best for one in rows if one.who == first.who and not one.gone] == [3]


def test_a_denied_range_does_not_look_said():
    """The range of a denial is grey and dashed under the mark of a denial, never solid."""
    said, denied = (row("C1", low=2, best=3, high=8, mark=mark) for mark in ("states", "denies"))
    tones = []
    for one in (said, denied):
        drawn_ = [a for a in drawn(one).axes[0].get_children() if a.get_label() == "range C1"]
        tones.append([(tuple(a.get_colors()[0]), a.get_linestyles()[0][1] is None) for a in drawn_])
    assert [solid for ((_, solid),) in tones] == [True, False]
    assert tones[0][0][0] != tones[1][0][0]
    assert len(middles(drawn(denied), "denies")) == 2


def test_nothing_is_added_up():
    """No number stands on the sheet that no claim says and that is no mark of a scale."""
    about = fire()
    shown = harm_picture.picture(about)
    said = {plain(line) for group in shown.groups for _, line in group.ticks}
    said |= {
        word
        for group in shown.groups
        for one in group.rows
        for word in plain(one.said).replace(",", "").split()
    }
    said |= {word for group in shown.groups for one in group.rows for word in plain(one.when).split()}
    told = {word for words in style.words(draw(shown)) for word in words.split() if word.isdigit()}
    assert told <= said


def test_rows_stand_by_the_day_they_were_said():
    """Within a kind of harm the earlier statement stands first, what has no day last."""
    told = [
        counted("c1", "army", best=1),
        replace(counted("c2", "port", best=2), said=day("2031-05-09")),
        replace(counted("c3", "league", best=3), said=day("by 2031-05-02")),
    ]
    rows = harm_picture.picture(case(corpus(told), FIRE)).groups[0].rows
    assert [one.best for one in rows] == [3, 2, 1]
    assert [plain(one.when) for one in rows] == ["on or before 2 May 2031", "9 May 2031", "day not stated"]


def test_a_document_bounds_what_it_quotes_and_dates_its_own_voice():
    """What a dated document quotes is in print by its day; what it says itself was said on that day."""
    told = [counted("c1", "army", best=1), counted("c2", "daily", best=2)]
    rows = harm_picture.picture(case(dated(corpus(told), {"d1": "2031-05-09"}), FIRE)).groups[0].rows
    assert {one.best: plain(one.when) for one in rows} == {1: "in print by 9 May 2031", 2: "9 May 2031"}


def day(words):
    """Return a date."""
    from reportkit.dates import parse  # noqa: PLC0415 - only here

    return parse(words)


def counted(name, speaker, act="states", *, amount=None, of="", **parts):
    """Return a claim that counts the dead of the fire."""
    amount = amount or Quantity(
        parts.get("words", ""), parts.get("low"), parts.get("best"), parts.get("high")
    )
    p = replace(proposition("casualty", FIRE, {"kind": "killed", "of": of}), quantity=amount)
    return replace(claim(speaker, act, p, name=name), name=name)


@pytest.mark.parametrize("events", [3, 10, 30])
def test_it_holds_at_every_size(events):
    """Counts by many speakers are a figure without fault, or sentences or a table where it would not fit."""
    told = [
        counted(f"c{n}", speaker, best=n * 7, of=speaker if n % 3 else "")
        for n, speaker in enumerate(("army", "ministry", "league", "port") * events)
    ]
    block = asked.harm(case(corpus(told), FIRE))
    assert block.kind == ("figure" if events < 30 else "table")
    assert asked.harm(sized.case(events=events)).kind == "list"


amounts = st.integers(0, 12) | st.integers(0, 10**9) | st.just(10**40)


@st.composite
def rows(make):
    """Draw a row of any shape, with words that try everything."""
    low, best, high = sorted(make(st.tuples(amounts, amounts, amounts)))
    numbers = make(
        st.sampled_from([(low, best, high), (low, None, high), (None, best, None), (None, None, high)])
    )
    numbers = make(st.sampled_from([numbers, numbers, (None, None, None), (low, None, None)]))
    told = any(n is not None for n in numbers)
    return HarmRow(
        key=f"C{make(st.integers(1, 99))}",
        who=make(lines()),
        note=make(lines()),
        mark=make(st.sampled_from(["states", "denies", "withdrawn", "affirms"])),
        low=numbers[0],
        best=numbers[1],
        high=numbers[2],
        left=told and make(st.booleans()),
        right=told and make(st.booleans()),
        about=told and make(st.booleans()),
        gone=make(st.booleans()),
        said=make(lines()),
        when=make(lines()),
    )


@st.composite
def pictures(make):
    """Draw a picture with up to three kinds of harm."""
    groups = []
    for kind in ("killed", "injured", "missing")[: make(st.integers(1, 3))]:
        found = tuple(make(st.lists(rows(), max_size=5)))
        numbers = [n for one in found for n in (one.low, one.best, one.high) if n is not None]
        ticks = scales.counts(max(numbers), ["C1"]) if numbers else ()
        groups.append(HarmGroup(kind, make(lines(1)), ticks, found, make(lines())))
    return HarmPicture(tuple(make(st.tuples(lines(1), lines(1), lines(1), lines(1)))), tuple(groups), ())


@settings(max_examples=60, deadline=None, derandomize=True)
@given(pictures())
def test_any_picture_is_drawn_and_can_be_read(shown):
    """Whatever words and numbers come: no exception, nothing on words, nothing outside, 7 pt at least."""
    figure = draw(shown)
    assert wrong(figure) == ()
    assert unwritten(shown, figure) == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=12))
def test_a_scale_holds_its_numbers_and_keeps_their_order(numbers):
    """A scale begins at zero, reaches the highest number with few steps, and keeps what is more right."""
    ticks = [value for value, _ in scales.counts(max(numbers), ["C1"])]
    assert ticks[0] == 0
    assert ticks[-1] >= max(numbers)
    assert 2 <= len(ticks) <= scales.MOST + 1
    assert len({b - a for a, b in pairwise(ticks)}) == 1
    figure = draw(
        HarmPicture(
            HEADS,
            (
                HarmGroup(
                    "killed",
                    (),
                    scales.counts(max(numbers), ["C1"]),
                    tuple(row(f"C{n}", low=value) for n, value in enumerate(numbers)),
                    (),
                ),
            ),
            (),
        )
    )
    places = [sum(x for x, _ in labelled(figure, f"end C{n}")[0]) for n in range(len(numbers))]
    assert all(
        (one <= two) == (a <= b) or abs(one - two) < 0.1
        for a, one in zip(numbers, places, strict=True)
        for b, two in zip(numbers, places, strict=True)
    )

"""Events by week: counted only where what is said leaves one week, and no zero where nobody looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.charts import style
from reportkit.charts.weeks import draw
from reportkit.dates import parse
from reportkit.dossier import whole
from reportkit.model import Document, Incident, Reading
from reportkit.questions import weeks as asked
from reportkit.wording import scales, weeks, weeks_picture
from reportkit.wording.pictures import WeeksLane, WeeksPicture
from reportkit.wording.runs import plain
from tests import cases
from tests.samples import sized
from tests.samples.charted import labelled, lines, run, strange, unwritten, wrong
from tests.strategies import claim, corpus, proposition
from tests.test_words import faults_of_origin

MONDAY = date(2031, 5, 5).toordinal()


def told(*events, documents=()):
    """Return a dossier of events, each (day, nature, act), in a document without a day, and dated ones."""
    claims = []
    for n, (day, nature, act) in enumerate(events):
        slug = f"event-{n}"
        that = [
            proposition("occurred", slug),
            *([proposition("nature", slug, {"is": nature})] if nature else []),
        ]
        if day and act != "denies":
            that.append(proposition("time", slug, {"is": day}, when=parse(day)))
        claims.append(replace(claim("daily", act, *that, name=f"c{n}"), name=f"c{n}"))
    found = corpus(claims)
    more = {
        f"r{n}": Document(
            f"r{n}", "r", "r", "newspaper", parse(day), "0" * 64, 1, "TLP:CLEAR", "en", invented=True
        )
        for n, day in enumerate(documents)
    }
    spoken = replace(claim("radio", "states", proposition("occurred", "event-0")), name="c")
    readings = {
        name: Reading(name, "radio", "desk", "", "", (replace(spoken, id=f"{name}/c", document=name),))
        for name in more
    }
    return whole(
        replace(
            found,
            documents={**found.documents, **more},
            readings={**found.readings, **readings},
            incidents={f"event-{n}": Incident(f"event-{n}", f"Event {n}") for n in range(len(events))},
        )
    )


@pytest.mark.parametrize("events", [3, 10, 30, 100])
def test_every_string_has_its_origin(events):
    """Each word of block, table and drawing is from claims, registers or the phrase table."""
    about = whole(sized.corpus(events=events))
    for block in (asked.weeks(about), asked.weeks_table(about)):
        assert faults_of_origin(block.to_json(), about) == []
    found = weeks.weeks(about)
    shown = weeks_picture.picture(about, found)
    assert strange(shown, {*about.number.values(), *about.source.values()}) == []
    if found.dated:
        assert wrong(draw(shown)) == ()
        assert unwritten(shown, draw(shown)) == []


@pytest.mark.parametrize("folder", cases.FOLDERS, ids=lambda folder: folder.name)
def test_few_events_are_a_sentence(folder):
    """Below twelve events with a known week nothing is drawn; a sentence says how many there are."""
    block = asked.weeks(cases.corpus(folder))
    assert block.kind == "list"
    assert "fewer than 12" in block.text()
    assert faults_of_origin(block.to_json(), whole(cases.corpus(folder))) == []


def test_twelve_events_are_drawn_and_eleven_are_not():
    """The twelfth event with a known week makes a chart."""
    events = [("2031-05-06", "fire", "states")] * 12
    assert asked.weeks(told(*events)).kind == "figure"
    assert asked.weeks(told(*events[1:])).kind == "list"


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2031-05-06", True),
        ("night of 2031-05-06", True),
        ("night of 2031-05-11", False),
        ("between 2031-05-05 and 2031-05-11", True),
        ("between 2031-05-05 and 2031-05-12", False),
        ("by 2031-05-06", False),
        ("from 2031-05-06", False),
        ("2031-05", False),
        ("about 2031-05-07", False),
        ("2031-05-07?", False),
        ("", False),
    ],
)
def test_an_event_counts_only_in_the_week_that_is_left(day, known):
    """A day, or bounds inside one week, put an event into it; everything else is named apart."""
    found = weeks.weeks(told((day, "fire", "states")))
    assert [event.week for event in found.dated] == ([MONDAY] if known else [])
    assert len(found.undated) == (not known)
    assert ("Event 0" in asked.weeks(told((day, "fire", "states"))).text()) == (not known)


def test_what_hinges_on_a_reader_is_counted_apart():
    """A day that only a reader's inference gives puts an event into no week."""
    p = proposition("time", "event-0", {"is": "2031-05-06"}, when=parse("2031-05-06"), inferred=True)
    made = replace(claim("daily", "states", proposition("occurred", "event-0"), p, name="c0"), name="c0")
    found = replace(corpus([made]), incidents={"event-0": Incident("event-0", "Event 0")})
    assert weeks.weeks(whole(found)).dated == ()


def test_what_nobody_affirms_is_no_event():
    """An event that is only denied is named as such and counted nowhere."""
    about = told(("2031-05-06", "fire", "states"), ("", "", "denies"))
    assert weeks.weeks(about).unaffirmed == ("event-1",)
    assert "nobody affirms them: Event 1" in asked.weeks(about).text()


def test_acknowledged_and_not_are_told_apart():
    """What the party it burdens acknowledges is solid, all else hatched, and both are in the table."""
    acts = ["acknowledges", "states"]
    about = told(*[("2031-05-06", "fire", acts[n % 2]) for n in range(12)], documents=("2031-05-08",))
    found = weeks.weeks(about)
    shown = weeks_picture.picture(about, found)
    assert shown.lanes[0].counts == ((6, 6),)
    figure = draw(shown)
    assert labelled(figure, "acknowledged")
    assert labelled(figure, "not acknowledged")
    assert "6 acknowledged" in asked.weeks_table(about).text()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (["fire"], "A fire"),
        (["airstrike", "strike"], "A strike"),
        (["airstrike", "drone_attack"], "A strike"),
        (["fire", "airstrike"], "Kinds that exclude each other"),
        ([], "Kind not stated"),
    ],
)
def test_a_kind_is_what_all_who_speak_agree_on(said, kind):
    """The kind of an event is the narrowest that no speaker contradicts; to choose one would take a side."""
    about = told(("2031-05-06", "", "states"))
    more = [
        replace(
            claim("radio", "states", proposition("nature", "event-0", {"is": nature})),
            name=f"n{n}",
            id=f"d1/n{n}",
        )
        for n, nature in enumerate(said)
    ]
    readings = {
        **about.corpus.readings,
        "d1": replace(about.corpus.readings["d1"], claims=(*about.statements, *more)),
    }
    case = whole(replace(about.corpus, readings=readings))
    assert plain(weeks_picture.picture(case, weeks.weeks(case)).lanes[0].name) == kind


def spread():
    """Return events in the first and fourth week, with documents in the second and the fourth."""
    days = [*["2031-05-06"] * 6, *["2031-05-27"] * 6]
    return told(*[(day, "fire", "states") for day in days], documents=("2031-05-14", "2031-05-28"))


def test_a_week_that_nobody_looked_at_is_no_zero():
    """Only a week with a document has a foot line; the others are grey, and no zero in the table."""
    about = spread()
    shown = weeks_picture.picture(about, weeks.weeks(about))
    assert [seen for _, seen in shown.weeks] == [False, True, False, True]
    figure = draw(shown)
    assert len(labelled(figure, "zero")) == 2
    assert labelled(figure, "not observed")
    rows = [
        [" ".join(run_["t"] for line in cell["lines"] for run_ in line) for cell in row]
        for row in asked.weeks_table(about).content["rows"]
    ]
    assert [row[1] for row in rows] == ["none", "D2", "none", "D3"]
    assert [row[2].split()[0] for row in rows] == ["6", "0", "–", "6"]


def test_a_document_of_no_one_week_observes_none():
    """A document that states only its month is dated in no week."""
    about = told(*[("2031-05-06", "fire", "states")] * 12, documents=("2031-05",))
    assert weeks.weeks(about).documents == {}


def test_long_silence_is_drawn_together_and_said():
    """Many weeks without document and event are one piece of the scale, with how many they are."""
    days = [*["2031-05-06"] * 6, *["2035-05-08"] * 6]
    about = told(*[(day, "fire", "states") for day in days])
    shown = weeks_picture.picture(about, weeks.weeks(about))
    assert len(shown.weeks) == 2
    assert [(at, plain(line)) for at, line in shown.gaps] == [(1, "208 weeks")]
    assert "208 weeks" in " ".join(style.words(draw(shown)))
    assert "12 May 2031 to 30 April 2035" in asked.weeks_table(about).text()


def test_steps_are_level_from_monday_to_monday():
    """A count stands from its Monday to the next, as high as the scale says, and falls at once."""
    counts = ((1, 0), (2, 1), (0, 0), (0, 4))
    levels = tuple((n, (run(str(n)),)) for n in (0, 2, 4))
    shown = WeeksPicture(
        (),
        tuple((MONDAY + 7 * n, True) for n in range(4)),
        (),
        (),
        levels,
        (WeeksLane("fire", (), (), counts),),
        (),
    )
    steps = labelled(draw(shown), "steps")
    assert len(steps) == 2
    foot = max(y for _, y in steps[0])
    heights = [round((foot - y) / (foot - min(y for _, y in steps[1])) * 4, 2) for _, y in steps[0]]
    assert heights == [0, 1, 1, 3, 3, 0, 0]
    (a, _), (b, _), (c, _), (d, _) = steps[0][1:5]
    assert (b - a, c - b, d - c) == pytest.approx((d - c, 0.0, b - a))


def test_many_kinds_become_one_lane():
    """More kinds than lanes: the last lane names those it holds, and no event is lost."""
    kinds = ["fire", "airstrike", "cyber", "seizure", "sabotage", "accident", "explosion", "bombing"]
    about = told(*[("2031-05-06", kinds[n % 8], "states") for n in range(24)])
    shown = weeks_picture.picture(about, weeks.weeks(about))
    assert len(shown.lanes) == weeks_picture.KINDS
    assert plain(shown.lanes[-1].name).startswith("Other kinds: ")
    assert sum(sum(count) for lane in shown.lanes for count in lane.counts) == 24


def test_more_weeks_than_a_drawing_holds_are_a_table():
    """Events and documents in hundreds of weeks are listed, and the table says why."""
    days = [date.fromordinal(MONDAY + 7 * n).isoformat() for n in range(0, 900, 3)]
    block = asked.weeks(told(*[(day, "fire", "states") for day in days]))
    assert block.kind == "table"
    assert "More weeks or kinds than a drawing can hold" in block.text()


@st.composite
def pictures(make):
    """Draw a picture of up to 260 weeks and seven lanes, with words that try everything."""
    many = make(st.sampled_from([1, 2, 7, 40, 260]))
    seen = make(st.lists(st.booleans(), min_size=many, max_size=many))
    lanes = []
    for n in range(make(st.integers(1, 7))):
        some = make(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=9))
        counts = tuple(some[i % len(some)] if i % (n + 1) == 0 else (0, 0) for i in range(many))
        lanes.append(WeeksLane(str(n), make(lines(1)), make(lines(1)), counts))
    top = max((sum(count) for lane in lanes for count in lane.counts), default=0)
    gaps = sorted(make(st.sets(st.integers(1, many - 1), max_size=4))) if many > 1 else []
    ticks = sorted({0, *make(st.sets(st.integers(0, many - 1), max_size=8))})
    return WeeksPicture(
        make(lines(1)),
        tuple((MONDAY + 7 * n, one) for n, one in enumerate(seen)),
        tuple((at, make(lines(1))) for at in gaps),
        tuple((at, make(lines(1))) for at in ticks),
        scales.counts(top, ["C1"], most=2),
        tuple(lanes),
        (),
    )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(pictures())
def test_any_picture_is_drawn_and_can_be_read(shown):
    """Whatever words and counts come: no exception, nothing on words, nothing outside, nothing below 7 pt."""
    figure = draw(shown)
    assert wrong(figure) == ()
    assert unwritten(shown, figure) == []
    observed = sum(seen for _, seen in shown.weeks)
    assert len(labelled(figure, "zero")) == observed * len(shown.lanes)


@pytest.mark.parametrize(
    ("counts", "message"),
    [(((1, 0),), "1 counts for 2 weeks"), (((9, 9), (0, 0)), "more than the scale holds")],
)
def test_counts_that_cannot_be_are_refused(counts, message):
    """A lane that does not match the weeks, or is higher than the scale, is told."""
    levels = ((0, (run("0"),)), (4, (run("4"),)))
    lanes = (WeeksLane("fire", (), (), counts),)
    with pytest.raises(ValueError, match=message):
        draw(WeeksPicture((), ((MONDAY, True), (MONDAY + 7, True)), (), (), levels, lanes, ()))

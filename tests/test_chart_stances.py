"""Stance over time: statements stand where they were said, and a change needs an order that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.case import case
from reportkit.charts import marks
from reportkit.charts.stances import draw
from reportkit.dates import parse
from reportkit.dossier import whole
from reportkit.questions import stances as asked
from reportkit.reading import encoding
from reportkit.wording import stances, stances_picture
from reportkit.wording.pictures import StanceLane, StancePanel, StanceRow, StancesPicture
from reportkit.wording.runs import plain
from reportkit.wording.saying import surely_before
from tests import cases
from tests.samples import sized
from tests.samples.charted import dated, labelled, lines, middles, run, strange, unwritten, wrong
from tests.strategies import DAYS, FIRE, VOICES, claim, corpus, proposition, told
from tests.test_words import faults_of_origin

EVERY = pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
SEEDS, INVENTED = cases.FOLDERS
DAY = 741560
KEY = "perpetrator fire actor=league"


def by_league(speaker, act, name, *, certainty="", said="", **parts):
    """Return a claim that the league did it, or did not."""
    made = claim(
        speaker, act, proposition("perpetrator", FIRE, {"actor": "league"}), certainty=certainty, name=name
    )
    return replace(made, name=name, said=parse(said) if said else None, **parts)


def changes(*claims, days=None):
    """Return what each statement on the league changes, as (claim, change, of which, by print only)."""
    about = case(dated(corpus(claims), days or {}), FIRE)
    found = stances.told(about, KEY).stances
    return [(s.claim.name, s.change, s.since.name if s.since else "", s.printed) for s in found]


@EVERY
def test_every_string_has_its_origin(folder, slug):
    """Each word of block, table and drawing is from claims, registers or the phrase table."""
    about = cases.opened(folder, slug)
    for block in (asked.stances(about), asked.stances_table(about)):
        assert faults_of_origin(block.to_json(), about) == []
    known = {*about.number.values(), *about.source.values()}
    shown = stances_picture.picture(about, stances.moving(about))
    assert strange(shown, known) == []
    figure = draw(shown)
    assert wrong(figure) == ()
    assert unwritten(shown, figure) == []


def panels(block):
    """Return the panels of a block that is drawn."""
    assert isinstance(block.drawn, StancesPicture)
    return block.drawn.panels


@pytest.mark.parametrize("folder", [SEEDS, INVENTED], ids=lambda folder: folder.name)
def test_a_corpus_can_be_asked(folder):
    """Asked of a corpus, each panel names its incident, and all words have their origin."""
    block = asked.stances(cases.corpus(folder))
    assert faults_of_origin(block.to_json(), whole(cases.corpus(folder))) == []
    assert block.content["figure"] == "stances"
    shown = {plain(panel.what) for panel in panels(block)}
    assert all(": " in what for what in shown)


def test_a_reversal_is_told_with_the_statement_it_turns():
    """The group that denied the fire and claims it later is a reversal, from its denial."""
    about = cases.opened(INVENTED, "harbour-fire")
    shown = stances_picture.picture(about, stances.moving(about))
    rows = {row.key: row for panel in shown.panels for lane in panel.lanes for row in lane.rows}
    claimed = rows[about.number["wire-0512/league-claims-fire"]]
    denied = rows[about.number["league-0504/league-denies-fire"]]
    assert (claimed.change, claimed.since) == ("reversal", denied.key)
    assert plain(claimed.said[1]) == "reversal, from"
    assert (denied.mark, claimed.mark) == ("denies", "claims_own")
    assert labelled(draw(shown), f"reversal {denied.key} {claimed.key}")


def test_a_withdrawn_claim_stays_and_is_told_as_withdrawn():
    """The accusation that was taken back keeps its mark, and who took it back stands with it."""
    about = cases.opened(INVENTED, "harbour-fire")
    one = stances.told(about, "perpetrator harbour-fire actor=northland")
    shown = stances_picture.picture(about, [one])
    first, second = shown.panels[0].lanes[0].rows
    assert (first.gone, first.mark, plain(first.said[1])) == (True, "accuses", "taken back, in")
    assert (second.mark, second.change, second.since) == ("withdrawn", "back", first.key)


def test_a_withdrawn_denial_stays_too():
    """A denial that was taken back later is still there, though no standing rests on it."""
    about = case(encoding.load(cases.ROOT / "tests/corpora/tiny"), "harbour-fire")
    one = next(one for one in stances.moving(about) if one.changes)
    assert [(s.side, s.change) for s in one.stances][:2] == [("part", ""), ("back", "back")]


@pytest.mark.parametrize(
    ("first", "then", "change"),
    [
        (("accuses", "CT+"), ("denies", "CT-"), "reversal"),
        (("denies", "CT-"), ("accuses", "CT+"), "reversal"),
        (("accuses", "CT+"), ("suspects", "PS+"), "softer"),
        (("suspects", "PS+"), ("suspects", "PR+"), "firmer"),
        (("denies", "CT-"), ("denies", "PR-"), "softer"),
        (("accuses", "CT+"), ("states", "CT+"), ""),
    ],
)
def test_what_a_later_statement_changes(first, then, change):
    """Affirming and denying are a reversal, a weaker certainty is softer, a stronger one firmer."""
    one = by_league("army", first[0], "a", certainty=first[1], said="2031-05-02")
    two = by_league("army", then[0], "b", certainty=then[1], said="2031-05-04")
    assert changes(one, two) == [("a", "", "", False), ("b", change, "a" if change else "", False)]


def test_another_speaker_changes_nothing():
    """Two speakers who say opposite things are no reversal of either."""
    one = by_league("army", "accuses", "a", said="2031-05-02")
    two = by_league("port", "denies", "b", said="2031-05-04")
    assert [change for _, change, *_ in changes(one, two)] == ["", ""]


@pytest.mark.parametrize("said", ["", "by 2031-05-09", "2031-05-02", "about 2031-05-09", "2031-05"])
def test_what_has_no_known_order_is_no_reversal(said):
    """Where it is not known which was said first, the speaker says both, and nothing is a reversal."""
    one = by_league("army", "accuses", "a", said="2031-05-02")
    two = by_league("army", "denies", "b", said=said)
    assert sorted(change for _, change, *_ in changes(one, two)) == ["", "both"]


def test_a_later_document_is_told_as_such():
    """Where only the documents' dates give the order, the change says so."""
    one = by_league("army", "accuses", "a")
    two = replace(by_league("army", "denies", "b"), id="d2/b", document="d2")
    assert changes(one, two, days={"d1": "2031-05-02", "d2": "2031-05-09"})[1] == ("b", "reversal", "a", True)
    about = case(dated(corpus([one, two]), {"d1": "2031-05-02", "d2": "2031-05-09"}), FIRE)
    assert "which is in an earlier document" in asked.stances_table(about).text()


def test_taking_back_gives_the_order_itself():
    """What replaces a statement came after it, also where neither has a day."""
    one = by_league("army", "accuses", "a")
    two = by_league("army", "suspects", "b", supersedes=one.id)
    assert changes(one, two) == [("a", "", "", False), ("b", "softer", "a", False)]


def test_what_has_no_day_stands_apart():
    """A statement without a day, in a document without one, has a column and no day."""
    one, two = by_league("army", "accuses", "a"), by_league("port", "denies", "b", said="2031-05-04")
    about = case(corpus([one, two]), FIRE)
    shown = stances_picture.picture(about, stances.moving(about))
    rows = {row.key: row for panel in shown.panels for lane in panel.lanes for row in lane.rows}
    assert (rows["C1"].column, rows["C1"].first, rows["C1"].last) == (0, None, None)
    assert (rows["C2"].column, rows["C2"].first) == (None, date(2031, 5, 4).toordinal())
    figure = draw(shown)
    assert (
        middles(figure, "accuses")[0][0]
        < labelled(figure, "break")[0][0][0]
        < middles(figure, "denies")[0][0]
    )


def test_nobody_standing_against_anybody_is_a_sentence():
    """Where nobody denies and nobody changes, a sentence says so and nothing is drawn."""
    block = asked.stances(cases.opened(INVENTED, "buoy-loss"))
    assert block.kind == "list"
    assert "nobody stands against anybody" in block.text()


def test_one_proposition_can_be_asked_for():
    """The key of a proposition shows it alone, also uncontested; a wrong key names the nearest."""
    about = cases.opened(INVENTED, "harbour-fire")
    block = asked.stances(about, proposition="occurred harbour-fire")
    assert [panel.key for panel in panels(block)] == ["occurred harbour-fire"]
    with pytest.raises(asked.UnknownProposition, match="write 'occurred harbour-fire'"):
        asked.stances(about, proposition="occured harbour-fire")


def test_what_has_no_room_is_said():
    """Where a page does not hold all propositions, the caption says how many the table has."""
    about = cases.opened(INVENTED, "harbour-fire")
    block, many = asked.stances(about), len(stances.moving(about))
    left = many - len(panels(block))
    words = "".join(run_["t"] for run_ in block.content["caption"])
    assert (f"{left} further" in words or "One further" in words) == bool(left)
    assert len({panel.key for panel in panels(block)}) + left == many


@pytest.mark.parametrize(("events", "actors"), [(3, 9), (30, 15), (30, 60)])
def test_it_holds_at_every_size(events, actors):
    """A generated case of any size is a figure without fault, or a table."""
    block = asked.stances(sized.case(events=events, actors=actors, names="mixed"))
    assert block.kind in {"figure", "table", "list"}
    assert faults_of_origin(block.to_json(), sized.case(events=events, actors=actors, names="mixed")) == []


@settings(max_examples=80, deadline=None, derandomize=True)
@given(told(), st.data())
def test_no_order_and_no_day_is_made_up(claims, data):
    """Whatever is said when: a change needs a known order, and no mark has a day that nothing gives."""
    days = {name: data.draw(st.sampled_from(["", "2031-05-02", "2031-05-09"])) for name in VOICES}
    claims = [replace(c, said=data.draw(st.none() | st.sampled_from(DAYS))) for c in claims]
    about = case(dated(corpus(claims), days), FIRE) if any(FIRE in c.incidents for c in claims) else None
    if about is None or not any(c.document for c in about.statements):
        return
    found = stances.moving(about)
    for one in found:
        when = {s.claim.id: s.when for s in one.stances}
        for s in one.stances:
            if s.since and s.change in {"reversal", "softer", "firmer"} and not s.printed:
                takes = s.since.id in {s.claim.retracts, s.claim.supersedes}
                assert takes or surely_before(when[s.since.id], when[s.claim.id])
    shown = stances_picture.picture(about, found)
    made = {about.number[c.id]: c for c in about.statements}
    for row in (row for panel in shown.panels for lane in panel.lanes for row in lane.rows):
        source = made[row.key]
        if row.first is not None and row.first == row.last:
            stated = source.said.named if source.said else (None, None)
            own = source.speaker == VOICES[source.document] and days[source.document]
            assert own or stated[0] == stated[1] or stated[1] is not None
        if row.last is not None:
            assert source.said is not None or days[source.document]
    assert wrong(draw(shown)) == ()


def spoken(key, **parts):
    """Return a row that says nothing but what is named, in the first column of order."""
    usual = {"mark": "states", "column": 0, "first": None, "last": None, "about": False, "gone": False}
    return StanceRow(
        **{"key": key, **usual, "change": "", "since": "", "said": ((run("so"),),), "when": (), **parts}
    )


@st.composite
def rows(make, key):
    """Draw a row of any shape, with words that try everything."""
    first, last = sorted(make(st.tuples(st.integers(1, 3_652_059), st.integers(DAY, DAY + 30))))
    days = make(
        st.sampled_from(
            [(first, last), (first, first), (None, last), (first, None), (last, last), (None, None)]
        )
    )
    return StanceRow(
        key=key,
        mark=make(st.sampled_from([*marks.STATEMENTS, "withdrawn"])),
        column=make(st.integers(0, 2)) if days == (None, None) else None,
        first=days[0],
        last=days[1],
        about=days != (None, None) and make(st.booleans()),
        gone=make(st.booleans()),
        change=make(st.sampled_from(["", "reversal", "softer", "firmer", "both", "back"])),
        since="0",
        said=tuple(make(st.lists(lines(), min_size=1, max_size=2))),
        when=make(lines()),
    )


@st.composite
def pictures(make):
    """Draw a picture with up to three panels."""
    panels = []
    for n in range(make(st.integers(1, 3))):
        lanes = [
            StanceLane(
                make(lines(1)),
                make(lines(1)),
                tuple(make(rows(str(i))) for i in range(make(st.integers(1, 4)))),
            )
            for _ in range(make(st.integers(1, 3)))
        ]
        flags = tuple(make(st.lists(st.sampled_from(marks.FLAGS), max_size=4, unique=True)))
        panels.append(
            StancePanel(
                str(n), make(st.sampled_from(marks.STANDINGS)), flags, (), (), make(lines()), tuple(lanes)
            )
        )
    every = [row for panel in panels for lane in panel.lanes for row in lane.rows]
    columns = max((row.column + 1 for row in every if row.column is not None), default=0)
    ticks = tuple(
        (day, make(lines(1))) for day in sorted({d for row in every for d in (row.first, row.last) if d})[:5]
    )
    return StancesPicture(
        tuple(make(st.tuples(lines(1), lines(1), lines(1), lines(1)))), columns, ticks, tuple(panels), ()
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(pictures())
def test_any_picture_is_drawn_and_can_be_read(shown):
    """Whatever words and days come: no exception, nothing on words, nothing outside, nothing below 7 pt."""
    figure = draw(shown)
    assert wrong(figure) == ()
    assert unwritten(shown, figure) == []


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"column": None, "first": None, "last": None}, "needs a column or a day"),
        ({"column": 0, "first": DAY}, "needs a column or a day"),
        ({"column": None, "first": DAY, "last": DAY - 1}, "from the wrong sides"),
        ({"column": 90}, "91 columns of order"),
    ],
)
def test_a_place_that_is_none_is_refused(parts, message):
    """A statement with a day and a column, with neither, or bounded the wrong way round is told."""
    one = spoken("C1", **parts)
    panel = StancePanel("p", "disputed", (), (), (), (), (StanceLane((), (), (one,)),))
    with pytest.raises(ValueError, match=message):
        draw(StancesPicture(((), (), (), ()), (parts.get("column") or 0) + 1, (), (panel,), ()))


def test_days_keep_their_order():
    """A later day stands right of an earlier one, and a bound has a cap where it bounds."""
    found = [spoken(f"C{n}", column=None, first=DAY + n * 3, last=DAY + n * 3) for n in range(4)]
    bound = spoken("C9", mark="denies", column=None, last=DAY + 9)
    panel = StancePanel("p", "disputed", (), (), (), (), (StanceLane((), (), (*found, bound)),))
    figure = draw(StancesPicture(((), (), (), ()), 0, ((DAY, (run("1 May"),)),), (panel,), ()))
    places = [x for x, _ in middles(figure, "states")]
    assert all(a < b for a, b in pairwise(places))
    assert labelled(figure, "cap C9")[0][0][0] == pytest.approx(places[3], abs=0.05)
    assert len(labelled(figure, "arrow C9")) == 1

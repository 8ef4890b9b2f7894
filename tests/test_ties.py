"""Ties between actors: each is somebody's word, by one side or all, on any day or one; no denial is one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit import codebook
from reportkit.charts import ties as chart
from reportkit.charts.actors_geometry import overlap
from reportkit.charts.actors_layout import canonical
from reportkit.charts.actors_plan import TooManyActors
from reportkit.charts.actors_words import measured
from reportkit.charts.style import words
from reportkit.charts.ties_layers import columns, crossings, ordered, parts, settled
from reportkit.dates import parse
from reportkit.dossier import UnknownActor, whole
from reportkit.questions import page, ties
from reportkit.wording import ties as stated
from reportkit.wording import ties_picture
from reportkit.wording.pictures import ActorsPicture, Edge, Node
from reportkit.wording.runs import Run, plain
from tests import cases
from tests.strategies import FIRE, claim, corpus, proposition
from tests.test_words import faults_of_origin

SEEDS, INVENTED = cases.FOLDERS
ASKED = [
    (SEEDS, "", "", ""),
    (SEEDS, "", "outlet", "2024-04-20"),
    (SEEDS, "", "hamas", ""),
    (SEEDS, "kalsu-explosion", "", ""),
    (SEEDS, "kalsu-explosion", "islamic-resistance", ""),
    (INVENTED, "", "", ""),
    (INVENTED, "", "", "2027-05"),
    (INVENTED, "", "northland", ""),
    (INVENTED, "", "coastland", "from 2031"),
    (INVENTED, "river-raid", "border-league", "night of 2031-05-01"),
    (INVENTED, "depot-blast", "", "2020"),
]
EVERY = pytest.mark.parametrize(
    ("folder", "slug", "asserter", "day"), ASKED, ids=["/".join((f.name, *rest)) for f, *rest in ASKED]
)


@cache
def about(folder, slug):
    """Return what is asked of: a case, or for no slug the corpus."""
    return cases.opened(folder, slug) if slug else cases.corpus(folder)


def shown(folder, slug="", asserter="", day=""):
    """Return the three blocks."""
    asked = about(folder, slug)
    heard = {"asserter": asserter}
    return (
        ties.relationships(asked, **heard, day=day),
        ties.ties(asked, **heard, day=day),
        ties.of_whom(asked, **heard),
    )


@EVERY
def test_every_string_has_its_origin(folder, slug, asserter, day):
    """Each string is from claims, registers, the reader's own question or the phrase table."""
    case = cases.opened(folder, slug) if slug else whole(cases.corpus(folder))
    for block in shown(folder, slug, asserter, day):
        assert faults_of_origin(block.to_json(), case) == [], block.kind


@EVERY
def test_only_the_side_that_is_heard_is_cited(folder, slug, asserter, day):
    """With an asserter, a drawing refers to nobody else's claims, and claims keep their numbers."""
    case = cases.opened(folder, slug) if slug else whole(cases.corpus(folder))
    heard = case.heard(asserter) if asserter else case
    own = {case.number[c.id] for c in heard.statements}
    figure, _, matrix = shown(folder, slug, asserter, day)
    cited = {key for block in (figure, matrix) for key in block.references if key.startswith("C")}
    assert cited <= own


def test_a_tie_that_begins_later_is_left_out_and_named():
    """On a day before it began a tie is not drawn, and the caption and the table say which and why."""
    figure, table, _ = shown(INVENTED, day="2027-05")
    assert "backs" in figure.text()  # the navy's backing has no days, so it may hold
    assert "Coastland to the Border League" not in figure.text()
    told = "".join(run["t"] for run in figure.content["caption"])
    for words_told in (told, table.text()):
        assert "Left out for May 2027: the Border League is backed by Coastland" in words_told


@pytest.mark.parametrize("day", ["2029", "2031-05-03", "by 2030", "none", "about 2020"])
def test_an_open_end_may_hold(day):
    """A tie said to hold from a year on is drawn for every day that is not known to lie before."""
    assert "Coastland to the Border League" in ties.relationships(about(INVENTED, ""), day=day).text()


def test_where_a_day_leaves_nothing_a_sentence_says_so():
    """Where every tie of a side is known to begin later, the block says so instead of an empty drawing."""
    corpus = about(INVENTED, "")
    dated = parse("from 2040")
    reading = corpus.readings["league-0504"]
    claims = tuple(
        replace(
            c,
            propositions=tuple(replace(p, when=dated) if p.kind == "relation" else p for p in c.propositions),
        )
        for c in reading.claims
    )
    later = replace(corpus, readings={**corpus.readings, "league-0504": replace(reading, claims=claims)})
    block = ties.relationships(later, asserter="border-league", day="2031")
    assert block.kind == "list"
    assert "No tie between actors is said to hold on 2031" in block.text()
    assert "said to hold in or after 2040" in block.text()


def test_a_denial_is_no_tie():
    """Who denies a tie draws none; where another states it, the line and the table tell of the denial."""
    corpus = about(INVENTED, "")
    alone = ties.relationships(corpus, asserter="coastland")
    assert alone.kind == "list"
    assert "Coastland states no tie" in alone.text()
    both, table, _ = shown(INVENTED)
    assert "Coastland to the Border League: backs, denied" in both.text()
    row = next(line for line in table.text().splitlines() if "is backed by Coastland " in line)
    assert "disputed" in row
    assert row.endswith("Coastland, D7¶8 [C95]")


def test_the_table_of_one_side_keeps_the_whole_records_standing():
    """Hearing the wire alone, its disputed tie is still shown as disputed, with who denies it."""
    table = ties.ties(about(INVENTED, ""), asserter="strait-wire").text()
    assert "The Border League is backed by Coastland | disputed" in table
    assert "Coastland, D7¶8 [C95]" in table


def test_what_was_taken_back_is_said():
    """A tie whose speaker took it back leaves the drawing and stays in the table, marked."""
    corpus = about(INVENTED, "")
    reading = corpus.readings["wire-0512"]
    claims = tuple(
        replace(c, retracts="wire-0502/coastland-arms-league") if c.name == "minister-withdraws" else c
        for c in reading.claims
    )
    changed = replace(corpus, readings={**corpus.readings, "wire-0512": replace(reading, claims=claims)})
    assert "Coastland to the Border League" not in ties.relationships(changed).text()
    row = next(line for line in ties.ties(changed).text().splitlines() if "is backed by Coastland " in line)
    assert "taken back or replaced" in row


def test_whoever_says_nothing_is_told():
    """For an actor who never speaks there is a sentence in each block, no empty drawing."""
    figure, table, matrix = shown(SEEDS, asserter="hamas")
    assert [block.kind for block in (figure, table, matrix)] == ["list", "list", "list"]
    assert "Nothing in the record is said by Hamas" in figure.text()
    assert "Hamas calls nobody answerable, and denies it of nobody." in matrix.text()


def test_a_misspelt_actor_is_told():
    """A wrong actor is an error that names the nearest."""
    with pytest.raises(UnknownActor, match="write 'centcom'"):
        ties.relationships(about(SEEDS, ""), asserter="centcmo")


@pytest.mark.parametrize("day", ["20 April 2024", "2024-02-30", "<b>", "a\x1b[31mb"])
def test_a_day_that_is_no_date_is_told(day):
    """A wrong day is an error that says what to write, without a traceback and with nothing hidden."""
    with pytest.raises(ties.NotADay, match="day: ") as caught:
        ties.ties(about(SEEDS, ""), day=day)
    assert "\x1b" not in "".join(caught.value._render_traceback_())


def test_every_line_is_in_the_alt_text():
    """Whoever does not see the drawing hears of every tie."""
    picture = ties_picture.picture(whole(cases.corpus(SEEDS)))
    told = plain(picture.alt)
    for edge in picture.edges:
        assert plain(edge.labels[0]) in told
    assert told.count(" to ") >= len(picture.edges)


def says_so_or_not(one):
    """Whether a claim says of what it carries that it is so, or that it is not."""
    return codebook.affirms(one.act) or one.act == "denies"


def test_who_says_what_of_whom_holds_every_accusation_and_denial():
    """Every claim that calls somebody answerable, or denies it, stands in the table."""
    for folder in cases.FOLDERS:
        case = whole(cases.corpus(folder))
        wanted = {
            case.number[c.id]
            for c in case.statements
            if (any(p.kind == "perpetrator" for p in c.propositions) and says_so_or_not(c))
            or (c.act == "denies" and c.scope and c.scope.actor)
        }
        assert wanted <= set(ties.of_whom(cases.corpus(folder)).references)


def test_a_denial_says_what_it_covers():
    """A cell tells a denial with its own scope, and an accuser known only through it with that flag."""
    case = cases.opened(SEEDS, "kalsu-explosion")
    rows = {plain(row[0].lines[0]): row for row in stated.of_whom(case).rows}
    centcom = [plain(line) for line in rows["CENTCOM"][1].lines]
    assert centcom == ["denies any involvement", "denies an airstrike"]
    marks = [run.words for run in rows["Unnamed reports"][1].lines[0] if run.kind == "mark"]
    assert marks == ["accuses", "through_denial"]


def test_many_who_are_spoken_of_become_rows():
    """Where the columns would not fit a page, each pair has a row, a speaker's rows together."""
    table = stated.of_whom(whole(cases.corpus(INVENTED)))
    assert len(table.columns) == 3
    speakers = [plain(row[0].lines[0]) for row in table.rows]
    assert speakers == sorted(speakers, key=speakers.index)
    own = next(
        row[2].lines for row in table.rows if {plain(row[n].lines[0]) for n in (0, 1)} == {"Border League"}
    )
    marks = {plain(line): [run.words for run in line if run.kind == "mark"] for line in own}
    assert marks["claims it as its own (Harl Point explosion)"] == ["claims_own"]
    assert marks["claims it as its own (Vessport fire)"] == ["claims_own", "says_both"]
    assert marks["denies any involvement (Vessport fire)"] == ["denies", "says_both"]


def test_every_claim_is_listed():
    """The table of claims holds all, so that every reference of the page leads somewhere."""
    listed = page.every_claim(about(INVENTED, ""))
    assert set(listed.content["row_labels"]) == set(whole(cases.corpus(INVENTED)).number.values())


NAMES = st.sampled_from("abcdefg")
PAIRS = st.lists(st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=9)


@given(PAIRS)
def test_a_tie_joins_neighbouring_columns(pairs):
    """Each group of ties stands in columns where every tie joins neighbours, or in none."""
    for part in parts(pairs):
        found = columns(part)
        if found is not None:
            assert all(abs(found[a] - found[b]) == 1 for a, b in part)
            assert min(found.values()) == 0
            assert max(found.values()) < 4
            stacks = ordered(part, found)
            assert sorted(name for stack in stacks for name in stack) == sorted(found)


@given(PAIRS)
def test_groups_share_no_actor(pairs):
    """Ties that hang together are one group, and no tie is lost."""
    found = parts(pairs)
    assert sorted({pair for part in found for pair in part}) == sorted(set(pairs))
    actors = [{name for pair in part for name in pair} for part in found]
    assert sum(map(len, actors)) == len(set().union(*actors))


def test_ties_are_untangled():
    """Two ties that cross as written are drawn without a crossing."""
    pairs = [("a", "y"), ("b", "x"), ("c", "x")]
    assert crossings(pairs, ordered(pairs, {"a": 0, "y": 1, "b": 0, "x": 1, "c": 0})) == 0


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(1, 9)), min_size=1, max_size=7), st.floats(0, 5))
def test_boxes_settle_without_touching(wishes, gap):
    """Whatever is wished for, boxes keep their order and their gaps."""
    heights = [height for _, height in wishes]
    found = settled([wish for wish, _ in wishes], heights, gap)
    for n in range(len(found) - 1):
        assert found[n + 1] - found[n] >= (heights[n] + heights[n + 1]) / 2 + gap - 1e-6


def drawing(pairs):
    """Return a picture of ties between actors with names of some length."""
    names = dict.fromkeys(name for pair in pairs for name in pair)
    nodes = tuple(Node(n, (Run(f"The body called {n}"),), (), (), "body", "background") for n in names)
    edges = tuple(
        Edge(a, b, "open", "ink", dashed=False, labels=((Run(f"commands {a}{b}"),), (Run("denied"),)))
        for a, b in dict.fromkeys(pairs)
    )
    return ActorsPicture((), "", (), (), nodes, (), (), edges, ())


@given(PAIRS)
def test_nothing_lies_over_another(pairs):
    """No box and no label of a drawing covers another, or the drawing is refused."""
    picture = drawing(pairs)
    try:
        plan = chart.laid_out(picture, measured(canonical(picture)))
    except TooManyActors:
        return
    rects = [box.rect for box in plan.boxes] + [text.rect for text in plan.texts]
    assert len(plan.texts) == len(picture.edges)
    assert not [1 for n, a in enumerate(rects) for b in rects[:n] if overlap(a, b)]
    assert min(min(r.left, r.top) for r in rects) >= 0
    assert max(r.right for r in rects) <= plan.width
    assert max(r.bottom for r in rects) <= plan.height


def test_the_drawing_says_what_the_record_says():
    """Every name and every label of the picture is written in the drawing, and nothing else."""
    picture = ties_picture.picture(whole(cases.corpus(SEEDS)))
    written = " ".join(words(chart.draw(picture)))
    for node in picture.nodes:
        assert all(word in written for word in plain(node.name).split())
    for edge in picture.edges:
        assert plain(edge.labels[0]) in written


def test_too_many_ties_become_a_list():
    """Ties that run in a circle of three find no columns: they are listed, and a sentence says why."""
    with pytest.raises(TooManyActors):
        chart.draw(drawing([("a", "b"), ("b", "c"), ("c", "a")]))


NAMES_ARMY = proposition("perpetrator", FIRE, {"actor": "army"})


@pytest.mark.parametrize("act", ["denies_knowledge", "predicts", "condemns"])
def test_who_does_not_say_so_names_nobody(act):
    """Who does not know, predicts or condemns is not told as naming anybody answerable."""
    certainty = "" if act == "predicts" else "Uu"
    block = ties.of_whom(corpus((claim("port", act, NAMES_ARMY, certainty=certainty),)))
    assert block.kind == "list"


@pytest.mark.parametrize(
    ("act", "verb"),
    [
        ("acknowledges", "acknowledges"),
        ("confirms", "confirms"),
        ("finds", "finds"),
        ("denies", "denies"),
        ("states", "names it as answerable"),
    ],
)
def test_each_act_has_its_own_verb(act, verb):
    """A cell tells an act by its own verb; only who names somebody is told as naming."""
    table = stated.of_whom(whole(corpus((claim("port", act, NAMES_ARMY),))))
    assert plain(table.rows[0][1].lines[0]).strip().startswith(f"{verb} (fire)")


def test_others_who_are_not_heard_are_not_nobody():
    """Where one side denies a tie that another states, the row of that side does not say that nobody does."""
    tie = proposition("relation", "", {"relation": "member_of", "of": "port", "to": "league"})
    told = corpus((claim("ministry", "states", tie), claim("port", "denies", tie)))
    row = ties.ties(told, asserter="port").text().splitlines()[2]
    assert "| disputed | others, not heard here |" in row
    alone = ties.ties(corpus((claim("port", "denies", tie),)), asserter="port").text().splitlines()[2]
    assert "| denied only | nobody |" in alone


def test_a_circle_of_ties_is_listed_for_what_it_is():
    """Three ties in a circle are listed, and the reason is not that there are too many."""
    circle = [("army", "league"), ("league", "port"), ("port", "army")]
    slots = ({"relation": "member_of", "of": of, "to": to} for of, to in circle)
    told = corpus([claim("ministry", "states", *(proposition("relation", "", s) for s in slots))])
    block = ties.relationships(told)
    assert block.kind == "list"
    assert "These ties cannot be drawn so that each can be read; they are listed." in block.text()
    assert len(block.content["items"]) == len(circle)

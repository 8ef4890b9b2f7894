"""All incidents on one sequence: by version, by side, as a table, and what cannot be drawn."""

import json
from dataclasses import replace
from functools import cache

import nbformat
import pytest

from reportkit import briefing
from reportkit.analysis import sequence as orders_of
from reportkit.blocks import runs
from reportkit.case import case
from reportkit.charts import layout as proof
from reportkit.charts import sequence as chart
from reportkit.charts import sequence_forms
from reportkit.dates import parse
from reportkit.dossier import END, UnknownActor, whole
from reportkit.opening import UnknownIncident
from reportkit.publishing.exporter import BriefingExporter
from reportkit.questions import escalation as asked
from reportkit.questions.page import title
from reportkit.wording import narratives as told
from reportkit.wording import orders, sequence_picture
from reportkit.wording.runs import plain
from reportkit.wording.sequence_layout import layout
from reportkit.wording.sequence_told import telling
from tests import cases
from tests.strategies import FIRE, RAID, claim, corpus, proposition
from tests.test_words import faults_of_origin

SEEDS, INVENTED, TINY = (
    cases.ROOT / "seeds",
    *(cases.ROOT / "tests/corpora" / n for n in ("invented", "tiny")),
)
FOLDERS = pytest.mark.parametrize("folder", [SEEDS, INVENTED, TINY], ids=lambda folder: folder.name)
BUILDERS = (
    asked.escalation,
    asked.escalation_table,
    asked.event_table,
    asked.orders,
    asked.sides,
    asked.contradictions,
    asked.narratives,
    briefing.sources,
    briefing.notes,
)


@cache
def dossier(folder):
    """Return the dossier of a corpus, made once."""
    return whole(cases.corpus(folder))


def versions(folder):
    """Return the numbers of the versions of the order."""
    return range(1, len(dossier(folder).narratives) + 1)


def cells(block):
    """Return a table as rows of plain words."""
    return [
        [" / ".join(words(line) for line in cell["lines"]) for cell in row] for row in block.content["rows"]
    ]


def words(line):
    """Return the words of a line without marks and references."""
    return "".join(run["t"] for run in line if run["kind"] not in {"mark", "reference"}).strip()


@FOLDERS
@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_every_string_has_its_origin(folder, build):
    """Each string of these blocks is from claims, registers or the phrase table."""
    assert faults_of_origin(build(cases.corpus(folder)).to_json(), dossier(folder)) == []


@FOLDERS
def test_every_version_can_be_read(folder):
    """Whatever version is drawn, no words lie on each other, and it fits a page."""
    for number in list(versions(folder))[:12:4]:
        for statements in (True, False):
            picture = sequence_picture.picture(dossier(folder), narrative=number, statements=statements)
            assert proof.faults(chart.draw(picture, asked.WIDE_MM)) == ()
        told_so = telling(dossier(folder), narrative=number)
        assert told_so is not None
        found = sequence_forms.chosen(told_so.forms)
        assert found is not None
        assert sequence_forms.draw(found[1]).get_figheight() * 25.4 < sequence_forms.TALLEST_MM


@FOLDERS
def test_nothing_is_drawn_before_what_it_follows(folder):
    """In every version, an event that is stated to be earlier never stands right of the later one."""
    case = dossier(folder)
    for number in versions(folder):
        found = layout(case, number)
        stand = {slug: (1, *found.days[slug]) for slug in found.days}
        stand |= {slug: (0, column, column) for slug, column in found.columns.items() if END not in slug}
        for a in case.related:
            for b in case.related:
                if orders_of.relation(found.version.story.solution, a, b).without == "before":
                    assert stand[a][:2] <= (stand[b][0], stand[b][2]), (number, a, b)


@FOLDERS
def test_a_version_holds_only_its_own_word_on_order(folder):
    """Each line between events is from speakers whom the version does not leave out."""
    case = dossier(folder)
    speaker = {case.number[c.id]: c.speaker for c in case.statements}
    for number in versions(folder):
        picture = sequence_picture.picture(case, narrative=number)
        story = case.narratives[number - 1]
        for link in picture.links:
            told = [key for run in link.label if run.kind == "reference" for key in run.source]
            assert {speaker[key] for key in told} <= set(story.speakers)


@pytest.mark.parametrize("folder", [SEEDS, INVENTED], ids=lambda folder: folder.name)
def test_a_statement_names_its_incident(folder):
    """Without an incident in question, each statement begins with the name of the one it is about."""
    case = dossier(folder)
    picture = sequence_picture.picture(case, narrative=1)
    shorts = {i.short or i.label for i in case.corpus.incidents.values()}
    statements = [m for lane in picture.lanes if lane.group == "statements" for m in lane.marks]
    assert statements
    assert all(plain(mark.labels[0]).startswith(tuple(shorts)) for mark in statements)


def test_what_was_taken_back_is_said_so():
    """A claim that its speaker took back stands where it was said, with that it was taken back."""
    picture = sequence_picture.picture(dossier(INVENTED), narrative=1)
    (lane,) = [lane for lane in picture.lanes if lane.key == "ada-veres"]
    assert any("(taken back)" in plain(mark.labels[0]) for mark in lane.marks)


def test_one_side_keeps_its_numbers_and_its_silence():
    """What one side says has the numbers of the whole, and its silence is not worded as the record's."""
    block = asked.escalation(cases.corpus(INVENTED), asserter="border-league")
    own = [c for c in dossier(INVENTED).statements if c.speaker == "border-league"]
    everybody = {dossier(INVENTED).number[c.id] for c in dossier(INVENTED).heard("border-league").statements}
    alt = words(block.content["alt"])
    cited = {
        key for run in runs(block.to_json()) for key in run["from"] if key[0] == "C" and key[1:].isdigit()
    }
    assert cited
    assert cited <= everybody
    assert len(own) > len(cited) / 2
    assert "no author stated" not in alt
    assert "Nobody in the record" not in block.text()
    assert "not denied" in words(block.content["caption"])


@pytest.mark.parametrize("actor", sorted(cases.corpus(INVENTED).actors))
def test_every_actor_can_be_heard_alone(actor):
    """Each registered actor has a telling of its own, if only that it is silent."""
    side = dossier(INVENTED).heard(actor)
    picture = sequence_picture.picture(side, narrative=1)
    assert {lane.key for lane in picture.lanes if lane.group == "events"} == set(side.related)


@pytest.mark.parametrize(("actor", "kind"), [("northland", "figure"), ("firefighters", "list")])
def test_a_side_is_drawn_or_said_to_be_silent(actor, kind):
    """What one side says becomes a figure; who tells of no event gets a sentence and no empty drawing."""
    block = asked.escalation(cases.corpus(INVENTED), asserter=actor)
    assert block.kind == kind
    assert words(block.content["heading"]).endswith("alone")
    assert (block.draw is None) == (kind == "list")


def test_the_caption_says_which_version_is_drawn():
    """Where speakers contradict each other, the caption names the narrative and whose word it leaves out."""
    block = asked.escalation(cases.corpus(INVENTED), narrative=5)
    caption = words(block.content["caption"])
    assert "narrative 5 of 12" in caption
    assert "without the word of Ada Veres, residents of Old Quay" in caption


def test_a_version_that_is_not_there_is_refused():
    """The refusal says how many narratives there are; an actor that is not there is told with the nearest."""
    with pytest.raises(asked.UnknownNarrative, match="no narrative 13: there are 12"):
        asked.escalation(cases.corpus(INVENTED), narrative=13)
    with pytest.raises(asked.UnknownNarrative, match="there is one narrative"):
        asked.escalation(cases.corpus(SEEDS), narrative=0)
    with pytest.raises(UnknownActor, match="write 'border-league'"):
        asked.escalation(cases.corpus(INVENTED), asserter="borderleague")


@pytest.mark.parametrize(
    ("room", "kind", "says"),
    [(150, "figure", "Numbers lead to the table"), (115, "figure", "counted"), (20, "table", "too crowded")],
)
def test_what_cannot_be_read_is_not_drawn(monkeypatch, room, kind, says):
    """Where a page has no room for it the sequence is numbered, then counted, then told as a table."""
    monkeypatch.setattr(sequence_forms.chosen, "__defaults__", (178, room))
    block = asked.escalation(cases.corpus(INVENTED))
    assert block.kind == kind
    assert says in words(block.content["caption" if kind == "figure" else "note"])
    assert bool(asked.event_table(cases.corpus(INVENTED)).content["rows"]) == (kind == "figure")


def test_the_table_says_what_the_drawing_says():
    """Each mark of the drawing has a row in the table, with all of its words and flags."""
    picture = sequence_picture.picture(dossier(INVENTED), narrative=1)
    rows = asked.escalation_table(cases.corpus(INVENTED)).content["rows"]
    marks = [mark for lane in picture.lanes for mark in lane.marks]
    assert len(rows) == len(marks)
    for (_, _, said), mark in zip(rows, marks, strict=True):
        lines = [words(line) for line in said["lines"]]
        assert set(map(plain, mark.labels)) <= set(lines)
        signs = [run["t"] for line in said["lines"] for run in line if run["kind"] == "mark"]
        assert {mark.mark, *mark.flags} <= set(signs)


def test_an_order_is_told_by_who_states_it():
    """A row puts the earlier first, says who states it in which claim, and who leaves it unaddressed."""
    rows = cells(asked.orders(cases.corpus(INVENTED)))
    assert ["Quelm clash", "Harl Point explosion", "before", "at least two days"] in [row[:4] for row in rows]
    mine = next(row for row in rows if row[:2] == ["Vessport fire", "Tollin raid"])
    assert mine[4] == "League"
    assert "Strait Wire" not in mine[5]
    assert "the Coastland Navy" in mine[5]


def test_who_states_no_order_addresses_none():
    """A side that only states days addresses no order, and nothing is read into that."""
    rows = {row[0]: row for row in cells(asked.sides(cases.corpus(INVENTED)))}
    assert rows["Ada Veres"][1:] == ["–", "Tollin raid: 29 April 2031", "any order"]
    assert "Tollin raid after Vessport fire" in rows["Border League"][1]
    assert "Tollin raid and Vessport fire" not in rows["Border League"][3]


@FOLDERS
def test_every_pair_is_stated_or_left(folder):
    """For each side, the pairs it orders and those it does not address are together all there are."""
    found = orders.Sides(dossier(folder))
    everything = {o.pair for o in found.orders}
    for speaker in found.asserters:
        own = {o.pair for o in found.orders if o.claim.speaker == speaker}
        assert own.isdisjoint(found.unaddressed(speaker))
        assert own | set(found.unaddressed(speaker)) == everything


def test_contradictions_name_both_sides():
    """A row has every speaker who contradicts the others, with the claims."""
    case = dossier(INVENTED)
    block = asked.contradictions(cases.corpus(INVENTED))
    found = orders_of.contradictions(case.points, case.constraints)
    for row, one in zip(block.content["rows"], found, strict=True):
        cited = {key for run in runs(row[1]) for key in run["from"] if run["kind"] == "reference"}
        assert cited == {case.number[identity] for identity in one.claims}
    assert "a reader’s inference and what is stated" in cells(block)[-1][0]


def test_versions_are_kept_apart():
    """Each version has a row, says whose word it leaves out, and its own order and days, never a mean."""
    rows = cells(asked.narratives(cases.corpus(INVENTED)))
    assert [row[0] for row in rows] == [str(n) for n in versions(INVENTED)]
    assert {row[2] for row in rows} == {
        "Tollin raid after Vessport fire",
        "Vessport fire one day after Tollin raid",
        "Vessport fire three days after Tollin raid",
        "Vessport fire three days to four days after Tollin raid",
    }
    assert "Border League" in rows[0][1]


def test_without_contradictions_there_is_one_version():
    """Where nobody contradicts anybody that is said, and nothing is listed."""
    for build in (asked.contradictions, asked.narratives):
        block = build(cases.corpus(SEEDS))
        assert block.kind == "list"
        assert block.references == ("D1",)


def notebook(*built):
    """Return an executed notebook that has displayed blocks."""
    bundles = [json.loads(json.dumps(block._repr_mimebundle_())) for block in built]
    shown = [nbformat.v4.new_output("execute_result", bundle, execution_count=1) for bundle in bundles]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("", execution_count=1, outputs=[one]) for one in shown]
    )


@pytest.mark.slow
@FOLDERS
def test_the_page_becomes_a_pdf(folder):
    """All blocks of the notebook make one PDF in which every reference leads to a row."""
    corpus = cases.corpus(folder)
    page = [title(corpus, "escalation"), *(build(corpus) for build in BUILDERS), briefing.legend(corpus)]
    pdf, _ = BriefingExporter().from_notebook_node(notebook(*page))
    assert pdf.startswith(b"%PDF")


def test_a_page_that_nobody_asks_for_is_refused():
    """The title of a page is one of a closed list; a mistyped one is told with the nearest."""
    with pytest.raises(ValueError, match="write 'escalation'"):
        title(cases.corpus(SEEDS), "escalations")


def ordered(speaker, act="states", of=FIRE, to=RAID, **parts):
    """Return a claim that one incident came after another, or that it did not."""
    link = proposition("link", slots={"link": "after", "of": of, "to": to})
    return claim(speaker, act, link, **parts)


def test_who_denies_an_order_addresses_it():
    """A denied order has a row that says so, and its denier is not listed as silent on it."""
    told = corpus((ordered("league"), ordered("army", "denies"), ordered("port", of=RAID, to=FIRE)))
    rows = cells(asked.orders(told))
    assert [row[4] for row in rows] == ["league", "denied, by army", "port"]
    assert {row[5] for row in rows} == {"–"}
    sides = {row[0]: row for row in cells(asked.sides(told))}
    assert sides["army"] == ["army", "denies: fire after raid", "–", "–"]


def test_an_order_only_denied_is_stated_by_nobody():
    """Where the only word on an order is a denial, no row says that somebody states it."""
    [row] = cells(asked.orders(corpus((ordered("army", "denies"), ordered("port", "predicts")))))
    assert row[4] == "denied, by army"


def test_a_denied_day_is_told_as_denied():
    """A day that a speaker denies stands in its row as a denial."""
    p = proposition("time", FIRE, {"is": "2031-05-02"}, when=parse("2031-05-02"))
    [row] = cells(asked.sides(corpus((claim("army", "denies", p),))))
    assert row[:3] == ["army", "–", "fire: denies: 2 May 2031"] or row[2] == "denies: fire: 2 May 2031"


@pytest.mark.parametrize("build", [asked.orders, asked.sides], ids=lambda build: build.__name__)
def test_incidents_that_are_not_there_are_refused(build):
    """A misspelt slug is told with the nearest, one text is no list; neither is told as silence."""
    with pytest.raises(UnknownIncident, match="write 'harbour-fire'"):
        build(cases.corpus(INVENTED), incidents=["harbour-fir"])
    with pytest.raises(UnknownIncident, match="write a list of slugs"):
        build(cases.corpus(INVENTED), incidents="harbour-fire")


@pytest.mark.parametrize("build", [asked.orders, asked.sides], ids=lambda build: build.__name__)
def test_no_order_among_some_is_not_none_at_all(build):
    """Where only some incidents are asked about, the sentence speaks of these and not of the record."""
    told = corpus((ordered("league"),))
    assert "puts one of these incidents before another" in build(told, incidents=[FIRE]).text()
    assert "puts one event before another" in build(corpus((claim("daily"),))).text()


def test_a_title_names_only_what_is_there():
    """A misspelt incident or actor on a title page is told with the nearest."""
    with pytest.raises(UnknownIncident, match="write 'harbour-fire'"):
        title(cases.corpus(INVENTED), "compare", incidents=["harbour-fir"])
    with pytest.raises(UnknownIncident, match="write a list of slugs"):
        title(cases.corpus(INVENTED), "compare", incidents="harbour-fire")
    with pytest.raises(UnknownActor, match="write 'border-league'"):
        title(cases.corpus(INVENTED), "escalation", asserter="borderleague")


def test_a_statement_outside_the_case_is_not_named_as_an_incident():
    """An order of a statement that the case does not hold has words for it, in every table."""
    other = claim("port", "states", proposition("occurred", RAID))
    other = replace(other, id="d2/other", document="d2")
    after = proposition("link", slots={"link": "after", "to": FIRE})
    before = proposition("link", slots={"link": "before", "to": FIRE})
    two = [
        claim(speaker, "states", replace(p, of_claims=("d2/other",)), about=FIRE)
        for speaker, p in (("league", after), ("army", before))
    ]
    one = case(corpus((claim("daily", "states", proposition("occurred", FIRE)), *two, other)), FIRE)
    assert other not in one.statements
    for build in (asked.contradictions, asked.orders):
        told = build(one).text()
        assert "a statement that is not listed here" in told.lower()
        assert "the statements  " not in told.lower()


def test_only_what_differs_has_a_column():
    """A pair that lies alike in every narrative has no column; what a page cannot hold is counted."""
    about = dossier(INVENTED)
    found = told.narratives(about)
    pairs, dated = told.differences(about)
    assert len(pairs) + len(dated) > 1
    assert len(found.columns) - 2 == min(5, len(pairs) + len(dated))
    for column in range(2, len(found.columns)):
        assert len({plain(row[column].lines[0]) for row in found.rows}) > 1


def test_columns_that_are_left_out_are_counted(monkeypatch):
    """Where narratives differ in more than a page has columns for, the note says in how many."""
    about = dossier(INVENTED)
    every = sum(len(pairs) for pairs in told.differences(about))
    monkeypatch.setattr(told, "CONTESTED", 1)
    found = told.narratives(about)
    assert len(found.columns) == 3
    assert f"differ in {every - 1} more" in plain(found.note)


def test_only_too_many_narratives_are_told_as_that(monkeypatch):
    """Any other fault in ordering is not told as speakers who contradict each other."""

    def fail(problem):
        def raised(*_):
            raise problem

        monkeypatch.setattr(orders_of, "narratives", raised)

    fail(orders_of.TooManyNarratives("many"))
    assert "more narratives than can be told apart" in asked.narratives(cases.corpus(TINY)).text()
    fail(ValueError("something else"))
    with pytest.raises(ValueError, match="something else"):
        asked.narratives(cases.corpus(TINY))

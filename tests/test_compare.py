"""Incidents side by side: nothing merged, nothing added up, five kinds of nothing kept apart."""

import json
from functools import cache
from itertools import permutations

import nbformat
import pytest

from reportkit import briefing
from reportkit.dates import parse
from reportkit.dossier import whole
from reportkit.model import Scope
from reportkit.publishing.exporter import BriefingExporter
from reportkit.questions import compare as asked
from reportkit.questions.page import title
from reportkit.wording import wordcheck
from reportkit.wording.runs import Run
from tests import cases
from tests.strategies import FIRE, RAID, claim, corpus, proposition
from tests.test_words import faults_of_origin

SEEDS = cases.ROOT / "seeds"
INVENTED, TINY = (cases.ROOT / "tests/corpora" / name for name in ("invented", "tiny"))
KALSU = ("kalsu-explosion", "iran-reported-strike", "eilat-claimed-attack")
FIVE = ("harbour-fire", "depot-blast", "river-raid", "spring-incidents", "ferry-seizure")
CHOSEN = pytest.mark.parametrize(
    ("folder", "slugs"),
    [(SEEDS, KALSU), (INVENTED, FIVE), (TINY, ("harbour-fire", "river-raid"))],
    ids=["seeds", "invented", "tiny"],
)
BUILDERS = (asked.compare, asked.shared, asked.links)


@cache
def dossier(folder):
    """Return the dossier of a corpus, made once."""
    return whole(cases.corpus(folder))


def said(line):
    """Return the words of a line, without marks and references."""
    return "".join(run["t"] for run in line if run["kind"] not in {"mark", "reference"}).strip()


def cell(block, question, column=1):
    """Return the lines of a cell, by the words of its row."""
    row = next(row for row in block.content["rows"] if said(row[0]["lines"][0]) == question)
    return [said(line) for line in row[column]["lines"]]


def invented():
    """Return five invented incidents side by side."""
    return asked.compare(cases.corpus(INVENTED), FIVE)


@CHOSEN
@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_every_string_has_its_origin(folder, slugs, build):
    """Each string of these blocks is from claims, registers or the phrase table."""
    assert faults_of_origin(build(cases.corpus(folder), slugs).to_json(), dossier(folder)) == []


@CHOSEN
def test_no_cell_says_what_is_only_claimed(folder, slugs):
    """Every line of a cell names a speaker of its claims or says where the matter stands."""
    for row in asked.compare(cases.corpus(folder), slugs).content["rows"]:
        for found in row[1:]:
            for line in found["lines"]:
                runs = tuple(
                    Run(run["t"], () if run["from"] == "fixed" else tuple(run["from"]), run["kind"])
                    for run in line
                )
                assert wordcheck.faults(dossier(folder), runs) == ()


@CHOSEN
def test_every_cell_has_a_word(folder, slugs):
    """A column for each incident, and in each cell a word, the dash, or that nobody states it."""
    block = asked.compare(cases.corpus(folder), slugs)
    assert len(block.content["columns"]) == len(slugs) + 1
    for row in block.content["rows"]:
        assert all(said(line) for found in row for line in found["lines"])


def test_numbers_are_those_of_the_whole_corpus():
    """A claim has the same number in every comparison, so that two can be laid beside each other."""
    case, two = dossier(INVENTED), asked.compare(cases.corpus(INVENTED), FIVE[:2])
    toll = next(c for c in case.statements if c.name == "maren-counts-dead")
    assert case.number[toll.id] in two.references
    assert set(two.references) <= {*case.number.values(), *case.source.values()}


@pytest.mark.parametrize("order", list(permutations(KALSU)))
def test_a_column_does_not_depend_on_its_neighbours(order):
    """What is said of an incident is the same whatever stands beside it, in any order."""
    block = asked.compare(cases.corpus(SEEDS), order)
    first = asked.compare(cases.corpus(SEEDS), KALSU)
    for slug in KALSU:
        here, there = order.index(slug) + 1, KALSU.index(slug) + 1
        told = {said(row[0]["lines"][0]): row[here] for row in block.content["rows"]}
        assert told == {said(row[0]["lines"][0]): row[there] for row in first.content["rows"]}


def test_numbers_of_different_speakers_are_not_added_up():
    """Each speaker's count of the dead is a line of its own, in the words in which it was given."""
    assert cell(invented(), "Deaths")[:4] == [
        "“three dead”, by the Quelm Relief Society",
        "“confirmed the number of the dead”, by unnamed nurses at the hospital",
        "“three dead”, by the Vessport port authority",
        "“Four of our people” (the Quay Guard), by Ivo Maren",
    ]


def test_five_kinds_of_nothing_stay_five():
    """Silence of all, silence of one, declining, not knowing and none are told apart."""
    block = invented()
    assert cell(block, "Deaths", 4) == ["not stated by anybody"]
    assert "– not mentioned, by the Quay Guard and residents of Old Quay" in cell(block, "Deaths")
    unknowing = cell(block, "Declined, or said not to know")
    assert "Quay Guard declines to comment" in unknowing
    assert any(line.startswith("Six Harbours Coalition denies knowing") for line in unknowing)
    assert "0, “No firefighter was hurt” (firefighters), by the Vessport port authority" in cell(
        block, "Injuries"
    )


def test_a_denial_reaches_as_far_as_it_is_worded():
    """The row of denials has each speaker's own scope, and what was taken back is no denial."""
    lines = cell(asked.compare(cases.corpus(SEEDS), KALSU), "Denials and what they cover")
    assert "CENTCOM denies any involvement of the US" in lines
    assert "CENTCOM denies an airstrike by the US in Iraq, that day" in lines
    case = dossier(INVENTED)
    denials = [c for c in case.about("harbour-fire") if c.act == "denies" and c.id not in case.withdrawn]
    assert len(cell(invented(), "Denials and what they cover")) == len(denials)


def test_what_nobody_addresses_is_listed():
    """The last row names the questions that nobody in the record speaks of, for each incident."""
    block = asked.compare(cases.corpus(SEEDS), KALSU)
    assert cell(block, "Not addressed by anybody") == ["Reasons given"]
    assert "Deaths" in cell(block, "Not addressed by anybody", 2)[0]


def test_what_rests_on_a_reader_is_shown_with_and_without():
    """A standing that hinges on an inference says beside it what is left without."""
    lines = cell(asked.compare(cases.corpus(SEEDS), KALSU), "Said to be answerable")
    assert "Israel: disputed (without a reader’s inference: denied only)" in lines


def test_what_is_shared_ties_nothing():
    """The same speaker and the same name are listed; a tie is only what somebody states."""
    block = asked.shared(cases.corpus(SEEDS), KALSU)
    heads = [said(row[0]["lines"][0]) for row in block.content["rows"]]
    assert heads == [
        "The outlet speaks",
        "Islamic Resistance in Iraq speaks",
        "Israel is named as answerable",
    ]
    ties = [said(line) for line in asked.links(cases.corpus(SEEDS), KALSU).content["items"]]
    assert ties == [
        "Kalsu explosion one day after Strike in Iran, by the outlet",
        "Claimed Eilat attack in response to Kalsu explosion, by the Islamic Resistance in Iraq",
    ]


def test_nothing_in_common_is_said():
    """Where nobody ties two incidents, a sentence says so with the documents."""
    two = ("buoy-loss", "ferry-seizure")
    for build in (asked.shared, asked.links):
        block = build(cases.corpus(INVENTED), two)
        assert block.kind == "list"
        assert set(block.references) == set(dossier(INVENTED).source.values())


@pytest.mark.parametrize("build", BUILDERS, ids=lambda build: build.__name__)
def test_all_that_is_wrong_is_told_at_once(build):
    """Unknown slugs with the nearest, a slug named twice, and too many columns stand in one message."""
    wrong = ["kalsu", "iran-reported-strik", "jordan-base-strike", "jordan-base-strike", "a", "b"]
    with pytest.raises(asked.NotComparable) as refused:
        build(cases.corpus(SEEDS), wrong)
    lines = str(refused.value).splitlines()
    assert lines[0] == "there is no incident 'kalsu': write 'kalsu-explosion'"
    assert lines[1] == "there is no incident 'iran-reported-strik': write 'iran-reported-strike'"
    assert "'jordan-base-strike' stands more than once: name it once" in lines
    assert lines[-1].startswith("6 incidents are named, and 5 columns can be read beside each other")


@pytest.mark.parametrize("incidents", [[], ["kalsu-explosion"], "kalsu-explosion"])
def test_fewer_than_two_are_refused(incidents):
    """One incident has a briefing; a comparison needs two, and a list."""
    with pytest.raises(asked.NotComparable):
        asked.compare(cases.corpus(SEEDS), incidents)


def test_the_claims_of_a_comparison_are_its_own():
    """The table of claims holds those about the incidents, and every one that a cell refers to."""
    corpus = cases.corpus(SEEDS)
    listed = set(briefing.sources(corpus, incidents=KALSU[:2]).content["row_labels"])
    cited = {key for build in BUILDERS for key in build(corpus, KALSU[:2]).references if key[0] == "C"}
    assert cited <= listed
    assert len(listed) < len(dossier(SEEDS).statements)


@pytest.mark.slow
@CHOSEN
def test_the_page_becomes_a_pdf(folder, slugs):
    """All blocks of the notebook make one PDF in which every reference leads to a row."""
    corpus = cases.corpus(folder)
    page = [
        title(corpus, "compare", incidents=slugs),
        *(build(corpus, slugs) for build in BUILDERS),
        briefing.sources(corpus, incidents=slugs),
        briefing.legend(corpus),
        briefing.notes(corpus),
    ]
    bundles = [json.loads(json.dumps(block._repr_mimebundle_())) for block in page]
    shown = [nbformat.v4.new_output("execute_result", bundle, execution_count=1) for bundle in bundles]
    built = [nbformat.v4.new_code_cell("", execution_count=1, outputs=[one]) for one in shown]
    pdf, _ = BriefingExporter().from_notebook_node(nbformat.v4.new_notebook(cells=built))
    assert pdf.startswith(b"%PDF")


def small(*claims):
    """Return two invented incidents side by side, of claims that are about the first."""
    both = claim("daily", "states", proposition("occurred", FIRE), proposition("occurred", RAID), name="both")
    return asked.compare(corpus((both, *claims)), (FIRE, RAID))


def link(kind="in_response_to"):
    """Return a link that makes the fire an answer to the raid, or puts it behind it."""
    return proposition("link", slots={"link": kind, "of": FIRE, "to": RAID})


@pytest.mark.parametrize("act", ["denies", "predicts", "denies_knowledge"])
def test_a_reason_that_nobody_gives_is_not_given(act):
    """Who denies that one incident answers another, or does not know, gives no reason; nor is it a link."""
    told = claim("army", act, link(), certainty="Uu" if act == "denies_knowledge" else "")
    lines = cell(small(told), "Reasons given")
    assert lines == (["in response to raid: denied only"] if act == "denies" else ["not stated by anybody"])
    assert asked.links(corpus((told,)), (FIRE, RAID)).content.get("items", []) == []


def test_a_reason_has_its_denial_beside_it():
    """What one gives as a reason and another denies shows both, and the link only its speaker."""
    told = claim("league", "states", link()), claim("army", "denies", link())
    assert cell(small(*told), "Reasons given") == ["in response to raid, by league", "denied, by army"]
    [line] = asked.links(corpus(told), (FIRE, RAID)).content["items"]
    assert said(line) == "fire in response to raid, by league"


SPOKEN_OF = {
    "Damage": ("damage", {"words": "a shed"}, "“a shed”: "),
    "Deaths": ("casualty", {"kind": "killed"}, ""),
    "Other harm to people": ("casualty", {"kind": "missing", "of": "port"}, "people missing (port): "),
    "Reasons given": ("motive", {"actor": "army", "words": "for it"}, "“for it”: "),
    "Place": ("location", {"place": "harbour"}, "at harbour: "),
    "Inquiries": ("process", {"inquiry": "i", "status": "announced"}, "There is an inquiry: "),
    "Day": ("time", {"is": "2031-05-02"}, "2 May 2031: "),
}


@pytest.mark.parametrize("question", SPOKEN_OF)
def test_what_is_only_denied_or_taken_back_is_no_silence(question):
    """Denied by somebody, or taken back, each has its standing in the cell and is not called unaddressed."""
    kind, slots, head = SPOKEN_OF[question]
    when = parse("2031-05-02") if kind == "time" else None
    p = proposition(kind, FIRE, slots, when=when)
    denied = small(claim("port", "denies", p))
    assert cell(denied, question)[0].lower() == f"{head}denied only".lower()
    back = small(claim("port", "states", p), claim("port", "retracts", name="back", retracts="d1/port"))
    assert cell(back, question)[0].lower() == f"{head}withdrawn".lower()
    for block in (denied, back):
        assert question not in cell(block, "Not addressed by anybody")[0].split("; ")


@pytest.mark.parametrize("question", ["Damage", "Deaths", "Reasons given", "Place", "Day"])
def test_who_denies_what_another_says_is_named(question):
    """Beside what one speaker affirms stands who denies it."""
    kind, slots, _ = SPOKEN_OF[question]
    p = proposition(kind, FIRE, slots, when=parse("2031-05-02") if kind == "time" else None)
    assert "denied, by army" in cell(small(claim("port", "states", p), claim("army", "denies", p)), question)


def test_a_denial_in_part_is_told_as_that():
    """Who denies some of it and not all stands beside it as denying in part."""
    covered = Scope(nature="airstrike", place="harbour")
    told = claim("league", "states", proposition("nature", FIRE, {"is": "airstrike"}))
    block = small(told, claim("army", "denies", about=FIRE, scope=covered))
    assert "denied in part, by army" in cell(block, "Kind of event")


def test_what_is_only_not_known_is_not_addressed():
    """Who says that they do not know whether it took place leaves that question unaddressed."""
    unknown = claim("port", "denies_knowledge", proposition("occurred", FIRE), certainty="Uu")
    block = asked.compare(corpus((unknown,)), (FIRE, RAID))
    assert cell(block, "It took place") == ["not stated by anybody"]
    assert cell(block, "Not addressed by anybody")[0].startswith("It took place; ")


def test_each_kind_of_act_is_a_line():
    """First a suspicion, then an accusation are two lines; only who claims an act is told as claiming it."""
    p = proposition("perpetrator", FIRE, {"actor": "army"})
    acts = ("suspects", "accuses", "suspects")
    block = small(*(claim("league", act, p, name=f"c{n}") for n, act in enumerate(acts)))
    assert cell(block, "Said to be answerable")[1:] == ["suspected, by league", "accused, by league"]
    for act, told in {
        "acknowledges": "acknowledged, by army",
        "claims": "claimed as its own act, by army",
    }.items():
        assert cell(small(claim("army", act, p)), "Said to be answerable")[1:] == [told]
    for act, told in {
        "confirms": "confirmed, by port",
        "finds": "found, by port",
        "states": "named, by port",
    }.items():
        assert cell(small(claim("port", act, p)), "Said to be answerable")[1:] == [told]


def test_one_proposition_is_not_several():
    """Of a single other proposition the count is worded in the singular."""
    nature = claim("port", "states", proposition("nature", FIRE, {"is": "fire"}))
    assert cell(small(nature), "Independent origins")[-1] == "of 1 other proposition, 1 on one origin"
    both = claim("port", "states", *(proposition("nature", FIRE, {"is": n}) for n in ("fire", "explosion")))
    assert cell(small(both), "Independent origins")[-1] == "of 2 other propositions, 2 on one origin"

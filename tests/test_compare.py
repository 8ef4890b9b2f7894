"""Incidents side by side: nothing merged, nothing added up, five kinds of nothing kept apart."""

import json
from functools import cache
from itertools import permutations

import nbformat
import pytest

from reportkit import briefing
from reportkit.dossier import whole
from reportkit.publishing.exporter import BriefingExporter
from reportkit.questions import compare as asked
from reportkit.questions.page import title
from reportkit.wording import wordcheck
from reportkit.wording.runs import Run
from tests import cases
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
        "“Four of our people”, by Ivo Maren",
    ]


def test_five_kinds_of_nothing_stay_five():
    """Silence of all, silence of one, declining, not knowing and none are told apart."""
    block = invented()
    assert cell(block, "Deaths", 4) == ["not stated, by anybody"]
    assert "– not mentioned, by the Quay Guard and residents of Old Quay" in cell(block, "Deaths")
    unknowing = cell(block, "Declined, or said not to know")
    assert "Quay Guard declines to comment" in unknowing
    assert any(line.startswith("Six Harbours Coalition denies knowing") for line in unknowing)
    assert "0, “No firefighter was hurt”, by the Vessport port authority" in cell(block, "Injuries")


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

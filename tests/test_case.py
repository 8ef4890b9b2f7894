"""A case: its numbers, what is tied to it, its standings, the order of its events, and its tables."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit import case_tables
from reportkit.analysis.sequence import relation
from reportkit.case import Case, case
from reportkit.dates import parse
from reportkit.model import READER, Bearing, Claim, Corpus, Scope
from reportkit.reading import encoding
from tests import cases
from tests.strategies import FIRE, RAID, claim, corpus, denials, proposition, statements, told

ROOT = cases.ROOT
SEEDS, INVENTED = cases.FOLDERS
KALSU, EILAT, IRAN = "kalsu-explosion", "eilat-claimed-attack", "iran-reported-strike"
T = TypeVar("T")
few = settings(max_examples=40)  # each makes a whole case
TABLES = ("claims", "events", "actors", "relations", "sources")


def kalsu() -> Case:
    """Return the case of the seeds."""
    return cases.opened(SEEDS, KALSU)


def fire() -> Case:
    """Return the invented case."""
    return cases.opened(INVENTED, "harbour-fire")


def word(found: Case, kind: str, slug: str = "", /, **slots: str) -> str:
    """Return a standing's word."""
    standing = found.standing(kind, slug, **slots)
    assert standing, (kind, slots)
    return standing.word


def placed(*claims: Claim, document: str = "d1") -> list[Claim]:
    """Return claims with names of their own, in one document."""
    return [
        replace(c, id=f"{document}/c{n}", name=f"c{n}", document=document, number=n)
        for n, c in enumerate(claims, 1)
    ]


# Numbers


@few
@given(told())
def test_numbers_follow_the_documents_and_their_text(claims: list[Claim]) -> None:
    """Claims and documents are numbered from one, in the order of the register and of the text."""
    made = case(corpus(claims), FIRE)
    assert list(made.number.values()) == [f"C{n}" for n in range(1, len(made.statements) + 1)]
    assert list(made.source.values()) == [f"D{n}" for n in range(1, len(made.source) + 1)]
    places = [(c.document, c.number) for c in made.statements]
    assert places == sorted(places)
    assert [d.id for d in made.documents] == sorted({c.document for c in made.statements})


@few
@given(told(5), st.lists(statements() | denials(), min_size=1, max_size=4))
def test_a_further_document_renumbers_nothing_before_it(claims: list[Claim], more: list[Claim]) -> None:
    """A reading of a later document leaves every number that was given as it was."""
    voices = {"d1": "daily", "d2": "radio", "d3": "daily", "d4": "radio"}
    before = case(corpus(claims, voices), FIRE)
    after = case(corpus([*claims, *placed(*more, document="d4")], voices), FIRE)
    assert dict(before.number).items() <= dict(after.number).items()
    assert dict(before.source).items() <= dict(after.source).items()


def test_numbers_of_the_seeds_are_those_of_the_text() -> None:
    """In a case of one document a claim's number is its place in the reading."""
    assert [kalsu().number[c.id] for c in kalsu().corpus.claims] == [
        f"C{c.number}" for c in kalsu().corpus.claims
    ]


# Which documents, which incidents


@few
@given(told())
def test_a_case_holds_all_claims_of_the_documents_that_speak_of_it(claims: list[Claim]) -> None:
    """Whoever speaks of the incident is heard with the whole document; who does not, only to take back."""
    made = case(corpus(claims), FIRE)
    speaking = {c.document for c in claims if FIRE in c.incidents}
    held = {c.document for c in made.statements}
    assert speaking <= held
    assert [c for c in claims if c.document in held] == list(made.statements)
    back = {c.document for c in made.statements if c.retracts.partition("/")[0] in held}
    assert held - speaking <= back


def test_a_retraction_is_heard_wherever_it_is_printed() -> None:
    """A document that only takes an accusation back bears on the case, also if it names no incident."""
    said = placed(claim("league", "accuses", proposition("perpetrator", FIRE, {"actor": "army"})))
    back = placed(claim("league", "retracts", retracts="d1/c1"), document="d2")
    assert word(case(corpus(said), FIRE), "perpetrator", actor="army") == "reported_only"
    assert word(case(corpus([*said, *back]), FIRE), "perpetrator", actor="army") == "withdrawn"


def test_what_takes_back_a_retracting_document_is_heard_too() -> None:
    """A count in a document that is heard only for its retraction can be replaced by a third document."""
    voices = {"d1": "daily", "d2": "radio", "d3": "daily", "d4": "radio"}
    killed = proposition("casualty", RAID, {"kind": "killed"})
    chain = [
        *placed(claim("league", "states", proposition("occurred", FIRE))),
        *placed(
            claim("league", "retracts", retracts="d1/c1"), claim("port", "states", killed), document="d2"
        ),
        *placed(claim("port", "states", killed, supersedes="d2/c2"), document="d3"),
        *placed(claim("army", "states", killed), document="d4"),
    ]
    made = case(corpus(chain, voices), FIRE)
    assert list(made.source) == ["d1", "d2", "d3"]
    assert made.withdrawn == {"d1/c1", "d2/c2"}


def test_an_incident_that_is_not_there_has_no_case() -> None:
    """An unknown slug is refused."""
    with pytest.raises(KeyError, match="nowhere"):
        case(corpus([]), "nowhere")


def test_an_incident_nobody_speaks_of_is_an_empty_case() -> None:
    """An incident without a claim gives tables without a lie: not addressed, no day."""
    made = case(corpus([]), FIRE)
    assert (made.statements, made.related, dict(made.standings)) == ((), (FIRE,), {})
    (row,) = made.events.to_dict("records")
    assert (row["standing"], row["earliest"], row["latest"], row["claims"]) == (
        "not_addressed",
        None,
        None,
        0,
    )


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_related_incidents_stand_nearest_first(folder: Path, slug: str) -> None:
    """The incident comes first, then those its documents tie to it, then those tied to these."""
    made = cases.opened(folder, slug)
    near = {slug: 0}
    ties = [(p["of"], p["to"]) for _, p in made.propositions("link") if not p.of_claims]
    ties += [(a, b) for c in made.statements for a in c.incidents for b in c.incidents if a != b]
    for _ in made.corpus.incidents:
        for one, two in (*ties, *((b, a) for a, b in ties)):
            if one in near:
                near[two] = min(near.get(two, 99), near[one] + 1)
    assert made.related[0] == slug
    assert set(made.related) == set(near)
    assert [near[s] for s in made.related] == sorted(near.values())


def test_related_to_kalsu_is_all_that_the_document_ties() -> None:
    """Of the five other incidents those stand first that a sentence ties to Kalsu itself."""
    direct, further = kalsu().related[1:4], kalsu().related[4:]
    assert direct == (IRAN, "attacks-on-us-forces", EILAT)
    assert further == ("jordan-base-strike", "us-action-after-jordan")


# Standings of the seeds


def test_the_explosion_is_acknowledged_with_an_inquiry_open() -> None:
    """At Kalsu the party that was struck acknowledges it, and its inquiry is not finished."""
    found = kalsu().standing("occurred")
    assert found
    assert (found.word, found.otherwise, found.flags) == ("acknowledged", "", ("inquiry",))
    assert kalsu().open_inquiries(KALSU)


def test_the_us_is_disputed_and_accused_only_through_the_denial() -> None:
    """That the US did it is disputed, and the accusation is known only because CENTCOM denies it."""
    found = kalsu().standing("perpetrator", actor="united-states")
    assert found
    assert (found.word, found.otherwise, found.flags) == ("disputed", "", ("through_denial",))
    assert {c.speaker for c in found.voices.denied} == {"centcom", "cjtf-oir"}
    assert {c.speaker for c in found.voices.partly} == {"us-officials"}


def test_israel_is_disputed_by_inference_and_otherwise_denied_only() -> None:
    """That Israel did it is disputed if "camps" means Kalsu; else it is denied and nobody says it."""
    found = kalsu().standing("perpetrator", actor="israel")
    assert found
    assert (found.word, found.otherwise, found.flags) == ("disputed", "denied_only", ("inference",))


def test_the_death_is_reported_and_the_injured_are_acknowledged() -> None:
    """One death is the outlet's word alone; the injured are acknowledged by the PMU, silent on deaths."""
    assert word(kalsu(), "casualty", kind="killed") == "reported_only"
    assert word(kalsu(), "casualty", kind="injured") == "acknowledged"


def test_the_launch_at_eilat_is_claimed_only() -> None:
    """That it took place, and by whom, is the group's own word; its reason hinges on an inference."""
    assert word(kalsu(), "occurred", EILAT) == "claimed_only"
    assert word(kalsu(), "perpetrator", EILAT, actor="islamic-resistance") == "claimed_only"
    reason = kalsu().standings[f"link link=in_response_to of={EILAT} to={KALSU}"]
    assert (reason.word, reason.otherwise) == ("claimed_only", "not_addressed")


def test_the_word_airstrike_is_known_only_through_those_who_deny_their_own() -> None:
    """Nobody but the denied reports speaks of an airstrike, and nobody denies that it was one."""
    found = kalsu().standing("nature", **{"is": "airstrike"})
    assert found
    assert (found.word, found.flags) == ("reported_only", ("through_denial",))
    assert not found.voices.denied
    assert len(found.voices.own) == 3


@pytest.mark.parametrize("other", cases.corpus(SEEDS).incidents)
def test_the_standing_of_one_incident_is_the_same_from_every_case(other: str) -> None:
    """From one document, whichever incident is asked for, each proposition stands as it stands."""
    seen = {key: s.word for key, s in cases.opened(SEEDS, other).standings.items()}
    assert seen == {key: s.word for key, s in kalsu().standings.items()}


# Standings of the invented corpus


@pytest.mark.parametrize(
    ("kind", "slug", "slots", "expected"),
    [
        ("occurred", "harbour-fire", {}, "acknowledged"),
        ("nature", "harbour-fire", {"is": "drone_attack"}, "withdrawn"),
        ("nature", "harbour-fire", {"is": "munitions_explosion"}, "disputed"),
        ("perpetrator", "harbour-fire", {"actor": "northland"}, "disputed"),
        ("perpetrator", "harbour-fire", {"actor": "border-league"}, "disputed"),
        ("perpetrator", "harbour-fire", {"actor": "coastland-navy"}, "suspected"),
        ("perpetrator", "harbour-fire", {"actor": "southmark"}, "denied_only"),
        ("perpetrator", "depot-blast", {"actor": "border-league"}, "claimed_only"),
        ("nature", "depot-blast", {"is": "rocket_fire"}, "disputed"),
        ("nature", "depot-blast", {"is": "attack"}, "denied_only"),
        ("nature", "harbour-fire", {"is": "strike"}, "not_addressed"),
        ("casualty", "harbour-fire", {"kind": "detained"}, "suspected"),
        ("casualty", "harbour-fire", {"kind": "killed", "of": "quay-guard"}, "acknowledged"),
    ],
)
def test_standings_of_the_invented_case(kind: str, slug: str, slots: dict[str, str], expected: str) -> None:
    """The invented corpus holds every standing, each for the reason its texts give."""
    assert word(fire(), kind, slug, **slots) == expected


def test_a_count_that_was_replaced_is_an_origin_no_more() -> None:
    """The port authority's first count of the dead is shown as taken back and stands behind nothing."""
    found = fire().standing("casualty", kind="killed")
    assert found
    assert [c.name for c in found.voices.withdrawn] == ["authority-counts-dead"]
    assert {c.name for c in found.voices.affirmed} == {
        "society-counts-dead",
        "nurses-confirm-dead",
        "authority-recounts",
    }
    assert str(fire().origins_of(found)) == "1–3"


def test_a_relayed_statement_is_one_origin() -> None:
    """What the port says to a wire, and a radio has from that wire, is one origin."""
    night = fire().standing("time", **{"is": "night of 2031-05-01"})
    assert night
    assert len(night.voices.affirmed) == 2
    assert str(fire().origins_of(night)) == "1"


# Order


def test_speakers_who_contradict_each_other_stand_in_no_narrative_together() -> None:
    """The minister and the governor date the raid apart; so do Northland and the society the spring."""
    stories = [set(n.speakers) for n in fire().narratives]
    assert len(stories) > 1
    for pair in (
        {"ada-veres", "east-shore-governor"},
        {"northland", "relief-society"},
        {"border-league", "strait-wire"},
        {"residents", "strait-wire"},
    ):
        assert not any(pair <= story for story in stories), pair
        assert all(any(speaker in story for story in stories) for speaker in pair), pair
    assert all("nurses" in story for story in stories)


def test_where_speakers_contradict_the_table_of_events_takes_no_side() -> None:
    """The raid lies between the minister's 29 April and the last day of the governor's night."""
    rows = fire().events.set_index("incident")
    assert tuple(rows.loc["river-raid", ["earliest", "latest"]]) == ("2031-04-29", "2031-05-01")


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_bounds_of_a_case_hold_those_of_every_narrative(folder: Path, slug: str) -> None:
    """No narrative puts an incident outside the days that the table of events leaves open."""
    made = cases.opened(folder, slug)
    for other in made.related:
        found = made.bounds(other)
        for story in made.narratives:
            inner = story.solution[other]
            assert found.earliest.day is None or (
                inner.earliest.day and found.earliest.day <= inner.earliest.day
            )
            assert found.latest.day is None or (inner.latest.day and inner.latest.day <= found.latest.day)


def test_kalsu_is_one_narrative_with_a_last_day_by_inference() -> None:
    """The only day is that of the post; that the explosion came before it holds by the outlet's tie alone."""
    (story,) = kalsu().narratives
    bounds = story.solution[KALSU]
    assert (bounds.earliest.day, bounds.latest.day, bounds.latest.inferred) == (None, date(2024, 4, 20), True)
    assert kalsu().bounds(KALSU) == bounds
    assert relation(story.solution, IRAN, KALSU).kind == "before"
    assert relation(story.solution, KALSU, EILAT).without == "no order"


def test_a_withdrawn_claim_sets_no_day() -> None:
    """Who takes a date back no longer dates the event."""
    dated = claim("port", "states", proposition("time", FIRE, when=parse("2031-05-02")))
    back = claim("port", "retracts", retracts="d1/c1")
    assert case(corpus(placed(dated)), FIRE).bounds(FIRE).latest.day == date(2031, 5, 2)
    assert case(corpus(placed(dated, back)), FIRE).bounds(FIRE).latest.day is None


@pytest.mark.parametrize("act", ["denies", "denies_knowledge", "predicts"])
def test_only_who_affirms_a_day_dates_the_event(act: str) -> None:
    """A denied, unknown or predicted day bounds nothing."""
    said = claim("daily", act, proposition("time", FIRE, when=parse("2031-05-02")))
    assert case(corpus(placed(said)), FIRE).bounds(FIRE).earliest.day is None


def test_a_statement_follows_what_it_speaks_of_and_a_threat_does_not() -> None:
    """Whoever speaks of an event speaks after it, unless they predict or threaten it."""

    def latest(act: str) -> date | None:
        said = claim("port", act, proposition("occurred", FIRE))
        made = case(corpus(placed(replace(said, said=parse("2031-05-03")))), FIRE)
        return made.bounds(FIRE).latest.day

    assert (latest("states"), latest("predicts")) == (date(2031, 5, 3), None)


def test_a_reader_who_ties_a_statement_to_an_event_makes_its_day_an_inference() -> None:
    """What holds only because a reader resolved a reference is marked so in the table."""
    said = replace(
        claim("port", "states", proposition("occurred", FIRE)),
        said=parse("2031-05-03"),
        about=(Bearing(FIRE, "the blaze", READER),),
    )
    (row,) = case(corpus(placed(said)), FIRE).events.to_dict("records")
    assert (row["latest"], row["latest_inferred"]) == ("2031-05-03", True)


# Tables


@few
@given(told())
def test_tables_have_their_columns_and_a_row_for_each(claims: list[Claim]) -> None:
    """A table has the columns it promises and one row for each claim, event and document."""
    made = case(corpus(claims), FIRE)
    for name in TABLES:
        assert tuple(getattr(made, name).columns) == getattr(case_tables, name.upper())
    assert list(made.claims["number"]) == list(made.number.values())
    assert list(made.events["incident"]) == list(made.related)
    assert list(made.sources["document"]) == list(made.source)
    assert len(made.relations) == len(made.propositions("relation"))
    assert made.actors["actor"].is_unique
    assert {c.speaker for c in made.statements} <= set(made.actors["actor"])


def test_a_denied_tie_is_told_as_a_denial() -> None:
    """Coastland's denial that it arms the League stands in the table as a denial, and ties nobody."""
    rows = fire().relations
    denied = rows[rows["asserter"] == "coastland"]
    assert list(denied["act"]) == ["denies"]
    assert "coastland" not in {edge["asserter"] for *_, edge in fire().ties.edges(data=True)}


def test_a_tie_that_was_taken_back_ties_nobody() -> None:
    """A withdrawn tie stays in the table, marked, and is no edge of the graph."""
    tied = proposition("relation", "", {"relation": "backed_by", "of": "league", "to": "port"})
    said = placed(
        claim("daily", "states", proposition("occurred", FIRE)),
        claim("army", "states", tied),
        claim("army", "retracts", retracts="d1/c2"),
    )
    made = case(corpus(said), FIRE)
    assert list(made.relations["withdrawn"]) == [True]
    assert made.ties.number_of_edges() == 0


def test_an_actor_of_whom_it_is_only_denied_has_a_row() -> None:
    """Who appears in nothing but a denial is in the table of actors, and named by nobody."""
    denied = claim("port", "denies", about=FIRE, scope=Scope(actor="army", involvement="any_role"))
    rows = case(corpus(placed(denied)), FIRE).actors.set_index("actor")["named_answerable"]
    assert dict(rows) == {"port": False, "army": False, "daily": False}


def test_answerable_is_who_is_named_not_who_denies() -> None:
    """Southmark denies missiles and is accused by nobody, so the table does not call it named."""
    rows = fire().actors.set_index("actor")["named_answerable"]
    assert {actor for actor in rows.index if rows[actor]} == {"northland", "border-league", "coastland-navy"}
    assert not rows["southmark"]


def test_a_claim_that_was_taken_back_is_marked() -> None:
    """The table of claims shows what was withdrawn or replaced."""
    rows = fire().claims
    gone = set(rows[rows["withdrawn"]]["claim"])
    assert gone == {"wire-0502/minister-accuses", "wire-0502/authority-counts-dead"}


def test_a_case_tells_itself_in_two_lines() -> None:
    """At a prompt a case shows its label and how much it rests on."""
    first, second = repr(kalsu()).splitlines()
    assert first.startswith("Case 'kalsu-explosion': ")
    assert second.endswith("in 1 document, 5 other incidents tied to it")


# The order of files


def as_told(made: Case) -> tuple[object, ...]:
    """Return all that a case tells, as plain values."""
    tables = [getattr(made, name) for name in TABLES]
    standings = {key: (s.word, s.otherwise, s.flags) for key, s in made.standings.items()}
    return (*(t.to_json() for t in tables), standings, [n.speakers for n in made.narratives])


@cache
def shuffled(folder: Path) -> Corpus:
    """Return a corpus whose files the system lists in another order."""
    mixer = random.Random(2031)  # noqa: S311 - an order, and no secret

    def listed(path: Path) -> Iterator[Path]:
        found = list(real(path))
        mixer.shuffle(found)
        return iter(found)

    real = Path.iterdir
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "iterdir", listed)
        return encoding.load(folder)


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_the_order_of_files_changes_nothing(folder: Path, slug: str) -> None:
    """However a file system lists a corpus, every number, standing, order and table is the same."""
    assert as_told(case(shuffled(folder), slug)) == as_told(cases.opened(folder, slug))


def mixed(register: Mapping[str, T], mixer: random.Random) -> dict[str, T]:
    """Return a register with its entries in another order."""
    entries = list(register.items())
    mixer.shuffle(entries)
    return dict(entries)


@few
@given(told().flatmap(lambda claims: st.tuples(st.just(claims), st.randoms(use_true_random=False))))
def test_the_order_of_registers_and_readings_changes_nothing(
    drawn: tuple[list[Claim], random.Random],
) -> None:
    """Only the register of documents and the text give an order; actors, places and incidents give none."""
    claims, mixer = drawn
    one = corpus(claims)

    other = replace(
        one,
        actors=mixed(one.actors, mixer),
        places=mixed(one.places, mixer),
        incidents=mixed(one.incidents, mixer),
        readings=mixed(one.readings, mixer),
    )
    assert as_told(case(other, FIRE)) == as_told(case(one, FIRE))


def test_tables_are_data_frames_with_missing_days_missing() -> None:
    """A day that nobody bounds is missing, and never a guess or the word none."""
    rows = kalsu().events
    assert isinstance(rows, pd.DataFrame)
    assert rows.set_index("incident")["earliest"].isna()[KALSU]
    assert RAID not in set(rows["incident"])

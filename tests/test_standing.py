"""Standing: the table of who affirms and who denies, row by row, and what can never change it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit import codebook
from reportkit.analysis.standing import (
    Standing,
    Voices,
    admissions,
    authors,
    burdened,
    counted,
    flags,
    rests_on_reader,
    word,
)
from reportkit.case_standings import _Told, standings
from reportkit.model import READER, Bearing, Claim, Scope
from tests import strategies as some
from tests.strategies import FIRE, PLACES, RAID, claim, proposition

OCCURRED = proposition("occurred", FIRE)
BY_ARMY = proposition("perpetrator", FIRE, {"actor": "army"})


def says(speaker: str, act: str = "states", certainty: str = "", known_through: str = "") -> Claim:
    """Return a claim that it occurred."""
    return claim(speaker, act, OCCURRED, certainty=certainty, known_through=known_through)


def no(speaker: str) -> Claim:
    """Return a denial that it occurred."""
    return claim(speaker, "denies", OCCURRED)


def stands(*affirmed: Claim, denied: tuple[Claim, ...] = (), own: str = "", hurt: str = "") -> str:
    """Return the standing where ``own`` is who claims the act and ``hurt`` whom it burdens."""
    return word(Voices(affirmed, denied), burdened={hurt} - {""}, authors={own} - {""})


def told(*claims: Claim, inquiry: bool = False) -> dict[str, Standing]:
    """Return the standings of a case with these claims."""
    return standings(claims, PLACES, inquired=lambda incident: inquiry and incident == FIRE)


# The table, first match


def test_nobody_on_either_side_is_not_addressed() -> None:
    """What nobody affirms and nobody denies is not addressed."""
    assert stands() == "not_addressed"


def test_only_denials_are_denied_only() -> None:
    """A denial without an accusation is no dispute."""
    assert stands(denied=(no("army"),)) == "denied_only"


def test_somebody_against_somebody_else_is_disputed() -> None:
    """Affirmed by one and denied by another is disputed, whoever they are and however sure."""
    assert stands(says("daily"), denied=(no("army"),)) == "disputed"
    assert stands(says("army", "acknowledges"), denied=(no("league"),), hurt="army") == "disputed"
    assert stands(says("league", "claims"), denied=(no("army"),), own="league") == "disputed"
    assert stands(says("port", certainty="PS+"), denied=(no("army"),)) == "disputed"


def test_the_party_it_burdens_acknowledges() -> None:
    """What is affirmed by whom it burdens is acknowledged, also beside others and with a hedge."""
    assert stands(says("army"), hurt="army") == "acknowledged"
    assert stands(says("army", certainty="PR+"), says("daily"), hurt="army") == "acknowledged"


def test_an_acknowledgement_is_one_in_the_coders_reading() -> None:
    """A claim that its coder read as an admission acknowledges, also where no claim says whom it burdens."""
    assert stands(says("port", "acknowledges"), says("daily")) == "acknowledged"


def test_the_author_alone_claims_only() -> None:
    """What the act's author alone says is claimed only: a boast is no admission."""
    assert stands(says("league", "claims"), own="league", hurt="league") == "claimed_only"
    assert stands(says("league"), own="league") == "claimed_only"


def test_an_author_and_somebody_else_are_no_longer_alone() -> None:
    """Who claims an act that others report too admits it, if it burdens them; else it is reported."""
    assert stands(says("league", "claims"), says("daily"), own="league", hurt="league") == "acknowledged"
    assert stands(says("league", "claims"), says("daily"), own="league") == "reported_only"


def test_an_author_who_accuses_is_not_speaking_of_an_own_act() -> None:
    """An accusation by the author of something else is not claimed only."""
    accused = claim("league", "accuses", BY_ARMY)
    assert stands(accused, own="league") == "reported_only"


def test_hedges_alone_are_suspected() -> None:
    """What is said only with hedges is suspected; one plain word makes it reported."""
    assert stands(says("port", certainty="PS+"), says("daily", certainty="PR+")) == "suspected"
    assert stands(says("port", certainty="PS+"), says("daily")) == "reported_only"


def test_outlets_and_third_parties_report_only() -> None:
    """What an outlet or a bystander says plainly, and nobody denies, is reported only, never undisputed."""
    assert stands(says("daily")) == "reported_only"
    assert stands(says("port"), says("league"), says("radio")) == "reported_only"


def test_a_speaker_against_himself_is_no_dispute() -> None:
    """Who alone affirms and denies the same disputes with nobody; the flag says that he says both."""
    assert stands(says("army"), denied=(no("army"),), hurt="army") == "reported_only"
    assert stands(says("army"), says("port"), denied=(no("army"), no("port"))) == "disputed"


def test_the_words_are_those_of_the_codebook() -> None:
    """The table gives every standing of the codebook, and no other word."""
    found = {
        stands(),
        stands(denied=(no("army"),)),
        stands(says("daily"), denied=(no("army"),)),
        stands(says("army"), hurt="army"),
        stands(says("league", "claims"), own="league"),
        stands(says("port", certainty="PS+")),
        stands(says("daily")),
        word(Voices(withdrawn=(says("daily"),)), burdened=(), authors=()),
    }
    assert found == set(codebook.words("standings"))


# What can never change it


@st.composite
def voices(draw: st.DrawFn) -> Voices:
    """Draw who affirms and denies one proposition."""
    affirmed = st.builds(
        says,
        st.sampled_from(some.SPEAKERS),
        st.sampled_from(["states", "acknowledges", "claims", "finds"]),
        certainty=st.sampled_from(["CT+", "PR+"]),
    )
    denied = st.lists(st.builds(no, st.sampled_from(some.SPEAKERS)), max_size=2).map(tuple)
    return Voices(
        tuple(draw(st.lists(affirmed, max_size=3))),
        draw(denied),
        draw(denied),
        draw(denied),
        tuple(draw(st.lists(affirmed, max_size=1))),
    )


speakers = st.sets(st.sampled_from(some.NAMED), max_size=2)


@given(voices(), speakers, speakers, st.sampled_from(some.SPEAKERS))
def test_a_further_denial_never_acknowledges(
    found: Voices, hurt: set[str], own: set[str], speaker: str
) -> None:
    """Who denies more makes nothing acknowledged that was not."""
    before = word(found, burdened=hurt, authors=own)
    after = word(replace(found, denied=(*found.denied, no(speaker))), burdened=hurt, authors=own)
    assert after != "acknowledged" or before == "acknowledged"
    assert after in {"disputed", "denied_only", "reported_only"}


@given(voices(), speakers, speakers)
def test_partial_and_own_denials_dispute_nothing(found: Voices, hurt: set[str], own: set[str]) -> None:
    """Denials of a part, or of an own act of that kind, count only where nobody affirms it."""
    without = replace(found, denied=())
    bare = replace(without, partly=(), own=())
    after, before = (word(some_, burdened=hurt, authors=own) for some_ in (without, bare))
    assert after != "disputed"
    assert after == before or (before, after) == ("not_addressed", "denied_only")


@given(voices(), speakers, speakers)
def test_a_withdrawn_claim_counts_for_nothing(found: Voices, hurt: set[str], own: set[str]) -> None:
    """What its speaker took back is told only where nothing else is said."""
    with_, without = (
        word(some_, burdened=hurt, authors=own) for some_ in (found, replace(found, withdrawn=()))
    )
    assert with_ == without or (with_ == "withdrawn" and not (found.affirmed or found.denied))


# The flags


def test_flags_stand_in_the_codebooks_order() -> None:
    """All flags at once are those of the codebook, in its order."""
    both = Voices((says("army", known_through="d1/x"), says("army", certainty="PR+", known_through="d1/x")))
    assert flags(both, inferred=True, inquiry=True) == codebook.words("flags")


def test_known_only_through_a_denial_needs_every_voice_to_be() -> None:
    """One who says it on their own is enough to know it otherwise."""
    through = says("reports", known_through="d1/x")
    assert flags(Voices((through,)), inferred=False, inquiry=False) == ("through_denial",)
    assert flags(Voices((through, says("daily"))), inferred=False, inquiry=False) == ()
    assert flags(Voices(denied=(no("army"),)), inferred=False, inquiry=False) == ()


@pytest.mark.parametrize(
    "found",
    [
        Voices((says("army"),), (no("army"),)),
        Voices((says("army"),), (no("army"), no("league"))),
        Voices((says("daily"), says("daily", certainty="PR+"))),
    ],
)
def test_a_speaker_who_says_both_is_flagged(found: Voices) -> None:
    """Affirming and denying, or saying it plainly and with a hedge, is saying both."""
    assert flags(found, inferred=False, inquiry=False) == ("says_both",)


def test_two_speakers_who_differ_do_not_say_both() -> None:
    """A plain and a hedged word of two speakers is no contradiction of either."""
    assert flags(Voices((says("daily"), says("port", certainty="PR+"))), inferred=False, inquiry=False) == ()


# Whom it burdens, whose act it is


def test_an_accusation_burdens_the_accused() -> None:
    """That somebody did it burdens them, whatever else is said."""
    assert burdened(BY_ARMY, []) == {"army"}


def test_harm_burdens_who_was_there_and_who_was_hit() -> None:
    """An event burdens those whom somebody places there or calls hit, and their members."""
    said = [
        claim("daily", "states", proposition("presence", FIRE, {"actor": "port"})),
        claim("daily", "states", proposition("target", FIRE, {"actor": "army", "reached": "hit"})),
        claim("daily", "states", proposition("target", FIRE, {"actor": "league", "reached": "aimed_at"})),
        claim("daily", "states", proposition("presence", RAID, {"actor": "ministry"})),
        claim(
            "daily",
            "states",
            proposition("relation", "", {"relation": "member_of", "of": "officials", "to": "port"}),
        ),
        claim(
            "daily",
            "states",
            proposition("relation", "", {"relation": "fights", "of": "reports", "to": "port"}),
        ),
    ]
    assert burdened(OCCURRED, said) == {"port", "army", "officials"}


def test_nobody_is_burdened_by_a_denied_or_withdrawn_presence() -> None:
    """Who denies that somebody was there, or took it back, places nobody."""
    present = proposition("presence", FIRE, {"actor": "port"})
    said = claim("daily", "states", present, name="said")
    assert burdened(OCCURRED, [claim("army", "denies", present)]) == frozenset()
    assert burdened(OCCURRED, [claim("army", "predicts", present)]) == frozenset()
    assert burdened(OCCURRED, [said, claim("daily", "retracts", retracts="d1/said")]) == frozenset()


def test_a_time_or_a_tie_burdens_nobody() -> None:
    """Nobody is burdened by a day, a motive or a tie between actors."""
    for kind in ("time", "motive", "relation", "link", "process"):
        assert burdened(proposition(kind, FIRE), [says("port")]) == frozenset()


def test_authors_are_who_claims_and_who_gives_a_reason() -> None:
    """Own acts are claimed, or given a reason; an accusation or a claim taken back is nobody's own."""
    link = proposition("link", "", {"link": "in_response_to", "of": FIRE, "to": RAID})
    said = [
        claim("league", "claims", BY_ARMY),
        claim("army", "gives_reason", proposition("motive", FIRE, {"words": "for it"})),
        claim("port", "gives_reason", link),
        claim("ministry", "accuses", BY_ARMY),
        claim("reports", "claims", BY_ARMY, name="gone"),
        claim("reports", "retracts", retracts="d1/gone"),
    ]
    assert authors(FIRE, said) == {"league", "army", "port"}
    assert authors(RAID, said) == frozenset()


@given(some.told())
def test_only_affirmations_that_stand_are_counted(claims: list[Claim]) -> None:
    """Denials, retractions and what was taken back make nobody burdened and nobody an author."""
    gone = {c.retracts for c in claims}
    assert [c.id for c in counted(claims)] == [
        c.id for c in claims if c.id not in gone and c.act not in {"denies", "retracts"}
    ]


@given(voices(), speakers)
def test_admissions_are_affirmations(found: Voices, hurt: set[str]) -> None:
    """Only who affirms can admit, and who boasts of an own act does not."""
    admitted = admissions(found, hurt)
    assert set(admitted) <= set(found.affirmed)
    assert "claims" not in {c.act for c in admitted}


# Over all claims of a case


@given(some.told().flatmap(lambda claims: st.tuples(st.just(claims), st.permutations(claims))))
def test_the_order_of_claims_does_not_count(orders: tuple[list[Claim], list[Claim]]) -> None:
    """The same claims in another order give every proposition the same standing."""
    one, other = (
        {key: (s.word, s.otherwise, s.flags) for key, s in told(*claims).items()} for claims in orders
    )
    assert one == other


@given(some.told(), some.denials())
def test_adding_a_denial_acknowledges_nothing(claims: list[Claim], denial: Claim) -> None:
    """Whatever is denied, by whomever, no proposition becomes acknowledged by it."""
    before, after = told(*claims), told(*claims, replace(denial, id="d3/denial"))
    for key, found in after.items():
        assert found.word != "acknowledged" or before[key].word == "acknowledged"


@given(some.told(), some.statements() | some.denials())
def test_what_is_said_and_taken_back_changes_no_standing(claims: list[Claim], one: Claim) -> None:
    """A claim with its retraction leaves everything as it was, but for the word that it was taken back."""
    said = replace(one, id="d3/said")
    back = claim(one.speaker, "retracts", name="back", retracts="d3/said")
    before, after = told(*claims), told(*claims, said, back)
    for key, found in before.items():
        assert after[key].word in {found.word, "withdrawn"}
        if found.voices.affirmed or found.voices.denied:
            assert after[key].word == found.word


def without_reader(one: Claim) -> Claim:
    """Return a claim as it stands without what a reader resolved in it."""
    scope = one.scope
    if scope and "actor" in scope.inferred:
        scope = replace(scope, actor="somebody", inferred=())
    return replace(
        one,
        about=tuple(b for b in one.about if not b.inferred),
        propositions=tuple(p for p in one.propositions if not p.inferred),
        scope=scope,
    )


@given(some.told())
def test_otherwise_is_the_standing_without_all_inferences(claims: list[Claim]) -> None:
    """What is told as "else" is what remains when everything that a reader resolved is left out."""
    stated = _Told(tuple(map(without_reader, claims)), PLACES)
    for one in told(*claims).values():
        expected = stated.standing(one.proposition, inquiry=False).word
        assert (one.otherwise or one.word) == expected
        assert ("inference" in one.flags) == (one.word != expected)


@given(some.told())
def test_what_a_denial_does_not_cover_is_not_denied(claims: list[Claim]) -> None:
    """Who denies stands among the deniers only of propositions about an incident the denial speaks of."""
    for found in told(*claims).values():
        about = found.proposition.about
        for one in (*found.voices.denied, *found.voices.partly, *found.voices.own):
            assert one.act == "denies"
            assert not about or about in one.incidents
        for one in found.voices.denied:
            if found.proposition.kind == "perpetrator" and one.scope:
                assert one.scope.actor in {"", found.proposition["actor"]}


@given(some.told())
def test_every_standing_is_a_word_of_the_codebook(claims: list[Claim]) -> None:
    """Standings and flags are always words that a page can show."""
    for found in told(*claims).values():
        assert found.word in codebook.words("standings")
        assert found.otherwise in {"", *codebook.words("standings")} - {found.word}
        assert set(found.flags) <= set(codebook.words("flags"))


def test_an_open_inquiry_flags_only_that_it_occurred() -> None:
    """The magnifier stands at the event into which somebody inquires, and nowhere else."""
    found = told(claim("daily", "states", OCCURRED, BY_ARMY), says("port"), inquiry=True)
    assert {key: s.flags for key, s in found.items()} == {OCCURRED.key: ("inquiry",), BY_ARMY.key: ()}


def test_a_denial_alone_makes_a_row_for_its_actor() -> None:
    """An actor whom nobody accuses and who denies is denied only, and nobody's denial accuses anybody."""
    found = told(claim("army", "denies", about=FIRE, scope=Scope(actor="army", involvement="any_role")))
    assert {key: s.word for key, s in found.items()} == {BY_ARMY.key: "denied_only"}


def test_a_denial_that_was_taken_back_disputes_nothing() -> None:
    """Who withdraws a denial no longer stands against what others say."""
    back = claim("army", "retracts", retracts="d1/army")
    assert told(says("daily"), no("army"))[OCCURRED.key].word == "disputed"
    assert told(says("daily"), no("army"), back)[OCCURRED.key].word == "reported_only"


# What rests on a reader


def test_a_party_that_only_a_reader_places_there_acknowledges_by_inference() -> None:
    """Whether its word is an admission hinges on the reading that it was the one that was struck."""
    present = proposition("presence", FIRE, {"actor": "port"})
    found = told(says("port"), claim("daily", "states", present, reader=True))[OCCURRED.key]
    assert (found.word, found.otherwise, found.flags) == ("acknowledged", "reported_only", ("inference",))


def test_an_author_whom_only_a_reader_ties_to_the_act_claims_it_by_inference() -> None:
    """Whether its word is a boast hinges on the reading that the claimed act is this one."""
    own = claim("league", "claims", proposition("perpetrator", FIRE, {"actor": "league"}), reader=True)
    found = told(own, says("league"))[OCCURRED.key]
    assert (found.word, found.otherwise, found.flags) == ("claimed_only", "reported_only", ("inference",))


def test_who_gives_a_reason_is_its_author_also_where_a_reader_resolves_what_is_answered() -> None:
    """That the league answered something is its own word; only what it answered is the reader's."""
    slots = {"link": "in_response_to", "of": FIRE, "to": RAID}
    reason = claim("league", "gives_reason", proposition("link", "", slots, inferred=True))
    found = told(reason, says("league"))[OCCURRED.key]
    assert (found.word, found.otherwise, found.flags) == ("claimed_only", "", ())


def test_a_claim_brought_to_an_incident_by_the_outlet_rests_on_no_reader() -> None:
    """Only a reader's own resolution is an inference; an outlet that brings a denial there says so itself."""
    said = says("army")
    brought = replace(said, about=(Bearing(FIRE, by="daily"),))
    resolved = replace(said, about=(Bearing(FIRE, by=READER),))
    twice = replace(said, about=(Bearing(FIRE, by=READER), Bearing(FIRE)))
    assert [rests_on_reader(c, OCCURRED) for c in (said, brought, resolved, twice)] == [
        False,
        False,
        True,
        False,
    ]


def test_a_denial_rests_on_the_reader_who_says_whose_act_it_is() -> None:
    """In "they did not", who they are matters for who did it, and not for what it was."""
    scope = Scope(actor="army", nature="airstrike", inferred=("actor",))
    denial = claim("army", "denies", about=FIRE, scope=scope)
    assert rests_on_reader(denial, BY_ARMY)
    assert not rests_on_reader(denial, proposition("nature", FIRE, {"is": "airstrike"}))
    assert not rests_on_reader(replace(denial, scope=replace(scope, inferred=("day",))), BY_ARMY)


def test_one_inferred_tie_leaves_the_other_ties_of_a_claim_alone() -> None:
    """Of two links in one claim, only the one whose end a reader resolved rests on the reader."""
    one = proposition("link", "", {"link": "after", "of": FIRE, "to": RAID})
    two = proposition("link", "", {"link": "before", "of": RAID, "to": FIRE}, inferred=True)
    said = claim("daily", "states", one, two)
    assert [rests_on_reader(said, p) for p in (one, two)] == [False, True]

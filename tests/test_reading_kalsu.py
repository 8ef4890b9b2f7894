"""What a careful reader finds in the document behind the seeds, and the encoding must keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportkit import codebook
from reportkit.analysis.origins import Range, origins
from reportkit.model import Claim, Corpus, Proposition, Scope
from reportkit.reading import encoding

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
DOCUMENT, VOICE = "iraq-base-report", "outlet"
KALSU, IRAN, JORDAN, EILAT = (
    "kalsu-explosion",
    "iran-reported-strike",
    "jordan-base-strike",
    "eilat-claimed-attack",
)
ATTACKS, US_ACTION = "attacks-on-us-forces", "us-action-after-jordan"
PMU = {"pmu", "pmu-members"}
Said = list[tuple[Claim, Proposition]]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Load the seeds; anything wrong in them fails here with all of it listed."""
    return encoding.load(SEEDS)


def said(corpus: Corpus, kind: str, about: str = "") -> Said:
    """Return every proposition of a kind with its claim, of one incident where one is named."""
    return [
        (c, p)
        for c in corpus.claims
        for p in c.propositions
        if p.kind == kind and (not about or p.about == about)
    ]


def by(corpus: Corpus, *speakers: str) -> list[Claim]:
    """Return the claims of some speakers."""
    return [c for c in corpus.claims if c.speaker in speakers]


def speakers(found: Said) -> set[str]:
    """Return who says it."""
    return {claim.speaker for claim, _ in found}


def paragraphs(claim: Claim) -> tuple[int, ...]:
    """Return the paragraphs a claim stands in."""
    return tuple(span.paragraph for span in claim.spans)


def links(corpus: Corpus, kind: str) -> Said:
    """Return the ties between incidents of a codebook's kind: order, reason or structure."""
    table = codebook.vocabulary("links")
    return [(c, p) for c, p in said(corpus, "link") if table[p["link"]]["kind"] == kind]


def ties(corpus: Corpus, relation: str) -> Said:
    """Return the ties between actors of one kind."""
    return [(c, p) for c, p in said(corpus, "relation") if p["relation"] == relation]


def scope_of(claim: Claim) -> Scope:
    """Return the scope of a claim that has one."""
    assert claim.scope, claim.id
    return claim.scope


def denials(corpus: Corpus) -> list[Claim]:
    """Return every denial."""
    return [c for c in corpus.claims if c.act == "denies"]


def naming(corpus: Corpus, nature: str) -> list[Claim]:
    """Return the claims that name a kind of event, in a proposition or in a scope."""
    return [
        c
        for c in corpus.claims
        if any(p.kind == "nature" and p["is"] == nature for p in c.propositions)
        or (c.scope and c.scope.nature == nature)
    ]


# What happened at Kalsu, in whose words


def test_airstrike_stands_only_in_denials_and_in_what_they_deny(corpus: Corpus) -> None:
    """Nobody says on their own that there was an airstrike; the word is denied, or known through a denial."""
    claims = naming(corpus, "airstrike")
    denied = {c.id for c in claims if c.act == "denies"}
    assert len(denied) == 3
    assert [c.known_through in denied for c in claims if c.act != "denies"] == [True]


def test_quoted_words_of_the_pmu_hold_only_an_explosion(corpus: Corpus) -> None:
    """Between quotation marks the PMU and its members name an explosion, never an attack or a strike."""
    quoted = [c for c in by(corpus, *PMU) if c.directness == "quote"]
    assert {p["is"] for c in quoted for p in c.propositions if p.kind == "nature"} == {"explosion"}


def test_the_word_attack_is_the_outlets(corpus: Corpus) -> None:
    """At Kalsu "attack" and "strike" are said by the outlet alone, also where it paraphrases others."""
    causes = {word for word, entry in codebook.vocabulary("natures").items() if entry["cause"]}
    found = [(c, p) for c, p in said(corpus, "nature", KALSU) if p["is"] in causes and not c.known_through]
    assert {p["is"] for _, p in found} == {"attack", "strike"}
    assert speakers(found) == {VOICE}


def test_the_pmu_accuses_nobody(corpus: Corpus) -> None:
    """Neither the PMU nor its members name anybody as answerable for the explosion."""
    assert not [c for c in by(corpus, *PMU) if c.act in {"accuses", "suspects"} or c.scope]
    assert not [p for c in by(corpus, *PMU) for p in c.propositions if p.kind in {"perpetrator", "target"}]


def test_the_target_has_no_agent(corpus: Corpus) -> None:
    """The outlet says whom the explosions were aimed at, and nowhere who aimed them."""
    aimed = [(c, p) for c, p in said(corpus, "target", KALSU) if p["actor"] == "supported-militants"]
    assert [(c.speaker, c.act, p["reached"]) for c, p in aimed] == [(VOICE, "states", "aimed_at")]
    assert VOICE not in speakers(said(corpus, "perpetrator", KALSU))


def test_militants_are_not_taken_for_the_pmu(corpus: Corpus) -> None:
    """That the militants of paragraph 2 are the PMU stands nowhere, so no tie joins the two."""
    assert not [
        p for _, p in said(corpus, "relation") if {p["of"], p["to"]} == {"supported-militants", "pmu"}
    ]


def test_several_explosions_and_one_explosion_both_stand(corpus: Corpus) -> None:
    """The outlet counts several explosions and later one; the PMU's members count one."""
    counted = {(c.speaker, p["count"]) for c, p in said(corpus, "occurred", KALSU)}
    assert counted >= {(VOICE, "several"), (VOICE, "one"), ("pmu-members", "one")}


def test_nobody_denies_an_explosion(corpus: Corpus) -> None:
    """Every denial is of an act of somebody; none says that nothing exploded."""
    assert all(c.scope and c.scope.actor and not c.propositions for c in denials(corpus))
    assert not [c for c in naming(corpus, "explosion") if c.act == "denies"]


# Harm


def test_the_death_is_told_by_the_outlet_alone(corpus: Corpus) -> None:
    """One death at Kalsu, said by the outlet; the PMU's finding is silent on deaths, which is not zero."""
    deaths = [(c, p) for c, p in said(corpus, "casualty", KALSU) if p["kind"] == "killed"]
    assert speakers(deaths) == {VOICE}
    assert [(q.low, q.best, q.high) for _, p in deaths if (q := p.quantity)] == [(None, 1, None)]


def test_countless_is_a_word(corpus: Corpus) -> None:
    """No number stands beside the outlet's "countless" or the PMU's bare "injuries"."""
    injured = [(c, p) for c, p in said(corpus, "casualty", KALSU) if p["kind"] == "injured"]
    assert {(c.speaker, q.words) for c, p in injured if (q := p.quantity)} == {
        (VOICE, "countless"),
        ("pmu", "injuries"),
    }
    assert {(q.low, q.best, q.high) for _, p in injured if (q := p.quantity)} == {(None, None, None)}


def test_no_zero_is_encoded(corpus: Corpus) -> None:
    """The document says of nothing that there was none, so no quantity is zero."""
    quantities = [p.quantity for _, p in said(corpus, "casualty") if p.quantity]
    assert not [q for q in quantities if 0 in (q.low, q.best, q.high)]


# Inquiries


def test_three_inquiries_are_not_joined(corpus: Corpus) -> None:
    """One was held, one is preliminary, one is the government's; nothing says that two are the same."""
    held = {(p["inquiry"], p["status"], p["by"], c.speaker) for c, p in said(corpus, "process", KALSU)}
    assert {entry[1:] for entry in held} == {
        ("held", "", "pmu"),
        ("preliminary", "", "pmu"),
        ("under_way", "iraqi-government", VOICE),
    }
    assert len({inquiry for inquiry, *_ in held}) == 3
    assert not [p for _, p in said(corpus, "link") if p["link"] == "same_as"]


# Days and order


def test_the_only_full_date_is_the_posts(corpus: Corpus) -> None:
    """20 April 2024 dates a post and what its "today" is read as; no incident has a day."""
    timed = [(p.about, p["is"]) for _, p in said(corpus, "time") if p.when]
    assert timed == [(ATTACKS, "2024-01")]
    assert {p["is"] for _, p in said(corpus, "utterance") if p.when} == {"2024-04-20"}
    assert {(c.speaker, *c.via)[-2] for c in corpus.claims if c.said} == {"centcom"}
    assert {str(c.said) for c in corpus.claims if c.said} == {"2024-04-20", "by 2024-04-20"}


def test_today_is_resolved_by_a_reader(corpus: Corpus) -> None:
    """That "today" means the day of the post is marked as the reader's, in accusation and denial alike."""
    dated = [scope_of(c) for c in corpus.claims if c.scope and c.scope.day]
    assert len(dated) == 2
    assert {(str(s.day), s.said("day"), "day" in s.inferred) for s in dated} == {
        ("2024-04-20", "today", True)
    }


def test_order_is_told_by_the_outlet_and_is_no_cause(corpus: Corpus) -> None:
    """The outlet says what came after what; no reason or cause is given for what happened at Kalsu."""
    order = links(corpus, "order")
    assert speakers(order) == {VOICE}
    pairs = {(p["link"], p["of"], p["to"], p.gap) for _, p in order if not p.of_claims}
    assert pairs == {
        ("after", KALSU, IRAN, "P1D"),
        ("before", ATTACKS, KALSU, ""),
        ("after", ATTACKS, JORDAN, ""),
        ("after", US_ACTION, JORDAN, ""),
    }
    assert not [p for _, p in links(corpus, "reason") if p["of"] == KALSU]


def test_what_comes_after_the_strike_in_iran_in_paragraph_1_is_the_denials(corpus: Corpus) -> None:
    """The outlet's "this comes after" puts statements after the strike in Iran, not the explosion."""
    of_claims = [(c, p) for c, p in links(corpus, "order") if p.of_claims]
    assert [(paragraphs(c), p["to"], p.gap) for c, p in of_claims] == [((1,), IRAN, "")]
    first = {c.id for c in denials(corpus) if paragraphs(c) == (1,)}
    assert {identity for _, p in of_claims for identity in p.of_claims} == first


# Denials, side by side


def test_the_scope_of_each_denial(corpus: Corpus) -> None:
    """Each denial covers exactly what its words cover: narrow, wide, of one day, of one country."""
    base, post, wide = ("conducted", "airstrike"), ((7, 8), "iraq", "2024-04-20"), ("any_role", "")
    found = {
        (
            paragraphs(c),
            s.place,
            str(s.day or ""),
            s.actor,
            (s.involvement, s.nature),
            s.target,
        )
        for c in denials(corpus)
        for s in [scope_of(c)]
    }
    assert found == {
        ((1,), "a-base-in-iraq", "", "united-states", base, ""),
        ((1,), "a-base-in-iraq", "", "israel", base, ""),
        ((6,), "", "", "israel", wide, "the incident"),
        ((6,), "", "", "united-states", wide, ""),
        (*post, "united-states", base, ""),
        ((10,), "", "", "united-states", wide, "the strikes against the Iraqi base"),
    }


def test_the_joint_denial_is_one_sentence_and_clears_only_the_own_side(corpus: Corpus) -> None:
    """Two claims stand at one span and name each other; each is of another state."""
    one, other = (c for c in denials(corpus) if paragraphs(c) == (1,))
    assert one.spans == other.spans
    assert (one.jointly, other.jointly) == ((other.speaker,), (one.speaker,))
    assert scope_of(one).actor != scope_of(other).actor
    assert all("actor" in scope_of(c).inferred for c in (one, other))


def test_unnamed_officials_are_not_their_state(corpus: Corpus) -> None:
    """Officials speak as unnamed groups; no state and no government speaks in this document."""
    kinds = {corpus.actors[c.speaker].kind for c in denials(corpus) if paragraphs(c) == (1,)}
    assert kinds == {"anonymous_group"}
    assert not {corpus.actors[c.speaker].kind for c in corpus.claims} & {"state", "government_body"}


def test_the_base_of_paragraph_1_is_resolved_by_a_reader(corpus: Corpus) -> None:
    """The unnamed base is taken for Kalsu by a reader, and says so."""
    tied = [b for c in denials(corpus) if paragraphs(c) == (1,) for b in c.about]
    assert {(b.incident, b.inferred, b.words) for b in tied} == {(KALSU, True, "a military base in Iraq")}


def test_the_post_stands_twice_as_one_claim(corpus: Corpus) -> None:
    """The repeated post is one statement with two places, and one origin."""
    posts = [c for c in by(corpus, "centcom") if c.directness == "post" and c.act == "denies"]
    assert [paragraphs(c) for c in posts] == [(7, 8)]
    every = [c for c in denials(corpus) if c.speaker == "centcom"]
    assert origins(every, corpus.actors, {VOICE}) == Range(1, 1)


def test_the_post_is_brought_to_the_base_by_the_outlet(corpus: Corpus) -> None:
    """The post names no base; it bears on Kalsu because the outlet places it there."""
    (post,) = (c for c in denials(corpus) if paragraphs(c) == (7, 8))
    assert [(b.incident, b.by, b.span.paragraph) for b in post.about if b.span] == [(KALSU, VOICE, 6)]


def test_the_outlets_sentence_on_the_post_is_wider_than_the_post(corpus: Corpus) -> None:
    """The words "no involvement" are the outlet's paraphrase; the post denies air strikes of one day."""
    (sentence,) = (c for c in by(corpus, "centcom") if paragraphs(c) == (6,))
    (post,) = (c for c in denials(corpus) if paragraphs(c) == (7, 8))
    assert sentence.paraphrase_of == post.id
    assert scope_of(sentence).involvement == "any_role"
    assert not scope_of(sentence).nature


def test_the_accusation_against_the_us_is_known_only_through_its_denial(corpus: Corpus) -> None:
    """Unnamed reports accuse the US; the post denies exactly that, and nobody else says it."""
    accusing = [c for c, p in said(corpus, "perpetrator", KALSU) if p["actor"] == "united-states"]
    (reports,) = accusing
    denial = corpus.claim(reports.known_through)
    assert corpus.actors[reports.speaker].kind == "anonymous_group"
    assert reports.via == ("centcom", VOICE)
    assert denial.act == "denies"
    for part in ("actor", "involvement", "nature", "place", "day"):
        assert getattr(scope_of(reports), part) == getattr(scope_of(denial), part), part


def test_the_task_force_denies_us_involvement_and_is_told_of_twice(corpus: Corpus) -> None:
    """It is relayed by RedState and then the outlet, and clears the US only."""
    (claim,) = by(corpus, "cjtf-oir")
    assert claim.via == ("redstate", VOICE)
    assert (scope_of(claim).actor, scope_of(claim).involvement) == ("united-states", "any_role")
    assert claim.directness != "quote"


# The PMU, its members, and the umbrella group


def test_members_of_the_pmu_are_not_the_pmu(corpus: Corpus) -> None:
    """Members acknowledge in paragraph 3, the PMU speaks in 4 and 5, and only the outlet ties them."""
    assert {n for c in by(corpus, "pmu-members") for n in paragraphs(c)} == {3}
    assert {n for c in by(corpus, "pmu") for n in paragraphs(c)} == {4, 5}
    tied = [(c, p) for c, p in ties(corpus, "member_of") if p["of"] == "pmu-members"]
    assert speakers(tied) == {VOICE}


def test_backing_by_iran_has_three_bearers_and_one_voice(corpus: Corpus) -> None:
    """Militants, the PMU and militias are each said to be backed by Iran, by the outlet, without a grade."""
    backed = [(c, p) for c, p in ties(corpus, "backed_by") if p["to"] == "iran"]
    assert {p["of"] for _, p in backed} == {"supported-militants", "pmu", "backed-militias"}
    assert speakers(backed) == {VOICE}
    assert not [p for _, p in backed if p["grade"]]


def test_no_tie_between_the_umbrella_group_and_the_pmu(corpus: Corpus) -> None:
    """The group is tied to militias alone; that it has to do with the PMU is not said."""
    touching = [p for _, p in said(corpus, "relation") if "islamic-resistance" in {p["of"], p["to"]}]
    assert {(p["relation"], p["of"], p["to"]) for p in touching} == {
        ("umbrella_of", "islamic-resistance", "backed-militias")
    }


def test_the_umbrella_group_claims_a_launch(corpus: Corpus) -> None:
    """It alone says that it launched drones at Eilat; that anything arrived or hurt anybody is not said."""
    assert speakers(said(corpus, "occurred", EILAT)) == {"islamic-resistance"}
    assert [(c.act, p["actor"]) for c, p in said(corpus, "perpetrator", EILAT)] == [
        ("claims", "islamic-resistance")
    ]
    assert {p["reached"] for _, p in said(corpus, "target", EILAT)} == {"aimed_at"}
    assert not said(corpus, "casualty", EILAT) + said(corpus, "damage", EILAT)


def test_in_response_to_has_one_asserter(corpus: Corpus) -> None:
    """The group gives its reason; the outlet does not, and the camps are taken for Kalsu by a reader."""
    ((claim, link),) = [(c, p) for c, p in links(corpus, "reason") if p["link"] == "in_response_to"]
    assert (claim.speaker, claim.act) == ("islamic-resistance", "gives_reason")
    assert (link["of"], link["to"], link.inferred) == (EILAT, KALSU, True)


def test_the_umbrella_group_names_israel_for_camps_that_a_reader_resolves(corpus: Corpus) -> None:
    """The only accusation against Israel reaches Kalsu through a reader's inference."""
    ((claim, _),) = [(c, p) for c, p in said(corpus, "perpetrator", KALSU) if p["actor"] == "israel"]
    assert (claim.speaker, claim.act) == ("islamic-resistance", "accuses")
    assert all(b.inferred and b.words.endswith("camps") for b in claim.about)


# The rest of the account


def test_the_reason_of_the_earlier_attacks_is_the_groups(corpus: Corpus) -> None:
    """Why US forces were attacked is said by the groups; that they attacked, by the outlet."""
    assert [(c.speaker, c.act) for c, _ in said(corpus, "motive")] == [("pmu-member-groups", "gives_reason")]
    assert speakers(said(corpus, "perpetrator", ATTACKS)) == {VOICE}


def test_the_epithet_of_hamas_is_the_outlets(corpus: Corpus) -> None:
    """It stands inside the groups' reason, and is not put into their mouth."""
    assert speakers([(c, p) for c, p in said(corpus, "described") if p["actor"] == "hamas"]) == {VOICE}


def test_the_strike_in_jordan_has_no_author(corpus: Corpus) -> None:
    """Nobody is named for it, and the account has it once in the singular and once in the plural."""
    assert not said(corpus, "perpetrator", JORDAN)
    assert not [c for c in corpus.claims if c.scope and JORDAN in c.incidents]
    counts = {paragraphs(c): p["count"] == "one" for c, p in said(corpus, "occurred", JORDAN)}
    assert counts == {(12,): True, (13,): False}


def test_retaliated_is_the_outlets_word_with_iraq_as_its_object(corpus: Corpus) -> None:
    """No US voice says so, and neither a means nor a day is given."""
    reasons = [(c, p) for c, p in links(corpus, "reason") if p["link"] == "retaliation_for"]
    assert [(c.speaker, p["of"], p["to"]) for c, p in reasons] == [(VOICE, US_ACTION, JORDAN)]
    assert [(p["place"], p["actor"]) for _, p in said(corpus, "target", US_ACTION)] == [("iraq", "")]
    assert not said(corpus, "nature", US_ACTION) + said(corpus, "time", US_ACTION)


def test_the_strike_in_iran_is_told_flatly_and_as_suspected(corpus: Corpus) -> None:
    """The outlet names Israel in paragraph 1 without a hedge and in paragraph 14 with one; both stand."""
    named = said(corpus, "perpetrator", IRAN)
    assert speakers(named) == {VOICE}
    assert {(paragraphs(c), p["actor"], c.certainty, c.hedges) for c, p in named} == {
        ((1,), "israel", "CT+", ()),
        ((14,), "israel", "PR+", ("suspected",)),
    }


def test_what_is_contested_is_the_results(corpus: Corpus) -> None:
    """Not whether there was a strike in Iran, nor whose it was."""
    assert [(p.about, p["words"]) for _, p in said(corpus, "contested")] == [(IRAN, "results")]


# The reading as a whole


def test_verbs_do_not_change_certainty(corpus: Corpus) -> None:
    """Verbs such as "claimed", "noted" and "pointed out" only colour a speaker; "suspected" hedges."""
    hedged = codebook.vocabulary("certainties")
    assert {c.hedges for c in corpus.claims if hedged[c.certainty]["hedged"]} == {("suspected",)}
    usual = {act: entry["certainty"][0] for act, entry in codebook.vocabulary("acts").items()}
    verbs = {c.verb: c.certainty == usual[c.act] for c in corpus.claims if c.verb}
    assert {"claimed", "said", "denied", "pointed out"} <= set(verbs)
    assert all(verbs.values())


def test_who_is_silent_stays_silent(corpus: Corpus) -> None:
    """Iran, Israel and the United States say nothing in this document, and nobody declines to speak."""
    assert not by(corpus, "iran", "israel", "united-states", "us-government", "hamas")
    assert not {c.act for c in corpus.claims} & {"declines", "denies_knowledge"}


def test_the_analyst_has_judged_nothing(corpus: Corpus) -> None:
    """No assessment is signed and no grade given, because one document bears neither."""
    assert not [i for i in corpus.incidents.values() if i.assessments]
    assert {c.credibility for c in corpus.claims} == {"6"}
    assert {d.reliability for d in corpus.documents.values()} == {"F"}


def test_every_paragraph_has_its_claims_and_two_readers(corpus: Corpus) -> None:
    """All fifteen paragraphs are encoded, and somebody else has read the document again."""
    reading = corpus.readings[DOCUMENT]
    assert {n for c in reading.claims for n in paragraphs(c)} == set(range(1, 16))
    assert reading.second not in {"", reading.read_by}

"""The second look: what is contested, thin or unchecked is found and told, the weightiest first."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from reportkit.case import case
from reportkit.dossier import whole
from reportkit.model import Scope
from reportkit.questions import review
from reportkit.reading import texts
from reportkit.wording import (
    consequence,
    propositions,
    review_encoding,
    review_standings,
    review_state,
    tables,
)
from reportkit.wording.runs import plain
from tests import cases
from tests.strategies import FIRE, claim, proposition
from tests.strategies import corpus as small
from tests.test_words import faults_of_origin

SEEDS, INVENTED = cases.FOLDERS
TINY = cases.ROOT / "tests/corpora/tiny"
ASKED = [(SEEDS, ""), (SEEDS, "kalsu-explosion"), (INVENTED, ""), (INVENTED, "harbour-fire"), (TINY, "")]
EVERY = pytest.mark.parametrize(
    ("folder", "slug"), ASKED, ids=[f"{folder.name}/{slug}" for folder, slug in ASKED]
)
WITH_TEXTS = (review.encoding_state, review.unverified, review.uncovered)
WITHOUT = (
    review.contested,
    review.single_origin,
    review.both_ways,
    review.inferences,
    review.withdrawn,
    review.ungraded,
    review.readers,
)


@cache
def asked(folder, slug):
    """Return a case, or the dossier of the corpus."""
    corpus = cases.corpus(folder)
    return case(corpus, slug) if slug else whole(corpus)


@cache
def weights(folder, slug):
    """Return what rests on each claim, reckoned once."""
    return consequence.weights(asked(folder, slug))


def blocks(about, documents=""):
    """Return every block of the review."""
    return [build(about, documents=documents) for build in WITH_TEXTS] + [build(about) for build in WITHOUT]


def counts(about, at_hand=()):
    """Return the counts of the state, by key."""
    found = review_state.counts(about, consequence.weights(about), dict(at_hand))
    return {count.key.removeprefix("state_of."): count for count in found}


def texts_of(folder):
    """Return the texts that lie beside a corpus."""
    return texts.find(folder / "texts", cases.corpus(folder))


@EVERY
def test_every_string_has_its_origin(folder, slug):
    """Each string is from claims, registers, the corpus or the phrase table."""
    about = asked(folder, slug)
    documents = str(folder / "texts") if (folder / "texts").is_dir() else ""
    for block in blocks(about, documents):
        assert faults_of_origin(block.to_json(), about) == [], block.text()


@EVERY
def test_what_the_bottom_line_rests_on_stands_first(folder, slug):
    """In the tables of propositions no row stands above one that bears a part further up the page."""
    about, found = asked(folder, slug), weights(folder, slug)
    for listed in (review_standings.opposed(about), review_standings.on_one_origin(about)):
        order = [weight for weight, _ in review_standings.ranked(found, listed)]
        assert order == sorted(order)
    claims = {c for c in about.statements if found.get(c.id, consequence.NOTHING).name == "bottom_line"}
    assert claims


@EVERY
def test_the_outputs_do_not_depend_on_the_environment(folder, slug, monkeypatch):
    """Where the texts lie is said by whoever asks: REPORTKIT_DOCUMENTS changes nothing on the page."""
    about = asked(folder, slug)
    before = [build(about).to_json() for build in WITH_TEXTS]
    monkeypatch.setenv("REPORTKIT_DOCUMENTS", str(folder / "texts"))
    assert [build(about).to_json() for build in WITH_TEXTS] == before


@EVERY
def test_no_claim_passes_without_its_text(folder, slug):
    """Without texts every claim counts as not verifiable, and none as verified."""
    about = asked(folder, slug)
    found = counts(about)
    assert found["unverified"].some == len(about.statements)
    assert "not verifiable here" in review.unverified(about).text()
    assert "cannot be told here" in review.uncovered(about).text()


def test_with_texts_claims_are_verified():
    """Where the texts are at hand and every span stands, nothing is left to verify."""
    about = asked(INVENTED, "")
    documents = str(INVENTED / "texts")
    found = counts(about, texts_of(INVENTED).items())
    assert found["unverified"].some == found["misplaced"].some == 0
    assert "stand where they are pinned" in review.unverified(about, documents=documents).text()


def changed(corpus, document, **parts):
    """Return a corpus with one reading changed."""
    reading = replace(corpus.readings[document], **parts)
    return replace(corpus, readings={**corpus.readings, document: reading})


def test_a_claim_that_is_pinned_wrongly_is_named():
    """A span whose words stand elsewhere is told by its claim, though the text is at hand."""
    corpus = cases.corpus(INVENTED)
    first, *rest = corpus.readings["wire-0502"].claims
    moved = replace(first, spans=(replace(first.spans[0], start=0, end=4),))
    about = whole(changed(corpus, "wire-0502", claims=(moved, *rest)))
    assert review_encoding.misplaced(about, texts_of(INVENTED)) == (moved,)
    table = review.unverified(about, documents=str(INVENTED / "texts")).text()
    assert "Vessport port authority, D1¶2 [C1]" in table
    assert "do not stand where they are pinned" in table


def test_a_sentence_without_a_claim_is_shown():
    """With the text at hand, a sentence that no claim covers stands in the table with its paragraph."""
    corpus = changed(cases.corpus(INVENTED), "daily-0503", uncovered=())
    block = review.uncovered(corpus, documents=str(INVENTED / "texts"))
    assert "D2¶9 | It named nobody." in block.text()
    found = review_state.coverage(whole(corpus), texts_of(INVENTED))
    assert plain(found).startswith("2 sentences")


def test_a_folder_that_is_not_there_is_told():
    """A misspelt folder of documents is an error, never a page that looks unverified."""
    with pytest.raises(review.NoDocuments, match="there is no folder /no/such"):
        review.unverified(cases.corpus(SEEDS), documents="/no/such")


@EVERY
def test_every_dispute_is_listed(folder, slug):
    """Every disputed proposition stands in the table with who affirms and who denies it."""
    about = asked(folder, slug)
    table = review_standings.contested(about, weights(folder, slug))
    for found in about.standings.values():
        if found.word == "disputed":
            row = next(row for row in table.rows if row[0].lines[0] == propositions.label(about, found))
            said, denied = (" ".join(plain(line) for line in row[n].lines) for n in (2, 3))
            assert all(about.actor(c.speaker).label in said for c in found.voices.affirmed)
            assert all(about.actor(c.speaker).label in denied for c in found.voices.denied)


def test_who_says_both_is_no_dispute():
    """A speaker alone on both sides stands under 'said both ways', not among disputes."""
    about = asked(INVENTED, "harbour-fire")
    [row] = review_standings.both_ways(about, weights(INVENTED, "harbour-fire")).rows
    assert plain(row[0].lines[0]) == "Border League"
    assert plain(row[2].lines[0]).startswith("claims")
    assert plain(row[3].lines[0]).startswith("denies")


def test_two_origins_that_are_known_are_not_thin():
    """What two named speakers say independently is not listed; what may be one origin is, with its range."""
    about = asked(INVENTED, "")
    listed = {found.proposition.key for found in review_standings.on_one_origin(about)}
    for key, found in about.standings.items():
        low = about.origins_of(found).low
        assert (key in listed) <= (low == 1)
        if low > 1:
            assert key not in listed


def test_an_inference_is_shown_with_and_without():
    """On 'camps' hinges that Israel is called answerable: disputed with it, denied only without."""
    table = review.inferences(asked(SEEDS, "kalsu-explosion")).text()
    row = next(line for line in table.splitlines() if "“camps”" in line)
    assert "Israel is answerable: disputed; without the reader: denied only" in row


def test_only_what_moves_hinges():
    """A denial in part that a reader tied to the incident moves no standing, so nothing hinges on it."""
    about = asked(SEEDS, "kalsu-explosion")
    claim = next(c for c in about.statements if c.name == "officials-in-israel-deny-airstrike")
    assert all(word == found.word for found, word in review_standings.hinging(about, claim))


@EVERY
def test_every_inference_has_a_row(folder, slug):
    """Every claim that a reader resolved is in the table, and no other."""
    about = asked(folder, slug)
    resolved = {
        c.id
        for c in about.statements
        if any(b.inferred for b in c.about)
        or (c.scope and c.scope.inferred)
        or any(p.inferred for p in c.propositions)
    }
    assert {one.claim.id for one in review_standings.inferred(about)} == resolved


def test_a_withdrawn_claim_points_at_the_assessment_on_it():
    """A claim taken back on which an assessment is based is listed first, with that advice."""
    rows = review.withdrawn(asked(INVENTED, "")).text().splitlines()[2:]
    assert "Ada Veres" in rows[0]
    assert "assessment, Vessport fire" in rows[0]
    assert rows[0].endswith("Look whether the assessment still holds, and sign it anew.")
    assert "replaced by Vessport port authority" in rows[1]


def test_grades_are_missing_only_without_a_reason():
    """F with a reason is a judgement; F by default is a gap, and so are claims without a grade."""
    corpus = cases.corpus(SEEDS)
    document = corpus.documents["iraq-base-report"]
    assert "F, without a reason" in review.ungraded(corpus).text()
    judged = replace(document, reliability_because="nobody knows the outlet")
    told = review.ungraded(replace(corpus, documents={document.id: judged})).text()
    assert "without a reason" not in told
    assert "58 of 58" in told


def test_documents_that_wait_for_a_reader_are_listed():
    """A document without a second reader and one that nobody read are told with what to do."""
    corpus = cases.corpus(INVENTED)
    extra = replace(corpus.documents["wire-0502"], id="late-post", title="A late post", sha256="0" * 64)
    told = review.readers(replace(corpus, documents={**corpus.documents, extra.id: extra})).text()
    assert "D5 Post of an account with an odd name | desk | a second reader" in told
    assert "A late post | nobody | registered, and read by nobody" in told
    assert told.endswith("Read it: reportkit new reading late-post")


def test_a_sound_record_says_so():
    """Where a table would be empty a sentence stands instead."""
    about = asked(SEEDS, "kalsu-explosion")
    assert review.withdrawn(about).kind == "list"
    assert "Nobody has taken anything back." in review.withdrawn(about).text()
    assert "read a second time" in review.readers(about).text()


def test_the_state_agrees_with_the_tables():
    """Each count of the summary is what the table below it is made of."""
    about = asked(INVENTED, "")
    found = counts(about)
    assert found["contested"].some == len(review_standings.contested(about, {}).rows)
    assert found["withdrawn"].some == len(review_encoding.withdrawn(about, {}).rows)
    assert found["read_once"].some + found["unread"].some == len(review_encoding.readers(about, {}).rows)
    assert all(0 <= count.foremost <= count.some <= count.every for count in found.values())


def test_nobody_is_not_told_as_somebody():
    """Where all who speak of harm say that nobody came to any, no head of a row says the contrary."""
    about = asked(INVENTED, "harbour-fire")
    heads = [plain(label) for label, _ in tables.matrix_rows(about)]
    assert "Nobody was detained" in heads
    assert "Nobody was injured (firefighters)" in heads
    assert "People were detained" not in heads


def test_a_case_is_numbered_as_its_briefing():
    """The review of one incident bears the numbers of its briefing, that of the corpus its own."""
    corpus = cases.corpus(INVENTED)
    about, everything = case(corpus, "depot-blast"), whole(corpus)
    doubt = next(c for c in about.statements if c.name == "police-doubt-attack")
    assert about.number[doubt.id] != everything.number[doubt.id]
    assert about.number[doubt.id] in review.contested(about).references
    assert everything.number[doubt.id] in review.contested(corpus).references


def test_where_nothing_is_affirmed_no_origins_are_praised():
    """A record whose only claim is a denial has no proposition on two origins, and its denial stands."""
    only = small((claim("army", "denies", about=FIRE, scope=Scope(nature="airstrike", place="harbour")),))
    assert review.single_origin(only).text().endswith("Nothing is affirmed.")
    assert (
        review.contested(only)
        .text()
        .endswith("No proposition is denied by somebody else, or called contested.")
    )
    words = small(
        (claim("daily", "states", proposition("described", "", {"actor": "army", "words": "a mob"})),)
    )
    assert review.single_origin(words).text().endswith("Nothing is affirmed but words about words.")
    told = [claim(speaker, "states", proposition("occurred", FIRE)) for speaker in ("army", "league")]
    assert "two origins or more" in review.single_origin(small(told)).text()


def test_alone_on_both_sides_opposes_nobody():
    """Who affirms and denies one thing is opposed by nobody, until somebody else denies it."""
    p = proposition("occurred", FIRE)
    both = [claim("army", "states", p, name="first"), claim("army", "denies", p, name="then")]
    assert review_standings.opposed(whole(small(both))) == []
    [found] = review_standings.opposed(whole(small([*both, claim("league", "denies", p)])))
    assert found.proposition.key == p.key


def test_a_denial_in_part_does_not_hinge():
    """A reader's inference that moves a standing is told from one that moves none."""
    about = asked(SEEDS, "kalsu-explosion")
    claims = {c.name: c for c in about.statements}
    still = list(review_standings.hinging(about, claims["officials-in-israel-deny-airstrike"]))
    assert still
    assert all(word == found.word for found, word in still)
    moved = {
        name: [(f.word, word) for f, word in review_standings.hinging(about, c) if word != f.word]
        for name, c in claims.items()
    }
    assert ("disputed", "denied_only") in [pair for pairs in moved.values() for pair in pairs]


def test_each_claim_rests_on_the_foremost_part():
    """A claim that several parts rest on counts with the foremost, and the tables list by that."""
    found = consequence.weights(whole(cases.corpus(TINY)))
    by_part = {name: {c for c, w in found.items() if w.name == name} for name in consequence.PARTS}
    assert "daily-1/port-acknowledges" in by_part["bottom_line"]  # an assessment rests on it too
    assert by_part["assessment"] == {"daily-1/injured"}  # and a cell at a glance
    assert by_part["page"] == {"daily-1/ministry-denies", "daily-1/day-after-raid"}
    assert "radio-2/ministry-withdraws" not in found
    listed = review_standings.single_origin(whole(cases.corpus(TINY)), found).rows
    rests = [plain(row[4].lines[0]) for row in listed]
    assert rests == sorted(rests, key=lambda part: part.startswith("assessment"))
    assert {part.split(",")[0] for part in rests} == {"bottom line", "assessment"}

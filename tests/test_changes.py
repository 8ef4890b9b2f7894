"""What changed between two states: all that did, under the name of whoever did it, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.analysis.changes import claims as alike
from reportkit.analysis.changes import deltas
from reportkit.analysis.changes.deltas import DoesNotApply
from reportkit.analysis.changes.records import Changes
from reportkit.changes import applied, changes, composed, delta
from reportkit.model import Quantity
from reportkit.reading import stored
from tests.samples import states
from tests.samples.states import SLUG, corpora, state
from tests.strategies import FIRE, RAID, claim, corpus, proposition

if TYPE_CHECKING:
    from reportkit.model import Claim, Corpus

SLUGS = st.sampled_from([FIRE, RAID])
LAWS = settings(max_examples=60, deadline=None, derandomize=True)


def between(first: int, second: int) -> Changes:
    """Return what changed between two of the five states."""
    return changes(state(first), state(second), SLUG)


# the five states


def test_a_denial_and_a_new_accuser_move_the_standings() -> None:
    """On 5 May Northland is accused by somebody whom no denial covers, and the League denies unasked."""
    found = {one.proposition["actor"]: one for one in between(1, 2).standings if one.proposition["actor"]}
    assert (found["northland"].before, found["northland"].after) == ("disputed", "reported_only")
    assert (found["border-league"].before, found["border-league"].after) == ("", "denied_only")
    assert found["border-league"].by == ("daily-0505/league-denies-fire",)


def test_a_zero_that_became_a_number_without_a_word_is_told_as_that() -> None:
    """The second edition of the bulletin counts six where the first said none, and corrects nothing."""
    moved = {(one.proposition["kind"], one.speaker): one for one in between(2, 3).quantities}
    zero = moved["injured", "port-authority"]
    assert (zero.kind, zero.silent) == ("silent_zero", True)
    assert [one.form for one in zero.before] == ["zero"]


def test_five_kinds_of_nothing_stay_five() -> None:
    """Several becomes eight, declining and not stated become numbers, and silence is no earlier number."""
    moved = {(one.proposition.key.split()[2:], one.speaker)[1]: one for one in between(2, 3).quantities}
    assert {speaker: (one.kind, one.before[0].form) for speaker, one in moved.items()} == {
        "port-authority": ("answered", "not_stated"),
        "residents": ("counted", "words"),
        "quay-guard": ("answered", "declines"),
    }
    first = between(1, 2).quantities
    assert {(one.kind, one.before[0].form) for one in first} == {("first", "silent")}
    assert "residents" not in {one.speaker for one in first}  # the authority had counted: no number moved


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (Quantity("none", best=0), Quantity("", best=5), "silent_zero"),
        (Quantity("several", comparator="words_only"), Quantity("", best=8), "counted"),
        (Quantity("", best=2), Quantity("", best=5), "moved"),
        (Quantity("", best=2), Quantity("none", best=0), "moved"),
    ],
)
def test_what_one_speaker_gives_otherwise_has_a_kind(was: Quantity, now: Quantity, kind: str) -> None:
    """A number that is encoded otherwise moves by its kind, and nobody is said to have corrected it."""
    p = proposition("casualty", FIRE, {"kind": "killed"})

    def said(amount: Quantity) -> Corpus:
        return corpus([claim("port", "states", replace(p, quantity=amount))])

    found = changes(said(was), said(now), FIRE)
    assert [one.kind for one in found.quantities] == [kind]
    assert [one.parts for one in found.reworded] == [("that",)]


def test_a_zero_that_its_speaker_corrects_is_not_silent() -> None:
    """Who replaces the zero by a claim of their own has said so, and the number has simply moved."""
    p = proposition("casualty", FIRE, {"kind": "killed"})
    zero = claim("port", "states", replace(p, quantity=Quantity("none", best=0)))
    more = claim("port", "states", replace(p, quantity=Quantity("", best=5)), name="more", supersedes=zero.id)
    found = changes(corpus([zero]), corpus([zero, more]), FIRE)
    assert [(one.kind, one.silent) for one in found.quantities] == [("moved", False)]
    assert [one.by.id for one in found.superseded] == [more.id]


def test_who_speaks_otherwise_is_told_with_what_they_do() -> None:
    """The official softens, the League turns from denial to claim, the minister takes it back."""
    softer, later = between(2, 3).turns, between(3, 4).turns
    assert [(one.change, one.claim.speaker) for one in softer] == [("softer", "security-official")]
    assert {(one.change, one.claim.speaker) for one in later} == {
        ("back", "ada-veres"),
        ("reversal", "border-league"),
    }


def test_a_text_changed_without_a_word_is_no_withdrawal() -> None:
    """What the second edition drops stands as no longer printed; nobody is said to have taken it back."""
    found = between(2, 3)
    assert found.withdrawn == ()
    assert {(one.claim.name, one.edition.id, bool(one.now)) for one in found.silent} == {
        ("no-policeman-injured", "bulletin-0508", True),
        ("vessel-in-basin", "bulletin-0508", False),
        ("missing-not-stated", "bulletin-0508", True),
    }
    assert between(3, 4).silent == ()


def test_judgements_that_lost_their_basis_are_named() -> None:
    """One judgement rests on nothing any more, one on a count that was replaced; neither was signed anew."""
    found = {one.assessment.id: one for one in between(3, 4).shaken}
    drones, dead = found["northland-drones"], found["about-three-dead"]
    assert (drones.claims, drones.whole) == ((("wire-0502/minister-accuses", "withdrawn"),), True)
    assert (dead.claims, dead.whole) == ((("wire-0502/authority-counts-dead", "superseded"),), False)
    assert not drones.signed_anew


def test_a_judgement_signed_anew_is_told_beside_its_basis() -> None:
    """Where the text of a judgement changed too, that is said, and in which parts."""
    after = state(4)
    incident = after.incidents[SLUG]
    anew = tuple(replace(one, likelihood="very unlikely") for one in incident.assessments)
    again = replace(
        after, incidents=MappingProxyType({**after.incidents, SLUG: replace(incident, assessments=anew)})
    )
    found = changes(state(3), again, SLUG)
    assert all(one.signed_anew for one in found.shaken)
    assert {(one.kind, one.parts) for one in found.judged} == {("changed", ("likelihood",))}


def test_an_inquiry_contradicts_the_first_reports() -> None:
    """On 2 June what was suspected is found, what was claimed is disputed, and the inquiry is not open."""
    found = {one.proposition.key: one for one in between(4, 5).standings}
    league = found[f"perpetrator {SLUG} actor=border-league"]
    assert (league.before, league.after) == ("reported_only", "disputed")
    occurred = found[f"occurred {SLUG}"]
    assert (occurred.before, occurred.after, occurred.went) == ("acknowledged", "acknowledged", ("inquiry",))
    assert occurred.by == ("inquiry-0601/inquiry-finished",)
    assert [(one.kind, one.claims) for one in between(4, 5).ties] == [
        ("changed", ("inquiry-0601/inquiry-orders-fire",))
    ]


def test_documents_come_are_reissued_and_read_a_second_time() -> None:
    """A later edition is told as one; a second reader is told, and is nothing a reader must be told of."""
    kinds = {one.document.id: one.kind for one in between(2, 3).documents}
    assert kinds == {"post-undated": "came", "bulletin-0508": "edition", "daily-0509": "came"}
    found = state(3)
    reading = replace(found.readings["post-undated"], second="other desk")
    seconded = replace(found, readings=MappingProxyType({**found.readings, "post-undated": reading}))
    told = changes(found, seconded, SLUG)
    assert [(one.document.id, one.kind) for one in told.documents] == [("post-undated", "second")]
    assert told
    assert not told.material


def test_what_the_desk_does_is_not_what_the_speaker_does() -> None:
    """A claim taken out of the encoding is gone, not withdrawn; one encoded otherwise is reworded."""
    found = state(4)
    kept = tuple(c for c in found.readings["wire-0513"].claims if c.name != "league-claims-fire")
    taken_out = changes(found, states.with_claims(found, "wire-0513", kept), SLUG)
    assert [c.name for c in taken_out.gone] == ["league-claims-fire"]
    assert taken_out.withdrawn == ()
    anew = changes(found, states.changed(found, "wire-0513/league-claims-fire", verb="boasted"), SLUG)
    assert [one.parts for one in anew.reworded] == [("verb",)]
    assert not anew.material


def test_an_incident_that_was_not_there_came_whole() -> None:
    """Against a state without the incident everything is new; towards one without it, everything is gone."""
    empty = replace(state(1), incidents=MappingProxyType({}), readings=MappingProxyType({}))
    assert len(changes(empty, state(1), SLUG).added) > 10
    assert len(changes(state(1), empty, SLUG).gone) > 10


# laws


@LAWS
@given(corpora(), SLUGS)
def test_nothing_changed_in_what_is_the_same(found: Corpus, slug: str) -> None:
    """A state against itself has no change and an empty delta."""
    assert not changes(found, found, slug)
    assert delta(found, found)["operations"] == []


@LAWS
@given(corpora(), st.randoms(use_true_random=False), SLUGS)
def test_another_order_is_no_change(found: Corpus, random: Any, slug: str) -> None:
    """Claims, registers and what a claim lists in another order leave the record what it was."""

    def mixed(values: Any) -> Any:
        listed = list(values)
        random.shuffle(listed)
        return listed

    readings = {
        document: replace(
            found.readings[document],
            claims=tuple(
                replace(c, number=n, propositions=tuple(mixed(c.propositions)), about=tuple(mixed(c.about)))
                for n, c in enumerate(mixed(found.readings[document].claims), 1)
            ),
        )
        for document in found.readings
    }
    again = replace(found, readings=readings, actors=dict(mixed(found.actors.items())))
    assert not changes(found, again, slug)


@LAWS
@given(corpora(), st.integers(0, 127), SLUGS)
def test_a_new_name_is_no_change(found: Corpus, which: int, slug: str) -> None:
    """A claim that is called otherwise, also where others refer to it, is the claim it was."""
    renamed = {c.id: f"{c.document}/new-{c.name}" for n, c in enumerate(found.claims) if which >> (n % 7) & 1}
    readings = {
        document: replace(reading, claims=alike.under_new_names(reading.claims, renamed))
        for document, reading in found.readings.items()
    }
    assert not changes(found, replace(found, readings=readings), slug)


@LAWS
@given(corpora(), corpora(), corpora())
def test_a_delta_leads_from_one_state_to_the_other(one: Corpus, two: Corpus, three: Corpus) -> None:
    """Applied to the first it gives the second, exactly; two of them are one; it is empty only for equals."""
    first, second = delta(one, two), delta(two, three)
    first = json.loads(json.dumps(first))  # as it is kept in a file
    assert stored.to_bytes(applied(one, first)) == stored.to_bytes(two)
    assert stored.to_bytes(applied(one, composed(first, second))) == stored.to_bytes(three)
    assert (first["operations"] == []) == (stored.to_bytes(one) == stored.to_bytes(two))


@LAWS
@given(corpora(), corpora(), SLUGS)
def test_what_is_added_one_way_is_gone_the_other(one: Corpus, two: Corpus, slug: str) -> None:
    """Back from the later state to the earlier, what came is gone and every standing moves back."""
    there, back = changes(one, two, slug), changes(two, one, slug)
    assert len(there.added) == len(back.gone)
    flips = {(f.before, f.after, f.proposition.kind) for f in there.standings}
    assert flips == {(f.after, f.before, f.proposition.kind) for f in back.standings}
    assert bool(there) == bool(back)


def test_a_delta_of_another_state_is_refused() -> None:
    """Applied to a state it was not made for, or after damage, a delta says so and gives nothing."""
    change = delta(state(1), state(2))
    with pytest.raises(DoesNotApply, match="this delta was made for the state"):
        applied(state(2), change)
    with pytest.raises(DoesNotApply, match="does not lead to the state it names"):
        applied(state(1), {**change, "operations": change["operations"][:-1]})
    with pytest.raises(DoesNotApply, match="does not begin where the first ends"):
        composed(change, change)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab/~é", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(JSON, JSON)
def test_any_two_documents_have_a_delta(one: Any, other: Any) -> None:
    """The operations turn any JSON document into any other, and leave the first as it was."""
    before = json.dumps(one)
    found = deltas.applied(one, list(deltas.operations(one, other)))
    assert json.dumps(found, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert json.dumps(one) == before


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/c"},
        {"op": "replace", "path": "/a/5", "value": 1},
        {"op": "add", "path": "/a/9", "value": 1},
        {"op": "remove", "path": "/a/-1"},
        {"op": "move", "path": "/a/0"},
        {"path": "/a"},
        "remove",
    ],
)
def test_an_operation_on_what_is_not_there_is_told(operation: Any) -> None:
    """A damaged delta gives a sentence with the place, never a traceback of the language."""
    with pytest.raises(DoesNotApply, match="which is not there"):
        deltas.applied({"a": [1, 2]}, [operation])


def two_said(first: str, second: str) -> list[Claim]:
    """Return two claims that say the same under two names."""
    p = proposition("occurred", FIRE)
    return [claim("port", "states", p, name=first), claim("port", "states", p, name=second)]


def test_of_two_alike_only_the_missing_one_counts() -> None:
    """Where two claims say the same and one is renamed, nothing came; where one is left out, one is gone."""
    both = corpus(two_said("a", "b"))
    assert not changes(both, corpus(two_said("a", "c")), FIRE)
    assert [c.id for c in changes(both, corpus(two_said("a", "b")[:1]), FIRE).gone] == ["d1/b"]

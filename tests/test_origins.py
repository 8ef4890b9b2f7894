"""Independent origins: repetition adds none, and what is not known widens the range."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reportkit.analysis.origins import Range, origins
from reportkit.model import Claim
from tests.strategies import ACTORS, FIRE, NAMED, OUTLETS, SPEAKERS, UNNAMED, claim, proposition

OCCURRED = proposition("occurred", FIRE)


def count(*claims: Claim) -> Range:
    """Return the origins of claims that say the same."""
    return origins(claims, ACTORS, OUTLETS)


def says(speaker: str, *jointly: str) -> Claim:
    """Return a claim that it occurred."""
    return claim(speaker, "states", OCCURRED, jointly=jointly)


lists = st.lists(st.builds(says, st.sampled_from(SPEAKERS)), max_size=8)
joint = st.lists(
    st.lists(st.sampled_from(SPEAKERS), min_size=1, max_size=3).map(lambda names: says(names[0], *names[1:])),
    min_size=1,
    max_size=6,
)


@given(joint)
def test_somebody_said_it_first(claims: list[Claim]) -> None:
    """Whatever is said goes back to at least one origin, and never to more than the speakers there are."""
    found = count(*claims)
    assert 1 <= found.low <= found.high <= len({s for c in claims for s in (c.speaker, *c.jointly)})


def test_nobody_is_no_origin() -> None:
    """What nobody says has no origin."""
    assert count() == Range(0, 0)


@given(st.sampled_from(SPEAKERS), st.integers(1, 10))
def test_ten_copies_of_one_speaker_are_one_origin(speaker: str, copies: int) -> None:
    """Ten articles that quote one speaker are one origin, not ten."""
    assert count(*[says(speaker)] * copies) == Range(1, 1)


@given(joint, st.data())
def test_a_copy_never_adds_an_origin(claims: list[Claim], data: st.DataObject) -> None:
    """Saying it again, passing it on and putting it into other words leaves the range as it was."""
    original = data.draw(st.sampled_from(claims))
    again = replace(original, id="d2/again", document="d2")
    relayed = replace(again, via=(data.draw(st.sampled_from(SPEAKERS)), "radio"))
    paraphrase = replace(again, paraphrase_of=original.id)
    for copy in (again, relayed, paraphrase):
        assert count(*claims, copy) == count(*claims)


@given(joint, st.sampled_from(SPEAKERS), st.data())
def test_a_joint_sentence_never_raises_what_is_known(
    claims: list[Claim], partner: str, data: st.DataObject
) -> None:
    """Who only signs the sentence of a named speaker is no further origin."""
    original = data.draw(st.sampled_from(claims))
    before, after = count(*claims), count(*claims, says(partner, original.speaker))
    assert after.high <= before.high
    if original.speaker in NAMED or partner not in NAMED:
        assert after.low <= before.low


@given(joint, st.sampled_from((*UNNAMED, *OUTLETS)))
def test_who_names_no_source_widens_only_the_upper_end(claims: list[Claim], unknown: str) -> None:
    """Unnamed speakers and an outlet's own voice may repeat what is counted, or may be one origin more."""
    before, after = count(*claims), count(*claims, says(unknown))
    assert after.low == before.low
    assert before.high <= after.high <= before.high + 1


@given(lists, st.sampled_from(NAMED))
def test_a_new_named_speaker_is_one_origin_more_at_the_most(claims: list[Claim], speaker: str) -> None:
    """A further named speaker, said alone, raises each end by one at the most and lowers none."""
    before, after = count(*claims), count(*claims, says(speaker))
    new = speaker not in {c.speaker for c in claims}
    assert after.high == before.high + new
    assert before.low <= after.low <= before.low + new


@given(joint.flatmap(lambda claims: st.tuples(st.just(claims), st.permutations(claims))))
def test_the_order_of_claims_does_not_count(orders: tuple[list[Claim], list[Claim]]) -> None:
    """The same claims in another order have the same origins."""
    one, other = orders
    assert count(*other) == count(*one)


def test_two_named_speakers_and_an_outlet_are_two_to_three() -> None:
    """The outlet may have it from one of the two, or from somebody else."""
    found = count(says("port"), says("league"), says("daily"))
    assert found == Range(2, 3)
    assert str(found) == "2–3"


def test_two_descriptions_are_one_to_two() -> None:
    """Unnamed reports and unnamed officials may be the same people."""
    assert count(says("reports"), says("officials")) == Range(1, 2)


def test_an_organisation_that_publishes_is_a_voice_like_an_outlet() -> None:
    """Who speaks in the voice of a document does not say from whom it is known, whoever it is."""
    assert origins([says("port"), says("ministry")], ACTORS, {"port"}) == Range(1, 2)

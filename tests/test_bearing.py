"""What bears on an incident: all that its page says comes from it, and nothing else has a say in it."""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportkit.analysis.bearing import bearing, speaking
from reportkit.briefing import headline
from reportkit.case import Case, case
from reportkit.model import Actor, Incident
from reportkit.reading import encoding, stored
from tests import cases
from tests.samples import many, sized, states
from tests.strategies import FIRE, corpus, told

if TYPE_CHECKING:
    from pathlib import Path

    from reportkit.model import Claim, Corpus

SEATS = {"registered", "digest"}  # an actor's place in the register, by which it is seated in a drawing

MARKING = re.compile(r"TLP:[A-Z+]+")
ATTACHED = {"encoding"}  # what a case was made of, whole, which is what is compared here


def whole_case(whole: Corpus, slug: str) -> Case:
    """Return a case that could see all of its corpus."""
    documents = speaking(whole, slug)
    return Case(whole, tuple(c for c in whole.claims if c.document in documents), whole.incidents[slug])


def shown(opened: Case) -> dict[str, object]:
    """
    Return all that the blocks of a briefing show, but for seats in a drawing and the attached corpus.

    The marking goes by all that is attached, so it is left out with that.
    """
    found = {make.__name__: make(opened)._repr_mimebundle_() for make in cases.BLOCKS}
    return {
        **found,
        "headline": without(found["headline"], ATTACHED),
        "actors": without(found["actors"], SEATS),
    }


def without(value: Any, names: set[str]) -> Any:
    """Return a record without what stands under some names, wherever they are."""
    if isinstance(value, dict):
        return {key: without(one, names) for key, one in value.items() if key not in names}
    if isinstance(value, list | tuple):
        return [without(one, names) for one in value]
    return MARKING.sub("TLP", value) if isinstance(value, str) else value


def assert_same_page(whole: Corpus, slug: str) -> None:
    """See that a page is the same from the whole corpus and from the part that bears on it."""
    seen, part = shown(whole_case(whole, slug)), shown(case(whole, slug))
    differing = [name for name in seen if seen[name] != part[name]]
    assert differing == []


def with_a_stranger(whole: Corpus) -> Corpus:
    """Return a corpus with an actor and an incident more, which nobody speaks of."""
    actors = {**whole.actors, "a-stranger": Actor("a-stranger", "A stranger", "armed_group")}
    incidents = {"a-strange-one": Incident("a-strange-one", "A strange one"), **whole.incidents}
    return replace(whole, actors=MappingProxyType(actors), incidents=MappingProxyType(incidents))


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_the_whole_corpus_shows_no_more_than_the_part(folder: Path, slug: str) -> None:
    """Every block says the same, byte for byte, from the whole corpus and from what bears on the incident."""
    assert_same_page(cases.corpus(folder), slug)


@pytest.mark.parametrize("number", range(1, len(states.DAYS) + 1))
def test_the_whole_of_each_state_shows_no_more_than_the_part(number: int) -> None:
    """So it is for a record with documents in editions, with retractions and withdrawn claims."""
    assert_same_page(states.state(number), states.SLUG)


@pytest.mark.parametrize("sizes", [{}, {"events": 14, "actors": 20, "speakers": 3, "counts": True}])
def test_the_whole_of_a_large_corpus_shows_no_more_than_the_part(sizes: dict[str, int]) -> None:
    """So it is where an incident is tied to many others, and for those at its rim."""
    whole = sized.corpus(**sizes)
    for slug in (sized.FOCUS, sized.slug(1), sized.slug(7)):
        assert_same_page(whole, slug)


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_what_is_attached_makes_the_same_page(folder: Path, slug: str) -> None:
    """The corpus attached to a page is the part that bears on it, and the page can be made again from it."""
    opened = case(cases.corpus(folder), slug)
    held = headline(opened).to_json()["document"]["encoding"]
    attached = stored.from_bytes(held.encode(errors="backslashreplace"))
    assert stored.to_bytes(attached) == stored.to_bytes(bearing(cases.corpus(folder), slug))
    assert shown(case(attached, slug)) == shown(opened)


@pytest.mark.parametrize(("folder", "slug"), cases.slugs(), ids=cases.IDS)
def test_the_part_of_a_part_is_itself(folder: Path, slug: str) -> None:
    """What bears on an incident is found again in what bears on it."""
    part = bearing(cases.corpus(folder), slug)
    assert bearing(part, slug) == part


@given(told())
def test_what_nobody_names_changes_nothing(claims: list[Claim]) -> None:
    """An actor and an incident that no claim of the case names are no part of it, whatever is said."""
    whole = corpus(claims)
    part = stored.to_bytes(bearing(whole, FIRE))
    assert stored.to_bytes(bearing(with_a_stranger(whole), FIRE)) == part


@settings(max_examples=25)
@given(told(), st.data())
def test_a_document_has_a_say_where_it_is_in_the_part_alone(claims: list[Claim], data: st.DataObject) -> None:
    """Take the claims of another document away, and the part is as it was."""
    whole = corpus(claims)
    part = bearing(whole, FIRE)
    others = sorted(whole.readings.keys() - part.readings.keys())
    if not others:
        return
    emptied = data.draw(st.sampled_from(others))
    readings = {**whole.readings, emptied: replace(whole.readings[emptied], claims=())}
    less = replace(whole, readings=MappingProxyType(readings))
    assert bearing(less, FIRE) == part
    assert shown(case(less, FIRE)) == shown(case(whole, FIRE))


def test_a_judgement_of_another_incident_stays_away() -> None:
    """Of an incident that a claim ties to this one, the part has the name and no assessment."""
    whole = cases.corpus(cases.FOLDERS[1])
    signed = [slug for slug, incident in whole.incidents.items() if incident.assessments]
    assert signed
    for slug in whole.incidents:
        part = bearing(whole, slug)
        assert [name for name, one in part.incidents.items() if one.assessments and name != slug] == []
        assert part.incidents[slug] == whole.incidents[slug]


def test_two_documents_bear_on_what_the_second_ties_itself_to(tmp_path: Path) -> None:
    """An incident that another's document names is made of both, and the one after it of its own."""
    whole = encoding.load(many.write(tmp_path, 12))
    assert set(bearing(whole, many.slug(8)).readings) == {many.document(8), many.document(9)}
    assert set(bearing(whole, many.slug(9)).readings) == {many.document(9)}
    assert set(bearing(whole, many.slug(9)).incidents) == {many.slug(8), many.slug(9)}


def test_no_such_incident() -> None:
    """A slug that the corpus does not have is refused."""
    with pytest.raises(KeyError):
        bearing(cases.corpus(cases.FOLDERS[0]), "no-such-incident")

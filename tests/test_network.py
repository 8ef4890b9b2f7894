"""The graph of actors: nobody is tied whom nobody ties, and every tie keeps its speaker and its days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit import codebook
from reportkit.analysis.network import Graph, asserted_by, at, graph, neighbourhood
from reportkit.dates import When, parse
from reportkit.model import Claim
from tests import strategies as some
from tests.strategies import NAMED, SPEAKERS, claim, proposition

ACTS = ("states", "accuses", "denies", "denies_knowledge", "predicts")
DAY = date(2031, 5, 3)


def tie(
    of: str, to: str, speaker: str = "daily", relation: str = "backed_by", when: When | None = None
) -> Claim:
    """Return a claim that one actor is tied to another."""
    slots = {"relation": relation, "of": of, "to": to}
    return claim(speaker, "states", proposition("relation", "", slots, when=when))


@st.composite
def ties(draw: st.DrawFn) -> list[Claim]:
    """Draw claims about ties, some of them denied."""
    drawn = st.builds(
        tie,
        st.sampled_from(NAMED),
        st.sampled_from(NAMED),
        st.sampled_from(SPEAKERS),
        st.sampled_from(["backed_by", "member_of"]),
        st.none() | some.days,
    )
    claims = draw(st.lists(drawn | some.statements(), max_size=8))
    acts = draw(st.lists(st.sampled_from(ACTS), min_size=len(claims), max_size=len(claims)))
    return [
        replace(c, id=f"d1/{n}", act=act if c.propositions[0].kind == "relation" else c.act)
        for n, (c, act) in enumerate(zip(claims, acts, strict=True))
    ]


def edges(found: Graph) -> list[tuple[object, ...]]:
    """Return the edges as values, sorted."""
    return sorted(
        (of, to, edge["claim"], edge["relation"], edge["asserter"], str(edge["first"]), str(edge["last"]))
        for of, to, edge in found.edges(data=True)
    )


@given(ties())
def test_every_edge_is_somebodys_word(claims: list[Claim]) -> None:
    """There are as many edges as affirmed ties, each with its speaker; a denied tie is none."""
    stated = sorted(
        (p["of"], p["to"], c.id, p["relation"], c.speaker, *(str(d) for d in (p.when.first, p.when.last)))
        if p.when
        else (p["of"], p["to"], c.id, p["relation"], c.speaker, "None", "None")
        for c in claims
        for p in c.propositions
        if p.kind == "relation" and codebook.affirms(c.act)
    )
    assert edges(graph(claims)) == stated


@given(ties())
def test_no_actor_stands_in_it_without_a_tie(claims: list[Claim]) -> None:
    """Who is tied to nobody is not in the graph, however often they speak."""
    found = graph(claims)
    assert all(found.degree(node) > 0 for node in found)


def test_who_denies_a_tie_makes_none() -> None:
    """A state that denies arming a group is not drawn as arming it."""
    denied = replace(tie("league", "port", "port"), act="denies")
    assert graph([denied]).number_of_nodes() == 0


def test_one_claim_can_tie_twice() -> None:
    """Two times of one tie in one claim stay two edges."""
    one, two = (tie("league", "port", when=parse(year)).propositions[0] for year in ("2029", "2031"))
    assert graph([claim("daily", "states", one, two)]).number_of_edges() == 2


@given(ties())
def test_speakers_divide_the_edges_among_them(claims: list[Claim]) -> None:
    """Filtered by each speaker in turn, every edge is found once."""
    found = graph(claims)
    parts = [edge for speaker in SPEAKERS for edge in edges(asserted_by(found, speaker))]
    assert sorted(parts) == edges(found)


@pytest.mark.parametrize(
    ("valid", "holds"),
    [
        (None, True),
        ("from 2029", True),
        ("from 2031-05-03", True),
        ("from 2031-05-04", False),
        ("by 2031-05-03", True),
        ("by 2031-05-02", False),
        ("2031", True),
        ("2030", False),
        ("between 2029 and 2030", False),
        ("about 2030", True),
        ("2030?", True),
        ("none", True),
    ],
)
def test_a_tie_holds_on_a_day_unless_its_words_exclude_it(valid: str | None, *, holds: bool) -> None:
    """Ends that nobody states, or that are in doubt, are open; both ends themselves are included."""
    found = graph([tie("league", "port", when=parse(valid) if valid else None)])
    assert at(found, DAY).number_of_edges() == holds


@given(ties(), st.dates(date(2031, 4, 28), date(2031, 5, 8)), st.sampled_from(SPEAKERS))
def test_filters_take_away_and_change_nothing_else(claims: list[Claim], day: date, speaker: str) -> None:
    """What a filter leaves was there before, in either order of filters."""
    found = graph(claims)
    assert set(edges(at(found, day))) <= set(edges(found))
    assert edges(asserted_by(at(found, day), speaker)) == edges(at(asserted_by(found, speaker), day))


def test_a_neighbourhood_holds_direct_ties_and_a_common_backer() -> None:
    """Around two groups stand the ties between them and a backer of both, not one of one alone."""
    found = graph(
        [
            tie("league", "army"),
            tie("league", "port"),
            tie("army", "port"),
            tie("league", "ministry"),
            tie("port", "radio"),
            tie("league", "officials"),
            tie("officials", "army"),
            tie("officials", "port"),
        ]
    )
    near = neighbourhood(found, ["league", "army", "nobody"])
    assert {(of, to) for of, to in near.edges()} == {
        ("league", "army"),
        ("league", "port"),
        ("army", "port"),
        ("league", "officials"),
        ("officials", "army"),
    }


@given(ties(), st.sets(st.sampled_from(NAMED)))
def test_a_neighbourhood_touches_its_actors(claims: list[Claim], actors: set[str]) -> None:
    """Every tie in it has one of the actors at an end, and all ties between two of them are in it."""
    found = graph(claims)
    near = neighbourhood(found, actors)
    assert all({of, to} & actors for of, to in near.edges())
    inner: Graph = nx.MultiDiGraph(found.subgraph(actors))
    assert set(edges(inner)) <= set(edges(near)) <= set(edges(found))
    assert edges(neighbourhood(found, set(found))) == edges(found)

"""Groups of actors: members by somebody's word, or as the register has them, drawn around their boxes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.patches import FancyBboxPatch

from reportkit.charts.actors import draw
from reportkit.charts.actors_geometry import grown, overlap
from reportkit.charts.layout import faults
from reportkit.charts.sheet import is_ground
from reportkit.charts.style import words
from reportkit.dates import parse
from reportkit.dossier import whole
from reportkit.model import Claim
from reportkit.wording import actors_groups, actors_picture
from reportkit.wording.pictures import ActorsPicture, Hull
from reportkit.wording.runs import Run, plain
from tests import cases
from tests.samples.actors import accuses, collisions, denies, line, node, picture, plan, relates, speaks, tie
from tests.strategies import claim, corpus, proposition


def shown(*hulls: Hull) -> ActorsPicture:
    """Return three of a front above, two of a state below, and a front of whom no member is known."""
    nodes = [
        node("north", "Northland", "state accused"),
        node("a", "Harbour Brigade", "group accuser"),
        node("b", "River Column", "group accuser"),
        node("c", "Hill Guard", "group witness"),
        node("m", "Ministry", "body denier"),
        node("s", "Spokesman", "unnamed denier"),
        node("u", "Dock Front", "group witness"),
    ]
    edges = [
        accuses("a", "tie north", line("accuses", "C1")),
        accuses("b", "tie north", line("accuses", "C2")),
        speaks("c", line("confirms", "C3")),
        speaks("u", line("states it", "C4")),
        denies("m", "tie north", line("denies", "C5")),
        denies("s", "tie north", line("denies", "C6")),
        replace(relates("a", "b", line("member of", "C8")), hull="front"),
    ]
    return replace(picture(nodes, edges, [tie("north")]), hulls=hulls)


FRONT = Hull("front", line("Front: members, as stated by the outlet", "C8"), ("a", "b"), dashed=False)
LEAGUE = Hull("league", line("League: members, as stated by the port", "C9"), ("a", "b", "c"), dashed=False)
STATE = Hull("register n", line("Northland: set together by the register"), ("m", "s"), dashed=False)
UNKNOWN = Hull("unknown u", line("members not in the record", "D1"), ("u",), dashed=True)


def test_a_group_lies_around_its_members_and_nobody_else() -> None:
    """The outline holds the boxes of the members, and touches no other."""
    planned = plan(shown(FRONT, STATE))
    assert {outline.key for outline in planned.outlines} == {"front", "register n"}
    members = {"front": {"a", "b"}, "register n": {"m", "s"}}
    for outline in planned.outlines:
        for box in planned.boxes:
            inside = box.rect == box.rect.__class__(
                max(box.rect.left, outline.rect.left),
                max(box.rect.top, outline.rect.top),
                min(box.rect.right, outline.rect.right),
                min(box.rect.bottom, outline.rect.bottom),
            )
            assert inside == (box.key in members[outline.key])
            assert inside or not overlap(outline.rect, grown(box.rect, 0.1))


def test_a_group_says_by_whose_word() -> None:
    """Its label is on the sheet with who states it, and the tie that it replaces is no line any more."""
    sheet = draw(shown(FRONT))
    assert "as stated by" in " ".join(words(sheet))
    assert not any(route.edge and route.edge.hull for route in plan(shown(FRONT)).routes)
    assert any(route.edge and route.edge.hull for route in plan(shown()).routes)
    assert faults(sheet) == ()


def test_a_group_may_lie_in_a_group_two_deep() -> None:
    """A front of a league is drawn inside it; a third around both is not."""
    third = Hull(
        "pact", line("Pact: members, as stated by the port", "C9"), ("a", "b", "c", "u"), dashed=False
    )
    found = {outline.key: outline for outline in plan(shown(FRONT, LEAGUE, third)).outlines}
    assert set(found) == {"front", "league"}
    assert found["front"].depth < found["league"].depth
    assert overlap(found["front"].rect, found["league"].rect)
    assert collisions(plan(shown(FRONT, LEAGUE))) == []


def test_members_not_in_the_record_have_a_dashed_outline() -> None:
    """A label under which somebody acts whose members nobody names is outlined in dashes."""
    sheet = draw(shown(UNKNOWN))
    dashed = [
        patch
        for patch in sheet.axes[0].patches
        if isinstance(patch, FancyBboxPatch) and is_ground(patch) and patch.get_linestyle() != "-"
    ]
    assert len(dashed) == 1
    assert "members not in" in " ".join(words(sheet))


def test_members_that_stand_apart_keep_their_lines() -> None:
    """Where members cannot stand side by side no outline lies around others; the tie is a line."""
    apart = Hull("front", FRONT.label, ("a", "m"), dashed=False)
    planned = plan(shown(apart))
    assert planned.outlines == ()
    assert any(route.edge and route.edge.hull for route in planned.routes)


MEMBER = proposition("relation", "", {"relation": "member_of", "of": "port", "to": "league"})


def grouped(*claims: Claim, day: str = "") -> actors_groups.Groups:
    """Return the groups of a corpus with some claims."""
    record = whole(corpus(claims))
    return actors_groups.groups(record, ("port", "army", "league"), parse(day) if day else None)


def test_a_stated_member_belongs_to_its_umbrella() -> None:
    """Who is stated to be a member is counted under the umbrella, which is counted under itself."""
    other = proposition("relation", "", {"relation": "umbrella_of", "of": "league", "to": "army"})
    found = grouped(claim("ministry", "states", MEMBER), claim("army", "states", other))
    assert found.of == {"port": "league", "army": "league", "league": "league"}
    hull = next(hull for hull in found.hulls if hull.key == "league")
    assert set(hull.members) == {"port", "army"}
    assert "as stated by" in plain(hull.label)
    assert {run.words for run in hull.label if run.kind == "reference"} == {"C1, C2"}


def test_a_denied_membership_is_no_group() -> None:
    """Where somebody denies it, nobody is drawn inside; the line tells both."""
    found = grouped(claim("ministry", "states", MEMBER), claim("port", "denies", MEMBER))
    assert "port" not in found.of
    assert not [hull for hull in found.hulls if "port" in hull.members]


@pytest.mark.parametrize(("day", "held"), [("2030", False), ("2032", True), ("", True)])
def test_a_membership_that_begins_later_is_none_yet(day: str, held: bool) -> None:  # noqa: FBT001
    """For a day before it is said to begin, a membership makes no group."""
    later = replace(MEMBER, when=parse("from 2031"))
    assert ("port" in grouped(claim("ministry", "states", later), day=day).of) is held


def test_kalsu_keeps_its_lines() -> None:
    """One member and its umbrella are two boxes and a line, as they are drawn today."""
    shown_ = actors_picture.picture(cases.opened(cases.FOLDERS[0], "kalsu-explosion"))
    assert plan(shown_).outlines == ()
    assert [plan(shown_).numbered, plan(shown_).unlined] == [0, 0]


@pytest.mark.parametrize("folder", cases.FOLDERS, ids=lambda folder: folder.name)
def test_every_word_of_a_group_has_its_origin(folder: object) -> None:
    """Labels of groups are from claims, registers or the phrase table."""
    record = whole(cases.corpus(folder))
    found = actors_groups.groups(record, tuple(record.corpus.actors), None)
    known = {*record.number.values(), *record.source.values()}
    for hull in found.hulls:
        for run in hull.label:
            assert all(key in known or key.startswith("actor:") for key in run.source), run
        assert any(isinstance(run, Run) and run.source for run in hull.label)


def test_the_picture_tells_the_rest_of_a_tie() -> None:
    """Each line has its sentence for the list, and what it is in a matrix."""
    shown_ = actors_picture.picture(cases.opened(cases.FOLDERS[0], "kalsu-explosion"))
    assert all(edge.told for edge in shown_.edges)
    by_end = {edge.end: edge.sign for edge in shown_.edges if edge.target.startswith("tie ")}
    assert by_end == {"arrow": "against", "bar": "denies"}
    assert {edge.sign for edge in shown_.edges if edge.end == "dot"} == {""}

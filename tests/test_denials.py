"""What a denial covers: one conjunction of who, what, where and when, and nothing outside of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit import codebook
from reportkit.analysis.denials import (
    COVERS,
    NONE,
    OWN,
    PART,
    as_scope,
    bearing,
    covers,
    not_addressed,
    within,
)
from reportkit.dates import parse
from reportkit.model import Locality, Proposition, Scope
from tests import strategies as some
from tests.strategies import FIRE, PLACES, RAID, claim, proposition

WIDEST = Scope(involvement="any_role")
OPENED: Mapping[str, Callable[[Scope], Scope]] = {  # a scope without its restriction in one part
    "actor": lambda scope: replace(scope, actor=""),
    "involvement": lambda scope: replace(scope, involvement=""),
    "nature": lambda scope: replace(scope, nature=""),
    "place": lambda scope: replace(scope, place=""),
    "day": lambda scope: replace(scope, day=None),
}
parts = st.sampled_from(sorted(OPENED))
ACCUSED = proposition("perpetrator", FIRE, {"actor": "army"})


@st.composite
def nested(draw: st.DrawFn) -> tuple[Scope, Scope]:
    """Draw a denial and a statement; more often than not the denial covers it."""
    said = draw(some.scopes)
    denied = said
    for part in draw(st.sets(parts)):
        denied = OPENED[part](denied)
    return (denied, said) if draw(st.integers(0, 3)) else (denied, draw(some.scopes))


def denies(scope: Scope, proposition_: Proposition, *said: Scope, about: str = FIRE) -> str:
    """Return how a denial of a scope bears on a proposition."""
    return bearing(claim("army", "denies", about=about, scope=scope), proposition_, said, PLACES)


# What a scope contains


@given(some.scopes)
def test_a_denial_covers_what_it_says(scope: Scope) -> None:
    """Who denies exactly what another says denies all of it."""
    assert covers(scope, scope, PLACES)


@given(some.scopes, some.scopes, some.scopes)
def test_what_contains_a_container_contains_its_content(one: Scope, two: Scope, three: Scope) -> None:
    """A denial that covers a statement covers everything narrower than that statement."""
    for a, b, c in ((one, two, three), (two, three, one), (three, one, two)):
        if covers(a, b, PLACES) and covers(b, c, PLACES):
            assert covers(a, c, PLACES)


@given(nested())
def test_two_scopes_that_cover_each_other_say_the_same(pair: tuple[Scope, Scope]) -> None:
    """Of two denials that cover each other neither says more, so they differ in no part that counts."""
    one, two = pair
    if covers(one, two, PLACES) and covers(two, one, PLACES):
        assert (one.actor, one.nature, one.place) == (two.actor, two.nature, two.place)
        assert {one.involvement, two.involvement} <= {"", "any_role"} or one.involvement == two.involvement
        assert one.day == two.day


@given(nested(), parts)
def test_widening_a_denial_never_loses_what_it_covers(pair: tuple[Scope, Scope], part: str) -> None:
    """A denial that is restricted in one part less covers at least as much."""
    denied, said = pair
    if covers(denied, said, PLACES):
        assert covers(OPENED[part](denied), said, PLACES)


@given(nested(), parts)
def test_a_wider_accusation_is_covered_by_no_more(pair: tuple[Scope, Scope], part: str) -> None:
    """An accusation that leaves one part more open is covered by no denial that did not cover it before."""
    denied, said = pair
    if covers(denied, OPENED[part](said), PLACES):
        assert covers(denied, said, PLACES)


@given(some.scopes)
def test_who_denies_everything_covers_everything(said: Scope) -> None:
    """A denial without any restriction covers whatever is said."""
    assert covers(Scope(), said, PLACES)
    assert covers(WIDEST, said, PLACES)


@given(some.scopes, some.roles)
def test_any_role_covers_every_involvement(said: Scope, role: str) -> None:
    """Who denies any involvement denies each of them, and one that is left open."""
    denied = Scope(actor=said.actor, involvement="any_role")
    assert covers(denied, replace(said, involvement=role), PLACES)
    assert covers(denied, replace(said, involvement=""), PLACES)


@given(some.roles, some.roles)
def test_one_role_covers_no_other(denied: str, said: str) -> None:
    """Who denies having conducted it does not deny having ordered it, nor any involvement."""
    assert covers(Scope(involvement=denied), Scope(involvement=said), {}) == (denied in {said, "any_role"})


@pytest.mark.parametrize(
    ("denied", "said", "covered"),
    [
        ("attack", "airstrike", True),
        ("strike", "airstrike", True),
        ("airstrike", "strike", False),
        ("airstrike", "drone_attack", False),
        ("attack", "explosion", False),
        ("airstrike", "", False),
    ],
)
def test_a_kind_of_act_covers_the_narrower_kinds(denied: str, said: str, *, covered: bool) -> None:
    """Who denies an attack denies an airstrike; who denies an airstrike leaves drones open."""
    assert covers(Scope(nature=denied), Scope(nature=said), {}) == covered


@pytest.mark.parametrize(
    ("denied", "said", "covered"),
    [
        ("shore", "basin", True),
        ("harbour", "basin", True),
        ("basin", "shore", False),
        ("shore", "hills", False),
        ("shore", "", False),
    ],
)
def test_a_place_covers_what_lies_in_it(denied: str, said: str, *, covered: bool) -> None:
    """Who denies it for a country denies it for its towns, not the other way round, and not for somewhere."""
    assert covers(Scope(place=denied), Scope(place=said), PLACES) == covered


def test_places_that_contain_each_other_do_not_hang() -> None:
    """A circle in the register of places, which the check reports, does not stop the analysis."""
    ring = {a: Locality(a, a, "town", within=b) for a, b in (("x", "y"), ("y", "x"))}
    assert within("x", ring) == ("x", "y")


@pytest.mark.parametrize(
    ("denied", "said", "covered"),
    [
        ("2031-05", "2031-05-03", True),
        ("2031-05", "night of 2031-05-03", True),
        ("between 2031-05-01 and 2031-05-07", "2031-05-03", True),
        ("by 2031-05-03", "2031-05-03", True),
        ("by 2031-05-03", "by 2031-05-02", True),
        ("2031-05", "2031-05-01", True),
        ("2031-05-03", "2031-05", False),
        ("2031-05-03", "2031-05-04", False),
        ("2031-05-03", "night of 2031-05-03", False),
        ("night of 2031-05-03", "2031-05-03", False),
        ("night of 2031-05-03", "night of 2031-05-03", True),
        ("2031-05?", "2031-05-03", False),
        ("about 2031-05-03", "2031-05-03", False),
        ("2031-05", "about 2031-05-03", False),
        ("2031-05-03", "none", False),
    ],
)
def test_a_day_covers_what_lies_in_it(denied: str, said: str, *, covered: bool) -> None:
    """Who denies it for a month denies it for its days; a night and a doubtful date hold only themselves."""
    assert covers(Scope(day=parse(denied)), Scope(day=parse(said)), {}) == covered


def test_covered_days_leave_none_out() -> None:
    """Where a denial's date covers another, every day the other can mean is a day of the denial."""
    held = [(a, b) for a, b in product(some.DAYS, repeat=2) if covers(Scope(day=a), Scope(day=b), {})]
    assert len(held) > len(some.DAYS)
    for denied, said in held:
        for ours, theirs in zip(denied.named, said.named, strict=True):
            assert ours is None or theirs is not None
        first, last = (n or denied.named[i] for i, n in enumerate(said.named))
        assert not (first and denied.named[0]) or denied.named[0] <= first
        assert not (last and denied.named[1]) or last <= denied.named[1]


# What is said


def test_an_accusation_holds_what_its_speaker_says_beside_it() -> None:
    """Whoever names the act, the place and the day in the same claim accuses of that."""
    said = claim(
        "league",
        "accuses",
        replace(ACCUSED, slots=(("actor", "army"), ("involvement", "ordered"))),
        proposition("nature", FIRE, {"is": "attack"}),
        proposition("nature", FIRE, {"is": "airstrike"}),
        proposition("nature", RAID, {"is": "drone_attack"}),
        proposition("location", FIRE, {"place": "harbour"}),
        proposition("time", FIRE, {"point": "end"}, when=parse("2031-05-04")),
        proposition("time", FIRE, when=parse("2031-05-02")),
    )
    found = as_scope(said, said.propositions[0])
    assert found == Scope("army", "ordered", "airstrike", "harbour", parse("2031-05-02"))


@given(some.scopes)
def test_an_accusation_with_a_scope_is_that_scope(scope: Scope) -> None:
    """What an accusation's scope says is kept whole."""
    said = claim("league", "accuses", about=FIRE, scope=replace(scope, actor="army"))
    assert as_scope(said, said.propositions[0]) == replace(scope, actor="army")


# How a denial bears on a proposition


@given(some.scopes, some.propositions(["perpetrator", "nature", "occurred"], RAID), st.booleans())
def test_a_denial_says_nothing_of_another_incident(scope: Scope, said: Proposition, wide: bool) -> None:  # noqa: FBT001
    """A denial about the fire leaves the raid untouched, however wide it is."""
    own = (
        Scope(target="it") if wide else replace(scope, actor=said["actor"], nature=said["is"] or scope.nature)
    )
    assert denies(own, said, about=FIRE) == NONE
    assert said.kind == "nature" or not wide or denies(own, said, about=RAID) == COVERS


@given(some.scopes, st.lists(some.scopes, min_size=1, max_size=3))
def test_only_a_denial_of_the_whole_covers_an_accusation(scope: Scope, affirmed: list[Scope]) -> None:
    """An accusation counts as denied only where the denial contains every accuser's whole statement."""
    said = [replace(one, actor="army") for one in affirmed]
    whole = all(covers(scope, one, PLACES) for one in said)
    assert (denies(scope, ACCUSED, *said) == COVERS) == whole


@given(nested(), st.sampled_from(["nature", "place", "day", "involvement"]))
def test_a_narrow_denial_never_covers_a_wider_accusation(pair: tuple[Scope, Scope], part: str) -> None:
    """What a denial restricts and the accusation leaves open is not denied."""
    denied, said = (replace(scope, actor="army") for scope in pair)
    wider = OPENED[part](said)
    if covers(denied, wider, PLACES):
        assert getattr(denied, part) in {"", None, "any_role"}
        assert denies(denied, ACCUSED, wider) == COVERS
    else:
        assert denies(denied, ACCUSED, wider) == PART


@given(some.scopes, st.lists(some.scopes, max_size=2))
def test_a_denial_for_one_actor_says_nothing_of_another(scope: Scope, affirmed: list[Scope]) -> None:
    """The army's denial for itself does not speak for the league."""
    accused = proposition("perpetrator", FIRE, {"actor": "league"})
    said = [replace(one, actor="league") for one in affirmed]
    assert denies(replace(scope, actor="army"), accused, *said) == NONE


@pytest.mark.parametrize(
    ("scope", "accusation", "found"),
    [
        (Scope(actor="army", involvement="any_role"), Scope(actor="army", nature="airstrike"), COVERS),
        (Scope(actor="army", nature="airstrike"), Scope(actor="army", nature="airstrike"), COVERS),
        (Scope(actor="army", nature="airstrike"), Scope(actor="army"), PART),
        (Scope(actor="army", nature="airstrike"), Scope(actor="army", nature="drone_attack"), PART),
        (Scope(actor="army", place="harbour"), Scope(actor="army", place="basin"), COVERS),
        (Scope(actor="army", place="harbour"), Scope(actor="army"), PART),
        (Scope(nature="airstrike"), Scope(actor="army", nature="airstrike"), COVERS),
        (Scope(nature="airstrike"), Scope(actor="army"), NONE),
    ],
)
def test_an_accusation_is_denied_whole_in_part_or_not(scope: Scope, accusation: Scope, found: str) -> None:
    """A denial with narrower means or place than the accusation denies a part of it."""
    assert denies(scope, ACCUSED, accusation) == found


@given(some.scopes)
def test_an_accusation_nobody_makes_is_denied_whole_only_without_restriction(scope: Scope) -> None:
    """Where nobody accuses, only who denies any part in it, anywhere and at any time, denies the whole."""
    wide = replace(scope, actor="army")
    unrestricted = not (wide.nature or wide.place or wide.day) and wide.involvement in {"", "any_role"}
    assert denies(wide, ACCUSED) == (COVERS if unrestricted else PART)


@pytest.mark.parametrize(
    ("scope", "nature", "found"),
    [
        (Scope(nature="attack"), "airstrike", COVERS),
        (Scope(nature="airstrike"), "airstrike", COVERS),
        (Scope(nature="airstrike"), "attack", NONE),
        (Scope(nature="airstrike", place="harbour"), "airstrike", PART),
        (Scope(nature="airstrike", day=parse("2031-05-02")), "airstrike", PART),
        (Scope(nature="airstrike", involvement="ordered"), "airstrike", PART),
        (Scope(actor="army", nature="airstrike"), "airstrike", OWN),
        (Scope(actor="army"), "airstrike", NONE),
    ],
)
def test_a_kind_of_event_is_denied_whole_in_part_or_for_oneself(
    scope: Scope, nature: str, found: str
) -> None:
    """Who denies an own airstrike does not deny that it was one; who denies one somewhere, not everywhere."""
    assert denies(scope, proposition("nature", FIRE, {"is": nature})) == found


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(target="the fire"), COVERS),
        (Scope(place="harbour"), PART),
        (Scope(day=parse("2031-05-02")), PART),
        (Scope(nature="airstrike"), NONE),
        (Scope(actor="army"), NONE),
        (Scope(involvement="ordered"), NONE),
    ],
)
def test_that_it_took_place_is_denied_only_without_restriction(scope: Scope, found: str) -> None:
    """Who denies a kind of act, an actor or a role does not deny the event; of a place or day, a part."""
    assert denies(scope, proposition("occurred", FIRE)) == found


@pytest.mark.parametrize("kind", ["location", "casualty", "presence", "target", "motive", "relation"])
@given(data=st.data(), scope=some.scopes)
def test_a_scope_denies_nothing_it_does_not_name(data: st.DataObject, kind: str, scope: Scope) -> None:
    """Places, harm, presence and ties are denied by naming them, never by the scope of an act."""
    assert denies(scope, data.draw(some.propositions([kind], FIRE))) == NONE


@given(some.propositions(), some.propositions())
def test_a_proposition_denied_whole_is_covered_and_no_other(denied: Proposition, said: Proposition) -> None:
    """A denial of one proposition covers that one, and of kinds of event the narrower ones."""
    denial = claim("army", "denies", denied)
    narrower = denied.kind == said.kind == "nature" and denied["is"] in codebook.kinds_above(said["is"])
    same = denied.key == said.key or (narrower and denied.about == said.about)
    assert bearing(denial, said, (), PLACES) == (COVERS if same else NONE)


# What stays open


@given(some.scopes, st.booleans())
def test_every_restriction_leaves_something_unaddressed(scope: Scope, inferred: bool) -> None:  # noqa: FBT001
    """Each part that a denial restricts is told as a gap, and nothing else is."""
    expected = {
        "means": bool(scope.nature),
        "roles": scope.involvement not in {"", "any_role"},
        "elsewhere": bool(scope.place),
        "other_days": scope.day is not None,
        "incident": inferred,
        "others": bool(scope.actor),
    }
    assert not_addressed(scope, inferred=inferred) == tuple(gap for gap, open_ in expected.items() if open_)


@given(nested())
def test_what_leaves_nothing_open_covers_everything(pair: tuple[Scope, Scope]) -> None:
    """A denial without gaps covers any statement; with "others’ acts" as its only gap, any of its actor."""
    denied, said = pair
    gaps = not_addressed(denied, inferred=False)
    if not gaps:
        assert covers(denied, said, PLACES)
    elif gaps == ("others",):
        assert covers(denied, replace(said, actor=denied.actor), PLACES)


def test_the_widest_denial_leaves_only_others_open() -> None:
    """Who denies any role leaves open what others did; who denies it altogether leaves nothing open."""
    assert not_addressed(Scope(actor="army", involvement="any_role"), inferred=False) == ("others",)
    assert not_addressed(WIDEST, inferred=False) == ()
    assert not_addressed(Scope(target="the fire"), inferred=False) == ()

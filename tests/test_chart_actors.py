"""The chart of actors, tested by where things stand and by what is written on the sheet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch, Patch

from reportkit.charts import style
from reportkit.charts.actors import TooManyActors, draw
from reportkit.charts.actors_geometry import Rect, crosses, distance, grown, hits, overlap, pairs
from reportkit.charts.actors_layout import canonical, layout
from reportkit.charts.actors_plan import BAR, Plan, Route, Sizes, Words
from reportkit.charts.actors_words import measured
from reportkit.charts.layout import faults
from reportkit.wording.pictures import ActorsPicture, Edge, Node, OtherEvent, Tie
from reportkit.wording.runs import Line, Run, reference


def line(words: str, *claims: str) -> Line:
    """Return words with their reference."""
    return (Run(words, claims), reference(*claims)) if claims else (Run(words),)


def node(key: str, name: str, kind: str, note: str = "", native: str = "") -> Node:
    """Return an actor; its kind is shape and role, as in "state accused"."""
    shape, role = kind.split()
    return Node(key, line(name), line(note) if note else (), line(native) if native else (), shape, role)


def accuses(source: str, target: str, *labels: Line) -> Edge:
    """Return an accusation."""
    return Edge(source, target, "arrow", "vermilion", dashed=False, labels=labels)


def denies(source: str, target: str, *labels: Line) -> Edge:
    """Return a denial."""
    return Edge(source, target, "bar", "ink", dashed=False, labels=labels)


def speaks(source: str, *labels: Line, tone: str = "ink") -> Edge:
    """Return what an actor acknowledges, finds or asks about the incident."""
    return Edge(source, "incident", "dot", tone, dashed=False, labels=labels)


def relates(source: str, target: str, *labels: Line) -> Edge:
    """Return a relation of two actors, as the outlet states it."""
    return Edge(source, target, "open", "grey", dashed=False, labels=labels)


def tie(actor: str, *notes: str, mark: str = "disputed", flags: tuple[str, ...] = ()) -> Tie:
    """Return that an actor is said to be answerable."""
    word = line(f"answerable? {mark.replace('_', ' ')}")
    return Tie(f"tie {actor}", actor, mark, flags, word, tuple(line(note) for note in notes))


def picture(
    nodes: Sequence[Node], edges: Sequence[Edge], ties: Sequence[Tie] = (), events: Sequence[OtherEvent] = ()
) -> ActorsPicture:
    """Return a picture around one fire."""
    return ActorsPicture(
        incident=line("Fire in the north basin"),
        incident_mark="acknowledged",
        incident_flags=("inquiry",),
        incident_notes=(line("cause: not stated"),),
        nodes=tuple(nodes),
        ties=tuple(ties),
        events=tuple(events),
        edges=tuple(edges),
        alt=line("Actors."),
    )


def kalsu() -> ActorsPicture:
    """Return two accused with all the roles around them, two of them known by their officials only."""
    nodes = [
        node("us", "United States", "state accused"),
        node("israel", "Israel", "state accused"),
        node("reports", "Unnamed reports", "unnamed accuser"),
        node("resistance", "Islamic Resistance in Iraq", "group accuser"),
        node("us-officials", "Unnamed US officials", "unnamed denier"),
        node("centcom", "CENTCOM", "command denier"),
        node("cjtf", "CJTF-OIR", "command denier", note="via RedState"),
        node("israeli-officials", "Unnamed Israeli officials", "unnamed denier"),
        node("members", "PMU members", "unnamed witness"),
        node("pmu", "PMU", "group witness"),
        node("iraq", "Iraqi government", "body inquirer"),
        node("iran", "Iran", "state background"),
    ]
    edges = [
        accuses("reports", "tie us", line("accuse, of strikes", "C15"), line("known through the denial")),
        accuses("resistance", "tie israel", line("accuses, of hitting “camps”", "C34")),
        denies("us-officials", "tie us", line("deny a strike", "C1")),
        denies("centcom", "tie us", line("denies", "C13", "C16")),
        denies("cjtf", "tie us", line("denies any US part", "C18")),
        denies("israeli-officials", "tie israel", line("deny a strike", "C2"), line("and any part", "C12")),
        speaks("members", line("acknowledge", "C7")),
        speaks("pmu", line("finds losses and injuries", "C9"), line("inquiry unfinished", "C11")),
        speaks("iraq", line("investigates, says the outlet", "C21"), tone="grey"),
        relates("members", "pmu", line("member of", "C8")),
        relates("iran", "pmu", line("backs", "C8")),
        relates("iran", "resistance", line("backs its militias", "C31")),
        Edge("resistance", "eilat", "arrow", "blue", dashed=True, labels=(line("claims", "C32"),)),
    ]
    ties = [
        tie("us", flags=("through_denial",)),
        tie("israel", "if “camps” means Kalsu;", "otherwise denied only", flags=("inference",)),
    ]
    return picture(nodes, edges, ties, [OtherEvent("eilat", line("Launch at Eilat"), "claimed_only", ())])


def alone() -> ActorsPicture:
    """Return an incident of which one actor speaks."""
    return picture(
        [node("port", "Port authority", "body witness")], [speaks("port", line("confirms it", "C1"))]
    )


def pair() -> ActorsPicture:
    """Return one accused that denies, and one accuser."""
    nodes = [node("north", "North", "state accused"), node("league", "Harbour League", "group accuser")]
    edges = [
        accuses("league", "tie north", line("accuses", "C4")),
        denies("north", "tie north", line("denies its part", "C6", "C9")),
    ]
    return picture(nodes, edges, [tie("north")])


def mutual() -> ActorsPicture:
    """Return two accused that deny and accuse each other."""
    nodes = [
        node("north", "North", "state accused", native="الشمال"),
        node("south", "South", "state accused", native="הדרום"),
        node("mission", "Monitoring mission", "body witness"),
        node("east", "East", "state background"),
    ]
    edges = [
        denies("north", "tie north", line("denies any part", "C2")),
        denies("south", "tie south", line("denies", "C3")),
        accuses("north", "tie south", line("accuses", "C4")),
        accuses("south", "tie north", line("accuses, of shelling", "C5")),
        speaks("mission", line("finds craters", "C6")),
        relates("east", "north", line("backs", "C8")),
    ]
    return picture(nodes, edges, [tie("north"), tie("south", flags=("says_both", "inference"))])


def reciprocal() -> ActorsPicture:
    """Return two witnesses with a tie in either direction."""
    nodes = [node("army", "Army", "command witness"), node("police", "Police", "body witness")]
    edges = [
        relates("army", "police", line("commands", "C1")),
        relates("police", "army", line("reports to", "C2")),
        speaks("army", line("confirms", "C3")),
        speaks("police", line("confirms", "C4")),
    ]
    return picture(nodes, edges)


def crowd(count: int, accused: int) -> ActorsPicture:
    """Return many actors, of which some are accused and everybody else has something to say."""
    kinds = (
        "state accuser",
        "command denier",
        "group witness",
        "body denier",
        "voice inquirer",
        "unnamed background",
    )
    nodes = [
        node(f"n{i:02}", f"Actor number {i}", "state accused" if i < accused else kinds[i % len(kinds)])
        for i in range(count)
    ]
    edges = []
    for i in range(accused, count):
        key, role = nodes[i].key, nodes[i].role
        target = f"tie n{i % accused:02}"
        if role in {"accuser", "denier"}:
            edges.append(
                (accuses if role == "accuser" else denies)(key, target, line(f"says so {i}", f"C{i}"))
            )
        elif role == "background":
            edges.append(relates(key, nodes[i - 3].key, line(f"backs it {i}", f"C{i}")))
        else:
            edges.append(speaks(key, line(f"speaks of it {i}", f"C{i}")))
    return picture(nodes, edges, [tie(nodes[i].key) for i in range(accused)])


def plan(shown: ActorsPicture) -> Plan:
    """Return where everything of a picture stands."""
    shown = canonical(shown)
    return layout(shown, measured(shown))


def course(planned: Plan, source: str, target: str) -> Route:
    """Return the line between two ends."""
    return next(
        route
        for route in planned.routes
        if route.edge and (route.edge.source, route.edge.target) == (source, target)
    )


def collisions(planned: Plan) -> list[str]:
    """Return what stands in the way of something else, looked at pair by pair."""
    boxes = {f"box {box.key}": box.rect for box in planned.boxes}
    marks = {f"mark {spot.key} {spot.name}": spot.rect for spot in (*planned.spots, *planned.flags)}
    texts = {f"text {text.key}": text.rect for text in planned.texts}
    sheet = Rect(0, 0, planned.width, planned.height)
    things = [*boxes.items(), *marks.items(), *texts.items()]
    found = [f"{a} on {b}" for (a, one), (b, two) in combinations(things, 2) if overlap(one, two)]
    found += [f"{name} outside" for name, rect in things if not _within(rect, sheet)]
    for route in planned.routes:
        found += _crossed(planned, route)
    return found


def _within(rect: Rect, sheet: Rect) -> bool:
    return rect.left >= 0 and rect.top >= 0 and rect.right <= sheet.right and rect.bottom <= sheet.bottom


def _crossed(planned: Plan, route: Route) -> list[str]:
    """Return what a line runs through; its own boxes and marks it may touch, its own label may lie on it."""
    edge = route.edge
    ends = {edge.source, edge.target} if edge else {route.key, "incident"}
    found = []
    for a, b in pairs(route.points):
        found += [
            f"line {route.key} through box {box.key}"
            for box in planned.boxes
            if hits(a, b, grown(box.rect, -0.05))
        ]
        for spot in planned.spots:
            reach = spot.size / 2 + (0.1 if spot.key in ends else 0.5)
            if (edge or spot.key not in ends) and distance(spot.centre, a, b) < reach:
                found.append(f"line {route.key} through mark {spot.key}")
        found += [
            f"line {route.key} through flag {flag.name}" for flag in planned.flags if hits(a, b, flag.rect)
        ]
        found += [
            f"line {route.key} through text {text.key}"
            for text in planned.texts
            if not (text.paper and text.key == route.key) and hits(a, b, text.rect)
        ]
    return found


def tokens(lines: Sequence[Line]) -> Counter[str]:
    """Count the words of some lines."""
    return Counter(" ".join(run.words for each in lines for run in each).replace(",", "").split())


def given_words(shown: ActorsPicture) -> Counter[str]:
    """Count the words of a picture record."""
    lines = [shown.incident, *shown.incident_notes, *(event.name for event in shown.events)]
    lines += [part for node in shown.nodes for part in (node.name, node.native, node.note)]
    lines += [part for tie in shown.ties for part in (tie.word, *tie.notes)]
    return tokens([*lines, *(label for edge in shown.edges for label in edge.labels)])


SMALL = (alone(), pair(), mutual(), reciprocal(), picture([], []))


def test_the_case_it_was_made_for_is_faultless() -> None:
    """Two accused and ten others fit in 78 mm, and nothing lies over anything else."""
    sheet = draw(kalsu())
    assert faults(sheet) == ()
    assert collisions(plan(kalsu())) == []
    assert sheet.get_size_inches()[1] * 25.4 <= 78


@pytest.mark.parametrize("shown", SMALL)
def test_small_cases_are_faultless(shown: ActorsPicture) -> None:
    """One speaker, two actors, nobody at all: each is a chart of its own."""
    assert faults(draw(shown)) == ()
    assert collisions(plan(shown)) == []


@pytest.mark.parametrize(("count", "accused"), [(8, 1), (12, 3), (15, 2), (15, 4), (15, 5), (20, 3)])
def test_large_cases_are_faultless(count: int, accused: int) -> None:
    """Fifteen actors and five accused are drawn, and twenty actors are."""
    shown = crowd(count, accused)
    assert faults(draw(shown)) == ()
    assert collisions(plan(shown)) == []


def test_too_many_actors_are_refused() -> None:
    """With more than twenty actors the caller is told to show the table."""
    with pytest.raises(TooManyActors, match="21 actors"):
        draw(crowd(21, 3))


def test_words_that_find_no_room_are_refused() -> None:
    """Labels that no spacing makes room for are no drawing with faults, but no drawing."""
    endless = line("and another thing that it says of the others " * 60, "C1")
    nodes = [node(f"n{i}", f"Speaker {i}", "body witness") for i in range(6)]
    with pytest.raises(TooManyActors):
        draw(picture(nodes, [speaks(each.key, endless) for each in nodes]))


def test_every_word_of_the_record_is_drawn_and_no_other() -> None:
    """The chart writes the names, labels, notes and references of the record and invents none."""
    shown = kalsu()
    written = tokens([(run,) for run in style.runs(draw(shown))])
    assert written == given_words(shown)


def test_accused_stand_at_the_sides_of_the_incident() -> None:
    """The incident is in the middle and each tie lies between it and the accused."""
    planned = plan(kalsu())
    spots = {spot.key: spot for spot in planned.spots}
    boxes = {box.key: box.rect for box in planned.boxes}
    middle = spots["incident"].centre
    assert middle[0] == pytest.approx(89, abs=1)
    left, right = sorted(("us", "israel"), key=lambda key: boxes[key].left)
    assert boxes[left].right < spots[f"tie {left}"].centre[0] < middle[0]
    assert middle[0] < spots[f"tie {right}"].centre[0] < boxes[right].left
    assert {round(spots[f"tie {key}"].centre[1] - middle[1], 6) for key in (left, right)} == {0.0}


def test_accusers_stand_above_and_deniers_below() -> None:
    """Who accuses or speaks of the event stands above it, who denies or inquires below."""
    planned = plan(kalsu())
    level = next(spot.centre[1] for spot in planned.spots if spot.key == "incident")
    below = {box.key for box in planned.boxes if box.rect.top > level}
    above = {box.key for box in planned.boxes if box.rect.bottom < level}
    assert below == {"us-officials", "centcom", "cjtf", "israeli-officials", "iraq"}
    assert above == {"reports", "resistance", "members", "pmu", "iran"}


def test_related_actors_are_neighbours() -> None:
    """Relations in the upper row are short level lines, and the claimed event ends the row."""
    planned = plan(kalsu())
    for source, target in (
        ("members", "pmu"),
        ("iran", "pmu"),
        ("iran", "resistance"),
        ("resistance", "eilat"),
    ):
        (x0, y0), (x1, y1) = course(planned, source, target).points
        assert y0 == y1
        assert abs(x1 - x0) < 25
    event = next(spot for spot in planned.spots if spot.key == "eilat")
    level = event.centre[1]
    row = [box.rect for box in planned.boxes if box.rect.top < level < box.rect.bottom]
    assert event.centre[0] > max(rect.right for rect in row)


def test_lines_to_one_tie_do_not_cross() -> None:
    """Whoever speaks of the same tie stands in the order in which the lines meet its mark."""
    for shown in (kalsu(), crowd(15, 2)):
        routes = [route for route in plan(shown).routes if route.edge and len(route.points) == 2]
        for one, two in combinations(routes, 2):
            if one.edge and two.edge and one.edge.target == two.edge.target:
                assert not crosses(*one.points, *two.points), (one.key, two.key)


def test_relation_of_two_that_are_apart_goes_over_the_row() -> None:
    """A line between two actors that cannot be neighbours runs above the row, not through it."""
    nodes = [node(key, key.title(), "body witness") for key in ("army", "court", "guard", "port")]
    edges = [speaks(each.key, line("speaks", f"C{i}")) for i, each in enumerate(nodes)]
    edges += [relates(a.key, b.key, line("pays", "C9")) for a, b in combinations(nodes[:3], 2)]
    planned = plan(picture(nodes, edges))
    top = min(box.rect.top for box in planned.boxes)
    over = [
        route for route in planned.routes if route.edge and route.edge.end == "open" and len(route.points) > 2
    ]
    assert len(over) == 1
    assert min(y for _, y in over[0].points) < top
    assert collisions(planned) == []


def test_reciprocal_relations_are_two_parallel_lines() -> None:
    """Two directions are two level lines, never one with two heads."""
    planned = plan(reciprocal())
    there, back = course(planned, "army", "police"), course(planned, "police", "army")
    assert len({y for _, y in there.points}) == len({y for _, y in back.points}) == 1
    assert abs(there.points[0][1] - back.points[0][1]) > 2
    assert (there.points[1][0] - there.points[0][0]) * (back.points[1][0] - back.points[0][0]) < 0


def test_own_denial_runs_under_the_dotted_line() -> None:
    """An accused actor that denies has one box, and its denial does not hide the tie it denies."""
    planned = plan(pair())
    assert [box.key for box in planned.boxes].count("north") == 1
    level = next(spot.centre[1] for spot in planned.spots if spot.key == "tie north")
    assert all(y > level for _, y in course(planned, "north", "tie north").points)


def test_statements_of_one_actor_on_one_tie_share_a_line() -> None:
    """Two denials by one speaker are one line with both labels; a denial and an accusation are two."""
    said = [
        denies("port", "tie north", line("denies", "C1")),
        denies("port", "tie north", line("denies it again", "C2")),
        accuses("port", "tie north", line("accuses", "C3")),
    ]
    nodes = [node("north", "North", "state accused"), node("port", "Port", "body denier")]
    planned = plan(picture(nodes, said, [tie("north")]))
    assert sorted(len(route.edge.labels) for route in planned.routes if route.edge) == [1, 2]
    assert collisions(planned) == []


def test_signs_and_colours_say_what_kind_of_line_it_is() -> None:
    """Accusations end in a vermilion arrow, denials in a bar of ink, what the outlet states is grey."""
    patches = {str(patch.get_label()): patch for patch in draw(kalsu()).axes[0].patches}
    assert to_hex(patches["arrow:reports>tie us"].get_facecolor()).upper() == style.VERMILION
    assert to_hex(patches["bar:centcom>tie us"].get_edgecolor()).upper() == style.INK
    assert to_hex(patches["dot:iraq>incident"].get_facecolor()).upper() == style.GREY
    assert to_hex(patches["arrow:resistance>eilat"].get_facecolor()).upper() == style.BLUE
    dashed = [
        patch for label, patch in patches.items() if label.endswith("resistance>eilat") and "line" in label
    ]
    assert [_is_dashed(patch) for patch in dashed] == [True]


def test_bars_of_denials_stay_apart() -> None:
    """Five bars at one mark do not touch, however flat their lines come in."""
    nodes = [node(f"d{i}", f"Ministry number {i}", "body denier") for i in range(5)]
    edges = [denies(each.key, "tie north", line("denies it", f"C{i}")) for i, each in enumerate(nodes)]
    planned = plan(picture([node("north", "North", "state accused"), *nodes], edges, [tie("north")]))
    ends = [route.points[-1] for route in planned.routes if route.edge]
    assert len(ends) == 5
    assert min(math.dist(a, b) for a, b in combinations(ends, 2)) > BAR
    assert collisions(planned) == []


def _is_dashed(patch: Patch) -> bool:
    return patch.get_linestyle() not in {"-", "solid"}


def test_shapes_of_boxes() -> None:
    """A state has square corners, a command small round ones, a group is a pill, the unnamed are dashed."""
    shapes = ("state", "command", "body", "group", "unnamed", "voice")
    shown = picture([node(shape, shape, f"{shape} witness") for shape in shapes], [])
    patches = {
        str(patch.get_label()).removeprefix("box:"): patch
        for patch in draw(shown).axes[0].patches
        if isinstance(patch, FancyBboxPatch)
    }
    assert set(patches) == set(shapes)
    bends = {shape: np.asarray(patch.get_path().vertices).shape[0] > 5 for shape, patch in patches.items()}
    assert bends == {shape: shape in {"command", "group"} for shape in shapes}
    assert [shape for shape in shapes if _is_dashed(patches[shape])] == ["unnamed"]
    assert to_hex(patches["voice"].get_edgecolor()).upper() == style.GREY
    assert patches["voice"].get_linewidth() < patches["state"].get_linewidth()


def test_long_names_wrap_and_keep_their_original_script() -> None:
    """A long name stands on two lines, its original script and its note under it, all inside the box."""
    name = "Democratic and Popular Federation of the Northern Provinces"
    shown = picture([node("north", name, "state witness", "through its mission", "الاتحاد الشعبي")], [])
    box = plan(shown).boxes[0]
    assert box.words.styles == ("name", "name", "native", "note")
    assert box.words.width <= box.rect.width
    assert faults(draw(shown)) == ()


def test_hostile_words_are_shown_as_they_are() -> None:
    """Markup and mathematics in names and labels are letters."""
    label, name = "denies $x^2$ _all_ \\frac{1}{2}", "<script>alert(1)</script>"
    shown = picture(
        [node("north", "North & 'South'", "state accused"), node("y", name, "unnamed denier")],
        [denies("y", "tie north", line(label, "C4"))],
        [tie("north")],
    )
    sheet = draw(shown)
    assert faults(sheet) == ()
    assert tokens([(run,) for run in style.runs(sheet)]) == given_words(shown)
    assert "<script>" not in style.svg(sheet)


@pytest.mark.parametrize(
    "broken",
    [
        replace(pair(), edges=(denies("nobody", "tie north", line("denies")),)),
        replace(pair(), edges=(denies("north", "tie south", line("denies")),)),
        replace(pair(), ties=(tie("south"),)),
    ],
)
def test_ends_that_are_not_in_the_picture_are_refused(broken: ActorsPicture) -> None:
    """A line or tie of an unknown actor is an error that names it, not a line to nowhere."""
    with pytest.raises(ValueError, match=r"nobody|tie south|'south'"):
        draw(broken)


@settings(max_examples=4, deadline=None)
@given(st.data())
def test_order_of_the_record_does_not_show(data: st.DataObject) -> None:
    """The same picture in any order of its tuples is the same drawing, to the byte."""
    shown = kalsu()
    mixed = replace(
        shown,
        nodes=tuple(data.draw(st.permutations(shown.nodes))),
        ties=tuple(data.draw(st.permutations(shown.ties))),
        edges=tuple(data.draw(st.permutations(shown.edges))),
    )
    assert style.svg(draw(mixed)) == style.svg(draw(shown))


def test_layout_needs_no_drawing() -> None:
    """Positions follow from the record and from sizes that anybody may have measured."""
    shown = canonical(kalsu())

    def typed(*lines: Line) -> tuple[Words, ...]:
        widths = tuple(1.3 * sum(len(run.words) for run in each) for each in lines)
        return (Words(lines, ("word",) * len(lines), widths),)

    sizes = Sizes(
        boxes={each.key: typed(each.name) for each in shown.nodes}
        | {each.key: typed(each.name) for each in shown.events},
        labels={edge: typed(*edge.labels) for edge in shown.edges},
        ties={each.key: typed(each.word, *each.notes) for each in shown.ties},
        incident=typed(shown.incident),
    )
    planned = layout(shown, sizes, 200)
    assert planned.width == 200
    assert collisions(planned) == []


WORDS = (
    "port",
    "denies",
    "north",
    "a drone strike",
    "states",
    "any part",
    "outlet",
    "harbour guard",
    "of it",
)
SHAPES = ("state", "command", "body", "group", "unnamed", "voice")
ROLES = ("accuser", "denier", "witness", "inquirer", "background")


@st.composite
def pictures(draw: st.DrawFn) -> ActorsPicture:
    """Draw a picture of up to ten actors with lines of every kind between them."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    labels = st.lists(words.map(lambda text: line(text, "C7")), min_size=1, max_size=2, unique=True).map(
        tuple
    )
    accused = draw(st.integers(0, 4))
    nodes = [node(f"a{i}", draw(words), f"{draw(st.sampled_from(SHAPES))} accused") for i in range(accused)]
    nodes += [
        node(f"s{i}", draw(words), f"{draw(st.sampled_from(SHAPES))} {draw(st.sampled_from(ROLES))}")
        for i in range(draw(st.integers(0, 6)))
    ]
    ties = [tie(each.key, mark=draw(st.sampled_from(("disputed", "suspected")))) for each in nodes[:accused]]
    keys = [each.key for each in nodes]
    targets = [*keys, *(each.key for each in ties), "incident"]
    edges = []
    for source, target in draw(
        st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(targets)), max_size=9, unique=True)
        if keys
        else st.just([])
    ):
        if source != target:
            end = "open" if target in keys else draw(st.sampled_from(("arrow", "bar", "dot")))
            tone = draw(st.sampled_from(("ink", "grey", "blue", "vermilion")))
            edges.append(Edge(source, target, end, tone, draw(st.booleans()), draw(labels)))
    return picture(nodes, edges, ties)


@settings(max_examples=15, deadline=None)
@given(pictures())
def test_any_picture_is_drawn_without_faults_or_not_at_all(shown: ActorsPicture) -> None:
    """Whatever the record holds, words stay readable and no line runs through a box or a mark."""
    try:
        sheet = draw(shown)
    except TooManyActors:
        return
    assert faults(sheet) == ()
    assert collisions(plan(shown)) == []

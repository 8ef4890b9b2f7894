"""Pictures of actors around an incident: built by hand, by counting, and drawn at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from reportkit.charts.actors_geometry import Rect, distance, grown, hits, overlap, pairs
from reportkit.charts.actors_layout import canonical, layout
from reportkit.charts.actors_plan import Plan, Route
from reportkit.charts.actors_words import measured
from reportkit.wording.pictures import (
    ActorsPicture,
    Edge,
    Hull,
    MatrixWords,
    Node,
    OtherEvent,
    Tie,
)
from reportkit.wording.runs import Line, Run, reference

if TYPE_CHECKING:
    from matplotlib.patches import Patch


def line(words: str, *claims: str) -> Line:
    """Return words with their reference."""
    return (Run(words, claims), reference(*claims)) if claims else (Run(words),)


def node(key: str, name: str, kind: str, note: str = "", native: str = "") -> Node:
    """Return an actor; its kind is shape and role, as in "state accused"."""
    shape, role = kind.split()
    return Node(key, line(name), line(note) if note else (), line(native) if native else (), shape, role)


def accuses(source: str, target: str, *labels: Line) -> Edge:
    """Return an accusation."""
    return Edge(source, target, "arrow", "vermilion", dashed=False, labels=labels, sign="against")


def denies(source: str, target: str, *labels: Line) -> Edge:
    """Return a denial."""
    return Edge(source, target, "bar", "ink", dashed=False, labels=labels, sign="denies")


def speaks(source: str, *labels: Line, tone: str = "ink") -> Edge:
    """Return what an actor acknowledges, finds or asks about the incident."""
    return Edge(source, "incident", "dot", tone, dashed=False, labels=labels)


def relates(source: str, target: str, *labels: Line) -> Edge:
    """Return a relation of two actors, as the outlet states it."""
    return Edge(source, target, "open", "grey", dashed=False, labels=labels, sign="with")


def tie(actor: str, *notes: str, mark: str = "disputed", flags: tuple[str, ...] = ()) -> Tie:
    """Return that an actor is said to be answerable."""
    word = line(f"answerable? {mark.replace('_', ' ')}")
    return Tie(f"tie {actor}", actor, mark, flags, word, tuple(line(note) for note in notes))


MATRIX = MatrixWords(
    closest=(Run("The closest"),),
    every=(Run("All of them"),),
    signs=tuple((sign, (Run(f"it is {sign}"),)) for sign in ("with", "against", "denies", "contested")),
    names=(),
    rest=(Run("no group"),),
    unsure=(Run("?"),),
)


def picture(
    nodes: Sequence[Node], edges: Sequence[Edge], ties: Sequence[Tie] = (), events: Sequence[OtherEvent] = ()
) -> ActorsPicture:
    """Return a picture around one fire; actors are registered in the order in which they come."""
    return ActorsPicture(
        incident=line("Fire in the north basin"),
        incident_mark="acknowledged",
        incident_flags=("inquiry",),
        incident_notes=(line("cause: not stated"),),
        nodes=tuple(replace(each, registered=place) for place, each in enumerate(nodes)),
        ties=tuple(ties),
        events=tuple(events),
        edges=tuple(edges),
        alt=line("Actors."),
        matrix=MATRIX,
        also=(Run("Stated too, without a line:"),),
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
    """Draw a picture of up to twelve actors with lines of every kind between them, and of groups."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    labels = st.lists(words.map(lambda text: line(text, "C7")), min_size=1, max_size=2, unique=True).map(
        tuple
    )
    accused = draw(st.integers(0, 4))
    nodes = [node(f"a{i}", draw(words), f"{draw(st.sampled_from(SHAPES))} accused") for i in range(accused)]
    nodes += [
        node(f"s{i}", draw(words), f"{draw(st.sampled_from(SHAPES))} {draw(st.sampled_from(ROLES))}")
        for i in range(draw(st.integers(0, 8)))
    ]
    ties = [tie(each.key, mark=draw(st.sampled_from(("disputed", "suspected")))) for each in nodes[:accused]]
    keys = [each.key for each in nodes]
    targets = [*keys, *(each.key for each in ties), "incident"]
    edges = []
    for source, target in draw(
        st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(targets)), max_size=16, unique=True)
        if keys
        else st.just([])
    ):
        if source != target:
            end = "open" if target in keys else draw(st.sampled_from(("arrow", "bar", "dot")))
            tone = draw(st.sampled_from(("ink", "grey", "blue", "vermilion")))
            edges.append(Edge(source, target, end, tone, draw(st.booleans()), draw(labels)))
    order = draw(st.permutations(nodes))
    hulls = [
        Hull(
            f"h{i}", line("Front: members, as stated by the outlet", "C8"), tuple(members), len(members) == 1
        )
        for i, members in enumerate(
            draw(st.lists(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True), max_size=2))
            if keys
            else ()
        )
    ]
    return replace(picture(order, edges, ties), hulls=tuple(hulls))


def is_dashed(patch: Patch) -> bool:
    """Whether the line of a patch is broken."""
    return patch.get_linestyle() not in {"-", "solid"}

"""Pictures of actors that the tests of their chart draw; all words are made up for them."""

from __future__ import annotations

from reportkit.wording.pictures import ActorsPicture, Edge, Node, OtherEvent, Tie
from reportkit.wording.runs import Line, Run, reference


def line(words: str, *claims: str) -> Line:
    """Words with their references."""
    return (Run(words, claims), reference(*claims)) if claims else (Run(words),)


def node(key: str, name: str, shape: str, role: str, note: str = "", native: str = "") -> Node:
    """An actor."""
    return Node(key, line(name), line(note) if note else (), line(native) if native else (), shape, role)


def edge(source: str, target: str, end: str, *labels: Line, tone: str = "ink", dashed: bool = False) -> Edge:
    """A line."""
    return Edge(source, target, end, tone, dashed, labels)


def tie(key: str, actor: str, mark: str = "disputed", flags: tuple[str, ...] = (), *notes: str) -> Tie:
    """A tie that somebody asserts or denies."""
    words = {"disputed": "answerable? disputed", "denied_only": "answerable? denied only", "suspected": "answerable? suspected", "reported_only": "answerable? reported only", "claimed_only": "answerable? claimed only", "acknowledged":"answerable: acknowledged"}
    return Tie(key, actor, mark, flags, line(words[mark]), tuple(line(note) for note in notes))


def picture(nodes, edges, ties=(), events=(), name="Explosion at Kalsu base", mark="acknowledged", flags=(), notes=("cause: not stated",)) -> ActorsPicture:  # noqa: ANN001, E501
    """A picture around one incident."""
    return ActorsPicture(
        line(name), mark, tuple(flags), tuple(line(note) for note in notes),
        tuple(nodes), tuple(ties), tuple(events), tuple(edges), line("Actors."),
    )


def kalsu() -> ActorsPicture:
    """Two accused, four deniers, two accusers, two witnesses, an inquirer, a backer, a claimed launch."""
    return picture(
        [
            node("united-states", "United States", "state", "accused"),
            node("israel", "Israel", "state", "accused"),
            node("unnamed-reports", "Unnamed reports", "unnamed", "accuser"),
            node("islamic-resistance", "Islamic Resistance in Iraq", "group", "accuser"),
            node("us-officials", "Unnamed US officials", "unnamed", "denier"),
            node("centcom", "CENTCOM", "command", "denier"),
            node("cjtf-oir", "CJTF-OIR", "command", "denier", "via RedState"),
            node("israeli-officials", "Unnamed Israeli officials", "unnamed", "denier"),
            node("pmu-members", "PMU members", "unnamed", "witness"),
            node("pmu", "PMU", "group", "witness"),
            node("iraq", "Iraqi government", "state", "inquirer"),
            node("iran", "Iran", "state", "background"),
        ],
        [
            edge("unnamed-reports", "tie:us", "arrow", line("accuse, of airstrikes in Iraq", "C15"), line("known only through the denial"), tone="vermilion"),
            edge("islamic-resistance", "tie:israel", "arrow", line("accuses, of targeting “camps”", "C34"), line("Kalsu is not named"), tone="vermilion"),
            edge("us-officials", "tie:us", "bar", line("deny an airstrike", "C1")),
            edge("centcom", "tie:us", "bar", line("denies", "C13", "C16")),
            edge("cjtf-oir", "tie:us", "bar", line("denies any US part", "C18")),
            edge("israeli-officials", "tie:israel", "bar", line("deny an airstrike", "C2"), line("and any part", "C12")),
            edge("pmu-members", "incident", "dot", line("acknowledge", "C7")),
            edge("pmu", "incident", "dot", line("finds losses and injuries", "C9"), line("inquiry unfinished", "C11")),
            edge("iraq", "incident", "dot", line("is investigating, says the outlet", "C21"), tone="grey"),
            edge("pmu-members", "pmu", "open", line("member of", "C8"), tone="grey"),
            edge("iran", "pmu", "open", line("backs", "C8"), tone="grey"),
            edge("iran", "islamic-resistance", "open", line("backs its militias", "C31"), tone="grey"),
            edge("islamic-resistance", "eilat", "arrow", line("claims", "C32"), tone="blue", dashed=True),
        ],
        [
            tie("tie:us", "united-states", "disputed", ("through_denial",)),
            tie("tie:israel", "israel", "disputed", ("inference",), "if “camps” means Kalsu;", "otherwise denied only"),
        ],
        [OtherEvent("eilat", line("Launch at Eilat"), "claimed_only", ())],
        flags=("inquiry",),
    )


def alone() -> ActorsPicture:
    """An incident that one speaker reports, with nobody accused."""
    return picture(
        [node("port-authority", "Port authority", "body", "witness")],
        [edge("port-authority", "incident", "dot", line("confirms the fire", "C1"))],
        name="Fire in the north basin", notes=(), mark="acknowledged",
    )


def nobody() -> ActorsPicture:
    """An incident of which no actor speaks."""
    return picture([], [], name="Fire in the north basin", mark="reported_only", notes=())


def pair() -> ActorsPicture:
    """Two actors: one accused that denies, one that accuses it."""
    return picture(
        [node("north", "North", "state", "accused"), node("league", "Harbour League", "group", "accuser")],
        [
            edge("league", "tie:north", "arrow", line("accuses", "C4"), tone="vermilion"),
            edge("north", "tie:north", "bar", line("denies its part", "C6", "C9")),
        ],
        [tie("tie:north", "north")], name="Fire in the north basin",
    )


def mutual() -> ActorsPicture:
    """Two accused that deny and accuse each other, and a mission that saw the site."""
    return picture(
        [
            node("north", "North", "state", "accused", native="الشمال"),
            node("south", "South", "state", "accused", native="הדרום"),
            node("mission", "Monitoring mission", "body", "witness"),
            node("experts", "Panel of experts", "body", "inquirer"),
            node("east", "East", "state", "background"),
        ],
        [
            edge("north", "tie:north", "bar", line("denies any part", "C2")),
            edge("south", "tie:south", "bar", line("denies", "C3")),
            edge("north", "tie:south", "arrow", line("accuses", "C4"), tone="vermilion"),
            edge("south", "tie:north", "arrow", line("accuses, of shelling", "C5"), tone="vermilion"),
            edge("mission", "incident", "dot", line("finds craters", "C6")),
            edge("experts", "incident", "dot", line("inquire", "C7"), tone="grey"),
            edge("east", "north", "open", line("backs", "C8"), tone="grey"),
        ],
        [tie("tie:north", "north"), tie("tie:south", "south", "disputed", ("says_both", "inference"), "if shelling means both sides")],
        name="Breach of the dam", notes=("cause: disputed",),
    )


def own_act() -> ActorsPicture:
    """A group claims the act, its backer is named and denies, through a spokesman too."""
    return picture(
        [
            node("brigade", "Brigade of the Coast", "group", "accused"),
            node("east", "East", "state", "accused"),
            node("spokesman", "Spokesman of the East", "voice", "denier"),
            node("north", "North", "state", "accuser"),
            node("north-officials", "Unnamed officials of the North", "unnamed", "accuser"),
            node("front", "United Front", "group", "background"),
        ],
        [
            edge("brigade", "tie:brigade", "arrow", line("claims the attack", "C1"), tone="blue"),
            edge("spokesman", "tie:east", "bar", line("denies having ordered it", "C2")),
            edge("north", "tie:east", "arrow", line("accuses", "C3"), tone="vermilion"),
            edge("north", "tie:brigade", "arrow", line("accuses", "C4"), tone="vermilion"),
            edge("north-officials", "tie:east", "arrow", line("suspect", "C5"), tone="vermilion", dashed=True),
            edge("east", "brigade", "open", line("backs", "C6"), tone="grey"),
            edge("brigade", "front", "open", line("member of", "C7"), tone="grey"),
            edge("spokesman", "east", "open", line("speaks for", "C8"), tone="grey"),
            edge("front", "raid", "arrow", line("claims", "C9"), tone="blue", dashed=True),
        ],
        [tie("tie:brigade", "brigade", "claimed_only"), tie("tie:east", "east")],
        [OtherEvent("raid", line("Raid on the pier"), "claimed_only", ())],
        name="Drone attack on the harbour", notes=("one death, says the outlet",),
    )


def reciprocal() -> ActorsPicture:
    """Two witnesses that speak of each other, on neighbouring boxes."""
    return picture(
        [
            node("army", "Army", "command", "witness"),
            node("police", "Police", "body", "witness"),
            node("north", "North", "state", "accused"),
        ],
        [
            edge("army", "police", "open", line("commands", "C1"), tone="grey"),
            edge("police", "army", "open", line("reports to", "C2"), tone="grey"),
            edge("army", "incident", "dot", line("confirms", "C3")),
            edge("police", "incident", "dot", line("confirms", "C4")),
            edge("police", "tie:north", "arrow", line("accuses", "C5"), tone="vermilion"),
        ],
        [tie("tie:north", "north", "reported_only")],
    )


def no_relations() -> ActorsPicture:
    """One accused, five deniers, nobody related to anybody."""
    names = ("Foreign ministry", "Defence ministry", "Embassy in the East", "Unnamed pilots", "Air force command")
    return picture(
        [node("north", "North", "state", "accused"), node("reports", "Unnamed reports", "unnamed", "accuser")]
        + [node(f"d{i}", name, "command", "denier") for i, name in enumerate(names)],
        [edge("reports", "tie:north", "arrow", line("accuse", "C1"), tone="vermilion")]
        + [edge(f"d{i}", "tie:north", "bar", line(f"denies flights that day", f"C{i + 2}")) for i in range(len(names))],
        [tie("tie:north", "north", "disputed", ("through_denial",))],
    )


def five_accused() -> ActorsPicture:
    """Five accused and ten that speak of them."""
    states = ("North", "South", "East", "West", "Central League")
    nodes = [node(f"s{i}", name, "group" if "League" in name else "state", "accused") for i, name in enumerate(states)]
    ties = [tie(f"tie:{i}", f"s{i}", mark) for i, mark in enumerate(("disputed", "denied_only", "suspected", "disputed", "reported_only"))]
    speakers = [
        ("a0", "Unnamed reports", "unnamed", "accuser"), ("a1", "Opposition council", "group", "accuser"), ("a2", "Neighbour state", "state", "accuser"),
        ("d0", "Northern command", "command", "denier"), ("d1", "Spokesman of the South", "voice", "denier"), ("d2", "West embassy", "body", "denier"),
        ("w0", "Hospital", "body", "witness"), ("w1", "Port authority", "body", "witness"), ("i0", "Public prosecutor", "body", "inquirer"), ("b0", "Far state", "state", "background"),
    ]
    nodes += [node(*speaker) for speaker in speakers]
    edges = [
        edge("a0", "tie:0", "arrow", line("accuse", "C1"), tone="vermilion"),
        edge("a1", "tie:3", "arrow", line("accuses", "C2"), tone="vermilion"),
        edge("a1", "tie:4", "arrow", line("accuses", "C3"), tone="vermilion"),
        edge("a2", "tie:2", "arrow", line("suspects", "C4"), tone="vermilion", dashed=True),
        edge("d0", "tie:0", "bar", line("denies", "C5")),
        edge("d1", "tie:1", "bar", line("denies any part", "C6")),
        edge("d2", "tie:3", "bar", line("denies", "C7")),
        edge("s2", "tie:2", "bar", line("denies", "C13")),
        edge("w0", "incident", "dot", line("counts the injured", "C8")),
        edge("w1", "incident", "dot", line("confirms", "C9")),
        edge("i0", "incident", "dot", line("inquires", "C10"), tone="grey"),
        edge("b0", "a1", "open", line("backs", "C11"), tone="grey"),
        edge("w1", "a2", "open", line("part of", "C12"), tone="grey"),
    ]
    return picture(nodes, edges, ties, name="Explosion at the fuel depot")


def crowd(count: int = 20, accused: int = 3) -> ActorsPicture:
    """As many actors as are drawn, each with something to say."""
    roles = ("accuser", "denier", "witness", "denier", "inquirer", "background")
    shapes = ("state", "command", "group", "body", "unnamed", "voice")
    nodes = [node(f"n{i:02}", f"Actor number {i}", shapes[i % 6], "accused" if i < accused else roles[i % 6]) for i in range(count)]
    ties = [tie(f"tie:{i}", f"n{i:02}") for i in range(accused)]
    edges = []
    for i in range(accused, count):
        role, key = nodes[i].role, nodes[i].key
        target = f"tie:{i % accused}" if accused else "incident"
        if role == "accuser":
            edges.append(edge(key, target, "arrow", line("accuses", f"C{i}"), tone="vermilion"))
        elif role == "denier":
            edges.append(edge(key, target, "bar", line("denies any part", f"C{i}")))
        elif role == "background":
            edges.append(edge(key, nodes[max(accused, i - 4)].key, "open", line("backs", f"C{i}"), tone="grey"))
        else:
            edges.append(edge(key, "incident", "dot", line("speaks of it", f"C{i}")))
    return picture(nodes, edges, ties)


def hub() -> ActorsPicture:
    """A backer of five actors of the top row."""
    keys = ("a", "b", "c", "d", "e")
    return picture(
        [node("hub", "Far state", "state", "background"), node("north", "North", "state", "accused")] + [node(k, f"Brigade {k.upper()}", "group", "accuser" if k in "ab" else "witness") for k in keys],
        [edge("hub", k, "open", line("backs", f"C{i}"), tone="grey") for i, k in enumerate(keys)]
        + [edge(k, "tie:north", "arrow", line("accuses", f"C1{k}"), tone="vermilion") for k in "ab"]
        + [edge(k, "incident", "dot", line("finds debris", f"C2{k}")) for k in "cde"],
        [tie("tie:north", "north")],
    )


def long_words() -> ActorsPicture:
    """Names and labels that are too long for one line, and words that look like markup."""
    return picture(
        [
            node("north", "Democratic and Popular Federation of the Northern Provinces", "state", "accused", note="through its mission", native="الاتحاد الديمقراطي الشعبي للمحافظات الشمالية"),
            node("x", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "group", "accuser"),
            node("y", "<script>alert($x^2$)</script>", "unnamed", "denier"),
        ],
        [
            edge("x", "tie:n", "arrow", line("accuses it of having prepared, ordered and then carried out the attack in broad daylight", "C1", "C2", "C3"), tone="vermilion"),
            edge("y", "tie:n", "bar", line("denies that $any$ _part_ of it \\frac{1}{2} is true", "C4"), line("and will not be asked again", "C5")),
        ],
        [tie("tie:n", "north", "disputed", ("inference", "through_denial", "says_both"), "if “the regime” means the Federation and not one of its provinces;", "otherwise denied only")],
        name="Attack on the building of the provincial administration",
        notes=("nature: not stated", "one death, says the outlet"),
    )


ALL = {f.__name__: f for f in (kalsu, alone, nobody, pair, mutual, own_act, reciprocal, no_relations, five_accused, crowd, hub, long_words)}

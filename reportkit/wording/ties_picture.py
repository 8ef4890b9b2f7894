"""The ties between actors as a picture record, where no one incident stands in the middle."""

from __future__ import annotations

from reportkit import codebook
from reportkit.analysis import network
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import actors_groups, names
from reportkit.wording.actors_picture import relation
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import ActorsPicture, Edge, Node
from reportkit.wording.runs import Line, unreferenced


def picture(case: Dossier, *, day: When | None = None) -> ActorsPicture:
    """
    Return every tie that somebody states and has not taken back, each with who states it.

    Parameters
    ----------
    case : Dossier
        What is heard.
    day : When, optional
        Leaves out the ties that are said to end before it or to begin after it.
    """
    ties = case.ties if day is None else network.during(case.ties, day.first, day.last)
    said: dict[tuple[str, str, str], list[Claim]] = {}
    by_id = {claim.id: claim for claim in case.statements}
    for of, to, edge in ties.edges(data=True):
        said.setdefault((of, to, edge["relation"]), []).append(by_id[edge["claim"]])
    in_order = sorted(said.items(), key=lambda item: case.statements.index(item[1][0]))
    edges = tuple(relation(case, key, claims) for key, claims in in_order)
    actors = dict.fromkeys(name for edge in edges for name in (edge.source, edge.target))
    shapes = codebook.vocabulary("actor_kinds")
    groups = actors_groups.groups(case, tuple(actors), day)
    registered = list(case.corpus.actors)
    nodes = tuple(
        Node(
            a,
            names.actor(case, a),
            (),
            (),
            str(shapes[case.actor(a).kind]["shape"]),
            "background",
            registered.index(a),
            groups.of.get(a, ""),
        )
        for a in actors
    )
    words = actors_groups.matrix_words(case, tuple(actors), groups)
    return ActorsPicture((), "", (), (), nodes, (), (), edges, _alt(case, edges), matrix=words)


def _alt(case: Dossier, edges: tuple[Edge, ...]) -> Line:
    told = [
        phrase(
            "actors.edge_alt",
            source=names.actor(case, edge.source),
            said=join([unreferenced(line) for line in edge.labels]),
            target=names.actor(case, edge.target, inside=True),
        )
        for edge in edges
    ]
    return phrase("ties.alt", list=(*join(told, "stop_space"), *phrase("stop")))

"""
The graph of actors: who is tied to whom, by whose word, and when.

A directed multigraph (networkx) whose every edge carries the claim that makes it: nothing
is tied that nobody ties. It is filtered by asserter and by day, never by our judgement.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import networkx as nx

from reportkit.model import Claim


def graph(claims: Iterable[Claim]) -> nx.MultiDiGraph:
    """
    Build the graph of ties between actors that claims state.

    Parameters
    ----------
    claims : iterable of Claim
        Claims with propositions of the kind "relation"; others are passed over.

    Returns
    -------
    networkx.MultiDiGraph
        Edges run from ``of`` to ``to``, keyed by claim id, with ``relation``, ``asserter``,
        ``act``, ``grade``, ``first`` and ``last`` (days of validity, None where open).

    Examples
    --------
    >>> graph(()).number_of_edges()
    0
    """
    ties = nx.MultiDiGraph()
    for claim in claims:
        for p in claim.propositions:
            if p.kind == "relation":
                ties.add_edge(
                    p["of"],
                    p["to"],
                    key=f"{claim.id} {p['relation']}",
                    claim=claim.id,
                    relation=p["relation"],
                    asserter=claim.speaker,
                    act=claim.act,
                    grade=p["grade"],
                    first=p.when.first if p.when else None,
                    last=p.when.last if p.when else None,
                )
    return ties


def asserted_by(ties: nx.MultiDiGraph, asserter: str) -> nx.MultiDiGraph:
    """Return the ties that one speaker states."""
    return _kept(
        ties, [key for *key, edge in ties.edges(keys=True, data=True) if edge["asserter"] == asserter]
    )


def at(ties: nx.MultiDiGraph, day: date) -> nx.MultiDiGraph:
    """Return the ties that may hold on a day: an end nobody states is open."""
    return _kept(
        ties,
        [
            key
            for *key, edge in ties.edges(keys=True, data=True)
            if (edge["first"] is None or edge["first"] <= day)
            and (edge["last"] is None or day <= edge["last"])
        ],
    )


def neighbourhood(ties: nx.MultiDiGraph, actors: Iterable[str]) -> nx.MultiDiGraph:
    """
    Return the ties between actors, and those to an actor that two of them share.

    This is what a drawing around one incident needs: direct ties, and a common backer.
    """
    ours = set(actors) & set(ties)
    shared = {
        node
        for node in ties
        if node not in ours and len({*ties.predecessors(node), *ties.successors(node)} & ours) > 1
    }
    return _kept(
        ties, [key for *key, _ in ties.edges(keys=True, data=True) if {key[0], key[1]} <= ours | shared]
    )


def _kept(ties: nx.MultiDiGraph, keys: Iterable[list[str]]) -> nx.MultiDiGraph:
    kept = nx.MultiDiGraph()
    for key in keys:
        u, v, k = key
        kept.add_edge(u, v, key=k, **ties.edges[u, v, k])
    return kept

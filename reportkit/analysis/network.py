"""
The graph of actors: who is tied to whom, by whose word, and when.

A directed multigraph (networkx) whose every edge carries the claim that makes it: nothing is
tied that nobody ties, and who denies a tie makes none. It is filtered by asserter and by day,
never by our judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeAlias

import networkx as nx

from reportkit import codebook
from reportkit.model import Claim

Graph: TypeAlias = "nx.MultiDiGraph[str]"


def graph(claims: Iterable[Claim]) -> Graph:
    """
    Build the graph of ties between actors that claims state.

    Parameters
    ----------
    claims : iterable of Claim
        Claims with propositions of the kind "relation"; others are passed over, and so are those
        that do not affirm what they carry.

    Returns
    -------
    networkx.MultiDiGraph
        Edges run from ``of`` to ``to``, one for each proposition, with ``claim``, ``relation``,
        ``asserter``, ``act``, ``grade``, ``first`` and ``last`` (days of validity, None where open).

    Examples
    --------
    >>> graph(()).number_of_edges()
    0
    """
    ties: Graph = nx.MultiDiGraph()
    for claim in claims:
        if not codebook.affirms(claim.act):
            continue
        for number, p in enumerate(claim.propositions):
            if p.kind == "relation":
                ties.add_edge(
                    p["of"],
                    p["to"],
                    key=f"{claim.id} {number}",
                    claim=claim.id,
                    relation=p["relation"],
                    asserter=claim.speaker,
                    act=claim.act,
                    grade=p["grade"],
                    first=p.when.first if p.when else None,
                    last=p.when.last if p.when else None,
                )
    return ties


def asserted_by(ties: Graph, asserter: str) -> Graph:
    """Return the ties that one speaker states."""
    return _kept(ties, lambda edge: edge["asserter"] == asserter)


def at(ties: Graph, day: date) -> Graph:
    """Return the ties that may hold on a day: an end nobody states is open."""
    return during(ties, day, day)


def during(ties: Graph, first: date | None, last: date | None) -> Graph:
    """
    Return the ties that may hold on some day from a first to a last; either may be open.

    What is left out is known not to hold then: it is said to end before or to begin after.
    """
    return _kept(ties, lambda edge: may_hold(edge["first"], edge["last"], first, last))


def may_hold(begins: date | None, ends: date | None, first: date | None, last: date | None) -> bool:
    """
    Whether what begins and ends on given days may hold at some time from a first day to a last.

    Examples
    --------
    >>> may_hold(date(2029, 1, 1), None, date(2028, 5, 3), date(2028, 5, 3))
    False
    >>> may_hold(None, None, date(2028, 5, 3), date(2028, 5, 3))
    True
    """
    begun = begins is None or last is None or begins <= last
    return begun and (ends is None or first is None or first <= ends)


def neighbourhood(ties: Graph, actors: Iterable[str]) -> Graph:
    """
    Return the ties between actors, and those to an actor that two of them share.

    This is what a drawing around one incident needs: direct ties, and a common backer.
    """
    ours = set(actors) & set(ties)
    shared = {
        node
        for node in set(ties) - ours
        if len({*ties.predecessors(node), *ties.successors(node)} & ours) > 1
    }
    near: Graph = nx.MultiDiGraph()
    for of, to, key, edge in ties.edges(keys=True, data=True):
        if {of, to} & ours and {of, to} <= ours | shared:
            near.add_edge(of, to, key=key, **edge)
    return near


def _kept(ties: Graph, wanted: Callable[[dict[str, Any]], bool]) -> Graph:
    kept: Graph = nx.MultiDiGraph()
    for of, to, key, edge in ties.edges(keys=True, data=True):
        if wanted(edge):
            kept.add_edge(of, to, key=key, **edge)
    return kept

"""
A case: one incident with all that bears on it.

It is the dossier of the documents that speak of the incident, and knows which of it is about the
incident itself. Its tables are pandas DataFrames with stable columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from reportkit import cards, faces
from reportkit.analysis.bearing import index
from reportkit.dossier import Dossier, ends
from reportkit.model import Claim, Corpus, Incident
from reportkit.problems import plural


@dataclass(frozen=True, repr=False)
class Case(Dossier):
    """
    One incident with all that bears on it; `case` makes it.

    ``statements`` are all claims of the documents that speak of the incident or take back what
    these say, in reading order.
    """

    incident: Incident

    @property
    def slug(self) -> str:
        """The incident's slug."""
        return self.incident.slug

    @cached_property
    def related(self) -> tuple[str, ...]:
        """The incident, then every other that these documents tie to it, nearest first."""
        ties: nx.Graph[str] = nx.Graph()
        ties.add_node(self.slug)
        for _, p in self.propositions("link"):
            if not p.of_claims:
                ties.add_edge(p["of"], p["to"])
        for claim in self.statements:
            if len(claim.incidents) > 1:
                nx.add_path(ties, claim.incidents)
        distance = nx.single_source_shortest_path_length(ties, self.slug)
        order = {slug: n for n, slug in enumerate(self._mentioned)}
        return tuple(sorted(distance, key=lambda slug: (distance[slug], order.get(slug, 0), slug)))

    @cached_property
    def core(self) -> tuple[Claim, ...]:
        """The claims about the incident itself, and the links that have it at an end."""
        return tuple(
            c
            for c in self.statements
            if self.slug in c.incidents or any(self.slug in ends(p) for p in c.propositions)
        )

    def __repr__(self) -> str:
        """Return the case in two lines: which incident, from how much."""
        return (
            f"Case '{self.slug}': {self.incident.label}\n"
            f"{plural(len(self.core), 'claim')} about it, "
            f"{plural(len(self.statements), 'claim')} in {plural(len(self.source), 'document')}, "
            f"{plural(len(self.related) - 1, 'other incident')} tied to it"
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude
        return {**faces.bundle(cards.case(self)), "text/plain": repr(self)}


def case(corpus: Corpus, slug: str) -> Case:
    """
    Make the case of one incident, from the part of a corpus that bears on it.

    Parameters
    ----------
    corpus : Corpus
        A corpus as `reportkit.reading.encoding.load` gives it.
    slug : str
        The incident's slug.

    Raises
    ------
    KeyError
        If the corpus has no such incident.
    """
    if slug not in corpus.incidents:
        raise KeyError(slug)
    part = index(corpus).bearing(slug)
    documents = index(corpus).speaking(slug)
    statements = tuple(c for c in part.claims if c.document in documents)
    return Case(part, statements, part.incidents[slug])

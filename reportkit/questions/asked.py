"""What a question is asked of: one incident's case, or everything that a corpus holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from reportkit.dossier import Dossier, whole
from reportkit.model import Corpus
from reportkit.opening import UnknownIncident
from reportkit.problems import clipped, nearest, visible

About: TypeAlias = Corpus | Dossier


def dossier(about: About) -> Dossier:
    """
    Return the dossier that a question is asked of: a corpus stands for all of its claims.

    Examples
    --------
    >>> from reportkit import opening
    >>> dossier(opening.corpus()).slug, dossier(opening.load("kalsu-explosion")).slug
    ('', 'kalsu-explosion')
    """
    return whole(about) if isinstance(about, Corpus) else about


def incidents_of(corpus: Corpus, incidents: Iterable[str]) -> tuple[str, ...]:
    """
    Return the slugs that a question is asked of.

    Parameters
    ----------
    corpus : Corpus
        The corpus.
    incidents : iterable of str
        Slugs; none for all incidents.

    Raises
    ------
    reportkit.opening.UnknownIncident
        If the corpus has no such incident (the nearest is named), or it is one text and no list of slugs.

    Examples
    --------
    >>> from reportkit import opening
    >>> incidents_of(opening.corpus(), ["kalsu-explosion"])
    ('kalsu-explosion',)
    """
    slugs = (incidents,) if isinstance(incidents, str) else tuple(incidents)
    if wrong := misnamed(corpus, incidents if isinstance(incidents, str) else slugs):
        raise UnknownIncident("\n".join(wrong))
    return slugs


def misnamed(corpus: Corpus, incidents: Iterable[str]) -> list[str]:
    """Return what is wrong with names of incidents: a text instead of a list, or slugs that are not there."""
    if isinstance(incidents, str):
        return [f"incidents is one text, '{clipped(visible(incidents))}': write a list of slugs"]
    known = corpus.incidents
    return [
        f"there is no incident '{clipped(visible(slug))}': {nearest(slug, known, where='incidents')}"
        for slug in dict.fromkeys(incidents)
        if slug not in known
    ]

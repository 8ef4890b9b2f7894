"""Opening a corpus, or a case by its slug: the first line of a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportkit.case import Case, case
from reportkit.problems import Unknown, clipped, nearest, visible
from reportkit.reading import encoding, whereabouts

if TYPE_CHECKING:
    from pathlib import Path

    from reportkit.model import Corpus


SOME = 6  # slugs that are named where none was


class UnknownIncident(Unknown):
    """Raised for a slug that the corpus does not have; the message names the nearest."""


def load(incident: str, *, seeds: str | Path | None = None) -> Case:
    """
    Open the case of one incident.

    Parameters
    ----------
    incident : str
        The incident's slug: the name of a file in ``incidents/``, without its ending.
    seeds : path, optional
        The corpus folder. Left out, it is the one named by ``REPORTKIT_SEEDS``, else the nearest
        folder upwards that holds ``corpus.yaml`` (itself or in ``seeds/``), else the shipped example.

    Returns
    -------
    Case
        The incident with all that bears on it.

    Raises
    ------
    reportkit.problems.EncodingProblems
        If anything in the corpus is wrong; all of it is listed.
    UnknownIncident
        If the corpus has no such incident; the nearest is named.
    reportkit.reading.whereabouts.NoCorpus
        If the folder named is no corpus.

    Examples
    --------
    >>> load("kalsu-explosion").incident.label
    'Explosion at Kalsu base'
    """
    folder, how = whereabouts.find(seeds, by="seeds=")
    found = encoding.load(folder)
    if not incident:
        some = ", ".join(sorted(found.incidents)[:SOME]) or "none yet; begin with: reportkit new incident"
        raise UnknownIncident(f"no incident is named: write its slug, one of {folder.name}/incidents: {some}")
    if incident not in found.incidents:
        known = nearest(incident, found.incidents, where=f"{folder.name}/incidents")
        asked = clipped(visible(incident))
        name = folder.name
        if how == whereabouts.SHIPPED:  # people meet it when they work in a wrong folder
            name = f"{how}, which is read where none is found from the working folder"
        raise UnknownIncident(f"there is no incident '{asked}' in {name}: {known}")
    return case(found, incident)


def corpus(*, seeds: str | Path | None = None) -> Corpus:
    """
    Open a corpus: everything that was read, for questions that go beyond one incident.

    Parameters
    ----------
    seeds : path, optional
        The corpus folder; left out, it is found as `load` finds it.

    Raises
    ------
    reportkit.problems.EncodingProblems
        If anything in the corpus is wrong; all of it is listed.
    reportkit.reading.whereabouts.NoCorpus
        If the folder named is no corpus.

    Examples
    --------
    >>> "kalsu-explosion" in corpus().incidents
    True
    """
    return encoding.load(whereabouts.find(seeds, by="seeds=").folder)

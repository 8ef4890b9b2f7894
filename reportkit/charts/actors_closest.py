"""
The few actors closest to the incident, for a drawing beside a matrix of many.

First whom most speakers call answerable or clear of it, each with up to three of them; then who
speaks of the event itself. Among equals the order of the register decides.
"""

from __future__ import annotations

from reportkit.charts.actors_plan import INCIDENT
from reportkit.charts.actors_rows import registered
from reportkit.charts.actors_stable import among
from reportkit.wording.pictures import ActorsPicture

CLOSEST = 9
"""How many actors are drawn beside a matrix."""

_SPEAKERS = 3


def closest(picture: ActorsPicture, most: int = CLOSEST) -> ActorsPicture:
    """
    Return a picture with only the few actors that are closest to the incident.

    Parameters
    ----------
    picture : ActorsPicture
        The record.
    most : int
        How many actors it may hold.

    Examples
    --------
    >>> closest(ActorsPicture((), "", (), (), (), (), (), (), ())).nodes
    ()
    """
    order = {key: place for place, key in enumerate(registered(picture))}
    speakers = {
        tie.actor: sorted(
            {edge.source for edge in picture.edges if edge.target == tie.key}, key=order.__getitem__
        )
        for tie in picture.ties
    }
    kept: list[str] = []
    for accused in sorted(speakers, key=lambda key: (-len(speakers[key]), order[key])):
        new = [key for key in (accused, *speakers[accused][:_SPEAKERS]) if key not in kept]
        if len(kept) + len(new) <= most:
            kept += new
    witnesses = {edge.source for edge in picture.edges if edge.target == INCIDENT}
    kept += [key for key in sorted(witnesses, key=order.__getitem__) if key not in kept][: most - len(kept)]
    few = among(picture, kept)
    asked = {tie.key for tie in few.ties}
    return _told(few, asked)


def _told(few: ActorsPicture, asked: set[str]) -> ActorsPicture:
    """Leave out an accused of whom nobody drawn speaks: it would hang on a line without a word."""
    spoken = {edge.target for edge in few.edges}
    silent = {tie.actor for tie in few.ties if tie.key in asked - spoken}
    speaking = {edge.source for edge in few.edges}
    gone = silent - speaking
    return among(few, (node.key for node in few.nodes if node.key not in gone)) if gone else few

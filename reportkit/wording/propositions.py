"""A proposition as the head of a table's row: what is said, without who says it."""

from __future__ import annotations

from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import nature_of, proposition
from reportkit.wording.phrases import capital, phrase, quoted
from reportkit.wording.runs import Line

_ALWAYS = {"occurred": "matrix.occurred", "damage": "matrix.damage"}
_WHO = {
    "perpetrator": ("matrix.perpetrator", "matrix.perpetrator_many"),
    "presence": ("prop.presence", "prop.presence_many"),
}

_POINTS = {"start": "prop.began", "end": "prop.ended"}
_SOMEBODY = {
    "killed": "matrix.killed",
    "injured": "matrix.injured",
    "missing": "matrix.missing",
    "detained": "matrix.detained",
    "displaced": "matrix.displaced",
}
_NOBODY = {
    "killed": "prop.none_killed",
    "injured": "prop.none_injured",
    "missing": "prop.none_missing",
    "detained": "prop.none_detained",
    "displaced": "prop.none_displaced",
}


def voiced(found: Standing) -> tuple[Claim, ...]:
    """Return every claim that affirms, denies or once affirmed a proposition, group by group."""
    voices = found.voices
    return (*voices.affirmed, *voices.denied, *voices.partly, *voices.own, *voices.withdrawn)


def label(case: Dossier, found: Standing, *, alone: bool = False) -> Line:
    """
    Return a proposition in words; its standing or its speaker has to stand beside it.

    Parameters
    ----------
    case : Dossier
        The dossier that the standing is from.
    found : Standing
        A standing with at least one claim.
    alone : bool
        Whether the incident is named already and stays unnamed here.

    Examples
    --------
    >>> from reportkit import opening
    >>> from reportkit.wording.runs import plain
    >>> kalsu = opening.load("kalsu-explosion")
    >>> plain(label(kalsu, kalsu.standing("perpetrator", actor="israel")))
    'Israel is answerable'
    """
    line = capital(_said(case, found))
    named = () if alone else event(case, found)
    return phrase("prop.event", incident=named, what=line) if named else line


def event(case: Dossier, found: Standing) -> Line:
    """Return the short label of the incident a proposition is about, where the page is not about that one."""
    p = found.proposition
    alone = isinstance(case, Case) and p.about == case.slug
    return () if not p.about or alone or p.kind == "link" else names.incident(case, p.about, short=True)


def _said(case: Dossier, found: Standing) -> Line:
    p = found.proposition
    numbers = names.number(case, voiced(found))
    if p.kind in _WHO:
        key = _WHO[p.kind][case.actor(p["actor"]).plural]
        return phrase(key, actor=names.actor(case, p["actor"], inside=True))
    if p.kind in _ALWAYS:
        return phrase(_ALWAYS[p.kind])
    match p.kind:
        case "nature":
            line = phrase("matrix.nature", nature=nature_of(p, (), numbers))
        case "casualty":
            line = harmed(case, found)
        case "location":
            line = phrase("prop.location", where=names.at_place(case, p["place"]))
        case "time":
            when = names.day(p.when, numbers) if p.when else quoted(p["words"], numbers)
            line = phrase(_POINTS.get(p["point"], "prop.time"), when=when)
        case "motive":
            line = phrase("matrix.motive", words=quoted(p["words"], numbers))
        case "process":
            line = phrase("prop.inquiry")
            if p["by"]:
                line = phrase("prop.inquiry_by", by=names.actor(case, p["by"], inside=True))
        case _:
            line = proposition(case, voiced(found)[0], p)
    return line


def harmed(case: Dossier, found: Standing) -> Line:
    """Return that people came to harm, or that nobody did where all who speak of it say so."""
    p = found.proposition
    told = [q.quantity for c in voiced(found) for q in c.propositions if q.key == p.key and q.quantity]
    nobody = bool(told) and all(amount.high == 0 or amount.best == 0 for amount in told)
    line = phrase((_NOBODY if nobody else _SOMEBODY)[p["kind"]])
    return (
        phrase("prop.harm_of", what=line, actor=names.actor(case, p["of"], inside=True)) if p["of"] else line
    )

"""
Which incidents a schedule is about: those for which everything holds that its query names.

A query asks what claims say; it states nothing about an incident itself. Where claims leave a day open, the
incident counts as one that may have been on it: nothing is left out because nobody has dated it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reportkit import codebook
from reportkit.analysis.bearing import index
from reportkit.case import case
from reportkit.mentions import named
from reportkit.reading.recurring import day_of
from reportkit.reading.schedules import Query
from reportkit.wording import record

if TYPE_CHECKING:
    from reportkit.case import Case
    from reportkit.model import Corpus


def chosen(corpus: Corpus, query: Query, today: date) -> tuple[str, ...]:
    """
    Return the slugs of the incidents that a query means, in the order of the corpus.

    Parameters
    ----------
    corpus : Corpus
        The corpus, in the state that the briefings will be made from.
    query : Query
        What has to hold. Incidents that no claim speaks of are never meant: there is no page of them.
    today : date
        The day of the run, which days such as -7d are reckoned from.

    Examples
    --------
    >>> from reportkit import opening
    >>> from reportkit.reading.schedules import Query
    >>> chosen(opening.corpus(), Query(slugs=("kalsu-explosion",)), date(2024, 5, 1))
    ('kalsu-explosion',)
    """
    known, narrow = index(corpus), replace(query, slugs=()) != Query()
    return tuple(
        slug
        for slug in corpus.incidents
        if (not query.slugs or slug in query.slugs)
        and known.speaking(slug)
        and (not narrow or _meant(case(corpus, slug), query, today))  # a case takes longer than all the rest
    )


def _meant(found: Case, query: Query, today: date) -> bool:
    names = named(found.core)
    return (
        (not query.actors or not names.actors.isdisjoint(query.actors))
        and (not query.places or bool(_located(found) & set(query.places)))
        and (not query.markings or record.marking(found) in query.markings)
        and (not query.standings or any(s in query.standings for s in _standings(found)))
        and (not (query.since or query.until) or _may_have_been(found, query, today))
    )


def _located(found: Case) -> set[str]:
    """Return where claims locate an incident, with all that these places lie within."""
    places: set[str] = set()
    for claim, p in found.said(found.slug, "location"):
        if claim.id not in found.withdrawn and codebook.affirms(claim.act):
            places |= set(_up(p["place"], found.corpus))
    return places


def _up(place: str, corpus: Corpus) -> Iterator[str]:
    seen: set[str] = set()
    while place and place not in seen:
        seen.add(place)
        yield place
        place = corpus.places[place].within if place in corpus.places else ""


def _standings(found: Case) -> Iterable[str]:
    return (s.word for s in found.standings.values() if s.proposition.about == found.slug)


def _may_have_been(found: Case, query: Query, today: date) -> bool:
    bounds = found.bounds(found.slug)
    if query.since and bounds.latest.day and bounds.latest.day < day_of(query.since, today):
        return False
    return not (query.until and bounds.earliest.day and bounds.earliest.day > day_of(query.until, today))

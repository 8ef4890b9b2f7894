"""Events by the places that somebody states for them: the lanes of a sequence with many events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.phrases import listed, phrase
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_events import said_places, where

MOST_PLACES: Final = 14  # lanes for which a page has room; then larger places, then one lane for the rest


@dataclass(frozen=True, slots=True)
class PlaceLane:
    """A lane: its name, and its events from left to right; the incident in question has one to itself."""

    key: str
    name: Line
    note: Line
    slugs: tuple[str, ...]
    own: bool = False


def by_place(case: Dossier, order: list[str]) -> list[PlaceLane]:
    """
    Return events in lanes by place, as places are registered; those without a stated place last.

    An event for which several places are stated stands in a lane of these places together. The lane of
    the incident in question stands before that of its place.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    order : list of str
        The slugs of the events from left to right.
    """
    others = [slug for slug in order if slug != case.slug]
    places = {slug: said_places(case, slug) for slug in order}
    if len({frozenset(places[slug]) for slug in others}) > MOST_PLACES:
        places = {
            slug: tuple(dict.fromkeys(_outermost(case, p) for p in found)) for slug, found in places.items()
        }
    rank = {place: number for number, place in enumerate(case.corpus.places)}
    grouped: dict[tuple[int, ...], list[str]] = {}
    for slug in others:
        grouped.setdefault(tuple(sorted(rank[p] for p in places[slug])) or (len(rank),), []).append(slug)
    kept = sorted(grouped, key=lambda ranks: (-len(grouped[ranks]), ranks))[:MOST_PLACES]
    rest = [ranks for ranks in grouped if ranks not in kept]
    lanes = [(ranks, _lane(case, list(rank), ranks, grouped[ranks])) for ranks in kept]
    if rest:
        slugs = [slug for slug in others if any(slug in grouped[ranks] for ranks in rest)]
        number = (Run(str(len(rest)), tuple(f"incident:{slug}" for slug in slugs)),)
        lanes.append(
            (
                (len(rank) + 1,),
                PlaceLane("places", phrase("events.more_places", n=number), (), tuple(slugs)),
            )
        )
    if case.slug in order:
        ranks = (*sorted(rank[p] for p in places[case.slug]), -1) if places[case.slug] else (len(rank), -1)
        lanes.append((ranks, _own_lane(case)))
    return [lane for _, lane in sorted(lanes, key=lambda pair: _before(pair[0]))]


def _before(ranks: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
    """Return what sorts lanes: by their places, and the incident in question before the rest of its place."""
    return tuple(n for n in ranks if n >= 0), ranks[-1] >= 0


def _lane(case: Dossier, places: list[str], ranks: tuple[int, ...], slugs: list[str]) -> PlaceLane:
    if ranks == (len(places),):
        return PlaceLane("place", phrase("events.no_place"), (), tuple(slugs))
    here = [places[number] for number in ranks]
    name = listed([names.place(case, place) for place in here])
    return PlaceLane(" ".join(["place", *here]), name, (), tuple(slugs))


def _own_lane(case: Dossier) -> PlaceLane:
    name = names.incident(case, case.slug, short=True)
    return PlaceLane(case.slug, name, where(case, case.slug), (case.slug,), own=True)


def _outermost(case: Dossier, place: str) -> str:
    found, seen = case.corpus.places[place], {place}
    while found.within in case.corpus.places and found.within not in seen:
        seen.add(found.within)
        found = case.corpus.places[found.within]
    return found.id

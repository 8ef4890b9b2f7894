"""The locator map as a picture record: each incident where it is said to be, never finer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportkit import codebook, resources
from reportkit.case import Case
from reportkit.model import Claim, Locality
from reportkit.wording import names
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import PlaceMark, PlacesPicture
from reportkit.wording.runs import Line, Run

AROUND = 9.0
MARKS = 12  # more would need a key that is longer than the map


@dataclass(frozen=True, slots=True)
class _Given:
    """A place given for an incident: by which claim, and whether it was only aimed at."""

    place: Locality
    claim: Claim
    aimed: bool


@cache
def _map_names() -> dict[str, dict[str, list[Any]]]:
    return dict(json.loads((resources.templates() / "map" / "names.json").read_text(encoding="utf-8")))


def picture(case: Case) -> PlacesPicture | None:
    """
    Return the map of an incident and the events tied to it, or None where no place is drawn.

    A place with coordinates is a circle of its radius or a town's mark; one known by its
    country alone is the country's area. Other events in the incident's own country that are
    known by country alone are left to the words, since the area would cover the map.
    """
    marks = _marks(case)
    if not marks or not any(m.own for m in marks):
        return None
    return PlacesPicture(
        marks,
        tuple(_countries(marks)),
        tuple(_towns(marks)),
        tuple(_regions(case)),
        phrase("places.scale"),
        _alt(case, marks),
    )


def near(case: Case) -> tuple[str, ...]:
    """Return the incident and those that a link ties to it directly."""
    direct = {
        x
        for _, p in case.propositions("link")
        if not p.of_claims
        for x in (p["of"], p["to"])
        if case.slug in {p["of"], p["to"]}
    }
    return tuple(slug for slug in case.related if slug in direct or slug == case.slug)


def _marks(case: Case) -> tuple[PlaceMark, ...]:
    """Return the marks of the map, as many as it has room for."""
    return tuple(_mark(case, slug, given) for slug, given in _placed(case)[:MARKS])


def _placed(case: Case) -> list[tuple[str, _Given]]:
    """Return what can be drawn; a country is shaded once, and not where the incident itself is."""
    found: list[tuple[str, _Given]] = []
    covered: set[str] = set()
    for slug in near(case):
        given = _finest(case, slug)
        if given is None:
            continue
        country, own, area = given.place.country, slug == case.slug, given.place.lat is None
        if area and not own and country in covered:
            continue
        if country and (own or area):
            covered.add(country)
        found.append((slug, given))
    return found


def _finest(case: Case, slug: str) -> _Given | None:
    """Return the finest place that somebody gives for an incident; one aimed at only where no other is."""
    given = [
        _Given(place, claim, aimed=p.kind == "target")
        for claim, p in case.said(slug, "location", "target")
        if p["place"] and _can_be_drawn(place := _drawable(case, p["place"]))
    ]
    return min(given, key=lambda one: (one.aimed, one.place.lat is None), default=None)


def _can_be_drawn(place: Locality) -> bool:
    """Whether a place has a point, at sea too, or is in a country whose area the map data may have."""
    return bool(place.country) or (place.lat is not None and _precision(place) != "country")


def _radius(place: Locality) -> float | None:
    """Return the radius of the circle that a place is drawn as, None for a town: its mark is the town."""
    return place.radius_km if _precision(place) != "town" else None


def _precision(place: Locality) -> str:
    kinds = codebook.vocabulary("place_kinds")
    return "country" if place.lat is None else str(kinds[place.kind]["precision"])


def _drawable(case: Case, identity: str) -> Locality:
    """Return a place, or the nearest one containing it that has coordinates or is a country."""
    place = case.corpus.places[identity]
    while place.lat is None and place.kind != "country" and place.within in case.corpus.places:
        place = case.corpus.places[place.within]
    return place


def _mark(case: Case, slug: str, given: _Given) -> PlaceMark:
    place, occurred = given.place, case.standing("occurred", slug)
    precision = _precision(place)
    return PlaceMark(
        key=slug,
        name=names.place(case, place.id),
        labels=tuple(_labels(case, slug, given)),
        mark=occurred.word if occurred else "not_addressed",
        flags=("inference",) if place.inferred else (),
        precision=precision,
        lat=place.lat,
        lon=place.lon,
        radius_km=_radius(place),
        country=place.country,
        own=slug == case.slug,
        inferred=place.inferred,
    )


def _labels(case: Case, slug: str, given: _Given) -> Iterable[Line]:
    place = given.place
    if given.aimed:
        line = phrase("places.aimed")
    elif slug == case.slug and place.lat is not None and _radius(place):
        line = phrase("places.in_area")
    else:
        line = names.incident(case, slug, short=True)
    yield (*line, *names.cite(case, [given.claim]))
    if place.lat is None:
        yield phrase("places.country_only", soft=True)


def _countries(marks: tuple[PlaceMark, ...]) -> Iterable[tuple[str, Line]]:
    table = _map_names()["countries"]
    points = [(m.lat, m.lon) for m in marks if m.lat is not None and m.lon is not None]
    points += [
        (table[m.country][1], table[m.country][2]) for m in marks if m.lat is None and m.country in table
    ]
    for code, (name, lat, lon) in table.items():
        close = any(abs(lat - a) < AROUND and abs(lon - b) < AROUND for a, b in points)
        if close or any(m.country == code for m in marks):
            yield code, (Run(name, (f"map:{code}",), "soft"),)


def _towns(marks: tuple[PlaceMark, ...]) -> Iterable[tuple[float, float, Line]]:
    capitals = _map_names()["capitals"]
    for code in dict.fromkeys(m.country for m in marks if m.own):
        if code in capitals:
            name, lat, lon = capitals[code]
            yield lat, lon, (Run(name, (f"map:{code}",), "soft"),)


def _regions(case: Case) -> Iterable[tuple[str, Line]]:
    """Yield the regions that claims or the register name around the incident's place."""
    for _, p in case.said(case.slug, "location"):
        place = case.corpus.places.get(p["place"])
        while place is not None:
            if place.region:
                yield place.region, (Run(place.label, (f"place:{place.id}",), "soft"),)
            place = case.corpus.places.get(place.within)


def _alt(case: Case, marks: tuple[PlaceMark, ...]) -> Line:
    told = join([_told(case, mark) for mark in marks], "stop_space")
    return join([phrase("places.alt", list=(*told, *phrase("stop"))), *_left_out(case)], "space")


def _left_out(case: Case) -> Iterable[Line]:
    """Yield a sentence on incidents that have a place and no room on the map."""
    more = [slug for slug, _ in _placed(case)[MARKS:]]
    if more:
        count = (Run(str(len(more)), tuple(f"incident:{slug}" for slug in more)),)
        yield phrase("places.more" if len(more) > 1 else "places.one_more", n=count)


def _told(case: Case, mark: PlaceMark) -> Line:
    """Return a mark in words."""
    incident = names.incident(case, mark.key, short=True)
    word = names.word_of("standings", mark.mark)
    if mark.radius_km and mark.precision != "country":
        n = (Run(f"{mark.radius_km:.0f}", (f"incident:{mark.key}",)),)
        return phrase("places.alt_area", incident=incident, standing=word, n=n, place=mark.name)
    key = "places.alt_country" if mark.precision == "country" else "places.alt_town"
    return phrase(key, incident=incident, standing=word, place=mark.name)


def caption(case: Case) -> Line:
    """Return what a reader must know of the map: whose area, what is hatched, whose boundaries."""
    marks = _marks(case)
    parts = [_whose_area(case, mark) for mark in marks if mark.inferred]
    if any(m.precision == "country" for m in marks):
        parts.append(phrase("places.caption_hatching"))
    parts += _left_out(case)
    parts.append(phrase("places.caption_boundaries"))
    return join(parts, "space")


def _whose_area(case: Case, mark: PlaceMark) -> Line:
    """Return that an area is the reader's, with the claims whose words it was drawn from."""
    told = [claim for claim, p in case.said(mark.key, "location") if p["words"]]
    area = phrase("places.caption_area", place=mark.name)
    return (*area, Run("inference", (), "mark"), *names.cite(case, told), *phrase("stop"))

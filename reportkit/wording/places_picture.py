"""The locator map as a picture record: each incident where it is said to be, never finer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from reportkit import codebook, resources
from reportkit.case import Case
from reportkit.model import Claim, Locality, Proposition
from reportkit.wording import names
from reportkit.wording.phrases import join, listed, phrase
from reportkit.wording.pictures import PlaceMark, PlacesPicture
from reportkit.wording.runs import Line, Run, reference

AROUND = 9.0
MARKS = 6


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
    marks = tuple(_marks(case))
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


def left_out(case: Case) -> tuple[str, ...]:
    """Return the incidents tied to this one that the map does not show."""
    shown = {mark.key for mark in _marks(case)}
    return tuple(slug for slug in near(case) if slug not in shown)


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


def _marks(case: Case) -> Iterable[PlaceMark]:
    own_country = ""
    count = 0
    shaded: set[str] = set()
    for slug in near(case):
        found = _finest(case, slug)
        if found is None or count >= MARKS:
            continue
        place, claim, aimed = found
        own = slug == case.slug
        own_country = own_country or (place.country if own else "")
        by_country = place.lat is None
        if not place.country or (by_country and not own and place.country in {own_country, *shaded}):
            continue
        shaded |= {place.country} if by_country else set()
        count += 1
        yield _mark(case, slug, place, claim, own=own, aimed=aimed)


def _finest(case: Case, slug: str) -> tuple[Locality, Claim, bool] | None:
    """Return the finest place that somebody gives for an incident, with the claim; aimed at only where no other."""
    told: list[tuple[int, int, Locality, Claim, bool]] = []
    for n, (claim, p) in enumerate(case.said(slug, "location", "target")):
        if p["place"]:
            place = _drawable(case, p["place"])
            aimed = p.kind == "target"
            told.append((aimed * 10 + (place.lat is None), n, place, claim, aimed))
    if not told:
        return None
    _, _, place, claim, aimed = min(told, key=lambda item: item[:2])
    return place, claim, aimed


def _drawable(case: Case, identity: str) -> Locality:
    """Return a place, or the nearest one containing it that has coordinates or is a country."""
    place = case.corpus.places[identity]
    while place.lat is None and place.kind != "country" and place.within in case.corpus.places:
        place = case.corpus.places[place.within]
    return place


def _mark(case: Case, slug: str, place: Locality, claim: Claim, *, own: bool, aimed: bool) -> PlaceMark:
    occurred = case.standing("occurred", slug)
    precision = (
        "country" if place.lat is None else str(codebook.vocabulary("place_kinds")[place.kind]["precision"])
    )
    numbers = names.number(case, [claim])
    return PlaceMark(
        key=slug,
        name=names.place(case, place.id),
        labels=tuple(_labels(case, slug, place, claim, numbers, own=own, aimed=aimed)),
        mark=occurred.word if occurred else "not_addressed",
        flags=("inference",) if place.inferred else (),
        precision=precision,
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km if precision != "town" else None,
        country=place.country,
        own=own,
        inferred=place.inferred,
    )


def _labels(
    case: Case, slug: str, place: Locality, claim: Claim, numbers: tuple[str, ...], *, own: bool, aimed: bool
) -> Iterable[Line]:
    del claim
    ref = (*phrase("space"), reference(*numbers))
    if own and place.lat is not None and place.radius_km:
        yield (*(phrase("places.aimed") if aimed else phrase("places.in_area")), *ref)
        return
    yield (*(phrase("places.aimed") if aimed else _short(case, slug)), *ref)
    if place.lat is None:
        yield phrase("places.country_only", soft=True)


def _short(case: Case, slug: str) -> Line:
    words = names.incident(case, slug, short=True)[0]
    return (
        Run(
            words.words[0].lower() + words.words[1:]
            if words.words[:2].upper() != words.words[:2]
            else words.words,
            words.source,
        ),
    )


def _countries(marks: tuple[PlaceMark, ...]) -> Iterable[tuple[str, Line]]:
    table = _map_names()["countries"]
    points = [(m.lat, m.lon) for m in marks if m.lat is not None and m.lon is not None]
    points += [
        (table[m.country][1], table[m.country][2]) for m in marks if m.lat is None and m.country in table
    ]
    for code, (name, lat, lon) in table.items():
        near = any(abs(lat - a) < AROUND and abs(lon - b) < AROUND for a, b in points)
        if near or any(m.country == code for m in marks):
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
    told = []
    for mark in marks:
        word = names.word_of("standings", mark.mark)
        label = names.incident(case, mark.key, short=True)
        key = (
            "places.alt_country"
            if mark.precision == "country"
            else "places.alt_area"
            if mark.radius_km
            else "places.alt_town"
        )
        radius = (Run(f"{mark.radius_km or 0:.0f}", (f"incident:{mark.key}",)),)
        slots = {
            "incident": label,
            "standing": word,
            "place": tuple(Run(r.words, r.source) for r in mark.name),
        }
        told.append(phrase(key, **slots, **({"n": radius} if key == "places.alt_area" else {})))
    return phrase("places.alt", list=(*join(told, "stop_space"), *phrase("stop")))


def caption(case: Case) -> Line:
    """Return what a reader must know of the map: whose area, what is left out, whose boundaries."""
    marks = tuple(_marks(case))
    parts: list[Line] = []
    for mark in marks:
        if mark.inferred:
            told = listed(
                [_quoted(case, c, p) for c, p in case.said(mark.key, "location") if p["words"] and c.speaker]
            )
            name = tuple(Run(r.words, r.source) for r in mark.name)
            area = phrase("places.caption_area", place=name)
            parts.append((*area, Run("inference", (), "mark"), *phrase("places.from", list=told)))
    if any(m.precision == "country" for m in marks):
        parts.append(phrase("places.caption_hatching"))
    out = left_out(case)
    if out:
        labels = listed([names.called(case, slug) for slug in out])
        parts.append(phrase("places.caption_words", list=labels))
    parts.append(phrase("places.caption_boundaries"))
    return join(parts, "space")


def _quoted(case: Case, claim: Claim, p: Proposition) -> Line:
    numbers = names.number(case, [claim])
    return (*names.place(case, p["place"]), *phrase("space"), reference(*numbers))

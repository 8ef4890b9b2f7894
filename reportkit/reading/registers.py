"""Registers and incidents: from checked fields to frozen records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportkit import codebook
from reportkit.model import Actor, Alternative, Assessment, Document, Incident, Locality, Name
from reportkit.reading import lengths
from reportkit.reading.fields import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportkit.problems import Place
    from reportkit.reading.fields import Given, Log, Record, Taken

_COORDINATES = {"lat": 90, "lon": 180}
_EVALUATIVE = re.compile(
    r"\b(?:terror\w*|massacre\w*|atroc\w*|treacher\w*|barbar\w*|brutal\w*|heroic\w*|regimes?|murder\w*|martyr\w*"
    r"|cowardly|savage\w*|evil|so-called|revenge|retaliat\w*|provo[ck]\w*)\b",
    re.IGNORECASE,
)


def actor(identity: str, at: Place, record: Record, log: Log) -> Actor:
    """Build an actor; speakers without a name must be described in the text's words."""
    kind, described = plain(record, "kind"), plain(record, "described_as")
    if kind == "anonymous_group" and not described:
        log.add(
            "anonymous-described",
            at,
            f"'{identity}' is unnamed and not described",
            "without the text's own words nobody can tell how thin the speaker is",
            "add 'described_as: …' with the words of the document, such as two officials",
        )
    return Actor(
        id=identity,
        label=plain(record, "label", identity),
        kind=kind,
        plural=plain(record, "plural", default=False),
        short=plain(record, "short"),
        called=plain(record, "called"),
        names=_names(record),
        described_as=described,
        of=plain(record, "of"),
        country=plain(record, "country"),
        note=plain(record, "note"),
        marking=plain(record, "marking"),
    )


def place(identity: str, _: Place, record: Taken, log: Log) -> Locality:
    """Build a place; coordinates come with how far off they may be."""
    _coordinates(record, log)
    return Locality(
        identity,
        plain(record, "label", identity),
        plain(record, "kind"),
        country=plain(record, "country"),
        within=plain(record, "within"),
        lat=plain(record, "lat", None),
        lon=plain(record, "lon", None),
        radius_km=plain(record, "radius_km", None),
        inferred=plain(record, "inferred", default=False),
        region=plain(record, "region"),
        names=_names(record),
        source=plain(record, "source"),
        marking=plain(record, "marking"),
        called=plain(record, "called"),
    )


def document(identity: str, _: Place, record: Record, log: Log, defaults: Record) -> Document:
    """Build a document; a letter of reliability needs its basis."""
    letter, paragraphs = plain(record, "reliability", "F"), plain(record, "paragraphs", 0)
    if letter != "F" and not plain(record, "reliability_because"):
        log.add(
            "grade-without-basis",
            record["reliability"].place,
            f"reliability {letter} is given without a basis",
            "a letter from A to E is a judgement that somebody must be able to check",
            "add 'reliability_because: …', or remove the letter (F: cannot be judged)",
        )
    if "paragraphs" in record and paragraphs < 1:
        log.add(
            "paragraphs",
            record["paragraphs"].place,
            f"a document cannot have {paragraphs} paragraphs",
            "anchors count its non-empty lines from 1",
            "register the file again: reportkit add FILE",
        )
    when = plain(record, "date", None)
    return Document(
        identity,
        title=plain(record, "title", identity),
        publication=plain(record, "publication"),
        publication_kind=plain(record, "publication_kind", "not_stated"),
        date=when if when is not None and when.kind != "none" else None,
        sha256=plain(record, "sha256"),
        paragraphs=paragraphs,
        marking=plain(record, "marking") or plain(defaults, "marking"),
        language=plain(record, "language") or plain(defaults, "language"),
        reliability=letter,
        reliability_because=plain(record, "reliability_because"),
        invented=plain(record, "invented", default=False),
        url=plain(record, "url"),
        note=plain(record, "note"),
        edition_of=plain(record, "edition_of"),
        edition=plain(record, "edition", 2 if "edition_of" in record else 0),
    )


def incident(slug: str, record: Record, log: Log) -> Incident:
    """Build an incident: an identity, a neutral label and signed assessments."""
    for name in ("label", "short", "called"):
        if name in record:
            _neutral(record[name], log)
            if name == "label":
                lengths.title(record[name], "label", log)
            else:
                lengths.name(record[name], name, log)
    return Incident(
        slug=slug,
        label=plain(record, "label", slug),
        short=plain(record, "short"),
        called=plain(record, "called"),
        assessments=tuple(_assessments(plain(record, "assessments", ()), log)),
        marking=plain(record, "marking"),
    )


def _neutral(label: Given, log: Log) -> None:
    if found := _EVALUATIVE.search(label.value):
        log.add(
            "label-not-neutral",
            label.place,
            f"the label judges: '{found.group()}'",
            "the label stands in the report's own voice on every page",
            "name what happened in the least contested word, such as Explosion at …",
        )


def _assessments(given: Iterable[Given], log: Log) -> Iterator[Assessment]:
    seen: dict[str, int] = {}
    for item in given:
        record: Record = item.value
        identity, statement = plain(record, "id"), plain(record, "statement")
        _unlikely(
            record,
            log,
            "likelihood and confidence have fields of their own and never share a sentence",
            "write the statement without it; the page adds the word of 'likelihood'",
        )
        if identity and identity in seen:
            log.add(
                "assessment-twice",
                record["id"].place,
                f"two assessments are called '{identity}'",
                f"line {seen[identity]} has one already, and nobody could tell them apart",
                "give one of them another id",
            )
        seen.setdefault(identity, item.place.line)
        lengths.assessment(record, log)
        yield Assessment(
            identity,
            about=plain(record, "about"),
            statement=statement,
            likelihood=plain(record, "likelihood"),
            confidence=plain(record, "confidence"),
            because=plain(record, "because"),
            based_on=tuple(claim.value for claim in plain(record, "based_on", ())),
            role=plain(record, "role"),
            signed=str(plain(record, "signed")),
            would_change=tuple(change.value for change in plain(record, "would_change", ())),
            marking=plain(record, "marking"),
            alternatives=tuple(_alternatives(plain(record, "alternatives", ()), log)),
        )


def _alternatives(given: Iterable[Given], log: Log) -> Iterator[Alternative]:
    for item in given:
        record: Record = item.value
        _unlikely(
            record,
            log,
            "an alternative has none of its own: it is held less likely than what it stands beside",
            "write the statement without it, and the reason under 'because'",
        )
        lengths.alternative(record, log)
        yield Alternative(plain(record, "statement"), plain(record, "because"))


def _unlikely(record: Record, log: Log, why: str, fix: str) -> None:
    """Note a statement that says itself how likely it is."""
    if words := _likelihoods(plain(record, "statement")):
        what = f"the statement holds a likelihood: '{words[0]}'"
        log.add("likelihood-in-statement", record["statement"].place, what, why, fix)


def _likelihoods(statement: str) -> list[str]:
    """Return the terms of likelihood in a statement, the longest first ("very likely" before "likely")."""
    terms = sorted(codebook.words("likelihoods"), key=len, reverse=True)
    return [term for term in terms if re.search(rf"\b{term}\b", statement, re.IGNORECASE)]


def _names(record: Record) -> tuple[Name, ...]:
    return tuple(
        Name(plain(item.value, "text"), plain(item.value, "language"), plain(item.value, "source"))
        for item in plain(record, "names", ())
    )


def _coordinates(record: Taken, log: Log) -> None:
    needed = (*_COORDINATES, "radius_km")
    missing = [name for name in needed if name not in record.written]
    if missing and any(name in record for name in needed):
        log.add(
            "coordinates",
            next(record[name].place for name in needed if name in record),
            f"coordinates stand without '{missing[0]}'",
            "a point without its uncertainty claims more than anybody knows",
            f"add '{missing[0]}: …', or leave lat, lon and radius_km out",
        )
    for name, limit in _COORDINATES.items():
        if name in record and abs(record[name].value) > limit:
            log.add(
                "coordinates",
                record[name].place,
                f"{name} {record[name].value:g} is outside the globe",
                f"{name} lies between -{limit} and {limit} degrees",
                "check whether lat and lon are swapped",
            )
    if "radius_km" in record and record["radius_km"].value <= 0:
        log.add(
            "coordinates",
            record["radius_km"].place,
            "the radius must be more than zero",
            "no place is known to a point",
            "write how many kilometres away the true place may be",
        )

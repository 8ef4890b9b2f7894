"""Registers and incidents: from checked fields to frozen records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from reportkit import codebook
from reportkit.model import Actor, Assessment, Document, Incident, Locality, Name
from reportkit.problems import Place
from reportkit.reading.fields import Given, Log, Record

_EVALUATIVE = re.compile(
    r"\b(?:terror\w*|massacre\w*|atroc\w*|treacher\w*|barbar\w*|brutal\w*|heroic\w*|regime|murder\w*|martyr\w*"
    r"|cowardly|savage\w*|evil|so-called|revenge|retaliat\w*|provo[ck]\w*)\b",
    re.IGNORECASE,
)
Entry = tuple[str, Place, Record]


def plain(record: Record, name: str, default: Any = "") -> Any:  # noqa: ANN401 - values of many types
    """Return the value of a field, or a default."""
    return record[name].value if name in record else default


def actor(identity: str, at: Place, record: Record, log: Log) -> Actor:
    """Build an actor; speakers without a name must be described in the text's words."""
    kind, described = plain(record, "kind"), plain(record, "described_as")
    if kind == "anonymous_group" and not described:
        log.add(
            "anonymous-described",
            at,
            f"the unnamed group '{identity}' has no 'described_as'",
            "without the text's own words a reader cannot tell how thin the speaker is",
            "add 'described_as: …' with the words of the document, such as 'two officials'",
        )
    _country(record, log)
    return Actor(
        identity,
        plain(record, "label", identity),
        kind,
        plain(record, "plural", default=False),
        plain(record, "short"),
        plain(record, "called"),
        _names(record),
        described,
        plain(record, "of"),
        plain(record, "country"),
        plain(record, "note"),
    )


def place(identity: str, _: Place, record: Record, log: Log) -> Locality:
    """Build a place; coordinates come with how far off they may be."""
    _country(record, log)
    _coordinates(record, log)
    return Locality(
        identity,
        plain(record, "label", identity),
        plain(record, "kind"),
        plain(record, "country"),
        plain(record, "within"),
        plain(record, "lat", None),
        plain(record, "lon", None),
        plain(record, "radius_km", None),
        plain(record, "inferred", default=False),
        plain(record, "region"),
        _names(record),
        plain(record, "source"),
    )


def document(identity: str, _: Place, record: Record, log: Log, defaults: Record) -> Document:
    """Build a document; a letter of reliability needs its basis."""
    letter, digest = plain(record, "reliability", "F"), plain(record, "sha256")
    if letter != "F" and not plain(record, "reliability_because"):
        log.add(
            "grade-without-basis",
            record["reliability"].place,
            f"reliability {letter} is given without a basis",
            "a letter from A to E is a judgement somebody must be able to check",
            "add 'reliability_because: …', or leave the letter out (F, cannot be judged)",
        )
    if "sha256" in record and not re.fullmatch(r"[0-9a-f]{64}", digest):
        log.add(
            "digest",
            record["sha256"].place,
            "this is not a SHA-256 digest",
            "the document is found and verified by the 64 hexadecimal digits of its text",
            "register the file again: reportkit add FILE",
        )
    paragraphs = plain(record, "paragraphs", 0)
    if "paragraphs" in record and paragraphs < 1:
        log.add(
            "paragraphs",
            record["paragraphs"].place,
            f"a document has at least one paragraph, not {paragraphs}",
            "anchors count paragraphs from 1",
            "register the file again: reportkit add FILE",
        )
    when = plain(record, "date", None)
    return Document(
        identity,
        plain(record, "title", identity),
        plain(record, "publication"),
        plain(record, "publication_kind", "not_stated"),
        when if when is not None and when.kind != "none" else None,
        digest,
        paragraphs,
        plain(record, "marking") or plain(defaults, "marking"),
        plain(record, "language") or plain(defaults, "language"),
        letter,
        plain(record, "reliability_because"),
        plain(record, "invented", default=False),
        plain(record, "url"),
        plain(record, "note"),
    )


def incident(slug: str, record: Record, log: Log) -> Incident:
    """Build an incident: an identity, a neutral label and signed assessments."""
    label = plain(record, "label", slug)
    if found := _EVALUATIVE.search(label):
        at = record["label"].place
        log.add(
            "label-not-neutral",
            at,
            f"the label judges: '{found.group()}'",
            "the label stands in the report's own voice on every page",
            "name what happened in the least contested word, such as 'Explosion at …'",
        )
    if len(label) > 60:  # noqa: PLR2004 - what one line of the title holds
        log.add(
            "label-too-long",
            record["label"].place,
            f"the label has {len(label)} characters",
            "the title of a page holds 60 on its line",
            "shorten it, and put place or date into claims",
        )
    return Incident(
        slug,
        label,
        plain(record, "short"),
        plain(record, "called"),
        tuple(_assessments(plain(record, "assessments", ()), log)),
        plain(record, "marking"),
    )


def _assessments(given: Iterable[Given], log: Log) -> Iterable[Assessment]:
    for item in given:
        record: Record = item.value
        words = [w for w in codebook.words("likelihoods") if re.search(rf"\b{w}\b", plain(record, "statement"))]
        if words:
            log.add(
                "likelihood-in-statement",
                record["statement"].place,
                f"the statement holds the likelihood '{words[0]}'",
                "likelihood and confidence stand in fields of their own, never in one sentence",
                "write the statement without it; the page adds the term of 'likelihood'",
            )
        yield Assessment(
            plain(record, "id"),
            plain(record, "about"),
            plain(record, "statement"),
            plain(record, "likelihood"),
            plain(record, "confidence"),
            plain(record, "because"),
            tuple(claim.value for claim in plain(record, "based_on", ())),
            plain(record, "role"),
            str(plain(record, "signed")),
            tuple(item.value for item in plain(record, "would_change", ())),
        )


def _names(record: Record) -> tuple[Name, ...]:
    return tuple(
        Name(plain(item.value, "text"), plain(item.value, "language"), plain(item.value, "source"))
        for item in plain(record, "names", ())
    )


def _country(record: Record, log: Log) -> None:
    if "country" in record and not re.fullmatch(r"[A-Z]{2}", record["country"].value):
        log.add(
            "country",
            record["country"].place,
            f"'{record['country'].value}' is not a country code",
            "maps and exports find countries by ISO 3166-1 alpha-2",
            "write two capitals, such as IQ",
        )


def _coordinates(record: Record, log: Log) -> None:
    given = [name for name in ("lat", "lon", "radius_km") if name in record]
    if given and len(given) < 3:  # noqa: PLR2004 - the three belong together
        missing = next(name for name in ("lat", "lon", "radius_km") if name not in record)
        log.add(
            "coordinates",
            record[given[0]].place,
            f"coordinates without '{missing}'",
            "a point without its uncertainty claims more than anybody knows",
            f"add '{missing}: …', or leave all three out",
        )
    for name, limit in (("lat", 90), ("lon", 180)):
        if name in record and abs(record[name].value) > limit:
            log.add(
                "coordinates",
                record[name].place,
                f"{name} {record[name].value} is outside the globe",
                f"{name} lies between -{limit} and {limit} degrees",
                "check whether lat and lon are swapped",
            )
    if "radius_km" in record and record["radius_km"].value <= 0:
        log.add(
            "coordinates",
            record["radius_km"].place,
            "the radius is not longer than zero",
            "no place is known to a point",
            "write how many kilometres the true place may be away",
        )

"""
The tables of a case as pandas DataFrames: stable columns, one row a claim, event, actor, tie or document.

Lists stand as tuples; days are ISO text and missing where nothing bounds them, never a
guess. pandas is imported when a table is asked for, so that listing a corpus does not pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from reportkit.case import Case

CLAIMS = (
    "number",
    "claim",
    "speaker",
    "act",
    "certainty",
    "incidents",
    "inferred",
    "propositions",
    "said_first",
    "said_last",
    "via",
    "document",
    "paragraphs",
    "withdrawn",
)
EVENTS = (
    "incident",
    "label",
    "standing",
    "without_inference",
    "earliest",
    "latest",
    "earliest_inferred",
    "latest_inferred",
    "claims",
)
ACTORS = ("actor", "label", "kind", "country", "of", "claims", "named_answerable", "denies")
RELATIONS = (
    "of",
    "relation",
    "to",
    "asserter",
    "act",
    "grade",
    "valid_first",
    "valid_last",
    "number",
    "withdrawn",
)
SOURCES = ("number", "document", "title", "publication", "voice", "date", "reliability", "claims", "sha256")
_DAYS = {"said_first", "said_last", "earliest", "latest", "valid_first", "valid_last", "date"}
_MAY_BE_MISSING = {*_DAYS, "grade", "country", "of"}  # text, so that a column without any is of no other type


def claims(case: Case) -> pd.DataFrame:
    """
    Return one row a claim, in reading order.

    ``inferred`` says that a reader ties it to the incident, ``propositions`` holds the keys of
    what it says, ``said_first`` and ``said_last`` the days between which it was said.
    """
    rows = [
        {
            "number": case.number[c.id],
            "claim": c.id,
            "speaker": c.speaker,
            "act": c.act,
            "certainty": c.certainty,
            "incidents": c.incidents,
            "inferred": any(b.inferred for b in c.about if b.incident == case.slug),
            "propositions": tuple(p.key for p in c.propositions),
            "said_first": _iso(c.said.first if c.said else None),
            "said_last": _iso(c.said.last if c.said else None),
            "via": c.via,
            "document": case.source[c.document],
            "paragraphs": tuple(dict.fromkeys(s.paragraph for s in c.spans)),
            "withdrawn": c.id in case.withdrawn,
        }
        for c in case.statements
    ]
    return _frame(rows, CLAIMS)


def events(case: Case) -> pd.DataFrame:
    """
    Return one row an incident: its standing, and the earliest and latest day that the claims leave open.

    Where speakers contradict each other, these are the days that any of their narratives leaves open.
    """
    rows = []
    for slug in case.related:
        found, bounds = case.standing("occurred", slug), case.bounds(slug)
        rows.append(
            {
                "incident": slug,
                "label": case.corpus.incidents[slug].label,
                "standing": found.word if found else "not_addressed",
                "without_inference": (found.otherwise or found.word) if found else "not_addressed",
                "earliest": _iso(bounds.earliest.day),
                "latest": _iso(bounds.latest.day),
                "earliest_inferred": bounds.earliest.inferred,
                "latest_inferred": bounds.latest.inferred,
                "claims": len(case.about(slug)),
            }
        )
    return _frame(rows, EVENTS)


def actors(case: Case) -> pd.DataFrame:
    """
    Return one row an actor that speaks, is said or denied to be answerable, or is tied to another.

    ``named_answerable`` says that somebody affirms it and has not taken it back, whoever denies it.
    """
    speakers = [c.speaker for c in case.statements]
    spoken_of = [found.proposition["actor"] for found in case.standings_of("perpetrator")]
    named = [p["actor"] for _, p in case.said(case.slug, "perpetrator")]
    tied = [x for _, p in case.propositions("relation") for x in (p["of"], p["to"])]
    rows = []
    for identity in dict.fromkeys([*speakers, *spoken_of, *tied]):
        found = case.actor(identity)
        rows.append(
            {
                "actor": identity,
                "label": found.label,
                "kind": found.kind,
                "country": found.country or None,
                "of": found.of or None,
                "claims": speakers.count(identity),
                "named_answerable": identity in named,
                "denies": sum(c.act == "denies" for c in case.core if c.speaker == identity),
            }
        )
    return _frame(rows, ACTORS)


def relations(case: Case) -> pd.DataFrame:
    """Return one row a tie between two actors and a claim on it: who states it, or denies it."""
    rows = [
        {
            "of": p["of"],
            "relation": p["relation"],
            "to": p["to"],
            "asserter": c.speaker,
            "act": c.act,
            "grade": p["grade"] or None,
            "valid_first": _iso(p.when.first if p.when else None),
            "valid_last": _iso(p.when.last if p.when else None),
            "number": case.number[c.id],
            "withdrawn": c.id in case.withdrawn,
        }
        for c, p in case.propositions("relation")
    ]
    return _frame(rows, RELATIONS)


def sources(case: Case) -> pd.DataFrame:
    """Return one row a document, with its digest and how many claims it carries."""
    rows = [
        {
            "number": case.source[found.id],
            "document": found.id,
            "title": found.title,
            "publication": found.publication,
            "voice": case.corpus.readings[found.id].voice,
            "date": str(found.date) if found.date else None,
            "reliability": found.reliability,
            "claims": sum(c.document == found.id for c in case.statements),
            "sha256": found.sha256,
        }
        for found in case.documents
    ]
    return _frame(rows, SOURCES)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - see above, on listing a corpus

    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({name: "string" for name in columns if name in _MAY_BE_MISSING})

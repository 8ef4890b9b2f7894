"""
The tables of a case as pandas DataFrames: stable columns and dtypes, one row a claim, event, actor, tie.

What a column means stands in `reportkit.tables.declared`, and `dictionary` shows it; here each is filled.
Lists stand as tuples; days are ISO text and missing where nothing bounds them, never a guess. pandas is
imported when a table is asked for, so that listing a corpus does not pay for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from reportkit import codebook, faces
from reportkit.faces import Face, Grid
from reportkit.model import READER
from reportkit.tables import declared
from reportkit.tables.dictionary import dictionary

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from reportkit.analysis.origins import Range
    from reportkit.analysis.standing import Standing
    from reportkit.dates import When
    from reportkit.dossier import Dossier
    from reportkit.model import Claim, Proposition, Span
    from reportkit.tables.records import Table

CLAIMS, EVENTS, ACTORS = declared.CLAIMS.names, declared.EVENTS.names, declared.ACTORS.names
RELATIONS, SOURCES, SPANS = declared.RELATIONS.names, declared.SOURCES.names, declared.SPANS.names
PROPOSITIONS, SCOPES = declared.PROPOSITIONS.names, declared.SCOPES.names
STANDINGS = declared.STANDINGS.names

Row: TypeAlias = dict[str, Any]
_OF_ACTORS = {"actor", "by", "target"}  # slots that name an actor, in whatever proposition they stand


def claims(case: Dossier) -> pd.DataFrame:
    """Return one row a claim, in reading order."""
    return _frame((_claim(case, c) for c in case.statements), declared.CLAIMS)


def events(case: Dossier) -> pd.DataFrame:
    """
    Return one row an incident: its standing, and the earliest and latest day that the claims leave open.

    Where speakers contradict each other, these are the days that any of their narratives leaves open.
    """
    return _frame((_event(case, slug) for slug in case.related), declared.EVENTS)


def actors(case: Dossier) -> pd.DataFrame:
    """
    Return one row an actor that speaks, relays, is said or denied to be answerable, or is spoken of else.

    ``named_answerable`` says that somebody affirms it and has not taken it back, whoever denies it.
    """
    speakers = [c.speaker for c in case.statements]
    named = {
        p["actor"]
        for slug in ([case.slug] if case.slug else case.related)
        for _, p in case.said(slug, "perpetrator")
    }
    rows = []
    for identity in _actors(case):
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
    return _frame(rows, declared.ACTORS)


def relations(case: Dossier) -> pd.DataFrame:
    """Return one row a tie between two actors and a claim on it: who states it, or denies it."""
    rows = [
        {
            **_said_by(case, c),
            "of": p["of"],
            "relation": p["relation"],
            "to": p["to"],
            "asserter": c.speaker,
            "grade": p["grade"] or None,
            "valid_first": _first(p.when),
            "valid_last": _last(p.when),
            "position": number,
            "proposition": p.key,
        }
        for c, number, p in _carried(case)
        if p.kind == "relation"
    ]
    return _frame(rows, declared.RELATIONS)


def sources(case: Dossier) -> pd.DataFrame:
    """Return one row a document, with its digest, who read it, and how many claims it carries."""
    readings = case.corpus.readings
    rows = [
        {
            "number": case.source[found.id],
            "document": found.id,
            "title": found.title,
            "publication": found.publication,
            "voice": readings[found.id].voice,
            "date": str(found.date) if found.date else None,
            "reliability": found.reliability,
            "claims": sum(c.document == found.id for c in case.statements),
            "sha256": found.sha256,
            "date_first": _first(found.date),
            "date_last": _last(found.date),
            "publication_kind": found.publication_kind,
            "language": found.language,
            "marking": found.marking,
            "paragraphs": found.paragraphs,
            "read_by": readings[found.id].read_by,
            "second_reader": readings[found.id].second or None,
        }
        for found in case.documents
    ]
    return _frame(rows, declared.SOURCES)


def propositions(case: Dossier) -> pd.DataFrame:
    """
    Return one row a claim and a proposition it carries, its parts in columns of their own.

    No row is a fact: each begins with its speaker, act and certainty, and a denied proposition is a row too.
    """
    return _frame((_content(case, *found) for found in _carried(case)), declared.PROPOSITIONS)


def scopes(case: Dossier) -> pd.DataFrame:
    """Return one row a denial or accusation with a scope; all parts of a row hold together."""
    rows = [
        {
            **_said_by(case, c),
            "incidents": c.incidents,
            "actor": found.actor or None,
            "involvement": found.involvement or None,
            "nature": found.nature or None,
            "place": found.place or None,
            "day": str(found.day) if found.day else None,
            "day_first": _first(found.day),
            "day_last": _last(found.day),
            "target": found.target or None,
            "words": found.said("whole") or None,
            "inferred": found.inferred,
        }
        for c in case.statements
        if (found := c.scope)
    ]
    return _frame(rows, declared.SCOPES)


def standings(case: Dossier) -> pd.DataFrame:
    """Return one row a proposition: where it stands, who affirms and who denies it, from how many origins."""
    rows = (_standing(found, case.origins_of(found)) for found in case.standings.values())
    return _frame(rows, declared.STANDINGS)


def spans(case: Dossier) -> pd.DataFrame:
    """Return one row a place in a document where a claim stands or is brought to an incident."""
    return _frame((row for c in case.statements for row in _spans(case, c)), declared.SPANS)


_MADE: Mapping[str, Callable[[Dossier], pd.DataFrame]] = {
    "claims": claims,
    "events": events,
    "actors": actors,
    "relations": relations,
    "sources": sources,
    "propositions": propositions,
    "scopes": scopes,
    "standings": standings,
    "spans": spans,
}


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Tables(Mapping[str, "pd.DataFrame"]):
    """All tables of a case by name, each made when it is asked for; without one it shows which there are."""

    case: Dossier

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table; a name that is none is told with the nearest."""
        return _MADE[dictionary(name).table.name](self.case)

    def __iter__(self) -> Iterator[str]:
        """Return the names of the tables."""
        return iter(_MADE)

    def __len__(self) -> int:
        """Return how many tables there are."""
        return len(_MADE)

    def __repr__(self) -> str:
        """Return which tables there are and what a row of each is."""
        return faces.text(self._face())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        del include, exclude
        return faces.bundle(self._face())

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def _face(self) -> Face:
        rows = tuple((table.name, table.row, ", ".join(table.key)) for table in declared.TABLES.values())
        note = 'One of them: tables["claims"]. What its columns mean: rk.dictionary("claims").'
        grid = Grid(("table", "one row is", "told apart by"), rows)
        return Face("Tables of", self.case.slug or self.case.corpus.name, (), (grid,), note)


def _claim(case: Dossier, c: Claim) -> Row:
    tied = (b for b in c.about if not case.slug or b.incident == case.slug)
    return {
        **_said_by(case, c),
        "incidents": c.incidents,
        "inferred": any(b.inferred for b in tied),
        "propositions": tuple(p.key for p in c.propositions),
        "said_first": _first(c.said),
        "said_last": _last(c.said),
        "via": c.via,
        "document": c.document,
        "paragraphs": tuple(dict.fromkeys(s.paragraph for s in c.spans)),
        "source": case.source[c.document],
        "spans": tuple(s.words for s in c.spans),
        "hedges": c.hedges,
        "jointly": c.jointly,
        "said": str(c.said) if c.said else None,
        "directness": c.directness,
        "medium": c.medium,
        "known_through": c.known_through or None,
        "paraphrase_of": c.paraphrase_of or None,
        "supersedes": c.supersedes or None,
        "retracts": c.retracts or None,
        "credibility": c.credibility,
        "marking": c.marking or None,
    }


def _said_by(case: Dossier, c: Claim) -> Row:
    """Return what every row that a claim says begins with."""
    return {
        "number": case.number[c.id],
        "claim": c.id,
        "speaker": c.speaker,
        "act": c.act,
        "polarity": codebook.vocabulary("acts")[c.act]["polarity"],
        "certainty": c.certainty,
        "withdrawn": c.id in case.withdrawn,
    }


def _event(case: Dossier, slug: str) -> Row:
    found, bounds = case.standing("occurred", slug), case.bounds(slug)
    counted = case.origins_of(found) if found else None
    return {
        "incident": slug,
        "label": case.corpus.incidents[slug].label,
        "standing": found.word if found else "not_addressed",
        "without_inference": (found.otherwise or found.word) if found else "not_addressed",
        "earliest": _iso(bounds.earliest.day),
        "latest": _iso(bounds.latest.day),
        "earliest_inferred": bounds.earliest.inferred,
        "latest_inferred": bounds.latest.inferred,
        "claims": len(case.about(slug)),
        "focus": slug == case.slug,
        "flags": found.flags if found else (),
        "origins_low": counted.low if counted else 0,
        "origins_high": counted.high if counted else 0,
    }


def _standing(found: Standing, counted: Range) -> Row:
    said, voices = found.proposition, found.voices
    return {
        "proposition": said.key,
        "kind": said.kind,
        "about": said.about or None,
        "standing": found.word,
        "without_inference": found.otherwise or found.word,
        "flags": found.flags,
        "affirmed_by": tuple(dict.fromkeys(c.speaker for c in voices.affirmed)),
        "denied_by": tuple(dict.fromkeys(c.speaker for c in voices.denied)),
        "origins_low": counted.low,
        "origins_high": counted.high,
        "affirmed": _ids(voices.affirmed),
        "denied": _ids(voices.denied),
        "denied_partly": _ids(voices.partly),
        "denied_own": _ids(voices.own),
        "withdrawn": _ids(voices.withdrawn),
    }


def _content(case: Dossier, c: Claim, number: int, p: Proposition) -> Row:
    slots, amount = dict(p.slots), p.quantity
    return {
        **{name: slots.get(name) for name in declared.PROPOSITIONS.names},
        **_said_by(case, c),
        "kind": p.kind,
        "about": p.about or None,
        "is": slots.get("is") if p.kind == "nature" else None,
        "casualty": slots.get("kind"),
        "low": amount.low if amount else None,
        "best": amount.best if amount else None,
        "high": amount.high if amount else None,
        "comparator": (amount.comparator if amount else "") or None,
        "when": str(p.when) if p.when else None,
        "first": _first(p.when),
        "last": _last(p.when),
        "of": None if p.of_claims else slots.get("of"),
        "of_claims": p.of_claims,
        "inferred": p.inferred,
        "position": number,
        "proposition": p.key,
    }


def _spans(case: Dossier, c: Claim) -> Iterator[Row]:
    """Yield where a claim stands, then where it is brought to an incident."""
    brought = [b for b in c.about if b.span is not None]
    for number, span in enumerate(c.spans, 1):
        yield {**_span(case, c, span), "use": "says", "incident": None, "by": None, "position": number}
    for number, bearing in enumerate(brought, 1):
        if bearing.span is not None:
            by = bearing.by if bearing.by not in {"", READER} else None
            row = _span(case, c, bearing.span)
            yield {**row, "use": "bears", "incident": bearing.incident, "by": by, "position": number}


def _span(case: Dossier, c: Claim, span: Span) -> Row:
    return {
        **_said_by(case, c),
        "document": c.document,
        "source": case.source[c.document],
        "paragraph": span.paragraph,
        "anchor": span.words,
        "first": span.first or None,
        "last": span.last or None,
        "start": span.start,
        "end": span.end,
        "sha256": span.sha256 or None,
    }


def _carried(case: Dossier) -> Iterator[tuple[Claim, int, Proposition]]:
    """Yield every proposition with its claim and its place within it, from 1."""
    for c in case.statements:
        for number, p in enumerate(c.propositions, 1):
            yield c, number, p


def _actors(case: Dossier) -> Iterable[str]:
    """Return every actor that another table names, speakers first, each with what it is said to be of."""
    spoken_of = [
        s.proposition["actor"] for s in case.standings.values() if s.proposition.kind == "perpetrator"
    ]
    named = [*(c.speaker for c in case.statements), *spoken_of]
    for _, _, p in _carried(case):
        ends = ("of", "to") if p.kind == "relation" else ("of",) if p.kind == "casualty" else ()
        named += [value for slot, value in p.slots if slot in _OF_ACTORS or slot in ends]
    for c in case.statements:
        named += [*c.via, *c.jointly, *([c.scope.actor] if c.scope else ())]
        named += [b.by for b in c.about if b.span is not None and b.by != READER]
    named += sorted(case.voices)
    for identity in named:  # grows while it is walked: whom these are of
        if identity and (above := case.actor(identity).of):
            named.append(above)
    return dict.fromkeys(filter(None, named))


def _ids(found: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(c.id for c in found)


def _first(when: When | None) -> str | None:
    return _iso(when.first) if when else None


def _last(when: When | None) -> str | None:
    return _iso(when.last) if when else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _frame(rows: Iterable[Row], table: Table) -> pd.DataFrame:
    from reportkit.tables.frames import frame  # noqa: PLC0415 - see above, on listing a corpus

    return frame(rows, table)

"""What the page needs beside its blocks: title, marking, running lines, and the record attached to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from reportkit.analysis.ceiling import Markings, highest
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Assessment, Claim, Document
from reportkit.reading import stored
from reportkit.wording import names
from reportkit.wording.gist import gist
from reportkit.wording.phrases import join, phrase
from reportkit.wording.runs import Line, Run, plain, to_json

FORMAT = 1


def marking(case: Dossier) -> str:
    """
    Return what a page bears: the highest marking of all that is in it.

    That is the corpus, the incidents in question with their assessments, the documents, the claims, and
    every actor, place and incident these name. To a briefing on one incident all that bears on it is
    attached, documents that nobody has read yet among it.
    """
    marked = Markings(case.corpus)
    incidents = [case.corpus.incidents[slug] for slug in ((case.slug,) if case.slug else case.related)]
    signed = [(one, incident) for incident in incidents for one in incident.assessments]
    return highest(
        (
            case.corpus.marking,
            *map(marked.of, incidents),
            *map(marked.of, case.corpus.documents.values() if case.slug else case.documents),
            *(map(marked.of_claim, case.corpus.claims if case.slug else ())),
            *map(marked.of_claim, case.statements),
            *(marked.of_assessment(one, incident) for one, incident in signed),
        )
    )


def document(case: Case, edition: int) -> dict[str, Any]:
    """Return the frame of a briefing's page: title, marking, edition, running head and foot, the record."""
    slug: Line = (Run(case.slug, (f"incident:{case.slug}",)),)
    about = Page(case.slug, case.incident.label, names.incident(case, case.slug), phrase("kind", strong=True))
    return framed(case, replace(about, running=slug), edition)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is about: the name of its record, its title, and what its running head calls it."""

    slug: str
    label: str
    title: Line
    kind: Line
    running: Line = ()


def framed(case: Dossier, page: Page, edition: int) -> dict[str, Any]:
    """
    Return the frame of a page: title, marking, edition, running head and foot, the attached record.

    Parameters
    ----------
    case : Dossier
        The claims that the page is from.
    page : Page
        What it is about.
    edition : int
        Number of the edition, from 1.
    """
    return {
        "slug": page.slug,
        "lang": case.corpus.language,
        "title": to_json(page.title),
        "marking": marking(case),
        "edition": edition,
        "draft": draft(case),
        "running": _running(case, page, edition),
        "record": attached(case, edition, slug=page.slug, label=page.label),
        **({"encoding": stored.to_bytes(case.corpus).decode()} if case.slug else {}),
    }


def _running(case: Dossier, page: Page, edition: int) -> dict[str, Any]:
    """Return what stands at the head and foot of every page."""
    number = phrase("edition", n=(Run(str(edition), ("corpus",)),))
    held = phrase("running_foot", documents=documents(case), claims=claims(case))
    return {
        "head": to_json(join([page.kind, page.running, number], "dot")),
        "foot": to_json(join([held, *_left_out(case), number], "dot")),
        "page": to_json(phrase("page", page=(Run("{page}"),), pages=(Run("{pages}"),))),
    }


def _left_out(case: Dossier) -> Iterator[Line]:
    """Yield, where something was left out, that it was: what is absent on any page may stand in it."""
    if case.left_out:
        yield phrase("ceiling.foot", ceiling=(Run(case.corpus.ceiling, ("corpus",)),))


def documents(case: Dossier) -> Line:
    """Return how many documents there are: "one document"."""
    many = len(case.source)
    return phrase("documents.one") if many == 1 else phrase("documents.many", n=_count(case, many))


def claims(case: Dossier) -> Line:
    """Return how many claims there are: "58 claims"."""
    many = len(case.statements)
    return phrase("claims.one") if many == 1 else phrase("claims.many", n=_count(case, many))


def draft(case: Dossier) -> list[dict[str, Any]] | None:
    """Return the line that says what the page still lacks, or None."""
    parts = []
    if case.corpus.invented or any(d.invented for d in case.documents):
        parts.append(phrase("invented"))
    unread = [d for d in case.source if not case.corpus.readings[d].second]
    if unread:
        numbers = tuple(case.source[d] for d in unread)
        parts.append(phrase("draft", documents=(Run(", ".join(numbers), numbers),)))
    return to_json(join(parts, "space")) if parts else None


def anchors(case: Dossier) -> dict[str, dict[str, str]]:
    """Return every number a reference may have, claims and documents."""
    return {key: {"anchor": key} for key in (*case.number.values(), *case.source.values())}


def attached(case: Dossier, edition: int, *, slug: str = "", label: str = "") -> dict[str, Any]:
    """Return the encoded record as it is attached to the PDF; left out, slug and label are the incident's."""
    return {
        "format": FORMAT,
        "slug": slug or case.slug,
        "label": label or case.corpus.incidents[case.slug].label,
        "edition": edition,
        "marking": marking(case),
        **_ceiling(case),
        **({"as_of": case.corpus.as_of} if case.corpus.as_of else {}),
        "documents": {
            number: _document(case.corpus.documents[identity]) for identity, number in case.source.items()
        },
        "references": {case.number[claim.id]: _claim(case, claim) for claim in case.statements},
        "standings": [
            {
                "proposition": key,
                "standing": s.word,
                "without_inference": s.otherwise or s.word,
                "flags": list(s.flags),
                "affirmed": list(names.number(case, s.voices.affirmed)),
                "denied": list(names.number(case, s.voices.denied)),
            }
            for key, s in case.standings.items()
        ],
        **_assessments(case),
    }


def _ceiling(case: Dossier) -> dict[str, Any]:
    """Return the ceiling and whether anything above it was left out; how much and what is not told."""
    return {"ceiling": case.corpus.ceiling, "left_out": case.left_out} if case.corpus.ceiling else {}


def _assessments(case: Dossier) -> dict[str, Any]:
    """Return what was signed about the incident, with what was weighed beside it; nothing if nothing was."""
    signed = case.corpus.incidents[case.slug].assessments if case.slug else ()
    return {"assessments": [_assessment(case, one) for one in signed]} if signed else {}


def _assessment(case: Dossier, found: Assessment) -> dict[str, Any]:
    return {
        "id": found.id,
        "about": found.about or None,
        "statement": found.statement,
        "likelihood": found.likelihood,
        "confidence": found.confidence,
        "because": found.because,
        "based_on": [case.number[i] for i in found.based_on if i in case.number],
        "signed_by": found.role,
        "signed": found.signed,
        "would_change": list(found.would_change),
        "alternatives": [{"statement": a.statement, "because": a.because} for a in found.alternatives],
    }


def _document(found: Document) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title,
        "publication": found.publication,
        "sha256": found.sha256,
        "paragraphs": found.paragraphs,
        "date": found.date.words if found.date else None,
        **({"edition": found.edition} if found.edition else {}),
        **({"edition_of": found.edition_of} if found.edition_of else {}),
    }


def _claim(case: Dossier, claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.id,
        "speaker": claim.speaker,
        "speaker_label": case.actor(claim.speaker).label,
        "act": claim.act,
        "certainty": claim.certainty,
        "says": plain(gist(case, claim)),
        "about": [{"incident": b.incident, "words": b.words, "by": b.by} for b in claim.about],
        "said": claim.said.words if claim.said else None,
        "via": list(claim.via),
        "known_through": claim.known_through or None,
        "document": case.source[claim.document],
        "document_id": claim.document,
        "title": case.corpus.documents[claim.document].title,
        "sha256": case.corpus.documents[claim.document].sha256,
        "paragraphs": [span.paragraph for span in claim.spans],
        "anchors": [span.words for span in claim.spans],
        "offsets": [[span.start, span.end] for span in claim.spans],
        "digests": [span.sha256 for span in claim.spans],
    }


def references_in(picture: Any) -> Iterator[str]:  # noqa: ANN401 - any picture record
    """Yield the claims and documents that a picture refers to."""
    if isinstance(picture, Run):
        if picture.kind == "reference":
            yield from picture.source
    elif is_dataclass(picture) and not isinstance(picture, type):
        for part in fields(picture):
            yield from references_in(getattr(picture, part.name))
    elif isinstance(picture, tuple):
        for item in picture:
            yield from references_in(item)


def _count(case: Dossier, number: int) -> Line:
    return (Run(str(number), tuple(case.source.values())),)

"""What the whole page needs beside its blocks: title, marking, running lines, and the record attached to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from reportkit import codebook
from reportkit.case import Case
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import gist
from reportkit.wording.phrases import join, phrase
from reportkit.wording.runs import Line, Run, plain, to_json

FORMAT = 1


def marking(case: Case) -> str:
    """Return the highest marking of the corpus, the incident, its documents and claims."""
    given = [
        case.corpus.marking,
        case.incident.marking,
        *(d.marking for d in case.documents),
        *(c.marking for c in case.statements),
    ]
    order = codebook.words("markings")
    return max((word for word in given if word), key=order.index)


def document(case: Case, edition: int) -> dict[str, Any]:
    """Return the frame of the page: title, marking, edition, running head and foot, the attached record."""
    number: Line = (Run(str(edition), ("corpus",)),)
    claims = len(case.statements)
    counted = phrase("claims.many", n=_count(case, claims)) if claims != 1 else phrase("claims.one")
    documents = (
        phrase("documents.many", n=_count(case, len(case.source)))
        if len(case.source) != 1
        else phrase("documents.one")
    )
    head = join(
        [
            phrase("kind", strong=True),
            (Run(case.slug, (f"incident:{case.slug}",)),),
            phrase("edition", n=number),
        ],
        "dot",
    )
    return {
        "slug": case.slug,
        "lang": case.corpus.language,
        "title": to_json(names.incident(case, case.slug)),
        "marking": marking(case),
        "edition": edition,
        "draft": draft(case),
        "running": {
            "head": to_json(head),
            "foot": to_json(
                join(
                    [
                        phrase("running_foot", documents=documents, claims=counted),
                        phrase("edition", n=number),
                    ],
                    "dot",
                )
            ),
            "page": to_json(phrase("page", page=(Run("{page}"),), pages=(Run("{pages}"),))),
        },
        "record": attached(case, edition),
    }


def draft(case: Case) -> list[dict[str, Any]] | None:
    """Return the line that says what the page still lacks, or None."""
    parts = []
    if case.corpus.invented or any(d.invented for d in case.documents):
        parts.append(phrase("invented"))
    unread = [d for d in case.source if not case.corpus.readings[d].second]
    if unread:
        numbers = tuple(case.source[d] for d in unread)
        parts.append(phrase("draft", documents=(Run(", ".join(numbers), numbers),)))
    return to_json(join(parts, "space")) if parts else None


def anchors(case: Case) -> dict[str, dict[str, str]]:
    """Return every number a reference may have, claims and documents."""
    return {key: {"anchor": key} for key in (*case.number.values(), *case.source.values())}


def attached(case: Case, edition: int) -> dict[str, Any]:
    """Return the encoded record as it is attached to the PDF: what each reference stands for."""
    return {
        "format": FORMAT,
        "slug": case.slug,
        "label": case.incident.label,
        "edition": edition,
        "marking": marking(case),
        "documents": {
            number: {
                "id": identity,
                "title": case.corpus.documents[identity].title,
                "publication": case.corpus.documents[identity].publication,
                "sha256": case.corpus.documents[identity].sha256,
                "paragraphs": case.corpus.documents[identity].paragraphs,
                "date": case.corpus.documents[identity].date.words
                if case.corpus.documents[identity].date
                else None,
            }
            for identity, number in case.source.items()
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
    }


def _claim(case: Case, claim: Claim) -> dict[str, Any]:
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


def _count(case: Case, number: int) -> Line:
    return (Run(str(number), tuple(case.source.values())),)

"""Captions, assessments, and the notes on documents, relays and names."""

from __future__ import annotations

from typing import Any

from reportkit import dates
from reportkit.analysis import sequence
from reportkit.case import Case
from reportkit.model import Assessment
from reportkit.wording import names
from reportkit.wording.actors_picture import absent_ties
from reportkit.wording.phrases import join, phrase, verb
from reportkit.wording.pictures import ActorsPicture, SequencePicture
from reportkit.wording.runs import Line, Run, to_json


def assessments(case: Case) -> dict[str, Any]:
    """Return the signed assessments as content of a block, or the sentence that there is none."""
    if not case.incident.assessments:
        return {
            "text": [
                to_json(phrase("assess.none")),
                to_json((*phrase("marks.word", strong=True), *phrase("marks.note", soft=True))),
            ]
        }
    return {"items": [to_json(_assessment(case, a)) for a in case.incident.assessments]}


def _assessment(case: Case, a: Assessment) -> Line:
    """Likelihood and confidence stand in sentences of their own."""
    source = (f"assessment:{case.slug}/{a.id}",)
    numbers = tuple(case.number[i] for i in a.based_on if i in case.number)

    def said(words: str) -> Line:
        return (Run(words, source),)

    signed = phrase("assess.signed", role=said(a.role), day=said(dates.describe(dates.parse(a.signed))))
    parts = [
        (*said(a.statement.rstrip(".")), *_cited(numbers), *phrase("stop")),
        phrase("assess.likelihood", term=said(a.likelihood)),
        phrase("assess.confidence", term=said(a.confidence), because=said(a.because.rstrip("."))),
    ]
    if a.would_change:
        parts.append(
            phrase(
                "assess.would_change", list=join([said(w.rstrip(".")) for w in a.would_change], "semicolon")
            )
        )
    return join([*parts, signed], "space")


def _cited(numbers: tuple[str, ...]) -> Line:
    return (*phrase("space"), Run(", ".join(numbers), numbers, "reference")) if numbers else ()


def no_place(case: Case) -> Line:
    """Return the sentence that no place can be drawn."""
    told = [p for _, p in case.said(case.slug, "location", "target") if p["place"]]
    key = "places.none_drawn" if told else "places.none"
    return (*phrase(key), *names.cite_silence(case), *phrase("stop"))


def no_denial(case: Case) -> Line:
    """Return the sentence that nobody denies anything about the incident."""
    return (*phrase("denials.none"), *names.cite_silence(case), *phrase("stop"))


def too_many(case: Case, picture: ActorsPicture) -> Line:
    """Return the sentence that stands where a drawing of actors cannot."""
    return phrase("actors.too_many", n=(Run(str(len(picture.nodes)), tuple(case.source.values())),))


def sequence_heading(picture: SequencePicture) -> Line:
    """Return the heading of the sequence: how much of it carries a day."""
    marks = [m for lane in picture.lanes for m in lane.marks]
    dated = sum(m.days is not None for m in marks)
    if not dated:
        words = phrase("sequence.dated_none")
    elif dated == len(marks):
        words = phrase("sequence.dated_all")
    elif dated == 1:
        words = phrase("sequence.dated_one")
    else:
        words = phrase("sequence.dated_many", n=(Run(str(dated), picture.days[0][1][0].source),))
    return phrase("sequence.heading_one", dated=words)


def sequence_caption(case: Case) -> Line:
    """Return what the bars and lines mean, and where speakers contradict each other about order."""
    line = phrase("sequence.caption")
    if len(case.narratives) > 1:
        found = sequence.contradictions(case.points, case.constraints)
        claims = [c for c in case.statements if any(c.id in one.claims for one in found)]
        more = phrase("sequence.contradict", claims=names.cite(case, claims))
        line = (*line, *phrase("space"), *more)
    return line


def actors_caption(case: Case, picture: ActorsPicture) -> Line:
    """Return the caption of the actors: signs, and the tie that is not stated."""
    parts = [phrase("actors.caption"), absent_ties(case, picture)]
    return join([part for part in parts if part], "space")


def notes(case: Case) -> list[dict[str, Any]]:
    """Return the notes: each document, how speakers are heard, names."""
    items = [_document(case, identity, number) for identity, number in case.source.items()]
    items.append(
        {"head": to_json(phrase("sources.relay", strong=True)), "text": to_json(_relay(case)), "anchor": None}
    )
    if said := _names(case):
        items.append(
            {"head": to_json(phrase("sources.names", strong=True)), "text": to_json(said), "anchor": None}
        )
    return items


def _document(case: Case, identity: str, number: str) -> dict[str, Any]:
    found = case.corpus.documents[identity]
    source = (number,)
    outlet = (
        phrase("sources.none_outlet")
        if found.publication in {"", "not stated"}
        else (Run(found.publication, source),)
    )
    when = names.day(found.date, source) if found.date else phrase("sources.none_date")
    counted = phrase("sources.paragraphs", n=(Run(str(found.paragraphs), source),))
    text = phrase(
        "sources.text", title=(Run(found.title, source),), outlet=outlet, date=when, paragraphs=counted
    )
    if found.reliability != "F":
        text = (
            *text,
            *phrase("space"),
            *phrase("sources.reliability", letter=(Run(found.reliability, source),)),
        )
    silence = phrase("sources.silence", source=(Run(number, source),))
    return {
        "head": to_json((Run(number, source, "strong"),)),
        "text": to_json(join([text, silence], "space")),
        "anchor": number,
    }


def _relay(case: Case) -> Line:
    lines = []
    for claim in case.core:
        voice = case.corpus.readings[claim.document].voice
        relays = [r for r in claim.via if r != voice]
        if relays:
            numbers = names.number(case, [claim])
            is_ = verb("sources.is", numbers, plural=case.actor(claim.speaker).plural)
            line = phrase(
                "sources.heard",
                who=names.actor(case, claim.speaker, inside=True),
                verb=is_,
                relay=names.actors(case, relays),
            )
            lines.append((*line, *names.cite(case, [claim]), *phrase("stop")))
    twice = [c for c in case.core if len(c.spans) > 1 and c.speaker not in case.voices]
    if twice:
        numbers = names.number(case, twice)
        lines.append((*phrase("sources.twice", number=(Run(", ".join(numbers), numbers),)), *phrase("stop")))
    lines.append((*phrase("sources.all"), *phrase("stop")))
    return join([_upper(line) for line in dict.fromkeys(lines)], "space")


def _upper(line: Line) -> Line:
    first = line[0]
    return (Run(first.words[0].upper() + first.words[1:], first.source, first.kind), *line[1:])


def _names(case: Case) -> Line:
    """Return full and original-script names of the actors who speak or are spoken of in the core claims."""
    involved = dict.fromkeys(
        [c.speaker for c in case.core] + [p["actor"] for c in case.core for p in c.propositions if p["actor"]]
    )
    lines = []
    for identity in involved:
        found = case.actor(identity)
        others = [(Run(n.text, (f"actor:{identity}",)),) for n in found.names]
        if others:
            lines.append(phrase("sources.name", short=names.actor(case, identity), long=join(others)))
    return (*join(lines, "semicolon"), *phrase("stop")) if lines else ()

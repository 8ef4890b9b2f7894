"""Captions, assessments, and the notes on documents, relays and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from reportkit import dates
from reportkit.analysis.changes import reissues
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Assessment, Claim, Document
from reportkit.wording import names
from reportkit.wording.actors_picture import absent_ties
from reportkit.wording.phrases import join, phrase, sentence, verb
from reportkit.wording.pictures import ActorsPicture, SequencePicture
from reportkit.wording.runs import Line, Run, reference, to_json
from reportkit.wording.speakers import relays


def assessments(case: Case) -> dict[str, Any]:
    """Return the signed assessments as content of a block, or the sentence that there is none."""
    if not case.incident.assessments:
        return {
            "text": [
                to_json(phrase("ceiling.no_assessment" if case.left_out else "assess.none")),
                to_json((*phrase("marks.word", strong=True), *phrase("marks.note", soft=True))),
            ]
        }
    return {"items": [to_json(_assessment(case, a)) for a in case.incident.assessments]}


def _assessment(case: Case, a: Assessment) -> Line:
    """Likelihood and confidence stand in sentences of their own."""
    source = (f"assessment:{case.slug}/{a.id}",)
    based = tuple(case.number[i] for i in a.based_on if i in case.number)
    cited = (*phrase("space"), reference(*based)) if based else ()

    def said(words: str) -> Line:
        return (Run(words, source),)

    signed = phrase("assess.signed", role=said(a.role), day=said(dates.describe(dates.parse(a.signed))))
    parts = [
        (*said(a.statement.rstrip(".")), *cited, *phrase("stop")),
        phrase("assess.likelihood", term=said(a.likelihood)),
        phrase("assess.confidence", term=said(a.confidence), because=said(a.because.rstrip("."))),
    ]
    if a.would_change:
        changes = join([said(words.rstrip(".")) for words in a.would_change], "semicolon")
        parts.append(phrase("assess.would_change", list=changes))
    return join([*parts, signed], "space")


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


def actors_caption(case: Case, picture: ActorsPicture) -> Line:
    """Return the caption of the actors: signs, and the tie that is not stated."""
    parts = [phrase("actors.caption"), absent_ties(case, picture)]
    return join([part for part in parts if part], "space")


def notes(case: Dossier) -> list[dict[str, Any]]:
    """Return the notes: each document, how speakers are heard, names."""
    items = [_document(case, identity, number) for identity, number in case.source.items()]
    items.append(_note(phrase("sources.relay", strong=True), _relay(case)))
    if said := _names(case):
        items.append(_note(phrase("sources.names", strong=True), said))
    return items


def _note(head: Line, text: Line, anchor: str | None = None) -> dict[str, Any]:
    return {"head": to_json(head), "text": to_json(text), "anchor": anchor}


def _document(case: Dossier, identity: str, number: str) -> dict[str, Any]:
    found = case.corpus.documents[identity]
    source = (number,)
    named = found.publication not in {"", "not stated"}
    outlet = (Run(found.publication, source),) if named else phrase("sources.none_outlet")
    when = names.day(found.date, source) if found.date else phrase("sources.none_date")
    counted = phrase("sources.paragraphs", n=(Run(str(found.paragraphs), source),))
    text = phrase(
        "sources.text", title=(Run(found.title, source),), outlet=outlet, date=when, paragraphs=counted
    )
    if found.reliability != "F":
        letter = phrase("sources.reliability", letter=(Run(found.reliability, source),))
        text = join([text, letter], "space")
    text = join([text, *_edition(case, found, source)], "space")
    # Of all documents alike: which of them something was left out of is not told.
    silence = phrase("ceiling.silence" if case.left_out else "sources.silence", source=(Run(number, source),))
    return _note((Run(number, source, "strong"),), join([text, silence], "space"), number)


def _edition(case: Dossier, found: Document, source: tuple[str, ...]) -> Iterator[Line]:
    """Yield of which document it is a later edition, and what of that it drops or gives otherwise."""
    earlier = case.source.get(found.edition_of)
    if earlier is None:
        return
    n = (Run(str(found.edition), source),)
    yield phrase("sources.edition", n=n, document=(Run(earlier, (earlier,)),))
    changed = [one for one in reissues.silent(case.statements, case.corpus.documents) if one.edition == found]
    for key, some in (
        ("sources.dropped", [one.claim for one in changed if not one.now]),
        ("sources.altered", [one.claim for one in changed if one.now]),
    ):
        if numbers := names.number(case, some):
            yield phrase(key, claims=(Run(", ".join(numbers), numbers),))


def _relay(case: Dossier) -> Line:
    """Return through whom speakers are heard, and which statements are quoted more than once."""
    lines = [_heard(case, claim, through) for claim in case.core if (through := relays(case, [claim]))]
    twice = [c for c in case.core if len(c.spans) > 1 and c.speaker not in case.voices]
    if twice:
        numbers = names.number(case, twice)
        lines.append(sentence(phrase("sources.twice", number=(Run(", ".join(numbers), numbers),))))
    lines.append(sentence(phrase("sources.all")))
    return join(dict.fromkeys(lines), "space")


def _heard(case: Dossier, claim: Claim, through: Iterable[str]) -> Line:
    line = phrase(
        "sources.heard",
        who=names.actor(case, claim.speaker, inside=True),
        verb=verb("sources.is", names.number(case, [claim]), plural=case.actor(claim.speaker).plural),
        relay=names.actors(case, through),
    )
    return sentence(line, names.cite(case, [claim]))


def _names(case: Dossier) -> Line:
    """Return full and original-script names of the actors who speak or are spoken of in the core claims."""
    involved = dict.fromkeys(
        [c.speaker for c in case.core] + [p["actor"] for c in case.core for p in c.propositions if p["actor"]]
    )
    lines = []
    for identity in involved:
        found = case.actor(identity)
        others = [(names.native(case, n, (f"actor:{identity}",)),) for n in found.names]
        if others:
            lines.append(phrase("sources.name", short=names.actor(case, identity), long=join(others)))
    return (*join(lines, "semicolon"), *phrase("stop")) if lines else ()

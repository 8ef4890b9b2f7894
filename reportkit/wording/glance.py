"""At a glance: six cells, each row one standing, one statement or one silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import is_reason, mark_of
from reportkit.wording.phrases import phrase, quoted
from reportkit.wording.runs import Line
from reportkit.wording.speakers import affirmers, resolved_words, vouching

CELLS = 6
ROWS = 3
SILENT = "-"
_ADMITTING = {"acknowledges", "finds", "confirms"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the mark of a standing or a statement ("-" is silence), flags, words."""

    mark: str
    flags: tuple[str, ...]
    text: Line


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it is about, and its rows."""

    head: Line
    rows: tuple[Row, ...]


def cells(case: Case) -> tuple[Cell, ...]:
    """
    Return the six cells of a case, chosen by rule.

    Deaths, injuries and the kind of event always; then up to two actors said to be
    answerable; then a reason given; what is left over shows the day and the place.
    """
    first = [_harm(case, "killed"), _harm(case, "injured"), _kind(case)]
    ties = list(case.standings_of("perpetrator"))
    then = [_answerable(case, s) for s in ties[:2]] or [_nobody(case)]
    found = [*first, *then, *_reasons(case), _day(case), _place(case)]
    return tuple(found[:CELLS])


def _harm(case: Case, kind: str) -> Cell:
    head = phrase(f"glance.{kind}")
    counts = [s for s in case.standings_of("casualty") if s.proposition["kind"] == kind]
    rows = [_count(case, found, claim) for found in counts for claim in found.voices.affirmed]
    silent = silent_on(case, case.slug, kind) if rows else ()
    if silent:
        line = phrase("glance.not_mentioned", who=names.actors(case, [c.speaker for c in silent]))
        rows.append(Row(SILENT, (), (*line, *names.cite(case, silent))))
    return Cell(head, tuple(rows[:ROWS] or [_not_stated(case)]))


def _not_stated(case: Case) -> Row:
    return Row("not_addressed", (), (*phrase("glance.not_stated"), *names.cite_silence(case)))


def _count(case: Case, found: Standing, claim: Claim) -> Row:
    p = next(p for p in claim.propositions if p.key == found.proposition.key)
    numbers = names.number(case, [claim])
    line = _says(case, names.quantity(p.quantity, numbers), [claim.speaker])
    return Row(
        mark_for(found, claim),
        _flags(found, "through_denial", "says_both"),
        (*line, *names.cite(case, [claim])),
    )


def mark_for(found: Standing, claim: Claim) -> str:
    """Return the standing; a figure of a speaker who does not carry it stands as reported."""
    if found.word != "acknowledged":
        return found.word
    return "acknowledged" if claim.act in _ADMITTING else "reported_only"


def silent_on(case: Dossier, slug: str, kind: str) -> tuple[Claim, ...]:
    """Return claims of speakers who tell of harm in an incident but say nothing of this kind of it."""
    harm = [(c, p) for c, p in case.said(slug, "casualty", "damage") if c.speaker not in case.voices]
    spoke = {c.speaker for c, p in harm if p["kind"] == kind}
    silent = {c.speaker: c for c, _ in harm if c.speaker not in spoke}
    return tuple(silent.values())


def _kind(case: Case) -> Cell:
    rows = [_nature(case, found) for found in case.standings_of("nature") if found.voices.affirmed]
    inquiry = _inquiry(case)
    kept = rows[: ROWS - len(inquiry)] or [_not_stated(case)]
    return Cell(phrase("glance.kind"), (*kept, *inquiry))


def _nature(case: Case, found: Standing) -> Row:
    claims = _admitting(found) if found.word == "acknowledged" else found.voices.affirmed
    noun = names.word_of("natures", found.proposition["is"], names.number(case, claims), "noun")
    line = _says(case, noun, [c.speaker for c in claims])
    return Row(found.word, _flags(found, "through_denial"), (*line, *names.cite(case, claims)))


def _admitting(found: Standing) -> tuple[Claim, ...]:
    """Return the claims that admit a proposition; where none does so, those of the last who speaks of it."""
    last = affirmers(found)[-1]
    return tuple(c for c in found.voices.affirmed if c.act in _ADMITTING) or tuple(
        c for c in found.voices.affirmed if c.speaker == last
    )


def _inquiry(case: Case) -> tuple[Row, ...]:
    """Return the first inquiry that is not finished, as a row; nothing where there is none."""
    unfinished = case.open_inquiries(case.slug)
    found = next(((c, p) for c, p in case.said(case.slug, "process") if c in unfinished), None)
    if found is None:
        return ()
    claim, p = found
    plural = names.plural(case, [claim.speaker])
    line = phrase(
        "glance.inquiry_say" if plural else "glance.inquiry",
        state=names.word_of("inquiry_states", p["status"], names.number(case, [claim]), "phrase"),
        who=names.actor(case, claim.speaker, inside=True),
    )
    return (Row("inquiry", (), (*line, *names.cite(case, [claim]))),)


def _answerable(case: Case, found: Standing) -> Cell:
    head = names.actor(case, found.proposition["actor"])
    rows = [_affirmed(case, found, speaker) for speaker in affirmers(found)]
    whole = found.voices.denied
    partly = [c for c in found.voices.partly if c.speaker not in {d.speaker for d in whole}]
    for claims, key in ((whole, "glance.denied_by"), (partly, "glance.denied_part")):
        if claims:
            line = phrase(key, who=names.actors(case, [c.speaker for c in claims]))
            rows.append(Row("denies", (), (*line, *names.cite(case, claims))))
    return Cell(head, tuple(rows[: ROWS + 1]))


def _affirmed(case: Case, found: Standing, speaker: str) -> Row:
    claims = [c for c in found.voices.affirmed if c.speaker == speaker]
    own, act = speaker == found.proposition["actor"], claims[0].act
    if own:
        key = "glance.claimed_by" if case.actor(speaker).plural else "glance.claimed_by_one"
    else:
        key = {"accuses": "glance.accused_by", "suspects": "glance.suspected_by"}.get(act, "glance.named_by")
    line = phrase(key, who=names.actor(case, speaker, inside=True))
    if words := resolved_words(case, claims):
        line = (*line, *phrase("glance.of_words", words=quoted(words, names.number(case, claims))))
    mark = mark_of(claims) if act in {"accuses", "suspects"} and not own else found.word
    flags = _flags(found, "inference", "through_denial", "says_both")
    return Row(mark, flags, (*line, *names.cite(case, claims)))


def _nobody(case: Case) -> Cell:
    line = (*phrase("glance.nobody"), *names.cite_silence(case))
    return Cell(phrase("glance.answerable"), (Row("not_addressed", (), line),))


def _reasons(case: Case) -> Iterable[Cell]:
    """Yield a cell for each reason somebody gives, first those that tie this incident to another."""
    for found in case.standings.values():
        p = found.proposition
        if p.kind == "link" and not p.of_claims and case.slug in {p["of"], p["to"]} and is_reason(p):
            other = p["to"] if p["of"] == case.slug else p["of"]
            rows = (*_took_place(case, other), _reason(case, found))
            yield Cell(names.incident(case, other, short=True), rows)
    for claim, p in case.said(case.slug, "motive"):
        words = quoted(p["words"], names.number(case, [claim]))
        line = (*_says(case, words, [claim.speaker]), *names.cite(case, [claim]))
        yield Cell(phrase("glance.reason"), (Row("motive", (), line),))


def _took_place(case: Case, other: str) -> Iterable[Row]:
    """Yield where it stands that another incident took place."""
    found = case.standing("occurred", other)
    if found is not None:
        claims = vouching(case, found)
        word = names.word_of("standings", found.word, names.number(case, claims))
        who = names.actors(case, [c.speaker for c in claims])
        line = phrase("glance.standing_by", standing=word, who=who)
        yield Row(found.word, (), (*line, *names.cite(case, claims)))


def _reason(case: Case, found: Standing) -> Row:
    p, claims = found.proposition, found.voices.affirmed
    numbers = names.number(case, claims)
    if p["words"]:
        words = quoted(p["words"], numbers)
    else:
        words = names.word_of("links", p["link"], numbers, "phrase")
    line = _says(case, words, [c.speaker for c in claims])
    return Row("motive", _flags(found, "inference"), (*line, *names.cite(case, claims)))


def _day(case: Case) -> Cell:
    rows = []
    for claim, p in case.said(case.slug, "time"):
        line = _says(case, names.time(p, names.number(case, [claim])), [claim.speaker])
        rows.append(Row(case.standings[p.key].word, (), (*line, *names.cite(case, [claim]))))
    return Cell(phrase("glance.day"), tuple(rows[:ROWS] or [_not_stated(case)]))


def _place(case: Case) -> Cell:
    rows = []
    for found in case.standings_of("location"):
        claims = found.voices.affirmed
        if claims:
            line = _says(case, names.at_place(case, found.proposition["place"]), [c.speaker for c in claims])
            rows.append(Row(found.word, (), (*line, *names.cite(case, claims))))
    return Cell(phrase("glance.place"), tuple(rows[:ROWS] or [_not_stated(case)]))


def _says(case: Case, what: Line, speakers: Iterable[str]) -> Line:
    speakers = tuple(dict.fromkeys(speakers))
    key = "glance.say" if names.plural(case, speakers) else "glance.says"
    return phrase(key, what=what, who=names.actors(case, speakers))


def _flags(found: Standing, *wanted: str) -> tuple[str, ...]:
    return tuple(flag for flag in found.flags if flag in wanted)

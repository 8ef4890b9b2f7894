"""At a glance: six cells, each row one standing, one statement or one silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportkit.analysis.standing import Standing, rests_on_reader
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import is_reason, mark_of, nature_of
from reportkit.wording.phrases import phrase, quoted
from reportkit.wording.runs import Line
from reportkit.wording.speakers import affirmers, resolved_words, retracting, vouching

CELLS = 6
ROWS = 3
SILENT = "-"
_ADMITTING = {"acknowledges", "finds", "confirms"}
_ACCUSING = {"accuses": "glance.accused_by", "suspects": "glance.suspected_by"}


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
    rows += [row for found in counts for row in _denied(case, found)]
    rows += [row for found in counts for row in _taken_back(case, found)]
    silent = silent_on(case, case.slug, kind) if rows else ()
    if silent:
        line = phrase("glance.not_mentioned", who=names.actors(case, [c.speaker for c in silent]))
        rows.append(Row(SILENT, (), (*line, *names.cite(case, silent))))
    return Cell(head, tuple(rows[:ROWS] or [_not_stated(case)]))


def _not_stated(case: Case) -> Row:
    return Row(
        "not_addressed",
        (),
        (*phrase("ceiling.not_stated" if case.left_out else "glance.not_stated"), *names.cite_silence(case)),
    )


def _denied(case: Case, found: Standing) -> Iterable[Row]:
    """Yield who denies harm outright."""
    if claims := found.voices.denied:
        line = phrase("glance.denied_by", who=names.actors(case, [c.speaker for c in claims]))
        yield Row("denies", (), (*line, *names.cite(case, claims)))


def _taken_back(case: Case, found: Standing) -> Iterable[Row]:
    """Yield what speakers said of it and took back, which is no silence; not what they say in other words."""
    for claim in found.voices.withdrawn:
        if claim.speaker in affirmers(found):
            continue
        p = next(p for p in claim.propositions if p.key == found.proposition.key)
        what = _wording(case, p, names.number(case, [claim]))
        line = phrase("glance.taken_back", what=what, who=names.actor(case, claim.speaker, inside=True))
        yield Row("withdrawn", (), (*line, *names.cite(case, (claim, *retracting(case, [claim])))))


def _wording(case: Case, p: Proposition, numbers: tuple[str, ...]) -> Line:
    """Return how much harm, what kind of event, where or when, in the words of its cell."""
    if p.kind == "casualty":
        return names.quantity(p.quantity, numbers)
    if p.kind == "nature":
        return nature_of(p, numbers)
    return names.at_place(case, p["place"]) if p.kind == "location" else names.time(p, numbers)


def _unaffirmed(case: Case, kind: str) -> list[Row]:
    """Return what stands in a cell that nobody fills: what was taken back, else that it is not stated."""
    rows = [row for found in case.standings_of(kind) for row in _taken_back(case, found)]
    return rows or [_not_stated(case)]


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
    spoke = {  # who denied it or took it back was not silent
        c.speaker for c, p in case.propositions("casualty") if p.about == slug and p["kind"] == kind
    }
    silent = {c.speaker: c for c, _ in harm if c.speaker not in spoke}
    return tuple(silent.values())


def _kind(case: Case) -> Cell:
    rows = [_nature(case, found) for found in case.standings_of("nature") if found.voices.affirmed]
    inquiry = _inquiry(case)
    kept = (rows or _unaffirmed(case, "nature"))[: ROWS - len(inquiry)]
    return Cell(phrase("glance.kind"), (*kept, *inquiry))


def _nature(case: Case, found: Standing) -> Row:
    claims = _admitting(found) if found.word == "acknowledged" else found.voices.affirmed
    noun = nature_of(found.proposition, names.number(case, claims))
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
    rows = [_affirmed(case, found, claims) for claims in _by_act(found)]
    whole = found.voices.denied
    partly = [c for c in found.voices.partly if c.speaker not in {d.speaker for d in whole}]
    for claims, key in ((whole, "glance.denied_by"), (partly, "glance.denied_part")):
        if claims:
            line = phrase(key, who=names.actors(case, [c.speaker for c in claims]))
            rows.append(Row("denies", _read(found, claims), (*line, *names.cite(case, claims))))
    gone = [c for c in found.voices.withdrawn if c.speaker not in affirmers(found)]
    if gone:
        line = phrase("glance.taken_back_by", who=names.actors(case, [c.speaker for c in gone]))
        rows.append(Row("withdrawn", (), (*line, *names.cite(case, (*gone, *retracting(case, gone))))))
    return Cell(head, tuple(rows[: ROWS + 1]))


def _by_act(found: Standing) -> Iterable[tuple[Claim, ...]]:
    """Return who affirms it, each speaker's claims by act: to suspect and to accuse are two things."""
    groups: dict[str, dict[str, list[Claim]]] = {speaker: {} for speaker in affirmers(found)}
    for claim in found.voices.affirmed:
        groups[claim.speaker].setdefault(claim.act, []).append(claim)
    return [tuple(claims) for acts in groups.values() for claims in acts.values()]


def _affirmed(case: Case, found: Standing, claims: tuple[Claim, ...]) -> Row:
    speaker, act = claims[0].speaker, claims[0].act
    own = speaker == found.proposition["actor"]
    if own and act == "claims":
        key = "glance.claimed_by" if case.actor(speaker).plural else "glance.claimed_by_one"
    elif act == "acknowledges" or (own and act not in _ACCUSING):
        key = "glance.acknowledged_by"
    else:
        key = _ACCUSING.get(act, "glance.named_by")
    line = phrase(key, who=names.actor(case, speaker, inside=True))
    if words := resolved_words(case, claims):
        line = (*line, *phrase("glance.of_words", words=quoted(words, names.number(case, claims))))
    mark = mark_of(claims) if act in _ACCUSING else found.word
    flags = (*_read(found, claims), *_flags(found, "through_denial", "says_both"))
    return Row(mark, flags, (*line, *names.cite(case, claims)))


def _read(found: Standing, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return the eye for claims by which a standing hinges on a reader's inference."""
    hinges = any(rests_on_reader(claim, found.proposition) for claim in claims)
    return _flags(found, "inference") if hinges else ()


def _nobody(case: Case) -> Cell:
    line = (*phrase("ceiling.nobody" if case.left_out else "glance.nobody"), *names.cite_silence(case))
    return Cell(phrase("glance.answerable"), (Row("not_addressed", (), line),))


def _reasons(case: Case) -> Iterable[Cell]:
    """Yield a cell for each reason somebody gives, first those that tie this incident to another."""
    for found in case.standings.values():
        p = found.proposition
        tie = p.kind == "link" and not p.of_claims and case.slug in {p["of"], p["to"]}
        if tie and is_reason(p) and found.voices.affirmed:
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
        claims = vouching(case, found) or found.voices.denied or found.voices.withdrawn
        word = names.word_of("standings", found.word, names.number(case, claims))
        who = names.actors(case, [c.speaker for c in claims])
        line = phrase("glance.standing_by", standing=word, who=who) if who else word
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
    return Cell(phrase("glance.day"), tuple((rows or _unaffirmed(case, "time"))[:ROWS]))


def _place(case: Case) -> Cell:
    rows = []
    for found in case.standings_of("location"):
        claims = found.voices.affirmed
        if claims:
            line = _says(case, names.at_place(case, found.proposition["place"]), [c.speaker for c in claims])
            rows.append(Row(found.word, (), (*line, *names.cite(case, claims))))
    return Cell(phrase("glance.place"), tuple((rows or _unaffirmed(case, "location"))[:ROWS]))


def _says(case: Case, what: Line, speakers: Iterable[str]) -> Line:
    speakers = tuple(dict.fromkeys(speakers))
    key = "glance.say" if names.plural(case, speakers) else "glance.says"
    return phrase(key, what=what, who=names.actors(case, speakers))


def _flags(found: Standing, *wanted: str) -> tuple[str, ...]:
    return tuple(flag for flag in found.flags if flag in wanted)

"""At a glance: six cells, each row one standing, one statement or one silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reportkit import codebook
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import mark_of
from reportkit.wording.headline import burdened_affirmers
from reportkit.wording.phrases import phrase, quoted
from reportkit.wording.runs import Line

CELLS = 6
ROWS = 3
SILENT = "-"


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
    rows = []
    for found in case.standings_of("casualty"):
        if found.proposition["kind"] == kind:
            rows += [_count(case, found, claim) for claim in found.voices.affirmed]
    silent = _silent_on(case, kind) if rows else ()
    if silent:
        line = phrase("glance.not_mentioned", who=names.actors(case, [c.speaker for c in silent]))
        rows.append(Row(SILENT, (), (*line, *names.cite(case, silent))))
    if not rows:
        rows = [Row("not_addressed", (), (*phrase("glance.not_stated"), *names.cite_silence(case)))]
    return Cell(head, tuple(rows[:ROWS]))


def _count(case: Case, found: Standing, claim: Claim) -> Row:
    p = next(p for p in claim.propositions if p.key == found.proposition.key)
    numbers = names.number(case, [claim])
    line = _says(case, names.quantity(p.quantity, numbers), [claim.speaker])
    return Row(
        _mark_for(found, claim),
        _flags(found, "through_denial", "says_both"),
        (*line, *names.cite(case, [claim])),
    )


def _mark_for(found: Standing, claim: Claim) -> str:
    """Return the standing; a figure of a speaker who does not carry it stands as reported."""
    if found.word != "acknowledged":
        return found.word
    return "acknowledged" if claim.act in {"acknowledges", "finds", "confirms"} else "reported_only"


def _silent_on(case: Case, kind: str) -> tuple[Claim, ...]:
    """Return claims of speakers who tell of harm but say nothing of this kind of it."""
    harm = [(c, p) for c, p in case.said(case.slug, "casualty", "damage") if c.speaker not in case.voices]
    spoke = {c.speaker for c, p in harm if p["kind"] == kind}
    silent = {c.speaker: c for c, _ in harm if c.speaker not in spoke}
    return tuple(silent.values())


def _kind(case: Case) -> Cell:
    rows = []
    for found in case.standings_of("nature"):
        speakers = tuple(dict.fromkeys(c.speaker for c in found.voices.affirmed))
        if not speakers:
            continue
        claims = (
            [c for c in found.voices.affirmed if c.speaker == speakers[-1]]
            if found.word == "acknowledged"
            else list(found.voices.affirmed)
        )
        if found.word == "acknowledged":
            claims = [
                c for c in found.voices.affirmed if c.act in {"acknowledges", "finds", "confirms"}
            ] or claims
        numbers = names.number(case, claims)
        noun = names.word_of("natures", found.proposition["is"], numbers, "noun")
        line = _says(case, noun, [c.speaker for c in claims])
        rows.append(Row(found.word, _flags(found, "through_denial"), (*line, *names.cite(case, claims))))
    if not rows:
        rows = [Row("not_addressed", (), (*phrase("glance.not_stated"), *names.cite_silence(case)))]
    kept = rows[: ROWS - 1] if case.open_inquiries(case.slug) else rows[:ROWS]
    return Cell(phrase("glance.kind"), (*kept, *_inquiry(case)))


def _inquiry(case: Case) -> Iterable[Row]:
    for claim, p in case.said(case.slug, "process"):
        if claim in case.open_inquiries(case.slug):
            state = names.word_of("inquiry_states", p["status"], names.number(case, [claim]), "phrase")
            plural = names.plural(case, [claim.speaker])
            line = phrase(
                "glance.inquiry_say" if plural else "glance.inquiry",
                state=state,
                who=names.actor(case, claim.speaker, inside=True),
            )
            yield Row("inquiry", (), (*line, *names.cite(case, [claim])))
            return


def _answerable(case: Case, found: Standing) -> Cell:
    head = names.actor(case, found.proposition["actor"])
    rows = [
        _affirmed(case, found, speaker) for speaker in dict.fromkeys(c.speaker for c in found.voices.affirmed)
    ]
    for group, key in (
        (found.voices.denied, "glance.denied_by"),
        (found.voices.partly, "glance.denied_part"),
    ):
        speakers = dict.fromkeys(c.speaker for c in group)
        covered = {c.speaker for c in found.voices.denied} if key.endswith("part") else set()
        wanted = [c for c in group if c.speaker not in covered]
        if wanted and speakers:
            line = phrase(key, who=names.actors(case, [c.speaker for c in wanted]))
            rows.append(Row("denies", (), (*line, *names.cite(case, wanted))))
    return Cell(head, tuple(rows[: ROWS + 1]))


def _affirmed(case: Case, found: Standing, speaker: str) -> Row:
    claims = [c for c in found.voices.affirmed if c.speaker == speaker]
    who, own = names.actor(case, speaker, inside=True), speaker == found.proposition["actor"]
    act = claims[0].act
    if own:
        key = "glance.claimed_by" if case.actor(speaker).plural else "glance.claimed_by_one"
    else:
        key = {"accuses": "glance.accused_by", "suspects": "glance.suspected_by"}.get(act, "glance.named_by")
    line = phrase(key, who=who)
    words = next(
        (b.words for c in claims for b in c.about if b.incident == case.slug and b.inferred and b.words), ""
    )
    if words:
        line = (*line, *phrase("glance.of_words", words=quoted(words, names.number(case, claims))))
    mark = found.word if own or act not in {"accuses", "suspects"} else mark_of(claims)
    return Row(
        mark, _flags(found, "inference", "through_denial", "says_both"), (*line, *names.cite(case, claims))
    )


def _nobody(case: Case) -> Cell:
    line = (*phrase("glance.nobody"), *names.cite_silence(case))
    return Cell(phrase("glance.answerable"), (Row("not_addressed", (), line),))


def _reasons(case: Case) -> Iterable[Cell]:
    """Yield a cell for each reason somebody gives that ties this incident to another."""
    for found in case.standings.values():
        p = found.proposition
        if (
            p.kind != "link"
            or p.of_claims
            or case.slug not in {p["of"], p["to"]}
            or codebook.vocabulary("links")[p["link"]]["kind"] != "reason"
        ):
            continue
        other = p["to"] if p["of"] == case.slug else p["of"]
        claims = found.voices.affirmed
        numbers = names.number(case, claims)
        words = (
            quoted(p["words"], numbers)
            if p["words"]
            else names.word_of("links", p["link"], numbers, "phrase")
        )
        speakers = [c.speaker for c in claims]
        rows = [
            Row(
                "motive",
                _flags(found, "inference"),
                (*_says(case, words, speakers), *names.cite(case, claims)),
            )
        ]
        took = case.standing("occurred", other)
        if took is not None:
            by = burdened_affirmers(case, took) if took.word == "acknowledged" else took.voices.affirmed
            state = names.word_of("standings", took.word, names.number(case, by))
            rows.insert(
                0,
                Row(
                    took.word,
                    (),
                    (
                        *phrase(
                            "glance.standing_by",
                            standing=state,
                            who=names.actors(case, [c.speaker for c in by]),
                        ),
                        *names.cite(case, by),
                    ),
                ),
            )
        yield Cell(names.incident(case, other, short=True), tuple(rows))
    for claim, p in case.said(case.slug, "motive"):
        words = quoted(p["words"], names.number(case, [claim]))
        yield Cell(
            phrase("glance.reason"),
            (Row("motive", (), (*_says(case, words, [claim.speaker]), *names.cite(case, [claim]))),),
        )


def _day(case: Case) -> Cell:
    rows = []
    for claim, p in case.said(case.slug, "time"):
        numbers = names.number(case, [claim])
        when = names.day(p.when, numbers) if p.when else quoted(p["words"], numbers)
        if p["point"] == "end":
            when = phrase("date.ended_on" if p.when and p.when.kind == "day" else "date.ended", when=when)
        found = case.standings[p.key]
        rows.append(Row(found.word, (), (*_says(case, when, [claim.speaker]), *names.cite(case, [claim]))))
    if not rows:
        rows = [Row("not_addressed", (), (*phrase("glance.not_stated"), *names.cite_silence(case)))]
    return Cell(phrase("glance.day"), tuple(rows[:ROWS]))


def _place(case: Case) -> Cell:
    rows = []
    for found in case.standings_of("location"):
        claims = found.voices.affirmed
        if claims:
            line = _says(case, names.at_place(case, found.proposition["place"]), [c.speaker for c in claims])
            rows.append(Row(found.word, (), (*line, *names.cite(case, claims))))
    if not rows:
        rows = [Row("not_addressed", (), (*phrase("glance.not_stated"), *names.cite_silence(case)))]
    return Cell(phrase("glance.place"), tuple(rows[:ROWS]))


def _says(case: Case, what: Line, speakers: Iterable[str]) -> Line:
    speakers = tuple(dict.fromkeys(speakers))
    key = "glance.say" if names.plural(case, speakers) else "glance.says"
    return phrase(key, what=what, who=names.actors(case, speakers))


def _flags(found: Standing, *wanted: str) -> tuple[str, ...]:
    return tuple(flag for flag in found.flags if flag in wanted)

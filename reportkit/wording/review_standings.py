"""The desk's second look at what is said: contested, on one origin, said both ways, read into the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportkit import codebook
from reportkit.analysis import standing
from reportkit.analysis.standing import Standing, Voices, rests_on_reader
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import consequence, names
from reportkit.wording.consequence import Weight, Weights
from reportkit.wording.gist import act, proposition
from reportkit.wording.phrases import join, phrase, quoted
from reportkit.wording.propositions import label, voiced
from reportkit.wording.runs import Line, Run
from reportkit.wording.tables import Cell, Column, Table

_WORDS_ABOUT_WORDS = {"utterance", "described", "contested", "intent"}
_GROUPS = ("affirmed", "denied", "partly", "own", "withdrawn")
_SHOWN = {"bottom_line", "assessment", "glance"}


@dataclass(frozen=True, slots=True)
class Inference:
    """One thing a reader read into a claim: the text's words, and what they are taken to mean."""

    claim: Claim
    words: str
    meaning: Line


def contested(case: Dossier, weights: Weights) -> Table:
    """Return who stands against whom: what is denied, whole or in part, and what is called contested."""
    columns = (
        Column(phrase("review.proposition")),
        Column(phrase("review.standing")),
        Column(phrase("review.affirmed")),
        Column(phrase("review.denied")),
        Column(phrase("review.rests")),
        Column(phrase("review.next"), "1fr"),
    )
    rows = [
        (
            Cell((label(case, found),)),
            standing_cell(case, found),
            Cell(_speaking(case, found.voices.affirmed) or (phrase("review.nobody"),)),
            Cell(_against(case, found)),
            Cell((consequence.rests(case, weight),)),
            Cell((phrase(_settling(found)),)),
        )
        for weight, found in ranked(weights, opposed(case))
    ]
    return Table("contested", columns, tuple(rows))


def opposed(case: Dossier) -> list[Standing]:
    """Return the propositions that somebody else denies or denies in part, and those called contested."""
    found = []
    for one in case.standings.values():
        against = {c.speaker for c in (*one.voices.denied, *one.voices.partly)}
        alone = len(against | {c.speaker for c in one.voices.affirmed}) < 2  # noqa: PLR2004 - says both
        called = one.proposition.kind == "contested" and one.voices.affirmed
        if called or (against and not (alone and one.voices.affirmed)):
            found.append(one)
    return found


def single_origin(case: Dossier, weights: Weights) -> Table:
    """Return what may rest on one origin, with the range of origins; what a page shows first in rows."""
    columns = (
        Column(phrase("review.proposition")),
        Column(phrase("review.standing")),
        Column(phrase("review.origins")),
        Column(phrase("review.said_by")),
        Column(phrase("review.rests")),
        Column(phrase("review.next"), "1fr"),
    )
    shown, left = parted(ranked(weights, on_one_origin(case)))
    rows = [
        (
            Cell(_labels(case, alike)),
            standing_cell(case, alike[0]),
            Cell((_origins(case, alike[0]),)),
            Cell(_speaking(case, alike[0].voices.affirmed)),
            Cell((consequence.rests(case, weight),)),
            Cell((_second_origin(case, alike[0]),)),
        )
        for weight, alike in _together(shown)
    ]
    return Table("single_origin", columns, tuple(rows), note=more(left))


def _together(shown: Iterable[tuple[Weight, Standing]]) -> Iterator[tuple[Weight, list[Standing]]]:
    """Yield propositions about one incident that the same claims say and that stand alike, as one."""
    found: dict[object, tuple[Weight, list[Standing]]] = {}
    for weight, one in shown:
        claims = tuple(c.id for c in one.voices.affirmed)
        key = (one.proposition.about, claims, one.word, one.otherwise, one.flags)
        found.setdefault(key, (weight, []))[1].append(one)
    yield from found.values()


def _labels(case: Dossier, alike: Sequence[Standing]) -> tuple[Line, ...]:
    """Return each proposition as a line, the incident named before the first."""
    return (label(case, alike[0]), *(label(case, one, alone=True) for one in alike[1:]))


def on_one_origin(case: Dossier) -> list[Standing]:
    """Return the affirmed propositions that may rest on a single origin; words about words left aside."""
    return [
        found
        for found in case.standings.values()
        if found.voices.affirmed
        and found.proposition.kind not in _WORDS_ABOUT_WORDS
        and case.origins_of(found).low == 1
    ]


def no_single_origin(case: Dossier) -> str:
    """Return why nothing rests on one origin, as the key of a phrase: it can be that nothing is affirmed."""
    affirmed = [s.proposition.kind for s in case.standings.values() if s.voices.affirmed]
    if not affirmed:
        return "review.none_affirmed"
    return "review.only_words" if set(affirmed) <= _WORDS_ABOUT_WORDS else "review.none_single_origin"


def both_ways(case: Dossier, weights: Weights) -> Table:
    """Return the speakers who affirm and deny one thing, or say it once flatly and once with a hedge."""
    columns = (
        Column(phrase("review.speaker")),
        Column(phrase("review.proposition")),
        Column(phrase("review.first")),
        Column(phrase("review.then")),
        Column(phrase("review.rests")),
        Column(phrase("review.next"), "1fr"),
    )
    rows = []
    for weight, found in ranked(weights, says_both(case)):
        for speaker, one, other in _turns(found):
            cells = [Cell(tuple(_turn(case, c) for c in claims)) for claims in (one, other)]
            rows.append(
                (
                    Cell((names.actor(case, speaker),)),
                    Cell((label(case, found),)),
                    *cells,
                    Cell((consequence.rests(case, weight),)),
                    Cell((phrase("next.both"),)),
                )
            )
    return Table("both_ways", columns, tuple(rows))


def says_both(case: Dossier) -> list[Standing]:
    """Return the propositions of which one speaker says both."""
    return [found for found in case.standings.values() if "says_both" in found.flags]


def inferences(case: Dossier, weights: Weights) -> Table:
    """Return what a reader read into the text, with what hinges on each: with it, and without readers."""
    columns = (
        Column(phrase("review.claim")),
        Column(phrase("review.read_as")),
        Column(phrase("review.hinges"), "1fr"),
        Column(phrase("review.rests")),
        Column(phrase("review.next"), "1fr"),
    )
    by_claim: dict[Claim, list[Inference]] = {}
    for one in inferred(case):
        by_claim.setdefault(one.claim, []).append(one)
    rows = []
    for claim in sorted(by_claim, key=lambda claim: consequence.of([claim], weights)):
        second = case.corpus.readings[claim.document].second
        moved = [(found, without) for found, without in hinging(case, claim) if without != found.word]
        rows.append(
            (
                Cell((speaking(case, [claim]),)),
                Cell(tuple(_read_as(case, one) for one in by_claim[claim])),
                Cell(tuple(_with_and_without(case, *pair) for pair in moved) or (phrase("review.nothing"),)),
                Cell((consequence.rests(case, consequence.of([claim], weights)),)),
                Cell((phrase("next.read_twice" if second else "next.read_once"),)),
            )
        )
    return Table("inferences", columns, tuple(rows))


def hinging(case: Dossier, claim: Claim) -> Iterator[tuple[Standing, str]]:
    """
    Yield each standing that a claim bears on by a reader's inference, with what it is without that.

    Claims that bear on it in the same way and rest on a reader too are left out with it: of two inferences
    that say the same, neither would hinge alone.
    """
    for found in case.standings.values():
        if claim not in voiced(found) or not rests_on_reader(claim, found.proposition):
            continue
        voices = found.voices
        groups: dict[str, tuple[Claim, ...]] = {name: getattr(voices, name) for name in _GROUPS}
        own = next(group for group in groups.values() if claim in group)
        out = {c.id for c in own if rests_on_reader(c, found.proposition)}
        kept = {name: tuple(c for c in group if c.id not in out) for name, group in groups.items()}
        others = [c for c in case.statements if c.id not in out]
        p = found.proposition
        word = standing.word(
            Voices(**kept),
            burdened=standing.burdened(p, others),
            authors=standing.authors(p["of"] if p.kind == "link" else p.about, others),
        )
        yield found, word


def _read_as(case: Dossier, one: Inference) -> Line:
    numbers = names.number(case, [one.claim])
    return phrase("review.words_mean", words=quoted(one.words, numbers), meaning=one.meaning)


def inferred(case: Dossier) -> tuple[Inference, ...]:
    """Return every inference of a reader, in reading order, each once for a claim."""
    return tuple(dict.fromkeys(one for claim in case.statements for one in _inferred(case, claim)))


def _inferred(case: Dossier, claim: Claim) -> Iterator[Inference]:
    numbers = names.number(case, [claim])
    for bearing in claim.about:
        if bearing.inferred:
            yield Inference(claim, bearing.words, names.incident(case, bearing.incident, short=True))
    for part in claim.scope.inferred if claim.scope else ():
        yield Inference(claim, claim.scope.said(part), _resolved(case, claim, part))  # type: ignore[union-attr]
    for p in claim.propositions:
        if p.inferred and p.kind == "link":
            yield Inference(claim, p["words"], proposition(case, claim, p))
        elif p.inferred and not any(b.inferred for b in claim.about) and not claim.scope:
            yield Inference(claim, p["words"], proposition(case, claim, p) or (Run(p.key, numbers),))


def _resolved(case: Dossier, claim: Claim, part: str) -> Line:
    """Return what a reader takes a part of a scope to mean."""
    covered = claim.scope
    numbers = names.number(case, [claim])
    if covered is None:
        return ()
    if part == "actor":
        return names.actor(case, covered.actor)
    if part == "place":
        return names.place(case, covered.place)
    if part == "day" and covered.day is not None:
        return names.day(covered.day, numbers)
    return (Run(str(getattr(covered, part, "")), numbers),)


def _with_and_without(case: Dossier, found: Standing, without: str) -> Line:
    numbers = names.number(case, voiced(found))
    return phrase(
        "review.else",
        what=label(case, found),
        standing=names.word_of("standings", found.word, numbers),
        otherwise=names.word_of("standings", without, numbers),
    )


def ranked(weights: Weights, found: Iterable[Standing]) -> list[tuple[Weight, Standing]]:
    """Return propositions with their weights, the weightiest first, otherwise in reading order."""
    weighed = [(consequence.of(voiced(one), weights), one) for one in found]
    return sorted(weighed, key=lambda pair: pair[0])


def parted(found: Sequence[tuple[Weight, Standing]]) -> tuple[Sequence[tuple[Weight, Standing]], int]:
    """Return those that deserve a row, and how many do not: nothing foremost rests on these."""
    shown = [pair for pair in found if pair[0].name in _SHOWN]
    return shown, len(found) - len(shown)


def more(left: int) -> Line:
    """Return the sentence that there are more, or nothing."""
    if not left:
        return ()
    return phrase("review.more_one") if left == 1 else phrase("review.more", n=(Run(str(left), ("corpus",)),))


def standing_cell(case: Dossier, found: Standing) -> Cell:
    """Return the standing with its mark, and what it is without readers' inferences."""
    numbers = names.number(case, voiced(found))
    lines = [names.word_of("standings", found.word, numbers)]
    if found.otherwise:
        otherwise = names.word_of("standings", found.otherwise, numbers)
        lines.append(phrase("matrix.else", soft=True, standing=otherwise))
    return Cell(tuple(lines), found.word, found.flags)


def speaking(case: Dossier, claims: Sequence[Claim]) -> Line:
    """Return who speaks in claims of one speaker, where, and their numbers: "CENTCOM, D1¶7 [C20]"."""
    who = names.actor(case, claims[0].speaker)
    return (*phrase("review.who_where", who=who, where=where(case, claims)), *names.cite(case, claims))


def where(case: Dossier, claims: Iterable[Claim]) -> Line:
    """Return documents and paragraphs of claims: "D1¶3, 7"."""
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document, []).append(claim)
    parts = []
    for document, own in by_document.items():
        paragraphs = sorted({span.paragraph for claim in own for span in claim.spans})
        words = f"{case.source[document]}¶{', '.join(map(str, paragraphs))}"
        parts.append((Run(words, names.number(case, own)),))
    return join(parts, "semicolon")


def _speaking(case: Dossier, claims: Iterable[Claim]) -> tuple[Line, ...]:
    """Return a line for each speaker."""
    own: dict[str, list[Claim]] = {}
    for claim in claims:
        own.setdefault(claim.speaker, []).append(claim)
    return tuple(speaking(case, said) for said in own.values())


def _against(case: Dossier, found: Standing) -> tuple[Line, ...]:
    whole = _speaking(case, found.voices.denied)
    deniers = {c.speaker for c in found.voices.denied}
    rest = [c for c in found.voices.partly if c.speaker not in deniers]
    partly = tuple(phrase("review.in_part", who=line) for line in _speaking(case, rest))
    return (*whole, *partly) or (phrase("review.not_said"),)


def _settling(found: Standing) -> str:
    """Return what would settle a contested proposition, as the key of a phrase."""
    if found.proposition.kind == "contested":
        return "next.who_contests"
    if not found.voices.affirmed:
        return "next.no_accuser"
    if found.otherwise:
        return "next.settle_reading"
    if "through_denial" in found.flags:
        return "next.find_reports"
    return "next.third_origin" if found.voices.denied else "next.scope"


def _origins(case: Dossier, found: Standing) -> Line:
    count = case.origins_of(found)
    return (Run(str(count), names.number(case, found.voices.affirmed)),)


def _second_origin(case: Dossier, found: Standing) -> Line:
    if "through_denial" in found.flags:
        return phrase("next.find_reports")
    speakers = {claim.speaker for claim in found.voices.affirmed}
    if all(case.actor(speaker).kind == "media" for speaker in speakers):
        return phrase("next.whose_word")
    if case.origins_of(found).high > 1:
        return phrase("next.count_origins")
    speaker = found.voices.affirmed[0].speaker
    return phrase("next.second_origin", who=names.actor(case, speaker, inside=True))


def _turns(found: Standing) -> Iterator[tuple[str, list[Claim], list[Claim]]]:
    """Yield each speaker who says both, with the claims of either kind."""
    hedged = codebook.vocabulary("certainties")
    for speaker in dict.fromkeys(c.speaker for c in found.voices.affirmed):
        said = [c for c in found.voices.affirmed if c.speaker == speaker]
        denied = [c for c in found.voices.denied if c.speaker == speaker]
        flat = [c for c in said if not hedged[c.certainty]["hedged"]]
        if denied:
            yield speaker, said, denied
        elif flat and len(flat) < len(said):
            yield speaker, flat, [c for c in said if c not in flat]


def _turn(case: Dossier, claim: Claim) -> Line:
    """Return what a speaker says in a word, with the place: "suspects, D1¶14 [C46]"."""
    return (
        *phrase("review.who_where", who=act(case, claim), where=where(case, [claim])),
        *names.cite(case, [claim]),
    )

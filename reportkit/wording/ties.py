"""Ties between actors as somebody states them, and who says what of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportkit import codebook
from reportkit.analysis.network import may_hold
from reportkit.analysis.standing import Standing, rests_on_reader
from reportkit.case import Case
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import mark_of, proposition
from reportkit.wording.phrases import join, phrase
from reportkit.wording.propositions import label, voiced
from reportkit.wording.review_standings import standing_cell, where
from reportkit.wording.runs import Line, Run, plain
from reportkit.wording.tables import Cell, Column, Table

_OWN_VERB = {"accuses", "suspects", "denies", "acknowledges", "confirms", "finds"}
LETTERS = 90  # of the longest words of all columns: what the width of a page holds, as in `tables`


@dataclass(frozen=True, slots=True)
class Stated:
    """One tie as one claim states it."""

    claim: Claim
    tie: Proposition

    def may_hold(self, day: When | None) -> bool:
        """Whether it may hold on a day; an end nobody states is open."""
        valid = self.tie.when
        if day is None or valid is None:
            return True
        return may_hold(valid.first, valid.last, day.first, day.last)


def stated(case: Dossier) -> tuple[Stated, ...]:
    """Return every tie with every claim that affirms it or once did, in reading order."""
    found = []
    for one in ties_of(case):
        claims = (*one.voices.affirmed, *one.voices.withdrawn)
        found += [Stated(c, p) for c in claims for p in c.propositions if p.key == one.proposition.key]
    return tuple(sorted(found, key=lambda s: case.statements.index(s.claim)))


def ties_of(case: Dossier) -> tuple[Standing, ...]:
    """Return the ties that anybody affirms, denies or has taken back, in reading order."""
    relations = (s for s in case.standings.values() if s.proposition.kind == "relation")
    return tuple(found for found in relations if voiced(found))


def left_out(case: Dossier, day: When | None) -> tuple[Stated, ...]:
    """Return the ties as stated that are said to end before a day or to begin after it."""
    return tuple(one for one in stated(case) if not one.may_hold(day))


def ties(case: Dossier, everybody: Dossier, day: When | None) -> Table:
    """
    Return the ties as claims state them: whose word, how long, and who denies it.

    Parameters
    ----------
    case : Dossier
        What is heard: everything, or one side of it.
    everybody : Dossier
        The same without anybody left out: a tie's standing and its deniers are those of the whole record.
    day : When or None
        Leaves out what is known not to hold then, and says so under the table.
    """
    columns = (
        Column(phrase("ties.tie"), "1fr"),
        Column(phrase("review.standing")),
        Column(phrase("ties.stated_by"), "1fr"),
        Column(phrase("ties.valid")),
        Column(phrase("ties.grade")),
        Column(phrase("review.denied"), "1fr"),
    )
    rows = []
    for found in ties_of(case):
        whole = everybody.standings[found.proposition.key]
        own = [one for one in stated(case) if one.tie.key == found.proposition.key]
        said = [one for one in own if one.may_hold(day)]
        if said or not own:
            rows += [_row(everybody, whole, one) for one in (said or (None,))]
    return Table("ties", columns, tuple(rows), note=told_left_out(case, day))


def told_left_out(case: Dossier, day: When | None) -> Line:
    """Return the sentence that names what is left out because of the day; nothing where nothing is."""
    out = left_out(case, day)
    if day is None or not out:
        return ()
    every = join([_outside(case, one) for one in out], "semicolon")
    return phrase("ties.left_out", day=asked(day), list=every)


def _outside(case: Dossier, one: Stated) -> Line:
    """Return a tie that is left out, with the days it is said to hold."""
    held = phrase("ties.said_to_hold", when=_valid(case, one))
    return (*proposition(case, one.claim, one.tie), *held, *names.cite(case, [one.claim]))


def _row(case: Dossier, found: Standing, one: Stated | None) -> tuple[Cell, ...]:
    voices = found.voices
    nobody: Line = phrase("ties.others" if voices.affirmed or voices.withdrawn else "review.nobody")
    return (
        Cell((label(case, found),)),
        standing_cell(case, found),
        Cell((_stated_by(case, one) if one else nobody,)),
        Cell((_valid(case, one) if one else phrase("review.nothing"),)),
        Cell((_grade(case, one) if one else phrase("review.nothing"),)),
        Cell(tuple(_by(case, c) for c in found.voices.denied) or (phrase("review.nothing"),)),
    )


def _stated_by(case: Dossier, one: Stated) -> Line:
    line = _by(case, one.claim)
    if one.claim.id not in case.withdrawn:
        return line
    later = [c for c in case.statements if one.claim.id in {c.retracts, c.supersedes}]
    return (*line, *phrase("denials.taken_back"), *names.cite(case, later))


def _by(case: Dossier, claim: Claim) -> Line:
    who = names.actor(case, claim.speaker)
    place = phrase("review.who_where", who=who, where=where(case, [claim]))
    return (*place, *names.cite(case, [claim]))


def _valid(case: Dossier, one: Stated) -> Line:
    when = one.tie.when
    return names.day(when, names.number(case, [one.claim])) if when else phrase("denials.not_stated")


def _grade(case: Dossier, one: Stated) -> Line:
    grade = one.tie["grade"]
    return (Run(grade, names.number(case, [one.claim])),) if grade else phrase("denials.not_stated")


def asked(day: When) -> Line:
    """Return the day that was asked for, which no claim gives."""
    return names.day(day, ("parameter:day",))


@dataclass(frozen=True, slots=True)
class Word:
    """What one speaker says of one actor: the claims that accuse, claim, name or deny."""

    speaker: str
    whom: str
    claims: tuple[Claim, ...]


def words(case: Dossier) -> tuple[Word, ...]:
    """Return who says what of whom: who is said, or denied, to be answerable, in reading order."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in case.statements:
        for whom in _spoken_of(claim):
            found.setdefault((claim.speaker, whom), []).append(claim)
    return tuple(Word(speaker, whom, tuple(claims)) for (speaker, whom), claims in found.items())


def _spoken_of(claim: Claim) -> tuple[str, ...]:
    """Return the actors that a claim calls answerable, or says are not."""
    speaks = codebook.affirms(claim.act) or claim.act == "denies"
    named = [p["actor"] for p in claim.propositions if p.kind == "perpetrator" and speaks]
    if claim.scope and claim.act in {"denies", "accuses", "suspects"}:
        named.append(claim.scope.actor)
    return tuple(dict.fromkeys(actor for actor in named if actor))


def of_whom(case: Dossier) -> Table:
    """
    Return speakers by those they speak of, with a word in every cell; where too many, one row a pair.

    Parameters
    ----------
    case : Dossier
        What is heard.
    """
    found = words(case)
    speakers = list(dict.fromkeys(one.speaker for one in found))
    accused = list(dict.fromkeys(one.whom for one in found))
    cells = {(one.speaker, one.whom): _cell(case, one) for one in found}
    heads = [names.actor(case, whom, short=True) for whom in accused]
    if _room(heads, [names.actor(case, s) for s in speakers], cells.values()) > LETTERS:
        return _pairs(case, found, speakers)
    columns = (Column(phrase("ties.who")), *(Column(head) for head in heads))
    silent = Cell((phrase("silent"),))
    rows = tuple(
        (Cell((names.actor(case, speaker),)), *(cells.get((speaker, whom), silent) for whom in accused))
        for speaker in speakers
    )
    return Table("of_whom", columns, rows, note=phrase("ties.note"))


def _pairs(case: Dossier, found: Iterable[Word], speakers: Sequence[str]) -> Table:
    columns = (
        Column(phrase("ties.who")),
        Column(phrase("ties.whom")),
        Column(phrase("ties.what"), "1fr"),
    )
    rows = tuple(
        (
            Cell((names.actor(case, one.speaker),)),
            Cell((names.actor(case, one.whom),)),
            _cell(case, one),
        )
        for one in sorted(found, key=lambda one: speakers.index(one.speaker))
    )
    return Table("of_whom", columns, rows)


def _cell(case: Dossier, one: Word) -> Cell:
    return Cell(tuple(_line(case, one, words, claims) for words, claims in _alike(case, one)))


def _alike(case: Dossier, one: Word) -> Iterator[tuple[Line, list[Claim]]]:
    """Yield each thing said, with the claims that say it."""
    found: dict[Line, list[Claim]] = {}
    for claim in one.claims:
        found.setdefault(_what(case, claim), []).append(claim)
    yield from found.items()


def _line(case: Dossier, one: Word, words: Line, claims: Sequence[Claim]) -> Line:
    """Return words with their square before them, and their claims and flags behind."""
    numbers = names.number(case, claims)
    sign = (Run(mark_of(claims), numbers, "mark"), *phrase("space"))
    flags = [(*phrase("space"), Run(flag, numbers, "mark")) for flag in _flags(one, claims)]
    return (*sign, *words, *names.cite(case, claims), *(run for flag in flags for run in flag))


def _what(case: Dossier, claim: Claim) -> Line:
    """Return what a claim says of an actor, in a few words: "accuses", "denies an airstrike"."""
    entry = () if claim.act != "denies" or not claim.scope else _denied(claim)
    line: Line = join([_verb(case, claim), entry], "space") if entry else _verb(case, claim)
    slugs = [] if isinstance(case, Case) and claim.incidents == (case.slug,) else list(claim.incidents)
    if slugs:
        about = join([names.incident(case, slug, short=True) for slug in slugs])
        line = phrase("ties.about", what=line, incident=about)
    if claim.id in case.withdrawn:
        line = (*line, *phrase("denials.taken_back"))
    return line


def _verb(case: Dossier, claim: Claim) -> Line:
    """Return the verb without the claim's number, so that alike words are told once."""
    plural = case.actor(claim.speaker).plural
    if claim.act in _OWN_VERB:
        return names.word_of("acts", claim.act, (), "verb", plural=plural)
    if claim.act == "claims":
        return phrase("ties.claims_many" if plural else "ties.claims_one")
    return phrase("ties.names_many" if plural else "ties.names_one")


def _denied(claim: Claim) -> Line:
    covered = claim.scope
    if covered is None:
        return ()
    if covered.nature:
        return names.word_of("natures", covered.nature, (), "noun")
    if covered.involvement:
        return names.word_of("involvements", covered.involvement, (), "phrase")
    return ()


def _flags(one: Word, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield what stands beside words on an actor: a reader's inference, through a denial, said both ways."""
    if any(_resolved(one, claim) for claim in claims):
        yield "inference"
    if all(claim.known_through for claim in claims):
        yield "through_denial"
    sides = {
        slug: {c.act == "denies" for c in one.claims if slug in c.incidents} for slug in claims[0].incidents
    }
    if any(len(both) > 1 for both in sides.values()):
        yield "says_both"


def _resolved(one: Word, claim: Claim) -> bool:
    """Whether it is a reader who makes a claim speak of an actor or of its incident."""
    named = [p for p in claim.propositions if p.kind == "perpetrator" and p["actor"] == one.whom]
    if any(rests_on_reader(claim, p) for p in named):
        return True
    tied = bool(claim.about) and all(bearing.inferred for bearing in claim.about)
    return not named and (tied or (claim.scope is not None and "actor" in claim.scope.inferred))


def _room(heads: Iterable[Line], first: Iterable[Line], cells: Iterable[Cell]) -> int:
    """Return how many letters the longest words of all columns have together."""
    longest = [_longest([head]) for head in heads]
    body = _longest(line for cell in cells for line in cell.lines)
    return _longest(first) + sum(max(head, body) for head in longest)


def _longest(lines: Iterable[Line]) -> int:
    return max((len(word) for line in lines for word in plain(line).split()), default=0)

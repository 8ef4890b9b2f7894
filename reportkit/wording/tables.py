"""The tables of a briefing: who says what, what each denial covers, claims and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportkit import codebook
from reportkit.analysis.denials import not_addressed
from reportkit.analysis.standing import Standing, Voices
from reportkit.case import Case
from reportkit.dossier import Dossier
from reportkit.model import Claim, Scope
from reportkit.wording import names
from reportkit.wording.gist import act, gist, is_reason, nature_of, proposition, speaks_of_itself
from reportkit.wording.phrases import capital, join, listed, phrase, quoted, verb
from reportkit.wording.propositions import harmed, voiced
from reportkit.wording.runs import Line, Run, plain, reference

SPEAKERS = 10
LETTERS = 103  # of the longest words of all columns: what the width of a page holds, see tables.typ
PROPOSITIONS = 12
Rows = Iterable[tuple[Line, Standing]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head and its width as the page understands it ("auto", "1fr", "14mm")."""

    head: Line
    width: str = "auto"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: lines of words, a mark before them, flags after the first."""

    lines: tuple[Line, ...]
    mark: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heads, rows, a note under it and, for claims, the number of each row."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    labels: tuple[str, ...] = ()
    note: Line = ()
    halves: bool = False


def matrix(case: Case, rows: Sequence[tuple[Line, Standing]] | None = None) -> Table:
    """
    Return who says what: propositions by speakers, a word in every cell, and the standing.

    Propositions in the order: that it took place, what it was, who is answerable, who came
    to harm, why. Speakers are the outlets' voices first, then in reading order; beyond what the page
    holds those who neither accuse nor deny and have fewest cells are named under the table.

    Parameters
    ----------
    case : Case
        The case.
    rows : sequence of (Line, Standing), optional
        Some of `matrix_rows`; left out, the first of them that a page holds.
    """
    rows = matrix_rows(case)[:PROPOSITIONS] if rows is None else rows
    everybody = _speakers(case, rows)
    first = _most_cells(everybody, rows)
    fitting = _fitting(case, rows, first)
    shown = sorted(first[:fitting], key=everybody.index)
    columns = (
        Column(phrase("matrix.proposition")),
        *(Column(names.actor(case, s, short=True)) for s in shown),
        Column(phrase("matrix.standing")),
    )
    body = tuple(
        (Cell((label,)), *(said_cell(case, found, s) for s in shown), _standing_cell(case, found))
        for label, found in rows
    )
    note = phrase("matrix.note")
    if hidden := first[fitting:]:
        others = listed([names.actor(case, s, inside=True) for s in hidden])
        note = join([note, phrase("matrix.note_more", list=others)], "space")
    return Table("matrix", columns, body, note=note)


def matrix_rows(case: Case) -> list[tuple[Line, Standing]]:
    """Return every proposition of the matrix as its label, with its standing."""
    return [*_whether(case), *_answerable(case), *_harmed(case), *_why(case)]


def _whether(case: Case) -> Rows:
    """Yield that it took place, then what it was, unless the same claims only say so in another word."""
    occurred = case.standing("occurred")
    if occurred:
        yield phrase("matrix.occurred"), occurred
    for found in case.standings_of("nature"):
        nature = found.proposition["is"]
        cause = codebook.vocabulary("natures")[nature]["cause"]
        if cause or not occurred or _cells(found) != _cells(occurred):
            named = nature_of(found.proposition, (), names.number(case, voiced(found)))
            yield phrase("matrix.nature", nature=named), found


def _answerable(case: Case) -> Rows:
    for found in case.standings_of("perpetrator"):
        actor = found.proposition["actor"]
        key = "matrix.perpetrator_many" if case.actor(actor).plural else "matrix.perpetrator"
        yield capital(phrase(key, actor=names.actor(case, actor, inside=True))), found


def _harmed(case: Case) -> Rows:
    for found in case.standings_of("casualty"):
        yield harmed(case, found), found
    for found in case.standings_of("damage"):
        yield phrase("matrix.damage"), found


def _why(case: Case) -> Rows:
    for found in case.standings.values():
        p = found.proposition
        if p.kind != "link" or not is_reason(p):
            continue
        if p["to"] == case.slug:
            yield phrase("matrix.link", other=names.incident(case, p["of"], short=True)), found
        elif p["of"] == case.slug:
            yield phrase("matrix.answers", other=names.called(case, p["to"])), found
    for found in case.standings_of("motive"):
        words = quoted(found.proposition["words"], names.number(case, found.voices.affirmed))
        yield phrase("matrix.motive", words=words), found


def _cells(found: Standing) -> tuple[Claim, ...]:
    voices = found.voices
    return (*voices.affirmed, *voices.denied, *voices.partly, *voices.own, *voices.withdrawn)


def _speakers(case: Case, rows: Rows) -> list[str]:
    """Return everybody with a cell: the outlets' voices, then in reading order."""
    said = sorted({c for _, found in rows for c in _cells(found)}, key=case.statements.index)
    speakers = dict.fromkeys(c.speaker for c in said)
    return [*(s for s in speakers if s in case.voices), *(s for s in speakers if s not in case.voices)]


def _most_cells(speakers: list[str], rows: Rows) -> list[str]:
    """Return speakers with those first who accuse or deny, then those who have most cells."""
    party = {c.speaker for _, found in rows if found.proposition.kind == "perpetrator" for c in _cells(found)}
    used = Counter(speaker for _, found in rows for speaker in {c.speaker for c in _cells(found)})
    return sorted(speakers, key=lambda speaker: (speaker not in party, -used[speaker]))


def _fitting(case: Case, rows: Rows, speakers: list[str]) -> int:
    """Return how many speakers fit the page: at most ten, fewer where words that cannot break are long."""
    labels = _longest(label for label, _ in rows)
    room = LETTERS - labels - _longest(_standing_cell(case, found).lines[0] for _, found in rows)
    for number, speaker in enumerate(speakers[:SPEAKERS]):
        cells = (line for _, found in rows for line in said_cell(case, found, speaker).lines)
        room -= _longest([names.actor(case, speaker, short=True), *cells])
        if room < 0:
            return number
    return min(len(speakers), SPEAKERS)


def _longest(lines: Iterable[Line]) -> int:
    return max((len(word) for line in lines for word in plain(line).split()), default=0)


def said_cell(case: Case, found: Standing, speaker: str) -> Cell:
    """Return what a speaker says of a proposition, with its claims; the dash of silence where nothing."""
    lines: list[Line] = []
    for word, claims in _by_word(case, found.voices, speaker):
        lines += [word, (reference(*names.number(case, claims)),)]
    return Cell(tuple(lines)) if lines else Cell((phrase("silent"),))


def _by_word(case: Case, voices: Voices, speaker: str) -> Iterable[tuple[Line, tuple[Claim, ...]]]:
    plural = case.actor(speaker).plural
    affirmed = tuple(c for c in voices.affirmed if c.speaker == speaker)
    for name in dict.fromkeys(c.act for c in affirmed):
        same = tuple(c for c in affirmed if c.act == name)
        yield act(case, same[0]), same
    deniers = {c.speaker for c in voices.denied}
    for group, key in (
        (voices.denied, "matrix.deny"),
        ([c for c in voices.partly if c.speaker not in deniers], "matrix.deny_part"),
        (voices.own, "matrix.deny_own"),
        (voices.withdrawn, "matrix.takes_back"),
    ):
        same = tuple(c for c in group if c.speaker == speaker)
        if same:
            yield verb(key, names.number(case, same), plural=plural), same


def _standing_cell(case: Case, found: Standing) -> Cell:
    said = names.number(case, _cells(found))
    word = names.word_of("standings", found.word, said)
    lines = [word]
    if found.otherwise:
        lines.append(
            phrase("matrix.else", soft=True, standing=names.word_of("standings", found.otherwise, said))
        )
    return Cell(tuple(lines), found.word, found.flags)


def denials(case: Case) -> Table:
    """Return what each denial about the incident covers, and what it does not address."""
    claims = [c for c in case.core if c.act == "denies"]
    widths = {"speaker": "36mm", "whom": "27mm", "act": "24mm", "where": "28mm", "day": "25mm", "gap": "1fr"}
    columns = tuple(Column(phrase(f"denials.{name}"), width) for name, width in widths.items())
    return Table("denials", columns, tuple(_denial_row(case, claim) for claim in claims))


def _denial_row(case: Case, claim: Claim) -> tuple[Cell, ...]:
    speaker = names.actor(case, claim.speaker)
    if claim.paraphrase_of:
        voice = case.corpus.readings[claim.document].voice
        speaker = (*speaker, *phrase("denials.paraphrase", voice=names.actor(case, voice, inside=True)))
    elif claim.via and claim.via[0] != case.corpus.readings[claim.document].voice:
        speaker = (*speaker, *phrase("comma"), *phrase("via", relay=names.actor(case, claim.via[0])))
    later = [c for c in case.statements if claim.id in {c.retracts, c.supersedes}]
    taken = (*phrase("denials.taken_back"), *names.cite(case, later)) if later else ()
    lines = ((*speaker, *names.cite(case, [claim]), *taken), *_covered(case, claim))
    return tuple(Cell((line,)) for line in lines)


def _covered(case: Case, claim: Claim) -> tuple[Line, ...]:
    """Return of whom, what act, where, which day, and what is left out; what has no scope stands whole."""
    source = names.number(case, [claim])
    bearing = next((b for b in claim.about if b.incident == case.slug), None)
    tied = bearing is not None and bool(bearing.by)
    if claim.scope is None:
        silent = phrase("silent")
        return (silent, _denied_whole(case, claim), silent, silent, _gap(Scope(), inferred=tied))
    covered = claim.scope
    return (
        _whom(case, covered),
        _what_act(covered, source),
        _where(case, covered, source),
        _which_day(covered, source),
        _gap(covered, inferred=tied),
    )


def _denied_whole(case: Case, claim: Claim) -> Line:
    """Return what is denied whole; a kind of event by its noun, since the words may be “no accident”."""
    source = names.number(case, [claim])
    unique = {p.key: p for p in claim.propositions}.values()
    said = (names.nature(p, source) if p.kind == "nature" else proposition(case, claim, p) for p in unique)
    return join(list(said)) or gist(case, claim)


def _whom(case: Case, covered: Scope) -> Line:
    if not covered.actor:
        return phrase("denials.anybody")
    who = names.actor(case, covered.actor, inside=True)
    if speaks_of_itself(covered):
        return phrase("denials.themselves", actor=who)
    return who


def _what_act(covered: Scope, source: tuple[str, ...]) -> Line:
    if covered.nature:
        return names.word_of("natures", covered.nature, source, "noun")
    if covered.involvement:
        return names.word_of("involvements", covered.involvement, source, "phrase")
    return phrase("denials.any")


def _where(case: Case, covered: Scope, source: tuple[str, ...]) -> Line:
    if covered.target:
        return quoted(covered.target, source)
    if covered.place:
        return names.place(case, covered.place)
    return phrase("denials.not_stated")


def _which_day(covered: Scope, source: tuple[str, ...]) -> Line:
    if covered.day is None:
        return phrase("denials.not_stated")
    words = covered.said("day")
    when = names.day(covered.day, source)
    if words:
        return phrase("denials.reader_day", words=quoted(words, source), day=when)
    return when


def _gap(covered: Scope, *, inferred: bool) -> Line:
    return join([phrase(f"denials.{gap}") for gap in not_addressed(covered, inferred=inferred)], "semicolon")


def claims(case: Dossier, used: Iterable[str]) -> Table:
    """
    Return the claims a page uses, by number: speaker, act and what, document and paragraph.

    Parameters
    ----------
    case : Dossier
        The case, or the dossier of several incidents.
    used : iterable of str
        Numbers of the claims that other blocks refer to ("C7"); of a case, the claims about the
        incident itself are always listed.
    """
    wanted = set(used) | {case.number[c.id] for c in case.core if case.slug}
    listed_claims = [c for c in case.statements if case.number[c.id] in wanted]
    columns = (
        Column(phrase("claims.number")),
        Column(phrase("claims.speaker")),
        Column(phrase("claims.what"), "1fr"),
        Column(phrase("claims.source") if len(case.source) > 1 else _only_source(case)),
    )
    rows = tuple(_claim_row(case, claim) for claim in listed_claims)
    left = len(case.statements) - len(listed_claims)
    note = phrase("claims.note", n=(Run(str(left), tuple(case.source.values())),)) if left else ()
    labels = tuple(case.number[c.id] for c in listed_claims)
    return Table("claims", columns, rows, labels, note, halves=True)


def _only_source(case: Dossier) -> Line:
    return tuple(Run(number, (number,)) for number in case.source.values())


def _claim_row(case: Dossier, claim: Claim) -> tuple[Cell, ...]:
    number = case.number[claim.id]
    paragraphs = ", ".join(str(n) for n in dict.fromkeys(s.paragraph for s in claim.spans))
    document = f"{case.source[claim.document]} " if len(case.source) > 1 else ""
    where = (Run(f"{document}¶{paragraphs}", (number,)),)
    what = (*act(case, claim), *phrase("colon"), *gist(case, claim))
    return (
        Cell(((Run(number, (number,), "strong"),),)),
        Cell((names.actor(case, claim.speaker, short=True),)),
        Cell((what,)),
        Cell((where,)),
    )

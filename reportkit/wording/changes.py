"""
The table of changes: what is otherwise than in an earlier state, before and now, and by which claims.

What a speaker did (said, took back, replaced, said otherwise) and what the desk did (took out, encodes
otherwise, judges) are named apart. That an outlet changed its text without a word is neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportkit.analysis.changes.records import NUMBER
from reportkit.wording import names
from reportkit.wording.changes_cells import Two
from reportkit.wording.gist import act
from reportkit.wording.phrases import capital, join, phrase, sentence
from reportkit.wording.runs import Line, Run
from reportkit.wording.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from reportkit.analysis.changes.records import (
        Changes,
        Flip,
        Judged,
        Moved,
        Paper,
        Reworded,
        Shaken,
        Silent,
        Tie,
        Turn,
        Withdrawn,
    )
    from reportkit.case import Case
    from reportkit.model import Assessment, Claim

    Row = tuple[Cell, ...]

_FOREMOST = {"occurred", "nature", "perpetrator"}  # of these a first word is told also as a standing
_ONE = 1


def table(now: Case, before: Case | None, found: Changes) -> Table:
    """
    Return what changed, a row each: standings, numbers, speakers, texts, judgements, documents, the desk.

    Parameters
    ----------
    now : Case
        The case that the page is about.
    before : Case or None
        The same incident in the earlier state; None where it had no such incident.
    found : Changes
        What `reportkit.changes.changes` found between the two.

    Returns
    -------
    Table
        Without rows where nothing changed.
    """
    two = Two(before, now)
    rows = tuple(_rows(two, found))
    columns = (
        Column(phrase("changes.kind"), "23mm"),
        Column(phrase("changes.what"), "1fr"),
        Column(phrase("changes.before"), "43mm"),
        Column(phrase("changes.now"), "46mm"),
    )
    return Table("changes", columns if rows else (), rows, note=_note(two, found) if rows else ())


def unchanged() -> Table:
    """Return the table that says that nothing changed."""
    columns = (Column(phrase("changes.kind"), "23mm"), Column(phrase("changes.what"), "1fr"))
    return Table("changes", columns, ((_head("changes.none_kind"), Cell((phrase("changes.none"),))),))


def sentences(now: Case, before: Case | None, found: Changes) -> tuple[Line, ...]:
    """
    Return what changed as one line a change, for a terminal or a mail.

    Parameters
    ----------
    now, before, found
        As `table` takes them.
    """
    return tuple(
        phrase(
            "changes.told",
            kind=_in_one(kind),
            what=_in_one(what),
            before=_in_one(was),
            now=_in_one(is_now),
        )
        for kind, what, was, is_now in table(now, before, found).rows
    )


def _in_one(cell: Cell) -> Line:
    return join([line for line in cell.lines if line], "dot")


def _rows(two: Two, found: Changes) -> Iterator[Row]:
    numbered = {one.claim.id for moved in found.quantities for one in moved.before if one.claim}
    told: tuple[tuple[Iterable[Any], Callable[[Two, Any], Iterator[Row]]], ...] = (
        (found.standings, _standing),
        (found.quantities, _quantity),
        (found.withdrawn, _taken),
        ((one for one in found.superseded if one.claim.id not in numbered), _replaced),
        (found.turns, _turn),
        ((one for one in found.silent if not (one.now and one.claim.id in numbered)), _silent),
        (found.ties, _tie),
        (found.shaken, _shaken),
        (found.judged, _judged),
    )
    for changed, rows in told:
        for one in changed:
            yield from rows(two, one)
    for paper in found.documents:
        yield _paper(two, paper, found)
    yield from _desk(two, found)


def _head(key: str) -> Cell:
    return Cell((phrase(key, soft=True),))


def _standing(two: Two, flip: Flip) -> Iterator[Row]:
    """Yield the row of a proposition whose standing is another; of a new one, if it is foremost."""
    p = flip.proposition
    if not flip.before and p.kind not in _FOREMOST:
        return
    yield (
        _head("changes.standing"),
        Cell(((*two.question(p.key), *two.cited(flip.by)),)),
        _stood(two, two.before, p.key, flip.before),
        _stood(two, two.now, p.key, flip.after, *_flagged(flip)),
    )


def _flagged(flip: Flip) -> Iterator[Line]:
    """Yield what stands beside a standing now and did not, and what no longer does."""
    for key, flags in (("changes.flag_came", flip.came), ("changes.flag_went", flip.went)):
        for flag in flags:
            yield phrase(key, soft=True, flag=names.word_of("flags", flag))


def _stood(two: Two, case: Case | None, key: str, word: str, *more: Line) -> Cell:
    """Return where a proposition stood in a state, with its mark and flags."""
    if not word or case is None:
        return Cell((phrase("changes.nobody"), *more))
    flags = case.standings[key].flags
    return Cell((two.rooted(names.word_of("standings", word), case), *more), word, flags)


def _quantity(two: Two, moved: Moved) -> Iterator[Row]:
    what = two.counted(moved.proposition)
    now = list(two.amounts(moved.after))
    if moved.kind == "silent_zero":
        now.append(phrase("changes.silent_zero", strong=True))
    elif moved.silent and any(one.form == NUMBER for one in moved.after):
        now.append(phrase("changes.unsaid", soft=True))
    yield (
        _head("changes.number"),
        Cell((capital(phrase("changes.number_by", what=what, who=two.actor(moved.speaker))),)),
        Cell(two.amounts(moved.before)),
        Cell(tuple(now)),
    )


def _taken(two: Two, one: Withdrawn) -> Iterator[Row]:
    by = two.cited([one.by.id])
    yield (
        _head("changes.taken"),
        Cell((capital(two.said(one.claim)),)),
        Cell((phrase("changes.stood"),)),
        Cell(((*phrase("changes.taken_back"), *by),), "withdrawn"),
    )


def _replaced(two: Two, one: Withdrawn) -> Iterator[Row]:
    who = names.actor(two.now, one.by.speaker)
    yield (
        _head("changes.replaced"),
        Cell((who,)),
        Cell((two.what(one.claim),)),
        Cell((two.what(one.by),)),
    )


def _turn(two: Two, one: Turn) -> Iterator[Row]:
    """Yield the row of a speaker who says otherwise than before; what is taken back has a row already."""
    if one.change == "back" or one.since is None:
        return
    who = two.actor(one.claim.speaker)
    what = phrase("changes.turn_on", who=who, what=two.question(one.proposition.key))
    kind = phrase(f"changes.turn_{one.change}", soft=True)
    printed = (phrase("changes.printed", soft=True),) if one.printed else ()
    yield (
        Cell((kind,)),
        Cell((capital(what),)),
        Cell((_acted(two, one.since),)),
        Cell((_acted(two, one.claim), *printed)),
    )


def _acted(two: Two, claim: Claim) -> Line:
    return (*act(two.holding(claim), claim), *_sure(two, claim), *two.cited([claim.id]))


def _sure(two: Two, claim: Claim) -> Line:
    """Return how sure a speaker presents it, where it is hedged."""
    if not claim.hedges:
        return ()
    numbers = names.number(two.holding(claim), [claim])
    return phrase(
        "stances.hedged", certainty=names.word_of("certainties", claim.certainty, numbers, "meaning")
    )


def _silent(two: Two, one: Silent) -> Iterator[Row]:
    numbers = (two.now.source[one.edition.id],)
    edition = phrase(
        "changes.edition_in", n=(Run(str(one.edition.edition), numbers),), document=_numbered(numbers)
    )
    now = [phrase("changes.no_longer", edition=edition)]
    now += [two.what(claim) for claim in one.now]
    if one.now:
        now[0] = phrase("changes.otherwise", edition=edition)
    yield (
        _head("changes.text"),
        Cell((capital(two.said(one.claim)),)),
        Cell((phrase("changes.printed_before"),)),
        Cell((*now, phrase("changes.not_withdrawn", soft=True))),
    )


def _numbered(numbers: tuple[str, ...]) -> Line:
    return (Run(", ".join(numbers), numbers),)


def _tie(two: Two, one: Tie) -> Iterator[Row]:
    what = (*two.question(one.proposition.key), *two.cited(one.claims))
    words = {
        "came": ("changes.not_stated_tie", "changes.stated_tie"),
        "went": ("changes.stated_tie", "changes.not_stated_tie"),
        "changed": ("changes.other_limits", "changes.limits"),
    }[one.kind]
    yield (_head("changes.tie"), Cell((capital(what),)), *(Cell((phrase(word),)) for word in words))


_WHY = {
    "withdrawn": "changes.why_withdrawn",
    "superseded": "changes.why_superseded",
    "reworded": "changes.why_reworded",
    "silent": "changes.why_silent",
    "gone": "changes.why_gone",
}


def _shaken(two: Two, one: Shaken) -> Iterator[Row]:
    now = [phrase(_WHY[why], claim=_named(two, identity)) for identity, why in one.claims]
    if one.whole:
        now.append(phrase("changes.nothing_left", strong=True))
    now.append(phrase("changes.signed_anew" if one.signed_anew else "changes.not_signed_anew", soft=True))
    based = two.cited(one.assessment.based_on)
    yield (
        _head("changes.basis"),
        _judgement(two, one.assessment),
        Cell(((*phrase("changes.rested"), *based),)),
        Cell(tuple(capital(line) for line in now)),
    )


def _named(two: Two, identity: str) -> Line:
    """Return the number of a claim; of one that is not in the record any more its name."""
    if identity in two.now.number:
        return (Run(two.now.number[identity], (two.now.number[identity],)),)
    return (Run(identity, (f"previous:{identity}",)),)


def _judgement(two: Two, found: Assessment) -> Cell:
    source = (f"assessment:{two.now.slug}/{found.id}",)
    signed = phrase("changes.signed", soft=True, role=(Run(found.role, source, "soft"),))
    return Cell(((Run(found.statement, source),), signed))


def _judged(two: Two, one: Judged) -> Iterator[Row]:
    kind = {"new": "changes.judged_new", "changed": "changes.judged_changed", "gone": "changes.judged_gone"}
    before = "changes.no_judgement" if one.kind == "new" else "changes.judged_before"
    yield (
        _head("changes.judgement"),
        _judgement(two, one.assessment),
        Cell((phrase(before),)),
        Cell((phrase(kind[one.kind]),)),
    )


def _paper(two: Two, paper: Paper, found: Changes) -> Row:
    """Return the row of a document that came, with the claims that came with it."""
    document = paper.document
    number = two.now.source.get(document.id, "")
    source = (number,) if number else (f"previous:{document.id}",)
    title: Line = (Run(document.title, source),)
    if number:
        title = phrase("changes.document", number=_numbered(source), title=title)
    before, now = phrase(f"changes.paper_{paper.kind}_before"), phrase(f"changes.paper_{paper.kind}_now")
    if paper.kind == "edition":
        earlier = two.now.source.get(document.edition_of, "")
        n = (Run(str(document.edition), source),)
        of = _numbered((earlier,)) if earlier else (Run(document.edition_of, source),)
        now = phrase("changes.edition", n=n, document=of)
    lines = [now]
    if came := [c.id for c in found.added if c.document == document.id]:
        lines.append((*_many(len(came), source), *two.cited(came)))
    return _head("changes.paper"), Cell((title,)), Cell((before,)), Cell(tuple(lines))


def _many(count: int, source: tuple[str, ...]) -> Line:
    if count == _ONE:
        return phrase("changes.claims_one")
    return phrase("changes.claims_many", n=(Run(str(count), source),))


def _desk(two: Two, found: Changes) -> Iterator[Row]:
    """Yield what the desk did with documents that were there: claims added, taken out, encoded otherwise."""
    came = {paper.document.id for paper in found.documents if paper.kind in {"came", "edition"}}
    for claim in found.added:
        if claim.document not in came:
            yield (
                _head("changes.desk"),
                Cell((capital(two.said(claim)),)),
                Cell((phrase("changes.not_encoded"),)),
                Cell((phrase("changes.encoded"),)),
            )
    for claim in found.gone:
        yield (
            _head("changes.desk"),
            Cell((capital(two.said(claim)),)),
            Cell((phrase("changes.encoded"),)),
            Cell((phrase("changes.taken_out"),)),
        )
    for one in found.reworded:
        yield _reworded(two, one)


def _reworded(two: Two, one: Reworded) -> Row:
    parts = join([phrase(f"changes.part_{part}") for part in one.parts])
    return (
        _head("changes.desk"),
        Cell((capital(two.said(one.after)),)),
        Cell((phrase("changes.encoded"),)),
        Cell((phrase("changes.reworded", parts=parts),)),
    )


def _note(two: Two, found: Changes) -> Line:
    """Return how to read the table, and how many claims on other incidents changed."""
    line = phrase("changes.note")
    if not found.elsewhere:
        return line
    n = (Run(str(found.elsewhere), tuple(two.now.source.values())),)
    key = "changes.elsewhere_one" if found.elsewhere == _ONE else "changes.elsewhere"
    return join(
        [line, sentence(phrase(key, n=n) if key != "changes.elsewhere_one" else phrase(key))], "space"
    )

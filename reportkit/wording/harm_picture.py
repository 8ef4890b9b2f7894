"""Casualty ranges by source: one row for each claim that counts people, grouped by kind of harm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from reportkit import codebook
from reportkit.case import Case
from reportkit.model import Claim, Proposition, Quantity
from reportkit.wording import names, scales
from reportkit.wording.gist import act
from reportkit.wording.glance import silent_on
from reportkit.wording.phrases import capital, join, phrase, quoted, sentence
from reportkit.wording.pictures import HarmGroup, HarmPicture, HarmRow
from reportkit.wording.runs import Line, Run, unreferenced
from reportkit.wording.saying import Saying, saying
from reportkit.wording.speakers import relays, retracting, says
from reportkit.wording.tables import Cell, Column, Table

ALWAYS = ("killed", "injured")
"""Kinds of harm of which a page also says who does not mention them."""

FEWEST = 2
"""Speakers with a number for one kind of harm, below which there is nothing to compare on a scale."""

LISTED = 6
"""Rows that are told in sentences; more of them are a table."""


@dataclass(frozen=True, slots=True)
class _Count:
    """One claim with what it counts, and when it was said."""

    claim: Claim
    p: Proposition
    amount: Quantity
    when: Saying


def picture(case: Case) -> HarmPicture:
    """
    Return what each claim says of how many came to harm in the incident.

    Within a kind of harm rows stand by whom was counted, then by when it was said, then in reading order. A
    number stands only where one was said: not for "several", nor for what a speaker does not know.
    """
    told = list(_counts(case))
    kinds = [k for k in codebook.words("casualties") if k in ALWAYS or any(c.p["kind"] == k for c in told)]
    groups = tuple(_group(case, kind, [c for c in told if c.p["kind"] == kind]) for kind in kinds)
    return HarmPicture(
        heads=(
            phrase("harm.who", strong=True),
            phrase("harm.scale", soft=True),
            phrase("harm.said", strong=True),
            phrase("harm.when", strong=True),
        ),
        groups=groups,
        alt=phrase("harm.alt", list=join([_alt(group) for group in groups], "space")),
    )


def comparable(found: HarmPicture) -> bool:
    """Whether two speakers or more put a number on one kind of harm."""
    return any(
        len({row.who for row in group.rows if _drawn(row)}) >= FEWEST and group.ticks
        for group in found.groups
    )


def _drawn(row: HarmRow) -> bool:
    return not (row.low is None and row.best is None and row.high is None)


def _counts(case: Case) -> Iterator[_Count]:
    for claim in case.statements:
        for p in claim.propositions:
            if p.kind == "casualty" and p.about == case.slug and p.quantity is not None:
                yield _Count(claim, p, p.quantity, saying(case, claim))


def _group(case: Case, kind: str, told: list[_Count]) -> HarmGroup:
    whom = list(dict.fromkeys(("", *(c.p["of"] for c in told))))
    ordered = sorted(told, key=lambda c: (whom.index(c.p["of"]), c.when.rank))
    rows = tuple(_row(case, count) for count in ordered)
    numbers = [n for row in rows for n in (row.low, row.best, row.high) if n is not None]
    source = names.number(case, [c.claim for c in told])
    return HarmGroup(
        kind=kind,
        name=names.word_of("casualties", kind, (), "head"),
        ticks=scales.counts(max(numbers), source) if numbers else (),
        rows=rows,
        silent=_silent(case, kind, rows),
    )


def _silent(case: Case, kind: str, rows: Iterable[HarmRow]) -> Line:
    """Return who tells of harm but not of this kind, or that nobody speaks of it at all."""
    if not tuple(rows):
        return (*capital(phrase("harm.not_stated")), *names.cite_silence(case))
    claims = silent_on(case, case.slug, kind) if kind in ALWAYS else ()
    if not claims:
        return ()
    line = phrase("harm.not_mentioned", who=names.actors(case, [c.speaker for c in claims]))
    return (*capital(line), *names.cite(case, claims))


def _row(case: Case, count: _Count) -> HarmRow:
    claim, amount = count.claim, count.amount
    polarity = codebook.vocabulary("acts")[claim.act]["polarity"]
    if polarity == "neither":  # what is only predicted, or not known, is not a number on a scale
        amount = replace(amount, low=None, best=None, high=None)
    low, best, high = amount.low, amount.best, amount.high
    numbered = not (low is None and best is None and high is None)
    gone = claim.id in case.withdrawn
    return HarmRow(
        key=case.number[claim.id],
        who=names.actor(case, claim.speaker),
        note=_note(case, count),
        mark="withdrawn" if gone else str(codebook.vocabulary("acts")[claim.act]["mark"]),
        low=low,
        best=best,
        high=high,
        left=numbered and (amount.comparator == "at_most" or (low is None and high is not None)),
        right=numbered and (amount.comparator == "at_least" or (high is None and low is not None)),
        about=numbered and amount.comparator == "about",
        gone=gone,
        said=_said(case, count, gone=gone),
        when=count.when.words,
    )


def _note(case: Case, count: _Count) -> Line:
    """Return who was counted, and through whom a speaker is heard."""
    parts = []
    if whom := count.p["of"]:
        parts.append(phrase("harm.of", actor=names.actor(case, whom, inside=True)))
    if through := relays(case, [count.claim]):
        parts.append(phrase("via", relay=names.actors(case, through, inside=False)))
    return join(parts)


def _said(case: Case, count: _Count, *, gone: bool) -> Line:
    """Return what a claim says: its verb where that is more than saying so, the figures, the text's words."""
    claim, amount = count.claim, count.amount
    numbers = names.number(case, [claim])
    verb = () if claim.act == "states" else act(case, claim)
    words = quoted(amount.words, numbers) if amount.words else ()
    line = join([part for part in (verb, _figures(amount, numbers), words) if part], "space")
    if codebook.vocabulary("certainties")[claim.certainty]["hedged"]:
        certainty = names.word_of("certainties", claim.certainty, numbers, "meaning")
        line = (*line, *phrase("harm.hedged", certainty=certainty))
    if any(b.inferred for b in claim.about if b.incident == case.slug):
        line = (*line, *phrase("space"), Run("inference", numbers, "mark"))
    if gone:
        later = retracting(case, [claim])
        replaced = any(c.supersedes == claim.id for c in later)
        line = (*line, *names.cite(case, [claim]))
        return (*line, *phrase("harm.replaced" if replaced else "harm.taken_back"), *names.cite(case, later))
    return (*line, *names.cite(case, [claim]))


def _figures(amount: Quantity, numbers: tuple[str, ...]) -> Line:
    """Return the numbers of a claim in figures; nothing where it has none."""
    line = names.quantity(replace(amount, words=""), numbers)
    if amount.best is None or amount.low == amount.high == amount.best:
        return line
    if amount.low is None and amount.high is None:
        return line
    ends = names.quantity(replace(amount, words="", best=None, comparator=""), numbers)
    if amount.low is None:
        ends = phrase("gist.at_most", n=names.figure(amount.high or 0, numbers))
    return (*ends, *phrase("harm.best_of", n=names.figure(amount.best, numbers)))


def _alt(group: HarmGroup) -> Line:
    told = [
        phrase("harm.alt_row", who=row.who, said=unreferenced(row.said), when=unreferenced(row.when))
        for row in group.rows
    ]
    if group.silent:
        told.append(unreferenced(group.silent))
    return (*phrase("harm.alt_kind", kind=group.name, list=join(told, "semicolon")), *phrase("stop"))


def items(case: Case, found: HarmPicture) -> list[Line]:
    """Return the rows as sentences, each with its speaker; where nobody counts, that."""
    made = {case.number[c.id]: c for c in case.statements}
    return [_item(case, group, row, made[row.key]) for group in found.groups for row in group.rows]


def _item(case: Case, group: HarmGroup, row: HarmRow, claim: Claim) -> Line:
    kind = join([part for part in (group.name, row.note) if part], "space")
    said, cited = unreferenced(row.said), tuple(run for run in row.said if run.kind == "reference")
    if claim.act == "states":
        line = phrase("harm.item", kind=kind, said=said, says=says(case, claim.speaker), when=row.when)
    else:
        who = names.actor(case, claim.speaker, inside=True)
        line = phrase("harm.item_act", kind=kind, who=who, said=said, when=row.when)
    return sentence(line, (*phrase("space"), *cited))


def nobody(case: Case) -> Line:
    """Return the sentence that nobody counts."""
    return (*phrase("harm.none"), *names.cite_silence(case), *phrase("stop"))


def table(found: HarmPicture) -> Table:
    """Return the same rows as a table: a number or that none is said, never an empty cell."""
    heads = ("harm.kind", "harm.who", "harm.low", "harm.best", "harm.high", "harm.said", "harm.when")
    columns = tuple(Column(phrase(key), "1fr" if key == "harm.said" else "auto") for key in heads)
    rows = [(group, row) for group in found.groups for row in group.rows]
    body = tuple(
        (
            Cell((group.name,)),
            Cell((row.who, row.note) if row.note else (row.who,)),
            *(Cell((_number(row, value),)) for value in (row.low, row.best, row.high)),
            Cell(((Run(row.mark, (row.key,), "mark"), *phrase("space"), *row.said),)),
            Cell((capital(row.when),)),
        )
        for group, row in rows
    )
    return Table("harm", columns, body, note=phrase("harm.note"))


def _number(row: HarmRow, value: int | None) -> Line:
    return phrase("silent") if value is None else names.figure(value, (row.key,))

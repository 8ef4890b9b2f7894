"""Stance over time as a picture record: a panel for each proposition, a lane for each of its speakers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reportkit import codebook
from reportkit.analysis.standing import rests_on_reader
from reportkit.dossier import Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names, scales
from reportkit.wording.gist import act, proposition, scope
from reportkit.wording.phrases import capital, join, phrase
from reportkit.wording.pictures import StanceLane, StancePanel, StanceRow, StancesPicture
from reportkit.wording.propositions import label
from reportkit.wording.runs import Line, Run, reference, unreferenced
from reportkit.wording.speakers import relays, retracting
from reportkit.wording.stances import BACK, OPEN, OWN, PART, Stance, Told
from reportkit.wording.tables import Cell, Column, Table

_CHANGES = {
    ("reversal", False): "stances.reversal",
    ("reversal", True): "stances.reversal_printed",
    ("softer", False): "stances.softer",
    ("softer", True): "stances.softer_printed",
    ("firmer", False): "stances.firmer",
    ("firmer", True): "stances.firmer_printed",
    ("both", False): "stances.both",
}
_PARTS = {PART: "stances.part", OWN: "stances.own"}
_SIGNS = {"reversal", "both"}
_FORWARD = {"predicts", "threatens"}


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that bound a statement, as proleptic ordinals; None where nothing does."""

    first: int | None
    last: int | None


def picture(case: Dossier, found: Sequence[Told]) -> StancesPicture:
    """
    Return what speakers say of some propositions, each statement at the time it was said.

    A statement about an event is not older than the event where the record bounds that, and what takes
    another back is not older than it. What nothing dates stands in the order part, a column further for
    each that takes another back.
    """
    panels = tuple(_panel(case, one) for one in found)
    rows = [row for panel in panels for lane in panel.lanes for row in lane.rows]
    known = [day for row in rows for day in (row.first, row.last) if day is not None]
    source = tuple(case.source.values())
    return StancesPicture(
        heads=(
            phrase("stances.who", strong=True),
            phrase("stances.order", soft=True),
            phrase("stances.said", strong=True),
            phrase("stances.when", strong=True),
        ),
        columns=max((row.column + 1 for row in rows if row.column is not None), default=0),
        ticks=scales.days(min(known), max(known), source) if known else (),
        panels=panels,
        alt=phrase("stances.alt", list=join([_alt(panel) for panel in panels], "space")),
    )


def _panel(case: Dossier, one: Told) -> StancePanel:
    p = one.found.proposition
    numbers = names.number(case, [s.claim for s in one.stances])
    rows = {row.key: row for row in _rows(case, p, one.stances)}
    lanes = []
    for speaker in dict.fromkeys(s.claim.speaker for s in one.stances):
        mine = [s.claim for s in one.stances if s.claim.speaker == speaker]
        through = relays(case, mine)
        note = phrase("via", relay=names.actors(case, through, inside=False)) if through else ()
        lanes.append(
            StanceLane(names.actor(case, speaker), note, tuple(rows[case.number[c.id]] for c in mine))
        )
    what, standing = label(case, one.found), names.word_of("standings", one.found.word, numbers)
    strong = tuple(replace(run, kind="strong") if run.kind == "text" else run for run in what)
    soft = tuple(replace(run, kind="soft") for run in standing)
    return StancePanel(
        key=p.key,
        mark=one.found.word,
        flags=one.found.flags,
        what=what,
        standing=standing,
        heading=phrase("stances.panel", soft=True, what=strong, standing=soft),
        lanes=tuple(lanes),
    )


def _rows(case: Dossier, p: Proposition, stances: Sequence[Stance]) -> Iterable[StanceRow]:
    """Yield statements as rows; one that takes another back stands behind it."""
    bounds: dict[str, _Days] = {}
    columns: dict[str, int] = {}
    for one in stances:
        days = _bounded(case, one, bounds)
        bounds[one.claim.id] = days
        column = None
        if days.first is None and days.last is None:
            behind = columns.get(one.since.id) if one.since and one.change != "both" else None
            column = columns[one.claim.id] = 0 if behind is None else behind + 1
        yield _row(case, p, one, days, column)


def _bounded(case: Dossier, one: Stance, bounds: Mapping[str, _Days]) -> _Days:
    """Return the days that bound a statement: as said or printed, else not before what it speaks of."""
    first, last = one.when.first, one.when.last
    if first is None:
        taken = bounds.get(one.claim.retracts or one.claim.supersedes)
        floors = [taken.first if taken else None, _floor(case, one.claim)]
        first = max((day for day in floors if day is not None), default=None)
        if first is not None and last is not None and first >= last:
            first = (
                None  # later: somebody is wrong about the event; the same: to name that one day would be ours
            )
    return _Days(first, last)


def _floor(case: Dossier, claim: Claim) -> int | None:
    """Return the first day on which an event can have been, of which a claim itself speaks as past."""
    if claim.act in _FORWARD or (claim.act == "denies" and claim.scope is None):
        return None
    found = [case.bounds(b.incident).earliest for b in claim.about if not b.by]
    days = [bound.day.toordinal() for bound in found if bound.day and not bound.inferred]
    return max(days, default=None)


def _row(case: Dossier, p: Proposition, one: Stance, days: _Days, column: int | None) -> StanceRow:
    mark = str(codebook.vocabulary("acts")[one.claim.act]["mark"])
    return StanceRow(
        key=case.number[one.claim.id],
        mark="withdrawn" if one.side == BACK else mark,
        column=column,
        first=days.first,
        last=days.last,
        about=one.when.about,
        gone=one.claim.id in case.withdrawn,
        change=one.change,
        since=case.number.get(one.since.id, "") if one.since else "",
        said=(_said(case, p, one), *_changed(case, one)),
        when=one.when.words,
    )


def _said(case: Dossier, p: Proposition, one: Stance) -> Line:
    """Return what a statement says of a proposition, with its verb, its hedge and its reference."""
    claim, numbers = one.claim, names.number(case, [one.claim])
    if one.side == BACK:
        taken = case.number.get(claim.retracts, "")
        line = phrase("gist.retracts", number=(Run(taken, (*numbers, taken)),))
        return (*line, *names.cite(case, [claim]))
    line = (*act(case, claim), *phrase("space"), *_words(case, p, claim))
    if part := _PARTS.get(one.side):
        line = (*line, *phrase(part))
    if codebook.vocabulary("certainties")[claim.certainty]["hedged"] or one.side == OPEN:
        certainty = names.word_of("certainties", claim.certainty, numbers, "meaning")
        line = (*line, *phrase("stances.hedged", certainty=certainty))
    if rests_on_reader(claim, p):
        line = (*line, *phrase("space"), Run("inference", numbers, "mark"))
    return (*line, *names.cite(case, [claim]))


def _words(case: Dossier, p: Proposition, claim: Claim) -> Line:
    carried = next((q for q in claim.propositions if q.key == p.key), None)
    if carried is not None and carried.kind == "perpetrator" and claim.act == "claims":
        return phrase("gist.own_act")
    if claim.scope is not None:
        return scope(case, claim, claim.scope)
    return proposition(case, claim, carried or claim.propositions[0])


def _changed(case: Dossier, one: Stance) -> Iterable[Line]:
    """Yield what a statement changes of an earlier one, and that it was taken back or replaced later."""
    if one.claim.id in case.withdrawn:
        later = retracting(case, [one.claim])
        replaced = any(c.supersedes == one.claim.id for c in later)
        key = "stances.replaced" if replaced else "stances.taken_back"
        words = phrase(key, strong=True, later=(reference(*names.number(case, later)),))
        yield (Run("withdrawn", names.number(case, later), "mark"), *phrase("space"), *words)
    key = _CHANGES.get((one.change, one.printed), "")
    if key and one.since is not None:
        numbers = names.number(case, [one.since])
        words = phrase(key, strong=True, earlier=(reference(*numbers),))
        sign = (Run("says_both", numbers, "mark"), *phrase("space")) if one.change in _SIGNS else ()
        yield (*sign, *words)


def _alt(panel: StancePanel) -> Line:
    told = [
        phrase(
            "stances.alt_row",
            who=lane.who,
            said=join([_aloud(line) for line in row.said], "semicolon"),
            when=unreferenced(row.when),
        )
        for lane in panel.lanes
        for row in lane.rows
    ]
    line = phrase("stances.alt_panel", what=panel.what, standing=panel.standing, list=join(told, "dot"))
    return (*line, *phrase("stop"))


def _aloud(line: Line) -> Line:
    """Return a line for reading aloud; what tells a change keeps the number of the other claim."""
    if not any(run.kind == "strong" for run in line):
        return unreferenced(line)
    words = tuple(replace(run, kind="text") for run in line if run.kind != "mark")
    return words if words[0].words.strip() else words[1:]


def _signed(row: StanceRow) -> tuple[Line, ...]:
    """Return what is said with the mark of its kind before it."""
    first, *others = row.said
    return ((Run(row.mark, (row.key,), "mark"), *phrase("space"), *first), *others)


def caption(found: Sequence[Told], shown: int) -> Line:
    """Return what lines and caps mean, and how many propositions are only in the table."""
    line = phrase("stances.caption")
    left = len(found) - shown
    if left <= 0:
        return line
    more = (
        phrase("stances.more_one") if left == 1 else phrase("stances.more", n=(Run(str(left), ("corpus",)),))
    )
    return join([line, more], "space")


def nothing(case: Dossier, key: str) -> Line:
    """Return the sentence that there is nothing to show, with the documents it does not stand in."""
    line = phrase("stances.none_one") if key else phrase("stances.none")
    return (*line, *names.cite_silence(case), *phrase("stop"))


def table(shown: StancesPicture) -> Table:
    """Return the same statements as a table: proposition, standing, speaker, what is said, when."""
    columns = (
        Column(phrase("stances.what")),
        Column(phrase("stances.standing")),
        Column(phrase("stances.who")),
        Column(phrase("stances.said"), "1fr"),
        Column(phrase("stances.when")),
    )
    rows = [
        (
            Cell((panel.what,)),
            Cell((panel.standing,), panel.mark, panel.flags),
            Cell((lane.who, lane.note) if lane.note else (lane.who,)),
            Cell(_signed(row)),
            Cell((capital(row.when),)),
        )
        for panel in shown.panels
        for lane in panel.lanes
        for row in lane.rows
    ]
    return Table("stances", columns, tuple(rows), note=phrase("stances.note"))

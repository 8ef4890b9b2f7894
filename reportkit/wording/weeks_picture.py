"""Events by week and kind as a picture record, and in words what cannot be counted so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from reportkit import codebook, dates
from reportkit.dossier import Dossier
from reportkit.wording import names, scales
from reportkit.wording.phrases import capital, join, phrase
from reportkit.wording.pictures import WeeksLane, WeeksPicture
from reportkit.wording.runs import Line, Run, reference
from reportkit.wording.tables import Cell, Column, Table
from reportkit.wording.weeks import FEWEST, SEVERAL, UNSAID, Event, Weeks

KINDS = 6
"""Lanes of a picture; kinds beyond are one lane."""

_TOGETHER = 3  # weeks without document and event that are drawn one by one; more are drawn together
_NAMED = 8  # incidents that a caption names
_TICKS = 9
_OTHERS = "others"


def picture(case: Dossier, found: Weeks) -> WeeksPicture:
    """Return the counts of events by week; kinds with most events first, and what is not one kind last."""
    shown, gaps = _shown(found)
    lanes = tuple(_lane(case, kinds, events, shown) for kinds, events in _kinds(found))
    source = tuple(case.source.values())
    top = max((sum(count) for lane in lanes for count in lane.counts), default=0)
    return WeeksPicture(
        head=phrase("weeks.kind", strong=True),
        weeks=tuple((week, week in found.documents) for week in shown),
        gaps=tuple((at, phrase("weeks.gap", n=(Run(str(many), source),))) for at, many in gaps),
        ticks=tuple(_ticks(shown, [at for at, _ in gaps], source)),
        levels=scales.counts(top, source, most=2),
        lanes=lanes,
        alt=_alt(found, shown, lanes, source),
    )


def _shown(found: Weeks) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the weeks that are drawn, and before which of them how many are drawn together."""
    told = {event.week for event in found.dated if event.week is not None}
    known = sorted(week for week in {*told, *found.documents} if told and week >= min(told))
    shown, gaps = known[:1], []
    for before, week in pairwise(known):
        between = range(before + 7, week, 7)
        if len(between) > _TOGETHER:
            gaps.append((len(shown), len(between)))
        else:
            shown.extend(between)
        shown.append(week)
    return shown, gaps


def _ticks(shown: Sequence[int], gaps: Sequence[int], source: Sequence[str]) -> Iterator[tuple[int, Line]]:
    """Yield weeks to be labelled, as positions: the first, those behind a gap, and some between."""
    step = max(1, -(-len(shown) // _TICKS))
    places = sorted({*range(0, len(shown), step), *gaps})
    told = scales.labelled([shown[at] for at in places], "day", source)
    yield from ((at, line) for at, (_, line) in zip(places, told, strict=True))


def _kinds(found: Weeks) -> list[tuple[tuple[str, ...], list[Event]]]:
    """Return the kinds of the lanes, each with its events; what is not one kind stands last."""
    many = Counter(event.kind for event in found.dated)
    order = [*codebook.words("natures"), SEVERAL, UNSAID]
    kinds = sorted(many, key=lambda k: (k in {SEVERAL, UNSAID}, -many[k], order.index(k)))
    single: list[tuple[str, ...]] = [(kind,) for kind in kinds]
    if len(kinds) > KINDS:
        single = [*single[: KINDS - 1], tuple(kinds[KINDS - 1 :])]
    return [(group, [e for e in found.dated if e.kind in group]) for group in single]


def _lane(case: Dossier, kinds: tuple[str, ...], events: list[Event], shown: Sequence[int]) -> WeeksLane:
    solid = Counter(e.week for e in events if e.acknowledged)
    hatched = Counter(e.week for e in events if not e.acknowledged)
    numbers = names.number(case, [c for e in events for c in e.claims])
    return WeeksLane(
        key=kinds[0] if len(kinds) == 1 else _OTHERS,
        name=_named(kinds, numbers),
        note=phrase("weeks.count", n=names.figure(len(events), numbers)),
        counts=tuple((solid[week], hatched[week]) for week in shown),
    )


def _named(kinds: tuple[str, ...], numbers: Sequence[str]) -> Line:
    told = [_kind(kind, numbers) for kind in kinds]
    return capital(told[0] if len(told) == 1 else phrase("weeks.others", list=join(told)))


def _kind(kind: str, numbers: Sequence[str]) -> Line:
    if kind == SEVERAL:
        return phrase("weeks.several")
    return phrase("weeks.unsaid") if kind == UNSAID else names.word_of("natures", kind, numbers, "noun")


def _day(ordinal: int, source: Sequence[str]) -> Line:
    return (Run(dates.describe(dates.parse(date.fromordinal(ordinal).isoformat())), tuple(source)),)


def _alt(found: Weeks, shown: Sequence[int], lanes: Iterable[WeeksLane], source: Sequence[str]) -> Line:
    if not shown:
        return ()
    told = []
    for lane in lanes:
        sums = [sum(count) for count in lane.counts]
        solid = sum(count[0] for count in lane.counts)
        told.append(
            phrase(
                "weeks.alt_lane",
                kind=lane.name,
                n=(Run(str(sum(sums)), tuple(source)),),
                acknowledged=(Run(str(solid), tuple(source)),),
                week=_day(shown[sums.index(max(sums))], source),
            )
        )
    observed, every = sum(week in found.documents for week in shown), (shown[-1] - shown[0]) // 7 + 1
    told.append(
        phrase(
            "weeks.alt_observed",
            n=(Run(str(observed), tuple(source)),),
            all=(Run(str(every), tuple(source)),),
        )
    )
    first, last = _day(shown[0], source), _day(shown[-1], source)
    whole = (*join(told, "stop_space"), *phrase("stop"))
    return phrase("weeks.alt", first=first, last=last, list=whole)


def caption(case: Dossier, found: Weeks, shown: WeeksPicture | None = None) -> Line:
    """Return what the fills mean and which weeks count as observed; then what is not counted, by name."""
    parts = [phrase("weeks.caption")] if shown else []
    if shown and shown.gaps:
        parts.append(phrase("weeks.caption_gap"))
    return join([*parts, *apart(case, found)], "space")


def apart(case: Dossier, found: Weeks) -> list[Line]:
    """Return the events that are not counted, in sentences: those without a week, those nobody affirms."""
    told = []
    if found.undated:
        told.append(phrase("weeks.undated", list=_incidents(case, [e.slug for e in found.undated])))
    if found.unaffirmed:
        told.append(phrase("weeks.unaffirmed", list=_incidents(case, found.unaffirmed)))
    return told


def _incidents(case: Dossier, slugs: Sequence[str]) -> Line:
    """Return incidents by name, the first of many and how many more."""
    if len(slugs) <= _NAMED:
        return names.incidents(case, slugs)
    some = join([names.incident(case, slug, short=True) for slug in slugs[:_NAMED]])
    more = (Run(str(len(slugs) - _NAMED), tuple(case.source.values())),)
    return phrase("weeks.and_more", list=some, n=more)


def too_few(case: Dossier, found: Weeks) -> list[Line]:
    """Return the sentences that stand where there are too few events to count by week."""
    source = tuple(case.source.values())
    every = len(found.events) + len(found.unaffirmed)
    line = phrase(
        "weeks.too_few",
        n=(Run(str(len(found.dated)), source),),
        all=(Run(str(every), source),),
        least=(Run(str(FEWEST), ("corpus",)),),
    )
    return [(*line, *names.cite_silence(case), *phrase("stop")), *apart(case, found)]


def table(case: Dossier, found: Weeks, *, instead: bool = False) -> Table:
    """Return the same counts: a row for each week, its documents, a column for each kind.

    ``instead`` has it say that it stands where a drawing cannot.
    """
    shown, gaps = _shown(found)
    kinds = _kinds(found)
    source = tuple(case.source.values())
    columns = (
        Column(phrase("weeks.week")),
        Column(phrase("weeks.observed")),
        *(Column(_named(group, source)) for group, _ in kinds),
    )
    many = dict(gaps)
    rows: list[tuple[Cell, ...]] = []
    for at, week in enumerate(shown):
        if at in many:
            first, last = _day(shown[at - 1] + 7, source), _day(week - 7, source)
            run = phrase("weeks.run", first=first, last=last)
            rows.append((Cell((run,)), Cell((phrase("weeks.not_observed"),)), *_silent(len(kinds))))
        documents = [case.source[d] for d in found.documents.get(week, ())]
        observed = (reference(*documents),) if documents else phrase("weeks.not_observed")
        counts = (_cell(case, [e for e in events if e.week == week], bool(documents)) for _, events in kinds)
        rows.append((Cell((_day(week, source),)), Cell((observed,)), *counts))
    notes = [*([phrase("weeks.too_many")] if instead else []), phrase("weeks.note"), *apart(case, found)]
    return Table("weeks", columns, tuple(rows), note=join(notes, "space"))


def _silent(many: int) -> list[Cell]:
    return [Cell((phrase("silent"),))] * many


def _cell(case: Dossier, events: Sequence[Event], observed: bool) -> Cell:  # noqa: FBT001 - a count needs it
    """Return a count with how many are acknowledged; zero only in an observed week."""
    if not events:
        return Cell((names.figure(0, tuple(case.source.values())) if observed else phrase("silent"),))
    claims = [c for e in events for c in e.claims]
    numbers = names.number(case, claims)
    solid = sum(e.acknowledged for e in events)
    count = (*names.figure(len(events), numbers), *phrase("space"), reference(*numbers))
    return Cell((count, phrase("weeks.acknowledged", soft=True, n=names.figure(solid, numbers))))

"""The escalation sequence as a picture record: lanes, order columns, bounds and stated links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reportkit import codebook, dates
from reportkit.analysis import sequence
from reportkit.analysis.sequence import Slot
from reportkit.case import END, Case
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import act, brief, mark_of
from reportkit.wording.headline import affirmers, burdened_affirmers
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import End, Lane, LaneMark, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, Run, plain, reference, unreferenced

MAX_DATED_DAYS = 45
_SHORT = (
    "occurred",
    "nature",
    "location",
    "perpetrator",
    "target",
    "casualty",
    "damage",
    "process",
    "time",
    "motive",
    "link",
    "contested",
)
_EDGE = End("edge", None, cap=False, inferred=False)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where events stand: the column of each by order, or its day or days where it has them."""

    columns: Mapping[str, int]
    slots: Mapping[str, Slot]
    days: Mapping[str, tuple[int, int]]
    shown: Mapping[int, int]


def picture(case: Case) -> SequencePicture:
    """
    Return the sequence around an incident.

    Events stand in the order the record states, by column; an event or statement whose day
    is stated stands in the dated part. Where speakers contradict each other about order, the
    first narrative (of most speakers) is drawn and the caption of the block says so.
    """
    layout = _layout(case)
    events = [_event_lane(case, slug, layout) for slug in _in_order(case, layout)]
    statements = _statement_lanes(case, layout)
    marked = sorted({day for lane in (*events, *statements) for m in lane.marks for day in (m.days or ())})
    ends = {
        e.value
        for lane in (*events, *statements)
        for m in lane.marks
        for e in (m.left, m.right)
        if e and e.at == "day"
    }
    all_days = sorted({*marked, *(d for d in ends if d is not None)})
    links = tuple(_links(case, {lane.key for lane in events}))
    return SequencePicture(
        order_heading=phrase("sequence.order", strong=True),
        order_note=phrase("sequence.order_note", soft=True),
        events_heading=phrase("sequence.events", strong=True),
        statements_heading=phrase("sequence.statements", strong=True),
        columns=max([n for n in layout.columns.values()], default=-1) + 1,
        days=tuple((day, _day_label(case, day)) for day in all_days),
        lanes=(*events, *statements),
        links=links,
        alt=_alt(case, events, statements, links),
    )


def _layout(case: Case) -> _Layout:
    narrative = case.narratives[0]
    events = [p for p in case.points if p in case.related or p.removesuffix(END) in case.related]
    told = [c for c in narrative.solution.constraints if c.earlier in events and c.later in events]
    slots = sequence.slots(events, told)
    days: dict[str, tuple[int, int]] = {}
    for slug in case.related:
        bounds = next(b for b in narrative.solution.stated if b.point == slug)
        if _told_day(case, slug) and bounds.earliest.day and bounds.latest.day:
            first, last = bounds.earliest.day.toordinal(), bounds.latest.day.toordinal()
            if last - first <= MAX_DATED_DAYS:
                days[slug] = (first, last)
    used = sorted({slot.column for point, slot in slots.items() if point not in days})
    shown = {column: n for n, column in enumerate(used)}
    columns = {p: shown[s.column] for p, s in slots.items() if p not in days}
    return _Layout(columns, slots, days, shown)


def _told_day(case: Case, slug: str) -> bool:
    return any(p.when is not None and not p["point"] for _, p in case.said(slug, "time"))


def _in_order(case: Case, layout: _Layout) -> list[str]:
    """Return the incidents from left to right, then by nearness to the one briefed."""

    def place(slug: str) -> tuple[int, int, int]:
        if slug in layout.columns:
            return (0, layout.columns[slug], case.related.index(slug))
        return (1, layout.days[slug][0], case.related.index(slug))

    return sorted(case.related, key=place)


def _event_lane(case: Case, slug: str, layout: _Layout) -> Lane:
    own = slug == case.slug
    found = case.standing("occurred", slug)
    flags = tuple(f for f in (found.flags if found else ()) if f != "inquiry" or own)
    both = any("says_both" in s.flags for s in case.standings_of("perpetrator", slug))
    mark = LaneMark(
        key=slug,
        mark=found.word if found else "not_addressed",
        flags=(*flags, *(("says_both",) if both and "says_both" not in flags else ())),
        column=layout.columns.get(slug),
        days=layout.days.get(slug),
        left=_left(case, slug, layout),
        right=_right(case, slug, layout),
        labels=_event_labels(case, slug),
        own=own,
    )
    return Lane(slug, "events", names.incident(case, slug, short=True), _where(case, slug), own, (mark,))


def _where(case: Case, slug: str) -> Line:
    places = dict.fromkeys(p["place"] for _, p in case.said(slug, "location", "target") if p["place"])
    countries = dict.fromkeys(_widest(case, place) for place in places)
    lines = [names.place(case, place) for place in countries]
    return phrase("and", a=join(lines[:-1]), b=lines[-1]) if len(lines) > 1 else lines[0] if lines else ()


def _widest(case: Case, place: str) -> str:
    found = case.corpus.places[place]
    if found.kind in {"base", "site", "district", "governorate"} and found.within in case.corpus.places:
        return _widest(case, found.within)
    return place


def _unordered(case: Case, slug: str, layout: _Layout, *, later: bool) -> bool:
    """Whether an event drawn later (or earlier) has no stated order to this one."""
    solution = case.narratives[0].solution
    here = layout.columns[slug]
    for other in case.related:
        column = layout.columns.get(other)
        if column is None or (column <= here if later else column >= here):
            continue
        wanted = "before" if later else "after"
        if sequence.relation(solution, slug, other).without != wanted:
            return True
    return False


def _left(case: Case, slug: str, layout: _Layout) -> End | None:
    if slug not in layout.columns:
        return None
    slot = layout.slots[slug]
    if _exact_partner(case, slug, layout, slot.left) or not _unordered(case, slug, layout, later=False):
        return None
    if slot.left is None or slot.left_inferred:
        return End("edge", None, cap=False, inferred=slot.left_inferred)
    return End("column", layout.shown.get(slot.left, 0), cap=True, inferred=False)


def _right(case: Case, slug: str, layout: _Layout) -> End | None:
    if slug not in layout.columns:
        return None
    end = slug + END
    if end in layout.columns:
        return End("column", layout.columns[end], cap=True, inferred=False)
    latest = case.narratives[0].solution[slug].latest
    if latest.day and slug == case.slug and latest.day.toordinal() in _stated_days(case):
        return End("day", latest.day.toordinal(), cap=True, inferred=latest.inferred)
    slot = layout.slots[slug]
    if not _unordered(case, slug, layout, later=True):
        return None
    if slot.right is None or _exact_partner(case, slug, layout, slot.right):
        return None if slot.right is not None else _EDGE
    return End("column", layout.shown.get(slot.right, 0), cap=True, inferred=slot.right_inferred)


def _exact_partner(case: Case, slug: str, layout: _Layout, column: int | None) -> bool:
    """Whether the event at a column is an exact gap away: then a line is drawn and no bar."""
    for claim, p in case.propositions("link"):
        if p.gap and slug in {p["of"], p["to"]} and claim.id not in case.withdrawn:
            other = p["to"] if p["of"] == slug else p["of"]
            if other in layout.slots and layout.slots[other].column == column:
                return True
    return False


def _stated_days(case: Case) -> set[int]:
    said = [c.said for c in case.core if c.said and c.said.precise and c.speaker not in case.voices]
    return {when.first.toordinal() for when in said if when.first}


def _event_labels(case: Case, slug: str) -> tuple[Line, ...]:
    found = case.standing("occurred", slug)
    if found is None:
        return ((*phrase("state.not_addressed"), *_refs(case.source.values())),)
    claims = burdened_affirmers(case, found) if found.word == "acknowledged" else found.voices.affirmed
    second = [part for part in (_time_label(case, slug), _author_label(case, slug)) if part]
    if second and found.word == "reported_only" and slug != case.slug:
        return (join(second, "dot"),)
    word = names.word_of("standings", found.word, names.number(case, claims))
    first = phrase(
        "glance.standing_by", standing=word, who=names.actors(case, [c.speaker for c in claims], short=True)
    )
    lines = [(*first, *_refs(names.number(case, claims)))]
    if second:
        lines.append(join(second, "dot"))
    return tuple(lines)


def _refs(numbers: Iterable[str]) -> Line:
    return (*phrase("space"), reference(*numbers))


def _time_label(case: Case, slug: str) -> Line:
    for claim, p in case.said(slug, "time"):
        if p.when is not None:
            numbers = names.number(case, [claim])
            when = names.day(p.when, numbers)
            line = phrase("sequence.ended", when=when) if p["point"] == "end" else when
            return (*line, *_refs(numbers))
    if slug == case.slug:
        latest = case.narratives[0].solution[slug].latest
        if latest.day and latest.inferred:
            used = [c for c in case.statements if c.id in latest.claims]
            day = names.day(dates.parse(f"by {latest.day.isoformat()}"), names.number(case, used))
            return (Run("inference", (), "mark"), *phrase("space"), *day, *_refs(names.number(case, used)))
    return ()


def _author_label(case: Case, slug: str) -> Line:
    ties = [s for s in case.standings_of("perpetrator", slug) if s.voices.affirmed]
    if not ties:
        return (*phrase("sequence.no_author"), *_refs(case.source.values()))
    if slug == case.slug or ties[0].word == "claimed_only":
        return ()
    claims = [c for s in ties for c in s.voices.affirmed]
    who = names.actors(case, [s.proposition["actor"] for s in ties], short=True)
    if all(c.act == "accuses" for c in claims):
        return (*phrase("sequence.accused", who=who), *_refs(names.number(case, claims)))
    key = (
        "sequence.named"
        if len(claims) == 1 or not any("says_both" in s.flags for s in ties)
        else "sequence.named_suspected"
    )
    return (*phrase(key, who=who), *_refs(names.number(case, claims)))


def _statement_lanes(case: Case, layout: _Layout) -> list[Lane]:
    spoken: dict[str, list[Claim]] = {}
    for claim in case.core:
        told = claim.scope or any(
            p.kind not in {"utterance", "intent", "relation"} for p in claim.propositions
        )
        if claim.speaker not in case.voices and told and case.slug in claim.incidents:
            spoken.setdefault(claim.speaker, []).append(claim)
    return [_statement_lane(case, speaker, claims, layout) for speaker, claims in spoken.items()]


def _statement_lane(case: Case, speaker: str, claims: list[Claim], layout: _Layout) -> Lane:
    dated: dict[int, list[Claim]] = {}
    undated = []
    for claim in claims:
        if claim.said and claim.said.precise and claim.said.first:
            dated.setdefault(claim.said.first.toordinal(), []).append(claim)
        else:
            undated.append(claim)
    marks = []
    if undated:
        marks.append(_undated_mark(case, speaker, undated, layout))
    marks += [
        LaneMark(
            f"{speaker} {day}",
            mark_of(same),
            _flags(case, same),
            None,
            (day, day),
            None,
            None,
            _labels(case, same),
            own=False,
        )
        for day, same in sorted(dated.items())
    ]
    voices = {case.corpus.readings[c.document].voice for c in claims}
    relays = dict.fromkeys(r for c in claims for r in c.via if r not in voices)
    note = phrase("via", relay=names.actors(case, relays, inside=False)) if relays else ()
    return Lane(speaker, "statements", names.actor(case, speaker), note, own=False, marks=tuple(marks))


def _undated_mark(case: Case, speaker: str, claims: list[Claim], layout: _Layout) -> LaneMark:
    lower = [_lower(case, claim, layout) for claim in claims]
    stated = [place for place in lower if place and not place[1]]
    place = min(stated or [p for p in lower if p], default=None)
    uppers = [_upper(case, claim) for claim in claims]
    upper = (
        max((u for u in uppers if u is not None), default=None)
        if all(u is not None for u in uppers)
        else None
    )
    right = End("day", upper, cap=True, inferred=False) if upper is not None else _EDGE
    common = {
        "key": speaker,
        "mark": mark_of(claims),
        "flags": _flags(case, claims),
        "labels": _labels(case, claims),
        "own": False,
    }
    if place is None:
        return LaneMark(
            column=0 if layout.shown else None,
            days=None if layout.shown else _any_day(layout),
            left=_EDGE,
            right=right,
            **common,
        )
    (dated, at), inferred = place
    if dated:
        left = End("day", at, cap=not inferred, inferred=inferred)
        return LaneMark(column=None, days=(at, at), left=left, right=_EDGE, **common)
    left = (
        End("edge", None, cap=False, inferred=True)
        if inferred
        else End("column", at, cap=True, inferred=False)
    )
    return LaneMark(column=at, days=None, left=left, right=right, **common)


def _any_day(layout: _Layout) -> tuple[int, int]:
    first = min((days[0] for days in layout.days.values()), default=date(2000, 1, 1).toordinal())
    return (first, first)


def _lower(case: Case, claim: Claim, layout: _Layout) -> tuple[tuple[bool, int], bool] | None:
    """Return the latest event that a statement follows, as ((dated, place), inferred)."""
    before = [c for c in case.constraints if c.later == claim.id and c.earlier in case.related]
    for inferred in (False, True):
        places = [
            (True, layout.days[c.earlier][0])
            if c.earlier in layout.days
            else (False, layout.columns[c.earlier])
            for c in before
            if c.inferred == inferred
        ]
        if places:
            return max(places), inferred
    return None


def _upper(case: Case, claim: Claim) -> int | None:
    latest = case.narratives[0].solution[claim.id].latest if claim.id in case.points else None
    return (
        latest.day.toordinal()
        if latest and latest.day and not latest.inferred and latest.day.toordinal() in _stated_days(case)
        else None
    )


def _flags(case: Case, claims: Iterable[Claim]) -> tuple[str, ...]:
    found = []
    claims = tuple(claims)
    if any(
        p.kind == "process" and codebook.vocabulary("inquiry_states")[p["status"]]["open"]
        for c in claims
        for p in c.propositions
    ):
        found.append("inquiry")
    if any(b.incident == case.slug and b.inferred for c in claims for b in c.about):
        found.append("inference")
    if any(c.known_through for c in claims):
        found.append("through_denial")
    return tuple(found)


def _labels(case: Case, claims: Sequence[Claim]) -> tuple[Line, ...]:
    """Return what a speaker says in at most two lines, each part with its claim."""
    parts: list[Line] = []
    previous: Line = ()
    for claim in claims:
        said = brief(case, claim, *_SHORT)
        verb = act(case, claim)
        shown = (
            said
            if plain(verb) == plain(previous) or claim.act == "states"
            else (*verb, *phrase("space"), *said)
        )
        previous = verb
        parts.append((*shown, *_refs(names.number(case, [claim]))))
    if len(parts) <= 2:  # noqa: PLR2004 - two lines
        return tuple(parts)
    return (join(parts[: (len(parts) + 1) // 2], "dot"), join(parts[(len(parts) + 1) // 2 :], "dot"))


def _links(case: Case, drawn: set[str]) -> Iterable[SequenceLink]:
    for claim, p in case.propositions("link"):
        if p.of_claims or not {p["of"], p["to"]} <= drawn or claim.id in case.withdrawn:
            continue
        kind = codebook.vocabulary("links")[p["link"]]["kind"]
        if kind == "structure" or (kind == "order" and not p.gap):
            continue
        numbers = names.number(case, [claim])
        words = names.word_of("links", p["link"], numbers, "phrase")
        earlier, later = (p["of"], p["to"]) if p["link"] == "before" else (p["to"], p["of"])
        if kind == "order":
            gap: Line = (Run(dates.describe_gap(dates.parse_gap(p.gap)), numbers),)
            label = phrase("sequence.gap", gap=join([gap, words], "space"), says=_says(case, claim.speaker))
            yield SequenceLink(earlier, later, "order", "ink", (), (*label, *_refs(numbers)))
            continue
        if p["words"]:
            words = (Run(f"“{p['words']}”", numbers, "quote"),)
        own = (
            claim.speaker in {s for s in affirmers(found)}
            if (found := case.standing("perpetrator", p["of"]))
            else False
        )
        tone = "blue" if own and claim.speaker not in case.voices else "grey"
        flags = ("inference",) if p.inferred else ()
        yield SequenceLink(
            earlier,
            later,
            "reason",
            tone,
            flags,
            (*words, *phrase("comma"), *_says(case, claim.speaker), *_refs(numbers)),
        )


def _says(case: Case, speaker: str) -> Line:
    key = "sequence.say" if case.actor(speaker).plural else "sequence.says"
    return phrase(key, who=names.actor(case, speaker, inside=True))


def _day_label(case: Case, day: int) -> Line:
    when = date.fromordinal(day).isoformat()
    return (Run(dates.describe(dates.parse(when)), tuple(case.source.values()), "strong"),)


def _alt(case: Case, events: list[Lane], statements: list[Lane], links: tuple[SequenceLink, ...]) -> Line:
    """Return the picture in words: events from left to right, links with their asserters, statements by speaker."""
    told = []
    for lane in events:
        found = case.standing("occurred", lane.key)
        word = names.word_of("standings", found.word if found else "not_addressed")
        told.append(phrase("sequence.alt_event", incident=lane.name, standing=word, day=()))
    for link in links:
        ends = {lane.key: lane.name for lane in events}
        label = unreferenced(link.label)
        told.append(
            phrase("sequence.alt_link", later=ends[link.later], link=label, earlier=ends[link.earlier])
        )
    for lane in statements:
        said = join([unreferenced(line) for mark in lane.marks for line in mark.labels], "semicolon")
        told.append(phrase("sequence.alt_statement", who=lane.name, what=said))
    return phrase("sequence.alt", columns=(*join(told, "stop_space"), *phrase("stop")))


def contested_orders(case: Case) -> tuple[tuple[Claim, Proposition], ...]:
    """Return the links that the drawn narrative sets aside, because speakers contradict each other."""
    drawn = {c.claim for c in case.narratives[0].solution.constraints}
    return tuple((c, p) for c, p in case.propositions("link") if c.id not in drawn and not p.of_claims)

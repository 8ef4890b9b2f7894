"""The lanes of events in a sequence: one incident each, with the bounds and the labels of its mark."""

from __future__ import annotations

from reportkit import dates
from reportkit.analysis import sequence
from reportkit.analysis.sequence import Slot
from reportkit.analysis.standing import Standing
from reportkit.dossier import END, Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.phrases import join, listed, phrase
from reportkit.wording.pictures import End, Lane, LaneMark
from reportkit.wording.runs import Line, Run, reference
from reportkit.wording.sequence_layout import EDGE, Layout, Version, said_days
from reportkit.wording.speakers import vouching

FEW = 3  # documents that a label names as silent; of more, the caption does so once
_NEAR = {"base", "site", "district", "governorate"}


def event_lane(case: Dossier, slug: str, layout: Layout) -> Lane:
    """Return the lane of one incident: its mark in its column or at its days, with what bounds it."""
    mark = event_mark(case, slug, layout, _labels(case, slug, layout.version))
    return Lane(slug, "events", names.incident(case, slug, short=True), where(case, slug), mark.own, (mark,))


def event_mark(case: Dossier, slug: str, layout: Layout, labels: tuple[Line, ...]) -> LaneMark:
    """Return the mark of an event in its column or at its days, with what bounds it and some words."""
    found = case.standing("occurred", slug)
    return LaneMark(
        key=slug,
        mark=found.word if found else "not_addressed",
        flags=_flags(case, slug, found),
        column=layout.columns.get(slug),
        days=layout.days.get(slug),
        left=_left(case, slug, layout),
        right=_right(case, slug, layout),
        labels=labels,
        own=slug == case.slug,
    )


def _flags(case: Dossier, slug: str, found: Standing | None) -> tuple[str, ...]:
    """Return the flags of an event; an inquiry only for the incident itself, whose cells name it."""
    flags = [f for f in (found.flags if found else ()) if f != "inquiry" or slug == case.slug]
    if any("says_both" in s.flags for s in case.standings_of("perpetrator", slug)):
        flags.append("says_both")
    return tuple(dict.fromkeys(flags))


def said_places(case: Dossier, slug: str) -> tuple[str, ...]:
    """Return the places that somebody states for an event, each as the town or country it is in."""
    places = dict.fromkeys(p["place"] for _, p in case.said(slug, "location", "target") if p["place"])
    return tuple(dict.fromkeys(_widest(case, place) for place in places))


def where(case: Dossier, slug: str) -> Line:
    """Return where an event is said to have been; nothing where nobody says it."""
    return listed([names.place(case, place) for place in said_places(case, slug)])


def _widest(case: Dossier, place: str) -> str:
    found = case.corpus.places[place]
    if found.kind in _NEAR and found.within in case.corpus.places:
        return _widest(case, found.within)
    return place


def _left(case: Dossier, slug: str, layout: Layout) -> End | None:
    if slug in layout.after:
        inferred = layout.after[slug]
        return End("day", layout.days[slug][0], cap=not inferred, inferred=inferred)
    if slug not in layout.columns:
        return None
    slot = layout.slots[slug]
    if _exact_partner(case, slug, layout, slot.left) or not _unordered(case, slug, layout, later=False):
        return None
    if slot.left is None or slot.left_inferred:
        return End("edge", None, cap=False, inferred=slot.left_inferred)
    return End("column", layout.shown.get(slot.left, 0), cap=True, inferred=False)


def _right(case: Dossier, slug: str, layout: Layout) -> End | None:
    if slug in layout.after:
        return EDGE
    if slug not in layout.columns:
        return None
    if slug + END in layout.columns:
        return End("column", layout.columns[slug + END], cap=True, inferred=False)
    latest = layout.version.bounds(slug).latest
    if latest.day and slug == case.slug and latest.day.toordinal() in said_days(case):
        return End("day", latest.day.toordinal(), cap=True, inferred=latest.inferred)
    slot = layout.slots[slug]
    if not _unordered(case, slug, layout, later=True) or _exact_partner(case, slug, layout, slot.right):
        return None
    return EDGE if slot.right is None else _before(slot, slot.right, layout)


def _before(slot: Slot, column: int, layout: Layout) -> End:
    """Return the end at the nearest event that is later: at its column, or at its day where it has one."""
    if column in layout.shown:
        return End("column", layout.shown[column], cap=True, inferred=slot.right_inferred)
    dated = [days for other, days in layout.days.items() if layout.slots[other].column == column]
    return End("day", min(first for first, _ in dated), cap=True, inferred=slot.right_inferred)


def _unordered(case: Dossier, slug: str, layout: Layout, *, later: bool) -> bool:
    """Whether an event drawn later (or earlier) has no stated order to this one."""
    solution = layout.version.story.solution
    here, wanted = layout.columns[slug], "before" if later else "after"
    columns = {other: layout.columns[other] for other in case.related if other in layout.columns}
    beyond = [other for other, column in columns.items() if (column > here if later else column < here)]
    return any(sequence.relation(solution, slug, other).without != wanted for other in beyond)


def _exact_partner(case: Dossier, slug: str, layout: Layout, column: int | None) -> bool:
    """Whether the event at a column is an exact gap away: then a line is drawn and no bar."""
    gaps = [p for c, p in case.stated("link") if p.gap and layout.version.counts(c)]
    partners = {p["to"] if p["of"] == slug else p["of"] for p in gaps if slug in {p["of"], p["to"]}}
    return any(other in layout.slots and layout.slots[other].column == column for other in partners)


def told(case: Dossier, slug: str, version: Version) -> tuple[Line, ...]:
    """Return what a table says of an event: its standing by whose word, then when, and by whom."""
    found = case.standing("occurred", slug)
    if found is None:
        return _labels(case, slug, version)
    second = _second(case, slug, version)
    first = _standing(case, found, vouching(case, found))
    return (first, second) if second else (first,)


def _second(case: Dossier, slug: str, version: Version) -> Line:
    return join([part for part in (_time(case, slug, version), _author(case, slug)) if part], "dot")


def _labels(case: Dossier, slug: str, version: Version) -> tuple[Line, ...]:
    """Return who says that it took place, and below it when, and by whom."""
    found = case.standing("occurred", slug)
    second = _second(case, slug, version)
    if found is None and case.numbered:  # not of the record, but of the one side that is heard
        return (second or phrase("sequence.unsaid"),)
    if found is None:
        return ((*phrase("state.not_addressed"), *silence(case)),)
    if second and found.word == "reported_only" and slug != case.slug:
        return (second,)
    first = _standing(case, found, vouching(case, found))
    return (first, second) if second else (first,)


def _standing(case: Dossier, found: Standing, claims: tuple[Claim, ...]) -> Line:
    claims = claims or found.voices.denied or found.voices.withdrawn
    numbers = names.number(case, claims)
    word = names.word_of("standings", found.word, numbers)
    who = names.actors(case, [c.speaker for c in claims], short=True)
    alone = found.word == "denied_only" or not claims
    line = word if alone else phrase("glance.standing_by", standing=word, who=who)
    if not numbers:
        return line
    return (*line, *phrase("space"), reference(*numbers))


def silence(case: Dossier) -> Line:
    """Return the reference to the documents in which a thing does not stand, where they are few."""
    return names.cite_silence(case) if case.slug or len(case.source) <= FEW else ()


def _time(case: Dossier, slug: str, version: Version) -> Line:
    """Return the time stated for an event, else for the incident itself the day a reader infers."""
    for claim, p in case.said(slug, "time"):
        if p.when is not None and version.counts(claim):
            when = names.day(p.when, names.number(case, [claim]))
            line = phrase("gist.ended", when=when) if p["point"] == "end" else when
            return (*line, *names.cite(case, [claim]))
    latest = version.bounds(slug).latest
    if slug != case.slug or not latest.day or not latest.inferred:
        return ()
    used = [c for c in case.statements if c.id in latest.claims]
    day = names.day(dates.parse(f"by {latest.day.isoformat()}"), names.number(case, used))
    return (Run("inference", (), "mark"), *phrase("space"), *day, *names.cite(case, used))


def _author(case: Dossier, slug: str) -> Line:
    """Return who is said to be answerable, where that is not already told by the incident's own cells."""
    ties = [s for s in case.standings_of("perpetrator", slug) if s.voices.affirmed]
    if not ties:  # of one side alone, that it names nobody is no more than that it is silent
        return () if case.numbered else (*phrase("sequence.no_author"), *silence(case))
    if slug == case.slug or ties[0].word == "claimed_only":
        return ()
    claims = [c for s in ties for c in s.voices.affirmed]
    if all(c.act == "accuses" for c in claims):
        key = "sequence.accused"
    elif len(claims) > 1 and any("says_both" in s.flags for s in ties):
        key = "sequence.named_suspected"
    else:
        key = "sequence.named"
    who = names.actors(case, [s.proposition["actor"] for s in ties], short=True)
    return (*phrase(key, who=who), *names.cite(case, claims))

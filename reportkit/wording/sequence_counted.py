"""The sequence as counts: events by place and standing, per columns of the order and per stretch of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from reportkit import codebook
from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.phrases import phrase
from reportkit.wording.pictures import Bin, CountedLane, CountedSequence, NamedEvent, Stack
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_axis import labelled, stretches
from reportkit.wording.sequence_events import event_mark
from reportkit.wording.sequence_layout import Layout
from reportkit.wording.sequence_links import parted, stated_links
from reportkit.wording.sequence_numbered import numbers, placed, summed
from reportkit.wording.sequence_places import PlaceLane
from reportkit.wording.sequence_statements import tallies

MOST_NAMED: Final = 8  # events named over their bins, at most one in a lane
MANY_STRETCHES: Final = 26  # half a year of weeks leaves the order little room
ORDER_BINS: Final = (
    16,
    8,
)  # into how many bins columns are put at most: beside few, and many stretches of days
_STACKED: Final = tuple(
    sorted(codebook.words("standings"), key=lambda word: word != "acknowledged")
)  # from below
_UNITS: Final = {
    "week": "events.per_week",
    "month": "events.per_month",
    "quarter": "events.per_quarter",
    "year": "events.per_year",
    "years": "events.per_years",
}


def counted(case: Dossier, found: Layout) -> CountedSequence:
    """
    Return the sequence as counts.

    An event is counted in the first column that the stated order leaves open to it, or in the stretch
    of days that holds all days it is said to be on. What has neither an order nor a day, and what has days
    that no one stretch holds, is counted by itself: nothing is put where nobody puts it.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    found : Layout
        Where its events stand.
    """
    unit, bins = _bins(case, found)
    links, _ = parted(case, stated_links(case, found.version))
    lanes = placed(case, found, links)
    at = {slug: _bin_of(bins, found, slug) for slug in case.related}
    in_stacks = {number for number, bin_ in enumerate(bins) if bin_.part in {"order", "days"}}
    named = _named(case, found, lanes, at, in_stacks)
    drawn = tuple(_lane(case, lane, at, named) for lane in lanes)
    stacks = [stack for lane in drawn for stack in lane.stacks if stack.bin in in_stacks]
    highest = max((sum(n for _, n in stack.counts) for stack in stacks), default=0)
    source = tuple(case.source.values())
    days = [bin_ for bin_ in bins if bin_.part == "days"]
    years = (Run(str(-(-(days[0].last - days[0].first) // 366)), source),) if days else ()
    per = phrase("events.per_years", n=years) if unit == "years" else phrase(_UNITS[unit]) if days else ()
    words = {word for stack in stacks for word, _ in stack.counts}
    return CountedSequence(
        order_heading=phrase("sequence.order", strong=True),
        order_note=phrase("events.order_note", soft=True),
        unordered_heading=phrase("events.unordered", soft=True),
        days_heading=per,
        open_heading=phrase("events.open", soft=True),
        events_heading=phrase("events.by_place", strong=True),
        statements_heading=phrase("sequence.statements", strong=True),
        scale=phrase("events.scale", n=(Run(str(highest), source),)),
        legend=tuple((word, names.word_of("standings", word)) for word in _STACKED if word in words),
        bins=bins,
        days=labelled(case, range(days[0].first, days[-1].last + 1)) if days else (),
        lanes=drawn,
        tallies=tallies(case),
        alt=summed(case, lanes, links, tallies(case)),
    )


def _bins(case: Dossier, found: Layout) -> tuple[str, tuple[Bin, ...]]:
    """Return the unit of the days, and all bins from left to right."""
    known = [day for slug in found.days for day in found.days[slug]]
    unit, days = stretches(min(known), max(known)) if known else ("week", ())
    columns = max(found.columns.values(), default=-1) + 1
    many = ORDER_BINS[len(days) > MANY_STRETCHES]
    each = max(1, -(-columns // many))
    bins = [Bin("order", first, min(first + each, columns) - 1) for first in range(0, columns, each)]
    if any(_is_unordered(found, slug) for slug in case.related):
        bins.insert(0, Bin("unordered", 0, 0))
    bins += [Bin("days", first, last) for first, last in days]
    held = tuple(bins)
    if any(_bin_of(held, found, slug) < 0 for slug in case.related):
        bins.append(Bin("open", 0, 0))
    return unit, tuple(bins)


def _is_unordered(found: Layout, slug: str) -> bool:
    """Whether nobody states an order or a day of an event."""
    slot = found.slots[slug]
    return slug in found.columns and slot.left is None and slot.right is None


def _bin_of(bins: Sequence[Bin], found: Layout, slug: str) -> int:
    """Return the number of the bin that holds an event, or that of the last for days that none holds."""
    if slug in found.columns:
        part, first = ("unordered", 0) if _is_unordered(found, slug) else ("order", found.columns[slug])
        last = first
    else:
        part, (first, last) = "days", found.days[slug]
    for number, bin_ in enumerate(bins):
        if bin_.part == part and bin_.first <= first and last <= bin_.last and slug not in found.after:
            return number
    return len(bins) - 1 if bins and bins[-1].part == "open" else -1


def _named(
    case: Dossier, found: Layout, lanes: Sequence[PlaceLane], at: dict[str, int], in_stacks: set[int]
) -> dict[str, NamedEvent]:
    """Return the events to be named: the incident itself, and of other lanes those most claims speak of."""
    told = numbers(case, found, ())
    spoken = Counter(slug for claim in case.statements for slug in claim.incidents)
    order = {slug: number for number, slug in enumerate(told)}

    def rank(slug: str) -> tuple[int, int]:
        return -spoken[slug], order[slug]

    stacked = [[slug for slug in lane.slugs if at[slug] in in_stacks] for lane in lanes if not lane.own]
    chosen = sorted((min(slugs, key=rank) for slugs in stacked if slugs), key=rank)[:MOST_NAMED]
    return {
        slug: NamedEvent(
            key=slug,
            bin=at[slug],
            mark=event_mark(case, slug, found, ()).mark,
            own=slug == case.slug,
            label=_label(case, told[slug], slug),
        )
        for slug in (*chosen, *(lane.key for lane in lanes if lane.own))
    }


def _label(case: Dossier, number: Line, slug: str) -> Line:
    return (*number, *phrase("space"), *names.incident(case, slug, short=True))


def _lane(case: Dossier, lane: PlaceLane, at: dict[str, int], named: dict[str, NamedEvent]) -> CountedLane:
    counts: dict[int, Counter[str]] = {}
    for slug in () if lane.own else lane.slugs:
        found = case.standing("occurred", slug)
        counts.setdefault(at[slug], Counter())[found.word if found else "not_addressed"] += 1
    stacks = tuple(
        Stack(bin_, tuple((word, counts[bin_][word]) for word in _STACKED if counts[bin_][word]))
        for bin_ in sorted(counts)
    )
    shown = tuple(named[slug] for slug in lane.slugs if slug in named)
    return CountedLane(lane.key, lane.name, lane.note, lane.own, stacks, shown)

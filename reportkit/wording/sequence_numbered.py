"""The sequence with numbers at its marks: events by place, statements by speaker, words in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import Lane, NumberedSequence, SequenceLink, Tally
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_events import event_mark
from reportkit.wording.sequence_lanes import uncrossed
from reportkit.wording.sequence_layout import Layout, in_order
from reportkit.wording.sequence_links import parted, stated_links
from reportkit.wording.sequence_picture import framed, linked, place
from reportkit.wording.sequence_places import PlaceLane, by_place
from reportkit.wording.sequence_statements import statement_lanes, tallies


def numbered(case: Dossier, found: Layout, *, tallied: bool) -> NumberedSequence:
    """
    Return the sequence with a number at each mark.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    found : Layout
        Where its events stand.
    tallied : bool
        Whether statements are counted by speaker and kind, in the place of lanes of their own.
    """
    links, _ = parted(case, stated_links(case, found.version))
    lanes = placed(case, found, links)
    events = tuple(_event_lane(case, lane, found) for lane in lanes)
    spoken = () if tallied else tuple(map(_in_one_line, statement_lanes(case, found)))
    counted = tallies(case) if tallied else ()
    alt = summed(case, lanes, links, tallies(case))
    drawn = framed(case, found, (*events, *spoken), links, alt)
    drawn = replace(drawn, events_heading=phrase("events.by_place", strong=True))
    return NumberedSequence(drawn, tuple(numbers(case, found, spoken).items()), counted, alt)


def placed(case: Dossier, found: Layout, links: Iterable[SequenceLink]) -> list[PlaceLane]:
    """Return the lanes by place, in the order in which the lines between their events cross least."""
    lanes = {lane.key: lane for lane in by_place(case, in_order(case, found))}
    at = {slug: lane.key for lane in lanes.values() for slug in lane.slugs}
    ties = [(at[link.earlier], at[link.later]) for link in links]
    places = {key: min(place(found, slug) for slug in lane.slugs) for key, lane in lanes.items()}
    return [lanes[key] for key in uncrossed(list(lanes), ties, places, fixed=case.slug)]


def numbers(case: Dossier, found: Layout, spoken: Iterable[Lane]) -> dict[str, Line]:
    """Return the number of each mark: events from left to right, then statements lane by lane."""
    following = count(1)
    told: dict[str, tuple[str, ...]] = {slug: (f"incident:{slug}",) for slug in in_order(case, found)}
    for lane in spoken:
        for mark in lane.marks:
            told[mark.key] = tuple(
                dict.fromkeys(key for line in mark.labels for run in line for key in run.source)
            )
    return {
        key: (Run(str(next(following)), source or (f"incident:{key}",), "strong"),)
        for key, source in told.items()
    }


def _event_lane(case: Dossier, lane: PlaceLane, found: Layout) -> Lane:
    """Return a lane with the marks of its events, each with its short name unless the lane bears it."""
    marks = tuple(
        event_mark(case, slug, found, () if lane.own else (names.incident(case, slug, short=True),))
        for slug in lane.slugs
    )
    return Lane(lane.key, "events", lane.name, lane.note, lane.own, marks)


def _in_one_line(lane: Lane) -> Lane:
    """Return a lane of statements with the words of each mark in one line: shown whole or not at all."""
    marks = (replace(mark, labels=(join(mark.labels, "dot"),) if mark.labels else ()) for mark in lane.marks)
    return replace(lane, marks=tuple(marks))


def summed(
    case: Dossier, lanes: Sequence[PlaceLane], links: Sequence[SequenceLink], spoken: Iterable[Tally]
) -> Line:
    """Return a sequence of many events in words: how many there are of each standing, place by place."""
    told = []
    for lane in lanes:
        standings = Counter(_standing(case, slug) for slug in lane.slugs)
        counts = [_count(case, word, standings[word], lane.slugs) for word in standings]
        told.append(phrase("events.total", lane=lane.name, counts=join(counts)))
    told += linked(links, {slug: names.incident(case, slug, short=True) for slug in case.related})
    kinds: dict[str, list[Line]] = {}
    for tally in spoken:
        for mark, number in tally.counts:
            kinds.setdefault(mark, []).append(number)
    if kinds:
        counts = [_kind(mark, some) for mark, some in kinds.items()]
        told.append(phrase("events.spoken", counts=join(counts)))
    told.append(phrase("events.see_table"))
    return phrase("sequence.alt", columns=(*join(told, "stop_space"), *phrase("stop")))


def _standing(case: Dossier, slug: str) -> str:
    found = case.standing("occurred", slug)
    return found.word if found else "not_addressed"


def _count(case: Dossier, word: str, number: int, slugs: Iterable[str]) -> Line:
    keys = tuple(f"incident:{slug}" for slug in slugs if _standing(case, slug) == word)
    return phrase("events.count", what=names.word_of("standings", word), n=(Run(str(number), keys),))


def _kind(mark: str, some: Iterable[Line]) -> Line:
    numbers_ = [run for line in some for run in line]
    total = Run(
        str(sum(int(run.words) for run in numbers_)),
        tuple(dict.fromkeys(k for r in numbers_ for k in r.source)),
    )
    return phrase("events.count", what=names.word_of("statement_marks", mark), n=(total,))

"""The escalation sequence as a picture record: lanes, order columns, bounds and stated links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportkit.dossier import Dossier
from reportkit.wording import names
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import Lane, LaneMark, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, unreferenced
from reportkit.wording.sequence_axis import labelled
from reportkit.wording.sequence_events import event_lane
from reportkit.wording.sequence_lanes import uncrossed
from reportkit.wording.sequence_layout import Layout, in_order, layout
from reportkit.wording.sequence_links import parted, stated_links
from reportkit.wording.sequence_statements import statement_lanes


def picture(case: Dossier, *, narrative: int = 1, statements: bool = True) -> SequencePicture:
    """
    Return the sequence around an incident, or of all incidents of a dossier.

    Events stand in the order the record states, by column; an event or statement whose day
    is stated stands in the dated part. Where speakers contradict each other about order, one
    narrative is drawn and the caption of the block says which. Lanes stand from left to right and
    then as incidents are registered, but for lanes that change places so that fewer lines cross.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    narrative : int
        Which narrative is drawn, by itself, from 1.
    statements : bool
        Whether the lanes of statements are drawn below those of events.
    """
    found = layout(case, narrative)
    links, _ = parted(case, stated_links(case, found.version))
    ties = [(link.earlier, link.later) for link in links]
    places = {slug: place(found, slug) for slug in case.related}
    order = uncrossed(in_order(case, found), ties, places, fixed=case.slug)
    events = tuple(event_lane(case, slug, found) for slug in order)
    spoken = tuple(statement_lanes(case, found)) if statements else ()
    return framed(case, found, (*events, *spoken), links, _alt(case, events, spoken, links))


def place(found: Layout, slug: str) -> tuple[int, int]:
    """Return where an event stands from left to right: columns first, then days."""
    return (0, found.columns[slug]) if slug in found.columns else (1, sum(found.days[slug]))


def framed(
    case: Dossier, found: Layout, lanes: tuple[Lane, ...], links: Sequence[SequenceLink], alt: Line
) -> SequencePicture:
    """Return lanes and links with the headings and the days that every sequence has."""
    return SequencePicture(
        order_heading=phrase("sequence.order", strong=True),
        order_note=phrase("sequence.order_note", soft=True),
        events_heading=phrase("sequence.events", strong=True),
        statements_heading=phrase("sequence.statements", strong=True),
        columns=max(found.columns.values(), default=-1) + 1,
        days=labelled(case, _days(mark for lane in lanes for mark in lane.marks)),
        lanes=lanes,
        links=tuple(links),
        alt=alt,
    )


def _days(marks: Iterable[LaneMark]) -> list[int]:
    """Return the days that marks stand at or are bounded by, as ordinals."""
    found = []
    for mark in marks:
        ends = (end for end in (mark.left, mark.right) if end and end.at == "day")
        found += [*(mark.days or ()), *(end.value for end in ends if end.value is not None)]
    return found


def _alt(
    case: Dossier, events: Iterable[Lane], statements: Iterable[Lane], links: Iterable[SequenceLink]
) -> Line:
    """Return the picture in words: events from left to right, links with who states them, statements."""
    called = {lane.key: lane.name for lane in events}
    told = []
    for lane in events:
        found = case.standing("occurred", lane.key)
        word = names.word_of("standings", found.word if found else "not_addressed")
        told.append(phrase("sequence.alt_event", incident=lane.name, standing=word))
    told += linked(links, called)
    for lane in statements:
        said = join([unreferenced(line) for mark in lane.marks for line in mark.labels], "semicolon")
        told.append(phrase("sequence.alt_statement", who=lane.name, what=said))
    return phrase("sequence.alt", columns=(*join(told, "stop_space"), *phrase("stop")))


def linked(links: Iterable[SequenceLink], called: dict[str, Line]) -> list[Line]:
    """Return links as they are read aloud: the later event, the earlier one, what somebody says of them."""
    return [
        phrase(
            "sequence.alt_link",
            later=called[link.later],
            link=unreferenced(link.label),
            earlier=called[link.earlier],
        )
        for link in links
    ]

"""The escalation sequence as a picture record: lanes, order columns, bounds and stated links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reportkit import dates
from reportkit.dossier import Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import is_reason
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import Lane, SequenceLink, SequencePicture
from reportkit.wording.runs import Line, Run, unreferenced
from reportkit.wording.sequence_events import event_lane
from reportkit.wording.sequence_layout import Version, in_order, is_drawn, layout
from reportkit.wording.sequence_statements import statement_lanes
from reportkit.wording.speakers import affirmers, says


def picture(case: Dossier, *, narrative: int = 0, statements: bool = True) -> SequencePicture:
    """
    Return the sequence around an incident, or of all incidents of a dossier.

    Events stand in the order the record states, by column; an event or statement whose day
    is stated stands in the dated part. Where speakers contradict each other about order, one
    narrative is drawn and the caption of the block says which.

    Parameters
    ----------
    case : Dossier
        The case or dossier.
    narrative : int
        Which narrative is drawn by itself, from 1; 0 draws the order of the first, which most
        speakers share, with the days that any narrative leaves open.
    statements : bool
        Whether the lanes of statements are drawn below those of events.
    """
    found = layout(case, narrative)
    events = tuple(event_lane(case, slug, found) for slug in in_order(case, found))
    spoken = tuple(statement_lanes(case, found)) if statements else ()
    links = tuple(_links(case, found.version))
    return SequencePicture(
        order_heading=phrase("sequence.order", strong=True),
        order_note=phrase("sequence.order_note", soft=True),
        events_heading=phrase("sequence.events", strong=True),
        statements_heading=phrase("sequence.statements", strong=True),
        columns=max(found.columns.values(), default=-1) + 1,
        days=tuple((day, _day_label(case, day)) for day in _days((*events, *spoken))),
        lanes=(*events, *spoken),
        links=links,
        alt=_alt(case, events, spoken, links),
    )


def _days(lanes: Iterable[Lane]) -> list[int]:
    """Return the days that marks stand at or are bounded by, as ordinals."""
    marks = [mark for lane in lanes for mark in lane.marks]
    ends = [end for mark in marks for end in (mark.left, mark.right) if end and end.at == "day"]
    stated = {day for mark in marks for day in mark.days or ()}
    return sorted(stated | {end.value for end in ends if end.value is not None})


def _day_label(case: Dossier, day: int) -> Line:
    when = date.fromordinal(day).isoformat()
    return (Run(dates.describe(dates.parse(when)), tuple(case.source.values()), "strong"),)


def _links(case: Dossier, version: Version) -> Iterable[SequenceLink]:
    """Yield the ties between two events that are drawn: an order with its gap, or a reason given."""
    for claim, p in case.stated("link"):
        if p.of_claims or not {p["of"], p["to"]} <= set(case.related) or not version.counts(claim):
            continue
        if is_reason(p):
            yield _reason(case, claim, p)
        elif is_drawn(p):
            yield _gap(case, claim, p)


def _gap(case: Dossier, claim: Claim, p: Proposition) -> SequenceLink:
    numbers = names.number(case, [claim])
    words = names.word_of("links", p["link"], numbers, "phrase")
    apart = join([names.gap(p, numbers), words], "space")
    label = phrase("sequence.gap", gap=apart, says=says(case, claim.speaker))
    return SequenceLink(*_ends(p), "order", "ink", (), (*label, *names.cite(case, [claim])))


def _reason(case: Dossier, claim: Claim, p: Proposition) -> SequenceLink:
    """Return a reason given; blue where it is the event's own author who gives it."""
    numbers = names.number(case, [claim])
    words = names.word_of("links", p["link"], numbers, "phrase")
    if p["words"]:
        words = (Run(f"“{p['words']}”", numbers, "quote"),)
    found = case.standing("perpetrator", p["of"])
    own = found is not None and claim.speaker in affirmers(found) and claim.speaker not in case.voices
    label = join([words, says(case, claim.speaker)])
    flags = ("inference",) if p.inferred else ()
    tone = "blue" if own else "grey"
    return SequenceLink(*_ends(p), "reason", tone, flags, (*label, *names.cite(case, [claim])))


def _ends(p: Proposition) -> tuple[str, str]:
    """Return the earlier and the later event of a link."""
    return (p["of"], p["to"]) if p["link"] == "before" else (p["to"], p["of"])


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
    for link in links:
        label = unreferenced(link.label)
        later, earlier = called[link.later], called[link.earlier]
        told.append(phrase("sequence.alt_link", later=later, link=label, earlier=earlier))
    for lane in statements:
        said = join([unreferenced(line) for mark in lane.marks for line in mark.labels], "semicolon")
        told.append(phrase("sequence.alt_statement", who=lane.name, what=said))
    return phrase("sequence.alt", columns=(*join(told, "stop_space"), *phrase("stop")))

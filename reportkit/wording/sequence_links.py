"""The ties between two events of a sequence, as somebody states them: by kind, and by who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from reportkit.dossier import Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import is_reason
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import SequenceLink
from reportkit.wording.runs import Line, Run
from reportkit.wording.sequence_layout import Version, is_drawn
from reportkit.wording.speakers import affirmers, says

MOST_DRAWN: Final = 5  # more lines than this are a comb that nobody can follow


def stated_links(case: Dossier, version: Version) -> tuple[SequenceLink, ...]:
    """Return every tie between events that can be drawn, in reading order: orders with a gap, reasons."""
    return tuple(_links(case, version.counts))


def set_aside(case: Dossier, version: Version) -> tuple[SequenceLink, ...]:
    """Return the ties of those who are heard that a narrative sets aside: they contradict themselves."""
    aside = {c.claim for c in version.story.set_aside}
    return tuple(_links(case, lambda claim: claim.id in aside))


def parted(
    case: Dossier, links: Sequence[SequenceLink]
) -> tuple[tuple[SequenceLink, ...], tuple[SequenceLink, ...]]:
    """
    Return the ties that are drawn and those that only a table tells.

    First come those at the incident itself, then the rest in reading order: whose word it is counts for
    nothing.
    """
    near = sorted(links, key=lambda link: case.slug not in {link.earlier, link.later})
    chosen = near[:MOST_DRAWN]
    return tuple(link for link in links if link in chosen), tuple(
        link for link in links if link not in chosen
    )


def at_later(links: Iterable[SequenceLink], slug: str, called: dict[str, Line]) -> Iterator[Line]:
    """Yield the ties that lead back from an event, each in words with the earlier one and who says so."""
    for link in links:
        if link.later == slug:
            yield phrase("events.link", earlier=called[link.earlier], link=link.label)


def _links(case: Dossier, counts: Callable[[Claim], bool]) -> Iterator[SequenceLink]:
    for claim, p in case.stated("link"):
        if p.of_claims or not {p["of"], p["to"]} <= set(case.related) or not counts(claim):
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

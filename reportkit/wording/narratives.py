"""Where speakers contradict each other about order, and the narratives that can each be so as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportkit import dates
from reportkit.analysis import sequence
from reportkit.analysis.sequence import ORIGIN, Bounds, Constraint, Contradiction, Narrative
from reportkit.dossier import END, Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import brief
from reportkit.wording.phrases import capital, join, listed, phrase
from reportkit.wording.runs import Line, Run
from reportkit.wording.speakers import says
from reportkit.wording.tables import Cell, Column, Table

CONTESTED = 5  # columns of a page for what narratives differ in


def contradictions(case: Dossier) -> Table:
    """Return where speakers contradict each other about order: one row each, with what they say."""
    found = sequence.contradictions(case.points, case.constraints)
    heads = {"contradictions.who": "auto", "contradictions.what": "1fr"}
    columns = tuple(Column(phrase(head), width) for head, width in heads.items())
    rows = tuple(_contradiction(case, one) for one in found)
    return Table("contradictions", columns, rows, note=phrase("contradictions.note"))


def _contradiction(case: Dossier, found: Contradiction) -> tuple[Cell, ...]:
    claims = {c.id: c for c in case.statements if c.id in found.claims}
    speakers = dict.fromkeys(c.speaker for c in claims.values())
    said = [_stated(case, claims[c.claim], c) for c in found.constraints]
    if found.inferred:
        who = phrase("contradictions.inferred")
    elif len(speakers) == 1:
        who = phrase("contradictions.itself", who=names.actor(case, next(iter(speakers))))
    else:
        who = listed([names.actor(case, s) for s in speakers])
    return Cell((who,), flags=("inference",) if found.inferred else ()), Cell(tuple(dict.fromkeys(said)))


def _stated(case: Dossier, claim: Claim, found: Constraint) -> Line:
    """Return what a claim says of order: a link, a day, or that it was spoken on a day or after an event."""
    who, numbers = names.actor(case, claim.speaker, inside=True), names.number(case, [claim])
    cited = names.cite(case, [claim])
    if claim.id == found.later and found.earlier == ORIGIN and claim.said:
        when = names.day(claim.said, numbers)
        return (*phrase("contradictions.spoke", who=capital(who), when=when), *cited)
    if claim.id == found.later and found.earlier != ORIGIN:
        event = _point(case, found.earlier)
        return (*phrase("contradictions.after", who=capital(who), event=event), *cited)
    if found.earlier == ORIGIN:
        when = brief(case, claim, "time", "utterance")
        said = (*_point(case, found.later), *phrase("colon"), *when)
    else:
        said = brief(case, claim, "link")
    return (*said, *phrase("comma"), *says(case, claim.speaker), *cited)


def _point(case: Dossier, point: str) -> Line:
    """Return what a point of the order is called."""
    if point in case.number:
        return (Run(case.number[point], (case.number[point],)),)
    if point.removesuffix(END) not in case.corpus.incidents:
        return phrase("orders.elsewhere")
    name = names.incident(case, point.removesuffix(END), short=True)
    return phrase("gist.end_of", incident=name) if point.endswith(END) else name


def narratives(case: Dossier) -> Table:
    """
    Return the narratives, one row each: whose word on order it leaves out, and what then follows.

    The columns are what narratives differ in: pairs of events that contradicting claims order, and
    events that they date. What a page has no column for is counted in the note.
    """
    every_pair, every_day = differences(case)
    pairs, dated = every_pair[:CONTESTED], every_day[: max(0, CONTESTED - len(every_pair))]
    further = len(every_pair) + len(every_day) - len(pairs) - len(dated)
    cut = phrase("narratives.further", n=(Run(str(further), tuple(case.source.values())),))
    heads = [
        *(listed([names.incident(case, slug, short=True) for slug in pair]) for pair in pairs),
        *(phrase("narratives.day", event=names.incident(case, slug, short=True)) for slug in dated),
    ]
    columns = (
        Column(phrase("narratives.number")),
        Column(phrase("narratives.without"), "2fr"),
        *(Column(head, "1fr") for head in heads),
    )
    rows = tuple(_narrative_row(case, n, pairs, dated) for n in range(1, len(case.narratives) + 1))
    note = phrase("narratives.note")
    return Table("narratives", columns, rows, note=join([note, cut], "space") if further else note)


def differences(case: Dossier) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the pairs that contradicting claims order and the events they date, if narratives differ."""
    found = sequence.contradictions(case.points, case.constraints)
    constraints = [c for one in found for c in one.constraints]
    own = set(case.related)
    pairs = {frozenset({c.earlier, c.later}): (c.earlier, c.later) for c in constraints}
    among = [pair for pair in pairs.values() if own >= set(pair) and _differs(case, *pair)]
    dated = dict.fromkeys(c.later for c in constraints if c.earlier == ORIGIN and c.later in own)
    return among, [slug for slug in dated if _moves(case, slug)]


def _differs(case: Dossier, a: str, b: str) -> bool:
    """Whether two events do not lie to each other alike in all narratives."""
    found = (sequence.relation(story.solution, a, b) for story in case.narratives)
    return len({(one.kind, one.low, one.high) for one in found}) > 1


def _moves(case: Dossier, slug: str) -> bool:
    """Whether narratives leave different days open for an event."""
    found = (story.solution[slug] for story in case.narratives)
    return len({(one.earliest.day, one.latest.day) for one in found}) > 1


def _narrative_row(
    case: Dossier, number: int, pairs: Sequence[tuple[str, str]], dated: Sequence[str]
) -> tuple[Cell, ...]:
    story = case.narratives[number - 1]
    name = (Run(str(number), tuple(case.source.values()), "strong"),)
    cells = [
        *(_related(case, story, a, b) for a, b in pairs),
        *(days_left(case, story.solution[slug]) or phrase("narratives.open") for slug in dated),
    ]
    return Cell((name,)), Cell((without(case, story) or phrase("silent"),)), *(Cell((c,)) for c in cells)


def without(case: Dossier, story: Narrative) -> Line:
    """Return whose word on order a narrative leaves out."""
    speaking = sorted(
        {c.speaker for c in case.constraints},
        key=[c.speaker for c in case.statements].index,
    )
    aside = {c.speaker for c in story.set_aside if not c.inferred}
    return names.actors(case, [s for s in speaking if s not in story.speakers or s in aside])


def _related(case: Dossier, story: Narrative, a: str, b: str) -> Line:
    """Return how two events lie to each other in a narrative, with the claims it follows from."""
    found = sequence.relation(story.solution, a, b)
    earlier, later, low, high = a, b, found.low, found.high
    if found.kind == "after":
        earlier, later = b, a
        low, high = (None if found.high is None else -found.high), (None if low is None else -low)
    claims = _claims(case, found.claims)
    numbers = names.number(case, claims)
    of, to = (names.incident(case, slug, short=True) for slug in (later, earlier))
    if found.kind not in {"before", "after", "same day"}:
        return phrase("narratives.open")
    link = "same_day" if found.kind == "same day" else "after"
    words = names.word_of("links", link, numbers, "phrase")
    if link == "after" and low:
        gap = (Run(dates.describe_gap(dates.parse_gap(_duration(low, high))), numbers),)
        line = phrase("gist.link_gap", of=of, gap=gap, phrase=words, to=to)
    else:
        line = phrase("gist.link", of=of, phrase=words, to=to)
    return (*line, *names.cite(case, claims))


def _duration(low: int, high: int | None) -> str:
    if high is None:
        return f"P{low}D.."
    return f"P{low}D" if low == high else f"P{low}D..P{high}D"


def days_left(case: Dossier, bounds: Bounds) -> Line:
    """Return the days left open for an event, with the claims they follow from; else nothing."""
    first, last = bounds.earliest, bounds.latest
    if not first.day and not last.day:
        return ()
    claims = _claims(case, (*first.claims, *last.claims))
    when = names.day(dates.parse(between(first.day, last.day)), names.number(case, claims))
    inferred = (first.day and first.inferred) or (last.day and last.inferred)
    sign = (*phrase("space"), Run("inference", names.number(case, claims), "mark")) if inferred else ()
    return (*when, *names.cite(case, claims), *sign)


def between(first: date | None, last: date | None) -> str:
    """
    Return days between two bounds as a date is written; one of them may be open.

    Examples
    --------
    >>> between(date(2031, 5, 1), date(2031, 5, 1)), between(None, date(2031, 5, 3))
    ('2031-05-01', 'by 2031-05-03')
    """
    if first and last:
        return first.isoformat() if first == last else f"between {first} and {last}"
    return f"from {first}" if first else f"by {last}"


def _claims(case: Dossier, identities: Sequence[str]) -> list[Claim]:
    wanted = set(identities)
    return [c for c in case.statements if c.id in wanted]

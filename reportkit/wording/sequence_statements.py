"""The lanes of statements in a sequence: one speaker each, at the day or behind what it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from reportkit import codebook
from reportkit.analysis.sequence import Constraint, after
from reportkit.dossier import Dossier
from reportkit.model import Claim
from reportkit.wording import names
from reportkit.wording.gist import act, brief, is_reason, mark_of
from reportkit.wording.phrases import join, phrase
from reportkit.wording.pictures import End, Lane, LaneMark, Tally
from reportkit.wording.runs import Line, Run, plain
from reportkit.wording.sequence_layout import EDGE, Layout, is_drawn, said_days
from reportkit.wording.speakers import relays

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
_OF_ORDER = ("occurred", "nature", "perpetrator", "process", "time", "motive", "link")
MOST_TALLIES: Final = 60  # speakers for whom a page has room
_NOT_OF_EVENTS = {"utterance", "intent", "relation"}


class _Followed(NamedTuple):
    """An event that a statement follows: whether it has a day, its day or column, and by inference or not."""

    dated: bool
    at: int
    inferred: bool


class _Stand(NamedTuple):
    """Where a mark stands and what bounds it: a column or days, and its two ends."""

    column: int | None
    days: tuple[int, int] | None
    left: End | None
    right: End | None


def statement_lanes(case: Dossier, layout: Layout) -> list[Lane]:
    """
    Return a lane for each speaker but the outlets' voices, with what it says of the incident.

    Without an incident in question, a mark for each incident that a speaker speaks of, with the
    incident's name before the words; of what is said, only that an event took place, what it was,
    by whom, when, and why. Orders that the events show as lines are not told a second time.
    """
    return [_lane(case, speaker, claims, layout) for speaker, claims in _spoken(case).items()]


def tallies(case: Dossier) -> tuple[Tally, ...]:
    """
    Return how many statements of which kind each speaker makes: the same as the lanes, counted.

    Speakers stand in reading order; beyond `MOST_TALLIES` the rest is one row together.
    """
    spoken = list(_spoken(case).items())
    shown = spoken if len(spoken) <= MOST_TALLIES else spoken[: MOST_TALLIES - 1]
    found = [
        Tally(speaker, names.actor(case, speaker, short=True), (), _counts(case, claims))
        for speaker, claims in shown
    ]
    if rest := spoken[len(shown) :]:
        claims = [claim for _, some in rest for claim in some]
        number = (Run(str(len(rest)), tuple(f"actor:{speaker}" for speaker, _ in rest)),)
        found.append(Tally("", phrase("events.more_speakers", n=number), (), _counts(case, claims)))
    return tuple(found)


def _counts(case: Dossier, claims: Sequence[Claim]) -> tuple[tuple[str, Line], ...]:
    """Return how many claims have which mark, in the order of the legend."""
    kinds: dict[str, list[Claim]] = {}
    for claim in claims:
        kinds.setdefault(mark_of([claim]), []).append(claim)
    return tuple(
        (mark, (Run(str(len(kinds[mark])), names.number(case, kinds[mark])),))
        for mark in codebook.words("statement_marks")
        if mark in kinds
    )


def _spoken(case: Dossier) -> dict[str, list[Claim]]:
    """Return who speaks of the events, in reading order, with the claims; the outlets' voices left out."""
    spoken: dict[str, list[Claim]] = {}
    for claim in case.core:
        ours = _of_incident(case, claim) if case.slug else _of_sequence(claim)
        if claim.speaker not in case.voices and ours:
            spoken.setdefault(claim.speaker, []).append(claim)
    return spoken


def _of_incident(case: Dossier, claim: Claim) -> bool:
    told = claim.scope or any(p.kind not in _NOT_OF_EVENTS for p in claim.propositions)
    return bool(told) and case.slug in claim.incidents


def _of_sequence(claim: Claim) -> bool:
    """Whether a claim tells of an event itself or of order, not of harm, places or other statements alone."""
    told = [p for p in claim.propositions if p.kind in _OF_ORDER]
    if not claim.incidents:
        return any(p.kind == "link" and not is_reason(p) and not is_drawn(p) for p in told)
    return claim.scope is not None or bool(told)


def _lane(case: Dossier, speaker: str, claims: list[Claim], layout: Layout) -> Lane:
    spoken: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        spoken.setdefault(() if case.slug else claim.incidents, []).append(claim)
    marks = [mark for about, same in spoken.items() for mark in _marks(case, speaker, same, about, layout)]
    through = relays(case, claims)
    note = phrase("via", relay=names.actors(case, through, inside=False)) if through else ()
    return Lane(speaker, "statements", names.actor(case, speaker), note, own=False, marks=tuple(marks))


def _marks(
    case: Dossier, speaker: str, claims: list[Claim], about: tuple[str, ...], layout: Layout
) -> list[LaneMark]:
    """Return the marks of what a speaker says of an incident: one without a day, and one each day."""
    key = " ".join((speaker, *about))
    dated: dict[int, list[Claim]] = {}
    undated = []
    for claim in claims:
        if claim.said and claim.said.precise and claim.said.first:
            dated.setdefault(claim.said.first.toordinal(), []).append(claim)
        else:
            undated.append(claim)
    marks = [_mark(case, key, undated, _stand(case, undated, layout))] if undated else []
    marks += [
        _mark(case, f"{key} {day}", same, _Stand(None, (day, day), None, None))
        for day, same in sorted(dated.items())
    ]
    return marks


def _mark(case: Dossier, key: str, claims: list[Claim], stand: _Stand) -> LaneMark:
    return LaneMark(
        key=key,
        mark=mark_of(claims),
        flags=_flags(case, claims),
        column=stand.column,
        days=stand.days,
        left=stand.left,
        right=stand.right,
        labels=_labels(case, claims),
        own=False,
    )


def _stand(case: Dossier, claims: list[Claim], layout: Layout) -> _Stand:
    """Return where statements without a day stand: behind what they follow, before a day stated for all."""
    followed, until = _first_followed(case, claims, layout), _until(case, claims, layout)
    if followed is None:
        column, days = (0, None) if layout.shown else (None, _any_day(layout))
        return _Stand(column, days, EDGE, until)
    _, at, inferred = followed
    if followed.dated:
        return _Stand(None, (at, at), End("day", at, cap=not inferred, inferred=inferred), EDGE)
    if inferred:
        return _Stand(at, None, End("edge", None, cap=False, inferred=True), until)
    return _Stand(at, None, End("column", at, cap=True, inferred=False), until)


def _any_day(layout: Layout) -> tuple[int, int]:
    first = min((days[0] for days in layout.days.values()), default=date(2000, 1, 1).toordinal())
    return (first, first)


def _first_followed(case: Dossier, claims: Iterable[Claim], layout: Layout) -> _Followed | None:
    """Return the earliest of the events that these statements follow; inferred ones where no other is."""
    found = [followed for c in claims if (followed := _last_followed(case, c, layout))]
    return min([f for f in found if not f.inferred] or found, default=None)


def _last_followed(case: Dossier, claim: Claim, layout: Layout) -> _Followed | None:
    """Return the latest event that a statement follows; an inferred one where no other is."""

    def place(constraint: Constraint) -> _Followed:
        event, inferred = constraint.earlier, constraint.inferred
        if event in layout.days:
            return _Followed(dated=True, at=layout.days[event][0], inferred=inferred)
        return _Followed(dated=False, at=layout.columns[event], inferred=inferred)

    known = [c for c in case.constraints if c.later == claim.id and c.earlier in case.related]
    if not case.slug and claim.id in case.withdrawn:  # what was taken back was said all the same
        told = ((b.incident, b.inferred) for b in claim.about if not b.by or b.inferred)
        known = [after(event, claim.id, claim.id, claim.speaker, inferred=by) for event, by in told]
    found = [place(c) for c in known]
    return max([f for f in found if not f.inferred] or found, default=None)


def _until(case: Dossier, claims: Sequence[Claim], layout: Layout) -> End:
    """Return the end that the latest stated day gives to statements, open where one of them has none."""
    days = [day for claim in claims if (day := _latest(case, claim, layout))]
    return End("day", max(days), cap=True, inferred=False) if len(days) == len(claims) else EDGE


def _latest(case: Dossier, claim: Claim, layout: Layout) -> int | None:
    latest = layout.version.bounds(claim.id).latest
    if not latest or not latest.day or latest.inferred:
        return None
    day = latest.day.toordinal()
    return day if day in said_days(case) else None


def _flags(case: Dossier, claims: Sequence[Claim]) -> tuple[str, ...]:
    states, slug = codebook.vocabulary("inquiry_states"), case.slug
    inquiries = [p for c in claims for p in c.propositions if p.kind == "process"]
    found = {
        "inquiry": any(states[p["status"]]["open"] for p in inquiries),
        "inference": any(b.inferred and (not slug or slug == b.incident) for c in claims for b in c.about),
        "through_denial": any(c.known_through for c in claims),
    }
    return tuple(flag for flag, holds in found.items() if holds)


def _labels(case: Dossier, claims: Sequence[Claim]) -> tuple[Line, ...]:
    """Return what a speaker says in at most two lines, each part with its claim."""
    if not case.slug:
        return _labels_of_sequence(case, claims)
    parts: list[Line] = []
    previous = ""
    for claim in claims:
        said, verb = brief(case, claim, *_SHORT), act(case, claim)
        told = said if plain(verb) == previous or claim.act == "states" else (*verb, *phrase("space"), *said)
        previous = plain(verb)
        parts.append((*told, *names.cite(case, [claim])))
    if len(parts) <= 2:  # noqa: PLR2004 - two lines
        return tuple(parts)
    half = (len(parts) + 1) // 2
    return (join(parts[:half], "dot"), join(parts[half:], "dot"))


def _labels_of_sequence(case: Dossier, claims: Sequence[Claim]) -> tuple[Line, ...]:
    """Return what a speaker says of an incident in one line that begins with its name; same words once."""
    same: dict[str, tuple[Line, list[Claim]]] = {}
    previous = ""
    for claim in claims:
        said, verb = _of_event(case, claim), act(case, claim)
        told = said if plain(verb) == previous or claim.act == "states" else (*verb, *phrase("space"), *said)
        if claim.id in case.withdrawn:
            told = (*told, *phrase("sequence.taken_back"))
        previous = plain(verb)
        same.setdefault(f"{plain(verb)} {plain(said)}", (told, []))[1].append(claim)
    parts = [(*told, *names.cite(case, found)) for told, found in same.values()]
    head = names.incidents(case, claims[0].incidents)
    return ((*head, *(phrase("colon") if head else ()), *join(parts, "dot")),)


def _of_event(case: Dossier, claim: Claim) -> Line:
    """Return what a claim says of the event itself; of an accusation or a suspicion only who it names."""
    named = [p["actor"] for p in claim.propositions if p.kind == "perpetrator"]
    if claim.act in {"accuses", "suspects"} and named:
        return names.actors(case, named)
    return brief(case, claim, *_OF_ORDER)

"""
Speakers that cannot all be right, taken apart into narratives.

Only what is stated sets speakers apart; nobody is outvoted and nothing is averaged.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reportkit.analysis.sequence.conflicts import Contradiction, conflict_in
from reportkit.analysis.sequence.constraints import Constraint, canonical
from reportkit.analysis.sequence.solving import Bound, Bounds, Solution, solve

_MOST = 64


class TooManyNarratives(ValueError):  # noqa: N818 - a finding about the record, told as such
    """Raised where speakers contradict each other so often that no list of narratives can be read."""


@dataclass(frozen=True, slots=True)
class Narrative:
    """
    What speakers who can all be right say together.

    ``set_aside`` holds their constraints that take part in a contradiction of one speaker with
    himself, or of an inference with what is stated.
    """

    speakers: tuple[str, ...]
    solution: Solution
    set_aside: tuple[Constraint, ...] = ()


def contradictions(points: Iterable[str], constraints: Iterable[Constraint]) -> tuple[Contradiction, ...]:
    """
    Return minimal sets of constraints that cannot all hold; empty if everything fits together.

    Not every such set there is, but for each speaker or constraint that some narrative leaves
    out, the one it was left out for. What speakers say against each other comes first, then
    what one says against himself, then inferences that do not fit.

    Examples
    --------
    >>> from reportkit.analysis.sequence import after
    >>> says = after("a", "b", "C1", "daily"), after("b", "a", "C2", "league")
    >>> [c.claims for c in contradictions("ab", says)]
    [('C1', 'C2')]
    """
    return _taken_apart(points, constraints)[1]


def narratives(points: Iterable[str], constraints: Iterable[Constraint]) -> tuple[Narrative, ...]:
    """
    Return the maximal sets of speakers who can all be right, each solved for itself.

    One narrative if everything fits together. Only what is stated sets speakers apart. Where one
    speaker contradicts himself, every claim that takes part is set aside and the rest of what he
    says stays; where an inference contradicts what is stated, the inference is set aside.

    Returns
    -------
    tuple of Narrative
        The one with the most speakers first, then by their names.

    Raises
    ------
    TooManyNarratives
        If there are more than 64; that many stories are none.

    Examples
    --------
    >>> from reportkit.analysis.sequence import after
    >>> says = after("a", "b", "C1", "daily"), after("b", "a", "C2", "league"), after("a", "c", "C3", "port")
    >>> [n.speakers for n in narratives("abc", says)]
    [('daily', 'port'), ('league', 'port')]
    """
    return _taken_apart(points, constraints)[0]


def widest(stories: Sequence[Narrative], point: str) -> Bounds:
    """
    Return the days that some narrative leaves open for a point.

    Where speakers contradict each other, a bound holds only if it holds in every narrative.

    Examples
    --------
    >>> from reportkit.analysis.sequence import at
    >>> from reportkit.dates import parse
    >>> says = [at("fire", parse(f"2031-05-0{day}"), who, who) for day, who in ((1, "port"), (3, "daily"))]
    >>> found = widest(narratives(["fire"], says), "fire")
    >>> found.earliest.day.day, found.latest.day.day
    (1, 3)
    """
    found = [story.solution[point] for story in stories]
    earliest = _loosest([bounds.earliest for bounds in found], min)
    return Bounds(point, earliest, _loosest([bounds.latest for bounds in found], max))


def _loosest(bounds: Sequence[Bound], choose: Callable[[list[date]], date]) -> Bound:
    days = [bound.day for bound in bounds if bound.day]
    if len(days) < len(bounds):
        return Bound()
    same = [bound for bound in bounds if bound.day == choose(days)]
    return min(same, key=lambda bound: (bound.inferred, bound.claims))


def _taken_apart(
    points: Iterable[str], constraints: Iterable[Constraint]
) -> tuple[tuple[Narrative, ...], tuple[Contradiction, ...]]:
    names, told = canonical(points, constraints)
    speakers = sorted({c.speaker for c in told})
    found = list[Contradiction]()
    fits = dict[str, tuple[Constraint, ...]]()
    for speaker in speakers:
        own = tuple(c for c in told if c.speaker == speaker and not c.inferred)
        while conflict := conflict_in(names, own):
            found.append(conflict)
            own = tuple(c for c in own if c.claim not in conflict.claims)
        fits[speaker] = own
    stories = list[Narrative]()
    for out in _left_out(names, fits, found):
        within = tuple(s for s in speakers if s not in out)
        own = tuple(c for s in within for c in fits[s])
        inferred = tuple(c for c in told if c.inferred and c.speaker in within)
        while conflict := conflict_in(names, own + inferred):
            found.append(conflict)
            inferred = tuple(c for c in inferred if c not in conflict.constraints)
        kept = {*own, *inferred}
        aside = tuple(c for c in told if c.speaker in within and c not in kept)
        stories.append(Narrative(within, solve(names, kept), aside))
    stories.sort(key=lambda story: (-len(story.speakers), story.speakers))
    listed = sorted(set(found), key=lambda c: (c.inferred, len(c.speakers) == 1, c.speakers, c.claims))
    return tuple(stories), tuple(listed)


def _left_out(
    names: Sequence[str], fits: dict[str, tuple[Constraint, ...]], found: list[Contradiction]
) -> list[frozenset[str]]:
    """
    Return the smallest sets of speakers without whom the others can all be right.

    They are the minimal hitting sets of the contradictions (Reiter 1987), found breadth first;
    contradictions are looked for as needed and added to *found*.
    """
    queue, seen, enough = deque([frozenset[str]()]), set[frozenset[str]](), list[frozenset[str]]()
    while queue:
        out = queue.popleft()
        if any(smaller <= out for smaller in enough):
            continue
        known = (c for c in found if len(c.speakers) > 1 and out.isdisjoint(c.speakers))
        conflict = next(known, None)
        if not conflict and (conflict := _among_fewest(names, {s: fits[s] for s in fits if s not in out})):
            found.append(conflict)
        if conflict is None:
            enough.append(out)
        else:
            further = {out | {speaker} for speaker in conflict.speakers} - seen
            seen |= further
            queue.extend(sorted(further, key=sorted))
        if len(enough) > _MOST or len(seen) > _MOST**2:
            raise TooManyNarratives(f"more than {_MOST} narratives: too many speakers contradict each other")
    return enough


def _among_fewest(names: Sequence[str], fits: dict[str, tuple[Constraint, ...]]) -> Contradiction | None:
    """Return a contradiction none of whose speakers could be left out, or None."""
    conflict = conflict_in(names, [c for own in fits.values() for c in own])
    tried = set[str]()
    while conflict and (untried := [s for s in conflict.speakers if s not in tried]):
        tried.add(untried[0])
        others = [c for s in conflict.speakers if s != untried[0] for c in fits[s]]
        conflict = conflict_in(names, others) or conflict
    return conflict

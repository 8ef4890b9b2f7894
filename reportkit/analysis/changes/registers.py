"""Documents that came or changed, judgements that did, and judgements that lost what they rest on."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from reportkit.analysis.changes.records import Judged, Paper, Shaken, Tie

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from reportkit.model import Assessment, Claim, Document, Proposition, Reading


def papers(
    before: Mapping[str, Document],
    after: Mapping[str, Document],
    read_before: Mapping[str, Reading],
    read_after: Mapping[str, Reading],
) -> Iterator[Paper]:
    """
    Yield what happened to documents, in the order of the later register, then those that are gone.

    Parameters
    ----------
    before, after : mapping of str to Document
        The documents that count, by id.
    read_before, read_after : mapping of str to Reading
        Their readings.
    """
    for identity, document in after.items():
        earlier = before.get(identity)
        if earlier is None:
            yield Paper(document, "edition" if document.edition_of in after else "came")
            continue
        if differing := _differing(earlier, document):
            yield Paper(document, "amended", differing)
        was, now = read_before.get(identity), read_after.get(identity)
        if now and now.second and was and not was.second:
            yield Paper(document, "second")
    for identity, document in before.items():
        if identity not in after:
            yield Paper(document, "gone")


def judged(before: Iterable[Assessment], after: Iterable[Assessment]) -> Iterator[Judged]:
    """Yield the assessments that are new, changed or gone."""
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    for one in new.values():
        if one.id not in old:
            yield Judged(one, "new")
        elif differing := _differing(old[one.id], one):
            yield Judged(one, "changed", differing)
    yield from (Judged(one, "gone") for one in old.values() if one.id not in new)


def shaken(
    assessments: Iterable[Assessment],
    moved: Mapping[str, str],
    *,
    anew: Collection[str],
    lost: Collection[str],
) -> Iterator[Shaken]:
    """
    Yield the assessments that rest on claims which are no longer what they were.

    Parameters
    ----------
    assessments : iterable of Assessment
        Those of the later state.
    moved : mapping of str to str
        Why a claim is no longer what it was, by its id.
    anew : collection of str
        Ids of assessments whose own text changed too.
    lost : collection of str
        Ids of all claims of the later state that nobody stands by any more, or that are not there.
    """
    for one in assessments:
        struck = tuple((i, moved[i]) for i in dict.fromkeys(one.based_on) if i in moved)
        if struck:
            whole = all(identity in lost for identity in one.based_on)
            yield Shaken(one, struck, whole, one.id in anew)


def ties(
    before: Sequence[tuple[Claim, Proposition]], after: Sequence[tuple[Claim, Proposition]]
) -> Iterator[Tie]:
    """
    Yield the links and relations that are stated now and were not, no longer are, or are with other limits.

    Parameters
    ----------
    before, after : sequence of (Claim, Proposition)
        What is stated and not taken back.
    """
    old, new = _by_key(before), _by_key(after)
    for key, told in new.items():
        proposition = told[0][1]
        claims = tuple(dict.fromkeys(c.id for c, _ in told))
        if key not in old:
            yield Tie(proposition, "came", claims)
        elif _limits(old[key]) != _limits(told):
            fresh = {limit: c.id for c, p in told if (limit := _limit(p)) not in _limits(old[key])}
            yield Tie(proposition, "changed", tuple(dict.fromkeys(fresh.values())) or claims)
    for key, told in old.items():
        if key not in new:
            yield Tie(told[0][1], "went", tuple(dict.fromkeys(c.id for c, _ in told)))


def _by_key(
    told: Iterable[tuple[Claim, Proposition]],
) -> dict[str, list[tuple[Claim, Proposition]]]:
    found: dict[str, list[tuple[Claim, Proposition]]] = {}
    for claim, p in told:
        found.setdefault(p.key, []).append((claim, p))
    return found


def _limits(told: Iterable[tuple[Claim, Proposition]]) -> set[tuple[object, ...]]:
    return {_limit(p) for _, p in told}


def _limit(p: Proposition) -> tuple[object, ...]:
    """Return how far apart, since when and how strongly a tie is said to be."""
    return p.gap, p.when, p["grade"], p["point"]


def _differing(one: Document | Assessment, other: Document | Assessment) -> tuple[str, ...]:
    return tuple(part.name for part in fields(one) if getattr(one, part.name) != getattr(other, part.name))

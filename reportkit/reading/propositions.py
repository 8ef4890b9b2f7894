"""
What a claim says: its propositions, the scope of a denial or accusation, and the incidents it is about.

Everything is built from fields whose form was checked; what the parts of one proposition
must hold together is checked here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from reportkit import codebook
from reportkit.model import READER, Bearing, Proposition, Quantity, Scope
from reportkit.problems import clipped, nearest
from reportkit.reading.anchors import with_pin
from reportkit.reading.fields import Given, plain, take, value_of
from reportkit.reading.shapes import (
    FLAT,
    ONE_OF_SLOTS,
    REQUIRED_SLOTS,
    main_slot,
    slot_type,
    slots,
    written_kinds,
)
from reportkit.reading.yamltext import Entries, Items, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reportkit.model import Span
    from reportkit.problems import Place
    from reportkit.reading.fields import Log, Record, Taken
    from reportkit.reading.yamltext import Node

_COUNTS = ("low", "best", "high")


class Source(NamedTuple):
    """What a claim needs to know of the document it stands in."""

    id: str
    voice: str
    pins: Mapping[str, tuple[int, int, str]]


class Placed(NamedTuple):
    """A proposition with the place where it is written."""

    proposition: Proposition
    place: Place


def propositions(node: Node, bearings: Sequence[Bearing], source: Source, log: Log) -> Iterator[Placed]:
    """
    Yield the propositions of a `that`, one for each incident the claim is about where they need one.

    A proposition that needs an incident and gets none is left out; `about_missing` tells it.
    """
    for item in node.items if isinstance(node, Items) else (node,):
        if (read := _kind_and_slots(item, log)) is None:
            continue
        kind, found = read
        if kind == "link":
            built = list(_link(found, bearings, source, item.place, log))
        elif codebook.vocabulary("propositions")[kind]["about"]:
            built = [_proposition(kind, bearing, _values(found)) for bearing in bearings]
        elif kind == "utterance":
            values = _values(found)
            said = tuple(claim_id(given.value, source.id) for given in values.pop("claim", ()))
            built = [_proposition(kind, Bearing(""), values | {"claim": " ".join(said)}, of_claims=said)]
        else:
            built = [_proposition(kind, Bearing(""), _values(found))]
        yield from (Placed(proposition, item.place) for proposition in built)


def scope(record: Taken, at: Place, log: Log) -> Scope | None:
    """Build the scope of a denial or an accusation; None where it cannot be read or says nothing."""
    if not record:
        return None
    parts: dict[str, Any] = {name: plain(record, name) for name in ("involvement", "nature", "target")}
    words = {"whole": plain(record, "words")} if "words" in record else {}
    inferred = []
    for name, empty in (("actor", ""), ("place", ""), ("day", None)):
        parts[name], said, read = plain(record, name, (empty, "", False))
        if said:
            words[name] = said
        if read:
            inferred.append(name)
    if not record.written - {"words"}:
        log.add(
            "scope-empty",
            at,
            "this scope leaves everything open",
            "a part left out is unrestricted, so this would cover anybody, anything, anywhere",
            "add what the text restricts it to: actor, involvement, nature, place, day or target",
        )
        return None
    return Scope(**parts, words=tuple(words.items()), inferred=tuple(inferred))


def from_scope(scope: Scope, record: Record, bearings: Sequence[Bearing], at: Place) -> Iterator[Placed]:
    """Yield what an affirmed scope says of each incident: who, and what kind of act."""
    for bearing in bearings:
        if scope.actor:
            values = {"actor": scope.actor, "involvement": scope.involvement}
            perpetrator = _proposition("perpetrator", bearing, values, inferred="actor" in scope.inferred)
            yield Placed(perpetrator, record["actor"].place if "actor" in record else at)
        if scope.nature:
            nature = _proposition("nature", bearing, {"is": scope.nature})
            yield Placed(nature, record["nature"].place if "nature" in record else at)


def bearings(node: Node, log: Log) -> Iterator[Bearing]:
    """Yield the incidents of an `about`: slugs, or words with the reading of them."""
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Entries):
            fields = take("resolved", item, log)
            if "read_as" in fields:
                slug = Text(fields["read_as"].value, fields["read_as"].place)
                if incident := value_of("ref:incident", slug, log):
                    yield Bearing(incident, plain(fields, "words"), READER)
        elif incident := value_of("ref:incident", item, log):
            yield Bearing(incident)


def brought(fields: Record, source: Source) -> Iterator[Bearing]:
    """Yield the incident that somebody else than the speaker brings a claim to."""
    if "incident" in fields:
        span: Span | None = plain(fields, "at", None)
        pinned = with_pin(span, source.pins) if span else None
        yield Bearing(fields["incident"].value, plain(fields, "words"), plain(fields, "by"), pinned)


def claim_id(written: str, document: str) -> str:
    """
    Return the identity of a claim named in a document.

    Examples
    --------
    >>> claim_id("injured", "daily-1"), claim_id("daily-2/injured", "daily-1"), claim_id("", "daily-1")
    ('daily-1/injured', 'daily-2/injured', '')
    """
    return written if not written or "/" in written else f"{document}/{written}"


def about_missing(node: Node, log: Log) -> None:
    """Note the first proposition of a `that` that needs an incident, for a claim that names none."""
    for item in node.items if isinstance(node, Items) else (node,):
        first = item.pairs[0][0] if isinstance(item, Entries) and item.pairs else item
        kind = written_kinds().get(first.value) if isinstance(first, Text) else None
        if isinstance(first, Text) and kind and codebook.vocabulary("propositions")[kind]["about"]:
            log.add(
                "about-missing",
                item.place,
                f"'{first.value}' is said of no incident",
                "it needs one, and the claim names none",
                "add 'about: …' to the claim, with a name from incidents/",
            )
            return


def _kind_and_slots(item: Node, log: Log) -> tuple[str, dict[str, Given]] | None:
    pairs: tuple[tuple[Text, Node], ...] = ()
    if isinstance(item, Text):
        name, at = item.value, item.place
    elif isinstance(item, Entries) and item.pairs:
        name, pairs, at = item.pairs[0][0].value, item.pairs, item.pairs[0][0].place
    else:
        why = "each is typed, so that equal statements are found and compared"
        log.add("that", item.place, "this is not a proposition", why, "write '- nature: fire'")
        return None
    kind = written_kinds().get(name)
    if kind is None:
        _unknown_proposition(name, pairs, at, log)
        return None
    if kind not in FLAT and len(pairs) > 1:
        other = clipped(pairs[1][0].value)
        inside = f"write it inside: '{name}: {{{other}: …}}'"
        log.add(
            "two-propositions",
            pairs[1][0].place,
            f"'{other}' stands beside '{name}'",
            "each item of 'that' is one proposition with a standing of its own",
            inside if other in slots(kind) else f"start a line with '- {other}: …'",
        )
    found = _slots(kind, name, pairs, log)
    if kind == "casualty":
        found["kind"] = Given(name, at)
        _check_quantity(found, log)
    _complete(kind, name, pairs, at, log)
    return kind, found


def _unknown_proposition(name: str, pairs: Sequence[tuple[Text, Node]], at: Place, log: Log) -> None:
    flat = next((key.value for key, _ in pairs if key.value in FLAT), None)
    log.add(
        "unknown-proposition",
        at,
        f"'{clipped(name)}' is not a proposition",
        "what a claim can say is typed, so that equal statements are found and compared",
        f"write '{flat}: …' first" if flat else nearest(name, written_kinds(), where="the codebook"),
    )


def _slots(kind: str, name: str, pairs: Sequence[tuple[Text, Node]], log: Log) -> dict[str, Given]:
    """Return the typed slots of a proposition, written flat, as a record or as one value."""
    allowed = slots(kind)
    if kind in FLAT or not pairs:
        given = tuple(pairs)
    elif isinstance(pairs[0][1], Entries):
        given = pairs[0][1].pairs
    else:
        given = ((Text(main_slot(kind), pairs[0][0].place), pairs[0][1]),)
    found: dict[str, Given] = {}
    for key, node in given:
        if key.value not in allowed:
            log.add(
                "unknown-slot",
                key.place,
                f"'{name}' has no part '{clipped(key.value)}'",
                "a part nobody reads would be lost without a word",
                nearest(key.value, allowed, where=f"the parts of '{name}'"),
            )
        elif (read := value_of(slot_type(kind, key.value), node, log)) is not None:
            found[key.value] = Given(read, node.place)
    return found


def _complete(kind: str, name: str, pairs: Sequence[tuple[Text, Node]], at: Place, log: Log) -> None:
    """Note the parts that a proposition lacks; one that is there and wrong was noted already."""
    value = pairs[0][1] if pairs else Entries((), at)
    given = pairs if kind in FLAT else value.pairs if isinstance(value, Entries) else None
    written = {main_slot(kind)} if given is None else {key.value for key, _ in given}
    for slot in REQUIRED_SLOTS.get(kind, ()):
        if slot not in written:
            log.add(
                "missing-slot",
                at,
                f"this '{name}' has no '{slot}'",
                "without it nobody can compare it with what others say",
                f"add '{slot}: …'" if kind in FLAT else f"write '{name}: {{{slot}: …}}'",
            )
    if kind == "casualty" and not written & {*_COUNTS, "words"}:
        log.add(
            "empty-quantity",
            at,
            "neither a number nor words are given",
            "it would say that there were some, and nobody said so",
            f"write '{name}: {{words: …}}' as the text has them, or '{name}: {{best: …}}'",
        )
    one_of = ONE_OF_SLOTS.get(kind, ())
    if one_of and not written & set(one_of):
        log.add(
            "missing-slot",
            at,
            f"this '{name}' says nothing",
            f"it holds at least one of: {', '.join(one_of)}",
            f"write '{name}: {{{one_of[0]}: …}}'",
        )


def _check_quantity(found: Mapping[str, Given], log: Log) -> None:
    counts = [(name, found[name]) for name in _COUNTS if name in found]
    numbers = [given.value for _, given in counts]
    negative = next((given for _, given in counts if given.value < 0), None)
    falling = next((b for (_, a), (_, b) in pairwise(counts) if b.value < a.value), None)
    if negative:
        why = "people are counted from 0 upwards"
        log.add(
            "range",
            negative.place,
            "a number of people is below zero",
            why,
            "write the number without its sign",
        )
    elif falling:
        log.add(
            "range",
            falling.place,
            f"the numbers do not rise: {', '.join(map(str, numbers))}",
            "low is the least, best the figure given, high the most that is said",
            "put them in order, and leave out what the text does not say",
        )
    if plain(found, "comparator") == "words_only" and numbers:
        log.add(
            "words-with-numbers",
            counts[0][1].place,
            "words only, and yet a number",
            "'several' is a word; a number beside it would be ours",
            "remove the number, or the comparator",
        )
    if 0 in numbers and not plain(found, "words"):
        log.add(
            "zero-without-words",
            next(given.place for _, given in counts if given.value == 0),
            "zero without the words that say none",
            "zero, silence and 'not stated' are different things, so zero must have been said",
            "add 'words: …' as the text has them, or leave the number out",
        )


def _link(
    found: Mapping[str, Given], about: Sequence[Bearing], source: Source, at: Place, log: Log
) -> Iterator[Proposition]:
    to = next(bearings(found["to"].value, log), None) if "to" in found else None
    of = about[0] if about else None
    of_claims: tuple[str, ...] = ()
    if "of" in found:
        of, of_claims = _linked(found["of"].value, source, log)
    elif of is None:
        why = "a link ties two incidents, and the claim is about none"
        log.add("link-end", at, "this link has only one end", why, "add 'of: …' with a name from incidents/")
    if of and to:
        values = _values(found) | {"of": of.incident, "to": to.incident}
        yield _proposition("link", to, values, inferred=of.inferred or to.inferred, of_claims=of_claims)


def _linked(node: Node, source: Source, log: Log) -> tuple[Bearing | None, tuple[str, ...]]:
    """Return the first end of a link: an incident, or the saying of some claims."""
    named = node.get("claims") if isinstance(node, Entries) else None
    if named is None:
        return next(bearings(node, log), None), ()
    claims = tuple(claim_id(given.value, source.id) for given in value_of("list:claim", named, log))
    return (Bearing(" ".join(claims)) if claims else None), claims


def _values(found: Mapping[str, Given]) -> dict[str, Any]:
    return {name: given.value for name, given in found.items()}


def _proposition(
    kind: str,
    bearing: Bearing,
    values: dict[str, Any],
    *,
    inferred: bool = False,
    of_claims: tuple[str, ...] = (),
) -> Proposition:
    entry = codebook.vocabulary("propositions")[kind]
    about = bearing.incident if entry["about"] else ""
    when = values.get("is") if kind in {"time", "utterance"} else values.get("valid")
    quantity = None
    if kind == "casualty":
        low, best, high = (values.pop(name, None) for name in _COUNTS)
        quantity = Quantity(values.get("words", ""), low, best, high, values.pop("comparator", ""))
    written = tuple(sorted((name, str(value)) for name, value in values.items() if value not in ("", None)))
    table = dict(written)
    key = " ".join([kind, *([about] if about else []), *(f"{k}={table.get(k, '')}" for k in entry["key"])])
    if kind == "nature" and table.get("is") == "other" and "words" in table:
        key += f" words={table['words'].casefold()}"  # "other" is no kind: two words for it are two
    inferred = inferred or (bool(about) and bearing.inferred)
    return Proposition(kind, about, written, key, quantity, when, values.get("gap", ""), of_claims, inferred)

"""One claim: from checked fields to a frozen record, with its propositions and scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reportkit import codebook
from reportkit.model import READER, Actor, Bearing, Claim, Proposition, Quantity, Scope, Span
from reportkit.problems import Place, nearest
from reportkit.reading.anchors import with_pin
from reportkit.reading.fields import Given, Log, Record, take, value_of
from reportkit.reading.registers import plain
from reportkit.reading.shapes import REQUIRED_SLOTS, slot_type
from reportkit.reading.yamltext import Entries, Items, Node, Text

_FLAT = ("relation", "link")
_QUANTITY = ("low", "best", "high", "comparator")


class Document(NamedTuple):
    """What a claim needs to know of the document it stands in."""

    id: str
    voice: str
    pins: dict[str, tuple[int, int, str]]


def claim(record: Record, at: Place, number: int, document: Document, log: Log) -> tuple[Claim, Actor | None]:
    """
    Build a claim, and the actor it introduces where its speaker is an unnamed one.

    Fields left out take their usual value: the voice speaks and states, an act has its
    usual certainty, the voice relays whatever others say.
    """
    speaker, newcomer = _speaker(record, document.voice, log)
    act = plain(record, "act", "states")
    bearings = (*_about(record, log), *_brought(record, document))
    scope = _scope(plain(record, "scope", None))
    propositions = tuple(_propositions(record, bearings, document, log))
    if scope and codebook.vocabulary("acts")[act]["polarity"] == "affirms":
        propositions += tuple(_from_scope(scope, bearings))
    relayed = tuple(item.value for item in plain(record, "via", ()))
    name = plain(record, "id", f"claim-{number}")
    said, said_words = plain(record, "said", (None, ""))
    built = Claim(
        id=f"{document.id}/{name}",
        name=name,
        document=document.id,
        number=number,
        spans=tuple(with_pin(item.value, document.pins) for item in plain(record, "at", ())),
        speaker=speaker,
        act=act,
        certainty=plain(record, "certainty") or codebook.vocabulary("acts")[act]["certainty"][0],
        about=bearings,
        propositions=propositions,
        scope=scope,
        hedges=_values(record, "hedges"),
        verb=plain(record, "verb"),
        said=said if said is None or said.kind != "none" else None,
        said_words=said_words,
        via=relayed if speaker == document.voice else (*relayed, document.voice),
        jointly=_values(record, "jointly"),
        known_through=_claim_id(plain(record, "known_through"), document.id),
        paraphrase_of=_claim_id(plain(record, "paraphrase_of"), document.id),
        supersedes=_claim_id(plain(record, "supersedes"), document.id),
        retracts=_claim_id(plain(record, "retracts"), document.id),
        directness=plain(record, "directness") or ("voice" if speaker == document.voice else "paraphrase"),
        medium=plain(record, "medium", "not_stated"),
        credibility=plain(record, "credibility", "6"),
        credibility_because=plain(record, "credibility_because"),
        marking=plain(record, "marking"),
        note=plain(record, "note"),
        place=record["id"].place if "id" in record else at,
    )
    return built, newcomer


def slugged(words: str) -> str:
    """
    Return words as a slug.

    Examples
    --------
    >>> slugged("two Iraqi officials")
    'two-iraqi-officials'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "speaker"


def _values(record: Record, name: str) -> tuple[str, ...]:
    return tuple(item.value for item in plain(record, name, ()))


def _claim_id(written: str, document: str) -> str:
    return written if not written or "/" in written else f"{document}/{written}"


def _speaker(record: Record, voice: str, log: Log) -> tuple[str, Actor | None]:
    if "speaker" not in record:
        return voice, None
    node: Node = record["speaker"].value
    if isinstance(node, Entries):
        words = node.get("unnamed")
        if isinstance(words, Text) and words.value.strip() and len(node.pairs) == 1:
            identity = f"unnamed-{slugged(words.value)}"
            return identity, Actor(
                identity, f"Unnamed {words.value}", "anonymous_group", plural=True, called=f"unnamed {words.value}", described_as=words.value
            )
        log.add(
            "speaker",
            node.place,
            "a speaker is an actor or {unnamed: …}",
            "every claim has one speaker, known or described",
            "write an id of actors.yaml, or {unnamed: two officials} with the text's words",
        )
        return voice, None
    return value_of("ref:actor", node, log) or voice, None


def _about(record: Record, log: Log) -> Iterator[Bearing]:
    if "about" not in record:
        return
    node: Node = record["about"].value
    for item in node.items if isinstance(node, Items) else (node,):
        yield from _bearing(item, log)


def _bearing(node: Node, log: Log) -> Iterator[Bearing]:
    if isinstance(node, Entries):
        fields = take("resolved", node, log)
        if "read_as" in fields:
            slug = value_of("ref:incident", Text(fields["read_as"].value, fields["read_as"].place), log)
            if slug:
                yield Bearing(slug, plain(fields, "words"), READER)
    elif slug := value_of("ref:incident", node, log):
        yield Bearing(slug)


def _brought(record: Record, document: Document) -> Iterator[Bearing]:
    fields: Record = plain(record, "bears_on", {})
    if "incident" in fields:
        span: Span | None = plain(fields, "at", None)
        yield Bearing(
            fields["incident"].value,
            plain(fields, "words"),
            plain(fields, "by"),
            with_pin(span, document.pins) if span else None,
        )


def _scope(fields: Record | None) -> Scope | None:
    if not fields:
        return None
    parts: dict[str, Any] = {"involvement": plain(fields, "involvement"), "nature": plain(fields, "nature"), "target": plain(fields, "target")}
    words = {"whole": plain(fields, "words")} if "words" in fields else {}
    inferred = []
    for name, empty in (("actor", ""), ("place", ""), ("day", None)):
        value, said, read = plain(fields, name, (empty, "", False))
        parts[name] = value
        if said:
            words[name] = said
        if read:
            inferred.append(name)
    return Scope(**parts, words=tuple(words.items()), inferred=tuple(inferred))


def _from_scope(scope: Scope, bearings: Iterable[Bearing]) -> Iterator[Proposition]:
    """Yield what an affirmed scope says of each incident: who, and what kind of act."""
    for bearing in bearings:
        if scope.actor:
            slots = {"actor": scope.actor, "involvement": scope.involvement}
            yield _proposition("perpetrator", bearing, slots, inferred="actor" in scope.inferred)
        if scope.nature:
            yield _proposition("nature", bearing, {"is": scope.nature}, inferred=False)


def _propositions(
    record: Record, bearings: tuple[Bearing, ...], document: Document, log: Log
) -> Iterator[Proposition]:
    if "that" not in record:
        return
    node: Node = record["that"].value
    for item in node.items if isinstance(node, Items) else (node,):
        read = _kind_and_slots(item, log)
        if read is None:
            continue
        kind, slots = read
        if kind == "link":
            yield from _link(slots, bearings, document, log)
        elif codebook.vocabulary("propositions")[kind]["about"]:
            for bearing in bearings:
                yield _proposition(kind, bearing, {k: g.value for k, g in slots.items()}, inferred=False)
            if not bearings:
                log.add(
                    "about-missing",
                    item.place,
                    f"'{kind}' needs an incident",
                    "it is said of an incident, and none is named",
                    "add 'about: …' to the claim, with a slug from incidents/",
                )
        else:
            values = {k: g.value for k, g in slots.items()}
            if kind == "utterance":
                of = tuple(_claim_id(given.value, document.id) for given in values.pop("claim", ()))
                values["claim"] = " ".join(of)
                yield _proposition(kind, Bearing(""), values, inferred=False, of_claims=of)
            else:
                yield _proposition(kind, Bearing(""), values, inferred=False)


def _kind_and_slots(item: Node, log: Log) -> tuple[str, dict[str, Given]] | None:
    kinds, casualties = codebook.vocabulary("propositions"), codebook.words("casualties")
    if isinstance(item, Text):
        name, pairs = item.value, ()
        at = item.place
    elif isinstance(item, Entries) and item.pairs:
        name, at = item.pairs[0][0].value, item.pairs[0][0].place
        pairs = item.pairs
    else:
        log.add("that", item.place, "a proposition is a word or one 'kind: value'", "each is typed", "write '- nature: fire'")
        return None
    kind = "casualty" if name in casualties else name
    if kind not in kinds:
        log.add(
            "unknown-proposition",
            at,
            f"unknown proposition '{name}'",
            "what a claim can say is typed, so that equal statements are found and compared",
            nearest(name, [*kinds, *casualties], where="the codebook"),
        )
        return None
    if kind not in _FLAT and len(pairs) > 1:
        log.add(
            "two-propositions",
            pairs[1][0].place,
            f"a second key beside '{name}'",
            "each item of 'that' is one proposition with a standing of its own",
            f"start a new line with '- {pairs[1][0].value}: …', or indent it under '{name}'",
        )
    slots = _slots(kind, pairs, log) if pairs else {}
    if name in casualties:
        slots["kind"] = Given(name, at)
    _complete(kind, slots, at, log)
    return kind, slots


def _slots(kind: str, pairs: tuple[tuple[Text, Node], ...], log: Log) -> dict[str, Given]:
    entry = codebook.vocabulary("propositions")[kind]
    key, value = pairs[0]
    if kind in _FLAT:
        given = pairs
    elif isinstance(value, Entries):
        given = value.pairs
    else:
        main = entry.get("main", "best" if kind == "casualty" else "words")
        given = ((Text(main, key.place), value),)
    found: dict[str, Given] = {}
    for name, node in given:
        if name.value not in entry["slots"] or (kind == "casualty" and name.value == "kind"):
            log.add(
                "unknown-slot",
                name.place,
                f"'{kind}' has no '{name.value}'",
                f"it holds: {', '.join(s for s in entry['slots'] if s != 'kind')}",
                nearest(name.value, entry["slots"], where="the codebook"),
            )
            continue
        read = value_of(slot_type(kind, name.value), node, log)
        if read is not None:
            found[name.value] = Given(read, node.place)
    return found


def _complete(kind: str, slots: dict[str, Given], at: Place, log: Log) -> None:
    for name in REQUIRED_SLOTS.get(kind, ()):
        if name not in slots:
            log.add(
                "missing-slot",
                at,
                f"this '{kind}' has no '{name}'",
                "without it the proposition cannot be compared with what others say",
                f"add '{name}: …'",
            )
    if kind == "casualty":
        _check_quantity(slots, at, log)


def _check_quantity(slots: dict[str, Given], at: Place, log: Log) -> None:
    low, best, high = (plain(slots, name, None) for name in ("low", "best", "high"))
    numbers = [n for n in (low, best, high) if n is not None]
    words = plain(slots, "words")
    if any(n < 0 for n in numbers):
        log.add("range", at, "a number of people is below zero", "people are counted from 0", "correct the number")
    elif numbers != sorted(numbers):
        log.add(
            "range",
            at,
            f"the numbers do not rise: {', '.join(map(str, numbers))}",
            "low, best and high are the lower bound, the figure given and the upper bound",
            "put them in order, or leave out what the text does not say",
        )
    if plain(slots, "comparator") == "words_only" and numbers:
        log.add(
            "words-with-numbers",
            at,
            "a quantity in words only has numbers",
            "'several' or 'countless' is a word; a number beside it would be ours",
            "remove low, best and high, or the comparator",
        )
    if 0 in numbers and not words:
        log.add(
            "zero-without-words",
            at,
            "zero is given without the text's words",
            "zero, silence and 'not stated' are different things; zero must have been said",
            "add 'words: …' with the words that say none, or leave the number out",
        )
    if not numbers and not words:
        log.add(
            "empty-quantity",
            at,
            "this quantity has neither a number nor words",
            "it would say that there were some without saying who said so",
            "add the number, or 'words: …' as they stand in the text",
        )


def _link(slots: dict[str, Given], bearings: tuple[Bearing, ...], document: Document, log: Log) -> Iterator[Proposition]:
    values = {k: g.value for k, g in slots.items() if k not in {"of", "to"}}
    ends = [b for b in (_bearing(slots["to"].value, log) if "to" in slots else ())]
    to = next(iter(ends), None)
    if to is None:
        return
    of_claims: tuple[str, ...] = ()
    of: Bearing | None = bearings[0] if bearings else None
    if "of" in slots:
        node: Node = slots["of"].value
        named = node.get("claims") if isinstance(node, Entries) else None
        if named is not None:
            of_claims = tuple(_claim_id(g.value, document.id) for g in value_of("list:claim", named, log))
            of = Bearing(" ".join(of_claims))
        else:
            of = next(_bearing(node, log), None)
            if of is None:
                return
    if of is None:
        at = slots["link"].place if "link" in slots else Place(document.id)
        log.add("link-end", at, "this link has no 'of'", "a link ties two incidents", "add 'of: …'")
        return
    values |= {"of": of.incident, "to": to.incident}
    yield _proposition("link", to, values, inferred=of.inferred or to.inferred, of_claims=of_claims)


def _proposition(
    kind: str, bearing: Bearing, values: dict[str, Any], *, inferred: bool, of_claims: tuple[str, ...] = ()
) -> Proposition:
    entry = codebook.vocabulary("propositions")[kind]
    about = bearing.incident if entry["about"] else ""
    when = values.pop("is", None) if kind in {"time", "utterance"} else values.pop("valid", None)
    quantity = None
    if kind == "casualty":
        quantity = Quantity(
            values.get("words", ""), *(values.pop(n, None) for n in ("low", "best", "high")), values.pop("comparator", "")
        )
    if when is not None:
        values["is" if kind in {"time", "utterance"} else "valid"] = str(when)
    slots = tuple(sorted((k, str(v)) for k, v in values.items() if v not in ("", None)))
    table = dict(slots)
    key = " ".join([kind, *([about] if about else []), *(f"{k}={table.get(k, '')}" for k in entry["key"])])
    return Proposition(
        kind,
        about,
        slots,
        key,
        quantity,
        when,
        values.get("gap", ""),
        of_claims,
        inferred or (bool(about) and bearing.inferred),
    )

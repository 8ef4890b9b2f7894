"""One claim: from checked fields to a frozen record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reportkit import codebook
from reportkit.model import Actor, Claim
from reportkit.reading import propositions
from reportkit.reading.anchors import digest, with_pin
from reportkit.reading.fields import Taken, plain, value_of
from reportkit.reading.places import parts
from reportkit.reading.propositions import claim_id
from reportkit.reading.yamltext import Entries, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportkit.problems import Place
    from reportkit.reading.fields import Log, Record
    from reportkit.reading.propositions import Placed, Source

_REFERENCES = ("known_through", "paraphrase_of", "supersedes", "retracts")


class Built(NamedTuple):
    """
    A claim as it was built.

    ``newcomer`` is the actor it introduces where its speaker is an unnamed one, ``places``
    where its parts are written (``proposition.0`` for its first proposition).
    """

    claim: Claim
    newcomer: Actor | None
    places: Mapping[str, Place]


def claim(record: Taken, at: Place, number: int, source: Source, log: Log) -> Built:
    """
    Build a claim.

    Fields left out take their usual value: the voice speaks and states, an act has its
    usual certainty, the voice relays whatever others say.

    Parameters
    ----------
    record : Taken
        Its fields.
    at : Place
        Where it stands.
    number : int
        Its number in the reading, from 1.
    source : Source
        The document, its voice and its pins.
    log : Log
        Problems are added here.
    """
    speaker, newcomer = _speaker(record, source, log)
    act = plain(record, "act", "states")
    about = (
        *(propositions.bearings(record["about"].value, log) if "about" in record else ()),
        *propositions.brought(plain(record, "bears_on", {}), source),
    )
    fields = plain(record, "scope", Taken())
    scope = propositions.scope(fields, record["scope"].place, log) if "scope" in record else None
    said_things: list[Placed] = []
    if "that" in record:
        said_things += propositions.propositions(record["that"].value, about, source, log)
        if not record.written & {"about", "bears_on"}:
            propositions.about_missing(record["that"].value, log)
    if scope and codebook.vocabulary("acts")[act]["polarity"] == "affirms":
        said_things += propositions.from_scope(scope, fields, about, record["scope"].place)
    name = plain(record, "id", f"claim-{number}")
    said, said_words = plain(record, "said", (None, ""))
    relayed = _values(record, "via")
    named = {reference: claim_id(plain(record, reference), source.id) for reference in _REFERENCES}
    built = Claim(
        id=f"{source.id}/{name}",
        name=name,
        document=source.id,
        number=number,
        spans=tuple(with_pin(given.value, source.pins) for given in plain(record, "at", ())),
        speaker=speaker,
        act=act,
        certainty=plain(record, "certainty") or codebook.vocabulary("acts")[act]["certainty"][0],
        about=about,
        propositions=tuple(placed.proposition for placed in said_things),
        scope=scope,
        hedges=_values(record, "hedges"),
        verb=plain(record, "verb"),
        said=said if said is None or said.kind != "none" else None,
        said_words=said_words,
        via=relayed if speaker == source.voice else (*relayed, source.voice),
        jointly=_values(record, "jointly"),
        **named,
        directness=plain(record, "directness") or ("voice" if speaker == source.voice else "paraphrase"),
        medium=plain(record, "medium", "not_stated"),
        credibility=plain(record, "credibility", "6"),
        credibility_because=plain(record, "credibility_because"),
        marking=plain(record, "marking"),
        note=plain(record, "note"),
        place=record["id"].place if "id" in record else at,
    )
    places = dict(parts(record)) | {f"proposition.{n}": placed.place for n, placed in enumerate(said_things)}
    return Built(built, newcomer, places)


def slugged(words: str) -> str:
    """
    Return words as a slug; what it loses of them is told apart by a few digits of their digest.

    Examples
    --------
    >>> slugged("two officials")
    'two-officials'
    >>> slugged("مسؤولان") == slugged("مصادر")
    False
    """
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    if slug == words.lower().replace(" ", "-"):
        return slug
    clean = words.encode(errors="backslashreplace").decode()  # bytes that were no text, on a command line
    return f"{slug}-{digest(clean)[:6]}".strip("-")


def _values(record: Record, name: str) -> tuple[str, ...]:
    return tuple(given.value for given in plain(record, name, ()))


def _speaker(record: Record, source: Source, log: Log) -> tuple[str, Actor | None]:
    """Return the speaker, and the actor to register where it is an unnamed one."""
    if "speaker" not in record:
        return source.voice, None
    node = record["speaker"].value
    if not isinstance(node, Entries):
        return value_of("ref:actor", node, log) or source.voice, None
    words = node.get("unnamed")
    if isinstance(words, Text) and words.value.strip() and len(node.pairs) == 1:
        described = words.value.strip()
        # That two documents' unnamed officials are the same people is never assumed.
        identity = f"unnamed-{source.id}-{slugged(described)}"
        label = f"Unnamed {described}"
        return identity, Actor(
            identity,
            label,
            "anonymous_group",
            plural=True,
            called=label[0].lower() + label[1:],
            described_as=described,
        )
    log.add(
        "speaker",
        node.place,
        "a speaker is an actor or {unnamed: …}",
        "every claim has one speaker, registered or described in the text's own words",
        "write an id of actors.yaml, or {unnamed: two officials}",
    )
    return source.voice, None

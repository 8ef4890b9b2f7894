"""
Claims, scopes and corpora for tests of the analyses: written by hand in one line, or drawn at random.

Everything is built from the records of the model, without the reader of encodings, so that these
tests fail for the analyses alone. The world they speak of is small: two incidents, a handful of
speakers, places within places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from hypothesis import strategies as st

from reportkit import codebook
from reportkit.dates import When, parse
from reportkit.model import (
    READER,
    Actor,
    Bearing,
    Claim,
    Corpus,
    Document,
    Incident,
    Locality,
    Proposition,
    Reading,
    Scope,
)

FIRE, RAID = "fire", "raid"
VOICES = {"d1": "daily", "d2": "radio", "d3": "daily"}  # the voice of each document
NAMED = ("army", "ministry", "league", "port")
UNNAMED = ("reports", "officials")
OUTLETS = ("daily", "radio")
SPEAKERS = (*NAMED, *UNNAMED, *OUTLETS)
KINDS = {"army": "military_force", "ministry": "government_body", "league": "armed_group", "port": "state"}
ACTORS: Mapping[str, Actor] = {
    identity: Actor(
        identity, identity, KINDS.get(identity, "media" if identity in OUTLETS else "anonymous_group")
    )
    for identity in SPEAKERS
}
PLACES: Mapping[str, Locality] = {
    "basin": Locality("basin", "basin", "site", within="harbour"),
    "harbour": Locality("harbour", "harbour", "town", within="shore"),
    "shore": Locality("shore", "shore", "country"),
    "hills": Locality("hills", "hills", "region"),
}
DAYS = tuple(
    parse(words)
    for words in (
        "2031-05-02",
        "2031-05-03",
        "2031-05",
        "2031",
        "by 2031-05-03",
        "from 2031-05-02",
        "between 2031-05-01 and 2031-05-04",
        "night of 2031-05-02",
        "about 2031-05-02",
        "2031-05-02?",
    )
)


def proposition(
    kind: str,
    about: str = "",
    slots: Mapping[str, str] | None = None,
    *,
    when: When | None = None,
    inferred: bool = False,
) -> Proposition:
    """Return a proposition with the key that an encoding of it would have."""
    entry, given = codebook.vocabulary("propositions")[kind], {k: v for k, v in (slots or {}).items() if v}
    key = " ".join([kind, *([about] if about else []), *(f"{k}={given.get(k, '')}" for k in entry["key"])])
    return Proposition(kind, about, tuple(sorted(given.items())), key, when=when, inferred=inferred)


def claim(  # noqa: PLR0913 - a claim has many parts, and tests name the one they are about
    speaker: str,
    act: str = "states",
    *that: Proposition,
    about: str = "",
    reader: bool = False,
    scope: Scope | None = None,
    certainty: str = "",
    jointly: Sequence[str] = (),
    **parts: str,
) -> Claim:
    """
    Return a claim in document d1.

    Its incidents are ``about`` and those its propositions need; with ``reader`` it is a reader who
    ties it to them. A scope that affirms says who and what, as in an encoding.
    """
    incidents = tuple(dict.fromkeys(i for i in (about, *(p.about for p in that)) if i))
    if scope and codebook.affirms(act):
        that = (*that, *(p for i in incidents for p in affirmed_scope(scope, i)))
    return Claim(
        id=f"d1/{parts.pop('name', speaker)}",
        name="",
        document="d1",
        number=1,
        spans=(),
        speaker=speaker,
        act=act,
        certainty=certainty or codebook.vocabulary("acts")[act]["certainty"][0],
        about=tuple(Bearing(i, by=READER if reader else "") for i in incidents),
        propositions=tuple(replace(p, inferred=p.inferred or (reader and bool(p.about))) for p in that),
        scope=scope,
        jointly=tuple(jointly),
        known_through=parts.pop("known_through", ""),
        paraphrase_of=parts.pop("paraphrase_of", ""),
        supersedes=parts.pop("supersedes", ""),
        retracts=parts.pop("retracts", ""),
    )


def affirmed_scope(scope: Scope, incident: str) -> Iterable[Proposition]:
    """Yield what an accusation's scope says of an incident."""
    if scope.actor:
        slots = {"actor": scope.actor, "involvement": scope.involvement}
        yield proposition("perpetrator", incident, slots, inferred="actor" in scope.inferred)
    if scope.nature:
        yield proposition("nature", incident, {"is": scope.nature})


def corpus(claims: Iterable[Claim], voices: Mapping[str, str] = VOICES) -> Corpus:
    """Return a corpus of claims: a document for each voice, the claims numbered in each."""
    by_document = {d: list(found) for d, found in groupby(claims, key=lambda c: c.document)}
    return Corpus(
        "small",
        "en",
        "TLP:CLEAR",
        ACTORS,
        PLACES,
        {
            d: Document(d, d, d, "newspaper", None, "0" * 64, 1, "TLP:CLEAR", "en", invented=True)
            for d in voices
        },
        {slug: Incident(slug, slug) for slug in (FIRE, RAID)},
        {d: Reading(d, voice, "desk", "", "", tuple(by_document.get(d, ()))) for d, voice in voices.items()},
        invented=True,
    )


natures = st.sampled_from(["airstrike", "drone_attack", "strike", "attack", "explosion", "fire"])
roles = st.sampled_from(list(codebook.vocabulary("involvements")))
places = st.sampled_from(sorted(PLACES))
days = st.sampled_from(DAYS)
scopes = st.builds(
    Scope,
    actor=st.sampled_from(["", "army", "league"]),
    involvement=roles | st.just(""),
    nature=natures | st.just(""),
    place=places | st.just(""),
    day=days | st.none(),
    inferred=st.sampled_from([(), (), ("actor",)]),
)
incidents = st.sampled_from([FIRE, FIRE, RAID])


@st.composite
def propositions(draw: st.DrawFn, kinds: Sequence[str] = (), about: str = "") -> Proposition:
    """Draw a proposition of a kind on which standings depend."""
    slug = about or draw(incidents)
    actor = draw(st.sampled_from(NAMED))
    made = {
        "occurred": st.just(proposition("occurred", slug)),
        "nature": natures.map(lambda nature: proposition("nature", slug, {"is": nature})),
        "location": places.map(lambda place: proposition("location", slug, {"place": place})),
        "perpetrator": roles.map(
            lambda role: proposition("perpetrator", slug, {"actor": actor, "involvement": role})
        ),
        "presence": st.just(proposition("presence", slug, {"actor": actor})),
        "target": st.sampled_from(["hit", "aimed_at"]).map(
            lambda reached: proposition("target", slug, {"actor": actor, "reached": reached})
        ),
        "casualty": st.just(proposition("casualty", slug, {"kind": "killed"})),
        "relation": st.sampled_from([name for name in NAMED if name != actor]).map(
            lambda other: proposition("relation", "", {"relation": "member_of", "of": actor, "to": other})
        ),
        "motive": st.just(proposition("motive", slug, {"actor": actor, "words": "for it"})),
    }
    return draw(made[draw(st.sampled_from(list(kinds or made)))])


ACTS = ("states", "states", "confirms", "acknowledges", "claims", "accuses", "suspects", "gives_reason")


@st.composite
def statements(draw: st.DrawFn, speakers: Sequence[str] = SPEAKERS) -> Claim:
    """Draw a claim that affirms, with an act that may carry what it says."""
    speaker = draw(st.sampled_from(speakers))
    act = draw(st.sampled_from(ACTS))
    carried = codebook.vocabulary("acts")[act]["carries"]
    kinds = [
        kind
        for kind in ("occurred", "nature", "location", "perpetrator", "presence", "target", "casualty")
        if carried == "any" or kind in carried
    ]
    that = draw(st.lists(propositions(kinds or ["motive"], draw(incidents)), min_size=1, max_size=2))
    if act == "states" and draw(st.booleans()):
        that = [draw(propositions(["relation"]))]
    if act == "claims":
        that = [
            proposition("perpetrator", p.about, {"actor": speaker}) if p.kind == "perpetrator" else p
            for p in that
        ]
    certainty = draw(st.sampled_from([v for v in codebook.vocabulary("acts")[act]["certainty"] if "+" in v]))
    return claim(speaker, act, *that, reader=draw(st.booleans()) and draw(st.booleans()), certainty=certainty)


@st.composite
def denials(draw: st.DrawFn, speakers: Sequence[str] = SPEAKERS) -> Claim:
    """Draw a denial: of a scope, or of one proposition whole."""
    speaker, reader = draw(st.sampled_from(speakers)), draw(st.booleans()) and draw(st.booleans())
    if draw(st.booleans()):
        return claim(speaker, "denies", about=draw(incidents), reader=reader, scope=draw(scopes))
    return claim(speaker, "denies", draw(propositions()), reader=reader)


@st.composite
def told(draw: st.DrawFn, most: int = 7) -> list[Claim]:
    """Draw the claims of a few documents, in reading order; some take back what was said before."""
    drawn = draw(st.lists(statements() | statements() | denials(), min_size=1, max_size=most))
    where = sorted(draw(st.lists(st.sampled_from(sorted(VOICES)), min_size=len(drawn), max_size=len(drawn))))
    found: list[Claim] = []
    for number, (document, one) in enumerate(zip(where, drawn, strict=True), 1):
        found.append(
            replace(one, id=f"{document}/c{number}", name=f"c{number}", document=document, number=number)
        )
        earlier = found[draw(st.integers(0, number - 1))]
        if draw(st.integers(0, 5)) == 0 and not earlier.retracts:
            found[-1] = replace(
                claim(earlier.speaker, "retracts", name=f"c{number}", retracts=earlier.id),
                id=f"{document}/c{number}",
                name=f"c{number}",
                document=document,
                number=number,
            )
    return [c for c in found if c.retracts != c.id]

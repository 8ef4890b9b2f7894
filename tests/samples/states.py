"""The five states of the invented fire, each as it was known on a day; and any state of a small corpus."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from reportkit.analysis.known_at import known_at
from reportkit.dates import parse
from reportkit.reading import encoding
from tests.strategies import corpus, told

if TYPE_CHECKING:
    from reportkit.case import Case
    from reportkit.model import Claim, Corpus

FOLDER = Path(__file__).parents[1] / "corpora" / "editions"
SLUG = "harbour-fire"
DAYS = ("2031-05-02", "2031-05-05", "2031-05-09", "2031-05-13", "2031-06-02")


@cache
def whole() -> Corpus:
    """Return the corpus of all five states."""
    return encoding.load(FOLDER)


@cache
def state(number: int) -> Corpus:
    """Return one of the five states, from 1."""
    return known_at(whole(), DAYS[number - 1])


@cache
def opened(number: int) -> Case:
    """Return the case of one of the five states."""
    from reportkit.case import case  # noqa: PLC0415 - only here

    return case(state(number), SLUG)


def with_claims(found: Corpus, document: str, claims: tuple[Claim, ...]) -> Corpus:
    """Return a corpus with other claims in one of its readings, numbered anew."""
    numbered = tuple(replace(claim, number=n) for n, claim in enumerate(claims, 1))
    reading = replace(found.readings[document], claims=numbered)
    return replace(found, readings=MappingProxyType({**found.readings, document: reading}))


def changed(found: Corpus, identity: str, **parts: object) -> Corpus:
    """Return a corpus in which one claim has other parts."""
    document = identity.partition("/")[0]
    claims = found.readings[document].claims
    return with_claims(
        found,
        document,
        tuple(replace(c, **parts) if c.id == identity else c for c in claims),  # type: ignore[arg-type]
    )


WHENS = ("2031-05-01", "2031-05-02", "2031-05-04", "2031-05", "by 2031-05-03", "about 2031-05-02", "none")
READ = ("", "2031-05-02", "2031-05-05", "2031-06")


@st.composite
def corpora(make: st.DrawFn) -> Corpus:
    """Draw a small corpus whose documents were printed and read on days, or are not dated at all."""
    found = corpus(make(told()))
    documents = {}
    for identity, document in found.documents.items():
        when = parse(make(st.sampled_from(WHENS)))
        documents[identity] = replace(document, date=None if when.kind == "none" else when)
    readings = {
        identity: replace(reading, read_on=make(st.sampled_from(READ)))
        for identity, reading in found.readings.items()
    }
    return replace(found, documents=documents, readings=readings)

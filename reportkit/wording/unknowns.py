"""What is not known: gaps that rules find in the record, each with what shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reportkit import codebook
from reportkit.case import Case
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import nature_of
from reportkit.wording.phrases import capital, join, listed, phrase, quoted
from reportkit.wording.runs import Line, Run

ITEMS = 10
UNREAD = 3  # titles of unread documents that are named
Found = Iterable[Line]


def unknowns(case: Case) -> tuple[Line, ...]:
    """
    Return what the record leaves open about an incident, most important first.

    Absence is a statement about the record, so each item refers either to the claims that
    leave it open or to the documents in which it does not stand.
    """
    found = [line for rule in RULES for line in rule(case)]
    return tuple(capital(line) for line in found[:ITEMS])


def _cause(case: Case) -> Found:
    table = codebook.vocabulary("natures")
    kinds = [
        s for s in case.standings_of("nature") if s.voices.affirmed and table[s.proposition["is"]]["cause"]
    ]
    if not any("through_denial" not in s.flags for s in kinds):
        yield (*phrase("unknown.cause"), *names.cite_silence(case))
    for found in case.standings_of("nature"):
        own = (*found.voices.own, *found.voices.denied, *found.voices.partly)
        if "through_denial" in found.flags or (own and not found.voices.affirmed):
            claims = (*found.voices.affirmed, *own)
            noun = nature_of(found.proposition, names.number(case, claims))
            yield (*phrase("unknown.denied_word", nature=noun), *names.cite(case, claims))


def _author(case: Case) -> Found:
    if not any(s.voices.affirmed for s in case.standings_of("perpetrator")):
        yield (*phrase("unknown.author"), *names.cite_silence(case))


def _when(case: Case) -> Found:
    stated = [p for _, p in case.said(case.slug, "time") if p.when]
    if not stated:
        yield (*phrase("unknown.day"), *names.cite_silence(case))
    elif not any(p.when and p.when.precise for p in stated):
        claims = [c for c, p in case.said(case.slug, "time") if p.when]
        yield (*phrase("unknown.day"), *names.cite(case, claims))


def _where(case: Case) -> Found:
    if not case.said(case.slug, "location"):
        yield (*phrase("unknown.place"), *names.cite_silence(case))


def _how_many(case: Case) -> Found:
    counts: dict[str, list[Claim]] = {}
    wording: dict[str, str] = {}
    for claim, p in case.said(case.slug, "occurred"):
        if p["count"]:
            counts.setdefault(p["count"], []).append(claim)
            wording.setdefault(p["count"], p["words"] or p["count"])
    if len(counts) > 1:
        told = [
            (*quoted(wording[n], names.number(case, claims)), *names.cite(case, claims))
            for n, claims in counts.items()
        ]
        yield phrase("unknown.count_speakers", list=join(told))


def _harm(case: Case) -> Found:
    said = case.said(case.slug, "casualty")
    dead = [(c, p) for c, p in said if p["kind"] == "killed"]
    hurt = [(c, p) for c, p in said if p["kind"] == "injured"]
    if not dead:
        yield (*phrase("unknown.dead_not"), *names.cite_silence(case))
    elif not all(p["of"] for _, p in dead):
        yield (*phrase("unknown.dead"), *names.cite(case, [c for c, _ in dead]))
    if not hurt:
        yield (*phrase("unknown.hurt_not"), *names.cite_silence(case))
    elif not any(p.quantity and p.quantity.best is not None for _, p in hurt):
        yield (*phrase("unknown.hurt"), *names.cite(case, [c for c, _ in hurt]))


def _inquiries(case: Case) -> Found:
    said = {p["inquiry"]: (c, p) for c, p in case.said(case.slug, "process")}
    if len(said) > 1:
        told = [(*_inquiry(case, c, p), *names.cite(case, [c])) for c, p in said.values()]
        n = phrase(f"number.{min(len(said), 9)}")
        yield phrase("unknown.inquiries", n=n, list=join(told))


def _inquiry(case: Case, claim: Claim, p: Proposition) -> Line:
    state = names.word_of("inquiry_states", p["status"], names.number(case, [claim]), "short")
    if not p["by"]:
        return phrase("unknown.inquiry", state=state)
    return phrase("unknown.inquiry_of", state=state, by=names.actor(case, p["by"], inside=True))


def _references(case: Case) -> Found:
    words: dict[str, list[Claim]] = {}
    for claim in case.statements:
        for bearing in claim.about:
            if bearing.incident == case.slug and bearing.inferred and bearing.words:
                words.setdefault(bearing.words, []).append(claim)
    for said, claims in words.items():
        line = phrase(
            "unknown.reference",
            words=quoted(said, names.number(case, claims)),
            incident=names.called(case, case.slug),
        )
        yield (*line, *names.cite(case, claims))


def _accusers(case: Case) -> Found:
    for found in case.standings_of("perpetrator"):
        claims = [c for c in found.voices.affirmed if case.actor(c.speaker).kind == "anonymous_group"]
        if claims:
            who = names.actors(case, [c.speaker for c in claims])
            yield (*phrase("unknown.accusers", who=who), *names.cite(case, claims))


def _arrival(case: Case) -> Found:
    for claim, p in case.said(case.slug, "target"):
        if p["reached"] == "aimed_at" and p["place"] and claim.act == "claims":
            yield (
                *phrase("unknown.arrival", place=names.place(case, p["place"])),
                *names.cite(case, [claim]),
            )


def _contested(case: Case) -> Found:
    for claim, p in case.said(case.slug, "contested"):
        words = quoted(p["words"], names.number(case, [claim]))
        yield (*phrase("unknown.contested", words=words), *names.cite(case, [claim]))


def _orders(case: Case) -> Found:
    if len(case.narratives) > 1:
        yield (*phrase("unknown.order"), *names.cite_silence(case))


def _unread(case: Case) -> Found:
    """Yield the documents that are registered and were not read: nobody knows whether they bear on it."""
    corpus = case.corpus
    waiting = [d for identity, d in corpus.documents.items() if identity not in corpus.readings]
    titles = [quoted(d.title, (f"document:{d.id}",)) for d in waiting[:UNREAD]]
    if len(waiting) > UNREAD:
        rest = waiting[UNREAD:]
        n = (Run(str(len(rest)), tuple(f"document:{d.id}" for d in rest)),)
        titles.append(phrase("unknown.more", n=n))
    if waiting:
        yield phrase("unknown.unread" if len(waiting) == 1 else "unknown.unread_many", list=listed(titles))


RULES: tuple[Callable[[Case], Found], ...] = (
    _unread,
    _cause,
    _author,
    _when,
    _where,
    _how_many,
    _harm,
    _inquiries,
    _references,
    _accusers,
    _arrival,
    _contested,
    _orders,
)

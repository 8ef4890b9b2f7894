"""The state of the record and the date line: what stands below the title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportkit import codebook, dates
from reportkit.analysis.sequence import Bounds
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.dateline import status
from reportkit.wording.phrases import join, listed, phrase, sentence, verb
from reportkit.wording.runs import Line, Run, plain
from reportkit.wording.speakers import affirmers, took_back, vouching

_WITHOUT_WHO = {"denied_only", "not_addressed", "withdrawn"}


def subtitle(case: Case) -> Line:
    """Return the state of the record: that it took place, what kind of event it was, who is answerable."""
    parts = [_occurred_state(case), _kind_state(case), _answerable_state(case)]
    return join([part for part in parts if part], "space")


def dateline(case: Case, edition: int, marking: str) -> tuple[Line, ...]:
    """
    Return up to four lines: what the page says of itself, then what is known of the time.

    Marking, edition and cut-off; the calendar date or that there is none; the order, with its asserter;
    what a reader's inference adds.
    """
    lines = (status(case, edition, marking), _calendar(case), _order(case), _inferred(case))
    return tuple(line for line in lines if line)


def _occurred_state(case: Case) -> Line:
    found = case.standing("occurred")
    if found is None:
        return sentence(phrase("state.not_addressed"), names.cite_silence(case))
    claims = vouching(case, found) or found.voices.denied or found.voices.withdrawn
    if found.word in _WITHOUT_WHO:
        line = phrase(f"state.{found.word}")
    else:
        line = phrase(f"state.{found.word}", who=names.actors(case, [c.speaker for c in claims]))
    return sentence(line, names.cite(case, claims))


def _kind_state(case: Case) -> Line:
    """Return who alone says what kind of event it was; nothing where they alone tell of it, or several do."""
    causes = codebook.vocabulary("natures")
    kinds = [
        s
        for s in case.standings_of("nature")
        if causes[s.proposition["is"]]["cause"] and s.voices.affirmed and "through_denial" not in s.flags
    ]
    if not kinds:
        return sentence(phrase("state.kind_none"), names.cite_silence(case))
    claims = [claim for s in kinds for claim in s.voices.affirmed]
    speakers = tuple(dict.fromkeys(c.speaker for c in claims))
    occurred = case.standing("occurred")
    if len(speakers) > 1 or (occurred is not None and set(affirmers(occurred)) == set(speakers)):
        return ()
    line = phrase(
        "state.kind_alone",
        who=names.actor(case, speakers[0], inside=True),
        verb=verb("bottom.speaks", names.number(case, claims), plural=names.plural(case, speakers)),
        words=listed([_first_words(case, s) for s in kinds]),
    )
    return sentence(line, names.cite(case, claims))


def _first_words(case: Case, found: Standing) -> Line:
    """Return a kind of event as the first claim that affirms it has it."""
    claim = found.voices.affirmed[0]
    own = next(p for p in claim.propositions if p.key == found.proposition.key)
    return names.nature(own, names.number(case, [claim]), verbatim=True)


def _answerable_state(case: Case) -> Line:
    ties = case.standings_of("perpetrator")
    if not ties:
        return sentence(phrase("state.answerable_none"), names.cite_silence(case))
    if disputed := [s for s in ties if s.word == "disputed"]:
        claims = [c for s in disputed for c in (*s.voices.affirmed, *s.voices.denied)]
        return sentence(phrase("state.answerable_disputed"), names.cite(case, claims))
    if own := [s for s in ties if s.word in {"claimed_only", "acknowledged"}]:
        return _own_state(case, own)
    if named := [s for s in ties if s.voices.affirmed]:
        return _named_state(case, named)
    if denied := [s for s in ties if s.word == "denied_only"]:
        claims = [c for s in denied for c in (*s.voices.denied, *s.voices.partly, *s.voices.own)]
        actor = names.actors(case, [s.proposition["actor"] for s in denied])
        return sentence(phrase("state.answerable_denied", actor=actor), names.cite(case, claims))
    return join([took_back(case, s) for s in ties], "space")


def _own_state(case: Case, ties: list[Standing]) -> Line:
    """Return who claims it as their own act or admits it, else who acknowledges whose act it was."""
    own = [c for s in ties for c in s.voices.affirmed if c.speaker == s.proposition["actor"]]
    claims = [c for c in own if c.act == "claims"] or own or vouching(case, ties[0])
    speakers, numbers = [c.speaker for c in claims], names.number(case, claims)
    plural, who = names.plural(case, speakers), names.actors(case, speakers)
    boasted = claims[0].act == "claims"
    shown = names.word_of("acts", "claims" if boasted else "acknowledges", numbers, "verb", plural=plural)
    if own:
        key = "state.answerable_own" if plural else "state.answerable_own_one"
        line = phrase(key, who=who, verb=shown)
    else:
        actor = names.actor(case, ties[0].proposition["actor"], inside=True)
        line = phrase("state.answerable_named", who=who, verb=shown, actor=actor)
    return sentence(line, names.cite(case, claims))


def _named_state(case: Case, ties: list[Standing]) -> Line:
    claims = [c for s in ties for c in s.voices.affirmed]
    speakers = [c.speaker for c in claims]
    line = phrase(
        "state.answerable_named",
        who=names.actors(case, speakers),
        verb=verb("bottom.names", names.number(case, claims), plural=names.plural(case, speakers)),
        actor=names.actors(case, [s.proposition["actor"] for s in ties]),
    )
    return sentence(line, names.cite(case, claims))


def _calendar(case: Case) -> Line:
    stated = [(c, p) for c, p in case.said(case.slug, "time") if p.when is not None]
    if not stated:
        return sentence(phrase("date.none"), names.cite_silence(case))
    same: dict[tuple[str, str, str], list[tuple[Claim, Proposition]]] = {}
    for claim, p in stated:
        same.setdefault((claim.speaker, p["point"], plain(names.time(p, ()))), []).append((claim, p))
    return join([_dated(case, [c for c, _ in told], told[0][1]) for told in same.values()], "space")


def _dated(case: Case, claims: Sequence[Claim], p: Proposition) -> Line:
    """Return who dates it to when; the same date by the same speaker is told once."""
    speaker, source = claims[0].speaker, names.number(case, claims)
    ends = p["point"] == "end"
    when = names.time(p, source)
    line = phrase(
        "date.stated",
        who=names.actor(case, speaker, inside=True),
        verb=verb("bottom.says" if ends else "date.dates", source, plural=names.plural(case, [speaker])),
        when=phrase("date.night", when=when) if p.when and p.when.kind == "night" and not ends else when,
    )
    return sentence(line, names.cite(case, claims))


def _order(case: Case) -> Line:
    if len(case.narratives) > 1:
        n = (Run(str(len(case.narratives)), tuple(case.source.values())),)
        return sentence(phrase("date.narratives", n=n))
    links = [(c, p) for c, p in case.stated("link") if case.slug == p["of"] and not p.of_claims]
    lines = [line for claim, p in links if (line := _order_line(case, claim, p))]
    return join(lines[:2], "space")


def _order_line(case: Case, claim: Claim, p: Proposition) -> Line:
    if codebook.vocabulary("links")[p["link"]]["kind"] != "order":
        return ()
    source = names.number(case, [claim])
    words = names.word_of("links", p["link"], source, "phrase")
    line = phrase(
        "date.order",
        who=names.actor(case, claim.speaker, inside=True),
        verb=verb("date.puts", source, plural=names.plural(case, [claim.speaker])),
        gap=join([names.gap(p, source), words], "space") if p.gap else words,
        other=names.called(case, p["to"]),
    )
    return sentence(line, names.cite(case, [claim]))


def _inferred(case: Case) -> Line:
    bounds = case.bounds(case.slug)
    lines = [_bounded(case, bounds, inferred=False), _bounded(case, bounds, inferred=True)]
    return join([line for line in lines if line], "space")


def _bounded(case: Case, bounds: Bounds, *, inferred: bool) -> Line:
    """Return the bounds that follow from what is said, or those that need a reader's inference."""
    found = [(word, b) for word, b in (("from", bounds.earliest), ("by", bounds.latest)) if b.day]
    found = [(word, b) for word, b in found if b.inferred == inferred]
    used = _used(case, [identity for _, b in found for identity in b.claims])
    if not found or (len(used) == 1 and not inferred):
        return ()
    numbers = names.number(case, used)
    days = [dates.parse(f"{word} {b.day.isoformat()}") for word, b in found if b.day]
    when = listed([names.day(day, numbers) for day in days])
    key = "date.inferred" if inferred else "date.follows"
    line = sentence(phrase(key, bounds=when), names.cite(case, used))
    return (Run("inference", numbers, "mark"), *phrase("space"), *line) if inferred else line


def _used(case: Case, identities: Iterable[str]) -> list[Claim]:
    wanted = set(identities)
    return [c for c in case.statements if c.id in wanted]

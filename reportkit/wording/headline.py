"""The state of the record, the date line and the bottom line: what a reader takes away first."""

from __future__ import annotations

from collections.abc import Iterable

from reportkit import codebook, dates
from reportkit.analysis import standing
from reportkit.analysis.denials import covers
from reportkit.analysis.sequence import Bounds
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import act, scope
from reportkit.wording.phrases import capital, join, listed, phrase, quoted, verb
from reportkit.wording.runs import Line, Run, plain

BOTTOM_LINE_WORDS = 80


def sentence(line: Line, cited: Line = ()) -> Line:
    """Return a line as a sentence: a capital, its reference, a full stop."""
    return (*capital(line), *cited, *phrase("stop"))


def subtitle(case: Case) -> Line:
    """Return the state of the record: that it took place, what kind of event it was, who is answerable."""
    parts = [_occurred_state(case), _kind_state(case), _answerable_state(case)]
    return join([part for part in parts if part], "space")


def dateline(case: Case, edition: int, marking: str) -> tuple[Line, ...]:
    """
    Return three sentences on time: the calendar date or none, the order with its asserter,
    and what a reader's inference adds.
    """
    status = phrase("date.status", marking=(Run(marking, ("corpus",)),), n=(Run(str(edition), ("corpus",)),))
    first = join([status, _calendar(case)], "space")
    return tuple(line for line in (first, _order(case), _inferred(case)) if line)


def bottom_line(case: Case) -> tuple[Line, ...]:
    """
    Return the bottom line: at most 80 words, whole sentences, most important first.

    What happened by whose word; who accuses or claims; who denies; the state of inquiries.
    Sentences that would pass the limit are left to the tables.
    """
    wanted = [*_what(case), *_who(case), *_denials(case), *_inquiries(case)]
    kept: list[Line] = []
    for line in wanted:
        if sum(words_in(one) for one in (*kept, line)) <= BOTTOM_LINE_WORDS:
            kept.append(line)
    return tuple(kept)


def words_in(line: Line) -> int:
    """Return how many words a line has, references and marks left aside."""
    return sum(any(c.isalnum() for c in word) for word in plain(line).split())


def affirmers(found: Standing) -> tuple[str, ...]:
    """Return the speakers who affirm a proposition, in reading order."""
    return tuple(dict.fromkeys(claim.speaker for claim in found.voices.affirmed))


def burdened_affirmers(case: Case, found: Standing) -> tuple[Claim, ...]:
    """Return the claims that make a proposition acknowledged."""
    burdened = standing.burdened(found.proposition, case.statements)
    return standing.admissions(found.voices, burdened) or tuple(
        c for c in found.voices.affirmed if c.speaker in burdened
    )


def _occurred_state(case: Case) -> Line:
    found = case.standing("occurred")
    if found is None:
        return sentence(phrase("state.not_addressed"), names.cite_silence(case))
    claims = burdened_affirmers(case, found) if found.word == "acknowledged" else found.voices.affirmed
    claims = claims or found.voices.denied or found.voices.withdrawn
    who = names.actors(case, [c.speaker for c in claims])
    needs_who = "{who}" if found.word in {"denied_only", "not_addressed", "withdrawn"} else ""
    line = phrase(f"state.{found.word}") if needs_who else phrase(f"state.{found.word}", who=who)
    return sentence(line, names.cite(case, claims))


def _kind_state(case: Case) -> Line:
    causes = codebook.vocabulary("natures")
    kinds = [
        s
        for s in case.standings_of("nature")
        if causes[s.proposition["is"]]["cause"] and "through_denial" not in s.flags
    ]
    kinds = [s for s in kinds if s.voices.affirmed]
    if not kinds:
        return sentence(phrase("state.kind_none"), names.cite_silence(case))
    claims = [claim for s in kinds for claim in s.voices.affirmed]
    speakers = tuple(dict.fromkeys(c.speaker for c in claims))
    if len(speakers) > 1:
        return ()
    found = case.standing("occurred")
    if found is not None and set(affirmers(found)) == set(speakers):
        return ()
    words = listed(
        [names.nature(p, names.number(case, [c]), verbatim=True) for s in kinds for c, p in _firsts(s)]
    )
    line = phrase(
        "state.kind_alone",
        who=names.actor(case, speakers[0], inside=True),
        verb=verb("bottom.speaks", names.number(case, claims), plural=names.plural(case, speakers)),
        words=words,
    )
    return sentence(line, names.cite(case, claims))


def _firsts(found: Standing) -> Iterable[tuple[Claim, Proposition]]:
    """Yield the first claim that affirms a proposition, with its own form of it."""
    for claim in found.voices.affirmed[:1]:
        yield claim, next(p for p in claim.propositions if p.key == found.proposition.key)


def _answerable_state(case: Case) -> Line:
    ties = case.standings_of("perpetrator")
    if not ties:
        return sentence(phrase("state.answerable_none"), names.cite_silence(case))
    disputed = [s for s in ties if s.word == "disputed"]
    if disputed:
        claims = [c for s in disputed for c in (*s.voices.affirmed, *s.voices.denied)]
        return sentence(phrase("state.answerable_disputed"), names.cite(case, claims))
    own = [s for s in ties if s.word in {"claimed_only", "acknowledged"}]
    if own:
        claims = [c for s in own for c in s.voices.affirmed if c.speaker == s.proposition["actor"]] or list(
            own[0].voices.affirmed
        )
        speakers = [c.speaker for c in claims]
        plural = names.plural(case, speakers)
        line = phrase(
            "state.answerable_own" if plural else "state.answerable_own_one",
            who=names.actors(case, speakers),
            verb=verb("bottom.own", names.number(case, claims), plural=plural),
        )
        return sentence(line, names.cite(case, claims))
    named = [s for s in ties if s.voices.affirmed]
    if not named:
        claims = [c for s in ties for c in (*s.voices.denied, *s.voices.partly)]
        actor = names.actors(case, [s.proposition["actor"] for s in ties])
        return sentence(phrase("state.answerable_denied", actor=actor), names.cite(case, claims))
    claims = [c for s in named for c in s.voices.affirmed]
    speakers = [c.speaker for c in claims]
    line = phrase(
        "state.answerable_named",
        who=names.actors(case, speakers),
        verb=verb("bottom.names", names.number(case, claims), plural=names.plural(case, speakers)),
        actor=names.actors(case, [s.proposition["actor"] for s in named]),
    )
    return sentence(line, names.cite(case, claims))


def _calendar(case: Case) -> Line:
    stated = [(c, p) for c, p in case.said(case.slug, "time") if p.when is not None]
    if not stated:
        return sentence(phrase("date.none"), names.cite_silence(case))
    lines = []
    for claim, p in stated:
        source = names.number(case, [claim])
        when = names.day(p.when, source) if p.when else ()
        if p["point"] == "end":
            when = phrase("date.ended_on" if p.when and p.when.kind == "day" else "date.ended", when=when)
            what = phrase(
                "date.stated",
                who=names.actor(case, claim.speaker, inside=True),
                verb=verb("bottom.says", source, plural=names.plural(case, [claim.speaker])),
                when=when,
            )
        else:
            what = phrase(
                "date.stated",
                who=names.actor(case, claim.speaker, inside=True),
                verb=verb("date.dates", source, plural=names.plural(case, [claim.speaker])),
                when=when,
            )
        lines.append(sentence(what, names.cite(case, [claim])))
    return join(lines, "space")


def _order(case: Case) -> Line:
    if len(case.narratives) > 1:
        n = (Run(str(len(case.narratives)), tuple(case.source.values())),)
        return sentence(phrase("date.narratives", n=n))
    lines = [
        _order_line(case, claim, p)
        for claim, p in case.propositions("link")
        if case.slug == p["of"] and not p.of_claims
    ]
    lines = [line for line in lines if line]
    return join(lines[:2], "space")


def _order_line(case: Case, claim: Claim, p: Proposition) -> Line:
    if codebook.vocabulary("links")[p["link"]]["kind"] != "order" or claim.id in case.withdrawn:
        return ()
    source = names.number(case, [claim])
    words = names.word_of("links", p["link"], source, "phrase")
    if p.gap:
        gap = (Run(dates.describe_gap(dates.parse_gap(p.gap)), source),)
        words = join([gap, words], "space")
    line = phrase(
        "date.order",
        who=names.actor(case, claim.speaker, inside=True),
        verb=verb("date.puts", source, plural=names.plural(case, [claim.speaker])),
        gap=words,
        other=names.called(case, p["to"]),
    )
    return sentence(line, names.cite(case, [claim]))


def _inferred(case: Case) -> Line:
    bounds = case.narratives[0].solution[case.slug]
    lines = [_bounded(case, bounds, inferred=False), _bounded(case, bounds, inferred=True)]
    return join([line for line in lines if line], "space")


def _bounded(case: Case, bounds: Bounds, *, inferred: bool) -> Line:
    """Return the bounds that follow from what is said, or those that need a reader's inference."""
    parts, claims = [], set()
    for word, bound in (("from", bounds.earliest), ("by", bounds.latest)):
        if bound.day and bound.inferred == inferred:
            parts.append(dates.parse(f"{word} {bound.day.isoformat()}"))
            claims |= set(bound.claims)
    used = [c for c in case.statements if c.id in claims]
    if not parts or (len(used) == 1 and not inferred):
        return ()
    numbers = names.number(case, used)
    when = listed([names.day(part, numbers) for part in parts])
    line = sentence(
        phrase("date.inferred" if inferred else "date.follows", bounds=when), names.cite(case, used)
    )
    return (Run("inference", numbers, "mark"), *phrase("space"), *line) if inferred else line


def what_happened(case: Case, claims: Iterable[Claim]) -> Line:
    """Return what speakers say took place, and where: "“an explosion” at Kalsu base"."""
    claims = tuple(claims)
    said = [(c, p) for c in claims for p in c.propositions if p.about == case.slug]
    occurred = next(((c, p) for c, p in said if p.kind == "occurred" and p["words"]), None)
    kind = next(((c, p) for c, p in said if p.kind == "nature"), None)
    where = next(((c, p) for c, p in said if p.kind == "location"), None)
    if occurred:
        line = quoted(occurred[1]["words"], names.number(case, [occurred[0]]))
    elif kind:
        line = names.nature(kind[1], names.number(case, [kind[0]]))
    else:
        line = names.called(case, case.slug)
    if where:
        line = (*line, *phrase("space"), *names.at_place(case, where[1]["place"]))
    return line


def _what(case: Case) -> Iterable[Line]:
    found = case.standing("occurred")
    if found is None or not found.voices.affirmed:
        if found is not None and found.voices.denied:
            claims = found.voices.denied
            speakers = [c.speaker for c in claims]
            line = phrase("bottom.denied", who=names.actors(case, speakers), verb=act(case, claims[0]))
            yield sentence(line, names.cite(case, claims))
        return
    claims = burdened_affirmers(case, found) or found.voices.affirmed
    speakers = [c.speaker for c in claims]
    plural, numbers = names.plural(case, speakers), names.number(case, claims)
    who, what = names.actors(case, speakers), what_happened(case, claims)
    if found.word == "claimed_only":
        own = verb("bottom.own", numbers, plural=plural)
        yield sentence(
            phrase("bottom.claimed", who=who, verb=own, what=what, cited=names.cite(case, claims)),
            names.cite_silence(case),
        )
        return
    elif found.word == "reported_only" and len(set(speakers)) == 1:
        shown = verb("bottom.speaks", numbers, plural=plural)
        line = phrase(
            "bottom.reported_one",
            who=who,
            verb=shown,
            what=names.called(case, case.slug),
            words=_own_words(case, claims),
        )
        yield sentence(line)
        return
    else:
        shown = names.word_of("acts", claims[0].act, numbers, "verb", plural=plural)
        line = phrase("bottom.acknowledged", who=who, verb=shown, what=what)
    yield sentence(line, names.cite(case, claims))


def _own_words(case: Case, claims: Iterable[Claim]) -> Line:
    """Return the words in which an event is told, each form once with its claim."""
    forms: dict[str, list[Claim]] = {}
    for claim in claims:
        for p in claim.propositions:
            if p.about == case.slug and p.kind in {"occurred", "nature"} and p["words"]:
                forms.setdefault(p["words"], []).append(claim)
    if not forms:
        return names.cite(case, claims)
    told = [
        (*quoted(words, names.number(case, found)), *names.cite(case, found))
        for words, found in forms.items()
    ]
    return join(told)


def _who(case: Case) -> Iterable[Line]:
    ties = [s for s in case.standings_of("perpetrator") if s.voices.affirmed]
    if not ties:
        yield sentence(phrase("bottom.no_author"), names.cite_silence(case))
    for found in ties:
        for speaker in dict.fromkeys(c.speaker for c in found.voices.affirmed):
            if speaker != found.proposition["actor"]:
                yield _accusation(case, [c for c in found.voices.affirmed if c.speaker == speaker], found)


def _accusation(case: Case, claims: list[Claim], found: Standing) -> Line:
    claim, numbers = claims[0], names.number(case, claims)
    plural = case.actor(claim.speaker).plural
    who = names.actor(case, claim.speaker, inside=True)
    actor = names.actor(case, found.proposition["actor"], inside=True)
    hedged = [c for c in claims if codebook.vocabulary("certainties")[c.certainty]["hedged"]]
    if claim.act in {"accuses", "suspects"} and claim.speaker not in case.voices:
        line = phrase(
            "bottom.accuses",
            who=who,
            verb=names.word_of("acts", claim.act, numbers, "verb", plural=plural),
            actor=actor,
        )
    else:
        line = phrase("bottom.named", who=who, verb=verb("bottom.names", numbers, plural=plural), actor=actor)
        if hedged:
            line = (
                *line,
                *phrase("bottom.suspected" if len(hedged) == len(claims) else "bottom.once_suspected"),
            )
    resolved = next((b for b in claim.about if b.incident == case.slug and b.inferred and b.words), None)
    if resolved:
        words = quoted(resolved.words, numbers)
        line = (*line, *phrase("bottom.names_words", words=words, incident=names.called(case, case.slug)))
    if claim.known_through:
        denier = case.corpus.claim(claim.known_through).speaker
        line = (*line, *phrase("bottom.through", denier=names.actor(case, denier, inside=True)))
    return sentence(line, names.cite(case, claims))


def _denials(case: Case) -> Iterable[Line]:
    """Yield one sentence for each actor said to be answerable: who denies what, in its own scope."""
    for found in case.standings_of("perpetrator"):
        claims = [c for c in (*found.voices.denied, *found.voices.partly) if c.scope and not c.paraphrase_of]
        shown = [c for c in claims if not any(_narrower(case, c, other) for other in claims)]
        grouped: dict[str, list[Claim]] = {}
        for claim in sorted(shown, key=lambda c: c.number):
            grouped.setdefault(
                plain(scope(case, claim, claim.scope, place=False)) if claim.scope else "", []
            ).append(claim)
        parts = [_denial(case, group) for group in grouped.values()]
        if parts:
            yield (*capital(join(parts, "semicolon")), *phrase("stop"))


def _narrower(case: Case, claim: Claim, other: Claim) -> bool:
    """Whether another denial of the same speaker already covers this one."""
    if claim is other or claim.speaker != other.speaker or not claim.scope or not other.scope:
        return False
    return claim.scope != other.scope and covers(other.scope, claim.scope, case.corpus.places)


def _denial(case: Case, group: list[Claim]) -> Line:
    speakers = [c.speaker for c in group]
    shown = names.word_of(
        "acts", "denies", names.number(case, group), "verb", plural=names.plural(case, speakers)
    )
    what = scope(case, group[0], group[0].scope, place=False) if group[0].scope else ()
    line = phrase("bottom.denies", who=names.actors(case, speakers), verb=shown, what=what)
    return (*line, *names.cite(case, group))


def _inquiries(case: Case) -> Iterable[Line]:
    for claim, p in case.said(case.slug, "process"):
        if claim not in case.open_inquiries(case.slug):
            continue
        numbers = names.number(case, [claim])
        state = names.word_of("inquiry_states", p["status"], numbers, "phrase")
        plural = case.actor(claim.speaker).plural
        who = names.actor(case, claim.speaker, inside=True)
        if p["by"] and p["by"] != claim.speaker:
            line = phrase(
                "bottom.inquiry_by",
                who=who,
                verb=verb("bottom.says", numbers, plural=plural),
                by=names.actor(case, p["by"], inside=True),
                state=state,
            )
        else:
            line = phrase(
                "bottom.inquiry", who=who, verb=verb("bottom.calls", numbers, plural=plural), state=state
            )
        yield sentence(line, names.cite(case, [claim]))

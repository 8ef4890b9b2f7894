"""The bottom line: what a reader takes away first, in at most eighty words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportkit import codebook
from reportkit.analysis.denials import covers
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import act, scope
from reportkit.wording.phrases import join, phrase, quoted, sentence, verb
from reportkit.wording.runs import Line, plain
from reportkit.wording.speakers import affirmers, burdened_affirmers, resolved_words, took_back

BOTTOM_LINE_WORDS = 80


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
    """
    Return how many words a line has, references and marks left aside.

    Examples
    --------
    >>> words_in(phrase("bottom.no_author"))
    8
    """
    return sum(any(c.isalnum() for c in word) for word in plain(line).split())


def _what(case: Case) -> Iterable[Line]:
    """Yield that it took place, by whose word, or who denies it where nobody affirms it."""
    found = case.standing("occurred")
    if found is not None and found.voices.affirmed:
        yield _affirmed(case, found)
    elif found is not None and found.voices.denied:
        claims = found.voices.denied
        who = names.actors(case, [c.speaker for c in claims])
        line = phrase("bottom.denied", who=who, verb=act(case, claims[0]))
        yield sentence(line, names.cite(case, claims))


def _affirmed(case: Case, found: Standing) -> Line:
    claims = burdened_affirmers(case, found) or found.voices.affirmed
    speakers = dict.fromkeys(c.speaker for c in claims)
    plural, numbers = names.plural(case, speakers), names.number(case, claims)
    who, cited = names.actors(case, speakers), names.cite(case, claims)
    if found.word == "claimed_only":
        own, what = verb("bottom.own", numbers, plural=plural), _event(case, claims)
        line = phrase("bottom.claimed", who=who, verb=own, what=what, cited=cited)
        return sentence(line, names.cite_silence(case))
    if found.word == "reported_only" and len(speakers) == 1:
        speaks, what = verb("bottom.speaks", numbers, plural=plural), names.called(case, case.slug)
        if words := _own_words(case, claims):
            return sentence(phrase("bottom.reported_one", who=who, verb=speaks, what=what, words=words))
        return sentence(phrase("bottom.reported_bare", who=who, verb=speaks, what=what), cited)
    shown = names.word_of("acts", claims[0].act, numbers, "verb", plural=plural)
    return sentence(phrase("bottom.acknowledged", who=who, verb=shown, what=_event(case, claims)), cited)


def _event(case: Case, claims: Iterable[Claim]) -> Line:
    """Return what speakers say took place, and where: "“an explosion” at Kalsu base"."""
    first: dict[str, tuple[Proposition, tuple[str, ...]]] = {}
    for claim in claims:
        for p in claim.propositions:
            if p.about == case.slug and (p.kind != "occurred" or p["words"]):
                first.setdefault(p.kind, (p, names.number(case, [claim])))
    if "occurred" in first:
        p, source = first["occurred"]
        line = quoted(p["words"], source)
    elif "nature" in first:
        line = names.nature(*first["nature"])
    else:
        line = names.called(case, case.slug)
    if "location" in first:
        line = (*line, *phrase("space"), *names.at_place(case, first["location"][0]["place"]))
    return line


def _own_words(case: Case, claims: Iterable[Claim]) -> Line:
    """Return the words in which an event is told, each form once with its claim; nothing without words."""
    forms: dict[str, list[Claim]] = {}
    for claim in claims:
        for p in claim.propositions:
            if p.about == case.slug and p.kind in {"occurred", "nature"} and p["words"]:
                forms.setdefault(p["words"], []).append(claim)
    return join(
        [(*quoted(words, names.number(case, same)), *names.cite(case, same)) for words, same in forms.items()]
    )


def _who(case: Case) -> Iterable[Line]:
    """Yield one sentence for each actor said to be answerable and each speaker who says so."""
    told = case.standings_of("perpetrator")
    ties, gone = [s for s in told if s.voices.affirmed], [s for s in told if s.word == "withdrawn"]
    if not ties and not gone:
        yield sentence(phrase("bottom.no_author"), names.cite_silence(case))
    if not ties:
        yield from (took_back(case, s) for s in gone)
    for found in ties:
        accused = found.proposition["actor"]
        for speaker in affirmers(found):
            if speaker != accused:
                yield _accusation(case, [c for c in found.voices.affirmed if c.speaker == speaker], accused)


def _accusation(case: Case, claims: Sequence[Claim], accused: str) -> Line:
    claim = claims[0]
    line = _accuses(case, claims, accused)
    if words := resolved_words(case, [claim]):
        said = quoted(words, names.number(case, claims))
        line = (*line, *phrase("bottom.names_words", words=said, incident=names.called(case, case.slug)))
    if claim.known_through:
        denier = case.corpus.claim(claim.known_through).speaker
        line = (*line, *phrase("bottom.through", denier=names.actor(case, denier, inside=True)))
    return sentence(line, names.cite(case, claims))


def _accuses(case: Case, claims: Sequence[Claim], accused: str) -> Line:
    """Return who accuses or names whom, and whether that was ever more than a suspicion."""
    claim, numbers = claims[0], names.number(case, claims)
    plural = case.actor(claim.speaker).plural
    who, actor = names.actor(case, claim.speaker, inside=True), names.actor(case, accused, inside=True)
    if claim.act in {"accuses", "suspects"} and claim.speaker not in case.voices:
        says = names.word_of("acts", claim.act, numbers, "verb", plural=plural)
        return phrase("bottom.accuses", who=who, verb=says, actor=actor)
    line = phrase("bottom.named", who=who, verb=verb("bottom.names", numbers, plural=plural), actor=actor)
    hedged = [codebook.vocabulary("certainties")[c.certainty]["hedged"] for c in claims]
    if any(hedged):
        line = (*line, *phrase("bottom.suspected" if all(hedged) else "bottom.once_suspected"))
    return line


def _denials(case: Case) -> Iterable[Line]:
    """Yield one sentence for each actor said to be answerable: who denies what, in its own scope."""
    for found in case.standings_of("perpetrator"):
        claims = [c for c in (*found.voices.denied, *found.voices.partly) if c.scope and not c.paraphrase_of]
        shown = [c for c in claims if not any(_narrower(case, c, other) for other in claims)]
        same: dict[str, list[Claim]] = {}
        for claim in sorted(shown, key=lambda c: c.number):
            same.setdefault(plain(_covered(case, claim)), []).append(claim)
        if same:
            parts = [_denial(case, group) for group in same.values()]
            yield sentence(join(parts, "semicolon"))


def _narrower(case: Case, claim: Claim, other: Claim) -> bool:
    """Whether another denial of the same speaker already covers this one."""
    if claim is other or claim.speaker != other.speaker or not claim.scope or not other.scope:
        return False
    return claim.scope != other.scope and covers(other.scope, claim.scope, case.corpus.places)


def _covered(case: Case, claim: Claim) -> Line:
    return scope(case, claim, claim.scope, place=False) if claim.scope else ()


def _denial(case: Case, group: list[Claim]) -> Line:
    speakers = [c.speaker for c in group]
    shown = names.word_of(
        "acts", "denies", names.number(case, group), "verb", plural=names.plural(case, speakers)
    )
    who, what = names.actors(case, speakers), _covered(case, group[0])
    return (*phrase("bottom.denies", who=who, verb=shown, what=what), *names.cite(case, group))


def _inquiries(case: Case) -> Iterable[Line]:
    """Yield the last state of each inquiry that is not finished."""
    unfinished = case.open_inquiries(case.slug)
    for claim, p in case.said(case.slug, "process"):
        if claim in unfinished:
            yield sentence(_inquiry(case, claim, p), names.cite(case, [claim]))


def _inquiry(case: Case, claim: Claim, p: Proposition) -> Line:
    numbers, plural = names.number(case, [claim]), case.actor(claim.speaker).plural
    state = names.word_of("inquiry_states", p["status"], numbers, "phrase")
    who = names.actor(case, claim.speaker, inside=True)
    if p["by"] and p["by"] != claim.speaker:
        by = names.actor(case, p["by"], inside=True)
        says = verb("bottom.says", numbers, plural=plural)
        return phrase("bottom.inquiry_by", who=who, verb=says, by=by, state=state)
    return phrase("bottom.inquiry", who=who, verb=verb("bottom.calls", numbers, plural=plural), state=state)

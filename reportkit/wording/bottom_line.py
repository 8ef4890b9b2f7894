"""
The bottom line: what a reader takes away first, in at most eighty words.

Nothing of it is left out for want of room. Where its sentences are too many, they are said together:
inquiries first, then denials, then who names whom, at last with numbers instead of names. What even that does
not bring below the limit is words that people typed, which `reportkit check` refuses with the count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from reportkit import codebook
from reportkit.analysis.denials import covers
from reportkit.analysis.standing import Standing
from reportkit.case import Case
from reportkit.model import Claim, Proposition
from reportkit.wording import bottom_line_short as short
from reportkit.wording import names
from reportkit.wording.gist import act, scope
from reportkit.wording.phrases import join, phrase, quoted, sentence, verb
from reportkit.wording.runs import Line, plain
from reportkit.wording.speakers import affirmers, burdened_affirmers, resolved_words, took_back

BOTTOM_LINE_WORDS = 80
Sentences: TypeAlias = tuple[Line, ...]
Denials: TypeAlias = tuple[list[Claim], ...]


def bottom_line(case: Case) -> Sentences:
    """
    Return the bottom line: whole sentences, most important first, in 80 words if that can be.

    What happened by whose word; who accuses or claims; who denies; the state of inquiries. It is the first
    of `forms` that has at most 80 words, else the shortest.
    """
    found: Sentences = ()
    for found in forms(case):
        if sum(map(words_in, found)) <= BOTTOM_LINE_WORDS:
            break
    return found


def forms(case: Case) -> Iterator[Sentences]:
    """Yield the bottom line in ever fewer words; every form refers to the same claims."""
    what, who = tuple(_what(case)), tuple(_who(case))
    denials, inquiries = tuple(_denials(case)), tuple(_inquiries(case))
    yield (*what, *who, *denials, *inquiries)
    accusing, about = _accusing(case), dict(_denying(case))
    denying = [claim for same in about.values() for group in same for claim in group]
    if len(inquiries) > 1:
        inquiries = short.inquiries(case, short.FEW)
        yield (*what, *who, *denials, *inquiries)
    if len(denying) > len(about):
        denials = tuple(_of_one(case, accused, same) for accused, same in about.items())
        yield (*what, *who, *denials, *inquiries)
    for most in (short.EVERY, short.FEW) if len(denying) > 1 else ():
        denials = short.denials(case, denying, most)
        yield (*what, *who, *denials, *inquiries)
    for most in (short.FEW, 1) if len(accusing) > 1 else ():
        who = short.accusations(case, accusing, most)
        yield (*what, *who, *denials, *inquiries)
    denials = short.denials(case, denying, 1) if len(denying) > 1 else denials
    yield (*_what(case, most=1), *who, *denials, *short.inquiries(case, 1))


def words_in(line: Line) -> int:
    """
    Return how many words a line has, references and marks left aside.

    Examples
    --------
    >>> words_in(phrase("bottom.no_author"))
    8
    """
    return sum(any(c.isalnum() for c in word) for word in plain(line).split())


def _what(case: Case, most: int = short.EVERY) -> Iterable[Line]:
    """Yield that it took place, by whose word, or who denies it where nobody affirms it."""
    found = case.standing("occurred")
    if found is not None and found.voices.affirmed:
        yield _affirmed(case, found, most)
    elif found is not None and found.voices.denied:
        claims = found.voices.denied
        who = short.speakers(case, [c.speaker for c in claims], most)
        line = phrase(
            "ceiling.denied" if case.left_out else "bottom.denied", who=who, verb=act(case, claims[0])
        )
        yield sentence(line, names.cite(case, claims))


def _affirmed(case: Case, found: Standing, most: int) -> Line:
    claims = burdened_affirmers(case, found) or found.voices.affirmed
    speakers = dict.fromkeys(c.speaker for c in claims)
    plural, numbers = names.plural(case, speakers), names.number(case, claims)
    who, cited = short.speakers(case, speakers, most), names.cite(case, claims)
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
    ties = [s for s in case.standings_of("perpetrator") if s.voices.affirmed]
    gone = _gone(case)
    if not ties and not gone:
        yield sentence(phrase("bottom.no_author"), names.cite_silence(case))
    if not ties:
        yield from (took_back(case, s) for s in gone)
    yield from (_accusation(case, claims, accused) for claims, accused in _accusing(case))


def _gone(case: Case) -> list[Standing]:
    """Return who was named as answerable and is so no more; nothing where somebody still is."""
    told = case.standings_of("perpetrator")
    return [] if any(s.voices.affirmed for s in told) else [s for s in told if s.word == "withdrawn"]


def _accusing(case: Case) -> list[tuple[list[Claim], str]]:
    """Return the claims with which one speaker names one actor, and that actor; own acts are none."""
    return [
        ([claim for claim in tie.voices.affirmed if claim.speaker == speaker], accused)
        for tie in case.standings_of("perpetrator")
        for accused in (tie.proposition["actor"],)
        for speaker in affirmers(tie)
        if speaker != accused
    ]


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


def _denials(case: Case) -> Iterator[Line]:
    """Yield one sentence for each actor said to be answerable: who denies what, in its own scope."""
    for _, same in _denying(case):
        yield _each(case, same)


def _each(case: Case, same: Denials) -> Line:
    return sentence(join([_denial(case, group) for group in same], "semicolon"))


def _of_one(case: Case, accused: str, same: Denials) -> Line:
    """Return the denials about one actor: in full where there is one, else together."""
    claims = [claim for group in same for claim in group]
    return short.denials_about(case, accused, claims) if len(claims) > 1 else _each(case, same)


def _denying(case: Case) -> Iterator[tuple[str, Denials]]:
    """Yield each actor said to be answerable with the denials about it, those of one scope together."""
    for found in case.standings_of("perpetrator"):
        claims = [c for c in (*found.voices.denied, *found.voices.partly) if c.scope and not c.paraphrase_of]
        shown = [c for c in claims if not any(_narrower(case, c, other) for other in claims)]
        same: dict[str, list[Claim]] = {}
        for claim in sorted(shown, key=lambda c: c.number):
            same.setdefault(plain(_covered(case, claim)), []).append(claim)
        if same:
            yield found.proposition["actor"], tuple(same.values())


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

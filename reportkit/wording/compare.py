"""
Several incidents side by side: one column each, one row a question, every line with where it stands.

Five things stay five: nobody speaks of it ("not stated by anybody"), a speaker tells of harm but not of
this kind of it ("not mentioned"), a speaker declines, a speaker does not know, a speaker says none (0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from reportkit import codebook
from reportkit.analysis.standing import Standing
from reportkit.dossier import Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import act, gist, is_reason, mark_of, nature_of, proposition
from reportkit.wording.glance import mark_for, silent_on
from reportkit.wording.narratives import days_left
from reportkit.wording.phrases import join, phrase, quoted
from reportkit.wording.propositions import label, voiced
from reportkit.wording.runs import Line, Run
from reportkit.wording.speakers import affirmers, vouching
from reportkit.wording.tables import Cell, Column, Table

Lines = Iterator[Line]
_UNKNOWING = {"declines", "denies_knowledge"}
_NAMING = {
    "accuses": "glance.accused_by",
    "suspects": "glance.suspected_by",
    "acknowledges": "compare.acknowledged_by",
    "confirms": "compare.confirmed_by",
    "finds": "compare.found_by",
}
_WITHOUT_WHO = {"denied_only", "not_addressed", "withdrawn"}


def table(case: Dossier, slugs: Sequence[str]) -> Table:
    """
    Return incidents side by side.

    Parameters
    ----------
    case : Dossier
        The dossier of the whole corpus, whose numbers the cells cite.
    slugs : sequence of str
        Incidents of the corpus, in the order of the columns.
    """
    columns = (
        Column(phrase("compare.question"), "23mm"),
        *(Column(names.incident(case, slug, short=True), "1fr") for slug in slugs),
    )
    answers = {key: [tuple(ask(case, slug)) for slug in slugs] for key, ask in QUESTIONS.items()}
    rows = [
        (Cell((phrase(key),)), *(Cell(lines or (_silence(key),)) for lines in cells))
        for key, cells in answers.items()
        if key in _ALWAYS or any(cells)
    ]
    asked = [key for key in _ALWAYS if key not in _NO_QUESTION]
    silent = [[key for key in asked if not answers[key][n]] for n in range(len(slugs))]
    unsaid = (join([phrase(key) for key in keys], "semicolon") or phrase("silent") for keys in silent)
    rows.append((Cell((phrase("compare.silent"),)), *(Cell((line,)) for line in unsaid)))
    note = (*phrase("compare.note"), *names.cite_silence(case), *phrase("stop"))
    return Table("compare", columns, tuple(rows), note=note)


def _silence(key: str) -> Line:
    """Return what stands in an empty cell: that nobody states it; of what is no question, a dash."""
    if key in _NO_QUESTION:
        return phrase("silent")
    return (*_sign("not_addressed", ()), *phrase("glance.not_stated"))


def _sign(name: str, source: Sequence[str]) -> Line:
    return (Run(name, tuple(source), "mark"), *phrase("space"))


def _by(case: Dossier, what: Line, claims: Iterable[Claim], key: str = "glance.standing_by") -> Line:
    """Return words with who says them and their claims: "an explosion, by PMU members [C12]"."""
    claims = tuple(claims)
    who = names.actors(case, [c.speaker for c in claims], short=True)
    line = phrase(key, standing=what, who=who) if claims else what
    return (*line, *names.cite(case, claims))


def _flagged(found: Standing, line: Line) -> Line:
    """Return a line with what its standing would be without readers' inferences, and its flags."""
    if found.otherwise:
        word = names.word_of("standings", found.otherwise)
        line = (*line, *phrase("space"), *phrase("compare.else", standing=word))
    shown = (flag for flag in found.flags if flag != "inquiry")
    return (*line, *(run for flag in shown for run in _behind(flag)))


def _behind(flag: str) -> Line:
    return (*phrase("space"), Run(flag, (), "mark"))


def _standing(case: Dossier, found: Standing, what: Line = ()) -> Line:
    """Return a standing: its mark, what stands so, by whose word, and what is left without inference."""
    voices = found.voices
    claims = vouching(case, found) or voices.denied or voices.withdrawn or voices.partly or voices.own
    word = names.word_of("standings", found.word, names.number(case, claims))
    told = join([part for part in (what, word) if part], "colon")
    alone = found.word in _WITHOUT_WHO
    key = "compare.disputed" if found.word == "disputed" else "glance.standing_by"
    line = (*told, *names.cite(case, claims)) if alone else _by(case, told, claims, key)
    return (*_sign(found.word, names.number(case, claims)), *_flagged(found, line))


def _denied(case: Dossier, found: Standing) -> Lines:
    whole = found.voices.denied if found.voices.affirmed else ()
    partly = [c for c in found.voices.partly if c.speaker not in {d.speaker for d in whole}]
    for claims, key in ((whole, "glance.denied_by"), (partly, "glance.denied_part")):
        if claims:
            line = phrase(key, who=names.actors(case, [c.speaker for c in claims], short=True))
            yield (*_sign("denies", names.number(case, claims)), *line, *names.cite(case, claims))


def _occurred(case: Dossier, slug: str) -> Lines:
    found = case.standing("occurred", slug)
    if found and found.word != "not_addressed":
        yield _standing(case, found)
        yield from _denied(case, found)


def _nature(case: Dossier, slug: str) -> Lines:
    for found in case.standings_of("nature", slug):
        numbers = names.number(case, voiced(found))
        yield _standing(case, found, nature_of(found.proposition, (), numbers))
        yield from _denied(case, found)


def _place(case: Dossier, slug: str) -> Lines:
    for found in case.standings_of("location", slug):
        yield _standing(case, found, names.at_place(case, found.proposition["place"]))
        yield from _denied(case, found)


def _day(case: Dossier, slug: str) -> Lines:
    """Yield each day that is stated, then the days that follow from several statements together."""
    spoken = case.standings_of("time", slug)
    stated = [s for s in spoken if s.voices.affirmed]
    for found in spoken:
        yield _standing(case, found, proposition(case, voiced(found)[0], found.proposition))
        yield from _denied(case, found)
    bounds = case.bounds(slug)
    used = {*bounds.earliest.claims, *bounds.latest.claims}
    alone = {c.id for s in stated for c in s.voices.affirmed} if len(stated) == 1 else set()
    if used - alone:
        who = names.actors(case, [c.speaker for c in case.statements if c.id in used], short=True)
        yield phrase("compare.left_open", who=who, days=days_left(case, bounds))


def _answerable(case: Dossier, slug: str) -> Lines:
    for found in case.standings_of("perpetrator", slug):
        actor = found.proposition["actor"]
        name = names.actor(case, actor, short=True)
        numbers = names.number(case, (*found.voices.affirmed, *found.voices.denied))
        word = names.word_of("standings", found.word, numbers)
        yield _flagged(found, (*_sign(found.word, numbers), *name, *phrase("colon"), *word))
        ways = dict.fromkeys(
            (c.speaker, c.act)
            for speaker in affirmers(found)
            for c in found.voices.affirmed
            if c.speaker == speaker
        )
        for way in ways:
            claims = [c for c in found.voices.affirmed if (c.speaker, c.act) == way]
            yield _naming(case, claims, own=way == (actor, "claims"))


def _naming(case: Dossier, claims: Sequence[Claim], *, own: bool) -> Line:
    """Return how one speaker names an actor as answerable by one kind of act."""
    speaker = claims[0].speaker
    key = _NAMING.get(claims[0].act, "glance.named_by")
    if own:
        key = "glance.claimed_by" if case.actor(speaker).plural else "glance.claimed_by_one"
    line = phrase(key, who=names.actor(case, speaker, inside=True))
    return (*_sign(mark_of(claims), names.number(case, claims)), *line, *names.cite(case, claims))


def _denials(case: Dossier, slug: str) -> Lines:
    """Yield what each speaker denies, as far as the denial goes and no further."""
    for claim in case.about(slug):
        if claim.act == "denies" and claim.id not in case.withdrawn:
            said = join([names.actor(case, claim.speaker), act(case, claim), gist(case, claim)], "space")
            yield _statement(case, claim, said, tied=slug)


def _statement(case: Dossier, claim: Claim, said: Line, *, tied: str) -> Line:
    """Return one claim with its square, and the eye where a reader ties it to the incident."""
    sign = _sign(mark_of([claim]), names.number(case, [claim]))
    inferred = any(b.inferred for b in claim.about if b.incident == tied)
    eye = _behind("inference") if inferred else ()
    return (*sign, *said, *names.cite(case, [claim]), *eye)


def _harm(kind: str) -> Callable[[Dossier, str], Lines]:
    def said(case: Dossier, slug: str) -> Lines:
        told = list(_counts(case, slug, kind))
        yield from told
        if told and (silent := silent_on(case, slug, kind)):
            who = names.actors(case, [c.speaker for c in silent], short=True)
            yield (*phrase("compare.not_mentioned", who=who), *names.cite(case, silent))

    return said


def _counts(case: Dossier, slug: str, kind: str, head: Line = ()) -> Lines:
    """Yield each speaker's number of people, and who denies it."""
    for found in case.standings_of("casualty", slug):
        if found.proposition["kind"] == kind:
            yield from (_count(case, found, claim, head) for claim in found.voices.affirmed)
            yield from _unaffirmed(case, found, _whose(case, found.proposition, head))
            yield from _denied(case, found)


def _unaffirmed(case: Dossier, found: Standing, what: Line) -> Lines:
    """Yield where it stands what is only denied or was taken back: that is not silence."""
    if not found.voices.affirmed:
        yield _standing(case, found, what)


def _whose(case: Dossier, p: Proposition, said: Line) -> Line:
    """Return words on harm with whose harm it is, where a claim says so."""
    if not p["of"]:
        return said
    of = names.actor(case, p["of"], inside=True)
    return phrase("prop.harm_of", what=said, actor=of) if said else of


def _count(case: Dossier, found: Standing, claim: Claim, head: Line) -> Line:
    """Return a number of people as one speaker says it; none is said as 0, beside the text's words."""
    p = next(p for p in claim.propositions if p.key == found.proposition.key)
    numbers = names.number(case, [claim])
    said = names.quantity(p.quantity, numbers)
    if p.quantity and p.quantity.best == 0 and p.quantity.words:
        said = join([names.figure(0, numbers), said])
    said = _whose(case, p, join([part for part in (head, said) if part], "colon"))
    return (*_sign(mark_for(found, claim), numbers), *_by(case, said, [claim]))


def _other_harm(case: Dossier, slug: str) -> Lines:
    for kind in ("missing", "detained", "displaced"):
        yield from _counts(case, slug, kind, names.word_of("casualties", kind, form="noun"))


def _damage(case: Dossier, slug: str) -> Lines:
    for claim, p in case.said(slug, "damage"):
        numbers = names.number(case, [claim])
        mark = mark_for(case.standings[p.key], claim)
        yield (*_sign(mark, numbers), *_by(case, quoted(p["words"], numbers), [claim]))
    for found in case.standings_of("damage", slug):
        yield from _unaffirmed(case, found, _words(case, found))
        yield from _denied(case, found)


def _words(case: Dossier, found: Standing) -> Line:
    """Return the words in which a proposition is first spoken of, if a claim holds any."""
    first = voiced(found)[0]
    words = next((p["words"] for p in first.propositions if p.key == found.proposition.key), "")
    return quoted(words, names.number(case, [first])) if words else ()


def _reasons(case: Dossier, slug: str) -> Lines:
    """Yield the reasons given for an incident, then where it stands what is denied or was taken back."""
    for claim, p in case.said(slug, "motive"):
        numbers = names.number(case, [claim])
        yield (*_sign("motive", numbers), *_by(case, quoted(p["words"], numbers), [claim]))
    for claim, p in case.stated("link"):
        if _answers(p, slug):
            numbers = names.number(case, [claim])
            eye = _behind("inference") if p.inferred else ()
            yield (*_sign("motive", numbers), *_by(case, _reason(case, claim, p), [claim]), *eye)
    for found in case.standings_of("motive", slug):
        yield from _unaffirmed(case, found, _words(case, found))
        yield from _denied(case, found)
    for found in case.standings.values():
        if _answers(found.proposition, slug) and found.word != "not_addressed":
            yield from _unaffirmed(case, found, _reason(case, voiced(found)[0], found.proposition))
            yield from _denied(case, found)


def _answers(p: Proposition, slug: str) -> bool:
    """Whether it is a link that gives a reason for an incident: what it is said to answer."""
    return p.kind == "link" and p["of"] == slug and not p.of_claims and is_reason(p)


def _reason(case: Dossier, claim: Claim, p: Proposition) -> Line:
    words = names.word_of("links", p["link"], names.number(case, [claim]), "phrase")
    return join([words, names.incident(case, p["to"], short=True)], "space")


def _inquiries(case: Dossier, slug: str) -> Lines:
    """Yield each inquiry in the state that is told last."""
    told = {p["inquiry"]: (claim, p) for claim, p in case.said(slug, "process")}
    for claim, p in told.values():
        numbers = names.number(case, [claim])
        state = names.word_of("inquiry_states", p["status"], numbers, "phrase")
        if p["by"]:
            said = phrase("gist.inquiry_by", by=names.actor(case, p["by"], inside=True), state=state)
        else:
            said = phrase("gist.inquiry", state=state)
        still = codebook.vocabulary("inquiry_states")[p["status"]]["open"]
        sign = _sign("inquiry", numbers) if still else ()
        yield (*sign, *_by(case, said, [claim]))
    for found in case.standings_of("process", slug):
        yield from _unaffirmed(case, found, label(case, found, alone=True))
        yield from _denied(case, found)


def _unknowing(case: Dossier, slug: str) -> Lines:
    """Yield who declines to speak of it, and who says that they do not know."""
    for claim in case.about(slug):
        if claim.act in _UNKNOWING and claim.id not in case.withdrawn:
            what = gist(case, claim) if claim.propositions or claim.scope else ()
            parts = (names.actor(case, claim.speaker), act(case, claim), what)
            said = join([part for part in parts if part], "space")
            yield _statement(case, claim, said, tied=slug)


def _origins(case: Dossier, slug: str) -> Lines:
    """Yield how many independent origins say that it took place, and how much else rests on one."""
    occurred = case.standing("occurred", slug)
    if occurred and occurred.voices.affirmed:
        claims = occurred.voices.affirmed
        n = (Run(str(case.origins_of(occurred)), names.number(case, claims)),)
        key = "compare.origin" if case.origins_of(occurred).high == 1 else "compare.origins"
        who = names.actors(case, [c.speaker for c in claims], short=True)
        yield (*phrase(key, n=n, who=who), *names.cite(case, claims))
    rest = [
        s
        for s in case.standings.values()
        if s.proposition.about == slug and s.voices.affirmed and s.proposition.kind != "occurred"
    ]
    if rest:
        single = sum(case.origins_of(s).high == 1 for s in rest)
        n, many = ((Run(str(i), tuple(case.source.values())),) for i in (single, len(rest)))
        yield phrase("compare.single" if len(rest) > 1 else "compare.single_one", n=n, many=many)


QUESTIONS: Final[dict[str, Callable[[Dossier, str], Lines]]] = {
    "compare.occurred": _occurred,
    "compare.nature": _nature,
    "compare.place": _place,
    "compare.day": _day,
    "compare.answerable": _answerable,
    "compare.denials": _denials,
    "compare.killed": _harm("killed"),
    "compare.injured": _harm("injured"),
    "compare.other_harm": _other_harm,
    "compare.damage": _damage,
    "compare.reasons": _reasons,
    "compare.inquiries": _inquiries,
    "compare.unknowing": _unknowing,
    "compare.origin_heads": _origins,
}
_ALWAYS: Final = tuple(key for key in QUESTIONS if key not in {"compare.other_harm", "compare.unknowing"})
# What is not a question to the record: nobody has to deny, to decline, or to be an origin.
_NO_QUESTION: Final = {"compare.denials", "compare.other_harm", "compare.unknowing", "compare.origin_heads"}


def shared(case: Dossier, slugs: Sequence[str]) -> Table:
    """Return what incidents have in common: who speaks of several, and who is named in several."""
    columns = (
        Column(phrase("shared.what"), "auto"),
        *(Column(names.incident(case, slug, short=True), "1fr") for slug in slugs),
    )
    speakers = _in_several([c.speaker for c in case.about(slug)] for slug in slugs)
    accused = _in_several([s.proposition["actor"] for s in _affirmed(case, slug)] for slug in slugs)
    spoken = ((_speaks(case, actor), *(_spoken(case, actor, slug) for slug in slugs)) for actor in speakers)
    named = ((_is_named(case, actor), *(_named(case, actor, slug) for slug in slugs)) for actor in accused)
    rows = (*spoken, *named)
    return Table("shared", columns, rows, note=phrase("shared.note"))


def _in_several(found: Iterable[Iterable[str]]) -> list[str]:
    """Return what stands in two or more groups, in the order in which it is first found."""
    groups = [tuple(dict.fromkeys(group)) for group in found]
    names_ = dict.fromkeys(name for group in groups for name in group)
    return [name for name in names_ if sum(name in group for group in groups) > 1]


def _affirmed(case: Dossier, slug: str) -> list[Standing]:
    """Return where it stands of each actor that somebody calls answerable."""
    return [s for s in case.standings_of("perpetrator", slug) if s.voices.affirmed]


def _speaks(case: Dossier, actor: str) -> Cell:
    key = "shared.speak" if case.actor(actor).plural else "shared.speaks"
    return Cell((phrase(key, who=names.actor(case, actor)),))


def _is_named(case: Dossier, actor: str) -> Cell:
    key = "shared.are_named" if case.actor(actor).plural else "shared.is_named"
    return Cell((phrase(key, who=names.actor(case, actor)),))


def _spoken(case: Dossier, actor: str, slug: str) -> Cell:
    claims = [c for c in case.about(slug) if c.speaker == actor]
    if not claims:
        return Cell((phrase("silent"),))
    lines = []
    for name in dict.fromkeys(c.act for c in claims):
        same = [c for c in claims if c.act == name]
        sign = _sign(mark_of(same), names.number(case, same))
        lines.append((*sign, *act(case, same[0]), *names.cite(case, same)))
    return Cell(tuple(lines))


def _named(case: Dossier, actor: str, slug: str) -> Cell:
    found = next((s for s in _affirmed(case, slug) if s.proposition["actor"] == actor), None)
    return Cell((_standing(case, found),)) if found else Cell((phrase("silent"),))


def links(case: Dossier, slugs: Sequence[str]) -> list[Line]:
    """Return every link that somebody states between two of the incidents, with who states it."""
    found = []
    for claim, p in case.propositions("link"):
        if not p.of_claims and {p["of"], p["to"]} <= set(slugs) and codebook.affirms(claim.act):
            sign = _sign("motive" if is_reason(p) else "states", names.number(case, [claim]))
            taken = phrase("sequence.taken_back") if claim.id in case.withdrawn else ()
            eye = _behind("inference") if p.inferred else ()
            found.append((*sign, *_by(case, proposition(case, claim, p), [claim]), *eye, *taken))
    return found

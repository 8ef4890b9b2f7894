"""What a claim says, in a few words: for tables, labels and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from reportkit import codebook
from reportkit.dossier import END, Dossier
from reportkit.model import Claim, Proposition, Scope
from reportkit.wording import names
from reportkit.wording.phrases import join, phrase, quoted
from reportkit.wording.runs import Line, Run

_ORDER = (
    "occurred",
    "nature",
    "location",
    "perpetrator",
    "target",
    "casualty",
    "damage",
    "presence",
    "process",
    "time",
    "motive",
    "link",
    "relation",
    "described",
    "contested",
    "utterance",
    "intent",
)
_STRENGTH = ("denies", "accuses", "affirms", "claims_own", "motive", "states")
_PRONOUNS = {"they", "we", "our", "their", "us", "them"}


def act(case: Dossier, claim: Claim) -> Line:
    """Return the verb of a claim in the number of its speaker: "denies", "deny"."""
    plural = case.actor(claim.speaker).plural
    return names.word_of("acts", claim.act, names.number(case, [claim]), "verb", plural=plural)


def gist(case: Dossier, claim: Claim) -> Line:
    """
    Return what a claim says, without its speaker and act.

    Parameters
    ----------
    case : Dossier
        The case that numbers the claim.
    claim : Claim
        One of its statements.
    """
    source = names.number(case, [claim])
    if claim.retracts:
        taken = case.number.get(claim.retracts)
        return phrase("gist.retracts", number=(Run(taken or claim.retracts, source),))
    if claim.scope:
        return scope(case, claim, claim.scope)
    said = propositions(case, claim)
    return said or phrase("gist.nothing")


def propositions(case: Dossier, claim: Claim) -> Line:
    """Return the propositions of a claim in words, each once."""
    unique = {p.key: p for p in _shown(claim, claim.propositions)}.values()
    said = [words for p in _ordered(unique) if (words := proposition(case, claim, p))]
    if not said and any(_own(claim, p) for p in claim.propositions):
        return phrase("gist.own_act")
    return join(said)


def _shown(claim: Claim, said: Iterable[Proposition]) -> list[Proposition]:
    """Return what is worth saying: no kind of event beside the text's own words for it, no own act."""
    said = tuple(said)
    worded = any(p.kind == "occurred" and p["words"] for p in said)
    return [p for p in said if not _own(claim, p) and not (worded and p.kind == "nature")]


def _ordered(said: Iterable[Proposition]) -> list[Proposition]:
    return sorted(said, key=lambda p: _ORDER.index(p.kind))


def _own(claim: Claim, p: Proposition) -> bool:
    """Whether a proposition only repeats that the speaker speaks of its own act."""
    return p.kind == "perpetrator" and claim.act == "claims" and p["actor"] == claim.speaker


def proposition(case: Dossier, claim: Claim, p: Proposition) -> Line:
    """Return one proposition in words."""
    return _SAID[p.kind](case, p, names.number(case, [claim]), claim)


def brief(case: Dossier, claim: Claim, *kinds: str) -> Line:
    """
    Return what a claim says for a label in a figure.

    Of harm the text's words alone, of a scope no place; of all else what `gist` says, for the
    kinds of propositions that are named, or all.
    """
    if claim.scope:
        return scope(case, claim, claim.scope, place=False)
    said = _shown(claim, [p for p in claim.propositions if not kinds or p.kind in kinds])
    return join([_briefly(case, claim, p) for p in _ordered(said)]) if said else gist(case, claim)


def _briefly(case: Dossier, claim: Claim, p: Proposition) -> Line:
    source = names.number(case, [claim])
    if p.kind in {"casualty", "damage"} and p["words"]:
        return quoted(p["words"], source)
    if p.kind == "process":
        return phrase("gist.inquiry", state=names.word_of("inquiry_states", p["status"], source, "short"))
    return proposition(case, claim, p)


def scope(case: Dossier, claim: Claim, covered: Scope, *, place: bool = True) -> Line:
    """Return what a denial or accusation covers: "an airstrike by the US in Iraq, that day"."""
    source = names.number(case, [claim])
    line = _acted(case, covered, source)
    if covered.place and place:
        line = (*line, *phrase("space"), *names.at_place(case, covered.place))
    if covered.day is not None:
        that_day = phrase("gist.that_day")
        line = (
            *line,
            *(
                that_day
                if covered.said("day")
                else phrase("gist.on_day", when=names.day(covered.day, source))
            ),
        )
    return line


def speaks_of_itself(covered: Scope) -> bool:
    """Whether a scope's actor is a reader's resolution of a pronoun: "they did not launch"."""
    return "actor" in covered.inferred and covered.said("actor").lower() in _PRONOUNS


def _acted(case: Dossier, covered: Scope, source: Sequence[str]) -> Line:
    own = speaks_of_itself(covered)
    who = names.actor(case, covered.actor, inside=True) if covered.actor else ()
    if covered.nature:
        noun = names.word_of("natures", covered.nature, source, "noun")
        if own:
            conducted = covered.involvement in {"", "conducted"}
            return phrase("gist.own" if conducted else "gist.own_part", nature=noun)
        return phrase("gist.conducted", nature=noun, actor=who) if who else noun
    if not who:
        return phrase("gist.took_place")
    if covered.involvement in {"", "any_role"}:
        return phrase("gist.any_role", actor=who)
    role = names.word_of("involvements", covered.involvement, source, "phrase")
    return phrase("gist.role", role=role, actor=who)


Said = Callable[[Dossier, Proposition, Sequence[str], Claim], Line]


def _occurred(_: Dossier, p: Proposition, source: Sequence[str], __: Claim) -> Line:
    return quoted(p["words"], source) if p["words"] else phrase("gist.took_place")


def _nature(_: Dossier, p: Proposition, source: Sequence[str], __: Claim) -> Line:
    return names.nature(p, source, verbatim=True)


def nature_of(p: Proposition, source: Sequence[str], quoting: Sequence[str] = ()) -> Line:
    """
    Return a kind of event in the codebook's word; of one that has none, with the text's own.

    Parameters
    ----------
    p : Proposition
        Of the kind "nature".
    source : sequence of str
        Claims that the codebook's word speaks for; empty where it only names a proposition.
    quoting : sequence of str
        Claims whose words are quoted; left out, the same.
    """
    noun = names.word_of("natures", p["is"], source, "noun")
    if p["is"] != "other" or not p["words"]:
        return noun
    return phrase("kind.other", noun=noun, words=quoted(p["words"], quoting or source))


def _location(case: Dossier, p: Proposition, _: Sequence[str], __: Claim) -> Line:
    return names.at_place(case, p["place"])


def _perpetrator(case: Dossier, p: Proposition, source: Sequence[str], claim: Claim) -> Line:
    who = names.actor(case, p["actor"], inside=True)
    if claim.act == "suspects":
        return who
    if claim.act == "accuses":
        return phrase("gist.accused_of", actor=who, what=quoted(p["words"], source)) if p["words"] else who
    return phrase("gist.by", actor=who)


def _target(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    if p["actor"]:
        what = names.actor(case, p["actor"], inside=True)
    elif p["place"]:
        what = names.place(case, p["place"])
    else:
        what = quoted(p["words"], source)
    return phrase("gist.hit" if p["reached"] == "hit" else "gist.aimed", what=what)


def _casualty(_: Dossier, p: Proposition, source: Sequence[str], __: Claim) -> Line:
    return phrase(f"gist.{p['kind']}", n=names.quantity(p.quantity, source))


def _process(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    state = names.word_of("inquiry_states", p["status"], source, "phrase")
    if p["by"]:
        return phrase("gist.inquiry_by", by=names.actor(case, p["by"], inside=True), state=state)
    return phrase("gist.inquiry", state=state)


def _presence(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    if p["words"]:
        return quoted(p["words"], source)
    return phrase("gist.presence_plain", actor=names.actor(case, p["actor"]))


def _time(_: Dossier, p: Proposition, source: Sequence[str], __: Claim) -> Line:
    when = names.day(p.when, source) if p.when else quoted(p["words"], source)
    return phrase("gist.ended", when=when) if p["point"] == "end" else when


def _relation(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    verb = names.word_of("relations", p["relation"], source, "verb", plural=case.actor(p["of"]).plural)
    return phrase(
        "gist.relation",
        of=names.actor(case, p["of"], inside=True),
        verb=verb,
        to=names.actor(case, p["to"], inside=True),
    )


def _link(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    to = names.incident(case, p["to"], short=True)
    if p.of_claims:
        numbers = [case.number[i] for i in p.of_claims if i in case.number]
        listed = phrase("gist.statements", numbers=(Run(", ".join(numbers), tuple(numbers)),))
        of = listed if numbers else phrase("orders.elsewhere")
    else:
        of = names.incident(case, p["of"].removesuffix(END), short=True)
        if p["point"] == "end":
            of = phrase("gist.end_of", incident=of)
    words = names.word_of("links", p["link"], source, "phrase")
    if p.gap:
        return phrase("gist.link_gap", of=of, gap=names.gap(p, source), phrase=words, to=to)
    return phrase("gist.link", of=of, phrase=words, to=to)


def _utterance(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    known = [i for i in p.of_claims if i in case.number]
    if not known:
        return quoted(p["words"], source)
    number: Line = (Run(", ".join(case.number[i] for i in known), tuple(case.number[i] for i in known)),)
    if p.when:
        return phrase("gist.utterance_dated", number=number, when=names.day(p.when, source))
    who = case.corpus.claim(known[0]).speaker
    return phrase("gist.utterance", who=names.actor(case, who, inside=True), number=number)


def _described(case: Dossier, p: Proposition, source: Sequence[str], _: Claim) -> Line:
    return phrase(
        "gist.described", words=quoted(p["words"], source), actor=names.actor(case, p["actor"], inside=True)
    )


def _motive(_: Dossier, p: Proposition, source: Sequence[str], claim: Claim) -> Line:
    words = quoted(p["words"], source)
    return words if claim.act == "gives_reason" else phrase("gist.reason", words=words)


def _worded(key: str) -> Said:
    def said(_: Dossier, p: Proposition, source: Sequence[str], __: Claim) -> Line:
        return phrase(key, words=quoted(p["words"], source))

    return said


_SAID: dict[str, Said] = {
    "occurred": _occurred,
    "nature": _nature,
    "location": _location,
    "perpetrator": _perpetrator,
    "target": _target,
    "casualty": _casualty,
    "damage": _worded("gist.damage"),
    "motive": _motive,
    "process": _process,
    "presence": _presence,
    "time": _time,
    "relation": _relation,
    "link": _link,
    "contested": _worded("gist.contested"),
    "utterance": _utterance,
    "intent": _worded("gist.intent"),
    "described": _described,
}


def is_reason(p: Proposition) -> bool:
    """Whether a link gives a reason, not only an order or what is part of what."""
    return bool(codebook.vocabulary("links")[p["link"]]["kind"] == "reason")


def mark_of(claims: Iterable[Claim]) -> str:
    """Return the square for one speaker's statements together: the strongest of their acts."""
    marks = {str(codebook.vocabulary("acts")[claim.act]["mark"]) for claim in claims}
    return next(mark for mark in _STRENGTH if mark in marks)

"""Who states or denies which order of events: by pair of events, and side by side by speaker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from reportkit import codebook
from reportkit.dossier import END, Dossier
from reportkit.model import Claim, Proposition
from reportkit.wording import names
from reportkit.wording.gist import act, proposition
from reportkit.wording.phrases import join, listed, phrase
from reportkit.wording.runs import Line, Run, plain
from reportkit.wording.tables import Cell, Column, Table

Pair = frozenset[str]
_STATEMENT = "statement "


@dataclass(frozen=True, slots=True)
class Order:
    """One order: the earlier and the later event (or statement), and the claim that states or denies it."""

    earlier: str
    later: str
    claim: Claim
    link: Proposition

    @property
    def pair(self) -> Pair:
        """The two that it orders, without their order."""
        return frozenset({self.earlier.removesuffix(END), self.later.removesuffix(END)})

    @property
    def denied(self) -> bool:
        """Whether its speaker says that it is not so; then it orders nothing, and is no silence."""
        return self.claim.act == "denies"


@dataclass(frozen=True)
class Sides:
    """What each speaker states or denies of order and days, for the questions put to all of them."""

    case: Dossier
    wanted: Pair = frozenset()

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """Every order that somebody states or denies, by pair of events as they are first named."""
        found = [o for c, p in self.case.propositions("link") for o in _orders(c, p)]
        if self.wanted:
            found = [o for o in found if o.pair <= self.wanted]
        pairs = list(dict.fromkeys(o.pair for o in found))
        return tuple(sorted(found, key=lambda o: pairs.index(o.pair)))

    @cached_property
    def days(self) -> tuple[tuple[Claim, Proposition], ...]:
        """Every time stated or denied for an event."""
        said = self.case.propositions("time")
        return tuple((c, p) for c, p in said if _addresses(c) and (not self.wanted or p.about in self.wanted))

    @cached_property
    def asserters(self) -> tuple[str, ...]:
        """Everybody who states or denies an order or a day, in reading order."""
        stating = [*(o.claim for o in self.orders), *(claim for claim, _ in self.days)]
        return tuple(dict.fromkeys(c.speaker for c in sorted(stating, key=self.case.statements.index)))

    def unaddressed(self, speaker: str) -> tuple[Pair, ...]:
        """Return the pairs that somebody speaks of and a speaker neither orders nor denies."""
        own = {o.pair for o in self.orders if o.claim.speaker == speaker}
        return tuple(dict.fromkeys(o.pair for o in self.orders if o.pair not in own))


def _addresses(claim: Claim) -> bool:
    """Whether a claim says of what it carries that it is so, or that it is not."""
    return codebook.affirms(claim.act) or claim.act == "denies"


def _orders(claim: Claim, p: Proposition) -> Iterator[Order]:
    kind = codebook.vocabulary("links")[p["link"]]["kind"]
    if kind == "structure" or not _addresses(claim):
        return
    of = _STATEMENT + " ".join(p.of_claims) if p.of_claims else p["of"]
    of += END if p["point"] == "end" else ""
    earlier, later = (of, p["to"]) if p["link"] == "before" else (p["to"], of)
    yield Order(earlier, later, claim, p)


def orders(case: Dossier, incidents: Iterable[str] = ()) -> Table:
    """
    Return the orders, one row each: what is earlier, what later, how, by whose word, or denied by whom.

    Parameters
    ----------
    case : Dossier
        The dossier.
    incidents : iterable of str
        Slugs; only orders between these. Left out, all.
    """
    sides = Sides(case, frozenset(incidents))
    heads = ("orders.earlier", "orders.later", "orders.link", "orders.gap", "orders.who", "orders.silent")
    widths = ("auto", "auto", "auto", "auto", "auto", "1fr")
    columns = tuple(Column(phrase(head), width) for head, width in zip(heads, widths, strict=True))
    rows = tuple(_order_row(case, sides, order) for order in sides.orders)
    return Table("orders", columns, rows, note=phrase("orders.note"))


def _order_row(case: Dossier, sides: Sides, order: Order) -> tuple[Cell, ...]:
    claim, p = order.claim, order.link
    numbers = names.number(case, [claim])
    others = (s for s in dict.fromkeys(o.claim.speaker for o in sides.orders) if s != claim.speaker)
    silent = [s for s in others if order.pair in sides.unaddressed(s)]
    taken = phrase("sequence.taken_back") if claim.id in case.withdrawn else ()
    flags = ("inference",) if p.inferred else ()
    who = names.actor(case, claim.speaker, short=True, inside=order.denied)
    who = phrase("glance.denied_by", who=who) if order.denied else who
    return (
        Cell((_event(case, order.earlier),)),
        Cell((_event(case, order.later),)),
        Cell((names.word_of("links", p["link"], numbers, "phrase"),), flags=flags),
        Cell((names.gap(p, numbers) if p.gap else phrase("silent"),)),
        Cell(((*who, *names.cite(case, [claim]), *taken),), "denies" if order.denied else ""),
        Cell((listed([names.actor(case, s, inside=True) for s in silent]) or phrase("silent"),)),
    )


def _event(case: Dossier, point: str) -> Line:
    """Return what a point of an order is called: an event, its end, or statements by their numbers."""
    bare = point.removesuffix(END)
    if bare.startswith(_STATEMENT):
        known = [case.number[i] for i in bare.removeprefix(_STATEMENT).split() if i in case.number]
        if not known:
            return phrase("orders.elsewhere")
        return phrase("gist.statements", numbers=(Run(", ".join(known), tuple(known)),))
    name = names.incident(case, bare, short=True)
    return phrase("gist.end_of", incident=name) if point.endswith(END) else name


def sides(case: Dossier, incidents: Iterable[str] = ()) -> Table:
    """
    Return what each speaker states or denies of the same order and days, one row each, and what it leaves.

    Parameters
    ----------
    case : Dossier
        The dossier.
    incidents : iterable of str
        Slugs; only orders between these and days of these. Left out, all.
    """
    found = Sides(case, frozenset(incidents))
    heads = {"sides.who": "auto", "sides.orders": "2fr", "sides.days": "2fr", "sides.silent": "2fr"}
    columns = tuple(Column(phrase(head), width) for head, width in heads.items())
    rows = tuple(_side_row(case, found, speaker) for speaker in found.asserters)
    return Table("sides", columns, rows, note=phrase("sides.note"))


def _side_row(case: Dossier, found: Sides, speaker: str) -> tuple[Cell, ...]:
    stated = [(o.claim, o.link) for o in found.orders]
    ordered, dated = (_of(case, speaker, said) for said in (stated, found.days))
    silence = (phrase("silent"),)
    return (
        Cell((names.actor(case, speaker),)),
        Cell(ordered or silence),
        Cell(dated or silence),
        Cell((_unaddressed(case, found, speaker),)),
    )


def _of(case: Dossier, speaker: str, said: Iterable[tuple[Claim, Proposition]]) -> tuple[Line, ...]:
    """Return what a speaker states, a line each; the same words once, with all claims that hold them."""
    same: dict[str, tuple[Line, list[Claim]]] = {}
    for claim, p in said:
        if claim.speaker == speaker:
            words = _said(case, claim, p)
            same.setdefault(plain(words), (words, []))[1].append(claim)
    return tuple((*words, *names.cite(case, claims)) for words, claims in same.values())


def _said(case: Dossier, claim: Claim, p: Proposition) -> Line:
    words = proposition(case, claim, p)
    if p.kind == "time":
        words = (*names.incident(case, p.about, short=True), *phrase("colon"), *words)
    if claim.act == "denies":
        words = join([act(case, claim), words], "colon")
    return (*words, *(phrase("sequence.taken_back") if claim.id in case.withdrawn else ()))


def _unaddressed(case: Dossier, found: Sides, speaker: str) -> Line:
    """Return the pairs that others speak of and a speaker does not; all of them in one word."""
    left = found.unaddressed(speaker)
    if not left:
        return phrase("silent")
    if not any(o.claim.speaker == speaker for o in found.orders):
        return phrase("sides.any_order")
    first = {o.pair: (o.earlier, o.later) for o in reversed(found.orders)}
    return join([listed([_event(case, point) for point in first[pair]]) for pair in left], "semicolon")

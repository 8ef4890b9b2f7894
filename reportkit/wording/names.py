"""Names of actors, incidents, places and claims as pages print them, with their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportkit import codebook, dates
from reportkit.dates import When
from reportkit.dossier import Dossier
from reportkit.model import Claim, Name, Proposition, Quantity
from reportkit.wording.phrases import listed, phrase, quoted
from reportkit.wording.runs import Line, Run, reference


def actor(case: Dossier, identity: str, *, short: bool = False, inside: bool = False) -> Line:
    """
    Return the name of an actor.

    ``inside`` gives the name as it stands within a sentence: "the outlet", "the PMU".
    """
    found = case.actor(identity)
    label = _inside(found.label) if inside else found.label
    words = (found.called if inside else found.short if short else "") or label
    return (Run(words, (f"actor:{identity}",), language=_language_of(case, words, found.names)),)


def native(case: Dossier, name: Name, source: Sequence[str]) -> Run:
    """Return a name of the register as it is written there, in its own language."""
    return Run(name.text, tuple(source), language=language(case, name.language))


def language(case: Dossier, given: str) -> str:
    """Return a language as a run carries it: nothing where it is that of the page, or is not known."""
    return "" if given == case.corpus.language else given


def _language_of(case: Dossier, words: str, registered: Iterable[Name]) -> str:
    """Return the language of a label that is one of the registered names; else it is the page's own."""
    return language(case, next((name.language for name in registered if name.text == words), ""))


def _inside(label: str) -> str:
    """Return a label within a sentence: an article, or the word for who is not named, is no capital there."""
    first, _, rest = label.partition(" ")
    return f"{first.lower()} {rest}" if rest and first in {"A", "An", "The", "Unnamed"} else label


def actors(case: Dossier, identities: Iterable[str], *, short: bool = False, inside: bool = True) -> Line:
    """Return several actors as a list in a sentence."""
    return listed([actor(case, i, short=short, inside=inside) for i in dict.fromkeys(identities)])


def plural(case: Dossier, identities: Iterable[str]) -> bool:
    """Whether a verb after these actors is plural."""
    unique = tuple(dict.fromkeys(identities))
    return len(unique) > 1 or any(case.actor(i).plural for i in unique)


def incident(case: Dossier, slug: str, *, short: bool = False) -> Line:
    """Return the neutral label of an incident."""
    found = case.corpus.incidents[slug]
    words = (found.short if short else "") or found.label
    return (Run(words, (f"incident:{slug}",)),)


def incidents(case: Dossier, slugs: Iterable[str], *, short: bool = True) -> Line:
    """Return the neutral labels of several incidents as a list in a sentence."""
    return listed([incident(case, slug, short=short) for slug in dict.fromkeys(slugs)])


def called(case: Dossier, slug: str) -> Line:
    """Return an incident's label as it stands within a sentence."""
    found = case.corpus.incidents[slug]
    words = found.called or found.label[0].lower() + found.label[1:]
    return (Run(words, (f"incident:{slug}",)),)


def place(case: Dossier, identity: str, *, inside: bool = False) -> Line:
    """Return the name of a place; ``inside`` as it stands within a sentence: "the north basin"."""
    found = case.corpus.places[identity]
    if inside and found.called:
        return (Run(found.called, (f"place:{identity}",)),)
    return (Run(found.label, (f"place:{identity}",), language=_language_of(case, found.label, found.names)),)


def at_place(case: Dossier, identity: str) -> Line:
    """Return a place with its preposition: "at Kalsu base", "in Iran"."""
    kind = codebook.vocabulary("place_kinds")[case.corpus.places[identity].kind]
    return phrase(
        "gist.in" if kind["preposition"] == "in" else "gist.at", place=place(case, identity, inside=True)
    )


def day(when: When, source: Sequence[str]) -> Line:
    """Return a date in words, no more precise than it was given."""
    return (Run(dates.describe(when), tuple(source)),)


def time(p: Proposition, source: Sequence[str]) -> Line:
    """Return when an event took place as it was said, or that it ended then."""
    when = day(p.when, source) if p.when else quoted(p["words"], source)
    if p["point"] != "end":
        return when
    kind = p.when.kind if p.when else ""
    if kind in {"by", "from", "between"} or (p.when and dates.describe(p.when).startswith("about")):
        return phrase("date.ended_bare", when=when)
    return phrase({"day": "date.ended_on", "night": "date.ended_night"}.get(kind, "date.ended"), when=when)


def gap(p: Proposition, source: Sequence[str]) -> Line:
    """Return how far apart two events are as a link has it: "one day"."""
    return (Run(dates.describe_gap(dates.parse_gap(p.gap)), tuple(source)),)


def number(case: Dossier, claims: Iterable[Claim]) -> tuple[str, ...]:
    """Return the numbers of claims, each once, in page order."""
    found = {case.number[c.id] for c in claims if c.id in case.number}
    return tuple(sorted(found, key=lambda n: int(n[1:])))


def cite(case: Dossier, claims: Iterable[Claim]) -> Line:
    """Return the reference to claims, after a space; nothing for none."""
    numbers = number(case, claims)
    return (*phrase("space"), reference(*numbers)) if numbers else ()


def cite_silence(case: Dossier) -> Line:
    """Return the reference to documents in which a thing does not stand."""
    return (*phrase("space"), reference(*case.source.values()))


def word_of(
    vocabulary: str, word: str, source: Sequence[str] = (), form: str = "word", *, plural: bool = False
) -> Line:
    """Return the codebook's words for a term; it speaks for claims where a source is given."""
    entry = codebook.vocabulary(vocabulary)[word][form]
    said = entry if isinstance(entry, str) else entry[1 if plural else 0]
    return (Run(said, tuple(source) or (f"codebook:{vocabulary}/{word}",)),)


def quantity(amount: Quantity | None, source: Sequence[str]) -> Line:
    """Return a number of people as it was said: the text's words first, else the figures."""
    if amount is None:
        return ()
    if amount.words:
        return quoted(amount.words, source)
    low, best, high = amount.low, amount.best, amount.high
    if low is not None and high is not None and low != high:
        return phrase("gist.range", low=figure(low, source), high=figure(high, source))
    one = next((n for n in (best, low, high) if n is not None), None)
    if one is None:
        return ()
    key = {"about": "gist.around", "at_least": "gist.at_least", "at_most": "gist.at_most"}.get(
        amount.comparator
    )
    if key is None and best is None and low is not None and high is None:
        key = "gist.at_least"
    return phrase(key, n=figure(one, source)) if key else figure(one, source)


def figure(value: int, source: Sequence[str]) -> Line:
    """Return a whole number."""
    return (Run(str(value), tuple(source)),)


def nature(p: Proposition, source: Sequence[str], *, verbatim: bool = False) -> Line:
    """Return a kind of event: the text's words in quotes where asked and there, else the codebook's noun."""
    if verbatim and p["words"]:
        return quoted(p["words"], source)
    return word_of("natures", p["is"], source, "noun")

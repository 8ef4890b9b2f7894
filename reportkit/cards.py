"""
What records show of themselves in a notebook: a claim, a corpus, a case and what they are made of.

A card names things as the encoding does, by the slugs people write, so that it leads back to the files.
It words nothing: what a claim says stands behind its speaker and act, part by part, and never without
them. A coder's remark (``note``) is printed nowhere, so not here either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from reportkit import codebook
from reportkit.faces import SILENT, Face, Grid, Words, joined, literal
from reportkit.problems import clipped, plural

if TYPE_CHECKING:
    from reportkit.case import Case
    from reportkit.dossier import Dossier
    from reportkit.model import (
        Actor,
        Assessment,
        Bearing,
        Claim,
        Corpus,
        Document,
        Incident,
        Locality,
        Name,
        Proposition,
        Quantity,
        Reading,
        Scope,
    )

Definitions = tuple[tuple[str, tuple[Words, ...]], ...]

_INFERRED = "reader’s inference"
_SHORT = 90  # characters of what a claim says, in its one line
_INVENTED = "INVENTED TEST MATERIAL. Nothing in it happened."
_NO_SECOND = "no second reader"
_TABLES = "Tables: .claims, .events, .actors, .relations, .sources; all, with what they mean: .tables"


def line(record: object) -> str:
    """Return a record in one line, for lists of them and for messages of tests."""
    kind = type(record).__name__
    head, *rest = _LINES[kind](record)
    told = f": {' · '.join(part for part in rest if part)}" if any(rest) else ""
    return f"<{kind} {literal(head)}{clipped(literal(told), _SHORT)}>"


def face(record: object) -> Face:
    """Return what a record shows when it is the result of a cell."""
    return _FACES[type(record).__name__](record)


def claim(found: Claim) -> Face:
    """
    Return the face of a claim: who, which act, how certainly, what, about what by whose inference, where.

    Whether its speaker took it back later stands in other claims, and so in a case's table of claims.
    """
    said = (found.said.words if found.said else "", _quoted(found.said_words))
    jointly = ("jointly with ", *_list(found.jointly)) if found.jointly else ""
    back = (("takes back", found.retracts), ("replaces", found.supersedes))
    through = (("known only through", found.known_through), ("paraphrase of", found.paraphrase_of))
    graded = f"{found.credibility} – {_meaning('credibility', found.credibility)}"
    basis = (graded, found.credibility_because) if found.credibility != "6" else ()
    definitions: Definitions = (
        ("speaker", _given(found.speaker, jointly)),
        ("act", (f"{found.act} – {_meaning('acts', found.act)}",)),
        ("verb", _given(_quoted(found.verb))),
        ("certainty", (f"{found.certainty} – {_meaning('certainties', found.certainty)}",)),
        ("hedged by", _given(_list(map(_quoted, found.hedges)))),
        (found.act, tuple(proposition(p, several=len(found.incidents) > 1) for p in found.propositions)),
        ("scope, one whole", _scope(found.scope) if found.scope else ()),
        ("about", tuple(map(_bearing, found.about))),
        ("said", _given(_list(said))),
        ("relayed by", _given(joined(" → ", found.via))),
        *((term, _given(other)) for term, other in (*back, *through)),
        ("document", (found.document,)),
        ("stands at", tuple(span.words for span in found.spans)),
        ("told as", _given(_list((found.directness, _stated(found.medium))))),
        ("credibility", _given(*basis)),
        ("marking", _given(found.marking)),
    )
    return Face(f"Claim {found.number} of {found.document}", found.name or found.id, definitions)


def proposition(p: Proposition, *, several: bool = False) -> Words:
    """
    Return one proposition part by part, as it is encoded; with ``several`` it names its incident.

    Examples
    --------
    >>> from reportkit.model import Proposition
    >>> "".join(proposition(Proposition("nature", "fire", (("is", "explosion"), ("words", "a blast")), "")))
    'nature: explosion · “a blast”'
    """
    slots, main = dict(p.slots), codebook.vocabulary("propositions").get(p.kind, {}).get("main", "kind")
    words = slots.pop("words", "")
    first = slots.pop(main, "") if main != "words" else ""
    parts: list[Words] = [(f"{p.kind}: ", first) if first else p.kind]
    parts += [(f"{name} ", value) for name, value in slots.items() if value]
    parts += [_quantity(p.quantity) if p.quantity else "", _quoted(words)]
    parts += [f"about {p.about}" if several and p.about else "", _INFERRED if p.inferred else ""]
    return joined(" · ", parts)


def corpus(found: Corpus) -> Face:
    """Return the face of a corpus: what it holds, which incidents are spoken of, who read what."""
    claims = found.claims
    alone = [document for document, reading in found.readings.items() if not reading.second]
    unread = [document for document in found.documents if document not in found.readings]
    languages = dict.fromkeys((found.language, *(document.language for document in found.documents.values())))
    spoken = Counter(slug for told in claims for slug in told.incidents)
    back = len({identity for told in claims for identity in (told.retracts, told.supersedes) if identity})
    definitions: Definitions = (
        ("", _given(_INVENTED if found.invented else "")),
        ("languages", _given(_list(languages))),
        ("marking", _given(found.marking)),
        (
            "holds",
            (
                _list((plural(len(claims), "claim"), plural(len(found.readings), "reading"))),
                _list(
                    plural(len(register), noun)
                    for noun, register in (
                        ("document", found.documents),
                        ("incident", found.incidents),
                        ("actor", found.actors),
                        ("place", found.places),
                    )
                ),
            ),
        ),
        ("taken back", _given(plural(back, "claim") if back else "")),
        (_NO_SECOND, _given((*_list(alone), "; pages from them say DRAFT") if alone else "")),
        ("not read", _given(_list(unread))),
    )
    incidents = tuple((slug, incident.label, str(spoken[slug])) for slug, incident in found.incidents.items())
    documents = tuple(
        (
            document.id,
            document.title,
            document.date.words if document.date else "none stated",
            str(len(reading.claims)) if (reading := found.readings.get(document.id)) else "not read",
        )
        for document in found.documents.values()
    )
    grids = (
        Grid(("incident", "label", "claims about it"), incidents, "Incidents"),
        Grid(("document", "title", "dated", "claims"), documents, "Documents"),
    )
    return Face("Corpus", found.name, definitions, grids)


def case(found: Case) -> Face:
    """Return the face of a case: its incident, what it rests on, and what can be asked of it."""
    standing = found.standing("occurred")
    where = codebook.vocabulary("standings")[standing.word if standing else "not_addressed"]
    definitions: Definitions = (
        ("that it occurred", (f"{where['word']} – {where['note']}",)),
        ("affirmed by", _given(_speakers(standing.voices.affirmed) if standing else "")),
        ("denied by", _given(_speakers(standing.voices.denied) if standing else "")),
        ("about it", (plural(len(found.core), "claim"),)),
        *_grounds(found),
    )
    grid = _incidents(found, found.related[1:], "Other incidents that claims tie to it")
    return Face(f"Case {found.slug}", found.incident.label, definitions, (grid,), _TABLES)


def dossier(found: Dossier) -> Face:
    """Return the face of the claims of a whole corpus, or of what one side of it says."""
    grid = _incidents(found, found.related, "Incidents")
    return Face("Claims of", found.corpus.name, _grounds(found), (grid,), _TABLES)


def _grounds(found: Dossier) -> Definitions:
    """Return what a dossier rests on: its claims, of how many where some are heard, and who read them."""
    alone = [d for d in found.source if not found.corpus.readings[d].second]
    of = f" of {len(found.numbered)}" if len(found.numbered) > len(found.statements) else ""
    claims = f"{plural(len(found.statements), 'claim')}{of} in {plural(len(found.source), 'document')}"
    return (
        ("", _given(_INVENTED if found.corpus.invented else "")),
        ("heard" if of else "rests on", (claims,)),
        (_NO_SECOND, _given((*_list(alone), "; pages from them say DRAFT") if alone else "")),
    )


def _incidents(found: Dossier, slugs: Iterable[str], caption: str) -> Grid:
    spoken = Counter(slug for told in found.statements for slug in told.incidents)
    labels = found.corpus.incidents
    rows = tuple((slug, labels[slug].label, str(spoken[slug])) for slug in slugs)
    return Grid(("incident", "label", "claims about it"), rows, caption)


def _incident(found: Incident) -> Face:
    definitions: Definitions = (
        ("short", _given(found.short)),
        ("in a sentence", _given(found.called)),
        ("marking", _given(found.marking)),
        ("assessments", tuple((f"{a.id}, signed by ", a.role) for a in found.assessments)),
    )
    note = "An identity and a neutral label; everything else about it is said by claims."
    return Face(f"Incident {found.slug}", found.label, definitions, note=note)


def _assessment(found: Assessment) -> Face:
    definitions: Definitions = (
        ("signed by", (_list((found.role, found.signed)),)),
        ("about", _given(found.about)),
        ("judgement", (found.statement,)),
        ("likelihood", (found.likelihood,)),
        ("confidence", ((f"{found.confidence}, because ", found.because),)),
        ("based on", found.based_on),
        ("would change it", found.would_change),
        (
            "considered as well",
            tuple((a.statement, " – held less likely because: ", a.because) for a in found.alternatives),
        ),
        ("marking", _given(found.marking)),
    )
    return Face("Assessment", found.id, definitions)


def _reading(found: Reading) -> Face:
    definitions: Definitions = (
        ("voice", (found.voice,)),
        ("read by", (_list((found.read_by, found.read_on)),)),
        ("second reader", (found.second or "none yet: pages from it say DRAFT",)),
        ("not covered", tuple((span.words, " – ", because) for span, because in found.uncovered)),
    )
    rows = tuple(
        (str(c.number), c.name, c.speaker, c.act, _list(span.words for span in c.spans)) for c in found.claims
    )
    grid = Grid(("number", "claim", "speaker", "act", "stands at"), rows, plural(len(rows), "claim"))
    return Face("Reading of", found.document, definitions, (grid,))


def _actor(found: Actor) -> Face:
    definitions: Definitions = (
        ("kind", (f"{found.kind} – {_meaning('actor_kinds', found.kind)}",)),
        ("described as", _given(_quoted(found.described_as))),
        ("of", _given(found.of)),
        ("country", _given(found.country)),
        ("short", _given(found.short)),
        ("in a sentence", _given(found.called)),
        ("names", tuple(map(_name, found.names))),
        ("marking", _given(found.marking)),
    )
    return Face(f"Actor {found.id}", found.label, definitions)


def _locality(found: Locality) -> Face:
    near = f"{found.lat}, {found.lon} (WGS 84)" if found.lat is not None and found.lon is not None else ""
    within = f", within {found.radius_km:g} km" if near and found.radius_km is not None else ""
    definitions: Definitions = (
        ("kind", (found.kind,)),
        ("within", _given(found.within)),
        ("country", _given(found.country)),
        (
            "coordinates",
            _given(near + within or "none: it is words only", _INFERRED if found.inferred else ""),
        ),
        ("source", _given(found.source)),
        ("names", tuple(map(_name, found.names))),
        ("marking", _given(found.marking)),
    )
    return Face(f"Place {found.id}", found.label, definitions)


def _document(found: Document) -> Face:
    grade = f"{found.reliability} – {_meaning('reliability', found.reliability)}"
    definitions: Definitions = (
        ("", _given(_INVENTED if found.invented else "")),
        ("publication", (_list((found.publication, _stated(found.publication_kind))),)),
        ("dated", (found.date.words if found.date else "none stated",)),
        ("language", _given(found.language)),
        ("reliability", _given(grade, found.reliability_because)),
        ("marking", _given(found.marking)),
        ("found at", _given(found.url)),
        ("text", (f"{plural(found.paragraphs, 'paragraph')}, SHA-256 {found.sha256}",)),
    )
    return Face(f"Document {found.id}", found.title, definitions)


def _scope(scope: Scope) -> tuple[Words, ...]:
    """Return the parts of a scope; a part that is not there is unrestricted, which is said once."""
    day = scope.day.words if scope.day else ""
    parts = [
        (name, value, scope.said(name))
        for name, value in (
            ("actor", scope.actor),
            ("involvement", scope.involvement),
            ("nature", scope.nature),
            ("place", scope.place),
            ("day", day),
            ("target", scope.target),
        )
    ]
    told = tuple(
        joined(" · ", ((f"{name}: ", value), _quoted(words), _INFERRED if name in scope.inferred else ""))
        for name, value, words in parts
        if value
    )
    free = [name for name, value, _ in parts if not value]
    return (
        *_given(_quoted(scope.said("whole"))),
        *told,
        *_given(f"unrestricted: {', '.join(free)}" if free else ""),
    )


def _bearing(found: Bearing) -> Words:
    words = (found.incident, *((", from ", _quoted(found.words)) if found.words else ()))
    if found.inferred:
        return (*words, f" · {_INFERRED}")
    at = (" at ", found.span.words) if found.span else ()
    return (*words, f" · brought to it by {found.by}", *at) if found.by else words


def _quantity(amount: Quantity) -> str:
    numbers = [
        f"{name} {number}"
        for name, number in (("low", amount.low), ("best", amount.best), ("high", amount.high))
        if number is not None
    ]
    return ", ".join(filter(None, (amount.comparator.replace("_", " "), *numbers)))


def _name(found: Name) -> Words:
    return joined(" · ", (found.text, found.language, found.source))


def _speakers(claims: Iterable[Claim]) -> Words:
    return _list(dict.fromkeys(told.speaker for told in claims))


def _meaning(vocabulary: str, word: str) -> str:
    return str(codebook.vocabulary(vocabulary).get(word, {}).get("meaning", SILENT))


def _stated(word: str) -> str:
    return "" if word == "not_stated" else word


def _quoted(words: str) -> str:
    return f"“{words.strip('“”')}”" if words else ""


def _list(parts: Iterable[Words]) -> tuple[str, ...]:
    return joined(", ", parts)


def _given(*lines: Words) -> tuple[Words, ...]:
    return tuple(words for words in lines if words)


_FACES: dict[str, Callable[[Any], Face]] = {
    "Actor": _actor,
    "Assessment": _assessment,
    "Claim": claim,
    "Corpus": corpus,
    "Document": _document,
    "Incident": _incident,
    "Locality": _locality,
    "Reading": _reading,
}
_LINES: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "Actor": lambda found: (found.id, found.label),
    "Assessment": lambda found: (found.id, f"{found.role}, {found.likelihood}"),
    "Claim": lambda found: (
        found.id,
        found.speaker,
        found.act,
        found.certainty,
        "".join(joined("; ", map(proposition, found.propositions)))
        or "".join(joined("; ", _scope(found.scope) if found.scope else ())),
    ),
    "Corpus": lambda found: (
        found.name,
        plural(len(found.claims), "claim"),
        plural(len(found.incidents), "incident"),
        plural(len(found.documents), "document"),
    ),
    "Document": lambda found: (found.id, found.title),
    "Incident": lambda found: (found.slug, found.label),
    "Locality": lambda found: (found.id, found.label, found.kind),
    "Reading": lambda found: (
        found.document,
        plural(len(found.claims), "claim"),
        f"read by {found.read_by}",
        f"second {found.second}" if found.second else _NO_SECOND,
    ),
}

"""
The shape of every file of a corpus: which fields, of which type, and what they mean.

One table serves the reader (which refuses what is not here), the JSON Schema that
editors complete from, and the documentation.

Types: ``text`` ``nullable`` (text or null) ``slug`` ``integer`` ``number`` ``flag`` ``when`` ``gap``
``anchor`` ``country`` ``language`` ``digest``; ``word:V`` a word of vocabulary V; ``ref:R`` an id of
register R; ``bringer`` an actor or "reader"; ``claim`` the name of a claim; ``shape:S`` a nested record;
``map:S`` records by id; ``list:T`` one or several; and those with forms of their own: ``speaker``,
``about``, ``linked``, ``spoken``, ``resolved:T`` (a value, or words with their reading) and ``that``.

Of schedules: ``cron`` ``zone`` ``length`` (of time) ``day`` (a date, or reckoned from the day of a run)
``address`` (of mail) ``url``, and with forms of their own ``values`` (parameters) and ``secret``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportkit import codebook
from reportkit.reading.shape import Field
from reportkit.reading.shape import need as _need
from reportkit.reading.shapes_scheduled import SCHEDULES

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DIGEST = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
FORMAT = "1"
LONGEST_TEXT = 2_000
LONGEST_SLUG = 80  # fits a file name on every system
REGISTERS = {
    "actor": "actors.yaml",
    "place": "places.yaml",
    "document": "documents.yaml",
    "incident": "incidents/",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A closed list of words that belongs to the format itself, and why it is closed."""

    words: tuple[str, ...]
    why: str


EXTRA_WORDS = {
    "format": Words((FORMAT,), f"this version of the kit reads format {FORMAT}"),
    "resolver": Words(("reader",), "only a reader of the document resolves what its words mean"),
    "catch_up": Words(("skip", "coalesce", "all"), "missed runs are left out, made as one, or each made"),
    "tell": Words(("material", "always", "failure"), "each has a rule that `reportkit schedule show` prints"),
    "security": Words(("starttls", "tls", "none"), "these are the ways to speak to a mail server"),
}


_FORMAT = _need("word:format", "version of the format")

SHAPES: dict[str, dict[str, Field]] = {
    "corpus": {
        "format": _FORMAT,
        "name": _need("text", "what the corpus is called"),
        "language": _need("language", "language of the pages, BCP 47"),
        "marking": _need("word:markings", "default marking, TLP 2.0"),
        "invented": Field("flag", "yes for test material: every page then says so"),
    },
    "actors": {"format": _FORMAT, "actors": _need("map:actor", "everybody who acts or speaks, once")},
    "actor": {
        "label": _need("text", "what pages call the actor"),
        "kind": _need("word:actor_kinds", "what sort of actor"),
        "short": Field("text", "a shorter label for narrow columns"),
        "called": Field("text", "the name inside a sentence, where it differs: the PMU"),
        "plural": Field("flag", "whether a verb after the label is plural"),
        "names": Field("list:shape:name", "aliases and names in the original script, with their source"),
        "described_as": Field("text", "for speakers the text does not name: its own words for them"),
        "of": Field("ref:actor", "the actor an unnamed group is said to belong to"),
        "country": Field("country", "ISO 3166-1 alpha-2"),
        "marking": Field(
            "word:markings", "marking of the actor and of all that names it, if not the corpus's"
        ),
        "note": Field("text", "anything a later reader must know"),
    },
    "name": {
        "text": _need("text", "the name"),
        "language": Field("language", "language of the name, BCP 47"),
        "source": Field("text", "where the name is from"),
    },
    "places": {"format": _FORMAT, "places": _need("map:place", "every place that a claim names")},
    "place": {
        "label": _need("text", "what pages call the place"),
        "called": Field("text", "the name inside a sentence, where it differs: the north basin"),
        "kind": _need("word:place_kinds", "what sort of place; fixes how fine a map may draw it"),
        "country": Field("country", "ISO 3166-1 alpha-2"),
        "region": Field("text", "name of the first-level region that maps draw"),
        "within": Field("ref:place", "the next larger registered place"),
        "lat": Field("number", "degrees north, WGS 84"),
        "lon": Field("number", "degrees east, WGS 84"),
        "radius_km": Field("number", "how far the true place may be from the coordinates"),
        "inferred": Field("flag", "yes when the area is a reader's, not a document's"),
        "names": Field("list:shape:name", "names in other languages and scripts"),
        "source": Field("text", "where the coordinates are from"),
        "marking": Field(
            "word:markings", "marking of the place and of all that names it, if not the corpus's"
        ),
    },
    "documents": {"format": _FORMAT, "documents": _need("map:document", "every document that was read")},
    "document": {
        "title": _need("text", "what pages call the document"),
        "publication": _need("text", "its outlet, or 'not stated'"),
        "publication_kind": Field("word:publication_kinds", "what sort of outlet"),
        "date": _need("when", "the day the document states for itself, or 'none'"),
        "sha256": _need("digest", "digest of the text, 64 hexadecimal digits"),
        "paragraphs": _need("integer", "number of its paragraphs"),
        "language": Field("language", "language of the text, BCP 47"),
        "marking": Field("word:markings", "marking of the document, if not the corpus's"),
        "reliability": Field("word:reliability", "Admiralty letter of the outlet; F unless there is a basis"),
        "reliability_because": Field("text", "the basis of the letter"),
        "url": Field("text", "where it was found"),
        "edition_of": Field("ref:document", "the document of which this is a later edition"),
        "edition": Field("integer", "which edition of it: 2, 3 …"),
        "invented": Field("flag", "yes for test material"),
        "note": Field("text", "anything a later reader must know"),
    },
    "incident": {
        "format": _FORMAT,
        "label": _need("text", "a neutral name: what happened in the least contested word"),
        "short": Field("text", "a shorter label for narrow columns"),
        "called": Field("text", "the label inside a sentence: the explosion at …"),
        "marking": Field("word:markings", "marking, if not the corpus's"),
        "assessments": Field("list:shape:assessment", "the analyst's judgements, signed by role"),
    },
    "assessment": {
        "id": _need("slug", "a name for it"),
        "about": Field("text", "what it judges, in words"),
        "statement": _need("text", "the judgement, without likelihood and confidence"),
        "likelihood": _need("word:likelihoods", "ICD 203 term"),
        "confidence": _need("word:confidences", "how good the basis is"),
        "because": _need("text", "why the confidence is what it is"),
        "based_on": _need("list:claim", "the claims it rests on, as document/claim"),
        "role": _need("text", "who signs, by role"),
        "signed": _need("when", "the day it was signed"),
        "marking": Field("word:markings", "marking, if above that of its incident and of its claims"),
        "would_change": Field("list:text", "what would change the judgement"),
        "alternatives": Field("list:shape:alternative", "what was weighed beside it, each with the reason"),
    },
    "alternative": {
        "statement": _need("text", "what was considered as well, without likelihood and confidence"),
        "because": _need("text", "why it is held less likely"),
    },
    "reading": {
        "format": _FORMAT,
        "document": _need("ref:document", "the document this file is a reading of"),
        "voice": _need("ref:actor", "who speaks wherever nobody is quoted, and relays everybody else"),
        "read": _need("shape:read", "who read it"),
        "claims": _need("list:shape:claim", "its claims, in the order of the text"),
        "uncovered": Field("list:shape:gap", "sentences that no claim covers, each with the reason"),
    },
    "read": {
        "by": _need("text", "role of the first reader"),
        "on": _need("when", "day of the reading"),
        "second": _need("nullable", "role of the second reader, or null: then every page says DRAFT"),
    },
    "gap": {
        "at": _need("anchor", "the sentence"),
        "because": _need("text", "why no claim covers it"),
    },
    "claim": {
        "id": _need("slug", "a name, unique in this reading"),
        "at": _need("list:anchor", "where it stands; several places are one statement quoted again"),
        "speaker": Field("speaker", "who says it; left out, the document's voice"),
        "jointly": Field("list:ref:actor", "others the text gives the same sentence to"),
        "via": Field(
            "list:ref:actor", "who relayed it, nearest to the speaker first; the voice is always last"
        ),
        "act": Field("word:acts", "what the speaker does; left out, states"),
        "certainty": Field("word:certainties", "if not the usual one of the act"),
        "hedges": Field("list:text", "the words that hedge, as they stand in the span"),
        "verb": Field("text", "the verb the text uses for the speaking; not a certainty"),
        "about": Field("about", "the incident, or words with the reading of them"),
        "bears_on": Field("shape:bears_on", "an incident it is brought to by somebody else than its speaker"),
        "that": Field("that", "a list: each its own proposition"),
        "scope": Field("shape:scope", "what a denial or accusation covers, one conjunction"),
        "said": Field("spoken", "when it was said: a date, or {words: recently}"),
        "directness": Field("word:directness", "quote, paraphrase, voice or post"),
        "medium": Field("word:media", "through what it was said"),
        "known_through": Field("claim", "the claim through which alone this one is known"),
        "paraphrase_of": Field("claim", "the quoted claim that this sentence puts into other words"),
        "supersedes": Field("claim", "an earlier claim of the same speaker that this one replaces"),
        "retracts": Field("claim", "an earlier claim of the same speaker that this one takes back"),
        "credibility": Field("word:credibility", "Admiralty number; 6 unless there is a basis"),
        "credibility_because": Field("text", "the basis of the number"),
        "marking": Field("word:markings", "marking, if above the document's"),
        "note": Field("text", "a coder's remark; never printed"),
    },
    "bears_on": {
        "incident": _need("ref:incident", "the incident"),
        "by": _need("bringer", "who brings it there: 'reader', or an actor such as the document's voice"),
        "at": Field("anchor", "where that is done"),
        "words": Field("text", "the words that are resolved"),
    },
    "scope": {
        "actor": Field("resolved:ref:actor", "who is said to have (not) done it"),
        "involvement": Field("word:involvements", "in which role; left out, unrestricted"),
        "nature": Field("word:natures", "which kind of act; left out, any"),
        "place": Field("resolved:ref:place", "where; left out, anywhere"),
        "day": Field("resolved:when", "on which day; left out, any"),
        "target": Field("text", "against what, in the text's words"),
        "words": Field("text", "the text's own words for the whole"),
    },
    "resolved": {
        "words": _need("text", "the text's own words"),
        "read_as": _need("text", "what a reader takes them to mean"),
        "by": _need("word:resolver", "write 'reader'"),
    },
    **SCHEDULES,
}

# Slots of propositions and their types; which slots a kind has stands in the codebook.
SLOTS: dict[str, str] = {
    "words": "text",
    "count": "text",
    "is": "text",
    "point": "word:link_points",
    "place": "ref:place",
    "actor": "ref:actor",
    "involvement": "word:involvements",
    "reached": "word:reached",
    "kind": "word:casualties",
    "of": "ref:actor",
    "to": "ref:actor",
    "low": "integer",
    "best": "integer",
    "high": "integer",
    "comparator": "word:comparators",
    "inquiry": "slug",
    "by": "ref:actor",
    "status": "word:inquiry_states",
    "target": "ref:actor",
    "grade": "word:responsibility_grades",
    "valid": "when",
    "gap": "gap",
    "claim": "list:claim",
}

# Where one slot name means different things in different kinds of proposition.
SLOTS_BY_KIND: dict[tuple[str, str], str] = {
    ("nature", "is"): "word:natures",
    ("time", "is"): "when",
    ("utterance", "is"): "when",
    ("relation", "relation"): "word:relations",
    ("link", "link"): "word:links",
    ("link", "of"): "linked",
    ("link", "to"): "about",
}

REQUIRED_SLOTS: dict[str, tuple[str, ...]] = {
    "location": ("place",),
    "nature": ("is",),
    "perpetrator": ("actor",),
    "damage": ("words",),
    "motive": ("words",),
    "process": ("inquiry", "status"),
    "presence": ("actor",),
    "intent": ("words",),
    "relation": ("relation", "of", "to"),
    "link": ("link", "to"),
    "contested": ("words",),
    "utterance": ("claim",),
    "described": ("actor", "words"),
}

# Kinds of proposition that would say nothing without at least one of these.
ONE_OF_SLOTS: dict[str, tuple[str, ...]] = {
    "time": ("is", "words"),
    "target": ("actor", "place", "words"),
}

# Kinds that are written flat, as {relation: …, of: …, to: …}; all others as `kind: value` or `kind: {…}`.
FLAT = ("relation", "link")
# What a casualty is written as is its kind ("killed: …"), so the kind is no slot to write.
UNWRITTEN = {("casualty", "kind")}


def slot_type(kind: str, slot: str) -> str:
    """
    Return the type of a slot of a proposition.

    Examples
    --------
    >>> slot_type("nature", "is"), slot_type("relation", "of")
    ('word:natures', 'ref:actor')
    """
    return SLOTS_BY_KIND.get((kind, slot)) or SLOTS[slot]


def slots(kind: str) -> tuple[str, ...]:
    """
    Return the slots that people write in a kind of proposition.

    Examples
    --------
    >>> slots("casualty")
    ('of', 'low', 'best', 'high', 'comparator', 'words')
    """
    return tuple(s for s in codebook.vocabulary("propositions")[kind]["slots"] if (kind, s) not in UNWRITTEN)


def main_slot(kind: str) -> str:
    """
    Return the slot that a short form (`kind: value`) fills.

    Examples
    --------
    >>> main_slot("nature"), main_slot("casualty"), main_slot("occurred")
    ('is', 'best', 'words')
    """
    return str(
        codebook.vocabulary("propositions")[kind].get("main", "best" if kind == "casualty" else "words")
    )


def written_kinds() -> dict[str, str]:
    """
    Return the words a proposition can start with, each with its kind.

    Examples
    --------
    >>> kinds = written_kinds()
    >>> kinds["nature"], kinds["killed"], "casualty" in kinds
    ('nature', 'casualty', False)
    """
    kinds = {kind: kind for kind in codebook.words("propositions") if kind != "casualty"}
    return kinds | dict.fromkeys(codebook.words("casualties"), "casualty")

"""
The records of a corpus: who said what about which incident, and where it stands.

Frozen values with tuples inside; no record knows how it was read or how it will be
drawn. The only carrier of content about the world is the claim. Identities are the
slugs people write; a claim's identity is "document/claim".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reportkit import cards, faces
from reportkit.dates import When
from reportkit.problems import Place

READER = "reader"


class Shown:
    """What shows itself in a notebook as a small card, and in a list as one line."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return it in one line."""
        return cards.line(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return its card as HTML and as text, for IPython."""
        del include, exclude
        return faces.bundle(cards.face(self))


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an actor or place: its text, language (BCP 47) and where it is from."""

    text: str
    language: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Actor(Shown):
    """
    Somebody who acts or speaks, registered once.

    ``label`` is what pages call the actor, ``called`` its name inside a sentence where that
    differs ("the PMU"), ``plural`` whether a verb after it is
    plural, ``described_as`` the text's own words for speakers it does not name, ``of``
    the actor such a group is said to belong to.
    """

    id: str
    label: str
    kind: str
    plural: bool = False
    short: str = ""
    called: str = ""
    names: tuple[Name, ...] = ()
    described_as: str = ""
    of: str = ""
    country: str = ""
    note: str = ""
    marking: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Locality(Shown):
    """
    A place of the register.

    ``lat`` and ``lon`` are WGS 84 degrees, ``radius_km`` how far the true place may be
    from them; without coordinates the place is words only. ``inferred`` says that the
    area is a reader's; ``within`` names the next larger registered place, ``called`` the name inside a
    sentence where that differs ("the north basin").
    """

    id: str
    label: str
    kind: str
    country: str = ""
    within: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    inferred: bool = False
    region: str = ""
    names: tuple[Name, ...] = ()
    source: str = ""
    marking: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Document(Shown):
    """
    One edition of one publication's text, known by its digest.

    ``date`` is the day the document states for itself, None when it states none;
    ``invented`` marks test material. ``edition_of`` is the document whose later edition this one is, and
    ``edition`` which one: 0 where nobody says that there are several.
    """

    id: str
    title: str
    publication: str
    publication_kind: str
    date: When | None
    sha256: str
    paragraphs: int
    marking: str
    language: str
    reliability: str = "F"
    reliability_because: str = ""
    invented: bool = False
    url: str = ""
    note: str = ""
    edition_of: str = ""
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """
    A place in a document: paragraph (from 1), first and last words.

    Once pinned it has code-point offsets into the text (end exclusive) and the digest of what
    stands there.
    """

    paragraph: int
    first: str
    last: str
    start: int | None = None
    end: int | None = None
    sha256: str = ""

    @property
    def words(self) -> str:
        """The anchor as people write it."""
        if not self.first:
            return f"p{self.paragraph}"
        inner = self.first if not self.last else f"{self.first} … {self.last}"
        return f'p{self.paragraph} "{inner}"'


@dataclass(frozen=True, slots=True)
class Bearing:
    """
    That a claim is about an incident, and who says so.

    ``by`` is empty where the claim itself names it, "reader" where a reader resolves
    the ``words``, else the actor (usually the outlet) that brings the claim to the
    incident at ``span``.
    """

    incident: str
    words: str = ""
    by: str = ""
    span: Span | None = None

    @property
    def inferred(self) -> bool:
        """Whether it is a reader who ties the claim to the incident."""
        return self.by == READER


@dataclass(frozen=True, slots=True)
class Quantity:
    """
    A number of people as it was said.

    None is "not stated"; 0 only where the source says none; ``comparator`` "words_only" where the
    source gives a word such as "several".
    """

    words: str = ""
    low: int | None = None
    best: int | None = None
    high: int | None = None
    comparator: str = ""


@dataclass(frozen=True, slots=True)
class Proposition:
    """
    One statement about the world, typed, as some claim carries it.

    ``about`` is the incident (empty for ties between actors), ``slots`` the values by
    name. Two claims carry the same proposition when ``key`` is equal.
    """

    kind: str
    about: str
    slots: tuple[tuple[str, str], ...]
    key: str
    quantity: Quantity | None = None
    when: When | None = None
    gap: str = ""
    of_claims: tuple[str, ...] = ()
    inferred: bool = False

    def __getitem__(self, name: str) -> str:
        """Return the value of a slot, or an empty string."""
        return dict(self.slots).get(name, "")


@dataclass(frozen=True, slots=True)
class Scope:
    """
    What a denial or an accusation covers: one conjunction, never split.

    An empty part is unrestricted. ``words`` keeps the text's own words of a part by
    name; ``inferred`` names the parts that a reader resolved.
    """

    actor: str = ""
    involvement: str = ""
    nature: str = ""
    place: str = ""
    day: When | None = None
    target: str = ""
    words: tuple[tuple[str, str], ...] = ()
    inferred: tuple[str, ...] = ()

    def said(self, part: str) -> str:
        """Return the text's own words for a part, or an empty string."""
        return dict(self.words).get(part, "")


@dataclass(frozen=True, slots=True, repr=False)
class Claim(Shown):
    """
    The only carrier of content about the world.

    A speaker, performing an act, with a certainty, about propositions or a scope, found at spans
    of a document, relayed by others.
    """

    id: str
    name: str
    document: str
    number: int
    spans: tuple[Span, ...]
    speaker: str
    act: str
    certainty: str
    about: tuple[Bearing, ...]
    propositions: tuple[Proposition, ...]
    scope: Scope | None
    hedges: tuple[str, ...] = ()
    verb: str = ""
    said: When | None = None
    said_words: str = ""
    via: tuple[str, ...] = ()
    jointly: tuple[str, ...] = ()
    known_through: str = ""
    paraphrase_of: str = ""
    supersedes: str = ""
    retracts: str = ""
    directness: str = "voice"
    medium: str = "not_stated"
    credibility: str = "6"
    credibility_because: str = ""
    marking: str = ""
    note: str = ""
    place: Place = field(default_factory=lambda: Place(""), compare=False)

    @property
    def incidents(self) -> tuple[str, ...]:
        """The incidents it is about, in the order written."""
        return tuple(dict.fromkeys(bearing.incident for bearing in self.about))


@dataclass(frozen=True, slots=True)
class Alternative:
    """What an analyst weighed beside a judgement, and why it is held less likely; signed with it."""

    statement: str
    because: str


@dataclass(frozen=True, slots=True, repr=False)
class Assessment(Shown):
    """
    An analyst's judgement, signed by role: likelihood and confidence stay apart.

    ``would_change`` is what would change it, ``alternatives`` what was weighed beside it.
    """

    id: str
    about: str
    statement: str
    likelihood: str
    confidence: str
    because: str
    based_on: tuple[str, ...]
    role: str
    signed: str
    would_change: tuple[str, ...] = ()
    marking: str = ""
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Incident(Shown):
    """A referent that somebody talks about: an identity and a neutral label, nothing else."""

    slug: str
    label: str
    short: str = ""
    called: str = ""
    assessments: tuple[Assessment, ...] = ()
    marking: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Reading(Shown):
    """
    The encoding of one document.

    Its voice (who speaks wherever nobody is quoted), who read it, who read it a second time, its
    claims, and the sentences no claim covers.
    """

    document: str
    voice: str
    read_by: str
    read_on: str
    second: str
    claims: tuple[Claim, ...]
    uncovered: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Corpus(Shown):
    """
    A folder of registers, incidents and readings, as one value.

    ``marking`` is that of whatever bears none of its own. Where a ``ceiling`` was given, everything marked
    above it is gone; ``lacking`` names the incidents of which something is, and holds "" where anything is.
    ``as_of`` is the day up to which it was held, as people write days; empty where it was not.
    """

    name: str
    language: str
    marking: str
    actors: Mapping[str, Actor]
    places: Mapping[str, Locality]
    documents: Mapping[str, Document]
    incidents: Mapping[str, Incident]
    readings: Mapping[str, Reading]
    invented: bool = False
    folder: str = ""
    ceiling: str = ""
    lacking: frozenset[str] = frozenset()
    as_of: str = ""

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, by document in register order, then in reading order."""
        return tuple(c for d in self.documents if d in self.readings for c in self.readings[d].claims)

    def claim(self, identity: str) -> Claim:
        """Return the claim "document/name"."""
        document, _, name = identity.partition("/")
        return next(c for c in self.readings[document].claims if c.name == name)

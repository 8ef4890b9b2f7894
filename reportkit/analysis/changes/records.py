"""
The records of a comparison: one kind for each way in which a record can change.

What a speaker does (adding, withdrawing, replacing, changing a text without a word) and what the desk does
(encoding otherwise, taking a claim out) are different things and never share a record.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from reportkit.model import Assessment, Claim, Document, Proposition, Quantity

SILENT, DECLINES, NOT_STATED, UNKNOWN, ZERO = "silent", "declines", "not_stated", "unknown", "zero"
"""Five kinds of nothing, which never stand for each other."""
DENIED, WORDS, NUMBER = "denied", "words", "number"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A claim that its speaker took back, or replaced, with the claim that did it."""

    claim: Claim
    by: Claim


@dataclass(frozen=True, slots=True)
class Reworded:
    """
    A claim that the desk encodes otherwise now; ``parts`` names what differs.

    That is a change of the reading: what its speaker said is what it was.
    """

    before: Claim
    after: Claim
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """
    A claim of one edition of a document that the next edition no longer holds, or holds otherwise.

    ``edition`` is the later document, ``now`` what it holds in its place: empty where it holds nothing.
    Nobody took the claim back, so it still counts as said.
    """

    claim: Claim
    edition: Document
    now: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """
    What one speaker gives as a number of people, or which kind of nothing.

    ``form`` is "silent", "declines", "not_stated", "unknown", "zero", "denied", "words" or "number";
    ``claim`` the claim it stands in, None for silence.
    """

    form: str
    quantity: Quantity | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """
    A quantity that one speaker gives otherwise than before.

    ``kind`` is "silent_zero" (a zero became a number and nobody said that it was wrong), "counted" (a word
    became a number), "answered" (declined, not stated or unknown became something), "emptied" (the reverse),
    "first" (nobody had spoken of it), "withdrawn" or "moved". ``silent`` says that the later claim does not
    say that it replaces the earlier one.
    """

    proposition: Proposition
    speaker: str
    before: tuple[Amount, ...]
    after: tuple[Amount, ...]
    kind: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Flip:
    """
    A proposition whose standing is another than before.

    ``before`` and ``after`` are words of the codebook, empty where nobody spoke of it; ``came`` and ``went``
    are flags; ``by`` the claims that did it, those of the earlier state included that are gone.
    """

    proposition: Proposition
    before: str
    after: str
    by: tuple[str, ...]
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """
    A speaker who now says otherwise than before on a proposition.

    ``change`` is "reversal", "softer", "firmer", "back" or "both" (the order of the two is not stated).
    """

    proposition: Proposition
    change: str
    claim: Claim
    since: Claim | None
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A link or relation: it is stated now and was not ("came"), no longer ("went"), or is "changed"."""

    proposition: Proposition
    kind: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """
    What happened to a document.

    ``kind`` is "came", "edition" (it is a later edition of one that was there), "second" (a second reader
    read it), "amended" (its register entry differs in ``parts``) or "gone".
    """

    document: Document
    kind: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessment that is "new", "changed" in ``parts``, or "gone"."""

    assessment: Assessment
    kind: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shaken:
    """
    An assessment that rests on claims which are no longer what they were.

    ``claims`` are pairs of a claim and why: "withdrawn", "superseded", "reworded", "silent" or "gone".
    ``whole`` says that nothing else is left of what it rests on, ``signed_anew`` that its text was changed
    too.
    """

    assessment: Assessment
    claims: tuple[tuple[str, str], ...]
    whole: bool
    signed_anew: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """
    Everything that is different in what bears on one incident; falsy where nothing is.

    ``elsewhere`` counts claims of the same documents that changed and are about other incidents.
    """

    slug: str
    added: tuple[Claim, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    superseded: tuple[Withdrawn, ...] = ()
    gone: tuple[Claim, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    silent: tuple[Silent, ...] = ()
    quantities: tuple[Moved, ...] = ()
    standings: tuple[Flip, ...] = ()
    turns: tuple[Turn, ...] = ()
    ties: tuple[Tie, ...] = ()
    documents: tuple[Paper, ...] = ()
    judged: tuple[Judged, ...] = ()
    shaken: tuple[Shaken, ...] = ()
    elsewhere: int = 0

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return any(bool(getattr(self, part.name)) for part in fields(self) if part.name != "slug")

    @property
    def material(self) -> bool:
        """
        Whether a reader of the last edition would be misled by it now.

        So it is where somebody said something new, took it back or replaced it, where a text was changed
        without a word, where a number, a standing, a tie or a judgement is another, and where a judgement
        rests on what is no longer so. A document without a word on the incident, a second reader, and an
        encoding that differs without moving any of these are not.
        """
        told = (self.added, self.withdrawn, self.superseded, self.gone, self.silent, self.quantities)
        derived = (self.standings, self.turns, self.ties, self.judged, self.shaken)
        return any((*told, *derived))

"""The records of a chain: an edition, its recall, the removal of its PDF, and where the chain ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from reportkit.publishing.editions.sealing import SEAL, Broken, sealed, unsealed

if TYPE_CHECKING:
    from reportkit.publishing.parameters import Plain

EDITION, PDF, ENCODING, CHANGES = "edition.json", "briefing.pdf", "encoding.json", "changes.json"
PARTS: Final = MappingProxyType({PDF: "pdf_sha256", ENCODING: "record_sha256", CHANGES: "changes_sha256"})
HEAD, LATEST = "head.json", "latest"
RECALLED, PRUNED = ".recalled.json", ".pruned.json"
_HEX = re.compile(r"[0-9a-f]{64}")
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Issue:
    """
    What was issued, as its record says it.

    Parameters
    ----------
    slug : str
        The incident.
    number : int
        Number of the edition, from 1.
    previous : str
        Digest of the record of the edition before it; "" for the first.
    compared_with : int
        The edition that its page tells the changes since: the last that stood then; 0 for none.
    record_sha256, pdf_sha256, changes_sha256 : str
        Digests of what bears on the incident as it was encoded, of the PDF, and of the changes.
    pdf_bytes : int
        Size of the PDF.
    cut_off : str
        How far the information goes, in the words of the page.
    as_of : str
        The day up to which the corpus was held; "" where it was not.
    parameters : mapping of str to plain values
        What the notebook was asked, without paths and without what is named like a secret.
    notebook, notebook_sha256 : str
        Name and digest of the notebook that was run.
    theme, ceiling, marking : str
        What the page looks like, the highest marking that was let in ("" for all), and what the page bears.
    draft : bool
        Whether the page says DRAFT: a document has had no second reader.
    kit : str
        Version of the kit.
    issued : str
        When, in UTC to the second. Issuing is an act, so it bears an instant; nothing on the page is from it.
    by : str
        Who issued it, by role.
    because : str
        Why, if it was said.
    """

    slug: str
    number: int
    previous: str
    compared_with: int
    record_sha256: str
    pdf_sha256: str
    changes_sha256: str
    pdf_bytes: int
    cut_off: str
    as_of: str
    parameters: Mapping[str, Plain]
    notebook: str
    notebook_sha256: str
    theme: str
    ceiling: str
    marking: str
    draft: bool
    kit: str
    issued: str
    by: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """
    What became of an edition after it was issued: withdrawn, or its PDF removed to save room.

    Parameters
    ----------
    slug : str
        The incident.
    number : int
        Number of the edition.
    edition_sha256 : str
        Digest of the record of that edition.
    at : str
        When, in UTC to the second.
    by : str
        Who did it, by role.
    because : str
        Why.
    """

    slug: str
    number: int
    edition_sha256: str
    at: str
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Head:
    """
    Where a chain ends: without it nobody would see that its last edition is gone.

    Parameters
    ----------
    slug : str
        The incident.
    last : int
        Number of the last edition; 0 before the first.
    edition_sha256 : str
        Digest of its record; "" before the first.
    recalls : mapping of str to str
        Digests of the records of all recalls by the edition's number.
    """

    slug: str
    last: int
    edition_sha256: str
    recalls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """
    One edition of a chain: what its record says, where it stands, and what became of it.

    Parameters
    ----------
    issue : Issue
        What its record says.
    sha256 : str
        Digest of that record, which the next one names.
    folder : pathlib.Path
        Where its files are.
    recalled, pruned : Note or None
        That it was withdrawn; that its PDF was removed.
    """

    issue: Issue
    sha256: str
    folder: Path
    recalled: Note | None = None
    pruned: Note | None = None

    @property
    def slug(self) -> str:
        """The incident."""
        return self.issue.slug

    @property
    def number(self) -> int:
        """The number of the edition."""
        return self.issue.number

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.recalled is None

    @property
    def pdf(self) -> Path:
        """Where the PDF is, or was."""
        return self.folder / PDF

    @property
    def encoding(self) -> Path:
        """Where the encoding is that it was made from."""
        return self.folder / ENCODING

    @property
    def changes(self) -> Path:
        """Where the changes are that it tells."""
        return self.folder / CHANGES


T = TypeVar("T", Issue, Note, Head)
_KINDS: Final = {Issue: "edition", Head: "head"}


def written(record: Issue | Note | Head, kind: str = "") -> bytes:
    """
    Return a record as the bytes of its file.

    Parameters
    ----------
    record : Issue, Note or Head
        The record.
    kind : str
        For a note: "recall" or "removal".

    Examples
    --------
    >>> head = Head("harbour-fire", 0, "", {})
    >>> read(Head, written(head)) == (head, written(head))
    False
    >>> read(Head, written(head))[0] == head
    True
    """
    content = asdict(record)
    if not isinstance(record, Note):
        kind = _KINDS[type(record)]
    return sealed(kind, content)


def read(form: type[T], content: bytes, kind: str = "") -> tuple[T, str]:
    """
    Return the record of a file's bytes, and its digest.

    Raises
    ------
    reportkit.publishing.editions.sealing.Broken
        When they are not as they were written.
    """
    found = unsealed(kind or _KINDS[form], content)
    seal = found.pop(SEAL)
    values: dict[str, Any] = {key: value for key, value in found.items() if key not in {"format", "kind"}}
    types = {field.name: str(field.type) for field in fields(form)}
    if values.keys() != types.keys() or not all(_fits(types[key], value) for key, value in values.items()):
        raise Broken("it does not say what such a record says")
    if any(value and not _HEX.fullmatch(value) for key, value in values.items() if key.endswith(SEAL)):
        raise Broken("one of its digests is none")
    return form(**values), str(seal)


def instant(moment: datetime) -> str:
    """
    Return an instant as records have it: UTC, to the second.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> instant(datetime(2031, 5, 6, 12, tzinfo=UTC))
    '2031-05-06T12:00:00Z'
    """
    return moment.astimezone(UTC).strftime(_INSTANT)


def moment(words: str) -> datetime:
    """
    Return the instant that a record names.

    Raises
    ------
    ValueError
        When it names none.

    Examples
    --------
    >>> instant(moment("2031-05-06T12:00:00Z"))
    '2031-05-06T12:00:00Z'
    """
    return datetime.strptime(words, _INSTANT).replace(tzinfo=UTC)


def _fits(kind: str, value: object) -> bool:
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if kind == "bool":
        return isinstance(value, bool)
    return isinstance(value, dict if kind.startswith("Mapping") else str)

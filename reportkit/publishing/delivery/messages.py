"""
What readers are told: of an edition, of its withdrawal, of a failure, of silence.

A message speaks of documents and runs, never of the world: which edition there is, how far its information
goes, what changed in who said what. Sentences about claims come worded from `reportkit.wording.changes`, each
with its speaker and its reference; a subject holds none at all, for it is read without them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportkit.analysis.ceiling import above
from reportkit.problems import clipped, plural, visible
from reportkit.publishing.editions.records import CHANGES, EDITION, PDF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.publishing.editions.records import Edition
    from reportkit.publishing.editions.telling import Withdrawal

EDITION_OUT: Final = "edition"
RECALL: Final = "recall"
FAILURE: Final = "failure"
OVERDUE: Final = "overdue"
KINDS: Final = (EDITION_OUT, RECALL, FAILURE, OVERDUE)
_MOST_CHANGES: Final = 200
_MOST_NAMED: Final = 50
_LONGEST_LABEL: Final = 120


@dataclass(frozen=True, slots=True)
class File:
    """
    A file that goes with a message.

    Parameters
    ----------
    name : str
        What it is called for the reader.
    path : str
        Where it stands, as seen from the folder of the briefings.
    sha256 : str
        Its digest; another file in its place is not sent.
    """

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Message:
    """
    Something to be told, before it is known to whom.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    about : str
        Digest of what it tells of: of the record of an edition, or of a run. Nobody is told twice of it.
    marking : str
        Of the message and all that goes with it.
    subject, text : str
        The head in one line, and the text in plain lines.
    schedule, incident : str
        Where it is from; "" where that is said nowhere.
    edition : int
        Number of the edition; 0 without one.
    cut_off : str
        How far the information goes, in the words of the page.
    files : tuple of File
        What goes with it.
    """

    kind: str
    about: str
    marking: str
    subject: str
    text: str
    schedule: str = ""
    incident: str = ""
    edition: int = 0
    cut_off: str = ""
    files: tuple[File, ...] = ()


def edition(issued: Edition, told: Sequence[str], *, label: str = "", schedule: str = "") -> Message:
    """
    Return what readers are told of an edition.

    Parameters
    ----------
    issued : Edition
        The edition, which stands.
    told : sequence of str
        What changed since the edition it is compared with, in the sentences of its page.
    label : str, optional
        The neutral label of the incident; its slug if not given.
    schedule : str, optional
        Which schedule it is of.

    Raises
    ------
    ValueError
        When the edition was withdrawn, or its PDF was removed.
    """
    if not issued.stands or issued.pruned:
        gone = "withdrawn" if not issued.stands else "removed"
        raise ValueError(f"edition {issued.number} of {issued.slug} is {gone}: it goes to nobody")
    what, name = issued.issue, _one_line(label) or issued.slug
    lines = [
        what.marking,
        f"Briefing: {name}. Edition {issued.number}.",
        f"{what.cut_off}.",
        *_draft(draft=what.draft),
        "",
        *_changed(what.compared_with, told),
        "",
        "Marks in brackets, such as [C7], stand in the PDF: there each claim is given with its speaker and",
        "its document.",
        f"PDF, SHA-256: {what.pdf_sha256}",
        "",
    ]
    return Message(
        EDITION_OUT,
        issued.sha256,
        what.marking,
        f"[{what.marking}] {name}: briefing, edition {issued.number}",
        "\n".join(lines),
        schedule,
        issued.slug,
        issued.number,
        what.cut_off,
        _files(issued),
    )


def told_by(issued: Edition) -> tuple[str, ...]:
    """
    Return what an edition says changed, in its own sentences; nothing where it keeps none.

    Parameters
    ----------
    issued : Edition
        The edition.
    """
    try:
        told = json.loads(issued.changes.read_bytes())["told"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    return tuple(one for one in told if isinstance(one, str)) if isinstance(told, list) else ()


def recall(found: Withdrawal) -> Message:
    """
    Return what those who got an edition are told when it is withdrawn.

    Parameters
    ----------
    found : Withdrawal
        The edition, and what stands instead.
    """
    what = found.edition.issue
    return Message(
        RECALL,
        found.edition.sha256,
        what.marking,
        f"[{what.marking}] {what.slug}: edition {what.number} is withdrawn",
        found.text,
        "",
        what.slug,
        what.number,
        what.cut_off,
    )


def failure(  # noqa: PLR0913 - what a notice says, each by its name
    schedule: str, slot: str, failed: Sequence[str], *, made: int, marking: str, ceiling: str
) -> Message:
    """
    Return what is told when a run has left briefings unmade.

    Parameters
    ----------
    schedule, slot : str
        Whose run, and its logical date.
    failed : sequence of str
        The slugs; none where the run itself did not get that far.
    made : int
        How many briefings the run has made, or found as they should be.
    marking : str
        The highest marking of these incidents: that they are looked at may itself be marked.
    ceiling : str
        What the reader may see; above it incidents are counted, not named.

    Examples
    --------
    >>> told = dict(made=2, marking="TLP:AMBER", ceiling="TLP:CLEAR")
    >>> print(failure("morning", "2031-05-06", ["harbour-fire"], **told).text)  # doctest: +ELLIPSIS
    TLP:CLEAR
    Schedule 'morning', run of 2031-05-06: 1 briefing was not made, 2 were.
    Which they are is marked above TLP:CLEAR and not told here.
    ...
    """
    hidden = bool(failed) and above(marking, ceiling)
    bears = ceiling if hidden else marking
    verb = "was" if len(failed) == 1 else "were"
    count = f"{plural(len(failed), 'briefing')} {verb} not made, {made} were."
    lines = [
        bears,
        f"Schedule '{_one_line(schedule)}', run of {_one_line(slot)}: "
        + (count if failed else "it broke off before any briefing was made."),
        *_named(failed, bears, hidden=hidden),
        "The last good briefings stand as they were; nothing was issued of those that failed.",
        "Where it was run, 'reportkit status' says what failed, and 'reportkit why SLUG' how.",
        "",
    ]
    subject = f"[{bears}] schedule '{_one_line(schedule)}': run of {_one_line(slot)} left briefings unmade"
    return Message(
        FAILURE, _about(FAILURE, schedule, slot), bears, subject, "\n".join(lines), _one_line(schedule)
    )


def overdue(schedule: str, last: str, expected: str, *, marking: str = "TLP:CLEAR") -> Message:
    """
    Return what is told when a schedule has not run in the time in which it should have.

    Parameters
    ----------
    schedule : str
        Whose run is missing.
    last : str
        The last good run; "" where there was none.
    expected : str
        Within which time one was expected, in words.
    marking : str, optional
        The marking of the notice, which names nothing but the schedule.

    Examples
    --------
    >>> overdue("morning", "2031-05-06T06:00:00Z", "26 hours").subject
    "[TLP:CLEAR] schedule 'morning' is overdue"
    """
    name = _one_line(schedule)
    since = f"The last good run was that of {_one_line(last)}." if last else "There was no good run yet."
    lines = [
        marking,
        f"Schedule '{name}' is overdue: a good run was expected within {_one_line(expected)}.",
        since,
        "Silence from this schedule does not mean that nothing changed.",
        "Where it should run, 'reportkit status' says what happened last.",
        "",
    ]
    return Message(
        OVERDUE,
        _about(OVERDUE, schedule, last),
        marking,
        f"[{marking}] schedule '{name}' is overdue",
        "\n".join(lines),
        name,
    )


def _one_line(text: str) -> str:
    """Return a text that can stand in a head: on one line, nothing hidden in it, not too long."""
    return clipped(visible(" ".join(text.split())), _LONGEST_LABEL)


def _draft(*, draft: bool) -> tuple[str, ...]:
    return ("DRAFT: a document it is from has had no second reader.",) if draft else ()


def _changed(since: int, told: Sequence[str]) -> list[str]:
    if not since:
        return ["This is the first edition that stands; there is none to compare it with."]
    if not told:
        return [f"Nothing that readers are told of has changed since edition {since}."]
    rest = len(told) - _MOST_CHANGES
    return [
        f"What changed since edition {since}:",
        *(f"- {visible(' '.join(one.split()))}" for one in told[:_MOST_CHANGES]),
        *([f"And {plural(rest, 'change')} more, in the PDF."] if rest > 0 else []),
    ]


def _named(failed: Sequence[str], bears: str, *, hidden: bool) -> list[str]:
    if hidden:
        return [f"Which they are is marked above {bears} and not told here."]
    rest = len(failed) - _MOST_NAMED
    named = [f"- {_one_line(slug)}" for slug in failed[:_MOST_NAMED]]
    return [*named, *([f"- and {rest} more"] if rest > 0 else [])]


def _files(issued: Edition) -> tuple[File, ...]:
    what, folder = issued.issue, f"editions/{issued.slug}/{issued.number:04}"
    record = hashlib.sha256((issued.folder / EDITION).read_bytes()).hexdigest()
    digests = {PDF: what.pdf_sha256, CHANGES: what.changes_sha256, EDITION: record}
    return tuple(File(name, f"{folder}/{name}", digest) for name, digest in digests.items())


def _about(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode(errors="backslashreplace")).hexdigest()

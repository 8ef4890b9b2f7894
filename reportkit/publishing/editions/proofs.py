"""
What ``render`` made of an incident, looked at before it is issued: whole, and of a run that went well.

A proof is believed for what its own bytes say, the encoding and the record attached to the PDF, whose digest
the record of the run names; where a PDF has no encoding attached, for what its receipt says it was made from.
"""

from __future__ import annotations

import io
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reportkit.problems import Place, Problem, Told
from reportkit.publishing import record as records
from reportkit.publishing.batch import receipts
from reportkit.publishing.editions import files
from reportkit.publishing.editions.records import ENCODING
from reportkit.publishing.editions.sealing import Broken, digest
from reportkit.reading import stored

if TYPE_CHECKING:
    from reportkit.model import Corpus
    from reportkit.publishing.record import RunRecord

RECORD: Final = "record.json"
_LARGEST: Final = 1 << 30  # bytes of a briefing


class Refused(Told, ValueError):  # noqa: N818 - what cannot be issued is told, not a fault
    """
    Raised where a briefing cannot be issued; ``problem`` says what is wrong, why it cannot be, what to do.

    Examples
    --------
    >>> print(Refused("issue-draft", "river-raid", "it says DRAFT", "nobody looked twice", "look again"))
    river-raid: it says DRAFT
      = why: nobody looked twice
      = fix: look again
    """

    def __init__(self, rule: str, slug: str, what: str, why: str, fix: str) -> None:
        self.problem = Problem(rule, Place(slug), what, why, fix)
        super().__init__(str(self.problem))


@dataclass(frozen=True, slots=True)
class Proof:
    """
    A briefing as ``render`` made it.

    Parameters
    ----------
    slug : str
        The incident.
    pdf : bytes
        The PDF.
    run : RunRecord
        How it was made.
    encoding : bytes or None
        What bore on the incident, as it is attached to the PDF; None where nothing is.
    data : str
        Digest of what bore on the incident, by the receipt; "" without one.
    ceiling, as_of : str
        The state of the corpus that it was made from; "" for none.
    edition : int
        The number that stands on its pages.
    """

    slug: str
    pdf: bytes
    run: RunRecord
    encoding: bytes | None
    data: str
    ceiling: str
    as_of: str
    edition: int


def proof(out: Path, slug: str) -> Proof:
    """
    Return what ``render`` made of an incident.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    slug : str
        The incident.

    Raises
    ------
    Refused
        When nothing was made, the last run failed, or what stands there is not what it made.

    Examples
    --------
    >>> proof(Path("no such folder"), "harbour-fire")
    Traceback (most recent call last):
    ...
    reportkit.publishing.editions.proofs.Refused: harbour-fire: no briefing of it was made in no such folder
      = why: what is issued is what somebody could look at before
      = fix: run: reportkit render harbour-fire, look at the page, then issue it
    """
    run = _run(out, slug)
    if not run.ok:
        raise Refused(
            "issue-failed",
            slug,
            "its last run failed",
            "a page that stands there is of an earlier run",
            f"see reportkit why {slug}, mend what it says, and render it again",
        )
    try:
        pdf = files.content(out / f"{slug}.pdf", _LARGEST)
    except Broken as broken:
        raise _damaged(slug, str(broken)) from None
    if digest(pdf) != run.pdf_sha256:
        raise _damaged(slug, "it is not the PDF that the record of its run names")
    data = _by_receipt(out, slug, run)
    encoding, edition = told_by(pdf, slug)
    given = dict(run.parameters)
    ceiling, as_of = str(given.get("ceiling", "")), str(given.get("as_of", ""))
    if encoding is not None:
        state = stored.from_bytes(encoding)
        ceiling, as_of = state.ceiling, state.as_of
    elif not data:
        raise _old(slug)
    return Proof(slug, pdf, run, encoding, data, ceiling, as_of, edition)


def is_of(found: Proof, state: Corpus) -> bool:
    """
    Whether a proof was made from a state, and nothing but it.

    Parameters
    ----------
    found : Proof
        The proof.
    state : Corpus
        What bears on its incident.
    """
    if found.encoding is not None:
        return stored.to_bytes(state) == found.encoding
    return stored.Digests(state).of(state) == found.data


def told_by(pdf: bytes, slug: str) -> tuple[bytes | None, int]:
    """
    Return what a PDF says of itself: the encoding attached to it, in its one form, and its edition.

    A page of another notebook than the briefing's may have no encoding attached: None.

    Parameters
    ----------
    pdf : bytes
        A briefing.
    slug : str
        The incident it has to be about.

    Raises
    ------
    Refused
        When no record of this kit is attached, or it is about another incident.
    """
    import pypdf  # noqa: PLC0415 - only where a page is looked at

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it has to say is told below
    try:
        attached = pypdf.PdfReader(io.BytesIO(pdf)).attachments
        encoding, record = attached.get(ENCODING, [None])[0], json.loads(attached[RECORD][0])
        about, edition = record["slug"], record["edition"]
        encoding = None if encoding is None else stored.to_bytes(stored.from_bytes(encoding))
    except Exception:  # noqa: BLE001 - a broken file makes the reader raise anything
        raise _old(slug) from None
    if about != slug or not isinstance(edition, int):
        raise _damaged(slug, "its PDF is about another incident")
    return encoding, edition


def _run(out: Path, slug: str) -> RunRecord:
    try:
        found = records.read(out / f"{slug}.run.json")
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            "issue-unrendered",
            slug,
            f"no briefing of it was made in {out}",
            "what is issued is what somebody could look at before",
            f"run: reportkit render {slug}, look at the page, then issue it",
        ) from None
    except (OSError, ValueError) as wrong:
        raise _damaged(slug, f"the record of its run cannot be read ({wrong})") from None
    if found.slug != slug:
        raise _damaged(slug, "the record of its run is of another briefing")
    return found


def _by_receipt(out: Path, slug: str, run: RunRecord) -> str:
    """Return what the receipt beside a PDF says it was made from; a run without a key leaves no receipt."""
    if not run.key:
        return ""
    found, name = receipts.read(out, slug), receipts.path(out, slug).name
    if found is None:
        raise _damaged(slug, f"its receipt {name} is missing or not one")
    if (found.pdf_sha256, found.key) != (run.pdf_sha256, run.key):
        raise _damaged(slug, f"its receipt {name} is of another run")
    return dict(found.parts).get("data", "")


def _old(slug: str) -> Refused:
    return Refused(
        "issue-old",
        slug,
        "neither its PDF nor a receipt says what it was made from",
        "that could not be told later",
        f"render it again with this version of the kit: reportkit render {slug}",
    )


def _damaged(slug: str, what: str) -> Refused:
    why = "what is issued has to be what was made, byte for byte"
    return Refused("issue-damaged", slug, what, why, f"render it again: reportkit render {slug}")

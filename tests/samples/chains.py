"""Chains of editions with parts made up for the purpose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from reportkit.publishing.editions import chain, keeping
from reportkit.publishing.editions.records import CHANGES, ENCODING, PDF, Edition, Issue, Note, instant

SLUG = "harbour-fire"
START = datetime(2031, 5, 6, 12, tzinfo=UTC)


def issue(slug: str = SLUG, *, days: int = 0) -> Issue:
    """Return a record that is complete but for number, link and digests."""
    return Issue(
        slug=slug,
        number=0,
        previous="",
        compared_with=0,
        record_sha256="",
        pdf_sha256="",
        changes_sha256="",
        pdf_bytes=20,
        cut_off="Information cut-off: not stated, read on 6 May 2031",
        as_of="",
        parameters={"incident": slug},
        notebook="briefing.ipynb",
        notebook_sha256="",
        theme="house",
        ceiling="",
        marking="TLP:CLEAR",
        draft=False,
        kit="0.1.0",
        issued=instant(START + timedelta(days=days)),
        by="desk",
    )


def parts(number: int) -> dict[str, bytes]:
    """Return the files of an edition."""
    return {
        PDF: b"%%PDF-1.7 page of edition %d\n%%%%EOF\n" % number,
        ENCODING: b'{"state":%d}\n' % number,
        CHANGES: b'{"since":%d}\n' % (number - 1),
    }


def add(out: Path, slug: str = SLUG) -> Edition:
    """Issue one more edition."""
    with keeping.held(out, slug) as editions:
        n = len(editions) + 1
        return keeping.append(out, editions, issue(slug, days=n), parts(n))


def laid(out: Path, editions: int = 3, *, recalled: int = 0, slug: str = SLUG) -> Path:
    """Issue some editions, withdraw one, and return the folder of the chain."""
    for _ in range(editions):
        add(out, slug)
    if recalled:
        withdraw(out, recalled, slug)
    return chain.home(out, slug)


def note(number: int, slug: str = SLUG) -> Note:
    """Return what is written down when an edition is withdrawn or its PDF removed."""
    return Note(slug, number, "", instant(START), "desk", "a number was wrong")


def withdraw(out: Path, number: int, slug: str = SLUG) -> None:
    """Withdraw an edition."""
    with keeping.held(out, slug) as editions:
        keeping.recall(editions, note(number, slug))

"""``trace``: from a number on a page back to who said it, and where it stands."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportkit.cli.terminal import USAGE, FilePath, Stop, everywhere, json_option, say, say_json
from reportkit.problems import clipped, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RECORD = "record.json"
FORMAT = 1
_NUMBER = re.compile(r"\[?(?P<kind>[CcDd]?)(?P<number>[0-9]{1,6})\]?")
_LABEL = 13  # columns of the names on the left
_DIGEST = 12  # digits that tell one text from another for a reader


class NoRecord(ValueError):  # noqa: N818 - a file of another kind is told, not a fault
    """Raised for a file that is no briefing of this kit; the message says what it lacks."""


@click.command(short_help="Print the chain behind a number of a briefing.")
@everywhere
@click.argument("pdf", type=FilePath(exists=True, dir_okay=False, path_type=Path))
@click.argument("number", metavar="NUMBER")
@json_option
def trace(pdf: Path, number: str, *, as_json: bool) -> None:
    """
    Print the chain behind a NUMBER of a briefing: C7 for a claim, D1 for a document.

    With --json: format, number, slug, edition, and what the record of the briefing holds of that number.
    """
    try:
        record = record_of(pdf)
        key = key_of(record, number)
        found = record["references" if key.startswith("C") else "documents"][key]
        lines = tuple(_chain(record, key, found))
    except NoRecord as none:
        raise Stop(f"{pdf.name}: {none}") from None
    except (KeyError, TypeError, AttributeError, IndexError, ValueError):
        raise Stop(f"{pdf.name}: its record is not as this version of the kit writes it") from None
    if as_json:
        say_json(
            {"format": FORMAT, "number": key, "slug": record["slug"], "edition": record["edition"], **found}
        )
        return
    for line in lines:
        say(line)


def record_of(pdf: Path) -> dict[str, Any]:
    """
    Return the encoded record that is attached to a briefing.

    Parameters
    ----------
    pdf : Path
        A PDF file.

    Raises
    ------
    NoRecord
        If the file is no PDF, or no briefing of this kit.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it has to say is told below
    try:
        attached = pypdf.PdfReader(pdf).attachments.get(RECORD)
        raw = attached[0] if attached else None
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file makes the reader raise anything
        raise NoRecord(f"this is no PDF that can be read ({type(error).__name__})") from None
    if raw is None:
        raise NoRecord(f"this PDF has no {RECORD} attached, so it is no briefing of this kit")
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or "references" not in record:
        raise NoRecord(f"its {RECORD} is not one of this kit")
    if record.get("format") != FORMAT:
        raise NoRecord(f"its record has format {clipped(str(record.get('format')))}, this kit reads {FORMAT}")
    return record


def key_of(record: Mapping[str, Any], number: str) -> str:
    """
    Return the reference that a number means.

    Parameters
    ----------
    record : mapping
        The record of a briefing.
    number : str
        As it stands on the page or nearly so: C7, [C7], c7 or 7; D1 for a document.

    Raises
    ------
    Stop
        If there is no such reference; the range of those there are is told.

    Examples
    --------
    >>> key_of({"references": {"C7": {}}, "documents": {"D1": {}}}, "[c07]")
    'C7'
    """
    found = _NUMBER.fullmatch(number.strip())
    key = f"{found['kind'].upper() or 'C'}{int(found['number'])}" if found else ""
    if key in record["references"] or key in record["documents"]:
        return key
    claims, documents = _range(record["references"]), _range(record["documents"])
    raise Stop(f"there is no {clipped(visible(number))}: this briefing has {claims} and {documents}", USAGE)


def _range(keys: Mapping[str, Any]) -> str:
    ordered = sorted(keys, key=lambda key: int(key[1:]))
    if not ordered:
        return "none"
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]} to {ordered[-1]}"


def _chain(record: Mapping[str, Any], key: str, found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a chain."""
    yield f"{key} of {record['slug']}, edition {record['edition']}, {record['marking']}"
    if key.startswith("D"):
        yield from _document(key, found)
        return
    yield _line("claim", found["claim"])
    yield _line("speaker", f"{found['speaker_label']} ({found['speaker']})")
    yield _line("act", f"{found['act']}, certainty {found['certainty']}")
    yield _line("denies" if found["act"] == "denies" else "says", found["says"])
    if found["said"]:
        yield _line("said", found["said"])
    for bearing in found["about"]:
        yield _line("about", bearing["incident"] + _tie(bearing))
    if found["known_through"]:
        yield _line("known through", _numbered(record, found["known_through"]))
    for relay in found["via"] or ["nobody: it is the document's own voice"]:
        yield _line("relayed via", relay)
    document = record["documents"][found["document"]]
    yield from _document(found["document"], document)
    places = zip(found["paragraphs"], found["anchors"], found["offsets"], found["digests"], strict=True)
    for _, anchor, (start, end), digest in places:
        yield _line("at", anchor)
        yield _line("", _pinned(start, end, digest))


def _document(number: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield _line("document", f"{number} {found['id']}: {found['title']}")
    yield _line("publication", f"{found['publication']}, {found['date'] or 'no date stated'}")
    yield _line("text", f"{found['paragraphs']} paragraphs, SHA-256 {found['sha256']}")


def _tie(bearing: Mapping[str, Any]) -> str:
    words = f", “{bearing['words']}”" if bearing["words"] else ""
    if not bearing["by"]:
        return words
    by = "a reader's inference" if bearing["by"] == "reader" else f"brought there by {bearing['by']}"
    return f"{words} ({by})"


def _numbered(record: Mapping[str, Any], claim: str) -> str:
    """Return a claim with its number on the page, where it has one."""
    key = next((key for key, other in record["references"].items() if other["claim"] == claim), "")
    return f"{key} {claim}".strip()


def _pinned(start: int | None, end: int | None, digest: str) -> str:
    if start is None or end is None:
        return "not pinned to the text"
    return f"characters {start} to {end}, SHA-256 {digest[:_DIGEST]}…"


def _line(name: str, value: object) -> str:
    return f"  {name:<{_LABEL}} {value}"

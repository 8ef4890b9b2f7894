"""
What stands as done: a receipt beside each briefing, written last, that says from what it was made.

A receipt counts only while the files that it names are there as it names them. It bears no time: a briefing
made again from the same has the same receipt.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.publishing.record import RunRecord
from reportkit.publishing.record import read as read_record

if TYPE_CHECKING:
    from reportkit.publishing.batch.work import Item

FORMAT = 1
_MOST = 1 << 16  # bytes of a receipt
_DIGEST = 64  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Receipt:
    """
    That one briefing is done.

    Parameters
    ----------
    slug : str
        What its files are called.
    key : str
        Digest of all that bears on it.
    parts : tuple of (str, str)
        The digests the key is made of, by what they are of.
    pdf_sha256, executed_sha256 : str
        Digests of the PDF and of the executed notebook.
    bytes : int
        How large the PDF is.
    engine : str
        What ran the cells.
    """

    slug: str
    key: str
    parts: tuple[tuple[str, str], ...]
    pdf_sha256: str
    executed_sha256: str
    bytes: int
    engine: str = ""


def path(out: Path, slug: str) -> Path:
    """
    Return where the receipt of a briefing stands.

    Examples
    --------
    >>> path(Path("build"), "harbour-fire").name
    'harbour-fire.receipt.json'
    """
    return out / f"{slug}.receipt.json"


def to_bytes(receipt: Receipt) -> bytes:
    r"""
    Return a receipt as the bytes of its file.

    Examples
    --------
    >>> to_bytes(Receipt("a", "0" * 64, (("data", "1" * 64),), "2" * 64, "3" * 64, 9))[:13]
    b'{\n "bytes": 9'
    """
    held = {"format": FORMAT} | asdict(receipt) | {"parts": dict(receipt.parts)}
    return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def read(out: Path, slug: str) -> Receipt | None:
    """
    Return the receipt of a briefing; None where there is none, or none that can be trusted.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    slug : str
        What its files are called. A receipt of another one does not count.

    Examples
    --------
    >>> read(Path("no-such-folder"), "harbour-fire") is None
    True
    """
    file = path(out, slug)
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > _MOST:
            return None
        held: dict[str, Any] = json.loads(file.read_bytes())
        if held.pop("format") != FORMAT or held["slug"] != slug:
            return None
        receipt = Receipt(**{**held, "parts": tuple(held["parts"].items())})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    digests = (receipt.key, receipt.pdf_sha256, receipt.executed_sha256, *dict(receipt.parts).values())
    return receipt if all(isinstance(one, str) and len(one) == _DIGEST for one in digests) else None


def wrong(out: Path, receipt: Receipt) -> str:
    """
    Return what is not as a receipt says: "missing", "damaged", or "" where the files stand as they were made.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    receipt : Receipt
        The receipt.
    """
    for ending, digest in ((".pdf", receipt.pdf_sha256), (".ipynb", receipt.executed_sha256)):
        file = out / f"{receipt.slug}{ending}"
        try:
            if file.is_symlink() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                return "damaged"
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "damaged"
    return ""


def finished(item: Item) -> RunRecord | None:
    """Return the record of the run that made an item, where it stands as done; None otherwise."""
    out = Path(item.out)
    receipt = read(out, item.slug)
    if not item.key or receipt is None or receipt.key != item.key or wrong(out, receipt):
        return None
    try:
        record = read_record(item.record_path)
    except (OSError, ValueError):
        return None
    return record if record.ok and record.key == item.key else None

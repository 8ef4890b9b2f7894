"""Room on the disk, looked at before a batch begins rather than met in the middle of it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from reportkit.problems import plural

if TYPE_CHECKING:
    from pathlib import Path

_EACH = 3 << 20  # bytes of a briefing with its executed notebook and records, as long as none is there to ask
_SPARE = 64 << 20  # bytes that are left to others
_SAMPLE = 50
_MB = 1 << 20


class Full(Exception):  # noqa: N818 - a state of the disk, not an error in anything
    """Raised where what is to be made would not fit."""


def look(out: Path, count: int, *, free: int | None = None) -> None:
    """
    Raise `Full` unless there is room for so many briefings.

    Parameters
    ----------
    out : pathlib.Path
        The folder for them; what lies there already says how large one is.
    count : int
        How many will be made.
    free : int, optional
        Free bytes; those of the disk if not given.

    Examples
    --------
    >>> from pathlib import Path
    >>> look(Path("."), 100, free=1 << 20)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    reportkit.publishing.batch.space.Full: 1 MB are free in ., and 100 briefings need about ...
    """
    there = shutil.disk_usage(out).free if free is None else free
    needed = count * _size_of_one(out) + _SPARE
    if there < needed:
        raise Full(
            f"{there // _MB:,} MB are free in {out}, and {plural(count, 'briefing')} need about "
            f"{needed // _MB:,} MB; make room, name another folder with --out, or make fewer at a time"
        )


def _size_of_one(out: Path) -> int:
    """Return the bytes that one briefing takes: of those that lie there, a large one."""
    pdfs = sorted(out.glob("*.pdf"))[:_SAMPLE]
    sizes = sorted(
        sum(p.stat().st_size for p in (pdf, pdf.with_suffix(".ipynb")) if p.is_file()) for pdf in pdfs
    )
    return max(sizes[len(sizes) * 9 // 10], 1) if sizes else _EACH

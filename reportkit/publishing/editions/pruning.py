"""Making room: which PDFs of old editions may go. Their records, encodings and changes stay for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reportkit.publishing.editions import chain as chains
from reportkit.publishing.editions.records import moment

if TYPE_CHECKING:
    from reportkit.publishing.editions.records import Edition


def spare(
    editions: Sequence[Edition], *, keep: int | None = None, keep_days: int | None = None, at: datetime
) -> tuple[Edition, ...]:
    """
    Return the editions whose PDFs may be removed.

    The last edition keeps its PDF, and so does the last that stands. With both limits, what either keeps is
    kept.

    Parameters
    ----------
    editions : sequence of Edition
        A chain.
    keep : int, optional
        How many of the newest keep their PDFs.
    keep_days : int, optional
        For how many days after they were issued all keep them.
    at : datetime
        The instant from which days are counted.

    Examples
    --------
    >>> from datetime import UTC
    >>> spare((), keep=1, at=datetime(2031, 5, 6, tzinfo=UTC))
    ()
    """
    if keep is None and keep_days is None:
        return ()
    last = chains.standing(editions)
    newest = {one.number for one in editions[-max(keep or 0, 1) :]} | ({last.number} if last else set())
    since = at - timedelta(days=keep_days) if keep_days is not None else None
    return tuple(
        one
        for one in editions
        if one.number not in newest
        and (since is None or moment(one.issue.issued) < since)
        and (one.pruned is None or one.pdf.exists())
    )

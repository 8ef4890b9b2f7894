"""Who is to be told that an edition was withdrawn: everybody whom it may have reached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportkit.publishing.delivery import messages, outbox
from reportkit.publishing.delivery.messages import EDITION_OUT
from reportkit.publishing.editions import chain, telling

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from reportkit.publishing.delivery.envelopes import Envelope


def add(out: Path, at: datetime) -> tuple[tuple[Envelope, ...], tuple[str, ...]]:
    """
    Put a notice into the outbox for each withdrawn edition and each reader whom it may have reached.

    Whom it was begun to be sent to may have it, also where that broke off. Asked again, nothing is put in
    twice; a recall whose telling was broken off is told the next time.

    Parameters
    ----------
    out : pathlib.Path
        The folder of the briefings.
    at : datetime.datetime
        The instant.

    Returns
    -------
    tuple of Envelope
        What was put in.
    tuple of str
        The incidents whose chains are not whole: what was withdrawn there cannot be told.
    """
    reached: dict[str, list[Envelope]] = {}
    for place in outbox.PLACES:
        for one in outbox.read(out, place).envelopes:
            if one.message.kind == EDITION_OUT and (place == outbox.SENT or one.maybe):
                reached.setdefault(one.message.incident, []).append(one)
    added: list[Envelope] = []
    broken: list[str] = []
    for slug, envelopes in sorted(reached.items()):
        try:
            withdrawn = {one.edition.sha256: one for one in telling.withdrawals(out, slug)}
        except (chain.ChainProblems, ValueError):
            broken.append(slug)
            continue
        for one in envelopes:
            if found := withdrawn.get(one.message.about):
                notice = replace(messages.recall(found), schedule=one.message.schedule)
                added += outbox.add(out, notice, one.destination, at)
    return tuple(added), tuple(broken)

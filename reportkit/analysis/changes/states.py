"""
The difference of two whole states as a delta: applied to the first it gives the second, exactly.

It is of the stored form of a state (`reportkit.reading.stored`), names the digests of both, and is refused by
any other.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from reportkit.analysis.changes import deltas
from reportkit.analysis.changes.deltas import DoesNotApply
from reportkit.reading import stored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportkit.model import Corpus

FORMAT = 1


def delta(before: Corpus, after: Corpus) -> dict[str, Any]:
    """
    Return the difference of two states as JSON: operations of RFC 6902, and the digests of both states.

    Parameters
    ----------
    before, after : Corpus
        Two states; of both the stored form of `reportkit.reading.stored` is compared.

    Returns
    -------
    dict
        ``format``, ``before`` and ``after`` (SHA-256 of the stored forms) and ``operations``: none where the
        states are equal.

    Examples
    --------
    >>> from reportkit import opening
    >>> delta(opening.corpus(), opening.corpus())["operations"]
    []
    """
    one, other = stored.to_bytes(before), stored.to_bytes(after)
    found = list(deltas.operations(json.loads(one), json.loads(other)))
    return {"format": FORMAT, "before": _digest(one), "after": _digest(other), "operations": found}


def applied(before: Corpus, change: Mapping[str, Any]) -> Corpus:
    """
    Return a state after a delta.

    Parameters
    ----------
    before : Corpus
        The state that the delta was made for.
    change : mapping
        As `delta` returns it.

    Raises
    ------
    reportkit.analysis.changes.deltas.DoesNotApply
        If the delta was made for another state, or does not lead where it says.
    """
    one = stored.to_bytes(before)
    if change.get("format") != FORMAT or change.get("before") != _digest(one):
        raise DoesNotApply(
            f"this delta was made for the state {str(change.get('before'))[:12]}, and this one is "
            f"{_digest(one)[:12]}: apply it to the state whose digest it names"
        )
    found = stored.from_bytes(_canonical(deltas.applied(json.loads(one), change.get("operations", ()))))
    if _digest(stored.to_bytes(found)) != change.get("after"):
        raise DoesNotApply("this delta does not lead to the state it names: it was damaged; make it again")
    return found


def composed(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return two deltas as one, the second after the first.

    Raises
    ------
    reportkit.analysis.changes.deltas.DoesNotApply
        If the second does not begin where the first ends.
    """
    if first["after"] != second["before"]:
        raise DoesNotApply("the second delta does not begin where the first ends: put them in their order")
    operations = [*first["operations"], *second["operations"]]
    if first["before"] == second["after"]:
        operations = []
    return {"format": FORMAT, "before": first["before"], "after": second["after"], "operations": operations}


def _canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

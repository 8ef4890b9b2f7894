"""
Where the parts of records are written, kept beside the frozen records for whoever has to point at them.

A part is named by its path: ``certainty``, ``scope.actor``, ``hedges.0``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from reportkit.reading.fields import Given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportkit.model import Claim, Span
    from reportkit.problems import Place
    from reportkit.reading.fields import Record

#: (register, identity, path of the part) to its place; the identity of a claim is "document/claim".
Places: TypeAlias = Mapping[tuple[str, str, str], "Place"]
NOWHERE: Places = MappingProxyType({})


def parts(record: Record, above: str = "") -> Iterator[tuple[str, Place]]:
    """
    Yield the path and place of every part of a record.

    Examples
    --------
    >>> from reportkit.problems import Place
    >>> record = {"hedges": Given((Given("suspected", Place("x.yaml", 2)),), Place("x.yaml", 1))}
    >>> [path for path, _ in parts(record)]
    ['hedges', 'hedges.0']
    """
    for name, given in record.items():
        path = f"{above}{name}"
        yield path, given.place
        if isinstance(given.value, Mapping):
            yield from parts(given.value, f"{path}.")
        elif isinstance(given.value, tuple):
            items = {str(n): item for n, item in enumerate(given.value) if isinstance(item, Given)}
            yield from parts(items, f"{path}.")


def of_claim(places: Places, claim: Claim, *paths: str) -> Place:
    """Return the place of the first of these parts that is written, or of the claim."""
    found = (places.get(("claim", claim.id, path)) for path in paths)
    return next((place for place in found if place), claim.place)


def spans_of(claim: Claim) -> Iterator[tuple[str, Span]]:
    """Yield every span of a claim with the path of the part it is written in."""
    for number, span in enumerate(claim.spans):
        yield f"at.{number}", span
    for bearing in claim.about:
        if bearing.span:
            yield "bears_on.at", bearing.span

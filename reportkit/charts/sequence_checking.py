"""What no sequence can be drawn from: a mark without a place, a bar that ends nowhere, a link to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportkit.charts.sequence_seats import TONES, Point, every_mark

if TYPE_CHECKING:
    from reportkit.wording.pictures import LaneMark, SequencePicture


def check(picture: SequencePicture) -> None:
    """Refuse a picture that cannot be drawn without saying something else."""
    keys = {mark.key for mark in every_mark(picture)}
    for link in picture.links:
        if link.kind not in {"order", "reason"} or link.tone not in TONES:
            raise ValueError(f"There is no link of kind {link.kind!r} and tone {link.tone!r}")
        if link.earlier == link.later:
            raise ValueError(f"A link ties {link.later!r} to itself")
        for key in (link.earlier, link.later):
            if key not in keys:
                raise ValueError(f"A link names {key!r}, and no lane has such a mark")
    for mark in every_mark(picture):
        _check_mark(mark, picture.columns)


def _check_mark(mark: LaneMark, columns: int) -> None:
    """Refuse a mark without a place, and a bar without a possible end."""
    if (mark.column is None) == (mark.days is None):
        raise ValueError(f"{mark.key!r} needs a column or days, and not both")
    ends = [end for end in (mark.left, mark.right) if end]
    for end in ends:
        if end.at not in {"column", "day", "edge"} or (end.value is None) != (end.at == "edge"):
            raise ValueError(f"The bar of {mark.key!r} ends at {end.at!r} {end.value}, which is no place")
    for column in (mark.column, *(end.value for end in ends if end.at == "column")):
        if column is not None and not 0 <= column < columns:
            raise ValueError(f"{mark.key!r} speaks of column {column} of {columns}")
    if _backwards(mark):
        raise ValueError(f"The bar of {mark.key!r} ends on the wrong side of its mark")


def _backwards(mark: LaneMark) -> bool:
    """Say whether an end lies on the other side of the mark; every day stands right of every column."""

    def rank(at: str, value: int | None) -> Point | None:
        return None if value is None else (float(at == "day"), float(value))

    first = rank("column", mark.column) or rank("day", mark.days and mark.days[0])
    last = rank("column", mark.column) or rank("day", mark.days and mark.days[1])
    left = rank(mark.left.at, mark.left.value) if mark.left else None
    right = rank(mark.right.at, mark.right.value) if mark.right else None
    return bool((left and last and left > last) or (right and first and right < first))

"""How long a line of runs is, and where it may be broken.

Strong runs are semibold, references a little smaller; a mark takes the room of its drawing. Where
words leave no space beside a mark or a reference, a small gap is set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from reportkit.charts import fonts, marks
from reportkit.charts.palette import MM_PER_POINT

if TYPE_CHECKING:
    from reportkit.wording.runs import Line, Run

SIZE: Final = 7.4  # points: the text of figures
SMALLEST: Final = 7.0  # points: nothing in a figure is smaller
MARK: Final = 0.88  # size of a mark that stands in a line of text, in units of the type size
_REFERENCE: Final = 0.93  # type size of a reference beside its text
_GAP: Final = 0.24  # between words and a mark or reference, in units of the type size


@dataclass(frozen=True, slots=True)
class Piece:
    """A run as it will be set: its type, and how far it stands from the run before it."""

    run: Run
    size: float
    weight: int
    grey: bool
    gap: float
    width: float


def _type(run: Run, size: float, weight: int) -> tuple[float, int, bool]:
    """Return size, weight and greyness of a run."""
    if run.kind == "reference":
        return max(SMALLEST, size * _REFERENCE), 400, True
    return size, 600 if run.kind == "strong" else weight, run.kind == "soft"


def _mark_width(name: str, size: float) -> float:
    left, _, right, _ = marks.extent(name)
    return (right - left) * MARK * size * MM_PER_POINT


def _gap(before: Run | None, run: Run, size: float) -> float:
    """Return the room between two runs, where the words themselves leave none."""
    if before is None or not ({before.kind, run.kind} & {"reference", "mark"}):
        return 0.0
    opens = before.words.endswith((" ", "\u00a0", "(", "“", "‘")) and before.kind not in {"reference", "mark"}
    closes = run.words.startswith((" ", "\u00a0", ".", ",", ";", ":", ")", "”", "’"))
    if opens or (closes and run.kind not in {"reference", "mark"}):
        return 0.0
    return _GAP * size * MM_PER_POINT


@lru_cache(maxsize=4096)
def typeset(line: Line, size: float, weight: int, condensed: bool) -> tuple[Piece, ...]:  # noqa: FBT001
    """Return the runs of a line as they will be set, without spaces at either end."""
    cleaned = [run if run.kind == "mark" else replace(run, words=fonts.clean(run.words)) for run in line]
    cleaned = [run for run in cleaned if run.words]
    if cleaned and cleaned[0].kind != "mark":
        cleaned[0] = replace(cleaned[0], words=cleaned[0].words.lstrip(" "))
    if cleaned and cleaned[-1].kind != "mark":
        cleaned[-1] = replace(cleaned[-1], words=cleaned[-1].words.rstrip(" "))
    pieces: list[Piece] = []
    before: Run | None = None
    for run in cleaned:
        own_size, own_weight, grey = _type(run, size, weight)
        width = (
            _mark_width(run.words, size)
            if run.kind == "mark"
            else fonts.extent(run.words, own_size, own_weight, condensed).advance
        )
        pieces.append(Piece(run, own_size, own_weight, grey, _gap(before, run, size), width))
        before = run
    return tuple(pieces)


def measure(line: Line, size: float = SIZE, weight: int = 400, *, condensed: bool = True) -> float:
    """Return how long a line is when it is set, in millimetres.

    Parameters
    ----------
    line : Line
        Its runs; references are set smaller, marks are drawn, as `write` does it.
    size : float
        Type size in points.
    weight : int
        400, 500 or 600, for the runs that are not strong.
    condensed : bool
        Whether the narrow cut is used.

    Raises
    ------
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.runs import Run
    >>> measure((Run("two words"),)) < measure((Run("two words"),), condensed=False)
    True
    """
    return sum(piece.gap + piece.width for piece in typeset(tuple(line), size, weight, condensed))


def _clusters(line: Line) -> list[list[Run]]:
    """Split a line where it may be broken: at spaces, but never before a reference or beside a mark."""
    clusters: list[list[Run]] = []
    open_ = False  # whether the next piece belongs to the last cluster
    for run in line:
        if run.kind == "mark":
            parts = [run.words]
        elif run.kind == "reference":
            parts = [part + "," for part in run.words.split(", ")]
            parts[-1] = parts[-1][:-1]
            open_ = bool(clusters)
        else:
            parts = fonts.clean(run.words).split(" ")
        for number, part in enumerate(parts):
            if number:
                open_ = False
            if part:
                piece = replace(run, words=part)
                if open_:
                    clusters[-1].append(piece)
                else:
                    clusters.append([piece])
                open_ = True
    return clusters


def _joined(left: Line, right: list[Run]) -> Line:
    """Return two stretches of a line with a space between them, runs of one kind made one again."""
    if not left:
        return tuple(right)
    last, first = left[-1], right[0]
    if "mark" not in {last.kind, first.kind} and (last.kind, last.source) == (first.kind, first.source):
        return (*left[:-1], replace(last, words=f"{last.words} {first.words}"), *right[1:])
    if last.kind not in {"reference", "mark"}:
        return (*left[:-1], replace(last, words=last.words + " "), *right)
    if first.kind not in {"reference", "mark"}:
        return (*left, replace(first, words=" " + first.words), *right[1:])
    return (*left, *right)


def _wide(run: Run, width_mm: float, size: float, weight: int, condensed: bool) -> bool:  # noqa: FBT001
    return measure((run,), size, weight, condensed=condensed) > width_mm


def _cut(
    cluster: list[Run], width_mm: float, size: float, weight: int, *, condensed: bool
) -> list[list[Run]]:
    """Cut what is too wide for a line between any two characters."""
    pieces: list[list[Run]] = []
    for run in cluster:
        rest = run
        while rest.words:
            head = rest
            while (
                head.kind != "mark" and len(head.words) > 1 and _wide(head, width_mm, size, weight, condensed)
            ):
                head = replace(head, words=head.words[: -max(1, len(head.words) // 8)])
            pieces.append([head])
            rest = replace(rest, words=rest.words[len(head.words) :])
    return pieces


def wrap(  # noqa: PLR0913 - each is a property of the type
    line: Line,
    width_mm: float,
    size: float = SIZE,
    max_lines: int | None = None,
    *,
    weight: int = 400,
    condensed: bool = True,
    break_words: bool = False,
) -> list[Line] | None:
    """Break a line into lines that fit a width, or say that it cannot be done.

    A reference stays with the word before it, and a mark with its neighbours.

    Parameters
    ----------
    line : Line
        What is to be broken.
    width_mm : float
        Room for each line in millimetres.
    size : float
        Type size in points.
    max_lines : int or None
        How many lines there may be; None for any number.
    weight : int
        400, 500 or 600.
    condensed : bool
        Whether the narrow cut is used.
    break_words : bool
        Whether a word that is too long by itself may be cut.

    Returns
    -------
    list of Line, or None
        The lines; None where a word or the number of lines does not fit.

    Raises
    ------
    MissingGlyph
        No bundled font has one of the characters.

    Examples
    --------
    >>> from reportkit.wording.runs import Run, plain
    >>> [plain(part) for part in wrap((Run("one two three"),), 10) or ()]
    ['one two', 'three']
    >>> wrap((Run("one two three"),), 10, max_lines=1) is None
    True
    """
    lines: list[Line] = []
    current: Line = ()
    clusters = _clusters(line)
    while clusters:
        cluster = clusters.pop(0)
        longer = _joined(current, cluster)
        if measure(longer, size, weight, condensed=condensed) <= width_mm:
            current = longer
        elif current:
            lines.append(current)
            current = ()
            clusters.insert(0, cluster)
        elif break_words and (parts := _cut(cluster, width_mm, size, weight, condensed=condensed)) != [
            cluster
        ]:
            clusters[:0] = parts
        elif break_words:
            lines.append(tuple(cluster))
        else:
            return None
    if current:
        lines.append(current)
    return None if max_lines is not None and len(lines) > max_lines else lines

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
_APART: Final = frozenset({"reference", "mark"})  # kinds of runs that need room on both sides
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


def _gap(before: tuple[str, str] | None, after: tuple[str, str], size: float) -> float:
    """Return the room between two runs of (kind, words), where the words themselves leave none."""
    if before is None or not ({before[0], after[0]} & _APART):
        return 0.0
    opens = before[0] not in _APART and before[1].endswith((" ", "\u00a0", "(", "“", "‘"))
    closes = after[1].startswith((" ", "\u00a0", ".", ",", ";", ":", ")", "”", "’"))
    if opens or (closes and after[0] not in _APART):
        return 0.0
    return _GAP * size * MM_PER_POINT


def _with(run: Run, words: str) -> Run:
    """Return a run with other words; the same run where they are its own."""
    return run if words == run.words else replace(run, words=words)


def _spoken(line: Line) -> list[tuple[Run, str]]:
    """Return the runs of a line with their words as they will be set, without spaces at either end."""
    found = [(run, run.words if run.kind == "mark" else fonts.clean(run.words)) for run in line]
    found = [(run, words) for run, words in found if words]
    if found and found[0][0].kind != "mark":
        found[0] = found[0][0], found[0][1].lstrip(" ")
    if found and found[-1][0].kind != "mark":
        found[-1] = found[-1][0], found[-1][1].rstrip(" ")
    return found


def _width(run: Run, words: str, size: float, weight: int, condensed: bool) -> float:  # noqa: FBT001
    """Return how long words of a run are, in millimetres."""
    if run.kind == "mark":
        return _mark_width(words, size)
    own_size, own_weight, _ = _type(run, size, weight)
    return fonts.advance(words, own_size, own_weight, condensed)


@lru_cache(maxsize=4096)
def typeset(line: Line, size: float, weight: int, condensed: bool) -> tuple[Piece, ...]:  # noqa: FBT001
    """Return the runs of a line as they will be set, without spaces at either end."""
    pieces: list[Piece] = []
    before: tuple[str, str] | None = None
    for run, words in _spoken(line):
        own_size, own_weight, grey = _type(run, size, weight)
        gap, width = _gap(before, (run.kind, words), size), _width(run, words, size, weight, condensed)
        pieces.append(Piece(_with(run, words), own_size, own_weight, grey, gap, width))
        before = run.kind, words
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
    length, before = 0.0, None
    for run, words in _spoken(line):
        gap, width = _gap(before, (run.kind, words), size), _width(run, words, size, weight, condensed)
        length += gap + width
        before = run.kind, words
    return length


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
                piece = _with(run, part)
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
    if last.kind != "mark" and replace(last, words="") == replace(first, words=""):
        return (*left[:-1], replace(last, words=f"{last.words} {first.words}"), *right[1:])
    if last.kind not in _APART:
        return (*left[:-1], replace(last, words=last.words + " "), *right)
    if first.kind not in _APART:
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
    lines = _wrapped(tuple(line), width_mm, size, weight, condensed, break_words)
    return None if lines is None or (max_lines is not None and len(lines) > max_lines) else list(lines)


@lru_cache(maxsize=16384)
def _wrapped(  # noqa: PLR0913, PLR0917 - each is a property of the type
    line: Line,
    width_mm: float,
    size: float,
    weight: int,
    condensed: bool,  # noqa: FBT001
    break_words: bool,  # noqa: FBT001
) -> tuple[Line, ...] | None:
    """Return the lines that a line is broken into: a search for room asks for the same again and again."""
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
    return tuple(lines)

"""What is wrong with a drawing as a piece of printed matter: words that cannot be read where they stand.

It looks at finished artists, of the kit's sheets and of any other figure of matplotlib. Rectangles are
compared first, all with all; only where two meet is it looked closer.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypedDict

import numpy as np
from matplotlib import rcParams
from matplotlib.cbook import is_math_text
from matplotlib.font_manager import FontProperties, findfont

from reportkit.charts import fonts
from reportkit.charts.crossing import apart, entered, inside, meeting
from reportkit.charts.finished import read
from reportkit.charts.measure import SMALLEST
from reportkit.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from reportkit.charts.finished import Finished, Shape, Word

    Boxes = NDArray[np.float64]  # shape (n, 4): left, top, right, bottom in millimetres
    Pair = tuple[int, int]  # numbers of a word and of a shape

_TOUCH: Final = 0.12  # mm: what two things may share before a reader sees them meet
_HIDING: Final = 0.99  # opacity from which nothing shows through
_GENERIC: Final = frozenset({"serif", "sans-serif", "cursive", "fantasy", "monospace"})
_VEILING: Final = 0.5  # opacity from which words cannot be read through it


class Verdict(TypedDict):
    """What a page's figure says of itself: how much is written on it, how small, and what is wrong."""

    words: int
    smallest_pt: float | None
    faults: list[str]


def verdict(figure: Figure) -> Verdict:
    """Return what was found on a figure, as plain JSON.

    Parameters
    ----------
    figure : Figure
        A finished figure, at the size at which it is printed.

    Returns
    -------
    Verdict
        ``words``: how many texts it has; ``smallest_pt``: the smallest type in points, None without any text;
        ``faults``: as `faults` returns them.

    Examples
    --------
    >>> from reportkit.charts.style import figure, write
    >>> from reportkit.wording.runs import Run
    >>> sheet = figure(30, 10)
    >>> _ = write(sheet.axes[0], 2, 5, (Run("words"),))
    >>> verdict(sheet)
    {'words': 1, 'smallest_pt': 7.4, 'faults': []}
    """
    found = read(figure)
    sizes = [word.size for word in found.words]
    smallest = round(min(sizes), 2) if sizes else None
    return {"words": len(sizes), "smallest_pt": smallest, "faults": list(_of(found))}


def faults(figure: Figure) -> tuple[str, ...]:
    """Return what makes words on a figure hard to read, one sentence for each place.

    Found are words over words, words outside the page or outside the axes they were put into, characters
    that no font draws, type below 7 points, and words that a mark or a line runs through. A line that is
    hidden behind white paper or a filled box does no harm, and neither does what is declared as ground (a
    wash, a border on a map), a grid, or an image.

    Not seen is what a text in mathematics lacks: matplotlib warns of that itself.

    Examples
    --------
    >>> from reportkit.charts.style import figure, write
    >>> from reportkit.wording.runs import Run
    >>> sheet = figure(30, 10)
    >>> for y in (4, 5):
    ...     _ = write(sheet.axes[0], 2, y, (Run("words"),))
    >>> faults(sheet)
    ('"words" lies over "words"',)
    """
    return tuple(_of(read(figure)))


def _of(found: Finished) -> Iterator[str]:
    """Yield the faults of each word in the order of the words."""
    words = found.words
    if not words:
        return
    boxes = found.boxes + np.array([1, 1, -1, -1]) * (_TOUCH / 2)
    over, crossed = _overlaps(words, boxes), _crossings(found, boxes)
    for number, word in enumerate(words):
        yield from _alone(word)
        for other in over.get(number, ()):
            yield f"{_quoted(word)} lies over {_quoted(words[other])}"
        for name in crossed.get(number, ()):
            yield f"{_quoted(word)} is crossed by {name}"


def _quoted(word: Word) -> str:
    return f'"{visible(word.words)}"'


def _alone(word: Word) -> Iterator[str]:
    """Yield what is wrong with words whatever else stands on the figure."""
    if word.size < SMALLEST - 1e-6:
        yield f"{_quoted(word)} is set in {word.size:.1f} pt, and nothing may be below {SMALLEST}"
    left, top, right, bottom = word.box
    room, where = word.room, "its axes" if word.boxed else "the figure"
    beyond = max(room.left - left, right - room.right, room.top - top, bottom - room.bottom)
    if beyond > _TOUCH:
        yield f"{_quoted(word)} stands {beyond:.1f} mm outside {where}"
    if lacking := _undrawn(word):
        name = unicodedata.name(lacking, "a control character").lower()
        yield f"{_quoted(word)} has U+{ord(lacking):04X} ({name}), which its fonts do not draw"


def _undrawn(word: Word) -> str:
    """Return the first character of words that none of its fonts has a glyph for; "" if there is none."""
    text = word.text
    if text.get_usetex() or (text.get_parse_math() and is_math_text(text.get_text())):
        return ""
    have = _characters(text.get_fontproperties())
    return next((c for c in word.words if c not in have and c not in fonts.INVISIBLE), "")


def _characters(font: FontProperties) -> frozenset[str]:
    """Return what can be written in a font and those that matplotlib asks after it."""
    settings: Any = rcParams
    families = tuple(font.get_family())
    generic = tuple(tuple(settings[f"font.{name}"]) for name in families if name in _GENERIC)
    look = font.get_style(), font.get_variant(), font.get_weight(), font.get_stretch()
    return _characters_of(families, look, str(font.get_file() or ""), generic)


@lru_cache(maxsize=256)
def _characters_of(
    families: tuple[str, ...], look: tuple[Any, ...], file: str, generic: tuple[tuple[str, ...], ...]
) -> frozenset[str]:
    del generic  # what stands behind "sans-serif" is asked by `findfont`; here it only tells settings apart
    if file:
        return fonts.covered(file)
    style, variant, weight, stretch = look
    found = []
    for family in families:
        wanted = FontProperties(family=[family], style=style, variant=variant, weight=weight, stretch=stretch)
        with suppress(ValueError):  # no such family: the next one is asked
            found.append(fonts.covered(findfont(wanted, fallback_to_default=False)))
    return (
        frozenset().union(*found) if found else fonts.covered(findfont(FontProperties(family=list(families))))
    )


def _overlaps(words: Sequence[Word], boxes: Boxes) -> dict[int, list[int]]:
    """Return for each word the earlier ones that it lies over."""
    over: dict[int, list[int]] = {}
    for number, other in np.argwhere(np.tril(meeting(boxes, boxes), -1)).tolist():
        one, two = words[number], words[other]
        if one.line is not None and one.line == two.line:
            continue
        if (one.corners is two.corners is None) or not apart(_quadrangle(one), _quadrangle(two)):
            over.setdefault(number, []).append(other)
    return over


def _quadrangle(word: Word) -> NDArray[np.float64]:
    left, top, right, bottom = word.box
    upright = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return upright if word.corners is None else word.corners


def _crossings(found: Finished, boxes: Boxes) -> dict[int, list[str]]:
    """Return for each word the names of what runs through it or lies over it, lowest first."""
    words, shapes = found.words, found.shapes
    if not shapes:
        return {}
    reach = found.reach
    half = np.array([shape.half for shape in shapes])[:, None]
    windows = np.array([(s.window.left, s.window.top, s.window.right, s.window.bottom) for s in shapes])
    seen = np.hstack((np.maximum(reach - half, windows)[:, :2], np.minimum(reach + half, windows)[:, 2:]))
    pairs: list[Pair] = [
        (word, shape)
        for word, shape in np.argwhere(meeting(boxes, seen)).tolist()
        if _could_harm(words[word], shapes[shape])
    ]
    crossed: dict[int, list[str]] = {}
    for (number, shape), through in zip(pairs, _through(found, boxes, windows, pairs), strict=True):
        word, thing = words[number], shapes[shape]
        on = (thing.solid or _veils(thing, word)) and _on(thing, boxes[number])
        bad = on if _veils(thing, word) and on else (through or on) and (thing.half > 0 or thing.solid)
        if bad and not _hidden(thing, word, boxes[number], found.shapes, reach):
            names = crossed.setdefault(number, [])
            names.extend([] if thing.name in names else [thing.name])
    return crossed


def _could_harm(word: Word, thing: Shape) -> bool:
    """Say whether a shape could be in the way of words: an area below them without a rim is not."""
    return thing.half > 0 or thing.solid or _veils(thing, word)


def _veils(thing: Shape, word: Word) -> bool:
    """Say whether words cannot be read where a shape lies over them."""
    return thing.order > word.order and thing.fill > _VEILING


def _through(found: Finished, boxes: Boxes, windows: Boxes, pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    """Say for each word and shape whether the shape's line runs through the words, where it can be seen."""
    outlines, rooms, owners = [], [], []
    for owner, (number, shape) in enumerate(pairs):
        half = found.shapes[shape].half
        left, top, right, bottom = boxes[number] + (-half, -half, half, half)
        room = np.array([left, top, right, bottom])
        room = np.concatenate((np.maximum(room, windows[shape])[:2], np.minimum(room, windows[shape])[2:]))
        for outline in found.shapes[shape].outlines:
            outlines.append(outline)
            rooms.append(room)
            owners.append(owner)
    hits = np.zeros(len(pairs), dtype=bool)
    if outlines:
        hits[np.array(owners)[entered(outlines, np.array(rooms))]] = True
    return hits


def _on(thing: Shape, box: NDArray[np.float64]) -> bool:
    """Say whether the area of a shape and a rectangle share something."""
    middle = np.array([[box[0] + box[2], box[1] + box[3]]]) / 2
    outlines = thing.outlines
    return bool(entered(outlines, np.array([box] * len(outlines))).any()) or any(
        bool(inside(outline, middle).any()) for outline in outlines
    )


def _hidden(
    thing: Shape, word: Word, box: NDArray[np.float64], shapes: Sequence[Shape], reach: Boxes
) -> bool:
    """Say whether an opaque shape lies between words and what would cross them."""
    left, top, right, bottom = box.tolist()
    corners = np.array([(x, y) for x in (left, right) for y in (top, bottom)])
    holding = (reach[:, :2] <= box[:2]).all(axis=1) & (reach[:, 2:] >= box[2:]).all(axis=1)
    return any(
        shapes[number].fill > _HIDING
        and thing.order < shapes[number].order < word.order
        and any(inside(outline, corners).all() for outline in shapes[number].outlines)
        for number in np.flatnonzero(holding).tolist()
    )

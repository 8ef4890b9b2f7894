"""The bundled fonts: which glyphs they have, how wide words are, and nothing from the machine.

Fonts are registered under names of their own, so that a font of the same family that happens to be
installed can never take their place. Arabic and Hebrew come from their own files by fallback; any
further font that is put into the folder joins the end of that line.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from matplotlib.font_manager import FontEntry, FontProperties, fontManager, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Curve
from matplotlib.textpath import TextToPath

from reportkit import resources
from reportkit.charts.palette import MM_PER_POINT
from reportkit.charts.vectors import Outline, outline
from reportkit.problems import Told, visible

if TYPE_CHECKING:
    from pathlib import Path

CONDENSED: Final = "IBMPlexSansCondensed"
SANS: Final = "IBMPlexSans"
# Regular and semibold exist in every script, medium in the Latin ones only.
_CUTS: Final = {400: "400Regular", 500: "500Medium", 600: "600SemiBold"}
_EVERYWHERE: Final = (400, 600)
_FALLBACKS: Final = ("IBMPlexSansArabic", "IBMPlexSansHebrew")
_MEASURED_AT: Final = 1000.0  # points: unhinted, one unit of the font is then one unit of measure
EM: Final = 2000  # steps of an outline in the type size: half a unit, because a curve's middle may lie there

# Characters that have no glyph by nature: joiners, soft hyphen, variation selectors, byte order mark.
INVISIBLE: Final = frozenset("\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff") | {
    chr(c) for c in range(0xFE00, 0xFE10)
}
# Controls would break the SVG, and directional marks could turn the words of a label around.
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]"
)
_SPACES: Final = re.compile("[\t\n\x0b\x0c\r\u2028\u2029]+")
_THIN_SPACES: Final = re.compile("[\u2000-\u200a\u202f\u205f\u3000]")


class MissingGlyph(Told, ValueError):  # noqa: N818 - it names what is wrong, like the other errors of the kit
    """No font has a character that is to be written."""

    def __init__(self, string: str, character: str) -> None:
        """Say which string, which character and what to do."""
        self.string, self.character = string, character
        name = unicodedata.name(character, "a control character").lower()
        known = resources.fonts_with(character)
        such = f", such as {known}," if known else ""
        super().__init__(
            f"no font has U+{ord(character):04X} ({name}) in “{visible(string)}”\n"
            "  = why: it would be an empty box in the chart\n"
            f"  = fix: put a font that has it{such} (.ttf or .otf) into {_folder()}, or write the words in "
            "letters of the Latin, Greek, Cyrillic, Arabic or Hebrew script"
        )


_FORMULA: Final = ("\ufdfd", "بسم الله الرحمن الرحيم")


@lru_cache(maxsize=16384)
def clean(words: str) -> str:
    r"""Return words without the characters that are commands and not signs.

    Control characters and directional overrides go, line breaks and rare spaces become spaces; the one
    letter that is a whole formula, higher than a line, is spelled out. Everything else stays as written.

    Examples
    --------
    >>> clean("a\u202eb\nc$x$")
    'ab c$x$'
    """
    words = _SPACES.sub(" ", words)
    return _CONTROLS.sub("", _THIN_SPACES.sub(" ", words)).replace(*_FORMULA)


def _folder() -> Path:
    return resources.templates() / "fonts"


@cache
def _register() -> dict[str, Path]:
    """Make every file of the folder known to matplotlib, each as a family of its own."""
    files = sorted(path for path in _folder().iterdir() if path.suffix.lower() in {".ttf", ".otf"})
    for path in files:
        fontManager.ttflist.append(FontEntry(fname=str(path), name=_family(path.stem), weight=400))
    return {path.stem: path for path in files}


def _family(stem: str) -> str:
    return f"reportkit {stem}"


@cache
def chain(weight: int, condensed: bool) -> tuple[str, ...]:  # noqa: FBT001 - cached by position
    """Return the font files that are asked for a glyph, first to last, as file names without suffix.

    Parameters
    ----------
    weight : int
        400, 500 or 600.
    condensed : bool
        Whether the narrow cut comes first.

    Raises
    ------
    ValueError
        The weight is not one of the three.

    Examples
    --------
    >>> chain(600, True)[:2]
    ('IBMPlexSansCondensed_600SemiBold', 'IBMPlexSans_600SemiBold')
    """
    if weight not in _CUTS:
        raise ValueError(f"There is no weight {weight} among the bundled fonts; take 400, 500 or 600")
    cut, other = _CUTS[weight], _CUTS[max(set(_EVERYWHERE) & set(range(weight + 1)))]
    latin = (CONDENSED, SANS) if condensed else (SANS,)
    first = (*(f"{family}_{cut}" for family in latin), *(f"{family}_{other}" for family in _FALLBACKS))
    have = _register()
    ours = (CONDENSED, SANS, "IBMPlexSerif", *_FALLBACKS)
    added = tuple(stem for stem in have if not stem.startswith(ours))
    return tuple(stem for stem in first if stem in have) + added


def _path(stem: str) -> str:
    return str(_register()[stem])


@cache
def properties(size: float, weight: int, condensed: bool) -> FontProperties:  # noqa: FBT001
    """Return what matplotlib needs to know to write in a bundled font.

    Parameters
    ----------
    size : float
        Type size in points.
    weight : int
        400, 500 or 600.
    condensed : bool
        Whether the narrow cut comes first.

    Examples
    --------
    >>> properties(7.4, 400, True).get_family()[0]
    'reportkit IBMPlexSansCondensed_400Regular'
    """
    return FontProperties(family=[_family(stem) for stem in chain(weight, condensed)], size=size)


@cache
def covered(path: str) -> frozenset[str]:
    """Return the characters that a font file has glyphs for.

    Examples
    --------
    >>> "k" in covered(str(_register()["IBMPlexSansHebrew_400Regular"]))
    True
    """
    return frozenset(map(chr, FT2Font(path).get_charmap()))


@cache
def _writable(weight: int, condensed: bool) -> frozenset[str]:  # noqa: FBT001
    files = [covered(_path(stem)) for stem in chain(weight, condensed)]
    return INVISIBLE.union(*files)


def check(words: str, weight: int, condensed: bool) -> None:  # noqa: FBT001
    """Make sure that every character of some words can be written.

    Raises
    ------
    MissingGlyph
        A character stands in none of the bundled fonts.

    Examples
    --------
    >>> check("Türkiye", 400, True)
    """
    have = _writable(weight, condensed)
    if not have.issuperset(words):
        raise MissingGlyph(words, next(character for character in words if character not in have))


class Extent(NamedTuple):
    """Room that some words take: along the line, and over and under their baseline, in millimetres."""

    advance: float
    above: float
    below: float


def _font(weight: int, condensed: bool) -> FT2Font:  # noqa: FBT001
    """Return the chain of files as one font; matplotlib keeps it, and may have set it to another size."""
    font = get_font([_path(stem) for stem in chain(weight, condensed)])
    font.set_size(_MEASURED_AT, 72)
    return font


@lru_cache(maxsize=16384)
def _measured(words: str, weight: int, condensed: bool) -> tuple[int, int, int]:  # noqa: FBT001
    """Return advance, height and depth of words in 64ths of a unit of the font."""
    check(words, weight, condensed)
    font = _font(weight, condensed)
    font.set_text(words, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    descent = font.get_descent()
    return width, height - descent, descent


def extent(words: str, size: float, weight: int, condensed: bool) -> Extent:  # noqa: FBT001
    """Return the room that some words take when they are shaped and not hinted.

    Parameters
    ----------
    words : str
        Cleaned words (`clean`).
    size : float
        Type size in points.
    weight : int
        400, 500 or 600.
    condensed : bool
        Whether the narrow cut comes first.

    Raises
    ------
    MissingGlyph
        A character stands in none of the bundled fonts.

    Examples
    --------
    >>> round(extent("mm", 10, 400, True).advance / extent("m", 10, 400, True).advance, 3)
    2.0
    """
    advance, above, below = _measured(words, weight, condensed)
    unit = size * MM_PER_POINT / 64 / _MEASURED_AT
    return Extent(advance * unit, above * unit, below * unit)


def advance(words: str, size: float, weight: int, condensed: bool) -> float:  # noqa: FBT001
    """Return how long some words are along their line, in millimetres; see `extent`.

    Examples
    --------
    >>> advance("mm", 10, 400, True) == extent("mm", 10, 400, True).advance
    True
    """
    return _measured(words, weight, condensed)[0] * (size * MM_PER_POINT / 64 / _MEASURED_AT)


@cache
def _known(weight: int, condensed: bool) -> dict[str, Outline]:  # noqa: FBT001
    """Return the outlines met so far in a chain, by matplotlib's names; filled while words are set."""
    del weight, condensed  # a dictionary for each
    return {}


@lru_cache(maxsize=16384)
def glyphs(words: str, weight: int, condensed: bool) -> tuple[tuple[Outline, int, int], ...]:  # noqa: FBT001
    """Return the letters of words as they are shaped, from left to right, each with where it stands.

    Places and outlines are in units of which the type size has `EM`, y downwards.

    Parameters
    ----------
    words : str
        Cleaned words (`clean`), one line.
    weight : int
        400, 500 or 600.
    condensed : bool
        Whether the narrow cut comes first.

    Examples
    --------
    >>> [x for _, x, _ in glyphs("mm", 400, True)]
    [0, 1574]
    """
    unit, kept = EM / _MEASURED_AT, _known(weight, condensed)
    known: Any = kept  # matplotlib only asks which names are in it
    placed, new, _ = TextToPath().get_glyphs_with_font(_font(weight, condensed), words, known, True)  # noqa: FBT003
    for name, (vertices, codes) in new.items():
        empty = not len(vertices)  # a space
        curve = Curve(np.empty((0, 2))) if empty else Curve(np.asarray(vertices) * (1, -1), codes)
        kept[name] = outline(curve, unit)
    return tuple((kept[name], round(x * unit), round(-y * unit)) for name, x, y, _ in placed)

"""
Colours as numbers: contrast as WCAG reckons it, distance as eyes see it, and the nearest that can be read.

A colour is a string such as ``#12324F``. Contrast is that of WCAG 2.2; distance is Euclidean in Oklab; a
deuteranope's view is that of Machado, Oliveira and Fernandes (2009) at full severity.
"""

from __future__ import annotations

import math
import re
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LEAST: Final = 4.5  # contrast of small words, WCAG 2.2, 1.4.3
COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")

_LUMINANCE: Final = (0.2126, 0.7152, 0.0722)
_TO_CONES: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_OKLAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_OKLAB: Final = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_CONES: Final = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_DEUTERANOPIA: Final = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
_STEPS: Final = 400  # in which lightness is searched; finer than 8 bits a channel can show

Three: TypeAlias = "tuple[float, float, float]"


def contrast(one: str, other: str) -> float:
    """
    Return the contrast of two colours, from 1 (none) to 21 (black on white), as WCAG 2.2 defines it.

    Examples
    --------
    >>> contrast("#000000", "#FFFFFF"), round(contrast("#5F6B7A", "#FFFFFF"), 2)
    (21.0, 5.43)
    """
    dark, light = sorted(
        sum(w * c for w, c in zip(_LUMINANCE, _linear(x), strict=True)) for x in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def shown(number: float) -> str:
    """
    Return a contrast as people read it, never rounded up to one that would pass.

    Examples
    --------
    >>> shown(4.4999), shown(5.432)
    ('4.49', '5.43')
    """
    return f"{math.floor(number * 100) / 100:.2f}"


def distance(one: str, other: str, *, deuteranopia: bool = False) -> float:
    """
    Return how far apart two colours look: 0 is the same, 1 is black and white.

    Parameters
    ----------
    one, other : str
        Colours.
    deuteranopia : bool
        As somebody sees them who lacks the pigment for green.

    Examples
    --------
    >>> round(distance("#0072B2", "#B34700"), 2), round(distance("#0072B2", "#B34700", deuteranopia=True), 2)
    (0.28, 0.24)
    """
    return math.dist(*(_oklab(_dimmed(_linear(x)) if deuteranopia else _linear(x)) for x in (one, other)))


def nearest(colour: str, grounds: Collection[str], least: float = LEAST) -> str:
    """
    Return the colour of the same hue, nearest in lightness, that can be read on all of some grounds.

    Black or white, where no colour of the hue can.

    Parameters
    ----------
    colour : str
        The colour.
    grounds : collection of str
        What it stands on.
    least : float
        The contrast it needs.

    Returns
    -------
    str
        A colour, or "" where none suffices on all of them.

    Examples
    --------
    >>> nearest("#8A94A0", ["#FFFFFF"])
    '#6D7782'
    >>> nearest("#777777", ["#000000", "#FFFFFF"], 7)
    ''
    """
    light, a, b = _oklab(_linear(colour))
    tried = sorted((step / _STEPS for step in range(_STEPS + 1)), key=lambda other: abs(other - light))
    proposed = chain((_hex((other, a, b)) for other in tried), ("#000000", "#FFFFFF"))
    passing = (found for found in proposed if all(contrast(found, ground) >= least for ground in grounds))
    return next(passing, "")


def _linear(colour: str) -> Three:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _bent(share: float) -> float:
    held = min(1.0, max(0.0, share))
    return held * 12.92 if held <= 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB


def _times(matrix: Sequence[Three], vector: Three) -> Three:
    one, two, three = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _dimmed(linear: Three) -> Three:
    red, green, blue = (min(1.0, max(0.0, share)) for share in _times(_DEUTERANOPIA, linear))
    return red, green, blue


def _oklab(linear: Three) -> Three:
    long, middle, short = (math.cbrt(share) for share in _times(_TO_CONES, linear))
    return _times(_TO_OKLAB, (long, middle, short))


def _hex(oklab: Three) -> str:
    long, middle, short = (share**3 for share in _times(_FROM_OKLAB, oklab))
    return "#" + "".join(f"{round(_bent(c) * 255):02X}" for c in _times(_FROM_CONES, (long, middle, short)))

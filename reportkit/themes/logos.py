"""
The logo of a theme: an SVG brought down to outlines, or a PNG decoded within limits and encoded anew.

Nothing of a PNG but its pixels is kept: no text, no date, no place, no profile.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import math
import warnings
from typing import Any, Final

from reportkit.themes.outlines import NoOutlines, cleaned
from reportkit.themes.records import Logo

LARGEST: Final = 2_000_000  # bytes of a file
HIGHEST_MM, LOWEST_MM, WIDEST_MM = 9.0, 4.0, 60.0
_MOST_PIXELS: Final = 16_000_000
_FINEST: Final = 24  # pixels a millimetre are kept: 600 to the inch
_COARSEST: Final = 8  # 200 to the inch; less looks torn in print


class NoLogo(ValueError):  # noqa: N818 - told to people as it is
    """Raised for a file that cannot be the logo: ``args`` are what is wrong, why, and what to do."""

    def __str__(self) -> str:
        """Return what is wrong."""
        return str(self.args[0])


def made(data: bytes, kind: str, alt: str, height_mm: float) -> Logo:
    """
    Return a logo as it is carried to the page.

    Parameters
    ----------
    data : bytes
        The file.
    kind : str
        "svg" or "png".
    alt : str
        What a screen reader says instead of it.
    height_mm : float
        How high it is to be.

    Raises
    ------
    NoLogo
        The file is not what its name says, too large, too coarse, or wider than there is room.

    Examples
    --------
    >>> made(b"<svg", "svg", "A leaf", 8.0)
    Traceback (most recent call last):
    ...
    reportkit.themes.logos.NoLogo: it is no SVG: unclosed token: line 1, column 0
    """
    digest = hashlib.sha256(data).hexdigest()
    if kind == "svg":
        try:
            drawing, ratio = cleaned(data)
        except NoOutlines as error:
            why = "only outlines look the same everywhere, fetch nothing and run nothing"
            fix = "in the drawing program, turn letters, clones and effects into paths, and save as plain SVG"
            raise NoLogo(str(error), why, fix) from None
        return Logo(kind, drawing, alt, _fitting(ratio, height_mm), height_mm, digest)
    pixels = _decoded(data)
    width = _fitting(pixels.width / pixels.height, height_mm)
    if pixels.height < height_mm * _COARSEST:
        raise NoLogo(
            f"it is {pixels.height} pixels high, for {height_mm:g} mm on paper",
            "it would look torn: print needs 8 pixels a millimetre",
            f"save it at least {round(height_mm * _FINEST)} pixels high, or as SVG",
        )
    return Logo(kind, _encoded(pixels, height_mm), alt, width, height_mm, digest)


def _fitting(ratio: float, height_mm: float) -> float:
    """Return the width in millimetres."""
    width = height_mm * ratio
    if not 1.0 <= width <= WIDEST_MM:
        lower = math.floor(10 * WIDEST_MM / ratio) / 10
        fix = "take a form of it that is less wide" if width > 1.0 else "take a form of it that is less high"
        raise NoLogo(
            f"it is {width:.1f} mm wide at a height of {height_mm:g} mm",
            f"the head of the page has room for 1 to {WIDEST_MM:g} mm beside the marking",
            f"write height_mm = {lower:g}, or {fix}" if LOWEST_MM <= lower < height_mm else fix,
        )
    return round(width, 3)


def _decoded(data: bytes) -> Any:  # noqa: ANN401 - an image of a library that is imported late
    library = importlib.import_module("PIL.Image")
    unread = NoLogo(
        "it cannot be read as PNG", "it would be missing on every page", "save it as PNG or SVG again"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a bomb is only warned of
        try:
            found = library.open(io.BytesIO(data), formats=["PNG"])
        except Exception:  # noqa: BLE001 - decoders raise whatever the bytes lead them to
            raise unread from None
        if found.width * found.height > _MOST_PIXELS:
            raise NoLogo(
                f"it is {found.width} x {found.height} pixels",
                "decoding it would take more memory than a logo is worth",
                "save it 600 pixels high, or as SVG",
            )
        try:
            return found.convert("RGBA")
        except Exception:  # noqa: BLE001
            raise unread from None


def _encoded(pixels: Any, height_mm: float) -> bytes:  # noqa: ANN401
    library = importlib.import_module("PIL.Image")
    high = min(pixels.height, round(height_mm * _FINEST))
    wide = max(1, round(pixels.width * high / pixels.height))
    sized = pixels if high == pixels.height else pixels.resize((wide, high), library.Resampling.LANCZOS)
    # A new picture from the bare pixels: whatever else the file carried stays behind.
    bare = library.frombytes("RGBA", sized.size, sized.tobytes())
    stream = io.BytesIO()
    bare.save(stream, format="PNG", compress_level=9)
    return stream.getvalue()

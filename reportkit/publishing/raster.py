"""
Pictures from elsewhere, made anew from their pixels.

A file from outside says more than it shows: where the camera stood, whose it is, when it was. And it can
promise a picture larger than the machine. So a picture is looked at before it is decoded, decoded within
limits, turned the way it was held, laid on white, made as fine as print needs, and written again from its
pixels alone. Nothing else of the file goes on: no position, no name, no profile, no comment.

Colours are read as sRGB; one frame is a picture, more are a film and refused.
"""

from __future__ import annotations

import base64
import io
import re
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
LARGEST_FILE = 32 << 20  # bytes
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 30_000  # pixels
PRINTED = (2100, 2600)  # pixels across and down: 300 dots per inch on the measure of an A4 page
USUAL_DPI, FINEST_DPI, COARSEST_DPI = 96.0, 1200.0, 20.0
MM_PER_INCH = 25.4
_ANIMATED = ("GIF", "PNG", "WEBP")  # a JPEG with a second picture inside is a still with its small twin
_QUALITY = 88
_SIDES = r'width="(?:\d+\.\d+)" height="(?:\d+\.\d+)"'
_FRAMED = re.compile(
    rf'<svg xmlns="http://www\.w3\.org/2000/svg" {_SIDES}>'
    rf'<image {_SIDES} href="data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]*={{0,2}}"/></svg>'
)


class Refused(ValueError):  # noqa: N818 - what cannot be shown is told, not a fault
    """
    Raised for something that a page cannot show; it says what it is, why that cannot be, and what to do.

    Examples
    --------
    >>> print(Refused("it is a film", "a page does not move", "save one frame of it"))
    it is a film
      = why: a page does not move
      = fix: save one frame of it
    """

    def __init__(self, what: str, why: str, fix: str) -> None:
        self.what, self.why, self.fix = what, why, fix
        super().__init__(f"{what}\n  = why: {why}\n  = fix: {fix}")


@dataclass(frozen=True, slots=True)
class Raster:
    """
    A picture made anew.

    Parameters
    ----------
    kind : str
        "png" or "jpg".
    content : bytes
        The file; it holds pixels and nothing about them.
    width_mm, height_mm : float
        How large it says it is, in millimetres.
    """

    kind: str
    content: bytes = field(repr=False)
    width_mm: float
    height_mm: float


def remade(content: bytes) -> Raster:
    """
    A picture, decoded with limits and written again from its pixels.

    Parameters
    ----------
    content : bytes
        A PNG, JPEG, WebP or GIF file of any origin.

    Raises
    ------
    Refused
        It is no such file, breaks off, moves, or is larger than a page needs.

    Examples
    --------
    >>> from PIL import Image
    >>> file = io.BytesIO()
    >>> Image.new("RGB", (96, 48), "teal").save(file, "PNG")
    >>> made = remade(file.getvalue())
    >>> made.kind, round(made.width_mm, 1), round(made.height_mm, 1)
    ('png', 25.4, 12.7)
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(f"its file has {len(content) >> 20} MB, and {LARGEST_FILE >> 20} MB is the most")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its size, which is looked at here; of its metadata, which go
        return _written(*_upright(_opened(content)))


def framed(picture: Raster) -> str:
    """
    A picture as an SVG that holds it and nothing else: what the typesetter takes is text.

    Examples
    --------
    >>> framed(Raster("png", b"...", 10.0, 5.0)).partition("><")[2]
    'image width="10.0" height="5.0" href="data:image/png;base64,Li4u"/></svg>'
    """
    kind = {"png": "png", "jpg": "jpeg"}[picture.kind]
    words = base64.b64encode(picture.content).decode()
    sides = f'width="{picture.width_mm}" height="{picture.height_mm}"'
    image = f'<image {sides} href="data:image/{kind};base64,{words}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {sides}>{image}</svg>'


def is_framed(svg: str) -> bool:
    """
    Whether an SVG is of the one form that `framed` makes.

    Examples
    --------
    >>> is_framed(framed(Raster("jpg", b"...", 10.0, 5.0))), is_framed("<svg/>")
    (True, False)
    """
    return _FRAMED.fullmatch(svg) is not None


def _too_large(what: str) -> Refused:
    return Refused(what, "decoding it could take all memory there is", "save it smaller, and take that one")


def _unreadable(error: Exception) -> Refused:
    why = "half a picture would be taken for a whole one"
    return Refused(f"it is no picture that can be read ({_said(error)})", why, "save it again as PNG or JPEG")


def _said(error: Exception) -> str:
    words = str(error).partition("<")[0].strip()  # what follows names an object in memory
    return words if words and words.isascii() and words.isprintable() else type(error).__name__


def _opened(content: bytes) -> Image.Image:
    """Return the picture with its head read and none of its pixels."""
    from PIL import Image  # noqa: PLC0415 - only pages with pictures need it

    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise _too_large(f"it has more than {MOST_PIXELS:,} pixels") from None
    except Exception as error:  # noqa: BLE001 - a broken file makes a decoder raise anything
        raise _unreadable(error) from None
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_large(f"it has {width:,} x {height:,} pixels, and {MOST_PIXELS:,} in all is the most")
    frames = getattr(image, "n_frames", 1) if image.format in _ANIMATED else 1
    if frames > 1:
        raise Refused(f"it is a film of {frames} pictures", "a page does not move", "save one of them")
    return image


def _upright(image: Image.Image) -> tuple[Image.Image, str, tuple[float, float]]:
    """Return the picture as it was held, on white, with the kind of its file and its size in millimetres."""
    from PIL import ImageOps  # noqa: PLC0415 - see above

    kind = "png" if image.format in {"PNG", "GIF"} else "jpg"
    dpi = _dots_per_inch(image.info.get("dpi"))
    if kind == "jpg":
        image.draft("RGB", PRINTED)  # a JPEG can be read at half its size, and that is quicker
    scale = image.size
    try:
        image.load()
    except Exception as error:  # noqa: BLE001 - see above
        raise _unreadable(error) from None
    try:
        turned = ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - what says how it was held is broken itself: it is shown as it lies
        turned = image
    whole = _whole_size(turned, image, scale)
    flat = _on_white(turned)
    flat.thumbnail(PRINTED)
    return flat, kind, (whole[0] / dpi * MM_PER_INCH, whole[1] / dpi * MM_PER_INCH)


def _whole_size(turned: Image.Image, image: Image.Image, scale: tuple[int, int]) -> tuple[int, int]:
    """Return how many pixels the file itself has across and down, as it was held."""
    return scale if turned.size == image.size else (scale[1], scale[0])


def _dots_per_inch(said: Any) -> float:  # noqa: ANN401 - whatever the file says
    try:
        dpi = float(said[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return USUAL_DPI
    return dpi if COARSEST_DPI <= dpi <= FINEST_DPI else USUAL_DPI


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency, in greys or in red, green and blue."""
    from PIL import Image  # noqa: PLC0415 - see above

    if image.mode.startswith("I") or image.mode == "F":  # sixteen bits, of which eight are printed
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in {"1", "L"} and "transparency" not in image.info:
        return image.convert("L")
    if image.mode in {"LA", "PA", "RGBA", "RGBa", "La"} or "transparency" in image.info:
        above = image.convert("RGBA")
        ground = Image.new("RGBA", above.size, "white")
        return Image.alpha_composite(ground, above).convert("RGB")
    return image.convert("RGB")


def _written(image: Image.Image, kind: str, size: tuple[float, float]) -> Raster:
    """Write a picture from its pixels: a new one, so that nothing the old one knew can come along."""
    from PIL import Image  # noqa: PLC0415 - see above

    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    file = io.BytesIO()
    if kind == "jpg":
        bare.save(file, "JPEG", quality=_QUALITY)
    else:
        bare.save(file, "PNG")
    return Raster(kind, file.getvalue(), round(size[0], 3), round(size[1], 3))

"""
A page of a PDF as a picture, for a notebook: what came out is seen where it was asked for.

The page is drawn by the typesetter, which can put a page of a PDF into another; so there is no
second program that reads PDFs, and the picture is the same on every machine.
"""

from __future__ import annotations

import importlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.problems import Told, clipped, plural, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

DOTS_PER_INCH = 84  # an A4 page fits the width of a notebook's cell, and its small print can be read
FINENESS = range(20, 601)
LARGEST = 64 << 20  # bytes of a PDF
LONGEST = 3_000.0  # points of a page's side: A0 is 3370 high, a briefing 842
# No string is built: the bytes go in as a list of numbers, beside the template.
_FRAME = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(json(bytes(sys.inputs.pdf))), format: "pdf", page: int(sys.inputs.page))
"""


class NoPage(Told, ValueError):  # noqa: N818 - a page that is not there is told, not a fault
    """Raised for a page that cannot be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """
    One page of a PDF as a picture; the last line of a cell shows it.

    Parameters
    ----------
    name : str
        Name of the PDF's file.
    number, pages : int
        Which page it is, from 1, and how many the PDF has.
    png : bytes
        The picture.
    """

    name: str
    number: int
    pages: int
    png: bytes = field(repr=False)

    def __str__(self) -> str:
        """Return which page it is, in words."""
        return f"Page {self.number} of {self.pages} of {clipped(visible(self.name))}"

    def _repr_mimebundle_(self, **_: object) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the faces that a notebook stores: the picture, and words for it."""
        return {"image/png": self.png, "text/plain": str(self)}, {"image/png": {"alt": str(self)}}


def page(pdf: str | Path, number: int = 1, *, dots_per_inch: int = DOTS_PER_INCH) -> PagePicture:
    """
    A page of a PDF as a picture.

    Parameters
    ----------
    pdf : path
        The PDF, such as ``build/kalsu-explosion.pdf``.
    number : int
        Which page, from 1.
    dots_per_inch : int
        How fine the picture is.

    Raises
    ------
    NoPage
        If there is no such file, it is no PDF, or it has no such page.

    Examples
    --------
    >>> page("build/no-such.pdf")
    Traceback (most recent call last):
    ...
    reportkit.publishing.picture.NoPage: build/no-such.pdf: No such file or directory
    """
    path = Path(pdf)
    content = _content(path)
    pages = _pages(content, path.name)
    if not isinstance(dots_per_inch, int) or dots_per_inch not in FINENESS:
        raise NoPage(f"dots_per_inch is a whole number from {FINENESS[0]} to {FINENESS[-1]}")
    if not 1 <= number <= len(pages):
        raise NoPage(
            f"{clipped(visible(path.name))} has no page {number}: it has {plural(len(pages), 'page')}"
        )
    if max(pages[number - 1]) > LONGEST:
        raise NoPage(f"page {number} of {clipped(visible(path.name))} is too large to be drawn")
    return PagePicture(path.name, number, len(pages), _drawn(content, number, dots_per_inch))


def _content(path: Path) -> bytes:
    shown = clipped(visible(path.as_posix()))
    try:
        if path.exists() and not path.is_file():
            raise NoPage(f"{shown} is no ordinary file")
        if path.stat().st_size > LARGEST:
            raise NoPage(f"{shown} is too large to be drawn: no briefing has more than {LARGEST >> 20} MB")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, NoPage):
            raise
        raise NoPage(f"{shown}: {getattr(error, 'strerror', None) or error}") from None


def _pages(content: bytes, name: str) -> list[tuple[float, float]]:
    """Return the size of each page, in points."""
    pypdf = importlib.import_module("pypdf")
    try:
        boxes = [page.mediabox for page in pypdf.PdfReader(io.BytesIO(content)).pages]
        return [(abs(float(box.width)), abs(float(box.height))) for box in boxes]
    except Exception as error:  # noqa: BLE001 - a broken file makes the reader raise anything
        raise NoPage(
            f"{clipped(visible(name))} is no PDF that can be read ({type(error).__name__})"
        ) from None


def _drawn(content: bytes, number: int, dots_per_inch: int) -> bytes:
    typst = importlib.import_module("typst")
    inputs = {"pdf": json.dumps([*content]), "page": str(number)}
    try:
        png = typst.compile(
            {"main.typ": _FRAME}, format="png", ppi=dots_per_inch, sys_inputs=inputs, ignore_system_fonts=True
        )
    except typst.TypstError as error:
        raise NoPage(f"this page cannot be drawn: {visible(error.message)}") from None
    return bytes(png)

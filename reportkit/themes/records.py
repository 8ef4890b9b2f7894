"""The records of a theme: frozen values, as they are once all is checked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

PAPERS: Final = {"A4": "a4", "Letter": "us-letter"}  # as people write it, as the typesetter calls it
LOOKS: Final = {
    "header": ("rule", "band"),
    "headings": ("sans", "serif"),
    "sections": ("plain", "ruled"),
}


@dataclass(frozen=True, slots=True)
class Colours:
    """
    The colours that may change; each is written ``#12324F``.

    Parameters
    ----------
    brand : str
        Headings, rules, the band of the header.
    ink, grey : str
        Words; words that stand back, such as captions and references.
    hairline, wash : str
        Thin lines; the ground of the bottom line and of rows in charts.
    claimed, contested : str
        The hues of evidence: an author's own word, and what is contested or hedged.
    """

    brand: str = "#12324F"
    ink: str = "#16202E"
    grey: str = "#5F6B7A"
    hairline: str = "#C9D0D8"
    wash: str = "#F3F5F7"
    claimed: str = "#0072B2"
    contested: str = "#B34700"


COLOURS: Final = tuple(field.name for field in fields(Colours))


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file of a theme's folder: its name, its digest, and the family its maker gave it."""

    name: str
    sha256: str
    family: str


@dataclass(frozen=True, slots=True)
class Faces:
    """
    The families that a page is set in; an empty one is the bundled one.

    ``condensed`` is for tables, the glance and references; "none" sets them in the sans, at its own width.
    ``files`` are all fonts of the theme's folder, also those that no role names: these are asked last.
    """

    sans: str = ""
    serif: str = ""
    condensed: str = ""
    files: tuple[FontFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """The few choices of form: one of `LOOKS` each."""

    header: str = "rule"
    headings: str = "sans"
    sections: str = "plain"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture for the head of page 1: cleaned SVG or re-encoded PNG, its words, its size in millimetres."""

    kind: str
    data: bytes
    alt: str
    width_mm: float
    height_mm: float
    sha256: str


@dataclass(frozen=True, slots=True)
class Marking:
    """A marking of another scheme than the Traffic Light Protocol, with its colours."""

    name: str
    text: str
    ground: str


@dataclass(frozen=True, slots=True)
class Theme:
    """
    A checked theme.

    Parameters
    ----------
    name : str
        What records call it.
    paper : str
        "A4" or "Letter".
    colours, faces, look, logo, markings
        Records of their own.
    contact, disclaimer : str
        Words for the end of the page; "" for none.
    folder : str
        Where it was read, for its fonts to be found again; "" for a theme that ships with the kit.
    """

    name: str
    paper: str = "A4"
    colours: Colours = Colours()
    faces: Faces = Faces()
    look: Look = Look()
    logo: Logo | None = None
    markings: tuple[Marking, ...] = ()
    contact: str = ""
    disclaimer: str = ""
    folder: str = ""

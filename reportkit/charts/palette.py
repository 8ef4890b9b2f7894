"""The three hues and the greys of all drawings, and the units they are measured in.

A hue is spent on evidence and never on a side: ink for what stands in the record, blue for an
author's own word, vermilion for what is contested or hedged.
"""

from __future__ import annotations

from typing import Final

INK: Final = "#16202E"
GREY: Final = "#5F6B7A"
BLUE: Final = "#0072B2"
VERMILION: Final = "#B34700"
PAPER: Final = "#FFFFFF"
BRAND: Final = "#12324F"
HAIRLINE: Final = "#C9D0D8"
WASH: Final = "#F3F5F7"

MM_PER_INCH: Final = 25.4
POINTS_PER_INCH: Final = 72.0
MM_PER_POINT: Final = MM_PER_INCH / POINTS_PER_INCH

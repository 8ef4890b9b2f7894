"""Whether a drawing can be read on one page; where it cannot, a block becomes the table of its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from reportkit.charts.sheet import Sheet

WIDE_MM = 178
TALLEST_MM = 228
"""What a page holds of a figure, beside its heading and a caption of several lines."""

_MM_PER_INCH = 25.4
_Picture = TypeVar("_Picture")


def drawn(draw: Callable[[_Picture, float], Sheet], picture: _Picture) -> Callable[[], Sheet] | None:
    """
    Draw a picture over the width of a page, and return what gives it; None where it cannot be read.

    Parameters
    ----------
    draw : callable
        The drawing function of a chart: picture and width in millimetres to figure.
    picture : picture record
        What is drawn.
    """
    from reportkit.charts import layout  # noqa: PLC0415 - matplotlib is loaded to draw something

    figure = draw(picture, WIDE_MM)
    tall = figure.get_figheight() * _MM_PER_INCH > TALLEST_MM
    return None if tall or layout.faults(figure) else lambda: figure

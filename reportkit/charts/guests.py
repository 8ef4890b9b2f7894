"""
A figure that an analyst drew with matplotlib, taken as it is: its drawing, and the words that stand in it.

Nothing of it is restyled. Its letters become outlines, so that they are the same on every machine, and its
words are read off its titles, axes and legends for whoever does not see it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.figure import Figure

FINE: Final = 200  # dots per inch of a picture in pixels
_OUTLINED: Final[dict[Any, Any]] = {"svg.fonttype": "path", "svg.hashsalt": "reportkit"}
_DATELESS: Final = dict.fromkeys(("Date", "Creator"))


def svg(figure: Figure) -> str:
    """
    Return an analyst's figure as SVG with outlined text: the same bytes for the same drawing.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> "<text" in svg(Figure())
    False
    """
    file = io.StringIO()
    with mpl.rc_context(_OUTLINED):
        figure.savefig(file, format="svg", bbox_inches="tight", metadata=_DATELESS)
    return file.getvalue()


def png(figure: Figure) -> bytes:
    """
    Return an analyst's figure in pixels, fine enough for print.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> png(Figure())[1:4]
    b'PNG'
    """
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=FINE, bbox_inches="tight", metadata={"Software": None})
    return file.getvalue()


def words(figure: Figure) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """
    Return what stands in a figure: its titles, what its axes say across and up, and what its legends name.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> drawing = Figure()
    >>> axes = drawing.add_subplot()
    >>> _ = axes.set_title("Posts"), axes.set_xlabel("day"), axes.plot([1, 2], label="radio"), axes.legend()
    >>> words(drawing)
    (('Posts',), ('day',), (), ('radio',))
    """
    legends = [*figure.legends, *(found for axes in figure.axes if (found := axes.get_legend()))]
    return (
        _said([figure.get_suptitle(), *(axes.get_title(side) for axes in figure.axes for side in _SIDES)]),
        _said([figure.get_supxlabel(), *(axes.get_xlabel() for axes in figure.axes)]),
        _said([figure.get_supylabel(), *(axes.get_ylabel() for axes in figure.axes)]),
        _said(text.get_text() for legend in legends for text in legend.get_texts()),
    )


_SIDES: Final = ("center", "left", "right")


def _said(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for words in (" ".join(each.split()) for each in found) if words))

"""
What an analyst shows in a cell, made ready for the page while it is still more than its looks.

`register` teaches a notebook's kernel to give each DataFrame and each matplotlib figure a face for the page
beside its usual ones, so that a bare one at the end of a cell is set well. `frame`, `figure` and `photo` say
more: a caption, a description, whose picture it is. `aside` shows something in the notebook and keeps it off
the page.
"""

from __future__ import annotations

import base64
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.mime import ASIDE, BLOCK, DRAWING
from reportkit.problems import Told, clipped, visible
from reportkit.publishing.frames import FULL_ROWS, MOST_ROWS, values
from reportkit.wording import added
from reportkit.wording.runs import Run, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LARGEST_DRAWING = 1_500_000  # characters: beyond it a picture in pixels is smaller
_NARROWEST, _WIDEST = 20, 174  # millimetres of a photograph on the page
_DOCUMENT = re.compile(r"D\d{1,4}")
Faces = dict[str, Any]


class CannotShow(Told, ValueError):  # noqa: N818 - what cannot be shown is told, not a fault
    """Raised for something that cannot be shown on a page; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Shown:
    """
    Something of the analyst's that displays itself in the notebook and, as theirs, on the page.

    Parameters
    ----------
    words : str
        What it is, in words.
    faces : mapping
        What the notebook stores of it, by type.
    """

    words: str
    faces: Mapping[str, Any] = field(repr=False)

    def __repr__(self) -> str:
        """Return what it is."""
        return self.words

    def _repr_mimebundle_(self, **_: object) -> Faces:
        return {"text/plain": self.words, **self.faces}


def frame(data: Any, *, caption: str = "", rows: int = MOST_ROWS) -> Shown:  # noqa: ANN401 - of pandas
    """
    A DataFrame or Series as a table on the page, with a caption.

    Without this, a DataFrame at the end of a cell is on the page as well; this adds words and more rows.

    Parameters
    ----------
    data : pandas.DataFrame or pandas.Series
        The table.
    caption : str
        The analyst's words over it.
    rows : int
        How many rows the page shows at most, up to 1000; the rest is counted.

    Raises
    ------
    CannotShow
        It is no table, or the number of rows is out of range.

    Examples
    --------
    >>> import pandas as pd
    >>> frame(pd.DataFrame({"side": ["north"], "posts": [3]}), caption="Posts")
    Table of the analyst: Posts (1 row, 2 columns)
    """
    if not 0 < rows <= FULL_ROWS:
        raise CannotShow(f"rows is a number from 1 to {FULL_ROWS}: a page holds about fifty")
    if not _is_table(data):
        raise CannotShow(f"a {type(data).__name__} is no table: give a DataFrame or a Series")
    table = data.to_frame() if hasattr(data, "to_frame") and data.ndim == 1 else data
    block = {**values(data, rows), "caption": caption}
    if not len(table.columns):
        raise CannotShow("the table has no columns: there is nothing to set")
    size = f"{_count(len(table), 'row')}, {_count(len(table.columns), 'column')}"
    words = (
        f"Table of the analyst: {clipped(visible(caption))} ({size})"
        if caption
        else f"Table of the analyst ({size})"
    )
    return Shown(words, {"text/html": table._repr_html_(), BLOCK: block})


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def figure(drawing: Any, *, alt: str, caption: str = "") -> Shown:  # noqa: ANN401 - of matplotlib
    """
    A matplotlib figure on the page, with a description for whoever does not see it.

    Parameters
    ----------
    drawing : matplotlib.figure.Figure
        The figure; axes and seaborn's grids give theirs. It is closed for pyplot, which would show it again.
    alt : str
        What it shows, in one or two sentences.
    caption : str
        The analyst's words under it.

    Raises
    ------
    CannotShow
        It is no figure, or the description is empty.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure(Figure(), alt="Three posts a day, then none.", caption="Posts")
    Figure of the analyst: Posts
    """
    found = getattr(drawing, "figure", drawing)
    if not all(hasattr(found, name) for name in ("savefig", "axes")):
        raise CannotShow(f"a {type(drawing).__name__} is no figure: give one of matplotlib")
    _described(alt)
    block = {"kind": "picture", "alt": _own(alt), "caption": _own(caption)}
    _close(found)
    words = f"Figure of the analyst: {clipped(visible(caption or alt))}"
    return Shown(words, {**_drawn(found), BLOCK: block})


def photo(  # noqa: PLR0913 - what is said of a picture, each by its name
    path: str | Path,
    *,
    alt: str,
    caption: str = "",
    credit: str = "",
    document: str = "",
    width_mm: float = 110,
) -> Shown:
    """
    A picture from a source on the page, without anything that its file says beside the picture.

    It is decoded with limits and written anew from its pixels: position, time, names, profiles and comments
    stay behind, also in the notebook.

    Parameters
    ----------
    path : path
        A PNG, JPEG, WebP or GIF file with one picture.
    alt : str
        What is to be seen, in one or two sentences; no more than is to be seen.
    caption : str
        The analyst's words under it.
    credit : str
        Whose picture it is.
    width_mm : float
        How wide it is on the page at most, in millimetres, from 20 to 174.
    document : str
        Number of the registered document that it is from, such as "D1"; without one the page says so.

    Raises
    ------
    CannotShow
        There is no such file, it is no picture within the limits, the description is empty, the document is
        no number of one, or the width is none that a page has.

    Examples
    --------
    >>> photo("no-such.jpg", alt="A quay.")
    Traceback (most recent call last):
    ...
    reportkit.publishing.showing.CannotShow: no-such.jpg: No such file or directory
    """
    from reportkit.publishing import raster  # noqa: PLC0415 - pictures are seldom needed

    _described(alt)
    if not _NARROWEST <= width_mm <= _WIDEST:
        raise CannotShow(f"width_mm is a number of millimetres from {_NARROWEST} to {_WIDEST}")
    if document and not _DOCUMENT.fullmatch(document):
        raise CannotShow(f"document is the number of one, such as 'D1', not {clipped(visible(document))!r}")
    file = Path(path)
    try:
        made = raster.remade(_content(file, raster.LARGEST_FILE))
    except (OSError, ValueError) as error:  # a picture that is refused is one of them
        shown = clipped(visible(file.as_posix()), 120)
        raise CannotShow(f"{shown}: {getattr(error, 'strerror', None) or error}") from None
    kind = {"png": "image/png", "jpg": "image/jpeg"}[made.kind]
    block = {
        "kind": "picture",
        "alt": _own(alt),
        "caption": _own(caption),
        "credit": to_json(added.credit(credit, document)),
        "width_mm": width_mm,
    }
    words = f"Picture: {clipped(visible(caption or alt))}"
    return Shown(words, {kind: base64.b64encode(made.content).decode(), BLOCK: block})


def _content(file: Path, largest: int) -> bytes:
    if file.exists() and not file.is_file():
        raise ValueError("it is no ordinary file")
    if file.stat().st_size > largest:
        raise ValueError(f"it is too large: {largest >> 20} MB is the most")
    return file.read_bytes()


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that is shown in the notebook and stays off the page."""

    thing: Any

    def __repr__(self) -> str:
        """Return what the thing itself says."""
        return repr(self.thing)

    def _repr_mimebundle_(self, **_: object) -> tuple[Faces, Faces]:
        data, metadata = _faces(self.thing)
        data.pop(BLOCK, None)
        return {**data, ASIDE: {}}, metadata


def aside(thing: Any) -> Aside:  # noqa: ANN401 - anything that a cell can show
    """
    Something for the notebook alone: it is displayed as ever, and the page does not have it.

    Parameters
    ----------
    thing : object
        What to show: a table, a figure, a block of the kit, anything.

    Examples
    --------
    >>> aside(3)
    3
    """
    _close(thing)
    return Aside(thing)


def register(shell: Any) -> None:  # noqa: ANN401 - IPython's shell, which is not imported for this
    """
    Teach a kernel to give DataFrames, Series and matplotlib figures a face for the page.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The shell of the kernel. Neither pandas nor matplotlib is loaded by this.
    """
    faces = shell.display_formatter.mimebundle_formatter
    for module, name, face in (
        ("pandas", "DataFrame", _table_face),
        ("pandas.core.frame", "DataFrame", _table_face),
        ("pandas", "Series", _table_face),
        ("pandas.core.series", "Series", _table_face),
        ("matplotlib.figure", "Figure", _figure_face),
    ):
        faces.for_type_by_name(module, name, _unfailing(face))


def _unfailing(face: Callable[[Any], Faces]) -> Callable[[Any], Faces]:
    """Return a face that is empty where it cannot be made: the usual ones are still there."""

    def tried(thing: Any) -> Faces:  # noqa: ANN401 - a table or a figure
        with suppress(Exception):
            return face(thing)
        return {}

    return tried


def _table_face(data: Any) -> Faces:  # noqa: ANN401 - of pandas
    return {BLOCK: values(data, MOST_ROWS)} if data.ndim == 1 or len(data.columns) else {}


def _figure_face(drawing: Any) -> Faces:  # noqa: ANN401 - of matplotlib
    from reportkit.charts import guests  # noqa: PLC0415 - only where matplotlib is there already

    alt = to_json(added.drawing_alt(*guests.words(drawing)))
    return {**_drawn(drawing), BLOCK: {"kind": "picture", "alt": alt}}


def _drawn(drawing: Any) -> Faces:  # noqa: ANN401 - of matplotlib
    """Return a figure as outlines, or in pixels where it holds pixels itself or too many shapes."""
    from reportkit.charts import guests  # noqa: PLC0415 - see above
    from reportkit.publishing.outlines import cleaned  # noqa: PLC0415 - see above

    outlined = guests.svg(drawing)
    if len(outlined) <= _LARGEST_DRAWING and (clean := cleaned(outlined)):
        return {DRAWING: clean.svg}
    return {"image/png": base64.b64encode(guests.png(drawing)).decode()}


def _faces(thing: Any) -> tuple[Faces, Faces]:  # noqa: ANN401 - anything
    """Return the faces that the kernel would store; without one, what the thing says of itself."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        data, metadata = shell.display_formatter.format(thing)
        return dict(data), dict(metadata)
    return {"text/plain": repr(thing)}, {}


def _close(thing: Any) -> None:  # noqa: ANN401 - anything
    """Close a figure that pyplot would show a second time at the end of the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and hasattr(thing, "savefig") and hasattr(thing, "number"):
        pyplot.close(thing)


def _described(alt: str) -> None:
    if not alt.strip():
        raise CannotShow(
            "a picture needs a description (alt=…): a reader who does not see it would have nothing"
        )


def _own(words: str) -> list[dict[str, Any]]:
    return to_json([Run(words, (added.ANALYST,))] if words else [])


def _is_table(data: object) -> bool:
    return all(hasattr(data, name) for name in ("iloc", "index", "ndim"))

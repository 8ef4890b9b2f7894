"""
Plain faces: a heading, definitions and tables of plain strings, as HTML and as text.

Nothing here knows what it shows, so nothing here can word it: whoever makes a face gives it finished
strings. Every string is shown literally, isolated from the text around it, with hidden characters
escaped. The HTML needs no style, script or file from elsewhere, takes its colours from the page around
it, and is left alone by MathJax; the text is short and stable, because notebooks are compared by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from reportkit.problems import clipped, columns, visible

Words: TypeAlias = "str | tuple[str, ...]"  # one string, or parts that each stand in their own direction

SILENT = "–"
_MOST_ROWS, _MOST_TEXT_ROWS = 60, 12
_LONGEST, _LONGEST_CELL = 100, 48  # characters of a line, and of a cell of a table, in plain text

# Colours come from the page: the same face is read on white in a browser and on black in JupyterLab.
_LINE = "1px solid rgba(128,128,128,.4)"
_SHEET = (
    "font-family:'IBM Plex Sans',system-ui,sans-serif;font-size:14px;line-height:1.45;max-width:62em;"
    "color:inherit;padding:6px 10px;border-left:3px solid rgba(128,128,128,.6)"
)
_SOFT = "opacity:.75;font-size:90%"
_TABLE = "border-collapse:collapse;margin:.5em 0 0 0;table-layout:auto;background:transparent"
_ROW = "background:transparent"
_CELL = (
    "text-align:left;vertical-align:top;padding:2px 14px 2px 0;border:0;white-space:normal;"
    "background:transparent;overflow-wrap:anywhere;max-width:44em;"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """
    A table of strings: its caption, heads and rows; an empty string is shown as a dash.

    More rows than a glance takes are counted, unless the table is to be seen ``whole``.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    caption: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """
    What a thing shows of itself.

    Parameters
    ----------
    kind : str
        What sort of thing it is: "Claim".
    heading : str
        What it is called.
    definitions : tuple of (str, tuple of Words)
        A term and what there is to say of it, a line each; terms without a line are left out.
    grids : tuple of Grid
        Its tables; those without a row are left out.
    note : str
        A closing line.
    """

    kind: str
    heading: str
    definitions: tuple[tuple[str, tuple[Words, ...]], ...] = ()
    grids: tuple[Grid, ...] = ()
    note: str = ""


def joined(separator: str, parts: Iterable[Words]) -> tuple[str, ...]:
    """
    Return parts with a separator between them, so that each keeps its own direction and all keep their order.

    Examples
    --------
    >>> joined(" → ", ["the army", "", "the radio"])
    ('the army', ' → ', 'the radio')
    """
    found: list[str] = []
    for part in parts:
        words = tuple(filter(None, (part,) if isinstance(part, str) else part))
        found += [separator, *words] if found and words else words
    return tuple(found)


def literal(text: str) -> str:
    r"""
    Return a text on one line with everything hidden in it shown, tabs too.

    Examples
    --------
    >>> literal("a\tb\nc")
    'a\\tb\\x0ac'
    """
    return visible(text).replace("\t", "\\t")


def bundle(face: Face) -> dict[str, str]:
    """
    Return a face as the MIME bundle that a notebook asks for.

    Examples
    --------
    >>> sorted(bundle(Face("Claim", "injured")))
    ['text/html', 'text/plain']
    """
    return {"text/plain": text(face), "text/html": html(face)}


def text(face: Face) -> str:
    """
    Return a face as short lines of aligned text.

    Examples
    --------
    >>> print(text(Face("Claim", "injured", (("speaker", ("the port",)), ("act", ("states",))))))
    Claim injured
      speaker  the port
      act      states
    """
    lines = [" ".join(_line(part, _LONGEST) for part in (face.kind, face.heading) if part)]
    told = [(term, values) for term, values in face.definitions if values]
    width = max((columns(_line(term)) for term, _ in told), default=0)
    for term, values in told:
        for number, value in enumerate(values):
            lines.append(f"  {_padded('' if number else _line(term), width)}  {_line(value, _LONGEST)}")
    for grid in face.grids:
        lines += _grid_text(grid)
    if face.note:
        lines.append(_line(face.note, _LONGEST))
    return "\n".join(line.rstrip() for line in lines)


def html(face: Face) -> str:
    """
    Return a face as HTML that works in any page.

    Examples
    --------
    >>> "&lt;b&gt;" in html(Face("Claim", "<b>"))
    True
    """
    kind = f'<span style="{_SOFT}">{_words(face.kind)}</span>'
    parts = [f'<div>{kind} <strong style="font-size:110%">{_words(face.heading)}</strong></div>']
    told = [(term, values) for term, values in face.definitions if values]
    if told:
        rows = "".join(
            f'<tr style="{_ROW}"><th scope="row" style="{_CELL}font-weight:400;white-space:nowrap;{_SOFT}">'
            f'{_words(term)}</th><td style="{_CELL}">{"<br>".join(map(_words, values))}</td></tr>'
            for term, values in told
        )
        parts.append(f'<table style="{_TABLE}"><tbody>{rows}</tbody></table>')
    parts += [_grid_html(grid) for grid in face.grids if grid.rows]
    if face.note:
        parts.append(f'<div style="{_SOFT};margin-top:.5em">{_words(face.note)}</div>')
    return f'<div class="tex2jax_ignore mathjax_ignore" style="{_SHEET}">{"".join(parts)}</div>'


def _grid_text(grid: Grid) -> Iterator[str]:
    """Yield a table in columns, below its caption."""
    if not grid.rows:
        return
    rows = grid.rows if grid.whole else grid.rows[:_MOST_TEXT_ROWS]
    longest = _LONGEST if grid.whole else _LONGEST_CELL
    shown = [[_line(cell, longest) or SILENT for cell in row] for row in rows]
    table = [[_line(head, longest) for head in grid.heads], *shown]
    widths = [max(map(columns, column)) for column in zip(*table, strict=True)]
    if grid.caption:
        yield _line(grid.caption, _LONGEST)
    for row in table:
        yield "  " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True))
    if more := len(grid.rows) - len(shown):
        yield f"  … {more} more"


def _grid_html(grid: Grid) -> str:
    cell = f"{_CELL}border-bottom:{_LINE}"
    heads = "".join(
        f'<th scope="col" style="{cell};font-weight:600">{_words(head)}</th>' for head in grid.heads
    )
    rows = []
    for first, *rest in grid.rows if grid.whole else grid.rows[:_MOST_ROWS]:
        others = "".join(f'<td style="{cell}">{_words(value or SILENT)}</td>' for value in rest)
        head = f'<th scope="row" style="{cell};font-weight:400">{_words(first or SILENT)}</th>'
        rows.append(f'<tr style="{_ROW}">{head}{others}</tr>')
    more = len(grid.rows) - len(rows)
    caption = f'<caption style="caption-side:top;text-align:left;color:inherit;padding:0;{_SOFT}">'
    return (
        f'<table style="{_TABLE}">{caption}{_words(grid.caption)}</caption>'
        f'<thead><tr style="{_ROW}">{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        + (f'<div style="{_SOFT}">… {more} more</div>' if more else "")
    )


def _words(value: Words) -> str:
    parts = (value,) if isinstance(value, str) else value
    return "".join(f"<bdi>{escape(_line(part))}</bdi>" for part in parts if part)


def _line(value: Words, longest: int = 0) -> str:
    """Return words on one line with everything hidden in them shown, cut where they have to be short."""
    whole = value if isinstance(value, str) else "".join(value)
    cut = clipped(whole, longest) if longest else whole
    return literal(cut)


def _padded(value: str, width: int) -> str:
    return value + " " * (width - columns(value))

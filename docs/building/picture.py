"""
The picture of the house: its rooms from above to below, drawn from the rows that the layers test holds.

``python docs/building/picture.py`` draws ``docs/architecture.svg`` anew; a test says when that is due.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "reportkit"
LAYERS = ROOT / "tests" / "test_layers.py"
FILE = ROOT / "docs" / "architecture.svg"

# The bands of the picture, each by the room it begins with.
BANDS = {
    "problems": "Words and records: what everything else is made of",
    "reading": "From files to a case: who said what, and what follows from it",
    "wording": "From a case to blocks: every string with the claims it is from",
    "publishing": "From a notebook to a PDF: kernels, pages, clocks and the terminal",
}
GUIDE = "What analysts wrote goes down. A room imports only from rooms above it."
NOT_DRAWN = {"__main__"}

WIDTH, LEFT, ROOMS, WORDS = 900, 16, 160, 430
ROW, HEAD, GAP, TOP, BOX = 37, 34, 14, 52, 26
CHIP = (32, 116)  # from left to right, what goes in and comes out
LONGEST, LINE = 64, 14.5  # characters and height of a line of words
STYLE = """
text { font-family: "IBM Plex Sans", system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
.paper { fill: var(--rk-paper, #f3f5f7); }
.band { fill: var(--rk-box, #ffffff); }
.room { fill: var(--rk-brand, #12324f); }
.name { fill: var(--rk-on-brand, #ffffff); font-size: 12.5px; font-weight: 600; text-anchor: middle; }
.title { fill: var(--rk-ink, #16202e); font-size: 14px; font-weight: 600; }
.words { fill: var(--rk-ink, #16202e); font-size: 12px; }
.soft { fill: var(--rk-soft, #5f6b7a); font-size: 12px; font-weight: 400; }
.chip { fill: none; stroke: var(--rk-line, #9aa6b2); }
.line { fill: none; stroke: var(--rk-line, #9aa6b2); stroke-width: 1.5; }
.head { fill: var(--rk-line, #9aa6b2); }
"""


def rows() -> list[list[str]]:
    """Return the rooms of the house, row by row, as the layers test has them."""
    tree = ast.parse(LAYERS.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ROWS":
            found = ast.literal_eval(node.value)
            return [sorted(row, reverse=True) for row in found if not row & NOT_DRAWN]
    raise LookupError(f"{LAYERS.name} has no ROWS")


def purpose(room: str) -> str:
    """Return what a room is for: the first sentence of its docstring."""
    path = PACKAGE / f"{room}.py"
    path = path if path.is_file() else PACKAGE / room / "__init__.py"
    if not path.is_file():
        return ""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    sentence = " ".join(said.partition("\n\n")[0].split()).replace("`", "")
    return sentence.partition(". ")[0].rstrip(".")


def svg() -> str:
    """Return the picture."""
    parts: list[str] = []
    middles: dict[str, float] = {}
    y = TOP
    for title, band in _bands():
        parts += _frame(title, y, HEAD + len(band) * ROW + 6)
        for n, row in enumerate(band):
            middle = y + HEAD + n * ROW + ROW / 2
            middles |= dict.fromkeys(row, middle)
            parts += _row(row, middle)
        y += HEAD + len(band) * ROW + 6 + GAP
    height = y - GAP + LEFT
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"',
            f'  aria-label="{escape(alt())}">',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{height}" rx="8"/>',
            f'<text class="words" x="{ROOMS}" y="32">{GUIDE}</text>',
            *parts,
            *_way(middles),
            "</svg>\n",
        )
    )


def alt() -> str:
    """Return the picture in words."""
    told = "; ".join(
        f"{title.partition(':')[0]}: {', '.join(room for row in band for room in row)}"
        for title, band in _bands()
    )
    return f"The rooms of the package from above to below. {told}."


def set_in(app: Sphinx, doctree: nodes.document, _: str) -> None:
    """Set the picture into the page itself, where it follows the light of the page."""
    if app.builder.format != "html":
        return
    for image in list(doctree.findall(nodes.image)):
        if Path(image["uri"]).name == FILE.name:
            image.replace_self(nodes.raw("", f'<div class="rk-house">{svg()}</div>', format="html"))


def _bands() -> Iterator[tuple[str, list[list[str]]]]:
    found: list[tuple[str, list[list[str]]]] = []
    for row in rows():
        found += [(BANDS[room], []) for room in row if room in BANDS]
        found[-1][1].append(row)
    yield from found


def _frame(title: str, y: float, height: float) -> Iterator[str]:
    yield f'<rect class="band" x="{LEFT}" y="{y}" width="{WIDTH - 2 * LEFT}" height="{height}" rx="6"/>'
    name, _, rest = title.partition(":")
    yield (
        f'<text class="title" x="{ROOMS}" y="{y + 24}">{escape(name)}'
        f'<tspan class="soft" dx="8">{escape(rest.strip())}</tspan></text>'
    )


def _row(row: list[str], middle: float) -> Iterator[str]:
    width = (WORDS - 18 - ROOMS - 6 * (len(row) - 1)) / len(row)
    for n, room in enumerate(row):
        x = ROOMS + n * (width + 6)
        size = f'width="{width:g}" height="{BOX}"'
        yield f'<rect class="room" x="{x:g}" y="{middle - BOX / 2:g}" {size} rx="4"/>'
        yield f'<text class="name" x="{x + width / 2:g}" y="{middle + 4.5:g}">{escape(room)}</text>'
    lines = (
        textwrap.wrap(purpose(row[0]), LONGEST) if len(row) == 1 else [_short(purpose(room)) for room in row]
    )
    top = middle + 4 - LINE / 2 * (len(lines) - 1)
    for n, line in enumerate(lines):
        yield f'<text class="words" x="{WORDS}" y="{top + LINE * n:g}">{escape(line)}</text>'


def _short(text: str) -> str:
    """Return a sentence that fits into a line: where it is longer, the part before its colon."""
    return text if len(text) <= LONGEST else text.partition(":")[0]


def _way(middles: dict[str, float]) -> Iterator[str]:
    """Yield the way of what analysts wrote: into the house, through a notebook, onto a page."""
    left, right = CHIP
    yield from _chip("seeds/", left, right, middles["reading"])
    yield from _arrow(f"M{right} {middles['reading']:g}", ROOMS - 3, middles["reading"])
    asked, run = middles["questions"], middles["publishing"]
    yield from _chip("notebooks/", left, right, asked)
    yield from _arrow(f"M{ROOMS - 1} {asked:g}", right + 3, asked)
    yield from _arrow(f"M{right - 12} {asked + 11:g}V{run - 6:g}", ROOMS - 3, run - 6)
    yield from _chip("PDF", left, right - 28, run + 7)
    yield from _arrow(f"M{ROOMS - 1} {run + 7:g}", right - 25, run + 7)


def _chip(name: str, left: float, right: float, middle: float) -> Iterator[str]:
    yield (
        f'<rect class="chip" x="{left}" y="{middle - 11:g}" width="{right - left}" height="22" rx="11"/>'
        f'<text class="soft" x="{(left + right) / 2:g}" y="{middle + 4:g}" text-anchor="middle">{name}</text>'
    )


def _arrow(way: str, x: float, y: float) -> Iterator[str]:
    """Yield a line that ends in a head at (x, y), coming from the side where it began."""
    began = float(way[1:].split(maxsplit=1)[0])
    back = x - 7 if began < x else x + 7
    yield f'<path class="line" d="{way}H{back:g}"/>'
    yield f'<path class="head" d="M{x:g} {y:g}L{back:g} {y - 4:g}V{y + 4:g}Z"/>'


if __name__ == "__main__":
    FILE.write_text(svg(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"wrote {FILE.relative_to(ROOT)}\n")

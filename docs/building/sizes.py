"""
The contact sheet: every chart at every size it was made for, drawn from invented corpora.

A chart that is right for ten events can be wrong for three or for three hundred. Here each stands in all its
forms, at one scale, so that a look over the page shows which form is taken when, and whether it holds.
``make gallery`` writes the same sheet alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]  # the corpora are made by the tests' own samples

import reportkit as rk  # noqa: E402 - after the path is set
from building.gallery import _one_piece, _words  # noqa: E402
from reportkit.blocks import Block  # noqa: E402
from tests.samples import sized  # noqa: E402

FOLDER = "sizes"  # beside the pages, for the drawings
SCALE = 0.62  # of the size on paper, so that two wide figures stand side by side on a wide screen
EVENTS = (3, 10, 30, 100, 300)
ACTORS = (3, 9, 15, 20, 60)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the sizes it is shown at: its name, its question, and how it is made for a size."""

    name: str
    question: str
    unit: str
    sizes: tuple[int, ...]
    made: Callable[[int], Block]


def charts() -> tuple[Chart, ...]:
    """Return all charts, in the order in which a briefing has them."""
    return (
        Chart("Sequence", "In what order, and how firmly known?", "events", EVENTS, _of(rk.sequence)),
        Chart("Actors", "Who says what of whom?", "actors", ACTORS, _among(rk.actors)),
        Chart("Places", "Where is it said to have been?", "events", EVENTS, _of(rk.places)),
        Chart("Harm", "How many people, by whose count?", "actors", ACTORS, _counted(rk.harm)),
        Chart("Stances", "Who says it otherwise later?", "actors", ACTORS, _among(rk.stances)),
        Chart("Answers", "How many speakers give which answer?", "actors", ACTORS, _among(rk.strip)),
        Chart("Weeks", "What did each week hold?", "events", EVENTS, _of(rk.weeks)),
    )


def _of(block: Callable[[rk.Case], Block]) -> Callable[[int], Block]:
    """Return how a block is made for so many events."""
    return lambda size: block(sized.case(events=size, actors=9, names="mixed"))


def _among(block: Callable[[rk.Case], Block]) -> Callable[[int], Block]:
    """Return how a block is made for so many actors."""
    return lambda size: block(sized.case(events=6, actors=size, names="mixed"))


def _counted(block: Callable[[rk.Case], Block]) -> Callable[[int], Block]:
    """Return how a block is made for so many actors, every second of whom counts."""
    return lambda size: block(sized.case(events=6, actors=size, names="mixed", counts=True))


def made_from() -> Iterable[Path]:
    """Yield the files the sheet is made from."""
    package = ROOT / "reportkit"
    return [*sorted((package / "charts").glob("*.py")), *sorted((package / "wording").glob("*"))]


def markdown(_: str, out: Path) -> str:
    """
    Return the contact sheet as Markdown, after writing its drawings.

    Parameters
    ----------
    out : Path
        The folder of the built pages.
    """
    return "\n\n".join(_section(chart, out) for chart in charts())


def _section(chart: Chart, out: Path) -> str:
    frames = "\n".join(frame for size in chart.sizes for frame in _frames(chart, size, out))
    return f'## {chart.name}\n\n{chart.question}\n\n<div class="rk-sheet">\n{frames}\n</div>'


def _frames(chart: Chart, size: int, out: Path) -> Iterator[str]:
    block = chart.made(size)
    label = f"{size} {chart.unit}"
    if block.draw is None:
        inner = f'<div class="rk-block">{_one_piece(block.html())}</div>'
    else:
        target = out / FOLDER / f"{chart.name.lower().replace(' ', '-')}-{size}.svg"
        target.parent.mkdir(parents=True, exist_ok=True)
        drawing = str(block._repr_mimebundle_()["image/svg+xml"])
        target.write_text(drawing, encoding="utf-8", newline="\n")
        alt = escape(_one_piece(_words(block.content.get("alt", ()))))
        width = float(block.content["width_mm"]) * SCALE
        inner = (
            f'<a href="{FOLDER}/{target.name}"><img src="{FOLDER}/{target.name}" alt="{alt}" '
            f'style="width:{width:.0f}mm" loading="lazy"></a>'
        )
    yield f'<figure class="rk-frame">{inner}<figcaption>{escape(label)}</figcaption></figure>'


def write(folder: Path) -> Path:
    """Write the sheet alone, as one page with its drawings beside it, and return the page."""
    parts = []
    for chart in charts():
        frames = "\n".join(frame for size in chart.sizes for frame in _frames(chart, size, folder))
        parts.append(f"<h2>{chart.name}</h2><p>{chart.question}</p><div class='rk-sheet'>{frames}</div>")
    looks = (ROOT / "docs" / "looks" / "house.css").read_text(encoding="utf-8")
    page = folder / "index.html"
    body = "\n".join(parts)
    head = f"<meta charset='utf-8'><title>Charts at every size</title><style>{looks}{_ALONE}</style>"
    page.write_text(f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>", "utf-8")
    return page


_ALONE = "body{font-family:sans-serif;margin:1.5em;background:#fff;color:#16202e}"


if __name__ == "__main__":
    print(write(Path(sys.argv[1])), "is ready")  # noqa: T201 - it is a command

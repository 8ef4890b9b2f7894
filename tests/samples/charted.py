"""What tests of charts share: words that try everything, the runs of a picture, what stands on a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from reportkit.charts import fonts, style
from reportkit.charts.fonts import MissingGlyph
from reportkit.charts.layout import faults
from reportkit.dates import parse
from reportkit.wording import phrases
from reportkit.wording.runs import Line, Run, reference
from tests.samples import hostile

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reportkit.model import Corpus

WORDS = (
    "harbour",
    "Vessport port authority",
    "said",
    "حرس الساحل",
    "משמר החוף",
    "Береговая стража",
    "x" * 70,
    "on or before 30 September 2031",
    "“between two and five”",
    "f̂ĝ ẵ",
)


def _writable(words: str) -> bool:
    """Whether the bundled fonts have every character of some words."""
    try:
        for weight in (400, 500, 600):
            fonts.check(fonts.clean(words), weight, condensed=True)
    except MissingGlyph:
        return False
    return True


HOSTILE = tuple(words for words in hostile.STRINGS if 0 < len(words) <= 200 and _writable(words))


def run(words: str, kind: str = "text") -> Run:
    """Return words with a source."""
    return Run(words, ("C1",), kind)


words = st.sampled_from(WORDS) | st.sampled_from(HOSTILE) | st.text("ab $\\<{&\u0627\u05d0", max_size=30)


@st.composite
def lines(make: st.DrawFn, most: int = 3) -> Line:
    """Draw a line: words of any kind, a mark among them, a reference at the end."""
    found = [
        run(make(words), make(st.sampled_from(("text", "soft", "strong"))))
        for _ in range(make(st.integers(0, most)))
    ]
    if make(st.integers(0, 3)) == 0:
        found.insert(0, run("says_both", "mark"))
    return (*found, reference("C12", "C345")) if make(st.booleans()) else tuple(found)


def runs_of(record: Any) -> Iterator[Run]:
    """Yield every run of a picture record, wherever it stands."""
    if isinstance(record, Run):
        yield record
    elif is_dataclass(record):
        for one in fields(record):
            yield from runs_of(getattr(record, one.name))
    elif isinstance(record, tuple):
        for one in record:
            yield from runs_of(one)


def strange(record: Any, known: set[str]) -> list[str]:
    """Return the words of a picture that are from nothing known and are no fixed phrase."""
    pieces = set(phrases.pieces())
    pieces |= {piece[:1].upper() + piece[1:] for piece in pieces}
    found = []
    for one in runs_of(record):
        if one.kind == "mark":
            continue
        if not one.source:
            found += [one.words] if one.words not in pieces else []
        else:
            found += [one.words for key in one.source if key not in known and ":" not in key]
    return found


def unwritten(record: Any, figure: Figure) -> list[str]:
    """Return what stands on a sheet that its picture does not hold; words may be broken on the way."""
    held = "".join(fonts.clean(one.words) for one in runs_of(record)).replace(" ", "")
    return [told for told in style.words(figure) if told.replace(" ", "").removesuffix(",") not in held]


def wrong(figure: Figure) -> tuple[str, ...]:
    """Return what is wrong with a sheet as printed matter."""
    return tuple(faults(figure))


def dated(corpus: Corpus, days: dict[str, str]) -> Corpus:
    """Return a corpus whose documents state these days for themselves."""
    documents = {
        name: replace(document, date=parse(days[name]) if days.get(name) else None)
        for name, document in corpus.documents.items()
    }
    return replace(corpus, documents=documents)


def labelled(figure: Figure, label: str) -> list[list[tuple[float, float]]]:
    """Return the outlines of everything on a sheet with a label, in millimetres."""
    found = []
    for axes in figure.axes:
        for child in axes.get_children():
            if str(child.get_label()) != label:
                continue
            paths = child.get_paths() if hasattr(child, "get_paths") else [child.get_path()]  # type: ignore[attr-defined]
            to_paper = child.get_transform() - axes.transData
            found += [
                [(float(x), float(y)) for x, y in np.asarray(polygon).tolist()]
                for path in paths
                for polygon in to_paper.transform_path(path).to_polygons(closed_only=False)
            ]
    return found


def middles(figure: Figure, name: str) -> list[tuple[float, float]]:
    """Return where the marks of a name stand, each once, from top to bottom."""
    found: list[tuple[float, float]] = []
    for outline in labelled(figure, f"mark:{name}"):
        xs, ys = zip(*outline, strict=True)
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        if not any(abs(x - a) < 1.3 and abs(y - b) < 1.3 for a, b in found):
            found.append((x, y))
    return sorted(found, key=lambda point: (point[1], point[0]))

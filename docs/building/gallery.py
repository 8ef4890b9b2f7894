"""
The gallery: the blocks of every notebook, drawn from corpora of the project while the pages are built.

The cells of a notebook are run as they stand, once for each corpus; whatever a cell shows that is a
block becomes an entry. A new notebook, block or chart is therefore in the gallery as soon as it is there.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from building.tables import fenced
from reportkit.blocks import Block, runs
from reportkit.case import case
from reportkit.model import Corpus
from reportkit.publishing.parameters import validate
from reportkit.reading import encoding
from reportkit.reading.whereabouts import VARIABLE
from reportkit.regression import matrix

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
LAYOUT = matrix.Layout(ROOT, NOTEBOOKS, ROOT / "tests" / "params")
INVENTED, EXAMPLE = ROOT / "tests" / "corpora" / "invented", ROOT / "seeds"
CORPORA = (INVENTED, EXAMPLE)
FOLDER = "gallery"  # beside the pages, for the drawings
LEFT_OUT = frozenset({"tutorial"})  # it works on a folder of its own
_PARAMETERS = "parameters"
_SLUG = "incident"
_NAMES = {INVENTED: "the invented test corpus", EXAMPLE: "the example corpus"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A block that a cell showed, with the number and words of the cell and what stands above it."""

    cell: int
    words: str
    source: str
    block: Block


def made_from() -> Iterable[Path]:
    """Yield the files the gallery is made from."""
    yield from sorted(NOTEBOOKS.glob("*.ipynb"))
    for folder in CORPORA:
        yield from sorted(folder.rglob("*.yaml"))
    yield from sorted((ROOT / "reportkit").rglob("*.py"))


def notebooks() -> list[Path]:
    """Return the notebooks that ask something of a corpus, the briefing first."""
    found = [path for path in NOTEBOOKS.glob("*.ipynb") if path.stem not in LEFT_OUT]
    return sorted(found, key=lambda path: (path.stem != "briefing", path.stem))


def markdown(_: str, out: Path) -> str:
    """
    Return the gallery, after writing its drawings.

    Parameters
    ----------
    out : Path
        The folder of the built pages.
    """
    seen: set[str] = set()
    return "\n\n".join(_section(path, out, seen) for path in notebooks())


def shown(path: Path, folder: Path) -> list[Shown]:
    """
    Run the cells of a notebook on a corpus and return the blocks they show.

    Parameters
    ----------
    path : Path
        A notebook.
    folder : Path
        A corpus. The notebook's first parameter file for it gives the parameters. Without one the notebook's
        own hold: where the corpus lacks the incident they name, that with most claims stands in, and where it
        lacks anything else of the example that they name, nothing is shown.
    """
    corpus = encoding.load(folder)
    found: list[Shown] = []
    words = ""
    space: dict[str, Any] = {"__name__": path.stem}
    with _reading(folder):
        for number, (kind, source, tags) in enumerate(_cells(path)):
            if kind == "markdown":
                words = source
            elif kind == "code":
                value = _run(source, path.name, space)
                if _PARAMETERS in tags:
                    space.update(_given(path, folder))
                    space.update(_fitting(space, corpus))
                    if _names_the_example(space, corpus):
                        return []
                if isinstance(value, Block):
                    found.append(Shown(number, words, source, value))
                    words = ""
    return found


def _cells(path: Path) -> list[tuple[str, str, list[str]]]:
    """Return the cells of a notebook: kind, source, tags."""
    cells = json.loads(path.read_bytes())["cells"]
    return [(c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", [])) for c in cells]


def _given(path: Path, folder: Path) -> Mapping[str, Any]:
    """Return the parameters with which the notebook is tested on a corpus; none where its own fit."""
    if folder == EXAMPLE:
        return {}
    seeds = folder.relative_to(ROOT).as_posix()
    found = (matrix.read(one.file, LAYOUT) for one in matrix.sets(path, LAYOUT))
    given = next((one.parameters for one in found if one.seeds == seeds), {})
    return validate(path, given) if given else {}


def _fitting(space: Mapping[str, Any], corpus: Corpus) -> dict[str, str]:
    """Return the incident to show where the corpus does not have the one that the notebook names."""
    if _SLUG not in space or space[_SLUG] in corpus.incidents:
        return {}
    return {_SLUG: max(corpus.incidents, key=lambda slug: len(case(corpus, slug).core))}


def _names_the_example(space: Mapping[str, Any], corpus: Corpus) -> bool:
    """Whether parameters name an actor or an incident that only the example corpus has."""
    example = encoding.load(EXAMPLE)
    only = {*example.incidents, *example.actors} - {*corpus.incidents, *corpus.actors}
    values = [one for value in space.values() for one in (value if isinstance(value, list) else [value])]
    return any(isinstance(one, str) and one in only for one in values)


def _run(source: str, name: str, space: dict[str, Any]) -> object:
    """Run a cell and return the value of its last line, as Jupyter would show it."""
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, name, "exec"), space)  # noqa: S102 - notebooks of this project
        return None
    del tree.body[-1]
    exec(compile(tree, name, "exec"), space)  # noqa: S102 - as above
    return eval(compile(ast.Expression(last.value), name, "eval"), space)  # noqa: S307 - as above


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Let `rk.load` find a corpus for a while."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _section(path: Path, out: Path, seen: set[str]) -> str:
    """Return what the gallery says of one notebook; a block seen above, like the legend, is left out."""
    title, _, lead = _cells(path)[0][1].partition("\n")
    question = lead.strip().partition("\n\n")[0]
    name = path.relative_to(ROOT).as_posix()
    both = [shown(path, folder) for folder in CORPORA]
    parts = [f"## {title.lstrip('# ')}", question, f"From `{name}`."]
    for number in sorted({one.cell for blocks in both for one in blocks}):
        pairs = zip(CORPORA, both, strict=True)
        twins = [(folder, one) for folder, blocks in pairs for one in blocks if one.cell == number]
        content = json.dumps([one.block.to_json() for _, one in twins], sort_keys=True)
        if content in seen:
            continue
        seen.add(content)
        parts += _entry(f"{path.stem}-{number}", twins, out)
    return "\n\n".join(parts)


def _entry(name: str, twins: list[tuple[Path, Shown]], out: Path) -> Iterator[str]:
    """Yield the parts of one entry; the second corpus is folded away, unless it alone gives a drawing."""
    (first, one), *others = twins
    if one.words.startswith("##"):
        heading, _, rest = one.words.partition("\n")
        yield f"### {heading.lstrip('# ')}"
        yield rest.strip()
    yield fenced(one.source, "python")
    made_up = " Everything in it is made up." if first == INVENTED else ""
    caption = f'<p class="rk-from">From {_NAMES[first]}.{made_up}</p>'
    yield f"{_face(f'{name}-{first.name}', one.block, out)}\n{caption}"
    for folder, other in others:
        face = _face(f"{name}-{folder.name}", other.block, out)
        opened = " open" if other.block.draw is not None and one.block.draw is None else ""
        summary = f"<summary>The same from {_NAMES[folder]}</summary>"
        yield f'<details class="rk-twin"{opened}>{summary}\n{face}\n</details>'


def _face(name: str, block: Block, out: Path) -> str:
    """Return a block as HTML of one piece; a drawing is written beside the pages."""
    if block.draw is None:
        return f'<div class="rk-block">{_one_piece(block.html())}</div>'
    alt = _words(block.content.get("alt", ()))
    target = out / FOLDER / f"{name}.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    drawing = str(block._repr_mimebundle_()["image/svg+xml"])
    target.write_text(drawing, encoding="utf-8", newline="\n")
    picture = f'<img src="{FOLDER}/{target.name}" alt="{escape(_one_piece(alt))}" loading="lazy">'
    spoken = f"<details><summary>In words</summary><p>{escape(_one_piece(alt))}</p></details>"
    return f'<div class="rk-block"><div class="rk-drawing">{picture}</div>{spoken}</div>'


def _words(line: object) -> str:
    return "".join(
        f"[{run['t']}]" if run["kind"] == "reference" else str(run["t"])
        for run in runs(line)
        if run["kind"] != "mark"
    )


def _one_piece(html: str) -> str:
    """Return HTML without the empty lines that would end it for Markdown."""
    return "\n".join(line for line in html.splitlines() if line.strip())

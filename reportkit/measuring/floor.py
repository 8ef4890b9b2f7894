"""
The least that a briefing can cost with these charts and this typesetter: no notebook, no kernel, no process.

One process that is warm in every way (libraries, fonts, map, words, the typesetter) draws the blocks that the
notebook shows and sets the page, for one incident after the other. It is run as a program of its own, whose
first argument is the corpus, the second where to write what it took, the others the incidents.
"""

from __future__ import annotations

import ast
import json
import resource
import sys
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import reportkit as rk
from reportkit import opening, resources
from reportkit.case import case as case_of
from reportkit.measuring.ours import AGAIN, CHECKED, DRAWN, FIRST
from reportkit.publishing import composing, notebook, parameters, printed, typesetting
from reportkit.publishing.fast import ahead
from reportkit.reading import stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportkit.case import Case
    from reportkit.publishing.parameters import Plain

Seconds: TypeAlias = tuple[float, float]
_BESIDE_THE_PAGE = ("load", "aside")


def shown(path: Path) -> tuple[str, ...]:
    """
    Return the expressions whose values a notebook of the kit puts on the page.

    Examples
    --------
    >>> shown(resources.notebooks() / "briefing.ipynb")[1:3]
    ('rk.bottom_line(case)', 'rk.at_a_glance(case)')
    """
    found = []
    for cell in notebook.parsed(path.read_bytes(), path.name).cells:
        if cell.cell_type != "code":
            continue
        last = ast.parse(cell.source).body[-1]
        called = last.value.func if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr not in _BESIDE_THE_PAGE:
            found.append(ast.unparse(last))
    return tuple(found)


def drawn(case: Case, expressions: Sequence[str]) -> dict[str, Any]:
    """Return the blocks of a case in the form in which a page is composed of them."""
    known = _defaults() | {"rk": rk, "case": case}
    shapes = (eval(one, known) for one in expressions)  # noqa: S307 - cells of our own notebook
    faces = ({"output_type": "execute_result", "data": shape._repr_mimebundle_()} for shape in shapes)
    return {"cells": [{"cell_type": "code", "source": "", "outputs": [face]} for face in faces]}


@cache
def _defaults() -> dict[str, Plain | None]:
    return {one.name: one.default for one in parameters.read(resources.notebooks() / "briefing.ipynb")}


def made(case: Case, expressions: Sequence[str]) -> dict[str, Seconds]:
    """
    Draw and set one briefing, and return seconds (wall, processor) with the check of its page and without.

    The check is made a second time, alone; without it is what is left when that is taken away.
    """
    began = _now()
    pdf = typesetting.typeset(*composing.page(drawn(case, expressions)))
    checked = _between(began, _now())
    began = _now()
    printed.faults(pdf)
    check = _between(began, _now())
    return {CHECKED: checked, DRAWN: (checked[0] - check[0], checked[1] - check[1])}


def _now() -> Seconds:
    used = resource.getrusage(resource.RUSAGE_SELF)  # threads of the typesetter included
    return time.perf_counter(), used.ru_utime + used.ru_stime


def _between(began: Seconds, ended: Seconds) -> Seconds:
    return ended[0] - began[0], ended[1] - began[1]


def main(corpus: str, told: str, slugs: Sequence[str]) -> None:
    """Get warm, make the briefings twice, and write what each took, by pass, incident and what was done."""
    ahead.load()
    expressions = shown(resources.notebooks() / "briefing.ipynb")
    invented = stored.from_bytes(ahead.PRACTICE.read_bytes())
    made(case_of(invented, ahead.PRACTICE_SLUG), expressions)
    known = opening.corpus(seeds=corpus)
    found = {
        when: {slug: made(case_of(known, slug), expressions) for slug in slugs} for when in (FIRST, AGAIN)
    }
    Path(told).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

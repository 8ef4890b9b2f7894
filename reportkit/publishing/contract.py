"""
The contract of a notebook: what it promises to show, held against what it has shown.

It stands in the notebook's metadata, under ``reportkit``, and names the least that every run has to show::

    "reportkit": {
      "contract": {
        "blocks": ["headline", "bottom_line"],
        "figures": ["sequence"],
        "tables": {"claims": 1}
      }
    }

A block is named by its kind or its name, a figure by its name (it needs a drawing and alt text), a table
by its name with the least number of its rows. A cell that ran is not a cell that showed something: a loader
that finds nothing raises no error, and without a contract the page would come out without its chart. What
a notebook shows besides is its own affair; a notebook without a contract promises nothing.

Only the run reads this, never the exporter: what the PDF looks like does not depend on metadata.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportkit.mime import BLOCK, DRAWING
from reportkit.problems import Place, Problem, nearest, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_WHERE = "metadata.reportkit.contract"
_PARTS = ("blocks", "figures", "tables")
_EXAMPLE = '{"blocks": ["headline"], "figures": ["sequence"], "tables": {"claims": 1}}'
_NAMES = 'write a list of names: ["headline", "bottom_line"]'
_ROWS = 'write the least number of rows by name: {"claims": 1}'


@dataclass(frozen=True, slots=True)
class Contract:
    """
    What a notebook promises to show.

    Parameters
    ----------
    blocks : tuple of str
        Kinds or names of blocks.
    figures : tuple of str
        Names of figures, each to come with a drawing and alt text.
    tables : tuple of (str, int)
        Names of tables, each with the least number of its rows.
    """

    blocks: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    tables: tuple[tuple[str, int], ...] = ()


class ContractProblem(ValueError):  # noqa: N818 - it carries many problems, it is not one error
    """Raised when a notebook's contract cannot be read; ``problems`` holds all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


def read(notebook: Mapping[str, Any], name: str) -> Contract | None:
    """
    The contract that stands in a notebook's metadata; None where there is none.

    Parameters
    ----------
    notebook : mapping
        A notebook of format 4, as nbformat reads it or as plain JSON.
    name : str
        What messages call it: the name of its file.

    Raises
    ------
    ContractProblem
        When something stands there that is no contract; all that is wrong with it is told.

    Examples
    --------
    >>> promise = {"figures": ["sequence"], "tables": {"claims": 1}}
    >>> read({"metadata": {"reportkit": {"contract": promise}}, "cells": []}, "briefing.ipynb")
    Contract(blocks=(), figures=('sequence',), tables=(('claims', 1),))
    >>> read({"metadata": {}, "cells": []}, "briefing.ipynb")
    """
    ours = notebook.get("metadata", {}).get("reportkit", {})
    if not isinstance(ours, dict):
        what = "what stands under 'reportkit' is no set of names and values"
        fix = f'write {{"contract": {_EXAMPLE}}}, or remove it'
        raise ContractProblem([_malformed(name, "", what, "the contract is found by its name", fix)])
    if "contract" not in ours:
        return None
    found = ours["contract"]
    if problems := tuple(_malformations(found, name)):
        raise ContractProblem(problems)
    return Contract(
        tuple(found.get("blocks", ())),
        tuple(found.get("figures", ())),
        tuple(found.get("tables", {}).items()),
    )


def breaches(contract: Contract, executed: Mapping[str, Any], name: str) -> tuple[Problem, ...]:
    """
    What an executed notebook has not shown although it promised to, all of it.

    Parameters
    ----------
    contract : Contract
        The promise.
    executed : mapping
        The executed notebook, format 4.
    name : str
        What messages call it: the name of its file.

    Returns
    -------
    tuple of Problem
        Blocks first, then figures, then tables; none when the promise is kept.

    Examples
    --------
    >>> promise = Contract(figures=("sequence",))
    >>> [problem.what for problem in breaches(promise, {"cells": []}, "briefing.ipynb")]
    ['sequence chart missing']
    """
    shown = tuple(_shown(executed))
    blocks = [block for block, _ in shown]
    try:
        return (
            *_missing_blocks(contract, blocks, name),
            *(problem for figure in contract.figures for problem in _figure(figure, shown, name)),
            *(problem for table, rows in contract.tables for problem in _table(table, rows, blocks, name)),
        )
    except (AttributeError, TypeError, KeyError):
        return ()  # some block is not of the form that the kit writes: the exporter says which, and where


def _malformations(found: object, name: str) -> Iterator[Problem]:
    if not isinstance(found, dict):
        what = "the contract is no set of names and values"
        yield _malformed(name, "", what, "each part is found by its name", f"write {_EXAMPLE}")
        return
    if not any(found.get(part) for part in _PARTS):
        why = "it would be kept by a notebook that shows nothing"
        yield _malformed(name, "", "the contract promises nothing", why, f"write {_EXAMPLE}, or remove it")
    for part, promised in found.items():
        if part not in _PARTS:
            what = f"unknown part '{visible(str(part))}'"
            fix = nearest(str(part), _PARTS, where="the parts of a contract")
            yield _malformed(name, "", what, "nobody would hold the notebook to it", fix)
        elif part == "tables":
            yield from _wrong_rows(promised, name)
        else:
            yield from _wrong_names(part, promised, name)


def _wrong_names(part: str, promised: object, name: str) -> Iterator[Problem]:
    why = "each of them is looked for by its name"
    if not isinstance(promised, list) or not all(isinstance(item, str) and item for item in promised):
        yield _malformed(name, part, f"the {part} are no list of names", why, _NAMES)
    elif len(set(promised)) < len(promised):
        twice = next(item for item in promised if promised.count(item) > 1)
        what = f"'{visible(twice)}' stands twice"
        yield _malformed(name, part, what, "one promise is kept once", "keep one of the two")


def _wrong_rows(promised: object, name: str) -> Iterator[Problem]:
    if not isinstance(promised, dict):
        why = "each table is looked for by its name, and counted"
        yield _malformed(name, "tables", "the tables are no names with numbers", why, _ROWS)
        return
    for table, rows in promised.items():
        if type(rows) is not int or rows < 0:  # True is no number of rows
            what = f"table '{visible(table)}' has {visible(repr(rows))} for its least number of rows"
            yield _malformed(name, "tables", what, "rows are counted in whole numbers from 0", _ROWS)


def _malformed(name: str, part: str, what: str, why: str, fix: str) -> Problem:
    where = f"{_WHERE}.{part}" if part else _WHERE
    return Problem("contract", Place(f"{name}, {where}"), what, why, fix)


def _shown(executed: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield every block that the cells have displayed, with all its faces."""
    for cell in executed["cells"]:
        for output in cell.get("outputs", ()):
            faces = output.get("data", {})
            if isinstance(block := faces.get(BLOCK), dict):
                yield block, faces


def _missing_blocks(contract: Contract, blocks: Iterable[Mapping[str, Any]], name: str) -> Iterator[Problem]:
    there = {word for block in blocks for word in _names(block)}
    for promised in contract.blocks:
        if promised not in there:
            words = promised.replace("_", " ")
            yield _missing(name, "blocks", f"{visible(words)} missing", f"no cell has displayed a {words}")


def _names(block: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(block[key]) for key in ("kind", "name", "figure") if block.get(key))


def _figure(
    figure: str, shown: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]], name: str
) -> Iterator[Problem]:
    found = [(block, faces) for block, faces in shown if block.get("figure") == figure]
    called = f"{visible(figure)} chart"
    if not found:
        why = f"no cell has displayed a figure '{figure}'"
        yield _missing(name, "figures", f"{called} missing", why)
    for block, faces in found:
        if not faces.get(DRAWING):
            yield _missing(name, "figures", f"{called} has no drawing", "a reader would see an empty space")
        if not "".join(str(run.get("t", "")) for run in block.get("alt") or ()).strip():
            why = "whoever hears the page instead of seeing it would get nothing"
            yield _missing(name, "figures", f"{called} has no alt text", why)


def _table(table: str, least: int, blocks: Iterable[Mapping[str, Any]], name: str) -> Iterator[Problem]:
    found = [block for block in blocks if block.get("kind") == "table" and block.get("name") == table]
    called = f"{visible(table)} table"
    if not found:
        why = f"no cell has displayed a table '{table}'"
        yield _missing(name, "tables", f"{called} missing", why)
    elif (rows := max(len(block.get("rows", ())) for block in found)) < least:
        what = f"{called} has {plural(rows, 'row')}"
        yield _missing(name, "tables", what, f"the notebook promises {least} at least")


def _missing(name: str, part: str, what: str, why: str) -> Problem:
    fix = f"see what its cell was given (a loader may have found nothing), or change {_WHERE}.{part}"
    return Problem("contract", Place(name), what, why, fix)

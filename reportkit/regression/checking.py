"""
One notebook run with one parameter set and held against its baseline, or its baseline made anew.

The notebook runs as a briefing does: parameters checked against their declared types before a kernel starts,
a kernel of its own that sees nothing of the caller's environment, papermill's word not taken for the result.
What fails is told with what to do, and the notebook that was executed is kept.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportkit.problems import plural, visible
from reportkit.publishing import contract, execution
from reportkit.publishing import notebook as notebooks
from reportkit.publishing.atomic import WriteProblem, make_folder, write_bytes
from reportkit.publishing.parameters import ParameterProblem, validate
from reportkit.reading.whereabouts import VARIABLE
from reportkit.regression import baseline, comparison, matrix, shown
from reportkit.regression.baseline import Baseline, BaselineProblem
from reportkit.regression.differences import Difference, told
from reportkit.regression.values import compare

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

    from reportkit.publishing.execution import Execution
    from reportkit.publishing.parameters import Plain
    from reportkit.regression.matrix import Layout, ParameterSet

KEPT = "build/regression"  # where executed notebooks of failed sets are kept, from the root folder


class Failure(Exception):  # noqa: N818 - the outcome of a test, told in plain words
    """Raised when a notebook does not show what its baseline says, or cannot be compared."""


@dataclass(frozen=True, slots=True)
class Update:
    """A baseline to write, and how it differs from the one that stands; no content where nothing differs."""

    told: str
    content: bytes = b""


def check(one: ParameterSet, layout: Layout, again: str) -> None:
    """
    Run a notebook with a parameter set and hold what it shows against the baseline.

    Parameters
    ----------
    one : ParameterSet
        Notebook and parameters.
    layout : Layout
        The folders of the matrix.
    again : str
        The command that makes the baseline anew, for messages.

    Raises
    ------
    Failure
        When anything differs; when there is no baseline, or it is empty or of other cells or parameters; when
        the parameters do not fit, a cell fails, or the notebook shows less than its contract promises.
    """
    prepared = _prepared(one, layout)
    stands = _standing(one, layout, again)
    if changes := _other_notebook(stands, prepared):
        raise Failure(
            f"{_title(one)}: the baseline is of another notebook, so nothing was run\n\n{told(changes)}\n\n"
            f"If these changes are meant: {again}"
        )
    fresh, executed = _run(one, layout, prepared)
    found = comparison.differences(stands.cells, fresh.cells, shown.ordered(prepared.source))
    if found:
        how_many = plural(len(found), "difference")
        raise Failure(
            f"{_title(one)}: {how_many} from the baseline\n\n{told(found)}\n\n"
            f"{_kept(one, layout, executed)}\nIf this is what it should show: {again}"
        )
    _drop(one, layout)


def update(one: ParameterSet, layout: Layout) -> Update:
    """
    Run a notebook with a parameter set and return the baseline it makes; nothing is written.

    Parameters
    ----------
    one : ParameterSet
        Notebook and parameters.
    layout : Layout
        The folders of the matrix.

    Raises
    ------
    Failure
        When the run fails, or shows nothing, or less than the notebook's contract promises.
    """
    prepared = _prepared(one, layout)
    fresh, executed = _run(one, layout, prepared)
    if baseline.is_empty(fresh):
        why = "no cell shows anything that counts, and an empty baseline would pass whatever happens"
        raise Failure(f"{_title(one)}: {why}\n{_kept(one, layout, executed)}")
    _drop(one, layout)
    content = baseline.to_bytes(fresh)
    try:
        stands = baseline.read(one.baseline.read_bytes())
    except FileNotFoundError:
        return Update(f"{_title(one)}: a new baseline\n{_holds(fresh)}", content)
    except BaselineProblem as problem:
        return Update(
            f"{_title(one)}: a baseline instead of the one there ({problem})\n{_holds(fresh)}", content
        )
    found = (
        *_other_notebook(stands, prepared),
        *comparison.differences(stands.cells, fresh.cells, shown.ordered(prepared.source)),
    )
    headings = [[cell.heading for cell in some.cells] for some in (stands, fresh)]
    if not found and headings[0] == headings[1]:
        return Update(f"{_title(one)}: no difference, the baseline stays as it is")
    what = plural(len(found), "difference") if found else "other headings, no difference"
    return Update(f"{_title(one)}: {what}\n{told(found)}".rstrip(), content)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A notebook and all that it will be run with."""

    source: NotebookNode
    promise: contract.Contract | None
    seeds: str
    values: dict[str, Plain]
    cells: tuple[shown.Cell, ...]


def _prepared(one: ParameterSet, layout: Layout) -> _Prepared:
    try:
        given = matrix.read(one.file, layout)
        values = validate(one.notebook, given.parameters)
        source = notebooks.read(one.notebook)
        promise = contract.read(source, one.notebook.name)
    except ParameterProblem as problem:
        raise Failure(f"{layout.shown(one.file)} does not fit {one.notebook.name}\n\n{problem}") from None
    except ValueError as problem:  # of the matrix, the notebook or its contract
        raise Failure(f"{_title(one)} cannot be run\n\n{problem}") from None
    return _Prepared(source, promise, given.seeds, values, shown.cells(source))


def _standing(one: ParameterSet, layout: Layout, again: str) -> Baseline:
    where = layout.shown(one.baseline)
    try:
        return baseline.read(one.baseline.read_bytes())
    except FileNotFoundError:
        fix = f"Make it, then look at what is in it and commit it: {again}"
        raise Failure(f"{_title(one)} has no baseline: there is no {where}\n{fix}") from None
    except (OSError, BaselineProblem) as problem:
        why = (problem.strerror or problem) if isinstance(problem, OSError) else problem
        fix = f"Bring back the one that was committed, or make it anew: {again}"
        raise Failure(f"{_title(one)}: {where} is refused: {why}\n{fix}") from None


def _other_notebook(stands: Baseline, prepared: _Prepared) -> tuple[Difference, ...]:
    """Return how notebook, corpus and parameters differ from those the baseline is of."""
    was, now = (
        {"seeds": some.seeds, "parameters": dict(values)}
        for some, values in ((stands, stands.parameters), (prepared, prepared.values))
    )
    return (*compare(was, now), *comparison.changed_cells(stands.cells, prepared.cells))


def _run(one: ParameterSet, layout: Layout, prepared: _Prepared) -> tuple[Baseline, bytes]:
    """Return what the notebook shows, and the executed notebook as a file."""
    folder = one.notebook.parent
    environment = {VARIABLE: str(layout.root / prepared.seeds)} if prepared.seeds else {}
    limits = execution.Limits()
    done = execution.execute(prepared.source, prepared.values, folder, environment=environment, limits=limits)
    executed = notebooks.normalised(done.notebook, prepared.source, notebooks.folders(folder))
    content = notebooks.to_bytes(executed)
    if done.stopped_by:
        raise done.stopped_by
    if done.ending != "ok":
        raise Failure(f"{_title(one)}: {_ended(done)}\n{_kept(one, layout, content)}")
    stored = notebooks.from_bytes(content)
    if lacking := contract.breaches(prepared.promise, stored, one.notebook.name) if prepared.promise else ():
        problems = "\n\n".join(map(str, lacking))
        what = "it shows less than it promises"
        raise Failure(f"{_title(one)}: {what}\n\n{problems}\n\n{_kept(one, layout, content)}")
    cells = shown.cells(stored)
    return Baseline(one.notebook.name, prepared.seeds, prepared.values, cells), content


def _ended(done: Execution) -> str:
    """Return what ended a run, and where."""
    at = next((cell for cell in done.cells if cell.status not in {"ok", "not_run"}), None)
    where = f" in cell [{at.number}]{f' under “{at.heading}”' if at.heading else ''}" if at else ""
    why = visible(done.error or done.died_of or done.log.replace("\n", " · "))
    return f"{done.ending.replace('_', ' ')}{where}{f': {why}' if why else ''}"


def _title(one: ParameterSet) -> str:
    return f"{one.notebook.name} over {one.name}"


def _holds(fresh: Baseline) -> str:
    """Return what is in a new baseline, a line for each cell that shows something."""
    return "\n".join(
        visible(f"  {comparison.named(cell)} → {', '.join(map(comparison.called, cell.outputs))}")
        for cell in fresh.cells
        if cell.outputs
    )


def _drop(one: ParameterSet, layout: Layout) -> None:
    """Remove the executed notebook of an earlier failure."""
    with suppress(OSError):
        _kept_file(one, layout).unlink(missing_ok=True)


def _kept_file(one: ParameterSet, layout: Layout) -> Path:
    return layout.root / KEPT / one.notebook.stem / f"{one.name}.ipynb"


def _kept(one: ParameterSet, layout: Layout, executed: bytes) -> str:
    """Keep an executed notebook and return where."""
    path = _kept_file(one, layout)
    try:
        make_folder(path.parent)
        write_bytes(path, executed)
    except WriteProblem as problem:
        return f"The executed notebook could not be kept: {problem}."
    return f"The executed notebook is kept: {layout.shown(path)}"

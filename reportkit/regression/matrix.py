"""
The matrix of a regression run: notebooks, their parameter files, and where the baselines stand.

One convention, from pytest's root folder::

    notebooks/briefing.ipynb                             the notebook
    tests/params/briefing/kalsu-explosion.yaml           one parameter set: what it is run with
    tests/params/briefing/kalsu-explosion.baseline.json  what it showed when somebody last looked

The two folders can be named in pytest's settings (``reportkit_notebooks``, ``reportkit_params``). A parameter
file is YAML or JSON with two entries::

    seeds: tests/corpora/invented    # the corpus, from the root folder; left out: the nearest one upwards
    parameters:
      incident: harbour-fire
      edition: 2

YAML is read as text, as everywhere in the kit: ``007`` and ``NO`` stay what was written, and the type that
the notebook declares decides. Lists of numbers need a JSON file, whose values have types of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportkit.problems import Place, Problem, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportkit.publishing.parameters import Plain
    from reportkit.reading.yamltext import Node

NOTEBOOKS, PARAMETERS = "notebooks", "tests/params"
BASELINE = ".baseline.json"
_ENDINGS = (".json", ".yaml", ".yml")
_ENTRIES = ("seeds", "parameters")
_CORPUS = "corpus.yaml"
_FORM = "write 'parameters:' and below it a line 'name: value' each ('parameters: {}' for none)"


class MatrixProblem(ValueError):  # noqa: N818 - it carries many problems, it is not one error
    """Raised when parameter files are not as they should be; ``problems`` holds all that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of a matrix: the root, and below it those of the notebooks and the parameter files."""

    root: Path
    notebooks: Path
    parameters: Path

    def shown(self, path: Path) -> str:
        """Return a path as messages show it: from the root, if it is below it."""
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """One notebook with one parameter file: a cell of the matrix."""

    notebook: Path
    file: Path

    @property
    def name(self) -> str:
        """What the set is called: the parameter file without its ending."""
        return self.file.stem

    @property
    def baseline(self) -> Path:
        """Where its baseline stands."""
        return self.file.with_name(f"{self.name}{BASELINE}")


@dataclass(frozen=True, slots=True)
class Given:
    """What a parameter file gives: values as they are written, and the corpus, "" where none is named."""

    parameters: dict[str, Plain]
    seeds: str = ""


def sets(notebook: Path, layout: Layout) -> tuple[ParameterSet, ...]:
    """
    The parameter sets of a notebook, by name; none for a notebook outside the matrix.

    Parameters
    ----------
    notebook : pathlib.Path
        A notebook file.
    layout : Layout
        The folders of the matrix.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     layout = Layout(Path(folder), Path(folder, "notebooks"), Path(folder, "params"))
    ...     file = layout.parameters / "order" / "harbour.yaml"
    ...     file.parent.mkdir(parents=True)
    ...     _ = file.write_text("parameters: {}")
    ...     [found.name for found in sets(layout.notebooks / "order.ipynb", layout)]
    ['harbour']
    """
    if notebook.suffix != ".ipynb" or notebook.parent != layout.notebooks:
        return ()
    return tuple(ParameterSet(notebook, file) for file in _files(layout.parameters / notebook.stem))


def strays(layout: Layout) -> Iterator[Problem]:
    """
    Yield what nobody would ever run: parameters without a notebook, baselines without parameters.

    Parameters
    ----------
    layout : Layout
        The folders of the matrix.
    """
    folders = sorted(path for path in _entries(layout.parameters) if path.is_dir())
    known = [path.stem for path in _entries(layout.notebooks) if path.suffix == ".ipynb"]
    for folder in folders:
        files, where = _files(folder), Place(layout.shown(folder))
        if files and folder.name not in known:
            what = f"there is no notebook {folder.name}.ipynb in {layout.shown(layout.notebooks)}"
            fix = nearest(folder.name, known, where=layout.shown(layout.notebooks))
            yield Problem("matrix", where, what, "these parameters would never be used", fix)
        names = [file.stem for file in files]
        for name in sorted({name for name in names if names.count(name) > 1}):
            why, fix = "both would have the same baseline", "remove or rename one of them"
            yield Problem("matrix", where, f"two parameter files are called '{name}'", why, fix)
        for path in sorted(_entries(folder)):
            if path.name.endswith(BASELINE) and path.name.removesuffix(BASELINE) not in names:
                why = "nothing is compared with it"
                fix = f"remove it, or put {path.name.removesuffix(BASELINE)}.yaml beside it again"
                place = Place(layout.shown(path))
                yield Problem("matrix", place, "no parameter file belongs to this baseline", why, fix)


def read(file: Path, layout: Layout) -> Given:
    """
    What a parameter file gives, not yet held against a notebook.

    Parameters
    ----------
    file : pathlib.Path
        A parameter file.
    layout : Layout
        The folders of the matrix; the corpus is named from the root.

    Raises
    ------
    MatrixProblem
        When the file cannot be read, holds anything but ``seeds`` and ``parameters``, or names a folder that
        is no corpus. All of it is told.
    """
    shown = layout.shown(file)
    entries = _json(file, shown) if file.suffix == ".json" else _yaml(file, shown)
    problems = [
        Problem(
            "parameters",
            Place(shown),
            f"unknown entry '{visible(name)}'",
            "it would change nothing",
            f"{nearest(name, _ENTRIES, where='the entries')}, or put it below 'parameters'",
        )
        for name in entries
        if name not in _ENTRIES
    ]
    given, seeds = entries.get("parameters"), entries.get("seeds", "")
    if not isinstance(given, dict):
        what = "'parameters' holds no names with values" if "parameters" in entries else "no 'parameters'"
        problems.append(Problem("parameters", Place(shown), what, "they are what the notebook gets", _FORM))
    if not isinstance(seeds, str) or ("seeds" in entries and not (layout.root / seeds / _CORPUS).is_file()):
        what = f"'seeds' names no corpus: {visible(str(seeds))}"
        why, fix = f"a corpus holds {_CORPUS}", "write its folder as seen from the root folder"
        problems.append(Problem("parameters", Place(shown), what, why, fix))
    if problems:
        raise MatrixProblem(problems)
    return Given(dict(given or {}), str(seeds))


def _files(folder: Path) -> list[Path]:
    found = (path for path in _entries(folder) if path.suffix in _ENDINGS and path.is_file())
    return sorted(path for path in found if not path.name.endswith(BASELINE) and path.name[0] not in "._")


def _entries(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _json(file: Path, shown: str) -> dict[str, Any]:
    try:
        found = json.loads(file.read_bytes(), object_pairs_hook=_each_once)
    except OSError as error:
        raise _unread(shown, error.strerror or str(error)) from None
    except (ValueError, RecursionError) as error:
        raise _unread(shown, f"it is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise _unread(shown, "it holds no names with values")
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"'{next(name for name in names if names.count(name) > 1)}' stands twice")
    return found


def _yaml(file: Path, shown: str) -> dict[str, Any]:
    from reportkit.reading import yamltext  # noqa: PLC0415 - not before a parameter file is read

    log: list[Problem] = []
    entries = yamltext.read_file(file, shown, log)
    if any(problem.rule in {"not-a-mapping", "unreadable"} for problem in log):
        raise _unread(shown, log[0].what)
    if log or entries is None:
        raise MatrixProblem(log)
    return {key.value: _plain(value) for key, value in entries.pairs}


def _plain(node: Node) -> Any:  # noqa: ANN401 - what a parameter file can hold
    from reportkit.reading import yamltext  # noqa: PLC0415 - as above

    if isinstance(node, yamltext.Text):
        return node.value
    if isinstance(node, yamltext.Items):
        return [_plain(item) for item in node.items]
    return {key.value: _plain(value) for key, value in node.pairs}


def _unread(shown: str, why: str) -> MatrixProblem:
    return MatrixProblem(
        [Problem("parameters", Place(shown), "this parameter file cannot be read", why, _FORM)]
    )

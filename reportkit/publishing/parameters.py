"""
Parameters of a notebook: what it declares, and whether what it is given fits.

A notebook declares its parameters in one cell tagged ``parameters``, one a line::

    incident: str = "harbour-fire"  # slug of the incident
    limit: int = 40                 # most claims in a table
    corpus: str                     # without a value: has to be given

The declared type decides and nothing is guessed: for a ``str`` the words ``007``, ``NO``, ``12:30``
and ``1e5`` stay what they are, for an ``int`` the last three are mistakes. Everything is checked
before a kernel starts, and all problems are told at once. Only text, numbers, truth values, lists
and dicts pass, because papermill would run code that other values carry.
"""

from __future__ import annotations

import ast
import io
import json
import math
import re
import reprlib
import tokenize
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reportkit.problems import Place, Problem, Told, count, in_order, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain]"

TYPES = ("str", "int", "float", "bool", "list", "dict")
_DEEPEST = 20  # nested lists and dicts: more is nobody's parameter and would exhaust the parser
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_EXACT_IN_FLOAT = 2**53  # a larger whole number may become another one
_LINE = 'write it as: incident: str = "harbour-fire"  # what it means'
_CELL = f"tag one code cell 'parameters'; give each parameter a line: {_LINE.removeprefix('write it as: ')}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """
    One declared parameter of a notebook.

    Parameters
    ----------
    name : str
        What it is called in the notebook.
    type : str
        "str", "int", "float", "bool", "list", "dict", or with what they hold: "list[str]", "dict[str, int]".
    default : str, int, float, bool, list, dict or None
        Its value when none is given; None: it has to be given.
    help : str
        The comment behind it, "" without one.
    """

    name: str
    type: str
    default: Plain | None
    help: str


class ParameterProblem(Told, ValueError):  # noqa: N818 - it carries many problems, it is not one error
    """
    Raised when a notebook declares parameters wrongly or is given others than it declares.

    ``problems`` holds all of them; the message lists them with place, reason and remedy.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n\n".join((*map(str, self.problems), count(self.problems))))


def read(notebook: Path) -> tuple[Parameter, ...]:
    """
    Parameters that a notebook declares, in their order.

    Parameters
    ----------
    notebook : pathlib.Path
        A notebook file (.ipynb).

    Returns
    -------
    tuple of Parameter

    Raises
    ------
    ParameterProblem
        When the file is no notebook, has no cell tagged ``parameters`` (or two), or when the cell holds
        anything but parameters with plain types and values.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> source = 'limit: int = 40  # most claims in a table'
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    >>> with TemporaryDirectory() as folder:
    ...     notebook = Path(folder, "table.ipynb")
    ...     _ = notebook.write_text(json.dumps({"nbformat": 4, "cells": [cell]}))
    ...     read(notebook)
    (Parameter(name='limit', type='int', default=40, help='most claims in a table'),)
    """
    return tuple(declared.parameter for declared in _declarations(notebook, content(notebook)))


def content(notebook: Path) -> bytes:
    """
    The bytes of a notebook's file, as one reading of it found them.

    Parameters
    ----------
    notebook : pathlib.Path
        A notebook file (.ipynb).

    Raises
    ------
    ParameterProblem
        When the file cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> content(Path("no-such.ipynb"))
    Traceback (most recent call last):
    ...
    reportkit.publishing.parameters.ParameterProblem: no-such.ipynb: this notebook cannot be read
      = why: No such file or directory
      = fix: check the path
    <BLANKLINE>
    1 problem in 1 file
    """
    try:
        return notebook.read_bytes()
    except OSError as error:
        why, fix = error.strerror or str(error), "check the path"
        place = Place(notebook.name)
        raise ParameterProblem([_wrong(place, "this notebook cannot be read", why, fix)]) from None


def validate(notebook: Path, given: Mapping[str, Plain], *, stored: bytes | None = None) -> dict[str, Plain]:
    r"""
    Values for every parameter of a notebook, each of its declared type.

    Parameters
    ----------
    notebook : pathlib.Path
        A notebook file (.ipynb).
    given : mapping of str to plain values
        Values by name. A string given for another type is read by that type: digits for ``int``, a decimal
        number for ``float``, ``true`` or ``false`` for ``bool``, JSON for ``list`` and ``dict``.
    stored : bytes, optional
        What `content` read of it; if not given, the file is read.

    Returns
    -------
    dict
        All declared parameters in their order, with their defaults where nothing is given. Validating
        it again gives the same.

    Raises
    ------
    ParameterProblem
        All that is wrong at once: unknown names (with the nearest known one), values that do not fit,
        parameters that are missing, and everything that `read` refuses.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> source = "incident: str\nlimit: int = 40"
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}
    >>> with TemporaryDirectory() as folder:
    ...     notebook = Path(folder, "table.ipynb")
    ...     _ = notebook.write_text(json.dumps({"nbformat": 4, "cells": [cell]}))
    ...     validate(notebook, {"incident": "007", "limit": "12"})
    {'incident': '007', 'limit': 12}
    """
    declarations = _declarations(notebook, content(notebook) if stored is None else stored)
    known = {declared.parameter.name: declared for declared in declarations}
    problems = [_unknown(notebook, name, known) for name in given if name not in known]
    values: dict[str, Plain] = {}
    for name, declared in known.items():
        try:
            values[name] = _value(declared, given)
        except _Refusal as refusal:
            problems.append(declared.problem(*refusal.args))
    if problems:
        raise ParameterProblem(problems)
    return values


class _Refusal(Exception):  # noqa: N818 - never leaves this module
    """What is wrong, why, and what to write instead; becomes a problem once its place is known."""


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A parameter with the place where it is declared."""

    parameter: Parameter
    place: Place

    def problem(self, what: str, why: str, fix: str) -> Problem:
        return Problem("parameter", self.place, f"parameter '{self.parameter.name}' {what}", why, fix)


def _unknown(notebook: Path, name: str, known: Mapping[str, _Declaration]) -> Problem:
    fix = nearest(str(name), known, where="the parameters cell")
    what = f"unknown parameter '{visible(str(name))}'"
    return Problem("parameter", Place(_label(notebook)), what, "the notebook does not declare it", fix)


def _label(notebook: Path) -> str:
    return f"{notebook.name}, parameters cell"


def _value(declared: _Declaration, given: Mapping[str, Plain]) -> Plain:
    parameter = declared.parameter
    kind = ast.parse(parameter.type, mode="eval").body
    if parameter.name not in given:
        if parameter.default is None:
            fix = f"give it a value: {parameter.name}=… ({parameter.type})"
            raise _Refusal("is missing", "it has no value of its own", fix)
        return deepcopy(parameter.default)
    value = given[parameter.name]
    try:
        by_type = isinstance(value, str) and parameter.type != "str"
        return _fitting(_from_text(str(value), kind) if by_type else value, kind)
    except _Refusal as refusal:
        what, fix = refusal.args
        raise _Refusal(f"was given {what}", f"it is declared {parameter.type}", fix) from None


def _from_text(text: str, kind: ast.expr) -> object:
    """Return what a word of a command line means for the declared type."""
    name, shown = _outer(kind), visible(reprlib.repr(text))
    if name == "int":
        if not _WHOLE_NUMBER.fullmatch(text):
            raise _Refusal(f"{shown}, which is no whole number", "write digits only, such as 40")
        return int(text)
    if name == "float":
        if not _NUMBER.fullmatch(text):
            raise _Refusal(f"{shown}, which is no number", "write a decimal number, such as 0.5 or 1e5")
        return float(text)
    if name == "bool":
        if text not in {"true", "false", "True", "False"}:
            raise _Refusal(f"{shown}, which is no truth value", "write true or false")
        return text in {"true", "True"}
    example = '["a", "b"]' if name == "list" else '{"a": 1}'
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        problem = "nested too deep" if isinstance(error, RecursionError) else error
        raise _Refusal(f"{shown}, which is no JSON ({problem})", f"write it as JSON: {example}") from None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"'{twice}' stands twice")
    return dict(pairs)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _fitting(value: object, kind: ast.expr | None, depth: int = 0) -> Plain:
    """Return a value that is of the kind, all the way down; a whole number is fine where a float is due."""
    name = _outer(kind) if kind else type(value).__name__
    if name == "float" and type(value) is int and abs(value) <= _EXACT_IN_FLOAT:
        value = float(value)
    # Exact types: a subclass of str may write itself into the notebook as anything.
    if name not in TYPES or type(value).__name__ != name or type(value).__module__ != "builtins":
        due = name if name in TYPES else "text, a number, a truth value, a list or a dict"
        raise _Refusal(_named(value) + (" inside" if depth else ""), f"give {due}")
    if depth > _DEEPEST:
        raise _Refusal("lists or dicts nested too deep", f"stay within {_DEEPEST} levels")
    if isinstance(value, list):
        return [_fitting(item, _inner(kind), depth + 1) for item in value]
    if isinstance(value, dict):
        return {_text(key): _fitting(item, _inner(kind), depth + 1) for key, item in value.items()}
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise _Refusal(f"{value}, which is not finite", "give a finite number")
    assert isinstance(value, bool | int | float)  # noqa: S101 - what is left of TYPES, for the type checker
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise _Refusal(f"{_named(value)} as a key", "give keys as text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _Refusal(f"{_named(value)}, which is no text", "leave out the halves of surrogate pairs")
    return value


def _named(value: object) -> str:
    if value is None:
        return "None"
    return f"the {type(value).__name__} {visible(reprlib.repr(value))}"


def _outer(kind: ast.expr) -> str:
    return ast.unparse(kind.value if isinstance(kind, ast.Subscript) else kind)


def _inner(kind: ast.expr | None) -> ast.expr | None:
    """Return the kind of what a list or dict holds, None where any plain value will do."""
    if not isinstance(kind, ast.Subscript):
        return None
    return kind.slice.elts[1] if isinstance(kind.slice, ast.Tuple) else kind.slice


def _declarations(notebook: Path, stored: bytes) -> tuple[_Declaration, ...]:
    source = _parameters_cell(notebook, stored)
    lines = re.split("\r\n|\r|\n", source)  # as Python counts them
    file = _label(notebook)
    try:
        statements = ast.parse(source).body
        comments = dict(_comments(source))
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        line = min(getattr(error, "lineno", None) or 1, len(lines))
        place = Place(file, line, 1, 1, lines[line - 1])
        why = f"{getattr(error, 'msg', None) or error}"
        raise ParameterProblem([_wrong(place, "this is not Python", why)]) from None
    found: dict[str, _Declaration] = {}
    problems: list[Problem] = []
    for statement in statements:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # words for the reader
        place = Place(
            file, statement.lineno, 1, len(lines[statement.lineno - 1]), lines[statement.lineno - 1]
        )
        try:
            parameter = _declared(statement, comments.get(statement.end_lineno or 0, ""))
        except _Refusal as refusal:
            problems.append(_wrong(place, *refusal.args))
            continue
        if parameter.name in found:
            what = f"'{parameter.name}' is declared twice"
            problems.append(_wrong(place, what, "only the last one would count", "keep one of them"))
        found[parameter.name] = _Declaration(parameter, place)
    if problems:
        raise ParameterProblem(problems)
    return tuple(found.values())


def _wrong(place: Place, what: str, why: str, fix: str = _LINE) -> Problem:
    return Problem("parameters-cell", place, what, why, fix)


def _declared(statement: ast.stmt, comment: str) -> Parameter:
    """Return the parameter that one statement of the parameters cell declares."""
    kind: ast.expr | None = None
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
            kind = _kind(annotation)
            if value is None:
                return Parameter(name, ast.unparse(kind), None, comment)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case _:
            raise _Refusal(
                "this declares no parameter", "this cell is for values alone, which a run replaces"
            )
    try:
        literal: object = ast.literal_eval(value)
    except (ValueError, TypeError, RecursionError):
        why = "it would keep its old value when another parameter changes; work it out in a later cell"
        raise _Refusal(f"the value of '{name}' is computed", why) from None
    if literal is None:
        raise _Refusal(f"'{name}' has the value None", f"write '{name}: str' for one that has to be given")
    try:
        default = _fitting(literal, kind)
    except _Refusal as refusal:
        declared = f"'{name}' is declared {ast.unparse(kind)}" if kind else f"'{name}' has no type"
        raise _Refusal(f"{declared} and has {refusal.args[0]}", "type and value disagree") from None
    return Parameter(name, ast.unparse(kind) if kind else type(default).__name__, default, comment)


def _kind(annotation: ast.expr) -> ast.expr:
    """Return the declared type, refused unless it is one of the few that pass."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        with suppress(SyntaxError):
            return _kind(ast.parse(annotation.value, mode="eval").body)
    match annotation:
        case ast.Name(id=name) if name in TYPES:
            return annotation
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            return ast.Subscript(annotation.value, _kind(inner), ast.Load())
        case ast.Subscript(
            value=ast.Name(id="dict"), slice=ast.Tuple(elts=[ast.Name(id="str") as key, inner])
        ):
            pair = ast.Tuple([key, _kind(inner)], ast.Load())
            return ast.Subscript(annotation.value, pair, ast.Load())
    what = f"the type {visible(ast.unparse(annotation))} does not pass into a notebook"
    raise _Refusal(what, f"only {', '.join(TYPES)} do (and list[str], dict[str, int] and the like)")


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("#").strip()


def _parameters_cell(notebook: Path, stored: bytes) -> str:
    """Return the source of the one cell tagged ``parameters``."""
    place = Place(notebook.name)
    try:
        cells = [
            cell
            for cell in json.loads(stored)["cells"]
            if "parameters" in cell.get("metadata", {}).get("tags", [])
        ]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why, fix = f"{type(error).__name__}: {error}", "open it in JupyterLab and save it again"
        raise ParameterProblem([_wrong(place, "this is no notebook", why, fix)]) from None
    if not sources:
        why = "without one nothing says what the notebook takes"
        raise ParameterProblem([_wrong(place, "no cell is tagged 'parameters'", why, _CELL)])
    if len(sources) > 1:
        why = "only the first would be replaced"
        raise ParameterProblem([_wrong(place, f"{len(sources)} cells are tagged 'parameters'", why, _CELL)])
    return sources[0]

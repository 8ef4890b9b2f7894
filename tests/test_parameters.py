"""Parameters are read, checked and converted by their declared types, and nothing is guessed."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.publishing.execution import refuse_code
from reportkit.publishing.parameters import Parameter, ParameterProblem, Plain, read, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DECLARED = '''\
"""What this briefing is about."""
incident: str = "harbour-fire"  # slug of the incident
limit: int = 40  # most claims = rows
share: float = 0.5
draft = True
speakers: list[str] = [
    "league",  # not this one
]  # only these
ranks: "dict[str, int]" = {"north": -1}
'''
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(TEXT | NUMBERS, lambda s: st.lists(s) | st.dictionaries(TEXT, s), max_leaves=12)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that is new for each test, also for one that draws many examples."""
    with TemporaryDirectory() as name:
        yield Path(name)


def notebook(folder: Path, *sources: str | Sequence[str], tag: str = "parameters") -> Path:
    """Write a notebook with one tagged cell for each source."""
    cells = [{"cell_type": "code", "metadata": {"tags": [tag]}, "source": source} for source in sources]
    path = folder / "briefing.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return path


def refused(path: Path, **given: Any) -> str:
    """Return what is said when a notebook is given these values."""
    with pytest.raises(ParameterProblem) as raised:
        validate(path, given)
    return str(raised.value)


def test_reads_names_types_values_and_help(folder: Path) -> None:
    """A declaration gives a name, a type (declared or the value's own), a value and the comment behind."""
    assert read(notebook(folder, DECLARED)) == (
        Parameter("incident", "str", "harbour-fire", "slug of the incident"),
        Parameter("limit", "int", 40, "most claims = rows"),
        Parameter("share", "float", 0.5, ""),
        Parameter("draft", "bool", True, ""),  # noqa: FBT003 - a value
        Parameter("speakers", "list[str]", ["league"], "only these"),
        Parameter("ranks", "dict[str, int]", {"north": -1}, ""),
    )


def test_reads_a_source_kept_as_lines(folder: Path) -> None:
    """A notebook that keeps its sources as lists of lines is read like one that keeps them whole."""
    assert read(notebook(folder, DECLARED.splitlines(keepends=True))) == read(notebook(folder, DECLARED))


def test_what_is_not_given_has_its_default(folder: Path) -> None:
    """A run knows all its parameters, in the order of the notebook."""
    values = validate(notebook(folder, DECLARED), {"limit": 3})
    assert list(values) == ["incident", "limit", "share", "draft", "speakers", "ranks"]
    assert values["limit"] == 3
    assert values["incident"] == "harbour-fire"


@pytest.mark.parametrize(
    "text", ["007", "NO", "12:30", "1e5", "2024_001", "010", "null", "~", " ", "", "true"]
)
def test_text_stays_what_was_written(folder: Path, text: str) -> None:
    """Zero-padded numbers, times and the Norwegian country code stay text for a parameter declared str."""
    assert validate(notebook(folder, DECLARED), {"incident": text})["incident"] == text


@given(TEXT)
def test_any_text_stays_what_was_written(text: str) -> None:
    """No text whatsoever is changed on its way into a parameter declared str."""
    with TemporaryDirectory() as name:
        assert validate(notebook(Path(name), DECLARED), {"incident": text})["incident"] == text


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("limit", "12", 12),
        ("limit", "-3", -3),
        ("limit", "007", 7),
        ("share", "0.25", 0.25),
        ("share", "1e5", 100000.0),
        ("share", "3", 3.0),
        ("draft", "false", False),
        ("draft", "True", True),
        ("speakers", '["NO", "12:30"]', ["NO", "12:30"]),
        ("ranks", '{"NO": 7}', {"NO": 7}),
    ],
)
def test_a_word_of_the_command_line_is_read_by_the_declared_type(
    folder: Path, name: str, text: str, value: Plain
) -> None:
    """Text given for a number, a truth value, a list or a dict becomes one, of exactly the declared type."""
    read_as = validate(notebook(folder, DECLARED), {name: text})[name]
    assert (type(read_as), read_as) == (type(value), value)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("limit", "12:30"),
        ("limit", "1e5"),
        ("limit", "1_000"),
        ("limit", " 7"),
        ("limit", "٣"),
        ("limit", "9" * 5000),
        ("limit", True),
        ("limit", 1.0),
        ("share", "nan"),
        ("share", "1e999"),
        ("share", "0,5"),
        ("share", float("inf")),
        ("share", 2**53 + 1),
        ("draft", "yes"),
        ("draft", "1"),
        ("draft", 0),
        ("incident", 7),
        ("incident", None),
        ("incident", "\ud800"),
        ("speakers", "league"),
        ("speakers", "[1]"),
        ("speakers", ("league",)),
        ("speakers", "[" * 100_000),
        ("ranks", '{"a": 1, "a": 2}'),
        ("ranks", '{"a": true}'),
        ("ranks", '{"a": NaN}'),
        ("ranks", {1: 1}),
        ("incident", Path("harbour-fire")),
        ("incident", type("Sly", (str,), {"__str__": lambda _: 'x"\nprint(1)#'})("a")),
    ],
)
def test_a_value_that_does_not_fit_is_refused(folder: Path, name: str, wrong: object) -> None:
    """A value of another type is told with the line that declares it, and is not bent into shape."""
    said = refused(notebook(folder, DECLARED), **{name: wrong})
    assert f"parameter '{name}'" in said
    assert "it is declared" in said


def test_a_notebook_declaring_any_list_takes_plain_values_only(folder: Path) -> None:
    """What a list holds is looked at as well, also where the notebook does not say what that should be."""
    path = notebook(folder, "things: list = []")
    assert validate(path, {"things": [1, "a", [True], {"b": 0.5}]})["things"] == [1, "a", [True], {"b": 0.5}]
    assert "things" in refused(path, things=[{"a": {1, 2}}])


def test_an_unknown_name_is_an_error_that_names_the_nearest(folder: Path) -> None:
    """A slip in a name stops the run and shows the name that was meant."""
    said = refused(notebook(folder, DECLARED), incidnet="x")
    assert "unknown parameter 'incidnet'" in said
    assert "write 'incident'" in said


def test_all_problems_are_told_at_once(folder: Path) -> None:
    """One try shows every unknown name, every wrong value and everything missing."""
    path = notebook(folder, DECLARED + "edition: int\n")
    with pytest.raises(ParameterProblem) as raised:
        validate(path, {"incidnet": "x", "limit": "many", "draft": "perhaps"})
    assert len(raised.value.problems) == 4
    assert "'edition' is missing" in str(raised.value)
    assert "4 problems" in str(raised.value)


def test_a_value_given_on_purpose_cannot_change_a_later_run(folder: Path) -> None:
    """A list that one caller changes is not the default of the next."""
    path = notebook(folder, DECLARED)
    first = validate(path, {})["speakers"]
    assert isinstance(first, list)
    first.append("changed")
    assert validate(path, {})["speakers"] == ["league"]


@given(st.fixed_dictionaries({"things": st.lists(PLAIN), "incident": TEXT}))
def test_checking_twice_changes_nothing(values: dict[str, Plain]) -> None:
    """What has been checked passes the check again as it is."""
    with TemporaryDirectory() as name:
        path = notebook(Path(name), 'incident: str = ""\nthings: list = []')
        once = validate(path, values)
        assert validate(path, once) == once == {"incident": values["incident"], "things": values["things"]}


@given(st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(str.isidentifier), PLAIN))
def test_values_reach_the_notebook_as_values_and_never_as_code(values: dict[str, Plain]) -> None:
    """Whatever text stands in a value, papermill writes plain assignments of exactly these values."""
    try:
        ast.parse("\n".join(f"{name} = 1" for name in values))
    except SyntaxError:
        return  # a keyword, which no notebook can declare
    refuse_code(values)


@pytest.mark.parametrize(
    "values", [{"a": 1, "b = print(1)\nc": 2}, {"a": b'"+print(1)+"'}, {"a": float("inf")}]
)
def test_values_that_papermill_would_write_as_code_are_refused(values: dict[str, Any]) -> None:
    """A name or value that carries code past the check is stopped before the notebook runs."""
    with pytest.raises(ValueError, match="papermill would write"):
        refuse_code(values)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os", "declares no parameter"),
        ("a = b = 1", "declares no parameter"),
        ("a, b = 1, 2", "declares no parameter"),
        ("limit = 2\nrows = limit * 2", "'rows' is computed"),
        ("a = __import__('os').system('true')", "'a' is computed"),
        ("a = None", "None"),
        ("a: str | None = None", "does not pass"),
        ("a: Path = 'x'", "does not pass"),
        ("a: set[str] = []", "does not pass"),
        ("a: dict[int, str] = {}", "does not pass"),
        ('a: int = "1"', "declared int"),
        ("a = (1, 2)", "tuple"),
        ("a = 1\na = 2", "declared twice"),
        ("%matplotlib inline\na = 1", "not Python"),
        ("a = '", "not Python"),
        ("a = 1\\", "not Python"),
        ("a = '\0'", "not Python"),
    ],
)
def test_a_cell_that_declares_anything_else_is_refused(folder: Path, source: str, said: str) -> None:
    """A parameters cell holds values of plain types and nothing that would run or go stale."""
    with pytest.raises(ParameterProblem, match=r"briefing\.ipynb, parameters cell:") as raised:
        read(notebook(folder, source))
    assert said in str(raised.value)


def test_a_notebook_without_parameters_cell_is_told_how_to_declare_them(folder: Path) -> None:
    """A forgotten tag is told as such, with what to write."""
    with pytest.raises(ParameterProblem, match="no cell is tagged 'parameters'") as raised:
        validate(notebook(folder, DECLARED, tag="params"), {})
    assert "tag one code cell" in str(raised.value)


def test_two_parameters_cells_are_refused(folder: Path) -> None:
    """Two tagged cells are an error, because only the first would be replaced."""
    with pytest.raises(ParameterProblem, match="2 cells are tagged"):
        read(notebook(folder, "a = 1", "b = 2"))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"cells": 3}', b'{"cells": [{}]}', b"\xff\xfe", b"[" * 99999]
)
def test_a_file_that_is_no_notebook_is_told_as_such(folder: Path, content: bytes) -> None:
    """An empty, foreign or damaged file is named, without a traceback."""
    (folder / "briefing.ipynb").write_bytes(content)
    with pytest.raises(ParameterProblem, match=r"briefing\.ipynb"):
        read(folder / "briefing.ipynb")


def test_a_notebook_that_is_not_there_is_told_as_such(folder: Path) -> None:
    """A wrong path is told with the path's name."""
    with pytest.raises(ParameterProblem, match=r"gone\.ipynb: this notebook cannot be read"):
        read(folder / "gone.ipynb")


def test_messages_show_control_characters_and_do_not_obey_them(folder: Path) -> None:
    """A name or value with terminal escapes cannot colour or erase what the terminal shows."""
    said = refused(notebook(folder, DECLARED), **{"\x1b[2Jx": 1, "limit": "\x1b[31m\u202e"})
    assert "\x1b" not in said
    assert "\u202e" not in said

"""
What editors check and complete while somebody types: the JSON Schema of every file of a corpus.

After a change of the tables: ``REPORTKIT_WRITE_SCHEMAS=1 pytest tests/test_schema.py``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from reportkit.reading import schema

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs" / "schema"
BROKEN = ROOT / "tests" / "broken"
CORPORA = (ROOT / "seeds", *sorted((ROOT / "tests" / "corpora").iterdir()))
KINDS = {"incidents": "incident", "readings": "reading"}
WRITE = os.environ.get("REPORTKIT_WRITE_SCHEMAS") == "1"
FILES = sorted(path for corpus in CORPORA for path in corpus.rglob("*.yaml"))


class EditorsLoader(yaml.SafeLoader):
    """YAML as editors see it: the types of YAML 1.2, where `no`, `on` and dates are text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
):
    EditorsLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), [*first])


def seen(path: Path) -> Any:
    """Return a file as an editor sees it."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=EditorsLoader)  # noqa: S506 - a safe loader


def kind_of(path: Path) -> str:
    """Return which schema is meant for a file, by where it lies in a corpus."""
    return KINDS.get(path.parent.name, path.stem)


def mistakes(path: Path) -> list[str]:
    """Return what an editor would underline in a file."""
    validator = Draft202012Validator(schema.schemas()[kind_of(path)])
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(seen(path))]


@pytest.mark.parametrize("name", schema.FILES)
def test_the_schemas_in_the_docs_are_current(name: str) -> None:
    """An editor offers the fields and words that the kit reads today."""
    path = DOCS / f"{name}.json"
    if WRITE:
        DOCS.mkdir(exist_ok=True)
        path.write_text(schema.written(schema.schemas()[name]), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == schema.written(schema.schemas()[name])


@pytest.mark.parametrize("name", schema.FILES)
def test_schemas_are_schemas(name: str) -> None:
    """Every editor that knows draft 2020-12 can use them."""
    Draft202012Validator.check_schema(schema.schemas()[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_the_kit_reads_is_underlined_nowhere(path: Path) -> None:
    """An editor finds no mistake in an encoding that is right."""
    assert mistakes(path) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_names_its_schema(path: Path) -> None:
    """The first line of a file leads an editor to the schema that is meant for it."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == DOCS / f"{kind_of(path)}.json"


@pytest.mark.parametrize(
    "rule",
    [
        "unknown-key",
        "unknown-key--proposition",
        "unknown-key--register",
        "missing-key",
        "missing-key--kind",
        "unknown-word",
        "unknown-word--kind",
        "unknown-word--format",
        "unknown-word--resolver",
        "unknown-proposition",
        "unknown-slot",
        "missing-slot",
        "missing-slot--time",
        "two-propositions",
        "empty-quantity",
        "anchor-form",
        "slug",
        "integer",
        "number",
        "flag",
        "date",
        "gap",
        "digest",
        "wrong-form",
        "wrong-form--record",
        "wrong-form--register",
        "speaker",
    ],
)
def test_what_the_check_refuses_is_underlined_while_typing(rule: str) -> None:
    """A slip of form shows in the editor before any command runs."""
    (path,) = (BROKEN / rule).rglob("*.yaml")
    assert mistakes(path)


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("plural", "yes", True),
        ("plural", "true", True),
        ("plural", "perhaps", False),
        ("country", "NO", True),
        ("label", "1984", True),
        ("label", "no", True),
        ("label", "[a]", False),
        ("names", "[{text: Navy}, {text: Marine}]", True),
        ("names", "[{language: en}]", False),
    ],
)
def test_an_editor_takes_what_the_reader_takes(tmp_path: Path, field: str, value: str, right: bool) -> None:  # noqa: FBT001
    """What YAML makes a number or a truth value of is no mistake where the kit reads text."""
    fields = {"label": "Navy", "kind": "military_force"} | {field: value}
    lines = [f"    {name}: {text}" for name, text in fields.items()]
    path = tmp_path / "actors.yaml"
    path.write_text("\n".join(["format: 1", "actors:", "  navy:", *lines, ""]), encoding="utf-8")
    assert (mistakes(path) == []) == right

"""YAML as text with its places: nothing guessed, nothing lost, whatever is wrong told and never raised."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from reportkit.problems import Problem
from reportkit.reading import yamltext
from reportkit.reading.yamltext import Entries, Items, Node, Text, read_file, read_text, walk

ROOT = Path(__file__).resolve().parents[1]
CORPORA = (ROOT / "seeds", *sorted((ROOT / "tests" / "corpora").iterdir()))
FILES = sorted(path for corpus in CORPORA for path in corpus.rglob("*.yaml"))
BROKEN = sorted((ROOT / "tests" / "broken").rglob("*.yaml"))
PURE = yaml.BaseLoader

# Text that is nearly YAML, which finds more than text that is nothing like it.
SIGNS = (
    "#",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    ",",
    "?",
    "|",
    ">",
    "&x",
    "*x",
    "!t ",
    "%",
    "@",
    "`",
    "\\",
    "…",
    "~",
)
HIDDEN = ("\t", "\r\n", "\x85", "\u2028", "\ufeff", "\x00")
pieces = st.sampled_from(
    ["a", "b: ", "- ", "\n", "\n  ", " ", ": ", " #", "---", "...", "é", "𝄞", *SIGNS, *HIDDEN]
)
nearly_yaml = st.lists(pieces, max_size=30).map("".join)
texts = st.one_of(st.text(max_size=60), nearly_yaml)


def read(text: str, loader: yamltext.Loader = yamltext.FAST) -> tuple[Entries | None, list[Problem]]:
    """Return what was read, and the problems."""
    log: list[Problem] = []
    return read_text(text, "x.yaml", log, loader), log


def only(text: str) -> Problem:
    """Return the one problem of a text."""
    _, (problem,) = read(text)
    return problem


@given(texts)
def test_any_text_is_read_or_told(text: str) -> None:
    """Whatever stands in a file, the analyst gets its entries or a problem with a place, never a crash."""
    entries, problems = read(text)
    assert entries is not None or problems
    lines = text.split("\n")
    for problem in problems:
        assert str(problem)
        assert problem.place.line <= len(lines)
        if problem.place.line:
            assert lines[problem.place.line - 1].removesuffix("\r") == problem.place.text
            assert 1 <= problem.place.column <= len(problem.place.text) + 1


@given(texts)
def test_both_parsers_read_the_same(text: str) -> None:
    """A colleague whose PyYAML lacks the fast parser sees the same entries at the same places."""
    slow, told = read(text, PURE)
    assume("yaml" not in {problem.rule for problem in told})  # the one in Python reads a little less
    assert (slow, told) == read(text)


@pytest.mark.parametrize("path", [*FILES, *BROKEN], ids=lambda path: str(path.relative_to(ROOT)))
def test_both_parsers_read_real_files_the_same(path: Path) -> None:
    """Real encodings, and broken ones, are told the same by both parsers."""
    text = path.read_bytes().decode("utf-8", "replace")
    assert read(text) == read(text, PURE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_places_point_at_what_was_read(path: Path) -> None:
    """A caret stands under the very words it speaks of."""
    entries, problems = read(path.read_text(encoding="utf-8"))
    assert not problems
    assert entries is not None
    for scalar in walk(entries):
        at = scalar.place
        stands = at.text[at.column - 1 : at.column - 1 + at.width]
        if stands.startswith(('"', "'")):
            assert stands[0] == stands[-1]
            stands = stands[1:-1]
        assert stands == scalar.value


def test_nothing_is_guessed() -> None:
    """Norway, a time, leading zeros, dates and numbers stay what was written."""
    written = {
        "a": "NO",
        "b": "12:30",
        "c": "007",
        "d": "2031-05-03",
        "e": "1e3",
        "f": "1_000",
        "g": "~",
        "h": ".inf",
    }
    entries, problems = read("".join(f"{key}: {value}\n" for key, value in written.items()))
    assert not problems
    assert entries is not None
    assert {key.value: value.value for key, value in entries.pairs if isinstance(value, Text)} == written


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff")))
def test_quoted_text_comes_through_as_it_is(text: str) -> None:
    """No script, sign or joined emoji is changed, normalised or lost on the way in."""
    assume(not any(ord(c) & 0xFFFF >= 0xFFFE for c in text))  # what Unicode keeps free of characters
    entries, problems = read("words: '" + text.replace("'", "''") + "'")
    assert not problems
    assert entries is not None
    value = entries.get("words")
    assert isinstance(value, Text)
    assert value.value == text


def test_a_file_of_windows_reads_the_same(tmp_path: Path) -> None:
    """A byte order mark and CRLF change neither what is read nor its lines and columns."""
    text = "format: 1\nactors:\n  navy: {label: Marine…, kind: state}\n"
    path = tmp_path / "actors.yaml"
    found = []
    for raw in (text.encode(), b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()):
        path.write_bytes(raw)
        log: list[Problem] = []
        found.append((read_file(path, "actors.yaml", log), log))
    assert found[0] == found[1]
    assert not found[0][1]


def test_fifty_thousand_brackets_are_one_problem() -> None:
    """What would crash a recursive reader is told, at once."""
    for bracket in ("[", "{", "- ", "? "):
        started = time.process_time()
        assert only(f"a:\n  {bracket * 50_000}").rule in {"too-deep", "yaml"}
        assert time.process_time() - started < 5


def test_an_alias_bomb_does_not_grow() -> None:
    """Nine aliases of nine aliases are eighteen problems and no gigabyte."""
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
    _, problems = read(bomb)
    assert [p.rule for p in problems].count("alias") == 18


def test_no_tag_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tag that would run a command is told as a tag."""
    monkeypatch.chdir(tmp_path)
    assert only('a: !!python/object/apply:os.system ["touch RUN"]').rule == "tag"
    assert not list(tmp_path.iterdir())


def test_hidden_characters_are_told_where_they_stand() -> None:
    """Twenty are enough to see that a file is no text."""
    _, problems = read("a: b\nc: \x01d\n")
    assert [(p.place.line, p.place.column) for p in problems] == [(2, 4)]
    assert len(read("\x00" * 5_000)[1]) == 20


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who put a whole archive there is told to divide it."""
    monkeypatch.setattr(yamltext, "MAX_BYTES", 100)
    path = tmp_path / "reading.yaml"
    path.write_text("# " + "x" * 200, encoding="utf-8")
    log: list[Problem] = []
    assert read_file(path, "reading.yaml", log) is None
    (problem,) = log
    assert str(problem) == (
        "reading.yaml: the file is too large\n"
        "  = why: it has 202 bytes; an encoding written by hand has less than 100\n"
        "  = fix: divide it: one document is one reading"
    )


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"a: caf\xe9\n", "not-utf-8"),
        ("a: café\n".encode("utf-16"), "not-utf-8"),
        (b"a: \xf0\x9f\x98", "not-utf-8"),
        (b"\x89PNG\r\n\x1a\n", "not-utf-8"),
        (b"", "not-a-mapping"),
        (b"\xef\xbb\xbf", "not-a-mapping"),
        (b"a: 1\rb: 2", "hidden-character"),
    ],
)
def test_bytes_that_are_no_encoding_are_told(tmp_path: Path, raw: bytes, rule: str) -> None:
    """A file of another kind or encoding is named as such."""
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    log: list[Problem] = []
    assert read_file(path, "x.yaml", log) is None
    assert {problem.rule for problem in log} == {rule}


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    """What cannot be opened is told with the reason of the system."""
    log: list[Problem] = []
    assert read_file(tmp_path, "x.yaml", log) is None
    assert log[0].rule == "unreadable"


nodes = st.recursive(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=8
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), nodes, min_size=1, max_size=4))
def test_json_is_read_as_what_it_holds(value: dict[str, object]) -> None:
    """Every nested record comes back with the same names, in the same order, with the same text."""
    text = json.dumps(value, ensure_ascii=False)
    assume(not any(ord(c) & 0xFFFF >= 0xFFFE for c in text))
    entries, problems = read(text)
    assert not problems
    assert entries is not None
    assert held(entries) == value


def held(node: Node) -> object:
    """Return a node as plain values."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [held(item) for item in node.items]
    return {key.value: held(value) for key, value in node.pairs}

"""
The documentation can be believed: what it says to type works, and what it names is there.

After a change of what commands print, ``REPORTKIT_WRITE_DOCS=1 pytest tests/test_docs.py`` writes it into
the pages; then read every line of the difference.
"""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import nbformat
import pytest

import reportkit as rk
from reportkit import codebook
from reportkit.case import Case
from reportkit.cli import main
from reportkit.cli.terminal import EXIT_CODES
from reportkit.model import Corpus
from reportkit.problems import EncodingProblems
from reportkit.reading import encoding
from tests import pages
from tests.pages import ROOT, Reader

if TYPE_CHECKING:
    from markdown_it.token import Token

DOCS = ROOT / "docs"
MADE = {DOCS / "data-dictionary.md"}  # made by code, and compared by a test of its own
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(p for p in sorted(DOCS.rglob("*.md")) if p not in MADE and p.parent.name != "decisions"),
]
WRITE = os.environ.get("REPORTKIT_WRITE_DOCS") == "1"
SLOW = ("render", "reportkit run")
_PATH = re.compile(r"[\w.-]+(?:/[\w.*-]+)+/?|[\w-]+/|[\w-]+\.(?:py|md|yaml|yml|ipynb|typ|json|toml|lock)")
_SIGNS = re.compile(r"[#;|&<>`)]")  # what follows is another command, or a comment
_NAME = re.compile(r"(?P<of>rk|case|corpus)\.(?P<name>\w+)")
_TARGET = re.compile(r"(?m)^([a-z-]+):")


def _id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _renders(page: Path) -> bool:
    return any(
        any(slow in step.command for slow in SLOW) and pages.is_run(step.command)
        for token in pages.tokens(page)
        if token.info == "console"
        for step in pages.steps(token.content)
    )


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing in the caller's shell decide what a command finds."""
    for name in ("REPORTKIT_SEEDS", "REPORTKIT_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.slow if _renders(page) else (), id=_id(page)) for page in PAGES],
)
def test_what_a_page_says_to_do_works(page: Path, tmp_path: Path) -> None:
    """Whoever types what a page says, in its order, reads what the page says, and ends with a good corpus."""
    if WRITE:
        (tmp_path / "first").mkdir()
        text = pages.rewritten(page, Reader(tmp_path / "first"))
        page.write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "work").mkdir()
    reader = Reader(tmp_path / "work")
    wrong = list(pages.work_through(page, reader))
    assert not wrong, "\n\n".join(wrong)
    for corpus in reader.home.rglob(encoding.CORPUS_FILE):
        _, problems = encoding.inspect(corpus.parent)
        assert not problems, EncodingProblems(problems)


def _codes(page: Path) -> list[tuple[int, str]]:
    """Return every piece of code of a page with its line: within sentences, and the commands of blocks."""
    found: list[tuple[int, str]] = []
    for token in pages.tokens(page):
        line = (token.map or [0])[0] + 1
        found += [(line, child.content) for child in token.children or () if child.type == "code_inline"]
        if token.type in {"fence", "code_block"}:
            found += [(line, command) for command in _commands(token)]
    return found


def _commands(token: Token) -> list[str]:
    """Return the commands that a block shows, without a shell's prompt and the way to the environment."""
    lines = (
        line.strip().removeprefix("$ ").removeprefix(".venv/bin/") for line in token.content.splitlines()
    )
    return [line for line in lines if line.startswith(("reportkit ", "make "))]


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_command_a_page_names_exists(page: Path) -> None:
    """No page names a command, an option or a target of make that is not there."""
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    options = {option for command in _all_commands(main) for option in _options(command)}
    wrong = []
    for line, code in _codes(page):
        first, *words = _SIGNS.split(code)[0].replace("…", " ").split() or [""]
        if first == "reportkit":
            wrong += [f"line {line}: {bad}" for bad in _unknown(words)]
        elif first == "make" and words:
            wrong += [
                f"line {line}: make {w}" for w in words if re.fullmatch("[a-z-]+", w) and w not in targets
            ]
        elif re.fullmatch(r"--[a-z-]+", first) and first not in options:
            wrong.append(f"line {line}: {first}")
    assert not wrong, "\n".join(wrong)


def _all_commands(group: click.Command) -> list[click.Command]:
    return [group, *(found for inner in _inner(group).values() for found in _all_commands(inner))]


def _inner(group: click.Command) -> dict[str, click.Command]:
    """Return the commands of a group, all of them loaded."""
    if not isinstance(group, click.Group):
        return {}
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def _options(command: click.Command) -> dict[str, click.Parameter]:
    context = click.Context(command)
    found = command.get_params(context)
    return {name: one for one in found for name in (*one.opts, *one.secondary_opts)}


def _unknown(words: list[str]) -> list[str]:
    """Return the commands and options among the words of a command line that do not exist."""
    command: click.Command = main
    found: list[str] = []
    values = 0  # words that belong to the option before them
    for word in words:
        if values:
            values -= 1
        elif word.startswith("-") and len(word) > 1:
            option = _options(command).get(word.partition("=")[0])
            if option is None:
                found.append(f"{command.name} {word}")
            elif "=" not in word and not getattr(option, "is_flag", False):
                values = option.nargs
        elif isinstance(command, click.Group) and re.fullmatch("[a-z-]+", word):
            if word not in _inner(command):
                return [*found, f"{command.name} {word}"]
            command = _inner(command)[word]
    return found


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_file_a_page_names_exists(page: Path) -> None:
    """No page names a file or a folder that is neither in the project nor made on the page."""
    blocks = "\n".join(token.content for token in pages.tokens(page) if token.type == "fence")
    missing = [
        f"line {line}: {name}"
        for line, name in _paths(page)
        if name not in blocks and not _is_there(name, page)
    ]
    assert not missing, "\n".join(missing)


def _paths(page: Path) -> list[tuple[int, str]]:
    return [(line, code.rstrip("/")) for line, code in _codes(page) if _PATH.fullmatch(code)]


def _is_there(name: str, page: Path) -> bool:
    first, *inner = name.split("/")
    if first in MADE_LATER or any(part.startswith("my-") for part in (first, *inner)):
        return True
    if not inner:  # named without its folder: somewhere in the package, the seeds or the templates
        return any(list((ROOT / folder).rglob(name)) for folder in KEPT) or (ROOT / name).exists()
    return any(list(folder.glob(name)) for folder in (ROOT, page.parent, DOCS, *(ROOT / f for f in KEPT)))


KEPT = ("reportkit", "seeds", "templates", "notebooks", "tests")
MADE_LATER = {"build", ".venv", "texts"}  # by make, or by a reader


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_name_of_the_package_a_page_uses_exists(page: Path) -> None:
    """No page names a function, a table or an attribute that is not there."""
    owners = {"rk": rk, "case": Case, "corpus": Corpus}
    blocks = [(0, token.content) for token in pages.tokens(page) if token.info == "python"]
    own = set(re.findall(r"def (\w+)", "\n".join(code for _, code in blocks)))
    missing = {
        f"{found['of']}.{found['name']}"
        for _, code in (*_codes(page), *blocks)
        for found in _NAME.finditer(code)
        if found["name"] not in own
        and not _has(owners[found["of"]], found["name"])
        and not re.search(r"\.(?:yaml|py)$", found[0])
    }
    assert not missing


def _has(owner: object, name: str) -> bool:
    return hasattr(owner, name) or name in getattr(owner, "__dataclass_fields__", ())


@pytest.mark.parametrize("page", [*PAGES, *sorted((DOCS / "decisions").glob("*.md"))], ids=_id)
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    """No link to another page, file or heading is dead."""
    dead = []
    for token in pages.tokens(page):
        for child in token.children or ():
            target = str(child.attrs.get("href") or child.attrs.get("src") or "")
            if not target or re.match(r"[a-z]+:", target):
                continue
            name, _, heading = target.partition("#")
            path = (page.parent / name).resolve() if name else page
            if not path.exists() or (heading and path.suffix == ".md" and heading not in _headings(path)):
                dead.append(target)
    assert not dead


def _headings(path: Path) -> set[str]:
    """Return the names of the headings of a page, as links write them."""
    parts = pages.tokens(path)
    titles = [parts[n + 1].content for n, token in enumerate(parts) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_vocabulary_is_on_the_page_of_the_codebook() -> None:
    """A reader finds every vocabulary of the codebook, with a sentence on its source."""
    text = (DOCS / "reference" / "codebook.md").read_text(encoding="utf-8")
    sections = re.split(r"(?m)^## ", text)[1:]
    shown = {name: part for part in sections for name in re.findall(r"\{vocabulary\} (\w+)", part)}
    assert set(shown) == set(codebook.names())
    assert [name for name, part in shown.items() if "Source:" not in part] == []


def test_the_page_of_exit_codes_is_complete() -> None:
    """A script can rely on the codes that the page lists, and on no others."""
    text = (DOCS / "howto" / "scripts.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| (\d+) \| (.+) \|$", text))
    assert rows == {str(code): meaning for code, meaning in EXIT_CODES.items()}


def test_the_parameters_on_the_page_are_those_of_the_notebook() -> None:
    """Who looks up the parameters of the briefing finds them as the notebook has them."""
    notebook = nbformat.read(ROOT / "notebooks" / "briefing.ipynb", as_version=4)
    (cell,) = (c.source for c in notebook.cells if "parameters" in c.metadata.get("tags", ()))
    for page in ("brief.md", "add-a-notebook.md"):
        text = (DOCS / "howto" / page).read_text(encoding="utf-8")
        assert [line for line in cell.splitlines() if line not in text] == []


@pytest.mark.parametrize("name", ["face", "gallery", "mistakes", "picture", "tables", "vocabularies"])
def test_examples_of_the_directives_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the docstrings of the documentation's own directives show is what they do."""
    monkeypatch.syspath_prepend(str(DOCS))
    assert doctest.testmod(importlib.import_module(f"building.{name}")).failed == 0


def test_the_picture_of_the_house_shows_every_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture has the rooms there are, in order; to draw it anew: python docs/building/picture.py."""
    monkeypatch.syspath_prepend(str(DOCS))
    from building import picture  # noqa: PLC0415 - it lies beside the pages

    drawn = re.findall(r'class="name"[^>]*>(\w+)<', picture.FILE.read_text(encoding="utf-8"))
    assert drawn == [room for row in picture.rows() for room in row]


@pytest.mark.slow
def test_the_pages_build_without_a_warning_and_need_nothing_from_elsewhere(tmp_path: Path) -> None:
    """The pages build offline without a warning (the gallery aside) and fetch nothing from elsewhere."""
    quick = ["-t", "quick", "-W", "--keep-going", "-q", "-b", "html"]
    built = subprocess.run(  # noqa: S603 - Sphinx, on pages of this project
        [sys.executable, "-m", "sphinx", *quick, str(DOCS), str(tmp_path / "html")],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"},
    )
    assert built.returncode == 0, built.stderr
    asked = {
        (page.name, found)
        for page in (tmp_path / "html").rglob("*.html")
        for found in _FETCHED.findall(page.read_text(encoding="utf-8"))
    }
    styles = {
        (style.name, found)
        for style in (tmp_path / "html").rglob("*.css")
        for found in re.findall(
            r"(?:url\(|@import )[\"']?((?:https?:)?//[^\"')]+)", style.read_text(encoding="utf-8")
        )
    }
    assert asked | styles == set()


# What a browser fetches to show a page; a link that a reader may follow is none of it.
_FETCHED = re.compile(r"<(?:script|img|link|iframe|source)\b[^>]*?(?:src|href)=\"((?:https?:)?//[^\"]+)\"")
